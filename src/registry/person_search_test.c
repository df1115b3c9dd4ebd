/* Finding people: what is typed, who is found, in which order, and by whom. */
#include "registry/person_search.h"

#include <string.h>

#include "registry/fixture_private.h"
#include "registry/household.h"
#include "registry/person_name.h"

/* People are called by a letter in the cases below. */
static const struct {
    char        letter;
    const char *name, *citizen_id, *phone;
    int         post;
    const char *address;
    bool        in_household;
} PEOPLE[] = {
    { 'a', "张三", "990101199001010019", "13900000001", FIXTURE_V1, "示范县城关镇幸福村三组12号",
      true },
    { 'b', "张三丰", "990101195803151245", "13900000011", FIXTURE_V2, "幸福村3组", true },
    { 'c', "小张三", "990101202306120037", "09901234567", FIXTURE_V1, "", false },
    { 'd', "张三", "99010119900101006X", "", FIXTURE_V3, "", false },
    { 'e', "单三", "", "13900000111", FIXTURE_V3, "城关街道阳光小区3-2-501", false }, /* shan */
    { 'f', "王王王", "", "", FIXTURE_T1, "", false }, /* an ending that is there twice */
    { 'g', "张山", "", "13800000001", FIXTURE_BUREAU, "", false }, /* zhangshan */
    { 'h', "买买提·甲", "", "", FIXTURE_V2, "", false },
};

static void register_people(RegistryFixture *fixture, int64_t *ids)
{
    HouseholdEntry const household = { .code = SV("H001"),
                                       .region_id = 990101100200,
                                       .organisation_id = fixture->posts[FIXTURE_V1] };
    int64_t              household_id = 0;
    PersonChange         change = { 0 };
    Fault                fault = { 0 };

    registry_fixture_begin(fixture);
    check_true(fixture->test, household_register(&household_id, &fixture->registry, &household,
                                                 &fixture->problems, &fault));
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        bool const        has_id = PEOPLE[i].citizen_id[0] != 0;
        PersonEntry const entry = {
            .name = str_from_c(PEOPLE[i].name),
            .citizen_id = str_from_c(PEOPLE[i].citizen_id),
            .sex = has_id ? SV("") : SV("1"),
            .born_on = has_id ? DATE_MIN : date_from_civil(1980, 1, 1),
            .phone = str_from_c(PEOPLE[i].phone),
            .address = str_from_c(PEOPLE[i].address),
            .household_id = PEOPLE[i].in_household ? household_id : 0,
            .next_record_number = PEOPLE[i].letter == 'e',
        };
        Residence const first = { .from_on = date_from_civil(2024, 1, 1),
                                  .is_resident = PEOPLE[i].letter != 'h',
                                  .kind = SV("1"),
                                  .organisation_id = fixture->posts[PEOPLE[i].post],
                                  .region_id = 990101001001 };

        check_true(fixture->test, person_register(&change, &fixture->registry, &entry, &first,
                                                  &fixture->problems, &fault));
        ids[i] = change.person_id;
    }
    registry_fixture_commit(fixture);
}

/* The letters of a page's people. */
static Str letters_of(Arena *arena, const PersonPage *page, const int64_t *ids)
{
    Buf letters = buf_open(arena, 100);

    for (uint32_t k = 0; k < page->count; k++)
        for (size_t i = 0; i < COUNT_OF(PEOPLE); i++)
            if (ids[i] == page->persons[k].person_id)
                buf_add_char(&letters, PEOPLE[i].letter);
    return buf_str(&letters);
}

static const struct {
    const char *text;
    const char *want; /* by the system: in the order of the tree */
} SEARCHES[] = {
    { "", "gfacbhde" }, /* bureau, t1, v1, v2, t2, v3: by id, as they were made */

    { "张三", "adbc" }, /* the whole name, its beginning, a part of it */
    { " 张三 ", "adbc" },
    { "三", "eadcb" },
    { "张", "adbgc" },
    { "三丰", "b" },
    { "王", "f" },
    { "王王", "f" },
    { "王王王", "f" },
    { "王王王王", "" },
    { "提·甲", "h" },
    { "甲", "h" },
    { "李", "" },

    { "zs", "adgb" }, /* initials: whole ones first, then those that begin so */
    { "ZS", "adgb" },
    { "zhangsan", "adb" },
    { "zhang san", "adb" },
    { "zhang", "adbg" },
    { "zhangshan", "g" },
    { "shansan", "e" },
    { "dansan", "e" }, /* the other reading of 单 */
    { "x", "c" },
    { "張三", "adbc" }, /* in either script, and of full width */
    { "ｚｓ", "adgb" },
    { "zhs", "adgb" }, /* beginnings of syllables: zh, s */
    { "zhangs", "adbg" },
    { "zsan", "adb" },
    { "zhsh", "g" },
    { "shs", "e" },
    { "zss", "" },
    { "张s", "adgb" },
    { "张san", "adb" },
    { "小zs", "c" },
    { "李s", "" },

    { "19580315", "b" }, /* birthdays */
    { "1958-03-15", "b" },
    { "1958/3/15", "b" },
    { "1990-01", "ad" },
    { "1980-01-01", "efgh" },
    { "张 1958", "b" },
    { "张三 0101", "ad" },
    { "张 1234", "" },
    { "张三 0019", "a" },
    { "zs 1990", "ad" },
    { "1990 张", "ad" },

    { "幸福村", "ba" }, /* addresses */
    { "幸福", "ba" },
    { "3组", "ba" },
    { "三组", "ba" },
    { "12号", "a" },
    { "幸福村3组12号", "a" },
    { "示范县", "" }, /* everybody's */
    { "幸福村 张", "ab" },
    { "张 幸福 12号", "a" },
    { "小区 张", "" },
    { "阳光小区 单", "e" },
    { "2-501", "e" },
    { "H001", "ba" }, /* a household */
    { "h001", "ba" },
    { "H001 丰", "b" },

    { "990101199001010019", "a" },
    { "990101900101001", "a" },
    { "99010119900101006x", "d" },
    { "99010100100100001", "e" }, /* a health record */
    { "13900000001", "a" },
    { "0019", "a" },
    { "006X", "d" },
    { "10019", "a" },
    { "01010019", "a" },
    { "199001010019", "a" }, /* longer than the stored end */
    { "299001010019", "" },
    { "0001", "ga" },
    { "00011", "b" },
    { "0111", "e" },
    { "4567", "c" },
    { "E1234567", "" },
};

void person_search_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    int64_t         ids[COUNT_OF(PEOPLE)] = { 0 };

    registry_fixture_open(&fixture, test);
    register_people(&fixture, ids);
    for (size_t i = 0; i < COUNT_OF(SEARCHES); i++) {
        PersonQuery const query = { .text = str_from_c(SEARCHES[i].text) };
        PersonPage        page = { 0 };
        Fault             fault = { 0 };

        test_row(test, "'%s'", SEARCHES[i].text);
        check_true(test, person_search(&page, &fixture.registry, &query, &fault));
        check_text(test, letters_of(fixture.arena, &page, ids), str_from_c(SEARCHES[i].want));
        check_true(test, !page.has_more);
    }
    registry_fixture_close(&fixture);
}

void person_search_refused_test(Test *test)
{
    static const struct {
        const char *text, *message;
    } CASES[] = {
        { "123", "a search for a number has at least 4 digits" },
        { "06X", "a search for a number has at least 4 digits" },
        { "张 李 王 赵 钱", "a search has at most 4 words" },
        { "张 123", "a search for a number has at least 4 digits" },
        { "1234567890123456789012345678901", "a search has at most 30 characters" },
        { "\xe7\x94", "a search has at most 30 characters" },
    };
    RegistryFixture fixture = { 0 };
    Actor           actor = { 0 };
    PersonPage      page = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        PersonQuery const query = { .text = str_from_c(CASES[i].text) };

        fault = (Fault){ 0 };
        test_row(test, "'%s'", CASES[i].text);
        check_true(test, !person_search(&page, &fixture.registry, &query, &fault));
        check_equal(test, fault.code, FAULT_INVALID);
        check_text(test, str_from_c(fault.message), str_from_c(CASES[i].message));
    }
    PersonQuery const query = { .text = SV("张") };
    Registry const    leader = registry_fixture_as(&fixture, &actor, ROLE_LEADER, FIXTURE_BUREAU);
    check_true(test, !person_search(&page, &leader, &query, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    registry_fixture_close(&fixture);
}

/* How well it fits, before who lives here, before whose people they are, before what was
 * found, before age. */
static const struct {
    char        letter;
    const char *name;
    int         post, year;
    bool        has_left, has_died;
} NEIGHBOURS[] = {
    { 'a', "赵一", FIXTURE_V2, 1990, false, false },
    { 'b', "赵一", FIXTURE_T1, 1980, false, false },
    { 'c', "赵一", FIXTURE_V1, 1970, true, false },
    { 'd', "赵一", FIXTURE_V1, 1960, false, true },
    { 'e', "赵一", FIXTURE_V1, 1950, false, false },
    { 'f', "赵一丁", FIXTURE_T1, 1940, false, false },
    { 'g', "赵一丁", FIXTURE_V1, 1930, false, false },
    { 'h', "小赵一", FIXTURE_T1, 1920, false, false },
    { 'i', "赵一", FIXTURE_T1, 1910, false, true },
    { 'j', "赵一七", FIXTURE_V1, 2000, false, false },
};

void person_search_order_test(Test *test)
{
    static const struct {
        int         post; /* -1: of the system */
        const char *text, *want;
        bool        residents;
    } CASES[] = {
        { FIXTURE_T1, "赵一", "beaidcfgjh", false },  { FIXTURE_T1, "赵一", "beafgjh", true },
        { FIXTURE_T1, "zhaoyi", "beaidcfgj", false }, { FIXTURE_V1, "赵一", "edcgj", false },
        { -1, "赵一", "ebaidcgfjh", false },
    };
    RegistryFixture fixture = { 0 };
    int64_t         ids[COUNT_OF(NEIGHBOURS)] = { 0 };
    PersonChange    change = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    for (size_t i = 0; i < COUNT_OF(NEIGHBOURS); i++) {
        PersonEntry const entry = { .name = str_from_c(NEIGHBOURS[i].name),
                                    .sex = SV("1"),
                                    .born_on = date_from_civil(NEIGHBOURS[i].year, 1, 1) };
        Residence const   first = { .from_on = date_from_civil(2024, 1, 1),
                                    .is_resident = !NEIGHBOURS[i].has_left,
                                    .kind = SV("1"),
                                    .organisation_id = fixture.posts[NEIGHBOURS[i].post],
                                    .region_id = 990101001001 };

        check_true(test, person_register(&change, &fixture.registry, &entry, &first,
                                         &fixture.problems, &fault));
        ids[i] = change.person_id;
        if (NEIGHBOURS[i].has_died)
            check_true(test,
                       person_record_death(&change, &fixture.registry, ids[i],
                                           date_from_civil(2024, 5, 1), &fixture.problems, &fault));
    }
    registry_fixture_commit(&fixture);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            CASES[i].post < 0
                ? fixture.registry
                : registry_fixture_as(&fixture, &actor, ROLE_CLINICIAN, CASES[i].post);
        PersonQuery const query = { .text = str_from_c(CASES[i].text),
                                    .residents = CASES[i].residents };
        PersonPage        page = { 0 };
        Buf               letters = buf_open(fixture.arena, 100);

        test_row(test, "case %zu: '%s'", i, CASES[i].text);
        check_true(test, person_search(&page, &somebody, &query, &fault));
        for (uint32_t k = 0; k < page.count; k++)
            for (size_t j = 0; j < COUNT_OF(NEIGHBOURS); j++)
                if (ids[j] == page.persons[k].person_id)
                    buf_add_char(&letters, NEIGHBOURS[j].letter);
        check_text(test, buf_str(&letters), str_from_c(CASES[i].want));
    }
    registry_fixture_close(&fixture);
}

/* Nobody finds whom he may not see, by whatever he types. */
void person_search_place_test(Test *test)
{
    static const struct {
        int         post, below; /* -1: not said */
        const char *text, *want;
        bool        residents;
    } CASES[] = {
        { FIXTURE_V1, -1, "", "ac", false },
        { FIXTURE_V1, -1, "张三", "ac", false },
        { FIXTURE_V1, -1, "99010119900101006X", "", false },
        { FIXTURE_V1, -1, "99010100100100001", "", false },
        { FIXTURE_V1, -1, "13900000111", "", false },
        { FIXTURE_V1, -1, "zs", "a", false },
        { FIXTURE_V1, FIXTURE_V3, "", "", false },
        { FIXTURE_V1, FIXTURE_V3, "99010119900101006X", "", false },
        { FIXTURE_T1, -1, "", "facbh", false },
        { FIXTURE_T1, -1, "", "facb", true },
        { FIXTURE_T1, FIXTURE_V2, "", "bh", false },
        { FIXTURE_T1, FIXTURE_V2, "张三", "b", false },
        { FIXTURE_T1, FIXTURE_V2, "990101199001010019", "", false },
        { FIXTURE_T1, -1, "990101199001010019", "a", false },
    };
    RegistryFixture fixture = { 0 };
    int64_t         ids[COUNT_OF(PEOPLE)] = { 0 };

    registry_fixture_open(&fixture, test);
    register_people(&fixture, ids);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, ROLE_CLINICIAN, CASES[i].post);
        PersonQuery const query = {
            .text = str_from_c(CASES[i].text),
            .organisation_id = CASES[i].below < 0 ? 0 : fixture.posts[CASES[i].below],
            .residents = CASES[i].residents,
        };
        PersonPage page = { 0 };
        Fault      fault = { 0 };

        test_row(test, "case %zu: '%s'", i, CASES[i].text);
        check_true(test, person_search(&page, &somebody, &query, &fault));
        check_text(test, letters_of(fixture.arena, &page, ids), str_from_c(CASES[i].want));
    }
    registry_fixture_close(&fixture);
}

/* Pages of any size give together what one page gives. */
void person_search_page_test(Test *test)
{
    static const char *const TEXTS[] = { "",        "张三", "三",
                                         "张",      "王",   "zs",
                                         "zhang",   "0001", "990101199001010019",
                                         "zhs",     "张s",  "幸福村",
                                         "幸福 张", "H001", "张 1990",
                                         "1990-01" };
    RegistryFixture          fixture = { 0 };
    int64_t                  ids[COUNT_OF(PEOPLE)] = { 0 };

    registry_fixture_open(&fixture, test);
    register_people(&fixture, ids);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        for (uint32_t limit = 1; limit <= COUNT_OF(PEOPLE); limit++) {
            PersonQuery query = { .text = str_from_c(TEXTS[i]) };
            PersonPage  page = { 0 };
            Buf         letters = buf_open(fixture.arena, 100);
            Fault       fault = { 0 };

            test_row(test, "'%s' by %u", TEXTS[i], limit);
            check_true(test, person_search(&page, &fixture.registry, &query, &fault));
            Str const all = letters_of(fixture.arena, &page, ids);
            query.limit = limit;
            do {
                check_true(test, person_search(&page, &fixture.registry, &query, &fault));
                check_true(test, page.count == limit || !page.has_more);
                buf_add(&letters, letters_of(fixture.arena, &page, ids));
                Str const next = person_cursor_format(fixture.arena, &page.next);
                check_true(test, person_cursor_parse(&query.after, fixture.arena, next, &fault));
            } while (page.has_more && letters.len < 50);
            check_text(test, buf_str(&letters), all);
        }
    registry_fixture_close(&fixture);
}

/* Who changes name or number is found by the new one; by the former name as
 * well, by a part of the former number no longer. */
void person_search_amended_test(Test *test)
{
    static const struct {
        const char *text;
        uint32_t    before, after;
    } CASES[] = {
        { "张三", 1, 1 },   { "zs", 1, 1 },          { "0019", 1, 0 }, { "13900000001", 1, 0 },
        { "李四喜", 0, 1 }, { "四", 0, 1 },          { "lsx", 0, 1 },  { "lisixi", 0, 1 },
        { "006X", 0, 1 },   { "13900000009", 0, 1 }, { "三", 1, 1 },
    };
    RegistryFixture fixture = { 0 };
    PersonChange    change = { 0 };
    PersonPage      page = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "张三", "990101199001010019", "13900000001", FIXTURE_V1);
    PersonEntry const entry = { .person_id = id,
                                .revision = 1,
                                .name = SV("李四喜"),
                                .citizen_id = SV("99010119900101006X"),
                                .born_on = DATE_MIN,
                                .phone = SV("13900000009") };
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
            PersonQuery const query = { .text = str_from_c(CASES[i].text) };

            test_row(test, "round %d: %s", round, CASES[i].text);
            check_true(test, person_search(&page, &fixture.registry, &query, &fault));
            check_equal(test, page.count, round ? CASES[i].after : CASES[i].before);
        }
        registry_fixture_begin(&fixture);
        if (round == 0)
            check_true(test,
                       person_amend(&change, &fixture.registry, &entry, &fixture.problems, &fault));
        registry_fixture_commit(&fixture);
    }
    registry_fixture_close(&fixture);
}

/* By a name that was and one that is used beside it, and by any number; no longer when
 * it was a mistake. */
void person_search_other_names_test(Test *test)
{
    static const struct {
        const char *text;
        uint32_t    counts[3]; /* at first, with the names, without the alias */
        bool        by_other_name;
    } CASES[] = {
        { "张三", { 1, 1, 1 }, true }, /* since he is called otherwise */
        { "zs", { 1, 1, 1 }, true },         { "李四", { 0, 1, 1 }, false },
        { "阿毛", { 0, 1, 0 }, true },       { "毛", { 0, 1, 0 }, true },
        { "amao", { 0, 1, 0 }, true },       { "E12345678", { 0, 1, 1 }, false },
        { "e12345678", { 0, 1, 1 }, false }, { "李四 张三", { 0, 1, 1 }, false },
    };
    RegistryFixture fixture = { 0 };
    PersonChange    change = { 0 };
    RowChange       name = { 0 };
    RowChange       passport = { 0 };
    PersonPage      page = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const id =
        registry_fixture_person(&fixture, "张三", "990101199001010019", "", FIXTURE_V1);
    PersonEntry const     renamed = { .person_id = id,
                                      .revision = 1,
                                      .name = SV("李四"),
                                      .citizen_id = SV("990101199001010019"),
                                      .born_on = DATE_MIN };
    PersonNameEntry const alias = { .person_id = id,
                                    .kind = SV("2"),
                                    .name = SV("阿毛"),
                                    .from_on = DATE_MIN,
                                    .until_on = DATE_MAX };
    IdentifierEntry const number = { .person_id = id,
                                     .kind = SV("03"),
                                     .number = SV("E12345678"),
                                     .valid_from = DATE_MIN,
                                     .valid_until = DATE_MAX };
    for (size_t round = 0; round < 3; round++) {
        registry_fixture_begin(&fixture);
        if (round == 1) {
            check_true(test, person_amend(&change, &fixture.registry, &renamed, &fixture.problems,
                                          &fault));
            check_true(
                test, person_name_put(&name, &fixture.registry, &alias, &fixture.problems, &fault));
            check_true(test, identifier_put(&passport, &fixture.registry, &number,
                                            &fixture.problems, &fault));
        }
        if (round == 2)
            check_true(test, person_name_remove(&name, &fixture.registry, id, name.thing_id,
                                                name.revision, &fault));
        registry_fixture_commit(&fixture);
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
            PersonQuery const query = { .text = str_from_c(CASES[i].text) };

            test_row(test, "round %zu: %s", round, CASES[i].text);
            check_true(test, person_search(&page, &fixture.registry, &query, &fault));
            check_equal(test, page.count, CASES[i].counts[round]);
            if (round && page.count)
                check_equal(test, page.found[0].by_other_name, CASES[i].by_other_name);
        }
    }
    registry_fixture_close(&fixture);
}

/* Errors while reading come out, and leave nothing open. */
void person_search_failures_test(Test *test)
{
    static const char *const TEXTS[] = { "",    "张",      "0001", "990101199001010019",
                                         "张s", "幸福 张", "H001", "张 1990" };
    RegistryFixture          fixture = { 0 };
    int64_t                  ids[COUNT_OF(PEOPLE)] = { 0 };

    registry_fixture_open(&fixture, test);
    register_people(&fixture, ids);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        PersonQuery query = { .text = str_from_c(TEXTS[i]), .limit = 1 };
        PersonPage  page = { 0 };
        bool        finished = false;
        Fault       fault = { 0 };

        check_true(test, person_search(&page, &fixture.registry, &query, &fault));
        query.after = page.next; /* so that going on is walked too */
        for (uint32_t fail_at = 1; !finished; fail_at++) {
            fault = (Fault){ 0 };
            test_row(test, "'%s' failing call %u", TEXTS[i], fail_at);
            store_fail_at(fixture.store, fail_at);
            finished = person_search(&page, &fixture.registry, &query, &fault);
            store_fail_at(fixture.store, 0);
            check_equal(test, fault.code, finished ? FAULT_NONE : FAULT_IO);
        }
    }
    registry_fixture_close(&fixture);
}
