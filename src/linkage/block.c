#include "linkage/block.h"

#include <math.h>

#include "base/random.h"
#include "linkage/hash_private.h"

static const struct {
    LinkageKind kind;
    const char *name;
    double      agrees;
} PARTS[] = {
#define X(kind, name, agrees) { kind, name, agrees },
#include "linkage/part.def"
#undef X
};

static uint32_t first_part(LinkageKind kind)
{
    uint32_t row = 0;

    while (PARTS[row].kind != kind)
        row++;
    return row;
}

uint32_t linkage_part_count(LinkageKind kind)
{
    uint32_t const first = first_part(kind);
    uint32_t       count = 0;

    while (first + count < COUNT_OF(PARTS) && PARTS[first + count].kind == kind)
        count++;
    return count;
}

Str linkage_part_name(LinkageKind kind, uint32_t part)
{
    return str_from_c(PARTS[first_part(kind) + part].name);
}

bool linkage_part_find(uint32_t *out, LinkageKind kind, Str name)
{
    for (uint32_t i = 0; i < linkage_part_count(kind); i++)
        if (str_equal(name, linkage_part_name(kind, i))) {
            *out = i;
            return true;
        }
    return false;
}

/* ---- parts of values -------------------------------------------------------------------- */

static uint32_t name_part(const uint32_t *words, const LinkageCharacters *characters, uint32_t part)
{
    enum { SOUND = 1, FAMILY = 2 };
    PackedName name;
    uint32_t   len = 0;
    uint64_t   sum = 0;

    memcpy(&name, words, sizeof name);
    while (len < LINKAGE_NAME_CHARS && name.characters[len]) {
        sum += linkage_mix(characters->rows[name.characters[len]].fuzzy);
        len++;
    }
    if (part == SOUND)
        return linkage_fold(sum);
    return characters->rows[name.characters[part == FAMILY ? 0 : len - 1]].fuzzy;
}

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 'h' ||
           c == 'w';
}

/* Letters that are written for one another. */
static char consonant(char c)
{
    static const char SAME[][2] = { { 'c', 'k' }, { 'q', 'k' }, { 'z', 's' }, { 'x', 's' },
                                    { 'v', 'f' }, { 'p', 'f' }, { 'b', 'f' }, { 'd', 't' },
                                    { 'g', 'j' }, { 'n', 'm' }, { 'r', 'l' } };

    for (size_t i = 0; i < COUNT_OF(SAME); i++)
        if (SAME[i][0] == c)
            return SAME[i][1];
    return c;
}

static uint32_t word_part(const uint32_t *words, LinkageKind kind, uint32_t part)
{
    enum { FIRST = 1, START_CHARS = 3 };
    PackedWord word;
    char       sound[LINKAGE_WORD_CHARS];
    size_t     len = 0;

    memcpy(&word, words, sizeof word);
    if (kind == LINKAGE_NUMBER) {
        size_t const half = (word.len + 1u) / 2;

        return linkage_hash_str(part == FIRST ? (Str){ word.text, half }
                                              : (Str){ word.text + word.len - half, half });
    }
    if (part != FIRST)
        return linkage_hash_str(
            (Str){ word.text, word.len < START_CHARS ? word.len : START_CHARS });
    for (uint32_t i = 0; i < word.len; i++) {
        char const c = consonant(word.text[i]);

        if (is_vowel(word.text[i]) || (len && sound[len - 1] == c))
            continue;
        sound[len++] = c;
    }
    return len ? linkage_hash_str((Str){ sound, len }) : linkage_hash_str((Str){ word.text, 1 });
}

static uint32_t phone_part(const uint32_t *words, uint32_t part)
{
    enum { FIRST = 1 };
    uint64_t const digits = (uint64_t)words[1] << 32 | words[0];

    return linkage_fold(part == FIRST ? digits >> 16 | 1ull << 62 : digits & 0xFFFFF);
}

uint32_t linkage_part_hash(const uint32_t *record, const LinkageSchema *schema,
                           const LinkageCharacters *characters, LinkagePart part)
{
    enum { FIRST = 1 };
    const LinkageField *const field = &schema->fields[part.field];
    const uint32_t *const     words = record + field->at;
    uint32_t const            whole = linkage_record_hash(record, field);

    if (!whole || part.part == 0)
        return whole;
    switch (field->kind) {
    case LINKAGE_CHINESE_NAME: return name_part(words, characters, part.part);
    case LINKAGE_LATIN_NAME:
    case LINKAGE_NUMBER: return word_part(words, field->kind, part.part);
    case LINKAGE_DATE:
        return linkage_fold(part.part == FIRST ? words[0] >> 8 : (words[0] & 0xFFFF) | 1u << 30);
    case LINKAGE_CITIZEN_ID: {
        PackedId id;

        memcpy(&id, words, sizeof id);
        if (!(id.marks & PACKED_ID_DIGITS))
            return 0;
        return part.part == FIRST ? linkage_fold((uint64_t)id.high << 32 | id.middle)
                                  : linkage_fold(1ull << 60 | id.low);
    }
    case LINKAGE_PHONE: return phone_part(words, part.part);
    case LINKAGE_TEXT: {
        PackedText text;

        memcpy(&text, words, sizeof text);
        uint32_t const chosen = part.part == FIRST ? text.start : text.numbers;
        return chosen ? linkage_fold(chosen | (uint64_t)part.part << 20) : 0;
    }
    case LINKAGE_CODE:
    case LINKAGE_KIND_COUNT: break;
    }
    return whole;
}

void linkage_keys(uint64_t *out, const LinkageRule *rules, uint32_t rule_count,
                  const LinkageSchema *schema, const LinkageCharacters *characters,
                  const uint32_t *record)
{
    for (uint32_t r = 0; r < rule_count; r++) {
        uint64_t key = rules[r].count;

        for (uint32_t i = 0; i < rules[r].count && key; i++) {
            LinkagePart const part = rules[r].parts[i];
            uint64_t const    hash = linkage_part_hash(record, schema, characters, part);
            uint64_t const    which = (uint64_t)part.field << 8 | part.part;

            key = hash ? linkage_mix(key ^ (hash << 32 | which)) : 0;
        }
        out[r] = key;
    }
}

uint32_t linkage_key_records_max(uint32_t record_count)
{
    enum { LEAST = 100, MOST = 1000 };
    uint32_t const wanted = 500000000u / (record_count + 1);

    return wanted < LEAST ? LEAST : wanted > MOST ? MOST : wanted;
}

/* ---- choosing rules ------------------------------------------------------------------------
 *
 * A few thousand people are imagined who are registered twice, with the fields missing as
 * often as they are in the data and erring as part.def says. A rule finds those of them
 * whose parts all agree. The next rule taken is always the one that finds most who were
 * not found yet, for the pairs that it makes. */

enum { IMAGINED = 8192, SAMPLE_MAX = 100000, SLOT_BITS = 18, CANDIDATES_MAX = 2048 };

static_assert(1 << SLOT_BITS > SAMPLE_MAX * 2, "a table of keys that is not crowded");

typedef struct {
    uint32_t key, count; /* of the sample */
} Slot;

typedef struct {
    const LinkageRecords *records;
    LinkagePart           parts[LINKAGE_PARTS_MAX];
    uint32_t              part_count;
    uint32_t             *hashes; /* sample x parts */
    uint32_t              sample_count;
    Slot                 *slots;
    uint64_t              agreeing[IMAGINED]; /* a bit for each part */
    uint8_t               found[IMAGINED];    /* by how many rules */
} Choice;

typedef struct {
    LinkageRule rule;
    uint64_t    mask;
    double      pairs; /* that it would make among all records */
} Candidate;

static void take_sample(Choice *choice, Arena *arena)
{
    const LinkageRecords *const records = choice->records;
    uint32_t const              count = records->count;
    Random                      random = random_open(count);

    choice->sample_count = count < SAMPLE_MAX ? count : SAMPLE_MAX;
    choice->hashes = arena_array(arena, (size_t)choice->sample_count * LINKAGE_PARTS_MAX,
                                 sizeof *choice->hashes);
    for (uint32_t i = 0; i < choice->sample_count; i++) {
        /* One of each stretch, so that nobody is taken twice and looks like a pair. */
        uint32_t const from = (uint32_t)((uint64_t)i * count / choice->sample_count);
        uint32_t const until = (uint32_t)((i + 1ull) * count / choice->sample_count);
        uint32_t const at = from + random_below(&random, until - from);

        for (uint32_t p = 0; p < choice->part_count; p++)
            choice->hashes[(size_t)i * LINKAGE_PARTS_MAX + p] =
                linkage_part_hash(linkage_record_at(records, at), records->schema,
                                  records->characters, choice->parts[p]);
    }
}

static double unit(Random *random)
{
    return (double)random_below(random, 1u << 30) / (1u << 30);
}

static void imagine(Choice *choice)
{
    Random random = random_open(IMAGINED);
    double known[LINKAGE_PARTS_MAX] = { 0 };

    for (uint32_t p = 0; p < choice->part_count; p++) {
        for (uint32_t i = 0; i < choice->sample_count; i++)
            known[p] += choice->hashes[(size_t)i * LINKAGE_PARTS_MAX + p] != 0;
        known[p] /= choice->sample_count;
    }
    for (uint32_t i = 0; i < IMAGINED; i++) {
        bool   is_known = false;
        bool   is_same = false;
        double whole = 0;
        double whole_known = 1;
        /* Who moves changes the address and the telephone at once. */
        bool const has_moved = unit(&random) < 0.2;

        for (uint32_t p = 0; p < choice->part_count; p++) {
            LinkagePart const part = choice->parts[p];
            LinkageKind const kind = choice->records->schema->fields[part.field].kind;
            double const      agrees = PARTS[first_part(kind) + part.part].agrees;

            if (part.part == 0) {
                is_known = unit(&random) < known[p] * known[p] &&
                           !(has_moved && (kind == LINKAGE_PHONE || kind == LINKAGE_TEXT));
                is_same = is_known && unit(&random) < agrees;
                whole = agrees;
                whole_known = known[p];
            }
            /* Where the whole differs, each part may still agree; some values lack a part. */
            bool const has_part = unit(&random) * whole_known < known[p];
            if (has_part &&
                (is_same || (is_known && unit(&random) < (agrees - whole) / (1 - whole))))
                choice->agreeing[i] |= 1ull << p;
        }
    }
}

/* How many pairs of all records agree in these parts, from those of the sample. A rule
 * of which most keys are crowded makes few pairs and finds nobody: it makes too many. */
static double count_pairs(Choice *choice, const uint32_t *parts, uint32_t part_count)
{
    double const   scale = (double)choice->records->count / choice->sample_count;
    double const   cap = 2.0 * linkage_key_records_max(choice->records->count) / scale;
    uint32_t const most = cap < 2 ? 2 : (uint32_t)cap;
    Slot *const    slots = choice->slots;
    double         pairs = 0;
    double         known = 0;
    double         crowded = 0;

    memset(slots, 0, sizeof *slots << SLOT_BITS);
    for (uint32_t i = 0; i < choice->sample_count; i++) {
        uint64_t key = 1;

        for (uint32_t p = 0; p < part_count && key; p++) {
            uint32_t const hash = choice->hashes[(size_t)i * LINKAGE_PARTS_MAX + parts[p]];

            key = hash ? linkage_mix(key ^ hash) : 0;
        }
        if (!key)
            continue;
        uint32_t const folded = linkage_fold(key);
        uint32_t       at = folded >> (32 - SLOT_BITS);

        while (slots[at].key && slots[at].key != folded)
            at = (at + 1) & ((1u << SLOT_BITS) - 1);
        slots[at].key = folded;
        uint32_t const before = slots[at].count++;

        known++;
        /* Each pairs with those before it, until together they are too many. */
        if (before < most) {
            pairs += before;
        } else {
            crowded += before == most ? before + 1 : 1;
            pairs -= before == most ? (double)before * (before - 1.0) / 2 : 0;
        }
    }
    if (crowded > known * 0.05)
        return INFINITY;
    return pairs * scale * scale;
}

static void add_candidate(Choice *choice, Candidate *candidates, uint32_t *count,
                          const uint32_t *parts, uint32_t part_count, double pairs_max)
{
    Candidate candidate = { .rule = { .count = part_count } };

    for (uint32_t i = 0; i < part_count; i++) {
        candidate.rule.parts[i] = choice->parts[parts[i]];
        candidate.mask |= 1ull << parts[i];
    }
    candidate.pairs = count_pairs(choice, parts, part_count);
    if (candidate.pairs <= pairs_max && *count < CANDIDATES_MAX)
        candidates[(*count)++] = candidate;
}

/* Single parts, and two of different fields. Two parts of which one alone makes few
 * enough pairs find nobody whom that one does not. */
static uint32_t list_candidates(Candidate *candidates, Choice *choice, double pairs_max)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < choice->part_count; i++)
        add_candidate(choice, candidates, &count, &i, 1, pairs_max / 4);
    uint64_t single = 0;
    for (uint32_t i = 0; i < count; i++)
        single |= candidates[i].pairs < pairs_max / 32 ? candidates[i].mask : 0;
    for (uint32_t i = 0; i < choice->part_count; i++)
        for (uint32_t j = i + 1; j < choice->part_count; j++)
            if (choice->parts[i].field != choice->parts[j].field &&
                !((single >> i | single >> j) & 1))
                add_candidate(choice, candidates, &count, (uint32_t[]){ i, j }, 2, pairs_max / 4);
    return count;
}

/* Who is found by two rules is found more surely, because real errors keep to no list;
 * and how many were found by one rule and by two tells how many were missed. */
static double count_gain(const Choice *choice, uint64_t mask)
{
    static const double WORTH[] = { 1, 0.25, 0.05, 0.01 };
    double              gain = 0;

    for (uint32_t i = 0; i < IMAGINED; i++)
        if (choice->found[i] < COUNT_OF(WORTH) && (choice->agreeing[i] & mask) == mask)
            gain += WORTH[choice->found[i]];
    return gain;
}

/* A rule that asks for all that another one asks for finds nobody else. */
static bool is_useless(const Candidate *candidate, const uint64_t *chosen, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if ((candidate->mask & chosen[i]) == chosen[i])
            return true;
    return false;
}

static uint32_t take_best(LinkageRule *out, Choice *choice, const Candidate *candidates,
                          uint32_t candidate_count, double pairs_max)
{
    /* Of 8192 imagined. A rule is a walk through all records: where they are many, it
     * must find more. */
    double const worth_least = 1 + choice->records->count / 500000.0;
    /* Of a rule itself; while there is room, few pairs are no merit. */
    double const own_cost = pairs_max / 16;
    uint32_t     count = 0;
    double       left = pairs_max;
    uint64_t     chosen[LINKAGE_RULES_MAX];

    while (count < LINKAGE_RULES_MAX) {
        const Candidate *best = NULL;
        double           best_worth = worth_least / own_cost;

        for (uint32_t i = 0; i < candidate_count; i++) {
            if (candidates[i].pairs > left || is_useless(&candidates[i], chosen, count))
                continue;
            double const worth =
                count_gain(choice, candidates[i].mask) / (candidates[i].pairs + own_cost);
            if (worth > best_worth) {
                best_worth = worth;
                best = &candidates[i];
            }
        }
        if (!best)
            break;
        for (uint32_t i = 0; i < IMAGINED; i++)
            if ((choice->agreeing[i] & best->mask) == best->mask)
                choice->found[i]++;
        left -= best->pairs;
        chosen[count] = best->mask;
        out[count++] = best->rule;
    }
    return count;
}

uint32_t linkage_rules_choose(LinkageRule *out, const LinkageRecords *records, double pairs_max)
{
    Arena           *arena = arena_open();
    Choice *const    choice = arena_alloc(arena, sizeof *choice);
    Candidate *const candidates = arena_array(arena, CANDIDATES_MAX, sizeof *candidates);
    uint32_t         count = 0;

    choice->records = records;
    choice->slots = arena_array(arena, (size_t)1 << SLOT_BITS, sizeof *choice->slots);
    for (uint32_t f = 0; f < records->schema->count; f++)
        for (uint32_t p = 0; p < linkage_part_count(records->schema->fields[f].kind) &&
                             choice->part_count < LINKAGE_PARTS_MAX;
             p++)
            choice->parts[choice->part_count++] = (LinkagePart){ (uint8_t)f, (uint8_t)p };
    if (records->count > 1) {
        take_sample(choice, arena);
        imagine(choice);
        uint32_t const candidate_count = list_candidates(candidates, choice, pairs_max);
        count = take_best(out, choice, candidates, candidate_count, pairs_max);
    }
    arena_close(&arena);
    return count;
}
