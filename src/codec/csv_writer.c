#include "codec/csv_writer.h"

#include <assert.h>

#define BYTE_ORDER_MARK SV("\xEF\xBB\xBF")

CsvWriter csv_open(Buf *buf, CsvMode mode)
{
    return (CsvWriter){ .buf = buf, .mode = mode };
}

void csv_add_mark(CsvWriter *csv)
{
    buf_add(csv->buf, BYTE_ORDER_MARK);
}

/* A sign, digits, and a point between digits: harmless in a spreadsheet. */
static bool is_number(Str text)
{
    size_t at = text.len && (text.ptr[0] == '-' || text.ptr[0] == '+');
    size_t digits = 0;
    size_t points = 0;

    for (; at < text.len; at++) {
        if (text.ptr[at] == '.' && digits > 0 && at + 1 < text.len)
            points++;
        else if (text.ptr[at] >= '0' && text.ptr[at] <= '9')
            digits++;
        else
            return false;
    }
    return digits > 0 && points <= 1;
}

static bool is_formula(Str text)
{
    return text.len && str_find_char(SV("=+-@\t\r"), text.ptr[0]) < 6 && !is_number(text);
}

/* Besides what RFC 4180 says, a leading byte order mark is quoted, which in the
 * first field of a file would be taken for the file's. */
static bool needs_quotes(Str text)
{
    if (str_starts_with(text, BYTE_ORDER_MARK))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '"' || text.ptr[i] == ',' || text.ptr[i] == '\n' || text.ptr[i] == '\r')
            return true;
    return false;
}

void csv_add_doubled(Buf *buf, Str text)
{
    while (text.len) {
        size_t const quote = str_find_char(text, '"');

        buf_add(buf, str_slice(text, 0, quote));
        if (quote < text.len)
            buf_add(buf, SV("\"\""));
        text = str_after(text, quote + 1);
    }
}

void csv_add_field(CsvWriter *csv, Str text)
{
    Buf *const buf = csv->buf;
    bool const guarded = csv->mode == CSV_FOR_PEOPLE && is_formula(text);
    bool const quoted = needs_quotes(text);

    if (csv->field_count++ > 0)
        buf_add_char(buf, ',');
    csv->is_blank = csv->field_count == 1 && text.len == 0;
    if (quoted)
        buf_add_char(buf, '"');
    if (guarded)
        buf_add_char(buf, '\'');
    csv_add_doubled(buf, text);
    if (quoted)
        buf_add_char(buf, '"');
}

void csv_end_row(CsvWriter *csv)
{
    assert(csv->field_count > 0);
    if (csv->is_blank) /* one empty field: an empty line would be no row */
        buf_add(csv->buf, SV("\"\""));
    buf_add(csv->buf, SV("\r\n"));
    csv->field_count = 0;
}
