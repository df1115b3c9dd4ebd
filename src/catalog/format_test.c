/* One layout: what it looks like, and that it changes nothing. */
#include "catalog/format.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/test.h"
#include "catalog/lexer.h"

static bool format(Str *out, Arena *arena, Str text)
{
    Source *const source = arena_alloc(arena, sizeof *source);

    *source = (Source){ SV("test.care"), text };
    Diagnostics diagnostics = { .arena = arena, .sources = source, .source_count = 1 };
    bool const  ok = format_source(out, arena, &diagnostics, 0);
    return ok == (diagnostics.count == 0) && ok;
}

void format_test(Test *test)
{
    static const struct {
        const char *text, *want; /* NULL: it is right already */
    } CASES[] = {
        { "", NULL },
        { "\n\n", "" },
        { "-- only a comment\n", NULL },
        { "unit   m \"米\"|\"m\"", "unit m \"米\" | \"m\"\n" },
        { "unit m \"米\" | \"m\"  -- kept\n", NULL },
        { "unit m \"米\" | \"m\" --kept  \n", "unit m \"米\" | \"m\"  --kept\n" },
        { "unit kg / m2 \"a\" | \"b\" ucum \"x\"=1 kg . m", /* units stand close */
          "unit kg/m2 \"a\" | \"b\" ucum \"x\" = 1 kg.m\n" },
        { "unit / min \"a\" | \"b\"\n", "unit /min \"a\" | \"b\"\n" },
        { "\xEF\xBB\xBFunit m \"a\" | \"b\"\r\nunit n \"a\" | \"b\"\r\n",
          "unit m \"a\" | \"b\"\nunit n \"a\" | \"b\"\n" },

        /* at most one empty line, none at the beginning or the end */
        { "\n\nunit m \"a\" | \"b\"\n\n\n\nunit n \"a\" | \"b\"\n\n",
          "unit m \"a\" | \"b\"\n\nunit n \"a\" | \"b\"\n" },

        /* two spaces a level, four for what goes on */
        { "form f \"a\" | \"b\"\n      x \"a\" | \"b\" int\n         required\n       when y > 1\n"
          "      section \"a\" | \"b\"\n            y \"a\" | \"b\" int\n",
          "form f \"a\" | \"b\"\n  x \"a\" | \"b\" int\n      required\n      when y > 1\n"
          "  section \"a\" | \"b\"\n    y \"a\" | \"b\" int\n" },
        { "programme p \"a\" | \"b\"\n for person\n indicator i \"a\" | \"b\"\n  count alive\n"
          "    and resident\n report\n  \"a\"\n   | \"b\"\n form f \"a\" | \"b\"\n  x \"a\" | "
          "\"b\" int\n",
          "programme p \"a\" | \"b\"\n  for person\n  indicator i \"a\" | \"b\"\n    count alive\n"
          "        and resident\n  report\n    \"a\"\n        | \"b\"\n  form f \"a\" | \"b\"\n"
          "    x \"a\" | \"b\" int\n" },
        { "code c \"a\" | \"b\"\n  form \"a\" | \"b\"\n    points 1\n",
          "code c \"a\" | \"b\"\n  form \"a\" | \"b\"\n      points 1\n" },
        { "form f \"a\" | \"b\"\n  list \"a\" | \"b\" int\n    required\n",
          "form f \"a\" | \"b\"\n  list \"a\" | \"b\" int\n      required\n" },
        { "summary s \"a\" | \"b\"\n chapter \"a\" | \"b\"\n  part \"a\" | \"b\"\n   from "
          "problems\n",
          "summary s \"a\" | \"b\"\n  chapter \"a\" | \"b\"\n    part \"a\" | \"b\"\n"
          "        from problems\n" },

        /* comments stand with what they are about */
        { "-- top\nform f \"a\" | \"b\"\n    -- of x\n    x \"a\" | \"b\" int\n"
          "        -- of required\n        required\n    -- last\n-- end\n",
          "-- top\nform f \"a\" | \"b\"\n  -- of x\n  x \"a\" | \"b\" int\n"
          "      -- of required\n      required\n  -- last\n-- end\n" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const want = str_from_c(CASES[i].want ? CASES[i].want : CASES[i].text);
        Str       got = SV("");
        Str       again = SV("");

        test_row(test, "%s", CASES[i].text);
        check_true(test, format(&got, arena, str_from_c(CASES[i].text)));
        check_text(test, got, want);
        check_true(test, format(&again, arena, got));
        check_text(test, again, got);
    }
    arena_close(&arena);
}

void format_spaces_test(Test *test)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        { "let y=( a+b )*-c", "let y = (a + b) * -c" },
        { "let y = a - - b", "let y = a - -b" },
        { "let y = -a - 1", "let y = -a - 1" },
        { "let y = if - a > -1 then -1 else - 2", "let y = if -a > -1 then -1 else -2" },
        { "let y = round ( a/b , 1 )", "let y = round(a / b, 1)" },
        { "let y = (a)", "let y = (a)" },
        { "let y = not ( a and ( b or c ) )", "let y = not (a and (b or c))" },
        { "let y = a in {1,2 , - 3}", "let y = a in { 1, 2, -3 }" },
        { "let y = a any { b }", "let y = a any { b }" },
        { "let y = count ( f . g in year ) > 1", "let y = count(f.g in year) > 1" },
        { "let y = last(f) . sbp", "let y = last(f).sbp" },
        { "let y = a as kg / m2", "let y = a as kg/m2" },
        { "let y = (a as m) / b", "let y = (a as m) / b" },
        { "let y = a / b / c", "let y = a / b / c" },
        { "let y int = a / b", "let y int = a / b" },
        { "let y decimal 1 kg / m2=a / b", "let y decimal 1 kg/m2 = a / b" },
        { "check ( a > 1 ) and b \"x\"|\"y\"", "check (a > 1) and b \"x\" | \"y\"" },
        { "warn(a) \"x\" | \"y\"", "warn (a) \"x\" | \"y\"" },
        { "x \"a\" | \"b\" int mmHg 40 .. 300 usual 90..139",
          "x \"a\" | \"b\" int mmHg 40..300 usual 90..139" },
        { "x \"a\" | \"b\" decimal 1 -5.0 .. 5.0", "x \"a\" | \"b\" decimal 1 -5.0..5.0" },
        { "x \"a\" | \"b\" int - 5 .. - 1", "x \"a\" | \"b\" int -5..-1" },
        { "x \"a\" | \"b\" int / min 1..2", "x \"a\" | \"b\" int /min 1..2" },
        { "x \"a\" | \"b\" int when(b)or c required",
          "x \"a\" | \"b\" int when (b) or c required" },
        { "x \"a\\\"b\" | \"b\\\\\" text  40", "x \"a\\\"b\" | \"b\\\\\" text 40" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const text = str_format(arena, "form f \"a\" | \"b\"\n  %s\n", CASES[i].text);
        Str const want = str_format(arena, "form f \"a\" | \"b\"\n  %s\n", CASES[i].want);
        Str       got = SV("");

        test_row(test, "%s", CASES[i].text);
        check_true(test, format(&got, arena, text));
        check_text(test, got, want);
    }
    arena_close(&arena);
}

/* The lines of an indicator begin with words that are functions elsewhere. */
void format_indicator_test(Test *test)
{
    Arena    *arena = arena_open();
    Str const text = SV("programme p \"a\" | \"b\"\n"
                        "  indicator i \"a\" | \"b\"\n"
                        "    count (alive or resident) and count(f) > 1\n"
                        "    per sum (1 + 2)\n"
                        "    target >= -5\n"
                        "  indicator j \"a\" | \"b\"\n"
                        "    sum (sum(f.x in year))\n"
                        "    of count (alive)\n"
                        "  due f at 3 months of (born_on)\n");
    Str       got = SV("");

    check_true(test, format(&got, arena, text));
    check_text(test, got, text);
    arena_close(&arena);
}

/* What cannot be read is left alone. */
void format_refusal_test(Test *test)
{
    static const char *const CASES[] = {
        "unit m \"米\" | \"m",
        "unit m，\"米\" | \"m\"",
        "form f \"a\" | \"b\"\n    x \"a\" | \"b\" int\n  y \"a\" | \"b\" int\n",
        "fourm f \"a\" | \"b\"\n",
        "form f \"a\" | \"b\"\n\tx \"a\" | \"b\" int\n",
        "\xFF",
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str out = SV("untouched");

        test_row(test, "%s", CASES[i]);
        check_true(test, !format(&out, arena, str_from_c(CASES[i])));
        check_text(test, out, SV("untouched"));
    }
    arena_close(&arena);
}

/* The programmes that come with the program: the same words after as before, and
 * the same layout the second time. */
void format_programmes_test(Test *test)
{
    Arena   *arena = arena_open();
    Str     *paths = NULL;
    uint32_t count = 0;
    Fault    fault = { 0 };

    check_true(test, file_list(&paths, &count, arena, SV("programmes"), SV(".care"),
                               LIMIT_SOURCE_FILES, &fault));
    check_true(test, count > 0);
    for (uint32_t i = 0; i < count; i++) {
        Str text = SV("");
        Str once = SV("");
        Str twice = SV("");

        test_row(test, "%.*s", (int)paths[i].len, paths[i].ptr);
        check_true(test, file_read(&text, arena, paths[i], LIMIT_SOURCE_BYTES, &fault));
        check_true(test, format(&once, arena, text) && format(&twice, arena, once));
        check_text(test, twice, once);

        Source const sources[] = { { SV("before"), text }, { SV("after"), once } };
        Diagnostics  diagnostics = { .arena = arena, .sources = sources, .source_count = 2 };
        Tokens const before = lex(arena, &diagnostics, 0, true);
        Tokens const after = lex(arena, &diagnostics, 1, true);
        check_equal(test, after.count, before.count);
        for (uint32_t at = 0; at < before.count && at < after.count; at++)
            check_text(test, after.items[at].text, before.items[at].text);
    }
    arena_close(&arena);
}
