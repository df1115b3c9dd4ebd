#include "http/route.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"

/* The patterns make a tree: a node for each beginning of a path. */
typedef struct Node Node;

typedef struct Ending {
    const Route         *route;
    const struct Ending *next;
} Ending;

struct Node {
    Str           literal;
    Node         *literals;  /* what may follow, as a list of siblings */
    Node         *next;      /* of that list */
    Node         *parameter; /* any segment may follow */
    const Ending *endings;   /* a path may end here, by method */
    const Ending *rests;     /* or with anything */
};

struct Router {
    Node root;
};

static const char *const METHODS[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

/* ---- building -------------------------------------------------------------------- */

static bool is_parameter(Str segment)
{
    return str_starts_with(segment, SV("{")) && str_ends_with(segment, SV("}"));
}

static bool is_rest(Str segment)
{
    return is_parameter(segment) && str_ends_with(segment, SV("...}"));
}

static Str parameter_name(Str segment)
{
    return str_slice(segment, 1, segment.len - (is_rest(segment) ? 4 : 1));
}

static Node *add_child(Arena *arena, Node *node, Str segment)
{
    Node **place = &node->literals;

    if (is_parameter(segment)) {
        place = &node->parameter;
    } else {
        while (*place && !str_equal((*place)->literal, segment))
            place = &(*place)->next;
    }
    if (!*place) {
        *place = arena_alloc(arena, sizeof **place);
        (*place)->literal = segment;
    }
    return *place;
}

static bool wrong(Fault *fault, const Route *route, const char *what)
{
    return fault_set(fault, FAULT_INVALID, "route %s %s: %s", route->method, route->pattern, what);
}

static bool add_ending(Arena *arena, const Ending **list, const Route *route, Fault *fault)
{
    for (const Ending *ending = *list; ending; ending = ending->next)
        if (strcmp(ending->route->method, route->method) == 0)
            return wrong(fault, route, "there is another one for these addresses");

    Ending *const ending = arena_alloc(arena, sizeof *ending);
    *ending = (Ending){ route, *list };
    *list = ending;
    return true;
}

static bool check_route(const Route *route, Fault *fault)
{
    bool known = false;

    for (size_t i = 0; i < COUNT_OF(METHODS); i++)
        known = known || strcmp(METHODS[i], route->method) == 0;
    if (!known)
        return wrong(fault, route, "expected GET, POST, PUT, PATCH or DELETE");
    if (route->pattern[0] != '/')
        return wrong(fault, route, "a pattern begins with /");
    if (route->pattern[1] && str_ends_with(str_from_c(route->pattern), SV("/")))
        return wrong(fault, route, "a pattern does not end with /");
    if (!route->handler)
        return wrong(fault, route, "it has no handler");
    if (strcmp(route->method, "GET") == 0 && route->body_max_bytes > 0)
        return wrong(fault, route, "a GET has no body");
    return true;
}

static bool add_route(Router *router, Arena *arena, const Route *route, Fault *fault)
{
    Node    *node = &router->root;
    Str      rest = str_after(str_from_c(route->pattern), 1);
    uint32_t count = 0;

    if (!check_route(route, fault))
        return false;
    while (rest.len) {
        Str const segment = str_cut(&rest, '/');

        if (is_rest(segment) && rest.len == 0)
            return add_ending(arena, &node->rests, route, fault);
        if (segment.len == 0 || ++count > LIMIT_HTTP_SEGMENTS || is_rest(segment) ||
            (!is_parameter(segment) && strpbrk(str_to_c(arena, segment), "{}")) ||
            (is_parameter(segment) && parameter_name(segment).len == 0))
            return wrong(fault, route, "the pattern is malformed");
        node = add_child(arena, node, segment);
    }
    return add_ending(arena, &node->endings, route, fault);
}

bool router_open(Router **out, Arena *arena, const RouteList *lists, uint32_t list_count,
                 Fault *fault)
{
    Router *const router = arena_alloc(arena, sizeof *router);

    for (uint32_t i = 0; i < list_count; i++)
        for (uint32_t j = 0; j < lists[i].count; j++)
            if (!add_route(router, arena, &lists[i].routes[j], fault))
                return false;
    *out = router;
    return true;
}

/* ---- matching -------------------------------------------------------------------- */

typedef struct {
    Str               method; /* HEAD as GET */
    const HttpTarget *target;
    uint32_t          allowed; /* bits of METHODS that were met on the way */
} Search;

static const Route *find_ending(Search *search, const Ending *ending)
{
    const Route *found = NULL;

    for (; ending; ending = ending->next) {
        Str const method = str_from_c(ending->route->method);

        if (str_equal(method, search->method))
            found = ending->route;
        for (uint32_t i = 0; i < COUNT_OF(METHODS); i++)
            if (str_equal(method, str_from_c(METHODS[i])))
                search->allowed |= 1u << i;
    }
    return found;
}

/* As deep as the path has segments, which are bounded. */
static const Route *find_below(Search *search, const Node *node, uint32_t at)
{
    const Route *found = NULL;

    if (at == search->target->segment_count) {
        found = find_ending(search, node->endings);
    } else {
        Str const segment = search->target->segments[at];

        for (const Node *child = node->literals; child && !found; child = child->next)
            if (str_equal(child->literal, segment))
                found = find_below(search, child, at + 1);
        if (!found && node->parameter && segment.len > 0)
            found = find_below(search, node->parameter, at + 1);
    }
    return found ? found : find_ending(search, node->rests);
}

static Str join_rest(Arena *arena, const HttpTarget *target, uint32_t at)
{
    Buf text = buf_open(arena, target->path.len);

    for (uint32_t i = at; i < target->segment_count; i++) {
        if (i > at)
            buf_add_char(&text, '/');
        buf_add(&text, target->segments[i]);
    }
    return text.len ? buf_str(&text) : SV("");
}

static void bind_parameters(RouteMatch *match, Arena *arena, const HttpTarget *target)
{
    HttpPair *const pairs = arena_array(arena, LIMIT_HTTP_SEGMENTS + 1, sizeof *pairs);
    Str             rest = str_after(str_from_c(match->route->pattern), 1);

    for (uint32_t at = 0; rest.len; at++) {
        Str const segment = str_cut(&rest, '/');

        if (!is_parameter(segment))
            continue;
        pairs[match->parameter_count++] =
            (HttpPair){ parameter_name(segment),
                        is_rest(segment) ? join_rest(arena, target, at) : target->segments[at] };
    }
    match->parameters = pairs;
}

static Str allowed_text(Arena *arena, uint32_t allowed)
{
    Buf text = buf_open(arena, 100);

    for (uint32_t i = 0; i < COUNT_OF(METHODS); i++)
        if (allowed & 1u << i)
            buf_add_format(&text, "%s%s%s", text.len ? ", " : "", METHODS[i],
                           i == 0 ? ", HEAD" : "");
    return text.len ? buf_str(&text) : SV("");
}

RouteMatch router_match(const Router *router, Arena *arena, Str method, const HttpTarget *target)
{
    Search search = {
        .method = str_equal(method, SV("HEAD")) ? SV("GET") : method,
        .target = target,
    };
    RouteMatch match = { .route = find_below(&search, &router->root, 0), .allowed = SV("") };

    if (match.route)
        bind_parameters(&match, arena, target);
    else
        match.allowed = allowed_text(arena, search.allowed);
    return match;
}
