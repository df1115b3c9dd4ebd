#include "http/percent.h"

#include "base/buf.h"
#include "base/utf8.h"

/* What may not come out: a control character in a path would end up in logs and
 * headers, and a slash would make one segment look like two. */
static bool is_forbidden(char c, PercentUse use)
{
    if (use == PERCENT_PATH)
        return (unsigned char)c < ' ' || c == 0x7F || c == '/';
    return c == '\0';
}

static bool needs_decoding(Str text, PercentUse use)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '%' || (text.ptr[i] == '+' && use == PERCENT_QUERY))
            return true;
    return false;
}

bool percent_decode(Str *out, Arena *arena, Str text, PercentUse use, Fault *fault)
{
    bool const  encoded = needs_decoding(text, use);
    char *const plain = encoded ? arena_alloc(arena, text.len) : NULL;
    size_t      len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '%') {
            int const high = i + 2 < text.len ? str_hex_digit(text.ptr[i + 1]) : -1;
            int const low = i + 2 < text.len ? str_hex_digit(text.ptr[i + 2]) : -1;

            if (high < 0 || low < 0)
                return fault_at(fault, 0, (uint32_t)i + 1,
                                "expected two hexadecimal digits after %%");
            c = (char)(high * 16 + low);
        } else if (c == '+' && use == PERCENT_QUERY) {
            c = ' ';
        }
        if (is_forbidden(c, use))
            return fault_at(fault, 0, (uint32_t)i + 1, "this character is not allowed here");
        if (plain)
            plain[len++] = c;
        i += text.ptr[i] == '%' ? 2 : 0;
    }

    Str const decoded = encoded ? (Str){ plain, len } : text;
    if (!utf8_is_valid(decoded))
        return fault_at(fault, 0, 1, "the encoded bytes are not UTF-8");
    *out = decoded;
    return true;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

Str percent_encode(Arena *arena, Str text)
{
    static const char HEX[] = "0123456789ABCDEF";
    char *const       out = arena_alloc(arena, text.len * 3);
    size_t            len = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char const c = (unsigned char)text.ptr[i];

        if (is_unreserved(text.ptr[i])) {
            out[len++] = text.ptr[i];
        } else {
            out[len++] = '%';
            out[len++] = HEX[c >> 4];
            out[len++] = HEX[c & 15];
        }
    }
    return (Str){ out, len };
}
