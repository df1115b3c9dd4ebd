/* The first two bytes choose the kind, the rest is what somebody typed. A number that
 * is taken is taken again, in the form it was brought to, and says the same; folding
 * twice is folding once. */
#include <assert.h>

#include "registry/identifier_number.h"

int identifier_number_fuzz(const uint8_t *data, size_t size)
{
    static const char *const CODES[] = {
#define X(code, made, scope, is_document) code,
#include "registry/identifier_kind.def"
#undef X
    };
    IdentifierNumber number = { 0 };
    IdentifierNumber again = { 0 };
    Label            expected = { { 0 }, { 0 } };

    if (size == 0)
        return 0;
    Arena    *arena = arena_open();
    Str const kind = str_from_c(CODES[data[0] % COUNT_OF(CODES)]);
    Str const text = { (const char *)data + 1, size - 1 };
    Str const folded = identifier_number_fold(arena, text);

    assert(folded.len <= text.len);
    if (identifier_number_parse(&number, &expected, arena, kind, text) == PROBLEM_NONE) {
        assert(number.text.len > 0);
        ProblemCode const wrong =
            identifier_number_parse(&again, &expected, arena, kind, number.text);
        assert(wrong == PROBLEM_NONE && str_equal(again.text, number.text));
        assert(again.sex == number.sex && again.born_on.days == number.born_on.days);
        assert(str_equal(again.mother, number.mother));
    }
    arena_close(&arena);
    return 0;
}
