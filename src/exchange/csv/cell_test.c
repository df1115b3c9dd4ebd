/* What people and spreadsheets write, and what it is; what is not understood stays. */
#include "exchange/csv/cell.h"

#include "exchange/csv/fixture_private.h"

static const struct {
    const char *text, *date, *month, *trimmed;
} DAYS[] = {
    { "2024-02-09", "2024-02-09", "2024-02-09", "2024-02-09" },
    { "2024/2/9", "2024-02-09", "2024/2/9", "2024/2/9" },
    { "2024.12.31", "2024-12-31", "2024.12.31", "2024.12.31" },
    { "2024年2月9日", "2024-02-09", "2024年2月9日", "2024年2月9日" },
    { "2024-2-9 00:00:00", "2024-02-09", "2024-2-9 00:00:00", "2024-2-9 00:00:00" },
    { "2024-02-09T00:00:00.000", "2024-02-09", "2024-02-09T00:00:00.000",
      "2024-02-09T00:00:00.000" },
    { "2024-02", "2024-02", "2024-02", "2024-02" },
    { "2024/2", "2024/2", "2024-02", "2024/2" },
    { "2024年2月", "2024年2月", "2024-02", "2024年2月" },
    /* no such day: that is for the check of the value to say */
    { "2024-13-45", "2024-13-45", "2024-13-45", "2024-13-45" },
    /* not understood */
    { "2024/2-9", "2024/2-9", "2024/2-9", "2024/2-9" },
    { "24-2-9", "24-2-9", "24-2-9", "24-2-9" },
    { "9/2/2024", "9/2/2024", "9/2/2024", "9/2/2024" },
    { "2024-2-9 08:30", "2024-2-9 08:30", "2024-2-9 08:30", "2024-2-9 08:30" },
    { "2024-2-9x", "2024-2-9x", "2024-2-9x", "2024-2-9x" },
    { "2024-2-9 ", "2024-2-9 ", "2024-2-9 ", "2024-2-9" },
    { "20240209", "20240209", "20240209", "20240209" },
    { "45331", "45331", "45331", "45331" }, /* a day as a spreadsheet counts */
    { "", "", "", "" },
    { " \t\r\n", " \t\r\n", " \t\r\n", "" },
    { "　甲\xC2\xA0", "　甲\xC2\xA0", "　甲\xC2\xA0", "甲" },
};

void cell_date_test(Test *test)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(DAYS); i++) {
        Str const text = str_from_c(DAYS[i].text);

        test_row(test, "'%s'", DAYS[i].text);
        check_text(test, cell_date(arena, text), str_from_c(DAYS[i].date));
        check_text(test, cell_month(arena, text), str_from_c(DAYS[i].month));
        check_text(test, cell_trim(text), str_from_c(DAYS[i].trimmed));
    }
    arena_close(&arena);
}

static const struct {
    PersonCodeSet set;
    const char   *text, *want;
} PERSON_WORDS[] = {
    { PERSON_CODE_SEX, "1", "1" },
    { PERSON_CODE_SEX, "男", "1" },
    { PERSON_CODE_SEX, "FEMALE", "2" },
    { PERSON_CODE_SEX, "男女", "男女" },
    { PERSON_CODE_SEX, "", "" },
    { PERSON_CODE_ETHNIC, "汉族", "01" },
    /* one label for several */
    { PERSON_CODE_RELATION, "本人或户主", "0" },
    { PERSON_CODE_RELATION, "户主", "0" },
    { PERSON_CODE_RELATION, "本人", "0" },
    { PERSON_CODE_RELATION, "外孙女", "4" },
    { PERSON_CODE_RELATION, "孙", "孙" },
    { PERSON_CODE_RELATION, "本人或", "本人或" },
    { PERSON_CODE_RELATION, "女", "3" }, /* not the end of 外孙女 */
};

void cell_person_code_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(PERSON_WORDS); i++) {
        test_row(test, "%s", PERSON_WORDS[i].text);
        check_text(test, cell_person_code(PERSON_WORDS[i].set, str_from_c(PERSON_WORDS[i].text)),
                   str_from_c(PERSON_WORDS[i].want));
    }
}

/* By the definitions of the fixture. */
static const struct {
    const char *field, *text, *want;
} VALUES[] = {
    { "way", " 门诊 ", "1" },
    { "way", "home", "2" },
    { "way", "远程", "远程" },
    { "symptoms", "头痛、其他", "2,9" },
    { "symptoms", "头痛；其他", "2,9" },
    { "symptoms", "2|9", "2,9" },
    { "symptoms", "2,,9", "2,,9" },
    { "symptoms", "头痛，眩晕", "2,眩晕" },
    { "smoker", "TRUE", "true" },
    { "smoker", "是", "是" },
    { "found_on", "2024/2/9", "2024-02-09" },
    { "since", "2024年2月", "2024-02" },
    { "sbp", " 130　", "130" },
    { "note", "一\r\n二\r三", "一\n二\r三" },
    { "note", "  两格  ", "  两格  " },
    { "note", "   ", "" },
};

void cell_value_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open(&fixture, test);
    const Catalog *const catalog = fixture.house->catalog;
    const Form *const    form = catalog_form(catalog, SV("care.visit"));
    for (size_t i = 0; i < COUNT_OF(VALUES); i++) {
        const Field *field = form->fields;

        test_row(test, "%s %s", VALUES[i].field, VALUES[i].text);
        while (!str_equal(field->name, str_from_c(VALUES[i].field)))
            field++;
        check_text(test,
                   cell_value(fixture.arena, catalog, field->type, str_from_c(VALUES[i].text)),
                   str_from_c(VALUES[i].want));
    }
    exchange_fixture_close(&fixture);
}
