/* population.h - official numbers of people, by region, year, sex and ages.
 *
 * They come from the bureau of statistics and are the denominators of rates; the
 * number of people in the register is another thing, and comparing both is one of
 * the house's checks (indicators/register_share.h).
 *
 * A yearbook may say the total of a county, of its townships, of both sexes, of bands
 * of five years, of "65 and older": each number is kept as it was told. What was not
 * told is the sum of what was, when its parts are all there: sexes, ages without a gap,
 * the regions below. Where a number was told and its parts were as well and do not add
 * up to it, that is a doubt with a name, and the number itself is what counts.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID, FAULT_DENIED; the store's.
 */
#ifndef REGISTRY_POPULATION_H
#define REGISTRY_POPULATION_H

#include "registry/registry.h"

/* Years in which somebody may have counted. */
enum { POPULATION_YEAR_MIN = 1900, POPULATION_YEAR_MAX = 2200 };

/* All zero: everybody. */
typedef struct {
    uint8_t sex;       /* 0: both; 1 male, 2 female, as the code says */
    uint8_t age_from;  /* whole years */
    uint8_t age_below; /* the first age that is older; 0: none is */
} PopulationGroup;

enum { POPULATION_AGE_MAX = 120 };

typedef struct {
    int64_t region_id;
    int32_t year;
    int64_t count;
    Str     source; /* "2020年第七次人口普查", never empty: a figure is cited with it */
    PopulationGroup group;
} Population;

/* "女 65岁及以上" | "female, 65 and older"; empty for everybody. */
Label population_group_label(Arena *arena, PopulationGroup group);

/* In a transaction begun for writing, by an actor who manages the registry. An
 * earlier number of that region and year is kept as history. */
bool population_put(const Registry *registry, const Population *population,
                    Fault *fault) MUST_CHECK;

/* What was told: success with *out NULL when nobody did. */
bool population_find(const Population **out, const Registry *registry, int64_t region_id,
                     int32_t year, PopulationGroup group, Fault *fault) MUST_CHECK;

/* The number of a region (0: of everything) as it was told; or the sum of its sexes and
 * ages; or of the regions below it that are in force at the year's end, when all of them
 * have one. *out is NULL when it is not known. */
bool population_total(const Population **out, const Registry *registry, int64_t region_id,
                      int32_t year, PopulationGroup group, Fault *fault) MUST_CHECK;

/* Of a year: the region (0: all) and everything below it, by region, sex and ages, after
 * that one (NULL: from the first). */
bool population_list(const Population **out, uint32_t *count, const Registry *registry,
                     int64_t region_id, int32_t year, const Population *after, uint32_t limit,
                     Fault *fault) MUST_CHECK;

/* ---- doubts ------------------------------------------------------------------------------ */

typedef enum {
    POPULATION_SEXES_DIFFER,   /* men and women are not the number of both */
    POPULATION_AGES_DIFFER,    /* the ages in it do not add up to it */
    POPULATION_REGIONS_DIFFER, /* nor do the regions right below */
    POPULATION_DOUBT_COUNT,
} PopulationDoubtKind;

typedef struct {
    PopulationDoubtKind kind;
    Population          told;
    int64_t             parts; /* what they add up to */
} PopulationDoubt;

/* "sexes_differ", and what it means. */
Str   population_doubt_name(PopulationDoubtKind kind);
Label population_doubt_label(PopulationDoubtKind kind);

/* Of a year: of the region (0: of all) and everything below it; at most LIMIT_PAGE_ROWS. */
bool population_doubts(PopulationDoubt **out, uint32_t *count, const Registry *registry,
                       int64_t region_id, int32_t year, Fault *fault) MUST_CHECK;

#endif
