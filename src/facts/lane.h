/* lane.h - the days and periods that one subject is asked about at once.
 *
 * The expression engine computes over lanes. For a figure the lanes are periods;
 * for advice on a record the one lane is the day of the record; for what is due
 * the lanes are the days on which it may be due.
 *
 * Every sum over records has a window: from which day on a record counts, in
 * each lane. A LaneSet knows for each window and each month which lanes a record
 * of that month falls into, as bits, so that whether there is such a record costs
 * a step for each record, in whatever number of lanes.
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

/* Lanes, 64 to a word. */
typedef struct {
    uint64_t words[LANE_WORDS];
} LaneBits;

/* Which lanes a record of one month falls into. */
typedef struct {
    LaneBits whole; /* on any day of it */
    LaneBits part;  /* on some days of it */
} MonthLanes;

/* The whole months, quarters, half-years and years of a lane's year that lie in its
 * window: bit 0 for the first. */
typedef struct {
    uint16_t months;
    uint8_t  quarters, half_years, years;
} LaneUnits;

typedef struct {
    Window            window;
    const Date       *floors, *ceilings; /* per lane */
    const MonthLanes *months; /* [0] before the first month, then each month, then after */
    const LaneUnits  *units;  /* per lane */
} LaneWindow;

typedef struct {
    const Period     *periods;
    uint32_t          count, words;
    bool              open_ended;  /* records after the day count too: what is due */
    Date              first, last; /* of all that can be asked: years' starts, last days */
    int32_t           first_month; /* year * 12 + month - 1 */
    uint32_t          month_count;
    const LaneWindow *windows;
    uint32_t          window_count;
    /* The same for every subject: */
    Vector   day, period_start, year_start, year_end;
    Civil    civil[LIMIT_LANES]; /* of the day */
    LaneBits all;
} LaneSet;

/* Lanes for these periods and windows. */
const LaneSet *lane_set_open(Arena *arena, const Period *periods, uint32_t count, bool open_ended,
                             const Window *windows, uint32_t window_count);

/* The periods of the years from `first` to `last`, year by year: those of the
 * calendar, and last the year up to that day of it. */
enum { LANES_PER_YEAR = PERIOD_PARTS + 1 };

const LaneSet *lane_set_of_years(Arena *arena, int32_t first, int32_t last, Date day,
                                 const Window *windows, uint32_t window_count);

/* A month as a number. */
int32_t lane_month(Date day);

/* The lanes of a window that a record of this day, in this month, falls into. */
void lane_find(const LaneSet *set, const LaneWindow *window, Date day, int32_t month,
               LaneBits *lanes);

static inline uint32_t lane_first(uint64_t bits)
{
    return (uint32_t)__builtin_ctzll(bits);
}

#endif
