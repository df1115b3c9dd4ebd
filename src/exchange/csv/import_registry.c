/* Regions, organisations, workers and official numbers of people, as rows of a file.
 *
 * A cell that is empty says nothing: what is known stays as it is. */
#include <assert.h>

#include "exchange/csv/columns.h"
#include "exchange/csv/import_private.h"
#include "registry/population.h"
#include "registry/worker.h"

/* These are few, and cheap; and each batch that changes a tree has the next one read
 * the whole tree again, which for the villages of the country takes a second. */
enum { BATCH_ROWS = 5000, REGION_BATCH_ROWS = 50000 };

/* ---- regions ------------------------------------------------------------------------------ */

/* Inside the root, or above it. A code that is none is wanted, and rejected. */
static bool wants_region(const Import *import, const ImportRow *row)
{
    int64_t root = 0;
    int64_t region = 0;

    if (!region_parse(&root, import->options.root) ||
        !region_parse(&region, import_cell(import, row, REGION_CODE)))
        return true;
    return region_is_inside(region, root) || region_is_inside(root, region);
}

static Str identity_by_code(const Import *import, const ImportRow *row, Arena *arena)
{
    (void)arena;
    return import_cell(import, row, REGION_CODE);
}

static bool run_region(ImportWork *work, Fault *fault)
{
    RegionEntry entry = {
        .code = import_text(work, REGION_CODE),
        .name = import_text(work, REGION_NAME),
    };
    int64_t       region_id = 0;
    const Region *stored =
        region_parse(&region_id, entry.code) ? region_find(work->house->regions, region_id) : NULL;

    if (region_id == 0)
        problem_add(&work->problems, PROBLEM_FORMAT, import_problem_place(work, REGION_CODE))
            ->text = (Label){ SV("2、4、6、9或12位数字"), SV("2, 4, 6, 9 or 12 digits") };
    if (entry.name.len == 0 && stored)
        entry.name = stored->name;
    entry.valid_from = import_date(work, REGION_FROM, stored ? stored->valid_from : DATE_MIN);
    entry.valid_until = import_date(work, REGION_UNTIL, stored ? stored->valid_until : DATE_MAX);
    if (work->problems.error_count)
        return problems_refuse(&work->problems, fault);
    work->outcome = IMPORT_UNCHANGED;
    if (stored && str_equal(stored->name, entry.name) &&
        stored->valid_from.days == entry.valid_from.days &&
        stored->valid_until.days == entry.valid_until.days)
        return true;
    work->outcome = stored ? IMPORT_AMENDED : IMPORT_ADDED;
    return region_put(&region_id, &work->registry, &entry, fault);
}

const ImportKind IMPORT_REGIONS = {
    .what = SHEET_TEXT("regions"),
    .columns = REGION_COLUMNS,
    .column_count = COUNT_OF(REGION_COLUMNS),
    .batch_rows = REGION_BATCH_ROWS,
    .wants = wants_region,
    .identity = identity_by_code,
    .run = run_region,
};

/* ---- organisations ------------------------------------------------------------------------- */

/* What came in this run is not in the tree at hand. */
static int64_t find_parent(ImportWork *work, int64_t otherwise)
{
    const Import *const import = work->import;
    Str const           code = import_text(work, ORGANISATION_PARENT);
    uint32_t const      at = name_map_find(&import->codes, code);

    if (code.len && at != MAP_ABSENT)
        return import->code_ids[at];
    return import_organisation(work, ORGANISATION_PARENT, otherwise);
}

static void note_code(Import *import, Str code, int64_t organisation_id)
{
    bool     is_new = false;
    uint32_t at = name_map_find(&import->codes, code);

    if (at == MAP_ABSENT)
        at = name_map_add(&import->codes, str_copy(import->arena, code), &is_new);
    if (is_new)
        import->code_ids = arena_grow(import->arena, import->code_ids, at, &import->code_capacity,
                                      sizeof(int64_t));
    import->code_ids[at] = organisation_id;
}

static Str text_or(const ImportWork *work, uint32_t column, Str otherwise)
{
    Str const text = import_text(work, column);

    return text.len ? text : otherwise;
}

static bool is_same_organisation(const Organisation *a, const OrganisationEntry *b)
{
    return str_equal(a->code, b->code) && str_equal(a->credit_code, b->credit_code) &&
           str_equal(a->name, b->name) && str_equal(a->kind, b->kind) &&
           a->parent_id == b->parent_id && a->region_id == b->region_id &&
           a->valid_from.days == b->valid_from.days && a->valid_until.days == b->valid_until.days;
}

static bool run_organisation(ImportWork *work, Fault *fault)
{
    Organisation const        nothing = { .valid_from = DATE_MIN, .valid_until = DATE_MAX };
    Str const                 code = import_text(work, ORGANISATION_CODE);
    const Organisation *const stored = organisation_find_by_code(work->house->organisations, code);
    const Organisation *const before = stored ? stored : &nothing;
    OrganisationEntry const   entry = {
          .organisation_id = before->organisation_id,
          .revision = before->revision,
          .code = code,
          .credit_code = text_or(work, ORGANISATION_CREDIT_CODE, before->credit_code),
          .name = text_or(work, ORGANISATION_NAME, before->name),
          .kind = text_or(work, ORGANISATION_KIND, before->kind),
          .parent_id = find_parent(work, before->parent_id),
          .region_id = import_region(work, ORGANISATION_REGION, before->region_id),
          .valid_from = import_date(work, ORGANISATION_FROM, before->valid_from),
          .valid_until = import_date(work, ORGANISATION_UNTIL, before->valid_until),
    };
    int64_t organisation_id = 0;

    if (stored && work->problems.error_count == 0 && is_same_organisation(stored, &entry)) {
        work->outcome = IMPORT_UNCHANGED;
        return true;
    }
    if (stored) {
        work->outcome = IMPORT_AMENDED;
        return organisation_amend(&work->registry, &entry, &work->problems, fault);
    }
    work->outcome = IMPORT_ADDED;
    if (!organisation_register(&organisation_id, &work->registry, &entry, &work->problems, fault))
        return false;
    note_code(work->import, code, organisation_id);
    return true;
}

const ImportKind IMPORT_ORGANISATIONS = {
    .what = SHEET_TEXT("organisations"),
    .columns = ORGANISATION_COLUMNS,
    .column_count = COUNT_OF(ORGANISATION_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_by_code,
    .run = run_organisation,
};

/* ---- workers ------------------------------------------------------------------------------- */

static_assert((int)ORGANISATION_CODE == (int)REGION_CODE && (int)WORKER_CODE == (int)REGION_CODE,
              "identity_by_code takes the first column");

static bool is_same_worker(const Worker *a, const WorkerEntry *b)
{
    return str_equal(a->code, b->code) && str_equal(a->name, b->name) &&
           a->organisation_id == b->organisation_id && str_equal(a->profession, b->profession) &&
           a->is_family_doctor == b->is_family_doctor && a->valid_from.days == b->valid_from.days &&
           a->valid_until.days == b->valid_until.days;
}

static bool run_worker(ImportWork *work, Fault *fault)
{
    Worker const  nobody = { .valid_from = DATE_MIN, .valid_until = DATE_MAX };
    Str const     code = import_text(work, WORKER_CODE);
    const Worker *stored = NULL;
    int64_t       worker_id = 0;

    if (!worker_find_by_code(&stored, &work->registry, code, fault))
        return false;
    const Worker *const before = stored ? stored : &nobody;
    WorkerEntry const   entry = {
          .worker_id = before->worker_id,
          .revision = before->revision,
          .code = code,
          .name = text_or(work, WORKER_NAME, before->name),
          .organisation_id = import_organisation(work, WORKER_ORGANISATION, before->organisation_id),
          .profession = text_or(work, WORKER_PROFESSION, before->profession),
          .is_family_doctor = import_bool(work, WORKER_FAMILY_DOCTOR, before->is_family_doctor),
          .valid_from = import_date(work, WORKER_FROM, before->valid_from),
          .valid_until = import_date(work, WORKER_UNTIL, before->valid_until),
    };
    if (stored && work->problems.error_count == 0 && is_same_worker(stored, &entry)) {
        work->outcome = IMPORT_UNCHANGED;
        return true;
    }
    work->outcome = stored ? IMPORT_AMENDED : IMPORT_ADDED;
    return stored ? worker_amend(&work->registry, &entry, &work->problems, fault)
                  : worker_register(&worker_id, &work->registry, &entry, &work->problems, fault);
}

const ImportKind IMPORT_WORKERS = {
    .what = SHEET_TEXT("workers"),
    .columns = WORKER_COLUMNS,
    .column_count = COUNT_OF(WORKER_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_by_code,
    .run = run_worker,
};

/* ---- official numbers of people ------------------------------------------------------------- */

static Str identity_of_population(const Import *import, const ImportRow *row, Arena *arena)
{
    static const PopulationColumn PARTS[] = { POPULATION_REGION, POPULATION_YEAR, POPULATION_SEX,
                                              POPULATION_AGE_FROM, POPULATION_AGE_TO };
    Buf                           text = buf_open(arena, LIMIT_SOURCE_BYTES);

    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        buf_add(&text, import_cell(import, row, PARTS[i]));
        buf_add_c(&text, " ");
    }
    return buf_str(&text);
}

static int64_t whole_number(ImportWork *work, uint32_t column)
{
    Str const text = import_text(work, column);
    uint64_t  number = 0;

    if (!str_to_uint(&number, text, INT32_MAX))
        problem_add(&work->problems, text.len ? PROBLEM_FORMAT : PROBLEM_REQUIRED,
                    import_problem_place(work, column))
            ->text = (Label){ SV("整数"), SV("a whole number") };
    return (int64_t)number;
}

/* Empty cells: both sexes, from birth, without an end. What is too high for a year of age
 * is left so high that the registry refuses it. */
static PopulationGroup read_group(ImportWork *work)
{
    Str const     sex = import_text(work, POPULATION_SEX);
    Str const     to = import_text(work, POPULATION_AGE_TO);
    int64_t const from =
        import_text(work, POPULATION_AGE_FROM).len ? whole_number(work, POPULATION_AGE_FROM) : 0;
    int64_t const below = to.len ? whole_number(work, POPULATION_AGE_TO) + 1 : 0;

    if (sex.len && !str_equal(sex, SV("1")) && !str_equal(sex, SV("2")))
        problem_add(&work->problems, PROBLEM_UNKNOWN_CODE,
                    import_problem_place(work, POPULATION_SEX));
    return (PopulationGroup){ (uint8_t)(sex.len ? sex.ptr[0] - '0' : 0),
                              (uint8_t)(from < UINT8_MAX ? from : UINT8_MAX),
                              (uint8_t)(below < UINT8_MAX ? below : UINT8_MAX) };
}

static bool run_population(ImportWork *work, Fault *fault)
{
    const Population *before = NULL;
    Population const  population = {
         .region_id = import_region(work, POPULATION_REGION, 0),
         .year = (int32_t)whole_number(work, POPULATION_YEAR),
         .count = whole_number(work, POPULATION_COUNT),
         .source = import_text(work, POPULATION_SOURCE),
         .group = read_group(work),
    };

    if (population.source.len == 0)
        problem_add(&work->problems, PROBLEM_REQUIRED,
                    import_problem_place(work, POPULATION_SOURCE));
    if (import_text(work, POPULATION_REGION).len == 0)
        problem_add(&work->problems, PROBLEM_REQUIRED,
                    import_problem_place(work, POPULATION_REGION));
    if (work->problems.error_count)
        return problems_refuse(&work->problems, fault);
    if (!population_find(&before, &work->registry, population.region_id, population.year,
                         population.group, fault))
        return false;
    work->outcome = before ? IMPORT_AMENDED : IMPORT_ADDED;
    if (before && before->count == population.count && str_equal(before->source, population.source))
        work->outcome = IMPORT_UNCHANGED;
    return work->outcome == IMPORT_UNCHANGED || population_put(&work->registry, &population, fault);
}

const ImportKind IMPORT_POPULATION = {
    .what = SHEET_TEXT("population"),
    .columns = POPULATION_COLUMNS,
    .column_count = COUNT_OF(POPULATION_COLUMNS),
    .batch_rows = BATCH_ROWS,
    .identity = identity_of_population,
    .run = run_population,
};
