#include "base/date.h"

/* Days from civil and back by counting in 400-year eras of years that begin in
 * March, so that the leap day is the last day of its year. */
Date date_from_civil(int32_t year, int32_t month, int32_t day)
{
    int32_t const y = year - (month <= 2);
    int32_t const era = (y >= 0 ? y : y - 399) / 400;
    int32_t const year_of_era = y - era * 400;
    int32_t const day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t const day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (Date){ era * 146097 + day_of_era - 719468 };
}

Civil date_to_civil(Date date)
{
    int32_t const days = date.days + 719468;
    int32_t const era = (days >= 0 ? days : days - 146096) / 146097;
    int32_t const day_of_era = days - era * 146097;
    int32_t const year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t const day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t const shifted_month = (5 * day_of_year + 2) / 153;
    int32_t const month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;

    return (Civil){
        .year = year_of_era + era * 400 + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * shifted_month + 2) / 5 + 1,
    };
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool const           leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return DAYS[month - 1] + (month == 2 && leap);
}

bool date_is_valid(int32_t year, int32_t month, int32_t day)
{
    return year >= 1800 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

bool date_parse(Date *out, Str text)
{
    bool const dashed = text.len == 10 && text.ptr[4] == '-' && text.ptr[7] == '-';
    uint64_t   year = 0;
    uint64_t   month = 0;
    uint64_t   day = 0;

    if (!dashed && text.len != 8)
        return false;
    if (!str_to_uint(&year, str_slice(text, 0, 4), 9999) ||
        !str_to_uint(&month, dashed ? str_slice(text, 5, 7) : str_slice(text, 4, 6), 99) ||
        !str_to_uint(&day, dashed ? str_after(text, 8) : str_after(text, 6), 99))
        return false;
    if (!date_is_valid((int32_t)year, (int32_t)month, (int32_t)day))
        return false;
    *out = date_from_civil((int32_t)year, (int32_t)month, (int32_t)day);
    return true;
}

Str date_format(Arena *arena, Date date)
{
    Civil const civil = date_to_civil(date);

    return str_format(arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

int32_t date_year(Date date)
{
    return date_to_civil(date).year;
}

Date date_add_days(Date date, int32_t days)
{
    return (Date){ date.days + days };
}

Date date_add_months(Date date, int32_t months)
{
    Civil const   civil = date_to_civil(date);
    int32_t const counted = civil.year * 12 + civil.month - 1 + months;
    int32_t const year = counted / 12;
    int32_t const month = counted % 12 + 1;
    int32_t const last = days_in_month(year, month);

    return date_from_civil(year, month, civil.day < last ? civil.day : last);
}

int32_t date_months_between(Date from, Date to)
{
    if (to.days < from.days)
        return -date_months_between(to, from);

    Civil const a = date_to_civil(from);
    Civil const b = date_to_civil(to);
    return (b.year - a.year) * 12 + b.month - a.month - (b.day < a.day);
}

int32_t date_years_between(Date from, Date to)
{
    return date_months_between(from, to) / 12;
}

Date date_month_end(int32_t year, int32_t month)
{
    return date_from_civil(year, month, days_in_month(year, month));
}
