/* What is due, at which post, with whom. */
#include "api/due.h"

#include "base/limits.h"
#include "registry/person.h"
#include "schedule/due.h"

/* A list that says no day looks so far ahead. */
enum { DAYS_AHEAD = 30 };

/* ---- items ----------------------------------------------------------------------------------- */

static bool add_due(JsonWriter *json, ApiCall *call, const DueRow *row, Fault *fault)
{
    const Catalog *const   catalog = call->house->catalog;
    const DueItem *const   item = &row->item;
    const Programme *const programme = &catalog->programmes[item->programme];
    const DueRule *const   rule = &programme->dues[item->rule];

    json_begin_object(json);
    member_begin_object(json, "person");
    member_id(json, "id", item->person_id);
    member_str(json, "name", row->person_name);
    json_end_object(json);
    member_begin_object(json, "programme");
    member_str(json, "name", programme->name);
    member_label(json, "label", programme->label);
    json_end_object(json);
    member_str(json, "form", catalog->forms[rule->form].name);
    member_str(json, "item", rule->name);
    member_label(json, "label", rule->label);
    member_date(json, "open_on", item->open_on, DATE_MIN);
    member_date(json, "due_on", item->due_on, DATE_MAX);
    member_bool(json, "is_overdue", row->is_overdue);
    member_int(json, "days", item->due_on.days - call->job.today.days);
    api_member_organisation(json, "organisation", call, item->organisation_id);
    if (!api_member_worker(json, "worker", call, item->worker_id, fault))
        return false;
    member_words(json, "source", rule->source);
    json_end_object(json);
    return true;
}

static bool list_due(DueRow **rows, uint32_t *count, ApiCall *call, const DueFilter *filter,
                     Fault *fault)
{
    House *const house = call->house;

    return due_list(rows, count, house->store, house->vocabulary, call->actor, house->organisations,
                    filter, call->job.today, call->arena, fault);
}

bool api_member_due_of_person(JsonWriter *json, const char *name, ApiCall *call, int64_t person_id,
                              Fault *fault)
{
    DueFilter const filter = {
        .person_id = person_id,
        .programme = CATALOG_NONE,
        .until = DATE_MAX,
        .limit = LIMIT_PAGE_ROWS,
    };
    DueRow  *rows = NULL;
    uint32_t count = 0;

    if (!list_due(&rows, &count, call, &filter, fault))
        return false;
    member_begin_array(json, name);
    for (uint32_t i = 0; i < count; i++)
        if (!add_due(json, call, &rows[i], fault))
            return false;
    json_end_array(json);
    return true;
}

/* ---- the list of a place -------------------------------------------------------------------- */

static bool read_filter(DueFilter *filter, const ApiCall *call, Fault *fault)
{
    Str const programme = request_query(call->request, SV("programme"));
    int64_t   cursor[3];

    *filter = (DueFilter){
        .programme = CATALOG_NONE,
        .overdue_only = api_query_flag(call, SV("overdue")),
    };
    if (!api_query_id(&filter->organisation_id, call, SV("organisation"), fault) ||
        !api_query_id(&filter->worker_id, call, SV("worker"), fault) ||
        !api_query_day(&filter->until, call, SV("until"),
                       date_add_days(call->job.today, DAYS_AHEAD), fault) ||
        !api_query_cursor(cursor, COUNT_OF(cursor), call, fault) ||
        !api_query_limit(&filter->limit, call, fault))
        return false;
    if (programme.len) {
        filter->programme = catalog_programme_index(call->house->catalog, programme);
        if (filter->programme == CATALOG_NONE)
            return fault_set(fault, FAULT_NOT_FOUND, "there is no such programme");
    }
    if (cursor[0] > DATE_MAX.days || cursor[2] > UINT32_MAX)
        return fault_set(fault, FAULT_INVALID, "after expects the next of an earlier page");
    filter->after_due_on = (Date){ (int32_t)cursor[0] };
    filter->after_person_id = cursor[1];
    filter->after_item_id = (uint32_t)cursor[2];
    return true;
}

static bool show_due(ApiCall *call, Fault *fault)
{
    DueFilter filter;
    DueRow   *rows = NULL;
    uint32_t  count = 0;

    if (!read_filter(&filter, call, fault) || !list_due(&rows, &count, call, &filter, fault) ||
        !api_note(call, (AuditEntry){ .action = AUDIT_PERSON_LIST }, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        if (!add_due(&json, call, &rows[i], fault))
            return false;
    json_end_array(&json);
    bool const    is_full = count == filter.limit;
    int64_t const last[] = {
        is_full ? rows[count - 1].item.due_on.days : 0,
        is_full ? rows[count - 1].item.person_id : 0,
        is_full ? rows[count - 1].item.item_id : 0,
    };
    api_member_next(&json, call, is_full, last, COUNT_OF(last));
    json_end_object(&json);
    return true;
}

static HttpResult get_due(Request *request, Response *response)
{
    return api_read_slowly(request, response, show_due);
}

/* ---- sums ----------------------------------------------------------------------------------- */

static bool show_summary(ApiCall *call, Fault *fault)
{
    House *const house = call->house;
    int64_t      organisation_id = 0;
    Date         until;
    DueSummary  *sums = NULL;
    uint32_t     count = 0;

    if (!api_query_id(&organisation_id, call, SV("organisation"), fault) ||
        !api_query_day(&until, call, SV("until"), date_add_days(call->job.today, DAYS_AHEAD),
                       fault) ||
        !due_summarise(&sums, &count, house->store, call->actor, house->organisations,
                       organisation_id, until, call->job.today, call->arena, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        api_member_organisation(&json, "organisation", call, sums[i].organisation_id);
        if (!api_member_worker(&json, "worker", call, sums[i].worker_id, fault))
            return false;
        member_int(&json, "due", sums[i].due_count);
        member_int(&json, "overdue", sums[i].overdue_count);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static HttpResult get_summary(Request *request, Response *response)
{
    return api_read_slowly(request, response, show_summary);
}

/* ---- one person ----------------------------------------------------------------------------- */

static bool show_due_of_person(ApiCall *call, Fault *fault)
{
    Person  person;
    int64_t person_id = 0;

    if (!api_parameter_person(&person_id, call, fault) ||
        !person_get(&person, &call->registry, person_id, fault) ||
        !api_note_person(call, person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!api_member_due_of_person(&json, "items", call, person_id, fault))
        return false;
    json_end_object(&json);
    return true;
}

static HttpResult get_due_of_person(Request *request, Response *response)
{
    return api_read(request, response, show_due_of_person);
}

static const Route ROUTES[] = {
    { "GET", "/api/due", API_READ_PERSON, 0, get_due, "待办清单", "who is due for what" },
    { "GET", "/api/due/summary", API_READ_FIGURE, 0, get_summary, "待办统计",
      "how much is due at each post" },
    { "GET", "/api/persons/{person}/due", API_READ_PERSON, 0, get_due_of_person, "居民的待办",
      "what is due for one person" },
};

const RouteList API_DUE_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
