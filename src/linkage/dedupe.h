/* dedupe.h - all of it: from records to people, with what can be said about how good
 * the result is.
 *
 * Without a model one is estimated from the records themselves. The threshold for
 * merging without asking is the lowest at which the expected share of right pairs is
 * what was asked for; what lies between it and the review threshold is for people.
 *
 * When it is known who is who (test data), the truth is only used to judge: nothing of
 * it reaches the model, the rules or the thresholds.
 *
 * Ownership  Results live in the arena.
 * Threads    The call belongs to one thread and starts others.
 * Faults     FAULT_IO when a thread cannot be started; FAULT_INVALID when the records
 *            are too few, or no rule can be made of their fields.
 */
#ifndef LINKAGE_DEDUPE_H
#define LINKAGE_DEDUPE_H

#include "linkage/cluster.h"
#include "linkage/pair.h"

/* Fields are taken for independent and are not quite: given names follow fashions, so
 * that strangers of one age share a name more often than strangers do. Before a pair
 * counts for merging without asking, its odds are halved so many times. */
enum { LINKAGE_DOUBT_BITS = 2 };

typedef enum {
    LINKAGE_PHASE_COUNT_VALUES,
    LINKAGE_PHASE_RULES,
    LINKAGE_PHASE_PAIRS,
    LINKAGE_PHASE_MODEL,
    LINKAGE_PHASE_SCORE,
    LINKAGE_PHASE_CLUSTER,
    LINKAGE_PHASES,
} LinkagePhase;

Label linkage_phase_label(LinkagePhase phase);

typedef struct {
    const LinkageModel *model;     /* NULL: estimate one */
    const LinkageModel *prior;     /* of the same fields, to estimate from; NULL: level.def */
    const uint32_t     *truth;     /* who each record is; NULL: not known */
    double              precision; /* wanted of merges without asking; 0: 0.9999 */
    uint32_t            thread_count;
    bool                one_to_one;
    void (*tell)(void *listener, LinkagePhase phase); /* a phase begins; or NULL */
    void *listener;
} LinkageOptions;

/* Against the truth, of all pairs with at least this probability. */
typedef struct {
    double   probability;
    uint64_t pairs, right;
    double   precision, recall, f;
} LinkageQuality;

typedef struct {
    LinkageModel    model;
    LinkageEdge    *edges; /* surest first, with a probability of more than 0.001 */
    uint64_t        edge_count;
    LinkageClusters clusters, automatic_clusters; /* from the review threshold on; merges */
    uint64_t        compared, automatic, review;  /* pairs; of edges, how many of each */
    double          expected;                     /* pairs of one person among those compared */
    double          estimated_precision;          /* of the automatic ones */
    double          estimated_blocking; /* recall of the rules, by capture and recapture */
    uint64_t        found[LINKAGE_RULES_MAX];
    uint32_t        crowded_keys[LINKAGE_RULES_MAX];
    int64_t         phase_us[LINKAGE_PHASES];

    bool           has_truth;
    uint64_t       true_pairs, true_compared;
    LinkageQuality at_automatic, at_review, best, of_clusters, of_automatic_clusters;
} LinkageResult;

bool linkage_dedupe(LinkageResult *out, Arena *arena, LinkageRecords *records,
                    const LinkageOptions *options, Fault *fault) MUST_CHECK;

#endif
