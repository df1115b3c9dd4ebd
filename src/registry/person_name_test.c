/* Other names: added, amended, taken away, and left behind by a change of name. */
#include "registry/person_name.h"

#include "registry/fixture_private.h"

static Date day(int32_t year, int32_t month, int32_t at)
{
    return date_from_civil(year, month, at);
}

void person_name_put_test(Test *test)
{
    static const struct {
        const char *kind, *name;
        Civil       from, until; /* year 0: not known */
        const char *problems;
        bool        changes;
    } CASES[] = {
        { "3", "小明", { 0, 0, 0 }, { 0, 0, 0 }, "", true },
        { "3", " 小明 ", { 0, 0, 0 }, { 0, 0, 0 }, "", false }, /* is there already */
        { "2", "小明", { 0, 0, 0 }, { 0, 0, 0 }, "", true },    /* as another kind it is not */
        { "4", "ZHANG  SAN", { 2019, 1, 1 }, { 0, 0, 0 }, "", true },
        { "4", "ZHANG SAN", { 2019, 1, 1 }, { 2024, 1, 1 }, "", true },
        { "4", "张三", { 0, 0, 0 }, { 0, 0, 0 }, "name format", false },
        { "1", "甲一", { 0, 0, 0 }, { 0, 0, 0 }, "name rule", false }, /* the one in use */
        { "1", "", { 0, 0, 0 }, { 0, 0, 0 }, "name required", false },
        { "1", "甲\n乙", { 0, 0, 0 }, { 0, 0, 0 }, "name format", false },
        { "", "甲乙", { 0, 0, 0 }, { 0, 0, 0 }, "kind required", false },
        { "9", "甲乙", { 0, 0, 0 }, { 0, 0, 0 }, "kind unknown_code", false },
        { "1", "甲乙", { 2001, 1, 1 }, { 2000, 1, 1 }, "until_on before", false },
        { "1", "甲乙", { 1989, 1, 1 }, { 2000, 1, 1 }, "from_on before", false },
        { "1", "甲乙", { 1990, 1, 1 }, { 2030, 1, 1 }, "until_on future", false },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Civil const           from = CASES[i].from;
        Civil const           until = CASES[i].until;
        RowChange             change = { 0 };
        Fault                 fault = { 0 };
        PersonNameEntry const entry = {
            .person_id = id,
            .kind = str_from_c(CASES[i].kind),
            .name = str_from_c(CASES[i].name),
            .from_on = from.year ? day(from.year, from.month, from.day) : DATE_MIN,
            .until_on = until.year ? day(until.year, until.month, until.day) : DATE_MAX,
        };

        test_row(test, "%s %s", CASES[i].kind, CASES[i].name);
        registry_fixture_begin(&fixture);
        fixture.problems = problems_open(fixture.arena);
        bool const ok =
            person_name_put(&change, &fixture.registry, &entry, &fixture.problems, &fault);
        registry_fixture_expect(&fixture, CASES[i].problems);
        check_equal(test, ok, CASES[i].problems[0] == '\0');
        check_equal(test, change.changed, CASES[i].changes);
        if (ok)
            registry_fixture_commit(&fixture);
        else
            store_end(fixture.store);
    }
    check_equal(test, registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM person_name")), 3);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM person_name_history")), 1);
    registry_fixture_close(&fixture);
}

static void rename_to(RegistryFixture *fixture, int64_t id, const char *name)
{
    Person       person = { 0 };
    PersonChange change = { 0 };
    Fault        fault = { 0 };

    check_true(fixture->test, person_get(&person, &fixture->registry, id, &fault));
    PersonEntry const entry = { .person_id = id,
                                .revision = person.revision,
                                .name = str_from_c(name),
                                .sex = person.sex,
                                .born_on = person.born_on,
                                .id_kind = person.id_kind,
                                .citizen_id = person.citizen_id };
    registry_fixture_begin(fixture);
    check_true(fixture->test,
               person_amend(&change, &fixture->registry, &entry, &fixture->problems, &fault));
    registry_fixture_commit(fixture);
}

/* Each change of name leaves the one before it, which was in use since the change
 * before that. */
void person_name_follow_test(Test *test)
{
    RegistryFixture           fixture = { 0 };
    const PersonName         *names = NULL;
    const PersonNameRevision *revisions = NULL;
    uint32_t                  count = 0;
    RowChange                 change = { 0 };
    Actor                     actor = { 0 };
    Fault                     fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    Date const first_day = registry_today(&fixture.registry);
    rename_to(&fixture, id, "甲二");
    rename_to(&fixture, id, "甲二"); /* no change */
    fixture.registry.now += (int64_t)10 * 86400000;
    rename_to(&fixture, id, "甲三");

    check_true(test, person_names(&names, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 2);
    check_text(test, names[0].name, SV("甲二"));
    check_text(test, names[0].name_initials, SV("je"));
    check_equal(test, names[0].from_on.days, first_day.days);
    check_equal(test, names[0].until_on.days, first_day.days + 10);
    check_text(test, names[1].name, SV("甲一"));
    check_equal(test, names[1].from_on.days, DATE_MIN.days);

    registry_fixture_begin(&fixture);
    Registry const other = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V3);
    check_true(test, !person_name_remove(&change, &other, id, names[0].name_id, 1, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test,
               !person_name_remove(&change, &fixture.registry, id, names[0].name_id, 2, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    check_true(test, !person_name_remove(&change, &fixture.registry, id, 5, 1, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    check_true(test,
               person_name_remove(&change, &fixture.registry, id, names[0].name_id, 1, &fault));
    registry_fixture_commit(&fixture);
    check_true(test, person_names(&names, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 1);
    check_true(test, person_name_history(&revisions, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 1);
    check_text(test, revisions[0].name.name, SV("甲二"));
    registry_fixture_close(&fixture);
}

/* ---- every error path ------------------------------------------------------------------- */

typedef struct {
    RegistryFixture *fixture;
    int64_t          person_id, name_id;
} Subject;

static bool amend_one(void *context, Fault *fault)
{
    const Subject *const  subject = context;
    PersonNameEntry const entry = { .person_id = subject->person_id,
                                    .name_id = subject->name_id,
                                    .revision = 1,
                                    .kind = SV("2"),
                                    .name = SV("大明"),
                                    .from_on = DATE_MIN,
                                    .until_on = DATE_MAX };
    RowChange             change = { 0 };

    return person_name_put(&change, &subject->fixture->registry, &entry,
                           &subject->fixture->problems, fault);
}

static bool remove_one(void *context, Fault *fault)
{
    const Subject *const subject = context;
    RowChange            change = { 0 };

    return person_name_remove(&change, &subject->fixture->registry, subject->person_id,
                              subject->name_id, 1, fault);
}

#define STATE                                                                                      \
    SQL("SELECT (SELECT count(*) FROM person_name) + 10 * (SELECT count(*) FROM"                   \
        " person_name_history) + 100 * (SELECT count(*) FROM audit)"                               \
        " + (SELECT coalesce(sum(revision), 0) FROM person_name)")

void person_name_failures_test(Test *test)
{
    static WalkAct *const ACTS[] = { amend_one, remove_one };

    for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
        RegistryFixture fixture = { 0 };
        RowChange       change = { 0 };
        Fault           fault = { 0 };

        registry_fixture_open(&fixture, test);
        Subject               subject = { .fixture = &fixture,
                                          .person_id = registry_fixture_person(
                                              &fixture, "甲一", "990101199001010019", "", FIXTURE_V1) };
        PersonNameEntry const entry = { .person_id = subject.person_id,
                                        .kind = SV("3"),
                                        .name = SV("小明"),
                                        .from_on = DATE_MIN,
                                        .until_on = DATE_MAX };
        registry_fixture_begin(&fixture);
        check_true(test,
                   person_name_put(&change, &fixture.registry, &entry, &fixture.problems, &fault));
        registry_fixture_commit(&fixture);
        subject.name_id = change.thing_id;
        test_row(test, "%zu", i);
        check_true(test, walk_failures(test, fixture.store, ACTS[i], &subject, STATE) >= 8);
        registry_fixture_close(&fixture);
    }
}
