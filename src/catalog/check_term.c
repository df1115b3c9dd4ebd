/* Sums over a subject's records: count(followup in year where ...) and the like.
 *
 * Each becomes one Term, shared by every expression that asks the same. */
#include "catalog/emit_private.h"

typedef enum { ASKS_NOTHING, ASKS_FIELD_AFTER, ASKS_FIELD_WITHIN } Asks;

static const struct {
    const char *name;
    TermKind    kind;
    Asks        asks;
} AGGREGATES[] = {
#define X(kind, name, asks) { name, kind, asks },
#include "catalog/term.def"
#undef X
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

static bool fail(Checker *checker, const Scope *scope, Span span, const char *expected,
                 const char *text)
{
    diagnose(checker->diagnostics, scope_place(scope, span), "%s", text)->expected =
        str_from_c(expected);
    return false;
}

/* enrolment and closing, perhaps of another programme */
static bool find_enrolment(Checker *checker, const Scope *scope, const Path *path, Term *term)
{
    Str const last = path->parts[path->count - 1].text;

    term->source = str_equal(last, SV("enrolment")) ? TERM_OF_ENROLMENT : TERM_OF_CLOSING;
    term->index = scope->programme;
    if (path->count == 2) {
        term->index = name_map_find(&checker->programme_names, path->parts[0].text);
        if (term->index == MAP_ABSENT) {
            check_unknown(checker, path->parts[0], "programme", checker->programme_names.names,
                          checker->programme_names.count);
            return false;
        }
    }
    return (term->index != CATALOG_NONE && checker->programme_drafts[term->index].ast->has_enrol) ||
           fail(checker, scope, path->span, "a programme that enrols with a form",
                "there are no enrolments of that kind");
}

/* Where the records come from: service, enrolment, closing, or a form; the form
 * may be followed by a field. */
static bool find_source(Checker *checker, const Scope *scope, const Node *node, Asks asks,
                        Term *term, Name *field)
{
    Path      path = node->path;
    Str const last = path.parts[path.count - 1].text;

    if (path.count == 1 && str_equal(last, SV("service"))) {
        term->source = TERM_OF_SERVICE;
        return true;
    }
    if (path.count <= 2 && (str_equal(last, SV("enrolment")) || str_equal(last, SV("closing"))))
        return find_enrolment(checker, scope, &path, term);
    if (asks == ASKS_FIELD_WITHIN && path.count > 1) {
        *field = path.parts[--path.count];
        path.span = span_join(path.parts[0].span, path.parts[path.count - 1].span);
    }
    term->source = TERM_OF_FORM;
    term->index = check_find_form(checker, scope, &path);
    return term->index != CATALOG_NONE;
}

static bool check_window(Checker *checker, const Scope *scope, const AstWindow *window, Term *term)
{
    switch (window->kind) {
    case AST_WINDOW_EVER: term->window = WINDOW_EVER; break;
    case AST_WINDOW_PERIOD:
        if (!scope->has_period)
            return fail(checker, scope, window->span, "in year, in quarter, in month or within",
                        "there is no period here, only a day");
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
    if (!window->while_enrolled)
        return true;
    term->enrolled_in = scope->programme;
    return (scope->programme != CATALOG_NONE &&
            checker->programme_drafts[scope->programme].ast->has_enrol) ||
           fail(checker, scope, window->span, "a programme that enrols with a form",
                "nobody is enrolled here");
}

/* Months and longer are told apart within one year. */
static bool check_calendar(Checker *checker, const Scope *scope, const Node *node, const Term *term)
{
    bool const is_calendar = term->kind == TERM_MONTHS || term->kind == TERM_QUARTERS ||
                             term->kind == TERM_HALF_YEARS || term->kind == TERM_YEARS;

    return !is_calendar || term->window == WINDOW_PERIOD || term->window == WINDOW_YEAR ||
           term->window == WINDOW_QUARTER || term->window == WINDOW_MONTH ||
           fail(checker, scope, node->span, "in year, or in period",
                "months and longer are counted within a year");
}

/* The records whose fields can be asked: those of the form, or those that opened the
 * enrolments. */
static Scope scope_of_source(Checker *checker, const Scope *scope, const Term *term)
{
    Scope const nothing = { .list = CATALOG_NONE,
                            .programme = CATALOG_NONE,
                            .subject = scope->subject };
    uint32_t    form = CATALOG_NONE;

    if (term->source == TERM_OF_FORM)
        form = term->index;
    if (term->source == TERM_OF_ENROLMENT || term->source == TERM_OF_CLOSING) {
        Scope const programme = scope_of_subject(checker, term->index);
        form = check_find_form(checker, &programme,
                               &checker->programme_drafts[term->index].ast->enrol_form);
    }
    return form == CATALOG_NONE ? nothing : scope_of_record(&checker->form_drafts[form]);
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
        return fail(checker, record, field.span, "date", "only the date can be asked here");
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
                         Asks asks, Term *term)
{
    bool const is_number = term->kind != TERM_EXISTS;

    term->type = type_of(is_number ? TYPE_NUMBER : TYPE_BOOL);
    if (asks == ASKS_NOTHING)
        return !field.text.len || fail(checker, record, field.span, "nothing after the aggregate",
                                       is_number ? "this is a number, and has no fields"
                                                 : "this is a yes or no, and has no fields");
    if (!field.text.len)
        return fail(checker, record, node->span,
                    asks == ASKS_FIELD_AFTER ? "last(form).field, or last(form).date"
                                             : "sum(form.field)",
                    "a field is missing");
    if (!check_value(checker, record, field, term))
        return false;
    if (asks == ASKS_FIELD_WITHIN && term->type.kind != TYPE_NUMBER &&
        (term->kind == TERM_SUM || !type_is_day(term->type)))
        return fail(checker, record, field.span,
                    term->kind == TERM_SUM ? "a number" : "a number or a date",
                    "this cannot be summed or ordered");
    if (term->type.kind == TYPE_TEXT)
        return fail(checker, record, field.span, "a number, a date, a code or a yes-or-no",
                    "texts stay in their records");
    return true;
}

/* Equal terms have equal keys: kind, source, window, and the words of the rest. */
static Str term_key(Checker *checker, const Term *term, Str where, Str field)
{
    Buf key = buf_open(checker->arena, where.len + field.len + 200);

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

    while (!str_equal(node->name.text, str_from_c(AGGREGATES[row].name)))
        row++; /* the parser has found it in the same table */
    if (!scope->has_history) {
        (void)fail(checker, scope, node->span, "fields of the record, and the person's birth",
                   "the history cannot be asked here");
        return CATALOG_NONE;
    }
    term.kind = AGGREGATES[row].kind;
    if (!find_source(checker, scope, node, AGGREGATES[row].asks, &term, &field) ||
        !check_window(checker, scope, &node->window, &term) ||
        !check_calendar(checker, scope, node, &term))
        return CATALOG_NONE;

    Scope const record = scope_of_source(checker, scope, &term);
    if (node->a && (!record.form || term.source != TERM_OF_FORM)) {
        (void)fail(checker, scope, node->a->span, "a form before `where`",
                   "only the fields of a form can be asked");
        return CATALOG_NONE;
    }
    if (!check_result(checker, node, &record, field, AGGREGATES[row].asks, &term))
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
