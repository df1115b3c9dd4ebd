#include "indicators/batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/thread.h"
#include "indicators/stream.h"

enum { THREADS_MAX = 8, PROGRESS_STEP = 1024 };

/* ---- sums by place --------------------------------------------------------------------- */

/* Parts of the job that need the same records, which most people have none of, and
 * count within the same whole, to which most do not belong. */
typedef struct {
    uint32_t  need, whole;
    uint32_t *parts; /* of the job's */
    uint32_t  count;
} Group;

typedef struct {
    Arena      *arena;
    BatchResult result;
    Group      *groups;
    uint32_t    group_count;
    size_t      values_per_place;
    uint32_t    part_count;
    uint32_t   *slots; /* open addressing: place + 1 */
    uint32_t    slot_count;
    uint32_t    last; /* the place found last: neighbours live together */
} Places;

static void group_parts(Places *places, const BatchJob *job)
{
    uint32_t const count = job->part_count;

    places->groups = arena_array(places->arena, count, sizeof(Group));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t const need = job->plan->need_of_part[job->parts[i]];
        uint32_t const whole = job->plan->catalog->parts[job->parts[i]].within;
        uint32_t       at = 0;

        while (at < places->group_count &&
               (places->groups[at].need != need || places->groups[at].whole != whole))
            at++;
        Group *const group = &places->groups[at];
        if (at == places->group_count) {
            places->group_count++;
            *group = (Group){ need, whole, arena_array(places->arena, count, sizeof(uint32_t)), 0 };
        }
        group->parts[group->count++] = i;
    }
}

static Places open_places(Arena *arena, const BatchJob *job)
{
    Places places = {
        .arena = arena,
        .values_per_place = (size_t)job->part_count * job->lanes->count,
        .part_count = job->part_count,
    };

    group_parts(&places, job);
    return places;
}

static uint32_t hash_place(int64_t organisation_id, int64_t region_id)
{
    uint64_t const hash =
        (uint64_t)organisation_id * 0x9e3779b97f4a7c15u ^ (uint64_t)region_id * 0xbf58476d1ce4e5b9u;

    return (uint32_t)(hash >> 32);
}

static uint32_t find_slot(const Places *places, int64_t organisation_id, int64_t region_id)
{
    uint32_t const mask = places->slot_count - 1;
    uint32_t       slot = hash_place(organisation_id, region_id) & mask;

    while (places->slots[slot]) {
        const BatchPlace *const place = &places->result.places[places->slots[slot] - 1];
        if (place->organisation_id == organisation_id && place->region_id == region_id)
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void grow_slots(Places *places)
{
    places->slot_count = places->slot_count ? places->slot_count * 2 : 256;
    places->slots = arena_array(places->arena, places->slot_count, sizeof(uint32_t));
    for (uint32_t i = 0; i < places->result.place_count; i++)
        places->slots[find_slot(places, places->result.places[i].organisation_id,
                                places->result.places[i].region_id)] = i + 1;
}

static uint32_t place_index(Places *places, int64_t organisation_id, int64_t region_id)
{
    BatchResult *const result = &places->result;

    if (places->last < result->place_count &&
        result->places[places->last].organisation_id == organisation_id &&
        result->places[places->last].region_id == region_id)
        return places->last;
    if ((result->place_count + 1) * 2 > places->slot_count)
        grow_slots(places);
    uint32_t const slot = find_slot(places, organisation_id, region_id);
    if (!places->slots[slot]) {
        result->places = arena_grow(places->arena, result->places, result->place_count,
                                    &result->place_capacity, sizeof(BatchPlace));
        result->places[result->place_count] =
            (BatchPlace){ organisation_id, region_id,
                          arena_array(places->arena, places->values_per_place, sizeof(int64_t)),
                          arena_array(places->arena, places->part_count, sizeof(int64_t)) };
        places->slots[slot] = ++result->place_count;
    }
    places->last = places->slots[slot] - 1;
    return places->last;
}

/* ---- one subject --------------------------------------------------------------------------- */

/* Lanes in which a subject belongs to one place. */
typedef struct {
    uint32_t place;
    LaneBits lanes;
} Segment;

static void find_segments(Places *places, const Facts *facts, Segment *segments, uint32_t *count)
{
    const LaneSet *const lanes = facts_lanes(facts);
    bool const           stays_put = facts_subject(facts)->stay_count == 1;

    *count = 0;
    for (uint32_t lane = 0; lane < lanes->count; lane++) {
        const Stay *const stay = facts_place(facts, lane);
        uint32_t const    place = place_index(places, stay->organisation_id, stay->region_id);
        uint32_t          at = 0;

        while (at < *count && segments[at].place != place)
            at++;
        if (at == *count)
            segments[(*count)++] = (Segment){ .place = place };
        if (stays_put) {
            segments[0].lanes = lanes->all;
            return;
        }
        segments[at].lanes.words[lane / 64] |= (uint64_t)1 << lane % 64;
    }
}

static void add_lanes(const LaneSet *lanes, const Addition *addition, const LaneBits *where,
                      int64_t *sums, int64_t *everywhere)
{
    bool everywhere_one = !addition->amounts;

    for (uint32_t i = 0; i < lanes->words && everywhere_one; i++)
        everywhere_one = (addition->lanes.words[i] & where->words[i]) == lanes->all.words[i];
    if (everywhere_one) {
        (*everywhere)++;
        return;
    }
    for (uint32_t i = 0; i < lanes->words; i++)
        for (uint64_t bits = addition->lanes.words[i] & where->words[i]; bits; bits &= bits - 1) {
            uint32_t const lane = i * 64 + lane_first(bits);
            sums[lane] += addition->amounts ? addition->amounts[lane] : 1;
        }
}

static void add_part(Places *places, const BatchJob *job, uint32_t part, const Addition *addition,
                     const Segment *segments, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const BatchPlace *const place = &places->result.places[segments[i].place];

        add_lanes(job->lanes, addition, &segments[i].lanes,
                  place->values + (size_t)part * job->lanes->count, &place->everywhere[part]);
    }
}

static void add_subject(Places *places, const BatchJob *job, Facts *facts, Counter *counter)
{
    Segment  segments[LIMIT_LANES];
    uint32_t count = 0;

    facts_ask(facts, job->lanes);
    counter_begin(counter, facts);
    for (uint32_t group = 0; group < places->group_count; group++) {
        const Group *const parts = &places->groups[group];

        if (!counter_meets(counter, parts->need) ||
            (parts->whole != CATALOG_NONE && !counter_part(counter, parts->whole)))
            continue;
        for (uint32_t i = 0; i < parts->count; i++) {
            uint32_t const        part = parts->parts[i];
            const Addition *const addition = counter_part(counter, job->parts[part]);

            if (addition && count == 0)
                find_segments(places, facts, segments, &count);
            if (addition)
                add_part(places, job, part, addition, segments, count);
        }
    }
    places->result.subject_count++;
}

/* Put what was added to every lane into each of them. */
static void spread_places(Places *places, const BatchJob *job)
{
    uint32_t const lanes = job->lanes->count;

    for (uint32_t i = 0; i < places->result.place_count; i++) {
        const BatchPlace *const place = &places->result.places[i];

        for (uint32_t part = 0; part < job->part_count; part++) {
            for (uint32_t lane = 0; lane < lanes; lane++)
                place->values[(size_t)part * lanes + lane] += place->everywhere[part];
            place->everywhere[part] = 0;
        }
    }
}

/* ---- threads -------------------------------------------------------------------------------- */

typedef struct {
    const BatchJob *job;
    Str             location;
    int64_t         from_person, to_person;
    Arena          *arena;
    Places          places;
    Progress       *progress; /* of the first worker only: it speaks for all */
    uint32_t        worker_count;
    bool            ok;
    Fault           fault;
    Thread         *thread;
} Worker;

static bool work(Worker *worker, Store *store, Fault *fault)
{
    const BatchJob *const job = worker->job;
    Facts *const          facts = facts_open(worker->arena, job->plan);
    Counter *const        counter = counter_open(worker->arena, job->plan);
    Stream               *stream = NULL;
    bool                  more = true;
    bool                  ok = false;

    if (!store_begin(store, STORE_READ, fault) ||
        !stream_open(&stream, worker->arena, store, job->plan, worker->from_person,
                     worker->to_person, fault))
        goto done;
    while (true) {
        if (!stream_next(stream, facts, &more, fault))
            goto done;
        if (!more)
            break;
        add_subject(&worker->places, job, facts, counter);
        if (worker->progress && worker->places.result.subject_count % PROGRESS_STEP == 0)
            progress_show(worker->progress,
                          worker->places.result.subject_count * worker->worker_count);
    }
    spread_places(&worker->places, job);
    ok = true;

done:
    stream_close(&stream);
    store_end(store);
    return ok;
}

static void run_worker(void *opaque)
{
    Worker *const worker = opaque;
    Store        *store = NULL;

    worker->ok = store_open(&store, worker->location, STORE_OPEN_READ, &worker->fault) &&
                 work(worker, store, &worker->fault);
    store_close(&store);
}

/* The ids that cut the persons into ranges of equal numbers. */
static bool cut_ranges(Worker *workers, uint32_t count, Str location, Fault *fault)
{
    Store     *store = NULL;
    Statement *select = NULL;
    int64_t    persons = 0;
    bool       row = false;
    bool       ok = false;

    if (!store_open(&store, location, STORE_OPEN_READ, fault) ||
        !store_ask(&persons, store, SQL("SELECT count(*) FROM person"), 0, fault) ||
        !statement_open(&select, store,
                        SQL("SELECT person_id FROM person ORDER BY person_id LIMIT 1 OFFSET ?1"),
                        fault))
        goto done;
    workers[0].from_person = INT64_MIN;
    for (uint32_t i = 1; i < count; i++) {
        if (!statement_bind_int(select, 1, persons * i / count, fault) ||
            !statement_next(select, &row, fault))
            goto done;
        workers[i].from_person = row ? statement_int(select, 0) : INT64_MAX;
        workers[i - 1].to_person = row ? workers[i].from_person - 1 : INT64_MAX;
        statement_reset(select);
    }
    workers[count - 1].to_person = INT64_MAX;
    ok = true;

done:
    statement_close(&select);
    store_close(&store);
    return ok;
}

static uint32_t thread_count(const BatchJob *job)
{
    long const processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t   count = job->thread_count;

    if (count == 0)
        count = processors > 0 ? (uint32_t)processors : 1;
    return count < THREADS_MAX ? count : THREADS_MAX;
}

static void merge(Places *into, const Places *from)
{
    for (uint32_t i = 0; i < from->result.place_count; i++) {
        const BatchPlace *const place = &from->result.places[i];
        uint32_t const          at = place_index(into, place->organisation_id, place->region_id);

        for (size_t j = 0; j < into->values_per_place; j++)
            into->result.places[at].values[j] += place->values[j];
    }
    into->result.subject_count += from->result.subject_count;
}

bool batch_count(BatchResult *out, Arena *arena, Str location, const BatchJob *given, Fault *fault)
{
    BatchJob        job = *given;
    uint32_t *const all = arena_array(arena, job.plan->catalog->part_count, sizeof(uint32_t));
    uint32_t const  count = thread_count(&job);
    Worker          workers[THREADS_MAX] = { 0 };
    bool            ok = true;

    if (!job.parts) {
        for (uint32_t i = 0; i < job.plan->catalog->part_count; i++)
            all[i] = i;
        job.parts = all;
        job.part_count = job.plan->catalog->part_count;
    }
    if (!cut_ranges(workers, count, location, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        Worker *const worker = &workers[i];
        worker->job = &job;
        worker->location = location;
        worker->arena = i == 0 ? arena : arena_open();
        worker->worker_count = count;
        worker->progress = i == 0 ? job.progress : NULL;
        worker->places = open_places(worker->arena, &job);
    }
    for (uint32_t i = 1; i < count; i++)
        if (!thread_start(&workers[i].thread, run_worker, &workers[i], &workers[i].fault))
            run_worker(&workers[i]); /* no thread to be had: do it here */
    run_worker(&workers[0]);
    for (uint32_t i = 0; i < count; i++) {
        thread_join(&workers[i].thread);
        if (ok && !workers[i].ok)
            *fault = workers[i].fault;
        ok = ok && workers[i].ok;
        if (ok && i > 0)
            merge(&workers[0].places, &workers[i].places);
        if (i > 0)
            arena_close(&workers[i].arena);
    }
    *out = workers[0].places.result;
    return ok || fault_context(fault, "counting every person");
}

bool batch_each(Store *store, const Plan *plan, int64_t from_person, int64_t to_person,
                BatchVisitor each, void *context, Fault *fault)
{
    Arena       *arena = arena_open();
    Facts *const facts = facts_open(arena, plan);
    Stream      *stream = NULL;
    bool         more = true;
    bool         stop = false;
    bool         ok = false;

    if (!stream_open(&stream, arena, store, plan, from_person, to_person, fault))
        goto done;
    while (!stop) {
        if (!stream_next(stream, facts, &more, fault))
            goto done;
        if (!more)
            break;
        if (!each(context, facts, &stop, fault))
            goto done;
    }
    ok = true;

done:
    stream_close(&stream);
    arena_close(&arena);
    return ok;
}

/* ---- rebuild -------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const BatchPlace *const a = left;
    const BatchPlace *const b = right;

    if (a->organisation_id != b->organisation_id)
        return a->organisation_id < b->organisation_id ? -1 : 1;
    return (a->region_id > b->region_id) - (a->region_id < b->region_id);
}

/* The counters of one year lie together in the lanes, in the order of
 * lane_set_of_years; in the row, in the order of their ids. */
static bool write_row(Statement *put, uint32_t part_id, const LaneSet *year,
                      const BatchPlace *place, const int64_t *counters, Fault *fault)
{
    bool any = false;

    for (uint32_t i = 0; i < LANES_PER_YEAR; i++)
        any = any || counters[i];
    if (!any)
        return true;
    if (!statement_bind_int(put, 1, part_id, fault) ||
        !statement_bind_int(put, 2, period_year_of(year->periods[0]), fault) ||
        !statement_bind_int(put, 3, place->organisation_id, fault) ||
        !statement_bind_int(put, 4, place->region_id, fault))
        return false;
    for (uint32_t i = 0; i < LANES_PER_YEAR; i++) {
        int32_t const column = year->periods[i].id % 100;
        if (!statement_bind_int(put, 5 + column, counters[i], fault))
            return false;
    }
    return statement_run(put, fault);
}

static bool write_tallies(Store *store, const Vocabulary *vocabulary, const TallyYears *years,
                          BatchResult *result, Fault *fault)
{
    const LaneSet *const lanes = years->from_year[0];
    uint32_t const       parts = vocabulary->catalog->part_count;
    Statement           *put = NULL;
    bool                 ok = false;

    if (result->place_count)
        qsort(result->places, result->place_count, sizeof(BatchPlace), by_place);
    if (!statement_open(
            &put, store,
            SQL("INSERT INTO tally (part_id, year, organisation_id, region_id, p0, p1,"
                " p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
                " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)"),
            fault))
        goto done;
    for (uint32_t part = 0; part < parts; part++)
        for (uint32_t year = 0; year * LANES_PER_YEAR < lanes->count; year++)
            for (uint32_t i = 0; i < result->place_count; i++)
                if (!write_row(put, vocabulary->parts[part], years->of_year[year],
                               &result->places[i],
                               result->places[i].values + (size_t)part * lanes->count +
                                   (size_t)year * LANES_PER_YEAR,
                               fault))
                    goto done;
    ok = true;

done:
    statement_close(&put);
    return ok;
}

bool batch_rebuild(Store *store, const Plan *plan, const Vocabulary *vocabulary,
                   const TallyYears *years, Progress *progress, uint64_t *subject_count,
                   Fault *fault)
{
    Arena         *arena = arena_open();
    BatchResult    result = { 0 };
    BatchJob const job = { .plan = plan, .lanes = years->from_year[0], .progress = progress };

    assert(store_in_transaction(store));
    bool const ok = batch_count(&result, arena, store_location(store), &job, fault) &&
                    store_run(store, SQL("DELETE FROM tally"), fault) &&
                    write_tallies(store, vocabulary, years, &result, fault) &&
                    tally_set_stale(store, false, fault);
    *subject_count = result.subject_count;
    arena_close(&arena);
    return ok || fault_context(fault, "rebuilding the figures");
}

/* ---- verify --------------------------------------------------------------------------------- */

typedef struct {
    const LaneSet *lanes;
    Places        *tallies;
    uint32_t       part;
    uint32_t       lane;
} TallyReader;

static void read_cell(void *opaque, const TallyCell *cell)
{
    TallyReader *const reader = opaque;
    uint32_t const     place = place_index(reader->tallies, cell->organisation_id, cell->region_id);

    reader->tallies->result.places[place]
        .values[(size_t)reader->part * reader->lanes->count + reader->lane] = cell->value;
}

static bool read_tallies(Places *tallies, Store *store, const Vocabulary *vocabulary,
                         const LaneSet *lanes, Fault *fault)
{
    TallyReader reader = { .lanes = lanes, .tallies = tallies };

    for (reader.part = 0; reader.part < vocabulary->catalog->part_count; reader.part++)
        for (reader.lane = 0; reader.lane < lanes->count; reader.lane++)
            if (!tally_each(store, vocabulary, reader.part, lanes->periods[reader.lane], read_cell,
                            &reader, fault))
                return false;
    return true;
}

/* Every person on his own, with the loader that a write uses. */
static bool count_singly(Places *singles, const BatchJob *job, Store *store, Arena *arena,
                         Fault *fault)
{
    Facts *const   facts = facts_open(arena, job->plan);
    Counter *const counter = counter_open(arena, job->plan);
    Statement     *select = NULL;
    bool           row = false;
    bool           ok = false;

    if (!statement_open(&select, store, SQL("SELECT person_id FROM person ORDER BY person_id"),
                        fault))
        goto done;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        if (!facts_load(facts, store, statement_int(select, 0), fault))
            goto done;
        add_subject(singles, job, facts, counter);
        if (job->progress && singles->result.subject_count % PROGRESS_STEP == 0)
            progress_show(job->progress, singles->result.subject_count);
    }
    spread_places(singles, job);
    ok = true;

done:
    statement_close(&select);
    return ok;
}

static void compare_place(BatchDifference *out, uint32_t *count, uint32_t max, const BatchJob *job,
                          const BatchPlace *tally, const BatchPlace *batch,
                          const BatchPlace *single)
{
    uint32_t const lanes = job->lanes->count;

    for (uint32_t i = 0; i < job->part_count * lanes; i++) {
        if (tally->values[i] == batch->values[i] && tally->values[i] == single->values[i])
            continue;
        if (*count < max)
            out[*count] = (BatchDifference){
                .part = job->parts[i / lanes],
                .period = job->lanes->periods[i % lanes],
                .organisation_id = tally->organisation_id,
                .region_id = tally->region_id,
                .tally = tally->values[i],
                .batch = batch->values[i],
                .single = single->values[i],
            };
        (*count)++;
    }
}

bool batch_verify(BatchDifference **out, uint32_t *count, uint64_t *cell_count, Store *store,
                  const Plan *plan, const Vocabulary *vocabulary, const TallyYears *years,
                  uint32_t max, Progress *progress, Arena *arena, Fault *fault)
{
    uint32_t *const parts = arena_array(arena, plan->catalog->part_count, sizeof(uint32_t));
    BatchJob const  job = {
         .plan = plan,
         .lanes = years->from_year[0],
         .parts = parts,
         .part_count = plan->catalog->part_count,
         .progress = progress,
    };

    for (uint32_t i = 0; i < job.part_count; i++)
        parts[i] = i;
    Places tallies = open_places(arena, &job);
    Places batch = open_places(arena, &job);
    Places singles = open_places(arena, &job);
    *out = arena_array(arena, max, sizeof(BatchDifference));
    *count = 0;
    if (!read_tallies(&tallies, store, vocabulary, job.lanes, fault) ||
        !count_singly(&singles, &job, store, arena, fault))
        return fault_context(fault, "verifying the figures");
    BatchResult counted = { 0 };
    if (!batch_count(&counted, arena, store_location(store), &job, fault))
        return fault_context(fault, "verifying the figures");
    Places const whole = { .result = counted };
    merge(&batch, &whole);

    /* A place that one of them knows, all must know. */
    const Places *const sources[] = { &tallies, &batch, &singles };
    for (size_t i = 0; i < COUNT_OF(sources); i++)
        for (uint32_t j = 0; j < sources[i]->result.place_count; j++) {
            int64_t const organisation_id = sources[i]->result.places[j].organisation_id;
            int64_t const region_id = sources[i]->result.places[j].region_id;
            (void)place_index(&tallies, organisation_id, region_id);
            (void)place_index(&batch, organisation_id, region_id);
            (void)place_index(&singles, organisation_id, region_id);
        }
    *cell_count = (uint64_t)tallies.result.place_count * tallies.values_per_place;
    for (uint32_t i = 0; i < tallies.result.place_count; i++) {
        const BatchPlace *const tally = &tallies.result.places[i];
        uint32_t const          at = place_index(&batch, tally->organisation_id, tally->region_id);
        uint32_t const single = place_index(&singles, tally->organisation_id, tally->region_id);

        compare_place(*out, count, max, &job, tally, &batch.result.places[at],
                      &singles.result.places[single]);
    }
    return true;
}
