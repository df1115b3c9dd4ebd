#include "registry/registry.h"

#include <assert.h>

#include "base/instant.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "registry/organisation.h"
#include "registry/registry_private.h"

Date registry_today(const Registry *registry)
{
    return instant_date(registry->now);
}

bool registry_require_place(const Registry *registry, int64_t organisation_id, Fault *fault)
{
    bool const is_inside = organisation_is_inside(registry->organisations, organisation_id,
                                                  registry->actor->organisation_id);

    return access_require_place(registry->actor, is_inside, fault);
}

bool registry_require_root(const Registry *registry, Fault *fault)
{
    const Organisation *const own =
        organisation_find(registry->organisations, registry->actor->organisation_id);

    return access_require_place(registry->actor, own && own->parent_id == 0, fault);
}

/* ---- binding --------------------------------------------------------------------------- */

Binder binder_open(Statement **statement, Store *store, Sql sql, Fault *fault)
{
    Binder binder = { .fault = fault };

    binder.ok = statement_open(statement, store, sql, fault);
    binder.statement = *statement;
    return binder;
}

void binder_add_int(Binder *binder, int64_t value)
{
    binder->at++;
    binder->ok =
        binder->ok && statement_bind_int(binder->statement, binder->at, value, binder->fault);
}

void binder_add_id(Binder *binder, int64_t id)
{
    if (id) {
        binder_add_int(binder, id);
        return;
    }
    binder->at++;
    binder->ok = binder->ok && statement_bind_null(binder->statement, binder->at, binder->fault);
}

void binder_add_text(Binder *binder, Str text)
{
    binder->at++;
    binder->ok =
        binder->ok && statement_bind_text(binder->statement, binder->at, text, binder->fault);
}

void binder_add_words(Binder *binder, Str words)
{
    if (words.len)
        binder_add_text(binder, words);
    else
        binder_add_id(binder, 0);
}

void binder_add_date(Binder *binder, Date date, Date unknown)
{
    if (date.days != unknown.days) {
        binder_add_int(binder, date.days);
        return;
    }
    binder_add_id(binder, 0);
}

bool binder_run(Binder *binder)
{
    return binder->ok && statement_run(binder->statement, binder->fault);
}

bool binder_next(Binder *binder, bool *row)
{
    return binder->ok && statement_next(binder->statement, row, binder->fault);
}

void *binder_rows(Binder *binder, Arena *arena, size_t size, uint32_t limit,
                  void (*read)(void *element, Reader *reader), uint32_t *count)
{
    char    *rows = NULL;
    uint32_t capacity = 0;
    bool     row = true;

    for (*count = 0; *count < limit; ++*count) {
        binder->ok = binder_next(binder, &row);
        if (!binder->ok || !row)
            break;
        Reader reader = reader_open(binder->statement, arena);
        rows = arena_grow(arena, rows, *count, &capacity, size);
        read(rows + (size_t)*count * size, &reader);
    }
    return rows;
}

/* ---- reading --------------------------------------------------------------------------- */

Reader reader_open(const Statement *statement, Arena *arena)
{
    return (Reader){ .statement = statement, .arena = arena };
}

int64_t reader_next_int(Reader *reader)
{
    return statement_int(reader->statement, reader->at++);
}

Str reader_next_text(Reader *reader)
{
    return str_copy(reader->arena, statement_text(reader->statement, reader->at++));
}

Date reader_next_date(Reader *reader, Date unknown)
{
    int const at = reader->at++;

    if (statement_is_null(reader->statement, at))
        return unknown;
    return (Date){ (int32_t)statement_int(reader->statement, at) };
}

static bool ask(int64_t *out, Binder *binder)
{
    bool row = false;

    *out = 0;
    if (!binder_next(binder, &row))
        return false;
    if (row)
        *out = statement_int(binder->statement, 0);
    return true;
}

bool registry_ask_id(int64_t *out, Store *store, Sql sql, int64_t key, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, store, sql, fault);

    binder_add_int(&binder, key);
    bool const ok = ask(out, &binder);
    statement_close(&select);
    return ok;
}

bool registry_ask_text(int64_t *out, Store *store, Sql sql, Str key, Fault *fault)
{
    Statement *select = NULL;
    Binder     binder = binder_open(&select, store, sql, fault);

    binder_add_text(&binder, key);
    bool const ok = ask(out, &binder);
    statement_close(&select);
    return ok;
}

/* ---- what changed ------------------------------------------------------------------------ */

bool registry_bump(Store *store, Str name, Fault *fault)
{
    Statement *bump = NULL;
    Binder     binder = binder_open(&bump, store,
                                    SQL("INSERT INTO registry_version (name, value) VALUES (?1, 1)"
                                            " ON CONFLICT (name) DO UPDATE SET value = value + 1"),
                                    fault);

    binder_add_text(&binder, name);
    bool const ok = binder_run(&binder);
    statement_close(&bump);
    return ok;
}

bool registry_version(int64_t *out, Store *store, Str name, Fault *fault)
{
    return registry_ask_text(out, store, SQL("SELECT value FROM registry_version WHERE name = ?1"),
                             name, fault);
}

bool registry_archive(const Registry *registry, Sql sql, int64_t id, Fault *fault)
{
    Statement *archive = NULL;
    Binder     binder = binder_open(&archive, registry->store, sql, fault);

    binder_add_int(&binder, id);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    assert(!ok || statement_changes(archive) == 1);
    statement_close(&archive);
    return ok;
}

bool registry_archive_of_person(const Registry *registry, Sql sql, int64_t person_id, int64_t id,
                                Fault *fault)
{
    Statement *archive = NULL;
    Binder     binder = binder_open(&archive, registry->store, sql, fault);

    binder_add_int(&binder, person_id);
    binder_add_int(&binder, id);
    binder_add_int(&binder, registry->now);
    binder_add_int(&binder, registry->actor->account_id);
    bool const ok = binder_run(&binder);
    assert(!ok || statement_changes(archive) == 1);
    statement_close(&archive);
    return ok;
}

void registry_note_change(Buf *changes, bool is_different, const char *name)
{
    if (!is_different)
        return;
    buf_add_c(changes, buf_str(changes).len ? "," : "");
    buf_add_c(changes, name);
}

uint32_t registry_page_limit(uint32_t asked)
{
    return asked && asked < LIMIT_PAGE_ROWS ? asked : LIMIT_PAGE_ROWS;
}

bool registry_audit(const Registry *registry, AuditAction action, AuditSubject subject,
                    int64_t subject_id, Str detail, Fault *fault)
{
    return audit_write(registry->store, registry->actor,
                       (AuditEntry){ .at = registry->now,
                                     .action = action,
                                     .subject = subject,
                                     .subject_id = subject_id,
                                     .detail = detail },
                       fault);
}

/* ---- checks -------------------------------------------------------------------------------- */

enum { CODE_BYTES_MAX = 32 };

bool registry_require_revision(uint32_t read, uint32_t stored, Fault *fault)
{
    return read == stored || fault_set(fault, FAULT_CONFLICT,
                                       "somebody has changed it since it was read (revision %u,"
                                       " now %u)",
                                       read, stored);
}

static bool has_control_character(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F)
            return true;
    return false;
}

void registry_check_words(Problems *problems, ProblemPlace at, Str words, uint32_t chars_max,
                          bool is_required)
{
    if (words.len == 0) {
        if (is_required)
            problem_add(problems, PROBLEM_REQUIRED, at);
    } else if (!utf8_is_valid(words) || has_control_character(words)) {
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("一行文字"), SV("one line of text") };
    } else if (utf8_count(words) > chars_max) {
        problem_add(problems, PROBLEM_TOO_LONG, at)->high =
            str_format(problems->arena, "%u", chars_max);
    }
}

void registry_check_code(Problems *problems, ProblemPlace at, Str code)
{
    bool ok = code.len <= CODE_BYTES_MAX;

    for (size_t i = 0; ok && i < code.len; i++) {
        char const c = code.ptr[i];

        ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '-' || c == '_';
    }
    if (code.len == 0)
        problem_add(problems, PROBLEM_REQUIRED, at);
    else if (!ok)
        problem_add(problems, PROBLEM_FORMAT, at)->text =
            (Label){ SV("不超过32位的字母、数字、点或横线"),
                     SV("at most 32 letters, digits, dots or dashes") };
}

void registry_check_validity(Problems *problems, ProblemPlace until, Date valid_from,
                             Date valid_until, Label from_label)
{
    if (valid_until.days < valid_from.days)
        problem_add(problems, PROBLEM_BEFORE, until)->other = from_label;
}
