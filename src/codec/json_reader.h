/* json_reader.h - JSON text into a tree of values.
 *
 * Numbers keep the text they were written in: a reading of 36.50 is a Decimal
 * to this house, and a double would change it. So a Json is text with a kind,
 * and the getters below turn it into the value that the caller expects.
 *
 * What is refused, though a lenient reader would take it: the same key twice in
 * one object (which of the two was meant?), the character NUL, half a surrogate
 * pair, bytes that are not UTF-8, and anything after the value.
 *
 * Ownership  The tree lives in the arena; its texts may point into the text that
 *            was parsed, which must live as long.
 * Threads    Pure functions; a tree is not changed after it was made.
 * Faults     FAULT_INVALID with line and column (in characters), FAULT_TOO_LARGE.
 * Limits     LIMIT_BODY_BYTES, LIMIT_JSON_DEPTH, LIMIT_JSON_NODES.
 * Privacy    Messages name keys, never values.
 */
#ifndef CODEC_JSON_READER_H
#define CODEC_JSON_READER_H

#include "base/date.h"
#include "base/decimal.h"
#include "base/fault.h"

typedef enum {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
} JsonKind;

typedef struct Json Json;
struct Json {
    JsonKind    kind;
    uint32_t    count;  /* members of an object, items of an array */
    Str         key;    /* in an object; empty otherwise */
    Str         text;   /* a number as written; a string unescaped; "true" or "false" */
    const Json *first;  /* of the members or items */
    const Json *next;   /* sibling */
    size_t      offset; /* where it begins in the text, a member at its key */
};

bool json_parse(const Json **out, Arena *arena, Str text, Fault *fault) MUST_CHECK;

/* The member of that name, or NULL; NULL too when `object` is no object. */
const Json *json_member(const Json *object, Str key);

/* Is there such a member, and is it something else than null? So an optional
 * value reads: if (json_has(o, key) && !json_get_str(&value, o, key, fault)). */
bool json_has(const Json *object, Str key);

/* The value of a member that must be there and be of that kind. On a fault *out
 * is unchanged. */
bool json_get_str(Str *out, const Json *object, Str key, Fault *fault) MUST_CHECK;
bool json_get_bool(bool *out, const Json *object, Str key, Fault *fault) MUST_CHECK;
bool json_get_int(int64_t *out, const Json *object, Str key, Fault *fault) MUST_CHECK;
bool json_get_decimal(Decimal *out, const Json *object, Str key, uint8_t scale,
                      Fault *fault) MUST_CHECK;
bool json_get_date(Date *out, const Json *object, Str key, Fault *fault) MUST_CHECK;
bool json_get_array(const Json **out, const Json *object, Str key, Fault *fault) MUST_CHECK;
bool json_get_object(const Json **out, const Json *object, Str key, Fault *fault) MUST_CHECK;

/* An id is a string of digits (json_writer.h says why), and never 0. */
bool json_get_id(int64_t *out, const Json *object, Str key, Fault *fault) MUST_CHECK;

#endif
