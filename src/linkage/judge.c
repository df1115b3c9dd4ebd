#include <stdlib.h>

#include "linkage/judge_private.h"

static LinkageQuality quality(double probability, uint64_t pairs, uint64_t right, uint64_t truly)
{
    LinkageQuality result = { .probability = probability, .pairs = pairs, .right = right };

    result.precision = pairs ? (double)right / (double)pairs : 1;
    result.recall = truly ? (double)right / (double)truly : 1;
    double const sum = result.precision + result.recall;
    result.f = sum > 0 ? 2 * result.precision * result.recall / sum : 0;
    return result;
}

static int compare_words(const void *a, const void *b)
{
    uint64_t const left = *(const uint64_t *)a;
    uint64_t const right = *(const uint64_t *)b;

    return left < right ? -1 : left > right;
}

/* Pairs within groups of equal keys; when two files are linked, of one record of each. */
static uint64_t count_pairs(uint64_t *keys, uint32_t count)
{
    uint64_t pairs = 0;

    qsort(keys, count, sizeof *keys, compare_words);
    for (uint32_t from = 0; from < count;) {
        uint32_t until = from;
        uint64_t first = 0; /* records of the first file: the lowest bit is 0 */

        while (until < count && keys[until] >> 1 == keys[from] >> 1)
            first += !(keys[until++] & 1);
        pairs += first * (until - from - first);
        from = until;
    }
    return pairs;
}

/* The same when one file is looked at: each record stands for both sides. */
static uint64_t count_pairs_of_one(uint64_t *keys, uint32_t count)
{
    uint64_t pairs = 0;

    qsort(keys, count, sizeof *keys, compare_words);
    for (uint32_t from = 0; from < count;) {
        uint32_t until = from;

        while (until < count && keys[until] >> 1 == keys[from] >> 1)
            until++;
        pairs += (uint64_t)(until - from) * (until - from - 1) / 2;
        from = until;
    }
    return pairs;
}

/* Keys of groups, of people, or of both: 31 bits each and the file. */
static uint64_t count_agreeing(const LinkageRecords *records, const uint32_t *group,
                               const uint32_t *truth)
{
    Arena          *arena = arena_open();
    uint64_t *const keys = arena_array(arena, records->count, sizeof *keys);

    for (uint32_t i = 0; i < records->count; i++)
        keys[i] = (uint64_t)(group ? group[i] : 0) << 33 | (uint64_t)(truth ? truth[i] : 0) << 1 |
                  (i >= records->first_count);
    uint64_t const pairs = records->first_count ? count_pairs(keys, records->count)
                                                : count_pairs_of_one(keys, records->count);
    arena_close(&arena);
    return pairs;
}

static LinkageQuality judge_clusters(const LinkageResult *out, const LinkageRecords *records,
                                     const LinkageClusters *clusters, const uint32_t *truth,
                                     double probability)
{
    return quality(probability, count_agreeing(records, clusters->of, NULL),
                   count_agreeing(records, clusters->of, truth), out->true_pairs);
}

void linkage_judge(LinkageResult *out, const LinkageRecords *records, const uint32_t *truth)
{
    uint64_t right = 0;
    uint64_t automatic_right = 0;
    uint64_t automatic = 0;

    out->has_truth = true;
    out->true_pairs = count_agreeing(records, NULL, truth);
    for (uint64_t i = 0; i < out->edge_count; i++) {
        const LinkageEdge *const edge = &out->edges[i];
        double const             probability = linkage_probability((double)edge->odds);
        bool const               is_right = truth[edge->a] == truth[edge->b];

        right += is_right;
        if (probability >= out->model.automatic && !linkage_edge_asks(edge)) {
            automatic++;
            automatic_right += is_right;
        }
        LinkageQuality const here = quality(probability, i + 1, right, out->true_pairs);
        if (probability >= out->model.review)
            out->at_review = here;
        if (here.f > out->best.f)
            out->best = here;
    }
    out->at_automatic = quality(out->model.automatic, automatic, automatic_right, out->true_pairs);
    out->of_clusters = judge_clusters(out, records, &out->clusters, truth, out->model.review);
    out->of_automatic_clusters =
        judge_clusters(out, records, &out->automatic_clusters, truth, out->model.automatic);
}
