/* compare.h - secrets compared and forgotten.
 *
 * A comparison that stops at the first difference tells, by its time, how much
 * of a guess was right; and a compiler leaves out a memset before the end of a
 * function. So secrets are compared, and wiped, with these.
 *
 * Threads    Pure functions.
 */
#ifndef CRYPTO_COMPARE_H
#define CRYPTO_COMPARE_H

#include "base/str.h"

/* In a time that depends on the lengths only, which are no secret. */
bool compare_equal(Str a, Str b);

void compare_wipe(void *secret, size_t size_bytes);

#endif
