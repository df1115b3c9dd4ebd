#include "registry/region.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/registry_private.h"

#define COLUMNS                                                                                    \
    "region_id, code, name, level, parent_id, valid_from, valid_until, recorded_at,"               \
    " recorded_by, revision"

enum { DIGITS = 12, NAME_CHARS_MAX = 60 };

static const ProblemPlace AT_NAME = PROBLEM_PLACE("name", "区划名称", "name of the region");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("valid_until", "失效日期", "last day");

/* How many ids a region of each level takes: the digits below it. */
static const int64_t WIDTHS[] = {
    [REGION_PROVINCE] = 10000000000, [REGION_CITY] = 100000000, [REGION_COUNTY] = 1000000,
    [REGION_TOWNSHIP] = 1000,        [REGION_VILLAGE] = 1,
};

/* ---- arithmetic ---------------------------------------------------------------------- */

bool region_parse(int64_t *region_id, Str code)
{
    uint64_t number = 0;
    bool     ok =
        code.len == 2 || code.len == 4 || code.len == 6 || code.len == 9 || code.len == DIGITS;

    if (!ok || code.ptr[0] == '0' || !str_to_uint(&number, code, UINT64_MAX))
        return false;
    for (size_t i = code.len; i < DIGITS; i++)
        number *= 10;
    *region_id = (int64_t)number;
    return true;
}

RegionLevel region_level(int64_t region_id)
{
    RegionLevel level = REGION_PROVINCE;

    assert(region_id > 0);
    while (region_id % WIDTHS[level])
        level++;
    return level;
}

Str region_code(Arena *arena, int64_t region_id)
{
    if (region_id % WIDTHS[REGION_COUNTY] == 0)
        return str_format(arena, "%lld", (long long)(region_id / WIDTHS[REGION_COUNTY]));
    if (region_id % WIDTHS[REGION_TOWNSHIP] == 0)
        return str_format(arena, "%lld", (long long)(region_id / WIDTHS[REGION_TOWNSHIP]));
    return str_format(arena, "%lld", (long long)region_id);
}

int64_t region_last(int64_t region_id)
{
    return region_id + WIDTHS[region_level(region_id)] - 1;
}

bool region_is_inside(int64_t region_id, int64_t outer_id)
{
    return outer_id > 0 && region_id >= outer_id && region_id <= region_last(outer_id);
}

int64_t region_at_level(int64_t region_id, RegionLevel level)
{
    return region_id / WIDTHS[level] * WIDTHS[level];
}

/* ---- all of them ------------------------------------------------------------------------ */

bool region_tree_load(RegionTree *out, Arena *arena, Store *store, Fault *fault)
{
    RegionTree tree = { 0 };
    Statement *select = NULL;
    Region    *regions = NULL;
    uint32_t   capacity = 0;
    bool       ok = false;

    /* The version first: should somebody write in between, the tree is old at once
     * and never counted as newer than it is. */
    if (!registry_version(&tree.version, store, SV("region"), fault) ||
        !statement_open(&select, store,
                        SQL("SELECT region_id, code, name, parent_id, valid_from, valid_until"
                            " FROM region ORDER BY region_id"),
                        fault))
        goto done;
    while (true) {
        bool   row = false;
        Reader reader = reader_open(select, arena);

        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        if (tree.count == LIMIT_REGIONS) {
            fault_set(fault, FAULT_TOO_LARGE, "there are more than %d regions", LIMIT_REGIONS);
            goto done;
        }
        regions = arena_grow(arena, regions, tree.count, &capacity, sizeof *regions);
        Region *const region = &regions[tree.count++];
        region->region_id = reader_next_int(&reader);
        region->code = reader_next_text(&reader);
        region->name = reader_next_text(&reader);
        region->level = region_level(region->region_id);
        region->parent_id = reader_next_int(&reader);
        region->valid_from = reader_next_date(&reader, DATE_MIN);
        region->valid_until = reader_next_date(&reader, DATE_MAX);
    }
    tree.regions = regions;
    *out = tree;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool region_tree_is_current(bool *out, const RegionTree *tree, Store *store, Fault *fault)
{
    int64_t version = 0;

    if (!registry_version(&version, store, SV("region"), fault))
        return false;
    *out = version == tree->version;
    return true;
}

/* Where the first region stands whose id is not below that one. */
static uint32_t lower_bound(const RegionTree *tree, int64_t region_id)
{
    uint32_t low = 0;
    uint32_t high = tree->count;

    while (low < high) {
        uint32_t const middle = low + (high - low) / 2;

        if (tree->regions[middle].region_id < region_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const Region *region_find(const RegionTree *tree, int64_t region_id)
{
    uint32_t const at = lower_bound(tree, region_id);

    return at < tree->count && tree->regions[at].region_id == region_id ? &tree->regions[at] : NULL;
}

bool region_is_valid(const Region *region, Date day)
{
    return region->valid_from.days <= day.days && day.days <= region->valid_until.days;
}

Str region_name(const RegionTree *tree, Arena *arena, int64_t region_id)
{
    const Region *const region = region_find(tree, region_id);

    if (region)
        return region->name;
    return region_id > 0 ? region_code(arena, region_id) : SV("");
}

const Region *region_below(const RegionTree *tree, int64_t region_id, uint32_t *count)
{
    uint32_t const first = lower_bound(tree, region_id);
    uint32_t const end = lower_bound(tree, region_last(region_id) + 1);

    *count = end - first;
    return &tree->regions[first];
}

const Region **region_children(const RegionTree *tree, Arena *arena, int64_t parent_id,
                               int64_t after_id, uint32_t limit, uint32_t *count)
{
    uint32_t const most = registry_page_limit(limit);
    const Region **children = arena_array(arena, most, sizeof *children);
    uint32_t       at = lower_bound(tree, after_id > parent_id ? after_id + 1 : parent_id);

    *count = 0;
    for (; at < tree->count && *count < most; at++) {
        const Region *const region = &tree->regions[at];

        if (parent_id && !region_is_inside(region->region_id, parent_id))
            break;
        if (region->parent_id == parent_id)
            children[(*count)++] = region;
    }
    return children;
}

Str region_path(const RegionTree *tree, Arena *arena, int64_t region_id)
{
    Str names[REGION_VILLAGE] = { 0 };
    int count = 0;

    for (const Region *region = region_find(tree, region_id); region && count < REGION_VILLAGE;
         region = region_find(tree, region->parent_id))
        names[count++] = region->name;

    Buf path = buf_open(arena, (size_t)REGION_VILLAGE * 4 * NAME_CHARS_MAX);
    while (count > 0)
        buf_add(&path, names[--count]);
    return buf_str(&path);
}

/* ---- writing --------------------------------------------------------------------------------- */

/* The nearest region above that is registered, or 0. */
static bool find_parent(int64_t *parent_id, Store *store, int64_t region_id, Fault *fault)
{
    RegionLevel level = region_level(region_id);

    *parent_id = 0;
    while (*parent_id == 0 && level > REGION_PROVINCE) {
        int64_t const outer = region_at_level(region_id, --level);

        if (outer != region_id &&
            !registry_ask_id(parent_id, store,
                             SQL("SELECT region_id FROM region WHERE region_id = ?1"), outer,
                             fault))
            return false;
    }
    return true;
}

static bool check_entry(const RegionEntry *entry, Arena *arena, Fault *fault)
{
    Problems problems = problems_open(arena);

    registry_check_words(&problems, AT_NAME, entry->name, NAME_CHARS_MAX, true);
    registry_check_validity(&problems, AT_UNTIL, entry->valid_from, entry->valid_until,
                            (Label){ SV("生效日期"), SV("the first day") });
    return problems.error_count == 0 || problems_refuse(&problems, fault);
}

/* The row as it stands: `revision` is 0 when there is none. */
static bool read_region(Region *out, uint32_t *revision, const Registry *registry,
                        int64_t region_id, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT name, parent_id, valid_from, valid_until, revision"
                                            " FROM region WHERE region_id = ?1"),
                                    fault);

    binder_add_int(&binder, region_id);
    bool const ok = binder_next(&binder, &row);
    *out = (Region){ .region_id = region_id };
    *revision = 0;
    if (ok && row) {
        Reader reader = reader_open(select, registry->arena);

        out->name = reader_next_text(&reader);
        out->parent_id = reader_next_int(&reader);
        out->valid_from = reader_next_date(&reader, DATE_MIN);
        out->valid_until = reader_next_date(&reader, DATE_MAX);
        *revision = (uint32_t)reader_next_int(&reader);
    }
    statement_close(&select);
    return ok;
}

static bool write_region(const Registry *registry, const Region *region, uint32_t revision,
                         Fault *fault)
{
    Statement *put = NULL;
    Binder     binder =
        binder_open(&put, registry->store,
                    SQL("INSERT INTO region (" COLUMNS ")"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
                        " ON CONFLICT (region_id) DO UPDATE SET name = excluded.name,"
                        "  parent_id = excluded.parent_id, valid_from = excluded.valid_from,"
                        "  valid_until = excluded.valid_until, recorded_at = excluded.recorded_at,"
                        "  recorded_by = excluded.recorded_by, revision = excluded.revision"),
                    fault);

    binder_add_int(&binder, region->region_id);
    binder_add_text(&binder, region->code);
    binder_add_text(&binder, region->name);
    binder_add_int(&binder, region->level);
    binder_add_id(&binder, region->parent_id);
    binder_add_int(&binder, region->valid_from.days);
    binder_add_int(&binder, region->valid_until.days);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

static bool is_same(const Region *a, const Region *b)
{
    return str_equal(a->name, b->name) && a->parent_id == b->parent_id &&
           a->valid_from.days == b->valid_from.days && a->valid_until.days == b->valid_until.days;
}

bool region_put(int64_t *region_id, const Registry *registry, const RegionEntry *entry,
                Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO region_history (" COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " COLUMNS ", ?2, ?3 FROM region WHERE region_id = ?1" };
    Region           stored = { 0 };
    uint32_t         revision = 0;
    int64_t          id = 0;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !registry_require_root(registry, fault) || !check_entry(entry, registry->arena, fault))
        return false;
    if (!region_parse(&id, entry->code))
        return fault_set(fault, FAULT_INVALID, "a region has a code of 2, 4, 6, 9 or 12 digits");

    Region region = {
        .region_id = id,
        .code = region_code(registry->arena, id),
        .name = entry->name,
        .level = region_level(id),
        .valid_from = entry->valid_from,
        .valid_until = entry->valid_until,
    };
    if (!find_parent(&region.parent_id, registry->store, id, fault) ||
        !read_region(&stored, &revision, registry, id, fault))
        return false;
    if (region.parent_id == 0 && region.level >= REGION_TOWNSHIP)
        return fault_set(fault, FAULT_INVALID,
                         "a township or village comes after the region in which it lies");
    *region_id = id;
    if (revision && is_same(&stored, &region))
        return true;
    return (revision == 0 || registry_archive(registry, ARCHIVE, id, fault)) &&
           write_region(registry, &region, revision + 1, fault) &&
           registry_bump(registry->store, SV("region"), fault) &&
           registry_audit(registry, AUDIT_REGION_PUT, AUDIT_OF_REGION, id, SV(""), fault);
}
