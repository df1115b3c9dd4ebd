/* The life of a person in the register. */
#include "registry/person.h"

#include "registry/fixture_private.h"

static Date day(int32_t year, int32_t month, int32_t date)
{
    return date_from_civil(year, month, date);
}

static Residence at_post(const RegistryFixture *fixture, int post, int64_t region_id, Date from_on)
{
    return (Residence){ .from_on = from_on,
                        .is_resident = true,
                        .kind = SV("1"),
                        .organisation_id = fixture->posts[post],
                        .region_id = region_id };
}

static Person get(const RegistryFixture *fixture, int64_t person_id)
{
    Person person = { 0 };
    Fault  fault = { 0 };

    if (!person_get(&person, &fixture->registry, person_id, &fault))
        check_fail(fixture->test, fault.message);
    return person;
}

void person_register_test(Test *test)
{
    RegistryFixture  fixture = { 0 };
    PersonChange     change = { 0 };
    const Residence *residences = NULL;
    uint32_t         count = 0;
    int64_t          found = 0;
    Fault            fault = { 0 };

    registry_fixture_open(&fixture, test);
    PersonEntry const entry = { .name = SV(" 甲一 "),
                                .citizen_id = SV("990101900101001"),
                                .born_on = DATE_MIN,
                                .phone = SV("139-0000 0001"),
                                .address = SV("乙一村1号"),
                                .relation = SV("0"),
                                .ethnic = SV("01"),
                                .next_record_number = true };
    Residence         first = at_post(&fixture, FIXTURE_V1, 990101100200, day(2024, 1, 1));
    first.worker_id = fixture.doctor_id;
    first.reason = SV("建档");
    registry_fixture_begin(&fixture);
    check_true(test, person_register(&change, &fixture.registry, &entry, &first, &fixture.problems,
                                     &fault));
    registry_fixture_commit(&fixture);
    check_equal(test, change.changed, PERSON_CHANGED_NEW);
    check_equal(test, change.since.days, DATE_MIN.days);
    check_equal(test, change.revision, 1);

    Person const person = get(&fixture, change.person_id);
    check_text(test, person.name, SV("甲一"));
    check_text(test, person.name_pinyin, SV("jiayi"));
    check_text(test, person.name_initials, SV("jy"));
    check_text(test, person.citizen_id, SV("990101199001010019"));
    check_text(test, person.id_kind, SV("01"));
    check_text(test, person.record_number, SV("99010110010100001"));
    check_text(test, person.sex, SV("1"));
    check_equal(test, person.born_on.days, day(1990, 1, 1).days);
    check_equal(test, person.died_on.days, DATE_MAX.days);
    check_text(test, person.phone, SV("13900000001"));
    check_text(test, person.address, SV("乙一村1号"));
    check_text(test, person.relation, SV("0"));
    check_text(test, person.ethnic, SV("01"));
    check_true(test, person.is_resident);
    check_text(test, person.residence, SV("1"));
    check_equal(test, person.organisation_id, fixture.posts[FIXTURE_V1]);
    check_equal(test, person.region_id, 990101100200);
    check_equal(test, person.worker_id, fixture.doctor_id);
    check_equal(test, person.recorded_at, fixture.registry.now);
    check_equal(test, person.recorded_by, 0);

    check_true(test,
               person_residences(&residences, &count, &fixture.registry, change.person_id, &fault));
    check_equal(test, count, 1);
    check_equal(test, residences[0].from_on.days, day(2024, 1, 1).days);
    check_text(test, residences[0].reason, SV("建档"));

    check_true(test, person_find_by_citizen_id(&found, &fixture.registry, SV(" 990101199001010019"),
                                               &fault));
    check_equal(test, found, change.person_id);
    check_true(test,
               person_find_by_citizen_id(&found, &fixture.registry, SV("990101900101001"), &fault));
    check_equal(test, found, change.person_id);
    check_true(test, person_find_by_citizen_id(&found, &fixture.registry, SV("990101195803151245"),
                                               &fault));
    check_equal(test, found, 0);
    check_true(test, person_find_by_record_number(&found, &fixture.registry,
                                                  SV("99010110010100001"), &fault));
    check_equal(test, found, change.person_id);
    registry_fixture_close(&fixture);
}

/* Numbers of health records go up, skip what was entered, and are never reused. */
void person_record_number_test(Test *test)
{
    static const struct {
        const char *record_number; /* entered; empty: the next one */
        int64_t     region_id;
        const char *want; /* NULL: refused */
    } CASES[] = {
        { "", 990101100200, "99010110010100001" },
        { "", 990101100200, "99010110010100002" },
        { "", 990101100201, "99010110010200001" },
        { "", 990101001001, "99010100100100001" },
        { "99010110010100009", 990101100200, "99010110010100009" },
        { "", 990101100200, "99010110010100010" },
        { "99010110010100004", 990101100200, "99010110010100004" },
        { "", 990101100200, "99010110010100011" },
        { "", 990101100000, NULL }, /* a township has no numbers */
        { "99010110010199999", 990101100200, "99010110010199999" },
        { "", 990101100200, NULL }, /* and a village no more than so many */
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        PersonEntry const entry = { .name = str_format(fixture.arena, "甲%zu", i),
                                    .sex = SV("1"),
                                    .born_on = day(1990, 1, 1),
                                    .record_number = str_from_c(CASES[i].record_number),
                                    .next_record_number = true };
        Residence const first = at_post(&fixture, FIXTURE_V1, CASES[i].region_id, day(2024, 1, 1));
        PersonChange    change = { 0 };
        Fault           fault = { 0 };

        test_row(test, "case %zu", i);
        registry_fixture_begin(&fixture);
        bool const ok =
            person_register(&change, &fixture.registry, &entry, &first, &fixture.problems, &fault);
        check_equal(test, ok, CASES[i].want != NULL);
        if (ok) {
            registry_fixture_commit(&fixture);
            check_text(test, get(&fixture, change.person_id).record_number,
                       str_from_c(CASES[i].want));
        } else {
            registry_fixture_expect(&fixture, "record_number rule");
            store_end(fixture.store);
        }
    }
    registry_fixture_close(&fixture);
}

/* Who may do what with whom: by role, and by place. */
void person_denied_test(Test *test)
{
    static const struct {
        Role role;
        int  post;
        bool reads, writes;
    } CASES[] = {
        { ROLE_VILLAGE_DOCTOR, FIXTURE_V1, true, true },
        { ROLE_TOWNSHIP_WORKER, FIXTURE_T1, true, true },
        { ROLE_TOWNSHIP_WORKER, FIXTURE_BUREAU, true, true },
        { ROLE_VILLAGE_DOCTOR, FIXTURE_V2, false, false },
        { ROLE_VILLAGE_DOCTOR, FIXTURE_V3, false, false },
        { ROLE_ANALYST, FIXTURE_BUREAU, true, false },
        { ROLE_ADMINISTRATOR, FIXTURE_BUREAU, false, false },
        { ROLE_LEADER, FIXTURE_BUREAU, false, false },
        { ROLE_AUDITOR, FIXTURE_BUREAU, false, false },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, CASES[i].role, CASES[i].post);
        Residence const       first = at_post(&fixture, FIXTURE_V1, 990101100200, day(2024, 1, 1));
        PersonEntry const     new_one = { .name = SV("乙二"), .sex = SV("2"), .born_on = { 0 } };
        PersonEntry const     old_one = { .person_id = id,
                                          .revision = 1,
                                          .name = SV("甲二"),
                                          .sex = SV("1"),
                                          .born_on = day(1990, 1, 1) };
        Person                person = { 0 };
        PersonChange          change = { 0 };
        const Residence      *residences = NULL;
        const PersonRevision *revisions = NULL;
        uint32_t              count = 0;
        Fault                 fault = { 0 };

        test_row(test, "case %zu", i);
        check_equal(test, person_get(&person, &somebody, id, &fault), CASES[i].reads);
        check_equal(test, person_residences(&residences, &count, &somebody, id, &fault),
                    CASES[i].reads);
        check_equal(test, person_history(&revisions, &count, &somebody, id, &fault),
                    CASES[i].reads);
        registry_fixture_begin(&fixture);
        check_equal(
            test, person_register(&change, &somebody, &new_one, &first, &fixture.problems, &fault),
            CASES[i].writes);
        check_equal(test, person_amend(&change, &somebody, &old_one, &fixture.problems, &fault),
                    CASES[i].writes);
        check_equal(
            test,
            person_record_death(&change, &somebody, id, day(2024, 5, 5), &fixture.problems, &fault),
            CASES[i].writes);
        check_equal(test, fault.code,
                    CASES[i].writes && CASES[i].reads ? FAULT_NONE : FAULT_DENIED);
        registry_fixture_expect(&fixture, "");
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

void person_amend_test(Test *test)
{
    RegistryFixture       fixture = { 0 };
    PersonChange          change = { 0 };
    const PersonRevision *revisions = NULL;
    uint32_t              count = 0;
    Fault                 fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "13900000001", FIXTURE_V1);
    PersonEntry entry = { .person_id = id,
                          .revision = 1,
                          .name = SV("甲一"),
                          .citizen_id = SV("990101199001010019"),
                          .sex = SV("1"),
                          .born_on = day(1990, 1, 1),
                          .phone = SV("13900000001") };

    /* What is so already is not written. */
    registry_fixture_begin(&fixture);
    check_true(test, person_amend(&change, &fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, change.changed, 0);
    check_equal(test, change.revision, 1);
    check_equal(test, change.since.days, DATE_MAX.days);

    fixture.registry.now += 1000;
    entry.name = SV("甲二");
    entry.phone = SV("13900000002");
    check_true(test, person_amend(&change, &fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, change.changed, PERSON_CHANGED_WORDS);
    check_equal(test, change.revision, 2);
    check_equal(test, change.since.days, DATE_MAX.days);

    check_true(test, !person_amend(&change, &fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);

    /* Birth and sex concern every day there was. */
    entry.revision = 2;
    entry.citizen_id = SV("99010119900101006X");
    entry.sex = SV("");
    check_true(test, person_amend(&change, &fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, change.changed, PERSON_CHANGED_WORDS | PERSON_CHANGED_BIRTH);
    check_equal(test, change.since.days, DATE_MIN.days);
    registry_fixture_commit(&fixture);

    Person const person = get(&fixture, id);
    check_text(test, person.name_pinyin, SV("jiaer"));
    check_text(test, person.sex, SV("2"));
    check_equal(test, person.organisation_id, fixture.posts[FIXTURE_V1]);
    check_true(test, person_history(&revisions, &count, &fixture.registry, id, &fault));
    check_equal(test, count, 2);
    check_equal(test, revisions[0].person.revision, 2);
    check_text(test, revisions[0].person.name, SV("甲二"));
    check_text(test, revisions[1].person.name, SV("甲一"));
    check_text(test, revisions[1].person.phone, SV("13900000001"));
    check_equal(test, revisions[1].superseded_at, fixture.registry.now);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit WHERE"
                                                   " detail = 'name,phone' AND revision = 2")),
                1);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit WHERE"
                                                   " detail = 'citizen_id,sex'")),
                1);
    registry_fixture_close(&fixture);
}

/* A line per move, in the order in which they become known; after each, where the
 * person is, and since when something is different. */
static const struct {
    const char *name;
    Civil       from;
    bool        is_resident;
    int         post; /* -1: not said */
    int64_t     region_id;
    int         want_post;
    bool        want_resident;
    uint32_t    want_revision; /* the row is written only when its copies change */
    uint32_t    want_changed;
    int64_t     want_rows, want_history;
} MOVES[] = {
    { "on",
      { 2024, 3, 1 },
      true,
      FIXTURE_V2,
      990101100201,
      FIXTURE_V2,
      true,
      2,
      PERSON_CHANGED_RESIDENCE,
      2,
      0 },
    { "the same again",
      { 2024, 3, 1 },
      true,
      FIXTURE_V2,
      990101100201,
      FIXTURE_V2,
      true,
      2,
      0,
      2,
      0 },
    { "between",
      { 2024, 2, 1 },
      true,
      FIXTURE_T2,
      990101001000,
      FIXTURE_V2,
      true,
      2,
      PERSON_CHANGED_RESIDENCE,
      3,
      0 },
    { "before all",
      { 2020, 1, 1 },
      true,
      FIXTURE_T1,
      990101100000,
      FIXTURE_V2,
      true,
      2,
      PERSON_CHANGED_RESIDENCE,
      4,
      0 },
    { "corrected",
      { 2024, 3, 1 },
      true,
      FIXTURE_V3,
      990101001001,
      FIXTURE_V3,
      true,
      3,
      PERSON_CHANGED_RESIDENCE,
      4,
      1 },
    { "left", { 2024, 6, 1 }, false, -1, 0, FIXTURE_V3, false, 4, PERSON_CHANGED_RESIDENCE, 5, 1 },
    { "had left before",
      { 2024, 5, 1 },
      false,
      -1,
      0,
      FIXTURE_V3,
      false,
      4,
      PERSON_CHANGED_RESIDENCE,
      6,
      1 },
    { "came back",
      { 2024, 9, 1 },
      true,
      FIXTURE_V1,
      990101100200,
      FIXTURE_V1,
      true,
      5,
      PERSON_CHANGED_RESIDENCE,
      7,
      1 },
};

void person_move_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    for (size_t i = 0; i < COUNT_OF(MOVES); i++) {
        Date const   from = day(MOVES[i].from.year, MOVES[i].from.month, MOVES[i].from.day);
        Residence    to = { .from_on = from, .is_resident = MOVES[i].is_resident };
        PersonChange change = { 0 };
        Fault        fault = { 0 };

        test_row(test, "%s", MOVES[i].name);
        if (MOVES[i].post >= 0)
            to = at_post(&fixture, MOVES[i].post, MOVES[i].region_id, from);
        registry_fixture_begin(&fixture);
        check_true(test,
                   person_move(&change, &fixture.registry, id, &to, &fixture.problems, &fault));
        registry_fixture_commit(&fixture);
        registry_fixture_expect(&fixture, "");
        Person const person = get(&fixture, id);
        check_equal(test, change.changed, MOVES[i].want_changed);
        check_equal(test, change.since.days, MOVES[i].want_changed ? from.days : DATE_MAX.days);
        check_equal(test, change.revision, MOVES[i].want_revision);
        check_equal(test, person.revision, MOVES[i].want_revision);
        check_equal(test, person.organisation_id, fixture.posts[MOVES[i].want_post]);
        check_equal(test, person.is_resident, MOVES[i].want_resident);
        check_equal(test, registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM residence")),
                    MOVES[i].want_rows);
        check_equal(test,
                    registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM residence_history")),
                    MOVES[i].want_history);
    }
    /* Found where it is now, and nowhere else. */
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(DISTINCT organisation_id)"
                                                   " FROM person_term")),
                1);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM person_term JOIN person"
                                                   " USING (organisation_id, person_id)")),
                6);
    check_equal(
        test,
        registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM person_term_local JOIN person"
                                           " USING (organisation_id, person_id)")),
        registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM person_term_local")));
    registry_fixture_close(&fixture);
}

static const struct {
    const char *name;
    Role        role;
    int         post; /* the actor's */
    Civil       from;
    bool        is_resident;
    int         to;
    FaultCode   want;
    const char *problems;
} REFUSED_MOVES[] = {
    { "onward", ROLE_VILLAGE_DOCTOR, FIXTURE_V1, { 2024, 3, 1 }, true, FIXTURE_V3, FAULT_NONE, "" },
    { "taken in",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V3,
      { 2024, 3, 1 },
      true,
      FIXTURE_V3,
      FAULT_NONE,
      "" },
    { "between others",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V3,
      { 2024, 3, 1 },
      true,
      FIXTURE_V2,
      FAULT_DENIED,
      "" },
    { "sent away by others",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V3,
      { 2024, 3, 1 },
      false,
      FIXTURE_V3,
      FAULT_DENIED,
      "" },
    { "not his work",
      ROLE_ANALYST,
      FIXTURE_BUREAU,
      { 2024, 3, 1 },
      true,
      FIXTURE_V2,
      FAULT_DENIED,
      "" },
    { "tomorrow",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V1,
      { 2024, 10, 25 },
      true,
      FIXTURE_V2,
      FAULT_INVALID,
      "from_on future" },
    { "before birth",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V1,
      { 1989, 12, 31 },
      true,
      FIXTURE_V2,
      FAULT_INVALID,
      "from_on before" },
    { "after death",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V1,
      { 2024, 8, 2 },
      true,
      FIXTURE_V2,
      FAULT_INVALID,
      "from_on after" },
    { "left before anything",
      ROLE_VILLAGE_DOCTOR,
      FIXTURE_V1,
      { 2000, 1, 1 },
      false,
      -1,
      FAULT_INVALID,
      "organisation required, region required" },
};

void person_move_refused_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    PersonChange    change = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    registry_fixture_begin(&fixture);
    check_true(test, person_record_death(&change, &fixture.registry, id, day(2024, 8, 1),
                                         &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(REFUSED_MOVES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, REFUSED_MOVES[i].role, REFUSED_MOVES[i].post);
        Date const from =
            day(REFUSED_MOVES[i].from.year, REFUSED_MOVES[i].from.month, REFUSED_MOVES[i].from.day);
        Residence to = { .from_on = from };

        test_row(test, "%s", REFUSED_MOVES[i].name);
        fault = (Fault){ 0 };
        if (REFUSED_MOVES[i].to >= 0)
            to = at_post(&fixture, REFUSED_MOVES[i].to, 990101100201, from);
        to.is_resident = REFUSED_MOVES[i].is_resident;
        registry_fixture_begin(&fixture);
        check_equal(test, person_move(&change, &somebody, id, &to, &fixture.problems, &fault),
                    REFUSED_MOVES[i].want == FAULT_NONE);
        check_equal(test, fault.code, REFUSED_MOVES[i].want);
        registry_fixture_expect(&fixture, REFUSED_MOVES[i].problems);
        store_end(fixture.store);
    }
    fault = (Fault){ 0 };
    Residence const to = at_post(&fixture, FIXTURE_V2, 990101100201, day(2024, 3, 1));
    registry_fixture_begin(&fixture);
    check_true(test, !person_move(&change, &fixture.registry, 5, &to, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

void person_undo_move_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    PersonChange    change = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    Residence const to = at_post(&fixture, FIXTURE_V3, 990101001001, day(2024, 3, 1));
    registry_fixture_begin(&fixture);
    check_true(test, person_move(&change, &fixture.registry, id, &to, &fixture.problems, &fault));
    check_true(test, person_undo_move(&change, &fixture.registry, id, day(2024, 3, 1),
                                      &fixture.problems, &fault));
    check_equal(test, change.changed, PERSON_CHANGED_RESIDENCE);
    check_equal(test, change.since.days, day(2024, 3, 1).days);
    check_equal(test, change.revision, 3);
    registry_fixture_commit(&fixture);
    check_equal(test, get(&fixture, id).organisation_id, fixture.posts[FIXTURE_V1]);
    check_equal(test, registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM residence_history")),
                1);

    registry_fixture_begin(&fixture);
    check_true(test, !person_undo_move(&change, &fixture.registry, id, day(2024, 3, 1),
                                       &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "from_on unknown");
    fixture.problems = problems_open(fixture.arena);
    check_true(test, !person_undo_move(&change, &fixture.registry, id, day(2024, 1, 1),
                                       &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "from_on rule");
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

void person_death_test(Test *test)
{
    static const struct {
        const char *name;
        Civil       died; /* year 0: alive after all */
        Civil       want_since;
        uint32_t    want_revision;
        const char *problems;
    } CASES[] = {
        { "died", { 2024, 6, 1 }, { 2024, 6, 1 }, 2, "" },
        { "told again", { 2024, 6, 1 }, { 0, 0, 0 }, 2, "" },
        { "later", { 2024, 6, 5 }, { 2024, 6, 1 }, 3, "" },
        { "earlier", { 2024, 5, 1 }, { 2024, 5, 1 }, 4, "" },
        { "tomorrow", { 2024, 10, 25 }, { 0, 0, 0 }, 0, "died_on future" },
        { "before birth", { 1989, 12, 31 }, { 0, 0, 0 }, 0, "died_on before" },
        { "alive", { 0, 0, 0 }, { 2024, 5, 1 }, 5, "" },
        { "at birth", { 1990, 1, 1 }, { 1990, 1, 1 }, 6, "" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Civil const  died = CASES[i].died;
        Civil const  since = CASES[i].want_since;
        Date const   died_on = died.year ? day(died.year, died.month, died.day) : DATE_MAX;
        PersonChange change = { 0 };
        Fault        fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        registry_fixture_begin(&fixture);
        bool const ok =
            person_record_death(&change, &fixture.registry, id, died_on, &fixture.problems, &fault);
        registry_fixture_expect(&fixture, CASES[i].problems);
        if (!ok) {
            store_end(fixture.store);
            check_equal(test, CASES[i].want_revision, 0);
            continue;
        }
        registry_fixture_commit(&fixture);
        check_equal(test, change.changed, since.year ? PERSON_CHANGED_DEATH : 0);
        check_equal(test, change.since.days,
                    since.year ? day(since.year, since.month, since.day).days : DATE_MAX.days);
        check_equal(test, change.revision, CASES[i].want_revision);
        check_equal(test, get(&fixture, id).died_on.days, died_on.days);
    }
    registry_fixture_close(&fixture);
}

/* ---- every error path ------------------------------------------------------------------- */

typedef struct {
    RegistryFixture *fixture;
    int64_t          person_id;
} Subject;

static bool register_one(void *context, Fault *fault)
{
    RegistryFixture *const fixture = ((Subject *)context)->fixture;
    PersonEntry const      entry = { .name = SV("乙二"),
                                     .citizen_id = SV("990101195803151245"),
                                     .born_on = DATE_MIN,
                                     .phone = SV("13900000002"),
                                     .next_record_number = true };
    Residence const        first = at_post(fixture, FIXTURE_V2, 990101100201, day(2024, 1, 1));
    PersonChange           change = { 0 };

    return person_register(&change, &fixture->registry, &entry, &first, &fixture->problems, fault);
}

static bool amend_one(void *context, Fault *fault)
{
    const Subject *const subject = context;
    PersonEntry const    entry = { .person_id = subject->person_id,
                                   .revision = 1,
                                   .name = SV("甲二"),
                                   .sex = SV("1"),
                                   .born_on = day(1990, 1, 2),
                                   .record_number = SV("99010110010100001") };
    PersonChange         change = { 0 };

    return person_amend(&change, &subject->fixture->registry, &entry, &subject->fixture->problems,
                        fault);
}

static bool move_one(void *context, Fault *fault)
{
    const Subject *const subject = context;
    Residence const      to =
        at_post(subject->fixture, FIXTURE_V3, 990101001001, day(2024, 1, 1)); /* replaces */
    PersonChange change = { 0 };

    return person_move(&change, &subject->fixture->registry, subject->person_id, &to,
                       &subject->fixture->problems, fault);
}

static bool bury_one(void *context, Fault *fault)
{
    const Subject *const subject = context;
    PersonChange         change = { 0 };

    return person_record_death(&change, &subject->fixture->registry, subject->person_id,
                               day(2024, 6, 1), &subject->fixture->problems, fault);
}

#define STATE                                                                                      \
    SQL("SELECT sum(revision) + (SELECT count(*) FROM audit)"                                      \
        " + 10 * (SELECT count(*) FROM person_term) + (SELECT count(*) FROM person_history)"       \
        " + 3 * (SELECT count(*) FROM residence) + (SELECT count(*) FROM residence_history)"       \
        " + 7 * (SELECT count(*) FROM record_serial) FROM person")

void person_failures_test(Test *test)
{
    static const struct {
        const char *name;
        WalkAct    *act;
        uint32_t    least;
    } CASES[] = {
        { "register", register_one, 25 },
        { "amend", amend_one, 25 },
        { "move", move_one, 25 },
        { "death", bury_one, 10 },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        RegistryFixture fixture = { 0 };

        registry_fixture_open(&fixture, test);
        Subject subject = { &fixture,
                            registry_fixture_person(&fixture, "甲一", "990101199001010019",
                                                    "13900000001", FIXTURE_V1) };
        check_true(test, walk_failures(test, fixture.store, CASES[i].act, &subject, STATE) >=
                             CASES[i].least);
        registry_fixture_close(&fixture);
    }
}
