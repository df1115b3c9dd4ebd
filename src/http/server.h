/* server.h - HTTP/1.1 on a socket (libmicrohttpd: epoll and a pool of threads).
 *
 * A request comes to its handler whole: head and body have been read, checked
 * and kept within their limits. The handler answers at once (HTTP_DONE), or it
 * hands the work to somebody else, such as the writer that commits many changes
 * together, and returns HTTP_LATER; then the connection waits, holding no
 * thread, until http_finish.
 *
 *     the handler's thread                     the writer
 *     queue_push(queue, job)
 *     return HTTP_LATER;                       ... commit ...
 *                                              fill job->response
 *                                              http_finish(job->request)
 *
 * http_finish may come before the handler has returned, after the client has
 * gone, and after the server has closed: it is always safe, and always needed,
 * exactly once. Until then the request and its arena stay as they are.
 *
 * A handler runs in one of the pool's threads and holds up the other requests of
 * that thread, so a handler that must wait for something returns HTTP_LATER.
 *
 * Ownership  open/close. `application` is the caller's.
 * Threads    Handlers run in any of the pool's threads, many at a time.
 *            http_finish is called from any thread, the rest from one.
 * Faults     FAULT_IO when the address cannot be listened on; FAULT_INVALID for
 *            routes that contradict themselves, or an address that is none.
 * Limits     LIMIT_HTTP_*; each route's body_max_bytes.
 * Privacy    Logs have counts and the faults of streams, no addresses.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/route.h"

typedef struct HttpServer HttpServer;

/* Called when the head of a request has been read and its route is known, before
 * the body is taken: so that nobody uploads a gigabyte to be told to sign in.
 * It may fill request->actor. On false the client gets the fault. */
typedef bool HttpAdmit(Request *request, Fault *fault);

/* Called when a request is over, in the thread that served it: with the status
 * that was sent, or 0 when the client went away before it had the whole answer.
 * The request has no route when none was found. */
typedef void HttpObserve(void *application, const Request *request, int status,
                         int64_t duration_us);

typedef struct {
    const RouteList *routes;
    uint32_t         route_list_count;
    void            *application;      /* request->application */
    HttpAdmit       *admit;            /* may be NULL */
    HttpObserve     *observe;          /* may be NULL */
    const char      *address;          /* "127.0.0.1" when NULL; "::" for all there are */
    uint16_t         port;             /* 0: any that is free */
    Str              upload_directory; /* "/tmp" when empty */

    /* When 0: four threads, LIMIT_HTTP_CONNECTIONS, LIMIT_HTTP_HEAD_MS; and ten
     * seconds for requests to end when the server closes. */
    uint32_t thread_count;
    uint32_t connection_max;
    uint32_t head_ms;
    uint32_t stop_ms;
} HttpOptions;

bool http_server_open(HttpServer **out, const HttpOptions *options, Fault *fault) MUST_CHECK;

/* Accept nothing more, let what is running end, and answer with 503 what has not
 * ended in stop_ms. Only a handler that does not return can hold it up longer. */
void http_server_close(HttpServer **server);

uint16_t http_server_port(const HttpServer *server);

/* The request of a handler that returned HTTP_LATER has its response. */
void http_finish(Request *request);

#endif
