/* region.h - provinces, cities, counties, townships and villages.
 *
 * A region has a code of 2, 4, 6, 9 or 12 digits; its id is that code as a number
 * with zeros to the right up to 12 digits: 140702 is 140702000000. So everything
 * below a region is a range of ids, and whether one region lies in another is
 * arithmetic. Above a region is the nearest one that has more zeros and is
 * registered: some cities have no counties, some counties no city.
 *
 * The tree is read once and shared; it says when it has become old.
 *
 * Ownership  A RegionTree and its texts live in the arena it was loaded into.
 * Threads    A loaded tree is immutable: any number of readers.
 * Faults     FAULT_INVALID for a code that is none, or has nothing above it;
 *            FAULT_DENIED; the store's.
 * Limits     LIMIT_REGIONS.
 */
#ifndef REGISTRY_REGION_H
#define REGISTRY_REGION_H

#include "registry/registry.h"

typedef enum {
    REGION_PROVINCE = 1,
    REGION_CITY,
    REGION_COUNTY,
    REGION_TOWNSHIP,
    REGION_VILLAGE,
} RegionLevel;

typedef struct {
    int64_t     region_id;
    Str         code; /* without the zeros that only fill up */
    Str         name;
    RegionLevel level;
    int64_t     parent_id;               /* 0: a root */
    Date        valid_from, valid_until; /* both included; DATE_MIN, DATE_MAX: not known */
} Region;

/* ---- arithmetic ---------------------------------------------------------------------- */

/* The id of "14", "1407", "140702", "140702001" or all 12 digits. */
bool region_parse(int64_t *region_id, Str code) MUST_CHECK;
Str  region_code(Arena *arena, int64_t region_id); /* 6, 9 or 12 digits */

RegionLevel region_level(int64_t region_id);

/* The last id that lies in it; itself for a village. */
int64_t region_last(int64_t region_id);
bool    region_is_inside(int64_t region_id, int64_t outer_id); /* or the same */

/* The region of that level or above in which it lies; itself when it is above. */
int64_t region_at_level(int64_t region_id, RegionLevel level);

/* ---- all of them ------------------------------------------------------------------------ */

struct RegionTree {
    const Region *regions; /* by id */
    uint32_t      count;
    int64_t       version;
};

bool region_tree_load(RegionTree *out, Arena *arena, Store *store, Fault *fault) MUST_CHECK;

/* Whether nobody has changed a region since it was loaded. */
bool region_tree_is_current(bool *out, const RegionTree *tree, Store *store,
                            Fault *fault) MUST_CHECK;

const Region *region_find(const RegionTree *tree, int64_t region_id); /* or NULL */
bool          region_is_valid(const Region *region, Date day);

/* Its name; its code when it is not known. */
Str region_name(const RegionTree *tree, Arena *arena, int64_t region_id);

/* It and everything below it: a slice of tree->regions. */
const Region *region_below(const RegionTree *tree, int64_t region_id, uint32_t *count);

/* Those right below it (0: the roots) after that id, at most `limit`. */
const Region **region_children(const RegionTree *tree, Arena *arena, int64_t parent_id,
                               int64_t after_id, uint32_t limit, uint32_t *count);

/* "某省某市某县": the names from the outermost in. */
Str region_path(const RegionTree *tree, Arena *arena, int64_t region_id);

/* ---- writing --------------------------------------------------------------------------------- */

typedef struct {
    Str  code, name;
    Date valid_from, valid_until;
} RegionEntry;

/* Register a region, or change what is known about it: the earlier row is kept.
 * What is the same already is left alone. Regions come before those below them.
 * In a transaction begun for writing, by an actor who manages the registry. */
bool region_put(int64_t *region_id, const Registry *registry, const RegionEntry *entry,
                Fault *fault) MUST_CHECK;

#endif
