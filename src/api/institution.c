/* An organisation with all that is known of it, the trees, licences, reorganisations. */
#include "api/api_private.h"
#include "api/body.h"
#include "intake/intake.h"
#include "intake/reorganisation.h"
#include "registry/organisation_edge.h"
#include "registry/organisation_profile.h"
#include "registry/region.h"
#include "registry/worker_licence.h"

enum {
    PROFILE_BODY_BYTES = 16 << 10,
    PLAN_BODY_BYTES = 1 << 20,
    EXPIRY_DAYS = 90,
    DAYS_MAX = 36500
};

/* ---- trees ------------------------------------------------------------------------------ */

static bool list_trees(ApiCall *call, Fault *fault)
{
    const OrganisationTreeKind *kinds = NULL;
    uint32_t                    count = 0;

    if (!organisation_tree_kinds(&kinds, &count, &call->registry, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        member_str(&json, "tree", kinds[i].tree);
        member_label(&json, "label", kinds[i].label);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool put_tree(ApiCall *call, Fault *fault)
{
    OrganisationTreeKind kind = { .tree = request_parameter(call->request, SV("tree")) };
    BodyMember const     rows[] = {
            { "zh", PROBLEM_PLACE("label_zh", "中文名称", "name in Chinese"), BODY_TEXT,
              &kind.label.zh },
            { "en", PROBLEM_PLACE("label_en", "英文名称", "name in English"), BODY_TEXT,
              &kind.label.en },
    };

    body_read(rows, COUNT_OF(rows), call->body, &call->problems);
    if (call->problems.error_count)
        return problems_refuse(&call->problems, fault);
    if (!organisation_tree_kind_put(&call->registry, &kind, &call->problems, fault))
        return false;
    api_no_content(call);
    return true;
}

/* ---- one organisation --------------------------------------------------------------------- */

static bool find(const Organisation **out, const ApiCall *call, Fault *fault)
{
    int64_t id = 0;

    if (!request_parameter_id(&id, call->request, SV("organisation"), fault))
        return false;
    *out = organisation_find(call->house->organisations, id);
    if (!*out)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such organisation");
    return registry_require_place(&call->registry, id, fault);
}

/* What a form asks for; codes are words with checks. */
static Str kind_name(ProfileKind kind)
{
    switch (kind) {
    case PROFILE_DATE: return SV("date");
    case PROFILE_NUMBER: return SV("number");
    case PROFILE_CHOICE: return SV("choice");
    case PROFILE_WORDS:
    case PROFILE_ORGANISATION_CODE:
    case PROFILE_INSTITUTION_CODE:
    case PROFILE_INSURANCE_CODE: return SV("words");
    }
    return SV("");
}

static void member_choices(JsonWriter *json, const ProfileField *field)
{
    Str rest = field->kind == PROFILE_CHOICE ? field->more : SV("");

    member_begin_array(json, "choices");
    while (rest.len) {
        Str       choice = str_cut(&rest, ';');
        Str const code = str_cut(&choice, '=');

        json_begin_object(json);
        member_str(json, "code", code);
        member_label(json, "label", organisation_profile_label(field, code));
        json_end_object(json);
    }
    json_end_array(json);
}

static bool member_profile(JsonWriter *json, ApiCall *call, const Organisation *organisation,
                           Fault *fault)
{
    OrganisationProfile       profile;
    uint32_t                  count = 0;
    const ProfileField *const fields = organisation_profile_fields(&count);

    if (!organisation_profile_get(&profile, &call->registry, organisation->organisation_id, fault))
        return false;
    member_words(json, "composed_code",
                 institution_code_compose(call->arena, organisation, &profile));
    member_begin_array(json, "profile");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        member_str(json, "field", fields[i].name);
        member_label(json, "label", fields[i].label);
        member_words(json, "value", profile.values[i]);
        member_label(json, "value_label",
                     organisation_profile_label(&fields[i], profile.values[i]));
        member_str(json, "kind", kind_name(fields[i].kind));
        member_choices(json, &fields[i]);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool member_edges(JsonWriter *json, ApiCall *call, const Organisation *organisation,
                         Fault *fault)
{
    OrganisationEdgeFilter const filter = { .organisation_id = organisation->organisation_id };
    const OrganisationEdge      *edges = NULL;
    uint32_t                     count = 0;

    if (!organisation_edge_list(&edges, &count, &call->registry, &filter, fault))
        return false;
    member_begin_array(json, "edges");
    for (uint32_t i = 0; i < count; i++) {
        const OrganisationTreeKind *kind = NULL;

        if (!organisation_tree_kind_find(&kind, &call->registry, edges[i].tree, fault))
            return false;
        json_begin_object(json);
        member_str(json, "tree", edges[i].tree);
        member_label(json, "tree_label", kind ? kind->label : (Label){ 0 });
        api_member_organisation(json, "parent", call, edges[i].parent_id);
        member_date(json, "from", edges[i].from_on, DATE_MIN);
        member_date(json, "until", edges[i].until_on, DATE_MAX);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static void member_merged(JsonWriter *json, const ApiCall *call, const Organisation *organisation)
{
    const OrganisationTree *const tree = call->house->organisations;

    api_member_organisation(json, "merged_into", call, organisation->merged_into);
    member_begin_array(json, "merged_from");
    for (uint32_t i = 0; i < tree->count; i++) {
        const Organisation *const other = &tree->organisations[i];

        if (other->merged_into != organisation->organisation_id)
            continue;
        json_begin_object(json);
        member_id(json, "id", other->organisation_id);
        member_str(json, "name", other->name);
        member_date(json, "until", other->valid_until, DATE_MAX);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool show_organisation(ApiCall *call, Fault *fault)
{
    const Organisation *organisation = NULL;

    if (!find(&organisation, call, fault))
        return false;
    const OrganisationKind *const kind = organisation_kind(organisation->kind);
    JsonWriter                    json = api_json(call);
    json_begin_object(&json);
    member_id(&json, "id", organisation->organisation_id);
    member_str(&json, "code", organisation->code);
    member_words(&json, "credit_code", organisation->credit_code);
    member_str(&json, "name", organisation->name);
    member_str(&json, "kind", organisation->kind);
    member_label(&json, "kind_label", kind ? kind->label : (Label){ 0 });
    api_member_region(&json, "region", call, organisation->region_id);
    member_date(&json, "valid_from", organisation->valid_from, DATE_MIN);
    member_date(&json, "valid_until", organisation->valid_until, DATE_MAX);
    member_bool(&json, "may_change",
                role_permits(call->actor->role, PERMIT_MANAGE_REGISTRY)); /* it is in his place */
    member_merged(&json, call, organisation);
    if (!member_profile(&json, call, organisation, fault) ||
        !member_edges(&json, call, organisation, fault))
        return false;
    json_end_object(&json);
    return true;
}

static bool put_profile(ApiCall *call, Fault *fault)
{
    const Organisation       *organisation = NULL;
    OrganisationProfile       profile = { 0 };
    uint32_t                  count = 0;
    const ProfileField *const fields = organisation_profile_fields(&count);
    bool                      changed = false;

    if (!find(&organisation, call, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (json_has(call->body, fields[i].name) &&
            !json_get_str(&profile.values[i], call->body, fields[i].name, fault))
            return false;
    if (!organisation_profile_put(&changed, &call->registry, organisation->organisation_id,
                                  &profile, &call->problems, fault))
        return false;
    api_no_content(call);
    return true;
}

/* ---- what it is below ------------------------------------------------------------------------ */

static bool put_edge(ApiCall *call, Fault *fault)
{
    const Organisation *organisation = NULL;
    OrganisationEdge    edge = { .from_on = call->job.today, .until_on = DATE_MAX };
    BodyMember const    rows[] = {
           { "tree", PROBLEM_PLACE("tree", "机构关系", "tree"), BODY_TEXT, &edge.tree },
           { "parent_id", PROBLEM_PLACE("parent", "上级机构", "organisation above"), BODY_ID,
             &edge.parent_id },
           { "from_on", PROBLEM_PLACE("from_on", "起始日期", "first day"), BODY_DAY, &edge.from_on },
           { "until_on", PROBLEM_PLACE("until_on", "终止日期", "last day"), BODY_DAY, &edge.until_on },
    };

    if (!find(&organisation, call, fault))
        return false;
    edge.organisation_id = organisation->organisation_id;
    body_read(rows, COUNT_OF(rows), call->body, &call->problems);
    if (call->problems.error_count)
        return problems_refuse(&call->problems, fault);
    if (!intake_put_edge(call->house, &call->job, &edge, &call->problems, fault))
        return false;
    api_no_content(call);
    return true;
}

static bool withdraw_edge(ApiCall *call, Fault *fault)
{
    const Organisation *organisation = NULL;
    Date                from_on = { 0 };

    if (!date_parse(&from_on, request_parameter(call->request, SV("from_on"))))
        return fault_set(fault, FAULT_NOT_FOUND, "an edge begins on a day");
    if (!find(&organisation, call, fault) ||
        !organisation_edge_withdraw(&call->registry, request_parameter(call->request, SV("tree")),
                                    organisation->organisation_id, from_on, &call->problems, fault))
        return false;
    api_no_content(call);
    return true;
}

/* A tree on a day: the place asked for and all below it, with their depth. */
static bool list_view(ApiCall *call, Fault *fault)
{
    OrganisationView view;
    Date             on = call->job.today;
    int64_t          top = 0;
    uint32_t         count = 0;

    if (!api_query_day(&on, call, SV("on"), on, fault) ||
        !api_query_id(&top, call, SV("below"), fault))
        return false;
    if (top == 0)
        top = call->actor->organisation_id;
    if (!registry_require_place(&call->registry, top, fault) ||
        !organisation_view_load(&view, &call->registry, request_query(call->request, SV("tree")),
                                on, fault))
        return false;
    const uint32_t *const below = organisation_view_below(&view, top, &count);
    JsonWriter            json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count && i < LIMIT_PAGE_ROWS * 10; i++) {
        const Organisation *const     one = &view.all->organisations[below[i]];
        const OrganisationKind *const kind = organisation_kind(one->kind);

        if (!organisation_is_valid(one, on))
            continue;
        json_begin_object(&json);
        member_id(&json, "id", one->organisation_id);
        member_str(&json, "code", one->code);
        member_str(&json, "name", one->name);
        member_label(&json, "kind_label", kind ? kind->label : (Label){ 0 });
        if (one->organisation_id == top)
            member_null(&json, "parent_id");
        else
            member_id(&json, "parent_id", organisation_view_parent(&view, one->organisation_id));
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- licences -------------------------------------------------------------------------------- */

static void add_licence(JsonWriter *json, const ApiCall *call, const ExpiringLicence *row)
{
    const WorkerLicence *const licence = &row->licence;

    json_begin_object(json);
    member_id(json, "id", licence->licence_id);
    member_label(json, "kind_label", worker_licence_kind(licence->kind)->label);
    member_words(json, "number", licence->number);
    member_words(json, "level", licence->level);
    member_words(json, "scope", licence->scope);
    member_words(json, "issuer", licence->issuer);
    member_date(json, "valid_until", licence->valid_until, DATE_MAX);
    member_bool(json, "has_expired", licence->valid_until.days < call->job.today.days);
    member_begin_object(json, "worker");
    member_id(json, "id", row->worker.worker_id);
    member_str(json, "code", row->worker.code);
    member_str(json, "name", row->worker.name);
    json_end_object(json);
    api_member_organisation(json, "organisation", call, row->worker.organisation_id);
    json_end_object(json);
}

static bool list_licences(ApiCall *call, Fault *fault)
{
    const ExpiringLicence *rows = NULL;
    uint32_t               count = 0;
    uint64_t               days = EXPIRY_DAYS;
    int64_t                place = 0;
    LicenceRule            rule = LICENCE_RULE_WARN;

    if (!api_query_id(&place, call, SV("organisation"), fault) ||
        !request_query_uint(&days, call->request, SV("days"), EXPIRY_DAYS, DAYS_MAX, fault) ||
        !licence_rule_on(&rule, &call->registry, call->job.today, fault) ||
        !worker_licence_expiring(&rows, &count, &call->registry, place,
                                 date_add_days(call->job.today, (int32_t)days), fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_str(&json, "rule", licence_rule_name(rule));
    member_label(&json, "rule_label", licence_rule_label(rule));
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        add_licence(&json, call, &rows[i]);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- reorganisations ------------------------------------------------------------------------- */

static void add_reorganisation(JsonWriter *json, const Reorganisation *row)
{
    member_id(json, "id", row->reorganisation_id);
    member_str(json, "title", row->title);
    member_date(json, "day", row->day, DATE_MIN);
    member_str(json, "state", reorganisation_state_name(row->state));
    member_label(json, "state_label", reorganisation_state_label(row->state));
    member_int(json, "steps", row->step_count);
    member_int(json, "done", row->done_count);
    member_label(json, "failure", row->failure);
}

static bool list_reorganisations(ApiCall *call, Fault *fault)
{
    const Reorganisation *rows = NULL;
    uint32_t              count = 0;

    if (!reorganisation_list(&rows, &count, call->house, &call->job, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        add_reorganisation(&json, &rows[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static void add_effects(JsonWriter *json, const ReorganisationPlan *plan,
                        const ReorganisationEffect *effects)
{
    member_begin_array(json, "steps");
    for (uint32_t i = 0; i < plan->count; i++) {
        const ReorganisationStep *const step = &plan->steps[i];

        json_begin_object(json);
        member_int(json, "line", step->line);
        member_label(json, "action", reorganisation_action_label(step->action));
        member_str(json, "code", step->code);
        member_words(json, "to",
                     step->into.len     ? step->into
                     : step->parent.len ? step->parent
                                        : step->name);
        member_words(json, "tree", step->tree);
        member_int(json, "persons", effects[i].persons);
        member_int(json, "workers", effects[i].workers);
        member_int(json, "accounts", effects[i].accounts);
        member_int(json, "households", effects[i].households);
        member_int(json, "due", effects[i].dues);
        member_int(json, "organisations", effects[i].organisations);
        json_end_object(json);
    }
    json_end_array(json);
}

/* Check a plan, and keep it when that is asked for and nothing is wrong. */
static bool post_plan(ApiCall *call, Fault *fault)
{
    Str                   title = SV("");
    Str                   text = SV("");
    Date                  day = { 0 };
    bool                  keep = false;
    int64_t               id = 0;
    ReorganisationPlan    plan = { 0 };
    ReorganisationEffect *effects = NULL;
    Fault                 wrong = { 0 };

    if (!json_get_str(&title, call->body, SV("title"), fault) ||
        !json_get_str(&text, call->body, SV("plan"), fault) ||
        !json_get_date(&day, call->body, SV("day"), fault) ||
        !json_get_bool(&keep, call->body, SV("keep"), fault))
        return false;
    bool const is_read = reorganisation_parse(&plan, call->arena, text, &call->problems, &wrong);
    if (!is_read && call->problems.error_count == 0) {
        *fault = wrong;
        return false;
    }
    if (is_read && !reorganisation_check(&effects, call->house, &call->job, &plan, day,
                                         &call->problems, fault))
        return false;
    bool const is_kept = keep && is_read && call->problems.error_count == 0;
    if (is_kept && !reorganisation_put(&id, call->house, &call->job, title, day, &plan,
                                       &call->problems, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (is_kept)
        member_id(&json, "id", id);
    else
        member_null(&json, "id");
    if (!is_read)
        plan.count = 0;
    add_effects(&json, &plan, effects);
    api_member_problems(&json, call);
    json_end_object(&json);
    return true;
}

static bool run_step(ApiCall *call, Fault *fault)
{
    Reorganisation row;
    int64_t        id = 0;

    if (!request_parameter_id(&id, call->request, SV("reorganisation"), fault) ||
        !reorganisation_run_step(&row, call->house, &call->job, id, NULL, &call->problems, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    add_reorganisation(&json, &row);
    json_end_object(&json);
    return true;
}

static bool withdraw(ApiCall *call, Fault *fault)
{
    int64_t id = 0;

    if (!request_parameter_id(&id, call->request, SV("reorganisation"), fault) ||
        !reorganisation_withdraw(call->house, &call->job, id, fault))
        return false;
    api_no_content(call);
    return true;
}

/* ---- routes ------------------------------------------------------------------------------------
 */

static HttpResult get_trees(Request *request, Response *response)
{
    return api_read(request, response, list_trees);
}

static HttpResult get_view(Request *request, Response *response)
{
    return api_read(request, response, list_view);
}

static HttpResult get_organisation(Request *request, Response *response)
{
    return api_read(request, response, show_organisation);
}

static HttpResult put_organisation_profile(Request *request, Response *response)
{
    return api_write(request, response, put_profile);
}

static HttpResult put_tree_kind(Request *request, Response *response)
{
    return api_write(request, response, put_tree);
}

static HttpResult put_organisation_edge(Request *request, Response *response)
{
    return api_write(request, response, put_edge);
}

static HttpResult delete_organisation_edge(Request *request, Response *response)
{
    return api_write(request, response, withdraw_edge);
}

static HttpResult get_licences(Request *request, Response *response)
{
    return api_read(request, response, list_licences);
}

static HttpResult get_reorganisations(Request *request, Response *response)
{
    return api_read(request, response, list_reorganisations);
}

static HttpResult post_reorganisation(Request *request, Response *response)
{
    return api_write(request, response, post_plan);
}

static HttpResult post_step(Request *request, Response *response)
{
    return api_write(request, response, run_step);
}

static HttpResult delete_reorganisation(Request *request, Response *response)
{
    return api_write(request, response, withdraw);
}

static const Route ROUTES[] = {
    { "GET", "/api/trees", API_SIGNED_IN, 0, get_trees, "机构关系种类", "trees of organisations" },
    { "GET", "/api/trees/view", API_SIGNED_IN, 0, get_view, "某日的机构关系",
      "a tree of organisations on a day" },
    { "GET", "/api/organisations/{organisation}", API_SIGNED_IN, 0, get_organisation, "一个机构",
      "an organisation" },
    { "PUT", "/api/organisations/{organisation}/profile", API_MANAGE_REGISTRY, PROFILE_BODY_BYTES,
      put_organisation_profile, "修改机构属性", "change what is known of an organisation" },
    { "PUT", "/api/trees/{tree}", API_MANAGE_REGISTRY, PROFILE_BODY_BYTES, put_tree_kind,
      "维护机构关系种类", "declare a tree of organisations" },
    { "PUT", "/api/organisations/{organisation}/edges", API_MANAGE_REGISTRY, PROFILE_BODY_BYTES,
      put_organisation_edge, "变更机构关系", "say what an organisation is below" },
    { "DELETE", "/api/organisations/{organisation}/edges/{tree}/{from_on}", API_MANAGE_REGISTRY, 0,
      delete_organisation_edge, "撤销机构关系", "withdraw what an organisation was below" },
    { "GET", "/api/licences", API_SIGNED_IN, 0, get_licences, "到期证照", "licences that expire" },
    { "GET", "/api/reorganisations", API_MANAGE_REGISTRY, 0, get_reorganisations, "机构调整方案",
      "plans of reorganisations" },
    { "POST", "/api/reorganisations", API_MANAGE_REGISTRY, PLAN_BODY_BYTES, post_reorganisation,
      "检查或保存机构调整方案", "check or keep a plan" },
    { "POST", "/api/reorganisations/{reorganisation}/step", API_MANAGE_REGISTRY, PROFILE_BODY_BYTES,
      post_step, "执行下一步", "carry out the next step" },
    { "DELETE", "/api/reorganisations/{reorganisation}", API_MANAGE_REGISTRY, 0,
      delete_reorganisation, "撤销机构调整方案", "withdraw a plan" },
};

const RouteList API_INSTITUTION_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
