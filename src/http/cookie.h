/* cookie.h - the Cookie header of a request (RFC 6265 section 5.4).
 *
 * A browser sends us every cookie of the host, also those that others set, so
 * what is malformed is left out and never a reason to refuse the request.
 *
 * Ownership  The pairs live in the arena and point into the header.
 * Limits     LIMIT_HTTP_PAIRS; what comes after is left out.
 */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "http/target.h"

uint32_t cookie_parse(const HttpPair **out, Arena *arena, Str header);

/* May it be the value of a cookie, and of a header? Visible ASCII without
 * quotes, commas, semicolons and backslashes. */
bool cookie_is_value(Str text);

#endif
