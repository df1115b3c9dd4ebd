/* arena.h - memory that lives as long as something does.
 *
 * Memory belongs to a duration: the process, a catalogue version, a request, a
 * row. Each has an Arena; closing it frees everything at once, so nothing is
 * freed one by one and nothing is forgotten.
 *
 * Ownership  arena_open's caller closes it. What it hands out is borrowed.
 * Threads    One arena, one thread at a time.
 * Faults     None: out of memory ends the process (limits.h keeps users away
 *            from it, the supervisor restarts it).
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct Arena Arena;

Arena *arena_open(void);
void   arena_close(Arena **arena);

/* Forget everything handed out, keep one block for the next round. */
void arena_reset(Arena *arena);

/* Zeroed memory, aligned for any type. A size of 0 gives a valid pointer. */
void *arena_alloc(Arena *arena, size_t size_bytes);

/* Zeroed memory for `count` items; the product is checked. */
void *arena_array(Arena *arena, size_t count, size_t item_bytes);

/* Make room for one more item in a growing list: returns `items`, or a copy
 * twice as large when count has reached *capacity. The old copy stays in the
 * arena until it closes, which at most doubles the list's cost. */
void *arena_grow(Arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t item_bytes);

/* Bytes handed out since it was opened or reset, for tests and /metrics. */
size_t arena_used(const Arena *arena);

#endif
