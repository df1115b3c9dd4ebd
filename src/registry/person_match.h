/* person_match.h - who may be meant by what is known of somebody.
 *
 * Before somebody is registered, it is looked whether he is registered already:
 * candidates are found by what people are searched by (person_search.h), so nothing
 * more is kept for it and a registration costs no more; each is compared with what
 * is known, field by field (linkage/evidence.h), and the probable ones are given with
 * the evidence.
 *
 * Candidates are who has
 *   the number of the document, or its last eight characters
 *   the telephone
 *   the day of birth, or the same name with it
 *   the same sound of the name, and of the birth the year, or month and day, or two
 *   of the three
 * A former name or an alias counts as the name does, the best of them.
 * Where too many share one of these (the first of January, the clinic's telephone) it
 * is no help, and the others must find him.
 *
 * Ownership  Results live in the registry's arena, a matcher in the one given.
 * Threads    As the Store; a matcher belongs to one.
 * Faults     FAULT_DENIED; FAULT_INVALID when nothing to look for is known; the store's.
 * Limits     PERSON_MATCHES_MAX.
 * Privacy    Everybody is compared, wherever he is: to register somebody twice is
 *            worse than to learn that he is registered. But of who is outside the
 *            actor's place is_visible is false, and a door tells only the surname, the
 *            post, how the fields agree and the probability.
 */
#ifndef REGISTRY_PERSON_MATCH_H
#define REGISTRY_PERSON_MATCH_H

#include "linkage/evidence.h"
#include "registry/person.h"

enum { PERSON_MATCHES_MAX = 20 };

typedef struct {
    int64_t person_id; /* one who is registered, and not looked for himself; or 0 */
    Str     name, sex, citizen_id, phone, address;
    Date    born_on; /* DATE_MIN: not known */
} PersonKnown;

typedef struct {
    Person          person;
    bool            is_visible; /* he is in the actor's place */
    LinkageEvidence evidence;
} PersonMatch;

/* The model and what was learnt about characters, for as many questions as there are. */
typedef struct PersonMatcher PersonMatcher;

bool                person_matcher_open(PersonMatcher **out, Arena *arena, Pinyin *pinyin,
                                        Fault *fault) MUST_CHECK;
const LinkageModel *person_matcher_model(const PersonMatcher *matcher);

/* `is_quick` leaves out who has only the day of birth, of whom there are many: for files
 * of thousands. */
bool person_match(PersonMatch **out, uint32_t *count, PersonMatcher *matcher,
                  const Registry *registry, const PersonKnown *known, bool is_quick,
                  Fault *fault) MUST_CHECK;

/* What is known of a person who is registered, and of an entry. */
PersonKnown person_known(const Person *person);
PersonKnown person_entry_known(const PersonEntry *entry);

/* So probable a match must be looked at before somebody is registered in spite of it. */
bool person_match_is_near_certain(const PersonMatch *match);

/* The evidence as the queue of duplicates keeps it (duplicate.h). */
Str person_match_evidence(Arena *arena, const PersonMatcher *matcher, const PersonMatch *match);

#endif
