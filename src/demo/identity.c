/* By what the people of a household are known beside their cards: passports, birth
 * certificates, a name before a marriage; and who is whose mother and spouse. */
#include "demo/demo_private.h"

enum {
    FAMILIES = 200, /* whose relations somebody writes down, in a thousand */
    PASSPORTS = 60, /* of adults */
    ALIASES = 30,
    CHILD_AGE_MAX = 6,
    PARENT_YEARS = 15,
};

/* Of households whose cards somebody has looked at, in a thousand; of their members, who was
 * at home. */
enum { VERIFIED_HOMES = 850, VERIFIED_MEMBERS = 900 };

static bool put_identifier(World *world, int64_t person_id, Str kind, Str number, Str issuer,
                           Fault *fault)
{
    IdentifierEntry const entry = { .person_id = person_id,
                                    .kind = kind,
                                    .number = number,
                                    .issuer = issuer,
                                    .valid_from = DATE_MIN,
                                    .valid_until = DATE_MAX,
                                    .verified = SV("1") };
    Job const             job = world_job(world);
    Problems              problems = problems_open(world->scratch);
    RowChange             change = { 0 };
    Fault                 found = { 0 };

    if (!intake_put_identifier(&change, world->house, &job, &entry, &problems, &found))
        return clerk_forgive(world, &found, fault);
    clerk_count(world, 1);
    return true;
}

static bool put_relation(World *world, int64_t person_id, int64_t other_id, Str kind, Fault *fault)
{
    RelationEntry const entry = { .person_id = person_id,
                                  .other_id = other_id,
                                  .kind = kind,
                                  .from_on = DATE_MIN,
                                  .until_on = DATE_MAX };
    Job const           job = world_job(world);
    Problems            problems = problems_open(world->scratch);
    RowChange           change = { 0 };
    Fault               found = { 0 };

    if (!intake_put_relation(&change, world->house, &job, &entry, &problems, &found))
        return clerk_forgive(world, &found, fault);
    clerk_count(world, 1);
    return true;
}

static bool put_alias(World *world, int64_t person_id, Random *random, Fault *fault)
{
    static const char *const NAMES[] = { "阿福", "小宝", "大妹", "石头", "春生", "满仓" };
    PersonNameEntry const    entry = {
           .person_id = person_id,
           .kind = SV("3"),
           .name = str_from_c(NAMES[random_between(random, 0, COUNT_OF(NAMES) - 1)]),
           .from_on = DATE_MIN,
           .until_on = DATE_MAX,
    };
    Job const job = world_job(world);
    Problems  problems = problems_open(world->scratch);
    RowChange change = { 0 };
    Fault     found = { 0 };

    if (!intake_put_name(&change, world->house, &job, &entry, &problems, &found))
        return clerk_forgive(world, &found, fault);
    clerk_count(world, 1);
    return true;
}

/* What a resident is known by beside the card; numbers are as unique as the resident. */
static bool tell_numbers(World *world, uint32_t index, Random *random, Fault *fault)
{
    const Resident *const resident = &world->residents[index];
    int32_t const         age = date_years_between(resident->born_on, world->today);

    if (age < CHILD_AGE_MAX)
        return put_identifier(world, resident->person_id, SV("10"),
                              str_format(world->scratch, "Z%09u", index), SV(""), fault);
    if (age >= 18 && random_chance(random, PASSPORTS) &&
        !put_identifier(world, resident->person_id, SV("03"),
                        str_format(world->scratch, "E%08u", index), SV("CHN"), fault))
        return false;
    return !random_chance(random, ALIASES) || put_alias(world, resident->person_id, random, fault);
}

/* The card is read, at home or at the clinic. */
static bool verify_card(World *world, uint32_t index, Fault *fault)
{
    Registry const registry = world_registry(world);
    Person         person = { 0 };

    return person_get(&person, &registry, world->residents[index].person_id, fault) &&
           (person.citizen_id.len == 0 || put_identifier(world, person.person_id, person.id_kind,
                                                         person.citizen_id, SV(""), fault));
}

static bool verify_home(World *world, const Home *home, Random *random, Fault *fault)
{
    if (!random_chance(random, VERIFIED_HOMES))
        return true;
    for (uint32_t index = home->first; index < home->first + home->count; index++)
        if (random_chance(random, VERIFIED_MEMBERS) && world->residents[index].person_id &&
            !verify_card(world, index, fault))
            return false;
    return true;
}

/* What the member is to the head, and whose child that makes him. */
static bool tell_relation(World *world, const Home *home, uint32_t index, Fault *fault)
{
    const Resident *const head = &world->residents[home->first];
    const Resident *const member = &world->residents[index];
    bool const            is_child = member->relation == '2' || member->relation == '3';

    if (member->relation == '1')
        return put_relation(world, head->person_id, member->person_id, SV("10"), fault);
    if (!is_child || date_years_between(head->born_on, member->born_on) < PARENT_YEARS)
        return true;
    return put_relation(world, member->person_id, head->person_id,
                        head->sex == '2' ? SV("52") : SV("51"), fault);
}

static bool tell_home(World *world, const Home *home, Random *random, Fault *fault)
{
    if (world->residents[home->first].person_id == 0 || !random_chance(random, FAMILIES))
        return true;
    for (uint32_t index = home->first; index < home->first + home->count; index++)
        if (world->residents[index].person_id &&
            (!tell_numbers(world, index, random, fault) ||
             (index > home->first && !tell_relation(world, home, index, fault))))
            return false;
    return true;
}

bool identity_tell_all(World *world, Fault *fault)
{
    for (uint32_t i = 0; i < world->home_count; i++) {
        Random random = world_random(world, i, EVENT_ENTER, world->last);
        Random own = world_random(world, i, EVENT_ENTER, date_add_days(world->last, 1));

        if ((world->batched >= JOBS_PER_COMMIT && !world_commit(world, fault)) ||
            !tell_home(world, &world->homes[i], &random, fault) ||
            !verify_home(world, &world->homes[i], &own, fault))
            return false;
    }
    return true;
}
