/* resolve.h - every number leads to the one person.
 *
 * Whoever types or scans something at the counter does not say what it is: the text of
 * a card, the number printed on it, any number of registry/identifier.h.
 *
 * Threads    As the Store.
 * Faults     FAULT_DENIED; the store's.
 * Privacy    No question of place is asked (person.h): the caller opens the person, and
 *            is refused then.
 */
#ifndef CARD_RESOLVE_H
#define CARD_RESOLVE_H

#include "card/check.h"
#include "registry/registry.h"

typedef struct {
    int64_t   person_id; /* 0: nobody's */
    Str       found_by;  /* "card_code", "card_number", "identifier", or empty */
    CardCheck check;     /* of a card's text: whether it is good */
} CardResolution;

/* A card's text leads to its holder even when the card is frozen or its time is over,
 * because that is when somebody has to look; a forged one leads nowhere. */
bool card_resolve(CardResolution *out, const Registry *registry, Str text, Fault *fault) MUST_CHECK;

#endif
