/* What expressions give: each operator and function, missing values included. */
#include "catalog/harness_private.h"

static const char PRELUDE[] =
    "unit mmHg \"毫米汞柱\" | \"mmHg\"\n"
    "unit mm \"毫米\" | \"mm\" = 0.1 cm\n" /* before what it is worth */
    "unit m \"米\" | \"m\"\n"
    "unit cm \"厘米\" | \"cm\" = 0.01 m\n"
    "unit kg \"千克\" | \"kg\"\n"
    "unit g \"克\" | \"g\" = 0.001 kg\n"
    "unit min \"分\" | \"min\"\n"
    "unit h \"时\" | \"h\" = 60 min\n"
    "unit km/h \"千米/时\" | \"km/h\"\n"
    "unit km \"千米\" | \"km\" = 1000 m\n"
    "unit mmol \"毫摩尔\" | \"mmol\"\n"
    "unit L \"升\" | \"L\"\n"
    "unit mg \"毫克\" | \"mg\" = 0.001 g\n"
    "unit dL \"分升\" | \"dL\" = 0.1 L\n"
    "unit chol/L \"胆固醇\" | \"cholesterol\" = 38.67 mg/dL\n"
    "unit chol \"胆固醇\" | \"cholesterol\"\n"
    "code sex \"性别\" | \"Sex\"\n"
    "  1 male \"男\" | \"Male\"\n"
    "  2 female \"女\" | \"Female\"\n"
    "code residence \"常住\" | \"Residence\"\n"
    "  1 registered \"户籍\" | \"Registered\"\n"
    "  2 living \"非户籍\" | \"Living here\"\n"
    "code resident_status \"居住状态\" | \"Resident status\"\n"
    "  3 settled \"常住\" | \"Settled\"\n"
    "param resident_months \"常住月数\" | \"Resident months\" int month\n"
    "  from 2000-01-01 = 6\n"
    "param migrant_months \"流动月数\" | \"Migrant months\" int month\n"
    "  from 2000-01-01 = 3\n"
    "code way \"方式\" | \"Way\"\n"
    "  1 clinic \"门诊\" | \"Clinic\"\n"
    "  2 home \"家庭\" | \"Home\"\n"
    "  \"1.3\" phone \"电话\" | \"Phone\"\n"
    "code grade \"分级\" | \"Grade\"\n" /* not in the order of their codes */
    "  1 mild \"轻\" | \"Mild\" points 1.5\n"
    "  2 severe \"重\" | \"Severe\" points -10\n"
    "  0 normal \"正常\" | \"Normal\" points 0\n"
    "code symptom \"症状\" | \"Symptom\"\n"
    "  1 none \"无\" | \"None\" alone\n"
    "  2 headache \"头痛\" | \"Headache\"\n"
    "  3 dizzy \"头晕\" | \"Dizzy\"\n"
    "register team \"团队\" | \"Team\"\n"
    "  chief \"队长\" | \"Chief\" worker\n"
    "param limit \"限\" | \"Limit\" int mmHg\n"
    "  from 2017-02-28 = 140\n"
    "  from 2020-01-01 = 150\n"
    "  in 14 from 2018-01-01 = 135\n"
    "  in 1407 from 2018-01-01 = 130\n"
    "  in 140702 from 2019-01-01 = 125\n"
    "param start \"始\" | \"Start\" date\n"
    "  from 2017-02-28 = 2016-06-15\n"
    "param starts_in \"始\" | \"Start\" month\n"
    "  from 2017-02-28 = 2016-06-15\n"
    "param worst \"最重\" | \"Worst\" code grade\n"
    "  from 2017-02-28 = severe\n"
    "param cold \"冷\" | \"Cold\" decimal 1 -90.5..60\n"
    "  from 2017-02-28 = -12.5\n";

static const char FORM[] = "form f \"表\" | \"Form\"\n"
                           "  a \"甲\" | \"A\" int\n"
                           "  b \"乙\" | \"B\" int\n"
                           "  c \"丙\" | \"C\" int\n"
                           "  d1 \"丁\" | \"D\" decimal 1\n"
                           "  d2 \"丁\" | \"D\" decimal 2\n"
                           "  d6 \"丁\" | \"D\" decimal 6\n"
                           "  cash \"钱\" | \"Cash\" money\n"
                           "  sbp \"压\" | \"SBP\" int mmHg\n"
                           "  height \"高\" | \"Height\" decimal 1 cm\n"
                           "  waist \"腰\" | \"Waist\" int mm\n"
                           "  weight \"重\" | \"Weight\" decimal 1 kg\n"
                           "  speed \"速\" | \"Speed\" int km/h\n"
                           "  rate \"率\" | \"Rate\" int /min\n"
                           "  fat \"脂\" | \"Fat\" decimal 2 chol/L\n"
                           "  p \"真\" | \"P\" bool\n"
                           "  q \"真\" | \"Q\" bool\n"
                           "  on_day \"日\" | \"Day\" date\n"
                           "  to_day \"日\" | \"Day\" date\n"
                           "  in_month \"月\" | \"Month\" month\n"
                           "  way \"方式\" | \"Way\" code way\n"
                           "  way2 \"方式\" | \"Way\" code way\n"
                           "  home \"在家\" | \"At home\" code way\n"
                           "  grade \"级\" | \"Grade\" code grade\n"
                           "  symptoms \"症状\" | \"Symptoms\" codes symptom\n"
                           "  symptoms2 \"症状\" | \"Symptoms\" codes symptom\n"
                           "  note \"说明\" | \"Note\" text\n"
                           "  team \"团队\" | \"Team\" team\n"
                           "  doctor \"医生\" | \"Doctor\" worker\n"
                           "  list meds \"药\" | \"Medicines\"\n"
                           "    dose \"量\" | \"Dose\" int\n"
                           "    check dose < a \"x\" | \"y\"\n";

typedef struct {
    const char *type; /* of the let; "" when it is not said */
    const char *text, *given, *want;
} Case;

static void run_cases(Test *test, const Case *cases, size_t count)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < count; i++) {
        arena_reset(arena);
        Str const text =
            str_format(arena, "%s  let result %s = %s\n", FORM, cases[i].type, cases[i].text);
        Compiled const compiled =
            harness_compile(arena, str_from_c(PRELUDE), SV("case.care"), text);

        test_row(test, "%s | %s", cases[i].text, cases[i].given);
        check_text(test, compiled.messages, SV(""));
        if (compiled.messages.len)
            continue;
        const Form *const  form = catalog_form(compiled.catalog, SV("f"));
        const Field *const result = &form->fields[form_field_index(form, SV("result"))];
        check_text(test,
                   harness_run(test, arena, compiled.catalog, form, result->derive,
                               str_from_c(cases[i].given)),
                   str_from_c(cases[i].want));
    }
    arena_close(&arena);
}

static const Case NUMBERS[] = {
    { "", "a + b", "a=3 b=4", "7" },
    { "", "a + b", "a=3", "missing" },
    { "", "a + b", "b=3", "missing" },
    { "", "a - b", "a=3 b=4", "-1" },
    { "", "a - b - c", "a=9 b=4 c=3", "2" }, /* from the left */
    { "", "a * b", "a=-3 b=4", "-12" },
    { "", "a + b * c", "a=1 b=2 c=3", "7" },
    { "", "(a + b) * c", "a=1 b=2 c=3", "9" },
    { "", "-a", "a=3", "-3" },
    { "", "-(a - b)", "a=3 b=5", "2" },
    { "", "5 - -3", "", "8" },
    { "", "a + 0.25", "a=1", "1.25" },
    { "", "d1 + d2", "d1=1.5 d2=2.25", "3.75" },
    { "", "d1 - d2", "d1=-1.5 d2=2.25", "-3.75" },
    { "", "d1 * d2", "d1=1.5 d2=-2.25", "-3.375" },
    { "", "cash * 3", "cash=0.35", "1.05" },

    /* a quotient has six digits, rounded half away from zero */
    { "", "a / b", "a=1 b=3", "0.333333" },
    { "", "a / b", "a=2 b=3", "0.666667" },
    { "", "a / b", "a=-2 b=3", "-0.666667" },
    { "", "a / b", "a=2 b=-3", "-0.666667" },
    { "", "a / b", "a=-2 b=-3", "0.666667" },
    { "", "a / b", "a=1 b=2000000", "0.000001" },
    { "", "a / b", "a=-1 b=2000000", "-0.000001" },
    { "", "a / b", "a=1 b=2000001", "0.000000" },
    { "", "a / b", "a=1 b=0", "missing" },
    { "", "a / b", "a=0 b=0", "missing" },
    { "", "a / b", "a=1", "missing" },
    { "", "d2 / d1", "d2=1.25 d1=0.5", "2.500000" },
    { "", "d1 / d2", "d1=0.5 d2=1.25", "0.400000" },
    { "", "d6 / a", "d6=0.000001 a=2", "0.000001" },
    { "", "(d6 * 0.001) / a", "d6=0.000001 a=1", "0.000000001" }, /* more digits are kept */

    /* a declared type is rounded to, once */
    { "int", "a / b", "a=1 b=2", "1" },
    { "int", "a / b", "a=-1 b=2", "-1" },
    { "int", "a / b", "a=49 b=100", "0" },
    { "int", "a / b", "a=4999999 b=10000000", "0" },        /* 0.500000 would give 1 */
    { "decimal 1", "a / b", "a=499999 b=10000000", "0.0" }, /* 0.050000 would give 0.1 */
    { "decimal 1", "d2", "d2=0.25", "0.3" },
    { "decimal 1", "d2", "d2=-0.25", "-0.3" },
    { "decimal 1", "d2", "d2=0.24", "0.2" },
    { "decimal 2", "d1", "d1=0.5", "0.50" },
    { "decimal 2 m", "height as m", "height=170.5", "1.71 m" },
    { "decimal 1 kg/m2", "weight / (height as m * height as m)", "weight=70.0 height=175.0",
      "22.9 kg/m2" },
    { "int", "2.0", "", "2" },
    { "", "round(d2, 1)", "d2=0.25", "0.3" },
    { "", "round(d2, 1)", "d2=-0.25", "-0.3" },
    { "", "round(d2, 0)", "d2=2.50", "3" },
    { "", "round(d2, 0)", "d2=2.49", "2" },
    { "", "round(a, 2)", "a=3", "3.00" },
    { "", "round(a / b, 2)", "a=1 b=200", "0.01" },
    { "", "round(a / b, 0) * 10", "a=1 b=2", "10" },
    { "", "round(d2, 1)", "", "missing" },

    { "", "abs(a)", "a=-3", "3" },
    { "", "abs(a)", "a=3", "3" },
    { "", "abs(a)", "", "missing" },
    { "", "least(a, b)", "a=3 b=-4", "-4" },
    { "", "least(a, b)", "a=3", "missing" },
    { "", "least(d1, d2)", "d1=1.5 d2=1.45", "1.45" },
    { "", "greatest(a, b)", "a=3 b=-4", "3" },
    { "", "greatest(a, 10)", "a=3", "10" },
    { "", "coalesce(a, b)", "a=3 b=4", "3" },
    { "", "coalesce(a, b)", "b=4", "4" },
    { "", "coalesce(a, b)", "", "missing" },
    { "", "coalesce(a, 0) + coalesce(b, 0)", "b=4", "4" },
    { "", "coalesce(missing, a)", "a=4", "4" },
    { "", "coalesce(a, 0.5)", "a=4", "4.0" },
};

void check_expr_numbers_test(Test *test)
{
    run_cases(test, NUMBERS, COUNT_OF(NUMBERS));
}

/* What does not fit is missing; nothing wraps round. */
static const Case OVERFLOWS[] = {
    { "", "a + b", "a=#9223372036854775807 b=1", "missing" },
    { "", "a + b", "a=#9223372036854775806 b=1", "9223372036854775807" },
    { "", "a - b", "a=#-9223372036854775807 b=2", "missing" },
    { "", "a * b", "a=#4611686018427387904 b=2", "missing" },
    { "", "a * b", "a=#-4611686018427387904 b=2", "-9223372036854775808" },
    { "", "-(a * b)", "a=#-4611686018427387904 b=2", "missing" },
    { "", "abs(a * b)", "a=#-4611686018427387904 b=2", "missing" },
    { "", "a / b", "a=#9223372036854775807 b=1", "missing" },
    { "", "a / b", "a=#9223372036854775807 b=#9223372036854775807", "1.000000" },
    { "", "a / b", "a=#-9223372036854775807 b=#9223372036854775807", "-1.000000" },
    { "", "a + d2", "a=#9223372036854775807 d2=1.00", "missing" }, /* brought to one scale */
    { "", "a < d2", "a=#9223372036854775807 d2=1.00", "missing" },
    { "", "coalesce(a + b, 0)", "a=#9223372036854775807 b=1", "0" },
    { "", "p and a + b > 0", "p=no a=#9223372036854775807 b=1", "no" },
    { "", "on_day + 1 days", "on_day=2200-12-31", "missing" },
    { "", "on_day - 1 days", "on_day=1800-01-01", "missing" },
    { "", "on_day + 9999 years", "on_day=2024-01-01", "missing" },
    { "", "on_day + 300 years", "on_day=2024-01-01", "missing" },
    { "", "on_day + 176 years", "on_day=2024-01-01", "2200-01-01" },
    { "", "on_day + 9999 days", "on_day=#9223372036854775807", "missing" },
    { "", "year_of(on_day)", "on_day=#9223372036854775807", "missing" },
    { "", "months_between(on_day, to_day)", "on_day=#-9223372036854775807 to_day=2024-01-01",
      "missing" },
};

void check_expr_overflow_test(Test *test)
{
    run_cases(test, OVERFLOWS, COUNT_OF(OVERFLOWS));
}

static const Case COMPARISONS[] = {
    { "", "a = b", "a=3 b=3", "yes" },
    { "", "a = b", "a=3 b=4", "no" },
    { "", "a = b", "a=3", "missing" },
    { "", "a != b", "a=3 b=4", "yes" },
    { "", "a != b", "a=3 b=3", "no" },
    { "", "a != b", "b=3", "missing" },
    { "", "a < b", "a=3 b=4", "yes" },
    { "", "a < b", "a=3 b=3", "no" },
    { "", "a < b", "a=3", "missing" },
    { "", "a <= b", "a=3 b=3", "yes" },
    { "", "a <= b", "a=4 b=3", "no" },
    { "", "a <= b", "", "missing" },
    { "", "a > b", "a=4 b=3", "yes" },
    { "", "a > b", "a=3 b=3", "no" },
    { "", "a >= b", "a=3 b=3", "yes" },
    { "", "a >= b", "a=-4 b=-3", "no" },
    { "", "a > b", "b=1", "missing" },
    { "", "d1 = d2", "d1=1.5 d2=1.50", "yes" },
    { "", "d1 < d2", "d1=1.5 d2=1.51", "yes" },
    { "", "sbp >= 140", "sbp=140", "yes" },
    { "", "140 <= sbp", "sbp=140", "yes" },
    { "", "sbp > 139.5", "sbp=140", "yes" },
    { "", "sbp > 2 * 70", "sbp=140", "no" },
    { "", "height as m < 1.5", "height=149.9", "yes" },
    { "", "on_day < to_day", "on_day=2024-01-01 to_day=2024-01-02", "yes" },
    { "", "on_day = 2024-02-29", "on_day=2024-02-29", "yes" },
    { "", "on_day >= 2024-02-29", "", "missing" },
    { "", "in_month <= on_day", "in_month=2024-02-01 on_day=2024-02-29", "yes" },
    { "", "p = q", "p=no q=no", "yes" },
    { "", "p != q", "p=no q=yes", "yes" },
    { "", "p = true", "p=no", "no" },
    { "", "doctor = doctor", "doctor=7", "yes" },
    { "", "team != team", "team=7", "no" },

    /* codes: bare words are those of the other side's set */
    { "", "way = clinic", "way=clinic", "yes" },
    { "", "clinic = way", "way=clinic", "yes" },
    { "", "way = 1", "way=clinic", "yes" },
    { "", "1 = way", "way=home", "no" },
    { "", "way = \"1.3\"", "way=phone", "yes" },
    { "", "way != phone", "way=phone", "no" },
    { "", "way = phone", "", "missing" },
    { "", "way = way2", "way=home way2=home", "yes" },
    { "", "way = home", "way=home home=clinic", "yes" }, /* the code, not the field */
    { "", "home = way", "way=home home=clinic", "no" },  /* the field */
    { "", "way = (if p then clinic else phone)", "way=phone p=no", "yes" },
    { "", "(if p then clinic else phone) = way", "way=phone p=no", "yes" },
    { "", "way = coalesce(way2, clinic)", "way=clinic", "yes" },
    { "", "grade = worst", "grade=severe day=2020-01-01", "yes" },

    { "", "a in { 1, 3, 5 }", "a=3", "yes" },
    { "", "a in { 1, 3, 5 }", "a=2", "no" },
    { "", "a in { 1, 3, 5 }", "", "missing" },
    { "", "a in { -3 }", "a=-3", "yes" },
    { "", "a in { b, c }", "a=3 b=2 c=3", "yes" },
    { "", "a in { b, c }", "a=3 b=3", "yes" }, /* true or missing */
    { "", "a in { b, c }", "a=3 b=2", "missing" },
    { "", "a + b in { 1, 3, 5 }", "a=1 b=2", "yes" },
    { "", "not (a + b in { 1, 3 } and c in { 4 })", "a=1 b=2 c=4", "no" },
    { "", "d1 in { 1.5, 2 }", "d1=2.0", "yes" },
    { "", "way in { clinic, phone }", "way=phone", "yes" },
    { "", "way in { clinic, \"1.3\" }", "way=home", "no" },
    { "", "way in { clinic }", "", "missing" },
};

void check_expr_compare_test(Test *test)
{
    run_cases(test, COMPARISONS, COUNT_OF(COMPARISONS));
}

static const Case LOGIC[] = {
    { "", "p and q", "p=yes q=yes", "yes" },
    { "", "p and q", "p=yes q=no", "no" },
    { "", "p and q", "p=no q=yes", "no" },
    { "", "p and q", "p=no q=no", "no" },
    { "", "p and q", "p=yes", "missing" },
    { "", "p and q", "q=yes", "missing" },
    { "", "p and q", "p=no", "no" },
    { "", "p and q", "q=no", "no" },
    { "", "p and q", "", "missing" },
    { "", "p or q", "p=yes q=yes", "yes" },
    { "", "p or q", "p=yes q=no", "yes" },
    { "", "p or q", "p=no q=yes", "yes" },
    { "", "p or q", "p=no q=no", "no" },
    { "", "p or q", "p=yes", "yes" },
    { "", "p or q", "q=yes", "yes" },
    { "", "p or q", "p=no", "missing" },
    { "", "p or q", "q=no", "missing" },
    { "", "p or q", "", "missing" },
    { "", "not p", "p=yes", "no" },
    { "", "not p", "p=no", "yes" },
    { "", "not p", "", "missing" },
    { "", "not a = 1", "a=2", "yes" },
    { "", "true", "", "yes" },
    { "", "false or p", "p=yes", "yes" },
    { "", "p and missing", "p=no", "no" },
    { "", "p and missing", "p=yes", "missing" },
    { "", "p or q and false", "p=yes", "yes" }, /* and binds tighter */
    { "", "(p or q) and false", "p=yes", "no" },
    { "", "a is missing", "", "yes" },
    { "", "a is missing", "a=1", "no" },
    { "", "a is not missing", "", "no" },
    { "", "a is not missing", "a=1", "yes" },
    { "", "a + b is missing", "a=1", "yes" },
    { "", "note is missing", "", "yes" },
    { "", "note is missing", "note=x", "no" },
    { "", "symptoms is missing", "", "yes" },
    { "", "symptoms is missing", "symptoms={}", "no" },
    { "", "missing is missing", "", "yes" },

    { "", "if p then a else b", "p=yes a=1 b=2", "1" },
    { "", "if p then a else b", "p=no a=1 b=2", "2" },
    { "", "if p then a else b", "a=1 b=2", "missing" },
    { "", "if p then a else b", "p=yes b=2", "missing" },
    { "", "if p then a else b", "p=no b=2", "2" },
    { "", "if p then 1.5 else a", "p=no a=2", "2.0" },
    { "", "if p then missing else a", "p=no a=2", "2" },
    { "", "if p then a else missing", "p=no a=2", "missing" },
    { "", "sbp > (if p then 140 else 150)", "p=no sbp=151", "yes" },
    { "", "sbp > (if p then 140 else missing)", "p=yes sbp=141", "yes" },
    { "", "if p then 1 else if q then 2 else 3", "p=no q=yes", "2" },
    { "", "(if p then a else b) + (if q then a else b)", "p=yes q=no a=1 b=10", "11" },
    { "code grade", "if sbp >= 180 then severe else if sbp >= 140 then mild else normal", "sbp=185",
      "severe" },
    { "code grade", "if sbp >= 180 then severe else if sbp >= 140 then mild else normal", "sbp=140",
      "mild" },
    { "code grade", "if sbp >= 180 then severe else if sbp >= 140 then mild else normal", "sbp=100",
      "normal" },
    { "code grade", "if sbp >= 180 then severe else if sbp >= 140 then mild else normal", "",
      "missing" },
    { "code grade", "if p then 1 else missing", "p=yes", "mild" },
    { "code grade", "coalesce(grade, normal)", "", "normal" },
    { "", "if p then grade else normal", "p=no", "normal" },
    { "codes symptom", "if p then symptoms else symptoms2", "p=no symptoms2={headache,dizzy}",
      "{headache,dizzy}" },
    { "", "coalesce(symptoms, symptoms2)", "symptoms2={none}", "{none}" },
    { "", "coalesce(on_day, to_day)", "to_day=2024-01-01", "2024-01-01" },
    { "", "coalesce(p, false)", "", "no" },
    { "", "if p then on_day else in_month", "p=yes on_day=2024-01-05", "2024-01-05" },
};

void check_expr_logic_test(Test *test)
{
    run_cases(test, LOGIC, COUNT_OF(LOGIC));
}

static const Case CODES[] = {
    { "", "symptoms has headache", "symptoms={headache,dizzy}", "yes" },
    { "", "symptoms has none", "symptoms={headache,dizzy}", "no" },
    { "", "symptoms has 2", "symptoms={headache}", "yes" },
    { "", "symptoms has headache", "symptoms={}", "no" },
    { "", "symptoms has headache", "", "missing" },
    { "", "symptoms any { headache, dizzy }", "symptoms={dizzy}", "yes" },
    { "", "symptoms any { headache, dizzy }", "symptoms={none}", "no" },
    { "", "symptoms any { none }", "", "missing" },
    { "", "not symptoms has none", "symptoms={dizzy}", "yes" },
    { "", "choices(symptoms)", "symptoms={headache,dizzy}", "2" },
    { "", "choices(symptoms)", "symptoms={}", "0" },
    { "", "choices(symptoms)", "", "missing" },
    { "", "points(grade)", "grade=mild", "1.5" },
    { "", "points(grade)", "grade=severe", "-10.0" },
    { "", "points(grade)", "grade=normal", "0.0" },
    { "", "points(grade)", "", "missing" },
    { "", "points(grade)", "grade=#1", "missing" }, /* a code that the set has no more */
    { "", "points(grade) + points(worst)", "grade=mild day=2020-01-01", "-8.5" },
    { "", "length(note)", "note=hello", "5" },
    { "", "length(note)", "note=血压", "2" },
    { "", "length(note)", "", "missing" },
    { "", "length(coalesce(note, note)) > 3", "note=hello", "yes" },
    { "", "rows(meds)", "meds=3", "3" },
    { "", "rows(meds) >= 1 or p", "meds=0 p=no", "no" },
};

void check_expr_codes_test(Test *test)
{
    run_cases(test, CODES, COUNT_OF(CODES));
}

static const Case DAYS[] = {
    { "", "on_day + 14 days", "on_day=2024-02-20", "2024-03-05" },
    { "", "14 days + on_day", "on_day=2024-02-20", "2024-03-05" },
    { "", "on_day + 2 weeks", "on_day=2024-02-20", "2024-03-05" },
    { "", "on_day - 1 week", "on_day=2024-03-01", "2024-02-23" },
    { "", "on_day + 1 month", "on_day=2024-01-31", "2024-02-29" },
    { "", "on_day + 1 months", "on_day=2023-01-31", "2023-02-28" },
    { "", "on_day - 1 months", "on_day=2024-03-31", "2024-02-29" },
    { "", "on_day + 1 year", "on_day=2024-02-29", "2025-02-28" },
    { "", "on_day + 4 years", "on_day=2024-02-29", "2028-02-29" },
    { "", "on_day + 1 month + 1 days", "on_day=2024-01-31", "2024-03-01" },
    { "", "on_day + 14 days", "", "missing" },
    { "", "2017-02-28 + 1 days", "", "2017-03-01" },
    { "", "in_month + 1 months", "in_month=2024-12-01", "2025-01-01" },
    { "", "to_day - on_day", "on_day=2024-02-28 to_day=2024-03-01", "2 day" },
    { "", "to_day - on_day > 1", "on_day=2024-02-28 to_day=2024-03-01", "yes" },
    { "", "to_day - on_day", "on_day=2024-03-01 to_day=2024-02-28", "-2 day" },
    { "", "months_between(on_day, to_day)", "on_day=2024-01-31 to_day=2024-02-29", "0 month" },
    { "", "months_between(on_day, to_day)", "on_day=2024-01-31 to_day=2024-03-01", "1 month" },
    { "", "months_between(on_day, to_day)", "on_day=2024-03-01 to_day=2024-01-31", "-1 month" },
    { "", "years_between(on_day, to_day)", "on_day=2000-06-15 to_day=2024-06-14", "23 year" },
    { "", "years_between(on_day, to_day)", "on_day=2000-06-15 to_day=2024-06-15", "24 year" },
    { "", "year_of(on_day)", "on_day=2024-06-15", "2024" },
    { "", "year_of(on_day) - 1 = 2023", "on_day=2024-06-15", "yes" },
    { "", "month_of(on_day)", "on_day=2024-06-15", "6" },
    { "", "month_of(in_month)", "in_month=2024-06-01", "6" },
    { "", "least(on_day, to_day)", "on_day=2024-06-15 to_day=2024-06-14", "2024-06-14" },
    { "", "greatest(on_day, in_month)", "on_day=2024-06-15 in_month=2024-07-01", "2024-07-01" },

    /* a month is its first day */
    { "month", "on_day", "on_day=2024-06-15", "2024-06-01" },
    { "month", "on_day + 1 months", "on_day=2024-06-30", "2024-07-01" },
    { "month", "in_month", "in_month=2024-06-01", "2024-06-01" },
    { "date", "in_month", "in_month=2024-06-01", "2024-06-01" },
    { "month", "on_day", "on_day=#99999999", "missing" },
    { "", "starts_in", "day=2020-01-01", "2016-06-01" },
    { "", "start", "day=2020-01-01", "2016-06-15" },

    /* who is born on 29 February is a year older on 1 March of other years */
    { "", "age_on(on_day)", "born_on=2024-02-29 on_day=2025-02-28", "0 year" },
    { "", "age_on(on_day)", "born_on=2024-02-29 on_day=2025-03-01", "1 year" },
    { "", "age_on(on_day)", "born_on=2024-02-29 on_day=2028-02-28", "3 year" },
    { "", "age_on(on_day)", "born_on=2024-02-29 on_day=2028-02-29", "4 year" },
    { "", "age_on(on_day)", "on_day=2028-02-29", "missing" },
    { "", "years_between(born_on, day)", "born_on=1900-02-28 day=2024-02-28", "124 year" },
    { "", "age >= 35", "age=35", "yes" },
    { "", "age >= 35", "age=34", "no" },
    { "", "age_months < 36", "age_months=35", "yes" },
    { "", "age_days <= 28", "age_days=28", "yes" },
    { "", "born_on + 3 months <= day", "born_on=2024-01-31 day=2024-04-30", "yes" },
    { "", "sex = male", "sex=male", "yes" },
    { "", "sex = female", "", "missing" },
    { "", "day - year_start", "day=2024-03-01", "60 day" },
    { "", "year_end - day", "day=2024-03-01", "305 day" },
};

void check_expr_days_test(Test *test)
{
    run_cases(test, DAYS, COUNT_OF(DAYS));
}

static const Case UNITS[] = {
    { "", "height as m", "height=170.5", "1.705 m" }, /* only the point moves */
    { "", "height as cm", "height=170.5", "170.5 cm" },
    { "", "height as mm", "height=170.5", "1705.0 mm" },
    { "", "waist as m", "waist=852", "0.852 m" },
    { "", "waist as cm", "waist=852", "85.2 cm" },
    { "", "waist as cm < height", "waist=852 height=170.5", "yes" },
    { "", "height as m * height as m", "height=170.5", "2.907025 m2" },
    { "", "weight / (height as m * height as m)", "weight=70.0 height=175.0", "22.857143 kg/m2" },
    { "", "weight as g", "weight=70.5", "70500.0 g" },
    { "", "speed as m/min", "speed=6", "100.000000 m/min" },
    { "", "speed as cm/h", "speed=6", "600000 cm/h" },
    { "", "rate as /h", "rate=2", "120 /h" },
    { "", "fat as mg/dL", "fat=5.20", "201.084000 mg/dL" }, /* a worth of its own */
    { "", "weight / weight", "weight=70.0", "1.000000" },
    { "", "sbp * 1.1", "sbp=100", "110.0 mmHg" },
    { "", "sbp / 2", "sbp=101", "50.500000 mmHg" },
    { "", "2 / sbp", "sbp=100", "0.020000 /mmHg" },
    { "", "sbp + 5", "sbp=100", "105 mmHg" },
    { "", "abs(sbp - 100)", "sbp=90", "10 mmHg" },
    { "", "5 as mmHg", "", "5 mmHg" },
    { "", "sbp * (5 as mmHg)", "sbp=2", "10 mmHg2" },
    { "", "least(sbp, 100)", "sbp=200", "100 mmHg" },
    { "", "coalesce(sbp, 0)", "", "0 mmHg" },
    { "int mmHg", "140", "", "140 mmHg" },
    { "", "sbp - limit", "sbp=141 day=2017-02-28", "1 mmHg" },
    { "", "age", "age=35", "35 year" },
    { "", "height as m", "", "missing" },
};

void check_expr_units_test(Test *test)
{
    run_cases(test, UNITS, COUNT_OF(UNITS));
}

/* The latest value of the innermost region holds. */
static const Case PARAMS[] = {
    { "", "limit", "day=2017-02-27", "missing" },
    { "", "limit", "day=2017-02-28", "140 mmHg" },
    { "", "limit", "day=2019-12-31", "140 mmHg" },
    { "", "limit", "day=2020-01-01", "150 mmHg" },
    { "", "limit", "day=2020-01-01 region=110101001001", "150 mmHg" },
    { "", "limit", "day=2017-12-31 region=140100000000", "140 mmHg" },
    { "", "limit", "day=2020-01-01 region=140100000000", "135 mmHg" },
    { "", "limit", "day=2020-01-01 region=140700000000", "130 mmHg" },
    { "", "limit", "day=2020-01-01 region=140799999999", "130 mmHg" },
    { "", "limit", "day=2020-01-01 region=140800000000", "135 mmHg" },
    { "", "limit", "day=2018-12-31 region=140702001001", "130 mmHg" },
    { "", "limit", "day=2019-01-01 region=140702001001", "125 mmHg" },
    { "", "cold", "day=2020-01-01", "-12.5" },
    { "", "sbp < limit", "day=2016-01-01 sbp=1", "missing" },
};

void check_expr_params_test(Test *test)
{
    run_cases(test, PARAMS, COUNT_OF(PARAMS));
}

/* Values that stand on each other are found in any order. */
void check_expr_derived_test(Test *test)
{
    static const struct {
        const char *lets, *given, *want;
    } CASES[] = {
        { "  let result = twice + 1\n  let twice = a * 2\n", "a=3", "7" },
        { "  let twice = a * 2\n  let result = twice * twice\n", "a=3", "36" },
        { "  let bmi decimal 1 kg/m2 = weight / (height as m * height as m)\n"
          "  let result = bmi >= 24\n",
          "weight=73.5 height=175.0", "yes" }, /* 24.0: the rounded one is what is asked */
        { "  let result = bmi >= 24.04\n"
          "  let bmi decimal 1 kg/m2 = weight / (height as m * height as m)\n",
          "weight=73.6 height=175.0", "no" }, /* 24.03265 is 24.0 */
        { "  let of_code code grade = if p then mild else normal\n"
          "  let result = points(of_code)\n",
          "p=yes", "1.5" },
        { "  let pain codes symptom = coalesce(symptoms, symptoms2)\n"
          "  let result = choices(pain)\n",
          "symptoms2={headache,dizzy}", "2" },
        { "  let then_month month = on_day\n  let result = then_month = in_month\n",
          "on_day=2024-06-15 in_month=2024-06-01", "yes" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const      text = str_format(arena, "%s%s", FORM, CASES[i].lets);
        Compiled const compiled =
            harness_compile(arena, str_from_c(PRELUDE), SV("case.care"), text);

        test_row(test, "%s", CASES[i].lets);
        check_text(test, compiled.messages, SV(""));
        if (compiled.messages.len)
            continue;
        const Form *const  form = catalog_form(compiled.catalog, SV("f"));
        const Field *const result = &form->fields[form_field_index(form, SV("result"))];
        check_text(test,
                   harness_run(test, arena, compiled.catalog, form, result->derive,
                               str_from_c(CASES[i].given)),
                   str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

/* Where a record is judged, also the subject's state and history can be asked. */
void check_expr_judged_test(Test *test)
{
    static const struct {
        const char *text, *given, *want;
    } CASES[] = {
        { "alive", "day=2024-01-01", "yes" },
        { "alive", "day=2024-01-01 died_on=2024-01-01", "yes" }, /* the last day is lived */
        { "alive", "day=2024-01-02 died_on=2024-01-01", "no" },
        { "alive", "day=2024-01-02 died_on=2024-01-03", "yes" },
        { "resident", "resident=yes", "yes" },
        { "resident in year", "resident_in_year=no", "no" },
        { "resident_since < day - 6 months", "day=2024-07-02 resident_since=2024-01-01", "yes" },
        { "residence = registered", "residence=living", "no" },
        { "resident_status = settled", "resident_status=settled", "yes" },
        { "enrolled", "enrolled=yes", "yes" },
        { "enrolled in year", "enrolled_in_year=yes", "yes" },
        { "enrolled_on = closed_on", "enrolled_on=2024-01-01 closed_on=2024-01-01", "yes" },
        { "pr.enrolled and not enrolled", "enrolled=yes", "no" },
        { "everyone.enrolled", "resident=yes age=65", "yes" },
        { "everyone.enrolled", "resident=yes age=64", "no" },
        { "everyone.enrolled", "resident=no", "no" },
        { "everyone.enrolled in year", "resident_in_year=yes age=65", "yes" },
        { "often", "term0=4", "yes" },
        { "often", "term0=3", "no" },
        { "pr.often and often", "term0=4", "yes" }, /* one term */
        { "last(f).sbp > 140 and last(f).way = home", "term0=141 term1=home", "yes" },
        { "last(f).date + 3 months < day", "term0=2024-01-01 day=2024-04-02", "yes" },
        { "max(f.sbp in quarter) - min(f.sbp within 2 weeks) > 20", "term0=150 term1=120", "yes" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const text =
            str_format(arena,
                       "programme everyone \"众\" | \"Everyone\"\n  for person where age >= 65\n"
                       "programme pr \"项\" | \"Programme\"\n  enrol with f\n"
                       "  define often = count(f in year) >= 4\n"
                       "  form f \"表\" | \"Form\"\n    sbp \"压\" | \"SBP\" int mmHg\n"
                       "    way \"方式\" | \"Way\" code way\n    check %s \"x\" | \"y\"\n",
                       CASES[i].text);
        Compiled const compiled =
            harness_compile(arena, str_from_c(PRELUDE), SV("case.care"), text);

        test_row(test, "%s | %s", CASES[i].text, CASES[i].given);
        check_text(test, compiled.messages, SV(""));
        if (compiled.messages.len)
            continue;
        const Form *const form = catalog_form(compiled.catalog, SV("pr.f"));
        check_text(test,
                   harness_run(test, arena, compiled.catalog, form, form->checks[0].expr,
                               str_from_c(CASES[i].given)),
                   str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

/* A check within a list is about each of its rows, and knows the record too. */
void check_expr_rows_test(Test *test)
{
    Arena         *arena = arena_open();
    Compiled const compiled =
        harness_compile(arena, str_from_c(PRELUDE), SV("case.care"), str_from_c(FORM));

    check_text(test, compiled.messages, SV(""));
    const Form *const form = catalog_form(compiled.catalog, SV("f"));
    check_equal(test, form->check_count, 1);
    check_equal(test, form->checks[0].list, 0);
    check_equal(test, form->checks[0].field, 0);
    check_text(test,
               harness_run(test, arena, compiled.catalog, form, form->checks[0].expr,
                           SV("meds.dose=3 a=4")),
               SV("yes"));
    check_text(test,
               harness_run(test, arena, compiled.catalog, form, form->checks[0].expr,
                           SV("meds.dose=4 a=4")),
               SV("no"));
    arena_close(&arena);
}
