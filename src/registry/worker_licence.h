/* worker_licence.h - what those who work here are allowed to do, and where.
 *
 * Licences, qualifications and titles of a worker, each with its days; the places at
 * which he practises (one main place on each day, others beside it); and what that
 * means for a record that he is responsible for. Whoever has a licence in the register
 * is held to it: on the day of the record one must be in force, and the post must be a
 * place of his or lie below one. About somebody with no licence in the register
 * nothing is said, because there the register is not kept yet.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_NOT_FOUND; the store's.
 * Limits     LIMIT_PAGE_ROWS of a worker.
 */
#ifndef REGISTRY_WORKER_LICENCE_H
#define REGISTRY_WORKER_LICENCE_H

#include "registry/problem.h"
#include "registry/worker.h"

/* ---- licences ------------------------------------------------------------------------- */

typedef struct {
    Str   kind;
    Label label;
    bool  is_practice; /* it allows to practise */
} WorkerLicenceKind;

/* NULL: there is no such kind. */
const WorkerLicenceKind *worker_licence_kind(Str kind);
const WorkerLicenceKind *worker_licence_kinds(uint32_t *count);

typedef struct {
    int64_t  licence_id, worker_id;
    Str      kind;
    Str      number; /* empty: of a title */
    Str      level;  /* "主治医师" */
    Str      scope;  /* of practice */
    Str      issuer;
    Date     valid_from, valid_until; /* both included */
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
} WorkerLicence;

typedef enum { WORKER_PUT_ADDED, WORKER_PUT_AMENDED, WORKER_PUT_SAME } WorkerPut;

/* One of the same kind and number (a title: of the same level) is amended; ids and
 * revisions of the entry are not looked at. By an actor who manages the registry and
 * in whose place the worker is. */
bool worker_licence_put(WorkerPut *out, const Registry *registry, const WorkerLicence *entry,
                        Problems *problems, Fault *fault) MUST_CHECK;
/* It was never there. */
bool worker_licence_withdraw(const Registry *registry, int64_t licence_id, Fault *fault) MUST_CHECK;

bool worker_licence_list(const WorkerLicence **out, uint32_t *count, const Registry *registry,
                         int64_t worker_id, Fault *fault) MUST_CHECK;

/* Licences to practise that end by a day and were not followed by another of the kind,
 * of workers in force in the actor's place: the earliest end first. */
typedef struct {
    WorkerLicence licence;
    Worker        worker;
} ExpiringLicence;

bool worker_licence_expiring(const ExpiringLicence **out, uint32_t *count, const Registry *registry,
                             int64_t organisation_id, Date by, Fault *fault) MUST_CHECK;

/* ---- places --------------------------------------------------------------------------------- */

typedef struct {
    int64_t worker_id, organisation_id;
    bool    is_main;
    Date    from_on, until_on;
    int64_t recorded_at, recorded_by;
} WorkerPlace;

/* Another place beside the main one, which follows the worker's organisation. The same
 * place and first day is amended. */
bool worker_place_put(WorkerPut *out, const Registry *registry, const WorkerPlace *entry,
                      Problems *problems, Fault *fault) MUST_CHECK;
/* It was never so. Of the main place there are only changes of the worker. */
bool worker_place_withdraw(const Registry *registry, int64_t worker_id, int64_t organisation_id,
                           Date from_on, Fault *fault) MUST_CHECK;
bool worker_place_list(const WorkerPlace **out, uint32_t *count, const Registry *registry,
                       int64_t worker_id, Fault *fault) MUST_CHECK;

/* From this day on, who practises at the one beside his main place does so at the
 * other. */
bool worker_place_hand_over(const Registry *registry, int64_t from_id, int64_t into_id, Date day,
                            Fault *fault) MUST_CHECK;

/* ---- what follows for a record -------------------------------------------------------------- */

typedef enum { LICENCE_RULE_IGNORE, LICENCE_RULE_WARN, LICENCE_RULE_REFUSE } LicenceRule;

Str   licence_rule_name(LicenceRule rule); /* "warn" */
Label licence_rule_label(LicenceRule rule);
bool  licence_rule_find(LicenceRule *out, Str name);

/* From this day on; before the first one it is LICENCE_RULE_WARN. */
bool licence_rule_put(const Registry *registry, LicenceRule rule, Date from_on,
                      Fault *fault) MUST_CHECK;
bool licence_rule_on(LicenceRule *out, const Registry *registry, Date day, Fault *fault) MUST_CHECK;

/* A problem at that place, as heavy as the rule of the day says, when the worker has no
 * licence in force on the day or does not practise at the organisation. */
bool worker_licence_check(Problems *problems, const Registry *registry, ProblemPlace at,
                          int64_t worker_id, int64_t organisation_id, Date day,
                          Fault *fault) MUST_CHECK;

#endif
