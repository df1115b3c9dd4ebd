/* calendar.h - what is to happen on which day.
 *
 * The demonstration lives day by day: each day takes what was put down for it,
 * in the order in which it was put down, and puts down what follows from it.
 * Entries are reused, so a calendar is as large as the most that is ahead at one
 * time.
 *
 * Ownership  A Calendar lives in the arena given at birth.
 * Threads    One at a time.
 */
#ifndef DEMO_CALENDAR_H
#define DEMO_CALENDAR_H

#include "base/date.h"

typedef struct {
    uint32_t kind;
    uint32_t thing;     /* whom it is about */
    Date     day;       /* on which it happened; it is taken on the day of its entry */
    int64_t  record_id; /* what else the kind needs */
    uint32_t detail;
} Entry;

typedef struct Calendar Calendar;

Calendar *calendar_open(Arena *arena, Date first, Date last);

/* Put down for a day, from the one that was last taken on. What lies behind the
 * last day is forgotten: it will not happen in this demonstration. */
void calendar_put(Calendar *calendar, Date on, Entry entry);

/* The next one of that day; false when there is none. Days are asked in order. */
bool calendar_take(Calendar *calendar, Date day, Entry *entry);

/* How many are down for a day. */
uint32_t calendar_count(const Calendar *calendar, Date day);

#endif
