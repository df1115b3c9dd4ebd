/* population.h - official numbers of people, by region and year.
 *
 * They come from the bureau of statistics and are the denominators of rates; the
 * number of people in the register is another thing, and comparing both is one of
 * the house's checks.
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

typedef struct {
    int64_t region_id;
    int32_t year;
    int64_t count;
    Str     source; /* "2020年第七次人口普查", never empty: a figure is cited with it */
} Population;

/* In a transaction begun for writing, by an actor who manages the registry. An
 * earlier number of that region and year is kept as history. */
bool population_put(const Registry *registry, const Population *population,
                    Fault *fault) MUST_CHECK;

/* Success with *out NULL when nobody has told it. */
bool population_find(const Population **out, const Registry *registry, int64_t region_id,
                     int32_t year, Fault *fault) MUST_CHECK;

/* The number of a region (0: of everything), or where nobody has told it the sum of
 * the regions below it that are in force at the year's end, when all of them have
 * one. *out is NULL when it is not known. */
bool population_total(const Population **out, const Registry *registry, int64_t region_id,
                      int32_t year, Fault *fault) MUST_CHECK;

/* Of a year: the region (0: all) and everything below it, after that id. */
bool population_list(const Population **out, uint32_t *count, const Registry *registry,
                     int64_t region_id, int32_t year, int64_t after_id, uint32_t limit,
                     Fault *fault) MUST_CHECK;

#endif
