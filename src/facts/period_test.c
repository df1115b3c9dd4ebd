/* Periods, as people write and read them. */
#include "facts/period.h"

#include "base/test.h"

void period_parse_test(Test *test)
{
    static const struct {
        const char *text, *start, *end; /* start NULL: it is none */
        int32_t     id;
        const char *written, *zh, *en, *before;
    } CASES[] = {
        { "2025", "2025-01-01", "2025-12-31", 202500, "2025", "2025年", "2025", "2024" },
        { "2024Q1", "2024-01-01", "2024-03-31", 202413, "2024Q1", "2024年第1季度", "2024 Q1",
          "2023Q1" },
        { "2025q4", "2025-10-01", "2025-12-31", 202516, "2025Q4", "2025年第4季度", "2025 Q4",
          "2024Q4" },
        { "2024-02", "2024-02-01", "2024-02-29", 202402, "2024-02", "2024年2月", "2024-02",
          "2023-02" },
        { "2100-02", "2100-02-01", "2100-02-28", 210002, "2100-02", "2100年2月", "2100-02",
          "2099-02" },
        { "2025M3", "2025-03-01", "2025-03-31", 202503, "2025-03", "2025年3月", "2025-03",
          "2024-03" },
        { "2025-12", "2025-12-01", "2025-12-31", 202512, "2025-12", "2025年12月", "2025-12",
          "2024-12" },
        { "2024-02-29", "2024-01-01", "2024-02-29", 202417, "2024-02-29", "2024年1月1日至2月29日",
          "2024 to 2024-02-29", "2023-02-28" },
        { "2025-01-01", "2025-01-01", "2025-01-01", 202517, "2025-01-01", "2025年1月1日至1月1日",
          "2025 to 2025-01-01", "2024-01-01" },
        { .text = "" },
        { .text = "25" },
        { .text = "2025Q0" },
        { .text = "2025Q5" },
        { .text = "2025-00" },
        { .text = "2025-13" },
        { .text = "2025-" },
        { .text = "2025-1-1" },
        { .text = "2025-02-29" },
        { .text = "2025-02-291" },
        { .text = "1899" },
        { .text = "2200" },
        { .text = "2025H1" },
        { .text = "20255" },
        { .text = "+025" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Period     period = { 0 };
        Fault      fault = { 0 };
        bool const ok = period_parse(&period, str_from_c(CASES[i].text), &fault);

        test_row(test, "%s", CASES[i].text);
        check_equal(test, ok, CASES[i].start != NULL);
        if (!ok)
            check_text(test, str_from_c(fault.message),
                       SV("a period is 2025, 2025Q2, 2025-03, or 2025-10-24 for the year to date"));
        if (!ok || !CASES[i].start)
            continue;
        check_equal(test, period.id, CASES[i].id);
        check_text(test, date_format(arena, period.start), str_from_c(CASES[i].start));
        check_text(test, date_format(arena, period.end), str_from_c(CASES[i].end));
        check_text(test, period_format(arena, period), str_from_c(CASES[i].written));
        check_text(test, period_label(arena, period, LANGUAGE_ZH), str_from_c(CASES[i].zh));
        check_text(test, period_label(arena, period, LANGUAGE_EN), str_from_c(CASES[i].en));
        check_text(test, period_format(arena, period_year_before(period)),
                   str_from_c(CASES[i].before));
        check_equal(test, period_is_to_date(period), CASES[i].id % 100 == 17);
    }
    arena_close(&arena);
}

/* The 17 periods of a year: each once, months and quarters without a gap. */
void period_of_year_test(Test *test)
{
    int32_t days = 0;

    for (uint32_t i = 0; i < PERIOD_PARTS; i++) {
        Period const period = period_of_year(2024, i);

        test_row(test, "%u", i);
        check_equal(test, period_year_of(period), 2024);
        days += period.end.days - period.start.days + 1;
        if (i > 0 && i < 16 && i != 12)
            check_equal(test, period.start.days, period_of_year(2024, i - 1).end.days + 1);
    }
    check_equal(test, days, 3 * 366);
}

void period_year_so_far_test(Test *test)
{
    static const struct {
        int32_t     year;
        const char *today, *want;
    } CASES[] = {
        { 2026, "2026-11-22", "2026-11-22" }, { 2026, "2026-01-01", "2026-01-01" },
        { 2026, "2026-12-31", "2026" },       { 2025, "2026-01-01", "2025" },
        { 2027, "2026-12-31", "2027" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Date today = { 0 };

        test_row(test, "%d on %s", CASES[i].year, CASES[i].today);
        check_true(test, date_parse(&today, str_from_c(CASES[i].today)));
        check_text(test, period_format(arena, period_year_so_far(CASES[i].year, today)),
                   str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}
