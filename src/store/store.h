/* store.h - one file of data, reached by SQL.
 *
 * A Store is a connection. It writes inside transactions that were begun for
 * writing; a store opened for reading cannot write at all. Statements are
 * prepared once and kept: statement_open and statement_close cost little.
 *
 *     if (!store_begin(store, STORE_WRITE, fault)) ...
 *     if (!statement_open(&insert, store, SQL("INSERT ..."), fault)) ...
 *     ...
 *     ok = store_commit(store, fault);
 *   done:
 *     statement_close(&insert);
 *     store_end(store);            rolls back whatever was not committed
 *
 * Durability: a committed transaction survives the process being killed and the
 * power going out (write-ahead log, synchronised at each commit).
 *
 * Ownership  The opener closes. Texts and blobs of a row are borrowed until the
 *            statement moves on.
 * Threads    A Store and its statements belong to one thread.
 * Faults     FAULT_BUSY another process writes; FAULT_IO disk full or failing;
 *            FAULT_DAMAGED the file is not what it should be; FAULT_TOO_NEW.
 * Privacy    Faults name statements' tables and the file, never values.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/fault.h"
#include "store/sql.h"

typedef struct Store     Store;
typedef struct Statement Statement;

typedef enum {
    STORE_OPEN_READ,   /* must exist; no statement can change it */
    STORE_OPEN_WRITE,  /* must exist */
    STORE_OPEN_CREATE, /* made when it does not exist */
} StoreAccess;

typedef enum { STORE_READ, STORE_WRITE } StoreMode;

bool store_open(Store **out, Str location, StoreAccess access, Fault *fault) MUST_CHECK;
void store_close(Store **store);
Str  store_location(const Store *store);

/* ---- transactions ------------------------------------------------------------------ */

bool store_begin(Store *store, StoreMode mode, Fault *fault) MUST_CHECK;
bool store_commit(Store *store, Fault *fault) MUST_CHECK;
void store_end(Store *store);
bool store_in_transaction(const Store *store);

/* Inside a transaction: a place to go back to when one of several jobs fails. */
bool store_mark(Store *store, Fault *fault) MUST_CHECK;
bool store_forget_mark(Store *store, Fault *fault) MUST_CHECK;
bool store_back_to_mark(Store *store, Fault *fault) MUST_CHECK;

/* ---- statements -------------------------------------------------------------------- */

bool statement_open(Statement **out, Store *store, Sql sql, Fault *fault) MUST_CHECK;
void statement_close(Statement **statement);

/* Parameters are ?1, ?2 ... */
bool statement_bind_int(Statement *statement, int at, int64_t value, Fault *fault) MUST_CHECK;
bool statement_bind_text(Statement *statement, int at, Str value, Fault *fault) MUST_CHECK;
bool statement_bind_blob(Statement *statement, int at, Str value, Fault *fault) MUST_CHECK;
bool statement_bind_null(Statement *statement, int at, Fault *fault) MUST_CHECK;

/* Go to the next row; *row is false after the last one. The statement can then
 * be bound and run again. */
bool statement_next(Statement *statement, bool *row, Fault *fault) MUST_CHECK;
/* Run one that gives no rows. */
bool statement_run(Statement *statement, Fault *fault) MUST_CHECK;
/* Back to before the first row, values kept. */
void statement_reset(Statement *statement);
/* Rows that the last run changed. */
int64_t statement_changes(const Statement *statement);

/* Columns of the current row, from 0. */
bool    statement_is_null(const Statement *statement, int column);
int64_t statement_int(const Statement *statement, int column);
Str     statement_text(const Statement *statement, int column);
Str     statement_blob(const Statement *statement, int column);

/* ---- short forms --------------------------------------------------------------------- */

/* Run statements without values, separated by semicolons. */
bool store_run(Store *store, Sql sql, Fault *fault) MUST_CHECK;
/* The first column of the first row as a number; `otherwise` when there is none. */
bool store_ask(int64_t *out, Store *store, Sql sql, int64_t otherwise, Fault *fault) MUST_CHECK;

/* Rows that this connection has changed so far: a job that failed without moving
 * it has written nothing. */
int64_t store_change_count(const Store *store);

/* A number that changes when another connection has written. */
bool store_data_version(int64_t *out, Store *store, Fault *fault) MUST_CHECK;

/* Whether every page of the file is sound; the report's first lines otherwise. */
bool store_is_sound(Store *store, Fault *fault) MUST_CHECK;

/* ---- for tests ------------------------------------------------------------------------ */

/* Let the n-th fallible call from now fail with FAULT_IO; 0 stops it. */
void store_fail_at(Store *store, uint32_t nth);

#endif
