#include "api/api.h"

#include "access/session.h"
#include "api/api_private.h"
#include "base/instant.h"
#include "base/log.h"

#define COOKIE SV("barefoot_session")

/* ---- opening and closing ------------------------------------------------------------------ */

static bool open_houses(Api *api, Fault *fault)
{
    uint32_t const count = api->options.thread_count + API_SLOW_THREADS;

    api->houses = pool_open(count);
    api->all_houses = arena_array(api->arena, count, sizeof(House *));
    for (; api->house_count < count; api->house_count++) {
        House **const house = &api->all_houses[api->house_count];

        if (!house_open(house, api->options.store, HOUSE_READ, fault))
            return false;
        pool_add(api->houses, *house);
    }
    return true;
}

bool api_open(Api **out, const ApiOptions *options, Fault *fault)
{
    Arena *const arena = arena_open();
    Api         *api = arena_alloc(arena, sizeof *api);
    bool         ok = false;

    api->arena = arena;
    api->options = *options;
    api->started_at = instant_now();
    api->metrics = metrics_open(arena, options->routes, options->route_list_count);
    api->slow = queue_open(API_WAITING_MAX);
    if (!open_houses(api, fault) || !writer_open(&api->writer, options->store, fault))
        goto done;
    api->trail = trail_open(api->writer);
    for (int i = 0; i < API_SLOW_THREADS; i++)
        if (!thread_start(&api->slow_threads[i], api_serve_slow, api, fault))
            goto done;
    ok = true;

done:
    if (ok)
        *out = api;
    else
        api_close(&api);
    return ok;
}

/* In the order in which work is handed on: slow reads, the notes of all reads, the
 * writes. */
void api_close(Api **api)
{
    Api *const closed = *api;

    if (!closed)
        return;
    queue_stop(closed->slow);
    for (int i = 0; i < API_SLOW_THREADS; i++)
        thread_join(&closed->slow_threads[i]);
    if (closed->trail)
        trail_flush(closed->trail);
    writer_close(&closed->writer);
    trail_close(&closed->trail);
    for (uint32_t i = 0; i < closed->house_count; i++)
        house_close(&closed->all_houses[i]);
    if (closed->houses)
        pool_close(&closed->houses);
    queue_close(&closed->slow);
    Arena *arena = closed->arena;
    arena_close(&arena);
    *api = NULL;
}

/* ---- who may ask ---------------------------------------------------------------------------- */

/* A change must come from a page that the session was given, not from another site
 * in the same browser. */
static bool check_page(const Request *request, Str token, Fault *fault)
{
    bool const is_read =
        str_equal(request->method, SV("GET")) || str_equal(request->method, SV("HEAD"));

    return is_read || session_csrf_fits(token, request_header(request, SV("X-CSRF-Token"))) ||
           fault_set(fault, FAULT_DENIED, "expected the session's csrf in X-CSRF-Token");
}

static bool check_permissions(const Actor *actor, uint32_t flags, Fault *fault)
{
    if (actor->must_change_password && !(flags & API_UNCHANGED_PASSWORD))
        return fault_set(fault, FAULT_DENIED, "the password must be changed first");
    for (int i = 0; i < PERMISSION_COUNT; i++)
        if (flags >> API_PERMIT_SHIFT & PERMISSION_SET(i) &&
            !access_require(actor, (Permission)i, fault))
            return false;
    return flags >> ROUTE_OWN_SHIFT || fault_set(fault, FAULT_DENIED, "this is open to nobody");
}

static bool find_session(Session *out, Request *request, Str token, Fault *fault)
{
    Api *const api = request->application;

    if (token.len == 0)
        return fault_set(fault, FAULT_SIGN_IN, "sign in first");
    House *const house = pool_take(api->houses);
    bool const   ok = session_find(out, house->store, request->arena, token, instant_now(), fault);
    pool_give_back(api->houses, house);
    return ok;
}

bool api_admit(Request *request, Fault *fault)
{
    uint32_t const flags = request->route->flags;
    Str const      token = request_cookie(request, COOKIE);
    Session *const session = arena_alloc(request->arena, sizeof *session);

    if (flags & ROUTE_PUBLIC)
        return true;
    if (!find_session(session, request, token, fault) || !check_page(request, token, fault) ||
        !check_permissions(&session->actor, flags, fault))
        return false;
    request->actor = &session->actor;
    if (session->wants_touch)
        api_touch_session(request->application, token);
    return true;
}

void api_observe(void *application, const Request *request, int status, int64_t duration_us)
{
    const Api *const api = application;

    metrics_count(api->metrics, request->route, status, duration_us);
}
