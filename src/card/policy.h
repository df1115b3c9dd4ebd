/* policy.h - how long codes and cards hold: data of the office, not of the program.
 *
 * Each value holds from the moment at which it was put, and earlier ones stay.
 *
 * Threads    As the Store.
 * Faults     FAULT_DENIED to whoever does not manage definitions, FAULT_INVALID out of
 *            bounds; the store's.
 */
#ifndef CARD_POLICY_H
#define CARD_POLICY_H

#include "registry/registry.h"

typedef enum {
#define X(policy, name, zh, en, otherwise, low, high) policy,
#include "card/policy.def"
#undef X
    CARD_POLICY_COUNT,
} CardPolicy;

Str   card_policy_name(CardPolicy policy);
Label card_policy_label(CardPolicy policy);
bool  card_policy_find(CardPolicy *out, Str name) MUST_CHECK;

/* What holds at the registry's moment. */
bool card_policy_get(int64_t *out, const Registry *registry, CardPolicy policy,
                     Fault *fault) MUST_CHECK;
bool card_policy_put(const Registry *registry, CardPolicy policy, int64_t value,
                     Fault *fault) MUST_CHECK;

#endif
