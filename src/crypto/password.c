#include "crypto/password.h"

#include <argon2.h>
#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "crypto/random.h"

enum {
    PASSES = 2,
    MEMORY_KIB = 19 << 10,
    LANES = 1,
    SALT_BYTES = 16,
    HASH_BYTES = 32,
    /* More than an encoded text of ours has. */
    ENCODED_BYTES_MAX = 128,
};

/* What every encoded text of today's parameters begins with. */
#define CURRENT SV("$argon2id$v=19$m=19456,t=2,p=1$")

/* Of a random password that nobody has kept. */
#define NOBODY                                                                                     \
    SV("$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCEhIQ"                                     \
       "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")

bool password_hash(Str *out, Arena *arena, Str password, Fault *fault)
{
    uint8_t salt[SALT_BYTES];
    char    encoded[ENCODED_BYTES_MAX];

    if (password.len > PASSWORD_BYTES_MAX)
        return fault_set(fault, FAULT_TOO_LARGE, "a password has at most %d bytes",
                         PASSWORD_BYTES_MAX);
    if (!random_bytes(salt, sizeof salt, fault))
        return false;
    int const problem =
        argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password.ptr, password.len, salt,
                              sizeof salt, HASH_BYTES, encoded, sizeof encoded);
    if (problem != ARGON2_OK)
        return fault_set(fault, FAULT_IO, "cannot hash a password: %s",
                         argon2_error_message(problem));
    *out = str_copy(arena, str_from_c(encoded));
    assert(password_is_current(*out));
    return true;
}

/* The cost in an encoded text is what verifying it takes. Ours may be read from
 * a database that somebody else could write, so greater costs are refused. */
static bool is_affordable(Str encoded)
{
    Str      rest = str_after(encoded, SV("$argon2id$v=19$m=").len);
    uint64_t memory = 0;
    uint64_t passes = 0;

    if (!str_starts_with(encoded, SV("$argon2id$v=19$m=")) || encoded.len >= ENCODED_BYTES_MAX)
        return false;
    Str const memory_text = str_cut(&rest, ',');
    Str       passes_text = str_cut(&rest, ',');
    return str_to_uint(&memory, memory_text, 4 * MEMORY_KIB) &&
           str_starts_with(passes_text, SV("t=")) &&
           str_to_uint(&passes, str_after(passes_text, 2), 4 * PASSES) &&
           str_starts_with(rest, SV("p=1$"));
}

bool password_verify(bool *out, Str encoded, Str password, Fault *fault)
{
    char terminated[ENCODED_BYTES_MAX];

    *out = false;
    if (password.len > PASSWORD_BYTES_MAX || !is_affordable(encoded))
        return true;
    memcpy(terminated, encoded.ptr, encoded.len);
    terminated[encoded.len] = '\0';

    int const problem = argon2id_verify(terminated, password.ptr, password.len);
    if (problem == ARGON2_MEMORY_ALLOCATION_ERROR || problem == ARGON2_THREAD_FAIL)
        return fault_set(fault, FAULT_IO, "cannot verify a password: %s",
                         argon2_error_message(problem));
    *out = problem == ARGON2_OK; /* all others: the text is not of ours, or does not fit */
    return true;
}

void password_verify_nobody(Str password)
{
    bool  fits = false;
    Fault fault = { 0 };

    (void)!password_verify(&fits, NOBODY, password, &fault);
}

bool password_is_current(Str encoded)
{
    return str_starts_with(encoded, CURRENT);
}
