/* reject.h - the rows that were not taken, in a form that can be mended.
 *
 * A rejected row is written as it stood in the file, and three columns behind it:
 * reject_line, reject_column and reject_reason. Whoever has mended the row imports
 * the file of rejects as it is: these columns are left alone then. A row whose
 * quotes or commas were wrong stands there as it was, too; until it is mended, it
 * is rejected again.
 *
 * Ownership  Texts live in the arena given.
 * Threads    Pure functions.
 */
#ifndef EXCHANGE_CSV_REJECT_H
#define EXCHANGE_CSV_REJECT_H

#include "base/buf.h"

typedef struct {
    const Str *headings;
    uint32_t   heading_count;
    char       separator;
    uint32_t   own_count; /* of the three columns, in a file that is one of rejects itself */
} RejectFormat;

/* Whether a heading is one of the three. */
bool reject_is_heading(Str heading);

RejectFormat reject_format(const Str *headings, uint32_t heading_count, char separator);

Str reject_heading(const RejectFormat *format, Arena *arena);

typedef struct {
    uint32_t line, column; /* in characters, from 1 */
} RejectPlace;

/* `cells` are NULL when the row is none. */
Str reject_row(const RejectFormat *format, Arena *arena, Str raw, const Str *cells,
               RejectPlace place, Str reason);

/* Where a cell begins in the text of its row, which begins in that line. */
RejectPlace reject_place(const RejectFormat *format, Str raw, uint32_t line, uint32_t cell);

#endif
