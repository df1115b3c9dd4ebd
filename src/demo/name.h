/* name.h - names for people and places that do not exist.
 *
 * Common surnames as often as they are met in the north, given names put together
 * from characters that were liked when the person was born; villages and towns
 * from what such places are called after.
 *
 * Ownership  Texts live in the arena, or are constants.
 */
#ifndef DEMO_NAME_H
#define DEMO_NAME_H

#include "base/random.h"

Str name_surname(Random *random);

/* A surname and one or two characters; sex is '1' or '2'. */
Str name_person(Arena *arena, Random *random, Str surname, char sex, int32_t born_year);

/* The n-th township, village or neighbourhood of a county that was made up. */
Str name_township(Arena *arena, uint32_t nth, bool is_street);
Str name_village(Arena *arena, uint32_t nth, bool is_neighbourhood);

#endif
