#include "registry/duplicate.h"

#include "base/test.h"
#include "registry/fixture_private.h"
#include "registry/person_merge.h"

static DuplicatePut put(RegistryFixture *fixture, int64_t *id, int64_t a, int64_t b,
                        int64_t probability)
{
    DuplicateEntry const entry = { .a_id = a,
                                   .b_id = b,
                                   .probability = probability,
                                   .evidence = SV("[{\"field\":\"name\"}]"),
                                   .source = DUPLICATE_HAND };
    DuplicatePut         out = DUPLICATE_PUT_KNOWN;
    Fault                fault = { 0 };

    registry_fixture_begin(fixture);
    if (!duplicate_put(&out, id, &fixture->registry, &entry, &fault))
        check_fail(fixture->test, fault.message);
    registry_fixture_commit(fixture);
    return out;
}

void duplicate_put_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    int64_t         first = 0;
    int64_t         again = 0;

    registry_fixture_open(&fixture, test);
    int64_t const a =
        registry_fixture_person(&fixture, "张三", "990101199001010019", "13800000001", FIXTURE_V1);
    int64_t const b =
        registry_fixture_person(&fixture, "张珊", "990101195803151245", "13800000001", FIXTURE_V1);

    check_equal(test, put(&fixture, &first, a, b, 900000), DUPLICATE_PUT_NEW);
    check_true(test, first != 0);
    check_equal(test, put(&fixture, &again, b, a, 800000), DUPLICATE_PUT_REFRESHED);
    check_equal(test, again, first);
    check_equal(test, registry_fixture_ask(&fixture, SQL("SELECT probability FROM duplicate")),
                800000);
    check_equal(test, put(&fixture, &again, a, a, 800000), DUPLICATE_PUT_KNOWN);
    check_equal(test, again, 0);
    registry_fixture_close(&fixture);
}

static DuplicateState state_of(RegistryFixture *fixture, int64_t a, int64_t b)
{
    DuplicateState state = DUPLICATE_MERGED;
    Fault          fault = { 0 };

    if (!duplicate_state_of(&state, &fixture->registry, a, b, &fault))
        check_fail(fixture->test, fault.message);
    return state;
}

/* Two people: the pair comes back only when more speaks for one. */
void duplicate_distinct_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    int64_t         id = 0;
    Fault           fault = { 0 };
    static const struct {
        int64_t        probability;
        DuplicatePut   want;
        DuplicateState after;
    } ROWS[] = {
        { 800000, DUPLICATE_PUT_KNOWN, DUPLICATE_DISTINCT },
        { 900000, DUPLICATE_PUT_KNOWN, DUPLICATE_DISTINCT },
        { 900001, DUPLICATE_PUT_REOPENED, DUPLICATE_OPEN },
        { 100000, DUPLICATE_PUT_REFRESHED, DUPLICATE_OPEN },
    };

    registry_fixture_open(&fixture, test);
    int64_t const a =
        registry_fixture_person(&fixture, "张三", "990101199001010019", "13800000001", FIXTURE_V1);
    int64_t const b =
        registry_fixture_person(&fixture, "张珊", "990101195803151245", "13800000001", FIXTURE_V1);
    check_equal(test, put(&fixture, &id, a, b, 900000), DUPLICATE_PUT_NEW);
    registry_fixture_begin(&fixture);
    check_true(test,
               duplicate_decide(&fixture.registry, id, DUPLICATE_DISTINCT, SV("两个人"), &fault));
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        test_row(test, "%lld", (long long)ROWS[i].probability);
        check_equal(test, put(&fixture, &id, a, b, ROWS[i].probability), ROWS[i].want);
        check_equal(test, state_of(&fixture, a, b), ROWS[i].after);
    }
    registry_fixture_close(&fixture);
}

/* Whoever is in charge of both sees a pair; a pair across two townships goes up. */
void duplicate_scope_test(Test *test)
{
    static const struct {
        int      post;
        Role     role;
        uint32_t seen;
        bool     decides_across;
    } ROWS[] = {
        { FIXTURE_V1, ROLE_VILLAGE_DOCTOR, 1, false },
        { FIXTURE_V2, ROLE_VILLAGE_DOCTOR, 0, false },
        { FIXTURE_T1, ROLE_TOWNSHIP_WORKER, 1, false },
        { FIXTURE_BUREAU, ROLE_TOWNSHIP_WORKER, 2, true },
        { FIXTURE_BUREAU, ROLE_ANALYST, 2, false },
    };
    RegistryFixture       fixture = { 0 };
    int64_t               here = 0;
    int64_t               across = 0;
    DuplicateFilter const open = { .source = DUPLICATE_SOURCE_COUNT };

    registry_fixture_open(&fixture, test);
    int64_t const a =
        registry_fixture_person(&fixture, "张三", "990101199001010019", "13800000001", FIXTURE_V1);
    int64_t const b =
        registry_fixture_person(&fixture, "张珊", "990101195803151245", "13800000001", FIXTURE_V1);
    int64_t const c =
        registry_fixture_person(&fixture, "张叁", "990101202306120037", "13800000001", FIXTURE_V3);
    check_equal(test, put(&fixture, &here, a, b, 900000), DUPLICATE_PUT_NEW);
    check_equal(test, put(&fixture, &across, c, a, 950000), DUPLICATE_PUT_NEW);
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Actor          actor = { 0 };
        Registry const registry = registry_fixture_as(&fixture, &actor, ROWS[i].role, ROWS[i].post);
        Duplicate     *pairs = NULL;
        Duplicate      pair;
        uint32_t       count = 0;
        Fault          fault = { 0 };

        test_row(test, "row %zu", i);
        check_true(test, duplicate_list(&pairs, &count, &registry, &open, &fault));
        check_equal(test, count, ROWS[i].seen);
        check_true(test, duplicate_count_open(&count, &registry, 10, &fault));
        check_equal(test, count, ROWS[i].seen);
        if (ROWS[i].seen == 2)
            check_equal(test, pairs[0].duplicate_id, across); /* the most probable first */
        check_equal(test, duplicate_get(&pair, &registry, across, &fault), ROWS[i].seen == 2);
        registry_fixture_begin(&fixture);
        check_equal(test, duplicate_decide(&registry, across, DUPLICATE_OPEN, SV("再看"), &fault),
                    ROWS[i].decides_across);
        registry_fixture_commit(&fixture);
        if (!ROWS[i].decides_across)
            check_equal(test, fault.code, FAULT_DENIED);
    }
    registry_fixture_close(&fixture);
}
