#include "indicators/meta.h"

bool meta_read(int64_t *out, Store *store, const char *name, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store, SQL("SELECT value FROM meta WHERE name = ?1"), fault) ||
        !statement_bind_text(select, 1, str_from_c(name), fault) ||
        !statement_next(select, &row, fault))
        goto done;
    *out = row ? statement_int(select, 0) : 0;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool meta_write(Store *store, const char *name, int64_t value, Fault *fault)
{
    Statement *put = NULL;
    bool const ok = statement_open(&put, store,
                                   SQL("INSERT INTO meta (name, value) VALUES (?1, ?2)"
                                       " ON CONFLICT (name) DO UPDATE SET value = ?2"),
                                   fault) &&
                    statement_bind_text(put, 1, str_from_c(name), fault) &&
                    statement_bind_int(put, 2, value, fault) && statement_run(put, fault);

    statement_close(&put);
    return ok;
}
