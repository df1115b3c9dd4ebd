#include "intake/attempt.h"

bool attempt_read(Attempt *out, House *house, Str key, Arena *arena, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok = statement_open(&select, house->store,
                                   SQL("SELECT digest, subject_id, record_id, revision"
                                       " FROM submission WHERE key = ?1"),
                                   fault) &&
                    statement_bind_text(select, 1, key, fault) &&
                    statement_next(select, &row, fault);

    *out = (Attempt){ 0 };
    if (ok && row)
        *out = (Attempt){
            .was_made = true,
            .digest = str_copy(arena, statement_text(select, 0)),
            .subject_id = statement_int(select, 1),
            .record_id = statement_int(select, 2),
            .revision = (uint32_t)statement_int(select, 3),
        };
    statement_close(&select);
    return ok;
}

bool attempt_find(Attempt *out, House *house, Str key, Str digest, Arena *arena, Fault *fault)
{
    return attempt_read(out, house, key, arena, fault) &&
           (!out->was_made || str_equal(out->digest, digest) ||
            fault_set(fault, FAULT_CONFLICT, "this key was used for something else"));
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
