/* csv_writer.h - rows into CSV text, as RFC 4180 has it.
 *
 * Fields are quoted only when they must be, rows end with CRLF, and what
 * csv_reader.h reads back is exactly what was given. That is CSV_EXACT.
 *
 * A spreadsheet takes a field that begins with = + - @ for a formula, and runs
 * it on the machine of whoever opens the file. So a list that people will open
 * is written with CSV_FOR_PEOPLE: an apostrophe is put before such a field,
 * unless it is a number. It changes the text, so it is not for exports that are
 * read back.
 *
 * Ownership  The caller's Buf, which may be emptied between two rows.
 * Threads    A writer belongs to one.
 */
#ifndef CODEC_CSV_WRITER_H
#define CODEC_CSV_WRITER_H

#include "base/buf.h"

typedef enum { CSV_EXACT, CSV_FOR_PEOPLE } CsvMode;

typedef struct {
    Buf     *buf;
    CsvMode  mode;
    uint32_t field_count; /* of the row being written */
    bool     is_blank;    /* the row has no byte yet */
} CsvWriter;

CsvWriter csv_open(Buf *buf, CsvMode mode);

/* The byte order mark by which spreadsheets know UTF-8; only at the beginning. */
void csv_add_mark(CsvWriter *csv);

/* What stands between the quotes of a field: those in it doubled. */
void csv_add_doubled(Buf *buf, Str text);

void csv_add_field(CsvWriter *csv, Str text);
void csv_end_row(CsvWriter *csv); /* of at least one field */

#endif
