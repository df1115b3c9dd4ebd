/* record.h - what can be done with records, of a person or of a register.
 *
 * Both have the same shape: the form of a register's entries is a form, and an
 * entry is its own subject. So the handlers of both name their target, and these
 * do the work.
 */
#ifndef API_RECORD_H
#define API_RECORD_H

#include "api/submission.h"

typedef struct {
    const Form *form;
    int64_t     subject_id; /* the person; of an entry its own id, 0 for a new one */
    int64_t     record_id;  /* 0: a new one */
} RecordTarget;

/* The targets of these addresses: .../{person}/records/{form}/{record},
 * .../{register}/{entry}; of those without the last segment, a new record's. */
bool api_target_of_person(RecordTarget *out, const ApiCall *call, bool is_new,
                          Fault *fault) MUST_CHECK;
bool api_target_of_register(RecordTarget *out, const ApiCall *call, bool is_new,
                            Fault *fault) MUST_CHECK;

/* In the writer's transaction. */
bool api_record_submit(ApiCall *call, RecordTarget target, Fault *fault) MUST_CHECK;
bool api_record_amend(ApiCall *call, RecordTarget target, Fault *fault) MUST_CHECK;
bool api_record_void(ApiCall *call, RecordTarget target, Fault *fault) MUST_CHECK;

bool api_record_show(ApiCall *call, RecordTarget target, Fault *fault) MUST_CHECK;
bool api_record_history(ApiCall *call, RecordTarget target, Fault *fault) MUST_CHECK;

/* A form by its name, or the form of a register's entries. */
bool api_find_form(const Form **out, const ApiCall *call, Fault *fault) MUST_CHECK;

#endif
