/* csv_reader.h - rows from a CSV file, one at a time.
 *
 * The grammar is RFC 4180: fields parted by commas, quotes around a field that
 * holds commas, quotes or line ends, a quote inside doubled. Line ends may be
 * CRLF, LF or CR; empty lines are left out. What a lenient reader would guess
 * about (a quote in the middle of a field, a row with a field too many) is a
 * fault here, because a guess shifts columns and nobody notices.
 *
 * A U+FFFD is what becomes of bytes that are no character, here and elsewhere; so a row
 * with one is bad until somebody has written what stood there.
 *
 * A bad row does not end the reading. It carries its fault and its text, so that
 * an import can go on, and write a file of rejected rows that people mend and
 * import again. When quotes are wrong, the bad row is its first line only, and
 * reading goes on with the next one: an open quote does not swallow the file.
 *
 * Ownership  The FILE is the caller's. A row lives until the next one is read,
 *            the header as long as the reader.
 * Threads    A reader belongs to one.
 * Faults     Of a row: FAULT_INVALID or FAULT_TOO_LARGE in row->fault, with line
 *            and column (in characters). Of the file: FAULT_IO, FAULT_TOO_LARGE,
 *            FAULT_INVALID.
 * Limits     LIMIT_CSV_FIELD_BYTES, LIMIT_CSV_COLUMNS, LIMIT_CSV_ROW_BYTES.
 * Privacy    Messages name places, never values.
 */
#ifndef CODEC_CSV_READER_H
#define CODEC_CSV_READER_H

#include <stdio.h>

#include "base/fault.h"
#include "codec/charset.h"

typedef struct {
    Charset charset;   /* 0: look at the file's first megabyte */
    char    separator; /* 0: a comma; or ';' or a tab */
} CsvOptions;

typedef struct {
    const Str *fields;
    uint32_t   field_count; /* 0 in a bad row */
    uint32_t   line;        /* of its first character, from 1 */
    Str        raw;         /* as it stands in the file, in UTF-8, without line end;
                               U+FFFD in place of bytes that are no character */
    Fault fault;            /* FAULT_NONE: a good row */
} CsvRow;

typedef struct CsvReader CsvReader;

bool csv_reader_open(CsvReader **out, Arena *arena, FILE *file, CsvOptions options,
                     Fault *fault) MUST_CHECK;
void csv_reader_close(CsvReader **reader);

Charset csv_reader_charset(const CsvReader *reader); /* what was found, or was asked for */

/* Take the first row for the names of the columns, trimmed. A name may be empty
 * but not there twice. From now on a row with another number of fields is bad. */
bool csv_reader_header(const Str **out, CsvReader *reader, uint32_t *count,
                       Fault *fault) MUST_CHECK;

/* The next row, good or bad; at the end of the file *out is NULL. */
bool csv_reader_next(const CsvRow **out, CsvReader *reader, Fault *fault) MUST_CHECK;

uint64_t csv_reader_offset(const CsvReader *reader); /* bytes read so far, for progress */

#endif
