#include "codec/json_writer.h"

#include <assert.h>

#include "base/instant.h"

static_assert(JSON_WRITER_DEPTH_MAX <= 32, "a level is a bit of a 32-bit word");

JsonWriter json_open(Buf *buf)
{
    return (JsonWriter){ .buf = buf };
}

/* The bit of the innermost level. */
static uint32_t level_bit(const JsonWriter *json)
{
    return 1u << (json->depth - 1);
}

/* What comes before a value or a key: a comma, unless it is the first. */
static void separate(JsonWriter *json)
{
    if (json->filled & level_bit(json))
        buf_add_char(json->buf, ',');
    json->filled |= level_bit(json);
}

static void before_value(JsonWriter *json)
{
    if (json->after_key) {
        json->after_key = false;
    } else if (json->depth == 0) {
        assert(!json->done); /* a text is one value */
        json->done = true;
    } else {
        assert(!(json->objects & level_bit(json))); /* in an object a key comes first */
        separate(json);
    }
}

static void begin(JsonWriter *json, bool is_object)
{
    before_value(json);
    assert(json->depth < JSON_WRITER_DEPTH_MAX);
    json->depth++;
    json->filled &= ~level_bit(json);
    json->objects &= ~level_bit(json);
    if (is_object)
        json->objects |= level_bit(json);
    buf_add_char(json->buf, is_object ? '{' : '[');
}

static void end(JsonWriter *json, bool is_object)
{
    assert(json->depth > 0 && !json->after_key);
    assert(((json->objects & level_bit(json)) != 0) == is_object);
    json->depth--;
    buf_add_char(json->buf, is_object ? '}' : ']');
}

void json_begin_object(JsonWriter *json)
{
    begin(json, true);
}

void json_end_object(JsonWriter *json)
{
    end(json, true);
}

void json_begin_array(JsonWriter *json)
{
    begin(json, false);
}

void json_end_array(JsonWriter *json)
{
    end(json, false);
}

static void add_escape(Buf *buf, unsigned char c)
{
    static const char HEX[] = "0123456789abcdef";

    switch (c) {
    case '"': buf_add(buf, SV("\\\"")); break;
    case '\\': buf_add(buf, SV("\\\\")); break;
    case '\n': buf_add(buf, SV("\\n")); break;
    case '\r': buf_add(buf, SV("\\r")); break;
    case '\t': buf_add(buf, SV("\\t")); break;
    default:
        buf_add(buf, SV("\\u00"));
        buf_add_char(buf, HEX[c >> 4]);
        buf_add_char(buf, HEX[c & 15]);
        break;
    }
}

/* RFC 8259 section 7: quotes, backslashes and control characters are escaped;
 * DEL is too, for the terminals that answers end up on. Everything between two
 * escapes is copied at once. */
static void add_quoted(Buf *buf, Str text)
{
    size_t from = 0;

    buf_add_char(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char const c = (unsigned char)text.ptr[i];

        if (c >= ' ' && c != '"' && c != '\\' && c != 0x7F)
            continue;
        buf_add(buf, str_slice(text, from, i));
        add_escape(buf, c);
        from = i + 1;
    }
    buf_add(buf, str_after(text, from));
    buf_add_char(buf, '"');
}

void json_add_key(JsonWriter *json, Str key)
{
    assert(json->depth > 0 && (json->objects & level_bit(json)) && !json->after_key);
    separate(json);
    add_quoted(json->buf, key);
    buf_add_char(json->buf, ':');
    json->after_key = true;
}

void json_add_str(JsonWriter *json, Str text)
{
    before_value(json);
    add_quoted(json->buf, text);
}

void json_add_int(JsonWriter *json, int64_t value)
{
    before_value(json);
    buf_add_int(json->buf, value);
}

void json_add_id(JsonWriter *json, int64_t id)
{
    if (id == 0) {
        json_add_null(json);
        return;
    }
    before_value(json);
    buf_add_char(json->buf, '"');
    buf_add_int(json->buf, id);
    buf_add_char(json->buf, '"');
}

void json_add_bool(JsonWriter *json, bool value)
{
    before_value(json);
    buf_add(json->buf, value ? SV("true") : SV("false"));
}

void json_add_null(JsonWriter *json)
{
    before_value(json);
    buf_add(json->buf, SV("null"));
}

/* `value` in at least `width` digits. */
static void add_digits(Buf *buf, int64_t value, uint32_t width)
{
    int64_t power = 1;

    assert(value >= 0);
    for (uint32_t i = 1; i < width; i++)
        power *= 10;
    for (; power > 1 && value < power; power /= 10)
        buf_add_char(buf, '0');
    buf_add_int(buf, value);
}

void json_add_decimal(JsonWriter *json, Decimal value)
{
    int64_t const power = decimal_power(value.scale);
    int64_t const whole = value.units / power;
    int64_t const rest = value.units % power;

    before_value(json);
    if (value.units < 0 && whole == 0)
        buf_add_char(json->buf, '-'); /* which a whole part of 0 does not show */
    buf_add_int(json->buf, whole);
    if (value.scale) {
        buf_add_char(json->buf, '.');
        add_digits(json->buf, rest < 0 ? -rest : rest, value.scale);
    }
}

static void add_date(Buf *buf, Date date)
{
    Civil const civil = date_to_civil(date);

    add_digits(buf, civil.year, 4);
    buf_add_char(buf, '-');
    add_digits(buf, civil.month, 2);
    buf_add_char(buf, '-');
    add_digits(buf, civil.day, 2);
}

void json_add_date(JsonWriter *json, Date date)
{
    before_value(json);
    buf_add_char(json->buf, '"');
    add_date(json->buf, date);
    buf_add_char(json->buf, '"');
}

/* As instant_format (base/instant.h) writes it, without printf. */
void json_add_instant(JsonWriter *json, int64_t instant_ms)
{
    Date const    date = instant_date(instant_ms);
    int64_t const zone_ms = 8 * 3600000;
    int64_t const of_day_ms = instant_ms + zone_ms - (int64_t)date.days * 86400000;

    before_value(json);
    buf_add_char(json->buf, '"');
    add_date(json->buf, date);
    buf_add_char(json->buf, 'T');
    add_digits(json->buf, of_day_ms / 3600000, 2);
    buf_add_char(json->buf, ':');
    add_digits(json->buf, of_day_ms / 60000 % 60, 2);
    buf_add_char(json->buf, ':');
    add_digits(json->buf, of_day_ms / 1000 % 60, 2);
    buf_add_char(json->buf, '.');
    add_digits(json->buf, of_day_ms % 1000, 3);
    buf_add(json->buf, SV("+08:00\""));
}

void json_add_json(JsonWriter *json, Str text)
{
    assert(text.len > 0);
    before_value(json);
    buf_add(json->buf, text);
}
