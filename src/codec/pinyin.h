/* pinyin.h - how a Chinese name is typed.
 *
 * At a counter people are found by typing "zs" or "zhangsan" for 张三. So a name
 * has a full spelling without spaces and the initials of its syllables, both in
 * lower-case letters without tones; ü is v, as on every keyboard. Many
 * characters have several readings: surnames have a table of theirs (单 is Shan,
 * not Dan), and so have a few characters that names read differently.
 *
 * A few surnames are read in two ways, and people bear both; who types the other
 * one is to find them too.
 *
 * Other letters pass in lower case, with a Latin letter's accents taken off;
 * marks and blanks are left out.
 *
 * Ownership  A Pinyin lives in the arena but holds ICU's transliterators: close
 *            it. Results live in the arena of the call.
 * Threads    A Pinyin belongs to one worker; it remembers the characters it met.
 * Faults     FAULT_IO when ICU lacks its data.
 */
#ifndef CODEC_PINYIN_H
#define CODEC_PINYIN_H

#include "base/fault.h"
#include "base/str.h"

typedef struct Pinyin Pinyin;

typedef struct {
    Str full;      /* "zhangsan" */
    Str initials;  /* "zs" */
    Str syllables; /* "zhang san" */
} Spelling;

bool pinyin_open(Pinyin **out, Arena *arena, Fault *fault) MUST_CHECK;
void pinyin_close(Pinyin **pinyin);

Spelling pinyin_of_person(Pinyin *pinyin, Arena *arena, Str name); /* surname first */
/* As it is read with the surname's other reading; empty when it has none. */
Spelling pinyin_of_person_otherwise(Pinyin *pinyin, Arena *arena, Str name);
Spelling pinyin_of_text(Pinyin *pinyin, Arena *arena, Str text); /* no surname in it */

/* The simplified form of a character that is written in the traditional way, or in
 * one of the variants met in names (峯 for 峰, 喆 for 哲); any other is itself. */
uint32_t pinyin_simplified(Pinyin *pinyin, uint32_t character);
Str      pinyin_simplify(Pinyin *pinyin, Arena *arena, Str text); /* each of its characters */

#endif
