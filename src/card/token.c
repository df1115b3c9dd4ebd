#include "card/token.h"

#include <assert.h>
#include <string.h>

#include "codec/base32.h"

#define FORM "BFC1"

enum {
    FORM_CHARS = sizeof FORM - 1,
    KIND_BYTES = 1,
    KEY_BYTES = 4,
    CARD_BYTES = 8,
    TIME_BYTES = 4,
    NONCE_BYTES = 8,
    CONTENT_BYTES = KIND_BYTES + KEY_BYTES + CARD_BYTES + 2 * TIME_BYTES + NONCE_BYTES,
    TOKEN_BYTES = CONTENT_BYTES + SM2_SIGNATURE_BYTES,
};

static_assert(CARD_TOKEN_CHARS == FORM_CHARS + (TOKEN_BYTES * 8 + 4) / 5, "length of the text");

/* 2020-01-01T00:00:00Z; 32 bits of seconds end in 2156. */
static const int64_t EPOCH_MS = INT64_C(1577836800000);

Str card_token_kind_name(CardTokenKind kind)
{
    return kind == CARD_TOKEN_PRINTED ? SV("printed") : SV("dynamic");
}

/* ---- bytes -------------------------------------------------------------------------------- */

static uint8_t *put(uint8_t *at, uint64_t value, int byte_count)
{
    for (int i = byte_count - 1; i >= 0; i--)
        *at++ = (uint8_t)(value >> (8 * i));
    return at;
}

static uint64_t take(const uint8_t **at, int byte_count)
{
    uint64_t value = 0;

    for (int i = 0; i < byte_count; i++)
        value = value << 8 | *(*at)++;
    return value;
}

static uint64_t seconds_of(int64_t instant)
{
    int64_t const seconds = (instant - EPOCH_MS) / 1000;

    assert(instant >= EPOCH_MS && seconds <= UINT32_MAX);
    return (uint64_t)seconds;
}

static int64_t instant_of(uint64_t seconds)
{
    return EPOCH_MS + (int64_t)seconds * 1000;
}

/* What is signed: the name of the form, and the bytes before the signature. */
static Str signed_text(uint8_t out[FORM_CHARS + CONTENT_BYTES], const CardToken *token)
{
    uint8_t *at = out + FORM_CHARS;

    memcpy(out, FORM, FORM_CHARS);
    at = put(at, token->kind, KIND_BYTES);
    at = put(at, token->key_id, KEY_BYTES);
    at = put(at, (uint64_t)token->card_id, CARD_BYTES);
    at = put(at, seconds_of(token->issued_at), TIME_BYTES);
    at = put(at, seconds_of(token->expires_at), TIME_BYTES);
    at = put(at, token->nonce, NONCE_BYTES);
    assert(at == out + FORM_CHARS + CONTENT_BYTES);
    return (Str){ (const char *)out, FORM_CHARS + CONTENT_BYTES };
}

/* ---- writing ------------------------------------------------------------------------------ */

bool card_token_sign(Str *out, Arena *arena, CardToken *token, const Sm2Key *key, Fault *fault)
{
    uint8_t bytes[FORM_CHARS + TOKEN_BYTES];

    token->issued_at = instant_of(seconds_of(token->issued_at));
    token->expires_at = instant_of(seconds_of(token->expires_at));
    assert(token->card_id > 0 && token->issued_at < token->expires_at);
    if (!sm2_sign(&token->signature, key, signed_text(bytes, token), fault))
        return false;
    memcpy(bytes + FORM_CHARS + CONTENT_BYTES, token->signature.bytes, SM2_SIGNATURE_BYTES);
    Str const coded = base32_encode(arena, (Str){ (const char *)bytes + FORM_CHARS, TOKEN_BYTES });
    *out = str_format(arena, FORM "%.*s", (int)coded.len, coded.ptr);
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

bool card_token_resembles(Str text)
{
    return str_equal_ignoring_case(str_slice(text, 0, FORM_CHARS - 1), SV("BFC")) &&
           text.len >= FORM_CHARS && text.ptr[FORM_CHARS - 1] >= '1' &&
           text.ptr[FORM_CHARS - 1] <= '9';
}

static CardCheck read_bytes(CardToken *out, const uint8_t *at)
{
    CardToken      token = { 0 };
    uint64_t const kind = take(&at, KIND_BYTES);

    token.key_id = (uint32_t)take(&at, KEY_BYTES);
    uint64_t const card = take(&at, CARD_BYTES);
    token.issued_at = instant_of(take(&at, TIME_BYTES));
    token.expires_at = instant_of(take(&at, TIME_BYTES));
    token.nonce = take(&at, NONCE_BYTES);
    memcpy(token.signature.bytes, at, SM2_SIGNATURE_BYTES);
    if ((kind != CARD_TOKEN_PRINTED && kind != CARD_TOKEN_DYNAMIC) || card == 0 ||
        card > INT64_MAX || token.issued_at >= token.expires_at)
        return CARD_CHECK_DAMAGED;
    token.kind = (CardTokenKind)kind;
    token.card_id = (int64_t)card;
    *out = token;
    return CARD_CHECK_VERIFIED;
}

CardCheck card_token_parse(CardToken *out, Str text)
{
    if (!card_token_resembles(text))
        return CARD_CHECK_NOT_A_CARD;
    if (text.ptr[FORM_CHARS - 1] != FORM[FORM_CHARS - 1])
        return CARD_CHECK_NEWER;
    if (text.len != CARD_TOKEN_CHARS)
        return text.len < CARD_TOKEN_CHARS ? CARD_CHECK_TRUNCATED : CARD_CHECK_DAMAGED;

    Arena    *arena = arena_open();
    Str       bytes;
    CardCheck check = CARD_CHECK_DAMAGED;

    if (base32_decode(&bytes, arena, str_after(text, FORM_CHARS)) && bytes.len == TOKEN_BYTES)
        check = read_bytes(out, (const uint8_t *)bytes.ptr);
    arena_close(&arena);
    return check;
}

bool card_token_is_signed(const CardToken *token, const Sm2Key *key)
{
    uint8_t bytes[FORM_CHARS + CONTENT_BYTES];

    return sm2_verify(key, signed_text(bytes, token), &token->signature);
}

CardCheck card_token_time(const CardToken *token, int64_t now, int64_t tolerance_ms)
{
    if (now < token->issued_at - tolerance_ms)
        return CARD_CHECK_NOT_YET;
    if (now < token->expires_at + tolerance_ms)
        return CARD_CHECK_VERIFIED;
    return token->kind == CARD_TOKEN_DYNAMIC ? CARD_CHECK_STALE : CARD_CHECK_EXPIRED;
}
