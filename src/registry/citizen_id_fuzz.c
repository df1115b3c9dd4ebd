/* A number that is taken is taken again in the form it was brought to, and is the
 * one that would be made for that birth and serial. The same text as a credit code
 * and as a record number must at least not end the process. */
#include <assert.h>
#include <string.h>

#include "registry/citizen_id.h"
#include "registry/credit_code.h"
#include "registry/organisation_profile.h"
#include "registry/record_number.h"

int citizen_id_fuzz(const uint8_t *data, size_t size)
{
    Str const         text = { (const char *)data, size };
    CitizenId         id = { 0 };
    CitizenId         again = { 0 };
    RecordNumber      number = { 0 };
    uint64_t          serial = 0;
    ProblemCode const problem = citizen_id_parse(&id, text);

    (void)credit_code_check(text);
    (void)organisation_code_check(text);
    (void)institution_code_check(text);
    if (record_number_parse(&number, text) == PROBLEM_NONE)
        assert(number.serial >= 1 && number.prefix / 1000 * 1000 == number.township_id);
    if (problem != PROBLEM_NONE)
        return 0;
    Str const modern = { id.text, CITIZEN_ID_CHARS };
    assert(citizen_id_parse(&again, modern) == PROBLEM_NONE);
    assert(str_equal(modern, str_from_c(again.text)));
    bool const is_serial = str_to_uint(&serial, str_slice(modern, 14, 17), 999);
    assert(is_serial);
    if (serial > 0) {
        again = citizen_id_make((uint32_t)(id.region_id / 1000000), id.born_on, (uint32_t)serial);
        assert(str_equal(modern, str_from_c(again.text)) && again.sex == id.sex);
    }
    return 0;
}
