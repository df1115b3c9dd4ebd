/* card.h - health cards: who has which, and in what state it is.
 *
 *     issued ──hand over──▶ active ◀──unfreeze── frozen
 *        │                    │  └────freeze──────▶ │
 *        └──────── replace, revoke (from each) ─────┘      expired: by its last day
 *
 * (state.def, action.def.) Somebody has one living card. Whose death is registered has
 * none that holds, though its row stays as it is, so that a death that was a mistake
 * takes nothing away. The cards of somebody who was merged into another are the
 * survivor's (person_table.def), both of them until one is revoked.
 *
 * What the card shows is signed when it is shown (card_code): nothing that is signed is
 * stored, so a rotated key costs no rewriting, and a thief of the store finds no codes.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems; FAULT_DENIED, also for a person outside the
 *            actor's place; FAULT_CONFLICT when the revision is no longer the one that
 *            was read; FAULT_NOT_FOUND; those of crypto and the store.
 * Limits     CARD_REASON_CHARS_MAX, LIMIT_PAGE_ROWS.
 * Privacy    Audit rows have the card's id and the action, never the reason.
 */
#ifndef CARD_CARD_H
#define CARD_CARD_H

#include "card/token.h"
#include "registry/person.h"

enum { CARD_REASON_CHARS_MAX = 100, CARD_NUMBER_CHARS = 12 };

typedef enum {
#define X(state, name, zh, en, is_living, check) state,
#include "card/state.def"
#undef X
    CARD_STATE_COUNT,
} CardState;

typedef enum {
#define X(action, name, zh, en, from, to, needs_reason, audit) action,
#include "card/action.def"
#undef X
    CARD_ACTION_COUNT,
} CardAction;

Str       card_state_name(CardState state);
Label     card_state_label(CardState state);
CardCheck card_state_check(CardState state);
bool      card_state_lives(CardState state);

Str   card_action_name(CardAction action);
Label card_action_label(CardAction action);
bool  card_action_find(CardAction *out, Str name) MUST_CHECK;
bool  card_action_is_allowed(CardAction action, CardState state);
bool  card_action_needs_reason(CardAction action);

typedef struct {
    int64_t   person_id, card_id;
    uint64_t  number;                  /* running, printed on it: card_number_format */
    CardState state;                   /* on the registry's day */
    Str       reason;                  /* of the last action, or empty */
    Date      valid_from, valid_until; /* both included */
    int64_t   organisation_id;         /* the post for which it was issued */
    int64_t   replaces_id;             /* 0: none */
    int64_t   recorded_at, recorded_by;
    uint32_t  revision;
} Card;

/* "HC" and ten digits, of which the last is a check digit (Luhn). */
Str  card_number_format(Arena *arena, uint64_t number);
bool card_number_parse(uint64_t *out, Str text) MUST_CHECK;

/* ---- reading ------------------------------------------------------------------------- */

bool card_get(Card *out, const Registry *registry, int64_t card_id, Fault *fault) MUST_CHECK;

/* Of a person, the latest first. */
bool card_list(const Card **out, uint32_t *count, const Registry *registry, int64_t person_id,
               Fault *fault) MUST_CHECK;

/* Earlier revisions, the latest first. */
typedef struct {
    Card    card;
    int64_t superseded_at, superseded_by;
} CardRevision;

bool card_history(const CardRevision **out, uint32_t *count, const Registry *registry,
                  int64_t card_id, Fault *fault) MUST_CHECK;

/* The living card of a person, *out NULL when there is none. */
bool card_living(const Card **out, const Registry *registry, int64_t person_id,
                 Fault *fault) MUST_CHECK;

/* Whose it is and what is to be known to judge it, whatever the actor's place: for
 * card/verify. *found false: there is none. */
bool card_find(bool *found, Card *out, const Registry *registry, int64_t card_id,
               Fault *fault) MUST_CHECK;

/* The person of a printed number; 0: nobody's. No question of place is asked
 * (person.h). */
bool card_find_person(int64_t *person_id, const Registry *registry, Str number,
                      Fault *fault) MUST_CHECK;

/* ---- writing ---------------------------------------------------------------------------
 *
 * In a transaction begun for writing, by an actor who manages cards and in whose place
 * the person is. */

typedef struct {
    int64_t person_id;
    bool    is_handed_over; /* the holder stands here and takes it */
} CardIssue;

bool card_issue(Card *out, const Registry *registry, const CardIssue *issue, Problems *problems,
                Fault *fault) MUST_CHECK;

typedef struct {
    int64_t    card_id;
    uint32_t   revision; /* the one that was read; 0: whichever there is */
    CardAction action;
    Str        reason;
    bool       is_handed_over; /* of the new card, when it is replaced */
} CardChange;

/* *out is the card as it is now; of a replacement, the new one. */
bool card_change(Card *out, const Registry *registry, const CardChange *change, Problems *problems,
                 Fault *fault) MUST_CHECK;

/* ---- showing ---------------------------------------------------------------------------- */

typedef struct {
    Str       text;
    CardToken token;
} CardCode;

/* A fresh code for the card: signed now, by the key that there has to be (key.h). A printed one for
 * a card that is issued or active, a dynamic one for an active card. The caller writes the audit
 * row, because it is a read. */
bool card_code(CardCode *out, const Registry *registry, const Card *card, CardTokenKind kind,
               Problems *problems, Fault *fault) MUST_CHECK;

#endif
