/* citizen_number.h - the arithmetic of a citizen's number (GB 11643).
 *
 * Seventeen digits and a check character by ISO 7064 MOD 11-2, which finds every
 * wrong digit and every exchange of two. The older form has fifteen digits: no
 * century, no check. What a number says of its bearer is read in
 * registry/citizen_id.h; here are only the characters.
 *
 * Threads    Pure functions.
 */
#ifndef CODEC_CITIZEN_NUMBER_H
#define CODEC_CITIZEN_NUMBER_H

#include <stdbool.h>

#include "base/str.h"

enum { CITIZEN_NUMBER_CHARS = 18, CITIZEN_NUMBER_OLD_CHARS = 15 };

/* The check character that belongs to 17 digits. */
char citizen_number_check(const char *digits);

/* The number in its new form, 18 characters without an end, whether its check
 * character is right or not; a small x becomes X. False when a character is not
 * what it must be, or the length is neither 18 nor 15. */
bool citizen_number_modernise(char *out, Str text) MUST_CHECK;

#endif
