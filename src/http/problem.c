#include "http/problem.h"

#include "base/log.h"
#include "codec/json_writer.h"
#include "http/http_private.h"

/* Statuses that no fault has. */
static const struct {
    int         status;
    const char *zh, *en;
} TITLES[] = {
    { 405, "此地址不支持该方法", "this address does not know that method" },
    { 503, "系统繁忙，请稍后再试", "busy; try again in a moment" },
};

static Str title_of(int status, const FaultKind *kind, Language language)
{
    for (size_t i = 0; i < COUNT_OF(TITLES); i++)
        if (TITLES[i].status == status)
            return str_from_c(language == LANGUAGE_EN ? TITLES[i].en : TITLES[i].zh);
    return str_from_c(language == LANGUAGE_EN ? kind->en : kind->zh);
}

/* FAULT_TOO_LARGE as "urn:barefoot:fault:too-large". */
static Str type_of(Arena *arena, const FaultKind *kind)
{
    Str const name = str_after(str_from_c(kind->name), SV("FAULT_").len);
    Buf       text = buf_open(arena, 100);

    buf_add(&text, SV("urn:barefoot:fault:"));
    for (size_t i = 0; i < name.len; i++)
        buf_add_char(&text, name.ptr[i] == '_' ? '-' : (char)(name.ptr[i] | 0x20));
    return buf_str(&text);
}

/* A member of the door's own; no name is none. */
typedef struct {
    Str name, json;
} Extra;

static void write_body(Buf *body, Str type, Str title, int status, const Fault *fault, Extra extra)
{
    JsonWriter json = json_open(body);

    json_begin_object(&json);
    json_add_key(&json, SV("type"));
    json_add_str(&json, type);
    json_add_key(&json, SV("title"));
    json_add_str(&json, title);
    json_add_key(&json, SV("status"));
    json_add_int(&json, status);
    if (status != 500) {
        json_add_key(&json, SV("detail"));
        json_add_str(&json, str_from_c(fault->message));
        if (fault->context[0]) {
            json_add_key(&json, SV("context"));
            json_add_str(&json, str_from_c(fault->context));
        }
    }
    if (fault->line) {
        json_add_key(&json, SV("line"));
        json_add_int(&json, fault->line);
    }
    if (fault->column) {
        json_add_key(&json, SV("column"));
        json_add_int(&json, fault->column);
    }
    if (extra.name.len) {
        json_add_key(&json, extra.name);
        json_add_json(&json, extra.json);
    }
    json_end_object(&json);
}

static void answer_problem(const Request *request, Response *response, int status,
                           const Fault *fault, Extra extra)
{
    const FaultKind *const kind = fault_kind(fault->code);

    response_clear(response);
    response->status = status;
    if (kind->retry)
        response_add_header(response, SV("Retry-After"), SV("1"));
    if (status == 401) /* RFC 9110 section 11.6.1 wants a challenge */
        response_add_header(response, SV("WWW-Authenticate"), SV("Session"));
    write_body(response_text(response, SV("application/problem+json")),
               type_of(response->arena, kind), title_of(status, kind, request->language), status,
               fault, extra);
}

void problem_with_status(const Request *request, Response *response, int status, const Fault *fault)
{
    answer_problem(request, response, status, fault, (Extra){ 0 });
}

HttpResult http_problem_with(const Request *request, Response *response, const Fault *fault,
                             Str name, Str json)
{
    int const status = fault_kind(fault->code)->http_status;

    if (status == 500)
        log_fault(LOG_ERROR, "http", fault);
    answer_problem(request, response, status, fault, (Extra){ name, json });
    return HTTP_DONE;
}

HttpResult http_problem(const Request *request, Response *response, const Fault *fault)
{
    return http_problem_with(request, response, fault, SV(""), SV(""));
}
