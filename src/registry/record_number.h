/* record_number.h - the number of a resident's health record: 17 digits.
 *
 * County (6), township (3), village (3) and a serial (5) in the order of filing.
 * It is kept for life, whoever moves where, and never given to anybody else.
 *
 * The village part is not the statistical one: neighbourhood committees have 001
 * to 099 in both, but village committees 101 to 199 here and 200 to 399 there.
 *
 * Ownership  Plain values.
 * Threads    Pure functions.
 */
#ifndef REGISTRY_RECORD_NUMBER_H
#define REGISTRY_RECORD_NUMBER_H

#include "registry/problem.h"

enum { RECORD_NUMBER_DIGITS = 17, RECORD_NUMBER_SERIAL_MAX = 99999 };

typedef enum {
    RECORD_NUMBER_NEIGHBOURHOOD, /* 001-099 */
    RECORD_NUMBER_VILLAGE,       /* 101-199 */
    RECORD_NUMBER_OTHER,         /* 901-999: enterprises, schools */
} RecordNumberKind;

typedef struct {
    int64_t          township_id; /* as a region id */
    int64_t          prefix;      /* the first 12 digits */
    RecordNumberKind kind;
    uint32_t         serial; /* 1 to RECORD_NUMBER_SERIAL_MAX */
} RecordNumber;

/* PROBLEM_NONE, PROBLEM_LENGTH or PROBLEM_FORMAT. */
ProblemCode record_number_parse(RecordNumber *out, Str text);

/* The first 12 digits for a village of the register of regions. False when it is
 * no village, or its code has no counterpart. */
bool record_number_prefix(int64_t *prefix, int64_t region_id) MUST_CHECK;

Str record_number_format(Arena *arena, int64_t prefix, uint32_t serial);

#endif
