#include "linkage/estimate.h"

#include <math.h>

#include "base/random.h"
#include "linkage/hash_private.h"
#include "linkage/parallel_private.h"

enum {
    PATTERN_PAIRS_MAX = 1 << 20, /* looked at */
    RANDOM_PAIRS = 1 << 20,
    ROUNDS_MAX = 40,
    HOUSEHOLD_RECORDS = 400000, /* whose keys are enough to learn households from */
};

/* Nothing is impossible, and nothing certain. */
static const double SHARE_LEAST = 1e-9;
static const double SHARE_MOST = 0.9999;
/* What is rarer where estimation starts: nobody has seen enough to say so. */
static const double START_LEAST = 1e-4;

static double bounded(double share)
{
    return share < SHARE_LEAST ? SHARE_LEAST : share > SHARE_MOST ? SHARE_MOST : share;
}

/* ---- patterns --------------------------------------------------------------------------- */

LinkagePatterns linkage_patterns(Arena *arena, const LinkagePairs *pairs, double weight)
{
    uint64_t const  step = pairs->count / PATTERN_PAIRS_MAX + 1;
    uint32_t const  slots = PATTERN_PAIRS_MAX * 2;
    uint32_t *const table = arena_array(arena, slots, sizeof *table);
    LinkagePattern *patterns = NULL;
    uint32_t        count = 0;
    uint32_t        capacity = 0;
    uint64_t        skip = 0; /* pairs until the next one that is looked at */

    for (uint32_t c = 0; c < pairs->chunk_count; c++) {
        uint64_t i = skip;

        for (; i < pairs->chunks[c].count; i += step) {
            uint64_t const marks = pairs->chunks[c].pairs[i].marks;
            uint32_t       slot = (uint32_t)(linkage_mix(marks) >> 32) & (slots - 1);

            while (table[slot] && patterns[table[slot] - 1].marks != marks)
                slot = (slot + 1) & (slots - 1);
            if (!table[slot]) {
                patterns = arena_grow(arena, patterns, count, &capacity, sizeof *patterns);
                patterns[count] = (LinkagePattern){ .marks = marks };
                table[slot] = ++count;
            }
            patterns[table[slot] - 1].count += (double)step * weight;
        }
        skip = i - pairs->chunks[c].count;
    }
    return (LinkagePatterns){ patterns, count };
}

bool linkage_households(LinkageHouseholds *out, Arena *arena, const LinkageRecords *records,
                        uint32_t thread_count, Fault *fault)
{
    LinkagePairs pairs = { 0 };
    uint32_t     sample_bits = 0;

    *out = (LinkageHouseholds){ 0 };
    for (uint32_t f = 0; f < records->schema->count; f++)
        if (records->schema->fields[f].kind == LINKAGE_PHONE ||
            records->schema->fields[f].kind == LINKAGE_TEXT)
            out->rules[out->rule_count++] =
                (LinkageRule){ .parts = { { (uint8_t)f, 0 } }, .count = 1 };
    if (out->rule_count == 0)
        return true;
    while (records->count >> sample_bits > HOUSEHOLD_RECORDS)
        sample_bits++;
    if (!linkage_pairs_find(&pairs, records, out->rules, out->rule_count, sample_bits, thread_count,
                            fault))
        return false;
    out->patterns = linkage_patterns(arena, &pairs, (double)(1u << sample_bits));
    linkage_pairs_close(&pairs);
    return true;
}

/* ---- strangers ---------------------------------------------------------------------------- */

static uint64_t random_pair(const LinkageRecords *records, Random *random)
{
    uint32_t const count = records->count;
    uint32_t const first = records->first_count;
    uint32_t const a = random_below(random, first ? first : count);
    uint32_t       b =
        first ? first + random_below(random, count - first) : random_below(random, count - 1);

    if (!first && b >= a)
        b++;
    return linkage_compare(records->schema, records->characters, linkage_record_at(records, a),
                           linkage_record_at(records, b));
}

void linkage_estimate_strangers(LinkageModel *model, const LinkageRecords *records,
                                const double *collisions)
{
    double         counts[LINKAGE_FIELDS_MAX][LINKAGE_LEVELS_MAX] = { 0 };
    Random         random = random_open(records->count);
    double const   total = linkage_pair_total(records);
    double const   wanted = fmin(total, 200000 + 10.0 * records->count);
    uint32_t const sample = wanted < RANDOM_PAIRS ? (uint32_t)wanted : RANDOM_PAIRS;

    for (uint32_t i = 0; i < sample; i++) {
        uint64_t const levels = random_pair(records, &random);

        for (uint32_t f = 0; f < model->schema.count; f++)
            counts[f][linkage_level_of(levels, f)]++;
    }
    for (uint32_t f = 0; f < model->schema.count; f++) {
        uint32_t const level_count = linkage_level_count(model->schema.fields[f].kind);
        double         known = 1;

        for (uint32_t level = 1; level <= level_count; level++)
            known += counts[f][level];
        for (uint32_t level = 1; level <= level_count; level++)
            model->fields[f].of[LINKAGE_STRANGERS][level] =
                bounded((counts[f][level] + 1.0 / level_count) / known);
        if (collisions[f] > 0)
            model->fields[f].of[LINKAGE_STRANGERS][1] = bounded(collisions[f]);
    }
}

/* ---- one rule ------------------------------------------------------------------------------- */

enum { ALL_RULES_MAX = LINKAGE_RULES_MAX * 2 };

typedef struct {
    const LinkageRule *rule;
    uint32_t           bit; /* in the marks of its patterns */
    LinkagePatterns    patterns;
    LinkageShares      fields[LINKAGE_FIELDS_MAX];
    double             pairs[LINKAGE_CLASSES];
    uint32_t           free; /* a bit for each field that the rule does not ask about */
} RuleEstimate;

typedef struct {
    const LinkageModel *model;
    RuleEstimate        rules[ALL_RULES_MAX];
    uint32_t            rule_count;
    uint32_t            identifiers; /* a bit for each field that is one */
} Estimation;

/* Fields that a rule leaves free. A citizen's number holds the day of birth, so a rule
 * that asks for a part of it has asked for the day as well. */
static uint32_t free_fields(const LinkageModel *model, const LinkageRule *rule)
{
    uint32_t asked = 0;

    for (uint32_t i = 0; i < rule->count; i++) {
        asked |= 1u << rule->parts[i].field;
        if (model->schema.fields[rule->parts[i].field].kind != LINKAGE_CITIZEN_ID)
            continue;
        for (uint32_t f = 0; f < model->schema.count; f++)
            if (model->schema.fields[f].kind == LINKAGE_DATE)
                asked |= 1u << f;
    }
    return ((1u << model->schema.count) - 1) & ~asked;
}

typedef struct {
    double of[LINKAGE_FIELDS_MAX][LINKAGE_LEVELS_MAX][LINKAGE_CLASSES];
    double priors[LINKAGE_CLASSES];
} Logs;

static void take_logs(Logs *out, const LinkageModel *model, const LinkageShares *fields,
                      const double *priors, uint32_t free)
{
    *out = (Logs){ 0 };
    for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
        out->priors[c] = log(priors[c]);
    for (uint32_t f = 0; f < model->schema.count; f++) {
        if (!(free >> f & 1))
            continue;
        for (uint32_t level = 1; level <= linkage_level_count(model->schema.fields[f].kind);
             level++)
            for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
                out->of[f][level][c] = log(fields[f].of[c][level]);
    }
}

/* The chances of the classes, for one pattern. */
static void classify(double *out, const Logs *logs, uint64_t levels, uint32_t field_count)
{
    double most = -INFINITY;
    double sum = 0;

    memcpy(out, logs->priors, sizeof logs->priors);
    for (uint32_t f = 0; f < field_count; f++)
        for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
            out[c] += logs->of[f][linkage_level_of(levels, f)][c];
    for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
        most = out[c] > most ? out[c] : most;
    for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
        sum += out[c] = out[c] < most - 40 ? 0 : exp(out[c] - most);
    for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
        out[c] /= sum;
}

/* Two of a household with one and the same name are somebody's mistake too: parents do
 * not do that, and one person who was registered twice looks just so. */
static bool is_fixed(LinkageKind kind, uint32_t level, LinkageClass of)
{
    return kind == LINKAGE_CHINESE_NAME && level == NAME_SAME &&
           (of == LINKAGE_RELATED || of == LINKAGE_TWINS);
}

static void share_out(LinkageShares *shares, LinkageClass of, const double *counts,
                      const LinkageModel *start, uint32_t f)
{
    double            known = start->start_pairs;
    LinkageKind const kind = start->schema.fields[f].kind;
    uint32_t const    level_count = linkage_level_count(kind);

    for (uint32_t level = 1; level <= level_count; level++)
        known += counts[level];
    for (uint32_t level = 1; level <= level_count; level++)
        shares->of[of][level] =
            is_fixed(kind, level, of)
                ? linkage_level(kind, level)->starts[of]
                : bounded((counts[level] +
                           start->start_pairs * fmax(START_LEAST, start->fields[f].of[of][level])) /
                          known);
}

/* Two people with one identifier are somebody's mistake, and one person whose name was
 * mistyped looks the same: that cannot be learned from pairs, so it is not. Another number
 * is an identifier when nearly nobody shares it. */
static bool is_identifier(const LinkageModel *model, uint32_t f, double record_count)
{
    enum { RECORDS_EACH = 4 };
    LinkageKind const kind = model->schema.fields[f].kind;

    return kind == LINKAGE_CITIZEN_ID ||
           (kind == LINKAGE_NUMBER &&
            model->fields[f].of[LINKAGE_STRANGERS][NUMBER_SAME] < RECORDS_EACH / record_count);
}

/* What is fixed of the people who are two: an identifier's shares. */
static void fix_identifiers(LinkageModel *model, double record_count)
{
    static const double SHARES[] = { 0, 0.0005, 0.001, 0.01, 0.9885 };

    for (uint32_t f = 0; f < model->schema.count; f++)
        for (uint32_t level = NUMBER_SAME; level <= NUMBER_DIFFERENT; level++)
            if (model->schema.fields[f].kind == LINKAGE_NUMBER &&
                is_identifier(model, f, record_count))
                model->fields[f].of[LINKAGE_RELATED][level] =
                    model->fields[f].of[LINKAGE_TWINS][level] = SHARES[level];
}

typedef double ClassCounts[LINKAGE_CLASSES][LINKAGE_FIELDS_MAX][LINKAGE_LEVELS_MAX];

/* Who the pairs of a rule are, as far as the shares tell by now. */
static void expect(ClassCounts counts, double *sums, const RuleEstimate *estimate, const Logs *logs,
                   uint32_t field_count)
{
    double chances[LINKAGE_CLASSES];

    memset(counts, 0, sizeof(ClassCounts));
    for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
        sums[c] = 1;
    for (uint32_t i = 0; i < estimate->patterns.count; i++) {
        LinkagePattern const pattern = estimate->patterns.items[i];

        if (!(pattern.marks >> (LINKAGE_PAIR_RULES_AT + estimate->bit) & 1))
            continue;
        classify(chances, logs, pattern.marks, field_count);
        for (uint32_t c = 0; c < LINKAGE_CLASSES; c++) {
            double const expected = chances[c] * pattern.count;

            if (expected <= 0)
                continue;
            sums[c] += expected;
            for (uint32_t f = 0; f < field_count; f++)
                counts[c][f][linkage_level_of(pattern.marks, f)] += expected;
        }
    }
}

static void estimate_rule(void *opaque, uint32_t worker, uint32_t task)
{
    Estimation *const         job = opaque;
    const LinkageModel *const model = job->model;
    RuleEstimate *const       estimate = &job->rules[task];
    /* Where no field is one that households share, there is nothing to tell relatives by. */
    bool const alone = job->rule_count == model->rule_count;
    double     priors[LINKAGE_CLASSES] = { 0.3, 0.5, alone ? SHARE_LEAST : 0.15,
                                       alone ? SHARE_LEAST : 0.05 };
    /* How many there are of each class is asked first, where the shares are worth
     * believing: with few pairs of one person and many of strangers, these would
     * otherwise teach at once what one person looks like. */
    uint32_t const settled = model->start_pairs > 100 ? ROUNDS_MAX / 4 : 0;
    ClassCounts    counts;
    Logs           logs;

    (void)worker;
    memcpy(estimate->fields, model->fields, sizeof estimate->fields);
    estimate->free = free_fields(model, estimate->rule);
    for (uint32_t round = 0; round < ROUNDS_MAX; round++) {
        double *const sums = estimate->pairs;
        double const  before = priors[LINKAGE_ONE_PERSON];
        double        sum = 0;

        take_logs(&logs, model, estimate->fields, priors, estimate->free);
        expect(counts, sums, estimate, &logs, model->schema.count);
        for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
            sum += sums[c];
        for (uint32_t c = 0; c < LINKAGE_CLASSES; c++) {
            priors[c] = sums[c] / sum;
            for (uint32_t f = 0; f < model->schema.count && c != LINKAGE_STRANGERS; f++)
                if (round >= settled && (c == LINKAGE_ONE_PERSON || !(job->identifiers >> f & 1)))
                    share_out(&estimate->fields[f], (LinkageClass)c, counts[c][f], model, f);
        }
        if (round > settled + 4 && fabs(priors[LINKAGE_ONE_PERSON] - before) < 1e-5)
            break;
    }
}

/* ---- all rules ----------------------------------------------------------------------------------
 */

/* For each field the mean of the rules that leave it free, by the pairs they found. One
 * person is learned from the rules that look for one, relatives from those for them. */
static void combine(LinkageModel *model, const Estimation *job, LinkageClass of)
{
    bool const from_households = of != LINKAGE_ONE_PERSON && job->rule_count > model->rule_count;
    uint32_t const first = from_households ? model->rule_count : 0;
    uint32_t const end = from_households ? job->rule_count : model->rule_count;

    for (uint32_t f = 0; f < model->schema.count; f++)
        for (uint32_t level = 1; level <= linkage_level_count(model->schema.fields[f].kind);
             level++) {
            double share = 0;
            double pairs = 0;

            for (uint32_t r = first; r < end; r++) {
                const RuleEstimate *const estimate = &job->rules[r];

                if (!(estimate->free >> f & 1))
                    continue;
                share += estimate->fields[f].of[of][level] * estimate->pairs[of];
                pairs += estimate->pairs[of];
            }
            if (pairs > 0)
                model->fields[f].of[of][level] = bounded(share / pairs);
        }
}

/* Most pairs of a class that any rule finds. Relatives again from the rules for them: one
 * that asks for the name cannot tell twins from one person. */
static double most_pairs(const Estimation *job, LinkageClass of)
{
    uint32_t const own = job->model->rule_count;
    bool const     from_households = of != LINKAGE_ONE_PERSON && job->rule_count > own;
    double         most = 0;

    for (uint32_t r = from_households ? own : 0; r < job->rule_count; r++)
        most = fmax(most, job->rules[r].pairs[of]);
    return most;
}

/* How many pairs of each class there are: all fields count, and the rest of all pairs,
 * which no rule found, are strangers. */
static void estimate_classes(LinkageModel *model, const Estimation *job, LinkagePatterns patterns,
                             double pair_total)
{
    double *const priors = model->pairs;
    Logs          logs;

    for (uint32_t c = 0; c < LINKAGE_CLASSES; c++)
        priors[c] = bounded(fmin(most_pairs(job, (LinkageClass)c) / pair_total, 0.3));
    for (uint32_t round = 0; round < ROUNDS_MAX / 2; round++) {
        double       sum = 1;
        double       chances[LINKAGE_CLASSES];
        double const before = priors[LINKAGE_ONE_PERSON];

        priors[LINKAGE_STRANGERS] =
            1 - priors[LINKAGE_ONE_PERSON] - priors[LINKAGE_RELATED] - priors[LINKAGE_TWINS];
        take_logs(&logs, model, model->fields, priors, UINT32_MAX);
        for (uint32_t i = 0; i < patterns.count; i++) {
            classify(chances, &logs, patterns.items[i].marks, model->schema.count);
            sum += chances[LINKAGE_ONE_PERSON] * patterns.items[i].count;
        }
        priors[LINKAGE_ONE_PERSON] = bounded(fmin(sum / pair_total, 0.3));
        if (round > 2 && fabs(priors[LINKAGE_ONE_PERSON] / before - 1) < 1e-4)
            break;
    }
}

static void add_rules(Estimation *job, const LinkageRule *rules, uint32_t count,
                      LinkagePatterns patterns)
{
    for (uint32_t r = 0; r < count; r++)
        job->rules[job->rule_count++] =
            (RuleEstimate){ .rule = &rules[r], .bit = r, .patterns = patterns };
}

bool linkage_estimate(LinkageModel *model, LinkagePatterns patterns,
                      const LinkageHouseholds *households, double pair_total, double record_count,
                      uint32_t thread_count, Fault *fault)
{
    Arena            *arena = arena_open();
    Estimation *const job = arena_alloc(arena, sizeof *job);

    job->model = model;
    fix_identifiers(model, record_count);
    for (uint32_t f = 0; f < model->schema.count; f++)
        job->identifiers |= (uint32_t)is_identifier(model, f, record_count) << f;
    add_rules(job, model->rules, model->rule_count, patterns);
    add_rules(job, households->rules, households->rule_count, households->patterns);
    bool const ok = linkage_parallel(estimate_rule, job, job->rule_count, thread_count, fault);
    if (ok) {
        combine(model, job, LINKAGE_ONE_PERSON);
        combine(model, job, LINKAGE_RELATED);
        combine(model, job, LINKAGE_TWINS);
        estimate_classes(model, job, patterns, pair_total);
    }
    arena_close(&arena);
    return ok;
}
