/* Populations at the terminal: how that of a place changed, and who is behind it. */
#include "base/instant.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "indicators/population_change.h"
#include "registry/person.h"

typedef struct {
    House             *house;
    Job                job;
    Registry           registry;
    FigureReader       reader;
    PopulationQuestion question;
} Session;

static bool open_session(Session *session, const CommandLine *line, Fault *fault)
{
    Date as_of = DATE_MAX;

    *session = (Session){ .job = command_job(line) };
    if (!command_house(&session->house, line, HOUSE_READ, fault))
        return false;
    session->registry = house_registry(session->house, &session->job);
    session->reader = house_figures(session->house, &session->job, &session->registry);
    PopulationQuestion *const question = &session->question;
    if (!command_place(&question->place, line, session->house, fault) ||
        !command_date(&question->until, line, "until", line->today, fault) ||
        !command_date(&question->from, line, "from",
                      date_from_civil(date_year(question->until), 1, 1), fault) ||
        !command_date(&as_of, line, "as-of", DATE_MAX, fault))
        return false;
    if (as_of.days != DATE_MAX.days)
        question->as_of = instant_of_day(date_add_days(as_of, 1)) - 1;
    return true;
}

static Str number(const CommandLine *line, int64_t value)
{
    return str_format(line->arena, "%lld", (long long)value);
}

enum { CELLS = 6, FIRST_NUMBER_CELL = 2 };

static const struct {
    const char *zh, *en;
} HEADS[CELLS] = {
    { "项目", "line" },     { "", "" },         { "合计", "total" }, { "户籍", "registered" },
    { "非户籍", "living" }, { "女", "female" },
};

static int64_t sum_of(const PopulationChange *change, int line, int kind, int sex)
{
    int64_t sum = 0;

    for (int i = 0; i < POPULATION_KIND_COUNT; i++)
        for (int j = 0; j < POPULATION_SEX_COUNT; j++)
            for (int k = 0; k < POPULATION_BANDS; k++)
                if ((kind < 0 || kind == i) && (sex < 0 || sex == j))
                    sum += change->cells[line][i][j][k];
    return sum;
}

static void print_changes(const CommandLine *line, const Session *session,
                          const PopulationChange *change)
{
    static const char *const SIGNS[] = { "-", "±", "+", "=" };
    TerminalTable            table = table_open(line->arena, CELLS);
    int64_t const as_of = session->question.as_of ? session->question.as_of : session->job.now;
    Str const     from = date_format(line->arena, session->question.from);
    Str const     until = date_format(line->arena, session->question.until);
    Str const     moment = instant_format(line->arena, as_of);

    (void)fprintf(line->out,
                  line->language == LANGUAGE_EN ? "%.*s to %.*s, as of %.*s\n"
                                                : "%.*s 至 %.*s，数据截至 %.*s\n",
                  (int)from.len, from.ptr, (int)until.len, until.ptr, (int)moment.len, moment.ptr);
    for (int i = 0; i < CELLS; i++) {
        table_add(&table, str_from_c(line->language == LANGUAGE_EN ? HEADS[i].en : HEADS[i].zh));
        table.is_number[i] = i >= FIRST_NUMBER_CELL;
    }
    for (int i = 0; i < POPULATION_LINE_COUNT; i++) {
        const PopulationLineInfo *const info = population_line((PopulationLine)i);

        table_add(&table, info->name);
        table_add(&table, str_format(line->arena, "%s %.*s", SIGNS[info->sign + 1],
                                     (int)label_in(info->label, line->language).len,
                                     label_in(info->label, line->language).ptr));
        table_add(&table, number(line, change->total[i]));
        table_add(&table, number(line, sum_of(change, i, POPULATION_REGISTERED, -1)));
        table_add(&table, number(line, sum_of(change, i, POPULATION_LIVING, -1)));
        table_add(&table, number(line, sum_of(change, i, -1, POPULATION_FEMALE)));
    }
    table_print(&table, line->out);
}

static bool run_changes(const CommandLine *line, Fault *fault)
{
    PopulationChange *const change = arena_alloc(line->arena, sizeof *change);
    Session                 session;
    bool                    ok = false;

    if (open_session(&session, line, fault) &&
        population_change_read(change, &session.reader, &session.question, fault)) {
        print_changes(line, &session, change);
        ok = true;
    }
    house_close(&session.house);
    return ok;
}

static bool print_people(const CommandLine *line, const Session *session,
                         const PopulationEntry *entries, uint32_t count, Fault *fault)
{
    const OrganisationTree *const tree = session->house->organisations;
    TerminalTable                 table = table_open(line->arena, 6);

    for (uint32_t i = 0; i < count; i++) {
        const PopulationEntry *const entry = &entries[i];
        Person                       person = { 0 };
        Fault                        absent = { 0 };

        if (!person_get(&person, &session->registry, entry->person_id, &absent) &&
            absent.code != FAULT_NOT_FOUND) {
            *fault = absent;
            return false;
        }
        table_add(&table, number(line, entry->person_id));
        table_add(&table, person.name);
        table_add(&table, date_format(line->arena, entry->on));
        table_add(&table, organisation_name(tree, entry->organisation_id));
        table_add(&table,
                  entry->other_id ? organisation_name(tree, entry->other_id) : entry->elsewhere);
        table_add(&table, entry->reason);
    }
    table_print(&table, line->out);
    return true;
}

static bool run_people(const CommandLine *line, Fault *fault)
{
    Session          session = { 0 };
    PopulationLine   which = POPULATION_OPENING;
    PopulationEntry *entries = NULL;
    uint32_t         count = 0;
    uint64_t         after = 0;
    uint64_t         limit = 0;
    bool             more = false;

    if (!population_line_find(&which, line->arguments[0]))
        return fault_set(fault, FAULT_NOT_FOUND,
                         "there is no such line; 'barefoot population changes' shows their names");
    bool const ok =
        open_session(&session, line, fault) &&
        command_uint(&after, line, "after", 0, INT64_MAX, fault) &&
        command_uint(&limit, line, "limit", 50, LIMIT_PAGE_ROWS, fault) &&
        population_change_people(&entries, &count, &more, &session.reader, &session.question, which,
                                 (int64_t)after, (uint32_t)limit, fault) &&
        print_people(line, &session, entries, count, fault);
    house_close(&session.house);
    return ok;
}

#define SPAN_OPTIONS                                                                               \
    { "org", "CODE", "an organisation and everything below it" },                                  \
        { "region", "CODE", "a region and everything in it" },                                     \
        { "from", "DAY", "first day (default: of the year)" },                                     \
        { "until", "DAY", "last day (default: today)" },                                           \
    {                                                                                              \
        "as-of", "DAY", "as it was known when that day was over (default: now)"                    \
    }

static const Command COMMANDS[] = {
    {
        .name = "population changes",
        .arguments = "",
        .summary = "count who was born, died, came and went, between two counts that it explains",
        .options = { SPAN_OPTIONS },
        .run = run_changes,
    },
    {
        .name = "population people",
        .arguments = "LINE",
        .summary = "list the people on a line of 'population changes'",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { SPAN_OPTIONS,
                     { "after", "ID", "those after this person" },
                     { "limit", "N", "at most so many (default 50)" } },
        .run = run_people,
    },
};

const CommandList CLI_POPULATION_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
