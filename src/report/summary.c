#include "report/summary.h"

#include "base/instant.h"
#include "base/limits.h"
#include "codec/markdown.h"
#include "report/sentence.h"

/* ---- marks of the two formats ------------------------------------------------------------ */

typedef struct {
    const FigureReader *reader;
    const SummaryOrder *order;
    Figure             *figures, *year_before; /* per indicator */
    Buf                *out;
    Buf                 left_out; /* what sentences had no number of, and why */
    uint32_t            left_out_count;
    bool               *is_left_out; /* per indicator: it is told once */
} Writer;

static bool is_html(const Writer *writer)
{
    return writer->order->format == SUMMARY_HTML;
}

static bool is_english(const Writer *writer)
{
    return writer->order->language == LANGUAGE_EN;
}

/* Text from definitions and registers, as text: no mark in it means anything. */
static void add_text(void *context, Buf *out, Str text)
{
    const Writer *const writer = context;

    if (!is_html(writer)) {
        markdown_add_text(out, text);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        switch (text.ptr[i]) {
        case '&': buf_add_c(out, "&amp;"); break;
        case '<': buf_add_c(out, "&lt;"); break;
        case '>': buf_add_c(out, "&gt;"); break;
        case '"': buf_add_c(out, "&quot;"); break;
        default: buf_add_char(out, text.ptr[i]);
        }
    }
}

/* Where the interface shows the figure: its formula, its places, its people. Its pages
 * have their addresses behind a "#" (web/src/router.ts). */
static void add_link(const Writer *writer, Buf *out, const Figure *figure)
{
    Arena *const      arena = writer->reader->registry->arena;
    const char *const joint = is_html(writer) ? "&amp;" : "&";

    buf_add_c(out, "/#/figures/");
    buf_add(out, figure->indicator->full);
    buf_add_c(out, "?period=");
    buf_add(out, period_format(arena, figure->period));
    if (figure->place.organisation_id)
        buf_add_format(out, "%sorganisation=%lld", joint, (long long)figure->place.organisation_id);
    else if (figure->place.region_id)
        buf_add_format(out, "%sregion=%s", joint, region_code(arena, figure->place.region_id).ptr);
}

static void add_number(void *context, Buf *out, const Figure *figure, Str text)
{
    const Writer *const writer = context;

    buf_add_c(out, is_html(writer) ? "<a href=\"" : "[");
    if (is_html(writer)) {
        add_link(writer, out, figure);
        buf_add_c(out, "\">");
        add_text(context, out, text);
        buf_add_c(out, "</a>");
        return;
    }
    add_text(context, out, text);
    buf_add_c(out, "](");
    add_link(writer, out, figure);
    buf_add_char(out, ')');
}

static void add_heading(Writer *writer, int level, Str number, Str title)
{
    if (is_html(writer))
        buf_add_format(writer->out, "<h%d>", level);
    else
        buf_add_times(writer->out, '#', (size_t)level), buf_add_char(writer->out, ' ');
    add_text(writer, writer->out, number);
    add_text(writer, writer->out, title);
    if (is_html(writer))
        buf_add_format(writer->out, "</h%d>\n", level);
    else
        buf_add_c(writer->out, "\n\n");
}

static void begin_paragraph(Writer *writer)
{
    buf_add_c(writer->out, is_html(writer) ? "<p>" : "");
}

static void end_paragraph(Writer *writer)
{
    buf_add_c(writer->out, is_html(writer) ? "</p>\n" : "\n\n");
}

/* ---- numbering ----------------------------------------------------------------------------- */

Str summary_numeral(Arena *arena, uint32_t number)
{
    static const char *const DIGITS[] = {
        "", "一", "二", "三", "四", "五", "六", "七", "八", "九"
    };
    uint32_t const tens = number / 10 % 10;

    if (number == 0 || number > 99)
        return str_format(arena, "%u", number);
    return str_format(arena, "%s%s%s", tens > 1 ? DIGITS[tens] : "", tens ? "十" : "",
                      DIGITS[number % 10]);
}

static Str chapter_number(const Writer *writer, uint32_t number)
{
    Arena *const arena = writer->reader->registry->arena;

    return is_english(writer) ? str_format(arena, "%u. ", number)
                              : str_format(arena, "%s、", summary_numeral(arena, number).ptr);
}

static Str part_number(const Writer *writer, uint32_t number)
{
    Arena *const arena = writer->reader->registry->arena;

    return is_english(writer) ? str_format(arena, "(%u) ", number)
                              : str_format(arena, "（%s）", summary_numeral(arena, number).ptr);
}

/* 一是, 二是 ...; a part of one sentence has no number. */
static void add_sentence_number(Writer *writer, Buf *out, uint32_t number)
{
    Arena *const arena = writer->reader->registry->arena;

    if (is_english(writer))
        buf_add_format(out, "%u) ", number);
    else
        buf_add_format(out, "%s是", summary_numeral(arena, number).ptr);
}

/* ---- parts ---------------------------------------------------------------------------------- */

static SentenceFrame frame_of(Writer *writer, uint32_t programme)
{
    return (SentenceFrame){
        .catalog = writer->reader->plan->catalog,
        .programme = programme,
        .figures = writer->figures,
        .year_before = writer->year_before,
        .language = writer->order->language,
        .add_number = add_number,
        .add_text = add_text,
        .context = writer,
    };
}

static void leave_out(Writer *writer, const Figure *figure)
{
    Buf *const  text = &writer->left_out;
    bool *const is_told = &writer->is_left_out[figure - writer->figures];

    if (*is_told)
        return;
    *is_told = true;
    writer->left_out_count++;
    buf_add_c(text, is_html(writer) ? "<li>" : "- ");
    add_number(writer, text, figure, label_in(figure->indicator->label, writer->order->language));
    buf_add_c(text, is_english(writer) ? ": " : "：");
    add_text(writer, text,
             label_in(figure->state == FIGURE_HAS_VALUE
                          ? (Label){ SV("没有目标值"), SV("no target") }
                          : figure_state_label(figure->state),
                      writer->order->language));
    buf_add_c(text, is_html(writer) ? "</li>\n" : "\n");
}

static void write_programme(Writer *writer, uint32_t index)
{
    const Programme *const programme = &writer->reader->plan->catalog->programmes[index];
    SentenceFrame const    frame = frame_of(writer, index);
    uint32_t               number = 0;

    for (uint32_t i = 0; i < programme->sentence_count; i++) {
        Buf           sentence = buf_open(writer->reader->registry->arena, LIMIT_BODY_BYTES);
        const Figure *missing = NULL;

        if (!sentence_write(&sentence, &frame,
                            label_in(programme->sentences[i], writer->order->language), &missing)) {
            leave_out(writer, missing);
            continue;
        }
        begin_paragraph(writer);
        if (programme->sentence_count > 1)
            add_sentence_number(writer, writer->out, ++number);
        buf_add(writer->out, buf_str(&sentence));
        end_paragraph(writer);
    }
}

static void write_target(Writer *writer, const Figure *figure)
{
    Buf *const out = writer->out;

    buf_add_c(out, figure->target->at_least ? "≥" : "≤");
    decimal_print(out, figure->target->value);
    add_text(writer, out, label_in(figure->indicator->unit, writer->order->language));
    if (figure->target->source.len) {
        buf_add_c(out, is_english(writer) ? " (" : "（");
        add_text(writer, out, figure->target->source);
        buf_add_c(out, is_english(writer) ? ")" : "）");
    }
}

/* In English many programmes have an indicator of the same name. */
static void write_name(Writer *writer, const Figure *figure)
{
    const Catalog *const catalog = writer->reader->plan->catalog;

    if (is_english(writer)) {
        add_text(writer, writer->out, catalog->programmes[figure->indicator->programme].label.en);
        buf_add_c(writer->out, ": ");
    }
    add_text(writer, writer->out, label_in(figure->indicator->label, writer->order->language));
    buf_add_c(writer->out, is_english(writer) ? " " : "");
}

static void write_problem(Writer *writer, const Figure *figure, uint32_t number)
{
    Arena *const   arena = writer->reader->registry->arena;
    Language const language = writer->order->language;
    Buf *const     out = writer->out;

    begin_paragraph(writer);
    add_sentence_number(writer, out, number);
    write_name(writer, figure);
    add_number(writer, out, figure, figure_value_text(arena, figure, language));
    if (figure->target && !figure->meets_target) {
        buf_add_c(out, is_english(writer) ? ", which misses the target " : "，未达到目标");
        write_target(writer, figure);
    }
    if (figure->flags & SENSE_OVER_WHOLE) {
        buf_add_c(out, is_english(writer) ? "; " : "；");
        add_text(writer, out, label_in(sense_label(SENSE_OVER_WHOLE), language));
    }
    buf_add_c(out, is_english(writer) ? "." : "。");
    end_paragraph(writer);
}

static void write_nothing(Writer *writer, Str zh, Str en)
{
    begin_paragraph(writer);
    add_text(writer, writer->out, is_english(writer) ? en : zh);
    end_paragraph(writer);
}

/* Figures far from those of the year before, in one sentence: to be looked at, and
 * for the most part no problem. */
static bool write_jumps(Writer *writer, uint32_t number)
{
    Arena *const   arena = writer->reader->registry->arena;
    Language const language = writer->order->language;
    Buf *const     out = writer->out;
    uint32_t       count = 0;

    for (uint32_t i = 0; i < writer->reader->plan->catalog->indicator_count; i++) {
        const Figure *const figure = &writer->figures[i];

        if (figure->state != FIGURE_HAS_VALUE || !(figure->flags & SENSE_JUMP))
            continue;
        if (count++ == 0) {
            begin_paragraph(writer);
            add_sentence_number(writer, out, number);
            add_text(writer, out, label_in(sense_label(SENSE_JUMP), language));
            buf_add_c(out, is_english(writer) ? ", to be checked (a year before in brackets): "
                                              : "，请核对（括号内为上年同期）：");
        } else {
            buf_add_c(out, is_english(writer) ? ", " : "、");
        }
        write_name(writer, figure);
        add_number(writer, out, figure, figure_value_text(arena, figure, language));
        buf_add_c(out, is_english(writer) ? " (" : "（");
        add_number(writer, out, &writer->year_before[i],
                   figure_value_text(arena, &writer->year_before[i], language));
        buf_add_c(out, is_english(writer) ? ")" : "）");
    }
    if (count == 0)
        return false;
    buf_add_c(out, is_english(writer) ? "." : "。");
    end_paragraph(writer);
    return true;
}

static void write_problems(Writer *writer)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < writer->reader->plan->catalog->indicator_count; i++) {
        const Figure *const figure = &writer->figures[i];
        bool const          misses = figure->target && !figure->meets_target;

        if (figure->state == FIGURE_HAS_VALUE && (misses || (figure->flags & SENSE_OVER_WHOLE)))
            write_problem(writer, figure, ++number);
    }
    if (!write_jumps(writer, number + 1) && number == 0)
        write_nothing(writer, SV("各项指标均达到目标，未发现异常数据。"),
                      SV("Every target was met, and no figure stands out."));
}

static void write_targets(Writer *writer)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < writer->reader->plan->catalog->indicator_count; i++) {
        const Figure *const figure = &writer->figures[i];

        if (!figure->target)
            continue;
        begin_paragraph(writer);
        add_sentence_number(writer, writer->out, ++number);
        write_name(writer, figure);
        write_target(writer, figure);
        buf_add_c(writer->out, is_english(writer) ? "." : "。");
        end_paragraph(writer);
    }
    if (number == 0)
        write_nothing(writer, SV("尚未设定目标。"), SV("No targets have been set."));
}

static void write_part(Writer *writer, const SummaryPart *part)
{
    switch (part->kind) {
    case SUMMARY_PROGRAMME: write_programme(writer, part->programme); break;
    case SUMMARY_PROBLEMS: write_problems(writer); break;
    case SUMMARY_TARGETS: write_targets(writer); break;
    }
}

/* ---- the whole ------------------------------------------------------------------------------ */

static Str place_name(const FigureReader *reader, const SummaryOrder *order)
{
    const Registry *const registry = reader->registry;
    FigurePlace const     place = order->place;

    if (place.organisation_id)
        return organisation_name(registry->organisations, place.organisation_id);
    if (place.region_id)
        return region_path(registry->regions, registry->arena, place.region_id);
    return label_in((Label){ SV("全域"), SV("the whole area") }, order->language);
}

Str summary_title(const FigureReader *reader, const SummaryOrder *order)
{
    Buf title = buf_open(reader->registry->arena, 1000);

    for (Str rest = label_in(order->summary->title, order->language); rest.len;) {
        size_t const open = str_find_char(rest, '{');

        buf_add(&title, str_slice(rest, 0, open));
        if (open == rest.len)
            break;
        rest = str_after(rest, open + 1);
        Str const word = str_cut(&rest, '}');
        if (str_equal(word, SV("year")))
            buf_add_int(&title, period_year_of(order->period));
        else
            buf_add(&title, place_name(reader, order));
    }
    return buf_str(&title);
}

static void write_basis(Writer *writer)
{
    Arena *const arena = writer->reader->registry->arena;
    Str const    period = period_label(arena, writer->order->period, writer->order->language);
    Str const    place = place_name(writer->reader, writer->order);
    Str const    at =
        instant_format(arena, writer->reader->registry->now); /* "2025-03-04T10:21:..." */
    Str const now = str_format(arena, "%.10s %.5s", at.ptr, at.ptr + 11);

    begin_paragraph(writer);
    add_text(writer, writer->out,
             is_english(writer)
                 ? str_format(arena, "%.*s; %.*s; from the records as of %.*s.", (int)place.len,
                              place.ptr, (int)period.len, period.ptr, (int)now.len, now.ptr)
                 : str_format(arena,
                              "统计范围：%.*s；统计时期：%.*s；数据截至%.*s，由业务记录"
                              "自动生成。",
                              (int)place.len, place.ptr, (int)period.len, period.ptr, (int)now.len,
                              now.ptr));
    end_paragraph(writer);
}

static bool read_figures(Writer *writer, Fault *fault)
{
    const FigureReader *const reader = writer->reader;
    uint32_t const            count = reader->plan->catalog->indicator_count;
    Arena *const              arena = reader->registry->arena;
    uint32_t *const           all = arena_array(arena, count, sizeof(uint32_t));

    for (uint32_t i = 0; i < count; i++)
        all[i] = i;
    writer->figures = arena_array(arena, count, sizeof(Figure));
    writer->year_before = arena_array(arena, count, sizeof(Figure));
    writer->is_left_out = arena_array(arena, count, sizeof(bool));
    if (!figure_read(writer->figures, reader, all, count, writer->order->place,
                     writer->order->period, fault) ||
        !figure_read(writer->year_before, reader, all, count, writer->order->place,
                     period_year_before(writer->order->period), fault))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (writer->year_before[i].part > 0)
            figure_compare(&writer->figures[i], &writer->year_before[i]);
    return true;
}

bool summary_write(Buf *out, const FigureReader *reader, const SummaryOrder *order, Fault *fault)
{
    Writer writer = {
        .reader = reader,
        .order = order,
        .out = out,
        .left_out = buf_open(reader->registry->arena, LIMIT_RESPONSE_BYTES),
    };

    if (!read_figures(&writer, fault))
        return fault_context(fault, "writing the summary");
    add_heading(&writer, 1, SV(""), summary_title(reader, order));
    write_basis(&writer);
    for (uint32_t i = 0; i < order->summary->chapter_count; i++) {
        const SummaryChapter *const chapter = &order->summary->chapters[i];

        add_heading(&writer, 2, chapter_number(&writer, i + 1),
                    label_in(chapter->label, order->language));
        for (uint32_t j = 0; j < chapter->part_count; j++) {
            if (chapter->part_count > 1)
                add_heading(&writer, 3, part_number(&writer, j + 1),
                            label_in(chapter->parts[j].label, order->language));
            write_part(&writer, &chapter->parts[j]);
        }
    }
    if (writer.left_out_count) {
        add_heading(&writer, 2, SV(""),
                    is_english(&writer) ? SV("Left out for want of data")
                                        : SV("附：因缺少数据未列入的内容"));
        buf_add_c(out, is_html(&writer) ? "<ul>\n" : "");
        buf_add(out, buf_str(&writer.left_out));
        buf_add_c(out, is_html(&writer) ? "</ul>\n" : "\n");
    }
    return !out->overflowed ||
           fault_set(fault, FAULT_TOO_LARGE, "the summary is longer than a response may be");
}
