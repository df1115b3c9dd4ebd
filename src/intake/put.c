#include "intake/put.h"

#include <assert.h>

#include "intake/attempt.h"
#include "intake/intake_private.h"

/* A key of one form is another than the same one of another. */
static Str key_of(Arena *arena, const Form *form, const char *kind, Str key)
{
    return str_format(arena, "%s:%.*s:%.*s", kind, (int)form->name.len, form->name.ptr,
                      (int)key.len, key.ptr);
}

static bool keep_origin(House *house, const Job *job, Str key, uint32_t revision, Str digest,
                        Fault *fault)
{
    Statement *update = NULL;
    bool const ok = statement_open(&update, house->store,
                                   SQL("UPDATE submission SET revision = ?2, digest = ?3, at = ?4"
                                       " WHERE key = ?1"),
                                   fault) &&
                    statement_bind_text(update, 1, key, fault) &&
                    statement_bind_int(update, 2, revision, fault) &&
                    statement_bind_text(update, 3, digest, fault) &&
                    statement_bind_int(update, 4, job->now, fault) && statement_run(update, fault);

    statement_close(&update);
    return ok;
}

/* The record as it stands, which must be what the sender sent. */
static bool require_untouched(House *house, const Submission *submission, const Attempt *origin,
                              int64_t subject_id, Arena *arena, Fault *fault)
{
    Submission stored;
    Fault      own = { 0 };

    if (!record_get(&stored, house->store, house->records, house->catalog, submission->form,
                    subject_id, origin->record_id, arena, &own)) {
        if (own.code == FAULT_NOT_FOUND)
            return fault_set(fault, FAULT_CONFLICT,
                             "the record of this key was voided here: enter it anew by hand");
        *fault = own;
        return false;
    }
    return stored.revision == origin->revision ||
           fault_set(fault, FAULT_CONFLICT,
                     "the record of this key was amended here (revision %u): amend it by hand",
                     stored.revision);
}

/* Something else under a key that is known. */
static bool amend_origin(IntakeResult *out, House *house, const Job *job, Submission *submission,
                         Str key, const Attempt *origin, int64_t subject_id, Str digest,
                         Problems *problems, Fault *fault)
{
    bool const is_person = submission->form->subject == SUBJECT_PERSON;

    if (is_person && subject_id != submission->subject_id)
        return fault_set(fault, FAULT_CONFLICT,
                         "the record of this key belongs to another person here");
    if (!require_untouched(house, submission, origin, subject_id, job->arena, fault))
        return false;
    submission->subject_id = subject_id;
    submission->record_id = origin->record_id;
    submission->revision = origin->revision;
    return intake_amend(out, house, job, submission, SV(""), problems, fault) &&
           keep_origin(house, job, key, out->revision, digest, fault);
}

static bool put_under_key(IntakeResult *out, House *house, const Job *job, Submission *submission,
                          Str key, Problems *problems, Fault *fault)
{
    int64_t subject_id = 0;
    Attempt origin;
    Str     digest;

    if (!attempt_read(&origin, house, key, job->arena, fault))
        return false;
    if (!origin.was_made)
        return intake_submit(out, house, job, submission, key, problems, fault);
    if (!intake_digest_like(&digest, &subject_id, house, &origin, submission, job->arena, fault))
        return false;
    if (!str_equal(origin.digest, digest))
        return amend_origin(out, house, job, submission, key, &origin, subject_id, digest, problems,
                            fault);
    *out = (IntakeResult){
        .subject_id = subject_id,
        .record_id = origin.record_id,
        .revision = origin.revision,
        .was_done = true,
    };
    return true;
}

bool intake_put(IntakeResult *out, House *house, const Job *job, Submission *submission, Str key,
                Problems *problems, Fault *fault)
{
    const Form *const form = submission->form;
    int64_t           same_id = 0;

    assert(submission->record_id == 0 && submission->revision == 0);
    if (!intake_lead(house, submission, fault))
        return false;
    if (key.len)
        return put_under_key(out, house, job, submission, key_of(job->arena, form, "source", key),
                             problems, fault);
    if (form->subject != SUBJECT_PERSON) /* every entry is a subject of its own */
        return put_under_key(
            out, house, job, submission,
            key_of(job->arena, form, "content", intake_digest(house, submission, job->arena)),
            problems, fault);
    if (!record_find_same(&same_id, house->store, house->records, house->catalog, submission,
                          job->arena, fault))
        return false;
    if (same_id == 0)
        return intake_submit(out, house, job, submission, SV(""), problems, fault);
    *out = (IntakeResult){ .subject_id = submission->subject_id,
                           .record_id = same_id,
                           .was_done = true };
    return true;
}

bool intake_find_entry(int64_t *out, House *house, const Form *form, Str text, Arena *arena,
                       Fault *fault)
{
    Str const  id_text = str_format(arena, INTAKE_PUT_RECORD "%.*s", (int)text.len, text.ptr);
    int64_t    id = 0;
    Attempt    origin;
    Submission entry;
    Fault      own = { 0 };

    if (!attempt_read(&origin, house, key_of(arena, form, "source", text), arena, fault) ||
        (!origin.was_made &&
         !attempt_read(&origin, house, key_of(arena, form, "source", id_text), arena, fault)))
        return false;
    *out = origin.subject_id;
    if (*out || !str_to_int(&id, text))
        return true;
    if (record_get(&entry, house->store, house->records, house->catalog, form, id, id, arena,
                   &own)) {
        *out = id;
        return true;
    }
    if (own.code == FAULT_NOT_FOUND)
        return true;
    *fault = own;
    return false;
}
