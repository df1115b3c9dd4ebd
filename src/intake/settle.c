/* What a change means for one person's dues and figures. */
#include <assert.h>

#include "base/instant.h"
#include "base/progress.h"
#include "indicators/meta.h"
#include "intake/intake_private.h"

/* The last id that any process gave, so that no two of them give the same one. */
static const char LAST_ID[] = "last_id";

static bool keep_last_id(House *house, Fault *fault)
{
    int64_t const last = id_last(&house->ids);

    return last == house->last_id || meta_write(house->store, LAST_ID, last, fault);
}

bool intake_begin(House *house, Fault *fault)
{
    tally_forget(house->tally);
    if (!store_begin(house->store, STORE_WRITE, fault))
        return false;
    if (!house_refresh(house, fault) || !meta_read(&house->last_id, house->store, LAST_ID, fault)) {
        store_end(house->store);
        return false;
    }
    id_continue(&house->ids, house->last_id);
    return true;
}

bool intake_commit(House *house, Fault *fault)
{
    if (!quality_settle(house->quality, house->years->span.day, fault) ||
        !tally_flush(house->tally, house->store, fault) || !keep_last_id(house, fault) ||
        !store_commit(house->store, fault))
        return false;
    house->trees_are_uncommitted = false;
    return true;
}

static void end_group(House *house)
{
    if (house->outer_tally)
        house->tally = house->outer_tally;
    house->outer_tally = NULL;
}

void intake_end(House *house)
{
    store_end(house->store);
    end_group(house);
    tally_forget(house->tally);
    house_forget_uncommitted(house);
}

bool intake_begin_group(House *house, const Job *job, Fault *fault)
{
    assert(store_in_transaction(house->store) && !house->outer_tally);
    if (!store_mark(house->store, fault))
        return false;
    house->outer_tally = house->tally;
    house->tally = tally_open(job->arena, house->vocabulary);
    return true;
}

bool intake_end_group(House *house, bool keep, Fault *fault)
{
    Tally *const own = house->tally;

    assert(house->outer_tally);
    end_group(house);
    if (!keep)
        return store_back_to_mark(house->store, fault);
    tally_merge(house->tally, own);
    return store_forget_mark(house->store, fault);
}

static const uint32_t *numbers_up_to(Arena *arena, uint32_t count)
{
    uint32_t *const numbers = arena_array(arena, count, sizeof(uint32_t));

    for (uint32_t i = 0; i < count; i++)
        numbers[i] = i;
    return numbers;
}

Reach reach_of_all(House *house, Date since, Arena *arena)
{
    const Catalog *const catalog = house->catalog;
    uint32_t const       most = catalog->part_count > catalog->programme_count ? catalog->part_count
                                                                               : catalog->programme_count;
    const uint32_t *const numbers = numbers_up_to(arena, most);

    return (Reach){
        .lanes = tally_lanes(house->years, since, true),
        .parts = numbers,
        .part_count = catalog->part_count,
        .programmes = numbers,
        .programme_count = catalog->programme_count,
    };
}

Reach reach_of_form(const House *house, uint32_t form, Date day, bool changes_year)
{
    const Effect *const effect = &house->plan->effects[form];

    return (Reach){
        .lanes = tally_lanes(house->years, day, effect->reaches_later || changes_year),
        .parts = effect->parts,
        .part_count = effect->part_count,
        .programmes = effect->programmes,
        .programme_count = effect->programme_count,
    };
}

void intake_count(House *house, Tally *tally, const Reach *reach, int sign)
{
    if (!reach->lanes || reach->part_count == 0)
        return;
    facts_ask(house->facts, reach->lanes);
    counter_begin(house->counter, house->facts);
    tally_count(tally, house->counter, house->facts, reach->parts, reach->part_count, sign);
}

bool intake_settle(House *house, const Job *job, Tally *tally, const Reach *reach, Fault *fault)
{
    assert(store_in_transaction(house->store));
    intake_count(house, tally, reach, 1);
    if (!due_refresh(house->store, house->facts, house->vocabulary, reach->programmes,
                     reach->programme_count, job->today, job->arena, fault))
        return false;
    tally_merge(house->tally, tally);
    return true;
}

/* ---- the quality of the register ---------------------------------------------------------- */

/* Whoever else wants to write asks again and again; between two pieces he must find a gap. */
enum { GAP_MS = 20 };

bool intake_rebuild_quality(House *house, bool quiet, uint64_t *person_count, Fault *fault)
{
    int64_t  persons = 0;
    uint32_t count = 1;
    bool     ok = store_ask(&persons, house->store, SQL("SELECT count(*) FROM person"), 0, fault);

    *person_count = 0;
    Progress progress = progress_begin("quality", (uint64_t)persons, quiet || persons == 0);
    while (ok && count) {
        ok =
            intake_begin(house, fault) &&
            quality_rebuild(house->quality, house->years->span.day, QUALITY_PIECE, &count, fault) &&
            intake_commit(house, fault);
        intake_end(house);
        *person_count += count;
        progress_show(&progress, *person_count);
        if (ok && count == QUALITY_PIECE)
            instant_pause(GAP_MS);
    }
    if (ok)
        progress_end(&progress, *person_count);
    return ok && house_refresh(house, fault);
}

/* ---- derived values ------------------------------------------------------------------------ */

static bool ask_subject(void *context, Slot slot, int64_t *word)
{
    const House *const house = context;

    if (slot.kind != SLOT_ATTRIBUTE && slot.kind != SLOT_STATE && slot.kind != SLOT_TERM)
        return false;
    const Vector *const answer = facts_slot(house->facts, slot);
    *word = vector_word(answer, 0);
    return vector_has(answer, 0);
}

static bool derives_from_subject(const Form *form)
{
    for (uint32_t i = 0; i < form->derived_count; i++) {
        const Expr *const expr = form->fields[form->derived[i]].derive;
        for (uint32_t j = 0; j < expr->slot_count; j++)
            if (expr->slots[j].kind == SLOT_ATTRIBUTE)
                return true;
    }
    return false;
}

static bool derive_record(House *house, const Job *job, Submission *record, bool *changed,
                          Fault *fault)
{
    Period const     day = { 0, record->occurred_on, record->occurred_on };
    Problems         ignored = problems_open(job->arena);
    Validation const validation = {
        .submission = record,
        .today = job->today,
        .region_id = facts_place_on(house->facts, record->occurred_on)->region_id,
        .asker = { ask_subject, house },
        .problems = &ignored,
        .arena = job->arena,
    };
    uint32_t const count = record->form->field_count;
    Value *const   before = arena_array(job->arena, count, sizeof(Value));
    bool           same = true;

    for (uint32_t i = 0; i < count; i++)
        before[i] = record->values[i];
    facts_ask(house->facts, lane_set_open(job->arena, &day, 1, false, house->plan->windows,
                                          house->plan->window_count));
    validate_derive(house->validator, &validation);
    for (uint32_t i = 0; i < count; i++)
        same = same && value_equal(record->form->fields[i].type, before[i], record->values[i]);
    if (same)
        return true;
    *changed = true;
    return record_update_derived(house->store, house->records, record, fault);
}

bool intake_derive_again(House *house, const Job *job, Fault *fault)
{
    int64_t const person_id = facts_subject(house->facts)->id;
    bool          changed = false;

    for (uint32_t i = 0; i < house->catalog->form_count; i++) {
        const Form *const form = &house->catalog->forms[i];
        Submission       *records = NULL;
        uint32_t          count = 0;

        if (form->subject != SUBJECT_PERSON || !derives_from_subject(form))
            continue;
        if (!record_list(&records, &count, house->store, house->records, house->catalog, form,
                         person_id, job->arena, fault))
            return false;
        for (uint32_t j = 0; j < count; j++)
            if (!derive_record(house, job, &records[j], &changed, fault))
                return false;
    }
    return !changed || facts_load(house->facts, house->store, person_id, fault);
}
