/* Everything below an organisation in one piece behind it: numbering a tree that is
 * given as the parent of each. */
#include <stdlib.h>

#include "base/limits.h"
#include "registry/organisation_private.h"

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
static bool number_all(const OrganisationOrder *out, const Sibling *siblings, uint32_t count,
                       Fault *fault)
{
    Step     steps[LIMIT_TREE_DEPTH + 1];
    uint32_t depth = 0;
    uint32_t number = 0;

    steps[0] = (Step){ ORGANISATION_NONE, first_child(siblings, count, ORGANISATION_NONE) };
    while (true) {
        Step *const step = &steps[depth];

        if (step->next == count || siblings[step->next].parent != step->position) {
            if (depth == 0)
                break;
            out->preorder_end[step->position] = number;
            depth--;
            continue;
        }
        uint32_t const position = siblings[step->next++].position;
        if (++depth > LIMIT_TREE_DEPTH)
            return fault_set(fault, FAULT_DAMAGED, "the tree of organisations is deeper than %d",
                             LIMIT_TREE_DEPTH);
        out->preorder[position] = number;
        out->by_preorder[number++] = position;
        steps[depth] = (Step){ position, first_child(siblings, count, position) };
    }
    if (number != count)
        return fault_set(fault, FAULT_DAMAGED, "%u organisations lie in a circle", count - number);
    return true;
}

bool organisation_order(OrganisationOrder *out, Arena *arena, const Organisation *organisations,
                        uint32_t count, Fault *fault)
{
    Arena         *scratch = arena_open();
    Sibling *const siblings = arena_array(scratch, count, sizeof *siblings);

    out->preorder = arena_array(arena, count, sizeof(uint32_t));
    out->preorder_end = arena_array(arena, count, sizeof(uint32_t));
    out->by_preorder = arena_array(arena, count, sizeof(uint32_t));
    for (uint32_t i = 0; i < count; i++)
        siblings[i] = (Sibling){ out->parent[i], i, organisations[i].code };
    if (count)
        qsort(siblings, count, sizeof *siblings, compare_siblings);
    bool const ok = number_all(out, siblings, count, fault);
    arena_close(&scratch);
    return ok;
}
