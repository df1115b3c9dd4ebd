/* A record as a whole: every problem at once, each at its field, and what is computed. */
#include "records/validate.h"

#include "catalog/harness.h"

static const char DEFINITIONS[] =
    "unit kg \"千克\" | \"kg\"\n"
    "unit m \"米\" | \"m\"\n"
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "  9 other \"其他\" | \"Other\" until 2020-12-31\n"
    "code habit \"习惯\" | \"Habit\"\n"
    "  0 none \"无\" | \"None\" alone\n"
    "  1 smoking \"吸烟\" | \"Smoking\"\n"
    "  2 drinking \"饮酒\" | \"Drinking\"\n"
    "param limit \"限\" | \"Limit\" int\n"
    "  from 2000-01-01 = 5\n"
    "  in 990101 from 2024-01-01 = 3\n"
    "programme p \"项\" | \"P\"\n"
    "  enrol with f\n"
    "  form f \"表\" | \"F\"\n"
    "    n \"数\" | \"Number\" int 1..9 usual 2..8 required\n"
    "    weight \"体重\" | \"Weight\" decimal 1 kg 2.0..300.0\n"
    "    height \"身高\" | \"Height\" decimal 2 m\n"
    "    way \"方式\" | \"Way\" code way required when n > limit\n"
    "    habits \"习惯\" | \"Habits\" codes habit\n"
    "    place \"地点\" | \"Place\" text 5 when way = home required when habits has smoking\n"
    "    on \"日期\" | \"Day\" date\n"
    "    old \"旧\" | \"Old\" int until 2020-12-31 required\n"
    "    new \"新\" | \"New\" int from 2030-01-01 required\n"
    "    let bmi \"指数\" | \"BMI\" decimal 1 kg/m2 = weight / (height * height)\n"
    "    heavy \"超重\" | \"Heavy\" text 5 when bmi >= 24.0\n"
    "    list l \"列\" | \"List\" max 2\n"
    "      name \"名\" | \"Name\" text 3 required\n"
    "      dose \"量\" | \"Dose\" decimal 2 0.01..99.00 required when n > 5\n"
    "      check dose < 50 or n > 5 \"量过大\" | \"too much\"\n"
    "    check on <= day \"日期晚\" | \"the day is late\"\n"
    "    check rows(l) > 0 or not habits has drinking \"请列\" | \"list them\"\n"
    "    check weight is not missing or height is missing \"请称\" | \"weigh\" until 2024-12-31\n"
    "    warn age >= 18 \"年幼\" | \"young\"\n"
    "    warn count(f in year) < 3 \"过多\" | \"often\"\n"
    "    advise urgent \"转诊\" | \"Refer\" when bmi >= 30\n"
    "    advise \"复测\" | \"Again\" when n > limit from 2024-01-01\n";

/* What the subject's history says: the age, and how often the form was filled. */
typedef struct {
    int64_t age, count; /* -1: not known */
} Past;

static bool ask_past(void *context, Slot slot, int64_t *word)
{
    const Past *const past = context;

    *word = slot.kind == SLOT_TERM ? past->count : past->age;
    return *word >= 0;
}

static const struct {
    const char *day, *values;
    Past        past;
    int64_t     region_id;
    const char *problems; /* one line each */
    const char *bmi, *advice;
} CASES[] = {
    /* required */
    { "2024-05-01", "n=3", { 40, 0 }, 0, "", "", "" },
    { "2024-05-01", "", { 40, 0 }, 0, "n: Number is required\n", "", "" },
    { "2024-05-01", "n=6", { 40, 0 }, 0, "way: Way is required\n", "", "Again" },
    { "2024-05-01", "n=4", { 40, 0 }, 990101100201, "way: Way is required\n", "", "Again" },
    { "2024-05-01", "n=4 way=1", { 40, 0 }, 990101100201, "", "", "Again" },
    { "2023-12-31", "n=4", { 40, 0 }, 990101100201, "", "", "" },
    { "2020-12-31", "n=3", { 40, 0 }, 0, "old: Old is required\n", "", "" },
    { "2030-01-01", "n=3", { 40, 0 }, 0, "new: New is required\n", "", "" },
    /* where it applies */
    { "2024-05-01", "n=3 way=2 habits=1", { 40, 0 }, 0, "place: Place is required\n", "", "" },
    { "2024-05-01", "n=3 way=1 habits=1", { 40, 0 }, 0, "", "", "" },
    { "2024-05-01",
      "n=3 way=1 place=x",
      { 40, 0 },
      0,
      "place: Place does not apply here\n",
      "",
      "" },
    { "2024-05-01", "n=3 place=x", { 40, 0 }, 0, "place: Place does not apply here\n", "", "" },
    { "2021-01-01", "n=3 old=1", { 40, 0 }, 0, "old: Old does not apply here\n", "", "" },
    { "2024-05-01",
      "n=3 weight=70.0 height=1.75 heavy=x",
      { 40, 0 },
      0,
      "heavy: Heavy does not apply here\n",
      "22.9",
      "" },
    { "2024-05-01", "n=3 weight=80.0 height=1.75 heavy=x", { 40, 0 }, 0, "", "26.1", "" },
    /* ranges */
    { "2024-05-01", "n=0", { 40, 0 }, 0, "n: Number must be at least 1\n", "", "" },
    { "2024-05-01", "n=10 way=1", { 40, 0 }, 0, "n: Number must be at most 9\n", "", "Again" },
    { "2024-05-01",
      "n=1",
      { 40, 0 },
      0,
      "n: warning: Number is usually between 2 and 8; please check it\n",
      "",
      "" },
    { "2024-05-01",
      "n=9 way=1",
      { 40, 0 },
      0,
      "n: warning: Number is usually between 2 and 8; please check it\n",
      "",
      "Again" },
    { "2024-05-01",
      "n=3 weight=1.9 height=1.00",
      { 40, 0 },
      0,
      "weight: Weight must be at least 2.0 kg\n",
      "1.9",
      "" },
    { "2024-05-01",
      "n=3 weight=300.1",
      { 40, 0 },
      0,
      "weight: Weight must be at most 300.0 kg\n",
      "",
      "" },
    { "2024-05-01", "n=3 weight=300.0", { 40, 0 }, 0, "", "", "" },
    /* codes */
    { "2024-05-01", "n=3 way=7", { 40, 0 }, 0, "way: Way is not one of its codes\n", "", "" },
    { "2024-05-01",
      "n=3 way=9",
      { 40, 0 },
      0,
      "way: the code of Way is not in force on that day\n",
      "",
      "" },
    { "2024-05-01",
      "n=3 habits=0,1",
      { 40, 0 },
      0,
      "habits: in Habits, 'None' excludes every other choice\n",
      "",
      "" },
    /* lists */
    { "2024-05-01", "n=3 habits=2", { 40, 0 }, 0, "habits: list them\n", "", "" },
    { "2024-05-01", "n=3 habits=2 l.1.name=a", { 40, 0 }, 0, "", "", "" },
    { "2024-05-01",
      "n=6 way=1 l.1.name=a l.2.dose=1",
      { 40, 0 },
      0,
      "l.dose, row 1: Dose is required\nl.name, row 2: Name is required\n",
      "",
      "Again" },
    { "2024-05-01",
      "n=3 l.1.name=abcd l.2.name=a l.2.dose=99.01",
      { 40, 0 },
      0,
      "l.name, row 1: Name has at most 3 characters\nl.dose, row 2: Dose must be at most 99.00\n"
      "l.dose, row 2: too much\n",
      "",
      "" },
    { "2024-05-01",
      "n=3 l.1.name=a l.1.dose=50",
      { 40, 0 },
      0,
      "l.dose, row 1: too much\n",
      "",
      "" },
    /* the definition's own */
    { "2024-05-01", "n=3 on=2024-05-01", { 40, 0 }, 0, "", "", "" },
    { "2024-05-01", "n=3 on=2024-05-02", { 40, 0 }, 0, "on: the day is late\n", "", "" },
    { "2024-12-31", "n=3 height=1.75", { 40, 0 }, 0, "weight: weigh\n", "", "" },
    { "2025-01-01", "n=3 height=1.75", { 40, 0 }, 0, "", "", "" },
    { "2024-05-01", "n=3", { 17, 0 }, 0, "warning: young\n", "", "" },
    { "2024-05-01", "n=3", { -1, -1 }, 0, "", "", "" },
    { "2024-05-01", "n=3", { 40, 3 }, 0, "warning: often\n", "", "" },
    { "2024-05-01", "n=3 weight=91.9 height=1.75", { 40, 0 }, 0, "", "30.0", "Refer" },
    { "2024-05-01",
      "n=3 weight=0 height=0",
      { 40, 0 },
      0,
      "weight: Weight must be at least 2.0 kg\n",
      "",
      "" },
    /* everything at once */
    { "2024-05-01",
      "n=x weight=1.25 way=7 habits=1,1 place=abcdef on=2024-02-30 l.1.dose=y",
      { 17, 3 },
      0,
      "n: Number must be a whole number\n"
      "weight: Weight must be a number with at most 1 digit after the point\n"
      "way: Way is not one of its codes\nhabits: Habits is given twice\n"
      "place: Place has at most 5 characters\non: Day is not a day of the calendar\n"
      "l.dose, row 1: Dose must be a number\n"
      "l.name, row 1: Name is required\nwarning: young\nwarning: often\n",
      "",
      "" },
};

/* "n=3 l.1.name=a"; rows of the one list are numbered from 1. */
static void fill(Test *test, Arena *arena, const Catalog *catalog, Submission *submission,
                 const char *values, Problems *problems)
{
    const Form *const form = submission->form;

    for (Str rest = str_from_c(values); rest.len;) {
        Str            value = str_cut(&rest, ' ');
        Str            name = str_cut(&value, '=');
        uint32_t const field = form_field_index(form, name);
        uint64_t       row = 0;

        if (field != CATALOG_NONE) {
            submission_parse(submission, arena, catalog, CATALOG_NONE, 0, field, value, problems);
            continue;
        }
        (void)str_cut(&name, '.');
        if (!str_to_uint(&row, str_cut(&name, '.'), 9))
            check_fail(test, "a row of the test has a number");
        while (submission->lists[0].row_count < row)
            if (!submission_add_row(submission, arena, 0))
                break;
        for (uint32_t i = 0; i < form->lists[0].field_count; i++)
            if (str_equal(form->lists[0].fields[i].name, name))
                submission_parse(submission, arena, catalog, 0, (uint32_t)row - 1, i, value,
                                 problems);
    }
}

void validate_record_test(Test *test)
{
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));
    const Form *const    form = catalog_form(catalog, SV("p.f"));
    Validator *const     validator = validator_open(arena, catalog);
    uint32_t const       bmi = form_field_index(form, SV("bmi"));

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Problems         problems = problems_open(arena);
        Submission       submission = submission_open(arena, form);
        Past             past = CASES[i].past;
        Validation const validation = {
            .submission = &submission,
            .region_id = CASES[i].region_id,
            .asker = { ask_past, &past },
            .problems = &problems,
            .arena = arena,
        };
        uint32_t count = 0;
        Buf      said = buf_open(arena, 4000);
        Buf      advice = buf_open(arena, 1000);

        test_row(test, "%s %s", CASES[i].day, CASES[i].values);
        check_true(test, date_parse(&submission.occurred_on, str_from_c(CASES[i].day)));
        fill(test, arena, catalog, &submission, CASES[i].values, &problems);
        validate_record(validator, &validation);
        problems_print(&said, &problems, LANGUAGE_EN);
        check_text(test, buf_str(&said), str_from_c(CASES[i].problems));
        check_text(test,
                   value_format(arena, catalog, form->fields[bmi].type, submission.values[bmi]),
                   str_from_c(CASES[i].bmi));
        const Advice **const given = validate_advise(validator, &validation, &count);
        for (uint32_t j = 0; j < count; j++) {
            buf_add_c(&advice, j ? "," : "");
            buf_add(&advice, given[j]->text.en);
        }
        check_text(test, buf_str(&advice), str_from_c(CASES[i].advice));
    }
    arena_close(&arena);
}

/* What a form shows before it is sent: which fields apply, and which must be filled. */
void validate_fields_test(Test *test)
{
    static const struct {
        const char *values, *applies, *required;
    } FIELDS[] = {
        { "", "n weight height way habits on bmi", "n" },
        { "n=6 way=1", "n weight height way habits on bmi", "n way" },
        { "n=1 way=2", "n weight height way habits place on bmi", "n" },
        { "n=1 way=2 habits=1", "n weight height way habits place on bmi", "n place" },
        { "n=1 habits=1", "n weight height way habits on bmi", "n" },
        { "n=1 weight=80 height=1.75", "n weight height way habits on bmi heavy", "n" },
    };
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));
    const Form *const    form = catalog_form(catalog, SV("p.f"));
    Validator *const     validator = validator_open(arena, catalog);
    bool *const          applies = arena_array(arena, form->field_count, sizeof(bool));
    bool *const          required = arena_array(arena, form->field_count, sizeof(bool));

    for (size_t i = 0; i < COUNT_OF(FIELDS); i++) {
        Problems         problems = problems_open(arena);
        Submission       submission = submission_open(arena, form);
        Validation const validation = {
            .submission = &submission,
            .problems = &problems,
            .arena = arena,
        };
        Buf shown = buf_open(arena, 1000);
        Buf asked = buf_open(arena, 1000);

        test_row(test, "%s", FIELDS[i].values);
        submission.occurred_on = date_from_civil(2024, 5, 1);
        fill(test, arena, catalog, &submission, FIELDS[i].values, &problems);
        validate_derive(validator, &validation);
        validate_fields(validator, &validation, applies, required);
        for (uint32_t j = 0; j < form->field_count; j++) {
            Str const name = form->fields[j].name;

            if (applies[j])
                buf_add_format(&shown, "%s%.*s", shown.len ? " " : "", (int)name.len, name.ptr);
            if (required[j])
                buf_add_format(&asked, "%s%.*s", asked.len ? " " : "", (int)name.len, name.ptr);
        }
        check_text(test, buf_str(&shown), str_from_c(FIELDS[i].applies));
        check_text(test, buf_str(&asked), str_from_c(FIELDS[i].required));
    }
    arena_close(&arena);
}

/* A list takes as many rows as its definition says, and no more. */
void submission_rows_test(Test *test)
{
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));
    Submission           submission = submission_open(arena, catalog_form(catalog, SV("p.f")));

    for (uint32_t i = 0; i < 4; i++) {
        test_row(test, "row %u", i + 1);
        check_equal(test, submission_add_row(&submission, arena, 0), i < 2);
    }
    check_equal(test, submission.lists[0].row_count, 2);
    arena_close(&arena);
}
