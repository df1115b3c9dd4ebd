/* api.h - the domain over HTTP, as JSON.
 *
 * docs/api.md is the contract; what it says about forms, programmes and figures is
 * generated from the definitions in force. A handler is a translation: it parses,
 * calls the domain, and formats.
 *
 *   reads    run on the server's threads. Each takes a House of a pool and sees one
 *            moment of the store; what may take long runs on threads of its own.
 *   writes   are jobs of the one Writer (intake/writer.h): many of them share a
 *            durable commit, and an answer means that it is done.
 *
 * Ownership  The opener closes, after the server. The routes are constants.
 * Threads    Handlers, api_admit and api_observe: any. The rest: the opener's.
 * Faults     Those of the store; of a request, everything in base/fault.def.
 * Limits     The bodies of the routes; API_WAITING_MAX requests that take long.
 * Privacy    Lists of persons have the ends of their numbers only. Reading about a
 *            person leaves an audit row (intake/trail.h).
 */
#ifndef API_API_H
#define API_API_H

#include "access/role.h"
#include "http/server.h"

enum { API_WAITING_MAX = 64 };

typedef struct Api Api;

typedef struct {
    Str              store;
    uint32_t         thread_count; /* of the server */
    int32_t          days_ahead;   /* of a rehearsal: today is that many days from now */
    const RouteList *routes;       /* all that the server has */
    uint32_t         route_list_count;
} ApiOptions;

bool api_open(Api **out, const ApiOptions *options, Fault *fault) MUST_CHECK;
void api_close(Api **api); /* writes what is still to be written */

/* For the server's options; its application is the Api. */
HttpAdmit   api_admit;
HttpObserve api_observe;

/* Now and then, a few times an hour: takes sessions away that are over. */
void api_tick(Api *api);

/* ---- what a route asks of whoever calls it ---------------------------------------------- */

/* In the flags of a Route. One that states nothing here and is not ROUTE_PUBLIC is
 * closed to everybody. Where somebody may do it is asked by the domain. */
enum {
    API_SIGNED_IN = 1 << ROUTE_OWN_SHIFT,
    API_UNCHANGED_PASSWORD = 2 << ROUTE_OWN_SHIFT, /* also who must change it first */

    /* Signed in, with this permission. */
    API_PERMIT_SHIFT = ROUTE_OWN_SHIFT + 2,
    API_READ_PERSON = 1 << (API_PERMIT_SHIFT + PERMIT_READ_PERSON),
    API_WRITE_RECORD = 1 << (API_PERMIT_SHIFT + PERMIT_WRITE_RECORD),
    API_READ_FIGURE = 1 << (API_PERMIT_SHIFT + PERMIT_READ_FIGURE),
    API_MANAGE_REGISTRY = 1 << (API_PERMIT_SHIFT + PERMIT_MANAGE_REGISTRY),
    API_READ_AUDIT = 1 << (API_PERMIT_SHIFT + PERMIT_READ_AUDIT),
    API_EXPORT = 1 << (API_PERMIT_SHIFT + PERMIT_EXPORT),
    API_MANAGE_CARD = 1 << (API_PERMIT_SHIFT + PERMIT_MANAGE_CARD),
};

/* The routes, by noun. */
extern const RouteList API_SESSION_ROUTES;
extern const RouteList API_CATALOGUE_ROUTES;
extern const RouteList API_FORM_ROUTES;
extern const RouteList API_PERSON_ROUTES;
extern const RouteList API_MERGE_ROUTES;
extern const RouteList API_DUPLICATE_ROUTES;
extern const RouteList API_CARD_ROUTES;
extern const RouteList API_MATCH_ROUTES;
extern const RouteList API_IDENTITY_ROUTES;
extern const RouteList API_HOUSEHOLD_ROUTES;
extern const RouteList API_RECORD_ROUTES;
extern const RouteList API_REGISTER_ROUTES;
extern const RouteList API_DUE_ROUTES;
extern const RouteList API_FIGURE_ROUTES;
extern const RouteList API_ORGANISATION_ROUTES;
extern const RouteList API_INSTITUTION_ROUTES;
extern const RouteList API_WORKER_ROUTES;
extern const RouteList API_POPULATION_ROUTES;
extern const RouteList API_QUALITY_ROUTES;
extern const RouteList API_REPORT_ROUTES;
extern const RouteList API_EXPORT_ROUTES;
extern const RouteList API_AUDIT_ROUTES;
extern const RouteList API_HEALTH_ROUTES;

#endif
