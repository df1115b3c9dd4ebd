/* person_merge_private.h - what merging and parting share. */
#ifndef REGISTRY_PERSON_MERGE_PRIVATE_H
#define REGISTRY_PERSON_MERGE_PRIVATE_H

#include "registry/person_merge.h"
#include "registry/registry_private.h"

/* With what goes with the field: PERSON_MERGE_FIELDS. */
bool person_merge_field_equal(const Person *a, const Person *b, PersonField field);
void person_merge_field_copy(Person *to, const Person *from, PersonField field);

/* A table of person_table.def. */
typedef struct {
    const char *name;     /* in the journal */
    Sql         select;   /* ids of the rows of ?1 */
    Sql         moves[2]; /* the row ?3 from ?1 to ?2; the second may have no text */
    Sql         count;    /* of ?1's rows in force; or without text */
} PersonTable;

const PersonTable *person_tables(uint32_t *count);
bool person_table_move(const Registry *registry, const PersonTable *table, int64_t from_id,
                       int64_t to_id, int64_t row_id, Fault *fault) MUST_CHECK;

/* The first column of all rows. */
bool person_merge_read_ids(int64_t **out, uint32_t *count, Arena *arena, Binder *binder) MUST_CHECK;

/* Of one list of stays make another: what is the same in both is not touched. */
bool person_replace_stays(const Registry *registry, int64_t person_id, const Residence *before,
                          uint32_t before_count, const Residence *after, uint32_t after_count,
                          bool keep_stamps, Fault *fault) MUST_CHECK;
const Residence *person_stay_on(const Residence *rows, uint32_t count, Date day); /* or NULL */

/* Relations and heads of households that one person cannot have (person_merge_kin.c). */
bool person_merge_tidy_kin(const Registry *registry, const PersonMerge *merge, const Person *result,
                           Fault *fault) MUST_CHECK;
bool person_merge_restore_kin(const Registry *registry, const PersonMerge *merge,
                              Fault *fault) MUST_CHECK;
/* Whether the two together are the head of the household in which they will be. */
bool person_merge_is_head(bool *out, const Registry *registry, const PersonUnion *pair,
                          Fault *fault) MUST_CHECK;

/* The queue's side of it (duplicate.c). */
bool duplicate_follow_merge(const Registry *registry, const PersonMerge *merge,
                            Fault *fault) MUST_CHECK;
bool duplicate_follow_undo(const Registry *registry, const PersonMerge *merge, Str reason,
                           Fault *fault) MUST_CHECK;

#endif
