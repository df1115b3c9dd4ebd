/* identifier.h - the numbers by which a person is known: any number of them.
 *
 * The main document and the number of the health record stand in the person's row,
 * because every list shows them. All others are rows here; and what is to be said
 * about a main number (who issued it, until when it holds, who has seen it) is a row
 * of the same kind and number. A number that was replaced stays as a former one and
 * still leads to the person.
 *
 * Any number leads to one person: one that is in use before one that was, and to
 * nobody when several have it.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems, FAULT_DENIED, FAULT_CONFLICT,
 *            FAULT_NOT_FOUND; the store's.
 * Limits     LIMIT_PAGE_ROWS of a person are listed.
 * Privacy    Audit rows name kinds, never numbers. A problem names the holder of a
 *            number only to somebody in whose place he is.
 */
#ifndef REGISTRY_IDENTIFIER_H
#define REGISTRY_IDENTIFIER_H

#include "registry/identifier_number.h"
#include "registry/person.h"

#define IDENTIFIER_IN_USE  SV("1") /* PERSON_CODE_NUMBER_STATUS */
#define IDENTIFIER_FORMER  SV("2")
#define IDENTIFIER_MISTAKE SV("3") /* leads to nobody */

#define IDENTIFIER_UNVERIFIED   SV("0") /* PERSON_CODE_VERIFIED */
#define IDENTIFIER_UNVERIFIABLE SV("3")

typedef struct {
    int64_t  person_id;
    int64_t  identifier_id; /* 0: a main number about which nothing else is known */
    Str      kind, number;
    int64_t  issuer_id;               /* an organisation, or 0 */
    Str      issuer;                  /* in words, or empty */
    Date     valid_from, valid_until; /* DATE_MIN, DATE_MAX: not known */
    Str      status, verified;
    int64_t  verified_at, verified_by;
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
    bool     is_main;  /* of the person's row */
    int64_t  merge_id; /* the merge in which it lost its place in the row, or 0 */
} Identifier;

/* ---- reading ------------------------------------------------------------------------- */

/* All, the main ones first, then those in use, then the former ones; at the end the main
 * numbers of those who were merged into him, which lead to him. */
bool identifier_list(const Identifier **out, uint32_t *count, const Registry *registry,
                     int64_t person_id, Fault *fault) MUST_CHECK;

/* Whose number it is: 0 when nobody's, or of several. An empty kind: of any kind. No
 * question of place is asked (person.h). */
bool identifier_find(int64_t *person_id, const Registry *registry, Str kind, Str number,
                     Fault *fault) MUST_CHECK;

/* Earlier revisions of all of a person's, latest first. */
typedef struct {
    Identifier identifier;
    int64_t    superseded_at, superseded_by;
} IdentifierRevision;

bool identifier_history(const IdentifierRevision **out, uint32_t *count, const Registry *registry,
                        int64_t person_id, Fault *fault) MUST_CHECK;

/* ---- writing ---------------------------------------------------------------------------
 *
 * In a transaction begun for writing, by an actor who may write records and in whose
 * place the person is. */

typedef struct {
    int64_t  person_id;
    int64_t  identifier_id; /* 0: a new one */
    uint32_t revision;      /* of an amendment: the one that was read */
    Str      kind, number;  /* of an amendment: as they are */
    int64_t  issuer_id;
    Str      issuer;
    Date     valid_from, valid_until;
    Str      status;       /* empty: in use; of an amendment: as it was */
    Str      verified;     /* empty: as it was, or not verified */
    bool     unverifiable; /* let a wrong check digit be; by PERMIT_OVERRIDE_CHECK */
} IdentifierEntry;

/* What came of a write. */
typedef struct {
    int64_t  person_id, thing_id;
    uint32_t revision;
    bool     changed; /* false: it was so already */
} RowChange;

bool identifier_put(RowChange *out, const Registry *registry, const IdentifierEntry *entry,
                    Problems *problems, Fault *fault) MUST_CHECK;

/* It is no longer used, from a day on, or was never right. Main numbers are ended by
 * amending the person. */
typedef struct {
    int64_t  person_id, identifier_id;
    uint32_t revision; /* that was read */
    Date     until_on;
    bool     is_mistake;
} IdentifierEnd;

bool identifier_end(RowChange *out, const Registry *registry, const IdentifierEnd *end,
                    Problems *problems, Fault *fault) MUST_CHECK;

#endif
