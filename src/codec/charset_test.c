/* Which charset a file is in, and what becomes of its bytes. */
#include "codec/charset.h"

#include "base/test.h"

void charset_detect_test(Test *test)
{
    static const struct {
        const char *text;
        Charset     want;
    } CASES[] = {
        { "", CHARSET_UTF8 },
        { "name,age\n", CHARSET_UTF8 },
        { "\xEF\xBB\xBF", CHARSET_UTF8 },
        { "\xEF\xBB\xBF\xD5\xC5", CHARSET_UTF8 }, /* the mark says so */
        { "张三", CHARSET_UTF8 },
        { "\xE5\xBC\xA0\xE4\xB8", CHARSET_UTF8 }, /* cut after two of three bytes */
        { "\xE5\xBC\xA0\xE4", CHARSET_UTF8 },
        { "\xF0\x9F\x98", CHARSET_UTF8 },
        { "张三李四\xFF王五", CHARSET_UTF8 },    /* one damaged character */
        { "\xD5\xC5\xC8\xFD", CHARSET_GB18030 }, /* 张三 */
        { "\xD0\xD5\xC3\xFB,\xC4\xEA\xC1\xE4", CHARSET_GB18030 },
        { "a,\xD6\xD0", CHARSET_GB18030 },
        { "\x81\x30\x81\x30\xD6\xD0", CHARSET_GB18030 }, /* one of four bytes */
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "case %zu", i);
        check_equal(test, charset_detect(str_from_c(CASES[i].text)), CASES[i].want);
    }
}

void charset_convert_test(Test *test)
{
    static const struct {
        Charset     from;
        const char *text, *want;
        size_t      bad_at;
    } CASES[] = {
        { CHARSET_UTF8, "", "", CHARSET_WHOLE },
        { CHARSET_UTF8, "张3", "张3", CHARSET_WHOLE },
        { CHARSET_UTF8, "张\xFF\xE5x", "张\xEF\xBF\xBD\xEF\xBF\xBDx", 3 },
        { CHARSET_UTF8, "\xEF\xBF\xBD", "\xEF\xBF\xBD", CHARSET_WHOLE }, /* it stood there */
        { CHARSET_GB18030, "", "", CHARSET_WHOLE },
        { CHARSET_GB18030, "\xD5\xC5\xC8\xFD,1", "张三,1", CHARSET_WHOLE },
        { CHARSET_GB18030, "\x95\x32\x82\x36", "𠀀", CHARSET_WHOLE }, /* outside the first plane */
        { CHARSET_GB18030, "a\xFF\xD5\xC5", "a\xEF\xBF\xBD张", 1 },
        { CHARSET_GB18030, "\xD5\xC5\xD5", "张\xEF\xBF\xBD", 3 }, /* half a character at the end */
        { CHARSET_GB18030, "\x81\",", "\xEF\xBF\xBD\",", 0 },     /* the quote is not swallowed */
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        CharsetConverter *converter = NULL;
        Buf               got = buf_open(arena, 100);
        Fault             fault = { 0 };

        test_row(test, "case %zu", i);
        check_true(test, charset_open(&converter, arena, CASES[i].from, &fault));
        check_equal(test, charset_convert(&got, converter, str_from_c(CASES[i].text)),
                    CASES[i].bad_at);
        check_text(test, buf_str(&got), str_from_c(CASES[i].want));
        charset_close(&converter);
        check_true(test, converter == NULL);
    }

    /* Longer than the converter's piece, with characters across its ends. */
    CharsetConverter *converter = NULL;
    Buf               from = buf_open(arena, 10000);
    Buf               want = buf_open(arena, 20000);
    Buf               got = buf_open(arena, 20000);
    Fault             fault = { 0 };
    for (int i = 0; i < 3000; i++) {
        buf_add(&from, i % 7 ? SV("\xD5\xC5") : SV("x"));
        buf_add(&want, i % 7 ? SV("张") : SV("x"));
    }
    check_true(test, charset_open(&converter, arena, CHARSET_GB18030, &fault));
    check_equal(test, charset_convert(&got, converter, buf_str(&from)), CHARSET_WHOLE);
    check_text(test, buf_str(&got), buf_str(&want));
    charset_close(&converter);
    arena_close(&arena);
}
