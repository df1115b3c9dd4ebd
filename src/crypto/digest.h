/* digest.h - SHA-256, and SM3: the name of a text that cannot be forged.
 *
 * Sessions are stored under the digest of their token, audit rows carry the
 * digest of the row before, assets are named by theirs. SM3 (GB/T 32905) is as long, and
 * for what other programs in China are to check.
 *
 * Ownership  A Digest is a plain value. A Digester holds OpenSSL's context:
 *            close it.
 * Threads    Pure functions; a Digester belongs to one.
 * Faults     None: OpenSSL fails here only when memory is out.
 */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include "base/str.h"

enum { DIGEST_BYTES = 32, DIGEST_HEX_CHARS = 2 * DIGEST_BYTES };

typedef struct {
    uint8_t bytes[DIGEST_BYTES];
} Digest;

Digest digest_of(Str text);
Digest digest_sm3(Str text);
bool   digest_equal(Digest a, Digest b); /* in constant time */
Str    digest_hex(Arena *arena, Digest digest);
bool   digest_parse(Digest *out, Str hex) MUST_CHECK; /* either case; else false */

/* A text that comes in pieces. */
typedef struct Digester Digester;

Digester *digester_open(Arena *arena);
void      digester_close(Digester **digester);
void      digester_add(Digester *digester, Str piece);
Digest    digester_end(Digester *digester); /* and it begins anew */

#endif
