#include "indicators/register_share.h"

#include "base/limits.h"

Str register_share_state_name(ShareState state)
{
    switch (state) {
    case SHARE_BELIEVED: return SV("believed");
    case SHARE_TOO_HIGH: return SV("too_high");
    case SHARE_TOO_LOW: return SV("too_low");
    case SHARE_UNKNOWN: return SV("unknown");
    }
    return SV("");
}

static bool find_indicator(uint32_t *out, const FigureReader *reader, Fault *fault)
{
    const Catalog *const   catalog = reader->plan->catalog;
    const Indicator *const indicator = catalog_indicator(catalog, SV(REGISTER_SHARE));

    if (!indicator || indicator->whole != WHOLE_IS_POPULATION || indicator->factor != 100)
        return fault_set(fault, FAULT_NOT_FOUND,
                         "the definitions have no indicator " REGISTER_SHARE
                         ", a percentage of the official population");
    *out = (uint32_t)(indicator - catalog->indicators);
    return true;
}

/* A bound of the place, with as many digits as the ratio has. */
static bool bound(int64_t *out, Str *text, const FigureReader *reader, const Figure *figure,
                  Str name)
{
    const Param *const param = catalog_param(reader->plan->catalog, name);
    int64_t const      region_id = figure_region_of(reader, figure->place);
    int64_t            value = 0;

    if (!param || param->type.kind != TYPE_NUMBER || param->type.scale > figure->value.scale ||
        !param_value(&value, param, figure->period.end, region_id))
        return false;
    *text = decimal_format(reader->registry->arena, (Decimal){ value, param->type.scale });
    *out = value * decimal_power((uint8_t)(figure->value.scale - param->type.scale));
    return true;
}

static Label reason_of(Arena *arena, const RegisterShare *share)
{
    bool const      high = share->state == SHARE_TOO_HIGH;
    Str const       ratio = decimal_format(arena, share->figure.value);
    Str const       limit = high ? share->most : share->least;
    long long const part = share->figure.part;
    long long const whole = share->figure.whole;
    long long const more = high ? share->difference : -share->difference;
    Buf             zh = buf_open(arena, 1000);
    Buf             en = buf_open(arena, 1000);

    buf_add_format(&zh, "登记常住%lld人，官方%lld人，为%.*s%%，%s%.*s%%，%s%lld人：", part, whole,
                   (int)ratio.len, ratio.ptr, high ? "高于" : "低于", (int)limit.len, limit.ptr,
                   high ? "多" : "少", more);
    buf_add_format(&en,
                   "%lld usual residents registered where officially %lld live: %.*s %%, %s"
                   " %.*s %%, %lld %s: ",
                   part, whole, (int)ratio.len, ratio.ptr, high ? "above" : "below", (int)limit.len,
                   limit.ptr, more, high ? "too many" : "too few");
    buf_add_c(&zh,
              high ? "请核查重复登记、已死亡或迁出而未登记者、预登记数据，以及官方人口的年份与口径"
                   : "请核查未建档居民，以及官方人口的年份与口径");
    buf_add_c(&en, high ? "look for people registered twice, the dead and the gone of whom nobody"
                          " said so, data entered in advance, and the year and kind of the number"
                        : "look for residents whom nobody has registered, and the year and kind of"
                          " the number");
    return (Label){ buf_str(&zh), buf_str(&en) };
}

static RegisterShare judge(const FigureReader *reader, const Figure *figure)
{
    RegisterShare share = { .figure = *figure, .state = SHARE_UNKNOWN };
    int64_t       least = 0;
    int64_t       most = 0;
    bool const    has_least = bound(&least, &share.least, reader, figure, SV("register_share_min"));
    bool const    has_most = bound(&most, &share.most, reader, figure, SV("register_share_max"));

    if (figure->state != FIGURE_HAS_VALUE)
        return share;
    share.difference = figure->part - figure->whole;
    share.state = has_most && figure->value.units > most     ? SHARE_TOO_HIGH
                  : has_least && figure->value.units < least ? SHARE_TOO_LOW
                                                             : SHARE_BELIEVED;
    if (share.state != SHARE_BELIEVED)
        share.reason = reason_of(reader->registry->arena, &share);
    return share;
}

bool register_share_read(RegisterShare *out, const FigureReader *reader, FigurePlace place,
                         Period period, Fault *fault)
{
    uint32_t indicator = 0;
    Figure   figure;

    if (!find_indicator(&indicator, reader, fault) ||
        !figure_read(&figure, reader, &indicator, 1, place, period, fault))
        return false;
    *out = judge(reader, &figure);
    return true;
}

bool register_share_by_place(RegisterShare **out, uint32_t *count, const FigureReader *reader,
                             FigurePlace place, Period period, Fault *fault)
{
    uint32_t indicator = 0;
    Figure  *figures = NULL;

    if (!find_indicator(&indicator, reader, fault) ||
        !figure_by_place(&figures, count, reader, indicator, place, period, fault))
        return false;
    *out = arena_array(reader->registry->arena, *count, sizeof **out);
    for (uint32_t i = 0; i < *count; i++)
        (*out)[i] = judge(reader, &figures[i]);
    return true;
}

bool register_share_doubt(Label *out, const FigureReader *reader, const Figure *figure,
                          Fault *fault)
{
    WholeGroup const group = figure->indicator->whole_group;
    RegisterShare    share;

    *out = (Label){ 0 };
    if (!(figure->flags & SENSE_OVER_WHOLE) || figure->indicator->whole != WHOLE_IS_POPULATION ||
        group.sex || group.age_from || group.age_below ||
        !catalog_indicator(reader->plan->catalog, SV(REGISTER_SHARE)))
        return true;
    if (!register_share_read(&share, reader, figure->place, figure->period, fault))
        return false;
    *out = share.reason;
    return true;
}
