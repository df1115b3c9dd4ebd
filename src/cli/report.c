/* Reports at the terminal, and who is due. */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "report/summary.h"
#include "schedule/due.h"

static bool order_of(SummaryOrder *order, const CommandLine *line, const House *house, Fault *fault)
{
    Str const format = command_value(line, "format", SV("md"));
    uint64_t  year = 0;

    if (house->catalog->summary_count == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "the definitions have no summary");
    if (!command_uint(&year, line, "year", (uint64_t)date_year(line->today), 2199, fault) ||
        !command_place(&order->place, line, house, fault) ||
        !command_tree(&order->place, line, fault))
        return false;
    order->summary = &house->catalog->summaries[0];
    order->language = line->language;
    order->period = command_has(line, "full-year") ? period_year((int32_t)year)
                                                   : period_year_so_far((int32_t)year, line->today);
    order->format = str_equal(format, SV("html")) ? SUMMARY_HTML : SUMMARY_MARKDOWN;
    if (!str_equal(format, SV("html")) && !str_equal(format, SV("md")))
        return fault_set(fault, FAULT_INVALID, "--format expects md or html");
    return true;
}

static bool run_summary(const CommandLine *line, Fault *fault)
{
    House       *house = NULL;
    SummaryOrder order = { 0 };
    Buf          text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);
    bool         ok = false;

    if (!command_house(&house, line, HOUSE_READ, fault) || !order_of(&order, line, house, fault))
        goto done;
    Job const          job = command_job(line);
    Registry const     registry = house_registry(house, &job);
    FigureReader const reader = house_figures(house, &job, &registry);
    ok = summary_write(&text, &reader, &order, fault);
    if (ok)
        (void)fwrite(text.ptr, 1, text.len, line->out);

done:
    house_close(&house);
    return ok;
}

/* ---- due ------------------------------------------------------------------------------------- */

static void print_due(const CommandLine *line, const House *house, const DueRow *rows,
                      uint32_t count)
{
    TerminalTable table = table_open(line->arena, 6);

    for (uint32_t i = 0; i < count; i++) {
        const DueItem *const   item = &rows[i].item;
        const Programme *const programme = &house->catalog->programmes[item->programme];

        table_add(&table, date_format(line->arena, item->due_on));
        table_add(&table, rows[i].is_overdue ? SV("!") : SV(""));
        table_add(&table, str_format(line->arena, "%lld", (long long)item->person_id));
        table_add(&table, rows[i].person_name);
        table_add(&table, label_in(programme->dues[item->rule].label, line->language));
        table_add(&table, organisation_name(house->organisations, item->organisation_id));
    }
    table_print(&table, line->out);
}

static bool run_due(const CommandLine *line, Fault *fault)
{
    House      *house = NULL;
    FigurePlace place;
    uint64_t    limit = 0;
    DueRow     *rows = NULL;
    uint32_t    count = 0;
    DueFilter filter = { .programme = CATALOG_NONE, .overdue_only = command_has(line, "overdue") };
    Str const programme = command_value(line, "programme", SV(""));
    bool      ok = false;

    if (!command_house(&house, line, HOUSE_READ, fault) ||
        !command_place(&place, line, house, fault) ||
        !command_uint(&limit, line, "limit", 50, LIMIT_PAGE_ROWS, fault) ||
        !command_date(&filter.until, line, "until", date_add_days(line->today, 30), fault))
        goto done;
    filter.organisation_id = place.organisation_id;
    filter.region_id = place.region_id;
    filter.limit = (uint32_t)limit;
    if (programme.len) {
        filter.programme = catalog_programme_index(house->catalog, programme);
        if (filter.programme == CATALOG_NONE) {
            fault_set(fault, FAULT_NOT_FOUND, "there is no programme %.*s", (int)programme.len,
                      programme.ptr);
            goto done;
        }
    }
    if (!due_list(&rows, &count, house->store, house->vocabulary, actor_system(),
                  house->organisations, &filter, line->today, line->arena, fault))
        goto done;
    print_due(line, house, rows, count);
    ok = true;

done:
    house_close(&house);
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "report summary",
        .arguments = "",
        .summary = "write the annual summary from the records",
        .options = { { "year", "YEAR", "of which year (default this one, to date)" },
                     { "full-year", NULL, "the whole year, though it is not over" },
                     { "org", "CODE", "an organisation and everything below it" },
                     { "tree", "TREE", "... in this tree (default: administration)" },
                     { "region", "CODE", "a region and everything in it" },
                     { "format", "md|html", "how to write it (default md)" } },
        .run = run_summary,
    },
    {
        .name = "due",
        .arguments = "",
        .summary = "list who is due for what",
        .options = { { "org", "CODE", "an organisation and everything below it" },
                     { "region", "CODE", "a region and everything in it" },
                     { "programme", "NAME", "only this programme" },
                     { "until", "DATE", "due by then (default in 30 days)" },
                     { "overdue", NULL, "only what is overdue" },
                     { "limit", "N", "at most so many (default 50)" } },
        .run = run_due,
    },
};

const CommandList CLI_REPORT_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
