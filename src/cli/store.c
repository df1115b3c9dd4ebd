/* The store at the terminal: make it, bring it up to date, look at its health. */
#include "catalog/sources.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "intake/definition.h"
#include "intake/reorganisation.h"

/* Reorganisations whose day has come while nothing ran. */
static bool carry_out_plans(const CommandLine *line, Fault *fault)
{
    House     *house = NULL;
    uint32_t   count = 0;
    bool const ok = command_house(&house, line, HOUSE_WRITE, fault) &&
                    reorganisation_catch_up(&count, house, line->today, line->quiet, fault);

    if (count)
        (void)fprintf(line->out, "reorganisations: %u carried out\n", count);
    house_close(&house);
    return ok;
}

static bool run_migrate(const CommandLine *line, Fault *fault)
{
    DefinitionChange change = { 0 };
    Source          *sources = NULL;
    uint32_t         count = 0;
    uint32_t         steps = 0;

    if (line->argument_count == 0)
        sources_built_in(&sources, &count, line->arena);
    else if (!sources_read(&sources, &count, line->arena, line->arguments, line->argument_count,
                           fault))
        return false;
    /* A dry run writes nothing at all: an old store is refused, a missing one not made. */
    if (!command_has(line, "dry-run") && !house_migrate(line->store, &steps, fault))
        return false;
    bool const ok = definition_load(&change, line->store, sources, count, actor_system(),
                                    command_has(line, "dry-run"), line->quiet, line->arena, fault);
    if (change.report.len)
        (void)fwrite(change.report.ptr, 1, change.report.len, line->out);
    if (!ok)
        return false;
    if (change.is_unchanged)
        (void)fprintf(line->out, "definitions: version %lld, unchanged\n",
                      (long long)change.version);
    else
        (void)fprintf(
            line->out, "definitions: version %lld%s; %u tables, %u columns new, %u widened\n",
            (long long)change.version, command_has(line, "dry-run") ? " (nothing done)" : "",
            change.tables, change.columns, change.widened);
    if (change.rebuilt)
        (void)fputs("figures and dues: computed anew\n", line->out);
    return command_has(line, "dry-run") || carry_out_plans(line, fault);
}

static bool run_doctor(const CommandLine *line, Fault *fault)
{
    House      *house = NULL;
    HouseHealth health = { 0 };
    bool        ok = false;

    if (!command_house(&house, line, HOUSE_READ, fault) || !house_health(&health, house, fault))
        goto done;
    Str const day = date_format(line->arena, house->years->span.day);

    (void)fprintf(line->out,
                  "store          %.*s\n"
                  "definitions    version %lld, %.12s\n"
                  "tallies        %d to %d, to date up to %.*s\n"
                  "persons        %lld\n"
                  "organisations  %lld\n"
                  "workers        %lld\n"
                  "accounts       %lld\n"
                  "dues           %lld\n"
                  "audit rows     %lld\n"
                  "every page is sound, every audit row follows from the one before\n",
                  (int)line->store.len, line->store.ptr, (long long)house->catalogue_version,
                  house->catalogue_hash.ptr, house->years->span.from, house->years->span.to,
                  (int)day.len, day.ptr, (long long)health.persons, (long long)health.organisations,
                  (long long)health.workers, (long long)health.accounts, (long long)health.dues,
                  (long long)health.audit_rows);
    ok = true;

done:
    house_close(&house);
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "migrate",
        .arguments = "[PATH...]",
        .summary = "make a store, or bring one up to this program and these definitions",
        .arguments_max = COMMAND_ARGUMENTS_MAX,
        .options = { { "dry-run", NULL, "only say what would change" } },
        .run = run_migrate,
    },
    {
        .name = "doctor",
        .arguments = "",
        .summary = "look at the store's health",
        .run = run_doctor,
    },
};

const CommandList CLI_STORE_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
