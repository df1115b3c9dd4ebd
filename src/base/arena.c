#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A chain of blocks, newest first. Each block is twice as large as the one
 * before it, up to a bound, so that a big arena has few blocks and a small one
 * wastes little. */
typedef struct Block {
    struct Block *older;
    size_t        size_bytes;
    size_t        used_bytes;
    alignas(max_align_t) unsigned char bytes[];
} Block;

struct Arena {
    Block *newest;
    size_t used_bytes;
};

enum { BLOCK_FIRST_BYTES = 4 << 10, BLOCK_LARGEST_BYTES = 1 << 20 };

static Block *block_open(Block *older, size_t size_bytes)
{
    Block *block = malloc(sizeof *block + size_bytes);

    if (!block) {
        fputs("barefoot: out of memory\n", stderr);
        abort();
    }
    block->older = older;
    block->size_bytes = size_bytes;
    block->used_bytes = 0;
    return block;
}

Arena *arena_open(void)
{
    Arena *arena = malloc(sizeof *arena);

    if (!arena) {
        fputs("barefoot: out of memory\n", stderr);
        abort();
    }
    arena->newest = block_open(NULL, BLOCK_FIRST_BYTES);
    arena->used_bytes = 0;
    return arena;
}

void arena_close(Arena **arena)
{
    if (!*arena)
        return;
    for (Block *block = (*arena)->newest; block;) {
        Block *const older = block->older;

        free(block);
        block = older;
    }
    free(*arena);
    *arena = NULL;
}

void arena_reset(Arena *arena)
{
    while (arena->newest->older) {
        Block *const older = arena->newest->older;

        /* The newest block is the largest: keep that one. */
        arena->newest->older = older->older;
        free(older);
    }
    arena->newest->used_bytes = 0;
    arena->used_bytes = 0;
}

void *arena_alloc(Arena *arena, size_t size_bytes)
{
    size_t const align = alignof(max_align_t);
    assert(size_bytes < SIZE_MAX - align);
    size_t const rounded = (size_bytes + align - 1) / align * align;
    Block       *block = arena->newest;

    if (block->size_bytes - block->used_bytes < rounded) {
        size_t size = block->size_bytes * 2;

        if (size > BLOCK_LARGEST_BYTES)
            size = BLOCK_LARGEST_BYTES;
        if (size < rounded)
            size = rounded;
        block = arena->newest = block_open(block, size);
    }

    void *const memory = block->bytes + block->used_bytes;
    block->used_bytes += rounded;
    arena->used_bytes += rounded;
    return memset(memory, 0, rounded);
}

void *arena_array(Arena *arena, size_t count, size_t item_bytes)
{
    assert(item_bytes == 0 || count <= SIZE_MAX / 2 / item_bytes);
    return arena_alloc(arena, count * item_bytes);
}

void *arena_grow(Arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    if (count < *capacity)
        return items;
    assert(*capacity <= UINT32_MAX / 2);

    uint32_t const larger = *capacity ? *capacity * 2 : 8;
    void *const    copy = arena_array(arena, larger, item_bytes);
    if (count)
        memcpy(copy, items, count * item_bytes);
    *capacity = larger;
    return copy;
}

size_t arena_used(const Arena *arena)
{
    return arena->used_bytes;
}
