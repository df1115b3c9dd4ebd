/* model.h - what agreement is worth: the model of Fellegi and Sunter, as a text.
 *
 * For each level of each field the model has three shares: among pairs of records of
 * one person, among pairs of strangers, and among pairs of people who belong together
 * and are two. The third class is there because fields are not independent: brothers
 * and sisters share a surname, an address and a telephone at once, and taking these for
 * three pieces of evidence would make one person of twins.
 *
 * A level's weight is log2(share of one person's / share of strangers). The sum, with
 * how rare the three classes are among all pairs, is a probability.
 *
 * A model is read and written as text which people can edit (docs/linkage.md).
 *
 * Ownership  Plain values; texts of the schema are borrowed.
 * Threads    Pure functions.
 * Faults     FAULT_INVALID with line and column, and what to write instead.
 * Limits     LIMIT_SOURCE_BYTES of text.
 */
#ifndef LINKAGE_MODEL_H
#define LINKAGE_MODEL_H

#include "base/buf.h"
#include "linkage/block.h"
#include "linkage/compare.h"

typedef struct {
    double same[LINKAGE_LEVELS_MAX], stranger[LINKAGE_LEVELS_MAX], related[LINKAGE_LEVELS_MAX];
} LinkageShares; /* by level; of 0, not known, none is used */

typedef struct {
    LinkageSchema schema;
    LinkageShares fields[LINKAGE_FIELDS_MAX];
    double        same, related;     /* shares of all pairs */
    double        automatic, review; /* probabilities: merge without asking; ask */
    LinkageRule   rules[LINKAGE_RULES_MAX];
    uint32_t      rule_count;
} LinkageModel;

/* The starting shares of level.def, which know nothing of any data. */
void linkage_model_start(LinkageModel *out, const LinkageSchema *schema);

/* The model that is shipped for the register, estimated from people who were made up
 * (synthetic.h); in use until a register has estimated its own. */
bool linkage_model_register(LinkageModel *out, Arena *arena, Fault *fault) MUST_CHECK;

bool linkage_model_parse(LinkageModel *out, Arena *arena, Str text, Fault *fault) MUST_CHECK;
void linkage_model_print(Buf *out, const LinkageModel *model);

/* ---- scoring ---------------------------------------------------------------------------- */

/* A model as sums: binary logarithms, by field and level. */
typedef struct {
    const LinkageModel *model;
    float               against_stranger[LINKAGE_FIELDS_MAX][LINKAGE_LEVELS_MAX];
    float               against_related[LINKAGE_FIELDS_MAX][LINKAGE_LEVELS_MAX];
    float               same[LINKAGE_FIELDS_MAX]; /* of the best level: log2 of its share */
    float               prior_stranger, prior_related;
} LinkageWeights;

void linkage_weights(LinkageWeights *out, const LinkageModel *model);

/* What the best level of a field is worth for values of this rarity (0: not known). */
float linkage_rare_weight(const LinkageWeights *weights, uint32_t field, uint32_t rarity);

typedef struct {
    float against_stranger, against_related; /* log2 of the odds, with the prior ones */
} LinkageScore;

LinkageScore linkage_score(const LinkageWeights *weights, uint64_t levels, const uint32_t *a,
                           const uint32_t *b);

/* log2 of the odds that it is one person, against both others together. */
double linkage_odds(LinkageScore score);
double linkage_probability(double log2_odds);

#endif
