#include "http/client_test.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buf.h"

enum { RESPONSE_BYTES_MAX = 128 << 20 };

int client_open(uint16_t port)
{
    struct sockaddr_in const address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr = { htonl(INADDR_LOOPBACK) },
    };
    struct timeval const patience = { .tv_sec = 10 };
    int                  fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd >= 0 &&
        (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
         connect(fd, (const struct sockaddr *)(const void *)&address, sizeof address) != 0))
        client_close(&fd);
    return fd;
}

void client_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

void client_abort(int *fd)
{
    struct linger const at_once = { .l_onoff = 1, .l_linger = 0 };

    if (*fd >= 0)
        (void)setsockopt(*fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    client_close(fd);
}

bool client_send(int fd, Str text)
{
    while (text.len) {
        ssize_t const sent = send(fd, text.ptr, text.len, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        text = str_after(text, (size_t)sent);
    }
    return true;
}

Str client_read_all(Arena *arena, int fd)
{
    Buf  text = buf_open(arena, RESPONSE_BYTES_MAX);
    char piece[16 << 10];

    for (ssize_t got = 1; got > 0;) {
        got = recv(fd, piece, sizeof piece, 0);
        if (got > 0)
            buf_add(&text, (Str){ piece, (size_t)got });
    }
    return text.len ? buf_str(&text) : SV("");
}

Str client_read_one(Arena *arena, int fd)
{
    Buf  text = buf_open(arena, RESPONSE_BYTES_MAX);
    char piece[16 << 10];

    while (true) {
        Str const    so_far = text.len ? buf_str(&text) : SV("");
        size_t const head = str_find(so_far, SV("\r\n\r\n"));
        uint64_t     length = 0;
        Str const    value = client_header(so_far, SV("Content-Length"));

        if (head < so_far.len && str_to_uint(&length, value, SIZE_MAX) &&
            so_far.len >= head + 4 + length)
            return so_far;
        ssize_t const got = recv(fd, piece, sizeof piece, 0);
        if (got <= 0)
            return SV("");
        buf_add(&text, (Str){ piece, (size_t)got });
    }
}

Str client_ask(Arena *arena, uint16_t port, Str text)
{
    int       fd = client_open(port);
    Str const response = fd >= 0 && client_send(fd, text) ? client_read_all(arena, fd) : SV("");

    client_close(&fd);
    return response;
}

int client_status(Str response)
{
    uint64_t  status = 0;
    Str const digits = str_slice(response, SV("HTTP/1.1 ").len, SV("HTTP/1.1 200").len);

    return str_starts_with(response, SV("HTTP/1.1 ")) && str_to_uint(&status, digits, 999)
               ? (int)status
               : 0;
}

Str client_body(Str response)
{
    return str_after(response, str_find(response, SV("\r\n\r\n")) + 4);
}

Str client_header(Str response, Str name)
{
    Str head = str_slice(response, 0, str_find(response, SV("\r\n\r\n")));

    while (head.len) {
        Str       value = str_trim(str_cut(&head, '\n'));
        Str const key = str_cut(&value, ':');

        if (str_equal_ignoring_case(key, name))
            return str_trim(value);
    }
    return SV("");
}
