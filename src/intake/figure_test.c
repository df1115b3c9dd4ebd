/* Figures by place and period: who moves, dies, leaves, or whose post is merged, is
 * counted where he or she belongs on a period's last day. */
#include "indicators/figure.h"

#include "intake/county.h"
#include "intake/definition.h"
#include "registry/organisation_edge.h"

static const char DEFINITIONS[] = "programme p \"项\" | \"P\"\n"
                                  "  enrol with start from on_day\n"
                                  "  form start \"建\" | \"Start\" administrative\n"
                                  "    on_day \"起\" | \"On\" date required\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  indicator residents \"居民\" | \"Residents\"\n"
                                  "    count resident\n"
                                  "  indicator managed \"管理\" | \"Managed\"\n"
                                  "    count enrolled in period\n"
                                  "  indicator at_end \"期末\" | \"At the end\"\n"
                                  "    count enrolled\n"
                                  "  indicator standard \"规范\" | \"Standard\"\n"
                                  "    of managed\n"
                                  "    count count(visit in year) >= 2\n"
                                  "  indicator visits \"人次\" | \"Visits\"\n"
                                  "    sum count(visit in period)\n";

/* 甲 moves from V1 to V3, the post of 乙 is merged into V1, 丙 of V3 dies, 丁 of V4
 * leaves. */
enum { MOVES, MERGED, DIES, LEAVES, PEOPLE_COUNT };

static const struct {
    const char *name, *enrolled_on, *visits[4];
    uint32_t    post;
} PEOPLE[PEOPLE_COUNT] = {
    [MOVES] = { "甲", "2025-01-10", { "2025-02-01", "2025-05-01", "2025-08-01" }, 0 },
    [MERGED] = { "乙", "2025-02-01", { "2025-03-31", "2025-12-31" }, 1 },
    [DIES] = { "丙", "2025-01-01", { "2025-05-31" }, 2 },
    [LEAVES] = { "丁", "2025-03-01", { "2025-06-30" }, 3 },
};

/* Places are B, the townships T1 (V1, V2) and T2 (V3, V4), or a region's code; what
 * is wanted is part, or part/whole. */
static const struct {
    const char *indicator, *place, *want;
} CASES[] = {
    { "residents", "B", "2024=4 2025-03=4 2025-05=4 2025-06=3 2025-08=3 2025-09=2 2025=2" },
    { "residents", "T1", "2025-03=2 2025-04=1 2025-07=1 2025=1" },
    { "residents", "T2", "2025-03=2 2025-04=3 2025-06=2 2025=1" },
    { "residents", "V1", "2025-03=1 2025-04-09=1 2025-04-10=0 2025-06=0 2025-07=1 2025Q4=1" },
    { "residents", "V2", "2025-06=1 2025-06-30=1 2025-07-01=0 2025-07=0 2025=0" },
    { "residents", "V3", "2025-03=1 2025-04-10=2 2025-05-31=2 2025-06-01=1 2025=1" },
    { "residents", "V4", "2025-08-31=1 2025-09-01=0" },
    /* the post is merged, the village is not */
    { "residents", "990101100202", "2025-06=1 2025-07=1" },
    { "residents", "990101100", "2025-03=2 2025-04=1" },
    { "residents", "990101", "2025-03=4 2025=2" },
    { "managed", "B", "2024=0 2025-01=2 2025Q1=4 2025Q2=4 2025Q3=3 2025Q4=2 2025=4 2026=2" },
    { "managed", "T1", "2025-01=1 2025Q1=2 2025Q2=1 2025=1" },
    { "managed", "T2", "2025Q1=2 2025Q2=3 2025Q3=2 2025=3" },
    { "at_end", "B", "2025-05=4 2025-06=3 2025-08=3 2025-09=2 2025=2" },
    { "standard", "B", "2025=2/4 2025Q2=1/4 2025Q1=0/4 2024=0/0" },
    { "standard", "T1", "2025=1/1 2025Q2=0/1" },
    { "standard", "T2", "2025=1/3 2025Q2=1/3 2025Q3=1/2" },
    { "visits", "B", "2025=7 2025Q1=2 2025Q2=3 2025Q3=1 2025Q4=1 2025-03-30=1 2025-03-31=2" },
    { "visits", "T1", "2025Q1=2 2025Q2=0 2025=2 2025-12=1" },
    { "visits", "T2", "2025Q1=0 2025Q2=3 2025=5" },
    { "visits", "V3", "2025Q2=2 2025=4" },
    { "visits", "V4", "2025-06=1 2025=1 2025-12=0" },
};

static Residence residence_at(const County *county, Date from_on, uint32_t post)
{
    return (Residence){
        .from_on = from_on,
        .is_resident = true,
        .kind = SV("1"),
        .organisation_id = county->posts[post],
        .region_id = county->regions[post],
    };
}

static void let_live(County *county, Test *test, const int64_t *persons)
{
    Fault        fault = { 0 };
    PersonChange change = { 0 };
    MovedAlong   moved = { 0 };

    Job       job = county_job(county);
    Problems  problems = problems_open(job.arena);
    Residence to = residence_at(county, county_day(test, "2025-04-10"), 2);
    check_true(test, intake_move_person(&change, county->house, &job, persons[MOVES], &to,
                                        &problems, &fault));
    job = county_job(county);
    problems = problems_open(job.arena);
    check_true(test, intake_merge_organisations(&moved, county->house, &job, county->posts[1],
                                                county->posts[0], county_day(test, "2025-07-01"),
                                                NULL, &problems, &fault));
    check_equal(test, moved.persons, 1);
    job = county_job(county);
    problems = problems_open(job.arena);
    check_true(test, intake_record_death(&change, county->house, &job, persons[DIES],
                                         county_day(test, "2025-05-31"), &problems, &fault));
    job = county_job(county);
    problems = problems_open(job.arena);
    to = (Residence){ .from_on = county_day(test, "2025-09-01") };
    check_true(test, intake_move_person(&change, county->house, &job, persons[LEAVES], &to,
                                        &problems, &fault));
}

static void open_people(County *county, Test *test, int64_t *persons)
{
    county_open(county, test, DEFINITIONS);
    county->today = county_day(test, "2026-06-30");
    if (!county_begin(county, test))
        return;
    for (size_t i = 0; i < PEOPLE_COUNT; i++) {
        uint32_t const post = PEOPLE[i].post;

        persons[i] =
            county_person(county, test, PEOPLE[i].name, "1", "1960-05-01", post, "2020-01-01");
        check_true(test,
                   county_submit(county, test, "p.start", persons[i], PEOPLE[i].enrolled_on, post,
                                 str_format(county->arena, "on_day=%s", PEOPLE[i].enrolled_on).ptr,
                                 NULL) != 0);
        for (size_t j = 0; j < COUNT_OF(PEOPLE[i].visits) && PEOPLE[i].visits[j]; j++)
            check_true(test, county_submit(county, test, "p.visit", persons[i], PEOPLE[i].visits[j],
                                           post, "x=1", NULL) != 0);
    }
    let_live(county, test, persons);
    county_commit(county, test);
}

static FigurePlace place_of(const County *county, Test *test, const char *code)
{
    FigurePlace               place = { 0 };
    const Organisation *const found =
        organisation_find_by_code(county->house->organisations, str_from_c(code));

    if (found)
        place.organisation_id = found->organisation_id;
    else if (!region_parse(&place.region_id, str_from_c(code)))
        check_fail(test, code);
    return place;
}

static uint32_t indicator_of(const County *county, const char *name)
{
    const Catalog *const catalog = county->house->catalog;

    for (uint32_t i = 0; i < catalog->indicator_count; i++)
        if (str_equal(catalog->indicators[i].name, str_from_c(name)))
            return i;
    return CATALOG_NONE;
}

static Str say_figure(County *county, const Figure *figure)
{
    return figure->has_whole ? str_format(county->arena, "%lld/%lld", (long long)figure->part,
                                          (long long)figure->whole)
                             : str_format(county->arena, "%lld", (long long)figure->part);
}

/* Once from the tallies, once computed, as when they are stale. */
void figure_place_test(Test *test)
{
    County  county;
    int64_t persons[PEOPLE_COUNT];

    open_people(&county, test, persons);
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        for (int is_stale = 0; is_stale <= 1; is_stale++) {
            Job const         job = county_job(&county);
            Registry const    registry = house_registry(county.house, &job);
            FigureReader      reader = house_figures(county.house, &job, &registry);
            uint32_t const    indicator = indicator_of(&county, CASES[i].indicator);
            FigurePlace const place = place_of(&county, test, CASES[i].place);

            reader.is_stale = is_stale;
            for (Str rest = str_from_c(CASES[i].want); rest.len;) {
                Str       want = str_cut(&rest, ' ');
                Str const name = str_cut(&want, '=');
                Period    period = { 0 };
                Figure    figure = { 0 };
                Fault     fault = { 0 };

                test_row(test, "%s at %s, %.*s%s", CASES[i].indicator, CASES[i].place,
                         (int)name.len, name.ptr, is_stale ? ", computed" : "");
                check_true(test, period_parse(&period, name, &fault));
                if (!figure_read(&figure, &reader, &indicator, 1, place, period, &fault))
                    check_fail(test, fault.message);
                check_text(test, say_figure(&county, &figure), want);
                check_true(test, !is_stale || !figure.from_tallies);
            }
        }
    county_verify(&county, test);
    county_close(&county);
}

/* Right below a place, and the people behind it. */
void figure_people_test(Test *test)
{
    static const struct {
        const char *place, *period;
        PeopleKind  kind;
        const char *want;
    } KINDS[] = {
        { "B", "2025", PEOPLE_COUNTED, "甲乙" },   { "B", "2025", PEOPLE_MISSING, "丙丁" },
        { "B", "2025", PEOPLE_WHOLE, "甲乙丙丁" }, { "T2", "2025", PEOPLE_COUNTED, "甲" },
        { "T2", "2025", PEOPLE_WHOLE, "甲丙丁" },  { "T1", "2025Q1", PEOPLE_WHOLE, "甲乙" },
        { "T1", "2025Q2", PEOPLE_MISSING, "乙" },  { "V2", "2025", PEOPLE_WHOLE, "" },
    };
    County  county;
    int64_t persons[PEOPLE_COUNT];
    Fault   fault = { 0 };

    open_people(&county, test, persons);
    uint32_t const     standard = indicator_of(&county, "standard");
    Job const          job = county_job(&county);
    Registry const     registry = house_registry(county.house, &job);
    FigureReader const reader = house_figures(county.house, &job, &registry);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        Buf      names = buf_open(county.arena, 200);
        Period   period = { 0 };
        int64_t  after = 0;
        uint32_t count = 0;

        test_row(test, "%s %s %d", KINDS[i].place, KINDS[i].period, (int)KINDS[i].kind);
        check_true(test, period_parse(&period, str_from_c(KINDS[i].period), &fault));
        do { /* a page for each */
            FigurePerson *people = NULL;

            check_true(test, figure_people(&people, &count, &reader, standard,
                                           place_of(&county, test, KINDS[i].place), period,
                                           KINDS[i].kind, after, 1, &fault));
            for (uint32_t j = 0; j < count; j++)
                for (uint32_t k = 0; k < PEOPLE_COUNT; k++)
                    if (people[j].person_id == persons[k])
                        buf_add_c(&names, PEOPLE[k].name);
            after = count ? people[0].person_id : 0;
        } while (count > 0);
        check_text(test, buf_str(&names), str_from_c(KINDS[i].want));
    }
    county_close(&county);
}

void figure_by_place_test(Test *test)
{
    static const struct {
        const char *place, *period, *want;
    } PLACES[] = {
        { "B", "2025", "T1=1/1 T2=1/3" },
        { "B", "2025-02-28", "T1=0/2 T2=0/1" },
        { "T1", "2025", "V1=1/1 V2=0/0" },
        { "T2", "2025Q2", "V3=1/2 V4=0/1" },
        { "990101", "2025", "990101100=1/1 990101101=1/3" },
        { "990101100", "2025Q4", "990101100201=0/0 990101100202=1/1" },
    };
    County  county;
    int64_t persons[PEOPLE_COUNT];
    Fault   fault = { 0 };

    open_people(&county, test, persons);
    uint32_t const standard = indicator_of(&county, "standard");
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        Job const          job = county_job(&county);
        Registry const     registry = house_registry(county.house, &job);
        FigureReader const reader = house_figures(county.house, &job, &registry);
        Buf                said = buf_open(county.arena, 400);
        Figure            *figures = NULL;
        Period             period = { 0 };
        uint32_t           count = 0;

        test_row(test, "%s %s", PLACES[i].place, PLACES[i].period);
        check_true(test, period_parse(&period, str_from_c(PLACES[i].period), &fault));
        if (!figure_by_place(&figures, &count, &reader, standard,
                             place_of(&county, test, PLACES[i].place), period, &fault))
            check_fail(test, fault.message);
        for (uint32_t j = 0; j < count; j++) {
            int64_t const id = figures[j].place.organisation_id;
            Str const     code = id ? organisation_find(county.house->organisations, id)->code
                                    : region_code(county.arena, figures[j].place.region_id);

            buf_add_format(&said, "%s%.*s=%s", j ? " " : "", (int)code.len, code.ptr,
                           say_figure(&county, &figures[j]).ptr);
        }
        check_text(test, buf_str(&said), str_from_c(PLACES[i].want));
    }
    county_close(&county);
}

/* At the county, from 1 January to that day. */
static Figure read_to_date(County *county, Test *test, const char *indicator, const char *day)
{
    Job const          job = county_job(county);
    Registry const     registry = house_registry(county->house, &job);
    FigureReader const reader = house_figures(county->house, &job, &registry);
    uint32_t const     index = indicator_of(county, indicator);
    Figure             figure = { 0 };
    Fault              fault = { 0 };

    if (!figure_read(&figure, &reader, &index, 1, place_of(county, test, "B"),
                     period_to_date(county_day(test, day)), &fault))
        check_fail(test, fault.message);
    return figure;
}

static bool begin_day(County *county, Test *test, const char *day, bool *rebuilt, Fault *fault)
{
    return definition_catch_up(rebuilt, county->house, county_day(test, day), true, fault);
}

/* The year to date stands in the tallies: up to the day that they were brought to,
 * and of other years up to the same. */
void figure_day_test(Test *test)
{
    static const struct {
        const char *begin; /* a day begins; NULL: none does */
        const char *indicator, *day;
        int64_t     want;
        bool        from_tallies;
    } STEPS[] = {
        { NULL, "visits", "2025-08-01", 6, false },
        { "2026-08-01", "visits", "2025-08-01", 6, true },
        { NULL, "at_end", "2026-08-01", 2, true },
        { NULL, "visits", "2025-07-31", 5, false },
        { "2026-08-02", "visits", "2025-08-01", 6, false },
        { NULL, "residents", "2026-08-02", 2, true },
        { "2026-03-01", "residents", "2026-08-02", 2, true }, /* no day begins again */
        { "2028-02-29", "residents", "2028-02-29", 2, true }, /* and years go on */
        { NULL, "visits", "2025-02-28", 1, true },
    };
    County  county;
    int64_t persons[PEOPLE_COUNT];
    bool    rebuilt = false;
    Fault   fault = { 0 };

    open_people(&county, test, persons);
    check_true(test, definition_keep_years(county.house, 2024, 2027, county_day(test, "2026-06-30"),
                                           true, &fault));
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        test_row(test, "%zu: %s to %s", i, STEPS[i].indicator, STEPS[i].day);
        if (STEPS[i].begin)
            check_true(test, begin_day(&county, test, STEPS[i].begin, &rebuilt, &fault));
        Figure const figure = read_to_date(&county, test, STEPS[i].indicator, STEPS[i].day);
        check_equal(test, figure.part, STEPS[i].want);
        check_equal(test, figure.from_tallies, STEPS[i].from_tallies);
    }
    county_verify(&county, test);

    test_row(test, "a record moves it");
    county.today = county_day(test, "2028-02-29");
    if (county_begin(&county, test)) {
        check_true(test, county_submit(&county, test, "p.visit", persons[MOVES], "2028-02-20", 2,
                                       "x=1", NULL) != 0);
        county_commit(&county, test);
    }
    check_equal(test, read_to_date(&county, test, "visits", "2028-02-29").part, 1);
    county_verify(&county, test);
    county_close(&county);
}

/* A day that cannot begin leaves figures that are computed, and begins the next time. */
void figure_day_fail_test(Test *test)
{
    County   county;
    int64_t  persons[PEOPLE_COUNT];
    bool     rebuilt = false;
    bool     done = false;
    uint32_t walked = 0;
    Fault    none = { 0 };

    open_people(&county, test, persons);
    check_true(test, definition_keep_years(county.house, 2025, 2027, county_day(test, "2026-06-30"),
                                           true, &none));
    for (uint32_t fail_at = 1; !done && fail_at < 500; fail_at++, walked++) {
        Fault fault = { 0 };

        test_row(test, "call %u", fail_at);
        store_fail_at(county.house->store, fail_at);
        done = begin_day(&county, test, "2026-08-01", &rebuilt, &fault);
        store_fail_at(county.house->store, 0);
        check_equal(test, fault.code, done ? FAULT_NONE : FAULT_IO);
        check_true(test, house_refresh(county.house, &fault));
        check_equal(test, read_to_date(&county, test, "visits", "2025-08-01").part, 6);
        check_equal(test, read_to_date(&county, test, "at_end", "2026-08-01").part, 2);
    }
    check_true(test, done && walked > 20 && !county.house->is_stale);
    check_true(test, read_to_date(&county, test, "visits", "2025-08-01").from_tallies);
    county_verify(&county, test);
    county_close(&county);
}

/* ---- other trees ------------------------------------------------------------------------------
 */

static void put_edge(County *county, Test *test, const char *tree, const char *below,
                     const char *above, const char *from)
{
    Job const              job = county_job(county);
    Registry const         registry = house_registry(county->house, &job);
    OrganisationEdge const edge = {
        .tree = str_from_c(tree),
        .organisation_id = place_of(county, test, below).organisation_id,
        .parent_id = place_of(county, test, above).organisation_id,
        .from_on = county_day(test, from),
        .until_on = DATE_MAX,
    };
    Problems problems = problems_open(county->arena);
    Fault    fault = { 0 };

    if (!county_begin(county, test))
        return;
    if (!organisation_edge_put(&registry, &edge, &problems, &fault))
        check_fail(test, fault.message);
    county_commit(county, test);
}

/* From May on V4 is administered by T1; in the consortium tree T1 is below T2 since
 * June, and V1 below V3 from the beginning of July, whoever administers them. */
void figure_tree_test(Test *test)
{
    static const struct {
        const char *tree, *place, *want;
    } ROWS[] = {
        { "", "T1", "2025-03=2 2025-04=1 2025-05=2 2025-08=2 2025-09=1 2025=1" },
        { "", "T2", "2025-03=2 2025-04=3 2025-05=2 2025-06=1 2025=1" },
        { "administration", "T2", "2025-04=3 2025-05=2" },
        { "consortium", "T2", "2024=2 2025-04=3 2025-05=2 2025-06=3 2025-09=2 2025=2" },
        { "consortium", "V3", "2025-06=1 2025-07=2 2025=2" },
        { "consortium", "T1", "2025-06=2 2025-07=1 2025-09=0" },
        { "consortium", "B", "2024=4 2025-06=3 2025=2" },
        { "supervision", "T2", "2025-04=3 2025-05=2" },
    };
    County  county;
    int64_t persons[PEOPLE_COUNT];

    open_people(&county, test, persons);
    put_edge(&county, test, TREE_ADMINISTRATION, "V4", "T1", "2025-05-01");
    put_edge(&county, test, TREE_CONSORTIUM, "T1", "T2", "2025-06-01");
    put_edge(&county, test, TREE_CONSORTIUM, "V1", "V3", "2025-07-01");
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (int is_stale = 0; is_stale <= 1; is_stale++) {
            Job const      job = county_job(&county);
            Registry const registry = house_registry(county.house, &job);
            FigureReader   reader = house_figures(county.house, &job, &registry);
            uint32_t const indicator = indicator_of(&county, "residents");
            FigurePlace    place = place_of(&county, test, ROWS[i].place);

            place.tree = str_from_c(ROWS[i].tree);
            reader.is_stale = is_stale;
            for (Str rest = str_from_c(ROWS[i].want); rest.len;) {
                Str           want = str_cut(&rest, ' ');
                Str const     name = str_cut(&want, '=');
                FigurePerson *people = NULL;
                Period        period = { 0 };
                Figure        figure = { 0 };
                Fault         fault = { 0 };
                uint32_t      count = 0;

                test_row(test, "%s at %s, %.*s%s", ROWS[i].tree, ROWS[i].place, (int)name.len,
                         name.ptr, is_stale ? ", computed" : "");
                check_true(test, period_parse(&period, name, &fault));
                if (!figure_read(&figure, &reader, &indicator, 1, place, period, &fault))
                    check_fail(test, fault.message);
                check_text(test, say_figure(&county, &figure), want);
                check_true(test, figure_people(&people, &count, &reader, indicator, place, period,
                                               PEOPLE_COUNTED, 0, 0, &fault));
                check_equal(test, count, figure.part);
            }
        }
    county_close(&county);
}
