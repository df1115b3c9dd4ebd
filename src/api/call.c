/* The way of a request: its house, its transaction, its answer. */
#include "api/api_private.h"
#include "base/limits.h"
#include "crypto/compare.h"
#include "crypto/digest.h"

/* ---- what came ---------------------------------------------------------------------------- */

static bool read_body(ApiCall *call, Fault *fault)
{
    const Request *const request = call->request;
    Str const            kind = request_header(request, SV("Content-Type"));

    if (request->route->body_max_bytes == 0)
        return true;
    /* Another site's form can send other types without asking us, but not this one. */
    if (!str_starts_with(kind, SV("application/json")))
        return fault_set(fault, FAULT_INVALID, "expected a body of type application/json");
    if (!json_parse(&call->body, call->arena, request->body, fault))
        return false;
    return call->body->kind == JSON_OBJECT ||
           fault_set(fault, FAULT_INVALID, "expected a JSON object");
}

static bool read_key(ApiCall *call, Fault *fault)
{
    call->key = request_header(call->request, SV("Idempotency-Key"));
    return call->key.len <= LIMIT_KEY_BYTES ||
           fault_set(fault, FAULT_INVALID, "an Idempotency-Key has at most %d characters",
                     LIMIT_KEY_BYTES);
}

ApiCall *api_call_open(Request *request, Response *response, ApiWork *work)
{
    ApiCall *const call = arena_alloc(request->arena, sizeof *call);

    *call = (ApiCall){
        .api = request->application,
        .request = request,
        .response = response,
        .arena = request->arena,
        .actor = request->actor,
        .work = work,
        .problems = problems_open(request->arena),
    };
    return call;
}

static bool read_all(ApiCall *call, Fault *fault)
{
    return read_key(call, fault) && read_body(call, fault);
}

/* Passwords do not stay in memory that will be used for something else. */
static void forget_secrets(ApiCall *call)
{
    Str const body = call->request->body;

    if (!call->is_secret)
        return;
    for (const Json *member = call->body->first; member; member = member->next)
        if (member->kind == JSON_STRING)
            compare_wipe((void *)(uintptr_t)member->text.ptr, member->text.len);
    compare_wipe((void *)(uintptr_t)body.ptr, body.len);
    call->is_secret = false;
}

/* ---- reading ------------------------------------------------------------------------------ */

static void enter_house(ApiCall *call, House *house)
{
    call->house = house;
    call->job = job_now(call->actor, call->arena);
    call->job.today = date_add_days(call->job.today, call->api->options.days_ahead);
    call->registry = house_registry(house, &call->job);
    call->problems = problems_open(call->arena);
}

bool api_begin_read(ApiCall *call, Fault *fault)
{
    House *const house = pool_take(call->api->houses);

    if (!house_begin_read(house, fault)) {
        pool_give_back(call->api->houses, house);
        return false;
    }
    enter_house(call, house);
    return true;
}

void api_end_read(ApiCall *call)
{
    if (!call->house)
        return;
    house_end_read(call->house);
    pool_give_back(call->api->houses, call->house);
    call->house = NULL;
}

static bool hand_to_writer(ApiCall *call, Fault *fault);

static HttpResult run_read(ApiCall *call)
{
    Fault      fault = { 0 };
    bool const ok = api_begin_read(call, &fault) && call->work(call, &fault);

    if (!ok)
        (void)api_refuse(call, &fault);
    api_end_read(call);
    forget_secrets(call);
    if (!ok || !call->then)
        return HTTP_DONE;
    call->work = call->then;
    return hand_to_writer(call, &fault) ? HTTP_LATER : api_refuse(call, &fault);
}

HttpResult api_read(Request *request, Response *response, ApiWork *work)
{
    ApiCall *const call = api_call_open(request, response, work);
    Fault          fault = { 0 };

    return read_all(call, &fault) ? run_read(call) : api_refuse(call, &fault);
}

HttpResult api_read_slowly(Request *request, Response *response, ApiWork *work)
{
    ApiCall *const call = api_call_open(request, response, work);
    Fault          fault = { 0 };

    if (!read_all(call, &fault))
        return api_refuse(call, &fault);
    if (queue_push(call->api->slow, call))
        return HTTP_LATER;
    (void)fault_set(&fault, FAULT_BUSY, "%d requests that take long are waiting already",
                    API_WAITING_MAX);
    return api_refuse(call, &fault);
}

void api_serve_slow(void *opaque)
{
    Api *const api = opaque;
    void      *taken = NULL;

    while (queue_take(api->slow, &taken, 1) == 1) {
        ApiCall *const call = taken;

        if (run_read(call) == HTTP_DONE)
            http_finish(call->request);
    }
}

/* ---- writing ------------------------------------------------------------------------------ */

static bool run_write(WriteJob *write, House *house, Fault *fault)
{
    ApiCall *const call = write->context;

    response_clear(call->response); /* of an earlier run, which was rolled back */
    enter_house(call, house);
    return call->work(call, fault);
}

static void after_write(WriteJob *write)
{
    ApiCall *const call = write->context;

    call->house = NULL;
    if (!write->ok)
        (void)api_refuse(call, &write->fault);
    forget_secrets(call);
    http_finish(call->request);
}

static bool hand_to_writer(ApiCall *call, Fault *fault)
{
    call->write = (WriteJob){ .run = run_write, .done = after_write, .context = call };
    return writer_submit(call->api->writer, &call->write, fault);
}

HttpResult api_write(Request *request, Response *response, ApiWork *work)
{
    ApiCall *const call = api_call_open(request, response, work);
    Fault          fault = { 0 };

    if (!read_all(call, &fault) || !hand_to_writer(call, &fault))
        return api_refuse(call, &fault);
    return HTTP_LATER;
}

/* ---- what is kept of it -------------------------------------------------------------------- */

bool api_note(ApiCall *call, AuditEntry entry, Fault *fault)
{
    entry.at = call->job.now;
    return trail_note(call->api->trail, call->actor, entry, fault);
}

bool api_note_person(ApiCall *call, int64_t person_id, Fault *fault)
{
    return api_note(call,
                    (AuditEntry){ .action = AUDIT_PERSON_READ,
                                  .subject = AUDIT_OF_PERSON,
                                  .subject_id = person_id },
                    fault);
}

/* Of what was asked for, by whom: the same attempt has the same. */
static Str digest_of_call(const ApiCall *call)
{
    Digester *digester = digester_open(call->arena);

    digester_add(digester, str_format(call->arena, "%lld ", (long long)call->actor->account_id));
    digester_add(digester, call->request->method);
    digester_add(digester, call->request->target.path);
    digester_add(digester, SV("\n"));
    digester_add(digester, call->request->body);
    Digest const digest = digester_end(digester);
    digester_close(&digester);
    return digest_hex(call->arena, digest);
}

bool api_find_attempt(Attempt *attempt, ApiCall *call, Fault *fault)
{
    *attempt = (Attempt){ 0 };
    return call->key.len == 0 ||
           attempt_find(attempt, call->house, call->key, digest_of_call(call), call->arena, fault);
}

bool api_keep_attempt(ApiCall *call, int64_t person_id, int64_t record_id, uint32_t revision,
                      Fault *fault)
{
    Attempt const attempt = {
        .what = SV("person"),
        .subject_id = person_id,
        .record_id = record_id,
        .revision = revision,
    };

    return call->key.len == 0 ||
           attempt_keep(call->house, &call->job, call->key, digest_of_call(call), &attempt, fault);
}
