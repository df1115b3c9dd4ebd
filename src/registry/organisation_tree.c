/* The tree of organisations in memory. */
#include <assert.h>
#include <stdlib.h>

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

/* Siblings stand together, in the order of their codes. */
typedef struct {
    uint32_t parent, position;
    Str      code;
} Sibling;

static int compare_siblings(const void *left, const void *right)
{
    const Sibling *const a = left;
    const Sibling *const b = right;

    if (a->parent != b->parent)
        return a->parent < b->parent ? -1 : 1;
    return str_compare(a->code, b->code);
}

static bool sort_siblings(Sibling *siblings, const OrganisationTree *tree,
                          Organisation *organisations, Fault *fault)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        int64_t const parent_id = organisations[i].parent_id;

        if (parent_id) {
            organisations[i].parent = organisation_position(tree, parent_id);
            if (organisations[i].parent == ORGANISATION_NONE)
                return fault_set(fault, FAULT_DAMAGED,
                                 "organisation %lld has something above it that is not there",
                                 (long long)organisations[i].organisation_id);
        }
        siblings[i] = (Sibling){ organisations[i].parent, i, organisations[i].code };
    }
    if (tree->count)
        qsort(siblings, tree->count, sizeof *siblings, compare_siblings);
    return true;
}

/* One step down the tree: whose children, and which of them comes next. */
typedef struct {
    uint32_t position;
    uint32_t next;
} Step;

static uint32_t first_child(const Sibling *siblings, uint32_t count, uint32_t parent)
{
    uint32_t low = 0;
    uint32_t high = count;

    while (low < high) {
        uint32_t const middle = low + (high - low) / 2;

        if (siblings[middle].parent < parent)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Number everything in preorder; roots are the children of ORGANISATION_NONE. What
 * the walk does not reach goes round in a circle. */
static bool number_all(uint32_t *by_preorder, const Sibling *siblings, const OrganisationTree *tree,
                       Organisation *organisations, Fault *fault)
{
    Step     steps[LIMIT_TREE_DEPTH + 1];
    uint32_t depth = 0;
    uint32_t number = 0;

    steps[0] = (Step){ ORGANISATION_NONE, first_child(siblings, tree->count, ORGANISATION_NONE) };
    while (true) {
        Step *const step = &steps[depth];

        if (step->next == tree->count || siblings[step->next].parent != step->position) {
            if (depth == 0)
                break;
            organisations[step->position].preorder_end = number;
            depth--;
            continue;
        }
        uint32_t const position = siblings[step->next++].position;
        if (++depth > LIMIT_TREE_DEPTH)
            return fault_set(fault, FAULT_DAMAGED, "the tree of organisations is deeper than %d",
                             LIMIT_TREE_DEPTH);
        organisations[position].preorder = number;
        by_preorder[number++] = position;
        steps[depth] = (Step){ position, first_child(siblings, tree->count, position) };
    }
    if (number != tree->count)
        return fault_set(fault, FAULT_DAMAGED, "%u organisations lie in a circle",
                         tree->count - number);
    return true;
}

bool organisation_tree_load(OrganisationTree *out, Arena *arena, Store *store, Fault *fault)
{
    OrganisationTree tree = { .codes = name_map_open(arena) };
    Organisation    *organisations = NULL;

    /* The version first, as for regions. */
    if (!registry_version(&tree.version, store, SV("organisation"), fault) ||
        !read_all(&tree, &organisations, arena, store, fault))
        return fault_context(fault, "loading organisations");

    Arena          *scratch = arena_open();
    Sibling *const  siblings = arena_array(scratch, tree.count, sizeof *siblings);
    uint32_t *const by_preorder = arena_array(arena, tree.count, sizeof *by_preorder);
    bool const      ok = sort_siblings(siblings, &tree, organisations, fault) &&
                    number_all(by_preorder, siblings, &tree, organisations, fault);
    arena_close(&scratch);
    if (!ok)
        return fault_context(fault, "loading organisations");
    tree.by_preorder = by_preorder;
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
