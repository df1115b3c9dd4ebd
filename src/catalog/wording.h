/* wording.h - definitions in the words of people, for what is printed of them.
 *
 * Ownership  Texts live in the arena, or in the catalogue.
 */
#ifndef CATALOG_WORDING_H
#define CATALOG_WORDING_H

#include "catalog/catalog.h"

/* How a field is filled: "one choice", "a number with 2 digits after the point". */
Label wording_type(Arena *arena, const Catalog *catalog, const Field *field);

/* A bound of a field's range, as a person writes it. */
Str wording_bound(Arena *arena, const Field *field, int64_t word);

/* An expression as it was written, on one line and without comments. */
Str wording_expr(Arena *arena, const Expr *expr);

/* The codes that may be chosen in a field; NULL when it has none. */
const CodeSet *wording_codes(const Catalog *catalog, const Field *field);

#endif
