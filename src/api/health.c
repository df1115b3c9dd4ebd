/* For the operator: is it alive, and how is it doing. */
#include "api/api_private.h"
#include "base/instant.h"

/* ---- alive ---------------------------------------------------------------------------------- */

/* A House was to be had and its store could be read. */
static bool show_health(ApiCall *call, Fault *fault)
{
    JsonWriter json = api_json(call);

    (void)fault;
    json_begin_object(&json);
    member_str(&json, "status", SV("ok"));
    json_end_object(&json);
    return true;
}

static HttpResult get_health(Request *request, Response *response)
{
    return api_read(request, response, show_health);
}

/* ---- numbers -------------------------------------------------------------------------------- */

static bool show_metrics(ApiCall *call, Fault *fault)
{
    Api *const         api = call->api;
    WriterCounts const writer = writer_counts(api->writer);
    int64_t            size_bytes = 0;
    int64_t            persons = 0;

    /* A proxy passes requests of others on; these numbers are the operator's. */
    if (request_header(call->request, SV("X-Forwarded-For")).len ||
        request_header(call->request, SV("Forwarded")).len)
        return fault_set(fault, FAULT_NOT_FOUND, "there is nothing at this address");
    if (!house_size_bytes(&size_bytes, call->house, fault) ||
        !house_person_count(&persons, call->house, fault))
        return false;
    Buf *const text = response_text(call->response, SV("text/plain; version=0.0.4; charset=utf-8"));
    metrics_print(text, api->metrics);
    metrics_print_value(text, "barefoot_writer_commits_total", "counter",
                        "Durable commits of the writer.", writer.commits);
    metrics_print_value(text, "barefoot_writer_jobs_total", "counter",
                        "Changes that were committed.", writer.jobs);
    metrics_print_value(text, "barefoot_writer_reruns_total", "counter",
                        "Batches that ran again without a job that failed.", writer.reruns);
    metrics_print_value(text, "barefoot_store_bytes", "gauge", "Size of the store.",
                        (uint64_t)size_bytes);
    metrics_print_value(text, "barefoot_persons", "gauge", "Persons registered.",
                        (uint64_t)persons);
    metrics_print_value(text, "barefoot_uptime_seconds", "gauge", "Seconds since the start.",
                        (uint64_t)(instant_now() - api->started_at) / 1000);
    return true;
}

static HttpResult get_metrics(Request *request, Response *response)
{
    return api_read(request, response, show_metrics);
}

static const Route ROUTES[] = {
    { "GET", "/healthz", ROUTE_PUBLIC, 0, get_health, "存活检查", "whether the server is alive" },
    { "GET", "/metrics", ROUTE_PUBLIC, 0, get_metrics, "运行指标", "numbers for Prometheus" },
};

const RouteList API_HEALTH_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
