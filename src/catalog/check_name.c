/* What names and functions mean: fields, the subject, the day, parameters,
 * definitions, enrolment. */
#include "catalog/emit_private.h"

/* ---- built-in names ---------------------------------------------------------------- */

typedef enum {
    NAME_AGE,
    NAME_AGE_MONTHS,
    NAME_AGE_DAYS,
    NAME_SEX,
    NAME_BORN_ON,
    NAME_DIED_ON,
    NAME_ALIVE,
    NAME_RESIDENT,
    NAME_RESIDENT_SINCE,
    NAME_RESIDENCE,
    NAME_DAY,
    NAME_PERIOD_START,
    NAME_YEAR_START,
    NAME_YEAR_END,
    NAME_ENROLLED,
    NAME_ENROLLED_ON,
    NAME_CLOSED_ON,
    NAME_DUTIES_DUE,
    NAME_DUTIES_DONE,
} BuiltIn;

typedef enum { NEEDS_NOTHING, NEEDS_PERSON, NEEDS_STATE, NEEDS_PERIOD, NEEDS_PROGRAMME } Need;

static const struct {
    const char *name;
    BuiltIn     meaning;
    Need        need;
} BUILT_INS[] = {
    { "age", NAME_AGE, NEEDS_PERSON },
    { "age_months", NAME_AGE_MONTHS, NEEDS_PERSON },
    { "age_days", NAME_AGE_DAYS, NEEDS_PERSON },
    { "sex", NAME_SEX, NEEDS_PERSON },
    { "born_on", NAME_BORN_ON, NEEDS_PERSON },
    { "died_on", NAME_DIED_ON, NEEDS_PERSON },
    { "alive", NAME_ALIVE, NEEDS_PERSON },
    { "resident", NAME_RESIDENT, NEEDS_STATE },
    { "resident_since", NAME_RESIDENT_SINCE, NEEDS_STATE },
    { "residence", NAME_RESIDENCE, NEEDS_STATE },
    { "day", NAME_DAY, NEEDS_NOTHING },
    { "period_start", NAME_PERIOD_START, NEEDS_PERIOD },
    { "year_start", NAME_YEAR_START, NEEDS_NOTHING },
    { "year_end", NAME_YEAR_END, NEEDS_NOTHING },
    { "enrolled", NAME_ENROLLED, NEEDS_PROGRAMME },
    { "enrolled_on", NAME_ENROLLED_ON, NEEDS_PROGRAMME },
    { "closed_on", NAME_CLOSED_ON, NEEDS_PROGRAMME },
    { "duties_due", NAME_DUTIES_DUE, NEEDS_PROGRAMME },
    { "duties_done", NAME_DUTIES_DONE, NEEDS_PROGRAMME },
};

static Value day_value(Emitter *emitter)
{
    return emit_slot(emitter, SLOT_DAY, 0, 0, type_of(TYPE_DATE));
}

static Value attribute(Emitter *emitter, Attribute index, TypeKind kind)
{
    return emit_slot(emitter, SLOT_ATTRIBUTE, (uint32_t)index, 0, type_of(kind));
}

/* sex and residence are codes of the code sets of these names. */
static Value code_attribute(Emitter *emitter, Attribute index, const char *set, Span span)
{
    uint32_t const codes = name_map_find(&emitter->checker->code_names, str_from_c(set));
    Value          value = attribute(emitter, index, TYPE_CODE);

    if (codes == MAP_ABSENT)
        return emit_fault(emitter, span, str_format(emitter->checker->arena, "code %s", set).ptr,
                          "there is no code set '%s' among the definitions", set);
    value.type.codes = (uint16_t)codes;
    return value;
}

static Type number_in(Emitter *emitter, const char *unit)
{
    AstUnit const ast = { .factors = { { { str_from_c(unit), { 0 } }, 1 } }, .count = 1 };

    return (Type){ .kind = TYPE_NUMBER, .unit = unit_intern(emitter->checker, &ast) };
}

static Value age(Emitter *emitter, Attribute index, const char *unit)
{
    Value value = attribute(emitter, index, TYPE_NUMBER);

    value.type = number_in(emitter, unit);
    return value;
}

/* Not dead; the day of death is still lived. */
static Value alive(Emitter *emitter)
{
    uint32_t const base = emitter->depth;
    Value const    died = attribute(emitter, ATTRIBUTE_DIED_ON, TYPE_DATE);
    Value const    later =
        emit(emitter, base, OP_LESS_EQUAL, day_value(emitter), died, 0, type_of(TYPE_BOOL));

    return emit(emitter, base, OP_COALESCE, later, emit_constant(1, type_of(TYPE_BOOL)), 0,
                type_of(TYPE_BOOL));
}

static Value resident(Emitter *emitter, const Node *node)
{
    switch (node->window.kind) {
    case AST_WINDOW_EVER: return attribute(emitter, ATTRIBUTE_RESIDENT, TYPE_BOOL);
    case AST_WINDOW_YEAR: return attribute(emitter, ATTRIBUTE_RESIDENT_IN_YEAR, TYPE_BOOL);
    case AST_WINDOW_PERIOD:
        if (emitter->scope->has_period)
            return attribute(emitter, ATTRIBUTE_RESIDENT_IN_PERIOD, TYPE_BOOL);
        return emit_fault(emitter, node->span, "in year", "there is no period here, only a day");
    case AST_WINDOW_QUARTER:
    case AST_WINDOW_MONTH:
    case AST_WINDOW_WITHIN: break;
    }
    return emit_fault(emitter, node->window.span, "in period, or in year",
                      "residence cannot be asked so");
}

/* ---- enrolment ----------------------------------------------------------------------- */

static Value expand(Emitter *emitter, const Node *node, uint32_t programme);

/* Who is in a programme without enrolment: those whom its `where` describes, as
 * long as they live here. */
static Value member(Emitter *emitter, uint32_t programme, const Node *node)
{
    uint32_t const            base = emitter->depth;
    const AstProgramme *const ast = emitter->checker->programme_drafts[programme].ast;
    Value const               here = resident(emitter, node);

    if (!ast->where)
        return here;
    Value const described = expand(emitter, ast->where, programme);
    if (!emitter->failed && described.type.kind != TYPE_BOOL)
        return emit_fault(emitter, ast->where->span, "a condition: yes or no", "this is %s",
                          type_name(described.type.kind));
    return emit(emitter, base, OP_AND, here, described, 0, type_of(TYPE_BOOL));
}

static Value enrolled(Emitter *emitter, uint32_t programme, const Node *node)
{
    State state = STATE_ENROLLED;

    if (!emitter->scope->has_state)
        return emit_fault(emitter, node->span, "fields of the record, and the person's birth",
                          "enrolment cannot be asked about each record");
    if (!emitter->checker->programme_drafts[programme].ast->has_enrol)
        return member(emitter, programme, node);
    switch (node->window.kind) {
    case AST_WINDOW_EVER: break;
    case AST_WINDOW_YEAR: state = STATE_ENROLLED_IN_YEAR; break;
    case AST_WINDOW_PERIOD:
        if (!emitter->scope->has_period)
            return emit_fault(emitter, node->span, "in year",
                              "there is no period here, only a day");
        state = STATE_ENROLLED_IN_PERIOD;
        break;
    case AST_WINDOW_QUARTER:
    case AST_WINDOW_MONTH:
    case AST_WINDOW_WITHIN:
        return emit_fault(emitter, node->window.span, "in period, or in year",
                          "enrolment cannot be asked so");
    }
    return emit_slot(emitter, SLOT_STATE, programme, (uint32_t)state, type_of(TYPE_BOOL));
}

static Value enrolment_day(Emitter *emitter, uint32_t programme, State state, const Node *node)
{
    if (!emitter->scope->has_state)
        return emit_fault(emitter, node->span, "fields of the record, and the person's birth",
                          "enrolment cannot be asked about each record");
    if (!emitter->checker->programme_drafts[programme].ast->has_enrol)
        return emit_fault(emitter, node->span, "enrol with FORM in that programme",
                          "nobody is enrolled in this programme: it is for all whom it describes");
    return emit_slot(emitter, SLOT_STATE, programme, (uint32_t)state, type_of(TYPE_DATE));
}

/* ---- duties -------------------------------------------------------------------------- */

static Value duty_term(Emitter *emitter, const AstDuty *duty, uint32_t programme, bool done)
{
    static const TermKind KINDS[] = {
        [RHYTHM_MONTH] = TERM_MONTHS,
        [RHYTHM_QUARTER] = TERM_QUARTERS,
        [RHYTHM_HALF_YEAR] = TERM_HALF_YEARS,
        [RHYTHM_YEAR] = TERM_YEARS,
    };
    Checker *const checker = emitter->checker;
    uint32_t const form = check_find_form(checker, &duty->form, programme);
    Term           term = {
                  .kind = KINDS[duty->rhythm],
                  .source = done ? TERM_OF_FORM : TERM_OF_ENROLMENT,
                  .index = done ? form : programme,
                  .window = WINDOW_YEAR,
                  .enrolled_in = done ? programme : CATALOG_NONE,
                  .type = type_of(TYPE_NUMBER),
    };

    if (form == CATALOG_NONE) {
        emitter->failed = true;
        return FAILED;
    }
    if (done && duty->where) {
        Scope const scope = {
            .form = &checker->form_drafts[form],
            .list = CATALOG_NONE,
            .programme = CATALOG_NONE,
            .is_person = emitter->scope->is_person,
        };
        term.where = check_condition(checker, &scope, duty->where);
    }
    Str const key = str_format(checker->arena, "duty %u %u %.*s", programme, done,
                               done ? (int)duty->name.text.len : 0, duty->name.text.ptr);
    Str const rhythm =
        str_format(checker->arena, "%.*s r%d", (int)key.len, key.ptr, (int)duty->rhythm);
    return emit_slot(emitter, SLOT_TERM, check_term_add(checker, term, rhythm), 0, term.type);
}

/* The sum over the duties that apply of what is due, or of what was done of it. */
static Value duties(Emitter *emitter, uint32_t programme, bool done, const Node *node)
{
    Type const                number = type_of(TYPE_NUMBER);
    const AstProgramme *const ast = emitter->checker->programme_drafts[programme].ast;
    uint32_t const            base = emitter->depth;
    Value                     sum = FAILED;

    if (ast->duty_count == 0 || !ast->has_enrol || !emitter->scope->has_history)
        return emit_fault(emitter, node->span, "duties of a programme that enrols",
                          "this programme has no duties to count here");
    for (uint32_t i = 0; i < ast->duty_count && !emitter->failed; i++) {
        uint32_t const above = emitter->depth;
        Value          one = duty_term(emitter, &ast->duties[i], programme, false);

        if (done)
            one = emit(emitter, above, OP_LEAST, one,
                       duty_term(emitter, &ast->duties[i], programme, true), 0, number);
        if (ast->duties[i].when) {
            uint32_t const over = emitter->depth;
            Value          applies = expand(emitter, ast->duties[i].when, programme);
            if (emitter->failed)
                return FAILED;
            if (applies.type.kind != TYPE_BOOL)
                return emit_fault(emitter, ast->duties[i].when->span, "a condition: yes or no",
                                  "this is %s", type_name(applies.type.kind));
            applies = emit(emitter, over, OP_COALESCE, applies,
                           emit_constant(0, type_of(TYPE_BOOL)), 0, type_of(TYPE_BOOL));
            one = emit_select(emitter, above, applies, one, emit_constant(0, number));
        }
        sum = i == 0 ? one : emit(emitter, base, OP_ADD, sum, one, 0, number);
    }
    return sum;
}

static Value built_in(Emitter *emitter, BuiltIn meaning, const Node *node, uint32_t programme)
{
    switch (meaning) {
    case NAME_AGE: return age(emitter, ATTRIBUTE_AGE, "year");
    case NAME_AGE_MONTHS: return age(emitter, ATTRIBUTE_AGE_MONTHS, "month");
    case NAME_AGE_DAYS: return age(emitter, ATTRIBUTE_AGE_DAYS, "day");
    case NAME_SEX: return code_attribute(emitter, ATTRIBUTE_SEX, "sex", node->span);
    case NAME_BORN_ON: return attribute(emitter, ATTRIBUTE_BORN_ON, TYPE_DATE);
    case NAME_DIED_ON: return attribute(emitter, ATTRIBUTE_DIED_ON, TYPE_DATE);
    case NAME_ALIVE: return alive(emitter);
    case NAME_RESIDENT: return resident(emitter, node);
    case NAME_RESIDENT_SINCE: return attribute(emitter, ATTRIBUTE_RESIDENT_SINCE, TYPE_DATE);
    case NAME_RESIDENCE:
        return code_attribute(emitter, ATTRIBUTE_RESIDENCE, "residence", node->span);
    case NAME_DAY: return day_value(emitter);
    case NAME_PERIOD_START: return emit_slot(emitter, SLOT_PERIOD_START, 0, 0, type_of(TYPE_DATE));
    case NAME_YEAR_START: return emit_slot(emitter, SLOT_YEAR_START, 0, 0, type_of(TYPE_DATE));
    case NAME_YEAR_END: return emit_slot(emitter, SLOT_YEAR_END, 0, 0, type_of(TYPE_DATE));
    case NAME_ENROLLED: return enrolled(emitter, programme, node);
    case NAME_ENROLLED_ON: return enrolment_day(emitter, programme, STATE_ENROLLED_ON, node);
    case NAME_CLOSED_ON: return enrolment_day(emitter, programme, STATE_CLOSED_ON, node);
    case NAME_DUTIES_DUE: return duties(emitter, programme, false, node);
    case NAME_DUTIES_DONE: return duties(emitter, programme, true, node);
    }
    return FAILED;
}

static bool can_name(const Scope *scope, Need need)
{
    switch (need) {
    case NEEDS_NOTHING: return true;
    case NEEDS_PERSON: return scope->is_person;
    case NEEDS_STATE: return scope->is_person && scope->has_state;
    case NEEDS_PERIOD: return scope->has_period;
    case NEEDS_PROGRAMME: return scope->programme != CATALOG_NONE;
    }
    return false;
}

/* ---- definitions ------------------------------------------------------------------------ */

/* A definition stands for its expression, as if it were written here. */
static Value expand(Emitter *emitter, const Node *node, uint32_t programme)
{
    const Scope *const outer = emitter->scope;
    Scope              scope = *outer;

    scope.programme = programme;
    scope.form = NULL;
    emitter->scope = &scope;
    Value const value = check_node(emitter, node, type_of(TYPE_NONE));
    emitter->scope = outer;
    return value;
}

static Value expand_define(Emitter *emitter, uint32_t programme, uint32_t define, const Node *node)
{
    ProgrammeDraft *const draft = &emitter->checker->programme_drafts[programme];

    if (!draft->ast->defines[define].expr) {
        emitter->failed = true;
        return FAILED;
    }
    if (draft->define_runs[define])
        return emit_fault(emitter, node->span, "definitions that do not lead back to themselves",
                          "'%.*s' is defined by itself",
                          (int)draft->ast->defines[define].name.text.len,
                          draft->ast->defines[define].name.text.ptr);
    draft->define_runs[define] = true;
    Value value = expand(emitter, draft->ast->defines[define].expr, programme);
    draft->define_runs[define] = false;
    value.is_literal = false;
    return value;
}

/* ---- fields -------------------------------------------------------------------------------- */

static Value field_value(Emitter *emitter, FormDraft *draft, uint32_t field, Span span)
{
    if (draft->fields[field].derive || draft->drafts[field].ast->kind == ITEM_LET) {
        if (draft->drafts[field].state == DERIVE_RUNS)
            return emit_fault(emitter, span, "values that do not lead back to themselves",
                              "'%.*s' is computed from itself", (int)draft->fields[field].name.len,
                              draft->fields[field].name.ptr);
        check_derive(emitter->checker, draft, field);
        if (draft->fields[field].type.kind == TYPE_NONE) {
            emitter->failed = true; /* its own expression has been complained about */
            return FAILED;
        }
    }
    return emit_slot(emitter, SLOT_FIELD, field, 0, draft->fields[field].type);
}

static bool find_field(Emitter *emitter, const Node *node, Value *value)
{
    const Scope *const scope = emitter->scope;
    Str const          name = node->path.parts[0].text;

    if (!scope->form)
        return false;
    if (scope->list != CATALOG_NONE) {
        uint32_t const at = name_map_find(&scope->form->list_field_names[scope->list], name);
        if (at != MAP_ABSENT) {
            *value = emit_slot(emitter, SLOT_FIELD, at, scope->list + 1,
                               scope->form->lists[scope->list].fields[at].type);
            return true;
        }
    }
    uint32_t const field = name_map_find(&scope->form->field_names, name);
    if (field == MAP_ABSENT)
        return false;
    *value = field_value(emitter, scope->form, field, node->span);
    return true;
}

/* Everything that could have been meant, for the hint. */
static Value unknown_name(Emitter *emitter, const Node *node)
{
    Checker *const     checker = emitter->checker;
    const Scope *const scope = emitter->scope;
    uint32_t const     fields = scope->form ? scope->form->field_names.count : 0;
    uint32_t const     defines = scope->programme != CATALOG_NONE
                                     ? checker->programme_drafts[scope->programme].define_names.count
                                     : 0;
    Str *const         names = arena_array(
                checker->arena, fields + defines + COUNT_OF(BUILT_INS) + checker->param_names.count,
                sizeof(Str));
    uint32_t count = 0;

    for (uint32_t i = 0; i < fields; i++)
        names[count++] = scope->form->field_names.names[i];
    for (uint32_t i = 0; i < defines; i++)
        names[count++] = checker->programme_drafts[scope->programme].define_names.names[i];
    for (size_t i = 0; i < COUNT_OF(BUILT_INS); i++)
        if (can_name(scope, BUILT_INS[i].need))
            names[count++] = str_from_c(BUILT_INS[i].name);
    for (uint32_t i = 0; i < checker->param_names.count; i++)
        names[count++] = checker->param_names.names[i];
    check_unknown(checker, node->path.parts[0], "name", names, count);
    emitter->failed = true;
    return FAILED;
}

static Value single_name(Emitter *emitter, const Node *node)
{
    Checker *const     checker = emitter->checker;
    const Scope *const scope = emitter->scope;
    Str const          name = node->path.parts[0].text;
    Value              value = FAILED;

    if (scope->is_constant)
        return emit_fault(emitter, node->span, "a number, a date, a code, true or false",
                          "nothing can be named here");
    if (!node->window.kind && find_field(emitter, node, &value))
        return value;
    if (scope->programme != CATALOG_NONE) {
        uint32_t const define =
            name_map_find(&checker->programme_drafts[scope->programme].define_names, name);
        if (define != MAP_ABSENT)
            return expand_define(emitter, scope->programme, define, node);
    }
    for (size_t i = 0; i < COUNT_OF(BUILT_INS); i++)
        if (str_equal(name, str_from_c(BUILT_INS[i].name))) {
            bool const windowed =
                BUILT_INS[i].meaning == NAME_RESIDENT || BUILT_INS[i].meaning == NAME_ENROLLED;
            if (!can_name(scope, BUILT_INS[i].need))
                return emit_fault(emitter, node->span, NULL, "'%s' means nothing here",
                                  BUILT_INS[i].name);
            if (node->window.kind && !windowed)
                break;
            return built_in(emitter, BUILT_INS[i].meaning, node, scope->programme);
        }
    if (node->window.kind)
        return emit_fault(emitter, node->window.span, "enrolled or resident before it",
                          "only enrolment and residence have a time");
    uint32_t const param = name_map_find(&checker->param_names, name);
    if (param != MAP_ABSENT)
        return emit_slot(emitter, SLOT_PARAM, param, 0, checker->params[param].type);
    return unknown_name(emitter, node);
}

/* programme.enrolled, programme.enrolled_on, programme.definition */
static Value programme_name(Emitter *emitter, const Node *node)
{
    Checker *const checker = emitter->checker;
    Name const     owner = node->path.parts[0];
    Name const     member_name = node->path.parts[1];
    uint32_t const programme = name_map_find(&checker->programme_names, owner.text);

    if (node->path.count > 2 || programme == MAP_ABSENT) {
        check_unknown(checker, owner, "programme", checker->programme_names.names,
                      checker->programme_names.count);
        emitter->failed = true;
        return FAILED;
    }
    ProgrammeDraft *const draft = &checker->programme_drafts[programme];
    uint32_t const        define = name_map_find(&draft->define_names, member_name.text);
    if (define != MAP_ABSENT)
        return expand_define(emitter, programme, define, node);
    if (str_equal(member_name.text, SV("enrolled")))
        return enrolled(emitter, programme, node);
    if (str_equal(member_name.text, SV("enrolled_on")))
        return enrolment_day(emitter, programme, STATE_ENROLLED_ON, node);
    if (str_equal(member_name.text, SV("closed_on")))
        return enrolment_day(emitter, programme, STATE_CLOSED_ON, node);
    check_unknown(checker, member_name, "definition of that programme", draft->define_names.names,
                  draft->define_names.count);
    emitter->failed = true;
    return FAILED;
}

Value check_name_node(Emitter *emitter, const Node *node, Type expected)
{
    (void)expected;
    return node->path.count == 1 ? single_name(emitter, node) : programme_name(emitter, node);
}

/* ---- functions ------------------------------------------------------------------------------- */

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

/* The two-sided functions: least, greatest and coalesce of two values of one type. */
static Value call_pair(Emitter *emitter, const Node *node, uint32_t base, Op op, Value a, Value b)
{
    Type type = a.is_missing ? b.type : a.type;

    if (op != OP_COALESCE && type.kind != TYPE_NUMBER && !type_is_day(type))
        return emit_fault(emitter, node->span, "two numbers or two dates", "these are %s",
                          type_name(type.kind));
    if (type.kind != b.type.kind && !b.is_missing)
        return emit_fault(emitter, node->span, "two values of one type", "%s and %s",
                          type_name(a.type.kind), type_name(b.type.kind));
    if (type.kind == TYPE_NUMBER) {
        if (a.is_literal)
            a.type.unit = b.type.unit;
        if (b.is_literal)
            b.type.unit = a.type.unit;
        if (a.type.unit != b.type.unit && !a.is_missing && !b.is_missing)
            return emit_fault(emitter, node->span, "the same unit on both sides",
                              "two numbers of different units");
        uint8_t const scale = a.type.scale > b.type.scale ? a.type.scale : b.type.scale;
        a = emit_rescale(emitter, emitter->depth, a, scale);
        b = emit_rescale(emitter, emitter->depth, b, scale);
        type = a.is_missing ? b.type : a.type;
    }
    return emit(emitter, base, op, a, b, 0, type);
}

static Value call_days(Emitter *emitter, const Node *node, uint32_t base, Op op, Value a, Value b)
{
    static const char *const UNITS[] = { [OP_MONTHS] = "month", [OP_YEARS] = "year" };

    if (!type_is_day(a.type) || !type_is_day(b.type))
        return emit_fault(emitter, node->span, "dates", "this is %s and %s", type_name(a.type.kind),
                          type_name(b.type.kind));
    return emit(emitter, base, op, a, b, 0,
                op == OP_MONTHS || op == OP_YEARS ? number_in(emitter, UNITS[op])
                                                  : type_of(TYPE_NUMBER));
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

static Value call(Emitter *emitter, const Node *node, Call which)
{
    uint32_t const base = emitter->depth;
    Value          a = FAILED;
    Value          b = FAILED;

    if (which == CALL_ROWS)
        return call_rows(emitter, node);
    a = check_node(emitter, node->items[0], type_of(TYPE_NONE));
    if (node->item_count > 1 && which != CALL_ROUND)
        b = check_node(emitter, node->items[1], a.type);
    if (emitter->failed)
        return FAILED;
    switch (which) {
    case CALL_AGE_ON:
        if (!can_name(emitter->scope, NEEDS_PERSON))
            return emit_fault(emitter, node->span, NULL, "only persons have an age");
        return call_days(emitter, node, base, OP_YEARS,
                         attribute(emitter, ATTRIBUTE_BORN_ON, TYPE_DATE), a);
    case CALL_ROUND: return call_round(emitter, node, base, a);
    case CALL_ABS:
        if (a.type.kind != TYPE_NUMBER)
            break;
        return emit(emitter, base, OP_ABSOLUTE, a, a, 0, a.type);
    case CALL_LEAST: return call_pair(emitter, node, base, OP_LEAST, a, b);
    case CALL_GREATEST: return call_pair(emitter, node, base, OP_GREATEST, a, b);
    case CALL_COALESCE: return call_pair(emitter, node, base, OP_COALESCE, a, b);
    case CALL_POINTS: return call_points(emitter, node, base, a);
    case CALL_LENGTH:
        if (a.type.kind != TYPE_TEXT)
            break;
        a.type = type_of(TYPE_NUMBER);
        return a;
    case CALL_CHOICES:
        if (a.type.kind != TYPE_CODES)
            break;
        return emit(emitter, base, OP_CHOICES, a, a, 0, type_of(TYPE_NUMBER));
    case CALL_MONTHS_BETWEEN: return call_days(emitter, node, base, OP_MONTHS, a, b);
    case CALL_YEARS_BETWEEN: return call_days(emitter, node, base, OP_YEARS, a, b);
    case CALL_YEAR_OF: return call_days(emitter, node, base, OP_YEAR, a, a);
    case CALL_MONTH_OF: return call_days(emitter, node, base, OP_MONTH, a, a);
    case CALL_ROWS: break;
    }
    return emit_fault(emitter, node->items[0]->span, "another type", "this is %s",
                      type_name(a.type.kind));
}

Value check_call_node(Emitter *emitter, const Node *node)
{
    Str    names[COUNT_OF(CALLS)];
    size_t row = 0;

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
        return emit_fault(emitter, node->span, NULL, "%s takes %u argument%s, not %u",
                          CALLS[row].name, CALLS[row].argument_count,
                          CALLS[row].argument_count == 1 ? "" : "s", node->item_count);
    return call(emitter, node, CALLS[row].call);
}
