/* The people behind a figure, and why one of them is counted or not. */
#include <stdlib.h>

#include "base/limits.h"
#include "indicators/batch.h"
#include "indicators/figure_private.h"

/* Up to so many posts are looked up person by person; more are streamed. */
enum { POSTS_LOOKED_UP = 300 };

typedef struct {
    const FigureReader *reader;
    const Indicator    *indicator;
    FigureSite          site;
    PeopleKind          kind;
    const LaneSet      *lane;
    Counter            *counter;
    FigurePerson       *found;
    uint32_t            count, limit;
} Search;

/* In another tree lie posts that are not the actor's. */
static bool is_here(const Search *search, const Stay *stay)
{
    const Registry *const registry = search->reader->registry;

    return figure_site_has(&search->site, stay->organisation_id, stay->region_id) &&
           (!search->site.has_view || actor_is_system(registry->actor) ||
            organisation_is_inside(registry->organisations, stay->organisation_id,
                                   registry->actor->organisation_id));
}

/* Keep the subject of the facts when it is one of those that were asked for. */
static void consider(Search *search, Facts *facts)
{
    facts_ask(facts, search->lane);
    const Stay *const stay = facts_place(facts, 0);
    if (!is_here(search, stay))
        return;
    counter_begin(search->counter, facts);
    const Addition *const part = counter_part(search->counter, search->indicator->part);
    bool const            in_part = part != NULL;
    bool const            in_whole = search->indicator->whole == WHOLE_IS_PART &&
                          counter_part(search->counter, search->indicator->whole_part) != NULL;
    bool const wanted = search->kind == PEOPLE_COUNTED   ? in_part
                        : search->kind == PEOPLE_MISSING ? in_whole && !in_part
                                                         : in_whole;
    if (wanted)
        search->found[search->count++] = (FigurePerson){
            .person_id = facts_subject(facts)->id,
            .amount = addition_in(part, 0),
            .organisation_id = stay->organisation_id,
            .region_id = stay->region_id,
        };
}

static bool consider_streamed(void *context, Facts *facts, bool *stop, Fault *fault)
{
    Search *const search = context;

    (void)fault;
    consider(search, facts);
    *stop = search->count == search->limit;
    return true;
}

static int by_id(const void *left, const void *right)
{
    int64_t const a = *(const int64_t *)left;
    int64_t const b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

/* Everybody who was ever at one of these posts, after a person: sorted ids, with
 * repetitions. */
static bool candidates(int64_t **out, uint32_t *count, const Search *search, Sql sql,
                       const int64_t *from, const int64_t *to, uint32_t ranges, int64_t after,
                       Fault *fault)
{
    Arena *const arena = search->reader->registry->arena;
    Statement   *select = NULL;
    uint32_t     capacity = 0;
    bool         row = false;
    bool         ok = false;

    *out = NULL;
    *count = 0;
    if (!statement_open(&select, search->reader->store, sql, fault))
        goto done;
    for (uint32_t i = 0; i < ranges; i++) {
        if (!statement_bind_int(select, 1, from[i], fault) ||
            !statement_bind_int(select, 2, to[i], fault) ||
            !statement_bind_int(select, 3, after, fault))
            goto done;
        while (true) {
            if (!statement_next(select, &row, fault))
                goto done;
            if (!row)
                break;
            *out = arena_grow(arena, *out, *count, &capacity, sizeof(int64_t));
            (*out)[(*count)++] = statement_int(select, 0);
        }
    }
    if (*count)
        qsort(*out, *count, sizeof(int64_t), by_id);
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static bool consider_each(Search *search, const int64_t *persons, uint32_t count, Fault *fault)
{
    Facts *const facts = facts_open(search->reader->registry->arena, search->reader->plan);

    for (uint32_t i = 0; i < count && search->count < search->limit; i++) {
        if (i > 0 && persons[i] == persons[i - 1])
            continue;
        if (!facts_load(facts, search->reader->store, persons[i], fault))
            return false;
        consider(search, facts);
    }
    return true;
}

static bool search_posts(Search *search, const uint32_t *posts, uint32_t post_count, int64_t after,
                         Fault *fault)
{
    const OrganisationTree *const tree = search->reader->registry->organisations;
    int64_t                       ids[POSTS_LOOKED_UP];
    int64_t                      *persons = NULL;
    uint32_t                      count = 0;

    for (uint32_t i = 0; i < post_count; i++)
        ids[i] = tree->organisations[posts[i]].organisation_id;
    return candidates(&persons, &count, search,
                      SQL("SELECT person_id FROM residence INDEXED BY residence_at_organisation"
                          " WHERE organisation_id = ?1 AND organisation_id = ?2"
                          " AND person_id > ?3"),
                      ids, ids, post_count, after, fault) &&
           consider_each(search, persons, count, fault);
}

static bool search_region(Search *search, int64_t region_id, int64_t after, Fault *fault)
{
    int64_t const last = region_last(region_id);
    int64_t      *persons = NULL;
    uint32_t      count = 0;

    return candidates(&persons, &count, search,
                      SQL("SELECT person_id FROM residence INDEXED BY residence_at_region"
                          " WHERE region_id BETWEEN ?1 AND ?2 AND person_id > ?3"),
                      &region_id, &last, 1, after, fault) &&
           consider_each(search, persons, count, fault);
}

bool figure_people(FigurePerson **out, uint32_t *count, const FigureReader *reader,
                   uint32_t indicator, FigurePlace place, Period period, PeopleKind kind,
                   int64_t after, uint32_t limit, Fault *fault)
{
    const Actor *const actor = reader->registry->actor;
    Arena *const       arena = reader->registry->arena;
    Search             search = {
                    .reader = reader,
                    .indicator = &reader->plan->catalog->indicators[indicator],
                    .kind = kind,
                    .lane = lane_set_open(arena, &period, 1, false, reader->plan->windows,
                                          reader->plan->window_count),
                    .counter = counter_open(arena, reader->plan),
                    .limit = limit && limit < LIMIT_PAGE_ROWS ? limit : LIMIT_PAGE_ROWS,
    };
    uint32_t post_count = 0;
    bool     ok = false;

    if (!access_require(actor, PERMIT_READ_PERSON, fault))
        return false;
    if (place.organisation_id == 0 && !actor_is_system(actor))
        place.organisation_id = actor->organisation_id;
    if (!access_require_place(actor,
                              actor_is_system(actor) ||
                                  organisation_is_inside(reader->registry->organisations,
                                                         place.organisation_id,
                                                         actor->organisation_id),
                              fault) ||
        !figure_site_open(&search.site, reader, place, period, fault))
        return false;
    search.found = arena_array(arena, search.limit, sizeof(FigurePerson));
    const uint32_t *const posts = figure_site_below(&search.site, &post_count);
    if (place.organisation_id && post_count <= POSTS_LOOKED_UP)
        ok = search_posts(&search, posts, post_count, after, fault);
    else if (!place.organisation_id && place.region_id &&
             region_level(place.region_id) >= REGION_TOWNSHIP)
        ok = search_region(&search, place.region_id, after, fault);
    else
        ok = batch_each(reader->store, reader->plan, after == INT64_MAX ? after : after + 1,
                        INT64_MAX, consider_streamed, &search, fault);
    *out = search.found;
    *count = search.count;
    return ok;
}

/* ---- explain -------------------------------------------------------------------------------- */

static Str slot_text(const Catalog *catalog, Slot slot, Arena *arena)
{
    static const char *const ATTRIBUTES[] = {
        [ATTRIBUTE_BORN_ON] = "born_on",
        [ATTRIBUTE_DIED_ON] = "died_on",
        [ATTRIBUTE_SEX] = "sex",
        [ATTRIBUTE_AGE] = "age",
        [ATTRIBUTE_AGE_MONTHS] = "age_months",
        [ATTRIBUTE_AGE_DAYS] = "age_days",
        [ATTRIBUTE_RESIDENT] = "resident",
        [ATTRIBUTE_RESIDENT_IN_PERIOD] = "resident in period",
        [ATTRIBUTE_RESIDENT_IN_YEAR] = "resident in year",
        [ATTRIBUTE_RESIDENT_SINCE] = "resident_since",
        [ATTRIBUTE_RESIDENCE] = "residence",
        [ATTRIBUTE_RESIDENT_STATUS] = "resident_status",
    };
    static const char *const STATES[] = {
        [STATE_ENROLLED] = "enrolled",
        [STATE_ENROLLED_IN_PERIOD] = "enrolled in period",
        [STATE_ENROLLED_IN_YEAR] = "enrolled in year",
        [STATE_ENROLLED_ON] = "enrolled_on",
        [STATE_CLOSED_ON] = "closed_on",
    };

    switch (slot.kind) {
    case SLOT_TERM: return catalog->terms[slot.index].text;
    case SLOT_ATTRIBUTE: return str_from_c(ATTRIBUTES[slot.index]);
    case SLOT_STATE:
        return str_format(arena, "%.*s.%s", (int)catalog->programmes[slot.index].name.len,
                          catalog->programmes[slot.index].name.ptr, STATES[slot.sub]);
    case SLOT_PARAM: return catalog->params[slot.index].name;
    case SLOT_DAY: return SV("day");
    case SLOT_PERIOD_START: return SV("period_start");
    case SLOT_YEAR_START: return SV("year_start");
    case SLOT_YEAR_END: return SV("year_end");
    case SLOT_FIELD:
    case SLOT_LIST_ROWS: break;
    }
    return SV("");
}

static Type slot_type(const Catalog *catalog, Slot slot)
{
    switch (slot.kind) {
    case SLOT_TERM: return catalog->terms[slot.index].type;
    case SLOT_PARAM: return catalog->params[slot.index].type;
    case SLOT_ATTRIBUTE:
        switch ((Attribute)slot.index) {
        case ATTRIBUTE_BORN_ON:
        case ATTRIBUTE_DIED_ON:
        case ATTRIBUTE_RESIDENT_SINCE: return (Type){ .kind = TYPE_DATE };
        case ATTRIBUTE_AGE:
        case ATTRIBUTE_AGE_MONTHS:
        case ATTRIBUTE_AGE_DAYS: return (Type){ .kind = TYPE_NUMBER };
        case ATTRIBUTE_RESIDENT:
        case ATTRIBUTE_RESIDENT_IN_PERIOD:
        case ATTRIBUTE_RESIDENT_IN_YEAR: return (Type){ .kind = TYPE_BOOL };
        case ATTRIBUTE_SEX:
        case ATTRIBUTE_RESIDENCE:
        case ATTRIBUTE_RESIDENT_STATUS:
        case ATTRIBUTE_COUNT: break;
        }
        for (uint32_t i = 0; i < catalog->code_count; i++)
            if (str_equal(catalog->codes[i].name, slot_text(catalog, slot, NULL)))
                return (Type){ .kind = TYPE_CODE, .codes = (uint16_t)i };
        return (Type){ .kind = TYPE_NUMBER };
    case SLOT_STATE:
        return (Type){ .kind = slot.sub == STATE_ENROLLED_ON || slot.sub == STATE_CLOSED_ON
                                   ? TYPE_DATE
                                   : TYPE_BOOL };
    case SLOT_DAY:
    case SLOT_PERIOD_START:
    case SLOT_YEAR_START:
    case SLOT_YEAR_END: return (Type){ .kind = TYPE_DATE };
    case SLOT_FIELD:
    case SLOT_LIST_ROWS: break;
    }
    return (Type){ 0 };
}

static void add_reasons(FigureExplanation *out, const Catalog *catalog, Facts *facts,
                        const Expr *expr, Arena *arena)
{
    for (uint32_t i = 0; i < expr->slot_count; i++) {
        Str const text = slot_text(catalog, expr->slots[i], arena);
        uint32_t  at = 0;

        while (at < out->reason_count && !str_equal(out->reasons[at].text, text))
            at++;
        if (at < out->reason_count)
            continue;
        const Vector *const answer = facts_slot(facts, expr->slots[i]);
        out->reasons[out->reason_count++] = (FigureReason){
            .text = text,
            .type = slot_type(catalog, expr->slots[i]),
            .present = vector_has(answer, 0),
            .word = vector_word(answer, 0),
        };
    }
}

bool figure_explain_person(FigureExplanation *out, const FigureReader *reader, uint32_t index,
                           Period period, int64_t person_id, Fault *fault)
{
    const Catalog *const   catalog = reader->plan->catalog;
    const Indicator *const indicator = &catalog->indicators[index];
    Arena *const           arena = reader->registry->arena;
    Facts *const           facts = facts_open(arena, reader->plan);
    Counter *const         counter = counter_open(arena, reader->plan);
    const Expr *const      part = catalog->parts[indicator->part].expr;
    const Expr *const      whole =
        indicator->whole == WHOLE_IS_PART ? catalog->parts[indicator->whole_part].expr : NULL;

    *out = (FigureExplanation){ 0 };
    if (!access_require(reader->registry->actor, PERMIT_READ_PERSON, fault) ||
        !facts_load(facts, reader->store, person_id, fault))
        return false;
    facts_ask(facts, lane_set_open(arena, &period, 1, false, reader->plan->windows,
                                   reader->plan->window_count));
    if (!registry_require_place(reader->registry, facts_place(facts, 0)->organisation_id, fault))
        return false;
    counter_begin(counter, facts);
    out->amount = addition_in(counter_part(counter, indicator->part), 0);
    out->in_part = out->amount != 0;
    if (whole)
        out->in_whole = counter_part(counter, indicator->whole_part) != NULL;
    out->reasons = arena_array(arena, part->slot_count + (whole ? whole->slot_count : 0),
                               sizeof(FigureReason));
    if (whole)
        add_reasons(out, catalog, facts, whole, arena);
    add_reasons(out, catalog, facts, part, arena);
    return true;
}
