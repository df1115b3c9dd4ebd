/* Households: who lives together, how old they are, and how they are registered. */
#include <assert.h>

#include "demo/demo_private.h"
#include "demo/name.h"
#include "registry/citizen_id.h"
#include "registry/household.h"
#include "registry/record_number.h"

enum {
    SYNTHETIC_COUNTY = 990101, /* that is assigned to nobody */
    EARLIEST_YEAR = 1900,
    MEMBERS_MAX = 6,
    LIVING_PERMILLE = 80,    /* households that are registered elsewhere */
    LATECOMER_PERMILLE = 12, /* that came while it was played */
};

/* ---- kinds of households ---------------------------------------------------------------- */

typedef enum {
    HOME_OLD_COUPLE,
    HOME_OLD_ALONE,
    HOME_FAMILY,
    HOME_THREE_GENERATIONS,
    HOME_MIDDLE_AGED,
    HOME_ALONE,
    HOME_YOUNG_COUPLE,
} HomeKind;

/* How often, and how old the head is. Together they give the age pyramid of a
 * northern prefecture: about 14 of 100 are 65 or older. */
static const struct {
    uint16_t weight;
    int32_t  age_min, age_max;
} KINDS[] = {
    [HOME_OLD_COUPLE] = { 13, 60, 83 },  [HOME_OLD_ALONE] = { 7, 64, 90 },
    [HOME_FAMILY] = { 30, 26, 45 },      [HOME_THREE_GENERATIONS] = { 13, 30, 49 },
    [HOME_MIDDLE_AGED] = { 25, 44, 63 }, [HOME_ALONE] = { 8, 22, 58 },
    [HOME_YOUNG_COUPLE] = { 4, 22, 31 },
};

typedef struct {
    char    relation, sex;
    int32_t age;
} Member;

typedef struct {
    Member   items[MEMBERS_MAX];
    uint32_t count;
} Members;

static void add(Members *members, char relation, char sex, int64_t age)
{
    if (members->count < MEMBERS_MAX && age >= 0)
        members->items[members->count++] = (Member){ relation, sex, (int32_t)age };
}

static char other_sex(char sex)
{
    return sex == '1' ? '2' : '1';
}

static void add_spouse(Members *members, Random *random)
{
    Member const head = members->items[0];

    add(members, '1', other_sex(head.sex),
        head.age + (head.sex == '1' ? -1 : 1) * random_between(random, -2, 5));
}

static void add_child(Members *members, Random *random, int32_t age)
{
    bool const is_son = random_chance(random, 515);

    add(members, is_son ? '2' : '3', is_son ? '1' : '2', age);
}

static void add_children(Members *members, Random *random)
{
    int32_t const mothers = members->items[members->count > 1].age;
    int32_t const first = mothers - (int32_t)random_between(random, 22, 31);

    add_child(members, random, first);
    if (random_chance(random, 420))
        add_child(members, random, first - (int32_t)random_between(random, 2, 7));
}

static void add_parents(Members *members, Random *random)
{
    int32_t const age = members->items[0].age + (int32_t)random_between(random, 22, 30);
    bool const    has_both = random_chance(random, 500);

    if (has_both || random_chance(random, 350))
        add(members, '5', '1', age + 1);
    if (has_both || members->items[members->count - 1].relation != '5')
        add(members, '5', '2', age - 1);
}

static Members people_of(Random *random)
{
    uint16_t weights[COUNT_OF(KINDS)];
    Members  members = { .count = 0 };

    for (uint32_t i = 0; i < COUNT_OF(KINDS); i++)
        weights[i] = KINDS[i].weight;
    HomeKind const kind = (HomeKind)random_choice(random, weights, COUNT_OF(KINDS));
    int64_t const  age = random_between(random, KINDS[kind].age_min, KINDS[kind].age_max);
    uint32_t const male = kind == HOME_OLD_ALONE ? 320 : kind == HOME_ALONE ? 600 : 850;

    add(&members, '0', random_chance(random, male) ? '1' : '2', age);
    switch (kind) {
    case HOME_OLD_ALONE:
    case HOME_ALONE: break;
    case HOME_OLD_COUPLE:
    case HOME_YOUNG_COUPLE: add_spouse(&members, random); break;
    case HOME_FAMILY:
        add_spouse(&members, random);
        add_children(&members, random);
        break;
    case HOME_THREE_GENERATIONS:
        add_spouse(&members, random);
        add_children(&members, random);
        add_parents(&members, random);
        break;
    case HOME_MIDDLE_AGED:
        add_spouse(&members, random);
        if (random_chance(random, 350))
            add_child(&members, random, members.items[0].age - 24);
        break;
    }
    return members;
}

/* ---- making them ---------------------------------------------------------------------------- */

/* A day of birth of somebody who is so old at midyear. */
static Date born_for(const World *world, Random *random, int32_t age)
{
    Date const latest = date_from_civil(world->options->year - age, 7, 1);
    Date const born = date_add_days(latest, -(int32_t)random_below(random, 365));

    return born.days > world->last.days ? world->last : born;
}

/* The platform knows of stays since the basic services began. */
static Date living_since(const World *world, Random *random, bool is_local)
{
    int32_t const year = world->options->year;

    if (is_local)
        return date_from_civil(2009, 1, 1);
    if (random_chance(random, LATECOMER_PERMILLE * 1000 / LIVING_PERMILLE))
        return random_day(random, date_from_civil(year - 1, 2, 1), world->last);
    return random_day(random, date_from_civil(2011, 1, 1), date_from_civil(year - 3, 12, 31));
}

static void add_resident(World *world, Random *random, const Member *member, uint32_t home,
                         uint32_t post, Date since_on, bool is_local)
{
    uint32_t const index = world->resident_count++;
    Date const     born_on = born_for(world, random, member->age);

    world->residents = arena_grow(world->arena, world->residents, index, &world->resident_capacity,
                                  sizeof(Resident));
    world->residents[index] = (Resident){
        .born_on = born_on,
        .since_on = born_on.days > since_on.days ? born_on : since_on,
        .home = home,
        .post = post,
        .sex = member->sex,
        .relation = member->relation,
        .is_local = is_local,
    };
    body_make(world, &world->residents[index], index);
}

/* Some households are poor, and known to be. */
static void add_hardship(World *world, Random *random, const Home *home)
{
    static const uint16_t WEIGHTS[] = { 900, 52, 10, 38 };
    static const uint32_t TRAITS[] = { 0, IS_LIFTED, IS_MONITORED, HAS_ALLOWANCE };
    uint32_t const        trait = TRAITS[random_choice(random, WEIGHTS, COUNT_OF(WEIGHTS))];

    for (uint32_t i = 0; i < home->count; i++)
        world->residents[home->first + i].traits |= trait;
}

static void make_home(World *world, uint32_t post)
{
    uint32_t const index = world->home_count++;
    Random         random = random_of(world->options->seed, index, EVENT_ENTER);
    bool const     is_local = !random_chance(&random, LIVING_PERMILLE);
    Date const     since_on = living_since(world, &random, is_local);
    Members const  members = people_of(&random);

    world->homes =
        arena_grow(world->arena, world->homes, index, &world->home_capacity, sizeof(Home));
    Home *const home = &world->homes[index];
    *home = (Home){
        .first = world->resident_count,
        .post = post,
        .number = ++world->posts[post].homes,
    };
    for (uint32_t i = 0; i < members.count; i++)
        add_resident(world, &random, &members.items[i], index, post, since_on, is_local);
    home->count = members.count;
    add_hardship(world, &random, home);
}

/* Village after village is visited in the year before last; who came later is
 * registered when he has come. */
static void plan_entries(World *world, uint32_t post, uint32_t first_home)
{
    Date const     from = date_add_days(world->first, 10);
    int32_t const  span = date_from_civil(world->options->year - 1, 1, 1).days - from.days - 20;
    uint32_t const homes = world->home_count - first_home;

    for (uint32_t i = 0; i < homes; i++) {
        Date       day = date_add_days(from, (int32_t)((uint64_t)i * (uint32_t)span / homes));
        Date const since = world->residents[world->homes[first_home + i].first].since_on;

        if (since.days > day.days)
            day = date_add_days(since, 5 + (int32_t)(i % 40));
        clerk_plan(world, EVENT_ENTER, first_home + i, day, post);
    }
}

void home_make_all(World *world)
{
    for (uint32_t i = 0; i < world->post_count; i++) {
        uint32_t const first_home = world->home_count;
        uint32_t const first = world->resident_count;

        while (world->resident_count - first < world->posts[i].people)
            make_home(world, i);
        world->posts[i].people = world->resident_count - first;
        plan_entries(world, i, first_home);
    }
}

/* ---- what stands in the papers -------------------------------------------------------------- */

Str home_name(World *world, uint32_t index)
{
    const Resident *const resident = &world->residents[index];
    bool const            has_own =
        resident->relation == '1' || (resident->relation == '5' && resident->sex == '2');
    Random random = random_of(world->options->seed, index, EVENT_COUNT + 1);
    Random of_home = random_of(world->options->seed, resident->home, EVENT_COUNT + 2);
    /* Husband and wife have different names; children have the head's. */
    Str const surname = name_surname(has_own ? &random : &of_home);

    return name_person(world->scratch, &random, surname, resident->sex,
                       date_year(resident->born_on));
}

Str home_phone(const World *world, uint32_t home)
{
    Random random = random_of(world->options->seed, home, EVENT_COUNT + 3);

    return str_format(world->scratch, "199%04u0000", random_below(&random, 10000));
}

Str home_address(const World *world, uint32_t home)
{
    const Post *const post = &world->posts[world->homes[home].post];

    return str_format(world->scratch, "%.*s%u号", (int)post->name.len, post->name.ptr,
                      world->homes[home].number);
}

Str home_citizen_id(World *world, const Resident *resident)
{
    Date const      epoch = date_from_civil(EARLIEST_YEAR, 1, 1);
    bool const      is_man = resident->sex == '1';
    uint16_t *const serial =
        &world->serials[(resident->born_on.days - epoch.days) * 2 + (is_man ? 1 : 0)];

    assert(*serial < 498);
    uint32_t const  nth = (*serial)++;
    CitizenId const id =
        citizen_id_make(SYNTHETIC_COUNTY, resident->born_on, nth * 2 + (is_man ? 1 : 2));
    return str_copy(world->scratch, (Str){ id.text, CITIZEN_ID_CHARS });
}

/* ---- registering ---------------------------------------------------------------------------- */

Residence home_residence(const World *world, const Resident *resident)
{
    const Post *const post = &world->posts[place_post_on(world, resident->post, world->today)];

    return (Residence){
        .from_on = resident->since_on,
        .is_resident = true,
        .kind = resident->is_local ? SV("1") : SV("2"),
        .organisation_id = post->organisation_id,
        .region_id = world->posts[resident->post].region_id,
        .worker_id = post->doctor_id,
    };
}

PersonEntry home_entry(World *world, uint32_t index, Str number)
{
    Resident *const resident = &world->residents[index];
    Post *const     post = &world->posts[resident->post];
    Random          random = random_of(world->options->seed, index, EVENT_COUNT + 4);

    return (PersonEntry){
        .citizen_id = number.len ? number : home_citizen_id(world, resident),
        .id_kind = number.len ? SV("19") : SV("01"),
        .record_number =
            record_number_format(world->scratch, post->record_prefix, ++post->record_serial),
        .name = home_name(world, index),
        .sex = (Str){ &resident->sex, 1 },
        .born_on = resident->born_on,
        .phone = random_chance(&random, 930) && world_age(resident, world->today) >= 14
                     ? home_phone(world, resident->home)
                     : SV(""),
        .address = home_address(world, resident->home),
        .household_id = world->homes[resident->home].household_id,
        .relation = (Str){ &resident->relation, 1 },
        .ethnic = random_chance(&random, 994) ? SV("01") : SV("03"),
    };
}

/* A wrong digit in the number is found at once. */
static bool register_wrongly(World *world, const PersonEntry *entry, const Residence *residence,
                             Fault *fault)
{
    Job const    job = world_job(world);
    PersonEntry  wrong = *entry;
    Problems     problems = problems_open(world->scratch);
    PersonChange change = { 0 };
    Fault        found = { 0 };

    wrong.citizen_id =
        str_format(world->scratch, "%.*s%c", CITIZEN_ID_CHARS - 1, entry->citizen_id.ptr,
                   entry->citizen_id.ptr[CITIZEN_ID_CHARS - 1] == '0' ? '1' : '0');
    if (intake_register_person(&change, world->house, &job, &wrong, residence, &problems, &found)) {
        world->counts->accepted++;
        return true;
    }
    if (found.code != FAULT_INVALID) {
        *fault = found;
        return false;
    }
    world->counts->refused++;
    return true;
}

bool home_register_member(World *world, uint32_t index, Str number, Fault *fault)
{
    Resident *const   resident = &world->residents[index];
    PersonEntry const entry = home_entry(world, index, number);
    Residence const   residence = home_residence(world, resident);
    Random            random = random_of(world->options->seed, index, EVENT_COUNT + 5);
    PersonChange      change = { 0 };
    Fault             found = { 0 };

    if (number.len == 0 && random_chance(&random, 3) &&
        !register_wrongly(world, &entry, &residence, fault))
        return false;
    Job const job = world_job(world);
    Problems  problems = problems_open(world->scratch);
    if (!intake_register_person(&change, world->house, &job, &entry, &residence, &problems,
                                &found)) {
        resident->presence = PRESENCE_DEAD; /* nothing more happens to him or her */
        return clerk_forgive(world, &found, fault);
    }
    resident->person_id = change.person_id;
    resident->presence = PRESENCE_HERE;
    world->counts->persons++;
    clerk_count(world, 1);
    return true;
}

static bool register_household(World *world, uint32_t index, Fault *fault)
{
    Home *const          home = &world->homes[index];
    uint32_t const       post = place_post_on(world, home->post, world->today);
    Registry const       registry = world_registry(world);
    Problems             problems = problems_open(world->scratch);
    HouseholdEntry const entry = {
        .region_id = world->posts[home->post].region_id,
        .organisation_id = world->posts[post].organisation_id,
        .address = home_address(world, index),
    };

    if (!household_register(&home->household_id, &registry, &entry, &problems, fault))
        return false;
    world->counts->households++;
    clerk_count(world, 1);
    return true;
}

static bool name_head(World *world, uint32_t index, Fault *fault)
{
    const Home *const    home = &world->homes[index];
    uint32_t const       post = place_post_on(world, home->post, world->today);
    Registry const       registry = world_registry(world);
    Problems             problems = problems_open(world->scratch);
    HouseholdEntry const entry = {
        .household_id = home->household_id,
        .revision = 1,
        .region_id = world->posts[home->post].region_id,
        .organisation_id = world->posts[post].organisation_id,
        .address = home_address(world, index),
        .head_id = world->residents[home->first].person_id,
    };

    clerk_count(world, 1);
    return household_amend(&registry, &entry, &problems, fault);
}

/* What is done when somebody has become known here. */
static void plan_first_year(World *world, uint32_t index, Date day)
{
    Resident *const resident = &world->residents[index];
    Random          random = world_random(world, index, EVENT_FILE, day);
    bool const      is_reluctant = resident->traits & IS_RELUCTANT;

    if (random_chance(&random, is_reluctant ? 600 : 945))
        clerk_plan(world, EVENT_FILE, index, day, 0);
    else if (random_chance(&random, 500))
        clerk_plan(world, EVENT_FILE, index,
                   date_add_days(day, (int32_t)random_between(&random, 60, 500)), 0);
    clerk_plan(world, EVENT_LISTED, index, day, 0);
    if (resident->traits & KNOWS_HYPERTENSION && world_age(resident, day) > 35)
        clerk_plan(world, EVENT_REGISTER_HTN, index,
                   date_add_days(day, (int32_t)random_below(&random, 40)), 0);
    if (resident->traits & KNOWS_DIABETES && world_age(resident, day) > 35)
        clerk_plan(world, EVENT_REGISTER_DM, index,
                   date_add_days(day, (int32_t)random_below(&random, 40)), 0);
    if (day.days >= date_from_civil(world->options->year - 1, 1, 1).days) {
        life_plan_year(world, index, date_year(day));
        plan_year(world, index, day);
    }
}

bool home_enter(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Home *const home = &world->homes[entry->thing];

    (void)random;
    if (!register_household(world, entry->thing, fault))
        return false;
    for (uint32_t i = 0; i < home->count; i++) {
        uint32_t const index = home->first + i;
        Date const     born_on = world->residents[index].born_on;

        if (born_on.days > entry->day.days) { /* not yet */
            clerk_plan(world, EVENT_BIRTH, index, date_add_days(born_on, 3), 0);
            continue;
        }
        if (!home_register_member(world, index, SV(""), fault))
            return false;
        if (world->residents[index].presence == PRESENCE_HERE)
            plan_first_year(world, index, world->today);
    }
    return world->residents[home->first].presence != PRESENCE_HERE ||
           name_head(world, entry->thing, fault);
}
