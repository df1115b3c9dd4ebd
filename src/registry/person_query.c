#include <string.h>

#include "base/utf8.h"
#include "registry/citizen_id.h"
#include "registry/person_query_private.h"
#include "registry/record_number.h"

typedef struct {
    uint32_t digits, letters, others, marks; /* others: not of ASCII */
} Makeup;

static Makeup make_up(Str text)
{
    Makeup makeup = { 0 };

    for (size_t i = 0; i < text.len; i++) {
        char const c = text.ptr[i];
        bool const is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        makeup.digits += c >= '0' && c <= '9';
        makeup.letters += is_letter;
        makeup.others += (unsigned char)c >= 0x80;
        makeup.marks += (unsigned char)c < 0x80 && !is_letter && !(c >= '0' && c <= '9');
    }
    return makeup;
}

/* With every letter between `first` and `first + 25` in the other case. */
static Str in_case(Arena *arena, Str text, char first)
{
    Buf buf = buf_open(arena, text.len);

    for (size_t i = 0; i < text.len; i++) {
        char const c = text.ptr[i];

        if (c != '\'') /* xi'an */
            buf_add_char(&buf, c >= first && c < first + 26 ? (char)(c ^ ('a' ^ 'A')) : c);
    }
    return buf_str(&buf);
}

/* ---- passes ----------------------------------------------------------------------------- */

static PersonPass *add_pass(PersonWord *word, PersonFit fit, char kind)
{
    if (word->pass_count == PERSON_PASSES_MAX)
        return NULL;
    PersonPass *const pass = &word->passes[word->pass_count++];
    *pass = (PersonPass){ .fit = fit, .kind = kind };
    return pass;
}

static void add_range(PersonWord *word, PersonFit fit, char kind, Str first, Str end)
{
    PersonPass *const pass = add_pass(word, fit, kind);

    if (pass) {
        pass->first = first;
        pass->end = end;
    }
}

static Str behind(Arena *arena, Str text, const char *character)
{
    return str_format(arena, "%.*s%s", (int)text.len, text.ptr, character);
}

/* Terms are cut, and so is what is looked for. */
static Str as_term(Arena *arena, Str text)
{
    return str_after(person_term(arena, 'x', text), 1);
}

static void add_whole(Arena *arena, PersonWord *word, PersonFit fit, char kind, Str text)
{
    Str const term = as_term(arena, text);

    add_range(word, fit, kind, term, behind(arena, term, PERSON_TERM_BEHIND));
}

static void add_longer(Arena *arena, PersonWord *word, PersonFit fit, char kind, Str text)
{
    Str const term = as_term(arena, text);

    add_range(word, fit, kind, behind(arena, term, PERSON_TERM_BEHIND),
              behind(arena, term, PERSON_TERMS_BEHIND));
}

static void add_beginning(Arena *arena, PersonWord *word, PersonFit fit, char kind, Str text)
{
    Str const term = as_term(arena, text);

    add_range(word, fit, kind, term, behind(arena, term, PERSON_TERMS_BEHIND));
}

/* ---- syllables ---------------------------------------------------------------------------- */

/* Whether it is the beginning of a syllable that is spelled so. */
static bool begins_syllable(Str text)
{
    static const char *const FINALS[] = { "ang",  "ai",   "ao",  "eng", "ei", "er",  "iang",
                                          "iao",  "iong", "ing", "ie",  "iu", "ong", "ou",
                                          "uang", "uai",  "ui",  "un",  "uo", "ue",  "ve",
                                          "ia",   "ian",  "in",  "uan", "ua" };
    size_t                   initial = 0;

    if (text.len == 0 || memchr("iuv", text.ptr[0], 3))
        return false;
    if (!memchr("aoe", text.ptr[0], 3)) {
        initial = 1;
        if (text.len > 1 && text.ptr[1] == 'h' && memchr("zcs", text.ptr[0], 3))
            initial = 2;
    }
    Str const final = str_after(text, initial);
    if (final.len == 0)
        return true;
    if (final.len == 1)
        return memchr("aoeiuv", final.ptr[0], 6) != NULL;
    if (str_equal(final, SV("an")) || str_equal(final, SV("en")))
        return true;
    for (size_t i = 0; i < COUNT_OF(FINALS); i++)
        if (str_starts_with(str_from_c(FINALS[i]), final))
            return true;
    return false;
}

typedef struct {
    Arena   *arena;
    Str      found[PERSON_INITIALS_MAX];
    uint32_t count;
    uint32_t steps; /* that may still be taken */
} Initials;

/* All ways to cut the text into exactly `pieces` beginnings of syllables, by the
 * letters these begin with. */
static void cut_text(Initials *out, Str text, uint32_t pieces, char *letters, uint32_t depth)
{
    if (out->count == PERSON_INITIALS_MAX || out->steps == 0)
        return;
    out->steps--;
    if (pieces == 0) {
        Str const initials = { letters, depth };

        if (text.len)
            return;
        for (uint32_t i = 0; i < out->count; i++)
            if (str_equal(out->found[i], initials))
                return;
        out->found[out->count++] = str_copy(out->arena, initials);
        return;
    }
    for (size_t len = text.len < 6 ? text.len : 6; len > 0; len--) {
        if (!begins_syllable(str_slice(text, 0, len)))
            continue;
        letters[depth] = text.ptr[0];
        cut_text(out, str_after(text, len), pieces - 1, letters, depth + 1);
    }
}

/* With few syllables first. A text that is one letter for each is asked for as
 * initials already. */
static void find_initials(Initials *out, Str text)
{
    char letters[8];

    out->steps = 2000;
    for (uint32_t pieces = 1; pieces <= 5 && pieces < text.len; pieces++)
        cut_text(out, text, pieces, letters, 0);
}

bool person_syllables_fit(Str letters, Str syllables, bool is_whole)
{
    uint64_t at = 1; /* bit i: the syllables so far may have taken i letters */

    if (letters.len >= 64)
        return false;
    while (syllables.len) {
        Str const syllable = str_cut(&syllables, ' ');
        uint64_t  next = 0;

        for (size_t i = 0; i < letters.len; i++)
            for (size_t k = 0; (at >> i & 1) && k < syllable.len && i + k < letters.len &&
                               letters.ptr[i + k] == syllable.ptr[k];
                 k++)
                next |= (uint64_t)1 << (i + k + 1);
        at = next;
        if (at >> letters.len & 1 && (!is_whole || syllables.len == 0))
            return true;
        if (at == 0)
            return false;
    }
    return false;
}

bool person_pass_has(const PersonPass *pass, const PersonWord *word, Str term)
{
    if (str_compare(term, pass->first) < 0 || str_compare(term, pass->end) >= 0)
        return false;
    return !pass->by_syllable ||
           person_syllables_fit(word->letters, str_after(term, str_find_char(term, ' ') + 1),
                                pass->is_whole);
}

/* ---- what each kind of word can be ---------------------------------------------------------- */

static void add_syllables(Arena *arena, PersonWord *word, const Initials *initials, bool is_whole)
{
    for (uint32_t i = 0; i < initials->count; i++) {
        Str const whole = behind(arena, initials->found[i], " ");

        add_range(word, is_whole ? PERSON_FIT_SYLLABLES : PERSON_FIT_SYLLABLES_START,
                  PERSON_TERM_INITIALS, is_whole ? whole : behind(arena, initials->found[i], "!"),
                  behind(arena, is_whole ? whole : initials->found[i], PERSON_TERMS_BEHIND));
        word->passes[word->pass_count - 1].by_syllable = true;
        word->passes[word->pass_count - 1].is_whole = is_whole;
    }
}

static void understand_letters(PersonWord *word, Arena *arena, Str text)
{
    Initials initials = { .arena = arena };

    word->letters = in_case(arena, text, 'A');
    find_initials(&initials, word->letters);
    add_range(word, PERSON_FIT_INITIALS, PERSON_TERM_INITIALS, behind(arena, word->letters, " "),
              behind(arena, word->letters, " " PERSON_TERMS_BEHIND));
    add_whole(arena, word, PERSON_FIT_PINYIN, PERSON_TERM_PINYIN, word->letters);
    add_longer(arena, word, PERSON_FIT_PINYIN_START, PERSON_TERM_PINYIN, word->letters);
    add_syllables(arena, word, &initials, true);
    add_range(word, PERSON_FIT_INITIALS_START, PERSON_TERM_INITIALS,
              behind(arena, word->letters, "!"), behind(arena, word->letters, PERSON_TERMS_BEHIND));
    add_syllables(arena, word, &initials, false);
}

/* "张s": found by its spelling; whether the characters are these is looked at then. */
static void understand_mixed(PersonWord *word, Arena *arena, Pinyin *pinyin, Str text)
{
    Initials initials = { .arena = arena };

    word->text = in_case(arena, text, 'A');
    word->letters = pinyin_of_person(pinyin, arena, word->text).full;
    word->is_pattern = true;
    find_initials(&initials, word->letters);
    add_syllables(arena, word, &initials, true);
    add_syllables(arena, word, &initials, false);
}

static void add_address(Arena *arena, PersonWord *word, Str address)
{
    if (address.len == 0)
        return;
    add_whole(arena, word, PERSON_FIT_ADDRESS, PERSON_TERM_ADDRESS, address);
    add_longer(arena, word, PERSON_FIT_ADDRESS_START, PERSON_TERM_ADDRESS, address);
}

static void understand_characters(PersonWord *word, Arena *arena, Pinyin *pinyin, Str text,
                                  Makeup makeup)
{
    Str const address = person_fold_address(pinyin, arena, text);

    word->text = text;
    word->is_address = person_is_address(address);
    if (makeup.digits == 0 && makeup.letters == 0) {
        add_whole(arena, word, PERSON_FIT_NAME, PERSON_TERM_NAME, text);
        add_longer(arena, word, PERSON_FIT_NAME_START, PERSON_TERM_NAME, text);
        add_beginning(arena, word, PERSON_FIT_NAME_PART, PERSON_TERM_ENDING, text);
    } else if (makeup.digits == 0) {
        understand_mixed(word, arena, pinyin, text);
    }
    add_address(arena, word, address);
}

static uint32_t number_of(Str digits)
{
    uint64_t   value = 0;
    bool const is_number = str_to_uint(&value, digits, 99999999);

    return is_number ? (uint32_t)value : 0;
}

static bool is_year(uint32_t year)
{
    return year >= 1880 && year <= 2099;
}

static bool is_month_and_day(uint32_t month, uint32_t day)
{
    static const uint32_t DAYS[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1];
}

/* Parts of a birthday with marks between: 1958-03-15, 1958.3. */
static bool understand_date(PersonWord *word, Arena *arena, Str text)
{
    uint32_t parts[3] = { 0 };
    uint32_t count = 0;
    Str      rest = text;

    while (rest.len) {
        size_t len = 0;

        while (len < rest.len && rest.ptr[len] >= '0' && rest.ptr[len] <= '9')
            len++;
        if (len == 0 || len > 4 || count == COUNT_OF(parts) ||
            (len < rest.len && !memchr("-/.", rest.ptr[len], 3)))
            return false;
        parts[count++] = number_of(str_slice(rest, 0, len));
        rest = str_after(rest, len + 1);
    }
    if (count < 2 || !is_year(parts[0]) || parts[1] == 0 || parts[1] > 12 ||
        (count == 3 && !is_month_and_day(parts[1], parts[2])))
        return false;
    Str const digits = count == 3 ? str_format(arena, "%04u%02u%02u", parts[0], parts[1], parts[2])
                                  : str_format(arena, "%04u%02u", parts[0], parts[1]);
    add_beginning(arena, word, PERSON_FIT_BIRTH, PERSON_TERM_BIRTH, digits);
    return true;
}

static void understand_digits(PersonWord *word, Arena *arena, Str text)
{
    CitizenId      id = { 0 };
    uint32_t const number = text.len <= 8 ? number_of(text) : 0;

    word->text =
        citizen_id_parse(&id, text) == PROBLEM_NONE ? str_copy(arena, str_from_c(id.text)) : text;
    (void)add_pass(word, PERSON_FIT_DOCUMENT, 0);
    (void)add_pass(word, PERSON_FIT_RECORD, 0);
    (void)add_pass(word, PERSON_FIT_IDENTIFIER, 0);
    (void)add_pass(word, PERSON_FIT_HOUSEHOLD, 0);
    /* So long a number is whole, and no telephone's. */
    if (word->text.len >= RECORD_NUMBER_DIGITS)
        return;
    Str const backwards = person_term_backwards(arena, word->text);
    add_whole(arena, word, PERSON_FIT_PHONE, PERSON_TERM_PHONE, backwards);
    if (text.len == 8 && is_year(number / 10000) &&
        is_month_and_day(number / 100 % 100, number % 100))
        add_whole(arena, word, PERSON_FIT_BIRTH, PERSON_TERM_BIRTH, text);
    add_beginning(arena, word, PERSON_FIT_ID_END, PERSON_TERM_ID,
                  str_slice(backwards, 0, PERSON_TERM_ID_CHARS));
    add_longer(arena, word, PERSON_FIT_PHONE_END, PERSON_TERM_PHONE, backwards);
    if (text.len == 4 && is_year(number))
        word->year = number;
    if (text.len == 4 && is_month_and_day(number / 100, number % 100)) {
        word->month = number / 100;
        word->day = number % 100;
    }
}

bool person_birth_fits(const PersonWord *word, Date born_on)
{
    Civil const born = date_to_civil(born_on);

    return (word->year && (uint32_t)born.year == word->year) ||
           (word->month && (uint32_t)born.month == word->month && (uint32_t)born.day == word->day);
}

/* An identity number that ends in X is a number all the same, and so is its end. */
static bool is_number(Makeup makeup, Str text)
{
    return makeup.others == 0 && makeup.marks == 0 && makeup.digits > 0 &&
           (makeup.letters == 0 || (makeup.letters == 1 && (str_ends_with(text, SV("X")) ||
                                                            str_ends_with(text, SV("x")))));
}

static bool understand_word(PersonWord *word, Arena *arena, Pinyin *pinyin, Str text, Fault *fault)
{
    Makeup const makeup = make_up(text);

    *word = (PersonWord){ .text = text, .code = text };
    if (is_number(makeup, text)) {
        word->is_number = true;
        if (text.len < PERSON_SEARCH_DIGITS_MIN)
            return fault_set(fault, FAULT_INVALID, "a search for a number has at least %d digits",
                             PERSON_SEARCH_DIGITS_MIN);
        understand_digits(word, arena, in_case(arena, text, 'a'));
    } else if (makeup.others) {
        understand_characters(word, arena, pinyin, text, makeup);
    } else if (makeup.digits && makeup.letters == 0 && understand_date(word, arena, text)) {
        word->is_number = true;
    } else if (makeup.digits) {
        word->is_number = true;
        word->text = in_case(arena, text, 'a');
        (void)add_pass(word, PERSON_FIT_DOCUMENT, 0);
        (void)add_pass(word, PERSON_FIT_IDENTIFIER, 0);
        (void)add_pass(word, PERSON_FIT_HOUSEHOLD, 0);
        if (makeup.marks)
            add_address(arena, word, person_fold_address(pinyin, arena, text)); /* 3-2-501 */
    } else {
        understand_letters(word, arena, text);
    }
    return true;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* The next word; letters that follow letters are of one, and digits that follow digits,
 * when the whole text is digits. */
static Str next_word(Str *rest, Arena *arena, bool all_digits)
{
    Buf word = buf_open(arena, rest->len);

    while (rest->len) {
        Str const    before = *rest;
        Str const    piece = str_cut(rest, ' ');
        Makeup const makeup = make_up(piece);
        Makeup const so_far = make_up(buf_str(&word));
        bool const   joins =
            (makeup.letters == piece.len && so_far.letters == word.len) || all_digits;

        if (word.len && piece.len && !joins) {
            *rest = before;
            break;
        }
        buf_add(&word, piece);
    }
    return buf_str(&word);
}

bool person_words_parse(PersonWords *out, Arena *arena, Pinyin *pinyin, Str text, Fault *fault)
{
    *out = (PersonWords){ 0 };
    if (!utf8_is_valid(text) || utf8_count(str_trim(text)) > PERSON_SEARCH_CHARS_MAX)
        return fault_set(fault, FAULT_INVALID, "a search has at most %d characters",
                         PERSON_SEARCH_CHARS_MAX);
    Str          rest = str_trim(person_fold(pinyin, arena, str_trim(text)));
    Makeup const makeup = make_up(rest);
    bool const   all_digits =
        makeup.others == 0 && makeup.letters <= 1 && makeup.digits > makeup.letters &&
        str_find_char(rest, '-') == rest.len && str_find_char(rest, '/') == rest.len &&
        str_find_char(rest, '.') == rest.len;
    while (rest.len) {
        Str const word = next_word(&rest, arena, all_digits);

        if (word.len == 0)
            continue;
        if (out->count == PERSON_SEARCH_WORDS_MAX)
            return fault_set(fault, FAULT_INVALID, "a search has at most %d words",
                             PERSON_SEARCH_WORDS_MAX);
        if (!understand_word(&out->words[out->count++], arena, pinyin, word, fault))
            return false;
    }
    return true;
}
