/* parser.h - Care tokens into an Ast: recursive descent, one function a rule.
 *
 * docs/language.md has the grammar; each function names its rule. After an
 * error in a statement the parser goes on with the next one of the same block.
 *
 * Limits     LIMIT_NESTING bounds blocks and expressions.
 */
#ifndef CATALOG_PARSER_H
#define CATALOG_PARSER_H

#include "catalog/ast.h"
#include "catalog/lexer.h"

/* Add what one of the sources declares to the ast. False when something in it cannot
 * be read, or it is no UTF-8; then it has diagnostics. */
bool parse_source(Ast *ast, Arena *arena, Diagnostics *diagnostics, uint32_t source);

/* Words of expressions: nothing can be called so. */
bool parser_is_reserved(Str word);

#endif
