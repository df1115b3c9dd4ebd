/* Records of the register for `barefoot dedupe`, and what becomes of the pairs. */
#include "base/limits.h"
#include "base/progress.h"
#include "cli/dedupe_private.h"
#include "cli/house.h"
#include "codec/json_writer.h"
#include "intake/merge.h"
#include "linkage/evidence.h"
#include "registry/person_each.h"

enum { PUT_BATCH = 500 };

typedef struct {
    DedupeSet *set;
    Arena     *arena;
    Progress   progress;
} Reading;

static bool take_person(void *opaque, const Person *person, Fault *fault)
{
    Reading *const   reading = opaque;
    DedupeSet *const set = reading->set;
    uint32_t const   at = set->records.count;
    uint32_t         words = set->capacity;
    uint32_t         ids = set->capacity;
    Str              born = { 0 };
    Arena           *scratch = arena_open();

    (void)fault;
    if (person->born_on.days != DATE_MIN.days)
        born = date_format(scratch, person->born_on);
    Str const values[REGISTER_FIELD_COUNT] = {
        [REGISTER_NAME] = person->name,   [REGISTER_CITIZEN_ID] = person->citizen_id,
        [REGISTER_BORN_ON] = born,        [REGISTER_SEX] = person->sex,
        [REGISTER_PHONE] = person->phone, [REGISTER_ADDRESS] = person->address,
    };
    set->records.words = arena_grow(reading->arena, set->records.words, at, &words,
                                    set->schema.record_words * sizeof(uint32_t));
    set->ids = arena_grow(reading->arena, set->ids, at, &ids, sizeof *set->ids);
    set->capacity = words;
    linkage_record_pack(set->records.words + (size_t)at * set->schema.record_words, &set->schema,
                        set->characters, values);
    set->ids[at] = person->person_id;
    set->records.count++;
    progress_show(&reading->progress, set->records.count);
    arena_close(&scratch);
    return true;
}

bool dedupe_read_store(DedupeSet *set, const CommandLine *line, Fault *fault)
{
    House  *house = NULL;
    int64_t persons = 0;
    bool    ok = false;
    Job     job = command_job(line);
    Reading reading = { .set = set, .arena = line->arena };

    set->schema = linkage_schema_register();
    set->records.schema = &set->schema;
    set->records.characters = set->characters;
    if (!command_house(&house, line, HOUSE_READ, fault) || !house_begin_read(house, fault))
        goto done;
    if (house_person_count(&persons, house, fault)) {
        Registry const registry = house_registry(house, &job);

        reading.progress = progress_begin("persons", (uint64_t)persons, line->quiet);
        ok = person_each(&registry, take_person, &reading, fault);
        progress_end(&reading.progress, set->records.count);
    }
    house_end_read(house);

done:
    house_close(&house);
    return ok;
}

/* ---- what becomes of the pairs ------------------------------------------------------------ */

static DuplicateEntry entry_of(const DedupeSet *set, const LinkageWeights *weights,
                               const LinkageEdge *edge, Arena *arena)
{
    LinkageEvidence evidence;
    Buf             text = buf_open(arena, DUPLICATE_EVIDENCE_BYTES_MAX);
    JsonWriter      json = json_open(&text);
    double const    millionths = linkage_probability((double)edge->odds) * DUPLICATE_CERTAIN;

    linkage_evidence(&evidence, weights, set->characters, linkage_record_at(&set->records, edge->a),
                     linkage_record_at(&set->records, edge->b));
    linkage_evidence_write(&json, &evidence, &set->schema);
    return (DuplicateEntry){ .a_id = set->ids[edge->a],
                             .b_id = set->ids[edge->b],
                             .probability = (int64_t)millionths,
                             .evidence = buf_str(&text),
                             .source = DUPLICATE_DEDUPE };
}

static bool put_batch(DedupeStored *out, House *house, const CommandLine *line,
                      const DedupeSet *set, const LinkageWeights *weights, const LinkageEdge *edges,
                      uint64_t count, Fault *fault)
{
    Job job = command_job(line);

    job.arena = arena_open();
    bool           ok = intake_begin(house, fault);
    Registry const registry = house_registry(house, &job);
    for (uint64_t i = 0; ok && i < count; i++) {
        DuplicateEntry const entry = entry_of(set, weights, &edges[i], job.arena);
        DuplicatePut         put = DUPLICATE_PUT_KNOWN;
        int64_t              duplicate_id = 0;

        ok = duplicate_put(&put, &duplicate_id, &registry, &entry, fault);
        out->queued += put == DUPLICATE_PUT_NEW || put == DUPLICATE_PUT_REOPENED;
        out->refreshed += put == DUPLICATE_PUT_REFRESHED;
        out->decided += put == DUPLICATE_PUT_KNOWN;
    }
    ok = ok && intake_commit(house, fault);
    intake_end(house);
    arena_close(&job.arena);
    return ok;
}

/* Those that are sure enough and were joined: a link that a contradiction stopped is
 * for people to judge. */
static uint64_t list_automatic(DuplicateEntry *out, const DedupeSet *set,
                               const LinkageResult *result, const LinkageWeights *weights,
                               Arena *arena)
{
    uint64_t count = 0;

    for (uint64_t i = 0; i < result->edge_count; i++) {
        const LinkageEdge *const edge = &result->edges[i];

        if (linkage_probability((double)edge->odds) < result->model.automatic)
            break;
        if (!linkage_edge_asks(edge) &&
            result->automatic_clusters.of[edge->a] == result->automatic_clusters.of[edge->b])
            out[count++] = entry_of(set, weights, edge, arena);
    }
    return count;
}

static bool merge_all(DedupeStored *out, House *house, const CommandLine *line,
                      const DedupeSet *set, const LinkageResult *result,
                      const LinkageWeights *weights, Fault *fault)
{
    Arena                *arena = arena_open();
    DuplicateEntry *const pairs = arena_array(arena, result->automatic + 1, sizeof *pairs);
    uint64_t const        count = list_automatic(pairs, set, result, weights, arena);
    MergeAllResult        merged = { 0 };
    Str const  reason = str_format(arena, "barefoot dedupe: p >= %.6f, estimated precision %.6f",
                                   result->model.automatic, result->estimated_precision);
    Progress   progress = progress_begin("merges", count, line->quiet);
    bool const ok =
        intake_merge_all(&merged, house, actor_system(), pairs, count, reason, &progress, fault);

    progress_end(&progress, count);
    out->merged = merged.merged;
    out->decided += merged.decided + merged.known;
    arena_close(&arena);
    return ok;
}

bool dedupe_store_pairs(DedupeStored *out, const CommandLine *line, const DedupeSet *set,
                        const LinkageResult *result, bool merge, Fault *fault)
{
    House         *house = NULL;
    LinkageWeights weights;
    uint64_t       count = 0;

    *out = (DedupeStored){ 0 };
    linkage_weights(&weights, &result->model);
    while (count < result->edge_count &&
           linkage_probability((double)result->edges[count].odds) >= result->model.review)
        count++;
    bool ok = command_house(&house, line, HOUSE_WRITE, fault);
    if (ok && merge)
        ok = merge_all(out, house, line, set, result, &weights, fault);
    Progress progress = progress_begin("pairs", count, line->quiet);
    for (uint64_t at = 0; ok && at < count; at += PUT_BATCH) {
        uint64_t const size = count - at < PUT_BATCH ? count - at : PUT_BATCH;

        ok = put_batch(out, house, line, set, &weights, result->edges + at, size, fault);
        progress_show(&progress, at + size);
    }
    progress_end(&progress, count);
    house_close(&house);
    return ok;
}
