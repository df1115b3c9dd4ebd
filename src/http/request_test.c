/* The head of a request: what is refused, the language, and what handlers ask. */
#include "http/request.h"

#include "base/limits.h"
#include "base/test.h"
#include "http/http_private.h"

/* "Name: value\n" lines as pairs. */
static uint32_t read_headers(HttpPair *out, Str lines)
{
    uint32_t count = 0;

    while (lines.len) {
        Str       value = str_cut(&lines, '\n');
        Str const name = str_cut(&value, ':');

        out[count++] = (HttpPair){ name, str_trim(value) };
    }
    return count;
}

static const struct {
    const char *version, *headers;
    const char *want; /* the length of the body, or what is wrong */
} FRAMES[] = {
    { "HTTP/1.1", "Host: a\n", "0" },
    { "HTTP/1.1", "host: a\nCONTENT-LENGTH: 12\n", "12" },
    { "HTTP/1.1", "Host: a\nContent-Length: 0\n", "0" },
    { "HTTP/1.1", "Host: a\nTransfer-Encoding: Chunked\n", "unknown" },
    { "HTTP/1.0", "", "0" },
    { "HTTP/1.1", "", "expected one Host header" },
    { "HTTP/1.1", "Host: a\nHost: b\n", "expected one Host header" },
    { "HTTP/1.1", "Host: a\nContent-Length: 1\nContent-Length: 2\n",
      "expected at most one Content-Length header" },
    { "HTTP/1.1", "Host: a\nContent-Length: 1\ncontent-length: 1\n",
      "expected at most one Content-Length header" },
    { "HTTP/1.1", "Host: a\nContent-Length: 1, 1\n", "expected a number as Content-Length" },
    { "HTTP/1.1", "Host: a\nContent-Length: +1\n", "expected a number as Content-Length" },
    { "HTTP/1.1", "Host: a\nContent-Length: 0x1\n", "expected a number as Content-Length" },
    { "HTTP/1.1", "Host: a\nContent-Length: \n", "expected a number as Content-Length" },
    { "HTTP/1.1", "Host: a\nContent-Length: 99999999999999999999\n",
      "expected a number as Content-Length" },
    { "HTTP/1.1", "Host: a\nContent-Length: 1\nTransfer-Encoding: chunked\n",
      "a request has a Content-Length or a Transfer-Encoding, not both" },
    { "HTTP/1.1", "Host: a\nTransfer-Encoding: gzip, chunked\n",
      "expected no Transfer-Encoding but chunked" },
    { "HTTP/1.1", "Host: a\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n",
      "expected no Transfer-Encoding but chunked" },
    { "HTTP/1.1", "Host: a\nTransfer-Encoding: xchunked\n",
      "expected no Transfer-Encoding but chunked" },
    { "HTTP/1.0", "Transfer-Encoding: chunked\n", "expected no Transfer-Encoding but chunked" },
};

void request_body_length_test(Test *test)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(FRAMES); i++) {
        HttpPair    headers[8];
        RequestHead head = { SV("POST"), SV("/"), str_from_c(FRAMES[i].version), headers, 0 };
        uint64_t    length = 77;
        Fault       fault = { 0 };

        test_row(test, "%s %s", FRAMES[i].version, FRAMES[i].headers);
        head.header_count = read_headers(headers, str_from_c(FRAMES[i].headers));
        bool const ok = request_body_length(&length, &head, &fault);
        Str const  got = !ok ? str_from_c(fault.message)
                         : length == BODY_OF_UNKNOWN_LENGTH
                             ? SV("unknown")
                             : str_format(arena, "%llu", (unsigned long long)length);
        check_text(test, got, str_from_c(FRAMES[i].want));
    }
    arena_close(&arena);
}

void request_begin_test(Test *test)
{
    static const struct {
        const char *method, *name, *value, *want; /* NULL: it is taken */
    } CASES[] = {
        { "GET", "X-Y_z", "a\tb", NULL },
        { "GET", "X", "张", NULL },
        { "G T", "X", "a", "the method is malformed" },
        { "", "X", "a", "the method is malformed" },
        { "GET", "X ", "a", "a header has a malformed name" },
        { "GET", "", "a", "a header has a malformed name" },
        { "GET", "X:", "a", "a header has a malformed name" },
        { "GET", "X", "a\rb", "a header has a control character" },
        { "GET", "X", "a\x01", "a header has a control character" },
        { "GET", "X", "\x7F", "a header has a control character" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        HttpPair const    header = { str_from_c(CASES[i].name), str_from_c(CASES[i].value) };
        RequestHead const head = { str_from_c(CASES[i].method), SV("/"), SV("HTTP/1.1"), &header,
                                   1 };
        Request           request;
        Fault             fault = { 0 };

        test_row(test, "case %zu", i);
        check_equal(test, request_begin(&request, arena, &head, &fault), CASES[i].want == NULL);
        check_text(test, str_from_c(fault.message), str_from_c(CASES[i].want));
    }

    HttpPair headers[LIMIT_HTTP_HEADERS + 1];
    Request  request;
    Fault    fault = { 0 };
    for (size_t i = 0; i < COUNT_OF(headers); i++)
        headers[i] = (HttpPair){ SV("X"), SV("y") };
    RequestHead head = { SV("GET"), SV("/"), SV("HTTP/1.1"), headers, LIMIT_HTTP_HEADERS };
    check_true(test, request_begin(&request, arena, &head, &fault));
    head.header_count++;
    check_true(test, !request_begin(&request, arena, &head, &fault));
    check_equal(test, fault.code, FAULT_TOO_LARGE);
    arena_close(&arena);
}

void request_language_test(Test *test)
{
    static const struct {
        const char *header;
        Language    want;
    } CASES[] = {
        { "", LANGUAGE_ZH },
        { "zh-CN,zh;q=0.9,en;q=0.8", LANGUAGE_ZH },
        { "en-GB,en;q=0.9,zh;q=0.8", LANGUAGE_EN },
        { "en;q=0.8,zh;q=0.81", LANGUAGE_ZH },
        { "EN", LANGUAGE_EN },
        { "en,zh", LANGUAGE_ZH }, /* as much the one as the other */
        { "fr, en;q=0.1", LANGUAGE_EN },
        { "en;q=0", LANGUAGE_ZH },
        { "en;q=0.001, zh;q=0", LANGUAGE_EN },
        { "en;q=x", LANGUAGE_ZH },
        { "eng", LANGUAGE_ZH },
        { "*", LANGUAGE_ZH },
        { ";;,,=", LANGUAGE_ZH },
        { "en;q=9", LANGUAGE_EN },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        HttpPair const    header = { SV("accept-language"), str_from_c(CASES[i].header) };
        RequestHead const head = { SV("GET"), SV("/"), SV("HTTP/1.1"), &header, 1 };
        Request           request;
        Fault             fault = { 0 };

        test_row(test, "%s", CASES[i].header);
        check_true(test, request_begin(&request, arena, &head, &fault));
        check_equal(test, request.language, CASES[i].want);
    }
    arena_close(&arena);
}

void request_ask_test(Test *test)
{
    static const HttpPair HEADERS[] = { { { "Cookie", 6 }, { "a=1; b=2; a=3", 13 } },
                                        { { "X-One", 5 }, { "first", 5 } },
                                        { { "x-one", 5 }, { "second", 6 } } };
    static const HttpPair PARAMETERS[] = { { { "id", 2 }, { "42", 2 } },
                                           { { "name", 4 }, { "x", 1 } },
                                           { { "zero", 4 }, { "0", 1 } } };
    Arena                *arena = arena_open();
    RequestHead const     head = { SV("GET"), SV("/?n=7&d=2024-02-29&e=&big=99&bad=x&n=8"),
                                   SV("HTTP/1.1"), HEADERS, COUNT_OF(HEADERS) };
    Request               request;
    Fault                 fault = { 0 };
    int64_t               id = 0;
    uint64_t              number = 0;
    Date                  date = { 0 };

    check_true(test, request_begin(&request, arena, &head, &fault));
    request.parameters = PARAMETERS;
    request.parameter_count = COUNT_OF(PARAMETERS);
    check_text(test, request_header(&request, SV("X-ONE")), SV("first"));
    check_text(test, request_header(&request, SV("X-Two")), SV(""));
    check_text(test, request_cookie(&request, SV("a")), SV("1"));
    check_text(test, request_cookie(&request, SV("c")), SV(""));
    check_text(test, request_parameter(&request, SV("name")), SV("x"));
    check_true(test, request_parameter_id(&id, &request, SV("id"), &fault) && id == 42);
    check_true(test, !request_parameter_id(&id, &request, SV("name"), &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    check_true(test, !request_parameter_id(&id, &request, SV("zero"), &fault) && id == 42);
    check_true(test, request_has_query(&request, SV("e")));
    check_true(test, !request_has_query(&request, SV("f")));
    check_text(test, request_query(&request, SV("n")), SV("7"));
    check_true(test, request_query_uint(&number, &request, SV("n"), 1, 10, &fault));
    check_equal(test, number, 7);
    check_true(test, request_query_uint(&number, &request, SV("e"), 5, 10, &fault));
    check_equal(test, number, 5);
    check_true(test, !request_query_uint(&number, &request, SV("big"), 5, 10, &fault));
    check_text(test, str_from_c(fault.message), SV("big must be a whole number up to 10"));
    check_true(test, request_query_date(&date, &request, SV("d"), DATE_MIN, &fault));
    check_equal(test, date.days, date_from_civil(2024, 2, 29).days);
    check_true(test, request_query_date(&date, &request, SV("f"), DATE_MIN, &fault));
    check_equal(test, date.days, DATE_MIN.days);
    check_true(test, !request_query_date(&date, &request, SV("bad"), DATE_MIN, &fault));
    check_text(test, str_from_c(fault.message), SV("bad must be a date such as 2024-02-29"));
    arena_close(&arena);
}
