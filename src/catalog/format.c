#include "catalog/format.h"

#include <assert.h>

#include "base/utf8.h"
#include "catalog/parser.h"

enum { INDENT = 2, INDENT_OF_MORE = 4, SPACES_BEFORE_COMMENT = 2 };

/* In a unit the / stands close, in a division it does not. A unit comes after int,
 * after decimal N, after as, and in its declaration. */
typedef enum { UNIT_NO, UNIT_MAY_BEGIN, UNIT_AFTER_NAME, UNIT_AFTER_SIGN } UnitState;

/* A statement whose deeper lines may still come. */
typedef struct {
    uint32_t column; /* where it stands in the source */
    uint32_t indent; /* and in the result */
    Str      header; /* its word when a block follows it, or empty */
} Level;

typedef struct {
    Arena       *arena;
    Str          text;
    const Token *tokens;
    uint32_t     start; /* the statement's first token */
    bool         declares_unit;
    UnitState    unit;
    Level       *levels;
    uint32_t     level_count, level_capacity;
    Buf          out;
} Formatter;

static bool is_symbol(const Token *token, const char *symbol)
{
    return token->kind == TOKEN_SYMBOL && str_equal(token->text, str_from_c(symbol));
}

static bool is_word(const Token *token, const char *word)
{
    return token->kind == TOKEN_NAME && str_equal(token->text, str_from_c(word));
}

static bool is_one_of(const Token *token, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_word(token, words[i]))
            return true;
    return false;
}

/* ---- levels ----------------------------------------------------------------- */

static const struct {
    const char *within, *header;
} HEADERS[] = {
    { "", "code" },
    { "", "param" },
    { "", "register" },
    { "", "form" },
    { "", "programme" },
    { "", "summary" },
    { "programme", "form" },
    { "programme", "indicator" },
    { "programme", "report" },
    { "summary", "chapter" },
    { "form", "section" },
    { "form", "list" },
    { "register", "section" },
    { "register", "list" },
    { "section", "section" },
    { "section", "list" },
};

/* The word of a header, or nothing. A field may be called `list`: what follows its
 * name is a label. */
static Str find_header(const Formatter *formatter, Str within)
{
    const Token *const first = &formatter->tokens[formatter->start];

    for (size_t i = 0; i < COUNT_OF(HEADERS); i++)
        if (is_word(first, HEADERS[i].header) && str_equal(within, str_from_c(HEADERS[i].within)) &&
            !(is_word(first, "list") && first[1].kind == TOKEN_STRING))
            return first->text;
    return SV("");
}

/* The innermost statement that what stands at `column` belongs to, counted from 1;
 * 0 when it belongs to none. */
static uint32_t find_level(const Formatter *formatter, uint32_t column)
{
    uint32_t level = formatter->level_count;

    while (level > 0 && formatter->levels[level - 1].column >= column)
        level--;
    return level;
}

static uint32_t indent_within(const Formatter *formatter, uint32_t level)
{
    if (level == 0)
        return 0;
    const Level *const outer = &formatter->levels[level - 1];
    return outer->indent + (outer->header.len ? INDENT : INDENT_OF_MORE);
}

/* A line begins: where it stands, and whether it begins a statement. */
static uint32_t begin_line(Formatter *formatter, uint32_t at)
{
    const Token *const token = &formatter->tokens[at];
    uint32_t const     level = find_level(formatter, token->column);
    uint32_t const     indent = indent_within(formatter, level);

    if (token->kind == TOKEN_COMMENT)
        return indent;
    formatter->level_count = level;
    if (level > 0 && !formatter->levels[level - 1].header.len)
        return indent; /* the statement goes on */

    formatter->start = at;
    formatter->declares_unit = level == 0 && is_word(token, "unit");
    formatter->unit = UNIT_NO;
    formatter->levels = arena_grow(formatter->arena, formatter->levels, level,
                                   &formatter->level_capacity, sizeof(Level));
    formatter->levels[formatter->level_count++] = (Level){
        .column = token->column,
        .indent = indent,
        .header = find_header(formatter, level ? formatter->levels[level - 1].header : SV("")),
    };
    return indent;
}

/* ---- spaces ------------------------------------------------------------------ */

/* Whether a value ends with the token, so that a - after it subtracts. */
static bool ends_value(const Token *token)
{
    static const char *const WORDS[] = { "and",  "or",    "not",  "if",    "then",   "else",
                                         "when", "where", "from", "until", "points", "has" };

    return token->kind == TOKEN_NUMBER || token->kind == TOKEN_DATE ||
           token->kind == TOKEN_STRING || is_symbol(token, ")") || is_symbol(token, "}") ||
           (token->kind == TOKEN_NAME && !is_one_of(token, WORDS, COUNT_OF(WORDS)));
}

/* A sign stands before its number: after no value, or in a range such as -5..5. */
static bool is_sign(const Formatter *formatter, uint32_t at)
{
    const Token *const token = &formatter->tokens[at];

    return is_symbol(token, "-") && at > formatter->start &&
           (!ends_value(token - 1) ||
            (token[1].kind == TOKEN_NUMBER && is_symbol(token + 2, "..")));
}

/* Whether a ( after the name opens what a function takes: not after `and`, and not
 * after the `count` that begins a line of an indicator. */
static bool is_called(const Formatter *formatter, uint32_t at)
{
    static const char *const WORDS[] = { "and",   "or",   "not",  "in",   "any",   "has",
                                         "if",    "then", "else", "when", "where", "from",
                                         "until", "on",   "of",   "per" };
    const Token *const       token = &formatter->tokens[at];
    const Token *const       start = &formatter->tokens[formatter->start];
    bool const whole = token == start + 1 && (is_word(start, "of") || is_word(start, "per"));

    return token->kind == TOKEN_NAME && token != start && !whole &&
           !is_one_of(token, WORDS, COUNT_OF(WORDS));
}

/* Whether two tokens side by side would be read as something else. */
static bool would_merge(const Token *left, const Token *right)
{
    bool const dotted = is_symbol(left, ".") || is_symbol(left, "..");

    return (is_symbol(left, "-") && is_symbol(right, "-")) ||
           (dotted && (is_symbol(right, ".") || is_symbol(right, ".."))) ||
           (is_symbol(left, ".") && right->kind == TOKEN_NUMBER);
}

static bool has_space_before(const Formatter *formatter, uint32_t at)
{
    const Token *const token = &formatter->tokens[at];
    const Token *const left = token - 1;

    if (would_merge(left, token))
        return true;
    if (is_symbol(left, "(") || is_symbol(token, ")") || is_symbol(token, ","))
        return false;
    if (is_symbol(token, "("))
        return !is_called(formatter, at - 1);
    if (is_symbol(left, ".") || is_symbol(token, ".") || is_symbol(left, "..") ||
        is_symbol(token, ".."))
        return false;
    if (formatter->unit == UNIT_AFTER_SIGN ||
        (formatter->unit == UNIT_AFTER_NAME && is_symbol(token, "/")))
        return false;
    return !is_sign(formatter, at - 1);
}

/* What the token says about the one after it. */
static UnitState next_unit(const Formatter *formatter, uint32_t at)
{
    const Token *const token = &formatter->tokens[at];
    bool const         is_name = token->kind == TOKEN_NAME;
    bool const         is_sign = is_symbol(token, "/") || is_symbol(token, ".");

    if (formatter->unit == UNIT_MAY_BEGIN && (is_name || is_symbol(token, "/")))
        return is_name ? UNIT_AFTER_NAME : UNIT_AFTER_SIGN;
    if (formatter->unit == UNIT_AFTER_NAME && is_sign)
        return UNIT_AFTER_SIGN;
    if (formatter->unit == UNIT_AFTER_SIGN && is_name)
        return UNIT_AFTER_NAME;
    if (at == formatter->start)
        return formatter->declares_unit ? UNIT_MAY_BEGIN : UNIT_NO;

    bool const after_number =
        token->kind == TOKEN_NUMBER &&
        (is_word(token - 1, "decimal") || (formatter->declares_unit && is_symbol(token - 1, "=")));
    return is_word(token, "int") || is_word(token, "as") || after_number ? UNIT_MAY_BEGIN : UNIT_NO;
}

/* ---- the source ---------------------------------------------------------------- */

static void print_line(Formatter *formatter, uint32_t from, uint32_t to)
{
    buf_add_times(&formatter->out, ' ', begin_line(formatter, from));
    for (uint32_t at = from; at < to; at++) {
        const Token *const token = &formatter->tokens[at];

        if (at > from && token->kind == TOKEN_COMMENT)
            buf_add_times(&formatter->out, ' ', SPACES_BEFORE_COMMENT);
        else if (at > from && has_space_before(formatter, at))
            buf_add_char(&formatter->out, ' ');
        if (token->kind == TOKEN_COMMENT)
            buf_add(&formatter->out, token->text);
        else
            buf_add(&formatter->out,
                    str_slice(formatter->text, token->span.start, token->span.end));
        formatter->unit = next_unit(formatter, at);
    }
    buf_add_char(&formatter->out, '\n');
}

static void print_source(Formatter *formatter)
{
    uint32_t line = 0; /* of the token before */

    for (uint32_t at = 0; formatter->tokens[at].kind != TOKEN_END;) {
        uint32_t const from = at;

        if (line > 0 && formatter->tokens[at].line > line + 1)
            buf_add_char(&formatter->out, '\n');
        line = formatter->tokens[at].line;
        while (formatter->tokens[at].kind != TOKEN_END && formatter->tokens[at].line == line)
            at++;
        print_line(formatter, from, at);
    }
}

/* The tokens that mean something are the same, one by one. */
static bool is_same(Arena *arena, Str before, Str after)
{
    Source const sources[] = { { SV("before"), before }, { SV("after"), after } };
    Diagnostics  diagnostics = { .arena = arena, .sources = sources, .source_count = 2 };
    Tokens const a = lex(arena, &diagnostics, 0, true);
    Tokens const b = lex(arena, &diagnostics, 1, true);

    if (a.count != b.count || diagnostics.count)
        return false;
    for (uint32_t i = 0; i < a.count; i++)
        if (a.items[i].kind != b.items[i].kind || a.items[i].first != b.items[i].first ||
            !str_equal(a.items[i].text, b.items[i].text))
            return false;
    return true;
}

bool format_source(Str *out, Arena *arena, Diagnostics *diagnostics, uint32_t source)
{
    Str const text = diagnostics->sources[source].text;
    Ast       ast = { 0 };

    if (!parse_source(&ast, arena, diagnostics, source))
        return false;
    Formatter formatter = {
        .arena = arena,
        .text = text,
        .tokens = lex(arena, diagnostics, source, true).items,
        .out = buf_open(arena, 8 * text.len + 64),
    };
    print_source(&formatter);
    *out = buf_str(&formatter.out);
    assert(!formatter.out.overflowed && is_same(arena, text, *out));
    return true;
}
