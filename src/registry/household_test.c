/* Households and who belongs to them. */
#include "registry/household.h"

#include "registry/fixture_private.h"

static HouseholdEntry good_entry(const RegistryFixture *fixture)
{
    return (HouseholdEntry){ .code = SV("h1"),
                             .region_id = 990101100200,
                             .organisation_id = fixture->posts[FIXTURE_V1],
                             .address = SV("乙一村1号") };
}

static void join(RegistryFixture *fixture, int64_t person_id, int64_t household_id,
                 const char *relation)
{
    Person       person = { 0 };
    PersonChange change = { 0 };
    Fault        fault = { 0 };

    check_true(fixture->test, person_get(&person, &fixture->registry, person_id, &fault));
    PersonEntry const entry = { .person_id = person_id,
                                .revision = person.revision,
                                .name = person.name,
                                .sex = person.sex,
                                .born_on = person.born_on,
                                .citizen_id = person.citizen_id,
                                .household_id = household_id,
                                .relation = str_from_c(relation) };
    check_true(fixture->test,
               person_amend(&change, &fixture->registry, &entry, &fixture->problems, &fault));
    check_equal(fixture->test, change.changed, PERSON_CHANGED_WORDS);
}

void household_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Household       household = { 0 };
    const Person   *members = NULL;
    uint32_t        count = 0;
    int64_t         id = 0;
    int64_t         found = 0;
    Actor           actor = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const child =
        registry_fixture_person(&fixture, "甲二", "990101202306120037", "", FIXTURE_V1);
    int64_t const head =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    int64_t const away =
        registry_fixture_person(&fixture, "甲三", "990101195803151245", "", FIXTURE_V3);

    registry_fixture_begin(&fixture);
    HouseholdEntry entry = good_entry(&fixture);
    check_true(test, household_register(&id, &fixture.registry, &entry, &fixture.problems, &fault));
    join(&fixture, child, id, "2");
    join(&fixture, head, id, "0");
    join(&fixture, away, id, "5");
    entry.household_id = id;
    entry.revision = 1;
    entry.head_id = head;
    check_true(test, household_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_true(test, !household_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    registry_fixture_commit(&fixture);

    check_true(test, household_get(&household, &fixture.registry, id, &fault));
    check_equal(test, household.head_id, head);
    check_equal(test, household.revision, 2);
    check_text(test, household.address, SV("乙一村1号"));
    check_true(test, household_find_by_code(&found, &fixture.registry, SV("h1"), &fault));
    check_equal(test, found, id);
    check_true(test, household_find_by_code(&found, &fixture.registry, SV("h2"), &fault));
    check_equal(test, found, 0);
    check_equal(test, registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM household_history")),
                1);

    check_true(test, household_members(&members, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 3);
    check_equal(test, members[0].person_id, head);
    check_equal(test, members[1].person_id, away); /* born before the child */
    check_equal(test, members[2].person_id, child);
    Registry const doctor = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V1);
    check_true(test, household_members(&members, &count, &doctor, id, &fault));
    check_equal(test, count, 2);
    Registry const other = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V3);
    check_true(test, !household_get(&household, &other, id, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test, !household_get(&household, &fixture.registry, 5, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    registry_fixture_close(&fixture);
}

void household_refused_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Actor           actor = { 0 };
    int64_t         id = 0;
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    HouseholdEntry entry = {
        .code = SV("h 1"), .region_id = 7, .organisation_id = 5, .head_id = 5
    };
    check_true(test,
               !household_register(&id, &fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    registry_fixture_expect(&fixture,
                            "code format, region unknown, organisation unknown, head unknown");

    fixture.problems = problems_open(fixture.arena);
    entry = good_entry(&fixture);
    Registry const other = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V3);
    check_true(test, !household_register(&id, &other, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test, household_register(&id, &fixture.registry, &entry, &fixture.problems, &fault));
    check_true(test,
               !household_register(&id, &fixture.registry, &entry, &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "code taken");
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

static bool register_one(void *context, Fault *fault)
{
    RegistryFixture *const fixture = context;
    HouseholdEntry const   entry = good_entry(fixture);
    int64_t                id = 0;

    return household_register(&id, &fixture->registry, &entry, &fixture->problems, fault);
}

void household_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, walk_failures(test, fixture.store, register_one, &fixture,
                                   SQL("SELECT count(*) + (SELECT count(*) FROM audit)"
                                       " FROM household")) >= 8);
    registry_fixture_close(&fixture);
}
