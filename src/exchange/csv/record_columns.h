/* record_columns.h - the columns of a form's records in a file, the same for import
 * and export: who and when and where, the fields of the form, the rows of its lists.
 *
 * Ownership  Lives in the arena; texts are borrowed from the catalogue.
 */
#ifndef EXCHANGE_CSV_RECORD_COLUMNS_H
#define EXCHANGE_CSV_RECORD_COLUMNS_H

#include "catalog/catalog.h"
#include "exchange/csv/sheet.h"

typedef enum {
    RECORD_CITIZEN_ID,
    RECORD_RECORD_NUMBER,
    RECORD_PERSON_ID,
    RECORD_PERSON_NAME,
    RECORD_OCCURRED_ON,
    RECORD_ORGANISATION,
    RECORD_WORKER,
    RECORD_SOURCE_KEY, /* the sender's own name of the record */
    RECORD_ID,
    RECORD_REVISION,
    RECORD_RECORDED_AT,
    RECORD_RECORDED_BY,
    RECORD_CATALOGUE_VERSION,
    RECORD_HEADER_COUNT, /* field i of the form is column RECORD_HEADER_COUNT + i */
} RecordColumn;

typedef struct {
    SheetColumn *columns;
    uint32_t     count;
} RecordColumns;

/* A register's entries have no person: those columns have no name. */
RecordColumns record_columns(Arena *arena, const Form *form);

/* Where the columns of a list begin. */
uint32_t record_columns_of_list(const Form *form, uint32_t list);

#endif
