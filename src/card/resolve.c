#include "card/resolve.h"

#include "card/verify.h"
#include "registry/identifier.h"

bool card_resolve(CardResolution *out, const Registry *registry, Str text, Fault *fault)
{
    Str const trimmed = str_trim(text);

    *out = (CardResolution){ .check = CARD_CHECK_NOT_A_CARD };
    if (card_token_resembles(trimmed)) {
        CardVerdict verdict;

        if (!card_verify(&verdict, registry, trimmed, fault))
            return false;
        out->check = verdict.check;
        if (verdict.has_card) {
            out->person_id = verdict.card.person_id;
            out->found_by = SV("card_code");
        }
        return true;
    }
    if (!card_find_person(&out->person_id, registry, trimmed, fault))
        return false;
    out->found_by = out->person_id ? SV("card_number") : SV("");
    if (out->person_id)
        return true;
    if (!identifier_find(&out->person_id, registry, SV(""), trimmed, fault))
        return false;
    out->found_by = out->person_id ? SV("identifier") : SV("");
    return true;
}
