/* The due list as posts and workers read it, on one day and on a later one. */
#include "schedule/due.h"

#include "intake/county.h"

static const char DEFINITIONS[] = "programme p \"项\" | \"P\"\n"
                                  "  enrol with start from on_day until until_day\n"
                                  "  form start \"建\" | \"Start\" administrative\n"
                                  "    on_day \"起\" | \"On\" date required\n"
                                  "    until_day \"止\" | \"Until\" date\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  form exam \"检\" | \"Exam\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  due visit every 3 months\n"
                                  "  due exam each quarter\n"
                                  "programme q \"项\" | \"Q\"\n"
                                  "  form talk \"谈\" | \"Talk\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  due talk each year when age >= 60\n";

/* Who lives where, and since when enrolled (and until). Written down on 20 March 2026. */
static const struct {
    const char *name, *born_on, *values;
    uint32_t    post;
} PEOPLE[] = {
    { "甲", "1980-01-01", "on_day=2026-01-10", 0 },
    { "乙", "1980-01-01", "on_day=2026-02-28", 1 },
    { "丙", "1980-01-01", "on_day=2025-12-01 until_day=2026-05-31", 2 },
    { "丁", "1950-01-01", NULL, 2 },
};

typedef enum { BUREAU, TOWNSHIP_2, POST_1 } Whose;

static const struct {
    const char *name, *today, *until;
    Whose       whose;
    bool        at_post_1; /* in the region of its village */
    const char *programme; /* NULL: any */
    bool        overdue_only;
    uint32_t    limit; /* of a page; all pages are read */
    const char *want;  /* "person item due", overdue with ! */
} CASES[] = {
    { .name = "all of it",
      .today = "2026-03-20",
      .until = "2026-12-31",
      .want = "丙 visit 2026-03-01!, 甲 exam 2026-03-31, 乙 exam 2026-03-31, 丙 exam 2026-03-31,"
              " 甲 visit 2026-04-10, 乙 visit 2026-05-28, 丁 talk 2026-12-31" },
    { .name = "page by page",
      .today = "2026-03-20",
      .until = "2026-12-31",
      .limit = 2,
      .want = "丙 visit 2026-03-01!, 甲 exam 2026-03-31, 乙 exam 2026-03-31, 丙 exam 2026-03-31,"
              " 甲 visit 2026-04-10, 乙 visit 2026-05-28, 丁 talk 2026-12-31" },
    { .name = "this month",
      .today = "2026-03-20",
      .until = "2026-03-31",
      .want = "丙 visit 2026-03-01!, 甲 exam 2026-03-31, 乙 exam 2026-03-31, 丙 exam 2026-03-31" },
    { .name = "to the day",
      .today = "2026-03-20",
      .until = "2026-03-30",
      .want = "丙 visit 2026-03-01!" },
    { .name = "on its day it is not late",
      .today = "2026-04-10",
      .until = "2026-04-10",
      .want = "丙 visit 2026-03-01!, 甲 visit 2026-04-10" },
    { .name = "a day later it is",
      .today = "2026-04-11",
      .until = "2026-04-11",
      .overdue_only = true,
      .want = "丙 visit 2026-03-01!, 甲 visit 2026-04-10!" },
    { .name = "what was missed in a quarter is due in the present one, while it holds",
      .today = "2026-05-31",
      .until = "2026-12-31",
      .want =
          "丙 visit 2026-03-01!, 甲 visit 2026-04-10!, 乙 visit 2026-05-28!, 丙 exam 2026-05-31,"
          " 甲 exam 2026-06-30, 乙 exam 2026-06-30, 丁 talk 2026-12-31" },
    { .name = "after the last day of an enrolment nothing is",
      .today = "2026-06-01",
      .until = "2026-12-31",
      .want = "甲 visit 2026-04-10!, 乙 visit 2026-05-28!, 甲 exam 2026-06-30, 乙 exam 2026-06-30,"
              " 丁 talk 2026-12-31" },
    { .name = "a township",
      .today = "2026-03-20",
      .until = "2026-12-31",
      .whose = TOWNSHIP_2,
      .want = "丙 visit 2026-03-01!, 丙 exam 2026-03-31, 丁 talk 2026-12-31" },
    { .name = "a post",
      .today = "2026-03-20",
      .until = "2026-12-31",
      .whose = POST_1,
      .want = "甲 exam 2026-03-31, 甲 visit 2026-04-10" },
    { .name = "a village",
      .today = "2026-03-20",
      .until = "2026-12-31",
      .at_post_1 = true,
      .want = "甲 exam 2026-03-31, 甲 visit 2026-04-10" },
    { .name = "a programme",
      .today = "2026-03-20",
      .until = "2026-12-31",
      .programme = "q",
      .want = "丁 talk 2026-12-31" },
};

static void open_people(County *county, Test *test)
{
    county_open(county, test, DEFINITIONS);
    county->today = county_day(test, "2026-03-20");
    if (!county_begin(county, test))
        return;
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        int64_t const person = county_person(county, test, PEOPLE[i].name, "1", PEOPLE[i].born_on,
                                             PEOPLE[i].post, "2020-01-01");
        if (PEOPLE[i].values)
            check_true(test, county_submit(county, test, "p.start", person, "2026-03-01",
                                           PEOPLE[i].post, PEOPLE[i].values, NULL) != 0);
    }
    county_commit(county, test);
}

static int64_t place_of(const County *county, Whose whose)
{
    const OrganisationTree *const tree = county->house->organisations;

    switch (whose) {
    case BUREAU: return county->bureau;
    case TOWNSHIP_2: return organisation_find_by_code(tree, SV("T2"))->organisation_id;
    case POST_1: return county->posts[0];
    }
    return 0;
}

/* Every page of the list. */
static Str read_list(Test *test, County *county, const Actor *actor, DueFilter filter, Date today)
{
    House *const house = county->house;
    Buf          out = buf_open(county->arena, 4000);
    Fault        fault = { 0 };
    DueRow      *rows = NULL;
    uint32_t     count = 0;

    do {
        if (!due_list(&rows, &count, house->store, house->vocabulary, actor, house->organisations,
                      &filter, today, county->arena, &fault)) {
            check_fail(test, fault.message);
            break;
        }
        for (uint32_t i = 0; i < count; i++) {
            const DueItem *const item = &rows[i].item;
            Str const name = house->catalog->programmes[item->programme].dues[item->rule].name;

            buf_add_format(&out, "%s%.*s %.*s %s%s", out.len ? ", " : "",
                           (int)rows[i].person_name.len, rows[i].person_name.ptr, (int)name.len,
                           name.ptr, date_format(county->arena, item->due_on).ptr,
                           rows[i].is_overdue ? "!" : "");
            filter.after_due_on = item->due_on;
            filter.after_person_id = item->person_id;
            filter.after_item_id = item->item_id;
        }
    } while (count > 0 && count == filter.limit);
    return buf_str(&out);
}

void due_list_test(Test *test)
{
    County county;

    open_people(&county, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        DueFilter const filter = {
            .organisation_id = place_of(&county, CASES[i].whose),
            .region_id = CASES[i].at_post_1 ? county.regions[0] : 0,
            .programme =
                CASES[i].programme
                    ? catalog_programme_index(county.house->catalog, str_from_c(CASES[i].programme))
                    : CATALOG_NONE,
            .until = county_day(test, CASES[i].until),
            .overdue_only = CASES[i].overdue_only,
            .limit = CASES[i].limit,
        };

        test_row(test, "%s", CASES[i].name);
        check_text(
            test,
            read_list(test, &county, actor_system(), filter, county_day(test, CASES[i].today)),
            str_from_c(CASES[i].want));
    }
    county_close(&county);
}

/* The sums say what the list says, place by place. */
void due_summarise_test(Test *test)
{
    static const struct {
        Whose       whose;
        const char *today, *until;
        int64_t     due, overdue;
    } SUMS[] = {
        { BUREAU, "2026-03-20", "2026-12-31", 7, 1 },
        { BUREAU, "2026-03-20", "2026-03-30", 1, 1 },
        { BUREAU, "2026-05-31", "2026-12-31", 7, 3 },
        { BUREAU, "2026-06-01", "2026-12-31", 5, 2 },
        { POST_1, "2026-04-11", "2026-04-30", 1, 1 },
        { TOWNSHIP_2, "2026-03-20", "2026-12-31", 3, 1 },
    };
    County county;

    open_people(&county, test);
    for (size_t i = 0; i < COUNT_OF(SUMS); i++) {
        House *const house = county.house;
        DueSummary  *rows = NULL;
        uint32_t     count = 0;
        int64_t      due = 0;
        int64_t      overdue = 0;
        Fault        fault = { 0 };

        test_row(test, "%s until %s at %d", SUMS[i].today, SUMS[i].until, (int)SUMS[i].whose);
        check_true(test,
                   due_summarise(&rows, &count, house->store, actor_system(), house->organisations,
                                 place_of(&county, SUMS[i].whose), county_day(test, SUMS[i].until),
                                 county_day(test, SUMS[i].today), county.arena, &fault));
        for (uint32_t j = 0; j < count; j++) {
            due += rows[j].due_count;
            overdue += rows[j].overdue_count;
        }
        check_equal(test, due, SUMS[i].due);
        check_equal(test, overdue, SUMS[i].overdue);
    }
    county_close(&county);
}

/* Who belongs to a township sees it and its posts, and no other. */
void due_denied_test(Test *test)
{
    County county;

    open_people(&county, test);
    Actor const doctor = { .account_id = 1,
                           .role = ROLE_CLINICIAN,
                           .organisation_id = place_of(&county, TOWNSHIP_2) };
    DueFilter   filter = { .programme = CATALOG_NONE, .until = DATE_MAX };
    Date const  today = county_day(test, "2026-03-20");
    check_text(test, read_list(test, &county, &doctor, filter, today),
               SV("丙 visit 2026-03-01!, 丙 exam 2026-03-31, 丁 talk 2026-12-31"));
    for (int i = 0; i < 2; i++) {
        House *const house = county.house;
        DueRow      *rows = NULL;
        uint32_t     count = 0;
        Fault        fault = { 0 };

        filter.organisation_id = i ? county.posts[0] : county.bureau;
        test_row(test, "%s", i ? "another township's post" : "the bureau");
        check_true(test, !due_list(&rows, &count, house->store, house->vocabulary, &doctor,
                                   house->organisations, &filter, today, county.arena, &fault));
        check_equal(test, fault.code, FAULT_DENIED);
    }
    county_close(&county);
}
