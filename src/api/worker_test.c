/* Workers, their licences, places and identity; institutions and their trees: written
 * over HTTP. */
#include "api/fixture_private.h"

#define FIELD(f, c) "\"field\":\"" f "\"~\"code\":\"" c "\""
#define CARD        "{\"revision\":0,\"citizen_id\":\"990101198503070017\",\"education\":\"20\"}"

static void run(Test *test, const ApiRow *rows, size_t count)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, rows, count);
    county_verify(&fixture.county, test);
    api_fixture_close(&fixture);
}

static const ApiRow WORKERS[] = {
    { "admin", "GET /api/workers/$w", NULL, 200,
      "\"revision\":1~\"may_change\":true~\"licence_kinds\":[{~physician~\"citizen_id\":null~"
      "\"is_masked\":false,\"revision\":0}~\"licences\":[]~\"places\":[{~\"is_main\":true",
      NULL, NULL },
    { "admin", "GET /api/workers/99", NULL, 404, NULL, NULL, NULL },

    /* who he is: for whom it is, and for whom not */
    { "admin", "PUT /api/workers/$w/identity",
      "{\"revision\":0,\"citizen_id\":\"990101198503070018\",\"sex\":\"7\",\"surprise\":1}", 400,
      FIELD("surprise", "unknown_field"), NULL, NULL },
    { "admin", "PUT /api/workers/$w/identity",
      "{\"revision\":0,\"citizen_id\":\"990101198503070018\",\"sex\":\"7\"}", 400,
      FIELD("sex", "unknown_code") "~" FIELD("citizen_id", "check_digit"), NULL, NULL },
    { "admin", "PUT /api/workers/$w/identity", CARD, 200, "\"id\":\"$w\"", NULL, NULL },
    { "admin", "PUT /api/workers/$w/identity", CARD, 409, NULL, NULL, NULL },
    { "admin", "GET /api/workers/$w", NULL, 200,
      "990101198503070017~\"code\":\"1\"~1985-03-07~大学本科~\"is_masked\":false", NULL, NULL },
    { "clinic", "GET /api/workers/$w", NULL, 200,
      "\"may_change\":false~**************0017~\"code\":\"1\"~\"born_on\":null~大学本科~"
      "\"is_masked\":true",
      NULL, NULL },
    { "clinic", "PUT /api/workers/$w/identity", CARD, 403, NULL, NULL, NULL },
    { "auditor", "GET /api/audit", NULL, 200, "worker.read", NULL, NULL },

    /* another worker: the number is taken, and by whom */
    { "admin", "POST /api/workers", "{\"code\":\"n 1\",\"name\":\"\",\"organisation_id\":\"9\"}",
      400,
      FIELD("code", "format") "~" FIELD("name", "required") "~" FIELD("organisation", "unknown"),
      NULL, NULL },
    { "admin", "POST /api/workers",
      "{\"code\":\"N1\",\"name\":\"护士乙\",\"organisation_id\":\"$v2\",\"profession\":\"护士\"}",
      200, NULL, "n=id", NULL },
    { "admin", "PUT /api/workers/$n/identity", CARD, 400,
      FIELD("citizen_id", "taken") "~of the worker with the code W1", NULL, NULL },
    { "admin", "PUT /api/workers/$n",
      "{\"revision\":1,\"organisation_id\":\"$v1\",\"since\":\"2024-03-01\"}", 200, NULL, NULL,
      NULL },
    { "admin", "PUT /api/workers/$n", "{\"revision\":1,\"name\":\"护士丙\"}", 409, NULL, NULL,
      NULL },
    { "admin", "GET /api/workers/$n", NULL, 200,
      "\"revision\":2~护士乙~护士~\"places\":[{~$v2~2024-02-29~$v1~2024-03-01", NULL, NULL },

    /* licences and titles */
    { "admin", "PUT /api/workers/$w/licences", "{\"kind\":\"nurse\"}", 400,
      FIELD("number", "required"), NULL, NULL },
    { "admin", "PUT /api/workers/$w/licences",
      "{\"kind\":\"nurse\",\"number\":\"H1\",\"valid_from\":\"2020-01-01\",\"valid_until\":"
      "\"2021-01-01\"}",
      200, NULL, NULL, NULL },
    { "admin", "PUT /api/workers/$w/licences", "{\"kind\":\"title\",\"level\":\"主治医师\"}", 200,
      NULL, NULL, NULL },
    { "admin", "PUT /api/workers/$n/licences", "{\"kind\":\"nurse\",\"number\":\"H1\"}", 400,
      FIELD("number", "taken"), NULL, NULL },
    { "admin", "GET /api/workers/$w", NULL, 200,
      "护士执业~H1~\"has_expired\":true~专业技术职称~主治医师~\"has_expired\":false", NULL, NULL },
    { "clinic", "PUT /api/workers/$w/licences", "{\"kind\":\"title\",\"level\":\"院士\"}", 403,
      NULL, NULL, NULL },
    { "admin", "DELETE /api/licences/99", NULL, 404, NULL, NULL, NULL },

    /* places beside the main one */
    { "admin", "PUT /api/workers/$w/places",
      "{\"organisation_id\":\"$v2\",\"from_on\":\"2024-05-01\",\"until_on\":\"2024-04-01\"}", 400,
      FIELD("until_on", "before"), NULL, NULL },
    { "admin", "PUT /api/workers/$w/places",
      "{\"organisation_id\":\"$v2\",\"from_on\":\"2024-05-01\"}", 200, NULL, NULL, NULL },
    { "admin", "PUT /api/workers/$w/places",
      "{\"organisation_id\":\"$v2\",\"from_on\":\"2024-05-01\",\"until_on\":\"2024-06-30\"}", 200,
      NULL, NULL, NULL },
    { "admin", "GET /api/workers/$w", NULL, 200,
      "\"is_main\":true~$v2~\"is_main\":false~2024-05-01~2024-06-30", NULL, NULL },
    { "admin", "DELETE /api/workers/$w/places/$v2/2024-05-01", NULL, 204, NULL, NULL, NULL },
    { "admin", "DELETE /api/workers/$w/places/$v2/2024-05-01", NULL, 404, NULL, NULL, NULL },
    { "clinic", "GET /api/workers/$w/history", NULL, 200,
      "\"what\":\"place\"~$v2~2024-05-01~2024-06-30~!990101198503070017", NULL, NULL },
    { "auditor", "GET /api/audit", NULL, 200,
      "worker.place_withdraw~worker.place~worker.licence~worker.identity", NULL, NULL },
};

void api_worker_test(Test *test)
{
    run(test, WORKERS, COUNT_OF(WORKERS));
}

static const ApiRow TREES[] = {
    { "admin", "PUT /api/trees/Union", "{\"zh\":\"\",\"en\":\"Alliance\"}", 400,
      FIELD("tree", "format") "~" FIELD("label_zh", "required"), NULL, NULL },
    { "admin", "PUT /api/trees/stroke", "{\"zh\":\"卒中联盟\",\"en\":\"Stroke alliance\"}", 204,
      NULL, NULL, NULL },
    { "clinic", "PUT /api/trees/stroke", "{\"zh\":\"卒中\",\"en\":\"Stroke\"}", 403, NULL, NULL,
      NULL },
    { "clinic", "GET /api/trees", NULL, 200, "stroke~卒中联盟~Stroke alliance", NULL, NULL },

    /* from a day on, until a day, withdrawn */
    { "admin", "PUT /api/organisations/$t2/edges",
      "{\"tree\":\"strokes\",\"parent_id\":\"$t1\",\"from_on\":\"2024-01-01\"}", 400,
      FIELD("tree", "unknown"), NULL, NULL },
    { "admin", "PUT /api/organisations/$t2/edges",
      "{\"tree\":\"stroke\",\"parent_id\":\"$v3\",\"from_on\":\"2024-01-01\"}", 400,
      FIELD("parent", "rule") "~would lie below it", NULL, NULL },
    { "admin", "PUT /api/organisations/$t2/edges",
      "{\"tree\":\"stroke\",\"parent_id\":\"$t1\",\"from_on\":\"2024-01-01\"}", 204, NULL, NULL,
      NULL },
    { "admin", "GET /api/trees/view?tree=stroke&on=2024-01-01", NULL, 200,
      "\"id\":\"$t2\"~\"parent_id\":\"$t1\"", NULL, NULL },
    /* a figure says in which tree, and as of which day */
    { "admin", "GET /api/figures/care.patients?tree=stroke&organisation=$t1&period=2024", NULL, 200,
      "\"below\":{\"tree\":\"stroke\"~卒中联盟~\"on\":\"2024-12-31\"", NULL, NULL },
    { "admin", "PUT /api/organisations/$t2/edges",
      "{\"tree\":\"stroke\",\"parent_id\":\"$t1\",\"from_on\":\"2024-01-01\",\"until_on\":"
      "\"2024-03-31\"}",
      204, NULL, NULL, NULL },
    { "admin", "GET /api/organisations/$t2", NULL, 200, "\"tree\":\"stroke\"~2024-01-01~2024-03-31",
      NULL, NULL },
    { "admin", "DELETE /api/organisations/$t2/edges/stroke/2024-01-01", NULL, 204, NULL, NULL,
      NULL },
    { "admin", "DELETE /api/organisations/$t2/edges/stroke/2024-01-01", NULL, 404, NULL, NULL,
      NULL },
    { "admin", "DELETE /api/organisations/$t2/edges/stroke/now", NULL, 404, NULL, NULL, NULL },
    { "clinic", "PUT /api/organisations/$t1/edges",
      "{\"tree\":\"stroke\",\"parent_id\":\"$t2\",\"from_on\":\"2024-01-01\"}", 403, NULL, NULL,
      NULL },
    /* administration too: at once what others see from there follows */
    { "admin", "PUT /api/organisations/$v3/edges",
      "{\"tree\":\"administration\",\"parent_id\":\"$t1\",\"from_on\":\"2024-02-01\"}", 204, NULL,
      NULL, NULL },
    { "town", "GET /api/persons/$p3", NULL, 200, NULL, NULL, NULL },

    /* what is known of an institution */
    { "admin", "PUT /api/organisations/$t1/profile",
      "{\"level\":\"7\",\"beds_in_use\":\"many\",\"insurance_code\":\"H1\"}", 400,
      FIELD("level", "unknown_code") "~" FIELD("beds_in_use", "format") "~" FIELD("insurance_code",
                                                                                  "format"),
      NULL, NULL },
    { "admin", "PUT /api/organisations/$t1/profile",
      "{\"level\":\"1\",\"beds_in_use\":\"40\",\"licence_from\":\"2020-01-01\"}", 204, NULL, NULL,
      NULL },
    { "clinic", "GET /api/organisations/$t1", NULL, 200, "\"may_change\":false~一级~40", NULL,
      NULL },
    { "clinic", "PUT /api/organisations/$t1/profile", "{\"level\":\"2\"}", 403, NULL, NULL, NULL },
};

void api_institution_test(Test *test)
{
    run(test, TREES, COUNT_OF(TREES));
}
