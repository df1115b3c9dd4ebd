#include "facts/period.h"

enum { YEARS_FROM = 1900, YEARS_TO = 2199 };

Period period_year(int32_t year)
{
    return (Period){ year * 100, date_from_civil(year, 1, 1), date_from_civil(year, 12, 31) };
}

Period period_quarter(int32_t year, int32_t quarter)
{
    return (Period){ year * 100 + 12 + quarter, date_from_civil(year, quarter * 3 - 2, 1),
                     date_month_end(year, quarter * 3) };
}

Period period_month(int32_t year, int32_t month)
{
    return (Period){ year * 100 + month, date_from_civil(year, month, 1),
                     date_month_end(year, month) };
}

Period period_to_date(Date day)
{
    int32_t const year = date_year(day);

    return (Period){ year * 100 + PERIOD_PART_TO_DATE, date_from_civil(year, 1, 1), day };
}

Period period_year_so_far(int32_t year, Date today)
{
    Period const whole = period_year(year);

    return whole.start.days <= today.days && today.days < whole.end.days ? period_to_date(today)
                                                                         : whole;
}

Period period_of_year(int32_t year, uint32_t index)
{
    if (index < 12)
        return period_month(year, (int32_t)index + 1);
    if (index < 16)
        return period_quarter(year, (int32_t)index - 11);
    return period_year(year);
}

int32_t period_year_of(Period period)
{
    return period.id / 100;
}

bool period_is_to_date(Period period)
{
    return period.id % 100 == PERIOD_PART_TO_DATE;
}

Date period_same_day(Date day, int32_t year)
{
    return date_add_months(day, 12 * (year - date_year(day)));
}

bool period_parse(Period *out, Str text, Fault *fault)
{
    uint64_t year = 0;
    uint64_t part = 0;
    Date     day;

    if (text.len == 10 && date_parse(&day, text)) {
        *out = period_to_date(day);
        return true;
    }
    if (!str_to_uint(&year, str_slice(text, 0, 4), YEARS_TO) || year < YEARS_FROM)
        return fault_set(fault, FAULT_INVALID,
                         "a period is 2025, 2025Q2, 2025-03, or 2025-10-24 for the year to date");
    Str const rest = str_after(text, 4);
    if (rest.len == 0) {
        *out = period_year((int32_t)year);
        return true;
    }
    if ((rest.ptr[0] == 'Q' || rest.ptr[0] == 'q') && str_to_uint(&part, str_after(rest, 1), 4) &&
        part >= 1) {
        *out = period_quarter((int32_t)year, (int32_t)part);
        return true;
    }
    if ((rest.ptr[0] == '-' || rest.ptr[0] == 'M' || rest.ptr[0] == 'm') && rest.len <= 3 &&
        str_to_uint(&part, str_after(rest, 1), 12) && part >= 1) {
        *out = period_month((int32_t)year, (int32_t)part);
        return true;
    }
    return fault_set(fault, FAULT_INVALID,
                     "a period is 2025, 2025Q2, 2025-03, or 2025-10-24 for the year to date");
}

Str period_format(Arena *arena, Period period)
{
    int32_t const year = period.id / 100;
    int32_t const part = period.id % 100;

    if (part == 0)
        return str_format(arena, "%d", year);
    if (part <= 12)
        return str_format(arena, "%d-%02d", year, part);
    if (part <= 16)
        return str_format(arena, "%dQ%d", year, part - 12);
    return date_format(arena, period.end);
}

Str period_label(Arena *arena, Period period, Language language)
{
    int32_t const year = period.id / 100;
    int32_t const part = period.id % 100;
    bool const    english = language == LANGUAGE_EN;

    if (part == 0)
        return str_format(arena, english ? "%d" : "%d年", year);
    if (part <= 12)
        return str_format(arena, english ? "%d-%02d" : "%d年%d月", year, part);
    if (part <= 16)
        return str_format(arena, english ? "%d Q%d" : "%d年第%d季度", year, part - 12);
    Civil const civil = date_to_civil(period.end);
    return english ? str_format(arena, "%d to %s", year, date_format(arena, period.end).ptr)
                   : str_format(arena, "%d年1月1日至%d月%d日", year, civil.month, civil.day);
}

Period period_year_before(Period period)
{
    int32_t const year = period.id / 100 - 1;
    int32_t const part = period.id % 100;

    if (part == 0)
        return period_year(year);
    if (part <= 12)
        return period_month(year, part);
    if (part <= 16)
        return period_quarter(year, part - 12);
    return period_to_date(period_same_day(period.end, period_year_of(period) - 1));
}
