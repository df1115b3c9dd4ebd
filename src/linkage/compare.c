#include "linkage/compare.h"

#include <assert.h>

#include "linkage/compare_private.h"

static const LinkageLevel UNKNOWN = { "unknown", "缺失", "not known", { 0 } };

/* Which row belongs to which kind: rows of a kind stand together in level.def. */
static const struct {
    LinkageKind  kind;
    LinkageLevel level;
} LEVELS[] = {
#define X(kind, id, name, zh, en, same, related, twins)                                            \
    { kind, { name, zh, en, { same, 0, related, twins } } },
#include "linkage/level.def"
#undef X
};

/* The enums say the same as level.def. */
#define X(kind, id, name, zh, en, same, related, twins) static_assert((int)(id) > 0, name);
#include "linkage/level.def"
#undef X

static uint32_t first_row(LinkageKind kind)
{
    uint32_t row = 0;

    while (LEVELS[row].kind != kind)
        row++;
    return row;
}

uint32_t linkage_level_count(LinkageKind kind)
{
    uint32_t const first = first_row(kind);
    uint32_t       count = 0;

    while (first + count < COUNT_OF(LEVELS) && LEVELS[first + count].kind == kind)
        count++;
    return count;
}

const LinkageLevel *linkage_level(LinkageKind kind, uint32_t level)
{
    assert(level <= linkage_level_count(kind));
    return level == LINKAGE_UNKNOWN ? &UNKNOWN : &LEVELS[first_row(kind) + level - 1].level;
}

/* Each of the two stands in the other's field. */
static bool are_swapped(const LinkageSchema *schema, const LinkageField *field, const uint32_t *a,
                        const uint32_t *b)
{
    enum { ENOUGH_PERCENT = 92 };
    PackedWord mine[2];
    PackedWord other[2];

    if (field->partner == LINKAGE_NONE)
        return false;
    size_t const at = schema->fields[field->partner].at;
    memcpy(&mine[0], a + field->at, sizeof mine[0]);
    memcpy(&mine[1], b + field->at, sizeof mine[1]);
    memcpy(&other[0], a + at, sizeof other[0]);
    memcpy(&other[1], b + at, sizeof other[1]);
    return other[0].len && other[1].len &&
           compare_jaro_winkler(&mine[0], &other[1]) * 100 >= ENOUGH_PERCENT &&
           compare_jaro_winkler(&mine[1], &other[0]) * 100 >= ENOUGH_PERCENT;
}

static uint32_t compare_latin_field(const LinkageSchema *schema, const LinkageField *field,
                                    const uint32_t *a, const uint32_t *b)
{
    PackedWord left;
    PackedWord right;

    memcpy(&left, a + field->at, sizeof left);
    memcpy(&right, b + field->at, sizeof right);
    if (!left.len || !right.len)
        return LINKAGE_UNKNOWN;
    uint32_t const level = compare_latin_name(&left, &right);
    return level > LATIN_SWAPPED && are_swapped(schema, field, a, b) ? LATIN_SWAPPED : level;
}

#define COMPARE_PACKED(Type, is_known, call)                                                       \
    do {                                                                                           \
        Type left;                                                                                 \
        Type right;                                                                                \
        memcpy(&left, a + field->at, sizeof left);                                                 \
        memcpy(&right, b + field->at, sizeof right);                                               \
        return left.is_known && right.is_known ? (call) : LINKAGE_UNKNOWN;                         \
    } while (0)

static uint32_t compare_field(const LinkageSchema *schema, const LinkageField *field,
                              const LinkageCharacters *characters, const uint32_t *a,
                              const uint32_t *b)
{
    uint32_t const first = a[field->at];
    uint32_t const second = b[field->at];

    switch (field->kind) {
    case LINKAGE_CHINESE_NAME:
        COMPARE_PACKED(PackedName, hash, compare_chinese_name(characters, &left, &right));
    case LINKAGE_LATIN_NAME: return compare_latin_field(schema, field, a, b);
    case LINKAGE_DATE: return first && second ? compare_date(first, second) : LINKAGE_UNKNOWN;
    case LINKAGE_CITIZEN_ID: COMPARE_PACKED(PackedId, marks, compare_citizen_id(&left, &right));
    case LINKAGE_NUMBER: COMPARE_PACKED(PackedWord, len, compare_number(&left, &right));
    case LINKAGE_PHONE: COMPARE_PACKED(PackedPhone, low, compare_phone(&left, &right));
    case LINKAGE_CODE:
        if (!first || !second)
            return LINKAGE_UNKNOWN;
        return first == second ? CODE_SAME : CODE_DIFFERENT;
    case LINKAGE_TEXT: COMPARE_PACKED(PackedText, hash, compare_text(&left, &right));
    case LINKAGE_KIND_COUNT: break;
    }
    return LINKAGE_UNKNOWN;
}

uint64_t linkage_compare(const LinkageSchema *schema, const LinkageCharacters *characters,
                         const uint32_t *a, const uint32_t *b)
{
    uint64_t levels = 0;

    for (uint32_t i = 0; i < schema->count; i++)
        levels |= (uint64_t)compare_field(schema, &schema->fields[i], characters, a, b)
                  << i * LINKAGE_LEVEL_BITS;
    return levels;
}

bool linkage_contradicts(const LinkageSchema *schema, uint64_t levels)
{
    for (uint32_t i = 0; i < schema->count; i++) {
        uint32_t const level = linkage_level_of(levels, i);

        if (schema->fields[i].kind == LINKAGE_CITIZEN_ID &&
            (level == ID_SERIAL || level == ID_DIFFERENT))
            return true;
    }
    return false;
}

bool linkage_is_certain(const LinkageSchema *schema, uint64_t levels)
{
    bool same_number = false;
    bool alike = false;

    for (uint32_t i = 0; i < schema->count; i++) {
        uint32_t const level = linkage_level_of(levels, i);

        if (schema->fields[i].kind == LINKAGE_CITIZEN_ID)
            same_number = level == ID_SAME || level == ID_SAME_OLD;
        if (schema->fields[i].kind == LINKAGE_CHINESE_NAME)
            alike = level != LINKAGE_UNKNOWN && level <= NAME_MISSING;
    }
    return same_number && alike;
}

bool linkage_is_bare(const LinkageSchema *schema, uint64_t levels)
{
    /* The last level of a kind that is an agreement; 0: it says who and when. */
    static const uint8_t AGREES[LINKAGE_KIND_COUNT] = {
        [LINKAGE_CITIZEN_ID] = ID_CLOSE,
        [LINKAGE_NUMBER] = NUMBER_ONE,
        [LINKAGE_PHONE] = PHONE_ONE,
        [LINKAGE_TEXT] = TEXT_CLOSE,
    };
    bool could = false;

    for (uint32_t i = 0; i < schema->count; i++) {
        uint32_t const level = linkage_level_of(levels, i);
        uint32_t const most = AGREES[schema->fields[i].kind];

        if (most && level != LINKAGE_UNKNOWN && level <= most)
            return false;
        could = could || most;
    }
    return could;
}
