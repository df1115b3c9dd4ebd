#include "http/target.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "http/percent.h"

/* Decode a part of the whole, with the column of a fault counted in the whole. */
static bool decode_part(Str *out, Arena *arena, Str whole, Str part, PercentUse use, Fault *fault)
{
    if (percent_decode(out, arena, part, use, fault))
        return true;
    fault->column += (uint32_t)(part.ptr - whole.ptr);
    return false;
}

/* What may stand in a target at all: visible ASCII without "#" (RFC 3986). */
static bool check_bytes(Str text, Fault *fault)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char const c = (unsigned char)text.ptr[i];

        if (c <= ' ' || c >= 0x7F || c == '#')
            return fault_at(fault, 0, (uint32_t)i + 1,
                            "this byte must be percent-encoded in an address");
    }
    return true;
}

/* Without "http://host" before the path. */
static Str without_authority(Str text)
{
    static const char *const SCHEMES[] = { "http://", "https://" };

    for (size_t i = 0; i < COUNT_OF(SCHEMES); i++) {
        Str const scheme = str_from_c(SCHEMES[i]);

        if (str_equal_ignoring_case(str_slice(text, 0, scheme.len), scheme)) {
            Str const rest = str_after(text, scheme.len);
            return str_after(rest, str_find_char(rest, '/'));
        }
    }
    return text;
}

static bool parse_path(HttpTarget *out, Arena *arena, Str whole, Str path, Fault *fault)
{
    Str *const segments = arena_array(arena, LIMIT_HTTP_SEGMENTS, sizeof *segments);
    Buf        decoded = buf_open(arena, path.len + 1);
    Str        rest = str_after(path, 1);
    bool       has_more = path.len > 1;
    uint32_t   count = 0;

    while (has_more) {
        has_more = str_find_char(rest, '/') < rest.len;
        Str const part = str_cut(&rest, '/');

        if (count == LIMIT_HTTP_SEGMENTS)
            return fault_set(fault, FAULT_TOO_LARGE, "a path has at most %d segments",
                             LIMIT_HTTP_SEGMENTS);
        Str *const segment = &segments[count++];
        if (!decode_part(segment, arena, whole, part, PERCENT_PATH, fault))
            return false;
        if (str_equal(*segment, SV(".")) || str_equal(*segment, SV("..")))
            return fault_at(fault, 0, (uint32_t)(part.ptr - whole.ptr) + 1,
                            "a path has no segment . or ..");
        buf_add_char(&decoded, '/');
        buf_add(&decoded, *segment);
    }
    out->path = count ? buf_str(&decoded) : SV("/");
    out->segments = segments;
    out->segment_count = count;
    return true;
}

static bool parse_query(HttpTarget *out, Arena *arena, Str whole, Str query, Fault *fault)
{
    HttpPair *pairs = NULL;
    uint32_t  capacity = 0;
    uint32_t  count = 0;

    while (query.len) {
        Str       value = str_cut(&query, '&');
        Str const name = str_cut(&value, '=');

        if (name.len == 0 && value.len == 0)
            continue;
        if (count == LIMIT_HTTP_PAIRS)
            return fault_set(fault, FAULT_TOO_LARGE, "a query has at most %d parts",
                             LIMIT_HTTP_PAIRS);
        pairs = arena_grow(arena, pairs, count, &capacity, sizeof *pairs);
        if (!decode_part(&pairs[count].name, arena, whole, name, PERCENT_QUERY, fault) ||
            !decode_part(&pairs[count].value, arena, whole, value, PERCENT_QUERY, fault))
            return false;
        count++;
    }
    out->query = pairs;
    out->query_count = count;
    return true;
}

bool target_parse(HttpTarget *out, Arena *arena, Str text, Fault *fault)
{
    HttpTarget target = { 0 };
    Str        query = without_authority(text);

    if (!check_bytes(text, fault))
        return false;
    Str const path = str_cut(&query, '?');
    if (path.len == 0 || path.ptr[0] != '/')
        return fault_at(fault, 0, 1, "an address begins with /");
    if (!parse_path(&target, arena, text, path, fault) ||
        !parse_query(&target, arena, text, query, fault))
        return false;
    *out = target;
    return true;
}
