/* touch.h - who and what a transaction has changed.
 *
 * Some of what is true of a person depends on others: on who has the same telephone
 * number, lives at the same address, belongs to the same household. Whoever writes a
 * row notes here what it touched, before and after, and what depends on it is put
 * right once, before the commit (indicators/quality.h). The notes are rows of a table,
 * so that a part of the transaction that is given up takes its notes with it.
 *
 * Threads    As the Store.
 */
#ifndef REGISTRY_TOUCH_H
#define REGISTRY_TOUCH_H

#include "registry/person.h"

typedef enum {
    TOUCHED_PERSON,    /* key: the id */
    TOUCHED_SEEN,      /* key: the id of whose last record is another */
    TOUCHED_HOUSEHOLD, /* key: the id */
    TOUCHED_PHONE,     /* key: the number */
    TOUCHED_ADDRESS,   /* key: the address */
} TouchKind;

bool touch_id(Store *store, TouchKind kind, int64_t id, Fault *fault) MUST_CHECK; /* 0: nothing */
bool touch_text(Store *store, TouchKind kind, Str text, Fault *fault) MUST_CHECK;

/* A person's row is new (before is NULL), another, or gone (after is NULL). */
bool touch_person(Store *store, const Person *before, const Person *after, Fault *fault) MUST_CHECK;

#endif
