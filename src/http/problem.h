/* problem.h - a fault as an answer (RFC 9457, application/problem+json).
 *
 *     {"type":"urn:barefoot:fault:invalid","title":"...","status":400,
 *      "detail":"\"born_on\" must be a date such as 2024-02-29","line":3,"column":7}
 *
 * The status comes from base/fault.def, the title in the reader's language too,
 * the detail is the fault's message. What went wrong inside (status 500) is said
 * to the log and not to the client: it may name paths and tables.
 */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "http/route.h"

/* HTTP_DONE, so that a handler ends with `return http_problem(...)`. What the
 * response had so far is taken back. */
HttpResult http_problem(const Request *request, Response *response, const Fault *fault);

/* The same with a member of the door's own at the end, whose value is JSON. */
HttpResult http_problem_with(const Request *request, Response *response, const Fault *fault,
                             Str name, Str json);

#endif
