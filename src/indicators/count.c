#include "indicators/count.h"

#include <string.h>

typedef struct {
    uint32_t stamp;
    bool     is_empty;
    Addition addition;
    int64_t *amounts; /* LIMIT_LANES of them, of a sum */
} Answer;

typedef struct {
    uint32_t stamp;
    bool     is_met;
} NeedState;

struct Counter {
    const Plan *plan;
    uint32_t   *same; /* per part: the first that is the same in all but its name */
    Facts      *facts;
    uint32_t    stamp;
    Answer     *answers; /* per part */
    NeedState  *needs;   /* per need of the plan */
};

static bool is_same(const void *a, const void *b, size_t size)
{
    return size == 0 || memcmp(a, b, size) == 0;
}

static bool is_same_expr(const Expr *a, const Expr *b)
{
    if (a->count != b->count || a->constant_count != b->constant_count ||
        a->slot_count != b->slot_count || a->table_count || b->table_count ||
        a->result != b->result || !is_same(a->code, b->code, a->count * sizeof *a->code) ||
        !is_same(a->constants, b->constants, a->constant_count * sizeof *a->constants))
        return false;
    for (uint32_t i = 0; i < a->slot_count; i++)
        if (a->slots[i].kind != b->slots[i].kind || a->slots[i].index != b->slots[i].index ||
            a->slots[i].sub != b->slots[i].sub)
            return false;
    return true;
}

static uint32_t find_same(const Catalog *catalog, uint32_t index)
{
    const Part *const part = &catalog->parts[index];

    for (uint32_t i = 0; i < index; i++)
        if (catalog->parts[i].kind == part->kind && catalog->parts[i].within == part->within &&
            is_same_expr(catalog->parts[i].expr, part->expr))
            return i;
    return index;
}

Counter *counter_open(Arena *arena, const Plan *plan)
{
    Counter *const       counter = arena_alloc(arena, sizeof *counter);
    const Catalog *const catalog = plan->catalog;

    counter->plan = plan;
    counter->answers = arena_array(arena, catalog->part_count, sizeof(Answer));
    counter->needs = arena_array(arena, plan->need_count, sizeof(NeedState));
    counter->same = arena_array(arena, catalog->part_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < catalog->part_count; i++) {
        counter->same[i] = find_same(catalog, i);
        if (catalog->parts[i].kind == PART_SUM)
            counter->answers[i].amounts = arena_array(arena, LIMIT_LANES, sizeof(int64_t));
    }
    return counter;
}

void counter_begin(Counter *counter, Facts *facts)
{
    counter->facts = facts;
    counter->stamp++;
}

static bool meets_need(Counter *counter, uint32_t part)
{
    uint32_t const index = counter->plan->need_of_part[part];

    if (index == NEED_NONE)
        return true;
    NeedState *const state = &counter->needs[index];
    if (state->stamp == counter->stamp)
        return state->is_met;
    const Need *const need = &counter->plan->needs[index];
    state->stamp = counter->stamp;
    state->is_met = false;
    for (uint32_t i = 0; i < need->scan_count && !state->is_met; i++)
        state->is_met = facts_has_rows(counter->facts, need->scans[i]);
    return state->is_met;
}

/* The lanes in which a result is there and not 0; those of a sum are copied out. */
static LaneBits lanes_with(const Vector *result, const LaneSet *lanes, int64_t *amounts)
{
    LaneBits bits = { 0 };

    for (uint32_t lane = 0; lane < lanes->count && amounts; lane++) {
        amounts[lane] = vector_word(result, lane);
        bits.words[lane / 64] |= (uint64_t)(amounts[lane] != 0) << lane % 64;
    }
    for (uint32_t i = 0; i < lanes->words; i++)
        bits.words[i] = (amounts ? bits.words[i] & ~result->missing[i] : result->truth[i]) &
                        lanes->all.words[i];
    return bits;
}

static void evaluate(Counter *counter, const Part *part, const Addition *whole, Answer *answer)
{
    const LaneSet *const lanes = facts_lanes(counter->facts);
    uint64_t             any = 0;

    answer->addition = (Addition){
        .lanes = lanes_with(facts_run(counter->facts, part->expr), lanes, answer->amounts),
        .amounts = answer->amounts,
    };
    for (uint32_t i = 0; i < lanes->words; i++) {
        if (whole) /* only where the whole counts, too */
            answer->addition.lanes.words[i] &= whole->lanes.words[i];
        any |= answer->addition.lanes.words[i];
    }
    answer->is_empty = any == 0;
}

const Addition *counter_part(Counter *counter, uint32_t index)
{
    const Part *const part = &counter->plan->catalog->parts[index];
    Answer *const     answer = &counter->answers[counter->same[index]];

    if (answer->stamp == counter->stamp)
        return answer->is_empty ? NULL : &answer->addition;
    answer->stamp = counter->stamp;
    answer->is_empty = true;
    const Addition *const whole =
        part->within == CATALOG_NONE ? NULL : counter_part(counter, part->within);
    if ((whole || part->within == CATALOG_NONE) && meets_need(counter, index))
        evaluate(counter, part, whole, answer);
    return answer->is_empty ? NULL : &answer->addition;
}
