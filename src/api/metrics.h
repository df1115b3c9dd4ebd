/* metrics.h - what the server did, counted for Prometheus.
 *
 * Ownership  Lives in the arena. Routes are constants.
 * Threads    Any: each counter is an atomic of its own, so that a scrape may see a
 *            request counted and not yet timed.
 * Privacy    Patterns of routes, never addresses.
 */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "http/route.h"

typedef struct Metrics Metrics;

Metrics *metrics_open(Arena *arena, const RouteList *lists, uint32_t list_count);

/* `route` may be NULL, the status 0: the client went away. */
void metrics_count(Metrics *metrics, const Route *route, int status, int64_t duration_us);

/* Requests by route and status, and how long they took by route. */
void metrics_print(Buf *out, const Metrics *metrics);

/* One more line, of a gauge or counter without labels. */
void metrics_print_value(Buf *out, const char *name, const char *kind, const char *help,
                         uint64_t value);

#endif
