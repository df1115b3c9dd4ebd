#include "linkage/cluster.h"

#include <assert.h>

enum { MEMBERS_MAX = 64 }; /* a group that would be larger is no person */

/* Odds as a number that sorts as they do: surest first. */
static uint32_t sort_key(float odds)
{
    uint32_t bits = 0;

    memcpy(&bits, &odds, sizeof bits);
    return ~(bits & 0x80000000u ? ~bits : bits | 0x80000000u);
}

void linkage_edges_sort(LinkageEdge *edges, uint64_t count, Arena *arena)
{
    enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 3 };
    LinkageEdge *room = arena_array(arena, count + 1, sizeof *room);
    LinkageEdge *from = edges;

    for (uint32_t pass = 0; pass < PASSES; pass++) {
        uint64_t           starts[DIGITS + 1] = { 0 };
        uint32_t const     shift = pass * DIGIT_BITS;
        LinkageEdge *const to = from == edges ? room : edges;

        for (uint64_t i = 0; i < count; i++)
            starts[(sort_key(from[i].odds) >> shift & (DIGITS - 1)) + 1]++;
        for (uint32_t i = 0; i < DIGITS; i++)
            starts[i + 1] += starts[i];
        for (uint64_t i = 0; i < count; i++)
            to[starts[sort_key(from[i].odds) >> shift & (DIGITS - 1)]++] = from[i];
        from = to;
    }
    if (from != edges)
        memcpy(edges, from, count * sizeof *edges);
}

typedef struct {
    const LinkageRecords *records;
    uint32_t             *parent;
    uint32_t             *next; /* the members of a group, in a ring */
} Groups;

static uint32_t find(Groups *groups, uint32_t record)
{
    while (groups->parent[record] != record) {
        groups->parent[record] = groups->parent[groups->parent[record]];
        record = groups->parent[record];
    }
    return record;
}

static uint32_t list_members(uint32_t *out, const Groups *groups, uint32_t first)
{
    uint32_t count = 0;
    uint32_t record = first;

    do {
        if (count == MEMBERS_MAX)
            return MEMBERS_MAX + 1;
        out[count++] = record;
        record = groups->next[record];
    } while (record != first);
    return count;
}

static bool may_join(const Groups *groups, uint32_t a, uint32_t b)
{
    const LinkageRecords *const records = groups->records;
    uint32_t                    mine[MEMBERS_MAX];
    uint32_t                    yours[MEMBERS_MAX];
    uint32_t const              mine_count = list_members(mine, groups, a);
    uint32_t const              yours_count = list_members(yours, groups, b);

    if (mine_count + yours_count > MEMBERS_MAX)
        return false;
    /* Of two single records the edge has said it already. */
    for (uint32_t i = 0; mine_count + yours_count > 2 && i < mine_count; i++)
        for (uint32_t j = 0; j < yours_count; j++) {
            uint64_t const levels = linkage_compare(records->schema, records->characters,
                                                    linkage_record_at(records, mine[i]),
                                                    linkage_record_at(records, yours[j]));

            if (linkage_contradicts(records->schema, levels))
                return false;
        }
    return true;
}

static void join(Groups *groups, uint32_t a, uint32_t b)
{
    uint32_t const low = a < b ? a : b;
    uint32_t const high = a < b ? b : a;
    uint32_t const next = groups->next[low];

    groups->parent[high] = low;
    groups->next[low] = groups->next[high];
    groups->next[high] = next;
}

void linkage_cluster(LinkageClusters *out, Arena *arena, const LinkageRecords *records,
                     const LinkageEdge *edges, uint64_t count, LinkageClustering how)
{
    Groups groups = { .records = records };

    groups.parent = arena_array(arena, records->count + 1u, sizeof *groups.parent);
    groups.next = arena_array(arena, records->count + 1u, sizeof *groups.next);
    *out = (LinkageClusters){ .of = groups.parent };
    for (uint32_t i = 0; i < records->count; i++)
        groups.parent[i] = groups.next[i] = i;
    for (uint64_t i = 0; i < count && edges[i].odds >= how.odds_min; i++) {
        uint32_t const a = find(&groups, edges[i].a);
        uint32_t const b = find(&groups, edges[i].b);

        if (a == b || (how.without_asking && edges[i].is_bare))
            continue;
        bool const taken = how.one_to_one && (groups.next[edges[i].a] != edges[i].a ||
                                              groups.next[edges[i].b] != edges[i].b);
        if (taken || edges[i].contradicts || !may_join(&groups, a, b)) {
            out->refused++;
            continue;
        }
        join(&groups, a, b);
        out->joined++;
    }
    for (uint32_t i = 0; i < records->count; i++)
        groups.parent[i] = find(&groups, i);
}
