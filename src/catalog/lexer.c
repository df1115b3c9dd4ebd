#include "catalog/lexer.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/utf8.h"

typedef struct {
    Arena       *arena;
    Diagnostics *diagnostics;
    uint32_t     source;
    Str          text;
    uint32_t     at, line;
    uint32_t     column, counted; /* characters of the line, up to the byte `counted` */
    bool         line_is_empty;   /* so far */
    bool         line_has_tab;
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

/* Columns count characters. Each byte is counted once, however long its line is. */
static uint32_t column_at(Lexer *lexer, uint32_t offset)
{
    lexer->column += (uint32_t)utf8_count(str_slice(lexer->text, lexer->counted, offset));
    lexer->counted = offset;
    return lexer->column;
}

static void add_token(Lexer *lexer, TokenKind kind, uint32_t start, Str text)
{
    lexer->items =
        arena_grow(lexer->arena, lexer->items, lexer->count, &lexer->capacity, sizeof(Token));
    lexer->items[lexer->count++] = (Token){
        .kind = kind,
        .first = lexer->line_is_empty,
        .column = column_at(lexer, start),
        .line = lexer->line,
        .span = span_from(lexer, start),
        .text = text,
    };
    lexer->line_is_empty = false;
}

static void skip_digits(Lexer *lexer)
{
    while (is_digit(peek(lexer, 0)))
        lexer->at++;
}

/* Four digits begin a date when two more groups of digits follow: in 2000-5 they
 * are a number, from which something is subtracted. */
static bool is_date_at(const Lexer *lexer)
{
    uint32_t ahead = 4;

    for (uint32_t i = 0; i < 4; i++)
        if (!is_digit(peek(lexer, i)))
            return false;
    if (peek(lexer, ahead++) != '-' || !is_digit(peek(lexer, ahead)))
        return false;
    while (is_digit(peek(lexer, ahead)))
        ahead++;
    return peek(lexer, ahead) == '-' && is_digit(peek(lexer, ahead + 1));
}

static void lex_date(Lexer *lexer)
{
    uint32_t const start = lexer->at;
    Date           date;

    for (uint32_t group = 0; group < 3; group++) {
        lexer->at += group > 0; /* the dash */
        skip_digits(lexer);
    }
    Str const  text = str_slice(lexer->text, start, lexer->at);
    bool const is_date = date_parse(&date, text);
    if (!is_date)
        diagnose(lexer->diagnostics, span_from(lexer, start), "this is not a date")->expected =
            SV("a day of the calendar such as 2017-02-28");
    add_token(lexer, is_date ? TOKEN_DATE : TOKEN_BAD, start, text);
}

static void lex_number(Lexer *lexer)
{
    uint32_t const start = lexer->at;

    skip_digits(lexer);
    if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
        lexer->at++;
        skip_digits(lexer);
    }
    bool const runs_on = is_letter(peek(lexer, 0));
    while (runs_on && (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0))))
        lexer->at++;
    if (runs_on)
        diagnose(lexer->diagnostics, span_from(lexer, start), "a number runs into a name")
            ->expected = SV("a space between them, or a code between quotes: \"1A\"");
    add_token(lexer, runs_on ? TOKEN_BAD : TOKEN_NUMBER, start,
              str_slice(lexer->text, start, lexer->at));
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

static bool has_control(Lexer *lexer, Str raw, uint32_t raw_start)
{
    for (uint32_t i = 0; i < raw.len; i++)
        if ((unsigned char)raw.ptr[i] < 0x20 || raw.ptr[i] == 0x7F) {
            diagnose(lexer->diagnostics, (Span){ lexer->source, raw_start + i, raw_start + i + 1 },
                     "a control character in a text")
                ->expected = SV("\\n for a new line, spaces for a tab");
            return true;
        }
    return false;
}

static void lex_string(Lexer *lexer)
{
    uint32_t const start = lexer->at++;

    while (peek(lexer, 0) != '"' && peek(lexer, 0) != '\n' && lexer->at < lexer->text.len)
        lexer->at += peek(lexer, 0) == '\\' && peek(lexer, 1) != '\n' && peek(lexer, 1) ? 2 : 1;

    Str const  raw = str_slice(lexer->text, start + 1, lexer->at);
    bool const is_closed = peek(lexer, 0) == '"';
    lexer->at += is_closed;
    if (!is_closed)
        diagnose(lexer->diagnostics, (Span){ lexer->source, start, start + 1 },
                 "this text is not closed on its line")
            ->expected = SV("a closing \"");
    if (is_closed && !has_control(lexer, raw, start + 1))
        add_token(lexer, TOKEN_STRING, start, unescape(lexer, raw, start + 1));
    else
        add_token(lexer, TOKEN_BAD, start, raw);
}

static void lex_symbol(Lexer *lexer)
{
    static const char *const TWO[] = { "..", "!=", "<=", ">=" };
    Str const                ones = SV("(){},.|=<>+-*/");
    uint32_t const           start = lexer->at;
    Str const                rest = str_after(lexer->text, start);

    for (size_t i = 0; i < COUNT_OF(TWO); i++)
        if (str_starts_with(rest, str_from_c(TWO[i]))) {
            lexer->at += 2;
            add_token(lexer, TOKEN_SYMBOL, start, str_slice(rest, 0, 2));
            return;
        }
    if (str_find_char(ones, rest.ptr[0]) < ones.len) {
        lexer->at++;
        add_token(lexer, TOKEN_SYMBOL, start, str_slice(rest, 0, 1));
        return;
    }

    /* Chinese words and full-width marks come in runs: one message for all of it. */
    bool const is_ascii = (unsigned char)rest.ptr[0] < 0x80;
    do
        lexer->at++;
    while (!is_ascii && (unsigned char)peek(lexer, 0) >= 0x80);
    diagnose(lexer->diagnostics, span_from(lexer, start), "this means nothing here")->hint =
        is_ascii ? SV("texts use \"double quotes\"; comments begin with --")
                 : SV("words for people stand between \"quotes\"; punctuation is half-width");
    add_token(lexer, TOKEN_BAD, start, str_slice(lexer->text, start, lexer->at));
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

static void lex_line_end(Lexer *lexer)
{
    lexer->counted = ++lexer->at;
    lexer->column = 1;
    lexer->line++;
    lexer->line_is_empty = true;
    lexer->line_has_tab = false;
}

static void lex_tab(Lexer *lexer)
{
    lexer->at++;
    if (!lexer->line_has_tab)
        diagnose(lexer->diagnostics, span_from(lexer, lexer->at - 1), "a tab")->expected =
            SV("spaces: a block is what stands deeper than its header");
    lexer->line_has_tab = true;
}

static void lex_token(Lexer *lexer)
{
    char const c = peek(lexer, 0);

    if (c == '\n')
        lex_line_end(lexer);
    else if (c == ' ' || c == '\r')
        lexer->at++;
    else if (c == '\t')
        lex_tab(lexer);
    else if (c == '-' && peek(lexer, 1) == '-')
        lex_comment(lexer);
    else if (is_date_at(lexer))
        lex_date(lexer);
    else if (is_digit(c))
        lex_number(lexer);
    else if (is_letter(c))
        lex_name(lexer);
    else if (c == '"')
        lex_string(lexer);
    else
        lex_symbol(lexer);
}

Tokens lex(Arena *arena, Diagnostics *diagnostics, uint32_t source, bool with_comments)
{
    Str const text = diagnostics->sources[source].text;
    Str const mark = SV("\xEF\xBB\xBF"); /* some editors begin a file with it */
    Lexer     lexer = {
            .arena = arena,
            .diagnostics = diagnostics,
            .source = source,
            .text = text,
            .line = 1,
            .column = 1,
            .line_is_empty = true,
            .with_comments = with_comments,
    };

    if (str_starts_with(text, mark))
        lexer.at = lexer.counted = (uint32_t)mark.len;
    while (lexer.at < text.len)
        lex_token(&lexer);
    lexer.line_is_empty = true;
    add_token(&lexer, TOKEN_END, lexer.at, SV(""));
    lexer.items[lexer.count - 1].column = 0; /* closes every block */
    return (Tokens){ lexer.items, lexer.count };
}
