#include "http/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/http_private.h"
#include "http/problem.h"

enum {
    THREADS_DEFAULT = 4,
    STOP_MS_DEFAULT = 10000,
    /* A refused body up to this size is read and thrown away, so that the client
     * reads our answer; a larger one is broken off. */
    DISCARD_BYTES_MAX = 4 << 20,
    /* An arena that one request made large does not stay so. */
    ARENA_KEPT_BYTES = 1 << 18,
    /* How long those who got a 503 at the end may take to read it. */
    LAST_WORDS_MS = 500,
};

struct HttpServer {
    Arena             *arena;
    struct MHD_Daemon *daemon;
    Listener          *listener;
    Router            *router;
    void              *application;
    HttpAdmit         *admit;
    HttpObserve       *observe;
    Str                upload_directory;
    uint32_t           head_ms, stop_ms;
    Connections        connections;
    uint64_t           accepted_count; /* the listener's */
    BodyTotals         bodies;
    atomic_bool        is_stopping;
    _Atomic uint32_t   running_count; /* requests from their first line to their last byte */
    _Atomic uint32_t   parked_count;  /* resumptions that are owed to libmicrohttpd */
    _Atomic uint32_t   holder_count;  /* the server itself and every abandoned request */
};

/* ---- headers of every answer -------------------------------------------------------- */

/* The pages have no inline scripts and load nothing from elsewhere. Styles may be
 * inline, because charts put them on their tooltips; images may be data, because
 * style sheets have small ones inside. */
static const struct {
    const char *name, *value;
} SECURITY_HEADERS[] = {
    { "Content-Security-Policy",
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
      "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
};

static void add_header(struct MHD_Response *answer, const char *name, const char *value)
{
    if (MHD_add_response_header(answer, name, value) != MHD_YES)
        log_line(LOG_ERROR, "http", "header %s was not taken", name);
}

/* What a browser or a proxy must not keep: all data, and all refusals. */
static bool is_private(const Exchange *exchange)
{
    return exchange->response.status >= 400 ||
           str_equal(exchange->request.target.path, SV("/api")) ||
           str_starts_with(exchange->request.target.path, SV("/api/"));
}

static void add_headers(struct MHD_Response *answer, const Exchange *exchange)
{
    const Response *const response = &exchange->response;
    Arena *const          arena = response->arena;

    for (size_t i = 0; i < COUNT_OF(SECURITY_HEADERS); i++)
        add_header(answer, SECURITY_HEADERS[i].name, SECURITY_HEADERS[i].value);
    if (is_private(exchange))
        add_header(answer, "Cache-Control", "no-store");
    if (response->content_type.len)
        add_header(answer, "Content-Type", str_to_c(arena, response->content_type));
    for (uint32_t i = 0; i < response->header_count; i++)
        add_header(answer, str_to_c(arena, response->headers[i].name),
                   str_to_c(arena, response->headers[i].value));
    if (atomic_load(&exchange->connection->server->is_stopping))
        add_header(answer, "Connection", "close");
}

/* ---- sending ------------------------------------------------------------------------ */

/* Ask the handler's stream for its next piece. */
static bool fill_piece(Exchange *exchange)
{
    Response *const response = &exchange->response;
    Fault           fault = { 0 };

    buf_clear(&exchange->piece);
    exchange->piece_sent = 0;
    if (!response->fill(response->context, &exchange->piece, &exchange->piece_is_last, &fault)) {
        log_fault(LOG_ERROR, "http", &fault);
        return false;
    }
    if (exchange->piece.overflowed) {
        log_line(LOG_ERROR, "http", "a piece of a stream is larger than %d bytes",
                 LIMIT_HTTP_CHUNK_BYTES);
        return false;
    }
    connection_set_deadline(exchange->connection, instant_monotonic_us(),
                            exchange->connection->server->head_ms, exchange->piece.len);
    return true;
}

static ssize_t on_stream(void *opaque, uint64_t offset, char *out, size_t max)
{
    Exchange *const exchange = opaque;

    (void)offset; /* libmicrohttpd asks in order */
    while (exchange->piece_sent == exchange->piece.len) {
        if (exchange->piece_is_last)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (!fill_piece(exchange))
            return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    Str const rest = str_after(buf_str(&exchange->piece), exchange->piece_sent);
    size_t    count = rest.len < max ? rest.len : max;
    memcpy(out, rest.ptr, count);
    exchange->piece_sent += count;
    return (ssize_t)count;
}

static struct MHD_Response *make_answer(Exchange *exchange, uint64_t *byte_count)
{
    const Response *const response = &exchange->response;

    *byte_count = 0;
    if (response->fill) {
        exchange->piece = buf_open(response->arena, LIMIT_HTTP_CHUNK_BYTES);
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 32 << 10, on_stream, exchange,
                                                 NULL);
    }
    Str const body = response->bytes.len ? response->bytes : buf_str(&response->text);
    *byte_count = body.len;
    /* It only reads the bytes, but does not say so in the type. */
    return MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.ptr,
                                           MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result send_response(Connection *connection)
{
    Exchange *const exchange = connection->exchange;
    uint64_t        byte_count = 0;
    Fault           fault = { 0 };

    if (exchange->response.text.overflowed) {
        (void)fault_set(&fault, FAULT_TOO_LARGE, "the answer is larger than %d bytes: ask for less",
                        LIMIT_RESPONSE_BYTES);
        (void)http_problem(&exchange->request, &exchange->response, &fault);
    }
    struct MHD_Response *const answer = make_answer(exchange, &byte_count);
    if (!answer)
        return MHD_NO;
    add_headers(answer, exchange);
    /* After the head of a chunked answer to HEAD libmicrohttpd 0.9.75 sends the last
     * chunk, which the client takes for the next answer. Unchunked it sends none. */
    if (exchange->response.fill && str_equal(exchange->request.method, SV("HEAD")))
        (void)MHD_set_response_options(answer, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    connection_set_deadline(connection, instant_monotonic_us(), connection->server->head_ms,
                            byte_count);
    enum MHD_Result const result =
        MHD_queue_response(connection->mhd, (unsigned)exchange->response.status, answer);
    MHD_destroy_response(answer); /* our share of it */
    return result;
}

/* The exchange is its finisher's now, so nothing of it is touched here. */
static enum MHD_Result send_unavailable(Connection *connection)
{
    static const char          BODY[] = "{\"type\":\"urn:barefoot:fault:uncertain\","
                                        "\"title\":\"the server was stopped before this was finished; "
                                        "repeat it with the same key\",\"status\":503}";
    struct MHD_Response *const answer = MHD_create_response_from_buffer(
        sizeof BODY - 1, (void *)(uintptr_t)BODY, MHD_RESPMEM_PERSISTENT);

    if (!answer)
        return MHD_NO;
    for (size_t i = 0; i < COUNT_OF(SECURITY_HEADERS); i++)
        add_header(answer, SECURITY_HEADERS[i].name, SECURITY_HEADERS[i].value);
    add_header(answer, "Cache-Control", "no-store");
    add_header(answer, "Content-Type", "application/problem+json");
    add_header(answer, "Connection", "close");
    enum MHD_Result const result = MHD_queue_response(connection->mhd, 503, answer);
    MHD_destroy_response(answer);
    return result;
}

/* ---- the head ------------------------------------------------------------------------- */

typedef struct {
    Arena    *arena;
    HttpPair *pairs;
    uint32_t  count;
} Headers;

static enum MHD_Result on_header(void *opaque, enum MHD_ValueKind kind, const char *name,
                                 size_t name_len, const char *value, size_t value_len)
{
    Headers *const headers = opaque;

    (void)kind;
    headers->pairs[headers->count++] = (HttpPair){
        str_copy(headers->arena, (Str){ name, name_len }),
        str_copy(headers->arena, (Str){ value, value ? value_len : 0 }),
    };
    return headers->count <= LIMIT_HTTP_HEADERS ? MHD_YES : MHD_NO; /* one too many is told */
}

/* Copied, because an abandoned request outlives libmicrohttpd's memory. */
static void copy_headers(Exchange *exchange)
{
    Arena *const arena = exchange->response.arena;
    Headers      headers = { .arena = arena };

    headers.pairs = arena_array(arena, LIMIT_HTTP_HEADERS + 1, sizeof *headers.pairs);
    (void)MHD_get_connection_values_n(exchange->connection->mhd, MHD_HEADER_KIND, on_header,
                                      &headers);
    exchange->head.headers = headers.pairs;
    exchange->head.header_count = headers.count;
}

static bool find_route(Exchange *exchange, Fault *fault)
{
    Request *const    request = &exchange->request;
    HttpServer *const server = exchange->connection->server;
    RouteMatch const  match =
        router_match(server->router, request->arena, request->method, &request->target);

    request->route = match.route;
    request->parameters = match.parameters;
    request->parameter_count = match.parameter_count;
    if (match.route)
        return true;
    if (match.allowed.len == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "there is nothing at this address");
    (void)fault_set(fault, FAULT_INVALID, "expected one of %.*s", (int)match.allowed.len,
                    match.allowed.ptr);
    problem_with_status(request, &exchange->response, 405, fault);
    response_add_header(&exchange->response, SV("Allow"), match.allowed);
    exchange->is_refused = true;
    return false;
}

/* There is somebody who answers it, and who takes its body. */
static bool accept_head(Exchange *exchange, uint64_t body_length, Fault *fault)
{
    Request *const    request = &exchange->request;
    HttpServer *const server = exchange->connection->server;

    /* Since its first line this request is counted as running. So either it sees
     * here that the server is stopping, or the server sees that it is running and
     * waits for it. */
    if (atomic_load(&server->is_stopping))
        return fault_set(fault, FAULT_BUSY, "the server is stopping");
    if (!find_route(exchange, fault))
        return false;
    if (body_length > 0 && request->route->body_max_bytes == 0)
        return fault_set(fault, FAULT_TOO_LARGE, "no body is expected here");
    if (body_length != BODY_OF_UNKNOWN_LENGTH && body_length > request->route->body_max_bytes)
        return fault_set(fault, FAULT_TOO_LARGE, "the body is larger than %llu bytes",
                         (unsigned long long)request->route->body_max_bytes);
    return !server->admit || server->admit(request, fault);
}

/* libmicrohttpd takes the target to end at a NUL. In its buffer the version stands
 * right behind the target, so when it stands further behind there was a NUL. */
static bool check_nul(const Exchange *exchange, const char *url, const char *version, Fault *fault)
{
    uintptr_t const begin = (uintptr_t)url;
    uintptr_t const after = (uintptr_t)version;

    if (after > begin + exchange->head.target.len + 1 && after <= begin + LIMIT_HTTP_HEAD_BYTES)
        return fault_set(fault, FAULT_INVALID, "the address has a NUL");
    return true;
}

static bool expects_continue(const Exchange *exchange)
{
    return request_header(&exchange->request, SV("Expect")).len > 0;
}

static enum MHD_Result read_head(Connection *connection, const char *url, const char *method,
                                 const char *version)
{
    Exchange *const   exchange = connection->exchange;
    HttpServer *const server = connection->server;
    Request *const    request = &exchange->request;
    Arena *const      arena = exchange->response.arena;
    uint64_t          length = 0;
    Fault             fault = { 0 };

    exchange->head_is_read = true;
    exchange->head.method = str_copy(arena, str_from_c(method));
    exchange->head.version = str_copy(arena, str_from_c(version));
    copy_headers(exchange);
    if (!request_begin(request, arena, &exchange->head, &fault) ||
        !request_body_length(&length, &exchange->head, &fault) ||
        !check_nul(exchange, url, version, &fault)) {
        (void)http_problem(request, &exchange->response, &fault);
        return send_response(connection); /* and the connection ends: who knows what follows */
    }
    request->application = server->application;
    request->client = str_from_c(exchange->connection->client);
    if (!accept_head(exchange, length, &fault)) {
        if (!exchange->is_refused)
            (void)http_problem(request, &exchange->response, &fault);
        exchange->is_refused = true;
        if (length > DISCARD_BYTES_MAX || (length > 0 && expects_continue(exchange)))
            return send_response(connection);
        return MHD_YES; /* the answer follows when the body has been thrown away */
    }
    body_begin(&exchange->body, arena, request->route, &server->bodies, server->upload_directory);
    return MHD_YES;
}

/* ---- the body and the handler ------------------------------------------------------------ */

static enum MHD_Result read_body(Connection *connection, Str piece)
{
    Exchange *const exchange = connection->exchange;
    Body *const     body = &exchange->body;

    if (exchange->is_refused)
        body->received_bytes += piece.len;
    else
        body_add(body, piece);
    connection_set_deadline(connection, exchange->started_us,
                            2 * (uint64_t)connection->server->head_ms, body->received_bytes);
    bool const is_wanted = !exchange->is_refused && body->fault.code == FAULT_NONE;
    return is_wanted || body->received_bytes <= body->max_bytes + DISCARD_BYTES_MAX ? MHD_YES
                                                                                    : MHD_NO;
}

/* The handler said "later", and perhaps it is later already. Suspended first and
 * offered to the finisher then, so that nobody can resume too early. */
static enum MHD_Result park(Connection *connection)
{
    HttpServer *const server = connection->server;
    int               expected = TURN_HANDLER;

    if (atomic_load(&connection->turn) == TURN_FINISHED)
        return send_response(connection);
    (void)atomic_fetch_add(&server->parked_count, 1);
    MHD_suspend_connection(connection->mhd);
    if (!atomic_compare_exchange_strong(&connection->turn, &expected, TURN_PARKED)) {
        assert(expected == TURN_FINISHED);
        MHD_resume_connection(connection->mhd); /* it comes back to on_request */
        (void)atomic_fetch_sub(&server->parked_count, 1);
    }
    return MHD_YES;
}

/* Once for the server itself and once for each abandoned request: whoever comes
 * last frees what all of them used. */
static void release(HttpServer *server)
{
    Arena *arena = server->arena;

    if (atomic_fetch_sub(&server->holder_count, 1) > 1)
        return;
    connections_close(&server->connections);
    arena_close(&arena);
}

void http_finish(Request *request)
{
    Exchange *const   exchange = (Exchange *)request;
    Connection *const connection = exchange->connection;
    HttpServer *const server = connection->server;
    int               expected = TURN_HANDLER;

    /* From the moment the turn is FINISHED the exchange is the connection's. */
    if (atomic_compare_exchange_strong(&connection->turn, &expected, TURN_FINISHED))
        return; /* park sees it */
    expected = TURN_PARKED;
    if (atomic_compare_exchange_strong(&connection->turn, &expected, TURN_FINISHED)) {
        MHD_resume_connection(connection->mhd);
        /* Last: until then the server waits with closing the daemon. */
        (void)atomic_fetch_sub(&server->parked_count, 1);
        return;
    }
    assert(expected == TURN_ABANDONED); /* or it was finished twice */
    Arena *arena = request->arena;
    response_clear(&exchange->response);
    body_close(&exchange->body);
    arena_close(&arena);
    release(server);
}

static enum MHD_Result answer(Connection *connection)
{
    Exchange *const exchange = connection->exchange;
    Request *const  request = &exchange->request;
    Fault           fault = { 0 };

    if (exchange->is_refused)
        return send_response(connection);
    if (!body_end(&exchange->body, request, &fault)) {
        (void)http_problem(request, &exchange->response, &fault);
        return send_response(connection);
    }
    connection_clear_deadline(connection);
    atomic_store(&connection->turn, TURN_HANDLER);
    if (request->route->handler(request, &exchange->response) == HTTP_DONE)
        return send_response(connection);
    return park(connection);
}

/* ---- what libmicrohttpd calls ---------------------------------------------------------------- */

/* "192.0.2.7"; an IPv4 client of an IPv6 socket without the ::ffff: before it. */
static void print_address(char *out, size_t size, const struct sockaddr *address)
{
    char        text[INET6_ADDRSTRLEN] = "";
    const char *shown = text;

    if (address->sa_family == AF_INET)
        (void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr,
                        text, sizeof text);
    else if (address->sa_family == AF_INET6)
        (void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr,
                        text, sizeof text);
    if (strncmp(text, "::ffff:", 7) == 0 && strchr(text, '.'))
        shown = text + 7;
    (void)snprintf(out, size, "%s", shown);
}

static void on_connection(void *opaque, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    HttpServer *const server = opaque;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context)
            connections_leave(&server->connections, *context);
        return;
    }
    const union MHD_ConnectionInfo *const fd =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *const address =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    Connection *const connection = connections_take(&server->connections, fd->connect_fd);

    *context = connection;
    if (!connection)
        return;
    connection->mhd = mhd;
    print_address(connection->client, sizeof connection->client, address->client_addr);
    connection_set_deadline(connection, instant_monotonic_us(), server->head_ms, 0);
}

static void *on_request_line(void *opaque, const char *target, struct MHD_Connection *mhd)
{
    HttpServer *const server = opaque;
    Connection *const connection =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;

    if (!connection)
        return NULL;
    (void)atomic_fetch_add(&server->running_count, 1);
    if (!connection->arena)
        connection->arena = arena_open();

    Exchange *const exchange = arena_alloc(connection->arena, sizeof *exchange);
    exchange->connection = connection;
    exchange->head.target = str_copy(connection->arena, str_from_c(target));
    exchange->request.arena = connection->arena;
    response_begin(&exchange->response, connection->arena);
    connection->exchange = exchange;
    exchange->started_us = instant_monotonic_us();
    connection_set_deadline(connection, exchange->started_us, server->head_ms, 0);
    return connection;
}

static enum MHD_Result on_request(void *opaque, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_len, void **context)
{
    Connection *const connection = *context;

    (void)opaque;
    (void)mhd;
    if (!connection)
        return MHD_NO;
    int const turn = atomic_load(&connection->turn);
    if (turn == TURN_ABANDONED)
        return send_unavailable(connection);
    if (turn == TURN_FINISHED)
        return send_response(connection);
    assert(turn == TURN_NONE);
    if (!connection->exchange->head_is_read)
        return read_head(connection, url, method, version);
    if (*data_len > 0) {
        Str const piece = { data, *data_len };
        *data_len = 0;
        return read_body(connection, piece);
    }
    return answer(connection);
}

static void observe(const Connection *connection, enum MHD_RequestTerminationCode code)
{
    const Exchange *const exchange = connection->exchange;
    bool const            is_sent = code == MHD_REQUEST_TERMINATED_COMPLETED_OK;

    if (connection->server->observe && exchange->head_is_read)
        connection->server->observe(connection->server->application, &exchange->request,
                                    is_sent ? exchange->response.status : 0,
                                    instant_monotonic_us() - exchange->started_us);
}

/* The answer was sent, or the client is gone. */
static void on_completed(void *opaque, struct MHD_Connection *mhd, void **context,
                         enum MHD_RequestTerminationCode code)
{
    HttpServer *const server = opaque;
    Connection *const connection = *context;

    (void)mhd;
    if (!connection)
        return;
    *context = NULL;
    if (atomic_load(&connection->turn) == TURN_ABANDONED) {
        connection->arena = NULL; /* its finisher's */
    } else {
        observe(connection, code);
        response_clear(&connection->exchange->response);
        body_close(&connection->exchange->body);
        if (arena_used(connection->arena) > ARENA_KEPT_BYTES)
            arena_close(&connection->arena);
        else
            arena_reset(connection->arena);
        atomic_store(&connection->turn, TURN_NONE);
    }
    connection->exchange = NULL;
    /* The next request may begin as late as that, and must have come so far. */
    connection_set_deadline(connection, instant_monotonic_us(), 2 * (uint64_t)server->head_ms, 0);
    (void)atomic_fetch_sub(&server->running_count, 1);
}

/* Targets are decoded by target.c, from the bytes that came. */
static size_t on_unescape(void *opaque, struct MHD_Connection *mhd, char *text)
{
    (void)opaque;
    (void)mhd;
    return strlen(text);
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool has_room(void *opaque)
{
    HttpServer *const server = opaque;

    return server->accepted_count - atomic_load(&server->connections.left_count) <
           server->connections.count;
}

static void on_accept(void *opaque, int fd, const struct sockaddr *address, socklen_t address_len)
{
    HttpServer *const server = opaque;

    if (MHD_add_connection(server->daemon, fd, address, address_len) == MHD_YES)
        server->accepted_count++;
}

static void on_tick(void *opaque)
{
    HttpServer *const server = opaque;

    connections_break_off(&server->connections, instant_monotonic_us());
}

static bool start_daemon(HttpServer *server, uint32_t thread_count, Fault *fault)
{
    unsigned const flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET;
    /* The listener counts; libmicrohttpd would share its limit out to its threads,
     * and refuse in one what another still has room for. */
    unsigned const limit = server->connections.count * (thread_count + 1);
    /* It ends connections on which nothing moves; our deadlines are for those on
     * which hardly anything does. */
    unsigned const still_s = (server->head_ms + 999) / 1000;

    struct MHD_OptionItem const options[] = {
        { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, server },
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_request_line, server },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, server },
        { MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)on_unescape, server },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, LIMIT_HTTP_HEAD_BYTES, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, limit, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, still_s, NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
        { thread_count > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, thread_count, NULL },
        { MHD_OPTION_END, 0, NULL },
    };

    server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_ARRAY,
                                      options, MHD_OPTION_END);
    if (!server->daemon)
        return fault_set(fault, FAULT_IO, "cannot start the HTTP threads");
    return true;
}

static uint32_t or_default(uint32_t value, uint32_t otherwise)
{
    return value ? value : otherwise;
}

bool http_server_open(HttpServer **out, const HttpOptions *options, Fault *fault)
{
    bool                 ok = false;
    Arena               *arena = arena_open();
    HttpServer          *server = arena_alloc(arena, sizeof *server);
    ListenerDuties const duties = { has_room, on_accept, on_tick, server };

    server->arena = arena;
    server->application = options->application;
    server->admit = options->admit;
    server->observe = options->observe;
    server->upload_directory =
        options->upload_directory.len ? str_copy(arena, options->upload_directory) : SV("/tmp");
    server->head_ms = or_default(options->head_ms, LIMIT_HTTP_HEAD_MS);
    server->stop_ms = or_default(options->stop_ms, STOP_MS_DEFAULT);
    atomic_init(&server->holder_count, 1);
    connections_open(&server->connections, arena,
                     or_default(options->connection_max, LIMIT_HTTP_CONNECTIONS), server);

    if (!router_open(&server->router, arena, options->routes, options->route_list_count, fault))
        goto done;
    if (!listener_open(&server->listener, arena, options->address ? options->address : "127.0.0.1",
                       options->port, fault))
        goto done;
    if (!start_daemon(server, or_default(options->thread_count, THREADS_DEFAULT), fault))
        goto done;
    if (!listener_start(server->listener, duties, fault))
        goto done;
    ok = true;

done:
    if (ok)
        *out = server;
    else
        http_server_close(&server);
    return ok;
}

uint16_t http_server_port(const HttpServer *server)
{
    return listener_port(server->listener);
}

/* ---- closing -------------------------------------------------------------------------------- */

static bool is_idle(HttpServer *server)
{
    return atomic_load(&server->running_count) == 0 && atomic_load(&server->parked_count) == 0;
}

static bool wait_until_idle(HttpServer *server, int64_t until_us)
{
    while (!is_idle(server)) {
        if (instant_monotonic_us() >= until_us)
            return false;
        (void)poll(NULL, 0, 2);
    }
    return true;
}

/* Answer those who wait for a finisher, and leave their exchanges to it. */
static uint32_t abandon_parked(HttpServer *server)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < server->connections.count; i++) {
        Connection *const connection = &server->connections.seats[i];
        int               expected = TURN_PARKED;

        (void)atomic_fetch_add(&server->holder_count, 1); /* before the finisher can give it up */
        if (atomic_compare_exchange_strong(&connection->turn, &expected, TURN_ABANDONED)) {
            MHD_resume_connection(connection->mhd);
            (void)atomic_fetch_sub(&server->parked_count, 1);
            count++;
        } else {
            (void)atomic_fetch_sub(&server->holder_count, 1);
        }
    }
    return count;
}

static void end_all(HttpServer *server)
{
    uint32_t abandoned_count = 0;

    if (!wait_until_idle(server, instant_monotonic_us() + (int64_t)server->stop_ms * 1000)) {
        int64_t const last_us = instant_monotonic_us() + LAST_WORDS_MS * 1000;

        do {
            abandoned_count += abandon_parked(server);
            if (instant_monotonic_us() >= last_us)
                connections_break_off(&server->connections, INT64_MAX);
        } while (!wait_until_idle(server, instant_monotonic_us() + 10000));
    }
    if (abandoned_count)
        log_line(LOG_WARNING, "http", "closed before %u requests were finished", abandoned_count);
}

void http_server_close(HttpServer **server)
{
    HttpServer *const it = *server;

    if (!it)
        return;
    atomic_store(&it->is_stopping, true);
    listener_close(&it->listener);
    if (it->daemon) {
        end_all(it);
        MHD_stop_daemon(it->daemon); /* nobody is suspended now, which it would not survive */
    }
    release(it);
    *server = NULL;
}
