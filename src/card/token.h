/* token.h - what the QR code of a health card says.
 *
 *     BFC1 AEAAGB3R...        153 characters: the form's name, and base32 of
 *
 *     kind       1 byte       1 printed, 2 dynamic
 *     key        4 bytes      whose signature it is
 *     card       8 bytes
 *     issued     4 bytes      seconds since 2020, UTC
 *     expires    4 bytes
 *     nonce      8 bytes      so that a dynamic code is used once
 *     signature 64 bytes      SM2 with SM3 over "BFC1" and the 29 bytes before it
 *
 * It has no name and no number of any document: who finds a card learns nothing
 * from it that is not printed in letters beside it. Of all of it, 64 of 93 bytes are
 * the signature, which nothing makes shorter. 153 characters of the alphanumeric set
 * are a QR code of version 6 (41 x 41 modules; it holds 154) at level M, which
 * survives the loss of 15 of a hundred; on a card, 28 mm wide with its border, a module
 * is 0.57 mm.
 *
 * There is one text for each token: the parser takes nothing that the writer would
 * not write, except small letters, which a scanner types when Caps Lock is on.
 *
 * Ownership  Plain values; texts live in the arena.
 * Threads    Pure functions.
 * Faults     Those of signing. What is wrong with a text is a CardCheck.
 */
#ifndef CARD_TOKEN_H
#define CARD_TOKEN_H

#include "card/check.h"
#include "crypto/sm2.h"

enum { CARD_TOKEN_CHARS = 153 };

typedef enum { CARD_TOKEN_PRINTED = 1, CARD_TOKEN_DYNAMIC = 2 } CardTokenKind;

Str card_token_kind_name(CardTokenKind kind); /* for machines */

typedef struct {
    CardTokenKind kind;
    uint32_t      key_id;
    int64_t       card_id;
    int64_t       issued_at, expires_at; /* instants of whole seconds; the second not included */
    uint64_t      nonce;
    Sm2Signature  signature;
} CardToken;

/* Sign it and write it. Instants are cut to the second. */
bool card_token_sign(Str *out, Arena *arena, CardToken *token, const Sm2Key *key,
                     Fault *fault) MUST_CHECK;

/* CARD_CHECK_VERIFIED: it is the text of a token, whoever signed it. */
CardCheck card_token_parse(CardToken *out, Str text);

/* Does the text look like one, so that somebody who typed it into a search box is
 * asking for the card and not for a name? */
bool card_token_resembles(Str text);

/* Whether that key signed it. */
bool card_token_is_signed(const CardToken *token, const Sm2Key *key);

/* Whether it is the time of the token, for a clock that may be wrong by so much:
 * VERIFIED, NOT_YET, EXPIRED or, of a dynamic one, STALE. */
CardCheck card_token_time(const CardToken *token, int64_t now, int64_t tolerance_ms);

#endif
