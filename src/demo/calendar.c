#include "demo/calendar.h"

#include <assert.h>

/* Entries of a day form a chain; positions are plus one, so that 0 ends it. */
typedef struct {
    Entry    entry;
    uint32_t next;
} Link;

typedef struct {
    uint32_t first, last, count;
} Day;

struct Calendar {
    Arena   *arena;
    Date     first, last, present;
    Day     *days;
    Link    *links;
    uint32_t count, capacity;
    uint32_t idle; /* the first one that can be used again */
};

Calendar *calendar_open(Arena *arena, Date first, Date last)
{
    Calendar *const calendar = arena_alloc(arena, sizeof *calendar);

    assert(first.days <= last.days);
    *calendar = (Calendar){
        .arena = arena,
        .first = first,
        .last = last,
        .present = first,
        .days = arena_array(arena, (size_t)(last.days - first.days + 1), sizeof(Day)),
    };
    return calendar;
}

static Day *day_of(const Calendar *calendar, Date day)
{
    assert(day.days >= calendar->first.days && day.days <= calendar->last.days);
    return &calendar->days[day.days - calendar->first.days];
}

static uint32_t new_link(Calendar *calendar)
{
    uint32_t const idle = calendar->idle;

    if (idle) {
        calendar->idle = calendar->links[idle - 1].next;
        return idle;
    }
    calendar->links = arena_grow(calendar->arena, calendar->links, calendar->count,
                                 &calendar->capacity, sizeof(Link));
    return ++calendar->count;
}

void calendar_put(Calendar *calendar, Date on, Entry entry)
{
    if (on.days > calendar->last.days)
        return;
    assert(on.days >= calendar->present.days);
    uint32_t const link = new_link(calendar);
    Day *const     day = day_of(calendar, on);

    calendar->links[link - 1] = (Link){ .entry = entry };
    if (day->last)
        calendar->links[day->last - 1].next = link;
    else
        day->first = link;
    day->last = link;
    day->count++;
}

bool calendar_take(Calendar *calendar, Date on, Entry *entry)
{
    Day *const     day = day_of(calendar, on);
    uint32_t const link = day->first;

    assert(on.days >= calendar->present.days);
    calendar->present = on;
    if (link == 0)
        return false;
    *entry = calendar->links[link - 1].entry;
    day->first = calendar->links[link - 1].next;
    if (day->first == 0)
        day->last = 0;
    day->count--;
    calendar->links[link - 1].next = calendar->idle;
    calendar->idle = link;
    return true;
}

uint32_t calendar_count(const Calendar *calendar, Date day)
{
    return day_of(calendar, day)->count;
}
