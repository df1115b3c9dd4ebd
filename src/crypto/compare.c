#include "crypto/compare.h"

#include <openssl/crypto.h>

bool compare_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || CRYPTO_memcmp(a.ptr, b.ptr, a.len) == 0);
}

void compare_wipe(void *secret, size_t size_bytes)
{
    OPENSSL_cleanse(secret, size_bytes);
}
