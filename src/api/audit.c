/* Who read or changed what. */
#include "api/api_private.h"

static Label label_of(Str action)
{
    for (int i = 0; i < AUDIT_ACTION_COUNT; i++)
        if (str_equal(action, audit_action_name((AuditAction)i)))
            return audit_action_label((AuditAction)i);
    return (Label){ action, action };
}

static bool add_row(JsonWriter *json, ApiCall *call, const AuditRow *row, Fault *fault)
{
    json_begin_object(json);
    member_id(json, "id", row->audit_id);
    member_instant(json, "at", row->at);
    if (!api_member_account(json, "account", call, row->account_id, fault))
        return false;
    member_str(json, "action", row->action);
    member_label(json, "action_label", label_of(row->action));
    member_words(json, "subject", row->subject);
    member_id(json, "subject_id", row->subject_id);
    member_words(json, "form", row->form);
    member_id(json, "record_id", row->record_id);
    if (row->revision)
        member_int(json, "revision", row->revision);
    member_words(json, "detail", row->detail);
    json_end_object(json);
    return true;
}

static bool list(ApiCall *call, Fault *fault)
{
    AuditFilter filter = { 0 };
    AuditRow   *rows = NULL;
    uint32_t    count = 0;

    if (!api_query_id(&filter.subject_id, call, SV("person"), fault) ||
        !api_query_id(&filter.account_id, call, SV("account"), fault) ||
        !api_query_limit(&filter.limit, call, fault) ||
        !api_query_cursor(&filter.before, 1, call, fault))
        return false;
    if (filter.subject_id)
        filter.subject = AUDIT_OF_PERSON;
    if (!audit_list(&rows, &count, call->house->store, call->arena, call->actor, filter, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        if (!add_row(&json, call, &rows[i], fault))
            return false;
    json_end_array(&json);
    api_member_next(&json, call, count == filter.limit, count ? &rows[count - 1].audit_id : NULL,
                    1);
    json_end_object(&json);
    return true;
}

static HttpResult get_audit(Request *request, Response *response)
{
    return api_read(request, response, list);
}

static const Route ROUTES[] = {
    { "GET", "/api/audit", API_READ_AUDIT, 0, get_audit, "审计日志", "who read or changed what" },
};

const RouteList API_AUDIT_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
