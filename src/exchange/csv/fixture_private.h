/* fixture_private.h - for this folder's tests: a small county that was imported, and
 * imports and exports of texts.
 *
 * Only tests include it; fixture_test.c makes it. */
#ifndef EXCHANGE_CSV_FIXTURE_PRIVATE_H
#define EXCHANGE_CSV_FIXTURE_PRIVATE_H

#include "base/test.h"
#include "exchange/csv/export.h"
#include "exchange/csv/import.h"

typedef struct {
    Test         *test;
    Arena        *arena;
    Str           directory, location;
    House        *house;
    ImportOptions options; /* of every import; `what` is set by it */
    Str           rejects; /* the file of rejects of the last import, or empty */
    Fault         fault;   /* of the last import or export */
    const Actor  *actor;   /* of exports; the system, unless a test says otherwise */
    uint32_t      fail_at; /* the call of the store that fails in each batch, or 0 */
} ExchangeFixture;

/* A store with the definitions of fixture_test.c, and nothing else. */
void exchange_fixture_open(ExchangeFixture *fixture, Test *test);
/* The same with regions, organisations and a worker. */
void exchange_fixture_open_county(ExchangeFixture *fixture, Test *test);
void exchange_fixture_close(ExchangeFixture *fixture);

/* Import a text. What came of it: "2 new, 1 amended, 0 unchanged, 1 rejected", then a
 * line "3:14 reason" for each notice; or "fault: message" when it could not be. */
Str exchange_import(ExchangeFixture *fixture, const char *what, Str text);

/* The same, and everything is in. */
void exchange_import_all(ExchangeFixture *fixture, const char *what, const char *text,
                         uint64_t count);

/* Export with these options, `what` set; by pieces of so many bytes. */
Str exchange_export(ExchangeFixture *fixture, const char *what, const ExportOptions *options,
                    size_t piece_bytes);

/* Everything, as CSV. */
Str exchange_export_all(ExchangeFixture *fixture, const char *what);

/* Without the columns of that name, which differ from store to store. */
Str exchange_without(ExchangeFixture *fixture, Str csv, const char *columns);

/* Everything that can be exported, with ids, revisions and times, and how many dues and
 * audit rows there are: the same text means that nothing was written. */
Str exchange_state(ExchangeFixture *fixture);

Str exchange_text(const char *text);

#endif
