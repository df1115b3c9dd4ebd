/* tally.h - the counters from which every figure is read.
 *
 * There is one row for each part, year, organisation and region, with a counter
 * for each of the year's 17 periods, and for the year up to the tallies' day: what
 * most people look at. That day is moved on when a day begins (definition_catch_up
 * of intake); on no other day is anything judged by it. A write subtracts what its subject added
 * before and adds what it adds after; several writes of one transaction are put
 * together first.
 *
 * Tallies are kept for the years of a TallyYears; other periods are computed when
 * they are asked for (batch.h).
 *
 * Threads    As the Store.
 */
#ifndef INDICATORS_TALLY_H
#define INDICATORS_TALLY_H

#include "indicators/count.h"
#include "records/vocabulary.h"

enum { TALLY_YEARS_MAX = LIMIT_LANES / LANES_PER_YEAR };

/* What the store keeps tallies of. */
typedef struct {
    int32_t from, to; /* years */
    Date    day;      /* of them, up to which the last of each one's periods is */
} TallySpan;

typedef struct {
    TallySpan             span;
    const LaneSet *const *of_year;   /* per year: its periods */
    const LaneSet *const *from_year; /* its periods and those of all later years */
} TallyYears;

/* FAULT_INVALID when the store has not been told. */
bool tally_span_read(TallySpan *out, Store *store, Fault *fault) MUST_CHECK;
bool tally_span_write(Store *store, TallySpan span, Fault *fault) MUST_CHECK;
bool tally_span_equal(TallySpan a, TallySpan b);

/* Whether the tallies are of other definitions or years than the store's: set when
 * those change, cleared by the rebuild. Figures are then computed, not read. */
bool tally_is_stale(bool *out, Store *store, Fault *fault) MUST_CHECK;
bool tally_set_stale(Store *store, bool is_stale, Fault *fault) MUST_CHECK;

const TallyYears *tally_years_open(Arena *arena, const Plan *plan, TallySpan span);

/* Whether there are tallies of the period. */
bool tally_has(const TallyYears *years, Period period);

/* The lanes that a record of this day can change, or NULL when none is kept. */
const LaneSet *tally_lanes(const TallyYears *years, Date day, bool reaches_later);

/* ---- changes ---------------------------------------------------------------------------- */

typedef struct Tally Tally;

/* Changes not yet written; they live in the arena. */
Tally *tally_open(Arena *arena, const Vocabulary *vocabulary);

/* Add what the subject of the counter adds to these parts, times `sign`. */
void tally_count(Tally *tally, Counter *counter, const Facts *facts, const uint32_t *parts,
                 uint32_t part_count, int sign);

/* Write the changes and forget them. In a transaction begun for writing. */
bool tally_flush(Tally *tally, Store *store, Fault *fault) MUST_CHECK;
/* Forget them: the transaction was given up. */
void tally_forget(Tally *tally);
/* Put the changes of one job to those of its transaction. */
void tally_merge(Tally *into, const Tally *from);

/* How much a part changes in a period (the last part of its id), everywhere together. */
int64_t tally_change_of(const Tally *tally, uint32_t part, int32_t year, uint32_t period_part);

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct {
    int64_t organisation_id, region_id;
    int64_t value;
} TallyCell;

typedef void (*TallyVisitor)(void *context, const TallyCell *cell);

/* Every place that has a counter of the part in the period. */
bool tally_each(Store *store, const Vocabulary *vocabulary, uint32_t part, Period period,
                TallyVisitor each, void *context, Fault *fault) MUST_CHECK;

#endif
