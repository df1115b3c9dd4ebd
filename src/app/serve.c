#include "app/serve.h"

#include <signal.h>

#include "access/account.h"
#include "api/api.h"
#include "app/wiring.h"
#include "base/instant.h"
#include "base/log.h"
#include "crypto/random.h"
#include "intake/reorganisation.h"
#include "intake/definition.h"
#include "intake/intake.h"
#include "registry/organisation.h"

enum {
    THREADS_DEFAULT = 4,
    THREADS_MAX = 64,
    TICK_S = 600,
    ONE_TIME_BYTES = 12, /* of randomness: 16 characters to type */
};

/* ---- before it starts ------------------------------------------------------------------------ */

static const Organisation *first_root(const OrganisationTree *tree)
{
    return tree->count ? &tree->organisations[tree->by_preorder[0]] : NULL;
}

/* Somebody must be able to sign in to make the other accounts. */
static bool make_administrator(House *house, Arena *arena, Fault *fault)
{
    const Organisation *const root = first_root(house->organisations);
    Job const                 job = job_now(actor_system(), arena);
    Accounts const            accounts = {
                   .store = house->store,
                   .arena = arena,
                   .actor = job.actor,
                   .place = organisation_place(house->organisations),
                   .ids = &house->ids,
                   .now = job.now,
    };
    NewAccount account = {
        .login = SV("admin"),
        .role = ROLE_ADMINISTRATOR,
        .organisation_id = root ? root->organisation_id : 0,
        .must_change_password = true,
    };
    int64_t account_id = 0;

    if (!root) {
        (void)fprintf(stderr, "There is no organisation yet, and so no account: import "
                              "organisations, then start again.\n");
        return true;
    }
    if (!random_token(&account.password, arena, ONE_TIME_BYTES, fault) ||
        !account_create(&account_id, &accounts, &account, fault) || !intake_commit(house, fault))
        return fault_context(fault, "making the first account");
    (void)fprintf(stderr,
                  "The first account is admin; its password, to be changed at the first "
                  "sign-in: %.*s\n",
                  (int)account.password.len, account.password.ptr);
    return true;
}

/* What has to be done once a year (definition.h): before it starts, and when a day
 * begins while it runs. A rebuild has the store for itself; who writes meanwhile is
 * told to come back. */
static bool begin_day(const CommandLine *line, Date today, bool quiet, Fault *fault)
{
    House     *house = NULL;
    bool       rebuilt = false;
    uint32_t   done_count = 0; /* plans of reorganisations whose day has come */
    bool const ok = house_open(&house, line->store, HOUSE_WRITE, fault) &&
                    definition_catch_up(&rebuilt, house, today, quiet, fault) &&
                    reorganisation_catch_up(&done_count, house, today, quiet, fault);

    house_close(&house);
    return ok;
}

static bool make_first_account(const CommandLine *line, Fault *fault)
{
    House  *house = NULL;
    int64_t account_count = 0;
    bool    ok = false;

    if (!house_open(&house, line->store, HOUSE_WRITE, fault) ||
        !house_account_count(&account_count, house, fault))
        goto done;
    ok = account_count > 0 ||
         (intake_begin(house, fault) && make_administrator(house, line->arena, fault));

done:
    if (house)
        intake_end(house);
    house_close(&house);
    return ok;
}

/* ---- where it listens ------------------------------------------------------------------------ */

typedef struct {
    const char *address;
    uint16_t    port;
} Listen;

/* "127.0.0.1:8080", "[::1]:8080". */
static bool parse_listen(Listen *out, const CommandLine *line, Fault *fault)
{
    Str const text = command_value(line, "listen", SV("127.0.0.1:8080"));
    size_t    colon = text.len;
    uint64_t  port = 0;

    while (colon > 0 && text.ptr[colon - 1] != ':')
        colon--;
    Str address = str_slice(text, 0, colon ? colon - 1 : 0);
    if (str_starts_with(address, SV("[")) && str_ends_with(address, SV("]")))
        address = str_slice(address, 1, address.len - 1);
    if (address.len == 0 || !str_to_uint(&port, str_after(text, colon), UINT16_MAX))
        return fault_set(fault, FAULT_INVALID,
                         "--listen expects an address and a port, as 127.0.0.1:8080 or [::1]:8080");
    *out = (Listen){ str_to_c(line->arena, address), (uint16_t)port };
    return true;
}

static void print_address(const CommandLine *line, Listen listen, uint16_t port)
{
    bool const is_6 =
        str_find_char(str_from_c(listen.address), ':') < str_from_c(listen.address).len;

    (void)fprintf(line->out, "http://%s%s%s:%u\n", is_6 ? "[" : "", listen.address, is_6 ? "]" : "",
                  (unsigned)port);
    (void)fflush(line->out);
}

/* ---- until it is told to stop ---------------------------------------------------------------- */

/* The signals that stop it are taken one by one, by this thread: they are blocked
 * before any other is started, and so in all. */
static sigset_t block_signals(void)
{
    sigset_t signals;

    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    return signals;
}

static void wait_for_signal(const CommandLine *line, int32_t days_ahead, const sigset_t *signals,
                            Api *api)
{
    struct timespec const tick = { .tv_sec = TICK_S };
    Date                  begun = line->today;

    while (sigtimedwait(signals, NULL, &tick) < 0) {
        Date const today = date_add_days(instant_date(instant_now()), days_ahead);
        Fault      fault = { 0 };

        api_tick(api);
        if (today.days == begun.days)
            continue;
        if (begin_day(line, today, true, &fault))
            begun = today;
        else
            log_fault(LOG_ERROR, "serve", &fault); /* and again at the next tick */
    }
}

static bool run_serve(const CommandLine *line, Fault *fault)
{
    Listen      listen = { 0 };
    uint64_t    threads = 0;
    Api        *api = NULL;
    HttpServer *server = NULL;
    bool        ok = false;

    if (!parse_listen(&listen, line, fault) ||
        !command_uint(&threads, line, "threads", THREADS_DEFAULT, THREADS_MAX, fault) ||
        !begin_day(line, line->today, line->quiet, fault))
        return false;
    sigset_t const signals = block_signals();
    ApiOptions     options = {
            .store = line->store,
            .thread_count = threads ? (uint32_t)threads : THREADS_DEFAULT,
            .days_ahead = line->today.days - instant_date(instant_now()).days,
    };
    options.routes = wiring_routes(line->arena, &options.route_list_count);
    if (!api_open(&api, &options, fault))
        goto done;
    HttpOptions const http = {
        .routes = options.routes,
        .route_list_count = options.route_list_count,
        .application = api,
        .admit = api_admit,
        .observe = api_observe,
        .address = listen.address,
        .port = listen.port,
        .thread_count = options.thread_count,
    };
    if (!http_server_open(&server, &http, fault) || !make_first_account(line, fault))
        goto done;
    print_address(line, listen, http_server_port(server));
    wait_for_signal(line, options.days_ahead, &signals, api);
    log_line(LOG_INFO, "serve", "stopping");
    ok = true;

done:
    (void)sigprocmask(SIG_UNBLOCK, &signals, NULL); /* a second signal ends it at once */
    http_server_close(&server);
    api_close(&api);
    if (ok)
        log_line(LOG_INFO, "serve", "stopped");
    return ok;
}

static const Command COMMANDS[] = {
    {
        .name = "serve",
        .arguments = "",
        .summary = "serve the web interface and the API",
        .options = { { "listen", "ADDRESS:PORT", "where (default 127.0.0.1:8080)" },
                     { "threads", "N", "for requests (default 4)" } },
        .run = run_serve,
    },
};

const CommandList APP_SERVE_COMMANDS = { COMMANDS, COUNT_OF(COMMANDS) };
