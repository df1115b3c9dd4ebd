/* Answers that come later, from other threads: none is lost, none is sent twice,
 * whatever the client does meanwhile and whenever the server closes. What the
 * sanitizers say here is half of the test. */
#include <poll.h>
#include <stdatomic.h>

#include "base/instant.h"
#include "base/test.h"
#include "base/thread.h"
#include "http/client_test.h"
#include "http/server.h"

enum { WRITERS = 2, CLIENTS = 6, QUEUE_MAX = 4096, JOBS_AT_ONCE = 16 };

typedef struct {
    Queue           *queue;
    _Atomic uint64_t asked_count, finished_count, closed_stream_count;
    int              pause_ms; /* of a writer, before it looks for jobs */
} Application;

typedef struct {
    Request  *request;
    Response *response;
    uint64_t  number;
} Job;

/* ---- the application ---------------------------------------------------------------- */

static bool fill_nothing(void *context, Buf *piece, bool *is_last, Fault *fault)
{
    (void)context;
    (void)fault;
    buf_add(piece, SV("streamed"));
    *is_last = true;
    return true;
}

static void count_close(void *context)
{
    Application *const application = context;

    (void)atomic_fetch_add(&application->closed_stream_count, 1);
}

static void finish(Application *application, const Job *job)
{
    /* A job is in the memory of its request, which is gone after http_finish. */
    Request *const request = job->request;

    buf_add_int(response_text(job->response, SV("text/plain")), (int64_t)job->number);
    (void)atomic_fetch_add(&application->finished_count, 1);
    http_finish(request);
}

static HttpResult answer_now(Request *request, Response *response)
{
    uint64_t number = 0;
    Fault    fault = { 0 };

    (void)!request_query_uint(&number, request, SV("n"), 0, UINT64_MAX, &fault);
    buf_add_int(response_text(response, SV("text/plain")), (int64_t)number);
    return HTTP_DONE;
}

static HttpResult answer_later(Request *request, Response *response)
{
    Application *const application = request->application;
    Job *const         job = arena_alloc(request->arena, sizeof *job);
    Fault              fault = { 0 };

    *job = (Job){ .request = request, .response = response };
    (void)!request_query_uint(&job->number, request, SV("n"), 0, UINT64_MAX, &fault);
    (void)atomic_fetch_add(&application->asked_count, 1);
    if (job->number % 5 == 0)
        finish(application, job); /* before this function has returned */
    else if (!queue_push(application->queue, job))
        finish(application, job);
    return HTTP_LATER;
}

static const Route ROUTES[] = {
    { "GET", "/now", 0, 0, answer_now, "", "" },
    { "GET", "/later", 0, 0, answer_later, "", "" },
};

static const RouteList LIST = { ROUTES, COUNT_OF(ROUTES) };

/* A writer takes what is there and finishes it together, as a group commit does;
 * some take a while. */
static void write_jobs(void *opaque)
{
    Application *const application = opaque;
    void              *jobs[JOBS_AT_ONCE];

    for (uint32_t count = 1; count > 0;) {
        (void)poll(NULL, 0, application->pause_ms);
        count = queue_take(application->queue, jobs, JOBS_AT_ONCE);
        if (count > 0 && ((const Job *)jobs[0])->number % 7 == 0)
            (void)poll(NULL, 0, 1);
        for (uint32_t i = 0; i < count; i++)
            finish(application, jobs[i]);
    }
}

static HttpServer *open_server(Test *test, Application *application, uint32_t stop_ms)
{
    HttpOptions const options = {
        .routes = &LIST,
        .route_list_count = 1,
        .application = application,
        .thread_count = 3,
        .stop_ms = stop_ms,
    };
    HttpServer *server = NULL;
    Fault       fault = { 0 };

    if (!http_server_open(&server, &options, &fault))
        check_fail(test, fault.message);
    return server;
}

/* ---- clients ---------------------------------------------------------------------------- */

typedef struct {
    uint16_t    port;
    uint32_t    seed, request_count;
    uint32_t    good, wrong, missing, refused;
    atomic_bool stop;
} Client;

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static Str request_text(Arena *arena, uint64_t number, const char *connection)
{
    return str_format(arena, "GET /%s?n=%llu HTTP/1.1\r\nHost: a\r\nConnection: %s\r\n\r\n",
                      number % 3 ? "later" : "now", (unsigned long long)number, connection);
}

static void check_answer(Client *client, Arena *arena, Str answer, uint64_t number)
{
    if (answer.len == 0)
        client->missing++;
    else if (client_status(answer) == 200 &&
             str_equal(client_body(answer), str_format(arena, "%llu", (unsigned long long)number)))
        client->good++;
    else if (client_status(answer) == 503)
        client->refused++;
    else
        client->wrong++;
}

/* Two requests sent together; the answers must come in their order. */
static void ask_twice(Client *client, Arena *arena, int fd, uint64_t number)
{
    Str const both = str_format(arena, "%s%s", request_text(arena, number, "keep-alive").ptr,
                                request_text(arena, number + 1, "close").ptr);
    Str const all = client_send(fd, both) ? client_read_all(arena, fd) : SV("");
    size_t    first = str_find(str_after(all, 1), SV("HTTP/1.1 ")) + 1;

    check_answer(client, arena, str_slice(all, 0, first), number);
    check_answer(client, arena, str_after(all, first), number + 1);
}

static void run_client(void *opaque)
{
    Client *const client = opaque;
    Arena        *arena = arena_open();
    int           fd = -1;

    for (uint32_t i = 0; i < client->request_count && !atomic_load(&client->stop); i++) {
        uint64_t const number = (uint64_t)client->seed % 1000 * 1000000 + i * 2;
        uint32_t const dice = next_random(&client->seed) % 20;

        arena_reset(arena);
        if (fd < 0)
            fd = client_open(client->port);
        if (dice == 0) { /* ask, and go without waiting */
            (void)client_send(fd, request_text(arena, number, "keep-alive"));
            client_abort(&fd);
        } else if (dice == 1) {
            ask_twice(client, arena, fd, number);
            client_close(&fd);
        } else {
            Str const answer = client_send(fd, request_text(arena, number, "keep-alive"))
                                   ? client_read_one(arena, fd)
                                   : SV("");
            check_answer(client, arena, answer, number);
            if (answer.len == 0)
                client_close(&fd);
        }
    }
    client_close(&fd);
    arena_close(&arena);
}

typedef struct {
    Application application;
    HttpServer *server;
    Thread     *writers[WRITERS];
    Client      clients[CLIENTS];
    Thread     *client_threads[CLIENTS];
} Bench;

static void bench_begin(Test *test, Bench *bench, uint32_t writer_count, uint32_t request_count,
                        uint32_t stop_ms)
{
    Fault fault = { 0 };

    bench->application.queue = queue_open(QUEUE_MAX);
    bench->server = open_server(test, &bench->application, stop_ms);
    for (uint32_t i = 0; i < writer_count; i++)
        check_true(test, thread_start(&bench->writers[i], write_jobs, &bench->application, &fault));
    for (uint32_t i = 0; i < CLIENTS; i++) {
        bench->clients[i].port = http_server_port(bench->server);
        bench->clients[i].seed = i + 1;
        bench->clients[i].request_count = request_count;
        check_true(test,
                   thread_start(&bench->client_threads[i], run_client, &bench->clients[i], &fault));
    }
}

static void bench_join_clients(Bench *bench, Client *sum)
{
    for (uint32_t i = 0; i < CLIENTS; i++) {
        thread_join(&bench->client_threads[i]);
        sum->good += bench->clients[i].good;
        sum->wrong += bench->clients[i].wrong;
        sum->missing += bench->clients[i].missing;
        sum->refused += bench->clients[i].refused;
    }
}

static void bench_end(Test *test, Bench *bench)
{
    queue_stop(bench->application.queue);
    for (uint32_t i = 0; i < WRITERS; i++)
        thread_join(&bench->writers[i]);
    queue_close(&bench->application.queue);
    check_equal(test, atomic_load(&bench->application.asked_count),
                atomic_load(&bench->application.finished_count));
}

/* ---- the tests ------------------------------------------------------------------------------ */

void http_later_test(Test *test)
{
    Bench  bench = { 0 };
    Client sum = { 0 };

    bench_begin(test, &bench, WRITERS, 400, 0);
    bench_join_clients(&bench, &sum);
    int64_t const started_us = instant_monotonic_us();
    http_server_close(&bench.server);
    check_true(test, instant_monotonic_us() - started_us < 2000000); /* nobody is waited for */
    bench_end(test, &bench);
    check_equal(test, sum.wrong, 0);
    check_equal(test, sum.missing + sum.refused, 0);
    check_true(test, sum.good > CLIENTS * 300);
}

/* The server closes while all are asking; what was asked is answered. */
void http_later_close_test(Test *test)
{
    for (int round = 0; round < 12; round++) {
        Bench  bench = { 0 };
        Client sum = { 0 };

        test_row(test, "round %d", round);
        bench_begin(test, &bench, WRITERS, UINT32_MAX, 5000);
        (void)poll(NULL, 0, round * 3);
        http_server_close(&bench.server);
        for (uint32_t i = 0; i < CLIENTS; i++)
            atomic_store(&bench.clients[i].stop, true);
        bench_join_clients(&bench, &sum);
        bench_end(test, &bench);
        check_equal(test, sum.wrong, 0);
    }
}

/* The writers hang, and the server does not wait for ever. They finish long after
 * it is gone. */
void http_later_abandoned_test(Test *test)
{
    Application application = { .queue = queue_open(QUEUE_MAX) };
    HttpServer *server = open_server(test, &application, 30);
    Arena      *arena = arena_open();
    int         fds[8];
    void       *jobs[COUNT_OF(fds)];

    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        fds[i] = client_open(http_server_port(server));
        check_true(test, client_send(fds[i], request_text(arena, 30 * i + 1, "keep-alive")));
    }
    while (atomic_load(&application.asked_count) < COUNT_OF(fds))
        (void)poll(NULL, 0, 1);
    client_abort(&fds[0]); /* gone already */
    http_server_close(&server);
    for (size_t i = 1; i < COUNT_OF(fds); i++) {
        Str const answer = client_read_all(arena, fds[i]);

        check_equal(test, client_status(answer), 503);
        check_text(test, client_header(answer, SV("Connection")), SV("close"));
        client_close(&fds[i]);
    }

    uint32_t count = 0;
    while (count < COUNT_OF(jobs))
        count += queue_take(application.queue, jobs + count, COUNT_OF(fds) - count);
    for (uint32_t i = 0; i < count; i++) {
        Job *const job = jobs[i];

        if (i % 2) {
            finish(&application, job);
            continue;
        }
        response_stream(job->response, SV("text/plain"), fill_nothing, count_close, &application);
        http_finish(job->request);
    }
    check_equal(test, atomic_load(&application.closed_stream_count), COUNT_OF(jobs) / 2);
    queue_close(&application.queue);
    arena_close(&arena);
}

/* The writers finish just while the server gives them up. */
void http_later_contested_test(Test *test)
{
    for (uint32_t round = 0; round < 20; round++) {
        Bench  bench = { 0 };
        Client sum = { 0 };
        Fault  fault = { 0 };

        test_row(test, "round %u", round);
        bench_begin(test, &bench, 0, UINT32_MAX, 1); /* nobody writes yet */
        (void)poll(NULL, 0, 5);
        check_true(test, thread_start(&bench.writers[0], write_jobs, &bench.application, &fault));
        http_server_close(&bench.server);
        for (uint32_t i = 0; i < CLIENTS; i++)
            atomic_store(&bench.clients[i].stop, true);
        bench_join_clients(&bench, &sum);
        bench_end(test, &bench);
    }
}
