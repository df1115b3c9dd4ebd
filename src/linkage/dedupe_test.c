/* A register of 20,000 people who were made up, from values to people. */
#include "linkage/dedupe.h"

#include <math.h>

#include "linkage/evidence.h"
#include "linkage/fixture_private.h"
#include "linkage/synthetic.h"

enum { RECORDS = 20000 };

typedef struct {
    LinkageFixture    fixture;
    LinkageSchema     schema;
    SyntheticRegister made;
} People;

static void open_people(People *out, Test *test, uint64_t seed, uint32_t duplicates)
{
    out->fixture = linkage_fixture_open(test);
    out->schema = linkage_schema_register();
    linkage_synthetic(
        &out->made, out->fixture.arena, &out->schema, out->fixture.characters,
        &(SyntheticOptions){ .count = RECORDS, .duplicates = duplicates, .seed = seed });
}

void linkage_dedupe_test(Test *test)
{
    People        people;
    LinkageResult result;
    Fault         fault = { 0 };

    for (uint64_t seed = 1; seed <= 2; seed++) {
        open_people(&people, test, seed, SYNTHETIC_DUPLICATES);
        LinkageOptions const options = { .truth = people.made.truth, .thread_count = 2 };

        test_row(test, "seed %u", (unsigned)seed);
        check_true(test, linkage_dedupe(&result, people.fixture.arena, &people.made.records,
                                        &options, &fault));
        check_true(test, result.of_clusters.f > 0.995);
        check_true(test, result.best.f > 0.996);
        check_true(test, result.at_automatic.recall > 0.9);
        /* No false merge without asking. */
        check_equal(test, result.at_automatic.pairs - result.at_automatic.right, 0);
        check_equal(test, result.of_automatic_clusters.pairs - result.of_automatic_clusters.right,
                    0);
        check_true(test, result.estimated_precision >= 0.9999);
        check_true(test, (double)result.true_compared / (double)result.true_pairs > 0.999);
        check_true(test, result.estimated_blocking > 0.99);
        /* As many pairs as there are is what the model expects, within two in a hundred. */
        check_true(test, result.expected > (double)result.true_pairs * 0.98 &&
                             result.expected < (double)result.true_pairs * 1.02);
        linkage_fixture_close(&people.fixture);
    }
}

/* Of a register in which hardly anybody is twice, or nobody, estimation starts from what
 * other registers taught: it finds those and does not make others up. */
void linkage_dedupe_few_test(Test *test)
{
    static const struct {
        uint64_t seed;
        uint32_t duplicates; /* of ten thousand */
    } ROWS[] = { { 6, 0 }, { 7, 0 }, { 6, 20 }, { 7, 50 }, { 8, 200 } };
    People        people;
    LinkageModel  prior;
    LinkageResult result;
    Fault         fault = { 0 };

    for (size_t r = 0; r < COUNT_OF(ROWS); r++) {
        open_people(&people, test, ROWS[r].seed, ROWS[r].duplicates);
        LinkageOptions const options = { .truth = people.made.truth,
                                         .prior = &prior,
                                         .thread_count = 2 };

        check_true(test, linkage_model_register(&prior, people.fixture.arena, &fault));
        check_true(test, linkage_dedupe(&result, people.fixture.arena, &people.made.records,
                                        &options, &fault));
        test_row(test, "%zu: %llu true pairs, %.1f expected", r,
                 (unsigned long long)result.true_pairs, result.expected);
        check_true(test, (result.true_pairs == 0) == (ROWS[r].duplicates == 0));
        /* Ten people have a namesake of the same day on purpose: they cannot be told. */
        check_true(test, fabs(result.expected - (double)result.true_pairs) <
                             4 + 0.05 * (double)result.true_pairs);
        check_equal(test, result.at_automatic.pairs, result.at_automatic.right);
        check_equal(test, result.of_automatic_clusters.pairs, result.of_automatic_clusters.right);
        check_true(test, result.at_automatic.recall > 0.8);
        check_true(test, result.true_pairs == 0 || result.of_clusters.f > 0.99);
        linkage_fixture_close(&people.fixture);
    }
}

/* A model that was written is as good as the one that was estimated, and asks nothing of
 * the data; the shipped one too. */
void linkage_dedupe_model_test(Test *test)
{
    People        people;
    LinkageResult first;
    LinkageResult again;
    LinkageModel  model;
    Fault         fault = { 0 };

    open_people(&people, test, 3, SYNTHETIC_DUPLICATES);
    Buf            text = buf_open(people.fixture.arena, 1 << 16);
    LinkageOptions options = { .truth = people.made.truth, .thread_count = 1 };
    check_true(
        test, linkage_dedupe(&first, people.fixture.arena, &people.made.records, &options, &fault));
    linkage_model_print(&text, &first.model);
    check_true(test, linkage_model_parse(&model, people.fixture.arena, buf_str(&text), &fault));
    options.model = &model;
    options.thread_count = 2;
    check_true(
        test, linkage_dedupe(&again, people.fixture.arena, &people.made.records, &options, &fault));
    check_equal(test, again.compared, first.compared);
    check_true(test, again.at_automatic.right + 20 > first.at_automatic.right);
    check_true(test, linkage_model_register(&model, people.fixture.arena, &fault));
    check_text(test, fault_text(&fault, people.fixture.arena), SV(""));
    check_true(
        test, linkage_dedupe(&again, people.fixture.arena, &people.made.records, &options, &fault));
    check_true(test, again.of_clusters.f > 0.99);
    linkage_fixture_close(&people.fixture);
}

/* Whatever went wrong with an entry, some rule finds it: recall by kind of error. */
void linkage_blocking_recall_test(Test *test)
{
    People       people;
    LinkagePairs pairs;
    LinkageRule  rules[LINKAGE_RULES_MAX];
    Fault        fault = { 0 };
    uint32_t     first[RECORDS]; /* the first entry of each person */
    uint32_t     made[SYNTHETIC_ERROR_COUNT] = { 0 };
    uint32_t     found[SYNTHETIC_ERROR_COUNT] = { 0 };

    open_people(&people, test, 4, SYNTHETIC_DUPLICATES);
    const SyntheticRegister *const register_ = &people.made;
    uint32_t const                 count = linkage_rules_choose(rules, &register_->records, 80000);
    check_true(test, count >= 3);
    check_true(test, linkage_pairs_find(&pairs, &register_->records, rules, count, 0, 2, &fault));
    for (uint32_t i = 0; i < RECORDS; i++)
        if (register_->errors[i] == 0)
            first[register_->truth[i]] = i;
    bool *const is_found = arena_array(people.fixture.arena, RECORDS, sizeof *is_found);
    for (uint32_t c = 0; c < pairs.chunk_count; c++)
        for (uint32_t i = 0; i < pairs.chunks[c].count; i++) {
            LinkagePair const pair = pairs.chunks[c].pairs[i];

            if (register_->truth[pair.a] != register_->truth[pair.b])
                continue;
            is_found[pair.a] |= pair.b == first[register_->truth[pair.a]];
            is_found[pair.b] |= pair.a == first[register_->truth[pair.b]];
        }
    for (uint32_t i = 0; i < RECORDS; i++)
        for (uint32_t e = 0; e < SYNTHETIC_ERROR_COUNT; e++)
            if (register_->errors[i] >> e & 1) {
                made[e]++;
                found[e] += is_found[i];
            }
    for (uint32_t e = 0; e < SYNTHETIC_ERROR_COUNT; e++) {
        test_row(test, "%s: %u of %u", synthetic_error_label((SyntheticError)e).en.ptr, found[e],
                 made[e]);
        check_true(test, made[e] > 0 && found[e] * 100 >= made[e] * 97);
    }
    linkage_pairs_close(&pairs);
    linkage_fixture_close(&people.fixture);
}

/* Each pair once, whichever rules find it; and the keys of one record are those rules. */
void linkage_pairs_once_test(Test *test)
{
    People       people;
    LinkagePairs pairs;
    LinkageRule  rules[LINKAGE_RULES_MAX];
    Fault        fault = { 0 };
    uint64_t     keys[2][LINKAGE_RULES_MAX];
    uint64_t     sum = 0;

    open_people(&people, test, 5, SYNTHETIC_DUPLICATES);
    const LinkageRecords *const records = &people.made.records;
    uint32_t const              count = linkage_rules_choose(rules, records, 80000);
    check_true(test, linkage_pairs_find(&pairs, records, rules, count, 0, 2, &fault));
    for (uint32_t c = 0; c < pairs.chunk_count; c++)
        for (uint32_t i = 0; i < pairs.chunks[c].count; i++) {
            LinkagePair const pair = pairs.chunks[c].pairs[i];
            uint32_t          same = 0;

            linkage_keys(keys[0], rules, count, records->schema, records->characters,
                         linkage_record_at(records, pair.a));
            linkage_keys(keys[1], rules, count, records->schema, records->characters,
                         linkage_record_at(records, pair.b));
            for (uint32_t r = 0; r < count; r++)
                same |= (uint32_t)(keys[0][r] && keys[0][r] == keys[1][r]) << r;
            check_equal(test, same, linkage_pair_rules(&pair));
            sum++;
        }
    check_equal(test, sum, pairs.count);
    linkage_pairs_close(&pairs);
    linkage_fixture_close(&people.fixture);
}

/* The evidence adds up to what the pair scores, and its words are there. */
void linkage_evidence_test(Test *test)
{
    LinkageFixture  fixture = linkage_fixture_open(test);
    LinkageModel    model;
    LinkageWeights  weights;
    LinkageEvidence evidence;
    Fault           fault = { 0 };
    uint32_t        a[LINKAGE_RECORD_WORDS_MAX];
    uint32_t        b[LINKAGE_RECORD_WORDS_MAX];

    check_true(test, linkage_model_register(&model, fixture.arena, &fault));
    linkage_weights(&weights, &model);
    linkage_record_pack(a, &model.schema, fixture.characters,
                        (Str[]){ SV("李小红"), SV("99010119900101006X"), SV("19900101"), SV("2"),
                                 SV("13912345678"), SV("柳沟镇石窑村三组12号") });
    linkage_record_pack(b, &model.schema, fixture.characters,
                        (Str[]){ SV("李晓红"), SV("99010119900101006X"), SV("1990-01-01"), SV("2"),
                                 SV(""), SV("柳沟镇石窑村三组18号") });
    linkage_evidence(&evidence, &weights, fixture.characters, a, b);
    check_equal(test, evidence.count, REGISTER_FIELD_COUNT);
    check_text(test, evidence.rows[REGISTER_NAME].words.zh, SV("同音"));
    check_text(test, evidence.rows[REGISTER_PHONE].words.zh, SV("缺失"));
    check_true(test, evidence.is_certain && !evidence.contradicts);
    check_true(test, evidence.probability > 0.99999);
    check_true(test, evidence.relative_bits <= 0);

    double sum = evidence.prior_bits + evidence.relative_bits;
    for (uint32_t f = 0; f < evidence.count; f++)
        sum += evidence.rows[f].bits;
    check_true(test, sum - evidence.total_bits < 0.001 && evidence.total_bits >= sum - 0.001);
    linkage_fixture_close(&fixture);
}
