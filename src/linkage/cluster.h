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
    bool     is_bare; /* nothing but who and when: linkage_is_bare */
} LinkageEdge;

/* Never merged without asking, however probable it is. */
static inline bool linkage_edge_asks(const LinkageEdge *edge)
{
    return edge->contradicts || edge->is_bare;
}

typedef struct {
    uint32_t *of;              /* for each record the lowest one of its group */
    uint64_t  joined, refused; /* links that were taken; that a contradiction stopped */
} LinkageClusters;

void linkage_edges_sort(LinkageEdge *edges, uint64_t count, Arena *arena); /* surest first */

typedef struct {
    float odds_min;
    bool  one_to_one;
    bool  without_asking; /* leave out the edges that ask */
} LinkageClustering;

void linkage_cluster(LinkageClusters *out, Arena *arena, const LinkageRecords *records,
                     const LinkageEdge *sorted, uint64_t count, LinkageClustering how);

#endif
