#include "api/metrics.h"

#include <assert.h>
#include <stdatomic.h>

static const int STATUSES[] = { 0,   200, 201, 204, 304, 400, 401, 403,
                                404, 405, 409, 413, 500, 503, 504 };

/* Upper ends in microseconds. A person is read in less than the first; a figure
 * that has to be counted anew takes the last. */
static const int64_t BUCKETS_US[] = { 500,   1000,   2500,   5000,    10000,   25000,
                                      50000, 100000, 250000, 1000000, 2500000, 10000000 };

enum { STATUS_SLOTS = COUNT_OF(STATUSES) + 1, BUCKET_SLOTS = COUNT_OF(BUCKETS_US) + 1 };

typedef struct {
    _Atomic uint64_t statuses[STATUS_SLOTS]; /* the last one: any other */
    _Atomic uint64_t buckets[BUCKET_SLOTS];
    _Atomic uint64_t sum_us;
} RouteCounts;

struct Metrics {
    const RouteList *lists;
    uint32_t         list_count, route_count;
    RouteCounts     *routes; /* in the order of the lists; one more for none */
};

Metrics *metrics_open(Arena *arena, const RouteList *lists, uint32_t list_count)
{
    Metrics *const metrics = arena_alloc(arena, sizeof *metrics);

    metrics->lists = lists;
    metrics->list_count = list_count;
    for (uint32_t i = 0; i < list_count; i++)
        metrics->route_count += lists[i].count;
    metrics->routes = arena_array(arena, metrics->route_count + 1, sizeof(RouteCounts));
    return metrics;
}

static uint32_t route_index(const Metrics *metrics, const Route *route)
{
    uint32_t before = 0;

    for (uint32_t i = 0; i < metrics->list_count && route; i++) {
        const RouteList *const list = &metrics->lists[i];

        if (route >= list->routes && route < list->routes + list->count)
            return before + (uint32_t)(route - list->routes);
        before += list->count;
    }
    return metrics->route_count;
}

void metrics_count(Metrics *metrics, const Route *route, int status, int64_t duration_us)
{
    RouteCounts *const counts = &metrics->routes[route_index(metrics, route)];
    uint32_t           slot = 0;
    uint32_t           bucket = 0;

    while (slot < COUNT_OF(STATUSES) && STATUSES[slot] != status)
        slot++;
    while (bucket < COUNT_OF(BUCKETS_US) && BUCKETS_US[bucket] < duration_us)
        bucket++;
    (void)atomic_fetch_add(&counts->statuses[slot], 1);
    (void)atomic_fetch_add(&counts->buckets[bucket], 1);
    (void)atomic_fetch_add(&counts->sum_us, (uint64_t)(duration_us > 0 ? duration_us : 0));
}

/* ---- printing ----------------------------------------------------------------------------- */

/* method="GET",route="/api/persons/{person}" */
static Str route_labels(Arena *arena, const Metrics *metrics, uint32_t index)
{
    for (uint32_t i = 0; i < metrics->list_count; i++) {
        const RouteList *const list = &metrics->lists[i];

        if (index < list->count)
            return str_format(arena, "method=\"%s\",route=\"%s\"", list->routes[index].method,
                              list->routes[index].pattern);
        index -= list->count;
    }
    return SV("method=\"\",route=\"\"");
}

static void print_statuses(Buf *out, const RouteCounts *counts, Str labels)
{
    for (uint32_t i = 0; i < STATUS_SLOTS; i++) {
        uint64_t const count = atomic_load(&counts->statuses[i]);

        if (count == 0)
            continue;
        buf_add_format(out, "barefoot_requests_total{%.*s,status=\"", (int)labels.len, labels.ptr);
        if (i == COUNT_OF(STATUSES))
            buf_add_c(out, "other");
        else if (STATUSES[i] == 0)
            buf_add_c(out, "gone");
        else
            buf_add_int(out, STATUSES[i]);
        buf_add_format(out, "\"} %llu\n", (unsigned long long)count);
    }
}

static void print_durations(Buf *out, const RouteCounts *counts, Str labels)
{
    uint64_t below = 0;

    for (uint32_t i = 0; i < BUCKET_SLOTS; i++) {
        below += atomic_load(&counts->buckets[i]);
        buf_add_format(out, "barefoot_request_seconds_bucket{%.*s,le=\"", (int)labels.len,
                       labels.ptr);
        if (i < COUNT_OF(BUCKETS_US))
            buf_add_format(out, "%g", (double)BUCKETS_US[i] / 1e6);
        else
            buf_add_c(out, "+Inf");
        buf_add_format(out, "\"} %llu\n", (unsigned long long)below);
    }
    buf_add_format(out, "barefoot_request_seconds_sum{%.*s} %.6f\n", (int)labels.len, labels.ptr,
                   (double)atomic_load(&counts->sum_us) / 1e6);
    buf_add_format(out, "barefoot_request_seconds_count{%.*s} %llu\n", (int)labels.len, labels.ptr,
                   (unsigned long long)below);
}

static bool was_asked(const RouteCounts *counts)
{
    for (uint32_t i = 0; i < BUCKET_SLOTS; i++)
        if (atomic_load(&counts->buckets[i]) > 0)
            return true;
    return false;
}

void metrics_print(Buf *out, const Metrics *metrics)
{
    buf_add_c(out, "# HELP barefoot_requests_total Requests answered.\n"
                   "# TYPE barefoot_requests_total counter\n");
    for (uint32_t i = 0; i <= metrics->route_count; i++)
        print_statuses(out, &metrics->routes[i], route_labels(out->arena, metrics, i));
    buf_add_c(out, "# HELP barefoot_request_seconds From the first line to the last byte.\n"
                   "# TYPE barefoot_request_seconds histogram\n");
    for (uint32_t i = 0; i <= metrics->route_count; i++)
        if (was_asked(&metrics->routes[i]))
            print_durations(out, &metrics->routes[i], route_labels(out->arena, metrics, i));
}

void metrics_print_value(Buf *out, const char *name, const char *kind, const char *help,
                         uint64_t value)
{
    buf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, kind, name,
                   (unsigned long long)value);
}
