/* Licences, places of practice, and what they mean for a record. */
#include "registry/worker_licence.h"

#include "registry/fixture_private.h"

static Date day_of(const char *text, Date otherwise)
{
    Date day = otherwise;

    return *text && date_parse(&day, str_from_c(text)) ? day : otherwise;
}

static bool put(RegistryFixture *fixture, const Registry *registry, const char *kind,
                const char *number, const char *level, const char *from, const char *until,
                Fault *fault)
{
    WorkerPut           put = WORKER_PUT_SAME;
    WorkerLicence const entry = {
        .worker_id = fixture->doctor_id,
        .kind = str_from_c(kind),
        .number = str_from_c(number),
        .level = str_from_c(level),
        .valid_from = day_of(from, DATE_MIN),
        .valid_until = day_of(until, DATE_MAX),
    };

    return worker_licence_put(&put, registry, &entry, &fixture->problems, fault);
}

void worker_licence_refused_test(Test *test)
{
    static const struct {
        const char *kind, *number, *level, *from, *until, *problems;
    } CASES[] = {
        { "physician", "110990101000001", "", "2020-01-01", "2024-12-31", "" },
        { "title", "", "主治医师", "2018-07-01", "", "" },
        { "title", "", "", "", "", "level required" },
        { "wizard", "1", "", "", "", "kind unknown_code" },
        { "nurse", "", "", "", "", "number required" },
        { "nurse", "号 码", "", "", "", "number format" },
        { "nurse", "1234567890123456789012345678901", "", "", "", "number too_long" },
        { "nurse", "1", "", "2024-01-02", "2024-01-01", "valid_until before" },
    };
    RegistryFixture fixture = { 0 };
    Actor           actor = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "case %zu", i);
        fault = (Fault){ 0 };
        registry_fixture_begin(&fixture);
        check_equal(test,
                    put(&fixture, &fixture.registry, CASES[i].kind, CASES[i].number, CASES[i].level,
                        CASES[i].from, CASES[i].until, &fault),
                    *CASES[i].problems == '\0');
        registry_fixture_expect(&fixture, CASES[i].problems);
        store_end(fixture.store);
    }
    /* his own township's administrator may, another's may not, nor a clinician */
    static const struct {
        Role      role;
        int       post;
        FaultCode want;
    } ACTORS[] = { { ROLE_ADMINISTRATOR, FIXTURE_T1, FAULT_NONE },
                   { ROLE_ADMINISTRATOR, FIXTURE_T2, FAULT_DENIED },
                   { ROLE_CLINICIAN, FIXTURE_T1, FAULT_DENIED } };
    for (size_t i = 0; i < COUNT_OF(ACTORS); i++) {
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, ACTORS[i].role, ACTORS[i].post);

        test_row(test, "actor %zu", i);
        fault = (Fault){ 0 };
        registry_fixture_begin(&fixture);
        check_equal(test, put(&fixture, &somebody, "nurse", "N1", "", "", "", &fault),
                    ACTORS[i].want == FAULT_NONE);
        check_equal(test, fault.code, ACTORS[i].want);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

/* The doctor of v1: a licence to the end of June, renewed from August to next year;
 * from September also at t2, until October. */
static void open_doctor(RegistryFixture *fixture, Test *test)
{
    Fault             fault = { 0 };
    WorkerPut         how = WORKER_PUT_SAME;
    WorkerPlace const place = { .worker_id = fixture->doctor_id,
                                .organisation_id = fixture->posts[FIXTURE_T2],
                                .from_on = day_of("2024-09-01", DATE_MIN),
                                .until_on = day_of("2024-10-31", DATE_MAX) };

    registry_fixture_begin(fixture);
    check_true(test, put(fixture, &fixture->registry, "village_doctor", "X1", "", "2019-01-01",
                         "2024-06-30", &fault));
    check_true(test, put(fixture, &fixture->registry, "village_doctor", "X2", "", "2024-08-01",
                         "2025-07-31", &fault));
    check_true(test,
               worker_place_put(&how, &fixture->registry, &place, &fixture->problems, &fault));
    check_equal(test, how, WORKER_PUT_ADDED);
    check_true(test,
               worker_place_put(&how, &fixture->registry, &place, &fixture->problems, &fault));
    check_equal(test, how, WORKER_PUT_SAME);
    registry_fixture_commit(fixture);
}

void worker_licence_check_test(Test *test)
{
    static const struct {
        int         post;
        const char *day;
        bool        wants_problem;
    } CASES[] = {
        { FIXTURE_V1, "2024-06-30", false }, { FIXTURE_V1, "2024-07-01", true },
        { FIXTURE_V1, "2024-08-01", false }, { FIXTURE_V1, "2025-08-01", true },
        { FIXTURE_V2, "2024-08-01", true },  { FIXTURE_T1, "2024-08-01", true },
        { FIXTURE_T2, "2024-08-31", true },  { FIXTURE_T2, "2024-09-01", false },
        { FIXTURE_V3, "2024-10-31", false }, /* below t2 */
        { FIXTURE_V3, "2024-11-01", true },  { FIXTURE_V1, "2018-12-31", true },
    };
    static const LicenceRule RULES[] = { LICENCE_RULE_WARN, LICENCE_RULE_REFUSE,
                                         LICENCE_RULE_IGNORE };
    ProblemPlace const       at = PROBLEM_PLACE("worker_id", "医生", "worker");
    RegistryFixture          fixture = { 0 };
    Fault                    fault = { 0 };
    LicenceRule              rule = LICENCE_RULE_IGNORE;

    registry_fixture_open(&fixture, test);
    Problems none = problems_open(fixture.arena);
    check_true(test, worker_licence_check(&none, &fixture.registry, at, fixture.doctor_id,
                                          fixture.posts[FIXTURE_V3], day_of("2024-01-01", DATE_MIN),
                                          &fault));
    check_equal(test, none.count, 0); /* no licence is registered: nothing is said */
    open_doctor(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        registry_fixture_begin(&fixture);
        check_true(test, licence_rule_put(&fixture.registry, RULES[i],
                                          day_of("2000-01-01", DATE_MIN), &fault));
        for (size_t j = 0; j < COUNT_OF(CASES); j++) {
            Problems problems = problems_open(fixture.arena);

            test_row(test, "case %zu, rule %zu", j, i);
            check_true(test, worker_licence_check(&problems, &fixture.registry, at,
                                                  fixture.doctor_id, fixture.posts[CASES[j].post],
                                                  day_of(CASES[j].day, DATE_MIN), &fault));
            check_equal(test, problems.count,
                        CASES[j].wants_problem && RULES[i] != LICENCE_RULE_IGNORE);
            check_equal(test, problems.error_count,
                        CASES[j].wants_problem && RULES[i] == LICENCE_RULE_REFUSE);
        }
        store_end(fixture.store);
    }
    /* of the day, not of today */
    registry_fixture_begin(&fixture);
    check_true(test, licence_rule_put(&fixture.registry, LICENCE_RULE_REFUSE,
                                      day_of("2025-01-01", DATE_MIN), &fault));
    check_true(test,
               licence_rule_on(&rule, &fixture.registry, day_of("2024-12-31", DATE_MIN), &fault));
    check_equal(test, rule, LICENCE_RULE_WARN);
    check_true(test,
               licence_rule_on(&rule, &fixture.registry, day_of("2025-01-01", DATE_MIN), &fault));
    check_equal(test, rule, LICENCE_RULE_REFUSE);
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

void worker_licence_expiring_test(Test *test)
{
    static const struct {
        const char *by;
        int         place; /* -1: not said */
        uint32_t    want;
    } CASES[] = {
        { "2024-12-31", -1, 0 }, /* what ended in June was renewed */
        { "2025-07-30", -1, 0 },         { "2025-07-31", -1, 1 },
        { "2025-07-31", FIXTURE_T1, 1 }, { "2025-07-31", FIXTURE_T2, 0 },
    };
    RegistryFixture fixture = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    open_doctor(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const ExpiringLicence *rows = NULL;
        uint32_t               count = 0;

        test_row(test, "case %zu", i);
        check_true(test,
                   worker_licence_expiring(&rows, &count, &fixture.registry,
                                           CASES[i].place < 0 ? 0 : fixture.posts[CASES[i].place],
                                           day_of(CASES[i].by, DATE_MIN), &fault));
        check_equal(test, count, CASES[i].want);
        if (count)
            check_text(test, rows[0].licence.number, SV("X2"));
    }
    registry_fixture_close(&fixture);
}

/* The main place follows the worker, from the day that is said; a merged post hands
 * over the others. */
void worker_place_test(Test *test)
{
    RegistryFixture    fixture = { 0 };
    Worker             worker = { 0 };
    const WorkerPlace *places = NULL;
    uint32_t           count = 0;
    Fault              fault = { 0 };

    registry_fixture_open(&fixture, test);
    open_doctor(&fixture, test);
    registry_fixture_begin(&fixture);
    check_true(test, worker_get(&worker, &fixture.registry, fixture.doctor_id, &fault));
    WorkerEntry entry = worker_entry(&worker);
    entry.organisation_id = fixture.posts[FIXTURE_V2];
    entry.has_organisation_since = true;
    entry.organisation_since = day_of("2024-07-01", DATE_MIN);
    check_true(test, worker_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_true(test, worker_place_hand_over(&fixture.registry, fixture.posts[FIXTURE_T2],
                                            fixture.posts[FIXTURE_T1],
                                            day_of("2024-10-01", DATE_MIN), &fault));
    registry_fixture_commit(&fixture);
    check_true(test,
               worker_place_list(&places, &count, &fixture.registry, fixture.doctor_id, &fault));
    Buf said = buf_open(fixture.arena, 1000);
    for (uint32_t i = 0; i < count; i++) {
        Str const code = organisation_find(&fixture.organisations, places[i].organisation_id)->code;
        Str const from = date_format(fixture.arena, places[i].from_on);
        Str const until = date_format(fixture.arena, places[i].until_on);

        buf_add_format(&said, "%s%.*s%s %.*s..%.*s", i ? ", " : "", (int)code.len, code.ptr,
                       places[i].is_main ? "*" : "", (int)from.len, from.ptr, (int)until.len,
                       until.ptr);
    }
    check_text(
        test, buf_str(&said),
        SV("v1* 1800-01-01..2024-06-30, v2* 2024-07-01..2200-12-31, t2 2024-09-01..2024-09-30,"
           " t1 2024-10-01..2024-10-31"));
    registry_fixture_close(&fixture);
}

static bool put_one(void *context, Fault *fault)
{
    RegistryFixture *const fixture = context;

    return put(fixture, &fixture->registry, "nurse", "N1", "", "2024-01-01", "2025-01-01", fault);
}

void worker_licence_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, walk_failures(test, fixture.store, put_one, &fixture,
                                   SQL("SELECT count(*) + (SELECT count(*) FROM audit)"
                                       " FROM worker_licence")) >= 10);
    registry_fixture_close(&fixture);
}
