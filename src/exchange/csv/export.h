/* export.h - what is stored, given out piece by piece.
 *
 * An Export is asked for the next piece of its text until there is no more; memory
 * is that of one row, however many there are. export_fill has the form of a
 * ResponseFill (http/response.h), so that an answer of any size is streamed.
 *
 * It reads everything as it was when it was opened. What comes out can be imported:
 * the columns are those of an import (columns.h, record_columns.h), with what it
 * leaves alone beside them. Codes stand for organisations and workers, because ids
 * are of one store only.
 *
 * Ownership  The opener closes. The house is the export's until then.
 * Threads    One at a time.
 * Faults     FAULT_DENIED; FAULT_NOT_FOUND when there is nothing of that name;
 *            FAULT_TOO_LARGE when a form's lists need more columns than a file may
 *            have; the store's.
 * Privacy    Only what lies in the actor's place. Whoever gives it out writes it down
 *            first: export_audit.
 */
#ifndef EXCHANGE_CSV_EXPORT_H
#define EXCHANGE_CSV_EXPORT_H

#include "codec/csv_writer.h"
#include "intake/house.h"

typedef enum { EXPORT_CSV, EXPORT_NDJSON } ExportFormat;

typedef struct {
    Str          what; /* "persons", "residences" ..., a form or a register */
    ExportFormat format;
    CsvMode      mode;
    bool         has_labels; /* headings in words, in this language */
    Language     language;
    int64_t      organisation_id; /* it and everything below; 0: all in the actor's place */
    Date         from, until;     /* of records: on these days; DATE_MIN, DATE_MAX: all */
    bool         without_names;   /* leave out who it is: numbers, name, telephone, address */
} ExportOptions;

typedef struct Export Export;

/* Outside a transaction; it begins one for reading. The job's actor lives as long. */
bool export_open(Export **out, House *house, const Job *job, const ExportOptions *options,
                 Fault *fault) MUST_CHECK;
void export_close(Export **export);

/* Append the next piece, at most LIMIT_HTTP_CHUNK_BYTES; `context` is the Export. */
bool export_fill(void *context, Buf *piece, bool *is_last, Fault *fault) MUST_CHECK;

uint64_t export_row_count(const Export *export);

/* Who took what out, before it goes. In a transaction of a writer. */
bool export_audit(House *house, const Job *job, const ExportOptions *options,
                  Fault *fault) MUST_CHECK;

/* "text/csv; charset=utf-8" */
Str export_content_type(ExportFormat format);

#endif
