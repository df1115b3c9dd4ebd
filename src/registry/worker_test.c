/* Workers: registering, amending, listing. */
#include "registry/worker.h"

#include "registry/fixture_private.h"

static WorkerEntry good_entry(const RegistryFixture *fixture, const char *code, int post)
{
    return (WorkerEntry){ .code = str_from_c(code),
                          .name = SV("甲医生"),
                          .organisation_id = fixture->posts[post],
                          .profession = SV("全科医师"),
                          .valid_from = DATE_MIN,
                          .valid_until = DATE_MAX };
}

void worker_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Worker          worker = { 0 };
    const Worker   *found = NULL;
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, worker_get(&worker, &fixture.registry, fixture.doctor_id, &fault));
    check_text(test, worker.name, SV("丁医生"));
    check_text(test, worker.name_pinyin, SV("dingyisheng"));
    check_text(test, worker.profession, SV("村医"));
    check_true(test, worker.is_family_doctor);
    check_equal(test, worker.organisation_id, fixture.posts[FIXTURE_V1]);
    check_equal(test, worker.revision, 1);
    check_true(test, worker_find_by_code(&found, &fixture.registry, SV("d1"), &fault));
    check_true(test, found && found->worker_id == fixture.doctor_id);
    check_true(test, worker_find_by_code(&found, &fixture.registry, SV("d2"), &fault));
    check_true(test, found == NULL);
    check_true(test, !worker_get(&worker, &fixture.registry, 5, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);

    /* On from here he works in another place, until the year's end. */
    WorkerEntry entry = good_entry(&fixture, "d1", FIXTURE_V3);
    entry.worker_id = fixture.doctor_id;
    entry.revision = 1;
    entry.valid_until = date_from_civil(2024, 12, 31);
    registry_fixture_begin(&fixture);
    check_true(test, worker_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_true(test, !worker_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    registry_fixture_commit(&fixture);
    check_true(test, worker_get(&worker, &fixture.registry, fixture.doctor_id, &fault));
    check_text(test, worker.name_pinyin, SV("jiayisheng"));
    check_equal(test, worker.organisation_id, fixture.posts[FIXTURE_V3]);
    check_true(test, worker_is_valid(&worker, date_from_civil(2024, 12, 31)));
    check_true(test, !worker_is_valid(&worker, date_from_civil(2025, 1, 1)));
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM worker_history"
                                                   " WHERE name = '丁医生' AND revision = 1")),
                1);
    check_equal(
        test,
        registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit WHERE detail ="
                                           " 'name,organisation,profession,is_family_doctor,"
                                           "valid_until'")),
        1);
    registry_fixture_close(&fixture);
}

void worker_refused_test(Test *test)
{
    static const struct {
        const char *name, *code, *words;
        Role        role; /* of an actor at t1 */
        int         post; /* -1: one that does not exist */
        FaultCode   want;
        const char *problems;
    } CASES[] = {
        { "good", "d2", "甲", ROLE_ADMINISTRATOR, FIXTURE_V2, FAULT_NONE, "" },
        { "everything", "", "", ROLE_ADMINISTRATOR, -1, FAULT_INVALID,
          "code required, name required, organisation unknown" },
        { "taken", "d1", "甲", ROLE_ADMINISTRATOR, FIXTURE_V2, FAULT_INVALID, "code taken" },
        { "outside", "d2", "甲", ROLE_ADMINISTRATOR, FIXTURE_V3, FAULT_DENIED, "" },
        { "not his work", "d2", "甲", ROLE_TOWNSHIP_WORKER, FIXTURE_V2, FAULT_DENIED, "" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody = registry_fixture_as(&fixture, &actor, CASES[i].role, FIXTURE_T1);
        WorkerEntry    entry = good_entry(&fixture, CASES[i].code, FIXTURE_V2);
        int64_t        id = 0;
        Fault          fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        entry.name = str_from_c(CASES[i].words);
        entry.organisation_id = CASES[i].post < 0 ? 5 : fixture.posts[CASES[i].post];
        registry_fixture_begin(&fixture);
        check_equal(test, worker_register(&id, &somebody, &entry, &fixture.problems, &fault),
                    CASES[i].want == FAULT_NONE);
        check_equal(test, fault.code, CASES[i].want);
        registry_fixture_expect(&fixture, CASES[i].problems);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

void worker_list_test(Test *test)
{
    static const struct {
        const char  *name;
        Role         role;
        int          post;
        WorkerFilter filter;
        int          below, after; /* post, and worker in the order made; -1: not said */
        const char  *want;
    } CASES[] = {
        { "all", ROLE_SYSTEM, 0, { 0 }, -1, -1, "a d1 c b" },
        { "page", ROLE_SYSTEM, 0, { .limit = 2 }, -1, -1, "a d1" },
        { "next", ROLE_SYSTEM, 0, { .limit = 2 }, -1, 1, "c b" },
        { "family doctors", ROLE_SYSTEM, 0, { .family_doctors = true }, -1, -1, "d1" },
        { "in force", ROLE_SYSTEM, 0, { .in_force = true, .on = { 0 } }, -1, -1, "d1 c b" },
        { "his own", ROLE_TOWNSHIP_WORKER, FIXTURE_T1, { 0 }, -1, -1, "d1 c" },
        { "of one", ROLE_TOWNSHIP_WORKER, FIXTURE_T1, { 0 }, FIXTURE_V1, -1, "d1 c" },
        { "outside", ROLE_TOWNSHIP_WORKER, FIXTURE_T1, { 0 }, FIXTURE_V3, -1, "" },
    };
    static const struct {
        const char *code;
        int         post;
        Date        valid_from;
    } OTHERS[] = {
        { "a", FIXTURE_BUREAU, { 1 } },
        { "b", FIXTURE_V3, { 0 } },
        { "c", FIXTURE_V1, { 0 } },
    };
    RegistryFixture fixture = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++) {
        WorkerEntry entry = good_entry(&fixture, OTHERS[i].code, OTHERS[i].post);
        int64_t     id = 0;

        entry.valid_from = OTHERS[i].valid_from;
        check_true(test,
                   worker_register(&id, &fixture.registry, &entry, &fixture.problems, &fault));
    }
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, CASES[i].role, CASES[i].post);
        WorkerFilter  filter = CASES[i].filter;
        const Worker *rows = NULL;
        uint32_t      count = 0;
        Buf           codes = buf_open(fixture.arena, 100);

        test_row(test, "%s", CASES[i].name);
        if (CASES[i].below >= 0)
            filter.organisation_id = fixture.posts[CASES[i].below];
        if (CASES[i].after >= 0) {
            filter.after_organisation = fixture.posts[FIXTURE_V1];
            filter.after_worker = fixture.doctor_id;
        }
        check_true(test, worker_list(&rows, &count,
                                     CASES[i].role == ROLE_SYSTEM ? &fixture.registry : &somebody,
                                     &filter, &fault));
        for (uint32_t k = 0; k < count; k++) {
            buf_add_c(&codes, k ? " " : "");
            buf_add(&codes, rows[k].code);
        }
        check_text(test, buf_str(&codes), str_from_c(CASES[i].want));
    }
    registry_fixture_close(&fixture);
}

static bool amend(void *context, Fault *fault)
{
    RegistryFixture *const fixture = context;
    WorkerEntry            entry = good_entry(fixture, "d9", FIXTURE_V2);

    entry.worker_id = fixture->doctor_id;
    entry.revision = 1;
    return worker_amend(&fixture->registry, &entry, &fixture->problems, fault);
}

void worker_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, walk_failures(test, fixture.store, amend, &fixture,
                                   SQL("SELECT sum(revision) + (SELECT count(*) FROM audit)"
                                       " + (SELECT count(*) FROM worker_history)"
                                       " + (SELECT sum(value) FROM registry_version)"
                                       " FROM worker")) >= 12);
    registry_fixture_close(&fixture);
}
