/* Whatever compiles can be stored: its tables can be made beside those of the program. */
#include <assert.h>

#include "access/migrations.h"
#include "catalog/schema.h"
#include "records/migrations.h"
#include "registry/migrations.h"
#include "store/migrate.h"

enum { SQL_BYTES_MAX = 16 << 20 };

static bool make_tables(const Catalog *catalog, Arena *arena, Fault *fault)
{
    static const MigrationList *const LISTS[] = { &ACCESS_MIGRATIONS, &REGISTRY_MIGRATIONS,
                                                  &RECORDS_MIGRATIONS };
    Store                            *store = NULL;
    Buf                               sql = buf_open(arena, SQL_BYTES_MAX);
    uint32_t                          steps = 0;

    schema_print(&sql, catalog);
    buf_add_char(&sql, '\0');
    bool const ok =
        sql.overflowed || (store_open(&store, SV(":memory:"), STORE_OPEN_CREATE, fault) &&
                           store_begin(store, STORE_WRITE, fault) &&
                           migrate_run(store, LISTS, COUNT_OF(LISTS), &steps, fault) &&
                           store_run(store, (Sql){ sql.ptr }, fault));
    if (store)
        store_end(store);
    store_close(&store);
    return ok;
}

int schema_fuzz(const uint8_t *data, size_t size)
{
    Arena         *arena = arena_open();
    Source const   source = { SV("fuzz.care"), { (const char *)data, size } };
    Diagnostics    diagnostics = { .arena = arena, .sources = &source, .source_count = 1 };
    const Catalog *catalog = NULL;
    Fault          fault = { 0 };

    if (catalog_compile(&catalog, arena, &diagnostics))
        assert(make_tables(catalog, arena, &fault));
    arena_close(&arena);
    return 0;
}
