/* Where those who work here practise: one main place on each day, others beside it. */
#include <assert.h>

#include "base/limits.h"
#include "registry/organisation.h"
#include "registry/worker_licence.h"
#include "registry/worker_private.h"

#define COLUMNS "worker_id, organisation_id, is_main, from_on, until_on, recorded_at, recorded_by"

static const ProblemPlace AT_WORKER = PROBLEM_PLACE("worker", "工作人员", "worker");
static const ProblemPlace AT_ORGANISATION =
    PROBLEM_PLACE("organisation", "执业机构", "place of practice");
static const ProblemPlace AT_FROM = PROBLEM_PLACE("from_on", "起始日期", "first day");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("until_on", "终止日期", "last day");

/* ---- rows ------------------------------------------------------------------------------ */

static WorkerPlace read_row(Reader *reader)
{
    WorkerPlace place = { 0 };

    place.worker_id = reader_next_int(reader);
    place.organisation_id = reader_next_int(reader);
    place.is_main = reader_next_int(reader) != 0;
    place.from_on = reader_next_date(reader, DATE_MIN);
    place.until_on = reader_next_date(reader, DATE_MAX);
    place.recorded_at = reader_next_int(reader);
    place.recorded_by = reader_next_int(reader);
    return place;
}

static void read_element(void *element, Reader *reader)
{
    *(WorkerPlace *)element = read_row(reader);
}

typedef struct {
    WorkerPlace *rows;
    uint32_t     count;
} Places;

/* Closes the statement. */
static bool take_rows(Places *out, Statement **select, Binder *binder, Arena *arena)
{
    *out = (Places){ 0 };
    out->rows =
        binder_rows(binder, arena, sizeof *out->rows, UINT32_MAX, read_element, &out->count);
    statement_close(select);
    return binder->ok;
}

static bool read_places(Places *out, const Registry *registry, int64_t worker_id, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM worker_place WHERE worker_id = ?1"
                                            " ORDER BY from_on, organisation_id"),
                                    fault);

    binder_add_int(&binder, worker_id);
    return take_rows(out, &select, &binder, registry->arena);
}

static bool put_row(const Registry *registry, const WorkerPlace *place, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(&put, registry->store,
                                    SQL("INSERT OR REPLACE INTO worker_place (" COLUMNS ")"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
                                    fault);

    assert(place->from_on.days <= place->until_on.days);
    binder_add_int(&binder, place->worker_id);
    binder_add_int(&binder, place->organisation_id);
    binder_add_int(&binder, place->is_main);
    binder_add_int(&binder, place->from_on.days);
    binder_add_int(&binder, place->until_on.days);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* Keep what was said of it, and take it out. */
static bool take_out(const Registry *registry, const WorkerPlace *place, Fault *fault)
{
    static const Sql STEPS[] = {
        { "INSERT INTO worker_place_history (" COLUMNS ", superseded_at, superseded_by)"
          " SELECT " COLUMNS ", ?4, ?5 FROM worker_place"
          " WHERE worker_id = ?1 AND organisation_id = ?2 AND from_on = ?3" },
        { "DELETE FROM worker_place"
          " WHERE worker_id = ?1 AND organisation_id = ?2 AND from_on = ?3" },
    };
    bool ok = true;

    for (size_t i = 0; i < COUNT_OF(STEPS) && ok; i++) {
        Statement *statement = NULL;
        Binder     binder = binder_open(&statement, registry->store, STEPS[i], fault);

        binder_add_int(&binder, place->worker_id);
        binder_add_int(&binder, place->organisation_id);
        binder_add_int(&binder, place->from_on.days);
        if (i == 0) {
            binder_add_int(&binder, registry->now);
            binder_add_int(&binder, registry->actor->account_id);
        }
        ok = binder_run(&binder);
        statement_close(&statement);
    }
    return ok;
}

/* From `day` on it is over: it ends the day before, or never was. */
static bool cut(const Registry *registry, const WorkerPlace *place, Date day, Fault *fault)
{
    WorkerPlace rest = *place;

    rest.until_on = date_add_days(day, -1);
    return take_out(registry, place, fault) &&
           (place->from_on.days >= day.days || put_row(registry, &rest, fault));
}

bool worker_place_list(const WorkerPlace **out, uint32_t *count, const Registry *registry,
                       int64_t worker_id, Fault *fault)
{
    Places places = { 0 };

    if (!read_places(&places, registry, worker_id, fault))
        return false;
    *out = places.rows;
    *count = places.count;
    return true;
}

/* ---- the main place --------------------------------------------------------------------- */

/* A place that was another one of his and is now the main one is only that. */
bool worker_place_follow(const Registry *registry, int64_t worker_id, int64_t organisation_id,
                         Date since, Fault *fault)
{
    WorkerPlace const place = {
        .worker_id = worker_id,
        .organisation_id = organisation_id,
        .is_main = true,
        .from_on = since,
        .until_on = DATE_MAX,
    };
    Places places = { 0 };

    if (!read_places(&places, registry, worker_id, fault))
        return false;
    for (uint32_t i = 0; i < places.count; i++) {
        const WorkerPlace *const before = &places.rows[i];

        if (before->until_on.days >= since.days &&
            (before->is_main || before->organisation_id == organisation_id) &&
            !cut(registry, before, since, fault))
            return false;
    }
    return put_row(registry, &place, fault);
}

/* ---- other places --------------------------------------------------------------------------- */

static bool check_entry(Problems *problems, const Registry *registry, const WorkerPlace *entry,
                        Fault *fault)
{
    const Worker             *worker = NULL;
    const Organisation *const organisation =
        organisation_find(registry->organisations, entry->organisation_id);

    if (!worker_find(&worker, registry, entry->worker_id, fault))
        return false;
    if (!worker)
        problem_add(problems, PROBLEM_UNKNOWN, AT_WORKER);
    if (!organisation)
        problem_add(problems, PROBLEM_UNKNOWN, AT_ORGANISATION);
    registry_check_validity(problems, AT_UNTIL, entry->from_on, entry->until_on,
                            (Label){ SV("起始日期"), SV("the first day") });
    if (problems->error_count)
        return problems_refuse(problems, fault);
    if (!organisation_is_valid(organisation, entry->from_on))
        problem_add(problems, PROBLEM_NOT_IN_FORCE, AT_ORGANISATION);
    /* who comes from elsewhere is allowed in by the place that he comes to */
    return registry_require_place(registry, entry->organisation_id, fault) &&
           (problems->error_count == 0 || problems_refuse(problems, fault));
}

bool worker_place_put(WorkerPut *out, const Registry *registry, const WorkerPlace *entry,
                      Problems *problems, Fault *fault)
{
    Places             places = { 0 };
    const WorkerPlace *before = NULL;
    WorkerPlace        after = *entry;

    assert(store_in_transaction(registry->store));
    after.is_main = false;
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !check_entry(problems, registry, entry, fault) ||
        !read_places(&places, registry, entry->worker_id, fault))
        return fault_context(fault, "putting a place of practice");
    for (uint32_t i = 0; i < places.count; i++) {
        const WorkerPlace *const other = &places.rows[i];

        if (other->organisation_id != entry->organisation_id)
            continue;
        if (other->from_on.days == entry->from_on.days && !other->is_main)
            before = other;
        else if (other->from_on.days <= entry->until_on.days &&
                 entry->from_on.days <= other->until_on.days)
            problem_add(problems, PROBLEM_REPEATED, AT_FROM);
    }
    if (problems->error_count)
        return problems_refuse(problems, fault);
    *out = before ? WORKER_PUT_AMENDED : WORKER_PUT_ADDED;
    if (before && before->until_on.days == entry->until_on.days) {
        *out = WORKER_PUT_SAME;
        return true;
    }
    if ((before && !take_out(registry, before, fault)) || !put_row(registry, &after, fault) ||
        !registry_audit(registry, AUDIT_WORKER_PLACE, AUDIT_OF_WORKER, entry->worker_id, SV(""),
                        fault))
        return fault_context(fault, "putting a place of practice");
    return true;
}

bool worker_place_withdraw(const Registry *registry, int64_t worker_id, int64_t organisation_id,
                           Date from_on, Fault *fault)
{
    Places             places = { 0 };
    const WorkerPlace *found = NULL;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !registry_require_place(registry, organisation_id, fault) ||
        !read_places(&places, registry, worker_id, fault))
        return fault_context(fault, "withdrawing a place of practice");
    for (uint32_t i = 0; i < places.count; i++)
        if (!places.rows[i].is_main && places.rows[i].organisation_id == organisation_id &&
            places.rows[i].from_on.days == from_on.days)
            found = &places.rows[i];
    if (!found)
        return fault_set(fault, FAULT_NOT_FOUND, "no other place of practice begins there then");
    if (!take_out(registry, found, fault) ||
        !registry_audit(registry, AUDIT_WORKER_PLACE_WITHDRAW, AUDIT_OF_WORKER, worker_id, SV(""),
                        fault))
        return fault_context(fault, "withdrawing a place of practice");
    return true;
}

bool worker_place_hand_over(const Registry *registry, int64_t from_id, int64_t into_id, Date day,
                            Fault *fault)
{
    Statement *select = NULL;
    Places     places = { 0 };
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM worker_place"
                                            " WHERE organisation_id = ?1 AND until_on >= ?2"
                                            " AND NOT is_main ORDER BY worker_id, from_on"),
                                    fault);

    binder_add_int(&binder, from_id);
    binder_add_int(&binder, day.days);
    if (!take_rows(&places, &select, &binder, registry->arena))
        return false;
    for (uint32_t i = 0; i < places.count; i++) {
        WorkerPlace after = places.rows[i];
        Places      own = { 0 };
        bool        is_there = false;

        if (!read_places(&own, registry, after.worker_id, fault))
            return false;
        for (uint32_t j = 0; j < own.count; j++)
            is_there = is_there || (own.rows[j].organisation_id == into_id &&
                                    own.rows[j].until_on.days >= day.days);
        after.organisation_id = into_id;
        if (after.from_on.days < day.days)
            after.from_on = day;
        if (!cut(registry, &places.rows[i], day, fault) ||
            (!is_there && !put_row(registry, &after, fault)))
            return false;
    }
    return true;
}
