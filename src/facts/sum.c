/* Sums over a subject's records: each record falls into the lanes of its day.
 *
 * first and last compare days, and on one day records by id: what was recorded
 * later is later. */
#include <assert.h>
#include <string.h>

#include "facts/facts_private.h"

typedef struct {
    const Term       *term;
    const LaneSet    *lanes;
    const LaneWindow *window;
    Vector           *sum;
    int32_t          *days;
    int64_t          *ids;
} Sum;

static bool starts_missing(TermKind kind)
{
    return kind == TERM_LAST || kind == TERM_FIRST || kind == TERM_LEAST || kind == TERM_GREATEST;
}

static uint32_t calendar_unit(TermKind kind, Date day)
{
    uint32_t const month = (uint32_t)date_to_civil(day).month - 1;

    switch (kind) {
    case TERM_MONTHS: return month;
    case TERM_QUARTERS: return month / 3;
    case TERM_HALF_YEARS: return month / 6;
    case TERM_YEARS:
    case TERM_COUNT:
    case TERM_EXISTS:
    case TERM_LAST:
    case TERM_FIRST:
    case TERM_SUM:
    case TERM_LEAST:
    case TERM_GREATEST: break;
    }
    return 0;
}

/* Whether a record is before (first) or after (last) the one that holds the lane. */
static bool takes_lane(const Sum *sum, uint32_t lane, Date day, int64_t record_id)
{
    bool const later =
        day.days > sum->days[lane] || (day.days == sum->days[lane] && record_id > sum->ids[lane]);

    return sum->ids[lane] == 0 || later == (sum->term->kind == TERM_LAST);
}

static void add_to_lane(const Sum *sum, uint32_t lane, Date day, int64_t record_id, bool present,
                        int64_t value)
{
    int64_t *const held = &sum->sum->values[lane];
    uint8_t *const missing = &sum->sum->missing[lane];

    switch (sum->term->kind) {
    case TERM_COUNT: (*held)++; break;
    case TERM_EXISTS: *held = 1; break;
    case TERM_MONTHS:
    case TERM_QUARTERS:
    case TERM_HALF_YEARS:
    case TERM_YEARS: *held |= (int64_t)1 << calendar_unit(sum->term->kind, day); break;
    case TERM_SUM:
        if (present && __builtin_add_overflow(*held, value, held))
            *missing = 1;
        break;
    case TERM_LEAST:
        if (present && (*missing || value < *held))
            *held = value, *missing = 0;
        break;
    case TERM_GREATEST:
        if (present && (*missing || value > *held))
            *held = value, *missing = 0;
        break;
    case TERM_FIRST:
    case TERM_LAST:
        if (takes_lane(sum, lane, day, record_id)) {
            sum->days[lane] = day.days;
            sum->ids[lane] = record_id;
            *held = value;
            *missing = !present;
        }
        break;
    }
}

static void add_record(const Sum *sum, Date day, int64_t record_id, bool present, int64_t value)
{
    uint16_t       lanes[LIMIT_LANES];
    uint32_t const count = lane_find(sum->lanes, sum->window, day, lanes);

    for (uint32_t i = 0; i < count; i++)
        add_to_lane(sum, lanes[i], day, record_id, present, value);
}

static void begin_sum(Facts *facts, const Sum *sum)
{
    uint32_t const n = facts->lanes->count;

    memset(sum->sum->values, 0, n * sizeof sum->sum->values[0]);
    memset(sum->sum->missing, starts_missing(sum->term->kind), n);
    if (sum->term->kind == TERM_FIRST || sum->term->kind == TERM_LAST)
        memset(sum->ids, 0, n * sizeof sum->ids[0]);
}

static void end_sum(const Facts *facts, const Sum *sum)
{
    TermKind const kind = sum->term->kind;

    if (kind != TERM_MONTHS && kind != TERM_QUARTERS && kind != TERM_HALF_YEARS &&
        kind != TERM_YEARS)
        return;
    for (uint32_t i = 0; i < facts->lanes->count; i++)
        sum->sum->values[i] = __builtin_popcountll((uint64_t)sum->sum->values[i]);
}

/* ---- over records ----------------------------------------------------------------------- */

static void add_chunk(Facts *facts, const Sum *sum, const Scan *scan, const RowChunk *chunk)
{
    const Term *const term = sum->term;
    bool              counts[LIMIT_LANES];

    for (uint32_t i = 0; i < chunk->count; i++)
        counts[i] = true;
    if (term->where) {
        const Vector *const where = facts_run_rows(facts, scan, chunk, term->where);
        for (uint32_t i = 0; i < chunk->count; i++)
            counts[i] = !where->missing[i] && where->values[i];
    }
    if (term->enrolled_in != CATALOG_NONE)
        for (uint32_t i = 0; i < chunk->count; i++)
            counts[i] = counts[i] && facts_is_enrolled_on(facts, term->enrolled_in,
                                                          (Date){ (int32_t)chunk->day.values[i] });
    const Vector *const values =
        term->value ? facts_run_rows(facts, scan, chunk, term->value) : &chunk->day;
    for (uint32_t i = 0; i < chunk->count; i++)
        if (counts[i])
            add_record(sum, (Date){ (int32_t)chunk->day.values[i] }, chunk->record_ids[i],
                       !values->missing[i], values->values[i]);
}

/* The terms of most subjects are over no records at all; then there is nothing to
 * clear and nothing to add. */
static bool has_rows(const Facts *facts, uint32_t scan)
{
    return scan != SCAN_NONE && facts->chunks[scan]->count > 0;
}

static const Vector *sum_records(Facts *facts, const Sum *sum)
{
    const Plan *const plan = facts->plan;
    bool              began = false;

    if (sum->term->enrolled_in != CATALOG_NONE)
        facts_know_episodes(facts);
    for (uint32_t i = 0; i < plan->scan_count; i++) {
        bool const mine = sum->term->source == TERM_OF_SERVICE
                              ? facts->catalog->forms[plan->scans[i].form].is_service
                              : plan->scans[i].form == sum->term->index;

        if (!mine || !has_rows(facts, i))
            continue;
        if (!began)
            begin_sum(facts, sum);
        began = true;
        for (const RowChunk *chunk = facts->chunks[i]; chunk && chunk->count; chunk = chunk->next)
            add_chunk(facts, sum, &plan->scans[i], chunk);
    }
    if (!began)
        return starts_missing(sum->term->kind) ? &facts->none : &facts->zero;
    end_sum(facts, sum);
    return sum->sum;
}

/* ---- over enrolments ---------------------------------------------------------------------- */

/* Whether an enrolment covers a calendar unit: months and quarters wholly, longer
 * ones when it held on their last day. */
static bool covers(const Episode *episodes, uint32_t count, TermKind kind, Date first, Date last)
{
    bool const wholly = kind == TERM_MONTHS || kind == TERM_QUARTERS;

    for (uint32_t i = 0; i < count; i++)
        if (episodes[i].opened_on.days <= (wholly ? first.days : last.days) &&
            episodes[i].closed_on.days >= last.days)
            return true;
    return false;
}

static int64_t count_units(const Sum *sum, const Episode *episodes, uint32_t count, uint32_t lane)
{
    static const int32_t MONTHS[] = {
        [TERM_MONTHS] = 1,
        [TERM_QUARTERS] = 3,
        [TERM_HALF_YEARS] = 6,
        [TERM_YEARS] = 12,
    };
    int32_t const step = MONTHS[sum->term->kind];
    int32_t const year = sum->lanes->civil[lane].year;
    int64_t       units = 0;

    for (int32_t month = 1; month <= 12; month += step) {
        Date const first = date_from_civil(year, month, 1);
        Date const last = date_month_end(year, month + step - 1);

        if (last.days > sum->window->ceilings[lane].days)
            break;
        if (first.days >= sum->window->floors[lane].days)
            units += covers(episodes, count, sum->term->kind, first, last);
    }
    return units;
}

static const Vector *sum_enrolments(Facts *facts, const Sum *sum)
{
    TermKind const       kind = sum->term->kind;
    uint32_t             count = 0;
    const Episode *const episodes = facts_episodes(facts, sum->term->index, &count);

    if (count == 0)
        return starts_missing(kind) ? &facts->none : &facts->zero;
    begin_sum(facts, sum);
    if (kind == TERM_MONTHS || kind == TERM_QUARTERS || kind == TERM_HALF_YEARS ||
        kind == TERM_YEARS) {
        for (uint32_t i = 0; i < facts->lanes->count; i++)
            sum->sum->values[i] = count_units(sum, episodes, count, i);
        return sum->sum;
    }
    for (uint32_t i = 0; i < count; i++) {
        Date const day =
            sum->term->source == TERM_OF_ENROLMENT ? episodes[i].opened_on : episodes[i].closed_on;
        if (day.days < DATE_MAX.days)
            add_record(sum, day, episodes[i].record_id, true, day.days);
    }
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
                .days = facts->last_days,
                .ids = facts->last_ids,
    };

    if (term->source == TERM_OF_ENROLMENT || term->source == TERM_OF_CLOSING)
        return sum_enrolments(facts, &sum);
    return sum_records(facts, &sum);
}
