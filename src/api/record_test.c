/* Records: submitted, refused, repeated, amended, voided; and what bodies may be. */
#include <string.h>

#include "api/fixture_private.h"
#include "base/limits.h"

#define VISITS       "/api/persons/$p1/records/care.visit"
#define BODY(values) "{\"occurred_on\":\"$today\",\"values\":{" values "}}"
#define GOOD         "\"way\":\"1\",\"sbp\":\"120\""
#define KEY(key)     "Idempotency-Key: " key "\n"
#define FIELD(f, c)  "\"field\":\"" f "\"~\"code\":\"" c "\""
#define ROW(f, n, c) "\"field\":\"" f "\"~\"row\":" n "~\"code\":\"" c "\""

static void run(Test *test, const ApiRow *rows, size_t count)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, rows, count);
    county_verify(&fixture.county, test);
    api_fixture_close(&fixture);
}

/* ---- what is wrong with one ----------------------------------------------------------------- */

static const ApiRow WRONG[] = {
    /* Everything that is wrong comes at once. */
    { "village", "POST " VISITS,
      BODY("\"sbp\":\"400\",\"dbp\":\"x\",\"symptoms\":\"1,2\",\"weight\":\"70.25\","
           "\"smoker\":\"maybe\",\"cigarettes\":\"3\",\"nothing\":\"1\""),
      400,
      "\"title\":\"the input is wrong~8 things are wrong~" FIELD("dbp", "format") "~" FIELD(
          "symptoms",
          "alone") "~" FIELD("weight",
                             "format") "~" FIELD("smoker",
                                                 "format") "~" FIELD("nothing",
                                                                     "unknown_field") "~" FIELD("sb"
                                                                                                "p",
                                                                                                "to"
                                                                                                "o_"
                                                                                                "hi"
                                                                                                "g"
                                                                                                "h"),
      NULL, NULL },
    { "village", "POST " VISITS, BODY(""), 400,
      FIELD("way", "required") "~" FIELD("sbp", "required"), NULL, NULL },
    { "village", "POST " VISITS, BODY("\"way\":\"7\",\"sbp\":\"120\""), 400,
      FIELD("way", "unknown_code"), NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"weight\":\"70.25\""), 400, FIELD("weight", "format"),
      NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"unheard\":\"1\""), 400,
      FIELD("unheard", "unknown_field"), NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"high\":\"true\""), 400, FIELD("high", "not_allowed"),
      NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"smoker\":\"true\""), 400,
      FIELD("cigarettes", "required"), NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"cigarettes\":\"5\""), 400,
      FIELD("cigarettes", "not_allowed"), NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"dbp\":\"130\""), 400,
      "\"code\":\"rule\"~diastolic must be below systolic", NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"dbp\":\"130\""), 400, "舒张压应低于收缩压", NULL,
      "Accept-Language: zh\n" },
    { "village", "POST " VISITS, BODY(GOOD ",\"place\":\"77\""), 400, FIELD("place", "unknown"),
      NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"note\":{}"), 400, FIELD("note", "format"), NULL,
      NULL },

    /* The day, the place, the doctor, the rows of a list. */
    { "village", "POST " VISITS, "{\"values\":{" GOOD "}}", 400, FIELD("occurred_on", "required"),
      NULL, NULL },
    { "village", "POST " VISITS, "{\"occurred_on\":\"2024-02-30\",\"values\":{" GOOD "}}", 400,
      FIELD("occurred_on", "no_date"), NULL, NULL },
    { "village", "POST " VISITS, "{\"occurred_on\":\"2199-01-01\",\"values\":{" GOOD "}}", 400,
      FIELD("occurred_on", "future"), NULL, NULL },
    { "village", "POST " VISITS, "{\"occurred_on\":\"1949-01-01\",\"values\":{" GOOD "}}", 400,
      FIELD("occurred_on", "before"), NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"organisation_id\":\"$v3\",\"values\":{" GOOD "}}", 403, NULL,
      NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"worker_id\":\"999\",\"values\":{" GOOD "}}", 400,
      FIELD("worker_id", "unknown"), NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"person_id\":\"$p2\",\"values\":{" GOOD "}}", 400,
      FIELD("person_id", "differs"), NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"values\":{" GOOD
      "},\"lists\":{\"medicines\":[{\"dose\":\"x\"},"
      "7]}}",
      400, ROW("medicines.dose", "1", "format") "~" ROW("medicines", "2", "format"), NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"values\":{" GOOD "},\"lists\":{\"medicines\":[{},{},{}]}}",
      400, FIELD("medicines", "too_many"), NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"values\":{" GOOD "},\"lists\":{\"other\":[]}}", 400,
      FIELD("other", "unknown_field"), NULL, NULL },
    { "village", "POST " VISITS, "{\"occurred_on\":\"$today\",\"values\":[],\"lists\":7}", 400,
      FIELD("values", "format") "~" FIELD("lists", "format"), NULL, NULL },
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"$today\",\"surprise\":1,\"values\":{" GOOD "}}", 400,
      FIELD("surprise", "unknown_field"), NULL, NULL },

    /* Nothing of all that was stored. */
    { "village", "GET /api/persons/$p1/records", NULL, 200, "{\"items\":[]}", NULL, NULL },
    { "village", "GET /api/figures/care.visits", NULL, 200, "\"part\":\"0\"", NULL, NULL },

    { "village", "POST /api/persons/$p1/records/care.nothing", BODY(GOOD), 404, NULL, NULL, NULL },
    { "village", "POST /api/persons/$p1/records/site", BODY("\"name\":\"x\""), 404, NULL, NULL,
      NULL },
    { "village", "POST /api/persons/999/records/care.visit", BODY(GOOD), 404, NULL, NULL, NULL },
};

void api_record_wrong_test(Test *test)
{
    run(test, WRONG, COUNT_OF(WRONG));
}

/* ---- a life --------------------------------------------------------------------------------- */

static const ApiRow LIFE[] = {
    { "village", "POST /api/forms/care.visit/preview",
      "{\"person_id\":\"$p1\",\"occurred_on\":\"$today\",\"values\":{\"sbp\":\"190\",\"smoker\":"
      "\"true\"}}",
      200,
      FIELD("way", "required") "~\"derived\":{\"high\":{\"text\":\"true\"~\"applies\":{~"
                               "\"cigarettes\":true~\"required\":{~\"cigarettes\":true~"
                               "\"urgency\":\"urgent\"~Refer at once",
      NULL, NULL },
    { "village", "POST /api/forms/care.visit/preview", BODY(GOOD), 400, "person_id", NULL, NULL },
    { "village", "POST /api/persons/$p1/records/care.opening", BODY("\"reason\":\"建档\""), 201,
      "\"due\":[{~\"item\":\"visit\"", NULL, NULL },
    { "village", "GET /api/due?until=2100-01-01", NULL, 200, "甲子~\"form\":\"care.visit\"", NULL,
      NULL },

    /* Numbers and yes-or-no may come as what they are; a warning hinders nothing. */
    { "village", "POST " VISITS,
      "{\"person_id\":\"$p1\",\"occurred_on\":\"$today\",\"organisation_id\":\"$v1\","
      "\"worker_id\":\"$w\",\"values\":{\"way\":2,\"sbp\":210,\"weight\":70.5,\"smoker\":true,"
      "\"cigarettes\":20,\"note\":\"紧急 "
      "😷\",\"dbp\":null},\"lists\":{\"medicines\":[{\"name\":\"钙\","
      "\"dose\":\"0.25\"},{\"name\":\"铁\"}]}}",
      201,
      "\"record_id\":\"~\"revision\":1~\"high\":{\"text\":\"true\"~\"urgent\"~\"code\":\"unusual\","
      "\"severity\":\"warning\"~\"repeated\":false",
      "r=record_id", KEY("one") },
    { "village", "GET " VISITS "/$r", NULL, 200,
      "\"values\":{~\"way\":{\"text\":\"2\",\"shown\":{\"zh\":\"家庭\",\"en\":\"Home\"}}~"
      "\"sbp\":{\"text\":\"210\"~\"weight\":{\"text\":\"70.5\"~\"note\":{\"text\":\"紧急 😷\"~"
      "\"medicines\":[{~钙~0.25~铁",
      NULL, NULL },
    { "village", "GET /api/figures/care.visits", NULL, 200, "\"part\":\"1\"~\"from_tallies\":true",
      NULL, NULL },

    /* The same again: the same answer, once. Something else under that key is none. */
    { "village", "POST " VISITS,
      "{\"person_id\":\"$p1\",\"occurred_on\":\"$today\",\"organisation_id\":\"$v1\","
      "\"worker_id\":\"$w\",\"values\":{\"way\":2,\"sbp\":210,\"weight\":70.5,\"smoker\":true,"
      "\"cigarettes\":20,\"note\":\"紧急 "
      "😷\",\"dbp\":null},\"lists\":{\"medicines\":[{\"name\":\"钙\","
      "\"dose\":\"0.25\"},{\"name\":\"铁\"}]}}",
      201, "\"record_id\":\"$r\"~\"revision\":1~\"high\":{\"text\":\"true\"~\"repeated\":true",
      NULL, KEY("one") },
    { "village", "POST " VISITS, BODY(GOOD), 409, NULL, NULL, KEY("one") },
    { "village", "GET /api/figures/care.visits", NULL, 200, "\"part\":\"1\"", NULL, NULL },

    /* Amended by who has read the last revision. */
    { "village", "PUT " VISITS "/$r",
      "{\"revision\":1,\"occurred_on\":\"$today\",\"values\":{" GOOD "}}", 200,
      "\"revision\":2~\"high\":{\"text\":\"false\"", NULL, KEY("two") },
    { "village", "PUT " VISITS "/$r",
      "{\"revision\":1,\"occurred_on\":\"$today\",\"values\":{" GOOD "}}", 200,
      "\"revision\":2~\"repeated\":true", NULL, KEY("two") },
    { "village", "PUT " VISITS "/$r",
      "{\"revision\":1,\"occurred_on\":\"$today\",\"values\":{" GOOD "}}", 409, NULL, NULL, NULL },
    { "village", "PUT " VISITS "/$r", BODY(GOOD), 409, NULL, NULL, NULL },
    { "village", "PUT " VISITS "/$r",
      "{\"revision\":2,\"occurred_on\":\"$today\",\"values\":{\"way\":\"1\"}}", 400,
      FIELD("sbp", "required"), NULL, NULL },
    { "village", "PUT " VISITS "/999",
      "{\"revision\":1,\"occurred_on\":\"$today\",\"values\":{" GOOD "}}", 404, NULL, NULL, NULL },
    { "village", "GET " VISITS "/$r/history", NULL, 200,
      "{\"items\":[{~\"revision\":1~210~钙~\"superseded_by\":{\"id\":\"~\"superseded_at\":\"", NULL,
      NULL },

    /* A day without visits, in the order of its days. */
    { "village", "POST " VISITS,
      "{\"occurred_on\":\"2021-01-01\",\"values\":{\"way\":\"1\",\"sbp\":\"111\"}}", 201, NULL,
      "old=record_id", NULL },
    { "village", "GET /api/persons/$p1/records", NULL, 200,
      "\"form\":\"care.~$today~2021-01-01~!medicines", NULL, NULL },
    { "village", "GET /api/persons/$p1/records?form=care.opening", NULL, 200,
      "care.opening~!care.visit", NULL, NULL },
    { "village", "GET /api/persons/$p1/records?form=care.nothing", NULL, 404, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1", NULL, 200,
      "\"enrolments\":[{\"programme\":\"care\"~\"opened_on\":\"$today\"", NULL, NULL },

    /* Voided, with a reason; it can still be read why. */
    { "village", "DELETE " VISITS "/$r", "{\"revision\":2}", 400, "reason", NULL, NULL },
    { "village", "DELETE " VISITS "/$r", "{\"revision\":0,\"reason\":\"错\"}", 400, "revision",
      NULL, NULL },
    { "village", "DELETE " VISITS "/$r", "{\"revision\":2,\"reason\":\" \"}", 400, NULL, NULL,
      NULL },
    { "village", "DELETE " VISITS "/$r", "{\"revision\":1,\"reason\":\"错\"}", 409, NULL, NULL,
      NULL },
    { "village", "DELETE " VISITS "/$r", "{\"revision\":2,\"reason\":\"错\"}", 204, NULL, NULL,
      KEY("three") },
    { "village", "DELETE " VISITS "/$r", "{\"revision\":2,\"reason\":\"错\"}", 204, NULL, NULL,
      KEY("three") },
    { "village", "DELETE " VISITS "/$r", "{\"revision\":2,\"reason\":\"错\"}", 404, NULL, NULL,
      NULL },
    { "village", "GET " VISITS "/$r", NULL, 404, NULL, NULL, NULL },
    { "village", "GET " VISITS "/$r/history", NULL, 200,
      "\"revision\":2~\"void_reason\":\"错\"~\"revision\":1", NULL, NULL },
    { "village", "GET /api/figures/care.visits", NULL, 200, "\"part\":\"0\"", NULL, NULL },
};

void api_record_life_test(Test *test)
{
    run(test, LIFE, COUNT_OF(LIFE));
}

/* ---- entries of registers ------------------------------------------------------------------- */

static const ApiRow REGISTERS[] = {
    { "village", "POST /api/registers/site", BODY("\"name\":\"东场\""), 201, "\"repeated\":false",
      "e=record_id", KEY("e") },
    { "village", "POST /api/registers/site", BODY("\"name\":\"东场\""), 201, "$e~\"repeated\":true",
      NULL, KEY("e") },
    { "village", "POST /api/registers/site", BODY("\"name\":\"西场\""), 201, NULL, "f=record_id",
      NULL },
    { "village", "POST /api/registers/site", BODY(""), 400, FIELD("name", "required"), NULL, NULL },
    { "village", "POST /api/registers/nothing", BODY(""), 404, NULL, NULL, NULL },
    { "village", "GET /api/registers/site", NULL, 200, "东场~西场~\"next\":null", NULL, NULL },
    { "village", "GET /api/registers/site?limit=1", NULL, 200, "东场~!西场", "n=next", NULL },
    { "village", "GET /api/registers/site?limit=1&after=$n", NULL, 200, "西场~\"next\":null", NULL,
      NULL },
    { "village", "GET /api/registers/site?q=%E8%A5%BF", NULL, 200, "西场~!东场", NULL, NULL },
    { "village", "GET /api/registers/site/$e", NULL, 200, "东场", NULL, NULL },
    { "village", "PUT /api/registers/site/$e",
      "{\"revision\":1,\"occurred_on\":\"$today\",\"values\":{\"name\":\"南场\"}}", 200,
      "\"revision\":2", NULL, NULL },
    { "village", "GET /api/registers/site/$e/history", NULL, 200, "东场", NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"place\":\"$e\""), 201, NULL, "r=record_id", NULL },
    { "village", "GET " VISITS "/$r", NULL, 200, "\"place\":{\"text\":\"$e\"~南场", NULL, NULL },
    { "village", "DELETE /api/registers/site/$f", "{\"revision\":1,\"reason\":\"重复\"}", 204, NULL,
      NULL, NULL },
    { "village", "GET /api/registers/site/$f", NULL, 404, NULL, NULL, NULL },
    { "village", "GET /api/registers/site/999", NULL, 404, NULL, NULL, NULL },
};

void api_register_test(Test *test)
{
    run(test, REGISTERS, COUNT_OF(REGISTERS));
}

/* ---- what bodies may be --------------------------------------------------------------------- */

static const ApiRow BODIES[] = {
    { "village", "POST " VISITS, "", 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, NULL, 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, "[]", 400, "expected a JSON object", NULL, NULL },
    { "village", "POST " VISITS, "null", 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, "{", 400, "\"line\":1", NULL, NULL },
    { "village", "POST " VISITS, "{\n\"values\":{\"sbp\" \"120\"}}", 400, "\"line\":2", NULL,
      NULL },
    { "village", "POST " VISITS, BODY(GOOD) "x", 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"sbp\":\"121\""), 400, "twice", NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"note\":\"a\\u0000b\""), 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"note\":\"\xff\""), 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"note\":\"\\ud800\""), 400, NULL, NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD ",\"note\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"),
      413, "deep", NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD), 400, NULL, NULL, "Content-Type: text/json\n" },
    { "village", "POST " VISITS, BODY(GOOD), 400, NULL, NULL, "Content-Type: \n" },
    { "village", "POST " VISITS, BODY(GOOD), 400, "Idempotency-Key", NULL,
      KEY("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "aa"
          "aaaaaaaaaaa") },
    { "village", "GET /api/persons/$p1/records", NULL, 200, "{\"items\":[]}", NULL, NULL },
    { "village", "POST " VISITS, BODY(GOOD), 201, NULL, NULL,
      "Content-Type: application/json; charset=utf-8\n" },
};

void api_body_test(Test *test)
{
    run(test, BODIES, COUNT_OF(BODIES));
}

/* As large as it may be, and larger. */
void api_body_size_test(Test *test)
{
    static const struct {
        size_t size;
        int    status;
    } SIZES[] = { { LIMIT_BODY_BYTES, 400 }, { LIMIT_BODY_BYTES + 1, 413 } };
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(SIZES) && fixture.server; i++) {
        Buf body = buf_open(fixture.arena, SIZES[i].size);

        buf_add_c(&body, "{\"occurred_on\":\"2024-01-01\",\"values\":{\"note\":\"");
        buf_add_times(&body, 'x', SIZES[i].size - body.len - 3);
        buf_add_c(&body, "\"}}");
        ApiRow const row = { .as = "village",
                             .ask = "POST " VISITS,
                             .body = str_to_c(fixture.arena, buf_str(&body)) };
        test_row(test, "%zu bytes", SIZES[i].size);
        check_equal(test, client_status(api_fixture_ask(&fixture, &row)), SIZES[i].status);
    }
    api_fixture_close(&fixture);
}
