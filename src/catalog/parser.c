#include "catalog/parser.h"

#include "base/limits.h"
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

void parser_expected(Parser *parser, const char *expected)
{
    const Token *const token = parser_token(parser);

    if (parser->failed)
        return;
    parser->failed = true;
    Diagnostic *const item =
        token->kind == TOKEN_END
            ? diagnose(parser->diagnostics, token->span, "the statement ends too early")
            : diagnose(parser->diagnostics, token->span, "'%.*s' cannot stand here",
                       (int)token->text.len, token->text.ptr);
    item->expected = str_copy(parser->arena, str_from_c(expected));
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

/* unit = [ "/" ] factor { "/" factor | "." factor } ;  factor = NAME, whose final
 * digits are an exponent. */
AstUnit parser_unit(Parser *parser)
{
    AstUnit unit = { .span = parser_token(parser)->span };
    int32_t sign = 1;

    if (parser_accept_symbol(parser, "/"))
        sign = -1;
    do {
        Name atom = parser_name(parser, "a unit");
        if (parser->failed)
            break;
        if (unit.count == UNIT_FACTORS_MAX) {
            parser_expected(parser, "a unit of at most four factors");
            break;
        }
        size_t letters = atom.text.len;
        while (letters > 1 && atom.text.ptr[letters - 1] >= '0' &&
               atom.text.ptr[letters - 1] <= '9')
            letters--;
        uint64_t exponent = 1;
        if (letters < atom.text.len && !str_to_uint(&exponent, str_after(atom.text, letters), 9))
            parser_expected(parser, "an exponent of one digit");
        atom.text = str_slice(atom.text, 0, letters);
        unit.factors[unit.count++] = (AstUnitFactor){ atom, sign * (int32_t)exponent };
        unit.span = span_join(unit.span, atom.span);
        if (parser_accept_symbol(parser, "/"))
            sign = -1;
        else if (parser_accept_symbol(parser, "."))
            sign = 1;
        else
            break;
    } while (!parser->failed);
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

/* Go to the block's next statement; false at the end of the block. What is left
 * of the one before is skipped (silently when it failed). */
bool parser_block_next(Block *block)
{
    Parser *const parser = block->parser;

    parser->one_line = block->column == 0; /* the rest of the header's line */
    if (!parser->failed && !parser_at_end(parser))
        parser_expected(parser, "the end of the statement");
    skip_statement(parser);

    while (true) {
        const Token *const token = &parser->tokens[parser->at];

        parser->failed = false;
        if (token->kind == TOKEN_END || token->column <= block->outer_column) {
            parser->column = block->saved_column;
            parser->one_line = block->saved_one_line;
            return false;
        }
        if (block->column == 0)
            block->column = token->column;
        parser->start = parser->at;
        parser->column = token->column;
        parser->one_line = false;
        parser->end.span = token->span;
        if (token->column == block->column)
            return true;
        diagnose(parser->diagnostics, token->span, "this line stands at a depth of its own")
            ->expected =
            str_format(parser->arena, "column %u like the lines above it", block->column);
        skip_statement(parser);
    }
}

/* Read the rest of a header: it ends with its line. */
void parser_header_begin(Parser *parser)
{
    parser->one_line = true;
}

/* ---- parts of statements ------------------------------------------------------ */

/* label = STRING "|" STRING . */
AstLabel parser_label(Parser *parser)
{
    AstLabel label = { .span = parser_token(parser)->span };

    if (parser_token(parser)->kind != TOKEN_STRING) {
        parser_expected(parser, "a label in both languages: \"中文\" | \"English\"");
        return label;
    }
    label.zh = parser_token(parser)->text;
    parser_advance(parser);
    if (!parser_expect_symbol(parser, "|"))
        return label;
    if (parser_token(parser)->kind != TOKEN_STRING) {
        parser_expected(parser, "the label in English");
        return label;
    }
    label.en = parser_token(parser)->text;
    label.span = span_join(label.span, parser_token(parser)->span);
    parser_advance(parser);
    return label;
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

bool parser_accept_source(Parser *parser, Str *source)
{
    if (!parser_accept_word(parser, "source"))
        return false;
    *source = parser_string(parser, "the source between quotes");
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

bool parser_accept_validity(Parser *parser, AstValidity *validity)
{
    if (parser_accept_word(parser, "from")) {
        validity->has_from = true;
        validity->from = parser_date(parser);
        return true;
    }
    if (parser_accept_word(parser, "until")) {
        validity->has_until = true;
        validity->until = parser_date(parser);
        return true;
    }
    return false;
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

static void parse_declaration(Parser *parser, Ast *ast)
{
    Arena *const arena = parser->arena;

    if (parser_accept_word(parser, "unit")) {
        ast->units = arena_grow(arena, ast->units, ast->unit_count, &ast->unit_capacity,
                                sizeof(AstUnitDeclaration));
        parser_unit_declaration(parser, &ast->units[ast->unit_count++]);
    } else if (parser_accept_word(parser, "code")) {
        ast->codes =
            arena_grow(arena, ast->codes, ast->code_count, &ast->code_capacity, sizeof(AstCodeSet));
        parser_code_set(parser, &ast->codes[ast->code_count++]);
    } else if (parser_accept_word(parser, "param")) {
        ast->params = arena_grow(arena, ast->params, ast->param_count, &ast->param_capacity,
                                 sizeof(AstParam));
        parser_param(parser, &ast->params[ast->param_count++]);
    } else if (parser_accept_word(parser, "register")) {
        ast->registers = arena_grow(arena, ast->registers, ast->register_count,
                                    &ast->register_capacity, sizeof(AstRegister));
        parser_register(parser, &ast->registers[ast->register_count++]);
    } else if (parser_accept_word(parser, "form")) {
        ast->forms =
            arena_grow(arena, ast->forms, ast->form_count, &ast->form_capacity, sizeof(AstForm));
        parser_form(parser, &ast->forms[ast->form_count++]);
    } else if (parser_accept_word(parser, "programme")) {
        ast->programmes = arena_grow(arena, ast->programmes, ast->programme_count,
                                     &ast->programme_capacity, sizeof(AstProgramme));
        parser_programme(parser, &ast->programmes[ast->programme_count++]);
    } else if (parser_accept_word(parser, "summary")) {
        ast->summaries = arena_grow(arena, ast->summaries, ast->summary_count,
                                    &ast->summary_capacity, sizeof(AstSummary));
        parser_summary(parser, &ast->summaries[ast->summary_count++]);
    } else {
        parser_expected(parser, "unit, code, param, register, form, programme or summary");
    }
}

void parse(Ast *ast, Arena *arena, Diagnostics *diagnostics, Tokens tokens)
{
    Parser parser = {
        .arena = arena,
        .diagnostics = diagnostics,
        .tokens = tokens.items,
        .start = UINT32_MAX,
        .end = { .kind = TOKEN_END },
    };

    for (Block block = parser_block_begin(&parser); parser_block_next(&block);)
        parse_declaration(&parser, ast);
}
