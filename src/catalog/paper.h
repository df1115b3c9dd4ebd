/* paper.h - forms as they would stand on paper, in Markdown, for
 * `check --print form`.
 *
 * So that those who know the work, and not the language, can read what a definition
 * asks: every field with both labels and how it is filled, the codes as boxes, what
 * is required, what is computed, and what is checked and advised.
 */
#ifndef CATALOG_PAPER_H
#define CATALOG_PAPER_H

#include "catalog/catalog.h"

/* Registers first, then the forms of nobody, then each programme's. */
void paper_print(Buf *out, const Catalog *catalog);

#endif
