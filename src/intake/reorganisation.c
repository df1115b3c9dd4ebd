/* Plans of reorganisations: checked, kept, carried out. */
#include "intake/reorganisation.h"

#include <assert.h>

#include "access/audit.h"
#include "base/instant.h"
#include "base/utf8.h"
#include "intake/intake_private.h"
#include "registry/organisation_edge.h"
#include "registry/region.h"

#define COLUMNS                                                                                    \
    "reorganisation_id, title, day, state, plan, step_count, done_count, failure_zh, failure_en,"  \
    " recorded_at, recorded_by, finished_at"

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

enum { TITLE_CHARS_MAX = 100, MS_PER_DAY = 86400000, PLAN_BYTES_MAX = 1 << 20 };

static const struct {
    Str   name;
    Label label;
} STATES[REORGANISATION_STATE_COUNT] = {
    [REORGANISATION_PLANNED] = { LITERAL("planned"), { LITERAL("待执行"), LITERAL("planned") } },
    [REORGANISATION_RUNNING] = { LITERAL("running"),
                                 { LITERAL("执行中"), LITERAL("being carried out") } },
    [REORGANISATION_DONE] = { LITERAL("done"), { LITERAL("已完成"), LITERAL("done") } },
    [REORGANISATION_WITHDRAWN] = { LITERAL("withdrawn"),
                                   { LITERAL("已撤销"), LITERAL("withdrawn") } },
};

static const ProblemPlace AT_CODE = PROBLEM_PLACE("code", "机构代码", "code");
static const ProblemPlace AT_PARENT = PROBLEM_PLACE("parent", "上级机构代码", "organisation above");
static const ProblemPlace AT_INTO =
    PROBLEM_PLACE("into", "并入机构代码", "organisation to merge into");
static const ProblemPlace AT_REGION = PROBLEM_PLACE("region", "行政区划代码", "region");
static const ProblemPlace AT_TREE = PROBLEM_PLACE("tree", "机构关系", "tree");
static const ProblemPlace AT_TITLE = PROBLEM_PLACE("title", "方案名称", "title");

Str reorganisation_state_name(ReorganisationState state)
{
    return STATES[state].name;
}

Label reorganisation_state_label(ReorganisationState state)
{
    return STATES[state].label;
}

/* ---- a step ----------------------------------------------------------------------------- */

/* One step being done, or tried. */
typedef struct {
    House                    *house;
    const Job                *job;
    Registry                  registry;
    const ReorganisationStep *step;
    Date                      day;
    bool                      is_trial; /* people and what else goes along stay where they are */
    Progress                 *progress;
    Problems                 *problems;
} Work;

/* NULL with a problem when there is none. */
static const Organisation *find(const Work *work, Str code, ProblemPlace at)
{
    const Organisation *const found = organisation_find_by_code(work->house->organisations, code);

    if (!found)
        problem_add(work->problems, PROBLEM_UNKNOWN, at);
    return found;
}

static bool do_create(const Work *work, Fault *fault)
{
    const ReorganisationStep *const step = work->step;
    const Organisation *const       parent = find(work, step->parent, AT_PARENT);
    int64_t                         id = 0;
    OrganisationEntry               entry = {
                      /* a trial takes no id away */
                      .organisation_id = work->is_trial ? -(int64_t)step->line : 0,
                      .code = step->code,
                      .name = step->name,
                      .kind = step->kind,
                      .parent_id = parent ? parent->organisation_id : 0,
                      .valid_from = work->day,
                      .valid_until = DATE_MAX,
    };

    if (!region_parse(&entry.region_id, step->region))
        problem_add(work->problems, PROBLEM_UNKNOWN, AT_REGION);
    if (work->problems->error_count)
        return problems_refuse(work->problems, fault);
    return organisation_register(&id, &work->registry, &entry, work->problems, fault);
}

static bool do_merge(const Work *work, Fault *fault)
{
    const Organisation *const from = find(work, work->step->code, AT_CODE);
    const Organisation *const into = find(work, work->step->into, AT_INTO);
    MovedAlong                moved;

    if (!from || !into)
        return problems_refuse(work->problems, fault);
    if (work->is_trial)
        return organisation_merge(&work->registry, from->organisation_id, into->organisation_id,
                                  work->day, work->problems, fault);
    return intake_merge_organisations(&moved, work->house, work->job, from->organisation_id,
                                      into->organisation_id, work->day, work->progress,
                                      work->problems, fault);
}

static bool do_move(const Work *work, Fault *fault)
{
    const ReorganisationStep *const step = work->step;
    const Organisation *const       moved = find(work, step->code, AT_CODE);
    const Organisation *const       parent = find(work, step->parent, AT_PARENT);

    if (!moved || !parent)
        return problems_refuse(work->problems, fault);
    OrganisationEdge const edge = {
        .tree = step->tree.len ? step->tree : SV(TREE_ADMINISTRATION),
        .organisation_id = moved->organisation_id,
        .parent_id = parent->organisation_id,
        .from_on = work->day,
        .until_on = DATE_MAX,
    };
    return organisation_edge_put(&work->registry, &edge, work->problems, fault);
}

/* Its edge in the tree ends the day before. */
static bool do_leave(const Work *work, Fault *fault)
{
    const Organisation *const leaving = find(work, work->step->code, AT_CODE);

    if (!leaving)
        return problems_refuse(work->problems, fault);
    OrganisationEdgeFilter const filter = {
        .tree = work->step->tree,
        .organisation_id = leaving->organisation_id,
        .in_force = true,
        .on = work->day,
    };
    const OrganisationEdge *edges = NULL;
    uint32_t                count = 0;
    if (!organisation_edge_list(&edges, &count, &work->registry, &filter, fault))
        return false;
    if (count == 0) {
        problem_add(work->problems, PROBLEM_NOT_IN_FORCE, AT_TREE);
        return problems_refuse(work->problems, fault);
    }
    OrganisationEdge edge = edges[0];
    edge.until_on = date_add_days(work->day, -1);
    if (edge.from_on.days > edge.until_on.days)
        return organisation_edge_withdraw(&work->registry, edge.tree, edge.organisation_id,
                                          edge.from_on, work->problems, fault);
    return organisation_edge_put(&work->registry, &edge, work->problems, fault);
}

static bool do_change(const Work *work, Fault *fault)
{
    const ReorganisationStep *const step = work->step;
    const Organisation *const       changed = find(work, step->code, AT_CODE);

    if (!changed)
        return problems_refuse(work->problems, fault);
    OrganisationEntry entry = organisation_entry(changed);
    if (step->name.len)
        entry.name = step->name;
    if (step->kind.len)
        entry.kind = step->kind;
    if (!organisation_is_valid(changed, work->day)) {
        problem_add(work->problems, PROBLEM_NOT_IN_FORCE, AT_CODE);
        return problems_refuse(work->problems, fault);
    }
    return organisation_amend(&work->registry, &entry, work->problems, fault);
}

static bool do_step(Work *work, Fault *fault)
{
    bool ok = false;

    work->registry.organisations = work->house->organisations;
    switch (work->step->action) {
    case REORGANISATION_CREATE: ok = do_create(work, fault); break;
    case REORGANISATION_MERGE: ok = do_merge(work, fault); break;
    case REORGANISATION_MOVE: ok = do_move(work, fault); break;
    case REORGANISATION_LEAVE: ok = do_leave(work, fault); break;
    case REORGANISATION_CHANGE: ok = do_change(work, fault); break;
    case REORGANISATION_ACTION_COUNT: assert(false); break;
    }
    return ok && house_reload_trees(work->house, fault);
}

/* ---- what goes along -------------------------------------------------------------------- */

static bool count_at(int64_t *sum, const Registry *registry, Sql sql, int64_t organisation_id,
                     Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok = statement_open(&select, registry->store, sql, fault) &&
                    statement_bind_int(select, 1, organisation_id, fault) &&
                    statement_next(select, &row, fault);

    if (ok && row)
        *sum += statement_int(select, 0);
    statement_close(&select);
    return ok;
}

static bool add_effect(ReorganisationEffect *effect, const Registry *registry,
                       int64_t organisation_id, Fault *fault)
{
    return count_at(&effect->persons, registry,
                    SQL("SELECT count(*) FROM person WHERE organisation_id = ?1 AND is_resident"),
                    organisation_id, fault) &&
           count_at(&effect->workers, registry,
                    SQL("SELECT count(*) FROM worker WHERE organisation_id = ?1"), organisation_id,
                    fault) &&
           count_at(&effect->accounts, registry,
                    SQL("SELECT count(*) FROM account WHERE organisation_id = ?1"), organisation_id,
                    fault) &&
           count_at(&effect->households, registry,
                    SQL("SELECT count(*) FROM household WHERE organisation_id = ?1"),
                    organisation_id, fault) &&
           count_at(&effect->dues, registry,
                    SQL("SELECT count(*) FROM due WHERE organisation_id = ?1"), organisation_id,
                    fault) &&
           count_at(&effect->organisations, registry,
                    SQL("SELECT count(*) FROM organisation WHERE parent_id = ?1"), organisation_id,
                    fault);
}

/* Those of a merged post itself; those of a moved one with everything below it. */
static bool ask_effect(ReorganisationEffect *effect, const Work *work, Fault *fault)
{
    const ReorganisationStep *const step = work->step;
    const OrganisationTree *const   tree = work->house->organisations;
    const Organisation *const       it = organisation_find_by_code(tree, step->code);
    uint32_t                        count = 0;

    *effect = (ReorganisationEffect){ 0 };
    if (!it || step->action == REORGANISATION_CREATE || step->action == REORGANISATION_CHANGE)
        return true;
    const uint32_t *const below = organisation_below(tree, it->organisation_id, &count);
    if (step->action == REORGANISATION_MERGE)
        count = 1;
    for (uint32_t i = 0; i < count; i++)
        if (!add_effect(effect, &work->registry, tree->organisations[below[i]].organisation_id,
                        fault))
            return false;
    return true;
}

/* A post into which others were merged before takes along what they brought. */
static void add_brought(ReorganisationEffect *effects, const ReorganisationPlan *plan, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (plan->steps[at].action == REORGANISATION_MERGE &&
            plan->steps[i].action == REORGANISATION_MERGE &&
            str_equal(plan->steps[i].into, plan->steps[at].code)) {
            effects[at].persons += effects[i].persons;
            effects[at].workers += effects[i].workers;
            effects[at].accounts += effects[i].accounts;
            effects[at].households += effects[i].households;
            effects[at].dues += effects[i].dues;
        }
}

/* ---- checking ------------------------------------------------------------------------------ */

static bool require_planner(const Registry *registry, Fault *fault)
{
    const Organisation *const own =
        organisation_find(registry->organisations, registry->actor->organisation_id);

    return access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) &&
           access_require_place(registry->actor, own && own->parent_id == 0, fault);
}

/* As if the plan's day had come (a rehearsal's clock is behind its days). */
static Job job_on(const Job *job, Date day, Date today)
{
    Job then = *job;

    if (day.days > today.days)
        then.now += (int64_t)(day.days - today.days) * MS_PER_DAY;
    if (day.days > then.today.days)
        then.today = day;
    return then;
}

/* Try a step; what is wrong with it bears its line. */
static bool try_step(ReorganisationEffect *effect, Work *work, Fault *fault)
{
    Problems own = problems_open(work->problems->arena);
    Fault    refusal = { 0 };

    if (!ask_effect(effect, work, fault))
        return false;
    Problems *const all = work->problems;
    work->problems = &own;
    bool const ok = do_step(work, &refusal);
    work->problems = all;
    if (!ok && refusal.code != FAULT_INVALID) {
        *fault = refusal;
        return false;
    }
    for (uint32_t i = 0; i < own.count; i++) {
        Problem *const kept =
            problem_add_weighed(all, own.items[i].code, own.items[i].at, own.items[i].is_warning);
        *kept = own.items[i];
        kept->at.row = work->step->line;
    }
    return true;
}

bool reorganisation_check(ReorganisationEffect **effects, House *house, const Job *job,
                          const ReorganisationPlan *plan, Date day, Problems *problems,
                          Fault *fault)
{
    Job const then = job_on(job, day, instant_date(job->now));
    Work      work = {
             .house = house,
             .job = &then,
             .registry = house_registry(house, &then),
             .day = day,
             .is_trial = true,
             .problems = problems,
    };
    bool ok = true;

    *effects = arena_array(job->arena, plan->count, sizeof **effects);
    if (!require_planner(&work.registry, fault) || !intake_begin_group(house, job, fault))
        return fault_context(fault, "checking a reorganisation");
    for (uint32_t i = 0; i < plan->count && ok; i++) {
        work.step = &plan->steps[i];
        ok = try_step(&(*effects)[i], &work, fault);
        add_brought(*effects, plan, i);
    }
    if (ok)
        ok = intake_end_group(house, false, fault) && house_reload_trees(house, fault);
    return ok || fault_context(fault, "checking a reorganisation");
}

/* ---- rows ---------------------------------------------------------------------------------- */

static ReorganisationState read_state(Str name)
{
    int state = 0;

    while (state < REORGANISATION_STATE_COUNT - 1 && !str_equal(name, STATES[state].name))
        state++;
    return (ReorganisationState)state;
}

static Reorganisation read_row(const Statement *select, Arena *arena)
{
    return (Reorganisation){
        .reorganisation_id = statement_int(select, 0),
        .title = str_copy(arena, statement_text(select, 1)),
        .day = { (int32_t)statement_int(select, 2) },
        .state = read_state(statement_text(select, 3)),
        .plan = str_copy(arena, statement_text(select, 4)),
        .step_count = (uint32_t)statement_int(select, 5),
        .done_count = (uint32_t)statement_int(select, 6),
        .failure = { str_copy(arena, statement_text(select, 7)),
                     str_copy(arena, statement_text(select, 8)) },
        .recorded_at = statement_int(select, 9),
        .recorded_by = statement_int(select, 10),
        .finished_at = statement_int(select, 11),
    };
}

static bool put_row(House *house, const Reorganisation *row, Fault *fault)
{
    Statement    *put = NULL;
    Str const     texts[] = { row->title, STATES[row->state].name, row->plan, row->failure.zh,
                              row->failure.en };
    int const     text_at[] = { 2, 4, 5, 8, 9 };
    int64_t const numbers[] = { row->reorganisation_id, row->day.days,    row->step_count,
                                row->done_count,        row->recorded_at, row->recorded_by,
                                row->finished_at };
    int const     number_at[] = { 1, 3, 6, 7, 10, 11, 12 };
    bool          ok = statement_open(&put, house->store,
                                      SQL("INSERT OR REPLACE INTO reorganisation (" COLUMNS ")"
                                                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
                                                   " ?12)"),
                                      fault);

    for (size_t i = 0; i < COUNT_OF(texts) && ok; i++)
        ok = statement_bind_text(put, text_at[i], texts[i], fault);
    for (size_t i = 0; i < COUNT_OF(numbers) && ok; i++)
        ok = statement_bind_int(put, number_at[i], numbers[i], fault);
    ok = ok && statement_run(put, fault);
    statement_close(&put);
    return ok;
}

static bool select_rows(Reorganisation **out, uint32_t *count, House *house, Arena *arena,
                        int64_t reorganisation_id, Fault *fault)
{
    Statement *select = NULL;
    uint32_t   capacity = 0;
    bool       row = false;
    bool       ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, house->store,
                        SQL("SELECT " COLUMNS " FROM reorganisation"
                            " WHERE ?1 IN (0, reorganisation_id) ORDER BY reorganisation_id DESC"),
                        fault) ||
        !statement_bind_int(select, 1, reorganisation_id, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        *out = arena_grow(arena, *out, *count, &capacity, sizeof **out);
        (*out)[(*count)++] = read_row(select, arena);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool reorganisation_list(const Reorganisation **out, uint32_t *count, House *house, const Job *job,
                         Fault *fault)
{
    Registry const  registry = house_registry(house, job);
    Reorganisation *rows = NULL;

    if (!require_planner(&registry, fault) ||
        !select_rows(&rows, count, house, job->arena, 0, fault))
        return fault_context(fault, "listing reorganisations");
    *out = rows;
    return true;
}

bool reorganisation_get(Reorganisation *out, House *house, const Job *job,
                        int64_t reorganisation_id, Fault *fault)
{
    Registry const  registry = house_registry(house, job);
    Reorganisation *rows = NULL;
    uint32_t        count = 0;

    if (!require_planner(&registry, fault))
        return false;
    if (reorganisation_id &&
        !select_rows(&rows, &count, house, job->arena, reorganisation_id, fault))
        return false;
    if (count == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such reorganisation");
    *out = rows[0];
    return true;
}

static bool write_audit(House *house, const Job *job, AuditAction action, int64_t id, uint32_t step,
                        Fault *fault)
{
    return audit_write(
        house->store, job->actor,
        (AuditEntry){ .at = job->now,
                      .action = action,
                      .subject = AUDIT_OF_REORGANISATION,
                      .subject_id = id,
                      .detail = step ? str_format(job->arena, "step %u", step) : SV("") },
        fault);
}

bool reorganisation_put(int64_t *reorganisation_id, House *house, const Job *job, Str title,
                        Date day, const ReorganisationPlan *plan, Problems *problems, Fault *fault)
{
    ReorganisationEffect *effects = NULL;
    Buf                   text = buf_open(job->arena, PLAN_BYTES_MAX);

    assert(store_in_transaction(house->store));
    if (title.len == 0)
        problem_add(problems, PROBLEM_REQUIRED, AT_TITLE);
    else if (!utf8_is_valid(title) || utf8_count(title) > TITLE_CHARS_MAX)
        problem_add(problems, PROBLEM_TOO_LONG, AT_TITLE)->high =
            str_format(job->arena, "%d", TITLE_CHARS_MAX);
    if (!reorganisation_check(&effects, house, job, plan, day, problems, fault))
        return false;
    if (problems->error_count)
        return problems_refuse(problems, fault);
    reorganisation_format(&text, plan);
    if (text.overflowed)
        return fault_set(fault, FAULT_TOO_LARGE, "a plan has at most %d bytes", PLAN_BYTES_MAX);
    Reorganisation const row = {
        .reorganisation_id = id_next(&house->ids, job->now),
        .title = title,
        .day = day,
        .plan = buf_str(&text),
        .step_count = plan->count,
        .recorded_at = job->now,
        .recorded_by = job->actor->account_id,
    };
    *reorganisation_id = row.reorganisation_id;
    return (put_row(house, &row, fault) &&
            write_audit(house, job, AUDIT_REORGANISATION_PLAN, row.reorganisation_id, 0, fault)) ||
           fault_context(fault, "keeping a reorganisation");
}

bool reorganisation_withdraw(House *house, const Job *job, int64_t reorganisation_id, Fault *fault)
{
    Reorganisation row;

    assert(store_in_transaction(house->store));
    if (!reorganisation_get(&row, house, job, reorganisation_id, fault))
        return false;
    if (row.state != REORGANISATION_PLANNED)
        return fault_set(fault, FAULT_CONFLICT, "it is %.*s, and stays so",
                         (int)STATES[row.state].label.en.len, STATES[row.state].label.en.ptr);
    row.state = REORGANISATION_WITHDRAWN;
    row.finished_at = job->now;
    return put_row(house, &row, fault) &&
           write_audit(house, job, AUDIT_REORGANISATION_WITHDRAW, reorganisation_id, 0, fault);
}

/* ---- carrying out ---------------------------------------------------------------------------- */

static bool require_ready(const Reorganisation *row, const Job *job, Fault *fault)
{
    Str const day = date_format(job->arena, row->day);

    if (row->state != REORGANISATION_PLANNED && row->state != REORGANISATION_RUNNING)
        return fault_set(fault, FAULT_CONFLICT, "the reorganisation is %.*s",
                         (int)STATES[row->state].label.en.len, STATES[row->state].label.en.ptr);
    return job->today.days >= row->day.days ||
           fault_set(fault, FAULT_CONFLICT, "the reorganisation's day is %.*s", (int)day.len,
                     day.ptr);
}

bool reorganisation_run_step(Reorganisation *out, House *house, const Job *job,
                             int64_t reorganisation_id, Progress *progress, Problems *problems,
                             Fault *fault)
{
    ReorganisationPlan plan;
    Job                own = *job;
    Work work = { .house = house, .job = &own, .progress = progress, .problems = problems };

    assert(store_in_transaction(house->store));
    if (!reorganisation_get(out, house, job, reorganisation_id, fault) ||
        !require_ready(out, job, fault) ||
        !reorganisation_parse(&plan, job->arena, out->plan, problems, fault))
        return fault_context(fault, "carrying out a reorganisation");
    assert(out->done_count < plan.count);
    own = job_on(job, out->day, instant_date(job->now));
    own.actor = actor_system(); /* who may plan may not read about every person */
    work.registry = house_registry(house, &own);
    work.day = out->day;
    work.step = &plan.steps[out->done_count];
    if (!do_step(&work, fault))
        return fault_context(fault, "step %u of the reorganisation", out->done_count + 1);
    out->done_count++;
    out->failure = (Label){ 0 };
    out->state = out->done_count == plan.count ? REORGANISATION_DONE : REORGANISATION_RUNNING;
    out->finished_at = out->state == REORGANISATION_DONE ? job->now : 0;
    return put_row(house, out, fault) && write_audit(house, job, AUDIT_REORGANISATION_STEP,
                                                     reorganisation_id, out->done_count, fault);
}

/* Why it stands still, for whoever looks at it. */
static bool keep_failure(House *house, const Job *job, int64_t reorganisation_id,
                         const Problems *problems, const Fault *why, Fault *fault)
{
    Reorganisation row;
    Str const      message = str_copy(job->arena, str_from_c(why->message));
    bool           ok = false;

    if (!intake_begin(house, fault) ||
        !reorganisation_get(&row, house, job, reorganisation_id, fault))
        goto done;
    row.failure = (Label){ message, message };
    for (uint32_t i = 0; i < problems->count; i++)
        if (!problems->items[i].is_warning) {
            row.failure.zh = problem_message(job->arena, &problems->items[i], LANGUAGE_ZH);
            row.failure.en = problem_message(job->arena, &problems->items[i], LANGUAGE_EN);
            break;
        }
    ok = put_row(house, &row, fault) && intake_commit(house, fault);

done:
    intake_end(house);
    return ok;
}

bool reorganisation_run(Reorganisation *out, House *house, const Job *job,
                        int64_t reorganisation_id, bool quiet, Problems *problems, Fault *fault)
{
    bool ok = true;

    *out = (Reorganisation){ 0 };
    while (ok && out->state != REORGANISATION_DONE) {
        Progress progress = progress_begin("persons", 0, quiet);

        ok = intake_begin(house, fault) &&
             reorganisation_run_step(out, house, job, reorganisation_id, &progress, problems,
                                     fault) &&
             intake_commit(house, fault);
        intake_end(house);
    }
    if (!ok && fault->code == FAULT_INVALID) {
        Fault const why = *fault;
        Fault       own = { 0 };

        if (!keep_failure(house, job, reorganisation_id, problems, &why, &own))
            *fault = own;
    }
    return ok;
}

bool reorganisation_catch_up(uint32_t *done_count, House *house, Date today, bool quiet,
                             Fault *fault)
{
    Arena          *arena = arena_open();
    Job             job = job_now(actor_system(), arena);
    Reorganisation *rows = NULL;
    uint32_t        count = 0;

    job.today = today;
    *done_count = 0;
    bool ok = select_rows(&rows, &count, house, arena, 0, fault);
    for (uint32_t i = count; i-- > 0 && ok;) {
        Problems       problems = problems_open(arena);
        Reorganisation row;
        Fault          own = { 0 };

        if ((rows[i].state != REORGANISATION_PLANNED && rows[i].state != REORGANISATION_RUNNING) ||
            rows[i].day.days > today.days)
            continue;
        if (reorganisation_run(&row, house, &job, rows[i].reorganisation_id, quiet, &problems,
                               &own))
            (*done_count)++;
        else if (own.code != FAULT_INVALID && own.code != FAULT_CONFLICT)
            ok = false;
        if (!ok)
            *fault = own;
    }
    arena_close(&arena);
    return ok;
}
