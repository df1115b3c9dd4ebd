/* Persons: registered, amended, moved, died. */
#include <assert.h>

#include "access/audit.h"
#include "intake/intake_private.h"
#include "registry/duplicate.h"
#include "registry/organisation.h"
#include "registry/person_merge.h"
#include "registry/worker.h"

/* A change to somebody who is there already: what the figures lose before it, and
 * gain after it. */
typedef struct {
    Tally *tally;
    Reach  reach;
} Change;

static bool begin_change(Change *change, House *house, const Job *job, int64_t person_id,
                         Date since, Fault *fault)
{
    assert(store_in_transaction(house->store));
    if (!person_resolve(&person_id, house->store, person_id, fault) ||
        !facts_load(house->facts, house->store, person_id, fault))
        return false;
    change->tally = tally_open(job->arena, house->vocabulary);
    change->reach = reach_of_all(house, since, job->arena);
    intake_count(house, change->tally, &change->reach, -1);
    return true;
}

static bool end_change(Change *change, House *house, const Job *job, const PersonChange *made,
                       Fault *fault)
{
    uint32_t const dated = PERSON_CHANGED_BIRTH | PERSON_CHANGED_DEATH | PERSON_CHANGED_RESIDENCE;

    if ((made->changed & dated) == 0)
        return true; /* only words: nothing that is counted or due */
    if (!facts_load_subject(house->facts, house->store, made->person_id, fault))
        return false;
    if ((made->changed & PERSON_CHANGED_BIRTH) && !intake_derive_again(house, job, fault))
        return false;
    return intake_settle(house, job, change->tally, &change->reach, fault);
}

/* ---- ids that were merged away ------------------------------------------------------------ */

bool intake_note_through(House *house, const Job *job, int64_t given_id, Str table, int64_t row_id,
                         Fault *fault)
{
    bool const is_record =
        !str_equal(table, SV(PERSON_MERGE_STAYS)) && !str_equal(table, SV(PERSON_MERGE_REVISIONS));

    return given_id == 0 || (person_note_through(house->store, given_id, table, row_id, fault) &&
                             audit_write(house->store, job->actor,
                                         (AuditEntry){ .at = job->now,
                                                       .action = AUDIT_PERSON_THROUGH,
                                                       .subject = AUDIT_OF_PERSON,
                                                       .subject_id = given_id,
                                                       .record_id = is_record ? row_id : 0,
                                                       .detail = table },
                                         fault));
}

/* The change was made to the survivor of `given_id`. */
static bool note_change(House *house, const Job *job, int64_t given_id, const PersonChange *made,
                        Str table, int64_t row_id, Fault *fault)
{
    return intake_note_through(house, job,
                               made->changed && given_id != made->person_id ? given_id : 0, table,
                               row_id, fault);
}

bool intake_amend_person(PersonChange *out, House *house, const Job *job, const PersonEntry *entry,
                         Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Change         change;

    return begin_change(&change, house, job, entry->person_id, DATE_MIN, fault) &&
           person_amend(out, &registry, entry, problems, fault) &&
           end_change(&change, house, job, out, fault) &&
           note_change(house, job, entry->person_id, out, SV(PERSON_MERGE_REVISIONS), out->revision,
                       fault) &&
           (out->changed == 0 || intake_link_mother(house, job, out->person_id, fault));
}

/* ---- where somebody lives ------------------------------------------------------------------- */

static bool change_stay(PersonChange *out, House *house, const Job *job, int64_t person_id,
                        const Residence *to, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Change         change;

    /* Leaving ends enrolments, which may have begun in any year before. */
    return begin_change(&change, house, job, person_id, DATE_MIN, fault) &&
           person_move(out, &registry, person_id, to, problems, fault) &&
           end_change(&change, house, job, out, fault);
}

/* The first stay that outlasts its post, and where and when it goes on. */
static bool find_outlasting(Residence *to, const House *house, const Residence *stays,
                            uint32_t count, Date died_on)
{
    for (uint32_t i = 0; i < count; i++) {
        const Organisation *const post =
            organisation_find(house->organisations, stays[i].organisation_id);

        if (!stays[i].is_resident || !post || !post->merged_into)
            continue;
        Date const ended = date_add_days(post->valid_until, 1);
        Date const from_on = ended.days > stays[i].from_on.days ? ended : stays[i].from_on;
        if (from_on.days > died_on.days ||
            (i + 1 < count && stays[i + 1].from_on.days <= from_on.days))
            continue;
        *to = stays[i];
        to->from_on = from_on;
        to->organisation_id = post->merged_into;
        to->reason = SV("机构合并");
        return true;
    }
    return false;
}

/* Who looks after somebody goes on to do so when he went with the post as well. */
static bool keep_worker(Residence *to, const Registry *registry, int64_t worker_id, Fault *fault)
{
    const Worker *worker = NULL;

    if (worker_id && !worker_find(&worker, registry, worker_id, fault))
        return false;
    to->worker_id = worker && worker->organisation_id == to->organisation_id &&
                            worker_is_valid(worker, to->from_on)
                        ? worker_id
                        : 0;
    return true;
}

bool intake_follow_posts(bool *moved, House *house, const Job *job, int64_t person_id,
                         Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    *moved = false;
    while (true) {
        const Residence *stays = NULL;
        uint32_t         count = 0;
        Person           person;
        Residence        to;
        PersonChange     change;

        if (!person_get(&person, &registry, person_id, fault) ||
            !person_residences(&stays, &count, &registry, person_id, fault))
            return false;
        if (!find_outlasting(&to, house, stays, count, person.died_on))
            return true;
        if (!keep_worker(&to, &registry, to.worker_id, fault) ||
            !change_stay(&change, house, job, person_id, &to, problems, fault))
            return false;
        *moved = true;
    }
}

/* ---- who may be registered already ---------------------------------------------------------- */

static bool is_said_to_be_another(const PersonEntry *entry, int64_t person_id)
{
    for (uint32_t i = 0; i < entry->distinct_count; i++)
        if (entry->distinct_ids[i] == person_id)
            return true;
    return false;
}

/* Refused, where somebody is nearly certain whom nobody has looked at. */
static bool seek_duplicates(PersonMatch **matches, uint32_t *count, House *house, const Job *job,
                            const PersonEntry *entry, Problems *problems, Fault *fault)
{
    Registry const    registry = house_registry(house, job);
    PersonKnown const known = person_entry_known(entry);
    PersonMatcher    *matcher = NULL;

    *count = 0;
    if (!entry->seeks_duplicates || (known.name.len == 0 && known.citizen_id.len == 0))
        return true;
    if (!house_matcher(&matcher, house, fault) ||
        !person_match(matches, count, matcher, &registry, &known, false, fault))
        return false;
    for (uint32_t i = 0; i < *count; i++) {
        const PersonMatch *const match = &(*matches)[i];

        if (person_match_is_near_certain(match) &&
            !is_said_to_be_another(entry, match->person.person_id))
            problem_add(problems, PROBLEM_DUPLICATE, person_field_place(PERSON_FIELD_NAME))
                ->person_id = match->person.person_id;
    }
    return true;
}

/* Whoever was registered all the same: what was confirmed is kept, and the pair is put
 * where such pairs are decided. */
static bool keep_doubts(House *house, const Job *job, int64_t person_id, const PersonEntry *entry,
                        const PersonMatch *matches, uint32_t count, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    PersonMatcher *matcher = NULL;

    if (count == 0)
        return true;
    if (!house_matcher(&matcher, house, fault))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const PersonMatch *const match = &matches[i];
        DuplicateEntry const     pair = {
                .a_id = person_id,
                .b_id = match->person.person_id,
                .probability = (int64_t)(match->evidence.probability * DUPLICATE_CERTAIN),
                .evidence = person_match_evidence(job->arena, matcher, match),
                .source = DUPLICATE_ENTRY,
        };
        DuplicatePut put = DUPLICATE_PUT_KNOWN;
        int64_t      duplicate_id = 0;

        if (match->evidence.probability < person_matcher_model(matcher)->review)
            continue;
        if (!duplicate_put(&put, &duplicate_id, &registry, &pair, fault))
            return false;
        if (is_said_to_be_another(entry, pair.b_id) &&
            !audit_write(
                house->store, job->actor,
                (AuditEntry){ .at = job->now,
                              .action = AUDIT_PERSON_DISTINCT,
                              .subject = AUDIT_OF_PERSON,
                              .subject_id = person_id,
                              .detail = str_format(job->arena, "%lld", (long long)pair.b_id) },
                fault))
            return false;
    }
    return true;
}

bool intake_register_among(PersonChange *out, House *house, const Job *job,
                           const PersonEntry *entry, const Residence *first,
                           const PersonMatch *matches, uint32_t match_count, Problems *problems,
                           Fault *fault)
{
    Registry const registry = house_registry(house, job);

    assert(store_in_transaction(house->store));
    if (!person_register(out, &registry, entry, first, problems, fault) ||
        !keep_doubts(house, job, out->person_id, entry, matches, match_count, fault))
        return false;
    if (!facts_load(house->facts, house->store, out->person_id, fault))
        return false;
    Reach const reach = reach_of_all(house, DATE_MIN, job->arena);
    bool        moved = false;
    return intake_settle(house, job, tally_open(job->arena, house->vocabulary), &reach, fault) &&
           intake_follow_posts(&moved, house, job, out->person_id, problems, fault) &&
           intake_link_mother(house, job, out->person_id, fault);
}

bool intake_register_person(PersonChange *out, House *house, const Job *job,
                            const PersonEntry *entry, const Residence *first, Problems *problems,
                            Fault *fault)
{
    PersonMatch *matches = NULL;
    uint32_t     match_count = 0;

    return seek_duplicates(&matches, &match_count, house, job, entry, problems, fault) &&
           intake_register_among(out, house, job, entry, first, matches, match_count, problems,
                                 fault);
}

bool intake_move_person(PersonChange *out, House *house, const Job *job, int64_t person_id,
                        const Residence *to, Problems *problems, Fault *fault)
{
    bool moved = false;

    return change_stay(out, house, job, person_id, to, problems, fault) &&
           note_change(house, job, person_id, out, SV(PERSON_MERGE_STAYS), to->from_on.days,
                       fault) &&
           intake_follow_posts(&moved, house, job, out->person_id, problems, fault);
}

bool intake_undo_move(PersonChange *out, House *house, const Job *job, int64_t person_id,
                      Date from_on, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    bool           moved = false;
    Change         change;

    return begin_change(&change, house, job, person_id, DATE_MIN, fault) &&
           person_undo_move(out, &registry, person_id, from_on, problems, fault) &&
           end_change(&change, house, job, out, fault) &&
           note_change(house, job, person_id, out, SV(PERSON_MERGE_STAYS), from_on.days, fault) &&
           intake_follow_posts(&moved, house, job, out->person_id, problems, fault);
}

bool intake_record_death(PersonChange *out, House *house, const Job *job, int64_t person_id,
                         Date died_on, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    bool           moved = false;
    Change         change;

    return begin_change(&change, house, job, person_id, DATE_MIN, fault) &&
           person_record_death(out, &registry, person_id, died_on, problems, fault) &&
           end_change(&change, house, job, out, fault) &&
           note_change(house, job, person_id, out, SV(PERSON_MERGE_REVISIONS), out->revision,
                       fault) &&
           intake_follow_posts(&moved, house, job, out->person_id, problems, fault);
}
