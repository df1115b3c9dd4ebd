/* Which route answers which address. */
#include "http/route.h"

#include "base/test.h"

static HttpResult nothing(Request *request, Response *response)
{
    (void)request;
    (void)response;
    return HTTP_DONE;
}

static const Route ROUTES[] = {
    { "GET", "/", 0, 0, nothing, "", "root" },
    { "GET", "/api/persons", 0, 0, nothing, "", "persons" },
    { "POST", "/api/persons", 0, 100, nothing, "", "new person" },
    { "GET", "/api/persons/{id}", 0, 0, nothing, "", "person" },
    { "PATCH", "/api/persons/{id}", 0, 100, nothing, "", "change person" },
    { "GET", "/api/persons/search", 0, 0, nothing, "", "search" },
    { "POST", "/api/persons/merge", 0, 100, nothing, "", "merge" },
    { "GET", "/api/persons/{id}/records", 0, 0, nothing, "", "records" },
    { "GET", "/api/persons/{person}/records/{record}", 0, 0, nothing, "", "record" },
    { "GET", "/api/{what}/search/{how}", 0, 0, nothing, "", "any search" },
    { "GET", "/assets/{path...}", 0, 0, nothing, "", "asset" },
    { "GET", "/assets/special", 0, 0, nothing, "", "special asset" },
};

static const struct {
    const char *method, *target;
    const char *want; /* summary and parameters, or the methods that are allowed */
} CASES[] = {
    { "GET", "/", "root" },
    { "GET", "/api/persons", "persons" },
    { "HEAD", "/api/persons", "persons" },
    { "POST", "/api/persons", "new person" },
    { "GET", "/api/persons/7", "person id=7" },
    { "GET", "/api/persons/a%20b", "person id=a b" },
    { "GET", "/api/persons/search", "search" }, /* the literal before the parameter */
    { "GET", "/api/persons/merge", "person id=merge" },
    { "POST", "/api/persons/merge", "merge" },
    { "GET", "/api/persons/search/records", "records id=search" },
    { "GET", "/api/persons/search/x", "any search what=persons how=x" },
    { "GET", "/api/persons/7/records/8", "record person=7 record=8" },
    { "GET", "/assets/js/app.js", "asset path=js/app.js" },
    { "GET", "/assets", "asset path=" },
    { "GET", "/assets/", "asset path=" },
    { "GET", "/assets/special", "special asset" },
    { "GET", "/assets/special/x", "asset path=special/x" },

    { "GET", "/api", "" },
    { "GET", "/api/persons/", "" }, /* a parameter is not empty */
    { "GET", "/api/Persons", "" },
    { "GET", "/api/persons/7/records/8/9", "" },
    { "DELETE", "/api/persons", "GET, HEAD, POST" },
    { "PUT", "/api/persons/merge", "GET, HEAD, POST, PATCH" },
    { "OPTIONS", "/", "GET, HEAD" },
    { "get", "/", "GET, HEAD" },
    { "HEAD", "/api/nowhere", "" },
};

void route_match_test(Test *test)
{
    static const RouteList LISTS[] = { { ROUTES, 4 }, { ROUTES + 4, COUNT_OF(ROUTES) - 4 } };
    Arena                 *arena = arena_open();
    Router                *router = NULL;
    Fault                  fault = { 0 };

    check_true(test, router_open(&router, arena, LISTS, COUNT_OF(LISTS), &fault));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        HttpTarget target = { 0 };
        Buf        got = buf_open(arena, 1000);

        test_row(test, "%s %s", CASES[i].method, CASES[i].target);
        check_true(test, target_parse(&target, arena, str_from_c(CASES[i].target), &fault));
        RouteMatch const match = router_match(router, arena, str_from_c(CASES[i].method), &target);
        buf_add_c(&got, match.route ? match.route->summary_en : "");
        buf_add(&got, match.allowed);
        for (uint32_t j = 0; j < match.parameter_count; j++)
            buf_add_format(&got, " %.*s=%.*s", (int)match.parameters[j].name.len,
                           match.parameters[j].name.ptr, (int)match.parameters[j].value.len,
                           match.parameters[j].value.ptr);
        check_text(test, buf_str(&got), str_from_c(CASES[i].want));
    }
    arena_close(&arena);
}

void router_open_test(Test *test)
{
    static const struct {
        Route       route;
        const char *want;
    } WRONG[] = {
        { { "GET", "/a/{other}", 0, 0, nothing, "", "" },
          "route GET /a/{other}: there is another one for these addresses" },
        { { "get", "/b", 0, 0, nothing, "", "" },
          "route get /b: expected GET, POST, PUT, PATCH or DELETE" },
        { { "GET", "b", 0, 0, nothing, "", "" }, "route GET b: a pattern begins with /" },
        { { "GET", "/b/", 0, 0, nothing, "", "" }, "route GET /b/: a pattern does not end with /" },
        { { "GET", "/b", 0, 0, NULL, "", "" }, "route GET /b: it has no handler" },
        { { "GET", "/b", 0, 1, nothing, "", "" }, "route GET /b: a GET has no body" },
        { { "GET", "//b", 0, 0, nothing, "", "" }, "route GET //b: the pattern is malformed" },
        { { "GET", "/{b", 0, 0, nothing, "", "" }, "route GET /{b: the pattern is malformed" },
        { { "GET", "/{}", 0, 0, nothing, "", "" }, "route GET /{}: the pattern is malformed" },
        { { "GET", "/{a...}/b", 0, 0, nothing, "", "" },
          "route GET /{a...}/b: the pattern is malformed" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        Route const     routes[] = { { "GET", "/a/{id}", 0, 0, nothing, "", "" }, WRONG[i].route };
        RouteList const list = { routes, COUNT_OF(routes) };
        Router         *router = NULL;
        Fault           fault = { 0 };

        test_row(test, "%s", WRONG[i].route.pattern);
        check_true(test, !router_open(&router, arena, &list, 1, &fault));
        check_text(test, str_from_c(fault.message), str_from_c(WRONG[i].want));
    }
    arena_close(&arena);
}
