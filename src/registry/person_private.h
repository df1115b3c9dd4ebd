/* person_private.h - what the files about persons share: rows, checks, terms. */
#ifndef REGISTRY_PERSON_PRIVATE_H
#define REGISTRY_PERSON_PRIVATE_H

#include "registry/identifier.h"
#include "registry/registry_private.h"

/* ---- rows: person_row.c ---------------------------------------------------------------- */

#define PERSON_COLUMNS                                                                             \
    "person_id, citizen_id, id_kind, record_number, name, name_pinyin, name_initials, sex,"        \
    " born_on, died_on, phone, address, household_id, relation, ethnic, is_resident, residence,"   \
    " organisation_id, region_id, worker_id, recorded_at, recorded_by, revision"

#define PERSON_IDENTITY_CARD SV("01") /* of PERSON_CODE_ID_KIND */

/* The reader stands before the first of the columns. */
Person person_read(Reader *reader);

/* Anybody, wherever: *is_there is false when there is no such person. */
bool person_row_find(Person *out, bool *is_there, const Registry *registry, int64_t person_id,
                     Fault *fault) MUST_CHECK;

/* A new row with its terms, and the next revision of one, whose earlier one is kept. */
bool person_row_insert(const Registry *registry, const Person *person, Fault *fault) MUST_CHECK;
bool person_row_replace(const Registry *registry, const Person *before, Person *after,
                        Fault *fault) MUST_CHECK;

/* Into the history with the row; it is found no more. */
bool person_row_remove(const Registry *registry, const Person *person, Fault *fault) MUST_CHECK;
/* The revisions from that one on, also the present one, earliest first. */
bool person_row_revisions(Person **out, uint32_t *count, const Registry *registry,
                          int64_t person_id, uint32_t from, Fault *fault) MUST_CHECK;

/* Whether the two say the same of a field that an entry has, or of the death. */
bool person_field_equal(const Person *a, const Person *b, PersonField field);
/* As the latest of the stays says. */
void person_copy_residence(Person *person, const Residence *residence);
bool residence_is_same(const Residence *a, const Residence *b);

bool residence_insert(const Registry *registry, int64_t person_id, const Residence *residence,
                      Fault *fault) MUST_CHECK;
/* The same with the stamps that it has. */
bool residence_restore(const Registry *registry, int64_t person_id, const Residence *residence,
                       Fault *fault) MUST_CHECK;
/* Into the history with it. */
bool residence_remove(const Registry *registry, int64_t person_id, Date from_on,
                      Fault *fault) MUST_CHECK;
bool residence_read_all(Residence **out, uint32_t *count, const Registry *registry,
                        int64_t person_id, Fault *fault) MUST_CHECK;

/* The stays of a person as a merge found or left them, kept in its journal. */
#define SIDE_MERGED      "m"
#define SIDE_KEPT_BEFORE "b"
#define SIDE_KEPT_AFTER  "a"
bool residence_keep_side(const Registry *registry, int64_t merge_id, const char *side,
                         int64_t person_id, Fault *fault) MUST_CHECK;
bool residence_read_side(Residence **out, uint32_t *count, const Registry *registry,
                         int64_t merge_id, const char *side, Fault *fault) MUST_CHECK;

/* ---- terms: person_term.c ----------------------------------------------------------------
 *
 * A term is a letter for its kind and a text, folded (person_fold): in small letters
 * for residents, in capitals for who died or left, so that either can be asked for
 * alone. Numbers are kept backwards, so that the end of one is the beginning of a
 * term. What is known of a person by more than one name has terms for each.
 *
 * Two tables hold them (person_stream_private.h). Numbers and birthdays are rare
 * enough to be found among everybody and are in the one of everybody only. */

#define PERSON_TERM_NAME     'n' /* the whole name */
#define PERSON_TERM_ENDING   'm' /* an ending of it, from the second character on */
#define PERSON_TERM_PINYIN   'p'
#define PERSON_TERM_INITIALS 'i' /* and the syllables: "zs zhang san" */
#define PERSON_TERM_ADDRESS  'a' /* the address from one of its parts on */
#define PERSON_TERM_ID       'd' /* the last PERSON_TERM_ID_CHARS of the document's number */
#define PERSON_TERM_PHONE    't'
#define PERSON_TERM_BIRTH    'b' /* 19580315 */

enum {
    PERSON_TERM_ID_CHARS = 8,
    PERSON_TERM_ENDINGS_MAX = 8,
    PERSON_TERM_ADDRESSES_MAX = 6,
    PERSON_TERM_BYTES_MAX = 60, /* longer ones are cut; who looks for them also looks them up */
};

typedef struct {
    Arena   *arena;
    Str     *items;
    uint32_t count, capacity;
    uint32_t own_count; /* those behind are of other names */
} PersonTerms;

/* Behind each of them: the first and the last character that stand in none. */
#define PERSON_TERM_BEHIND  "\x01"
#define PERSON_TERMS_BEHIND "\xf4\x8f\xbf\xbf"

bool person_term_is_local(char kind);
bool person_is_gone(const Person *person); /* has died or left */

Str person_term(Arena *arena, char kind, Str text);
Str person_term_backwards(Arena *arena, Str text); /* of ASCII */

/* As texts are compared: simplified characters, ASCII for what has full width. */
Str person_fold(Pinyin *pinyin, Arena *arena, Str text);
/* An address without blanks, its numbers in figures: 三组 is 3组. */
Str person_fold_address(Pinyin *pinyin, Arena *arena, Str address);
/* A part of an address ends behind its last character. */
bool person_is_address(Str folded);

/* All terms of a person as he is in the store, in small letters. */
bool person_terms(PersonTerms *out, const Registry *registry, const Person *person,
                  Fault *fault) MUST_CHECK;

/* The same of a person by id: none when there is no such person. */
bool person_terms_of(PersonTerms *out, const Registry *registry, int64_t person_id,
                     Fault *fault) MUST_CHECK;

/* When a table beside the person's row has changed (names), after it was written: by
 * what the person is found now, and no longer by what was among `before` only; NULL:
 * nothing was taken away. What is left behind by mistake finds nobody, for a search
 * looks at each person again. */
bool person_terms_follow(const Registry *registry, int64_t person_id, const PersonTerms *before,
                         Fault *fault) MUST_CHECK;

/* Let the person be found as `after` and no longer as `before`; NULL: not at all. */
bool person_terms_replace(const Registry *registry, const Person *before, const Person *after,
                          Fault *fault) MUST_CHECK;

/* ---- numbers and names: identifier.c, person_name.c ---------------------------------------- */

/* A problem when the number, in its scope, is in use by somebody else. */
bool identifier_check_free(const Registry *registry, const Identifier *row, ProblemPlace at,
                           Problems *problems, Fault *fault) MUST_CHECK;

/* What a supervisor may let be: the number cannot be right, but it is on the paper. */
bool identifier_is_doubtful(ProblemCode wrong);

/* What was replaced in the person's row is kept as former, and what is there again is
 * in use again. */
bool identifier_follow(const Registry *registry, const Person *before, const Person *after,
                       Fault *fault) MUST_CHECK;
bool person_name_follow(const Registry *registry, const Person *before, const Person *after,
                        Fault *fault) MUST_CHECK;

/* Write down that the main number was let be. */
bool identifier_accept(const Registry *registry, const Person *person, Fault *fault) MUST_CHECK;

/* ---- checks: person_check.c ----------------------------------------------------------------
 *
 * False only when the store fails; what is wrong is among the problems. */

/* `out` is what is registered, brought to its usual form; fields that an entry does
 * not have stay as they are in `before`. */
bool person_check(Person *out, const Registry *registry, const PersonEntry *entry,
                  const Person *before, Problems *problems, Fault *fault) MUST_CHECK;

bool residence_check(const Registry *registry, const Residence *residence, const Person *person,
                     Problems *problems, Fault *fault) MUST_CHECK;

#endif
