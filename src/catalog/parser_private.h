/* parser_private.h - what the files of the parser share. */
#ifndef CATALOG_PARSER_PRIVATE_H
#define CATALOG_PARSER_PRIVATE_H

#include "catalog/parser.h"

typedef struct {
    Arena       *arena;
    Diagnostics *diagnostics;
    const Token *tokens;
    uint32_t     at;
    uint32_t     start;    /* the statement's first token */
    uint32_t     column;   /* of the statement being read */
    bool         one_line; /* it is a header, which ends with its line */
    bool         failed;   /* an error was found in this statement */
    bool         is_known; /* what the statement declares, if anything, was read */
    bool        *is_incomplete;
    uint32_t     depth;
    Token        end; /* stands for the end of a statement, just after its last token */
} Parser;

/* The token to be read, and the one after it; TOKEN_END where the statement ends. */
const Token *parser_token(const Parser *parser);
const Token *parser_next(const Parser *parser);
bool         parser_at_end(const Parser *parser);
void         parser_advance(Parser *parser);

bool parser_is_word(const Parser *parser, const char *word);
bool parser_is_symbol(const Parser *parser, const char *symbol);
bool parser_accept_word(Parser *parser, const char *word);
bool parser_accept_symbol(Parser *parser, const char *symbol);

/* The statement fails. Only its first error is reported; what is returned can be
 * given an `expected` and a `hint` all the same. */
Diagnostic *parser_fail(Parser *parser, Span span, const char *format, ...) PRINTF_LIKE(3, 4);
/* It fails at the token to be read: this should stand here. */
void parser_expected(Parser *parser, const char *expected);

bool        parser_expect_word(Parser *parser, const char *word);
bool        parser_expect_symbol(Parser *parser, const char *symbol);
Name        parser_name(Parser *parser, const char *what);
Path        parser_path(Parser *parser, const char *what);
Name        parser_region(Parser *parser);
uint32_t    parser_count(Parser *parser, uint32_t max, const char *what);
AstInterval parser_interval(Parser *parser);
AstUnit     parser_unit(Parser *parser);
bool        parser_is_interval_word(const Token *token);

/* NULL when the statement has failed. */
Node *parser_expression(Parser *parser);

/* A word that says what comes; most may be said once in their statement or block. */
typedef struct {
    const char *word;
    bool        repeats;
} Keyword;

/* Read one of `words` and return which, or complain and return -1. Bit i of
 * *seen says that words[i] has been. */
int parser_keyword(Parser *parser, const Keyword *words, uint32_t count, uint32_t *seen);

typedef struct {
    Parser  *parser;
    uint32_t column;       /* of the block's statements; 0 before the first */
    uint32_t outer_column; /* of the header */
    uint32_t saved_column;
    bool     saved_one_line;
} Block;

/* The statements that stand deeper than a header:
 *
 *     parser_header_begin(parser);       ... the header's own words ...
 *     for (Block block = parser_block_begin(parser); parser_block_next(&block);)
 *         parse_one_statement(parser);
 *
 * parser_block_next skips what is left of a statement that failed. */
void  parser_header_begin(Parser *parser);
Block parser_block_begin(Parser *parser);
bool  parser_block_next(Block *block);

AstLabel parser_label(Parser *parser);
/* Every declaration begins so; what fails before its name is known leaves the Ast
 * incomplete. */
void parser_declared(Parser *parser, Name *name, const char *what);
void parser_declared_label(Parser *parser, Name *name, AstLabel *label, const char *what);
Str  parser_string(Parser *parser, const char *what);
Str  parser_number(Parser *parser); /* with its sign */
Date parser_date(Parser *parser);
void parser_range(Parser *parser, Str *low, Str *high, Span *span);
bool parser_accept_source(Parser *parser, Str *source);
/* What follows the words source, from and until. */
Str  parser_source(Parser *parser);
void parser_from(Parser *parser, AstValidity *validity);
void parser_until(Parser *parser, AstValidity *validity);

/* What follows each declaration's keyword; false when not even its name could be
 * read. */
bool parser_form(Parser *parser, AstForm *form);
bool parser_unit_declaration(Parser *parser, AstUnitDeclaration *unit);
bool parser_code_set(Parser *parser, AstCodeSet *set);
bool parser_param(Parser *parser, AstParam *param);
bool parser_register(Parser *parser, AstRegister *declared);
bool parser_programme(Parser *parser, AstProgramme *programme);
bool parser_summary(Parser *parser, AstSummary *summary);

#endif
