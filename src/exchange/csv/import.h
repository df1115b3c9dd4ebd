/* import.h - a CSV file into the store, by the one write path.
 *
 * An Import reads rows in batches; a batch is one transaction. A row that is right
 * is in when its batch is committed. A row that is wrong has written nothing: it is
 * handed out with its place and everything that is wrong with it, as a row of a
 * file of rejects, which can be mended and imported again.
 *
 *     import_open(&import, house, file, &options, fault);
 *     while (import_read(import, fault) && import_row_count(import) > 0) {
 *         intake_begin(house, fault);
 *         import_run(import, house, &job, fault);
 *         intake_commit(house, fault);
 *         intake_end(house);
 *         import_keep(import, visit, context, fault);
 *     }
 *     import_close(&import);
 *
 * import_run may be called again after its transaction was rolled back, so a batch
 * can be a job of the Writer (intake/writer.h).
 *
 * The same file again changes nothing: what is there already is recognised, a row
 * at a time, so that a run that was cut short is completed by running it again.
 *
 * Ownership  The FILE is the caller's, and must stay open. The house may be another
 *            one at each run, as long as it has the same definitions.
 * Threads    One at a time.
 * Faults     Of the file: its headings (sheet.h), FAULT_IO. Of a batch: those of
 *            the store, after which nothing of the batch is in; FAULT_CONFLICT when
 *            the definitions have changed since the file was opened. What is wrong
 *            with a row is no fault.
 * Limits     Memory for a batch, and some 80 bytes for each row that names something.
 * Privacy    Reasons name columns, never what was in them; the text of a rejected
 *            row is what the sender wrote.
 */
#ifndef EXCHANGE_CSV_IMPORT_H
#define EXCHANGE_CSV_IMPORT_H

#include <stdio.h>

#include "codec/csv_reader.h"
#include "intake/intake.h"

typedef struct Import Import;

typedef struct {
    Str        what; /* "persons", "organisations" ..., a form or a register */
    Str        map;  /* "column=heading,column=heading": headings to be renamed */
    Str        root; /* of regions: only this one, those above it and those in it */
    CsvOptions csv;
    Language   language; /* of the reasons */
} ImportOptions;

typedef struct {
    uint64_t rows; /* which are each one of the next four */
    uint64_t added, amended, unchanged, rejected;
    uint64_t warned; /* of those that are in: about which there are warnings */
} ImportCounts;

/* A row that is not in, or that is in and should be looked at. */
typedef struct {
    bool     is_rejected;
    uint32_t line, column; /* of the first mistake, in characters, from 1 */
    Str      reason;       /* all of them */
    Str      text;         /* of a rejected row: as it stood, with line, column, reason */
} ImportNotice;

typedef bool ImportVisitor(void *context, const ImportNotice *notice, Fault *fault);

bool import_open(Import **out, const House *house, FILE *file, const ImportOptions *options,
                 Fault *fault) MUST_CHECK;
void import_close(Import **import);

/* The heading of a file of rejects, with its line end. */
Str import_reject_heading(const Import *import);

/* Read the next batch of rows; import_row_count is 0 after the last. */
bool     import_read(Import *import, Fault *fault) MUST_CHECK;
uint32_t import_row_count(const Import *import);

/* In a transaction begun by intake_begin. The job's arena is not used. */
bool import_run(Import *import, House *house, const Job *job, Fault *fault) MUST_CHECK;

/* The batch is durable: count its rows, hand out those that are not in and those with
 * warnings. */
bool import_keep(Import *import, ImportVisitor *visit, void *context, Fault *fault) MUST_CHECK;

/* Of the rows that were kept. */
const ImportCounts *import_counts(const Import *import);

/* One audit row for all of it, when something has changed. In a transaction. */
bool import_audit(const Import *import, House *house, const Job *job, Fault *fault) MUST_CHECK;

/* How far it is: bytes of the file. */
uint64_t import_offset(const Import *import);

#endif
