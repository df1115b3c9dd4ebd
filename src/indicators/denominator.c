#include "indicators/denominator.h"

#include <assert.h>

#include "facts/facts.h"

static const struct {
    const char *name, *zh, *en;
} KINDS[] = {
    [DENOMINATOR_NONE] = { "none", "计数，没有分母", "a count, set against nothing" },
    [DENOMINATOR_OFFICIAL] = { "official", "官方人口数", "official number of people" },
    [DENOMINATOR_ESTIMATED] = { "estimated", "按比例估计的人数",
                                "number estimated by a parameter" },
    [DENOMINATOR_ENROLLED] = { "enrolled", "项目在管人数", "people enrolled" },
    [DENOMINATOR_RESIDENTS] = { "residents", "平台登记的居民", "residents on this register" },
    [DENOMINATOR_SERVED] = { "served", "平台有相应记录的居民",
                             "people on this register with such records" },
    [DENOMINATOR_PEOPLE] = { "people", "平台登记的人", "people on this register" },
    [DENOMINATOR_DUTIES] = { "duties", "应做数量", "what was due" },
};

static_assert(COUNT_OF(KINDS) == DENOMINATOR_KIND_COUNT, "a kind without words");

/* A parameter with digits behind the point and no unit is a share. */
static const Param *share_of(const Catalog *catalog, const Expr *expr)
{
    for (uint32_t i = 0; i < expr->slot_count; i++)
        if (expr->slots[i].kind == SLOT_PARAM) {
            const Param *const param = &catalog->params[expr->slots[i].index];

            if (param->type.kind == TYPE_NUMBER && param->type.scale > 0 && param->type.unit == 0)
                return param;
        }
    return NULL;
}

/* The most telling of what the whole asks about. */
static DenominatorKind kind_of(const Catalog *catalog, const Figure *figure)
{
    const Indicator *const indicator = figure->indicator;
    bool                   enrolled = false;
    bool                   resident = false;
    bool                   served = false;

    if (indicator->whole == WHOLE_IS_NONE)
        return DENOMINATOR_NONE;
    if (indicator->whole == WHOLE_IS_POPULATION)
        return DENOMINATOR_OFFICIAL;
    const Part *const part = &catalog->parts[indicator->whole_part];
    for (uint32_t i = 0; i < part->expr->slot_count; i++) {
        Slot const slot = part->expr->slots[i];

        enrolled |=
            slot.kind == SLOT_STATE ||
            (slot.kind == SLOT_TERM && catalog->terms[slot.index].source == TERM_OF_ENROLMENT);
        served |= slot.kind == SLOT_TERM;
        resident |= slot.kind == SLOT_ATTRIBUTE && slot.index >= ATTRIBUTE_RESIDENT;
    }
    if (part->kind == PART_SUM)
        return share_of(catalog, part->expr) ? DENOMINATOR_ESTIMATED : DENOMINATOR_DUTIES;
    return enrolled   ? DENOMINATOR_ENROLLED
           : served   ? DENOMINATOR_SERVED
           : resident ? DENOMINATOR_RESIDENTS
                      : DENOMINATOR_PEOPLE;
}

/* ", 2025, 来源 ...": what the number is of besides its day. */
static void add_origin(Buf *zh, Buf *en, Arena *arena, const FigureReader *reader,
                       const Figure *figure, DenominatorKind kind)
{
    const Catalog *const   catalog = reader->plan->catalog;
    const Indicator *const indicator = figure->indicator;

    if (kind == DENOMINATOR_OFFICIAL) {
        const OrganisationTree *const tree = reader->registry->organisations;
        Str                           place = SV("*");

        if (figure->place.organisation_id)
            place = organisation_name(tree, figure->place.organisation_id);
        else if (figure->place.region_id)
            place = region_path(reader->registry->regions, arena, figure->place.region_id);
        int const   year = (int)period_year_of(figure->period);
        Str const   source = figure->whole_source.len ? figure->whole_source : SV("—");
        Label const group = population_group_label(arena, figure_official_group(indicator));

        buf_add_format(zh, "：%.*s%s%.*s，%d年，来源：%.*s", (int)place.len, place.ptr,
                       group.zh.len ? "，" : "", (int)group.zh.len, group.zh.ptr, year,
                       (int)source.len, source.ptr);
        buf_add_format(en, ": %.*s%s%.*s, %d, source: %.*s", (int)place.len, place.ptr,
                       group.en.len ? ", " : "", (int)group.en.len, group.en.ptr, year,
                       (int)source.len, source.ptr);
        return;
    }
    Str const text = indicator->whole_text;
    buf_add_format(zh, "（口径：%.*s）", (int)text.len, text.ptr);
    buf_add_format(en, " (%.*s)", (int)text.len, text.ptr);
    const Param *const share = kind == DENOMINATOR_ESTIMATED
                                   ? share_of(catalog, catalog->parts[indicator->whole_part].expr)
                                   : NULL;
    int64_t            value = 0;
    if (!share || !param_value(&value, share, figure->period.end, figure->place.region_id))
        return;
    Str const shown = decimal_format(arena, (Decimal){ value, share->type.scale });
    buf_add_format(zh, "，%.*s %.*s", (int)share->label.zh.len, share->label.zh.ptr, (int)shown.len,
                   shown.ptr);
    buf_add_format(en, ", %.*s %.*s", (int)share->label.en.len, share->label.en.ptr, (int)shown.len,
                   shown.ptr);
    for (uint32_t i = 0; i < share->value_count; i++)
        if (share->values[i].value == value && share->values[i].source.len) {
            buf_add_format(zh, "，来源：%.*s", (int)share->values[i].source.len,
                           share->values[i].source.ptr);
            buf_add_format(en, ", source: %.*s", (int)share->values[i].source.len,
                           share->values[i].source.ptr);
            return;
        }
}

Denominator denominator_of(Arena *arena, const FigureReader *reader, const Figure *figure)
{
    Denominator out = {
        .kind = kind_of(reader->plan->catalog, figure),
        .on = figure->period.end,
        .number = figure->has_whole && figure->indicator->whole != WHOLE_IS_NONE
                      ? figure_amount_text(arena, figure->whole, figure->whole_scale)
                      : SV(""),
    };
    Buf zh = buf_open(arena, LIMIT_SOURCE_BYTES);
    Buf en = buf_open(arena, LIMIT_SOURCE_BYTES);

    out.kind_name = str_from_c(KINDS[out.kind].name);
    buf_add_c(&zh, KINDS[out.kind].zh);
    buf_add_c(&en, KINDS[out.kind].en);
    if (out.kind != DENOMINATOR_NONE) {
        Str const day = date_format(arena, out.on);
        Str const number = out.number.len ? out.number : SV("—");

        add_origin(&zh, &en, arena, reader, figure, out.kind);
        if (out.kind != DENOMINATOR_OFFICIAL) {
            buf_add_format(&zh, "，%.*s", (int)day.len, day.ptr);
            buf_add_format(&en, ", on %.*s", (int)day.len, day.ptr);
        }
        buf_add_format(&zh, "：%.*s", (int)number.len, number.ptr);
        buf_add_format(&en, ": %.*s", (int)number.len, number.ptr);
    }
    out.text = (Label){ buf_str(&zh), buf_str(&en) };
    return out;
}
