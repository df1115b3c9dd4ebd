/* Numbers, other names, relations and households over HTTP. */
#include "api/fixture_private.h"

#define KEY(key)    "Idempotency-Key: " key "\n"
#define FIELD(f, c) "\"field\":\"" f "\"~\"code\":\"" c "\""
#define PASSPORT    "{\"kind\":\"03\",\"number\":\"e1234 5678\",\"issuer\":\"CHN\",\"verified\":\"1\"}"

static void run(Test *test, const ApiRow *rows, size_t count)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, rows, count);
    county_verify(&fixture.county, test);
    api_fixture_close(&fixture);
}

static const ApiRow NUMBERS[] = {
    { "village", "POST /api/persons/$p1/identifiers", "{\"kind\":\"10\",\"number\":\"X\"}", 400,
      FIELD("number", "format"), NULL, NULL },
    { "village", "POST /api/persons/$p1/identifiers", "{\"kind\":7,\"surprise\":1}", 400,
      FIELD("kind", "format") "~" FIELD("surprise", "unknown_field"), NULL, NULL },
    { "village", "POST /api/persons/$p1/identifiers", PASSPORT, 200, "\"revision\":1", "i=id",
      KEY("a") },
    { "village", "POST /api/persons/$p1/identifiers", PASSPORT, 200, "\"id\":\"$i\"", NULL,
      KEY("a") },
    { "town", "POST /api/persons/$p2/identifiers", PASSPORT, 400, FIELD("number", "taken") "~$p1",
      NULL, NULL },
    { "other", "POST /api/persons/$p3/identifiers", PASSPORT, 400, FIELD("number", "taken") "~!$p1",
      NULL, NULL },
    { "other", "POST /api/persons/$p1/identifiers", PASSPORT, 403, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1/identity", NULL, 200,
      "\"identifiers\":[{~\"label\":{\"zh\":\"护照\"~\"E12345678\"~\"is_expired\":false~"
      "\"zh\":\"已查看证件\"~\"verified_by\":{~\"names\":[]~\"relations\":[]~\"households\":[]",
      NULL, NULL },
    { "other", "GET /api/persons/$p1/identity", NULL, 403, NULL, NULL, NULL },

    /* Whose it is: who it is only in his place, but that there is somebody to all. */
    { "village", "GET /api/identifiers?number=e12345678", NULL, 200,
      "\"is_registered\":true~\"person_id\":\"$p1\"", NULL, NULL },
    { "other", "GET /api/identifiers?number=E12345678&kind=03", NULL, 200,
      "\"is_registered\":true,\"person\":null", NULL, NULL },
    { "village", "GET /api/identifiers?number=E12345678&kind=10", NULL, 200,
      "\"is_registered\":false,\"person\":null", NULL, NULL },
    { "village", "GET /api/identifiers", NULL, 400, "number", NULL, NULL },

    { "village", "PUT /api/persons/$p1/identifiers/$i",
      "{\"revision\":1,\"issuer\":\"CHN\",\"valid_until\":\"2020-01-01\"}", 200, "\"revision\":2",
      NULL, NULL },
    { "village", "PUT /api/persons/$p1/identifiers/$i", "{\"revision\":1}", 409, NULL, NULL, NULL },
    { "village", "PUT /api/persons/$p1/identifiers/99", "{\"revision\":1}", 404, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1/identity", NULL, 200, "\"is_expired\":true", NULL, NULL },
    { "village", "POST /api/persons/$p1/identifiers/$i/end",
      "{\"revision\":2,\"until_on\":\"2024-01-01\"}", 200, "\"revision\":3", NULL, NULL },
    { "village", "GET /api/identifiers?number=E12345678", NULL, 200, "$p1", NULL, NULL },
    { "village", "POST /api/persons/$p1/identifiers/$i/end", "{\"revision\":3,\"is_mistake\":true}",
      200, "\"revision\":4", NULL, NULL },
    { "village", "GET /api/identifiers?number=E12345678", NULL, 200, "\"is_registered\":false",
      NULL, NULL },
    { "village", "GET /api/persons/$p1/identity/history", NULL, 200,
      "\"superseded_at\"~\"revision\":3~\"revision\":1", NULL, NULL },

    /* What cannot be verified needs somebody who may say so. */
    { "village", "PUT /api/persons/$p1",
      "{\"revision\":1,\"name\":\"甲子\",\"sex\":\"1\",\"born_on\":\"1950-01-02\",\"citizen_id\":"
      "\"990101195001020010\",\"unverifiable\":true}",
      403, NULL, NULL, NULL },
    { "town", "PUT /api/persons/$p1",
      "{\"revision\":1,\"name\":\"甲子新\",\"sex\":\"1\",\"born_on\":\"1950-01-02\","
      "\"citizen_id\":\"990101195001020010\",\"unverifiable\":true}",
      200, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1/identity", NULL, 200,
      "990101195001020010~无法核验~\"names\":[{~曾用名~甲子", NULL, NULL },
};

void api_identifier_test(Test *test)
{
    run(test, NUMBERS, COUNT_OF(NUMBERS));
}

static const ApiRow KIN[] = {
    { "village", "POST /api/persons/$p1/names", "{\"kind\":\"3\",\"name\":\"狗子\"}", 200,
      "\"revision\":1", "n=id", NULL },
    { "village", "POST /api/persons/$p1/names", "{\"kind\":\"4\",\"name\":\"狗子\"}", 400,
      FIELD("name", "format"), NULL, NULL },
    { "village", "PUT /api/persons/$p1/names/$n",
      "{\"revision\":1,\"kind\":\"2\",\"name\":\"狗子\"}", 200, "\"revision\":2", NULL, NULL },
    { "village", "GET /api/persons/$p1/identity", NULL, 200, "别名~\"pinyin\":\"gouzi\"", NULL,
      NULL },
    { "village", "DELETE /api/persons/$p1/names/$n", "{\"revision\":2}", 200, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1/identity", NULL, 200, "\"names\":[]", NULL, NULL },

    { "town", "POST /api/persons/$p1/relations", "{\"kind\":\"70\",\"other_id\":\"$p2\"}", 200,
      NULL, "r=id", NULL },
    { "town", "POST /api/persons/$p1/relations", "{\"kind\":\"70\",\"other_number\":\"E1\"}", 400,
      FIELD("other_number", "unknown"), NULL, NULL },
    { "town", "POST /api/persons/$p1/relations", "{\"kind\":\"51\",\"other_id\":\"$p2\"}", 400,
      FIELD("other_id", "rule"), NULL, NULL },
    { "town", "GET /api/persons/$p2/identity", NULL, 200, "兄弟姐妹~\"name\":\"甲子\"", NULL,
      NULL },
    { "village", "GET /api/persons/$p1/identity", NULL, 200, "兄弟姐妹~\"other\":null~!乙丑", NULL,
      NULL },
    { "town", "PUT /api/persons/$p2/relations/$r", "{\"revision\":1,\"until_on\":\"2024-05-05\"}",
      200, "\"revision\":2", NULL, NULL },
    { "town", "DELETE /api/persons/$p2/relations/$r", "{\"revision\":2}", 200, NULL, NULL, NULL },
    { "town", "GET /api/persons/$p1/identity", NULL, 200, "\"relations\":[]", NULL, NULL },
};

void api_relation_test(Test *test)
{
    run(test, KIN, COUNT_OF(KIN));
}

static const ApiRow HOUSEHOLDS[] = {
    { "town", "POST /api/households",
      "{\"address\":\"甲村1号\",\"region\":\"990101100201\",\"organisation_id\":\"$v1\","
      "\"members\":"
      "[{\"person_id\":\"$p1\",\"relation\":\"0\"},{\"person_id\":\"$p2\",\"relation\":\"7\"}]}",
      200, "\"household_id\":\"", "h=household_id", KEY("a") },
    { "town", "GET /api/households/$h", NULL, 200,
      "\"head_id\":\"$p1\"~\"members\":[{~甲子~乙丑~\"stays\":[{~\"until_at\":null", NULL, NULL },
    { "town", "POST /api/households/$h/members",
      "{\"members\":[{\"person_id\":\"$p1\",\"relation\":\"0\"},{\"person_id\":\"$p2\","
      "\"relation\":\"0\"}]}",
      400, FIELD("members", "rule"), NULL, NULL },
    { "town", "POST /api/households/$h/members", "{\"members\":[]}", 400, FIELD("members", "rule"),
      NULL, NULL },
    /* Another head; the one before is a member like others. */
    { "town", "POST /api/households/$h/members",
      "{\"members\":[{\"person_id\":\"$p2\",\"relation\":\"0\"}]}", 200, NULL, NULL, NULL },
    { "town", "GET /api/households/$h", NULL, 200, "\"head_id\":\"$p2\"~乙丑~户主~甲子~其他", NULL,
      NULL },
    /* All of it to the other village, on its day. */
    { "town", "POST /api/households/$h/moves",
      "{\"address\":\"乙村2号\",\"residence\":{\"from_on\":\"2024-03-01\",\"kind\":\"1\","
      "\"organisation_id\":\"$v2\",\"region\":\"990101100202\"}}",
      200, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1", NULL, 403, NULL, NULL, NULL },
    { "town", "GET /api/persons/$p1", NULL, 200,
      "\"id\":\"$v2\"~\"address\":\"乙村2号\"~\"from_on\":\"2024-03-01\"~\"household\":{~乙村2号",
      NULL, NULL },
    /* Parted again. */
    { "town", "DELETE /api/households/$h/members", "{\"members\":[{\"person_id\":\"$p2\"}]}", 200,
      NULL, NULL, NULL },
    { "town", "DELETE /api/households/$h/members", "{\"members\":[{\"person_id\":\"$p2\"}]}", 400,
      FIELD("members", "rule"), NULL, NULL },
    { "town", "GET /api/households/$h", NULL, 200,
      "\"head_id\":null~\"members\":[{~甲子~\"stays\":[{~甲子~乙丑~!\"until_at\":null,\"until_at\"",
      NULL, NULL },
    { "other", "GET /api/households/$h", NULL, 403, NULL, NULL, NULL },
    { "town", "POST /api/households/$h/moves", "{\"residence\":{\"from_on\":\"2024-13-01\"}}", 400,
      FIELD("from_on", "no_date"), NULL, NULL },
};

void api_household_test(Test *test)
{
    run(test, HOUSEHOLDS, COUNT_OF(HOUSEHOLDS));
}
