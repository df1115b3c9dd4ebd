/* What happens to people besides: birth, death, leaving, coming back, moving; and
 * to the posts. */
#include "demo/demo_private.h"
#include "registry/household.h"
#include "registry/person.h"

/* Of 1000 so old, how many die in a year, in tenths. */
static const struct {
    int32_t  from_age;
    uint32_t per_10000;
} DEATHS[] = {
    { 90, 1900 }, { 85, 1150 }, { 80, 680 }, { 75, 390 }, { 70, 220 }, { 65, 130 },
    { 60, 80 },   { 50, 40 },   { 35, 15 },  { 1, 4 },    { 0, 30 },
};

/* ---- planning ----------------------------------------------------------------------------- */

static bool dies(const Resident *resident, Random *random, Date day)
{
    int32_t const age = world_age(resident, day);
    size_t        at = 0;

    while (age < DEATHS[at].from_age)
        at++;
    return random_below(random, 10000) < DEATHS[at].per_10000;
}

/* Deaths are learned of later than anything else, and now and then much later. */
static void plan_death(World *world, uint32_t index, Random *random, Date from, Date until)
{
    Date const    died_on = random_day(random, from, until);
    int32_t const late = (int32_t)random_between(random, 2, random_chance(random, 60) ? 60 : 14);
    Date const    known_on = date_add_days(died_on, late);

    calendar_put(world->calendar, known_on,
                 (Entry){ .kind = EVENT_DEATH, .thing = index, .day = died_on });
}

static void plan_leaving(World *world, uint32_t index, Random *random, Date from, int32_t year)
{
    Date const spring = date_from_civil(year, 2, 20);
    Date const left_on = random_day(random, spring, date_from_civil(year, 4, 10));

    if (left_on.days > from.days)
        clerk_plan(world, EVENT_LEAVE, index, left_on, 0);
}

void life_plan_year(World *world, uint32_t index, int32_t year)
{
    const Resident *const resident = &world->residents[index];
    Date const            first = date_from_civil(year, 1, 1);
    Date const            from = first.days > world->today.days ? first : world->today;
    Date const            until = date_from_civil(year, 12, 31);
    Random                random = world_random(world, index, EVENT_DEATH, first);
    Random                of_home = world_random(world, resident->home, EVENT_MOVE, first);
    int32_t const         age = world_age(resident, from);

    if (resident->presence != PRESENCE_HERE && resident->presence != PRESENCE_AWAY)
        return;
    if (dies(resident, &random, from))
        plan_death(world, index, &random, from, until);
    else if (age >= 18 && age < 46 && random_chance(&random, 26))
        plan_leaving(world, index, &random, from, year);
    bool const is_head = world->homes[resident->home].first == index;
    if (is_head && random_chance(&of_home, 7))
        clerk_plan(world, EVENT_MOVE, resident->home, random_day(&of_home, from, until), 0);
}

/* ---- birth ---------------------------------------------------------------------------------- */

/* The mother: the spouse of the head, or the head. */
static uint32_t mother_of(const World *world, const Home *home)
{
    for (uint32_t i = 0; i < home->count; i++) {
        const Resident *const member = &world->residents[home->first + i];
        if (member->sex == '2' && member->person_id &&
            (member->relation == '0' || member->relation == '1'))
            return home->first + i;
    }
    return RESIDENT_NONE;
}

static bool number_of(Str *out, World *world, uint32_t index, Fault *fault)
{
    Registry const registry = world_registry(world);
    Person         person;

    if (!person_get(&person, &registry, world->residents[index].person_id, fault))
        return false;
    *out = person.citizen_id;
    return true;
}

bool life_birth(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const   child = &world->residents[entry->thing];
    const Home *const home = &world->homes[child->home];
    uint32_t const    mother = mother_of(world, home);
    Str               number = SV("");

    if (home->household_id == 0 || world->residents[home->first].presence != PRESENCE_HERE)
        return true;
    /* Half of them come before their own number does. */
    if (mother != RESIDENT_NONE && random_chance(random, 500)) {
        if (!number_of(&number, world, mother, fault))
            return false;
        number = str_format(world->scratch, "%.*s-%u", (int)number.len, number.ptr,
                            (entry->thing - home->first) % 9 + 1);
    }
    if (!home_register_member(world, entry->thing, number, fault))
        return false;
    if (child->presence != PRESENCE_HERE)
        return true;
    world->counts->births++;
    if (number.len)
        clerk_plan(world, EVENT_OWN_NUMBER, entry->thing,
                   date_add_days(world->today, (int32_t)random_between(random, 20, 90)), 0);
    if (random_chance(random, 900))
        clerk_plan(world, EVENT_FILE, entry->thing, world->today, 0);
    return true;
}

bool life_own_number(World *world, const Entry *entry, Random *random, Fault *fault)
{
    const Resident *const child = &world->residents[entry->thing];
    Registry const        registry = world_registry(world);
    Person                person;
    PersonChange          change = { 0 };
    Fault                 found = { 0 };

    (void)random;
    if (child->presence != PRESENCE_HERE)
        return true;
    if (!person_get(&person, &registry, child->person_id, fault))
        return false;
    PersonEntry amended = person_entry_of(&person);
    amended.citizen_id = home_citizen_id(world, child);
    amended.id_kind = SV("01");
    Job const job = world_job(world);
    Problems  problems = problems_open(world->scratch);
    if (!intake_amend_person(&change, world->house, &job, &amended, &problems, &found))
        return clerk_forgive(world, &found, fault);
    clerk_count(world, 1);
    return true;
}

/* ---- death ---------------------------------------------------------------------------------- */

bool life_death(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    PersonChange    change = { 0 };
    Fault           found = { 0 };

    if (resident->presence == PRESENCE_DEAD || resident->person_id == 0)
        return true;
    Job const job = world_job(world);
    Problems  problems = problems_open(world->scratch);
    if (!intake_record_death(&change, world->house, &job, resident->person_id, entry->day,
                             &problems, &found))
        return clerk_forgive(world, &found, fault);
    resident->presence = PRESENCE_DEAD;
    world->counts->deaths++;
    clerk_count(world, 1);
    return chronic_end(world, entry->thing, entry->day, "died", random, fault) &&
           record_end(world, entry->thing, entry->day, "died", random, fault);
}

/* ---- moves ---------------------------------------------------------------------------------- */

static bool move(World *world, uint32_t index, const Residence *to, bool *was_done, Fault *fault)
{
    PersonChange change = { 0 };
    Job const    job = world_job(world);
    Problems     problems = problems_open(world->scratch);
    Fault        found = { 0 };

    *was_done = intake_move_person(&change, world->house, &job, world->residents[index].person_id,
                                   to, &problems, &found);
    if (!*was_done)
        return clerk_forgive(world, &found, fault);
    world->counts->moves++;
    clerk_count(world, 1);
    return true;
}

static Residence stay_at(const World *world, const Resident *resident, uint32_t region_post,
                         Date from_on, const char *reason)
{
    const Post *const post = &world->posts[place_post_on(world, region_post, world->today)];

    return (Residence){
        .from_on = from_on,
        .is_resident = true,
        .kind = resident->is_local ? SV("1") : SV("2"),
        .organisation_id = post->organisation_id,
        .region_id = world->posts[region_post].region_id,
        .worker_id = post->doctor_id,
        .reason = str_from_c(reason),
    };
}

bool life_leave(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    Residence const gone = { .from_on = entry->day,
                             .kind = resident->is_local ? SV(RESIDENCE_AWAY) : SV(""),
                             .reason = SV("外出务工"),
                             .elsewhere = SV("省外") };
    int32_t const   year = date_year(entry->day);
    bool            was_done = false;

    if (!plan_is_here(world, resident, entry->day))
        return true;
    if (!move(world, entry->thing, &gone, &was_done, fault))
        return false;
    if (!was_done)
        return true;
    resident->presence = PRESENCE_AWAY;
    resident->contract_until = (Date){ 0 };
    Date const last_day = date_add_days(entry->day, -1);
    if (!chronic_end(world, entry->thing, last_day, "moved", random, fault))
        return false;
    if (random_chance(random, 600))
        clerk_plan(world, EVENT_RETURN, entry->thing,
                   random_day(random, date_from_civil(year, 9, 1), date_from_civil(year, 12, 28)),
                   0);
    return true;
}

bool life_return(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    Residence const back = stay_at(world, resident, resident->post, entry->day, "返乡");
    bool            was_done = false;

    (void)random;
    if (resident->presence != PRESENCE_AWAY)
        return true;
    if (!move(world, entry->thing, &back, &was_done, fault))
        return false;
    if (!was_done)
        return true;
    resident->presence = PRESENCE_HERE;
    resident->since_on = entry->day;
    if (resident->traits & WAS_FILED) /* leaving ended the record: it is opened again */
        clerk_plan(world, EVENT_FILE, entry->thing, date_add_days(entry->day, 3), 0);
    if (resident->traits & KNOWS_HYPERTENSION && world_age(resident, entry->day) > 35)
        clerk_plan(world, EVENT_REGISTER_HTN, entry->thing, date_add_days(entry->day, 5),
                   FOUND_AGAIN);
    if (resident->traits & KNOWS_DIABETES && world_age(resident, entry->day) > 35)
        clerk_plan(world, EVENT_REGISTER_DM, entry->thing, date_add_days(entry->day, 5),
                   FOUND_AGAIN);
    plan_year(world, entry->thing, world->today);
    return true;
}

/* Another village, in the same township when there is one. */
static uint32_t other_post(const World *world, uint32_t post, Random *random)
{
    const Township *const township = &world->townships[world->posts[post].township];
    uint32_t const        step = 1 + random_below(random, township->post_count);
    uint32_t const        at =
        township->first_post + (post - township->first_post + step) % township->post_count;

    return at == post ? (post + 1) % world->post_count : at;
}

static bool move_household(World *world, uint32_t index, Fault *fault)
{
    const Home *const home = &world->homes[index];
    uint32_t const    post = place_post_on(world, home->post, world->today);
    Registry const    registry = world_registry(world);
    Problems          problems = problems_open(world->scratch);
    Household         household;

    if (!household_get(&household, &registry, home->household_id, fault))
        return false;
    HouseholdEntry const entry = {
        .household_id = household.household_id,
        .revision = household.revision,
        .region_id = world->posts[home->post].region_id,
        .organisation_id = world->posts[post].organisation_id,
        .address = home_address(world, index),
        .head_id = household.head_id,
    };
    clerk_count(world, 1);
    return household_amend(&registry, &entry, &problems, fault);
}

bool life_move(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Home *const home = &world->homes[entry->thing];
    Date const  day = entry->day;

    if (home->household_id == 0)
        return true;
    home->post = other_post(world, home->post, random);
    home->number = ++world->posts[home->post].homes;
    for (uint32_t i = 0; i < home->count; i++) {
        Resident *const resident = &world->residents[home->first + i];
        bool            was_done = false;

        resident->post = home->post;
        if (!plan_is_here(world, resident, day))
            continue;
        Residence const to = stay_at(world, resident, home->post, day, "迁居");
        if (!move(world, home->first + i, &to, &was_done, fault))
            return false;
    }
    return move_household(world, entry->thing, fault);
}

/* ---- posts ---------------------------------------------------------------------------------- */

/* The smallest of the county's clinics that has a neighbour in its township. */
static uint32_t find_small_post(const World *world, const CountyPlace *county)
{
    uint32_t found = POST_NONE;

    for (uint32_t i = 0; i < county->township_count; i++) {
        const Township *const township = &world->townships[county->first_township + i];

        for (uint32_t j = 0; township->post_count > 1 && j < township->post_count; j++) {
            uint32_t const post = township->first_post + j;
            if (found == POST_NONE || world->posts[post].people < world->posts[found].people)
                found = post;
        }
    }
    return found;
}

bool life_merge_posts(World *world, Fault *fault)
{
    for (uint32_t i = 0; i < world->county_count; i++) {
        uint32_t const from = find_small_post(world, &world->counties[i]);

        if (from == POST_NONE)
            continue;
        const Township *const township = &world->townships[world->posts[from].township];
        uint32_t const        into = from == township->first_post ? from + 1 : from - 1;
        Job const             job = world_job(world);
        Problems              problems = problems_open(world->scratch);
        MovedAlong            moved = { 0 };
        if (!intake_merge_organisations(
                &moved, world->house, &job, world->posts[from].organisation_id,
                world->posts[into].organisation_id, world->today, NULL, &problems, fault))
            return false;
        world->posts[from].merged_into = into;
        world->posts[from].merged_on = world->today;
        world->counts->moves += (uint64_t)moved.persons;
        clerk_count(world, (uint32_t)moved.persons);
    }
    return world_commit(world, fault);
}
