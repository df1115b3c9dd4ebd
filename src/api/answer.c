/* What many answers have: problems, pages, names of things. */
#include "access/account.h"
#include "api/api_private.h"
#include "base/limits.h"
#include "registry/organisation.h"
#include "registry/region.h"
#include "registry/worker.h"

JsonWriter api_json(ApiCall *call)
{
    return json_open(response_text(call->response, SV("application/json")));
}

void api_created(ApiCall *call)
{
    call->response->status = 201;
}

void api_no_content(ApiCall *call)
{
    call->response->status = 204;
}

Language api_language(const ApiCall *call)
{
    return call->request->language;
}

/* ---- problems ------------------------------------------------------------------------------ */

static void add_problem(JsonWriter *json, const ApiCall *call, const Problem *problem)
{
    json_begin_object(json);
    member_str(json, "field", problem->at.field);
    if (problem->at.row)
        member_int(json, "row", problem->at.row);
    member_str(json, "code", problem_code_name(problem->code));
    member_str(json, "severity", problem->is_warning ? SV("warning") : SV("error"));
    member_str(json, "message", problem_message(call->arena, problem, api_language(call)));
    if (problem->person_id)
        member_id(json, "person_id", problem->person_id);
    json_end_object(json);
}

static void add_problems(JsonWriter *json, const ApiCall *call)
{
    json_begin_array(json);
    for (uint32_t i = 0; i < call->problems.count; i++)
        add_problem(json, call, &call->problems.items[i]);
    json_end_array(json);
}

void api_member_problems(JsonWriter *json, const ApiCall *call)
{
    json_add_key(json, SV("problems"));
    add_problems(json, call);
}

HttpResult api_refuse(ApiCall *call, const Fault *fault)
{
    Buf        text = buf_open(call->arena, LIMIT_RESPONSE_BYTES);
    JsonWriter json = json_open(&text);

    if (fault->code != FAULT_INVALID || call->problems.count == 0)
        return http_problem(call->request, call->response, fault);
    add_problems(&json, call);
    return http_problem_with(call->request, call->response, fault, SV("problems"), buf_str(&text));
}

/* ---- pages --------------------------------------------------------------------------------- */

void api_member_next(JsonWriter *json, const ApiCall *call, bool has_more, const int64_t *cursor,
                     uint32_t count)
{
    Buf text = buf_open(call->arena, 22 * API_CURSOR_MAX);

    for (uint32_t i = 0; i < count && has_more; i++) {
        buf_add_c(&text, i ? "." : "");
        buf_add_int(&text, cursor[i]);
    }
    member_words(json, "next", has_more ? buf_str(&text) : SV(""));
}

/* ---- names of things ------------------------------------------------------------------------ */

void api_member_organisation(JsonWriter *json, const char *name, const ApiCall *call,
                             int64_t organisation_id)
{
    if (organisation_id == 0) {
        member_null(json, name);
        return;
    }
    member_begin_object(json, name);
    member_id(json, "id", organisation_id);
    member_str(json, "name", organisation_name(call->house->organisations, organisation_id));
    json_end_object(json);
}

bool api_member_worker(JsonWriter *json, const char *name, ApiCall *call, int64_t worker_id,
                       Fault *fault)
{
    const Worker *worker = NULL;

    if (worker_id == 0) {
        member_null(json, name);
        return true;
    }
    if (!worker_find(&worker, &call->registry, worker_id, fault))
        return false;
    member_begin_object(json, name);
    member_id(json, "id", worker_id);
    member_str(json, "name", worker ? worker->name : SV(""));
    json_end_object(json);
    return true;
}

bool api_member_account(JsonWriter *json, const char *name, ApiCall *call, int64_t account_id,
                        Fault *fault)
{
    AccountHolder holder = { 0 };
    const Worker *worker = NULL;

    if (account_id == 0) {
        member_null(json, name);
        return true;
    }
    if (!account_find_holder(&holder, call->house->store, call->arena, account_id, fault) ||
        (holder.worker_id && !worker_find(&worker, &call->registry, holder.worker_id, fault)))
        return false;
    member_begin_object(json, name);
    member_id(json, "id", account_id);
    member_str(json, "name", worker ? worker->name : holder.login);
    json_end_object(json);
    return true;
}

void api_member_region(JsonWriter *json, const char *name, const ApiCall *call, int64_t region_id)
{
    const RegionTree *const regions = call->house->regions;

    if (region_id == 0) {
        member_null(json, name);
        return;
    }
    member_begin_object(json, name);
    member_str(json, "code", region_code(call->arena, region_id));
    member_str(json, "name", region_name(regions, call->arena, region_id));
    member_str(json, "path", region_path(regions, call->arena, region_id));
    json_end_object(json);
}
