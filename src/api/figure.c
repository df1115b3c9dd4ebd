/* Figures: their values, their places, their course, the people behind them. */
#include "api/figure.h"

#include "api/person.h"
#include "base/limits.h"
#include "indicators/denominator.h"
#include "indicators/register_share.h"
#include "registry/organisation_edge.h"

/* ---- what is asked for -------------------------------------------------------------------- */

bool api_query_place(FigurePlace *out, const ApiCall *call, Fault *fault)
{
    Str const region = request_query(call->request, SV("region"));

    *out = (FigurePlace){ .tree = request_query(call->request, SV("tree")) };
    if (!api_query_id(&out->organisation_id, call, SV("organisation"), fault))
        return false;
    if (region.len && out->organisation_id)
        return fault_set(fault, FAULT_INVALID, "one of organisation and region, not both");
    if (region.len && out->tree.len)
        return fault_set(fault, FAULT_INVALID, "a tree is one of organisations, not of regions");
    if (region.len && !region_parse(&out->region_id, region))
        return fault_set(fault, FAULT_INVALID, "region expects a code of 2, 4, 6, 9 or 12 digits");
    if (!region.len && !out->organisation_id)
        out->organisation_id = call->actor->organisation_id;
    return true;
}

bool api_query_period(Period *out, const ApiCall *call, Fault *fault)
{
    Str const text = request_query(call->request, SV("period"));

    *out = period_year(date_year(call->job.today));
    return text.len == 0 || period_parse(out, text, fault);
}

/* A question about one indicator. */
typedef struct {
    uint32_t    index;
    FigurePlace place;
    Period      period;
} Question;

static bool read_question(Question *out, const ApiCall *call, Fault *fault)
{
    const Catalog *const   catalog = call->house->catalog;
    const Indicator *const indicator =
        catalog_indicator(catalog, request_parameter(call->request, SV("indicator")));

    if (!indicator)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such indicator");
    out->index = (uint32_t)(indicator - catalog->indicators);
    return api_query_place(&out->place, call, fault) && api_query_period(&out->period, call, fault);
}

FigureReader api_figure_reader(ApiCall *call)
{
    return house_figures(call->house, &call->job, &call->registry);
}

/* ---- a figure as JSON ------------------------------------------------------------------------ */

void api_member_place(JsonWriter *json, const ApiCall *call, FigurePlace place)
{
    member_begin_object(json, "place");
    if (place.organisation_id)
        api_member_organisation(json, "organisation", call, place.organisation_id);
    else
        api_member_region(json, "region", call, place.region_id);
    if (place.tree.len)
        member_str(json, "tree", place.tree);
    json_end_object(json);
}

static Str state_name(FigureState state)
{
    switch (state) {
    case FIGURE_HAS_VALUE: return SV("ok");
    case FIGURE_NO_WHOLE: return SV("no_whole");
    case FIGURE_ZERO_WHOLE: return SV("zero_whole");
    case FIGURE_NOT_IN_FORCE: return SV("not_in_force");
    }
    return SV("");
}

static Str flag_name(SenseFlag flag)
{
    switch (flag) {
    case SENSE_OVER_WHOLE: return SV("over_whole");
    case SENSE_JUMP: return SV("jump");
    case SENSE_FEW: return SV("few");
    }
    return SV("");
}

static void member_flags(JsonWriter *json, uint32_t flags)
{
    member_begin_array(json, "flags");
    for (uint32_t flag = SENSE_OVER_WHOLE; flag <= SENSE_FEW; flag <<= 1) {
        if (!(flags & flag))
            continue;
        json_begin_object(json);
        member_str(json, "code", flag_name((SenseFlag)flag));
        member_label(json, "label", sense_label((SenseFlag)flag));
        json_end_object(json);
    }
    json_end_array(json);
}

static void member_target(JsonWriter *json, Arena *arena, const Figure *figure)
{
    if (!figure->target) {
        member_null(json, "target");
        member_null(json, "meets_target");
        return;
    }
    member_begin_object(json, "target");
    member_bool(json, "at_least", figure->target->at_least);
    member_str(json, "value", decimal_format(arena, figure->target->value));
    member_words(json, "source", figure->target->source);
    json_end_object(json);
    member_bool(json, "meets_target", figure->meets_target);
}

static void member_better(JsonWriter *json, Direction better)
{
    member_words(json, "better",
                 better == DIRECTION_UP     ? SV("up")
                 : better == DIRECTION_DOWN ? SV("down")
                                            : SV(""));
}

static void add_figure(JsonWriter *json, const ApiCall *call, const Figure *figure)
{
    const Indicator *const indicator = figure->indicator;
    Arena *const           arena = call->arena;
    bool const             has_value = figure->state == FIGURE_HAS_VALUE;

    member_str(json, "indicator", indicator->full);
    member_label(json, "label", indicator->label);
    member_str(json, "programme", call->house->catalog->programmes[indicator->programme].name);
    member_str(json, "period", period_format(arena, figure->period));
    api_member_place(json, call, figure->place);
    member_str(json, "part", figure_amount_text(arena, figure->part, figure->part_scale));
    member_words(json, "whole",
                 figure->has_whole ? figure_amount_text(arena, figure->whole, figure->whole_scale)
                                   : SV(""));
    member_words(json, "value", has_value ? decimal_format(arena, figure->value) : SV(""));
    member_str(json, "shown", figure_value_text(arena, figure, api_language(call)));
    member_label(json, "unit", indicator->unit);
    member_str(json, "state", state_name(figure->state));
    member_label(json, "state_label", figure_state_label(figure->state));
    member_flags(json, figure->flags);
    member_words(json, "whole_source", figure->whole_source);
    member_target(json, arena, figure);
    member_better(json, indicator->better);
    member_bool(json, "from_tallies", figure->from_tallies);
}

static void add_figures(JsonWriter *json, const ApiCall *call, const Figure *figures,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        add_figure(json, call, &figures[i]);
        json_end_object(json);
    }
}

/* ---- reading with a look at the year before ------------------------------------------------- */

/* Compared only where the year before costs no more than a look: it has tallies. */
static bool compare(Figure *figures, uint32_t count, const ApiCall *call,
                    const FigureReader *reader, const uint32_t *indicators, Fault *fault)
{
    Period const  before = period_year_before(figures[0].period);
    Figure *const earlier = arena_array(call->arena, count, sizeof *earlier);

    if (!tally_has(reader->years, before))
        return true;
    if (!figure_read(earlier, reader, indicators, count, figures[0].place, before, fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (earlier[i].part > 0)
            figure_compare(&figures[i], &earlier[i]);
    return true;
}

static bool read_figures(Figure *figures, uint32_t count, ApiCall *call, const uint32_t *indicators,
                         FigurePlace place, Period period, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);

    return count == 0 || (figure_read(figures, &reader, indicators, count, place, period, fault) &&
                          compare(figures, count, call, &reader, indicators, fault));
}

/* The indicators of a programme, or all. */
static bool choose(uint32_t **out, uint32_t *count, const ApiCall *call, Fault *fault)
{
    const Catalog *const catalog = call->house->catalog;
    Str const            programme = request_query(call->request, SV("programme"));
    uint32_t const       index =
        programme.len ? catalog_programme_index(catalog, programme) : CATALOG_NONE;

    if (programme.len && index == CATALOG_NONE)
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such programme");
    *out = arena_array(call->arena, catalog->indicator_count, sizeof(uint32_t));
    *count = 0;
    for (uint32_t i = 0; i < catalog->indicator_count; i++)
        if (programme.len == 0 || catalog->indicators[i].programme == index)
            (*out)[(*count)++] = i;
    return true;
}

static bool list(ApiCall *call, Fault *fault)
{
    FigurePlace place;
    Period      period;
    uint32_t   *indicators = NULL;
    uint32_t    count = 0;

    if (!api_query_place(&place, call, fault) || !api_query_period(&period, call, fault) ||
        !choose(&indicators, &count, call, fault))
        return false;
    Figure *const figures = arena_array(call->arena, count, sizeof *figures);
    if (!read_figures(figures, count, call, indicators, place, period, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_str(&json, "period", period_format(call->arena, period));
    api_member_place(&json, call, place);
    member_instant(&json, "as_of", call->job.now);
    member_begin_array(&json, "figures");
    add_figures(&json, call, figures, count);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- one figure ----------------------------------------------------------------------------- */

static Str whole_text(const Indicator *indicator, Language language)
{
    if (indicator->whole != WHOLE_IS_POPULATION || indicator->whole_text.len)
        return indicator->whole_text;
    return language == LANGUAGE_EN ? SV("official population of the region and year")
                                   : SV("该地区该年的官方人口数");
}

/* Which population it is set against: its number, its day, its source. */
static bool member_denominator(JsonWriter *json, ApiCall *call, const Figure *figure, Fault *fault)
{
    Label              doubt = { 0 };
    FigureReader const reader = api_figure_reader(call);
    Denominator const  denominator = denominator_of(call->arena, &reader, figure);

    member_begin_object(json, "denominator");
    member_str(json, "kind", denominator.kind_name);
    member_label(json, "text", denominator.text);
    member_words(json, "number", denominator.number);
    member_date(json, "on", denominator.on, DATE_MAX);
    if (!register_share_doubt(&doubt, &reader, figure, fault))
        return false;
    member_label(json, "doubt", doubt);
    json_end_object(json);
    member_instant(json, "as_of", call->job.now);
    return true;
}

/* In which tree, as of which day, was asked what lies below the place. */
static bool member_below(JsonWriter *json, ApiCall *call, const Figure *figure, Fault *fault)
{
    const OrganisationTreeKind *kind = NULL;

    if (figure->place.organisation_id == 0) {
        member_null(json, "below");
        return true;
    }
    if (!organisation_tree_kind_find(&kind, &call->registry, figure->place.tree, fault))
        return false;
    member_begin_object(json, "below");
    member_str(json, "tree", kind ? kind->tree : figure->place.tree);
    member_label(json, "tree_label", kind ? kind->label : (Label){ 0 });
    member_date(json, "on", figure->period.end, DATE_MAX);
    json_end_object(json);
    return true;
}

/* The programme's own words that stand in the formula. */
static void member_definitions(JsonWriter *json, const Programme *programme,
                               const Indicator *indicator)
{
    member_begin_array(json, "definitions");
    for (uint32_t i = 0; i < programme->definition_count; i++) {
        const Definition *const definition = &programme->definitions[i];

        if (str_find(indicator->part_text, definition->name) == indicator->part_text.len &&
            str_find(indicator->whole_text, definition->name) == indicator->whole_text.len)
            continue;
        json_begin_object(json);
        member_str(json, "name", definition->name);
        member_label(json, "label", definition->label);
        member_str(json, "text", definition->text);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool show(ApiCall *call, Fault *fault)
{
    Question question;
    Figure   figure;

    if (!read_question(&question, call, fault) ||
        !read_figures(&figure, 1, call, &question.index, question.place, question.period, fault))
        return false;
    const Indicator *const indicator = figure.indicator;
    JsonWriter             json = api_json(call);
    json_begin_object(&json);
    add_figure(&json, call, &figure);
    member_begin_object(&json, "formula");
    member_str(&json, "part", indicator->part_text);
    member_words(&json, "whole", whole_text(indicator, api_language(call)));
    json_end_object(&json);
    if (!member_denominator(&json, call, &figure, fault) ||
        !member_below(&json, call, &figure, fault))
        return false;
    member_label(&json, "note", indicator->note);
    member_words(&json, "source", indicator->source);
    member_definitions(&json, &call->house->catalog->programmes[indicator->programme], indicator);
    json_end_object(&json);
    return true;
}

static bool list_places(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    Question           question;
    Figure            *figures = NULL;
    uint32_t           count = 0;

    if (!read_question(&question, call, fault) ||
        !figure_by_place(&figures, &count, &reader, question.index, question.place, question.period,
                         fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    add_figures(&json, call, figures, count);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- its course ----------------------------------------------------------------------------- */

/* The months or quarters of a year, up to the one that today is in. */
static uint32_t periods_of(Period *out, const ApiCall *call, int32_t year, bool by_quarter)
{
    int32_t const units = by_quarter ? 4 : 12;
    uint32_t      count = 0;

    for (int32_t i = 1; i <= units; i++) {
        Period const period = by_quarter ? period_quarter(year, i) : period_month(year, i);

        if (period.start.days <= call->job.today.days)
            out[count++] = period;
    }
    return count;
}

static bool add_step(JsonWriter *json, ApiCall *call, const FigureReader *reader,
                     const Question *question, Period period, Fault *fault)
{
    Figure figures[2];

    if (!figure_read(&figures[0], reader, &question->index, 1, question->place, period, fault) ||
        !figure_read(&figures[1], reader, &question->index, 1, question->place,
                     period_year_before(period), fault))
        return false;
    figure_compare(&figures[0], &figures[1]);
    json_begin_object(json);
    member_str(json, "period", period_format(call->arena, period));
    member_label(json, "period_label",
                 (Label){ period_label(call->arena, period, LANGUAGE_ZH),
                          period_label(call->arena, period, LANGUAGE_EN) });
    member_begin_object(json, "figure");
    add_figure(json, call, &figures[0]);
    json_end_object(json);
    member_begin_object(json, "year_before");
    add_figure(json, call, &figures[1]);
    json_end_object(json);
    json_end_object(json);
    return true;
}

static bool show_trend(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    bool const by_quarter = str_equal(request_query(call->request, SV("by")), SV("quarter"));
    Question   question;
    Period     periods[12];

    if (!read_question(&question, call, fault))
        return false;
    int32_t const year = period_year_of(question.period);
    if (year - 1 < reader.years->span.from || year > reader.years->span.to)
        return fault_set(fault, FAULT_INVALID, "months are counted for the years %d to %d",
                         reader.years->span.from + 1, reader.years->span.to);
    uint32_t const count = periods_of(periods, call, year, by_quarter);
    JsonWriter     json = api_json(call);
    json_begin_object(&json);
    member_int(&json, "year", year);
    member_str(&json, "by", by_quarter ? SV("quarter") : SV("month"));
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        if (!add_step(&json, call, &reader, &question, periods[i], fault))
            return false;
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- the people behind it ------------------------------------------------------------------- */

static bool query_kind(PeopleKind *out, const ApiCall *call, Fault *fault)
{
    Str const text = request_query(call->request, SV("kind"));

    *out = PEOPLE_COUNTED;
    if (str_equal(text, SV("missing")))
        *out = PEOPLE_MISSING;
    else if (str_equal(text, SV("whole")))
        *out = PEOPLE_WHOLE;
    else if (text.len && !str_equal(text, SV("counted")))
        return fault_set(fault, FAULT_INVALID, "kind expects counted, missing or whole");
    return true;
}

static bool note_opening(ApiCall *call, const Question *question, Fault *fault)
{
    return api_note(
        call,
        (AuditEntry){ .action = AUDIT_FIGURE_OPEN,
                      .subject = AUDIT_OF_INDICATOR,
                      .detail = call->house->catalog->indicators[question->index].full },
        fault);
}

static bool add_behind(JsonWriter *json, ApiCall *call, const FigurePerson *counted, uint8_t scale,
                       Fault *fault)
{
    json_begin_object(json);
    if (!api_member_person_counted(json, call, counted->person_id, fault))
        return false;
    member_str(json, "amount", figure_amount_text(call->arena, counted->amount, scale));
    api_member_organisation(json, "organisation", call, counted->organisation_id);
    json_end_object(json);
    return true;
}

static bool list_people(ApiCall *call, Fault *fault)
{
    const Catalog *const catalog = call->house->catalog;
    FigureReader const   reader = api_figure_reader(call);
    Question             question;
    PeopleKind           kind = PEOPLE_COUNTED;
    FigurePerson        *people = NULL;
    uint32_t             count = 0;
    uint32_t             limit = 0;
    int64_t              after = 0;

    if (!read_question(&question, call, fault) || !query_kind(&kind, call, fault) ||
        !api_query_limit(&limit, call, fault) || !api_query_cursor(&after, 1, call, fault) ||
        !figure_people(&people, &count, &reader, question.index, question.place, question.period,
                       kind, after, limit, fault) ||
        !note_opening(call, &question, fault))
        return false;
    uint8_t const scale = catalog->parts[catalog->indicators[question.index].part].scale;
    JsonWriter    json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++)
        if (!add_behind(&json, call, &people[i], scale, fault))
            return false;
    json_end_array(&json);
    api_member_next(&json, call, count == limit, count ? &people[count - 1].person_id : NULL, 1);
    json_end_object(&json);
    return true;
}

static void member_reasons(JsonWriter *json, const ApiCall *call,
                           const FigureExplanation *explanation)
{
    const Catalog *const catalog = call->house->catalog;

    member_begin_array(json, "reasons");
    for (uint32_t i = 0; i < explanation->reason_count; i++) {
        const FigureReason *const reason = &explanation->reasons[i];
        Value const               value = reason->present
                                              ? value_from_word(call->arena, catalog, reason->type, reason->word)
                                              : (Value){ 0 };

        json_begin_object(json);
        member_str(json, "text", reason->text);
        member_words(json, "value",
                     value_show(call->arena, catalog, reason->type, value, api_language(call)));
        json_end_object(json);
    }
    json_end_array(json);
}

static bool explain(ApiCall *call, Fault *fault)
{
    const Catalog *const catalog = call->house->catalog;
    FigureReader const   reader = api_figure_reader(call);
    Question             question;
    FigureExplanation    explanation;
    int64_t              person_id = 0;

    if (!read_question(&question, call, fault) || !api_parameter_person(&person_id, call, fault) ||
        !figure_explain_person(&explanation, &reader, question.index, question.period, person_id,
                               fault) ||
        !api_note_person(call, person_id, fault))
        return false;
    const Indicator *const indicator = &catalog->indicators[question.index];
    JsonWriter             json = api_json(call);
    json_begin_object(&json);
    member_bool(&json, "in_part", explanation.in_part);
    if (indicator->whole == WHOLE_IS_PART)
        member_bool(&json, "in_whole", explanation.in_whole);
    else
        member_null(&json, "in_whole");
    member_str(
        &json, "amount",
        figure_amount_text(call->arena, explanation.amount, catalog->parts[indicator->part].scale));
    member_reasons(&json, call, &explanation);
    json_end_object(&json);
    return true;
}

/* ---- routes --------------------------------------------------------------------------------- */

/* A period that has tallies takes a moment; any other is counted through all
 * records, and so are the people behind a figure of a large place. */
static HttpResult get_figures(Request *request, Response *response)
{
    return api_read_slowly(request, response, list);
}

static HttpResult get_figure(Request *request, Response *response)
{
    return api_read_slowly(request, response, show);
}

static HttpResult get_places(Request *request, Response *response)
{
    return api_read_slowly(request, response, list_places);
}

static HttpResult get_trend(Request *request, Response *response)
{
    return api_read_slowly(request, response, show_trend);
}

static HttpResult get_people(Request *request, Response *response)
{
    return api_read_slowly(request, response, list_people);
}

static HttpResult get_explanation(Request *request, Response *response)
{
    return api_read(request, response, explain);
}

static const Route ROUTES[] = {
    { "GET", "/api/figures", API_READ_FIGURE, 0, get_figures, "统计指标", "figures of a place" },
    { "GET", "/api/figures/{indicator}", API_READ_FIGURE, 0, get_figure, "一个指标及其口径",
      "one figure, and what it rests on" },
    { "GET", "/api/figures/{indicator}/places", API_READ_FIGURE, 0, get_places, "指标的下级分布",
      "one figure of each place below" },
    { "GET", "/api/figures/{indicator}/trend", API_READ_FIGURE, 0, get_trend, "指标的变化",
      "one figure over the year" },
    { "GET", "/api/figures/{indicator}/people", API_READ_FIGURE | API_READ_PERSON, 0, get_people,
      "指标背后的居民", "the people behind a figure" },
    { "GET", "/api/figures/{indicator}/people/{person}", API_READ_FIGURE | API_READ_PERSON, 0,
      get_explanation, "居民为何计入或未计入", "why a person is counted or not" },
};

const RouteList API_FIGURE_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
