#include "registry/identifier_number.h"

#include <stdlib.h>
#include <assert.h>

#include "base/utf8.h"
#include "registry/citizen_id.h"
#include "registry/person_code.h"
#include "registry/record_number.h"

enum { LETTERS_MAX = 30, OLD_DIGITS = 15, SUFFIX_CHARS = 2 };

/* ---- texts -------------------------------------------------------------------------------- */

/* U+FF01 to U+FF5E are ASCII as wide as a Chinese character; three bytes each. */
static char half_width(Str text, size_t at)
{
    const unsigned char *const bytes = (const unsigned char *)text.ptr + at;

    if (text.len - at < 3 || bytes[0] != 0xEF)
        return 0;
    if (bytes[1] == 0xBC && bytes[2] >= 0x81 && bytes[2] <= 0xBF)
        return (char)('!' + (bytes[2] - 0x81));
    if (bytes[1] == 0xBD && bytes[2] >= 0x80 && bytes[2] <= 0x9E)
        return (char)('`' + (bytes[2] - 0x80));
    return 0;
}

static bool is_wide_blank(Str text, size_t at)
{
    return str_starts_with(str_after(text, at), SV("\xE3\x80\x80"));
}

Str identifier_number_fold(Arena *arena, Str text)
{
    Buf out = buf_open(arena, text.len);

    for (size_t i = 0; i < text.len;) {
        char const half = half_width(text, i);
        char const c = half ? half : text.ptr[i];

        if (is_wide_blank(text, i)) {
            i += 3;
            continue;
        }
        if (c != ' ' && c != '\t')
            buf_add_char(&out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        i += half ? 3 : 1;
    }
    return buf_str(&out);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* `pattern` has a letter for each character: A a letter, 9 a digit, all others
 * themselves. */
static bool matches(Str text, const char *pattern)
{
    size_t at = 0;

    for (; pattern[at]; at++) {
        if (at == text.len)
            return false;
        char const c = text.ptr[at];
        char const want = pattern[at];

        if (want == 'A' ? !is_letter(c) : want == '9' ? !is_digit(c) : c != want)
            return false;
    }
    return at == text.len;
}

static bool matches_any(Str text, const char *const *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (matches(text, patterns[i]))
            return true;
    return false;
}

static ProblemCode expect(Label *expected, bool ok, const char *zh, const char *en)
{
    if (ok)
        return PROBLEM_NONE;
    *expected = (Label){ str_from_c(zh), str_from_c(en) };
    return PROBLEM_FORMAT;
}

/* ---- kinds -------------------------------------------------------------------------------- */

static ProblemCode parse_citizen_text(CitizenId *id, Label *expected, Str text)
{
    ProblemCode const wrong = citizen_id_parse(id, text);

    if (wrong == PROBLEM_LENGTH)
        *expected = (Label){ SV("18"), SV("18") };
    else if (wrong == PROBLEM_FORMAT)
        *expected = (Label){ SV("17位数字加校验码"), SV("17 digits and a check character") };
    return wrong;
}

/* `out` is brought to what the identity number says. */
static void take_citizen(IdentifierNumber *number, Arena *arena, const CitizenId *id)
{
    number->text = str_copy(arena, str_from_c(id->text));
    number->born_on = id->born_on;
    number->sex = id->sex;
    number->region_id = id->region_id;
}

static ProblemCode parse_citizen(IdentifierNumber *number, Label *expected, Arena *arena)
{
    CitizenId         id = { 0 };
    ProblemCode const wrong = parse_citizen_text(&id, expected, number->text);

    if (wrong == PROBLEM_NONE)
        take_citizen(number, arena, &id);
    return wrong;
}

/* As an identity card, whose first registration was in one of the three regions. */
static ProblemCode parse_hong_kong_resident(IdentifierNumber *number, Label *expected, Arena *arena)
{
    CitizenId         id = { 0 };
    ProblemCode const wrong = parse_citizen_text(&id, expected, number->text);
    bool const        is_region = id.region_id == 810000000000 || id.region_id == 820000000000 ||
                           id.region_id == 830000000000;

    if (wrong != PROBLEM_NONE)
        return wrong;
    if (number->text.len == OLD_DIGITS || !is_region)
        return expect(expected, false, "以810000、820000或830000开头的18位号码",
                      "18 digits that begin with 810000, 820000 or 830000");
    take_citizen(number, arena, &id);
    return PROBLEM_NONE;
}

/* Until 2023 three letters and twelve digits; since then a number like a citizen's,
 * with 9 before it. Which of its digits are birth and sex is not published, so they
 * are not read out of it. */
static ProblemCode parse_foreign_resident(IdentifierNumber *number, Label *expected)
{
    static const char *const OLD = "AAA999999999999";
    bool const is_new = number->text.len == CITIZEN_ID_CHARS && number->text.ptr[0] == '9';

    if (matches(number->text, OLD))
        return PROBLEM_NONE;
    if (is_new)
        return citizen_id_check_digit(number->text) ? PROBLEM_NONE : PROBLEM_CHECK_DIGIT;
    return expect(expected, false, "3位字母加12位数字，或以9开头的18位号码",
                  "3 letters and 12 digits, or 18 characters that begin with 9");
}

/* The mother's number, a dash, and which of her children it is. */
static ProblemCode parse_mothers(IdentifierNumber *number, Label *expected, Arena *arena)
{
    Str const    text = number->text;
    size_t const dash = str_find_char(text, '-');
    CitizenId    id = { 0 };

    if (text.len != dash + SUFFIX_CHARS || text.ptr[dash + 1] < '1' || text.ptr[dash + 1] > '9')
        return expect(expected, false, "母亲证件号码加“-”和第几个孩子",
                      "the mother's number, a dash, and which of her children it is");
    ProblemCode const wrong = parse_citizen_text(&id, expected, str_slice(text, 0, dash));
    if (wrong != PROBLEM_NONE)
        return wrong;
    if (id.sex != '2')
        return expect(expected, false, "女性的证件号码加“-”和第几个孩子",
                      "a woman's number, a dash, and which of her children it is");
    number->mother = str_copy(arena, str_from_c(id.text));
    number->text = str_format(arena, "%s-%c", id.text, text.ptr[dash + 1]);
    return PROBLEM_NONE;
}

static ProblemCode parse_record_number(const IdentifierNumber *number, Label *expected)
{
    RecordNumber      parsed = { 0 };
    ProblemCode const wrong = record_number_parse(&parsed, number->text);

    if (wrong == PROBLEM_LENGTH)
        *expected = (Label){ SV("17"), SV("17") };
    else if (wrong != PROBLEM_NONE)
        *expected = (Label){ SV("6位县、3位乡镇、3位村（001-099、101-199、901-999）、5位序号"),
                             SV("county, township, village (001-099, 101-199, 901-999) and"
                                " serial") };
    return wrong;
}

static ProblemCode parse_passport(const IdentifierNumber *number, Label *expected)
{
    bool ok = number->text.len >= 5 && number->text.len <= 15;
    bool has_digit = false;

    for (size_t i = 0; ok && i < number->text.len; i++) {
        ok = is_letter(number->text.ptr[i]) || is_digit(number->text.ptr[i]);
        has_digit = has_digit || is_digit(number->text.ptr[i]);
    }
    return expect(expected, ok && has_digit, "5至15位字母和数字", "5 to 15 letters and digits");
}

static ProblemCode parse_patterns(const IdentifierNumber *number, Label *expected, Str kind)
{
    static const char *const HONG_KONG[] = { "H99999999", "M99999999", "H9999999999",
                                             "M9999999999" };
    static const char *const TAIWAN[] = { "99999999", "9999999999", "9999999999A",
                                          "9999999999(A)" };
    static const char *const BIRTH[] = { "A999999999" };

    if (str_equal(kind, SV("06")))
        return expect(expected, matches_any(number->text, HONG_KONG, COUNT_OF(HONG_KONG)),
                      "H或M加8位或10位数字", "H or M and 8 or 10 digits");
    if (str_equal(kind, SV("07")))
        return expect(expected, matches_any(number->text, TAIWAN, COUNT_OF(TAIWAN)),
                      "8位数字，或10位数字加版次",
                      "8 digits, or 10 digits and the letter of issue");
    return expect(expected, matches_any(number->text, BIRTH, COUNT_OF(BIRTH)), "1位字母加9位数字",
                  "a letter and 9 digits");
}

/* Letters, digits, and the marks that stand in such numbers. */
static ProblemCode parse_letters(const IdentifierNumber *number, Label *expected)
{
    bool ok = number->text.len <= LETTERS_MAX;

    for (size_t i = 0; ok && i < number->text.len; i++) {
        char const c = number->text.ptr[i];
        ok = is_letter(c) || is_digit(c) || c == '-' || c == '(' || c == ')';
    }
    return expect(expected, ok, "不超过30位的字母和数字", "at most 30 letters and digits");
}

/* What a card or another system made; it may have any mark but blanks. */
static ProblemCode parse_token(const IdentifierNumber *number, Label *expected)
{
    bool ok = number->text.len <= IDENTIFIER_CHARS_MAX;

    for (size_t i = 0; ok && i < number->text.len; i++)
        ok = number->text.ptr[i] > ' ' && number->text.ptr[i] < 0x7F;
    return expect(expected, ok, "不超过64位的字母、数字和符号",
                  "at most 64 letters, digits and marks");
}

/* 军字第1234567号 */
static ProblemCode parse_words(const IdentifierNumber *number, Label *expected)
{
    bool ok = utf8_is_valid(number->text) && utf8_count(number->text) <= LETTERS_MAX;

    for (size_t i = 0; ok && i < number->text.len; i++)
        ok = (unsigned char)number->text.ptr[i] > ' ' && number->text.ptr[i] != 0x7F;
    return expect(expected, ok, "不超过30个字", "at most 30 characters");
}

/* ---- all kinds ---------------------------------------------------------------------------- */

typedef enum {
    MADE_CITIZEN,
    MADE_LETTERS,
    MADE_PASSPORT,
    MADE_WORDS,
    MADE_HONG_KONG_PERMIT,
    MADE_TAIWAN_PERMIT,
    MADE_BIRTH_CERTIFICATE,
    MADE_FOREIGN_RESIDENT,
    MADE_HONG_KONG_RESIDENT,
    MADE_MOTHERS,
    MADE_RECORD_NUMBER,
    MADE_TOKEN,
} Made;

static const struct {
    const char     *code;
    Made            made;
    IdentifierScope scope;
    bool            is_document;
} KINDS[] = {
#define X(code, made, scope, is_document) { code, MADE_##made, IDENTIFIER_OF_##scope, is_document },
#include "registry/identifier_kind.def"
#undef X
};

static size_t find_kind(Str code)
{
    size_t at = 0;

    while (at < COUNT_OF(KINDS) && !str_equal(str_from_c(KINDS[at].code), code))
        at++;
    return at;
}

const IdentifierKind *identifier_kind_find(IdentifierKind *out, Str code)
{
    size_t const at = find_kind(code);

    if (at == COUNT_OF(KINDS))
        return NULL;
    const PersonCode *const words = person_code_find(
        KINDS[at].is_document ? PERSON_CODE_ID_KIND : PERSON_CODE_NUMBER_KIND, code);
    assert(words);
    *out = (IdentifierKind){ words->code, KINDS[at].scope, KINDS[at].is_document, words->label };
    return out;
}

ProblemCode identifier_number_parse(IdentifierNumber *out, Label *expected, Arena *arena, Str kind,
                                    Str text)
{
    size_t const at = find_kind(kind);

    assert(at < COUNT_OF(KINDS));
    *out = (IdentifierNumber){ .text = identifier_number_fold(arena, text), .born_on = DATE_MIN };
    *expected = (Label){ { 0 }, { 0 } };
    if (out->text.len == 0)
        return PROBLEM_REQUIRED;
    switch (KINDS[at].made) {
    case MADE_CITIZEN: return parse_citizen(out, expected, arena);
    case MADE_LETTERS: return parse_letters(out, expected);
    case MADE_PASSPORT: return parse_passport(out, expected);
    case MADE_WORDS: return parse_words(out, expected);
    case MADE_HONG_KONG_PERMIT:
    case MADE_TAIWAN_PERMIT:
    case MADE_BIRTH_CERTIFICATE: return parse_patterns(out, expected, kind);
    case MADE_FOREIGN_RESIDENT: return parse_foreign_resident(out, expected);
    case MADE_HONG_KONG_RESIDENT: return parse_hong_kong_resident(out, expected, arena);
    case MADE_MOTHERS: return parse_mothers(out, expected, arena);
    case MADE_RECORD_NUMBER: return parse_record_number(out, expected);
    case MADE_TOKEN: return parse_token(out, expected);
    }
    abort(); /* a kind that is made in no way */
    return PROBLEM_FORMAT;
}
