/* The demonstration, day by day. */
#include "demo/demo.h"

#include <assert.h>

#include "base/progress.h"
#include "demo/demo_private.h"
#include "intake/definition.h"
#include "registry/region.h"

enum {
    MS_PER_DAY = 86400000,
    WORKING_MS = 34200000, /* half past nine hours, from eight in the morning in China */
    YEARS_BEFORE = 2,      /* in which people are registered, and care begins */
};

static const struct {
    const char  *name;
    EventHandler handle;
} EVENTS[] = {
#define X(event, function) { #event, function },
#include "demo/event.def"
#undef X
};

/* ---- the world ---------------------------------------------------------------------------- */

Random world_random(const World *world, uint32_t thing, EventKind kind, Date day)
{
    return random_of(world->options->seed, thing, ((uint64_t)kind << 32) + (uint32_t)day.days);
}

/* Eight in the morning in China is midnight in the universal day. */
static void begin_day(World *world, Date day, uint32_t expected)
{
    world->today = day;
    world->now = (int64_t)day.days * MS_PER_DAY;
    world->day_end = world->now + WORKING_MS;
    world->step_ms = WORKING_MS / 2 / ((int64_t)expected + 1);
}

Job world_job(World *world)
{
    int64_t const step = world->step_ms > 1 ? world->step_ms : 1;

    if (world->now + step < world->day_end)
        world->now += step;
    return (Job){
        .actor = actor_system(),
        .now = world->now,
        .today = world->today,
        .arena = world->scratch,
    };
}

Registry world_registry(World *world)
{
    Job const job = world_job(world);

    return house_registry(world->house, &job);
}

bool world_commit(World *world, Fault *fault)
{
    bool const ok = intake_commit(world->house, fault);

    intake_end(world->house);
    world->batched = 0;
    arena_reset(world->scratch);
    return ok && house_refresh(world->house, fault) && intake_begin(world->house, fault);
}

int64_t world_param(const World *world, ParamName param, Date day, uint32_t post)
{
    int64_t value = 0;

    return param_value(&value, world->params[param], day, world->posts[post].region_id) ? value : 0;
}

int32_t world_age(const Resident *resident, Date day)
{
    return date_years_between(resident->born_on, day);
}

bool world_is_full_year(const World *world, Date day)
{
    return date_year(day) == world->options->year;
}

/* ---- a day ---------------------------------------------------------------------------------- */

static bool happen(World *world, const Entry *entry, Fault *fault)
{
    Random random = world_random(world, entry->thing, (EventKind)entry->kind, entry->day);

    if (world->batched >= JOBS_PER_COMMIT && !world_commit(world, fault))
        return false;
    arena_reset(world->scratch);
    return EVENTS[entry->kind].handle(world, entry, &random, fault) ||
           fault_context(fault, "%s of %u", EVENTS[entry->kind].name, entry->thing);
}

static void plan_everybody(World *world, int32_t year)
{
    for (uint32_t i = 0; i < world->resident_count; i++) {
        life_plan_year(world, i, year);
        plan_year(world, i, world->today);
    }
}

static bool play_day(World *world, Date day, Fault *fault)
{
    Civil const civil = date_to_civil(day);
    Entry       entry;

    begin_day(world, day, calendar_count(world->calendar, day));
    if (civil.month == 1 && civil.day == 1 && civil.year >= world->options->year - 1)
        plan_everybody(world, civil.year);
    if (civil.year == world->options->year && civil.month == 7 && civil.day == 1 &&
        !(world_commit(world, fault) && life_merge_posts(world, fault)))
        return fault_context(fault, "merging clinics");
    while (calendar_take(world->calendar, day, &entry))
        if (!happen(world, &entry, fault))
            return false;
    return true;
}

static bool play_all(World *world, Fault *fault)
{
    int32_t const days = world->last.days - world->first.days + 1;
    Progress      progress =
        progress_begin("a demonstration, by day", (uint64_t)days, world->options->quiet);

    for (Date day = world->first; day.days <= world->last.days; day.days++) {
        if (!play_day(world, day, fault)) {
            Str const date = date_format(world->arena, day);
            return fault_context(fault, "playing %.*s", (int)date.len, date.ptr);
        }
        progress_show(&progress, (uint64_t)(day.days - world->first.days));
    }
    progress_end(&progress, (uint64_t)days);
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static bool check_options(const DemoOptions *options, Fault *fault)
{
    if (options->residents < DEMO_RESIDENTS_MIN || options->residents > DEMO_RESIDENTS_MAX)
        return fault_set(fault, FAULT_INVALID, "a demonstration has %d to %d residents",
                         DEMO_RESIDENTS_MIN, DEMO_RESIDENTS_MAX);
    if (options->year < DEMO_YEAR_MIN || options->year > DEMO_YEAR_MAX ||
        date_year(options->until) != options->year)
        return fault_set(fault, FAULT_INVALID, "a demonstration ends in its year, %d to %d",
                         DEMO_YEAR_MIN, DEMO_YEAR_MAX);
    if (options->county_id && region_level(options->county_id) != REGION_COUNTY)
        return fault_set(fault, FAULT_INVALID, "a county has a code of six digits");
    return true;
}

/* Real people and invented ones do not live in one store. */
static bool require_empty(House *house, Fault *fault)
{
    int64_t persons = 0;

    if (!house_person_count(&persons, house, fault))
        return false;
    return persons == 0 ||
           fault_set(fault, FAULT_CONFLICT,
                     "the store has residents; a demonstration begins with a store that has none");
}

static bool play(World *world, Fault *fault)
{
    begin_day(world, world->first, world->options->residents / 100 + 100);
    if (!house_refresh(world->house, fault) || !sheet_open_all(world, fault) ||
        !intake_begin(world->house, fault))
        return false;
    if (!place_make(world, fault) || !place_make_teams(world, fault))
        return false;
    home_make_all(world);
    return place_put_population(world, fault) && play_all(world, fault) &&
           identity_tell_all(world, fault) && again_register_all(world, fault) &&
           intake_commit(world->house, fault);
}

static void count_forms(const World *world)
{
    DemoCounts *const counts = world->counts;

    counts->form_count = FORM_COUNT;
    for (uint32_t i = 0; i < FORM_COUNT; i++)
        counts->forms[i].form = world->sheets[i].form->name;
}

bool demo_make(House *house, const DemoOptions *options, DemoCounts *counts, Fault *fault)
{
    Date const epoch = date_from_civil(1900, 1, 1);
    uint64_t   persons = 0;
    World      world = {
             .house = house,
             .options = options,
             .counts = counts,
             .first = date_from_civil(options->year - YEARS_BEFORE, 1, 1),
             .last = options->until,
    };

    *counts = (DemoCounts){ 0 };
    if (!check_options(options, fault) || !require_empty(house, fault) ||
        !definition_keep_years(house, options->year - 1, options->year + 1, options->until, true,
                               fault))
        return fault_context(fault, "making a demonstration");
    world.arena = arena_open();
    world.scratch = arena_open();
    world.calendar = calendar_open(world.arena, world.first, world.last);
    world.serials =
        arena_array(world.arena, (size_t)(world.last.days - epoch.days + 1) * 2, sizeof(uint16_t));
    bool ok = play(&world, fault);
    intake_end(house);
    /* What is due changes when a year begins, which nobody awaited here. */
    ok = ok && definition_rebuild(house, options->until, true, &persons, fault);
    if (ok)
        count_forms(&world);
    arena_close(&world.scratch);
    arena_close(&world.arena);
    return ok || fault_context(fault, "making a demonstration");
}
