/* response.h - the answer to a request.
 *
 * A handler fills one of three bodies:
 *
 *   text      response_text gives a Buf to write into; most answers
 *   bytes     response_bytes points to bytes that live longer than the server,
 *             such as the web interface inside the binary
 *   stream    response_stream gives a function that is asked for piece after
 *             piece, while the client takes them; for exports of any size
 *
 * Security headers, Content-Length and Date are the server's work.
 *
 * Ownership  Text and headers live in the request's arena. A stream's context is
 *            its maker's; `close` is called once, whether it was sent or not.
 * Threads    As the request.
 * Limits     LIMIT_RESPONSE_BYTES for a text: an answer that does not fit becomes
 *            FAULT_TOO_LARGE. RESPONSE_HEADERS_MAX.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "base/buf.h"
#include "base/fault.h"
#include "http/target.h"

enum { RESPONSE_HEADERS_MAX = 16 };

/* Append the next piece to the empty `piece`, at most LIMIT_HTTP_CHUNK_BYTES, and
 * set *is_last with the last one. A fault breaks the connection off, so that the
 * client cannot take what it has for the whole. */
typedef bool ResponseFill(void *context, Buf *piece, bool *is_last, Fault *fault);
typedef void ResponseClose(void *context);

typedef struct {
    Arena         *arena;
    int            status; /* 200 until somebody says otherwise */
    Str            content_type;
    HttpPair       headers[RESPONSE_HEADERS_MAX];
    uint32_t       header_count;
    Buf            text;
    Str            bytes;
    ResponseFill  *fill;
    ResponseClose *close;
    void          *context;
} Response;

void response_begin(Response *out, Arena *arena);

/* Take back what was filled in, and close the stream if there is one. */
void response_clear(Response *response);

Buf *response_text(Response *response, Str content_type);
void response_bytes(Response *response, Str content_type, Str bytes);
void response_stream(Response *response, Str content_type, ResponseFill *fill, ResponseClose *close,
                     void *context);

/* Both are ASCII of the programmer's or were encoded; a line end in one of them,
 * which would be another header to the client, ends the process. */
void response_add_header(Response *response, Str name, Str value);

/* The browser is to save it under this name, which may have any characters. */
void response_add_filename(Response *response, Str name);

/* A cookie that scripts cannot read and that other sites' pages cannot send.
 * `secure`: over TLS only. max_age_s 0 takes the cookie back. */
void response_add_cookie(Response *response, Str name, Str value, int64_t max_age_s, bool secure);

#endif
