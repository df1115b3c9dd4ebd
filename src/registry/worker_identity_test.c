/* Who those are who work here: what is refused, who may see it, what was. */
#include "registry/worker_identity.h"

#include "registry/fixture_private.h"
#include "registry/worker.h"

#define MAN   "990101198503070017"
#define WOMAN "990101196207080027"

static Date day_of(const char *text)
{
    Date day = DATE_MIN;

    return *text && date_parse(&day, str_from_c(text)) ? day : DATE_MIN;
}

typedef struct {
    const char *citizen_id, *sex, *born_on, *education;
    uint32_t    revision;
} Entry;

static bool put(WorkerPut *out, RegistryFixture *fixture, const Registry *registry,
                int64_t worker_id, Entry entry, Fault *fault)
{
    WorkerIdentity const identity = {
        .worker_id = worker_id,
        .citizen_id = str_from_c(entry.citizen_id),
        .sex = str_from_c(entry.sex),
        .born_on = day_of(entry.born_on),
        .education = str_from_c(entry.education),
        .revision = entry.revision,
    };

    return worker_identity_put(out, registry, &identity, &fixture->problems, fault);
}

static int64_t add_worker(RegistryFixture *fixture, const char *code)
{
    WorkerEntry const entry = { .code = str_from_c(code),
                                .name = SV("护士甲"),
                                .organisation_id = fixture->posts[FIXTURE_V2],
                                .valid_from = DATE_MIN,
                                .valid_until = DATE_MAX };
    int64_t           worker_id = 0;
    Fault             fault = { 0 };

    registry_fixture_begin(fixture);
    check_true(fixture->test,
               worker_register(&worker_id, &fixture->registry, &entry, &fixture->problems, &fault));
    registry_fixture_commit(fixture);
    return worker_id;
}

void worker_identity_refused_test(Test *test)
{
    static const struct {
        Entry       entry;
        const char *problems, *says; /* number, sex, birth when nothing is wrong */
    } CASES[] = {
        { { MAN, "", "", "20", 0 }, "", MAN " 1 1985-03-07 20" },
        { { " 990101850307001 ", "", "", "", 0 }, "", MAN " 1 1985-03-07 " },
        { { "", "2", "1990-05-06", "30", 0 }, "", " 2 1990-05-06 30" },
        { { "", "", "", "10", 0 }, "", "  - 10" },
        { { "990101198503070015", "", "", "", 0 }, "citizen_id check_digit", "" },
        { { "99010119850307001", "", "", "", 0 }, "citizen_id length", "" },
        { { "99010119850230001X", "", "", "", 0 }, "citizen_id no_date", "" },
        { { MAN, "2", "1985-03-08", "", 0 }, "sex differs, born_on differs", "" },
        { { "", "3", "", "21", 0 }, "sex unknown_code, education unknown_code", "" },
        { { "", "", "2024-10-25", "", 0 }, "born_on future", "" },
        { { WOMAN, "", "", "", 0 }, "citizen_id taken", "" },
    };
    RegistryFixture fixture = { 0 };
    WorkerPut       how = WORKER_PUT_SAME;
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const other_id = add_worker(&fixture, "N9");
    registry_fixture_begin(&fixture);
    check_true(test, put(&how, &fixture, &fixture.registry, other_id,
                         (Entry){ WOMAN, "", "", "", 0 }, &fault));
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        WorkerIdentity identity;

        test_row(test, "case %zu", i);
        fault = (Fault){ 0 };
        registry_fixture_begin(&fixture);
        bool const done =
            put(&how, &fixture, &fixture.registry, fixture.doctor_id, CASES[i].entry, &fault);
        check_equal(test, done, *CASES[i].problems == '\0');
        registry_fixture_expect(&fixture, CASES[i].problems);
        if (done) {
            check_true(
                test, worker_identity_get(&identity, &fixture.registry, fixture.doctor_id, &fault));
            Str const born = identity.born_on.days == DATE_MIN.days
                                 ? SV("-")
                                 : date_format(fixture.arena, identity.born_on);
            check_text(test,
                       str_format(fixture.arena, "%.*s %.*s %.*s %.*s",
                                  (int)identity.citizen_id.len, identity.citizen_id.ptr,
                                  (int)identity.sex.len, identity.sex.ptr, (int)born.len, born.ptr,
                                  (int)identity.education.len, identity.education.ptr),
                       str_from_c(CASES[i].says));
        }
        store_end(fixture.store);
    }
    /* whose it is already is said */
    check_equal(test, fixture.problems.count, 1);
    check_text(test, problem_message(fixture.arena, &fixture.problems.items[0], LANGUAGE_ZH),
               SV("身份证号码（已登记于人员编号N9）已被使用"));
    registry_fixture_close(&fixture);
}

/* Who changes it, and who sees it. */
void worker_identity_permission_test(Test *test)
{
    static const struct {
        Role      role;
        int       post;
        bool      is_self, sees;
        FaultCode put;
    } ACTORS[] = {
        { ROLE_ADMINISTRATOR, FIXTURE_T1, false, true, FAULT_NONE },
        { ROLE_ADMINISTRATOR, FIXTURE_T2, false, false, FAULT_DENIED },
        { ROLE_CLINICIAN, FIXTURE_T1, false, false, FAULT_DENIED },
        { ROLE_VILLAGE_DOCTOR, FIXTURE_V1, true, true, FAULT_DENIED },
    };
    RegistryFixture fixture = { 0 };
    WorkerPut       how = WORKER_PUT_SAME;
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    check_true(test, put(&how, &fixture, &fixture.registry, fixture.doctor_id,
                         (Entry){ MAN, "", "", "20", 0 }, &fault));
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(ACTORS); i++) {
        Actor          actor = { 0 };
        WorkerIdentity identity;
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, ACTORS[i].role, ACTORS[i].post);

        test_row(test, "actor %zu", i);
        actor.worker_id = ACTORS[i].is_self ? fixture.doctor_id : 0;
        fault = (Fault){ 0 };
        registry_fixture_begin(&fixture);
        check_true(test, worker_identity_get(&identity, &somebody, fixture.doctor_id, &fault));
        check_equal(test, identity.is_masked, !ACTORS[i].sees);
        check_text(test, identity.citizen_id, ACTORS[i].sees ? SV(MAN) : SV("**************0017"));
        check_equal(test, identity.born_on.days == DATE_MIN.days, !ACTORS[i].sees);
        check_text(test, identity.sex, SV("1"));
        check_equal(test,
                    put(&how, &fixture, &somebody, fixture.doctor_id,
                        (Entry){ MAN, "", "", "30", 1 }, &fault),
                    ACTORS[i].put == FAULT_NONE);
        check_equal(test, fault.code, ACTORS[i].put);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

/* Every earlier state is kept, of him, of his licences and places. */
void worker_past_test(Test *test)
{
    static const struct {
        Entry     entry;
        WorkerPut want;
        FaultCode fault;
    } STEPS[] = {
        { { MAN, "", "", "20", 0 }, WORKER_PUT_ADDED, FAULT_NONE },
        { { MAN, "1", "1985-03-07", "20", 1 }, WORKER_PUT_SAME, FAULT_NONE },
        { { MAN, "", "", "10", 0 }, WORKER_PUT_SAME, FAULT_CONFLICT },
        { { MAN, "", "", "10", 1 }, WORKER_PUT_AMENDED, FAULT_NONE },
    };
    RegistryFixture   fixture = { 0 };
    WorkerPut         how = WORKER_PUT_SAME;
    const WorkerPast *past = NULL;
    uint32_t          count = 0;
    Fault             fault = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        test_row(test, "step %zu", i);
        fault = (Fault){ 0 };
        registry_fixture_begin(&fixture);
        bool const done =
            put(&how, &fixture, &fixture.registry, fixture.doctor_id, STEPS[i].entry, &fault);
        check_equal(test, fault.code, STEPS[i].fault);
        check_true(test, !done || how == STEPS[i].want);
        if (done)
            registry_fixture_commit(&fixture);
        store_end(fixture.store);
    }
    WorkerPlace const other = { .worker_id = fixture.doctor_id,
                                .organisation_id = fixture.posts[FIXTURE_T2],
                                .from_on = day_of("2024-09-01"),
                                .until_on = DATE_MAX };
    registry_fixture_begin(&fixture);
    check_true(test, worker_place_put(&how, &fixture.registry, &other, &fixture.problems, &fault));
    fixture.registry.now++;
    check_true(test, worker_place_withdraw(&fixture.registry, fixture.doctor_id,
                                           fixture.posts[FIXTURE_T2], other.from_on, &fault));
    check_true(test, !worker_place_withdraw(&fixture.registry, fixture.doctor_id,
                                            fixture.posts[FIXTURE_T2], other.from_on, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    registry_fixture_commit(&fixture);
    check_true(test, worker_past(&past, &count, &fixture.registry, fixture.doctor_id, &fault));
    check_equal(test, count, 2);
    check_equal(test, past[0].kind, WORKER_PAST_PLACE);
    check_equal(test, past[0].organisation_id, fixture.posts[FIXTURE_T2]);
    check_text(test, worker_past_name(past[1].kind), SV("identity"));
    check_text(test, past[1].name, SV("20"));
    check_text(test, past[1].more, SV(""));
    registry_fixture_close(&fixture);
}

static bool put_one(void *context, Fault *fault)
{
    RegistryFixture *const fixture = context;
    WorkerPut              how = WORKER_PUT_SAME;

    return put(&how, fixture, &fixture->registry, fixture->doctor_id,
               (Entry){ MAN, "", "", "20", 0 }, fault);
}

void worker_identity_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, walk_failures(test, fixture.store, put_one, &fixture,
                                   SQL("SELECT count(*) + (SELECT count(*) FROM audit)"
                                       " FROM worker_identity")) >= 6);
    registry_fixture_close(&fixture);
}
