/* Figures at the terminal: list, show, explain, people, rebuild, verify. */
#include "base/instant.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "codec/csv_writer.h"
#include "codec/json_writer.h"
#include "indicators/batch.h"
#include "indicators/denominator.h"
#include "indicators/register_share.h"
#include "intake/definition.h"
#include "intake/intake.h"
#include "registry/organisation_edge.h"
#include "registry/person.h"
#include "registry/region.h"
#include "records/value.h"

typedef struct {
    House       *house;
    Job          job;
    Registry     registry;
    FigureReader reader;
    Period       period;
    FigurePlace  place;
} Session;

static bool open_session(Session *session, const CommandLine *line, Fault *fault)
{
    Str const period = command_value(line, "period", SV(""));

    *session = (Session){ .job = command_job(line) };
    if (!command_house(&session->house, line, HOUSE_READ, fault))
        return false;
    session->registry = house_registry(session->house, &session->job);
    session->reader = house_figures(session->house, &session->job, &session->registry);
    session->period = period_year_so_far(date_year(line->today), line->today);
    return (period.len == 0 || period_parse(&session->period, period, fault)) &&
           command_place(&session->place, line, session->house, fault) &&
           command_tree(&session->place, line, fault);
}

/* The indicators of --programme, or one by its full name, or all. */
static bool choose(uint32_t **out, uint32_t *count, const CommandLine *line, const Catalog *catalog,
                   Fault *fault)
{
    Str const programme = command_value(line, "programme", SV(""));
    Str const name = line->argument_count ? line->arguments[0] : SV("");

    *out = arena_array(line->arena, catalog->indicator_count, sizeof(uint32_t));
    *count = 0;
    for (uint32_t i = 0; i < catalog->indicator_count; i++) {
        const Indicator *const indicator = &catalog->indicators[i];
        Str const              owner = catalog->programmes[indicator->programme].name;

        if ((programme.len == 0 || str_equal(programme, owner)) &&
            (name.len == 0 || str_equal(name, indicator->full)))
            (*out)[(*count)++] = i;
    }
    return *count > 0 ||
           fault_set(fault, FAULT_NOT_FOUND, "there is no such indicator; 'barefoot figures list'");
}

static bool choose_one(uint32_t *out, const CommandLine *line, const Catalog *catalog, Fault *fault)
{
    for (uint32_t i = 0; i < catalog->indicator_count; i++)
        if (str_equal(line->arguments[0], catalog->indicators[i].full)) {
            *out = i;
            return true;
        }
    return fault_set(fault, FAULT_NOT_FOUND, "there is no indicator %.*s; 'barefoot figures list'",
                     (int)line->arguments[0].len, line->arguments[0].ptr);
}

/* ---- list ------------------------------------------------------------------------------ */

static bool run_list(const CommandLine *line, Fault *fault)
{
    Session       session;
    TerminalTable table = table_open(line->arena, 4);
    uint32_t     *chosen = NULL;
    uint32_t      count = 0;

    if (!open_session(&session, line, fault) ||
        !choose(&chosen, &count, line, session.house->catalog, fault)) {
        house_close(&session.house);
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        const Indicator *const indicator = &session.house->catalog->indicators[chosen[i]];
        table_add(&table, indicator->full);
        table_add(&table, label_in(indicator->label, line->language));
        table_add(&table, label_in(indicator->unit, line->language));
        table_add(&table, indicator->source);
    }
    table_print(&table, line->out);
    house_close(&session.house);
    return true;
}

/* ---- show -------------------------------------------------------------------------------- */

static Str flags_text(const Figure *figure, Arena *arena, Language language)
{
    Buf text = buf_open(arena, 1000);

    if (figure->state != FIGURE_HAS_VALUE)
        buf_add(&text, label_in(figure_state_label(figure->state), language));
    for (uint32_t flag = 1; flag <= SENSE_FEW; flag <<= 1)
        if (figure->flags & flag) {
            buf_add_c(&text, text.len ? "; " : "");
            buf_add(&text, label_in(sense_label((SenseFlag)flag), language));
        }
    return buf_str(&text);
}

/* One figure as cells: name, label, part, whole, value, unit, remarks. */
static void figure_cells(Str *cells, const Figure *figure, Arena *arena, Language language)
{
    bool const has_value = figure->state == FIGURE_HAS_VALUE;

    cells[0] = figure->indicator->full;
    cells[1] = label_in(figure->indicator->label, language);
    cells[2] = figure_amount_text(arena, figure->part, figure->part_scale);
    cells[3] =
        figure->has_whole ? figure_amount_text(arena, figure->whole, figure->whole_scale) : SV("");
    cells[4] = has_value ? decimal_format(arena, figure->value) : SV("");
    cells[5] = str_trim(label_in(figure->indicator->unit, language));
    cells[6] = flags_text(figure, arena, language);
}

/* The names are those of files; a table for people has their words. */
static const struct {
    const char *name, *zh;
} CELLS[] = {
    { "indicator", "指标" },   { "label", "名称" }, { "numerator", "分子" },
    { "denominator", "分母" }, { "value", "数值" }, { "unit", "单位" },
    { "remarks", "备注" },
};

enum { FIGURE_CELLS = COUNT_OF(CELLS), FIRST_NUMBER_CELL = 2, LAST_NUMBER_CELL = 4 };

static Str as_of(const Session *session)
{
    return instant_format(session->job.arena, session->job.now);
}

/* Whoever is judged on a period's last day is not what he will be then. */
static void warn_of_running_period(const CommandLine *line, Period period)
{
    Str const end = date_format(line->arena, period.end);
    Str const today = date_format(line->arena, line->today);

    if (!period_is_to_date(period) && period.end.days > line->today.days)
        (void)fprintf(
            stderr,
            line->language == LANGUAGE_EN
                ? "the period is not over, and is judged as on %.*s; --period %.*s is up to"
                  " today\n"
                : "时期尚未结束，按%.*s的情形判定；截至今天请用 --period %.*s\n",
            (int)end.len, end.ptr, (int)today.len, today.ptr);
}

static void show_table(const CommandLine *line, const Session *session, const Figure *figures,
                       uint32_t count)
{
    TerminalTable table = table_open(line->arena, FIGURE_CELLS);
    Str           cells[FIGURE_CELLS];
    Str const     period = period_label(line->arena, session->period, line->language);
    Str const     moment = as_of(session);

    (void)fprintf(line->out,
                  line->language == LANGUAGE_EN ? "%.*s, as of %.*s\n" : "%.*s，数据截至 %.*s\n",
                  (int)period.len, period.ptr, (int)moment.len, moment.ptr);
    for (int i = 0; i < FIGURE_CELLS; i++) {
        table_add(&table, str_from_c(line->language == LANGUAGE_EN ? CELLS[i].name : CELLS[i].zh));
        table.is_number[i] = i >= FIRST_NUMBER_CELL && i <= LAST_NUMBER_CELL;
    }
    for (uint32_t i = 0; i < count; i++) {
        figure_cells(cells, &figures[i], line->arena, line->language);
        for (int j = 0; j < FIGURE_CELLS; j++)
            table_add(&table, cells[j]);
    }
    table_print(&table, line->out);
}

static void show_csv(const CommandLine *line, const Session *session, const Figure *figures,
                     uint32_t count)
{
    Buf       text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);
    CsvWriter csv = csv_open(&text, CSV_EXACT);
    Str       cells[FIGURE_CELLS];

    for (int i = 0; i < FIGURE_CELLS; i++)
        csv_add_field(&csv, str_from_c(CELLS[i].name));
    csv_add_field(&csv, SV("period"));
    csv_add_field(&csv, SV("as_of"));
    csv_end_row(&csv);
    for (uint32_t i = 0; i < count; i++) {
        figure_cells(cells, &figures[i], line->arena, line->language);
        for (int j = 0; j < FIGURE_CELLS; j++)
            csv_add_field(&csv, cells[j]);
        csv_add_field(&csv, period_format(line->arena, session->period));
        csv_add_field(&csv, as_of(session));
        csv_end_row(&csv);
    }
    (void)fwrite(text.ptr, 1, text.len, line->out);
}

static void show_json(const CommandLine *line, const Session *session, const Figure *figures,
                      uint32_t count)
{
    Buf        text = buf_open(line->arena, LIMIT_RESPONSE_BYTES);
    JsonWriter json = json_open(&text);
    Str        cells[FIGURE_CELLS];

    json_begin_object(&json);
    json_add_key(&json, SV("period"));
    json_add_str(&json, period_format(line->arena, session->period));
    json_add_key(&json, SV("as_of"));
    json_add_str(&json, as_of(session));
    json_add_key(&json, SV("figures"));
    json_begin_array(&json);
    for (uint32_t i = 0; i < count; i++) {
        figure_cells(cells, &figures[i], line->arena, line->language);
        json_begin_object(&json);
        for (int j = 0; j < FIGURE_CELLS; j++) {
            json_add_key(&json, str_from_c(CELLS[j].name));
            if (cells[j].len == 0)
                json_add_null(&json);
            else if (j >= FIRST_NUMBER_CELL && j <= LAST_NUMBER_CELL)
                json_add_json(&json, cells[j]); /* a decimal, with all its digits */
            else
                json_add_str(&json, cells[j]);
        }
        json_add_key(&json, SV("from_tallies"));
        json_add_bool(&json, figures[i].from_tallies);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    buf_add_char(&text, '\n');
    (void)fwrite(text.ptr, 1, text.len, line->out);
}

static bool run_show(const CommandLine *line, Fault *fault)
{
    Str const format = command_value(line, "format", SV("table"));
    Session   session;
    uint32_t *chosen = NULL;
    uint32_t  count = 0;
    bool      ok = false;

    if (!open_session(&session, line, fault) ||
        !choose(&chosen, &count, line, session.house->catalog, fault))
        goto done;
    Figure *const figures = arena_array(line->arena, count, sizeof(Figure));
    if (!figure_read(figures, &session.reader, chosen, count, session.place, session.period, fault))
        goto done;
    ok = true;
    warn_of_running_period(line, session.period);
    if (str_equal(format, SV("json")))
        show_json(line, &session, figures, count);
    else if (str_equal(format, SV("csv")))
        show_csv(line, &session, figures, count);
    else if (str_equal(format, SV("table")))
        show_table(line, &session, figures, count);
    else
        ok = fault_set(fault, FAULT_INVALID, "--format expects table, csv or json");

done:
    house_close(&session.house);
    return ok;
}

/* ---- explain -------------------------------------------------------------------------------- */

static void print_field(const CommandLine *line, const char *zh, const char *en, Str text)
{
    if (text.len)
        (void)fprintf(line->out, "%s: %.*s\n", line->language == LANGUAGE_EN ? en : zh,
                      (int)text.len, text.ptr);
}

static void print_definitions(const CommandLine *line, const Programme *programme, Str formula)
{
    for (uint32_t i = 0; i < programme->definition_count; i++) {
        const Definition *const definition = &programme->definitions[i];

        if (str_find(formula, definition->name) < formula.len)
            (void)fprintf(line->out, "  %.*s = %.*s\n", (int)definition->name.len,
                          definition->name.ptr, (int)definition->text.len, definition->text.ptr);
    }
}

static bool explain_person(const CommandLine *line, Session *session, uint32_t indicator,
                           Fault *fault)
{
    const Catalog *const catalog = session->house->catalog;
    FigureExplanation    explanation;
    int64_t              person_id = 0;
    TerminalTable        table = table_open(line->arena, 2);

    if (!str_to_int(&person_id, command_value(line, "person", SV(""))))
        return fault_set(fault, FAULT_INVALID, "--person expects a person's id");
    if (!figure_explain_person(&explanation, &session->reader, indicator, session->period,
                               person_id, fault))
        return false;
    (void)fprintf(line->out, "counted: %s", explanation.in_part ? "yes" : "no");
    if (catalog->indicators[indicator].whole == WHOLE_IS_PART)
        (void)fprintf(line->out, ", in the whole: %s", explanation.in_whole ? "yes" : "no");
    (void)fputc('\n', line->out);
    for (uint32_t i = 0; i < explanation.reason_count; i++) {
        const FigureReason *const reason = &explanation.reasons[i];
        Value const               value = reason->present
                                              ? value_from_word(line->arena, catalog, reason->type, reason->word)
                                              : (Value){ 0 };

        table_add(&table, reason->text);
        table_add(&table, reason->present ? value_show(line->arena, catalog, reason->type, value,
                                                       line->language)
                                          : SV("—"));
    }
    table_print(&table, line->out);
    return true;
}

/* Whose posts they are, and as of when what is below the place was asked. */
static bool print_place(const CommandLine *line, const Session *session, Fault *fault)
{
    FigurePlace const           place = session->place;
    const OrganisationTreeKind *kind = NULL;

    if (place.organisation_id == 0)
        return true;
    if (!organisation_tree_kind_find(&kind, &session->registry, place.tree, fault))
        return false;
    Str const name = organisation_name(session->house->organisations, place.organisation_id);
    Str const tree = kind ? label_in(kind->label, line->language) : SV("");
    Str const day = date_format(line->arena, session->period.end);
    print_field(
        line, "范围", "place",
        line->language == LANGUAGE_EN
            ? str_format(line->arena, "%.*s and the posts below it in the tree '%.*s' on %.*s",
                         (int)name.len, name.ptr, (int)tree.len, tree.ptr, (int)day.len, day.ptr)
            : str_format(line->arena, "%.*s及其下属机构（%.*s，按%.*s的隶属关系）", (int)name.len,
                         name.ptr, (int)tree.len, tree.ptr, (int)day.len, day.ptr));
    return true;
}

static bool run_explain(const CommandLine *line, Fault *fault)
{
    Session  session;
    uint32_t index = 0;
    Figure   figure;
    bool     ok = false;

    if (!open_session(&session, line, fault) ||
        !choose_one(&index, line, session.house->catalog, fault) ||
        !figure_read(&figure, &session.reader, &index, 1, session.place, session.period, fault))
        goto done;
    const Indicator *const indicator = figure.indicator;
    const Programme *const programme = &session.house->catalog->programmes[indicator->programme];
    Str const              value = figure_value_text(line->arena, &figure, line->language);
    print_field(line, "指标", "indicator", label_in(indicator->label, line->language));
    print_field(line, "值", "value", value);
    if (!print_place(line, &session, fault))
        goto done;
    print_field(line, "分子", "numerator", indicator->part_text);
    print_field(line, "分母", "denominator",
                indicator->whole == WHOLE_IS_POPULATION && indicator->whole_text.len == 0
                    ? SV("official population of the region and year")
                    : indicator->whole_text);
    Denominator const set_against = denominator_of(line->arena, &session.reader, &figure);
    print_field(line, "分母是", "set against", label_in(set_against.text, line->language));
    Label doubt = { 0 };
    if (!register_share_doubt(&doubt, &session.reader, &figure, fault))
        goto done;
    print_field(line, "分母存疑", "doubt", label_in(doubt, line->language));
    print_field(line, "来源", "source", indicator->source);
    print_field(line, "说明", "note", label_in(indicator->note, line->language));
    print_field(line, "提示", "remarks", flags_text(&figure, line->arena, line->language));
    print_definitions(line, programme, indicator->part_text);
    ok = !command_has(line, "person") || explain_person(line, &session, index, fault);

done:
    house_close(&session.house);
    return ok;
}

/* ---- people --------------------------------------------------------------------------------- */

static bool run_people(const CommandLine *line, Fault *fault)
{
    Str const     kind_text = command_value(line, "kind", SV("counted"));
    PeopleKind    kind = PEOPLE_COUNTED;
    Session       session;
    uint32_t      index = 0;
    uint64_t      after = 0;
    uint64_t      limit = 0;
    FigurePerson *people = NULL;
    uint32_t      count = 0;
    TerminalTable table = table_open(line->arena, 3);
    bool          ok = false;

    if (str_equal(kind_text, SV("missing")))
        kind = PEOPLE_MISSING;
    else if (str_equal(kind_text, SV("whole")))
        kind = PEOPLE_WHOLE;
    else if (!str_equal(kind_text, SV("counted")))
        return fault_set(fault, FAULT_INVALID, "--kind expects counted, missing or whole");
    if (!open_session(&session, line, fault) ||
        !command_uint(&after, line, "after", 0, INT64_MAX, fault) ||
        !command_uint(&limit, line, "limit", 50, LIMIT_PAGE_ROWS, fault) ||
        !choose_one(&index, line, session.house->catalog, fault) ||
        !figure_people(&people, &count, &session.reader, index, session.place, session.period, kind,
                       (int64_t)after, (uint32_t)limit, fault))
        goto done;
    for (uint32_t i = 0; i < count; i++) {
        Person person;
        if (!person_get(&person, &session.registry, people[i].person_id, fault))
            goto done;
        table_add(&table, str_format(line->arena, "%lld", (long long)person.person_id));
        table_add(&table, person.name);
        table_add(&table,
                  organisation_name(session.house->organisations, people[i].organisation_id));
    }
    table_print(&table, line->out);
    ok = true;

done:
    house_close(&session.house);
    return ok;
}

/* ---- rebuild, verify ------------------------------------------------------------------------ */

static bool run_rebuild(const CommandLine *line, Fault *fault)
{
    House   *house = NULL;
    uint64_t persons = 0;
    int64_t  started_us = 0;
    bool     ok = false;

    if (!command_house(&house, line, HOUSE_WRITE, fault))
        goto done;
    started_us = instant_monotonic_us();
    if (!definition_rebuild(house, line->today, line->quiet, &persons, fault))
        goto done;
    (void)fprintf(line->out, "figures and dues of %llu persons in %.1f s\n",
                  (unsigned long long)persons, (double)(instant_monotonic_us() - started_us) / 1e6);
    ok = true;

done:
    house_close(&house);
    return ok;
}

enum { DIFFERENCES_SHOWN = 50 };

static void print_difference(const CommandLine *line, const House *house,
                             const BatchDifference *difference)
{
    Str const part = house->catalog->parts[difference->part].name;
    Str const period = period_format(line->arena, difference->period);

    (void)fprintf(line->out,
                  "%.*s %.*s organisation %lld region %lld: tally %lld batch %lld "
                  "single %lld\n",
                  (int)part.len, part.ptr, (int)period.len, period.ptr,
                  (long long)difference->organisation_id, (long long)difference->region_id,
                  (long long)difference->tally, (long long)difference->batch,
                  (long long)difference->single);
}

static bool run_verify(const CommandLine *line, Fault *fault)
{
    House           *house = NULL;
    BatchDifference *differences = NULL;
    uint32_t         count = 0;
    uint64_t         cells = 0;
    int64_t          persons = 0;
    bool             ok = false;

    if (!command_house(&house, line, HOUSE_WRITE, fault) || !intake_begin(house, fault) ||
        !house_person_count(&persons, house, fault))
        goto done;
    Progress progress = progress_begin("persons", (uint64_t)persons, line->quiet);
    if (!batch_verify(&differences, &count, &cells, house->store, house->plan, house->vocabulary,
                      house->years, DIFFERENCES_SHOWN, &progress, line->arena, fault))
        goto done;
    progress_end(&progress, (uint64_t)persons);
    for (uint32_t i = 0; i < count && i < DIFFERENCES_SHOWN; i++)
        print_difference(line, house, &differences[i]);
    if (count) {
        fault_set(fault, FAULT_DAMAGED,
                  "%u of %llu counters differ; 'barefoot figures rebuild' mends them", count,
                  (unsigned long long)cells);
        goto done;
    }
    (void)fprintf(line->out,
                  "%llu counters of %lld persons: tallies, batch and single persons agree\n",
                  (unsigned long long)cells, (long long)persons);
    ok = true;

done:
    if (house)
        intake_end(house);
    house_close(&house);
    return ok;
}

#define PLACE_OPTIONS                                                                              \
    { "period", "PERIOD",                                                                          \
      "2025, 2025Q2, 2025-03, or a day for the year to date (default: "                            \
      "this year to date)" },                                                                      \
        { "org", "CODE", "an organisation and everything below it" },                              \
        { "tree", "TREE", "... in this tree, at the period's end (default: administration)" },     \
    {                                                                                              \
        "region", "CODE", "a region and everything in it"                                          \
    }

static const Command COMMANDS[] = {
    {
        .name = "figures list",
        .arguments = "",
        .summary = "list the indicators",
        .options = { { "programme", "NAME", "only this programme's" }, PLACE_OPTIONS },
        .run = run_list,
    },
    {
        .name = "figures show",
        .arguments = "[INDICATOR]",
        .summary = "show figures: numerator, denominator, value",
        .arguments_max = 1,
        .options = { { "programme", "NAME", "only this programme's" },
                     PLACE_OPTIONS,
                     { "format", "table|csv|json", "how to print them (default table)" } },
        .run = run_show,
    },
    {
        .name = "figures explain",
        .arguments = "INDICATOR",
        .summary = "show the formula of a figure, and why a person is counted or not",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "person", "ID", "explain it for this person" }, PLACE_OPTIONS },
        .run = run_explain,
    },
    {
        .name = "figures people",
        .arguments = "INDICATOR",
        .summary = "list the people behind a figure",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { PLACE_OPTIONS,
                     { "kind", "counted|missing|whole", "which of them (default counted)" },
                     { "after", "ID", "those after this person" },
                     { "limit", "N", "at most so many (default 50)" } },
        .run = run_people,
    },
    {
        .name = "figures rebuild",
        .arguments = "",
        .summary = "compute all figures and dues anew from the records",
        .run = run_rebuild,
    },
    {
        .name = "figures verify",
        .arguments = "",
        .summary = "compare tallies, batch and single persons",
        .run = run_verify,
    },
};

const CommandList CLI_FIGURE_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
