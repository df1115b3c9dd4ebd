#include "linkage/model.h"

#include <math.h>

#include "base/asset.h"

void linkage_model_start(LinkageModel *out, const LinkageSchema *schema)
{
    *out = (LinkageModel){ .schema = *schema, .automatic = 0.999, .review = 0.5 };
    for (uint32_t f = 0; f < schema->count; f++) {
        uint32_t const count = linkage_level_count(schema->fields[f].kind);

        for (uint32_t level = 1; level <= count; level++) {
            const LinkageLevel *const start = linkage_level(schema->fields[f].kind, level);

            out->fields[f].same[level] = start->same_start;
            out->fields[f].related[level] = start->related_start;
            out->fields[f].stranger[level] = 1.0 / count;
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

        for (uint32_t level = 1; level <= linkage_level_count(model->schema.fields[f].kind);
             level++) {
            out->against_stranger[f][level] =
                (float)log2(shares->same[level] / shares->stranger[level]);
            out->against_related[f][level] =
                (float)log2(shares->same[level] / shares->related[level]);
        }
        out->same[f] = (float)log2(shares->same[1]);
    }
    out->prior_stranger = (float)log2(model->same / (1 - model->same - model->related));
    out->prior_related = (float)log2(model->same / model->related);
}

float linkage_rare_weight(const LinkageWeights *weights, uint32_t field, uint32_t rarity)
{
    return rarity ? weights->same[field] + (float)rarity / 8 : weights->against_stranger[field][1];
}

LinkageScore linkage_score(const LinkageWeights *weights, uint64_t levels, const uint32_t *a,
                           const uint32_t *b)
{
    LinkageScore score = { weights->prior_stranger, weights->prior_related };

    for (uint32_t f = 0; f < weights->model->schema.count; f++) {
        uint32_t const level = linkage_level_of(levels, f);

        if (level == 1) {
            uint32_t const mine = linkage_record_rarity(a, f);
            uint32_t const yours = linkage_record_rarity(b, f);

            score.against_stranger +=
                linkage_rare_weight(weights, f, mine < yours || !yours ? mine : yours);
        } else {
            score.against_stranger += weights->against_stranger[f][level];
        }
        score.against_related += weights->against_related[f][level];
    }
    return score;
}

double linkage_odds(LinkageScore score)
{
    return -log2(exp2(-(double)score.against_stranger) + exp2(-(double)score.against_related));
}

double linkage_probability(double log2_odds)
{
    return 1 / (1 + exp2(-log2_odds));
}
