/* catalogue.h - the versions of the definitions that a store has had.
 *
 * Ownership  Texts live in the arena.
 */
#ifndef RECORDS_CATALOGUE_H
#define RECORDS_CATALOGUE_H

#include "catalog/diagnostic.h"
#include "store/store.h"

/* The version in force and its hash; 0 when there is none. */
bool catalogue_latest(int64_t *version, Str *hash, Store *store, Arena *arena,
                      Fault *fault) MUST_CHECK;

/* The sources of a version, put into diagnostics, ready to be compiled. */
bool catalogue_sources(Diagnostics *diagnostics, Store *store, int64_t version, Arena *arena,
                       Fault *fault) MUST_CHECK;

#endif
