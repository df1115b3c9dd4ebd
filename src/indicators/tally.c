#include "indicators/tally.h"

#include <assert.h>
#include <string.h>

#include "indicators/meta.h"

/* ---- years -------------------------------------------------------------------------------- */

bool tally_span_read(TallySpan *out, Store *store, Fault *fault)
{
    int64_t first = 0;
    int64_t last = 0;
    int64_t day = 0;

    if (!meta_read(&first, store, "tally_from_year", fault) ||
        !meta_read(&last, store, "tally_to_year", fault) ||
        !meta_read(&day, store, "tally_day", fault))
        return false;
    if (first <= 0 || last < first || last - first >= TALLY_YEARS_MAX)
        return fault_set(fault, FAULT_INVALID, "the store keeps tallies of no years");
    *out = (TallySpan){ (int32_t)first, (int32_t)last, { (int32_t)day } };
    return true;
}

bool tally_span_write(Store *store, TallySpan span, Fault *fault)
{
    assert(span.to >= span.from && span.to - span.from < TALLY_YEARS_MAX);
    return meta_write(store, "tally_from_year", span.from, fault) &&
           meta_write(store, "tally_to_year", span.to, fault) &&
           meta_write(store, "tally_day", span.day.days, fault);
}

bool tally_span_equal(TallySpan a, TallySpan b)
{
    return a.from == b.from && a.to == b.to && a.day.days == b.day.days;
}

bool tally_is_stale(bool *out, Store *store, Fault *fault)
{
    int64_t value = 0;

    if (!meta_read(&value, store, "tally_is_stale", fault))
        return false;
    *out = value != 0;
    return true;
}

bool tally_set_stale(Store *store, bool is_stale, Fault *fault)
{
    return meta_write(store, "tally_is_stale", is_stale, fault);
}

const TallyYears *tally_years_open(Arena *arena, const Plan *plan, TallySpan span)
{
    TallyYears *const years = arena_alloc(arena, sizeof *years);
    uint32_t const    count = (uint32_t)(span.to - span.from + 1);
    const LaneSet   **of_year = arena_array(arena, count, sizeof(LaneSet *));
    const LaneSet   **from_year = arena_array(arena, count, sizeof(LaneSet *));

    for (uint32_t i = 0; i < count; i++) {
        int32_t const year = span.from + (int32_t)i;

        of_year[i] =
            lane_set_of_years(arena, year, year, span.day, plan->windows, plan->window_count);
        from_year[i] = year == span.to ? of_year[i]
                                       : lane_set_of_years(arena, year, span.to, span.day,
                                                           plan->windows, plan->window_count);
    }
    *years = (TallyYears){ span, of_year, from_year };
    return years;
}

bool tally_has(const TallyYears *years, Period period)
{
    TallySpan const span = years->span;
    int32_t const   year = period_year_of(period);

    return year >= span.from && year <= span.to &&
           (!period_is_to_date(period) || period.end.days == period_same_day(span.day, year).days);
}

const LaneSet *tally_lanes(const TallyYears *years, Date day, bool reaches_later)
{
    int32_t const year = date_year(day);

    if (year > years->span.to || (year < years->span.from && !reaches_later))
        return NULL;
    if (year < years->span.from)
        return years->from_year[0];
    return reaches_later ? years->from_year[year - years->span.from]
                         : years->of_year[year - years->span.from];
}

/* ---- changes -------------------------------------------------------------------------------- */

typedef struct {
    uint32_t part;
    int32_t  year;
    int64_t  organisation_id, region_id;
    int64_t  changes[LANES_PER_YEAR]; /* by the part of the period's id */
} Cell;

struct Tally {
    Arena            *arena;
    const Vocabulary *vocabulary;
    Cell             *cells;
    uint32_t          count, capacity;
    uint32_t         *slots; /* open addressing: cell + 1 */
    uint32_t          slot_count;
};

Tally *tally_open(Arena *arena, const Vocabulary *vocabulary)
{
    Tally *const tally = arena_alloc(arena, sizeof *tally);

    tally->arena = arena;
    tally->vocabulary = vocabulary;
    return tally;
}

static uint32_t hash_cell(const Cell *key)
{
    uint64_t hash = (uint64_t)key->part * 0x9e3779b97f4a7c15u;

    hash = (hash ^ (uint64_t)key->year) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (uint64_t)key->organisation_id) * 0x94d049bb133111ebu;
    hash = (hash ^ (uint64_t)key->region_id) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(hash >> 32);
}

static bool same_cell(const Cell *a, const Cell *b)
{
    return a->part == b->part && a->year == b->year && a->organisation_id == b->organisation_id &&
           a->region_id == b->region_id;
}

static uint32_t find_slot(const Tally *tally, const Cell *key)
{
    uint32_t const mask = tally->slot_count - 1;
    uint32_t       slot = hash_cell(key) & mask;

    while (tally->slots[slot] && !same_cell(&tally->cells[tally->slots[slot] - 1], key))
        slot = (slot + 1) & mask;
    return slot;
}

static void rebuild_slots(Tally *tally)
{
    tally->slot_count = tally->slot_count ? tally->slot_count * 2 : 64;
    tally->slots = arena_array(tally->arena, tally->slot_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < tally->count; i++)
        tally->slots[find_slot(tally, &tally->cells[i])] = i + 1;
}

static Cell *cell_of(Tally *tally, const Cell *key)
{
    if ((tally->count + 1) * 2 > tally->slot_count)
        rebuild_slots(tally);
    uint32_t const slot = find_slot(tally, key);
    if (tally->slots[slot])
        return &tally->cells[tally->slots[slot] - 1];
    tally->cells =
        arena_grow(tally->arena, tally->cells, tally->count, &tally->capacity, sizeof(Cell));
    tally->cells[tally->count] = *key;
    tally->slots[slot] = ++tally->count;
    return &tally->cells[tally->count - 1];
}

void tally_count(Tally *tally, Counter *counter, const Facts *facts, const uint32_t *parts,
                 uint32_t part_count, int sign)
{
    const LaneSet *const lanes = facts_lanes(facts);

    for (uint32_t i = 0; i < part_count; i++) {
        const Addition *const addition = counter_part(counter, parts[i]);
        const Stay           *stay = NULL;
        Cell                 *cell = NULL;

        for (uint32_t lane = 0; lane < lanes->count && addition; lane++) {
            int64_t const amount = addition_in(addition, lane);
            if (amount == 0)
                continue;
            int32_t const     year = period_year_of(lanes->periods[lane]);
            const Stay *const place = facts_place(facts, lane);
            if (!cell || cell->year != year || stay != place)
                cell = cell_of(tally, &(Cell){ .part = parts[i],
                                               .year = year,
                                               .organisation_id = place->organisation_id,
                                               .region_id = place->region_id });
            stay = place;
            cell->changes[lanes->periods[lane].id % 100] += sign * amount;
        }
    }
}

void tally_forget(Tally *tally)
{
    tally->count = 0;
    if (tally->slot_count)
        memset(tally->slots, 0, tally->slot_count * sizeof *tally->slots);
}

void tally_merge(Tally *into, const Tally *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        Cell key = from->cells[i];

        memset(key.changes, 0, sizeof key.changes);
        Cell *const cell = cell_of(into, &key);
        for (uint32_t j = 0; j < LANES_PER_YEAR; j++)
            cell->changes[j] += from->cells[i].changes[j];
    }
}

int64_t tally_change_of(const Tally *tally, uint32_t part, int32_t year, uint32_t period_part)
{
    int64_t sum = 0;

    for (uint32_t i = 0; i < tally->count; i++)
        if (tally->cells[i].part == part && tally->cells[i].year == year)
            sum += tally->cells[i].changes[period_part];
    return sum;
}

static bool is_zero(const Cell *cell)
{
    for (uint32_t i = 0; i < LANES_PER_YEAR; i++)
        if (cell->changes[i])
            return false;
    return true;
}

static bool write_cell(Statement *put, const Vocabulary *vocabulary, const Cell *cell, Fault *fault)
{
    if (!statement_bind_int(put, 1, vocabulary->parts[cell->part], fault) ||
        !statement_bind_int(put, 2, cell->year, fault) ||
        !statement_bind_int(put, 3, cell->organisation_id, fault) ||
        !statement_bind_int(put, 4, cell->region_id, fault))
        return false;
    for (uint32_t i = 0; i < LANES_PER_YEAR; i++)
        if (!statement_bind_int(put, 5 + (int)i, cell->changes[i], fault))
            return false;
    return statement_run(put, fault);
}

bool tally_flush(Tally *tally, Store *store, Fault *fault)
{
    Statement *put = NULL;
    bool       ok = false;

    assert(store_in_transaction(store));
    if (!statement_open(
            &put, store,
            SQL("INSERT INTO tally (part_id, year, organisation_id, region_id, p0, p1,"
                " p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)"
                " ON CONFLICT (part_id, year, organisation_id, region_id) DO UPDATE"
                " SET p0 = p0 + ?5, p1 = p1 + ?6, p2 = p2 + ?7, p3 = p3 + ?8,"
                " p4 = p4 + ?9, p5 = p5 + ?10, p6 = p6 + ?11, p7 = p7 + ?12,"
                " p8 = p8 + ?13, p9 = p9 + ?14, p10 = p10 + ?15, p11 = p11 + ?16,"
                " p12 = p12 + ?17, p13 = p13 + ?18, p14 = p14 + ?19,"
                " p15 = p15 + ?20, p16 = p16 + ?21, p17 = p17 + ?22"),
            fault))
        goto done;
    for (uint32_t i = 0; i < tally->count; i++)
        if (!is_zero(&tally->cells[i]) &&
            !write_cell(put, tally->vocabulary, &tally->cells[i], fault))
            goto done;
    tally_forget(tally);
    ok = true;

done:
    statement_close(&put);
    return ok;
}

/* ---- reading -------------------------------------------------------------------------------- */

#define SELECT_PERIOD(column)                                                                      \
    {                                                                                              \
        "SELECT organisation_id, region_id, " column                                               \
        " FROM tally WHERE part_id = ?1 AND year = ?2"                                             \
        " AND " column " <> 0"                                                                     \
    }

bool tally_each(Store *store, const Vocabulary *vocabulary, uint32_t part, Period period,
                TallyVisitor each, void *context, Fault *fault)
{
    static const Sql SELECTS[LANES_PER_YEAR] = {
        SELECT_PERIOD("p0"),  SELECT_PERIOD("p1"),  SELECT_PERIOD("p2"),  SELECT_PERIOD("p3"),
        SELECT_PERIOD("p4"),  SELECT_PERIOD("p5"),  SELECT_PERIOD("p6"),  SELECT_PERIOD("p7"),
        SELECT_PERIOD("p8"),  SELECT_PERIOD("p9"),  SELECT_PERIOD("p10"), SELECT_PERIOD("p11"),
        SELECT_PERIOD("p12"), SELECT_PERIOD("p13"), SELECT_PERIOD("p14"), SELECT_PERIOD("p15"),
        SELECT_PERIOD("p16"), SELECT_PERIOD("p17"),
    };
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store, SELECTS[period.id % 100], fault) ||
        !statement_bind_int(select, 1, vocabulary->parts[part], fault) ||
        !statement_bind_int(select, 2, period_year_of(period), fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        TallyCell const cell = { statement_int(select, 0), statement_int(select, 1),
                                 statement_int(select, 2) };
        each(context, &cell);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}
