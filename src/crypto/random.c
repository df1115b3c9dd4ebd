#include "crypto/random.h"

#include <assert.h>
#include <limits.h>
#include <openssl/rand.h>

#include "crypto/compare.h"

bool random_bytes(void *out, size_t size_bytes, Fault *fault)
{
    assert(size_bytes <= INT_MAX);
    if (RAND_bytes(out, (int)size_bytes) != 1)
        return fault_set(fault, FAULT_IO, "the system gives no random bytes");
    return true;
}

bool random_token(Str *out, Arena *arena, size_t byte_count, Fault *fault)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t *const bytes = arena_alloc(arena, byte_count);
    size_t const   char_count = (byte_count * 8 + 5) / 6;
    char *const    text = arena_alloc(arena, char_count);
    uint32_t       bits = 0; /* taken from bytes and not yet written */
    uint32_t       bit_count = 0;
    size_t         len = 0;

    if (!random_bytes(bytes, byte_count, fault))
        return false;
    for (size_t i = 0; i < byte_count; i++) {
        bits = (bits << 8 | bytes[i]) & 0xFFFF;
        bit_count += 8;
        for (; bit_count >= 6; bit_count -= 6)
            text[len++] = ALPHABET[bits >> (bit_count - 6) & 63];
    }
    if (bit_count > 0)
        text[len++] = ALPHABET[bits << (6 - bit_count) & 63];
    assert(len == char_count);
    compare_wipe(bytes, byte_count);
    *out = (Str){ text, len };
    return true;
}
