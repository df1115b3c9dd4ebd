/* password.h - passwords, kept so that a thief of the database learns none.
 *
 * Argon2id with 19 MiB, two passes and one lane, the least that OWASP advises;
 * it takes about 25 ms of one core, which is the price of a guess for a thief
 * and of a login for us. The encoded text carries salt and parameters.
 *
 * Ownership  Encoded texts live in the caller's arena. The password is the
 *            caller's, who wipes it (compare.h).
 * Threads    Any; each call takes 19 MiB while it runs.
 * Faults     FAULT_TOO_LARGE for a password over PASSWORD_BYTES_MAX, FAULT_IO
 *            when randomness or memory is not to be had.
 */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/fault.h"
#include "base/str.h"

enum { PASSWORD_BYTES_MAX = 1024 };

bool password_hash(Str *out, Arena *arena, Str password, Fault *fault) MUST_CHECK;

/* Is it the password of `encoded`? A text that is no encoded password of ours
 * fits none. */
bool password_verify(bool *out, Str encoded, Str password, Fault *fault) MUST_CHECK;

/* The work of a verification for nothing: call it when the account is not
 * known, so that the answer's time does not tell which accounts there are. */
void password_verify_nobody(Str password);

/* Was it made with today's parameters? If not, hash again at the next login. */
bool password_is_current(Str encoded);

#endif
