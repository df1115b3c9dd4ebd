#include "exchange/csv/commands.h"

#include "exchange/csv/commands_private.h"

Job exchange_job(const CommandLine *line, Arena *arena)
{
    Job job = job_now(actor_system(), arena);

    job.today = line->today;
    return job;
}

static const Command COMMANDS[] = {
    {
        .name = "import",
        .arguments = "WHAT [FILE.csv]",
        .summary = "take a CSV file in: regions, organisations, workers, persons, residences, "
                   "identifiers, names, relations, edges, profiles, licences, practices, "
                   "worker_identities, population, a form or a register",
        .arguments_min = 1,
        .arguments_max = 2,
        .options = { { "rejects", "PATH", "the rejected rows (default FILE.rejects.csv)" },
                     { "map", "NEW=OLD,...", "headings of the file that mean other columns" },
                     { "separator", "CHAR", "between fields: comma, semicolon or tab" },
                     { "charset", "utf-8|gb18030", "of the file (default: by its beginning)" },
                     { "from", "DIR", "regions: the folder with the published tables" },
                     { "root", "CODE", "regions: only this one, those above and those in it" },
                     { "dry-run", NULL, "check everything, write nothing but the rejects" } },
        .run = import_command_run,
    },
    {
        .name = "export",
        .arguments = "WHAT",
        .summary = "give out what is stored: persons, residences, identifiers, names, relations, "
                   "organisations, workers, edges, profiles, licences, practices, "
                   "worker_identities, regions, population, a form or a register",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "format", "csv|ndjson", "rows and columns, or a JSON object a line" },
                     { "labels", "zh|en", "headings in words instead of names" },
                     { "org", "CODE", "only of this organisation and those below it" },
                     { "from", "DATE", "records from this day on" },
                     { "until", "DATE", "records up to this day" },
                     { "without-names", NULL, "leave out what tells who somebody is" },
                     { "people-safe", NULL, "for spreadsheets: no cell that runs as a formula" },
                     { "out", "PATH", "write here (default: standard output)" } },
        .run = export_command_run,
    },
};

const CommandList EXCHANGE_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
