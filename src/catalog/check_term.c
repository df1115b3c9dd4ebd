/* Sums over a subject's records: count(followup in year where ...) and the like.
 *
 * Each becomes one Term, shared by every expression that asks the same. */
#include "catalog/emit_private.h"

static const struct {
    const char *name;
    TermKind    kind;
    bool        takes_field; /* sum(form.field ...) */
    bool        gives_field; /* last(form ...).field */
} AGGREGATES[] = {
    { "count", TERM_COUNT, false, false },
    { "exists", TERM_EXISTS, false, false },
    { "last", TERM_LAST, false, true },
    { "first", TERM_FIRST, false, true },
    { "sum", TERM_SUM, true, false },
    { "min", TERM_LEAST, true, false },
    { "max", TERM_GREATEST, true, false },
    { "months", TERM_MONTHS, false, false },
    { "quarters", TERM_QUARTERS, false, false },
    { "half_years", TERM_HALF_YEARS, false, false },
    { "years", TERM_YEARS, false, false },
};

uint32_t check_term_add(Checker *checker, Term term, Str key)
{
    bool           is_new = false;
    uint32_t const index = name_map_add(&checker->term_keys, key, &is_new);

    if (is_new) {
        checker->terms = arena_grow(checker->arena, checker->terms, index, &checker->term_capacity,
                                    sizeof(Term));
        checker->terms[index] = term;
        checker->catalog->term_count = index + 1;
    }
    return index;
}

static uint32_t fail(Checker *checker, Span span, const char *expected, const char *text)
{
    Diagnostic *const item = diagnose(checker->diagnostics, span, "%s", text);

    if (expected)
        item->expected = str_from_c(expected);
    return CATALOG_NONE;
}

/* Where the records come from: service, enrolment, closing, or a form; the form
 * may be followed by a field. */
static bool find_source(Checker *checker, const Scope *scope, const Node *node, bool takes_field,
                        Term *term, Name *field)
{
    Path path = node->path;
    Str  last = path.parts[path.count - 1].text;

    if (path.count == 1 && str_equal(last, SV("service"))) {
        term->source = TERM_OF_SERVICE;
        return true;
    }
    if (str_equal(last, SV("enrolment")) || str_equal(last, SV("closing"))) {
        term->source = str_equal(last, SV("enrolment")) ? TERM_OF_ENROLMENT : TERM_OF_CLOSING;
        term->index = path.count == 1
                          ? scope->programme
                          : name_map_find(&checker->programme_names, path.parts[0].text);
        if (path.count > 2 || term->index == MAP_ABSENT ||
            !checker->programme_drafts[term->index].ast->has_enrol)
            return fail(checker, path.span, "a programme that enrols with a form",
                        "there are no enrolments of that kind") != CATALOG_NONE;
        return true;
    }
    if (takes_field && path.count > 1) {
        *field = path.parts[--path.count];
        path.span = span_join(path.parts[0].span, path.parts[path.count - 1].span);
    }
    term->source = TERM_OF_FORM;
    term->index = check_find_form(checker, &path, scope->programme);
    return term->index != CATALOG_NONE;
}

static bool check_window(Checker *checker, const Scope *scope, const AstWindow *window, Term *term)
{
    switch (window->kind) {
    case AST_WINDOW_EVER: term->window = WINDOW_EVER; break;
    case AST_WINDOW_PERIOD:
        if (!scope->has_period)
            return fail(checker, window->span, "in year, in quarter, in month or within",
                        "there is no period here, only a day") != CATALOG_NONE;
        term->window = WINDOW_PERIOD;
        break;
    case AST_WINDOW_YEAR: term->window = WINDOW_YEAR; break;
    case AST_WINDOW_QUARTER: term->window = WINDOW_QUARTER; break;
    case AST_WINDOW_MONTH: term->window = WINDOW_MONTH; break;
    case AST_WINDOW_WITHIN: {
        SpanUnit const unit = window->interval.unit;
        bool const     in_days = unit == SPAN_DAYS || unit == SPAN_WEEKS;
        term->window = in_days ? WINDOW_DAYS : WINDOW_MONTHS;
        term->span = window->interval.count * (unit == SPAN_WEEKS   ? 7
                                               : unit == SPAN_YEARS ? 12
                                                                    : 1);
        break;
    }
    }
    term->enrolled_in = CATALOG_NONE;
    if (window->while_enrolled) {
        if (scope->programme == CATALOG_NONE ||
            !checker->programme_drafts[scope->programme].ast->has_enrol)
            return fail(checker, window->span, "a programme that enrols with a form",
                        "nobody is enrolled here") != CATALOG_NONE;
        term->enrolled_in = scope->programme;
    }
    return true;
}

/* The value asked of the records: the date, or a field. */
static bool check_value(Checker *checker, const Scope *record, Name field, Term *term)
{
    Node const node = {
        .kind = NODE_PATH,
        .span = field.span,
        .path = { .parts = { field }, .count = 1, .span = field.span },
    };

    if (str_equal(field.text, SV("date"))) {
        term->type = type_of(TYPE_DATE);
        return true;
    }
    if (!record->form)
        return fail(checker, field.span, "date", "only the date can be asked here") != CATALOG_NONE;
    if (name_map_find(&record->form->field_names, field.text) == MAP_ABSENT) {
        check_unknown(checker, field, "field of that form", record->form->field_names.names,
                      record->form->field_names.count);
        return false;
    }
    term->value = check_expression(checker, record, &node, type_of(TYPE_NONE));
    if (!term->value)
        return false;
    term->type = term->value->type;
    return true;
}

static bool check_result(Checker *checker, const Node *node, const Scope *record, Name field,
                         size_t row, Term *term)
{
    bool const wants_field = AGGREGATES[row].takes_field || AGGREGATES[row].gives_field;

    term->type = type_of(term->kind == TERM_EXISTS ? TYPE_BOOL : TYPE_NUMBER);
    if (wants_field && !field.text.len)
        return fail(checker, node->span,
                    AGGREGATES[row].gives_field ? "last(form).field, or last(form).date"
                                                : "sum(form.field)",
                    "a field is missing") != CATALOG_NONE;
    if (!wants_field && field.text.len)
        return fail(checker, field.span, "nothing after it", "this is a number without fields") !=
               CATALOG_NONE;
    if (wants_field && !check_value(checker, record, field, term))
        return false;
    if (AGGREGATES[row].takes_field && term->type.kind != TYPE_NUMBER &&
        !(term->kind != TERM_SUM && type_is_day(term->type)))
        return fail(checker, field.span, "a number", "this cannot be summed or ordered") !=
               CATALOG_NONE;
    if (term->type.kind == TYPE_TEXT || term->type.kind == TYPE_INTERVAL)
        return fail(checker, field.span, "a number, a date, a code or a yes-or-no",
                    "texts stay in their records") != CATALOG_NONE;
    return true;
}

/* Equal terms have equal keys: kind, source, window, and the words of the rest. */
static Str term_key(Checker *checker, const Term *term, Str where, Str field)
{
    Buf key = buf_open(checker->arena, 1 << 16);

    buf_add_format(&key, "%d %d %u %d %u %u %.*s ", (int)term->kind, (int)term->source, term->index,
                   (int)term->window, term->span, term->enrolled_in, (int)field.len, field.ptr);
    for (size_t i = 0; i < where.len; i++) /* layout makes no difference */
        if (where.ptr[i] != ' ' && where.ptr[i] != '\n' && where.ptr[i] != '\r')
            buf_add_char(&key, where.ptr[i]);
        else if (key.ptr[key.len - 1] != ' ')
            buf_add_char(&key, ' ');
    return buf_str(&key);
}

uint32_t check_term(Checker *checker, const Scope *scope, const Node *node)
{
    Term   term = { 0 };
    Name   field = node->field;
    size_t row = 0;

    while (row < COUNT_OF(AGGREGATES) &&
           !str_equal(node->name.text, str_from_c(AGGREGATES[row].name)))
        row++;
    if (row == COUNT_OF(AGGREGATES))
        return fail(checker, node->name.span, NULL, "unknown aggregate");
    if (!scope->has_history)
        return fail(checker, node->span, "fields of the record, and the person's birth",
                    "the history cannot be asked here");
    term.kind = AGGREGATES[row].kind;
    if (!find_source(checker, scope, node, AGGREGATES[row].takes_field, &term, &field) ||
        !check_window(checker, scope, &node->window, &term))
        return CATALOG_NONE;

    FormDraft *const form = term.source == TERM_OF_FORM ? &checker->form_drafts[term.index] : NULL;
    Scope const      record = {
             .form = form,
             .list = CATALOG_NONE,
             .programme = CATALOG_NONE,
             .is_person = scope->is_person,
    };
    if (node->a && !form)
        return fail(checker, node->a->span, "a form before `where`",
                    "only the fields of a form can be asked");
    if (!check_result(checker, node, &record, field, row, &term))
        return CATALOG_NONE;
    if (node->a) {
        term.where = check_condition(checker, &record, node->a);
        if (!term.where)
            return CATALOG_NONE;
    }
    Str const source = checker->diagnostics->sources[node->span.source].text;
    term.text = str_slice(source, node->span.start, node->span.end);
    return check_term_add(
        checker, term,
        term_key(checker, &term, term.where ? term.where->text : SV(""), field.text));
}
