#include "records/vocabulary.h"

#include <assert.h>

typedef enum { WORD_PROGRAMME, WORD_ITEM, WORD_PART } WordKind;

static const char *const KINDS[] = {
    [WORD_PROGRAMME] = "programme",
    [WORD_ITEM] = "item",
    [WORD_PART] = "part",
};

/* The number of a name; 0 when it has none and none can be given. */
static bool number_of(Store *store, WordKind kind, Str name, uint32_t *number, Fault *fault)
{
    Statement *find = NULL;
    Statement *add = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&find, store,
                        SQL("SELECT word_id FROM vocabulary WHERE kind = ?1 AND name = ?2"),
                        fault) ||
        !statement_bind_text(find, 1, str_from_c(KINDS[kind]), fault) ||
        !statement_bind_text(find, 2, name, fault) || !statement_next(find, &row, fault))
        goto done;
    *number = row ? (uint32_t)statement_int(find, 0) : 0;
    if (row || !store_in_transaction(store)) {
        ok = true;
        goto done;
    }
    if (!statement_open(&add, store,
                        SQL("INSERT INTO vocabulary (kind, name) VALUES (?1, ?2)"
                            " RETURNING word_id"),
                        fault) ||
        !statement_bind_text(add, 1, str_from_c(KINDS[kind]), fault) ||
        !statement_bind_text(add, 2, name, fault) || !statement_next(add, &row, fault))
        goto done;
    assert(row);
    *number = (uint32_t)statement_int(add, 0);
    ok = statement_next(add, &row, fault);

done:
    statement_close(&add);
    statement_close(&find);
    return ok;
}

static bool open_items(const uint32_t **out, Arena *arena, Store *store, const Programme *programme,
                       Fault *fault)
{
    uint32_t *const items = arena_array(arena, programme->due_count, sizeof(uint32_t));

    for (uint32_t i = 0; i < programme->due_count; i++) {
        Str const name =
            str_format(arena, "%.*s.%.*s", (int)programme->name.len, programme->name.ptr,
                       (int)programme->dues[i].name.len, programme->dues[i].name.ptr);
        if (!number_of(store, WORD_ITEM, name, &items[i], fault))
            return false;
    }
    *out = items;
    return true;
}

bool vocabulary_open(const Vocabulary **out, Arena *arena, Store *store, const Catalog *catalog,
                     Fault *fault)
{
    Vocabulary *const vocabulary = arena_alloc(arena, sizeof *vocabulary);
    uint32_t *const   programmes = arena_array(arena, catalog->programme_count, sizeof(uint32_t));
    uint32_t *const   parts = arena_array(arena, catalog->part_count, sizeof(uint32_t));
    const uint32_t  **items = arena_array(arena, catalog->programme_count, sizeof(uint32_t *));

    for (uint32_t i = 0; i < catalog->programme_count; i++)
        if (!number_of(store, WORD_PROGRAMME, catalog->programmes[i].name, &programmes[i], fault) ||
            !open_items(&items[i], arena, store, &catalog->programmes[i], fault))
            return false;
    for (uint32_t i = 0; i < catalog->part_count; i++)
        if (!number_of(store, WORD_PART, catalog->parts[i].name, &parts[i], fault))
            return false;
    *vocabulary = (Vocabulary){ catalog, programmes, parts, items };
    *out = vocabulary;
    return true;
}

bool vocabulary_find_item(const Vocabulary *vocabulary, uint32_t item_id, uint32_t *programme,
                          uint32_t *rule)
{
    const Catalog *const catalog = vocabulary->catalog;

    for (*programme = 0; *programme < catalog->programme_count; (*programme)++)
        for (*rule = 0; *rule < catalog->programmes[*programme].due_count; (*rule)++)
            if (vocabulary->items[*programme][*rule] == item_id)
                return true;
    return false;
}
