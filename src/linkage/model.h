/* model.h - what agreement is worth: the model of Fellegi and Sunter, as a text.
 *
 * For each level of each field the model has four shares: among pairs of records of one
 * person, of strangers, of people of one household, and of twins. The last two are there
 * because fields are not independent: brothers and sisters share a surname, an address
 * and a telephone at once, twins the day of birth as well, and taking these for so many
 * pieces of evidence would make one person of two.
 *
 * A level's weight is log2(share of one person's / share of strangers). The sum, with
 * how rare the four classes are among all pairs, is a probability.
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
    double of[LINKAGE_CLASSES][LINKAGE_LEVELS_MAX];
} LinkageShares; /* by level; of 0, not known, none is used */

typedef struct {
    LinkageSchema schema;
    LinkageShares fields[LINKAGE_FIELDS_MAX];
    double        pairs[LINKAGE_CLASSES]; /* shares of all pairs */
    double        automatic, review;      /* probabilities: merge without asking; ask */
    double        start_pairs;            /* of a model to start from: what it is worth */
    LinkageRule   rules[LINKAGE_RULES_MAX];
    uint32_t      rule_count;
} LinkageModel;

/* What estimation starts from, and how many pairs it is worth there: the shares of
 * `prior`, which is a model of the same fields, or those of level.def, which know nothing
 * of any data. */
void linkage_model_start(LinkageModel *out, const LinkageSchema *schema, const LinkageModel *prior);

/* The model that is shipped for the register, estimated from people who were made up
 * (synthetic.h); in use until a register has estimated its own. */
bool linkage_model_register(LinkageModel *out, Arena *arena, Fault *fault) MUST_CHECK;

bool linkage_model_parse(LinkageModel *out, Arena *arena, Str text, Fault *fault) MUST_CHECK;
void linkage_model_print(Buf *out, const LinkageModel *model);

/* ---- scoring ---------------------------------------------------------------------------- */

/* What a rule makes certain is not more than this: people make rules. */
enum { LINKAGE_CERTAIN_BITS = 20 };

/* A model as sums: binary logarithms, by field and level. */
typedef struct {
    const LinkageModel *model;
    /* That it is one person rather than two of the class; of one person itself 0. */
    float against[LINKAGE_FIELDS_MAX][LINKAGE_LEVELS_MAX][LINKAGE_CLASSES];
    float prior[LINKAGE_CLASSES];
    float same[LINKAGE_FIELDS_MAX]; /* of the best level: log2 of its share */
} LinkageWeights;

void linkage_weights(LinkageWeights *out, const LinkageModel *model);

/* What the best level of a field is worth for values of this rarity (0: not known). */
float linkage_rare_weight(const LinkageWeights *weights, uint32_t field, uint32_t rarity);

typedef struct {
    float against[LINKAGE_CLASSES]; /* log2 of the odds, with the prior ones */
} LinkageScore;

LinkageScore linkage_score(const LinkageWeights *weights, uint64_t levels, const uint32_t *a,
                           const uint32_t *b);

/* log2 of the odds that it is one person, against the others together. */
double linkage_odds(LinkageScore score);
double linkage_probability(double log2_odds);

#endif
