/* One value: what is typed, what is kept of it, and what is shown. */
#include "records/value.h"

#include "catalog/harness.h"

static const char DEFINITIONS[] = "unit kg \"千克\" | \"kg\"\n"
                                  "code way \"方式\" | \"Way\"\n"
                                  "  1 \"门诊\" | \"Clinic\"\n"
                                  "  2 \"家庭\" | \"Home\"\n"
                                  "  9 \"其他\" | \"Other\" until 2020-12-31\n"
                                  "code habit \"习惯\" | \"Habit\"\n"
                                  "  0 \"无\" | \"None\" alone\n"
                                  "  1 \"吸烟\" | \"Smoking\"\n"
                                  "  2 \"饮酒\" | \"Drinking\"\n"
                                  "register team \"队\" | \"Team\"\n"
                                  "  name \"名\" | \"Name\" text\n"
                                  "form f \"表\" | \"F\"\n"
                                  "  int \"整\" | \"Int\" int\n"
                                  "  dec \"数\" | \"Dec\" decimal 2 kg\n"
                                  "  money \"元\" | \"Money\" money\n"
                                  "  yes \"是\" | \"Yes\" bool\n"
                                  "  on \"日\" | \"On\" date\n"
                                  "  mon \"月\" | \"Month\" month\n"
                                  "  way \"方式\" | \"Way\" code way\n"
                                  "  habits \"习惯\" | \"Habits\" codes habit\n"
                                  "  note \"注\" | \"Note\" text 5\n"
                                  "  team \"队\" | \"Team\" team\n"
                                  "  doctor \"医\" | \"Doctor\" worker\n";

static const struct {
    const char  *field, *text;
    ValueProblem problem;
    const char  *kept, *zh, *en; /* kept is read back as it was */
} CASES[] = {
    { "int", "", VALUE_OK, "", "", "" },
    { "int", "  ", VALUE_OK, "", "", "" },
    { "int", "0", VALUE_OK, "0", "0", "0" },
    { "int", " 12 ", VALUE_OK, "12", "12", "12" },
    { "int", "-7", VALUE_OK, "-7", "-7", "-7" },
    { "int", "999999999999999999", VALUE_OK, "999999999999999999", "999999999999999999",
      "999999999999999999" },
    { "int", "1000000000000000000", VALUE_TOO_LARGE, NULL, NULL, NULL },
    { "int", "1.5", VALUE_TOO_MANY_DIGITS, NULL, NULL, NULL },
    { "int", "1e3", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "int", "１２", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "int", "12岁", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "int", "--1", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "int", "NaN", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "dec", "65", VALUE_OK, "65.00", "65.00 千克", "65.00 kg" },
    { "dec", "65.25", VALUE_OK, "65.25", "65.25 千克", "65.25 kg" },
    { "dec", "-0.5", VALUE_OK, "-0.50", "-0.50 千克", "-0.50 kg" },
    { "dec", "65.255", VALUE_TOO_MANY_DIGITS, NULL, NULL, NULL },
    { "dec", ".5", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "dec", "5.", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "dec", "1,000", VALUE_NOT_A_NUMBER, NULL, NULL, NULL },
    { "money", "12.5", VALUE_OK, "12.50", "12.50", "12.50" },
    { "money", "0.005", VALUE_TOO_MANY_DIGITS, NULL, NULL, NULL },
    { "yes", "1", VALUE_OK, "true", "是", "yes" },
    { "yes", "true", VALUE_OK, "true", "是", "yes" },
    { "yes", "是", VALUE_OK, "true", "是", "yes" },
    { "yes", "0", VALUE_OK, "false", "否", "no" },
    { "yes", "否", VALUE_OK, "false", "否", "no" },
    { "yes", "2", VALUE_NOT_A_BOOL, NULL, NULL, NULL },
    { "on", "2024-02-29", VALUE_OK, "2024-02-29", "2024-02-29", "2024-02-29" },
    { "on", "2023-02-29", VALUE_NOT_A_DATE, NULL, NULL, NULL },
    { "on", "2024-13-01", VALUE_NOT_A_DATE, NULL, NULL, NULL },
    { "on", "29.2.2024", VALUE_NOT_A_DATE, NULL, NULL, NULL },
    { "mon", "2024-02", VALUE_OK, "2024-02", "2024-02", "2024-02" },
    { "mon", "202402", VALUE_OK, "2024-02", "2024-02", "2024-02" },
    { "mon", "2024-13", VALUE_NOT_A_MONTH, NULL, NULL, NULL },
    { "mon", "2024-2", VALUE_NOT_A_MONTH, NULL, NULL, NULL },
    { "way", "1", VALUE_OK, "1", "门诊", "Clinic" },
    { "way", "01", VALUE_UNKNOWN_CODE, NULL, NULL, NULL },
    { "way", "1,2", VALUE_UNKNOWN_CODE, NULL, NULL, NULL },
    { "way", "9", VALUE_CODE_NOT_IN_FORCE, NULL, NULL, NULL },
    { "habits", "2, 1", VALUE_OK, "1,2", "吸烟、饮酒", "Smoking, Drinking" },
    { "habits", "0", VALUE_OK, "0", "无", "None" },
    { "habits", "0,1", VALUE_NOT_ALONE, NULL, NULL, NULL },
    { "habits", "1,1", VALUE_REPEATED_CODE, NULL, NULL, NULL },
    { "habits", "1,7", VALUE_UNKNOWN_CODE, NULL, NULL, NULL },
    { "habits", "1,,2", VALUE_UNKNOWN_CODE, NULL, NULL, NULL },
    { "note", "血压偏高了", VALUE_OK, "血压偏高了", "血压偏高了", "血压偏高了" },
    { "note", "血压偏高了啊", VALUE_TOO_LONG, NULL, NULL, NULL },
    { "note", "a\nb", VALUE_OK, "a\nb", "a\nb", "a\nb" },
    { "note", "a\tb", VALUE_NOT_TEXT, NULL, NULL, NULL },
    { "note", "a\x7F", VALUE_NOT_TEXT, NULL, NULL, NULL },
    { "note", "\xC3(", VALUE_NOT_TEXT, NULL, NULL, NULL },
    { "team", "7", VALUE_OK, "7", "7", "7" },
    { "team", "0", VALUE_NOT_AN_ID, NULL, NULL, NULL },
    { "doctor", "-1", VALUE_NOT_AN_ID, NULL, NULL, NULL },
    { "doctor", "9223372036854775808", VALUE_NOT_AN_ID, NULL, NULL, NULL },
};

void value_parse_test(Test *test)
{
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));
    const Form *const    form = catalog_form(catalog, SV("f"));
    Date const           day = date_from_civil(2024, 5, 1);

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Type const type = form->fields[form_field_index(form, str_from_c(CASES[i].field))].type;
        Value      value = { .present = true };
        Value      again = { 0 };

        test_row(test, "%s '%s'", CASES[i].field, CASES[i].text);
        check_equal(test, value_parse(&value, arena, catalog, type, str_from_c(CASES[i].text), day),
                    CASES[i].problem);
        if (!CASES[i].kept) {
            check_true(test, !value.present);
            continue;
        }
        Str const kept = value_format(arena, catalog, type, value);
        check_text(test, kept, str_from_c(CASES[i].kept));
        check_text(test, value_show(arena, catalog, type, value, LANGUAGE_ZH),
                   str_from_c(CASES[i].zh));
        check_text(test, value_show(arena, catalog, type, value, LANGUAGE_EN),
                   str_from_c(CASES[i].en));
        check_equal(test, value_parse(&again, arena, catalog, type, kept, day), VALUE_OK);
        check_true(test, value_equal(type, value, again) && value.word == again.word);
        if (value.present && type.kind != TYPE_TEXT)
            check_true(test,
                       value_equal(type, value, value_from_word(arena, catalog, type, value.word)));
    }
    /* the day decides which codes there are */
    Value      value = { 0 };
    Type const way = form->fields[form_field_index(form, SV("way"))].type;
    check_equal(test,
                value_parse(&value, arena, catalog, way, SV("9"), date_from_civil(2020, 12, 31)),
                VALUE_OK);
    arena_close(&arena);
}
