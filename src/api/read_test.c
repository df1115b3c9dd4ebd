/* What is only read: definitions, dues, figures, the summary, places, the audit log. */
#include <poll.h>

#include "api/fixture_private.h"
#include "base/instant.h"

#define RECORDS "/api/persons/$p1/records/"

/* One resident enrolled and visited, for what follows. */
static const ApiRow CARE[] = {
    { "village", "POST " RECORDS "care.opening", "{\"occurred_on\":\"$today\",\"values\":{}}", 201,
      NULL, NULL, NULL },
    { "village", "POST " RECORDS "care.visit",
      "{\"occurred_on\":\"$today\",\"values\":{\"way\":\"1\",\"sbp\":\"150\"}}", 201, NULL,
      "r=record_id", NULL },
    { "town", "POST /api/persons/$p2/records/care.opening",
      "{\"occurred_on\":\"$today\",\"organisation_id\":\"$v2\",\"values\":{}}", 201, NULL, NULL,
      NULL },
};

static const ApiRow READS[] = {
    /* Definitions. */
    { "leader", "GET /api", NULL, 200,
      "\"name\":\"Barefoot\"~\"version\":1,\"hash\":\"~\"today\":\"$today\"~\"routes\":[{"
      "\"method\":"
      "\"POST\",\"pattern\":\"/api/session\"~/healthz",
      NULL, NULL },
    { "leader", "GET /api/catalogue", NULL, 200,
      "\"programmes\":[{\"name\":\"care\"~\"enrols\":true,\"forms\":[\"care.opening\",\"care."
      "visit\"]~"
      "\"items\":[{\"name\":\"visit\"~\"indicators\":[{\"name\":\"care.visits\"~\"registers\":[{"
      "\"name\":\"site\"~\"person_codes\":{\"sex\"",
      NULL, NULL },
    { "leader", "GET /api/forms/care.visit", NULL, 200,
      "\"name\":\"care.visit\"~\"subject\":\"person\"~\"name\":\"sbp\"~\"type\":\"number\","
      "\"scale\":0,"
      "\"unit\":{\"symbol\":\"mmHg\"~\"low\":\"60\",\"high\":\"300\",\"usual_low\":\"90\"~"
      "\"required\":true~\"name\":\"cigarettes\"~\"conditional\":true~\"name\":\"place\"~"
      "\"register\":\"site\"~\"name\":\"high\"~\"derived\":true~\"lists\":[{\"name\":\"medicines\"~"
      "\"rows_max\":2~\"layout\":[~\"codes\":{\"way\":",
      NULL, NULL },
    { "leader", "GET /api/forms/site", NULL, 200, "\"subject\":\"site\"", NULL, NULL },
    { "leader", "GET /api/forms/nothing", NULL, 404, NULL, NULL, NULL },

    /* Official numbers: none was told; the definitions lack what they are held against. */
    { "leader", "GET /api/population/official?year=2024", NULL, 200,
      "\"year\":2024,\"items\":[],\"doubts\":[],\"next\":null", NULL, NULL },
    { "leader", "GET /api/population/official?year=x", NULL, 400, "year", NULL, NULL },
    { "leader", "GET /api/population/share", NULL, 404, NULL, NULL, NULL },
    { "leader", "GET /api/quality", NULL, 200, "\"people\":~\"verified\":{\"count\":~\"checks\":[",
      NULL, NULL },

    /* Due. */
    { "village", "GET /api/due?until=2100-01-01", NULL, 200,
      "\"person\":{\"id\":\"$p1\",\"name\":\"甲子\"}~\"form\":\"care.visit\",\"item\":\"visit\"~"
      "\"is_overdue\":false~\"next\":null",
      NULL, NULL },
    { "village", "GET /api/due", NULL, 200, "\"items\":[],\"next\":null", NULL, NULL },
    { "village", "GET /api/due?until=2100-01-01&overdue=1", NULL, 200, "\"items\":[]", NULL, NULL },
    { "town", "GET /api/due?until=2100-01-01&limit=1", NULL, 200, "\"items\":[{~\"next\":\"",
      "next=next", NULL },
    { "town", "GET /api/due?until=2100-01-01&limit=1&after=$next", NULL, 200, "\"items\":[{", NULL,
      NULL },
    { "town", "GET /api/due?until=2100-01-01&programme=care&worker=$w", NULL, 200, "\"items\":[",
      NULL, NULL },
    { "town", "GET /api/due?programme=nothing", NULL, 404, NULL, NULL, NULL },
    { "town", "GET /api/due?until=soon", NULL, 400, "until", NULL, NULL },
    { "leader", "GET /api/due/summary?until=2100-01-01", NULL, 200,
      "\"id\":\"$v1\"~\"due\":1,\"overdue\":0~!甲子", NULL, NULL },
    { "village", "GET /api/persons/$p1/due", NULL, 200, "\"item\":\"visit\"", NULL, NULL },

    /* Figures. */
    { "leader", "GET /api/figures", NULL, 200,
      "\"period\":\"$year\"~\"indicator\":\"care.visits\"~\"part\":\"1\"~\"indicator\":"
      "\"care.patients\"~\"part\":\"2\"~\"indicator\":\"care.seen_rate\"~\"part\":\"1\",\"whole\":"
      "\"2\",\"value\":\"50",
      NULL, NULL },
    { "leader", "GET /api/figures?programme=care&period=$yearQ1", NULL, 200,
      "\"period\":\"$yearQ1\"", NULL, NULL },
    { "leader", "GET /api/figures?period=2020-13", NULL, 400, "period", NULL, NULL },
    { "leader", "GET /api/figures?programme=nothing", NULL, 404, NULL, NULL, NULL },
    { "leader", "GET /api/figures?organisation=$v1&region=99", NULL, 400, "not both", NULL, NULL },
    { "leader", "GET /api/figures?region=99010", NULL, 400, "region", NULL, NULL },
    { "leader", "GET /api/figures?region=990101100202", NULL, 200,
      "\"region\":{\"code\":\"990101100202\"~\"care.patients\"~\"part\":\"1\"", NULL, NULL },
    { "leader", "GET /api/figures/care.seen_rate", NULL, 200,
      "\"formula\":{\"part\":\"~\"whole\":", NULL, NULL },
    { "leader", "GET /api/figures/care.nothing", NULL, 404, NULL, NULL, NULL },
    { "leader", "GET /api/figures/care.patients?period=$today", NULL, 200,
      "\"part\":\"2\"~\"from_tallies\":", NULL, NULL },
    { "leader", "GET /api/figures/care.patients/places", NULL, 200,
      "\"id\":\"$t1\"~\"part\":\"2\"~\"id\":\"$t2\"~\"part\":\"0\"", NULL, NULL },
    { "leader", "GET /api/figures/care.visits/trend", NULL, 200,
      "\"by\":\"month\",\"items\":[{\"period\":\"$year-01\"~\"year_before\":{", NULL, NULL },
    { "leader", "GET /api/figures/care.visits/trend?by=quarter", NULL, 200,
      "\"period\":\"$yearQ1\"", NULL, NULL },
    { "leader", "GET /api/figures/care.visits/trend?period=1950", NULL, 400, "years", NULL, NULL },
    { "town", "GET /api/figures/care.seen_rate/people", NULL, 200, "甲子~!乙丑", NULL, NULL },
    { "town", "GET /api/figures/care.seen_rate/people?kind=missing", NULL, 200, "乙丑~!甲子", NULL,
      NULL },
    { "town", "GET /api/figures/care.seen_rate/people?kind=whole&limit=1", NULL, 200,
      "\"items\":[{~\"next\":\"", "next=next", NULL },
    { "town", "GET /api/figures/care.seen_rate/people?kind=whole&limit=1&after=$next", NULL, 200,
      "\"items\":[{", NULL, NULL },
    { "town", "GET /api/figures/care.seen_rate/people?kind=all", NULL, 400, "kind", NULL, NULL },
    { "town", "GET /api/figures/care.seen_rate/people/$p1", NULL, 200,
      "\"in_part\":true,\"in_whole\":true~\"reasons\":[{\"text\":", NULL, NULL },
    { "town", "GET /api/figures/care.seen_rate/people/$p2", NULL, 200,
      "\"in_part\":false,\"in_whole\":true", NULL, NULL },

    /* The summary. */
    { "leader", "GET /api/report/summary?year=$year", NULL, 200, "\"html\":\"~1", NULL, NULL },
    { "leader", "GET /api/report/summary?year=$year&format=md", NULL, 200, "Work done", NULL,
      NULL },
    { "leader", "GET /api/report/summary?year=$year&format=html", NULL, 200, "<", NULL, NULL },
    { "leader", "GET /api/report/summary?format=pdf", NULL, 400, "format", NULL, NULL },
    { "leader", "GET /api/report/summary?year=1800", NULL, 400, "year", NULL, NULL },

    /* Places and those who work there. */
    { "leader", "GET /api/organisations", NULL, 200, "\"code\":\"B\"~\"code\":\"V4\"~\"next\":null",
      NULL, NULL },
    { "leader", "GET /api/organisations?children=1", NULL, 200, "\"code\":\"T1\"~!\"V1\"", NULL,
      NULL },
    { "leader", "GET /api/organisations?below=$t2", NULL, 200, "\"V3\"~!\"V1\"", NULL, NULL },
    { "leader", "GET /api/organisations?q=V4", NULL, 200, "\"V4\"~!\"V3\"", NULL, NULL },
    { "leader", "GET /api/organisations?limit=2", NULL, 200, "\"items\":[{~\"next\":\"",
      "next=next", NULL },
    { "leader", "GET /api/organisations?limit=2&after=$next", NULL, 200, "\"items\":[{", NULL,
      NULL },
    { "leader", "GET /api/regions", NULL, 200, "\"code\":\"990000\",\"name\":\"示范省\"", NULL,
      NULL },
    { "leader", "GET /api/regions?parent=990101", NULL, 200, "990101100~990101101", NULL, NULL },
    { "leader", "GET /api/regions?parent=9", NULL, 400, "parent", NULL, NULL },
    { "leader", "GET /api/workers", NULL, 200, "\"id\":\"$w\",\"code\":\"W1\",\"name\":\"医一\"",
      NULL, NULL },
    { "leader", "GET /api/workers?organisation=$v2", NULL, 200, "\"items\":[]", NULL, NULL },

    /* For the operator, who comes from no proxy. */
    { NULL, "GET /healthz", NULL, 200, "\"status\":\"ok\"", NULL, NULL },
    { NULL, "GET /metrics", NULL, 200,
      "barefoot_requests_total{method=\"GET\",route=\"/api/figures\",status=\"200\"} ~"
      "barefoot_writer_jobs_total ~barefoot_persons 3",
      NULL, NULL },
    { NULL, "GET /metrics", NULL, 404, NULL, NULL, "X-Forwarded-For: 192.0.2.1\n" },

    /* Nothing there. */
    { "leader", "GET /api/nothing", NULL, 404, NULL, NULL, NULL },
    { "leader", "DELETE /api/figures", NULL, 405, NULL, NULL, NULL },
};

void api_read_test(Test *test)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, CARE, COUNT_OF(CARE));
    api_fixture_run(&fixture, READS, COUNT_OF(READS));
    api_fixture_close(&fixture);
}

/* While the tallies are out of date, figures are counted from the records. */
void api_stale_test(Test *test)
{
    static const ApiRow STALE[] = {
        { "leader", "GET /api/figures/care.patients", NULL, 200,
          "\"part\":\"2\"~\"from_tallies\":false", NULL, NULL },
        { "leader", "GET /api/figures/care.patients/places", NULL, 200,
          "\"id\":\"$t1\"~\"part\":\"2\"", NULL, NULL },
        { "leader", "GET /api/report/summary?year=$year&format=md", NULL, 200, "1", NULL, NULL },
    };
    ApiFixture fixture;
    Fault      fault = { 0 };

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, CARE, COUNT_OF(CARE));
    if (county_begin(&fixture.county, test)) {
        check_true(test, tally_set_stale(fixture.county.house->store, true, &fault));
        county_commit(&fixture.county, test);
    }
    api_fixture_run(&fixture, STALE, COUNT_OF(STALE));
    api_fixture_close(&fixture);
}

/* ---- the audit log -------------------------------------------------------------------------- */

/* Reading is written down soon, not at once: it is asked for until it is there. */
static void await(ApiFixture *fixture, const ApiRow *row, const char *sought)
{
    int64_t const started_us = instant_monotonic_us();
    Str const     text = api_fixture_fill(fixture, sought);
    Str           answer = SV("");

    do {
        answer = api_fixture_ask(fixture, row);
        if (str_find(answer, text) < answer.len)
            return;
        (void)poll(NULL, 0, 20);
    } while (instant_monotonic_us() - started_us < 10000000);
    check_text(fixture->test, client_body(answer), text);
}

void api_audit_test(Test *test)
{
    static const ApiRow READINGS[] = {
        { "village", "GET /api/persons/$p1", NULL, 200, NULL, NULL, NULL },
        { "village", "GET " RECORDS "care.visit/$r", NULL, 200, NULL, NULL, NULL },
        { "village", "GET /api/persons?q=%E7%94%B2", NULL, 200, NULL, NULL, NULL },
        { "town", "GET /api/figures/care.patients/people", NULL, 200, NULL, NULL, NULL },
        { "other", "GET /api/persons/$p1", NULL, 403, NULL, NULL, NULL },
    };
    static const ApiRow OF_PERSON = { "auditor", "GET /api/audit?person=$p1", NULL, 200, NULL, NULL,
                                      NULL };
    static const ApiRow OF_ALL = { "auditor", "GET /api/audit", NULL, 200, NULL, NULL, NULL };
    static const ApiRow ROWS[] = {
        { "auditor", "GET /api/audit?person=$p1", NULL, 200,
          "!甲子~\"action\":\"record.submit\"~\"form\":\"care.visit\",\"record_id\":\"$r\","
          "\"revision\":1",
          NULL, NULL },
        { "auditor", "GET /api/audit?limit=1", NULL, 200, "\"items\":[{~\"next\":\"", "next=next",
          NULL },
        { "auditor", "GET /api/audit?limit=500&after=$next", NULL, 200, "\"definition.load\"", NULL,
          NULL },
        { "auditor", "GET /api/audit?person=x", NULL, 400, NULL, NULL, NULL },
    };
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, CARE, COUNT_OF(CARE));
    api_fixture_run(&fixture, READINGS, COUNT_OF(READINGS));
    await(&fixture, &OF_PERSON, "\"action\":\"person.read\"");
    await(&fixture, &OF_PERSON, "\"form\":\"care.visit\",\"record_id\":\"$r\"");
    await(&fixture, &OF_PERSON, "\"person.register\"");
    await(&fixture, &OF_ALL, "\"person.search\"");
    await(&fixture, &OF_ALL, "\"figure.open\"");
    api_fixture_run(&fixture, ROWS, COUNT_OF(ROWS));
    api_fixture_close(&fixture);
}
