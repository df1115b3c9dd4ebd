#include "crypto/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "crypto/compare.h"

/* Without a digest nothing that follows can be trusted, so this is no fault to
 * report but the end (rule 25). */
static void must(int ok)
{
    if (ok != 1)
        abort();
}

Digest digest_of(Str text)
{
    Digest digest;

    must(EVP_Digest(text.ptr, text.len, digest.bytes, NULL, EVP_sha256(), NULL));
    return digest;
}

Digest digest_sm3(Str text)
{
    Digest digest;

    must(EVP_Digest(text.ptr, text.len, digest.bytes, NULL, EVP_sm3(), NULL));
    return digest;
}

bool digest_equal(Digest a, Digest b)
{
    return compare_equal((Str){ (const char *)a.bytes, sizeof a.bytes },
                         (Str){ (const char *)b.bytes, sizeof b.bytes });
}

Str digest_hex(Arena *arena, Digest digest)
{
    static const char HEX[] = "0123456789abcdef";
    char *const       text = arena_alloc(arena, DIGEST_HEX_CHARS);

    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        text[2 * i] = HEX[digest.bytes[i] >> 4];
        text[2 * i + 1] = HEX[digest.bytes[i] & 15];
    }
    return (Str){ text, DIGEST_HEX_CHARS };
}

bool digest_parse(Digest *out, Str hex)
{
    Digest digest;

    if (hex.len != DIGEST_HEX_CHARS)
        return false;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int const high = str_hex_digit(hex.ptr[2 * i]);
        int const low = str_hex_digit(hex.ptr[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        digest.bytes[i] = (uint8_t)(high * 16 + low);
    }
    *out = digest;
    return true;
}

struct Digester {
    EVP_MD_CTX *context;
};

static void begin(Digester *digester)
{
    must(EVP_DigestInit_ex(digester->context, EVP_sha256(), NULL));
}

Digester *digester_open(Arena *arena)
{
    Digester *const digester = arena_alloc(arena, sizeof *digester);

    digester->context = EVP_MD_CTX_new();
    must(digester->context != NULL);
    begin(digester);
    return digester;
}

void digester_close(Digester **digester)
{
    if (!*digester)
        return;
    EVP_MD_CTX_free((*digester)->context);
    *digester = NULL;
}

void digester_add(Digester *digester, Str piece)
{
    must(EVP_DigestUpdate(digester->context, piece.ptr, piece.len));
}

Digest digester_end(Digester *digester)
{
    Digest digest;

    must(EVP_DigestFinal_ex(digester->context, digest.bytes, NULL));
    begin(digester);
    return digest;
}
