/* The quality of the register at the terminal. */
#include "base/instant.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "indicators/quality.h"
#include "intake/definition.h"
#include "intake/intake.h"
#include "registry/person.h"

typedef struct {
    House       *house;
    Job          job;
    Registry     registry;
    FigureReader reader;
    int64_t      organisation_id; /* 0: all */
} Session;

static bool open_session(Session *session, const CommandLine *line, Fault *fault)
{
    *session = (Session){ .job = command_job(line) };
    if (!command_house(&session->house, line, HOUSE_READ, fault))
        return false;
    session->registry = house_registry(session->house, &session->job);
    session->reader = house_figures(session->house, &session->job, &session->registry);
    Str const code = command_value(line, "org", SV(""));
    if (code.len == 0)
        return true;
    const Organisation *const found =
        organisation_find_by_code(session->house->organisations, code);
    session->organisation_id = found ? found->organisation_id : 0;
    return found || fault_set(fault, FAULT_NOT_FOUND, "there is no organisation %.*s",
                              (int)code.len, code.ptr);
}

static Str number(const CommandLine *line, int64_t value)
{
    return str_format(line->arena, "%lld", (long long)value);
}

static Str share(const CommandLine *line, int64_t part, int64_t whole)
{
    Decimal ratio = { 0 };

    return decimal_ratio(&ratio, part, whole, 100, 2) ? decimal_format(line->arena, ratio) : SV("");
}

enum { CELLS = 5, FIRST_NUMBER_CELL = 2 };

static const struct {
    const char *zh, *en;
} HEADS[CELLS] = {
    { "检查", "check" }, { "", "" }, { "人数", "people" }, { "占比%", "%" }, { "界值", "limit" },
};

static bool run_show(const CommandLine *line, Fault *fault)
{
    TerminalTable table = table_open(line->arena, CELLS);
    Session       session;
    QualityCounts counts = { 0 };
    bool const    ok =
        open_session(&session, line, fault) &&
        quality_count(&counts, &session.reader, session.organisation_id, line->today, fault);

    if (ok) {
        QualityRules const rules = quality_rules(session.house->catalog, line->today);
        Str const          moment = instant_format(line->arena, session.job.now);

        (void)fprintf(line->out,
                      line->language == LANGUAGE_EN ? "%lld people live here, as of %.*s\n"
                                                    : "在册在住%lld人，数据截至 %.*s\n",
                      (long long)counts.people, (int)moment.len, moment.ptr);
        Str const verified =
            share(line, counts.people - counts.counts[QUALITY_ID_UNVERIFIED], counts.people);
        (void)fprintf(line->out,
                      line->language == LANGUAGE_EN ? "identity verified: %.*s %%\n"
                                                    : "身份已核验：%.*s%%\n",
                      (int)verified.len, verified.ptr);
        for (int i = 0; i < CELLS; i++) {
            table_add(&table,
                      str_from_c(line->language == LANGUAGE_EN ? HEADS[i].en : HEADS[i].zh));
            table.is_number[i] = i >= FIRST_NUMBER_CELL;
        }
        for (int i = 0; i < QUALITY_CHECK_COUNT; i++) {
            const QualityCheckInfo *const info = quality_check((QualityCheck)i);

            table_add(&table, info->name);
            table_add(&table, label_in(info->label, line->language));
            table_add(&table, number(line, counts.counts[i]));
            table_add(&table, share(line, counts.counts[i], counts.people));
            table_add(&table, rules.thresholds[i] == QUALITY_NO_RULE
                                  ? SV("")
                                  : number(line, rules.thresholds[i]));
        }
        table_print(&table, line->out);
    }
    house_close(&session.house);
    return ok;
}

static bool run_people(const CommandLine *line, Fault *fault)
{
    TerminalTable  table = table_open(line->arena, 4);
    Session        session = { 0 };
    QualityCheck   check = QUALITY_UNSEEN;
    QualityPerson *people = NULL;
    uint32_t       count = 0;
    uint64_t       limit = 0;
    int64_t const  start[2] = { 0, 0 };
    bool           ok = false;

    if (!quality_check_find(&check, line->arguments[0]))
        return fault_set(fault, FAULT_NOT_FOUND,
                         "there is no such check; 'barefoot quality show' has their names");
    if (!open_session(&session, line, fault) ||
        !command_uint(&limit, line, "limit", 50, LIMIT_PAGE_ROWS, fault) ||
        !quality_people(&people, &count, &session.reader, check, session.organisation_id,
                        line->today, start, (uint32_t)limit, fault))
        goto done;
    for (uint32_t i = 0; i < count; i++) {
        Person person;

        if (!person_get(&person, &session.registry, people[i].person_id, fault))
            goto done;
        table_add(&table, number(line, person.person_id));
        table_add(&table, person.name);
        table_add(&table,
                  organisation_name(session.house->organisations, people[i].organisation_id));
        table_add(&table, people[i].other_id ? number(line, people[i].other_id) : SV(""));
    }
    table_print(&table, line->out);
    ok = true;

done:
    house_close(&session.house);
    return ok;
}

static bool run_rebuild(const CommandLine *line, Fault *fault)
{
    House   *house = NULL;
    uint64_t persons = 0;
    bool     ok = command_house(&house, line, HOUSE_WRITE, fault);

    int64_t const started_us = instant_monotonic_us();
    ok = ok && intake_rebuild_quality(house, line->quiet, &persons, fault);
    if (ok)
        (void)fprintf(line->out, "quality of %llu persons in %.1f s\n", (unsigned long long)persons,
                      (double)(instant_monotonic_us() - started_us) / 1e6);
    house_close(&house);
    return ok;
}

static bool run_verify(const CommandLine *line, Fault *fault)
{
    House   *house = NULL;
    int64_t  persons = 0;
    uint64_t differences = 0;
    uint64_t issues = 0;
    bool     ok = false;

    if (!command_house(&house, line, HOUSE_WRITE, fault) || !intake_begin(house, fault) ||
        !house_person_count(&persons, house, fault))
        goto done;
    Progress progress = progress_begin("persons", (uint64_t)persons, line->quiet);
    if (!quality_verify(house->quality, house->years->span.day, &progress, &differences, &issues,
                        fault))
        goto done;
    progress_end(&progress, (uint64_t)persons);
    ok = differences == 0 ||
         fault_set(fault, FAULT_DAMAGED,
                   "%llu persons have other issues than they should; 'barefoot quality rebuild'"
                   " mends them",
                   (unsigned long long)differences);
    if (ok)
        (void)fprintf(line->out, "%llu issues of %lld persons are what they should be\n",
                      (unsigned long long)issues, (long long)persons);

done:
    if (house)
        intake_end(house);
    house_close(&house);
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "quality show",
        .arguments = "",
        .summary = "count what is wrong with the register, check by check",
        .options = { { "org", "CODE", "an organisation and everything below it" } },
        .run = run_show,
    },
    {
        .name = "quality people",
        .arguments = "CHECK",
        .summary = "list the people who fail a check",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "org", "CODE", "an organisation and everything below it" },
                     { "limit", "N", "at most so many (default 50)" } },
        .run = run_people,
    },
    {
        .name = "quality rebuild",
        .arguments = "",
        .summary = "check everybody on the register anew",
        .run = run_rebuild,
    },
    {
        .name = "quality verify",
        .arguments = "",
        .summary = "compare what is stored about everybody with the checks",
        .run = run_verify,
    },
};

const CommandList CLI_QUALITY_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
