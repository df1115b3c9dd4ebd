/* synthetic.h - a register of people who do not exist, in which it is known who is who.
 *
 * Households with parents, children and grandparents who share addresses, telephones and
 * surnames; twins and brothers and sisters with names that differ in one character;
 * names as common as they are in China, so that strangers share a name and sometimes the
 * day of birth too. One record in five, or whatever share is asked for, is a second (third,
 * fourth) entry of somebody, some copied from an entry that had its errors already. What goes
 * wrong, and how often, is synthetic.def; docs/linkage.md publishes it.
 *
 * The same seed gives the same people everywhere.
 *
 * Ownership  Everything lives in the arena.
 * Threads    One.
 * Limits     LINKAGE_SYNTHETIC_MAX records.
 */
#ifndef LINKAGE_SYNTHETIC_H
#define LINKAGE_SYNTHETIC_H

#include "linkage/record.h"

enum { LINKAGE_SYNTHETIC_MAX = 20000000 };

typedef enum {
#define X(error, rate, zh, en) error,
#include "linkage/synthetic.def"
#undef X
    SYNTHETIC_ERROR_COUNT,
} SyntheticError;

typedef struct {
    LinkageRecords records;
    uint32_t      *truth;  /* who each record is */
    uint32_t      *errors; /* a bit for each SyntheticError that was made with it */
    uint32_t       person_count;
} SyntheticRegister;

uint32_t synthetic_error_rate(SyntheticError error); /* in ten thousand */
Label    synthetic_error_label(SyntheticError error);

enum { SYNTHETIC_DUPLICATES = 2000, SYNTHETIC_DUPLICATES_MAX = 5000 };

typedef struct {
    uint32_t count;      /* records */
    uint32_t duplicates; /* of ten thousand records so many are second entries */
    uint64_t seed;
    void (*tell)(void *listener, uint64_t done); /* or NULL */
    void *listener;
} SyntheticOptions;

/* `schema` is linkage_schema_register and must live as long. */
void linkage_synthetic(SyntheticRegister *out, Arena *arena, const LinkageSchema *schema,
                       LinkageCharacters *characters, const SyntheticOptions *options);

#endif
