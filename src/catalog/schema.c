#include "catalog/schema.h"

ColumnKind schema_column_kind(Type type)
{
    switch (type.kind) {
    case TYPE_CODE:
    case TYPE_CODES:
    case TYPE_TEXT: return COLUMN_TEXT;
    case TYPE_NONE:
    case TYPE_BOOL:
    case TYPE_NUMBER:
    case TYPE_DATE:
    case TYPE_MONTH:
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY:
    case TYPE_INTERVAL: return COLUMN_INT;
    }
    return COLUMN_INT;
}

/* person_id, or the register's own name: team_id. */
static Str subject_column(Arena *arena, const Catalog *catalog, const Form *form)
{
    if (form->subject == SUBJECT_PERSON)
        return SV("person_id");
    Str const name = catalog->registers[form->subject].name;
    return str_format(arena, "%.*s_id", (int)name.len, name.ptr);
}

static void fill_header(Column *columns, Str subject)
{
    columns[HEADER_SUBJECT_ID] = (Column){ subject, COLUMN_INT, true };
    columns[HEADER_RECORD_ID] = (Column){ SV("record_id"), COLUMN_INT, true };
    columns[HEADER_REVISION] = (Column){ SV("revision"), COLUMN_INT, true };
    columns[HEADER_OCCURRED_ON] = (Column){ SV("occurred_on"), COLUMN_INT, true };
    columns[HEADER_ORGANISATION_ID] = (Column){ SV("organisation_id"), COLUMN_INT, true };
    columns[HEADER_WORKER_ID] = (Column){ SV("worker_id"), COLUMN_INT, false };
    columns[HEADER_RECORDED_AT] = (Column){ SV("recorded_at"), COLUMN_INT, true };
    columns[HEADER_RECORDED_BY] = (Column){ SV("recorded_by"), COLUMN_INT, true };
    columns[HEADER_CATALOGUE_VERSION] = (Column){ SV("catalogue_version"), COLUMN_INT, true };
}

static void fill_fields(Column *columns, const Field *fields, uint32_t count)
{
    /* Whether a field must be filled is checked on entry: a definition may make
     * it so from a later day than that of the records which are there. */
    for (uint32_t i = 0; i < count; i++)
        columns[i] = (Column){ fields[i].name, schema_column_kind(fields[i].type), false };
}

static Table list_table(Arena *arena, const FormList *list, Str subject)
{
    Column *const columns =
        arena_array(arena, LIST_HEADER_COUNT + list->field_count, sizeof(Column));

    columns[LIST_SUBJECT_ID] = (Column){ subject, COLUMN_INT, true };
    columns[LIST_RECORD_ID] = (Column){ SV("record_id"), COLUMN_INT, true };
    columns[LIST_REVISION] = (Column){ SV("revision"), COLUMN_INT, true };
    columns[LIST_ROW_NO] = (Column){ SV("row_no"), COLUMN_INT, true };
    fill_fields(columns + LIST_HEADER_COUNT, list->fields, list->field_count);
    return (Table){ list->table, columns, LIST_HEADER_COUNT + list->field_count,
                    LIST_HEADER_COUNT };
}

FormTables schema_form(Arena *arena, const Catalog *catalog, const Form *form)
{
    uint32_t const count = HEADER_COUNT + form->field_count;
    Column *const  columns = arena_array(arena, count + HISTORY_EXTRA_COUNT, sizeof(Column));
    Table *const   lists = arena_array(arena, form->list_count, sizeof(Table));
    Str const      subject = subject_column(arena, catalog, form);

    fill_header(columns, subject);
    fill_fields(columns + HEADER_COUNT, form->fields, form->field_count);
    columns[count] = (Column){ SV("superseded_at"), COLUMN_INT, true };
    columns[count + 1] = (Column){ SV("superseded_by"), COLUMN_INT, true };
    columns[count + 2] = (Column){ SV("void_reason"), COLUMN_TEXT, false };
    for (uint32_t i = 0; i < form->list_count; i++)
        lists[i] = list_table(arena, &form->lists[i], subject);
    return (FormTables){
        .main = { form->table, columns, count, HEADER_RECORD_ID + 1 },
        .history = { str_format(arena, "%.*s_history", (int)form->table.len, form->table.ptr),
                     columns, count + HISTORY_EXTRA_COUNT, HEADER_REVISION + 1 },
        .lists = lists,
    };
}

static void print_form(Buf *out, Arena *arena, const Catalog *catalog, const Form *form)
{
    FormTables const tables = schema_form(arena, catalog, form);

    sqlgen_print(out, &tables.main);
    sqlgen_print(out, &tables.history);
    for (uint32_t i = 0; i < form->list_count; i++)
        sqlgen_print(out, &tables.lists[i]);
}

void schema_print(Buf *out, const Catalog *catalog)
{
    Arena *arena = arena_open();

    for (uint32_t i = 0; i < catalog->register_count; i++)
        print_form(out, arena, catalog, &catalog->registers[i].form);
    for (uint32_t i = 0; i < catalog->form_count; i++)
        print_form(out, arena, catalog, &catalog->forms[i]);
    arena_close(&arena);
}
