/* Populations at the terminal: how that of a place changed, and who is behind it. */
#include "base/instant.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "indicators/population_change.h"
#include "indicators/register_share.h"
#include "registry/person.h"
#include "registry/region.h"

typedef struct {
    House             *house;
    Job                job;
    Registry           registry;
    FigureReader       reader;
    PopulationQuestion question;
} Session;

static bool open_place(Session *session, const CommandLine *line, Fault *fault)
{
    *session = (Session){ .job = command_job(line) };
    if (!command_house(&session->house, line, HOUSE_READ, fault))
        return false;
    session->registry = house_registry(session->house, &session->job);
    session->reader = house_figures(session->house, &session->job, &session->registry);
    return command_place(&session->question.place, line, session->house, fault);
}

static bool open_session(Session *session, const CommandLine *line, Fault *fault)
{
    Date as_of = DATE_MAX;

    if (!open_place(session, line, fault))
        return false;
    PopulationQuestion *const question = &session->question;
    if (!command_date(&question->until, line, "until", line->today, fault) ||
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

/* ---- the official number ----------------------------------------------------------------------
 */

static Str cell(const CommandLine *line, Label label)
{
    return label_in(label, line->language);
}

static void print_heads(const CommandLine *line, TerminalTable *table, const Label *heads,
                        uint32_t first_number, uint32_t last_number)
{
    for (uint32_t i = 0; i < table->columns; i++) {
        table_add(table, cell(line, heads[i]));
        table->is_number[i] = i >= first_number && i <= last_number;
    }
}

static Str group_cell(const CommandLine *line, PopulationGroup group)
{
    Str const text = cell(line, population_group_label(line->arena, group));

    return text.len ? text : cell(line, (Label){ SV("合计"), SV("everybody") });
}

static Str region_cell(const Session *session, int64_t region_id)
{
    const RegionTree *const regions = session->house->regions;
    const Region *const     region = region_find(regions, region_id);

    return region ? region->name : SV("");
}

static void print_doubts(const CommandLine *line, const Session *session,
                         const PopulationDoubt *doubts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const Population *const told = &doubts[i].told;
        Str const               place = region_cell(session, told->region_id);
        Str const               group = group_cell(line, told->group);
        Str const               why = cell(line, population_doubt_label(doubts[i].kind));

        (void)fprintf(line->out, "! %.*s %.*s %d: %.*s: %lld, %lld\n", (int)place.len, place.ptr,
                      (int)group.len, group.ptr, told->year, (int)why.len, why.ptr,
                      (long long)told->count, (long long)doubts[i].parts);
    }
}

static bool run_official(const CommandLine *line, Fault *fault)
{
    Label const       HEADS_OF[] = { { SV("区划代码"), SV("region") },
                                     { SV("区划"), SV("name") },
                                     { SV("分组"), SV("group") },
                                     { SV("人口数"), SV("number") },
                                     { SV("来源"), SV("source") } };
    TerminalTable     table = table_open(line->arena, COUNT_OF(HEADS_OF));
    Session           session = { 0 };
    const Population *rows = NULL;
    PopulationDoubt  *doubts = NULL;
    uint32_t          count = 0;
    uint32_t          doubt_count = 0;
    uint64_t          year = 0;
    const Population *last = NULL;
    bool              ok = open_place(&session, line, fault) &&
              command_uint(&year, line, "year", (uint64_t)date_year(line->today),
                           POPULATION_YEAR_MAX, fault);

    print_heads(line, &table, HEADS_OF, 3, 3);
    int64_t const region_id = figure_region_of(&session.reader, session.question.place);
    do {
        ok = ok && population_list(&rows, &count, &session.registry, region_id, (int32_t)year, last,
                                   0, fault);
        for (uint32_t i = 0; ok && i < count; i++) {
            last = &rows[i];
            table_add(&table, region_code(line->arena, rows[i].region_id));
            table_add(&table, region_cell(&session, rows[i].region_id));
            table_add(&table, group_cell(line, rows[i].group));
            table_add(&table, number(line, rows[i].count));
            table_add(&table, rows[i].source);
        }
    } while (ok && count);
    ok = ok && population_doubts(&doubts, &doubt_count, &session.registry, region_id, (int32_t)year,
                                 fault);
    if (ok) {
        table_print(&table, line->out);
        print_doubts(line, &session, doubts, doubt_count);
    }
    house_close(&session.house);
    return ok;
}

static void add_share(const CommandLine *line, const Session *session, TerminalTable *table,
                      const RegisterShare *share)
{
    const Figure *const figure = &share->figure;
    Str                 place = SV("*");

    if (figure->place.organisation_id)
        place = organisation_name(session->house->organisations, figure->place.organisation_id);
    else if (figure->place.region_id)
        place = region_cell(session, figure->place.region_id);
    table_add(table, place);
    table_add(table, number(line, figure->part));
    table_add(table, figure->has_whole ? number(line, figure->whole) : SV("—"));
    table_add(table, figure_value_text(line->arena, figure, line->language));
    table_add(table, figure->has_whole ? number(line, share->difference) : SV("—"));
    table_add(table, share->state == SHARE_UNKNOWN ? cell(line, figure_state_label(figure->state))
                                                   : cell(line, share->reason));
}

static bool run_share(const CommandLine *line, Fault *fault)
{
    Label const HEADS_OF[] = { { SV("地方"), SV("place") },    { SV("登记常住"), SV("registered") },
                               { SV("官方"), SV("official") }, { SV("比例"), SV("ratio") },
                               { SV("差"), SV("difference") }, { SV("提示"), SV("remarks") } };
    TerminalTable  table = table_open(line->arena, COUNT_OF(HEADS_OF));
    Str const      text = command_value(line, "period", SV(""));
    Session        session = { 0 };
    Period         period = period_year_so_far(date_year(line->today), line->today);
    RegisterShare  here;
    RegisterShare *below = NULL;
    uint32_t       count = 0;
    bool const     ok =
        open_place(&session, line, fault) &&
        (text.len == 0 || period_parse(&period, text, fault)) &&
        register_share_read(&here, &session.reader, session.question.place, period, fault) &&
        register_share_by_place(&below, &count, &session.reader, session.question.place, period,
                                fault);

    if (ok) {
        print_heads(line, &table, HEADS_OF, 1, 4);
        add_share(line, &session, &table, &here);
        for (uint32_t i = 0; i < count; i++)
            add_share(line, &session, &table, &below[i]);
        table_print(&table, line->out);
    }
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
    {
        .name = "population official",
        .arguments = "",
        .summary = "list the official numbers of a year, and those that contradict each other",
        .options = { { "org", "CODE", "the region of an organisation" },
                     { "region", "CODE", "a region and everything in it" },
                     { "year", "YEAR", "of which they are (default: this one)" } },
        .run = run_official,
    },
    {
        .name = "population share",
        .arguments = "",
        .summary = "hold usual residents on the register against the official number",
        .options = { { "org", "CODE", "an organisation and everything below it" },
                     { "region", "CODE", "a region and everything in it" },
                     { "period", "PERIOD", "as of figures (default: this year so far)" } },
        .run = run_share,
    },
};

const CommandList CLI_POPULATION_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
