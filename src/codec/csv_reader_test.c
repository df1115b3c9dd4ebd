/* CSV in: rows, bad rows and how the reading goes on after them. */
#include "codec/csv_reader.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/test.h"

/* A file with these bytes, to be closed by the caller. */
static FILE *file_of(Str text)
{
    FILE *const file = tmpfile();

    if (file && text.len)
        (void)fwrite(text.ptr, 1, text.len, file);
    if (file)
        rewind(file);
    return file;
}

/* All rows in the notation of the tables below: "1[a|b]" is the row of line 1
 * with its fields, "2!3:5 message" a bad row of line 2 with the place. */
static Str print_rows(Arena *arena, CsvReader *reader)
{
    Buf           text = buf_open(arena, 1 << 16);
    const CsvRow *row = NULL;
    Fault         fault = { 0 };

    while (csv_reader_next(&row, reader, &fault) && row) {
        buf_add_format(&text, "%s%u", text.len ? " " : "", row->line);
        if (row->fault.code != FAULT_NONE) {
            buf_add_format(&text, "!%u:%u %s", row->fault.line, row->fault.column,
                           row->fault.message);
            continue;
        }
        for (uint32_t i = 0; i < row->field_count; i++)
            buf_add_format(&text, "%c%.*s", i ? '|' : '[', (int)row->fields[i].len,
                           row->fields[i].ptr);
        buf_add_char(&text, ']');
    }
    if (fault.code != FAULT_NONE)
        buf_add_format(&text, " FAULT %u:%u %s", fault.line, fault.column, fault.message);
    return buf_str(&text);
}

static const struct {
    const char *text, *want;
} CASES[] = {
    { "", "" },
    { "a", "1[a]" },
    { "a,b\r\nc,d\r\n", "1[a|b] 2[c|d]" },
    { "a,b\nc,d", "1[a|b] 2[c|d]" },
    { "a,b\rc,d\r", "1[a|b] 2[c|d]" },
    { ",\n,,", "1[|] 2[||]" },
    { "\n\na\n\r\nb", "3[a] 5[b]" }, /* empty lines count but are no rows */
    { "\"\"\n", "1[]" },             /* a row of one empty field */
    { " a , b ", "1[ a | b ]" },     /* blanks are part of a field */
    { "\"a,b\",\"c\"\"d\",\"\"\"\"", "1[a,b|c\"d|\"]" },
    { "\"a\r\nb\",c\nd,e", "1[a\r\nb|c] 3[d|e]" }, /* a field over two lines */
    { "\"a\rb\nc\",d\ne", "1[a\rb\nc|d] 4[e]" },
    { "张三,男\n", "1[张三|男]" },
    { "\xEF\xBB\xBFname\nx", "1[name] 2[x]" },
    { "\xEF\xBB\xBF\"a\"", "1[a]" },
    { "\xD5\xC5\xC8\xFD,\xC4\xD0\n", "1[张三|男]" }, /* GB18030 */
    { "a\"b\nc", "1!1:2 a quote inside a field: quotes stand around the whole field 2[c]" },
    { "a,\"b\"c\nd", "1!1:6 a separator or a line end must follow the closing quote 2[d]" },
    { "张,\"b\" ,c\nd", "1!1:6 a separator or a line end must follow the closing quote 2[d]" },
    { "x\na,\"b\nc\n", "1[x] 2!2:3 this quote is never closed 3[c]" },
    { "\"a\nb\"c\n\"d\n", "1!2:3 a separator or a line end must follow the closing quote "
                          "2!2:2 a quote inside a field: quotes stand around the whole field "
                          "3!3:1 this quote is never closed" },
    { "张三张三\n李\xFF,x\n王,y", "1[张三张三] 2!2:2 these bytes are not UTF-8 3[王|y]" },
    { "a,b\n李\xEF\xBF\xBD,x\n王,y",
      "1[a|b] 2!2:2 characters were lost here: U+FFFD stands in their place 3[王|y]" },
    { "\xD5\xC5,\xD5\xC5\n\"\n\xD5\xC5\xFF\"\n\xC8\xFD",
      "1[张|张] 2!3:2 these bytes are not GB18030 4[三]" },
};

void csv_reader_test(Test *test)
{
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        FILE *const file = file_of(str_from_c(CASES[i].text));
        CsvReader  *reader = NULL;
        Fault       fault = { 0 };

        test_row(test, "%s", CASES[i].text);
        check_true(test, csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault));
        check_text(test, print_rows(arena, reader), str_from_c(CASES[i].want));
        check_equal(test, csv_reader_offset(reader), strlen(CASES[i].text));
        csv_reader_close(&reader);
        (void)fclose(file);
    }
    arena_close(&arena);
}

void csv_reader_header_test(Test *test)
{
    static const struct {
        const char *text, *names, *rows; /* or names is the fault */
    } HEADERS[] = {
        { "a, b ,\n1,2,3\n1,2\n1,2,3,4\n", "a|b|",
          "2[1|2|3] 3!3:1 the header has 3 fields and this row 2 "
          "4!4:1 the header has 3 fields and this row 4" },
        { "\n姓名,　年龄　 \n张三,7", "姓名|年龄", "3[张三|7]" },
        { "a,,\n1,2,3", "a||", "2[1|2|3]" }, /* two columns without a name */
        { "", "0:0 the CSV file is empty: the names of the columns are expected in its first line",
          NULL },
        { "a,b,a\n", "1:1 columns 1 and 3 have the same name", NULL },
        { "a\"\n", "1:2 a quote inside a field: quotes stand around the whole field", NULL },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(HEADERS); i++) {
        FILE *const file = file_of(str_from_c(HEADERS[i].text));
        CsvReader  *reader = NULL;
        const Str  *names = NULL;
        uint32_t    count = 0;
        Fault       fault = { 0 };
        Buf         got = buf_open(arena, 1000);

        test_row(test, "%s", HEADERS[i].text);
        check_true(test, csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault));
        if (csv_reader_header(&names, reader, &count, &fault)) {
            for (uint32_t j = 0; j < count; j++)
                buf_add_format(&got, "%s%.*s", j ? "|" : "", (int)names[j].len, names[j].ptr);
            check_text(test, print_rows(arena, reader), str_from_c(HEADERS[i].rows));
        } else {
            buf_add_format(&got, "%u:%u %s", fault.line, fault.column, fault.message);
            check_true(test, HEADERS[i].rows == NULL);
        }
        check_text(test, buf_str(&got), str_from_c(HEADERS[i].names));
        csv_reader_close(&reader);
        (void)fclose(file);
    }
    arena_close(&arena);
}

void csv_reader_options_test(Test *test)
{
    static const struct {
        const char *text;
        CsvOptions  options;
        Charset     found;
        const char *want;
    } OPTIONS[] = {
        { "a;b,c", { .separator = ';' }, CHARSET_UTF8, "1[a|b,c]" },
        { "a\t\"b\tc\"", { .separator = '\t' }, CHARSET_UTF8, "1[a|b\tc]" },
        { "\xD2\xBB", { 0 }, CHARSET_UTF8, "1[һ]" }, /* by chance UTF-8 */
        { "\xD2\xBB", { .charset = CHARSET_GB18030 }, CHARSET_GB18030, "1[一]" },
        { "\xD5\xC5", { 0 }, CHARSET_GB18030, "1[张]" },
        { "\xD5\xC5",
          { .charset = CHARSET_UTF8 },
          CHARSET_UTF8,
          "1!1:1 these bytes are not UTF-8" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++) {
        FILE *const file = file_of(str_from_c(OPTIONS[i].text));
        CsvReader  *reader = NULL;
        Fault       fault = { 0 };

        test_row(test, "case %zu", i);
        check_true(test, csv_reader_open(&reader, arena, file, OPTIONS[i].options, &fault));
        check_equal(test, csv_reader_charset(reader), OPTIONS[i].found);
        check_text(test, print_rows(arena, reader), str_from_c(OPTIONS[i].want));
        csv_reader_close(&reader);
        (void)fclose(file);
    }

    FILE *const file = file_of((Str){ "\xFF\xFE\x61\x00", 4 });
    CsvReader  *reader = NULL;
    Fault       fault = { 0 };
    check_true(test, !csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault));
    check_text(test, str_from_c(fault.message), SV("the file is UTF-16: save it as CSV UTF-8"));
    check_true(test, reader == NULL);
    (void)fclose(file);
    arena_close(&arena);
}

static void add_times(Buf *text, const char *piece, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        buf_add_c(text, piece);
}

static void check_rows(Test *test, const Buf *text, const char *want)
{
    Arena      *arena = arena_open();
    FILE *const file = file_of(buf_str(text));
    CsvReader  *reader = NULL;
    Fault       fault = { 0 };

    check_true(test, csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault));
    check_text(test, print_rows(arena, reader), str_from_c(want));
    csv_reader_close(&reader);
    (void)fclose(file);
    arena_close(&arena);
}

void csv_reader_limits_test(Test *test)
{
    Arena *arena = arena_open();
    Buf    text = buf_open(arena, 8u << 20);

    test_row(test, "a field too large");
    buf_add_times(&text, 'x', LIMIT_CSV_FIELD_BYTES + 1);
    buf_add_c(&text, ",y\nnext");
    check_rows(test, &text, "1!1:1 the field is larger than 64 KB 2[next]");

    test_row(test, "a quote that is closed too late");
    buf_clear(&text);
    buf_add_c(&text, "a,\"b\n");
    add_times(&text, "1\n", LIMIT_CSV_FIELD_BYTES);
    Str const rows = (Str){ text.ptr, 5 };
    buf_add_c(&text, "\"\n");
    FILE *const   file = file_of(buf_str(&text));
    CsvReader    *reader = NULL;
    const CsvRow *row = NULL;
    Fault         fault = { 0 };
    uint32_t      good = 0;
    check_true(test, csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault));
    check_true(test, csv_reader_next(&row, reader, &fault) && row);
    check_equal(test, row->fault.code, FAULT_TOO_LARGE);
    check_text(test, str_from_c(row->fault.message),
               SV("no closing quote within 64 KB of this one"));
    check_text(test, row->raw, str_slice(rows, 0, 4));
    while (csv_reader_next(&row, reader, &fault) && row && row->fault.code == FAULT_NONE)
        good++;
    check_equal(test, good, LIMIT_CSV_FIELD_BYTES); /* one line was lost, not all */
    csv_reader_close(&reader);
    (void)fclose(file);

    test_row(test, "too many fields");
    buf_clear(&text);
    buf_add_times(&text, ',', LIMIT_CSV_COLUMNS);
    buf_add_c(&text, "\nnext");
    check_rows(test, &text, "1!1:512 the row has more than 512 fields 2[next]");

    test_row(test, "a line without end");
    buf_clear(&text);
    add_times(&text, "x,", 3u << 19);
    check_rows(test, &text, " FAULT 1:1 no line end within a megabyte: is this a CSV file?");

    test_row(test, "a row over many lines that is too large");
    buf_clear(&text);
    for (int i = 0; i < 40; i++) {
        buf_add_c(&text, i ? ",\"\n" : "a,\"\n");
        buf_add_times(&text, 'x', 40000);
        buf_add_char(&text, '"');
    }
    Str const   start = SV("1!1:1 the row is larger than a megabyte 2!2:40001 a quote inside");
    FILE *const many = file_of(buf_str(&text));
    check_true(test, csv_reader_open(&reader, arena, many, (CsvOptions){ 0 }, &fault));
    check_text(test, str_slice(print_rows(arena, reader), 0, start.len), start);
    csv_reader_close(&reader);
    (void)fclose(many);
    arena_close(&arena);
}

/* Rows that lie across the ends of the reader's buffer, in both charsets. */
void csv_reader_long_test(Test *test)
{
    static const struct {
        const char *row, *first, *second;
    } ROWS[] = {
        { "张三,\"李\r\n四\"\r\n", "张三", "李\r\n四" },
        { "\xD5\xC5\xC8\xFD,\"\xC0\xEE\r\n\xCB\xC4\"\r\n", "张三", "李\r\n四" },
    };
    enum { ROW_COUNT = 300000 };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Arena        *arena = arena_open();
        Buf           text = buf_open(arena, 16u << 20);
        CsvReader    *reader = NULL;
        const CsvRow *row = NULL;
        Fault         fault = { 0 };
        uint32_t      count = 0;
        uint32_t      wrong = 0;

        test_row(test, "case %zu", i);
        add_times(&text, ROWS[i].row, ROW_COUNT);
        FILE *const file = file_of(buf_str(&text));
        check_true(test, csv_reader_open(&reader, arena, file, (CsvOptions){ 0 }, &fault));
        while (csv_reader_next(&row, reader, &fault) && row) {
            wrong += row->line != 2 * count + 1 || row->field_count != 2 ||
                     !str_equal(row->fields[0], str_from_c(ROWS[i].first)) ||
                     !str_equal(row->fields[1], str_from_c(ROWS[i].second));
            count++;
        }
        check_equal(test, count, ROW_COUNT);
        check_equal(test, wrong, 0);
        check_equal(test, csv_reader_offset(reader), text.len);
        csv_reader_close(&reader);
        (void)fclose(file);
        arena_close(&arena);
    }
}

void csv_reader_io_test(Test *test)
{
    Arena      *arena = arena_open();
    FILE *const directory = fopen("/", "rb"); /* opens, but cannot be read */
    CsvReader  *reader = NULL;
    Fault       fault = { 0 };

    check_true(test, directory != NULL);
    check_true(test, !csv_reader_open(&reader, arena, directory, (CsvOptions){ 0 }, &fault));
    check_equal(test, fault.code, FAULT_IO);
    (void)fclose(directory);
    arena_close(&arena);
}
