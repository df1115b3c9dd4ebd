#include "intake/attempt.h"

bool attempt_find(Attempt *out, House *house, Str key, Str digest, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    *out = (Attempt){ 0 };
    if (!statement_open(&select, house->store,
                        SQL("SELECT digest, subject_id, record_id, revision FROM submission"
                            " WHERE key = ?1"),
                        fault) ||
        !statement_bind_text(select, 1, key, fault) || !statement_next(select, &row, fault))
        goto done;
    if (row && !str_equal(statement_text(select, 0), digest)) {
        fault_set(fault, FAULT_CONFLICT, "this key was used for something else");
        goto done;
    }
    if (row) {
        out->was_made = true;
        out->subject_id = statement_int(select, 1);
        out->record_id = statement_int(select, 2);
        out->revision = (uint32_t)statement_int(select, 3);
    }
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool attempt_keep(House *house, const Job *job, Str key, Str digest, const Attempt *attempt,
                  Fault *fault)
{
    Statement *insert = NULL;
    bool const ok =
        statement_open(&insert, house->store,
                       SQL("INSERT INTO submission (key, form, subject_id, record_id, revision,"
                           " digest, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
                       fault) &&
        statement_bind_text(insert, 1, key, fault) &&
        statement_bind_text(insert, 2, attempt->what, fault) &&
        statement_bind_int(insert, 3, attempt->subject_id, fault) &&
        statement_bind_int(insert, 4, attempt->record_id, fault) &&
        statement_bind_int(insert, 5, attempt->revision, fault) &&
        statement_bind_text(insert, 6, digest, fault) &&
        statement_bind_int(insert, 7, job->now, fault) && statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}
