/* target.h - what a request asks for: a path and a query.
 *
 * "/api/persons/7?q=%E5%BC%A0&page=2" is the segments api, persons, 7 and the
 * pairs q=张, page=2. The path is cut at its slashes before it is decoded, so
 * that an encoded slash can never make one segment two; and "." and ".." are
 * refused, so that no path can climb.
 *
 * Ownership  Everything lives in the arena, or points into the text.
 * Threads    Pure functions.
 * Faults     FAULT_INVALID with the column; FAULT_TOO_LARGE.
 * Limits     LIMIT_HTTP_SEGMENTS, LIMIT_HTTP_PAIRS.
 */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/fault.h"
#include "base/str.h"

typedef struct {
    Str name, value;
} HttpPair;

typedef struct {
    Str             path;     /* decoded: "/api/persons/7" */
    const Str      *segments; /* "/" has none; "/a/" has "a" and "" */
    uint32_t        segment_count;
    const HttpPair *query; /* as often as it was given, in order */
    uint32_t        query_count;
} HttpTarget;

/* The origin form "/path?query", or the absolute form "http://host/path?query"
 * that proxies send (RFC 9112 section 3.2). */
bool target_parse(HttpTarget *out, Arena *arena, Str text, Fault *fault) MUST_CHECK;

#endif
