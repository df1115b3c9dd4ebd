#include "access/audit.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "crypto/digest.h"

static const struct {
    const char *name, *zh, *en;
} ACTIONS[] = {
#define X(action, name, zh, en) { name, zh, en },
#include "access/audit.def"
#undef X
};

static const char *const SUBJECTS[] = {
#define X(subject, name) name,
#include "access/audit_subject.def"
#undef X
};

static_assert(COUNT_OF(ACTIONS) == AUDIT_ACTION_COUNT, "an action without a row");
static_assert(COUNT_OF(SUBJECTS) == AUDIT_SUBJECT_COUNT, "a subject without a row");

#define COLUMNS                                                                                    \
    "audit_id, at, account_id, worker_id, action, subject, subject_id, form, record_id,"           \
    " revision, detail"

/* The bounds of what a row's digest is made of. */
enum { AUDIT_FORM_BYTES_MAX = 2 * LIMIT_NAME_BYTES + 1, AUDIT_NAME_BYTES_MAX = 64 };

Str audit_action_name(AuditAction action)
{
    assert(action < AUDIT_ACTION_COUNT);
    return str_from_c(ACTIONS[action].name);
}

Label audit_action_label(AuditAction action)
{
    assert(action < AUDIT_ACTION_COUNT);
    return (Label){ str_from_c(ACTIONS[action].zh), str_from_c(ACTIONS[action].en) };
}

Str audit_subject_name(AuditSubject subject)
{
    assert(subject < AUDIT_SUBJECT_COUNT);
    return str_from_c(SUBJECTS[subject]);
}

/* ---- the chain ----------------------------------------------------------------------- */

typedef struct {
    uint8_t bytes[2048];
    size_t  len;
} Image;

static void add_int(Image *image, int64_t value)
{
    assert(image->len + 8 <= sizeof image->bytes);
    for (int byte = 0; byte < 8; byte++)
        image->bytes[image->len++] = (uint8_t)((uint64_t)value >> (8 * byte));
}

/* With its length before it, so that no two rows have one image. */
static void add_text(Image *image, Str text)
{
    add_int(image, (int64_t)text.len);
    assert(image->len + text.len <= sizeof image->bytes);
    if (text.len)
        memcpy(image->bytes + image->len, text.ptr, text.len);
    image->len += text.len;
}

static_assert(DIGEST_BYTES + 12 * 8 + 2 * AUDIT_NAME_BYTES_MAX + AUDIT_FORM_BYTES_MAX +
                      AUDIT_DETAIL_BYTES_MAX <=
                  sizeof((Image *)0)->bytes,
              "a row's image does not fit");

/* False: texts as long as these were not written by us. */
static bool link_chain(Digest *chain, const AuditRow *row)
{
    Image image = { .len = DIGEST_BYTES };

    if (row->action.len > AUDIT_NAME_BYTES_MAX || row->subject.len > AUDIT_NAME_BYTES_MAX ||
        row->form.len > AUDIT_FORM_BYTES_MAX || row->detail.len > AUDIT_DETAIL_BYTES_MAX)
        return false;
    memcpy(image.bytes, chain->bytes, DIGEST_BYTES);
    add_int(&image, row->audit_id);
    add_int(&image, row->at);
    add_int(&image, row->account_id);
    add_int(&image, row->worker_id);
    add_text(&image, row->action);
    add_text(&image, row->subject);
    add_int(&image, row->subject_id);
    add_text(&image, row->form);
    add_int(&image, row->record_id);
    add_int(&image, row->revision);
    add_text(&image, row->detail);
    *chain = digest_of((Str){ (const char *)image.bytes, image.len });
    return true;
}

static bool read_chain(Digest *out, const Statement *statement, int column)
{
    Str const bytes = statement_blob(statement, column);

    if (bytes.len != DIGEST_BYTES)
        return false;
    memcpy(out->bytes, bytes.ptr, DIGEST_BYTES);
    return true;
}

static bool fault_broken(Fault *fault, int64_t audit_id)
{
    return fault_set(fault, FAULT_DAMAGED, "audit row %lld does not follow from the one before it",
                     (long long)audit_id);
}

/* The last row's id and digest: 0 and zeros before the first. */
static bool read_last(int64_t *audit_id, Digest *chain, Store *store, Fault *fault)
{
    Statement *last = NULL;
    bool       row = false;
    bool       ok = false;

    *audit_id = 0;
    *chain = (Digest){ 0 };
    if (!statement_open(&last, store,
                        SQL("SELECT audit_id, chain FROM audit ORDER BY audit_id DESC LIMIT 1"),
                        fault) ||
        !statement_next(last, &row, fault))
        goto done;
    if (row) {
        *audit_id = statement_int(last, 0);
        if (!read_chain(chain, last, 1)) {
            fault_broken(fault, *audit_id);
            goto done;
        }
    }
    ok = true;

done:
    statement_close(&last);
    return ok;
}

/* ---- writing --------------------------------------------------------------------------- */

static bool insert_row(Store *store, const AuditRow *row, const Digest *chain, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok =
        statement_open(&insert, store,
                       SQL("INSERT INTO audit (" COLUMNS ", chain)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"),
                       fault) &&
        statement_bind_int(insert, 1, row->audit_id, fault) &&
        statement_bind_int(insert, 2, row->at, fault) &&
        statement_bind_int(insert, 3, row->account_id, fault) &&
        statement_bind_int(insert, 4, row->worker_id, fault) &&
        statement_bind_text(insert, 5, row->action, fault) &&
        statement_bind_text(insert, 6, row->subject, fault) &&
        statement_bind_int(insert, 7, row->subject_id, fault) &&
        statement_bind_text(insert, 8, row->form, fault) &&
        statement_bind_int(insert, 9, row->record_id, fault) &&
        statement_bind_int(insert, 10, row->revision, fault) &&
        statement_bind_text(insert, 11, row->detail, fault) &&
        statement_bind_blob(insert, 12, (Str){ (const char *)chain->bytes, DIGEST_BYTES }, fault) &&
        statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}

/* The longest beginning in whole characters that fits. */
static Str cut_detail(Str detail)
{
    size_t len = detail.len < AUDIT_DETAIL_BYTES_MAX ? detail.len : AUDIT_DETAIL_BYTES_MAX;

    while (len < detail.len && len > 0 && ((unsigned char)detail.ptr[len] & 0xC0) == 0x80)
        len--;
    return str_slice(detail, 0, len);
}

bool audit_write(Store *store, const Actor *actor, AuditEntry entry, Fault *fault)
{
    int64_t last_id = 0;
    Digest  chain = { 0 };

    assert(store_in_transaction(store));
    if (!read_last(&last_id, &chain, store, fault))
        return fault_context(fault, "auditing");

    AuditRow const row = {
        .audit_id = last_id + 1,
        .at = entry.at,
        .account_id = actor->account_id,
        .worker_id = actor->worker_id,
        .action = audit_action_name(entry.action),
        .subject = audit_subject_name(entry.subject),
        .subject_id = entry.subject_id,
        .form = entry.form,
        .record_id = entry.record_id,
        .revision = entry.revision,
        .detail = cut_detail(entry.detail),
    };
    bool const fits = link_chain(&chain, &row);
    assert(fits);
    return insert_row(store, &row, &chain, fault) || fault_context(fault, "auditing");
}

/* ---- reading ---------------------------------------------------------------------------- */

/* Texts are borrowed from the statement. */
static AuditRow read_row(const Statement *statement)
{
    return (AuditRow){
        .audit_id = statement_int(statement, 0),
        .at = statement_int(statement, 1),
        .account_id = statement_int(statement, 2),
        .worker_id = statement_int(statement, 3),
        .action = statement_text(statement, 4),
        .subject = statement_text(statement, 5),
        .subject_id = statement_int(statement, 6),
        .form = statement_text(statement, 7),
        .record_id = statement_int(statement, 8),
        .revision = (uint32_t)statement_int(statement, 9),
        .detail = statement_text(statement, 10),
    };
}

/* Rows are in the order of their instants, and at one instant of their ids; a page
 * goes on behind the place of the row ?1. */
#define PAGE                                                                                       \
    " AND at >= ?3"                                                                                \
    " AND at <= min(?4, coalesce((SELECT at FROM audit WHERE audit_id = ?1), ?4))"                 \
    " AND (?1 = 0 OR (at, audit_id) < ((SELECT at FROM audit WHERE audit_id = ?1), ?1))"           \
    " ORDER BY at DESC, audit_id DESC LIMIT ?2"

static bool open_list(Statement **out, Store *store, AuditFilter filter, Fault *fault)
{
    uint32_t const limit =
        filter.limit && filter.limit < LIMIT_PAGE_ROWS ? filter.limit : LIMIT_PAGE_ROWS;
    Sql sql = SQL("SELECT " COLUMNS " FROM audit WHERE ?5 = 0" PAGE);

    if (filter.subject != AUDIT_OF_NOTHING)
        sql = SQL("SELECT " COLUMNS " FROM audit WHERE subject = ?6 AND subject_id = ?7"
                  " AND (?5 = 0 OR account_id = ?5)" PAGE);
    else if (filter.account_id)
        sql = SQL("SELECT " COLUMNS " FROM audit WHERE account_id = ?5 AND account_id > 0" PAGE);
    if (!statement_open(out, store, sql, fault) ||
        !statement_bind_int(*out, 1, filter.before, fault) ||
        !statement_bind_int(*out, 2, limit, fault) ||
        !statement_bind_int(*out, 3, filter.from, fault) ||
        !statement_bind_int(*out, 4, filter.until ? filter.until : INT64_MAX, fault) ||
        !statement_bind_int(*out, 5, filter.account_id, fault))
        return false;
    return filter.subject == AUDIT_OF_NOTHING ||
           (statement_bind_text(*out, 6, audit_subject_name(filter.subject), fault) &&
            statement_bind_int(*out, 7, filter.subject_id, fault));
}

bool audit_list(AuditRow **out, uint32_t *count, Store *store, Arena *arena, const Actor *actor,
                AuditFilter filter, Fault *fault)
{
    Statement *list = NULL;
    AuditRow  *rows = NULL;
    uint32_t   row_count = 0;
    uint32_t   capacity = 0;
    bool       ok = false;

    if (!access_require(actor, PERMIT_READ_AUDIT, fault) || !open_list(&list, store, filter, fault))
        goto done;
    while (true) {
        bool is_row = false;

        if (!statement_next(list, &is_row, fault))
            goto done;
        if (!is_row)
            break;
        AuditRow row = read_row(list);
        row.action = str_copy(arena, row.action);
        row.subject = str_copy(arena, row.subject);
        row.form = str_copy(arena, row.form);
        row.detail = str_copy(arena, row.detail);
        rows = arena_grow(arena, rows, row_count, &capacity, sizeof *rows);
        rows[row_count++] = row;
    }
    *out = rows;
    *count = row_count;
    ok = true;

done:
    statement_close(&list);
    return ok;
}

bool audit_verify(uint64_t *row_count, Store *store, const Actor *actor, Fault *fault)
{
    Statement *all = NULL;
    Digest     chain = { 0 };
    bool       ok = false;

    *row_count = 0;
    if (!access_require(actor, PERMIT_READ_AUDIT, fault) ||
        !statement_open(&all, store, SQL("SELECT " COLUMNS ", chain FROM audit ORDER BY audit_id"),
                        fault))
        goto done;
    while (true) {
        bool   is_row = false;
        Digest stored = { 0 };

        if (!statement_next(all, &is_row, fault))
            goto done;
        if (!is_row)
            break;
        AuditRow const row = read_row(all);
        if (!link_chain(&chain, &row) || !read_chain(&stored, all, 11) ||
            !digest_equal(chain, stored)) {
            fault_broken(fault, row.audit_id);
            goto done;
        }
        ++*row_count;
    }
    ok = true;

done:
    statement_close(&all);
    return ok;
}
