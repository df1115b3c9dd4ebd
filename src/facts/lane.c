#include "facts/lane.h"

#include <assert.h>
#include <string.h>

static int32_t month_of(Date day)
{
    Civil const civil = date_to_civil(day);

    return civil.year * 12 + civil.month - 1;
}

/* The first day that counts in a lane, when the day in question is `period.end`. */
static Date window_floor(Window window, Period period)
{
    Civil const civil = date_to_civil(period.end);

    switch (window.kind) {
    case WINDOW_EVER: return DATE_MIN;
    case WINDOW_PERIOD: return period.start;
    case WINDOW_YEAR: return date_from_civil(civil.year, 1, 1);
    case WINDOW_QUARTER: return date_from_civil(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    case WINDOW_MONTH: return date_from_civil(civil.year, civil.month, 1);
    case WINDOW_DAYS: return date_add_days(period.end, 1 - (int32_t)window.span);
    case WINDOW_MONTHS: return date_add_days(date_add_months(period.end, -(int32_t)window.span), 1);
    }
    return DATE_MIN;
}

static Date month_start(int32_t month)
{
    return date_from_civil(month / 12, month % 12 + 1, 1);
}

/* The lanes that days from `first` to `last` may fall into. */
static MonthLanes list_lanes(const LaneSet *set, const LaneWindow *window, Date first, Date last,
                             uint16_t *lists, uint16_t at)
{
    MonthLanes lanes = { .first = at, .exact = true };

    for (uint32_t i = 0; i < set->count; i++) {
        if (window->floors[i].days > last.days || window->ceilings[i].days < first.days)
            continue;
        lists[at + lanes.count++] = (uint16_t)i;
        lanes.exact = lanes.exact && window->floors[i].days <= first.days &&
                      window->ceilings[i].days >= last.days;
    }
    return lanes;
}

static void fill_window(Arena *arena, LaneSet *set, LaneWindow *window)
{
    uint32_t const    buckets = set->month_count + 2;
    MonthLanes *const months = arena_array(arena, buckets, sizeof(MonthLanes));
    uint16_t *const   lists = arena_array(arena, (size_t)buckets * set->count, sizeof(uint16_t));
    uint16_t          at = 0;

    for (uint32_t i = 0; i < set->count; i++) {
        window->floors[i] = window_floor(window->window, set->periods[i]);
        window->ceilings[i] = set->open_ended ? DATE_MAX : set->periods[i].end;
    }
    assert((size_t)buckets * set->count <= UINT16_MAX);
    for (uint32_t i = 0; i < buckets; i++) {
        int32_t const month = set->first_month + (int32_t)i - 1;
        Date const    first = i == 0 ? DATE_MIN : month_start(month);
        Date const last = i == buckets - 1 ? DATE_MAX : date_add_days(month_start(month + 1), -1);

        months[i] = list_lanes(set, window, first, last, lists, at);
        at = (uint16_t)(at + months[i].count);
    }
    window->months = months;
    window->lists = lists;
}

static void fill_days(LaneSet *set)
{
    for (uint32_t i = 0; i < set->count; i++) {
        Date const  day = set->periods[i].end;
        Civil const civil = date_to_civil(day);

        set->civil[i] = civil;
        set->day.values[i] = day.days;
        set->period_start.values[i] = set->periods[i].start.days;
        set->year_start.values[i] = date_from_civil(civil.year, 1, 1).days;
        set->year_end.values[i] = date_from_civil(civil.year, 12, 31).days;
    }
}

const LaneSet *lane_set_open(Arena *arena, const Period *periods, uint32_t count, bool open_ended,
                             const Window *windows, uint32_t window_count)
{
    LaneSet *const    set = arena_alloc(arena, sizeof *set);
    LaneWindow *const lane_windows = arena_array(arena, window_count, sizeof(LaneWindow));
    Period *const     copies = arena_array(arena, count, sizeof(Period));
    int32_t           last_month = 0;

    assert(count > 0 && count <= LIMIT_LANES);
    memcpy(copies, periods, count * sizeof *copies);
    set->periods = copies;
    set->count = count;
    set->open_ended = open_ended;
    set->windows = lane_windows;
    set->window_count = window_count;
    for (uint32_t i = 0; i < count; i++) {
        int32_t const from = month_of(periods[i].start);
        int32_t const to = month_of(periods[i].end);

        if (i == 0 || from < set->first_month)
            set->first_month = from;
        if (i == 0 || to > last_month)
            last_month = to;
    }
    set->month_count = (uint32_t)(last_month - set->first_month + 1);
    fill_days(set);
    for (uint32_t i = 0; i < window_count; i++) {
        lane_windows[i].window = windows[i];
        fill_window(arena, set, &lane_windows[i]);
    }
    return set;
}

const LaneSet *lane_set_of_years(Arena *arena, int32_t first, int32_t last, const Window *windows,
                                 uint32_t window_count)
{
    Period   periods[LIMIT_LANES];
    uint32_t count = 0;

    assert(last >= first && (uint32_t)(last - first + 1) * PERIOD_PARTS <= LIMIT_LANES);
    for (int32_t year = first; year <= last; year++)
        for (uint32_t i = 0; i < PERIOD_PARTS; i++)
            periods[count++] = period_of_year(year, i);
    return lane_set_open(arena, periods, count, false, windows, window_count);
}

uint32_t lane_find(const LaneSet *set, const LaneWindow *window, Date day, uint16_t *lanes)
{
    int32_t const month = month_of(day) - set->first_month;
    uint32_t      bucket = month < 0 ? 0 : (uint32_t)month + 1;
    uint32_t      count = 0;

    if (bucket > set->month_count + 1)
        bucket = set->month_count + 1;
    MonthLanes const      candidates = window->months[bucket];
    const uint16_t *const list = window->lists + candidates.first;
    if (candidates.exact) {
        memcpy(lanes, list, candidates.count * sizeof *lanes);
        return candidates.count;
    }
    for (uint32_t i = 0; i < candidates.count; i++)
        if (window->floors[list[i]].days <= day.days && day.days <= window->ceilings[list[i]].days)
            lanes[count++] = list[i];
    return count;
}
