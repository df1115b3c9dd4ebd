/* buf.h - text being built, with a maximum from birth.
 *
 * A Buf grows in an arena up to its maximum and then stays full: every later
 * append is ignored, and one check at the end tells. So a chain of appends
 * needs no checks between them.
 *
 * Ownership  The text belongs to the arena given at birth.
 * Threads    One at a time.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef struct {
    Arena *arena;
    char  *ptr;
    size_t len, capacity, max;
    bool   overflowed; /* something did not fit: the text is not to be used */
} Buf;

Buf  buf_open(Arena *arena, size_t max_bytes);
void buf_clear(Buf *buf); /* empty again, memory kept */

void buf_add(Buf *buf, Str text);
void buf_add_c(Buf *buf, const char *text);
void buf_add_char(Buf *buf, char c);
void buf_add_times(Buf *buf, char c, size_t count);
void buf_add_int(Buf *buf, int64_t value);
void buf_add_format(Buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* What was built so far; borrowed until the next append. */
Str buf_str(const Buf *buf);

#endif
