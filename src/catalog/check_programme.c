/* Programmes: who belongs, what is due, and the yearly summary that they fill. */
#include "catalog/check_private.h"

Scope scope_of_subject(const Checker *checker, uint32_t programme)
{
    return (Scope){
        .list = CATALOG_NONE,
        .programme = programme,
        .subject = checker->programmes[programme].subject,
        .has_history = true,
        .has_state = true,
    };
}

Scope scope_of_record(FormDraft *form)
{
    return (Scope){
        .form = form,
        .list = CATALOG_NONE,
        .programme = CATALOG_NONE,
        .subject = form->form->subject,
    };
}

static const Expr *check_day(Checker *checker, const Scope *scope, const Node *node)
{
    return node ? check_expression(checker, scope, node, (Type){ .kind = TYPE_DATE }) : NULL;
}

/* What can be named before anything is checked: definitions, duties, indicators,
 * and who belongs. */
static void declare_formulas(Checker *checker, ProgrammeDraft *draft)
{
    Arena *const              arena = checker->arena;
    const AstProgramme *const ast = draft->ast;
    uint32_t                  index = 0;

    draft->where = (Formula){ .node = ast->where, .is_condition = true };
    draft->define_names = name_map_open(arena);
    draft->define_asts = arena_array(arena, ast->define_count, sizeof(AstDefine *));
    draft->defines = arena_array(arena, ast->define_count, sizeof(Formula));
    for (uint32_t i = 0; i < ast->define_count; i++)
        if (check_declare(checker, &draft->define_names, ast->defines[i].name, "a definition",
                          &index)) {
            check_not_built_in(checker, ast->defines[i].name);
            draft->define_asts[index] = &ast->defines[i];
            draft->defines[index] = (Formula){ .node = ast->defines[i].expr, .has_period = true };
        }

    draft->duty_names = name_map_open(arena);
    draft->duty_asts = arena_array(arena, ast->duty_count, sizeof(AstDuty *));
    draft->duty_whens = arena_array(arena, ast->duty_count, sizeof(Formula));
    for (uint32_t i = 0; i < ast->duty_count; i++)
        if (check_declare(checker, &draft->duty_names, ast->duties[i].name, "a duty", &index)) {
            draft->duty_asts[index] = &ast->duties[i];
            draft->duty_whens[index] =
                (Formula){ .node = ast->duties[i].when, .is_condition = true };
        }

    draft->indicator_names = name_map_open(arena);
    draft->indicator_asts = arena_array(arena, ast->indicator_count, sizeof(AstIndicator *));
    for (uint32_t i = 0; i < ast->indicator_count; i++)
        if (check_declare(checker, &draft->indicator_names, ast->indicators[i].name, "an indicator",
                          &index))
            draft->indicator_asts[index] = &ast->indicators[i];
}

void check_declare_programmes(Checker *checker)
{
    const Ast *const ast = checker->ast;
    uint32_t         index = 0;

    checker->programmes = arena_array(checker->arena, ast->programme_count, sizeof(Programme));
    checker->programme_drafts =
        arena_array(checker->arena, ast->programme_count, sizeof(ProgrammeDraft));
    for (uint32_t i = 0; i < ast->programme_count; i++) {
        const AstProgramme *const declared = &ast->programmes[i];

        if (!check_declare(checker, &checker->programme_names, declared->name, "a programme",
                           &index))
            continue;
        ProgrammeDraft *const draft = &checker->programme_drafts[index];
        draft->ast = declared;
        draft->programme = &checker->programmes[index];
        declare_formulas(checker, draft);
        *draft->programme = (Programme){
            .name = declared->name.text,
            .label = check_label(declared->label),
            .source = declared->source,
            .validity = check_validity(checker, declared->validity, declared->name.span),
            .subject = SUBJECT_PERSON,
            .enrol_form = CATALOG_NONE,
            .close_form = CATALOG_NONE,
            .enrol_many = declared->enrol_many,
        };
        checker->catalog->programme_count = index + 1;
    }
}

static void check_subject(Checker *checker, ProgrammeDraft *draft)
{
    Name const subject = draft->ast->subject;

    if (!subject.text.len || str_equal(subject.text, SV("person")))
        return;
    if (name_map_find(&checker->register_names, subject.text) == MAP_ABSENT)
        check_unknown(checker, subject, "register", checker->register_names.names,
                      checker->register_names.count);
    else
        diagnose(checker->diagnostics, subject.span, "programmes about registers are not built yet")
            ->expected = SV("person");
}

static uint32_t check_enrol_form(Checker *checker, const Path *path, uint32_t programme,
                                 Scope *record)
{
    Scope const    subject = scope_of_subject(checker, programme);
    uint32_t const form = check_find_form(checker, &subject, path);

    if (form != CATALOG_NONE)
        *record = scope_of_record(&checker->form_drafts[form]);
    return form;
}

static void check_enrolment(Checker *checker, ProgrammeDraft *draft, uint32_t index)
{
    const AstProgramme *const ast = draft->ast;
    Programme *const          programme = draft->programme;
    Scope                     scope;

    if (ast->has_enrol) {
        programme->enrol_form = check_enrol_form(checker, &ast->enrol_form, index, &scope);
        if (programme->enrol_form != CATALOG_NONE) {
            programme->enrol_from = check_day(checker, &scope, ast->enrol_from);
            programme->enrol_until = check_day(checker, &scope, ast->enrol_until);
        }
    }
    if (ast->has_close) {
        programme->close_form = check_enrol_form(checker, &ast->close_form, index, &scope);
        if (!ast->has_enrol && !checker->ast->is_incomplete)
            diagnose(checker->diagnostics, ast->close_form.span, "there is nothing to close")
                ->expected = SV("enrol with FORM in the same programme");
        if (programme->close_form != CATALOG_NONE)
            programme->close_on = check_day(checker, &scope, ast->close_on);
    }
}

static void interval_of(AstInterval interval, uint32_t *months, uint32_t *days)
{
    switch (interval.unit) {
    case SPAN_DAYS: *days = interval.count; break;
    case SPAN_WEEKS: *days = interval.count * 7; break;
    case SPAN_MONTHS: *months = interval.count; break;
    case SPAN_YEARS: *months = interval.count * 12; break;
    }
}

static EachRhythm rhythm_of(Rhythm rhythm)
{
    static const EachRhythm RHYTHMS[] = {
        [RHYTHM_MONTH] = EACH_MONTH,
        [RHYTHM_QUARTER] = EACH_QUARTER,
        [RHYTHM_HALF_YEAR] = EACH_HALF_YEAR,
        [RHYTHM_YEAR] = EACH_YEAR,
    };

    return RHYTHMS[rhythm];
}

/* The last record of a form within the enrolment: its date, or a value of it. */
static uint32_t last_term(Checker *checker, uint32_t programme, uint32_t form, const Expr *where,
                          const Expr *value)
{
    Term const term = {
        .kind = TERM_LAST,
        .source = TERM_OF_FORM,
        .index = form,
        .window = WINDOW_EVER,
        .enrolled_in =
            checker->programme_drafts[programme].ast->has_enrol ? programme : CATALOG_NONE,
        .where = where,
        .value = value,
        .type = value ? value->type : (Type){ .kind = TYPE_DATE },
    };
    Str const where_text = where ? where->text : SV("");
    Str const value_text = value ? value->text : SV("");

    return check_term_add(checker, term,
                          str_format(checker->arena, "due %u %u (%.*s) (%.*s)", programme, form,
                                     (int)where_text.len, where_text.ptr, (int)value_text.len,
                                     value_text.ptr));
}

static bool is_enrolment(const Path *path)
{
    return path->count == 1 && str_equal(path->parts[0].text, SV("enrolment"));
}

static bool check_due_after_enrolment(Checker *checker, const AstDue *ast, uint32_t programme)
{
    if (!checker->programme_drafts[programme].ast->has_enrol && !checker->ast->is_incomplete)
        diagnose(checker->diagnostics, ast->after.span, "nobody is enrolled in this programme")
            ->expected = SV("a form, or enrol with FORM in this programme");
    if (ast->where)
        diagnose(checker->diagnostics, ast->where->span, "an enrolment has no fields")->expected =
            SV("when, and a sum over records");
    return true;
}

static bool check_due_after(Checker *checker, const AstDue *ast, const Scope *scope, DueRule *rule)
{
    rule->after = rule->after_term = rule->where_term = CATALOG_NONE;
    if (ast->kind != DUE_WITHIN)
        return true;
    if (is_enrolment(&ast->after))
        return check_due_after_enrolment(checker, ast, scope->programme);
    rule->after = check_find_form(checker, scope, &ast->after);
    if (rule->after == CATALOG_NONE)
        return false;
    rule->after_term = last_term(checker, scope->programme, rule->after, NULL, NULL);
    if (!ast->where)
        return true;
    Scope const       record = scope_of_record(&checker->form_drafts[rule->after]);
    const Expr *const where = check_condition(checker, &record, ast->where);
    if (!where)
        return false;
    rule->where_term = last_term(checker, scope->programme, rule->after, NULL, where);
    return true;
}

static bool check_due(Checker *checker, const AstDue *ast, uint32_t index, DueRule *rule)
{
    static const DueRuleKind KINDS[] = {
        [DUE_EVERY] = DUE_RULE_EVERY,
        [DUE_EACH] = DUE_RULE_EACH,
        [DUE_WITHIN] = DUE_RULE_WITHIN,
        [DUE_AT] = DUE_RULE_AT,
    };
    Scope const    scope = scope_of_subject(checker, index);
    uint32_t const form = check_find_form(checker, &scope, &ast->form);

    if (form == CATALOG_NONE)
        return false;
    *rule = (DueRule){
        .name = ast->form.parts[ast->form.count - 1].text,
        .label = ast->label.zh.len ? check_label(ast->label) : checker->forms[form].label,
        .source = ast->source.len ? ast->source : checker->programmes[index].source,
        .kind = KINDS[ast->kind],
        .form = form,
        .served_term = last_term(checker, index, form, NULL, NULL),
        .rhythm = rhythm_of(ast->rhythm),
        .validity = check_validity(checker, ast->validity, ast->span),
    };
    interval_of(ast->interval, &rule->months, &rule->days);
    if (ast->has_early)
        interval_of(ast->early, &rule->early_months, &rule->early_days);
    if (ast->kind == DUE_EVERY && ast->interval.count == 0)
        diagnose(checker->diagnostics, ast->interval.span, "this would be due for ever")->expected =
            SV("at least 1 day");
    if (ast->of)
        rule->of = check_day(checker, &scope, ast->of);
    if (ast->when)
        rule->when = check_condition(checker, &scope, ast->when);
    return check_due_after(checker, ast, &scope, rule);
}

static bool check_duty(Checker *checker, ProgrammeDraft *draft, uint32_t index, uint32_t duty,
                       DueRule *rule)
{
    const AstDuty *const ast = draft->duty_asts[duty];
    Scope const          scope = scope_of_subject(checker, index);
    uint32_t const       form = check_find_form(checker, &scope, &ast->form);
    const Expr          *where = NULL;

    if (form == CATALOG_NONE)
        return false;
    if (ast->where) {
        Scope const record = scope_of_record(&checker->form_drafts[form]);
        where = check_condition(checker, &record, ast->where);
    }
    *rule = (DueRule){
        .name = ast->name.text,
        .label = check_label(ast->label),
        .source = ast->source.len ? ast->source : checker->programmes[index].source,
        .kind = DUE_RULE_EACH,
        .form = form,
        .served_term = last_term(checker, index, form, where, NULL),
        .rhythm = rhythm_of(ast->rhythm),
        .is_duty = true,
        .after = CATALOG_NONE,
        .after_term = CATALOG_NONE,
        .where_term = CATALOG_NONE,
        .when = check_formula(checker, index, &draft->duty_whens[duty]),
        .validity = { DATE_MIN, DATE_MAX },
    };
    return true;
}

/* The rules of a programme, and the first rule of each item. Lines about one form
 * are one item, a duty is one of its own; items are told apart by their names. */
typedef struct {
    DueRule  *rules;
    uint32_t  count;
    NameMap   items;
    uint32_t *first_rules;
} DueList;

/* Keep the rule that was checked last. */
static void keep_rule(Checker *checker, DueList *list, Span span)
{
    const DueRule *const rule = &list->rules[list->count];
    bool                 is_new = false;
    uint32_t const       item = name_map_add(&list->items, rule->name, &is_new);

    if (is_new)
        list->first_rules[item] = list->count;
    list->count++;
    const DueRule *const first = &list->rules[list->first_rules[item]];
    if (!is_new && (rule->is_duty || first->is_duty || rule->form != first->form))
        diagnose(checker->diagnostics, span, "something else is due as '%.*s' in this programme",
                 (int)rule->name.len, rule->name.ptr)
            ->expected = SV("forms and duties of different names");
}

static void check_dues(Checker *checker, ProgrammeDraft *draft, uint32_t index)
{
    const AstProgramme *const ast = draft->ast;
    uint32_t const            most = ast->due_count + ast->duty_count;
    DueList                   list = {
                          .rules = arena_array(checker->arena, most, sizeof(DueRule)),
                          .items = name_map_open(checker->arena),
                          .first_rules = arena_array(checker->arena, most, sizeof(uint32_t)),
    };

    for (uint32_t i = 0; i < ast->due_count; i++)
        if (check_due(checker, &ast->dues[i], index, &list.rules[list.count]))
            keep_rule(checker, &list, ast->dues[i].form.span);
    for (uint32_t i = 0; i < draft->duty_names.count; i++)
        if (check_duty(checker, draft, index, i, &list.rules[list.count]))
            keep_rule(checker, &list, draft->duty_asts[i]->name.span);
    draft->programme->dues = list.rules;
    draft->programme->due_count = list.count;
}

/* Definitions are checked when they are used; here also the unused ones, so that
 * they are no place for mistakes to hide. */
static void check_defines(Checker *checker, ProgrammeDraft *draft, uint32_t index)
{
    uint32_t const    count = draft->define_names.count;
    Definition *const definitions = arena_array(checker->arena, count, sizeof(Definition));

    for (uint32_t i = 0; i < count; i++) {
        const Expr *const expr = check_formula(checker, index, &draft->defines[i]);

        definitions[i] = (Definition){
            .name = draft->define_names.names[i],
            .label = check_label(draft->define_asts[i]->label),
            .text = expr ? expr->text : SV(""),
        };
    }
    draft->programme->definitions = definitions;
    draft->programme->definition_count = count;
}

static void list_forms(Checker *checker, Programme *programme, uint32_t index)
{
    uint32_t *const forms =
        arena_array(checker->arena, checker->catalog->form_count, sizeof(uint32_t));

    for (uint32_t i = 0; i < checker->catalog->form_count; i++)
        if (checker->forms[i].programme == index)
            forms[programme->form_count++] = i;
    programme->forms = forms;
}

void check_programmes(Checker *checker)
{
    for (uint32_t i = 0; i < checker->catalog->programme_count; i++) {
        ProgrammeDraft *const draft = &checker->programme_drafts[i];

        check_subject(checker, draft);
        list_forms(checker, draft->programme, i);
        draft->programme->where = check_formula(checker, i, &draft->where);
        check_enrolment(checker, draft, i);
    }
    for (uint32_t i = 0; i < checker->catalog->programme_count; i++) {
        check_defines(checker, &checker->programme_drafts[i], i);
        check_dues(checker, &checker->programme_drafts[i], i);
    }
}

/* ---- summaries ------------------------------------------------------------------------- */

static bool check_summary_part(Checker *checker, const AstSummaryPart *ast, SummaryPart *part)
{
    *part = (SummaryPart){ .label = check_label(ast->label), .programme = CATALOG_NONE };
    if (str_equal(ast->programme.text, SV("problems"))) {
        part->kind = SUMMARY_PROBLEMS;
        return true;
    }
    if (str_equal(ast->programme.text, SV("targets"))) {
        part->kind = SUMMARY_TARGETS;
        return true;
    }
    part->kind = SUMMARY_PROGRAMME;
    part->programme = name_map_find(&checker->programme_names, ast->programme.text);
    if (part->programme == MAP_ABSENT)
        check_unknown(checker, ast->programme, "programme", checker->programme_names.names,
                      checker->programme_names.count);
    return part->programme != MAP_ABSENT;
}

void check_summaries(Checker *checker)
{
    const Ast *const ast = checker->ast;
    Summary *const   summaries = arena_array(checker->arena, ast->summary_count, sizeof(Summary));
    NameMap          names = name_map_open(checker->arena);
    uint32_t         index = 0;

    for (uint32_t i = 0; i < ast->summary_count; i++) {
        const AstSummary *const declared = &ast->summaries[i];
        SummaryChapter *const   chapters =
            arena_array(checker->arena, declared->chapter_count, sizeof(SummaryChapter));

        (void)check_declare(checker, &names, declared->name, "a summary", &index);
        for (uint32_t j = 0; j < declared->chapter_count; j++) {
            const AstSummaryChapter *const chapter = &declared->chapters[j];
            SummaryPart *const             parts =
                arena_array(checker->arena, chapter->part_count, sizeof(SummaryPart));
            uint32_t count = 0;

            for (uint32_t k = 0; k < chapter->part_count; k++)
                count += check_summary_part(checker, &chapter->parts[k], &parts[count]);
            chapters[j] = (SummaryChapter){ check_label(chapter->label), parts, count };
        }
        summaries[i] = (Summary){ declared->name.text, check_label(declared->label), chapters,
                                  declared->chapter_count };
    }
    checker->catalog->summaries = summaries;
    checker->catalog->summary_count = ast->summary_count;
}
