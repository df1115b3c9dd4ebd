/* format.h - Care source in its one layout.
 *
 * Two spaces a level, lines that go on four deeper, one space between words, at
 * most one empty line. Where lines end is the author's choice and stays so, and
 * so do comments. The tokens are the same before and after, and what is in this
 * layout already does not change.
 *
 * Ownership  The text lives in the arena.
 * Faults     A source that cannot be read has diagnostics, and is left alone.
 */
#ifndef CATALOG_FORMAT_H
#define CATALOG_FORMAT_H

#include "base/attributes.h"
#include "catalog/diagnostic.h"

/* False when diagnostics->sources[source] cannot be read. */
bool format_source(Str *out, Arena *arena, Diagnostics *diagnostics, uint32_t source) MUST_CHECK;

#endif
