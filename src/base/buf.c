#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Buf buf_open(Arena *arena, size_t max_bytes)
{
    return (Buf){ .arena = arena, .max = max_bytes };
}

void buf_clear(Buf *buf)
{
    buf->len = 0;
    buf->overflowed = false;
}

/* Room for `more` bytes and a final NUL, or the overflow mark. */
static bool make_room(Buf *buf, size_t more)
{
    if (buf->overflowed || more > buf->max - buf->len) {
        buf->overflowed = true;
        return false;
    }
    if (buf->len + more < buf->capacity)
        return true;

    size_t larger = buf->capacity ? buf->capacity * 2 : 64;
    if (larger < buf->len + more + 1)
        larger = buf->len + more + 1;
    char *const copy = arena_alloc(buf->arena, larger);
    if (buf->len)
        memcpy(copy, buf->ptr, buf->len);
    buf->ptr = copy;
    buf->capacity = larger;
    return true;
}

void buf_add(Buf *buf, Str text)
{
    if (text.len == 0 || !make_room(buf, text.len))
        return;
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void buf_add_c(Buf *buf, const char *text)
{
    buf_add(buf, str_from_c(text));
}

void buf_add_char(Buf *buf, char c)
{
    if (make_room(buf, 1))
        buf->ptr[buf->len++] = c;
}

void buf_add_times(Buf *buf, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_add_char(buf, c);
}

void buf_add_int(Buf *buf, int64_t value)
{
    char     digits[20];
    size_t   first = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--first] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        buf_add_char(buf, '-');
    buf_add(buf, (Str){ digits + first, sizeof digits - first });
}

void buf_add_format(Buf *buf, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int const len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(len >= 0);
    if (!make_room(buf, (size_t)len))
        return;
    va_start(arguments, format);
    (void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, arguments);
    va_end(arguments);
    buf->len += (size_t)len;
}

Str buf_str(const Buf *buf)
{
    return (Str){ buf->ptr, buf->len };
}
