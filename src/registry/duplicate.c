#include "registry/duplicate.h"

#include <assert.h>

#include "registry/person_merge.h"
#include "registry/registry_private.h"

static const char *const SOURCES[] = { "dedupe", "entry", "hand" };
static const char *const STATES[] = { "open", "postponed", "distinct", "merged" };

static_assert(COUNT_OF(SOURCES) == DUPLICATE_SOURCE_COUNT, "a source without a name");
static_assert(COUNT_OF(STATES) == DUPLICATE_STATE_COUNT, "a state without a name");

Str duplicate_source_name(DuplicateSource source)
{
    assert(source < DUPLICATE_SOURCE_COUNT);
    return str_from_c(SOURCES[source]);
}

Str duplicate_state_name(DuplicateState state)
{
    assert(state < DUPLICATE_STATE_COUNT);
    return str_from_c(STATES[state]);
}

/* ---- putting ----------------------------------------------------------------------------- */

/* The pair as it is known; duplicate_id 0: it is not. */
typedef struct {
    int64_t        duplicate_id, probability;
    DuplicateState state;
} Known;

static bool find_pair(Known *out, const Registry *registry, int64_t low, int64_t high, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT duplicate_id, probability, state FROM duplicate"
                                            " WHERE low_id = ?1 AND high_id = ?2"),
                                    fault);

    *out = (Known){ 0 };
    binder_add_int(&binder, low);
    binder_add_int(&binder, high);
    bool const ok = binder_next(&binder, &row);
    if (ok && row)
        *out = (Known){ statement_int(select, 0), statement_int(select, 1),
                        (DuplicateState)statement_int(select, 2) };
    statement_close(&select);
    return ok;
}

static bool insert_pair(int64_t *duplicate_id, const Registry *registry, int64_t low, int64_t high,
                        const DuplicateEntry *entry, Fault *fault)
{
    Statement *insert = NULL;
    Binder     binder = binder_open(
            &insert, registry->store,
            SQL("INSERT INTO duplicate (duplicate_id, low_id, high_id, probability, evidence,"
                    " source, state, found_at, found_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)"),
            fault);

    *duplicate_id = id_next(registry->ids, registry->now);
    binder_add_int(&binder, *duplicate_id);
    binder_add_int(&binder, low);
    binder_add_int(&binder, high);
    binder_add_int(&binder, entry->probability);
    binder_add_text(&binder, entry->evidence);
    binder_add_int(&binder, entry->source);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&insert);
    return ok;
}

/* It waits (again), with this evidence. */
static bool refresh_pair(const Registry *registry, int64_t duplicate_id, DuplicateState state,
                         const DuplicateEntry *entry, Fault *fault)
{
    Statement *update = NULL;
    Binder     binder = binder_open(&update, registry->store,
                                    SQL("UPDATE duplicate SET probability = ?2, evidence = ?3,"
                                            " source = ?4, state = ?5, found_at = ?6, found_by = ?7"
                                            " WHERE duplicate_id = ?1"),
                                    fault);

    binder_add_int(&binder, duplicate_id);
    binder_add_int(&binder, entry->probability);
    binder_add_text(&binder, entry->evidence);
    binder_add_int(&binder, entry->source);
    binder_add_int(&binder, state);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&update);
    return ok;
}

bool duplicate_put(DuplicatePut *out, int64_t *duplicate_id, const Registry *registry,
                   const DuplicateEntry *entry, Fault *fault)
{
    int64_t a = 0;
    int64_t b = 0;
    Known   known;

    assert(store_in_transaction(registry->store));
    assert(entry->probability >= 0 && entry->probability <= DUPLICATE_CERTAIN);
    assert(entry->evidence.len <= DUPLICATE_EVIDENCE_BYTES_MAX);
    *out = DUPLICATE_PUT_KNOWN;
    *duplicate_id = 0;
    if (!person_resolve(&a, registry->store, entry->a_id, fault) ||
        !person_resolve(&b, registry->store, entry->b_id, fault))
        return false;
    if (a == b)
        return true;
    int64_t const low = a < b ? a : b;
    int64_t const high = a < b ? b : a;
    if (!find_pair(&known, registry, low, high, fault))
        return false;
    *duplicate_id = known.duplicate_id;
    if (known.duplicate_id == 0) {
        *out = DUPLICATE_PUT_NEW;
        return insert_pair(duplicate_id, registry, low, high, entry, fault);
    }
    if (known.state == DUPLICATE_OPEN || known.state == DUPLICATE_POSTPONED) {
        *out = DUPLICATE_PUT_REFRESHED;
        return refresh_pair(registry, known.duplicate_id, known.state, entry, fault);
    }
    /* Parted after a merge, they are two people like those who were decided to be. */
    if (entry->probability <= known.probability)
        return true;
    *out = DUPLICATE_PUT_REOPENED;
    return refresh_pair(registry, known.duplicate_id, DUPLICATE_OPEN, entry, fault);
}
