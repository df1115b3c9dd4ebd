#include "records/validate.h"

#include <assert.h>

#include "base/limits.h"

struct Validator {
    const Catalog *catalog;
    Registers     *registers;
    Vector        *slots; /* LIMIT_REGISTERS of them, of one lane each */
};

Validator *validator_open(Arena *arena, const Catalog *catalog)
{
    Validator *const validator = arena_alloc(arena, sizeof *validator);

    validator->catalog = catalog;
    validator->registers = registers_open(arena);
    validator->slots = arena_array(arena, LIMIT_REGISTERS, sizeof(Vector));
    return validator;
}

/* ---- expressions over one record ------------------------------------------------------- */

typedef struct {
    Validator        *validator;
    const Validation *validation;
    uint32_t          list, row; /* of the row that the expression is about */
} Frame;

static bool field_word(const Frame *frame, Slot slot, int64_t *word)
{
    const Submission *const submission = frame->validation->submission;
    const Value *const      value = slot.sub
                                        ? &submission->lists[slot.sub - 1].rows[frame->row][slot.index]
                                        : &submission->values[slot.index];

    *word = value->word;
    return value->present;
}

static bool slot_word(const Frame *frame, Slot slot, int64_t *word)
{
    const Validation *const validation = frame->validation;
    Date const              day = validation->submission->occurred_on;
    int32_t const           year = date_year(day);

    switch (slot.kind) {
    case SLOT_FIELD: return field_word(frame, slot, word);
    case SLOT_LIST_ROWS: *word = validation->submission->lists[slot.index].row_count; return true;
    case SLOT_PARAM:
        return param_value(word, &frame->validator->catalog->params[slot.index], day,
                           validation->region_id);
    case SLOT_DAY: *word = day.days; return true;
    case SLOT_YEAR_START: *word = date_from_civil(year, 1, 1).days; return true;
    case SLOT_YEAR_END: *word = date_from_civil(year, 12, 31).days; return true;
    case SLOT_ATTRIBUTE:
    case SLOT_STATE:
    case SLOT_TERM:
    case SLOT_PERIOD_START:
        return validation->asker.ask &&
               validation->asker.ask(validation->asker.context, slot, word);
    }
    return false;
}

/* The word that an expression gives; false when it is missing. */
static bool evaluate(const Frame *frame, const Expr *expr, int64_t *word)
{
    const Vector *slots[LIMIT_REGISTERS];

    for (uint32_t i = 0; i < expr->slot_count; i++) {
        Slot const slot = expr->slots[i];
        int64_t    value = 0;
        bool const present = slot_word(frame, slot, &value);

        vector_fill(&frame->validator->slots[i], slot.is_truth, present, value);
        slots[i] = &frame->validator->slots[i];
    }
    const Vector *const answer = expr_run(expr, slots, 1, frame->validator->registers);
    *word = vector_word(answer, 0);
    return vector_has(answer, 0);
}

static bool is_true(const Frame *frame, const Expr *expr)
{
    int64_t word = 0;

    return evaluate(frame, expr, &word) && word;
}

static bool is_false(const Frame *frame, const Expr *expr)
{
    int64_t word = 0;

    return evaluate(frame, expr, &word) && !word;
}

/* ---- fields -------------------------------------------------------------------------------- */

static Str bound_text(const Frame *frame, const Field *field, int64_t bound)
{
    return value_show(frame->validation->arena, frame->validator->catalog, field->type,
                      (Value){ .present = true, .word = bound }, LANGUAGE_EN);
}

static void check_range(const Frame *frame, const Field *field, Value value, ProblemPlace at)
{
    Problems *const problems = frame->validation->problems;

    if (field->has_range && value.word < field->low) {
        problem_add(problems, PROBLEM_TOO_LOW, at)->low = bound_text(frame, field, field->low);
    } else if (field->has_range && value.word > field->high) {
        problem_add(problems, PROBLEM_TOO_HIGH, at)->high = bound_text(frame, field, field->high);
    } else if (field->has_usual &&
               (value.word < field->usual_low || value.word > field->usual_high)) {
        Problem *const problem = problem_add(problems, PROBLEM_UNUSUAL, at);
        problem->low = bound_text(frame, field, field->usual_low);
        problem->high = bound_text(frame, field, field->usual_high);
    }
}

static bool applies_to(const Frame *frame, const Field *field)
{
    return validity_covers(field->validity, frame->validation->submission->occurred_on) &&
           (!field->when || is_true(frame, field->when));
}

static bool is_required(const Frame *frame, const Field *field)
{
    return field->required && (!field->required_when || is_true(frame, field->required_when));
}

static void check_field(const Frame *frame, const Field *field, Value value, uint32_t index)
{
    const Validation *const validation = frame->validation;
    ProblemPlace const      at =
        submission_place(validation->submission, validation->arena, frame->list, frame->row, index);
    bool const applies = applies_to(frame, field);

    if (value.present && !applies) {
        problem_add(validation->problems, PROBLEM_NOT_ALLOWED, at);
        return;
    }
    if (!value.present) {
        if (applies && is_required(frame, field))
            problem_add(validation->problems, PROBLEM_REQUIRED, at);
        return;
    }
    check_range(frame, field, value, at);
}

/* A text that was not understood is a problem already: it is not missing too. */
static bool has_problem(const Frame *frame, uint32_t index)
{
    const Problems *const problems = frame->validation->problems;
    ProblemPlace const    at = submission_place(
           frame->validation->submission, frame->validation->arena, frame->list, frame->row, index);

    for (uint32_t i = 0; i < problems->count; i++)
        if (problems->items[i].at.row == at.row && str_equal(problems->items[i].at.field, at.field))
            return true;
    return false;
}

static void check_fields(Frame *frame)
{
    const Submission *const submission = frame->validation->submission;
    const Form *const       form = submission->form;

    frame->list = CATALOG_NONE;
    for (uint32_t i = 0; i < form->field_count; i++)
        if (!form->fields[i].derive && !has_problem(frame, i))
            check_field(frame, &form->fields[i], submission->values[i], i);
    for (frame->list = 0; frame->list < form->list_count; frame->list++) {
        const FormList *const list = &form->lists[frame->list];

        for (frame->row = 0; frame->row < submission->lists[frame->list].row_count; frame->row++)
            for (uint32_t i = 0; i < list->field_count; i++)
                if (!has_problem(frame, i))
                    check_field(frame, &list->fields[i],
                                submission->lists[frame->list].rows[frame->row][i], i);
    }
    frame->list = CATALOG_NONE;
    frame->row = 0;
}

/* ---- computed values and checks ------------------------------------------------------------- */

static void derive(const Frame *frame)
{
    const Validation *const validation = frame->validation;
    const Form *const       form = validation->submission->form;

    for (uint32_t i = 0; i < form->derived_count; i++) {
        uint32_t const     index = form->derived[i];
        const Field *const field = &form->fields[index];
        int64_t            word = 0;

        validation->submission->values[index] =
            evaluate(frame, field->derive, &word)
                ? value_from_word(validation->arena, frame->validator->catalog, field->type, word)
                : (Value){ 0 };
    }
}

static void add_rule_problem(const Frame *frame, const Check *check)
{
    const Validation *const validation = frame->validation;
    ProblemPlace            at = { 0 };

    if (check->field != CATALOG_NONE)
        at = submission_place(validation->submission, validation->arena, check->list, frame->row,
                              check->field);
    problem_add_weighed(validation->problems, PROBLEM_RULE, at, check->severity == CHECK_WARNING)
        ->text = check->message;
}

static void check_rules(Frame *frame)
{
    const Submission *const submission = frame->validation->submission;
    const Form *const       form = submission->form;

    for (uint32_t i = 0; i < form->check_count; i++) {
        const Check *const check = &form->checks[i];
        uint32_t const     rows =
            check->list == CATALOG_NONE ? 1 : submission->lists[check->list].row_count;

        if (!validity_covers(check->validity, submission->occurred_on))
            continue;
        frame->list = check->list;
        for (frame->row = 0; frame->row < rows; frame->row++)
            if (is_false(frame, check->expr))
                add_rule_problem(frame, check);
    }
    frame->list = CATALOG_NONE;
    frame->row = 0;
}

void validate_record(Validator *validator, const Validation *validation)
{
    Frame frame = { .validator = validator, .validation = validation, .list = CATALOG_NONE };

    derive(&frame); /* first: whether a field applies may depend on a computed one */
    check_fields(&frame);
    check_rules(&frame);
}

void validate_fields(Validator *validator, const Validation *validation, bool *applies,
                     bool *required)
{
    Frame const frame = { .validator = validator, .validation = validation, .list = CATALOG_NONE };
    const Form *const form = validation->submission->form;

    for (uint32_t i = 0; i < form->field_count; i++) {
        const Field *const field = &form->fields[i];

        applies[i] = applies_to(&frame, field);
        required[i] = applies[i] && is_required(&frame, field);
    }
}

void validate_derive(Validator *validator, const Validation *validation)
{
    Frame const frame = { .validator = validator, .validation = validation, .list = CATALOG_NONE };

    derive(&frame);
}

const Advice **validate_advise(Validator *validator, const Validation *validation, uint32_t *count)
{
    Frame const frame = { .validator = validator, .validation = validation, .list = CATALOG_NONE };
    const Form *const    form = validation->submission->form;
    const Advice **const given =
        arena_array(validation->arena, form->advice_count, sizeof(Advice *));

    *count = 0;
    for (uint32_t i = 0; i < form->advice_count; i++)
        if (validity_covers(form->advice[i].validity, validation->submission->occurred_on) &&
            is_true(&frame, form->advice[i].expr))
            given[(*count)++] = &form->advice[i];
    return given;
}
