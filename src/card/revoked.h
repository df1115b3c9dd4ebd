/* revoked.h - the cards that are blocked, as a signed file for whoever verifies offline.
 *
 *     barefoot-card-revoked 1
 *     as-of 1729742400000
 *     key 1a2b3c4d
 *     123456789012345678 frozen
 *     ...
 *     signature MFRGG...
 *
 * The signature is SM2 over every byte before its line, so that nobody can take a card
 * off the list. Cards whose printed time is over are not in it: the time says it.
 *
 * Ownership  A list lives in the arena.
 * Threads    As the Store; card_revoked_read any.
 * Faults     FAULT_INVALID with the line, or for a signature that does not fit;
 *            FAULT_TOO_LARGE; those of the store and crypto.
 * Limits     CARD_REVOKED_BYTES_MAX: over a million cards.
 */
#ifndef CARD_REVOKED_H
#define CARD_REVOKED_H

#include "base/buf.h"
#include "card/key.h"
#include "card/token.h"

enum { CARD_REVOKED_BYTES_MAX = 64 << 20 };

/* By the system: it is everybody's cards. */
bool card_revoked_write(Buf *out, const Registry *registry, Fault *fault) MUST_CHECK;

typedef struct {
    int64_t   card_id;
    CardCheck check;
} RevokedCard;

typedef struct {
    int64_t            as_of;
    const RevokedCard *cards; /* by id */
    uint32_t           count;
} RevokedList;

bool card_revoked_read(RevokedList *out, Arena *arena, Str text, const CardKey *keys,
                       uint32_t key_count, Fault *fault) MUST_CHECK;

/* VERIFIED: it is not on the list. */
CardCheck card_revoked_check(const RevokedList *list, int64_t card_id);

#endif
