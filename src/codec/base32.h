/* base32.h - bytes as capital letters and the digits 2 to 7 (RFC 4648 section 6),
 * without padding.
 *
 * For texts that a QR code carries and a scanner types: all of them are in the
 * alphanumeric set of QR, and none is moved or swallowed by a keyboard layout or an
 * input method, as the signs of base45 and base64 are.
 *
 * Ownership  Texts and bytes live in the arena.
 * Threads    Pure functions.
 */
#ifndef CODEC_BASE32_H
#define CODEC_BASE32_H

#include "base/str.h"

Str base32_encode(Arena *arena, Str bytes);

/* Either case. False when there is another character, a length that no bytes have,
 * or bits left over that are not 0: so each text that is read is written again as
 * it was. */
bool base32_decode(Str *out, Arena *arena, Str text) MUST_CHECK;

#endif
