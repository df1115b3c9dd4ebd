/* Organisations at the terminal: their trees, what is below what, reorganisations;
 * licences of those who work there. */
#include "registry/organisation_edge.h"

#include "base/file.h"
#include "base/instant.h"
#include "cli/commands.h"
#include "cli/house.h"
#include "cli/table.h"
#include "intake/reorganisation.h"
#include "registry/worker_licence.h"

enum { PLAN_BYTES_MAX = 1 << 20, EXPIRY_DAYS = 90, DAYS_MAX = 36500 };

typedef struct {
    House   *house;
    Job      job;
    Registry registry;
} Session;

static bool open_session(Session *session, const CommandLine *line, HouseAccess access,
                         Fault *fault)
{
    *session = (Session){ .job = command_job(line) };
    if (!command_house(&session->house, line, access, fault))
        return false;
    if (access == HOUSE_WRITE && !intake_begin(session->house, fault)) {
        house_close(&session->house);
        return false;
    }
    session->registry = house_registry(session->house, &session->job);
    return true;
}

/* What was not committed is taken back. */
static void close_session(Session *session, HouseAccess access)
{
    if (access == HOUSE_WRITE && session->house)
        intake_end(session->house);
    house_close(&session->house);
}

static bool find(const Organisation **out, const Session *session, Str code, Fault *fault)
{
    *out = organisation_find_by_code(session->house->organisations, code);
    return *out || fault_set(fault, FAULT_NOT_FOUND, "there is no organisation '%.*s'",
                             (int)code.len, code.ptr);
}

static bool english(const CommandLine *line)
{
    return line->language == LANGUAGE_EN;
}

static void say_problems(const CommandLine *line, const Problems *problems)
{
    Buf text = buf_open(line->arena, 1 << 20);

    problems_print(&text, problems, line->language);
    (void)fwrite(text.ptr, 1, text.len, stderr);
}

/* ---- trees ------------------------------------------------------------------------------ */

static bool run_trees(const CommandLine *line, Fault *fault)
{
    Session                     session;
    const OrganisationTreeKind *kinds = NULL;
    uint32_t                    count = 0;
    TerminalTable               table = table_open(line->arena, 2);

    if (!open_session(&session, line, HOUSE_READ, fault))
        return false;
    bool const ok = organisation_tree_kinds(&kinds, &count, &session.registry, fault);
    for (uint32_t i = 0; i < count; i++) {
        table_add(&table, kinds[i].tree);
        table_add(&table, label_in(kinds[i].label, line->language));
    }
    if (ok)
        table_print(&table, line->out);
    close_session(&session, HOUSE_READ);
    return ok;
}

static bool run_declare(const CommandLine *line, Fault *fault)
{
    OrganisationTreeKind const kind = {
        line->arguments[0],
        { command_value(line, "zh", SV("")), command_value(line, "en", SV("")) },
    };
    Session  session;
    Problems problems = problems_open(line->arena);

    if (!open_session(&session, line, HOUSE_WRITE, fault))
        return false;
    bool const ok = organisation_tree_kind_put(&session.registry, &kind, &problems, fault) &&
                    intake_commit(session.house, fault);
    say_problems(line, &problems);
    close_session(&session, HOUSE_WRITE);
    return ok;
}

static bool run_list(const CommandLine *line, Fault *fault)
{
    Str const           code = command_value(line, "org", SV(""));
    Session             session;
    OrganisationView    view;
    const Organisation *top = NULL;
    Date                on = line->today;
    uint32_t            count = 0;
    uint32_t            level[LIMIT_TREE_DEPTH + 1] = { 0 }; /* where those above end */
    uint32_t            depth = 0;
    bool                ok = false;

    if (!command_date(&on, line, "on", line->today, fault) ||
        !open_session(&session, line, HOUSE_READ, fault))
        return false;
    if ((code.len && !find(&top, &session, code, fault)) ||
        !organisation_view_load(&view, &session.registry, command_value(line, "tree", SV("")), on,
                                fault))
        goto done;
    const uint32_t *const below =
        organisation_view_below(&view, top ? top->organisation_id : 0, &count);
    for (uint32_t i = 0; i < count; i++) {
        const Organisation *const     one = &view.all->organisations[below[i]];
        const OrganisationKind *const kind = organisation_kind(one->kind);

        while (depth > 0 && view.preorder[below[i]] >= level[depth - 1])
            depth--;
        level[depth++] = view.preorder_end[below[i]];
        if (!organisation_is_valid(one, on))
            continue;
        Str const words = kind ? label_in(kind->label, line->language) : one->kind;
        (void)fprintf(line->out, "%*s%.*s  %.*s  %.*s\n", (int)(depth - 1) * 2, "",
                      (int)one->code.len, one->code.ptr, (int)one->name.len, one->name.ptr,
                      (int)words.len, words.ptr);
    }
    ok = true;

done:
    close_session(&session, HOUSE_READ);
    return ok;
}

static Str day_or_open(const CommandLine *line, Date day)
{
    return day.days == DATE_MIN.days || day.days == DATE_MAX.days ? SV("")
                                                                  : date_format(line->arena, day);
}

static bool run_edges(const CommandLine *line, Fault *fault)
{
    Session                 session;
    const Organisation     *one = NULL;
    const OrganisationEdge *edges = NULL;
    uint32_t                count = 0;
    TerminalTable           table = table_open(line->arena, 5);
    bool                    ok = false;

    if (!open_session(&session, line, HOUSE_READ, fault))
        return false;
    if (!find(&one, &session, line->arguments[0], fault))
        goto done;
    OrganisationEdgeFilter const filter = { .organisation_id = one->organisation_id };
    if (!organisation_edge_list(&edges, &count, &session.registry, &filter, fault))
        goto done;
    for (uint32_t i = 0; i < count; i++) {
        const Organisation *const above =
            organisation_find(session.house->organisations, edges[i].parent_id);

        table_add(&table, edges[i].tree);
        table_add(&table, above ? above->code : SV(""));
        table_add(&table, above ? above->name : SV(""));
        table_add(&table, day_or_open(line, edges[i].from_on));
        table_add(&table, day_or_open(line, edges[i].until_on));
    }
    table_print(&table, line->out);
    ok = true;

done:
    close_session(&session, HOUSE_READ);
    return ok;
}

static bool run_place(const CommandLine *line, Fault *fault)
{
    Session             session;
    const Organisation *below = NULL;
    const Organisation *above = NULL;
    Problems            problems = problems_open(line->arena);
    OrganisationEdge    edge = { .tree = command_value(line, "tree", SV(TREE_ADMINISTRATION)) };
    bool                ok = false;

    if (!command_date(&edge.from_on, line, "from", line->today, fault) ||
        !command_date(&edge.until_on, line, "until", DATE_MAX, fault) ||
        !open_session(&session, line, HOUSE_WRITE, fault))
        return false;
    if (!find(&below, &session, line->arguments[0], fault) ||
        !find(&above, &session, line->arguments[1], fault))
        goto done;
    edge.organisation_id = below->organisation_id;
    edge.parent_id = above->organisation_id;
    ok = organisation_edge_put(&session.registry, &edge, &problems, fault) &&
         intake_commit(session.house, fault);
    say_problems(line, &problems);

done:
    close_session(&session, HOUSE_WRITE);
    return ok;
}

/* ---- reorganisations ---------------------------------------------------------------------- */

static bool read_plan(ReorganisationPlan *plan, const CommandLine *line, Problems *problems,
                      Fault *fault)
{
    Str text = SV("");

    return file_read(&text, line->arena, line->arguments[0], PLAN_BYTES_MAX, fault) &&
           reorganisation_parse(plan, line->arena, text, problems, fault);
}

static void show_effects(const CommandLine *line, const ReorganisationPlan *plan,
                         const ReorganisationEffect *effects)
{
    static const char *const ZH[] = { "行",   "动作", "机构", "去向", "居民",
                                      "人员", "账户", "家庭", "待办", "下级机构" };
    static const char *const EN[] = { "line",    "action",   "organisation", "to",  "people",
                                      "workers", "accounts", "households",   "due", "below" };
    TerminalTable            table = table_open(line->arena, COUNT_OF(EN));

    for (size_t i = 0; i < COUNT_OF(EN); i++) {
        table_add(&table, str_from_c(english(line) ? EN[i] : ZH[i]));
        table.is_number[i] = i == 0 || i > 3;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        const ReorganisationStep *const   step = &plan->steps[i];
        const ReorganisationEffect *const effect = &effects[i];
        int64_t const numbers[] = { effect->persons,    effect->workers, effect->accounts,
                                    effect->households, effect->dues,    effect->organisations };

        table_add(&table, str_format(line->arena, "%u", step->line));
        table_add(&table, label_in(reorganisation_action_label(step->action), line->language));
        table_add(&table, step->code);
        table_add(&table, step->into.len     ? step->into
                          : step->parent.len ? step->parent
                                             : step->tree);
        for (size_t j = 0; j < COUNT_OF(numbers); j++)
            table_add(&table, str_format(line->arena, "%lld", (long long)numbers[j]));
    }
    table_print(&table, line->out);
}

/* Every problem, and what will move; kept unless it is a mere check. */
static bool check_or_plan(const CommandLine *line, bool keep, Fault *fault)
{
    Session               session = { 0 };
    ReorganisationPlan    plan;
    ReorganisationEffect *effects = NULL;
    Problems              problems = problems_open(line->arena);
    Date                  day = line->today;
    int64_t               id = 0;
    bool                  ok = false;

    if (!command_date(&day, line, "on", line->today, fault))
        return false;
    if (!read_plan(&plan, line, &problems, fault) ||
        !open_session(&session, line, HOUSE_WRITE, fault))
        goto done;
    if (!reorganisation_check(&effects, session.house, &session.job, &plan, day, &problems, fault))
        goto done;
    show_effects(line, &plan, effects);
    if (problems.error_count) {
        problems_refuse(&problems, fault);
        goto done;
    }
    ok = !keep || (reorganisation_put(&id, session.house, &session.job,
                                      command_value(line, "title", line->arguments[0]), day, &plan,
                                      &problems, fault) &&
                   intake_commit(session.house, fault));
    if (ok && keep)
        (void)fprintf(line->out,
                      english(line)
                          ? "plan %lld is kept; 'barefoot reorganisation run %lld' carries"
                            " it out, or the server on its day\n"
                          : "方案%lld已保存；到期由服务自动执行，或用"
                            "“barefoot reorganisation run %lld”执行\n",
                      (long long)id, (long long)id);

done:
    say_problems(line, &problems);
    close_session(&session, HOUSE_WRITE);
    return ok;
}

static bool run_check(const CommandLine *line, Fault *fault)
{
    return check_or_plan(line, false, fault);
}

static bool run_plan(const CommandLine *line, Fault *fault)
{
    return check_or_plan(line, true, fault);
}

static bool read_id(int64_t *out, const CommandLine *line, Fault *fault)
{
    return str_to_int(out, line->arguments[0]) ||
           fault_set(fault, FAULT_INVALID,
                     "a plan's number is expected; 'barefoot reorganisation"
                     " list'");
}

static bool run_run(const CommandLine *line, Fault *fault)
{
    Job            job = command_job(line);
    House         *house = NULL;
    Reorganisation done = { 0 };
    Problems       problems = problems_open(line->arena);
    int64_t        id = 0;

    if (!read_id(&id, line, fault) || !command_house(&house, line, HOUSE_WRITE, fault))
        return false;
    bool const ok = reorganisation_run(&done, house, &job, id, line->quiet, &problems, fault);
    say_problems(line, &problems);
    if (done.step_count)
        (void)fprintf(line->out, english(line) ? "%u of %u steps are done\n" : "已完成%u/%u步\n",
                      done.done_count, done.step_count);
    house_close(&house);
    return ok;
}

static bool run_withdraw(const CommandLine *line, Fault *fault)
{
    Session session;
    int64_t id = 0;

    if (!read_id(&id, line, fault) || !open_session(&session, line, HOUSE_WRITE, fault))
        return false;
    bool const ok = reorganisation_withdraw(session.house, &session.job, id, fault) &&
                    intake_commit(session.house, fault);
    close_session(&session, HOUSE_WRITE);
    return ok;
}

static bool run_plans(const CommandLine *line, Fault *fault)
{
    Session               session;
    const Reorganisation *rows = NULL;
    uint32_t              count = 0;
    TerminalTable         table = table_open(line->arena, 6);

    if (!open_session(&session, line, HOUSE_READ, fault))
        return false;
    bool const ok = reorganisation_list(&rows, &count, session.house, &session.job, fault);
    for (uint32_t i = 0; i < count; i++) {
        table_add(&table, str_format(line->arena, "%lld", (long long)rows[i].reorganisation_id));
        table_add(&table, date_format(line->arena, rows[i].day));
        table_add(&table, label_in(reorganisation_state_label(rows[i].state), line->language));
        table_add(&table, str_format(line->arena, "%u/%u", rows[i].done_count, rows[i].step_count));
        table_add(&table, rows[i].title);
        table_add(&table, label_in(rows[i].failure, line->language));
    }
    if (ok)
        table_print(&table, line->out);
    close_session(&session, HOUSE_READ);
    return ok;
}

/* ---- workers ------------------------------------------------------------------------------ */

static bool run_licences(const CommandLine *line, Fault *fault)
{
    Str const              code = command_value(line, "org", SV(""));
    Session                session;
    const Organisation    *place = NULL;
    const ExpiringLicence *rows = NULL;
    uint32_t               count = 0;
    uint64_t               days = 0;
    TerminalTable          table = table_open(line->arena, 7);
    bool                   ok = false;

    if (!command_uint(&days, line, "days", EXPIRY_DAYS, DAYS_MAX, fault) ||
        !open_session(&session, line, HOUSE_READ, fault))
        return false;
    if ((code.len && !find(&place, &session, code, fault)) ||
        !worker_licence_expiring(&rows, &count, &session.registry,
                                 place ? place->organisation_id : 0,
                                 date_add_days(line->today, (int32_t)days), fault))
        goto done;
    for (uint32_t i = 0; i < count; i++) {
        const WorkerLicence *const licence = &rows[i].licence;

        table_add(&table, date_format(line->arena, licence->valid_until));
        table_add(&table, licence->valid_until.days < line->today.days ? SV("!") : SV(""));
        table_add(&table, rows[i].worker.code);
        table_add(&table, rows[i].worker.name);
        table_add(&table, label_in(worker_licence_kind(licence->kind)->label, line->language));
        table_add(&table, licence->number);
        table_add(&table,
                  organisation_name(session.house->organisations, rows[i].worker.organisation_id));
    }
    table_print(&table, line->out);
    ok = true;

done:
    close_session(&session, HOUSE_READ);
    return ok;
}

static void add_span(TerminalTable *table, const CommandLine *line, Date from, Date until)
{
    table_add(table, from.days == DATE_MIN.days ? SV("") : date_format(line->arena, from));
    table_add(table, until.days == DATE_MAX.days ? SV("") : date_format(line->arena, until));
}

/* Licences and titles, then places of practice; "*" is the main one. */
static bool print_worker(const CommandLine *line, const Session *session, const Worker *worker,
                         Fault *fault)
{
    const WorkerLicence *licences = NULL;
    const WorkerPlace   *places = NULL;
    uint32_t             licence_count = 0;
    uint32_t             place_count = 0;
    TerminalTable        table = table_open(line->arena, 5);

    if (!worker_licence_list(&licences, &licence_count, &session->registry, worker->worker_id,
                             fault) ||
        !worker_place_list(&places, &place_count, &session->registry, worker->worker_id, fault))
        return false;
    for (uint32_t i = 0; i < licence_count; i++) {
        const WorkerLicenceKind *const kind = worker_licence_kind(licences[i].kind);

        table_add(&table, kind ? label_in(kind->label, line->language) : licences[i].kind);
        table_add(&table, licences[i].number);
        table_add(&table, licences[i].level);
        add_span(&table, line, licences[i].valid_from, licences[i].valid_until);
    }
    for (uint32_t i = 0; i < place_count; i++) {
        table_add(&table, english(line) ? SV("practises at") : SV("执业地点"));
        table_add(&table,
                  organisation_name(session->house->organisations, places[i].organisation_id));
        table_add(&table, places[i].is_main ? SV("*") : SV(""));
        add_span(&table, line, places[i].from_on, places[i].until_on);
    }
    table_print(&table, line->out);
    return true;
}

static bool run_worker(const CommandLine *line, Fault *fault)
{
    Session       session;
    const Worker *worker = NULL;
    bool          ok = false;

    if (!open_session(&session, line, HOUSE_READ, fault))
        return false;
    if (!worker_find_by_code(&worker, &session.registry, line->arguments[0], fault))
        goto done;
    if (!worker) {
        (void)fault_set(fault, FAULT_NOT_FOUND, "there is no worker '%.*s'",
                        (int)line->arguments[0].len, line->arguments[0].ptr);
        goto done;
    }
    Str const place = organisation_name(session.house->organisations, worker->organisation_id);
    (void)fprintf(line->out, "%.*s %.*s %.*s %.*s\n", (int)worker->code.len, worker->code.ptr,
                  (int)worker->name.len, worker->name.ptr, (int)worker->profession.len,
                  worker->profession.ptr, (int)place.len, place.ptr);
    ok = print_worker(line, &session, worker, fault);

done:
    close_session(&session, HOUSE_READ);
    return ok;
}

static bool run_rule(const CommandLine *line, Fault *fault)
{
    Session     session;
    LicenceRule rule = LICENCE_RULE_WARN;
    Date        from = line->today;

    if (!licence_rule_find(&rule, line->arguments[0]))
        return fault_set(fault, FAULT_INVALID, "expected ignore, warn or refuse");
    if (!command_date(&from, line, "from", line->today, fault) ||
        !open_session(&session, line, HOUSE_WRITE, fault))
        return false;
    bool const ok = licence_rule_put(&session.registry, rule, from, fault) &&
                    intake_commit(session.house, fault);
    close_session(&session, HOUSE_WRITE);
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "organisation trees",
        .arguments = "",
        .summary = "list the trees that organisations stand in",
        .run = run_trees,
    },
    {
        .name = "organisation declare",
        .arguments = "TREE",
        .summary = "declare a tree, or give it other words",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "zh", "TEXT", "its name in Chinese" },
                     { "en", "TEXT", "its name in English" } },
        .run = run_declare,
    },
    {
        .name = "organisation list",
        .arguments = "",
        .summary = "show a tree of organisations as it is on a day",
        .options = { { "tree", "TREE", "which (default: administration)" },
                     { "on", "DATE", "on which day (default today)" },
                     { "org", "CODE", "only this one and everything below it" } },
        .run = run_list,
    },
    {
        .name = "organisation edges",
        .arguments = "CODE",
        .summary = "show what an organisation was below, in each tree",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_edges,
    },
    {
        .name = "organisation place",
        .arguments = "CODE ABOVE",
        .summary = "say that an organisation is below another from a day on",
        .arguments_min = 2,
        .arguments_max = 2,
        .options = { { "tree", "TREE", "in which (default: administration)" },
                     { "from", "DATE", "first day (default today)" },
                     { "until", "DATE", "last day (default: it has none)" } },
        .run = run_place,
    },
    {
        .name = "reorganisation check",
        .arguments = "FILE",
        .summary = "show what is wrong with a plan, and what it moves",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "on", "DATE", "its day (default today)" } },
        .run = run_check,
    },
    {
        .name = "reorganisation plan",
        .arguments = "FILE",
        .summary = "keep a plan that is to be carried out on its day",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "on", "DATE", "its day (default today)" },
                     { "title", "TEXT", "what it is called" } },
        .run = run_plan,
    },
    {
        .name = "reorganisation run",
        .arguments = "ID",
        .summary = "carry out a plan whose day has come, or go on with it",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_run,
    },
    {
        .name = "reorganisation list",
        .arguments = "",
        .summary = "list the plans of reorganisations",
        .run = run_plans,
    },
    {
        .name = "reorganisation withdraw",
        .arguments = "ID",
        .summary = "withdraw a plan that is not begun",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_withdraw,
    },
    {
        .name = "worker show",
        .arguments = "CODE",
        .summary = "show a worker: licences, titles, places of practice",
        .arguments_min = 1,
        .arguments_max = 1,
        .run = run_worker,
    },
    {
        .name = "worker licences",
        .arguments = "",
        .summary = "list licences that have expired or soon will",
        .options = { { "days", "N", "within so many days (default 90)" },
                     { "org", "CODE", "only of this organisation and below" } },
        .run = run_licences,
    },
    {
        .name = "worker rule",
        .arguments = "ignore|warn|refuse",
        .summary = "say what a record by somebody without a licence in force means",
        .arguments_min = 1,
        .arguments_max = 1,
        .options = { { "from", "DATE", "for records of this day and later (default today)" } },
        .run = run_rule,
    },
};

const CommandList CLI_ORGANISATION_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
