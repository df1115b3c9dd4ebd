/* Names: of Chinese characters, and of Latin letters. */
#include "linkage/compare_private.h"

static uint32_t length(const PackedName *name)
{
    uint32_t len = 0;

    while (len < LINKAGE_NAME_CHARS && name->characters[len])
        len++;
    return len;
}

/* At the first place a surname's reading counts as well. */
static bool sounds_same(const LinkageCharacters *characters, uint32_t at, uint16_t a, uint16_t b)
{
    const LinkageCharacter *const left = &characters->rows[a];
    const LinkageCharacter *const right = &characters->rows[b];

    return left->sound == right->sound || (at == 0 && left->surname_sound == right->surname_sound);
}

static bool sounds_alike(const LinkageCharacters *characters, uint32_t at, uint16_t a, uint16_t b)
{
    const LinkageCharacter *const left = &characters->rows[a];
    const LinkageCharacter *const right = &characters->rows[b];

    return left->fuzzy == right->fuzzy || (at == 0 && left->surname_fuzzy == right->surname_fuzzy);
}

static bool same_characters(const PackedName *a, const PackedName *b, uint32_t len)
{
    uint32_t taken = 0;

    for (uint32_t i = 0; i < len; i++) {
        uint32_t at = 0;

        while (at < len && (taken >> at & 1 || b->characters[at] != a->characters[i]))
            at++;
        if (at == len)
            return false;
        taken |= 1u << at;
    }
    return true;
}

/* The short one is the long one without one character. */
static bool lacks_one(const LinkageCharacters *characters, const PackedName *longer,
                      const PackedName *shorter, uint32_t len)
{
    uint32_t skipped = 0;

    for (uint32_t i = 0; i < len; i++) {
        if (i - skipped < len - 1 &&
            sounds_same(characters, i, longer->characters[i], shorter->characters[i - skipped]))
            continue;
        if (skipped++)
            return false;
    }
    return true;
}

uint32_t compare_chinese_name(const LinkageCharacters *characters, const PackedName *a,
                              const PackedName *b)
{
    uint32_t differ = 0; /* a bit for each place that sounds different */
    uint32_t unequal = 0;

    if (a->hash == b->hash)
        return NAME_SAME;
    uint32_t const a_len = length(a);
    uint32_t const b_len = length(b);
    uint32_t const least = a_len < b_len ? a_len : b_len;
    for (uint32_t i = 0; i < least; i++) {
        unequal += !sounds_same(characters, i, a->characters[i], b->characters[i]);
        differ |= (uint32_t)!sounds_alike(characters, i, a->characters[i], b->characters[i]) << i;
    }
    if (a_len == b_len) {
        if (unequal == 0)
            return NAME_SOUND;
        if (differ == 0)
            return NAME_FUZZY;
        if (same_characters(a, b, a_len))
            return NAME_ORDER;
        if (differ == 1)
            return a_len > 1 ? NAME_GIVEN : NAME_DIFFERENT;
        if (a_len > 2 && (differ & (differ - 1)) == 0)
            return NAME_ONE;
    } else if (least > 1 &&
               (a_len == b_len + 1 ? lacks_one(characters, a, b, a_len)
                                   : b_len == a_len + 1 && lacks_one(characters, b, a, b_len))) {
        return NAME_MISSING;
    }
    return differ & 1 ? NAME_DIFFERENT : NAME_FAMILY;
}

/* ---- Latin letters ---------------------------------------------------------------------- */

static double jaro(const PackedWord *a, const PackedWord *b)
{
    int const a_len = a->len;
    int const b_len = b->len;
    int const most = a_len > b_len ? a_len : b_len;
    int const reach = most / 2 > 0 ? most / 2 - 1 : 0;
    uint32_t  a_taken = 0;
    uint32_t  b_taken = 0;
    int       matches = 0;
    int       moved = 0;

    for (int i = 0; i < a_len; i++) {
        int const from = i > reach ? i - reach : 0;
        int const until = i + reach + 1 < b_len ? i + reach + 1 : b_len;

        for (int j = from; j < until; j++)
            if (!(b_taken >> j & 1) && a->text[i] == b->text[j]) {
                a_taken |= 1u << i;
                b_taken |= 1u << j;
                matches++;
                break;
            }
    }
    if (matches == 0)
        return 0;
    for (int i = 0, j = 0; i < a_len; i++) {
        if (!(a_taken >> i & 1))
            continue;
        while (!(b_taken >> j & 1))
            j++;
        moved += a->text[i] != b->text[j++];
    }
    double const m = matches;
    return (m / a_len + m / b_len + (m - moved / 2.0) / m) / 3;
}

double compare_jaro_winkler(const PackedWord *a, const PackedWord *b)
{
    enum { PREFIX_MAX = 4 };
    double const score = jaro(a, b);
    int          prefix = 0;

    while (prefix < PREFIX_MAX && prefix < a->len && prefix < b->len &&
           a->text[prefix] == b->text[prefix])
        prefix++;
    return score > 0.7 ? score + prefix * 0.1 * (1 - score) : score;
}

uint32_t compare_latin_name(const PackedWord *a, const PackedWord *b)
{
    uint32_t const least = a->len < b->len ? a->len : b->len;

    if (memcmp(a, b, sizeof *a) == 0)
        return LATIN_SAME;
    double const score = compare_jaro_winkler(a, b);
    if (score >= 0.92)
        return LATIN_CLOSE;
    if (score >= 0.86)
        return LATIN_NEAR;
    if (memcmp(a->text, b->text, least) == 0)
        return LATIN_INITIAL;
    return score >= 0.72 ? LATIN_FAR : LATIN_DIFFERENT;
}
