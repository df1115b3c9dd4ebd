/* worker_identity.h - who somebody that works here is: identity number, sex, birth,
 * education; and what was known of a worker before.
 *
 * Names of workers stand on every record, their identity numbers do not: those are for
 * whoever manages the register of the place that the worker belongs to, and for the
 * worker himself. Everybody else is given the number's end, and no birthday.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_CONFLICT,
 *            FAULT_NOT_FOUND; the store's.
 * Limits     LIMIT_PAGE_ROWS of a worker's past.
 * Privacy    What is masked is masked here, so that no door can forget it.
 */
#ifndef REGISTRY_WORKER_IDENTITY_H
#define REGISTRY_WORKER_IDENTITY_H

#include "registry/problem.h"
#include "registry/worker_licence.h"

typedef struct {
    int64_t  worker_id;
    Str      citizen_id; /* of 18 digits; empty: not known */
    Str      sex;        /* PERSON_CODE_SEX; follows from the number */
    Date     born_on;    /* the same; DATE_MIN: not known */
    Str      education;  /* PERSON_CODE_EDUCATION */
    bool     is_masked;  /* the number is its end, the birthday is left out */
    int64_t  recorded_at, recorded_by;
    uint32_t revision; /* 0: nothing is known; of an entry: the one that was read */
} WorkerIdentity;

/* Somebody of whom nothing is known has an empty one. */
bool worker_identity_get(WorkerIdentity *out, const Registry *registry, int64_t worker_id,
                         Fault *fault) MUST_CHECK;

/* All of it as it is from now on. In a transaction begun for writing, by an actor who
 * manages the registry and in whose place the worker is. A number is one worker's. */
bool worker_identity_put(WorkerPut *out, const Registry *registry, const WorkerIdentity *entry,
                         Problems *problems, Fault *fault) MUST_CHECK;

/* ---- what was ---------------------------------------------------------------------------- */

typedef enum {
    WORKER_PAST_SELF,
    WORKER_PAST_LICENCE,
    WORKER_PAST_PLACE,
    WORKER_PAST_IDENTITY
} WorkerPastKind;

/* A row that was replaced, or withdrawn. */
typedef struct {
    WorkerPastKind kind;
    int64_t        recorded_at, superseded_at, superseded_by;
    Str            name;     /* of himself: his name; of a licence: its kind; of
                                his identity: education */
    Str     more;            /* profession, or number */
    int64_t organisation_id; /* or 0 */
    Date    from, until;
} WorkerPast;

Str   worker_past_name(WorkerPastKind kind); /* "licence" */
Label worker_past_label(WorkerPastKind kind);

/* The latest first. */
bool worker_past(const WorkerPast **out, uint32_t *count, const Registry *registry,
                 int64_t worker_id, Fault *fault) MUST_CHECK;

#endif
