/* random.h - chance that repeats itself.
 *
 * What is made up must come out the same on every machine, so its dice are our
 * own: splitmix64, which needs one word of state and passes the usual tests. All
 * of it is whole numbers, because libraries of mathematics differ in their last
 * bits.
 *
 * Nothing here is fit for secrets; crypto/random.h is.
 *
 *     Random random = random_of(seed, person, EVENT_EXAM + day);
 *     if (random_chance(&random, 120)) ...
 *
 * A stream for each thing that happens, instead of one for everything, keeps a
 * change in one place from changing everybody's life.
 *
 * Ownership  Plain values.
 * Threads    One Random, one thread.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/date.h"

typedef struct {
    uint64_t state;
} Random;

Random random_open(uint64_t seed);

/* The stream of one purpose of one thing: other numbers, other streams. */
Random random_of(uint64_t seed, uint64_t thing, uint64_t purpose);

uint64_t random_next(Random *random);

/* 0 to count - 1, each as likely as the others; count is not 0. */
uint32_t random_below(Random *random, uint32_t count);

/* From `low` to `high`, both included. */
int64_t random_between(Random *random, int64_t low, int64_t high);

/* True in so many of 1000 cases. */
bool random_chance(Random *random, uint32_t permille);

/* About the bell curve, as a sum of twelve dice: within six deviations. */
int64_t random_normal(Random *random, int64_t mean, int64_t deviation);

/* Which of `count` choices, as often as its weight says; one weight is not 0. */
uint32_t random_choice(Random *random, const uint16_t *weights, uint32_t count);

/* A day from the one to the other, both included. */
Date random_day(Random *random, Date from, Date until);

#endif
