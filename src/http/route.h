/* route.h - which handler answers which address.
 *
 * A module offers its routes as a `static const Route` table; app/wiring.c lists
 * the tables. A pattern is literal segments and parameters in braces:
 *
 *     /api/persons/{id}/records     {id} is one segment, not empty
 *     /assets/{path...}             {path...} is the rest of the path, at the end
 *
 * When several patterns fit, the one with a literal where the others have a
 * parameter wins, from left to right; the rest comes last. HEAD is answered by
 * the route of GET. An address that some pattern fits, but not for this method,
 * is 405 with the methods that are allowed.
 *
 * Ownership  Routes are constants. A Router lives in its arena.
 * Threads    A Router is not changed after it was opened; any number may match.
 * Faults     router_open: FAULT_INVALID when the tables contradict themselves.
 * Limits     LIMIT_HTTP_SEGMENTS.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/request.h"
#include "http/response.h"

typedef enum {
    HTTP_DONE,  /* the response is filled: send it */
    HTTP_LATER, /* somebody will call http_finish (server.h) */
} HttpResult;

typedef HttpResult HttpHandler(Request *request, Response *response);

enum {
    ROUTE_PUBLIC = 1,    /* for `admit` (server.h): nobody needs to be signed in */
    ROUTE_UPLOAD = 2,    /* the body goes into a file, not into memory */
    ROUTE_OWN_SHIFT = 8, /* the bits from here on are the application's, for its `admit` */
};

typedef struct Route {
    const char  *method, *pattern;
    uint32_t     flags;
    uint64_t     body_max_bytes; /* 0: no body is taken */
    HttpHandler *handler;
    const char  *summary_zh, *summary_en; /* a line for the description of the API */
} Route;

typedef struct {
    const Route *routes;
    uint32_t     count;
} RouteList;

typedef struct Router Router;

bool router_open(Router **out, Arena *arena, const RouteList *lists, uint32_t list_count,
                 Fault *fault) MUST_CHECK;

typedef struct {
    const Route    *route;      /* NULL: none for this address and method */
    const HttpPair *parameters; /* in the order of the pattern */
    uint32_t        parameter_count;
    Str             allowed; /* "GET, HEAD, POST" when only the method does not fit */
} RouteMatch;

/* What is found lives in `arena`. */
RouteMatch router_match(const Router *router, Arena *arena, Str method, const HttpTarget *target);

#endif
