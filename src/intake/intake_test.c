/* The write path, on a small county: what goes in, what is refused, what follows. */
#include "intake/definition.h"
#include "intake/county.h"
#include "schedule/due.h"

static const char DEFINITIONS[] =
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "  3 phone \"电话\" | \"Phone\"\n"
    "code symptom \"症状\" | \"Symptom\"\n"
    "  1 none \"无\" | \"None\" alone\n"
    "  2 headache \"头痛\" | \"Headache\"\n"
    "  3 other \"其他\" | \"Other\"\n"
    "param target \"目标\" | \"Target\" int mmHg\n"
    "  from 2000-01-01 = 140\n"
    "programme htn \"高血压\" | \"Hypertension\"\n"
    "  for person where age >= 35\n"
    "  enrol with registration from confirmed_on\n"
    "  close with closing\n"
    "  form registration \"登记\" | \"Registration\"\n"
    "    confirmed_on \"确诊\" | \"Confirmed\" date required\n"
    "  form closing \"终止\" | \"Closing\" administrative\n"
    "    reason \"原因\" | \"Reason\" text 20 required\n"
    "  form followup \"随访\" | \"Follow-up\"\n"
    "    way \"方式\" | \"Way\" code way required\n"
    "    symptoms \"症状\" | \"Symptoms\" codes symptom\n"
    "    other \"其他\" | \"Other\" text 20 when symptoms has other required when symptoms has "
    "other\n"
    "    sbp \"收缩压\" | \"Systolic\" int mmHg 60..300 usual 90..200 required\n"
    "    dbp \"舒张压\" | \"Diastolic\" int mmHg 30..200 required\n"
    "    weight \"体重\" | \"Weight\" decimal 1 kg 2..300\n"
    "    height \"身高\" | \"Height\" decimal 1 cm 30..250\n"
    "    let bmi decimal 2 kg/m2 = weight / ((height as m) * (height as m))\n"
    "    let met bool = sbp < (if age < 65 then target else 150) and dbp < 90\n"
    "    check dbp < sbp \"舒张压应低于收缩压\" | \"diastolic must be below systolic\"\n"
    "    list medicines \"用药\" | \"Medicines\" max 3\n"
    "      name \"药名\" | \"Name\" text 20 required\n"
    "      dose \"剂量\" | \"Dose\" decimal 2\n"
    "    advise urgent \"紧急转诊\" | \"Refer now\" when sbp >= 180\n"
    "    advise soon \"连续两次未达标\" | \"Twice\" when not met and not last(followup).met\n"
    "  due followup every 3 months early 1 month\n"
    "  due followup within 14 days after followup where not met\n"
    "  indicator managed \"管理\" | \"Managed\"\n"
    "    count enrolled in period\n"
    "  indicator controlled \"控制率\" | \"Controlled\"\n"
    "    of managed\n"
    "    count coalesce(last(followup in year).met, false)\n"
    "  indicator visits \"人次\" | \"Visits\"\n"
    "    sum count(followup in period)\n"
    "unit kg/m2 \"千克/平方米\" | \"kg/m²\"\n";

/* The whole of an indicator's figure at the bureau in a period. */
static Figure figure_of(County *county, Test *test, const char *indicator, const char *period)
{
    Job const          job = county_job(county);
    Registry const     registry = house_registry(county->house, &job);
    FigureReader const reader = house_figures(county->house, &job, &registry);
    FigurePlace const  place = { .organisation_id = county->bureau };
    Period             parsed = { 0 };
    Figure             figure = { 0 };
    Fault              fault = { 0 };
    uint32_t           index = 0;

    for (; index < county->house->catalog->indicator_count; index++)
        if (str_equal(county->house->catalog->indicators[index].full, str_from_c(indicator)))
            break;
    check_true(test, period_parse(&parsed, str_from_c(period), &fault));
    if (!figure_read(&figure, &reader, &index, 1, place, parsed, &fault))
        check_fail(test, fault.message);
    return figure;
}

static void check_figure(County *county, Test *test, const char *indicator, const char *period,
                         int64_t part, int64_t whole)
{
    Figure const figure = figure_of(county, test, indicator, period);

    test_row(test, "%s %s", indicator, period);
    check_equal(test, figure.part, part);
    if (whole >= 0)
        check_equal(test, figure.whole, whole);
}

/* The one due item of a person, as "due_on open_on", or "". */
static Str due_of(County *county, Test *test, int64_t person_id)
{
    Job const       job = county_job(county);
    DueRow         *rows = NULL;
    uint32_t        count = 0;
    Fault           fault = { 0 };
    DueFilter const filter = { .person_id = person_id,
                               .programme = CATALOG_NONE,
                               .until = DATE_MAX };

    if (!due_list(&rows, &count, county->house->store, county->house->vocabulary, job.actor,
                  county->house->organisations, &filter, county->today, job.arena, &fault))
        check_fail(test, fault.message);
    return count ? date_format(job.arena, rows[0].item.due_on) : SV("");
}

void intake_submit_test(Test *test)
{
    County   county;
    Problems problems;

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    int64_t const person = county_person(&county, test, "甲一", "1", "1960-05-01", 0, "2020-01-01");
    check_text(test, due_of(&county, test, person), SV(""));
    check_true(test, county_submit(&county, test, "htn.registration", person, "2026-01-10", 0,
                                   "confirmed_on=2026-01-05", NULL) != 0);
    check_text(test, due_of(&county, test, person), SV("2026-04-05"));
    check_true(test, county_submit(&county, test, "htn.followup", person, "2026-02-01", 0,
                                   "way=1 sbp=138 dbp=85 weight=70.0 height=170.0", NULL) != 0);
    check_text(test, due_of(&county, test, person), SV("2026-05-01"));
    check_true(test, county_submit(&county, test, "htn.followup", person, "2026-05-20", 0,
                                   "way=2 sbp=165 dbp=95", NULL) != 0);
    check_text(test, due_of(&county, test, person), SV("2026-06-03"));
    county_commit(&county, test);

    check_figure(&county, test, "htn.managed", "2026", 1, -1);
    check_figure(&county, test, "htn.managed", "2025", 0, -1);
    check_figure(&county, test, "htn.managed", "2026-01", 1, -1);
    check_figure(&county, test, "htn.controlled", "2026Q1", 1, 1);
    check_figure(&county, test, "htn.controlled", "2026Q2", 0, 1);
    check_figure(&county, test, "htn.visits", "2026", 2, -1);
    check_figure(&county, test, "htn.visits", "2026-05", 1, -1);
    check_figure(&county, test, "htn.visits", "2026-03-31", 1, -1); /* to date: no tally */
    county_verify(&county, test);
    county_close(&county);
    (void)problems;
}

/* Every problem at once, and nothing stored. */
void intake_refuse_test(Test *test)
{
    static const struct {
        const char *form, *day, *values;
        const char *want; /* the problems, as they are printed */
    } CASES[] = {
        { "htn.followup", "2026-03-01", "way=1 sbp=140 dbp=90", "" },
        { "htn.followup", "2026-03-01", "",
          "way: Way is required\nsbp: Systolic is required\n"
          "dbp: Diastolic is required\n" },
        { "htn.followup", "2026-03-01", "way=9 sbp=x dbp=90.5",
          "way: Way is not one of its codes\nsbp: Systolic must be a whole number\n"
          "dbp: Diastolic must be a whole number\n" },
        { "htn.followup", "2026-03-01", "way=1 sbp=301 dbp=29",
          "sbp: Systolic must be at most 300 mmHg\ndbp: Diastolic must be at least 30 mmHg\n" },
        { "htn.followup", "2026-03-01", "way=1 sbp=90 dbp=95",
          "dbp: diastolic must be below systolic\n" },
        { "htn.followup", "2026-03-01", "way=1 sbp=120 dbp=80 symptoms=1,2",
          "symptoms: in Symptoms, 'None' excludes every other choice\n" },
        { "htn.followup", "2026-03-01", "way=1 sbp=120 dbp=80 symptoms=3",
          "other: Other is required\n" },
        { "htn.followup", "2026-03-01", "way=1 sbp=120 dbp=80 other=x",
          "other: Other does not apply here\n" },
        { "htn.followup", "2026-03-01", "way=1 sbp=120 dbp=80 medicines.1.dose=1.234",
          "medicines.dose, row 1: Dose must be a number with at most 2 digits after the point\n"
          "medicines.name, row 1: Name is required\n" },
        { "htn.followup", "2030-01-01", "way=1 sbp=120 dbp=80",
          "occurred_on: date of service must not be in the future\n" },
        { "htn.followup", "1950-01-01", "way=1 sbp=120 dbp=80",
          "occurred_on: date of service must not be before date of birth\n"
          "organisation_id: organisation is not in force on that day\n" },
        { "htn.registration", "2026-03-01", "confirmed_on=1990-01-01",
          "the person does not belong to Hypertension: age >= 35\n" },
    };
    County county;

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Problems problems;

        test_row(test, "%s", CASES[i].values);
        check_true(test, county_begin(&county, test));
        int64_t const person =
            county_person(&county, test, "甲一", "1", "1960-05-01", 0, "1985-01-01");
        int64_t const before = store_change_count(county.house->store);
        int64_t const record = county_submit(&county, test, CASES[i].form, person, CASES[i].day, 0,
                                             CASES[i].values, &problems);
        Buf           text = buf_open(county.scratch, 4000);
        problems_print(&text, &problems, LANGUAGE_EN);
        check_text(test, buf_str(&text), str_from_c(CASES[i].want));
        check_equal(test, record != 0, CASES[i].want[0] == '\0');
        if (!record)
            check_equal(test, store_change_count(county.house->store), before);
        intake_end(county.house);
    }
    county_close(&county);
}

void intake_twice_test(Test *test)
{
    County       county;
    IntakeResult first = { 0 };
    IntakeResult again = { 0 };
    Fault        fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    int64_t const person = county_person(&county, test, "甲一", "1", "1960-05-01", 0, "2020-01-01");
    for (int i = 0; i < 3; i++) {
        Job const  job = county_job(&county);
        Problems   problems = problems_open(job.arena);
        Submission submission =
            county_submission(&county, test, "htn.followup", person, "2026-02-01", 0,
                              i < 2 ? "way=1 sbp=138 dbp=85" : "way=1 sbp=139 dbp=85", &problems);
        bool const ok = intake_submit(i ? &again : &first, county.house, &job, &submission,
                                      SV("key-1"), &problems, &fault);

        test_row(test, "attempt %d", i + 1);
        check_equal(test, ok, i < 2);
        check_equal(test, again.was_done, i == 1);
        if (i == 1)
            check_equal(test, again.record_id, first.record_id);
    }
    check_equal(test, fault.code, FAULT_CONFLICT);
    county_commit(&county, test);
    check_figure(&county, test, "htn.visits", "2026", 1, -1);
    county_close(&county);
}

void intake_amend_test(Test *test)
{
    County county;
    Fault  fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    int64_t const person = county_person(&county, test, "甲一", "2", "1960-05-01", 0, "2020-01-01");
    (void)county_submit(&county, test, "htn.registration", person, "2025-01-10", 0,
                        "confirmed_on=2025-01-05", NULL);
    int64_t const record = county_submit(&county, test, "htn.followup", person, "2025-12-20", 0,
                                         "way=1 sbp=130 dbp=80 medicines.1.name=x", NULL);
    check_true(test, record != 0);

    /* To another year, and uncontrolled. */
    Job          job = county_job(&county);
    Problems     problems = problems_open(job.arena);
    IntakeResult result = { 0 };
    Submission   submission = county_submission(&county, test, "htn.followup", person, "2026-01-20",
                                                0, "way=1 sbp=170 dbp=80", &problems);
    submission.record_id = record;
    submission.revision = 1;
    check_true(test,
               intake_amend(&result, county.house, &job, &submission, SV(""), &problems, &fault));
    check_equal(test, result.revision, 2);
    /* The same again comes too late. */
    job = county_job(&county);
    problems = problems_open(job.arena);
    submission = county_submission(&county, test, "htn.followup", person, "2026-01-20", 0,
                                   "way=1 sbp=171 dbp=80", &problems);
    submission.record_id = record;
    submission.revision = 1;
    check_true(test,
               !intake_amend(&result, county.house, &job, &submission, SV(""), &problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    county_commit(&county, test);
    check_figure(&county, test, "htn.visits", "2025", 0, -1);
    check_figure(&county, test, "htn.visits", "2026-01", 1, -1);
    check_figure(&county, test, "htn.controlled", "2026", 0, 1);
    county_verify(&county, test);

    /* What it was is still there. */
    RecordRevision   *history = NULL;
    uint32_t          count = 0;
    const Form *const form = catalog_form(county.house->catalog, SV("htn.followup"));
    job = county_job(&county);
    check_true(test,
               record_history(&history, &count, county.house->store, county.house->records,
                              county.house->catalog, form, person, record, job.arena, &fault));
    check_equal(test, count, 1);
    check_equal(test, history[0].submission.values[form_field_index(form, SV("sbp"))].word, 130);
    check_equal(test, history[0].submission.lists[0].row_count, 1);

    check_true(test, county_begin(&county, test));
    job = county_job(&county);
    check_true(test, !intake_void(county.house, &job, form, person, record, 2, SV("  "), &fault));
    check_true(test,
               intake_void(county.house, &job, form, person, record, 2, SV("录入错误"), &fault));
    county_commit(&county, test);
    check_figure(&county, test, "htn.visits", "2026", 0, -1);
    check_text(test, due_of(&county, test, person), SV("2025-04-05"));
    county_verify(&county, test);
    county_close(&county);
}

void intake_advise_test(Test *test)
{
    County county;
    Fault  fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    int64_t const person = county_person(&county, test, "甲一", "1", "1960-05-01", 0, "2020-01-01");
    for (int i = 0; i < 2; i++) {
        Job const    job = county_job(&county);
        Problems     problems = problems_open(job.arena);
        IntakeResult result = { 0 };
        Submission   submission = county_submission(
              &county, test, "htn.followup", person, i ? "2026-03-01" : "2026-02-01", 0,
            i ? "way=1 sbp=185 dbp=85 weight=70.0 height=170.0" : "way=1 sbp=160 dbp=85",
              &problems);

        test_row(test, "visit %d", i + 1);
        check_true(test,
                   intake_preview(&result, county.house, &job, &submission, &problems, &fault));
        check_equal(test, result.advice_count, i ? 2 : 0); /* the first has none before it */
        uint32_t const bmi = form_field_index(submission.form, SV("bmi"));
        check_equal(test, submission.values[bmi].present, i == 1);
        if (i)
            check_equal(test, submission.values[bmi].word, 2422);
        submission.record_id = 0;
        check_true(test, intake_submit(&result, county.house, &job, &submission, SV(""), &problems,
                                       &fault));
        check_equal(test, result.advice_count, i ? 2 : 0);
    }
    county_commit(&county, test);
    county_close(&county);
}

/* A corrected birth date changes what was derived from it, and so the figures. */
void intake_birth_test(Test *test)
{
    County county;
    Fault  fault = { 0 };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    int64_t const person = county_person(&county, test, "甲一", "1", "1962-05-01", 0, "2020-01-01");
    (void)county_submit(&county, test, "htn.registration", person, "2026-01-10", 0,
                        "confirmed_on=2026-01-05", NULL);
    (void)county_submit(&county, test, "htn.followup", person, "2026-02-01", 0,
                        "way=1 sbp=145 dbp=80", NULL);
    county_commit(&county, test);
    check_figure(&county, test, "htn.controlled", "2026", 0, 1);

    check_true(test, county_begin(&county, test));
    Job const         job = county_job(&county);
    Problems          problems = problems_open(job.arena);
    PersonChange      change = { 0 };
    PersonEntry const entry = {
        .person_id = person,
        .revision = 1,
        .name = SV("甲一"),
        .sex = SV("1"),
        .born_on = county_day(test, "1952-05-01"), /* 73: the target is 150 */
    };
    check_true(test, intake_amend_person(&change, county.house, &job, &entry, &problems, &fault));
    county_commit(&county, test);
    check_figure(&county, test, "htn.controlled", "2026", 1, 1);
    county_verify(&county, test);
    county_close(&county);
}

/* Fail every store call in turn: nothing may have changed, and nothing leaks. */
void intake_fail_test(Test *test)
{
    County   county;
    bool     finished = false;
    uint32_t walked = 0;

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    int64_t const person = county_person(&county, test, "甲一", "1", "1960-05-01", 0, "2020-01-01");
    (void)county_submit(&county, test, "htn.registration", person, "2026-01-10", 0,
                        "confirmed_on=2026-01-05", NULL);
    county_commit(&county, test);
    for (uint32_t fail_at = 1; !finished && fail_at < 500; fail_at++, walked++) {
        Job const    job = county_job(&county);
        Problems     problems = problems_open(job.arena);
        IntakeResult result = { 0 };
        Fault        fault = { 0 };
        Submission   submission =
            county_submission(&county, test, "htn.followup", person, "2026-02-01", 0,
                              "way=1 sbp=138 dbp=85 medicines.1.name=x", &problems);

        store_fail_at(county.house->store, fail_at);
        finished =
            intake_begin(county.house, &fault) &&
            intake_submit(&result, county.house, &job, &submission, SV("key"), &problems, &fault) &&
            intake_commit(county.house, &fault);
        store_fail_at(county.house->store, 0);
        intake_end(county.house);
        test_row(test, "call %u", fail_at);
        check_equal(test, fault.code, finished ? FAULT_NONE : FAULT_IO);
        check_figure(&county, test, "htn.visits", "2026", finished, -1);
    }
    check_true(test, finished && walked > 20);
    county_verify(&county, test);
    county_close(&county);
}
