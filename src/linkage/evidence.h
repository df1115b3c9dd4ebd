/* evidence.h - why two records are taken for one person, spelled out.
 *
 *     姓名      同音                    +14.2
 *     身份证号  一位录错（校验可证）      +15.9
 *     住址      相近，数字相同            +7.1
 *     同一人的先验概率                  -23.4
 *     可能为同户亲属                     -0.3
 *     合计 +13.5，概率 0.9999
 *
 * The weights are bits: each doubles the odds, or halves them.
 *
 * Privacy    Says how values agree, never what they are.
 */
#ifndef LINKAGE_EVIDENCE_H
#define LINKAGE_EVIDENCE_H

#include "codec/json_writer.h"
#include "linkage/model.h"

typedef struct {
    uint32_t field, level;
    Label    words; /* the level, in both languages */
    double   bits;
} LinkageEvidenceRow;

typedef struct {
    LinkageEvidenceRow rows[LINKAGE_FIELDS_MAX]; /* in the order of the fields */
    uint32_t           count;
    double             prior_bits;    /* how rare it is that two are one */
    double             relative_bits; /* at most 0: what speaks for a relative */
    double             total_bits;
    double             probability;
    bool               is_certain;  /* by rule: a valid number and an alike name */
    bool               contradicts; /* two valid numbers */
} LinkageEvidence;

void linkage_evidence(LinkageEvidence *out, const LinkageWeights *weights,
                      const LinkageCharacters *characters, const uint32_t *a, const uint32_t *b);

/* As JSON, an array with a row for each field that is known of both, and the two other
 * lines: {"field":"name","agreement":"sound","weight":14.2}. */
void linkage_evidence_write(JsonWriter *json, const LinkageEvidence *evidence,
                            const LinkageSchema *schema);

/* "同一人的先验概率", "可能为同户亲属": the words for the two other lines. */
Label linkage_evidence_prior(void);
Label linkage_evidence_relative(void);

#endif
