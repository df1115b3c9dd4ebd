/* hash_private.h - numbers that differ for different things, never 0 (which is none). */
#ifndef LINKAGE_HASH_PRIVATE_H
#define LINKAGE_HASH_PRIVATE_H

#include "base/str.h"

static inline uint64_t linkage_mix(uint64_t word)
{
    word = (word ^ (word >> 32)) * 0xd6e8feb86659fd93u;
    word = (word ^ (word >> 32)) * 0xd6e8feb86659fd93u;
    return word ^ (word >> 32);
}

static inline uint32_t linkage_fold(uint64_t word)
{
    uint32_t const folded = (uint32_t)(linkage_mix(word) >> 32);

    return folded ? folded : 1;
}

static inline uint32_t linkage_hash_str(Str text)
{
    return linkage_fold(str_hash(text));
}

#endif
