/* How the population of a place changed, and who is behind each line. */
#include "indicators/population_change.h"
#include "indicators/register_share.h"

#include "api/figure.h"
#include "api/person.h"
#include "base/instant.h"

/* From the first day of the year, when nothing else is said, to today. */
static bool read_question(PopulationQuestion *out, const ApiCall *call, Fault *fault)
{
    Date const today = call->job.today;
    Date       as_of = DATE_MAX;

    *out = (PopulationQuestion){ 0 };
    if (!api_query_place(&out->place, call, fault) ||
        !api_query_day(&out->until, call, SV("until"), today, fault) ||
        !api_query_day(&out->from, call, SV("from"), date_from_civil(date_year(out->until), 1, 1),
                       fault) ||
        !api_query_day(&as_of, call, SV("as_of"), DATE_MAX, fault))
        return false;
    if (as_of.days != DATE_MAX.days) /* as it was known when that day was over */
        out->as_of = instant_of_day(date_add_days(as_of, 1)) - 1;
    return true;
}

static int64_t sum_of(const PopulationChange *change, PopulationLine line, int kind, int sex,
                      int band)
{
    int64_t sum = 0;

    for (int i = 0; i < POPULATION_KIND_COUNT; i++)
        for (int j = 0; j < POPULATION_SEX_COUNT; j++)
            for (int k = 0; k < POPULATION_BANDS; k++)
                if ((kind < 0 || kind == i) && (sex < 0 || sex == j) && (band < 0 || band == k))
                    sum += change->cells[line][i][j][k];
    return sum;
}

static void member_line(JsonWriter *json, const PopulationChange *change, PopulationLine line)
{
    const PopulationLineInfo *const info = population_line(line);

    json_begin_object(json);
    member_str(json, "line", info->name);
    member_label(json, "label", info->label);
    if (info->sign == POPULATION_LINE_BALANCE)
        member_null(json, "sign");
    else
        member_int(json, "sign", info->sign);
    member_int(json, "total", change->total[line]);
    member_int(json, "registered", sum_of(change, line, POPULATION_REGISTERED, -1, -1));
    member_int(json, "living", sum_of(change, line, POPULATION_LIVING, -1, -1));
    member_int(json, "male", sum_of(change, line, -1, POPULATION_MALE, -1));
    member_int(json, "female", sum_of(change, line, -1, POPULATION_FEMALE, -1));
    json_end_object(json);
}

/* The pyramid: at the opening and at the closing. */
static void member_bands(JsonWriter *json, const PopulationChange *change)
{
    static const struct {
        const char    *name;
        PopulationLine line;
        PopulationSex  sex;
    } SIDES[] = {
        { "opening_male", POPULATION_OPENING, POPULATION_MALE },
        { "opening_female", POPULATION_OPENING, POPULATION_FEMALE },
        { "closing_male", POPULATION_CLOSING, POPULATION_MALE },
        { "closing_female", POPULATION_CLOSING, POPULATION_FEMALE },
    };

    member_begin_array(json, "bands");
    for (int band = 0; band < POPULATION_BANDS; band++) {
        json_begin_object(json);
        member_int(json, "age_from", band * POPULATION_BAND_YEARS);
        if (band + 1 < POPULATION_BANDS)
            member_int(json, "age_to", (band + 1) * POPULATION_BAND_YEARS - 1);
        else
            member_null(json, "age_to");
        for (size_t i = 0; i < COUNT_OF(SIDES); i++)
            member_int(json, SIDES[i].name,
                       sum_of(change, SIDES[i].line, -1, (int)SIDES[i].sex, band));
        json_end_object(json);
    }
    json_end_array(json);
}

static bool show_changes(ApiCall *call, Fault *fault)
{
    FigureReader const      reader = api_figure_reader(call);
    PopulationChange *const change = arena_alloc(call->arena, sizeof *change);
    PopulationQuestion      question;

    if (!read_question(&question, call, fault) ||
        !population_change_read(change, &reader, &question, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    api_member_place(&json, call, question.place);
    member_date(&json, "from", question.from, DATE_MIN);
    member_date(&json, "until", question.until, DATE_MAX);
    member_instant(&json, "as_of", question.as_of ? question.as_of : call->job.now);
    member_begin_array(&json, "lines");
    for (int line = 0; line < POPULATION_LINE_COUNT; line++)
        member_line(&json, change, (PopulationLine)line);
    json_end_array(&json);
    member_bands(&json, change);
    json_end_object(&json);
    return true;
}

static bool note_opening(ApiCall *call, PopulationLine line, Fault *fault)
{
    return api_note(call,
                    (AuditEntry){ .action = AUDIT_FIGURE_OPEN,
                                  .subject = AUDIT_OF_INDICATOR,
                                  .detail = str_format(call->arena, "population.%.*s",
                                                       (int)population_line(line)->name.len,
                                                       population_line(line)->name.ptr) },
                    fault);
}

static bool add_entry(JsonWriter *json, ApiCall *call, const PopulationEntry *entry, Fault *fault)
{
    json_begin_object(json);
    if (!api_member_person_counted(json, call, entry->person_id, fault))
        return false;
    member_date(json, "on", entry->on, DATE_MIN);
    api_member_organisation(json, "organisation", call, entry->organisation_id);
    api_member_organisation(json, "other", call, entry->other_id);
    member_words(json, "elsewhere", entry->elsewhere);
    member_words(json, "reason", entry->reason);
    json_end_object(json);
    return true;
}

static bool list_people(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    PopulationQuestion question;
    PopulationLine     line = POPULATION_OPENING;
    PopulationEntry   *entries = NULL;
    uint32_t           count = 0;
    uint32_t           limit = 0;
    int64_t            after = 0;
    bool               more = false;

    if (!population_line_find(&line, request_parameter(call->request, SV("line"))))
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such line of a population's change");
    if (!read_question(&question, call, fault) || !api_query_limit(&limit, call, fault) ||
        !api_query_cursor(&after, 1, call, fault) ||
        !population_change_people(&entries, &count, &more, &reader, &question, line, after, limit,
                                  fault) ||
        !note_opening(call, line, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        if (!add_entry(&json, call, &entries[i], fault))
            return false;
    json_end_array(&json);
    api_member_next(&json, call, more, count ? &entries[count - 1].person_id : NULL, 1);
    json_end_object(&json);
    return true;
}

/* ---- the official number ----------------------------------------------------------------------
 */

static void member_official(JsonWriter *json, const ApiCall *call, const Population *told)
{
    member_begin_object(json, "region");
    member_str(json, "code", region_code(call->arena, told->region_id));
    member_words(json, "name", region_path(call->house->regions, call->arena, told->region_id));
    json_end_object(json);
    member_int(json, "year", told->year);
    if (told->group.sex)
        member_int(json, "sex", told->group.sex);
    else
        member_null(json, "sex");
    member_int(json, "age_from", told->group.age_from);
    if (told->group.age_below)
        member_int(json, "age_to", told->group.age_below - 1);
    else
        member_null(json, "age_to");
    member_label(json, "group", population_group_label(call->arena, told->group));
    member_int(json, "count", told->count);
    member_str(json, "source", told->source);
}

enum { OFFICIAL_KEYS = 4 };

static void member_doubts(JsonWriter *json, const ApiCall *call, const PopulationDoubt *doubts,
                          uint32_t count)
{
    member_begin_array(json, "doubts");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        member_str(json, "doubt", population_doubt_name(doubts[i].kind));
        member_label(json, "label", population_doubt_label(doubts[i].kind));
        member_int(json, "parts", doubts[i].parts);
        member_official(json, call, &doubts[i].told);
        json_end_object(json);
    }
    json_end_array(json);
}

/* What was told of a year, and what of it contradicts itself (with the first page). */
static bool list_official(ApiCall *call, Fault *fault)
{
    Str const          text = request_query(call->request, SV("year"));
    FigureReader const reader = api_figure_reader(call);
    uint64_t           year = (uint64_t)date_year(call->job.today);
    FigurePlace        place;
    const Population  *rows = NULL;
    PopulationDoubt   *doubts = NULL;
    uint32_t           count = 0;
    uint32_t           doubt_count = 0;
    uint32_t           limit = 0;
    int64_t            cursor[OFFICIAL_KEYS] = { 0 };

    if (text.len && !str_to_uint(&year, text, POPULATION_YEAR_MAX))
        return fault_set(fault, FAULT_INVALID, "year must be a year of four digits");
    if (!api_query_place(&place, call, fault) || !figure_require_place(&reader, place, fault) ||
        !api_query_limit(&limit, call, fault) ||
        !api_query_cursor(cursor, OFFICIAL_KEYS, call, fault))
        return false;
    int64_t const    region_id = figure_region_of(&reader, place);
    Population const last = { .region_id = cursor[0],
                              .group = { (uint8_t)cursor[1], (uint8_t)cursor[2],
                                         (uint8_t)cursor[3] } };
    if (!population_list(&rows, &count, &call->registry, region_id, (int32_t)year,
                         cursor[0] ? &last : NULL, limit + 1, fault) ||
        (cursor[0] == 0 && !population_doubts(&doubts, &doubt_count, &call->registry, region_id,
                                              (int32_t)year, fault)))
        return false;
    bool const more = count > limit;
    count -= more;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    api_member_place(&json, call, place);
    member_int(&json, "year", (int64_t)year);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        member_official(&json, call, &rows[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    member_doubts(&json, call, doubts, doubt_count);
    if (count) {
        const Population *const end = &rows[count - 1];
        cursor[0] = end->region_id;
        cursor[1] = end->group.sex;
        cursor[2] = end->group.age_from;
        cursor[3] = end->group.age_below;
    }
    api_member_next(&json, call, more, cursor, OFFICIAL_KEYS);
    json_end_object(&json);
    return true;
}

static void member_share(JsonWriter *json, const ApiCall *call, const RegisterShare *share)
{
    const Figure *const figure = &share->figure;

    api_member_place(json, call, figure->place);
    member_int(json, "registered", figure->part);
    if (figure->has_whole)
        member_int(json, "official", figure->whole);
    else
        member_null(json, "official");
    member_words(json, "source", figure->whole_source);
    member_words(json, "ratio",
                 figure->state == FIGURE_HAS_VALUE ? decimal_format(call->arena, figure->value)
                                                   : SV(""));
    member_int(json, "difference", share->difference);
    member_words(json, "least", share->least);
    member_words(json, "most", share->most);
    member_str(json, "state", register_share_state_name(share->state));
    member_label(json, "reason", share->reason);
}

static bool show_share(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    FigurePlace        place;
    Period             period;
    RegisterShare      here;
    RegisterShare     *below = NULL;
    uint32_t           count = 0;

    if (!api_query_place(&place, call, fault) || !api_query_period(&period, call, fault) ||
        !register_share_read(&here, &reader, place, period, fault) ||
        !register_share_by_place(&below, &count, &reader, place, period, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_str(&json, "indicator", SV(REGISTER_SHARE));
    member_str(&json, "period", period_format(call->arena, period));
    member_instant(&json, "as_of", call->job.now);
    member_share(&json, call, &here);
    member_begin_array(&json, "places");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        member_share(&json, call, &below[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- routes --------------------------------------------------------------------------------- */

static HttpResult get_changes(Request *request, Response *response)
{
    return api_read_slowly(request, response, show_changes);
}

static HttpResult get_people(Request *request, Response *response)
{
    return api_read_slowly(request, response, list_people);
}

static HttpResult get_official(Request *request, Response *response)
{
    return api_read(request, response, list_official);
}

static HttpResult get_share(Request *request, Response *response)
{
    return api_read_slowly(request, response, show_share);
}

static const Route ROUTES[] = {
    { "GET", "/api/population/official", API_READ_FIGURE, 0, get_official, "官方人口数",
      "official numbers of people, and those that contradict each other" },
    { "GET", "/api/population/share", API_READ_FIGURE, 0, get_share, "登记常住人口与官方人口比较",
      "usual residents on the register against the official number" },
    { "GET", "/api/population/changes", API_READ_FIGURE, 0, get_changes, "人口变动",
      "how the population of a place changed" },
    { "GET", "/api/population/changes/{line}", API_READ_FIGURE | API_READ_PERSON, 0, get_people,
      "人口变动背后的居民", "the people behind a line of it" },
};

const RouteList API_POPULATION_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
