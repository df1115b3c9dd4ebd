/* Records of a form, and entries of a register, as rows of a file.
 *
 * Which record a row is, is settled in this order: the one that has its record_id
 * here; the one that came in under its source_key, or under its record_id of another
 * store; one of the same person and day that says the same. Otherwise it is new. */
#include <assert.h>

#include "base/utf8.h"
#include "exchange/csv/cell.h"
#include "exchange/csv/import_private.h"
#include "exchange/csv/record_columns.h"
#include "intake/put.h"

enum { BATCH_ROWS = 1000, SOURCE_KEY_CHARS_MAX = 100 };

static const PersonColumns RECORD_KEYS = { RECORD_CITIZEN_ID, RECORD_RECORD_NUMBER,
                                           RECORD_PERSON_ID };

static Str identity_of_record(const Import *import, const ImportRow *row, Arena *arena)
{
    Str const key = import_cell(import, row, RECORD_SOURCE_KEY);
    Str const id = import_cell(import, row, RECORD_ID);

    if (id.len)
        return str_format(arena, "id %.*s", (int)id.len, id.ptr);
    return key.len ? str_format(arena, "key %.*s", (int)key.len, key.ptr) : SV("");
}

/* ---- values -------------------------------------------------------------------------------- */

static const Field *field_of(const Form *form, const SheetColumn *column)
{
    return column->list_index == CATALOG_NONE
               ? &form->fields[column->field]
               : &form->lists[column->list_index].fields[column->field];
}

/* The id that a reference means: a code of a worker or an organisation, a number of
 * a person, the key under which an entry of a register came in. */
static bool find_reference(int64_t *out, ImportWork *work, Type type, Str text, Fault *fault)
{
    const Catalog *const catalog = work->house->catalog;

    *out = 0;
    if (type.kind == TYPE_ORGANISATION) {
        *out = import_find_organisation(work, text);
        return true;
    }
    if (type.kind == TYPE_WORKER)
        return import_find_worker(out, work, text, fault);
    if (type.kind == TYPE_PERSON)
        return import_find_person(out, work, text, fault);
    assert(type.kind == TYPE_ENTRY);
    return intake_find_entry(out, work->house, &catalog->registers[type.entry].form, text,
                             work->job.arena, fault);
}

/* The text of a cell as the field takes it; a reference that leads nowhere is a
 * problem, and the text is empty. */
static bool value_text(Str *out, ImportWork *work, const Submission *submission,
                       const SheetColumn *column, uint32_t row, Str cell, Fault *fault)
{
    const Field *const field = field_of(submission->form, column);
    TypeKind const     kind = field->type.kind;
    int64_t            id = 0;

    *out = cell_value(work->job.arena, work->house->catalog, field->type, cell);
    if (out->len == 0 || (kind != TYPE_ORGANISATION && kind != TYPE_WORKER && kind != TYPE_PERSON &&
                          kind != TYPE_ENTRY))
        return true;
    if (!find_reference(&id, work, field->type, *out, fault))
        return false;
    *out = id ? str_format(work->job.arena, "%lld", (long long)id) : SV("");
    if (id == 0)
        problem_add(
            &work->problems, PROBLEM_UNKNOWN,
            submission_place(submission, work->job.arena, column->list_index, row, column->field));
    return true;
}

/* The row of the list that row `row` of the file's columns is: rows without any text
 * are none, so that those behind them move up. */
typedef struct {
    uint32_t *rows; /* per column of the file: the row of its list, or SHEET_NONE */
} ListRowMap;

static void map_list(ListRowMap *map, ImportWork *work, Submission *submission, uint32_t list)
{
    const Sheet *const sheet = &work->import->sheet;
    uint32_t const     rows_max = submission->form->lists[list].rows_max;
    bool *const        filled = arena_array(work->job.arena, rows_max, sizeof(bool));

    for (uint32_t i = 0; i < sheet->use_count; i++) {
        SheetUse const use = sheet->uses[i];

        if (use.column != SHEET_NONE && sheet->columns[use.column].list_index == list &&
            cell_trim(work->row->cells[i]).len)
            filled[use.row] = true;
    }
    for (uint32_t row = 0; row < rows_max; row++) {
        if (!filled[row])
            continue;
        bool const has_room = submission_add_row(submission, work->job.arena, list);
        assert(has_room); /* no more rows than the list may have */
        for (uint32_t i = 0; i < sheet->use_count; i++) {
            SheetUse const use = sheet->uses[i];

            if (use.column != SHEET_NONE && sheet->columns[use.column].list_index == list &&
                use.row == row)
                map->rows[i] = submission->lists[list].row_count - 1;
        }
    }
}

static bool read_values(ImportWork *work, Submission *submission, Fault *fault)
{
    const Sheet *const sheet = &work->import->sheet;
    ListRowMap         map = { arena_array(work->job.arena, sheet->use_count, sizeof(uint32_t)) };

    for (uint32_t i = 0; i < sheet->use_count; i++)
        map.rows[i] = SHEET_NONE;
    for (uint32_t i = 0; i < submission->form->list_count; i++)
        map_list(&map, work, submission, i);
    for (uint32_t i = 0; i < sheet->use_count; i++) {
        SheetUse const use = sheet->uses[i];
        Str            text = SV("");

        if (use.column == SHEET_NONE)
            continue;
        const SheetColumn *const column = &sheet->columns[use.column];
        bool const               is_in_list = column->list_index != CATALOG_NONE;
        if (column->field == CATALOG_NONE || column->need == SHEET_IGNORED ||
            (is_in_list && map.rows[i] == SHEET_NONE))
            continue;
        uint32_t const row = is_in_list ? map.rows[i] : 0;
        if (!value_text(&text, work, submission, column, row, work->row->cells[i], fault))
            return false;
        submission_parse(submission, work->job.arena, work->house->catalog, column->list_index, row,
                         column->field, text, &work->problems);
    }
    return true;
}

/* ---- the head of a record ------------------------------------------------------------------- */

static void require(ImportWork *work, uint32_t column)
{
    if (import_text(work, column).len == 0)
        problem_add(&work->problems, PROBLEM_REQUIRED, import_problem_place(work, column));
}

/* A number that was mistyped may be somebody else's; the name beside it tells. */
static bool check_name(ImportWork *work, int64_t person_id, Fault *fault)
{
    Str const name = import_text(work, RECORD_PERSON_NAME);
    Person    person = { 0 };

    if (name.len == 0 || person_id == 0)
        return true;
    if (!person_get(&person, &work->registry, person_id, fault))
        return false;
    if (!str_equal(person.name, name))
        problem_add(&work->problems, PROBLEM_DIFFERS,
                    import_problem_place(work, RECORD_PERSON_NAME))
            ->other = (Label){ SV("居民登记信息"), SV("the register of persons") };
    return true;
}

/* False only when the store fails; what is wrong is among the problems. */
static bool read_head(ImportWork *work, Submission *submission, bool *has_day, Fault *fault)
{
    uint32_t const errors = work->problems.error_count;
    bool const     is_person = submission->form->subject == SUBJECT_PERSON;

    require(work, RECORD_OCCURRED_ON);
    submission->occurred_on = import_date(work, RECORD_OCCURRED_ON, work->job.today);
    *has_day = work->problems.error_count == errors;
    require(work, RECORD_ORGANISATION);
    submission->organisation_id = import_organisation(work, RECORD_ORGANISATION, 0);
    return import_worker(&submission->worker_id, work, RECORD_WORKER, 0, fault) &&
           (!is_person || (import_person(&submission->subject_id, work, RECORD_KEYS, fault) &&
                           check_name(work, submission->subject_id, fault)));
}

/* ---- which record it is --------------------------------------------------------------------- */

/* The record that has the row's id, here; *is_there is false when there is none. */
static bool find_by_id(Submission *out, bool *is_there, ImportWork *work,
                       const Submission *submission, Fault *fault)
{
    House *const house = work->house;
    Str const    text = import_text(work, RECORD_ID);
    int64_t      id = 0;
    Fault        own = { 0 };

    *is_there = false;
    if (text.len == 0)
        return true;
    if (!str_to_int(&id, text) || id <= 0) {
        problem_add(&work->problems, PROBLEM_FORMAT, import_problem_place(work, RECORD_ID))->text =
            (Label){ SV("平台的记录标识；其他系统的编号请填入source_key"),
                     SV("an id of a store; numbers of other systems are source_key") };
        return true;
    }
    int64_t const subject_id = submission->subject_id ? submission->subject_id : id;
    *is_there = record_get(out, house->store, house->records, house->catalog, submission->form,
                           subject_id, id, work->job.arena, &own);
    if (*is_there || own.code == FAULT_NOT_FOUND)
        return true;
    *fault = own;
    return false;
}

static bool amend(ImportWork *work, Submission *submission, const Submission *stored, Fault *fault)
{
    Str const    text = import_text(work, RECORD_REVISION);
    uint64_t     revision = stored->revision;
    IntakeResult result = { 0 };

    work->outcome = IMPORT_UNCHANGED;
    if (submission_equal(stored, submission))
        return true;
    if (text.len && (!str_to_uint(&revision, text, UINT32_MAX) || revision != stored->revision)) {
        problem_add(&work->problems, PROBLEM_RULE, import_problem_place(work, RECORD_REVISION))
            ->text = (Label){ SV("导出之后该记录已在本平台修改，请重新导出"),
                              SV("the record was amended here after it was exported: export it "
                                 "again") };
        return problems_refuse(&work->problems, fault);
    }
    work->outcome = IMPORT_AMENDED;
    submission->subject_id = stored->subject_id;
    submission->record_id = stored->record_id;
    submission->revision = stored->revision;
    return intake_amend(&result, work->house, &work->job, submission, SV(""), &work->problems,
                        fault);
}

/* A record that was voided here stays so: a row that says what it said changes nothing,
 * another is refused. */
static bool refuse_voided(bool *is_voided, ImportWork *work, const Submission *submission,
                          Fault *fault)
{
    House *const    house = work->house;
    RecordRevision *revisions = NULL;
    uint32_t        count = 0;
    int64_t         id = 0;

    *is_voided = false;
    if (!str_to_int(&id, import_text(work, RECORD_ID)))
        return true;
    int64_t const subject_id = submission->subject_id ? submission->subject_id : id;
    if (!record_history(&revisions, &count, house->store, house->records, house->catalog,
                        submission->form, subject_id, id, work->job.arena, fault))
        return false;
    *is_voided = count > 0;
    work->outcome = IMPORT_UNCHANGED;
    for (uint32_t i = 0; i < count; i++)
        if (submission_equal(&revisions[i].submission, submission))
            return true;
    return count == 0 ||
           fault_set(fault, FAULT_CONFLICT, "the record was voided here: enter it anew by hand");
}

/* The name under which the record is known from now on, or empty. */
static Str source_of(ImportWork *work)
{
    Str const key = import_text(work, RECORD_SOURCE_KEY);
    Str const id = import_text(work, RECORD_ID);

    if (utf8_count(key) > SOURCE_KEY_CHARS_MAX)
        problem_add(&work->problems, PROBLEM_TOO_LONG,
                    import_problem_place(work, RECORD_SOURCE_KEY))
            ->high = str_format(work->job.arena, "%d", SOURCE_KEY_CHARS_MAX);
    if (key.len || id.len == 0)
        return key;
    return str_format(work->job.arena, INTAKE_PUT_RECORD "%.*s", (int)id.len, id.ptr);
}

/* Everything that is wrong, when something is wrong already. */
static bool refuse(ImportWork *work, Submission *submission, bool has_day, Fault *fault)
{
    bool const   is_person = submission->form->subject == SUBJECT_PERSON;
    IntakeResult result = { 0 };
    Fault        own = { 0 };

    if (has_day && (submission->subject_id || !is_person) &&
        !intake_preview(&result, work->house, &work->job, submission, &work->problems, &own) &&
        own.code != FAULT_INVALID && own.code != FAULT_DENIED) {
        *fault = own;
        return false;
    }
    return problems_refuse(&work->problems, fault);
}

static bool run_record(ImportWork *work, Fault *fault)
{
    const Form *const form = import_form(work->import, work->house);
    Submission        submission = submission_open(work->job.arena, form);
    Submission        stored = { 0 };
    IntakeResult      result = { 0 };
    bool              is_there = false;
    bool              is_voided = false;
    bool              has_day = false;

    if (!read_head(work, &submission, &has_day, fault) || !read_values(work, &submission, fault))
        return false;
    Str const source = source_of(work);
    if (work->problems.error_count == 0 &&
        !find_by_id(&stored, &is_there, work, &submission, fault))
        return false;
    if (work->problems.error_count)
        return refuse(work, &submission, has_day, fault);
    if (is_there)
        return amend(work, &submission, &stored, fault);
    if (!refuse_voided(&is_voided, work, &submission, fault))
        return false;
    if (is_voided)
        return true;
    if (!intake_put(&result, work->house, &work->job, &submission, source, &work->problems, fault))
        return false;
    work->outcome = result.was_done        ? IMPORT_UNCHANGED
                    : result.revision == 1 ? IMPORT_ADDED
                                           : IMPORT_AMENDED;
    return true;
}

/* Texts of the definitions are copied: the file may outlive them. */
static SheetColumn copy_column(Arena *arena, const SheetColumn *column)
{
    SheetColumn copy = *column;

    copy.name = str_copy(arena, column->name);
    copy.problem = str_copy(arena, column->problem);
    copy.label = (Label){ str_copy(arena, column->label.zh), str_copy(arena, column->label.en) };
    copy.list = str_copy(arena, column->list);
    copy.list_label =
        (Label){ str_copy(arena, column->list_label.zh), str_copy(arena, column->list_label.en) };
    return copy;
}

ImportKind import_record_kind(Arena *arena, const Form *form)
{
    RecordColumns const columns = record_columns(arena, form);

    for (uint32_t i = 0; i < columns.count; i++)
        columns.columns[i] = copy_column(arena, &columns.columns[i]);
    return (ImportKind){
        .what = str_copy(arena, form->name),
        .columns = columns.columns,
        .column_count = columns.count,
        .batch_rows = BATCH_ROWS,
        .identity = identity_of_record,
        .run = run_record,
    };
}
