/* dictionary.h - the data dictionary of definitions, as CSV that a spreadsheet
 * opens, for `check --print dictionary`.
 *
 * A row for each field, and below a field that is chosen from a code set a row for
 * each of its codes: so a column can be filtered, sorted and compared.
 */
#ifndef CATALOG_DICTIONARY_H
#define CATALOG_DICTIONARY_H

#include "catalog/catalog.h"

/* The heads of the columns, and the words for types, are in `language`; both labels
 * are always there. */
void dictionary_print(Buf *out, const Catalog *catalog, Language language);

#endif
