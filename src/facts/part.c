/* The parts of figures, of the subject at hand: each node of the weave when an
 * answer turns on it. */
#include "facts/facts_private.h"

/* Whether these bits are 0 in every lane. */
static bool are_none(const LaneSet *lanes, const uint64_t *bits)
{
    for (uint32_t i = 0; i < lanes->words; i++)
        if (bits[i] & lanes->all.words[i])
            return false;
    return true;
}

static bool is_never(const LaneSet *lanes, const Vector *vector)
{
    return are_none(lanes, vector->truth) && are_none(lanes, vector->missing);
}

static bool is_always(const LaneSet *lanes, const Vector *vector)
{
    for (uint32_t i = 0; i < lanes->words; i++)
        if (~vector->truth[i] & lanes->all.words[i])
            return false;
    return true;
}

/* The answer when the first operand decides which one it is, or NULL. */
static const Vector *decide(Facts *facts, const WeaveNode *node, const Vector *a)
{
    const LaneSet *const lanes = facts->lanes;

    switch ((int)node->instruction->op) {
    case OP_AND:
        return is_never(lanes, a) ? a : is_always(lanes, a) ? facts_node(facts, node->b) : NULL;
    case OP_OR:
        return is_always(lanes, a) ? a : is_never(lanes, a) ? facts_node(facts, node->b) : NULL;
    case OP_SELECT:
        return is_always(lanes, a)  ? facts_node(facts, node->b)
               : is_never(lanes, a) ? facts_node(facts, node->c)
                                    : NULL;
    case OP_COALESCE: return are_none(lanes, a->missing) ? a : NULL;
    default: return NULL;
    }
}

static const Vector *operand(Facts *facts, uint32_t node)
{
    return node == WEAVE_NONE ? NULL : facts_node(facts, node);
}

const Vector *facts_node(Facts *facts, uint32_t index)
{
    const WeaveNode *const node = &facts->plan->weave.nodes[index];
    Lazy *const            lazy = &facts->nodes[index];

    if (lazy->stamp == facts->stamp)
        return lazy->answer;
    lazy->stamp = facts->stamp;
    const Idle *const idle = &facts->plan->idles[index];
    if (idle->answer && !facts_meet(facts, &facts->plan->needs[idle->need])) {
        lazy->answer = idle->answer;
        return lazy->answer;
    }
    const Vector *const a = operand(facts, node->a);

    lazy->answer = node->instruction ? decide(facts, node, a) : facts_slot(facts, node->slot);
    if (!lazy->answer) {
        const Vector *const b = node->b == node->a ? a : operand(facts, node->b);
        const Vector *const c = operand(facts, node->c);

        if (!lazy->own)
            lazy->own = arena_alloc(facts->arena, sizeof *lazy->own);
        expr_step(node->expr, node->instruction, a, b, c, lazy->own, facts->lanes->count,
                  facts->registers);
        lazy->answer = lazy->own;
    }
    return lazy->answer;
}

const Vector *facts_part(Facts *facts, uint32_t part)
{
    return facts_node(facts, facts->plan->weave.of_part[part]);
}
