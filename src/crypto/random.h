/* random.h - bytes that nobody can guess.
 *
 * Threads    Any.
 * Faults     FAULT_IO when the system has no randomness to give; nothing may go
 *            on with a guessable token then.
 */
#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include "base/fault.h"
#include "base/str.h"

bool random_bytes(void *out, size_t size_bytes, Fault *fault) MUST_CHECK;

/* That many random bytes as base64url text (RFC 4648 section 5, without padding),
 * which fits cookies, addresses and file names. 16 bytes name a thing, 32 guard
 * one. */
bool random_token(Str *out, Arena *arena, size_t byte_count, Fault *fault) MUST_CHECK;

#endif
