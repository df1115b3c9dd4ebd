/* Organisations, regions and workers: what forms and lists choose from. */
#include "registry/organisation.h"

#include "api/api_private.h"
#include "base/limits.h"
#include "registry/region.h"
#include "registry/worker.h"

/* ---- organisations --------------------------------------------------------------------------- */

static void add_organisation(JsonWriter *json, const ApiCall *call,
                             const Organisation *organisation)
{
    const OrganisationKind *const kind = organisation_kind(organisation->kind);

    json_begin_object(json);
    member_id(json, "id", organisation->organisation_id);
    member_str(json, "code", organisation->code);
    member_str(json, "name", organisation->name);
    member_str(json, "kind", organisation->kind);
    member_label(json, "kind_label", kind ? kind->label : (Label){ 0 });
    member_id(json, "parent_id", organisation->parent_id);
    api_member_region(json, "region", call, organisation->region_id);
    member_date(json, "valid_from", organisation->valid_from, DATE_MIN);
    member_date(json, "valid_until", organisation->valid_until, DATE_MAX);
    member_bool(json, "in_force", organisation_is_valid(organisation, call->job.today));
    member_bool(json, "has_children", organisation->preorder_end > organisation->preorder + 1);
    json_end_object(json);
}

static bool list_organisations(ApiCall *call, Fault *fault)
{
    OrganisationFilter filter = {
        .children = api_query_flag(call, SV("children")),
        .kind = request_query(call->request, SV("kind")),
        .text = str_trim(request_query(call->request, SV("q"))),
        .in_force = api_query_flag(call, SV("in_force")),
        .on = call->job.today,
    };
    uint32_t count = 0;

    if (!api_query_id(&filter.below, call, SV("below"), fault) ||
        !api_query_limit(&filter.limit, call, fault) ||
        !api_query_cursor(&filter.after, 1, call, fault))
        return false;
    if (filter.children && filter.below == 0)
        filter.below = call->actor->organisation_id;
    const Organisation **const found =
        organisation_list(call->house->organisations, call->arena, call->actor, &filter, &count);
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        add_organisation(&json, call, found[i]);
    json_end_array(&json);
    api_member_next(&json, call, count == filter.limit,
                    count ? &found[count - 1]->organisation_id : NULL, 1);
    json_end_object(&json);
    return true;
}

static HttpResult get_organisations(Request *request, Response *response)
{
    return api_read(request, response, list_organisations);
}

/* ---- regions -------------------------------------------------------------------------------- */

static bool list_regions(ApiCall *call, Fault *fault)
{
    Str const parent = request_query(call->request, SV("parent"));
    int64_t   parent_id = 0;
    int64_t   after = 0;
    uint32_t  count = 0;
    uint32_t  limit = 0;

    if (parent.len && !region_parse(&parent_id, parent))
        return fault_set(fault, FAULT_INVALID, "parent expects a code of 2, 4, 6, 9 or 12 digits");
    if (!api_query_limit(&limit, call, fault) || !api_query_cursor(&after, 1, call, fault))
        return false;
    if (!request_has_query(call->request, SV("limit")))
        limit = LIMIT_PAGE_ROWS; /* no region has more right below it */
    const Region **const found =
        region_children(call->house->regions, call->arena, parent_id, after, limit, &count);
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        member_str(&json, "code", found[i]->code);
        member_str(&json, "name", found[i]->name);
        member_int(&json, "level", found[i]->level);
        json_end_object(&json);
    }
    json_end_array(&json);
    api_member_next(&json, call, count == limit, count ? &found[count - 1]->region_id : NULL, 1);
    json_end_object(&json);
    return true;
}

static HttpResult get_regions(Request *request, Response *response)
{
    return api_read(request, response, list_regions);
}

/* ---- workers -------------------------------------------------------------------------------- */

static void add_worker(JsonWriter *json, const ApiCall *call, const Worker *worker)
{
    json_begin_object(json);
    member_id(json, "id", worker->worker_id);
    member_str(json, "code", worker->code);
    member_str(json, "name", worker->name);
    member_words(json, "profession", worker->profession);
    member_bool(json, "is_family_doctor", worker->is_family_doctor);
    api_member_organisation(json, "organisation", call, worker->organisation_id);
    member_bool(json, "in_force", worker_is_valid(worker, call->job.today));
    json_end_object(json);
}

static bool list_workers(ApiCall *call, Fault *fault)
{
    WorkerFilter filter = {
        .family_doctors = api_query_flag(call, SV("family_doctors")),
        .in_force = api_query_flag(call, SV("in_force")),
        .on = call->job.today,
    };
    const Worker *workers = NULL;
    uint32_t      count = 0;
    int64_t       cursor[2];

    if (!api_query_id(&filter.organisation_id, call, SV("organisation"), fault) ||
        !api_query_limit(&filter.limit, call, fault) ||
        !api_query_cursor(cursor, COUNT_OF(cursor), call, fault))
        return false;
    filter.after_organisation = cursor[0];
    filter.after_worker = cursor[1];
    if (!worker_list(&workers, &count, &call->registry, &filter, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        add_worker(&json, call, &workers[i]);
    json_end_array(&json);
    int64_t const last[] = { count ? workers[count - 1].organisation_id : 0,
                             count ? workers[count - 1].worker_id : 0 };
    api_member_next(&json, call, count == filter.limit, last, COUNT_OF(last));
    json_end_object(&json);
    return true;
}

static HttpResult get_workers(Request *request, Response *response)
{
    return api_read(request, response, list_workers);
}

static const Route ROUTES[] = {
    { "GET", "/api/organisations", API_SIGNED_IN, 0, get_organisations, "机构", "organisations" },
    { "GET", "/api/regions", API_SIGNED_IN, 0, get_regions, "行政区划", "regions" },
    { "GET", "/api/workers", API_SIGNED_IN, 0, get_workers, "工作人员", "workers" },
};

const RouteList API_ORGANISATION_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
