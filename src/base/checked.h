/* checked.h - sums and products of words, and whether they fit.
 *
 * The compilers' own functions for it are called here only: gcc 12 reads operands
 * in memory again after it has stored the result, so that a sum in place seems to
 * overflow when twice the operand would. A value that was passed is read once.
 *
 * Each gives false when the result does not fit; `out` then has its lower 64 bits.
 */
#ifndef BASE_CHECKED_H
#define BASE_CHECKED_H

#include <stdbool.h>
#include <stdint.h>

static inline bool checked_add(int64_t *out, int64_t a, int64_t b)
{
    return !__builtin_add_overflow(a, b, out);
}

static inline bool checked_subtract(int64_t *out, int64_t a, int64_t b)
{
    return !__builtin_sub_overflow(a, b, out);
}

static inline bool checked_multiply(int64_t *out, int64_t a, int64_t b)
{
    return !__builtin_mul_overflow(a, b, out);
}

#endif
