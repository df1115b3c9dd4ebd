#include "linkage/evidence.h"

/* What a rule makes certain is still not more than this: people make rules. */
static const double CERTAIN_BITS = 20;

void linkage_evidence(LinkageEvidence *out, const LinkageWeights *weights,
                      const LinkageCharacters *characters, const uint32_t *a, const uint32_t *b)
{
    const LinkageSchema *const schema = &weights->model->schema;
    uint64_t const             levels = linkage_compare(schema, characters, a, b);
    LinkageScore const         score = linkage_score(weights, levels, a, b);

    *out = (LinkageEvidence){ .count = schema->count, .prior_bits = weights->prior_stranger };
    for (uint32_t f = 0; f < schema->count; f++) {
        uint32_t const            level = linkage_level_of(levels, f);
        const LinkageLevel *const words = linkage_level(schema->fields[f].kind, level);
        uint32_t const            mine = linkage_record_rarity(a, f);
        uint32_t const            yours = linkage_record_rarity(b, f);

        out->rows[f] = (LinkageEvidenceRow){
            .field = f,
            .level = level,
            .words = { str_from_c(words->zh), str_from_c(words->en) },
            .bits = level == 1
                        ? linkage_rare_weight(weights, f, mine < yours || !yours ? mine : yours)
                        : weights->against_stranger[f][level],
        };
    }
    out->contradicts = linkage_contradicts(schema, levels);
    out->is_certain = linkage_is_certain(schema, levels);
    out->total_bits = linkage_odds(score);
    out->relative_bits = out->total_bits - score.against_stranger;
    if (out->is_certain && out->total_bits < CERTAIN_BITS)
        out->total_bits = CERTAIN_BITS;
    out->probability = linkage_probability(out->total_bits);
}

Label linkage_evidence_prior(void)
{
    return (Label){ SV("两条记录同属一人的先验概率"), SV("how rare it is that two are one") };
}

Label linkage_evidence_relative(void)
{
    return (Label){ SV("也可能是同户亲属"), SV("it may be a relative") };
}
