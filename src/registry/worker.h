/* worker.h - those who work in an organisation: doctors, nurses, village doctors.
 *
 * A worker is not an account: accounts sign in, workers are named in records and
 * care for people. An account may have a worker.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_CONFLICT,
 *            FAULT_NOT_FOUND; the store's.
 */
#ifndef REGISTRY_WORKER_H
#define REGISTRY_WORKER_H

#include "registry/problem.h"
#include "registry/registry.h"

typedef struct {
    int64_t  worker_id;
    Str      code; /* unique: a number of the house's own, or of the licence */
    Str      name;
    Str      name_pinyin;
    int64_t  organisation_id;
    Str      profession; /* in words: "村医", "全科医师" */
    bool     is_family_doctor;
    Date     valid_from, valid_until; /* both included */
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
} Worker;

typedef struct {
    int64_t  worker_id; /* 0: a new id; of an amendment: which one */
    uint32_t revision;  /* of an amendment: the one that was read */
    Str      code, name;
    int64_t  organisation_id;
    Str      profession;
    bool     is_family_doctor;
    Date     valid_from, valid_until;
    bool     has_organisation_since; /* of an amendment that changes the place: since when; */
    Date     organisation_since;     /* else since today */
} WorkerEntry;

/* What is to be amended, with nothing changed. */
WorkerEntry worker_entry(const Worker *worker);

/* In a transaction begun for writing, by an actor who manages the registry, in an
 * organisation of his place. */
bool worker_register(int64_t *worker_id, const Registry *registry, const WorkerEntry *entry,
                     Problems *problems, Fault *fault) MUST_CHECK;
bool worker_amend(const Registry *registry, const WorkerEntry *entry, Problems *problems,
                  Fault *fault) MUST_CHECK;

/* FAULT_NOT_FOUND when there is none. Names of workers are no secret: they stand
 * on every record, so there is no question of place. */
bool worker_get(Worker *out, const Registry *registry, int64_t worker_id, Fault *fault) MUST_CHECK;
bool worker_find(const Worker **out, const Registry *registry, int64_t worker_id,
                 Fault *fault) MUST_CHECK;
bool worker_find_by_code(const Worker **out, const Registry *registry, Str code,
                         Fault *fault) MUST_CHECK;

bool worker_is_valid(const Worker *worker, Date day);

/* Those of an organisation and of everything below it, in the order of the tree;
 * the next page begins behind the last worker of this one. */
typedef struct {
    int64_t  organisation_id; /* 0: all in the actor's place */
    bool     family_doctors;  /* only those */
    bool     in_force;        /* only those that are in force on this day */
    Date     on;
    int64_t  after_organisation, after_worker;
    uint32_t limit; /* 0: LIMIT_PAGE_ROWS */
} WorkerFilter;

bool worker_list(const Worker **out, uint32_t *count, const Registry *registry,
                 const WorkerFilter *filter, Fault *fault) MUST_CHECK;

#endif
