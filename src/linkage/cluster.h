/* cluster.h - from pairs to people.
 *
 * The surest pair is joined first. Two groups are not joined when a member of the one
 * contradicts a member of the other (two valid citizen ids): a chain of good links is
 * no proof that its two ends are one, and a false merge is worse than a missed one. In
 * linking two files one to one, each record is joined at most once.
 *
 * Ownership  Everything lives in the arena.
 * Threads    One.
 */
#ifndef LINKAGE_CLUSTER_H
#define LINKAGE_CLUSTER_H

#include "linkage/model.h"

/* A pair worth keeping, and the binary logarithm of its odds. */
typedef struct {
    uint32_t a, b;
    float    odds;
    bool     contradicts;
} LinkageEdge;

typedef struct {
    uint32_t *of;              /* for each record the lowest one of its group */
    uint64_t  joined, refused; /* links that were taken; that a contradiction stopped */
} LinkageClusters;

void linkage_edges_sort(LinkageEdge *edges, uint64_t count, Arena *arena); /* surest first */

/* Of sorted edges, those with at least these odds. */
void linkage_cluster(LinkageClusters *out, Arena *arena, const LinkageRecords *records,
                     const LinkageEdge *edges, uint64_t count, float odds_min, bool one_to_one);

#endif
