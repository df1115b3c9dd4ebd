#include "codec/csv_reader.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"

enum {
    SAMPLE_BYTES = 1 << 20,
    /* The buffer grows from the one to the other: most files are small. */
    BUFFER_FIRST_BYTES = 32 << 10,
    BUFFER_BYTES = 2 * LIMIT_CSV_ROW_BYTES,
    /* A byte that is no character becomes three; all others grow less. */
    GROWTH_MAX = 3,
};

static_assert(BUFFER_BYTES % BUFFER_FIRST_BYTES == 0 && (int)SAMPLE_BYTES <= (int)BUFFER_BYTES,
              "the sample must fit the buffer");

struct CsvReader {
    FILE             *file;
    Arena            *arena, *row_arena;
    char              separator;
    Charset           charset;
    CharsetConverter *converter;
    char             *buffer;
    size_t            capacity;
    size_t            from, to; /* what was read and not yet given out */
    bool              file_is_over;
    uint32_t          line;         /* of the byte at `from` */
    uint64_t          offset;       /* of the byte at `from` */
    uint32_t          column_count; /* of the header; 0: none was read */
    Str               fields[LIMIT_CSV_COLUMNS];
    CsvRow            row;
};

/* ---- finding where a row ends ------------------------------------------------
 *
 * Done on the bytes of the file, before they are converted: neither in UTF-8 nor
 * in GB18030 is a comma, quote or line end ever part of another character. */

typedef enum { SCAN_ROW, SCAN_BAD, SCAN_MORE } ScanResult;

typedef struct {
    size_t      end;  /* of the row's text */
    size_t      next; /* where the next row begins */
    uint32_t    column_count;
    FaultCode   code; /* of a bad row */
    size_t      bad_at;
    const char *message;
} Scan;

/* Where in a field the next byte stands. */
typedef enum { IN_START, IN_PLAIN, IN_QUOTES, IN_CLOSED } Place;

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static ScanResult scan_bad(Scan *scan, FaultCode code, size_t at, const char *message)
{
    scan->code = code;
    scan->bad_at = at;
    scan->message = message;
    return SCAN_BAD;
}

/* The place after a byte inside a field, or SCAN_BAD. */
static ScanResult scan_byte(Scan *scan, Place *place, char c, size_t at)
{
    if (c == '\0')
        return scan_bad(scan, FAULT_INVALID, at, "the character NUL is not allowed");
    switch (*place) {
    case IN_START: *place = c == '"' ? IN_QUOTES : IN_PLAIN; break;
    case IN_PLAIN:
        if (c == '"')
            return scan_bad(scan, FAULT_INVALID, at,
                            "a quote inside a field: quotes stand around the whole field");
        break;
    case IN_QUOTES:
        if (c == '"')
            *place = IN_CLOSED;
        break;
    case IN_CLOSED:
        if (c != '"')
            return scan_bad(scan, FAULT_INVALID, at,
                            "a separator or a line end must follow the closing quote");
        *place = IN_QUOTES; /* two quotes are one in the field */
        break;
    }
    return SCAN_ROW;
}

/* The end of the row that `bytes` begin with. */
static ScanResult scan_row(Scan *scan, Str bytes, bool is_last, char separator)
{
    Place  place = IN_START;
    size_t field_at = 0;
    size_t i = 0;

    *scan = (Scan){ .column_count = 1 };
    for (; i < bytes.len; i++) {
        char const c = bytes.ptr[i];
        bool const outside = place != IN_QUOTES;

        if (outside && is_line_end(c))
            break;
        if (i >= LIMIT_CSV_ROW_BYTES)
            return scan_bad(scan, FAULT_TOO_LARGE, 0, "the row is larger than a megabyte");
        if (i - field_at > LIMIT_CSV_FIELD_BYTES)
            return scan_bad(scan, FAULT_TOO_LARGE, field_at,
                            place == IN_QUOTES ? "no closing quote within 64 KB of this one"
                                               : "the field is larger than 64 KB");
        if (outside && c == separator) {
            if (++scan->column_count > LIMIT_CSV_COLUMNS)
                return scan_bad(scan, FAULT_TOO_LARGE, i, "the row has more than 512 fields");
            place = IN_START;
            field_at = i + 1;
        } else if (scan_byte(scan, &place, c, i) == SCAN_BAD) {
            return SCAN_BAD;
        }
    }
    if (i == bytes.len && !is_last)
        return SCAN_MORE;
    if (place == IN_QUOTES)
        return scan_bad(scan, FAULT_INVALID, field_at, "this quote is never closed");

    /* CRLF is one line end, so a CR is looked at together with what follows. */
    if (i + 1 == bytes.len && bytes.ptr[i] == '\r' && !is_last)
        return SCAN_MORE;
    scan->end = i;
    scan->next = i + (i < bytes.len) +
                 (i + 1 < bytes.len && bytes.ptr[i] == '\r' && bytes.ptr[i + 1] == '\n');
    return SCAN_ROW;
}

/* Of a bad row only the first line is taken: see the header. */
static ScanResult scan_first_line(Scan *scan, Str bytes, bool is_last)
{
    size_t end = 0;

    while (end < bytes.len && !is_line_end(bytes.ptr[end]))
        end++;
    bool const ends = end < bytes.len && (bytes.ptr[end] != '\r' || end + 1 < bytes.len);
    if (!ends && !is_last && bytes.len <= LIMIT_CSV_ROW_BYTES)
        return SCAN_MORE;
    scan->end = end;
    scan->next = end + (end < bytes.len) +
                 (end + 1 < bytes.len && bytes.ptr[end] == '\r' && bytes.ptr[end + 1] == '\n');
    return SCAN_BAD;
}

/* ---- reading the file ---------------------------------------------------------- */

/* Read on, behind what is there already. */
static bool fill(CsvReader *reader, Fault *fault)
{
    char *target = reader->buffer;

    if (reader->from == 0 && reader->to == reader->capacity) {
        assert(reader->capacity < BUFFER_BYTES);
        reader->capacity = reader->capacity ? reader->capacity * 2 : BUFFER_FIRST_BYTES;
        target = arena_alloc(reader->arena, reader->capacity);
    }
    if (reader->to > 0)
        memmove(target, reader->buffer + reader->from, reader->to - reader->from);
    reader->buffer = target;
    reader->to -= reader->from;
    reader->from = 0;

    size_t const room = reader->capacity - reader->to;
    size_t const got = fread(reader->buffer + reader->to, 1, room, reader->file);
    reader->to += got;
    if (got < room) {
        if (ferror(reader->file))
            return fault_set(fault, FAULT_IO, "cannot read the CSV file: %s", strerror(errno));
        reader->file_is_over = true;
    }
    return true;
}

static void skip(CsvReader *reader, size_t byte_count)
{
    reader->from += byte_count;
    reader->offset += byte_count;
}

bool csv_reader_open(CsvReader **out, Arena *arena, FILE *file, CsvOptions options, Fault *fault)
{
    CsvReader *reader = arena_alloc(arena, sizeof *reader);

    assert(strchr(",;\t", options.separator)); /* which finds 0 too */
    reader->file = file;
    reader->arena = arena;
    reader->row_arena = arena_open();
    reader->separator = options.separator ? options.separator : ',';
    reader->line = 1;
    while (!reader->file_is_over && reader->to < SAMPLE_BYTES)
        if (!fill(reader, fault))
            goto failed;

    Str const start = { reader->buffer, reader->to };
    if (str_starts_with(start, SV("\xFF\xFE")) || str_starts_with(start, SV("\xFE\xFF"))) {
        (void)fault_set(fault, FAULT_INVALID, "the file is UTF-16: save it as CSV UTF-8");
        goto failed;
    }
    reader->charset = options.charset;
    if (reader->charset == CHARSET_DETECT)
        reader->charset = charset_detect(str_slice(start, 0, SAMPLE_BYTES));
    if (!charset_open(&reader->converter, arena, reader->charset, fault))
        goto failed;
    if (str_starts_with(start, SV("\xEF\xBB\xBF")))
        skip(reader, 3);
    *out = reader;
    return true;

failed:
    csv_reader_close(&reader);
    return false;
}

void csv_reader_close(CsvReader **reader)
{
    if (!*reader)
        return;
    charset_close(&(*reader)->converter);
    arena_close(&(*reader)->row_arena);
    *reader = NULL;
}

Charset csv_reader_charset(const CsvReader *reader)
{
    return reader->charset;
}

uint64_t csv_reader_offset(const CsvReader *reader)
{
    return reader->offset;
}

/* ---- from bytes to a row --------------------------------------------------------- */

static uint32_t count_line_ends(Str text)
{
    uint32_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\n' ||
            (text.ptr[i] == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n')))
            count++;
    return count;
}

/* Mark the row as bad at the end of `before`, which is the text up to there. */
static void mark_bad(CsvRow *row, FaultCode code, Str before, const char *message)
{
    size_t line_start = before.len;

    while (line_start > 0 && !is_line_end(before.ptr[line_start - 1]))
        line_start--;
    (void)fault_at(&row->fault, row->line + count_line_ends(str_slice(before, 0, line_start)),
                   (uint32_t)utf8_count(str_after(before, line_start)) + 1, "%s", message);
    row->fault.code = code;
    row->field_count = 0;
}

static Str to_utf8(CsvReader *reader, Str bytes, size_t *bad_at)
{
    Buf text = buf_open(reader->row_arena, bytes.len * GROWTH_MAX + 1);

    *bad_at = charset_convert(&text, reader->converter, bytes);
    assert(!text.overflowed);
    return buf_str(&text);
}

/* What stands between the quotes, with two quotes made one. */
static Str unquote(Arena *arena, Str inner)
{
    if (str_find_char(inner, '"') == inner.len)
        return inner;

    char *const plain = arena_alloc(arena, inner.len);
    size_t      len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        plain[len++] = inner.ptr[i];
        i += inner.ptr[i] == '"';
    }
    return (Str){ plain, len };
}

/* The quoted field that *rest begins with; the scan has seen that it is whole. */
static Str take_quoted(Arena *arena, Str *rest)
{
    size_t end = 1;

    while (rest->ptr[end] != '"' || (end + 1 < rest->len && rest->ptr[end + 1] == '"'))
        end += rest->ptr[end] == '"' ? 2 : 1;
    Str const inner = str_slice(*rest, 1, end);
    *rest = str_after(*rest, end + 1);
    return unquote(arena, inner);
}

/* Cut the first field off *rest, up to its separator. */
static Str take_field(CsvReader *reader, Str *rest)
{
    if (rest->len && rest->ptr[0] == '"')
        return take_quoted(reader->row_arena, rest);

    Str const field = str_slice(*rest, 0, str_find_char(*rest, reader->separator));
    *rest = str_after(*rest, field.len);
    return field;
}

static uint32_t split(CsvReader *reader, Str rest)
{
    uint32_t count = 0;

    while (true) {
        reader->fields[count++] = take_field(reader, &rest);
        if (rest.len == 0)
            return count;
        rest = str_after(rest, 1);
    }
}

/* What programs write in place of bytes that they could not read; this one, too. */
static const Str LOST = { "\xEF\xBF\xBD", 3 };

static void make_row(CsvReader *reader, ScanResult result, const Scan *scan, Str bytes)
{
    CsvRow *const row = &reader->row;
    size_t        bad_at = 0;

    arena_reset(reader->row_arena);
    *row = (CsvRow){ .line = reader->line, .fields = reader->fields };
    row->raw = to_utf8(reader, str_slice(bytes, 0, scan->end), &bad_at);
    if (result == SCAN_BAD) {
        size_t ignored = 0;
        mark_bad(row, scan->code, to_utf8(reader, str_slice(bytes, 0, scan->bad_at), &ignored),
                 scan->message);
    } else if (bad_at != CHARSET_WHOLE) {
        mark_bad(row, FAULT_INVALID, str_slice(row->raw, 0, bad_at),
                 reader->charset == CHARSET_UTF8 ? "these bytes are not UTF-8"
                                                 : "these bytes are not GB18030");
    } else if (str_find(row->raw, LOST) < row->raw.len) {
        mark_bad(row, FAULT_INVALID, str_slice(row->raw, 0, str_find(row->raw, LOST)),
                 "characters were lost here: U+FFFD stands in their place");
    } else {
        row->field_count = split(reader, row->raw);
        assert(row->field_count == scan->column_count);
    }
    if (reader->column_count && row->field_count && row->field_count != reader->column_count) {
        (void)fault_at(&row->fault, row->line, 1, "the header has %u fields and this row %u",
                       reader->column_count, row->field_count);
        row->field_count = 0;
    }
}

bool csv_reader_next(const CsvRow **out, CsvReader *reader, Fault *fault)
{
    while (true) {
        Str const  bytes = { reader->buffer + reader->from, reader->to - reader->from };
        Scan       scan;
        ScanResult result = scan_row(&scan, bytes, reader->file_is_over, reader->separator);

        if (result == SCAN_BAD)
            result = scan_first_line(&scan, bytes, reader->file_is_over);
        if (result == SCAN_MORE) {
            if (!fill(reader, fault))
                return false;
            continue;
        }
        if (scan.end > LIMIT_CSV_ROW_BYTES)
            return fault_at(fault, reader->line, 1, "no line end within a megabyte: %s",
                            "is this a CSV file?");
        if (bytes.len == 0) {
            *out = NULL;
            return true;
        }
        bool const is_empty = scan.end == 0;
        if (!is_empty)
            make_row(reader, result, &scan, bytes);
        reader->line += count_line_ends(str_slice(bytes, 0, scan.next));
        skip(reader, scan.next);
        if (!is_empty) {
            *out = &reader->row;
            return true;
        }
    }
}

/* Spreadsheets pad names with the wide space of Chinese typing, too. */
static Str trim_name(Str name)
{
    Str const wide = SV("\xE3\x80\x80");
    Str       trimmed = str_trim(name);

    while (str_starts_with(trimmed, wide))
        trimmed = str_trim(str_after(trimmed, wide.len));
    while (str_ends_with(trimmed, wide))
        trimmed = str_trim(str_slice(trimmed, 0, trimmed.len - wide.len));
    return trimmed;
}

bool csv_reader_header(const Str **out, CsvReader *reader, uint32_t *count, Fault *fault)
{
    const CsvRow *row = NULL;

    assert(reader->column_count == 0);
    if (!csv_reader_next(&row, reader, fault))
        return false;
    if (!row)
        return fault_set(fault, FAULT_INVALID,
                         "the CSV file is empty: the names of the columns "
                         "are expected in its first line");
    if (row->fault.code != FAULT_NONE) {
        *fault = row->fault;
        return false;
    }

    Str *const names = arena_array(reader->arena, row->field_count, sizeof *names);
    for (uint32_t i = 0; i < row->field_count; i++) {
        names[i] = str_copy(reader->arena, trim_name(row->fields[i]));
        for (uint32_t j = 0; j < i && names[i].len; j++)
            if (str_equal(names[i], names[j]))
                return fault_at(fault, row->line, 1, "columns %u and %u have the same name", j + 1,
                                i + 1);
    }
    reader->column_count = row->field_count;
    *out = names;
    *count = row->field_count;
    return true;
}
