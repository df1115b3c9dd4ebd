/* credit_code.h - the numbers of organisations: the unified social credit code
 * (GB 32100) and the organisation code inside it (GB 11714).
 *
 * Ownership  Plain values.
 * Threads    Pure functions.
 */
#ifndef REGISTRY_CREDIT_CODE_H
#define REGISTRY_CREDIT_CODE_H

#include "registry/problem.h"

enum { CREDIT_CODE_CHARS = 18, ORGANISATION_CODE_CHARS = 9 };

/* PROBLEM_NONE, PROBLEM_LENGTH, PROBLEM_FORMAT or PROBLEM_CHECK_DIGIT. Letters are
 * capital ones; the credit code's check covers the organisation code's too. */
ProblemCode credit_code_check(Str text);
ProblemCode organisation_code_check(Str text); /* "MA0000015", or "MA000001-5" */

#endif
