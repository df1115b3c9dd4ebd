/* count.h - what one subject adds to each part of the figures, in each lane.
 *
 * A part of people adds 1 or 0, a part that is a sum adds its number; a part
 * within a whole adds nothing where the whole does not. Parts are evaluated only
 * when they are asked for, and one whose whole is empty not at all.
 *
 * Ownership  Answers are borrowed until the next counter_begin.
 * Threads    One Counter, one thread.
 */
#ifndef INDICATORS_COUNT_H
#define INDICATORS_COUNT_H

#include "facts/facts.h"

typedef struct Counter Counter;

Counter *counter_open(Arena *arena, const Catalog *catalog);

/* The facts, or the lanes they are asked about, have changed. */
void counter_begin(Counter *counter, Facts *facts);

/* Per lane; NULL when it is 0 in every lane. */
const int64_t *counter_part(Counter *counter, uint32_t part);

#endif
