#include "catalog/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

Span span_join(Span first, Span last)
{
    return (Span){ first.source, first.start, last.end > first.end ? last.end : first.end };
}

/* At each place the first one wins, and a muted piece has had its say. */
static bool is_said(const Diagnostics *diagnostics, Span span)
{
    for (uint32_t i = 0; i < diagnostics->count; i++)
        if (diagnostics->items[i].span.source == span.source &&
            diagnostics->items[i].span.start == span.start)
            return true;
    for (uint32_t i = 0; i < diagnostics->muted_count; i++)
        if (diagnostics->muted[i].source == span.source &&
            diagnostics->muted[i].start <= span.start && span.start < diagnostics->muted[i].end)
            return true;
    return false;
}

/* Messages quote the source, which may hold anything and more than fits. */
static Str one_line(Arena *arena, char *text)
{
    Str line = str_from_c(text);

    while (!utf8_is_valid(line))
        line = str_slice(line, 0, line.len - 1);
    for (size_t i = 0; i < line.len; i++)
        if ((unsigned char)text[i] < ' ')
            text[i] = ' ';
    return str_copy(arena, line);
}

Diagnostic *diagnose(Diagnostics *diagnostics, Span span, const char *format, ...)
{
    char    text[400];
    va_list arguments;

    if (!diagnostics->items) /* all at once: returned items must not move */
        diagnostics->items =
            arena_array(diagnostics->arena, LIMIT_DIAGNOSTICS + 1, sizeof(Diagnostic));
    if (diagnostics->count == LIMIT_DIAGNOSTICS) {
        diagnostics->suppressed++;
        return &diagnostics->items[LIMIT_DIAGNOSTICS];
    }
    if (is_said(diagnostics, span))
        return &diagnostics->items[LIMIT_DIAGNOSTICS];

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    Diagnostic *const item = &diagnostics->items[diagnostics->count++];
    *item = (Diagnostic){ .span = span, .text = one_line(diagnostics->arena, text) };
    return item;
}

void diagnostics_mute(Diagnostics *diagnostics, Span span)
{
    if (diagnostics->muted_count == LIMIT_DIAGNOSTICS)
        return; /* so many have failed that there is enough to mend */
    diagnostics->muted =
        arena_grow(diagnostics->arena, diagnostics->muted, diagnostics->muted_count,
                   &diagnostics->muted_capacity, sizeof(Span));
    diagnostics->muted[diagnostics->muted_count++] = span;
}

enum { EDIT_LENGTH_MAX = LIMIT_NAME_BYTES };

/* Insertions, deletions, replacements and swaps of neighbours that turn one
 * name into the other. */
static uint32_t edit_distance(Str a, Str b)
{
    uint32_t rows[3][EDIT_LENGTH_MAX + 1];

    if (a.len > EDIT_LENGTH_MAX || b.len > EDIT_LENGTH_MAX)
        return UINT32_MAX;
    for (uint32_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (uint32_t i = 1; i <= a.len; i++) {
        uint32_t *const       row = rows[i % 3];
        const uint32_t *const above = rows[(i + 2) % 3];
        const uint32_t *const second = rows[(i + 1) % 3];

        row[0] = i;
        for (uint32_t j = 1; j <= b.len; j++) {
            uint32_t best = above[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);

            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1] &&
                second[j - 2] + 1 < best)
                best = second[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a.len % 3][b.len];
}

Str diagnostic_nearest(Str wrong, const Str *names, uint32_t count)
{
    Str      nearest = SV("");
    uint32_t best = wrong.len < 4 ? 1 : (uint32_t)wrong.len / 3 + 1;

    if (wrong.len < 2)
        return nearest; /* one letter is near to every other */
    for (uint32_t i = 0; i < count; i++) {
        uint32_t const distance = edit_distance(wrong, names[i]);

        if (distance > 0 && distance <= best && (nearest.len == 0 || distance < best)) {
            nearest = names[i];
            best = distance;
        }
    }
    return nearest;
}

static uint32_t line_start(const Source *source, uint32_t offset)
{
    while (offset > 0 && source->text.ptr[offset - 1] != '\n')
        offset--;
    return offset;
}

SourcePlace diagnostic_place(const Source *source, uint32_t offset)
{
    uint32_t const start = line_start(source, offset);
    SourcePlace    place = { .line = 1 };

    for (uint32_t i = 0; i < start; i++)
        place.line += source->text.ptr[i] == '\n';
    place.column = (uint32_t)utf8_count(str_slice(source->text, start, offset)) + 1;
    return place;
}

static int by_place(const void *left, const void *right)
{
    const Diagnostic *const a = left;
    const Diagnostic *const b = right;

    if (a->span.source != b->span.source)
        return a->span.source < b->span.source ? -1 : 1;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

/* More of a line is not shown than this many bytes before and after the mark. */
enum { SHOWN_BEFORE = 200, SHOWN_AFTER = 200 };

/* A byte at or before `at` where a character begins. */
static size_t character_start(Str line, size_t at)
{
    while (at > 0 && at < line.len && ((unsigned char)line.ptr[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* The line with its mark below it, as much of it as people can look at. */
static void print_marked(Buf *out, Str line, size_t from, size_t to)
{
    size_t const shown_from = character_start(line, from > SHOWN_BEFORE ? from - SHOWN_BEFORE : 0);
    size_t const shown_to = character_start(line, from + SHOWN_AFTER);
    Str const    shown = str_slice(line, shown_from, shown_to);
    Str const    marked = str_slice(line, from, to < shown_to ? to : shown_to);
    const char  *dots = shown_from > 0 ? "..." : "";

    buf_add_c(out, dots);
    for (Str rest = shown; rest.len;) {
        size_t         len = 0;
        uint32_t const character = utf8_decode(rest, &len);
        bool const     is_control = character < ' ' || character == 0x7F;

        buf_add(out, is_control            ? SV(" ")
                     : character == 0xFFFD ? SV("?")
                                           : str_slice(rest, 0, len));
        rest = str_after(rest, len);
    }
    buf_add_c(out, shown_to < line.len ? "...\n       | " : "\n       | ");
    buf_add_times(out, ' ', str_from_c(dots).len + utf8_width(str_slice(line, shown_from, from)));
    buf_add_times(out, '^', marked.len ? utf8_width(marked) : 1);
    buf_add_char(out, '\n');
}

static void print_one(Buf *out, const Source *source, const Diagnostic *item)
{
    SourcePlace const place = diagnostic_place(source, item->span.start);
    uint32_t const    start = line_start(source, item->span.start);
    Str               rest = str_after(source->text, start);
    Str const         line = str_cut(&rest, '\n');

    buf_add_format(out, "%.*s:%u:%u: %.*s\n", (int)source->path.len, source->path.ptr, place.line,
                   place.column, (int)item->text.len, item->text.ptr);
    buf_add_format(out, "%6u | ", place.line);
    print_marked(out, line, item->span.start - start, item->span.end - start);
    if (item->expected.len)
        buf_add_format(out, "       expected %.*s\n", (int)item->expected.len, item->expected.ptr);
    if (item->hint.len)
        buf_add_format(out, "       hint: %.*s\n", (int)item->hint.len, item->hint.ptr);
}

void diagnostics_print(Buf *out, Diagnostics *diagnostics)
{
    if (diagnostics->count)
        qsort(diagnostics->items, diagnostics->count, sizeof(Diagnostic), by_place);
    for (uint32_t i = 0; i < diagnostics->count; i++)
        print_one(out, &diagnostics->sources[diagnostics->items[i].span.source],
                  &diagnostics->items[i]);
    if (diagnostics->suppressed)
        buf_add_format(out, "... and %u more\n", diagnostics->suppressed);
}
