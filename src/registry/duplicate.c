#include "registry/duplicate.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/organisation.h"
#include "registry/person_merge_private.h"
#include "registry/person_private.h"

static const char *const SOURCES[] = { "dedupe", "entry", "hand", "merge" };
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

DuplicateSource duplicate_source_find(Str name)
{
    uint32_t at = 0;

    while (at < DUPLICATE_SOURCE_COUNT && !str_equal(name, str_from_c(SOURCES[at])))
        at++;
    return (DuplicateSource)at;
}

DuplicateState duplicate_state_find(Str name)
{
    uint32_t at = 0;

    while (at < DUPLICATE_STATE_COUNT && !str_equal(name, str_from_c(STATES[at])))
        at++;
    return (DuplicateState)at;
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

bool duplicate_find(int64_t *duplicate_id, const Registry *registry, int64_t a_id, int64_t b_id,
                    Fault *fault)
{
    Known known;

    *duplicate_id = 0;
    if (!find_pair(&known, registry, a_id < b_id ? a_id : b_id, a_id < b_id ? b_id : a_id, fault))
        return false;
    *duplicate_id = known.duplicate_id;
    return true;
}

bool duplicate_state_of(DuplicateState *out, const Registry *registry, int64_t a_id, int64_t b_id,
                        Fault *fault)
{
    Known known;

    if (!find_pair(&known, registry, a_id < b_id ? a_id : b_id, a_id < b_id ? b_id : a_id, fault))
        return false;
    *out = known.state;
    return true;
}

/* ---- reading ------------------------------------------------------------------------------- */

#define COLUMNS                                                                                    \
    "d.duplicate_id, d.low_id, d.high_id, d.probability, d.evidence, d.source, d.state,"           \
    " d.found_at, d.found_by, d.decided_at, d.decided_by, d.reason, d.merge_id"

/* The persons have their ids only. */
static Duplicate read_pair(Reader *reader)
{
    Duplicate pair = { 0 };

    pair.duplicate_id = reader_next_int(reader);
    pair.low.person_id = reader_next_int(reader);
    pair.high.person_id = reader_next_int(reader);
    pair.probability = reader_next_int(reader);
    pair.evidence = reader_next_text(reader);
    pair.source = (DuplicateSource)reader_next_int(reader);
    pair.state = (DuplicateState)reader_next_int(reader);
    pair.found_at = reader_next_int(reader);
    pair.found_by = reader_next_int(reader);
    pair.decided_at = reader_next_int(reader);
    pair.decided_by = reader_next_int(reader);
    pair.reason = reader_next_text(reader);
    pair.merge_id = reader_next_int(reader);
    return pair;
}

/* As he is; or, of one who was merged, as he was last. */
static bool read_person(Person *person, bool *is_there, const Registry *registry, Fault *fault)
{
    int64_t const person_id = person->person_id;
    bool          was_there = false;

    return person_row_find(person, is_there, registry, person_id, fault) &&
           (*is_there || person_as_merged(person, &was_there, registry, person_id, fault));
}

static bool is_in_place(const Registry *registry, int64_t place, const Person *person)
{
    const OrganisationTree *const tree = registry->organisations;

    return (actor_is_system(registry->actor) ||
            organisation_is_inside(tree, person->organisation_id,
                                   registry->actor->organisation_id)) &&
           (place == 0 || organisation_is_inside(tree, person->organisation_id, place));
}

/* Both persons; whether the actor may see the pair, and it is one still. */
static bool complete_pair(bool *is_wanted, Duplicate *pair, const Registry *registry, int64_t place,
                          Fault *fault)
{
    bool low_is_there = false;
    bool high_is_there = false;

    if (!read_person(&pair->low, &low_is_there, registry, fault) ||
        !read_person(&pair->high, &high_is_there, registry, fault))
        return false;
    *is_wanted = (pair->state == DUPLICATE_MERGED || (low_is_there && high_is_there)) &&
                 is_in_place(registry, place, &pair->low) &&
                 is_in_place(registry, place, &pair->high);
    return true;
}

bool duplicate_list(Duplicate **out, uint32_t *count, const Registry *registry,
                    const DuplicateFilter *filter, Fault *fault)
{
    uint32_t const limit = registry_page_limit(filter->limit);
    Statement     *select = NULL;
    bool           row = true;
    bool           ok = true;

    *count = 0;
    *out = arena_array(registry->arena, limit, sizeof **out);
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    Binder binder = binder_open(
        &select, registry->store,
        SQL("SELECT " COLUMNS " FROM duplicate d WHERE d.state = ?1 AND d.probability >= ?2"
            " AND (?3 = 4 OR d.source = ?3) AND (?4 = 0 OR d.low_id = ?4 OR d.high_id = ?4)"
            " AND (?6 = 0 OR d.probability < ?5 OR (d.probability = ?5 AND d.duplicate_id > ?6))"
            " ORDER BY d.probability DESC, d.duplicate_id"),
        fault);
    static_assert(DUPLICATE_SOURCE_COUNT == 4, "any source, above");
    binder_add_int(&binder, filter->state);
    binder_add_int(&binder, filter->at_least);
    binder_add_int(&binder, filter->source);
    binder_add_int(&binder, filter->person_id);
    binder_add_int(&binder, filter->after_probability);
    binder_add_int(&binder, filter->after_id);
    while (*count < limit) {
        bool is_wanted = false;

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        Reader           reader = reader_open(select, registry->arena);
        Duplicate *const pair = &(*out)[*count];
        *pair = read_pair(&reader);
        ok = complete_pair(&is_wanted, pair, registry, filter->organisation_id, fault);
        if (!ok)
            break;
        *count += is_wanted;
    }
    statement_close(&select);
    return ok;
}

bool duplicate_get(Duplicate *out, const Registry *registry, int64_t duplicate_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       is_wanted = false;

    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault))
        return false;
    Binder binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " COLUMNS " FROM duplicate d WHERE d.duplicate_id = ?1"), fault);
    binder_add_int(&binder, duplicate_id);
    bool ok = binder_next(&binder, &row);
    if (ok && row) {
        Reader reader = reader_open(select, registry->arena);
        *out = read_pair(&reader);
    }
    statement_close(&select);
    if (!ok)
        return false;
    if (!row)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such pair");
    return complete_pair(&is_wanted, out, registry, 0, fault) &&
           access_require_place(
               registry->actor,
               is_in_place(registry, 0, &out->low) && is_in_place(registry, 0, &out->high), fault);
}

/* Counted over places only: persons are not read, and it stops early. */
bool duplicate_count_open(uint32_t *out, const Registry *registry, uint32_t most, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = true;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT a.organisation_id, b.organisation_id"
                                            " FROM duplicate d JOIN person a ON a.person_id = d.low_id"
                                            " JOIN person b ON b.person_id = d.high_id"
                                            " WHERE d.state = ?1"),
                                    fault);

    *out = 0;
    binder_add_int(&binder, DUPLICATE_OPEN);
    while (ok && row && *out < most) {
        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        Person const low = { .organisation_id = statement_int(select, 0) };
        Person const high = { .organisation_id = statement_int(select, 1) };
        *out += is_in_place(registry, 0, &low) && is_in_place(registry, 0, &high);
    }
    statement_close(&select);
    return ok;
}

/* ---- deciding ------------------------------------------------------------------------------ */

static bool set_state(const Registry *registry, int64_t duplicate_id, DuplicateState state,
                      Str reason, int64_t merge_id, Fault *fault)
{
    Statement *update = NULL;
    Binder     binder = binder_open(
            &update, registry->store,
            SQL("UPDATE duplicate SET state = ?2, decided_at = ?3, decided_by = ?4, reason = ?5,"
                    " merge_id = ?6 WHERE duplicate_id = ?1"),
            fault);

    binder_add_int(&binder, duplicate_id);
    binder_add_int(&binder, state);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_words(&binder, reason);
    binder_add_id(&binder, merge_id);
    bool const ok = binder_run(&binder);
    statement_close(&update);
    return ok;
}

bool duplicate_decide(const Registry *registry, int64_t duplicate_id, DuplicateState state,
                      Str reason, Fault *fault)
{
    Duplicate pair;

    assert(store_in_transaction(registry->store));
    assert(state != DUPLICATE_MERGED);
    if (!access_require(registry->actor, PERMIT_WRITE_RECORD, fault) ||
        !duplicate_get(&pair, registry, duplicate_id, fault))
        return fault_context(fault, "deciding about a pair");
    if (pair.state == DUPLICATE_MERGED)
        return fault_set(fault, FAULT_CONFLICT, "the two were merged: undo merge %lld",
                         (long long)pair.merge_id);
    Str const detail = str_format(registry->arena, "%s pair=%lld other=%lld", STATES[state],
                                  (long long)duplicate_id, (long long)pair.high.person_id);
    return set_state(registry, duplicate_id, state, reason, 0, fault) &&
           registry_audit(registry, AUDIT_DUPLICATE_DECIDE, AUDIT_OF_PERSON, pair.low.person_id,
                          detail, fault);
}

/* ---- following a merge ----------------------------------------------------------------------- */

typedef struct {
    int64_t other_id, probability;
    Str     evidence;
} Waiting;

/* Whoever waited to be compared with the merged one. */
static bool read_waiting(Waiting **out, uint32_t *count, const Registry *registry,
                         int64_t person_id, Fault *fault)
{
    Statement *select = NULL;
    uint32_t   capacity = 0;
    bool       row = true;
    bool       ok = true;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT high_id, probability, evidence FROM duplicate"
                                            " WHERE low_id = ?1 AND state IN (0, 1) UNION ALL"
                                            " SELECT low_id, probability, evidence FROM duplicate"
                                            " WHERE high_id = ?1 AND state IN (0, 1)"),
                                    fault);

    *out = NULL;
    *count = 0;
    binder_add_int(&binder, person_id);
    while (ok && row) {
        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        *out = arena_grow(registry->arena, *out, *count, &capacity, sizeof **out);
        (*out)[(*count)++] = (Waiting){ statement_int(select, 0), statement_int(select, 1),
                                        str_copy(registry->arena, statement_text(select, 2)) };
    }
    statement_close(&select);
    return ok;
}

static bool set_merge(const Registry *registry, int64_t duplicate_id, int64_t merge_id,
                      Fault *fault)
{
    Statement *update = NULL;
    Binder     binder =
        binder_open(&update, registry->store,
                    SQL("UPDATE duplicate SET merge_id = ?2 WHERE duplicate_id = ?1"), fault);

    binder_add_int(&binder, duplicate_id);
    binder_add_int(&binder, merge_id);
    bool const ok = binder_run(&binder);
    statement_close(&update);
    return ok;
}

/* A pair with the survivor instead, unless the two are known as one. */
static bool pass_on(const Registry *registry, const PersonMerge *merge, const Waiting *waiting,
                    Fault *fault)
{
    int64_t const  a = merge->kept_id;
    int64_t        b = 0;
    int64_t        id = 0;
    Known          known;
    DuplicateEntry entry = { .probability = waiting->probability,
                             .evidence = waiting->evidence,
                             .source = DUPLICATE_MERGE };

    if (!person_resolve(&b, registry->store, waiting->other_id, fault))
        return false;
    if (a == b)
        return true;
    if (!find_pair(&known, registry, a < b ? a : b, a < b ? b : a, fault))
        return false;
    return known.duplicate_id ||
           (insert_pair(&id, registry, a < b ? a : b, a < b ? b : a, &entry, fault) &&
            set_merge(registry, id, merge->merge_id, fault));
}

bool duplicate_follow_merge(const Registry *registry, const PersonMerge *merge, Fault *fault)
{
    int64_t const        a = merge->kept_id;
    int64_t const        b = merge->merged_id;
    DuplicateEntry const entry = { .probability = DUPLICATE_CERTAIN,
                                   .evidence = SV("[]"),
                                   .source = DUPLICATE_HAND };
    int64_t              id = 0;
    Waiting             *waiting = NULL;
    uint32_t             count = 0;

    if (!duplicate_find(&id, registry, a, b, fault) ||
        (id == 0 && !insert_pair(&id, registry, a < b ? a : b, a < b ? b : a, &entry, fault)) ||
        !set_state(registry, id, DUPLICATE_MERGED, merge->reason, merge->merge_id, fault) ||
        !read_waiting(&waiting, &count, registry, b, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!pass_on(registry, merge, &waiting[i], fault))
            return false;
    return true;
}

/* Somebody has seen that they are two, so they do not come again. What waited in the
 * place of the merged one waits no longer: he has his own pairs back. */
bool duplicate_follow_undo(const Registry *registry, const PersonMerge *merge, Str reason,
                           Fault *fault)
{
    Statement *forget = NULL;
    int64_t    id = 0;
    Binder     binder = binder_open(&forget, registry->store,
                                    SQL("DELETE FROM duplicate WHERE merge_id = ?1 AND source = ?2"
                                            " AND state IN (0, 1)"),
                                    fault);

    binder_add_int(&binder, merge->merge_id);
    binder_add_int(&binder, DUPLICATE_MERGE);
    bool const ok = binder_run(&binder);
    statement_close(&forget);
    return ok && duplicate_find(&id, registry, merge->kept_id, merge->merged_id, fault) &&
           set_state(registry, id, DUPLICATE_DISTINCT, reason, merge->merge_id, fault);
}
