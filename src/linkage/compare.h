/* compare.h - how well two records agree, field by field.
 *
 * Each kind of field has its named levels of agreement (level.def), which a person
 * can read: "one character mistyped, as the check tells". What a level is worth is no
 * business of this file but of the model.
 *
 * A citizen's number is compared with its check character in mind: where one digit
 * differs and one of the numbers fails its check, somebody has mistyped; where both
 * are valid, there are two people, however alike the numbers are, for brothers and
 * sisters who were registered together have consecutive serials.
 *
 * Threads    Pure functions; nobody may number characters meanwhile.
 */
#ifndef LINKAGE_COMPARE_H
#define LINKAGE_COMPARE_H

#include "linkage/record.h"

/* Of each kind, from 1 on; LINKAGE_UNKNOWN when one of the values is not known. */
enum { LINKAGE_UNKNOWN = 0, LINKAGE_LEVELS_MAX = 16, LINKAGE_LEVEL_BITS = 4 };

typedef enum {
    NAME_SAME = 1,
    NAME_SOUND,
    NAME_FUZZY,
    NAME_ORDER,
    NAME_MISSING,
    NAME_ONE,
    NAME_GIVEN,
    NAME_FAMILY,
    NAME_DIFFERENT,
} NameLevel;

typedef enum {
    LATIN_SAME = 1,
    LATIN_CLOSE,
    LATIN_SWAPPED,
    LATIN_NEAR,
    LATIN_INITIAL,
    LATIN_FAR,
    LATIN_DIFFERENT,
} LatinLevel;

typedef enum {
    DATE_SAME = 1,
    DATE_SWAPPED,
    DATE_DIGIT,
    DATE_EXCHANGED,
    DATE_YEAR,
    DATE_DEFAULT,
    DATE_TWO_PARTS,
    DATE_SAME_YEAR,
    DATE_DIFFERENT,
} DateLevel;

typedef enum {
    ID_SAME = 1,
    ID_SAME_OLD,
    ID_SAME_WRONG,
    ID_TYPING,
    ID_EXCHANGED,
    ID_CLOSE,
    ID_SERIAL,
    ID_WRONG,
    ID_DIFFERENT,
} IdLevel;

typedef enum { NUMBER_SAME = 1, NUMBER_ONE, NUMBER_TWO, NUMBER_DIFFERENT } NumberLevel;
typedef enum { PHONE_SAME = 1, PHONE_ONE, PHONE_END, PHONE_DIFFERENT } PhoneLevel;
typedef enum { CODE_SAME = 1, CODE_DIFFERENT } CodeLevel;
typedef enum {
    TEXT_SAME = 1,
    TEXT_CLOSE,
    TEXT_OTHER_NUMBER,
    TEXT_NEAR,
    TEXT_DIFFERENT,
} TextLevel;

/* What two records may be. */
typedef enum {
    LINKAGE_ONE_PERSON,
    LINKAGE_STRANGERS,
    LINKAGE_RELATED, /* of one household */
    LINKAGE_TWINS,   /* of one household, and of one day */
    LINKAGE_CLASSES,
} LinkageClass;

typedef struct {
    const char *name, *zh, *en;
    double      starts[LINKAGE_CLASSES]; /* shares from which estimation starts */
} LinkageLevel;

/* The levels of a kind, from 1 to the result; of 0: "not known". */
uint32_t            linkage_level_count(LinkageKind kind);
const LinkageLevel *linkage_level(LinkageKind kind, uint32_t level);

/* The levels of all fields, LINKAGE_LEVEL_BITS each, the first field lowest. */
uint64_t linkage_compare(const LinkageSchema *schema, const LinkageCharacters *characters,
                         const uint32_t *a, const uint32_t *b);

static inline uint32_t linkage_level_of(uint64_t levels, uint32_t field)
{
    return (uint32_t)(levels >> field * LINKAGE_LEVEL_BITS) & (LINKAGE_LEVELS_MAX - 1);
}

/* Do two levels say that these are two people, whatever else agrees? Both have a valid
 * number, and it is another one. */
bool linkage_contradicts(const LinkageSchema *schema, uint64_t levels);

/* Is it certain without a model: the same valid number, and names that are alike? */
bool linkage_is_certain(const LinkageSchema *schema, uint64_t levels);

/* Name, birthday and sex may speak for one person as loudly as they like: two people of
 * a fashionable name who were born on one day have them too, by more than chance. True
 * when nothing else agrees (a number, a telephone, an address), though there are fields
 * of which it could. */
bool linkage_is_bare(const LinkageSchema *schema, uint64_t levels);

#endif
