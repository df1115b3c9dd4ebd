/* submission.h - a record as JSON says it, on its way in and on its way out.
 *
 * In: {"occurred_on", "organisation_id", "worker_id", "values": {field: text},
 * "lists": {list: [{field: text}]}}. Values are the texts that one would type; a
 * number or a yes-or-no of JSON is taken for its text. Everything that is wrong
 * is a problem beside its field, and reading goes on.
 *
 * Ownership  As the Submission: its arena.
 * Threads    Pure, but for the names of things, which are looked up.
 * Limits     Those of JSON (json_reader.h) and of the form.
 */
#ifndef API_SUBMISSION_H
#define API_SUBMISSION_H

#include "api/api_private.h"

/* Where it belongs when it does not say so. */
typedef struct {
    Date    today;
    int64_t organisation_id;
} SubmissionDefaults;

void api_submission_read(Submission *out, Arena *arena, const Catalog *catalog, const Form *form,
                         const Json *body, SubmissionDefaults defaults, Problems *problems);

/* {"text", "shown": label}; null when it is absent. */
bool api_add_value(JsonWriter *json, ApiCall *call, Type type, Value value,
                   Fault *fault) MUST_CHECK;

/* All of a stored record's members, into an object that has been begun. */
bool api_add_record(JsonWriter *json, ApiCall *call, const Submission *record, bool with_lists,
                    Fault *fault) MUST_CHECK;

/* "derived": {field: value} */
bool api_member_derived(JsonWriter *json, ApiCall *call, const Submission *submission,
                        Fault *fault) MUST_CHECK;

#endif
