/* period.h - the periods that figures are about.
 *
 * A period is a calendar year, quarter or month, or the part of a year up to a
 * day ("to date"). It lies within one year, because targets, plans and reports
 * do. Its id is year * 100 + part: part 0 is the year, 1 to 12 a month, 13 to 16
 * a quarter, 17 a period to date.
 *
 * Threads    Plain values.
 */
#ifndef FACTS_PERIOD_H
#define FACTS_PERIOD_H

#include "base/date.h"
#include "base/fault.h"
#include "base/label.h"

enum { PERIOD_PARTS = 17, PERIOD_PART_TO_DATE = 17 };

typedef struct {
    int32_t id;
    Date    start, end; /* both included */
} Period;

Period period_year(int32_t year);
Period period_quarter(int32_t year, int32_t quarter); /* 1..4 */
Period period_month(int32_t year, int32_t month);     /* 1..12 */
Period period_to_date(Date day);                      /* from 1 January */

/* The year, or while it runs the part of it up to today: who is judged on the last
 * day, as those whose control is asked about, is judged on a day that has been. */
Period period_year_so_far(int32_t year, Date today);

/* The i-th of a year's 17 periods: its months, its quarters, the year. */
Period period_of_year(int32_t year, uint32_t index);

int32_t period_year_of(Period period);
bool    period_is_to_date(Period period);

/* That day in another year; the 28th of February for the 29th where there is none. */
Date period_same_day(Date day, int32_t year);

/* "2025", "2025Q2", "2025-03" (or "2025M3"), "2025-10-24" (from 1 January to
 * that day). */
bool period_parse(Period *out, Str text, Fault *fault) MUST_CHECK;
Str  period_format(Arena *arena, Period period); /* what period_parse reads */
Str  period_label(Arena *arena, Period period, Language language);

/* The same period of the year before. */
Period period_year_before(Period period);

#endif
