#include "linkage/record.h"

#include <math.h>

#include "base/utf8.h"
#include "codec/citizen_number.h"
#include "base/date.h"
#include "linkage/hash_private.h"
#include "linkage/parallel_private.h"

enum { CLEAN_MAX = 512, SAME_DIGITS_MIN = 5 };

/* Small letters, digits and other characters, numbered; and which of them are one. */
typedef struct {
    uint32_t points[CLEAN_MAX];
    uint32_t count;
} Clean;

/* Full-width forms become the usual ones. */
static uint32_t usual(uint32_t point)
{
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFEE0;
    if (point == 0x3000)
        point = ' ';
    return point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
}

static bool is_letter_or_digit(uint32_t point)
{
    return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') || point >= 0xC0;
}

/* What stands in a field when nothing is known. */
static bool is_nothing(Str text)
{
    static const char *const WORDS[] = { "无",   "不详", "未知", "没有",    "暂无", "null",
                                         "none", "n/a",  "na",   "unknown", "-" };

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_equal_ignoring_case(text, str_from_c(WORDS[i])))
            return true;
    return text.len == 0;
}

/* Letters and digits only; blanks between words become one, when they are kept. */
static void clean(Clean *out, Str text, bool keep_blanks)
{
    bool blank = false;

    out->count = 0;
    for (size_t bytes = 0; text.len && out->count < CLEAN_MAX - 1; text = str_after(text, bytes)) {
        uint32_t const point = usual(utf8_decode(text, &bytes));

        if (!is_letter_or_digit(point)) {
            blank = true;
            continue;
        }
        /* Between Chinese characters a blank means nothing. */
        if (blank && keep_blanks && out->count && point < 0x80 &&
            out->points[out->count - 1] < 0x80)
            out->points[out->count++] = ' ';
        blank = false;
        out->points[out->count++] = point;
    }
}

static bool all_same(const uint32_t *points, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (points[i] != points[0])
            return false;
    return count >= SAME_DIGITS_MIN || (count && points[0] == '0');
}

static void pack_name(uint32_t *out, LinkageCharacters *characters, Str text)
{
    PackedName packed = { 0 };
    uint64_t   hash = 0;
    uint32_t   count = 0;

    for (size_t bytes = 0; text.len; text = str_after(text, bytes)) {
        uint16_t const number = linkage_character(characters, usual(utf8_decode(text, &bytes)));

        if (number == 0)
            continue;
        if (count < LINKAGE_NAME_CHARS)
            packed.characters[count] = number;
        count++;
        hash = linkage_mix(hash ^ characters->rows[number].point) + count;
    }
    packed.hash = count ? linkage_fold(hash) : 0;
    memcpy(out, &packed, sizeof packed);
}

static void pack_word(uint32_t *out, LinkageKind kind, Str text)
{
    PackedWord packed = { 0 };
    Clean      cleaned;

    clean(&cleaned, text, false);
    if (kind == LINKAGE_NUMBER && all_same(cleaned.points, cleaned.count))
        cleaned.count = 0;
    for (uint32_t i = 0; i < cleaned.count && packed.len < LINKAGE_WORD_CHARS; i++)
        packed.text[packed.len++] =
            (char)(cleaned.points[i] < 0x80 ? cleaned.points[i] : 0x80 | cleaned.points[i]);
    memcpy(out, &packed, sizeof packed);
}

static void pack_citizen_id(uint32_t *out, Str text)
{
    PackedId packed = { 0 };
    char     plain[CLEAN_MAX];
    char     digits[CITIZEN_NUMBER_CHARS];
    Clean    cleaned;
    Date     born = { 0 };

    clean(&cleaned, text, false);
    for (uint32_t i = 0; i < cleaned.count; i++)
        plain[i] = (char)(cleaned.points[i] < 0x80 ? cleaned.points[i] : '?');
    Str const number = { plain, cleaned.count };

    if (cleaned.count == 0 || all_same(cleaned.points, cleaned.count)) {
        memset(out, 0, sizeof packed);
        return;
    }
    packed.marks = PACKED_ID_KNOWN;
    if (!citizen_number_modernise(digits, number)) {
        packed.low = linkage_hash_str(number);
        memcpy(out, &packed, sizeof packed);
        return;
    }
    for (int i = 0; i < CITIZEN_NUMBER_CHARS; i++) {
        uint32_t const digit = digits[i] == 'X' ? 10 : (uint32_t)(digits[i] - '0');

        if (i < 2)
            packed.high = (uint8_t)((uint32_t)packed.high << 4 | digit);
        else if (i < 10)
            packed.middle = packed.middle << 4 | digit;
        else
            packed.low = packed.low << 4 | digit;
    }
    bool const valid = date_parse(&born, (Str){ digits + 6, 8 }) &&
                       citizen_number_check(digits) == digits[CITIZEN_NUMBER_CHARS - 1];
    packed.marks |= (uint8_t)(PACKED_ID_DIGITS | (valid ? PACKED_ID_VALID : 0) |
                              (number.len == CITIZEN_NUMBER_OLD_CHARS ? PACKED_ID_OLD : 0));
    memcpy(out, &packed, sizeof packed);
}

/* Eight digits of four bits, in the order year, month, day. */
static void pack_date(uint32_t *out, Str text)
{
    uint32_t packed = 0;
    uint32_t count = 0;
    Clean    cleaned;

    clean(&cleaned, text, false);
    for (uint32_t i = 0; i < cleaned.count && count < 8; i++)
        if (cleaned.points[i] >= '0' && cleaned.points[i] <= '9') {
            packed = packed << 4 | (cleaned.points[i] - '0');
            count++;
        }
    *out = count == 8 && packed != 0x19000101 ? packed : 0;
}

/* Without the country and the zero before an area; a number with '0' as 10, so that
 * its length can be seen. */
static void pack_phone(uint32_t *out, Str text)
{
    enum { MOBILE_DIGITS = 11, DIGITS_MAX = 16, DIGITS_MIN = 5 };
    char     digits[CLEAN_MAX];
    uint32_t count = 0;
    uint64_t packed = 0;
    Clean    cleaned;

    clean(&cleaned, text, false);
    for (uint32_t i = 0; i < cleaned.count; i++)
        if (cleaned.points[i] >= '0' && cleaned.points[i] <= '9')
            digits[count++] = (char)cleaned.points[i];
    Str rest = { digits, count };
    while (str_starts_with(rest, SV("0")))
        rest = str_after(rest, 1);
    if (rest.len == MOBILE_DIGITS + 2 && str_starts_with(rest, SV("86")))
        rest = str_after(rest, 2);
    if (rest.len > DIGITS_MAX)
        rest = str_slice(rest, 0, DIGITS_MAX);
    bool same = true;
    for (size_t i = 0; i < rest.len; i++) {
        packed = packed << 4 | (rest.ptr[i] == '0' ? 10u : (uint32_t)(rest.ptr[i] - '0'));
        same = same && rest.ptr[i] == rest.ptr[rest.len - 1];
    }
    /* 1 and ten zeros, 138 0000 0000: what is typed to get past a field. */
    bool const junk = same || rest.len < DIGITS_MIN || str_ends_with(rest, SV("0000000"));
    if (junk)
        packed = 0;
    memcpy(out, &packed, sizeof packed);
}

static void set_gram(PackedText *packed, uint32_t first, uint32_t second)
{
    uint64_t const hash = linkage_mix((uint64_t)first << 32 | second);

    packed->grams[hash >> 32 & 3] |= 1u << (hash >> 40 & 31);
}

static void pack_text(uint32_t *out, LinkageCharacters *characters, Str text)
{
    enum { START_LATIN = 5, START_HAN = 4 };
    PackedText packed = { 0 };
    uint64_t   hash = 0;
    uint64_t   numbers = 0;
    uint64_t   start = 0;
    uint32_t   before = ' ';
    uint32_t   starts = 0;
    Clean      cleaned;

    clean(&cleaned, text, true);
    for (uint32_t i = 0; i < cleaned.count; i++) {
        uint32_t   point = cleaned.points[i];
        bool const is_digit = point >= '0' && point <= '9';

        if (point >= 0x80)
            point = characters->rows[linkage_character(characters, point)].point;
        hash = linkage_mix(hash ^ point) + i;
        set_gram(&packed, before, point);
        if (point >= 0x2E80)
            set_gram(&packed, point, 0);
        if (is_digit)
            numbers = linkage_mix(numbers ^ point) + 1;
        else if (before >= '0' && before <= '9')
            numbers = linkage_mix(numbers ^ ' ') + 1;
        else if (point != ' ' && starts < (point < 0x80 ? START_LATIN : START_HAN)) {
            start = linkage_mix(start ^ point) + 1;
            starts++;
        }
        before = point;
    }
    if (cleaned.count) {
        packed.hash = linkage_fold(hash);
        packed.numbers = (uint16_t)(numbers ? linkage_fold(numbers) | 1 : 0);
        packed.start = (uint16_t)(start ? linkage_fold(start) | 1 : 0);
    }
    memcpy(out, &packed, sizeof packed);
}

static void pack_code(uint32_t *out, Str text)
{
    Clean cleaned;

    clean(&cleaned, text, true);
    uint64_t hash = 0;
    for (uint32_t i = 0; i < cleaned.count; i++)
        hash = linkage_mix(hash ^ cleaned.points[i]) + i;
    *out = cleaned.count ? linkage_fold(hash) : 0;
}

void linkage_record_pack(uint32_t *out, const LinkageSchema *schema, LinkageCharacters *characters,
                         const Str *values)
{
    memset(out, 0, schema->record_words * sizeof *out);
    for (uint32_t i = 0; i < schema->count; i++) {
        LinkageField const *const field = &schema->fields[i];
        Str const                 value = str_trim(values[i]);
        uint32_t *const           words = out + field->at;

        if (is_nothing(value))
            continue;
        switch (field->kind) {
        case LINKAGE_CHINESE_NAME: pack_name(words, characters, value); break;
        case LINKAGE_LATIN_NAME:
        case LINKAGE_NUMBER: pack_word(words, field->kind, value); break;
        case LINKAGE_DATE: pack_date(words, value); break;
        case LINKAGE_CITIZEN_ID: pack_citizen_id(words, value); break;
        case LINKAGE_PHONE: pack_phone(words, value); break;
        case LINKAGE_CODE: pack_code(words, value); break;
        case LINKAGE_TEXT: pack_text(words, characters, value); break;
        case LINKAGE_KIND_COUNT: assert(false); break;
        }
    }
}

uint32_t linkage_record_hash(const uint32_t *record, const LinkageField *field)
{
    const uint32_t *const words = record + field->at;

    switch (field->kind) {
    case LINKAGE_CHINESE_NAME: return words[3];
    case LINKAGE_TEXT: return words[4];
    case LINKAGE_DATE:
    case LINKAGE_CODE: return words[0] ? linkage_fold(words[0]) : 0;
    case LINKAGE_PHONE: return words[0] ? linkage_fold((uint64_t)words[1] << 32 | words[0]) : 0;
    case LINKAGE_LATIN_NAME:
    case LINKAGE_NUMBER: {
        uint64_t const low = (uint64_t)words[1] << 32 | words[0];
        uint64_t const high = (uint64_t)words[3] << 32 | words[2];

        return high >> 56 ? linkage_fold(linkage_mix(low) ^ high) : 0;
    }
    case LINKAGE_CITIZEN_ID: {
        /* Whether it was written with 15 digits is no part of the value. */
        PackedId id;

        memcpy(&id, words, sizeof id);
        return id.marks ? linkage_fold(linkage_mix((uint64_t)id.middle << 32 | id.low) ^ id.high)
                        : 0;
    }
    case LINKAGE_KIND_COUNT: break;
    }
    return 0;
}

bool linkage_record_knows(const uint32_t *record, const LinkageSchema *schema, uint32_t field)
{
    return linkage_record_hash(record, &schema->fields[field]) != 0;
}

double linkage_pair_total(const LinkageRecords *records)
{
    double const count = records->count;
    double const first = records->first_count;

    return records->first_count ? first * (count - first) : count * (count - 1) / 2;
}

/* ---- rarity ----------------------------------------------------------------------------- */

enum { SLOT_BITS_MAX = 23 };

static uint32_t slot_bits(uint32_t count)
{
    uint32_t bits = 10;

    while (bits < SLOT_BITS_MAX && (1u << bits) < count * 4ull)
        bits++;
    return bits;
}

typedef struct {
    LinkageRecords *records;
    double         *collisions;
    uint32_t        bits;
    uint32_t       *counts[LINKAGE_THREADS_MAX];
    uint32_t       *hashes[LINKAGE_THREADS_MAX];
} Rating;

/* Counters stand by hash and hold no values: where two values meet, both seem a
 * little commoner than they are, which is the safe side. */
static void rate_field(void *opaque, uint32_t worker, uint32_t f)
{
    Rating *const             job = opaque;
    LinkageRecords *const     records = job->records;
    const LinkageField *const field = &records->schema->fields[f];
    size_t const              words = records->schema->record_words;
    uint32_t *const           counts = job->counts[worker];
    uint32_t *const           hashes = job->hashes[worker];
    uint32_t const            shift = 32 - job->bits;
    uint8_t                   rarities[1024];
    double                    known = 0;
    double                    same = 0;

    memset(counts, 0, sizeof *counts << job->bits);
    for (uint32_t i = 0; i < records->count; i++) {
        uint32_t const hash = linkage_record_hash(records->words + i * words, field);

        hashes[i] = hash;
        counts[hash >> shift] += hash != 0;
    }
    for (size_t i = 0; i < (size_t)1 << job->bits; i++) {
        known += counts[i];
        same += counts[i] > 1 ? (double)counts[i] * (counts[i] - 1.0) : 0;
    }
    job->collisions[f] = known > 1 ? same / (known * (known - 1)) : 0;
    /* Nearly all values are rare, and a logarithm is dear. */
    for (uint32_t i = 1; i < COUNT_OF(rarities); i++)
        rarities[i] = (uint8_t)fmin(255, fmax(1, 8 * log2(fmax(known, i) / i) + 0.5));
    for (uint32_t i = 0; i < records->count; i++) {
        uint32_t const count = hashes[i] ? counts[hashes[i] >> shift] : 0;

        if (count)
            linkage_record_set_rarity(records->words + i * words, f,
                                      count < COUNT_OF(rarities)
                                          ? rarities[count]
                                          : (uint32_t)(8 * log2(known / count) + 1.5));
    }
}

bool linkage_records_rate(LinkageRecords *records, double *collisions, uint32_t thread_count,
                          Fault *fault)
{
    Arena *arena = arena_open();
    Rating job = { .records = records,
                   .collisions = collisions,
                   .bits = slot_bits(records->count) };

    for (uint32_t w = 0; w < thread_count; w++) {
        job.counts[w] = arena_array(arena, (size_t)1 << job.bits, sizeof(uint32_t));
        job.hashes[w] = arena_array(arena, records->count + 1u, sizeof(uint32_t));
    }
    bool const ok = linkage_parallel(rate_field, &job, records->schema->count, thread_count, fault);
    arena_close(&arena);
    return ok;
}
