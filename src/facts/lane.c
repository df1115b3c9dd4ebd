#include "facts/lane.h"

#include <assert.h>
#include <string.h>

int32_t lane_month(Date day)
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

static void set_lane(LaneBits *bits, uint32_t lane)
{
    bits->words[lane / 64] |= (uint64_t)1 << lane % 64;
}

/* The lanes that days from `first` to `last` may fall into. */
static MonthLanes month_lanes(const LaneSet *set, const LaneWindow *window, Date first, Date last)
{
    MonthLanes lanes = { 0 };

    for (uint32_t i = 0; i < set->count; i++) {
        int32_t const from = window->floors[i].days;
        int32_t const until = window->ceilings[i].days;

        if (from > last.days || until < first.days)
            continue;
        set_lane(from <= first.days && until >= last.days ? &lanes.whole : &lanes.part, i);
    }
    return lanes;
}

/* Units of `step` months that lie in months `from` to before `until` of a year. */
static uint8_t units_of(int32_t step, int32_t from, int32_t until)
{
    uint32_t bits = 0;

    for (int32_t unit = 0; unit < 12 / step; unit++)
        bits |= (uint32_t)(unit * step >= from && (unit + 1) * step <= until) << unit;
    return (uint8_t)bits;
}

static LaneUnits units_between(int32_t year, Date floor, Date ceiling)
{
    Civil const   first = date_to_civil(floor);
    Civil const   last = date_to_civil(date_add_days(ceiling, 1)); /* so that a month is full */
    int32_t const from = first.year < year   ? 0
                         : first.year > year ? 12
                                             : first.month - (first.day == 1);
    int32_t const until = last.year > year ? 12 : last.year < year ? 0 : last.month - 1;

    return (LaneUnits){
        .months = (uint16_t)(from < until ? ((1u << until) - 1) & ~((1u << from) - 1) : 0),
        .quarters = units_of(3, from, until),
        .half_years = units_of(6, from, until),
        .years = units_of(12, from, until),
    };
}

static void fill_window(Arena *arena, const LaneSet *set, LaneWindow *window)
{
    uint32_t const    buckets = set->month_count + 2;
    MonthLanes *const months = arena_array(arena, buckets, sizeof(MonthLanes));
    Date *const       floors = arena_array(arena, set->count, sizeof(Date));
    Date *const       ceilings = arena_array(arena, set->count, sizeof(Date));
    LaneUnits *const  units = arena_array(arena, set->count, sizeof(LaneUnits));

    for (uint32_t i = 0; i < set->count; i++) {
        floors[i] = window_floor(window->window, set->periods[i]);
        ceilings[i] = set->open_ended ? DATE_MAX : set->periods[i].end;
        units[i] = units_between(set->civil[i].year, floors[i], ceilings[i]);
    }
    window->floors = floors;
    window->ceilings = ceilings;
    window->units = units;
    for (uint32_t i = 0; i < buckets; i++) {
        int32_t const month = set->first_month + (int32_t)i - 1;
        Date const    first = i == 0 ? DATE_MIN : month_start(month);
        Date const last = i == buckets - 1 ? DATE_MAX : date_add_days(month_start(month + 1), -1);

        months[i] = month_lanes(set, window, first, last);
    }
    window->months = months;
}

static void fill_days(LaneSet *set)
{
    set->first = DATE_MAX;
    set->last = DATE_MIN;
    for (uint32_t i = 0; i < set->count; i++) {
        Period const period = set->periods[i];
        Civil const  civil = date_to_civil(period.end);
        Date const   year_start = date_from_civil(civil.year, 1, 1);

        set->civil[i] = civil;
        set->day.values[i] = period.end.days;
        set->period_start.values[i] = period.start.days;
        set->year_start.values[i] = year_start.days;
        set->year_end.values[i] = date_from_civil(civil.year, 12, 31).days;
        set_lane(&set->all, i);
        set->first.days = year_start.days < set->first.days ? year_start.days : set->first.days;
        set->first.days = period.start.days < set->first.days ? period.start.days : set->first.days;
        set->last.days = period.end.days > set->last.days ? period.end.days : set->last.days;
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
    set->words = (count + 63) / 64;
    set->open_ended = open_ended;
    set->windows = lane_windows;
    set->window_count = window_count;
    for (uint32_t i = 0; i < count; i++) {
        int32_t const from = lane_month(periods[i].start);
        int32_t const to = lane_month(periods[i].end);

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

const LaneSet *lane_set_of_years(Arena *arena, int32_t first, int32_t last, Date day,
                                 const Window *windows, uint32_t window_count)
{
    Period   periods[LIMIT_LANES];
    uint32_t count = 0;

    assert(last >= first && (uint32_t)(last - first + 1) * LANES_PER_YEAR <= LIMIT_LANES);
    for (int32_t year = first; year <= last; year++) {
        for (uint32_t i = 0; i < PERIOD_PARTS; i++)
            periods[count++] = period_of_year(year, i);
        periods[count++] = period_to_date(period_same_day(day, year));
    }
    return lane_set_open(arena, periods, count, false, windows, window_count);
}

void lane_find(const LaneSet *set, const LaneWindow *window, Date day, int32_t month,
               LaneBits *lanes)
{
    int32_t const           offset = month - set->first_month;
    uint32_t const          last = set->month_count + 1;
    uint32_t const          bucket = offset < 0                    ? 0
                                     : (uint32_t)offset + 1 < last ? (uint32_t)offset + 1
                                                                   : last;
    const MonthLanes *const found = &window->months[bucket];

    for (uint32_t i = 0; i < set->words; i++) {
        lanes->words[i] = found->whole.words[i];
        for (uint64_t part = found->part.words[i]; part; part &= part - 1) {
            uint32_t const lane = i * 64 + lane_first(part);

            if (window->floors[lane].days <= day.days && day.days <= window->ceilings[lane].days)
                lanes->words[i] |= part & -part;
        }
    }
}
