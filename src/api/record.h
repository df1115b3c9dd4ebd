/* record.h - what can be done with records, of a person or of a register.
 *
 * Both have the same shape: the form of a register's entries is a form, and an
 * entry is its own subject. So the same handlers serve both; their target is in the
 * address: .../persons/{person}/records/{form}/{record} or
 * .../registers/{register}/{entry}, without the last segment a new one.
 */
#ifndef API_RECORD_H
#define API_RECORD_H

#include "api/submission.h"

HttpResult api_post_record(Request *request, Response *response);
HttpResult api_put_record(Request *request, Response *response);
HttpResult api_delete_record(Request *request, Response *response);
HttpResult api_get_record(Request *request, Response *response);
HttpResult api_get_record_history(Request *request, Response *response);

/* A form by its name, or the form of a register's entries. */
bool api_find_form(const Form **out, const ApiCall *call, Fault *fault) MUST_CHECK;

/* The form of the entries of the register in the address. */
bool api_find_register(const Form **out, const ApiCall *call, Fault *fault) MUST_CHECK;

#endif
