/* Those who enter what was done: when, how rightly, and what they correct. */
#include <assert.h>

#include "demo/demo_private.h"

enum {
    ATTEMPTS_MAX = 4,      /* to fill what a definition asks for */
    WRONG_PERMILLE = 4,    /* entered wrongly first */
    AMEND_PERMILLE = 8,    /* corrected later */
    VOID_PERMILLE = 2,     /* entered twice */
    WEEKEND_PERMILLE = 700 /* of a weekend's work that is entered on Monday */
};

/* ---- when ------------------------------------------------------------------------------- */

static bool is_weekend(Date day)
{
    int32_t const weekday = ((day.days % 7) + 7 + 3) % 7; /* 0: Monday; day 0 was a Thursday */

    return weekday >= 5;
}

Date clerk_entry_day(const World *world, uint32_t post, Random *random, Date day)
{
    uint32_t const late = world->posts[post].habit.late_days;
    Date           entered = day;

    if (!random_chance(random, 400)) /* the others are entered on the spot */
        entered = date_add_days(day, (int32_t)random_below(random, late + 1));
    if (random_chance(random, 15)) /* found in a drawer */
        entered = date_add_days(day, (int32_t)random_between(random, 20, 60));
    if (is_weekend(entered) && random_chance(random, WEEKEND_PERMILLE))
        while (is_weekend(entered))
            entered = date_add_days(entered, 1);
    return entered.days < world->today.days ? world->today : entered;
}

void clerk_plan(World *world, EventKind kind, uint32_t thing, Date day, uint32_t detail)
{
    uint32_t const post = kind == EVENT_ENTER || kind == EVENT_MOVE ? world->homes[thing].post
                                                                    : world->residents[thing].post;
    Random         random = world_random(world, thing, EVENT_COUNT + kind, day);

    calendar_put(world->calendar, clerk_entry_day(world, post, &random, day),
                 (Entry){ .kind = kind, .thing = thing, .day = day, .detail = detail });
}

/* ---- what ------------------------------------------------------------------------------- */

void clerk_count(World *world, uint32_t jobs)
{
    world->counts->jobs += jobs;
    world->batched += jobs;
}

/* The store is well: somebody has only been told that something is wrong. */
static bool is_refusal(const Fault *fault)
{
    return fault->code == FAULT_INVALID || fault->code == FAULT_CONFLICT;
}

bool clerk_forgive(World *world, Fault *found, Fault *fault)
{
    DemoCounts *const counts = world->counts;

    if (!is_refusal(found)) {
        *fault = *found;
        return false;
    }
    if (counts->failed++ == 0)
        (void)snprintf(counts->first_failure, sizeof counts->first_failure, "%.100s: %.180s",
                       found->context, found->message);
    return true;
}

/* What is wrong, in front of the form's name. */
static bool forgive_draft(const Draft *draft, const Problems *problems, Fault *found, Fault *fault)
{
    Buf text = buf_open(draft->world->scratch, sizeof found->message - 1);

    for (uint32_t i = 0; i < problems->count && text.len == 0; i++)
        if (!problems->items[i].is_warning) {
            buf_add(&text, problems->items[i].at.field);
            buf_add_c(&text, text.len ? ": " : "");
            buf_add(&text,
                    problem_message(draft->world->scratch, &problems->items[i], LANGUAGE_EN));
        }
    if (is_refusal(found) && text.len)
        fault_set(found, found->code, "%.*s", (int)text.len, text.ptr);
    Str const form = draft->submission.form->name;
    (void)fault_context(found, "%.*s", (int)form.len, form.ptr);
    return clerk_forgive(draft->world, found, fault);
}

/* The same form with something wrong; it must not get in. */
static bool submit_wrongly(const Draft *draft, Random *random, Fault *fault)
{
    World *const      world = draft->world;
    Job const         job = world_job(world);
    const Form *const form = draft->submission.form;
    Draft             wrong = *draft;
    IntakeResult      result;
    Fault             found = { 0 };

    wrong.problems = problems_open(world->scratch);
    wrong.submission.values = arena_array(world->scratch, form->field_count, sizeof(Value));
    for (uint32_t i = 0; i < form->field_count; i++)
        wrong.submission.values[i] = draft->submission.values[i];
    draft_spoil(&wrong, random);
    if (intake_submit(&result, world->house, &job, &wrong.submission, SV(""), &wrong.problems,
                      &found)) {
        world->counts->accepted++;
        return true;
    }
    if (!is_refusal(&found)) {
        *fault = found;
        return false;
    }
    world->counts->refused++;
    return true;
}

static void plan_second_thoughts(Draft *draft, Random *random, int64_t record_id)
{
    World *const world = draft->world;
    bool const   is_doubled = random_chance(random, VOID_PERMILLE);

    if (draft->resident == RESIDENT_NONE ||
        !(draft->submission.form->is_service &&
          (is_doubled || random_chance(random, AMEND_PERMILLE))))
        return;
    Date const later = date_add_days(world->today, (int32_t)random_between(random, 1, 12));
    calendar_put(world->calendar, later,
                 (Entry){ .kind = is_doubled ? EVENT_VOID : EVENT_AMEND,
                          .thing = draft->resident,
                          .day = later,
                          .record_id = record_id,
                          .detail = draft->form });
}

bool clerk_submit(Draft *draft, Random *random, int64_t *record_id, Fault *fault)
{
    World *const world = draft->world;
    Problems     problems = draft->problems;
    Fault        found = { 0 };

    *record_id = 0;
    if (problems.error_count) { /* what was typed is not what the field takes */
        (void)problems_refuse(&problems, &found);
        return forgive_draft(draft, &problems, &found, fault);
    }
    if (random_chance(random, WRONG_PERMILLE) && !submit_wrongly(draft, random, fault))
        return false;
    for (uint32_t attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        Job const    job = world_job(world);
        IntakeResult result = { 0 };

        found = (Fault){ 0 };
        draft->submission.record_id = 0;
        if (intake_submit(&result, world->house, &job, &draft->submission, SV(""), &problems,
                          &found)) {
            *record_id = result.record_id;
            world->counts->forms[draft->form].records++;
            clerk_count(world, 1);
            plan_second_thoughts(draft, random, result.record_id);
            return true;
        }
        if (found.code != FAULT_INVALID || !draft_mend(draft, &problems))
            break;
        problems = problems_open(world->scratch);
    }
    return forgive_draft(draft, &problems, &found, fault);
}

/* ---- second thoughts ------------------------------------------------------------------------ */

/* The record as it is now; *is_there is false when it was withdrawn meanwhile. */
static bool read_back(Submission *out, bool *is_there, World *world, const Entry *entry,
                      Fault *fault)
{
    House *const house = world->house;
    Fault        found = { 0 };

    *is_there = record_get(
        out, house->store, house->records, house->catalog, world->sheets[entry->detail].form,
        world->residents[entry->thing].person_id, entry->record_id, world->scratch, &found);
    if (*is_there || found.code == FAULT_NOT_FOUND)
        return true;
    *fault = found;
    return false;
}

/* A weight or a pulse was written into the wrong line: the field that can change
 * without changing what follows from it. */
static bool correct(Submission *record, World *world, Random *random)
{
    static const char *const HARMLESS[] = { "heart_rate", "pulse", "waist", "exercise_minutes" };

    for (size_t i = 0; i < COUNT_OF(HARMLESS); i++) {
        uint32_t const at = form_field_index(record->form, str_from_c(HARMLESS[i]));

        if (at == CATALOG_NONE || !record->values[at].present)
            continue;
        const Field *const field = &record->form->fields[at];
        int64_t const      other = record->values[at].word + random_between(random, 2, 6);
        Problems           problems = problems_open(world->scratch);
        submission_parse(record, world->scratch, world->house->catalog, CATALOG_NONE, 0, at,
                         decimal_format(world->scratch, (Decimal){ other, field->type.scale }),
                         &problems);
        return problems.error_count == 0;
    }
    return false;
}

bool clerk_amend(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Submission   record;
    bool         is_there = false;
    IntakeResult result = { 0 };
    Fault        found = { 0 };

    if (!read_back(&record, &is_there, world, entry, fault))
        return false;
    if (!is_there || !correct(&record, world, random))
        return true;
    Job const job = world_job(world);
    Problems  problems = problems_open(world->scratch);
    if (!intake_amend(&result, world->house, &job, &record, SV(""), &problems, &found))
        return clerk_forgive(world, &found, fault);
    world->counts->amended++;
    clerk_count(world, 1);
    return true;
}

bool clerk_void(World *world, const Entry *entry, Random *random, Fault *fault)
{
    static const char *const REASONS[] = { "重复录入", "录错居民", "日期录错，重新录入" };
    Submission               record;
    bool                     is_there = false;
    Fault                    found = { 0 };

    if (!read_back(&record, &is_there, world, entry, fault))
        return false;
    if (!is_there)
        return true;
    Job const job = world_job(world);
    if (!intake_void(world->house, &job, record.form, record.subject_id, record.record_id,
                     record.revision, str_from_c(REASONS[random_below(random, COUNT_OF(REASONS))]),
                     &found))
        return clerk_forgive(world, &found, fault);
    world->counts->voided++;
    clerk_count(world, 1);
    return true;
}
