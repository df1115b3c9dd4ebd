/* Trees of organisations as they are declared, and their edges as they are changed. */
#include "registry/organisation_edge.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/organisation_private.h"

#define COLUMNS "tree, organisation_id, parent_id, from_on, until_on, recorded_at, recorded_by"

enum { TREE_CHARS_MAX = 32, LABEL_CHARS_MAX = 50 };

static const ProblemPlace AT_TREE = PROBLEM_PLACE("tree", "机构关系", "tree");
static const ProblemPlace AT_LABEL_ZH = PROBLEM_PLACE("label_zh", "中文名称", "Chinese name");
static const ProblemPlace AT_LABEL_EN = PROBLEM_PLACE("label_en", "英文名称", "English name");
static const ProblemPlace AT_ORGANISATION =
    PROBLEM_PLACE("organisation", "下级机构", "organisation below");
static const ProblemPlace AT_PARENT = PROBLEM_PLACE("parent", "上级机构", "organisation above");
static const ProblemPlace AT_FROM = PROBLEM_PLACE("from_on", "起始日期", "first day");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("until_on", "终止日期", "last day");

static bool is_administration(Str tree)
{
    return str_equal(tree, SV(TREE_ADMINISTRATION));
}

/* ---- kinds of trees ------------------------------------------------------------------- */

static bool is_tree_code(Str tree)
{
    bool ok =
        tree.len > 0 && tree.len <= TREE_CHARS_MAX && tree.ptr[0] >= 'a' && tree.ptr[0] <= 'z';

    for (size_t i = 0; ok && i < tree.len; i++) {
        char const c = tree.ptr[i];

        ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return ok;
}

bool organisation_tree_kind_put(const Registry *registry, const OrganisationTreeKind *kind,
                                Problems *problems, Fault *fault)
{
    Statement *put = NULL;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !registry_require_root(registry, fault))
        return fault_context(fault, "declaring a tree");
    if (!is_tree_code(kind->tree))
        problem_add(problems, PROBLEM_FORMAT, AT_TREE)->text =
            (Label){ SV("小写字母开头的小写字母、数字或下划线，最多32位"),
                     SV("at most 32 small letters, digits and lines below, a letter first") };
    registry_check_words(problems, AT_LABEL_ZH, kind->label.zh, LABEL_CHARS_MAX, true);
    registry_check_words(problems, AT_LABEL_EN, kind->label.en, LABEL_CHARS_MAX, true);
    if (problems->error_count)
        return problems_refuse(problems, fault);

    Binder binder = binder_open(
        &put, registry->store,
        SQL("INSERT INTO organisation_tree (tree, label_zh, label_en) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (tree) DO UPDATE SET label_zh = excluded.label_zh,"
            "  label_en = excluded.label_en"),
        fault);
    binder_add_text(&binder, kind->tree);
    binder_add_text(&binder, kind->label.zh);
    binder_add_text(&binder, kind->label.en);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return (ok && registry_audit(registry, AUDIT_TREE_PUT, AUDIT_OF_ORGANISATION, 0, kind->tree,
                                 fault)) ||
           fault_context(fault, "declaring a tree");
}

bool organisation_tree_kinds(const OrganisationTreeKind **out, uint32_t *count,
                             const Registry *registry, Fault *fault)
{
    OrganisationTreeKind *kinds = NULL;
    Statement            *select = NULL;
    uint32_t              capacity = 0;
    bool                  row = false;
    bool                  ok = false;

    *count = 0;
    if (!statement_open(&select, registry->store,
                        SQL("SELECT tree, label_zh, label_en FROM organisation_tree"
                            " ORDER BY tree <> 'administration', tree"),
                        fault))
        goto done;
    while (*count < LIMIT_PAGE_ROWS) {
        Reader reader = reader_open(select, registry->arena);

        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        kinds = arena_grow(registry->arena, kinds, *count, &capacity, sizeof *kinds);
        kinds[*count].tree = reader_next_text(&reader);
        kinds[*count].label.zh = reader_next_text(&reader);
        kinds[(*count)++].label.en = reader_next_text(&reader);
    }
    *out = kinds;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool organisation_tree_kind_find(const OrganisationTreeKind **out, const Registry *registry,
                                 Str tree, Fault *fault)
{
    const OrganisationTreeKind *kinds = NULL;
    uint32_t                    count = 0;

    *out = NULL;
    if (tree.len == 0)
        tree = SV(TREE_ADMINISTRATION);
    if (!organisation_tree_kinds(&kinds, &count, registry, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(kinds[i].tree, tree))
            *out = &kinds[i];
    return true;
}

/* ---- rows ------------------------------------------------------------------------------ */

static OrganisationEdge read_row(Reader *reader)
{
    OrganisationEdge edge = { 0 };

    edge.tree = reader_next_text(reader);
    edge.organisation_id = reader_next_int(reader);
    edge.parent_id = reader_next_int(reader);
    edge.from_on = reader_next_date(reader, DATE_MIN);
    edge.until_on = reader_next_date(reader, DATE_MAX);
    edge.recorded_at = reader_next_int(reader);
    edge.recorded_by = reader_next_int(reader);
    return edge;
}

static void read_element(void *element, Reader *reader)
{
    *(OrganisationEdge *)element = read_row(reader);
}

typedef struct {
    OrganisationEdge *rows;
    uint32_t          count;
} Edges;

/* All rows of a bound query. Closes the statement. */
static bool take_rows(Edges *out, Statement **select, Binder *binder, Arena *arena)
{
    *out = (Edges){ 0 };
    out->rows =
        binder_rows(binder, arena, sizeof *out->rows, UINT32_MAX, read_element, &out->count);
    statement_close(select);
    return binder->ok;
}

/* Those of an organisation in a tree that touch these days, by day. */
static bool edges_between(Edges *out, Store *store, Arena *arena, Str tree, int64_t organisation_id,
                          Date from, Date until, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, store,
                                    SQL("SELECT " COLUMNS " FROM organisation_edge"
                                            " WHERE tree = ?1 AND organisation_id = ?2 AND from_on <= ?4"
                                            " AND until_on >= ?3 ORDER BY from_on"),
                                    fault);

    binder_add_text(&binder, tree);
    binder_add_int(&binder, organisation_id);
    binder_add_int(&binder, from.days);
    binder_add_int(&binder, until.days);
    return take_rows(out, &select, &binder, arena);
}

static bool put_row(const Registry *registry, const OrganisationEdge *edge, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(&put, registry->store,
                                    SQL("INSERT OR REPLACE INTO organisation_edge (" COLUMNS ")"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
                                    fault);

    assert(edge->from_on.days <= edge->until_on.days && edge->organisation_id != edge->parent_id);
    binder_add_text(&binder, edge->tree);
    binder_add_int(&binder, edge->organisation_id);
    binder_add_int(&binder, edge->parent_id);
    binder_add_int(&binder, edge->from_on.days);
    binder_add_int(&binder, edge->until_on.days);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* What was said of it until now. */
static bool archive(const Registry *registry, const OrganisationEdge *edge, bool is_removed,
                    Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO organisation_edge_history (" COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " COLUMNS ", ?4, ?5 FROM organisation_edge"
                                 " WHERE tree = ?1 AND organisation_id = ?2 AND from_on = ?3" };
    static const Sql REMOVE = { "DELETE FROM organisation_edge"
                                " WHERE tree = ?1 AND organisation_id = ?2 AND from_on = ?3" };
    bool             ok = true;

    for (int i = 0; i < 1 + is_removed && ok; i++) {
        Statement *statement = NULL;
        Binder     binder = binder_open(&statement, registry->store, i ? REMOVE : ARCHIVE, fault);

        binder_add_text(&binder, edge->tree);
        binder_add_int(&binder, edge->organisation_id);
        binder_add_int(&binder, edge->from_on.days);
        if (i == 0) {
            binder_add_int(&binder, registry->now);
            binder_add_int(&binder, registry->actor->account_id);
        }
        ok = binder_run(&binder);
        assert(!ok || statement_changes(statement) == 1);
        statement_close(&statement);
    }
    return ok;
}

/* From `day` on it is over: it ends the day before, or never was. */
static bool cut(const Registry *registry, const OrganisationEdge *edge, Date day, Fault *fault)
{
    OrganisationEdge rest = *edge;

    if (edge->from_on.days >= day.days)
        return archive(registry, edge, true, fault);
    rest.until_on = date_add_days(day, -1);
    return archive(registry, edge, false, fault) && put_row(registry, &rest, fault);
}

/* From that day on administration is no longer as it was before. */
static bool note_rearranged(const Registry *registry, Date day, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder =
        binder_open(&put, registry->store,
                    SQL("INSERT INTO registry_version (name, value)"
                        " VALUES ('" ORGANISATION_REARRANGED "', ?1)"
                        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)"),
                    fault);

    binder_add_int(&binder, day.days);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* ---- administration ------------------------------------------------------------------------- */

bool organisation_edge_follow(const Registry *registry, int64_t organisation_id, int64_t parent_id,
                              Date since, Fault *fault)
{
    OrganisationEdge const edge = {
        .tree = SV(TREE_ADMINISTRATION),
        .organisation_id = organisation_id,
        .parent_id = parent_id,
        .from_on = since,
        .until_on = DATE_MAX,
    };
    Edges before = { 0 };

    if (!edges_between(&before, registry->store, registry->arena, edge.tree, organisation_id, since,
                       DATE_MAX, fault))
        return false;
    for (uint32_t i = 0; i < before.count; i++) {
        bool const began = before.rows[i].from_on.days < since.days;

        if (!cut(registry, &before.rows[i], since, fault) ||
            (began && !note_rearranged(registry, since, fault)))
            return false;
    }
    return parent_id == 0 || put_row(registry, &edge, fault);
}

bool organisation_edge_hand_over(const Registry *registry, int64_t from_id, int64_t into_id,
                                 Date day, Fault *fault)
{
    Statement *select = NULL;
    Edges      edges = { 0 };
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM organisation_edge"
                                            " WHERE parent_id = ?1 AND until_on >= ?2"
                                            " ORDER BY tree, organisation_id, from_on"),
                                    fault);

    binder_add_int(&binder, from_id);
    binder_add_int(&binder, day.days);
    if (!take_rows(&edges, &select, &binder, registry->arena))
        return false;
    for (uint32_t i = 0; i < edges.count; i++) {
        OrganisationEdge after = edges.rows[i];

        after.parent_id = into_id;
        if (after.from_on.days < day.days)
            after.from_on = day;
        if (!cut(registry, &edges.rows[i], day, fault) || !put_row(registry, &after, fault) ||
            (is_administration(after.tree) && !note_rearranged(registry, after.from_on, fault)))
            return false;
    }
    return true;
}

/* ---- circles and depth -------------------------------------------------------------------- */

/* Up a tree over some days: where it meets itself, how long the way is. */
typedef struct {
    const Registry *registry;
    Str             tree;
    int64_t         target; /* that must not be met */
    uint32_t        depth;  /* of the longest way; over the limit it is not followed */
    bool            is_met;
    Date            met_on;
} WayUp;

static bool walk(WayUp *way, int64_t organisation_id, Date from, Date until, uint32_t depth,
                 Fault *fault);

static bool walk_edge(WayUp *way, const OrganisationEdge *edge, Date from, Date until,
                      uint32_t depth, Fault *fault)
{
    Date const first = edge->from_on.days > from.days ? edge->from_on : from;
    Date const last = edge->until_on.days < until.days ? edge->until_on : until;

    return first.days > last.days || walk(way, edge->parent_id, first, last, depth + 1, fault);
}

/* The tree's own edges, and on the days between them those of administration. */
static bool walk(WayUp *way, int64_t organisation_id, Date from, Date until, uint32_t depth,
                 Fault *fault)
{
    const Registry *const registry = way->registry;
    Edges                 own = { 0 };
    Edges                 under = { 0 };
    Date                  gap_from = from;

    if (depth > way->depth)
        way->depth = depth;
    if (organisation_id == way->target && !way->is_met) {
        way->is_met = true;
        way->met_on = from;
    }
    if (way->is_met || depth > LIMIT_TREE_DEPTH)
        return true;
    if (!is_administration(way->tree) &&
        !edges_between(&own, registry->store, registry->arena, way->tree, organisation_id, from,
                       until, fault))
        return false;
    if (!edges_between(&under, registry->store, registry->arena, SV(TREE_ADMINISTRATION),
                       organisation_id, from, until, fault))
        return false;
    for (uint32_t i = 0; i <= own.count; i++) {
        Date const gap_until = i < own.count ? date_add_days(own.rows[i].from_on, -1) : until;

        for (uint32_t j = 0; j < under.count; j++)
            if (!walk_edge(way, &under.rows[j], gap_from, gap_until, depth, fault))
                return false;
        if (i == own.count)
            break;
        if (!walk_edge(way, &own.rows[i], from, until, depth, fault))
            return false;
        gap_from = date_add_days(own.rows[i].until_on, 1);
    }
    return true;
}

/* Levels of an organisation with what is below it on any of these days, at most. */
static bool ask_height(int64_t *out, const Registry *registry, Str tree, int64_t organisation_id,
                       Date from, Date until, Fault *fault)
{
    static_assert(LIMIT_TREE_DEPTH == 12, "the query below says so too");
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("WITH RECURSIVE below (organisation_id, level) AS ("
                                            "    SELECT ?1, 1"
                                            "    UNION"
                                            "    SELECT organisation_edge.organisation_id, level + 1"
                                            "    FROM below JOIN organisation_edge"
                                            "      ON organisation_edge.parent_id = below.organisation_id"
                                            "    WHERE level <= 12 AND tree IN ('administration', ?2)"
                                            "      AND from_on <= ?4 AND until_on >= ?3"
                                            ") SELECT max(level) FROM below"),
                                    fault);

    binder_add_int(&binder, organisation_id);
    binder_add_text(&binder, tree);
    binder_add_int(&binder, from.days);
    binder_add_int(&binder, until.days);
    bool const ok = binder_next(&binder, &row);
    *out = ok && row ? statement_int(select, 0) : 0;
    statement_close(&select);
    return ok;
}

static bool check_tree(Problems *problems, const Registry *registry, ProblemPlace at,
                       const OrganisationTreeKind *kind, const OrganisationEdge *edge, Fault *fault)
{
    Arena *const arena = problems->arena;
    WayUp   way = { .registry = registry, .tree = kind->tree, .target = edge->organisation_id };
    int64_t height = 0;

    if (!walk(&way, edge->parent_id, edge->from_on, edge->until_on, 1, fault))
        return false;
    if (way.is_met) {
        Str const day = date_format(arena, way.met_on);

        problem_add(problems, PROBLEM_RULE, at)->text = (Label){
            str_format(arena, "自%.*s起，上级机构在“%.*s”中处于该机构之下，形成循环", (int)day.len,
                       day.ptr, (int)kind->label.zh.len, kind->label.zh.ptr),
            str_format(arena, "on %.*s what is above would lie below it in the tree '%.*s'",
                       (int)day.len, day.ptr, (int)kind->label.en.len, kind->label.en.ptr),
        };
        return true;
    }
    if (!ask_height(&height, registry, kind->tree, edge->organisation_id, edge->from_on,
                    edge->until_on, fault))
        return false;
    if (way.depth + height > LIMIT_TREE_DEPTH)
        problem_add(problems, PROBLEM_TOO_MANY, at)->high =
            str_format(arena, "%d", LIMIT_TREE_DEPTH);
    return true;
}

bool organisation_check_trees(Problems *problems, const Registry *registry, ProblemPlace at,
                              int64_t organisation_id, int64_t parent_id, Date since, Fault *fault)
{
    OrganisationEdge const edge = {
        .organisation_id = organisation_id,
        .parent_id = parent_id,
        .from_on = since,
        .until_on = DATE_MAX,
    };
    const OrganisationTreeKind *kinds = NULL;
    uint32_t                    count = 0;

    if (!organisation_tree_kinds(&kinds, &count, registry, fault))
        return false;
    for (uint32_t i = 0; i < count && problems->error_count == 0; i++)
        if (!check_tree(problems, registry, at, &kinds[i], &edge, fault))
            return false;
    return true;
}

/* ---- edges ---------------------------------------------------------------------------------- */

/* Both must be there, and in force on each of these days. */
static bool check_end(Problems *problems, const Registry *registry, ProblemPlace at,
                      int64_t organisation_id, const OrganisationEdge *edge, Fault *fault)
{
    Organisation organisation = { 0 };
    Fault        own = { 0 };

    if (!organisation_get_row(&organisation, registry, organisation_id, &own)) {
        if (own.code != FAULT_NOT_FOUND) {
            *fault = own;
            return false;
        }
        problem_add(problems, PROBLEM_UNKNOWN, at);
        return true;
    }
    if (!organisation_require_place(registry, organisation_id, fault))
        return false;
    bool const has_end = edge->until_on.days != DATE_MAX.days;
    if (!organisation_is_valid(&organisation, edge->from_on) ||
        (has_end && !organisation_is_valid(&organisation, edge->until_on)))
        problem_add(problems, PROBLEM_NOT_IN_FORCE, at);
    return true;
}

/* One place in a tree on each day. One that has no end yet gives way to a later one. */
static bool check_others(Problems *problems, const Registry *registry, const OrganisationEdge *edge,
                         const OrganisationEdge *other)
{
    bool const same = other->from_on.days == edge->from_on.days;
    bool const gives_way =
        other->until_on.days == DATE_MAX.days && other->from_on.days < edge->from_on.days;
    Arena *const arena = problems->arena;

    if (same || gives_way)
        return true;
    Str const from = date_format(arena, other->from_on);
    Str const until =
        other->until_on.days == DATE_MAX.days ? SV("") : date_format(arena, other->until_on);
    Str const name = organisation_name(registry->organisations, other->parent_id);
    problem_add(problems, PROBLEM_RULE, AT_FROM)->text = (Label){
        str_format(arena, "同一天只能有一个上级：%.*s至%.*s已隶属于%.*s", (int)from.len, from.ptr,
                   (int)until.len, until.ptr, (int)name.len, name.ptr),
        str_format(arena,
                   "two organisations above it on one day: from %.*s to %.*s it is below"
                   " %.*s",
                   (int)from.len, from.ptr, (int)until.len, until.ptr, (int)name.len, name.ptr),
    };
    return true;
}

/* Whatever is below something is so on every day: of administration an edge goes on
 * from the one before, and only the last has an open end. */
static bool check_gap(Problems *problems, const Registry *registry, const OrganisationEdge *edge,
                      Fault *fault)
{
    Edges all = { 0 };
    bool  has_before = false;
    bool  adjoins = false;
    bool  has_after = false;

    if (!is_administration(edge->tree))
        return true;
    if (edge->from_on.days > registry_today(registry).days)
        problem_add(problems, PROBLEM_FUTURE, AT_FROM);
    if (!edges_between(&all, registry->store, registry->arena, edge->tree, edge->organisation_id,
                       DATE_MIN, DATE_MAX, fault))
        return false;
    for (uint32_t i = 0; i < all.count; i++) {
        const OrganisationEdge *const other = &all.rows[i];

        has_after = has_after || other->from_on.days == edge->until_on.days + 1;
        if (other->from_on.days >= edge->from_on.days)
            continue;
        has_before = true;
        adjoins = adjoins || other->until_on.days >= edge->from_on.days - 1;
    }
    if ((has_before && !adjoins) || (edge->until_on.days != DATE_MAX.days && !has_after))
        problem_add(problems, PROBLEM_RULE, has_before && !adjoins ? AT_FROM : AT_UNTIL)->text =
            (Label){ SV("行政隶属不能中断：前后两段应首尾相接"),
                     SV("administration has no gaps: one stretch must go on from the other") };
    return true;
}

static bool check_edge(Problems *problems, const Registry *registry, const OrganisationEdge *edge,
                       Fault *fault)
{
    const OrganisationTreeKind *kind = NULL;
    Edges                       others = { 0 };

    if (!organisation_tree_kind_find(&kind, registry, edge->tree, fault))
        return false;
    if (!kind)
        problem_add(problems, PROBLEM_UNKNOWN, AT_TREE);
    registry_check_validity(problems, AT_UNTIL, edge->from_on, edge->until_on,
                            (Label){ SV("起始日期"), SV("the first day") });
    if (!check_end(problems, registry, AT_ORGANISATION, edge->organisation_id, edge, fault) ||
        !check_end(problems, registry, AT_PARENT, edge->parent_id, edge, fault))
        return false;
    if (problems->error_count)
        return problems_refuse(problems, fault);
    if (!check_gap(problems, registry, edge, fault) ||
        !edges_between(&others, registry->store, registry->arena, edge->tree, edge->organisation_id,
                       edge->from_on, edge->until_on, fault))
        return false;
    for (uint32_t i = 0; i < others.count; i++)
        if (!check_others(problems, registry, edge, &others.rows[i]))
            return false;
    if (problems->error_count == 0 &&
        (is_administration(edge->tree)
             ? !organisation_check_trees(problems, registry, AT_PARENT, edge->organisation_id,
                                         edge->parent_id, edge->from_on, fault)
             : !check_tree(problems, registry, AT_PARENT, kind, edge, fault)))
        return false;
    return problems->error_count == 0 || problems_refuse(problems, fault);
}

/* The one that began on that day, and those that give way. */
static bool make_room(const Registry *registry, const OrganisationEdge *edge, Fault *fault)
{
    Edges others = { 0 };

    if (!edges_between(&others, registry->store, registry->arena, edge->tree, edge->organisation_id,
                       edge->from_on, edge->until_on, fault))
        return false;
    for (uint32_t i = 0; i < others.count; i++)
        if (!cut(registry, &others.rows[i], edge->from_on, fault))
            return false;
    return true;
}

static bool finish(const Registry *registry, AuditAction action, const OrganisationEdge *edge,
                   Fault *fault)
{
    Str const detail = str_format(registry->arena, "%.*s %lld", (int)edge->tree.len, edge->tree.ptr,
                                  (long long)edge->parent_id);

    return registry_bump(registry->store, SV("organisation"), fault) &&
           registry_audit(registry, action, AUDIT_OF_ORGANISATION, edge->organisation_id, detail,
                          fault);
}

bool organisation_edge_put(const Registry *registry, const OrganisationEdge *edge,
                           Problems *problems, Fault *fault)
{
    bool const is_open = edge->until_on.days == DATE_MAX.days;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !check_edge(problems, registry, edge, fault) || !make_room(registry, edge, fault) ||
        !put_row(registry, edge, fault) ||
        (is_administration(edge->tree) &&
         (!note_rearranged(registry, is_open ? edge->from_on : date_add_days(edge->until_on, 1),
                           fault) ||
          (is_open &&
           !organisation_set_parent(registry, edge->organisation_id, edge->parent_id, fault)))) ||
        !finish(registry, AUDIT_EDGE_PUT, edge, fault))
        return fault_context(fault, "changing what an organisation is below");
    return true;
}

bool organisation_edge_withdraw(const Registry *registry, Str tree, int64_t organisation_id,
                                Date from_on, Problems *problems, Fault *fault)
{
    Edges found = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !organisation_require_place(registry, organisation_id, fault) ||
        !edges_between(&found, registry->store, registry->arena, tree, organisation_id, from_on,
                       from_on, fault))
        return fault_context(fault, "withdrawing what an organisation is below");
    if (found.count == 0 || found.rows[0].from_on.days != from_on.days)
        return fault_set(fault, FAULT_NOT_FOUND, "nothing of that tree begins on that day");
    if (is_administration(tree)) {
        problem_add(problems, PROBLEM_RULE, AT_TREE)->text =
            (Label){ SV("行政隶属不能撤销，只能更正上级机构"),
                     SV("administration cannot be withdrawn, only corrected") };
        return problems_refuse(problems, fault);
    }
    if (!archive(registry, &found.rows[0], true, fault) ||
        !finish(registry, AUDIT_EDGE_WITHDRAW, &found.rows[0], fault))
        return fault_context(fault, "withdrawing what an organisation is below");
    return true;
}

/* ---- asking --------------------------------------------------------------------------------- */

static bool is_wanted(const OrganisationEdge *edge, const Registry *registry,
                      const OrganisationEdgeFilter *filter)
{
    return (filter->tree.len == 0 || str_equal(filter->tree, edge->tree)) &&
           (!filter->in_force ||
            (edge->from_on.days <= filter->on.days && filter->on.days <= edge->until_on.days)) &&
           (actor_is_system(registry->actor) ||
            organisation_is_inside(registry->organisations, edge->organisation_id,
                                   registry->actor->organisation_id));
}

bool organisation_edge_list(const OrganisationEdge **out, uint32_t *count, const Registry *registry,
                            const OrganisationEdgeFilter *filter, Fault *fault)
{
    Statement *select = NULL;
    Edges      edges = { 0 };
    Binder     binder = binder_open(
            &select, registry->store,
        filter->organisation_id
                ? SQL("SELECT " COLUMNS " FROM organisation_edge WHERE organisation_id = ?1"
                          " ORDER BY tree, from_on")
            : filter->parent_id ? SQL("SELECT " COLUMNS " FROM organisation_edge WHERE parent_id = ?1"
                                          " ORDER BY tree, organisation_id, from_on")
                                : SQL("SELECT " COLUMNS " FROM organisation_edge WHERE ?1 = 0"
                                          " ORDER BY tree, organisation_id, from_on"),
            fault);

    binder_add_int(&binder, filter->organisation_id ? filter->organisation_id : filter->parent_id);
    if (!take_rows(&edges, &select, &binder, registry->arena))
        return false;
    *count = 0;
    for (uint32_t i = 0; i < edges.count; i++)
        if (is_wanted(&edges.rows[i], registry, filter))
            edges.rows[(*count)++] = edges.rows[i];
    *out = edges.rows;
    return true;
}
