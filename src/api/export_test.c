/* Exports over HTTP: what goes out, to whom, and that it is written down. */
#include "api/fixture_private.h"

#define VISIT "{\"occurred_on\":\"$today\",\"values\":{\"way\":\"1\",\"sbp\":\"137\"}}"

static const ApiRow EXPORTS[] = {
    { "village", "POST /api/persons/$p1/records/care.visit", VISIT, 201, NULL, NULL, NULL },
    { "town", "GET /api/export/care.visit", NULL, 200, "sbp~137", NULL, NULL },
    { "town", "GET /api/export/care.visit?format=ndjson&without_names=1", NULL, 200,
      "\"sbp\":137~!\"name\":", NULL, NULL },
    { "town", "GET /api/export/care.visit?labels=zh", NULL, 200, "收缩压~137", NULL, NULL },
    { "town", "GET /api/export/care.visit?until=2020-01-01", NULL, 200, "sbp~!137", NULL, NULL },
    { "town", "GET /api/export/persons", NULL, 200, "person_id", NULL, NULL },
    { "town", "GET /api/export/nothing", NULL, 404, NULL, NULL, NULL },
    { "town", "GET /api/export/persons?format=xls", NULL, 400, NULL, NULL, NULL },
    { "town", "GET /api/export/persons?organisation=999", NULL, 403, NULL, NULL, NULL },
    { "village", "GET /api/export/persons", NULL, 403, NULL, NULL, NULL },
    { NULL, "GET /api/export/persons", NULL, 401, NULL, NULL, NULL },
    /* The latest first; nothing that was refused. */
    { "auditor", "GET /api/audit", NULL, 200,
      "\"action\":\"export\"~\"form\":\"persons\"~\"form\":\"care.visit\"~ndjson, without names",
      NULL, NULL },
};

void api_export_test(Test *test)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, EXPORTS, COUNT_OF(EXPORTS));
    api_fixture_close(&fixture);
}
