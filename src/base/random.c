#include "base/random.h"

#include <assert.h>

enum { BELL_DICE = 12, BELL_SIDES = 1 << 16 };

/* What splitmix64 adds in each step: the golden ratio in 64 bits. */
static const uint64_t STEP = 0x9e3779b97f4a7c15u;

static uint64_t mix(uint64_t word)
{
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
    word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
    return word ^ (word >> 31);
}

Random random_open(uint64_t seed)
{
    return (Random){ mix(seed + STEP) };
}

Random random_of(uint64_t seed, uint64_t thing, uint64_t purpose)
{
    return (Random){ mix(mix(mix(seed + STEP) + thing * STEP + 1) + purpose * STEP + 1) };
}

uint64_t random_next(Random *random)
{
    random->state += STEP;
    return mix(random->state);
}

/* The high half of a product: no division, and a bias of less than 2^-32. */
uint32_t random_below(Random *random, uint32_t count)
{
    assert(count > 0);
    return (uint32_t)((random_next(random) >> 32) * count >> 32);
}

int64_t random_between(Random *random, int64_t low, int64_t high)
{
    assert(low <= high && high - low < UINT32_MAX);
    return low + (int64_t)random_below(random, (uint32_t)(high - low + 1));
}

bool random_chance(Random *random, uint32_t permille)
{
    return random_below(random, 1000) < permille;
}

/* Twelve uniform numbers of 0 to 1 have a mean of 6 and a deviation of 1. */
int64_t random_normal(Random *random, int64_t mean, int64_t deviation)
{
    int64_t sum = 0;

    for (int i = 0; i < BELL_DICE; i++)
        sum += random_below(random, BELL_SIDES);
    int64_t const offset = (sum - (int64_t)BELL_DICE / 2 * BELL_SIDES) * deviation;
    return mean + (offset + (offset < 0 ? -1 : 1) * (BELL_SIDES / 2)) / BELL_SIDES;
}

uint32_t random_choice(Random *random, const uint16_t *weights, uint32_t count)
{
    uint32_t total = 0;

    for (uint32_t i = 0; i < count; i++)
        total += weights[i];
    uint32_t left = random_below(random, total);
    for (uint32_t i = 0; i < count; i++) {
        if (left < weights[i])
            return i;
        left -= weights[i];
    }
    assert(false && "the weights add up to their sum");
    return 0;
}

Date random_day(Random *random, Date from, Date until)
{
    return (Date){ (int32_t)random_between(random, from.days, until.days) };
}
