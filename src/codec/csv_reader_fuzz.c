/* Every byte of a file is part of a row that is given out, good or bad, or of an
 * empty line; good rows that are written and read again are the same; and the
 * raw text of a good row is that row. The first byte of the data is options. */
#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "codec/csv_reader.h"
#include "codec/csv_writer.h"

/* Each row as its fields with their lengths, so that no two rows look the same. */
static void print_row(Buf *out, const CsvRow *row)
{
    for (uint32_t i = 0; i < row->field_count; i++)
        buf_add_format(out, "%zu:%.*s,", row->fields[i].len, (int)row->fields[i].len,
                       row->fields[i].ptr);
    buf_add_char(out, '\n');
}

static void check_row(const CsvRow *row, uint32_t last_line)
{
    assert(row->line > last_line);
    assert(row->raw.len > 0 && utf8_is_valid(row->raw));
    if (row->fault.code != FAULT_NONE) {
        assert(row->fault.code == FAULT_INVALID || row->fault.code == FAULT_TOO_LARGE);
        assert(row->fault.line >= row->line && row->fault.column >= 1);
        assert(row->field_count == 0 && row->fault.message[0]);
        return;
    }
    assert(row->field_count >= 1 && row->field_count <= LIMIT_CSV_COLUMNS);
    for (uint32_t i = 0; i < row->field_count; i++)
        assert(utf8_is_valid(row->fields[i]) &&
               str_find_char(row->fields[i], '\0') == row->fields[i].len);
}

typedef struct {
    Buf printed, written, raw; /* of the good rows */
} Rows;

static CsvReader *open_text(Arena *arena, FILE *file, CsvOptions options)
{
    CsvReader *reader = NULL;
    Fault      fault = { 0 };

    /* Only UTF-16 is refused at the beginning. */
    return csv_reader_open(&reader, arena, file, options, &fault) ? reader : NULL;
}

static void read_all(Rows *rows, CsvReader *reader, size_t size)
{
    CsvWriter     writer = csv_open(&rows->written, CSV_EXACT);
    const CsvRow *row = NULL;
    uint32_t      last_line = 0;
    Fault         fault = { 0 };

    while (csv_reader_next(&row, reader, &fault) && row) {
        check_row(row, last_line);
        last_line = row->line;
        if (row->fault.code != FAULT_NONE)
            continue;
        print_row(&rows->printed, row);
        for (uint32_t i = 0; i < row->field_count; i++)
            csv_add_field(&writer, row->fields[i]);
        csv_end_row(&writer);
        buf_add(&rows->raw, row->raw);
        buf_add_char(&rows->raw, '\n');
    }
    assert(fault.code != FAULT_NONE || csv_reader_offset(reader) == size);
}

static void check_same(Arena *arena, Str text, CsvOptions options, Str want)
{
    FILE *const file = text.len ? fmemopen((void *)(uintptr_t)text.ptr, text.len, "rb") : NULL;
    Rows        rows = { buf_open(arena, 64u << 20), buf_open(arena, 64u << 20),
                         buf_open(arena, 64u << 20) };

    if (!file)
        return;
    CsvReader *reader = open_text(arena, file, options);
    assert(reader);
    read_all(&rows, reader, text.len);
    assert(str_equal(buf_str(&rows.printed), want));
    csv_reader_close(&reader);
    (void)fclose(file);
}

int csv_reader_fuzz(const uint8_t *data, size_t size)
{
    CsvOptions options = { 0 };

    if (size < 2)
        return 0;
    options.charset = (Charset)(data[0] % 3);
    options.separator = ",;\t"[data[0] / 3 % 3];

    Arena      *arena = arena_open();
    FILE *const file = fmemopen((void *)(uintptr_t)(data + 1), size - 1, "rb");
    Rows        rows = { buf_open(arena, 64u << 20), buf_open(arena, 64u << 20),
                         buf_open(arena, 64u << 20) };
    assert(file);
    CsvReader *reader = open_text(arena, file, options);
    if (reader) {
        read_all(&rows, reader, size - 1);
        check_same(arena, buf_str(&rows.written), (CsvOptions){ CHARSET_UTF8, ',' },
                   buf_str(&rows.printed));
        options.charset = CHARSET_UTF8;
        if (!str_starts_with(buf_str(&rows.raw), SV("\xEF\xBB\xBF")))
            check_same(arena, buf_str(&rows.raw), options, buf_str(&rows.printed));
    }
    csv_reader_close(&reader);
    (void)fclose(file);
    arena_close(&arena);
    return 0;
}
