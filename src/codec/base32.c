#include "codec/base32.h"

enum { BITS = 5, MASK = 31 };

Str base32_encode(Arena *arena, Str bytes)
{
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    size_t const      char_count = (bytes.len * 8 + BITS - 1) / BITS;
    char *const       text = arena_alloc(arena, char_count);
    uint32_t          bits = 0; /* taken and not yet written */
    uint32_t          bit_count = 0;
    size_t            len = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        bits = (bits << 8 | (uint8_t)bytes.ptr[i]) & 0xFFFF;
        bit_count += 8;
        for (; bit_count >= BITS; bit_count -= BITS)
            text[len++] = ALPHABET[bits >> (bit_count - BITS) & MASK];
    }
    if (bit_count > 0)
        text[len++] = ALPHABET[bits << (BITS - bit_count) & MASK];
    return (Str){ text, len };
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

bool base32_decode(Str *out, Arena *arena, Str text)
{
    char *const bytes = arena_alloc(arena, text.len * BITS / 8 + 1);
    uint32_t    bits = 0;
    uint32_t    bit_count = 0;
    size_t      len = 0;

    for (size_t i = 0; i < text.len; i++) {
        int const value = value_of(text.ptr[i]);

        if (value < 0)
            return false;
        bits = (bits << BITS | (uint32_t)value) & 0xFFFF;
        bit_count += BITS;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes[len++] = (char)(uint8_t)(bits >> bit_count);
        }
    }
    if (bit_count >= BITS || (bits & ((1u << bit_count) - 1)) != 0)
        return false;
    *out = (Str){ bytes, len };
    return true;
}
