/* JSON in: what is read, what is refused and where. */
#include "codec/json_reader.h"

#include "base/limits.h"
#include "base/test.h"

/* The tree in one line: strings in 'quotes', the rest as written. */
static void print_tree(Buf *buf, const Json *json)
{
    switch (json->kind) {
    case JSON_NULL: buf_add(buf, SV("null")); break;
    case JSON_BOOL:
    case JSON_NUMBER: buf_add(buf, json->text); break;
    case JSON_STRING: buf_add_format(buf, "'%.*s'", (int)json->text.len, json->text.ptr); break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        buf_add_format(buf, "%u(", json->count);
        for (const Json *inner = json->first; inner; inner = inner->next) {
            buf_add_format(buf, "%s%.*s%s", inner == json->first ? "" : " ", (int)inner->key.len,
                           inner->key.ptr, json->kind == JSON_OBJECT ? "=" : "");
            print_tree(buf, inner);
        }
        buf_add_char(buf, ')');
        break;
    }
}

void json_parse_test(Test *test)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        { "null", "null" },
        { " true ", "true" },
        { "12", "12" },
        { "-0.50", "-0.50" }, /* as written, to the last digit */
        { "1e400", "1e400" }, /* no double could hold it */
        { "\"\"", "''" },
        { "\"a\\u4e2d\\n\\\"\"", "'a中\n\"'" },
        { "\"\\ud83d\\ude00\"", "'😀'" },
        { "\"\\\\ud83d\"", "'\\ud83d'" }, /* a backslash, not a surrogate */
        { "\"😀\"", "'😀'" },
        { "[]", "0()" },
        { "{}", "0()" },
        { "[1, [2, 3], {\"a\" : null}]", "3(1 2(2 3) 1(a=null))" },
        { "{\"name\":\"张三\",\"sbp\":142.0,\"ok\":false}", "3(name='张三' sbp=142.0 ok=false)" },
        { "{\"a\":{\"a\":1}}", "1(a=1(a=1))" }, /* the same key, in two objects */
        { "\xEF\xBF\xBD", NULL },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const Json *json = NULL;
        Fault       fault = { 0 };
        Buf         got = buf_open(arena, 1000);

        test_row(test, "%s", CASES[i].text);
        check_equal(test, json_parse(&json, arena, str_from_c(CASES[i].text), &fault),
                    CASES[i].want != NULL);
        if (json) {
            print_tree(&got, json);
            check_text(test, buf_str(&got), str_from_c(CASES[i].want));
        }
    }
    arena_close(&arena);
}

void json_refuse_test(Test *test)
{
    static const struct {
        const char *text;
        uint32_t    line, column;
        const char *message;
    } CASES[] = {
        { "", 1, 1, "this is not JSON: premature EOF" },
        { "[1,", 1, 4, "this is not JSON: premature EOF" },
        { "[1,,2]", 1, 4, "this is not JSON: unallowed token at this point in JSON text" },
        { "{\"a\":1,\n \"b\" 2}", 2, 6,
          "this is not JSON: object key and value must be separated by a colon (':')" },
        { "{\"中\": tru}", 1, 10, "this is not JSON: invalid string in json text." },
        { "[1] x", 1, 5, "this is not JSON: trailing garbage" },
        { "[1][2]", 1, 4, "this is not JSON: trailing garbage" },
        { "[1 /* c */]", 1, 4,
          "this is not JSON: probable comment found in input text, comments are not enabled." },
        { "\"a\nb\"", 1, 3, "this is not JSON: invalid character inside string." },
        { "\"\\x\"", 1, 3,
          "this is not JSON: inside a string, '\\' occurs before a character which it may not." },
        { "01", 1, 3, "this is not JSON: trailing garbage" },
        { "[1.]", 1, 4,
          "this is not JSON: malformed number, a digit is required after the "
          "decimal point." },
        { "\"\xE4\xB8\"", 1, 2, "these bytes are not UTF-8" },
        { "[\"a\",\n\"\xC0\x80\"]", 2, 2, "these bytes are not UTF-8" }, /* overlong */
        { "\"\xED\xA0\x80\"", 1, 2, "these bytes are not UTF-8" },       /* a surrogate */
        { "{\"a\":\"x\\u0000\"}", 1, 6, "the character NUL is not allowed in a text" },
        { "{\"a\\u0000\":1}", 1, 2, "the character NUL is not allowed in a text" },
        { "[\"\\ud83d\"]", 1, 2, "half a surrogate pair is not a character" },
        { "[\"\\ude00\"]", 1, 2, "half a surrogate pair is not a character" },
        { "[\"\\ud83dx\\ude00\"]", 1, 2, "half a surrogate pair is not a character" },
        { "[\"\\uD83D\\uD83D\\uDE00\"]", 1, 2, "half a surrogate pair is not a character" },
        { "{\"a\":1,\n\"b\":2, \"a\":3}", 2, 8, "this key is there twice: a" },
        { "{\"a\":1,\"\\u0061\":3}", 1, 8, "this key is there twice: a" },
        { "{\"a\":[{\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"c\":1,"
          "\"b\":1}]}",
          1, 56, "this key is there twice: c" }, /* the first of several */
        { "{\"a\\nb\":1,\"a\\nb\":1}", 1, 11, "this key is there twice: a" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const Json *json = NULL;
        Fault       fault = { 0 };

        test_row(test, "%s", CASES[i].text);
        check_true(test, !json_parse(&json, arena, str_from_c(CASES[i].text), &fault));
        check_equal(test, fault.code, FAULT_INVALID);
        check_equal(test, fault.line, CASES[i].line);
        check_equal(test, fault.column, CASES[i].column);
        check_text(test, str_from_c(fault.message), str_from_c(CASES[i].message));
        check_true(test, json == NULL);
    }
    arena_close(&arena);
}

/* `count` times a text, then `middle`, then `count` times another. */
static Str nested(Arena *arena, const char *open, const char *middle, const char *close,
                  uint32_t count)
{
    Buf text = buf_open(arena, 8u << 20);

    for (uint32_t i = 0; i < count; i++)
        buf_add_c(&text, open);
    buf_add_c(&text, middle);
    for (uint32_t i = 0; i < count; i++)
        buf_add_c(&text, close);
    return buf_str(&text);
}

void json_limits_test(Test *test)
{
    Arena *arena = arena_open();
    struct {
        const char *name;
        Str         text;
        const char *message; /* NULL: within the limits */
    } const cases[] = {
        { "deep", nested(arena, "[", "", "]", LIMIT_JSON_DEPTH), NULL },
        { "too deep", nested(arena, "[", "", "]", LIMIT_JSON_DEPTH + 1),
          "the JSON is nested more than 16 deep" },
        { "bomb", nested(arena, "[", "", "", 100000), "the JSON is nested more than 16 deep" },
        { "many", nested(arena, "", "[1", ",1", LIMIT_JSON_NODES - 2), "premature" },
        { "too many", nested(arena, "", "[1", ",1", LIMIT_JSON_NODES),
          "the JSON has more than 20000 values" },
        { "too long", nested(arena, " ", "1", "", LIMIT_BODY_BYTES),
          "the JSON is larger than 1048576 bytes" },
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Json *json = NULL;
        Fault       fault = { 0 };
        bool const  ok = json_parse(&json, arena, cases[i].text, &fault);
        bool const  malformed = fault.code == FAULT_INVALID; /* "many": within the limit, no end */

        test_row(test, "%s", cases[i].name);
        check_equal(test, ok, cases[i].message == NULL);
        if (!ok && !malformed) {
            check_equal(test, fault.code, FAULT_TOO_LARGE);
            check_text(test, str_from_c(fault.message), str_from_c(cases[i].message));
        }
    }
    arena_close(&arena);
}

void json_get_test(Test *test)
{
    Arena      *arena = arena_open();
    Str const   text = SV("{\"name\":\"张三\",\"ok\":true,\"n\":-7,\"x\":36.5,\"id\":\"42\","
                            "\"on\":\"2024-02-29\",\"list\":[1],\"o\":{\"n\":1},\"none\":null,"
                            "\"zero\":\"0\",\"bad\":\"2024-02-30\",\"big\":9223372036854775808}");
    const Json *json = NULL;
    const Json *inner = NULL;
    Fault       fault = { 0 };
    Str         name = { 0 };
    bool        flag = false;
    int64_t     number = 0;
    int64_t     id = 0;
    Decimal     decimal = { 0 };
    Date        date = { 0 };

    check_true(test, json_parse(&json, arena, text, &fault));
    check_true(test, json_get_str(&name, json, SV("name"), &fault));
    check_text(test, name, SV("张三"));
    check_true(test, json_get_bool(&flag, json, SV("ok"), &fault) && flag);
    check_true(test, json_get_int(&number, json, SV("n"), &fault) && number == -7);
    check_true(test, json_get_decimal(&decimal, json, SV("x"), 2, &fault));
    check_equal(test, decimal.units, 3650);
    check_true(test, json_get_id(&id, json, SV("id"), &fault) && id == 42);
    check_true(test, json_get_date(&date, json, SV("on"), &fault));
    check_equal(test, date.days, date_from_civil(2024, 2, 29).days);
    check_true(test, json_get_array(&inner, json, SV("list"), &fault) && inner->count == 1);
    check_true(test, json_get_object(&inner, json, SV("o"), &fault));
    check_true(test, json_get_int(&number, inner, SV("n"), &fault) && number == 1);

    check_true(test, json_has(json, SV("n")) && !json_has(json, SV("none")));
    check_true(test, !json_has(json, SV("other")) && !json_has(NULL, SV("n")));
    check_true(test, !json_has(json->first, SV("n"))); /* a string has no members */

    check_true(test, !json_get_str(&name, json, SV("n"), &fault));
    check_text(test, str_from_c(fault.message), SV("\"n\" must be a text"));
    check_true(test, !json_get_int(&number, json, SV("x"), &fault));
    check_text(test, str_from_c(fault.message), SV("\"x\" must be a whole number"));
    check_true(test, !json_get_int(&number, json, SV("big"), &fault) && number == 1);
    check_true(test, !json_get_decimal(&decimal, json, SV("x"), 0, &fault));
    check_true(test, !json_get_id(&id, json, SV("zero"), &fault));
    check_true(test, !json_get_id(&id, json, SV("n"), &fault) && id == 42);
    check_true(test, !json_get_date(&date, json, SV("bad"), &fault));
    check_true(test, !json_get_bool(&flag, json, SV("missing"), &fault));
    check_text(test, str_from_c(fault.message), SV("\"missing\" must be true or false"));
    check_true(test, !json_get_array(&inner, json, SV("o"), &fault));
    check_true(test, !json_get_object(&inner, json, SV("list"), &fault));
    arena_close(&arena);
}
