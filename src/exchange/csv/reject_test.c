/* Where a cell begins, and rows that are written once more. */
#include "exchange/csv/reject.h"

#include "base/test.h"

static const struct {
    const char *raw;
    char        separator;
    uint32_t    cell, line, column;
} PLACES[] = {
    { "a,b,c", ',', 0, 7, 1 },
    { "a,b,c", ',', 2, 7, 5 },
    { "甲,乙", ',', 1, 7, 3 },
    { "\"a,b\",c", ',', 1, 7, 7 },
    { "\"a\"\"b\",c", ',', 1, 7, 8 },
    { "\"a\nbc\",d", ',', 1, 8, 5 },
    { "\"a\r\nbc\",d", ',', 1, 8, 5 },
    { "\"a\rb\n\nc\",d", ',', 1, 10, 4 },
    { "a;b", ';', 1, 7, 3 },
    { "a\tb", '\t', 1, 7, 3 },
    { "a", ',', 3, 7, 2 }, /* a cell that is not there */
};

void reject_place_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        RejectFormat const format = reject_format(NULL, 0, PLACES[i].separator);
        RejectPlace const  place =
            reject_place(&format, str_from_c(PLACES[i].raw), 7, PLACES[i].cell);

        test_row(test, "%zu: %s", i, PLACES[i].raw);
        check_equal(test, place.line, PLACES[i].line);
        check_equal(test, place.column, PLACES[i].column);
    }
}

/* In a file of rejects the columns of the last time are replaced, wherever they are. */
void reject_again_test(Test *test)
{
    Str const headings[] = { SV("a;x"), SV("reject_line"), SV("b"), SV("reject_column"),
                             SV("reject_reason") };
    Str const cells[] = { SV("1"), SV("9"), SV("2\"\n"), SV("1"), SV("why") };
    Arena    *arena = arena_open();

    RejectFormat const format = reject_format(headings, COUNT_OF(headings), ';');
    check_equal(test, format.own_count, 3);
    check_text(test, reject_heading(&format, arena),
               SV("\"a;x\";b;reject_line;reject_column;reject_reason\r\n"));
    check_text(test,
               reject_row(&format, arena, SV("raw"), cells, (RejectPlace){ 3, 4 }, SV("\"no\"")),
               SV("1;\"2\"\"\n\";3;4;\"\"\"no\"\"\"\r\n"));
    /* a row that is none stands there as it was, with the columns of the last time */
    check_text(test,
               reject_row(&format, arena, SV("a\"b;1"), NULL, (RejectPlace){ 3, 4 }, SV("no")),
               SV("a\"b;1\r\n"));

    RejectFormat const first = reject_format(headings, 1, 0);
    check_text(test, reject_row(&first, arena, SV("a\"b"), NULL, (RejectPlace){ 3, 4 }, SV("no")),
               SV("a\"b,3,4,\"no\"\r\n"));
    arena_close(&arena);
}
