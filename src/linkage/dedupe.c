#include "linkage/dedupe.h"

#include <math.h>
#include <stdlib.h>

#include "base/instant.h"
#include "linkage/estimate.h"
#include "linkage/judge_private.h"
#include "linkage/parallel_private.h"

/* Of pairs that are not worth keeping: less than one in a thousand. */
static const float  ODDS_LEAST = -10;
static const double PROBABILITY_MOST = 0.99999999;

Label linkage_phase_label(LinkagePhase phase)
{
    static const struct {
        const char *zh, *en;
    } LABELS[LINKAGE_PHASES] = {
        [LINKAGE_PHASE_COUNT_VALUES] = { "统计取值", "counting values" },
        [LINKAGE_PHASE_RULES] = { "选择分组规则", "choosing rules" },
        [LINKAGE_PHASE_PAIRS] = { "查找并比对", "finding and comparing" },
        [LINKAGE_PHASE_MODEL] = { "估计模型", "estimating the model" },
        [LINKAGE_PHASE_SCORE] = { "评分", "scoring" },
        [LINKAGE_PHASE_CLUSTER] = { "归并", "clustering" },
    };

    return (Label){ str_from_c(LABELS[phase].zh), str_from_c(LABELS[phase].en) };
}

typedef struct {
    LinkageResult        *out;
    Arena                *arena;
    LinkageRecords       *records;
    const LinkageOptions *options;
    double                collisions[LINKAGE_FIELDS_MAX];
    LinkagePairs          pairs;
    int64_t               started_us;
} Dedupe;

static void begin(Dedupe *job, LinkagePhase phase)
{
    job->started_us = instant_monotonic_us();
    if (job->options->tell)
        job->options->tell(job->options->listener, phase);
}

static void end(Dedupe *job, LinkagePhase phase)
{
    job->out->phase_us[phase] = instant_monotonic_us() - job->started_us;
}

/* For few records nearly every pair may be looked at; for many, a few for each. */
static double pairs_wanted(const LinkageRecords *records)
{
    enum { PAIRS_EACH = 2, PAIRS_LEAST = 4000000 };
    double const wanted = (double)records->count * PAIRS_EACH;

    return wanted < PAIRS_LEAST ? PAIRS_LEAST : wanted;
}

static bool choose_rules(Dedupe *job, Fault *fault)
{
    LinkageModel *const model = &job->out->model;

    begin(job, LINKAGE_PHASE_RULES);
    if (job->options->model)
        *model = *job->options->model;
    else
        linkage_model_start(model, job->records->schema, job->options->prior);
    if (model->rule_count == 0)
        model->rule_count =
            linkage_rules_choose(model->rules, job->records, pairs_wanted(job->records));
    end(job, LINKAGE_PHASE_RULES);
    return model->rule_count ||
           fault_set(fault, FAULT_INVALID,
                     "no rule finds candidates in these fields: name columns that tell people "
                     "apart, such as names, days of birth or numbers");
}

static bool find_pairs(Dedupe *job, Fault *fault)
{
    LinkageResult *const out = job->out;

    begin(job, LINKAGE_PHASE_PAIRS);
    if (!linkage_pairs_find(&job->pairs, job->records, out->model.rules, out->model.rule_count, 0,
                            job->options->thread_count, fault))
        return false;
    out->compared = job->pairs.count;
    memcpy(out->found, job->pairs.found, sizeof out->found);
    memcpy(out->crowded_keys, job->pairs.crowded_keys, sizeof out->crowded_keys);
    end(job, LINKAGE_PHASE_PAIRS);
    return true;
}

static bool estimate(Dedupe *job, Fault *fault)
{
    Arena            *arena = arena_open();
    uint32_t const    threads = job->options->thread_count;
    LinkageHouseholds households;
    bool              ok = true;

    begin(job, LINKAGE_PHASE_MODEL);
    if (!job->options->model) {
        linkage_estimate_strangers(&job->out->model, job->records, job->collisions);
        ok =
            linkage_households(&households, arena, job->records, threads, fault) &&
            linkage_estimate(&job->out->model, linkage_patterns(arena, &job->pairs, 1), &households,
                             linkage_pair_total(job->records), job->records->count, threads, fault);
    }
    arena_close(&arena);
    end(job, LINKAGE_PHASE_MODEL);
    return ok;
}

/* ---- scoring -------------------------------------------------------------------------------- */

typedef struct {
    Arena       *arena;
    LinkageEdge *edges;
    uint32_t     count, capacity;
    uint64_t     true_compared;
    double       expected;
    double       by_one_rule, by_two_rules; /* expected pairs that so many rules found */
} Scorer;

typedef struct {
    const LinkagePairs   *pairs;
    const LinkageRecords *records;
    LinkageWeights        weights;
    const uint32_t       *truth;
    Scorer                scorers[LINKAGE_THREADS_MAX];
} Scoring;

/* What a pair could reach at most, were its values as rare as values can be: most
 * pairs are so unlike that their records need not be looked at again. */
static float best_case(const LinkageWeights *weights, uint64_t levels)
{
    enum { RARITY_MOST = 255 };
    float sum = weights->prior[LINKAGE_STRANGERS];

    for (uint32_t f = 0; f < weights->model->schema.count; f++) {
        uint32_t const level = linkage_level_of(levels, f);

        sum += level == 1 ? linkage_rare_weight(weights, f, RARITY_MOST)
                          : weights->against[f][level][LINKAGE_STRANGERS];
    }
    return sum;
}

static void score_pair(const Scoring *job, Scorer *scorer, const LinkagePair *pair)
{
    const LinkageRecords *const records = job->records;
    uint64_t const              levels = linkage_pair_levels(pair);

    scorer->true_compared += job->truth && job->truth[pair->a] == job->truth[pair->b];
    if (best_case(&job->weights, levels) < ODDS_LEAST)
        return;
    double odds =
        linkage_odds(linkage_score(&job->weights, levels, linkage_record_at(records, pair->a),
                                   linkage_record_at(records, pair->b)));
    if (odds < LINKAGE_CERTAIN_BITS && linkage_is_certain(records->schema, levels))
        odds = LINKAGE_CERTAIN_BITS;
    if (odds < (double)ODDS_LEAST)
        return;
    double const   probability = linkage_probability(odds);
    uint32_t const rules = (uint32_t)__builtin_popcount(linkage_pair_rules(pair));
    scorer->expected += probability;
    scorer->by_one_rule += rules == 1 ? probability : 0;
    scorer->by_two_rules += rules == 2 ? probability : 0;
    scorer->edges = arena_grow(scorer->arena, scorer->edges, scorer->count, &scorer->capacity,
                               sizeof *scorer->edges);
    scorer->edges[scorer->count++] =
        (LinkageEdge){ pair->a, pair->b, (float)odds, linkage_contradicts(records->schema, levels),
                       linkage_is_bare(records->schema, levels) };
}

static void score_chunk(void *opaque, uint32_t worker, uint32_t task)
{
    Scoring *const            job = opaque;
    const LinkageChunk *const chunk = &job->pairs->chunks[task];

    for (uint32_t i = 0; i < chunk->count; i++)
        score_pair(job, &job->scorers[worker], &chunk->pairs[i]);
}

/* Those whom no rule found, from those whom one and two rules found (Chao): were rules
 * independent it would be right, as they are it says the least there can be. */
static double recapture(double expected, double by_one, double by_two)
{
    double const missed = by_one * by_one / (2 * (by_two > 1 ? by_two : 1));

    return expected > 0 ? expected / (expected + missed) : 0;
}

static bool score(Dedupe *job, Fault *fault)
{
    LinkageResult *const out = job->out;
    Arena               *arena = arena_open();
    Scoring *const       scoring = arena_alloc(arena, sizeof *scoring);
    double               by_one = 0;
    double               by_two = 0;

    begin(job, LINKAGE_PHASE_SCORE);
    scoring->pairs = &job->pairs;
    scoring->records = job->records;
    scoring->truth = job->options->truth;
    linkage_weights(&scoring->weights, &out->model);
    for (uint32_t w = 0; w < job->options->thread_count; w++)
        scoring->scorers[w].arena = arena_open();
    bool const ok = linkage_parallel(score_chunk, scoring, job->pairs.chunk_count,
                                     job->options->thread_count, fault);
    for (uint32_t w = 0; w < job->options->thread_count; w++)
        out->edge_count += scoring->scorers[w].count;
    out->edges = arena_array(job->arena, out->edge_count + 1, sizeof *out->edges);
    uint64_t at = 0;
    for (uint32_t w = 0; w < job->options->thread_count; w++) {
        Scorer *const scorer = &scoring->scorers[w];

        if (scorer->count)
            memcpy(out->edges + at, scorer->edges, scorer->count * sizeof *out->edges);
        at += scorer->count;
        out->expected += scorer->expected;
        out->true_compared += scorer->true_compared;
        by_one += scorer->by_one_rule;
        by_two += scorer->by_two_rules;
        arena_close(&scorer->arena);
    }
    out->estimated_blocking = recapture(out->expected, by_one, by_two);
    arena_close(&arena);
    end(job, LINKAGE_PHASE_SCORE);
    return ok;
}

/* ---- thresholds and people ------------------------------------------------------------------ */

/* The lowest probability down to which the pairs are expected to be right so often, when
 * each is believed less than the model says. */
static void set_threshold(LinkageResult *out, double wanted, bool is_given)
{
    double   sum = 0;
    uint64_t count = 0;

    /* When not even the surest are sure enough, nothing is merged. */
    if (!is_given)
        out->model.automatic = PROBABILITY_MOST;
    for (uint64_t i = 0; i < out->edge_count;) {
        float const  odds = out->edges[i].odds;
        double const probability = linkage_probability((double)odds);

        if (probability < (is_given ? out->model.automatic : out->model.review))
            break;
        /* Pairs of the same odds are merged together or not at all. */
        for (; i < out->edge_count && out->edges[i].odds >= odds; i++) {
            if (linkage_edge_asks(&out->edges[i]))
                continue;
            sum += linkage_probability((double)odds - LINKAGE_DOUBT_BITS);
            count++;
        }
        if (!is_given && sum < wanted * (double)count)
            break;
        if (count == out->automatic)
            continue;
        if (!is_given)
            out->model.automatic = fmin(probability, PROBABILITY_MOST);
        out->automatic = count;
        out->estimated_precision = sum / (double)count;
    }
    for (uint64_t i = 0; i < out->edge_count; i++)
        out->review += linkage_probability((double)out->edges[i].odds) >= out->model.review;
    out->review -= out->automatic;
}

static float odds_of(double probability)
{
    return (float)log2(probability / (1 - probability));
}

static void cluster(Dedupe *job)
{
    LinkageResult *const  out = job->out;
    LinkageRecords *const records = job->records;
    double const          wanted = job->options->precision > 0 ? job->options->precision : 0.9999;
    Arena                *scratch = arena_open();

    begin(job, LINKAGE_PHASE_CLUSTER);
    linkage_edges_sort(out->edges, out->edge_count, scratch);
    arena_close(&scratch);
    set_threshold(out, wanted, job->options->model != NULL);
    linkage_cluster(
        &out->clusters, job->arena, records, out->edges, out->edge_count,
        (LinkageClustering){ odds_of(out->model.review), job->options->one_to_one, false });
    linkage_cluster(
        &out->automatic_clusters, job->arena, records, out->edges, out->edge_count,
        (LinkageClustering){ odds_of(out->model.automatic), job->options->one_to_one, true });
    end(job, LINKAGE_PHASE_CLUSTER);
}

bool linkage_dedupe(LinkageResult *out, Arena *arena, LinkageRecords *records,
                    const LinkageOptions *options, Fault *fault)
{
    Dedupe job = { .out = out, .arena = arena, .records = records, .options = options };

    *out = (LinkageResult){ 0 };
    if (linkage_pair_total(records) < 1)
        return fault_set(fault, FAULT_INVALID, "at least two records are needed");
    begin(&job, LINKAGE_PHASE_COUNT_VALUES);
    bool ok = linkage_records_rate(records, job.collisions, options->thread_count, fault);
    end(&job, LINKAGE_PHASE_COUNT_VALUES);
    ok = ok && choose_rules(&job, fault) && find_pairs(&job, fault) && estimate(&job, fault) &&
         score(&job, fault);
    linkage_pairs_close(&job.pairs);
    if (!ok)
        return false;
    cluster(&job);
    if (options->truth)
        linkage_judge(out, records, options->truth);
    return true;
}
