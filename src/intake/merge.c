/* Two persons become one, and two again. */
#include "intake/merge.h"

#include <assert.h>

#include "access/audit.h"
#include "base/utf8.h"
#include "intake/intake_private.h"

enum { MERGES_PER_COMMIT = 200 };

/* ---- what both directions need ------------------------------------------------------------- */

static bool audit_merge(House *house, const Job *job, AuditAction action, const PersonMerge *merge,
                        Fault *fault)
{
    int64_t const both[] = { merge->kept_id, merge->merged_id };

    for (size_t i = 0; i < COUNT_OF(both); i++)
        if (!audit_write(house->store, job->actor,
                         (AuditEntry){ .at = job->now,
                                       .action = action,
                                       .subject = AUDIT_OF_PERSON,
                                       .subject_id = both[i],
                                       .detail = str_format(
                                           job->arena, "merge=%lld kept=%lld merged=%lld",
                                           (long long)merge->merge_id, (long long)merge->kept_id,
                                           (long long)merge->merged_id) },
                         fault))
            return false;
    return true;
}

/* Both have other records than before. */
static bool see_otherwise(House *house, const PersonMerge *merge, Fault *fault)
{
    return quality_saw_otherwise(house->store, merge->kept_id, fault) &&
           quality_saw_otherwise(house->store, merge->merged_id, fault);
}

static bool is_born_alike(const Person *a, const Person *b)
{
    return a->born_on.days == b->born_on.days && str_equal(a->sex, b->sex);
}

/* Add what the person adds now, whose dues are put right, after the change. */
static bool settle_person(House *house, const Job *job, Tally *tally, const Reach *reach,
                          int64_t person_id, bool derive, Fault *fault)
{
    Problems problems = problems_open(job->arena);
    bool     moved = false;

    return facts_load(house->facts, house->store, person_id, fault) &&
           (!derive || intake_derive_again(house, job, fault)) &&
           intake_settle(house, job, tally, reach, fault) &&
           intake_follow_posts(&moved, house, job, person_id, &problems, fault);
}

static bool check_reason(Str reason, Fault *fault)
{
    return utf8_count(reason) <= PERSON_MERGE_REASON_CHARS_MAX ||
           fault_set(fault, FAULT_INVALID, "the reason has at most %d characters",
                     PERSON_MERGE_REASON_CHARS_MAX);
}

/* ---- merging ------------------------------------------------------------------------------- */

static bool record_count(uint64_t *out, House *house, const Job *job, int64_t person_id,
                         Fault *fault)
{
    *out = 0;
    for (uint32_t i = 0; i < house->catalog->form_count; i++) {
        int64_t *ids = NULL;
        uint32_t count = 0;

        if (house->catalog->forms[i].subject != SUBJECT_PERSON)
            continue;
        if (!record_ids(&ids, &count, house->store, house->records, &house->catalog->forms[i],
                        person_id, job->arena, fault))
            return false;
        *out += count;
    }
    return true;
}

bool intake_choose_survivor(int64_t *kept_id, int64_t *merged_id, House *house, const Job *job,
                            int64_t a_id, int64_t b_id, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    uint64_t       a_records = 0;
    uint64_t       b_records = 0;
    Person         a;
    Person         b;

    if (!person_get(&a, &registry, a_id, fault) || !person_get(&b, &registry, b_id, fault) ||
        !record_count(&a_records, house, job, a.person_id, fault) ||
        !record_count(&b_records, house, job, b.person_id, fault))
        return false;
    bool const a_stays = person_is_survivor(&a, a_records, &b, b_records);
    *kept_id = a_stays ? a.person_id : b.person_id;
    *merged_id = a_stays ? b.person_id : a.person_id;
    return true;
}

/* Records and their history, form by form, each noted. */
static bool hand_over(House *house, const Job *job, const PersonMerge *merge, Fault *fault)
{
    for (uint32_t i = 0; i < house->catalog->form_count; i++) {
        const Form *const form = &house->catalog->forms[i];
        int64_t          *ids = NULL;
        uint32_t          count = 0;

        if (form->subject != SUBJECT_PERSON)
            continue;
        if (!record_ids(&ids, &count, house->store, house->records, form, merge->merged_id,
                        job->arena, fault))
            return false;
        for (uint32_t j = 0; j < count; j++)
            if (!person_merge_note(house->store, merge->merge_id, form->table, ids[j], fault) ||
                !record_hand_over(house->store, house->records, form, merge->merged_id,
                                  merge->kept_id, ids[j], fault))
                return false;
    }
    return true;
}

static bool require_revisions(const MergeOrder *order, const PersonUnion *pair, Fault *fault)
{
    bool const kept_is = !order->kept_revision || order->kept_revision == pair->kept.revision;
    bool const merged_is =
        !order->merged_revision || order->merged_revision == pair->merged.revision;

    return (kept_is && merged_is) ||
           fault_set(fault, FAULT_CONFLICT, "person %lld has been amended since it was read",
                     (long long)(kept_is ? pair->merged.person_id : pair->kept.person_id));
}

bool intake_merge_persons(PersonMerge *out, House *house, const Job *job, const MergeOrder *order,
                          Fault *fault)
{
    Registry const registry = house_registry(house, job);
    PersonUnion    pair;

    assert(store_in_transaction(house->store));
    if (!access_require(job->actor, PERMIT_WRITE_RECORD, fault) ||
        !check_reason(order->reason, fault) ||
        !person_unite(&pair, &registry, order->kept_id, order->merged_id, order->choice, fault) ||
        !require_revisions(order, &pair, fault))
        return fault_context(fault, "merging two persons");

    Tally *const tally = tally_open(job->arena, house->vocabulary);
    Reach const  reach = reach_of_all(house, DATE_MIN, job->arena);
    bool const   derive =
        !is_born_alike(&pair.kept, &pair.result) || !is_born_alike(&pair.merged, &pair.result);
    if (!facts_load(house->facts, house->store, pair.kept.person_id, fault))
        return false;
    intake_count(house, tally, &reach, -1);
    if (!facts_load(house->facts, house->store, pair.merged.person_id, fault))
        return false;
    intake_count(house, tally, &reach, -1);
    return (person_merge_write(out, &registry, &pair, order->reason, order->evidence, fault) &&
            hand_over(house, job, out, fault) &&
            due_forget_person(house->store, out->merged_id, fault) &&
            settle_person(house, job, tally, &reach, out->kept_id, derive, fault) &&
            see_otherwise(house, out, fault) &&
            audit_merge(house, job, AUDIT_PERSON_MERGE, out, fault)) ||
           fault_context(fault, "merging two persons");
}

/* ---- parting ------------------------------------------------------------------------------- */

static bool hand_back(House *house, const Job *job, const PersonMerge *merge, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    for (uint32_t i = 0; i < house->catalog->form_count; i++) {
        const Form *const form = &house->catalog->forms[i];
        int64_t          *ids = NULL;
        uint32_t          count = 0;

        if (form->subject != SUBJECT_PERSON)
            continue;
        if (!person_merge_rows(&ids, &count, &registry, merge->merge_id, form->table, fault))
            return false;
        for (uint32_t j = 0; j < count; j++)
            if (!record_hand_over(house->store, house->records, form, merge->kept_id,
                                  merge->merged_id, ids[j], fault))
                return false;
    }
    return true;
}

static bool part(House *house, const Job *job, const PersonMerge *merge, Str reason, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    Reach const    reach = reach_of_all(house, DATE_MIN, job->arena);
    Tally *const   tally = tally_open(job->arena, house->vocabulary);
    Person         one;
    Person         kept;
    Person         merged;

    if (!person_get(&one, &registry, merge->kept_id, fault) ||
        !facts_load(house->facts, house->store, merge->kept_id, fault))
        return false;
    intake_count(house, tally, &reach, -1);
    if (!person_merge_undo(&registry, merge, reason, fault) ||
        !hand_back(house, job, merge, fault) ||
        !person_get(&kept, &registry, merge->kept_id, fault) ||
        !person_get(&merged, &registry, merge->merged_id, fault))
        return false;
    return settle_person(house, job, tally, &reach, merge->kept_id, !is_born_alike(&one, &kept),
                         fault) &&
           settle_person(house, job, tally_open(job->arena, house->vocabulary), &reach,
                         merge->merged_id, !is_born_alike(&one, &merged), fault) &&
           see_otherwise(house, merge, fault) &&
           audit_merge(house, job, AUDIT_PERSON_UNMERGE, merge, fault);
}

bool intake_unmerge_persons(PersonMerge *out, House *house, const Job *job, int64_t merge_id,
                            Str reason, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    assert(store_in_transaction(house->store));
    return (access_require(job->actor, PERMIT_WRITE_RECORD, fault) && check_reason(reason, fault) &&
            person_merge_get(out, &registry, merge_id, fault) &&
            person_merge_check_undo(&registry, out, fault) &&
            part(house, job, out, reason, fault)) ||
           fault_context(fault, "undoing a merge");
}

/* ---- many ---------------------------------------------------------------------------------- */

/* Whether nobody decided about the pair. */
static bool is_undecided(bool *out, const Registry *registry, const DuplicateEntry *pair,
                         int64_t kept_id, int64_t merged_id, Fault *fault)
{
    int64_t const ids[][2] = { { pair->a_id, pair->b_id }, { kept_id, merged_id } };

    *out = true;
    for (size_t i = 0; i < COUNT_OF(ids) && *out; i++) {
        DuplicateState state = DUPLICATE_OPEN;

        if (!duplicate_state_of(&state, registry, ids[i][0], ids[i][1], fault))
            return false;
        *out = state != DUPLICATE_DISTINCT;
    }
    return true;
}

/* False only after a fault of the store. */
static bool merge_pair(MergeAllResult *out, House *house, const Job *job,
                       const DuplicateEntry *pair, Str reason, Fault *fault)
{
    Registry const registry = house_registry(house, job);
    MergeOrder     order = { .reason = reason, .evidence = pair->evidence };
    DuplicatePut   put = DUPLICATE_PUT_KNOWN;
    int64_t        duplicate_id = 0;
    int64_t        a = 0;
    int64_t        b = 0;
    bool           undecided = false;
    PersonMerge    merge;
    Fault          own = { 0 };

    if (!person_resolve(&a, house->store, pair->a_id, fault) ||
        !person_resolve(&b, house->store, pair->b_id, fault))
        return false;
    if (a == b) {
        out->known++;
        return true;
    }
    if (!is_undecided(&undecided, &registry, pair, a, b, fault))
        return false;
    if (!undecided) {
        out->decided++;
        return true;
    }
    if (intake_choose_survivor(&order.kept_id, &order.merged_id, house, job, a, b, &own) &&
        duplicate_put(&put, &duplicate_id, &registry, pair, &own) &&
        intake_merge_persons(&merge, house, job, &order, &own)) {
        out->merged++;
        return true;
    }
    if (own.code == FAULT_DENIED || own.code == FAULT_NOT_FOUND) {
        out->refused++;
        return true;
    }
    *fault = own;
    return false;
}

static bool merge_some(MergeAllResult *out, House *house, const Actor *actor,
                       const DuplicateEntry *pairs, uint64_t count, Str reason, Arena *arena,
                       Fault *fault)
{
    bool ok = intake_begin(house, fault);

    for (uint64_t i = 0; i < count && ok; i++) {
        arena_reset(arena);
        Job const job = job_now(actor, arena);
        ok = merge_pair(out, house, &job, &pairs[i], reason, fault);
    }
    ok = ok && intake_commit(house, fault);
    intake_end(house);
    return ok;
}

bool intake_merge_all(MergeAllResult *out, House *house, const Actor *actor,
                      const DuplicateEntry *pairs, uint64_t count, Str reason, Progress *progress,
                      Fault *fault)
{
    Arena *arena = arena_open();
    bool   ok = true;

    *out = (MergeAllResult){ 0 };
    for (uint64_t i = 0; i < count && ok; i += MERGES_PER_COMMIT) {
        uint64_t const left = count - i;

        if (progress)
            progress_show(progress, i);
        ok = merge_some(out, house, actor, pairs + i,
                        left < MERGES_PER_COMMIT ? left : MERGES_PER_COMMIT, reason, arena, fault);
    }
    arena_close(&arena);
    return ok;
}
