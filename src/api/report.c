/* The annual summary. */
#include "api/figure.h"
#include "report/summary.h"

typedef enum { AS_MARKDOWN, AS_HTML, AS_JSON } Format;

static bool query_format(Format *out, const ApiCall *call, Fault *fault)
{
    Str const text = request_query(call->request, SV("format"));

    *out = AS_JSON;
    if (str_equal(text, SV("md")))
        *out = AS_MARKDOWN;
    else if (str_equal(text, SV("html")))
        *out = AS_HTML;
    else if (text.len && !str_equal(text, SV("json")))
        return fault_set(fault, FAULT_INVALID, "format expects md, html or json");
    return true;
}

static bool read_order(SummaryOrder *order, const ApiCall *call, Fault *fault)
{
    const Catalog *const catalog = call->house->catalog;
    int32_t const        this_year = date_year(call->job.today);
    uint64_t             year = 0;

    *order = (SummaryOrder){ .language = api_language(call) };
    if (catalog->summary_count == 0)
        return fault_set(fault, FAULT_NOT_FOUND, "the definitions have no summary");
    if (!request_query_uint(&year, call->request, SV("year"), (uint64_t)this_year, 2199, fault) ||
        !api_query_place(&order->place, call, fault))
        return false;
    if (year < 1900)
        return fault_set(fault, FAULT_INVALID, "year expects a year such as 2025");
    order->summary = &catalog->summaries[0];
    order->period = period_year_so_far((int32_t)year, call->job.today);
    return true;
}

static void write_json(ApiCall *call, const FigureReader *reader, const SummaryOrder *order,
                       Str html)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_str(&json, "name", order->summary->name);
    member_str(&json, "title", summary_title(reader, order));
    member_str(&json, "period", period_format(call->arena, order->period));
    api_member_place(&json, call, order->place);
    member_instant(&json, "as_of", call->job.now);
    member_str(&json, "html", html);
    json_end_object(&json);
}

static bool show_summary(ApiCall *call, Fault *fault)
{
    FigureReader const reader = api_figure_reader(call);
    SummaryOrder       order;
    Format             format = AS_JSON;
    Buf                html = buf_open(call->arena, LIMIT_RESPONSE_BYTES);

    if (!query_format(&format, call, fault) || !read_order(&order, call, fault))
        return false;
    order.format = format == AS_MARKDOWN ? SUMMARY_MARKDOWN : SUMMARY_HTML;
    if (format == AS_JSON) {
        if (!summary_write(&html, &reader, &order, fault))
            return false;
        write_json(call, &reader, &order, buf_str(&html));
        return true;
    }
    Buf *const text =
        response_text(call->response, format == AS_HTML ? SV("text/html; charset=utf-8")
                                                        : SV("text/markdown; charset=utf-8"));
    return summary_write(text, &reader, &order, fault);
}

static HttpResult get_summary(Request *request, Response *response)
{
    return api_read_slowly(request, response, show_summary);
}

static const Route ROUTES[] = {
    { "GET", "/api/report/summary", API_READ_FIGURE, 0, get_summary, "年度总结",
      "the annual summary" },
};

const RouteList API_REPORT_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
