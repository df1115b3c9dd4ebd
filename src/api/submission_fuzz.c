/* Whatever a body says, it becomes a submission within the bounds of its form: what was
 * taken can be written and read again, what was not has a problem with a place. */
#include "api/submission.h"

#include <assert.h>

#include "base/limits.h"

/* One field of each type, and a list. */
static const char DEFINITIONS[] = "unit mmHg \"毫米汞柱\" | \"mmHg\"\n"
                                  "code way \"方式\" | \"Way\"\n"
                                  "  1 clinic \"门诊\" | \"Clinic\"\n"
                                  "  2 home \"家庭\" | \"Home\" until 2020-12-31\n"
                                  "code symptom \"症状\" | \"Symptom\"\n"
                                  "  1 none \"无\" | \"None\" alone\n"
                                  "  2 headache \"头痛\" | \"Headache\"\n"
                                  "register site \"场所\" | \"Site\"\n"
                                  "  name \"名称\" | \"Name\" text 20 required\n"
                                  "programme care \"随访\" | \"Care\"\n"
                                  "  for person where age >= 1\n"
                                  "  form visit \"随访\" | \"Visit\"\n"
                                  "    way \"方式\" | \"Way\" code way required\n"
                                  "    symptoms \"症状\" | \"Symptoms\" codes symptom\n"
                                  "    sbp \"收缩压\" | \"Systolic\" int mmHg 60..300\n"
                                  "    dose \"剂量\" | \"Dose\" decimal 2\n"
                                  "    smoker \"吸烟\" | \"Smoker\" bool\n"
                                  "    on \"日期\" | \"On\" date\n"
                                  "    since \"年月\" | \"Since\" month\n"
                                  "    note \"备注\" | \"Note\" text 10\n"
                                  "    doctor \"医生\" | \"Doctor\" worker\n"
                                  "    post \"机构\" | \"Post\" organisation\n"
                                  "    partner \"配偶\" | \"Partner\" person\n"
                                  "    place \"地点\" | \"Place\" site\n"
                                  "    let high \"偏高\" | \"High\" bool = sbp >= 140\n"
                                  "    list medicines \"用药\" | \"Medicines\" max 2\n"
                                  "      name \"药名\" | \"Name\" text 20 required\n"
                                  "      amount \"数量\" | \"Amount\" int\n";

static void check_values(Arena *arena, const Catalog *catalog, const Submission *submission,
                         uint32_t list, uint32_t row)
{
    bool const         is_list = list != CATALOG_NONE;
    const Field *const fields =
        is_list ? submission->form->lists[list].fields : submission->form->fields;
    uint32_t const count =
        is_list ? submission->form->lists[list].field_count : submission->form->field_count;

    for (uint32_t i = 0; i < count; i++) {
        const Value *const value =
            is_list ? &submission->lists[list].rows[row][i] : &submission->values[i];
        Submission again = submission_open(arena, submission->form);
        Problems   problems = problems_open(arena);

        if (!value->present)
            continue;
        assert(!fields[i].derive);
        Str const text = value_format(arena, catalog, fields[i].type, *value);
        again.occurred_on = submission->occurred_on;
        for (uint32_t j = 0; is_list && j <= row; j++)
            assert(submission_add_row(&again, arena, list));
        submission_parse(&again, arena, catalog, list, row, i, text, &problems);
        assert(problems.error_count == 0);
        const Value *const read = is_list ? &again.lists[list].rows[row][i] : &again.values[i];
        assert(read->present &&
               str_equal(value_format(arena, catalog, fields[i].type, *read), text));
    }
}

static void read_body(Arena *arena, const Catalog *catalog, const Json *body)
{
    const Form *const        form = catalog_form(catalog, SV("care.visit"));
    SubmissionDefaults const defaults = { date_from_civil(2025, 1, 1), 7 };
    Problems                 problems = problems_open(arena);
    Submission               submission;

    api_submission_read(&submission, arena, catalog, form, body, defaults, &problems);
    assert(problems.count <= LIMIT_PROBLEMS);
    for (uint32_t i = 0; i < problems.count; i++)
        assert(problem_message(arena, &problems.items[i], LANGUAGE_EN).len > 0 &&
               problem_message(arena, &problems.items[i], LANGUAGE_ZH).len > 0);
    check_values(arena, catalog, &submission, CATALOG_NONE, 0);
    for (uint32_t i = 0; i < form->list_count; i++) {
        assert(submission.lists[i].row_count <= form->lists[i].rows_max);
        for (uint32_t j = 0; j < submission.lists[i].row_count; j++)
            check_values(arena, catalog, &submission, i, j);
    }
}

int submission_fuzz(const uint8_t *data, size_t size)
{
    Arena         *arena = arena_open();
    Source const   source = { SV("fuzz.care"), str_from_c(DEFINITIONS) };
    Diagnostics    diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };
    const Catalog *catalog = NULL;
    const Json    *body = NULL;
    Fault          fault = { 0 };

    assert(catalog_compile(&catalog, arena, &diagnostics));
    if (json_parse(&body, arena, (Str){ (const char *)data, size }, &fault) &&
        body->kind == JSON_OBJECT)
        read_body(arena, catalog, body);
    arena_close(&arena);
    return 0;
}
