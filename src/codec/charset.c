#include "codec/charset.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"

#define BYTE_ORDER_MARK SV("\xEF\xBB\xBF")
#define REPLACEMENT     SV("\xEF\xBF\xBD")

/* Without the first bytes of a character whose last ones are missing. */
static Str without_cut_end(Str sample)
{
    for (size_t back = 1; back <= 3 && back <= sample.len; back++) {
        unsigned char const byte = (unsigned char)sample.ptr[sample.len - back];
        size_t const        need = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;

        if (need > back)
            return str_slice(sample, 0, sample.len - back);
        if (byte < 0x80 || byte >= 0xC0)
            break;
    }
    return sample;
}

Charset charset_detect(Str sample)
{
    size_t good = 0;
    size_t bad = 0;

    if (str_starts_with(sample, BYTE_ORDER_MARK))
        return CHARSET_UTF8;
    sample = without_cut_end(sample);
    for (size_t at = 0, len = 0; at < sample.len; at += len) {
        bool const malformed = utf8_decode(str_after(sample, at), &len) == 0xFFFD && len == 1;

        good += len > 1;
        bad += malformed;
    }
    return bad > good ? CHARSET_GB18030 : CHARSET_UTF8;
}

struct CharsetConverter {
    Charset from;
    iconv_t handle; /* for GB18030 */
};

bool charset_open(CharsetConverter **out, Arena *arena, Charset from, Fault *fault)
{
    CharsetConverter *const converter = arena_alloc(arena, sizeof *converter);

    assert(from != CHARSET_DETECT);
    converter->from = from;
    if (from == CHARSET_GB18030) {
        converter->handle = iconv_open("UTF-8", "GB18030");
        if (converter->handle == (iconv_t)-1)
            return fault_set(fault, FAULT_IO, "this system cannot read GB18030: %s",
                             strerror(errno));
    }
    *out = converter;
    return true;
}

void charset_close(CharsetConverter **converter)
{
    if (!*converter)
        return;
    if ((*converter)->from == CHARSET_GB18030)
        (void)iconv_close((*converter)->handle);
    *converter = NULL;
}

static size_t convert_utf8(Buf *out, Str bytes)
{
    size_t const start = out->len;
    size_t       first_bad = CHARSET_WHOLE;
    size_t       from = 0; /* what was not appended yet */

    for (size_t at = 0, len = 0; at < bytes.len; at += len) {
        if (utf8_decode(str_after(bytes, at), &len) != 0xFFFD || len != 1)
            continue;
        buf_add(out, str_slice(bytes, from, at));
        if (first_bad == CHARSET_WHOLE)
            first_bad = out->len - start;
        buf_add(out, REPLACEMENT);
        from = at + 1;
    }
    buf_add(out, str_after(bytes, from));
    return first_bad;
}

static size_t convert_gb18030(Buf *out, iconv_t handle, Str bytes)
{
    size_t const start = out->len;
    size_t       first_bad = CHARSET_WHOLE;
    char        *from = (char *)(uintptr_t)bytes.ptr; /* iconv reads it only, but does not say so */
    size_t       left = bytes.len;

    (void)iconv(handle, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char         piece[1024];
        char        *to = piece;
        size_t       room = sizeof piece;
        size_t const result = iconv(handle, &from, &left, &to, &room);

        buf_add(out, (Str){ piece, sizeof piece - room });
        if (result == (size_t)-1 && errno != E2BIG) {
            if (first_bad == CHARSET_WHOLE)
                first_bad = out->len - start;
            buf_add(out, REPLACEMENT);
            from++;
            left--;
        }
    }
    return first_bad;
}

size_t charset_convert(Buf *out, CharsetConverter *converter, Str bytes)
{
    if (converter->from == CHARSET_UTF8)
        return convert_utf8(out, bytes);
    return convert_gb18030(out, converter->handle, bytes);
}
