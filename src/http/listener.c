#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/log.h"
#include "base/thread.h"
#include "http/http_private.h"

/* We accept ourselves, though libmicrohttpd could: so we can stop accepting and
 * go on serving (its MHD_quiesce_daemon has a race that ends the process), leave
 * clients in the kernel's queue while all seats are taken, and have a thread that
 * looks after slow ones. */

enum { TICK_MS = 100 };

struct Listener {
    int            fd;
    int            stop[2]; /* a pipe: something to read means stop */
    uint16_t       port;
    ListenerDuties duties;
    Thread        *thread;
    bool           is_paused; /* no seat, or no file descriptor, to give */
    int64_t        ticked_us;
};

typedef union {
    struct sockaddr     any;
    struct sockaddr_in  v4;
    struct sockaddr_in6 v6;
} Address;

static bool parse_address(Address *out, socklen_t *len, const char *text, uint16_t port)
{
    *out = (Address){ 0 };
    if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons(port);
        *len = sizeof out->v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        *len = sizeof out->v6;
        return true;
    }
    return false;
}

static bool set_flags(int fd)
{
    return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0;
}

bool listener_open(Listener **out, Arena *arena, const char *address, uint16_t port, Fault *fault)
{
    Listener *listener = arena_alloc(arena, sizeof *listener);
    Address   bound;
    socklen_t len = 0;
    int const on = 1;

    listener->fd = listener->stop[0] = listener->stop[1] = -1;
    if (!parse_address(&bound, &len, address, port))
        return fault_set(fault, FAULT_INVALID, "%s is not an address such as 127.0.0.1 or ::1",
                         address);
    listener->fd = socket(bound.any.sa_family, SOCK_STREAM, 0);
    if (listener->fd < 0 || !set_flags(listener->fd) || pipe(listener->stop) != 0 ||
        !set_flags(listener->stop[0]) || !set_flags(listener->stop[1]) ||
        setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(listener->fd, &bound.any, len) != 0 || listen(listener->fd, SOMAXCONN) != 0 ||
        getsockname(listener->fd, &bound.any, &len) != 0) {
        (void)fault_set(fault, FAULT_IO, "cannot listen on %s port %u: %s", address, (unsigned)port,
                        strerror(errno));
        listener_close(&listener);
        return false;
    }
    listener->port = ntohs(bound.any.sa_family == AF_INET ? bound.v4.sin_port : bound.v6.sin6_port);
    *out = listener;
    return true;
}

/* Take all who wait. False: it cannot go on now, and must not be asked at once. */
static bool accept_all(Listener *listener)
{
    while (listener->duties.has_room(listener->duties.context)) {
        Address   from;
        socklen_t len = sizeof from;
        int const fd = accept(listener->fd, &from.any, &len);

        if (fd >= 0) {
            if (set_flags(fd))
                listener->duties.accept(listener->duties.context, fd, &from.any, len);
            else
                (void)close(fd);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return true;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return false; /* out of file descriptors or memory: others must end first */
        }
    }
    return false;
}

static void run(void *opaque)
{
    Listener *const listener = opaque;

    while (true) {
        struct pollfd waits[] = {
            { .fd = listener->stop[0], .events = POLLIN },
            { .fd = listener->is_paused ? -1 : listener->fd, .events = POLLIN },
        };

        (void)poll(waits, COUNT_OF(waits), listener->is_paused ? TICK_MS / 10 : TICK_MS);
        if (waits[0].revents)
            return;
        listener->is_paused = (waits[1].revents || listener->is_paused) && !accept_all(listener);

        int64_t const now_us = instant_monotonic_us();
        if (now_us - listener->ticked_us >= TICK_MS * 1000) {
            listener->ticked_us = now_us;
            listener->duties.tick(listener->duties.context);
        }
    }
}

bool listener_start(Listener *listener, ListenerDuties duties, Fault *fault)
{
    listener->duties = duties;
    return thread_start(&listener->thread, run, listener, fault);
}

uint16_t listener_port(const Listener *listener)
{
    return listener->port;
}

void listener_close(Listener **listener)
{
    Listener *const it = *listener;

    if (!it)
        return;
    if (it->thread) {
        while (write(it->stop[1], "", 1) < 0 && errno == EINTR)
            continue;
        thread_join(&it->thread);
    }
    int const fds[] = { it->fd, it->stop[0], it->stop[1] };
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        if (fds[i] >= 0)
            (void)close(fds[i]);
    *listener = NULL;
}
