/* One who works here: who he is, what he may do, where; what was. */
#include "registry/worker.h"

#include "api/body.h"
#include "api/person.h"
#include "registry/organisation.h"
#include "registry/person_code.h"
#include "registry/worker_identity.h"

enum { WORKER_BODY_BYTES = 8 << 10 };

/* ---- reading -------------------------------------------------------------------------------- */

static void member_kinds(JsonWriter *json)
{
    uint32_t                       count = 0;
    const WorkerLicenceKind *const kinds = worker_licence_kinds(&count);

    member_begin_array(json, "licence_kinds");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        member_str(json, "code", kinds[i].kind);
        member_label(json, "label", kinds[i].label);
        member_bool(json, "is_practice", kinds[i].is_practice);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool member_licences(JsonWriter *json, ApiCall *call, int64_t worker_id, Fault *fault)
{
    const WorkerLicence *rows = NULL;
    uint32_t             count = 0;
    Date const           today = call->job.today;

    if (!worker_licence_list(&rows, &count, &call->registry, worker_id, fault))
        return false;
    member_begin_array(json, "licences");
    for (uint32_t i = 0; i < count; i++) {
        const WorkerLicenceKind *const kind = worker_licence_kind(rows[i].kind);

        json_begin_object(json);
        member_id(json, "id", rows[i].licence_id);
        member_str(json, "kind", rows[i].kind);
        member_label(json, "kind_label",
                     kind ? kind->label : (Label){ rows[i].kind, rows[i].kind });
        member_words(json, "number", rows[i].number);
        member_words(json, "level", rows[i].level);
        member_words(json, "scope", rows[i].scope);
        member_words(json, "issuer", rows[i].issuer);
        member_date(json, "valid_from", rows[i].valid_from, DATE_MIN);
        member_date(json, "valid_until", rows[i].valid_until, DATE_MAX);
        member_bool(json, "has_expired", rows[i].valid_until.days < today.days);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool member_places(JsonWriter *json, ApiCall *call, int64_t worker_id, Fault *fault)
{
    const WorkerPlace *rows = NULL;
    uint32_t           count = 0;

    if (!worker_place_list(&rows, &count, &call->registry, worker_id, fault))
        return false;
    member_begin_array(json, "places");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        api_member_organisation(json, "organisation", call, rows[i].organisation_id);
        member_bool(json, "is_main", rows[i].is_main);
        member_date(json, "from_on", rows[i].from_on, DATE_MIN);
        member_date(json, "until_on", rows[i].until_on, DATE_MAX);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

/* Who sees a whole number has read it. */
static bool member_identity(JsonWriter *json, ApiCall *call, int64_t worker_id, Fault *fault)
{
    WorkerIdentity identity;

    if (!worker_identity_get(&identity, &call->registry, worker_id, fault) ||
        (!identity.is_masked && identity.citizen_id.len &&
         !api_note(call,
                   (AuditEntry){ .action = AUDIT_WORKER_READ,
                                 .subject = AUDIT_OF_WORKER,
                                 .subject_id = worker_id },
                   fault)))
        return false;
    member_begin_object(json, "identity");
    member_words(json, "citizen_id", identity.citizen_id);
    api_member_code(json, "sex", PERSON_CODE_SEX, identity.sex);
    member_date(json, "born_on", identity.born_on, DATE_MIN);
    api_member_code(json, "education", PERSON_CODE_EDUCATION, identity.education);
    member_bool(json, "is_masked", identity.is_masked);
    member_int(json, "revision", identity.revision);
    json_end_object(json);
    return true;
}

static bool show(ApiCall *call, Fault *fault)
{
    Worker  worker = { 0 };
    int64_t worker_id = 0;

    if (!request_parameter_id(&worker_id, call->request, SV("worker"), fault) ||
        !worker_get(&worker, &call->registry, worker_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_id(&json, "id", worker.worker_id);
    member_int(&json, "revision", worker.revision);
    member_str(&json, "code", worker.code);
    member_str(&json, "name", worker.name);
    member_words(&json, "profession", worker.profession);
    member_bool(&json, "is_family_doctor", worker.is_family_doctor);
    api_member_organisation(&json, "organisation", call, worker.organisation_id);
    member_date(&json, "valid_from", worker.valid_from, DATE_MIN);
    member_date(&json, "valid_until", worker.valid_until, DATE_MAX);
    member_bool(&json, "in_force", worker_is_valid(&worker, call->job.today));
    member_bool(&json, "may_change",
                role_permits(call->actor->role, PERMIT_MANAGE_REGISTRY) &&
                    organisation_is_inside(call->house->organisations, worker.organisation_id,
                                           call->actor->organisation_id));
    member_kinds(&json);
    if (!member_identity(&json, call, worker_id, fault) ||
        !member_licences(&json, call, worker_id, fault) ||
        !member_places(&json, call, worker_id, fault))
        return false;
    json_end_object(&json);
    return true;
}

/* ---- what was -------------------------------------------------------------------------------- */

/* What a replaced row said, in words: of a licence its kind, of who he is the education. */
static Label said_of(const WorkerPast *past)
{
    const WorkerLicenceKind *const kind = worker_licence_kind(past->name);
    const PersonCode *const        education = person_code_find(PERSON_CODE_EDUCATION, past->name);

    if (past->kind == WORKER_PAST_LICENCE && kind)
        return kind->label;
    if (past->kind == WORKER_PAST_IDENTITY && education)
        return education->label;
    return (Label){ past->name, past->name };
}

static bool show_history(ApiCall *call, Fault *fault)
{
    Worker            worker = { 0 };
    const WorkerPast *rows = NULL;
    uint32_t          count = 0;
    int64_t           worker_id = 0;

    if (!request_parameter_id(&worker_id, call->request, SV("worker"), fault) ||
        !worker_get(&worker, &call->registry, worker_id, fault) ||
        !worker_past(&rows, &count, &call->registry, worker_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        member_str(&json, "what", worker_past_name(rows[i].kind));
        member_label(&json, "what_label", worker_past_label(rows[i].kind));
        member_label(&json, "said", said_of(&rows[i]));
        member_words(&json, "more", rows[i].more);
        api_member_organisation(&json, "organisation", call, rows[i].organisation_id);
        member_date(&json, "from", rows[i].from, DATE_MIN);
        member_date(&json, "until", rows[i].until, DATE_MAX);
        member_instant(&json, "recorded_at", rows[i].recorded_at);
        member_instant(&json, "superseded_at", rows[i].superseded_at);
        if (!api_member_account(&json, "superseded_by", call, rows[i].superseded_by, fault))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- writing -------------------------------------------------------------------------------- */

#define AT(field, zh, en) PROBLEM_PLACE(field, zh, en)

/* The members, after which nothing may be wrong with any; and the worker, of the path. */
static bool read_body(ApiCall *call, const BodyMember *rows, size_t count, int64_t *worker_id,
                      Fault *fault)
{
    if (worker_id && !request_parameter_id(worker_id, call->request, SV("worker"), fault))
        return false;
    body_read(rows, count, call->body, &call->problems);
    return call->problems.error_count == 0 || problems_refuse(&call->problems, fault);
}

static bool read_revision(uint32_t *out, const ApiCall *call, Fault *fault)
{
    int64_t revision = 0;

    if (!json_get_int(&revision, call->body, SV("revision"), fault))
        return false;
    *out = revision > 0 && revision <= UINT32_MAX ? (uint32_t)revision : 0;
    return true;
}

static bool write_id(ApiCall *call, int64_t worker_id)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_id(&json, "id", worker_id);
    api_member_problems(&json, call);
    json_end_object(&json);
    return true;
}

/* A new one, or one that is changed; the main place follows from the day that is said. */
static bool write_worker(ApiCall *call, bool is_new, Fault *fault)
{
    Worker  before = { .valid_from = DATE_MIN, .valid_until = DATE_MAX };
    int64_t worker_id = 0;

    if (!is_new && (!request_parameter_id(&worker_id, call->request, SV("worker"), fault) ||
                    !worker_get(&before, &call->registry, worker_id, fault)))
        return false;
    WorkerEntry      entry = worker_entry(&before);
    Date             since = DATE_MIN;
    BodyMember const rows[] = {
        { "code", AT("code", "人员编号", "code"), BODY_TEXT, &entry.code },
        { "name", AT("name", "姓名", "name"), BODY_TEXT, &entry.name },
        { "organisation_id", AT("organisation", "所在机构", "organisation"), BODY_ID,
          &entry.organisation_id },
        { "profession", AT("profession", "职业", "profession"), BODY_TEXT, &entry.profession },
        { "is_family_doctor", AT("is_family_doctor", "家庭医生", "family doctor"), BODY_BOOL,
          &entry.is_family_doctor },
        { "valid_from", AT("valid_from", "生效日期", "first day"), BODY_DAY, &entry.valid_from },
        { "valid_until", AT("valid_until", "失效日期", "last day"), BODY_DAY, &entry.valid_until },
        { "since", AT("since", "调入日期", "day of the move"), BODY_DAY, &since },
        { "revision", AT("revision", "版本", "revision"), BODY_OTHER, NULL },
    };

    if (!read_body(call, rows, COUNT_OF(rows), NULL, fault) ||
        (!is_new && !read_revision(&entry.revision, call, fault)))
        return false;
    entry.has_organisation_since = since.days != DATE_MIN.days;
    entry.organisation_since = since;
    return (is_new ? worker_register(&worker_id, &call->registry, &entry, &call->problems, fault)
                   : worker_amend(&call->registry, &entry, &call->problems, fault)) &&
           write_id(call, worker_id);
}

static bool register_worker(ApiCall *call, Fault *fault)
{
    return write_worker(call, true, fault);
}

static bool amend_worker(ApiCall *call, Fault *fault)
{
    return write_worker(call, false, fault);
}

static bool put_identity(ApiCall *call, Fault *fault)
{
    WorkerIdentity   entry = { .born_on = DATE_MIN };
    WorkerPut        how = WORKER_PUT_SAME;
    BodyMember const rows[] = {
        { "citizen_id", AT("citizen_id", "身份证号码", "identity number"), BODY_TEXT,
          &entry.citizen_id },
        { "sex", AT("sex", "性别", "sex"), BODY_TEXT, &entry.sex },
        { "born_on", AT("born_on", "出生日期", "date of birth"), BODY_DAY, &entry.born_on },
        { "education", AT("education", "学历", "education"), BODY_TEXT, &entry.education },
        { "revision", AT("revision", "版本", "revision"), BODY_OTHER, NULL },
    };

    return read_body(call, rows, COUNT_OF(rows), &entry.worker_id, fault) &&
           read_revision(&entry.revision, call, fault) &&
           worker_identity_put(&how, &call->registry, &entry, &call->problems, fault) &&
           write_id(call, entry.worker_id);
}

static bool put_licence(ApiCall *call, Fault *fault)
{
    WorkerLicence    entry = { .valid_from = DATE_MIN, .valid_until = DATE_MAX };
    WorkerPut        how = WORKER_PUT_SAME;
    BodyMember const rows[] = {
        { "kind", AT("kind", "证照类别", "kind of licence"), BODY_TEXT, &entry.kind },
        { "number", AT("number", "证照编号", "number"), BODY_TEXT, &entry.number },
        { "level", AT("level", "级别", "level"), BODY_TEXT, &entry.level },
        { "scope", AT("scope", "执业范围", "scope of practice"), BODY_TEXT, &entry.scope },
        { "issuer", AT("issuer", "发证机关", "issuer"), BODY_TEXT, &entry.issuer },
        { "valid_from", AT("valid_from", "有效期起", "first day"), BODY_DAY, &entry.valid_from },
        { "valid_until", AT("valid_until", "有效期止", "last day"), BODY_DAY, &entry.valid_until },
    };

    return read_body(call, rows, COUNT_OF(rows), &entry.worker_id, fault) &&
           worker_licence_put(&how, &call->registry, &entry, &call->problems, fault) &&
           write_id(call, entry.worker_id);
}

static bool withdraw_licence(ApiCall *call, Fault *fault)
{
    int64_t licence_id = 0;

    if (!request_parameter_id(&licence_id, call->request, SV("licence"), fault) ||
        !worker_licence_withdraw(&call->registry, licence_id, fault))
        return false;
    api_no_content(call);
    return true;
}

static bool put_place(ApiCall *call, Fault *fault)
{
    WorkerPlace      entry = { .from_on = call->job.today, .until_on = DATE_MAX };
    WorkerPut        how = WORKER_PUT_SAME;
    BodyMember const rows[] = {
        { "organisation_id", AT("organisation", "执业机构", "place of practice"), BODY_ID,
          &entry.organisation_id },
        { "from_on", AT("from_on", "起始日期", "first day"), BODY_DAY, &entry.from_on },
        { "until_on", AT("until_on", "终止日期", "last day"), BODY_DAY, &entry.until_on },
    };

    return read_body(call, rows, COUNT_OF(rows), &entry.worker_id, fault) &&
           worker_place_put(&how, &call->registry, &entry, &call->problems, fault) &&
           write_id(call, entry.worker_id);
}

static bool withdraw_place(ApiCall *call, Fault *fault)
{
    int64_t worker_id = 0;
    int64_t organisation_id = 0;
    Date    from_on = { 0 };

    if (!date_parse(&from_on, request_parameter(call->request, SV("from_on"))))
        return fault_set(fault, FAULT_NOT_FOUND, "a place of practice begins on a day");
    if (!request_parameter_id(&worker_id, call->request, SV("worker"), fault) ||
        !request_parameter_id(&organisation_id, call->request, SV("organisation"), fault) ||
        !worker_place_withdraw(&call->registry, worker_id, organisation_id, from_on, fault))
        return false;
    api_no_content(call);
    return true;
}

/* ---- routes --------------------------------------------------------------------------------- */

static HttpResult get_worker(Request *request, Response *response)
{
    return api_read(request, response, show);
}

static HttpResult get_history(Request *request, Response *response)
{
    return api_read(request, response, show_history);
}

static HttpResult post_worker(Request *request, Response *response)
{
    return api_write(request, response, register_worker);
}

static HttpResult put_worker(Request *request, Response *response)
{
    return api_write(request, response, amend_worker);
}

static HttpResult put_worker_identity(Request *request, Response *response)
{
    return api_write(request, response, put_identity);
}

static HttpResult put_worker_licence(Request *request, Response *response)
{
    return api_write(request, response, put_licence);
}

static HttpResult delete_licence(Request *request, Response *response)
{
    return api_write(request, response, withdraw_licence);
}

static HttpResult put_worker_place(Request *request, Response *response)
{
    return api_write(request, response, put_place);
}

static HttpResult delete_place(Request *request, Response *response)
{
    return api_write(request, response, withdraw_place);
}

static const Route ROUTES[] = {
    { "POST", "/api/workers", API_MANAGE_REGISTRY, WORKER_BODY_BYTES, post_worker, "登记工作人员",
      "register a worker" },
    { "GET", "/api/workers/{worker}", API_SIGNED_IN, 0, get_worker, "一名工作人员", "a worker" },
    { "PUT", "/api/workers/{worker}", API_MANAGE_REGISTRY, WORKER_BODY_BYTES, put_worker,
      "修改工作人员", "amend a worker" },
    { "GET", "/api/workers/{worker}/history", API_SIGNED_IN, 0, get_history, "工作人员变更历史",
      "what was known of a worker" },
    { "PUT", "/api/workers/{worker}/identity", API_MANAGE_REGISTRY, WORKER_BODY_BYTES,
      put_worker_identity, "维护人员身份信息", "change who a worker is" },
    { "PUT", "/api/workers/{worker}/licences", API_MANAGE_REGISTRY, WORKER_BODY_BYTES,
      put_worker_licence, "维护人员证照", "put a licence or a title" },
    { "DELETE", "/api/licences/{licence}", API_MANAGE_REGISTRY, 0, delete_licence, "撤销人员证照",
      "withdraw a licence" },
    { "PUT", "/api/workers/{worker}/places", API_MANAGE_REGISTRY, WORKER_BODY_BYTES,
      put_worker_place, "维护执业地点", "put another place of practice" },
    { "DELETE", "/api/workers/{worker}/places/{organisation}/{from_on}", API_MANAGE_REGISTRY, 0,
      delete_place, "撤销执业地点", "withdraw a place of practice" },
};

const RouteList API_WORKER_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
