#include <assert.h>

#include "base/instant.h"
#include "base/limits.h"
#include "http/http_private.h"

void connections_open(Connections *out, Arena *arena, uint32_t count, HttpServer *server)
{
    out->seats = arena_array(arena, count, sizeof *out->seats);
    out->count = count;
    for (uint32_t i = 0; i < count; i++) {
        Connection *const seat = &out->seats[i];

        seat->server = server;
        seat->fd = -1;
        atomic_init(&seat->turn, TURN_NONE);
        atomic_init(&seat->deadline_us, INT64_MAX);
    }
}

void connections_close(Connections *connections)
{
    for (uint32_t i = 0; i < connections->count; i++)
        arena_close(&connections->seats[i].arena);
}

/* The fd is used by the patrol, which shuts down the sockets of slow clients, and
 * given up when the connection ends; after that the number may be another file's.
 * Each holds it only for one call, so whoever comes second turns round and round
 * until the other is through. */
static void hold(Connection *connection)
{
    while (atomic_exchange(&connection->grip, true))
        continue;
}

static void let_go(Connection *connection)
{
    atomic_store(&connection->grip, false);
}

Connection *connections_take(Connections *connections, int fd)
{
    /* From the beginning, so that few of the seats have been sat on: each keeps
     * its arena. */
    for (uint32_t i = 0; i < connections->count; i++) {
        Connection *const seat = &connections->seats[i];

        if (atomic_load(&seat->is_taken) || atomic_exchange(&seat->is_taken, true))
            continue;
        hold(seat);
        seat->fd = fd;
        let_go(seat);
        return seat;
    }
    return NULL;
}

void connections_leave(Connections *connections, Connection *connection)
{
    hold(connection);
    connection->fd = -1;
    let_go(connection);
    connection_clear_deadline(connection);
    /* An abandoned exchange still belongs to its finisher, who looks here. */
    if (atomic_load(&connection->turn) != TURN_ABANDONED)
        atomic_store(&connection->is_taken, false);
    (void)atomic_fetch_add(&connections->left_count, 1);
}

void connections_break_off(Connections *connections, int64_t now_us)
{
    for (uint32_t i = 0; i < connections->count; i++) {
        Connection *const seat = &connections->seats[i];

        if (!atomic_load(&seat->is_taken) || atomic_load(&seat->deadline_us) > now_us)
            continue;
        hold(seat);
        if (seat->fd >= 0)
            (void)shutdown(seat->fd, SHUT_RDWR); /* its thread sees that, and closes it */
        let_go(seat);
    }
}

void connection_set_deadline(Connection *connection, int64_t from_us, uint64_t ms,
                             uint64_t byte_count)
{
    uint64_t const us = ms * 1000 + byte_count * 1000000 / LIMIT_HTTP_BYTES_PER_S;

    atomic_store(&connection->deadline_us, from_us + (int64_t)us);
}

void connection_clear_deadline(Connection *connection)
{
    atomic_store(&connection->deadline_us, INT64_MAX);
}
