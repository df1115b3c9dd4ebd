/* The annual summary of a small county, and its numbers in words. */
#include "report/summary.h"

#include "base/instant.h"
#include "intake/county.h"

static const char DEFINITIONS[] =
    "programme care \"慢病\" | \"Care\"\n"
    "  enrol with start from on_day\n"
    "  form start \"建\" | \"Start\" administrative\n"
    "    on_day \"起\" | \"On\" date required\n"
    "  form visit \"访\" | \"Visit\"\n"
    "    cost \"费\" | \"Cost\" money\n"
    "  indicator managed \"管理人数\" | \"Managed\"\n"
    "    count enrolled in period\n"
    "    target >= 2 source \"方案<一>\"\n"
    "  indicator standard \"规范管理率\" | \"Managed to standard\"\n"
    "    of managed\n"
    "    count count(visit in year) >= 2\n"
    "    target >= 60.5\n"
    "  indicator cover \"建档率\" | \"Coverage\"\n"
    "    of population\n"
    "    count resident\n"
    "    target >= 90 from 2100-01-01\n"
    "  indicator old \"百岁老人管理率\" | \"Centenarians managed\"\n"
    "    of count age >= 100\n"
    "    count enrolled\n"
    "    target >= 99.5\n"
    "  indicator mean \"次均费用\" | \"Cost of a visit\"\n"
    "    sum sum(visit.cost in period)\n"
    "    per sum count(visit in period)\n"
    "    unit \"元\" | \" yuan\"\n"
    "    better down\n"
    "    target <= 10.00\n"
    "  indicator later \"新指标\" | \"New\"\n"
    "    count enrolled\n"
    "    from 2100-01-01\n"
    "  report\n"
    "    \"管理{managed}，{managed.change}。\" | \"{managed} managed, {managed.change}.\"\n"
    "    \"规范管理率{standard}（{standard.part}/{standard.whole}，目标{standard.target}），"
    "{standard.change}。\" | \"{standard} to standard ({standard.part} of {standard.whole}, target"
    " {standard.target}), {standard.change}.\"\n"
    "    \"百岁老人{old}。\" | \"Centenarians: {old}.\"\n"
    "    \"建档率{cover}。\" | \"Coverage {cover}.\"\n"
    "    \"次均{mean}。\" | \"A visit costs {mean}.\"\n"
    "    \"新指标{later}。\" | \"New: {later}.\"\n"
    "    \"建档目标{cover.target}。\" | \"Target of coverage: {cover.target}.\"\n"
    "programme talk \"谈话\" | \"Talks\"\n"
    "  form talk \"谈\" | \"Talk\"\n"
    "    x \"甲\" | \"X\" int\n"
    "  indicator talks \"人次\" | \"Talks\"\n"
    "    sum count(talk in period)\n"
    "    unit \"人次\" | \" talks\"\n"
    "  report\n"
    "    \"谈话{talks}，慢病{care.managed}，*不*算<b>。\" |"
    " \"{talks}, care {care.managed}, *not* <b>.\"\n"
    "summary yearly \"{place}{year}年总结\" | \"{year} in {place}\"\n"
    "  chapter \"服务\" | \"Services\"\n"
    "    part \"慢病\" | \"Care\" from care\n"
    "    part \"谈话\" | \"Talks\" from talk\n"
    "  chapter \"问题\" | \"Problems\"\n"
    "    part \"问题\" | \"Problems\" from problems\n"
    "  chapter \"目标\" | \"Targets\"\n"
    "    part \"目标\" | \"Targets\" from targets\n";

/* Who is enrolled when, and visited when for how much. */
static const struct {
    const char *name, *enrolled_on, *visits[4];
    uint32_t    post;
} PEOPLE[] = {
    { "甲", "2025-01-10", { "2025-02-01 5.00", "2025-03-01 7.50", "2026-02-01 12.40" }, 0 },
    { "乙", "2025-06-01", { "2026-01-05 20.00", "2026-02-05 11.25" }, 1 },
    { "丙", "2026-02-01", { "2026-03-01 1.00" }, 2 },
};

static void tell_population(County *county, Test *test, int64_t region_id, int64_t count)
{
    Job const        job = county_job(county);
    Registry const   registry = house_registry(county->house, &job);
    Population const population = { region_id, 2026, count, SV("统计年鉴"), { 0 } };
    Fault            fault = { 0 };

    if (!population_put(&registry, &population, &fault))
        check_fail(test, fault.message);
}

static void open_county(County *county, Test *test)
{
    county_open(county, test, DEFINITIONS);
    county->today = county_day(test, "2026-06-30");
    if (!county_begin(county, test))
        return;
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        uint32_t const post = PEOPLE[i].post;
        int64_t const  person =
            county_person(county, test, PEOPLE[i].name, "1", "1960-05-01", post, "2020-01-01");

        check_true(test,
                   county_submit(county, test, "care.start", person, PEOPLE[i].enrolled_on, post,
                                 str_format(county->arena, "on_day=%s", PEOPLE[i].enrolled_on).ptr,
                                 NULL) != 0);
        for (size_t j = 0; j < COUNT_OF(PEOPLE[i].visits) && PEOPLE[i].visits[j]; j++) {
            Str         cost = str_from_c(PEOPLE[i].visits[j]);
            const char *day = str_to_c(county->arena, str_cut(&cost, ' '));
            const char *values =
                str_format(county->arena, "cost=%.*s", (int)cost.len, cost.ptr).ptr;

            check_true(test, county_submit(county, test, "care.visit", person, day, post, values,
                                           NULL) != 0);
        }
    }
    tell_population(county, test, 990101000000, 2);
    county_commit(county, test);
}

void summary_golden_test(Test *test)
{
    static const struct {
        const char   *golden, *period, *region;
        Language      language;
        SummaryFormat format;
    } CASES[] = {
        { "report/summary.zh.md", "2026", "990101", LANGUAGE_ZH, SUMMARY_MARKDOWN },
        { "report/summary.en.md", "2026", "990101", LANGUAGE_EN, SUMMARY_MARKDOWN },
        { "report/summary.zh.html", "2026", "990101", LANGUAGE_ZH, SUMMARY_HTML },
        /* to a day, of a township that nobody has counted */
        { "report/township.zh.md", "2026-01-31", "990101101", LANGUAGE_ZH, SUMMARY_MARKDOWN },
    };
    County county;

    open_county(&county, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        House *const house = county.house;
        Job          job = county_job(&county);
        Fault        fault = { 0 };
        SummaryOrder order = {
            .summary = &house->catalog->summaries[0],
            .language = CASES[i].language,
            .format = CASES[i].format,
        };

        job.now = INT64_C(1782803400000); /* 2026-06-30 15:10 in China */
        Registry const     registry = house_registry(house, &job);
        FigureReader const reader = house_figures(house, &job, &registry);
        Buf                text = buf_open(county.arena, 1 << 20);
        test_row(test, "%s", CASES[i].golden);
        check_true(test, period_parse(&order.period, str_from_c(CASES[i].period), &fault) &&
                             region_parse(&order.place.region_id, str_from_c(CASES[i].region)));
        if (!summary_write(&text, &reader, &order, &fault))
            check_fail(test, fault.message);
        test_golden(test, str_from_c(CASES[i].golden), buf_str(&text));
    }
    county_close(&county);
}

void summary_numeral_test(Test *test)
{
    static const struct {
        uint32_t    number;
        const char *want;
    } CASES[] = {
        { 0, "0" },     { 1, "一" },      { 9, "九" },    { 10, "十" },
        { 11, "十一" }, { 19, "十九" },   { 20, "二十" }, { 21, "二十一" },
        { 90, "九十" }, { 99, "九十九" }, { 100, "100" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%u", CASES[i].number);
        check_text(test, summary_numeral(arena, CASES[i].number), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}
