/* The compiler's bounds: each is met with a message, however large the source. */
#include "base/instant.h"
#include "base/limits.h"
#include "catalog/harness_private.h"

enum { SOURCE_BYTES_MAX = 8 << 20 };

/* `before`, then `count` times `piece` (its %u is the number), then `after`. */
static Str repeat(Arena *arena, const char *before, const char *piece, uint32_t count,
                  const char *after)
{
    Buf          text = buf_open(arena, SOURCE_BYTES_MAX);
    size_t const at = str_find(str_from_c(piece), SV("%u"));
    Str const    left = str_slice(str_from_c(piece), 0, at);
    Str const    right = str_after(str_from_c(piece), at + 2);

    buf_add_c(&text, before);
    for (uint32_t i = 0; i < count; i++) {
        buf_add(&text, left);
        if (at < str_from_c(piece).len)
            buf_add_int(&text, i);
        buf_add(&text, right);
    }
    buf_add_c(&text, after);
    return buf_str(&text);
}

static const char FIELD[] = "form f \"表\" | \"Form\"\n  x \"甲\" | \"X\" int\n";

/* Not %s in one string: the longest literal of C17 is short. */
static Str in_let(Arena *arena, Str expression)
{
    return str_format(arena, "%s  let y = %.*s\n", FIELD, (int)expression.len, expression.ptr);
}

typedef struct {
    const char *name;
    Str         text;
    const char *message; /* of the first diagnostic; NULL: none */
} Case;

static void run_cases(Test *test, Arena *arena, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Compiled const compiled = harness_compile(arena, SV(""), SV("t.care"), cases[i].text);
        uint32_t const found = compiled.diagnostics.count;

        test_row(test, "%s", cases[i].name);
        check_equal(test, found > 0, cases[i].message != NULL);
        if (found)
            check_text(test, compiled.diagnostics.items[0].text, str_from_c(cases[i].message));
    }
}

void limit_expressions_test(Test *test)
{
    Arena     *arena = arena_open();
    Case const cases[] = {
        { "nesting",
          in_let(arena, repeat(arena, "", "(", LIMIT_NESTING - 2,
                               "x"
                               "))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))")),
          NULL },
        { "too deep", in_let(arena, repeat(arena, "", "(", LIMIT_NESTING + 1, "x")),
          "this expression is nested more than 64 deep" },
        { "100000 deep", in_let(arena, repeat(arena, "", "(", 100000, "x")),
          "this expression is nested more than 64 deep" },
        { "100000 ifs", in_let(arena, repeat(arena, "", "if x > 1 then 1 else ", 40000, "x")),
          "this expression is nested more than 64 deep" },
        { "100000 calls", in_let(arena, repeat(arena, "", "abs(", 100000, "x")),
          "this expression is nested more than 64 deep" },
        { "chain", in_let(arena, repeat(arena, "x", " + x", LIMIT_CHAIN - 1, "")), NULL },
        { "long chain", in_let(arena, repeat(arena, "x", " + x", 100000, "")),
          "more than 256 operators in a row" },
        { "long or", in_let(arena, repeat(arena, "x > 1", " or x > 1", 100000, "")),
          "more than 256 operators in a row" },
        { "100000 signs", in_let(arena, repeat(arena, "", "- ", 100000, "x")),
          "'-' cannot stand here" },
        { "100000 nots", in_let(arena, repeat(arena, "", "not ", 100000, "x")),
          "'not' cannot stand here" },
        { "set", in_let(arena, repeat(arena, "x in { 0", ", %u", 1000, " }")), NULL },
        { "large set", in_let(arena, repeat(arena, "x in { 0", ", %u", 100000, " }")),
          "this expression has more than 4096 instructions" },
        { "many arguments", in_let(arena, repeat(arena, "abs(x", ", x", 100000, ")")),
          "abs has 100001 arguments" },
    };

    run_cases(test, arena, cases, COUNT_OF(cases));
    arena_close(&arena);
}

#define P27 "ppppppppppppppppppppppppppp"
#define F27 "fffffffffffffffffffffffffff"
#define L7  "lllllll"

void limit_declarations_test(Test *test)
{
    Arena     *arena = arena_open();
    Case const cases[] = {
        { "names", repeat(arena, FIELD, "  a%u \"a\" | \"a\" int\n", LIMIT_FORM_FIELDS - 1, ""),
          NULL },
        { "fields", repeat(arena, FIELD, "  a%u \"a\" | \"a\" int\n", LIMIT_FORM_FIELDS, ""),
          "more than 400 fields" },
        { "list fields",
          repeat(arena, "form f \"表\" | \"Form\"\n  list l \"列\" | \"List\"\n",
                 "    a%u \"a\" | \"a\" int\n", LIMIT_FORM_FIELDS + 1, "  x \"甲\" | \"X\" int\n"),
          "more than 400 fields" },
        { "values",
          repeat(arena, "code c \"码\" | \"Code\"\n", "  %u \"a\" | \"a\"\n", LIMIT_CODE_VALUES,
                 ""),
          NULL },
        { "too many values",
          repeat(arena, "code c \"码\" | \"Code\"\n", "  %u \"a\" | \"a\"\n", LIMIT_CODE_VALUES + 1,
                 ""),
          "more than 2000 values in a code set" },
        { "choices",
          repeat(arena, "code c \"码\" | \"Code\"\n", "  %u \"a\" | \"a\"\n", LIMIT_CODE_CHOICES,
                 "form f \"表\" | \"Form\"\n  x \"甲\" | \"X\" codes c\n  let y = x has 62\n"),
          NULL },
        { "too many choices",
          repeat(arena, "code c \"码\" | \"Code\"\n", "  %u \"a\" | \"a\"\n",
                 LIMIT_CODE_CHOICES + 1,
                 "form f \"表\" | \"Form\"\n  x \"甲\" | \"X\" codes c\n  let y = x has 63\n"),
          "a field of several choices takes a code set of at most 63 values" },
        { "tables of 63 characters",
          str_format(
              arena,
              "programme %s \"项\" | \"P\"\n  form %s \"表\" | \"F\"\n    x \"x\" | \"x\" int\n"
              "    list %s \"列\" | \"L\"\n      y \"y\" | \"y\" int\n",
              P27, F27, L7),
          NULL },
        { "a table of 64 characters",
          str_format(
              arena,
              "programme %sp \"项\" | \"P\"\n  form %s \"表\" | \"F\"\n    x \"x\" | \"x\" int\n",
              P27, F27),
          "the table '" P27 "p_" F27 "_history' has a name of 64 characters" },
        { "a list of 64 characters",
          str_format(
              arena,
              "programme %s \"项\" | \"P\"\n  form %s \"表\" | \"F\"\n    x \"x\" | \"x\" int\n"
              "    list %sl \"列\" | \"L\"\n      y \"y\" | \"y\" int\n",
              P27, F27, L7),
          "the table '" P27 "_" F27 "_" L7 "l' has a name of 64 characters" },
        { "blocks", repeat(arena, "form f \"表\" | \"Form\"\n  ", "x", 1, " \"甲\" | \"X\" int\n"),
          NULL },
        { "65535 code sets",
          repeat(arena, "", "code c%u \"a\" | \"a\"\n 1 \"a\" | \"a\"\n", UINT16_MAX + 1, ""),
          "more than 65535 of one kind" },
        { "65535 registers",
          repeat(arena, "", "register c%u \"a\" | \"a\"\n x \"a\" | \"a\" int\n", UINT16_MAX + 1,
                 ""),
          "more than 65535 of one kind" },
    };

    run_cases(test, arena, cases, COUNT_OF(cases));
    arena_close(&arena);
}

/* Blocks within blocks, each deeper than the one before. */
void limit_blocks_test(Test *test)
{
    Arena *arena = arena_open();

    for (uint32_t depth = 60; depth <= 1400; depth += depth < 66 ? 1 : 667) {
        Buf text = buf_open(arena, SOURCE_BYTES_MAX);

        buf_add_c(&text, "form f \"表\" | \"Form\"\n");
        for (uint32_t i = 1; i < depth; i++) {
            buf_add_times(&text, ' ', i);
            buf_add_c(&text, "section \"节\" | \"Section\"\n");
        }
        buf_add_times(&text, ' ', depth);
        buf_add_c(&text, "x \"甲\" | \"X\" int\n");
        Compiled const compiled = harness_compile(arena, SV(""), SV("t.care"), buf_str(&text));

        test_row(test, "%u", depth);
        check_equal(test, compiled.diagnostics.count, depth > LIMIT_NESTING);
        if (compiled.diagnostics.count)
            check_text(test, compiled.diagnostics.items[0].text,
                       SV("blocks are nested more than 64 deep"));
    }
    arena_close(&arena);
}

/* What an expression reaches through others is bounded too. */
void limit_reach_test(Test *test)
{
    static const struct {
        const char *name, *line, *want;
        uint32_t    count;
    } CASES[] = {
        { "definitions", "  define d%u = d%u and alive\n", NULL, 200 },
        { "deep definitions", "  define d%u = d%u and alive\n", "this stands on too much", 3000 },
        { "wide definitions", "  define d%u = d%u and d%u\n",
          "this expression has more than 4096 instructions", 60 },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Buf text = buf_open(arena, SOURCE_BYTES_MAX);

        buf_add_c(&text, "programme p \"项\" | \"P\"\n");
        for (uint32_t n = CASES[i].count; n > 0; n--) {
            Str rest = str_from_c(CASES[i].line);
            for (uint32_t part = 0; rest.len; part++) {
                size_t const at = str_find(rest, SV("%u"));
                buf_add(&text, str_slice(rest, 0, at));
                if (at < rest.len)
                    buf_add_int(&text, part == 0 ? n : n - 1);
                rest = str_after(rest, at + 2);
            }
        }
        buf_add_c(&text, "  define d0 = alive\n");
        Compiled const compiled = harness_compile(arena, SV(""), SV("t.care"), buf_str(&text));

        test_row(test, "%s", CASES[i].name);
        check_equal(test, compiled.diagnostics.count > 0, CASES[i].want != NULL);
        if (CASES[i].want)
            check_text(test, compiled.diagnostics.items[0].text, str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

/* So many names, and so many intermediate values, fit into one expression. */
void limit_operands_test(Test *test)
{
    Arena *arena = arena_open();
    Buf    names = buf_open(arena, SOURCE_BYTES_MAX);
    Buf    values = buf_open(arena, SOURCE_BYTES_MAX);

    buf_add(&names, repeat(arena, FIELD, "  a%u \"a\" | \"a\" int\n", LIMIT_REGISTERS, ""));
    buf_add(&names, repeat(arena, "  let y = x", " + a%u", LIMIT_REGISTERS, "\n"));
    Compiled compiled = harness_compile(arena, SV(""), SV("t.care"), buf_str(&names));
    check_equal(test, compiled.diagnostics.count, 1);
    check_text(test, compiled.diagnostics.items[0].text,
               SV("this expression names more than 128 different things"));

    /* each level keeps a condition and a value while the next one is computed */
    buf_add_c(&values, FIELD);
    buf_add_c(&values, "  let y = ");
    for (uint32_t i = 0; i < 40; i++)
        buf_add_c(&values, "if x > 1 and x < 9 then x * 2 + x * 3 else x + 1 + (x + 1) * ");
    buf_add_c(&values, "x\n");
    compiled = harness_compile(arena, SV(""), SV("t.care"), buf_str(&values));
    check_equal(test, compiled.diagnostics.count, 1);
    check_text(test, compiled.diagnostics.items[0].text, SV("this expression is too complex"));
    arena_close(&arena);
}

/* A megabyte on one line, or of nothing but mistakes, takes its time but no more. */
void limit_time_test(Test *test)
{
    Arena *arena = arena_open();
    struct {
        const char *name;
        Str         text;
    } const cases[] = {
        { "one line", in_let(arena, repeat(arena, "x", " x", 500000, "")) },
        { "one text", in_let(arena, repeat(arena, "\"", "压", 300000, "\"")) },
        { "unknown names", repeat(arena, FIELD, "  let a%u = nothing_like_it\n", 300, "") },
        { "bad units", repeat(arena, "", "unit a%u \"x\" | \"x\" = 1 b\n", 40000, "") },
        { "bad characters", repeat(arena, "", "$ ", 100000, "") },
        { "bad lines", repeat(arena, "", "$\n", 100000, "") },
        { "brackets", repeat(arena, "", "(\n", 100000, "") },
        { "quotes", repeat(arena, "", "\"\n", 100000, "") },
        { "units",
          repeat(arena, "unit m \"x\" | \"x\"\n", "unit x%uy \"x\" | \"x\" = 2 m\n", 30000, "") },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t const began_us = instant_monotonic_us();

        (void)harness_compile(arena, SV(""), SV("t.care"), cases[i].text);
        test_row(test, "%s", cases[i].name);
        check_true(test, instant_monotonic_us() - began_us < 5000000);
    }
    arena_close(&arena);
}
