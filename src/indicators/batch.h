/* batch.h - every subject at once: rebuild the tallies, verify them, and count
 * periods that have none.
 *
 * The tables lie in the order of their subjects, so the persons, their stays and
 * the records of every form are streams that are merged, one subject after the
 * other, into the same Facts and Counter that a single write uses. Several
 * threads take a range of persons each.
 *
 * Threads    Opens stores of its own for reading; the caller's is not touched
 *            while it runs. The caller keeps writers away (a transaction begun for
 *            writing) when the result must be of one moment.
 * Faults     Those of the store.
 */
#ifndef INDICATORS_BATCH_H
#define INDICATORS_BATCH_H

#include "base/progress.h"
#include "indicators/tally.h"

/* Sums by place, part and lane. */
typedef struct {
    int64_t  organisation_id, region_id;
    int64_t *values;     /* [part * lanes + lane], parts as in the job */
    int64_t *everywhere; /* private: [part], what was added to every lane */
} BatchPlace;

typedef struct {
    BatchPlace *places;
    uint32_t    place_count, place_capacity;
    uint64_t    subject_count;
} BatchResult;

typedef struct {
    const Plan     *plan;
    const LaneSet  *lanes;
    const uint32_t *parts; /* NULL: all */
    uint32_t        part_count;
    uint32_t        thread_count; /* 0: as many as there are processors, at most 8 */
    Progress       *progress;     /* NULL: none */
} BatchJob;

bool batch_count(BatchResult *out, Arena *arena, Str store_location, const BatchJob *job,
                 Fault *fault) MUST_CHECK;

/* Replace all tallies. In a transaction begun for writing. */
bool batch_rebuild(Store *store, const Plan *plan, const Vocabulary *vocabulary,
                   const TallyYears *years, Progress *progress, uint64_t *subject_count,
                   Fault *fault) MUST_CHECK;

/* One subject after the other, each with its facts: stops when `each` says so. */
typedef bool (*BatchVisitor)(void *context, Facts *facts, bool *stop, Fault *fault);

bool batch_each(Store *store, const Plan *plan, int64_t from_person, int64_t to_person,
                BatchVisitor each, void *context, Fault *fault) MUST_CHECK;

/* ---- verify -------------------------------------------------------------------------------- */

typedef struct {
    uint32_t part;
    Period   period;
    int64_t  organisation_id, region_id;
    int64_t  tally, batch, single;
} BatchDifference;

/* Compare the tallies with the batch, and with every subject loaded on its own:
 * the differences, of which at most `max` are kept. */
bool batch_verify(BatchDifference **out, uint32_t *count, uint64_t *cell_count, Store *store,
                  const Plan *plan, const Vocabulary *vocabulary, const TallyYears *years,
                  uint32_t max, Progress *progress, Arena *arena, Fault *fault) MUST_CHECK;

#endif
