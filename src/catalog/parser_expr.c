/* Expressions, by precedence: or, and, not, comparison, sum, product, sign. */
#include "base/limits.h"
#include "catalog/parser_private.h"

static Node *parse_or(Parser *parser);

static Node *new_node(Parser *parser, NodeKind kind, Span span)
{
    Node *const node = arena_alloc(parser->arena, sizeof *node);

    node->kind = kind;
    node->span = span;
    return node;
}

/* The checker walks the tree by recursion, so its depth is bounded where it grows. */
static Node *bounded(Parser *parser, Node *node)
{
    const Node *const parts[] = { node->a, node->b, node->c };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i] && parts[i]->depth >= node->depth)
            node->depth = parts[i]->depth + 1;
    for (uint32_t i = 0; i < node->item_count; i++)
        if (node->items[i]->depth >= node->depth)
            node->depth = node->items[i]->depth + 1;
    if (node->depth > LIMIT_CHAIN)
        parser_fail(parser, node->op_span.end ? node->op_span : node->span,
                    "more than %d operators in a row", LIMIT_CHAIN)
            ->expected = SV("a shorter expression, or parts of it with names of their own");
    return node;
}

static Node *binary(Parser *parser, Operator op, Span op_span, Node *a, Node *b)
{
    Node *const node = new_node(parser, NODE_BINARY, span_join(a->span, b->span));

    node->op = op;
    node->op_span = op_span;
    node->a = a;
    node->b = b;
    return bounded(parser, node);
}

/* "in" ( "period" | "year" | "quarter" | "month" ) */
static void parse_window_in(Parser *parser, AstWindow *window)
{
    static const struct {
        const char   *word;
        AstWindowKind kind;
    } KINDS[] = {
        { "period", AST_WINDOW_PERIOD },
        { "year", AST_WINDOW_YEAR },
        { "quarter", AST_WINDOW_QUARTER },
        { "month", AST_WINDOW_MONTH },
    };

    window->span = parser_token(parser)->span;
    (void)parser_expect_word(parser, "in");
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (parser_is_word(parser, KINDS[i].word)) {
            window->kind = KINDS[i].kind;
            window->span = span_join(window->span, parser_token(parser)->span);
            parser_advance(parser);
            return;
        }
    parser_expected(parser, "period, year, quarter or month, or choices between { and }");
}

/* window = { "in" ( "period" | "year" | "quarter" | "month" )
 *          | "within" interval | "while" "enrolled" } , each at most once and not
 * both of the first two. */
static AstWindow parse_window(Parser *parser)
{
    AstWindow  window = { .span = parser_token(parser)->span };
    Span const start = window.span;

    while (!parser->failed) {
        bool const bounds = parser_is_word(parser, "in") || parser_is_word(parser, "within");
        bool const again = bounds ? window.kind != AST_WINDOW_EVER
                                  : parser_is_word(parser, "while") && window.while_enrolled;
        if (again) {
            parser_fail(parser, parser_token(parser)->span, "a second window")->expected =
                SV("one of in and within, and while once");
        } else if (parser_is_word(parser, "in")) {
            parse_window_in(parser, &window);
        } else if (parser_accept_word(parser, "within")) {
            window.kind = AST_WINDOW_WITHIN;
            window.interval = parser_interval(parser);
            window.span = window.interval.span;
        } else if (parser_accept_word(parser, "while")) {
            window.while_enrolled = true;
            window.span = parser_token(parser)->span;
            (void)parser_expect_word(parser, "enrolled");
        } else {
            break;
        }
        window.span = span_join(start, window.span);
    }
    return window;
}

/* set = "{" expression { "," expression } "}" . */
static void parse_set(Parser *parser, Node *node)
{
    uint32_t capacity = 0;

    if (!parser_expect_symbol(parser, "{"))
        return;
    do {
        node->items =
            arena_grow(parser->arena, node->items, node->item_count, &capacity, sizeof(Node *));
        node->items[node->item_count++] = parse_or(parser);
    } while (parser_accept_symbol(parser, ","));
    node->span = span_join(node->span, parser_token(parser)->span);
    (void)parser_expect_symbol(parser, "}");
}

static bool is_aggregate(Str name)
{
    static const char *const NAMES[] = {
#define X(kind, name, asks) name,
#include "catalog/term.def"
#undef X
    };

    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_equal(name, str_from_c(NAMES[i])))
            return true;
    return false;
}

/* aggregate = NAME "(" path window [ "where" expression ] ")" [ "." NAME ] . */
static Node *parse_aggregate(Parser *parser)
{
    Node *const node = new_node(parser, NODE_AGGREGATE, parser_token(parser)->span);

    node->name = parser_name(parser, "an aggregate");
    (void)parser_expect_symbol(parser, "(");
    node->path = parser_path(parser, "a form");
    node->window = parse_window(parser);
    if (parser_accept_word(parser, "where"))
        node->a = parse_or(parser);
    node->span = span_join(node->span, parser_token(parser)->span);
    (void)parser_expect_symbol(parser, ")");
    if (parser_accept_symbol(parser, ".")) {
        node->field = parser_name(parser, "a field of the form, or `date`");
        node->span = span_join(node->span, node->field.span);
    }
    return bounded(parser, node);
}

/* call = NAME "(" [ expression { "," expression } ] ")" . */
static Node *parse_call(Parser *parser)
{
    Node *const node = new_node(parser, NODE_CALL, parser_token(parser)->span);
    uint32_t    capacity = 0;

    node->name = parser_name(parser, "a function");
    (void)parser_expect_symbol(parser, "(");
    while (!parser->failed && !parser_is_symbol(parser, ")")) {
        node->items =
            arena_grow(parser->arena, node->items, node->item_count, &capacity, sizeof(Node *));
        node->items[node->item_count++] = parse_or(parser);
        if (!parser_accept_symbol(parser, ","))
            break;
    }
    node->span = span_join(node->span, parser_token(parser)->span);
    (void)parser_expect_symbol(parser, ")");
    return bounded(parser, node);
}

/* if = "if" expression "then" expression "else" expression . */
static Node *parse_if(Parser *parser)
{
    Node *const node = new_node(parser, NODE_IF, parser_token(parser)->span);

    parser_advance(parser);
    node->a = parse_or(parser);
    (void)parser_expect_word(parser, "then");
    node->b = parse_or(parser);
    (void)parser_expect_word(parser, "else");
    node->c = parse_or(parser);
    node->span = span_join(node->span, node->c->span);
    return bounded(parser, node);
}

static Node *parse_literal(Parser *parser, NodeKind kind)
{
    Node *const node = new_node(parser, kind, parser_token(parser)->span);

    node->text = parser_token(parser)->text;
    if (kind == NODE_NUMBER && parser_is_interval_word(parser_next(parser))) {
        node->kind = NODE_INTERVAL;
        node->interval = parser_interval(parser);
        node->span = node->interval.span;
        return node;
    }
    parser_advance(parser);
    return node;
}

static Node *parse_path(Parser *parser)
{
    Node *const node = new_node(parser, NODE_PATH, parser_token(parser)->span);

    node->path = parser_path(parser, "a value");
    node->span = node->path.span;
    /* "enrolled in period", but not "way in { clinic }" */
    if (parser_is_word(parser, "in") && parser_next(parser)->kind == TOKEN_NAME) {
        parse_window_in(parser, &node->window);
        node->span = span_join(node->span, node->window.span);
    }
    return node;
}

/* The parentheses belong to the node, so that its text is what was written. */
static Node *parse_parentheses(Parser *parser)
{
    Span const start = parser_token(parser)->span;

    parser_advance(parser);
    Node *const node = parse_or(parser);
    node->span = span_join(start, parser_token(parser)->span);
    (void)parser_expect_symbol(parser, ")");
    return node;
}

/* primary = NUMBER | DATE | STRING | interval | "true" | "false" | "missing"
 *         | if | aggregate | call | path [ window ] | "(" expression ")" . */
static Node *parse_primary(Parser *parser)
{
    const Token *const token = parser_token(parser);

    if (parser_at_end(parser)) {
        parser_expected(parser, "a value");
        return new_node(parser, NODE_MISSING, token->span);
    }
    if (token->kind == TOKEN_NUMBER)
        return parse_literal(parser, NODE_NUMBER);
    if (token->kind == TOKEN_DATE)
        return parse_literal(parser, NODE_DATE);
    if (token->kind == TOKEN_STRING)
        return parse_literal(parser, NODE_TEXT);
    if (parser_is_word(parser, "true"))
        return parse_literal(parser, NODE_TRUE);
    if (parser_is_word(parser, "false"))
        return parse_literal(parser, NODE_FALSE);
    if (parser_is_word(parser, "missing"))
        return parse_literal(parser, NODE_MISSING);
    if (parser_is_word(parser, "if"))
        return parse_if(parser);
    if (token->kind == TOKEN_NAME && !parser_is_reserved(token->text)) {
        bool const opens = str_equal(parser_next(parser)->text, SV("(")) &&
                           parser_next(parser)->kind == TOKEN_SYMBOL;
        if (opens)
            return is_aggregate(token->text) ? parse_aggregate(parser) : parse_call(parser);
        return parse_path(parser);
    }
    if (parser_is_symbol(parser, "("))
        return parse_parentheses(parser);
    parser_expected(parser, "a value");
    parser_advance(parser);
    return new_node(parser, NODE_MISSING, token->span);
}

/* convert = primary [ "as" unit ] . */
static Node *parse_convert(Parser *parser)
{
    Node *const value = parse_primary(parser);

    if (!parser_accept_word(parser, "as"))
        return value;
    Node *const node = new_node(parser, NODE_CONVERT, value->span);
    node->a = value;
    node->unit = parser_unit(parser);
    node->span = span_join(value->span, node->unit.span);
    return bounded(parser, node);
}

/* unary = [ "-" ] convert . */
static Node *parse_unary(Parser *parser)
{
    Span const start = parser_token(parser)->span;

    if (!parser_accept_symbol(parser, "-"))
        return parse_convert(parser);
    Node *const value = parse_convert(parser);
    Node *const node = new_node(parser, NODE_NEGATE, span_join(start, value->span));
    node->a = value;
    return bounded(parser, node);
}

typedef struct {
    const char *text;
    Operator    op;
} OperatorRow;

static bool accept_operator(Parser *parser, const OperatorRow *rows, size_t count, Operator *op,
                            Span *span)
{
    for (size_t i = 0; i < count; i++)
        if (parser_is_symbol(parser, rows[i].text)) {
            *op = rows[i].op;
            *span = parser_token(parser)->span;
            parser_advance(parser);
            return true;
        }
    return false;
}

/* product = unary { ( "*" | "/" ) unary } . */
static Node *parse_product(Parser *parser)
{
    static const OperatorRow ROWS[] = { { "*", OPERATOR_MULTIPLY }, { "/", OPERATOR_DIVIDE } };
    Node                    *left = parse_unary(parser);
    Operator                 op;
    Span                     span;

    while (!parser->failed && accept_operator(parser, ROWS, COUNT_OF(ROWS), &op, &span))
        left = binary(parser, op, span, left, parse_unary(parser));
    return left;
}

/* sum = product { ( "+" | "-" ) product } . */
static Node *parse_sum(Parser *parser)
{
    static const OperatorRow ROWS[] = { { "+", OPERATOR_ADD }, { "-", OPERATOR_SUBTRACT } };
    Node                    *left = parse_product(parser);
    Operator                 op;
    Span                     span;

    while (!parser->failed && accept_operator(parser, ROWS, COUNT_OF(ROWS), &op, &span))
        left = binary(parser, op, span, left, parse_product(parser));
    return left;
}

/* The part of a comparison after its first operand, when that is a word:
 *   "in" set | "any" set | "has" sum | "is" [ "not" ] "missing" . */
static Node *parse_worded_comparison(Parser *parser, Node *left)
{
    if (parser_is_word(parser, "in") || parser_is_word(parser, "any")) {
        Node *const node =
            new_node(parser, parser_is_word(parser, "in") ? NODE_IN : NODE_ANY, left->span);
        node->a = left;
        parser_advance(parser);
        parse_set(parser, node);
        return bounded(parser, node);
    }
    if (parser_accept_word(parser, "has")) {
        Node *const node = new_node(parser, NODE_HAS, left->span);
        node->a = left;
        node->b = parse_sum(parser);
        node->span = span_join(left->span, node->b->span);
        return bounded(parser, node);
    }
    if (parser_accept_word(parser, "is")) {
        bool const  present = parser_accept_word(parser, "not");
        Node *const node = new_node(parser, present ? NODE_IS_PRESENT : NODE_IS_MISSING,
                                    span_join(left->span, parser_token(parser)->span));
        node->a = left;
        (void)parser_expect_word(parser, "missing");
        return bounded(parser, node);
    }
    return left;
}

/* comparison = sum [ operator sum | worded comparison ] . */
static Node *parse_comparison(Parser *parser)
{
    static const OperatorRow ROWS[] = {
        { "=", OPERATOR_EQUAL },       { "!=", OPERATOR_NOT_EQUAL }, { "<", OPERATOR_LESS },
        { "<=", OPERATOR_LESS_EQUAL }, { ">", OPERATOR_MORE },       { ">=", OPERATOR_MORE_EQUAL },
    };
    Node    *left = parse_sum(parser);
    Operator op;
    Span     span;

    if (parser->failed)
        return left;
    if (accept_operator(parser, ROWS, COUNT_OF(ROWS), &op, &span))
        left = binary(parser, op, span, left, parse_sum(parser));
    else
        left = parse_worded_comparison(parser, left);
    if (!parser->failed && accept_operator(parser, ROWS, COUNT_OF(ROWS), &op, &span))
        parser_fail(parser, span, "comparisons do not chain")->hint =
            SV("join two of them with `and`");
    return left;
}

/* not = [ "not" ] comparison . */
static Node *parse_not(Parser *parser)
{
    Span const start = parser_token(parser)->span;

    if (!parser_accept_word(parser, "not"))
        return parse_comparison(parser);
    Node *const value = parse_comparison(parser);
    Node *const node = new_node(parser, NODE_NOT, span_join(start, value->span));
    node->a = value;
    return bounded(parser, node);
}

/* and = not { "and" not } . */
static Node *parse_and(Parser *parser)
{
    Node *left = parse_not(parser);

    while (!parser->failed && parser_is_word(parser, "and")) {
        Span const span = parser_token(parser)->span;
        parser_advance(parser);
        left = binary(parser, OPERATOR_AND, span, left, parse_not(parser));
    }
    return left;
}

/* or = and { "or" and } . Expressions nest through here, so here is the bound. */
static Node *parse_or(Parser *parser)
{
    if (parser->depth == LIMIT_NESTING) {
        parser_fail(parser, parser_token(parser)->span,
                    "this expression is nested more than %d deep", LIMIT_NESTING)
            ->expected = SV("parts of it with names of their own");
        return new_node(parser, NODE_MISSING, parser_token(parser)->span);
    }
    parser->depth++;
    Node *left = parse_and(parser);
    while (!parser->failed && parser_is_word(parser, "or")) {
        Span const span = parser_token(parser)->span;
        parser_advance(parser);
        left = binary(parser, OPERATOR_OR, span, left, parse_and(parser));
    }
    parser->depth--;
    return left;
}

Node *parser_expression(Parser *parser)
{
    Node *const node = parse_or(parser);

    return parser->failed ? NULL : node;
}
