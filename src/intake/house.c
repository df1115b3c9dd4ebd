#include "intake/intake_private.h"

#include <stdlib.h>

#include "access/audit.h"
#include "access/migrations.h"
#include "base/instant.h"
#include "card/migrations.h"
#include "indicators/migrations.h"
#include "records/catalogue.h"
#include "records/migrations.h"
#include "registry/migrations.h"
#include "registry/person_search.h"
#include "schedule/migrations.h"

static const MigrationList *const MIGRATIONS[] = {
    &ACCESS_MIGRATIONS,  &REGISTRY_MIGRATIONS, &CARD_MIGRATIONS,
    &RECORDS_MIGRATIONS, &SCHEDULE_MIGRATIONS, &INDICATORS_MIGRATIONS,
};

bool house_migrate(Str location, uint32_t *step_count, Fault *fault)
{
    Store     *store = NULL;
    bool const ok = store_open(&store, location, STORE_OPEN_CREATE, fault) &&
                    store_begin(store, STORE_WRITE, fault) &&
                    migrate_run(store, MIGRATIONS, COUNT_OF(MIGRATIONS), step_count, fault) &&
                    person_terms_catch_up(store, fault) && store_commit(store, fault);

    if (store)
        store_end(store);
    store_close(&store);
    return ok;
}

bool house_check(Store *store, Fault *fault)
{
    return migrate_check(store, MIGRATIONS, COUNT_OF(MIGRATIONS), fault);
}

/* ---- definitions --------------------------------------------------------------------------- */

static bool load_definitions(House *house, Fault *fault)
{
    Arena      *arena = arena_open();
    Diagnostics diagnostics = { .arena = arena };
    Str         hash = SV("");
    int64_t     version = 0;
    TallySpan   span = { 0 };

    if (!catalogue_latest(&version, &hash, house->store, arena, fault))
        goto failed;
    if (version == 0) {
        fault_set(fault, FAULT_INVALID,
                  "the store has no definitions; 'barefoot migrate' loads them");
        goto failed;
    }
    if (!catalogue_sources(&diagnostics, house->store, version, arena, fault) ||
        !tally_span_read(&span, house->store, fault) ||
        !tally_is_stale(&house->is_stale, house->store, fault))
        goto failed;
    if (!catalog_compile(&house->catalog, arena, &diagnostics)) {
        fault_set(fault, FAULT_INVALID,
                  "this program does not compile the store's definitions (version %lld, %u errors);"
                  " 'barefoot migrate' loads new ones",
                  (long long)version, diagnostics.count);
        goto failed;
    }
    if (!vocabulary_open(&house->vocabulary, arena, house->store, house->catalog, fault))
        goto failed;
    arena_close(&house->arena);
    house->arena = arena;
    house->catalogue_version = version;
    house->catalogue_hash = hash;
    house->plan = plan_open(arena, house->catalog);
    house->records = record_sql_open(arena, house->catalog);
    house->quality = quality_open(arena, house->store, house->catalog);
    house->years = tally_years_open(arena, house->plan, span);
    house->facts = facts_open(arena, house->plan);
    house->counter = counter_open(arena, house->plan);
    house->validator = validator_open(arena, house->catalog);
    house->tally = tally_open(arena, house->vocabulary);
    return true;

failed:
    arena_close(&arena);
    return false;
}

/* ---- trees ---------------------------------------------------------------------------------- */

static bool load_trees(House *house, Fault *fault)
{
    Arena           *arena = arena_open();
    OrganisationTree organisations;
    RegionTree       regions;

    if (!organisation_tree_load(&organisations, arena, house->store, fault) ||
        !region_tree_load(&regions, arena, house->store, fault)) {
        arena_close(&arena);
        return false;
    }
    arena_close(&house->tree_arena);
    house->tree_arena = arena;
    house->organisation_tree = organisations;
    house->region_tree = regions;
    return true;
}

static bool refresh_all(House *house, Fault *fault)
{
    Arena    *scratch = arena_open();
    Str       hash = SV("");
    int64_t   version = 0;
    TallySpan span = { 0 };
    bool      organisations_are_current = false;
    bool      regions_are_current = false;

    bool ok =
        catalogue_latest(&version, &hash, house->store, scratch, fault) &&
        tally_span_read(&span, house->store, fault) &&
        tally_is_stale(&house->is_stale, house->store, fault) &&
        organisation_tree_is_current(&organisations_are_current, &house->organisation_tree,
                                     house->store, fault) &&
        region_tree_is_current(&regions_are_current, &house->region_tree, house->store, fault);
    if (ok && (version != house->catalogue_version || !tally_span_equal(span, house->years->span)))
        ok = load_definitions(house, fault);
    if (ok && !(organisations_are_current && regions_are_current))
        ok = load_trees(house, fault);
    arena_close(&scratch);
    return ok;
}

/* Within a transaction: what it changed itself holds for its own later steps. */
bool house_reload_trees(House *house, Fault *fault)
{
    house->trees_are_uncommitted = true;
    return load_trees(house, fault);
}

/* What was loaded and then rolled back is of no version: a later one may bear its
 * number. */
void house_forget_uncommitted(House *house)
{
    if (!house->trees_are_uncommitted)
        return;
    house->trees_are_uncommitted = false;
    house->organisation_tree.version = -1;
    house->region_tree.version = -1;
    house->seen_changes = -1;
}

bool house_refresh(House *house, Fault *fault)
{
    int64_t const changes = store_change_count(house->store);
    int64_t       version = 0;

    /* Asked first: who writes after that is noticed the next time. */
    if (!store_data_version(&version, house->store, fault))
        return false;
    if (version == house->seen_version && changes == house->seen_changes)
        return true;
    if (!refresh_all(house, fault))
        return false;
    house->seen_version = version;
    house->seen_changes = changes;
    return true;
}

/* Refreshed inside: definitions loaded between the two would have tables that are not
 * those of the moment which is read. */
bool house_begin_read(House *house, Fault *fault)
{
    if (!store_begin(house->store, STORE_READ, fault))
        return false;
    if (house_refresh(house, fault))
        return true;
    store_end(house->store);
    return false;
}

void house_end_read(House *house)
{
    store_end(house->store);
}

/* ---- opening -------------------------------------------------------------------------------- */

bool house_open(House **out, Str location, HouseAccess access, Fault *fault)
{
    House *house = calloc(1, sizeof *house);

    if (!house)
        abort();
    house->access = access;
    house->seen_changes = -1;
    house->process_arena = arena_open();
    house->organisations = &house->organisation_tree;
    house->regions = &house->region_tree;
    if (!store_open(&house->store, location,
                    access == HOUSE_WRITE ? STORE_OPEN_WRITE : STORE_OPEN_READ, fault) ||
        !house_check(house->store, fault) || !load_definitions(house, fault) ||
        !load_trees(house, fault) || !pinyin_open(&house->pinyin, house->process_arena, fault)) {
        house_close(&house);
        return fault_context(fault, "opening %.*s", (int)location.len, location.ptr);
    }
    *out = house;
    return true;
}

void house_close(House **house)
{
    if (!*house)
        return;
    pinyin_close(&(*house)->pinyin);
    store_close(&(*house)->store);
    arena_close(&(*house)->tree_arena);
    arena_close(&(*house)->arena);
    arena_close(&(*house)->process_arena);
    free(*house);
    *house = NULL;
}

bool house_matcher(PersonMatcher **out, House *house, Fault *fault)
{
    if (!house->matcher &&
        !person_matcher_open(&house->matcher, house->process_arena, house->pinyin, fault))
        return false;
    *out = house->matcher;
    return true;
}

/* ---- jobs ----------------------------------------------------------------------------------- */

Job job_now(const Actor *actor, Arena *arena)
{
    int64_t const now = instant_now();

    return (Job){ .actor = actor, .now = now, .today = instant_date(now), .arena = arena };
}

Registry house_registry(House *house, const Job *job)
{
    return (Registry){
        .store = house->store,
        .arena = job->arena,
        .actor = job->actor,
        .organisations = house->organisations,
        .regions = house->regions,
        .pinyin = house->pinyin,
        .ids = &house->ids,
        .now = job->now,
    };
}

FigureReader house_figures(House *house, const Job *job, const Registry *registry)
{
    return (FigureReader){
        .store = house->store,
        .registry = registry,
        .plan = house->plan,
        .vocabulary = house->vocabulary,
        .years = house->years,
        .is_stale = house->is_stale,
        .today = job->today,
    };
}

/* ---- health --------------------------------------------------------------------------------- */

bool house_person_count(int64_t *out, House *house, Fault *fault)
{
    return store_ask(out, house->store, SQL("SELECT count(*) FROM person"), 0, fault);
}

bool house_account_count(int64_t *out, House *house, Fault *fault)
{
    return store_ask(out, house->store, SQL("SELECT count(*) FROM account"), 0, fault);
}

bool house_size_bytes(int64_t *out, House *house, Fault *fault)
{
    int64_t page_bytes = 0;

    if (!store_ask(out, house->store, SQL("PRAGMA page_count"), 0, fault) ||
        !store_ask(&page_bytes, house->store, SQL("PRAGMA page_size"), 0, fault))
        return false;
    *out *= page_bytes;
    return true;
}

bool house_health(HouseHealth *out, House *house, Fault *fault)
{
    Store *const store = house->store;
    uint64_t     audit_rows = 0;

    if (!store_is_sound(store, fault) || !audit_verify(&audit_rows, store, actor_system(), fault))
        return false;
    out->audit_rows = (int64_t)audit_rows;
    return house_person_count(&out->persons, house, fault) &&
           store_ask(&out->organisations, store, SQL("SELECT count(*) FROM organisation"), 0,
                     fault) &&
           store_ask(&out->workers, store, SQL("SELECT count(*) FROM worker"), 0, fault) &&
           store_ask(&out->accounts, store, SQL("SELECT count(*) FROM account"), 0, fault) &&
           store_ask(&out->dues, store, SQL("SELECT count(*) FROM due"), 0, fault);
}
