#include "catalog/parser.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "catalog/parser_private.h"

/* ---- tokens ----------------------------------------------------------------- */

/* A statement ends where a line begins that does not stand deeper than it; a
 * header ends with its own line, since deeper lines are its block. */
static bool ends_statement(const Parser *parser, uint32_t at)
{
    const Token *const token = &parser->tokens[at];

    if (token->kind == TOKEN_END)
        return true;
    return token->first && at != parser->start &&
           (parser->one_line || token->column <= parser->column);
}

bool parser_at_end(const Parser *parser)
{
    return ends_statement(parser, parser->at);
}

const Token *parser_token(const Parser *parser)
{
    return parser_at_end(parser) ? &parser->end : &parser->tokens[parser->at];
}

const Token *parser_next(const Parser *parser)
{
    if (parser_at_end(parser) || ends_statement(parser, parser->at + 1))
        return &parser->end;
    return &parser->tokens[parser->at + 1];
}

void parser_advance(Parser *parser)
{
    if (parser_at_end(parser))
        return;
    Span const span = parser->tokens[parser->at++].span;
    parser->end.span = (Span){ span.source, span.end, span.end };
}

bool parser_is_word(const Parser *parser, const char *word)
{
    const Token *const token = parser_token(parser);

    return token->kind == TOKEN_NAME && str_equal(token->text, str_from_c(word));
}

bool parser_is_symbol(const Parser *parser, const char *symbol)
{
    const Token *const token = parser_token(parser);

    return token->kind == TOKEN_SYMBOL && str_equal(token->text, str_from_c(symbol));
}

bool parser_accept_word(Parser *parser, const char *word)
{
    if (!parser_is_word(parser, word))
        return false;
    parser_advance(parser);
    return true;
}

bool parser_accept_symbol(Parser *parser, const char *symbol)
{
    if (!parser_is_symbol(parser, symbol))
        return false;
    parser_advance(parser);
    return true;
}

/* Whether the lexer has complained about the statement, here or further on. */
static bool is_bad(const Parser *parser)
{
    for (uint32_t at = parser->at; !ends_statement(parser, at); at++)
        if (parser->tokens[at].kind == TOKEN_BAD)
            return true;
    return false;
}

/* NULL when enough has been said about the statement. */
static Diagnostic *complain(Parser *parser, const char *expected)
{
    const Token *const token = parser_token(parser);
    bool const         was_failed = parser->failed;
    Diagnostic        *item = NULL;

    parser->failed = true;
    if (was_failed || is_bad(parser))
        return NULL;
    if (token->kind == TOKEN_END)
        item = diagnose(parser->diagnostics, token->span, "the statement ends too early");
    else if (token->kind == TOKEN_STRING)
        item = diagnose(parser->diagnostics, token->span, "a text cannot stand here");
    else
        item = diagnose(parser->diagnostics, token->span, "'%.*s' cannot stand here",
                        (int)token->text.len, token->text.ptr);
    item->expected = str_copy(parser->arena, str_from_c(expected));
    return item;
}

Diagnostic *parser_fail(Parser *parser, Span span, const char *format, ...)
{
    bool const was_failed = parser->failed;
    char       text[200];
    va_list    arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    parser->failed = true;
    return was_failed ? arena_alloc(parser->arena, sizeof(Diagnostic))
                      : diagnose(parser->diagnostics, span, "%s", text);
}

bool parser_is_reserved(Str word)
{
    static const char *const WORDS[] = { "and",   "or",      "not",   "in",    "is",    "has",
                                         "any",   "as",      "if",    "then",  "else",  "true",
                                         "false", "missing", "where", "while", "within" };

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_equal(word, str_from_c(WORDS[i])))
            return true;
    return false;
}

void parser_expected(Parser *parser, const char *expected)
{
    (void)complain(parser, expected);
}

bool parser_expect_word(Parser *parser, const char *word)
{
    if (parser_accept_word(parser, word))
        return true;
    parser_expected(parser, str_format(parser->arena, "'%s'", word).ptr);
    return false;
}

bool parser_expect_symbol(Parser *parser, const char *symbol)
{
    if (parser_accept_symbol(parser, symbol))
        return true;
    parser_expected(parser, str_format(parser->arena, "'%s'", symbol).ptr);
    return false;
}

/* "source, from or until", with the word that was probably meant as a hint. */
static void expected_keyword(Parser *parser, const Keyword *words, uint32_t count)
{
    Str const  wrong = parser_token(parser)->text;
    Str *const names = arena_array(parser->arena, count, sizeof(Str));
    Str        expected = SV("");

    for (uint32_t i = 0; i < count; i++) {
        const char *const comma = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        expected = str_format(parser->arena, "%.*s%s%s", (int)expected.len, expected.ptr, comma,
                              words[i].word);
        names[i] = str_from_c(words[i].word);
    }
    Str const         nearest = diagnostic_nearest(wrong, names, count);
    Diagnostic *const item = complain(parser, expected.ptr);
    if (item && nearest.len)
        item->hint =
            str_format(parser->arena, "did you mean '%.*s'?", (int)nearest.len, nearest.ptr);
}

int parser_keyword(Parser *parser, const Keyword *words, uint32_t count, uint32_t *seen)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!parser_is_word(parser, words[i].word))
            continue;
        parser->is_known = true;
        if (*seen >> i & 1 && !words[i].repeats) {
            parser_fail(parser, parser_token(parser)->span, "'%s' is said twice", words[i].word)
                ->expected = SV("it once");
            return -1;
        }
        *seen |= 1u << i;
        parser_advance(parser);
        return (int)i;
    }
    expected_keyword(parser, words, count);
    return -1;
}

Name parser_name(Parser *parser, const char *what)
{
    const Token *const token = parser_token(parser);
    Name const         name = { token->text, token->span };

    if (token->kind != TOKEN_NAME) {
        parser_expected(parser, what);
        return (Name){ SV(""), token->span };
    }
    parser_advance(parser);
    return name;
}

/* path = NAME { "." NAME } . */
Path parser_path(Parser *parser, const char *what)
{
    Path path = { .span = parser_token(parser)->span };

    do {
        if (path.count == PATH_PARTS_MAX) {
            parser_expected(parser, "a name of at most three parts");
            break;
        }
        path.parts[path.count] = parser_name(parser, what);
        path.span = span_join(path.span, path.parts[path.count++].span);
    } while (!parser->failed && parser_accept_symbol(parser, "."));
    return path;
}

uint32_t parser_count(Parser *parser, uint32_t max, const char *what)
{
    uint64_t value = 0;

    if (parser_token(parser)->kind != TOKEN_NUMBER ||
        !str_to_uint(&value, parser_token(parser)->text, max)) {
        parser_expected(parser, what);
        return 0;
    }
    parser_advance(parser);
    return (uint32_t)value;
}

static const struct {
    const char *one, *many;
    SpanUnit    unit;
} INTERVAL_WORDS[] = {
    { "day", "days", SPAN_DAYS },
    { "week", "weeks", SPAN_WEEKS },
    { "month", "months", SPAN_MONTHS },
    { "year", "years", SPAN_YEARS },
};

static const SpanUnit *interval_unit(const Token *token)
{
    if (token->kind != TOKEN_NAME)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(INTERVAL_WORDS); i++)
        if (str_equal(token->text, str_from_c(INTERVAL_WORDS[i].one)) ||
            str_equal(token->text, str_from_c(INTERVAL_WORDS[i].many)))
            return &INTERVAL_WORDS[i].unit;
    return NULL;
}

bool parser_is_interval_word(const Token *token)
{
    return interval_unit(token) != NULL;
}

/* interval = NUMBER ( "days" | "weeks" | "months" | "years" ) . */
AstInterval parser_interval(Parser *parser)
{
    AstInterval interval = { .span = parser_token(parser)->span };

    interval.count = parser_count(parser, 9999, "a whole number up to 9999, as in 14 days");
    const SpanUnit *const unit = interval_unit(parser_token(parser));
    if (!unit) {
        parser_expected(parser, "days, weeks, months or years");
        return interval;
    }
    interval.unit = *unit;
    interval.span = span_join(interval.span, parser_token(parser)->span);
    parser_advance(parser);
    return interval;
}

/* factor = NAME, whose final digits are an exponent: m2 */
static AstUnitFactor parse_unit_factor(Parser *parser, int32_t sign)
{
    Name     atom = parser_name(parser, "a unit");
    size_t   letters = atom.text.len;
    uint64_t exponent = 1;

    while (letters > 0 && atom.text.ptr[letters - 1] >= '0' && atom.text.ptr[letters - 1] <= '9')
        letters--;
    Str const digits = str_after(atom.text, letters);
    if (digits.len && (!str_to_uint(&exponent, digits, 9) || exponent == 0))
        parser_fail(parser, atom.span, "'%.*s' is no unit", (int)atom.text.len, atom.text.ptr)
            ->expected = SV("letters, and perhaps an exponent from 1 to 9");
    atom.text = str_slice(atom.text, 0, letters);
    return (AstUnitFactor){ atom, sign * (int32_t)exponent };
}

/* unit = [ "/" ] factor { "/" factor | "." factor } . */
AstUnit parser_unit(Parser *parser)
{
    AstUnit unit = { .span = parser_token(parser)->span };
    int32_t sign = parser_accept_symbol(parser, "/") ? -1 : 1;

    while (!parser->failed) {
        if (unit.count == UNIT_FACTORS_MAX) {
            parser_expected(parser, "a unit of at most four factors");
            break;
        }
        AstUnitFactor const factor = parse_unit_factor(parser, sign);
        if (parser->failed)
            break;
        unit.factors[unit.count++] = factor;
        unit.span = span_join(unit.span, factor.atom.span);
        if (parser_accept_symbol(parser, "/"))
            sign = -1;
        else if (parser_accept_symbol(parser, "."))
            sign = 1;
        else
            break;
    }
    return unit;
}

/* ---- blocks ----------------------------------------------------------------- */

/* The block that belongs to the header just read. */
Block parser_block_begin(Parser *parser)
{
    return (Block){
        .parser = parser,
        .outer_column = parser->column,
        .saved_column = parser->column,
        .saved_one_line = parser->one_line,
    };
}

static void skip_statement(Parser *parser)
{
    while (!parser_at_end(parser))
        parser_advance(parser);
}

/* Of a statement that failed nothing more is said; and when it was not read far
 * enough to know what it declares, others may miss that. */
static void end_statement(Parser *parser)
{
    if (!parser->failed && !parser_at_end(parser))
        parser_expected(parser, "the end of the statement");
    skip_statement(parser);
    if (!parser->failed)
        return;
    diagnostics_mute(parser->diagnostics,
                     span_join(parser->tokens[parser->start].span, parser->end.span));
    *parser->is_incomplete |= !parser->is_known;
}

static bool begin_statement(Parser *parser, Block *block)
{
    const Token *const token = &parser->tokens[parser->at];

    parser->failed = false;
    parser->is_known = true;
    if (token->kind == TOKEN_END || token->column <= block->outer_column) {
        parser->column = block->saved_column;
        parser->one_line = block->saved_one_line;
        return false;
    }
    parser->start = parser->at;
    parser->column = token->column;
    parser->one_line = false;
    parser->end.span = token->span;
    return true;
}

/* The lines after a header that failed may have been meant to be more of it. */
static void skip_header_lines(Parser *parser)
{
    const Token *token = &parser->tokens[parser->at];

    while (token->column > parser->column &&
           (token->kind == TOKEN_SYMBOL || token->kind == TOKEN_STRING)) {
        do
            token = &parser->tokens[++parser->at];
        while (!token->first);
    }
}

bool parser_block_next(Block *block)
{
    Parser *const parser = block->parser;

    parser->one_line = block->column == 0; /* the rest of the header's line */
    end_statement(parser);
    if (parser->one_line && parser->failed)
        skip_header_lines(parser);
    while (begin_statement(parser, block)) {
        if (block->column == 0)
            block->column = parser->column;
        if (parser->column == block->column)
            return true;
        parser->is_known = false;
        parser_fail(parser, parser_token(parser)->span, "this line stands at a depth of its own")
            ->expected =
            str_format(parser->arena, "column %u like the lines above it", block->column);
        end_statement(parser);
    }
    return false;
}

/* Read the rest of a header: it ends with its line. */
void parser_header_begin(Parser *parser)
{
    parser->one_line = true;
}

/* ---- parts of statements ------------------------------------------------------ */

static Str parse_words(Parser *parser, Span *span, const char *what)
{
    const Token *const token = parser_token(parser);

    *span = token->span;
    if (token->kind == TOKEN_STRING && token->text.len == 0)
        parser_fail(parser, token->span, "this label is empty")->expected = SV("words for people");
    return parser_string(parser, what);
}

/* label = STRING "|" STRING . */
AstLabel parser_label(Parser *parser)
{
    AstLabel label = { 0 };

    label.zh =
        parse_words(parser, &label.zh_span, "a label in both languages: \"中文\" | \"English\"");
    if (!parser->failed && parser_expect_symbol(parser, "|"))
        label.en = parse_words(parser, &label.en_span, "the label in English");
    return label;
}

void parser_declared(Parser *parser, Name *name, const char *what)
{
    *name = parser_name(parser, what);
    parser->is_known = !parser->failed;
}

void parser_declared_label(Parser *parser, Name *name, AstLabel *label, const char *what)
{
    parser_declared(parser, name, what);
    *label = parser_label(parser);
}

Str parser_string(Parser *parser, const char *what)
{
    Str const text = parser_token(parser)->text;

    if (parser_token(parser)->kind != TOKEN_STRING) {
        parser_expected(parser, what);
        return SV("");
    }
    parser_advance(parser);
    return text;
}

Str parser_source(Parser *parser)
{
    return parser_string(parser, "the source between quotes");
}

bool parser_accept_source(Parser *parser, Str *source)
{
    if (!parser_accept_word(parser, "source"))
        return false;
    *source = parser_source(parser);
    return true;
}

Date parser_date(Parser *parser)
{
    Date date = { 0 };

    if (parser_token(parser)->kind != TOKEN_DATE || !date_parse(&date, parser_token(parser)->text))
        parser_expected(parser, "a date such as 2017-02-28");
    else
        parser_advance(parser);
    return date;
}

void parser_from(Parser *parser, AstValidity *validity)
{
    validity->has_from = true;
    validity->from = parser_date(parser);
}

void parser_until(Parser *parser, AstValidity *validity)
{
    validity->has_until = true;
    validity->until = parser_date(parser);
}

/* The code of a region of the administrative divisions, from 2 to 12 digits. */
Name parser_region(Parser *parser)
{
    Name const region = { parser_token(parser)->text, parser_token(parser)->span };

    if (parser_token(parser)->kind != TOKEN_NUMBER)
        parser_expected(parser, "the code of a region, such as 1407");
    else
        parser_advance(parser);
    return region;
}

/* [ "-" ] NUMBER */
Str parser_number(Parser *parser)
{
    bool const negative = parser_accept_symbol(parser, "-");
    Str const  text = parser_token(parser)->text;

    if (parser_token(parser)->kind != TOKEN_NUMBER) {
        parser_expected(parser, "a number");
        return SV("");
    }
    parser_advance(parser);
    return negative ? str_format(parser->arena, "-%.*s", (int)text.len, text.ptr) : text;
}

/* range = number ".." number . */
void parser_range(Parser *parser, Str *low, Str *high, Span *span)
{
    *span = parser_token(parser)->span;
    *low = parser_number(parser);
    (void)parser_expect_symbol(parser, "..");
    *span = span_join(*span, parser_token(parser)->span);
    *high = parser_number(parser);
}

typedef enum {
    DECLARES_UNIT,
    DECLARES_CODE,
    DECLARES_PARAM,
    DECLARES_REGISTER,
    DECLARES_FORM,
    DECLARES_PROGRAMME,
    DECLARES_SUMMARY,
} Declaration;

/* A declaration without a name is dropped. */
static void parse_declaration(Parser *parser, Ast *ast)
{
    static const Keyword WORDS[] = {
        [DECLARES_UNIT] = { "unit", true },       [DECLARES_CODE] = { "code", true },
        [DECLARES_PARAM] = { "param", true },     [DECLARES_REGISTER] = { "register", true },
        [DECLARES_FORM] = { "form", true },       [DECLARES_PROGRAMME] = { "programme", true },
        [DECLARES_SUMMARY] = { "summary", true },
    };
    Arena *const arena = parser->arena;
    uint32_t     seen = 0;

    parser->is_known = false;
    switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
    case DECLARES_UNIT:
        ast->units = arena_grow(arena, ast->units, ast->unit_count, &ast->unit_capacity,
                                sizeof(AstUnitDeclaration));
        ast->unit_count += parser_unit_declaration(parser, &ast->units[ast->unit_count]);
        break;
    case DECLARES_CODE:
        ast->codes =
            arena_grow(arena, ast->codes, ast->code_count, &ast->code_capacity, sizeof(AstCodeSet));
        ast->code_count += parser_code_set(parser, &ast->codes[ast->code_count]);
        break;
    case DECLARES_PARAM:
        ast->params = arena_grow(arena, ast->params, ast->param_count, &ast->param_capacity,
                                 sizeof(AstParam));
        ast->param_count += parser_param(parser, &ast->params[ast->param_count]);
        break;
    case DECLARES_REGISTER:
        ast->registers = arena_grow(arena, ast->registers, ast->register_count,
                                    &ast->register_capacity, sizeof(AstRegister));
        ast->register_count += parser_register(parser, &ast->registers[ast->register_count]);
        break;
    case DECLARES_FORM:
        ast->forms =
            arena_grow(arena, ast->forms, ast->form_count, &ast->form_capacity, sizeof(AstForm));
        ast->form_count += parser_form(parser, &ast->forms[ast->form_count]);
        break;
    case DECLARES_PROGRAMME:
        ast->programmes = arena_grow(arena, ast->programmes, ast->programme_count,
                                     &ast->programme_capacity, sizeof(AstProgramme));
        ast->programme_count += parser_programme(parser, &ast->programmes[ast->programme_count]);
        break;
    case DECLARES_SUMMARY:
        ast->summaries = arena_grow(arena, ast->summaries, ast->summary_count,
                                    &ast->summary_capacity, sizeof(AstSummary));
        ast->summary_count += parser_summary(parser, &ast->summaries[ast->summary_count]);
        break;
    default: break;
    }
}

/* Where the first byte stands that is part of no character. */
static Span find_bad_byte(Str text, uint32_t source)
{
    uint32_t at = 0;
    size_t   len = 0;

    while (at < text.len && utf8_decode(str_after(text, at), &len) != 0xFFFD)
        at += (uint32_t)len;
    return (Span){ source, at, at + 1 };
}

bool parse_source(Ast *ast, Arena *arena, Diagnostics *diagnostics, uint32_t source)
{
    uint32_t const problems = diagnostics->count + diagnostics->suppressed;

    if (!utf8_is_valid(diagnostics->sources[source].text)) {
        Span const span = find_bad_byte(diagnostics->sources[source].text, source);
        diagnose(diagnostics, span, "this file is not UTF-8")->hint =
            SV("save it as UTF-8 in the editor");
        ast->is_incomplete = true;
        return false;
    }
    Parser parser = {
        .arena = arena,
        .diagnostics = diagnostics,
        .tokens = lex(arena, diagnostics, source, false).items,
        .start = UINT32_MAX, /* of nothing yet */
        .is_incomplete = &ast->is_incomplete,
        .end = { .kind = TOKEN_END },
    };

    for (Block block = parser_block_begin(&parser); parser_block_next(&block);)
        parse_declaration(&parser, ast);
    return problems == diagnostics->count + diagnostics->suppressed;
}
