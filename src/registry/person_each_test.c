/* Everybody once, in order; and only for who is in charge of everything. */
#include "registry/person_each.h"

#include "registry/citizen_id.h"
#include "registry/fixture_private.h"

enum { PERSONS = 300 };

typedef struct {
    int64_t  last_id;
    uint32_t count, stop_after;
    bool     is_ordered;
} Seen;

static bool see(void *opaque, const Person *person, Fault *fault)
{
    Seen *const seen = opaque;

    seen->is_ordered = seen->is_ordered && person->person_id > seen->last_id && person->name.len;
    seen->last_id = person->person_id;
    seen->count++;
    return seen->count != seen->stop_after || fault_set(fault, FAULT_BUSY, "enough");
}

void person_each_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Actor           actor = { 0 };
    Seen            seen = { .is_ordered = true };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    for (uint32_t i = 0; i < PERSONS; i++) {
        CitizenId const id = citizen_id_make(990101, date_from_civil(1970, 1, 1), i + 1);

        (void)registry_fixture_person(&fixture, "王平", id.text, NULL,
                                      i % 2 ? FIXTURE_V1 : FIXTURE_V3);
    }
    registry_fixture_begin(&fixture);
    check_true(test, person_each(&fixture.registry, see, &seen, &fault));
    check_equal(test, seen.count, PERSONS);
    check_true(test, seen.is_ordered);

    seen = (Seen){ .stop_after = 270 };
    check_true(test, !person_each(&fixture.registry, see, &seen, &fault));
    check_equal(test, seen.count, 270);
    check_equal(test, fault.code, FAULT_BUSY);

    Registry const doctor = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V1);
    seen = (Seen){ 0 };
    check_true(test, !person_each(&doctor, see, &seen, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_equal(test, seen.count, 0);
    registry_fixture_commit(&fixture);
    registry_fixture_close(&fixture);
}
