/* Households: who is in them, since when, and what they do together. */
#include "registry/household.h"

#include "api/body.h"
#include "api/person.h"
#include "api/person_entry.h"
#include "base/limits.h"
#include "intake/intake.h"

enum { HOUSEHOLD_BODY_BYTES = 16 << 10, MEMBERS_MAX = 60 };

/* ---- reading -------------------------------------------------------------------------------- */

void api_add_household_stay(JsonWriter *json, const HouseholdStay *stay)
{
    member_id(json, "household_id", stay->household_id);
    member_id(json, "person_id", stay->person_id);
    member_str(json, "name", stay->name);
    api_member_code(json, "relation", PERSON_CODE_RELATION, stay->relation);
    member_instant(json, "from_at", stay->from_at);
    if (stay->until_at)
        member_instant(json, "until_at", stay->until_at);
    else
        member_null(json, "until_at");
}

static bool add_members(JsonWriter *json, ApiCall *call, int64_t household_id, Fault *fault)
{
    const Person *members = NULL;
    uint32_t      count = 0;

    if (!household_members(&members, &count, &call->registry, household_id, fault))
        return false;
    member_begin_array(json, "members");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        if (!api_add_person_of_list(json, call, &members[i], fault))
            return false;
        api_member_code(json, "relation", PERSON_CODE_RELATION, members[i].relation);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

bool api_add_household(JsonWriter *json, ApiCall *call, const Household *household, Fault *fault)
{
    member_id(json, "household_id", household->household_id);
    member_int(json, "revision", household->revision);
    member_words(json, "code", household->code);
    member_words(json, "address", household->address);
    api_member_region(json, "region", call, household->region_id);
    api_member_organisation(json, "organisation", call, household->organisation_id);
    member_id(json, "head_id", household->head_id);
    return add_members(json, call, household->household_id, fault);
}

static bool show(ApiCall *call, Fault *fault)
{
    Household            household;
    const HouseholdStay *stays = NULL;
    uint32_t             count = 0;
    int64_t              household_id = 0;

    if (!request_parameter_id(&household_id, call->request, SV("household"), fault) ||
        !household_get(&household, &call->registry, household_id, fault) ||
        !household_stays(&stays, &count, &call->registry, household_id, 0, fault) ||
        !api_note(call,
                  (AuditEntry){ .action = AUDIT_PERSON_LIST,
                                .subject = AUDIT_OF_HOUSEHOLD,
                                .subject_id = household_id },
                  fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!api_add_household(&json, call, &household, fault))
        return false;
    member_begin_array(&json, "stays");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        api_add_household_stay(&json, &stays[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool write_change(ApiCall *call, int64_t household_id)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_id(&json, "household_id", household_id);
    api_member_problems(&json, call);
    json_end_object(&json);
    return true;
}

typedef bool ChangeHousehold(int64_t *household_id, ApiCall *call, Fault *fault);

static bool change_once(ApiCall *call, ChangeHousehold *change, Fault *fault)
{
    Attempt earlier;
    int64_t household_id = 0;

    if (request_has_parameter(call->request, SV("household")) &&
        !request_parameter_id(&household_id, call->request, SV("household"), fault))
        return false;
    if (!api_find_attempt(&earlier, call, fault))
        return false;
    if (earlier.was_made)
        return write_change(call, earlier.subject_id);
    return change(&household_id, call, fault) &&
           api_keep_attempt(call, household_id, 0, 0, fault) && write_change(call, household_id);
}

static const ProblemPlace AT_MEMBERS = PROBLEM_PLACE("members", "家庭成员", "members");

static bool read_members(HouseholdMember **out, uint32_t *count, ApiCall *call, Fault *fault)
{
    const Json *list = NULL;

    *out = arena_array(call->arena, MEMBERS_MAX, sizeof **out);
    *count = 0;
    if (!json_get_array(&list, call->body, SV("members"), fault))
        return false;
    for (const Json *item = list->first; item; item = item->next) {
        HouseholdMember *const member = &(*out)[*count];
        BodyMember const       rows[] = {
                  { "person_id", AT_MEMBERS, BODY_ID, &member->person_id },
                  { "relation", person_field_place(PERSON_FIELD_RELATION), BODY_TEXT, &member->relation },
        };

        if (*count == MEMBERS_MAX || item->kind != JSON_OBJECT) {
            problem_add(&call->problems, PROBLEM_TOO_MANY, AT_MEMBERS)->high = SV("60");
            break;
        }
        *member = (HouseholdMember){ 0 };
        body_read(rows, COUNT_OF(rows), item, &call->problems);
        (*count)++;
    }
    return true;
}

static bool refuse_misread(ApiCall *call, Fault *fault)
{
    return call->problems.error_count == 0 || problems_refuse(&call->problems, fault);
}

static bool gather(int64_t *household_id, ApiCall *call, Fault *fault)
{
    HouseholdEntry   entry = { .household_id = *household_id };
    HouseholdMember *members = NULL;
    uint32_t         count = 0;
    BodyMember const rows[] = {
        { "code", PROBLEM_PLACE("code", "家庭编号", "code"), BODY_TEXT, &entry.code },
        { "address", person_field_place(PERSON_FIELD_ADDRESS), BODY_TEXT, &entry.address },
        { "region", person_field_place(PERSON_FIELD_REGION), BODY_REGION, &entry.region_id },
        { "organisation_id", person_field_place(PERSON_FIELD_ORGANISATION), BODY_ID,
          &entry.organisation_id },
        { "members", AT_MEMBERS, BODY_OTHER, NULL },
    };

    body_read(rows, COUNT_OF(rows), call->body, &call->problems);
    return read_members(&members, &count, call, fault) && refuse_misread(call, fault) &&
           intake_gather_household(household_id, call->house, &call->job, &entry, members, count,
                                   &call->problems, fault);
}

static bool leave(int64_t *household_id, ApiCall *call, Fault *fault)
{
    HouseholdMember *members = NULL;
    uint32_t         count = 0;

    return read_members(&members, &count, call, fault) && refuse_misread(call, fault) &&
           intake_leave_household(call->house, &call->job, *household_id, members, count,
                                  &call->problems, fault);
}

static bool move(int64_t *household_id, ApiCall *call, Fault *fault)
{
    const Json      *residence = NULL;
    Residence        to;
    Str              address = SV("");
    uint32_t         moved = 0;
    BodyMember const rows[] = {
        { "address", person_field_place(PERSON_FIELD_ADDRESS), BODY_TEXT, &address },
        { "residence", person_field_place(PERSON_FIELD_RESIDENCE), BODY_OTHER, NULL },
    };

    body_read(rows, COUNT_OF(rows), call->body, &call->problems);
    if (!json_get_object(&residence, call->body, SV("residence"), fault))
        return false;
    api_read_residence(&to, residence, &call->problems);
    return refuse_misread(call, fault) &&
           intake_move_household(&moved, call->house, &call->job, *household_id, &to,
                                 str_trim(address), &call->problems, fault);
}

static bool run_gather(ApiCall *call, Fault *fault)
{
    return change_once(call, gather, fault);
}

static bool run_leave(ApiCall *call, Fault *fault)
{
    return change_once(call, leave, fault);
}

static bool run_move(ApiCall *call, Fault *fault)
{
    return change_once(call, move, fault);
}

static HttpResult get_household(Request *request, Response *response)
{
    return api_read(request, response, show);
}

static HttpResult post_members(Request *request, Response *response)
{
    return api_write(request, response, run_gather);
}

static HttpResult delete_members(Request *request, Response *response)
{
    return api_write(request, response, run_leave);
}

static HttpResult post_move(Request *request, Response *response)
{
    return api_write(request, response, run_move);
}

static const Route ROUTES[] = {
    { "POST", "/api/households", API_WRITE_RECORD, HOUSEHOLD_BODY_BYTES, post_members, "新建家庭",
      "make a household" },
    { "GET", "/api/households/{household}", API_READ_PERSON, 0, get_household, "一个家庭",
      "one household" },
    { "POST", "/api/households/{household}/members", API_WRITE_RECORD, HOUSEHOLD_BODY_BYTES,
      post_members, "加入家庭或更换户主", "join a household, or change its head" },
    { "DELETE", "/api/households/{household}/members", API_WRITE_RECORD, HOUSEHOLD_BODY_BYTES,
      delete_members, "离开家庭", "leave a household" },
    { "POST", "/api/households/{household}/moves", API_WRITE_RECORD, HOUSEHOLD_BODY_BYTES,
      post_move, "整户迁居", "move a whole household" },
};

const RouteList API_HOUSEHOLD_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
