/* schema.h - the tables that a form becomes.
 *
 * A form's records are one table: the header columns below, then one column for
 * each field and derived value. Superseded revisions lie in <table>_history.
 * A list of the form is a table of rows, keyed by record, revision and row; rows
 * of earlier revisions stay where they are.
 *
 * Records lie in the order of their subject (docs/decisions/0001), so the subject
 * comes first in every key. A register's entries are records about themselves:
 * their subject is their own id.
 *
 * Values: numbers are units of 10^-scale, dates are days, yes-or-no is 1 or 0,
 * codes and texts are text, several codes are "2,5,7" in the order of the set.
 *
 * Ownership  Lives in the arena.
 */
#ifndef CATALOG_SCHEMA_H
#define CATALOG_SCHEMA_H

#include "catalog/catalog.h"
#include "store/sqlgen.h"

typedef enum {
    HEADER_SUBJECT_ID,
    HEADER_RECORD_ID,
    HEADER_REVISION,
    HEADER_OCCURRED_ON,
    HEADER_ORGANISATION_ID,
    HEADER_WORKER_ID,
    HEADER_RECORDED_AT,
    HEADER_RECORDED_BY,
    HEADER_CATALOGUE_VERSION,
    HEADER_COUNT, /* field i is column HEADER_COUNT + i */
} HeaderColumn;

/* The key columns of a list's rows; field i is column LIST_HEADER_COUNT + i. */
typedef enum {
    LIST_SUBJECT_ID,
    LIST_RECORD_ID,
    LIST_REVISION,
    LIST_ROW_NO,
    LIST_HEADER_COUNT,
} ListColumn;

typedef struct {
    Table        main;    /* key: subject, record */
    Table        history; /* key: subject, record, revision; then the three below */
    const Table *lists;   /* parallel to form->lists */
} FormTables;

/* What history adds: superseded_at, superseded_by, void_reason. */
enum { HISTORY_EXTRA_COUNT = 3 };

FormTables schema_form(Arena *arena, const Catalog *catalog, const Form *form);

ColumnKind schema_column_kind(Type type);

/* All tables of the catalogue as SQL, for `check --print sql`. */
void schema_print(Buf *out, const Catalog *catalog);

#endif
