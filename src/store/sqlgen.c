#include "store/sqlgen.h"

#include <assert.h>

enum { SQL_BYTES_MAX = 64 << 10 };

static Sql finish(Buf *text)
{
    assert(!text->overflowed);
    buf_add_char(text, '\0');
    return (Sql){ text->ptr };
}

static void add_name(Buf *text, Str name)
{
    assert(name.len > 0);
    for (size_t i = 0; i < name.len; i++) {
        char const c = name.ptr[i];
        assert((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    buf_add_char(text, '"');
    buf_add(text, name);
    buf_add_char(text, '"');
}

static void add_column(Buf *text, const Column *column)
{
    static const char *const KINDS[] = { [COLUMN_INT] = " INTEGER", [COLUMN_TEXT] = " TEXT" };

    add_name(text, column->name);
    buf_add_c(text, KINDS[column->kind]);
    if (column->not_null)
        buf_add_c(text, " NOT NULL");
}

static void add_names(Buf *text, const Table *table, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        buf_add_c(text, i > from ? ", " : "");
        add_name(text, table->columns[i].name);
    }
}

/* "k1" = ?1 AND "k2" = ?2 */
static void add_key(Buf *text, const Table *table, uint32_t key_count, uint32_t first_parameter)
{
    for (uint32_t i = 0; i < key_count; i++) {
        buf_add_c(text, i ? " AND " : " WHERE ");
        add_name(text, table->columns[i].name);
        buf_add_format(text, " = ?%u", first_parameter + i);
    }
}

Sql sqlgen_create(Arena *arena, const Table *table)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    buf_add_c(&text, "CREATE TABLE ");
    add_name(&text, table->name);
    buf_add_c(&text, " (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        buf_add_c(&text, i ? ",\n    " : "\n    ");
        add_column(&text, &table->columns[i]);
    }
    buf_add_c(&text, ",\n    PRIMARY KEY (");
    add_names(&text, table, 0, table->key_count);
    buf_add_c(&text, ")\n) WITHOUT ROWID");
    return finish(&text);
}

Sql sqlgen_add_column(Arena *arena, Str table, const Column *column)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    assert(!column->not_null); /* rows that are there have no value for it */
    buf_add_c(&text, "ALTER TABLE ");
    add_name(&text, table);
    buf_add_c(&text, " ADD COLUMN ");
    add_column(&text, column);
    return finish(&text);
}

Sql sqlgen_insert(Arena *arena, const Table *table)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    buf_add_c(&text, "INSERT INTO ");
    add_name(&text, table->name);
    buf_add_c(&text, " (");
    add_names(&text, table, 0, table->column_count);
    buf_add_c(&text, ") VALUES (");
    for (uint32_t i = 0; i < table->column_count; i++)
        buf_add_format(&text, "%s?%u", i ? ", " : "", i + 1);
    buf_add_char(&text, ')');
    return finish(&text);
}

Sql sqlgen_update(Arena *arena, const Table *table)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    buf_add_c(&text, "UPDATE ");
    add_name(&text, table->name);
    for (uint32_t i = table->key_count; i < table->column_count; i++) {
        buf_add_c(&text, i > table->key_count ? ", " : " SET ");
        add_name(&text, table->columns[i].name);
        buf_add_format(&text, " = ?%u", i + 1);
    }
    add_key(&text, table, table->key_count, 1);
    return finish(&text);
}

static void add_select(Buf *text, const Table *table, const uint32_t *columns,
                       uint32_t column_count)
{
    buf_add_c(text, "SELECT ");
    for (uint32_t i = 0; i < column_count; i++) {
        assert(columns[i] < table->column_count);
        buf_add_c(text, i ? ", " : "");
        add_name(text, table->columns[columns[i]].name);
    }
    buf_add_c(text, " FROM ");
    add_name(text, table->name);
}

Sql sqlgen_select(Arena *arena, const Table *table, const uint32_t *columns, uint32_t column_count,
                  uint32_t key_count)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    add_select(&text, table, columns, column_count);
    add_key(&text, table, key_count, 1);
    if (key_count < table->key_count) {
        buf_add_c(&text, " ORDER BY ");
        add_names(&text, table, 0, table->key_count);
    }
    return finish(&text);
}

Sql sqlgen_select_range(Arena *arena, const Table *table, const uint32_t *columns,
                        uint32_t column_count)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    add_select(&text, table, columns, column_count);
    buf_add_c(&text, " WHERE ");
    add_name(&text, table->columns[0].name);
    buf_add_c(&text, " BETWEEN ?1 AND ?2 ORDER BY ");
    add_names(&text, table, 0, table->key_count);
    return finish(&text);
}

Sql sqlgen_most(Arena *arena, const Table *table, uint32_t column, uint32_t key_count)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    assert(column < table->column_count);
    buf_add_c(&text, "SELECT max(");
    add_name(&text, table->columns[column].name);
    buf_add_c(&text, ") FROM ");
    add_name(&text, table->name);
    add_key(&text, table, key_count, 1);
    return finish(&text);
}

Sql sqlgen_delete(Arena *arena, const Table *table, uint32_t key_count)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    buf_add_c(&text, "DELETE FROM ");
    add_name(&text, table->name);
    add_key(&text, table, key_count, 1);
    return finish(&text);
}

Sql sqlgen_rekey(Arena *arena, const Table *table, uint32_t key_count)
{
    Buf text = buf_open(arena, SQL_BYTES_MAX);

    buf_add_c(&text, "UPDATE ");
    add_name(&text, table->name);
    buf_add_c(&text, " SET ");
    add_name(&text, table->columns[0].name);
    buf_add_format(&text, " = ?%u", key_count + 1);
    add_key(&text, table, key_count, 1);
    return finish(&text);
}

Sql sqlgen_archive(Arena *arena, const Table *from, const Table *to)
{
    Buf            text = buf_open(arena, SQL_BYTES_MAX);
    uint32_t const further = to->column_count - from->column_count;

    buf_add_c(&text, "INSERT INTO ");
    add_name(&text, to->name);
    buf_add_c(&text, " (");
    add_names(&text, from, 0, from->column_count);
    buf_add_c(&text, ", ");
    add_names(&text, to, from->column_count, to->column_count);
    buf_add_c(&text, ") SELECT ");
    add_names(&text, from, 0, from->column_count);
    for (uint32_t i = 0; i < further; i++)
        buf_add_format(&text, ", ?%u", from->key_count + 1 + i);
    buf_add_c(&text, " FROM ");
    add_name(&text, from->name);
    add_key(&text, from, from->key_count, 1);
    return finish(&text);
}

void sqlgen_print(Buf *out, const Table *table)
{
    Arena *arena = arena_open();

    buf_add_c(out, sqlgen_create(arena, table).text);
    buf_add_c(out, ";\n");
    arena_close(&arena);
}
