/* Addresses, %-encoding and cookies: what they mean, and what is refused where. */
#include "http/target.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/test.h"
#include "http/cookie.h"
#include "http/percent.h"

static const struct {
    const char *text;
    const char *want; /* path [segments] {query}; or what is wrong */
    uint32_t    bad_column;
} TARGETS[] = {
    { "/", "/ [] {}", 0 },
    { "/a", "/a [a] {}", 0 },
    { "/api/persons/7", "/api/persons/7 [api|persons|7] {}", 0 },
    { "/a/", "/a/ [a|] {}", 0 },
    { "/a//b", "/a//b [a||b] {}", 0 },
    { "//", "// [|] {}", 0 },
    { "/?a=1&b=2", "/ [] {a=1;b=2;}", 0 },
    { "/?a=1&a=2", "/ [] {a=1;a=2;}", 0 },
    { "/?a&=b&&c=", "/ [] {a=;=b;c=;}", 0 },
    { "/?q=a=b", "/ [] {q=a=b;}", 0 },
    { "/?q=a?b/c", "/ [] {q=a?b/c;}", 0 },
    { "/%E5%BC%A0?%e5=", "the encoded bytes are not UTF-8", 12 },
    { "/%E5%BC%A0%20x?q=%E4%B8%89+x%2B", "/张 x [张 x] {q=三 x+;}", 0 },
    { "/a+b", "/a+b [a+b] {}", 0 }, /* in a path a plus is a plus */
    { "/a%3Fb%25", "/a?b% [a?b%] {}", 0 },
    { "http://localhost:80/a?b=c", "/a [a] {b=c;}", 0 },
    { "HTTPS://h/", "/ [] {}", 0 },

    { "", "an address begins with /", 1 },
    { "a", "an address begins with /", 1 },
    { "*", "an address begins with /", 1 },
    { "?a", "an address begins with /", 1 },
    { "http://localhost", "an address begins with /", 1 },
    { "example.org:443", "an address begins with /", 1 },
    { "/a b", "this byte must be percent-encoded in an address", 3 },
    { "/\t", "this byte must be percent-encoded in an address", 2 },
    { "/\x7F", "this byte must be percent-encoded in an address", 2 },
    { "/张", "this byte must be percent-encoded in an address", 2 },
    { "/a#b", "this byte must be percent-encoded in an address", 3 },
    { "/a%", "expected two hexadecimal digits after %", 3 },
    { "/a%4", "expected two hexadecimal digits after %", 3 },
    { "/a%4g", "expected two hexadecimal digits after %", 3 },
    { "/a%%41", "expected two hexadecimal digits after %", 3 },
    { "/a/%u0041", "expected two hexadecimal digits after %", 4 },
    { "/a/b%00", "this character is not allowed here", 5 },
    { "/a/b%0A", "this character is not allowed here", 5 },
    { "/a/b%7f", "this character is not allowed here", 5 },
    { "/a%2Fb", "this character is not allowed here", 3 },
    { "/%C0%AF", "the encoded bytes are not UTF-8", 2 }, /* an overlong slash */
    { "/a/../b", "a path has no segment . or ..", 4 },
    { "/a/%2e%2E/b", "a path has no segment . or ..", 4 },
    { "/.", "a path has no segment . or ..", 2 },
    { "/?a=%00", "this character is not allowed here", 5 },
    { "/?a=1&b=%zz", "expected two hexadecimal digits after %", 9 },
    { "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q", "a path has at most 16 segments", 0 },
};

static Str print_target(Arena *arena, const HttpTarget *target)
{
    Buf text = buf_open(arena, 10000);

    buf_add(&text, target->path);
    buf_add(&text, SV(" ["));
    for (uint32_t i = 0; i < target->segment_count; i++) {
        if (i > 0)
            buf_add_char(&text, '|');
        buf_add(&text, target->segments[i]);
    }
    buf_add(&text, SV("] {"));
    for (uint32_t i = 0; i < target->query_count; i++) {
        buf_add(&text, target->query[i].name);
        buf_add_char(&text, '=');
        buf_add(&text, target->query[i].value);
        buf_add_char(&text, ';');
    }
    buf_add(&text, SV("}"));
    return buf_str(&text);
}

void target_parse_test(Test *test)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(TARGETS); i++) {
        HttpTarget target = { 0 };
        Fault      fault = { 0 };
        bool const ok = target_parse(&target, arena, str_from_c(TARGETS[i].text), &fault);

        test_row(test, "%s", TARGETS[i].text);
        check_equal(test, fault.column, TARGETS[i].bad_column);
        check_text(test, ok ? print_target(arena, &target) : str_from_c(fault.message),
                   str_from_c(TARGETS[i].want));
    }

    Buf        many = buf_open(arena, 10000);
    HttpTarget target = { 0 };
    Fault      fault = { 0 };
    buf_add_c(&many, "/?");
    for (int i = 0; i < LIMIT_HTTP_PAIRS; i++)
        buf_add_c(&many, "a=1&");
    check_true(test, target_parse(&target, arena, buf_str(&many), &fault));
    check_equal(test, target.query_count, LIMIT_HTTP_PAIRS);
    buf_add_c(&many, "a");
    check_true(test, !target_parse(&target, arena, buf_str(&many), &fault));
    check_equal(test, fault.code, FAULT_TOO_LARGE);
    arena_close(&arena);
}

void percent_encode_test(Test *test)
{
    static const struct {
        const char *plain, *encoded;
    } CASES[] = {
        { "", "" },
        { "aZ09-._~", "aZ09-._~" },
        { "a b/c?d&e=f+g%h", "a%20b%2Fc%3Fd%26e%3Df%2Bg%25h" },
        { "张三", "%E5%BC%A0%E4%B8%89" },
        { "\"\r\n", "%22%0D%0A" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const encoded = percent_encode(arena, str_from_c(CASES[i].plain));
        Str       back = SV("");
        Fault     fault = { 0 };

        test_row(test, "%s", CASES[i].plain);
        check_text(test, encoded, str_from_c(CASES[i].encoded));
        check_true(test, percent_decode(&back, arena, encoded, PERCENT_QUERY, &fault));
        check_text(test, back, str_from_c(CASES[i].plain));
    }
    arena_close(&arena);
}

void cookie_parse_test(Test *test)
{
    static const struct {
        const char *header, *want;
    } CASES[] = {
        { "", "" },
        { "a=b", "a=b;" },
        { "a=b; c=d", "a=b;c=d;" },
        { " a=b ;c=d;", "a=b;c=d;" },
        { "a=", "a=;" },
        { "a=\"b\"", "a=b;" },
        { "a=b=c", "a=b=c;" },
        { "a; =b; c=d", "c=d;" },          /* no value, no name */
        { "a=b c; d=e", "d=e;" },          /* a blank inside */
        { "a=\xE5\xBC\xA0; d=e", "d=e;" }, /* not ASCII */
        { "a=\"; d=e", "d=e;" },
        { "a=1; a=2", "a=1;a=2;" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const HttpPair *cookies = NULL;
        uint32_t const  count = cookie_parse(&cookies, arena, str_from_c(CASES[i].header));
        Buf             got = buf_open(arena, 1000);

        test_row(test, "%s", CASES[i].header);
        for (uint32_t j = 0; j < count; j++)
            buf_add_format(&got, "%.*s=%.*s;", (int)cookies[j].name.len, cookies[j].name.ptr,
                           (int)cookies[j].value.len, cookies[j].value.ptr);
        check_text(test, buf_str(&got), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}
