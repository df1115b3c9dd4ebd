#include "cli/table.h"

#include <assert.h>

#include "base/utf8.h"

TerminalTable table_open(Arena *arena, uint32_t columns)
{
    assert(columns > 0 && columns <= TABLE_COLUMNS_MAX);
    return (TerminalTable){ .arena = arena, .columns = columns };
}

void table_add(TerminalTable *table, Str cell)
{
    table->cells =
        arena_grow(table->arena, table->cells, table->count, &table->capacity, sizeof(Str));
    table->cells[table->count++] = str_copy(table->arena, cell);
}

static void print_spaces(FILE *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)fputc(' ', out);
}

void table_print(const TerminalTable *table, FILE *out)
{
    size_t widths[TABLE_COLUMNS_MAX] = { 0 };

    for (uint32_t i = 0; i < table->count; i++) {
        size_t const width = utf8_width(table->cells[i]);
        if (width > widths[i % table->columns])
            widths[i % table->columns] = width;
    }
    for (uint32_t i = 0; i < table->count; i++) {
        uint32_t const column = i % table->columns;
        size_t const   space = widths[column] - utf8_width(table->cells[i]);
        bool const     is_last = column + 1 == table->columns;

        if (table->is_number[column])
            print_spaces(out, space);
        (void)fwrite(table->cells[i].ptr, 1, table->cells[i].len, out);
        if (is_last) {
            (void)fputc('\n', out);
            continue;
        }
        print_spaces(out, (table->is_number[column] ? 0 : space) + 2);
    }
}
