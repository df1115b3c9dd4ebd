/* person_merge.h - two persons who are one: the registers' side of it.
 *
 * The one who is merged leaves the table `person`, and his stays leave
 * `residence`: no reader has to know that there are merged persons. A row of
 * `person_merge` says into whom, so that whoever still has the old id, or a number
 * of the old one, is led to the survivor. The journal of the merge (what moved,
 * and the rows and stays of both as they were) makes it possible to part them
 * again (docs/decisions/0003).
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     The store's; FAULT_DAMAGED when merges form a ring.
 * Limits     PERSON_MERGE_CHAIN_MAX merges from one id to its survivor.
 */
#ifndef REGISTRY_PERSON_MERGE_H
#define REGISTRY_PERSON_MERGE_H

#include "registry/person.h"
#include "registry/registry.h"

enum { PERSON_MERGE_CHAIN_MAX = 64 };

/* Who somebody with that id is now: the same, unless he was merged; then the
 * survivor, through any number of merges. An id that nobody has is itself. No
 * question of place is asked. */
bool person_resolve(int64_t *person_id, Store *store, int64_t id, Fault *fault) MUST_CHECK;

/* Who had that number once, before a merge left no room for it in his row; 0:
 * nobody. */
bool person_find_by_alias(int64_t *person_id, Store *store, PersonField field, Str number,
                          Fault *fault) MUST_CHECK;

#endif
