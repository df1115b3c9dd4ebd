/* registry.h - the registers, as one actor works on them at one moment.
 *
 * Whoever registers a person needs the store, the trees of organisations and
 * regions, the spelling of names, new ids and the time. They are gathered here
 * once per job, so that functions have few parameters and a test sets the clock.
 *
 * Ownership  Borrowed, all of it. Results live in `arena`.
 * Threads    A Registry belongs to one worker; the trees may be shared.
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "access/actor.h"
#include "base/date.h"
#include "base/id.h"
#include "codec/pinyin.h"
#include "registry/problem.h"
#include "store/store.h"

typedef struct OrganisationTree OrganisationTree; /* organisation.h */
typedef struct RegionTree       RegionTree;       /* region.h */

typedef struct {
    Store                  *store;
    Arena                  *arena;
    const Actor            *actor;
    const OrganisationTree *organisations;
    const RegionTree       *regions;
    Pinyin                 *pinyin;
    IdMaker                *ids; /* of writers only */
    int64_t                 now;
} Registry;

/* The day at which it is now. */
Date registry_today(const Registry *registry);

/* Whether the actor may go to that organisation: FAULT_DENIED. */
bool registry_require_place(const Registry *registry, int64_t organisation_id,
                            Fault *fault) MUST_CHECK;

/* Add problems when a text is missing, too long, or no text for one line. */
void registry_check_words(Problems *problems, ProblemPlace at, Str words, uint32_t chars_max,
                          bool is_required);

#endif
