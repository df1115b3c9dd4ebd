#include "http/cookie.h"

#include "base/limits.h"

static bool is_cookie_octet(char c)
{
    return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

bool cookie_is_value(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_cookie_octet(text.ptr[i]))
            return false;
    return true;
}

uint32_t cookie_parse(const HttpPair **out, Arena *arena, Str header)
{
    HttpPair *cookies = NULL;
    uint32_t  capacity = 0;
    uint32_t  count = 0;

    while (header.len && count < LIMIT_HTTP_PAIRS) {
        Str        value = str_trim(str_cut(&header, ';'));
        bool const has_equals = str_find_char(value, '=') < value.len;
        Str const  name = str_cut(&value, '=');

        if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
            value = str_slice(value, 1, value.len - 1);
        if (!has_equals || name.len == 0 || !cookie_is_value(name) || !cookie_is_value(value))
            continue;
        cookies = arena_grow(arena, cookies, count, &capacity, sizeof *cookies);
        cookies[count] = (HttpPair){ name, value };
        count++;
    }
    *out = cookies;
    return count;
}
