#include "http/response.h"

#include <assert.h>

#include "base/limits.h"
#include "http/cookie.h"
#include "http/percent.h"

void response_begin(Response *out, Arena *arena)
{
    *out = (Response){
        .arena = arena,
        .status = 200,
        .text = buf_open(arena, LIMIT_RESPONSE_BYTES),
    };
}

void response_clear(Response *response)
{
    if (response->close)
        response->close(response->context);
    response_begin(response, response->arena);
}

Buf *response_text(Response *response, Str content_type)
{
    assert(!response->fill && !response->bytes.len);
    response->content_type = content_type;
    return &response->text;
}

void response_bytes(Response *response, Str content_type, Str bytes)
{
    assert(!response->fill && !response->text.len);
    response->content_type = content_type;
    response->bytes = bytes;
}

void response_stream(Response *response, Str content_type, ResponseFill *fill, ResponseClose *close,
                     void *context)
{
    assert(!response->fill && !response->text.len && !response->bytes.len);
    response->content_type = content_type;
    response->fill = fill;
    response->close = close;
    response->context = context;
}

static bool is_header_text(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || (unsigned char)text.ptr[i] >= 0x7F)
            return false;
    return true;
}

void response_add_header(Response *response, Str name, Str value)
{
    assert(response->header_count < RESPONSE_HEADERS_MAX);
    assert(name.len > 0 && is_header_text(name) && is_header_text(value));
    response->headers[response->header_count++] = (HttpPair){ name, value };
}

/* RFC 6266, with the encoding of RFC 8187: every browser in use knows it. */
void response_add_filename(Response *response, Str name)
{
    Str const encoded = percent_encode(response->arena, name);

    response_add_header(response, SV("Content-Disposition"),
                        str_format(response->arena, "attachment; filename*=UTF-8''%.*s",
                                   (int)encoded.len, encoded.ptr));
}

void response_add_cookie(Response *response, Str name, Str value, int64_t max_age_s, bool secure)
{
    assert(name.len > 0 && cookie_is_value(name) && cookie_is_value(value));
    response_add_header(response, SV("Set-Cookie"),
                        str_format(response->arena,
                                   "%.*s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s",
                                   (int)name.len, name.ptr, (int)value.len, value.ptr,
                                   (long long)max_age_s, secure ? "; Secure" : ""));
}
