#include "indicators/count.h"

typedef struct {
    uint32_t stamp;
    bool     is_empty;
    int64_t  values[LIMIT_LANES];
} Answer;

struct Counter {
    const Catalog *catalog;
    Facts         *facts;
    uint32_t       stamp;
    Answer        *answers; /* per part */
};

Counter *counter_open(Arena *arena, const Catalog *catalog)
{
    Counter *const counter = arena_alloc(arena, sizeof *counter);

    counter->catalog = catalog;
    counter->answers = arena_array(arena, catalog->part_count, sizeof(Answer));
    return counter;
}

void counter_begin(Counter *counter, Facts *facts)
{
    counter->facts = facts;
    counter->stamp++;
}

static void evaluate(Counter *counter, const Part *part, Answer *answer)
{
    uint32_t const      lanes = facts_lanes(counter->facts)->count;
    const Vector *const result = facts_run(counter->facts, part->expr);
    const bool          is_people = part->kind == PART_PEOPLE;
    int64_t             any = 0;

    for (uint32_t i = 0; i < lanes; i++) {
        int64_t const value = result->missing[i] ? 0 : result->values[i];

        answer->values[i] = is_people ? value != 0 : value;
        any |= answer->values[i];
    }
    answer->is_empty = any == 0;
}

/* Only where the whole counts, too. */
static void narrow(Answer *answer, const int64_t *whole, uint32_t lanes)
{
    int64_t any = 0;

    for (uint32_t i = 0; i < lanes; i++) {
        answer->values[i] = whole[i] ? answer->values[i] : 0;
        any |= answer->values[i];
    }
    answer->is_empty = any == 0;
}

const int64_t *counter_part(Counter *counter, uint32_t index)
{
    const Part *const part = &counter->catalog->parts[index];
    Answer *const     answer = &counter->answers[index];

    if (answer->stamp == counter->stamp)
        return answer->is_empty ? NULL : answer->values;
    answer->stamp = counter->stamp;
    answer->is_empty = true;
    if (part->within == CATALOG_NONE) {
        evaluate(counter, part, answer);
    } else {
        const int64_t *const whole = counter_part(counter, part->within);
        if (whole) {
            evaluate(counter, part, answer);
            narrow(answer, whole, facts_lanes(counter->facts)->count);
        }
    }
    return answer->is_empty ? NULL : answer->values;
}
