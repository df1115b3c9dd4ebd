#include "indicators/count.h"

typedef struct {
    uint32_t stamp;
    bool     is_empty;
    Addition addition;
    int64_t *amounts; /* LIMIT_LANES of them, of a sum */
} Answer;

struct Counter {
    const Plan *plan;
    Facts      *facts;
    uint32_t    stamp;
    Answer     *answers; /* per part */
};

Counter *counter_open(Arena *arena, const Plan *plan)
{
    Counter *const       counter = arena_alloc(arena, sizeof *counter);
    const Catalog *const catalog = plan->catalog;

    counter->plan = plan;
    counter->answers = arena_array(arena, catalog->part_count, sizeof(Answer));
    for (uint32_t i = 0; i < catalog->part_count; i++)
        if (catalog->parts[i].kind == PART_SUM)
            counter->answers[i].amounts = arena_array(arena, LIMIT_LANES, sizeof(int64_t));
    return counter;
}

void counter_begin(Counter *counter, Facts *facts)
{
    counter->facts = facts;
    counter->stamp++;
}

bool counter_meets(const Counter *counter, uint32_t need)
{
    return need == NEED_NONE || facts_meet(counter->facts, &counter->plan->needs[need]);
}

/* Bit i: whether amount i is not 0; of at most 64. */
static uint64_t not_zero(const int64_t *amounts, uint32_t count)
{
    uint64_t bits = 0;

    for (uint32_t i = 0; i < count && i < 64; i++)
        bits |= (uint64_t)(amounts[i] != 0) << i;
    return bits;
}

/* The lanes in which a result is there and not 0, and where the whole counts, too;
 * the amounts of a sum are copied out. */
static void evaluate(Counter *counter, uint32_t part, const Addition *whole, Answer *answer)
{
    const LaneSet *const lanes = facts_lanes(counter->facts);
    const Vector *const  result = facts_part(counter->facts, part);
    Addition *const      addition = &answer->addition;
    uint64_t             any = 0;

    addition->amounts = answer->amounts;
    for (uint32_t lane = 0; lane < lanes->count && answer->amounts; lane++)
        answer->amounts[lane] = vector_word(result, lane);
    for (uint32_t i = 0; i < lanes->words; i++) {
        uint64_t bits = lanes->all.words[i];

        if (answer->amounts)
            bits &= ~result->missing[i] &
                    not_zero(answer->amounts + (size_t)i * 64, lanes->count - i * 64);
        else
            bits &= result->truth[i];
        if (whole)
            bits &= whole->lanes.words[i];
        addition->lanes.words[i] = bits;
        any |= bits;
    }
    answer->is_empty = any == 0;
}

const Addition *counter_part(Counter *counter, uint32_t index)
{
    const Part *const part = &counter->plan->catalog->parts[index];
    Answer *const     answer = &counter->answers[counter->plan->same_part[index]];

    if (answer->stamp == counter->stamp)
        return answer->is_empty ? NULL : &answer->addition;
    answer->stamp = counter->stamp;
    answer->is_empty = true;
    const Addition *const whole =
        part->within == CATALOG_NONE ? NULL : counter_part(counter, part->within);
    if ((whole || part->within == CATALOG_NONE) &&
        counter_meets(counter, counter->plan->need_of_part[index]))
        evaluate(counter, index, whole, answer);
    return answer->is_empty ? NULL : &answer->addition;
}
