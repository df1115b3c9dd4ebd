/* What is taken from an address or a cookie can be written and read again, and
 * has nothing in it that could be taken for something else; what is refused is
 * refused at a place. The data is lines: target, cookies, languages, length. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "http/http_private.h"
#include "http/percent.h"

static void check_target(const HttpTarget *target)
{
    assert(target->path.len > 0 && target->path.ptr[0] == '/');
    assert(target->segment_count <= LIMIT_HTTP_SEGMENTS);
    assert(target->query_count <= LIMIT_HTTP_PAIRS);
    for (uint32_t i = 0; i < target->segment_count; i++) {
        Str const segment = target->segments[i];

        assert(utf8_is_valid(segment));
        assert(!str_equal(segment, SV("..")) && !str_equal(segment, SV(".")));
        for (size_t j = 0; j < segment.len; j++)
            assert((unsigned char)segment.ptr[j] >= ' ' && segment.ptr[j] != 0x7F &&
                   segment.ptr[j] != '/');
    }
    for (uint32_t i = 0; i < target->query_count; i++) {
        assert(target->query[i].name.len + target->query[i].value.len > 0);
        assert(utf8_is_valid(target->query[i].name) && utf8_is_valid(target->query[i].value));
    }
}

static Str write_target(Arena *arena, const HttpTarget *target)
{
    Buf text = buf_open(arena, 1 << 20);

    for (uint32_t i = 0; i < target->segment_count; i++) {
        buf_add_char(&text, '/');
        buf_add(&text, percent_encode(arena, target->segments[i]));
    }
    if (target->segment_count == 0)
        buf_add_char(&text, '/');
    for (uint32_t i = 0; i < target->query_count; i++) {
        buf_add_char(&text, i ? '&' : '?');
        buf_add(&text, percent_encode(arena, target->query[i].name));
        buf_add_char(&text, '=');
        buf_add(&text, percent_encode(arena, target->query[i].value));
    }
    return buf_str(&text);
}

static void check_same(const HttpTarget *a, const HttpTarget *b)
{
    assert(str_equal(a->path, b->path) && a->segment_count == b->segment_count &&
           a->query_count == b->query_count);
    for (uint32_t i = 0; i < a->segment_count; i++)
        assert(str_equal(a->segments[i], b->segments[i]));
    for (uint32_t i = 0; i < a->query_count; i++)
        assert(str_equal(a->query[i].name, b->query[i].name) &&
               str_equal(a->query[i].value, b->query[i].value));
}

static void check_cookies(Arena *arena, const Request *request)
{
    Buf             text = buf_open(arena, 1 << 20);
    const HttpPair *again = NULL;

    for (uint32_t i = 0; i < request->cookie_count; i++) {
        HttpPair const cookie = request->cookies[i];

        assert(cookie.name.len > 0 && cookie_is_value(cookie.name));
        assert(cookie_is_value(cookie.value));
        buf_add_format(&text, "%.*s=%.*s; ", (int)cookie.name.len, cookie.name.ptr,
                       (int)cookie.value.len, cookie.value.ptr);
    }
    assert(cookie_parse(&again, arena, buf_str(&text)) == request->cookie_count);
    for (uint32_t i = 0; i < request->cookie_count; i++)
        assert(str_equal(again[i].name, request->cookies[i].name) &&
               str_equal(again[i].value, request->cookies[i].value));
}

int target_fuzz(const uint8_t *data, size_t size)
{
    Str            text = { (const char *)data, size };
    Str const      target = str_cut(&text, '\n');
    Str const      cookies = str_cut(&text, '\n');
    Str const      languages = str_cut(&text, '\n');
    HttpPair const headers[] = {
        { SV("Host"), SV("a") },
        { SV("Cookie"), cookies },
        { SV("Accept-Language"), languages },
        { SV("Content-Length"), str_cut(&text, '\n') },
    };
    RequestHead const head = { SV("GET"), target, SV("HTTP/1.1"), headers, COUNT_OF(headers) };
    Arena            *arena = arena_open();
    Fault             fault = { 0 };
    HttpTarget        again = { 0 };
    uint64_t          length = 0;
    Request           request;

    if (request_begin(&request, arena, &head, &fault)) {
        check_target(&request.target);
        assert(target_parse(&again, arena, write_target(arena, &request.target), &fault));
        check_same(&request.target, &again);
        check_cookies(arena, &request);
    } else {
        assert(fault.code == FAULT_INVALID || fault.code == FAULT_TOO_LARGE);
        assert(fault.column <= target.len + 1 && fault.message[0]);
    }
    if (request_body_length(&length, &head, &fault))
        assert(length <= INT64_MAX && headers[3].value.len > 0);
    arena_close(&arena);
    return 0;
}
