/* The manual is true: every example of docs/language.md compiles, in the layout of
 * barefoot fmt, and those that must not compile say what the manual says. */
#include "base/file.h"
#include "base/limits.h"
#include "catalog/format.h"
#include "catalog/harness_private.h"

enum { EXAMPLES_MIN = 25, ERRORS_MIN = 3 };

typedef struct {
    Str      kind; /* what stands behind ```, such as "care form" */
    Str      text;
    uint32_t line;
} Example;

static bool next_example(Str *rest, uint32_t *line, Example *example)
{
    while (rest->len) {
        Str const fence = str_cut(rest, '\n');

        (*line)++;
        if (!str_starts_with(fence, SV("```")))
            continue;
        example->kind = str_after(fence, 3);
        example->line = *line;
        example->text = str_slice(*rest, 0, str_find(*rest, SV("```\n")));
        for (size_t i = 0; i < example->text.len; i++)
            *line += example->text.ptr[i] == '\n';
        (*line)++;
        *rest = str_after(*rest, example->text.len + 4);
        return true;
    }
    return false;
}

/* Lines of a form or a programme, with one around them. */
static Str wrap(Arena *arena, Str kind, Str text)
{
    Buf wrapped = buf_open(arena, LIMIT_SOURCE_BYTES);
    Str word = kind;

    (void)str_cut(&word, ' '); /* care */
    if (word.len == 0 || str_equal(word, SV("prelude")))
        return text;
    buf_add_format(&wrapped, "%.*s example \"例\" | \"Example\"\n", (int)word.len, word.ptr);
    while (text.len) {
        Str const line = str_cut(&text, '\n');
        buf_add_format(&wrapped, "%s%.*s\n", line.len ? "  " : "", (int)line.len, line.ptr);
    }
    return buf_str(&wrapped);
}

static void check_layout(Test *test, Arena *arena, Str text)
{
    Source const source = { SV("example.care"), text };
    Diagnostics  diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };
    Str          formatted = SV("");

    check_true(test, format_source(&formatted, arena, &diagnostics, 0));
    check_text(test, formatted, text);
}

void language_examples_test(Test *test)
{
    Arena   *arena = arena_open();
    Str      manual = SV("");
    Str      prelude = SV("");
    Str      messages = SV(""); /* of the last wrong example, until its ```text */
    Example  example;
    uint32_t line = 0;
    uint32_t examples = 0;
    uint32_t errors = 0;
    Fault    fault = { 0 };

    if (!file_read(&manual, arena, SV("docs/language.md"), LIMIT_SOURCE_BYTES, &fault))
        check_fail(test, fault.message);
    while (next_example(&manual, &line, &example)) {
        bool const is_text = str_equal(example.kind, SV("text"));
        bool const is_wrong = str_equal(example.kind, SV("care-error"));
        bool const is_right = str_starts_with(example.kind, SV("care")) && !is_wrong;

        test_row(test, "docs/language.md:%u", example.line);
        if (is_text) {
            check_text(test, example.text, messages);
            errors++;
        }
        if (!is_right && !is_wrong)
            continue;
        Str const text = wrap(arena, example.kind, example.text);
        messages = harness_compile(arena, prelude, SV("example.care"), text).messages;
        check_equal(test, messages.len > 0, is_wrong);
        if (is_right) {
            check_text(test, messages, SV(""));
            check_layout(test, arena, text);
        }
        if (str_equal(example.kind, SV("care prelude")))
            prelude = text;
        examples++;
    }
    check_true(test, examples >= EXAMPLES_MIN && errors >= ERRORS_MIN);
    arena_close(&arena);
}
