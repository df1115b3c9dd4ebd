#include "codec/citizen_number.h"

#include <string.h>

enum { REGION_CHARS = 6 };

char citizen_number_check(const char *digits)
{
    static const int WEIGHTS[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int              sum = 0;

    for (size_t i = 0; i < COUNT_OF(WEIGHTS); i++)
        sum += (digits[i] - '0') * WEIGHTS[i];
    return "10X98765432"[sum % 11];
}

static bool are_digits(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return true;
}

bool citizen_number_modernise(char *out, Str text)
{
    enum { LAST = CITIZEN_NUMBER_CHARS - 1 };

    if (text.len == CITIZEN_NUMBER_CHARS) {
        memcpy(out, text.ptr, CITIZEN_NUMBER_CHARS);
        if (out[LAST] == 'x')
            out[LAST] = 'X';
        return are_digits(str_slice(text, 0, LAST)) &&
               (out[LAST] == 'X' || are_digits(str_after(text, LAST)));
    }
    /* The serials 996 to 999 were for people born in the century before: those
     * numbers are to be looked up, not guessed. */
    if (text.len != CITIZEN_NUMBER_OLD_CHARS || !are_digits(text) ||
        str_compare(str_after(text, CITIZEN_NUMBER_OLD_CHARS - 3), SV("996")) >= 0)
        return false;
    memcpy(out, text.ptr, REGION_CHARS);
    memcpy(out + REGION_CHARS, "19", 2);
    memcpy(out + REGION_CHARS + 2, text.ptr + REGION_CHARS,
           CITIZEN_NUMBER_OLD_CHARS - REGION_CHARS);
    out[LAST] = citizen_number_check(out);
    return true;
}
