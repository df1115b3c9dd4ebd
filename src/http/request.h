/* request.h - what a client asked, checked and taken apart.
 *
 * A handler finds here everything the client sent, decoded and within the
 * limits; nothing is parsed twice. A test of a handler makes a Request with
 * request_begin and needs no server.
 *
 * Ownership  Everything lives in the request's arena, which is there for the
 *            handler too, until the answer was sent. The upload is a temporary
 *            file without a name; the server closes it.
 * Threads    One at a time: the handler's, or the one that finishes later.
 * Faults     FAULT_INVALID, FAULT_TOO_LARGE; and FAULT_NOT_FOUND from
 *            request_parameter_id: an address with a wrong id names nothing.
 * Limits     LIMIT_HTTP_*.
 * Privacy    Messages name parameters, never values.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdio.h>

#include "base/date.h"
#include "base/label.h"
#include "http/target.h"

typedef struct Request {
    Arena              *arena;
    void               *application; /* as given to http_server_open */
    void               *actor;       /* for `admit` (server.h) to fill */
    const struct Route *route;
    Str                 method; /* as sent; a HEAD request goes to the route of GET */
    HttpTarget          target;
    const HttpPair     *parameters; /* of the path, by the names in the route's pattern */
    uint32_t            parameter_count;
    const HttpPair     *headers;
    uint32_t            header_count;
    const HttpPair     *cookies;
    uint32_t            cookie_count;
    Language            language; /* by Accept-Language; Chinese when it names neither */
    Str                 client;   /* address, without port */
    uint64_t            body_bytes;
    Str                 body;   /* empty when it is an upload */
    FILE               *upload; /* of a ROUTE_UPLOAD; at its beginning */
} Request;

/* What comes before the body. */
typedef struct {
    Str             method, target, version; /* "GET", "/", "HTTP/1.1" */
    const HttpPair *headers;
    uint32_t        header_count;
} RequestHead;

/* A request without a body, without a route. `head` must live as long. */
bool request_begin(Request *out, Arena *arena, const RequestHead *head, Fault *fault) MUST_CHECK;

/* The first header or cookie of that name, or the empty text. Names of headers are
 * compared without regard to case. */
Str request_header(const Request *request, Str name);
Str request_cookie(const Request *request, Str name);

/* Parameters of the path. What is read the route's pattern must have. */
bool request_has_parameter(const Request *request, Str name);
Str  request_parameter(const Request *request, Str name);
bool request_parameter_id(int64_t *out, const Request *request, Str name, Fault *fault) MUST_CHECK;

/* The first of that name in the query, or the empty text. */
bool request_has_query(const Request *request, Str name);
Str  request_query(const Request *request, Str name);

/* The same as a value; `otherwise` when it is not there or empty. */
bool request_query_uint(uint64_t *out, const Request *request, Str name, uint64_t otherwise,
                        uint64_t max, Fault *fault) MUST_CHECK;
bool request_query_date(Date *out, const Request *request, Str name, Date otherwise,
                        Fault *fault) MUST_CHECK;

#endif
