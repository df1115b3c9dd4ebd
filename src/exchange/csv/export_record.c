/* Records of a form, or entries of a register, given out one by one.
 *
 * For everything there is, the table is read once, in its own order. For a part of
 * the organisations, the persons of that part are gone through, whose records lie
 * together; so a township does not pay for the county. */
#include <assert.h>

#include "base/limits.h"
#include "exchange/csv/export_private.h"
#include "exchange/csv/record_columns.h"

typedef struct {
    const Form   *form;
    bool          is_by_person; /* the persons of a part, one after the other */
    RecordCursor *cursor;
    Arena        *cursor_arena;
    Arena        *person_arena; /* of the person at hand, when it is not the pager's */
    Person        person;
    bool          is_visible; /* that person */
} RecordPager;

/* ---- columns -------------------------------------------------------------------------------- */

static void hide_columns(Export *export, const Form *form)
{
    bool const is_person = form->subject == SUBJECT_PERSON;

    export_hide(export, RECORD_SOURCE_KEY); /* of an import only */
    for (uint32_t i = RECORD_CITIZEN_ID; i <= RECORD_PERSON_NAME; i++)
        if (!is_person || (export->options.without_names && i != RECORD_PERSON_ID))
            export_hide(export, i);
    for (uint32_t i = 0; i < form->field_count && export->options.without_names; i++)
        if (form->fields[i].sensitive)
            export_hide(export, RECORD_HEADER_COUNT + i);
}

/* As many rows of a list as some record has get columns; one at least, which shows
 * how they are written. */
static bool open_lists(Export *export, const Form *form, const SheetColumn *columns, Fault *fault)
{
    House *const house = export->house;
    uint32_t     column_count = export->column_count;

    export->list_count = form->list_count;
    export->lists = arena_array(export->arena, form->list_count, sizeof(ExportList));
    for (uint32_t i = 0; i < form->list_count; i++) {
        ExportList *const list = &export->lists[i];
        uint32_t          rows = 0;

        if (!record_list_rows(&rows, house->store, house->records, form, i, fault))
            return false;
        list->columns = &columns[record_columns_of_list(form, i)];
        list->column_count = form->lists[i].field_count;
        list->rows_max = rows ? rows : 1;
        column_count += list->rows_max * list->column_count;
    }
    return export->options.format != EXPORT_CSV || column_count <= LIMIT_CSV_COLUMNS ||
           fault_set(fault, FAULT_TOO_LARGE,
                     "the lists of %.*s need %u columns, and a CSV file has at most %d: use "
                     "--format ndjson",
                     (int)form->name.len, form->name.ptr, column_count, LIMIT_CSV_COLUMNS);
}

static const Form *form_of(const Export *export)
{
    const Catalog *const  catalog = export->house->catalog;
    const Form *const     form = catalog_form(catalog, export->options.what);
    const Register *const entries = catalog_register(catalog, export->options.what);

    return form ? form : &entries->form;
}

static bool open_cursor(Export *export, RecordPager *pager, int64_t subject_id, Fault *fault)
{
    House *const house = export->house;

    record_cursor_close(&pager->cursor);
    arena_reset(pager->cursor_arena);
    return record_cursor_open(&pager->cursor, pager->cursor_arena, house->store, house->records,
                              house->catalog, pager->form, subject_id, fault);
}

static bool open_records(Export *export, Fault *fault)
{
    const Form *const   form = form_of(export);
    RecordColumns const columns = record_columns(export->arena, form);
    RecordPager *const  pager = arena_alloc(export->arena, sizeof *pager);
    bool const          is_person = form->subject == SUBJECT_PERSON;

    *pager = (RecordPager){
        .form = form,
        .is_by_person =
            is_person && (export->options.organisation_id || !actor_is_system(export->job.actor)),
        .cursor_arena = arena_open(),
        .person_arena = arena_open(),
    };
    export->state = pager;
    export_use_columns(export, columns.columns, RECORD_HEADER_COUNT + form->field_count);
    hide_columns(export, form);
    return (!is_person || access_require(export->job.actor, PERMIT_READ_PERSON, fault)) &&
           open_lists(export, form, columns.columns, fault) &&
           (pager->is_by_person || open_cursor(export, pager, 0, fault));
}

static void close_records(Export *export)
{
    RecordPager *const pager = export->state;

    if (!pager)
        return;
    record_cursor_close(&pager->cursor);
    arena_close(&pager->cursor_arena);
    arena_close(&pager->person_arena);
}

/* ---- the next record ------------------------------------------------------------------------ */

/* Whose record it is. Records lie by person, so this is asked once for each. */
static bool find_person(Export *export, RecordPager *pager, int64_t person_id, Fault *fault)
{
    Registry registry = export->registry;
    Fault    own = { 0 };

    if (pager->is_by_person || pager->person.person_id == person_id)
        return true;
    arena_reset(pager->person_arena);
    registry.arena = pager->person_arena;
    pager->is_visible = person_get(&pager->person, &registry, person_id, &own);
    if (pager->is_visible)
        return true;
    pager->person = (Person){ .person_id = person_id };
    if (own.code == FAULT_NOT_FOUND || own.code == FAULT_DENIED)
        return true;
    *fault = own;
    return false;
}

static bool is_wanted(const Export *export, const RecordPager *pager, const Submission *record)
{
    bool const is_person = pager->form->subject == SUBJECT_PERSON;

    return record->occurred_on.days >= export->options.from.days &&
           record->occurred_on.days <= export->options.until.days &&
           (is_person ? pager->is_visible : export_is_inside(export, record->organisation_id));
}

/* The next of the table, or of the persons one after the other; NULL at the end. */
static bool next_of_all(const Submission **out, Export *export, RecordPager *pager, Fault *fault)
{
    *out = NULL;
    while (true) {
        const Person *person = NULL;

        if (pager->cursor && !record_cursor_next(out, pager->cursor, fault))
            return false;
        if (*out || !pager->is_by_person)
            return true;
        if (!export_next_person(&person, export, fault))
            return false;
        if (!person)
            return true;
        pager->person = *person;
        pager->is_visible = true;
        if (!open_cursor(export, pager, person->person_id, fault))
            return false;
    }
}

static bool next_wanted(const Submission **out, Export *export, RecordPager *pager, Fault *fault)
{
    while (true) {
        if (!next_of_all(out, export, pager, fault))
            return false;
        if (!*out)
            return true;
        if (pager->form->subject == SUBJECT_PERSON &&
            !find_person(export, pager, (*out)->subject_id, fault))
            return false;
        if (is_wanted(export, pager, *out))
            return true;
    }
}

/* ---- its cells ------------------------------------------------------------------------------ */

/* A person inside a record is named by the number that an import finds it by. */
static bool person_text(Str *out, Export *export, int64_t person_id, Fault *fault)
{
    Person person = { 0 };
    Fault  own = { 0 };

    *out = export_id(export, person_id);
    if (export->options.without_names)
        return true;
    if (person_get(&person, &export->registry, person_id, &own)) {
        if (person.citizen_id.len)
            *out = person.citizen_id;
        else if (person.record_number.len)
            *out = person.record_number;
        return true;
    }
    if (own.code == FAULT_NOT_FOUND || own.code == FAULT_DENIED)
        return true;
    *fault = own;
    return false;
}

static bool value_text(Str *out, Export *export, Type type, Value value, Fault *fault)
{
    *out = SV("");
    if (!value.present)
        return true;
    if (type.kind == TYPE_ORGANISATION)
        *out = export_organisation(export, value.word);
    else if (type.kind == TYPE_WORKER)
        return export_worker(out, export, value.word, fault);
    else if (type.kind == TYPE_PERSON)
        return person_text(out, export, value.word, fault);
    else
        *out = value_format(export->row_arena, export->house->catalog, type, value);
    return true;
}

static bool fill_lists(Export *export, const Submission *record, Fault *fault)
{
    for (uint32_t i = 0; i < export->list_count; i++) {
        ExportList *const     list = &export->lists[i];
        const ListRows *const rows = &record->lists[i];
        const FormList *const form = &record->form->lists[i];

        list->row_count = rows->row_count;
        list->rows = arena_array(export->row_arena, rows->row_count, sizeof(Str *));
        for (uint32_t row = 0; row < rows->row_count; row++) {
            list->rows[row] = arena_array(export->row_arena, form->field_count, sizeof(Str));
            for (uint32_t j = 0; j < form->field_count; j++)
                if (!value_text(&list->rows[row][j], export, form->fields[j].type,
                                rows->rows[row][j], fault))
                    return false;
        }
    }
    return true;
}

static bool next_record(Export *export, bool *is_over, Fault *fault)
{
    RecordPager *const pager = export->state;
    const Form *const  form = pager->form;
    const Submission  *record = NULL;
    Str *const         cells = export->cells;

    if (!next_wanted(&record, export, pager, fault))
        return false;
    *is_over = !record;
    if (*is_over)
        return true;
    if (!export_worker(&cells[RECORD_WORKER], export, record->worker_id, fault))
        return false;
    if (form->subject == SUBJECT_PERSON) {
        cells[RECORD_CITIZEN_ID] = pager->person.citizen_id;
        cells[RECORD_RECORD_NUMBER] = pager->person.record_number;
        cells[RECORD_PERSON_ID] = export_id(export, record->subject_id);
        cells[RECORD_PERSON_NAME] = pager->person.name;
    }
    cells[RECORD_OCCURRED_ON] = export_date(export, record->occurred_on, DATE_MIN);
    cells[RECORD_ORGANISATION] = export_organisation(export, record->organisation_id);
    cells[RECORD_ID] = export_id(export, record->record_id);
    cells[RECORD_REVISION] = export_number(export, record->revision);
    cells[RECORD_RECORDED_AT] = export_instant(export, record->recorded_at);
    cells[RECORD_RECORDED_BY] = export_id(export, record->recorded_by);
    cells[RECORD_CATALOGUE_VERSION] = export_number(export, record->catalogue_version);
    for (uint32_t i = 0; i < form->field_count; i++)
        if (!value_text(&cells[RECORD_HEADER_COUNT + i], export, form->fields[i].type,
                        record->values[i], fault))
            return false;
    return fill_lists(export, record, fault);
}

const ExportKind EXPORT_RECORDS = { SHEET_TEXT(""), open_records, next_record, close_records };
