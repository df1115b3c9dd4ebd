/* The SQLite door. Everything that knows sqlite3.h is in this file. */
#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/store.h"

enum {
    /* "Care" in ASCII: a file with another mark is not ours. */
    APPLICATION_ID = 0x43617265,
    BUSY_TIMEOUT_MS = 15000,
    CACHE_KIB = 64 << 10,
    /* Pages in the log before a commit copies them back: 16 MiB keeps the pause short. */
    AUTOCHECKPOINT_PAGES = 4096,
    STATEMENTS_KEPT = 400,
};

struct Statement {
    Store        *store;
    sqlite3_stmt *handle;
    uint64_t      hash; /* of its text */
    Statement    *next; /* in the list of idle statements with this hash */
    bool          is_on_row;
};

enum { IDLE_LISTS = 512 };

struct Store {
    sqlite3   *handle;
    char      *location;
    bool       may_write;
    bool       in_transaction;
    uint32_t   open_statements;
    uint32_t   idle_count;
    uint32_t   fail_in; /* 0: never */
    Statement *idle[IDLE_LISTS];
};

/* ---- faults ---------------------------------------------------------------------------- */

static bool store_fault(const Store *store, int result, const char *doing, Fault *fault)
{
    const char *const reason =
        store->handle ? sqlite3_errmsg(store->handle) : sqlite3_errstr(result);

    switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fault_set(fault, FAULT_BUSY, "%s: another process is writing to %s", doing,
                         store->location);
    case SQLITE_FULL:
        return fault_set(fault, FAULT_IO, "%s: the disk of %s is full", doing, store->location);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fault_set(fault, FAULT_DAMAGED, "%s: %s is damaged or no store of ours: %s", doing,
                         store->location, reason);
    case SQLITE_CANTOPEN:
        return fault_set(fault, FAULT_IO, "%s: cannot open %s", doing, store->location);
    case SQLITE_READONLY:
        return fault_set(fault, FAULT_IO, "%s: %s may not be written", doing, store->location);
    case SQLITE_IOERR:
        if (store->handle && sqlite3_system_errno(store->handle) == ENOSPC) /* beside the file */
            return fault_set(fault, FAULT_IO, "%s: the disk of %s is full", doing, store->location);
        return fault_set(fault, FAULT_IO, "%s: %s: %s", doing, store->location, reason);
    default: return fault_set(fault, FAULT_IO, "%s: %s: %s", doing, store->location, reason);
    }
}

/* The n-th failure that a test asked for. */
static bool is_failing(Store *store, const char *doing, Fault *fault)
{
    if (store->fail_in == 0 || --store->fail_in > 0)
        return false;
    fault_set(fault, FAULT_IO, "%s: a failure was asked for", doing);
    return true;
}

void store_fail_at(Store *store, uint32_t nth)
{
    store->fail_in = nth;
}

/* ---- opening ---------------------------------------------------------------------------- */

static bool pragma_int(Store *store, const char *sql, int64_t *value, Fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int           result = sqlite3_prepare_v2(store->handle, sql, -1, &statement, NULL);

    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           store_fault(store, result, "reading the header", fault);
}

static bool run_text(Store *store, const char *sql, const char *doing, Fault *fault)
{
    int const result = sqlite3_exec(store->handle, sql, NULL, NULL, NULL);

    return result == SQLITE_OK || store_fault(store, result, doing, fault);
}

/* An empty file becomes ours; one with tables must carry our mark. */
static bool claim_file(Store *store, StoreAccess access, Fault *fault)
{
    int64_t mark = 0;
    int64_t tables = 0;
    char    sql[80];

    if (!pragma_int(store, "PRAGMA application_id", &mark, fault) ||
        !pragma_int(store, "SELECT count(*) FROM sqlite_master", &tables, fault))
        return false;
    if (mark == APPLICATION_ID)
        return true;
    if (mark != 0 || tables > 0)
        return fault_set(fault, FAULT_DAMAGED, "%s is a database, but not one of Barefoot's",
                         store->location);
    if (access != STORE_OPEN_CREATE)
        return fault_set(fault, FAULT_NOT_FOUND,
                         "%s is empty; 'barefoot migrate' makes a store of it", store->location);
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d", (int)APPLICATION_ID);
    return run_text(store, sql, "marking the file", fault);
}

static bool configure(Store *store, StoreAccess access, Fault *fault)
{
    char sql[400];

    (void)sqlite3_extended_result_codes(store->handle, 1);
    (void)sqlite3_busy_timeout(store->handle, BUSY_TIMEOUT_MS);
    (void)snprintf(sql, sizeof sql,
                   "PRAGMA cache_size = -%d; PRAGMA temp_store = MEMORY;"
                   "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                   "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = %d",
                   CACHE_KIB, AUTOCHECKPOINT_PAGES);
    if (!run_text(store, sql, "opening", fault) || !claim_file(store, access, fault))
        return false;
    if (access == STORE_OPEN_READ)
        return run_text(store, "PRAGMA query_only = ON", "opening", fault);
    return run_text(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", "opening",
                    fault);
}

bool store_open(Store **out, Str location, StoreAccess access, Fault *fault)
{
    Store *store = calloc(1, sizeof *store);
    int    flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;

    if (!store)
        abort();
    store->location = calloc(1, location.len + 1);
    if (!store->location)
        abort();
    if (location.len)
        memcpy(store->location, location.ptr, location.len);
    store->may_write = access != STORE_OPEN_READ;
    if (access == STORE_OPEN_CREATE)
        flags |= SQLITE_OPEN_CREATE;

    int const result = sqlite3_open_v2(store->location, &store->handle, flags, NULL);
    if (result != SQLITE_OK) {
        if ((result & 0xFF) == SQLITE_CANTOPEN && access != STORE_OPEN_CREATE)
            fault_set(fault, FAULT_NOT_FOUND,
                      "there is no store at %s; 'barefoot migrate' makes one", store->location);
        else
            store_fault(store, result, "opening", fault);
        store_close(&store);
        return false;
    }
    if (!configure(store, access, fault)) {
        store_close(&store);
        return false;
    }
    *out = store;
    return true;
}

void store_close(Store **store)
{
    if (!*store)
        return;
    assert((*store)->open_statements == 0);
    for (uint32_t i = 0; i < IDLE_LISTS; i++)
        while ((*store)->idle[i]) {
            Statement *const statement = (*store)->idle[i];

            (*store)->idle[i] = statement->next;
            (void)sqlite3_finalize(statement->handle);
            free(statement);
        }
    store_end(*store);
    (void)sqlite3_close((*store)->handle);
    free((*store)->location);
    free(*store);
    *store = NULL;
}

Str store_location(const Store *store)
{
    return str_from_c(store->location);
}

/* ---- transactions ------------------------------------------------------------------------ */

bool store_begin(Store *store, StoreMode mode, Fault *fault)
{
    assert(!store->in_transaction);
    assert(mode == STORE_READ || store->may_write);
    if (is_failing(store, "beginning", fault) ||
        !run_text(store, mode == STORE_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", "beginning", fault))
        return false;
    store->in_transaction = true;
    return true;
}

bool store_commit(Store *store, Fault *fault)
{
    assert(store->in_transaction);
    if (is_failing(store, "committing", fault) || !run_text(store, "COMMIT", "committing", fault))
        return false;
    store->in_transaction = false;
    return true;
}

void store_end(Store *store)
{
    if (!store->in_transaction)
        return;
    store->in_transaction = false;
    /* Some failures have rolled back already; then there is nothing left to do. */
    if (sqlite3_get_autocommit(store->handle) == 0)
        (void)sqlite3_exec(store->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool store_in_transaction(const Store *store)
{
    return store->in_transaction;
}

bool store_mark(Store *store, Fault *fault)
{
    return !is_failing(store, "marking", fault) &&
           run_text(store, "SAVEPOINT job", "marking", fault);
}

bool store_forget_mark(Store *store, Fault *fault)
{
    return !is_failing(store, "marking", fault) && run_text(store, "RELEASE job", "marking", fault);
}

bool store_back_to_mark(Store *store, Fault *fault)
{
    return run_text(store, "ROLLBACK TO job; RELEASE job", "undoing", fault);
}

/* ---- statements -------------------------------------------------------------------------- */

static Statement *take_idle(Store *store, Str text, uint64_t hash)
{
    Statement **link = &store->idle[hash % IDLE_LISTS];

    for (; *link; link = &(*link)->next)
        if ((*link)->hash == hash && str_equal(str_from_c(sqlite3_sql((*link)->handle)), text)) {
            Statement *const found = *link;

            *link = found->next;
            found->next = NULL;
            store->idle_count--;
            return found;
        }
    return NULL;
}

bool statement_open(Statement **out, Store *store, Sql sql, Fault *fault)
{
    Str const      text = str_from_c(sql.text);
    uint64_t const hash = str_hash(text);

    if (is_failing(store, "preparing", fault))
        return false;
    Statement *statement = take_idle(store, text, hash);
    if (!statement) {
        statement = calloc(1, sizeof *statement);
        if (!statement)
            abort();
        statement->store = store;
        statement->hash = hash;
        int const result = sqlite3_prepare_v3(store->handle, sql.text, (int)text.len + 1,
                                              SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
        if (result != SQLITE_OK) {
            free(statement);
            return store_fault(store, result, "preparing", fault);
        }
        assert(statement->handle);
    }
    store->open_statements++;
    *out = statement;
    return true;
}

void statement_close(Statement **statement)
{
    Statement *const closed = *statement;

    if (!closed)
        return;
    Store *const store = closed->store;
    assert(store->open_statements > 0);
    store->open_statements--;
    *statement = NULL;
    (void)sqlite3_reset(closed->handle);
    (void)sqlite3_clear_bindings(closed->handle); /* values do not outlive their use */
    closed->is_on_row = false;
    if (store->idle_count == STATEMENTS_KEPT) {
        (void)sqlite3_finalize(closed->handle);
        free(closed);
        return;
    }
    closed->next = store->idle[closed->hash % IDLE_LISTS];
    store->idle[closed->hash % IDLE_LISTS] = closed;
    store->idle_count++;
}

static bool bound(Statement *statement, int result, Fault *fault)
{
    return result == SQLITE_OK || store_fault(statement->store, result, "binding", fault);
}

bool statement_bind_int(Statement *statement, int at, int64_t value, Fault *fault)
{
    return bound(statement, sqlite3_bind_int64(statement->handle, at, value), fault);
}

/* Texts are copied: the caller's may be gone before the statement runs. */
bool statement_bind_text(Statement *statement, int at, Str value, Fault *fault)
{
    return bound(statement,
                 sqlite3_bind_text64(statement->handle, at, value.ptr ? value.ptr : "", value.len,
                                     SQLITE_TRANSIENT, SQLITE_UTF8),
                 fault);
}

bool statement_bind_blob(Statement *statement, int at, Str value, Fault *fault)
{
    return bound(statement,
                 sqlite3_bind_blob64(statement->handle, at, value.ptr ? value.ptr : "", value.len,
                                     SQLITE_TRANSIENT),
                 fault);
}

bool statement_bind_null(Statement *statement, int at, Fault *fault)
{
    return bound(statement, sqlite3_bind_null(statement->handle, at), fault);
}

bool statement_next(Statement *statement, bool *row, Fault *fault)
{
    if (is_failing(statement->store, "reading", fault))
        return false;
    int const result = sqlite3_step(statement->handle);
    statement->is_on_row = result == SQLITE_ROW;
    *row = statement->is_on_row;
    if (result == SQLITE_ROW)
        return true;
    if (result == SQLITE_DONE) {
        (void)sqlite3_reset(statement->handle);
        return true;
    }
    bool const ok = store_fault(statement->store, result, "running", fault);
    (void)sqlite3_reset(statement->handle);
    return ok;
}

bool statement_run(Statement *statement, Fault *fault)
{
    bool row = true;

    if (!statement_next(statement, &row, fault))
        return false;
    assert(!row);
    return true;
}

void statement_reset(Statement *statement)
{
    (void)sqlite3_reset(statement->handle);
    statement->is_on_row = false;
}

int64_t statement_changes(const Statement *statement)
{
    return sqlite3_changes64(statement->store->handle);
}

bool statement_is_null(const Statement *statement, int column)
{
    assert(statement->is_on_row);
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

int64_t statement_int(const Statement *statement, int column)
{
    assert(statement->is_on_row);
    return sqlite3_column_int64(statement->handle, column);
}

/* As a blob: SQLite then neither copies the text nor ends it with a NUL. */
Str statement_text(const Statement *statement, int column)
{
    return statement_blob(statement, column);
}

Str statement_blob(const Statement *statement, int column)
{
    assert(statement->is_on_row);
    const void *const bytes = sqlite3_column_blob(statement->handle, column);

    return (Str){ bytes ? bytes : "", (size_t)sqlite3_column_bytes(statement->handle, column) };
}

/* ---- short forms --------------------------------------------------------------------------- */

bool store_run(Store *store, Sql sql, Fault *fault)
{
    return !is_failing(store, "running", fault) && run_text(store, sql.text, "running", fault);
}

bool store_ask(int64_t *out, Store *store, Sql sql, int64_t otherwise, Fault *fault)
{
    Statement *statement = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&statement, store, sql, fault) || !statement_next(statement, &row, fault))
        goto done;
    *out = row && !statement_is_null(statement, 0) ? statement_int(statement, 0) : otherwise;
    ok = true;

done:
    statement_close(&statement);
    return ok;
}

int64_t store_change_count(const Store *store)
{
    return sqlite3_total_changes64(store->handle);
}

bool store_data_version(int64_t *out, Store *store, Fault *fault)
{
    return pragma_int(store, "PRAGMA data_version", out, fault);
}

bool store_is_sound(Store *store, Fault *fault)
{
    Statement *statement = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&statement, store, SQL("PRAGMA quick_check(1)"), fault) ||
        !statement_next(statement, &row, fault))
        goto done;
    Str report = row ? statement_text(statement, 0) : SV("no answer");
    ok = str_equal(report, SV("ok"));
    if (str_starts_with(report, SV("***"))) /* a heading of its own line */
        (void)str_cut(&report, '\n');
    if (!ok)
        fault_set(fault, FAULT_DAMAGED, "%s is damaged: %.*s; restore it from a backup",
                  store->location, (int)report.len, report.ptr);

done:
    statement_close(&statement);
    return ok;
}
