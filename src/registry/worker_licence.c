/* Licences, qualifications and titles; what they mean for a record. */
#include "registry/worker_licence.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/organisation.h"
#include "registry/worker_private.h"

#define COLUMNS                                                                                    \
    "licence_id, worker_id, kind, number, level, scope, issuer, valid_from, valid_until,"          \
    " recorded_at, recorded_by, revision"

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

enum { NUMBER_CHARS_MAX = 30, LEVEL_CHARS_MAX = 20, WORDS_CHARS_MAX = 100 };

static const ProblemPlace AT_WORKER = PROBLEM_PLACE("worker", "工作人员", "worker");
static const ProblemPlace AT_KIND = PROBLEM_PLACE("kind", "证照类别", "kind of licence");
static const ProblemPlace AT_NUMBER = PROBLEM_PLACE("number", "证照编号", "number");
static const ProblemPlace AT_LEVEL = PROBLEM_PLACE("level", "级别", "level");
static const ProblemPlace AT_SCOPE = PROBLEM_PLACE("scope", "执业范围", "scope of practice");
static const ProblemPlace AT_ISSUER = PROBLEM_PLACE("issuer", "发证机关", "issuer");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("valid_until", "有效期止", "last day");

static const WorkerLicenceKind KINDS[] = {
#define X(kind, zh, en, is_practice) { LITERAL(kind), { LITERAL(zh), LITERAL(en) }, is_practice },
#include "registry/worker_licence.def"
#undef X
};

const WorkerLicenceKind *worker_licence_kind(Str kind)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_equal(kind, KINDS[i].kind))
            return &KINDS[i];
    return NULL;
}

const WorkerLicenceKind *worker_licence_kinds(uint32_t *count)
{
    *count = COUNT_OF(KINDS);
    return KINDS;
}

/* ---- rows ------------------------------------------------------------------------------ */

static WorkerLicence read_row(Reader *reader)
{
    WorkerLicence licence = { 0 };

    licence.licence_id = reader_next_int(reader);
    licence.worker_id = reader_next_int(reader);
    licence.kind = reader_next_text(reader);
    licence.number = reader_next_text(reader);
    licence.level = reader_next_text(reader);
    licence.scope = reader_next_text(reader);
    licence.issuer = reader_next_text(reader);
    licence.valid_from = reader_next_date(reader, DATE_MIN);
    licence.valid_until = reader_next_date(reader, DATE_MAX);
    licence.recorded_at = reader_next_int(reader);
    licence.recorded_by = reader_next_int(reader);
    licence.revision = (uint32_t)reader_next_int(reader);
    return licence;
}

static void read_element(void *element, Reader *reader)
{
    *(WorkerLicence *)element = read_row(reader);
}

static bool put_row(const Registry *registry, const WorkerLicence *licence, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(&put, registry->store,
                                    SQL("INSERT OR REPLACE INTO worker_licence (" COLUMNS ")"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
                                    fault);

    binder_add_int(&binder, licence->licence_id);
    binder_add_int(&binder, licence->worker_id);
    binder_add_text(&binder, licence->kind);
    binder_add_words(&binder, licence->number);
    binder_add_words(&binder, licence->level);
    binder_add_words(&binder, licence->scope);
    binder_add_words(&binder, licence->issuer);
    binder_add_int(&binder, licence->valid_from.days);
    binder_add_int(&binder, licence->valid_until.days);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, licence->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

static bool archive(const Registry *registry, int64_t licence_id, Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO worker_licence_history (" COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " COLUMNS ", ?2, ?3 FROM worker_licence"
                                 " WHERE licence_id = ?1" };

    return registry_archive(registry, ARCHIVE, licence_id, fault);
}

typedef struct {
    WorkerLicence *rows;
    uint32_t       count;
} Licences;

/* All rows of a bound query, up to a page. Closes the statement. */
static bool take_rows(Licences *out, Statement **select, Binder *binder, Arena *arena)
{
    *out = (Licences){ 0 };
    out->rows =
        binder_rows(binder, arena, sizeof *out->rows, LIMIT_PAGE_ROWS, read_element, &out->count);
    statement_close(select);
    return binder->ok;
}

bool worker_licence_list(const WorkerLicence **out, uint32_t *count, const Registry *registry,
                         int64_t worker_id, Fault *fault)
{
    Statement *select = NULL;
    Licences   found = { 0 };
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM worker_licence WHERE worker_id = ?1"
                                            " ORDER BY kind, valid_from, licence_id"),
                                    fault);

    binder_add_int(&binder, worker_id);
    if (!take_rows(&found, &select, &binder, registry->arena))
        return false;
    *out = found.rows;
    *count = found.count;
    return true;
}

/* ---- putting ----------------------------------------------------------------------------- */

/* The one of the same kind and number; of a title, of the same level. */
static const WorkerLicence *find_same(const WorkerLicence *licences, uint32_t count,
                                      const WorkerLicence *entry)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(licences[i].kind, entry->kind) &&
            str_equal(licences[i].number, entry->number) &&
            (entry->number.len || str_equal(licences[i].level, entry->level)))
            return &licences[i];
    return NULL;
}

static bool says_same(const WorkerLicence *a, const WorkerLicence *b)
{
    return str_equal(a->level, b->level) && str_equal(a->scope, b->scope) &&
           str_equal(a->issuer, b->issuer) && a->valid_from.days == b->valid_from.days &&
           a->valid_until.days == b->valid_until.days;
}

static bool check_number(Problems *problems, const Registry *registry, const WorkerLicence *entry,
                         Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;

    if (entry->number.len == 0)
        return true;
    registry_check_code(problems, AT_NUMBER, entry->number);
    if (entry->number.len > NUMBER_CHARS_MAX)
        problem_add(problems, PROBLEM_TOO_LONG, AT_NUMBER)->high =
            str_format(problems->arena, "%d", NUMBER_CHARS_MAX);
    Binder binder = binder_open(&select, registry->store,
                                SQL("SELECT 1 FROM worker_licence WHERE number = ?1 AND kind = ?2"
                                    " AND worker_id <> ?3"),
                                fault);
    binder_add_text(&binder, entry->number);
    binder_add_text(&binder, entry->kind);
    binder_add_int(&binder, entry->worker_id);
    bool const ok = binder_next(&binder, &row);
    if (ok && row)
        problem_add(problems, PROBLEM_TAKEN, AT_NUMBER);
    statement_close(&select);
    return ok;
}

static bool check_entry(Problems *problems, const Registry *registry, const WorkerLicence *entry,
                        Fault *fault)
{
    const WorkerLicenceKind *const kind = worker_licence_kind(entry->kind);
    const Worker                  *worker = NULL;
    bool const                     is_title = str_equal(entry->kind, SV("title"));

    if (!worker_find(&worker, registry, entry->worker_id, fault))
        return false;
    if (!worker)
        problem_add(problems, PROBLEM_UNKNOWN, AT_WORKER);
    else if (!registry_require_place(registry, worker->organisation_id, fault))
        return false;
    if (!kind)
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_KIND);
    if (!is_title && entry->number.len == 0)
        problem_add(problems, PROBLEM_REQUIRED, AT_NUMBER);
    registry_check_words(problems, AT_LEVEL, entry->level, LEVEL_CHARS_MAX, is_title);
    registry_check_words(problems, AT_SCOPE, entry->scope, WORDS_CHARS_MAX, false);
    registry_check_words(problems, AT_ISSUER, entry->issuer, WORDS_CHARS_MAX, false);
    registry_check_validity(problems, AT_UNTIL, entry->valid_from, entry->valid_until,
                            (Label){ SV("有效期起"), SV("the first day") });
    return check_number(problems, registry, entry, fault) &&
           (problems->error_count == 0 || problems_refuse(problems, fault));
}

bool worker_licence_put(WorkerPut *out, const Registry *registry, const WorkerLicence *entry,
                        Problems *problems, Fault *fault)
{
    const WorkerLicence *licences = NULL;
    uint32_t             count = 0;
    WorkerLicence        after = *entry;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !check_entry(problems, registry, entry, fault) ||
        !worker_licence_list(&licences, &count, registry, entry->worker_id, fault))
        return fault_context(fault, "putting a licence");
    const WorkerLicence *const before = find_same(licences, count, entry);
    *out = !before ? WORKER_PUT_ADDED : WORKER_PUT_AMENDED;
    if (before && says_same(before, entry)) {
        *out = WORKER_PUT_SAME;
        return true;
    }
    after.licence_id = before ? before->licence_id : id_next(registry->ids, registry->now);
    after.revision = before ? before->revision + 1 : 1;
    if ((before && !archive(registry, after.licence_id, fault)) ||
        !put_row(registry, &after, fault) ||
        !registry_audit(registry, AUDIT_WORKER_LICENCE, AUDIT_OF_WORKER, after.worker_id,
                        after.kind, fault))
        return fault_context(fault, "putting a licence");
    return true;
}

bool worker_licence_withdraw(const Registry *registry, int64_t licence_id, Fault *fault)
{
    Statement    *statement = NULL;
    Licences      found = { 0 };
    const Worker *worker = NULL;
    Binder        binder =
        binder_open(&statement, registry->store,
                    SQL("SELECT " COLUMNS " FROM worker_licence WHERE licence_id = ?1"), fault);

    assert(store_in_transaction(registry->store));
    binder_add_int(&binder, licence_id);
    if (!take_rows(&found, &statement, &binder, registry->arena))
        return false;
    if (found.count == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such licence");
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !worker_find(&worker, registry, found.rows[0].worker_id, fault) ||
        !registry_require_place(registry, worker ? worker->organisation_id : 0, fault) ||
        !archive(registry, licence_id, fault))
        return fault_context(fault, "withdrawing a licence");
    Binder remove = binder_open(&statement, registry->store,
                                SQL("DELETE FROM worker_licence WHERE licence_id = ?1"), fault);
    binder_add_int(&remove, licence_id);
    bool const ok = binder_run(&remove) &&
                    registry_audit(registry, AUDIT_WORKER_LICENCE_WITHDRAW, AUDIT_OF_WORKER,
                                   found.rows[0].worker_id, found.rows[0].kind, fault);
    statement_close(&statement);
    return ok || fault_context(fault, "withdrawing a licence");
}

/* ---- what expires ------------------------------------------------------------------------ */

bool worker_licence_expiring(const ExpiringLicence **out, uint32_t *count, const Registry *registry,
                             int64_t organisation_id, Date by, Fault *fault)
{
    Statement       *select = NULL;
    Licences         found = { 0 };
    ExpiringLicence *rows = NULL;
    int64_t const    place = organisation_id ? organisation_id : registry->actor->organisation_id;
    Date const       today = registry_today(registry);
    Binder           binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " COLUMNS " FROM worker_licence w WHERE valid_until <= ?1"
                        " AND NOT EXISTS (SELECT 1 FROM worker_licence n"
                        "  WHERE n.worker_id = w.worker_id AND n.kind = w.kind"
                        "  AND n.valid_until > w.valid_until)"
                        " ORDER BY valid_until, licence_id"),
                    fault);

    if (!access_require_place(registry->actor,
                              organisation_id == 0 ||
                                  organisation_is_inside(registry->organisations, organisation_id,
                                                         registry->actor->organisation_id),
                              fault)) {
        statement_close(&select);
        return false;
    }
    binder_add_int(&binder, by.days);
    if (!take_rows(&found, &select, &binder, registry->arena))
        return false;
    rows = arena_array(registry->arena, found.count, sizeof *rows);
    *count = 0;
    for (uint32_t i = 0; i < found.count; i++) {
        const WorkerLicenceKind *const kind = worker_licence_kind(found.rows[i].kind);
        const Worker                  *worker = NULL;

        if (!worker_find(&worker, registry, found.rows[i].worker_id, fault))
            return false;
        bool const is_here =
            place == 0 || (worker && organisation_is_inside(registry->organisations,
                                                            worker->organisation_id, place));
        if (worker && worker_is_valid(worker, today) && kind && kind->is_practice && is_here)
            rows[(*count)++] = (ExpiringLicence){ found.rows[i], *worker };
    }
    *out = rows;
    return true;
}

/* ---- the rule ---------------------------------------------------------------------------- */

static const struct {
    Str   name;
    Label label;
} RULES[] = {
    [LICENCE_RULE_IGNORE] = { LITERAL("ignore"), { LITERAL("不检查"), LITERAL("not checked") } },
    [LICENCE_RULE_WARN] = { LITERAL("warn"), { LITERAL("提醒"), LITERAL("warned") } },
    [LICENCE_RULE_REFUSE] = { LITERAL("refuse"), { LITERAL("拒绝录入"), LITERAL("refused") } },
};

Str licence_rule_name(LicenceRule rule)
{
    return RULES[rule].name;
}

Label licence_rule_label(LicenceRule rule)
{
    return RULES[rule].label;
}

bool licence_rule_find(LicenceRule *out, Str name)
{
    for (size_t i = 0; i < COUNT_OF(RULES); i++)
        if (str_equal(name, RULES[i].name)) {
            *out = (LicenceRule)i;
            return true;
        }
    return false;
}

bool licence_rule_put(const Registry *registry, LicenceRule rule, Date from_on, Fault *fault)
{
    Statement *put = NULL;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !registry_require_root(registry, fault))
        return fault_context(fault, "setting the rule of licences");
    Binder binder = binder_open(&put, registry->store,
                                SQL("INSERT OR REPLACE INTO worker_licence_rule (from_on, rule,"
                                    " recorded_at, recorded_by) VALUES (?1, ?2, ?3, ?4)"),
                                fault);
    binder_add_int(&binder, from_on.days);
    binder_add_int(&binder, rule);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return (ok && registry_audit(registry, AUDIT_LICENCE_RULE, AUDIT_OF_NOTHING, 0,
                                 RULES[rule].name, fault)) ||
           fault_context(fault, "setting the rule of licences");
}

bool licence_rule_on(LicenceRule *out, const Registry *registry, Date day, Fault *fault)
{
    int64_t rule = 0;

    if (!registry_ask_id(&rule, registry->store,
                         SQL("SELECT rule + 1 FROM worker_licence_rule WHERE from_on <= ?1"
                             " ORDER BY from_on DESC LIMIT 1"),
                         day.days, fault))
        return false;
    *out =
        rule >= 1 && rule <= (int64_t)COUNT_OF(RULES) ? (LicenceRule)(rule - 1) : LICENCE_RULE_WARN;
    return true;
}

static void complain(Problems *problems, ProblemPlace at, LicenceRule rule, Label text)
{
    problem_add_weighed(problems, PROBLEM_RULE, at, rule == LICENCE_RULE_WARN)->text = text;
}

/* What the register says of a worker on a day. */
typedef struct {
    LicenceRule rule;
    bool        has_licence, is_licensed; /* to practise; in force on the day */
    bool        is_here;                  /* the post is a place of his, or lies below one */
} Standing;

/* One statement, for it is asked of every record that is entered: licences first, and
 * whoever has none is asked nothing else. Each row has the rule of the day. */
static bool ask_standing(Standing *out, const Registry *registry, int64_t worker_id,
                         int64_t organisation_id, Date day, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = true;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT kind, valid_from <= ?2 AND ?2 <= valid_until, NULL,"
                                            "   (SELECT rule FROM worker_licence_rule WHERE from_on <= ?2"
                                            "    ORDER BY from_on DESC LIMIT 1)"
                                            " FROM worker_licence WHERE worker_id = ?1"
                                            " UNION ALL"
                                            " SELECT NULL, NULL, organisation_id, NULL FROM worker_place"
                                            " WHERE worker_id = ?1 AND from_on <= ?2 AND ?2 <= until_on"),
                                    fault);

    *out = (Standing){ .rule = LICENCE_RULE_WARN };
    binder_add_int(&binder, worker_id);
    binder_add_int(&binder, day.days);
    while (ok) {
        Reader reader = reader_open(select, registry->arena);

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        if (!statement_is_null(select, 2)) {
            if (!out->has_licence)
                break;
            out->is_here =
                out->is_here || organisation_is_inside(registry->organisations, organisation_id,
                                                       statement_int(select, 2));
            continue;
        }
        const WorkerLicenceKind *const kind = worker_licence_kind(reader_next_text(&reader));
        bool const                     is_in_force = reader_next_int(&reader) != 0;
        int64_t const                  rule = statement_int(select, 3);
        if (!kind || !kind->is_practice)
            continue;
        out->has_licence = true;
        out->is_licensed = out->is_licensed || is_in_force;
        if (!statement_is_null(select, 3) && rule >= 0 && rule < (int64_t)COUNT_OF(RULES))
            out->rule = (LicenceRule)rule;
    }
    statement_close(&select);
    return ok;
}

bool worker_licence_check(Problems *problems, const Registry *registry, ProblemPlace at,
                          int64_t worker_id, int64_t organisation_id, Date day, Fault *fault)
{
    Standing standing;

    if (!ask_standing(&standing, registry, worker_id, organisation_id, day, fault))
        return false;
    if (!standing.has_licence || standing.rule == LICENCE_RULE_IGNORE)
        return true;
    if (!standing.is_licensed)
        complain(problems, at, standing.rule,
                 (Label){ SV("该人员在该日期没有有效的执业证照，请先续证或更换责任人员"),
                          SV("this worker has no licence in force on that day: renew it, or name"
                             " another one") });
    else if (!standing.is_here)
        complain(problems, at, standing.rule,
                 (Label){ SV("该人员在该日期的执业地点不包括本机构，请登记多点执业或更换责任人员"),
                          SV("this worker does not practise at that post on that day: register the"
                             " place, or name another one") });
    return true;
}
