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

#include "registry/person.h"
#include "registry/registry.h"

enum {
    DUPLICATE_CERTAIN = 1000000, /* probabilities are in millionths */
    DUPLICATE_EVIDENCE_BYTES_MAX = 4000,
};

typedef enum {
    DUPLICATE_DEDUPE, /* found by going through the register */
    DUPLICATE_ENTRY,  /* when somebody was entered */
    DUPLICATE_HAND,
    DUPLICATE_MERGE, /* one of a pair was merged into somebody */
    DUPLICATE_SOURCE_COUNT,
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
/* COUNT: there is none of that name. */
DuplicateSource duplicate_source_find(Str name);
DuplicateState  duplicate_state_find(Str name);

/* ---- finding pairs ------------------------------------------------------------------- */

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

/* ---- the queue --------------------------------------------------------------------------- */

typedef struct {
    int64_t         duplicate_id;
    Person          low, high; /* as they are; one who was merged, as he was */
    int64_t         probability;
    Str             evidence;
    DuplicateSource source;
    DuplicateState  state;
    int64_t         found_at, found_by;
    int64_t         decided_at, decided_by; /* 0: nobody has */
    Str             reason;
    int64_t         merge_id; /* 0: none */
} Duplicate;

typedef struct {
    DuplicateState  state;
    DuplicateSource source;          /* COUNT: any */
    int64_t         organisation_id; /* both belong to it or below; 0: the actor's place */
    int64_t         person_id;       /* 0: any */
    int64_t         at_least;        /* of the probability */
    /* page: those behind this one */
    int64_t  after_probability, after_id;
    uint32_t limit; /* 0: LIMIT_PAGE_ROWS */
} DuplicateFilter;

/* The most probable first. */
bool duplicate_list(Duplicate **out, uint32_t *count, const Registry *registry,
                    const DuplicateFilter *filter, Fault *fault) MUST_CHECK;
bool duplicate_get(Duplicate *out, const Registry *registry, int64_t duplicate_id,
                   Fault *fault) MUST_CHECK;

/* How many wait for the actor; it stops counting at `most`. */
bool duplicate_count_open(uint32_t *out, const Registry *registry, uint32_t most,
                          Fault *fault) MUST_CHECK;

/* The pair of two ids, in any order; 0: there is none. */
bool duplicate_find(int64_t *duplicate_id, const Registry *registry, int64_t a_id, int64_t b_id,
                    Fault *fault) MUST_CHECK;

/* What stands about the pair; OPEN when nothing does. */
bool duplicate_state_of(DuplicateState *out, const Registry *registry, int64_t a_id, int64_t b_id,
                        Fault *fault) MUST_CHECK;

/* OPEN, POSTPONED or DISTINCT; merging is intake's. A pair that was merged is parted by
 * undoing the merge: FAULT_CONFLICT. */
bool duplicate_decide(const Registry *registry, int64_t duplicate_id, DuplicateState state,
                      Str reason, Fault *fault) MUST_CHECK;

#endif
