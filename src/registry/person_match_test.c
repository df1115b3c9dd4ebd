/* Who may be meant: found, ranked and explained. */
#include "registry/person_match.h"

#include "registry/fixture_private.h"
#include "registry/person_name.h"

static const struct {
    char        letter;
    const char *name, *citizen_id, *phone;
    int         post;
} PEOPLE[] = {
    { 'a', "张三丰", "990101195803151245", "13900000001", FIXTURE_V1 },
    { 'b', "张三丰", "990101199001010019", "13900000002", FIXTURE_V3 },
    { 'c', "李四", "99010119900101006X", "13900000003", FIXTURE_V2 },
};

static const struct {
    const char *name, *sex, *citizen_id, *phone, *born_on;
    const char *want; /* letters, the most probable first; capitals: nearly certain */
} CASES[] = {
    { "张三丰", "", "990101195803151245", "", "", "A" },
    { "张三丰", "2", "", "", "1958-03-15", "A" },
    { "張三豐", "2", "", "", "1958-03-15", "A" },            /* the other script */
    { "章三峰", "2", "", "13900000001", "1958-03-15", "A" }, /* by its sound */
    { "张三丰", "2", "990101195803151345", "", "", "A" },    /* a digit mistyped */
    { "张三丰", "2", "", "13900000001", "1959-03-15", "A" }, /* a year beside it */
    { "张三风", "2", "", "13900000001", "", "a" },           /* the telephone */
    { "王五", "1", "", "", "1958-03-15", "" },               /* born on the same day */
    { "王五", "1", "", "13900000001", "", "" },              /* the family's telephone */
    { "李四", "1", "", "", "1990-01-01", "c" },
    { "李四", "1", "990101199001010019", "", "", "b" }, /* who has the number has another name */
    { "赵六", "1", "", "", "", "" },
    { "欧阳小四", "2", "", "", "1990-01-01", "C" }, /* by a former name */
};

static void put_former_name(RegistryFixture *fixture, int64_t person_id, Str name)
{
    PersonNameEntry const entry = { .person_id = person_id,
                                    .kind = SV("1"),
                                    .name = name,
                                    .from_on = DATE_MIN,
                                    .until_on = DATE_MAX };
    RowChange             change;
    Fault                 fault = { 0 };

    registry_fixture_begin(fixture);
    if (!person_name_put(&change, &fixture->registry, &entry, &fixture->problems, &fault))
        check_fail(fixture->test, fault.message);
    registry_fixture_commit(fixture);
}

void person_match_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    PersonMatcher  *matcher = NULL;
    int64_t         ids[COUNT_OF(PEOPLE)];
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++)
        ids[i] = registry_fixture_person(&fixture, PEOPLE[i].name, PEOPLE[i].citizen_id,
                                         PEOPLE[i].phone, PEOPLE[i].post);
    put_former_name(&fixture, ids[2], SV("欧阳小四"));
    check_true(test, person_matcher_open(&matcher, fixture.arena, fixture.pinyin, &fault));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        PersonKnown  known = { .name = str_from_c(CASES[i].name),
                               .sex = str_from_c(CASES[i].sex),
                               .citizen_id = str_from_c(CASES[i].citizen_id),
                               .phone = str_from_c(CASES[i].phone),
                               .born_on = DATE_MIN };
        PersonMatch *matches = NULL;
        uint32_t     count = 0;
        Buf          letters = buf_open(fixture.arena, 20);

        test_row(test, "case %zu: %s", i, CASES[i].name);
        if (CASES[i].born_on[0])
            check_true(test, date_parse(&known.born_on, str_from_c(CASES[i].born_on)));
        check_true(test, person_match(&matches, &count, matcher, &fixture.registry, &known, false,
                                      &fault));
        for (uint32_t k = 0; k < count; k++)
            for (size_t j = 0; j < COUNT_OF(PEOPLE); j++)
                if (ids[j] == matches[k].person.person_id)
                    buf_add_char(&letters, person_match_is_near_certain(&matches[k])
                                               ? (char)(PEOPLE[j].letter - 'a' + 'A')
                                               : PEOPLE[j].letter);
        check_text(test, buf_str(&letters), str_from_c(CASES[i].want));
    }
    registry_fixture_close(&fixture);
}

/* Everybody is compared, but not everybody is shown; nothing to look for is refused; and
 * who is looked for does not find himself. */
void person_match_place_test(Test *test)
{
    RegistryFixture   fixture = { 0 };
    PersonMatcher    *matcher = NULL;
    PersonMatch      *matches = NULL;
    uint32_t          count = 0;
    Actor             actor = { 0 };
    Fault             fault = { 0 };
    PersonKnown const nothing = { .born_on = date_from_civil(1958, 3, 15) };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "张三丰", "990101195803151245", "", FIXTURE_V1);
    Registry const    elsewhere = registry_fixture_as(&fixture, &actor, ROLE_CLINICIAN, FIXTURE_V3);
    PersonKnown const known = { .name = SV("张三丰"),
                                .citizen_id = SV("990101195803151245"),
                                .born_on = DATE_MIN };
    PersonKnown const himself = { .person_id = id, .name = SV("张三丰"), .born_on = DATE_MIN };

    check_true(test, person_matcher_open(&matcher, fixture.arena, fixture.pinyin, &fault));
    check_true(test, person_match(&matches, &count, matcher, &elsewhere, &known, false, &fault));
    check_equal(test, count, 1);
    check_true(test, !matches[0].is_visible && matches[0].evidence.is_certain);
    check_true(test, str_find(person_match_evidence(fixture.arena, matcher, &matches[0]),
                              SV("{\"field\":\"name\",\"agreement\":\"same\"")) == 1);
    check_true(test,
               person_match(&matches, &count, matcher, &fixture.registry, &known, true, &fault));
    check_true(test, count == 1 && matches[0].is_visible);
    check_true(test,
               person_match(&matches, &count, matcher, &fixture.registry, &himself, false, &fault));
    check_equal(test, count, 0);
    check_true(test, !person_match(&matches, &count, matcher, &elsewhere, &nothing, false, &fault));
    check_equal(test, fault.code, FAULT_INVALID);

    bool finished = false;
    for (uint32_t fail_at = 1; !finished; fail_at++) {
        fault = (Fault){ 0 };
        test_row(test, "failing call %u", fail_at);
        store_fail_at(fixture.store, fail_at);
        finished = person_match(&matches, &count, matcher, &elsewhere, &known, false, &fault);
        store_fail_at(fixture.store, 0);
        check_equal(test, fault.code, finished ? FAULT_NONE : FAULT_IO);
    }
    registry_fixture_close(&fixture);
}
