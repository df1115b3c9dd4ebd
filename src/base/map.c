#include "base/map.h"

#include <string.h>

NameMap name_map_open(Arena *arena)
{
    return (NameMap){ .arena = arena };
}

IdMap id_map_open(Arena *arena)
{
    return (IdMap){ .arena = arena };
}

static uint64_t id_hash(int64_t id)
{
    uint64_t hash = (uint64_t)id * 0x9e3779b97f4a7c15u;

    return hash ^ (hash >> 32);
}

/* The slot where the name is, or the empty one where it belongs. */
static uint32_t name_slot(const NameMap *map, Str name)
{
    uint32_t const mask = map->slot_count - 1;
    uint32_t       slot = (uint32_t)str_hash(name) & mask;

    while (map->slots[slot] && !str_equal(map->names[map->slots[slot] - 1], name))
        slot = (slot + 1) & mask;
    return slot;
}

static uint32_t id_slot(const IdMap *map, int64_t id)
{
    uint32_t const mask = map->slot_count - 1;
    uint32_t       slot = (uint32_t)id_hash(id) & mask;

    while (map->slots[slot] && map->ids[map->slots[slot] - 1] != id)
        slot = (slot + 1) & mask;
    return slot;
}

/* Slots stay at most half full, so that a search ends soon. */
static bool is_crowded(uint32_t count, uint32_t slot_count)
{
    return (count + 1) * 2 > slot_count;
}

uint32_t name_map_find(const NameMap *map, Str name)
{
    return map->slot_count ? map->slots[name_slot(map, name)] - 1 : MAP_ABSENT;
}

uint32_t name_map_add(NameMap *map, Str name, bool *is_new)
{
    uint32_t const found = name_map_find(map, name);

    *is_new = found == MAP_ABSENT;
    if (!*is_new)
        return found;
    map->names = arena_grow(map->arena, map->names, map->count, &map->capacity, sizeof(Str));
    map->names[map->count++] = name;
    if (is_crowded(map->count, map->slot_count)) {
        map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
        map->slots = arena_array(map->arena, map->slot_count, sizeof(uint32_t));
        for (uint32_t i = 0; i < map->count; i++)
            map->slots[name_slot(map, map->names[i])] = i + 1;
    } else {
        map->slots[name_slot(map, name)] = map->count;
    }
    return map->count - 1;
}

uint32_t id_map_find(const IdMap *map, int64_t id)
{
    return map->slot_count ? map->slots[id_slot(map, id)] - 1 : MAP_ABSENT;
}

uint32_t id_map_add(IdMap *map, int64_t id, bool *is_new)
{
    uint32_t const found = id_map_find(map, id);

    *is_new = found == MAP_ABSENT;
    if (!*is_new)
        return found;
    map->ids = arena_grow(map->arena, map->ids, map->count, &map->capacity, sizeof(int64_t));
    map->ids[map->count++] = id;
    if (is_crowded(map->count, map->slot_count)) {
        map->slot_count = map->slot_count ? map->slot_count * 2 : 16;
        map->slots = arena_array(map->arena, map->slot_count, sizeof(uint32_t));
        for (uint32_t i = 0; i < map->count; i++)
            map->slots[id_slot(map, map->ids[i])] = i + 1;
    } else {
        map->slots[id_slot(map, id)] = map->count;
    }
    return map->count - 1;
}
