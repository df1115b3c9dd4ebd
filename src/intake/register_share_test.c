/* The people of a register against the number of a bureau. */
#include "indicators/register_share.h"

#include "intake/county.h"

static const char DEFINITIONS[] = "param register_share_max \"上限\" | \"Most\" decimal 1\n"
                                  "  from 2020-01-01 = 100.0 source \"某口径\"\n"
                                  "  from 2026-01-01 = 105.0 source \"某口径\"\n"
                                  "param register_share_min \"下限\" | \"Fewest\" decimal 1\n"
                                  "  from 2020-01-01 = 80.0 source \"某口径\"\n"
                                  "programme population \"人口\" | \"Population\"\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  indicator official_share \"比\" | \"Share\"\n"
                                  "    count resident\n"
                                  "    of population\n"
                                  "  indicator filed \"档\" | \"Filed\"\n"
                                  "    count resident\n"
                                  "    of population\n"
                                  "  indicator women \"女\" | \"Women\"\n"
                                  "    count resident\n"
                                  "    of population where sex = female\n";

enum { PEOPLE = 163 };

/* 163 who live at a post; officially so many; from 2026 on another bound. */
static const struct {
    int32_t     year;
    int64_t     official; /* -1: not told */
    ShareState  state;
    const char *ratio, *begins;
} CASES[] = {
    { 2021, 100, SHARE_TOO_HIGH, "163.00",
      "163 usual residents registered where officially 100 live: 163.00 %, above 100.0 %, 63 too "
      "many: look for people registered twice" },
    { 2022, 160, SHARE_TOO_HIGH, "101.88", "163 usual residents registered where officially 160" },
    { 2023, 163, SHARE_BELIEVED, "100.00", "" },
    { 2024, 250, SHARE_TOO_LOW, "65.20",
      "163 usual residents registered where officially 250 live: 65.20 %, below 80.0 %, 87 too "
      "few" },
    { 2025, -1, SHARE_UNKNOWN, "", "" },
    { 2026, 160, SHARE_BELIEVED, "101.88", "" },
};

static void compare(County *county, Test *test, size_t row)
{
    Job const          job = county_job(county);
    Registry const     registry = house_registry(county->house, &job);
    FigureReader const reader = house_figures(county->house, &job, &registry);
    const Catalog     *catalog = county->house->catalog;
    FigurePlace const  place = { .region_id = county->regions[0] };
    Period const       period = period_year(CASES[row].year);
    RegisterShare      share;
    RegisterShare     *below = NULL;
    uint32_t           count = 0;
    Label              doubt;
    Fault              fault = { 0 };

    test_row(test, "%d", CASES[row].year);
    check_true(test, register_share_read(&share, &reader, place, period, &fault));
    check_equal(test, share.state, CASES[row].state);
    check_equal(test, share.figure.part, PEOPLE);
    check_true(test, str_starts_with(share.reason.en, str_from_c(CASES[row].begins)));
    check_equal(test, share.reason.zh.len > 0, CASES[row].begins[0] != 0);
    if (CASES[row].official >= 0) {
        check_text(test, decimal_format(job.arena, share.figure.value),
                   str_from_c(CASES[row].ratio));
        check_equal(test, share.difference, PEOPLE - CASES[row].official);
    }
    check_true(test, register_share_by_place(&below, &count, &reader,
                                             (FigurePlace){ .region_id = region_at_level(
                                                                place.region_id, REGION_TOWNSHIP) },
                                             period, &fault));
    check_equal(test, count, 2);
    check_equal(test, below[0].state, CASES[row].state);
    check_equal(test, below[1].state, SHARE_UNKNOWN);
    for (uint32_t i = 0; i < catalog->indicator_count; i++) {
        Figure     figure;
        bool const is_women = str_equal(catalog->indicators[i].name, SV("women"));

        check_true(test, figure_read(&figure, &reader, &i, 1, place, period, &fault));
        check_true(test, register_share_doubt(&doubt, &reader, &figure, &fault));
        check_text(test, doubt.en,
                   CASES[row].state == SHARE_TOO_HIGH && !is_women ? share.reason.en : SV(""));
    }
}

void register_share_test(Test *test)
{
    County county;
    Fault  fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    if (!county_begin(&county, test))
        return;
    for (int i = 0; i < PEOPLE; i++)
        (void)county_person(&county, test, "甲", "1", "1960-05-01", 0, "2020-01-01");
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Job const        job = county_job(&county);
        Registry const   registry = house_registry(county.house, &job);
        Population const official = {
            county.regions[0], CASES[i].year, CASES[i].official, SV("某公报"), { 0 }
        };

        if (official.count >= 0)
            check_true(test, population_put(&registry, &official, &fault));
    }
    county_commit(&county, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++)
        compare(&county, test, i);
    county_close(&county);
}
