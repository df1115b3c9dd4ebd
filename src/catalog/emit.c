#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/checked.h"
#include "catalog/emit_private.h"

const Value FAILED = { .kind = VALUE_FAILED };

Span scope_place(const Scope *scope, Span span)
{
    return scope->use ? *scope->use : span;
}

Value emit_fault(Emitter *emitter, Span span, const char *expected, const char *format, ...)
{
    char    text[240];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    Diagnostic *const item =
        diagnose(emitter->checker->diagnostics, scope_place(emitter->scope, span), "%s", text);
    if (expected)
        item->expected = str_copy(emitter->checker->arena, str_from_c(expected));
    emitter->failed = true;
    return FAILED;
}

Value emit_absence(Emitter *emitter, Span span, const char *expected, const char *text)
{
    if (!emitter->checker->ast->is_incomplete)
        return emit_fault(emitter, span, expected, "%s", text);
    emitter->failed = true;
    return FAILED;
}

static uint8_t new_register(Emitter *emitter)
{
    if (emitter->depth + 1 >= LIMIT_REGISTERS) {
        emit_fault(emitter, emitter->span, "fewer operands at a time",
                   "this expression is too complex");
        return 0;
    }
    uint32_t const index = emitter->depth++;
    if (emitter->depth > emitter->most)
        emitter->most = emitter->depth;
    return (uint8_t)index;
}

static void add(Emitter *emitter, Instruction instruction)
{
    if (emitter->count == LIMIT_INSTRUCTIONS) {
        emit_fault(emitter, emitter->span, "a shorter one, or definitions that expand to less",
                   "this expression has more than %d instructions", LIMIT_INSTRUCTIONS);
        return;
    }
    emitter->code = arena_grow(emitter->checker->arena, emitter->code, emitter->count,
                               &emitter->code_capacity, sizeof(Instruction));
    emitter->code[emitter->count++] = instruction;
}

int32_t emit_constant_index(Emitter *emitter, int64_t value)
{
    for (uint32_t i = 0; i < emitter->constant_count; i++)
        if (emitter->constants[i] == value)
            return (int32_t)i;
    emitter->constants =
        arena_grow(emitter->checker->arena, emitter->constants, emitter->constant_count,
                   &emitter->constant_capacity, sizeof(int64_t));
    emitter->constants[emitter->constant_count] = value;
    return (int32_t)emitter->constant_count++;
}

/* Where a value lies; a constant is put into a register first. */
static uint8_t operand_of(Emitter *emitter, Value value)
{
    if (value.kind == VALUE_OPERAND || emitter->failed)
        return value.operand;
    assert(value.kind == VALUE_CONSTANT);
    uint8_t const target = new_register(emitter);
    if (value.is_missing)
        add(emitter, (Instruction){ OP_MISSING, target, 0, 0, 0 });
    else if (value.type.kind == TYPE_BOOL)
        add(emitter, (Instruction){ OP_TRUTH, target, 0, 0, value.constant != 0 });
    else
        add(emitter,
            (Instruction){ OP_CONST, target, 0, 0, emit_constant_index(emitter, value.constant) });
    return target;
}

/* The result of a node whose operands lie at `base` and above. */
static Value result_at(Emitter *emitter, uint32_t base, Type type)
{
    emitter->depth = base;
    return (Value){ .kind = VALUE_OPERAND, .operand = new_register(emitter), .type = type };
}

Value emit(Emitter *emitter, uint32_t base, Op op, Value a, Value b, int32_t extra, Type type)
{
    if (emitter->failed)
        return FAILED;
    uint8_t const left = operand_of(emitter, a);
    uint8_t const right = operand_of(emitter, b);
    Value const   result = result_at(emitter, base, type);
    add(emitter, (Instruction){ (uint8_t)op, result.operand, left, right, extra });
    return emitter->failed ? FAILED : result;
}

Value emit_select(Emitter *emitter, uint32_t base, Value condition, Value then, Value otherwise)
{
    if (emitter->failed)
        return FAILED;
    uint8_t const a = operand_of(emitter, condition);
    uint8_t const b = operand_of(emitter, then);
    uint8_t const c = operand_of(emitter, otherwise);
    Value const   result = result_at(emitter, base, then.type);
    add(emitter, (Instruction){ OP_SELECT, result.operand, a, b, c });
    return emitter->failed ? FAILED : result;
}

Value emit_slot(Emitter *emitter, SlotKind kind, uint32_t index, uint32_t sub, Type type)
{
    uint32_t at = 0;

    while (at < emitter->slot_count &&
           !(emitter->slots[at].kind == kind && emitter->slots[at].index == index &&
             emitter->slots[at].sub == sub))
        at++;
    if (at == emitter->slot_count) {
        if (at == LIMIT_REGISTERS)
            return emit_fault(emitter, emitter->span, "fewer of them",
                              "this expression names more than %d different things",
                              LIMIT_REGISTERS);
        emitter->slots = arena_grow(emitter->checker->arena, emitter->slots, at,
                                    &emitter->slot_capacity, sizeof(Slot));
        emitter->slots[emitter->slot_count++] = (Slot){ kind, index, sub, type.kind == TYPE_BOOL };
    }
    return (Value){
        .kind = VALUE_OPERAND,
        .operand = (uint8_t)(LIMIT_REGISTERS + at),
        .type = type,
    };
}

Value emit_constant(int64_t value, Type type)
{
    return (Value){ .kind = VALUE_CONSTANT, .constant = value, .type = type };
}

Value emit_lookup(Emitter *emitter, uint32_t base, Value key, LookupTable table, Type type)
{
    emitter->tables = arena_grow(emitter->checker->arena, emitter->tables, emitter->table_count,
                                 &emitter->table_capacity, sizeof(LookupTable));
    emitter->tables[emitter->table_count] = table;
    return emit(emitter, base, OP_LOOKUP, key, key, (int32_t)emitter->table_count++, type);
}

Value emit_rescale(Emitter *emitter, uint32_t base, Value value, uint8_t scale)
{
    Type type = value.type;

    if (value.type.scale == scale || value.kind == VALUE_FAILED || value.is_missing)
        return value;
    type.scale = scale;
    uint8_t const digits =
        (uint8_t)(scale > value.type.scale ? scale - value.type.scale : value.type.scale - scale);
    if (value.kind == VALUE_CONSTANT) {
        bool const up = scale > value.type.scale;
        if (!up)
            value.constant = decimal_divide_rounded(value.constant, decimal_power(digits));
        else if (!checked_multiply(&value.constant, value.constant, decimal_power(digits)))
            return emit_fault(emitter, emitter->span, "at most 18 digits",
                              "this number has too many digits");
        value.type = type;
        return value;
    }
    Op const           op = scale > value.type.scale ? OP_SCALE_UP : OP_SCALE_DOWN;
    Instruction *const last = emitter->count ? &emitter->code[emitter->count - 1] : NULL;
    if (op == OP_SCALE_DOWN && last && last->op == OP_DIVIDE && last->dst == value.operand &&
        value.operand < LIMIT_REGISTERS && last->extra >= digits) {
        last->extra -= digits; /* round the quotient once, not twice */
        value.type = type;
        return value;
    }
    return emit(emitter, base, op, value, value, digits, type);
}

const Expr *emit_finish(Emitter *emitter, Value result)
{
    Arena *const arena = emitter->checker->arena;

    if (emitter->failed || result.kind == VALUE_FAILED)
        return NULL;
    if (result.kind == VALUE_INTERVAL) {
        emit_fault(emitter, emitter->span, "a date, as in enrolled_on + 14 days",
                   "an interval alone is no value");
        return NULL;
    }
    Expr *const expr = arena_alloc(arena, sizeof *expr);
    expr->result = operand_of(emitter, result);
    if (emitter->failed)
        return NULL;
    expr->code = emitter->code;
    expr->count = emitter->count;
    expr->constants = emitter->constants;
    expr->constant_count = emitter->constant_count;
    expr->slots = emitter->slots;
    expr->slot_count = emitter->slot_count;
    expr->tables = emitter->tables;
    expr->table_count = emitter->table_count;
    expr->register_count = emitter->most;
    expr->type = result.type;
    expr->text = str_slice(emitter->checker->diagnostics->sources[emitter->span.source].text,
                           emitter->span.start, emitter->span.end);
    return expr;
}
