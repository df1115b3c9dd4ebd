/* The tree of organisations in memory. */
#include <assert.h>

#include "base/limits.h"
#include "registry/organisation_private.h"

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const OrganisationKind KINDS[] = {
#define X(first, last, zh, en, flags)                                                              \
    { LITERAL(first), LITERAL(last), { LITERAL(zh), LITERAL(en) }, flags },
#include "registry/organisation_kind.def"
#undef X
};

const OrganisationKind *organisation_kind(Str kind)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (kind.len == KINDS[i].first.len && str_compare(KINDS[i].first, kind) <= 0 &&
            str_compare(kind, KINDS[i].last) <= 0)
            return &KINDS[i];
    return NULL;
}

Organisation organisation_read(Reader *reader)
{
    Organisation organisation = { .parent = ORGANISATION_NONE };

    organisation.organisation_id = reader_next_int(reader);
    organisation.code = reader_next_text(reader);
    organisation.credit_code = reader_next_text(reader);
    organisation.name = reader_next_text(reader);
    organisation.name_pinyin = reader_next_text(reader);
    organisation.kind = reader_next_text(reader);
    organisation.parent_id = reader_next_int(reader);
    organisation.region_id = reader_next_int(reader);
    organisation.valid_from = reader_next_date(reader, DATE_MIN);
    organisation.valid_until = reader_next_date(reader, DATE_MAX);
    organisation.merged_into = reader_next_int(reader);
    organisation.recorded_at = reader_next_int(reader);
    organisation.recorded_by = reader_next_int(reader);
    organisation.revision = (uint32_t)reader_next_int(reader);
    return organisation;
}

/* ---- loading ----------------------------------------------------------------------------- */

static bool read_all(OrganisationTree *tree, Organisation **organisations, Arena *arena,
                     Store *store, Fault *fault)
{
    Statement *select = NULL;
    uint32_t   capacity = 0;
    bool       ok = false;

    if (!statement_open(
            &select, store,
            SQL("SELECT " ORGANISATION_COLUMNS " FROM organisation ORDER BY organisation_id"),
            fault))
        goto done;
    while (true) {
        bool   row = false;
        bool   is_new = false;
        Reader reader = reader_open(select, arena);

        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        if (tree->count == LIMIT_ORGANISATIONS) {
            fault_set(fault, FAULT_TOO_LARGE, "there are more than %d organisations",
                      LIMIT_ORGANISATIONS);
            goto done;
        }
        *organisations =
            arena_grow(arena, *organisations, tree->count, &capacity, sizeof **organisations);
        (*organisations)[tree->count] = organisation_read(&reader);
        uint32_t const number =
            name_map_add(&tree->codes, (*organisations)[tree->count].code, &is_new);
        assert(is_new && number == tree->count); /* codes are unique in the table */
        tree->count++;
    }
    tree->organisations = *organisations;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool find_parents(uint32_t *parents, const OrganisationTree *tree, Fault *fault)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        int64_t const parent_id = tree->organisations[i].parent_id;

        parents[i] = parent_id ? organisation_position(tree, parent_id) : ORGANISATION_NONE;
        if (parent_id && parents[i] == ORGANISATION_NONE)
            return fault_set(fault, FAULT_DAMAGED,
                             "organisation %lld has something above it that is not there",
                             (long long)tree->organisations[i].organisation_id);
    }
    return true;
}

/* The tree as it is now: every organisation knows its piece. */
static bool order_all(OrganisationTree *tree, Organisation *organisations, Arena *arena,
                      Fault *fault)
{
    Arena            *scratch = arena_open();
    OrganisationOrder order = { .parent = arena_array(scratch, tree->count, sizeof(uint32_t)) };
    bool              ok = find_parents(order.parent, tree, fault) &&
              organisation_order(&order, scratch, organisations, tree->count, fault);

    if (ok) {
        uint32_t *const by_preorder = arena_array(arena, tree->count, sizeof *by_preorder);

        for (uint32_t i = 0; i < tree->count; i++) {
            organisations[i].parent = order.parent[i];
            organisations[i].preorder = order.preorder[i];
            organisations[i].preorder_end = order.preorder_end[i];
            by_preorder[i] = order.by_preorder[i];
        }
        tree->by_preorder = by_preorder;
    }
    arena_close(&scratch);
    return ok;
}

bool organisation_tree_load(OrganisationTree *out, Arena *arena, Store *store, Fault *fault)
{
    OrganisationTree tree = { .codes = name_map_open(arena) };
    Organisation    *organisations = NULL;
    int64_t          rearranged_on = 0;

    /* The version first, as for regions. */
    if (!registry_version(&tree.version, store, SV("organisation"), fault) ||
        !registry_version(&rearranged_on, store, SV(ORGANISATION_REARRANGED), fault) ||
        !read_all(&tree, &organisations, arena, store, fault) ||
        !order_all(&tree, organisations, arena, fault))
        return fault_context(fault, "loading organisations");
    tree.rearranged_on = (Date){ (int32_t)rearranged_on };
    *out = tree;
    return true;
}

bool organisation_tree_is_current(bool *out, const OrganisationTree *tree, Store *store,
                                  Fault *fault)
{
    int64_t version = 0;

    if (!registry_version(&version, store, SV("organisation"), fault))
        return false;
    *out = version == tree->version;
    return true;
}

/* ---- asking ---------------------------------------------------------------------------------- */

uint32_t organisation_position(const OrganisationTree *tree, int64_t organisation_id)
{
    uint32_t low = 0;
    uint32_t high = tree->count;

    while (low < high) {
        uint32_t const middle = low + (high - low) / 2;

        if (tree->organisations[middle].organisation_id < organisation_id)
            low = middle + 1;
        else
            high = middle;
    }
    bool const is_there =
        low < tree->count && tree->organisations[low].organisation_id == organisation_id;
    return is_there ? low : ORGANISATION_NONE;
}

const Organisation *organisation_find(const OrganisationTree *tree, int64_t organisation_id)
{
    uint32_t const position = organisation_position(tree, organisation_id);

    return position == ORGANISATION_NONE ? NULL : &tree->organisations[position];
}

const Organisation *organisation_find_by_code(const OrganisationTree *tree, Str code)
{
    uint32_t const position = name_map_find(&tree->codes, code);

    return position == MAP_ABSENT ? NULL : &tree->organisations[position];
}

Str organisation_name(const OrganisationTree *tree, int64_t organisation_id)
{
    const Organisation *const organisation = organisation_find(tree, organisation_id);

    return organisation ? organisation->name : SV("");
}

bool organisation_is_valid(const Organisation *organisation, Date day)
{
    return organisation->valid_from.days <= day.days && day.days <= organisation->valid_until.days;
}

bool organisation_is_inside(const OrganisationTree *tree, int64_t organisation_id, int64_t outer_id)
{
    const Organisation *const inner = organisation_find(tree, organisation_id);
    const Organisation *const outer = organisation_find(tree, outer_id);

    return inner && outer && outer->preorder <= inner->preorder &&
           inner->preorder < outer->preorder_end;
}

const uint32_t *organisation_below(const OrganisationTree *tree, int64_t organisation_id,
                                   uint32_t *count)
{
    const Organisation *const organisation = organisation_find(tree, organisation_id);

    if (organisation_id == 0) {
        *count = tree->count;
        return tree->by_preorder;
    }
    *count = organisation ? organisation->preorder_end - organisation->preorder : 0;
    return organisation ? tree->by_preorder + organisation->preorder : tree->by_preorder;
}

const uint32_t *organisation_visible(const OrganisationTree *tree, const Actor *actor,
                                     int64_t organisation_id, uint32_t *count)
{
    if (actor_is_system(actor))
        return organisation_below(tree, organisation_id, count);
    if (organisation_id == 0)
        organisation_id = actor->organisation_id;
    if (organisation_is_inside(tree, organisation_id, actor->organisation_id))
        return organisation_below(tree, organisation_id, count);
    *count = 0;
    return tree->by_preorder;
}

static bool is_inside(const void *context, const Actor *actor, int64_t organisation_id)
{
    const OrganisationTree *const tree = context;

    return organisation_is_inside(tree, organisation_id, actor->organisation_id);
}

Place organisation_place(const OrganisationTree *tree)
{
    return (Place){ is_inside, tree };
}

/* ---- listing -------------------------------------------------------------------------------- */

/* "B" is the classes B100 and B200, and not the BUREAU. */
static bool is_of_kind(Str kind, Str wanted)
{
    enum { CLASS_CHARS = 4 };

    return wanted.len == 0 || str_equal(kind, wanted) ||
           (kind.len == CLASS_CHARS && str_starts_with(kind, wanted));
}

static bool is_wanted(const Organisation *organisation, const OrganisationFilter *filter)
{
    if (filter->children && organisation->parent_id != filter->below)
        return false;
    if (filter->in_force && !organisation_is_valid(organisation, filter->on))
        return false;
    return is_of_kind(organisation->kind, filter->kind) &&
           (filter->text.len == 0 || str_equal(organisation->code, filter->text) ||
            str_starts_with(organisation->name_pinyin, filter->text) ||
            str_find(organisation->name, filter->text) < organisation->name.len);
}

const Organisation **organisation_list(const OrganisationTree *tree, Arena *arena,
                                       const Actor *actor, const OrganisationFilter *filter,
                                       uint32_t *count)
{
    uint32_t const       limit = registry_page_limit(filter->limit);
    const Organisation **list = arena_array(arena, limit, sizeof *list);
    uint32_t             slice_count = 0;
    const uint32_t      *slice = organisation_visible(tree, actor, filter->below, &slice_count);
    const Organisation  *after = organisation_find(tree, filter->after);

    *count = 0;
    for (uint32_t i = 0; i < slice_count && *count < limit; i++) {
        const Organisation *const organisation = &tree->organisations[slice[i]];

        if ((!after || organisation->preorder > after->preorder) && is_wanted(organisation, filter))
            list[(*count)++] = organisation;
    }
    return list;
}
