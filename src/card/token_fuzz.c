/* A text that is taken has a token whose parts are in their bounds; in capitals it is
 * the only text of that token; and without its last character, or with one more, it is
 * none. */
#include <assert.h>
#include <string.h>

#include "card/token.h"

int token_fuzz(const uint8_t *data, size_t size)
{
    Str const       text = { (const char *)data, size };
    CardToken       token = { 0 };
    CardToken       other = { 0 };
    CardCheck const check = card_token_parse(&token, text);
    char            changed[CARD_TOKEN_CHARS + 1];

    assert(check < CARD_CHECK_COUNT);
    assert((check == CARD_CHECK_NOT_A_CARD) == !card_token_resembles(text));
    if (check != CARD_CHECK_VERIFIED)
        return 0;
    assert(token.card_id > 0 && token.issued_at < token.expires_at);
    assert(card_token_time(&token, token.issued_at, 0) == CARD_CHECK_VERIFIED);
    assert(card_token_time(&token, token.issued_at - 1, 0) == CARD_CHECK_NOT_YET);
    assert(card_token_time(&token, token.expires_at, 0) != CARD_CHECK_VERIFIED);
    assert(card_token_parse(&other, str_slice(text, 0, size - 1)) == CARD_CHECK_TRUNCATED);
    memcpy(changed, text.ptr, CARD_TOKEN_CHARS);
    changed[CARD_TOKEN_CHARS] = 'A';
    assert(card_token_parse(&other, (Str){ changed, sizeof changed }) == CARD_CHECK_DAMAGED);

    /* Each character matters: another one in its place is another token, or none. */
    size_t const at = 4 + token.nonce % (CARD_TOKEN_CHARS - 4);
    changed[at] = changed[at] == 'Q' ? '7' : 'Q';
    if (card_token_parse(&other, (Str){ changed, CARD_TOKEN_CHARS }) == CARD_CHECK_VERIFIED &&
        text.ptr[at] != 'q')
        assert(memcmp(&token, &other, sizeof token) != 0);
    return 0;
}
