/* lane.h - the days and periods that one subject is asked about at once.
 *
 * The expression engine computes over lanes. For a figure the lanes are periods;
 * for advice on a record the one lane is the day of the record; for what is due
 * the lanes are the days on which it may be due.
 *
 * Every sum over records has a window: from which day on a record counts, in
 * each lane. A LaneSet knows for each window and each month which lanes a record
 * of that month falls into, so that adding a record costs as many steps as there
 * are such lanes.
 *
 * Ownership  A LaneSet lives in the arena it was made in and never changes.
 * Threads    Any number of readers.
 * Limits     LIMIT_LANES lanes.
 */
#ifndef FACTS_LANE_H
#define FACTS_LANE_H

#include "base/limits.h"
#include "catalog/catalog.h"
#include "facts/period.h"

typedef struct {
    WindowKind kind;
    uint32_t   span;
} Window;

/* Which lanes a record of one month falls into. */
typedef struct {
    uint16_t first, count; /* in LaneWindow.lists */
    bool     exact;        /* every day of the month, in each of them */
} MonthLanes;

typedef struct {
    Window            window;
    Date              floors[LIMIT_LANES], ceilings[LIMIT_LANES];
    const MonthLanes *months; /* [0] before the first month, then each month, then after */
    const uint16_t   *lists;
} LaneWindow;

typedef struct {
    const Period     *periods;
    uint32_t          count;
    bool              open_ended;  /* records after the day count too: what is due */
    int32_t           first_month; /* year * 12 + month - 1 */
    uint32_t          month_count;
    const LaneWindow *windows;
    uint32_t          window_count;
    /* The same for every subject: */
    Vector day, period_start, year_start, year_end;
    Civil  civil[LIMIT_LANES]; /* of the day */
} LaneSet;

/* Lanes for these periods and windows. */
const LaneSet *lane_set_open(Arena *arena, const Period *periods, uint32_t count, bool open_ended,
                             const Window *windows, uint32_t window_count);

/* All periods of the years from `first` to `last`, year by year. */
const LaneSet *lane_set_of_years(Arena *arena, int32_t first, int32_t last, const Window *windows,
                                 uint32_t window_count);

/* The lanes of a window that a record of this day falls into: at most
 * LIMIT_LANES, written to `lanes`; their number is returned. */
uint32_t lane_find(const LaneSet *set, const LaneWindow *window, Date day, uint16_t *lanes);

#endif
