/* What can be wrong with a person and a residence: a line per case. */
#include "registry/fixture_private.h"
#include "registry/person.h"

/* A person whom nobody could object to. */
static PersonEntry good_entry(void)
{
    return (PersonEntry){ .name = SV("甲一"),
                          .citizen_id = SV("990101199001010019"),
                          .id_kind = SV("01"),
                          .sex = SV("1"),
                          .born_on = date_from_civil(1990, 1, 1),
                          .phone = SV("13900000001"),
                          .relation = SV("0"),
                          .ethnic = SV("01") };
}

static Residence good_residence(const RegistryFixture *fixture)
{
    return (Residence){ .from_on = date_from_civil(2024, 1, 1),
                        .is_resident = true,
                        .kind = SV("1"),
                        .organisation_id = fixture->posts[FIXTURE_V1],
                        .region_id = 990101100200,
                        .worker_id = fixture->doctor_id };
}

static bool try_entry(RegistryFixture *fixture, const PersonEntry *entry, const Residence *first)
{
    PersonChange change = { 0 };
    Fault        fault = { 0 };

    registry_fixture_begin(fixture);
    bool const ok =
        person_register(&change, &fixture->registry, entry, first, &fixture->problems, &fault);
    check_equal(fixture->test, fault.code, ok ? FAULT_NONE : FAULT_INVALID);
    check_equal(fixture->test, fixture->problems.error_count > 0, !ok);
    store_end(fixture->store);
    return ok;
}

/* Each case sets what its columns say, "-" leaves a column as it is. */
void person_check_document_test(Test *test)
{
    static const struct {
        const char *id_kind, *citizen_id, *sex, *born_on;
        const char *problems;
    } CASES[] = {
        { "-", "-", "-", "-", "" },
        { "", "-", "", "", "" }, /* the card says it all */
        { "", "990101900101001", "", "", "" },
        { "", " 9901 0119 9001 0100 19 ", "-", "-", "" },
        { "01", "99010119900101006x", "2", "", "" },
        { "", "", "-", "-", "" }, /* a person without documents */

        { "01", "", "-", "-", "citizen_id required" },
        { "", "990101199001010018", "-", "-", "citizen_id check_digit" },
        { "", "99010119900101001", "-", "-", "citizen_id length" },
        { "", "99010119900101O019", "-", "-", "citizen_id format" },
        { "", "990101199002300017", "-", "-", "citizen_id no_date" },
        { "", "990102199001010015", "-", "-", "citizen_id unknown_region" },
        { "", "88010219900101001X", "-", "-", "" }, /* a province that nobody registered */
        { "-", "-", "2", "-", "sex differs" },
        { "-", "-", "9", "-", "sex differs" },
        { "-", "-", "-", "1990-01-02", "born_on differs" },
        { "-", "-", "2", "1990-01-02", "born_on differs, sex differs" },
        { "98", "-", "-", "-", "id_kind unknown_code" },
        { "1", "-", "-", "-", "id_kind unknown_code" },

        { "", "", "", "-", "sex required" },
        { "", "", "3", "-", "sex unknown_code" },
        { "", "", "-", "", "born_on required" },
        { "", "", "-", "1879-12-31", "born_on too_low" },
        { "", "", "-", "1880-01-01", "" },
        { "", "", "-", "2024-10-25", "born_on future, from_on before" },
        { "", "", "-", "2024-01-02", "from_on before" },

        /* other documents say nothing about birth and sex */
        { "03", "E12345678", "2", "1990-01-02", "" },
        { "03", "E1234 5678", "2", "1990-01-02", "" },
        { "03", "E#1", "-", "-", "citizen_id format" },
        { "03", "E123456789012345678901234567890", "-", "-", "citizen_id format" },
        { "19", "99010119900101006X-1", "2", "2023-06-12", "" },
        { "19", "99010119900101006X", "2", "2023-06-12", "citizen_id format" },
        { "19", "99010119900101006X-0", "2", "2023-06-12", "citizen_id format" },
        { "19", "990101199001010060-1", "2", "2023-06-12", "citizen_id check_digit" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Residence const first = good_residence(&fixture);
        PersonEntry     entry = good_entry();

        test_row(test, "%s %s %s %s", CASES[i].id_kind, CASES[i].citizen_id, CASES[i].sex,
                 CASES[i].born_on);
        if (CASES[i].id_kind[0] != '-')
            entry.id_kind = str_from_c(CASES[i].id_kind);
        if (CASES[i].citizen_id[0] != '-')
            entry.citizen_id = str_from_c(CASES[i].citizen_id);
        if (CASES[i].sex[0] != '-')
            entry.sex = str_from_c(CASES[i].sex);
        if (CASES[i].born_on[0] == '\0')
            entry.born_on = DATE_MIN;
        else if (CASES[i].born_on[0] != '-')
            check_true(test, date_parse(&entry.born_on, str_from_c(CASES[i].born_on)));
        (void)try_entry(&fixture, &entry, &first);
        registry_fixture_expect(&fixture, CASES[i].problems);
    }
    registry_fixture_close(&fixture);
}

void person_check_words_test(Test *test)
{
    static const char *const LONG_NAME =
        "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸"
        "甲乙丙丁戊己庚辛壬癸子";
    const struct {
        const char *name, *record_number, *phone, *address, *relation, *ethnic;
        int64_t     household_id;
        const char *problems;
    } CASES[] = {
        { "甲一", "", "", "", "", "", 0, "" },
        { " 甲一 ", "99010110010100023", "13900000001", "乙一村", "8", "56", 0, "" },
        { "买买提·甲", "", "", "", "", "", 0, "" },

        { "", "", "", "", "", "", 0, "name required" },
        { "  ", "", "", "", "", "", 0, "name required" },
        { "甲\n一", "", "", "", "", "", 0, "name format" },
        { "\xe7\x94", "", "", "", "", "", 0, "name format" },
        { LONG_NAME, "", "", "", "", "", 0, "name too_long" },
        { "甲一", "9901011001010002", "", "", "", "", 0, "record_number length" },
        { "甲一", "99010110020000001", "", "", "", "", 0, "record_number format" },
        { "甲一", "99010110110100001", "", "", "", "", 0, "record_number unknown_region" },
        { "甲一", "", "", "", "9", "", 0, "relation unknown_code" },
        { "甲一", "", "", "", "", "57", 0, "ethnic unknown_code" },
        { "甲一", "", "", "", "", "汉族", 0, "ethnic unknown_code" },
        { "甲一", "", "", "", "", "", 5, "household unknown" },
        { "", "1", "1", "\x01", "9", "1", 5,
          "name required, record_number length, phone format, address format, relation "
          "unknown_code, ethnic unknown_code, household unknown" },

        { "甲一", "", "19900000000", "", "", "", 0, "" },
        { "甲一", "", "139 0000-0001", "", "", "", 0, "" },
        { "甲一", "", "+86 13900000001", "", "", "", 0, "" },
        { "甲一", "", "(0990)1234567", "", "", "", 0, "" },
        { "甲一", "", "0990-12345678", "", "", "", 0, "" },
        { "甲一", "", "1234567", "", "", "", 0, "phone format" }, /* no mobile is that short */
        { "甲一", "", "6234567", "", "", "", 0, "" },
        { "甲一", "", "4001234567", "", "", "", 0, "" },
        { "甲一", "", "12900000001", "", "", "", 0, "phone format" },
        { "甲一", "", "1390000000", "", "", "", 0, "phone format" },
        { "甲一", "", "139000000011", "", "", "", 0, "phone format" },
        { "甲一", "", "00000000000", "", "", "", 0, "phone format" },
        { "甲一", "", "1390000000x", "", "", "", 0, "phone format" },
        { "甲一", "", "无", "", "", "", 0, "phone format" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Residence const first = good_residence(&fixture);
        PersonEntry     entry = good_entry();

        test_row(test, "case %zu: %s %s", i, CASES[i].problems, CASES[i].phone);
        entry.name = str_from_c(CASES[i].name);
        entry.record_number = str_from_c(CASES[i].record_number);
        entry.phone = str_from_c(CASES[i].phone);
        entry.address = str_from_c(CASES[i].address);
        entry.relation = str_from_c(CASES[i].relation);
        entry.ethnic = str_from_c(CASES[i].ethnic);
        entry.household_id = CASES[i].household_id;
        (void)try_entry(&fixture, &entry, &first);
        registry_fixture_expect(&fixture, CASES[i].problems);
    }
    registry_fixture_close(&fixture);
}

/* Where from, where to, until when; and that all of it is stored, and kept. */
void residence_elsewhere_test(Test *test)
{
    static const struct {
        const char *from_on, *kind;
        bool        is_resident;
        const char *elsewhere, *return_on;
        const char *problems;
    } CASES[] = {
        { "2024-02-01", "3", false, "440300", "2025-01-20", "" },
        { "2024-03-01", "", false, "省外某地", "", "" },
        { "2024-04-01", "2", true, "440300", "", "" },
        { "2024-05-01", "3", true, "", "", "residence rule" },
        { "2024-05-01", "1", true, "", "2025-01-20", "return_on rule" },
        { "2024-05-01", "3", false, "", "2024-05-01", "return_on before" },
        { "2024-05-01", "3", false, "\x01", "", "elsewhere format" },
        { "2024-02-01", "3", false, "440300", "2025-03-01", "" }, /* replaces the first */
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "甲一", "990101199001010019", "", FIXTURE_V1);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Residence        to = good_residence(&fixture);
        PersonChange     change = { 0 };
        Fault            fault = { 0 };
        const Residence *rows = NULL;
        uint32_t         count = 0;
        uint32_t         at = 0;

        test_row(test, "case %zu", i);
        check_true(test, date_parse(&to.from_on, str_from_c(CASES[i].from_on)));
        if (CASES[i].return_on[0])
            check_true(test, date_parse(&to.return_on, str_from_c(CASES[i].return_on)));
        to.kind = str_from_c(CASES[i].kind);
        to.is_resident = CASES[i].is_resident;
        to.elsewhere = str_from_c(CASES[i].elsewhere);
        registry_fixture_begin(&fixture);
        bool const ok = person_move(&change, &fixture.registry, id, &to, &fixture.problems, &fault);
        check_equal(test, ok, !CASES[i].problems[0]);
        registry_fixture_expect(&fixture, CASES[i].problems);
        if (ok) {
            check_true(test, person_residences(&rows, &count, &fixture.registry, id, &fault));
            while (at + 1 < count && rows[at].from_on.days != to.from_on.days)
                at++;
            check_text(test, rows[at].elsewhere, to.elsewhere);
            check_equal(test, rows[at].return_on.days, to.return_on.days);
            check_true(test, store_commit(fixture.store, &fault));
        } else
            store_end(fixture.store);
    }
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM residence_history WHERE"
                                                   " elsewhere = '440300' AND return_on = 20108")),
                1);
    registry_fixture_close(&fixture);
}

/* An organisation that began in 2010 and ended with 2023, and such a worker. */
static void make_bounded(RegistryFixture *fixture, int64_t *region_id)
{
    Fault fault = { 0 };

    check_true(fixture->test,
               store_run(fixture->store,
                         SQL("UPDATE organisation SET valid_from = 14610, valid_until = 19722"
                             " WHERE code = 'v2';"
                             "UPDATE region SET valid_until = 19722 WHERE code = '990101001001';"
                             "UPDATE worker SET valid_from = 19723"),
                         &fault));
    registry_fixture_reload(fixture);
    *region_id = 990101001001;
}

void residence_check_test(Test *test)
{
    static const struct {
        const char *name;
        const char *from_on, *kind;
        int         post; /* -1: none, -2: one that does not exist */
        int64_t     region_id;
        int         worker; /* 0: none, 1: the doctor, 2: one that does not exist */
        const char *problems;
    } CASES[] = {
        { "good", "2024-01-01", "1", FIXTURE_V1, 990101100200, 1, "" },
        { "today", "2024-10-24", "2", FIXTURE_V1, 990101100200, 0, "" },
        { "at birth", "1990-01-01", "1", FIXTURE_V1, 990101100200, 0, "" },
        { "of a township", "2024-01-01", "1", FIXTURE_T1, 990101100000, 0, "" },

        { "nothing", "", "", -1, 0, 0,
          "from_on required, residence required, organisation required, region required" },
        { "unknown", "2024-01-01", "4", -2, 7, 2,
          "residence unknown_code, organisation unknown, region unknown, worker unknown" },
        { "tomorrow", "2024-10-25", "1", FIXTURE_V1, 990101100200, 0, "from_on future" },
        { "before birth", "1989-12-31", "1", FIXTURE_V1, 990101100200, 0, "from_on before" },
        { "last day", "2023-12-31", "1", FIXTURE_V2, 990101001001, 0, "" },
        { "ended", "2024-01-01", "1", FIXTURE_V2, 990101001001, 1,
          "organisation not_in_force, region not_in_force" },
        { "first day", "2010-01-01", "1", FIXTURE_V2, 990101100200, 0, "" },
        { "not yet", "2009-12-31", "1", FIXTURE_V2, 990101100200, 1,
          "organisation not_in_force, worker not_in_force" },
    };
    RegistryFixture fixture = { 0 };
    int64_t         bounded = 0;

    registry_fixture_open(&fixture, test);
    make_bounded(&fixture, &bounded);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        PersonEntry const entry = good_entry();
        Residence         first = good_residence(&fixture);

        test_row(test, "%s", CASES[i].name);
        first.from_on = DATE_MIN;
        if (CASES[i].from_on[0])
            check_true(test, date_parse(&first.from_on, str_from_c(CASES[i].from_on)));
        first.kind = str_from_c(CASES[i].kind);
        first.organisation_id = CASES[i].post == -1   ? 0
                                : CASES[i].post == -2 ? 5
                                                      : fixture.posts[CASES[i].post];
        first.region_id = CASES[i].region_id;
        first.worker_id = CASES[i].worker == 1 ? fixture.doctor_id : CASES[i].worker == 2 ? 5 : 0;
        (void)try_entry(&fixture, &entry, &first);
        registry_fixture_expect(&fixture, CASES[i].problems);
    }
    registry_fixture_close(&fixture);
}

/* Numbers that somebody else has, and people who may be the same. */
void person_check_others_test(Test *test)
{
    static const struct {
        const char *name, *citizen_id, *born_on, *record_number;
        const char *problems;
        bool        names_other;
    } CASES[] = {
        { "乙二", "990101199001010019", "", "", "citizen_id taken", true },
        { "乙二", "990101900101001", "", "", "citizen_id taken", true },
        { "乙二", "", "1990-01-01", "99010110010100023", "record_number taken", true },
        { "甲一", "", "1990-01-01", "", "", false }, /* person_match tells, not the check */
        { "甲一", "", "1990-01-02", "", "", false },
        /* Two numbers are two people, whatever they are called. */
        { "甲一", "990101199001010035", "", "", "", false },
    };
    RegistryFixture fixture = { 0 };
    PersonChange    first_one = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    Residence const first = good_residence(&fixture);
    PersonEntry     entry = good_entry();
    entry.record_number = SV("99010110010100023");
    registry_fixture_begin(&fixture);
    check_true(test, person_register(&first_one, &fixture.registry, &entry, &first,
                                     &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "case %zu: %s", i, CASES[i].problems);
        entry = (PersonEntry){ .name = str_from_c(CASES[i].name),
                               .citizen_id = str_from_c(CASES[i].citizen_id),
                               .sex = CASES[i].citizen_id[0] ? SV("") : SV("1"),
                               .born_on = DATE_MIN,
                               .record_number = str_from_c(CASES[i].record_number) };
        if (CASES[i].born_on[0])
            check_true(test, date_parse(&entry.born_on, str_from_c(CASES[i].born_on)));
        (void)try_entry(&fixture, &entry, &first);
        registry_fixture_expect(&fixture, CASES[i].problems);
        if (CASES[i].names_other)
            check_equal(test, fixture.problems.items[0].person_id, first_one.person_id);
    }
    registry_fixture_close(&fixture);
}
