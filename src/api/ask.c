/* What a request asks for: its query and its path. */
#include "api/api_private.h"
#include "base/limits.h"
#include "registry/person_merge.h"

enum { LIMIT_DEFAULT = 50 };

bool api_query_id(int64_t *out, const ApiCall *call, Str name, Fault *fault)
{
    Str const text = request_query(call->request, name);

    *out = 0;
    if (text.len == 0 || (str_to_int(out, text) && *out > 0))
        return true;
    return fault_set(fault, FAULT_INVALID, "%.*s expects an id", (int)name.len, name.ptr);
}

bool api_query_limit(uint32_t *out, const ApiCall *call, Fault *fault)
{
    uint64_t limit = 0;

    if (!request_query_uint(&limit, call->request, SV("limit"), LIMIT_DEFAULT, LIMIT_PAGE_ROWS,
                            fault))
        return false;
    *out = limit ? (uint32_t)limit : LIMIT_DEFAULT;
    return true;
}

bool api_query_flag(const ApiCall *call, Str name)
{
    Str const text = request_query(call->request, name);

    return str_equal(text, SV("1")) || str_equal(text, SV("true"));
}

bool api_query_cursor(int64_t *out, uint32_t count, const ApiCall *call, Fault *fault)
{
    Str rest = request_query(call->request, SV("after"));

    for (uint32_t i = 0; i < count; i++)
        out[i] = 0;
    if (rest.len == 0)
        return true;
    for (uint32_t i = 0; i < count; i++)
        if (!str_to_int(&out[i], str_cut(&rest, '.')))
            return fault_set(fault, FAULT_INVALID, "after expects the next of an earlier page");
    return rest.len == 0 ||
           fault_set(fault, FAULT_INVALID, "after expects the next of an earlier page");
}

bool api_query_day(Date *out, const ApiCall *call, Str name, Date otherwise, Fault *fault)
{
    return request_query_date(out, call->request, name, otherwise, fault);
}

bool api_parameter_person(int64_t *out, const ApiCall *call, Fault *fault)
{
    return request_parameter_id(out, call->request, SV("person"), fault) &&
           person_resolve(out, call->house->store, *out, fault);
}

bool api_parameter_form(const Form **out, const ApiCall *call, Fault *fault)
{
    Str const name = request_parameter(call->request, SV("form"));

    *out = catalog_form(call->house->catalog, name);
    return *out || fault_set(fault, FAULT_NOT_FOUND, "there is no such form");
}
