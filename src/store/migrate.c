#include "store/migrate.h"

#include "base/instant.h"

static const Sql CREATE_TABLE = { "CREATE TABLE IF NOT EXISTS migration ("
                                  "    module TEXT NOT NULL,"
                                  "    step INTEGER NOT NULL,"
                                  "    run_at INTEGER NOT NULL," /* UTC ms */
                                  "    PRIMARY KEY (module, step)"
                                  ") WITHOUT ROWID" };

/* The latest step of a module that has run, or 0. */
static bool latest_step(Store *store, const char *module, uint32_t *step, Fault *fault)
{
    Statement *statement = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&statement, store, SQL("SELECT max(step) FROM migration WHERE module = ?1"),
                        fault) ||
        !statement_bind_text(statement, 1, str_from_c(module), fault) ||
        !statement_next(statement, &row, fault))
        goto done;
    *step = row ? (uint32_t)statement_int(statement, 0) : 0;
    ok = true;

done:
    statement_close(&statement);
    return ok;
}

static bool write_down(Store *store, const char *module, uint32_t step, Fault *fault)
{
    Statement *statement = NULL;
    bool const ok =
        statement_open(&statement, store,
                       SQL("INSERT INTO migration (module, step, run_at) VALUES (?1, ?2, ?3)"),
                       fault) &&
        statement_bind_text(statement, 1, str_from_c(module), fault) &&
        statement_bind_int(statement, 2, step, fault) &&
        statement_bind_int(statement, 3, instant_now(), fault) && statement_run(statement, fault);

    statement_close(&statement);
    return ok;
}

static bool too_new(Store *store, const MigrationList *list, uint32_t step, Fault *fault)
{
    Str const location = store_location(store);

    return fault_set(fault, FAULT_TOO_NEW,
                     "%.*s was made by a newer program (%s step %u, this one knows %u)",
                     (int)location.len, location.ptr, list->module, step, list->count);
}

bool migrate_run(Store *store, const MigrationList *const *lists, uint32_t list_count,
                 uint32_t *step_count, Fault *fault)
{
    *step_count = 0;
    if (!store_run(store, CREATE_TABLE, fault))
        return false;
    for (uint32_t i = 0; i < list_count; i++) {
        const MigrationList *const list = lists[i];
        uint32_t                   step = 0;

        if (!latest_step(store, list->module, &step, fault))
            return false;
        if (step > list->count)
            return too_new(store, list, step, fault);
        for (; step < list->count; step++, (*step_count)++)
            if (!store_run(store, list->steps[step], fault) ||
                !write_down(store, list->module, step + 1, fault))
                return fault_context(fault, "migrating %s to step %u", list->module, step + 1);
    }
    return true;
}

bool migrate_check(Store *store, const MigrationList *const *lists, uint32_t list_count,
                   Fault *fault)
{
    Str const location = store_location(store);
    int64_t   tables = 0;

    if (!store_ask(&tables, store,
                   SQL("SELECT count(*) FROM sqlite_master WHERE name = 'migration'"), 0, fault))
        return false;
    for (uint32_t i = 0; i < list_count; i++) {
        uint32_t step = 0;

        if (tables && !latest_step(store, lists[i]->module, &step, fault))
            return false;
        if (step > lists[i]->count)
            return too_new(store, lists[i], step, fault);
        if (step < lists[i]->count)
            return fault_set(fault, FAULT_INVALID,
                             "%.*s is older than this program; 'barefoot migrate' brings it up",
                             (int)location.len, location.ptr);
    }
    return true;
}
