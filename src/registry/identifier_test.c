/* Numbers of a person: whose they are, in use, former, verified, let be. */
#include "registry/identifier.h"

#include "registry/fixture_private.h"

static IdentifierEntry entry_of(int64_t person_id, const char *kind, const char *number)
{
    return (IdentifierEntry){ .person_id = person_id,
                              .kind = str_from_c(kind),
                              .number = str_from_c(number),
                              .valid_from = DATE_MIN,
                              .valid_until = DATE_MAX };
}

/* In a transaction of its own; what is wrong is left among the problems. */
static bool put(RegistryFixture *fixture, const Registry *registry, const IdentifierEntry *entry,
                RowChange *out, Fault *fault)
{
    registry_fixture_begin(fixture);
    fixture->problems = problems_open(fixture->arena);
    *fault = (Fault){ 0 };
    bool const ok = identifier_put(out, registry, entry, &fixture->problems, fault);
    if (ok)
        registry_fixture_commit(fixture);
    else
        store_end(fixture->store);
    return ok;
}

static int64_t find(const RegistryFixture *fixture, const char *kind, const char *number)
{
    int64_t person_id = 0;
    Fault   fault = { 0 };

    check_true(fixture->test, identifier_find(&person_id, &fixture->registry, str_from_c(kind),
                                              str_from_c(number), &fault));
    return person_id;
}

void identifier_put_test(Test *test)
{
    static const struct {
        const char *name, *kind, *number, *issuer;
        bool        is_second; /* of the second person */
        const char *problems;
    } CASES[] = {
        { "passport", "03", "e1234 5678", "CHN", false, "" },
        { "again", "03", "E12345678", "CHN", false, "" },
        { "somebody else's", "03", "E12345678", "CHN", true, "number taken" },
        { "of another country", "03", "E12345678", "CAN", true, "" },
        { "birth certificate", "10", "U130000001", "", false, "" },
        { "its number again", "10", "U130000001", "", true, "number taken" },
        { "household book", "02", "H1", "", false, "" },
        { "which they share", "02", "H1", "", true, "" },
        { "patient without issuer", "61", "1", "", false, "issuer_id required" },
        { "patient", "61", "1", "某县医院", false, "" },
        { "same number elsewhere", "61", "1", "乙镇卫生院", true, "" },
        { "same number there", "61", "1", "某县医院", true, "number taken" },
        { "the main number of another", "05", "990101195803151245", "", false, "number taken" },
        { "his own main number", "01", "990101199001010019", "", false, "" },
        { "a card of another birth", "01", "990101199001020014", "", false, "number differs" },
        { "a card of the other sex", "01", "99010119900101006X", "", false, "number differs" },
        { "check digit", "01", "990101199001010018", "", false, "number check_digit" },
        { "centenarian", "01", "990101900101996", "", false, "number review" },
        { "no kind", "", "1", "", false, "kind required" },
        { "unknown kind", "98", "1", "", false, "kind unknown_code" },
        { "no number", "03", " ", "", false, "number required" },
        { "record number of another", "51", "99010110010100007", "", false, "number taken" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const first =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    int64_t const second =
        registry_fixture_person(&fixture, "乙二", "990101195803151245", "", FIXTURE_V1);
    registry_fixture_begin(&fixture);
    registry_fixture_commit(&fixture);
    RowChange       change = { 0 };
    Fault           fault = { 0 };
    IdentifierEntry record = entry_of(second, "51", "99010110010100007");
    check_true(test, put(&fixture, &fixture.registry, &record, &change, &fault));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        IdentifierEntry entry =
            entry_of(CASES[i].is_second ? second : first, CASES[i].kind, CASES[i].number);

        entry.issuer = str_from_c(CASES[i].issuer);
        test_row(test, "%s", CASES[i].name);
        bool const ok = put(&fixture, &fixture.registry, &entry, &change, &fault);
        registry_fixture_expect(&fixture, CASES[i].problems);
        check_equal(test, ok, CASES[i].problems[0] == '\0');
    }
    check_equal(test, find(&fixture, "", "U130000001"), first);
    check_equal(test, find(&fixture, "03", "u1"), 0);
    check_equal(test, find(&fixture, "", "E12345678"), 0); /* two have it */
    check_equal(test, find(&fixture, "", "990101900101001"), first);
    check_equal(test, find(&fixture, "", "99010110010100007"), second);
    registry_fixture_close(&fixture);
}

/* Who holds a number is told only to somebody who may see him. */
void identifier_holder_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    RowChange       change = { 0 };
    Actor           actor = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const here =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    int64_t const there =
        registry_fixture_person(&fixture, "乙二", "990101195803151245", "", FIXTURE_V3);
    IdentifierEntry entry = entry_of(there, "10", "U130000001");
    check_true(test, put(&fixture, &fixture.registry, &entry, &change, &fault));

    entry.person_id = here;
    check_true(test, !put(&fixture, &fixture.registry, &entry, &change, &fault));
    check_equal(test, fixture.problems.items[0].person_id, there);
    Registry const doctor = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V1);
    check_true(test, !put(&fixture, &doctor, &entry, &change, &fault));
    check_equal(test, fixture.problems.items[0].code, PROBLEM_TAKEN);
    check_equal(test, fixture.problems.items[0].person_id, 0);
    entry = entry_of(there, "10", "U130000002");
    check_true(test, !put(&fixture, &doctor, &entry, &change, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    registry_fixture_close(&fixture);
}

static Person get(const RegistryFixture *fixture, int64_t person_id)
{
    Person person = { 0 };
    Fault  fault = { 0 };

    check_true(fixture->test, person_get(&person, &fixture->registry, person_id, &fault));
    return person;
}

static bool amend(RegistryFixture *fixture, const Registry *registry, int64_t person_id,
                  const char *kind, const char *number, bool unverifiable)
{
    Person const      person = get(fixture, person_id);
    PersonEntry const entry = { .person_id = person_id,
                                .revision = person.revision,
                                .name = person.name,
                                .sex = person.sex,
                                .born_on = person.born_on,
                                .id_kind = str_from_c(kind),
                                .citizen_id = str_from_c(number),
                                .record_number = person.record_number,
                                .unverifiable = unverifiable };
    PersonChange      change = { 0 };
    Fault             fault = { 0 };

    registry_fixture_begin(fixture);
    fixture->problems = problems_open(fixture->arena);
    bool const ok = person_amend(&change, registry, &entry, &fixture->problems, &fault);
    if (ok)
        registry_fixture_commit(fixture);
    else
        store_end(fixture->store);
    return ok;
}

/* A newborn has the mother's number, then a card of its own; both lead to it. */
void identifier_follow_test(Test *test)
{
    RegistryFixture   fixture = { 0 };
    const Identifier *all = NULL;
    uint32_t          count = 0;
    Fault             fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const child =
        registry_fixture_person(&fixture, "甲二", "990101202306120037", "", FIXTURE_V1);
    check_true(test,
               amend(&fixture, &fixture.registry, child, "19", "99010119900101006X-1", false));
    check_equal(test, find(&fixture, "", "99010119900101006X-1"), child);
    check_equal(test, find(&fixture, "01", "990101202306120037"), child); /* the former one */
    check_true(test, amend(&fixture, &fixture.registry, child, "01", "990101202306120037", false));

    check_true(test, identifier_list(&all, &count, &fixture.registry, child, &fault));
    check_equal(test, count, 2);
    check_true(test, all[0].is_main);
    check_text(test, all[0].number, SV("990101202306120037"));
    check_text(test, all[0].status, IDENTIFIER_IN_USE); /* it was former, and is again */
    check_equal(test, all[0].valid_until.days, DATE_MAX.days);
    check_true(test, !all[1].is_main);
    check_text(test, all[1].number, SV("99010119900101006X-1"));
    check_text(test, all[1].status, IDENTIFIER_FORMER);
    check_equal(test, all[1].valid_until.days, registry_today(&fixture.registry).days);
    check_equal(test, find(&fixture, "19", "99010119900101006X-1"), child);

    /* one that is in use comes before one that was */
    int64_t const sister =
        registry_fixture_person(&fixture, "甲三", "99010119900101006X", "", FIXTURE_V1);
    check_true(test,
               amend(&fixture, &fixture.registry, sister, "19", "99010119900101006X-1", false));
    check_equal(test, find(&fixture, "19", "99010119900101006X-1"), sister);
    registry_fixture_close(&fixture);
}

void identifier_unverifiable_test(Test *test)
{
    RegistryFixture   fixture = { 0 };
    const Identifier *all = NULL;
    uint32_t          count = 0;
    Actor             actor = { 0 };
    RowChange         change = { 0 };
    Fault             fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    Registry const doctor = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V1);
    check_true(test, !amend(&fixture, &doctor, id, "01", "990101199001010018", true));
    Registry const super = registry_fixture_as(&fixture, &actor, ROLE_TOWNSHIP_WORKER, FIXTURE_T1);
    check_true(test, !amend(&fixture, &super, id, "01", "990101199001010018", false));
    registry_fixture_expect(&fixture, "citizen_id check_digit");
    check_true(test, !amend(&fixture, &super, id, "01", "99010119900101001", true));
    registry_fixture_expect(&fixture, "citizen_id length");
    check_true(test, amend(&fixture, &super, id, "01", "990101199001010018", true));
    check_true(test, identifier_list(&all, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 2);
    check_text(test, all[0].number, SV("990101199001010018"));
    check_text(test, all[0].verified, IDENTIFIER_UNVERIFIABLE);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit"
                                                   " WHERE action = 'person.identifier'")),
                2);
    /* what was let be does not stand in the way of anything else */
    Registry const again = registry_fixture_as(&fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V1);
    check_true(test, amend(&fixture, &again, id, "01", "990101199001010018", false));
    IdentifierEntry other = entry_of(id, "12", "810000199001010018");
    other.unverifiable = true;
    check_true(test, !put(&fixture, &again, &other, &change, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    check_true(test, put(&fixture, &fixture.registry, &other, &change, &fault));
    other = entry_of(id, "03", "E12345678"); /* nobody says so without being asked */
    other.verified = IDENTIFIER_UNVERIFIABLE;
    check_true(test, !put(&fixture, &fixture.registry, &other, &change, &fault));
    registry_fixture_expect(&fixture, "verified unknown_code");
    registry_fixture_close(&fixture);
}

void identifier_end_test(Test *test)
{
    RegistryFixture           fixture = { 0 };
    const IdentifierRevision *revisions = NULL;
    const Identifier         *all = NULL;
    uint32_t                  count = 0;
    RowChange                 change = { 0 };
    Fault                     fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    Date const      today = registry_today(&fixture.registry);
    IdentifierEntry entry = entry_of(id, "03", "E12345678");
    entry.valid_until = date_add_days(today, 400);
    entry.verified = SV("1");
    check_true(test, put(&fixture, &fixture.registry, &entry, &change, &fault));
    check_true(test, identifier_list(&all, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 2);
    check_text(test, all[1].verified, SV("1"));
    check_equal(test, all[1].verified_at, fixture.registry.now);

    registry_fixture_begin(&fixture);
    check_true(test, !identifier_end(&change, &fixture.registry,
                                     &(IdentifierEnd){ id, all[1].identifier_id, 7, today, false },
                                     &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    check_true(test, identifier_end(&change, &fixture.registry,
                                    &(IdentifierEnd){ id, all[1].identifier_id, 1, today, false },
                                    &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    check_equal(test, find(&fixture, "03", "E12345678"), id);
    registry_fixture_begin(&fixture);
    check_true(test, identifier_end(&change, &fixture.registry,
                                    &(IdentifierEnd){ id, all[1].identifier_id, 2, today, true },
                                    &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    check_equal(test, find(&fixture, "03", "E12345678"), 0);
    check_true(test, identifier_history(&revisions, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 2);

    /* A main number is not ended here. */
    entry = entry_of(id, "01", "990101199001010019");
    entry.issuer = SV("某县公安局");
    check_true(test, put(&fixture, &fixture.registry, &entry, &change, &fault));
    registry_fixture_begin(&fixture);
    check_true(test, !identifier_end(&change, &fixture.registry,
                                     &(IdentifierEnd){ id, change.thing_id, 1, today, false },
                                     &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "number rule");
    store_end(fixture.store);
    check_true(test, identifier_list(&all, &count, &fixture.registry, id, &fault));
    check_text(test, all[0].issuer, SV("某县公安局"));
    registry_fixture_close(&fixture);
}

/* ---- every error path ------------------------------------------------------------------- */

typedef struct {
    RegistryFixture *fixture;
    int64_t          person_id, identifier_id;
} Subject;

static bool put_one(void *context, Fault *fault)
{
    const Subject *const  subject = context;
    IdentifierEntry const entry = entry_of(subject->person_id, "03", "E12345678");
    RowChange             change = { 0 };

    return identifier_put(&change, &subject->fixture->registry, &entry, &subject->fixture->problems,
                          fault);
}

static bool end_one(void *context, Fault *fault)
{
    const Subject *const subject = context;
    RowChange            change = { 0 };

    return identifier_end(&change, &subject->fixture->registry,
                          &(IdentifierEnd){ subject->person_id, subject->identifier_id, 1,
                                            registry_today(&subject->fixture->registry), false },
                          &subject->fixture->problems, fault);
}

static bool replace_main(void *context, Fault *fault)
{
    const Subject *const subject = context;
    PersonEntry const    entry = { .person_id = subject->person_id,
                                   .revision = 1,
                                   .name = SV("甲二"),
                                   .sex = SV("1"),
                                   .born_on = date_from_civil(1990, 1, 1),
                                   .id_kind = SV("03"),
                                   .citizen_id = SV("E87654321") };
    PersonChange         change = { 0 };

    return person_amend(&change, &subject->fixture->registry, &entry, &subject->fixture->problems,
                        fault);
}

#define STATE                                                                                      \
    SQL("SELECT (SELECT count(*) FROM person_identifier) + 10 * (SELECT count(*) FROM"             \
        " person_identifier_history) + 100 * (SELECT count(*) FROM person_name)"                   \
        " + 1000 * (SELECT count(*) FROM audit)"                                                   \
        " + (SELECT coalesce(sum(revision), 0) FROM person_identifier)"                            \
        " + (SELECT sum(revision) FROM person)")

void identifier_failures_test(Test *test)
{
    static const struct {
        const char *name;
        WalkAct    *act;
        uint32_t    least;
    } CASES[] = {
        { "put", put_one, 8 },
        { "end", end_one, 8 },
        { "replace the main one", replace_main, 25 },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        RegistryFixture fixture = { 0 };
        RowChange       change = { 0 };
        Fault           fault = { 0 };

        registry_fixture_open(&fixture, test);
        Subject               subject = { .fixture = &fixture,
                                          .person_id = registry_fixture_person(
                                              &fixture, "甲一", "990101199001010019", "", FIXTURE_V1) };
        IdentifierEntry const entry = entry_of(subject.person_id, "10", "U130000001");
        check_true(test, put(&fixture, &fixture.registry, &entry, &change, &fault));
        subject.identifier_id = change.thing_id;
        test_row(test, "%s", CASES[i].name);
        check_true(test, walk_failures(test, fixture.store, CASES[i].act, &subject, STATE) >=
                             CASES[i].least);
        registry_fixture_close(&fixture);
    }
}
