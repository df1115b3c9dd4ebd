/* Numbers of health records. */
#include "registry/record_number.h"

#include "base/test.h"

void record_number_parse_test(Test *test)
{
    static const struct {
        const char      *text;
        ProblemCode      want;
        int64_t          prefix;
        RecordNumberKind kind;
        uint32_t         serial;
    } CASES[] = {
        { "99010110010100023", PROBLEM_NONE, 990101100101, RECORD_NUMBER_VILLAGE, 23 },
        { "99010100109900001", PROBLEM_NONE, 990101001099, RECORD_NUMBER_NEIGHBOURHOOD, 1 },
        { "99010110019999999", PROBLEM_NONE, 990101100199, RECORD_NUMBER_VILLAGE, 99999 },
        { "99010110090100001", PROBLEM_NONE, 990101100901, RECORD_NUMBER_OTHER, 1 },
        { "99010110099900001", PROBLEM_NONE, 990101100999, RECORD_NUMBER_OTHER, 1 },

        { "99010110010100000", PROBLEM_FORMAT, 0, 0, 0 }, /* serials begin with 1 */
        { "99010110000000001", PROBLEM_FORMAT, 0, 0, 0 }, /* village parts that nobody has */
        { "99010110010000001", PROBLEM_FORMAT, 0, 0, 0 },
        { "99010110020000001", PROBLEM_FORMAT, 0, 0, 0 },
        { "99010110090000001", PROBLEM_FORMAT, 0, 0, 0 },
        { "09010110010100023", PROBLEM_FORMAT, 0, 0, 0 },
        { "9901011001010002X", PROBLEM_FORMAT, 0, 0, 0 },
        { "9901011001010002", PROBLEM_LENGTH, 0, 0, 0 },
        { "990101100101000231", PROBLEM_LENGTH, 0, 0, 0 },
        { "", PROBLEM_LENGTH, 0, 0, 0 },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        RecordNumber number = { 0 };

        test_row(test, "%s", CASES[i].text);
        check_equal(test, record_number_parse(&number, str_from_c(CASES[i].text)), CASES[i].want);
        check_equal(test, number.prefix, CASES[i].prefix);
        check_equal(test, number.kind, CASES[i].kind);
        check_equal(test, number.serial, CASES[i].serial);
        if (CASES[i].want != PROBLEM_NONE)
            continue;
        check_equal(test, number.township_id, CASES[i].prefix / 1000 * 1000);
        check_text(test, record_number_format(arena, number.prefix, number.serial),
                   str_from_c(CASES[i].text));
    }
    arena_close(&arena);
}

/* From the statistical code of a village to its record code. */
void record_number_prefix_test(Test *test)
{
    static const struct {
        int64_t region_id, want; /* 0: it has none */
    } CASES[] = {
        { 990101001001, 990101001001 },
        { 990101001099, 990101001099 },
        { 990101100200, 990101100101 },
        { 990101100201, 990101100102 },
        { 990101100298, 990101100199 },
        { 990101001100, 0 },
        { 990101100199, 0 },
        { 990101100299, 0 },
        { 990101100400, 0 },
        { 990101100000, 0 },
        { 990101000000, 0 },
        { 990101100901, 0 },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int64_t    prefix = 0;
        bool const ok = record_number_prefix(&prefix, CASES[i].region_id);

        test_row(test, "%lld", (long long)CASES[i].region_id);
        check_equal(test, ok, CASES[i].want != 0);
        check_equal(test, prefix, CASES[i].want);
    }
}
