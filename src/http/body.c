#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "http/http_private.h"

void body_begin(Body *out, Arena *arena, const Route *route, BodyTotals *totals, Str directory)
{
    *out = (Body){
        .totals = totals,
        .directory = directory,
        .max_bytes = route->body_max_bytes,
        .is_upload = (route->flags & ROUTE_UPLOAD) != 0,
        .text = buf_open(arena, (size_t)route->body_max_bytes),
    };
}

/* A file that has no name, so that nothing of it is left whatever happens. */
static bool open_file(Body *body, Fault *fault)
{
    char path[4096];
    int  fd = -1;

    body->is_counted = true;
    if (atomic_fetch_add(&body->totals->upload_count, 1) >= LIMIT_HTTP_UPLOADS)
        return fault_set(fault, FAULT_BUSY, "%d uploads are running already", LIMIT_HTTP_UPLOADS);
    (void)snprintf(path, sizeof path, "%.*s/barefoot-upload-XXXXXX", (int)body->directory.len,
                   body->directory.ptr);
    fd = mkstemp(path);
    if (fd < 0)
        return fault_set(fault, FAULT_IO, "cannot make a file for an upload: %s", strerror(errno));
    (void)unlink(path);
    body->file = fdopen(fd, "w+b");
    if (!body->file) {
        (void)close(fd);
        return fault_set(fault, FAULT_IO, "cannot open the file of an upload: %s", strerror(errno));
    }
    return true;
}

static bool keep_in_file(Body *body, Str piece, Fault *fault)
{
    if (!body->file && !open_file(body, fault))
        return false;
    if (fwrite(piece.ptr, 1, piece.len, body->file) != piece.len)
        return fault_set(fault, FAULT_IO, "cannot write the file of an upload: %s",
                         strerror(errno));
    return true;
}

static bool keep_in_memory(Body *body, Str piece, Fault *fault)
{
    body->held_bytes += piece.len;
    if (atomic_fetch_add(&body->totals->held_bytes, piece.len) + piece.len >
        LIMIT_HTTP_BODIES_BYTES)
        return fault_set(fault, FAULT_BUSY, "too many requests with bodies are running");
    buf_add(&body->text, piece);
    assert(!body->text.overflowed);
    return true;
}

void body_add(Body *body, Str piece)
{
    body->received_bytes += piece.len;
    if (body->fault.code != FAULT_NONE)
        return;
    if (body->received_bytes > body->max_bytes)
        (void)fault_set(&body->fault, FAULT_TOO_LARGE, "the body is larger than %llu bytes",
                        (unsigned long long)body->max_bytes);
    else if (body->is_upload)
        (void)keep_in_file(body, piece, &body->fault);
    else
        (void)keep_in_memory(body, piece, &body->fault);
}

bool body_end(Body *body, Request *request, Fault *fault)
{
    if (body->fault.code == FAULT_NONE && body->is_upload && !body->file)
        (void)open_file(body, &body->fault); /* an empty upload is a file, too */
    if (body->fault.code == FAULT_NONE && body->file && fflush(body->file) != 0)
        (void)fault_set(&body->fault, FAULT_IO, "cannot write the file of an upload: %s",
                        strerror(errno));
    if (body->fault.code != FAULT_NONE) {
        *fault = body->fault;
        return false;
    }
    if (body->file)
        rewind(body->file);
    request->body_bytes = body->received_bytes;
    request->body = body->text.len ? buf_str(&body->text) : SV("");
    request->upload = body->file;
    return true;
}

void body_close(Body *body)
{
    if (!body->totals)
        return;
    (void)atomic_fetch_sub(&body->totals->held_bytes, body->held_bytes);
    if (body->is_counted)
        (void)atomic_fetch_sub(&body->totals->upload_count, 1);
    if (body->file)
        (void)fclose(body->file);
    *body = (Body){ 0 };
}
