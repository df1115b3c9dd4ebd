/* Parting two persons again who were merged by mistake.
 *
 * Whatever happened to the survivor since is either his own, or was entered under the
 * id of the other (PERSON_MERGE_REVISIONS, PERSON_MERGE_STAYS) and goes with him.
 * Everything else is as it was before the merge. */
#include <assert.h>

#include "registry/person_merge_private.h"
#include "registry/person_private.h"

/* ---- whether ------------------------------------------------------------------------------- */

bool person_merge_check_undo(const Registry *registry, const PersonMerge *merge, Fault *fault)
{
    int64_t survivor = 0;
    int64_t later = 0;

    if (merge->undone_at)
        return fault_set(fault, FAULT_CONFLICT, "merge %lld was undone already",
                         (long long)merge->merge_id);
    if (!registry_ask_id(&later, registry->store,
                         SQL("SELECT merge_id FROM person_merge"
                             " WHERE merged_id = ?1 AND undone_at IS NULL"),
                         merge->kept_id, fault) ||
        !person_resolve(&survivor, registry->store, merge->kept_id, fault))
        return false;
    if (later)
        return fault_set(fault, FAULT_CONFLICT,
                         "the survivor was merged into person %lld since: undo merge %lld first",
                         (long long)survivor, (long long)later);
    if (!registry_ask_id(&later, registry->store,
                         SQL("SELECT max(merge_id) FROM person_merge"
                             " WHERE kept_id = ?1 AND undone_at IS NULL"),
                         merge->kept_id, fault))
        return false;
    return later == merge->merge_id ||
           fault_set(fault, FAULT_CONFLICT,
                     "somebody else was merged into the survivor since: undo merge %lld first",
                     (long long)later);
}

/* ---- rows ---------------------------------------------------------------------------------- */

static bool has_id(const int64_t *ids, uint32_t count, int64_t id)
{
    for (uint32_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* Each change since is replayed on the one to whom it belongs. */
static bool part_rows(Person *kept, Person *merged, Person *now, const Registry *registry,
                      const PersonMerge *merge, Fault *fault)
{
    Person  *before = NULL;
    Person  *rows = NULL;
    int64_t *through = NULL;
    uint32_t count = 0;
    uint32_t row_count = 0;
    uint32_t through_count = 0;

    if (!person_row_revisions(&before, &count, registry, merge->merged_id, merge->merged_revision,
                              fault) ||
        !person_row_revisions(&rows, &row_count, registry, merge->kept_id, merge->kept_revision,
                              fault) ||
        !person_merge_rows(&through, &through_count, registry, merge->merge_id,
                           SV(PERSON_MERGE_REVISIONS), fault))
        return false;
    if (count == 0 || row_count < 2)
        return fault_set(fault, FAULT_DAMAGED, "merge %lld lacks the rows that it kept",
                         (long long)merge->merge_id);
    *merged = before[0];
    *kept = rows[0];
    *now = rows[row_count - 1];
    for (uint32_t i = 2; i < row_count; i++)
        for (uint32_t j = 0; j < PERSON_MERGE_FIELD_COUNT; j++) {
            PersonField const field = PERSON_MERGE_FIELDS[j];
            bool const        is_of_merged = has_id(through, through_count, rows[i].revision);

            if (!person_merge_field_equal(&rows[i - 1], &rows[i], field))
                person_merge_field_copy(is_of_merged ? merged : kept, &rows[i], field);
        }
    /* A number is one person's: his who had it. */
    if (merged->citizen_id.len && str_equal(kept->citizen_id, merged->citizen_id))
        person_merge_field_copy(kept, &rows[0], PERSON_FIELD_CITIZEN_ID);
    if (merged->record_number.len && str_equal(kept->record_number, merged->record_number))
        person_merge_field_copy(kept, &rows[0], PERSON_FIELD_RECORD_NUMBER);
    return true;
}

/* ---- stays --------------------------------------------------------------------------------- */

const Residence *person_stay_on(const Residence *rows, uint32_t count, Date day)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].from_on.days == day.days)
            return &rows[i];
    return NULL;
}

typedef struct {
    Residence *rows;
    uint32_t   count;
} Stays;

static void put_stay(Stays *stays, const Residence *stay)
{
    uint32_t at = stays->count;

    for (uint32_t i = 0; i < stays->count; i++)
        if (stays->rows[i].from_on.days == stay->from_on.days) {
            stays->rows[i] = *stay;
            return;
        }
    for (; at > 0 && stays->rows[at - 1].from_on.days > stay->from_on.days; at--)
        stays->rows[at] = stays->rows[at - 1];
    stays->rows[at] = *stay;
    stays->count++;
}

static void drop_stay(Stays *stays, Date day)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < stays->count; i++)
        if (stays->rows[i].from_on.days != day.days)
            stays->rows[kept++] = stays->rows[i];
    stays->count = kept;
}

static bool is_same_stay(const Residence *a, const Residence *b)
{
    return a == b || (a && b && residence_is_same(a, b));
}

/* The merged one's stays begin as they were, the kept one's too; what is different on a
 * day now from what the merge left is put to, or taken from, the one who changed it. */
static bool part_stays(Stays *kept, Stays *merged, Stays *now, const Registry *registry,
                       const PersonMerge *merge, Fault *fault)
{
    Stays      after = { 0 };
    Residence *kept_rows = NULL;
    Residence *merged_rows = NULL;
    int64_t   *through = NULL;
    uint32_t   through_count = 0;

    if (!residence_read_side(&merged_rows, &merged->count, registry, merge->merge_id, SIDE_MERGED,
                             fault) ||
        !residence_read_side(&kept_rows, &kept->count, registry, merge->merge_id, SIDE_KEPT_BEFORE,
                             fault) ||
        !residence_read_side(&after.rows, &after.count, registry, merge->merge_id, SIDE_KEPT_AFTER,
                             fault) ||
        !residence_read_all(&now->rows, &now->count, registry, merge->kept_id, fault) ||
        !person_merge_rows(&through, &through_count, registry, merge->merge_id,
                           SV(PERSON_MERGE_STAYS), fault))
        return false;
    if (kept->count == 0 || merged->count == 0)
        return fault_set(fault, FAULT_DAMAGED, "merge %lld lacks the stays that it kept",
                         (long long)merge->merge_id);
    uint32_t const most = kept->count + merged->count + now->count;
    kept->rows = arena_array(registry->arena, most, sizeof(Residence));
    merged->rows = arena_array(registry->arena, most, sizeof(Residence));
    for (uint32_t i = 0; i < kept->count; i++)
        kept->rows[i] = kept_rows[i];
    for (uint32_t i = 0; i < merged->count; i++)
        merged->rows[i] = merged_rows[i];
    for (uint32_t i = 0; i < after.count; i++) {
        Date const   day = after.rows[i].from_on;
        Stays *const whose = has_id(through, through_count, day.days) ? merged : kept;

        if (!person_stay_on(now->rows, now->count, day) && whose->count > 1)
            drop_stay(whose, day);
    }
    for (uint32_t i = 0; i < now->count; i++) {
        const Residence *const stay = &now->rows[i];

        if (!is_same_stay(person_stay_on(after.rows, after.count, stay->from_on), stay))
            put_stay(has_id(through, through_count, stay->from_on.days) ? merged : kept, stay);
    }
    return true;
}

/* ---- undoing ------------------------------------------------------------------------------- */

static bool mark_undone(const Registry *registry, const PersonMerge *merge, Str reason,
                        Fault *fault)
{
    Statement *update = NULL;
    Statement *forget = NULL;
    Binder     binder = binder_open(&update, registry->store,
                                    SQL("UPDATE person_merge SET undone_at = ?2, undone_by = ?3,"
                                            " undone_reason = ?4 WHERE merge_id = ?1"),
                                    fault);

    binder_add_int(&binder, merge->merge_id);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_text(&binder, reason);
    bool ok = binder_run(&binder);
    if (ok) {
        Binder forgetter = binder_open(&forget, registry->store,
                                       SQL("DELETE FROM person_alias WHERE merge_id = ?1"), fault);
        binder_add_int(&forgetter, merge->merge_id);
        ok = binder_run(&forgetter);
    }
    statement_close(&forget);
    statement_close(&update);
    return ok;
}

static bool move_back(const Registry *registry, const PersonMerge *merge, Fault *fault)
{
    uint32_t                 table_count = 0;
    const PersonTable *const tables = person_tables(&table_count);

    for (uint32_t i = 0; i < table_count; i++) {
        int64_t *rows = NULL;
        uint32_t count = 0;

        if (!person_merge_rows(&rows, &count, registry, merge->merge_id, str_from_c(tables[i].name),
                               fault))
            return false;
        for (uint32_t j = 0; j < count; j++)
            if (!person_table_move(registry, &tables[i], merge->kept_id, merge->merged_id, rows[j],
                                   fault))
                return false;
    }
    return true;
}

bool person_merge_undo(const Registry *registry, const PersonMerge *merge, Str reason, Fault *fault)
{
    Person kept;
    Person merged;
    Person now;
    Stays  kept_stays = { 0 };
    Stays  merged_stays = { 0 };
    Stays  now_stays = { 0 };

    assert(store_in_transaction(registry->store));
    if (!person_merge_check_undo(registry, merge, fault) ||
        !part_rows(&kept, &merged, &now, registry, merge, fault) ||
        !part_stays(&kept_stays, &merged_stays, &now_stays, registry, merge, fault))
        return false;
    person_copy_residence(&kept, &kept_stays.rows[kept_stays.count - 1]);
    person_copy_residence(&merged, &merged_stays.rows[merged_stays.count - 1]);
    merged.revision = merge->merged_revision + 1;
    /* The kept one's row first: two people never have one number. */
    return person_replace_stays(registry, merge->kept_id, now_stays.rows, now_stays.count,
                                kept_stays.rows, kept_stays.count, true, fault) &&
           person_row_replace(registry, &now, &kept, fault) &&
           person_row_insert(registry, &merged, fault) &&
           person_replace_stays(registry, merge->merged_id, NULL, 0, merged_stays.rows,
                                merged_stays.count, true, fault) &&
           mark_undone(registry, merge, reason, fault) &&
           person_merge_restore_kin(registry, merge, fault) && move_back(registry, merge, fault) &&
           duplicate_follow_undo(registry, merge, reason, fault);
}
