/* Functions: what they take and give. */
#include "catalog/emit_private.h"

static Value call_points(Emitter *emitter, const Node *node, uint32_t base, Value code)
{
    Checker *const checker = emitter->checker;

    if (code.type.kind != TYPE_CODE || !checker->codes[code.type.codes].has_points)
        return emit_fault(emitter, node->items[0]->span, "a code whose values have points",
                          "this is %s without points", type_name(code.type.kind));
    const CodeSet *const set = &checker->codes[code.type.codes];
    LookupPair *const    pairs = arena_array(checker->arena, set->value_count, sizeof(LookupPair));
    for (uint32_t i = 0; i < set->value_count; i++) {
        uint32_t at = i;
        for (; at > 0 && pairs[at - 1].key > set->values[i].word; at--)
            pairs[at] = pairs[at - 1];
        pairs[at] = (LookupPair){ set->values[i].word, set->values[i].points };
    }
    return emit_lookup(emitter, base, code, (LookupTable){ pairs, set->value_count },
                       (Type){ .kind = TYPE_NUMBER, .scale = set->point_scale });
}

static Value call_round(Emitter *emitter, const Node *node, uint32_t base, Value value)
{
    uint64_t digits = 0;

    if (node->items[1]->kind != NODE_NUMBER ||
        !str_to_uint(&digits, node->items[1]->text, DECIMAL_SCALE_MAX))
        return emit_fault(emitter, node->items[1]->span, "0 to 9, as in round(x, 2)",
                          "not a number of digits");
    if (value.type.kind != TYPE_NUMBER)
        return emit_fault(emitter, node->items[0]->span, "a number", "this is %s",
                          type_name(value.type.kind));
    return emit_rescale(emitter, base, value, (uint8_t)digits);
}

static Value call_rows(Emitter *emitter, const Node *node)
{
    const Scope *const scope = emitter->scope;
    const Node *const  list = node->items[0];

    if (scope->form && list->kind == NODE_PATH && list->path.count == 1)
        for (uint32_t i = 0; i < scope->form->form->list_count; i++)
            if (str_equal(scope->form->lists[i].name, list->path.parts[0].text))
                return emit_slot(emitter, SLOT_LIST_ROWS, i, 0, type_of(TYPE_NUMBER));
    return emit_fault(emitter, list->span, "the name of a list of this form", "this is no list");
}

static Value call_days(Emitter *emitter, const Node *node, uint32_t base, Op op, Value a, Value b)
{
    Type type = type_of(TYPE_NUMBER);

    if (!type_is_day(a.type))
        return check_type_fault(emitter, node->items[0]->span, a.type, "a date");
    if (!type_is_day(b.type))
        return check_type_fault(emitter, node->items[node->item_count - 1]->span, b.type, "a date");
    if (op == OP_MONTHS || op == OP_YEARS)
        type.unit = unit_built_in(emitter->checker, op == OP_MONTHS ? "month" : "year");
    return emit(emitter, base, op, a, b, 0, type);
}

static Value call_age_on(Emitter *emitter, const Node *node, uint32_t base, Value day)
{
    Value const born = emit_slot(emitter, SLOT_ATTRIBUTE, ATTRIBUTE_BORN_ON, 0, type_of(TYPE_DATE));

    if (!check_is_person(emitter->scope))
        return emit_fault(emitter, node->span, "months_between or years_between",
                          "only persons have an age");
    return call_days(emitter, node, base, OP_YEARS, born, day);
}

/* The smaller, the larger, or the first that is there, of two values of one type. */
static Value call_pair(Emitter *emitter, const Node *node, uint32_t base, Op op, Type expected)
{
    Value a;
    Value b;

    if (!check_operands(emitter, node->items[0], node->items[1], expected, &a, &b))
        return FAILED;
    Type const type = a.is_missing ? b.type : a.type;
    if (a.kind == VALUE_INTERVAL || b.kind == VALUE_INTERVAL ||
        (op != OP_COALESCE && type.kind != TYPE_NUMBER && !type_is_day(type)))
        return check_type_fault(emitter, node->span, type,
                                op == OP_COALESCE ? "two values" : "two numbers or two dates");
    return emit(emitter, base, op, a, b, 0, type);
}

typedef enum {
    CALL_AGE_ON,
    CALL_ROUND,
    CALL_ABS,
    CALL_LEAST,
    CALL_GREATEST,
    CALL_COALESCE,
    CALL_POINTS,
    CALL_LENGTH,
    CALL_CHOICES,
    CALL_MONTHS_BETWEEN,
    CALL_YEARS_BETWEEN,
    CALL_YEAR_OF,
    CALL_MONTH_OF,
    CALL_ROWS,
} Call;

static const struct {
    const char *name;
    Call        call;
    uint32_t    argument_count;
} CALLS[] = {
    { "age_on", CALL_AGE_ON, 1 },
    { "round", CALL_ROUND, 2 },
    { "abs", CALL_ABS, 1 },
    { "least", CALL_LEAST, 2 },
    { "greatest", CALL_GREATEST, 2 },
    { "coalesce", CALL_COALESCE, 2 },
    { "points", CALL_POINTS, 1 },
    { "length", CALL_LENGTH, 1 },
    { "choices", CALL_CHOICES, 1 },
    { "months_between", CALL_MONTHS_BETWEEN, 2 },
    { "years_between", CALL_YEARS_BETWEEN, 2 },
    { "year_of", CALL_YEAR_OF, 1 },
    { "month_of", CALL_MONTH_OF, 1 },
    { "rows", CALL_ROWS, 1 },
};

/* Functions of one value, or of two days. */
static Value call_value(Emitter *emitter, const Node *node, uint32_t base, Call which)
{
    Type const  none = type_of(TYPE_NONE);
    Type const  number = type_of(TYPE_NUMBER);
    Span const  span = node->items[0]->span;
    bool const  two = which == CALL_MONTHS_BETWEEN || which == CALL_YEARS_BETWEEN;
    Value       a = check_node(emitter, node->items[0], none);
    Value const b = two ? check_node(emitter, node->items[1], none) : FAILED;

    if (emitter->failed)
        return FAILED;
    switch (which) {
    case CALL_AGE_ON: return call_age_on(emitter, node, base, a);
    case CALL_ROUND: return call_round(emitter, node, base, a);
    case CALL_ABS:
        if (a.type.kind != TYPE_NUMBER)
            return check_type_fault(emitter, span, a.type, "a number");
        return emit(emitter, base, OP_ABSOLUTE, a, a, 0, a.type);
    case CALL_POINTS: return call_points(emitter, node, base, a);
    case CALL_LENGTH:
        if (a.type.kind != TYPE_TEXT)
            return check_type_fault(emitter, span, a.type, "a text");
        a.type = number; /* a text is its length */
        return a;
    case CALL_CHOICES:
        if (a.type.kind != TYPE_CODES)
            return check_type_fault(emitter, span, a.type, "a field of several choices");
        return emit(emitter, base, OP_CHOICES, a, a, 0, number);
    case CALL_MONTHS_BETWEEN: return call_days(emitter, node, base, OP_MONTHS, a, b);
    case CALL_YEARS_BETWEEN: return call_days(emitter, node, base, OP_YEARS, a, b);
    case CALL_YEAR_OF: return call_days(emitter, node, base, OP_YEAR, a, a);
    case CALL_MONTH_OF: return call_days(emitter, node, base, OP_MONTH, a, a);
    case CALL_ROWS:
    case CALL_LEAST:
    case CALL_GREATEST:
    case CALL_COALESCE: break;
    }
    return FAILED;
}

static Value call(Emitter *emitter, const Node *node, Call which, Type expected)
{
    uint32_t const base = emitter->depth;

    if (which == CALL_ROWS)
        return call_rows(emitter, node);
    if (which == CALL_LEAST)
        return call_pair(emitter, node, base, OP_LEAST, expected);
    if (which == CALL_GREATEST)
        return call_pair(emitter, node, base, OP_GREATEST, expected);
    if (which == CALL_COALESCE)
        return call_pair(emitter, node, base, OP_COALESCE, expected);
    return call_value(emitter, node, base, which);
}

Value check_call_node(Emitter *emitter, const Node *node, Type expected)
{
    Str    names[COUNT_OF(CALLS)];
    size_t row = 0;

    if (emitter->scope->is_constant)
        return emit_fault(emitter, node->span, "a number, a date, a code, true or false",
                          "nothing is computed here");
    while (row < COUNT_OF(CALLS) && !str_equal(node->name.text, str_from_c(CALLS[row].name)))
        row++;
    if (row == COUNT_OF(CALLS)) {
        for (size_t i = 0; i < COUNT_OF(CALLS); i++)
            names[i] = str_from_c(CALLS[i].name);
        check_unknown(emitter->checker, node->name, "function", names, COUNT_OF(CALLS));
        emitter->failed = true;
        return FAILED;
    }
    if (node->item_count != CALLS[row].argument_count)
        return emit_fault(emitter, node->span,
                          CALLS[row].argument_count == 1 ? "1 of them" : "2 of them",
                          "%s has %u argument%s", CALLS[row].name, node->item_count,
                          node->item_count == 1 ? "" : "s");
    return call(emitter, node, CALLS[row].call, expected);
}
