#include "registry/worker_identity.h"

#include <assert.h>

#include "base/limits.h"
#include "registry/identifier_number.h"
#include "registry/organisation.h"
#include "registry/person_code.h"
#include "registry/worker_private.h"

#define COLUMNS "worker_id, citizen_id, sex, born_on, education, recorded_at, recorded_by, revision"

enum { TAIL_CHARS = 4 };

static const ProblemPlace AT_CITIZEN_ID =
    PROBLEM_PLACE("citizen_id", "身份证号码", "identity number");
static const ProblemPlace AT_SEX = PROBLEM_PLACE("sex", "性别", "sex");
static const ProblemPlace AT_BORN_ON = PROBLEM_PLACE("born_on", "出生日期", "date of birth");
static const ProblemPlace AT_EDUCATION = PROBLEM_PLACE("education", "学历", "education");

/* ---- rows ------------------------------------------------------------------------------ */

static bool read_identity(WorkerIdentity *out, const Registry *registry, int64_t worker_id,
                          Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " COLUMNS " FROM worker_identity WHERE worker_id = ?1"), fault);

    *out = (WorkerIdentity){ .worker_id = worker_id, .born_on = DATE_MIN };
    binder_add_int(&binder, worker_id);
    bool const ok = binder_next(&binder, &row);
    if (ok && row) {
        Reader reader = reader_open(select, registry->arena);

        out->worker_id = reader_next_int(&reader);
        out->citizen_id = reader_next_text(&reader);
        out->sex = reader_next_text(&reader);
        out->born_on = reader_next_date(&reader, DATE_MIN);
        out->education = reader_next_text(&reader);
        out->recorded_at = reader_next_int(&reader);
        out->recorded_by = reader_next_int(&reader);
        out->revision = (uint32_t)reader_next_int(&reader);
    }
    statement_close(&select);
    return ok;
}

static bool put_row(const Registry *registry, const WorkerIdentity *identity, Fault *fault)
{
    Statement *put = NULL;
    Binder     binder = binder_open(&put, registry->store,
                                    SQL("INSERT OR REPLACE INTO worker_identity (" COLUMNS ")"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
                                    fault);

    binder_add_int(&binder, identity->worker_id);
    binder_add_words(&binder, identity->citizen_id);
    binder_add_words(&binder, identity->sex);
    binder_add_date(&binder, identity->born_on, DATE_MIN);
    binder_add_words(&binder, identity->education);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    binder_add_int(&binder, identity->revision);
    bool const ok = binder_run(&binder);
    statement_close(&put);
    return ok;
}

/* ---- asking ------------------------------------------------------------------------------ */

static bool may_see(const Registry *registry, const Worker *worker)
{
    const Actor *const actor = registry->actor;

    return actor_is_system(actor) || (actor->worker_id && actor->worker_id == worker->worker_id) ||
           (role_permits(actor->role, PERMIT_MANAGE_REGISTRY) &&
            organisation_is_inside(registry->organisations, worker->organisation_id,
                                   actor->organisation_id));
}

bool worker_identity_get(WorkerIdentity *out, const Registry *registry, int64_t worker_id,
                         Fault *fault)
{
    Worker worker = { 0 };

    if (!worker_get(&worker, registry, worker_id, fault) ||
        !read_identity(out, registry, worker_id, fault))
        return false;
    out->is_masked = !may_see(registry, &worker);
    if (!out->is_masked)
        return true;
    out->born_on = DATE_MIN;
    if (out->citizen_id.len > TAIL_CHARS)
        out->citizen_id = str_format(registry->arena, "**************%.*s", TAIL_CHARS,
                                     out->citizen_id.ptr + out->citizen_id.len - TAIL_CHARS);
    return true;
}

/* ---- putting ----------------------------------------------------------------------------- */

/* What the card says about birth and sex holds, unless somebody says otherwise; then
 * one of the two is wrong. */
static void check_number(WorkerIdentity *after, Problems *problems, const Registry *registry)
{
    IdentifierNumber  number = { 0 };
    Label             expected = { { 0 }, { 0 } };
    ProblemCode const wrong = identifier_number_parse(&number, &expected, registry->arena,
                                                      IDENTIFIER_IDENTITY_CARD, after->citizen_id);

    if (wrong != PROBLEM_NONE) {
        problem_add(problems, wrong, AT_CITIZEN_ID)->text = expected;
        return;
    }
    after->citizen_id = number.text;
    Str const sex = number.sex == '1' ? SV("1") : SV("2");
    if (after->sex.len == 0)
        after->sex = sex;
    else if (!str_equal(after->sex, sex))
        problem_add(problems, PROBLEM_DIFFERS, AT_SEX)->other = AT_CITIZEN_ID.name;
    if (after->born_on.days == DATE_MIN.days)
        after->born_on = number.born_on;
    else if (after->born_on.days != number.born_on.days)
        problem_add(problems, PROBLEM_DIFFERS, AT_BORN_ON)->other = AT_CITIZEN_ID.name;
}

/* Who has the number already is named: workers' codes are no secret. */
static bool check_taken(const WorkerIdentity *after, Problems *problems, const Registry *registry,
                        Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    Binder     binder = binder_open(&select, registry->store,
                                    SQL("SELECT w.code FROM worker_identity i"
                                            " JOIN worker w ON w.worker_id = i.worker_id"
                                            " WHERE i.citizen_id = ?1 AND i.worker_id <> ?2"),
                                    fault);

    binder_add_text(&binder, after->citizen_id);
    binder_add_int(&binder, after->worker_id);
    bool const ok = binder_next(&binder, &row);
    if (ok && row) {
        Reader       reader = reader_open(select, registry->arena);
        Str const    code = reader_next_text(&reader);
        ProblemPlace at = AT_CITIZEN_ID;

        at.name = (Label){
            str_format(problems->arena, "身份证号码（已登记于人员编号%.*s）", (int)code.len,
                       code.ptr),
            str_format(problems->arena, "identity number (of the worker with the code %.*s)",
                       (int)code.len, code.ptr),
        };
        problem_add(problems, PROBLEM_TAKEN, at);
    }
    statement_close(&select);
    return ok;
}

static bool check(WorkerIdentity *after, Problems *problems, const Registry *registry, Fault *fault)
{
    if (after->sex.len && !person_code_find(PERSON_CODE_SEX, after->sex))
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_SEX);
    if (after->education.len && !person_code_find(PERSON_CODE_EDUCATION, after->education))
        problem_add(problems, PROBLEM_UNKNOWN_CODE, AT_EDUCATION);
    if (after->citizen_id.len)
        check_number(after, problems, registry);
    if (after->born_on.days > registry_today(registry).days)
        problem_add(problems, PROBLEM_FUTURE, AT_BORN_ON);
    if (after->citizen_id.len && problems->error_count == 0 &&
        !check_taken(after, problems, registry, fault))
        return false;
    return problems->error_count == 0 || problems_refuse(problems, fault);
}

/* The names of what is different, for the audit row. */
static Str list_changes(Arena *arena, const WorkerIdentity *a, const WorkerIdentity *b)
{
    Buf changes = buf_open(arena, AUDIT_DETAIL_BYTES_MAX);

    registry_note_change(&changes, !str_equal(a->citizen_id, b->citizen_id), "citizen_id");
    registry_note_change(&changes, !str_equal(a->sex, b->sex), "sex");
    registry_note_change(&changes, a->born_on.days != b->born_on.days, "born_on");
    registry_note_change(&changes, !str_equal(a->education, b->education), "education");
    return buf_str(&changes);
}

bool worker_identity_put(WorkerPut *out, const Registry *registry, const WorkerIdentity *entry,
                         Problems *problems, Fault *fault)
{
    static const Sql ARCHIVE = { "INSERT INTO worker_identity_history (" COLUMNS
                                 ", superseded_at, superseded_by)"
                                 " SELECT " COLUMNS
                                 ", ?2, ?3 FROM worker_identity WHERE worker_id = ?1" };
    Worker           worker = { 0 };
    WorkerIdentity   before = { 0 };
    WorkerIdentity   after = *entry;

    assert(store_in_transaction(registry->store));
    after.citizen_id = str_trim(entry->citizen_id);
    if (!access_require(registry->actor, PERMIT_MANAGE_REGISTRY, fault) ||
        !worker_get(&worker, registry, entry->worker_id, fault) ||
        !registry_require_place(registry, worker.organisation_id, fault) ||
        !read_identity(&before, registry, entry->worker_id, fault) ||
        !registry_require_revision(entry->revision, before.revision, fault) ||
        !check(&after, problems, registry, fault))
        return fault_context(fault, "putting who a worker is");
    Str const changes = list_changes(registry->arena, &before, &after);
    *out = changes.len == 0  ? WORKER_PUT_SAME
           : before.revision ? WORKER_PUT_AMENDED
                             : WORKER_PUT_ADDED;
    if (changes.len == 0)
        return true;
    after.revision = before.revision + 1;
    if ((before.revision && !registry_archive(registry, ARCHIVE, after.worker_id, fault)) ||
        !put_row(registry, &after, fault) ||
        !registry_audit(registry, AUDIT_WORKER_IDENTITY, AUDIT_OF_WORKER, after.worker_id, changes,
                        fault))
        return fault_context(fault, "putting who a worker is");
    return true;
}

/* ---- what was ---------------------------------------------------------------------------- */

#define LITERAL(text)                                                                              \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const struct {
    Str   name;
    Label label;
} PAST[] = {
    [WORKER_PAST_SELF] = { LITERAL("worker"), { LITERAL("人员"), LITERAL("Worker") } },
    [WORKER_PAST_LICENCE] = { LITERAL("licence"), { LITERAL("证照"), LITERAL("Licence") } },
    [WORKER_PAST_PLACE] = { LITERAL("place"),
                            { LITERAL("执业地点"), LITERAL("Place of practice") } },
    [WORKER_PAST_IDENTITY] = { LITERAL("identity"), { LITERAL("身份信息"), LITERAL("Identity") } },
};

Str worker_past_name(WorkerPastKind kind)
{
    return PAST[kind].name;
}

Label worker_past_label(WorkerPastKind kind)
{
    return PAST[kind].label;
}

/* The numbers are those of WorkerPastKind. Of who he is only the education is told. */
bool worker_past(const WorkerPast **out, uint32_t *count, const Registry *registry,
                 int64_t worker_id, Fault *fault)
{
    Statement  *select = NULL;
    WorkerPast *rows = NULL;
    uint32_t    capacity = 0;
    bool        row = false;
    bool        ok = true;
    Binder      binder = binder_open(
             &select, registry->store,
             SQL("SELECT 0, recorded_at, superseded_at AS at, superseded_by, name, profession,"
                      "   organisation_id, valid_from, valid_until"
                      " FROM worker_history WHERE worker_id = ?1"
                      " UNION ALL SELECT 1, recorded_at, superseded_at, superseded_by, kind,"
                      "   coalesce(number, level), NULL, valid_from, valid_until"
                      " FROM worker_licence_history WHERE worker_id = ?1"
                      " UNION ALL SELECT 2, recorded_at, superseded_at, superseded_by, NULL, NULL,"
                      "   organisation_id, from_on, until_on"
                      " FROM worker_place_history WHERE worker_id = ?1"
                      " UNION ALL SELECT 3, recorded_at, superseded_at, superseded_by, education, NULL,"
                      "   NULL, NULL, NULL"
                      " FROM worker_identity_history WHERE worker_id = ?1"
                      " ORDER BY at DESC"),
             fault);

    *count = 0;
    binder_add_int(&binder, worker_id);
    while (ok && *count < LIMIT_PAGE_ROWS) {
        Reader reader = reader_open(select, registry->arena);

        ok = binder_next(&binder, &row);
        if (!ok || !row)
            break;
        rows = arena_grow(registry->arena, rows, *count, &capacity, sizeof *rows);
        WorkerPast *const past = &rows[(*count)++];
        past->kind = (WorkerPastKind)reader_next_int(&reader);
        past->recorded_at = reader_next_int(&reader);
        past->superseded_at = reader_next_int(&reader);
        past->superseded_by = reader_next_int(&reader);
        past->name = reader_next_text(&reader);
        past->more = reader_next_text(&reader);
        past->organisation_id = reader_next_int(&reader);
        past->from = reader_next_date(&reader, DATE_MIN);
        past->until = reader_next_date(&reader, DATE_MAX);
    }
    statement_close(&select);
    *out = rows;
    return ok;
}
