/* key.h - the pairs of keys with which this store signs cards.
 *
 * One key signs at a time. The doors make it when the first code is shown (ensure); it
 * is changed by card_key_rotate, which also
 * ends the one before: its private half is destroyed and its public half stays, because
 * cards that it signed are good until their own time is over. A key whose private half
 * may have come into other hands is revoked: from then on nothing that it ever signed is
 * taken.
 *
 * A key's id is the first 32 bits of the SM3 digest of its public half, so a key that
 * was put under another's id is noticed.
 *
 * The private half lies in the table card_secret, in the clear: whoever can read the
 * file of the store can sign cards, as he can read everything else in it. Wrapping it
 * with a key that is not in the store is the work of whoever guards the store as a
 * whole; then only card_key_signer and the two that make keys have to change. In memory
 * it is wiped after use.
 *
 * Ownership  Lists live in the registry's arena; a signer is closed by its opener.
 * Threads    As the Store.
 * Faults     FAULT_DENIED, FAULT_NOT_FOUND; FAULT_DAMAGED for a key that is none; those
 *            of crypto and the store.
 */
#ifndef CARD_KEY_H
#define CARD_KEY_H

#include "crypto/sm2.h"
#include "registry/registry.h"

enum { CARD_KEYS_MAX = 1000, CARD_KEY_ID_CHARS = 8 };

typedef struct {
    uint32_t key_id;
    Sm2Public public;
    int64_t signs_from;
    int64_t signs_until; /* INT64_MAX: it is the one that signs */
    int64_t revoked_at;  /* 0: it is good */
} CardKey;

uint32_t card_key_id_of(const Sm2Public *public);
Str      card_key_id_text(Arena *arena, uint32_t key_id); /* "1a2b3c4d" */
bool     card_key_id_parse(uint32_t *out, Str text) MUST_CHECK;

/* All, the latest first. They are public: no permission is asked. */
bool card_key_list(const CardKey **out, uint32_t *count, const Registry *registry,
                   Fault *fault) MUST_CHECK;

/* The one of that id; NULL: there is none. */
const CardKey *card_key_find(const CardKey *keys, uint32_t count, uint32_t key_id);

/* In a transaction begun for writing. */
bool card_key_rotate(CardKey *out, const Registry *registry, Fault *fault) MUST_CHECK; /* system */
bool card_key_revoke(const Registry *registry, uint32_t key_id, Fault *fault) MUST_CHECK;
bool card_key_ensure(const Registry *registry, Fault *fault) MUST_CHECK; /* there is one */

/* Whether there is one that signs. */
bool card_key_exists(bool *out, const Registry *registry, Fault *fault) MUST_CHECK;

/* The key that signs now. FAULT_NOT_FOUND before there is any. */
bool card_key_signer(Sm2Key **out, uint32_t *key_id, const Registry *registry,
                     Fault *fault) MUST_CHECK;

#endif
