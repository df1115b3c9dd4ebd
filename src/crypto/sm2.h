/* sm2.h - SM2 signatures with SM3 (GB/T 32918.2-2016), as offices in China ask for.
 *
 * Whoever has the public key can tell, without asking anybody, that a text comes
 * from the holder of the private one and that no bit of it was altered. Signatures
 * are the two numbers r and s, 32 bytes each: half the parts of the DER form, and
 * always of one length. The signer's name in the digest is the standard's default,
 * "1234567812345678", so that every other SM2 library verifies them as they are.
 *
 * Ownership  An Sm2Key holds OpenSSL's key: close it, which wipes the private half.
 *            An Sm2Secret is the caller's, who wipes it (compare.h).
 * Threads    Any; a key may be used by several at once.
 * Faults     FAULT_INVALID for bytes or a PEM text that are no key of the curve,
 *            FAULT_IO when the library cannot do its work.
 */
#ifndef CRYPTO_SM2_H
#define CRYPTO_SM2_H

#include "base/fault.h"
#include "base/str.h"

enum { SM2_SECRET_BYTES = 32, SM2_PUBLIC_BYTES = 65, SM2_SIGNATURE_BYTES = 64 };

typedef struct {
    uint8_t bytes[SM2_SECRET_BYTES];
} Sm2Secret;

/* A point of the curve, not compressed: 4, x, y. */
typedef struct {
    uint8_t bytes[SM2_PUBLIC_BYTES];
} Sm2Public;

typedef struct {
    uint8_t bytes[SM2_SIGNATURE_BYTES];
} Sm2Signature;

typedef struct Sm2Key Sm2Key;

/* A new pair. */
bool sm2_generate(Sm2Secret *secret, Sm2Public *public, Fault *fault) MUST_CHECK;

/* `secret` NULL: a key that only verifies. */
bool sm2_key_open(Sm2Key **out, Arena *arena, const Sm2Public *public, const Sm2Secret *secret,
                  Fault *fault) MUST_CHECK;
void sm2_key_close(Sm2Key **key);

bool sm2_sign(Sm2Signature *out, const Sm2Key *key, Str text, Fault *fault) MUST_CHECK;
bool sm2_verify(const Sm2Key *key, Str text, const Sm2Signature *signature);

/* "-----BEGIN PUBLIC KEY-----": what other programs read. */
bool sm2_public_to_pem(Str *out, Arena *arena, const Sm2Public *public, Fault *fault) MUST_CHECK;
bool sm2_public_from_pem(Sm2Public *out, Str pem, Fault *fault) MUST_CHECK;

#endif
