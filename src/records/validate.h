/* validate.h - is a record right, and what follows from it.
 *
 * Every problem is found in one pass and none is stored. The order is: what
 * applies and what is missing, then ranges, then computed values, then the
 * definition's own checks. What asks about the subject's history is answered by
 * whoever has it (facts, to the right of here).
 *
 * Ownership  Results go into the submission and the problems given.
 * Threads    One Validator, one thread.
 */
#ifndef RECORDS_VALIDATE_H
#define RECORDS_VALIDATE_H

#include "records/submission.h"

/* What a record may ask about its subject on the day of the record. */
typedef struct {
    bool (*ask)(void *context, Slot slot, int64_t *word); /* false: missing */
    void *context;
} RecordAsker;

typedef struct Validator Validator;

Validator *validator_open(Arena *arena, const Catalog *catalog);

typedef struct {
    Submission *submission;
    Date        today;
    int64_t     region_id; /* whose parameters hold */
    RecordAsker asker;     /* birth, sex, residence, enrolment, history */
    Problems   *problems;
    Arena      *arena;
} Validation;

/* Compute the derived values and add every problem. */
void validate_record(Validator *validator, const Validation *validation);

/* Per field of the form: whether it applies to this record, and must be filled. */
void validate_fields(Validator *validator, const Validation *validation, bool *applies,
                     bool *required);

/* Only the derived values: after a birth date or a sex was corrected. */
void validate_derive(Validator *validator, const Validation *validation);

/* The advice that the record calls for, in the order of the form. */
const Advice **validate_advise(Validator *validator, const Validation *validation, uint32_t *count);

#endif
