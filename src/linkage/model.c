#include "linkage/model.h"

#include <math.h>

#include "base/asset.h"

/* A guess is soon given up; what a register has taught, later. */
static const double GUESSED_PAIRS = 20;
static const double LEARNED_PAIRS = 5000;

void linkage_model_start(LinkageModel *out, const LinkageSchema *schema, const LinkageModel *prior)
{
    *out = (LinkageModel){ .schema = *schema,
                           .automatic = 0.999,
                           .review = 0.5,
                           .start_pairs = prior ? LEARNED_PAIRS : GUESSED_PAIRS };
    for (uint32_t f = 0; f < schema->count; f++) {
        uint32_t const count = linkage_level_count(schema->fields[f].kind);

        for (uint32_t level = 1; level <= count; level++) {
            const LinkageLevel *const start = linkage_level(schema->fields[f].kind, level);

            for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
                out->fields[f].of[c][level] =
                    prior ? prior->fields[f].of[c][level] : start->starts[c];
            out->fields[f].of[LINKAGE_STRANGERS][level] = 1.0 / count;
        }
    }
}

bool linkage_model_register(LinkageModel *out, Arena *arena, Fault *fault)
{
    for (unsigned i = 0; i < ASSET_COUNT; i++)
        if (str_equal(ASSETS[i].path, SV("models/register.model")))
            return linkage_model_parse(out, arena, ASSETS[i].bytes, fault);
    return fault_set(fault, FAULT_NOT_FOUND, "the program was built without models/register.model");
}

void linkage_weights(LinkageWeights *out, const LinkageModel *model)
{
    *out = (LinkageWeights){ .model = model };
    for (uint32_t f = 0; f < model->schema.count; f++) {
        const LinkageShares *const shares = &model->fields[f];
        uint32_t const             worst = linkage_level_count(model->schema.fields[f].kind);

        for (uint32_t level = 1; level <= worst; level++)
            for (uint32_t c = 1; c < LINKAGE_CLASSES; c++)
                out->against[f][level][c] =
                    (float)log2(shares->of[LINKAGE_ONE_PERSON][level] / shares->of[c][level]);
        /* Where nearly all strangers agree a little (all telephones end alike), having nothing in
         * common would speak for one person. */
        out->against[f][worst][LINKAGE_STRANGERS] =
            fminf(out->against[f][worst][LINKAGE_STRANGERS], 0);
        out->same[f] = (float)log2(shares->of[LINKAGE_ONE_PERSON][1]);
    }
    for (uint32_t c = 1; c < LINKAGE_CLASSES; c++)
        out->prior[c] = (float)log2(model->pairs[LINKAGE_ONE_PERSON] / model->pairs[c]);
}

float linkage_rare_weight(const LinkageWeights *weights, uint32_t field, uint32_t rarity)
{
    return rarity ? weights->same[field] + (float)rarity / 8
                  : weights->against[field][1][LINKAGE_STRANGERS];
}

LinkageScore linkage_score(const LinkageWeights *weights, uint64_t levels, const uint32_t *a,
                           const uint32_t *b)
{
    LinkageScore score;

    memcpy(score.against, weights->prior, sizeof score.against);

    for (uint32_t f = 0; f < weights->model->schema.count; f++) {
        uint32_t const level = linkage_level_of(levels, f);

        for (uint32_t c = 1; c < LINKAGE_CLASSES; c++)
            score.against[c] += weights->against[f][level][c];
        if (level == 1)
            score.against[LINKAGE_STRANGERS] +=
                linkage_rare_weight(weights, f, linkage_shared_rarity(a, b, f)) -
                weights->against[f][level][LINKAGE_STRANGERS];
    }
    return score;
}

double linkage_odds(LinkageScore score)
{
    double sum = 0;

    for (uint32_t c = 1; c < LINKAGE_CLASSES; c++)
        sum += exp2(-(double)score.against[c]);
    return -log2(sum);
}

double linkage_probability(double log2_odds)
{
    return 1 / (1 + exp2(-log2_odds));
}
