/* submission.h - one record on its way in, and as it is read back.
 *
 * Ownership  Values, rows and texts live in the arena given to submission_open.
 * Threads    One at a time.
 */
#ifndef RECORDS_SUBMISSION_H
#define RECORDS_SUBMISSION_H

#include "records/value.h"
#include "registry/problem.h"

typedef struct {
    Value  **rows; /* rows[i][field] */
    uint32_t row_count, capacity;
} ListRows;

typedef struct {
    const Form *form;
    int64_t     subject_id; /* the person; of a register's entry its own id, 0 for a new one */
    int64_t     given_id;   /* whom it came for, when that id was merged into the subject; or 0 */
    int64_t     record_id;  /* 0 for a new one */
    uint32_t    revision;   /* when amending: the one that was read; when read: its own */
    Date        occurred_on;
    int64_t     organisation_id;
    int64_t     worker_id; /* 0: not said */
    Value      *values;    /* per field, computed ones included */
    ListRows   *lists;     /* per list */
    /* Of a stored record only: */
    int64_t recorded_at, recorded_by;
    int64_t catalogue_version;
} Submission;

Submission submission_open(Arena *arena, const Form *form);

/* Parse one field from its text, and say so when it is not what the field takes.
 * `row` is a row of the list when `list` is not CATALOG_NONE. */
void submission_parse(Submission *submission, Arena *arena, const Catalog *catalog, uint32_t list,
                      uint32_t row, uint32_t field, Str text, Problems *problems);

/* One more row of a list, all absent; false when it has as many as it may. */
bool submission_add_row(Submission *submission, Arena *arena, uint32_t list);

/* Where a problem of a field is shown. */
ProblemPlace submission_place(const Submission *submission, Arena *arena, uint32_t list,
                              uint32_t row, uint32_t field);

/* Whether two records say the same: header and entered fields, not who or when. */
bool submission_equal(const Submission *a, const Submission *b);

#endif
