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
    NAME_RESIDENT_STATUS,
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

typedef enum {
    NEEDS_NOTHING,
    NEEDS_PERSON,
    NEEDS_LIFE, /* a person, and that it does not matter if the answer changes */
    NEEDS_STATE,
    NEEDS_PERIOD,
    NEEDS_PROGRAMME,
} Need;

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
    { "died_on", NAME_DIED_ON, NEEDS_LIFE },
    { "alive", NAME_ALIVE, NEEDS_LIFE },
    { "resident", NAME_RESIDENT, NEEDS_STATE },
    { "resident_since", NAME_RESIDENT_SINCE, NEEDS_STATE },
    { "residence", NAME_RESIDENCE, NEEDS_STATE },
    { "resident_status", NAME_RESIDENT_STATUS, NEEDS_STATE },
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

/* A window where none can be. */
static Value window_fault(Emitter *emitter, const Node *node)
{
    return emit_fault(emitter, node->window.span, "enrolled or resident before it",
                      "only enrolment and residence have a time");
}

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

static Value age(Emitter *emitter, Attribute index, const char *unit)
{
    Value value = attribute(emitter, index, TYPE_NUMBER);

    value.type = (Type){ .kind = TYPE_NUMBER, .unit = unit_built_in(emitter->checker, unit) };
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

/* How long makes a migrant, or a resident, is for the definitions to say. */
static Value resident_status(Emitter *emitter, const Node *node)
{
    static const char *const PARAMS[] = { RESIDENT_MONTHS, MIGRANT_MONTHS };

    for (size_t i = 0; i < COUNT_OF(PARAMS); i++)
        if (name_map_find(&emitter->checker->param_names, str_from_c(PARAMS[i])) == MAP_ABSENT)
            return emit_fault(
                emitter, node->span,
                str_format(emitter->checker->arena, "param %s, in months", PARAMS[i]).ptr,
                "there is no parameter '%s' among the definitions", PARAMS[i]);
    return code_attribute(emitter, ATTRIBUTE_RESIDENT_STATUS, "resident_status", node->span);
}

/* ---- enrolment ----------------------------------------------------------------------- */

static Value expand(Emitter *emitter, Formula *formula, uint32_t programme, const Node *node);

/* Who is in a programme without enrolment: those whom its `where` describes, as
 * long as they live here. */
static Value member(Emitter *emitter, uint32_t programme, const Node *node)
{
    uint32_t const base = emitter->depth;
    Formula *const where = &emitter->checker->programme_drafts[programme].where;
    Value const    here = resident(emitter, node);

    if (!where->node)
        return here;
    return emit(emitter, base, OP_AND, here, expand(emitter, where, programme, node), 0,
                type_of(TYPE_BOOL));
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
    if (node->window.kind)
        return window_fault(emitter, node);
    if (!emitter->scope->has_state)
        return emit_fault(emitter, node->span, "fields of the record, and the person's birth",
                          "enrolment cannot be asked about each record");
    if (!emitter->checker->programme_drafts[programme].ast->has_enrol)
        return emit_absence(
            emitter, node->span, "enrol with FORM in that programme",
            "nobody is enrolled in this programme: it is for all whom it describes");
    return emit_slot(emitter, SLOT_STATE, programme, (uint32_t)state, type_of(TYPE_DATE));
}

/* ---- duties -------------------------------------------------------------------------- */

/* How often a duty is due: the quarters (and so on) that the enrolment covers. */
static Value duty_due(Emitter *emitter, const AstDuty *duty, uint32_t programme, TermKind kind)
{
    Term const term = {
        .kind = kind,
        .source = TERM_OF_ENROLMENT,
        .index = programme,
        .window = WINDOW_YEAR,
        .enrolled_in = CATALOG_NONE,
        .type = type_of(TYPE_NUMBER),
        .text = duty->name.text,
    };
    Str const key = str_format(emitter->checker->arena, "duty %u due %d", programme, (int)kind);

    return emit_slot(emitter, SLOT_TERM, check_term_add(emitter->checker, term, key), 0, term.type);
}

/* How often it was done: those that have a record which proves it. */
static Value duty_done(Emitter *emitter, const AstDuty *duty, uint32_t programme, TermKind kind)
{
    Checker *const checker = emitter->checker;
    uint32_t const form = check_find_form(checker, emitter->scope, &duty->form);
    Term           term = {
                  .kind = kind,
                  .source = TERM_OF_FORM,
                  .index = form,
                  .window = WINDOW_YEAR,
                  .enrolled_in = programme,
                  .type = type_of(TYPE_NUMBER),
                  .text = duty->name.text,
    };

    if (form == CATALOG_NONE)
        goto failed;
    if (duty->where) {
        Scope const scope = scope_of_record(&checker->form_drafts[form]);
        term.where = check_condition(checker, &scope, duty->where);
        if (!term.where)
            goto failed;
    }
    Str const key = str_format(checker->arena, "duty %u done %.*s", programme,
                               (int)duty->name.text.len, duty->name.text.ptr);
    return emit_slot(emitter, SLOT_TERM, check_term_add(checker, term, key), 0, term.type);

failed:
    emitter->failed = true;
    return FAILED;
}

/* What one duty adds: what is due of it or, at most as much, what was done; nothing
 * to those to whom it does not apply. */
static Value duty_share(Emitter *emitter, uint32_t programme, uint32_t index, bool done,
                        const Node *node)
{
    static const TermKind KINDS[] = {
        [RHYTHM_MONTH] = TERM_MONTHS,
        [RHYTHM_QUARTER] = TERM_QUARTERS,
        [RHYTHM_HALF_YEAR] = TERM_HALF_YEARS,
        [RHYTHM_YEAR] = TERM_YEARS,
    };
    ProgrammeDraft *const draft = &emitter->checker->programme_drafts[programme];
    const AstDuty *const  duty = draft->duty_asts[index];
    Type const            number = type_of(TYPE_NUMBER);
    Type const            truth = type_of(TYPE_BOOL);
    uint32_t const        base = emitter->depth;
    Value                 share = duty_due(emitter, duty, programme, KINDS[duty->rhythm]);

    if (done)
        share = emit(emitter, base, OP_LEAST, share,
                     duty_done(emitter, duty, programme, KINDS[duty->rhythm]), 0, number);
    if (!draft->duty_whens[index].node || emitter->failed)
        return share;

    uint32_t const above = emitter->depth;
    Value const    when = expand(emitter, &draft->duty_whens[index], programme, node);
    Value const    applies =
        emit(emitter, above, OP_COALESCE, when, emit_constant(0, truth), 0, truth);
    return emit_select(emitter, base, applies, share, emit_constant(0, number));
}

static Value duties(Emitter *emitter, uint32_t programme, bool done, const Node *node)
{
    const ProgrammeDraft *const draft = &emitter->checker->programme_drafts[programme];
    uint32_t const              base = emitter->depth;
    Value                       sum = FAILED;

    if (!emitter->scope->has_history)
        return emit_fault(emitter, node->span, "fields of the record, and the person's birth",
                          "the history cannot be asked here");
    if (draft->duty_names.count == 0 || !draft->ast->has_enrol)
        return emit_absence(emitter, node->span, "duties of a programme that enrols",
                            "this programme has no duties to count");
    for (uint32_t i = 0; i < draft->duty_names.count && !emitter->failed; i++) {
        Value const share = duty_share(emitter, programme, i, done, node);
        sum = i == 0 ? share : emit(emitter, base, OP_ADD, sum, share, 0, type_of(TYPE_NUMBER));
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
    case NAME_RESIDENT_STATUS: return resident_status(emitter, node);
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

bool check_is_person(const Scope *scope)
{
    return scope->subject == SUBJECT_PERSON && !scope->is_constant;
}

static bool can_name(const Scope *scope, Need need)
{
    switch (need) {
    case NEEDS_NOTHING: return true;
    case NEEDS_PERSON: return check_is_person(scope);
    case NEEDS_LIFE: return check_is_person(scope) && !scope->is_stored;
    case NEEDS_STATE: return check_is_person(scope) && scope->has_state;
    case NEEDS_PERIOD: return scope->has_period;
    case NEEDS_PROGRAMME: return scope->programme != CATALOG_NONE;
    }
    return false;
}

static const char *needed(Need need)
{
    static const char *const WORDS[] = {
        [NEEDS_NOTHING] = "",
        [NEEDS_PERSON] = "an expression about a person",
        [NEEDS_LIFE] = "what is known for good: `let` is stored with its record",
        [NEEDS_STATE] = "an expression about a person and a day, not about a record",
        [NEEDS_PERIOD] = "a day: year_start, or the last 12 months",
        [NEEDS_PROGRAMME] = "PROGRAMME.enrolled, or an expression within a programme",
    };

    return WORDS[need];
}

void check_not_built_in(Checker *checker, Name name)
{
    for (size_t i = 0; i < COUNT_OF(BUILT_INS); i++)
        if (str_equal(name.text, str_from_c(BUILT_INS[i].name)))
            diagnose(checker->diagnostics, name.span, "'%s' means something already",
                     BUILT_INS[i].name)
                ->expected = SV("another name");
}

/* ---- formulas ---------------------------------------------------------------------------- */

const Expr *check_formula(Checker *checker, uint32_t programme, Formula *formula)
{
    Scope scope = scope_of_subject(checker, programme);

    if (formula->state != CHECK_WAITS || !formula->node)
        return formula->expr;
    scope.has_period = formula->has_period;
    formula->state = CHECK_RUNS;
    formula->expr = check_expression(checker, &scope, formula->node,
                                     type_of(formula->is_condition ? TYPE_BOOL : TYPE_NONE));
    formula->state = CHECK_DONE;
    return formula->expr;
}

/* A formula stands for its expression, as if it were written here, but for the
 * fields that can be named here. It is checked on its own first, so that whatever
 * is wrong afterwards is wrong with its use. */
static Value expand(Emitter *emitter, Formula *formula, uint32_t programme, const Node *node)
{
    const Scope *const outer = emitter->scope;
    Scope              scope = *outer;
    Name const         name = node->path.parts[node->path.count - 1];

    if (formula->state == CHECK_RUNS)
        return emit_fault(emitter, node->span, "definitions that do not lead back to themselves",
                          "'%.*s' is defined by itself", (int)name.text.len, name.text.ptr);
    if (!check_formula(emitter->checker, programme, formula)) {
        emitter->failed = true;
        return FAILED;
    }
    scope.programme = programme;
    scope.form = NULL;
    scope.use = outer->use ? outer->use : &node->span;
    emitter->scope = &scope;
    formula->state = CHECK_RUNS;
    Value value =
        check_node(emitter, formula->node, type_of(formula->is_condition ? TYPE_BOOL : TYPE_NONE));
    formula->state = CHECK_DONE;
    emitter->scope = outer;
    value.is_literal = false;
    return value;
}

static Value expand_define(Emitter *emitter, uint32_t programme, uint32_t define, const Node *node)
{
    if (node->window.kind)
        return window_fault(emitter, node);
    return expand(emitter, &emitter->checker->programme_drafts[programme].defines[define],
                  programme, node);
}

/* ---- fields -------------------------------------------------------------------------------- */

/* A value whose declaration is wrong has no type, and has been complained about. */
static Value known_slot(Emitter *emitter, SlotKind kind, uint32_t index, uint32_t sub, Type type)
{
    if (type.kind != TYPE_NONE)
        return emit_slot(emitter, kind, index, sub, type);
    emitter->failed = true;
    return FAILED;
}

static Value field_value(Emitter *emitter, FormDraft *draft, uint32_t field, Span span)
{
    if (draft->drafts[field].ast->kind == ITEM_LET) {
        if (draft->drafts[field].state == CHECK_RUNS)
            return emit_fault(emitter, span, "values that do not lead back to themselves",
                              "'%.*s' is computed from itself", (int)draft->fields[field].name.len,
                              draft->fields[field].name.ptr);
        check_derive(emitter->checker, draft, field);
    }
    return known_slot(emitter, SLOT_FIELD, field, 0, draft->fields[field].type);
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
            *value = known_slot(emitter, SLOT_FIELD, at, scope->list + 1,
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

bool check_is_named(const Emitter *emitter, Str name)
{
    const Scope *const   scope = emitter->scope;
    const Checker *const checker = emitter->checker;
    const FormDraft     *form = scope->form;

    if (form && name_map_find(&form->field_names, name) != MAP_ABSENT)
        return true;
    if (form && scope->list != CATALOG_NONE &&
        name_map_find(&form->list_field_names[scope->list], name) != MAP_ABSENT)
        return true;
    if (scope->programme != CATALOG_NONE &&
        name_map_find(&checker->programme_drafts[scope->programme].define_names, name) !=
            MAP_ABSENT)
        return true;
    for (size_t i = 0; i < COUNT_OF(BUILT_INS); i++)
        if (str_equal(name, str_from_c(BUILT_INS[i].name)))
            return true;
    return name_map_find(&checker->param_names, name) != MAP_ABSENT;
}

/* About a record the definitions of its programme have no names of their own. */
static bool is_definition_elsewhere(Emitter *emitter, Name name)
{
    const Checker *const checker = emitter->checker;
    uint32_t const       programme =
        emitter->scope->form ? emitter->scope->form->form->programme : CATALOG_NONE;

    if (programme == CATALOG_NONE ||
        name_map_find(&checker->programme_drafts[programme].define_names, name.text) == MAP_ABSENT)
        return false;
    Str const owner = checker->programmes[programme].name;
    emit_fault(emitter, name.span,
               str_format(checker->arena, "%.*s.%.*s, if it can be asked about a record",
                          (int)owner.len, owner.ptr, (int)name.text.len, name.text.ptr)
                   .ptr,
               "'%.*s' is about a subject and a day, not about a record", (int)name.text.len,
               name.text.ptr);
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

    if (is_definition_elsewhere(emitter, node->path.parts[0]))
        return FAILED;
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
                return emit_fault(emitter, node->span, needed(BUILT_INS[i].need),
                                  "'%s' means nothing here", BUILT_INS[i].name);
            if (node->window.kind && !windowed)
                break;
            return built_in(emitter, BUILT_INS[i].meaning, node, scope->programme);
        }
    if (node->window.kind)
        return window_fault(emitter, node);
    uint32_t const param = name_map_find(&checker->param_names, name);
    if (param != MAP_ABSENT)
        return known_slot(emitter, SLOT_PARAM, param, 0, checker->params[param].type);
    return unknown_name(emitter, node);
}

static Value unknown_member(Emitter *emitter, const ProgrammeDraft *draft, Name name)
{
    static const char *const OWN[] = { "enrolled", "enrolled_on", "closed_on" };
    uint32_t const           defines = draft->define_names.count;
    Str *const names = arena_array(emitter->checker->arena, COUNT_OF(OWN) + defines, sizeof(Str));

    for (size_t i = 0; i < COUNT_OF(OWN); i++)
        names[i] = str_from_c(OWN[i]);
    for (uint32_t i = 0; i < defines; i++)
        names[COUNT_OF(OWN) + i] = draft->define_names.names[i];
    check_unknown(emitter->checker, name, "definition of that programme", names,
                  COUNT_OF(OWN) + defines);
    emitter->failed = true;
    return FAILED;
}

/* programme.enrolled, programme.enrolled_on, programme.definition */
static Value programme_name(Emitter *emitter, const Node *node)
{
    Checker *const checker = emitter->checker;
    Name const     owner = node->path.parts[0];
    Name const     member_name = node->path.parts[1];
    uint32_t const programme = name_map_find(&checker->programme_names, owner.text);

    Path form = node->path;
    form.count--;
    if (check_known_form(checker, emitter->scope->programme, &form) != CATALOG_NONE) {
        Name const field = node->path.parts[form.count];
        return emit_fault(emitter, node->span,
                          str_format(checker->arena, "an aggregate, such as last(...).%.*s",
                                     (int)field.text.len, field.text.ptr)
                              .ptr,
                          "a form has many records");
    }
    if (node->path.count > 2) {
        check_unknown(checker, check_path_name(checker, &form), "form", checker->form_names.names,
                      checker->form_names.count);
        emitter->failed = true;
        return FAILED;
    }
    if (programme == MAP_ABSENT) {
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
    return unknown_member(emitter, draft, member_name);
}

Value check_name_node(Emitter *emitter, const Node *node)
{
    if (emitter->scope->is_constant)
        return emit_fault(emitter, node->span, "a number, a date, a code, true or false",
                          "nothing can be named here");
    return node->path.count == 1 ? single_name(emitter, node) : programme_name(emitter, node);
}
