#include "registry/person_code.h"

#include <assert.h>

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

/* Sets stand one after the other. */
static const PersonCode CODES[] = {
#define X(set, code, zh, en) { set, LITERAL(code), { LITERAL(zh), LITERAL(en) } },
#include "registry/person_code.def"
#undef X
};

const PersonCode *person_code_all(PersonCodeSet set, uint32_t *count)
{
    size_t first = 0;
    size_t end = 0;

    while (first < COUNT_OF(CODES) && CODES[first].set != set)
        first++;
    for (end = first; end < COUNT_OF(CODES) && CODES[end].set == set;)
        end++;
    assert(end > first);
    *count = (uint32_t)(end - first);
    return &CODES[first];
}

const PersonCode *person_code_find(PersonCodeSet set, Str code)
{
    uint32_t                count = 0;
    const PersonCode *const codes = person_code_all(set, &count);

    for (uint32_t i = 0; i < count; i++)
        if (str_equal(codes[i].code, code))
            return &codes[i];
    return NULL;
}
