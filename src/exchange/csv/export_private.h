/* export_private.h - what the kinds of export share: a kind is its columns, and how
 * the next row comes. */
#ifndef EXCHANGE_CSV_EXPORT_PRIVATE_H
#define EXCHANGE_CSV_EXPORT_PRIVATE_H

#include "base/map.h"
#include "exchange/csv/export.h"
#include "exchange/csv/sheet.h"
#include "registry/person.h"
#include "registry/person_search.h"

typedef struct {
    const SheetColumn *columns;
    uint32_t           column_count;
    uint32_t           rows_max; /* that have columns in a CSV file */
    Str              **rows;     /* of the record at hand */
    uint32_t           row_count;
} ExportList;

typedef struct {
    Str what;
    /* Say what the columns are, and make ready; closed too when it fails. */
    bool (*open)(Export *export, Fault *fault);
    /* Fill export->cells for the next row; *is_over after the last. */
    bool (*next)(Export *export, bool *is_over, Fault *fault);
    void (*close)(Export *export); /* or NULL */
} ExportKind;

extern const ExportKind EXPORT_REGIONS;
extern const ExportKind EXPORT_ORGANISATIONS;
extern const ExportKind EXPORT_WORKERS;
extern const ExportKind EXPORT_PERSONS;
extern const ExportKind EXPORT_RESIDENCES;
extern const ExportKind EXPORT_IDENTIFIERS;
extern const ExportKind EXPORT_NAMES;
extern const ExportKind EXPORT_RELATIONS;
extern const ExportKind EXPORT_EDGES;
extern const ExportKind EXPORT_PROFILES;
extern const ExportKind EXPORT_LICENCES;
extern const ExportKind EXPORT_PRACTICES;
extern const ExportKind EXPORT_WORKER_IDENTITIES;
extern const ExportKind EXPORT_POPULATION;
extern const ExportKind EXPORT_RECORDS; /* of the form that options.what names */

/* All persons of a place, a page at a time. */
typedef struct {
    Arena       *arena; /* of the page */
    PersonPage   page;
    PersonCursor after;
    uint32_t     at;
    bool         is_begun;
} PersonPager;

struct Export {
    Arena        *arena, *row_arena;
    House        *house;
    Job           job; /* its arena is the row's */
    Registry      registry;
    ExportOptions options;
    ExportKind    kind;
    bool          is_reading; /* a transaction was begun */
    /* set by the kind: */
    const SheetColumn *columns;
    uint32_t           column_count;
    bool              *is_hidden; /* per column */
    ExportList        *lists;
    uint32_t           list_count;
    Str               *cells; /* per column, empty: absent */
    /* where the kind is: */
    uint32_t    at;
    PersonPager pager;
    void       *state;
    IdMap       workers; /* whose codes are known; parallel to it: */
    Str        *worker_codes;
    uint32_t    worker_capacity;
    /* the text: */
    Buf      pending; /* a row, in the row's arena */
    size_t   given;   /* of it */
    bool     is_begun, is_over;
    uint64_t row_count;
};

/* The columns of a kind, none of them hidden. */
void export_use_columns(Export *export, const SheetColumn *columns, uint32_t count);
void export_hide(Export *export, uint32_t column);

/* ---- cells, in the row's arena --------------------------------------------------------- */

Str  export_date(Export *export, Date date, Date unknown); /* empty when it is unknown */
Str  export_id(Export *export, int64_t id);
Str  export_number(Export *export, int64_t number);
Str  export_instant(Export *export, int64_t instant);
Str  export_bool(bool value);
Str  export_organisation(Export *export, int64_t organisation_id); /* its code */
Str  export_region(Export *export, int64_t region_id);
bool export_worker(Str *out, Export *export, int64_t worker_id, Fault *fault) MUST_CHECK;

/* The next person of the place, or NULL; lives until the next. */
bool export_next_person(const Person **out, Export *export, Fault *fault) MUST_CHECK;

/* Whether the export may show what that organisation has. */
bool export_is_inside(const Export *export, int64_t organisation_id);

#endif
