/* Source into tokens, and their places. What is refused is in tests/golden/catalog. */
#include "catalog/lexer.h"

#include "base/test.h"

/* Each token as its kind, its place and its text: "name 1:5 sbp". */
static Str print_tokens(Arena *arena, Str text, bool with_comments)
{
    static const char *const KINDS[] = {
        [TOKEN_END] = "end",         [TOKEN_NAME] = "name",     [TOKEN_NUMBER] = "number",
        [TOKEN_DATE] = "date",       [TOKEN_STRING] = "string", [TOKEN_SYMBOL] = "symbol",
        [TOKEN_COMMENT] = "comment", [TOKEN_BAD] = "bad",
    };
    Source const source = { SV("test.care"), text };
    Diagnostics  diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };
    Tokens const tokens = lex(arena, &diagnostics, 0, with_comments);
    Buf          out = buf_open(arena, 1 << 16);

    for (uint32_t i = 0; i + 1 < tokens.count; i++) {
        const Token *const token = &tokens.items[i];

        buf_add_format(&out, "%s%s %u:%u %.*s",
                       i == 0         ? ""
                       : token->first ? "\n"
                                      : ", ",
                       KINDS[token->kind], token->line, token->column, (int)token->text.len,
                       token->text.ptr);
    }
    if (diagnostics.count)
        buf_add_format(&out, " ! %.*s", (int)diagnostics.items[0].text.len,
                       diagnostics.items[0].text.ptr);
    return buf_str(&out);
}

void lexer_test(Test *test)
{
    static const struct {
        const char *text, *want;
    } CASES[] = {
        { "", "" },
        { "  \n\n  ", "" },
        { "sbp _a B2", "name 1:1 sbp, name 1:5 _a, name 1:8 B2" },
        { "12 01 16.7 0.5", "number 1:1 12, number 1:4 01, number 1:7 16.7, number 1:12 0.5" },
        { "1..5", "number 1:1 1, symbol 1:2 .., number 1:4 5" },
        { "1.5..2.5", "number 1:1 1.5, symbol 1:4 .., number 1:6 2.5" },
        { "1.a", "number 1:1 1, symbol 1:2 ., name 1:3 a" },
        { "-5", "symbol 1:1 -, number 1:2 5" },
        { "2017-02-28", "date 1:1 2017-02-28" },
        { "2024-02-29", "date 1:1 2024-02-29" },
        { "2023-02-29", "bad 1:1 2023-02-29 ! this is not a date" },
        { "2017-02-28-1", "date 1:1 2017-02-28, symbol 1:11 -, number 1:12 1" },
        { "2000-5", "number 1:1 2000, symbol 1:5 -, number 1:6 5" },
        { "2017-02", "number 1:1 2017, symbol 1:5 -, number 1:6 02" },
        { "2017-2\n-1", "number 1:1 2017, symbol 1:5 -, number 1:6 2\nsymbol 2:1 -, number 2:2 1" },
        { "201702-28-01", "number 1:1 201702, symbol 1:7 -, number 1:8 28, symbol 1:10 -, "
                          "number 1:11 01" },
        { "<= >= != .. < > = . + - * / ( ) { } , |",
          "symbol 1:1 <=, symbol 1:4 >=, symbol 1:7 !=, symbol 1:10 .., symbol 1:13 <, "
          "symbol 1:15 >, symbol 1:17 =, symbol 1:19 ., symbol 1:21 +, symbol 1:23 -, "
          "symbol 1:25 *, symbol 1:27 /, symbol 1:29 (, symbol 1:31 ), symbol 1:33 {, "
          "symbol 1:35 }, symbol 1:37 ,, symbol 1:39 |" },
        { "\"收缩压\" | \"SBP\"", "string 1:1 收缩压, symbol 1:7 |, string 1:9 SBP" },
        { "\"a\\\"b\\\\c\\nd\"", "string 1:1 a\"b\\c\nd" },
        { "\"a\\", "bad 1:1 a\\ ! this text is not closed on its line" },
        { "\"a\\\"", "bad 1:1 a\\\" ! this text is not closed on its line" },
        { "\"", "bad 1:1  ! this text is not closed on its line" },
        { "\"\"", "string 1:1 " },
        { "\"a\tb\"", "bad 1:1 a\tb ! a control character in a text" },
        { "a -- comment", "name 1:1 a" },
        { "a--comment\nb", "name 1:1 a\nname 2:1 b" },
        { "a - -b", "name 1:1 a, symbol 1:3 -, symbol 1:5 -, name 1:6 b" },
        { "a\r\nb\r\n", "name 1:1 a\nname 2:1 b" },
        { "a\n\n  b c\n", "name 1:1 a\nname 3:3 b, name 3:5 c" },
        { "\xEF\xBB\xBF"
          "unit m",
          "name 1:1 unit, name 1:6 m" },
        { "1A", "bad 1:1 1A ! a number runs into a name" },
        { "12days", "bad 1:1 12days ! a number runs into a name" },
        { "收缩压 sbp", "bad 1:1 收缩压, name 1:5 sbp ! this means nothing here" },
        { "a，b", "name 1:1 a, bad 1:2 ，, name 1:3 b ! this means nothing here" },
        { "a;b", "name 1:1 a, bad 1:2 ;, name 1:3 b ! this means nothing here" },
        { "!a", "bad 1:1 !, name 1:2 a ! this means nothing here" },
        { "\ta", "name 1:2 a ! a tab" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s", CASES[i].text);
        check_text(test, print_tokens(arena, str_from_c(CASES[i].text), false),
                   str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

void lexer_comments_test(Test *test)
{
    Arena *arena = arena_open();

    check_text(test, print_tokens(arena, SV("-- one  \na -- two\n  -- three"), true),
               SV("comment 1:1 -- one\nname 2:1 a, comment 2:3 -- two\ncomment 3:3 -- three"));
    arena_close(&arena);
}
