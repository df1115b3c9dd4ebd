#include "base/instant.h"

#include <time.h>

enum { ZONE_MS = 8 * 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

int64_t instant_now(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t instant_monotonic_us(void)
{
    struct timespec now = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void instant_pause(uint32_t ms)
{
    struct timespec const pause = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };

    (void)nanosleep(&pause, NULL);
}

Date instant_date(int64_t instant_ms)
{
    int64_t const local_ms = instant_ms + ZONE_MS;
    int64_t const days = (local_ms >= 0 ? local_ms : local_ms - DAY_MS + 1) / DAY_MS;

    return (Date){ (int32_t)days };
}

int64_t instant_of_day(Date day)
{
    return (int64_t)day.days * DAY_MS - ZONE_MS;
}

Str instant_format(Arena *arena, int64_t instant_ms)
{
    Date const    date = instant_date(instant_ms);
    Civil const   civil = date_to_civil(date);
    int64_t const of_day = instant_ms + ZONE_MS - (int64_t)date.days * DAY_MS;

    return str_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00", civil.year, civil.month,
                      civil.day, (int)(of_day / 3600000), (int)(of_day / 60000 % 60),
                      (int)(of_day / 1000 % 60), (int)(of_day % 1000));
}
