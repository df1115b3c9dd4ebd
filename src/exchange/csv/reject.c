#include "exchange/csv/reject.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "codec/csv_writer.h"

enum { ADDED_BYTES_MAX = 64 }; /* three separators, two numbers, quotes, a line end */

static const Str HEADINGS[] = { { "reject_line", 11 },
                                { "reject_column", 13 },
                                { "reject_reason", 13 } };

bool reject_is_heading(Str heading)
{
    for (size_t i = 0; i < COUNT_OF(HEADINGS); i++)
        if (str_equal(heading, HEADINGS[i]))
            return true;
    return false;
}

RejectFormat reject_format(const Str *headings, uint32_t heading_count, char separator)
{
    RejectFormat format = { headings, heading_count, separator ? separator : ',', 0 };

    for (uint32_t i = 0; i < heading_count; i++)
        format.own_count += reject_is_heading(headings[i]);
    return format;
}

static void add_quoted(Buf *buf, Str text)
{
    buf_add_char(buf, '"');
    csv_add_doubled(buf, text);
    buf_add_char(buf, '"');
}

static void add_field(Buf *buf, Str text, char separator)
{
    bool quoted = false;

    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = text.ptr[i] == separator || text.ptr[i] == '"' || text.ptr[i] == '\n' ||
                 text.ptr[i] == '\r';
    if (quoted)
        add_quoted(buf, text);
    else
        buf_add(buf, text);
}

/* The fields that are the sender's. */
static void add_fields(const RejectFormat *format, Buf *buf, const Str *fields)
{
    bool is_first = true;

    for (uint32_t i = 0; i < format->heading_count; i++) {
        if (reject_is_heading(format->headings[i]))
            continue;
        if (!is_first)
            buf_add_char(buf, format->separator);
        add_field(buf, fields[i], format->separator);
        is_first = false;
    }
}

static size_t size_of(const RejectFormat *format, const Str *fields)
{
    size_t size = 0;

    for (uint32_t i = 0; i < format->heading_count; i++)
        size += 2 * fields[i].len + 3;
    return size;
}

Str reject_heading(const RejectFormat *format, Arena *arena)
{
    Buf text = buf_open(arena, size_of(format, format->headings) + ADDED_BYTES_MAX);

    add_fields(format, &text, format->headings);
    for (size_t i = 0; i < COUNT_OF(HEADINGS); i++) {
        buf_add_char(&text, format->separator);
        buf_add(&text, HEADINGS[i]);
    }
    buf_add(&text, SV("\r\n"));
    return buf_str(&text);
}

/* The reason is quoted always: behind a quote that was never closed it makes sure
 * that the row stays a bad one. */
Str reject_row(const RejectFormat *format, Arena *arena, Str raw, const Str *cells,
               RejectPlace place, Str reason)
{
    bool const   is_second = format->own_count > 0;
    size_t const size = cells && is_second ? size_of(format, cells) : raw.len;
    Buf          text = buf_open(arena, size + 2 * reason.len + ADDED_BYTES_MAX);

    if (cells && is_second)
        add_fields(format, &text, cells);
    else
        buf_add(&text, raw);
    if (cells || !is_second) {
        buf_add_char(&text, format->separator);
        buf_add_int(&text, place.line);
        buf_add_char(&text, format->separator);
        buf_add_int(&text, place.column);
        buf_add_char(&text, format->separator);
        add_quoted(&text, reason);
    } else { /* such a row has the columns of its first rejection, unless somebody took them out */
        for (uint32_t i = format->own_count; i < COUNT_OF(HEADINGS); i++)
            buf_add_char(&text, format->separator);
    }
    buf_add(&text, SV("\r\n"));
    return buf_str(&text);
}

RejectPlace reject_place(const RejectFormat *format, Str raw, uint32_t line, uint32_t cell)
{
    RejectPlace place = { line, 1 };
    size_t      line_start = 0;
    size_t      at = 0;
    bool        quoted = false;

    for (; at < raw.len && cell > 0; at++) {
        char const c = raw.ptr[at];

        if (c == '"') {
            quoted = !quoted; /* a doubled one does so twice */
        } else if (c == '\n' || (c == '\r' && (at + 1 == raw.len || raw.ptr[at + 1] != '\n'))) {
            place.line++;
            line_start = at + 1;
        } else if (c == format->separator && !quoted) {
            cell--;
        }
    }
    place.column = (uint32_t)utf8_count(str_slice(raw, line_start, at)) + 1;
    return place;
}
