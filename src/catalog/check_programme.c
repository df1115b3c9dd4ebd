/* Programmes: who belongs, what is due, and the yearly summary that they fill. */
#include "catalog/check_private.h"

static Scope subject_scope(const Programme *programme, uint32_t index)
{
    return (Scope){
        .list = CATALOG_NONE,
        .programme = index,
        .has_history = true,
        .has_state = true,
        .is_person = programme->subject == SUBJECT_PERSON,
    };
}

/* Over one record of a form, as in enrol ... from and within ... where. */
static Scope form_scope(Checker *checker, uint32_t form)
{
    return (Scope){
        .form = &checker->form_drafts[form],
        .list = CATALOG_NONE,
        .programme = CATALOG_NONE,
        .is_person = checker->forms[form].subject == SUBJECT_PERSON,
    };
}

static const Expr *check_day(Checker *checker, const Scope *scope, const Node *node)
{
    return node ? check_expression(checker, scope, node, (Type){ .kind = TYPE_DATE }) : NULL;
}

void check_declare_programmes(Checker *checker)
{
    const Ast *const ast = checker->ast;
    bool             is_new = false;

    checker->programmes = arena_array(checker->arena, ast->programme_count, sizeof(Programme));
    checker->programme_drafts =
        arena_array(checker->arena, ast->programme_count, sizeof(ProgrammeDraft));
    for (uint32_t i = 0; i < ast->programme_count; i++) {
        const AstProgramme *const declared = &ast->programmes[i];

        (void)check_name(checker, declared->name, "a programme");
        uint32_t const index =
            name_map_add(&checker->programme_names, declared->name.text, &is_new);
        if (!is_new) {
            diagnose(checker->diagnostics, declared->name.span,
                     "programme '%.*s' is declared "
                     "twice",
                     (int)declared->name.text.len, declared->name.text.ptr);
            continue;
        }
        ProgrammeDraft *const draft = &checker->programme_drafts[index];
        draft->ast = declared;
        draft->programme = &checker->programmes[index];
        draft->define_names = name_map_open(checker->arena);
        draft->indicator_names = name_map_open(checker->arena);
        draft->define_runs = arena_array(checker->arena, declared->define_count, sizeof(bool));
        for (uint32_t j = 0; j < declared->define_count; j++) {
            Name const name = declared->defines[j].name;
            (void)check_name(checker, name, "a definition");
            (void)name_map_add(&draft->define_names, name.text, &is_new);
            if (!is_new)
                diagnose(checker->diagnostics, name.span, "'%.*s' is defined twice",
                         (int)name.text.len, name.text.ptr);
        }
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
    draft->programme->subject = name_map_find(&checker->register_names, subject.text);
    if (draft->programme->subject == MAP_ABSENT)
        check_unknown(checker, subject, "register", checker->register_names.names,
                      checker->register_names.count);
    else
        diagnose(checker->diagnostics, subject.span, "programmes about registers are not built yet")
            ->expected = SV("person");
}

static void check_enrolment(Checker *checker, ProgrammeDraft *draft, uint32_t index)
{
    const AstProgramme *const ast = draft->ast;
    Programme *const          programme = draft->programme;

    if (ast->has_enrol) {
        uint32_t const form = check_find_form(checker, &ast->enrol_form, index);
        if (form != CATALOG_NONE) {
            Scope const scope = form_scope(checker, form);
            programme->enrol_form = form;
            programme->enrol_from = check_day(checker, &scope, ast->enrol_from);
            programme->enrol_until = check_day(checker, &scope, ast->enrol_until);
        }
    }
    if (ast->has_close) {
        uint32_t const form = check_find_form(checker, &ast->close_form, index);
        if (!ast->has_enrol)
            diagnose(checker->diagnostics, ast->close_form.span,
                     "there is nothing to close without `enrol with`");
        if (form != CATALOG_NONE) {
            Scope const scope = form_scope(checker, form);
            programme->close_form = form;
            programme->close_on = check_day(checker, &scope, ast->close_on);
        }
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

static bool check_due_after(Checker *checker, const AstDue *ast, uint32_t programme, DueRule *rule)
{
    rule->after = rule->after_term = rule->where_term = CATALOG_NONE;
    if (ast->kind != DUE_WITHIN ||
        (ast->after.count == 1 && str_equal(ast->after.parts[0].text, SV("enrolment"))))
        return true;
    rule->after = check_find_form(checker, &ast->after, programme);
    if (rule->after == CATALOG_NONE)
        return false;
    rule->after_term = last_term(checker, programme, rule->after, NULL, NULL);
    if (ast->where) {
        Scope const       scope = form_scope(checker, rule->after);
        const Expr *const where = check_condition(checker, &scope, ast->where);
        if (!where)
            return false;
        rule->where_term = last_term(checker, programme, rule->after, NULL, where);
    }
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
    Scope const    scope = subject_scope(&checker->programmes[index], index);
    uint32_t const form = check_find_form(checker, &ast->form, index);

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
    if (ast->kind != DUE_EACH && rule->months == 0 && rule->days == 0 && ast->kind == DUE_EVERY)
        diagnose(checker->diagnostics, ast->interval.span, "every 0 days would be due for ever");
    if (ast->of)
        rule->of = check_day(checker, &scope, ast->of);
    if (ast->when)
        rule->when = check_condition(checker, &scope, ast->when);
    return check_due_after(checker, ast, index, rule);
}

static bool check_duty(Checker *checker, const AstDuty *ast, uint32_t index, DueRule *rule)
{
    Scope const    scope = subject_scope(&checker->programmes[index], index);
    uint32_t const form = check_find_form(checker, &ast->form, index);

    (void)check_name(checker, ast->name, "a duty");
    if (form == CATALOG_NONE)
        return false;
    *rule = (DueRule){
        .name = ast->name.text,
        .label = check_label(ast->label),
        .source = ast->source.len ? ast->source : checker->programmes[index].source,
        .kind = DUE_RULE_EACH,
        .form = form,
        .rhythm = rhythm_of(ast->rhythm),
        .is_duty = true,
        .after = CATALOG_NONE,
        .after_term = CATALOG_NONE,
        .where_term = CATALOG_NONE,
        .validity = { DATE_MIN, DATE_MAX },
    };
    const Expr *where = NULL;
    if (ast->where) {
        Scope const record = form_scope(checker, form);
        where = check_condition(checker, &record, ast->where);
    }
    rule->served_term = last_term(checker, index, form, where, NULL);
    if (ast->when)
        rule->when = check_condition(checker, &scope, ast->when);
    return true;
}

static void check_dues(Checker *checker, ProgrammeDraft *draft, uint32_t index)
{
    const AstProgramme *const ast = draft->ast;
    DueRule *const            rules =
        arena_array(checker->arena, ast->due_count + ast->duty_count, sizeof(DueRule));
    uint32_t count = 0;

    for (uint32_t i = 0; i < ast->due_count; i++)
        count += check_due(checker, &ast->dues[i], index, &rules[count]);
    for (uint32_t i = 0; i < ast->duty_count; i++)
        count += check_duty(checker, &ast->duties[i], index, &rules[count]);
    draft->programme->dues = rules;
    draft->programme->due_count = count;
}

/* Definitions are expanded where they are used; here each is checked once, so
 * that an unused one is no place for mistakes to hide. */
static void check_defines(Checker *checker, ProgrammeDraft *draft, uint32_t index)
{
    const AstProgramme *const ast = draft->ast;
    Scope                     scope = subject_scope(draft->programme, index);
    Definition *const         definitions =
        arena_array(checker->arena, ast->define_count, sizeof(Definition));

    scope.has_period = true;
    for (uint32_t i = 0; i < ast->define_count; i++) {
        if (!ast->defines[i].expr)
            continue;
        draft->define_runs[i] = true;
        const Expr *const expr =
            check_expression(checker, &scope, ast->defines[i].expr, (Type){ .kind = TYPE_NONE });
        draft->define_runs[i] = false;
        definitions[i] = (Definition){
            .name = ast->defines[i].name.text,
            .label = check_label(ast->defines[i].label),
            .text = expr ? expr->text : SV(""),
        };
    }
    draft->programme->definitions = definitions;
    draft->programme->definition_count = ast->define_count;
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
        if (draft->ast->where) {
            Scope const scope = subject_scope(draft->programme, i);
            draft->programme->where = check_condition(checker, &scope, draft->ast->where);
        }
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

    for (uint32_t i = 0; i < ast->summary_count; i++) {
        const AstSummary *const declared = &ast->summaries[i];
        SummaryChapter *const   chapters =
            arena_array(checker->arena, declared->chapter_count, sizeof(SummaryChapter));

        (void)check_name(checker, declared->name, "a summary");
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
