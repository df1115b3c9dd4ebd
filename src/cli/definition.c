/* Definitions at the terminal: check them, see what they become, format them. */
#include "base/file.h"
#include "base/limits.h"
#include "catalog/dictionary.h"
#include "catalog/format.h"
#include "catalog/paper.h"
#include "catalog/schema.h"
#include "catalog/sources.h"
#include "cli/commands.h"

/* Those of the paths; without any, those inside the program. */
static bool read_sources(Diagnostics *out, const CommandLine *line, Fault *fault)
{
    Source  *sources = NULL;
    uint32_t count = 0;

    if (line->argument_count == 0)
        sources_built_in(&sources, &count, line->arena);
    else if (!sources_read(&sources, &count, line->arena, line->arguments, line->argument_count,
                           fault))
        return false;
    *out = (Diagnostics){ .arena = line->arena, .sources = sources, .source_count = count };
    return true;
}

static bool report(const CommandLine *line, Diagnostics *diagnostics, Fault *fault)
{
    uint32_t const count = diagnostics->count + diagnostics->suppressed;
    Buf            text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);

    diagnostics_print(&text, diagnostics);
    (void)fwrite(text.ptr, 1, text.len, line->out);
    return fault_set(fault, FAULT_INVALID, "%u error%s in %u file%s", count, count == 1 ? "" : "s",
                     diagnostics->source_count, diagnostics->source_count == 1 ? "" : "s");
}

static void print_sql(Buf *out, const Catalog *catalog, Language language)
{
    (void)language; /* names of tables are the same in both */
    schema_print(out, catalog);
}

static void print_paper(Buf *out, const Catalog *catalog, Language language)
{
    (void)language; /* it shows both */
    paper_print(out, catalog);
}

typedef struct {
    Str name;
    void (*print)(Buf *out, const Catalog *catalog, Language language);
} Printer;

static const Printer PRINTERS[] = {
    { { "sql", 3 }, print_sql },
    { { "form", 4 }, print_paper },
    { { "dictionary", 10 }, dictionary_print },
};

static const Printer *find_printer(Str name)
{
    for (size_t i = 0; i < COUNT_OF(PRINTERS); i++)
        if (str_equal(PRINTERS[i].name, name))
            return &PRINTERS[i];
    return NULL;
}

static bool print_with(const CommandLine *line, const Printer *printer, const Catalog *catalog,
                       Fault *fault)
{
    Buf text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);

    printer->print(&text, catalog, line->language);
    if (text.overflowed)
        return fault_set(fault, FAULT_TOO_LARGE, "the definitions become more than %d MB of text",
                         LIMIT_RESPONSE_BYTES >> 20);
    (void)fwrite(text.ptr, 1, text.len, line->out);
    return true;
}

static bool run_check(const CommandLine *line, Fault *fault)
{
    const Catalog       *catalog = NULL;
    Str const            kind = command_value(line, "print", SV(""));
    const Printer *const printer = find_printer(kind);
    Diagnostics          diagnostics;

    if (kind.len && !printer)
        return fault_set(fault, FAULT_INVALID, "--print expects sql, form or dictionary");
    if (!read_sources(&diagnostics, line, fault))
        return false;
    if (!catalog_compile(&catalog, line->arena, &diagnostics))
        return report(line, &diagnostics, fault);
    if (printer)
        return print_with(line, printer, catalog, fault);
    (void)fprintf(line->out,
                  "%u file%s: %u programmes, %u forms, %u registers, %u code sets, %u indicators\n",
                  catalog->source_count, catalog->source_count == 1 ? "" : "s",
                  catalog->programme_count, catalog->form_count, catalog->register_count,
                  catalog->code_count, catalog->indicator_count);
    return true;
}

/* Nothing is written unless every file can be read. */
static bool run_fmt(const CommandLine *line, Fault *fault)
{
    bool const  only_check = command_has(line, "check");
    bool        readable = true;
    uint32_t    changed = 0;
    Diagnostics diagnostics;

    if (!read_sources(&diagnostics, line, fault))
        return false;
    Str *const texts = arena_array(line->arena, diagnostics.source_count, sizeof(Str));
    for (uint32_t i = 0; i < diagnostics.source_count; i++)
        readable &= format_source(&texts[i], line->arena, &diagnostics, i);
    if (!readable)
        return report(line, &diagnostics, fault);

    for (uint32_t i = 0; i < diagnostics.source_count; i++) {
        const Source *const source = &diagnostics.sources[i];

        if (str_equal(source->text, texts[i]))
            continue;
        changed++;
        (void)fprintf(line->out, "%.*s\n", (int)source->path.len, source->path.ptr);
        if (!only_check && !file_write(source->path, texts[i], fault))
            return fault_context(fault, "formatting definitions");
    }
    if (only_check && changed)
        return fault_set(fault, FAULT_INVALID, "%u file%s not in the layout of barefoot fmt",
                         changed, changed == 1 ? " is" : "s are");
    return true;
}

static const Command COMMANDS[] = {
    {
        .name = "check",
        .arguments = "[PATH...]",
        .summary = "check definitions (without PATH those inside the program), or print what they"
                   " become",
        .arguments_max = COMMAND_ARGUMENTS_MAX,
        .options = { { "print", "KIND",
                       "sql: the tables; form: the forms as on paper (Markdown); dictionary: every"
                       " field and code (CSV)" } },
        .run = run_check,
    },
    {
        .name = "fmt",
        .arguments = "PATH...",
        .summary = "lay definitions out as everybody does, in place",
        .arguments_min = 1,
        .arguments_max = COMMAND_ARGUMENTS_MAX,
        .options = { { "check", NULL, "only list the files that differ, and fail" } },
        .run = run_fmt,
    },
};

const CommandList CLI_DEFINITION_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
