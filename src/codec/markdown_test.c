#include "codec/markdown.h"

#include "base/test.h"

void markdown_add_text_test(Test *test)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        { "", "" },
        { "血压 < 140", "血压 \\< 140" },
        { "*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`" },
        { "[x](y)", "\\[x\\](y)" },
        { "# 一|二\\", "\\# 一\\|二\\\\" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Buf out = buf_open(arena, 100);

        test_row(test, "%s", CASES[i].text);
        markdown_add_text(&out, str_from_c(CASES[i].text));
        check_text(test, buf_str(&out), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}
