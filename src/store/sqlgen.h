/* sqlgen.h - SQL for tables that definitions describe.
 *
 * Names come from checked definitions; they are asserted to be lower-case words
 * and quoted. Values are always parameters.
 *
 * Ownership  SQL texts live in the arena.
 */
#ifndef STORE_SQLGEN_H
#define STORE_SQLGEN_H

#include "base/buf.h"
#include "store/sql.h"

typedef enum { COLUMN_INT, COLUMN_TEXT } ColumnKind;

typedef struct {
    Str        name;
    ColumnKind kind;
    bool       not_null;
} Column;

/* Rows lie in the order of the key: its first key_count columns. */
typedef struct {
    Str           name;
    const Column *columns;
    uint32_t      column_count, key_count;
} Table;

Sql sqlgen_create(Arena *arena, const Table *table);
Sql sqlgen_add_column(Arena *arena, Str table, const Column *column);

/* INSERT of all columns, ?1 the first. */
Sql sqlgen_insert(Arena *arena, const Table *table);

/* UPDATE of all columns but the key's, at the key: ?1 ... in the order of columns. */
Sql sqlgen_update(Arena *arena, const Table *table);

/* SELECT of the columns whose numbers are given, where the first `key_count` key
 * columns are ?1 ..., in the order of the key. */
Sql sqlgen_select(Arena *arena, const Table *table, const uint32_t *columns, uint32_t column_count,
                  uint32_t key_count);

/* The same for a range of the first key column: between ?1 and ?2. */
Sql sqlgen_select_range(Arena *arena, const Table *table, const uint32_t *columns,
                        uint32_t column_count);

/* SELECT the greatest value of a column, where the first `key_count` key columns are
 * ?1 ... */
Sql sqlgen_most(Arena *arena, const Table *table, uint32_t column, uint32_t key_count);

Sql sqlgen_delete(Arena *arena, const Table *table, uint32_t key_count);

/* UPDATE of the first key column to the parameter behind the key: rows whose first
 * `key_count` key columns are ?1 ... become somebody else's. */
Sql sqlgen_rekey(Arena *arena, const Table *table, uint32_t key_count);

/* INSERT INTO `to` the row of `from` at its whole key (?1 ...), then the values
 * of `to`'s further columns (?n ...): how a revision becomes history. */
Sql sqlgen_archive(Arena *arena, const Table *from, const Table *to);

/* The description of a table as one line per column, for golden files. */
void sqlgen_print(Buf *out, const Table *table);

#endif
