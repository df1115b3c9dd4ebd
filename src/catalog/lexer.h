/* lexer.h - Care source into tokens.
 *
 * Layout is part of the language: a block is what stands deeper than its
 * header. The lexer only notes where each token stands; the parser decides.
 * Comments run from -- to the end of the line and are kept for the formatter.
 *
 * Ownership  Token texts point into the source.
 */
#ifndef CATALOG_LEXER_H
#define CATALOG_LEXER_H

#include "catalog/diagnostic.h"

typedef enum {
    TOKEN_END,
    TOKEN_NAME,    /* letters, digits and _ */
    TOKEN_NUMBER,  /* 12, 01, 16.7 */
    TOKEN_DATE,    /* 2017-02-28 */
    TOKEN_STRING,  /* text is what stands between the quotes, escapes undone */
    TOKEN_SYMBOL,  /* text is the symbol itself */
    TOKEN_COMMENT, /* only in the list that the formatter reads */
    TOKEN_BAD,     /* what was diagnosed: its statement fails without another word */
} TokenKind;

typedef struct {
    TokenKind kind;
    bool      first;  /* on its line */
    uint32_t  column; /* from 1, where it stands */
    uint32_t  line;
    Span      span;
    Str       text;
} Token;

typedef struct {
    Token   *items; /* ends with one TOKEN_END */
    uint32_t count;
} Tokens;

/* Errors are diagnosed, and leave a TOKEN_BAD. */
Tokens lex(Arena *arena, Diagnostics *diagnostics, uint32_t source, bool with_comments);

#endif
