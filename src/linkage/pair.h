/* pair.h - the pairs that some rule finds, each once, compared.
 *
 * Three passes, each on all threads. The parts of values that rules use are computed
 * for all records, one row of numbers each. Each rule then lists the records whose key
 * somebody shares, sorted by key: who is alone with it is never sorted. At last the
 * groups of each list are paired; the rows of parts tell which rules find a pair, and
 * only the first of these keeps it.
 *
 * Ownership  The pairs live until linkage_pairs_close.
 * Threads    The call belongs to one thread and starts others.
 * Faults     FAULT_IO when a thread cannot be started.
 */
#ifndef LINKAGE_PAIR_H
#define LINKAGE_PAIR_H

#include "linkage/block.h"
#include "linkage/compare.h"

typedef struct {
    uint32_t a, b;
    uint64_t marks; /* levels of 12 fields of 4 bits, then a bit for each rule */
} LinkagePair;

enum { LINKAGE_PAIR_RULES_AT = 48, LINKAGE_CHUNK_PAIRS = 32768 };

static_assert(LINKAGE_FIELDS_MAX * LINKAGE_LEVEL_BITS == LINKAGE_PAIR_RULES_AT &&
                  LINKAGE_PAIR_RULES_AT + LINKAGE_RULES_MAX == 64,
              "levels and rules fit one word");

typedef struct {
    LinkagePair *pairs;
    uint32_t     count;
} LinkageChunk;

typedef struct {
    LinkageChunk *chunks;
    uint32_t      chunk_count;
    uint64_t      count;
    uint32_t      crowded_keys[LINKAGE_RULES_MAX]; /* records whose key too many share */
    uint64_t      found[LINKAGE_RULES_MAX];        /* pairs that each rule finds, first or not */
    Arena        *arena;
    Arena        *own[8]; /* of the threads */
} LinkagePairs;

/* Of the keys only one in 2^sample_bits: all pairs of a part of the keys, for learning. */
bool linkage_pairs_find(LinkagePairs *out, const LinkageRecords *records, const LinkageRule *rules,
                        uint32_t rule_count, uint32_t sample_bits, uint32_t thread_count,
                        Fault *fault) MUST_CHECK;
void linkage_pairs_close(LinkagePairs *pairs);

static inline uint64_t linkage_pair_levels(const LinkagePair *pair)
{
    return pair->marks & ((1ull << LINKAGE_PAIR_RULES_AT) - 1);
}

static inline uint32_t linkage_pair_rules(const LinkagePair *pair)
{
    return (uint32_t)(pair->marks >> LINKAGE_PAIR_RULES_AT);
}

#endif
