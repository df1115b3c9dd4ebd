/* Who may ask what: roles, places, sessions, pages of other sites. */
#include <string.h>

#include "api/fixture_private.h"
#include "base/thread.h"

/* ---- roles ---------------------------------------------------------------------------------- */

/* Every route, and who may use it; the others are told 403. "all" is whoever is signed
 * in; "anybody" is public. Where the thing asked for does not exist, or the body is
 * none, that is another answer than 403. */
static const struct {
    const char *route, *who;
} PERMITTED[] = {
    { "POST /api/session", "anybody" },
    { "GET /api/session", "all" },
    { "DELETE /api/session", "all" },
    { "POST /api/account/password", "all" },
    { "GET /api", "all" },
    { "GET /api/catalogue", "all" },
    { "GET /api/forms/{form}", "all" },
    { "GET /api/persons", "analyst clinic town village" },
    { "POST /api/persons", "clinic town village" },
    { "GET /api/persons/{person}", "analyst clinic town village" },
    { "PUT /api/persons/{person}", "clinic town village" },
    { "POST /api/matches", "clinic town village" },
    { "GET /api/persons/{person}/matches", "clinic town village" },
    { "POST /api/persons/{person}/moves", "clinic town village" },
    { "DELETE /api/persons/{person}/moves/{from_on}", "clinic town village" },
    { "PUT /api/persons/{person}/death", "clinic town village" },
    { "GET /api/persons/{person}/due", "analyst clinic town village" },
    { "GET /api/persons/{person}/records", "analyst clinic town village" },
    { "GET /api/identifiers", "analyst clinic town village" },
    { "GET /api/persons/{person}/identity", "analyst clinic town village" },
    { "GET /api/persons/{person}/identity/history", "analyst clinic town village" },
    { "POST /api/persons/{person}/identifiers", "clinic town village" },
    { "PUT /api/persons/{person}/identifiers/{identifier}", "clinic town village" },
    { "POST /api/persons/{person}/identifiers/{identifier}/end", "clinic town village" },
    { "POST /api/persons/{person}/names", "clinic town village" },
    { "PUT /api/persons/{person}/names/{name}", "clinic town village" },
    { "DELETE /api/persons/{person}/names/{name}", "clinic town village" },
    { "POST /api/persons/{person}/relations", "clinic town village" },
    { "PUT /api/persons/{person}/relations/{relation}", "clinic town village" },
    { "DELETE /api/persons/{person}/relations/{relation}", "clinic town village" },
    { "POST /api/households", "clinic town village" },
    { "GET /api/households/{household}", "analyst clinic town village" },
    { "POST /api/households/{household}/members", "clinic town village" },
    { "DELETE /api/households/{household}/members", "clinic town village" },
    { "POST /api/households/{household}/moves", "clinic town village" },
    { "POST /api/forms/{form}/preview", "clinic town village" },
    { "POST /api/persons/{person}/records/{form}", "clinic town village" },
    { "GET /api/persons/{person}/records/{form}/{record}", "analyst clinic town village" },
    { "PUT /api/persons/{person}/records/{form}/{record}", "clinic town village" },
    { "DELETE /api/persons/{person}/records/{form}/{record}", "clinic town village" },
    { "GET /api/persons/{person}/records/{form}/{record}/history", "analyst clinic town village" },
    { "GET /api/registers/{register}", "analyst clinic town village" },
    { "POST /api/registers/{register}", "clinic town village" },
    { "GET /api/registers/{register}/{entry}", "analyst clinic town village" },
    { "PUT /api/registers/{register}/{entry}", "clinic town village" },
    { "DELETE /api/registers/{register}/{entry}", "clinic town village" },
    { "GET /api/registers/{register}/{entry}/history", "analyst clinic town village" },
    { "GET /api/due", "analyst clinic town village" },
    { "GET /api/due/summary", "admin leader analyst clinic town village" },
    { "GET /api/figures", "admin leader analyst clinic town village" },
    { "GET /api/figures/{indicator}", "admin leader analyst clinic town village" },
    { "GET /api/figures/{indicator}/places", "admin leader analyst clinic town village" },
    { "GET /api/figures/{indicator}/trend", "admin leader analyst clinic town village" },
    { "GET /api/figures/{indicator}/people", "analyst clinic town village" },
    { "GET /api/figures/{indicator}/people/{person}", "analyst clinic town village" },
    { "GET /api/report/summary", "admin leader analyst clinic town village" },
    { "GET /api/export/{what}", "analyst town" },
    { "GET /api/audit", "auditor" },
    { "GET /api/persons/{person}/cards", "analyst clinic town village" },
    { "POST /api/persons/{person}/cards", "clinic town village" },
    { "POST /api/cards/{card}/actions/{action}", "clinic town village" },
    { "GET /api/cards/{card}/code", "clinic town village" },
    { "GET /api/cards", "clinic town village" },
    { "POST /api/cards/print", "clinic town village" },
    { "POST /api/cards/verify", "analyst clinic town village" },
    { "POST /api/resolve", "analyst clinic town village" },
    { "GET /api/cards/keys", "all" },
    { "GET /api/organisations", "all" },
    { "GET /api/trees", "all" },
    { "GET /api/trees/view", "all" },
    { "GET /api/organisations/{organisation}", "all" },
    { "PUT /api/organisations/{organisation}/profile", "admin" },
    { "PUT /api/trees/{tree}", "admin" },
    { "PUT /api/organisations/{organisation}/edges", "admin" },
    { "DELETE /api/organisations/{organisation}/edges/{tree}/{from_on}", "admin" },
    { "POST /api/workers", "admin" },
    { "GET /api/workers/{worker}", "all" },
    { "PUT /api/workers/{worker}", "admin" },
    { "GET /api/workers/{worker}/history", "all" },
    { "PUT /api/workers/{worker}/identity", "admin" },
    { "PUT /api/workers/{worker}/licences", "admin" },
    { "DELETE /api/licences/{licence}", "admin" },
    { "PUT /api/workers/{worker}/places", "admin" },
    { "DELETE /api/workers/{worker}/places/{organisation}/{from_on}", "admin" },
    { "GET /api/licences", "all" },
    { "GET /api/reorganisations", "admin" },
    { "POST /api/reorganisations", "admin" },
    { "POST /api/reorganisations/{reorganisation}/step", "admin" },
    { "DELETE /api/reorganisations/{reorganisation}", "admin" },
    { "GET /api/regions", "all" },
    { "GET /api/workers", "all" },
    { "GET /healthz", "anybody" },
    { "GET /metrics", "anybody" },
};

static const RouteList *const LISTS[] = {
    &API_SESSION_ROUTES,  &API_CATALOGUE_ROUTES,    &API_FORM_ROUTES,        &API_PERSON_ROUTES,
    &API_IDENTITY_ROUTES, &API_HOUSEHOLD_ROUTES,    &API_RECORD_ROUTES,      &API_REGISTER_ROUTES,
    &API_DUE_ROUTES,      &API_FIGURE_ROUTES,       &API_REPORT_ROUTES,      &API_EXPORT_ROUTES,
    &API_AUDIT_ROUTES,    &API_ORGANISATION_ROUTES, &API_INSTITUTION_ROUTES, &API_WORKER_ROUTES,
    &API_CARD_ROUTES,     &API_MATCH_ROUTES,        &API_HEALTH_ROUTES,
};

static const char *who_may(const Route *route)
{
    char text[200];

    (void)snprintf(text, sizeof text, "%s %s", route->method, route->pattern);
    for (size_t i = 0; i < COUNT_OF(PERMITTED); i++)
        if (strcmp(PERMITTED[i].route, text) == 0)
            return PERMITTED[i].who;
    return NULL;
}

/* The route's address, with things that do not exist. */
static const char *address_of(ApiFixture *fixture, const Route *route)
{
    Buf out = buf_open(fixture->arena, 400);

    buf_add_format(&out, "%s ", route->method);
    for (Str rest = str_from_c(route->pattern); rest.len;) {
        buf_add(&out, str_cut(&rest, '{'));
        if (rest.len) {
            (void)str_cut(&rest, '}');
            buf_add_c(&out, "1");
        }
    }
    return str_to_c(fixture->arena, buf_str(&out));
}

static void check_route(ApiFixture *fixture, const Route *route)
{
    const char *const who = who_may(route);
    ApiRow            row = {
                   .ask = address_of(fixture, route),
                   .body = route->body_max_bytes ? "[]" : NULL,
    };

    test_row(fixture->test, "%s %s", route->method, route->pattern);
    if (!who) {
        check_fail(fixture->test, "a route is not in the table of who may use it");
        return;
    }
    bool const is_public = strcmp(who, "anybody") == 0;
    if (strcmp(row.ask, "DELETE /api/session") == 0)
        return; /* whoever may, is out then */
    int const nobody = client_status(api_fixture_ask(fixture, &row));
    check_equal(fixture->test, nobody == 401, !is_public);
    for (uint32_t i = 0; FIXTURE_ALL_LOGINS[i] && !is_public; i++) {
        row.as = FIXTURE_ALL_LOGINS[i];
        if (strcmp(row.as, "other") == 0)
            continue;
        int const status = client_status(api_fixture_ask(fixture, &row));

        test_row(fixture->test, "%s: %s %s", row.as, route->method, route->pattern);
        check_true(fixture->test, status >= 200 && status < 500 && status != 401);
        check_equal(fixture->test, status != 403,
                    strcmp(who, "all") == 0 || strstr(who, row.as) != NULL);
    }
}

void api_permission_test(Test *test)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(LISTS) && fixture.server; i++)
        for (uint32_t j = 0; j < LISTS[i]->count; j++)
            check_route(&fixture, &LISTS[i]->routes[j]);
    api_fixture_close(&fixture);
}

/* ---- places --------------------------------------------------------------------------------- */

#define VISIT "{\"occurred_on\":\"$today\",\"values\":{\"way\":\"1\",\"sbp\":\"120\"}}"

static const ApiRow PLACES[] = {
    /* One's own post, and those below it; not those beside it or above. */
    { "village", "GET /api/persons/$p1", NULL, 200, "\"name\":\"甲子\"", NULL, NULL },
    { "village", "GET /api/persons/$p2", NULL, 403, "!乙丑", NULL, NULL },
    { "village", "GET /api/persons/$p3", NULL, 403, "!丙寅", NULL, NULL },
    { "town", "GET /api/persons/$p1", NULL, 200, NULL, NULL, NULL },
    { "town", "GET /api/persons/$p2", NULL, 200, NULL, NULL, NULL },
    { "town", "GET /api/persons/$p3", NULL, 403, "!丙寅", NULL, NULL },
    { "other", "GET /api/persons/$p3", NULL, 200, NULL, NULL, NULL },
    { "other", "GET /api/persons/$p1", NULL, 403, NULL, NULL, NULL },
    { "analyst", "GET /api/persons/$p3", NULL, 200, NULL, NULL, NULL },
    { "other", "GET /api/persons/$p1/records", NULL, 403, NULL, NULL, NULL },
    { "other", "GET /api/persons/$p1/due", NULL, 403, NULL, NULL, NULL },
    { "other", "GET /api/figures/care.patients/people/$p1", NULL, 403, NULL, NULL, NULL },

    /* What is not there is not there for anybody. */
    { "village", "GET /api/persons/999", NULL, 404, NULL, NULL, NULL },
    { "village", "GET /api/persons/0", NULL, 404, NULL, NULL, NULL },
    { "village", "GET /api/persons/x", NULL, 404, NULL, NULL, NULL },

    /* Lists and searches end where the place ends. */
    { "village", "GET /api/persons", NULL, 200, "甲子~!乙丑", NULL, NULL },
    { "village", "GET /api/persons?q=%E4%B8%99", NULL, 200, "\"items\":[]", NULL, NULL },
    { "town", "GET /api/persons?q=%E4%B9%99", NULL, 200, "乙丑", NULL, NULL },
    { "village", "GET /api/persons?organisation=$v3", NULL, 200, "\"items\":[]", NULL, NULL },
    { "village", "GET /api/due?organisation=$v3", NULL, 403, NULL, NULL, NULL },
    { "village", "GET /api/figures?organisation=$v3", NULL, 403, NULL, NULL, NULL },
    { "village", "GET /api/figures/care.patients/people?organisation=$t1", NULL, 403, NULL, NULL,
      NULL },
    { "village", "GET /api/report/summary?organisation=$b", NULL, 403, NULL, NULL, NULL },
    { "town", "GET /api/figures?organisation=$v2", NULL, 200, "\"care.patients\"", NULL, NULL },

    /* Writing, too. */
    { "other", "POST /api/persons/$p1/records/care.visit", VISIT, 403, NULL, NULL, NULL },
    { "other", "PUT /api/persons/$p1/death", "{\"died_on\":null}", 403, NULL, NULL, NULL },
    { "village", "POST /api/persons/$p1/records/care.visit", VISIT, 201, "\"revision\":1",
      "r=record_id", NULL },
    { "other", "GET /api/persons/$p1/records/care.visit/$r", NULL, 403, NULL, NULL, NULL },
    { "other", "GET /api/persons/$p1/records/care.visit/$r/history", NULL, 403, NULL, NULL, NULL },
    { "other", "GET /api/persons/$p3/records/care.visit/$r", NULL, 404, NULL, NULL, NULL },
    { "other", "DELETE /api/persons/$p1/records/care.visit/$r", "{\"revision\":1,\"reason\":\"x\"}",
      403, NULL, NULL, NULL },
    { "other", "DELETE /api/persons/$p3/records/care.visit/$r", "{\"revision\":1,\"reason\":\"x\"}",
      404, NULL, NULL, NULL },
    { "village", "GET /api/persons/$p1/records/care.visit/$r", NULL, 200, "\"revision\":1", NULL,
      NULL },
};

void api_place_test(Test *test)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, PLACES, COUNT_OF(PLACES));
    api_fixture_close(&fixture);
}

/* ---- sessions ------------------------------------------------------------------------------- */

static const ApiRow SESSIONS[] = {
    { NULL, "GET /api/session", NULL, 401, "\"status\":401", NULL, NULL },
    { NULL, "GET /api/persons", NULL, 401, NULL, NULL, NULL },
    { NULL, "GET /api/session", NULL, 401, NULL, NULL, "Cookie: barefoot_session=AAAA\n" },
    { NULL, "GET /api/session", NULL, 401, NULL, NULL, "Cookie: barefoot_session=\n" },
    { "village", "GET /api/session", NULL, 200,
      "\"login\":\"village\"~\"village_doctor\"~\"id\":\"$v1\"~\"id\":\"$w\"~"
      "\"must_change_password\":false~\"read_person\"~\"csrf\":~\"today\":\"$today\"",
      NULL, NULL },
    { "auditor", "GET /api/session", NULL, 200, "\"permissions\":[\"read_audit\"]", NULL, NULL },

    /* A change proves that it comes from our page. */
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":null}", 403, "X-CSRF-Token", NULL,
      "X-CSRF-Token: \n" },
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":null}", 403, NULL, NULL,
      "X-CSRF-Token: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n" },
    { "village", "GET /api/persons/$p1", NULL, 200, NULL, NULL, "X-CSRF-Token: \n" },
    { "village", "PUT /api/persons/$p1/death", "{\"died_on\":null}", 400, "application/json", NULL,
      "Content-Type: text/plain\n" },
    { NULL, "POST /api/session", "{\"login\":\"village\",\"password\":\"" FIXTURE_PASSWORD "\"}",
      400, NULL, NULL, "Content-Type: application/x-www-form-urlencoded\n" },

    /* Signing in. */
    { NULL, "POST /api/session", "{\"login\":\"village\",\"password\":\"wrong\"}", 401, "!csrf",
      NULL, NULL },
    { NULL, "POST /api/session", "{\"login\":\"nobody\",\"password\":\"wrong\"}", 401, "!csrf",
      NULL, NULL },
    { NULL, "POST /api/session", "{\"login\":\"village\"}", 400, "password", NULL, NULL },
    { NULL, "POST /api/session", "{\"login\":7,\"password\":\"x\"}", 400, "login", NULL, NULL },
    { NULL, "POST /api/session", "{\"login\":\" VILLAGE\",\"password\":\"" FIXTURE_PASSWORD "\"}",
      200, "\"csrf\"", NULL, NULL },

    /* The password. All sessions end with it. */
    { "clinic", "POST /api/account/password", "{\"old\":\"wrong\",\"new\":\"another horse 8\"}",
      403, "old password", NULL, NULL },
    { "clinic", "POST /api/account/password",
      "{\"old\":\"" FIXTURE_PASSWORD "\",\"new\":\"short\"}", 400, NULL, NULL, NULL },
    { "clinic", "GET /api/session", NULL, 200, NULL, NULL, NULL },
    { "clinic", "POST /api/account/password",
      "{\"old\":\"" FIXTURE_PASSWORD "\",\"new\":\"another horse 8\"}", 204, NULL, NULL, NULL },
    { "clinic", "GET /api/session", NULL, 401, NULL, NULL, NULL },
    { NULL, "POST /api/session", "{\"login\":\"clinic\",\"password\":\"" FIXTURE_PASSWORD "\"}",
      401, NULL, NULL, NULL },
    { NULL, "POST /api/session", "{\"login\":\"clinic\",\"password\":\"another horse 8\"}", 200,
      NULL, NULL, NULL },

    /* Out. */
    { "leader", "GET /api/figures", NULL, 200, NULL, NULL, NULL },
    { "leader", "DELETE /api/session", NULL, 204, NULL, NULL, NULL },
    { "leader", "GET /api/figures", NULL, 401, NULL, NULL, NULL },
    { "leader", "DELETE /api/session", NULL, 401, NULL, NULL, NULL },
};

void api_session_test(Test *test)
{
    ApiFixture fixture;

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, SESSIONS, COUNT_OF(SESSIONS));
    api_fixture_close(&fixture);
}

/* The cookie is not for scripts, nor for other sites; over TLS it is for TLS only. */
void api_cookie_test(Test *test)
{
    static const ApiRow PLAIN = { "town", "DELETE /api/session", NULL, 204, NULL, NULL, NULL };
    static const ApiRow SECURE = { "village", "DELETE /api/session",       NULL, 204, NULL,
                                   NULL,      "X-Forwarded-Proto: https\n" };
    ApiFixture          fixture;

    api_fixture_open(&fixture, test);
    Str const plain = client_header(api_fixture_ask(&fixture, &PLAIN), SV("Set-Cookie"));
    Str const secure = client_header(api_fixture_ask(&fixture, &SECURE), SV("Set-Cookie"));
    check_text(test, plain, SV("barefoot_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"));
    check_true(test, str_find(secure, SV("Secure")) < secure.len);
    api_fixture_close(&fixture);
}

/* After hours without work somebody else may sit there. */
void api_expiry_test(Test *test)
{
    static const ApiRow BEFORE = { "village", "GET /api/persons/$p1", NULL, 200, NULL, NULL, NULL };
    static const ApiRow AFTER = { "village", "GET /api/persons/$p1", NULL, 401, NULL, NULL, NULL };
    ApiFixture          fixture;
    Fault               fault = { 0 };

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, &BEFORE, 1);
    if (county_begin(&fixture.county, test)) {
        check_true(test, store_run(fixture.county.house->store,
                                   SQL("UPDATE session SET seen_at = seen_at - 7200001"), &fault));
        county_commit(&fixture.county, test);
    }
    api_fixture_run(&fixture, &AFTER, 1);
    api_fixture_close(&fixture);
}

/* Somebody else has chosen the password: it is changed before anything else. */
void api_first_password_test(Test *test)
{
    static const ApiRow ROWS[] = {
        { "village", "GET /api/session", NULL, 200, "\"must_change_password\":true", NULL, NULL },
        { "village", "GET /api/persons/$p1", NULL, 403, "password must be changed", NULL, NULL },
        { "village", "POST /api/account/password",
          "{\"old\":\"" FIXTURE_PASSWORD "\",\"new\":\"another horse 8\"}", 204, NULL, NULL, NULL },
    };
    static const ApiRow FIRST = { "village", "GET /api/session", NULL, 200, NULL, NULL, NULL };
    ApiFixture          fixture;
    Fault               fault = { 0 };

    api_fixture_open(&fixture, test);
    api_fixture_run(&fixture, &FIRST, 1);
    if (county_begin(&fixture.county, test)) {
        check_true(test, store_run(fixture.county.house->store,
                                   SQL("UPDATE account SET must_change_password = 1"), &fault));
        county_commit(&fixture.county, test);
    }
    api_fixture_run(&fixture, ROWS, COUNT_OF(ROWS));
    api_fixture_close(&fixture);
}
