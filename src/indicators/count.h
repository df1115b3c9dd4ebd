/* count.h - what one subject adds to each part of the figures, in each lane.
 *
 * A part of people adds 1 or 0, a part that is a sum adds its number; a part
 * within a whole adds nothing where the whole does not. Parts are evaluated only
 * when they are asked for, and one whose whole is empty, or that needs records
 * which the subject does not have, not at all.
 *
 * Ownership  Answers are borrowed until the next counter_begin.
 * Threads    One Counter, one thread.
 */
#ifndef INDICATORS_COUNT_H
#define INDICATORS_COUNT_H

#include "facts/facts.h"

typedef struct Counter Counter;

Counter *counter_open(Arena *arena, const Plan *plan);

/* The facts, or the lanes they are asked about, have changed. */
void counter_begin(Counter *counter, Facts *facts);

/* Which lanes the subject adds anything to, and what; of people always 1. */
typedef struct {
    LaneBits       lanes;
    const int64_t *amounts; /* NULL: of people */
} Addition;

/* NULL when it adds nothing in any lane. */
const Addition *counter_part(Counter *counter, uint32_t part);

/* Whether the subject has what parts of this need (of the plan, or NEED_NONE) take. */
bool counter_meets(const Counter *counter, uint32_t need);

static inline int64_t addition_in(const Addition *addition, uint32_t lane)
{
    if (!addition || !(addition->lanes.words[lane / 64] >> lane % 64 & 1))
        return 0;
    return addition->amounts ? addition->amounts[lane] : 1;
}

#endif
