#include "report/sentence.h"

#include <assert.h>

#include "base/limits.h"

typedef enum { ASPECT_VALUE, ASPECT_PART, ASPECT_WHOLE, ASPECT_TARGET, ASPECT_CHANGE } Aspect;

static const struct {
    const char *name;
    Aspect      aspect;
} ASPECTS[] = {
    { "value", ASPECT_VALUE },   { "part", ASPECT_PART },     { "whole", ASPECT_WHOLE },
    { "target", ASPECT_TARGET }, { "change", ASPECT_CHANGE },
};

/* The indicator that "standard", "standard.change" or "ehr.filed.part" names. */
static const Figure *find_figure(const SentenceFrame *frame, Str reference, Aspect *aspect)
{
    const Catalog *const catalog = frame->catalog;
    Str                  name = reference;

    *aspect = ASPECT_VALUE;
    for (size_t i = 0; i < COUNT_OF(ASPECTS); i++) {
        Str const word = str_from_c(ASPECTS[i].name);
        if (name.len > word.len + 1 && str_ends_with(name, word) &&
            name.ptr[name.len - word.len - 1] == '.') {
            *aspect = ASPECTS[i].aspect;
            name = str_slice(name, 0, name.len - word.len - 1);
            break;
        }
    }
    for (uint32_t i = 0; i < catalog->indicator_count; i++) {
        const Indicator *const indicator = &catalog->indicators[i];
        if (str_equal(indicator->full, name) ||
            (indicator->programme == frame->programme && str_equal(indicator->name, name)))
            return &frame->figures[i];
    }
    return NULL;
}

static bool has_aspect(const Figure *figure, Aspect aspect)
{
    switch (aspect) {
    case ASPECT_VALUE:
    case ASPECT_CHANGE: return figure->state == FIGURE_HAS_VALUE;
    case ASPECT_PART: return figure->state != FIGURE_NOT_IN_FORCE;
    case ASPECT_WHOLE: return figure->has_whole;
    case ASPECT_TARGET: return figure->target != NULL;
    }
    return false;
}

static void add_unit(Buf *text, const Figure *figure, Language language)
{
    buf_add(text, label_in(figure->indicator->unit, language));
}

/* "较上年提高1.20个百分点", "up 3.5% on the year before"; rates change by points,
 * counts by percent. */
static Str change_text(Arena *arena, const Figure *figure, const Figure *before, Language language)
{
    bool const english = language == LANGUAGE_EN;
    bool const is_rate = figure->indicator->factor > 1;
    Decimal    change = { 0 };

    if (before->state != FIGURE_HAS_VALUE || before->value.scale != figure->value.scale)
        return english ? SV("no figure for the year before") : SV("上年无可比数据");
    int64_t const difference = figure->value.units - before->value.units;
    if (difference == 0)
        return english ? SV("the same as the year before") : SV("与上年持平");
    int64_t const size = difference < 0 ? -difference : difference;
    if (is_rate)
        change = (Decimal){ size, figure->value.scale };
    else if (!decimal_ratio(&change, size, before->value.units, 100, 2))
        return english ? SV("none the year before") : SV("上年为零");
    Str const         number = decimal_format(arena, change);
    bool const        points = is_rate && figure->indicator->factor == 100;
    const char *const zh_unit = points ? "个百分点" : is_rate ? "" : "%";
    const char *const en_unit = points ? " points" : is_rate ? "" : "%";

    if (english)
        return str_format(arena, "%s %.*s%s on the year before", difference > 0 ? "up" : "down",
                          (int)number.len, number.ptr, en_unit);
    return str_format(arena, "较上年%s%.*s%s",
                      difference > 0 ? (is_rate ? "提高" : "增长") : (is_rate ? "下降" : "减少"),
                      (int)number.len, number.ptr, zh_unit);
}

static Str aspect_text(const SentenceFrame *frame, const Figure *figure, Aspect aspect,
                       Arena *arena)
{
    Buf text = buf_open(arena, 400);

    switch (aspect) {
    case ASPECT_VALUE: return figure_value_text(arena, figure, frame->language);
    case ASPECT_PART: return figure_amount_text(arena, figure->part, figure->part_scale);
    case ASPECT_WHOLE: return figure_amount_text(arena, figure->whole, figure->whole_scale);
    case ASPECT_TARGET:
        buf_add_c(&text, figure->target->at_least ? "≥" : "≤");
        decimal_print(&text, figure->target->value);
        add_unit(&text, figure, frame->language);
        return buf_str(&text);
    case ASPECT_CHANGE:
        return change_text(arena, figure, &frame->year_before[figure - frame->figures],
                           frame->language);
    }
    return SV("");
}

bool sentence_write(Buf *out, const SentenceFrame *frame, Str sentence, const Figure **missing)
{
    Arena *arena = arena_open();
    Buf    text = buf_open(arena, LIMIT_BODY_BYTES);
    bool   ok = true;

    for (Str rest = sentence; rest.len && ok;) {
        size_t const open = str_find_char(rest, '{');
        Aspect       aspect = ASPECT_VALUE;

        frame->add_text(frame->context, &text, str_slice(rest, 0, open));
        if (open == rest.len)
            break;
        rest = str_after(rest, open + 1);
        const Figure *const figure = find_figure(frame, str_cut(&rest, '}'), &aspect);
        assert(figure); /* the compiler has checked every reference */
        if (!has_aspect(figure, aspect)) {
            *missing = figure;
            ok = false;
            break;
        }
        frame->add_number(frame->context, &text, figure, aspect_text(frame, figure, aspect, arena));
    }
    if (ok)
        buf_add(out, buf_str(&text));
    arena_close(&arena);
    return ok;
}
