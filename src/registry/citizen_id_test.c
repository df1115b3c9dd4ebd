/* Identity numbers, all of the region 990101, which no real one has. */
#include "registry/citizen_id.h"

#include <string.h>

#include "base/test.h"

static const struct {
    const char *text;
    ProblemCode want;
    const char *modern; /* when it is right */
    const char *born_on;
    char        sex;
} CASES[] = {
    { "990101199001010019", PROBLEM_NONE, "990101199001010019", "1990-01-01", '1' },
    { "990101195803151245", PROBLEM_NONE, "990101195803151245", "1958-03-15", '2' },
    { "990101202306120037", PROBLEM_NONE, "990101202306120037", "2023-06-12", '1' },
    { "99010119900101006X", PROBLEM_NONE, "99010119900101006X", "1990-01-01", '2' },
    { "99010119900101006x", PROBLEM_NONE, "99010119900101006X", "1990-01-01", '2' },
    { "990101900101001", PROBLEM_NONE, "990101199001010019", "1990-01-01", '1' },

    { "", PROBLEM_LENGTH, NULL, NULL, 0 },
    { "99010119900101001", PROBLEM_LENGTH, NULL, NULL, 0 },
    { "9901011990010100190", PROBLEM_LENGTH, NULL, NULL, 0 },
    { "990101199001010010", PROBLEM_CHECK_DIGIT, NULL, NULL, 0 },
    { "990101199001010018", PROBLEM_CHECK_DIGIT, NULL, NULL, 0 },
    { "99010119900101001X", PROBLEM_CHECK_DIGIT, NULL, NULL, 0 },
    { "990101199002300017", PROBLEM_NO_DATE, NULL, NULL, 0 }, /* 30 February */
    { "990101190002290013", PROBLEM_NO_DATE, NULL, NULL, 0 }, /* 1900 was no leap year */
    { "990101187912310014", PROBLEM_NO_DATE, NULL, NULL, 0 }, /* nobody is that old */
    { "990101199013010016", PROBLEM_NO_DATE, NULL, NULL, 0 },
    { "9901011990010100X9", PROBLEM_FORMAT, NULL, NULL, 0 }, /* X in another place */
    { "99010119900101001A", PROBLEM_FORMAT, NULL, NULL, 0 },
    { "990101 99001010019", PROBLEM_FORMAT, NULL, NULL, 0 },
    { "090101199001010019", PROBLEM_FORMAT, NULL, NULL, 0 }, /* no region begins with 0 */
    { "99010190010100X", PROBLEM_FORMAT, NULL, NULL, 0 },
    { "990101900101996", PROBLEM_REVIEW, NULL, NULL, 0 }, /* born in the century before */
    { "990101900101995", PROBLEM_NONE, "990101199001019953", "1990-01-01", '1' },
};

void citizen_id_parse_test(Test *test)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        CitizenId         id = { .text = "untouched" };
        ProblemCode const got = citizen_id_parse(&id, str_from_c(CASES[i].text));

        test_row(test, "%s", CASES[i].text);
        check_equal(test, got, CASES[i].want);
        if (got != PROBLEM_NONE) {
            check_text(test, str_from_c(id.text), SV("untouched"));
            continue;
        }
        check_text(test, str_from_c(id.text), str_from_c(CASES[i].modern));
        check_text(test, date_format(arena, id.born_on), str_from_c(CASES[i].born_on));
        check_equal(test, id.sex, CASES[i].sex);
        check_equal(test, id.region_id, 990101000000);
    }
    arena_close(&arena);
}

/* What the check character is for: one wrong digit, or two exchanged, is found. */
void citizen_id_check_test(Test *test)
{
    static const char GOOD[] = "99010119900101006X";

    for (size_t at = 0; at < CITIZEN_ID_CHARS - 1; at++) {
        CitizenId id = { 0 };
        char      text[CITIZEN_ID_CHARS];

        for (char digit = '0'; digit <= '9'; digit++) {
            memcpy(text, GOOD, CITIZEN_ID_CHARS);
            text[at] = digit;
            test_row(test, "%c at %zu", digit, at);
            check_equal(test,
                        citizen_id_parse(&id, (Str){ text, CITIZEN_ID_CHARS }) == PROBLEM_NONE,
                        digit == GOOD[at]);
        }
        memcpy(text, GOOD, CITIZEN_ID_CHARS);
        text[at] = GOOD[at + 1];
        text[at + 1] = GOOD[at];
        test_row(test, "exchanged at %zu", at);
        check_equal(test, citizen_id_parse(&id, (Str){ text, CITIZEN_ID_CHARS }) == PROBLEM_NONE,
                    GOOD[at] == GOOD[at + 1]);
    }
}

void citizen_id_make_test(Test *test)
{
    static const struct {
        Civil       born;
        uint32_t    serial;
        const char *want;
    } MADE[] = {
        { { 1990, 1, 1 }, 1, "990101199001010019" },
        { { 1958, 3, 15 }, 124, "990101195803151245" },
        { { 2023, 6, 12 }, 3, "990101202306120037" },
        { { 1990, 1, 1 }, 6, "99010119900101006X" },
        { { 1880, 1, 1 }, 999, "990101188001019992" },
        { { 2200, 12, 31 }, 1, "990101220012310010" },
    };

    for (size_t i = 0; i < COUNT_OF(MADE); i++) {
        Date const born_on =
            date_from_civil(MADE[i].born.year, MADE[i].born.month, MADE[i].born.day);
        CitizenId const id = citizen_id_make(990101, born_on, MADE[i].serial);

        test_row(test, "%s", MADE[i].want);
        check_text(test, str_from_c(id.text), str_from_c(MADE[i].want));
        check_equal(test, id.born_on.days, born_on.days);
        check_equal(test, id.sex, MADE[i].serial % 2 ? '1' : '2');
    }
}
