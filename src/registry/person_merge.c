/* Merging persons: who is who, the journal, and the rows of the registers. */
#include "registry/person_merge.h"

#include <assert.h>
#include <string.h>

#include "registry/duplicate.h"
#include "registry/person_merge_private.h"
#include "registry/person_private.h"

/* ---- who it is now --------------------------------------------------------------------- */

/* The merge that holds and took that id away; 0: none. */
static bool holding_merge(int64_t *merge_id, int64_t *kept_id, Store *store, int64_t merged_id,
                          Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, store,
                                    SQL("SELECT merge_id, kept_id FROM person_merge"
                                            " WHERE merged_id = ?1 AND undone_at IS NULL"),
                                    fault);

    *merge_id = 0;
    *kept_id = 0;
    binder_add_int(&binder, merged_id);
    bool const ok = binder_next(&binder, &row);
    if (ok && row) {
        *merge_id = statement_int(select, 0);
        *kept_id = statement_int(select, 1);
    }
    statement_close(&select);
    return ok;
}

/* From an id to its survivor; the row is noted with every merge on the way, but a
 * revision, which is the survivor's, only with the last. */
static bool walk(int64_t *person_id, Store *store, int64_t id, Str table, int64_t row_id,
                 Fault *fault)
{
    bool const is_revision = str_equal(table, SV(PERSON_MERGE_REVISIONS));
    int64_t    merge_id = 0;
    int64_t    last = 0;
    int64_t    next = 0;

    *person_id = id;
    for (int i = 0; i <= PERSON_MERGE_CHAIN_MAX; i++) {
        if (!holding_merge(&merge_id, &next, store, *person_id, fault))
            return false;
        if (merge_id == 0)
            return !is_revision || last == 0 ||
                   person_merge_note(store, last, table, row_id, fault);
        if (table.len && !is_revision && !person_merge_note(store, merge_id, table, row_id, fault))
            return false;
        last = merge_id;
        *person_id = next;
    }
    return fault_set(fault, FAULT_DAMAGED, "the merges of person %lld have no end", (long long)id);
}

bool person_resolve(int64_t *person_id, Store *store, int64_t id, Fault *fault)
{
    return walk(person_id, store, id, SV(""), 0, fault);
}

bool person_note_through(Store *store, int64_t given_id, Str table, int64_t row_id, Fault *fault)
{
    int64_t survivor = 0;

    return walk(&survivor, store, given_id, table, row_id, fault);
}

bool person_find_by_alias(int64_t *person_id, Store *store, PersonField field, Str number,
                          Fault *fault)
{
    assert(field == PERSON_FIELD_CITIZEN_ID || field == PERSON_FIELD_RECORD_NUMBER);
    return registry_ask_text(person_id, store,
                             field == PERSON_FIELD_CITIZEN_ID
                                 ? SQL("SELECT person_id FROM person_alias"
                                       " WHERE number = ?1 AND kind = 'citizen_id'")
                                 : SQL("SELECT person_id FROM person_alias"
                                       " WHERE number = ?1 AND kind = 'record_number'"),
                             number, fault);
}

bool person_as_merged(Person *out, bool *is_there, const Registry *registry, int64_t merged_id,
                      Fault *fault)
{
    Person  *rows = NULL;
    uint32_t count = 0;

    if (!person_row_revisions(&rows, &count, registry, merged_id, 1, fault))
        return false;
    *is_there = count > 0;
    if (count)
        *out = rows[count - 1];
    return true;
}

/* ---- the journal --------------------------------------------------------------------------- */

#define MERGE_COLUMNS                                                                              \
    "m.merge_id, m.kept_id, m.merged_id, m.kept_revision, m.merged_revision, m.reason,"            \
    " m.evidence, m.merged_at, m.merged_by, m.undone_at, m.undone_by, m.undone_reason, h.name"
#define MERGE_TABLES                                                                               \
    " FROM person_merge m LEFT JOIN person_history h"                                              \
    " ON h.person_id = m.merged_id AND h.revision = m.merged_revision"

static PersonMerge read_merge(const Statement *select, Arena *arena)
{
    Reader      reader = reader_open(select, arena);
    PersonMerge merge = { 0 };

    merge.merge_id = reader_next_int(&reader);
    merge.kept_id = reader_next_int(&reader);
    merge.merged_id = reader_next_int(&reader);
    merge.kept_revision = (uint32_t)reader_next_int(&reader);
    merge.merged_revision = (uint32_t)reader_next_int(&reader);
    merge.reason = reader_next_text(&reader);
    merge.evidence = reader_next_text(&reader);
    merge.merged_at = reader_next_int(&reader);
    merge.merged_by = reader_next_int(&reader);
    merge.undone_at = reader_next_int(&reader);
    merge.undone_by = reader_next_int(&reader);
    merge.undone_reason = reader_next_text(&reader);
    merge.merged_name = reader_next_text(&reader);
    return merge;
}

/* In whose place the survivor is may read about the merge. */
bool person_merge_get(PersonMerge *out, const Registry *registry, int64_t merge_id, Fault *fault)
{
    Statement *select = NULL;
    Person     kept;
    bool       row = false;
    Binder     binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " MERGE_COLUMNS MERGE_TABLES " WHERE m.merge_id = ?1"), fault);

    binder_add_int(&binder, merge_id);
    bool ok = binder_next(&binder, &row);
    if (ok && row)
        *out = read_merge(select, registry->arena);
    statement_close(&select);
    if (ok && !row)
        ok = fault_set(fault, FAULT_NOT_FOUND, "there is no such merge");
    return ok && person_get(&kept, registry, out->kept_id, fault);
}

/* Those of the chain that ends in one person, or of everybody, latest first. */
static const Sql LIST_OF_PERSON = {
    "WITH RECURSIVE chain (id) AS (SELECT ?1 UNION SELECT x.merged_id FROM chain c"
    " JOIN person_merge x ON x.kept_id = c.id)"
    " SELECT " MERGE_COLUMNS MERGE_TABLES " WHERE m.kept_id IN (SELECT id FROM chain)"
    " AND m.merge_id < ?2 AND (?3 OR m.undone_at IS NULL) ORDER BY m.merge_id DESC"
};
static const Sql LIST_OF_ALL = { "SELECT " MERGE_COLUMNS MERGE_TABLES
                                 " WHERE ?1 = 0 AND m.merge_id < ?2"
                                 " AND (?3 OR m.undone_at IS NULL) ORDER BY m.merge_id DESC" };

bool person_merge_list(PersonMerge **out, uint32_t *count, const Registry *registry,
                       const PersonMergeFilter *filter, Fault *fault)
{
    uint32_t const limit = registry_page_limit(filter->limit);
    Statement     *select = NULL;
    Person         person = { 0 };
    bool           row = true;
    bool           ok = true;

    *count = 0;
    *out = arena_array(registry->arena, limit, sizeof **out);
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault) ||
        (filter->person_id && !person_get(&person, registry, filter->person_id, fault)))
        return false;
    Binder binder = binder_open(&select, registry->store,
                                filter->person_id ? LIST_OF_PERSON : LIST_OF_ALL, fault);
    binder_add_int(&binder, person.person_id);
    binder_add_int(&binder, filter->before ? filter->before : INT64_MAX);
    binder_add_int(&binder, filter->with_undone);
    while (ok && row && *count < limit) {
        Fault own = { 0 };

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        (*out)[*count] = read_merge(select, registry->arena);
        if (filter->person_id || person_get(&person, registry, (*out)[*count].kept_id, &own)) {
            (*count)++;
        } else if (own.code != FAULT_DENIED) {
            *fault = own;
            ok = false;
        }
    }
    statement_close(&select);
    return ok;
}

bool person_merge_note(Store *store, int64_t merge_id, Str table, int64_t row_id, Fault *fault)
{
    Statement *insert = NULL;
    Binder     binder =
        binder_open(&insert, store,
                    SQL("INSERT OR IGNORE INTO person_merge_row (merge_id, table_name, row_id)"
                        " VALUES (?1, ?2, ?3)"),
                    fault);

    binder_add_int(&binder, merge_id);
    binder_add_text(&binder, table);
    binder_add_int(&binder, row_id);
    bool const ok = binder_run(&binder);
    statement_close(&insert);
    return ok;
}

bool person_merge_rows(int64_t **out, uint32_t *count, const Registry *registry, int64_t merge_id,
                       Str table, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT row_id FROM person_merge_row"
                                            " WHERE merge_id = ?1 AND table_name = ?2 ORDER BY row_id"),
                                    fault);

    binder_add_int(&binder, merge_id);
    binder_add_text(&binder, table);
    bool const ok = person_merge_read_ids(out, count, registry->arena, &binder);
    statement_close(&select);
    return ok;
}

bool person_merge_read_ids(int64_t **out, uint32_t *count, Arena *arena, Binder *binder)
{
    uint32_t capacity = 0;
    bool     row = false;

    *out = NULL;
    *count = 0;
    while (true) {
        if (!binder_next(binder, &row))
            return false;
        if (!row)
            return true;
        *out = arena_grow(arena, *out, *count, &capacity, sizeof(int64_t));
        (*out)[(*count)++] = statement_int(binder->statement, 0);
    }
}

/* ---- the tables of rows about a person ------------------------------------------------------- */

static const PersonTable TABLES[] = {
#define PERSON_OWNED(table, thing)                                                                 \
    { table,                                                                                       \
      { "SELECT " thing " FROM " table " WHERE person_id = ?1"                                     \
        " UNION SELECT " thing " FROM " table "_history WHERE person_id = ?1" },                   \
      { { "UPDATE " table " SET person_id = ?2 WHERE person_id = ?1 AND " thing " = ?3" },         \
        { "UPDATE " table "_history SET person_id = ?2 WHERE person_id = ?1 AND " thing            \
          " = ?3" } },                                                                             \
      { "SELECT count(*) FROM " table " WHERE person_id = ?1" } },
#define PERSON_NAMED(table, thing, column)                                                         \
    { table "." column,                                                                            \
      { "SELECT " thing " FROM " table " WHERE " column " = ?1" },                                 \
      { { "UPDATE " table " SET " column " = ?2 WHERE " column " = ?1 AND " thing " = ?3" },       \
        { NULL } },                                                                                \
      { NULL } },
#include "registry/person_table.def"
};

const PersonTable *person_tables(uint32_t *count)
{
    *count = COUNT_OF(TABLES);
    return TABLES;
}

bool person_table_move(const Registry *registry, const PersonTable *table, int64_t from_id,
                       int64_t to_id, int64_t row_id, Fault *fault)
{
    bool ok = true;

    for (size_t i = 0; i < COUNT_OF(table->moves) && ok && table->moves[i].text; i++) {
        Statement *update = NULL;
        Binder     binder = binder_open(&update, registry->store, table->moves[i], fault);

        binder_add_int(&binder, from_id);
        binder_add_int(&binder, to_id);
        binder_add_int(&binder, row_id);
        ok = binder_run(&binder);
        statement_close(&update);
    }
    /* By a name that came with him he is found from now on. */
    return ok && (!str_equal(str_from_c(table->name), SV("person_name")) ||
                  person_terms_follow(registry, to_id, NULL, fault));
}

static bool move_table(const Registry *registry, const PersonTable *table, const PersonMerge *merge,
                       Fault *fault)
{
    Statement *select = NULL;
    int64_t   *rows = NULL;
    uint32_t   count = 0;
    Binder     binder = binder_open(&select, registry->store, table->select, fault);

    binder_add_int(&binder, merge->merged_id);
    bool ok = person_merge_read_ids(&rows, &count, registry->arena, &binder);
    statement_close(&select);
    for (uint32_t i = 0; i < count && ok; i++)
        ok = person_merge_note(registry->store, merge->merge_id, str_from_c(table->name), rows[i],
                               fault) &&
             person_table_move(registry, table, merge->merged_id, merge->kept_id, rows[i], fault);
    return ok;
}

bool person_owned_rows(PersonOwnedRows **out, uint32_t *count, const Registry *registry,
                       int64_t person_id, Fault *fault)
{
    *out = arena_array(registry->arena, COUNT_OF(TABLES), sizeof **out);
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(TABLES); i++) {
        int64_t rows = 0;

        if (!TABLES[i].count.text)
            continue;
        if (!registry_ask_id(&rows, registry->store, TABLES[i].count, person_id, fault))
            return false;
        if (rows)
            (*out)[(*count)++] = (PersonOwnedRows){ str_from_c(TABLES[i].name), rows };
    }
    return true;
}

/* ---- merging --------------------------------------------------------------------------------- */

static bool insert_merge(const Registry *registry, const PersonMerge *merge, Fault *fault)
{
    Statement *insert = NULL;
    Binder     binder =
        binder_open(&insert, registry->store,
                    SQL("INSERT INTO person_merge (merge_id, kept_id, merged_id, kept_revision,"
                        " merged_revision, reason, evidence, merged_at, merged_by)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"),
                    fault);

    binder_add_int(&binder, merge->merge_id);
    binder_add_int(&binder, merge->kept_id);
    binder_add_int(&binder, merge->merged_id);
    binder_add_int(&binder, merge->kept_revision);
    binder_add_int(&binder, merge->merged_revision);
    binder_add_text(&binder, merge->reason);
    binder_add_text(&binder, merge->evidence);
    binder_add_int(&binder, merge->merged_at);
    binder_add_int(&binder, merge->merged_by);
    bool const ok = binder_run(&binder);
    statement_close(&insert);
    return ok;
}

static bool add_alias(const Registry *registry, const PersonMerge *merge, const Person *of,
                      PersonField field, Str number, Str in_result, Fault *fault)
{
    Statement *insert = NULL;

    if (number.len == 0 || str_equal(number, in_result))
        return true;
    Binder binder = binder_open(&insert, registry->store,
                                SQL("INSERT INTO person_alias (number, kind, merge_id, person_id)"
                                    " VALUES (?1, ?2, ?3, ?4)"),
                                fault);
    binder_add_text(&binder, number);
    binder_add_text(&binder, person_field_name(field));
    binder_add_int(&binder, merge->merge_id);
    binder_add_int(&binder, of->person_id);
    bool const ok = binder_run(&binder);
    statement_close(&insert);
    return ok;
}

/* What either was called by still leads to the survivor. */
static bool add_aliases(const Registry *registry, const PersonMerge *merge, const PersonUnion *pair,
                        Fault *fault)
{
    const Person *const both[] = { &pair->kept, &pair->merged };

    for (size_t i = 0; i < COUNT_OF(both); i++)
        if (!add_alias(registry, merge, both[i], PERSON_FIELD_CITIZEN_ID, both[i]->citizen_id,
                       pair->result.citizen_id, fault) ||
            !add_alias(registry, merge, both[i], PERSON_FIELD_RECORD_NUMBER, both[i]->record_number,
                       pair->result.record_number, fault))
            return false;
    return true;
}

bool person_replace_stays(const Registry *registry, int64_t person_id, const Residence *before,
                          uint32_t before_count, const Residence *after, uint32_t after_count,
                          bool keep_stamps, Fault *fault)
{
    for (uint32_t i = 0; i < before_count; i++) {
        const Residence *const stays = person_stay_on(after, after_count, before[i].from_on);

        if ((!stays || !residence_is_same(stays, &before[i])) &&
            !residence_remove(registry, person_id, before[i].from_on, fault))
            return false;
    }
    for (uint32_t i = 0; i < after_count; i++) {
        const Residence *const was = person_stay_on(before, before_count, after[i].from_on);

        if (was && residence_is_same(was, &after[i]))
            continue;
        if (!(keep_stamps ? residence_restore(registry, person_id, &after[i], fault)
                          : residence_insert(registry, person_id, &after[i], fault)))
            return false;
    }
    return true;
}

bool person_merge_write(PersonMerge *out, const Registry *registry, const PersonUnion *pair,
                        Str reason, Str evidence, Fault *fault)
{
    PersonMerge merge = {
        .merge_id = id_next(registry->ids, registry->now),
        .kept_id = pair->kept.person_id,
        .merged_id = pair->merged.person_id,
        .kept_revision = pair->kept.revision,
        .merged_revision = pair->merged.revision,
        .reason = reason,
        .evidence = evidence,
        .merged_at = registry->now,
        .merged_by = registry->actor->account_id,
        .merged_name = pair->merged.name,
    };
    Person result = pair->result;

    assert(store_in_transaction(registry->store));
    if (!insert_merge(registry, &merge, fault) ||
        !residence_keep_side(registry, merge.merge_id, SIDE_MERGED, merge.merged_id, fault) ||
        !residence_keep_side(registry, merge.merge_id, SIDE_KEPT_BEFORE, merge.kept_id, fault))
        return false;
    /* The merged one's row first: two people never have one number. */
    if (!person_replace_stays(registry, merge.merged_id, pair->merged_stays,
                              pair->merged_stay_count, NULL, 0, false, fault) ||
        !person_row_remove(registry, &pair->merged, fault) ||
        !person_replace_stays(registry, merge.kept_id, pair->kept_stays, pair->kept_stay_count,
                              pair->stays, pair->stay_count, false, fault) ||
        !person_row_replace(registry, &pair->kept, &result, fault) ||
        !residence_keep_side(registry, merge.merge_id, SIDE_KEPT_AFTER, merge.kept_id, fault) ||
        !add_aliases(registry, &merge, pair, fault))
        return false;
    for (size_t i = 0; i < COUNT_OF(TABLES); i++)
        if (!move_table(registry, &TABLES[i], &merge, fault))
            return false;
    *out = merge;
    return person_merge_tidy_kin(registry, &merge, &result, fault) &&
           duplicate_follow_merge(registry, &merge, fault);
}
