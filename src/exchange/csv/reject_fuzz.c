/* Every row of a file is rejected, and the file of rejects once more: whatever the bytes
 * are, a good row is the same row then, a bad one is still bad, and none is lost. From the
 * second time on, when quotes that need not be are gone, the file is the same, too. The
 * first byte of the data is the separator. */
#include <assert.h>
#include <stdio.h>

#include "base/limits.h"
#include "codec/csv_reader.h"
#include "exchange/csv/reject.h"

enum { TEXT_BYTES_MAX = 64 << 20 };

typedef struct {
    Arena *arena, *row_arena;
    char   separator;
    Buf    rejects; /* the file of rejects */
    Buf    cells;   /* of the good rows, the sender's columns, with their lengths */
    Buf    fates;   /* of all rows */
} Round;

static void print_cells(Round *round, const RejectFormat *format, const CsvRow *row)
{
    for (uint32_t i = 0; i < row->field_count; i++)
        if (!reject_is_heading(format->headings[i]))
            buf_add_format(&round->cells, "%zu:%.*s,", row->fields[i].len, (int)row->fields[i].len,
                           row->fields[i].ptr);
    buf_add_char(&round->cells, '\n');
}

/* A file with nothing but the columns of rejects has no rows to speak of. */
static bool has_sender_column(const Str *headings, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!reject_is_heading(headings[i]))
            return true;
    return false;
}

/* False when it has no headings that could be read. */
static bool reject_all(Round *round, Str text)
{
    CsvOptions const options = { CHARSET_UTF8, round->separator };
    CsvReader       *reader = NULL;
    const Str       *headings = NULL;
    const CsvRow    *row = NULL;
    uint32_t         count = 0;
    Fault            fault = { 0 };
    FILE *const      file = text.len ? fmemopen((void *)(uintptr_t)text.ptr, text.len, "rb") : NULL;

    if (!file)
        return false;
    bool ok = csv_reader_open(&reader, round->arena, file, options, &fault) &&
              csv_reader_header(&headings, reader, &count, &fault) &&
              has_sender_column(headings, count);
    if (ok) {
        RejectFormat const format = reject_format(headings, count, round->separator);

        buf_add(&round->rejects, SV("\xEF\xBB\xBF")); /* as the command does */
        buf_add(&round->rejects, reject_heading(&format, round->arena));
        while ((ok = csv_reader_next(&row, reader, &fault)) && row) {
            bool const is_good = row->fault.code == FAULT_NONE;

            arena_reset(round->row_arena);
            buf_add_char(&round->fates, is_good ? 'g' : 'b');
            if (is_good)
                print_cells(round, &format, row);
            buf_add(&round->rejects,
                    reject_row(&format, round->row_arena, row->raw, is_good ? row->fields : NULL,
                               (RejectPlace){ 1, 1 }, SV("\"why\", so")));
        }
    }
    csv_reader_close(&reader);
    (void)fclose(file);
    return ok;
}

static Round round_open(Arena *arena, Arena *row_arena, char separator)
{
    return (Round){ .arena = arena,
                    .row_arena = row_arena,
                    .separator = separator,
                    .rejects = buf_open(arena, TEXT_BYTES_MAX),
                    .cells = buf_open(arena, TEXT_BYTES_MAX),
                    .fates = buf_open(arena, TEXT_BYTES_MAX) };
}

int reject_fuzz(const uint8_t *data, size_t size)
{
    static const char SEPARATORS[] = { ',', ';', '\t' };

    if (size < 2)
        return 0;
    Arena     *arena = arena_open();
    Arena     *row_arena = arena_open();
    char const separator = SEPARATORS[data[0] % COUNT_OF(SEPARATORS)];
    Round      first = round_open(arena, row_arena, separator);
    Round      second = round_open(arena, row_arena, separator);
    Round      third = round_open(arena, row_arena, separator);

    if (reject_all(&first, (Str){ (const char *)data + 1, size - 1 })) {
        bool const ok = reject_all(&second, buf_str(&first.rejects)) &&
                        reject_all(&third, buf_str(&second.rejects));

        assert(ok && !first.rejects.overflowed && !second.rejects.overflowed);
        assert(str_equal(buf_str(&first.cells), buf_str(&second.cells)));
        assert(str_equal(buf_str(&first.fates), buf_str(&second.fates)));
        assert(str_equal(buf_str(&second.rejects), buf_str(&third.rejects)));
    }
    arena_close(&row_arena);
    arena_close(&arena);
    return 0;
}
