/* map.h - from names, and from ids, to positions.
 *
 * Names and ids are numbered as they come, 0, 1, 2 ...; what belongs to them
 * lies in arrays at that position.
 *
 * Ownership  The map and its names live in the arena given at birth; names are
 *            not copied and must live as long.
 * Threads    Any number may read; one may add when nobody reads.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define MAP_ABSENT UINT32_MAX

typedef struct {
    Arena    *arena;
    Str      *names;
    uint32_t *slots; /* position + 1, or 0: open addressing */
    uint32_t  count, capacity, slot_count;
} NameMap;

NameMap  name_map_open(Arena *arena);
uint32_t name_map_find(const NameMap *map, Str name); /* or MAP_ABSENT */
uint32_t name_map_add(NameMap *map, Str name, bool *is_new);

typedef struct {
    Arena    *arena;
    int64_t  *ids;
    uint32_t *slots;
    uint32_t  count, capacity, slot_count;
} IdMap;

IdMap    id_map_open(Arena *arena);
uint32_t id_map_find(const IdMap *map, int64_t id);
uint32_t id_map_add(IdMap *map, int64_t id, bool *is_new);

#endif
