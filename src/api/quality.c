/* The quality of the register: what is wrong, where, and with whom. */
#include "indicators/quality.h"

#include "api/figure.h"
#include "api/person.h"
#include "base/limits.h"

/* organisation=ID, or the account's own. */
static bool read_organisation(int64_t *out, const ApiCall *call, Fault *fault)
{
    if (!api_query_id(out, call, SV("organisation"), fault))
        return false;
    if (*out == 0)
        *out = call->actor->organisation_id;
    return true;
}

/* The threshold with the day from which it holds and its source; null without one. */
static void member_threshold(JsonWriter *json, const ApiCall *call, QualityCheck check)
{
    const QualityCheckInfo *const info = quality_check(check);
    const Param *const            param =
        info->param.len ? catalog_param(call->house->catalog, info->param) : NULL;
    QualityRules const rules = quality_rules(call->house->catalog, call->job.today);

    if (!param || rules.thresholds[check] == QUALITY_NO_RULE) {
        member_null(json, "threshold");
        return;
    }
    member_begin_object(json, "threshold");
    member_int(json, "value", rules.thresholds[check]);
    member_label(json, "label", param->label);
    for (uint32_t i = param->value_count; i-- > 0;)
        if (param->values[i].region_digits == 0 &&
            param->values[i].from.days <= call->job.today.days) {
            member_date(json, "from", param->values[i].from, DATE_MIN);
            member_words(json, "source",
                         param->values[i].source.len ? param->values[i].source : param->source);
            break;
        }
    json_end_object(json);
}

static void member_check(JsonWriter *json, const ApiCall *call, QualityCheck check,
                         const QualityCounts *counts)
{
    const QualityCheckInfo *const info = quality_check(check);
    Decimal                       share = { 0 };

    json_begin_object(json);
    member_str(json, "check", info->name);
    member_label(json, "label", info->label);
    member_str(json, "fix", info->fix);
    member_int(json, "count", counts->counts[check]);
    member_words(json, "share",
                 decimal_ratio(&share, counts->counts[check], counts->people, 100, 2)
                     ? decimal_format(call->arena, share)
                     : SV(""));
    member_threshold(json, call, check);
    json_end_object(json);
}

static bool show(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    QualityCounts      counts;
    int64_t            organisation_id = 0;

    if (!read_organisation(&organisation_id, call, fault) ||
        !quality_count(&counts, &reader, organisation_id, call->job.today, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    api_member_organisation(&json, "organisation", call, organisation_id);
    member_instant(&json, "as_of", call->job.now);
    member_int(&json, "people", counts.people);
    int64_t const verified = counts.people - counts.counts[QUALITY_ID_UNVERIFIED];
    Decimal       verified_share = { 0 };
    member_begin_object(&json, "verified");
    member_int(&json, "count", verified);
    member_words(&json, "share",
                 decimal_ratio(&verified_share, verified, counts.people, 100, 2)
                     ? decimal_format(call->arena, verified_share)
                     : SV(""));
    json_end_object(&json);
    member_begin_array(&json, "checks");
    for (int i = 0; i < QUALITY_CHECK_COUNT; i++)
        member_check(&json, call, (QualityCheck)i, &counts);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool read_check(QualityCheck *out, const ApiCall *call, Fault *fault)
{
    return quality_check_find(out, request_parameter(call->request, SV("check"))) ||
           fault_set(fault, FAULT_NOT_FOUND, "there is no such check of the register");
}

static bool list_places(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    QualityCheck       check = QUALITY_UNSEEN;
    QualityPlace      *places = NULL;
    uint32_t           count = 0;
    int64_t            organisation_id = 0;

    if (!read_check(&check, call, fault) || !read_organisation(&organisation_id, call, fault) ||
        !quality_by_place(&places, &count, &reader, organisation_id, call->job.today, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        api_member_organisation(&json, "organisation", call, places[i].organisation_id);
        member_int(&json, "people", places[i].counts.people);
        member_int(&json, "count", places[i].counts.counts[check]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool list_people(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    QualityCheck       check = QUALITY_UNSEEN;
    QualityPerson     *people = NULL;
    uint32_t           count = 0;
    uint32_t           limit = 0;
    int64_t            organisation_id = 0;
    int64_t            after[2] = { 0, 0 };

    if (!read_check(&check, call, fault) || !read_organisation(&organisation_id, call, fault) ||
        !api_query_limit(&limit, call, fault) || !api_query_cursor(after, 2, call, fault) ||
        !quality_people(&people, &count, &reader, check, organisation_id, call->job.today, after,
                        limit, fault) ||
        !api_note(call,
                  (AuditEntry){ .action = AUDIT_FIGURE_OPEN,
                                .subject = AUDIT_OF_INDICATOR,
                                .detail = str_format(call->arena, "quality.%.*s",
                                                     (int)quality_check(check)->name.len,
                                                     quality_check(check)->name.ptr) },
                  fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        if (!api_member_person_counted(&json, call, people[i].person_id, fault))
            return false;
        api_member_organisation(&json, "organisation", call, people[i].organisation_id);
        member_date(&json, "since", people[i].from_on, DATE_MIN);
        member_id(&json, "other_id", people[i].other_id);
        json_end_object(&json);
    }
    json_end_array(&json);
    uint32_t const full = limit ? limit : LIMIT_PAGE_ROWS;
    after[0] = count ? people[count - 1].organisation_id : 0;
    after[1] = count ? people[count - 1].person_id : 0;
    api_member_next(&json, call, count == full, after, 2);
    json_end_object(&json);
    return true;
}

/* ---- routes --------------------------------------------------------------------------------- */

static HttpResult get_quality(Request *request, Response *response)
{
    return api_read_slowly(request, response, show);
}

static HttpResult get_places(Request *request, Response *response)
{
    return api_read_slowly(request, response, list_places);
}

static HttpResult get_people(Request *request, Response *response)
{
    return api_read_slowly(request, response, list_people);
}

static const Route ROUTES[] = {
    { "GET", "/api/quality", API_READ_FIGURE, 0, get_quality, "档案质量",
      "what is wrong with the register" },
    { "GET", "/api/quality/{check}/places", API_READ_FIGURE, 0, get_places,
      "一项档案质量检查的下级分布", "one check at each place below" },
    { "GET", "/api/quality/{check}/people", API_READ_FIGURE | API_READ_PERSON, 0, get_people,
      "档案质量检查未通过的居民", "the people who fail a check" },
};

const RouteList API_QUALITY_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
