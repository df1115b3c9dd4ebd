/* What nature gives people, and how it is read off them. */
#include "demo/demo_private.h"

/* How many of 1000 have it, from an age on. */
typedef struct {
    int32_t  from_age;
    uint32_t permille;
} Share;

static const Share HYPERTENSION[] = { { 75, 500 }, { 65, 430 }, { 55, 320 },
                                      { 45, 190 }, { 35, 90 },  { 0, 0 } };
static const Share DIABETES[] = { { 75, 140 }, { 65, 150 }, { 55, 120 },
                                  { 45, 70 },  { 35, 35 },  { 0, 0 } };
static const Share CORONARY[] = { { 75, 120 }, { 65, 80 }, { 55, 30 }, { 40, 8 }, { 0, 0 } };
static const Share STROKE[] = { { 75, 90 }, { 65, 60 }, { 55, 25 }, { 40, 5 }, { 0, 0 } };
static const Share COPD[] = { { 65, 70 }, { 50, 25 }, { 0, 0 } };
static const Share DISABLED[] = { { 75, 90 }, { 60, 60 }, { 30, 30 }, { 0, 8 } };
static const Share DEPENDENT[] = { { 80, 90 }, { 70, 30 }, { 60, 8 }, { 0, 1 } };

enum { KNOWN_PERMILLE = 900 /* of the patients, before the platform came */ };

static uint32_t share_at(const Share *shares, int32_t age)
{
    while (age < shares->from_age)
        shares++;
    return shares->permille;
}

static uint16_t between(int64_t value, int64_t low, int64_t high)
{
    return (uint16_t)(value < low ? low : value > high ? high : value);
}

static void add_trait(Resident *resident, Random *random, uint32_t permille, uint32_t trait)
{
    if (random_chance(random, permille))
        resident->traits |= trait;
}

static void make_diseases(Resident *resident, Random *random, int32_t age)
{
    add_trait(resident, random, share_at(HYPERTENSION, age), HAS_HYPERTENSION);
    uint32_t const both = resident->traits & HAS_HYPERTENSION ? 1400 : 850;
    add_trait(resident, random, share_at(DIABETES, age) * both / 1000, HAS_DIABETES);
    if (resident->traits & HAS_HYPERTENSION)
        add_trait(resident, random, KNOWN_PERMILLE, KNOWS_HYPERTENSION);
    if (resident->traits & HAS_DIABETES)
        add_trait(resident, random, KNOWN_PERMILLE, KNOWS_DIABETES);
    add_trait(resident, random, share_at(CORONARY, age), HAS_CORONARY);
    add_trait(resident, random, share_at(STROKE, age), HAS_STROKE);
    add_trait(resident, random, share_at(COPD, age), HAS_COPD);
    add_trait(resident, random, share_at(DISABLED, age), IS_DISABLED);
    add_trait(resident, random, share_at(DEPENDENT, age), IS_DEPENDENT);
}

static void make_habits(Resident *resident, Random *random, int32_t age)
{
    bool const is_man = resident->sex == '1';

    if (age >= 18) {
        add_trait(resident, random, is_man ? 480 : 20, SMOKES);
        add_trait(resident, random, is_man ? 360 : 30, DRINKS);
    }
    add_trait(resident, random, 350, EATS_SALTY);
    add_trait(resident, random, 280, HAS_FAMILY_HISTORY);
    add_trait(resident, random, 90, IS_RELUCTANT);
    if (age >= 18 && age < 50)
        add_trait(resident, random, 150, IS_PHONED);
}

/* Pressure rises with age; what is treated lies around the target. */
static void make_readings(Resident *resident, Random *random, int32_t age)
{
    bool const is_man = resident->sex == '1';
    bool const is_ill = resident->traits & HAS_HYPERTENSION;
    bool const is_treated = resident->traits & KNOWS_HYPERTENSION;
    int64_t    sbp = random_normal(random, 106 + age / 4, 7);

    if (is_ill)
        sbp = random_normal(random, is_treated ? 138 : 152, is_treated ? 10 : 8);
    resident->sbp = between(sbp, 88, 190);
    resident->dbp = between(resident->sbp * 6 / 10 + random_normal(random, 0, 5), 50, 112);
    resident->fpg = between(random_normal(random, 51, 5), 41, 66);
    if (resident->traits & HAS_DIABETES)
        resident->fpg = between(random_normal(random, 68, 11), 46, 150);
    resident->height = between(random_normal(random, is_man ? 1690 : 1580, 60), 1380, 1950);
    if (age < 18)
        resident->height = between(500 + age * 68, 480, 1750);
    int64_t const bmi = random_normal(random, age < 18 ? 170 : 240, 28); /* tenths of kg/m2 */
    resident->weight =
        between(bmi * resident->height / 100 * resident->height / 100 / 100, 30, 1500);
    resident->waist = between(random_normal(random, 480 + resident->weight / 2, 40), 400, 1350);
}

void body_make(const World *world, Resident *resident, uint32_t index)
{
    Random        random = random_of(world->options->seed, index, EVENT_COUNT);
    int32_t const age = world_age(resident, date_from_civil(world->options->year, 7, 1));

    make_diseases(resident, &random, age);
    make_habits(resident, &random, age);
    make_readings(resident, &random, age);
}

/* ---- readings ---------------------------------------------------------------------------- */

static int32_t round_to_tens(int64_t value)
{
    return (int32_t)((value + 5) / 10 * 10);
}

Pressure body_pressure(const World *world, Resident *resident, Random *random, Date day)
{
    const Habit *const habit = &world->posts[place_post_on(world, resident->post, day)].habit;
    int64_t const      sbp = random_normal(random, resident->sbp, 8);
    int64_t const      dbp = random_normal(random, resident->dbp, 5);
    Pressure           taken = { between(sbp, 80, 214), between(dbp, 46, 128) };

    if (resident->last_sbp && random_chance(random, habit->copied))
        return (Pressure){ resident->last_sbp, resident->last_dbp };
    if (random_chance(random, habit->rounded))
        taken = (Pressure){ round_to_tens(taken.sbp), round_to_tens(taken.dbp) };
    if (taken.sbp - taken.dbp < 20)
        taken.dbp = taken.sbp - 20;
    resident->last_sbp = (uint16_t)taken.sbp;
    resident->last_dbp = (uint16_t)taken.dbp;
    return taken;
}

int32_t body_pulse(const Resident *resident, Random *random)
{
    return between(random_normal(random, resident->sex == '1' ? 72 : 75, 7), 50, 118);
}

int32_t body_glucose(const Resident *resident, Random *random)
{
    return between(random_normal(random, resident->fpg, resident->traits & HAS_DIABETES ? 8 : 3),
                   34, 240);
}

int32_t body_weight(const Resident *resident, Random *random)
{
    return between(random_normal(random, resident->weight, 8), 30, 1600);
}
