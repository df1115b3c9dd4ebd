/* Everything that is no form, given out row by row. */
#include "exchange/csv/columns.h"
#include "exchange/csv/export_private.h"
#include "registry/household.h"
#include "registry/organisation.h"
#include "registry/population.h"
#include "registry/region.h"
#include "registry/worker.h"

/* ---- regions ------------------------------------------------------------------------------ */

static bool open_regions(Export *export, Fault *fault)
{
    (void)fault;
    export_use_columns(export, REGION_COLUMNS, REGION_COLUMN_COUNT);
    return true;
}

/* By id a region comes before those in it, as an import needs them. */
static bool next_region(Export *export, bool *is_over, Fault *fault)
{
    const RegionTree *const tree = export->house->regions;
    Str *const              cells = export->cells;

    (void)fault;
    *is_over = export->at == tree->count;
    if (*is_over)
        return true;
    const Region *const region = &tree->regions[export->at++];
    cells[REGION_CODE] = region->code;
    cells[REGION_NAME] = region->name;
    cells[REGION_FROM] = export_date(export, region->valid_from, DATE_MIN);
    cells[REGION_UNTIL] = export_date(export, region->valid_until, DATE_MAX);
    return true;
}

const ExportKind EXPORT_REGIONS = { SHEET_TEXT("regions"), open_regions, next_region, NULL };

/* ---- organisations -------------------------------------------------------------------------- */

static bool open_organisations(Export *export, Fault *fault)
{
    (void)fault;
    export_use_columns(export, ORGANISATION_COLUMNS, ORGANISATION_COLUMN_COUNT);
    return true;
}

/* In the order of the tree, so that what is above comes first. */
static bool next_organisation(Export *export, bool *is_over, Fault *fault)
{
    const OrganisationTree *const tree = export->house->organisations;
    Str *const                    cells = export->cells;
    uint32_t                      count = 0;
    const uint32_t *const         visible =
        organisation_visible(tree, export->job.actor, export->options.organisation_id, &count);

    (void)fault;
    *is_over = export->at == count;
    if (*is_over)
        return true;
    const Organisation *const organisation = &tree->organisations[visible[export->at++]];
    cells[ORGANISATION_CODE] = organisation->code;
    cells[ORGANISATION_NAME] = organisation->name;
    cells[ORGANISATION_KIND] = organisation->kind;
    cells[ORGANISATION_PARENT] = export_organisation(export, organisation->parent_id);
    cells[ORGANISATION_REGION] = export_region(export, organisation->region_id);
    cells[ORGANISATION_CREDIT_CODE] = organisation->credit_code;
    cells[ORGANISATION_FROM] = export_date(export, organisation->valid_from, DATE_MIN);
    cells[ORGANISATION_UNTIL] = export_date(export, organisation->valid_until, DATE_MAX);
    cells[ORGANISATION_MERGED_INTO] = export_organisation(export, organisation->merged_into);
    cells[ORGANISATION_ID] = export_id(export, organisation->organisation_id);
    cells[ORGANISATION_REVISION] = export_number(export, organisation->revision);
    cells[ORGANISATION_RECORDED_AT] = export_instant(export, organisation->recorded_at);
    return true;
}

const ExportKind EXPORT_ORGANISATIONS = { SHEET_TEXT("organisations"), open_organisations,
                                          next_organisation, NULL };

/* ---- workers -------------------------------------------------------------------------------- */

typedef struct {
    Arena        *arena; /* of the page */
    const Worker *workers;
    uint32_t      count, at;
    WorkerFilter  filter; /* for the next page */
    bool          is_last;
} WorkerPager;

static bool open_workers(Export *export, Fault *fault)
{
    WorkerPager *const pager = arena_alloc(export->arena, sizeof *pager);

    (void)fault;
    pager->arena = arena_open();
    pager->filter.organisation_id = export->options.organisation_id;
    export->state = pager;
    export_use_columns(export, WORKER_COLUMNS, WORKER_COLUMN_COUNT);
    return true;
}

static bool read_page(WorkerPager *pager, const Export *export, Fault *fault)
{
    Registry registry = export->registry;

    arena_reset(pager->arena);
    registry.arena = pager->arena;
    pager->at = 0;
    if (!worker_list(&pager->workers, &pager->count, &registry, &pager->filter, fault))
        return false;
    pager->is_last = pager->count == 0;
    if (pager->count) {
        const Worker *const last = &pager->workers[pager->count - 1];

        pager->filter.after_organisation = last->organisation_id;
        pager->filter.after_worker = last->worker_id;
    }
    return true;
}

static bool next_worker(Export *export, bool *is_over, Fault *fault)
{
    WorkerPager *const pager = export->state;
    Str *const         cells = export->cells;

    if (pager->at == pager->count && !pager->is_last && !read_page(pager, export, fault))
        return false;
    *is_over = pager->at == pager->count;
    if (*is_over)
        return true;
    const Worker *const worker = &pager->workers[pager->at++];
    cells[WORKER_CODE] = worker->code;
    cells[WORKER_NAME] = worker->name;
    cells[WORKER_ORGANISATION] = export_organisation(export, worker->organisation_id);
    cells[WORKER_PROFESSION] = worker->profession;
    cells[WORKER_FAMILY_DOCTOR] = export_bool(worker->is_family_doctor);
    cells[WORKER_FROM] = export_date(export, worker->valid_from, DATE_MIN);
    cells[WORKER_UNTIL] = export_date(export, worker->valid_until, DATE_MAX);
    cells[WORKER_ID] = export_id(export, worker->worker_id);
    cells[WORKER_REVISION] = export_number(export, worker->revision);
    cells[WORKER_RECORDED_AT] = export_instant(export, worker->recorded_at);
    return true;
}

static void close_workers(Export *export)
{
    WorkerPager *const pager = export->state;

    if (pager)
        arena_close(&pager->arena);
}

const ExportKind EXPORT_WORKERS = { SHEET_TEXT("workers"), open_workers, next_worker,
                                    close_workers };

/* ---- official numbers of people ---------------------------------------------------------- */

typedef struct {
    Arena            *arena; /* of the page */
    const Population *rows;
    uint32_t          count, at;
    int32_t           year;
    Population        last; /* of that year */
} PopulationPager;

static bool open_population(Export *export, Fault *fault)
{
    PopulationPager *const pager = arena_alloc(export->arena, sizeof *pager);

    (void)fault;
    pager->arena = arena_open();
    pager->year = POPULATION_YEAR_MIN;
    export->state = pager;
    export_use_columns(export, POPULATION_COLUMNS, POPULATION_COLUMN_COUNT);
    return true;
}

/* Year by year, as the table lies; most of them are empty. */
static bool next_population(Export *export, bool *is_over, Fault *fault)
{
    PopulationPager *const pager = export->state;
    Str *const             cells = export->cells;
    Registry               registry = export->registry;

    registry.arena = pager->arena;
    while (pager->at == pager->count && pager->year <= POPULATION_YEAR_MAX) {
        arena_reset(pager->arena);
        pager->at = 0;
        if (!population_list(&pager->rows, &pager->count, &registry, 0, pager->year,
                             pager->last.year == pager->year ? &pager->last : NULL, 0, fault))
            return false;
        if (pager->count)
            pager->last = pager->rows[pager->count - 1];
        pager->year += pager->count == 0;
    }
    *is_over = pager->at == pager->count;
    if (*is_over)
        return true;
    const Population *const population = &pager->rows[pager->at++];
    cells[POPULATION_REGION] = export_region(export, population->region_id);
    cells[POPULATION_YEAR] = export_number(export, population->year);
    PopulationGroup const group = population->group;
    cells[POPULATION_SEX] = group.sex ? export_number(export, group.sex) : SV("");
    cells[POPULATION_AGE_FROM] =
        group.age_from || group.age_below ? export_number(export, group.age_from) : SV("");
    cells[POPULATION_AGE_TO] =
        group.age_below ? export_number(export, group.age_below - 1) : SV("");
    cells[POPULATION_COUNT] = export_number(export, population->count);
    cells[POPULATION_SOURCE] = population->source;
    return true;
}

static void close_population(Export *export)
{
    PopulationPager *const pager = export->state;

    if (pager)
        arena_close(&pager->arena);
}

const ExportKind EXPORT_POPULATION = { SHEET_TEXT("population"), open_population, next_population,
                                       close_population };

/* ---- persons -------------------------------------------------------------------------------- */

static bool open_persons(Export *export, Fault *fault)
{
    static const PersonColumn NAMES[] = {
        PERSON_CITIZEN_ID, PERSON_ID_KIND, PERSON_RECORD_NUMBER, PERSON_NAME,
        PERSON_PHONE,      PERSON_ADDRESS, PERSON_HOUSEHOLD,
    };

    export_use_columns(export, PERSON_COLUMNS, PERSON_COLUMN_COUNT);
    export_hide(export, PERSON_DISTINCT);
    for (size_t i = 0; i < COUNT_OF(NAMES) && export->options.without_names; i++)
        export_hide(export, NAMES[i]);
    return access_require(export->job.actor, PERMIT_READ_PERSON, fault);
}

/* The household's own code; its id when it has none, or is not the actor's to see. */
static bool household_code(Str *out, Export *export, int64_t household_id, Fault *fault)
{
    Household household = { 0 };
    Fault     own = { 0 };

    *out = export_id(export, household_id);
    if (household_id == 0)
        return true;
    if (household_get(&household, &export->registry, household_id, &own)) {
        if (household.code.len)
            *out = household.code;
        return true;
    }
    if (own.code == FAULT_NOT_FOUND || own.code == FAULT_DENIED)
        return true;
    *fault = own;
    return false;
}

static bool next_person(Export *export, bool *is_over, Fault *fault)
{
    const Person    *person = NULL;
    const Residence *stays = NULL;
    uint32_t         count = 0;
    Str *const       cells = export->cells;

    if (!export_next_person(&person, export, fault))
        return false;
    *is_over = !person;
    if (*is_over)
        return true;
    if (!person_residences(&stays, &count, &export->registry, person->person_id, fault) ||
        !household_code(&cells[PERSON_HOUSEHOLD], export, person->household_id, fault) ||
        !export_worker(&cells[PERSON_WORKER], export, person->worker_id, fault))
        return false;
    cells[PERSON_CITIZEN_ID] = person->citizen_id;
    cells[PERSON_ID_KIND] = person->id_kind;
    cells[PERSON_RECORD_NUMBER] = person->record_number;
    cells[PERSON_ID] = export_id(export, person->person_id);
    cells[PERSON_NAME] = person->name;
    cells[PERSON_SEX] = person->sex;
    cells[PERSON_BORN_ON] = export_date(export, person->born_on, DATE_MIN);
    cells[PERSON_DIED_ON] = export_date(export, person->died_on, DATE_MAX);
    cells[PERSON_PHONE] = person->phone;
    cells[PERSON_ADDRESS] = person->address;
    cells[PERSON_ETHNIC] = person->ethnic;
    cells[PERSON_RELATION] = person->relation;
    cells[PERSON_IS_RESIDENT] = export_bool(person->is_resident);
    cells[PERSON_RESIDENCE_KIND] = person->residence;
    cells[PERSON_ORGANISATION] = export_organisation(export, person->organisation_id);
    cells[PERSON_REGION] = export_region(export, person->region_id);
    if (count)
        cells[PERSON_RESIDENT_FROM] = export_date(export, stays[count - 1].from_on, DATE_MIN);
    cells[PERSON_REVISION] = export_number(export, person->revision);
    cells[PERSON_RECORDED_AT] = export_instant(export, person->recorded_at);
    return true;
}

const ExportKind EXPORT_PERSONS = { SHEET_TEXT("persons"), open_persons, next_person, NULL };

/* ---- residences ----------------------------------------------------------------------------- */

typedef struct {
    Arena           *arena; /* of one person's */
    const Person    *person;
    const Residence *stays;
    uint32_t         count, at;
} StayPager;

static bool open_stays(Export *export, Fault *fault)
{
    StayPager *const pager = arena_alloc(export->arena, sizeof *pager);

    pager->arena = arena_open();
    export->state = pager;
    export_use_columns(export, STAY_COLUMNS, STAY_COLUMN_COUNT);
    if (export->options.without_names) {
        export_hide(export, STAY_CITIZEN_ID);
        export_hide(export, STAY_RECORD_NUMBER);
        export_hide(export, STAY_PERSON_NAME);
    }
    return access_require(export->job.actor, PERMIT_READ_PERSON, fault);
}

static bool next_stay(Export *export, bool *is_over, Fault *fault)
{
    StayPager *const pager = export->state;
    Str *const       cells = export->cells;
    Registry         registry = export->registry;

    registry.arena = pager->arena;
    while (pager->at == pager->count) {
        arena_reset(pager->arena);
        pager->at = 0;
        if (!export_next_person(&pager->person, export, fault))
            return false;
        *is_over = !pager->person;
        if (*is_over)
            return true;
        if (!person_residences(&pager->stays, &pager->count, &registry, pager->person->person_id,
                               fault))
            return false;
    }
    const Residence *const stay = &pager->stays[pager->at++];
    if (!export_worker(&cells[STAY_WORKER], export, stay->worker_id, fault))
        return false;
    cells[STAY_CITIZEN_ID] = pager->person->citizen_id;
    cells[STAY_RECORD_NUMBER] = pager->person->record_number;
    cells[STAY_PERSON_ID] = export_id(export, pager->person->person_id);
    cells[STAY_PERSON_NAME] = pager->person->name;
    cells[STAY_FROM] = export_date(export, stay->from_on, DATE_MIN);
    cells[STAY_IS_RESIDENT] = export_bool(stay->is_resident);
    cells[STAY_KIND] = stay->kind;
    cells[STAY_ORGANISATION] = export_organisation(export, stay->organisation_id);
    cells[STAY_REGION] = export_region(export, stay->region_id);
    cells[STAY_REASON] = stay->reason;
    cells[STAY_ELSEWHERE] = stay->elsewhere;
    cells[STAY_RETURN] = export_date(export, stay->return_on, RETURN_UNKNOWN);
    cells[STAY_RECORDED_AT] = export_instant(export, stay->recorded_at);
    return true;
}

static void close_stays(Export *export)
{
    StayPager *const pager = export->state;

    if (pager)
        arena_close(&pager->arena);
}

const ExportKind EXPORT_RESIDENCES = { SHEET_TEXT("residences"), open_stays, next_stay,
                                       close_stays };
