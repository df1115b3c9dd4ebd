#include "records/record.h"

#include <assert.h>
#include <stdlib.h>

typedef struct {
    FormTables tables;
    Sql        insert, update, archive, erase;
    Sql        select_one, select_subject, select_subjects, select_all;
    Sql        select_history, select_subject_history;
    Sql        select_ids, select_history_ids, rekey, rekey_history;
    const Sql *list_inserts, *list_selects, *list_most, *list_rekeys;
} FormSql;

struct RecordSql {
    const Catalog *catalog;
    const FormSql *forms;     /* per form */
    const FormSql *registers; /* per register: its own form */
};

/* ---- statements ---------------------------------------------------------------------- */

static const uint32_t *all_columns(Arena *arena, const Table *table)
{
    uint32_t *const columns = arena_array(arena, table->column_count, sizeof(uint32_t));

    for (uint32_t i = 0; i < table->column_count; i++)
        columns[i] = i;
    return columns;
}

static FormSql form_sql(Arena *arena, const Catalog *catalog, const Form *form)
{
    FormTables const tables = schema_form(arena, catalog, form);
    Sql *const       inserts = arena_array(arena, form->list_count, sizeof(Sql));
    Sql *const       selects = arena_array(arena, form->list_count, sizeof(Sql));
    Sql *const       most = arena_array(arena, form->list_count, sizeof(Sql));
    Sql *const       rekeys = arena_array(arena, form->list_count, sizeof(Sql));
    uint32_t const   id = HEADER_RECORD_ID;
    const uint32_t  *columns = all_columns(arena, &tables.history);
    uint32_t const   count = tables.main.column_count;

    for (uint32_t i = 0; i < form->list_count; i++) {
        const Table *const list = &tables.lists[i];

        inserts[i] = sqlgen_insert(arena, list);
        selects[i] = sqlgen_select(arena, list, all_columns(arena, list), list->column_count,
                                   LIST_REVISION + 1);
        most[i] = sqlgen_most(arena, list, LIST_ROW_NO, 0);
        rekeys[i] = sqlgen_rekey(arena, list, LIST_RECORD_ID + 1);
    }
    return (FormSql){
        .tables = tables,
        .insert = sqlgen_insert(arena, &tables.main),
        .update = sqlgen_update(arena, &tables.main),
        .archive = sqlgen_archive(arena, &tables.main, &tables.history),
        .erase = sqlgen_delete(arena, &tables.main, tables.main.key_count),
        .select_one = sqlgen_select(arena, &tables.main, columns, count, tables.main.key_count),
        .select_subject = sqlgen_select(arena, &tables.main, columns, count, 1),
        .select_subjects = sqlgen_select_range(arena, &tables.main, columns, count),
        .select_history =
            sqlgen_select(arena, &tables.history, columns, tables.history.column_count, 2),
        .select_subject_history =
            sqlgen_select(arena, &tables.history, columns, tables.history.column_count, 1),
        .select_all = sqlgen_select(arena, &tables.main, columns, count, 0),
        .select_ids = sqlgen_select(arena, &tables.main, &id, 1, 1),
        .select_history_ids = sqlgen_select(arena, &tables.history, &id, 1, 1),
        .rekey = sqlgen_rekey(arena, &tables.main, HEADER_RECORD_ID + 1),
        .rekey_history = sqlgen_rekey(arena, &tables.history, HEADER_RECORD_ID + 1),
        .list_inserts = inserts,
        .list_selects = selects,
        .list_most = most,
        .list_rekeys = rekeys,
    };
}

const RecordSql *record_sql_open(Arena *arena, const Catalog *catalog)
{
    RecordSql *const sql = arena_alloc(arena, sizeof *sql);
    FormSql *const   forms = arena_array(arena, catalog->form_count, sizeof(FormSql));
    FormSql *const   registers = arena_array(arena, catalog->register_count, sizeof(FormSql));

    for (uint32_t i = 0; i < catalog->form_count; i++)
        forms[i] = form_sql(arena, catalog, &catalog->forms[i]);
    for (uint32_t i = 0; i < catalog->register_count; i++)
        registers[i] = form_sql(arena, catalog, &catalog->registers[i].form);
    sql->catalog = catalog;
    sql->forms = forms;
    sql->registers = registers;
    return sql;
}

static const FormSql *sql_of(const RecordSql *sql, const Form *form)
{
    const Catalog *const catalog = sql->catalog;

    if (form >= catalog->forms && form < catalog->forms + catalog->form_count)
        return &sql->forms[form - catalog->forms];
    for (uint32_t i = 0; i < catalog->register_count; i++)
        if (form == &catalog->registers[i].form)
            return &sql->registers[i];
    assert(false && "the form is of another catalogue");
    return NULL;
}

/* ---- writing ---------------------------------------------------------------------------- */

static bool bind_optional_id(Statement *statement, int at, int64_t id, Fault *fault)
{
    return id ? statement_bind_int(statement, at, id, fault)
              : statement_bind_null(statement, at, fault);
}

/* Columns are parameters of the same number, from 1. */
static bool bind_record(Statement *statement, const Submission *submission, uint32_t revision,
                        RecordStamp stamp, Fault *fault)
{
    const Form *const form = submission->form;

    if (!statement_bind_int(statement, 1 + HEADER_SUBJECT_ID, submission->subject_id, fault) ||
        !statement_bind_int(statement, 1 + HEADER_RECORD_ID, submission->record_id, fault) ||
        !statement_bind_int(statement, 1 + HEADER_REVISION, revision, fault) ||
        !statement_bind_int(statement, 1 + HEADER_OCCURRED_ON, submission->occurred_on.days,
                            fault) ||
        !statement_bind_int(statement, 1 + HEADER_ORGANISATION_ID, submission->organisation_id,
                            fault) ||
        !bind_optional_id(statement, 1 + HEADER_WORKER_ID, submission->worker_id, fault) ||
        !statement_bind_int(statement, 1 + HEADER_RECORDED_AT, stamp.at, fault) ||
        !statement_bind_int(statement, 1 + HEADER_RECORDED_BY, stamp.account_id, fault) ||
        !statement_bind_int(statement, 1 + HEADER_CATALOGUE_VERSION, stamp.catalogue_version,
                            fault))
        return false;
    for (uint32_t i = 0; i < form->field_count; i++)
        if (!value_bind(statement, 1 + (int)(HEADER_COUNT + i), form->fields[i].type,
                        submission->values[i], fault))
            return false;
    return true;
}

static bool insert_rows(Store *store, Sql sql, const FormList *list, const ListRows *rows,
                        const Submission *submission, uint32_t revision, Fault *fault)
{
    Statement *insert = NULL;
    bool       ok = false;

    if (rows->row_count == 0)
        return true;
    if (!statement_open(&insert, store, sql, fault))
        goto done;
    for (uint32_t i = 0; i < rows->row_count; i++) {
        if (!statement_bind_int(insert, 1 + LIST_SUBJECT_ID, submission->subject_id, fault) ||
            !statement_bind_int(insert, 1 + LIST_RECORD_ID, submission->record_id, fault) ||
            !statement_bind_int(insert, 1 + LIST_REVISION, revision, fault) ||
            !statement_bind_int(insert, 1 + LIST_ROW_NO, i + 1, fault))
            goto done;
        for (uint32_t j = 0; j < list->field_count; j++)
            if (!value_bind(insert, 1 + (int)(LIST_HEADER_COUNT + j), list->fields[j].type,
                            rows->rows[i][j], fault))
                goto done;
        if (!statement_run(insert, fault))
            goto done;
    }
    ok = true;

done:
    statement_close(&insert);
    return ok;
}

static bool write_record(Store *store, const FormSql *form, Sql sql, const Submission *submission,
                         uint32_t revision, RecordStamp stamp, Fault *fault)
{
    Statement *statement = NULL;
    bool const ok = statement_open(&statement, store, sql, fault) &&
                    bind_record(statement, submission, revision, stamp, fault) &&
                    statement_run(statement, fault);

    statement_close(&statement);
    if (!ok)
        return false;
    for (uint32_t i = 0; i < submission->form->list_count; i++)
        if (!insert_rows(store, form->list_inserts[i], &submission->form->lists[i],
                         &submission->lists[i], submission, revision, fault))
            return false;
    return true;
}

bool record_insert(Store *store, const RecordSql *sql, const Submission *submission,
                   RecordStamp stamp, Fault *fault)
{
    const FormSql *const form = sql_of(sql, submission->form);

    assert(store_in_transaction(store));
    assert(submission->subject_id && submission->record_id);
    return write_record(store, form, form->insert, submission, 1, stamp, fault);
}

static bool current_revision(Store *store, const FormSql *form, const Submission *submission,
                             Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store, form->select_one, fault) ||
        !statement_bind_int(select, 1, submission->subject_id, fault) ||
        !statement_bind_int(select, 2, submission->record_id, fault) ||
        !statement_next(select, &row, fault))
        goto done;
    if (!row)
        fault_set(fault, FAULT_NOT_FOUND, "there is no such record");
    else if (statement_int(select, HEADER_REVISION) != submission->revision)
        fault_set(fault, FAULT_CONFLICT, "the record has been amended since it was read");
    else
        ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool archive(Store *store, const FormSql *form, const Submission *submission, Str reason,
                    RecordStamp stamp, Fault *fault)
{
    Statement *statement = NULL;
    bool const ok = statement_open(&statement, store, form->archive, fault) &&
                    statement_bind_int(statement, 1, submission->subject_id, fault) &&
                    statement_bind_int(statement, 2, submission->record_id, fault) &&
                    statement_bind_int(statement, 3, stamp.at, fault) &&
                    statement_bind_int(statement, 4, stamp.account_id, fault) &&
                    (reason.len ? statement_bind_text(statement, 5, reason, fault)
                                : statement_bind_null(statement, 5, fault)) &&
                    statement_run(statement, fault);

    statement_close(&statement);
    return ok;
}

bool record_amend(Store *store, const RecordSql *sql, const Submission *submission,
                  RecordStamp stamp, Fault *fault)
{
    const FormSql *const form = sql_of(sql, submission->form);

    assert(store_in_transaction(store));
    return current_revision(store, form, submission, fault) &&
           archive(store, form, submission, SV(""), stamp, fault) &&
           write_record(store, form, form->update, submission, submission->revision + 1, stamp,
                        fault);
}

bool record_void(Store *store, const RecordSql *sql, const Submission *submission, Str reason,
                 RecordStamp stamp, Fault *fault)
{
    const FormSql *const form = sql_of(sql, submission->form);
    Statement           *erase = NULL;

    assert(store_in_transaction(store));
    assert(reason.len > 0);
    if (!current_revision(store, form, submission, fault) ||
        !archive(store, form, submission, reason, stamp, fault))
        return false;
    bool const ok = statement_open(&erase, store, form->erase, fault) &&
                    statement_bind_int(erase, 1, submission->subject_id, fault) &&
                    statement_bind_int(erase, 2, submission->record_id, fault) &&
                    statement_run(erase, fault);
    statement_close(&erase);
    return ok;
}

bool record_update_derived(Store *store, const RecordSql *sql, const Submission *submission,
                           Fault *fault)
{
    const FormSql *const form = sql_of(sql, submission->form);
    RecordStamp const    stamp = {
           .account_id = submission->recorded_by,
           .at = submission->recorded_at,
           .catalogue_version = submission->catalogue_version,
    };
    Statement *update = NULL;

    assert(store_in_transaction(store));
    bool const ok = statement_open(&update, store, form->update, fault) &&
                    bind_record(update, submission, submission->revision, stamp, fault) &&
                    statement_run(update, fault);
    statement_close(&update);
    return ok;
}

/* ---- whose they are ----------------------------------------------------------------------- */

static bool add_ids(int64_t **out, uint32_t *count, uint32_t *capacity, Store *store, Sql sql,
                    int64_t subject_id, Arena *arena, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store, sql, fault) ||
        !statement_bind_int(select, 1, subject_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        *out = arena_grow(arena, *out, *count, capacity, sizeof **out);
        (*out)[(*count)++] = statement_int(select, 0);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static int by_id(const void *left, const void *right)
{
    int64_t const a = *(const int64_t *)left;
    int64_t const b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

bool record_ids(int64_t **out, uint32_t *count, Store *store, const RecordSql *sql,
                const Form *form, int64_t subject_id, Arena *arena, Fault *fault)
{
    const FormSql *const statements = sql_of(sql, form);
    uint32_t             capacity = 0;
    uint32_t             found = 0;

    *out = NULL;
    *count = 0;
    if (!add_ids(out, &found, &capacity, store, statements->select_ids, subject_id, arena, fault) ||
        !add_ids(out, &found, &capacity, store, statements->select_history_ids, subject_id, arena,
                 fault))
        return false;
    if (found)
        qsort(*out, found, sizeof **out, by_id);
    for (uint32_t i = 0; i < found; i++) /* one that was amended comes from both */
        if (*count == 0 || (*out)[*count - 1] != (*out)[i])
            (*out)[(*count)++] = (*out)[i];
    return true;
}

static bool rekey(Store *store, Sql sql, int64_t from_id, int64_t record_id, int64_t to_id,
                  Fault *fault)
{
    Statement *update = NULL;
    bool const ok = statement_open(&update, store, sql, fault) &&
                    statement_bind_int(update, 1, from_id, fault) &&
                    statement_bind_int(update, 2, record_id, fault) &&
                    statement_bind_int(update, 3, to_id, fault) && statement_run(update, fault);

    statement_close(&update);
    return ok;
}

bool record_hand_over(Store *store, const RecordSql *sql, const Form *form, int64_t from_id,
                      int64_t to_id, int64_t record_id, Fault *fault)
{
    const FormSql *const statements = sql_of(sql, form);

    assert(store_in_transaction(store) && form->subject == SUBJECT_PERSON);
    if (!rekey(store, statements->rekey, from_id, record_id, to_id, fault) ||
        !rekey(store, statements->rekey_history, from_id, record_id, to_id, fault))
        return false;
    for (uint32_t i = 0; i < form->list_count; i++)
        if (!rekey(store, statements->list_rekeys[i], from_id, record_id, to_id, fault))
            return false;
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

static void read_record(Submission *submission, const Statement *row, const Catalog *catalog,
                        Arena *arena)
{
    const Form *const form = submission->form;

    submission->subject_id = statement_int(row, HEADER_SUBJECT_ID);
    submission->record_id = statement_int(row, HEADER_RECORD_ID);
    submission->revision = (uint32_t)statement_int(row, HEADER_REVISION);
    submission->occurred_on = (Date){ (int32_t)statement_int(row, HEADER_OCCURRED_ON) };
    submission->organisation_id = statement_int(row, HEADER_ORGANISATION_ID);
    submission->worker_id = statement_int(row, HEADER_WORKER_ID);
    submission->recorded_at = statement_int(row, HEADER_RECORDED_AT);
    submission->recorded_by = statement_int(row, HEADER_RECORDED_BY);
    submission->catalogue_version = statement_int(row, HEADER_CATALOGUE_VERSION);
    for (uint32_t i = 0; i < form->field_count; i++)
        submission->values[i] =
            value_read(row, (int)(HEADER_COUNT + i), catalog, form->fields[i].type, arena);
}

static bool read_rows(Submission *submission, uint32_t list, Store *store, Sql sql,
                      const Catalog *catalog, Arena *arena, Fault *fault)
{
    const FormList *const form = &submission->form->lists[list];
    ListRows *const       rows = &submission->lists[list];
    Statement            *select = NULL;
    bool                  row = false;
    bool                  ok = false;

    if (!statement_open(&select, store, sql, fault) ||
        !statement_bind_int(select, 1, submission->subject_id, fault) ||
        !statement_bind_int(select, 2, submission->record_id, fault) ||
        !statement_bind_int(select, 3, submission->revision, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row || !submission_add_row(submission, arena, list))
            break;
        for (uint32_t i = 0; i < form->field_count; i++)
            rows->rows[rows->row_count - 1][i] = value_read(select, (int)(LIST_HEADER_COUNT + i),
                                                            catalog, form->fields[i].type, arena);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool read_lists(Submission *submission, Store *store, const FormSql *form,
                       const Catalog *catalog, Arena *arena, Fault *fault)
{
    for (uint32_t i = 0; i < submission->form->list_count; i++)
        if (!read_rows(submission, i, store, form->list_selects[i], catalog, arena, fault))
            return false;
    return true;
}

bool record_get(Submission *out, Store *store, const RecordSql *sql, const Catalog *catalog,
                const Form *form, int64_t subject_id, int64_t record_id, Arena *arena, Fault *fault)
{
    const FormSql *const statements = sql_of(sql, form);
    Statement           *select = NULL;
    bool                 row = false;
    bool                 ok = false;

    *out = submission_open(arena, form);
    if (!statement_open(&select, store, statements->select_one, fault) ||
        !statement_bind_int(select, 1, subject_id, fault) ||
        !statement_bind_int(select, 2, record_id, fault) || !statement_next(select, &row, fault))
        goto done;
    if (!row) {
        fault_set(fault, FAULT_NOT_FOUND, "there is no such record");
        goto done;
    }
    read_record(out, select, catalog, arena);
    ok = true;

done:
    statement_close(&select);
    return ok && read_lists(out, store, statements, catalog, arena, fault);
}

static int latest_first(const Submission *a, const Submission *b)
{
    if (a->occurred_on.days != b->occurred_on.days)
        return a->occurred_on.days > b->occurred_on.days ? -1 : 1;
    return (a->record_id < b->record_id) - (a->record_id > b->record_id);
}

static void sort_latest_first(Submission *items, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) { /* records come nearly in order */
        Submission const moved = items[i];
        uint32_t         at = i;

        for (; at > 0 && latest_first(&moved, &items[at - 1]) < 0; at--)
            items[at] = items[at - 1];
        items[at] = moved;
    }
}

/* The record that the statement stands on, at the end of the others. */
static void add_record(Submission **out, uint32_t *count, uint32_t *capacity,
                       const Statement *select, const Catalog *catalog, const Form *form,
                       Arena *arena)
{
    *out = arena_grow(arena, *out, *count, capacity, sizeof(Submission));
    (*out)[*count] = submission_open(arena, form);
    read_record(&(*out)[(*count)++], select, catalog, arena);
}

static bool read_all_lists(Submission *records, uint32_t count, Store *store,
                           const FormSql *statements, const Catalog *catalog, Arena *arena,
                           Fault *fault)
{
    for (uint32_t i = 0; i < count; i++)
        if (!read_lists(&records[i], store, statements, catalog, arena, fault))
            return false;
    return true;
}

bool record_list(Submission **out, uint32_t *count, Store *store, const RecordSql *sql,
                 const Catalog *catalog, const Form *form, int64_t subject_id, Arena *arena,
                 Fault *fault)
{
    const FormSql *const statements = sql_of(sql, form);
    Statement           *select = NULL;
    uint32_t             capacity = 0;
    bool                 row = false;
    bool                 ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, store, statements->select_subject, fault) ||
        !statement_bind_int(select, 1, subject_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        add_record(out, count, &capacity, select, catalog, form, arena);
    }
    ok = true;

done:
    statement_close(&select);
    ok = ok && read_all_lists(*out, *count, store, statements, catalog, arena, fault);
    if (ok)
        sort_latest_first(*out, *count);
    return ok;
}

static bool has_text(const Statement *row, const Form *form, Str text)
{
    for (uint32_t i = 0; i < form->field_count; i++) {
        int const column = (int)(HEADER_COUNT + i);

        if (form->fields[i].type.kind != TYPE_TEXT || statement_is_null(row, column))
            continue;
        Str const value = statement_text(row, column);
        if (str_find(value, text) < value.len)
            return true;
    }
    return text.len == 0;
}

bool record_find(Submission **out, uint32_t *count, Store *store, const RecordSql *sql,
                 const Catalog *catalog, const Form *form, const RecordFilter *filter, Arena *arena,
                 Fault *fault)
{
    const FormSql *const statements = sql_of(sql, form);
    Statement           *select = NULL;
    uint32_t             capacity = 0;
    bool                 row = false;
    bool                 ok = false;

    *out = NULL;
    *count = 0;
    if (filter->after_subject == INT64_MAX)
        return true;
    if (!statement_open(&select, store, statements->select_subjects, fault) ||
        !statement_bind_int(select, 1, filter->after_subject + 1, fault) ||
        !statement_bind_int(select, 2, INT64_MAX, fault))
        goto done;
    while (*count < filter->limit) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        if (!has_text(select, form, filter->text))
            continue;
        add_record(out, count, &capacity, select, catalog, form, arena);
    }
    ok = true;

done:
    statement_close(&select);
    return ok && read_all_lists(*out, *count, store, statements, catalog, arena, fault);
}

bool record_history(RecordRevision **out, uint32_t *count, Store *store, const RecordSql *sql,
                    const Catalog *catalog, const Form *form, int64_t subject_id, int64_t record_id,
                    Arena *arena, Fault *fault)
{
    const FormSql *const statements = sql_of(sql, form);
    int const            extra = (int)(HEADER_COUNT + form->field_count);
    Statement           *select = NULL;
    uint32_t             capacity = 0;
    bool                 row = false;
    bool                 ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, store, statements->select_history, fault) ||
        !statement_bind_int(select, 1, subject_id, fault) ||
        !statement_bind_int(select, 2, record_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        *out = arena_grow(arena, *out, *count, &capacity, sizeof(RecordRevision));
        RecordRevision *const revision = &(*out)[(*count)++];
        revision->submission = submission_open(arena, form);
        read_record(&revision->submission, select, catalog, arena);
        revision->superseded_at = statement_int(select, extra);
        revision->superseded_by = statement_int(select, extra + 1);
        revision->void_reason = str_copy(arena, statement_text(select, extra + 2));
    }
    ok = true;

done:
    statement_close(&select);
    for (uint32_t i = 0; i < *count && ok; i++)
        ok = read_lists(&(*out)[i].submission, store, statements, catalog, arena, fault);
    return ok;
}

/* ---- one at a time ------------------------------------------------------------------------- */

struct RecordCursor {
    Store         *store;
    const FormSql *statements;
    const Catalog *catalog;
    const Form    *form;
    Statement     *select;
    Arena         *arena; /* of the record at hand */
    Submission     submission;
};

bool record_cursor_open(RecordCursor **out, Arena *arena, Store *store, const RecordSql *sql,
                        const Catalog *catalog, const Form *form, int64_t subject_id, Fault *fault)
{
    RecordCursor *cursor = arena_alloc(arena, sizeof *cursor);

    *cursor = (RecordCursor){
        .store = store,
        .statements = sql_of(sql, form),
        .catalog = catalog,
        .form = form,
        .arena = arena_open(),
    };
    if (!statement_open(&cursor->select, store,
                        subject_id ? cursor->statements->select_subject
                                   : cursor->statements->select_all,
                        fault) ||
        (subject_id && !statement_bind_int(cursor->select, 1, subject_id, fault))) {
        record_cursor_close(&cursor);
        return false;
    }
    *out = cursor;
    return true;
}

bool record_cursor_next(const Submission **out, RecordCursor *cursor, Fault *fault)
{
    bool row = false;

    *out = NULL;
    if (!statement_next(cursor->select, &row, fault))
        return false;
    if (!row)
        return true;
    arena_reset(cursor->arena);
    cursor->submission = submission_open(cursor->arena, cursor->form);
    read_record(&cursor->submission, cursor->select, cursor->catalog, cursor->arena);
    if (!read_lists(&cursor->submission, cursor->store, cursor->statements, cursor->catalog,
                    cursor->arena, fault))
        return false;
    *out = &cursor->submission;
    return true;
}

void record_cursor_close(RecordCursor **cursor)
{
    if (!*cursor)
        return;
    statement_close(&(*cursor)->select);
    arena_close(&(*cursor)->arena);
    *cursor = NULL;
}

bool record_list_rows(uint32_t *out, Store *store, const RecordSql *sql, const Form *form,
                      uint32_t list, Fault *fault)
{
    int64_t most = 0;

    if (!store_ask(&most, store, sql_of(sql, form)->list_most[list], 0, fault))
        return false;
    *out = (uint32_t)most;
    return true;
}

/* ---- the same again -------------------------------------------------------------------------- */

/* Look through the rows of a statement that was bound. */
static bool find_equal(int64_t *record_id, Store *store, Statement *select,
                       const FormSql *statements, const Catalog *catalog,
                       const Submission *submission, Arena *arena, Fault *fault)
{
    bool row = false;

    while (*record_id == 0) {
        if (!statement_next(select, &row, fault))
            return false;
        if (!row)
            break;
        if (statement_int(select, HEADER_OCCURRED_ON) != submission->occurred_on.days)
            continue;
        Submission stored = submission_open(arena, submission->form);
        read_record(&stored, select, catalog, arena);
        if (!read_lists(&stored, store, statements, catalog, arena, fault))
            return false;
        if (submission_equal(&stored, submission))
            *record_id = stored.record_id;
    }
    return true;
}

bool record_find_same(int64_t *record_id, Store *store, const RecordSql *sql,
                      const Catalog *catalog, const Submission *submission, Arena *arena,
                      Fault *fault)
{
    const FormSql *const statements = sql_of(sql, submission->form);
    Sql const selects[] = { statements->select_subject, statements->select_subject_history };
    bool      ok = true;

    *record_id = 0;
    for (size_t i = 0; i < COUNT_OF(selects) && ok && *record_id == 0; i++) {
        Statement *select = NULL;

        ok = statement_open(&select, store, selects[i], fault) &&
             statement_bind_int(select, 1, submission->subject_id, fault) &&
             find_equal(record_id, store, select, statements, catalog, submission, arena, fault);
        statement_close(&select);
    }
    return ok;
}
