#include "indicators/quality.h"

#include <assert.h>
#include <stdlib.h>

#include "catalog/schema.h"
#include "indicators/meta.h"
#include "indicators/quality_private.h"
#include "registry/person.h"
#include "registry/touch.h"

static const QualityCheckInfo CHECKS[] = {
#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define X(check, name, zh, en, param, fix)                                                         \
    { LITERAL(name), { LITERAL(zh), LITERAL(en) }, LITERAL(param), LITERAL(fix) },
#include "indicators/quality_check.def"
#undef X
};

static_assert(COUNT_OF(CHECKS) == QUALITY_CHECK_COUNT, "a check without words");
static_assert(QUALITY_CHECK_COUNT <= 32, "issues of a person are bits of a word");

const QualityCheckInfo *quality_check(QualityCheck check)
{
    assert(check < QUALITY_CHECK_COUNT);
    return &CHECKS[check];
}

bool quality_check_find(QualityCheck *out, Str name)
{
    for (size_t i = 0; i < COUNT_OF(CHECKS); i++)
        if (str_equal(CHECKS[i].name, name)) {
            *out = (QualityCheck)i;
            return true;
        }
    return false;
}

/* ---- rules ------------------------------------------------------------------------------- */

static int64_t rule(const Catalog *catalog, Str name, Date day)
{
    const Param *const param = name.len ? catalog_param(catalog, name) : NULL;
    int64_t            value = 0;

    return param && param->type.kind == TYPE_NUMBER && param->type.scale == 0 &&
                   param_value(&value, param, day, 0) && value >= 0 && value < 1000000
               ? value
               : QUALITY_NO_RULE;
}

QualityRules quality_rules(const Catalog *catalog, Date day)
{
    QualityRules rules = { .day = day };

    for (int i = 0; i < QUALITY_CHECK_COUNT; i++)
        rules.thresholds[i] = rule(catalog, CHECKS[i].param, day);
    rules.parent_years = rule(catalog, SV("quality_parent_years"), day);
    return rules;
}

/* A number that is another when a threshold is, and in another year, of which the
 * issues that lie ahead must be found. */
static int64_t basis_of(const QualityRules *rules)
{
    uint64_t hash = 1469598103934665603u ^ (uint64_t)date_year(rules->day);

    for (int i = 0; i < QUALITY_CHECK_COUNT; i++)
        hash = (hash ^ (uint64_t)rules->thresholds[i]) * 1099511628211u;
    hash = (hash ^ (uint64_t)rules->parent_years) * 1099511628211u;
    return (int64_t)(hash >> 1 | 1);
}

static const char BASIS[] = "quality_basis";

bool quality_is_stale(bool *out, Quality *quality, Date day, Fault *fault)
{
    QualityRules const rules = quality_rules(quality->catalog, day);
    int64_t            basis = 0;

    if (!meta_read(&basis, quality->store, BASIS, fault))
        return false;
    *out = basis != basis_of(&rules);
    return true;
}

Quality *quality_open(Arena *arena, Store *store, const Catalog *catalog)
{
    Quality *const        quality = arena_alloc(arena, sizeof *quality);
    Sql *const            last_on = arena_array(arena, catalog->form_count, sizeof(Sql));
    Sql *const            seen_on = arena_array(arena, catalog->form_count, sizeof(Sql));
    static const uint32_t SEEN[] = { 0, HEADER_OCCURRED_ON };

    *quality = (Quality){ .store = store,
                          .catalog = catalog,
                          .last_on = last_on,
                          .seen_on = seen_on,
                          .rules = { .day = DATE_MIN } };
    for (uint32_t i = 0; i < catalog->form_count; i++)
        if (catalog->forms[i].subject == SUBJECT_PERSON) {
            FormTables const tables = schema_form(arena, catalog, &catalog->forms[i]);
            seen_on[quality->form_count] =
                sqlgen_select_range(arena, &tables.main, SEEN, COUNT_OF(SEEN));
            last_on[quality->form_count++] =
                sqlgen_most(arena, &tables.main, HEADER_OCCURRED_ON, 1);
        }
    return quality;
}

/* ---- the last record ------------------------------------------------------------------------ */

bool quality_saw_otherwise(Store *store, int64_t person_id, Fault *fault)
{
    return touch_id(store, TOUCHED_SEEN, person_id, fault);
}

/* The day of the last of all records, INT64_MIN when there is none. */
static bool last_record(int64_t *out, const Quality *quality, int64_t person_id, Fault *fault)
{
    *out = INT64_MIN;
    for (uint32_t i = 0; i < quality->form_count; i++) {
        Statement *select = NULL;
        bool       row = false;
        bool const ok = statement_open(&select, quality->store, quality->last_on[i], fault) &&
                        statement_bind_int(select, 1, person_id, fault) &&
                        statement_next(select, &row, fault);

        if (ok && row && !statement_is_null(select, 0) && statement_int(select, 0) > *out)
            *out = statement_int(select, 0);
        statement_close(&select);
        if (!ok)
            return false;
    }
    return true;
}

static bool run_with(const Quality *quality, Sql sql, const int64_t *values, int count,
                     Fault *fault)
{
    Statement *statement = NULL;
    bool       ok = statement_open(&statement, quality->store, sql, fault);

    for (int i = 0; i < count && ok; i++)
        ok = statement_bind_int(statement, i + 1, values[i], fault);
    ok = ok && statement_run(statement, fault);
    statement_close(&statement);
    return ok;
}

static bool put_last_record(const Quality *quality, int64_t person_id, int64_t last_on,
                            Fault *fault)
{
    int64_t const values[2] = { person_id, last_on };

    return values[1] == INT64_MIN
               ? run_with(quality, SQL("DELETE FROM person_seen WHERE person_id = ?1"), values, 1,
                          fault)
               : run_with(quality,
                          SQL("INSERT INTO person_seen (person_id, last_on) VALUES (?1, ?2)"
                              " ON CONFLICT (person_id) DO UPDATE SET last_on = excluded.last_on"
                              " WHERE excluded.last_on <> last_on"),
                          values, 2, fault);
}

/* ---- one person -------------------------------------------------------------------------------
 */

static Date date_of(const Statement *row, int at)
{
    return statement_is_null(row, at) ? DATE_MAX : (Date){ (int32_t)statement_int(row, at) };
}

static Str text_of(const Quality *quality, const Statement *row, int at)
{
    return str_copy(quality->scratch, statement_text(row, at));
}

static bool read_subject(QualitySubject *out, bool *is_there, const Quality *quality,
                         int64_t person_id, Fault *fault)
{
    Statement *select = NULL;

    *is_there = false;
    bool const ok =
        statement_open(&select, quality->store,
                       SQL("SELECT organisation_id, region_id, household_id, citizen_id, id_kind,"
                           " record_number, name, sex, phone, address, born_on, died_on,"
                           " is_resident, last_on FROM person LEFT JOIN person_seen"
                           " USING (person_id) WHERE person_id = ?1"),
                       fault) &&
        statement_bind_int(select, 1, person_id, fault) && statement_next(select, is_there, fault);
    if (ok && *is_there)
        *out = (QualitySubject){
            .person_id = person_id,
            .organisation_id = statement_int(select, 0),
            .region_id = statement_int(select, 1),
            .household_id = statement_int(select, 2),
            .citizen_id = text_of(quality, select, 3),
            .id_kind = text_of(quality, select, 4),
            .record_number = text_of(quality, select, 5),
            .name = text_of(quality, select, 6),
            .sex = text_of(quality, select, 7),
            .phone = text_of(quality, select, 8),
            .address = text_of(quality, select, 9),
            .born_on = date_of(select, 10),
            .died_on = date_of(select, 11),
            .is_resident = statement_int(select, 12) != 0,
            .is_seen = !statement_is_null(select, 13),
            .last_on = date_of(select, 13),
        };
    statement_close(&select);
    return ok;
}

/* The issues that are stored, at most one of each check. */
static bool read_issues(QualityIssue *out, uint32_t *count, const Quality *quality,
                        int64_t person_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok =
        statement_open(&select, quality->store,
                       SQL("SELECT check_id, organisation_id, from_on, until_on FROM person_issue"
                           " INDEXED BY person_issue_of_person WHERE person_id = ?1"),
                       fault) &&
        statement_bind_int(select, 1, person_id, fault);

    *count = 0;
    while (ok && row && *count < QUALITY_CHECK_COUNT) {
        ok = statement_next(select, &row, fault);
        if (ok && row)
            out[(*count)++] = (QualityIssue){
                .check = (QualityCheck)statement_int(select, 0),
                .organisation_id = statement_int(select, 1),
                .from_on = { (int32_t)statement_int(select, 2) },
                .until_on = { (int32_t)statement_int(select, 3) },
            };
    }
    statement_close(&select);
    return ok;
}

static bool is_same(const QualityIssue *a, const QualityIssue *b)
{
    return a->check == b->check && a->organisation_id == b->organisation_id &&
           a->from_on.days == b->from_on.days && a->until_on.days == b->until_on.days;
}

static bool has(const QualityIssue *issues, uint32_t count, const QualityIssue *one)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_same(&issues[i], one))
            return true;
    return false;
}

/* The row of that key, whatever its days are. */
static bool has_row(const QualityIssue *issues, uint32_t count, const QualityIssue *one)
{
    for (uint32_t i = 0; i < count; i++)
        if (issues[i].check == one->check && issues[i].organisation_id == one->organisation_id)
            return true;
    return false;
}

/* What should be there, of somebody who may be gone. */
static bool evaluate(QualityIssue *out, uint32_t *count, const Quality *quality, int64_t person_id,
                     QualityScope scope, Fault *fault)
{
    QualitySubject subject;
    bool           is_there = false;

    *count = 0;
    arena_reset(quality->scratch);
    return read_subject(&subject, &is_there, quality, person_id, fault) &&
           (!is_there || quality_evaluate(out, count, quality, &subject, scope, fault));
}

static bool refresh(const Quality *quality, int64_t person_id, QualityScope scope, Fault *fault)
{
    QualityIssue stored[QUALITY_CHECK_COUNT];
    QualityIssue wanted[QUALITY_CHECK_COUNT];
    uint32_t     stored_count = 0;
    uint32_t     wanted_count = 0;

    if (!evaluate(wanted, &wanted_count, quality, person_id, scope, fault) ||
        !read_issues(stored, &stored_count, quality, person_id, fault))
        return false;
    for (uint32_t i = 0; i < stored_count; i++) {
        int64_t const key[] = { stored[i].check, stored[i].organisation_id, person_id };

        if (quality_in_scope(stored[i].check, scope) &&
            !has_row(wanted, wanted_count, &stored[i]) &&
            !run_with(quality,
                      SQL("DELETE FROM person_issue WHERE check_id = ?1 AND organisation_id = ?2"
                          " AND person_id = ?3"),
                      key, 3, fault))
            return false;
    }
    for (uint32_t i = 0; i < wanted_count; i++) {
        int64_t const values[] = { wanted[i].check, wanted[i].organisation_id, person_id,
                                   wanted[i].from_on.days, wanted[i].until_on.days };

        if (!has(stored, stored_count, &wanted[i]) &&
            !run_with(quality,
                      SQL("INSERT INTO person_issue (check_id, organisation_id, person_id,"
                          " from_on, until_on) VALUES (?1, ?2, ?3, ?4, ?5)"
                          " ON CONFLICT (check_id, organisation_id, person_id) DO UPDATE"
                          " SET from_on = excluded.from_on, until_on = excluded.until_on"),
                      values, 5, fault))
            return false;
    }
    return true;
}

/* Asking by the rules of a day, until end_asking. */
static void begin_asking(Quality *quality, Date day)
{
    if (quality->rules.day.days != day.days)
        quality->rules = quality_rules(quality->catalog, day);
    quality->scratch = arena_open();
}

static void end_asking(Quality *quality)
{
    arena_close(&quality->scratch);
}

bool quality_saw(Quality *quality, int64_t person_id, Date seen_on, Date day, Fault *fault)
{
    Statement *put = NULL;
    bool       ok = statement_open(&put, quality->store,
                                   SQL("INSERT INTO person_seen (person_id, last_on) VALUES (?1, ?2)"
                                             " ON CONFLICT (person_id) DO UPDATE SET last_on = excluded.last_on"
                                             " WHERE excluded.last_on > last_on"),
                                   fault) &&
              statement_bind_int(put, 1, person_id, fault) &&
              statement_bind_int(put, 2, seen_on.days, fault) && statement_run(put, fault);

    if (ok && statement_changes(put)) {
        begin_asking(quality, day);
        ok = refresh(quality, person_id, QUALITY_LAST_RECORD, fault);
        end_asking(quality);
    }
    statement_close(&put);
    return ok;
}

/* ---- what was touched ---------------------------------------------------------------------------
 */

typedef struct {
    int64_t  id;
    Str      text;
    uint32_t count;
} Touched;

typedef struct {
    Touched *items;
    uint32_t count, capacity;
} TouchedList;

typedef struct {
    const Quality *quality;
    Arena         *arena;
    int64_t       *persons; /* who is to be asked again */
    uint32_t       count, capacity;
} Settling;

static bool read_touched(TouchedList *out, const Settling *settling, TouchKind kind, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool const is_text = kind == TOUCHED_PHONE || kind == TOUCHED_ADDRESS;
    bool       ok =
        statement_open(&select, settling->quality->store,
                       SQL("SELECT key, count FROM quality_touched WHERE kind = ?1"), fault) &&
        statement_bind_int(select, 1, kind, fault);

    *out = (TouchedList){ 0 };
    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        out->items =
            arena_grow(settling->arena, out->items, out->count, &out->capacity, sizeof(Touched));
        out->items[out->count++] = (Touched){
            .id = is_text ? 0 : statement_int(select, 0),
            .text = is_text ? str_copy(settling->arena, statement_text(select, 0)) : SV(""),
            .count = (uint32_t)statement_int(select, 1),
        };
    }
    statement_close(&select);
    return ok;
}

static void add_person(Settling *settling, int64_t person_id)
{
    settling->persons = arena_grow(settling->arena, settling->persons, settling->count,
                                   &settling->capacity, sizeof(int64_t));
    settling->persons[settling->count++] = person_id;
}

/* Who shares what was touched (or, at an address, which households do): added to the list,
 * but of so many that, whatever the transaction did, they were too many before. How
 * many there are is *count. */
static bool add_sharers(uint32_t *count, Settling *settling, Sql sql, const Touched *touched,
                        int64_t most, Fault *fault)
{
    uint32_t const limit = (uint32_t)most + touched->count + 1;
    uint32_t const before = settling->count;
    Statement     *select = NULL;
    bool           row = true;
    bool           ok = statement_open(&select, settling->quality->store, sql, fault) &&
              (touched->id ? statement_bind_int(select, 1, touched->id, fault)
                           : statement_bind_text(select, 1, touched->text, fault)) &&
              statement_bind_int(select, 2, limit, fault);

    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row)
            add_person(settling, statement_int(select, 0));
    }
    statement_close(&select);
    *count = settling->count - before;
    if (*count == limit)
        settling->count = before;
    return ok;
}

/* The SQL gives as many as it is asked for. */
static const struct {
    TouchKind    kind;
    QualityCheck check;
    Sql          counted, sharers; /* what there is a threshold of; who has the issue */
} SHARED[] = {
    { TOUCHED_HOUSEHOLD,
      QUALITY_HOUSEHOLD_LARGE,
      { "SELECT person_id FROM person WHERE household_id = ?1 AND is_resident"
        " AND died_on IS NULL LIMIT ?2" },
      { NULL } },
    { TOUCHED_PHONE,
      QUALITY_PHONE_SHARED,
      { "SELECT person_id FROM person WHERE phone = ?1 AND is_resident AND died_on IS NULL"
        " LIMIT ?2" },
      { NULL } },
    { TOUCHED_ADDRESS,
      QUALITY_ADDRESS_SHARED,
      { "SELECT DISTINCT household_id FROM person WHERE address = ?1 AND is_resident"
        " AND died_on IS NULL AND household_id IS NOT NULL LIMIT ?2" },
      { "SELECT person_id FROM person WHERE address = ?1 AND is_resident AND died_on IS NULL"
        " LIMIT ?2" } },
};

static bool add_shared(Settling *settling, size_t row, const Touched *touched, int64_t most,
                       Fault *fault)
{
    Touched const  everybody = { touched->id, touched->text, 0 };
    uint32_t const before = settling->count;
    uint32_t       count = 0;

    if (!add_sharers(&count, settling, SHARED[row].counted, touched, most, fault))
        return false;
    bool const were_many = settling->count == before && count > 0;
    /* Few have it and had it: nobody's issue is another. Members of a household matter to
     * each other also when they are few. */
    bool const are_few = SHARED[row].kind != TOUCHED_HOUSEHOLD && count + touched->count <= most;
    if (are_few)
        settling->count = before;
    if (are_few || were_many || !SHARED[row].sharers.text)
        return true;
    settling->count = before;
    return add_sharers(&count, settling, SHARED[row].sharers, &everybody, INT32_MAX, fault);
}

static int by_id(const void *left, const void *right)
{
    int64_t const a = *(const int64_t *)left;
    int64_t const b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static bool settle(Settling *settling, Fault *fault)
{
    const Quality *const quality = settling->quality;
    TouchedList          list;

    if (!read_touched(&list, settling, TOUCHED_SEEN, fault))
        return false;
    for (uint32_t i = 0; i < list.count; i++) {
        int64_t last_on = 0;

        if (!last_record(&last_on, quality, list.items[i].id, fault) ||
            !put_last_record(quality, list.items[i].id, last_on, fault))
            return false;
        add_person(settling, list.items[i].id);
    }
    if (!read_touched(&list, settling, TOUCHED_PERSON, fault))
        return false;
    for (uint32_t i = 0; i < list.count; i++)
        add_person(settling, list.items[i].id);
    for (size_t i = 0; i < COUNT_OF(SHARED); i++) {
        int64_t const most = quality->rules.thresholds[SHARED[i].check];

        if (most == QUALITY_NO_RULE)
            continue;
        if (!read_touched(&list, settling, SHARED[i].kind, fault))
            return false;
        for (uint32_t j = 0; j < list.count; j++)
            if (!add_shared(settling, i, &list.items[j], most, fault))
                return false;
    }
    if (settling->count)
        qsort(settling->persons, settling->count, sizeof(int64_t), by_id);
    for (uint32_t i = 0; i < settling->count; i++)
        if ((i == 0 || settling->persons[i] != settling->persons[i - 1]) &&
            !refresh(quality, settling->persons[i], QUALITY_EVERYTHING, fault))
            return false;
    return store_run(quality->store, SQL("DELETE FROM quality_touched"), fault);
}

bool quality_settle(Quality *quality, Date day, Fault *fault)
{
    int64_t any = 0;

    assert(store_in_transaction(quality->store));
    bool ok =
        store_ask(&any, quality->store, SQL("SELECT 1 FROM quality_touched LIMIT 1"), 0, fault);
    if (ok && any) {
        Settling settling = { .quality = quality, .arena = arena_open() };

        begin_asking(quality, day);
        ok = settle(&settling, fault);
        end_asking(quality);
        arena_close(&settling.arena);
    }
    return ok || fault_context(fault, "keeping the quality of the register");
}

/* ---- everybody
 * ----------------------------------------------------------------------------------- */

typedef bool EachPerson(void *context, const Quality *quality, int64_t person_id, Fault *fault);

static bool each_person(Quality *quality, Date day, Progress *progress, uint64_t *count,
                        EachPerson *visit, void *context, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = statement_open(&select, quality->store,
                                   SQL("SELECT person_id FROM person ORDER BY person_id"), fault);

    begin_asking(quality, day);
    *count = 0;
    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (ok && row) {
            ok = visit(context, quality, statement_int(select, 0), fault);
            progress_show(progress, ++*count);
        }
    }
    end_asking(quality);
    statement_close(&select);
    return ok;
}

/* ---- everybody anew, a piece at a time ----------------------------------------------------- */

/* While it goes on: the basis that it will have, and the last person who has it. */
static const char GOAL[] = "quality_goal";
static const char REACHED[] = "quality_reached";

typedef struct {
    int64_t *persons; /* by id */
    int64_t *last_on; /* of each, INT64_MIN: no record */
    uint32_t count;
} Piece;

static bool read_piece(Piece *out, const Quality *quality, Arena *arena, int64_t after,
                       uint32_t most, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    bool       ok = statement_open(&select, quality->store,
                                   SQL("SELECT person_id FROM person WHERE person_id > ?1"
                                             " ORDER BY person_id LIMIT ?2"),
                                   fault) &&
              statement_bind_int(select, 1, after, fault) &&
              statement_bind_int(select, 2, most, fault);

    *out = (Piece){ .persons = arena_array(arena, most, sizeof(int64_t)),
                    .last_on = arena_array(arena, most, sizeof(int64_t)) };
    while (ok && row && out->count < most) {
        ok = statement_next(select, &row, fault);
        if (ok && row) {
            out->persons[out->count] = statement_int(select, 0);
            out->last_on[out->count++] = INT64_MIN;
        }
    }
    statement_close(&select);
    return ok;
}

/* The days of one form's records: they come in the order of the persons. */
static bool read_days(const Piece *piece, const Quality *quality, Sql sql, Fault *fault)
{
    Statement *select = NULL;
    bool       row = true;
    uint32_t   at = 0;
    bool       ok = statement_open(&select, quality->store, sql, fault) &&
              statement_bind_int(select, 1, piece->persons[0], fault) &&
              statement_bind_int(select, 2, piece->persons[piece->count - 1], fault);

    while (ok && row) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        while (at + 1 < piece->count && piece->persons[at] < statement_int(select, 0))
            at++;
        if (piece->persons[at] == statement_int(select, 0) &&
            statement_int(select, 1) > piece->last_on[at])
            piece->last_on[at] = statement_int(select, 1);
    }
    statement_close(&select);
    return ok;
}

static bool rebuild_piece(const Quality *quality, const Piece *piece, Fault *fault)
{
    for (uint32_t i = 0; i < quality->form_count; i++)
        if (!read_days(piece, quality, quality->seen_on[i], fault))
            return false;
    for (uint32_t i = 0; i < piece->count; i++)
        if (!put_last_record(quality, piece->persons[i], piece->last_on[i], fault) ||
            !refresh(quality, piece->persons[i], QUALITY_EVERYTHING, fault))
            return false;
    return true;
}

/* Where an earlier one for the same goal was broken off; a new one begins before everybody. */
static bool find_start(int64_t *after, const Quality *quality, int64_t goal, Fault *fault)
{
    int64_t basis = 0;
    int64_t begun = 0;

    if (!meta_read(&basis, quality->store, BASIS, fault) ||
        !meta_read(&begun, quality->store, GOAL, fault) ||
        !meta_read(after, quality->store, REACHED, fault))
        return false;
    if (basis != 0 || begun != goal)
        *after = 0;
    return meta_write(quality->store, BASIS, 0, fault) &&
           meta_write(quality->store, GOAL, goal, fault);
}

static bool finish_rebuild(const Quality *quality, int64_t goal, Fault *fault)
{
    return store_run(quality->store,
                     SQL("DELETE FROM person_issue WHERE person_id NOT IN"
                         " (SELECT person_id FROM person);"
                         "DELETE FROM person_seen WHERE person_id NOT IN"
                         " (SELECT person_id FROM person)"),
                     fault) &&
           meta_write(quality->store, BASIS, goal, fault) &&
           meta_write(quality->store, GOAL, 0, fault);
}

bool quality_rebuild(Quality *quality, Date day, uint32_t most, uint32_t *person_count,
                     Fault *fault)
{
    Arena  *arena = arena_open();
    int64_t after = 0;
    Piece   piece;

    assert(store_in_transaction(quality->store));
    begin_asking(quality, day);
    int64_t const goal = basis_of(&quality->rules);
    *person_count = 0;
    bool ok = find_start(&after, quality, goal, fault) &&
              read_piece(&piece, quality, arena, after, most, fault);
    if (ok && piece.count)
        ok = rebuild_piece(quality, &piece, fault) &&
             meta_write(quality->store, REACHED, piece.persons[piece.count - 1], fault);
    else
        ok = ok && finish_rebuild(quality, goal, fault);
    if (ok)
        *person_count = piece.count;
    end_asking(quality);
    arena_close(&arena);
    return ok || fault_context(fault, "checking everybody anew");
}

typedef struct {
    uint64_t differences, issues;
} Verification;

/* What is over, or lies further ahead than a year, is no matter of this day. */
static uint32_t keep_present(QualityIssue *issues, uint32_t count, Date day)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (issues[i].until_on.days >= day.days &&
            (issues[i].check != QUALITY_AGE_IMPOSSIBLE ||
             issues[i].from_on.days <= date_add_months(day, 12).days))
            issues[kept++] = issues[i];
    return kept;
}

static bool verify_person(void *context, const Quality *quality, int64_t person_id, Fault *fault)
{
    Verification *const verification = context;
    QualityIssue        stored[QUALITY_CHECK_COUNT];
    QualityIssue        wanted[QUALITY_CHECK_COUNT];
    uint32_t            stored_count = 0;
    uint32_t            wanted_count = 0;
    int64_t             last_on = 0;
    QualitySubject      subject;
    bool                is_there = false;

    if (!evaluate(wanted, &wanted_count, quality, person_id, QUALITY_EVERYTHING, fault) ||
        !read_issues(stored, &stored_count, quality, person_id, fault) ||
        !last_record(&last_on, quality, person_id, fault) ||
        !read_subject(&subject, &is_there, quality, person_id, fault))
        return false;
    stored_count = keep_present(stored, stored_count, quality->rules.day);
    wanted_count = keep_present(wanted, wanted_count, quality->rules.day);
    bool is_right = stored_count == wanted_count && subject.is_seen == (last_on != INT64_MIN) &&
                    (!subject.is_seen || subject.last_on.days == last_on);
    for (uint32_t i = 0; i < stored_count; i++)
        is_right = is_right && has(wanted, wanted_count, &stored[i]);
    verification->differences += !is_right;
    verification->issues += stored_count;
    return true;
}

bool quality_verify(Quality *quality, Date day, Progress *progress, uint64_t *difference_count,
                    uint64_t *issue_count, Fault *fault)
{
    Verification verification = { 0 };
    uint64_t     people = 0;
    int64_t      lost = 0;

    if (!each_person(quality, day, progress, &people, verify_person, &verification, fault) ||
        !store_ask(&lost, quality->store,
                   SQL("SELECT count(*) FROM person_issue WHERE person_id NOT IN"
                       " (SELECT person_id FROM person)"),
                   0, fault))
        return false;
    *difference_count = verification.differences + (uint64_t)lost;
    *issue_count = verification.issues;
    return true;
}
