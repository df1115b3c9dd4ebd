#include "catalog/lexer.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/utf8.h"

typedef struct {
    Arena       *arena;
    Diagnostics *diagnostics;
    uint32_t     source;
    Str          text;
    uint32_t     at, line, line_start;
    bool         line_is_empty; /* so far */
    bool         with_comments;
    Token       *items;
    uint32_t     count, capacity;
} Lexer;

static char peek(const Lexer *lexer, uint32_t ahead)
{
    return lexer->at + ahead < lexer->text.len ? lexer->text.ptr[lexer->at + ahead] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static Span span_from(const Lexer *lexer, uint32_t start)
{
    return (Span){ lexer->source, start, lexer->at };
}

static void add_token(Lexer *lexer, TokenKind kind, uint32_t start, Str text)
{
    Str const before = str_slice(lexer->text, lexer->line_start, start);

    lexer->items =
        arena_grow(lexer->arena, lexer->items, lexer->count, &lexer->capacity, sizeof(Token));
    lexer->items[lexer->count++] = (Token){
        .kind = kind,
        .first = lexer->line_is_empty,
        .column = (uint32_t)utf8_count(before) + 1,
        .line = lexer->line,
        .span = span_from(lexer, start),
        .text = text,
    };
    lexer->line_is_empty = false;
}

static void lex_number(Lexer *lexer)
{
    uint32_t const start = lexer->at;
    Date           date;

    while (is_digit(peek(lexer, 0)))
        lexer->at++;
    if (lexer->at - start == 4 && peek(lexer, 0) == '-' && is_digit(peek(lexer, 1))) {
        lexer->at = start + 10 <= lexer->text.len ? start + 10 : (uint32_t)lexer->text.len;
        Str const text = str_slice(lexer->text, start, lexer->at);
        if (!date_parse(&date, text))
            diagnose(lexer->diagnostics, span_from(lexer, start), "this is not a date")->expected =
                SV("a day of the calendar such as 2017-02-28");
        add_token(lexer, TOKEN_DATE, start, text);
        return;
    }
    if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
        lexer->at++;
        while (is_digit(peek(lexer, 0)))
            lexer->at++;
    }
    add_token(lexer, TOKEN_NUMBER, start, str_slice(lexer->text, start, lexer->at));
}

static void lex_name(Lexer *lexer)
{
    uint32_t const start = lexer->at;

    while (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
        lexer->at++;
    Str const text = str_slice(lexer->text, start, lexer->at);
    if (text.len > LIMIT_NAME_BYTES)
        diagnose(lexer->diagnostics, span_from(lexer, start), "this name is too long")->expected =
            str_format(lexer->arena, "at most %d characters", LIMIT_NAME_BYTES);
    add_token(lexer, TOKEN_NAME, start, text);
}

/* What the escapes of a string stand for: \" \\ and \n. */
static Str unescape(Lexer *lexer, Str raw, uint32_t raw_start)
{
    if (str_find_char(raw, '\\') == raw.len)
        return raw;

    Buf text = buf_open(lexer->arena, raw.len);
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\') {
            buf_add_char(&text, raw.ptr[i]);
            continue;
        }
        i++;
        char const escaped = i < raw.len ? raw.ptr[i] : '\0';
        if (escaped == '"' || escaped == '\\') {
            buf_add_char(&text, escaped);
        } else if (escaped == 'n') {
            buf_add_char(&text, '\n');
        } else {
            Span const span = { lexer->source, raw_start + (uint32_t)i - 1,
                                raw_start + (uint32_t)i + 1 };
            diagnose(lexer->diagnostics, span, "unknown escape in a text")->expected =
                SV("\\\", \\\\ or \\n");
        }
    }
    return buf_str(&text);
}

static void lex_string(Lexer *lexer)
{
    uint32_t const start = lexer->at++;

    while (peek(lexer, 0) != '"' && peek(lexer, 0) != '\n' && lexer->at < lexer->text.len)
        lexer->at += peek(lexer, 0) == '\\' && peek(lexer, 1) != '\n' && peek(lexer, 1) ? 2 : 1;

    Str const raw = str_slice(lexer->text, start + 1, lexer->at);
    if (peek(lexer, 0) == '"')
        lexer->at++;
    else
        diagnose(lexer->diagnostics, (Span){ lexer->source, start, start + 1 },
                 "this text is not closed on its line")
            ->expected = SV("a closing \"");
    add_token(lexer, TOKEN_STRING, start, unescape(lexer, raw, start + 1));
}

static void lex_symbol(Lexer *lexer)
{
    static const char *const TWO[] = { "..", "!=", "<=", ">=" };
    uint32_t const           start = lexer->at;
    Str const                rest = str_after(lexer->text, start);

    for (size_t i = 0; i < COUNT_OF(TWO); i++)
        if (str_starts_with(rest, str_from_c(TWO[i]))) {
            lexer->at += 2;
            add_token(lexer, TOKEN_SYMBOL, start, str_slice(rest, 0, 2));
            return;
        }
    if (str_find_char(SV("(){},.|=<>+-*/"), rest.ptr[0]) < 14) {
        lexer->at++;
        add_token(lexer, TOKEN_SYMBOL, start, str_slice(rest, 0, 1));
        return;
    }

    size_t len = 1;
    (void)utf8_decode(rest, &len);
    lexer->at += (uint32_t)len;
    diagnose(lexer->diagnostics, span_from(lexer, start), "this character means nothing here")
        ->hint = (unsigned char)rest.ptr[0] >= 0x80
                     ? SV("words for people stand between \"quotes\"; punctuation is half-width")
                     : SV("texts use \"double quotes\"; comments begin with --");
    lexer->line_is_empty = false;
}

static void lex_comment(Lexer *lexer)
{
    uint32_t const start = lexer->at;
    bool const     first = lexer->line_is_empty;

    while (lexer->at < lexer->text.len && peek(lexer, 0) != '\n')
        lexer->at++;
    if (lexer->with_comments) {
        add_token(lexer, TOKEN_COMMENT, start, str_trim(str_slice(lexer->text, start, lexer->at)));
        lexer->items[lexer->count - 1].first = first;
    }
}

Tokens lex(Arena *arena, Diagnostics *diagnostics, uint32_t source, bool with_comments)
{
    Lexer lexer = {
        .arena = arena,
        .diagnostics = diagnostics,
        .source = source,
        .text = diagnostics->sources[source].text,
        .line = 1,
        .line_is_empty = true,
        .with_comments = with_comments,
    };

    while (lexer.at < lexer.text.len) {
        char const c = peek(&lexer, 0);

        if (c == '\n') {
            lexer.at++;
            lexer.line++;
            lexer.line_start = lexer.at;
            lexer.line_is_empty = true;
        } else if (c == ' ' || c == '\r') {
            lexer.at++;
        } else if (c == '\t') {
            lexer.at++;
            diagnose(diagnostics, span_from(&lexer, lexer.at - 1), "a tab")->expected =
                SV("spaces: a block is what stands deeper than its header");
        } else if (c == '-' && peek(&lexer, 1) == '-') {
            lex_comment(&lexer);
        } else if (is_digit(c)) {
            lex_number(&lexer);
        } else if (is_letter(c)) {
            lex_name(&lexer);
        } else if (c == '"') {
            lex_string(&lexer);
        } else {
            lex_symbol(&lexer);
        }
    }
    lexer.line_is_empty = true;
    lexer.line_start = lexer.at;
    add_token(&lexer, TOKEN_END, lexer.at, SV(""));
    lexer.items[lexer.count - 1].column = 0; /* closes every block */
    return (Tokens){ lexer.items, lexer.count };
}
