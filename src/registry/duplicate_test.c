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
