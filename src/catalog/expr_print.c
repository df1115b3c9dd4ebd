#include "catalog/expr.h"

static void print_operand(Buf *out, uint8_t index)
{
    if (index < LIMIT_REGISTERS)
        buf_add_format(out, " r%u", index);
    else
        buf_add_format(out, " s%u", index - LIMIT_REGISTERS);
}

void expr_print(Buf *out, const Expr *expr)
{
    static const char *const NAMES[] = {
#define X(op, meaning) #op,
#include "catalog/expr.def"
#undef X
    };

    for (uint32_t i = 0; i < expr->count; i++) {
        const Instruction *const instruction = &expr->code[i];

        buf_add_format(out, "    %-14s", NAMES[instruction->op] + sizeof "OP_" - 1);
        print_operand(out, instruction->dst);
        print_operand(out, instruction->a);
        print_operand(out, instruction->b);
        if (instruction->op == OP_CONST || instruction->op == OP_ANY)
            buf_add_format(out, " %lld", (long long)expr->constants[instruction->extra]);
        else if (instruction->op == OP_SELECT)
            print_operand(out, (uint8_t)instruction->extra);
        else if (instruction->op == OP_TRUTH)
            buf_add_c(out, instruction->extra ? " true" : " false");
        else if (instruction->extra)
            buf_add_format(out, " %d", instruction->extra);
        buf_add_char(out, '\n');
    }
    buf_add_c(out, "    result        ");
    print_operand(out, expr->result);
    buf_add_char(out, '\n');
}
