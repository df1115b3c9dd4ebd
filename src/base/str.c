#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Str str_from_c(const char *text)
{
    return text ? (Str){ text, strlen(text) } : SV("");
}

bool str_equal(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_ignoring_case(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

int str_compare(Str a, Str b)
{
    size_t const shorter = a.len < b.len ? a.len : b.len;
    int const    order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;

    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts_with(Str text, Str prefix)
{
    return text.len >= prefix.len && str_equal(str_slice(text, 0, prefix.len), prefix);
}

bool str_ends_with(Str text, Str suffix)
{
    return text.len >= suffix.len && str_equal(str_after(text, text.len - suffix.len), suffix);
}

Str str_slice(Str text, size_t from, size_t to)
{
    if (to > text.len)
        to = text.len;
    if (from > to)
        from = to;
    /* Adding 0 to a null pointer is undefined, so empty texts stay as they are. */
    return (Str){ from ? text.ptr + from : text.ptr, to - from };
}

Str str_after(Str text, size_t from)
{
    return str_slice(text, from, text.len);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Str str_trim(Str text)
{
    size_t from = 0;
    size_t to = text.len;

    while (from < to && is_space(text.ptr[from]))
        from++;
    while (to > from && is_space(text.ptr[to - 1]))
        to--;
    return str_slice(text, from, to);
}

size_t str_find(Str text, Str sought)
{
    for (size_t at = 0; at + sought.len <= text.len; at++)
        if (memcmp(text.ptr + at, sought.ptr, sought.len) == 0)
            return at;
    return text.len;
}

size_t str_find_char(Str text, char sought)
{
    const char *const at = text.len ? memchr(text.ptr, sought, text.len) : NULL;

    return at ? (size_t)(at - text.ptr) : text.len;
}

Str str_cut(Str *rest, char separator)
{
    size_t const at = str_find_char(*rest, separator);
    Str const    first = str_slice(*rest, 0, at);

    *rest = str_after(*rest, at + 1);
    return first;
}

bool str_to_uint(uint64_t *out, Str text, uint64_t max)
{
    uint64_t value = 0;

    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        uint64_t const digit = (uint64_t)(text.ptr[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (value > max)
        return false;
    *out = value;
    return true;
}

bool str_to_int(int64_t *out, Str text)
{
    bool const negative = text.len > 0 && text.ptr[0] == '-';
    uint64_t   size = 0;

    if (!str_to_uint(&size, negative ? str_after(text, 1) : text, INT64_MAX))
        return false;
    *out = negative ? -(int64_t)size : (int64_t)size;
    return true;
}

int str_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

Str str_copy(Arena *arena, Str text)
{
    return (Str){ str_to_c(arena, text), text.len };
}

const char *str_to_c(Arena *arena, Str text)
{
    char *const copy = arena_alloc(arena, text.len + 1);

    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return copy;
}

Str str_format(Arena *arena, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int const len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(len >= 0);

    char *const text = arena_alloc(arena, (size_t)len + 1);
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)len + 1, format, arguments);
    va_end(arguments);
    return (Str){ text, (size_t)len };
}

/* FNV-1a by 8 bytes at a time with a final mix: quick for statement texts, good
 * enough for names. */
uint64_t str_hash(Str text)
{
    uint64_t const prime = 0x9e3779b97f4a7c15u;
    uint64_t       hash = 0xcbf29ce484222325u ^ text.len;
    size_t         at = 0;

    for (; at + 8 <= text.len; at += 8) {
        uint64_t word = 0;
        memcpy(&word, text.ptr + at, 8);
        hash = (hash ^ word) * prime;
        hash ^= hash >> 29;
    }
    for (; at < text.len; at++)
        hash = (hash ^ (unsigned char)text.ptr[at]) * prime;
    return hash ^ (hash >> 32);
}
