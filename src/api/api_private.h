/* api_private.h - what the files of this folder share: the way of a request. */
#ifndef API_API_PRIVATE_H
#define API_API_PRIVATE_H

#include "access/audit.h"
#include "api/api.h"
#include "api/member.h"
#include "api/metrics.h"
#include "base/thread.h"
#include "codec/json_reader.h"
#include "http/problem.h"
#include "intake/attempt.h"
#include "intake/trail.h"

#include <stdatomic.h>

/* Threads for what takes long: a summary, the people behind a figure. */
enum { API_SLOW_THREADS = 2 };

struct Api {
    Arena     *arena;
    ApiOptions options;
    Pool      *houses; /* opened for reading; as many as there are threads */
    House    **all_houses;
    uint32_t   house_count;
    Writer    *writer;
    Trail     *trail;
    Queue     *slow; /* of ApiCall */
    Thread    *slow_threads[API_SLOW_THREADS];
    Metrics   *metrics;
    int64_t    started_at;
    atomic_int download_count; /* exports that are going out */
};

/* ---- one request ------------------------------------------------------------------------- */

typedef struct ApiCall ApiCall;

/* Does what was asked and fills the response. In a write it may run again after a
 * rollback, and then begins anew. */
typedef bool ApiWork(ApiCall *call, Fault *fault);

struct ApiCall {
    Api         *api;
    Request     *request;
    Response    *response;
    Arena       *arena; /* of the request */
    const Actor *actor; /* NULL: nobody is signed in */
    const Json  *body;  /* NULL: there was none */
    Str          key;   /* Idempotency-Key, or empty */
    ApiWork     *work;
    void        *state;     /* of the work, for its next step */
    ApiWork     *then;      /* set by a read: what the writer is to do with the call */
    bool         is_secret; /* the body has passwords: it is wiped when the call is over */
    /* While the work runs: */
    House   *house;
    Job      job;
    Registry registry;
    Problems problems;
    /* Of a write: */
    WriteJob write;
};

/* Run it here and now, in a read transaction. */
HttpResult api_read(Request *request, Response *response, ApiWork *work);
/* The same on a thread for what may take more than a few milliseconds. */
HttpResult api_read_slowly(Request *request, Response *response, ApiWork *work);
/* In the writer's transaction; answered when it is durable. */
HttpResult api_write(Request *request, Response *response, ApiWork *work);

/* The two ends of a read, for a stream that goes on when the handler has returned. */
ApiCall *api_call_open(Request *request, Response *response, ApiWork *work);
bool     api_begin_read(ApiCall *call, Fault *fault) MUST_CHECK;
void     api_end_read(ApiCall *call);

void api_serve_slow(void *api); /* a thread: until the queue is stopped */

/* Somebody is at work with this session: its idle time begins anew. */
void api_touch_session(Api *api, Str token);

/* The fault as an answer, with the problems found so far. */
HttpResult api_refuse(ApiCall *call, const Fault *fault);

/* The actor has read that: it is written down soon, and before a clean stop. The
 * entry's instant is the call's. */
bool api_note(ApiCall *call, AuditEntry entry, Fault *fault) MUST_CHECK;
bool api_note_person(ApiCall *call, int64_t person_id, Fault *fault) MUST_CHECK;

/* The same change asked for again with its key: *attempt is the answer of the first
 * time. What comes after is kept by api_keep_attempt. */
bool api_find_attempt(Attempt *attempt, ApiCall *call, Fault *fault) MUST_CHECK;
bool api_keep_attempt(ApiCall *call, int64_t person_id, int64_t record_id, uint32_t revision,
                      Fault *fault) MUST_CHECK;

/* ---- what was asked ---------------------------------------------------------------------- */

/* Of the query. An id is 0 when it is not there. */
bool api_query_id(int64_t *out, const ApiCall *call, Str name, Fault *fault) MUST_CHECK;
bool api_query_limit(uint32_t *out, const ApiCall *call, Fault *fault) MUST_CHECK;
bool api_query_flag(const ApiCall *call, Str name); /* "1" or "true" */

/* `after`, which is what an earlier page gave as `next`: numbers joined by dots; all
 * 0 for the first page. */
enum { API_CURSOR_MAX = 3 };
bool api_query_cursor(int64_t *out, uint32_t count, const ApiCall *call, Fault *fault) MUST_CHECK;

/* Of the path. */
/* "person", led on when the id was merged into another. What writes gives the id as it
 * came to intake, which leads it on and remembers under which id it came. */
bool api_parameter_person(int64_t *out, const ApiCall *call, Fault *fault) MUST_CHECK;
bool api_parameter_form(const Form **out, const ApiCall *call, Fault *fault) MUST_CHECK;

/* A day in words, or today. */
bool api_query_day(Date *out, const ApiCall *call, Str name, Date otherwise,
                   Fault *fault) MUST_CHECK;

/* ---- answers ------------------------------------------------------------------------------ */

JsonWriter api_json(ApiCall *call);       /* into the response */
void       api_created(ApiCall *call);    /* 201 */
void       api_no_content(ApiCall *call); /* 204 */
Language   api_language(const ApiCall *call);

/* "next": where the next page begins, or null. */
void api_member_next(JsonWriter *json, const ApiCall *call, bool has_more, const int64_t *cursor,
                     uint32_t count);

void api_member_problems(JsonWriter *json, const ApiCall *call);

/* {"id", "name"}; null for 0. A worker that cannot be found has its id. */
void api_member_organisation(JsonWriter *json, const char *name, const ApiCall *call,
                             int64_t organisation_id);
bool api_member_worker(JsonWriter *json, const char *name, ApiCall *call, int64_t worker_id,
                       Fault *fault) MUST_CHECK;
/* Whose account it is: the worker's name, else the login. */
bool api_member_account(JsonWriter *json, const char *name, ApiCall *call, int64_t account_id,
                        Fault *fault) MUST_CHECK;
void api_member_region(JsonWriter *json, const char *name, const ApiCall *call, int64_t region_id);

#endif
