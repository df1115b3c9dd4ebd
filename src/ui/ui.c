#include "ui/ui.h"

#include "base/asset.h"
#include "http/problem.h"

#define ROOT "web/dist/"

static const struct {
    const char *suffix, *type;
} TYPES[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".json", "application/json" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".webmanifest", "application/manifest+json" },
};

/* ---- finding ------------------------------------------------------------------------------- */

static const Asset *find_asset(Str path)
{
    uint32_t low = 0;
    uint32_t high = ASSET_COUNT;

    while (low < high) {
        uint32_t const middle = low + (high - low) / 2;

        if (str_compare(ASSETS[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ASSET_COUNT && str_equal(ASSETS[low].path, path) ? &ASSETS[low] : NULL;
}

static const Asset *find_file(Arena *arena, Str path, const char *suffix)
{
    return find_asset(str_format(arena, ROOT "%.*s%s", (int)path.len, path.ptr, suffix));
}

static Str last_segment(Str path)
{
    while (str_find_char(path, '/') < path.len)
        path = str_after(path, str_find_char(path, '/') + 1);
    return path;
}

/* An address of the interface, not of a file: files have a dot in their name. */
static bool is_page(Str path)
{
    Str const name = last_segment(path);

    return str_find_char(name, '.') == name.len && !str_equal(path, SV("api")) &&
           !str_starts_with(path, SV("api/"));
}

/* ---- answering ------------------------------------------------------------------------------- */

static Str type_of(Str path)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (str_ends_with(path, str_from_c(TYPES[i].suffix)))
            return str_from_c(TYPES[i].type);
    return SV("application/octet-stream");
}

/* "index-3f2a81c9.js": a dash, and eight or more letters and digits before the dot. */
static bool is_named_by_content(Str path)
{
    Str const    name = last_segment(path);
    size_t const dot = str_find_char(name, '.');
    size_t       dash = dot;

    if (!str_starts_with(path, SV("assets/")))
        return false;
    while (dash > 0 && name.ptr[dash - 1] != '-')
        dash--;
    return dash > 0 && dot - dash >= 8;
}

/* Whether the client takes this coding: "gzip, deflate, br;q=0.9". */
static bool accepts(const Request *request, Str coding)
{
    Str rest = request_header(request, SV("Accept-Encoding"));

    while (rest.len) {
        Str       parameters = str_cut(&rest, ',');
        Str const name = str_trim(str_cut(&parameters, ';'));
        Str const quality = str_trim(parameters);

        if (str_equal_ignoring_case(name, coding))
            return !str_equal(quality, SV("q=0")) && !str_equal(quality, SV("q=0.0"));
    }
    return false;
}

/* The file itself, or a compressed one that the build has put beside it. */
static const Asset *choose_coding(const Request *request, Response *response, Str path,
                                  const Asset *plain)
{
    static const struct {
        const char *suffix, *coding;
    } CODINGS[] = { { ".br", "br" }, { ".gz", "gzip" } };
    bool has_others = false;

    for (size_t i = 0; i < COUNT_OF(CODINGS); i++) {
        const Asset *const packed = find_file(request->arena, path, CODINGS[i].suffix);

        has_others = has_others || packed;
        if (!packed || !accepts(request, str_from_c(CODINGS[i].coding)))
            continue;
        response_add_header(response, SV("Content-Encoding"), str_from_c(CODINGS[i].coding));
        response_add_header(response, SV("Vary"), SV("Accept-Encoding"));
        return packed;
    }
    if (has_others)
        response_add_header(response, SV("Vary"), SV("Accept-Encoding"));
    return plain;
}

static HttpResult send_asset(const Request *request, Response *response, Str path,
                             const Asset *plain)
{
    const Asset *const asset = choose_coding(request, response, path, plain);
    Str const tag = str_format(request->arena, "\"%016llx\"", (unsigned long long)asset->hash);

    response_add_header(response, SV("ETag"), tag);
    response_add_header(response, SV("Cache-Control"),
                        is_named_by_content(path) ? SV("public, max-age=31536000, immutable")
                                                  : SV("no-cache"));
    if (str_equal(request_header(request, SV("If-None-Match")), tag)) {
        response->status = 304;
        return HTTP_DONE;
    }
    response_bytes(response, type_of(path), asset->bytes);
    return HTTP_DONE;
}

static HttpResult get_page(Request *request, Response *response)
{
    Str          path = request_parameter(request, SV("path"));
    Fault        fault = { 0 };
    const Asset *asset = path.len ? find_file(request->arena, path, "") : NULL;

    if (!asset && is_page(path)) {
        path = SV("index.html");
        asset = find_file(request->arena, path, "");
    }
    if (asset)
        return send_asset(request, response, path, asset);
    (void)fault_set(&fault, FAULT_NOT_FOUND, "there is nothing at this address");
    return http_problem(request, response, &fault);
}

static const Route ROUTES[] = {
    { "GET", "/{path...}", ROUTE_PUBLIC, 0, get_page, "网页界面", "the web interface" },
};

const RouteList UI_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
