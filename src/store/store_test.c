/* The store: what survives, what is refused, and how it says so. */
#include <stdio.h>

#include "base/file.h"
#include "base/test.h"
#include "store/migrate.h"
#include "store/sqlgen.h"

static Store *fresh_store(Test *test, Arena *arena, Str *location)
{
    Store    *store = NULL;
    Fault     fault = { 0 };
    Str const directory = test_directory(test, arena);

    *location = str_format(arena, "%.*s/store.db", (int)directory.len, directory.ptr);
    check_true(test, store_open(&store, *location, STORE_OPEN_CREATE, &fault));
    check_true(test,
               store_run(store, SQL("CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT)"), &fault));
    return store;
}

static int64_t count_rows(Test *test, Store *store)
{
    int64_t count = -1;
    Fault   fault = { 0 };

    check_true(test, store_ask(&count, store, SQL("SELECT count(*) FROM t"), -1, &fault));
    return count;
}

static bool insert_row(Store *store, int64_t key, Str value, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok = statement_open(&insert, store, SQL("INSERT INTO t VALUES (?1, ?2)"), fault) &&
                    statement_bind_int(insert, 1, key, fault) &&
                    statement_bind_text(insert, 2, value, fault) && statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}

void store_transaction_test(Test *test)
{
    Arena *arena = arena_open();
    Str    location = SV("");
    Store *store = fresh_store(test, arena, &location);
    Fault  fault = { 0 };

    check_true(test, store_begin(store, STORE_WRITE, &fault));
    check_true(test, insert_row(store, 1, SV("kept"), &fault));
    check_true(test, store_commit(store, &fault));
    store_end(store);

    check_true(test, store_begin(store, STORE_WRITE, &fault));
    check_true(test, insert_row(store, 2, SV("given up"), &fault));
    store_end(store); /* not committed: rolled back */
    check_equal(test, count_rows(test, store), 1);

    check_true(test, store_begin(store, STORE_WRITE, &fault));
    check_true(test, store_mark(store, &fault));
    check_true(test, insert_row(store, 3, SV("undone"), &fault));
    check_true(test, store_back_to_mark(store, &fault));
    check_true(test, store_mark(store, &fault));
    check_true(test, insert_row(store, 4, SV("kept"), &fault));
    check_true(test, store_forget_mark(store, &fault));
    check_true(test, store_commit(store, &fault));
    check_equal(test, count_rows(test, store), 2);
    store_close(&store);

    check_true(test, store_open(&store, location, STORE_OPEN_READ, &fault));
    check_equal(test, count_rows(test, store), 2);
    check_true(test, !insert_row(store, 5, SV("x"), &fault)); /* a reader cannot write */
    store_close(&store);
    arena_close(&arena);
}

void store_refusals_test(Test *test)
{
    Arena *arena = arena_open();
    Str    location = SV("");
    Store *store = fresh_store(test, arena, &location);
    Store *other = NULL;
    Fault  fault = { 0 };

    store_close(&store);
    Str const missing = str_format(arena, "%.*s.not", (int)location.len, location.ptr);
    check_true(test, !store_open(&other, missing, STORE_OPEN_WRITE, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);

    Str const text = str_format(arena, "%.*s.txt", (int)location.len, location.ptr);
    check_true(test, file_write(text,
                                SV("this is not a database, though it is long enough to be "
                                   "looked at as one by somebody who opens it"),
                                &fault));
    check_true(test, !store_open(&other, text, STORE_OPEN_CREATE, &fault));
    check_equal(test, fault.code, FAULT_DAMAGED);

    check_true(test, !store_open(&other, SV("/proc/no/such/place"), STORE_OPEN_CREATE, &fault));
    check_equal(test, fault.code, FAULT_IO);
    check_true(test, other == NULL);
    arena_close(&arena);
}

/* Overwrite a page in the middle: it must be noticed, not believed. */
void store_damage_test(Test *test)
{
    Arena *arena = arena_open();
    Str    location = SV("");
    Store *store = fresh_store(test, arena, &location);
    Fault  fault = { 0 };

    check_true(test, store_begin(store, STORE_WRITE, &fault));
    for (int64_t i = 0; i < 2000; i++)
        if (!insert_row(store, i, SV("a row that takes some room on its page"), &fault))
            check_fail(test, fault.message);
    check_true(test, store_commit(store, &fault));
    check_true(test, store_is_sound(store, &fault));
    store_close(&store);

    Str bytes = SV("");
    check_true(test, file_read(&bytes, arena, location, 64 << 20, &fault));
    FILE *const file = fopen(str_to_c(arena, location), "r+b");
    check_true(test, file != NULL);
    check_true(test, bytes.len > 5 * 4096);
    check_equal(test, fseek(file, 4 * 4096, SEEK_SET), 0);
    for (int i = 0; i < 4096; i++)
        (void)fputc(0xA5, file);
    (void)fclose(file);

    check_true(test, store_open(&store, location, STORE_OPEN_WRITE, &fault));
    check_true(test, !store_is_sound(store, &fault));
    check_equal(test, fault.code, FAULT_DAMAGED);
    store_close(&store);
    arena_close(&arena);
}

void store_statement_cache_test(Test *test)
{
    Arena     *arena = arena_open();
    Str        location = SV("");
    Store     *store = fresh_store(test, arena, &location);
    Statement *first = NULL;
    Statement *second = NULL;
    bool       row = false;
    Fault      fault = { 0 };
    Sql const  sql = SQL("SELECT ?1 + 1, ?2");

    /* Two of one text at a time are two; one after the other they are one, without
     * the values of the one before. */
    check_true(test, statement_open(&first, store, sql, &fault));
    check_true(test, statement_open(&second, store, sql, &fault));
    check_true(test, first != second);
    check_true(test, statement_bind_int(first, 1, 41, &fault));
    check_true(test, statement_bind_text(first, 2, SV("x"), &fault));
    check_true(test, statement_next(first, &row, &fault));
    check_true(test, row);
    check_equal(test, statement_int(first, 0), 42);
    check_text(test, statement_text(first, 1), SV("x"));
    Statement *const before = first;
    statement_close(&first);
    statement_close(&second);
    check_true(test, first == NULL);
    check_true(test, statement_open(&second, store, sql, &fault));
    check_true(test, statement_open(&first, store, sql, &fault));
    check_true(test, first == before || second == before);
    check_true(test, statement_next(before, &row, &fault));
    check_true(test, statement_is_null(before, 0) && statement_is_null(before, 1));
    statement_close(&first);
    statement_close(&second);
    store_close(&store);
    arena_close(&arena);
}

void store_fail_at_test(Test *test)
{
    Arena *arena = arena_open();
    Str    location = SV("");
    Store *store = fresh_store(test, arena, &location);
    bool   finished = false;
    int    walked = 0;

    for (uint32_t fail_at = 1; !finished; fail_at++, walked++) {
        Fault fault = { 0 };

        store_fail_at(store, fail_at);
        finished = store_begin(store, STORE_WRITE, &fault) &&
                   insert_row(store, 7, SV("v"), &fault) && store_commit(store, &fault);
        store_fail_at(store, 0);
        store_end(store);
        check_equal(test, fault.code, finished ? FAULT_NONE : FAULT_IO);
        check_equal(test, count_rows(test, store), finished);
    }
    check_equal(test, walked, 5); /* begin, open, run, commit, and then none */
    store_close(&store);
    arena_close(&arena);
}

void store_busy_test(Test *test)
{
    Arena *arena = arena_open();
    Str    location = SV("");
    Store *store = fresh_store(test, arena, &location);
    Store *other = NULL;
    Fault  fault = { 0 };

    check_true(test, store_open(&other, location, STORE_OPEN_WRITE, &fault));
    check_true(test, store_begin(store, STORE_WRITE, &fault));
    check_true(test, store_run(other, SQL("PRAGMA busy_timeout = 20"), &fault));
    check_true(test, !store_begin(other, STORE_WRITE, &fault));
    check_equal(test, fault.code, FAULT_BUSY);
    store_end(store);
    check_true(test, store_begin(other, STORE_WRITE, &fault));
    store_end(other);
    store_close(&other);
    store_close(&store);
    arena_close(&arena);
}

void migrate_test(Test *test)
{
    static const Sql           STEPS[] = { { "CREATE TABLE a (x INTEGER)" },
                                           { "ALTER TABLE a ADD COLUMN y INTEGER" } };
    static const MigrationList OLD = { "thing", STEPS, 1 };
    static const MigrationList NEW = { "thing", STEPS, 2 };
    const MigrationList *const old_lists[] = { &OLD };
    const MigrationList *const new_lists[] = { &NEW };
    Arena                     *arena = arena_open();
    Str                        location = SV("");
    Store                     *store = fresh_store(test, arena, &location);
    uint32_t                   steps = 0;
    Fault                      fault = { 0 };

    check_true(test, !migrate_check(store, old_lists, 1, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    check_true(test, migrate_run(store, old_lists, 1, &steps, &fault));
    check_equal(test, steps, 1);
    check_true(test, migrate_check(store, old_lists, 1, &fault));
    check_true(test, migrate_run(store, new_lists, 1, &steps, &fault));
    check_equal(test, steps, 1);
    check_true(test, migrate_run(store, new_lists, 1, &steps, &fault));
    check_equal(test, steps, 0);
    check_true(test, !migrate_check(store, old_lists, 1, &fault)); /* an older program */
    check_equal(test, fault.code, FAULT_TOO_NEW);
    check_true(test, !migrate_run(store, old_lists, 1, &steps, &fault));
    check_equal(test, fault.code, FAULT_TOO_NEW);
    store_close(&store);
    arena_close(&arena);
}

void sqlgen_test(Test *test)
{
    static const Column COLUMNS[] = {
        { { "person_id", 9 }, COLUMN_INT, true }, { { "record_id", 9 }, COLUMN_INT, true },
        { { "order", 5 }, COLUMN_TEXT, false }, /* a word of SQL is no trouble */
        { { "sbp", 3 }, COLUMN_INT, false },      { { "superseded_at", 13 }, COLUMN_INT, true },
    };
    Table const    form = { SV("visit"), COLUMNS, 4, 2 };
    Table const    history = { SV("visit_history"), COLUMNS, 5, 2 };
    uint32_t const wanted[] = { 1, 3 };
    Arena         *arena = arena_open();

    check_text(test, str_from_c(sqlgen_insert(arena, &form).text),
               SV("INSERT INTO \"visit\" (\"person_id\", \"record_id\", \"order\", \"sbp\") VALUES "
                  "(?1, ?2, ?3, ?4)"));
    check_text(test, str_from_c(sqlgen_update(arena, &form).text),
               SV("UPDATE \"visit\" SET \"order\" = ?3, \"sbp\" = ?4 WHERE \"person_id\" = ?1 AND "
                  "\"record_id\" = ?2"));
    check_text(test, str_from_c(sqlgen_select(arena, &form, wanted, 2, 1).text),
               SV("SELECT \"record_id\", \"sbp\" FROM \"visit\" WHERE \"person_id\" = ?1 ORDER BY "
                  "\"person_id\", \"record_id\""));
    check_text(test, str_from_c(sqlgen_select_range(arena, &form, wanted, 2).text),
               SV("SELECT \"record_id\", \"sbp\" FROM \"visit\" WHERE \"person_id\" BETWEEN ?1 AND "
                  "?2 ORDER BY \"person_id\", \"record_id\""));
    check_text(test, str_from_c(sqlgen_delete(arena, &form, 2).text),
               SV("DELETE FROM \"visit\" WHERE \"person_id\" = ?1 AND \"record_id\" = ?2"));
    check_text(
        test, str_from_c(sqlgen_archive(arena, &form, &history).text),
        SV("INSERT INTO \"visit_history\" (\"person_id\", \"record_id\", \"order\", \"sbp\", "
           "\"superseded_at\") SELECT \"person_id\", \"record_id\", \"order\", \"sbp\", ?3 "
           "FROM \"visit\" WHERE \"person_id\" = ?1 AND \"record_id\" = ?2"));
    arena_close(&arena);
}
