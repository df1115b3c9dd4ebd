/* id.h - 64-bit identifiers that no two nodes ever share.
 *
 * An id is 41 bits of milliseconds since 2020, 10 bits of node and 12 bits of
 * sequence. So ids grow with time, and a clinic that was offline brings its
 * records home without renumbering. Ids are positive; 0 means "none".
 *
 * Threads    An IdMaker belongs to one writer.
 * Limits     Nodes 0 to 1023; 4096 ids in a millisecond, then the clock is run
 *            ahead of itself.
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdint.h>

enum { ID_NODE_MAX = 1023 };

typedef struct {
    uint32_t node;
    int64_t  last_ms;
    uint32_t sequence;
} IdMaker;

/* The next id, larger than every id this maker gave before. */
int64_t id_next(IdMaker *maker, int64_t now_ms);

/* The last that it gave or was told of; 0: none. */
int64_t id_last(const IdMaker *maker);

/* Carry on after `last_id`, which an earlier run of this node gave. */
void id_continue(IdMaker *maker, int64_t last_id);

int64_t id_instant(int64_t id); /* when it was given, UTC ms */

#endif
