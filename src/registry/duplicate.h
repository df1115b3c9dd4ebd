/* duplicate.h - pairs of residents who may be one: the queue that people decide.
 *
 * A pair comes from a deduplication of the register, from an entry that looked like
 * somebody, or from somebody who noticed. It comes once: the same pair again only
 * refreshes its evidence, and a pair that was decided to be two people stays decided
 * unless what speaks for it has grown.
 *
 * Whoever decides must be in charge of both; a pair across two posts is seen by
 * whoever stands above both.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_DENIED, also for a pair outside the actor's place;
 *            FAULT_NOT_FOUND; FAULT_CONFLICT when it was decided in between; the store's.
 * Privacy    Evidence is agreements and weights by field, never the values.
 */
#ifndef REGISTRY_DUPLICATE_H
#define REGISTRY_DUPLICATE_H

#include "registry/registry.h"

enum {
    DUPLICATE_CERTAIN = 1000000, /* probabilities are in millionths */
    DUPLICATE_EVIDENCE_BYTES_MAX = 4000,
};

typedef enum {
    DUPLICATE_DEDUPE,
    DUPLICATE_ENTRY,
    DUPLICATE_HAND,
    DUPLICATE_SOURCE_COUNT
} DuplicateSource;

typedef enum {
    DUPLICATE_OPEN,
    DUPLICATE_POSTPONED,
    DUPLICATE_DISTINCT,
    DUPLICATE_MERGED,
    DUPLICATE_STATE_COUNT,
} DuplicateState;

Str duplicate_source_name(DuplicateSource source);
Str duplicate_state_name(DuplicateState state);

typedef struct {
    int64_t         a_id, b_id;  /* in any order; ids that were merged away are led on */
    int64_t         probability; /* that they are one, in millionths */
    Str             evidence;    /* JSON: [{"field":"name","agreement":"same","weight":8.1}, ...] */
    DuplicateSource source;
} DuplicateEntry;

typedef enum {
    DUPLICATE_PUT_NEW,
    DUPLICATE_PUT_REFRESHED, /* it waits already; its evidence is now this */
    DUPLICATE_PUT_REOPENED,  /* it was two people, but more speaks for one now */
    DUPLICATE_PUT_KNOWN,     /* decided, or one person already: nothing was written */
} DuplicatePut;

/* In a transaction begun for writing. The id is 0 for two ids of one person. It is
 * what a program found, so no permission is asked and no audit row is written. */
bool duplicate_put(DuplicatePut *out, int64_t *duplicate_id, const Registry *registry,
                   const DuplicateEntry *entry, Fault *fault) MUST_CHECK;

#endif
