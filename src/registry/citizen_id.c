#include "registry/citizen_id.h"

#include <assert.h>

#include "base/buf.h"
#include "codec/citizen_number.h"

enum { REGION_CHARS = 6, BIRTH_CHARS = 8, SERIAL_LAST = 16 };

static_assert((int)CITIZEN_ID_CHARS == CITIZEN_NUMBER_CHARS, "one number");

/* The earliest birth that may still be a true one: 1 January 1880. */
static const Date EARLIEST = { -32872 };

/* The serials 996 to 999 were for people born in the century before: those numbers
 * are to be looked up, not guessed. */
static bool is_of_centenarian(Str text)
{
    uint64_t serial = 0;

    return text.len == CITIZEN_NUMBER_OLD_CHARS && str_to_uint(&serial, str_after(text, 12), 999) &&
           serial >= 996;
}

bool citizen_id_check_digit(Str text)
{
    char number[CITIZEN_ID_CHARS];

    return text.len == CITIZEN_ID_CHARS && citizen_number_modernise(number, text) &&
           citizen_number_check(number) == number[CITIZEN_ID_CHARS - 1];
}

ProblemCode citizen_id_parse(CitizenId *out, Str text)
{
    CitizenId id = { 0 };
    uint64_t  region = 0;

    if (text.len != CITIZEN_ID_CHARS && text.len != CITIZEN_NUMBER_OLD_CHARS)
        return PROBLEM_LENGTH;
    if (is_of_centenarian(text))
        return PROBLEM_REVIEW;
    if (!citizen_number_modernise(id.text, text) || id.text[0] == '0')
        return PROBLEM_FORMAT;
    if (!date_parse(&id.born_on, (Str){ id.text + REGION_CHARS, BIRTH_CHARS }) ||
        id.born_on.days < EARLIEST.days)
        return PROBLEM_NO_DATE;
    if (citizen_number_check(id.text) != id.text[CITIZEN_ID_CHARS - 1])
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
    digits[CITIZEN_ID_CHARS - 1] = citizen_number_check(digits);
    ProblemCode const problem = citizen_id_parse(&id, (Str){ digits, CITIZEN_ID_CHARS });
    assert(problem == PROBLEM_NONE);
    return id;
}
