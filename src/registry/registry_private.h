/* registry_private.h - how the files of this module read and write their rows.
 *
 * A row is bound, and read, column by column in the order of its statement: so the
 * list of columns, the writer and the reader stand one under the other and are
 * compared by eye. What is empty (a text of no bytes, the id 0, a day that is not
 * known) is NULL in the store.
 */
#ifndef REGISTRY_REGISTRY_PRIVATE_H
#define REGISTRY_REGISTRY_PRIVATE_H

#include "access/audit.h"
#include "registry/problem.h"
#include "registry/registry.h"

/* ---- binding --------------------------------------------------------------------------- */

typedef struct {
    Statement *statement;
    Fault     *fault;
    int        at;
    bool       ok; /* nothing has failed so far; one check at the end */
} Binder;

/* Opens the statement too; `ok` tells whether it could. */
Binder binder_open(Statement **statement, Store *store, Sql sql, Fault *fault);

void binder_add_int(Binder *binder, int64_t value);
void binder_add_id(Binder *binder, int64_t id);   /* 0: NULL */
void binder_add_text(Binder *binder, Str text);   /* never NULL */
void binder_add_words(Binder *binder, Str words); /* empty: NULL */
void binder_add_date(Binder *binder, Date date, Date unknown);

bool binder_run(Binder *binder) MUST_CHECK;             /* a statement that gives no rows */
bool binder_next(Binder *binder, bool *row) MUST_CHECK; /* the first row */

/* ---- reading --------------------------------------------------------------------------- */

typedef struct {
    const Statement *statement;
    Arena           *arena;
    int              at;
} Reader;

Reader  reader_open(const Statement *statement, Arena *arena);
int64_t reader_next_int(Reader *reader); /* 0 for NULL */
Str     reader_next_text(Reader *reader);
Date    reader_next_date(Reader *reader, Date unknown);

/* All rows that a bound query gives, but at most `limit`: `read` reads each into its element
 * of `size` bytes, in the arena. binder->ok tells whether it went well. */
void *binder_rows(Binder *binder, Arena *arena, size_t size, uint32_t limit,
                  void (*read)(void *element, Reader *reader), uint32_t *count);

/* The number that the query gives for the key: 0 when it gives no row, or NULL. */
bool registry_ask_id(int64_t *out, Store *store, Sql sql, int64_t key, Fault *fault) MUST_CHECK;
bool registry_ask_text(int64_t *out, Store *store, Sql sql, Str key, Fault *fault) MUST_CHECK;

/* ---- what changed ------------------------------------------------------------------------ */

/* Tell those who keep a tree in memory that it has become old. The name is
 * "region", "organisation" or "worker". */
bool registry_bump(Store *store, Str name, Fault *fault) MUST_CHECK;
bool registry_version(int64_t *out, Store *store, Str name, Fault *fault) MUST_CHECK;

/* Add the name of what is different to the list for an audit row. */
void registry_note_change(Buf *changes, bool is_different, const char *name);

/* Keep the row ?1 as history: the statement's ?2 and ?3 are when and by whom. */
bool registry_archive(const Registry *registry, Sql sql, int64_t id, Fault *fault) MUST_CHECK;

/* The same for a row about a person: ?1 and ?2 are its key, ?3 and ?4 when and by whom. */
bool registry_archive_of_person(const Registry *registry, Sql sql, int64_t person_id, int64_t id,
                                Fault *fault) MUST_CHECK;

bool registry_audit(const Registry *registry, AuditAction action, AuditSubject subject,
                    int64_t subject_id, Str detail, Fault *fault) MUST_CHECK;

/* Rows of a page: what was asked for, when that is not too many; 0 asks for all. */
uint32_t registry_page_limit(uint32_t asked);

/* ---- checks -------------------------------------------------------------------------------- */

/* FAULT_CONFLICT unless the revision that was read is the one there is. */
bool registry_require_revision(uint32_t read, uint32_t stored, Fault *fault) MUST_CHECK;

/* The actor's place is a whole tree: for what belongs to no organisation. */
bool registry_require_root(const Registry *registry, Fault *fault) MUST_CHECK;

/* A code that people choose: letters, digits, dots, dashes. */
void registry_check_code(Problems *problems, ProblemPlace at, Str code);

void registry_check_validity(Problems *problems, ProblemPlace until, Date valid_from,
                             Date valid_until, Label from_label);

#endif
