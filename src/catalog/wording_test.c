/* Expressions on one line, as people read them. */
#include "catalog/wording.h"

#include "base/test.h"

void wording_expr_test(Test *test)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        { "a", "a" },
        { "a   +\n    b", "a + b" },
        { "a -- of last year\n  + b -- and this", "a + b" },
        { "a - -b", "a - -b" },
        { "way = \"a  -- b\"", "way = \"a  -- b\"" },
        { "way = \"\\\"--\" -- c", "way = \"\\\"--\"" },
        { "-- first\n  a", "a" },
        { "a\r\n\tand b", "a and b" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Expr const expr = { .text = str_from_c(CASES[i].text) };

        test_row(test, "%s", CASES[i].text);
        check_text(test, wording_expr(arena, &expr), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}
