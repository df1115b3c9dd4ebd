/* What is stored, given out whole, as a file of any size. */
#include "exchange/csv/export.h"

#include <stdatomic.h>

#include "api/api_private.h"
#include "base/limits.h"
#include "registry/organisation.h"

/* More downloads at a time are refused: each holds a store open until its client has taken
 * the last piece, however slow its line is. */
enum { DOWNLOADS_MAX = 8 };

/* It has a house of its own, so that a slow line keeps none from the other requests, and
 * opens it with the first piece: until then the writer may begin anew. */
typedef struct {
    Api   *api;
    House *house;
    Export *export;
    Job           job;
    ExportOptions options;
    bool          is_counted;
} Download;

static bool start(Download *download, Fault *fault)
{
    download->is_counted = true;
    if (atomic_fetch_add(&download->api->download_count, 1) >= DOWNLOADS_MAX)
        return fault_set(fault, FAULT_BUSY, "%d downloads are going on already", DOWNLOADS_MAX);
    return house_open(&download->house, download->api->options.store, HOUSE_READ, fault) &&
           export_open(&download->export, download->house, &download->job, &download->options,
                       fault);
}

static bool fill(void *context, Buf *piece, bool *is_last, Fault *fault)
{
    Download *const download = context;

    return (download->export || start(download, fault)) &&
           export_fill(download->export, piece, is_last, fault);
}

static void end(void *context)
{
    Download *const download = context;

    export_close(&download->export);
    house_close(&download->house);
    if (download->is_counted)
        (void)atomic_fetch_sub(&download->api->download_count, 1);
}

static bool read_options(ExportOptions *out, ApiCall *call, Fault *fault)
{
    Str const format = request_query(call->request, SV("format"));
    Str const labels = request_query(call->request, SV("labels"));

    *out = (ExportOptions){
        .what = request_parameter(call->request, SV("what")),
        .without_names = api_query_flag(call, SV("without_names")),
        .mode = api_query_flag(call, SV("for_people")) ? CSV_FOR_PEOPLE : CSV_EXACT,
        .has_labels = labels.len > 0,
        .language = str_equal(labels, SV("en")) ? LANGUAGE_EN : LANGUAGE_ZH,
    };
    if (labels.len && !str_equal(labels, SV("zh")) && !str_equal(labels, SV("en")))
        return fault_set(fault, FAULT_INVALID, "labels expects zh or en");
    if (str_equal(format, SV("ndjson")))
        out->format = EXPORT_NDJSON;
    else if (format.len && !str_equal(format, SV("csv")))
        return fault_set(fault, FAULT_INVALID, "format expects csv or ndjson");
    return api_query_id(&out->organisation_id, call, SV("organisation"), fault) &&
           api_query_day(&out->from, call, SV("from"), DATE_MIN, fault) &&
           api_query_day(&out->until, call, SV("until"), DATE_MAX, fault);
}

static void name_file(ApiCall *call, const ExportOptions *options)
{
    Str const day = date_format(call->arena, call->job.today);

    response_add_header(call->response, SV("Content-Disposition"),
                        str_format(call->arena, "attachment; filename=\"%.*s-%.*s.%s\"",
                                   (int)options->what.len, options->what.ptr, (int)day.len, day.ptr,
                                   options->format == EXPORT_CSV ? "csv" : "ndjson"));
}

/* Who takes it out is written down, durably, before the first byte goes. */
static bool give_out(ApiCall *call, Fault *fault)
{
    Download *const download = arena_alloc(call->arena, sizeof *download);

    *download = (Download){ .api = call->api, .job = call->job };
    if (!read_options(&download->options, call, fault) ||
        (download->options.organisation_id &&
         !registry_require_place(&call->registry, download->options.organisation_id, fault)) ||
        !export_audit(call->house, &call->job, &download->options, fault))
        return false;
    if (atomic_load(&call->api->download_count) >= DOWNLOADS_MAX)
        return fault_set(fault, FAULT_BUSY, "%d downloads are going on already", DOWNLOADS_MAX);
    name_file(call, &download->options);
    response_stream(call->response, export_content_type(download->options.format), fill, end,
                    download);
    return true;
}

static HttpResult get_export(Request *request, Response *response)
{
    return api_write(request, response, give_out);
}

static const Route ROUTES[] = {
    { "GET", "/api/export/{what}", API_EXPORT, 0, get_export, "导出",
      "a form, a register, persons, residences, organisations ..., as a file" },
};

const RouteList API_EXPORT_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
