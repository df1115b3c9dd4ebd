/* migrate.h - the numbered steps by which a store of any age becomes today's.
 *
 * Each module has a list of steps; a step that has run is written down with its
 * module and number and never runs again. A store with a step that this program
 * does not know was made by a newer one, and is refused.
 *
 * Faults     FAULT_TOO_NEW; those of the store.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

typedef struct {
    const char *module;
    const Sql  *steps; /* step i has number i + 1 */
    uint32_t    count;
} MigrationList;

/* Run what has not run yet. In a transaction begun for writing. */
bool migrate_run(Store *store, const MigrationList *const *lists, uint32_t list_count,
                 uint32_t *step_count, Fault *fault) MUST_CHECK;

/* Whether the store is exactly as new as this program. */
bool migrate_check(Store *store, const MigrationList *const *lists, uint32_t list_count,
                   Fault *fault) MUST_CHECK;

#endif
