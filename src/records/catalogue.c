#include "records/catalogue.h"

bool catalogue_latest(int64_t *version, Str *hash, Store *store, Arena *arena, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store,
                        SQL("SELECT version, hash FROM catalogue ORDER BY version DESC LIMIT 1"),
                        fault) ||
        !statement_next(select, &row, fault))
        goto done;
    *version = row ? statement_int(select, 0) : 0;
    *hash = row ? str_copy(arena, statement_text(select, 1)) : SV("");
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool catalogue_sources(Diagnostics *diagnostics, Store *store, int64_t version, Arena *arena,
                       Fault *fault)
{
    Statement *select = NULL;
    Source    *sources = NULL;
    uint32_t   capacity = 0;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store,
                        SQL("SELECT path, text FROM catalogue_source WHERE version = ?1"
                            " ORDER BY path"),
                        fault) ||
        !statement_bind_int(select, 1, version, fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        sources = arena_grow(arena, sources, diagnostics->source_count, &capacity, sizeof(Source));
        sources[diagnostics->source_count++] = (Source){
            .path = str_copy(arena, statement_text(select, 0)),
            .text = str_copy(arena, statement_text(select, 1)),
        };
    }
    diagnostics->sources = sources;
    ok = true;

done:
    statement_close(&select);
    return ok;
}
