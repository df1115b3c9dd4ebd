/* utf8.h - characters of UTF-8 text.
 *
 * Threads    Pure functions.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Well-formed, without surrogates, without characters over U+10FFFF. */
bool utf8_is_valid(Str text);

/* The character that begins at text.ptr, and how many bytes it takes; a byte
 * that begins none counts as U+FFFD of one byte. The text is not empty. */
uint32_t utf8_decode(Str text, size_t *byte_count);

/* The bytes of a character, 1 to 4: how many. */
size_t utf8_encode(char out[4], uint32_t character);

size_t utf8_count(Str text); /* characters */

/* Columns on a terminal: Chinese characters and full-width marks take two. */
size_t utf8_width(Str text);

/* Bytes of the longest beginning that has at most `max` characters. */
size_t utf8_prefix(Str text, size_t max);

#endif
