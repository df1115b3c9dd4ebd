/* Posts merged, with everybody and everything that is there. */
#include <assert.h>

#include "intake/intake_private.h"
#include "registry/household.h"
#include "registry/organisation.h"
#include "registry/worker_licence.h"

enum { PROGRESS_STEP = 64 };

/* The ids that a query gives for an organisation. */
static bool ids_at(int64_t **out, uint32_t *count, const Registry *registry, Sql sql,
                   int64_t organisation_id, Fault *fault)
{
    Statement *select = NULL;
    uint32_t   capacity = 0;
    bool       row = false;
    bool       ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, registry->store, sql, fault) ||
        !statement_bind_int(select, 1, organisation_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        *out = arena_grow(registry->arena, *out, *count, &capacity, sizeof(int64_t));
        (*out)[(*count)++] = statement_int(select, 0);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

/* ---- what goes with a post ------------------------------------------------------------------ */

/* Those who work there on that day or later. */
static bool move_workers(int64_t *count, const Registry *registry, int64_t from_id, int64_t into_id,
                         Date day, Problems *problems, Fault *fault)
{
    WorkerFilter filter = { .organisation_id = from_id };

    *count = 0;
    while (true) {
        const Worker *workers = NULL;
        uint32_t      found = 0;

        if (!worker_list(&workers, &found, registry, &filter, fault))
            return false;
        for (uint32_t i = 0; i < found; i++) {
            const Worker *const worker = &workers[i];
            WorkerEntry         entry = worker_entry(worker);

            filter.after_organisation = worker->organisation_id;
            filter.after_worker = worker->worker_id;
            if (worker->organisation_id != from_id || worker->valid_until.days < day.days)
                continue;
            entry.organisation_id = into_id;
            entry.has_organisation_since = true;
            entry.organisation_since = day;
            if (!worker_amend(registry, &entry, problems, fault))
                return false;
            (*count)++;
        }
        if (found == 0)
            return worker_place_hand_over(registry, from_id, into_id, day, fault);
    }
}

static bool move_households(int64_t *count, const Registry *registry, int64_t from_id,
                            int64_t into_id, Problems *problems, Fault *fault)
{
    int64_t *ids = NULL;
    uint32_t found = 0;

    if (!ids_at(&ids, &found, registry,
                SQL("SELECT household_id FROM household WHERE organisation_id = ?1"), from_id,
                fault))
        return false;
    for (uint32_t i = 0; i < found; i++) {
        Household household = { 0 };

        if (!household_get(&household, registry, ids[i], fault))
            return false;
        HouseholdEntry const entry = {
            .household_id = household.household_id,
            .revision = household.revision,
            .code = household.code,
            .region_id = household.region_id,
            .organisation_id = into_id,
            .address = household.address,
            .head_id = household.head_id,
        };
        if (!household_amend(registry, &entry, problems, fault))
            return false;
    }
    *count = found;
    return true;
}

static bool move_accounts(int64_t *count, House *house, const Registry *registry, int64_t from_id,
                          int64_t into_id, Fault *fault)
{
    Accounts const accounts = {
        .store = registry->store,
        .arena = registry->arena,
        .actor = registry->actor,
        .place = organisation_place(house->organisations),
        .now = registry->now,
    };

    return account_follow(count, &accounts, from_id, into_id, fault);
}

static bool move_persons(int64_t *moved_count, House *house, const Job *job, const int64_t *persons,
                         uint32_t count, Progress *progress, Problems *problems, Fault *fault)
{
    Job  step = *job;
    bool ok = true;

    step.arena = arena_open();
    for (uint32_t i = 0; i < count && ok; i++) {
        bool moved = false;

        arena_reset(step.arena);
        ok = intake_follow_posts(&moved, house, &step, persons[i], problems, fault);
        *moved_count += moved;
        if (progress && i % PROGRESS_STEP == 0)
            progress_show(progress, i);
    }
    arena_close(&step.arena);
    return ok;
}

bool intake_put_edge(House *house, const Job *job, const OrganisationEdge *edge, Problems *problems,
                     Fault *fault)
{
    Registry const registry = house_registry(house, job);

    assert(store_in_transaction(house->store));
    return organisation_edge_put(&registry, edge, problems, fault) &&
           house_reload_trees(house, fault);
}

bool intake_merge_organisations(MovedAlong *out, House *house, const Job *job, int64_t from_id,
                                int64_t into_id, Date day, Progress *progress, Problems *problems,
                                Fault *fault)
{
    Registry registry = house_registry(house, job);
    int64_t *persons = NULL;
    uint32_t count = 0;

    assert(store_in_transaction(house->store));
    *out = (MovedAlong){ 0 };
    if (!ids_at(&persons, &count, &registry,
                SQL("SELECT DISTINCT person_id FROM residence"
                    " INDEXED BY residence_at_organisation"
                    " WHERE organisation_id = ?1 ORDER BY person_id"),
                from_id, fault) ||
        !organisation_merge(&registry, from_id, into_id, day, problems, fault) ||
        !house_reload_trees(house, fault))
        return false;
    registry = house_registry(house, job);
    return move_workers(&out->workers, &registry, from_id, into_id, day, problems, fault) &&
           move_households(&out->households, &registry, from_id, into_id, problems, fault) &&
           move_accounts(&out->accounts, house, &registry, from_id, into_id, fault) &&
           move_persons(&out->persons, house, job, persons, count, progress, problems, fault);
}
