/* Whatever is read can be written and read again, and is the same; whatever is
 * refused is refused at a place in the text, in one line. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"

static uint32_t check_and_write(JsonWriter *writer, const Json *json, uint32_t depth)
{
    uint32_t nodes = 1;
    uint32_t count = 0;

    assert(depth <= LIMIT_JSON_DEPTH);
    assert(utf8_is_valid(json->text) && str_find_char(json->text, '\0') == json->text.len);
    switch (json->kind) {
    case JSON_NULL: json_add_null(writer); break;
    case JSON_BOOL: json_add_bool(writer, str_equal(json->text, SV("true"))); break;
    case JSON_NUMBER: json_add_json(writer, json->text); break;
    case JSON_STRING: json_add_str(writer, json->text); break;
    case JSON_ARRAY:
        json_begin_array(writer);
        for (const Json *item = json->first; item; item = item->next, count++)
            nodes += check_and_write(writer, item, depth + 1);
        json_end_array(writer);
        break;
    case JSON_OBJECT:
        json_begin_object(writer);
        for (const Json *member = json->first; member; member = member->next, count++) {
            assert(json->count > 100 || json_member(json, member->key) == member);
            json_add_key(writer, member->key);
            nodes += check_and_write(writer, member, depth + 1);
        }
        json_end_object(writer);
        break;
    }
    assert(count == json->count);
    return nodes;
}

static bool is_same(const Json *a, const Json *b)
{
    if (a->kind != b->kind || a->count != b->count || !str_equal(a->key, b->key) ||
        !str_equal(a->text, b->text))
        return false;
    for (a = a->first, b = b->first; a && b; a = a->next, b = b->next)
        if (!is_same(a, b))
            return false;
    return !a && !b;
}

int json_reader_fuzz(const uint8_t *data, size_t size)
{
    Str const   text = { (const char *)data, size };
    Arena      *arena = arena_open();
    const Json *json = NULL;
    const Json *again = NULL;
    Fault       fault = { 0 };

    if (json_parse(&json, arena, text, &fault)) {
        Buf        buf = buf_open(arena, 8 * LIMIT_BODY_BYTES);
        JsonWriter writer = json_open(&buf);

        assert(check_and_write(&writer, json, 0) <= LIMIT_JSON_NODES);
        /* Escapes may make it longer than what may be read. */
        if (buf.len <= LIMIT_BODY_BYTES) {
            assert(json_parse(&again, arena, buf_str(&buf), &fault));
            assert(is_same(json, again));
        }
    } else {
        assert(!json && !strpbrk(fault.message, "\r\n"));
        assert(fault.code == FAULT_INVALID || fault.code == FAULT_TOO_LARGE);
        if (fault.code == FAULT_INVALID) {
            assert(fault.line >= 1 && fault.line <= size + 1);
            assert(fault.column >= 1 && fault.column <= size + 1);
        }
    }
    arena_close(&arena);
    return 0;
}
