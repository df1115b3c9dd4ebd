/* What the compiler says: each message in a golden file, and the manner of saying. */
#include "base/file.h"
#include "base/limits.h"
#include "catalog/harness_private.h"

enum { GOLDEN_FILES_MAX = 100 };

/* tests/golden/catalog/NAME.in are wrong definitions; NAME.out is what is said of
 * them. There is one for every message of the compiler but those about limits. */
void diagnostic_golden_test(Test *test)
{
    Arena   *arena = arena_open();
    Str     *paths = NULL;
    uint32_t count = 0;
    Fault    fault = { 0 };

    if (!file_list(&paths, &count, arena, SV("tests/golden/catalog"), SV(".in"), GOLDEN_FILES_MAX,
                   &fault))
        check_fail(test, fault.message);
    check_true(test, count > 0);
    for (uint32_t i = 0; i < count; i++) {
        Str const file = str_after(paths[i], SV("tests/golden/").len);
        Str const name = str_slice(file, 0, file.len - SV(".in").len);
        Str       text = SV("");

        test_row(test, "%.*s", (int)name.len, name.ptr);
        if (!file_read(&text, arena, paths[i], LIMIT_SOURCE_BYTES, &fault)) {
            check_fail(test, fault.message);
            continue;
        }
        Str const      path = str_after(file, SV("catalog/").len);
        Compiled const compiled = harness_compile(arena, SV(""), path, text);
        test_golden(test, str_format(arena, "%.*s.out", (int)name.len, name.ptr),
                    compiled.messages);
    }
    arena_close(&arena);
}

/* The mark stands below what it marks, though Chinese characters are wide. */
void diagnostic_print_test(Test *test)
{
    static const struct {
        const char *text;
        uint32_t    start, end;
        const char *want;
    } CASES[] = {
        { "abc def", 4, 7, "t:1:5: wrong\n     1 | abc def\n       |     ^^^\n" },
        { "abc", 3, 3, "t:1:4: wrong\n     1 | abc\n       |    ^\n" },
        { "\n\nabc", 2, 3, "t:3:1: wrong\n     3 | abc\n       | ^\n" },
        { "压力 x", 7, 8, "t:1:4: wrong\n     1 | 压力 x\n       |      ^\n" },
        { "x 压力", 2, 8, "t:1:3: wrong\n     1 | x 压力\n       |   ^^^^\n" },
        { "a\tb\r\nc", 2, 3, "t:1:3: wrong\n     1 | a b \n       |   ^\n" },
        { "ab\ncd", 1, 5, "t:1:2: wrong\n     1 | ab\n       |  ^\n" }, /* to its line's end */
        { "", 0, 0, "t:1:1: wrong\n     1 | \n       | ^\n" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Source const source = { SV("t"), str_from_c(CASES[i].text) };
        Diagnostics  diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };
        Buf          out = buf_open(arena, 1000);

        test_row(test, "%zu", i);
        diagnose(&diagnostics, (Span){ 0, CASES[i].start, CASES[i].end }, "wrong");
        diagnostics_print(&out, &diagnostics);
        check_text(test, buf_str(&out), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

/* Of a long line as much is shown as people can look at, in whole characters. */
void diagnostic_long_line_test(Test *test)
{
    Arena *arena = arena_open();
    Buf    line = buf_open(arena, 10000);

    for (uint32_t i = 0; i < 1000; i++)
        buf_add_c(&line, "压");
    Source const source = { SV("t"), buf_str(&line) };
    for (uint32_t at = 0; at < 1000; at += 37) {
        Diagnostics diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };
        Buf         out = buf_open(arena, 10000);

        test_row(test, "character %u", at);
        diagnose(&diagnostics, (Span){ 0, 3 * at, 3 * at + 3 }, "wrong");
        diagnostics_print(&out, &diagnostics);
        check_true(test, out.len < 1000 && !out.overflowed);
        check_true(test, str_find(buf_str(&out), SV("压")) < out.len);
        check_true(test, str_find_char(buf_str(&out), '?') == out.len); /* no halves */
        check_true(test, str_ends_with(buf_str(&out), SV(" ^^\n")) || at == 0);
    }
    arena_close(&arena);
}

/* The first message at a place wins, what failed is mute, and there is an end. */
void diagnostic_count_test(Test *test)
{
    Arena       *arena = arena_open();
    Source const source = { SV("t"), SV("abcdef") };
    Diagnostics  diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };

    diagnose(&diagnostics, (Span){ 0, 1, 2 }, "first");
    diagnose(&diagnostics, (Span){ 0, 1, 3 }, "second")->hint = SV("lost");
    check_equal(test, diagnostics.count, 1);
    check_text(test, diagnostics.items[0].text, SV("first"));
    check_text(test, diagnostics.items[0].hint, SV(""));

    diagnostics_mute(&diagnostics, (Span){ 0, 2, 4 });
    diagnose(&diagnostics, (Span){ 0, 3, 4 }, "within");
    check_equal(test, diagnostics.count, 1);
    diagnose(&diagnostics, (Span){ 0, 4, 5 }, "after");
    check_equal(test, diagnostics.count, 2);

    Str const    text = { arena_alloc(arena, 1000), 1000 };
    Source const long_source = { SV("t"), text };
    Diagnostics  many = { .arena = arena, .sources = &long_source, .source_count = 1 };
    for (uint32_t i = 0; i < 1000; i++)
        diagnose(&many, (Span){ 0, i, i + 1 }, "wrong")->expected = SV("right");
    check_equal(test, many.count, LIMIT_DIAGNOSTICS);
    check_equal(test, many.suppressed, 1000 - LIMIT_DIAGNOSTICS);
    arena_close(&arena);
}

void diagnostic_nearest_test(Test *test)
{
    static const struct {
        const char *wrong, *want;
    } CASES[] = {
        { "spb", "sbp" }, /* two swapped */
        { "sb", "sbp" },  /* one forgotten */
        { "heigth", "height" },
        { "sbpp", "sbp" }, /* one too many */
        { "hight", "height" },
        { "enroled", "enrolled" },
        { "height", "" }, /* it is there: something else is wrong */
        { "x", "" },      /* near to everything */
        { "waist", "" },  /* near to nothing */
        { "", "" },
    };
    Str const names[] = { SV("sbp"), SV("height"), SV("enrolled"), SV("y") };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s", CASES[i].wrong);
        check_text(test, diagnostic_nearest(str_from_c(CASES[i].wrong), names, COUNT_OF(names)),
                   str_from_c(CASES[i].want));
    }
}
