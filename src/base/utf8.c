#include "base/utf8.h"

/* Bytes of the character at the start of the text, or 0 if it is malformed.
 * Overlong forms and surrogates are malformed: one text, one spelling. */
static size_t measure(Str text, uint32_t *character)
{
    static const uint32_t SMALLEST[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char const   first = (unsigned char)text.ptr[0];
    size_t                len = 0;
    uint32_t              value = first;

    if (first < 0x80)
        len = 1;
    else if (first >= 0xC2 && first < 0xE0)
        len = 2;
    else if (first >= 0xE0 && first < 0xF0)
        len = 3;
    else if (first >= 0xF0 && first < 0xF5)
        len = 4;
    if (len == 0 || len > text.len)
        return 0;
    if (len > 1)
        value = first & (0x7Fu >> len);
    for (size_t i = 1; i < len; i++) {
        unsigned char const next = (unsigned char)text.ptr[i];

        if ((next & 0xC0) != 0x80)
            return 0;
        value = (value << 6) | (next & 0x3F);
    }
    if (value < SMALLEST[len] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return 0;
    *character = value;
    return len;
}

bool utf8_is_valid(Str text)
{
    uint32_t character = 0;

    while (text.len) {
        size_t const len = measure(text, &character);

        if (len == 0)
            return false;
        text = str_after(text, len);
    }
    return true;
}

uint32_t utf8_decode(Str text, size_t *byte_count)
{
    uint32_t     character = 0xFFFD;
    size_t const len = measure(text, &character);

    *byte_count = len ? len : 1;
    return len ? character : 0xFFFD;
}

size_t utf8_encode(char out[4], uint32_t character)
{
    static const uint32_t      PAST[] = { 0x80, 0x800, 0x10000, 0x110000 };
    static const unsigned char FIRST[] = { 0, 0xC0, 0xE0, 0xF0 };
    size_t                     more = 0; /* bytes behind the first */

    while (more < 3 && character >= PAST[more])
        more++;
    for (size_t i = more; i > 0; i--) {
        out[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(FIRST[more] | character);
    return more + 1;
}

size_t utf8_count(Str text)
{
    size_t count = 0;

    for (size_t len = 0; text.len; text = str_after(text, len), count++)
        (void)utf8_decode(text, &len);
    return count;
}

static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD);
}

size_t utf8_width(Str text)
{
    size_t width = 0;

    for (size_t len = 0; text.len; text = str_after(text, len))
        width += is_wide(utf8_decode(text, &len)) ? 2 : 1;
    return width;
}

size_t utf8_prefix(Str text, size_t max)
{
    size_t at = 0;

    for (size_t count = 0; at < text.len && count < max; count++) {
        size_t len = 0;

        (void)utf8_decode(str_after(text, at), &len);
        at += len;
    }
    return at;
}
