#include "registry/record_number.h"

#include <assert.h>

enum { PREFIX_DIGITS = 12, VILLAGES = 1000, SERIALS = RECORD_NUMBER_SERIAL_MAX + 1 };

/* Ranges of the village part, and where the statistical codes of such villages
 * begin; 0: they have none. */
static const struct {
    int64_t          first, last;
    int64_t          statistical_first;
    RecordNumberKind kind;
} VILLAGE_PARTS[] = {
    { 1, 99, 1, RECORD_NUMBER_NEIGHBOURHOOD },
    { 101, 199, 200, RECORD_NUMBER_VILLAGE },
    { 901, 999, 0, RECORD_NUMBER_OTHER },
};

ProblemCode record_number_parse(RecordNumber *out, Str text)
{
    uint64_t number = 0;

    if (text.len != RECORD_NUMBER_DIGITS)
        return PROBLEM_LENGTH;
    if (!str_to_uint(&number, text, UINT64_MAX) || text.ptr[0] == '0' || number % SERIALS == 0)
        return PROBLEM_FORMAT;

    int64_t const prefix = (int64_t)(number / SERIALS);
    for (size_t i = 0; i < COUNT_OF(VILLAGE_PARTS); i++)
        if (VILLAGE_PARTS[i].first <= prefix % VILLAGES &&
            prefix % VILLAGES <= VILLAGE_PARTS[i].last) {
            *out = (RecordNumber){ .township_id = prefix / VILLAGES * VILLAGES,
                                   .prefix = prefix,
                                   .kind = VILLAGE_PARTS[i].kind,
                                   .serial = (uint32_t)(number % SERIALS) };
            return PROBLEM_NONE;
        }
    return PROBLEM_FORMAT;
}

bool record_number_prefix(int64_t *prefix, int64_t region_id)
{
    int64_t const village = region_id % VILLAGES;

    for (size_t i = 0; i < COUNT_OF(VILLAGE_PARTS); i++) {
        int64_t const part = VILLAGE_PARTS[i].first + village - VILLAGE_PARTS[i].statistical_first;

        if (VILLAGE_PARTS[i].statistical_first && VILLAGE_PARTS[i].first <= part &&
            part <= VILLAGE_PARTS[i].last) {
            *prefix = region_id - village + part;
            return true;
        }
    }
    return false;
}

Str record_number_format(Arena *arena, int64_t prefix, uint32_t serial)
{
    assert(serial >= 1 && serial <= RECORD_NUMBER_SERIAL_MAX);
    return str_format(arena, "%0*lld%05u", PREFIX_DIGITS, (long long)prefix, serial);
}
