/* What there is: the routes of the program, the definitions in force. */
#include "api/api_private.h"
#include "registry/person_code.h"

/* ---- the program --------------------------------------------------------------------------- */

static void add_route(JsonWriter *json, const Route *route)
{
    json_begin_object(json);
    member_str(json, "method", str_from_c(route->method));
    member_str(json, "pattern", str_from_c(route->pattern));
    member_label(json, "summary",
                 (Label){ str_from_c(route->summary_zh), str_from_c(route->summary_en) });
    json_end_object(json);
}

static bool show_program(ApiCall *call, Fault *fault)
{
    const ApiOptions *const options = &call->api->options;
    JsonWriter              json = api_json(call);

    (void)fault;
    json_begin_object(&json);
    member_str(&json, "name", SV("Barefoot"));
    member_begin_object(&json, "catalogue");
    member_int(&json, "version", call->house->catalogue_version);
    member_str(&json, "hash", call->house->catalogue_hash);
    json_end_object(&json);
    member_date(&json, "today", call->job.today, DATE_MIN);
    member_begin_array(&json, "routes");
    for (uint32_t i = 0; i < options->route_list_count; i++)
        for (uint32_t j = 0; j < options->routes[i].count; j++)
            add_route(&json, &options->routes[i].routes[j]);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static HttpResult get_program(Request *request, Response *response)
{
    return api_read(request, response, show_program);
}

/* ---- the definitions ------------------------------------------------------------------------- */

/* What is due in a programme: each item once, though several lines may speak of it. */
static void add_items(JsonWriter *json, const Programme *programme)
{
    member_begin_array(json, "items");
    for (uint32_t i = 0; i < programme->due_count; i++) {
        bool is_new = true;

        for (uint32_t j = 0; j < i; j++)
            is_new = is_new && !str_equal(programme->dues[i].name, programme->dues[j].name);
        if (!is_new)
            continue;
        json_begin_object(json);
        member_str(json, "name", programme->dues[i].name);
        member_label(json, "label", programme->dues[i].label);
        json_end_object(json);
    }
    json_end_array(json);
}

static void add_programme(JsonWriter *json, const Catalog *catalog, const Programme *programme)
{
    json_begin_object(json);
    member_str(json, "name", programme->name);
    member_label(json, "label", programme->label);
    member_words(json, "source", programme->source);
    member_bool(json, "enrols", programme->enrol_form != CATALOG_NONE);
    member_begin_array(json, "forms");
    for (uint32_t i = 0; i < programme->form_count; i++)
        json_add_str(json, catalog->forms[programme->forms[i]].name);
    json_end_array(json);
    add_items(json, programme);
    member_begin_array(json, "indicators");
    for (uint32_t i = 0; i < programme->indicator_count; i++) {
        const Indicator *const indicator = &catalog->indicators[programme->indicators[i]];

        json_begin_object(json);
        member_str(json, "name", indicator->full);
        member_label(json, "label", indicator->label);
        member_label(json, "unit", indicator->unit);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void add_form(JsonWriter *json, const Catalog *catalog, const Form *form)
{
    json_begin_object(json);
    member_str(json, "name", form->name);
    member_label(json, "label", form->label);
    member_words(json, "programme",
                 form->programme == CATALOG_NONE ? SV("")
                                                 : catalog->programmes[form->programme].name);
    member_str(json, "subject",
               form->subject == SUBJECT_PERSON ? SV("person")
                                               : catalog->registers[form->subject].name);
    member_bool(json, "is_service", form->is_service);
    json_end_object(json);
}

/* The codes of what the registry itself keeps about a person. */
static void add_person_codes(JsonWriter *json)
{
    static const char *const NAMES[] = {
        [PERSON_CODE_SEX] = "sex",
        [PERSON_CODE_ID_KIND] = "id_kind",
        [PERSON_CODE_RELATION] = "relation",
        [PERSON_CODE_RESIDENCE] = "residence",
        [PERSON_CODE_ETHNIC] = "ethnic",
        [PERSON_CODE_NUMBER_KIND] = "number_kind",
        [PERSON_CODE_NUMBER_STATUS] = "number_status",
        [PERSON_CODE_VERIFIED] = "verified",
        [PERSON_CODE_NAME_KIND] = "name_kind",
        [PERSON_CODE_KIN] = "kin",
        [PERSON_CODE_EDUCATION] = "education",
    };

    member_begin_object(json, "person_codes");
    for (uint32_t set = 0; set < PERSON_CODE_SET_COUNT; set++) {
        uint32_t                count = 0;
        const PersonCode *const codes = person_code_all((PersonCodeSet)set, &count);

        member_begin_array(json, NAMES[set]);
        for (uint32_t i = 0; i < count; i++) {
            json_begin_object(json);
            member_str(json, "code", codes[i].code);
            member_label(json, "label", codes[i].label);
            json_end_object(json);
        }
        json_end_array(json);
    }
    json_end_object(json);
}

static bool show_catalogue(ApiCall *call, Fault *fault)
{
    const Catalog *const catalog = call->house->catalog;
    JsonWriter           json = api_json(call);

    (void)fault;
    json_begin_object(&json);
    member_int(&json, "version", call->house->catalogue_version);
    member_begin_array(&json, "programmes");
    for (uint32_t i = 0; i < catalog->programme_count; i++)
        add_programme(&json, catalog, &catalog->programmes[i]);
    json_end_array(&json);
    member_begin_array(&json, "forms");
    for (uint32_t i = 0; i < catalog->form_count; i++)
        add_form(&json, catalog, &catalog->forms[i]);
    json_end_array(&json);
    member_begin_array(&json, "registers");
    for (uint32_t i = 0; i < catalog->register_count; i++) {
        json_begin_object(&json);
        member_str(&json, "name", catalog->registers[i].name);
        member_label(&json, "label", catalog->registers[i].label);
        json_end_object(&json);
    }
    json_end_array(&json);
    add_person_codes(&json);
    json_end_object(&json);
    return true;
}

static HttpResult get_catalogue(Request *request, Response *response)
{
    return api_read(request, response, show_catalogue);
}

static const Route ROUTES[] = {
    { "GET", "/api", API_SIGNED_IN, 0, get_program, "程序与接口一览",
      "the program and its routes" },
    { "GET", "/api/catalogue", API_SIGNED_IN, 0, get_catalogue, "业务定义一览",
      "programmes, forms and registers" },
};

const RouteList API_CATALOGUE_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
