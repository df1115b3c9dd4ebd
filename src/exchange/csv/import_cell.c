/* What stands in the cells of a row being imported. */
#include "base/utf8.h"
#include "exchange/csv/cell.h"
#include "exchange/csv/import_private.h"
#include "registry/citizen_id.h"
#include "registry/identifier.h"
#include "registry/worker.h"

Str import_cell(const Import *import, const ImportRow *row, uint32_t column)
{
    uint32_t const at = import->sheet.places[column];

    return at == SHEET_NONE ? SV("") : cell_trim(row->cells[at]);
}

Str import_text(const ImportWork *work, uint32_t column)
{
    return import_cell(work->import, work->row, column);
}

ProblemPlace import_problem_place(const ImportWork *work, uint32_t column)
{
    const SheetColumn *const of = &work->import->kind.columns[column];

    return (ProblemPlace){ of->problem.len ? of->problem : of->name, of->label, 0 };
}

static Problem *add_problem(ImportWork *work, uint32_t column, ProblemCode code)
{
    return problem_add(&work->problems, code, import_problem_place(work, column));
}

Date import_date(ImportWork *work, uint32_t column, Date otherwise)
{
    Str const text = import_text(work, column);
    Date      date = otherwise;

    if (text.len == 0 || date_parse(&date, cell_date(work->job.arena, text)))
        return date;
    add_problem(work, column, PROBLEM_NO_DATE);
    return work->job.today;
}

bool import_bool(ImportWork *work, uint32_t column, bool otherwise)
{
    static const Str WORDS[2][5] = {
        { { "0", 1 }, { "false", 5 }, { "no", 2 }, { "n", 1 }, { "否", 3 } },
        { { "1", 1 }, { "true", 4 }, { "yes", 3 }, { "y", 1 }, { "是", 3 } },
    };
    Str const text = import_text(work, column);

    if (text.len == 0)
        return otherwise;
    for (size_t i = 0; i < COUNT_OF(WORDS[0]); i++)
        for (size_t j = 0; j < 2; j++)
            if (str_equal_ignoring_case(text, WORDS[j][i]))
                return j == 1;
    add_problem(work, column, PROBLEM_FORMAT)->text = (Label){ SV("“是”或“否”"), SV("yes or no") };
    return otherwise;
}

int64_t import_region(ImportWork *work, uint32_t column, int64_t otherwise)
{
    Str const text = import_text(work, column);
    int64_t   region_id = 0;

    if (text.len == 0)
        return otherwise;
    if (region_parse(&region_id, text) && region_find(work->house->regions, region_id))
        return region_id;
    add_problem(work, column, PROBLEM_UNKNOWN);
    return otherwise;
}

/* ---- references -------------------------------------------------------------------------- */

/* An id, as references were written before they had codes; 0: it is none. */
static int64_t id_of(Str text)
{
    uint64_t id = 0;

    return str_to_uint(&id, text, INT64_MAX) ? (int64_t)id : 0;
}

int64_t import_find_organisation(const ImportWork *work, Str text)
{
    const OrganisationTree *const tree = work->house->organisations;
    const Organisation           *found = organisation_find_by_code(tree, text);

    if (!found && id_of(text))
        found = organisation_find(tree, id_of(text));
    return found ? found->organisation_id : 0;
}

int64_t import_organisation(ImportWork *work, uint32_t column, int64_t otherwise)
{
    Str const text = import_text(work, column);

    if (text.len == 0)
        return otherwise;
    int64_t const found = import_find_organisation(work, text);
    if (found == 0)
        add_problem(work, column, PROBLEM_UNKNOWN);
    return found;
}

bool import_find_worker(int64_t *out, ImportWork *work, Str text, Fault *fault)
{
    const Worker *worker = NULL;

    *out = 0;
    if (!worker_find_by_code(&worker, &work->registry, text, fault) ||
        (!worker && id_of(text) && !worker_find(&worker, &work->registry, id_of(text), fault)))
        return false;
    *out = worker ? worker->worker_id : 0;
    return true;
}

bool import_worker(int64_t *out, ImportWork *work, uint32_t column, int64_t otherwise, Fault *fault)
{
    Str const text = import_text(work, column);

    *out = otherwise;
    if (text.len == 0)
        return true;
    if (!import_find_worker(out, work, text, fault))
        return false;
    if (*out == 0)
        add_problem(work, column, PROBLEM_UNKNOWN);
    return true;
}

/* ---- persons -------------------------------------------------------------------------------- */

/* Somebody's id, if it is one: a person outside the actor's place is nobody here. */
static bool find_person_by_id(int64_t *out, ImportWork *work, Str text, Fault *fault)
{
    int64_t const person_id = id_of(text);
    Person        person = { 0 };
    Fault         own = { 0 };

    *out = 0;
    if (person_id == 0)
        return true;
    if (person_get(&person, &work->registry, person_id, &own)) {
        *out = person_id;
        return true;
    }
    if (own.code == FAULT_NOT_FOUND || own.code == FAULT_DENIED)
        return true;
    *fault = own;
    return false;
}

bool import_find_person(int64_t *out, ImportWork *work, Str text, Fault *fault)
{
    return identifier_find(out, &work->registry, SV(""), text, fault) &&
           (*out || find_person_by_id(out, work, text, fault));
}

bool import_person(int64_t *out, ImportWork *work, PersonColumns columns, Fault *fault)
{
    Str const citizen_id = import_text(work, columns.citizen_id);
    Str const record_number = import_text(work, columns.record_number);
    Str const person_id = import_text(work, columns.person_id);
    uint32_t  column = columns.citizen_id;
    bool      ok = true;

    *out = 0;
    if (citizen_id.len) {
        /* Of somebody who was merged his old id, under which the row is then entered. */
        ok = person_find_by_citizen_id(out, &work->registry, citizen_id, fault) &&
             (*out || identifier_find(out, &work->registry, SV(""), citizen_id, fault));
    } else if (record_number.len) {
        column = columns.record_number;
        ok = person_find_by_record_number(out, &work->registry, record_number, fault);
    } else if (person_id.len) {
        column = columns.person_id;
        ok = find_person_by_id(out, work, person_id, fault);
    }
    if (!ok || *out)
        return ok;
    CitizenId         id = { 0 };
    ProblemCode const wrong =
        citizen_id.len == CITIZEN_ID_CHARS ? citizen_id_parse(&id, citizen_id) : PROBLEM_NONE;
    if (import_cell(work->import, work->row, column).len == 0)
        add_problem(work, column, PROBLEM_REQUIRED);
    else if (wrong == PROBLEM_CHECK_DIGIT)
        add_problem(work, column, PROBLEM_CHECK_DIGIT);
    else
        add_problem(work, column, PROBLEM_UNKNOWN)->at.name = (Label){ SV("居民"), SV("person") };
    return true;
}

Str import_person_key(const Import *import, const ImportRow *row, PersonColumns columns,
                      Arena *arena)
{
    Str const citizen_id = import_cell(import, row, columns.citizen_id);
    Str const record_number = import_cell(import, row, columns.record_number);
    Str const person_id = import_cell(import, row, columns.person_id);
    CitizenId id = { 0 };

    if (citizen_id.len && citizen_id_parse(&id, citizen_id) == PROBLEM_NONE)
        return str_copy(arena, str_from_c(id.text));
    return citizen_id.len ? citizen_id
           : record_number.len
               ? str_format(arena, "number %.*s", (int)record_number.len, record_number.ptr)
           : person_id.len ? str_format(arena, "id %.*s", (int)person_id.len, person_id.ptr)
                           : SV("");
}
