/* verify.h - is this card good?
 *
 * Offline, the public keys answer: who signed, was anything altered, is it the time.
 * A list of what was blocked (revoked.h) answers for its own moment what only the store
 * knows. Online, the store answers all of it, knows the holder, and takes a dynamic
 * code once.
 *
 * The first thing that is wrong is the answer, in this order: the form, the key, the
 * signature, the time, the card, the holder. So nothing that is not signed is ever
 * called expired, and nothing about a card is told to whoever made one up.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store; card_check_offline any.
 * Faults     Those of the store. What is wrong with a card is a CardCheck.
 */
#ifndef CARD_VERIFY_H
#define CARD_VERIFY_H

#include "card/card.h"
#include "card/key.h"

typedef struct {
    const CardKey *keys;
    uint32_t       key_count;
    int64_t        now, tolerance_ms;
} CardVerifier;

CardCheck card_check_offline(CardToken *out, const CardVerifier *verifier, Str text);

typedef struct {
    CardCheck check;
    bool      has_card; /* the text is this store's: token and card are set */
    CardToken token;
    Card      card;
    bool      has_person; /* the holder is in the actor's place */
    Person    person;
} CardVerdict;

/* Somebody who may read about persons has scanned that text. A dynamic code that is
 * good is not yet used up: card_spend. */
bool card_verify(CardVerdict *out, const Registry *registry, Str text, Fault *fault) MUST_CHECK;

/* In a transaction begun for writing: take the dynamic code of a verdict that is
 * VERIFIED; REPLAYED when it was taken before. Of a printed one nothing is kept. */
bool card_spend(CardVerdict *verdict, const Registry *registry, Fault *fault) MUST_CHECK;

#endif
