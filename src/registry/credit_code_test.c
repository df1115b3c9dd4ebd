/* The numbers of organisations that do not exist. */
#include "registry/credit_code.h"

#include "base/test.h"

void organisation_code_test(Test *test)
{
    static const struct {
        const char *text;
        ProblemCode want;
    } CASES[] = {
        { "MA000001-5", PROBLEM_NONE },        { "MA0000015", PROBLEM_NONE },
        { "12345678-8", PROBLEM_NONE },        { "MB9900AA-0", PROBLEM_NONE },
        { "MA000001-6", PROBLEM_CHECK_DIGIT }, { "MA0000105", PROBLEM_CHECK_DIGIT },
        { "ma000001-5", PROBLEM_FORMAT },      { "MA000001 5", PROBLEM_FORMAT },
        { "MA00000-15", PROBLEM_FORMAT },      { "MA00 0015", PROBLEM_FORMAT },
        { "MA000001", PROBLEM_LENGTH },        { "", PROBLEM_LENGTH },
        { "MA000001--5", PROBLEM_LENGTH },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s", CASES[i].text);
        check_equal(test, organisation_code_check(str_from_c(CASES[i].text)), CASES[i].want);
    }
}

void credit_code_test(Test *test)
{
    static const struct {
        const char *text;
        ProblemCode want;
    } CASES[] = {
        { "129901011234567885", PROBLEM_NONE },
        { "91990101MA0000015C", PROBLEM_NONE },
        { "129901011234567886", PROBLEM_CHECK_DIGIT },
        { "12990101123456788X", PROBLEM_CHECK_DIGIT },
        { "219901011234567885", PROBLEM_CHECK_DIGIT }, /* two digits exchanged */
        { "91990101MA0000016F", PROBLEM_CHECK_DIGIT }, /* the inner check is wrong */
        { "91990101MA00000I5C", PROBLEM_FORMAT },      /* no letter I */
        { "91990101ma0000015C", PROBLEM_FORMAT },
        { "91990101MA0000015", PROBLEM_LENGTH },
        { "", PROBLEM_LENGTH },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s", CASES[i].text);
        check_equal(test, credit_code_check(str_from_c(CASES[i].text)), CASES[i].want);
    }
}
