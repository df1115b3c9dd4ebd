/* citizen_id.h - the identity number of a citizen (GB 11643).
 *
 * Eighteen characters: the region of first registration, the day of birth, a
 * serial whose last digit is odd for men, and a check character that finds every
 * wrong digit and every exchange of two. The older form has fifteen, without
 * century and check; it is understood, and becomes the new one.
 *
 * Nobody's address follows from it: people move, and regions are abolished.
 *
 * Ownership  Plain values.
 * Threads    Pure functions.
 */
#ifndef REGISTRY_CITIZEN_ID_H
#define REGISTRY_CITIZEN_ID_H

#include "base/date.h"
#include "registry/problem.h"

enum { CITIZEN_ID_CHARS = 18 };

typedef struct {
    char    text[CITIZEN_ID_CHARS + 1];
    int64_t region_id; /* of the county, 12 digits; perhaps no longer registered */
    Date    born_on;
    char    sex; /* '1' or '2', as GB/T 2261.1 has it */
} CitizenId;

/* PROBLEM_NONE, or what is wrong: PROBLEM_LENGTH, PROBLEM_FORMAT, PROBLEM_NO_DATE
 * (also a birth before 1880), PROBLEM_CHECK_DIGIT, or PROBLEM_REVIEW: an old number
 * of somebody born in the century before the last. A small x is taken for X. */
ProblemCode citizen_id_parse(CitizenId *out, Str text);

/* Whether these are 17 digits and the check character that belongs to them, whatever
 * else they say: other cards are made in the same way. */
bool citizen_id_check_digit(Str text);

/* A number for somebody who does not exist: county of six digits, serial 1 to 999.
 * An odd serial makes a man. */
CitizenId citizen_id_make(uint32_t county, Date born_on, uint32_t serial);

#endif
