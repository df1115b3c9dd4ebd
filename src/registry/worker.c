#include "registry/worker.h"

#include <assert.h>

#include "registry/organisation.h"
#include "registry/worker_private.h"

#define COLUMNS                                                                                    \
    "worker_id, code, name, name_pinyin, organisation_id, profession, is_family_doctor,"           \
    " valid_from, valid_until, recorded_at, recorded_by, revision"

enum { NAME_CHARS_MAX = 50, PROFESSION_CHARS_MAX = 30 };

static const ProblemPlace AT_CODE = PROBLEM_PLACE("code", "人员编号", "code");
static const ProblemPlace AT_NAME = PROBLEM_PLACE("name", "姓名", "name");
static const ProblemPlace AT_ORGANISATION =
    PROBLEM_PLACE("organisation", "所在机构", "organisation");
static const ProblemPlace AT_PROFESSION = PROBLEM_PLACE("profession", "职业", "profession");
static const ProblemPlace AT_UNTIL = PROBLEM_PLACE("valid_until", "失效日期", "last day");

/* ---- rows ------------------------------------------------------------------------------ */

static Worker read_row(Reader *reader)
{
    Worker worker = { 0 };

    worker.worker_id = reader_next_int(reader);
    worker.code = reader_next_text(reader);
    worker.name = reader_next_text(reader);
    worker.name_pinyin = reader_next_text(reader);
    worker.organisation_id = reader_next_int(reader);
    worker.profession = reader_next_text(reader);
    worker.is_family_doctor = reader_next_int(reader) != 0;
    worker.valid_from = reader_next_date(reader, DATE_MIN);
    worker.valid_until = reader_next_date(reader, DATE_MAX);
    worker.recorded_at = reader_next_int(reader);
    worker.recorded_by = reader_next_int(reader);
    worker.revision = (uint32_t)reader_next_int(reader);
    return worker;
}

static bool put_row(const Registry *registry, const Worker *worker, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(
            &put, registry->store,
            SQL("INSERT INTO worker (" COLUMNS ")"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
                    " ON CONFLICT (worker_id) DO UPDATE SET code = excluded.code, name = excluded.name,"
                    "  name_pinyin = excluded.name_pinyin, organisation_id = excluded.organisation_id,"
                    "  profession = excluded.profession, is_family_doctor = excluded.is_family_doctor,"
                    "  valid_from = excluded.valid_from, valid_until = excluded.valid_until,"
                    "  recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by,"
                    "  revision = excluded.revision"),
            fault);

    binder_add_int(&binder, worker->worker_id);
    binder_add_text(&binder, worker->code);
    binder_add_text(&binder, worker->name);
    binder_add_words(&binder, worker->name_pinyin);
    binder_add_int(&binder, worker->organisation_id);
    binder_add_words(&binder, worker->profession);
    binder_add_int(&binder, worker->is_family_doctor);
    binder_add_int(&binder, worker->valid_from.days);
    binder_add_int(&binder, worker->valid_until.days);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, worker->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* The first row of a bound query, or *out NULL. Closes the statement. */
static bool take_row(const Worker **out, Statement **select, Binder *binder, Arena *arena)
{
    bool       row = false;
    bool const ok = binder_next(binder, &row);

    *out = NULL;
    if (ok && row) {
        Worker *const worker = arena_alloc(arena, sizeof *worker);
        Reader        reader = reader_open(*select, arena);

        *worker = read_row(&reader);
        *out = worker;
    }
    statement_close(select);
    return ok;
}

bool worker_find(const Worker **out, const Registry *registry, int64_t worker_id, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM worker WHERE worker_id = ?1"), fault);

    binder_add_int(&binder, worker_id);
    return take_row(out, &select, &binder, registry->arena);
}

bool worker_find_by_code(const Worker **out, const Registry *registry, Str code, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM worker WHERE code = ?1"), fault);

    binder_add_text(&binder, code);
    return take_row(out, &select, &binder, registry->arena);
}

bool worker_get(Worker *out, const Registry *registry, int64_t worker_id, Fault *fault)
{
    const Worker *worker = NULL;

    if (!worker_find(&worker, registry, worker_id, fault))
        return false;
    if (!worker)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such worker");
    *out = *worker;
    return true;
}

bool worker_is_valid(const Worker *worker, Date day)
{
    return worker->valid_from.days <= day.days && day.days <= worker->valid_until.days;
}

WorkerEntry worker_entry(const Worker *worker)
{
    return (WorkerEntry){
        .worker_id = worker->worker_id,
        .revision = worker->revision,
        .code = worker->code,
        .name = worker->name,
        .organisation_id = worker->organisation_id,
        .profession = worker->profession,
        .is_family_doctor = worker->is_family_doctor,
        .valid_from = worker->valid_from,
        .valid_until = worker->valid_until,
    };
}

/* ---- listing ----------------------------------------------------------------------------- */

typedef struct {
    Worker  *rows;
    uint32_t count, limit;
} WorkerPage;

/* Those of one organisation, after that id. */
static bool list_organisation(WorkerPage *page, const Registry *registry,
                              const WorkerFilter *filter, int64_t organisation_id, int64_t after,
                              Fault *fault)
{
    Statement *select = NULL;
    bool       ok = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT " COLUMNS " FROM worker"
                                            " WHERE organisation_id = ?1 AND worker_id > ?2"
                                            " ORDER BY worker_id"),
                                    fault);

    binder_add_int(&binder, organisation_id);
    binder_add_int(&binder, after);
    while (page->count < page->limit) {
        bool   row = false;
        Reader reader = reader_open(select, registry->arena);

        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        Worker const worker = read_row(&reader);
        if ((!filter->family_doctors || worker.is_family_doctor) &&
            (!filter->in_force || worker_is_valid(&worker, filter->on)))
            page->rows[page->count++] = worker;
    }
    ok = binder.ok;

done:
    statement_close(&select);
    return ok;
}

bool worker_list(const Worker **out, uint32_t *count, const Registry *registry,
                 const WorkerFilter *filter, Fault *fault)
{
    uint32_t const limit = registry_page_limit(filter->limit);
    WorkerPage     page = { arena_array(registry->arena, limit, sizeof *page.rows), 0, limit };
    uint32_t       visible_count = 0;
    const OrganisationTree *const tree = registry->organisations;
    const uint32_t *const         visible =
        organisation_visible(tree, registry->actor, filter->organisation_id, &visible_count);
    const Organisation *const after = organisation_find(tree, filter->after_organisation);

    for (uint32_t i = 0; i < visible_count && page.count < limit; i++) {
        const Organisation *const organisation = &tree->organisations[visible[i]];

        if (after && organisation->preorder < after->preorder)
            continue;
        if (!list_organisation(&page, registry, filter, organisation->organisation_id,
                               organisation == after ? filter->after_worker : 0, fault))
            return false;
    }
    *out = page.rows;
    *count = page.count;
    return true;
}

/* ---- writing ------------------------------------------------------------------------------- */

static bool check_entry(Problems *problems, const Registry *registry, const WorkerEntry *entry,
                        Fault *fault)
{
    const Worker *same_code = NULL;

    registry_check_code(problems, AT_CODE, entry->code);
    registry_check_words(problems, AT_NAME, entry->name, NAME_CHARS_MAX, true);
    registry_check_words(problems, AT_PROFESSION, entry->profession, PROFESSION_CHARS_MAX, false);
    registry_check_validity(problems, AT_UNTIL, entry->valid_from, entry->valid_until,
                            (Label){ SV("生效日期"), SV("the first day") });
    if (!worker_find_by_code(&same_code, registry, entry->code, fault))
        return false;
    if (same_code && same_code->worker_id != entry->worker_id)
        problem_add(problems, PROBLEM_TAKEN, AT_CODE);
    if (!organisation_find(registry->organisations, entry->organisation_id))
        problem_add(problems, PROBLEM_UNKNOWN, AT_ORGANISATION);
    else if (!registry_require_place(registry, entry->organisation_id, fault))
        return false;
    return problems->error_count == 0 || problems_refuse(problems, fault);
}

static Worker apply(const Registry *registry, const WorkerEntry *entry, const Worker *before)
{
    Worker worker = *before;

    worker.code = entry->code;
    worker.name = entry->name;
    worker.name_pinyin = pinyin_of_person(registry->pinyin, registry->arena, entry->name).full;
    worker.organisation_id = entry->organisation_id;
    worker.profession = entry->profession;
    worker.is_family_doctor = entry->is_family_doctor;
    worker.valid_from = entry->valid_from;
    worker.valid_until = entry->valid_until;
    return worker;
}

bool worker_register(int64_t *worker_id, const Registry *registry, const WorkerEntry *entry,
                     Problems *problems, Fault *fault)
{
    Worker const nothing = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !check_entry(problems, registry, entry, fault))
        return fault_context(fault, "registering a worker");

    Worker worker = apply(registry, entry, &nothing);
    worker.worker_id = entry->worker_id ? entry->worker_id : id_next(registry->ids, registry->now);
    worker.revision = 1;
    if (!put_row(registry, &worker, fault) ||
        !worker_place_follow(registry, worker.worker_id, worker.organisation_id, worker.valid_from,
                             fault) ||
        !registry_bump(registry->store, SV("worker"), fault) ||
        !registry_audit(registry, AUDIT_WORKER_REGISTER, AUDIT_OF_WORKER, worker.worker_id, SV(""),
                        fault))
        return fault_context(fault, "registering a worker");
    *worker_id = worker.worker_id;
    return true;
}

/* The names of what is different, for the audit row. */
static Str list_changes(Arena *arena, const Worker *a, const Worker *b)
{
    Buf changes = buf_open(arena, AUDIT_DETAIL_BYTES_MAX);

    registry_note_change(&changes, !str_equal(a->code, b->code), "code");
    registry_note_change(&changes, !str_equal(a->name, b->name), "name");
    registry_note_change(&changes, a->organisation_id != b->organisation_id, "organisation");
    registry_note_change(&changes, !str_equal(a->profession, b->profession), "profession");
    registry_note_change(&changes, a->is_family_doctor != b->is_family_doctor, "is_family_doctor");
    registry_note_change(&changes, a->valid_from.days != b->valid_from.days, "valid_from");
    registry_note_change(&changes, a->valid_until.days != b->valid_until.days, "valid_until");
    return buf_str(&changes);
}

bool worker_amend(const Registry *registry, const WorkerEntry *entry, Problems *problems,
                  Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO worker_history (" COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " COLUMNS ", ?2, ?3 FROM worker WHERE worker_id = ?1" };
    Worker           before = { 0 };

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !worker_get(&before, registry, entry->worker_id, fault) ||
        !registry_require_place(registry, before.organisation_id, fault) ||
        !registry_require_revision(entry->revision, before.revision, fault) ||
        !check_entry(problems, registry, entry, fault))
        return fault_context(fault, "amending a worker");

    Worker    after = apply(registry, entry, &before);
    Str const changes = list_changes(registry->arena, &before, &after);
    if (changes.len == 0)
        return true;
    Date const said =
        entry->has_organisation_since ? entry->organisation_since : registry_today(registry);
    Date const since = said.days > after.valid_from.days ? said : after.valid_from;
    if (after.organisation_id != before.organisation_id &&
        !worker_place_follow(registry, after.worker_id, after.organisation_id, since, fault))
        return fault_context(fault, "amending a worker");
    after.revision++;
    if (!registry_archive(registry, ARCHIVE, after.worker_id, fault) ||
        !put_row(registry, &after, fault) || !registry_bump(registry->store, SV("worker"), fault) ||
        !registry_audit(registry, AUDIT_WORKER_AMEND, AUDIT_OF_WORKER, after.worker_id, changes,
                        fault))
        return fault_context(fault, "amending a worker");
    return true;
}
