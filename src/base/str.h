/* str.h - text that somebody else owns.
 *
 * A Str is a pointer and a length, passed by value, UTF-8 and not terminated by
 * NUL. Taking a part of a text copies nothing. Text is built with buf.h.
 *
 * Ownership  Borrowed: a Str lives as long as what it points into.
 * Threads    Plain values.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"

typedef struct {
    const char *ptr;
    size_t      len;
} Str;

/* A literal as a Str. */
#define SV(literal) ((Str){ "" literal "", sizeof(literal) - 1 })

Str  str_from_c(const char *text); /* NULL gives the empty text */
bool str_equal(Str a, Str b);
bool str_equal_ignoring_case(Str a, Str b); /* ASCII letters only */
int  str_compare(Str a, Str b);             /* by bytes: < 0, 0, > 0 */
bool str_starts_with(Str text, Str prefix);
bool str_ends_with(Str text, Str suffix);

/* Part of a text; both ends are cut to what there is. */
Str str_slice(Str text, size_t from, size_t to);
Str str_after(Str text, size_t from);
Str str_trim(Str text); /* without spaces, tabs and line ends around it */

/* Where `sought` first stands, or text.len. */
size_t str_find(Str text, Str sought);
size_t str_find_char(Str text, char sought);

/* Cut the text before the first `separator` off *rest and return it; at the
 * end everything that is left, and *rest is empty. */
Str str_cut(Str *rest, char separator);

/* Whole numbers without sign or spaces; false when it is not one or too big. */
bool str_to_uint(uint64_t *out, Str text, uint64_t max) MUST_CHECK;
bool str_to_int(int64_t *out, Str text) MUST_CHECK;
int  str_hex_digit(char c); /* 0 to 15 of either case; -1 when it is none */

Str         str_copy(Arena *arena, Str text);
const char *str_to_c(Arena *arena, Str text); /* a terminated copy, for libraries */
Str         str_format(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* 64 bits that differ for different texts (not against an attacker). */
uint64_t str_hash(Str text);

#endif
