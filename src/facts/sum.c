/* Sums over a subject's records: each record falls into the lanes of its day.
 *
 * first and last compare days, and on one day records by id: what was recorded
 * later is later. */
#include <assert.h>
#include <string.h>

#include "base/checked.h"
#include "facts/facts_private.h"

typedef struct {
    const Term       *term;
    const LaneSet    *lanes;
    const LaneWindow *window;
    Vector           *sum;
    int32_t          *held_days; /* of the record that holds a lane: first and last */
    int64_t          *held_ids;
} Sum;

/* Rows of a chunk that count, a bit for each. */
typedef struct {
    uint64_t words[LANE_WORDS];
} RowBits;

static bool starts_missing(TermKind kind)
{
    return kind == TERM_LAST || kind == TERM_FIRST || kind == TERM_LEAST || kind == TERM_GREATEST;
}

static bool counts_units(TermKind kind)
{
    return kind == TERM_MONTHS || kind == TERM_QUARTERS || kind == TERM_HALF_YEARS ||
           kind == TERM_YEARS;
}

static int64_t unit_bit(TermKind kind, int32_t month)
{
    int32_t const of_year = month % 12;

    switch (kind) {
    case TERM_MONTHS: return (int64_t)1 << of_year;
    case TERM_QUARTERS: return (int64_t)1 << of_year / 3;
    case TERM_HALF_YEARS: return (int64_t)1 << of_year / 6;
    case TERM_YEARS:
    case TERM_COUNT:
    case TERM_EXISTS:
    case TERM_LAST:
    case TERM_FIRST:
    case TERM_SUM:
    case TERM_LEAST:
    case TERM_GREATEST: break;
    }
    return 1;
}

static void begin_sum(const Sum *sum)
{
    TermKind const kind = sum->term->kind;
    Vector *const  held = sum->sum;

    vector_fill(held, sum->term->type.kind == TYPE_BOOL, !starts_missing(kind), 0);
    vector_begin(held, held->is_truth);
    if (!held->is_truth)
        memset(held->values, 0, sum->lanes->count * sizeof held->values[0]);
    if (kind == TERM_FIRST || kind == TERM_LAST)
        memset(sum->held_ids, 0, sum->lanes->count * sizeof sum->held_ids[0]);
}

static void end_sum(const Sum *sum)
{
    if (!counts_units(sum->term->kind))
        return;
    for (uint32_t i = 0; i < sum->lanes->count; i++)
        sum->sum->values[i] = __builtin_popcountll((uint64_t)sum->sum->values[i]);
}

/* ---- one record ------------------------------------------------------------------------ */

static void add_to_lane(const Sum *sum, uint32_t lane, int32_t month, bool present, int64_t value)
{
    int64_t *const held = &sum->sum->values[lane];
    bool const     has = vector_has(sum->sum, lane);

    switch (sum->term->kind) {
    case TERM_COUNT: (*held)++; break;
    case TERM_MONTHS:
    case TERM_QUARTERS:
    case TERM_HALF_YEARS:
    case TERM_YEARS: *held |= unit_bit(sum->term->kind, month); break;
    case TERM_SUM:
        if (present && has && !checked_add(held, *held, value))
            vector_put(sum->sum, lane, false, 0);
        break;
    case TERM_LEAST:
        if (present && (!has || value < *held))
            vector_put(sum->sum, lane, true, value);
        break;
    case TERM_GREATEST:
        if (present && (!has || value > *held))
            vector_put(sum->sum, lane, true, value);
        break;
    case TERM_EXISTS:
    case TERM_FIRST:
    case TERM_LAST: break;
    }
}

static void add_record(const Sum *sum, Date day, int32_t month, bool present, int64_t value)
{
    LaneBits found;

    lane_find(sum->lanes, sum->window, day, month, &found);
    for (uint32_t i = 0; i < sum->lanes->words; i++) {
        if (sum->term->kind == TERM_EXISTS) {
            sum->sum->truth[i] |= found.words[i];
            continue;
        }
        for (uint64_t bits = found.words[i]; bits; bits &= bits - 1)
            add_to_lane(sum, i * 64 + lane_first(bits), month, present, value);
    }
}

/* ---- the first and the last --------------------------------------------------------------- */

static bool is_after(const RowChunk *chunk, uint32_t a, uint32_t b)
{
    return chunk->day.values[a] > chunk->day.values[b] ||
           (chunk->day.values[a] == chunk->day.values[b] &&
            chunk->record_ids[a] > chunk->record_ids[b]);
}

/* Records arrive nearly in order. */
static void put_in_order(RowChunk *chunk)
{
    if (chunk->is_ordered)
        return;
    chunk->is_ordered = true;
    for (uint32_t i = 0; i < chunk->count; i++) {
        uint32_t at = i;

        for (; at > 0 && is_after(chunk, chunk->order[at - 1], i); at--)
            chunk->order[at] = chunk->order[at - 1];
        chunk->order[at] = (uint16_t)i;
    }
}

/* Whether a record of another chunk that holds the lane must yield. */
static bool takes_lane(const Sum *sum, uint32_t lane, int64_t day, int64_t record_id)
{
    bool const later = day > sum->held_days[lane] ||
                       (day == sum->held_days[lane] && record_id > sum->held_ids[lane]);

    return sum->held_ids[lane] == 0 || later == (sum->term->kind == TERM_LAST);
}

/* From the end that is wanted: the first record that falls into a lane holds it. */
static void add_ends(const Sum *sum, RowChunk *chunk, const RowBits *counts, const Vector *values)
{
    LaneBits done = { 0 };

    put_in_order(chunk);
    for (uint32_t i = 0; i < chunk->count; i++) {
        bool const     last = sum->term->kind == TERM_LAST;
        uint32_t const row = chunk->order[last ? chunk->count - 1 - i : i];
        Date const     day = { (int32_t)chunk->day.values[row] };
        LaneBits       found;

        if (!(counts->words[row / 64] >> row % 64 & 1))
            continue;
        lane_find(sum->lanes, sum->window, day, chunk->months[row], &found);
        for (uint32_t j = 0; j < sum->lanes->words; j++) {
            for (uint64_t bits = found.words[j] & ~done.words[j]; bits; bits &= bits - 1) {
                uint32_t const lane = j * 64 + lane_first(bits);

                if (!takes_lane(sum, lane, day.days, chunk->record_ids[row]))
                    continue;
                sum->held_days[lane] = day.days;
                sum->held_ids[lane] = chunk->record_ids[row];
                vector_put(sum->sum, lane, vector_has(values, row), vector_word(values, row));
            }
            done.words[j] |= found.words[j];
        }
    }
}

/* ---- over records ----------------------------------------------------------------------- */

/* The rows that the term's conditions hold for. */
static RowBits rows_that_count(Facts *facts, const Term *term, const Scan *scan,
                               const RowChunk *chunk)
{
    RowBits bits;

    memset(&bits, 0xff, sizeof bits);
    if (term->where)
        memcpy(bits.words, facts_run_rows(facts, scan, chunk, term->where)->truth,
               sizeof bits.words);
    for (uint32_t i = 0; i < chunk->count && term->enrolled_in != CATALOG_NONE; i++)
        if (!facts_is_enrolled_on(facts, term->enrolled_in,
                                  (Date){ (int32_t)chunk->day.values[i] }))
            bits.words[i / 64] &= ~((uint64_t)1 << i % 64);
    return bits;
}

static void add_chunk(Facts *facts, const Sum *sum, const Scan *scan, RowChunk *chunk)
{
    const Term *const   term = sum->term;
    RowBits const       counts = rows_that_count(facts, term, scan, chunk);
    const Vector *const values =
        term->value ? facts_run_rows(facts, scan, chunk, term->value) : &chunk->day;

    if (term->kind == TERM_FIRST || term->kind == TERM_LAST) {
        add_ends(sum, chunk, &counts, values);
        return;
    }
    for (uint32_t i = 0; i < chunk->count; i++)
        if (counts.words[i / 64] >> i % 64 & 1)
            add_record(sum, (Date){ (int32_t)chunk->day.values[i] }, chunk->months[i],
                       vector_has(values, i), vector_word(values, i));
}

/* Most sums of most subjects are over no records at all. */
static const Vector *empty_sum(const Facts *facts, const Term *term)
{
    if (term->type.kind == TYPE_BOOL)
        return starts_missing(term->kind) ? &facts->unknown : &facts->never;
    return starts_missing(term->kind) ? &facts->none : &facts->zero;
}

static const Vector *sum_records(Facts *facts, const Sum *sum, const TermScans *scans)
{
    bool began = false;

    for (uint32_t i = 0; i < scans->count; i++) {
        uint32_t const scan = scans->scans[i];

        if (!facts_has_rows(facts, scan))
            continue;
        if (!began && sum->term->enrolled_in != CATALOG_NONE)
            facts_know_episodes(facts);
        if (!began)
            begin_sum(sum);
        began = true;
        for (RowChunk *chunk = facts->chunks[scan]; chunk && chunk->count; chunk = chunk->next)
            add_chunk(facts, sum, &facts->plan->scans[scan], chunk);
    }
    if (!began)
        return empty_sum(facts, sum->term);
    end_sum(sum);
    return sum->sum;
}

/* ---- over enrolments ---------------------------------------------------------------------- */

/* Whether enrolments cover a calendar unit: months and quarters wholly, by one or by
 * several without a gap (a contract that is renewed); longer ones when one held on
 * their last day. */
static bool covers(const Episode *episodes, uint32_t count, TermKind kind, Date first, Date last)
{
    bool const wholly = kind == TERM_MONTHS || kind == TERM_QUARTERS;
    Date       open = wholly ? first : last; /* the first day not covered yet */

    for (uint32_t i = 0; i < count; i++) {
        if (episodes[i].opened_on.days > open.days || episodes[i].closed_on.days < open.days)
            continue;
        if (episodes[i].closed_on.days >= last.days)
            return true;
        open = date_add_days(episodes[i].closed_on, 1);
    }
    return false;
}

/* The units of a year that enrolments cover, a bit for each. */
static uint32_t covered_units(TermKind kind, const Episode *episodes, uint32_t count, int32_t year)
{
    int32_t const step = kind == TERM_MONTHS       ? 1
                         : kind == TERM_QUARTERS   ? 3
                         : kind == TERM_HALF_YEARS ? 6
                                                   : 12;
    uint32_t      bits = 0;

    for (int32_t month = 1, unit = 0; month <= 12; month += step, unit++)
        if (covers(episodes, count, kind, date_from_civil(year, month, 1),
                   date_month_end(year, month + step - 1)))
            bits |= 1u << unit;
    return bits;
}

static uint32_t units_of_lane(const LaneUnits *units, TermKind kind)
{
    return kind == TERM_MONTHS       ? units->months
           : kind == TERM_QUARTERS   ? units->quarters
           : kind == TERM_HALF_YEARS ? units->half_years
                                     : units->years;
}

static void count_units(const Sum *sum, const Episode *episodes, uint32_t count)
{
    TermKind const kind = sum->term->kind;
    int32_t        year = INT32_MIN;
    uint32_t       covered = 0;

    for (uint32_t i = 0; i < sum->lanes->count; i++) {
        if (sum->lanes->civil[i].year != year) {
            year = sum->lanes->civil[i].year;
            covered = covered_units(kind, episodes, count, year);
        }
        sum->sum->values[i] =
            __builtin_popcount(covered & units_of_lane(&sum->window->units[i], kind));
    }
}

/* Enrolments lie in the order of their days; closings do not. */
static void add_enrolments(const Sum *sum, const Episode *episodes, uint32_t count)
{
    TermKind const kind = sum->term->kind;

    for (uint32_t i = 0; i < count; i++) {
        Date const day =
            sum->term->source == TERM_OF_ENROLMENT ? episodes[i].opened_on : episodes[i].closed_on;
        LaneBits found;

        if (day.days >= DATE_MAX.days)
            continue;
        if (kind != TERM_FIRST && kind != TERM_LAST) {
            add_record(sum, day, lane_month(day), true, day.days);
            continue;
        }
        lane_find(sum->lanes, sum->window, day, lane_month(day), &found);
        for (uint32_t lane = 0; lane < sum->lanes->count; lane++)
            if ((found.words[lane / 64] >> lane % 64 & 1) &&
                takes_lane(sum, lane, day.days, episodes[i].record_id)) {
                sum->held_days[lane] = day.days;
                sum->held_ids[lane] = episodes[i].record_id;
                vector_put(sum->sum, lane, true, day.days);
            }
    }
}

/* A field of the record that opened the enrolment which holds a lane. */
static void put_opening_values(Facts *facts, const Sum *sum)
{
    const Term *const term = sum->term;
    uint32_t const    index =
        facts->plan->scan_of_form[facts->catalog->programmes[term->index].enrol_form];
    const Scan *const scan = &facts->plan->scans[index];

    for (RowChunk *chunk = facts->chunks[index]; chunk && chunk->count; chunk = chunk->next) {
        const Vector *const values = facts_run_rows(facts, scan, chunk, term->value);

        for (uint32_t lane = 0; lane < sum->lanes->count; lane++)
            for (uint32_t row = 0; row < chunk->count; row++)
                if (sum->held_ids[lane] == chunk->record_ids[row])
                    vector_put(sum->sum, lane, vector_has(values, row), vector_word(values, row));
    }
}

static const Vector *sum_enrolments(Facts *facts, const Sum *sum)
{
    uint32_t             count = 0;
    const Episode *const episodes = facts_episodes(facts, sum->term->index, &count);

    if (count == 0)
        return empty_sum(facts, sum->term);
    begin_sum(sum);
    if (counts_units(sum->term->kind))
        count_units(sum, episodes, count);
    else
        add_enrolments(sum, episodes, count);
    if (sum->term->value)
        put_opening_values(facts, sum);
    return sum->sum;
}

const Vector *facts_sum(Facts *facts, uint32_t index)
{
    const Term *const term = &facts->catalog->terms[index];
    Sum const         sum = {
                .term = term,
                .lanes = facts->lanes,
                .window = &facts->lanes->windows[facts->plan->window_of_term[index]],
                .sum = facts->terms[index].own,
                .held_days = facts->held_days,
                .held_ids = facts->held_ids,
    };

    if (term->source == TERM_OF_ENROLMENT || term->source == TERM_OF_CLOSING)
        return sum_enrolments(facts, &sum);
    return sum_records(facts, &sum, &facts->plan->scans_of_term[index]);
}
