/* Dues and enrolments in the store: kept as they should be, and read. */
#include <assert.h>

#include "base/limits.h"
#include "registry/region.h"
#include "schedule/due.h"

/* ---- enrolments ------------------------------------------------------------------------- */

static bool insert_episode(Store *store, int64_t person_id, uint32_t programme_id,
                           const Episode *episode, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok = statement_open(&insert, store,
                                   SQL("INSERT INTO enrolment (person_id, programme_id, record_id,"
                                       " opened_on, closed_on) VALUES (?1, ?2, ?3, ?4, ?5)"),
                                   fault) &&
                    statement_bind_int(insert, 1, person_id, fault) &&
                    statement_bind_int(insert, 2, programme_id, fault) &&
                    statement_bind_int(insert, 3, episode->record_id, fault) &&
                    statement_bind_int(insert, 4, episode->opened_on.days, fault) &&
                    (episode->closed_on.days < DATE_MAX.days
                         ? statement_bind_int(insert, 5, episode->closed_on.days, fault)
                         : statement_bind_null(insert, 5, fault)) &&
                    statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}

/* Whether the stored enrolments are those that the facts say. */
static bool episodes_are_stored(Store *store, int64_t person_id, uint32_t programme_id,
                                const Episode *episodes, uint32_t count, bool *same, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;
    uint32_t   found = 0;
    uint32_t   rows = 0;

    if (!statement_open(&select, store,
                        SQL("SELECT record_id, opened_on, closed_on FROM enrolment"
                            " WHERE person_id = ?1 AND programme_id = ?2"),
                        fault) ||
        !statement_bind_int(select, 1, person_id, fault) ||
        !statement_bind_int(select, 2, programme_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        rows++;
        int64_t const closed =
            statement_is_null(select, 2) ? DATE_MAX.days : statement_int(select, 2);
        for (uint32_t i = 0; i < count; i++)
            found += episodes[i].record_id == statement_int(select, 0) &&
                     episodes[i].opened_on.days == statement_int(select, 1) &&
                     episodes[i].closed_on.days == closed;
    }
    *same = rows == count && found == count;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool delete_episodes(Store *store, int64_t person_id, uint32_t programme_id, Fault *fault)
{
    Statement *erase = NULL;
    bool const ok = statement_open(&erase, store,
                                   SQL("DELETE FROM enrolment WHERE person_id = ?1"
                                       " AND programme_id = ?2"),
                                   fault) &&
                    statement_bind_int(erase, 1, person_id, fault) &&
                    statement_bind_int(erase, 2, programme_id, fault) &&
                    statement_run(erase, fault);

    statement_close(&erase);
    return ok;
}

static bool refresh_enrolments(Store *store, Facts *facts, const Vocabulary *vocabulary,
                               uint32_t programme, Fault *fault)
{
    int64_t const        person_id = facts_subject(facts)->id;
    uint32_t const       programme_id = vocabulary->programmes[programme];
    uint32_t             count = 0;
    const Episode *const episodes = facts_episodes(facts, programme, &count);
    bool                 same = false;

    if (vocabulary->catalog->programmes[programme].enrol_form == CATALOG_NONE)
        return true;
    if (!episodes_are_stored(store, person_id, programme_id, episodes, count, &same, fault))
        return false;
    if (same)
        return true;
    if (!delete_episodes(store, person_id, programme_id, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!insert_episode(store, person_id, programme_id, &episodes[i], fault))
            return false;
    return true;
}

/* ---- dues ---------------------------------------------------------------------------------- */

static bool bind_item(Statement *statement, const DueItem *item, Fault *fault)
{
    return statement_bind_int(statement, 1, item->person_id, fault) &&
           statement_bind_int(statement, 2, item->item_id, fault) &&
           statement_bind_int(statement, 3, item->due_on.days, fault) &&
           statement_bind_int(statement, 4, item->open_on.days, fault) &&
           statement_bind_int(statement, 5, item->ends_on.days, fault) &&
           statement_bind_int(statement, 6, (int64_t)item->rhythm, fault) &&
           statement_bind_int(statement, 7, item->organisation_id, fault) &&
           statement_bind_int(statement, 8, item->region_id, fault) &&
           (item->worker_id ? statement_bind_int(statement, 9, item->worker_id, fault)
                            : statement_bind_null(statement, 9, fault));
}

static bool put_item(Store *store, const DueItem *item, Fault *fault)
{
    Statement *put = NULL;
    bool const ok =
        statement_open(&put, store,
                       SQL("INSERT INTO due (person_id, item_id, due_on, open_on, ends_on,"
                           " rhythm, organisation_id, region_id, worker_id)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                           " ON CONFLICT (person_id, item_id) DO UPDATE SET due_on = ?3,"
                           " open_on = ?4, ends_on = ?5, rhythm = ?6, organisation_id = ?7,"
                           " region_id = ?8, worker_id = ?9"),
                       fault) &&
        bind_item(put, item, fault) && statement_run(put, fault);

    statement_close(&put);
    return ok;
}

static bool delete_item(Store *store, int64_t person_id, uint32_t item_id, Fault *fault)
{
    Statement *erase = NULL;
    bool const ok =
        statement_open(&erase, store, SQL("DELETE FROM due WHERE person_id = ?1 AND item_id = ?2"),
                       fault) &&
        statement_bind_int(erase, 1, person_id, fault) &&
        statement_bind_int(erase, 2, item_id, fault) && statement_run(erase, fault);

    statement_close(&erase);
    return ok;
}

static DueItem read_item(const Statement *row)
{
    return (DueItem){
        .person_id = statement_int(row, 0),
        .item_id = (uint32_t)statement_int(row, 1),
        .due_on = { (int32_t)statement_int(row, 2) },
        .open_on = { (int32_t)statement_int(row, 3) },
        .ends_on = { (int32_t)statement_int(row, 4) },
        .rhythm = (DueRhythm)statement_int(row, 5),
        .organisation_id = statement_int(row, 6),
        .region_id = statement_int(row, 7),
        .worker_id = statement_int(row, 8),
    };
}

static bool items_equal(const DueItem *a, const DueItem *b)
{
    return a->due_on.days == b->due_on.days && a->open_on.days == b->open_on.days &&
           a->ends_on.days == b->ends_on.days && a->rhythm == b->rhythm &&
           a->organisation_id == b->organisation_id && a->region_id == b->region_id &&
           a->worker_id == b->worker_id;
}

static bool stored_items(DueItem **out, uint32_t *count, Store *store, int64_t person_id,
                         Arena *arena, Fault *fault)
{
    Statement *select = NULL;
    uint32_t   capacity = 0;
    bool       row = false;
    bool       ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, store,
                        SQL("SELECT person_id, item_id, due_on, open_on, ends_on, rhythm,"
                            " organisation_id, region_id, worker_id FROM due"
                            " WHERE person_id = ?1"),
                        fault) ||
        !statement_bind_int(select, 1, person_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        *out = arena_grow(arena, *out, *count, &capacity, sizeof(DueItem));
        (*out)[(*count)++] = read_item(select);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static const DueItem *find_item(const DueItem *items, uint32_t count, uint32_t item_id)
{
    for (uint32_t i = 0; i < count; i++)
        if (items[i].item_id == item_id)
            return &items[i];
    return NULL;
}

static bool is_of_programme(const Vocabulary *vocabulary, uint32_t programme, uint32_t item_id)
{
    for (uint32_t i = 0; i < vocabulary->catalog->programmes[programme].due_count; i++)
        if (vocabulary->items[programme][i] == item_id)
            return true;
    return false;
}

bool due_refresh(Store *store, Facts *facts, const Vocabulary *vocabulary,
                 const uint32_t *programmes, uint32_t programme_count, Date today, Arena *arena,
                 Fault *fault)
{
    int64_t const person_id = facts_subject(facts)->id;
    DueItem      *stored = NULL;
    uint32_t      stored_count = 0;

    assert(store_in_transaction(store));
    if (!stored_items(&stored, &stored_count, store, person_id, arena, fault))
        return false;
    for (uint32_t i = 0; i < programme_count; i++) {
        uint32_t const programme = programmes[i];
        DueItem *const items = arena_array(
            arena, vocabulary->catalog->programmes[programme].due_count, sizeof(DueItem));

        if (!refresh_enrolments(store, facts, vocabulary, programme, fault))
            return false;
        uint32_t const count = due_compute(items, facts, vocabulary, programme, today, arena);
        for (uint32_t j = 0; j < count; j++) {
            const DueItem *const old = find_item(stored, stored_count, items[j].item_id);
            if (!(old && items_equal(old, &items[j])) && !put_item(store, &items[j], fault))
                return false;
        }
        for (uint32_t j = 0; j < stored_count; j++)
            if (is_of_programme(vocabulary, programme, stored[j].item_id) &&
                !find_item(items, count, stored[j].item_id) &&
                !delete_item(store, person_id, stored[j].item_id, fault))
                return false;
    }
    return true;
}

/* ---- what is no more ------------------------------------------------------------------------ */

/* The numbers that a query gives. */
static bool read_numbers(uint32_t **out, uint32_t *count, Store *store, Sql sql, Arena *arena,
                         Fault *fault)
{
    Statement *select = NULL;
    uint32_t   capacity = 0;
    bool       row = false;
    bool       ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, store, sql, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        *out = arena_grow(arena, *out, *count, &capacity, sizeof(uint32_t));
        (*out)[(*count)++] = (uint32_t)statement_int(select, 0);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool delete_numbered(Store *store, Sql sql, int64_t number, Fault *fault)
{
    Statement *erase = NULL;
    bool const ok = statement_open(&erase, store, sql, fault) &&
                    statement_bind_int(erase, 1, number, fault) && statement_run(erase, fault);

    statement_close(&erase);
    return ok;
}

bool due_forget_person(Store *store, int64_t person_id, Fault *fault)
{
    assert(store_in_transaction(store));
    return delete_numbered(store, SQL("DELETE FROM due WHERE person_id = ?1"), person_id, fault) &&
           delete_numbered(store, SQL("DELETE FROM enrolment WHERE person_id = ?1"), person_id,
                           fault);
}

static bool programme_enrols(const Vocabulary *vocabulary, uint32_t programme_id)
{
    const Catalog *const catalog = vocabulary->catalog;

    for (uint32_t i = 0; i < catalog->programme_count; i++)
        if (vocabulary->programmes[i] == programme_id)
            return catalog->programmes[i].enrol_form != CATALOG_NONE;
    return false;
}

bool due_forget_lost(Store *store, const Vocabulary *vocabulary, Arena *arena, Fault *fault)
{
    uint32_t *numbers = NULL;
    uint32_t  count = 0;
    uint32_t  programme = 0;
    uint32_t  rule = 0;

    assert(store_in_transaction(store));
    if (!read_numbers(&numbers, &count, store, SQL("SELECT DISTINCT item_id FROM due"), arena,
                      fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!vocabulary_find_item(vocabulary, numbers[i], &programme, &rule) &&
            !delete_numbered(store, SQL("DELETE FROM due WHERE item_id = ?1"), numbers[i], fault))
            return false;
    if (!read_numbers(&numbers, &count, store, SQL("SELECT DISTINCT programme_id FROM enrolment"),
                      arena, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!programme_enrols(vocabulary, numbers[i]) &&
            !delete_numbered(store, SQL("DELETE FROM enrolment WHERE programme_id = ?1"),
                             numbers[i], fault))
            return false;
    return true;
}

/* ---- reading -------------------------------------------------------------------------------- */

/* An item of a rhythm whose unit has gone by is due in the present unit. */
static void bring_up_to(DueItem *item, Date today)
{
    static const int32_t MONTHS[] = {
        [DUE_ONCE] = 0,        [DUE_MONTHLY] = 1, [DUE_QUARTERLY] = 3,
        [DUE_HALF_YEARLY] = 6, [DUE_YEARLY] = 12,
    };
    int32_t const step = MONTHS[item->rhythm];
    Civil const   now = date_to_civil(today);

    if (step == 0 || item->due_on.days >= today.days)
        return;
    int32_t const first = (now.month - 1) / step * step + 1;
    Date const    end = date_month_end(now.year, first + step - 1);
    item->open_on = date_from_civil(now.year, first, 1);
    item->due_on = end.days < item->ends_on.days ? end : item->ends_on;
}

static int by_day(const DueRow *a, const DueRow *b)
{
    if (a->item.due_on.days != b->item.due_on.days)
        return a->item.due_on.days < b->item.due_on.days ? -1 : 1;
    if (a->item.person_id != b->item.person_id)
        return a->item.person_id < b->item.person_id ? -1 : 1;
    return (a->item.item_id > b->item.item_id) - (a->item.item_id < b->item.item_id);
}

/* A bounded list in order: a row goes in when it is among the first. */
typedef struct {
    DueRow  *rows;
    uint32_t count, limit;
} Top;

static void keep_if_early(Top *top, const DueRow *row, Arena *arena, Str name)
{
    uint32_t at = top->count;

    if (top->count == top->limit && by_day(row, &top->rows[top->count - 1]) >= 0)
        return;
    if (top->count == top->limit)
        at--;
    else
        top->count++;
    for (; at > 0 && by_day(row, &top->rows[at - 1]) < 0; at--)
        top->rows[at] = top->rows[at - 1];
    top->rows[at] = *row;
    top->rows[at].person_name = str_copy(arena, name);
}

static bool is_wanted(const DueFilter *filter, const Vocabulary *vocabulary, DueRow *row,
                      Date today)
{
    DueItem *const item = &row->item;

    if (!vocabulary_find_item(vocabulary, item->item_id, &item->programme, &item->rule))
        return false; /* of a definition that is gone */
    bring_up_to(item, today);
    row->is_overdue = item->due_on.days < today.days;
    if (item->ends_on.days < today.days || item->due_on.days > filter->until.days)
        return false;
    if ((filter->overdue_only && !row->is_overdue) ||
        (filter->programme != CATALOG_NONE && filter->programme != item->programme) ||
        (filter->region_id && !region_is_inside(item->region_id, filter->region_id)) ||
        (filter->worker_id && filter->worker_id != item->worker_id))
        return false;
    DueRow const after = { .item = { .due_on = filter->after_due_on,
                                     .person_id = filter->after_person_id,
                                     .item_id = filter->after_item_id } };
    return filter->after_person_id == 0 || by_day(row, &after) > 0;
}

/* The rows of one post, or of one person. */
static bool collect(Top *top, Store *store, Sql sql, int64_t id, const DueFilter *filter,
                    const Vocabulary *vocabulary, Date today, Arena *arena, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store, sql, fault) || !statement_bind_int(select, 1, id, fault) ||
        !statement_bind_int(select, 2, filter->until.days, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        DueRow found = { .item = read_item(select) };
        if (is_wanted(filter, vocabulary, &found, today))
            keep_if_early(top, &found, arena, statement_text(select, 9));
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool due_list(DueRow **out, uint32_t *count, Store *store, const Vocabulary *vocabulary,
              const Actor *actor, const OrganisationTree *tree, const DueFilter *filter, Date today,
              Arena *arena, Fault *fault)
{
    static const Sql BY_PERSON = { "SELECT d.person_id, d.item_id, d.due_on, d.open_on, d.ends_on,"
                                   " d.rhythm, d.organisation_id, d.region_id, d.worker_id, p.name"
                                   " FROM due d JOIN person p ON p.person_id = d.person_id"
                                   " WHERE d.person_id = ?1 AND d.due_on <= ?2" };
    static const Sql BY_POST = { "SELECT d.person_id, d.item_id, d.due_on, d.open_on, d.ends_on,"
                                 " d.rhythm, d.organisation_id, d.region_id, d.worker_id, p.name"
                                 " FROM due d JOIN person p ON p.person_id = d.person_id"
                                 " WHERE d.organisation_id = ?1 AND d.due_on <= ?2" };
    uint32_t const   limit =
        filter->limit && filter->limit < LIMIT_PAGE_ROWS ? filter->limit : LIMIT_PAGE_ROWS;
    Top      top = { .rows = arena_array(arena, limit, sizeof(DueRow)), .limit = limit };
    uint32_t post_count = 0;

    if (!access_require(actor, PERMIT_READ_PERSON, fault))
        return false;
    if (filter->person_id) {
        if (!collect(&top, store, BY_PERSON, filter->person_id, filter, vocabulary, today, arena,
                     fault))
            return false;
    } else {
        int64_t const place =
            filter->organisation_id ? filter->organisation_id : actor->organisation_id;
        const uint32_t *const posts = organisation_below(tree, place, &post_count);

        if (!access_require_place(actor,
                                  actor_is_system(actor) ||
                                      organisation_is_inside(tree, place, actor->organisation_id),
                                  fault))
            return false;
        for (uint32_t i = 0; i < post_count; i++)
            if (!collect(&top, store, BY_POST, tree->organisations[posts[i]].organisation_id,
                         filter, vocabulary, today, arena, fault))
                return false;
    }
    *out = top.rows;
    *count = top.count;
    return true;
}

/* ---- summary -------------------------------------------------------------------------------- */

static DueSummary *summary_of(DueSummary **rows, uint32_t *count, uint32_t *capacity,
                              uint32_t first, Arena *arena, const DueItem *item)
{
    for (uint32_t i = first; i < *count; i++)
        if ((*rows)[i].worker_id == item->worker_id)
            return &(*rows)[i];
    *rows = arena_grow(arena, *rows, *count, capacity, sizeof(DueSummary));
    (*rows)[*count] = (DueSummary){ item->organisation_id, item->worker_id, 0, 0 };
    return &(*rows)[(*count)++];
}

bool due_summarise(DueSummary **out, uint32_t *count, Store *store, const Actor *actor,
                   const OrganisationTree *tree, int64_t organisation_id, Date until, Date today,
                   Arena *arena, Fault *fault)
{
    int64_t const         place = organisation_id ? organisation_id : actor->organisation_id;
    uint32_t              post_count = 0;
    const uint32_t *const posts = organisation_below(tree, place, &post_count);
    Statement            *select = NULL;
    uint32_t              capacity = 0;
    bool                  row = false;
    bool                  ok = false;

    *out = NULL;
    *count = 0;
    if (!access_require(actor, PERMIT_READ_FIGURE, fault) ||
        !access_require_place(actor,
                              actor_is_system(actor) ||
                                  organisation_is_inside(tree, place, actor->organisation_id),
                              fault) ||
        !statement_open(&select, store,
                        SQL("SELECT person_id, item_id, due_on, open_on, ends_on, rhythm,"
                            " organisation_id, region_id, worker_id FROM due"
                            " WHERE organisation_id = ?1 AND due_on <= ?2 AND ends_on >= ?3"),
                        fault))
        goto done;
    for (uint32_t i = 0; i < post_count; i++) {
        uint32_t const first = *count;

        if (!statement_bind_int(select, 1, tree->organisations[posts[i]].organisation_id, fault) ||
            !statement_bind_int(select, 2, until.days, fault) ||
            !statement_bind_int(select, 3, today.days, fault))
            goto done;
        while (true) {
            if (!statement_next(select, &row, fault))
                goto done;
            if (!row)
                break;
            DueItem item = read_item(select);
            bring_up_to(&item, today);
            if (item.due_on.days > until.days)
                continue;
            DueSummary *const sum = summary_of(out, count, &capacity, first, arena, &item);
            sum->due_count++;
            sum->overdue_count += item.due_on.days < today.days;
        }
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}
