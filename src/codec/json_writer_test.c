/* JSON out: each value as it is written, and commas where they belong. */
#include "codec/json_writer.h"

#include "base/instant.h"
#include "base/limits.h"
#include "base/test.h"
#include "codec/json_reader.h"

void json_writer_test(Test *test)
{
    Arena     *arena = arena_open();
    Buf        buf = buf_open(arena, 1000);
    JsonWriter json = json_open(&buf);

    json_begin_object(&json);
    json_add_key(&json, SV("id"));
    json_add_id(&json, INT64_MAX);
    json_add_key(&json, SV("none"));
    json_add_id(&json, 0);
    json_add_key(&json, SV("list"));
    json_begin_array(&json);
    json_add_int(&json, INT64_MIN);
    json_begin_array(&json);
    json_end_array(&json);
    json_begin_object(&json);
    json_end_object(&json);
    json_add_bool(&json, true);
    json_add_bool(&json, false);
    json_add_null(&json);
    json_end_array(&json);
    json_add_key(&json, SV("a\"b"));
    json_add_json(&json, SV("{\"x\":1}"));
    json_end_object(&json);
    check_text(test, buf_str(&buf),
               SV("{\"id\":\"9223372036854775807\",\"none\":null,\"list\":[-9223372036854775808,"
                  "[],{},true,false,null],\"a\\\"b\":{\"x\":1}}"));
    arena_close(&arena);
}

void json_writer_str_test(Test *test)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        { "", "\"\"" },
        { "张三", "\"张三\"" },
        { "a\"b\\c", "\"a\\\"b\\\\c\"" },
        { "\n\r\t", "\"\\n\\r\\t\"" },
        { "\x01\x1F\x7F", "\"\\u0001\\u001f\\u007f\"" },
        { "</script>", "\"</script>\"" }, /* no answer of ours is inside a page */
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Buf         buf = buf_open(arena, 100);
        JsonWriter  json = json_open(&buf);
        const Json *back = NULL;
        Fault       fault = { 0 };

        test_row(test, "%s", CASES[i].want);
        json_add_str(&json, str_from_c(CASES[i].text));
        check_text(test, buf_str(&buf), str_from_c(CASES[i].want));
        check_true(test, json_parse(&back, arena, buf_str(&buf), &fault));
        check_text(test, back->text, str_from_c(CASES[i].text));
    }
    arena_close(&arena);
}

void json_writer_decimal_test(Test *test)
{
    static const Decimal CASES[] = {
        { 0, 0 },   { 0, 2 },    { 5, 2 },          { -5, 2 },        { -5, 1 },
        { 365, 1 }, { -365, 1 }, { 100, 2 },        { INT64_MAX, 9 }, { INT64_MIN, 9 },
        { 7, 0 },   { -7, 0 },   { 1000000001, 9 }, { 1050, 3 },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Buf        buf = buf_open(arena, 100);
        JsonWriter json = json_open(&buf);

        test_row(test, "case %zu", i);
        json_add_decimal(&json, CASES[i]);
        check_text(test, buf_str(&buf), decimal_format(arena, CASES[i]));
    }
    arena_close(&arena);
}

void json_writer_time_test(Test *test)
{
    static const int64_t INSTANTS[] = { 0, 1709166600123, 1709135999999, -28800001, 7258089599999 };
    Arena               *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(INSTANTS); i++) {
        Buf        buf = buf_open(arena, 100);
        JsonWriter json = json_open(&buf);
        Date const date = instant_date(INSTANTS[i]);

        test_row(test, "%lld", (long long)INSTANTS[i]);
        json_begin_array(&json);
        json_add_date(&json, date);
        json_add_instant(&json, INSTANTS[i]);
        json_end_array(&json);
        check_text(test, buf_str(&buf),
                   str_format(arena, "[\"%s\",\"%s\"]", date_format(arena, date).ptr,
                              instant_format(arena, INSTANTS[i]).ptr));
    }
    arena_close(&arena);
}
