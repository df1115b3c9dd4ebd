/* household.h - those who live together: an address, a head, and members.
 *
 * Who belongs to it stands with each person (household_id, relation).
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_CONFLICT,
 *            FAULT_NOT_FOUND; the store's.
 */
#ifndef REGISTRY_HOUSEHOLD_H
#define REGISTRY_HOUSEHOLD_H

#include "registry/person.h"

typedef struct {
    int64_t  household_id;
    Str      code; /* of the house's own choice, unique; or empty */
    int64_t  region_id;
    int64_t  organisation_id; /* the post that looks after it: its place */
    Str      address;
    int64_t  head_id; /* 0: not known */
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
} Household;

typedef struct {
    int64_t  household_id; /* 0: a new id; of an amendment: which one */
    uint32_t revision;     /* of an amendment: the one that was read */
    Str      code;
    int64_t  region_id, organisation_id;
    Str      address;
    int64_t  head_id;
} HouseholdEntry;

/* In a transaction begun for writing, by an actor who may write records and in whose
 * place the organisation is; of an amendment, the one before: a household may go
 * where its people go. */
bool household_register(int64_t *household_id, const Registry *registry,
                        const HouseholdEntry *entry, Problems *problems, Fault *fault) MUST_CHECK;
bool household_amend(const Registry *registry, const HouseholdEntry *entry, Problems *problems,
                     Fault *fault) MUST_CHECK;

bool household_get(Household *out, const Registry *registry, int64_t household_id,
                   Fault *fault) MUST_CHECK;

/* 0: there is none. */
bool household_find_by_code(int64_t *household_id, const Registry *registry, Str code,
                            Fault *fault) MUST_CHECK;

/* The head first, then by birth; those in the actor's place. */
bool household_members(const Person **out, uint32_t *count, const Registry *registry,
                       int64_t household_id, Fault *fault) MUST_CHECK;

/* Who was in which household from when to when, by the moments at which it was
 * recorded: of a household (those in the actor's place), or of a person, whichever id
 * is not 0. The latest first. */
typedef struct {
    int64_t person_id, household_id;
    Str     name;
    Str     relation;          /* the last one in that time */
    int64_t from_at, until_at; /* 0: still */
} HouseholdStay;

bool household_stays(const HouseholdStay **out, uint32_t *count, const Registry *registry,
                     int64_t household_id, int64_t person_id, Fault *fault) MUST_CHECK;

/* The entry that changes nothing. */
HouseholdEntry household_entry_of(const Household *household);

#endif
