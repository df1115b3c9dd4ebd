#include "card/verify.h"

#include <assert.h>

#include "card/policy.h"

CardCheck card_check_offline(CardToken *out, const CardVerifier *verifier, Str text)
{
    CardCheck const check = card_token_parse(out, text);
    Sm2Key         *opened = NULL;
    Fault           ignored = { 0 };

    if (check != CARD_CHECK_VERIFIED)
        return check;
    const CardKey *const key = card_key_find(verifier->keys, verifier->key_count, out->key_id);
    if (!key)
        return CARD_CHECK_UNKNOWN_KEY;
    Arena     *scratch = arena_open();
    bool const is_signed = sm2_key_open(&opened, scratch, &key->public, NULL, &ignored) &&
                           card_token_is_signed(out, opened);
    sm2_key_close(&opened);
    arena_close(&scratch);
    if (!is_signed)
        return CARD_CHECK_FORGED;
    if (key->revoked_at)
        return CARD_CHECK_KEY_REVOKED;
    /* A text has whole seconds, a key may have been made within one. */
    if (out->issued_at + 1000 <= key->signs_from || out->issued_at > key->signs_until)
        return CARD_CHECK_KEY_OVER;
    return card_token_time(out, verifier->now, verifier->tolerance_ms);
}

/* The holder, whoever asks; and whether the one who asks may see him. */
static bool find_holder(CardVerdict *verdict, const Registry *registry, Fault *fault)
{
    Registry all = *registry;
    Fault    hidden = { 0 };

    all.actor = actor_system();
    if (!person_get(&verdict->person, &all, verdict->card.person_id, fault))
        return false;
    verdict->has_person =
        registry_require_place(registry, verdict->person.organisation_id, &hidden);
    if (!verdict->has_person && hidden.code != FAULT_DENIED) {
        *fault = hidden;
        return false;
    }
    return true;
}

bool card_verify(CardVerdict *out, const Registry *registry, Str text, Fault *fault)
{
    CardVerifier verifier = { .now = registry->now };
    int64_t      seconds = 0;

    *out = (CardVerdict){ 0 };
    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault) ||
        !card_key_list(&verifier.keys, &verifier.key_count, registry, fault) ||
        !card_policy_get(&seconds, registry, CARD_POLICY_TOLERANCE, fault))
        return false;
    verifier.tolerance_ms = seconds * 1000;
    out->check = card_check_offline(&out->token, &verifier, str_trim(text));

    bool const is_genuine = out->check == CARD_CHECK_VERIFIED || out->check == CARD_CHECK_EXPIRED ||
                            out->check == CARD_CHECK_STALE;
    if (!is_genuine)
        return true;
    if (!card_find(&out->has_card, &out->card, registry, out->token.card_id, fault))
        return false;
    if (!out->has_card) {
        out->check = CARD_CHECK_UNKNOWN_CARD;
        return true;
    }
    if (!find_holder(out, registry, fault))
        return false;
    if (out->check == CARD_CHECK_VERIFIED)
        out->check = card_state_check(out->card.state);
    if (out->check == CARD_CHECK_VERIFIED && out->person.died_on.days != DATE_MAX.days)
        out->check = CARD_CHECK_HOLDER_DIED;
    return true;
}

static bool take_nonce(bool *is_new, const Registry *registry, const CardToken *token, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok =
        statement_open(&insert, registry->store,
                       SQL("INSERT INTO card_scan (card_id, nonce, expires_at) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT DO NOTHING"),
                       fault) &&
        statement_bind_int(insert, 1, token->card_id, fault) &&
        statement_bind_int(insert, 2, (int64_t)token->nonce, fault) &&
        statement_bind_int(insert, 3, token->expires_at, fault) && statement_run(insert, fault);

    if (ok)
        *is_new = statement_changes(insert) > 0;
    statement_close(&insert);
    return ok;
}

/* What can no longer be replayed, because its time is over on any clock that is taken. */
static bool forget_old(const Registry *registry, Fault *fault)
{
    Statement *delete = NULL;
    int64_t    seconds = 0;
    bool const ok = card_policy_get(&seconds, registry, CARD_POLICY_TOLERANCE, fault) &&
                    statement_open(&delete, registry->store,
                                   SQL("DELETE FROM card_scan WHERE expires_at < ?1"), fault) &&
                    statement_bind_int(delete, 1, registry->now - 2 * seconds * 1000, fault) &&
                    statement_run(delete, fault);

    statement_close(&delete);
    return ok;
}

bool card_spend(CardVerdict *verdict, const Registry *registry, Fault *fault)
{
    bool is_new = true;

    assert(store_in_transaction(registry->store));
    if (verdict->check != CARD_CHECK_VERIFIED || verdict->token.kind != CARD_TOKEN_DYNAMIC)
        return true;
    if (!forget_old(registry, fault) || !take_nonce(&is_new, registry, &verdict->token, fault))
        return false;
    if (!is_new)
        verdict->check = CARD_CHECK_REPLAYED;
    return true;
}
