/* Official numbers that nobody told, from those that somebody did; and those that contradict
 * each other. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "registry/population_private.h"

/* No age: one behind the last. */
enum { AGE_END = POPULATION_AGE_MAX + 1 };

/* The rows of a region. */
typedef struct {
    const Population *rows;
    uint32_t          count;
} Told;

typedef struct {
    int64_t  sum;
    uint32_t pieces; /* 0: there is no way */
    Str      source;
} Tiling;

static uint32_t end_of(PopulationGroup group)
{
    return group.age_below ? group.age_below : AGE_END;
}

/* The ages of a sex put together from rows that lie end to end, from as few as possible;
 * from the right, so each age's best is known when the one before it needs it. */
static Tiling tile(const Told *told, PopulationGroup group, const Population *barred)
{
    Tiling         best[AGE_END + 1] = { 0 };
    uint32_t const end = end_of(group);

    best[end].source = SV("");
    for (uint32_t age = end; age-- > group.age_from;)
        for (uint32_t i = 0; i < told->count; i++) {
            const Population *const row = &told->rows[i];
            uint32_t const          next = end_of(row->group);
            uint32_t const          pieces = 1 + (next <= end ? best[next].pieces : 0);

            if (row == barred || row->group.sex != group.sex || row->group.age_from != age ||
                next > end || (next < end && best[next].pieces == 0) ||
                (best[age].pieces && best[age].pieces <= pieces))
                continue;
            best[age] = (Tiling){ best[next].sum + row->count, pieces, row->source };
        }
    return best[group.age_from];
}

static Tiling of_both_sexes(const Told *told, PopulationGroup group)
{
    Tiling const male = tile(told, (PopulationGroup){ 1, group.age_from, group.age_below }, NULL);
    Tiling const female = tile(told, (PopulationGroup){ 2, group.age_from, group.age_below }, NULL);

    return male.pieces && female.pieces
               ? (Tiling){ male.sum + female.sum, male.pieces + female.pieces, male.source }
               : (Tiling){ 0 };
}

static Tiling cover(const Told *told, PopulationGroup group)
{
    Tiling const tiling = tile(told, group, NULL);

    return tiling.pieces || group.sex ? tiling : of_both_sexes(told, group);
}

/* ---- a number ------------------------------------------------------------------------------ */

/* What is known of a region by itself; no pieces when nothing is. */
static bool find_own(Tiling *out, const Registry *registry, int64_t region_id, int32_t year,
                     PopulationGroup group, Fault *fault)
{
    const Population *own = NULL;
    Told              told = { 0 };

    if (!population_find(&own, registry, region_id, year, group, fault))
        return false;
    *out = own ? (Tiling){ own->count, 1, own->source } : (Tiling){ 0 };
    if (own)
        return true;
    if (!population_told(&told.rows, &told.count, registry, region_id, year, fault))
        return false;
    *out = cover(&told, group);
    return true;
}

/* Whether some region in force lies in the one at `at`, which the slice goes on with. */
static bool has_inner(const Region *regions, uint32_t count, uint32_t at, Date day)
{
    for (uint32_t i = at + 1;
         i < count && region_is_inside(regions[i].region_id, regions[at].region_id); i++)
        if (region_is_valid(&regions[i], day))
            return true;
    return false;
}

static Str source_text(const Registry *registry, uint32_t regions, const Tiling *last)
{
    Str const source = last->source;

    return regions > 1 ? str_format(registry->arena, "%u个区划之和：%.*s", regions, (int)source.len,
                                    source.ptr)
           : last->pieces > 1 ? str_format(registry->arena, "%u个分组之和：%.*s", last->pieces,
                                           (int)source.len, source.ptr)
                              : source;
}

bool population_total(const Population **out, const Registry *registry, int64_t region_id,
                      int32_t year, PopulationGroup group, Fault *fault)
{
    Date const        day = date_from_civil(year, 12, 31);
    uint32_t          count = registry->regions->count;
    const Region     *regions = registry->regions->regions;
    Population *const total = arena_alloc(registry->arena, sizeof *total);
    Tiling            last = { 0 };
    uint32_t          summed = 0;
    int64_t           done = -1; /* up to this id they are in the sum */

    if (region_id)
        regions = region_below(registry->regions, region_id, &count);
    *total = (Population){ .region_id = region_id, .year = year, .group = group };
    *out = NULL;
    for (uint32_t i = 0; i < count; i++) {
        Tiling own = { 0 };

        if (regions[i].region_id <= done || !region_is_valid(&regions[i], day))
            continue;
        if (!find_own(&own, registry, regions[i].region_id, year, group, fault))
            return false;
        if (!own.pieces && !has_inner(regions, count, i, day))
            return true;
        if (!own.pieces)
            continue;
        total->count += own.sum;
        last = own;
        done = region_last(regions[i].region_id);
        summed++;
    }
    total->source = source_text(registry, summed, &last);
    *out = summed ? total : NULL;
    return true;
}

/* ---- doubts ---------------------------------------------------------------------------------- */

static const struct {
    const char *name, *zh, *en;
} DOUBTS[] = {
    [POPULATION_SEXES_DIFFER] = { "sexes_differ", "男女之和与总数不符",
                                  "men and women do not add up to both" },
    [POPULATION_AGES_DIFFER] = { "ages_differ", "各年龄段之和与该数不符",
                                 "the ages do not add up to it" },
    [POPULATION_REGIONS_DIFFER] = { "regions_differ", "下级区划之和与该数不符",
                                    "the regions below do not add up to it" },
};

static_assert(COUNT_OF(DOUBTS) == POPULATION_DOUBT_COUNT, "a doubt without words");

Str population_doubt_name(PopulationDoubtKind kind)
{
    return str_from_c(DOUBTS[kind].name);
}

Label population_doubt_label(PopulationDoubtKind kind)
{
    return (Label){ str_from_c(DOUBTS[kind].zh), str_from_c(DOUBTS[kind].en) };
}

typedef struct {
    const Registry  *registry;
    Date             day; /* the year's last */
    PopulationDoubt *doubts;
    uint32_t         count;
} Doubting;

static void doubt(Doubting *doubting, PopulationDoubtKind kind, const Population *told,
                  int64_t parts)
{
    if (parts != told->count && doubting->count < LIMIT_PAGE_ROWS)
        doubting->doubts[doubting->count++] = (PopulationDoubt){ kind, *told, parts };
}

/* `told` is of the row's region. */
static bool doubt_row(Doubting *doubting, const Told *told, const Population *row, Fault *fault)
{
    const Registry *const registry = doubting->registry;
    Tiling const          ages = tile(told, row->group, row);
    Tiling const          sexes = row->group.sex ? (Tiling){ 0 } : of_both_sexes(told, row->group);
    uint32_t              count = 0;
    int64_t               parts = 0;
    bool                  all = true;
    const Region **const  children =
        region_children(registry->regions, registry->arena, row->region_id, 0, UINT32_MAX, &count);

    if (ages.pieces)
        doubt(doubting, POPULATION_AGES_DIFFER, row, ages.sum);
    if (sexes.pieces)
        doubt(doubting, POPULATION_SEXES_DIFFER, row, sexes.sum);
    uint32_t present = 0;
    for (uint32_t i = 0; i < count && all; i++) {
        Tiling child = { 0 };

        if (!region_is_valid(children[i], doubting->day))
            continue;
        if (!find_own(&child, registry, children[i]->region_id, row->year, row->group, fault))
            return false;
        all = child.pieces > 0;
        parts += child.sum;
        present++;
    }
    if (all && present)
        doubt(doubting, POPULATION_REGIONS_DIFFER, row, parts);
    return true;
}

bool population_doubts(PopulationDoubt **out, uint32_t *count, const Registry *registry,
                       int64_t region_id, int32_t year, Fault *fault)
{
    Doubting doubting = {
        .registry = registry,
        .day = date_from_civil(year, 12, 31),
        .doubts = arena_array(registry->arena, LIMIT_PAGE_ROWS, sizeof(PopulationDoubt)),
    };
    const Population *rows = NULL;
    uint32_t          row_count = 0;
    const Population *last = NULL;
    Told              told = { 0 };

    do {
        if (!population_list(&rows, &row_count, registry, region_id, year, last, 0, fault))
            return false;
        for (uint32_t i = 0; i < row_count; i++) {
            if ((!last || last->region_id != rows[i].region_id) &&
                !population_told(&told.rows, &told.count, registry, rows[i].region_id, year, fault))
                return false;
            last = &rows[i];
            const Population *same = told.rows; /* a tiling bars the row by its place */
            while (memcmp(&same->group, &rows[i].group, sizeof same->group) != 0)
                same++;
            if (!doubt_row(&doubting, &told, same, fault))
                return false;
        }
    } while (row_count && doubting.count < LIMIT_PAGE_ROWS);
    *out = doubting.doubts;
    *count = doubting.count;
    return true;
}
