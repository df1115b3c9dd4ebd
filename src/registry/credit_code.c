#include "registry/credit_code.h"

enum { CODE_AT = 8, CODE_BODY = 8 };

/* The place of a character in an alphabet, or its length. */
static size_t value_of(Str alphabet, char c)
{
    return str_find_char(alphabet, c);
}

ProblemCode organisation_code_check(Str text)
{
    static const unsigned WEIGHTS[CODE_BODY] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    Str const             alphabet = SV("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    bool const            has_dash = text.len == ORGANISATION_CODE_CHARS + 1;
    size_t                sum = 0;

    if (text.len != ORGANISATION_CODE_CHARS && !has_dash)
        return PROBLEM_LENGTH;
    if (has_dash && text.ptr[CODE_BODY] != '-')
        return PROBLEM_FORMAT;
    for (size_t i = 0; i < CODE_BODY; i++) {
        size_t const value = value_of(alphabet, text.ptr[i]);

        if (value == alphabet.len)
            return PROBLEM_FORMAT;
        sum += value * WEIGHTS[i];
    }
    char const given = text.ptr[text.len - 1];
    char const wanted = "0X987654321"[sum % 11]; /* 11 - sum mod 11, where 11 is 0 and 10 is X */
    return given == wanted ? PROBLEM_NONE : PROBLEM_CHECK_DIGIT;
}

ProblemCode credit_code_check(Str text)
{
    Str const alphabet = SV("0123456789ABCDEFGHJKLMNPQRTUWXY"); /* without I O S V Z */
    size_t    sum = 0;
    size_t    weight = 1;

    if (text.len != CREDIT_CODE_CHARS)
        return PROBLEM_LENGTH;
    for (size_t i = 0; i < CREDIT_CODE_CHARS; i++) {
        size_t const value = value_of(alphabet, text.ptr[i]);

        if (value == alphabet.len)
            return PROBLEM_FORMAT;
        if (i == CREDIT_CODE_CHARS - 1)
            break;
        sum += value * weight;
        weight = weight * 3 % alphabet.len;
    }
    char const wanted = alphabet.ptr[(alphabet.len - sum % alphabet.len) % alphabet.len];
    if (text.ptr[CREDIT_CODE_CHARS - 1] != wanted)
        return PROBLEM_CHECK_DIGIT;
    return organisation_code_check(str_slice(text, CODE_AT, CODE_AT + ORGANISATION_CODE_CHARS));
}
