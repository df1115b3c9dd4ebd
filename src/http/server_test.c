/* The server as a client sees it. */
#include "http/server.h"

#include <stdatomic.h>
#include <poll.h>
#include <string.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/test.h"
#include "base/thread.h"
#include "crypto/digest.h"
#include "http/client_test.h"
#include "http/problem.h"

/* ---- an application ------------------------------------------------------------------ */

typedef struct {
    _Atomic int closed_streams;
} Application;

static HttpResult hello(Request *request, Response *response)
{
    buf_add_format(response_text(response, SV("text/plain; charset=utf-8")), "hello %.*s",
                   (int)request->client.len, request->client.ptr);
    return HTTP_DONE;
}

static HttpResult show_thing(Request *request, Response *response)
{
    Fault   fault = { 0 };
    int64_t id = 0;

    if (!request_parameter_id(&id, request, SV("id"), &fault))
        return http_problem(request, response, &fault);
    Str const q = request_query(request, SV("q"));
    buf_add_format(response_text(response, SV("application/json")), "{\"id\":\"%lld\",\"q\":%zu}",
                   (long long)id, q.len);
    return HTTP_DONE;
}

static HttpResult echo(Request *request, Response *response)
{
    response->status = 201;
    response_add_header(response, SV("Location"), SV("/echo/1"));
    buf_add(response_text(response, SV("text/plain")), request->body);
    return HTTP_DONE;
}

static HttpResult count_upload(Request *request, Response *response)
{
    Digester *digester = digester_open(request->arena);
    char      piece[4096];
    uint64_t  size = 0;

    for (size_t got = 1; got > 0;) {
        got = fread(piece, 1, sizeof piece, request->upload);
        digester_add(digester, (Str){ piece, got });
        size += got;
    }
    Str const hex = digest_hex(request->arena, digester_end(digester));
    buf_add_format(response_text(response, SV("text/plain")), "%llu %llu %.*s",
                   (unsigned long long)size, (unsigned long long)request->body_bytes, (int)hex.len,
                   hex.ptr);
    digester_close(&digester);
    return HTTP_DONE;
}

static HttpResult conflict(Request *request, Response *response)
{
    Fault fault = { 0 };

    (void)fault_set(&fault, FAULT_CONFLICT, "revision 3 is not the last one");
    return http_problem(request, response, &fault);
}

static HttpResult asset(Request *request, Response *response)
{
    static const char BYTES[] = "\x1F compressed";

    (void)request;
    response_bytes(response, SV("text/javascript"), (Str){ BYTES, sizeof BYTES - 1 });
    response_add_header(response, SV("Content-Encoding"), SV("gzip"));
    response_add_header(response, SV("Cache-Control"), SV("max-age=31536000, immutable"));
    return HTTP_DONE;
}

static HttpResult unchanged(Request *request, Response *response)
{
    (void)request;
    response->status = 304;
    return HTTP_DONE;
}

static HttpResult too_much(Request *request, Response *response)
{
    Buf *const text = response_text(response, SV("text/plain"));

    (void)request;
    for (int i = 0; i < 17; i++)
        buf_add_times(text, 'x', LIMIT_RESPONSE_BYTES / 16);
    return HTTP_DONE;
}

/* Pieces "0\n", "1\n" ... up to a count; at `fail_at` it breaks. */
typedef struct {
    Application *application;
    uint64_t     at, count, fail_at, piece_bytes;
} Counting;

static bool fill_count(void *context, Buf *piece, bool *is_last, Fault *fault)
{
    Counting *const counting = context;

    if (counting->at == counting->fail_at)
        return fault_set(fault, FAULT_IO, "the stream of a test breaks");
    if (counting->piece_bytes)
        buf_add_times(piece, 'x', counting->piece_bytes);
    else if (counting->at % 2 == 0) /* every other piece is empty, which is no end */
        buf_add_format(piece, "%llu\n", (unsigned long long)counting->at);
    *is_last = ++counting->at >= counting->count;
    return true;
}

static void close_count(void *context)
{
    Counting *const counting = context;

    (void)atomic_fetch_add(&counting->application->closed_streams, 1);
}

static HttpResult stream(Request *request, Response *response)
{
    Counting *const counting = arena_alloc(request->arena, sizeof *counting);
    Fault           fault = { 0 };

    counting->application = request->application;
    if (!request_query_uint(&counting->count, request, SV("count"), 0, UINT32_MAX, &fault) ||
        !request_query_uint(&counting->fail_at, request, SV("fail"), UINT64_MAX, UINT32_MAX,
                            &fault) ||
        !request_query_uint(&counting->piece_bytes, request, SV("bytes"), 0, UINT32_MAX, &fault))
        return http_problem(request, response, &fault);
    response_stream(response, SV("text/csv"), fill_count, close_count, counting);
    response_add_filename(response, SV("数.csv"));
    return HTTP_DONE;
}

static const Route ROUTES[] = {
    { "GET", "/hello", ROUTE_PUBLIC, 0, hello, "", "" },
    { "GET", "/api/things/{id}", 0, 0, show_thing, "", "" },
    { "PUT", "/api/things/{id}", 0, 10, show_thing, "", "" },
    { "POST", "/echo", 0, 100, echo, "", "" },
    { "POST", "/echo/large", 0, LIMIT_BODY_BYTES, echo, "", "" },
    { "POST", "/upload", ROUTE_UPLOAD, LIMIT_UPLOAD_BYTES, count_upload, "", "" },
    { "POST", "/upload/small", ROUTE_UPLOAD, 10, count_upload, "", "" },
    { "GET", "/conflict", 0, 0, conflict, "", "" },
    { "GET", "/asset", 0, 0, asset, "", "" },
    { "GET", "/unchanged", 0, 0, unchanged, "", "" },
    { "GET", "/stream", 0, 0, stream, "", "" },
    { "GET", "/too-much", 0, 0, too_much, "", "" },
    { "GET", "/secret", 0, 0, hello, "", "" },
    { "POST", "/secret", 0, LIMIT_UPLOAD_BYTES, echo, "", "" },
};

static const RouteList LIST = { ROUTES, COUNT_OF(ROUTES) };

static bool admit(Request *request, Fault *fault)
{
    if (!str_equal(request->target.path, SV("/secret")) ||
        str_equal(request_cookie(request, SV("session")), SV("open")))
        return true;
    return fault_set(fault, FAULT_SIGN_IN, "sign in first");
}

static HttpServer *open_server(Test *test, Application *application, HttpOptions options)
{
    HttpServer *server = NULL;
    Fault       fault = { 0 };

    options.routes = &LIST;
    options.route_list_count = 1;
    options.application = application;
    options.admit = admit;
    if (!http_server_open(&server, &options, &fault))
        check_fail(test, fault.message);
    return server;
}

/* ---- conversations ------------------------------------------------------------------------ */

/* Each on a connection of its own. "\n" is sent as CR LF. */
static const char *const CONVERSATIONS[] = {
    "GET /hello HTTP/1.1\nHost: a\nConnection: close\n\n",
    "HEAD /hello HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /hello HTTP/1.0\n\n",
    "GET http://a/hello HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /hello HTTP/1.1\nHost: a\n\nGET /nowhere HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /api/things/7?q=%E5%BC%A0 HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /api/things/x HTTP/1.1\nHost: a\nAccept-Language: en\nConnection: close\n\n",
    "DELETE /api/things/7 HTTP/1.1\nHost: a\nAccept-Language: en\nConnection: close\n\n",
    "GET /conflict HTTP/1.1\nHost: a\nAccept-Language: zh-CN\nConnection: close\n\n",
    "GET /asset HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /unchanged HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /too-much HTTP/1.1\nHost: a\nAccept-Language: en\nConnection: close\n\n",
    "GET /stream?count=5 HTTP/1.1\nHost: a\nConnection: close\n\n",
    "GET /stream?count=5&fail=3 HTTP/1.1\nHost: a\nConnection: close\n\n",
    "HEAD /stream?count=5 HTTP/1.1\nHost: a\nConnection: close\n\n",

    /* bodies */
    "POST /echo HTTP/1.1\nHost: a\nContent-Length: 5\nConnection: close\n\n12345",
    "POST /echo HTTP/1.1\nHost: a\nConnection: close\n\n",
    "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nConnection: close\n\n"
    "3\n123\n2\n45\n0\n\n",
    "POST /upload HTTP/1.1\nHost: a\nContent-Length: 3\nConnection: close\n\nabc",
    "POST /upload HTTP/1.1\nHost: a\nContent-Length: 0\nConnection: close\n\n",
    "POST /upload/small HTTP/1.1\nHost: a\nAccept-Language: en\nTransfer-Encoding: chunked\n"
    "Connection: close\n\nf\n123456789abcdef\n0\n\n",
    /* a body that is not wanted is thrown away, and the connection goes on */
    "PUT /api/things/7 HTTP/1.1\nHost: a\nAccept-Language: en\nContent-Length: 11\n\n12345678901"
    "PUT /api/things/7 HTTP/1.1\nHost: a\nContent-Length: 10\nConnection: close\n\n1234567890",
    "GET /hello HTTP/1.1\nHost: a\nAccept-Language: en\nContent-Length: 1\nConnection: close\n\n1",
    "POST /upload HTTP/1.1\nHost: a\nAccept-Language: en\nContent-Length: 9999999999\n\n",

    /* who may */
    "GET /secret HTTP/1.1\nHost: a\nAccept-Language: en\nConnection: close\n\n",
    "GET /secret HTTP/1.1\nHost: a\nCookie: x=y; session=open\nConnection: close\n\n",
    "POST /secret HTTP/1.1\nHost: a\nAccept-Language: en\nContent-Length: 900000000\n"
    "Expect: 100-continue\n\n",

    /* heads that could be read in two ways, and other nonsense */
    "POST /echo HTTP/1.1\nHost: a\nContent-Length: 1\nContent-Length: 2\n\n12",
    "POST /echo HTTP/1.1\nHost: a\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\n",
    "POST /echo HTTP/1.1\nHost: a\nTransfer-Encoding: identity\n\nabc",
    "POST /echo HTTP/1.1\nHost: a\nContent-Length : 3\n\nabc",
    "GET /hello HTTP/1.1\nHost: a\nHost: b\n\n",
    "GET /a%zz HTTP/1.1\nHost: a\nAccept-Language: en\n\n",
    "GET /a%00b HTTP/1.1\nHost: a\nAccept-Language: en\n\n",
    "GET /a\001b HTTP/1.1\nHost: a\nAccept-Language: en\n\n",
    "GET /../etc/passwd HTTP/1.1\nHost: a\nAccept-Language: en\n\n",
    "OPTIONS * HTTP/1.1\nHost: a\nAccept-Language: en\n\n",
    "CONNECT a:443 HTTP/1.1\nHost: a\nAccept-Language: en\n\n",
};

static Str with_crlf(Arena *arena, const char *text)
{
    Buf out = buf_open(arena, 1 << 20);

    for (; *text; text++) {
        if (*text == '\n')
            buf_add_char(&out, '\r');
        buf_add_char(&out, *text);
    }
    return buf_str(&out);
}

/* The headers that every answer has; they are shown once. */
static bool is_security_header(Str line)
{
    static const char *const NAMES[] = { "Content-Security-Policy:", "X-Content-Type-Options:",
                                         "Referrer-Policy:", "Cross-Origin-Opener-Policy:" };

    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_starts_with(line, str_from_c(NAMES[i])))
            return true;
    return false;
}

/* Without CR and without the date. */
static void print_lines(Buf *out, const char *mark, Str text)
{
    bool const is_first = out->len < 200;
    uint32_t   security = 0;

    while (text.len) {
        Str line = str_cut(&text, '\n');

        if (str_starts_with(line, SV("Date: ")))
            continue;
        if (is_security_header(line) && ++security > 0 && !is_first) {
            buf_add_c(out, security == 4 ? "(4 security headers)\n" : "");
            continue;
        }
        buf_add_c(out, mark);
        for (size_t i = 0; i < line.len; i++)
            if ((unsigned char)line.ptr[i] >= ' ')
                buf_add_char(out, line.ptr[i]);
            else if (line.ptr[i] != '\r')
                buf_add_format(out, "\\%03o", (unsigned)line.ptr[i]);
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
}

void http_server_golden_test(Test *test)
{
    Application application = { 0 };
    Arena      *arena = arena_open();
    Buf         text = buf_open(arena, 1 << 20);
    HttpServer *server = open_server(test, &application, (HttpOptions){ 0 });

    for (size_t i = 0; server && i < COUNT_OF(CONVERSATIONS); i++) {
        Str const request = with_crlf(arena, CONVERSATIONS[i]);

        print_lines(&text, "> ", request);
        print_lines(&text, "", client_ask(arena, http_server_port(server), request));
    }
    test_golden(test, SV("http/server.txt"), buf_str(&text));
    http_server_close(&server);
    check_true(test, server == NULL);
    check_equal(test, atomic_load(&application.closed_streams), 3);
    arena_close(&arena);
}

/* A NUL in the address, which no C string shows. */
void http_server_nul_test(Test *test)
{
    static const char REQUEST[] = "GET /hello\0/x HTTP/1.1\r\nHost: a\r\n\r\n";
    Application       application = { 0 };
    Arena            *arena = arena_open();
    HttpServer       *server = open_server(test, &application, (HttpOptions){ 0 });

    check_equal(test,
                client_status(client_ask(arena, http_server_port(server),
                                         (Str){ REQUEST, sizeof REQUEST - 1 })),
                400);
    http_server_close(&server);
    arena_close(&arena);
}

/* ---- sizes ---------------------------------------------------------------------------------- */

static Str request_with_body(Arena *arena, const char *path, size_t body_bytes)
{
    Buf text = buf_open(arena, body_bytes + 1000);

    buf_add_format(&text,
                   "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                   "Content-Length: %zu\r\n\r\n",
                   path, body_bytes);
    for (size_t i = 0; i < body_bytes; i++)
        buf_add_char(&text, (char)('a' + i % 26));
    return buf_str(&text);
}

void http_server_sizes_test(Test *test)
{
    static const struct {
        const char *path;
        size_t      body_bytes;
        int         status;
    } CASES[] = {
        { "/echo/large", LIMIT_BODY_BYTES, 201 },
        { "/echo/large", LIMIT_BODY_BYTES + 1, 413 }, /* read to its end, so that it is heard */
        { "/upload", 5000000, 200 },
        { "/upload", 1 << 16, 200 },
    };
    Application application = { 0 };
    HttpServer *server = open_server(test, &application, (HttpOptions){ .thread_count = 1 });

    for (size_t i = 0; server && i < COUNT_OF(CASES); i++) {
        Arena    *arena = arena_open();
        Str const request = request_with_body(arena, CASES[i].path, CASES[i].body_bytes);
        Str const got = client_ask(arena, http_server_port(server), request);
        Str const sent = client_body(request);

        test_row(test, "%s %zu", CASES[i].path, CASES[i].body_bytes);
        check_equal(test, client_status(got), CASES[i].status);
        if (CASES[i].status == 201)
            check_true(test, str_equal(client_body(got), sent));
        if (CASES[i].status == 200) {
            Str const hex = digest_hex(arena, digest_of(sent));
            check_text(
                test, client_body(got),
                str_format(arena, "%zu %zu %.*s", sent.len, sent.len, (int)hex.len, hex.ptr));
        }
        arena_close(&arena);
    }
    http_server_close(&server);
}

void http_server_stream_test(Test *test)
{
    Application application = { 0 };
    Arena      *arena = arena_open();
    HttpServer *server = open_server(test, &application, (HttpOptions){ 0 });
    uint16_t    port = http_server_port(server);

    test_row(test, "64 MB in pieces");
    Str const all = client_ask(
        arena, port,
        SV("GET /stream?count=256&bytes=262144 HTTP/1.0\r\nHost: a\r\n\r\n")); /* not chunked */
    check_equal(test, client_body(all).len, 256 * 262144);

    test_row(test, "a client that goes in the middle");
    int       fd = client_open(port);
    Str const request = SV("GET /stream?count=999999&bytes=100000 HTTP/1.1\r\nHost: a\r\n\r\n");
    check_true(test, client_send(fd, request));
    (void)poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 10000); /* it has begun */
    client_abort(&fd);
    for (int i = 0; i < 500 && atomic_load(&application.closed_streams) < 2; i++)
        (void)poll(NULL, 0, 10);
    check_equal(test, atomic_load(&application.closed_streams), 2);

    test_row(test, "a piece that is too large");
    Str const cut =
        client_ask(arena, port, SV("GET /stream?count=2&bytes=262145 HTTP/1.1\r\nHost: a\r\n\r\n"));
    check_equal(test, client_status(cut), 200);
    check_true(test, !str_ends_with(cut, SV("0\r\n\r\n"))); /* so the client sees it is not whole */
    http_server_close(&server);
    arena_close(&arena);
}

/* ---- clients that hold us up ---------------------------------------------------------------- */

/* How long the server lets a client sit there that has sent `text`. */
static int64_t ms_until_closed(Arena *arena, uint16_t port, Str text)
{
    int64_t const started_us = instant_monotonic_us();

    (void)client_ask(arena, port, text);
    return (instant_monotonic_us() - started_us) / 1000;
}

void http_server_slow_test(Test *test)
{
    static const struct {
        const char *name, *text;
        int64_t     ms_min;
    } CASES[] = {
        { "silent", "", 100 },
        { "half a line", "GET /hel", 100 },
        { "half a head", "GET /hello HTTP/1.1\r\nHost: a\r\n", 100 },
        { "half a body", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1", 100 },
        { "idle afterwards", "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", 200 },
    };
    Application application = { 0 };
    Arena      *arena = arena_open();
    HttpServer *server = open_server(test, &application, (HttpOptions){ .head_ms = 100 });
    uint16_t    port = http_server_port(server);

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int64_t const ms = ms_until_closed(arena, port, str_from_c(CASES[i].text));

        test_row(test, "%s: %lld ms", CASES[i].name, (long long)ms);
        check_true(test, ms >= CASES[i].ms_min && ms < CASES[i].ms_min + 3000);
    }

    test_row(test, "a byte now and then does not help");
    int           fd = client_open(port);
    int64_t const started_us = instant_monotonic_us();
    Str const     head = SV("GET /hello HTTP/1.1\r\nHost: a\r\nX: aaaaaaaaaaaaaaaaaaaaaaaa");
    size_t        sent = 0;
    while (sent < head.len && client_send(fd, str_slice(head, sent, sent + 1))) {
        sent++;
        (void)poll(NULL, 0, 50);
    }
    check_true(test, sent < head.len && instant_monotonic_us() - started_us < 3000000);
    client_close(&fd);

    test_row(test, "nor does asking much and taking nothing");
    fd = client_open(port);
    check_true(test, client_send(fd, SV("GET /stream?count=4000000000&bytes=500 HTTP/1.1\r\n"
                                        "Host: a\r\n\r\n")));
    for (int i = 0; i < 500 && atomic_load(&application.closed_streams) == 0; i++)
        (void)poll(NULL, 0, 10);
    check_equal(test, atomic_load(&application.closed_streams), 1);
    client_close(&fd);
    http_server_close(&server);
    arena_close(&arena);
}

/* Where the files of uploads cannot be. */
void http_server_upload_test(Test *test)
{
    Application       application = { 0 };
    Arena            *arena = arena_open();
    HttpOptions const options = { .upload_directory = SV("/nonexistent") };
    HttpServer       *server = open_server(test, &application, options);
    Str const         request = request_with_body(arena, "/upload", 100000);

    check_equal(test, client_status(client_ask(arena, http_server_port(server), request)), 500);
    http_server_close(&server);
    arena_close(&arena);
}

/* libmicrohttpd itself refuses a head that does not fit its buffer. */
void http_server_head_test(Test *test)
{
    Application application = { 0 };
    Arena      *arena = arena_open();
    HttpServer *server = open_server(test, &application, (HttpOptions){ 0 });
    Buf         request = buf_open(arena, 100000);

    for (uint32_t i = 0; i < 2; i++) {
        buf_clear(&request);
        buf_add_c(&request, i ? "GET /hello HTTP/1.1\r\nHost: a\r\nX: " : "GET /");
        buf_add_times(&request, 'x', LIMIT_HTTP_HEAD_BYTES);
        buf_add_c(&request, i ? "\r\n\r\n" : " HTTP/1.1\r\nHost: a\r\n\r\n");
        check_equal(test,
                    client_status(client_ask(arena, http_server_port(server), buf_str(&request))),
                    i ? 431 : 414);
    }
    buf_clear(&request);
    buf_add_c(&request, "GET /hello HTTP/1.1\r\nHost: a\r\n");
    for (uint32_t i = 0; i < LIMIT_HTTP_HEADERS; i++)
        buf_add_c(&request, "X: y\r\n");
    buf_add_c(&request, "\r\n");
    check_equal(test, client_status(client_ask(arena, http_server_port(server), buf_str(&request))),
                413);
    http_server_close(&server);
    arena_close(&arena);
}

void http_server_connections_test(Test *test)
{
    Application       application = { 0 };
    Arena            *arena = arena_open();
    HttpOptions const options = { .connection_max = 3, .thread_count = 2 };
    HttpServer       *server = open_server(test, &application, options);
    uint16_t          port = http_server_port(server);
    Str const         request = SV("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    int               fds[5];

    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_open(port);
        check_true(test, client_send(fds[i], request));
        if (i < 3)
            check_equal(test, client_status(client_read_one(arena, fds[i])), 200);
    }
    /* The others wait at the door until somebody leaves. */
    for (size_t i = 3; i < COUNT_OF(fds); i++) {
        client_close(&fds[i - 3]);
        check_equal(test, client_status(client_read_one(arena, fds[i])), 200);
    }
    for (size_t i = 2; i < COUNT_OF(fds); i++)
        client_close(&fds[i]);

    /* And many come one after the other, each to a seat that was left. */
    uint32_t good = 0;
    for (int i = 0; i < 500; i++) {
        arena_reset(arena);
        good += client_status(client_ask(
                    arena, port,
                    SV("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))) == 200;
    }
    check_equal(test, good, 500);
    http_server_close(&server);
    arena_close(&arena);
}

void http_server_open_test(Test *test)
{
    Application application = { 0 };
    HttpServer *server = open_server(test, &application, (HttpOptions){ 0 });
    HttpOptions options = { .routes = &LIST, .route_list_count = 1 };
    HttpServer *second = NULL;
    Fault       fault = { 0 };

    check_true(test, http_server_port(server) > 0);
    options.port = http_server_port(server);
    check_true(test, !http_server_open(&second, &options, &fault));
    check_equal(test, fault.code, FAULT_IO);
    options.port = 0;
    options.address = "localhost";
    check_true(test, !http_server_open(&second, &options, &fault));
    check_text(test, str_from_c(fault.message),
               SV("localhost is not an address such as 127.0.0.1 or ::1"));
    check_true(test, second == NULL);
    options.address = "::1";
    if (http_server_open(&second, &options, &fault)) /* not every machine has IPv6 */
        check_true(test, http_server_port(second) > 0);
    http_server_close(&second);
    http_server_close(&server);
    http_server_close(&server); /* nothing to close is fine */
}
