/* The next row of what is known of institutions and of those who work there. */
#include <assert.h>

#include "exchange/csv/columns.h"
#include "exchange/csv/export_private.h"
#include "registry/organisation.h"
#include "registry/organisation_edge.h"
#include "registry/organisation_profile.h"
#include "registry/worker_identity.h"

/* An organisation's edges, or the rows of one worker. */
typedef struct {
    Arena                  *arena;      /* of the rows */
    Arena                  *page_arena; /* of the workers */
    const Worker           *workers;
    uint32_t                worker_count, worker_at;
    WorkerFilter            filter;
    bool                    is_last;
    const Worker           *worker; /* whose rows these are */
    const OrganisationEdge *edges;
    const WorkerLicence    *licences;
    const WorkerPlace      *places;
    WorkerIdentity          identity;
    uint32_t                count, at;
} Pager;

static Pager *open_pager(Export *export, const SheetColumn *columns, uint32_t count)
{
    Pager *const pager = arena_alloc(export->arena, sizeof *pager);

    pager->arena = arena_open();
    pager->page_arena = arena_open();
    pager->filter.organisation_id = export->options.organisation_id;
    export->state = pager;
    export_use_columns(export, columns, count);
    return pager;
}

static void close_pager(Export *export)
{
    Pager *const pager = export->state;

    if (!pager)
        return;
    arena_close(&pager->arena);
    arena_close(&pager->page_arena);
}

/* The next organisation in the order of the tree, or NULL. */
static const Organisation *next_organisation(Export *export)
{
    const OrganisationTree *const tree = export->house->organisations;
    uint32_t                      count = 0;
    const uint32_t *const         visible =
        organisation_visible(tree, export->job.actor, export->options.organisation_id, &count);

    return export->at == count ? NULL : &tree->organisations[visible[export->at++]];
}

/* ---- edges ---------------------------------------------------------------------------------- */

static bool open_edges(Export *export, Fault *fault)
{
    (void)fault;
    (void)open_pager(export, EDGE_COLUMNS, EDGE_COLUMN_COUNT);
    return true;
}

static bool next_edge(Export *export, bool *is_over, Fault *fault)
{
    Pager *const pager = export->state;
    Str *const   cells = export->cells;
    Registry     registry = export->registry;

    registry.arena = pager->arena;
    while (pager->at == pager->count) {
        const Organisation *const organisation = next_organisation(export);

        *is_over = !organisation;
        if (*is_over)
            return true;
        OrganisationEdgeFilter const filter = { .organisation_id = organisation->organisation_id };
        arena_reset(pager->arena);
        pager->at = 0;
        if (!organisation_edge_list(&pager->edges, &pager->count, &registry, &filter, fault))
            return false;
    }
    const OrganisationEdge *const edge = &pager->edges[pager->at++];
    cells[EDGE_CODE] = export_organisation(export, edge->organisation_id);
    cells[EDGE_TREE] = edge->tree;
    cells[EDGE_PARENT] = export_organisation(export, edge->parent_id);
    cells[EDGE_FROM] = export_date(export, edge->from_on, DATE_MIN);
    cells[EDGE_UNTIL] = export_date(export, edge->until_on, DATE_MAX);
    cells[EDGE_RECORDED_AT] = export_instant(export, edge->recorded_at);
    return true;
}

const ExportKind EXPORT_EDGES = { SHEET_TEXT("edges"), open_edges, next_edge, close_pager };

/* ---- profiles ------------------------------------------------------------------------------- */

static bool open_profiles(Export *export, Fault *fault)
{
    (void)fault;
    (void)open_pager(export, PROFILE_COLUMNS, PROFILE_COLUMN_COUNT);
    return true;
}

/* Those of which something is known. */
static bool next_profile(Export *export, bool *is_over, Fault *fault)
{
    Pager *const        pager = export->state;
    Str *const          cells = export->cells;
    Registry            registry = export->registry;
    OrganisationProfile profile;
    bool                is_known = false;

    registry.arena = pager->arena;
    while (!is_known) {
        const Organisation *const organisation = next_organisation(export);

        *is_over = !organisation;
        if (*is_over)
            return true;
        arena_reset(pager->arena);
        if (!organisation_profile_get(&profile, &registry, organisation->organisation_id, fault))
            return false;
        cells[PROFILE_OF] = organisation->code;
        for (uint32_t i = PROFILE_FIRST; i < PROFILE_COLUMN_COUNT; i++) {
            cells[i] = profile.values[i - PROFILE_FIRST];
            is_known = is_known || cells[i].len;
        }
    }
    return true;
}

const ExportKind EXPORT_PROFILES = { SHEET_TEXT("profiles"), open_profiles, next_profile,
                                     close_pager };

/* ---- those who work there ------------------------------------------------------------------- */

static bool next_worker(Pager *pager, const Export *export, Fault *fault)
{
    Registry registry = export->registry;

    registry.arena = pager->page_arena;
    if (pager->worker_at == pager->worker_count && !pager->is_last) {
        arena_reset(pager->page_arena);
        pager->worker_at = 0;
        if (!worker_list(&pager->workers, &pager->worker_count, &registry, &pager->filter, fault))
            return false;
        pager->is_last = pager->worker_count == 0;
    }
    pager->worker = NULL;
    if (pager->worker_at == pager->worker_count)
        return true;
    pager->worker = &pager->workers[pager->worker_at++];
    pager->filter.after_organisation = pager->worker->organisation_id;
    pager->filter.after_worker = pager->worker->worker_id;
    return true;
}

typedef bool ReadRows(Pager *pager, const Registry *registry, Fault *fault);

/* The next row, as pager->at - 1. */
static bool next_row(Export *export, ReadRows *read, bool *is_over, Fault *fault)
{
    Pager *const pager = export->state;
    Registry     registry = export->registry;

    registry.arena = pager->arena;
    while (pager->at == pager->count) {
        pager->at = pager->count = 0;
        arena_reset(pager->arena);
        if (!next_worker(pager, export, fault))
            return false;
        *is_over = !pager->worker;
        if (*is_over)
            return true;
        if (!read(pager, &registry, fault))
            return false;
    }
    pager->at++;
    export->cells[LICENCE_WORKER] = pager->worker->code;
    export->cells[LICENCE_WORKER_NAME] = pager->worker->name;
    return true;
}

static_assert((int)PRACTICE_WORKER_NAME == (int)LICENCE_WORKER_NAME &&
                  (int)WHO_NAME == (int)LICENCE_WORKER_NAME,
              "next_row fills the columns of all three");

static bool open_licences(Export *export, Fault *fault)
{
    (void)fault;
    (void)open_pager(export, LICENCE_COLUMNS, LICENCE_COLUMN_COUNT);
    return true;
}

static bool read_licences(Pager *pager, const Registry *registry, Fault *fault)
{
    return worker_licence_list(&pager->licences, &pager->count, registry, pager->worker->worker_id,
                               fault);
}

static bool next_licence(Export *export, bool *is_over, Fault *fault)
{
    const Pager *const pager = export->state;
    Str *const         cells = export->cells;

    if (!next_row(export, read_licences, is_over, fault))
        return false;
    if (*is_over)
        return true;
    const WorkerLicence *const row = &pager->licences[pager->at - 1];
    cells[LICENCE_KIND] = row->kind;
    cells[LICENCE_NUMBER] = row->number;
    cells[LICENCE_LEVEL] = row->level;
    cells[LICENCE_SCOPE] = row->scope;
    cells[LICENCE_ISSUER] = row->issuer;
    cells[LICENCE_FROM] = export_date(export, row->valid_from, DATE_MIN);
    cells[LICENCE_UNTIL] = export_date(export, row->valid_until, DATE_MAX);
    cells[LICENCE_REVISION] = export_number(export, row->revision);
    cells[LICENCE_RECORDED_AT] = export_instant(export, row->recorded_at);
    return true;
}

const ExportKind EXPORT_LICENCES = { SHEET_TEXT("licences"), open_licences, next_licence,
                                     close_pager };

static bool open_practices(Export *export, Fault *fault)
{
    (void)fault;
    (void)open_pager(export, PRACTICE_COLUMNS, PRACTICE_COLUMN_COUNT);
    return true;
}

/* Without main places, which the file of workers says. */
static bool read_practices(Pager *pager, const Registry *registry, Fault *fault)
{
    const WorkerPlace *all = NULL;
    uint32_t           count = 0;

    if (!worker_place_list(&all, &count, registry, pager->worker->worker_id, fault))
        return false;
    WorkerPlace *const rows = arena_array(registry->arena, count + 1, sizeof *rows);
    for (uint32_t i = 0; i < count; i++)
        if (!all[i].is_main)
            rows[pager->count++] = all[i];
    pager->places = rows;
    return true;
}

static bool next_practice(Export *export, bool *is_over, Fault *fault)
{
    const Pager *const pager = export->state;
    Str *const         cells = export->cells;

    if (!next_row(export, read_practices, is_over, fault))
        return false;
    if (*is_over)
        return true;
    const WorkerPlace *const row = &pager->places[pager->at - 1];
    cells[PRACTICE_ORGANISATION] = export_organisation(export, row->organisation_id);
    cells[PRACTICE_FROM] = export_date(export, row->from_on, DATE_MIN);
    cells[PRACTICE_UNTIL] = export_date(export, row->until_on, DATE_MAX);
    cells[PRACTICE_RECORDED_AT] = export_instant(export, row->recorded_at);
    return true;
}

const ExportKind EXPORT_PRACTICES = { SHEET_TEXT("practices"), open_practices, next_practice,
                                      close_pager };

/* ---- who they are --------------------------------------------------------------------------- */

static bool open_who(Export *export, Fault *fault)
{
    (void)open_pager(export, WHO_COLUMNS, WHO_COLUMN_COUNT);
    return access_require(export->job.actor, PERMIT_MANAGE_REGISTRY, fault) &&
           (!export->options.without_names ||
            fault_set(fault, FAULT_INVALID,
                      "identities say who somebody is: they are given out with names, or not at"
                      " all"));
}

static bool read_who(Pager *pager, const Registry *registry, Fault *fault)
{
    if (!worker_identity_get(&pager->identity, registry, pager->worker->worker_id, fault))
        return false;
    pager->count = pager->identity.revision > 0 && !pager->identity.is_masked;
    return true;
}

static bool next_who(Export *export, bool *is_over, Fault *fault)
{
    const Pager *const pager = export->state;
    Str *const         cells = export->cells;

    if (!next_row(export, read_who, is_over, fault))
        return false;
    if (*is_over)
        return true;
    cells[WHO_CITIZEN_ID] = pager->identity.citizen_id;
    cells[WHO_SEX] = pager->identity.sex;
    cells[WHO_BORN_ON] = export_date(export, pager->identity.born_on, DATE_MIN);
    cells[WHO_EDUCATION] = pager->identity.education;
    cells[WHO_REVISION] = export_number(export, pager->identity.revision);
    cells[WHO_RECORDED_AT] = export_instant(export, pager->identity.recorded_at);
    return true;
}

const ExportKind EXPORT_WORKER_IDENTITIES = { SHEET_TEXT("worker_identities"), open_who, next_who,
                                              close_pager };
