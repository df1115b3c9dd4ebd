/* relation.h - how two persons are related, and since when.
 *
 * A relation is one row, and is read from both sides: whose mother somebody is, is
 * that one's child. A child's parents stand with the child, whoever entered them;
 * other relations stand with the one who was entered first.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_CONFLICT,
 *            FAULT_NOT_FOUND; the store's.
 * Limits     LIMIT_PAGE_ROWS of a person are listed.
 * Privacy    Both sides have an audit row, with the kind. Of somebody elsewhere no
 *            more is told than that there is somebody.
 */
#ifndef REGISTRY_RELATION_H
#define REGISTRY_RELATION_H

#include "registry/identifier.h"

typedef struct {
    int64_t  person_id, relation_id; /* as the row has them */
    int64_t  other_id;
    Str      kind;              /* PERSON_CODE_KIN: what the other is to the person */
    Date     from_on, until_on; /* DATE_MIN, DATE_MAX: not known, or going on */
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
} Relation;

/* A relation as one of the two sees it. */
typedef struct {
    Relation row;
    Str      kind; /* what the other is to the one who was asked about */
    int64_t  other_id;
    bool     is_visible; /* the other is in the actor's place; then: */
    Person   other;
} RelationSide;

/* Going on first, then by kind. */
bool relation_list(const RelationSide **out, uint32_t *count, const Registry *registry,
                   int64_t person_id, Fault *fault) MUST_CHECK;

typedef struct {
    Relation relation;
    int64_t  superseded_at, superseded_by;
} RelationRevision;

bool relation_history(const RelationRevision **out, uint32_t *count, const Registry *registry,
                      int64_t person_id, Fault *fault) MUST_CHECK;

typedef struct {
    int64_t  person_id;
    int64_t  relation_id; /* 0: a new one */
    uint32_t revision;    /* of an amendment: the one that was read */
    int64_t  other_id;    /* of an amendment: as it is, like the kind */
    Str      kind;
    Date     from_on, until_on;
} RelationEntry;

/* In a transaction begun for writing, by an actor who may write records and in whose
 * place `person_id` is; the other may be anywhere. A new one that is there already is
 * amended. */
bool relation_put(RowChange *out, const Registry *registry, const RelationEntry *entry,
                  Problems *problems, Fault *fault) MUST_CHECK;

/* It was a mistake. */
bool relation_remove(RowChange *out, const Registry *registry, int64_t person_id,
                     int64_t relation_id, uint32_t revision, Fault *fault) MUST_CHECK;

/* ---- when two persons are found to be one (person_merge_kin.c) -------------------------- */

/* Rows that say nothing of one person: that he is related to himself, and of two that say
 * the same of one time, the one that knows fewer days, or the later. */
bool relation_redundant(Relation **out, uint32_t *count, const Registry *registry,
                        int64_t person_id, Fault *fault) MUST_CHECK;

/* Into the history, and from there again as it was. */
bool relation_set_aside(const Registry *registry, const Relation *row, Fault *fault) MUST_CHECK;
bool relation_take_back(const Registry *registry, int64_t relation_id, Fault *fault) MUST_CHECK;

#endif
