/* What one subject adds to the parts of figures, and what becomes of it in the store. */
#include "indicators/count.h"

#include "facts/life.h"
#include "indicators/migrations.h"
#include "indicators/tally.h"
#include "records/migrations.h"
#include "registry/migrations.h"
#include "store/migrate.h"

static const char DEFINITIONS[] = "programme p \"项\" | \"P\"\n"
                                  "  enrol with start from on_day\n"
                                  "  form start \"建\" | \"Start\" administrative\n"
                                  "    on_day \"起\" | \"On\" date\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "    cost \"费\" | \"Cost\" money\n"
                                  "  indicator managed \"管\" | \"Managed\"\n"
                                  "    count enrolled in period\n"
                                  "  indicator high \"高\" | \"High\"\n"
                                  "    of managed\n"
                                  "    count last(visit in year).x > 5\n"
                                  "  indicator cost \"费\" | \"Cost\"\n"
                                  "    sum sum(visit.cost in period)\n"
                                  "    per count exists(visit in period)\n"
                                  "  indicator latest \"近\" | \"Latest\"\n"
                                  "    sum last(visit).x\n"
                                  "  indicator old \"老\" | \"Old\"\n"
                                  "    of count age >= 65\n"
                                  "    count resident\n";

static const struct {
    const char *part, *life;
    const char *want; /* what is not named is 0 */
} CASES[] = {
    { "p.managed", "start@2024-02-10:on_day=2024-02-10",
      "2024=1 2024Q1=1 2024Q2=1 2024-01=0 2024-02=1 2024-12=1" },
    { "p.managed", "visit@2024-02-10:x=6", "2024=0 2024-02=0" },
    { "p.high", "start@2024-02-10:on_day=2024-02-10 visit@2024-01-31:x=6",
      "2024-01=0 2024-02=1 2024=1" }, /* not yet managed in January */
    { "p.high", "visit@2024-01-31:x=6", "2024-01=0 2024=0" },
    { "p.high", "start@2024-01-01:on_day=2024-01-01 visit@2024-01-31:x=6 visit@2024-03-01:x=5",
      "2024-01=1 2024-02=1 2024-03=0 2024Q1=0 2024=0" },
    { "p.high", "start@2024-01-01:on_day=2024-01-01 visit@2024-01-31", "2024-01=0 2024=0" },
    { "p.cost", "visit@2024-01-31:cost=1.25 visit@2024-02-29:cost=2.50 visit@2024-02-29",
      "2024-01=125 2024-02=250 2024Q1=375 2024Q2=0 2024=375" },
    { "p.cost", "visit@2024-01-31:cost=1.25 visit@2024-02-29:cost=-1.25",
      "2024-01=125 2024-02=-125 2024Q1=0 2024=0" },
    { "p.cost.whole", "visit@2024-01-31 visit@2024-01-31", "2024-01=1 2024-02=0 2024=1" },
    { "p.latest", "visit@2024-02-29:x=7", "2024-01=0 2024-02=7 2024-03=7 2024=7" },
    { "p.latest", "", "2024=0" },
    { "p.old.whole", "born@1959-07-01", "2024Q2=0 2024Q3=1 2024=1" },
    { "p.old", "born@1959-07-01 live@2024-10-01", "2024Q3=0 2024Q4=1 2024=1" },
    { "p.old", "born@1959-07-01 died@2024-08-31", "2024-08=1 2024-09=0 2024=0" },
};

static uint32_t part_of(Test *test, const Catalog *catalog, const char *name)
{
    for (uint32_t i = 0; i < catalog->part_count; i++)
        if (str_equal(catalog->parts[i].name, str_from_c(name)))
            return i;
    check_fail(test, name);
    return 0;
}

static Period period_of(Test *test, Str text)
{
    Period period = { 0 };
    Fault  fault = { 0 };

    check_true(test, period_parse(&period, text, &fault));
    return period;
}

static int64_t in_period(const LaneSet *lanes, const Addition *addition, Period period)
{
    for (uint32_t i = 0; i < lanes->count; i++)
        if (lanes->periods[i].id == period.id)
            return addition_in(addition, i);
    return INT64_MIN;
}

/* All periods of six years at once: more lanes than a word has bits. */
void counter_part_test(Test *test)
{
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));
    const Plan *const    plan = plan_open(arena, catalog);
    const LaneSet *const lanes = lane_set_of_years(arena, 2021, 2026, date_from_civil(2026, 6, 30),
                                                   plan->windows, plan->window_count);
    Facts *const         facts = facts_open(arena, plan);
    Counter *const       counter = counter_open(arena, plan);

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s, %s", CASES[i].part, CASES[i].life);
        life_tell(facts, test, arena, CASES[i].life);
        facts_ask(facts, lanes);
        counter_begin(counter, facts);
        const Addition *const addition =
            counter_part(counter, part_of(test, catalog, CASES[i].part));
        for (Str rest = str_from_c(CASES[i].want); rest.len;) {
            Str          want = str_cut(&rest, ' ');
            Str const    name = str_cut(&want, '=');
            Period const period = period_of(test, name);

            check_text(
                test,
                str_format(arena, "%.*s=%lld", (int)name.len, name.ptr,
                           (long long)in_period(lanes, addition, period)),
                str_format(arena, "%.*s=%.*s", (int)name.len, name.ptr, (int)want.len, want.ptr));
        }
    }
    arena_close(&arena);
}

/* ---- tallies -------------------------------------------------------------------------------- */

typedef struct {
    Arena            *arena;
    Store            *store;
    const Catalog    *catalog;
    const Vocabulary *vocabulary;
    const LaneSet    *lanes;
    Facts            *facts;
    Counter          *counter;
    Buf              *said;
} Bench;

static void open_bench(Bench *bench, Test *test)
{
    static const MigrationList *const LISTS[] = { &REGISTRY_MIGRATIONS, &RECORDS_MIGRATIONS,
                                                  &INDICATORS_MIGRATIONS };
    uint32_t                          steps = 0;
    Fault                             fault = { 0 };

    *bench = (Bench){ .arena = arena_open() };
    Str const directory = test_directory(test, bench->arena);
    bench->catalog = harness_catalog(test, bench->arena, str_from_c(DEFINITIONS));
    const Plan *const plan = plan_open(bench->arena, bench->catalog);
    bench->lanes = lane_set_of_years(bench->arena, 2024, 2024, date_from_civil(2024, 2, 29),
                                     plan->windows, plan->window_count);
    bench->facts = facts_open(bench->arena, plan);
    bench->counter = counter_open(bench->arena, plan);
    if (!store_open(&bench->store, str_format(bench->arena, "%s/tally.db", directory.ptr),
                    STORE_OPEN_CREATE, &fault) ||
        !store_begin(bench->store, STORE_WRITE, &fault) ||
        !migrate_run(bench->store, LISTS, COUNT_OF(LISTS), &steps, &fault) ||
        !vocabulary_open(&bench->vocabulary, bench->arena, bench->store, bench->catalog, &fault))
        check_fail(test, fault.message);
}

static void close_bench(Bench *bench)
{
    store_end(bench->store);
    store_close(&bench->store);
    arena_close(&bench->arena);
}

static void count_life(Bench *bench, Test *test, Tally *tally, const char *part, const char *life,
                       int sign)
{
    uint32_t const index = part_of(test, bench->catalog, part);

    life_tell(bench->facts, test, bench->arena, life);
    facts_ask(bench->facts, bench->lanes);
    counter_begin(bench->counter, bench->facts);
    tally_count(tally, bench->counter, bench->facts, &index, 1, sign);
}

static void say_cell(void *context, const TallyCell *cell)
{
    Bench *const bench = context;

    buf_add_format(bench->said, "%s%lld:%lld", bench->said->len ? " " : "",
                   (long long)cell->organisation_id, (long long)cell->value);
}

/* "organisation:value", of each place that has any. */
static Str say_tally(Bench *bench, Test *test, const char *part, const char *period)
{
    Buf   said = buf_open(bench->arena, 400);
    Fault fault = { 0 };

    bench->said = &said;
    check_true(test,
               tally_each(bench->store, bench->vocabulary, part_of(test, bench->catalog, part),
                          period_of(test, str_from_c(period)), say_cell, bench, &fault));
    return buf_str(&said);
}

#define AT_1  "live@2000-01-01:1 "
#define MOVED "live@2000-01-01:1 live@2024-03-10:2 "
#define SINCE "start@2024-02-10:on_day=2024-02-10"

void tally_flush_test(Test *test)
{
    Bench bench;
    Fault fault = { 0 };

    open_bench(&bench, test);
    Tally *const tally = tally_open(bench.arena, bench.vocabulary);
    Tally *const job = tally_open(bench.arena, bench.vocabulary);
    count_life(&bench, test, tally, "p.managed", AT_1 SINCE, 1);
    count_life(&bench, test, tally, "p.managed", MOVED SINCE, 1);
    check_text(test, say_tally(&bench, test, "p.managed", "2024"), SV("")); /* not yet */
    check_true(test, tally_flush(tally, bench.store, &fault));
    check_text(test, say_tally(&bench, test, "p.managed", "2024-01"), SV(""));
    check_text(test, say_tally(&bench, test, "p.managed", "2024-02"), SV("1:2"));
    check_text(test, say_tally(&bench, test, "p.managed", "2024-03"), SV("1:1 2:1"));
    check_text(test, say_tally(&bench, test, "p.managed", "2024Q1"), SV("1:1 2:1"));
    check_text(test, say_tally(&bench, test, "p.managed", "2024"), SV("1:1 2:1"));
    check_text(test, say_tally(&bench, test, "p.managed", "2025"), SV(""));
    check_text(test, say_tally(&bench, test, "p.high", "2024"), SV(""));

    /* a flush is once; taken away, it is as if it had never been */
    check_true(test, tally_flush(tally, bench.store, &fault));
    count_life(&bench, test, tally, "p.managed", MOVED SINCE, -1);
    check_true(test, tally_flush(tally, bench.store, &fault));
    check_text(test, say_tally(&bench, test, "p.managed", "2024-02"), SV("1:1"));
    check_text(test, say_tally(&bench, test, "p.managed", "2024"), SV("1:1"));

    /* what a job is refused is forgotten, what it keeps joins the transaction's */
    count_life(&bench, test, job, "p.managed", AT_1 SINCE, 1);
    tally_forget(job);
    count_life(&bench, test, tally, "p.managed", AT_1 SINCE, -1);
    count_life(&bench, test, job, "p.managed", AT_1 SINCE, 1);
    count_life(&bench, test, job, "p.latest", MOVED "visit@2024-02-29:x=7", 1);
    tally_merge(tally, job);
    check_true(test, tally_flush(tally, bench.store, &fault));
    check_text(test, say_tally(&bench, test, "p.managed", "2024"), SV("1:1"));
    check_text(test, say_tally(&bench, test, "p.latest", "2024-02"), SV("1:7"));
    check_text(test, say_tally(&bench, test, "p.latest", "2024-03"), SV("2:7"));
    close_bench(&bench);
}

/* More places than the first table of changes has room for. */
void tally_places_test(Test *test)
{
    enum { PLACES = 300 };
    Bench bench;
    Fault fault = { 0 };

    open_bench(&bench, test);
    Tally *const tally = tally_open(bench.arena, bench.vocabulary);
    for (uint32_t i = 0; i < PLACES; i++)
        count_life(&bench, test, tally, "p.managed",
                   str_format(bench.arena, "live@2000-01-01:%u " SINCE, 1000 * i + i + 1).ptr, 1);
    check_true(test, tally_flush(tally, bench.store, &fault));
    int64_t sum = 0;
    check_true(test, store_ask(&sum, bench.store,
                               SQL("SELECT sum(p0) * 1000 + count(*) FROM tally"), 0, &fault));
    check_equal(test, sum, PLACES * 1000 + PLACES);
    close_bench(&bench);
}

/* Which periods a record can change. */
void tally_lanes_test(Test *test)
{
    static const struct {
        const char *day;
        bool        reaches_later;
        int32_t     first, last; /* 0: none is kept */
    } DAYS[] = {
        { "2023-12-31", false, 0, 0 },       { "2024-01-01", false, 2024, 2024 },
        { "2024-12-31", false, 2024, 2024 }, { "2025-06-30", false, 2025, 2025 },
        { "2026-12-31", false, 2026, 2026 }, { "2027-01-01", false, 0, 0 },
        { "1990-05-05", true, 2024, 2026 },  { "2024-01-01", true, 2024, 2026 },
        { "2025-12-31", true, 2025, 2026 },  { "2026-01-01", true, 2026, 2026 },
        { "2027-01-01", true, 0, 0 },
    };
    Arena                  *arena = arena_open();
    const Catalog *const    catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));
    const TallyYears *const years = tally_years_open(
        arena, plan_open(arena, catalog), (TallySpan){ 2024, 2026, date_from_civil(2026, 6, 30) });

    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        Date day = { 0 };

        test_row(test, "%s%s", DAYS[i].day, DAYS[i].reaches_later ? " and later" : "");
        check_true(test, date_parse(&day, str_from_c(DAYS[i].day)));
        const LaneSet *const lanes = tally_lanes(years, day, DAYS[i].reaches_later);
        check_equal(test, lanes != NULL, DAYS[i].first != 0);
        if (!lanes)
            continue;
        check_equal(test, period_year_of(lanes->periods[0]), DAYS[i].first);
        check_equal(test, period_year_of(lanes->periods[lanes->count - 1]), DAYS[i].last);
        check_equal(test, lanes->count, (DAYS[i].last - DAYS[i].first + 1) * LANES_PER_YEAR);
    }
    arena_close(&arena);
}
