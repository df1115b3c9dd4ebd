/* From pairs whose shares are known, estimation finds the shares again. */
#include "linkage/estimate.h"

#include <math.h>

#include "base/random.h"
#include "linkage/fixture_private.h"

enum { FIELDS = 5, LEVELS = 2, PAIRS = 200000 };

/* Five codes; what is true of each class: the share that agrees. */
static const double AGREE[LINKAGE_CLASSES][FIELDS] = {
    [LINKAGE_ONE_PERSON] = { 0.95, 0.90, 0.85, 0.97, 0.80 },
    [LINKAGE_STRANGERS] = { 0.01, 0.02, 0.05, 0.10, 0.03 },
};

static uint64_t draw(Random *random, LinkageClass of, uint64_t asked)
{
    uint64_t levels = 0;

    for (uint32_t f = 0; f < FIELDS; f++) {
        bool const agrees =
            asked >> f & 1 || random_below(random, 1000000) < (uint32_t)(AGREE[of][f] * 1e6);

        levels |= (uint64_t)(agrees ? CODE_SAME : CODE_DIFFERENT) << f * LINKAGE_LEVEL_BITS;
    }
    return levels;
}

/* Two rules, on the first and on the second field: what each finds of 10,000 pairs of
 * one person and of a hundred times as many strangers. */
void linkage_estimate_known_test(Test *test)
{
    Arena            *arena = arena_open();
    LinkageModel      model;
    LinkageSchema     schema = { 0 };
    Random            random = random_open(7);
    LinkageHouseholds none = { 0 };
    Fault             fault = { 0 };
    LinkagePatterns   patterns = { .items = arena_array(arena, PAIRS, sizeof(LinkagePattern)) };
    static const Str NAMES[FIELDS] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "d", 1 }, { "e", 1 } };

    for (uint32_t f = 0; f < FIELDS; f++)
        check_true(test, linkage_schema_add(&schema, LINKAGE_CODE, NAMES[f], (Label){ 0 }));
    linkage_model_start(&model, &schema, NULL);
    model.rules[0] = (LinkageRule){ .parts = { { 0, 0 } }, .count = 1 };
    model.rules[1] = (LinkageRule){ .parts = { { 1, 0 } }, .count = 1 };
    model.rule_count = 2;
    for (uint32_t f = 0; f < FIELDS; f++) {
        model.fields[f].of[LINKAGE_STRANGERS][CODE_SAME] = AGREE[LINKAGE_STRANGERS][f];
        model.fields[f].of[LINKAGE_STRANGERS][CODE_DIFFERENT] = 1 - AGREE[LINKAGE_STRANGERS][f];
    }
    uint32_t people = 0;
    for (uint32_t i = 0; i < 1010000 && patterns.count < PAIRS; i++) {
        LinkageClass const of = i % 101 ? LINKAGE_STRANGERS : LINKAGE_ONE_PERSON;
        uint64_t const     levels = draw(&random, of, 0);
        uint64_t const     rules = (uint64_t)(linkage_level_of(levels, 0) == CODE_SAME) |
                               (uint64_t)(linkage_level_of(levels, 1) == CODE_SAME) << 1;

        people += of == LINKAGE_ONE_PERSON;
        if (rules)
            patterns.items[patterns.count++] =
                (LinkagePattern){ levels | rules << LINKAGE_PAIR_RULES_AT, 1 };
    }
    check_true(test, linkage_estimate(&model, patterns, &none, 1010000, 1500, 2, &fault));
    for (uint32_t f = 0; f < FIELDS; f++) {
        double const got = model.fields[f].of[LINKAGE_ONE_PERSON][CODE_SAME];

        test_row(test, "field %u: %.3f for %.3f", f, got, AGREE[LINKAGE_ONE_PERSON][f]);
        check_true(test, fabs(got - AGREE[LINKAGE_ONE_PERSON][f]) < 0.03);
    }
    test_row(test, "pairs of one person: %.0f of %u", model.pairs[LINKAGE_ONE_PERSON] * 1010000,
             people);
    check_true(test, fabs(model.pairs[LINKAGE_ONE_PERSON] * 1010000 / people - 1) < 0.1);
    arena_close(&arena);
}
