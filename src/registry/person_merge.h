/* person_merge.h - two persons who are one: the registers' side of it.
 *
 * The one who is merged leaves the table `person`, and his stays leave
 * `residence`: no reader has to know that there are merged persons. A row of
 * `person_merge` says into whom, so that whoever still has the old id, or a number
 * of the old one, is led to the survivor. The journal of the merge (what moved,
 * and the rows and stays of both as they were) makes it possible to part them
 * again, whatever happened since (docs/decisions/0003).
 *
 * Records, dues and figures follow in the same transaction: intake/merge.h, which
 * is what a door calls.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_DENIED unless both are in the actor's place; FAULT_NOT_FOUND;
 *            FAULT_INVALID for one and the same; FAULT_CONFLICT when another merge must
 *            be undone first; FAULT_DAMAGED when merges form a ring; the store's.
 * Limits     PERSON_MERGE_CHAIN_MAX merges from one id to its survivor.
 */
#ifndef REGISTRY_PERSON_MERGE_H
#define REGISTRY_PERSON_MERGE_H

#include "registry/person.h"
#include "registry/registry.h"

enum { PERSON_MERGE_CHAIN_MAX = 64, PERSON_MERGE_REASON_CHARS_MAX = 200 };

/* ---- who it is now -------------------------------------------------------------------- */

/* Who somebody with that id is now: the same, unless he was merged; then the
 * survivor, through any number of merges. An id that nobody has is itself. No
 * question of place is asked. */
bool person_resolve(int64_t *person_id, Store *store, int64_t id, Fault *fault) MUST_CHECK;

/* The id under which somebody had that number, before a merge left no room for it in the
 * survivor's row: his own still, or one that was merged away; 0: nobody's. */
bool person_find_by_alias(int64_t *person_id, Store *store, PersonField field, Str number,
                          Fault *fault) MUST_CHECK;

/* As he was last, who has that id or had it. No question of place is asked. */
bool person_as_merged(Person *out, bool *is_there, const Registry *registry, int64_t merged_id,
                      Fault *fault) MUST_CHECK;

/* A row that was entered under an id that was merged away: when the two are parted,
 * it goes with that id. Nothing happens when the id was not. `table` is a form's
 * table, one of person_table.def, or one of the two below. */
#define PERSON_MERGE_STAYS     "residence" /* row: the stay's first day */
#define PERSON_MERGE_REVISIONS "person"    /* row: the revision that was made */
bool person_note_through(Store *store, int64_t given_id, Str table, int64_t row_id,
                         Fault *fault) MUST_CHECK;

/* ---- what would become of the two --------------------------------------------------------- */

/* Fields of the person's row that are decided about one by one; some take others with
 * them: the number its kind, the household the relation. */
extern const PersonField PERSON_MERGE_FIELDS[];
extern const uint32_t    PERSON_MERGE_FIELD_COUNT;

/* Bits by PersonField: which fields the reviewer decided about, and of those, which
 * are to be as the merged one has them. The rules decide about the others. */
typedef struct {
    uint32_t decided, of_merged;
} MergeChoice;

typedef struct {
    Person           kept, merged;
    Person           result;
    const Residence *kept_stays, *merged_stays, *stays;
    uint32_t         kept_stay_count, merged_stay_count, stay_count;
    uint32_t         differs;   /* bits: in what the two are not the same */
    uint32_t         of_merged; /* bits: what the result has from the merged one */
} PersonUnion;

/* The rules: what is on a card over what is not, something over nothing, newer over
 * older; the stays by day. */
bool person_unite(PersonUnion *out, const Registry *registry, int64_t kept_id, int64_t merged_id,
                  MergeChoice choice, Fault *fault) MUST_CHECK;

/* Which of two stays: who has a card, then who has more records, then who was there
 * first. */
bool person_is_survivor(const Person *a, uint64_t a_records, const Person *b, uint64_t b_records);

/* ---- merges --------------------------------------------------------------------------------- */

typedef struct {
    int64_t  merge_id, kept_id, merged_id;
    uint32_t kept_revision, merged_revision; /* that the two had before it */
    Str      reason, evidence;
    int64_t  merged_at, merged_by;
    int64_t  undone_at, undone_by; /* 0: it holds */
    Str      undone_reason;
    Str      merged_name; /* of the one who is no more */
} PersonMerge;

bool person_merge_get(PersonMerge *out, const Registry *registry, int64_t merge_id,
                      Fault *fault) MUST_CHECK;

typedef struct {
    int64_t  person_id; /* 0: of everybody in the actor's place */
    bool     with_undone;
    int64_t  before; /* page: older than this merge */
    uint32_t limit;  /* 0: LIMIT_PAGE_ROWS */
} PersonMergeFilter;

/* Latest first; of a person, those in which he was kept, and the chains below them. */
bool person_merge_list(PersonMerge **out, uint32_t *count, const Registry *registry,
                       const PersonMergeFilter *filter, Fault *fault) MUST_CHECK;

/* ---- doing and undoing: for intake ------------------------------------------------------------
 *
 * In a transaction begun for writing. Everything but records, dues and figures. */

bool person_merge_write(PersonMerge *out, const Registry *registry, const PersonUnion *pair,
                        Str reason, Str evidence, Fault *fault) MUST_CHECK;

/* The rows of a table that go back, after person_note_through; ascending. */
bool person_merge_rows(int64_t **out, uint32_t *count, const Registry *registry, int64_t merge_id,
                       Str table, Fault *fault) MUST_CHECK;
bool person_merge_note(Store *store, int64_t merge_id, Str table, int64_t row_id,
                       Fault *fault) MUST_CHECK;

/* Whether it can be undone now: FAULT_CONFLICT says what has to go before. */
bool person_merge_check_undo(const Registry *registry, const PersonMerge *merge,
                             Fault *fault) MUST_CHECK;
bool person_merge_undo(const Registry *registry, const PersonMerge *merge, Str reason,
                       Fault *fault) MUST_CHECK;

/* How many rows of the tables of person_table.def somebody has, by table. */
typedef struct {
    Str     table;
    int64_t count;
} PersonOwnedRows;
bool person_owned_rows(PersonOwnedRows **out, uint32_t *count, const Registry *registry,
                       int64_t person_id, Fault *fault) MUST_CHECK;

#endif
