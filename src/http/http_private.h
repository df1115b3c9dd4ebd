/* http_private.h - what the files of http share: the life of a connection.
 *
 * The listener accepts sockets and gives them to libmicrohttpd, whose threads do
 * the reading and writing (server.c). Each open connection has a Connection of a
 * fixed table (connection.c), and there, while a request is being served, its
 * Exchange. Nothing here waits for a lock: what crosses threads are the atomic
 * members of Connection, and each says who may change it.
 */
#ifndef HTTP_PRIVATE_H
#define HTTP_PRIVATE_H

#include <stdatomic.h>
#include <sys/socket.h>

#include "http/route.h"
#include "http/server.h"

/* ---- request.c --------------------------------------------------------------- */

/* How long the body is going to be, by the headers. */
#define BODY_OF_UNKNOWN_LENGTH UINT64_MAX

/* The length of the body that follows, 0 when there is none. A head that two
 * servers could read differently is refused: who talks to us through a proxy
 * might otherwise hide a second request in the first (RFC 9112 section 11.2). */
bool request_body_length(uint64_t *out, const RequestHead *head, Fault *fault) MUST_CHECK;

/* ---- problem.c ----------------------------------------------------------------- */

/* http_problem with another status than the fault's. */
void problem_with_status(const Request *request, Response *response, int status,
                         const Fault *fault);

/* ---- body.c: a request's body, into memory or a file ----------------------------- */

/* What all bodies of a server hold together. */
typedef struct {
    _Atomic uint64_t held_bytes;
    _Atomic uint32_t upload_count;
} BodyTotals;

typedef struct {
    BodyTotals *totals;
    Str         directory;
    uint64_t    max_bytes;
    bool        is_upload, is_counted;
    uint64_t    received_bytes;
    uint64_t    held_bytes;
    Buf         text;
    FILE       *file;
    Fault       fault; /* the first; from then on pieces are thrown away */
} Body;

void body_begin(Body *out, Arena *arena, const Route *route, BodyTotals *totals, Str directory);
void body_add(Body *body, Str piece);
bool body_end(Body *body, Request *request, Fault *fault) MUST_CHECK;
void body_close(Body *body); /* gives back what it held */

/* ---- connection.c ------------------------------------------------------------------ */

/* Whose turn it is in a request. The handler's thread and the one that finishes
 * it meet here, each by one atomic exchange:
 *
 *     NONE -> HANDLER -> FINISHED            finished before the handler returned
 *             HANDLER -> PARKED -> FINISHED  and then the finisher resumes it
 *                        PARKED -> ABANDONED the server is closing; from then on
 *                                            the exchange is the finisher's
 */
typedef enum { TURN_NONE, TURN_HANDLER, TURN_PARKED, TURN_FINISHED, TURN_ABANDONED } Turn;

typedef struct Connection Connection;

/* One request and its answer, in the arena of the request. */
typedef struct {
    Request     request; /* first: http_finish comes back from it */
    Response    response;
    Connection *connection;
    RequestHead head;
    int64_t     started_us; /* when its first line was there */
    Body        body;
    bool        head_is_read;
    bool        is_refused; /* the response says why, and no handler is called */
    Buf         piece;      /* of a stream, and how much of it was sent */
    size_t      piece_sent;
    bool        piece_is_last;
} Exchange;

struct Connection {
    HttpServer            *server;
    struct MHD_Connection *mhd;
    Arena                 *arena;    /* kept from one request to the next */
    Exchange              *exchange; /* in it; NULL between two requests */
    char                   client[64];
    int                    fd; /* changed and used only by who holds `grip` */

    atomic_bool     is_taken;    /* set by who takes the seat, cleared by who leaves it */
    _Atomic int     turn;        /* see Turn */
    _Atomic int64_t deadline_us; /* when the client is too slow; set by its thread */
    atomic_bool     grip;        /* held for a moment, to use the fd */
};

typedef struct {
    Connection      *seats;
    uint32_t         count;
    _Atomic uint64_t left_count; /* how often a seat was left */
} Connections;

void        connections_open(Connections *out, Arena *arena, uint32_t count, HttpServer *server);
void        connections_close(Connections *connections);
Connection *connections_take(Connections *connections, int fd); /* NULL: none is free */
void        connections_leave(Connections *connections, Connection *connection);

/* Break off those whose deadline is over; all, when now_us is INT64_MAX. */
void connections_break_off(Connections *connections, int64_t now_us);

/* The client has `ms` from then on, and more for each byte; or for ever. */
void connection_set_deadline(Connection *connection, int64_t from_us, uint64_t ms,
                             uint64_t byte_count);
void connection_clear_deadline(Connection *connection);

/* ---- listener.c ----------------------------------------------------------------------- */

typedef struct Listener Listener;

typedef struct {
    bool (*has_room)(void *context);
    void (*accept)(void *context, int fd, const struct sockaddr *address, socklen_t address_len);
    void (*tick)(void *context); /* a few times a second */
    void *context;
} ListenerDuties;

/* Listen, but do nothing before listener_start. */
bool     listener_open(Listener **out, Arena *arena, const char *address, uint16_t port,
                       Fault *fault) MUST_CHECK;
bool     listener_start(Listener *listener, ListenerDuties duties, Fault *fault) MUST_CHECK;
uint16_t listener_port(const Listener *listener);
void     listener_close(Listener **listener); /* waits for its thread */

#endif
