/* What a year has ready for a resident. */
#include "demo/contract_private.h"
#include "demo/demo_private.h"

/* The year before the one that is played wholly has so much of everything. */
enum { THIN_PERMILLE = 420 };

bool plan_is_here(const World *world, const Resident *resident, Date day)
{
    (void)world;
    return resident->presence == PRESENCE_HERE && resident->person_id &&
           day.days >= resident->since_on.days;
}

/* A day of the year's part that is left; false when it is over. */
static bool day_in(Date *out, Random *random, Date from, int32_t year, int32_t first_month,
                   int32_t last_month)
{
    Date const first = date_from_civil(year, first_month, 1);
    Date const last = date_month_end(year, last_month);
    Date const begin = first.days > from.days ? first : from;

    if (begin.days > last.days)
        return false;
    *out = random_day(random, begin, last);
    return true;
}

static void plan_once(World *world, uint32_t index, Random *random, Date from, uint32_t permille,
                      EventKind kind, int32_t first_month, int32_t last_month)
{
    Date day = from;

    if (random_chance(random, permille) &&
        day_in(&day, random, from, date_year(from), first_month, last_month))
        clerk_plan(world, kind, index, day, 0);
}

/* A few are often there, most once or not at all. */
static void plan_encounters(World *world, uint32_t index, Random *random, Date from, uint32_t share)
{
    static const uint16_t COUNTS[] = { 520, 270, 130, 60, 20 };
    uint32_t const        count = random_choice(random, COUNTS, COUNT_OF(COUNTS));

    for (uint32_t i = 0; i < count; i++)
        plan_once(world, index, random, from, share, EVENT_ENCOUNTER, 1, 12);
}

/* A household signs together, the one more willingly than the other. */
static void plan_contract(World *world, uint32_t index, Date from, uint32_t share)
{
    const Resident *const resident = &world->residents[index];
    int32_t const         age = world_age(resident, from);
    Random                of_home = world_random(world, resident->home, EVENT_SIGN, from);
    Random                random = world_random(world, index, EVENT_SIGN, from);
    bool const            is_key = age >= 65 || age < 7 ||
                        resident->traits & (IS_DISABLED | IS_LIFTED | IS_MONITORED | HAS_ALLOWANCE |
                                            KNOWS_HYPERTENSION | KNOWS_DIABETES);
    bool const is_willing = random_chance(&of_home, 620);
    Date       day = from;

    if (resident->contract_until.days >= from.days || resident->traits & HAD_CONTRACT)
        return; /* it is renewed, or was given up */
    if (!day_in(&day, &of_home, from, date_year(from), 1, 5) &&
        !day_in(&day, &of_home, from, date_year(from), 1, 12))
        return;
    uint32_t const chance = (is_willing ? 800u : 160u) + (is_key ? 190u : 0u) -
                            (resident->traits & IS_RELUCTANT ? 150u : 0u);
    if (random_chance(&random, chance * share / 1000))
        clerk_plan(world, EVENT_SIGN, index, day, 0);
}

static void plan_screening(World *world, uint32_t index, Random *random, Date from, uint32_t share)
{
    const Resident *const resident = &world->residents[index];
    int32_t const         age = world_age(resident, from);

    if (age < 35)
        return;
    if (!resident->hypertension.is_enrolled) {
        plan_once(world, index, random, from, share * 50 / 100, EVENT_SCREEN_BP, 1, 6);
        if (age >= 55)
            plan_once(world, index, random, from, share * 45 / 100, EVENT_SCREEN_BP, 7, 12);
    }
    bool const is_at_risk = resident->traits & (HAS_FAMILY_HISTORY | HAS_HYPERTENSION);
    if (!resident->diabetes.is_enrolled && is_at_risk)
        plan_once(world, index, random, from, share * 30 / 100, EVENT_SCREEN_FPG, 3, 11);
}

static void plan_exam(World *world, uint32_t index, Random *random, Date from, uint32_t share)
{
    const Resident *const resident = &world->residents[index];
    bool const    is_managed = resident->hypertension.is_enrolled || resident->diabetes.is_enrolled;
    int32_t const age = world_age(resident, date_from_civil(date_year(from), 12, 31));
    bool const    is_reluctant = resident->traits & IS_RELUCTANT;
    uint32_t const kept = world->posts[resident->post].habit.kept;

    if (age >= 65)
        plan_once(world, index, random, from, share * (is_reluctant ? 300 : kept * 90 / 100) / 1000,
                  EVENT_EXAM, 3, 10);
    else if (is_managed)
        plan_once(world, index, random, from, share * (is_reluctant ? 250 : kept * 86 / 100) / 1000,
                  EVENT_EXAM, 4, 11);
}

void plan_year(World *world, uint32_t index, Date from)
{
    Resident *const resident = &world->residents[index];
    Random          random = world_random(world, index, EVENT_COUNT, from);
    uint32_t const  share = world_is_full_year(world, from) ? 1000 : THIN_PERMILLE;

    if (resident->presence != PRESENCE_HERE)
        return;
    plan_encounters(world, index, &random, from, share);
    plan_screening(world, index, &random, from, share);
    plan_exam(world, index, &random, from, share);
    plan_contract(world, index, from, share > 800 ? 1000 : 700);
    if (resident->contract_until.days >= from.days)
        contract_plan_services(world, index, from);
    if (resident->traits & WAS_FILED) {
        plan_once(world, index, &random, from, share * 9 / 1000, EVENT_QUALITY, 5, 11);
        if (!(resident->traits & WAS_OPENED))
            plan_once(world, index, &random, from, share * 10 / 100, EVENT_OPEN_RECORD, 2, 11);
    }
    if (resident->hypertension.is_enrolled || resident->diabetes.is_enrolled)
        plan_once(world, index, &random, from, share * 12 / 1000, EVENT_LOST, 7, 12);
}
