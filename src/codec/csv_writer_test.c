/* CSV out: when a field is quoted, and when it is guarded. */
#include "codec/csv_writer.h"

#include "base/test.h"

void csv_writer_test(Test *test)
{
    static const struct {
        const char *text, *exact, *for_people;
    } CASES[] = {
        { "", "", "" },
        { "张三", "张三", "张三" },
        { " a ", " a ", " a " },
        { "a,b", "\"a,b\"", "\"a,b\"" },
        { "a\"b\"", "\"a\"\"b\"\"\"", "\"a\"\"b\"\"\"" },
        { "a\r\nb", "\"a\r\nb\"", "\"a\r\nb\"" },
        { "\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"", "\"\xEF\xBB\xBFx\"" },
        { "=1+1", "=1+1", "'=1+1" },
        { "=SUM(A1,A2)", "\"=SUM(A1,A2)\"", "\"'=SUM(A1,A2)\"" },
        { "+8613800138000", "+8613800138000", "+8613800138000" },
        { "+1-1", "+1-1", "'+1-1" },
        { "-12.50", "-12.50", "-12.50" },
        { "-12.", "-12.", "'-12." },
        { "-1.2.3", "-1.2.3", "'-1.2.3" },
        { "-", "-", "'-" },
        { "-a", "-a", "'-a" },
        { "@a", "@a", "'@a" },
        { "\tx", "\tx", "'\tx" },
        { "\rx", "\"\rx\"", "\"'\rx\"" },
        { "a=1", "a=1", "a=1" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Buf       exact = buf_open(arena, 100);
        Buf       for_people = buf_open(arena, 100);
        CsvWriter one = csv_open(&exact, CSV_EXACT);
        CsvWriter other = csv_open(&for_people, CSV_FOR_PEOPLE);

        test_row(test, "%s", CASES[i].text);
        csv_add_field(&one, str_from_c(CASES[i].text));
        csv_add_field(&other, str_from_c(CASES[i].text));
        check_text(test, buf_str(&exact), str_from_c(CASES[i].exact));
        check_text(test, buf_str(&for_people), str_from_c(CASES[i].for_people));
    }

    Buf       buf = buf_open(arena, 200);
    CsvWriter csv = csv_open(&buf, CSV_EXACT);
    csv_add_mark(&csv);
    csv_add_field(&csv, SV("姓名"));
    csv_add_field(&csv, SV(""));
    csv_end_row(&csv);
    csv_add_field(&csv, SV("")); /* alone, so it must be seen */
    csv_end_row(&csv);
    csv_add_field(&csv, SV(""));
    csv_add_field(&csv, SV(""));
    csv_end_row(&csv);
    check_text(test, buf_str(&buf), SV("\xEF\xBB\xBF姓名,\r\n\"\"\r\n,\r\n"));
    arena_close(&arena);
}
