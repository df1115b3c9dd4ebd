/* What is printed of definitions, for those who do not read the language. */
#include "catalog/paper.h"

#include "catalog/dictionary.h"
#include "catalog/harness_private.h"
#include "catalog/schema.h"

enum { PRINTED_BYTES_MAX = 1 << 20 };

static void print_dictionary_zh(Buf *out, const Catalog *catalog)
{
    dictionary_print(out, catalog, LANGUAGE_ZH);
}

static void print_dictionary_en(Buf *out, const Catalog *catalog)
{
    dictionary_print(out, catalog, LANGUAGE_EN);
}

static const struct {
    const char *name;
    void (*print)(Buf *out, const Catalog *catalog);
} CASES[] = {
    { "compiled/printed.form.md", paper_print },
    { "compiled/printed.dictionary.zh.csv", print_dictionary_zh },
    { "compiled/printed.dictionary.en.csv", print_dictionary_en },
    { "compiled/printed.sql", schema_print },
};

void paper_golden_test(Test *test)
{
    Arena         *arena = arena_open();
    Compiled const compiled = harness_compile_golden(test, arena, SV("compiled/printed.in"));

    for (size_t i = 0; i < COUNT_OF(CASES) && !compiled.messages.len; i++) {
        Buf text = buf_open(arena, PRINTED_BYTES_MAX);

        test_row(test, "%s", CASES[i].name);
        CASES[i].print(&text, compiled.catalog);
        test_golden(test, str_from_c(CASES[i].name), buf_str(&text));
    }
    arena_close(&arena);
}
