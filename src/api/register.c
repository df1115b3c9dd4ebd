/* Entries of registers: things other than people. */
#include "api/record.h"

enum { ENTRY_BODY_BYTES = LIMIT_BODY_BYTES, VOID_BODY_BYTES = 4 << 10 };

static bool list_entries(ApiCall *call, Fault *fault)
{
    House *const house = call->house;
    const Form  *form = NULL;
    Submission  *entries = NULL;
    uint32_t     count = 0;
    uint32_t     limit = 0;
    RecordFilter filter = { .text = str_trim(request_query(call->request, SV("q"))) };

    if (!api_find_register(&form, call, fault) || !api_query_limit(&limit, call, fault) ||
        !api_query_cursor(&filter.after_subject, 1, call, fault))
        return false;
    filter.limit = limit + 1; /* one more tells that there is more */
    if (!record_find(&entries, &count, house->store, house->records, house->catalog, form, &filter,
                     call->arena, fault))
        return false;
    uint32_t const shown = count < limit ? count : limit;
    JsonWriter     json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < shown; i++) {
        json_begin_object(&json);
        if (!api_add_record(&json, call, &entries[i], true, fault))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    api_member_next(&json, call, count > limit, shown ? &entries[shown - 1].subject_id : NULL, 1);
    json_end_object(&json);
    return true;
}

static HttpResult get_entries(Request *request, Response *response)
{
    return api_read(request, response, list_entries);
}

static const Route ROUTES[] = {
    { "GET", "/api/registers/{register}", API_READ_PERSON, 0, get_entries, "名册条目",
      "entries of a register" },
    { "POST", "/api/registers/{register}", API_WRITE_RECORD, ENTRY_BODY_BYTES, api_post_record,
      "登记条目", "register an entry" },
    { "GET", "/api/registers/{register}/{entry}", API_READ_PERSON, 0, api_get_record, "一个条目",
      "one entry" },
    { "PUT", "/api/registers/{register}/{entry}", API_WRITE_RECORD, ENTRY_BODY_BYTES,
      api_put_record, "修改条目", "amend an entry" },
    { "DELETE", "/api/registers/{register}/{entry}", API_WRITE_RECORD, VOID_BODY_BYTES,
      api_delete_record, "撤销条目", "void an entry" },
    { "GET", "/api/registers/{register}/{entry}/history", API_READ_PERSON, 0,
      api_get_record_history, "条目的历史", "earlier revisions of an entry" },
};

const RouteList API_REGISTER_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
