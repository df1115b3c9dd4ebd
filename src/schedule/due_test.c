/* What is due for one life, by each kind of rule, at the edges of its days. */
#include "schedule/due.h"

#include "facts/life.h"
#include "records/migrations.h"
#include "store/migrate.h"

static const char PROGRAMME[] = "programme p \"项\" | \"P\"\n"
                                "  enrol with start from on_day until until_day\n"
                                "  close with stop\n"
                                "  form start \"建\" | \"Start\" administrative\n"
                                "    on_day \"起\" | \"On\" date\n"
                                "    until_day \"止\" | \"Until\" date\n"
                                "  form stop \"止\" | \"Stop\" administrative\n"
                                "    why \"因\" | \"Why\" text\n"
                                "  form visit \"访\" | \"Visit\"\n"
                                "    x \"甲\" | \"X\" int\n"
                                "  form exam \"检\" | \"Exam\"\n"
                                "    on \"日\" | \"On\" date\n";
/* Everybody belongs to this one. */
static const char ALL[] = "programme all \"众\" | \"All\"\n"
                          "  for person where resident\n";

/* Enrolled on 31 January. */
#define START "start@2024-01-31:on_day=2024-01-31 "
#define EVERY "  due visit every 3 months\n"
#define LEFT  "live@2000-01-01 away@2024-03-15 "

static const struct {
    const char *name, *rules, *rules_of_all, *life, *today;
    const char *want; /* "item open..due rhythm", of all programmes */
} CASES[] = {
    /* every so often */
    { "from the first day", EVERY, "", START, "2024-02-01", "visit 2024-04-30..2024-04-30" },
    { "after the last record", EVERY, "", START "visit@2024-02-29", "2024-03-01",
      "visit 2024-05-29..2024-05-29" },
    { "the last by day, not by entry", EVERY, "", START "visit@2024-03-10 visit@2024-02-29",
      "2024-04-01", "visit 2024-06-10..2024-06-10" },
    { "a record before the enrolment", EVERY, "", START "visit@2024-01-30", "2024-02-01",
      "visit 2024-04-30..2024-04-30" },
    { "a record on its first day", EVERY, "", START "visit@2024-01-31", "2024-02-01",
      "visit 2024-04-30..2024-04-30" },
    { "late", EVERY, "", START, "2025-12-31", "visit 2024-04-30..2024-04-30" },
    { "before it begins", EVERY, "", START, "2024-01-01", "visit 2024-04-30..2024-04-30" },
    { "early", "  due visit every 3 months early 2 weeks\n", "", START "visit@2024-02-29",
      "2024-03-01", "visit 2024-05-15..2024-05-29" },
    { "early by a month", "  due visit every 1 year early 1 month\n", "", START "visit@2024-02-29",
      "2024-03-01", "visit 2025-01-28..2025-02-28" },
    { "days", "  due visit every 90 days\n", "", START, "2024-02-01",
      "visit 2024-04-30..2024-04-30" },
    { "not enrolled", EVERY, "", "visit@2024-02-29", "2024-03-01", "" },
    { "when", "  due visit every 3 months when age >= 65\n", "", START "born@1959-04-30",
      "2024-02-01", "visit 2024-04-30..2024-04-30" },
    { "when, a day too young", "  due visit every 3 months when age >= 65\n", "",
      START "born@1959-05-01", "2024-02-01", "" },
    { "from", "  due visit every 3 months from 2024-04-30\n", "", START, "2024-02-01",
      "visit 2024-04-30..2024-04-30" },
    { "from, a day late", "  due visit every 3 months from 2024-05-01\n", "", START, "2024-02-01",
      "" },
    { "until", "  due visit every 3 months until 2024-04-29\n", "", START, "2024-02-01", "" },
    /* ends */
    { "closed", EVERY, "", START "stop@2024-03-01", "2024-03-02", "" },
    { "closed today", EVERY, "", START "stop@2024-03-01", "2024-03-01", "" },
    { "closed later than it is due", EVERY, "",
      "start@2024-01-31:on_day=2024-01-31,until_day=2024-04-30", "2024-04-30",
      "visit 2024-04-30..2024-04-30" },
    { "ends a day before it is due", EVERY, "",
      "start@2024-01-31:on_day=2024-01-31,until_day=2024-04-29", "2024-02-01", "" },
    { "enrolled again", EVERY, "",
      START "stop@2024-03-01 visit@2024-02-15 start@2024-05-01:on_day=2024-05-01", "2024-05-02",
      "visit 2024-08-01..2024-08-01" },
    { "dead", EVERY, "", START "died@2024-03-01", "2024-03-02", "" },
    { "died before it is due", EVERY, "", START "died@2024-03-01", "2024-03-01", "" },
    { "left", EVERY, "", "start@2024-01-31:on_day=2024-01-31 " LEFT, "2024-03-15", "" },
    { "left and came back", EVERY, "", "start@2024-01-31:on_day=2024-01-31 " LEFT "live@2024-04-01",
      "2024-04-02", "" },
    /* calendar units */
    { "each quarter", "  due visit each quarter\n", "", START, "2024-02-01",
      "visit 2024-01-31..2024-03-31 quarter" },
    { "each quarter, served", "  due visit each quarter\n", "", START "visit@2024-03-31",
      "2024-03-31", "visit 2024-04-01..2024-06-30 quarter" },
    { "each quarter, missed", "  due visit each quarter\n", "", START, "2024-08-15",
      "visit 2024-07-01..2024-09-30 quarter" },
    { "each month, in February", "  due visit each month\n", "", START "visit@2024-01-31",
      "2024-02-01", "visit 2024-02-01..2024-02-29 month" },
    { "each half-year", "  due visit each half_year\n", "", START "visit@2024-06-30", "2024-06-30",
      "visit 2024-07-01..2024-12-31 half-year" },
    { "each year, served", "  due visit each year\n", "", START "visit@2024-02-01", "2024-03-01",
      "visit 2025-01-01..2025-12-31 year" },
    { "each year, served before the enrolment", "  due visit each year\n", "",
      START "visit@2024-01-30", "2024-03-01", "visit 2024-01-31..2024-12-31 year" },
    { "each year, ended within", "  due visit each year\n", "",
      "start@2024-01-31:on_day=2024-01-31,until_day=2024-06-30", "2024-03-01",
      "visit 2024-01-31..2024-06-30 year" },
    { "each year, of everybody of 65", "", "  due p.exam each year when age_on(year_end) >= 65\n",
      "born@1960-12-31", "2024-06-01", "exam 2025-01-01..2025-12-31 year" },
    { "each year, too young for next year", "",
      "  due p.exam each year when age_on(year_end) >= 65\n", "born@1961-01-01", "2024-06-01", "" },
    { "each year, of a resident since June", "", "  due p.exam each year\n", "live@2024-06-15",
      "2024-07-01", "exam 2024-06-15..2024-12-31 year" },
    { "each year, left", "", "  due p.exam each year\n", LEFT, "2024-03-16", "" },
    { "each year, leaving is known", "", "  due p.exam each year\n", LEFT, "2024-03-14",
      "exam 2024-01-01..2024-03-14 year" },
    { "each year, dead", "", "  due p.exam each year\n", "died@2024-03-01", "2024-03-02", "" },
    /* after something */
    { "after the enrolment", "  due visit within 30 days after enrolment\n", "", START,
      "2024-02-01", "visit 2024-01-31..2024-03-01" },
    { "after the enrolment, done", "  due visit within 30 days after enrolment\n", "",
      START "visit@2024-01-31", "2024-02-01", "" },
    { "after a form", "  due exam within 2 weeks after visit\n", "", START "visit@2024-02-15",
      "2024-02-16", "exam 2024-02-15..2024-02-29" },
    { "after a form, none yet", "  due exam within 2 weeks after visit\n", "", START, "2024-02-16",
      "" },
    { "after a form, done the same day", "  due exam within 2 weeks after visit\n", "",
      START "visit@2024-02-15 exam@2024-02-15", "2024-02-16", "" },
    { "after a form, done before", "  due exam within 2 weeks after visit\n", "",
      START "visit@2024-02-15 exam@2024-02-14", "2024-02-16", "exam 2024-02-15..2024-02-29" },
    { "after a form, where", "  due exam within 2 weeks after visit where x > 5\n", "",
      START "visit@2024-02-15:x=6", "2024-02-16", "exam 2024-02-15..2024-02-29" },
    { "after a form, where not", "  due exam within 2 weeks after visit where x > 5\n", "",
      START "visit@2024-02-15:x=6 visit@2024-02-20:x=5", "2024-02-21", "" },
    { "after a form, where it is missing", "  due exam within 2 weeks after visit where x > 5\n",
      "", START "visit@2024-02-15", "2024-02-21", "" },
    { "after itself", EVERY "  due visit within 14 days after visit where x > 5\n", "",
      START "visit@2024-02-15:x=6", "2024-02-16", "visit 2024-02-15..2024-02-29" },
    { "after itself, done", EVERY "  due visit within 14 days after visit where x > 5\n", "",
      START "visit@2024-02-15:x=6 visit@2024-02-20:x=5", "2024-02-21",
      "visit 2024-05-20..2024-05-20" },
    { "after a form before the enrolment", "  due exam within 2 weeks after visit\n", "",
      START "visit@2024-01-30", "2024-02-01", "" },
    /* at a day */
    { "at an age", "", "  due p.exam at 3 months of born_on early 14 days\n", "born@2024-01-31",
      "2024-02-01", "exam 2024-04-16..2024-04-30" },
    { "at an age, done early enough", "", "  due p.exam at 3 months of born_on early 14 days\n",
      "born@2024-01-31 exam@2024-04-16", "2024-04-17", "" },
    { "at an age, done too early", "", "  due p.exam at 3 months of born_on early 14 days\n",
      "born@2024-01-31 exam@2024-04-15", "2024-04-17", "exam 2024-04-16..2024-04-30" },
    { "at a day that a record says", "  due visit at 1 week of last(exam).on\n", "",
      START "exam@2024-02-01:on=2024-02-22", "2024-02-02", "visit 2024-02-29..2024-02-29" },
    { "at a day that is missing", "  due visit at 1 week of last(exam).on\n", "",
      START "exam@2024-02-01", "2024-02-02", "" },
    /* together */
    { "the earliest governs", EVERY "  due visit within 30 days after enrolment\n", "", START,
      "2024-02-01", "visit 2024-01-31..2024-03-01" },
    { "several items", EVERY "  due exam each year\n", "", START, "2024-02-01",
      "visit 2024-04-30..2024-04-30, exam 2024-01-31..2024-12-31 year" },
    { "two programmes", EVERY, "  due p.visit each year\n", START, "2024-02-01",
      "visit 2024-04-30..2024-04-30, visit 2024-01-01..2024-12-31 year" },
    { "a duty", "  duty call \"电话\" | \"Call\" each quarter by visit where x > 5\n", "",
      START "visit@2024-02-01:x=5", "2024-02-02", "call 2024-01-31..2024-03-31 quarter" },
    { "a duty, done", "  duty call \"电话\" | \"Call\" each quarter by visit where x > 5\n", "",
      START "visit@2024-02-01:x=6", "2024-02-02", "call 2024-04-01..2024-06-30 quarter" },
};

typedef struct {
    Arena *arena;
    Store *store;
} Bench;

/* Items have numbers, and only a store can give them. */
static bool open_bench(Bench *bench, Test *test, Fault *fault)
{
    static const MigrationList *const LISTS[] = { &RECORDS_MIGRATIONS };
    uint32_t                          steps = 0;

    bench->arena = arena_open();
    Str const directory = test_directory(test, bench->arena);
    return store_open(&bench->store, str_format(bench->arena, "%s/due.db", directory.ptr),
                      STORE_OPEN_CREATE, fault) &&
           store_begin(bench->store, STORE_WRITE, fault) &&
           migrate_run(bench->store, LISTS, 1, &steps, fault);
}

static Str say_dues(Bench *bench, Facts *facts, const Vocabulary *vocabulary, Date today)
{
    static const char *const RHYTHMS[] = {
        [DUE_ONCE] = "",
        [DUE_MONTHLY] = " month",
        [DUE_QUARTERLY] = " quarter",
        [DUE_HALF_YEARLY] = " half-year",
        [DUE_YEARLY] = " year",
    };
    const Catalog *const catalog = vocabulary->catalog;
    Buf                  out = buf_open(bench->arena, 1000);

    for (uint32_t i = 0; i < catalog->programme_count; i++) {
        const Programme *const programme = &catalog->programmes[i];
        DueItem *const items = arena_array(bench->arena, programme->due_count, sizeof(DueItem));
        uint32_t const count = due_compute(items, facts, vocabulary, i, today, bench->arena);

        for (uint32_t j = 0; j < count; j++) {
            Str const name = programme->dues[items[j].rule].name;
            buf_add_format(&out, "%s%.*s %s..%s%s", out.len ? ", " : "", (int)name.len, name.ptr,
                           date_format(bench->arena, items[j].open_on).ptr,
                           date_format(bench->arena, items[j].due_on).ptr,
                           RHYTHMS[items[j].rhythm]);
        }
    }
    return buf_str(&out);
}

void due_compute_test(Test *test)
{
    Bench bench = { 0 };
    Fault fault = { 0 };

    if (!open_bench(&bench, test, &fault))
        check_fail(test, fault.message);
    for (size_t i = 0; i < COUNT_OF(CASES) && bench.store; i++) {
        const Vocabulary *vocabulary = NULL;
        Date              today = { 0 };

        test_row(test, "%s", CASES[i].name);
        const Catalog *const catalog =
            harness_catalog(test, bench.arena,
                            str_format(bench.arena, "%s%s%s%s", PROGRAMME, CASES[i].rules, ALL,
                                       CASES[i].rules_of_all));
        if (!catalog || !date_parse(&today, str_from_c(CASES[i].today)) ||
            !vocabulary_open(&vocabulary, bench.arena, bench.store, catalog, &fault)) {
            check_fail(test, "the row can be tried");
            continue;
        }
        Facts *const facts = facts_open(bench.arena, plan_open(bench.arena, catalog));
        life_tell(facts, test, bench.arena, CASES[i].life);
        check_text(test, say_dues(&bench, facts, vocabulary, today), str_from_c(CASES[i].want));
    }
    store_end(bench.store);
    store_close(&bench.store);
    arena_close(&bench.arena);
}
