/* Numbers of all kinds, days among them, and text by its neighbours. */
#include "linkage/compare_private.h"

/* Of two numbers of four-bit digits: a bit for each place that differs. */
static uint64_t different_digits(uint64_t a, uint64_t b)
{
    uint64_t differ = a ^ b;

    differ |= differ >> 1;
    differ |= differ >> 2;
    return differ & 0x1111111111111111u;
}

static uint32_t count_bits(uint64_t word)
{
    return (uint32_t)__builtin_popcountll(word);
}

/* Are these two places, and no others, exchanged neighbours? */
static bool are_exchanged(uint64_t a, uint64_t b, uint64_t differ)
{
    if (count_bits(differ) != 2)
        return false;
    uint32_t const at = (uint32_t)__builtin_ctzll(differ);
    if (differ >> at != 0x11)
        return false;
    return (a >> at & 15) == (b >> (at + 4) & 15) && (b >> at & 15) == (a >> (at + 4) & 15);
}

/* ---- citizen id --------------------------------------------------------------------------- */

uint32_t compare_citizen_id(const PackedId *a, const PackedId *b)
{
    uint64_t const left = (uint64_t)a->middle << 32 | a->low;
    uint64_t const right = (uint64_t)b->middle << 32 | b->low;
    uint32_t const both = a->marks & b->marks;
    uint64_t const differ = different_digits(left, right);
    uint32_t const count = count_bits(differ) + count_bits(different_digits(a->high, b->high));

    if (!(both & PACKED_ID_DIGITS))
        return a->marks == b->marks && left == right ? ID_SAME_WRONG : ID_WRONG;
    if (count == 0)
        return !(both & PACKED_ID_VALID)                      ? ID_SAME_WRONG
               : ((a->marks ^ b->marks) & PACKED_ID_OLD) != 0 ? ID_SAME_OLD
                                                              : ID_SAME;
    if (both & PACKED_ID_VALID)
        return left >> 16 == right >> 16 && a->high == b->high ? ID_SERIAL : ID_DIFFERENT;
    if (count == 1)
        return ID_TYPING;
    if (a->high == b->high && are_exchanged(left, right, differ))
        return ID_EXCHANGED;
    return count <= 3 ? ID_CLOSE : ID_WRONG;
}

/* ---- days ----------------------------------------------------------------------------------- */

static bool is_year_beside(uint32_t a, uint32_t b)
{
    uint32_t years[2] = { 0 };

    for (int i = 0; i < 4; i++) {
        years[0] = years[0] * 10 + (a >> (28 - i * 4) & 15);
        years[1] = years[1] * 10 + (b >> (28 - i * 4) & 15);
    }
    return years[0] + 1 == years[1] || years[1] + 1 == years[0];
}

uint32_t compare_date(uint32_t a, uint32_t b)
{
    enum { YEAR = 16, MONTH = 8, NEW_YEAR = 0x0101 };
    uint32_t const differ = a ^ b;

    if (differ == 0)
        return DATE_SAME;
    bool const same_year = differ >> YEAR == 0;
    bool const same_day = (differ & 0xFFFF) == 0;
    if (same_year && (a >> MONTH & 0xFF) == (b & 0xFF) && (b >> MONTH & 0xFF) == (a & 0xFF))
        return DATE_SWAPPED;
    if (same_year && ((a & 0xFFFF) == NEW_YEAR || (b & 0xFFFF) == NEW_YEAR))
        return DATE_DEFAULT;
    if (same_day && is_year_beside(a, b))
        return DATE_YEAR;
    uint64_t const digits = different_digits(a, b);
    if (count_bits(digits) == 1)
        return DATE_DIGIT;
    if (are_exchanged(a, b, digits))
        return DATE_EXCHANGED;
    if (same_day || (same_year && ((differ & 0xFF) == 0 || (differ & 0xFF00) == 0)))
        return DATE_TWO_PARTS;
    return same_year ? DATE_SAME_YEAR : DATE_DIFFERENT;
}

/* ---- telephones ------------------------------------------------------------------------------ */

uint32_t compare_phone(const PackedPhone *a, const PackedPhone *b)
{
    uint64_t const left = (uint64_t)a->high << 32 | a->low;
    uint64_t const right = (uint64_t)b->high << 32 | b->low;
    uint64_t const differ = different_digits(left, right);

    if (differ == 0)
        return PHONE_SAME;
    if (count_bits(differ) == 1 || are_exchanged(left, right, differ))
        return PHONE_ONE;
    return (left & 0xFFFF) == (right & 0xFFFF) ? PHONE_END : PHONE_DIFFERENT;
}

/* ---- other numbers ----------------------------------------------------------------------------
 */

/* Typing errors between two words, up to 3: characters wrong, missing, too many, or
 * two neighbours exchanged. What is the same at both ends is left out first. */
static uint32_t typing_errors(const char *a, uint32_t a_len, const char *b, uint32_t b_len)
{
    enum { MANY = 3 };
    uint8_t rows[3][LINKAGE_WORD_CHARS + 1];

    while (a_len && b_len && a[0] == b[0])
        a++, b++, a_len--, b_len--;
    while (a_len && b_len && a[a_len - 1] == b[b_len - 1])
        a_len--, b_len--;
    if (a_len > b_len + 2 || b_len > a_len + 2)
        return MANY;
    for (uint32_t j = 0; j <= b_len; j++)
        rows[0][j] = (uint8_t)j;
    for (uint32_t i = 1; i <= a_len; i++) {
        uint8_t *const       row = rows[i % 3];
        const uint8_t *const above = rows[(i + 2) % 3];
        const uint8_t *const two_above = rows[(i + 1) % 3];

        row[0] = (uint8_t)i;
        for (uint32_t j = 1; j <= b_len; j++) {
            uint32_t least = above[j - 1] + (uint32_t)(a[i - 1] != b[j - 1]);

            least = above[j] + 1u < least ? above[j] + 1u : least;
            least = row[j - 1] + 1u < least ? row[j - 1] + 1u : least;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                two_above[j - 2] + 1u < least)
                least = two_above[j - 2] + 1u;
            row[j] = (uint8_t)least;
        }
    }
    return rows[a_len % 3][b_len];
}

uint32_t compare_number(const PackedWord *a, const PackedWord *b)
{
    if (memcmp(a, b, sizeof *a) == 0)
        return NUMBER_SAME;
    uint32_t const errors = typing_errors(a->text, a->len, b->text, b->len);
    return errors == 1 ? NUMBER_ONE : errors == 2 ? NUMBER_TWO : NUMBER_DIFFERENT;
}

/* ---- text
 * ---------------------------------------------------------------------------------------- */

uint32_t compare_text(const PackedText *a, const PackedText *b)
{
    uint32_t a_count = 0;
    uint32_t b_count = 0;
    uint32_t both = 0;

    if (a->hash == b->hash)
        return TEXT_SAME;
    for (int i = 0; i < 4; i++) {
        a_count += count_bits(a->grams[i]);
        b_count += count_bits(b->grams[i]);
        both += count_bits(a->grams[i] & b->grams[i]);
    }
    /* Twice what both have, of what they have together. */
    double const share = 2.0 * both / (a_count + b_count);
    if (share >= 0.70)
        return a->numbers == b->numbers ? TEXT_CLOSE : TEXT_OTHER_NUMBER;
    return share >= 0.50 ? TEXT_NEAR : TEXT_DIFFERENT;
}
