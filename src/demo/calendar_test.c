#include "demo/calendar.h"

#include "base/test.h"

static Entry named(uint32_t thing)
{
    return (Entry){ .thing = thing };
}

void calendar_order_test(Test *test)
{
    Arena          *arena = arena_open();
    Date const      first = date_from_civil(2024, 1, 1);
    Date const      second = date_add_days(first, 1);
    Calendar *const calendar = calendar_open(arena, first, second);
    Entry           entry = { 0 };

    calendar_put(calendar, second, named(3));
    calendar_put(calendar, first, named(1));
    calendar_put(calendar, first, named(2));
    calendar_put(calendar, date_add_days(second, 1), named(9)); /* never */
    check_equal(test, calendar_count(calendar, first), 2);
    check_true(test, calendar_take(calendar, first, &entry));
    check_equal(test, entry.thing, 1);
    calendar_put(calendar, first, named(4)); /* on the day itself: behind the others */
    check_true(test, calendar_take(calendar, first, &entry));
    check_equal(test, entry.thing, 2);
    check_true(test, calendar_take(calendar, first, &entry));
    check_equal(test, entry.thing, 4);
    check_true(test, !calendar_take(calendar, first, &entry));
    check_true(test, calendar_take(calendar, second, &entry));
    check_equal(test, entry.thing, 3);
    check_true(test, !calendar_take(calendar, second, &entry));
    arena_close(&arena);
}

/* However long it goes on, there is room for what is ahead, and no more. */
void calendar_reuse_test(Test *test)
{
    Arena          *arena = arena_open();
    Date            day = date_from_civil(2024, 1, 1);
    Calendar *const calendar = calendar_open(arena, day, date_add_days(day, 999));
    Entry           entry = { 0 };
    size_t          used = 0;

    for (uint32_t i = 0; i < 1000; i++, day.days++) {
        calendar_put(calendar, date_add_days(day, 3), named(i));
        calendar_put(calendar, day, named(i));
        while (calendar_take(calendar, day, &entry))
            check_true(test, entry.thing == i || entry.thing + 3 == i);
        if (i == 20)
            used = arena_used(arena);
    }
    check_equal(test, arena_used(arena), used);
    arena_close(&arena);
}
