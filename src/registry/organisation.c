/* Organisations as they are registered, amended and merged. */
#include "registry/organisation.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/credit_code.h"
#include "registry/organisation_private.h"

enum { NAME_CHARS_MAX = 100 };

static const ProblemPlace AT_CODE = PROBLEM_PLACE("code", "机构代码", "code");
static const ProblemPlace AT_CREDIT_CODE =
    PROBLEM_PLACE("credit_code", "统一社会信用代码", "social credit code");
static const ProblemPlace AT_NAME = PROBLEM_PLACE("name", "机构名称", "name");
static const ProblemPlace AT_KIND = PROBLEM_PLACE("kind", "机构类别", "kind of institution");
static const ProblemPlace AT_PARENT = PROBLEM_PLACE("parent", "上级机构", "organisation above");
static const ProblemPlace AT_PARENT_SINCE =
    PROBLEM_PLACE("parent_from", "隶属起始日期", "first day below it");
static const ProblemPlace AT_REGION = PROBLEM_PLACE("region", "行政区划", "region");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("valid_until", "失效日期", "last day");
static const ProblemPlace AT_INTO = PROBLEM_PLACE("into", "并入机构", "organisation to merge into");
static const ProblemPlace AT_DAY = PROBLEM_PLACE("day", "合并日期", "day of the merger");

/* ---- rows ------------------------------------------------------------------------------ */

bool organisation_get_row(Organisation *out, const Registry *registry, int64_t organisation_id,
                          Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(
            &select, registry->store,
            SQL("SELECT " ORGANISATION_COLUMNS " FROM organisation WHERE organisation_id = ?1"), fault);

    binder_add_int(&binder, organisation_id);
    bool ok = binder_next(&binder, &row);
    if (ok && !row)
        ok = fault_set(fault, FAULT_NOT_FOUND, "there is no such organisation");
    if (ok) {
        Reader reader = reader_open(select, registry->arena);
        *out = organisation_read(&reader);
    }
    statement_close(&select);
    return ok;
}

static bool put_row(const Registry *registry, const Organisation *organisation, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder =
        binder_open(&put, registry->store,
                    SQL("INSERT INTO organisation (" ORGANISATION_COLUMNS ")"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
                        " ON CONFLICT (organisation_id) DO UPDATE SET code = excluded.code,"
                        "  credit_code = excluded.credit_code, name = excluded.name,"
                        "  name_pinyin = excluded.name_pinyin, kind = excluded.kind,"
                        "  parent_id = excluded.parent_id, region_id = excluded.region_id,"
                        "  valid_from = excluded.valid_from, valid_until = excluded.valid_until,"
                        "  merged_into = excluded.merged_into, recorded_at = excluded.recorded_at,"
                        "  recorded_by = excluded.recorded_by, revision = excluded.revision"),
                    fault);

    binder_add_int(&binder, organisation->organisation_id);
    binder_add_text(&binder, organisation->code);
    binder_add_words(&binder, organisation->credit_code);
    binder_add_text(&binder, organisation->name);
    binder_add_words(&binder, organisation->name_pinyin);
    binder_add_text(&binder, organisation->kind);
    binder_add_id(&binder, organisation->parent_id);
    binder_add_int(&binder, organisation->region_id);
    binder_add_int(&binder, organisation->valid_from.days);
    binder_add_int(&binder, organisation->valid_until.days);
    binder_add_id(&binder, organisation->merged_into);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, organisation->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* The next revision of a row that is there. */
static bool replace_row(const Registry *registry, Organisation *organisation, Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO organisation_history (" ORGANISATION_COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " ORGANISATION_COLUMNS ", ?2, ?3"
                                 " FROM organisation WHERE organisation_id = ?1" };

    organisation->revision++;
    return registry_archive(registry, ARCHIVE, organisation->organisation_id, fault) &&
           put_row(registry, organisation, fault);
}

bool organisation_set_parent(const Registry *registry, int64_t organisation_id, int64_t parent_id,
                             Fault *fault)
{
    Organisation organisation = { 0 };

    if (!organisation_get_row(&organisation, registry, organisation_id, fault))
        return false;
    if (organisation.parent_id == parent_id)
        return true;
    organisation.parent_id = parent_id;
    return replace_row(registry, &organisation, fault);
}

/* ---- the way up ---------------------------------------------------------------------------- */

/* What lies above an organisation, itself included. The store is asked, because in
 * a transaction that registers a county the tree in memory knows nothing of it. */
typedef struct {
    int64_t  ids[LIMIT_TREE_DEPTH + 1];
    uint32_t count; /* 0: there is no such organisation */
} WayUp;

static bool walk_up(WayUp *out, Store *store, int64_t organisation_id, Fault *fault)
{
    Statement *select = NULL;
    bool       ok = false;

    *out = (WayUp){ 0 };
    while (organisation_id && out->count < COUNT_OF(out->ids)) {
        bool   row = false;
        Binder binder = binder_open(
            &select, store, SQL("SELECT parent_id FROM organisation WHERE organisation_id = ?1"),
            fault);

        binder_add_int(&binder, organisation_id);
        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        out->ids[out->count++] = organisation_id;
        organisation_id = statement_int(select, 0);
        statement_close(&select);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool leads_through(const WayUp *way, int64_t organisation_id)
{
    for (uint32_t i = 0; i < way->count; i++)
        if (way->ids[i] == organisation_id)
            return true;
    return false;
}

/* Levels of an organisation with everything below it; 1: nothing is. */
static bool ask_height(int64_t *out, Store *store, int64_t organisation_id, Fault *fault)
{
    static_assert(LIMIT_TREE_DEPTH == 12, "the query below says so too");
    return registry_ask_id(out, store,
                           SQL("WITH RECURSIVE below (organisation_id, level) AS ("
                               "    SELECT ?1, 1"
                               "    UNION ALL"
                               "    SELECT organisation.organisation_id, level + 1"
                               "    FROM below JOIN organisation"
                               "      ON organisation.parent_id = below.organisation_id"
                               "    WHERE level <= 12"
                               ") SELECT max(level) FROM below"),
                           organisation_id, fault);
}

/* ---- checks ---------------------------------------------------------------------------------- */

static void check_credit_code(Problems *problems, Str code)
{
    ProblemCode const wrong = code.len ? credit_code_check(code) : PROBLEM_NONE;

    if (wrong != PROBLEM_NONE)
        problem_add(problems, wrong, AT_CREDIT_CODE)->text =
            wrong == PROBLEM_LENGTH
                ? (Label){ SV("18"), SV("18") }
                : (Label){ SV("大写字母和数字"), SV("capital letters and digits") };
}

static bool check_parent(Problems *problems, const Registry *registry,
                         const OrganisationEntry *entry, Fault *fault)
{
    WayUp   way = { 0 };
    int64_t height = 1;

    if (entry->parent_id == 0)
        return registry_require_root(registry, fault);
    if (!walk_up(&way, registry->store, entry->parent_id, fault) ||
        (entry->organisation_id &&
         !ask_height(&height, registry->store, entry->organisation_id, fault)))
        return false;
    if (way.count == 0) {
        problem_add(problems, PROBLEM_UNKNOWN, AT_PARENT);
        return true;
    }
    if (entry->organisation_id && leads_through(&way, entry->organisation_id))
        problem_add(problems, PROBLEM_RULE, AT_PARENT)->text =
            (Label){ SV("机构不能隶属于自身或其下级机构"),
                     SV("an organisation cannot lie below itself") };
    else if (way.count + height > LIMIT_TREE_DEPTH)
        problem_add(problems, PROBLEM_TOO_MANY, AT_PARENT)->high =
            str_format(problems->arena, "%d", LIMIT_TREE_DEPTH);
    return access_require_place(registry->actor,
                                leads_through(&way, registry->actor->organisation_id), fault);
}

static bool check_entry(Problems *problems, const Registry *registry,
                        const OrganisationEntry *entry, Fault *fault)
{
    int64_t taken = 0;
    int64_t region = 0;

    registry_check_code(problems, AT_CODE, entry->code);
    registry_check_words(problems, AT_NAME, entry->name, NAME_CHARS_MAX, true);
    check_credit_code(problems, entry->credit_code);
    if (!organisation_kind(entry->kind))
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_KIND);
    registry_check_validity(problems, AT_UNTIL, entry->valid_from, entry->valid_until,
                            (Label){ SV("生效日期"), SV("the first day") });
    if (!registry_ask_text(&taken, registry->store,
                           SQL("SELECT organisation_id FROM organisation WHERE code = ?1"),
                           entry->code, fault) ||
        !registry_ask_id(&region, registry->store,
                         SQL("SELECT region_id FROM region WHERE region_id = ?1"), entry->region_id,
                         fault))
        return false;
    if (taken && taken != entry->organisation_id)
        problem_add(problems, PROBLEM_TAKEN, AT_CODE);
    if (!region)
        problem_add(problems, PROBLEM_UNKNOWN, AT_REGION);
    return check_parent(problems, registry, entry, fault) &&
           (problems->error_count == 0 || problems_refuse(problems, fault));
}

/* Since when it is below what is above it now. */
static Date parent_since(const Registry *registry, const OrganisationEntry *entry)
{
    Date const since = entry->has_parent_since ? entry->parent_since : registry_today(registry);

    return since.days > entry->valid_from.days ? since : entry->valid_from;
}

static bool check_parent_since(Problems *problems, const Registry *registry,
                               const OrganisationEntry *entry, Fault *fault)
{
    Date const since = parent_since(registry, entry);

    if (entry->has_parent_since && entry->parent_since.days > registry_today(registry).days)
        problem_add(problems, PROBLEM_FUTURE, AT_PARENT_SINCE);
    if (since.days > entry->valid_until.days)
        problem_add(problems, PROBLEM_AFTER, AT_PARENT_SINCE)->other =
            (Label){ SV("失效日期"), SV("the last day") };
    return (entry->parent_id == 0 ||
            organisation_check_trees(problems, registry, AT_PARENT, entry->organisation_id,
                                     entry->parent_id, since, fault)) &&
           (problems->error_count == 0 || problems_refuse(problems, fault));
}

/* ---- registering and amending --------------------------------------------------------------- */

OrganisationEntry organisation_entry(const Organisation *organisation)
{
    return (OrganisationEntry){
        .organisation_id = organisation->organisation_id,
        .revision = organisation->revision,
        .code = organisation->code,
        .credit_code = organisation->credit_code,
        .name = organisation->name,
        .kind = organisation->kind,
        .parent_id = organisation->parent_id,
        .region_id = organisation->region_id,
        .valid_from = organisation->valid_from,
        .valid_until = organisation->valid_until,
    };
}

static Organisation apply(const Registry *registry, const OrganisationEntry *entry,
                          const Organisation *before)
{
    Organisation organisation = *before;

    organisation.code = entry->code;
    organisation.credit_code = entry->credit_code;
    organisation.name = entry->name;
    organisation.name_pinyin = pinyin_of_text(registry->pinyin, registry->arena, entry->name).full;
    organisation.kind = entry->kind;
    organisation.parent_id = entry->parent_id;
    organisation.region_id = entry->region_id;
    organisation.valid_from = entry->valid_from;
    organisation.valid_until = entry->valid_until;
    return organisation;
}

bool organisation_register(int64_t *organisation_id, const Registry *registry,
                           const OrganisationEntry *entry, Problems *problems, Fault *fault)
{
    Organisation const nothing = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !check_entry(problems, registry, entry, fault))
        return fault_context(fault, "registering an organisation");

    Organisation organisation = apply(registry, entry, &nothing);
    organisation.organisation_id =
        entry->organisation_id ? entry->organisation_id : id_next(registry->ids, registry->now);
    organisation.revision = 1;
    if (!put_row(registry, &organisation, fault) ||
        !organisation_edge_follow(registry, organisation.organisation_id, organisation.parent_id,
                                  organisation.valid_from, fault) ||
        !registry_bump(registry->store, SV("organisation"), fault) ||
        !registry_audit(registry, AUDIT_ORGANISATION_REGISTER, AUDIT_OF_ORGANISATION,
                        organisation.organisation_id, SV(""), fault))
        return fault_context(fault, "registering an organisation");
    *organisation_id = organisation.organisation_id;
    return true;
}

/* The names of what is different, for the audit row. */
static Str list_changes(Arena *arena, const Organisation *a, const Organisation *b)
{
    Buf changes = buf_open(arena, AUDIT_DETAIL_BYTES_MAX);

    registry_note_change(&changes, !str_equal(a->code, b->code), "code");
    registry_note_change(&changes, !str_equal(a->credit_code, b->credit_code), "credit_code");
    registry_note_change(&changes, !str_equal(a->name, b->name), "name");
    registry_note_change(&changes, !str_equal(a->kind, b->kind), "kind");
    registry_note_change(&changes, a->parent_id != b->parent_id, "parent");
    registry_note_change(&changes, a->region_id != b->region_id, "region");
    registry_note_change(&changes, a->valid_from.days != b->valid_from.days, "valid_from");
    registry_note_change(&changes, a->valid_until.days != b->valid_until.days, "valid_until");
    return buf_str(&changes);
}

bool organisation_require_place(const Registry *registry, int64_t organisation_id, Fault *fault)
{
    WayUp way = { 0 };

    return walk_up(&way, registry->store, organisation_id, fault) &&
           access_require_place(registry->actor,
                                leads_through(&way, registry->actor->organisation_id), fault);
}

bool organisation_amend(const Registry *registry, const OrganisationEntry *entry,
                        Problems *problems, Fault *fault)
{
    Organisation before = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !organisation_get_row(&before, registry, entry->organisation_id, fault) ||
        !organisation_require_place(registry, entry->organisation_id, fault) ||
        !registry_require_revision(entry->revision, before.revision, fault) ||
        !check_entry(problems, registry, entry, fault))
        return fault_context(fault, "amending an organisation");

    Organisation after = apply(registry, entry, &before);
    Str const    changes = list_changes(registry->arena, &before, &after);
    if (changes.len == 0)
        return true;
    if (after.parent_id != before.parent_id &&
        (!check_parent_since(problems, registry, entry, fault) ||
         !organisation_edge_follow(registry, after.organisation_id, after.parent_id,
                                   parent_since(registry, entry), fault)))
        return fault_context(fault, "amending an organisation");
    if (!replace_row(registry, &after, fault) ||
        !registry_bump(registry->store, SV("organisation"), fault) ||
        !registry_audit(registry, AUDIT_ORGANISATION_AMEND, AUDIT_OF_ORGANISATION,
                        after.organisation_id, changes, fault))
        return fault_context(fault, "amending an organisation");
    return true;
}

/* ---- merging -------------------------------------------------------------------------------- */

static bool check_merger(Problems *problems, const Registry *registry, const Organisation *from,
                         const Organisation *into, Date day, Fault *fault)
{
    WayUp   way = { 0 };
    int64_t height = 0;

    if (!walk_up(&way, registry->store, into->organisation_id, fault) ||
        !ask_height(&height, registry->store, from->organisation_id, fault) ||
        !organisation_require_place(registry, from->organisation_id, fault) ||
        !organisation_require_place(registry, into->organisation_id, fault))
        return false;
    if (leads_through(&way, from->organisation_id))
        problem_add(problems, PROBLEM_RULE, AT_INTO)->text =
            (Label){ SV("机构不能并入自身或其下级机构"),
                     SV("an organisation cannot be merged into itself or what lies below it") };
    else if (way.count + height - 1 > LIMIT_TREE_DEPTH)
        problem_add(problems, PROBLEM_TOO_MANY, AT_INTO)->high =
            str_format(problems->arena, "%d", LIMIT_TREE_DEPTH);
    if (problems->error_count == 0 &&
        !organisation_check_trees(problems, registry, AT_INTO, from->organisation_id,
                                  into->organisation_id, day, fault))
        return false;
    if (from->merged_into)
        problem_add(problems, PROBLEM_NOT_ALLOWED, AT_INTO);
    if (into->merged_into || !organisation_is_valid(into, day))
        problem_add(problems, PROBLEM_NOT_IN_FORCE, AT_INTO);
    if (day.days <= from->valid_from.days)
        problem_add(problems, PROBLEM_BEFORE, AT_DAY)->other =
            (Label){ SV("机构生效日期"), SV("the organisation's first day") };
    return problems->error_count == 0 || problems_refuse(problems, fault);
}

/* What was right below the one is right below the other. */
static bool move_children(const Registry *registry, int64_t from_id, int64_t into_id, Fault *fault)
{
    while (true) {
        Organisation child = { 0 };
        int64_t      child_id = 0;

        if (!registry_ask_id(&child_id, registry->store,
                             SQL("SELECT organisation_id FROM organisation WHERE parent_id = ?1"
                                 " ORDER BY organisation_id LIMIT 1"),
                             from_id, fault))
            return false;
        if (child_id == 0)
            return true;
        if (!organisation_get_row(&child, registry, child_id, fault))
            return false;
        child.parent_id = into_id;
        if (!replace_row(registry, &child, fault))
            return false;
    }
}

bool organisation_merge(const Registry *registry, int64_t from_id, int64_t into_id, Date day,
                        Problems *problems, Fault *fault)
{
    Organisation from = { 0 };
    Organisation into = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !organisation_get_row(&from, registry, from_id, fault) ||
        !organisation_get_row(&into, registry, into_id, fault) ||
        !check_merger(problems, registry, &from, &into, day, fault))
        return fault_context(fault, "merging organisations");
    from.merged_into = into_id;
    from.valid_until = date_add_days(day, -1);
    Str const detail = str_format(registry->arena, "into %lld", (long long)into_id);
    if (!replace_row(registry, &from, fault) || !move_children(registry, from_id, into_id, fault) ||
        !organisation_edge_hand_over(registry, from_id, into_id, day, fault) ||
        !registry_bump(registry->store, SV("organisation"), fault) ||
        !registry_audit(registry, AUDIT_ORGANISATION_MERGE, AUDIT_OF_ORGANISATION, from_id, detail,
                        fault))
        return fault_context(fault, "merging organisations");
    return true;
}
