/* Health cards over HTTP: from the issue to the last refusal. */
#include "api/fixture_private.h"

#define CARDS       "/api/persons/$p1/cards"
#define ACT(action) "/api/cards/$card/actions/" action
#define TEXT(word)  "{\"text\":\"$" word "\"}"
#define VERIFY      "POST /api/cards/verify"
#define KEY(key)    "Idempotency-Key: " key "\n"
#define VALID       "\"is_valid\":true~\"check\":\"verified\""
#define REFUSED(c)  "\"is_valid\":false~\"check\":\"" c "\""

static const ApiRow ROWS[] = {
    { "village", "GET " CARDS, NULL, 200, "\"items\":[]", NULL, NULL },
    { "other", "POST " CARDS, "{}", 403, NULL, NULL, NULL },
    { "village", "POST " CARDS, "{}", 201,
      "\"number\":\"HC0000000018\"~\"actions\":[\"hand_over\",\"replace\",\"revoke\"]~"
      "\"state\":{\"code\":\"issued\"",
      "card=card_id", KEY("issue") },
    { "village", "POST " CARDS, "{}", 201, "\"card_id\":\"$card\"", NULL, KEY("issue") },
    { "village", "POST " CARDS, "{}", 400, "the person has a card already", NULL, NULL },
    { "village", "POST " CARDS, "{}", 400, "该居民已有健康卡", NULL, "Accept-Language: zh\n" },

    /* What is printed: name and number in letters, neither of them in the code. */
    { "village", "POST /api/cards/print", "{\"card_ids\":[\"$card\"]}", 200,
      "\"number\":\"HC0000000018\"~\"issuer\":~\"kind\":\"printed\"~\"text\":\"BFC1~<svg ~!script",
      NULL, NULL },
    { "village", "GET /api/cards/$card/code?kind=printed", NULL, 200, "\"kind\":\"printed\"",
      "text=text", NULL },
    { "village", "GET /api/cards/$card/code?kind=both", NULL, 400, "kind", NULL, NULL },
    { "village", "GET /api/cards/$card/code", NULL, 400, "not handed over", NULL, NULL },
    { "village", "POST /api/cards/print", "{\"card_ids\":[]}", 400, "card_ids", NULL, NULL },
    { "other", "POST /api/cards/print", "{\"card_ids\":[\"$card\"]}", 403, NULL, NULL, NULL },
    { "village", VERIFY, TEXT("text"), 200, REFUSED("not_handed_over"), NULL, NULL },
    { "village", "POST " ACT("hand_over"), "{\"revision\":1}", 200, "\"code\":\"active\"", NULL,
      NULL },
    { "village", VERIFY, TEXT("text"), 200, VALID "~\"kind\":\"printed\"~\"person_id\":\"$p1\"",
      NULL, NULL },
    { "village", VERIFY, "{\"text\":\"$text \\n\"}", 200, VALID, NULL, NULL },
    { "other", VERIFY, TEXT("text"), 200, VALID "~\"card\":null,\"person\":null", NULL, NULL },
    { "leader", VERIFY, TEXT("text"), 403, NULL, NULL, NULL },
    { "village", VERIFY, "{\"text\":\"$textA\"}", 200, REFUSED("damaged"), NULL, NULL },
    { "village", VERIFY, "{\"text\":\"BFC1AAAA\"}", 200, REFUSED("truncated"), NULL, NULL },
    { "village", VERIFY, "{\"text\":\"990101195001010010\"}", 200, REFUSED("not_a_card"), NULL,
      NULL },
    { "village", VERIFY, "{}", 400, "text", NULL, NULL },

    /* A dynamic code is taken once. */
    { "village", "GET /api/cards/$card/code", NULL, 200,
      "\"kind\":\"dynamic\"~\"seconds_left\":~<svg ", "now=text", NULL },
    { "other", "GET /api/cards/$card/code", NULL, 403, NULL, NULL, NULL },
    { "village", VERIFY, TEXT("now"), 200, VALID "~\"kind\":\"dynamic\"", NULL, NULL },
    { "village", VERIFY, TEXT("now"), 200, REFUSED("replayed"), NULL, NULL },

    /* Whatever is typed or scanned leads to the person. */
    { "village", "POST /api/resolve", TEXT("text"), 200,
      "\"found_by\":\"card_code\"~\"check\":\"verified\"~\"person_id\":\"$p1\"", NULL, NULL },
    { "village", "POST /api/resolve", "{\"text\":\" hc0000000018\"}", 200,
      "\"found_by\":\"card_number\"~\"person_id\":\"$p1\"", NULL, NULL },
    { "village", "POST /api/resolve", "{\"text\":\"HC0000000019\"}", 404, NULL, NULL, NULL },
    { "other", "POST /api/resolve", TEXT("text"), 403, NULL, NULL, NULL },

    /* Frozen, thawed, replaced, revoked. */
    { "village", "POST " ACT("freeze"), "{\"revision\":2}", 400, "\"field\":\"reason\"", NULL,
      NULL },
    { "village", "POST " ACT("freeze"), "{\"revision\":1,\"reason\":\"遗失\"}", 409, NULL, NULL,
      NULL },
    { "village", "POST " ACT("melt"), "{\"revision\":2}", 404, NULL, NULL, NULL },
    { "village", "POST " ACT("freeze"), "{\"revision\":2,\"reason\":\"遗失\"}", 200,
      "\"code\":\"frozen\"~\"reason\":\"遗失\"", NULL, NULL },
    { "village", VERIFY, TEXT("text"), 200, REFUSED("frozen") "~卡已冻结", NULL, NULL },
    { "village", "GET /api/cards/$card/code", NULL, 400, "the card is frozen", NULL, NULL },
    { "village", "POST /api/resolve", TEXT("text"), 200, "\"check\":\"frozen\"", NULL, NULL },
    { "village", "POST " ACT("unfreeze"), "{\"revision\":3}", 200, "\"code\":\"active\"", NULL,
      NULL },
    { "village", "POST " ACT("replace"),
      "{\"revision\":4,\"reason\":\"损坏\",\"handed_over\":true}", 200,
      "\"replaces_id\":\"$card\"~\"code\":\"active\"", "new=card_id", NULL },
    { "village", VERIFY, TEXT("text"), 200, REFUSED("replaced"), NULL, NULL },
    { "village", "GET " CARDS, NULL, 200,
      "\"card_id\":\"$new\"~\"card_id\":\"$card\"~\"reason\":\"损坏\"~\"history\":[", NULL, NULL },
    { "village", "GET /api/cards?organisation=$v1", NULL, 200,
      "\"person_id\":\"$p1\"~\"card\":{\"card_id\":\"$new\"", NULL, NULL },
    { "analyst", "GET /api/cards/keys", NULL, 200, "\"algorithm\":\"SM2-SM3\"~!secret", NULL,
      NULL },
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":\"$today\"}", 200, NULL, NULL, NULL },
    { "village", "POST /api/cards/print", "{\"card_ids\":[\"$new\"]}", 400, "death is registered",
      NULL, NULL },
};

void api_card_test(Test *test)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, ROWS, COUNT_OF(ROWS));
    api_fixture_close(&fixture);
}
