/* record.h - a person's values, packed for comparing.
 *
 * Values come as text, as they stand in a file or a form, and are made alike here:
 * full-width digits, blanks and marks, traditional forms, 15 digits for 18. What is
 * no value at all ("", "无", all digits the same) is not known, which is no evidence
 * for or against anybody and never a key.
 *
 * The rarity of a value is 8 times the binary logarithm of how many values there are
 * for one of it: 8 * log2(1 / share). 0: not known, the average counts. That two
 * people are called 欧阳娜娜 says more than that two are called 张伟.
 *
 * Ownership  A record is record_words words of the caller's.
 * Threads    Packing belongs to one (characters are numbered), reading to any number.
 * Privacy    Packed values are personal data as much as the text is.
 */
#ifndef LINKAGE_RECORD_H
#define LINKAGE_RECORD_H

#include <assert.h>
#include <string.h>

#include "linkage/character.h"
#include "linkage/schema.h"

enum { LINKAGE_NAME_CHARS = 6, LINKAGE_WORD_CHARS = 15 };

/* The packed forms, each as many words as kind.def says. */
typedef struct {
    uint16_t characters[LINKAGE_NAME_CHARS]; /* numbers; a longer name is cut */
    uint32_t hash;                           /* of the whole name; 0: not known */
} PackedName;

typedef struct {
    char    text[LINKAGE_WORD_CHARS]; /* small letters and digits; a longer one is cut */
    uint8_t len;
} PackedWord;

typedef enum {
    PACKED_ID_KNOWN = 1, /* all other bits 0: no number of this kind, its hash in `low` */
    PACKED_ID_DIGITS = 2,
    PACKED_ID_VALID = 4, /* right check character, and a day of birth that is one */
    PACKED_ID_OLD = 8,   /* was written with 15 digits */
} PackedIdMark;

typedef struct {
    uint32_t low, middle; /* digits 11 to 18 and 3 to 10, four bits each, X is 10 */
    uint8_t  high, marks; /* digits 1 and 2 */
    uint16_t unused;
} PackedId;

typedef struct {
    uint32_t low, high; /* up to 16 digits of four bits, 1 to 10 for '1' to '0' */
} PackedPhone;

typedef struct {
    uint32_t grams[4]; /* a bit for each pair of neighbours */
    uint32_t hash;
    uint16_t numbers; /* hash of the numbers in it */
    uint16_t start;   /* hash of its beginning */
} PackedText;

static_assert(sizeof(PackedName) == 16 && sizeof(PackedWord) == 16 && sizeof(PackedId) == 12 &&
                  sizeof(PackedPhone) == 8 && sizeof(PackedText) == 24,
              "as many words as kind.def says");

/* `values` in the order of the schema's fields; an empty text is not known. A date
 * is eight digits, perhaps of no real day: 20240231 is still nearly 20240213. */
void linkage_record_pack(uint32_t *out, const LinkageSchema *schema, LinkageCharacters *characters,
                         const Str *values);

bool linkage_record_knows(const uint32_t *record, const LinkageSchema *schema, uint32_t field);

/* The value as one number: the same for the same, of whatever kind. */
uint32_t linkage_record_hash(const uint32_t *record, const LinkageField *field);

static inline uint32_t linkage_record_rarity(const uint32_t *record, uint32_t field)
{
    return ((const uint8_t *)record)[field];
}

static inline void linkage_record_set_rarity(uint32_t *record, uint32_t field, uint32_t rarity)
{
    ((uint8_t *)record)[field] = (uint8_t)(rarity < 255 ? rarity : 255);
}

/* Of a value that two records share. */
static inline uint32_t linkage_shared_rarity(const uint32_t *a, const uint32_t *b, uint32_t field)
{
    uint32_t const mine = linkage_record_rarity(a, field);
    uint32_t const yours = linkage_record_rarity(b, field);

    return mine < yours || !yours ? mine : yours;
}

/* Records side by side. When two files are linked, those before `first_count` are
 * the one file, and pairs are only looked for between the two. */
typedef struct {
    const LinkageSchema     *schema;
    const LinkageCharacters *characters;
    uint32_t                *words;
    uint32_t                 count, first_count; /* 0: one file */
} LinkageRecords;

static inline const uint32_t *linkage_record_at(const LinkageRecords *records, uint32_t index)
{
    return records->words + (size_t)index * records->schema->record_words;
}

/* How many pairs there are in all. */
double linkage_pair_total(const LinkageRecords *records);

/* Count the values of all records and give each its rarity; collisions[f] becomes
 * the chance that two strangers have the same value. */
bool linkage_records_rate(LinkageRecords *records, double *collisions, uint32_t thread_count,
                          Fault *fault) MUST_CHECK;

#endif
