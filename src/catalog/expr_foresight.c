/* What an expression gives in any case, when only some of its slots are known. */
#include "catalog/expr.h"

typedef enum {
    OPEN,    /* anything */
    NOTHING, /* false, 0 or missing */
    KNOWN,   /* what the vector says */
} Outlook;

typedef struct {
    Outlook outlook;
    Vector  vector;
} Foreseen;

/* Per operand; those that the expression does not have are NULL. */
typedef struct {
    Foreseen  *operands[2 * LIMIT_REGISTERS];
    Registers *registers;
} Foresight;

static bool is_known(const Foresight *foresight, uint8_t index)
{
    return foresight->operands[index] && foresight->operands[index]->outlook == KNOWN;
}

static bool is_known_as(const Foresight *foresight, uint8_t index, bool truth)
{
    return is_known(foresight, index) && vector_has(&foresight->operands[index]->vector, 0) &&
           vector_is_true(&foresight->operands[index]->vector, 0) == truth;
}

static bool is_nothing(const Foresight *foresight, uint8_t index)
{
    const Foreseen *const operand = foresight->operands[index];

    if (!operand || operand->outlook == OPEN)
        return false;
    return operand->outlook == NOTHING || !vector_has(&operand->vector, 0) ||
           vector_word(&operand->vector, 0) == 0;
}

/* Whether all operands are known, or enough of them. */
static bool is_result_known(const Foresight *foresight, const Instruction *instruction)
{
    uint8_t const a = instruction->a;
    uint8_t const b = instruction->b;
    uint8_t const c = (uint8_t)instruction->extra;
    Op const      op = (Op)instruction->op;

    if (op == OP_CONST || op == OP_TRUTH || op == OP_MISSING)
        return true;
    if (op == OP_SELECT)
        return (is_known_as(foresight, a, true) && is_known(foresight, b)) ||
               (is_known_as(foresight, a, false) && is_known(foresight, c));
    if (op == OP_AND && (is_known_as(foresight, a, false) || is_known_as(foresight, b, false)))
        return true;
    if (op == OP_OR && (is_known_as(foresight, a, true) || is_known_as(foresight, b, true)))
        return true;
    return is_known(foresight, a) && is_known(foresight, b);
}

static bool is_result_nothing(const Foresight *foresight, const Instruction *instruction)
{
    bool const a = is_nothing(foresight, instruction->a);
    bool const b = is_nothing(foresight, instruction->b);
    Op const   op = (Op)instruction->op;

    if (op == OP_AND || op == OP_MULTIPLY)
        return a || b;
    if (op == OP_DIVIDE || op == OP_NEGATE || op == OP_ABSOLUTE || op == OP_SCALE_UP ||
        op == OP_SCALE_DOWN || op == OP_ANY || op == OP_CHOICES)
        return a;
    if (op == OP_SELECT)
        return (b || is_known_as(foresight, instruction->a, false)) &&
               (is_nothing(foresight, (uint8_t)instruction->extra) ||
                is_known_as(foresight, instruction->a, true));
    return (op == OP_OR || op == OP_ADD || op == OP_SUBTRACT || op == OP_LEAST ||
            op == OP_GREATEST || op == OP_COALESCE) &&
           a && b;
}

static const Vector *vector_of(const Foresight *foresight, uint8_t index)
{
    return foresight->operands[index] ? &foresight->operands[index]->vector : NULL;
}

static void look_ahead(const Foresight *foresight, const Expr *expr, const Instruction *instruction)
{
    Foreseen *const result = foresight->operands[instruction->dst];
    Outlook const   outlook = is_result_known(foresight, instruction)     ? KNOWN
                              : is_result_nothing(foresight, instruction) ? NOTHING
                                                                          : OPEN;

    /* What is not known is missing, which serves where another operand decides. */
    if (outlook == KNOWN)
        expr_step(expr, instruction, vector_of(foresight, instruction->a),
                  vector_of(foresight, instruction->b),
                  vector_of(foresight, (uint8_t)instruction->extra), &result->vector, 1,
                  foresight->registers);
    else
        vector_fill(&result->vector, false, false, 0);
    result->outlook = outlook;
}

bool expr_is_nothing(const Expr *expr, SlotAsker ask, const void *context, Registers *registers,
                     Arena *arena)
{
    Foresight foresight = { .registers = registers };

    for (uint32_t i = 0; i < expr->slot_count; i++) {
        Foreseen *const slot = arena_alloc(arena, sizeof *slot);
        bool            present = false;
        int64_t         word = 0;

        if (ask(context, expr->slots[i], &present, &word))
            slot->outlook = KNOWN;
        vector_fill(&slot->vector, expr->slots[i].is_truth, present, word);
        foresight.operands[LIMIT_REGISTERS + i] = slot;
    }
    for (uint32_t i = 0; i < expr->count; i++) {
        uint8_t const dst = expr->code[i].dst;

        if (!foresight.operands[dst])
            foresight.operands[dst] = arena_alloc(arena, sizeof(Foreseen));
        look_ahead(&foresight, expr, &expr->code[i]);
    }
    return is_nothing(&foresight, expr->result);
}
