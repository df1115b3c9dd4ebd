#include "records/submission.h"

Submission submission_open(Arena *arena, const Form *form)
{
    return (Submission){
        .form = form,
        .values = arena_array(arena, form->field_count, sizeof(Value)),
        .lists = arena_array(arena, form->list_count, sizeof(ListRows)),
    };
}

static const Field *field_of(const Form *form, uint32_t list, uint32_t field)
{
    return list == CATALOG_NONE ? &form->fields[field] : &form->lists[list].fields[field];
}

ProblemPlace submission_place(const Submission *submission, Arena *arena, uint32_t list,
                              uint32_t row, uint32_t field)
{
    const Form *const form = submission->form;

    if (list == CATALOG_NONE)
        return (ProblemPlace){ form->fields[field].name, form->fields[field].label, 0 };
    const FormList *const rows = &form->lists[list];
    return (ProblemPlace){
        .field = str_format(arena, "%.*s.%.*s", (int)rows->name.len, rows->name.ptr,
                            (int)rows->fields[field].name.len, rows->fields[field].name.ptr),
        .name = rows->fields[field].label,
        .row = row + 1,
    };
}

bool submission_add_row(Submission *submission, Arena *arena, uint32_t list)
{
    ListRows *const       rows = &submission->lists[list];
    const FormList *const form = &submission->form->lists[list];

    if (rows->row_count == form->rows_max)
        return false;
    rows->rows = arena_grow(arena, rows->rows, rows->row_count, &rows->capacity, sizeof(Value *));
    rows->rows[rows->row_count++] = arena_array(arena, form->field_count, sizeof(Value));
    return true;
}

/* The label of the choice that excludes the others. */
static Label lone_choice(const CodeSet *set)
{
    for (uint32_t i = 0; i < set->value_count; i++)
        if (set->values[i].alone)
            return set->values[i].label;
    return (Label){ SV(""), SV("") };
}

static void report(Problems *problems, const Catalog *catalog, const Field *field,
                   ValueProblem problem, ProblemPlace at, Arena *arena)
{
    Type const type = field->type;

    switch (problem) {
    case VALUE_OK: break;
    case VALUE_NOT_A_NUMBER:
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            type.scale ? (Label){ SV("数字"), SV("a number") }
                       : (Label){ SV("整数"), SV("a whole number") };
        break;
    case VALUE_TOO_MANY_DIGITS:
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            type.scale
                ? (Label){ str_format(arena, "最多%u位小数的数字", type.scale),
                           str_format(arena, "a number with at most %u digit%s after the point",
                                      type.scale, type.scale == 1 ? "" : "s") }
                : (Label){ SV("整数"), SV("a whole number") };
        break;
    case VALUE_TOO_LARGE:
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("不超过18位的数字"), SV("a number of at most 18 digits") };
        break;
    case VALUE_NOT_A_DATE: problem_add(problems, PROBLEM_NO_DATE, at); break;
    case VALUE_NOT_A_MONTH:
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("年月，如2024-02"), SV("a month such as 2024-02") };
        break;
    case VALUE_NOT_A_BOOL:
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("“是”或“否”"), SV("yes or no") };
        break;
    case VALUE_UNKNOWN_CODE: problem_add(problems, PROBLEM_UNKNOWN_CODE, at); break;
    case VALUE_CODE_NOT_IN_FORCE: problem_add(problems, PROBLEM_RETIRED_CODE, at); break;
    case VALUE_REPEATED_CODE: problem_add(problems, PROBLEM_REPEATED, at); break;
    case VALUE_NOT_ALONE:
        problem_add(problems, PROBLEM_ALONE, at)->text = lone_choice(&catalog->codes[type.codes]);
        break;
    case VALUE_TOO_LONG:
        problem_add(problems, PROBLEM_TOO_LONG, at)->high = str_format(arena, "%u", type.chars);
        break;
    case VALUE_NOT_TEXT:
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("不含控制字符的文字"), SV("text without control characters") };
        break;
    case VALUE_NOT_AN_ID:
        problem_add(problems, PROBLEM_FORMAT, at)->text = (Label){ SV("编号"), SV("an id") };
        break;
    }
}

void submission_parse(Submission *submission, Arena *arena, const Catalog *catalog, uint32_t list,
                      uint32_t row, uint32_t index, Str text, Problems *problems)
{
    const Field *const field = field_of(submission->form, list, index);
    Value *const       value = list == CATALOG_NONE ? &submission->values[index]
                                                    : &submission->lists[list].rows[row][index];
    ValueProblem const problem =
        value_parse(value, arena, catalog, field->type, text, submission->occurred_on);

    if (problem != VALUE_OK)
        report(problems, catalog, field, problem,
               submission_place(submission, arena, list, row, index), arena);
}

static bool lists_equal(const FormList *form, const ListRows *a, const ListRows *b)
{
    if (a->row_count != b->row_count)
        return false;
    for (uint32_t i = 0; i < a->row_count; i++)
        for (uint32_t j = 0; j < form->field_count; j++)
            if (!value_equal(form->fields[j].type, a->rows[i][j], b->rows[i][j]))
                return false;
    return true;
}

bool submission_equal(const Submission *a, const Submission *b)
{
    const Form *const form = a->form;

    if (a->occurred_on.days != b->occurred_on.days || a->organisation_id != b->organisation_id ||
        a->worker_id != b->worker_id)
        return false;
    for (uint32_t i = 0; i < form->field_count; i++)
        if (!form->fields[i].derive &&
            !value_equal(form->fields[i].type, a->values[i], b->values[i]))
            return false;
    for (uint32_t i = 0; i < form->list_count; i++)
        if (!lists_equal(&form->lists[i], &a->lists[i], &b->lists[i]))
            return false;
    return true;
}
