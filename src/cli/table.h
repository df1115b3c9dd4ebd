/* table.h - rows and columns on a terminal.
 *
 * Chinese characters are two columns wide; numbers stand to the right.
 *
 * Ownership  Cells are copied into the arena.
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdio.h>

#include "base/str.h"

enum { TABLE_COLUMNS_MAX = 16 };

typedef struct {
    Arena   *arena;
    Str     *cells; /* row by row, the header first */
    uint32_t columns, count, capacity;
    bool     is_number[TABLE_COLUMNS_MAX];
} TerminalTable;

TerminalTable table_open(Arena *arena, uint32_t columns);
void          table_add(TerminalTable *table, Str cell);
void          table_print(const TerminalTable *table, FILE *out);

#endif
