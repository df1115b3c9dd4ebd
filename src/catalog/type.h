/* type.h - the types of the Care language, and its units of measure.
 *
 * Every value that a program computes with is one 64-bit word and a mark that
 * says whether it is there at all:
 *
 *     bool      0 or 1
 *     number    units of 10^-scale: 36.5 at scale 1 is 365
 *     date      days since 1970; a month is its first day
 *     code      the code's letters packed into the word, so that = is integer =
 *     codes     a set of choices: bit i is the code set's i-th value
 *     text      its length in characters: nothing else can be asked of a text
 *     worker, organisation, person, entry of a register: the id
 */
#ifndef CATALOG_TYPE_H
#define CATALOG_TYPE_H

#include "base/label.h"

typedef enum {
    TYPE_NONE, /* of what did not check */
#define X(kind, name) kind,
#include "catalog/type.def"
#undef X
} TypeKind;

#define UNIT_NONE 0u

typedef struct {
    TypeKind kind;
    uint8_t  scale; /* of numbers */
    uint16_t unit;  /* of numbers: index into the catalogue's units */
    uint16_t codes; /* of code and codes: index into the catalogue's code sets */
    uint16_t entry; /* of entries: index into the catalogue's registers */
    uint16_t chars; /* of texts: the most characters */
} Type;

const char *type_name(TypeKind kind);

enum { UNIT_ATOMS_MAX = 4 };

/* A product of atoms: mmol/L is mmol^1 L^-1. What it is worth in base atoms is
 * numerator / denominator of `base`. */
typedef struct {
    Str      text; /* canonical: "mmol/L" */
    Label    label;
    Str      ucum;
    uint16_t atoms[UNIT_ATOMS_MAX];
    int8_t   exponents[UNIT_ATOMS_MAX];
    uint8_t  atom_count;
    uint16_t base;
    int64_t  numerator, denominator;
} Unit;

/* A code of up to 8 bytes as a word; codes compare as their words do. */
int64_t code_pack(Str code);
Str     code_unpack(Arena *arena, int64_t word);

#endif
