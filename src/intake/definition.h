/* definition.h - new definitions for a store that has old ones, or none.
 *
 * What changes is planned before anything is done: new tables, new columns, wider
 * types. What would lose or reinterpret a value that somebody entered is refused
 * with the reason; a field that is no longer asked for gets `until`, and stays.
 *
 * The sources are kept with their version, so that a record can always be read by
 * the definitions it was entered under. Figures and dues are computed anew.
 *
 * Ownership  Texts live in the arena.
 * Faults     FAULT_INVALID with the diagnostics or the refusals as text in *report.
 */
#ifndef INTAKE_DEFINITION_H
#define INTAKE_DEFINITION_H

#include "base/progress.h"
#include "catalog/catalog.h"
#include "intake/house.h"

typedef struct {
    bool     is_unchanged; /* the store has these already */
    int64_t  version;      /* that is in force now */
    uint32_t tables, columns, widened;
    bool     rebuilt; /* figures and dues were computed anew */
    Str      report;  /* one line per change, or per reason against */
} DefinitionChange;

/* Load sources into the store. With `dry_run`, only say what would happen. */
bool definition_load(DefinitionChange *out, Str location, const Source *sources,
                     uint32_t source_count, const Actor *actor, bool dry_run, bool quiet,
                     Arena *arena, Fault *fault) MUST_CHECK;

/* Keep tallies of just these years, the last of which is no earlier than next year:
 * what is imported or played may lie before. Not inside a transaction. */
bool definition_keep_years(House *house, int32_t from, int32_t to, Date today, bool quiet,
                           Fault *fault) MUST_CHECK;

/* What has to be done when a day begins: the year to date is up to it; and once a
 * year tallies and dues reach one year further. Does it when it has not been done,
 * or when a rebuild was broken off; `rebuilt` says whether dues were, too. Not
 * inside a transaction. */
bool definition_catch_up(bool *rebuilt, House *house, Date today, bool quiet,
                         Fault *fault) MUST_CHECK;

/* All figures and dues anew, and verified by nobody: see figures verify. */
bool definition_rebuild(House *house, Date today, bool quiet, uint64_t *person_count,
                        Fault *fault) MUST_CHECK;

#endif
