/* Residents: registered, found, amended, moved, dead; once for each attempt. */
#include "api/fixture_private.h"

#define HOME                                                                                       \
    "\"residence\":{\"from_on\":\"2020-01-01\",\"kind\":\"1\",\"organisation_id\":\"$v1\","        \
    "\"region\":\"990101100201\"}"
#define NEW(members) "{" members "," HOME "}"
#define KEY(key)     "Idempotency-Key: " key "\n"
#define FIELD(f, c)  "\"field\":\"" f "\"~\"code\":\"" c "\""

static void run(Test *test, const ApiRow *rows, size_t count)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, rows, count);
    county_verify(&fixture.county, test);
    api_fixture_close(&fixture);
}

/* ---- registered ----------------------------------------------------------------------------- */

static const ApiRow REGISTERED[] = {
    /* Everything that is wrong at once, and nobody is registered. */
    { "village", "POST /api/persons", NEW("\"name\":\"\",\"sex\":\"7\",\"born_on\":\"1999-02-30\""),
      400, "\"field\":\"born_on\"", NULL, NULL },
    { "village", "POST /api/persons", NEW("\"name\":7,\"surprise\":\"x\""), 400,
      FIELD("name", "format") "~" FIELD("surprise", "unknown_field"), NULL, NULL },
    { "village", "POST /api/persons",
      "{\"name\":\"丁卯\",\"sex\":\"1\",\"born_on\":\"1980-01-01\"}", 400,
      FIELD("residence", "required"), NULL, NULL },
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"citizen_id\":\"990101198001010011\",\"id_kind\":\"01\""), 400,
      FIELD("citizen_id", "check_digit"), NULL, NULL },
    { "village", "POST /api/persons",
      "{\"name\":\"丁卯\",\"sex\":\"1\",\"born_on\":\"1980-01-01\",\"residence\":{\"from_on\":"
      "\"2020-01-01\",\"kind\":\"1\",\"organisation_id\":\"$v3\",\"region\":\"990101101201\"}}",
      403, NULL, NULL, NULL },
    { "village", "POST /api/persons",
      "{\"name\":\"丁卯\",\"sex\":\"1\",\"born_on\":\"1980-01-01\",\"residence\":{\"from_on\":"
      "\"2020-01-01\",\"kind\":\"1\",\"organisation_id\":\"$v1\",\"region\":\"12\\u0000\"}}",
      400, NULL, NULL, NULL },
    { "village", "GET /api/persons?q=%E4%B8%81", NULL, 200, "\"items\":[]", NULL, NULL },

    /* Registered, once. */
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\",\"phone\":\"13900001234\","
          "\"address\":\"甲村1号\""),
      201, "\"person_id\":\"~\"revision\":1~\"problems\":[", "n=person_id", KEY("a") },
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\",\"phone\":\"13900001234\","
          "\"address\":\"甲村1号\""),
      201, "\"person_id\":\"$n\"~\"revision\":1", NULL, KEY("a") },
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯二\",\"sex\":\"2\",\"born_on\":\"1980-01-01\""), 409, NULL, NULL,
      KEY("a") },
    { "town", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\",\"phone\":\"13900001234\","
          "\"address\":\"甲村1号\""),
      409, NULL, NULL, KEY("a") },

    /* Who may be meant is told before and, when it is nearly certain, asked about; whoever
     * is elsewhere is told without his name. */
    { "village", "POST /api/matches",
      "{\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\",\"phone\":\"13900001234\"}", 200,
      "\"person_id\":\"$n\",\"is_near_certain\":true,\"name\":\"丁卯\"~\"person\":{~"
      "\"probability\":0.9~\"evidence\":[{\"field\":\"name\"~\"agreement\":\"same\"~\"field\":"
      "\"phone\"~"
      "\"agreement\":\"same\"",
      NULL, NULL },
    { "other", "POST /api/matches", "{\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\"}",
      200,
      "\"person_id\":\"$n\"~\"name\":\"丁*\",\"organisation\":{\"id\":\"$v1\"~\"person\":null~!卯~!"
      "1980",
      NULL, NULL },
    { "village", "POST /api/matches", "{\"name\":\"张无忌\",\"born_on\":\"1980-01-01\"}", 200,
      "{\"items\":[]}", NULL, NULL },
    { "village", "POST /api/matches", "{\"sex\":\"1\"}", 400, "a name, a number or a telephone",
      NULL, NULL },
    { "village", "GET /api/persons/$n/matches", NULL, 200, "{\"items\":[]}", NULL, NULL },
    { "other", "GET /api/persons/$n/matches", NULL, 403, NULL, NULL, NULL },
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\""), 400,
      "\"duplicate\"~\"person_id\":\"$n\"", NULL, NULL },
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\",\"distinct_from\":[7]"), 400,
      "distinct_from", NULL, NULL },
    { "village", "POST /api/persons",
      NEW("\"name\":\"丁卯\",\"sex\":\"2\",\"born_on\":\"1980-01-01\",\"distinct_from\":[\"$n\"]"),
      201, "\"person_id\":\"~!duplicate", NULL, NULL },
    { "village", "GET /api/persons/$n/matches", NULL, 200, "\"is_near_certain\":true", NULL, NULL },
    { "village", "GET /api/persons/$n", NULL, 200,
      "\"name\":\"丁卯\"~\"code\":\"2\"~\"born_on\":\"1980-01-01\"~\"died_on\":null~"
      "\"id\":\"$v1\"~\"code\":\"990101100201\"~\"record_number\":\"99010110010200001~"
      "\"phone\":\"13900001234\"~\"residences\":[{\"from_on\":\"2020-01-01\"~\"enrolments\":[]~"
      "\"household\":null",
      NULL, NULL },

    /* Found by part of a name, its initials, the end of a number; a list has only ends. */
    { "village", "GET /api/persons?q=%E4%B8%81%E5%8D%AF", NULL, 200, "丁卯", NULL, NULL },
    { "village", "GET /api/persons?q=dm", NULL, 200, "丁卯~\"phone_tail\":\"1234\"~!13900001234",
      NULL, NULL },
    { "village", "GET /api/persons?q=1234", NULL, 200, "丁卯", NULL, NULL },
    { "village", "GET /api/persons?q=nobody", NULL, 200, "\"items\":[],\"next\":null", NULL, NULL },

    /* Page by page. */
    { "village", "GET /api/persons?limit=2", NULL, 200, "\"items\":[{~\"next\":\"", "next=next",
      NULL },
    { "village", "GET /api/persons?limit=2&after=$next", NULL, 200, "\"items\":[{~\"next\":null",
      NULL, NULL },
    { "village", "GET /api/persons?limit=501", NULL, 400, "limit", NULL, NULL },
    { "village", "GET /api/persons?limit=x", NULL, 400, "limit", NULL, NULL },
    { "village", "GET /api/persons?after=x", NULL, 400, "after", NULL, NULL },
    { "village", "GET /api/persons?after=1.2.3.x", NULL, 400, "after", NULL, NULL },
    { "village", "GET /api/persons?organisation=-1", NULL, 400, "organisation", NULL, NULL },
};

void api_person_register_test(Test *test)
{
    run(test, REGISTERED, COUNT_OF(REGISTERED));
}

/* ---- changed -------------------------------------------------------------------------------- */

#define AMEND(revision, name)                                                                      \
    "{\"revision\":" revision ",\"name\":\"" name "\",\"sex\":\"1\",\"born_on\":\"1950-01-02\"}"

static const ApiRow CHANGED[] = {
    { "village", "PUT /api/persons/$p1", AMEND("1", "甲丑"), 200, "\"revision\":2", NULL,
      KEY("a") },
    { "village", "PUT /api/persons/$p1", AMEND("1", "甲丑"), 200, "\"revision\":2", NULL,
      KEY("a") },
    { "village", "PUT /api/persons/$p1", AMEND("1", "甲寅"), 409, NULL, NULL, NULL },
    { "village", "PUT /api/persons/$p1", "{\"name\":\"甲寅\"}", 400, "revision", NULL, NULL },
    { "village", "PUT /api/persons/$p3", AMEND("1", "甲寅"), 403, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1", NULL, 200, "甲丑~!甲寅", NULL, NULL },

    /* To the other village of the township, and back because it was a mistake. */
    { "town", "POST /api/persons/$p1/moves",
      "{\"from_on\":\"2024-03-01\",\"kind\":\"1\",\"organisation_id\":\"$v2\",\"region\":"
      "\"990101100202\",\"reason\":\"搬家\"}",
      201, "\"person_id\":\"$p1\"", NULL, KEY("m") },
    { "town", "POST /api/persons/$p1/moves",
      "{\"from_on\":\"2024-03-01\",\"kind\":\"1\",\"organisation_id\":\"$v2\",\"region\":"
      "\"990101100202\",\"reason\":\"搬家\"}",
      201, NULL, NULL, KEY("m") },
    { "town", "GET /api/persons/$p1", NULL, 200, "\"id\":\"$v2\"~\"residences\":[{~{", NULL, NULL },
    { "village", "GET /api/persons/$p1", NULL, 403, NULL, NULL, NULL },
    { "town", "POST /api/persons/$p1/moves", "{\"organisation_id\":\"$v1\"}", 400,
      FIELD("from_on", "required"), NULL, NULL },
    { "town", "DELETE /api/persons/$p1/moves/2024-03-02", NULL, 400, FIELD("from_on", "unknown"),
      NULL, NULL },
    { "town", "DELETE /api/persons/$p1/moves/yesterday", NULL, 404, NULL, NULL, NULL },
    { "town", "DELETE /api/persons/$p1/moves/2024-03-01", NULL, 204, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1", NULL, 200, "\"id\":\"$v1\"~!2024-03-01", NULL, NULL },

    /* Dead, and not. */
    { "village", "PUT /api/persons/$p1/death", "{}", 400, FIELD("died_on", "required"), NULL,
      NULL },
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":\"1949-12-31\"}", 400, "\"died_on\"",
      NULL, NULL },
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":\"2025-05-05\"}", 200, NULL, NULL,
      NULL },
    { "village", "GET /api/persons/$p1", NULL, 200, "\"age\":75,\"died_on\":\"2025-05-05\"", NULL,
      NULL },
    { "village", "POST /api/persons/$p1/records/care.visit",
      "{\"occurred_on\":\"2025-05-06\",\"values\":{\"way\":\"1\",\"sbp\":\"120\"}}", 400,
      FIELD("occurred_on", "after"), NULL, NULL },
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":null}", 200, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1", NULL, 200, "\"died_on\":null", NULL, NULL },
};

void api_person_change_test(Test *test)
{
    run(test, CHANGED, COUNT_OF(CHANGED));
}
