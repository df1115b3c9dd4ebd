#include "indicators/figure.h"

#include <assert.h>

#include "indicators/batch.h"
#include "indicators/figure_private.h"

enum { FEW_PEOPLE = 5, JUMP_POINTS = 20 };

Label figure_state_label(FigureState state)
{
    switch (state) {
    case FIGURE_HAS_VALUE: return (Label){ SV("有值"), SV("has a value") };
    case FIGURE_NO_WHOLE: return (Label){ SV("分母无数据"), SV("no data for the whole") };
    case FIGURE_ZERO_WHOLE: return (Label){ SV("分母为零"), SV("the whole is zero") };
    case FIGURE_NOT_IN_FORCE:
        return (Label){ SV("该时期不适用"), SV("not in force in that period") };
    }
    return (Label){ 0 };
}

Label sense_label(SenseFlag flag)
{
    switch (flag) {
    case SENSE_OVER_WHOLE:
        return (Label){ SV("分子大于分母，请核查分母口径或重复计数"),
                        SV("more than the whole: check the whole, or double counting") };
    case SENSE_JUMP:
        return (Label){ SV("与上年同期相差超过20个百分点"),
                        SV("more than 20 points from the same period a year before") };
    case SENSE_FEW: return (Label){ SV("人数少于5"), SV("fewer than five people") };
    }
    return (Label){ 0 };
}

/* ---- places --------------------------------------------------------------------------------- */

/* A region can be asked about by whoever sees everything of the organisation that
 * is responsible for it or for a region around it. */
static bool may_see_region(const FigureReader *reader, int64_t region_id)
{
    const Actor *const        actor = reader->registry->actor;
    const Organisation *const home =
        organisation_find(reader->registry->organisations, actor->organisation_id);

    return actor_is_system(actor) ||
           (home && region_id && region_is_inside(region_id, home->region_id));
}

bool figure_require_place(const FigureReader *reader, FigurePlace place, Fault *fault)
{
    const Actor *const actor = reader->registry->actor;
    bool               inside = actor_is_system(actor);

    if (!access_require(actor, PERMIT_READ_FIGURE, fault))
        return false;
    if (place.organisation_id)
        inside = inside || organisation_is_inside(reader->registry->organisations,
                                                  place.organisation_id, actor->organisation_id);
    else
        inside = may_see_region(reader, place.region_id);
    return access_require_place(actor, inside, fault);
}

/* ---- parts ---------------------------------------------------------------------------------- */

typedef struct {
    const FigureSite *site;
    int64_t           sum;
} PlaceSum;

static void add_cell(void *opaque, const TallyCell *cell)
{
    PlaceSum *const sum = opaque;

    if (figure_site_has(sum->site, cell->organisation_id, cell->region_id))
        sum->sum += cell->value;
}

static bool has_tallies(const FigureReader *reader, Period period)
{
    return !reader->is_stale && tally_has(reader->years, period);
}

static bool read_part(int64_t *out, const FigureSite *site, uint32_t part, Period period,
                      Fault *fault)
{
    const FigureReader *const reader = site->reader;
    PlaceSum                  sum = { .site = site };

    if (!tally_each(reader->store, reader->vocabulary, part, period, add_cell, &sum, fault))
        return false;
    *out = sum.sum;
    return true;
}

/* Parts of a period that has no tallies, counted now; each once. */
static bool count_parts(int64_t *sums, const FigureSite *site, const uint32_t *parts,
                        uint32_t part_count, Period period, Fault *fault)
{
    const FigureReader *const reader = site->reader;
    Arena                    *arena = arena_open();
    BatchResult               result = { 0 };
    BatchJob const            job = {
                   .plan = reader->plan,
                   .lanes = lane_set_open(arena, &period, 1, false, reader->plan->windows,
                                          reader->plan->window_count),
                   .parts = parts,
                   .part_count = part_count,
    };
    bool const ok = batch_count(&result, arena, store_location(reader->store), &job, fault);

    for (uint32_t i = 0; ok && i < result.place_count; i++)
        if (figure_site_has(site, result.places[i].organisation_id, result.places[i].region_id))
            for (uint32_t j = 0; j < part_count; j++)
                sums[j] += result.places[i].values[j];
    arena_close(&arena);
    return ok;
}

/* The sums of all parts that some indicators need: sums[part] of the catalogue. */
static bool read_parts(int64_t *sums, const FigureSite *site, const uint32_t *indicators,
                       uint32_t count, Period period, Fault *fault)
{
    const FigureReader *const reader = site->reader;
    const Catalog *const      catalog = reader->plan->catalog;
    Arena *const              arena = reader->registry->arena;
    uint32_t *const           wanted = arena_array(arena, catalog->part_count, sizeof(uint32_t));
    int64_t *const            counted = arena_array(arena, catalog->part_count, sizeof(int64_t));
    bool *const               is_wanted = arena_array(arena, catalog->part_count, sizeof(bool));
    uint32_t                  wanted_count = 0;

    for (uint32_t i = 0; i < count; i++) {
        const Indicator *const indicator = &catalog->indicators[indicators[i]];
        is_wanted[indicator->part] = true;
        if (indicator->whole == WHOLE_IS_PART)
            is_wanted[indicator->whole_part] = true;
    }
    for (uint32_t i = 0; i < catalog->part_count; i++)
        if (is_wanted[i])
            wanted[wanted_count++] = i;
    if (!has_tallies(reader, period)) {
        if (!count_parts(counted, site, wanted, wanted_count, period, fault))
            return false;
        for (uint32_t i = 0; i < wanted_count; i++)
            sums[wanted[i]] = counted[i];
        return true;
    }
    for (uint32_t i = 0; i < wanted_count; i++)
        if (!read_part(&sums[wanted[i]], site, wanted[i], period, fault))
            return false;
    return true;
}

/* ---- wholes --------------------------------------------------------------------------------- */

/* Regions whose residents an organisation looks after. */
typedef struct {
    Arena   *arena;
    int64_t *ids;
    uint32_t count, capacity;
} Regions;

/* None of them lies in another. */
static void add_region(Regions *regions, int64_t region_id)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < regions->count; i++) {
        if (region_is_inside(region_id, regions->ids[i]))
            return;
        if (!region_is_inside(regions->ids[i], region_id))
            regions->ids[kept++] = regions->ids[i];
    }
    regions->count = kept;
    regions->ids = arena_grow(regions->arena, regions->ids, regions->count, &regions->capacity,
                              sizeof(int64_t));
    regions->ids[regions->count++] = region_id;
}

/* Its own, and those of the institutions that were merged into it by that day. */
static void add_regions_of(Regions *regions, const OrganisationTree *tree,
                           const Organisation *organisation, Date day)
{
    if (organisation->region_id)
        add_region(regions, organisation->region_id);
    for (uint32_t i = 0; i < tree->count; i++) {
        const Organisation *const other = &tree->organisations[i];

        if (other->merged_into == organisation->organisation_id &&
            other->valid_until.days < day.days)
            add_regions_of(regions, tree, other, day);
    }
}

/* In another tree than that of administration an organisation serves those whom the
 * primary care institutions below it serve: a consortium's leading hospital has none
 * of its own. */
static void add_regions_served(Regions *regions, const FigureSite *site, Date day)
{
    const OrganisationTree *const tree = site->reader->registry->organisations;
    uint32_t                      count = 0;
    const uint32_t *const         below = figure_site_below(site, &count);

    for (uint32_t i = 0; i < count; i++) {
        const Organisation *const     one = &tree->organisations[below[i]];
        const OrganisationKind *const kind = organisation_kind(one->kind);

        if (kind && (kind->flags & ORGANISATION_PRIMARY) && organisation_is_valid(one, day))
            add_regions_of(regions, tree, one, day);
    }
}

static bool is_in_other_tree(const FigurePlace *place)
{
    return place->tree.len && !str_equal(place->tree, SV(TREE_ADMINISTRATION));
}

static void regions_of(Regions *regions, const Figure *figure, const FigureSite *site)
{
    const OrganisationTree *const tree = site->reader->registry->organisations;
    const Organisation *const     organisation =
        figure->place.organisation_id ? organisation_find(tree, figure->place.organisation_id)
                                          : NULL;
    FigureSite own = *site;

    own.place = figure->place;
    if (organisation && is_in_other_tree(&figure->place))
        add_regions_served(regions, &own, figure->period.end);
    if (regions->count)
        return;
    if (figure->place.organisation_id == 0)
        add_region(regions, figure->place.region_id);
    else if (organisation && organisation->valid_until.days >= figure->period.end.days)
        add_regions_of(regions, tree, organisation, figure->period.end);
}

PopulationGroup figure_official_group(const Indicator *indicator)
{
    WholeGroup const group = indicator->whole_group;

    return (PopulationGroup){ group.sex, group.age_from, group.age_below };
}

/* The official number of residents: of the region, or of those that the organisation
 * serves. */
static bool official_population(Figure *figure, const FigureSite *site, Fault *fault)
{
    const FigureReader *const reader = site->reader;
    Arena *const              arena = reader->registry->arena;
    Regions                   regions = { .arena = arena };
    int64_t                   sum = 0;
    Str                       source = SV("");
    PopulationGroup const     group = figure_official_group(figure->indicator);

    regions_of(&regions, figure, site);
    for (uint32_t i = 0; i < regions.count; i++) {
        const Population *population = NULL;

        if (!population_total(&population, reader->registry, regions.ids[i],
                              period_year_of(figure->period), group, fault))
            return false;
        if (!population)
            return true;
        sum += population->count;
        source = population->source;
    }
    if (regions.count == 0)
        return true;
    figure->whole = sum;
    figure->whole_source =
        regions.count == 1
            ? source
            : str_format(arena, "%u个区划之和：%.*s", regions.count, (int)source.len, source.ptr);
    figure->has_whole = true;
    return true;
}

int64_t figure_region_of(const FigureReader *reader, FigurePlace place)
{
    const Organisation *const organisation =
        place.organisation_id
            ? organisation_find(reader->registry->organisations, place.organisation_id)
            : NULL;

    return place.organisation_id == 0 ? place.region_id
           : organisation             ? organisation->region_id
                                      : 0;
}

static const Target *target_in_force(const Indicator *indicator, const FigureReader *reader,
                                     FigurePlace place, Period period)
{
    const Target *best = NULL;
    int64_t const region_id = figure_region_of(reader, place);

    for (uint32_t i = 0; i < indicator->target_count; i++) {
        const Target *const target = &indicator->targets[i];
        bool const          applies = target->from.days <= period.end.days &&
                             (target->region_digits == 0 || (region_id >= target->region_from &&
                                                             region_id <= target->region_until));

        if (applies &&
            (!best || target->region_digits > best->region_digits ||
             (target->region_digits == best->region_digits && target->from.days > best->from.days)))
            best = target;
    }
    return best;
}

/* ---- values --------------------------------------------------------------------------------- */

static void compute_value(Figure *figure)
{
    const Indicator *const indicator = figure->indicator;

    if (!validity_covers(indicator->validity, figure->period.end)) {
        figure->state = FIGURE_NOT_IN_FORCE;
        return;
    }
    if (indicator->whole == WHOLE_IS_NONE) {
        int64_t const drop =
            figure->part_scale > indicator->decimals ? figure->part_scale - indicator->decimals : 0;
        figure->value =
            (Decimal){ decimal_divide_rounded(figure->part, decimal_power((uint8_t)drop)),
                       (uint8_t)(figure->part_scale - drop) };
        figure->state = FIGURE_HAS_VALUE;
        return;
    }
    if (!figure->has_whole) {
        figure->state = FIGURE_NO_WHOLE;
        return;
    }
    /* part / 10^ps over whole / 10^ws, times the factor */
    int64_t const part_factor =
        figure->whole_scale > figure->part_scale
            ? decimal_power((uint8_t)(figure->whole_scale - figure->part_scale))
            : 1;
    int64_t const whole_factor =
        figure->part_scale > figure->whole_scale
            ? decimal_power((uint8_t)(figure->part_scale - figure->whole_scale))
            : 1;
    bool const ok =
        decimal_ratio(&figure->value, figure->part * part_factor, figure->whole * whole_factor,
                      indicator->factor, indicator->decimals);
    figure->state = ok ? FIGURE_HAS_VALUE : FIGURE_ZERO_WHOLE;
}

static void judge(Figure *figure)
{
    const Indicator *const indicator = figure->indicator;

    if (figure->state != FIGURE_HAS_VALUE)
        return;
    if (indicator->is_subset && figure->has_whole && figure->part > figure->whole)
        figure->flags |= SENSE_OVER_WHOLE;
    if (figure->part > 0 && figure->part < FEW_PEOPLE && figure->part_scale == 0)
        figure->flags |= SENSE_FEW;
    if (figure->target) {
        int64_t const target =
            figure->target->value.units *
            decimal_power((uint8_t)(figure->value.scale - figure->target->value.scale));
        figure->meets_target = figure->target->at_least ? figure->value.units >= target
                                                        : figure->value.units <= target;
    }
}

static bool fill_figure(Figure *figure, const FigureSite *site, const int64_t *sums, Fault *fault)
{
    const FigureReader *const reader = site->reader;
    const Catalog *const      catalog = reader->plan->catalog;
    const Indicator *const    indicator = figure->indicator;

    figure->part = sums[indicator->part];
    figure->part_scale = catalog->parts[indicator->part].scale;
    figure->from_tallies = has_tallies(reader, figure->period);
    if (indicator->whole == WHOLE_IS_PART) {
        figure->whole = sums[indicator->whole_part];
        figure->whole_scale = catalog->parts[indicator->whole_part].scale;
        figure->has_whole = true;
    } else if (indicator->whole == WHOLE_IS_POPULATION &&
               !official_population(figure, site, fault)) {
        return false;
    }
    figure->target = target_in_force(indicator, reader, figure->place, figure->period);
    compute_value(figure);
    if (figure->state == FIGURE_HAS_VALUE && figure->target &&
        figure->value.scale < figure->target->value.scale)
        figure->target = NULL; /* a count without digits cannot be held against one with */
    judge(figure);
    return true;
}

bool figure_read(Figure *out, const FigureReader *reader, const uint32_t *indicators,
                 uint32_t count, FigurePlace place, Period period, Fault *fault)
{
    const Catalog *const catalog = reader->plan->catalog;
    int64_t *const       sums =
        arena_array(reader->registry->arena, catalog->part_count, sizeof(int64_t));
    FigureSite site;

    if (!figure_require_place(reader, place, fault) ||
        !figure_site_open(&site, reader, place, period, fault) ||
        !read_parts(sums, &site, indicators, count, period, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        out[i] = (Figure){
            .indicator = &catalog->indicators[indicators[i]],
            .period = period,
            .place = place,
        };
        if (!fill_figure(&out[i], &site, sums, fault))
            return false;
    }
    return true;
}

/* ---- by place ------------------------------------------------------------------------------- */

typedef struct {
    const FigureSite *sites;
    uint32_t          count;
    int64_t          *sums; /* per site */
} PlaceSums;

static void add_to_places(void *opaque, const TallyCell *cell)
{
    PlaceSums *const sums = opaque;

    for (uint32_t i = 0; i < sums->count; i++)
        if (figure_site_has(&sums->sites[i], cell->organisation_id, cell->region_id)) {
            sums->sums[i] += cell->value;
            return;
        }
}

/* The places right below one, in the same tree. */
static FigureSite *sites_below(const FigureSite *site, uint32_t *count)
{
    const Registry *const registry = site->reader->registry;
    FigurePlace const     place = site->place;
    FigureSite           *sites = NULL;

    *count = 0;
    if (place.organisation_id) {
        uint32_t              below_count = 0;
        const uint32_t *const below = figure_site_below(site, &below_count);

        sites = arena_array(registry->arena, below_count, sizeof *sites);
        for (uint32_t i = 0; i < below_count; i++) {
            const Organisation *const one = &registry->organisations->organisations[below[i]];
            if (!figure_site_is_child(site, one))
                continue;
            sites[*count] = *site;
            sites[(*count)++].place.organisation_id = one->organisation_id;
        }
        return sites;
    }
    const Region **const children = region_children(registry->regions, registry->arena,
                                                    place.region_id, 0, LIMIT_PAGE_ROWS, count);
    sites = arena_array(registry->arena, *count, sizeof *sites);
    for (uint32_t i = 0; i < *count; i++) {
        sites[i] = *site;
        sites[i].place.region_id = children[i]->region_id;
    }
    return sites;
}

static bool sum_places(int64_t *sums, const FigureReader *reader, uint32_t part,
                       const FigureSite *sites, uint32_t count, Period period, Fault *fault)
{
    PlaceSums into = { sites, count, sums };

    if (has_tallies(reader, period))
        return tally_each(reader->store, reader->vocabulary, part, period, add_to_places, &into,
                          fault);
    for (uint32_t i = 0; i < count; i++)
        if (!count_parts(&sums[i], &sites[i], &part, 1, period, fault))
            return false;
    return true;
}

bool figure_by_place(Figure **out, uint32_t *count, const FigureReader *reader, uint32_t indicator,
                     FigurePlace place, Period period, Fault *fault)
{
    const Catalog *const   catalog = reader->plan->catalog;
    const Indicator *const asked = &catalog->indicators[indicator];
    Arena *const           arena = reader->registry->arena;

    FigureSite site;

    if (!figure_require_place(reader, place, fault) ||
        !figure_site_open(&site, reader, place, period, fault))
        return false;
    FigureSite *const places = sites_below(&site, count);
    int64_t *const    parts = arena_array(arena, *count, sizeof(int64_t));
    int64_t *const    wholes = arena_array(arena, *count, sizeof(int64_t));
    int64_t *const    sums = arena_array(arena, catalog->part_count, sizeof(int64_t));
    *out = arena_array(arena, *count, sizeof(Figure));
    if (!sum_places(parts, reader, asked->part, places, *count, period, fault) ||
        (asked->whole == WHOLE_IS_PART &&
         !sum_places(wholes, reader, asked->whole_part, places, *count, period, fault)))
        return false;
    for (uint32_t i = 0; i < *count; i++) {
        (*out)[i] = (Figure){ .indicator = asked, .period = period, .place = places[i].place };
        sums[asked->part] = parts[i];
        if (asked->whole == WHOLE_IS_PART)
            sums[asked->whole_part] = wholes[i];
        if (!fill_figure(&(*out)[i], &places[i], sums, fault))
            return false;
    }
    return true;
}

void figure_compare(Figure *figure, const Figure *year_before)
{
    if (figure->state != FIGURE_HAS_VALUE || year_before->state != FIGURE_HAS_VALUE ||
        figure->indicator->factor != 100 || figure->value.scale != year_before->value.scale)
        return;
    int64_t const change = figure->value.units - year_before->value.units;
    int64_t const limit = JUMP_POINTS * decimal_power(figure->value.scale);
    if (change > limit || change < -limit)
        figure->flags |= SENSE_JUMP;
}

/* ---- texts
 * ---------------------------------------------------------------------------------------------------
 */

Str figure_amount_text(Arena *arena, int64_t units, uint8_t scale)
{
    return decimal_format(arena, (Decimal){ units, scale });
}

Str figure_value_text(Arena *arena, const Figure *figure, Language language)
{
    Buf text = buf_open(arena, 200);

    if (figure->state != FIGURE_HAS_VALUE)
        return SV("—");
    decimal_print(&text, figure->value);
    buf_add(&text, label_in(figure->indicator->unit, language));
    return buf_str(&text);
}
