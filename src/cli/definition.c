/* Definitions at the terminal: check them, see what they become, format them. */
#include "base/limits.h"
#include "catalog/catalog.h"
#include "catalog/sources.h"
#include "cli/commands.h"

static bool run_check(const CommandLine *line, Fault *fault)
{
    Source        *sources = NULL;
    uint32_t       count = 0;
    const Catalog *catalog = NULL;
    Buf            text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);

    if (!sources_read(&sources, &count, line->arena, line->arguments, line->argument_count, fault))
        return false;
    Diagnostics diagnostics = { .arena = line->arena, .sources = sources, .source_count = count };
    if (!catalog_compile(&catalog, line->arena, &diagnostics)) {
        diagnostics_print(&text, &diagnostics);
        (void)fwrite(text.ptr, 1, text.len, line->out);
        return fault_set(fault, FAULT_INVALID, "%u error%s in %u file%s",
                         diagnostics.count + diagnostics.suppressed,
                         diagnostics.count + diagnostics.suppressed == 1 ? "" : "s", count,
                         count == 1 ? "" : "s");
    }
    (void)fprintf(line->out,
                  "%u files: %u programmes, %u forms, %u registers, %u code sets, %u indicators\n",
                  count, catalog->programme_count, catalog->form_count, catalog->register_count,
                  catalog->code_count, catalog->indicator_count);
    return true;
}

static const Command COMMANDS[] = {
    {
        .name = "check",
        .arguments = "PATH...",
        .summary = "check definitions and report every error at its place",
        .arguments_min = 1,
        .arguments_max = COMMAND_ARGUMENTS_MAX,
        .run = run_check,
    },
};

const CommandList CLI_DEFINITION_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
