/* Signing in and out, and the password. */
#include "access/session.h"

#include "access/account.h"
#include "api/api_private.h"
#include "base/instant.h"
#include "registry/organisation.h"

enum { SESSION_BODY_BYTES = 8 << 10 };

#define COOKIE SV("barefoot_session")

/* Whether the browser talks to us, or to the proxy in front of us, over TLS. */
static bool is_over_tls(const Request *request)
{
    return str_equal_ignoring_case(request_header(request, SV("X-Forwarded-Proto")), SV("https"));
}

static void set_cookie(ApiCall *call, Str token, int64_t life_s)
{
    response_add_cookie(call->response, COOKIE, token, life_s, is_over_tls(call->request));
}

static bool write_session(ApiCall *call, const Actor *actor, Str csrf, Fault *fault)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_str(&json, "login", actor->login);
    member_begin_object(&json, "role");
    member_str(&json, "name", role_name(actor->role));
    member_label(&json, "label", role_label(actor->role));
    json_end_object(&json);
    api_member_organisation(&json, "organisation", call, actor->organisation_id);
    if (!api_member_worker(&json, "worker", call, actor->worker_id, fault))
        return false;
    member_bool(&json, "must_change_password", actor->must_change_password);
    member_begin_array(&json, "permissions");
    for (int i = 0; i < PERMISSION_COUNT; i++)
        if (role_permits(actor->role, (Permission)i))
            json_add_str(&json, permission_name((Permission)i));
    json_end_array(&json);
    member_str(&json, "csrf", csrf);
    member_date(&json, "today", call->job.today, DATE_MIN);
    json_end_object(&json);
    return true;
}

/* ---- in ---------------------------------------------------------------------------------- */

static void say_when(ApiCall *call, uint32_t wait_s)
{
    Buf text = buf_open(call->arena, 20);

    buf_add_int(&text, wait_s);
    response_add_header(call->response, SV("Retry-After"), buf_str(&text));
}

/* The second step, with the proof of the first. */
static bool complete(ApiCall *call, Fault *fault)
{
    SignIn sign_in = { 0 };
    Fault  refusal = { 0 };

    if (!sign_in_complete(&sign_in, call->house->store, call->arena, call->state, call->job.now,
                          fault))
        return false;
    if (!sign_in.is_signed_in) {
        /* Refused, but the failure is counted: the transaction goes on. */
        (void)sign_in_refuse(&sign_in, &refusal);
        (void)api_refuse(call, &refusal);
        if (sign_in.wait_s)
            say_when(call, sign_in.wait_s);
        return true;
    }
    set_cookie(call, sign_in.token, SESSION_LIFE_MS / 1000);
    return write_session(call, &sign_in.actor, sign_in.csrf, fault);
}

/* Verifying a password takes 25 ms of work: it is done where that holds up nobody. */
static bool prove(ApiCall *call, Fault *fault)
{
    SignInProof *const proof = arena_alloc(call->arena, sizeof *proof);
    Str                login = SV("");
    Str                password = SV("");

    call->is_secret = true;
    call->state = proof;
    call->then = complete;
    return json_get_str(&login, call->body, SV("login"), fault) &&
           json_get_str(&password, call->body, SV("password"), fault) &&
           sign_in_prove(proof, call->house->store, call->arena, login, password, call->job.now,
                         fault);
}

static HttpResult post_session(Request *request, Response *response)
{
    return api_read_slowly(request, response, prove);
}

/* ---- who am I, out -------------------------------------------------------------------------- */

static bool show(ApiCall *call, Fault *fault)
{
    Str const token = request_cookie(call->request, COOKIE);

    return write_session(call, call->actor, session_csrf(call->arena, token), fault);
}

static HttpResult get_session(Request *request, Response *response)
{
    return api_read(request, response, show);
}

static bool end(ApiCall *call, Fault *fault)
{
    if (!session_end(call->house->store, call->actor, request_cookie(call->request, COOKIE),
                     call->job.now, fault))
        return false;
    set_cookie(call, SV(""), 0);
    api_no_content(call);
    return true;
}

static HttpResult delete_session(Request *request, Response *response)
{
    return api_write(request, response, end);
}

/* ---- the password --------------------------------------------------------------------------- */

static bool change_password(ApiCall *call, Fault *fault)
{
    Accounts const accounts = {
        .store = call->house->store,
        .arena = call->arena,
        .actor = call->actor,
        .place = organisation_place(call->house->organisations),
        .now = call->job.now,
    };
    Str old_password = SV("");
    Str new_password = SV("");

    call->is_secret = true;
    if (!json_get_str(&old_password, call->body, SV("old"), fault) ||
        !json_get_str(&new_password, call->body, SV("new"), fault) ||
        !account_change_password(&accounts, old_password, new_password, fault))
        return false;
    set_cookie(call, SV(""), 0); /* all its sessions have ended */
    api_no_content(call);
    return true;
}

static HttpResult post_password(Request *request, Response *response)
{
    return api_write(request, response, change_password);
}

/* ---- kept alive ----------------------------------------------------------------------------- */

/* A job of its own, for which nobody waits. */
typedef struct {
    WriteJob job;
    Arena   *arena; /* with the job in it */
    Str      token;
} Touch;

static bool run_touch(WriteJob *job, House *house, Fault *fault)
{
    const Touch *const touch = job->context;

    return session_touch(house->store, touch->token, instant_now(), fault);
}

static void end_touch(WriteJob *job)
{
    Touch *const touch = job->context;
    Arena       *arena = touch->arena;

    arena_close(&arena);
}

void api_touch_session(Api *api, Str token)
{
    Arena       *arena = arena_open();
    Touch *const touch = arena_alloc(arena, sizeof *touch);
    Fault        fault = { 0 };

    *touch = (Touch){ .arena = arena, .token = str_copy(arena, token) };
    touch->job = (WriteJob){ .run = run_touch, .done = end_touch, .context = touch };
    if (!writer_submit(api->writer, &touch->job, &fault))
        arena_close(&arena); /* the next request tries again */
}

static bool run_sweep(WriteJob *job, House *house, Fault *fault)
{
    (void)job;
    return session_sweep(house->store, instant_now(), fault);
}

void api_tick(Api *api)
{
    Arena       *arena = arena_open();
    Touch *const sweep = arena_alloc(arena, sizeof *sweep);
    Fault        fault = { 0 };

    *sweep = (Touch){ .arena = arena };
    sweep->job = (WriteJob){ .run = run_sweep, .done = end_touch, .context = sweep };
    if (!writer_submit(api->writer, &sweep->job, &fault))
        arena_close(&arena);
}

/* ---- routes --------------------------------------------------------------------------------- */

static const Route ROUTES[] = {
    { "POST", "/api/session", ROUTE_PUBLIC, SESSION_BODY_BYTES, post_session, "登录", "sign in" },
    { "GET", "/api/session", API_SIGNED_IN | API_UNCHANGED_PASSWORD, 0, get_session, "当前登录信息",
      "who is signed in" },
    { "DELETE", "/api/session", API_SIGNED_IN | API_UNCHANGED_PASSWORD, 0, delete_session, "退出",
      "sign out" },
    { "POST", "/api/account/password", API_SIGNED_IN | API_UNCHANGED_PASSWORD, SESSION_BODY_BYTES,
      post_password, "修改密码", "change the password" },
};

const RouteList API_SESSION_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
