/* person_search.h - find people by what somebody at a counter types.
 *
 * Words are divided by blanks, and all of them must fit; letters, and digits that
 * stand alone, are joined. A word is understood by what it is made of:
 *
 *   Chinese characters   part of a name, in either script; or the beginning of a part
 *                        of the address (village group, road, building, number)
 *   letters              the beginning of a name's pinyin or initials, or of each of
 *                        its syllables: "zs", "zhs", "zhangs" and "zsan" find 张三
 *   both                 "张s"
 *   digits               a whole number of a document, of anything else a person is
 *                        known by, of a health record or a telephone, the end of one
 *                        (4 or more), a birthday (19580315, 1958-03-15, 1958-03), the code of a
 * household; beside a name also a year, or a month and day: "张 1958", "李红 0315" letters and
 * digits   a document's number, the code of a household
 *
 * Answers come in this order:
 *
 *   1. by how they fit, in the order of PersonFit: numbers; the whole name, its
 *      beginning, a part of it; the address
 *   2. residents, then who has died or left
 *   3. people of one's own post, then others
 *   4. by what was found (the name, its spelling), by birth, by id
 *
 * Other names of a person (person_name.h) count as the name does. With several words
 * the name decides, when there is one. A page goes on exactly
 * behind the one before, and somebody who fits in several ways is given once, where
 * he fits best.
 *
 * How much is read for one page is bounded (PERSON_SEARCH_ROWS_MAX): a question
 * whose answers are few among many that nearly fit ("张" of one county, asked with a
 * road of another) gives a short page, perhaps an empty one, that has more; asking
 * for the next one goes on.
 *
 * An empty query lists everybody by organisation.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID for a query that is too short or too long;
 *            FAULT_DENIED; the store's.
 * Limits     LIMIT_PAGE_ROWS a page.
 * Privacy    Only people of organisations in the actor's place are found, or
 *            their number counted. A cursor holds a name: it goes where the page
 *            goes, and into no log.
 */
#ifndef REGISTRY_PERSON_SEARCH_H
#define REGISTRY_PERSON_SEARCH_H

#include "registry/person.h"

enum {
    PERSON_SEARCH_CHARS_MAX = 30,
    PERSON_SEARCH_DIGITS_MIN = 4,
    PERSON_SEARCH_WORDS_MAX = 4,
    PERSON_SEARCH_ROWS_MAX = 6000,   /* of the index, for a page */
    PERSON_SEARCH_PERSONS_MAX = 500, /* looked at, for a page */
};

/* In which way somebody fits, the best first. */
typedef enum {
    PERSON_FIT_ANYBODY,    /* nothing was typed */
    PERSON_FIT_DOCUMENT,   /* the whole number of a document */
    PERSON_FIT_RECORD,     /* the whole number of a health record */
    PERSON_FIT_IDENTIFIER, /* the whole number of anything else, in use or former */
    PERSON_FIT_HOUSEHOLD,  /* the code of the household */
    PERSON_FIT_PHONE,      /* the whole telephone number */
    PERSON_FIT_BIRTH,      /* the birthday, or its month */
    PERSON_FIT_ID_END,     /* the end of the document's number */
    PERSON_FIT_PHONE_END,  /* the end of the telephone number */
    PERSON_FIT_NAME,       /* the whole name */
    PERSON_FIT_NAME_START, /* its beginning */
    PERSON_FIT_NAME_PART,  /* another part of it */
    PERSON_FIT_INITIALS,
    PERSON_FIT_PINYIN,
    PERSON_FIT_PINYIN_START,
    PERSON_FIT_SYLLABLES, /* a beginning of each syllable */
    PERSON_FIT_INITIALS_START,
    PERSON_FIT_SYLLABLES_START,
    PERSON_FIT_ADDRESS,       /* the address from one of its parts to the end */
    PERSON_FIT_ADDRESS_START, /* the beginning of a part */
} PersonFit;

typedef struct {
    PersonFit fit;           /* of the most telling word: an address before a name */
    bool      by_other_name; /* a former one, or an alias */
} PersonFound;

/* Where a page ended; all 0 is the beginning. */
typedef struct {
    uint32_t step;
    int64_t  organisation_id; /* of an empty query */
    Str      term;
    int32_t  born_on;
    int64_t  person_id;
} PersonCursor;

Str  person_cursor_format(Arena *arena, const PersonCursor *cursor);
bool person_cursor_parse(PersonCursor *out, Arena *arena, Str text, Fault *fault) MUST_CHECK;

typedef struct {
    Str          text;
    int64_t      organisation_id; /* it and everything below; 0: all in the actor's place */
    bool         residents;       /* leave out who has died or left */
    PersonCursor after;
    uint32_t     limit; /* 0: LIMIT_PAGE_ROWS */
} PersonQuery;

typedef struct {
    const Person      *persons;
    const PersonFound *found;
    uint32_t           count;
    bool               has_more;
    PersonCursor       next; /* when there is more */
} PersonPage;

/* When a step of the migrations has changed what people are found by: make it anew
 * for everybody who is there. In the transaction of the migrations. */
bool person_terms_catch_up(Store *store, Fault *fault) MUST_CHECK;

bool person_search(PersonPage *out, const Registry *registry, const PersonQuery *query,
                   Fault *fault) MUST_CHECK;

#endif
