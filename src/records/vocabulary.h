/* vocabulary.h - small numbers for the names of a catalogue, kept for ever.
 *
 * Dues and tallies are many, and name programmes, items and parts of figures.
 * Each name gets a number when it is first seen, in the store, so that it stays
 * the same when definitions change order.
 *
 * Ownership  Lives in the arena.
 */
#ifndef RECORDS_VOCABULARY_H
#define RECORDS_VOCABULARY_H

#include "catalog/catalog.h"
#include "store/store.h"

typedef struct {
    const Catalog         *catalog;
    const uint32_t        *programmes; /* per programme: its number */
    const uint32_t        *parts;      /* per part */
    const uint32_t *const *items;      /* per programme, per due rule: its item's */
} Vocabulary;

/* Read the numbers; in a transaction begun for writing, give new names theirs. */
bool vocabulary_open(const Vocabulary **out, Arena *arena, Store *store, const Catalog *catalog,
                     Fault *fault) MUST_CHECK;

/* The programme and rule of an item's number: the first rule of that item; false
 * when the catalogue has it no longer. */
bool vocabulary_find_item(const Vocabulary *vocabulary, uint32_t item_id, uint32_t *programme,
                          uint32_t *rule);

#endif
