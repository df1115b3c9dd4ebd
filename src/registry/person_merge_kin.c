/* What a merge leaves of relations and households that makes no sense of one person:
 * that he is related to himself, that the same is said twice, that he is the head of a
 * household in which he is not. It is set aside, noted in the journal, and put back
 * when the merge is undone. */
#include "registry/person_merge_private.h"
#include "registry/relation.h"

/* Rows of the journal (person_merge_note). */
#define ASIDE_RELATION "person_relation.aside"
#define ASIDE_HEAD     "household.head_aside"

static bool set_relations_aside(const Registry *registry, const PersonMerge *merge, Fault *fault)
{
    Relation *rows = NULL;
    uint32_t  count = 0;

    if (!relation_redundant(&rows, &count, registry, merge->kept_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!person_merge_note(registry->store, merge->merge_id, SV(ASIDE_RELATION),
                               rows[i].relation_id, fault) ||
            !relation_set_aside(registry, &rows[i], fault))
            return false;
    return true;
}

static bool run(const Registry *registry, Sql sql, int64_t a, int64_t b, Fault *fault)
{
    Statement *statement = NULL;
    Binder     binder = binder_open(&statement, registry->store, sql, fault);

    binder_add_int(&binder, a);
    binder_add_int(&binder, b);
    bool const ok = binder_run(&binder);
    statement_close(&statement);
    return ok;
}

static bool set_heads_aside(const Registry *registry, const PersonMerge *merge,
                            int64_t household_id, Fault *fault)
{
    Statement *select = NULL;
    int64_t   *ids = NULL;
    uint32_t   count = 0;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT household_id FROM household"
                                            " WHERE head_id = ?1 AND household_id <> ?2"),
                                    fault);

    binder_add_int(&binder, merge->kept_id);
    binder_add_int(&binder, household_id);
    bool ok = person_merge_read_ids(&ids, &count, registry->arena, &binder);
    statement_close(&select);
    for (uint32_t i = 0; i < count && ok; i++)
        ok = person_merge_note(registry->store, merge->merge_id, SV(ASIDE_HEAD), ids[i], fault) &&
             run(registry,
                 SQL("UPDATE household SET head_id = NULL WHERE household_id = ?1"
                     " AND head_id = ?2"),
                 ids[i], merge->kept_id, fault);
    return ok;
}

bool person_merge_tidy_kin(const Registry *registry, const PersonMerge *merge, const Person *result,
                           Fault *fault)
{
    return set_relations_aside(registry, merge, fault) &&
           set_heads_aside(registry, merge, result->household_id, fault);
}

/* As the merge had made them, before they go back to whose they were. */
bool person_merge_restore_kin(const Registry *registry, const PersonMerge *merge, Fault *fault)
{
    int64_t *relations = NULL;
    int64_t *heads = NULL;
    uint32_t relation_count = 0;
    uint32_t head_count = 0;

    if (!person_merge_rows(&relations, &relation_count, registry, merge->merge_id,
                           SV(ASIDE_RELATION), fault) ||
        !person_merge_rows(&heads, &head_count, registry, merge->merge_id, SV(ASIDE_HEAD), fault))
        return false;
    for (uint32_t i = 0; i < relation_count; i++)
        if (!relation_take_back(registry, relations[i], fault))
            return false;
    for (uint32_t i = 0; i < head_count; i++)
        if (!run(registry,
                 SQL("UPDATE household SET head_id = ?2 WHERE household_id = ?1"
                     " AND head_id IS NULL"),
                 heads[i], merge->kept_id, fault))
            return false;
    return true;
}

bool person_merge_is_head(bool *out, const Registry *registry, const PersonUnion *pair,
                          Fault *fault)
{
    int64_t head_id = 0;

    if (!registry_ask_id(&head_id, registry->store,
                         SQL("SELECT head_id FROM household WHERE household_id = ?1"),
                         pair->result.household_id, fault))
        return false;
    *out = head_id && (head_id == pair->kept.person_id || head_id == pair->merged.person_id);
    return true;
}
