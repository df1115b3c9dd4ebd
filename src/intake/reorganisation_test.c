/* Plans of reorganisations: the file, what is wrong with a plan, and the one of 26
 * township centres made 20 with a medical group over them. */
#include "intake/reorganisation.h"

#include "indicators/figure.h"
#include "intake/county.h"
#include "registry/household.h"
#include "registry/organisation_edge.h"
#include "registry/region.h"
#include "registry/worker.h"

static const char DEFINITIONS[] = "programme p \"项\" | \"P\"\n"
                                  "  enrol with start from on_day\n"
                                  "  form start \"建\" | \"Start\" administrative\n"
                                  "    on_day \"起\" | \"On\" date required\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  due visit every 3 months\n"
                                  "  indicator residents \"居民\" | \"Residents\"\n"
                                  "    count resident\n"
                                  "  indicator visits \"人次\" | \"Visits\"\n"
                                  "    sum count(visit in period)\n";

/* "line code field": what is wrong, in its order. */
static Str say_problems(Arena *arena, const Problems *problems)
{
    Buf said = buf_open(arena, 4000);

    for (uint32_t i = 0; i < problems->count; i++)
        buf_add_format(&said, "%s%u %.*s %.*s", i ? ", " : "", problems->items[i].at.row,
                       (int)problems->items[i].at.field.len, problems->items[i].at.field.ptr,
                       (int)problem_code_name(problems->items[i].code).len,
                       problem_code_name(problems->items[i].code).ptr);
    return buf_str(&said);
}

void reorganisation_parse_test(Test *test)
{
    static const struct {
        const char *text, *want; /* as it is written again, or what is wrong */
    } CASES[] = {
        { "action,code,into_code\nmerge,T1,T2\n",
          "action,code,name,kind,region_code,parent_code,into_code,tree\r\nmerge,T1,,,,,T2,\r\n" },
        { "动作,机构代码,上级机构代码,机构关系,\n划转, T1 "
          ",G1,consortium,随便\n退出,T2,,consortium,\n",
          "action,code,name,kind,region_code,parent_code,into_code,tree\r\n"
          "move,T1,,,,G1,,consortium\r\nleave,T2,,,,,,consortium\r\n" },
        { "", "" }, /* no file at all */
        { "action,code\n", "0 action required" },
        { "action,code,colour\nmerge,T1,red\n", "0 action unknown_field" },
        { "action,code\nmerge,T1\n", "2 into required" },
        { "action,code\njoin,T1\n,T2\n", "2 action unknown_code, 3 action required" },
        { "action,code,into_code,name\nmerge,T1,T2,x\n", "2 name not_allowed" },
        { "action,code,name\nchange,T1,\n", "2 name required" },
        { "action,code,into_code\nmerge,T1\nmerge,,T2\n", "2 action rule, 3 code required" },
        { "action,code,name,kind,region_code,parent_code\ncreate,G1,集团,A100,,\n",
          "2 region required, 2 parent required" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Problems           problems = problems_open(arena);
        ReorganisationPlan plan;
        Buf                text = buf_open(arena, 4000);
        Fault              fault = { 0 };

        test_row(test, "case %zu", i);
        if (reorganisation_parse(&plan, arena, str_from_c(CASES[i].text), &problems, &fault))
            reorganisation_format(&text, &plan);
        else
            buf_add(&text, say_problems(arena, &problems));
        check_text(test, buf_str(&text), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

static ReorganisationPlan plan_of(County *county, Test *test, const char *rows)
{
    Problems           problems = problems_open(county->arena);
    ReorganisationPlan plan = { 0 };
    Fault              fault = { 0 };

    if (!reorganisation_parse(
            &plan, county->arena,
            str_format(county->arena,
                       "action,code,name,kind,region_code,parent_code,into_code,tree\n%s", rows),
            &problems, &fault))
        check_fail(test, fault.message);
    return plan;
}

void reorganisation_check_test(Test *test)
{
    static const struct {
        const char *rows, *want;
    } CASES[] = {
        { "merge,V1,,,,,V2,\nmerge,V2,,,,,V3,\n", "" },
        { "merge,V1,,,,,V2,\nmerge,V1,,,,,V3,\n", "3 into not_allowed" },
        { "merge,V1,,,,,V9,\nmerge,V8,,,,,V3,\n", "2 into unknown, 3 code unknown" },
        { "merge,V1,,,,,V2,\nmerge,V3,,,,,V1,\n", "3 into not_in_force" },
        { "merge,T1,,,,,V1,\n", "2 into rule" },
        { "create,G1,集团,A100,990101,B,,\nmove,T1,,,,G1,,consortium\n", "" },
        { "create,V1,集团,A100,990101,B,,\n", "2 code taken" },
        { "create,G1,集团,Z100,990199,B9,,\n", "2 parent unknown" },
        { "create,G1,集团,Z100,990199,B,,\n", "2 kind unknown_code, 2 region unknown" },
        { "move,T1,,,,T2,,nothing\n", "2 tree unknown" },
        { "move,T1,,,,V1,,\n", "2 parent rule" },
        { "leave,T1,,,,,,consortium\n", "2 tree not_in_force" },
        { "move,T1,,,,T2,,consortium\nleave,T1,,,,,,consortium\n", "" },
        { "change,T1,一镇中心卫生院,C210,,,,\n", "" },
        { "change,T1,,Z9,,,,\n", "2 kind unknown_code" },
    };
    static const char *const DAYS[] = { "2025-07-01", "2099-07-01" };
    County                   county;

    county_open(&county, test, DEFINITIONS);
    for (size_t i = 0; i < COUNT_OF(CASES) * COUNT_OF(DAYS); i++) {
        ReorganisationPlan const plan = plan_of(&county, test, CASES[i / COUNT_OF(DAYS)].rows);
        ReorganisationEffect    *effects = NULL;
        Fault                    fault = { 0 };
        int64_t                  before = 0;
        int64_t                  after = 0;

        test_row(test, "case %zu", i);
        if (!county_begin(&county, test))
            break;
        Job const job = county_job(&county);
        Problems  problems = problems_open(job.arena);
        check_true(test, store_ask(&before, county.house->store, SQL("SELECT count(*) FROM audit"),
                                   -1, &fault));
        check_true(test, reorganisation_check(&effects, county.house, &job, &plan,
                                              county_day(test, DAYS[i % COUNT_OF(DAYS)]), &problems,
                                              &fault));
        check_text(test, say_problems(county.arena, &problems),
                   str_from_c(CASES[i / COUNT_OF(DAYS)].want));
        check_true(test, store_ask(&after, county.house->store, SQL("SELECT count(*) FROM audit"),
                                   -1, &fault));
        check_equal(test, after, before); /* and everything is as it was */
        intake_end(county.house);
    }
    county_close(&county);
}

/* ---- twenty-six made twenty -------------------------------------------------------------------
 */

enum { TOWNSHIPS = 26, MERGED = 6 };

/* Of this number of clerks: people of the n-th township, besides those of the county. */
static uint32_t people_of(int township)
{
    return 1 + (uint32_t)township % 3;
}

static int64_t code_id(const County *county, const char *code)
{
    const Organisation *const found =
        organisation_find_by_code(county->house->organisations, str_from_c(code));

    return found ? found->organisation_id : 0;
}

static void add_person(County *county, Test *test, int township, uint32_t nth, int64_t post,
                       int64_t worker)
{
    Job const      job = county_job(county);
    Problems       problems = problems_open(job.arena);
    Registry const registry = house_registry(county->house, &job);
    PersonChange   change = { 0 };
    Fault          fault = { 0 };
    PersonEntry    entry = {
           .name = SV("镇民"),
           .sex = SV("1"),
           .born_on = date_from_civil(1950 + township, 1 + (int32_t)nth, 1),
    };
    HouseholdEntry const household = { .code = str_format(county->arena, "H%d.%u", township, nth),
                                       .region_id = county->regions[0],
                                       .organisation_id = post };
    Residence const      first = { .from_on = date_from_civil(2020, 1, 1),
                                   .is_resident = true,
                                   .kind = SV("1"),
                                   .organisation_id = post,
                                   .region_id = county->regions[0],
                                   .worker_id = worker };

    check_true(test,
               household_register(&entry.household_id, &registry, &household, &problems, &fault));
    entry.relation = SV("0");
    if (!intake_register_person(&change, county->house, &job, &entry, &first, &problems, &fault))
        check_fail(test, fault.message);
    static const char *const DAYS[] = { "2025-03-01", "2025-08-01" };
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        Job const    own = county_job(county);
        IntakeResult result = { 0 };
        Problems     found = problems_open(own.arena);
        Submission   visit =
            county_submission(county, test, i ? "p.visit" : "p.start", change.person_id, DAYS[i], 0,
                              i ? "x=1" : "on_day=2025-03-01", &found);

        /* where it was done, also when the post is another one by then */
        visit.organisation_id = post;
        if (!intake_submit(&result, county->house, &own, &visit, SV(""), &found, &fault))
            check_fail(test, fault.message);
    }
}

static void add_township(County *county, Test *test, int nth)
{
    Job const               job = county_job(county);
    Registry const          registry = house_registry(county->house, &job);
    Problems                problems = problems_open(job.arena);
    Fault                   fault = { 0 };
    int64_t                 id = 0;
    int64_t                 worker = 0;
    OrganisationEntry const post = {
        .code = str_format(county->arena, "P%02d", nth),
        .name = str_format(county->arena, "第%d卫生院", nth),
        .kind = SV("C220"),
        .parent_id = county->bureau,
        .region_id = county->regions[0],
        .valid_from = date_from_civil(1980, 1, 1),
        .valid_until = DATE_MAX,
    };

    if (!county_begin(county, test))
        return;
    if (!organisation_register(&id, &registry, &post, &problems, &fault))
        check_fail(test, fault.message);
    county_commit(county, test);
    if (!county_begin(county, test))
        return;
    Job const         second = county_job(county);
    Registry const    again = house_registry(county->house, &second);
    Problems          more = problems_open(second.arena);
    WorkerEntry const doctor = { .code = str_format(county->arena, "D%02d", nth),
                                 .name = SV("镇医"),
                                 .organisation_id = id,
                                 .valid_from = date_from_civil(1980, 1, 1),
                                 .valid_until = DATE_MAX };
    if (!worker_register(&worker, &again, &doctor, &more, &fault))
        check_fail(test, fault.message);
    for (uint32_t i = 0; i < people_of(nth); i++)
        add_person(county, test, nth, i, id, worker);
    county_commit(county, test);
}

/* P20 to P25 go into P00 to P05; a group is made, to which the first ten of the twenty
 * belong; P00 is upgraded. */
static const char *big_plan(County *county)
{
    Buf rows = buf_open(county->arena, 10000);

    buf_add_c(&rows, "create,G1,县域医疗集团,A100,990101,B,,\n");
    for (int i = 0; i < MERGED; i++)
        buf_add_format(&rows, "merge,P%02d,,,,,P%02d,\n", TOWNSHIPS - MERGED + i, i);
    for (int i = 0; i < 10; i++)
        buf_add_format(&rows, "move,P%02d,,,,G1,,consortium\n", i);
    buf_add_c(&rows, "change,P00,中心卫生院,C210,,,,\n");
    return str_to_c(county->arena, buf_str(&rows));
}

static int64_t figure_of(County *county, Test *test, const char *indicator, const char *code,
                         const char *tree, const char *period_text)
{
    Job const          job = county_job(county);
    Registry const     registry = house_registry(county->house, &job);
    FigureReader const reader = house_figures(county->house, &job, &registry);
    const Catalog     *catalog = county->house->catalog;
    uint32_t           index = 0;
    Period             period = { 0 };
    Figure             figure = { 0 };
    Fault              fault = { 0 };
    FigurePlace const  place = { .organisation_id = code_id(county, code),
                                 .tree = str_from_c(tree) };

    while (!str_equal(catalog->indicators[index].name, str_from_c(indicator)))
        index++;
    check_true(test, period_parse(&period, str_from_c(period_text), &fault));
    if (!figure_read(&figure, &reader, &index, 1, place, period, &fault))
        check_fail(test, fault.message);
    return figure.part;
}

static int64_t ask(const County *county, Sql sql)
{
    int64_t answer = -1;
    Fault   fault = { 0 };

    return store_ask(&answer, county->house->store, sql, -1, &fault) ? answer : -1;
}

/* People who live at a township by the stays themselves, on a day. */
static int64_t naive_residents(const County *county, const char *code, const char *day, Test *test)
{
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = false;
    int64_t    count = -1;

    if (statement_open(&select, county->house->store,
                       SQL("SELECT count(*) FROM residence r WHERE r.organisation_id = ?1"
                           " AND r.is_resident AND r.from_on <= ?2 AND NOT EXISTS"
                           " (SELECT 1 FROM residence n WHERE n.person_id = r.person_id"
                           "  AND n.from_on > r.from_on AND n.from_on <= ?2)"),
                       &fault) &&
        statement_bind_int(select, 1, code_id(county, code), &fault) &&
        statement_bind_int(select, 2, county_day(test, day).days, &fault) &&
        statement_next(select, &row, &fault) && row)
        count = statement_int(select, 0);
    statement_close(&select);
    return count;
}

/* The same before and after, township by township, and over the group. */
static void check_figures(County *county, Test *test)
{
    int64_t in_group = 0;

    for (int i = 0; i < TOWNSHIPS; i++) {
        const char *const code = str_format(county->arena, "P%02d", i).ptr;
        int64_t const     own = people_of(i);
        int64_t const     brought = i < MERGED ? people_of(TOWNSHIPS - MERGED + i) : 0;
        int64_t const     after = i < TOWNSHIPS - MERGED ? own + brought : 0;

        test_row(test, "%s", code);
        check_equal(test, figure_of(county, test, "residents", code, "", "2025-06"), own);
        check_equal(test, naive_residents(county, code, "2025-06-30", test), own);
        check_equal(test, figure_of(county, test, "residents", code, "", "2025-07"), after);
        check_equal(test, naive_residents(county, code, "2025-07-31", test), after);
        check_equal(test, figure_of(county, test, "visits", code, "", "2025-08"), after);
        check_equal(test, figure_of(county, test, "residents", code, "consortium", "2025-07"),
                    after);
        in_group += i < 10 ? after : 0;
    }
    test_row(test, "the group");
    check_equal(test, figure_of(county, test, "residents", "G1", "consortium", "2025-07"),
                in_group);
    check_equal(test, figure_of(county, test, "residents", "G1", "consortium", "2025Q3"), in_group);
    check_equal(test, figure_of(county, test, "visits", "G1", "consortium", "2025-08"), in_group);
    check_equal(test, figure_of(county, test, "residents", "G1", "consortium", "2025-06"), 0);
    check_equal(test, figure_of(county, test, "residents", "G1", "", "2025-07"), 0);
}

void reorganisation_26_to_20_test(Test *test)
{
    static const Sql RESIDENTS = { "SELECT count(*) FROM person WHERE is_resident" };
    static const Sql DUES = { "SELECT count(*) FROM due" };
    static const Sql LEFT_BEHIND = {
        "SELECT (SELECT count(*) FROM due WHERE organisation_id IN (SELECT organisation_id FROM"
        "  organisation WHERE merged_into IS NOT NULL))"
        " + (SELECT count(*) FROM household h JOIN organisation o USING (organisation_id)"
        "  WHERE o.merged_into IS NOT NULL)"
        " + (SELECT count(*) FROM worker w JOIN organisation o USING (organisation_id)"
        "  WHERE o.merged_into IS NOT NULL)"
        " + (SELECT count(*) FROM person p JOIN organisation o USING (organisation_id)"
        "  WHERE o.merged_into IS NOT NULL)"
        " + (SELECT count(*) FROM person WHERE worker_id IS NULL)"
    };
    County         county;
    Fault          fault = { 0 };
    int64_t        id = 0;
    Reorganisation done = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-02-01");
    for (int i = 0; i < TOWNSHIPS; i++)
        add_township(&county, test, i);
    int64_t const residents = ask(&county, RESIDENTS);
    int64_t const dues = ask(&county, DUES);
    check_true(test, residents == 51 && dues == residents);

    ReorganisationPlan const plan = plan_of(&county, test, big_plan(&county));
    if (!county_begin(&county, test))
        return;
    Job const job = county_job(&county);
    Problems  problems = problems_open(county.arena);
    if (!reorganisation_put(&id, county.house, &job, SV("二十六并二十"),
                            county_day(test, "2025-07-01"), &plan, &problems, &fault))
        check_fail(test, fault.message);
    county_commit(&county, test);
    Job const second = county_job(&county);
    if (!reorganisation_run(&done, county.house, &second, id, true, &problems, &fault))
        check_fail(test, fault.message);
    check_equal(test, done.state, REORGANISATION_DONE);
    check_equal(test, done.done_count, plan.count);
    if (county_begin(&county, test))
        intake_end(county.house); /* takes notice of what was written */

    check_figures(&county, test);
    check_equal(test, ask(&county, RESIDENTS), residents);
    check_equal(test, ask(&county, DUES), dues);
    check_equal(test, ask(&county, LEFT_BEHIND), 0);
    county_verify(&county, test);

    /* over is over */
    check_true(test,
               !reorganisation_run(&done, county.house, &second, id, true, &problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    county_close(&county);
}

/* ---- on its day -------------------------------------------------------------------------------
 */

static int64_t put_plan(County *county, Test *test, const char *day, const char *rows)
{
    ReorganisationPlan const plan = plan_of(county, test, rows);
    int64_t                  id = 0;
    Fault                    fault = { 0 };

    if (!county_begin(county, test))
        return 0;
    Job const job = county_job(county);
    Problems  problems = problems_open(job.arena);
    if (!reorganisation_put(&id, county->house, &job, SV("方案"), county_day(test, day), &plan,
                            &problems, &fault))
        check_fail(test, fault.message);
    county_commit(county, test);
    return id;
}

void reorganisation_catch_up_test(Test *test)
{
    static const struct {
        const char *today;
        uint32_t    want; /* plans done by then, one after the other */
    } DAYS[] = {
        { "2026-06-30", 0 }, { "2026-07-01", 1 }, { "2026-07-02", 0 }, { "2027-01-02", 1 }
    };
    County         county;
    Fault          fault = { 0 };
    Reorganisation row;
    uint32_t       done = 0;

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-02-01");
    int64_t const first = put_plan(&county, test, "2026-07-01", "merge,V1,,,,,V2,\n");
    int64_t const stuck = put_plan(&county, test, "2026-07-01", "merge,V1,,,,,V3,\n");
    int64_t const gone = put_plan(&county, test, "2026-07-01", "merge,V3,,,,,V4,\n");
    int64_t const last =
        put_plan(&county, test, "2027-01-01", "change,V2,新名,,,,,\nmove,V2,,,,T2,,\n");
    check_true(test, first && stuck && gone && last);
    if (!county_begin(&county, test))
        return;
    Job job = county_job(&county);
    check_true(test, reorganisation_withdraw(county.house, &job, gone, &fault));
    check_true(test, !reorganisation_withdraw(county.house, &job, gone, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    Problems problems = problems_open(job.arena);
    check_true(test,
               !reorganisation_run_step(&row, county.house, &job, last, NULL, &problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT); /* not yet */
    county_commit(&county, test);
    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        test_row(test, "%s", DAYS[i].today);
        check_true(test, reorganisation_catch_up(&done, county.house,
                                                 county_day(test, DAYS[i].today), true, &fault));
        check_equal(test, done, DAYS[i].want);
    }
    if (county_begin(&county, test))
        intake_end(county.house);
    job = county_job(&county);
    check_true(test, reorganisation_get(&row, county.house, &job, stuck, &fault));
    check_equal(test, row.state, REORGANISATION_PLANNED);
    check_true(test, row.failure.zh.len > 0 && row.failure.en.len > 0);
    check_true(test, reorganisation_get(&row, county.house, &job, gone, &fault));
    check_equal(test, row.state, REORGANISATION_WITHDRAWN);
    check_text(test, organisation_name(county.house->organisations, code_id(&county, "V2")),
               SV("新名"));
    check_true(test, organisation_is_inside(county.house->organisations, code_id(&county, "V2"),
                                            code_id(&county, "T2")));
    county_close(&county);
}

/* ---- the n-th failure --------------------------------------------------------------------------
 */

void reorganisation_failures_test(Test *test)
{
    County   county;
    Fault    fault = { 0 };
    bool     ok = false;
    uint32_t failures = 0;

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-02-01");
    if (!county_begin(&county, test))
        return;
    county_person(&county, test, "甲", "1", "1960-05-01", 0, "2020-01-01");
    county_commit(&county, test);
    int64_t const id = put_plan(&county, test, "2025-07-01", "merge,V1,,,,,V2,\n");
    for (uint32_t nth = 1; !ok && nth < 2000; nth++) {
        int64_t const before = ask(&county, SQL("SELECT count(*) FROM audit"));

        fault = (Fault){ 0 };
        ok = intake_begin(county.house, &fault);
        if (!ok)
            break;
        Job const      job = county_job(&county);
        Problems       problems = problems_open(job.arena);
        Reorganisation row;
        store_fail_at(county.house->store, nth);
        ok = reorganisation_run_step(&row, county.house, &job, id, NULL, &problems, &fault) &&
             intake_commit(county.house, &fault);
        store_fail_at(county.house->store, 0);
        intake_end(county.house);
        failures += !ok;
        test_row(test, "failure %u", nth);
        if (!ok)
            check_equal(test, ask(&county, SQL("SELECT count(*) FROM audit")), before);
    }
    check_true(test, ok && failures > 60);
    check_equal(test, ask(&county, SQL("SELECT count(*) FROM reorganisation WHERE state = 'done'")),
                1);
    county_verify(&county, test);
    county_close(&county);
}
