#include "linkage/evidence.h"

void linkage_evidence(LinkageEvidence *out, const LinkageWeights *weights,
                      const LinkageCharacters *characters, const uint32_t *a, const uint32_t *b)
{
    const LinkageSchema *const schema = &weights->model->schema;
    uint64_t const             levels = linkage_compare(schema, characters, a, b);
    LinkageScore const         score = linkage_score(weights, levels, a, b);

    *out = (LinkageEvidence){ .count = schema->count,
                              .prior_bits = weights->prior[LINKAGE_STRANGERS] };
    for (uint32_t f = 0; f < schema->count; f++) {
        uint32_t const            level = linkage_level_of(levels, f);
        const LinkageLevel *const words = linkage_level(schema->fields[f].kind, level);

        out->rows[f] = (LinkageEvidenceRow){
            .field = f,
            .level = level,
            .words = { str_from_c(words->zh), str_from_c(words->en) },
            .bits = level == 1 ? linkage_rare_weight(weights, f, linkage_shared_rarity(a, b, f))
                               : weights->against[f][level][LINKAGE_STRANGERS],
        };
    }
    out->contradicts = linkage_contradicts(schema, levels);
    out->is_certain = linkage_is_certain(schema, levels);
    out->total_bits = linkage_odds(score);
    out->relative_bits = out->total_bits - score.against[LINKAGE_STRANGERS];
    if (out->is_certain && out->total_bits < LINKAGE_CERTAIN_BITS)
        out->total_bits = LINKAGE_CERTAIN_BITS;
    out->probability = linkage_probability(out->total_bits);
}

static void write_row(JsonWriter *json, Str field, Str agreement, double bits)
{
    int64_t const tenths = (int64_t)(bits * 10 + (bits < 0 ? -0.5 : 0.5));

    json_begin_object(json);
    json_add_key(json, SV("field"));
    json_add_str(json, field);
    json_add_key(json, SV("agreement"));
    json_add_str(json, agreement);
    json_add_key(json, SV("weight"));
    json_add_decimal(json, (Decimal){ tenths, 1 });
    json_end_object(json);
}

void linkage_evidence_write(JsonWriter *json, const LinkageEvidence *evidence,
                            const LinkageSchema *schema)
{
    json_begin_array(json);
    for (uint32_t i = 0; i < evidence->count; i++) {
        const LinkageField *const field = &schema->fields[evidence->rows[i].field];

        if (evidence->rows[i].level != LINKAGE_UNKNOWN)
            write_row(json, field->name,
                      str_from_c(linkage_level(field->kind, evidence->rows[i].level)->name),
                      evidence->rows[i].bits);
    }
    write_row(json, SV("prior"), SV("prior"), evidence->prior_bits);
    write_row(json, SV("relative"), SV("relative"), evidence->relative_bits);
    json_end_array(json);
}

Label linkage_evidence_prior(void)
{
    return (Label){ SV("两条记录同属一人的先验概率"), SV("how rare it is that two are one") };
}

Label linkage_evidence_relative(void)
{
    return (Label){ SV("也可能是同户亲属或双胞胎"), SV("it may be a relative or a twin") };
}
