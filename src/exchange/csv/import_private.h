/* import_private.h - what the kinds of import share: a kind is its columns, how two
 * rows are known to be about the same thing, and what is done with a row.
 *
 * Private to this folder. */
#ifndef EXCHANGE_CSV_IMPORT_PRIVATE_H
#define EXCHANGE_CSV_IMPORT_PRIVATE_H

#include "base/map.h"
#include "exchange/csv/sheet.h"
#include "exchange/csv/import.h"
#include "exchange/csv/reject.h"
#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/person_match.h"
#include "registry/region.h"

typedef enum { IMPORT_ADDED, IMPORT_AMENDED, IMPORT_UNCHANGED, IMPORT_REJECTED } ImportOutcome;

typedef struct {
    uint32_t   line;
    Str        raw;
    const Str *cells; /* NULL: it is no row, and `fault` says why */
    Fault      fault;
    uint32_t   seen_line;  /* another row about the same thing, or 0 */
    bool       seen_equal; /* which says the same */
    /* what became of it: */
    ImportOutcome outcome;
    RejectPlace   place;
    Str           reason; /* also the warnings about a row that is in */
} ImportRow;

/* A row being imported. */
typedef struct {
    Import          *import;
    House           *house;
    Job              job; /* its arena is the row's */
    Registry         registry;
    const ImportRow *row;
    Problems         problems;
    ImportOutcome    outcome;
} ImportWork;

typedef struct {
    Str                what;
    const SheetColumn *columns;
    uint32_t           column_count;
    uint32_t           batch_rows;
    /* Whether the row is wanted at all; NULL: every one. */
    bool (*wants)(const Import *import, const ImportRow *row);
    /* What the row is about, the same for two rows about the same thing; empty: two
     * rows that are about the same thing say the same. */
    Str (*identity)(const Import *import, const ImportRow *row, Arena *arena);
    /* Do it and set work->outcome. What is wrong with the row goes into the problems,
     * and then false with FAULT_INVALID. */
    bool (*run)(ImportWork *work, Fault *fault);
} ImportKind;

extern const ImportKind IMPORT_REGIONS;
extern const ImportKind IMPORT_ORGANISATIONS;
extern const ImportKind IMPORT_WORKERS;
extern const ImportKind IMPORT_PERSONS;
extern const ImportKind IMPORT_RESIDENCES;
extern const ImportKind IMPORT_IDENTIFIERS;
extern const ImportKind IMPORT_NAMES;
extern const ImportKind IMPORT_RELATIONS;
extern const ImportKind IMPORT_EDGES;
extern const ImportKind IMPORT_PROFILES;
extern const ImportKind IMPORT_LICENCES;
extern const ImportKind IMPORT_PRACTICES;
extern const ImportKind IMPORT_WORKER_IDENTITIES;
extern const ImportKind IMPORT_POPULATION;

/* The kind that a form, or a register, is: its columns live in the arena. */
ImportKind import_record_kind(Arena *arena, const Form *form);

struct Import {
    Arena        *arena, *batch_arena, *row_arena;
    ImportKind    kind;
    ImportOptions options;
    CsvReader    *reader;
    const Str    *headings;
    Sheet         sheet;
    uint32_t      unnamed; /* a column without a name, or SHEET_NONE */
    RejectFormat  rejects;
    int64_t       catalogue_version;
    ImportRow    *rows; /* the batch */
    uint32_t      row_count;
    ImportCounts  counts;
    IdMap         seen; /* hashes of identities; parallel to it: */
    uint32_t     *seen_lines;
    uint64_t     *seen_contents;
    uint32_t      seen_capacity;
    NameMap       codes; /* of organisations that came in this run; parallel to it: */
    int64_t      *code_ids;
    uint32_t      code_capacity;
};

/* The form or register that is imported, as the house has it. */
const Form *import_form(const Import *import, const House *house);

/* ---- cells of a row ---------------------------------------------------------------------- */

/* What stands in a column, trimmed; empty when the file has no such column. */
Str import_cell(const Import *import, const ImportRow *row, uint32_t column);
Str import_text(const ImportWork *work, uint32_t column);

ProblemPlace import_problem_place(const ImportWork *work, uint32_t column);

/* What a cell says; `otherwise` when it is empty. What is wrong adds a problem; then a
 * day is today, so that what depends on the day is not found wrong as well. */
Date    import_date(ImportWork *work, uint32_t column, Date otherwise);
bool    import_bool(ImportWork *work, uint32_t column, bool otherwise);
int64_t import_region(ImportWork *work, uint32_t column, int64_t otherwise);
int64_t import_organisation(ImportWork *work, uint32_t column, int64_t otherwise);
bool    import_worker(int64_t *out, ImportWork *work, uint32_t column, int64_t otherwise,
                      Fault *fault) MUST_CHECK;

/* A worker by the code, or the id, that a text is; 0: there is none. */
bool import_find_worker(int64_t *out, ImportWork *work, Str text, Fault *fault) MUST_CHECK;
/* An organisation likewise. */
int64_t import_find_organisation(const ImportWork *work, Str text);

/* The person that the first of these that is filled in names; 0 with a problem when
 * there is none. */
typedef struct {
    uint32_t citizen_id, record_number, person_id; /* columns */
} PersonColumns;

bool import_person(int64_t *out, ImportWork *work, PersonColumns columns, Fault *fault) MUST_CHECK;
/* The same for a reference inside a record: any of the three numbers. */
bool import_find_person(int64_t *out, ImportWork *work, Str text, Fault *fault) MUST_CHECK;

/* What was read about somebody; *is_there is false when there is nobody. */
bool import_read_person(Person *out, bool *is_there, ImportWork *work, int64_t person_id,
                        Fault *fault) MUST_CHECK;

/* Who may be meant by a row that names nobody by a number. */
typedef struct {
    PersonMatch   *matches;
    uint32_t       match_count;
    const int64_t *distinct_ids; /* the row says that it is none of these */
    uint32_t       distinct_count;
    int64_t       *in_doubt; /* of exactly that name, sex, birthday and post; not for certain */
    uint32_t       in_doubt_count;
} ImportAlike;

/* *out is the one whom the row means by exact rule, or 0; then what speaks for others
 * has become problems: errors where the sender must say who it is. */
bool import_seek_alike(int64_t *out, ImportAlike *alike, ImportWork *work, const PersonEntry *entry,
                       int64_t post, Fault *fault) MUST_CHECK;

/* The number that a row names a person by, for identities. */
Str import_person_key(const Import *import, const ImportRow *row, PersonColumns columns,
                      Arena *arena);

#endif
