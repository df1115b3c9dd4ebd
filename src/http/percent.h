/* percent.h - %-encoding, by which any text fits an address (RFC 3986 section 2.1).
 *
 * Ownership  Results live in the arena, or are the text itself when nothing in it
 *            is encoded.
 * Threads    Pure functions.
 * Faults     FAULT_INVALID with the column of the byte that is wrong.
 */
#ifndef HTTP_PERCENT_H
#define HTTP_PERCENT_H

#include "base/fault.h"
#include "base/str.h"

typedef enum {
    PERCENT_PATH,  /* a segment of a path: no control characters, no slash */
    PERCENT_QUERY, /* a + is a blank; no NUL */
} PercentUse;

/* Decode; what comes out is UTF-8. */
bool percent_decode(Str *out, Arena *arena, Str text, PercentUse use, Fault *fault) MUST_CHECK;

/* Encode all but letters, digits and - . _ ~ */
Str percent_encode(Arena *arena, Str text);

#endif
