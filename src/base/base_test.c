/* The words of the house: small functions, tested by tables. */
#include <string.h>

#include "base/buf.h"
#include "base/command.h"
#include "base/date.h"
#include "base/checked.h"
#include "base/decimal.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/map.h"
#include "base/test.h"
#include "base/utf8.h"

static Str date_text(Arena *arena, Date date)
{
    return date_format(arena, date);
}

void date_parse_test(Test *test)
{
    static const struct {
        const char *text;
        const char *want; /* NULL: not a date */
    } CASES[] = {
        { "2024-02-29", "2024-02-29" },
        { "20240229", "2024-02-29" },
        { "2000-02-29", "2000-02-29" },
        { "1900-02-28", "1900-02-28" },
        { "1970-01-01", "1970-01-01" },
        { "1800-01-01", "1800-01-01" },
        { "2200-12-31", "2200-12-31" },
        { "2023-02-29", NULL },
        { "1900-02-29", NULL },
        { "2024-13-01", NULL },
        { "2024-00-01", NULL },
        { "2024-04-31", NULL },
        { "1799-12-31", NULL },
        { "2201-01-01", NULL },
        { "2024-2-9", NULL },
        { "2024/02/09", NULL },
        { "", NULL },
        { "2024-02-2x", NULL },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Date       date = { 777 };
        bool const ok = date_parse(&date, str_from_c(CASES[i].text));

        test_row(test, "%s", CASES[i].text);
        check_equal(test, ok, CASES[i].want != NULL);
        if (ok)
            check_text(test, date_text(arena, date), str_from_c(CASES[i].want));
        else
            check_equal(test, date.days, 777);
    }
    check_equal(test, date_from_civil(1970, 1, 1).days, 0);
    check_equal(test, date_from_civil(1800, 1, 1).days, DATE_MIN.days);
    check_equal(test, date_from_civil(2200, 12, 31).days, DATE_MAX.days);
    arena_close(&arena);
}

void date_round_trip_test(Test *test)
{
    Civil before = date_to_civil((Date){ DATE_MIN.days - 1 });

    for (int32_t days = DATE_MIN.days; days <= DATE_MAX.days; days++) {
        Civil const civil = date_to_civil((Date){ days });
        bool const  next_day = civil.day == before.day + 1 && civil.month == before.month;
        bool const  next_month = civil.day == 1 && (civil.month == before.month % 12 + 1);

        if (!(next_day || next_month) ||
            date_from_civil(civil.year, civil.month, civil.day).days != days ||
            !date_is_valid(civil.year, civil.month, civil.day)) {
            test_row(test, "day %d", days);
            check_fail(test, "days follow each other and come back");
            return;
        }
        before = civil;
    }
    check_true(test, before.year == 2200);
}

void date_months_test(Test *test)
{
    static const struct {
        const char *from, *to;
        int32_t     months; /* between */
        int32_t     added;
        const char *sum; /* from + added months */
    } CASES[] = {
        { "2024-01-31", "2024-02-29", 0, 1, "2024-02-29" },
        { "2024-01-31", "2024-03-01", 1, 13, "2025-02-28" },
        { "2024-02-29", "2025-02-28", 11, 12, "2025-02-28" },
        { "2024-02-29", "2025-03-01", 12, -12, "2023-02-28" },
        { "1959-06-15", "2024-06-14", 779, 780, "2024-06-15" },
        { "1959-06-15", "2024-06-15", 780, 0, "1959-06-15" },
        { "2024-06-15", "2024-06-15", 0, -1, "2024-05-15" },
        { "2024-06-15", "2024-04-30", -1, -6, "2023-12-15" },
        { "2024-12-31", "2025-01-01", 0, 2, "2025-02-28" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Date from;
        Date to;

        test_row(test, "%s to %s", CASES[i].from, CASES[i].to);
        check_true(test, date_parse(&from, str_from_c(CASES[i].from)));
        check_true(test, date_parse(&to, str_from_c(CASES[i].to)));
        check_equal(test, date_months_between(from, to), CASES[i].months);
        check_text(test, date_text(arena, date_add_months(from, CASES[i].added)),
                   str_from_c(CASES[i].sum));
    }
    check_text(test, date_text(arena, date_month_end(2024, 2)), SV("2024-02-29"));
    arena_close(&arena);
}

void decimal_parse_test(Test *test)
{
    static const struct {
        const char *text;
        uint8_t     scale;
        const char *want; /* NULL: not such a number */
    } CASES[] = {
        { "36.5", 1, "36.5" },     { "36", 1, "36.0" },
        { "0.05", 2, "0.05" },     { "-0.5", 1, "-0.5" },
        { "-12.50", 2, "-12.50" }, { "7", 0, "7" },
        { "36.55", 1, NULL },      { "36.", 1, NULL },
        { ".5", 1, NULL },         { "", 1, NULL },
        { "-", 1, NULL },          { "1e5", 1, NULL },
        { "1,5", 1, NULL },        { "+1", 1, NULL },
        { "1.2.3", 3, NULL },      { "99999999999999999999", 0, NULL },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Decimal    value = { 0 };
        bool const ok = decimal_parse(&value, str_from_c(CASES[i].text), CASES[i].scale);

        test_row(test, "%s at %d", CASES[i].text, CASES[i].scale);
        check_equal(test, ok, CASES[i].want != NULL);
        if (ok)
            check_text(test, decimal_format(arena, value), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

void decimal_ratio_test(Test *test)
{
    static const struct {
        int64_t     numerator, denominator, factor;
        uint8_t     scale;
        const char *want; /* NULL: no value */
    } CASES[] = {
        { 310, 400, 100, 2, "77.50" },
        { 2, 3, 100, 2, "66.67" },
        { 1, 3, 100, 2, "33.33" },
        { 1, 8, 100, 1, "12.5" },
        { 1, 8, 100, 0, "13" }, /* half goes up, away from zero */
        { -1, 8, 100, 0, "-13" },
        { 26473, 28254, 100, 2, "93.70" }, /* printed as 93.69 by a county that cut */
        { 5, 0, 100, 2, NULL },
        { 0, 5, 100, 2, "0.00" },
        { 1005, 1000, 100, 2, "100.50" },
        { 3, 7, 100000, 2, "42857.14" },
        { INT64_MAX, 1, 100000, 2, NULL },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Decimal    value = { 0 };
        bool const ok = decimal_ratio(&value, CASES[i].numerator, CASES[i].denominator,
                                      CASES[i].factor, CASES[i].scale);

        test_row(test, "%lld of %lld", (long long)CASES[i].numerator,
                 (long long)CASES[i].denominator);
        check_equal(test, ok, CASES[i].want != NULL);
        if (ok)
            check_text(test, decimal_format(arena, value), str_from_c(CASES[i].want));
    }
    check_equal(test, decimal_divide_rounded(15, 10), 2);
    check_equal(test, decimal_divide_rounded(14, 10), 1);
    check_equal(test, decimal_divide_rounded(-15, 10), -2);
    check_equal(test, decimal_divide_rounded(-14, 10), -1);
    arena_close(&arena);
}

void str_test(Test *test)
{
    Str rest = SV("a,,b");

    check_text(test, str_cut(&rest, ','), SV("a"));
    check_text(test, str_cut(&rest, ','), SV(""));
    check_text(test, str_cut(&rest, ','), SV("b"));
    check_equal(test, rest.len, 0);
    check_text(test, str_trim(SV(" \t x y\r\n")), SV("x y"));
    check_text(test, str_trim(SV("  ")), SV(""));
    check_true(test, str_starts_with(SV("pinyin"), SV("pin")));
    check_true(test, !str_starts_with(SV("pi"), SV("pin")));
    check_true(test, str_ends_with(SV("a.care"), SV(".care")));
    check_equal(test, str_find(SV("hello"), SV("lo")), 3);
    check_equal(test, str_find(SV("hello"), SV("xx")), 5);
    check_equal(test, str_find(SV(""), SV("x")), 0);
    check_true(test, str_compare(SV("ab"), SV("b")) < 0);
    check_true(test, str_compare(SV("ab"), SV("a")) > 0);
    check_true(test, str_equal_ignoring_case(SV("11010X"), SV("11010x")));

    int64_t number = 5;
    check_true(test, str_to_int(&number, SV("-9223372036854775807")));
    check_equal(test, number, -INT64_MAX);
    check_true(test, !str_to_int(&number, SV("9223372036854775808")));
    check_true(test, !str_to_int(&number, SV("12a")));
    check_true(test, !str_to_int(&number, SV("")));
    check_equal(test, number, -INT64_MAX);
}

void buf_bounded_test(Test *test)
{
    Arena *arena = arena_open();
    Buf    buf = buf_open(arena, 10);

    buf_add(&buf, SV("12345"));
    buf_add_int(&buf, INT64_MIN); /* does not fit: ignored, and remembered */
    buf_add(&buf, SV("6"));
    check_true(test, buf.overflowed);
    buf_clear(&buf);
    buf_add_int(&buf, -42);
    buf_add_format(&buf, "/%d", 7);
    check_text(test, buf_str(&buf), SV("-42/7"));
    check_true(test, !buf.overflowed);
    arena_close(&arena);
}

void utf8_test(Test *test)
{
    static const struct {
        const char *text;
        bool        valid;
        size_t      characters, width;
    } CASES[] = {
        { "", true, 0, 0 },
        { "abc", true, 3, 3 },
        { "\xE5\xBC\xA0\xE4\xB8\x89", true, 2, 4 }, /* two hanzi */
        { "\xF0\xA0\x80\x80", true, 1, 2 },         /* a hanzi outside the first plane */
        { "\xC0\x80", false, 2, 2 },                /* overlong NUL */
        { "\xED\xA0\x80", false, 3, 3 },            /* a surrogate */
        { "\xF4\x90\x80\x80", false, 4, 4 },        /* over U+10FFFF */
        { "\xE5\xBC", false, 2, 2 },                /* cut short */
        { "\xD5\xC5\xC8\xFD", false, 4, 4 },        /* GB18030 bytes */
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const text = str_from_c(CASES[i].text);

        test_row(test, "case %zu", i);
        check_equal(test, utf8_is_valid(text), CASES[i].valid);
        check_equal(test, utf8_count(text), CASES[i].characters);
        check_equal(test, utf8_width(text), CASES[i].width);
    }
    check_equal(test,
                utf8_prefix(SV("a\xE5\xBC\xA0"
                               "b"),
                            2),
                4);
}

void map_test(Test *test)
{
    Arena  *arena = arena_open();
    NameMap names = name_map_open(arena);
    IdMap   ids = id_map_open(arena);
    bool    is_new = false;

    check_equal(test, name_map_find(&names, SV("x")), MAP_ABSENT);
    for (uint32_t i = 0; i < 1000; i++) {
        check_equal(test, name_map_add(&names, str_format(arena, "n%u", i), &is_new), i);
        check_true(test, is_new);
        check_equal(test, id_map_add(&ids, (int64_t)i << 22, &is_new), i);
    }
    for (uint32_t i = 0; i < 1000; i++) {
        check_equal(test, name_map_find(&names, str_format(arena, "n%u", i)), i);
        check_equal(test, id_map_find(&ids, (int64_t)i << 22), i);
    }
    check_equal(test, name_map_add(&names, SV("n7"), &is_new), 7);
    check_true(test, !is_new);
    check_equal(test, id_map_find(&ids, 12345), MAP_ABSENT);
    arena_close(&arena);
}

void id_test(Test *test)
{
    IdMaker maker = { .node = 5 };
    int64_t last = 0;

    /* Grow even when the clock stands still, or goes back. */
    for (int64_t i = 0; i < 10000; i++) {
        int64_t const id = id_next(&maker, 1700000000000 + (i < 9000 ? 0 : -5000));

        if (id <= last) {
            check_fail(test, "ids grow");
            break;
        }
        last = id;
    }
    check_true(test, id_instant(last) >= 1700000000000);

    IdMaker again = { .node = 5 };
    id_continue(&again, last);
    check_true(test, id_next(&again, 1600000000000) > last);
}

void instant_test(Test *test)
{
    Arena *arena = arena_open();

    check_text(test, instant_format(arena, 1709166600123), SV("2024-02-29T08:30:00.123+08:00"));
    check_text(test, instant_format(arena, 1709135999999), SV("2024-02-28T23:59:59.999+08:00"));
    check_text(test, instant_format(arena, -28800001), SV("1969-12-31T23:59:59.999+08:00"));
    check_equal(test, instant_date(1709136000000).days, date_from_civil(2024, 2, 29).days);
    arena_close(&arena);
}

void arena_test(Test *test)
{
    Arena    *arena = arena_open();
    uint32_t *items = NULL;
    uint32_t  capacity = 0;

    for (uint32_t i = 0; i < 5000; i++) {
        items = arena_grow(arena, items, i, &capacity, sizeof *items);
        items[i] = i;
    }
    for (uint32_t i = 0; i < 5000; i++)
        if (items[i] != i)
            check_equal(test, items[i], i);
    unsigned char *const big = arena_alloc(arena, 3 << 20);
    check_equal(test, big[(3 << 20) - 1], 0);
    memset(big, 0xFF, 3 << 20);
    arena_reset(arena);
    check_equal(test, arena_used(arena), 0);
    unsigned char *const again = arena_alloc(arena, 1000);
    check_equal(test, again[999], 0); /* zeroed, though the memory was used before */
    arena_close(&arena);
    check_true(test, arena == NULL);
}

void fault_test(Test *test)
{
    Arena *arena = arena_open();
    Fault  fault = { 0 };

    check_true(test, !fault_at(&fault, 3, 7, "expected %s", "a date"));
    check_true(test, !fault_context(&fault, "row 12"));
    check_true(test, !fault_context(&fault, "importing persons"));
    check_text(test, fault_text(&fault, arena),
               SV("importing persons: row 12: line 3, column 7: expected a date"));

    /* A message that is too long ends with a whole character. */
    fault_set(&fault, FAULT_IO, "%.*s", 240, str_format(arena, "x%0240d", 0).ptr);
    check_equal(test, strlen(fault.message), sizeof fault.message - 1);
    Buf hanzi = buf_open(arena, 1000);
    for (int i = 0; i < 100; i++)
        buf_add(&hanzi, SV("\xE5\xBC\xA0"));
    fault_set(&fault, FAULT_IO, "%.*s", (int)hanzi.len, hanzi.ptr);
    check_true(test, utf8_is_valid(str_from_c(fault.message)));
    arena_close(&arena);
}

/* In place, in a memory of its own: where a compiler may read again what it stored. */
void checked_in_place_test(Test *test)
{
    static const struct {
        int64_t a, b, sum, product;
        bool    sum_fits, product_fits;
    } CASES[] = {
        { 7892124957933871170, 999999999999000000, 8892124957932871170, 0, true, false },
        { INT64_MAX, 1, INT64_MIN, INT64_MAX, false, true },
        { INT64_MIN, -1, INT64_MAX, INT64_MIN, false, false },
        { 4000000000, 2000000000, 6000000000, 8000000000000000000, true, true },
        { -3, 2, -1, -6, true, true },
    };
    Arena         *arena = arena_open();
    int64_t *const word = arena_alloc(arena, sizeof *word);

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        *word = CASES[i].b;
        check_equal(test, checked_add(word, CASES[i].a, *word), CASES[i].sum_fits);
        check_equal(test, *word, CASES[i].sum);
        *word = CASES[i].b;
        check_equal(test, checked_multiply(word, CASES[i].a, *word), CASES[i].product_fits);
        if (CASES[i].product_fits)
            check_equal(test, *word, CASES[i].product);
    }
    arena_close(&arena);
}
