/* schema.h - which fields records have, and how they lie in memory.
 *
 * The register, a file of another system and people who were made up are compared
 * by the same engine: a schema names the fields and the kind of each, and the kind
 * decides how values are packed, compared and used to find candidates.
 *
 * A packed record is a row of 32-bit words: three of rarity (a byte for each field,
 * record.h), then each field's words. 0 in the first word of a field: not known.
 *
 * Ownership  Plain values; names are borrowed.
 * Limits     LINKAGE_FIELDS_MAX, because the levels of a pair are four bits each
 *            in one word.
 * Faults     FAULT_INVALID with the place in the mapping.
 */
#ifndef LINKAGE_SCHEMA_H
#define LINKAGE_SCHEMA_H

#include "base/fault.h"
#include "base/label.h"

typedef enum {
#define X(kind, name, words, zh, en) kind,
#include "linkage/kind.def"
#undef X
    LINKAGE_KIND_COUNT,
} LinkageKind;

enum {
    LINKAGE_FIELDS_MAX = 12,
    LINKAGE_RARITY_WORDS = 3,
    LINKAGE_RECORD_WORDS_MAX = LINKAGE_RARITY_WORDS + LINKAGE_FIELDS_MAX * 6,
    LINKAGE_NONE = 255,
};

typedef struct {
    LinkageKind kind;
    Str         name;
    Label       label;
    uint8_t     at;      /* word of the record */
    uint8_t     partner; /* the other Latin name, with which it may be exchanged */
} LinkageField;

typedef struct {
    LinkageField fields[LINKAGE_FIELDS_MAX];
    uint32_t     count, record_words;
} LinkageSchema;

Str   linkage_kind_name(LinkageKind kind);
Label linkage_kind_label(LinkageKind kind);
bool  linkage_kind_find(LinkageKind *out, Str name) MUST_CHECK;

/* Another field; false when there are too many. Two Latin names are partners. */
bool linkage_schema_add(LinkageSchema *schema, LinkageKind kind, Str name, Label label) MUST_CHECK;

uint32_t linkage_schema_find(const LinkageSchema *schema, Str name); /* or LINKAGE_NONE */

/* The same fields, of the same kinds, in the same order. */
bool linkage_schema_equal(const LinkageSchema *a, const LinkageSchema *b);

/* What the register knows of a person, in this order. */
typedef enum {
    REGISTER_NAME,
    REGISTER_CITIZEN_ID,
    REGISTER_BORN_ON,
    REGISTER_SEX,
    REGISTER_PHONE,
    REGISTER_ADDRESS,
    REGISTER_FIELD_COUNT,
} RegisterField;

LinkageSchema linkage_schema_register(void);

/* "name=chinese_name,born=date" : the columns of a file and their kinds; columns
 * that are not named are not compared. */
bool linkage_schema_parse(LinkageSchema *out, Str mapping, Fault *fault) MUST_CHECK;

#endif
