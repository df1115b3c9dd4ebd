#include "catalog/type.h"

#include <assert.h>

#include "base/limits.h"

const char *type_name(TypeKind kind)
{
    static const char *const NAMES[] = {
        "nothing",
#define X(name, text) text,
#include "catalog/type.def"
#undef X
    };

    assert((size_t)kind < COUNT_OF(NAMES));
    return NAMES[kind];
}

int64_t code_pack(Str code)
{
    uint64_t word = 0;

    assert(code.len <= LIMIT_CODE_BYTES);
    for (size_t i = 0; i < LIMIT_CODE_BYTES; i++)
        word = word << 8 | (i < code.len ? (unsigned char)code.ptr[i] : 0u);
    return (int64_t)word;
}

Str code_unpack(Arena *arena, int64_t word)
{
    char *const text = arena_alloc(arena, LIMIT_CODE_BYTES + 1);
    size_t      len = 0;

    for (int shift = 56; shift >= 0; shift -= 8) {
        char const c = (char)((uint64_t)word >> shift & 0xFF);

        if (c == '\0')
            break;
        text[len++] = c;
    }
    return (Str){ text, len };
}
