/* What is printed of definitions, for those who do not read the language. */
#include "catalog/paper.h"

#include "catalog/dictionary.h"
#include "catalog/harness_private.h"
#include "catalog/schema.h"
#include "catalog/sources.h"
#include "codec/csv_reader.h"

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

static uint32_t count_fields(const Form *form)
{
    uint32_t count = form->field_count;

    for (uint32_t i = 0; i < form->list_count; i++)
        count += form->lists[i].field_count;
    return count;
}

/* A row for every field and code of the programmes inside the program, each as long as
 * the head. */
void dictionary_rows_test(Test *test)
{
    Arena         *arena = arena_open();
    Source        *sources = NULL;
    const Catalog *catalog = NULL;
    CsvReader     *reader = NULL;
    const Str     *heads = NULL;
    const CsvRow  *row = NULL;
    FILE *const    file = tmpfile();
    Buf            text = buf_open(arena, PRINTED_BYTES_MAX);
    Fault          fault = { 0 };
    uint32_t       count = 0;
    uint32_t       fields = 0;
    uint32_t       rows = 0;

    sources_built_in(&sources, &count, arena);
    Diagnostics diagnostics = { .arena = arena, .sources = sources, .source_count = count };
    check_true(test, catalog_compile(&catalog, arena, &diagnostics));
    dictionary_print(&text, catalog, LANGUAGE_EN);
    check_true(test, !text.overflowed && fwrite(text.ptr, 1, text.len, file) == text.len);
    rewind(file);
    check_true(test, csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault) &&
                         csv_reader_header(&heads, reader, &count, &fault));
    while (csv_reader_next(&row, reader, &fault) && row) {
        test_row(test, "line %u", row->line);
        check_equal(test, row->fault.code, FAULT_NONE);
        rows++;
        fields += row->field_count == count && row->fields[3].len == 0; /* no code */
    }
    uint32_t declared = 0;
    for (uint32_t i = 0; i < catalog->register_count; i++)
        declared += count_fields(&catalog->registers[i].form);
    for (uint32_t i = 0; i < catalog->form_count; i++)
        declared += count_fields(&catalog->forms[i]);
    test_row(test, "all");
    check_equal(test, fields, declared);
    check_true(test, fields > 500 && rows > 2 * fields);
    csv_reader_close(&reader);
    (void)fclose(file);
    arena_close(&arena);
}
