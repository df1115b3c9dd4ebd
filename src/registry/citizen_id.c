#include "registry/citizen_id.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

enum { OLD_CHARS = 15, REGION_CHARS = 6, BIRTH_CHARS = 8, SERIAL_LAST = 16 };

/* The earliest birth that may still be a true one: 1 January 1880. */
static const Date EARLIEST = { -32872 };

/* ISO 7064 MOD 11-2. */
static char check_character(const char *digits)
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

/* The number in its new form; false when a character is not what it must be. */
static bool modernise(char *out, Str text)
{
    if (text.len == CITIZEN_ID_CHARS) {
        memcpy(out, text.ptr, CITIZEN_ID_CHARS);
        if (out[CITIZEN_ID_CHARS - 1] == 'x')
            out[CITIZEN_ID_CHARS - 1] = 'X';
        return are_digits(str_slice(text, 0, CITIZEN_ID_CHARS - 1)) &&
               (out[CITIZEN_ID_CHARS - 1] == 'X' || are_digits(str_after(text, SERIAL_LAST + 1)));
    }
    /* The serials 996 to 999 were for people born in the century before: those
     * numbers are to be looked up, not guessed. */
    if (!are_digits(text) || str_compare(str_after(text, OLD_CHARS - 3), SV("996")) >= 0)
        return false;
    memcpy(out, text.ptr, REGION_CHARS);
    memcpy(out + REGION_CHARS, "19", 2);
    memcpy(out + REGION_CHARS + 2, text.ptr + REGION_CHARS, OLD_CHARS - REGION_CHARS);
    out[CITIZEN_ID_CHARS - 1] = check_character(out);
    return true;
}

ProblemCode citizen_id_parse(CitizenId *out, Str text)
{
    CitizenId id = { 0 };
    uint64_t  region = 0;

    if (text.len != CITIZEN_ID_CHARS && text.len != OLD_CHARS)
        return PROBLEM_LENGTH;
    if (!modernise(id.text, text) || id.text[0] == '0')
        return PROBLEM_FORMAT;
    if (!date_parse(&id.born_on, (Str){ id.text + REGION_CHARS, BIRTH_CHARS }) ||
        id.born_on.days < EARLIEST.days)
        return PROBLEM_NO_DATE;
    if (check_character(id.text) != id.text[CITIZEN_ID_CHARS - 1])
        return PROBLEM_CHECK_DIGIT;

    bool const is_number = str_to_uint(&region, (Str){ id.text, REGION_CHARS }, 999999);
    assert(is_number);
    id.region_id = (int64_t)region * 1000000;
    id.sex = (id.text[SERIAL_LAST] - '0') % 2 ? '1' : '2';
    *out = id;
    return PROBLEM_NONE;
}

CitizenId citizen_id_make(uint32_t county, Date born_on, uint32_t serial)
{
    Civil const born = date_to_civil(born_on);
    CitizenId   id = { 0 };
    char        digits[CITIZEN_ID_CHARS + 1];

    assert(county >= 100000 && county <= 999999 && serial >= 1 && serial <= 999);
    assert(born.year >= 1880 && born.year <= 9999);
    (void)snprintf(digits, sizeof digits, "%06u%04u%02u%02u%03u", county % 1000000,
                   (unsigned)born.year % 10000, (unsigned)born.month % 100,
                   (unsigned)born.day % 100, serial % 1000);
    digits[CITIZEN_ID_CHARS - 1] = check_character(digits);
    ProblemCode const problem = citizen_id_parse(&id, (Str){ digits, CITIZEN_ID_CHARS });
    assert(problem == PROBLEM_NONE);
    return id;
}
