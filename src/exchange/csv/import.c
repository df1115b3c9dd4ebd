#include "exchange/csv/import.h"

#include <assert.h>
#include <stdlib.h>

#include "access/audit.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "exchange/csv/cell.h"
#include "exchange/csv/import_private.h"

enum {
    BATCH_BYTES = 4 << 20,
    REASON_BYTES_MAX = 8000, /* more than a person reads of one row */
    AUDIT_WHAT_CHARS = 100,
};

static const ImportKind *const KINDS[] = {
    &IMPORT_REGIONS,
    &IMPORT_ORGANISATIONS,
    &IMPORT_WORKERS,
    &IMPORT_PERSONS,
    &IMPORT_RESIDENCES,
    &IMPORT_IDENTIFIERS,
    &IMPORT_NAMES,
    &IMPORT_RELATIONS,
    &IMPORT_EDGES,
    &IMPORT_PROFILES,
    &IMPORT_LICENCES,
    &IMPORT_PRACTICES,
    &IMPORT_WORKER_IDENTITIES,
    &IMPORT_POPULATION,
};

/* ---- opening ----------------------------------------------------------------------------- */

static const Form *find_form(const Catalog *catalog, Str name)
{
    const Form *const     form = catalog_form(catalog, name);
    const Register *const entries = catalog_register(catalog, name);

    return form ? form : entries ? &entries->form : NULL;
}

const Form *import_form(const Import *import, const House *house)
{
    const Form *const form = find_form(house->catalog, import->kind.what);

    assert(form); /* the house has the definitions that the file was opened with */
    return form;
}

static bool choose_kind(Import *import, const House *house, Fault *fault)
{
    Str const         what = import->options.what;
    const Form *const form = find_form(house->catalog, what);

    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_equal(what, KINDS[i]->what)) {
            import->kind = *KINDS[i];
            return true;
        }
    if (!form)
        return fault_set(fault, FAULT_NOT_FOUND,
                         "there is no form or register '%.*s'; 'barefoot import --help' tells what "
                         "else can be imported",
                         (int)(what.len < 60 ? what.len : 60), what.ptr);
    import->kind = import_record_kind(import->arena, form);
    return true;
}

static bool read_headings(Import *import, Fault *fault)
{
    uint32_t count = 0;

    if (!csv_reader_header(&import->headings, import->reader, &count, fault) ||
        !sheet_open(&import->sheet, import->arena, import->kind.what, import->kind.columns,
                    import->kind.column_count, import->headings, count, import->options.map, fault))
        return false;
    import->unnamed = SHEET_NONE;
    for (uint32_t i = count; i-- > 0;)
        if (import->sheet.uses[i].is_unnamed)
            import->unnamed = i;
    import->rejects = reject_format(import->headings, count, import->options.csv.separator);
    return true;
}

bool import_open(Import **out, const House *house, FILE *file, const ImportOptions *options,
                 Fault *fault)
{
    Arena  *arena = arena_open();
    Import *import = arena_alloc(arena, sizeof *import);

    *import = (Import){
        .arena = arena,
        .batch_arena = arena_open(),
        .row_arena = arena_open(),
        .options = *options,
        .catalogue_version = house->catalogue_version,
        .seen = id_map_open(arena),
        .codes = name_map_open(arena),
    };
    import->options.what = str_copy(arena, options->what);
    import->options.map = str_copy(arena, options->map);
    import->options.root = str_copy(arena, options->root);
    if (!choose_kind(import, house, fault) ||
        !csv_reader_open(&import->reader, arena, file, options->csv, fault) ||
        !read_headings(import, fault)) {
        import_close(&import);
        return false;
    }
    import->rows = arena_array(arena, import->kind.batch_rows, sizeof(ImportRow));
    *out = import;
    return true;
}

void import_close(Import **import)
{
    if (!*import)
        return;
    Arena *arena = (*import)->arena;

    csv_reader_close(&(*import)->reader);
    arena_close(&(*import)->batch_arena);
    arena_close(&(*import)->row_arena);
    arena_close(&arena);
    *import = NULL;
}

Str import_reject_heading(const Import *import)
{
    return reject_heading(&import->rejects, import->arena);
}

/* ---- reading a batch ------------------------------------------------------------------------ */

static uint64_t hash_more(uint64_t hash, uint64_t more)
{
    hash ^= more + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    return hash * 0xbf58476d1ce4e5b9u;
}

/* Of what the row says, in the columns that count. */
static uint64_t hash_content(const Import *import, const ImportRow *row)
{
    const Sheet *const sheet = &import->sheet;
    uint64_t           hash = 0;

    for (uint32_t i = 0; i < sheet->use_count; i++) {
        SheetUse const use = sheet->uses[i];

        if (use.column == SHEET_NONE || sheet->columns[use.column].need == SHEET_IGNORED)
            continue;
        hash = hash_more(hash, str_hash(cell_trim(row->cells[i])));
    }
    return hash;
}

/* Of two rows about the same thing the first is taken. Taking both would end with the
 * second, begin anew with the first when the file is imported again, and never rest. */
static void note_seen(Import *import, ImportRow *row)
{
    Str const identity =
        row->cells ? import->kind.identity(import, row, import->row_arena) : SV("");
    bool     is_new = false;
    uint32_t capacity = import->seen_capacity;

    row->seen_line = 0;
    if (identity.len == 0)
        return;
    uint32_t const at = id_map_add(&import->seen, (int64_t)str_hash(identity), &is_new);
    uint64_t const content = hash_content(import, row);
    if (!is_new) {
        row->seen_line = import->seen_lines[at];
        row->seen_equal = import->seen_contents[at] == content;
        return;
    }
    import->seen_lines =
        arena_grow(import->arena, import->seen_lines, at, &capacity, sizeof(uint32_t));
    import->seen_contents = arena_grow(import->arena, import->seen_contents, at,
                                       &import->seen_capacity, sizeof(uint64_t));
    import->seen_lines[at] = row->line;
    import->seen_contents[at] = content;
}

static ImportRow copy_row(Arena *arena, const CsvRow *row)
{
    ImportRow copy = { .line = row->line, .raw = str_copy(arena, row->raw), .fault = row->fault };

    if (row->fault.code != FAULT_NONE)
        return copy;
    Str *const cells = arena_array(arena, row->field_count, sizeof(Str));
    for (uint32_t i = 0; i < row->field_count; i++)
        cells[i] = str_copy(arena, row->fields[i]);
    copy.cells = cells;
    return copy;
}

bool import_read(Import *import, Fault *fault)
{
    size_t bytes = 0;

    import->row_count = 0;
    arena_reset(import->batch_arena);
    while (import->row_count < import->kind.batch_rows && bytes < BATCH_BYTES) {
        const CsvRow *read = NULL;

        arena_reset(import->row_arena);
        if (!csv_reader_next(&read, import->reader, fault))
            return fault_context(fault, "reading the file");
        if (!read)
            break;
        ImportRow row = { .line = read->line, .cells = read->fields };
        if (read->fault.code == FAULT_NONE && import->kind.wants &&
            !import->kind.wants(import, &row))
            continue;
        row = copy_row(import->batch_arena, read);
        note_seen(import, &row);
        import->rows[import->row_count++] = row;
        bytes += row.raw.len;
    }
    return true;
}

uint32_t import_row_count(const Import *import)
{
    return import->row_count;
}

uint64_t import_offset(const Import *import)
{
    return csv_reader_offset(import->reader);
}

/* ---- why a row is not in -------------------------------------------------------------------- */

static bool is_english(const Import *import)
{
    return import->options.language == LANGUAGE_EN;
}

static void add_reason(const Import *import, Buf *reason, Str heading, Str message)
{
    if (reason->len + heading.len + message.len + 10 > REASON_BYTES_MAX)
        return;
    if (reason->len)
        buf_add(reason, is_english(import) ? SV("; ") : SV("；"));
    buf_add(reason, heading);
    if (heading.len)
        buf_add(reason, is_english(import) ? SV(": ") : SV("："));
    buf_add(reason, message);
}

static void reject(const Import *import, ImportRow *row, RejectPlace place, Str reason)
{
    row->outcome = IMPORT_REJECTED;
    row->place = place;
    row->reason = str_copy(import->batch_arena, reason);
}

/* By a fault: what kind of failure it is, and what it was. */
static void reject_by_fault(const Import *import, ImportRow *row, RejectPlace place,
                            const Fault *fault)
{
    Buf reason = buf_open(import->row_arena, REASON_BYTES_MAX);

    if (!is_english(import))
        buf_add_format(&reason, "%s：", row->cells ? fault_kind(fault->code)->zh : "CSV格式有误");
    buf_add_c(&reason, fault->message);
    reject(import, row, place, buf_str(&reason));
}

/* Whether a value was not understood: then what else is wrong with it follows. */
static bool is_misunderstood(ProblemCode code)
{
    return code == PROBLEM_NO_DATE || code == PROBLEM_FORMAT || code == PROBLEM_UNKNOWN ||
           code == PROBLEM_REQUIRED || code == PROBLEM_CHECK_DIGIT || code == PROBLEM_UNKNOWN_CODE;
}

static bool follows_from_another(const Problems *problems, uint32_t index)
{
    const Problem *const problem = &problems->items[index];
    uint32_t const       causes = is_misunderstood(problem->code) ? index : problems->count;

    for (uint32_t i = 0; i < causes; i++)
        if (is_misunderstood(problems->items[i].code) &&
            problems->items[i].at.row == problem->at.row && problem->at.field.len &&
            str_equal(problems->items[i].at.field, problem->at.field))
            return true;
    return false;
}

typedef struct {
    uint32_t cell; /* of the row, or SHEET_NONE */
    uint32_t index;
} PlacedProblem;

static int compare_places(const void *a, const void *b)
{
    const PlacedProblem *const left = a;
    const PlacedProblem *const right = b;

    if (left->cell != right->cell)
        return left->cell < right->cell ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* Say what is wrong with a row, or what there is to look at in one that is in: in the
 * order of its columns, and at the end what belongs to none of them. */
static void describe(const Import *import, ImportRow *row, const Problems *problems,
                     bool is_warning)
{
    PlacedProblem *const placed =
        arena_array(import->row_arena, problems->count, sizeof(PlacedProblem));
    Buf      reason = buf_open(import->row_arena, REASON_BYTES_MAX);
    uint32_t count = 0;

    for (uint32_t i = 0; i < problems->count; i++) {
        const Problem *const problem = &problems->items[i];

        if (problem->is_warning == is_warning && !follows_from_another(problems, i))
            placed[count++] =
                (PlacedProblem){ sheet_place(&import->sheet, problem->at.field, problem->at.row),
                                 i };
    }
    qsort(placed, count, sizeof(PlacedProblem), compare_places);
    for (uint32_t i = 0; i < count; i++) {
        const Problem *const problem = &problems->items[placed[i].index];
        uint32_t const       cell = placed[i].cell;

        add_reason(import, &reason, cell == SHEET_NONE ? problem->at.field : import->headings[cell],
                   problem_message(import->row_arena, problem, import->options.language));
    }
    row->place = count && placed[0].cell != SHEET_NONE
                     ? reject_place(&import->rejects, row->raw, row->line, placed[0].cell)
                     : (RejectPlace){ row->line, 1 };
    row->reason = str_copy(import->batch_arena, buf_str(&reason));
}

static void reject_seen(const Import *import, ImportRow *row)
{
    Str const reason = str_format(
        import->row_arena,
        is_english(import) ? "line %u is about the same, and says something else: keep one of them"
                           : "与第%u行重复而内容不同，请只保留一行",
        row->seen_line);

    reject(import, row, (RejectPlace){ row->line, 1 }, reason);
}

/* Text in a column that has no name would be lost without a word. */
static bool has_unnamed_text(const Import *import, const ImportRow *row, uint32_t *cell)
{
    if (import->unnamed == SHEET_NONE)
        return false;
    for (uint32_t i = import->unnamed; i < import->sheet.use_count; i++)
        if (import->sheet.uses[i].is_unnamed && cell_trim(row->cells[i]).len) {
            *cell = i;
            return true;
        }
    return false;
}

static void reject_unnamed(const Import *import, ImportRow *row, uint32_t cell)
{
    Str const reason = str_format(import->row_arena,
                                  is_english(import) ? "column %u has text but no heading"
                                                     : "第%u列有内容而没有列名",
                                  cell + 1);

    reject(import, row, reject_place(&import->rejects, row->raw, row->line, cell), reason);
}

/* ---- running a batch ------------------------------------------------------------------------ */

/* What is wrong with this row, not with the store. */
static bool is_refusal(FaultCode code)
{
    return code == FAULT_INVALID || code == FAULT_DENIED || code == FAULT_CONFLICT ||
           code == FAULT_NOT_FOUND || code == FAULT_TOO_LARGE;
}

static bool do_row(Import *import, House *house, const Job *job, ImportRow *row, Fault *fault)
{
    ImportWork work = { .import = import, .house = house, .job = *job, .row = row };
    Fault      own = { 0 };

    work.job.arena = import->row_arena;
    work.registry = house_registry(house, &work.job);
    work.problems = problems_open(import->row_arena);
    if (!intake_begin_group(house, &work.job, fault))
        return false;
    bool const ok = import->kind.run(&work, &own);
    if (!ok && !is_refusal(own.code)) {
        *fault = own;
        return false;
    }
    if (!intake_end_group(house, ok, fault))
        return false;
    row->outcome = ok ? work.outcome : IMPORT_REJECTED;
    if (!ok && work.problems.error_count == 0)
        reject_by_fault(import, row, (RejectPlace){ row->line, 1 }, &own);
    else if (work.problems.count)
        describe(import, row, &work.problems, ok);
    return true;
}

static bool run_row(Import *import, House *house, const Job *job, ImportRow *row, Fault *fault)
{
    uint32_t cell = 0;

    arena_reset(import->row_arena);
    row->reason = SV("");
    if (!row->cells)
        reject_by_fault(import, row, (RejectPlace){ row->fault.line, row->fault.column },
                        &row->fault);
    else if (has_unnamed_text(import, row, &cell))
        reject_unnamed(import, row, cell);
    else if (row->seen_line && row->seen_equal)
        row->outcome = IMPORT_UNCHANGED;
    else if (row->seen_line)
        reject_seen(import, row);
    else
        return do_row(import, house, job, row, fault) ||
               fault_context(fault, "line %u of the file", row->line);
    return true;
}

bool import_run(Import *import, House *house, const Job *job, Fault *fault)
{
    if (house->catalogue_version != import->catalogue_version)
        return fault_set(fault, FAULT_CONFLICT,
                         "the definitions have changed during the import: run it again");
    for (uint32_t i = 0; i < import->row_count; i++)
        if (!run_row(import, house, job, &import->rows[i], fault))
            return false;
    return true;
}

static bool hand_out(Import *import, const ImportRow *row, ImportVisitor *visit, void *context,
                     Fault *fault)
{
    bool const         is_rejected = row->outcome == IMPORT_REJECTED;
    ImportNotice const notice = {
        .is_rejected = is_rejected,
        .line = row->place.line,
        .column = row->place.column,
        .reason = row->reason,
        .text = is_rejected ? reject_row(&import->rejects, import->row_arena, row->raw, row->cells,
                                         row->place, row->reason)
                            : SV(""),
    };

    return visit(context, &notice, fault);
}

bool import_keep(Import *import, ImportVisitor *visit, void *context, Fault *fault)
{
    ImportCounts *const counts = &import->counts;

    for (uint32_t i = 0; i < import->row_count; i++) {
        const ImportRow *const row = &import->rows[i];

        arena_reset(import->row_arena);
        counts->rows++;
        counts->added += row->outcome == IMPORT_ADDED;
        counts->amended += row->outcome == IMPORT_AMENDED;
        counts->unchanged += row->outcome == IMPORT_UNCHANGED;
        counts->rejected += row->outcome == IMPORT_REJECTED;
        counts->warned += row->outcome != IMPORT_REJECTED && row->reason.len;
        if (row->reason.len && !hand_out(import, row, visit, context, fault))
            return false;
    }
    return true;
}

const ImportCounts *import_counts(const Import *import)
{
    return &import->counts;
}

bool import_audit(const Import *import, House *house, const Job *job, Fault *fault)
{
    const ImportCounts *const counts = &import->counts;

    if (counts->added + counts->amended == 0)
        return true;
    return audit_write(house->store, job->actor,
                       (AuditEntry){
                           .at = job->now,
                           .action = AUDIT_IMPORT,
                           .form = import->kind.what,
                           .detail = str_format(job->arena,
                                                "%llu added, %llu amended, %llu unchanged, %llu "
                                                "rejected",
                                                (unsigned long long)counts->added,
                                                (unsigned long long)counts->amended,
                                                (unsigned long long)counts->unchanged,
                                                (unsigned long long)counts->rejected),
                       },
                       fault);
}
