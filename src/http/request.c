#include "http/request.h"

#include <assert.h>

#include "base/limits.h"
#include "http/cookie.h"
#include "http/http_private.h"

/* ---- the head ------------------------------------------------------------------ */

/* RFC 9110 section 5.6.2. */
static bool is_token(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char const c = text.ptr[i];
        bool const is_word =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!is_word && str_find_char(SV("!#$%&'*+-.^_`|~"), c) == 15)
            return false;
    }
    return text.len > 0;
}

static bool check_headers(const RequestHead *head, Fault *fault)
{
    if (head->header_count > LIMIT_HTTP_HEADERS)
        return fault_set(fault, FAULT_TOO_LARGE, "a request has at most %d headers",
                         LIMIT_HTTP_HEADERS);
    for (uint32_t i = 0; i < head->header_count; i++) {
        Str const value = head->headers[i].value;

        if (!is_token(head->headers[i].name))
            return fault_set(fault, FAULT_INVALID, "a header has a malformed name");
        for (size_t j = 0; j < value.len; j++)
            if (((unsigned char)value.ptr[j] < ' ' && value.ptr[j] != '\t') || value.ptr[j] == 0x7F)
                return fault_set(fault, FAULT_INVALID, "a header has a control character");
    }
    return true;
}

/* How often a header is there, and its first value. */
static uint32_t count_header(const RequestHead *head, Str name, Str *value)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < head->header_count; i++)
        if (str_equal_ignoring_case(head->headers[i].name, name) && count++ == 0)
            *value = head->headers[i].value;
    return count;
}

bool request_body_length(uint64_t *out, const RequestHead *head, Fault *fault)
{
    Str            length = SV("");
    Str            encoding = SV("");
    Str            host = SV("");
    uint32_t const lengths = count_header(head, SV("Content-Length"), &length);
    uint32_t const codings = count_header(head, SV("Transfer-Encoding"), &encoding);
    bool const     is_1_1 = str_equal(head->version, SV("HTTP/1.1"));

    if (count_header(head, SV("Host"), &host) != 1 && is_1_1)
        return fault_set(fault, FAULT_INVALID, "expected one Host header");
    if (lengths > 1)
        return fault_set(fault, FAULT_INVALID, "expected at most one Content-Length header");
    if (codings > 0) {
        if (lengths > 0)
            return fault_set(fault, FAULT_INVALID,
                             "a request has a Content-Length or a Transfer-Encoding, not both");
        if (codings > 1 || !is_1_1 || !str_equal_ignoring_case(encoding, SV("chunked")))
            return fault_set(fault, FAULT_INVALID, "expected no Transfer-Encoding but chunked");
        *out = BODY_OF_UNKNOWN_LENGTH;
        return true;
    }
    *out = 0;
    if (lengths == 1 && !str_to_uint(out, length, INT64_MAX))
        return fault_set(fault, FAULT_INVALID, "expected a number as Content-Length");
    return true;
}

/* ---- the language ---------------------------------------------------------------- */

/* "0.8" as 800; what is malformed counts as nothing wanted. */
static uint32_t parse_weight(Str text)
{
    uint32_t weight = 0;
    uint32_t worth = 1000;

    for (size_t i = 0; i < text.len && i < 5; i++) {
        if (i == 1 && text.ptr[i] == '.')
            continue;
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return 0;
        weight += (uint32_t)(text.ptr[i] - '0') * worth;
        worth /= 10;
    }
    return weight > 1000 ? 1000 : weight;
}

/* "en-GB,en;q=0.9,zh;q=0.8" (RFC 9110 section 12.5.4). */
static Language preferred_language(Str header)
{
    uint32_t chinese = 0;
    uint32_t english = 0;

    while (header.len) {
        Str            item = str_cut(&header, ',');
        Str const      tag = str_trim(str_cut(&item, ';'));
        Str const      q = str_trim(item);
        Str const      name = str_slice(tag, 0, str_find_char(tag, '-'));
        uint32_t const weight = q.len == 0                     ? 1000
                                : str_starts_with(q, SV("q=")) ? parse_weight(str_after(q, 2))
                                                               : 0;

        if (str_equal_ignoring_case(name, SV("zh")) && weight > chinese)
            chinese = weight;
        if (str_equal_ignoring_case(name, SV("en")) && weight > english)
            english = weight;
    }
    return english > chinese ? LANGUAGE_EN : LANGUAGE_ZH;
}

bool request_begin(Request *out, Arena *arena, const RequestHead *head, Fault *fault)
{
    *out = (Request){
        .arena = arena,
        .method = head->method,
        .headers = head->headers,
        .header_count = head->header_count,
    };
    /* First, so that even a refusal is in the reader's language. */
    out->language = preferred_language(request_header(out, SV("Accept-Language")));
    if (!is_token(head->method))
        return fault_set(fault, FAULT_INVALID, "the method is malformed");
    if (!check_headers(head, fault))
        return false;
    out->cookie_count = cookie_parse(&out->cookies, arena, request_header(out, SV("Cookie")));
    if (!target_parse(&out->target, arena, head->target, fault))
        return fault_context(fault, "reading the address");
    return true;
}

/* ---- what handlers ask ------------------------------------------------------------- */

static const HttpPair *find_pair(const HttpPair *pairs, uint32_t count, Str name)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(pairs[i].name, name))
            return &pairs[i];
    return NULL;
}

Str request_header(const Request *request, Str name)
{
    for (uint32_t i = 0; i < request->header_count; i++)
        if (str_equal_ignoring_case(request->headers[i].name, name))
            return request->headers[i].value;
    return SV("");
}

Str request_cookie(const Request *request, Str name)
{
    const HttpPair *const cookie = find_pair(request->cookies, request->cookie_count, name);

    return cookie ? cookie->value : SV("");
}

bool request_has_parameter(const Request *request, Str name)
{
    return find_pair(request->parameters, request->parameter_count, name) != NULL;
}

Str request_parameter(const Request *request, Str name)
{
    const HttpPair *const found = find_pair(request->parameters, request->parameter_count, name);

    assert(found);
    return found->value;
}

bool request_parameter_id(int64_t *out, const Request *request, Str name, Fault *fault)
{
    uint64_t id = 0;

    if (!str_to_uint(&id, request_parameter(request, name), INT64_MAX) || id == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "expected an id of digits as %.*s", (int)name.len,
                         name.ptr);
    *out = (int64_t)id;
    return true;
}

bool request_has_query(const Request *request, Str name)
{
    return find_pair(request->target.query, request->target.query_count, name) != NULL;
}

Str request_query(const Request *request, Str name)
{
    const HttpPair *const found =
        find_pair(request->target.query, request->target.query_count, name);

    return found ? found->value : SV("");
}

bool request_query_uint(uint64_t *out, const Request *request, Str name, uint64_t otherwise,
                        uint64_t max, Fault *fault)
{
    Str const text = request_query(request, name);

    if (text.len == 0) {
        *out = otherwise;
        return true;
    }
    if (!str_to_uint(out, text, max))
        return fault_set(fault, FAULT_INVALID, "%.*s must be a whole number up to %llu",
                         (int)name.len, name.ptr, (unsigned long long)max);
    return true;
}

bool request_query_date(Date *out, const Request *request, Str name, Date otherwise, Fault *fault)
{
    Str const text = request_query(request, name);

    if (text.len == 0) {
        *out = otherwise;
        return true;
    }
    if (!date_parse(out, text))
        return fault_set(fault, FAULT_INVALID, "%.*s must be a date such as 2024-02-29",
                         (int)name.len, name.ptr);
    return true;
}
