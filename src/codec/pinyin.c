#include "codec/pinyin.h"

#include <assert.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "base/buf.h"
#include "base/utf8.h"

typedef struct {
    const char *characters;
    const char *syllables; /* one for each, with a blank between */
} Reading;

/* Surnames that are not read as the character is elsewhere. Double ones first,
 * so that 长孙 is not taken for 长 and a given name. */
static const Reading SURNAMES[] = {
    { "尉迟", "yu chi" },   { "万俟", "mo qi" },   { "长孙", "zhang sun" }, { "单于", "chan yu" },
    { "澹台", "tan tai" },  { "子车", "zi ju" },   { "拓跋", "tuo ba" },    { "令狐", "ling hu" },
    { "皇甫", "huang fu" }, { "濮阳", "pu yang" }, { "宰父", "zai fu" },    { "夹谷", "jia gu" },
    { "单", "shan" },       { "曾", "zeng" },      { "解", "xie" },         { "仇", "qiu" },
    { "区", "ou" },         { "查", "zha" },       { "朴", "piao" },        { "纪", "ji" },
    { "盖", "ge" },         { "任", "ren" },       { "华", "hua" },         { "翟", "zhai" },
    { "缪", "miao" },       { "乐", "yue" },       { "种", "chong" },       { "洗", "xian" },
    { "冼", "xian" },       { "召", "shao" },      { "员", "yun" },         { "贠", "yun" },
    { "黑", "he" },         { "折", "she" },       { "覃", "qin" },         { "薄", "bo" },
    { "秘", "bi" },         { "繁", "po" },        { "都", "du" },          { "能", "nai" },
    { "佴", "nai" },        { "祭", "zhai" },      { "乜", "nie" },         { "角", "jue" },
    { "郇", "xun" },        { "重", "chong" },     { "郗", "xi" },          { "尉", "wei" },
    { "葛", "ge" },         { "应", "ying" },      { "那", "na" },          { "哈", "ha" },
};

/* Their other reading, of those that families really use both ways. */
static const Reading SURNAMES_OTHERWISE[] = {
    { "覃", "tan" },  { "乐", "le" },  { "盖", "gai" },  { "翟", "di" },   { "缪", "miu" },
    { "召", "zhao" }, { "区", "qu" },  { "洗", "xi" },   { "折", "zhe" },  { "员", "yuan" },
    { "黑", "hei" },  { "朴", "pu" },  { "那", "nuo" },  { "仇", "chou" }, { "查", "cha" },
    { "解", "jie" },  { "单", "dan" }, { "曾", "ceng" },
};

/* Characters that names everywhere read differently from ICU's first choice. */
static const Reading CHARACTERS[] = {
    { "长", "chang" }, { "晟", "sheng" }, { "珩", "heng" }, { "莞", "wan" },
    { "峤", "qiao" },  { "拓", "tuo" },   { "卜", "bu" },   { "阚", "kan" },
};

/* Variants that are no traditional forms; each stands before its usual character. */
static const char VARIANTS[] = "峯峰喆哲堃坤昇升陞升甯宁寗宁邨村荘庄嶽岳岺岭犇奔祐佑祕秘"
                               "勳勋菓果谿溪牀床綵彩逈迥砲炮珮佩劒剑鉄铁栢柏椶棕暎映靑青";

enum {
    CELL_COUNT = 32768, /* no two of the usual characters have one cell; most are never touched */
    SYLLABLE_BYTES = 15 /* the longest have 6 letters; other scripts may take more */
};

typedef struct {
    uint32_t character; /* 0: empty */
    char     letters[SYLLABLE_BYTES];
    uint8_t  len;
} Cell;

typedef struct {
    uint32_t character, simple; /* 0: empty */
} SimpleCell;

struct Pinyin {
    UTransliterator *han;    /* 律 to lǜ */
    UTransliterator *plain;  /* é to e, A to a */
    UTransliterator *simple; /* 張 to 张 */
    SimpleCell       simple_cells[CELL_COUNT];
    Cell             cells[CELL_COUNT]; /* where a character belongs: by its last bits */
};

static bool open_transliterator(UTransliterator **out, const char *name, Fault *fault)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar      id[64];
    int32_t    len = 0;

    (void)u_strFromUTF8(id, COUNT_OF(id), &len, name, -1, &error);
    *out = utrans_openU(id, len, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (U_FAILURE(error))
        return fault_set(fault, FAULT_IO, "ICU cannot transliterate %s: %s", name,
                         u_errorName(error));
    return true;
}

bool pinyin_open(Pinyin **out, Arena *arena, Fault *fault)
{
    Pinyin *pinyin = arena_alloc(arena, sizeof *pinyin);

    if (!open_transliterator(&pinyin->han, "Han-Latin", fault) ||
        !open_transliterator(&pinyin->plain, "Latin-ASCII; Lower", fault) ||
        !open_transliterator(&pinyin->simple, "Traditional-Simplified", fault)) {
        pinyin_close(&pinyin);
        return false;
    }
    *out = pinyin;
    return true;
}

void pinyin_close(Pinyin **pinyin)
{
    if (!*pinyin)
        return;
    if ((*pinyin)->han)
        utrans_close((*pinyin)->han);
    if ((*pinyin)->plain)
        utrans_close((*pinyin)->plain);
    if ((*pinyin)->simple)
        utrans_close((*pinyin)->simple);
    *pinyin = NULL;
}

static bool is_han(uint32_t character)
{
    return u_hasBinaryProperty((UChar32)character, UCHAR_IDEOGRAPHIC) != 0;
}

/* ü, with each of the four tones and without. */
static bool is_umlaut(UChar unit)
{
    return unit == 0xFC || unit == 0x1D6 || unit == 0x1D8 || unit == 0x1DA || unit == 0x1DC;
}

/* Spell one character by ICU: letters and digits only, in lower case. Whatever
 * ICU does not know has no spelling. */
static void spell(Cell *cell, Pinyin *pinyin, Str character)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar      units[64];
    char       utf8[256];
    int32_t    len = 0;
    int32_t    limit = 0;

    (void)u_strFromUTF8(units, COUNT_OF(units), &len, character.ptr, (int32_t)character.len,
                        &error);
    limit = len;
    if (is_han(cell->character)) {
        utrans_transUChars(pinyin->han, units, &len, COUNT_OF(units), 0, &limit, &error);
        for (int32_t i = 0; U_SUCCESS(error) && i < len; i++)
            if (is_umlaut(units[i]))
                units[i] = 'v';
    }
    utrans_transUChars(pinyin->plain, units, &len, COUNT_OF(units), 0, &limit, &error);
    (void)u_strToUTF8(utf8, sizeof utf8, &len, units, len, &error);
    if (U_FAILURE(error))
        return;

    Str rest = { utf8, (size_t)len };
    for (size_t bytes = 0; rest.len; rest = str_after(rest, bytes)) {
        UChar32 const letter = (UChar32)utf8_decode(rest, &bytes);

        if (!u_isalnum(letter) || is_han((uint32_t)letter) || cell->len + bytes > SYLLABLE_BYTES)
            continue;
        memcpy(cell->letters + cell->len, rest.ptr, bytes);
        cell->len = (uint8_t)(cell->len + bytes);
    }
}

/* The spelling of the character that `text` begins with; borrowed until the next. */
static Str look_up(Pinyin *pinyin, uint32_t character, Str text)
{
    Cell *const cell = &pinyin->cells[character % CELL_COUNT];

    for (size_t i = 0; i < COUNT_OF(CHARACTERS); i++)
        if (str_equal(text, str_from_c(CHARACTERS[i].characters)))
            return str_from_c(CHARACTERS[i].syllables);
    if (cell->character != character) {
        *cell = (Cell){ .character = character };
        spell(cell, pinyin, text);
    }
    return (Str){ cell->letters, cell->len };
}

typedef struct {
    Buf full, initials, syllables;
} Speller;

static void add_syllable(Speller *speller, Str letters)
{
    size_t first = 0;

    if (letters.len == 0)
        return;
    (void)utf8_decode(letters, &first);
    buf_add(&speller->full, letters);
    buf_add(&speller->initials, str_slice(letters, 0, first));
    if (speller->syllables.len)
        buf_add_char(&speller->syllables, ' ');
    buf_add(&speller->syllables, letters);
}

static Spelling spell_text(Pinyin *pinyin, Arena *arena, Str surname, Str text)
{
    /* A character of three bytes has at most six letters; of one byte, one. */
    size_t const max_bytes = surname.len + text.len * (SYLLABLE_BYTES + 1);
    Speller      speller = { buf_open(arena, max_bytes), buf_open(arena, max_bytes),
                             buf_open(arena, max_bytes) };
    bool         in_word = false; /* the letter before this one was of an alphabet */

    while (surname.len)
        add_syllable(&speller, str_cut(&surname, ' '));
    for (size_t len = 0; text.len; text = str_after(text, len)) {
        uint32_t const character = utf8_decode(text, &len);
        Str const      letters = look_up(pinyin, character, str_slice(text, 0, len));
        bool const     of_alphabet = letters.len && !is_han(character);

        if (of_alphabet && in_word) {
            buf_add(&speller.full, letters);
            buf_add(&speller.syllables, letters);
        } else {
            add_syllable(&speller, letters);
        }
        in_word = of_alphabet;
    }
    assert(!speller.full.overflowed && !speller.initials.overflowed &&
           !speller.syllables.overflowed);
    return (Spelling){ buf_str(&speller.full), buf_str(&speller.initials),
                       buf_str(&speller.syllables) };
}

/* The row whose surname the name begins with, or NULL. */
static const Reading *find_surname(const Reading *rows, size_t count, Str name)
{
    for (size_t i = 0; i < count && name.len > 2; i++)
        if (memcmp(name.ptr, rows[i].characters, 3) == 0 && /* the first: all have three bytes */
            str_starts_with(name, str_from_c(rows[i].characters)))
            return &rows[i];
    return NULL;
}

static Spelling spell_person(Pinyin *pinyin, Arena *arena, const Reading *surname, Str name)
{
    if (!surname)
        return spell_text(pinyin, arena, SV(""), name);
    return spell_text(pinyin, arena, str_from_c(surname->syllables),
                      str_after(name, str_from_c(surname->characters).len));
}

Spelling pinyin_of_person(Pinyin *pinyin, Arena *arena, Str name)
{
    return spell_person(pinyin, arena, find_surname(SURNAMES, COUNT_OF(SURNAMES), name), name);
}

Spelling pinyin_of_person_otherwise(Pinyin *pinyin, Arena *arena, Str name)
{
    const Reading *const first = find_surname(SURNAMES, COUNT_OF(SURNAMES), name);
    const Reading *const other =
        find_surname(SURNAMES_OTHERWISE, COUNT_OF(SURNAMES_OTHERWISE), name);

    /* 单于 is a surname of its own, and 单's other reading is none of its. */
    if (!other || !first ||
        !str_equal(str_from_c(first->characters), str_from_c(other->characters)))
        return (Spelling){ SV(""), SV(""), SV("") };
    return spell_person(pinyin, arena, other, name);
}

Spelling pinyin_of_text(Pinyin *pinyin, Arena *arena, Str text)
{
    return spell_text(pinyin, arena, SV(""), text);
}

/* ---- characters --------------------------------------------------------------------------- */

static uint32_t simplify(Pinyin *pinyin, uint32_t character)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar      units[8];
    int32_t    len = 0;
    size_t     bytes = 0;

    for (Str rest = { VARIANTS, sizeof VARIANTS - 1 }; rest.len;) {
        uint32_t const variant = utf8_decode(rest, &bytes);

        rest = str_after(rest, bytes);
        uint32_t const usual = utf8_decode(rest, &bytes);
        if (variant == character)
            return usual;
        rest = str_after(rest, bytes);
    }
    if (!is_han(character))
        return character;
    UChar32 const point = (UChar32)character;
    (void)u_strFromUTF32(units, COUNT_OF(units), &len, &point, 1, &error);
    int32_t limit = len;
    utrans_transUChars(pinyin->simple, units, &len, COUNT_OF(units), 0, &limit, &error);
    if (U_FAILURE(error) || len == 0)
        return character;
    UChar32 simple = 0;
    (void)u_strToUTF32(&simple, 1, NULL, units, len, &error);
    return U_FAILURE(error) ? character : (uint32_t)simple;
}

uint32_t pinyin_simplified(Pinyin *pinyin, uint32_t character)
{
    SimpleCell *const cell = &pinyin->simple_cells[character % CELL_COUNT];

    if (character < 0x80)
        return character;
    if (cell->character != character)
        *cell = (SimpleCell){ character, simplify(pinyin, character) };
    return cell->simple;
}

Str pinyin_simplify(Pinyin *pinyin, Arena *arena, Str text)
{
    Buf simple = buf_open(arena, text.len * 4);

    for (size_t len = 0; text.len; text = str_after(text, len)) {
        uint32_t const character = utf8_decode(text, &len);
        uint32_t const usual = pinyin_simplified(pinyin, character);

        char bytes[4];

        if (usual == character)
            buf_add(&simple, str_slice(text, 0, len)); /* what is no character too */
        else
            buf_add(&simple, (Str){ bytes, utf8_encode(bytes, usual) });
    }
    return buf_str(&simple);
}
