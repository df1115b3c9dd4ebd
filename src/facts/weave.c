#include "facts/weave.h"

#include <assert.h>
#include <string.h>

#include "base/map.h"

/* What makes two nodes the same: all of it, with no holes between. */
typedef struct {
    uint64_t what; /* an Op, or past all of them a SlotKind */
    uint64_t a, b, c;
    uint64_t word; /* the constant, or the instruction's extra */
} Key;

typedef struct {
    Arena     *arena;
    WeaveNode *nodes;
    uint32_t   count, capacity;
    NameMap    keys;                          /* the bytes of a Key are its name; node by node */
    uint32_t   operands[2 * LIMIT_REGISTERS]; /* of the expression that is being woven */
} Loom;

enum { FIRST_SLOT_KEY = 256, COST_MAX = 1 << 20 };

static_assert(sizeof(Key) == 5 * sizeof(uint64_t), "a key has no holes");

/* The node of this key: one that there is, or the new one. */
static uint32_t put(Loom *loom, const Key *key, const WeaveNode *node)
{
    Str const      bytes = { (const char *)key, sizeof *key };
    uint32_t const found = name_map_find(&loom->keys, bytes);
    bool           is_new = false;

    if (found != MAP_ABSENT)
        return found;
    uint32_t const at = name_map_add(&loom->keys, str_copy(loom->arena, bytes), &is_new);
    assert(is_new && at == loom->count);
    if (loom->count == loom->capacity) {
        uint32_t const   capacity = loom->capacity ? loom->capacity * 2 : 256;
        WeaveNode *const nodes = arena_array(loom->arena, capacity, sizeof *nodes);

        if (loom->count)
            memcpy(nodes, loom->nodes, loom->count * sizeof *nodes);
        loom->nodes = nodes;
        loom->capacity = capacity;
    }
    loom->nodes[loom->count++] = *node;
    return at;
}

static uint32_t slot_cost(SlotKind kind)
{
    enum { OF_PERSON = 1, OF_ENROLMENTS = 4, OF_RECORDS = 16 };

    return kind == SLOT_TERM ? OF_RECORDS : kind == SLOT_STATE ? OF_ENROLMENTS : OF_PERSON;
}

static uint32_t weave_slot(Loom *loom, const Expr *expr, Slot slot)
{
    Key const       key = { .what = FIRST_SLOT_KEY + (uint64_t)slot.kind,
                            .a = slot.index,
                            .b = slot.sub };
    WeaveNode const node = { .expr = expr,
                             .slot = slot,
                             .a = WEAVE_NONE,
                             .b = WEAVE_NONE,
                             .c = WEAVE_NONE,
                             .cost = slot_cost(slot.kind) };

    return put(loom, &key, &node);
}

static uint32_t cost_of(const Loom *loom, uint32_t node)
{
    return node == WEAVE_NONE ? 0 : loom->nodes[node].cost;
}

/* The cheaper first, and of two that cost the same the older. */
static void order_operands(const Loom *loom, WeaveNode *node)
{
    uint32_t const a = node->a;
    uint32_t const b = node->b;

    if (cost_of(loom, b) < cost_of(loom, a) || (cost_of(loom, b) == cost_of(loom, a) && b < a)) {
        node->a = b;
        node->b = a;
    }
}

static uint32_t weave_instruction(Loom *loom, const Expr *expr, const Instruction *instruction)
{
    Op const   op = (Op)instruction->op;
    bool const is_constant = op == OP_CONST || op == OP_TRUTH || op == OP_MISSING;
    WeaveNode  node = {
         .expr = expr, .instruction = instruction, .a = WEAVE_NONE, .b = WEAVE_NONE, .c = WEAVE_NONE
    };

    if (!is_constant) {
        node.a = loom->operands[instruction->a];
        node.b = loom->operands[instruction->b];
    }
    if (op == OP_SELECT)
        node.c = loom->operands[(uint8_t)instruction->extra];
    if (op == OP_AND || op == OP_OR)
        order_operands(loom, &node);
    uint32_t const cost = 1 + cost_of(loom, node.a) + cost_of(loom, node.b) + cost_of(loom, node.c);
    node.cost = cost < COST_MAX ? cost : COST_MAX;

    Key const key = {
        .what = op,
        .a = node.a,
        .b = node.b,
        .c = node.c,
        .word = op == OP_CONST || op == OP_ANY ? (uint64_t)expr->constants[instruction->extra]
                : op == OP_LOOKUP ? (uint64_t)(uintptr_t)&expr->tables[instruction->extra]
                : op == OP_SELECT ? 0
                                  : (uint64_t)instruction->extra,
    };
    return put(loom, &key, &node);
}

static uint32_t weave_expr(Loom *loom, const Expr *expr)
{
    for (uint32_t i = 0; i < expr->slot_count; i++)
        loom->operands[LIMIT_REGISTERS + i] = weave_slot(loom, expr, expr->slots[i]);
    for (uint32_t i = 0; i < expr->count; i++)
        loom->operands[expr->code[i].dst] = weave_instruction(loom, expr, &expr->code[i]);
    return loom->operands[expr->result];
}

Weave weave_open(Arena *arena, const Catalog *catalog)
{
    uint32_t *const of_part = arena_array(arena, catalog->part_count, sizeof(uint32_t));
    Loom *const     loom = arena_alloc(arena, sizeof *loom);

    loom->arena = arena;
    loom->keys = name_map_open(arena);
    for (uint32_t i = 0; i < catalog->part_count; i++)
        of_part[i] = weave_expr(loom, catalog->parts[i].expr);
    return (Weave){ .nodes = loom->nodes, .count = loom->count, .of_part = of_part };
}
