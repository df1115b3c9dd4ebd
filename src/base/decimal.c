#include "base/decimal.h"

#include <assert.h>

int64_t decimal_power(uint8_t scale)
{
    int64_t power = 1;

    assert(scale <= 18);
    for (uint8_t i = 0; i < scale; i++)
        power *= 10;
    return power;
}

bool decimal_parse(Decimal *out, Str text, uint8_t scale)
{
    bool const negative = text.len > 0 && text.ptr[0] == '-';
    Str        rest = negative ? str_after(text, 1) : text;
    bool const has_point = str_find_char(rest, '.') < rest.len;
    Str const  whole = str_cut(&rest, '.');
    uint64_t   units = 0;
    uint64_t   fraction = 0;

    if (rest.len > scale || (has_point && rest.len == 0) || whole.len > 18)
        return false;
    if (!str_to_uint(&units, whole, (uint64_t)(INT64_MAX / decimal_power(scale) - 1)))
        return false;
    if (rest.len && !str_to_uint(&fraction, rest, INT64_MAX))
        return false;

    int64_t const value = (int64_t)units * decimal_power(scale) +
                          (int64_t)fraction * decimal_power((uint8_t)(scale - rest.len));
    *out = (Decimal){ negative ? -value : value, scale };
    return true;
}

void decimal_print(Buf *buf, Decimal value)
{
    uint64_t const size = value.units < 0 ? 0 - (uint64_t)value.units : (uint64_t)value.units;
    uint64_t const power = (uint64_t)decimal_power(value.scale);

    if (value.units < 0)
        buf_add_char(buf, '-');
    buf_add_format(buf, "%llu", (unsigned long long)(size / power));
    if (value.scale)
        buf_add_format(buf, ".%0*llu", (int)value.scale, (unsigned long long)(size % power));
}

Str decimal_format(Arena *arena, Decimal value)
{
    Buf text = buf_open(arena, 64);

    decimal_print(&text, value);
    return buf_str(&text);
}

int64_t decimal_divide_rounded(int64_t value, int64_t divisor)
{
    assert(divisor > 0);
    int64_t const quotient = value / divisor;
    int64_t const rest = value % divisor;
    int64_t const size = rest < 0 ? -rest : rest;

    if (size < divisor - size)
        return quotient;
    return value < 0 ? quotient - 1 : quotient + 1;
}

bool decimal_ratio(Decimal *out, int64_t numerator, int64_t denominator, int64_t factor,
                   uint8_t scale)
{
    if (denominator == 0)
        return false;

    __extension__ typedef __int128 Wide;
    Wide const top = (Wide)numerator * factor * decimal_power(scale) * (denominator < 0 ? -1 : 1);
    Wide const bottom = denominator < 0 ? -(Wide)denominator : (Wide)denominator;
    Wide const size = top < 0 ? -top : top;
    Wide const rounded = (2 * size + bottom) / (2 * bottom); /* half away from zero */

    if (rounded > INT64_MAX / 2)
        return false;
    *out = (Decimal){ top < 0 ? -(int64_t)rounded : (int64_t)rounded, scale };
    return true;
}
