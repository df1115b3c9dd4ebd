/* record.h - records in the store: new, amended, voided, read back.
 *
 * Nothing is overwritten: a revision that is superseded moves to the form's
 * history with who did it and when. A voided record leaves its table, so that
 * nothing counts it, and stays in history with the reason.
 *
 * Ownership  What is read lives in the arena given.
 * Threads    As the Store.
 * Faults     FAULT_NOT_FOUND; FAULT_CONFLICT when the record has another revision
 *            than the one that was read.
 */
#ifndef RECORDS_RECORD_H
#define RECORDS_RECORD_H

#include "catalog/schema.h"
#include "records/submission.h"

/* The statements of every form, written once per catalogue. */
typedef struct RecordSql RecordSql;

const RecordSql *record_sql_open(Arena *arena, const Catalog *catalog);

/* Who writes, when, under which definitions. */
typedef struct {
    int64_t account_id;
    int64_t at;
    int64_t catalogue_version;
} RecordStamp;

/* In a transaction begun for writing. */
bool record_insert(Store *store, const RecordSql *sql, const Submission *submission,
                   RecordStamp stamp, Fault *fault) MUST_CHECK;
/* submission->revision is the one that was read; the stored one becomes one more. */
bool record_amend(Store *store, const RecordSql *sql, const Submission *submission,
                  RecordStamp stamp, Fault *fault) MUST_CHECK;
bool record_void(Store *store, const RecordSql *sql, const Submission *submission, Str reason,
                 RecordStamp stamp, Fault *fault) MUST_CHECK;
/* Only the computed values anew, without a new revision: they follow from others. */
bool record_update_derived(Store *store, const RecordSql *sql, const Submission *submission,
                           Fault *fault) MUST_CHECK;

/* The ids of all records that a subject has of the form, or had: ascending. */
bool record_ids(int64_t **out, uint32_t *count, Store *store, const RecordSql *sql,
                const Form *form, int64_t subject_id, Arena *arena, Fault *fault) MUST_CHECK;
/* A record, its lists and its history become another subject's, as they are. */
bool record_hand_over(Store *store, const RecordSql *sql, const Form *form, int64_t from_id,
                      int64_t to_id, int64_t record_id, Fault *fault) MUST_CHECK;

bool record_get(Submission *out, Store *store, const RecordSql *sql, const Catalog *catalog,
                const Form *form, int64_t subject_id, int64_t record_id, Arena *arena,
                Fault *fault) MUST_CHECK;

/* All of a subject, latest first. */
bool record_list(Submission **out, uint32_t *count, Store *store, const RecordSql *sql,
                 const Catalog *catalog, const Form *form, int64_t subject_id, Arena *arena,
                 Fault *fault) MUST_CHECK;

/* A page of a form's records in the order of their subjects, after that subject:
 * those that have the text somewhere in one of their texts; all, when it is empty. */
typedef struct {
    Str      text;
    int64_t  after_subject;
    uint32_t limit;
} RecordFilter;

bool record_find(Submission **out, uint32_t *count, Store *store, const RecordSql *sql,
                 const Catalog *catalog, const Form *form, const RecordFilter *filter, Arena *arena,
                 Fault *fault) MUST_CHECK;

/* Earlier revisions of one record, and whether and why it was voided. */
typedef struct {
    Submission submission;
    int64_t    superseded_at, superseded_by;
    Str        void_reason; /* empty: it was amended */
} RecordRevision;

bool record_history(RecordRevision **out, uint32_t *count, Store *store, const RecordSql *sql,
                    const Catalog *catalog, const Form *form, int64_t subject_id, int64_t record_id,
                    Arena *arena, Fault *fault) MUST_CHECK;

/* Whether the subject has a record of the same day that says the same as this one, or
 * said so in an earlier revision: its id, or 0. */
bool record_find_same(int64_t *record_id, Store *store, const RecordSql *sql,
                      const Catalog *catalog, const Submission *submission, Arena *arena,
                      Fault *fault) MUST_CHECK;

/* All records of a form in the order of the store, or those of one subject, one at a
 * time: for exports of any size. What next gives, NULL after the last, lives until
 * the next. */
typedef struct RecordCursor RecordCursor;

bool record_cursor_open(RecordCursor **out, Arena *arena, Store *store, const RecordSql *sql,
                        const Catalog *catalog, const Form *form, int64_t subject_id,
                        Fault *fault) MUST_CHECK;
bool record_cursor_next(const Submission **out, RecordCursor *cursor, Fault *fault) MUST_CHECK;
void record_cursor_close(RecordCursor **cursor);

/* The most rows that a list has in any record. */
bool record_list_rows(uint32_t *out, Store *store, const RecordSql *sql, const Form *form,
                      uint32_t list, Fault *fault) MUST_CHECK;

#endif
