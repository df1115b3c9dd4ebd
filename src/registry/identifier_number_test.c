/* How numbers of every kind are taken, brought to one form, and refused. */
#include "registry/identifier_number.h"

#include "base/test.h"

#define NUL    "\xEF\xBC\x90" /* 0, 1 and X in full width */
#define ONE    "\xEF\xBC\x91"
#define WIDE_X "\xEF\xBD\x98"

static const struct {
    const char *kind, *text;
    ProblemCode want;
    const char *kept;
} CASES[] = {
    { "01", "990101199001010019", PROBLEM_NONE, "990101199001010019" },
    { "01", " 990101 19900101 006x ", PROBLEM_NONE, "99010119900101006X" },
    { "01", "9901011990" NUL ONE NUL ONE "006" WIDE_X, PROBLEM_NONE, "99010119900101006X" },
    { "01", "990101900101001", PROBLEM_NONE, "990101199001010019" },
    { "01", "990101900101996", PROBLEM_REVIEW, NULL },
    { "01", "990101900101999", PROBLEM_REVIEW, NULL },
    { "01", "990101199001010018", PROBLEM_CHECK_DIGIT, NULL },
    { "01", "E12345678", PROBLEM_LENGTH, NULL },
    { "01", "  ", PROBLEM_REQUIRED, NULL },

    { "02", "AB-123(4)", PROBLEM_NONE, "AB-123(4)" },
    { "02", "甲123", PROBLEM_FORMAT, NULL },
    { "03", "e1234 5678", PROBLEM_NONE, "E12345678" },
    { "03", "ABCDEF", PROBLEM_FORMAT, NULL }, /* a passport has a digit */
    { "03", "E123", PROBLEM_FORMAT, NULL },
    { "03", "E12345678901234567", PROBLEM_FORMAT, NULL },
    { "03", "E1234-678", PROBLEM_FORMAT, NULL },
    { "04", "军字第 1234567 号", PROBLEM_NONE, "军字第1234567号" },
    { "04", "军字第\n1号", PROBLEM_FORMAT, NULL },
    { "04", "\xE5\x86", PROBLEM_FORMAT, NULL }, /* half a character */
    { "06", "H12345678", PROBLEM_NONE, "H12345678" },
    { "06", "m1234567890", PROBLEM_NONE, "M1234567890" },
    { "06", "T12345678", PROBLEM_FORMAT, NULL },
    { "06", "H123456789", PROBLEM_FORMAT, NULL },
    { "07", "12345678", PROBLEM_NONE, "12345678" },
    { "07", "1234567890(B)", PROBLEM_NONE, "1234567890(B)" },
    { "07", "1234567890(1)", PROBLEM_FORMAT, NULL },
    { "10", "u130000001", PROBLEM_NONE, "U130000001" },
    { "10", "1130000001", PROBLEM_FORMAT, NULL },
    { "10", "U13000001", PROBLEM_FORMAT, NULL },
    { "11", "CAN310012345678", PROBLEM_NONE, "CAN310012345678" },
    { "11", "990101199001010019", PROBLEM_NONE, "990101199001010019" },
    { "11", "990101199001010018", PROBLEM_CHECK_DIGIT, NULL },
    { "11", "110101199001010019", PROBLEM_FORMAT, NULL }, /* begins with 9 */
    { "11", "CA9310012345678", PROBLEM_FORMAT, NULL },
    { "12", "810000199001010018", PROBLEM_CHECK_DIGIT, NULL },
    { "12", "990101199001010019", PROBLEM_FORMAT, NULL }, /* another region */
    { "12", "81000019900101001", PROBLEM_LENGTH, NULL },
    { "19", "99010119900101006x-1", PROBLEM_NONE, "99010119900101006X-1" },
    { "19", "990101900101002-2", PROBLEM_NONE, "990101199001010027-2" },
    { "19", "99010119900101006X", PROBLEM_FORMAT, NULL },
    { "19", "99010119900101006X-0", PROBLEM_FORMAT, NULL },
    { "19", "99010119900101006X-12", PROBLEM_FORMAT, NULL },
    { "19", "990101199001010019-1", PROBLEM_FORMAT, NULL }, /* a man's */
    { "19", "990101199001010060-1", PROBLEM_CHECK_DIGIT, NULL },
    { "19", "-1", PROBLEM_LENGTH, NULL },
    { "51", "99010110010100023", PROBLEM_NONE, "99010110010100023" },
    { "51", "9901011001010002", PROBLEM_LENGTH, NULL },
    { "51", "99010110020000023", PROBLEM_FORMAT, NULL },
    { "53", "a1b2/c3:d4", PROBLEM_NONE, "A1B2/C3:D4" },
    { "61", "MZ-2024/0001", PROBLEM_NONE, "MZ-2024/0001" },
    { "61", "门诊1", PROBLEM_FORMAT, NULL },
    { "99", "123456789012345678901234567890", PROBLEM_NONE, "123456789012345678901234567890" },
    { "99", "1234567890123456789012345678901", PROBLEM_FORMAT, NULL },
};

void identifier_number_test(Test *test)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        IdentifierNumber  number = { 0 };
        Label             expected = { { 0 }, { 0 } };
        ProblemCode const got = identifier_number_parse(
            &number, &expected, arena, str_from_c(CASES[i].kind), str_from_c(CASES[i].text));

        test_row(test, "%s %s", CASES[i].kind, CASES[i].text);
        check_equal(test, got, CASES[i].want);
        if (got == PROBLEM_NONE)
            check_text(test, number.text, str_from_c(CASES[i].kept));
        else if (got == PROBLEM_FORMAT || got == PROBLEM_LENGTH) /* says what it should be */
            check_true(test, expected.zh.len && expected.en.len);
    }
    arena_close(&arena);
}

/* A residence permit and an identity card say birth and sex, a newborn's number says
 * the mother's, others say nothing. */
void identifier_number_says_test(Test *test)
{
    static const struct {
        const char *kind, *text, *born_on, *mother;
        char        sex;
    } SAYS[] = {
        { "01", "99010119900101006X", "1990-01-01", "", '2' },
        { "12", "810000199001010019", "1990-01-01", "", '1' },
        { "19", "99010119900101006X-3", NULL, "99010119900101006X", 0 },
        { "11", "990101199001010019", NULL, "", 0 },
        { "03", "E12345678", NULL, "", 0 },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(SAYS); i++) {
        IdentifierNumber number = { 0 };
        Label            expected = { { 0 }, { 0 } };

        test_row(test, "%s %s", SAYS[i].kind, SAYS[i].text);
        check_equal(test,
                    identifier_number_parse(&number, &expected, arena, str_from_c(SAYS[i].kind),
                                            str_from_c(SAYS[i].text)),
                    PROBLEM_NONE);
        check_equal(test, number.sex, SAYS[i].sex);
        check_text(test, number.mother, str_from_c(SAYS[i].mother));
        if (SAYS[i].born_on)
            check_text(test, date_format(arena, number.born_on), str_from_c(SAYS[i].born_on));
        else
            check_equal(test, number.born_on.days, DATE_MIN.days);
    }
    arena_close(&arena);
}

/* Every kind has words, and there is no other. */
void identifier_kind_test(Test *test)
{
    static const char *const CODES[] = {
#define X(code, made, scope, is_document) code,
#include "registry/identifier_kind.def"
#undef X
    };
    IdentifierKind kind = { 0 };

    for (size_t i = 0; i < COUNT_OF(CODES); i++) {
        test_row(test, "%s", CODES[i]);
        check_true(test, identifier_kind_find(&kind, str_from_c(CODES[i])) != NULL);
        check_true(test, kind.label.zh.len && kind.label.en.len);
    }
    check_true(test, identifier_kind_find(&kind, SV("98")) == NULL);
    check_true(test, identifier_kind_find(&kind, SV("")) == NULL);
}
