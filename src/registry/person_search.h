/* person_search.h - find people by what somebody at a counter types.
 *
 * Chinese characters are part of a name; letters the beginning of its pinyin or of
 * its initials; digits a whole number of a document, of a health record or of a
 * telephone, or the end of one. The better an answer fits the earlier it comes: a
 * whole number, the whole name, its beginning, a part of it.
 *
 * Each person has a few terms (the name, its endings, the spelling, the numbers
 * backwards), stored by organisation, term and person. So a query is a short range
 * for each organisation in question: its cost depends on how many organisations
 * are asked, and on the answers, not on how many people there are.
 *
 * An empty query lists everybody.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID for a query that is too short or too long;
 *            FAULT_DENIED; the store's.
 * Limits     LIMIT_PAGE_ROWS a page.
 * Privacy    Only people of organisations in the actor's place are found, or
 *            their number counted.
 */
#ifndef REGISTRY_PERSON_SEARCH_H
#define REGISTRY_PERSON_SEARCH_H

#include "registry/person.h"

enum { PERSON_SEARCH_CHARS_MAX = 30, PERSON_SEARCH_DIGITS_MIN = 4 };

/* Where a page ended; all 0 is the beginning. */
typedef struct {
    uint32_t pass;
    int64_t  organisation_id, person_id;
} PersonCursor;

typedef struct {
    Str          text;
    int64_t      organisation_id; /* it and everything below; 0: all in the actor's place */
    bool         residents;       /* leave out who has died or left */
    PersonCursor after;
    uint32_t     limit; /* 0: LIMIT_PAGE_ROWS */
} PersonQuery;

typedef struct {
    const Person *persons;
    uint32_t      count;
    bool          has_more;
    PersonCursor  next; /* when there is more */
} PersonPage;

bool person_search(PersonPage *out, const Registry *registry, const PersonQuery *query,
                   Fault *fault) MUST_CHECK;

#endif
