/* The types of expressions, operator by operator. */
#include "catalog/emit_private.h"

/* A word or literal that can be one of a code set's values. */
static bool is_code_literal(const Node *node)
{
    return node->kind == NODE_NUMBER || node->kind == NODE_TEXT ||
           (node->kind == NODE_PATH && node->path.count == 1 && !node->window.kind);
}

/* Whether only what it is put beside can say what a node is: a literal, a word
 * that names nothing here, or a choice between such. */
static bool is_bare(const Emitter *emitter, const Node *node)
{
    if (node->kind == NODE_IF)
        return is_bare(emitter, node->b) && is_bare(emitter, node->c);
    if (node->kind == NODE_PATH)
        return is_code_literal(node) && !check_is_named(emitter, node->path.parts[0].text);
    return is_code_literal(node) || node->kind == NODE_MISSING;
}

static Str literal_text(const Node *node)
{
    return node->kind == NODE_PATH ? node->path.parts[0].text : node->text;
}

/* The position of the value that a literal names, or MAP_ABSENT: words are names
 * before they are codes, numbers and texts are codes. */
static uint32_t find_code(const CodeSet *set, const Node *node)
{
    Str const text = literal_text(node);

    for (uint32_t i = 0; i < set->value_count && node->kind == NODE_PATH; i++)
        if (str_equal(set->values[i].name, text))
            return i;
    for (uint32_t i = 0; i < set->value_count; i++)
        if (str_equal(set->values[i].code, text))
            return i;
    return MAP_ABSENT;
}

static Value unknown_code(Emitter *emitter, const Node *node, const CodeSet *set)
{
    Checker *const checker = emitter->checker;
    Str *const     names = arena_array(checker->arena, set->value_count * 2, sizeof(Str));
    uint32_t       count = 0;
    Name const     name = { literal_text(node), node->span };

    for (uint32_t i = 0; i < set->value_count; i++) {
        if (set->values[i].name.len)
            names[count++] = set->values[i].name;
        names[count++] = set->values[i].code;
    }
    check_unknown(
        checker, name,
        str_format(checker->arena, "value of code set %.*s", (int)set->name.len, set->name.ptr).ptr,
        names, count);
    emitter->failed = true;
    return FAILED;
}

static Value code_literal(Emitter *emitter, const Node *node, Type type)
{
    const CodeSet *const set = &emitter->checker->codes[type.codes];
    uint32_t const       at = find_code(set, node);

    if (at == MAP_ABSENT)
        return unknown_code(emitter, node, set);
    return emit_constant(set->values[at].word, (Type){ .kind = TYPE_CODE, .codes = type.codes });
}

Value check_type_fault(Emitter *emitter, Span span, Type got, const char *expected)
{
    return emit_fault(emitter, span, expected, "this is %s", type_name(got.kind));
}

static const char *unit_text(Emitter *emitter, uint16_t unit)
{
    Str const text = emitter->checker->units[unit].text;

    return text.len ? str_to_c(emitter->checker->arena, text) : "no unit";
}

/* Bring two numbers to one scale; their units must agree, but a bare number
 * takes its neighbour's. */
bool check_align(Emitter *emitter, Value *a, Value *b, Span span)
{
    if (a->is_missing || b->is_missing)
        return true;
    if (a->is_literal && !b->is_literal)
        a->type.unit = b->type.unit;
    if (b->is_literal && !a->is_literal)
        b->type.unit = a->type.unit;
    if (a->type.unit != b->type.unit) {
        emit_fault(emitter, span, "the same unit on both sides; `as` converts", "%s against %s",
                   unit_text(emitter, a->type.unit), unit_text(emitter, b->type.unit));
        return false;
    }
    uint8_t const scale = a->type.scale > b->type.scale ? a->type.scale : b->type.scale;
    /* at most one of them changes, into a new register above both */
    *a = emit_rescale(emitter, emitter->depth, *a, scale);
    *b = emit_rescale(emitter, emitter->depth, *b, scale);
    return !emitter->failed;
}

/* What a value is one of, when its kind alone does not say it. */
static Str set_name(const Checker *checker, Type type)
{
    return type.kind == TYPE_ENTRY ? checker->registers[type.entry].name
                                   : checker->codes[type.codes].name;
}

bool check_same_kind(Emitter *emitter, Value a, Value b, Span span)
{
    bool const of_set =
        a.type.kind == TYPE_CODE || a.type.kind == TYPE_CODES || a.type.kind == TYPE_ENTRY;

    if (a.is_missing || b.is_missing)
        return true;
    if (a.type.kind != b.type.kind && !(type_is_day(a.type) && type_is_day(b.type))) {
        emit_fault(emitter, span, "two values of one type", "%s against %s", type_name(a.type.kind),
                   type_name(b.type.kind));
        return false;
    }
    if (of_set && (a.type.codes != b.type.codes || a.type.entry != b.type.entry)) {
        Str const left = set_name(emitter->checker, a.type);
        Str const right = set_name(emitter->checker, b.type);
        emit_fault(emitter, span, "two of one set", "%.*s against %.*s", (int)left.len, left.ptr,
                   (int)right.len, right.ptr);
        return false;
    }
    return true;
}

/* What a bare word beside a value of this type is. */
static Type one_of(Type type)
{
    if (type.kind == TYPE_CODES)
        type.kind = TYPE_CODE;
    return type;
}

/* The one that says what it is comes first, and helps the other. */
static bool check_pair(Emitter *emitter, const Node *left, const Node *right, Type expected,
                       Value *a, Value *b)
{
    if (is_bare(emitter, left) && !is_bare(emitter, right)) {
        *b = check_node(emitter, right, expected);
        *a = check_node(emitter, left, one_of(b->type));
    } else {
        *a = check_node(emitter, left, expected);
        *b = check_node(emitter, right, a->type.kind == TYPE_NONE ? expected : one_of(a->type));
    }
    return !emitter->failed;
}

bool check_operands(Emitter *emitter, const Node *left, const Node *right, Type expected, Value *a,
                    Value *b)
{
    Span const span = span_join(left->span, right->span);

    return check_pair(emitter, left, right, expected, a, b) &&
           check_same_kind(emitter, *a, *b, span) &&
           (a->type.kind != TYPE_NUMBER || b->type.kind != TYPE_NUMBER ||
            check_align(emitter, a, b, span));
}

static Value missing_fault(Emitter *emitter, const Node *node)
{
    return emit_fault(emitter, node->span, "is missing, or is not missing",
                      "comparing with `missing` is always missing");
}

static Value check_comparison(Emitter *emitter, const Node *node)
{
    static const struct {
        Op   op;
        bool swapped;
    } OPS[] = {
        [OPERATOR_EQUAL] = { OP_EQUAL, false }, [OPERATOR_NOT_EQUAL] = { OP_NOT_EQUAL, false },
        [OPERATOR_LESS] = { OP_LESS, false },   [OPERATOR_LESS_EQUAL] = { OP_LESS_EQUAL, false },
        [OPERATOR_MORE] = { OP_LESS, true },    [OPERATOR_MORE_EQUAL] = { OP_LESS_EQUAL, true },
    };
    uint32_t const base = emitter->depth;
    bool const     ordered = node->op != OPERATOR_EQUAL && node->op != OPERATOR_NOT_EQUAL;
    Value          a;
    Value          b;

    if (!check_pair(emitter, node->a, node->b, type_of(TYPE_NONE), &a, &b))
        return FAILED;
    if (a.is_missing || b.is_missing)
        return missing_fault(emitter, node);
    if (a.type.kind == TYPE_CODES || b.type.kind == TYPE_CODES)
        return check_type_fault(emitter, a.type.kind == TYPE_CODES ? node->a->span : node->b->span,
                                type_of(TYPE_CODES), "has, any or choices()");
    if (!check_same_kind(emitter, a, b, node->op_span))
        return FAILED;
    if (a.kind == VALUE_INTERVAL || a.type.kind == TYPE_TEXT ||
        (ordered && a.type.kind != TYPE_NUMBER && !type_is_day(a.type)))
        return check_type_fault(emitter, node->a->span, a.type,
                                ordered ? "numbers or dates on both sides"
                                        : "numbers, dates, codes, yes-or-no or ids on both sides");
    if (a.type.kind == TYPE_NUMBER && !check_align(emitter, &a, &b, node->op_span))
        return FAILED;
    return emit(emitter, base, OPS[node->op].op, OPS[node->op].swapped ? b : a,
                OPS[node->op].swapped ? a : b, 0, type_of(TYPE_BOOL));
}

static Value check_logic(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value const    a = check_node(emitter, node->a, type_of(TYPE_BOOL));
    Value const    b = check_node(emitter, node->b, type_of(TYPE_BOOL));

    if (emitter->failed)
        return FAILED;
    if (a.type.kind != TYPE_BOOL)
        return check_type_fault(emitter, node->a->span, a.type, "a condition: yes or no");
    if (b.type.kind != TYPE_BOOL)
        return check_type_fault(emitter, node->b->span, b.type, "a condition: yes or no");
    return emit(emitter, base, node->op == OPERATOR_AND ? OP_AND : OP_OR, a, b, 0,
                type_of(TYPE_BOOL));
}

/* day + interval, day - interval */
static Value add_interval(Emitter *emitter, uint32_t base, Value day, Value interval, int sign)
{
    if (interval.months) {
        Value const months = emit_constant(sign * interval.months, type_of(TYPE_NUMBER));
        day = emit(emitter, base, OP_ADD_MONTHS, day, months, 0, type_of(TYPE_DATE));
    }
    if (interval.days) {
        Value const days = emit_constant(sign * interval.days, type_of(TYPE_NUMBER));
        day = emit(emitter, base, OP_ADD_DAYS, day, days, 0, type_of(TYPE_DATE));
    }
    return day;
}

static Value check_sum(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value          a = check_node(emitter, node->a, type_of(TYPE_NONE));
    Value          b = check_node(emitter, node->b, type_of(TYPE_NONE));
    int const      sign = node->op == OPERATOR_ADD ? 1 : -1;
    Op const       op = node->op == OPERATOR_ADD ? OP_ADD : OP_SUBTRACT;

    if (emitter->failed)
        return FAILED;
    if (type_is_day(a.type) && b.kind == VALUE_INTERVAL)
        return add_interval(emitter, base, a, b, sign);
    if (a.kind == VALUE_INTERVAL && type_is_day(b.type) && sign > 0)
        return add_interval(emitter, base, b, a, 1);
    if (type_is_day(a.type) && type_is_day(b.type) && sign < 0)
        return emit(emitter, base, OP_SUBTRACT, a, b, 0,
                    (Type){ .kind = TYPE_NUMBER, .unit = unit_built_in(emitter->checker, "day") });
    if (a.type.kind != TYPE_NUMBER || b.type.kind != TYPE_NUMBER)
        return emit_fault(emitter, node->op_span,
                          "two numbers, a date and an interval, or two dates to subtract",
                          "%s and %s", type_name(a.type.kind), type_name(b.type.kind));
    if (!check_align(emitter, &a, &b, node->op_span))
        return FAILED;
    Value result = emit(emitter, base, op, a, b, 0, a.type);
    result.is_literal = a.is_literal && b.is_literal;
    return result;
}

enum { QUOTIENT_SCALE = 6 };

static Value check_quotient(Emitter *emitter, const Node *node, uint32_t base, Value a, Value b,
                            Type type)
{
    /* A dividend of many digits keeps them. */
    int32_t const kept = a.type.scale - b.type.scale;

    if (b.kind == VALUE_CONSTANT && b.constant == 0)
        return emit_fault(emitter, node->b->span, "another number",
                          "dividing by 0 is always missing");
    type.scale = (uint8_t)(kept > QUOTIENT_SCALE ? kept : QUOTIENT_SCALE);
    return emit(emitter, base, OP_DIVIDE, a, b, type.scale - kept, type);
}

static Value check_product(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value const    a = check_node(emitter, node->a, type_of(TYPE_NONE));
    Value const    b = check_node(emitter, node->b, type_of(TYPE_NONE));
    int32_t const  sign = node->op == OPERATOR_DIVIDE ? -1 : 1;
    Type           type = { .kind = TYPE_NUMBER };
    Value          result;

    if (emitter->failed)
        return FAILED;
    if (a.type.kind != TYPE_NUMBER || b.type.kind != TYPE_NUMBER)
        return emit_fault(emitter, node->op_span, "two numbers", "%s and %s",
                          type_name(a.type.kind), type_name(b.type.kind));
    if (!unit_product(emitter->checker, a.type.unit, b.type.unit, sign, &type.unit))
        return emit_fault(emitter, node->op_span, "a product of at most four units",
                          "nothing is measured in such a unit");
    type.scale = (uint8_t)(a.type.scale + b.type.scale);
    if (sign > 0 && type.scale > DECIMAL_SCALE_MAX)
        return emit_fault(emitter, node->op_span, "round(x, n) on one of them first",
                          "the product would have %d digits after the point", type.scale);
    result = sign > 0 ? emit(emitter, base, OP_MULTIPLY, a, b, 0, type)
                      : check_quotient(emitter, node, base, a, b, type);
    result.is_literal = a.is_literal && b.is_literal;
    return result;
}

/* a in { x, y }: for codes and numbers, a = x or a = y. */
static Value check_in(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value          sought = check_node(emitter, node->a, type_of(TYPE_NONE));
    Value          found = FAILED;

    if (emitter->failed)
        return FAILED;
    if (sought.type.kind != TYPE_CODE && sought.type.kind != TYPE_NUMBER)
        return check_type_fault(emitter, node->a->span, sought.type,
                                "a code or a number before `in`");
    for (uint32_t i = 0; i < node->item_count; i++) {
        uint32_t const above = emitter->depth;
        Value          one = check_node(emitter, node->items[i], sought.type);
        Value          compared = sought;

        if (one.is_missing)
            return missing_fault(emitter, node->items[i]);
        if (emitter->failed || !check_same_kind(emitter, sought, one, node->items[i]->span))
            return FAILED;
        if (sought.type.kind == TYPE_NUMBER) {
            if (one.type.scale > sought.type.scale)
                return emit_fault(emitter, node->items[i]->span, "as many digits as it has",
                                  "it can never have so many digits after the point");
            if (!check_align(emitter, &compared, &one, node->items[i]->span))
                return FAILED;
        }
        Value const equal = emit(emitter, above, OP_EQUAL, compared, one, 0, type_of(TYPE_BOOL));
        found =
            i == 0 ? equal : emit(emitter, above - 1, OP_OR, found, equal, 0, type_of(TYPE_BOOL));
    }
    if (emitter->failed || base == emitter->depth - 1)
        return found;
    /* the result lies above the sought value: bring it down */
    return emit(emitter, base, OP_AND, found, found, 0, type_of(TYPE_BOOL));
}

static Value check_choice(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value const    set = check_node(emitter, node->a, type_of(TYPE_NONE));
    bool const     one = node->kind == NODE_HAS;
    int64_t        choices = 0;

    if (emitter->failed)
        return FAILED;
    if (set.type.kind != TYPE_CODES)
        return check_type_fault(emitter, node->a->span, set.type, "a field of several choices");
    const CodeSet *const codes = &emitter->checker->codes[set.type.codes];
    uint32_t const       count = one ? 1 : node->item_count;
    for (uint32_t i = 0; i < count; i++) {
        const Node *const item = one ? node->b : node->items[i];
        uint32_t const    at = is_code_literal(item) ? find_code(codes, item) : MAP_ABSENT;

        if (at == MAP_ABSENT && !is_code_literal(item))
            return emit_fault(emitter, item->span, "a code or the name of one",
                              "this is no choice");
        if (at == MAP_ABSENT)
            return unknown_code(emitter, item, codes);
        choices |= (int64_t)((uint64_t)1 << at);
    }
    return emit(emitter, base, OP_ANY, set, set, emit_constant_index(emitter, choices),
                type_of(TYPE_BOOL));
}

static Value check_if(Emitter *emitter, const Node *node, Type expected)
{
    uint32_t const base = emitter->depth;
    Value const    condition = check_node(emitter, node->a, type_of(TYPE_BOOL));
    Value          then;
    Value          otherwise;

    if (emitter->failed)
        return FAILED;
    if (condition.type.kind != TYPE_BOOL)
        return check_type_fault(emitter, node->a->span, condition.type, "a condition: yes or no");
    if (!check_operands(emitter, node->b, node->c, expected, &then, &otherwise))
        return FAILED;
    if (then.kind == VALUE_INTERVAL || otherwise.kind == VALUE_INTERVAL)
        return emit_fault(emitter, node->span, "a date, as in day + 14 days",
                          "an interval cannot be chosen");
    bool const is_literal =
        (then.is_literal || then.is_missing) && (otherwise.is_literal || otherwise.is_missing);
    if (then.is_missing)
        then.type = otherwise.type;
    Value result = emit_select(emitter, base, condition, then, otherwise);
    result.is_literal = is_literal && result.type.kind == TYPE_NUMBER;
    return result;
}

/* The value times a fraction. Where the fraction is 1 / 10^n only the point moves:
 * 170.0 cm are 1.700 m. */
static Value convert(Emitter *emitter, uint32_t base, Value value, int64_t numerator,
                     int64_t denominator)
{
    Type const number = type_of(TYPE_NUMBER);
    Type       type = value.type;

    if (numerator == 1)
        for (; denominator % 10 == 0 && type.scale < DECIMAL_SCALE_MAX; denominator /= 10)
            type.scale++;
    value.type = type;
    if (numerator != 1)
        value = emit(emitter, base, OP_MULTIPLY, value, emit_constant(numerator, number), 0, type);
    if (denominator == 1)
        return value;
    type.scale = type.scale > QUOTIENT_SCALE ? type.scale : QUOTIENT_SCALE;
    return emit(emitter, base, OP_DIVIDE, value, emit_constant(denominator, number),
                type.scale - value.type.scale, type);
}

static Value check_convert(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Checker *const checker = emitter->checker;
    Value          value = check_node(emitter, node->a, type_of(TYPE_NONE));
    uint16_t       to = UNIT_NONE;

    if (emitter->failed)
        return FAILED;
    if (!check_unit(checker, &node->unit, &to)) {
        emitter->failed = true;
        return FAILED;
    }
    if (value.type.kind != TYPE_NUMBER)
        return check_type_fault(emitter, node->a->span, value.type, "a number before `as`");
    if (value.is_literal) {
        value.is_literal = false;
        value.type.unit = to;
        return value;
    }
    const Unit *const from_unit = &checker->units[value.type.unit];
    const Unit *const to_unit = &checker->units[to];
    int64_t           numerator = from_unit->numerator;
    int64_t           denominator = from_unit->denominator;
    if (from_unit->base != to_unit->base ||
        !unit_ratio(&numerator, &denominator, to_unit->denominator, to_unit->numerator))
        return emit_fault(emitter, node->span, "units of the same thing",
                          "%s cannot be converted to %s", unit_text(emitter, value.type.unit),
                          unit_text(emitter, to));
    value.type.unit = to;
    return convert(emitter, base, value, numerator, denominator);
}

static Value check_literal(Emitter *emitter, const Node *node, Type expected)
{
    Decimal number = { 0 };
    Date    date = { 0 };

    if (expected.kind == TYPE_CODE && is_code_literal(node))
        return code_literal(emitter, node, expected);
    if (node->kind == NODE_TEXT)
        return emit_fault(emitter, node->span, "length(field), or is missing",
                          "texts cannot be compared");
    if (node->kind == NODE_DATE && date_parse(&date, node->text))
        return emit_constant(date.days, type_of(TYPE_DATE));
    size_t const  point = str_find_char(node->text, '.');
    uint8_t const scale = (uint8_t)(point < node->text.len ? node->text.len - point - 1 : 0);
    if (scale > DECIMAL_SCALE_MAX || !decimal_parse(&number, node->text, scale))
        return emit_fault(emitter, node->span, "at most 18 digits, 9 of them after the point",
                          "this number is too long");
    Value value = emit_constant(number.units, (Type){ .kind = TYPE_NUMBER, .scale = scale });
    value.is_literal = true;
    return value;
}

static Value check_interval(const Node *node)
{
    static const struct {
        int32_t months, days;
    } WORTH[] = {
        [SPAN_DAYS] = { 0, 1 },
        [SPAN_WEEKS] = { 0, 7 },
        [SPAN_MONTHS] = { 1, 0 },
        [SPAN_YEARS] = { 12, 0 },
    };
    int32_t const count = (int32_t)node->interval.count;

    return (Value){
        .kind = VALUE_INTERVAL,
        .type = type_of(TYPE_INTERVAL),
        .months = count * WORTH[node->interval.unit].months,
        .days = count * WORTH[node->interval.unit].days,
    };
}

static Value check_negate(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value          value = check_node(emitter, node->a, type_of(TYPE_NONE));

    if (emitter->failed)
        return FAILED;
    if (value.type.kind != TYPE_NUMBER)
        return check_type_fault(emitter, node->a->span, value.type, "a number after -");
    if (value.kind == VALUE_CONSTANT) {
        value.constant = -value.constant;
        return value;
    }
    return emit(emitter, base, OP_NEGATE, value, value, 0, value.type);
}

static Value check_not(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value const    value = check_node(emitter, node->a, type_of(TYPE_BOOL));

    if (emitter->failed)
        return FAILED;
    if (value.type.kind != TYPE_BOOL)
        return check_type_fault(emitter, node->a->span, value.type, "a condition: yes or no");
    return emit(emitter, base, OP_NOT, value, value, 0, value.type);
}

static Value check_presence(Emitter *emitter, const Node *node)
{
    uint32_t const base = emitter->depth;
    Value const    value = check_node(emitter, node->a, type_of(TYPE_NONE));

    if (emitter->failed)
        return FAILED;
    if (value.kind == VALUE_INTERVAL)
        return check_type_fault(emitter, node->a->span, value.type, "a value before `is`");
    Value const absent = emit(emitter, base, OP_IS_MISSING, value, value, 0, type_of(TYPE_BOOL));
    if (node->kind == NODE_IS_MISSING)
        return absent;
    return emit(emitter, base, OP_NOT, absent, absent, 0, type_of(TYPE_BOOL));
}

static Value check_aggregate(Emitter *emitter, const Node *node)
{
    uint32_t const term = check_term(emitter->checker, emitter->scope, node);

    if (term == CATALOG_NONE) {
        emitter->failed = true;
        return FAILED;
    }
    return emit_slot(emitter, SLOT_TERM, term, 0, emitter->checker->terms[term].type);
}

static Value check_operator(Emitter *emitter, const Node *node)
{
    if (node->op <= OPERATOR_AND)
        return check_logic(emitter, node);
    if (node->op <= OPERATOR_MORE_EQUAL)
        return check_comparison(emitter, node);
    return node->op <= OPERATOR_SUBTRACT ? check_sum(emitter, node) : check_product(emitter, node);
}

static Value check_path(Emitter *emitter, const Node *node, Type expected)
{
    if (expected.kind == TYPE_CODE && is_code_literal(node) &&
        find_code(&emitter->checker->codes[expected.codes], node) != MAP_ABSENT)
        return code_literal(emitter, node, expected);
    if (expected.kind == TYPE_CODE && is_code_literal(node) &&
        !check_is_named(emitter, node->path.parts[0].text))
        return unknown_code(emitter, node, &emitter->checker->codes[expected.codes]);
    return check_name_node(emitter, node);
}

static Value check_one(Emitter *emitter, const Node *node, Type expected)
{
    switch (node->kind) {
    case NODE_NUMBER:
    case NODE_DATE:
    case NODE_TEXT: return check_literal(emitter, node, expected);
    case NODE_TRUE: return emit_constant(1, type_of(TYPE_BOOL));
    case NODE_FALSE: return emit_constant(0, type_of(TYPE_BOOL));
    case NODE_MISSING:
        return (Value){ .kind = VALUE_CONSTANT, .type = expected, .is_missing = true };
    case NODE_INTERVAL: return check_interval(node);
    case NODE_PATH: return check_path(emitter, node, expected);
    case NODE_NOT: return check_not(emitter, node);
    case NODE_NEGATE: return check_negate(emitter, node);
    case NODE_BINARY: return check_operator(emitter, node);
    case NODE_IN: return check_in(emitter, node);
    case NODE_HAS:
    case NODE_ANY: return check_choice(emitter, node);
    case NODE_IS_MISSING:
    case NODE_IS_PRESENT: return check_presence(emitter, node);
    case NODE_IF: return check_if(emitter, node, expected);
    case NODE_CALL: return check_call_node(emitter, node, expected);
    case NODE_AGGREGATE: return check_aggregate(emitter, node);
    case NODE_CONVERT: return check_convert(emitter, node);
    }
    return FAILED;
}

Value check_node(Emitter *emitter, const Node *node, Type expected)
{
    if (emitter->failed)
        return FAILED;
    if (emitter->checker->depth == LIMIT_CHECK_DEPTH)
        return emit_fault(emitter, node->span, "fewer definitions and values that stand on others",
                          "this stands on too much");
    emitter->checker->depth++;
    Value const value = check_one(emitter, node, expected);
    emitter->checker->depth--;
    return value;
}

/* A month is its first day. */
static Value month_start(Emitter *emitter, uint32_t base, Value day)
{
    Type const month = type_of(TYPE_MONTH);

    if (day.kind != VALUE_CONSTANT)
        return emit(emitter, base, OP_MONTH_START, day, day, 0, month);
    Civil const civil = date_to_civil((Date){ (int32_t)day.constant });
    return emit_constant(date_from_civil(civil.year, civil.month, 1).days, month);
}

static Value assign_number(Emitter *emitter, uint32_t base, Value value, Type type, Span span)
{
    Checker *const checker = emitter->checker;

    if (!value.is_literal && value.type.unit != type.unit)
        return emit_fault(
            emitter, span,
            str_format(checker->arena, "a number in %s", unit_text(emitter, type.unit)).ptr,
            "this number is in %s", unit_text(emitter, value.type.unit));
    if (value.kind == VALUE_CONSTANT && value.type.scale > type.scale &&
        value.constant % decimal_power((uint8_t)(value.type.scale - type.scale)))
        return emit_fault(emitter, span, check_digits(checker, type.scale).ptr,
                          "this number has too many digits");
    value.type.unit = type.unit;
    return emit_rescale(emitter, base, value, type.scale);
}

Value check_assign(Emitter *emitter, uint32_t base, Value value, Type type, Span span)
{
    Value const like = { .kind = VALUE_CONSTANT, .type = type };

    if (emitter->failed || value.is_missing || type.kind == TYPE_NONE)
        return value;
    if (value.type.kind != type.kind && !(type_is_day(type) && type_is_day(value.type)))
        return check_type_fault(emitter, span, value.type, type_name(type.kind));
    if (!check_same_kind(emitter, like, value, span))
        return FAILED;
    if (type.kind == TYPE_MONTH && value.type.kind == TYPE_DATE)
        return month_start(emitter, base, value);
    return type.kind == TYPE_NUMBER ? assign_number(emitter, base, value, type, span) : value;
}

const Expr *check_expression(Checker *checker, const Scope *scope, const Node *node, Type expected)
{
    Emitter emitter = { .checker = checker, .scope = scope, .span = node->span };
    Value   value = check_node(&emitter, node, expected);

    value = check_assign(&emitter, 0, value, expected, node->span);
    if (!emitter.failed && value.type.kind == TYPE_NONE)
        emit_fault(&emitter, node->span, "a value of some type, not only `missing`",
                   "nothing is known of this value");
    return emit_finish(&emitter, value);
}

const Expr *check_condition(Checker *checker, const Scope *scope, const Node *node)
{
    return check_expression(checker, scope, node, type_of(TYPE_BOOL));
}

bool check_constant(Checker *checker, const Node *node, Type type, int64_t *out)
{
    Scope const scope = { .is_constant = true, .list = CATALOG_NONE, .programme = CATALOG_NONE };
    Emitter     emitter = { .checker = checker, .scope = &scope, .span = node->span };
    Value       value = check_node(&emitter, node, type);

    value = check_assign(&emitter, 0, value, type, node->span);
    if (emitter.failed)
        return false;
    if (value.kind != VALUE_CONSTANT || value.is_missing) {
        emit_fault(&emitter, node->span, "a number, a date, a code, true or false",
                   "this value is not constant");
        return false;
    }
    *out = value.constant;
    return true;
}
