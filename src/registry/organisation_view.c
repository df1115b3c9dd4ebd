/* A tree of organisations as it was on a day. */
#include "registry/organisation_edge.h"
#include "registry/organisation_private.h"

/* What the edges of a tree in force on a day say, over what `parents` has. */
static bool lay_over(uint32_t *parents, const Registry *registry, Str tree, Date day, Fault *fault)
{
    const OrganisationTree *const all = registry->organisations;
    Statement                    *select = NULL;
    bool                          row = false;
    bool                          ok = false;
    Binder                        binder = binder_open(&select, registry->store,
                                                       SQL("SELECT organisation_id, parent_id FROM organisation_edge"
                                                                                  " WHERE tree = ?1 AND from_on <= ?2 AND until_on >= ?2"),
                                                       fault);

    binder_add_text(&binder, tree);
    binder_add_int(&binder, day.days);
    while (true) {
        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        uint32_t const below = organisation_position(all, statement_int(select, 0));
        uint32_t const above = organisation_position(all, statement_int(select, 1));
        if (below == ORGANISATION_NONE || above == ORGANISATION_NONE) {
            fault_set(fault, FAULT_DAMAGED, "an edge of organisation %lld leads nowhere",
                      (long long)statement_int(select, 0));
            goto done;
        }
        parents[below] = above;
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

/* Administration: mostly as it is today, and then nothing has to be read. */
static bool begin_with_administration(uint32_t *parents, const Registry *registry, Date day,
                                      Fault *fault)
{
    const OrganisationTree *const all = registry->organisations;
    bool const                    as_today = day.days >= all->rearranged_on.days;

    for (uint32_t i = 0; i < all->count; i++)
        parents[i] = as_today ? all->organisations[i].parent : ORGANISATION_NONE;
    return as_today || lay_over(parents, registry, SV(TREE_ADMINISTRATION), day, fault);
}

bool organisation_view_load(OrganisationView *out, const Registry *registry, Str tree, Date day,
                            Fault *fault)
{
    const OrganisationTree *const all = registry->organisations;
    const OrganisationTreeKind   *kind = NULL;
    OrganisationOrder             order = {
                    .parent = arena_array(registry->arena, all->count, sizeof(uint32_t)),
    };

    if (!organisation_tree_kind_find(&kind, registry, tree, fault))
        return false;
    if (!kind)
        return fault_set(fault, FAULT_NOT_FOUND,
                         "there is no tree %.*s; 'barefoot organisation"
                         " trees' lists them",
                         (int)tree.len, tree.ptr);
    if (!begin_with_administration(order.parent, registry, day, fault) ||
        (!str_equal(kind->tree, SV(TREE_ADMINISTRATION)) &&
         !lay_over(order.parent, registry, kind->tree, day, fault)) ||
        !organisation_order(&order, registry->arena, all->organisations, all->count, fault))
        return fault_context(fault, "loading the tree %.*s", (int)kind->tree.len, kind->tree.ptr);
    *out = (OrganisationView){
        .all = all,
        .parent = order.parent,
        .preorder = order.preorder,
        .preorder_end = order.preorder_end,
        .by_preorder = order.by_preorder,
    };
    return true;
}

bool organisation_view_is_inside(const OrganisationView *view, int64_t organisation_id,
                                 int64_t outer_id)
{
    uint32_t const inner = organisation_position(view->all, organisation_id);
    uint32_t const outer = organisation_position(view->all, outer_id);

    return inner != ORGANISATION_NONE && outer != ORGANISATION_NONE &&
           view->preorder[outer] <= view->preorder[inner] &&
           view->preorder[inner] < view->preorder_end[outer];
}

const uint32_t *organisation_view_below(const OrganisationView *view, int64_t organisation_id,
                                        uint32_t *count)
{
    uint32_t const position = organisation_position(view->all, organisation_id);

    if (organisation_id == 0) {
        *count = view->all->count;
        return view->by_preorder;
    }
    *count = 0;
    if (position == ORGANISATION_NONE)
        return view->by_preorder;
    *count = view->preorder_end[position] - view->preorder[position];
    return view->by_preorder + view->preorder[position];
}

int64_t organisation_view_parent(const OrganisationView *view, int64_t organisation_id)
{
    uint32_t const position = organisation_position(view->all, organisation_id);
    uint32_t const parent =
        position == ORGANISATION_NONE ? ORGANISATION_NONE : view->parent[position];

    return parent == ORGANISATION_NONE ? 0 : view->all->organisations[parent].organisation_id;
}
