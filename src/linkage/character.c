#include "linkage/character.h"

#include <string.h>

#include "base/buf.h"
#include "linkage/hash_private.h"

enum { NUMBERS_MAX = 65535, SYLLABLE_BYTES = 64 };

LinkageCharacters *linkage_characters_open(Arena *arena, Pinyin *pinyin)
{
    LinkageCharacters *const characters = arena_alloc(arena, sizeof *characters);

    characters->arena = arena;
    characters->pinyin = pinyin;
    characters->numbers = arena_array(arena, LINKAGE_POINTS, sizeof(uint16_t));
    characters->rows = arena_array(arena, NUMBERS_MAX + 1, sizeof(LinkageCharacter));
    characters->count = 1;
    return characters;
}

/* The syllable without what people mix up. */
static uint32_t fuzzy_sound(Str syllable)
{
    char   text[SYLLABLE_BYTES];
    size_t len = 0;

    for (size_t i = 0; i < syllable.len && len < sizeof text; i++) {
        char const c = syllable.ptr[i];

        if (c == 'h' && i == 1 && len == 1 && strchr("zcs", text[0]))
            continue;
        text[len++] = i == 0 && c == 'n' && syllable.len > 1 ? 'l' : c;
    }
    if (len > 2 && text[len - 1] == 'g' && text[len - 2] == 'n' && text[len - 3] != 'o')
        len--;
    return linkage_hash_str((Str){ text, len });
}

static size_t encode(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

static void describe(LinkageCharacters *characters, LinkageCharacter *row)
{
    char         bytes[4];
    Str const    text = { bytes, encode(bytes, row->point) };
    Arena *const scratch = arena_open();
    Str const    plain = pinyin_of_text(characters->pinyin, scratch, text).full;
    Str const    surname = pinyin_of_person(characters->pinyin, scratch, text).full;

    /* Without a reading the character itself is its sound. */
    row->sound = linkage_hash_str(plain.len ? plain : text);
    row->fuzzy = fuzzy_sound(plain.len ? plain : text);
    row->surname_sound = linkage_hash_str(surname.len ? surname : text);
    row->surname_fuzzy = fuzzy_sound(surname.len ? surname : text);
    arena_close(&(Arena *){ scratch });
}

static bool is_mark(uint32_t point)
{
    return (point < 0x80 && !(point >= '0' && point <= '9') && !(point >= 'a' && point <= 'z')) ||
           (point >= 0xA0 && point < 0xC0) || (point >= 0x2000 && point < 0x2070) ||
           (point >= 0x3000 && point < 0x3004) || (point >= 0x3008 && point < 0x3021) ||
           (point >= 0xFF00 && point < 0xFF10) || point == 0x30FB || point == 0xFFFD;
}

uint16_t linkage_character(LinkageCharacters *characters, uint32_t point)
{
    if (point >= 'A' && point <= 'Z')
        point += 'a' - 'A';
    if (point >= LINKAGE_POINTS)
        point = 0xFFFD;
    if (characters->numbers[point])
        return characters->numbers[point];
    if (is_mark(point))
        return 0;

    uint32_t const simple = pinyin_simplified(characters->pinyin, point);
    if (simple != point && simple < LINKAGE_POINTS) {
        uint16_t const number = linkage_character(characters, simple);

        characters->numbers[point] = number;
        return number;
    }
    if (characters->count > NUMBERS_MAX)
        return NUMBERS_MAX;
    LinkageCharacter *const row = &characters->rows[characters->count];
    row->point = point;
    describe(characters, row);
    characters->numbers[point] = (uint16_t)characters->count;
    return (uint16_t)characters->count++;
}
