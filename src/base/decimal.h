/* decimal.h - numbers with a stated number of digits after the point.
 *
 * Money, doses, rates and measurements are decimals: 36.5 is 365 units at
 * scale 1. There is one rounding, half away from zero, which is what people
 * were taught; nothing is ever truncated.
 *
 * Ownership  Plain values.
 * Limits     Scales 0 to DECIMAL_SCALE_MAX; 18 digits in all.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

enum { DECIMAL_SCALE_MAX = 9 };

typedef struct {
    int64_t units;
    uint8_t scale;
} Decimal;

int64_t decimal_power(uint8_t scale); /* 10 ^ scale */

/* "-12.50": at most `scale` digits after the point, and the sign and digits
 * that a person would write; false otherwise. */
bool decimal_parse(Decimal *out, Str text, uint8_t scale) MUST_CHECK;
void decimal_print(Buf *buf, Decimal value);
Str  decimal_format(Arena *arena, Decimal value);

/* numerator / denominator * factor at `scale` digits, rounded half away from
 * zero; false when the denominator is 0 or the result has too many digits. */
bool decimal_ratio(Decimal *out, int64_t numerator, int64_t denominator, int64_t factor,
                   uint8_t scale) MUST_CHECK;

/* value / divisor, rounded half away from zero; the divisor is positive. */
int64_t decimal_divide_rounded(int64_t value, int64_t divisor);

#endif
