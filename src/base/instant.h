/* instant.h - moments, and the only clock of the house.
 *
 * An instant is milliseconds since 1970 in UTC, an int64. It says when
 * something was recorded; on which day it happened is a Date. China has one
 * zone without summer time, so "today" is the day at UTC+8.
 *
 * Threads    Any.
 */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include "base/date.h"

int64_t instant_now(void);
Date    instant_date(int64_t instant_ms);                 /* the day in China */
int64_t instant_of_day(Date day);                         /* at which it begins there */
Str     instant_format(Arena *arena, int64_t instant_ms); /* 2024-02-29T08:30:00.123+08:00 */

/* A clock that only goes forward, for measuring. */
int64_t instant_monotonic_us(void);

/* Let others have their turn for so long. */
void instant_pause(uint32_t ms);

#endif
