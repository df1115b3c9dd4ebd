#include "codec/json_reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/limits.h"
#include "base/utf8.h"

/* Objects with more members than this are sorted to find keys that are there
 * twice; comparing each with each would let one request cost a second. */
enum { MEMBERS_COMPARED_MAX = 8 };

typedef struct {
    Json *node;
    Json *last; /* of its members or items so far */
} Level;

typedef struct {
    Arena      *arena;
    Str         text;
    Fault      *fault; /* set when a callback refused to go on */
    yajl_handle yajl;
    bool        at_end;    /* yajl is being told that the text is over */
    size_t      token_end; /* offset after the token before this one */
    Str         key;       /* of the member whose value comes next */
    size_t      key_offset;
    bool        has_key;
    uint32_t    node_count;
    uint32_t    depth;
    Level       levels[LIMIT_JSON_DEPTH];
    Json       *root;
} Parser;

/* ---- yajl's memory, from the arena ---------------------------------------- */

/* Before each piece stands its size, which yajl_realloc does not tell. */
typedef union {
    size_t      size_bytes;
    max_align_t align;
} Piece;

static void *piece_alloc(void *arena, size_t size_bytes)
{
    Piece *const piece = arena_alloc(arena, sizeof *piece + size_bytes);

    piece->size_bytes = size_bytes;
    return piece + 1;
}

static void *piece_realloc(void *arena, void *old, size_t size_bytes)
{
    void *const copy = piece_alloc(arena, size_bytes);

    if (old) {
        size_t const old_bytes = ((Piece *)old - 1)->size_bytes;
        memcpy(copy, old, old_bytes < size_bytes ? old_bytes : size_bytes);
    }
    return copy;
}

static void piece_free(void *arena, void *piece)
{
    (void)arena;
    (void)piece;
}

/* ---- places ----------------------------------------------------------------- */

/* A key may hold anything, and a message is one line. */
static Str one_line(Str key)
{
    for (size_t i = 0; i < key.len; i++)
        if ((unsigned char)key.ptr[i] < ' ')
            return str_slice(key, 0, i);
    return key;
}

static bool fault_at_offset(Fault *fault, Str text, size_t offset, const char *message, Str key)
{
    Str      rest = str_slice(text, 0, offset);
    uint32_t line = 1;

    key = one_line(key);

    for (size_t at = str_find_char(rest, '\n'); at < rest.len; at = str_find_char(rest, '\n')) {
        rest = str_after(rest, at + 1);
        line++;
    }
    return fault_at(fault, line, (uint32_t)utf8_count(rest) + 1, "%s%.*s", message, (int)key.len,
                    key.ptr);
}

static bool is_between_tokens(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':';
}

/* Where the token begins that yajl has just read: after the one before it and
 * what may stand between two values. */
static size_t take_token(Parser *parser)
{
    size_t begin = parser->token_end;

    while (begin < parser->text.len && is_between_tokens(parser->text.ptr[begin]))
        begin++;
    parser->token_end = parser->at_end ? parser->text.len : yajl_get_bytes_consumed(parser->yajl);
    return begin;
}

/* ---- the tree --------------------------------------------------------------- */

/* A new node in its place, or NULL when there are too many. */
static Json *add_node(Parser *parser, JsonKind kind, Str text)
{
    size_t const offset = take_token(parser);
    Level *const level = parser->depth ? &parser->levels[parser->depth - 1] : NULL;

    if (++parser->node_count > LIMIT_JSON_NODES) {
        fault_set(parser->fault, FAULT_TOO_LARGE, "the JSON has more than %d values",
                  LIMIT_JSON_NODES);
        return NULL;
    }
    Json *const node = arena_alloc(parser->arena, sizeof *node);
    *node = (Json){ .kind = kind, .text = text, .offset = offset };
    if (parser->has_key) {
        node->key = parser->key;
        node->offset = parser->key_offset;
        parser->has_key = false;
    }
    if (!level) {
        parser->root = node;
    } else {
        if (level->last)
            level->last->next = node;
        else
            level->node->first = node;
        level->last = node;
        level->node->count++;
    }
    return node;
}

static bool begin_level(Parser *parser, JsonKind kind)
{
    Json *const node = add_node(parser, kind, SV(""));

    if (!node)
        return false;
    if (parser->depth == LIMIT_JSON_DEPTH)
        return fault_set(parser->fault, FAULT_TOO_LARGE, "the JSON is nested more than %d deep",
                         LIMIT_JSON_DEPTH);
    parser->levels[parser->depth++] = (Level){ .node = node };
    return true;
}

static int by_key(const void *a, const void *b)
{
    const Json *const left = *(const Json *const *)a;
    const Json *const right = *(const Json *const *)b;
    int const         order = str_compare(left->key, right->key);

    return order ? order : (left->offset > right->offset) - (left->offset < right->offset);
}

/* The member that repeats the key of an earlier one, or NULL. */
static const Json *find_repeated(Arena *arena, const Json *object)
{
    const Json *repeated = NULL;

    if (object->count <= MEMBERS_COMPARED_MAX) {
        for (const Json *member = object->first; member; member = member->next)
            for (const Json *other = object->first; other != member; other = other->next)
                if (str_equal(other->key, member->key))
                    return member;
        return NULL;
    }

    const Json **const sorted = arena_array(arena, object->count, sizeof *sorted);
    uint32_t           count = 0;
    for (const Json *member = object->first; member; member = member->next)
        sorted[count++] = member;
    assert(count == object->count);
    qsort(sorted, count, sizeof *sorted, by_key);
    for (uint32_t i = 1; i < count; i++)
        if (str_equal(sorted[i - 1]->key, sorted[i]->key) &&
            (!repeated || sorted[i]->offset < repeated->offset))
            repeated = sorted[i];
    return repeated;
}

/* A surrogate is half a character: \uD83D\uDE00 together are one. yajl would put
 * a question mark, or bytes that are no UTF-8, in place of a half. */
static bool surrogates_are_paired(Str raw)
{
    bool high_before = false;

    for (size_t i = 0; i < raw.len; i++) {
        bool high = false;
        bool low = false;

        if (raw.ptr[i] == '\\' && i + 1 < raw.len) {
            Str const digits = str_slice(raw, i + 2, i + 6);
            if (raw.ptr[i + 1] == 'u' && digits.len == 4) {
                bool const surrogate = (digits.ptr[0] | 0x20) == 'd' && digits.ptr[1] > '7';
                low = surrogate && (digits.ptr[1] | 0x20) >= 'c';
                high = surrogate && !low;
                i += 4;
            }
            i++;
        }
        if (low != high_before)
            return false;
        high_before = high;
    }
    return !high_before;
}

/* The text of a string token: as it stands in the source when it has no
 * escapes, otherwise a copy, because yajl uses its buffer again. */
static bool take_string(Parser *parser, Str *out, const unsigned char *bytes, size_t len)
{
    Str const         text = { (const char *)bytes, len };
    const char *const source = parser->text.ptr;
    size_t const      before = parser->token_end;

    if (source <= text.ptr && text.ptr < source + parser->text.len) {
        *out = text;
        return true;
    }

    size_t const begin = take_token(parser);
    parser->token_end = before; /* the caller takes it once more */
    size_t const end = yajl_get_bytes_consumed(parser->yajl);
    if (str_find_char(text, '\0') < text.len)
        return fault_at_offset(parser->fault, parser->text, begin,
                               "the character NUL is not allowed in a text", SV(""));
    if (!surrogates_are_paired(str_slice(parser->text, begin, end)))
        return fault_at_offset(parser->fault, parser->text, begin,
                               "half a surrogate pair is not a character", SV(""));
    *out = str_copy(parser->arena, text);
    return true;
}

/* ---- what yajl calls: 0 stops it -------------------------------------------- */

static int on_null(void *parser)
{
    return add_node(parser, JSON_NULL, SV("")) != NULL;
}

static int on_bool(void *parser, int value)
{
    return add_node(parser, JSON_BOOL, value ? SV("true") : SV("false")) != NULL;
}

static int on_number(void *opaque, const char *digits, size_t len)
{
    Parser *const parser = opaque;
    Str           text = { digits, len };

    if (parser->at_end) /* a number that is the whole text ends only with it */
        text = str_copy(parser->arena, text);
    return add_node(parser, JSON_NUMBER, text) != NULL;
}

static int on_string(void *opaque, const unsigned char *bytes, size_t len)
{
    Parser *const parser = opaque;
    Str           text;

    return take_string(parser, &text, bytes, len) && add_node(parser, JSON_STRING, text) != NULL;
}

static int on_key(void *opaque, const unsigned char *bytes, size_t len)
{
    Parser *const parser = opaque;

    if (!take_string(parser, &parser->key, bytes, len))
        return 0;
    parser->key_offset = take_token(parser);
    parser->has_key = true;
    return 1;
}

static int on_begin_object(void *parser)
{
    return begin_level(parser, JSON_OBJECT);
}

static int on_begin_array(void *parser)
{
    return begin_level(parser, JSON_ARRAY);
}

static int on_end_array(void *opaque)
{
    Parser *const parser = opaque;

    assert(parser->depth > 0);
    (void)take_token(parser);
    parser->depth--;
    return 1;
}

static int on_end_object(void *opaque)
{
    Parser *const parser = opaque;

    (void)on_end_array(parser);
    const Json *const repeated = find_repeated(parser->arena, parser->levels[parser->depth].node);
    if (!repeated)
        return 1;
    fault_at_offset(parser->fault, parser->text, repeated->offset,
                    "this key is there twice: ", repeated->key);
    return 0;
}

static const yajl_callbacks CALLBACKS = {
    .yajl_null = on_null,
    .yajl_boolean = on_bool,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_map_key = on_key,
    .yajl_start_map = on_begin_object,
    .yajl_end_map = on_end_object,
    .yajl_start_array = on_begin_array,
    .yajl_end_array = on_end_array,
};

/* ---- parsing ------------------------------------------------------------------ */

/* yajl's words are "lexical error: invalid char in json text.\n" or the like. It
 * stops before a byte that begins no token, and after a token that is not wanted. */
static bool malformed(Parser *parser)
{
    unsigned char *const message = yajl_get_error(parser->yajl, 0, NULL, 0);
    Str                  text = str_from_c((const char *)message);
    size_t const         colon = str_find(text, SV(": "));
    size_t offset = parser->at_end ? parser->text.len : yajl_get_bytes_consumed(parser->yajl);

    if (!parser->at_end && offset > 0 && !str_starts_with(text, SV("lexical")))
        offset--;
    if (colon < text.len)
        text = str_after(text, colon + 2);
    text = str_trim(text);
    (void)fault_at_offset(parser->fault, parser->text, offset, "this is not JSON: ", text);
    yajl_free_error(parser->yajl, message);
    return false;
}

bool json_parse(const Json **out, Arena *arena, Str text, Fault *fault)
{
    yajl_alloc_funcs memory = { piece_alloc, piece_realloc, piece_free, arena };
    Parser           parser = { .arena = arena, .text = text, .fault = fault };

    if (text.len > LIMIT_BODY_BYTES)
        return fault_set(fault, FAULT_TOO_LARGE, "the JSON is larger than %d bytes",
                         LIMIT_BODY_BYTES);
    for (size_t at = 0, len = 0; at < text.len; at += len)
        if (utf8_decode(str_after(text, at), &len) == 0xFFFD && len == 1)
            return fault_at_offset(fault, text, at, "these bytes are not UTF-8", SV(""));

    parser.yajl = yajl_alloc(&CALLBACKS, &memory, &parser);
    (void)yajl_config(parser.yajl, yajl_dont_validate_strings, 1); /* done above, and strictly */
    yajl_status status = yajl_parse(parser.yajl, (const unsigned char *)text.ptr, text.len);
    if (status == yajl_status_ok) {
        parser.at_end = true;
        status = yajl_complete_parse(parser.yajl);
    }
    if (status == yajl_status_error)
        (void)malformed(&parser);
    yajl_free(parser.yajl);
    if (status != yajl_status_ok)
        return false;

    assert(parser.root && parser.depth == 0);
    *out = parser.root;
    return true;
}

/* ---- reading the tree ------------------------------------------------------------ */

const Json *json_member(const Json *object, Str key)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (const Json *member = object->first; member; member = member->next)
        if (str_equal(member->key, key))
            return member;
    return NULL;
}

bool json_has(const Json *object, Str key)
{
    const Json *const member = json_member(object, key);

    return member && member->kind != JSON_NULL;
}

static bool expected(Fault *fault, Str key, const char *what)
{
    return fault_set(fault, FAULT_INVALID, "\"%.*s\" must be %s", (int)key.len, key.ptr, what);
}

static const Json *member_of_kind(const Json *object, Str key, JsonKind kind)
{
    const Json *const member = json_member(object, key);

    return member && member->kind == kind ? member : NULL;
}

bool json_get_str(Str *out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_STRING);

    if (!member)
        return expected(fault, key, "a text");
    *out = member->text;
    return true;
}

bool json_get_bool(bool *out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_BOOL);

    if (!member)
        return expected(fault, key, "true or false");
    *out = str_equal(member->text, SV("true"));
    return true;
}

bool json_get_int(int64_t *out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_NUMBER);

    if (!member || !str_to_int(out, member->text))
        return expected(fault, key, "a whole number");
    return true;
}

bool json_get_decimal(Decimal *out, const Json *object, Str key, uint8_t scale, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_NUMBER);

    if (!member || !decimal_parse(out, member->text, scale))
        return fault_set(fault, FAULT_INVALID,
                         "\"%.*s\" must be a number with at most %d digits after the point",
                         (int)key.len, key.ptr, (int)scale);
    return true;
}

bool json_get_date(Date *out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_STRING);

    if (!member || !date_parse(out, member->text))
        return expected(fault, key, "a date such as 2024-02-29");
    return true;
}

bool json_get_array(const Json **out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_ARRAY);

    if (!member)
        return expected(fault, key, "a list");
    *out = member;
    return true;
}

bool json_get_object(const Json **out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_OBJECT);

    if (!member)
        return expected(fault, key, "an object");
    *out = member;
    return true;
}

bool json_get_id(int64_t *out, const Json *object, Str key, Fault *fault)
{
    const Json *const member = member_of_kind(object, key, JSON_STRING);
    uint64_t          id = 0;

    if (!member || !str_to_uint(&id, member->text, INT64_MAX) || id == 0)
        return expected(fault, key, "an id, written as a text of digits");
    *out = (int64_t)id;
    return true;
}
