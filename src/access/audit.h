/* audit.h - who did what to whom, in the same transaction as the deed.
 *
 * A row is only ever added: the table refuses changes, and each row carries the
 * digest of itself and of the row before it, so that a row that was altered or
 * taken out by other means is found by audit_verify.
 *
 * Ownership  Rows of a list live in the caller's arena.
 * Threads    As the Store.
 * Faults     Those of the store; FAULT_DENIED for reading without the permission;
 *            FAULT_DAMAGED when the chain is broken.
 * Limits     LIMIT_PAGE_ROWS rows of a list; AUDIT_DETAIL_BYTES_MAX of detail.
 * Privacy    Ids, and names of fields; never a value that somebody entered, nor
 *            what was searched for.
 */
#ifndef ACCESS_AUDIT_H
#define ACCESS_AUDIT_H

#include "access/actor.h"
#include "store/store.h"

enum { AUDIT_DETAIL_BYTES_MAX = 1000 };

typedef enum {
#define X(action, name, zh, en) action,
#include "access/audit.def"
#undef X
    AUDIT_ACTION_COUNT,
} AuditAction;

typedef enum {
#define X(subject, name) subject,
#include "access/audit_subject.def"
#undef X
    AUDIT_SUBJECT_COUNT,
} AuditSubject;

Str   audit_action_name(AuditAction action);
Label audit_action_label(AuditAction action);
Str   audit_subject_name(AuditSubject subject);

/* What is to be written down; what does not apply is left 0. */
typedef struct {
    int64_t      at; /* the instant of the deed */
    AuditAction  action;
    AuditSubject subject;
    int64_t      subject_id;
    Str          form; /* "hypertension.followup" */
    int64_t      record_id;
    uint32_t     revision;
    Str          detail; /* "name,phone"; cut to whole characters when it is too long */
} AuditEntry;

bool audit_write(Store *store, const Actor *actor, AuditEntry entry, Fault *fault) MUST_CHECK;

/* A row as it stands. Names that this program does not know are still shown. */
typedef struct {
    int64_t  audit_id;
    int64_t  at;
    int64_t  account_id, worker_id;
    Str      action;
    Str      subject;
    int64_t  subject_id;
    Str      form;
    int64_t  record_id;
    uint32_t revision;
    Str      detail;
} AuditRow;

/* Which rows: those that meet every condition that is not 0. */
typedef struct {
    AuditSubject subject; /* with subject_id */
    int64_t      subject_id;
    int64_t      account_id;
    int64_t      from, until; /* instants, both included */
    int64_t      before;      /* page: only rows older than this audit_id */
    uint32_t     limit;       /* 0: LIMIT_PAGE_ROWS */
} AuditFilter;

/* Newest first. */
bool audit_list(AuditRow **out, uint32_t *count, Store *store, Arena *arena, const Actor *actor,
                AuditFilter filter, Fault *fault) MUST_CHECK;

/* Walk the chain from its beginning; *row_count is how many rows are sound. */
bool audit_verify(uint64_t *row_count, Store *store, const Actor *actor, Fault *fault) MUST_CHECK;

#endif
