/* date.h - calendar days.
 *
 * A Date counts days from 1 January 1970 in the Gregorian calendar, without a
 * time or a zone: a birth, a visit and a deadline happen on a day. Instants
 * (when something was recorded) are in instant.h.
 *
 * Ownership  Plain values.
 * Threads    Pure functions.
 * Limits     Years 1800 to 2200; date_parse refuses the rest.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef struct {
    int32_t days;
} Date;

/* Before and after every day that can be written. */
#define DATE_MIN ((Date){ -62091 })
#define DATE_MAX ((Date){ 84370 })

typedef struct {
    int32_t year, month, day; /* month 1..12, day 1..31 */
} Civil;

Date  date_from_civil(int32_t year, int32_t month, int32_t day);
Civil date_to_civil(Date date);
bool  date_is_valid(int32_t year, int32_t month, int32_t day);

/* "2024-02-29" or "20240229". */
bool date_parse(Date *out, Str text) MUST_CHECK;
Str  date_format(Arena *arena, Date date); /* 2024-02-29 */

int32_t date_year(Date date);
Date    date_add_days(Date date, int32_t days);

/* The same day `months` later, or the last day of that month when it has no
 * such day: one month after 31 January is 28 or 29 February. */
Date date_add_months(Date date, int32_t months);

/* Whole months from one day to another (negative when `to` is earlier). A month
 * is over on the same day of the next month; who is born on 29 February is a
 * year older on 1 March of other years. */
int32_t date_months_between(Date from, Date to);
int32_t date_years_between(Date from, Date to);

Date date_month_end(int32_t year, int32_t month);

#endif
