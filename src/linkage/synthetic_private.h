/* synthetic_private.h - what the two files about made-up people share. */
#ifndef LINKAGE_SYNTHETIC_PRIVATE_H
#define LINKAGE_SYNTHETIC_PRIVATE_H

#include "base/random.h"
#include "linkage/synthetic.h"

Str synthetic_surname(Random *random);
Str synthetic_given_character(Random *random, char sex, uint32_t born_year);

/* Another character that sounds the same ('=') or nearly so ('~'), or none. */
Str synthetic_alike(Random *random, Str character, char how);
Str synthetic_traditional(Str character); /* or itself */

#endif
