/* person_name.h - the other names of a person: former ones, aliases, pet names, and
 * the same name in another script.
 *
 * The name in use stands in the person's row. When it is changed, the one before it
 * becomes a former name, until that day.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_CONFLICT,
 *            FAULT_NOT_FOUND; the store's.
 * Limits     PERSON_NAMES_MAX of a person.
 * Privacy    Audit rows name kinds, never names.
 */
#ifndef REGISTRY_PERSON_NAME_H
#define REGISTRY_PERSON_NAME_H

#include "registry/identifier.h"

enum { PERSON_NAMES_MAX = 50 };

#define PERSON_NAME_FORMER SV("1") /* PERSON_CODE_NAME_KIND */
#define PERSON_NAME_LATIN  SV("4")

typedef struct {
    int64_t  person_id, name_id;
    Str      kind;
    Str      name, name_pinyin, name_initials; /* spelled only when it is Chinese */
    Date     from_on, until_on;                /* DATE_MIN, DATE_MAX: not known */
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
} PersonName;

/* Without the name in use; by kind, the latest first. No question is asked: for whoever
 * has the person already. */
bool person_names(const PersonName **out, uint32_t *count, const Registry *registry,
                  int64_t person_id, Fault *fault) MUST_CHECK;

typedef struct {
    PersonName name;
    int64_t    superseded_at, superseded_by;
} PersonNameRevision;

/* Earlier revisions, and what was taken away; latest first. */
bool person_name_history(const PersonNameRevision **out, uint32_t *count, const Registry *registry,
                         int64_t person_id, Fault *fault) MUST_CHECK;

typedef struct {
    int64_t  person_id;
    int64_t  name_id;  /* 0: a new one */
    uint32_t revision; /* of an amendment: the one that was read */
    Str      kind, name;
    Date     from_on, until_on;
} PersonNameEntry;

/* In a transaction begun for writing, by an actor who may write records and in whose
 * place the person is. A new one that is there already is amended. */
bool person_name_put(RowChange *out, const Registry *registry, const PersonNameEntry *entry,
                     Problems *problems, Fault *fault) MUST_CHECK;

/* It was a mistake. */
bool person_name_remove(RowChange *out, const Registry *registry, int64_t person_id,
                        int64_t name_id, uint32_t revision, Fault *fault) MUST_CHECK;

#endif
