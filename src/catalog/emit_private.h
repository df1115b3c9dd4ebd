/* emit_private.h - writing instructions, and the values they leave.
 *
 * Registers are used as a stack: a node's operands lie at or above `base`, the
 * depth before the node; its result goes to `base`. Reading and writing one
 * register in one instruction is safe, since the engine works lane by lane. */
#ifndef CATALOG_EMIT_PRIVATE_H
#define CATALOG_EMIT_PRIVATE_H

#include "catalog/check_private.h"

typedef enum { VALUE_FAILED, VALUE_CONSTANT, VALUE_OPERAND, VALUE_INTERVAL } ValueKind;

typedef struct {
    ValueKind kind;
    uint8_t   operand;
    Type      type;
    bool      is_literal; /* a bare number: takes the unit of its neighbour */
    bool      is_missing; /* the word `missing`: takes any type */
    int64_t   constant;
    int32_t   months, days; /* of an interval */
} Value;

typedef struct {
    Checker     *checker;
    const Scope *scope;
    Instruction *code;
    uint32_t     count, code_capacity;
    int64_t     *constants;
    uint32_t     constant_count, constant_capacity;
    Slot        *slots;
    uint32_t     slot_count, slot_capacity;
    LookupTable *tables;
    uint32_t     table_count, table_capacity;
    uint32_t     depth, most;
    bool         failed;
    Span         span; /* of the whole expression */
} Emitter;

extern const Value FAILED;

Value   emit(Emitter *emitter, uint32_t base, Op op, Value a, Value b, int32_t extra, Type type);
Value   emit_select(Emitter *emitter, uint32_t base, Value condition, Value then, Value otherwise);
Value   emit_slot(Emitter *emitter, SlotKind kind, uint32_t index, uint32_t sub, Type type);
Value   emit_constant(int64_t value, Type type);
int32_t emit_constant_index(Emitter *emitter, int64_t value);
Value   emit_lookup(Emitter *emitter, uint32_t base, Value key, LookupTable table, Type type);
Value   emit_rescale(Emitter *emitter, uint32_t base, Value value, uint8_t scale);

const Expr *emit_finish(Emitter *emitter, Value result);

/* An error at a place; gives FAILED, and the emitter has failed. A formula's error
 * is reported where the formula is used. */
Value emit_fault(Emitter *emitter, Span span, const char *expected, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same about something that is not there; nothing is said when it may be among
 * what could not be read. */
Value emit_absence(Emitter *emitter, Span span, const char *expected, const char *text);

Value check_node(Emitter *emitter, const Node *node, Type expected);
Value check_name_node(Emitter *emitter, const Node *node);
Value check_call_node(Emitter *emitter, const Node *node, Type expected);

/* Whether a single name means anything where the expression stands. */
bool check_is_named(const Emitter *emitter, Str name);
/* Whether the subject has a birth and a sex. */
bool check_is_person(const Scope *scope);

/* Check two operands of one kind: bare words are looked up in the code set of the
 * other one, numbers are brought to one scale. False after an error. */
bool check_operands(Emitter *emitter, const Node *left, const Node *right, Type expected, Value *a,
                    Value *b);
bool check_same_kind(Emitter *emitter, Value a, Value b, Span span);
bool check_align(Emitter *emitter, Value *a, Value *b, Span span);
/* The value as a given type: numbers are rescaled, units must agree. */
Value check_assign(Emitter *emitter, uint32_t base, Value value, Type type, Span span);
/* "this is a text", with what was expected. */
Value check_type_fault(Emitter *emitter, Span span, Type got, const char *expected);

static inline Type type_of(TypeKind kind)
{
    return (Type){ .kind = kind };
}

static inline bool type_is_day(Type type)
{
    return type.kind == TYPE_DATE || type.kind == TYPE_MONTH;
}

#endif
