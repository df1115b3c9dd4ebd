/* Pairs that may be one person: the queue, and what people decide. */
#include "registry/duplicate.h"

#include "api/api_private.h"
#include "api/person.h"

enum { DUPLICATE_BODY_BYTES = 8 << 10, OPEN_COUNT_MAX = 1000, PROBABILITY_SCALE = 6 };

static bool member_person(JsonWriter *json, const char *name, ApiCall *call, const Person *person,
                          Fault *fault)
{
    member_begin_object(json, name);
    if (!api_add_person_of_list(json, call, person, fault))
        return false;
    member_words(json, "address", person->address);
    json_end_object(json);
    return true;
}

static bool add_pair(JsonWriter *json, ApiCall *call, const Duplicate *pair, Fault *fault)
{
    member_id(json, "duplicate_id", pair->duplicate_id);
    if (!member_person(json, "low", call, &pair->low, fault) ||
        !member_person(json, "high", call, &pair->high, fault))
        return false;
    json_add_key(json, SV("probability"));
    json_add_decimal(json, (Decimal){ pair->probability, PROBABILITY_SCALE });
    json_add_key(json, SV("evidence"));
    json_add_json(json, pair->evidence);
    member_str(json, "source", duplicate_source_name(pair->source));
    member_str(json, "state", duplicate_state_name(pair->state));
    member_instant(json, "found_at", pair->found_at);
    if (pair->decided_at) {
        member_instant(json, "decided_at", pair->decided_at);
        if (!api_member_account(json, "decided_by", call, pair->decided_by, fault))
            return false;
    } else {
        member_null(json, "decided_at");
    }
    member_words(json, "reason", pair->reason);
    member_id(json, "merge_id", pair->merge_id);
    return true;
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool read_filter(DuplicateFilter *out, const ApiCall *call, Fault *fault)
{
    Str const state = request_query(call->request, SV("state"));
    Str const source = request_query(call->request, SV("source"));
    Str const at_least = request_query(call->request, SV("at_least"));
    Decimal   probability = { 0 };
    int64_t   cursor[2];

    *out = (DuplicateFilter){ .source = DUPLICATE_SOURCE_COUNT };
    if (state.len && (out->state = duplicate_state_find(state)) == DUPLICATE_STATE_COUNT)
        return fault_set(fault, FAULT_INVALID, "state expects open, postponed, distinct or merged");
    if (source.len && (out->source = duplicate_source_find(source)) == DUPLICATE_SOURCE_COUNT)
        return fault_set(fault, FAULT_INVALID, "source expects dedupe, entry, hand or merge");
    if (at_least.len && !decimal_parse(&probability, at_least, PROBABILITY_SCALE))
        return fault_set(fault, FAULT_INVALID, "at_least expects a probability, as 0.95");
    out->at_least = probability.units;
    for (uint8_t i = probability.scale; i < PROBABILITY_SCALE && at_least.len; i++)
        out->at_least *= 10;
    if (!api_query_id(&out->organisation_id, call, SV("organisation"), fault) ||
        !api_query_id(&out->person_id, call, SV("person"), fault) ||
        !api_query_limit(&out->limit, call, fault) ||
        !api_query_cursor(cursor, COUNT_OF(cursor), call, fault))
        return false;
    out->after_probability = cursor[0];
    out->after_id = cursor[1];
    return true;
}

static bool list(ApiCall *call, Fault *fault)
{
    DuplicateFilter filter;
    Duplicate      *pairs = NULL;
    uint32_t        count = 0;

    if (!read_filter(&filter, call, fault) ||
        !duplicate_list(&pairs, &count, &call->registry, &filter, fault) ||
        !api_note(call, (AuditEntry){ .action = AUDIT_PERSON_LIST }, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        if (!add_pair(&json, call, &pairs[i], fault))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    int64_t const last[] = { count ? pairs[count - 1].probability : 0,
                             count ? pairs[count - 1].duplicate_id : 0 };
    api_member_next(&json, call, count == filter.limit, last, COUNT_OF(last));
    json_end_object(&json);
    return true;
}

static bool show_count(ApiCall *call, Fault *fault)
{
    uint32_t open = 0;

    if (!duplicate_count_open(&open, &call->registry, OPEN_COUNT_MAX, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_int(&json, "open", open);
    member_bool(&json, "more", open == OPEN_COUNT_MAX);
    json_end_object(&json);
    return true;
}

static bool write_pair(ApiCall *call, int64_t duplicate_id, Fault *fault)
{
    Duplicate  pair;
    JsonWriter json = api_json(call);

    if (!duplicate_get(&pair, &call->registry, duplicate_id, fault))
        return false;
    json_begin_object(&json);
    if (!add_pair(&json, call, &pair, fault))
        return false;
    json_end_object(&json);
    return true;
}

static bool show(ApiCall *call, Fault *fault)
{
    int64_t   duplicate_id = 0;
    Duplicate pair;

    return request_parameter_id(&duplicate_id, call->request, SV("pair"), fault) &&
           duplicate_get(&pair, &call->registry, duplicate_id, fault) &&
           api_note_person(call, pair.low.person_id, fault) &&
           api_note_person(call, pair.high.person_id, fault) &&
           write_pair(call, duplicate_id, fault);
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Somebody noticed two. Both must be in his place. */
static bool run_put(ApiCall *call, Fault *fault)
{
    DuplicateEntry entry = { .probability = DUPLICATE_CERTAIN / 2,
                             .evidence = SV("[]"),
                             .source = DUPLICATE_HAND };
    DuplicatePut   put = DUPLICATE_PUT_KNOWN;
    int64_t        duplicate_id = 0;
    Person         person;

    if (!json_get_id(&entry.a_id, call->body, SV("a_id"), fault) ||
        !json_get_id(&entry.b_id, call->body, SV("b_id"), fault) ||
        !person_get(&person, &call->registry, entry.a_id, fault) ||
        !person_get(&person, &call->registry, entry.b_id, fault) ||
        !duplicate_put(&put, &duplicate_id, &call->registry, &entry, fault))
        return false;
    if (duplicate_id == 0)
        return fault_set(fault, FAULT_INVALID, "the two ids are those of one person already");
    api_created(call);
    return write_pair(call, duplicate_id, fault);
}

static bool run_decide(ApiCall *call, Fault *fault)
{
    int64_t duplicate_id = 0;
    Str     state;
    Str     reason = SV("");

    if (!request_parameter_id(&duplicate_id, call->request, SV("pair"), fault) ||
        !json_get_str(&state, call->body, SV("state"), fault) ||
        (json_has(call->body, SV("reason")) &&
         !json_get_str(&reason, call->body, SV("reason"), fault)))
        return false;
    DuplicateState const decided = duplicate_state_find(state);
    if (decided >= DUPLICATE_MERGED)
        return fault_set(fault, FAULT_INVALID, "state expects open, postponed or distinct");
    return duplicate_decide(&call->registry, duplicate_id, decided, reason, fault) &&
           write_pair(call, duplicate_id, fault);
}

/* ---- routes ------------------------------------------------------------------------------------
 */

static HttpResult get_pairs(Request *request, Response *response)
{
    return api_read(request, response, list);
}

static HttpResult get_count(Request *request, Response *response)
{
    return api_read(request, response, show_count);
}

static HttpResult get_pair(Request *request, Response *response)
{
    return api_read(request, response, show);
}

static HttpResult post_pair(Request *request, Response *response)
{
    return api_write(request, response, run_put);
}

static HttpResult put_state(Request *request, Response *response)
{
    return api_write(request, response, run_decide);
}

static const Route ROUTES[] = {
    { "GET", "/api/duplicates", API_READ_PERSON, 0, get_pairs, "疑似重复", "possible duplicates" },
    { "POST", "/api/duplicates", API_WRITE_RECORD, DUPLICATE_BODY_BYTES, post_pair, "报告疑似重复",
      "report a possible duplicate" },
    { "GET", "/api/duplicate-count", API_READ_PERSON, 0, get_count, "待判定数",
      "how many wait for a decision" },
    { "GET", "/api/duplicates/{pair}", API_READ_PERSON, 0, get_pair, "一对疑似重复",
      "one possible duplicate" },
    { "PUT", "/api/duplicates/{pair}/state", API_WRITE_RECORD, DUPLICATE_BODY_BYTES, put_state,
      "判定疑似重复", "decide about a possible duplicate" },
};

const RouteList API_DUPLICATE_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
