/* People who are registered a second time: somebody who moved within the county, or comes to
 * the counter without papers, and a clerk who does not find him. */
#include "demo/demo_private.h"

enum {
    AGAIN = 6, /* of a thousand residents */
    AGE_MIN = 3,
    DAYS_AGO_MIN = 20,
    DAYS_AGO_MAX = 200,
};

/* Characters that sound the same, as they are mistaken for each other at a counter. */
static const char *const SOUND_ALIKE[][2] = {
    { "伟", "玮" }, { "芳", "方" }, { "丽", "莉" }, { "军", "君" }, { "英", "瑛" },
    { "华", "桦" }, { "明", "鸣" }, { "平", "萍" }, { "红", "宏" }, { "建", "健" },
    { "国", "帼" }, { "玉", "钰" }, { "强", "锵" }, { "敏", "闵" }, { "杰", "洁" },
};

/* The name with one character mistaken, or as it is. */
static Str heard_name(Arena *arena, Str name)
{
    for (size_t i = 0; i < COUNT_OF(SOUND_ALIKE); i++) {
        Str const wrong = str_from_c(SOUND_ALIKE[i][1]);

        if (str_ends_with(name, str_from_c(SOUND_ALIKE[i][0])))
            return str_format(arena, "%.*s%s", (int)(name.len - wrong.len), name.ptr,
                              SOUND_ALIKE[i][1]);
    }
    return name;
}

/* Day and month the wrong way round, where that is a day, and else the year before. */
static Date mistaken_birth(Date born_on)
{
    Civil const born = date_to_civil(born_on);

    return born.day <= 12 && born.day != born.month
               ? date_from_civil(born.year, born.day, born.month)
               : date_from_civil(born.year - 1, born.month, born.day == 29 ? 28 : born.day);
}

/* Without papers, and with what people say of themselves. */
static PersonEntry second_entry(World *world, uint32_t index, bool has_moved, Random *random)
{
    PersonEntry entry = home_entry(world, index, SV(""));

    entry.citizen_id = SV("");
    entry.id_kind = SV("");
    entry.record_number = SV("");
    entry.next_record_number = true;
    entry.household_id = 0;
    entry.relation = SV("");
    if (has_moved)
        entry.address = SV("");
    if (has_moved && random_chance(random, 400))
        entry.phone = SV("");
    switch (random_below(random, 4)) {
    case 0: entry.name = heard_name(world->scratch, entry.name); break;
    case 1: entry.born_on = mistaken_birth(entry.born_on); break;
    default: break;
    }
    return entry;
}

static bool register_again(World *world, uint32_t index, Random *random, Fault *fault)
{
    const Resident *const resident = &world->residents[index];
    bool const            has_moved = random_chance(random, 600);
    PersonEntry           entry = second_entry(world, index, has_moved, random);
    Residence             residence = home_residence(world, resident);
    Job const             job = world_job(world);
    Problems              problems = problems_open(world->scratch);
    PersonChange          change = { 0 };
    Fault                 found = { 0 };

    if (has_moved) {
        uint32_t const to =
            place_post_on(world, random_below(random, world->post_count), world->today);

        residence.kind = SV("2");
        residence.organisation_id = world->posts[to].organisation_id;
        residence.region_id = world->posts[to].region_id;
        residence.worker_id = world->posts[to].doctor_id;
    }
    residence.from_on =
        date_add_days(world->last, -(int32_t)random_between(random, DAYS_AGO_MIN, DAYS_AGO_MAX));
    /* The clerk is asked whether this is somebody else, and says so. */
    entry.seeks_duplicates = true;
    entry.distinct_ids = &resident->person_id;
    entry.distinct_count = 1;
    if (!intake_register_person(&change, world->house, &job, &entry, &residence, &problems, &found))
        return clerk_forgive(world, &found, fault);
    world->counts->twice++;
    clerk_count(world, 1);
    return true;
}

bool again_register_all(World *world, Fault *fault)
{
    for (uint32_t i = 0; i < world->resident_count; i++) {
        const Resident *const resident = &world->residents[i];
        Random                random = world_random(world, i, EVENT_COUNT, world->last);

        if (!random_chance(&random, AGAIN) || resident->person_id == 0 ||
            resident->presence != PRESENCE_HERE || world_age(resident, world->last) < AGE_MIN)
            continue;
        if ((world->batched >= JOBS_PER_COMMIT && !world_commit(world, fault)) ||
            !register_again(world, i, &random, fault))
            return false;
    }
    return true;
}
