/* block.h - who is worth comparing with whom.
 *
 * Of five million people 12.5 million million pairs could be made; two records are
 * compared when they agree in all parts of at least one rule ("the sound of the name
 * and the month of birth"). A rule is some parts of values; a record's key under it is
 * one number made of them. A record that lacks one of the parts has no key there, and a
 * key that too many records share (the clinic's own telephone) finds nobody: other
 * rules must.
 *
 * Which rules there are follows from the data: block_choose knows the fields' kinds,
 * how often each is known and how many pairs each rule would make, and takes those
 * that find most for what they cost. Chosen or written by hand, rules are a part of
 * the model.
 *
 * Ownership  Plain values.
 * Threads    Pure functions; nobody may number characters meanwhile.
 * Limits     LINKAGE_RULES_MAX rules of LINKAGE_RULE_PARTS_MAX parts.
 */
#ifndef LINKAGE_BLOCK_H
#define LINKAGE_BLOCK_H

#include "linkage/record.h"

enum { LINKAGE_RULES_MAX = 16, LINKAGE_RULE_PARTS_MAX = 3, LINKAGE_PARTS_MAX = 48 };

typedef struct {
    uint8_t field, part; /* part: position among the kind's in part.def */
} LinkagePart;

typedef struct {
    LinkagePart parts[LINKAGE_RULE_PARTS_MAX];
    uint32_t    count;
} LinkageRule;

uint32_t linkage_part_count(LinkageKind kind);
Str      linkage_part_name(LinkageKind kind, uint32_t part);
bool     linkage_part_find(uint32_t *out, LinkageKind kind, Str name) MUST_CHECK;

/* A part of a value as a number that is the same in every process; 0: not known. */
uint32_t linkage_part_hash(const uint32_t *record, const LinkageSchema *schema,
                           const LinkageCharacters *characters, LinkagePart part);

/* A record's key under each rule, 0 where it has none. Keys of different rules differ,
 * and they may be stored. */
void linkage_keys(uint64_t *out, const LinkageRule *rules, uint32_t rule_count,
                  const LinkageSchema *schema, const LinkageCharacters *characters,
                  const uint32_t *record);

/* Choose rules for these records, which make about `pairs_max` pairs in all. */
uint32_t linkage_rules_choose(LinkageRule *out, const LinkageRecords *records, double pairs_max);

/* Records that may share a key before it is nobody's. */
uint32_t linkage_key_records_max(uint32_t record_count);

#endif
