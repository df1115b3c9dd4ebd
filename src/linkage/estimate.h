/* estimate.h - a model from the data at hand, without anybody saying who is who.
 *
 * Strangers' shares come from random pairs, of which practically all are strangers; the
 * share of the best level is counted exactly, from how often each value occurs.
 *
 * The shares of the other classes come by expectation and maximisation from the pairs
 * that rules have found, for each rule by itself: among the pairs of a rule, a field that
 * the rule asks about always agrees and would teach nothing true, so it is left to the
 * other rules. The starting shares of level.def count as a few pairs that were seen
 * before, which keeps a level that hardly occurs from becoming impossible.
 *
 * The rules that look for one person find few relatives, and just those who look like
 * one person. So relatives are learned from rules of their own, all pairs with the same
 * telephone and all with the same address, of which a sample is enough.
 *
 * At last, with all fields, come the shares of the classes among all pairs.
 *
 * Threads    The calls belong to one thread and start others.
 * Faults     FAULT_IO when a thread cannot be started.
 */
#ifndef LINKAGE_ESTIMATE_H
#define LINKAGE_ESTIMATE_H

#include "linkage/model.h"
#include "linkage/pair.h"

/* A kind of pair, and how many there are of it. */
typedef struct {
    uint64_t marks; /* as of LinkagePair */
    double   count;
} LinkagePattern;

typedef struct {
    LinkagePattern *items;
    uint32_t        count;
} LinkagePatterns;

/* Those of the pairs, or of a part of them scaled up; each stands for `weight` pairs. */
LinkagePatterns linkage_patterns(Arena *arena, const LinkagePairs *pairs, double weight);

/* Rules that find households, and the patterns of what they find. */
typedef struct {
    LinkageRule     rules[LINKAGE_RULES_MAX];
    uint32_t        rule_count;
    LinkagePatterns patterns;
} LinkageHouseholds;

bool linkage_households(LinkageHouseholds *out, Arena *arena, const LinkageRecords *records,
                        uint32_t thread_count, Fault *fault) MUST_CHECK;

/* Strangers' shares into the model; `collisions` from linkage_records_rate. */
void linkage_estimate_strangers(LinkageModel *model, const LinkageRecords *records,
                                const double *collisions);

/* Everything else but the thresholds; the model has its schema, rules and strangers. */
bool linkage_estimate(LinkageModel *model, LinkagePatterns patterns,
                      const LinkageHouseholds *households, double pair_total, double record_count,
                      uint32_t thread_count, Fault *fault) MUST_CHECK;

#endif
