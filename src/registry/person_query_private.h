/* person_query_private.h - what was typed into a search, understood.
 *
 * A text becomes words, and a word passes: the ways in which it can fit, each a range
 * of terms (person_private.h) or a number that is looked up. So a search is a walk
 * through ranges, best first, and nobody behind this reads the text again.
 *
 * Ownership  Texts live in the arena of the call.
 * Threads    As the Pinyin.
 * Faults     FAULT_INVALID for a query that is too short or too long.
 */
#ifndef REGISTRY_PERSON_QUERY_PRIVATE_H
#define REGISTRY_PERSON_QUERY_PRIVATE_H

#include "registry/person_private.h"
#include "registry/person_search.h"

enum { PERSON_PASSES_MAX = 24, PERSON_INITIALS_MAX = 6 };

typedef struct {
    PersonFit fit;
    char      kind;        /* of the terms; 0: the word's text is looked up */
    Str       first, end;  /* terms without their letter: from the one on, before the other */
    bool      by_syllable; /* of these, where each syllable begins as typed */
    bool      is_whole;    /* and none is left */
} PersonPass;

typedef struct {
    Str        text;
    Str        code;       /* as it was typed */
    bool       is_number;  /* digits, or digits and letters: no name */
    bool       is_address; /* rather than a name */
    bool       is_pattern; /* its letters are beginnings of syllables */
    Str        letters;    /* of a pattern, Chinese characters spelled */
    PersonPass passes[PERSON_PASSES_MAX];
    uint32_t   pass_count;
    uint32_t   year, month, day; /* of birth; 0: any. All 0: it is no part of a birthday */
} PersonWord;

typedef struct {
    PersonWord words[PERSON_SEARCH_WORDS_MAX];
    uint32_t   count;
} PersonWords;

bool person_words_parse(PersonWords *out, Arena *arena, Pinyin *pinyin, Str text,
                        Fault *fault) MUST_CHECK;

/* Whether the letters are beginnings of the first syllables, or of all: "zhs" of
 * "zhang san". */
bool person_syllables_fit(Str letters, Str syllables, bool is_whole);

/* Whether a term of the pass's kind, without its letter, is one of the pass. */
bool person_pass_has(const PersonPass *pass, const PersonWord *word, Str term);

/* Whether somebody born on that day fits the year, or month and day. */
bool person_birth_fits(const PersonWord *word, Date born_on);

#endif
