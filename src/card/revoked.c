#include "card/revoked.h"

#include <string.h>

#include "card/card.h"
#include "codec/base32.h"

#define FORM "barefoot-card-revoked 1"

/* ---- writing ------------------------------------------------------------------------------ */

/* Every card whose time is not over and that is not good, by id. A holder's death
 * blocks his cards without touching their rows. */
static bool add_cards(Buf *out, const Registry *registry, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = statement_open(&select, registry->store,
                                   SQL("SELECT card_id, CASE WHEN died_on IS NOT NULL"
                                             "   AND state IN ('issued', 'active', 'frozen')"
                                             "   THEN 'holder_died' ELSE state END"
                                             " FROM health_card LEFT JOIN person USING (person_id)"
                                             " WHERE valid_until >= ?1"
                                             "  AND (state <> 'active' OR died_on IS NOT NULL)"
                                             " ORDER BY card_id"),
                                   fault) &&
              statement_bind_int(select, 1, registry_today(registry).days, fault);

    while (ok) {
        ok = statement_next(select, &row, fault);
        if (!ok || !row)
            break;
        Str const state = statement_text(select, 1);
        buf_add_format(out, "%lld %.*s\n", (long long)statement_int(select, 0), (int)state.len,
                       state.ptr);
    }
    statement_close(&select);
    return ok;
}

bool card_revoked_write(Buf *out, const Registry *registry, Fault *fault)
{
    Sm2Key      *key = NULL;
    Sm2Signature signature;
    uint32_t     key_id = 0;
    bool         ok = false;

    if (!actor_is_system(registry->actor))
        return fault_set(fault, FAULT_DENIED,
                         "the list of blocked cards is written by the operator");
    if (!card_key_signer(&key, &key_id, registry, fault))
        return false;
    buf_add_format(out, FORM "\nas-of %lld\nkey %08x\n", (long long)registry->now,
                   (unsigned)key_id);
    if (!add_cards(out, registry, fault) || !sm2_sign(&signature, key, buf_str(out), fault))
        goto done;
    buf_add_c(out, "signature ");
    buf_add(out, base32_encode(registry->arena,
                               (Str){ (const char *)signature.bytes, SM2_SIGNATURE_BYTES }));
    buf_add_char(out, '\n');
    ok = !out->overflowed ||
         fault_set(fault, FAULT_TOO_LARGE, "the list of blocked cards is too long");

done:
    sm2_key_close(&key);
    return ok;
}

/* ---- reading ------------------------------------------------------------------------------ */

/* States and checks have the same names here: "holder_died" is no state. */
static bool find_check(CardCheck *out, Str name)
{
    for (int i = 0; i < CARD_STATE_COUNT; i++) {
        if (str_equal(card_state_name((CardState)i), name)) {
            *out = card_state_check((CardState)i);
            return *out != CARD_CHECK_VERIFIED;
        }
    }
    *out = CARD_CHECK_HOLDER_DIED;
    return str_equal(card_check_name(CARD_CHECK_HOLDER_DIED), name);
}

static bool verify_signature(Arena *arena, Str text, Str signed_text, Str key_line,
                             const CardKey *keys, uint32_t key_count, Fault *fault)
{
    Str const      line = str_trim(str_after(text, signed_text.len));
    Str            bytes = SV("");
    Sm2Signature   signature;
    Sm2Key        *key = NULL;
    uint32_t       key_id = 0;
    const CardKey *found = NULL;

    if (str_starts_with(key_line, SV("key ")) && card_key_id_parse(&key_id, str_after(key_line, 4)))
        found = card_key_find(keys, key_count, key_id);
    if (!found || found->revoked_at)
        return fault_set(fault, FAULT_INVALID,
                         "the list of blocked cards is signed with a key that is not known");
    if (!base32_decode(&bytes, arena, str_after(line, sizeof "signature " - 1)) ||
        bytes.len != SM2_SIGNATURE_BYTES)
        return fault_set(fault, FAULT_INVALID, "the list of blocked cards is cut short");
    memcpy(signature.bytes, bytes.ptr, SM2_SIGNATURE_BYTES);
    bool const ok = sm2_key_open(&key, arena, &found->public, NULL, fault) &&
                    (sm2_verify(key, signed_text, &signature) ||
                     fault_set(fault, FAULT_INVALID,
                               "the list of blocked cards was altered after it was signed"));
    sm2_key_close(&key);
    return ok;
}

static bool read_cards(RevokedList *out, Arena *arena, Str rest, Fault *fault)
{
    RevokedCard *cards = NULL;
    uint32_t     capacity = 0;
    uint32_t     line = 3; /* after the three of the head */

    while (rest.len) {
        Str      row = str_cut(&rest, '\n');
        uint64_t id = 0;

        line++;
        cards = arena_grow(arena, cards, out->count, &capacity, sizeof *cards);
        RevokedCard *const card = &cards[out->count];
        if (!str_to_uint(&id, str_cut(&row, ' '), INT64_MAX) || !find_check(&card->check, row) ||
            (out->count && cards[out->count - 1].card_id >= (int64_t)id))
            return fault_at(fault, line, 1, "expected a card's id and its state, in order of ids");
        card->card_id = (int64_t)id;
        out->count++;
    }
    out->cards = cards;
    return true;
}

bool card_revoked_read(RevokedList *out, Arena *arena, Str text, const CardKey *keys,
                       uint32_t key_count, Fault *fault)
{
    size_t const signature_at = str_find(text, SV("\nsignature "));
    Str const    signed_text = str_slice(text, 0, signature_at + 1);
    Str          rest = signed_text;
    uint64_t     as_of = 0;

    *out = (RevokedList){ 0 };
    Str const form = str_cut(&rest, '\n');
    Str const moment = str_cut(&rest, '\n');
    Str const key_line = str_cut(&rest, '\n');
    if (!str_equal(form, SV(FORM)) || !str_starts_with(moment, SV("as-of ")) ||
        !str_to_uint(&as_of, str_after(moment, sizeof "as-of " - 1), INT64_MAX))
        return fault_set(fault, FAULT_INVALID, "expected a list of blocked cards");
    if (signature_at == text.len)
        return fault_set(fault, FAULT_INVALID, "the list of blocked cards is cut short");
    out->as_of = (int64_t)as_of;
    return verify_signature(arena, text, signed_text, key_line, keys, key_count, fault) &&
           read_cards(out, arena, rest, fault);
}

CardCheck card_revoked_check(const RevokedList *list, int64_t card_id)
{
    uint32_t low = 0;
    uint32_t high = list->count;

    while (low < high) {
        uint32_t const middle = low + (high - low) / 2;

        if (list->cards[middle].card_id < card_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < list->count && list->cards[low].card_id == card_id ? list->cards[low].check
                                                                    : CARD_CHECK_VERIFIED;
}
