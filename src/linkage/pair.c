#include "linkage/pair.h"

#include <assert.h>

#include "linkage/hash_private.h"
#include "linkage/parallel_private.h"

enum {
    SLICE_RECORDS = 1 << 16,
    SLICE_ENTRIES = 1 << 15,
    COUNTER_BITS_MAX = 23,
    DIGIT_BITS = 11,
    AHEAD = 24, /* entries of which memory is asked for early */
};

typedef struct {
    uint64_t *entries; /* hash of the key above, record below; sorted */
    uint32_t  count;
    uint64_t *usable; /* a bit for each record that has a key here which is not crowded */
    uint32_t  crowded;
} RuleList;

typedef struct {
    uint32_t rule, from; /* entries of the rule, beginning with a group */
    uint32_t until;
} Slice;

typedef struct {
    Arena        *arena;
    LinkagePair  *pairs; /* of the chunk being filled */
    uint32_t      count;
    LinkageChunk *chunks;
    uint32_t      chunk_count, chunk_capacity;
    uint16_t     *counters;
    uint64_t     *room; /* for the keys of a rule, then for sorting them */
    uint64_t      found[LINKAGE_RULES_MAX];
} Worker;

typedef struct {
    const LinkageRecords *records;
    const LinkageRule    *rules;
    uint32_t              rule_count;
    LinkagePart           parts[LINKAGE_PARTS_MAX];
    uint32_t              part_count;
    uint64_t              rule_parts[LINKAGE_RULES_MAX]; /* a bit for each part */
    uint32_t             *hashes;                        /* records x parts */
    RuleList              lists[LINKAGE_RULES_MAX];
    uint32_t              counter_bits, sample_bits;
    Slice                *slices;
    uint32_t              slice_count;
    Arena                *arenas[LINKAGE_RULES_MAX];
    Worker                workers[LINKAGE_THREADS_MAX];
} Job;

static uint32_t number_part(Job *job, LinkagePart part)
{
    for (uint32_t i = 0; i < job->part_count; i++)
        if (job->parts[i].field == part.field && job->parts[i].part == part.part)
            return i;
    job->parts[job->part_count] = part;
    return job->part_count++;
}

static void fill_hashes(void *opaque, uint32_t worker, uint32_t task)
{
    Job *const     job = opaque;
    uint32_t const from = task * SLICE_RECORDS;
    uint32_t const left = job->records->count - from;
    uint32_t const count = left < SLICE_RECORDS ? left : SLICE_RECORDS;

    (void)worker;
    for (uint32_t i = from; i < from + count; i++)
        for (uint32_t p = 0; p < job->part_count; p++)
            job->hashes[(size_t)i * job->part_count + p] =
                linkage_part_hash(linkage_record_at(job->records, i), job->records->schema,
                                  job->records->characters, job->parts[p]);
}

/* ---- the records that share a key -------------------------------------------------------- */

static uint32_t rule_key(const Job *job, uint32_t rule, uint32_t record)
{
    const uint32_t *const hashes = job->hashes + (size_t)record * job->part_count;
    uint64_t              key = 1;

    for (uint64_t parts = job->rule_parts[rule]; parts; parts &= parts - 1) {
        uint32_t const hash = hashes[__builtin_ctzll(parts)];

        if (!hash)
            return 0;
        key = linkage_mix(key ^ hash);
    }
    /* The lower bits choose the sample: the upper ones choose the counter. */
    uint32_t const folded = linkage_fold(key);
    return folded & ((1u << job->sample_bits) - 1) ? 0 : folded;
}

/* By the upper 32 bits, the lowest digit first. */
static void sort_entries(uint64_t *entries, uint64_t *room, uint32_t count)
{
    enum { DIGITS = 1 << DIGIT_BITS, PASSES = 3 };
    uint64_t *from = entries;
    uint64_t *to = room;

    for (uint32_t pass = 0; pass < PASSES; pass++) {
        uint32_t const shift = 32 + pass * DIGIT_BITS;
        uint32_t       starts[DIGITS + 1] = { 0 };

        for (uint32_t i = 0; i < count; i++)
            starts[(from[i] >> shift & (DIGITS - 1)) + 1]++;
        for (uint32_t i = 0; i < DIGITS; i++)
            starts[i + 1] += starts[i];
        for (uint32_t i = 0; i < count; i++)
            to[starts[from[i] >> shift & (DIGITS - 1)]++] = from[i];
        uint64_t *const done = from;
        from = to;
        to = done;
    }
    memcpy(entries, from, count * sizeof *entries);
}

static void list_rule(void *opaque, uint32_t worker, uint32_t rule)
{
    Job *const      job = opaque;
    RuleList *const list = &job->lists[rule];
    uint32_t const  count = job->records->count;
    uint32_t const  shift = 32 - job->counter_bits;
    uint32_t const  most = linkage_key_records_max(count);
    uint16_t *const counters = job->workers[worker].counters;
    uint32_t *const keys = (uint32_t *)job->workers[worker].room;
    uint32_t        shared = 0;

    memset(counters, 0, sizeof *counters << job->counter_bits);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t const  key = rule_key(job, rule, i);
        uint16_t *const counter = &counters[key >> shift];

        keys[i] = key;
        if (key && *counter < UINT16_MAX)
            shared += ++*counter == 2 ? 2 : *counter > 2;
    }
    list->entries = arena_array(job->arenas[rule], shared + 1u, sizeof *list->entries);
    list->usable = arena_array(job->arenas[rule], count / 64 + 1, sizeof *list->usable);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t const key = keys[i];
        uint32_t const together = key ? counters[key >> shift] : 0;

        if (together > most) {
            list->crowded++;
        } else if (together > 1) {
            list->usable[i / 64] |= 1ull << i % 64;
            list->entries[list->count++] = (uint64_t)key << 32 | i;
        }
    }
    sort_entries(list->entries, job->workers[worker].room, list->count);
}

static void cut_slices(Job *job, Arena *arena)
{
    uint32_t capacity = 0;

    for (uint32_t r = 0; r < job->rule_count; r++) {
        const RuleList *const list = &job->lists[r];

        for (uint32_t from = 0; from < list->count;) {
            uint32_t until =
                list->count - from > SLICE_ENTRIES ? from + SLICE_ENTRIES : list->count;

            while (until < list->count &&
                   list->entries[until] >> 32 == list->entries[until - 1] >> 32)
                until++;
            job->slices =
                arena_grow(arena, job->slices, job->slice_count, &capacity, sizeof *job->slices);
            job->slices[job->slice_count++] = (Slice){ r, from, until };
            from = until;
        }
    }
}

/* ---- pairs ---------------------------------------------------------------------------------- */

static void end_chunk(Worker *worker)
{
    if (worker->count == 0)
        return;
    worker->chunks = arena_grow(worker->arena, worker->chunks, worker->chunk_count,
                                &worker->chunk_capacity, sizeof *worker->chunks);
    worker->chunks[worker->chunk_count++] = (LinkageChunk){ worker->pairs, worker->count };
    worker->pairs = NULL;
    worker->count = 0;
}

static void add_pair(Worker *worker, LinkagePair pair)
{
    if (!worker->pairs)
        worker->pairs = arena_array(worker->arena, LINKAGE_CHUNK_PAIRS, sizeof *worker->pairs);
    worker->pairs[worker->count++] = pair;
    if (worker->count == LINKAGE_CHUNK_PAIRS)
        end_chunk(worker);
}

/* Which rules find these two, a bit for each. */
static uint32_t finding_rules(const Job *job, uint32_t a, uint32_t b)
{
    const uint32_t *const left = job->hashes + (size_t)a * job->part_count;
    const uint32_t *const right = job->hashes + (size_t)b * job->part_count;
    uint64_t              agreeing = 0;
    uint32_t              rules = 0;

    for (uint32_t p = 0; p < job->part_count; p++)
        agreeing |= (uint64_t)(left[p] == right[p] && left[p]) << p;
    for (uint32_t r = 0; r < job->rule_count; r++)
        if ((agreeing & job->rule_parts[r]) == job->rule_parts[r] &&
            job->lists[r].usable[a / 64] >> a % 64 & 1)
            rules |= 1u << r;
    return rules;
}

static void consider(Job *job, Worker *worker, uint32_t rule, uint32_t a, uint32_t b)
{
    const LinkageRecords *const records = job->records;

    if (records->first_count && (a < records->first_count) == (b < records->first_count))
        return;
    uint32_t const rules = finding_rules(job, a, b);
    /* No rule: two keys have the same hash and are not the same. */
    if (!rules || (uint32_t)__builtin_ctz(rules) != rule)
        return;
    for (uint32_t left = rules; left; left &= left - 1)
        worker->found[__builtin_ctz(left)]++;
    uint64_t const levels =
        linkage_compare(records->schema, records->characters, linkage_record_at(records, a),
                        linkage_record_at(records, b));
    add_pair(worker, (LinkagePair){ a, b, levels | (uint64_t)rules << LINKAGE_PAIR_RULES_AT });
}

static void ask_early(const Job *job, uint64_t entry)
{
    uint32_t const        record = (uint32_t)entry;
    const uint32_t *const words = linkage_record_at(job->records, record);

    __builtin_prefetch(job->hashes + (size_t)record * job->part_count);
    __builtin_prefetch(words);
    __builtin_prefetch(words + job->records->schema->record_words - 1);
}

static void pair_slice(void *opaque, uint32_t worker, uint32_t task)
{
    Job *const            job = opaque;
    Slice const           slice = job->slices[task];
    const uint64_t *const entries = job->lists[slice.rule].entries;

    for (uint32_t from = slice.from; from < slice.until;) {
        uint32_t until = from + 1;

        while (until < slice.until && entries[until] >> 32 == entries[from] >> 32)
            until++;
        for (uint32_t i = from; i < until; i++) {
            if (i + AHEAD < slice.until)
                ask_early(job, entries[i + AHEAD]);
            for (uint32_t j = i + 1; j < until; j++)
                consider(job, &job->workers[worker], slice.rule, (uint32_t)entries[i],
                         (uint32_t)entries[j]);
        }
        from = until;
    }
}

static void gather(LinkagePairs *out, Job *job, uint32_t thread_count)
{
    uint32_t capacity = 0;

    out->arena = arena_open();
    for (uint32_t w = 0; w < thread_count; w++) {
        Worker *const worker = &job->workers[w];

        end_chunk(worker);
        for (uint32_t i = 0; i < worker->chunk_count; i++) {
            out->chunks = arena_grow(out->arena, out->chunks, out->chunk_count, &capacity,
                                     sizeof *out->chunks);
            out->chunks[out->chunk_count++] = worker->chunks[i];
            out->count += worker->chunks[i].count;
        }
        for (uint32_t r = 0; r < job->rule_count; r++)
            out->found[r] += worker->found[r];
        out->own[w] = worker->arena;
    }
    for (uint32_t r = 0; r < job->rule_count; r++)
        out->crowded_keys[r] = job->lists[r].crowded;
}

static void open_job(Job *job, Arena *arena, uint32_t thread_count)
{
    uint32_t const count = job->records->count;

    for (uint32_t r = 0; r < job->rule_count; r++) {
        job->arenas[r] = arena_open();
        for (uint32_t i = 0; i < job->rules[r].count; i++)
            job->rule_parts[r] |= 1ull << number_part(job, job->rules[r].parts[i]);
    }
    job->hashes = arena_array(arena, (size_t)count * job->part_count + 1, sizeof *job->hashes);
    job->counter_bits = DIGIT_BITS;
    while (job->counter_bits < COUNTER_BITS_MAX && 1u << job->counter_bits < count * 2ull)
        job->counter_bits++;
    for (uint32_t w = 0; w < thread_count; w++) {
        job->workers[w].arena = arena_open();
        job->workers[w].counters =
            arena_array(arena, (size_t)1 << job->counter_bits, sizeof(uint16_t));
        job->workers[w].room = arena_array(arena, count + 1u, sizeof(uint64_t));
    }
}

bool linkage_pairs_find(LinkagePairs *out, const LinkageRecords *records, const LinkageRule *rules,
                        uint32_t rule_count, uint32_t sample_bits, uint32_t thread_count,
                        Fault *fault)
{
    Arena     *arena = arena_open();
    Job *const job = arena_alloc(arena, sizeof *job);

    assert(thread_count >= 1 && thread_count <= LINKAGE_THREADS_MAX);
    *out = (LinkagePairs){ 0 };
    job->records = records;
    job->rules = rules;
    job->rule_count = rule_count;
    job->sample_bits = sample_bits;
    open_job(job, arena, thread_count);
    bool ok =
        linkage_parallel(fill_hashes, job, (records->count + SLICE_RECORDS - 1) / SLICE_RECORDS,
                         thread_count, fault) &&
        linkage_parallel(list_rule, job, rule_count, thread_count, fault);
    if (ok) {
        cut_slices(job, arena);
        ok = linkage_parallel(pair_slice, job, job->slice_count, thread_count, fault);
    }
    gather(out, job, thread_count);
    for (uint32_t r = 0; r < rule_count; r++)
        arena_close(&job->arenas[r]);
    arena_close(&arena);
    if (!ok)
        linkage_pairs_close(out);
    return ok;
}

void linkage_pairs_close(LinkagePairs *pairs)
{
    for (size_t i = 0; i < COUNT_OF(pairs->own); i++)
        if (pairs->own[i])
            arena_close(&pairs->own[i]);
    if (pairs->arena)
        arena_close(&pairs->arena);
    *pairs = (LinkagePairs){ 0 };
}
