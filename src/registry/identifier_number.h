/* identifier_number.h - the numbers of documents and cards: how each kind is made.
 *
 * People type a number with blanks, in small or in full-width letters, and an
 * identity number in its old form of 15 digits. Each kind has one form in which it
 * is kept, and some say when their holder was born and of which sex.
 *
 * Ownership  Texts live in the arena that is given.
 * Threads    Pure functions.
 * Limits     IDENTIFIER_CHARS_MAX.
 */
#ifndef REGISTRY_IDENTIFIER_NUMBER_H
#define REGISTRY_IDENTIFIER_NUMBER_H

#include "base/date.h"
#include "registry/problem.h"

enum { IDENTIFIER_CHARS_MAX = 64 };

#define IDENTIFIER_IDENTITY_CARD SV("01")
#define IDENTIFIER_MOTHERS_CARD  SV("19")
#define IDENTIFIER_RECORD_NUMBER SV("51")

/* Among whom a number of this kind belongs to one person only. */
typedef enum {
    IDENTIFIER_OF_EVERYWHERE,
    IDENTIFIER_OF_ISSUER,       /* of one issuer, when he is named */
    IDENTIFIER_OF_ORGANISATION, /* of one issuer, who must be named */
    IDENTIFIER_OF_PERSON,       /* several persons may have it */
} IdentifierScope;

typedef struct {
    Str             code;
    IdentifierScope scope;
    bool            is_document; /* can be a person's main document */
    Label           label;
} IdentifierKind;

/* NULL: there is no such kind. */
const IdentifierKind *identifier_kind_find(IdentifierKind *out, Str code);

typedef struct {
    Str     text;      /* as it is kept */
    Date    born_on;   /* DATE_MIN: the number does not say */
    char    sex;       /* '1', '2'; 0: the number does not say */
    int64_t region_id; /* of the first registration; 0: the number does not say */
    Str     mother;    /* of a newborn: the mother's identity number */
} IdentifierNumber;

/* PROBLEM_NONE, or what is wrong, with the words that tell what is expected. The
 * kind must be one that there is. */
ProblemCode identifier_number_parse(IdentifierNumber *out, Label *expected, Arena *arena, Str kind,
                                    Str text);

/* Without blanks, in half-width capital letters: for comparing what has no kind. */
Str identifier_number_fold(Arena *arena, Str text);

#endif
