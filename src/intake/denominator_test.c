/* What a figure is set against is named: which people, whose number, of which day. */
#include "indicators/denominator.h"

#include "intake/county.h"

static const char DEFINITIONS[] = "param share \"患病率\" | \"Prevalence\" decimal 3\n"
                                  "  from 2000-01-01 = 0.275 source \"某报告\"\n"
                                  "programme p \"项\" | \"P\"\n"
                                  "  enrol with start\n"
                                  "  form start \"建\" | \"Start\" administrative\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  define seen \"见\" | \"Seen\" = exists(visit in year)\n"
                                  "  indicator count_only \"数\" | \"Count\"\n"
                                  "    count seen\n"
                                  "  indicator official \"官\" | \"Official\"\n"
                                  "    count seen\n"
                                  "    of population\n"
                                  "  indicator of_women \"女\" | \"Women\"\n"
                                  "    count seen and sex = female\n"
                                  "    of population where sex = female and age >= 65\n"
                                  "  indicator of_fertile \"育\" | \"Fertile\"\n"
                                  "    count seen and sex = female\n"
                                  "    of population where sex = female and age > 14 and age < 50\n"
                                  "  indicator residents \"居\" | \"Residents\"\n"
                                  "    count seen\n"
                                  "    of count resident and age >= 20\n"
                                  "  indicator enrolled \"管\" | \"Enrolled\"\n"
                                  "    count seen\n"
                                  "    of count enrolled\n"
                                  "  indicator served \"服\" | \"Served\"\n"
                                  "    count seen and sex = male\n"
                                  "    of count seen\n"
                                  "  indicator born \"生\" | \"Born\"\n"
                                  "    count seen\n"
                                  "    of count born_on >= year_start\n"
                                  "  indicator estimated \"估\" | \"Estimated\"\n"
                                  "    sum if seen then 1 else 0\n"
                                  "    per sum if resident then share else 0\n"
                                  "  indicator doses \"剂\" | \"Doses\"\n"
                                  "    sum count(visit in year)\n"
                                  "    per sum if resident then 4 else 0\n";

static const struct {
    const char *indicator, *kind, *zh, *en;
} CASES[] = {
    { "p.count_only", "none", "计数，没有分母", "a count, set against nothing" },
    { "p.official", "official", "官方人口数：*，2025年，来源：某公报：1000",
      "official number of people: *, 2025, source: 某公报: 1000" },
    { "p.of_women", "official",
      "官方人口数：*，女 65岁及以上，2025年，来源：2个分组之和：某公报：90",
      "official number of people: *, female, 65 and older, 2025, source: 2个分组之和：某公报: 90" },
    { "p.of_fertile", "official", "官方人口数：*，女 15–49岁，2025年，来源：—：—",
      "official number of people: *, female, 15–49 years, 2025, source: —: —" },
    { "p.residents", "residents", "平台登记的居民（口径：resident and age >= 20），2025-12-31：2",
      "residents on this register (resident and age >= 20), on 2025-12-31: 2" },
    { "p.enrolled", "enrolled", "项目在管人数（口径：enrolled），2025-12-31：0",
      "people enrolled (enrolled), on 2025-12-31: 0" },
    { "p.served", "served", "平台有相应记录的居民（口径：seen），2025-12-31：0",
      "people on this register with such records (seen), on 2025-12-31: 0" },
    { "p.born", "people", "平台登记的人（口径：born_on >= year_start），2025-12-31：0",
      "people on this register (born_on >= year_start), on 2025-12-31: 0" },
    { "p.estimated", "estimated",
      "按比例估计的人数（口径：if resident then share else 0），患病率 "
      "0.275，来源：某报告，2025-12-31：0.550",
      "number estimated by a parameter (if resident then share else 0), Prevalence 0.275, source: "
      "某报告, on 2025-12-31: 0.550" },
    { "p.doses", "duties", "应做数量（口径：if resident then 4 else 0），2025-12-31：8",
      "what was due (if resident then 4 else 0), on 2025-12-31: 8" },
};

void denominator_test(Test *test)
{
    County county;
    Fault  fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    if (!county_begin(&county, test))
        return;
    (void)county_person(&county, test, "甲", "1", "1960-05-01", 0, "2020-01-01");
    (void)county_person(&county, test, "乙", "2", "1970-05-01", 1, "2020-01-01");
    Job                          job = county_job(&county);
    Registry const               registry = house_registry(county.house, &job);
    static const PopulationGroup GROUPS[] = { { 0 }, { 2, 65, 80 }, { 2, 80, 0 } };
    static const int64_t         COUNTS[] = { 1000, 60, 30 };
    for (size_t i = 0; i < COUNT_OF(GROUPS); i++) {
        Population const official = { county.house->regions->regions[0].region_id, 2025, COUNTS[i],
                                      SV("某公报"), GROUPS[i] };
        check_true(test, population_put(&registry, &official, &fault));
    }
    county_commit(&county, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        job = county_job(&county);
        Registry const     now = house_registry(county.house, &job);
        FigureReader const reader = house_figures(county.house, &job, &now);
        const Catalog     *catalog = county.house->catalog;
        uint32_t const     index =
            (uint32_t)(catalog_indicator(catalog, str_from_c(CASES[i].indicator)) -
                       catalog->indicators);
        Figure figure;

        test_row(test, "%s", CASES[i].indicator);
        check_true(test, figure_read(&figure, &reader, &index, 1, (FigurePlace){ 0 },
                                     period_year(2025), &fault));
        Denominator const denominator = denominator_of(job.arena, &reader, &figure);
        check_text(test, denominator.kind_name, str_from_c(CASES[i].kind));
        check_text(test, denominator.text.zh, str_from_c(CASES[i].zh));
        check_text(test, denominator.text.en, str_from_c(CASES[i].en));
    }
    county_close(&county);
}
