/* character.h - what is known about the characters of names.
 *
 * Names are compared by the million, so a character's simplified form and its sound
 * are looked up once and numbered. A sound is a number that says nothing but whether
 * two are the same: the syllable as it is spelt; the same with initials and finals
 * that are mixed up in speech made one (zh z, ch c, sh s, n l; ang an, eng en, ing
 * in); and both as the character is read in a surname (单 is shan there). Sounds are
 * the same in every process, so keys made of them may be stored.
 *
 * Ownership  Lives in the arena; the Pinyin is the caller's and must live as long.
 * Threads    linkage_character may add and belongs to one thread; the arrays may
 *            be read by any number when nobody adds.
 * Limits     65,535 characters; what comes later is one and the same.
 */
#ifndef LINKAGE_CHARACTER_H
#define LINKAGE_CHARACTER_H

#include "codec/pinyin.h"

enum { LINKAGE_POINTS = 0x30000 };

typedef struct {
    uint32_t point; /* simplified, lower case */
    uint32_t sound, fuzzy;
    uint32_t surname_sound, surname_fuzzy;
} LinkageCharacter;

typedef struct {
    Arena            *arena;
    Pinyin           *pinyin;
    uint16_t         *numbers; /* by code point; 0: not met yet */
    LinkageCharacter *rows;    /* by number; 0 is none */
    uint32_t          count;
} LinkageCharacters;

LinkageCharacters *linkage_characters_open(Arena *arena, Pinyin *pinyin);

/* Its number; the traditional form, the simplified and the variants have one. 0 for
 * marks and blanks. */
uint16_t linkage_character(LinkageCharacters *characters, uint32_t point);

#endif
