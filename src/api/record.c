/* Records: submitted, previewed, shown, amended, voided. */
#include "api/record.h"

#include "api/due.h"
#include "intake/intake.h"
#include "registry/person.h"

enum { RECORD_BODY_BYTES = LIMIT_BODY_BYTES, VOID_BODY_BYTES = 4 << 10 };

/* ---- targets ------------------------------------------------------------------------------- */

bool api_find_form(const Form **out, const ApiCall *call, Fault *fault)
{
    Str const             name = request_parameter(call->request, SV("form"));
    const Register *const entry = catalog_register(call->house->catalog, name);

    *out = entry ? &entry->form : catalog_form(call->house->catalog, name);
    return *out || fault_set(fault, FAULT_NOT_FOUND, "there is no such form");
}

typedef struct {
    const Form *form;
    int64_t     subject_id; /* the person; of an entry its own id, 0 for a new one */
    int64_t     record_id;  /* 0: a new one */
} RecordTarget;

static bool target_of_person(RecordTarget *out, const ApiCall *call, bool is_new, Fault *fault)
{
    *out = (RecordTarget){ 0 };
    if (!request_parameter_id(&out->subject_id, call->request, SV("person"), fault) ||
        (!is_new && !request_parameter_id(&out->record_id, call->request, SV("record"), fault)))
        return false;
    out->form = catalog_form(call->house->catalog, request_parameter(call->request, SV("form")));
    return (out->form && out->form->subject == SUBJECT_PERSON) ||
           fault_set(fault, FAULT_NOT_FOUND, "there is no such form about persons");
}

bool api_find_register(const Form **out, const ApiCall *call, Fault *fault)
{
    const Register *const entry =
        catalog_register(call->house->catalog, request_parameter(call->request, SV("register")));

    *out = entry ? &entry->form : NULL;
    return entry || fault_set(fault, FAULT_NOT_FOUND, "there is no such register");
}

static bool target_of_register(RecordTarget *out, const ApiCall *call, bool is_new, Fault *fault)
{
    *out = (RecordTarget){ 0 };
    if (!api_find_register(&out->form, call, fault) ||
        (!is_new && !request_parameter_id(&out->record_id, call->request, SV("entry"), fault)))
        return false;
    out->subject_id = out->record_id;
    return true;
}

static bool find_target(RecordTarget *out, const ApiCall *call, bool is_new, Fault *fault)
{
    return request_has_parameter(call->request, SV("register"))
               ? target_of_register(out, call, is_new, fault)
               : target_of_person(out, call, is_new, fault);
}

/* Who may read about the person may read its records; entries of registers are no
 * secret to those who work with them. */
static bool require_readable(ApiCall *call, RecordTarget *target, Fault *fault)
{
    Person person;

    if (target->form->subject != SUBJECT_PERSON)
        return true;
    if (!person_get(&person, &call->registry, target->subject_id, fault))
        return false;
    target->subject_id = person.person_id; /* whoever it is now */
    return true;
}

static bool note_reading(ApiCall *call, RecordTarget target, Fault *fault)
{
    return target.form->subject != SUBJECT_PERSON ||
           api_note(call,
                    (AuditEntry){ .action = AUDIT_PERSON_READ,
                                  .subject = AUDIT_OF_PERSON,
                                  .subject_id = target.subject_id,
                                  .form = target.form->name,
                                  .record_id = target.record_id },
                    fault);
}

/* ---- what came ------------------------------------------------------------------------------ */

static void add_contradiction(ApiCall *call, const char *field, const char *zh, const char *en)
{
    problem_add(&call->problems, PROBLEM_DIFFERS,
                (ProblemPlace){ str_from_c(field), { str_from_c(zh), str_from_c(en) }, 0 })
        ->other = (Label){ SV("地址"), SV("the address") };
}

/* The submission of the body; the address says about whom, and which record. */
static void read_submission(Submission *out, ApiCall *call, RecordTarget target)
{
    SubmissionDefaults const defaults = { call->job.today, call->actor->organisation_id };

    api_submission_read(out, call->arena, call->house->catalog, target.form, call->body, defaults,
                        &call->problems);
    if (out->subject_id && out->subject_id != target.subject_id)
        add_contradiction(call, "person_id", "居民", "person");
    if (out->record_id && out->record_id != target.record_id)
        add_contradiction(call, "record_id", "记录", "record");
    out->subject_id = target.subject_id;
    out->record_id = target.record_id;
}

/* What was not understood will be refused; it must not be taken for an earlier
 * attempt that was understood. */
static Str key_of(const ApiCall *call)
{
    return call->problems.error_count ? SV("") : call->key;
}

/* ---- answers --------------------------------------------------------------------------------- */

static Str urgency_name(AdviceUrgency urgency)
{
    switch (urgency) {
    case ADVICE_NOTE: return SV("note");
    case ADVICE_SOON: return SV("soon");
    case ADVICE_URGENT: return SV("urgent");
    }
    return SV("");
}

static void member_advice(JsonWriter *json, const IntakeResult *result)
{
    member_begin_array(json, "advice");
    for (uint32_t i = 0; i < result->advice_count; i++) {
        const Advice *const advice = result->advice[i];

        json_begin_object(json);
        member_str(json, "urgency", urgency_name(advice->urgency));
        member_label(json, "text", advice->text);
        member_words(json, "source", advice->source);
        json_end_object(json);
    }
    json_end_array(json);
}

/* What came of a write. A repeated one is answered from what it stored. */
static bool write_outcome(ApiCall *call, const IntakeResult *result, Submission *submission,
                          Fault *fault)
{
    House *const house = call->house;
    JsonWriter   json = api_json(call);

    if (result->was_done &&
        !record_get(submission, house->store, house->records, house->catalog, submission->form,
                    result->subject_id, result->record_id, call->arena, fault))
        return false;
    json_begin_object(&json);
    member_id(&json, "record_id", result->record_id);
    if (submission->form->subject == SUBJECT_PERSON)
        member_id(&json, "person_id", result->subject_id);
    member_int(&json, "revision", result->revision);
    if (!api_member_derived(&json, call, submission, fault))
        return false;
    member_advice(&json, result);
    api_member_problems(&json, call);
    if (submission->form->subject == SUBJECT_PERSON &&
        !api_member_due_of_person(&json, "due", call, result->subject_id, fault))
        return false;
    member_bool(&json, "repeated", result->was_done);
    json_end_object(&json);
    return true;
}

/* ---- writing --------------------------------------------------------------------------------- */

static bool submit_record(ApiCall *call, RecordTarget target, Fault *fault)
{
    IntakeResult result;
    Submission   submission;

    read_submission(&submission, call, target);
    submission.revision = 0;
    api_created(call);
    return intake_submit(&result, call->house, &call->job, &submission, key_of(call),
                         &call->problems, fault) &&
           write_outcome(call, &result, &submission, fault);
}

static bool amend_record(ApiCall *call, RecordTarget target, Fault *fault)
{
    IntakeResult result;
    Submission   submission;

    read_submission(&submission, call, target);
    return intake_amend(&result, call->house, &call->job, &submission, key_of(call),
                        &call->problems, fault) &&
           write_outcome(call, &result, &submission, fault);
}

static bool void_record(ApiCall *call, RecordTarget target, Fault *fault)
{
    Attempt earlier;
    int64_t revision = 0;
    Str     reason = SV("");

    if (!json_get_int(&revision, call->body, SV("revision"), fault) ||
        !json_get_str(&reason, call->body, SV("reason"), fault) ||
        !api_find_attempt(&earlier, call, fault))
        return false;
    if (revision <= 0 || revision > UINT32_MAX)
        return fault_set(fault, FAULT_INVALID, "\"revision\" must be the one that was read");
    api_no_content(call);
    return earlier.was_made ||
           (intake_void(call->house, &call->job, target.form, target.subject_id, target.record_id,
                        (uint32_t)revision, reason, fault) &&
            api_keep_attempt(call, target.subject_id, target.record_id, (uint32_t)revision, fault));
}

/* ---- preview --------------------------------------------------------------------------------- */

static void member_marks(JsonWriter *json, const char *name, const Form *form, const bool *marks)
{
    member_begin_object(json, name);
    for (uint32_t i = 0; i < form->field_count; i++) {
        json_add_key(json, form->fields[i].name);
        json_add_bool(json, marks[i]);
    }
    json_end_object(json);
}

static bool preview(ApiCall *call, Fault *fault)
{
    SubmissionDefaults const defaults = { call->job.today, call->actor->organisation_id };
    const Form              *form = NULL;
    IntakeResult             result;
    Submission               submission;

    if (!api_find_form(&form, call, fault))
        return false;
    api_submission_read(&submission, call->arena, call->house->catalog, form, call->body, defaults,
                        &call->problems);
    if (form->subject == SUBJECT_PERSON && submission.subject_id == 0)
        return fault_set(fault, FAULT_INVALID, "\"person_id\" must be an id");
    if (!intake_preview(&result, call->house, &call->job, &submission, &call->problems, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    api_member_problems(&json, call);
    if (!api_member_derived(&json, call, &submission, fault))
        return false;
    member_marks(&json, "applies", form, result.applies);
    member_marks(&json, "required", form, result.required);
    member_advice(&json, &result);
    json_end_object(&json);
    return true;
}

static HttpResult post_preview(Request *request, Response *response)
{
    return api_read(request, response, preview);
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool show_record(ApiCall *call, RecordTarget target, Fault *fault)
{
    House *const house = call->house;
    Submission   record;

    if (!require_readable(call, &target, fault) ||
        !record_get(&record, house->store, house->records, house->catalog, target.form,
                    target.subject_id, target.record_id, call->arena, fault) ||
        !note_reading(call, target, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!api_add_record(&json, call, &record, true, fault))
        return false;
    json_end_object(&json);
    return true;
}

static bool history_record(ApiCall *call, RecordTarget target, Fault *fault)
{
    House *const    house = call->house;
    RecordRevision *revisions = NULL;
    uint32_t        count = 0;

    if (!require_readable(call, &target, fault) ||
        !record_history(&revisions, &count, house->store, house->records, house->catalog,
                        target.form, target.subject_id, target.record_id, call->arena, fault) ||
        !note_reading(call, target, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = count; i > 0; i--) { /* latest first */
        const RecordRevision *const revision = &revisions[i - 1];

        json_begin_object(&json);
        if (!api_add_record(&json, call, &revision->submission, true, fault) ||
            !api_member_account(&json, "superseded_by", call, revision->superseded_by, fault))
            return false;
        member_instant(&json, "superseded_at", revision->superseded_at);
        member_words(&json, "void_reason", revision->void_reason);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- of a person or of a register
 * ---------------------------------------------------------------------------- */

static bool submit(ApiCall *call, Fault *fault)
{
    RecordTarget target;

    return find_target(&target, call, true, fault) && submit_record(call, target, fault);
}

static bool amend(ApiCall *call, Fault *fault)
{
    RecordTarget target;

    return find_target(&target, call, false, fault) && amend_record(call, target, fault);
}

static bool withdraw(ApiCall *call, Fault *fault)
{
    RecordTarget target;

    return find_target(&target, call, false, fault) && void_record(call, target, fault);
}

static bool show(ApiCall *call, Fault *fault)
{
    RecordTarget target;

    return find_target(&target, call, false, fault) && show_record(call, target, fault);
}

static bool show_history(ApiCall *call, Fault *fault)
{
    RecordTarget target;

    return find_target(&target, call, false, fault) && history_record(call, target, fault);
}

HttpResult api_post_record(Request *request, Response *response)
{
    return api_write(request, response, submit);
}

HttpResult api_put_record(Request *request, Response *response)
{
    return api_write(request, response, amend);
}

HttpResult api_delete_record(Request *request, Response *response)
{
    return api_write(request, response, withdraw);
}

HttpResult api_get_record(Request *request, Response *response)
{
    return api_read(request, response, show);
}

HttpResult api_get_record_history(Request *request, Response *response)
{
    return api_read(request, response, show_history);
}

static const Route ROUTES[] = {
    { "POST", "/api/forms/{form}/preview", API_WRITE_RECORD, RECORD_BODY_BYTES, post_preview,
      "预检一条记录", "what would come of a record" },
    { "POST", "/api/persons/{person}/records/{form}", API_WRITE_RECORD, RECORD_BODY_BYTES,
      api_post_record, "录入记录", "submit a record" },
    { "GET", "/api/persons/{person}/records/{form}/{record}", API_READ_PERSON, 0, api_get_record,
      "一条记录", "one record" },
    { "PUT", "/api/persons/{person}/records/{form}/{record}", API_WRITE_RECORD, RECORD_BODY_BYTES,
      api_put_record, "修改记录", "amend a record" },
    { "DELETE", "/api/persons/{person}/records/{form}/{record}", API_WRITE_RECORD, VOID_BODY_BYTES,
      api_delete_record, "撤销记录", "void a record" },
    { "GET", "/api/persons/{person}/records/{form}/{record}/history", API_READ_PERSON, 0,
      api_get_record_history, "记录的历史", "earlier revisions of a record" },
};

const RouteList API_RECORD_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
