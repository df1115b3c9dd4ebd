/* client_test.h - a small HTTP client for the tests of the server.
 *
 * It sends what it is told, also what no browser would.
 */
#ifndef HTTP_CLIENT_TEST_H
#define HTTP_CLIENT_TEST_H

#include "base/str.h"

/* Sockets of 127.0.0.1; -1 when it fails. Reads give up after ten seconds. */
int  client_open(uint16_t port);
void client_close(int *fd);
void client_abort(int *fd); /* with a reset, as a crashed client does */

bool client_send(int fd, Str text);

/* Until the server closes. */
Str client_read_all(Arena *arena, int fd);

/* One answer with a Content-Length, so that the connection can go on; empty when
 * the server closed before it was whole. */
Str client_read_one(Arena *arena, int fd);

/* Open, send, read all, close. */
Str client_ask(Arena *arena, uint16_t port, Str text);

int client_status(Str response); /* 0: none */
Str client_body(Str response);
Str client_header(Str response, Str name);

#endif
