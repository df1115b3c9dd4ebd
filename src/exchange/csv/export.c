#include "exchange/csv/export.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "access/audit.h"
#include "base/instant.h"
#include "base/limits.h"
#include "codec/json_writer.h"
#include "exchange/csv/export_private.h"
#include "registry/organisation.h"
#include "registry/region.h"
#include "registry/worker.h"

static const ExportKind *const KINDS[] = {
    &EXPORT_PERSONS,
    &EXPORT_RESIDENCES,
    &EXPORT_IDENTIFIERS,
    &EXPORT_NAMES,
    &EXPORT_RELATIONS,
    &EXPORT_ORGANISATIONS,
    &EXPORT_WORKERS,
    &EXPORT_REGIONS,
    &EXPORT_EDGES,
    &EXPORT_PROFILES,
    &EXPORT_LICENCES,
    &EXPORT_PRACTICES,
    &EXPORT_WORKER_IDENTITIES,
    &EXPORT_POPULATION,
};

Str export_content_type(ExportFormat format)
{
    return format == EXPORT_CSV ? SV("text/csv; charset=utf-8") : SV("application/x-ndjson");
}

/* ---- opening ----------------------------------------------------------------------------- */

static bool choose_kind(ExportKind *out, const Catalog *catalog, Str what, Fault *fault)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_equal(what, KINDS[i]->what)) {
            *out = *KINDS[i];
            return true;
        }
    if (!catalog_form(catalog, what) && !catalog_register(catalog, what))
        return fault_set(fault, FAULT_NOT_FOUND,
                         "there is no form or register '%.*s'; 'barefoot export --help' tells what "
                         "else can be exported",
                         (int)(what.len < 60 ? what.len : 60), what.ptr);
    *out = EXPORT_RECORDS;
    return true;
}

bool export_open(Export **out, House *house, const Job *job, const ExportOptions *options,
                 Fault *fault)
{
    Arena *arena = arena_open();
    Export *export = arena_alloc(arena, sizeof *export);

    *export = (Export){
        .arena = arena,
        .row_arena = arena_open(),
        .house = house,
        .job = *job,
        .options = *options,
        .workers = id_map_open(arena),
    };
    export->job.arena = export->row_arena;
    export->options.what = str_copy(arena, options->what);
    export->registry = house_registry(house, &export->job);
    export->pager.arena = arena_open();
    export->is_reading = house_begin_read(house, fault);
    if (!export->is_reading || !choose_kind(&export->kind, house->catalog, options->what, fault) ||
        !access_require(job->actor, PERMIT_EXPORT, fault) ||
        (options->organisation_id &&
         !registry_require_place(&export->registry, options->organisation_id, fault)) ||
        !export->kind.open(export, fault)) {
        export_close(&export);
        return false;
    }
    *out = export;
    return true;
}

void export_close(Export **export)
{
    Export *const closed = *export;

    if (!closed)
        return;
    if (closed->kind.close)
        closed->kind.close(closed);
    if (closed->is_reading)
        house_end_read(closed->house);
    arena_close(&closed->pager.arena);
    arena_close(&closed->row_arena);
    Arena *arena = closed->arena; /* which the export itself lives in */
    *export = NULL;
    arena_close(&arena);
}

uint64_t export_row_count(const Export *export)
{
    return export->row_count;
}

void export_use_columns(Export *export, const SheetColumn *columns, uint32_t count)
{
    export->columns = columns;
    export->column_count = count;
    export->is_hidden = arena_array(export->arena, count, sizeof(bool));
    export->cells = arena_array(export->arena, count, sizeof(Str));
}

void export_hide(Export *export, uint32_t column)
{
    export->is_hidden[column] = true;
}

/* ---- cells --------------------------------------------------------------------------------- */

Str export_date(Export *export, Date date, Date unknown)
{
    return date.days == unknown.days ? SV("") : date_format(export->row_arena, date);
}

Str export_number(Export *export, int64_t number)
{
    Buf text = buf_open(export->row_arena, 24);

    buf_add_int(&text, number);
    return buf_str(&text);
}

Str export_id(Export *export, int64_t id)
{
    return id ? export_number(export, id) : SV("");
}

Str export_instant(Export *export, int64_t instant)
{
    return instant_format(export->row_arena, instant);
}

Str export_bool(bool value)
{
    return value ? SV("true") : SV("false");
}

Str export_organisation(Export *export, int64_t organisation_id)
{
    const Organisation *const found =
        organisation_find(export->house->organisations, organisation_id);

    return found ? found->code : export_id(export, organisation_id);
}

Str export_region(Export *export, int64_t region_id)
{
    return region_id ? region_code(export->row_arena, region_id) : SV("");
}

bool export_worker(Str *out, Export *export, int64_t worker_id, Fault *fault)
{
    const Worker *worker = NULL;
    bool          is_new = false;

    *out = SV("");
    if (worker_id == 0)
        return true;
    uint32_t const known = id_map_find(&export->workers, worker_id);
    if (known != MAP_ABSENT) {
        *out = export->worker_codes[known];
        return true;
    }
    if (!worker_find(&worker, &export->registry, worker_id, fault))
        return false;
    uint32_t const at = id_map_add(&export->workers, worker_id, &is_new);
    export->worker_codes =
        arena_grow(export->arena, export->worker_codes, at, &export->worker_capacity, sizeof(Str));
    export->worker_codes[at] =
        str_copy(export->arena, worker ? worker->code : export_id(export, worker_id));
    *out = export->worker_codes[at];
    return true;
}

bool export_is_inside(const Export *export, int64_t organisation_id)
{
    const OrganisationTree *const tree = export->house->organisations;
    const Actor *const            actor = export->job.actor;
    int64_t const                 wanted = export->options.organisation_id;

    return (actor_is_system(actor) ||
            organisation_is_inside(tree, organisation_id, actor->organisation_id)) &&
           (wanted == 0 || organisation_is_inside(tree, organisation_id, wanted));
}

bool export_next_person(const Person **out, Export *export, Fault *fault)
{
    PersonPager *const pager = &export->pager;
    PersonQuery const  query = {
         .organisation_id = export->options.organisation_id,
         .after = pager->is_begun ? pager->page.next : (PersonCursor){ 0 },
    };
    Registry registry = export->registry;

    *out = NULL;
    if (!pager->is_begun || (pager->at == pager->page.count && pager->page.has_more)) {
        arena_reset(pager->arena);
        registry.arena = pager->arena;
        pager->is_begun = true;
        pager->at = 0;
        if (!person_search(&pager->page, &registry, &query, fault))
            return false;
    }
    if (pager->at < pager->page.count)
        *out = &pager->page.persons[pager->at++];
    return true;
}

/* ---- headings ------------------------------------------------------------------------------- */

/* Whether another column of the file is called the same. */
static bool is_ambiguous(const Export *export, Str label)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < export->column_count; i++)
        count += !export->is_hidden[i] &&
                 str_equal(label_in(export->columns[i].label, export->options.language), label);
    return count > 1;
}

/* A label, when it says enough to be found again. */
static Str heading_of(const Export *export, const SheetColumn *column, uint32_t row)
{
    Str const label = sheet_label(export->row_arena, column, row, export->options.language);

    if (!export->options.has_labels || (column->list.len == 0 && is_ambiguous(export, label)))
        return sheet_heading(export->row_arena, column, row);
    return label;
}

static void write_heading(Export *export)
{
    CsvWriter csv = csv_open(&export->pending, export->options.mode);

    if (export->options.mode == CSV_FOR_PEOPLE)
        csv_add_mark(&csv);
    for (uint32_t i = 0; i < export->column_count; i++)
        if (!export->is_hidden[i])
            csv_add_field(&csv, heading_of(export, &export->columns[i], 0));
    for (uint32_t i = 0; i < export->list_count; i++) {
        const ExportList *const list = &export->lists[i];

        for (uint32_t row = 0; row < list->rows_max; row++)
            for (uint32_t j = 0; j < list->column_count; j++)
                csv_add_field(&csv, heading_of(export, &list->columns[j], row));
    }
    csv_end_row(&csv);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void write_csv(Export *export)
{
    CsvWriter csv = csv_open(&export->pending, export->options.mode);

    for (uint32_t i = 0; i < export->column_count; i++)
        if (!export->is_hidden[i])
            csv_add_field(&csv, export->cells[i]);
    for (uint32_t i = 0; i < export->list_count; i++) {
        const ExportList *const list = &export->lists[i];

        for (uint32_t row = 0; row < list->rows_max; row++)
            for (uint32_t j = 0; j < list->column_count; j++)
                csv_add_field(&csv, row < list->row_count ? list->rows[row][j] : SV(""));
    }
    csv_end_row(&csv);
}

static void add_value(JsonWriter *json, SheetKind kind, Str text)
{
    if (text.len == 0) {
        json_add_null(json);
        return;
    }
    switch (kind) {
    case SHEET_AS_TEXT: json_add_str(json, text); break;
    case SHEET_AS_NUMBER: json_add_json(json, text); break;
    case SHEET_AS_BOOL: json_add_bool(json, str_equal(text, SV("true"))); break;
    case SHEET_AS_CODES:
        json_begin_array(json);
        while (text.len)
            json_add_str(json, str_cut(&text, ','));
        json_end_array(json);
        break;
    }
}

static void add_list(JsonWriter *json, const ExportList *list)
{
    json_add_key(json, list->columns[0].list);
    json_begin_array(json);
    for (uint32_t row = 0; row < list->row_count; row++) {
        json_begin_object(json);
        for (uint32_t i = 0; i < list->column_count; i++) {
            json_add_key(json, list->columns[i].name);
            add_value(json, list->columns[i].kind, list->rows[row][i]);
        }
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_json(Export *export)
{
    JsonWriter json = json_open(&export->pending);

    json_begin_object(&json);
    for (uint32_t i = 0; i < export->column_count; i++) {
        if (export->is_hidden[i])
            continue;
        json_add_key(&json, export->columns[i].name);
        add_value(&json, export->columns[i].kind, export->cells[i]);
    }
    for (uint32_t i = 0; i < export->list_count; i++)
        add_list(&json, &export->lists[i]);
    json_end_object(&json);
    buf_add_char(&export->pending, '\n');
}

/* The text of what comes next: the heading, or a row; none at the end. */
static bool write_next(Export *export, Fault *fault)
{
    bool const is_csv = export->options.format == EXPORT_CSV;

    arena_reset(export->row_arena);
    export->pending = buf_open(export->row_arena, LIMIT_RESPONSE_BYTES);
    export->given = 0;
    if (is_csv && !export->is_begun) {
        export->is_begun = true;
        write_heading(export);
        return true;
    }
    memset(export->cells, 0, export->column_count * sizeof(Str));
    if (!export->kind.next(export, &export->is_over, fault))
        return fault_context(fault, "exporting row %llu",
                             (unsigned long long)export->row_count + 1);
    if (export->is_over)
        return true;
    export->row_count++;
    if (is_csv)
        write_csv(export);
    else
        write_json(export);
    return !export->pending.overflowed ||
           fault_set(fault, FAULT_TOO_LARGE, "row %llu is larger than a response may be",
                     (unsigned long long)export->row_count);
}

bool export_fill(void *context, Buf *piece, bool *is_last, Fault *fault)
{
    Export *const export = context;
    size_t const most = piece->max < LIMIT_HTTP_CHUNK_BYTES ? piece->max : LIMIT_HTTP_CHUNK_BYTES;

    while (piece->len < most && !export->is_over) {
        size_t const room = most - piece->len;
        Str const    rest = str_after(buf_str(&export->pending), export->given);
        Str const    part = str_slice(rest, 0, room);

        if (rest.len) {
            buf_add(piece, part);
            export->given += part.len;
        } else if (!write_next(export, fault)) {
            return false;
        }
    }
    *is_last = export->is_over;
    return true;
}

/* ---- writing it down ------------------------------------------------------------------------ */

bool export_audit(House *house, const Job *job, const ExportOptions *options, Fault *fault)
{
    ExportKind kind;

    if (!choose_kind(&kind, house->catalog, options->what, fault) ||
        !access_require(job->actor, PERMIT_EXPORT, fault))
        return false;
    return audit_write(
        house->store, job->actor,
        (AuditEntry){
            .at = job->now,
            .action = AUDIT_EXPORT,
            .subject = options->organisation_id ? AUDIT_OF_ORGANISATION : AUDIT_OF_NOTHING,
            .subject_id = options->organisation_id,
            .form = options->what,
            .detail =
                str_format(job->arena, "%s%s", options->format == EXPORT_CSV ? "csv" : "ndjson",
                           options->without_names ? ", without names" : ""),
        },
        fault);
}
