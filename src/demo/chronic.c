/* The management of hypertension and diabetes: registered, visited, referred, ended. */
#include <string.h>

#include "demo/demo_private.h"
#include "demo/visit_private.h"

/* ---- registering -------------------------------------------------------------------------- */

/* The day of the diagnosis; who comes back has been ill all the time. */
static Date confirmed_on(const World *world, const Resident *resident, const Care *care,
                         Random *random, const Entry *entry)
{
    int64_t const age = world_param(world, PARAM_CHRONIC_AGE, entry->day, resident->post);
    Date const    of_age = date_add_months(resident->born_on, (int32_t)age * 12);
    Date          earliest = date_add_days(entry->day, -12 * 365);

    if (entry->detail == FOUND_AGAIN && care->confirmed_on.days)
        return care->confirmed_on;
    if (entry->detail != FOUND_BEFORE)
        return entry->day;
    if (earliest.days < of_age.days)
        earliest = of_age;
    if (earliest.days < resident->since_on.days)
        earliest = resident->since_on;
    return earliest.days < entry->day.days ? random_day(random, earliest, entry->day) : entry->day;
}

static const char *channel_of(const Entry *entry, Random *random)
{
    if (entry->detail == FOUND_HERE)
        return random_chance(random, 650) ? "first_visit" : "examination";
    return random_chance(random, 500) ? "filing" : "treatment";
}

/* What the two files have in common. */
static void fill_file(Draft *draft, const Entry *entry, Date confirmed, Random *random)
{
    World *const             world = draft->world;
    const Resident *const    resident = &world->residents[entry->thing];
    const Post *const        post = &world->posts[place_post_on(world, resident->post, entry->day)];
    const CountyPlace *const county = &world->counties[world->townships[post->township].county];

    draft_date(draft, "confirmed_on", confirmed);
    draft_text(draft, "confirmed_at",
               str_format(world->scratch, "%.*s人民医院", (int)county->name.len, county->name.ptr));
    draft_code(draft, "channel", channel_of(entry, random));
    draft_any(draft, "risk", random);
    draft_code(draft, "family", resident->traits & HAS_FAMILY_HISTORY ? "present" : "absent");
    draft_bool(draft, "insured", random_chance(random, 600));
    draft_id(draft, "doctor", post->doctor_id);
    if (entry->detail == FOUND_AGAIN)
        draft_words(draft, "note", "返乡后重新纳入管理");
}

/* Long before the year in question only the file is there; visits begin later. */
static void plan_first_visit(World *world, uint32_t index, Random *random, Date day)
{
    Date const begin = date_from_civil(world->options->year - 1, 7, 1);

    if (day.days >= begin.days)
        chronic_plan_visit(world, index,
                           date_add_days(day, (int32_t)random_between(random, 10, 80)));
    else
        chronic_plan_visit(world, index, date_add_days(begin, (int32_t)random_below(random, 85)));
}

/* What is entered late may lie before an end that was entered meanwhile. */
static bool may_register(const World *world, const Resident *resident, const Care *care, Date day)
{
    return plan_is_here(world, resident, day) && !care->is_enrolled &&
           day.days > care->ended_on.days;
}

bool chronic_register_hypertension(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    int64_t         record_id = 0;

    if (!may_register(world, resident, &resident->hypertension, entry->day))
        return true;
    Draft      draft = draft_open(world, FORM_HTN_REGISTRATION, entry->thing, entry->day);
    Date const confirmed = confirmed_on(world, resident, &resident->hypertension, random, entry);
    fill_file(&draft, entry, confirmed, random);
    draft_code(&draft, "kind", "primary");
    draft_int(&draft, "sbp", random_between(random, 142, 176));
    draft_int(&draft, "dbp", random_between(random, 84, 104));
    draft_code(&draft, "complications",
               resident->traits & HAS_STROKE     ? "2"
               : resident->traits & HAS_CORONARY ? "3"
               : resident->traits & HAS_DIABETES ? "9"
                                                 : "none");
    draft_bool(&draft, "treated", entry->detail != FOUND_HERE);
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id == 0)
        return true;
    resident->hypertension = (Care){ .is_enrolled = true, .confirmed_on = confirmed };
    resident->traits |= KNOWS_HYPERTENSION;
    if (entry->detail == FOUND_HERE) /* treatment works */
        resident->sbp = (uint16_t)(resident->sbp - random_between(random, 4, 16));
    plan_first_visit(world, entry->thing, random, entry->day);
    return true;
}

bool chronic_register_diabetes(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    int64_t         record_id = 0;

    if (!may_register(world, resident, &resident->diabetes, entry->day))
        return true;
    Draft      draft = draft_open(world, FORM_DM_REGISTRATION, entry->thing, entry->day);
    Date const confirmed = confirmed_on(world, resident, &resident->diabetes, random, entry);
    fill_file(&draft, entry, confirmed, random);
    draft_code(&draft, "kind", "type2");
    draft_tenths(&draft, "fpg", random_between(random, 72, 118));
    draft_code(&draft, "complications", random_chance(random, 850) ? "none" : "4");
    draft_code(&draft, "treatment", random_chance(random, 800) ? "1,2" : "1,3");
    draft_bool(&draft, "hypertensive", resident->traits & HAS_HYPERTENSION);
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id == 0)
        return true;
    resident->diabetes = (Care){ .is_enrolled = true, .confirmed_on = confirmed };
    resident->traits |= KNOWS_DIABETES;
    plan_first_visit(world, entry->thing, random, entry->day);
    return true;
}

/* ---- visits --------------------------------------------------------------------------------- */

void chronic_plan_visit(World *world, uint32_t index, Date day)
{
    Resident *const resident = &world->residents[index];

    if (resident->has_visit_ahead)
        return; /* one visit serves both diseases */
    resident->has_visit_ahead = true;
    clerk_plan(world, EVENT_VISIT, index, day, 0);
}

/* When the next one takes place, other than it was agreed. */
static Date next_visit(const World *world, const Resident *resident, Random *random,
                       const Visit *visit)
{
    const Habit *const habit = &world->posts[resident->post].habit;

    if (!visit->is_calm && random_chance(random, 720))
        return date_add_days(
            visit->day, (int32_t)random_between(random, 7, random_chance(random, 820) ? 14 : 24));
    if (!visit->is_calm)
        return date_add_days(visit->day, (int32_t)random_between(random, 45, 90));
    if (random_chance(random, habit->in_time))
        return date_add_days(visit->next_on, -(int32_t)random_below(random, 28));
    return date_add_days(visit->next_on, (int32_t)random_between(random, 3, 60));
}

/* Nobody was met; this is written down by the conscientious. */
static bool miss(World *world, const Entry *entry, Random *random, Fault *fault)
{
    const Resident *const resident = &world->residents[entry->thing];
    int64_t               record_id = 0;

    if (!random_chance(random, 450))
        return true;
    Draft draft = draft_open(world, FORM_MISSED, entry->thing, entry->day);
    draft_code(&draft, "service", resident->hypertension.is_enrolled ? "3" : "4");
    draft_code(&draft, "way", random_chance(random, 600) ? "phone" : "home");
    draft_code(&draft, "reason", random_chance(random, 500) ? "4" : "1");
    return clerk_submit(&draft, random, &record_id, fault);
}

static void choose_way(Visit *visit)
{
    const Habit *const habit = &visit->world->posts[visit->post].habit;
    uint32_t const     phoned = visit->resident->traits & IS_PHONED ? 700 : habit->phoned;

    visit->is_face_to_face = !random_chance(visit->random, phoned);
    visit->way = !visit->is_face_to_face                  ? "phone"
                 : visit->resident->traits & IS_DEPENDENT ? "home"
                 : random_chance(visit->random, 420)      ? "home"
                                                          : "clinic";
    visit->has_pressure = visit->is_face_to_face || random_chance(visit->random, 600);
}

static Visit begin_visit(World *world, const Entry *entry, Random *random)
{
    Resident *const resident = &world->residents[entry->thing];
    Visit           visit = {
                  .world = world,
                  .random = random,
                  .resident = resident,
                  .index = entry->thing,
                  .post = place_post_on(world, resident->post, entry->day),
                  .day = entry->day,
                  .is_regular = random_chance(random, 840),
                  .has_reaction = random_chance(random, 14),
                  .is_worse = random_chance(random, 6),
    };

    choose_way(&visit);
    if (visit.has_pressure)
        visit.pressure = body_pressure(world, resident, random, entry->day);
    return visit;
}

/* What came of a referral is asked for within two weeks, or a little later. */
static void plan_referral(World *world, const Visit *visit, EventKind kind)
{
    if (visit->refers)
        clerk_plan(world, kind, visit->index,
                   date_add_days(visit->day, (int32_t)random_between(visit->random, 4, 19)),
                   (uint32_t)visit->day.days);
}

bool chronic_visit(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    const Habit    *habit = &world->posts[resident->post].habit;
    Visit           visit = begin_visit(world, entry, random);
    Date            next = date_add_days(entry->day, 400);

    resident->has_visit_ahead = false;
    if (resident->presence == PRESENCE_DEAD ||
        !(resident->hypertension.is_enrolled || resident->diabetes.is_enrolled))
        return true;
    if (!plan_is_here(world, resident, entry->day) ||
        !random_chance(random, resident->traits & IS_RELUCTANT ? 500 : habit->kept)) {
        chronic_plan_visit(world, entry->thing,
                           date_add_days(world->today, (int32_t)random_between(random, 12, 45)));
        return resident->presence != PRESENCE_HERE || miss(world, entry, random, fault);
    }
    if (resident->hypertension.is_enrolled) {
        if (!visit_hypertension(&visit, fault))
            return false;
        plan_referral(world, &visit, EVENT_REFERRAL_HTN);
        next = next_visit(world, resident, random, &visit);
    }
    if (resident->diabetes.is_enrolled) {
        if (!visit_diabetes(&visit, fault))
            return false;
        plan_referral(world, &visit, EVENT_REFERRAL_DM);
        Date const other = next_visit(world, resident, random, &visit);
        next = other.days < next.days ? other : next;
    }
    if (next.days <= entry->day.days)
        next = date_add_days(entry->day, 7);
    chronic_plan_visit(world, entry->thing, next);
    return true;
}

/* ---- referrals ------------------------------------------------------------------------------ */

/* False when he or she did not go. */
static bool fill_outcome(Draft *draft, const Entry *entry, Random *random, Str hospital)
{
    Date const referred_on = { (int32_t)entry->detail };
    bool const went = random_chance(random, 830);

    draft_date(draft, "referred_on", referred_on);
    draft_code(draft, "way", random_chance(random, 700) ? "phone" : "home");
    draft_code(draft, "outcome",
               !went                        ? "not_gone"
               : random_chance(random, 800) ? "treated_back"
                                            : "admitted");
    if (!went) {
        draft_words(draft, "not_gone_why", "自觉无不适，暂不愿前往");
        return false;
    }
    draft_text(draft, "institution", hospital);
    draft_date(draft, "seen_on", random_day(random, referred_on, entry->day));
    return true;
}

static bool refer_back(World *world, const Entry *entry, Random *random, FormName form,
                       const char *diagnosis, uint32_t disease, Care *care, EventKind registering,
                       Fault *fault)
{
    const Resident *const    resident = &world->residents[entry->thing];
    const Township *const    township = &world->townships[world->posts[resident->post].township];
    const CountyPlace *const county = &world->counties[township->county];
    int64_t                  record_id = 0;

    if (!plan_is_here(world, resident, entry->day))
        return true;
    Draft      draft = draft_open(world, form, entry->thing, entry->day);
    bool const went = fill_outcome(
        &draft, entry, random,
        str_format(world->scratch, "%.*s人民医院内科", (int)county->name.len, county->name.ptr));
    bool const is_ill = resident->traits & disease;
    if (went) {
        draft_words(&draft, "diagnosis", is_ill ? diagnosis : "暂不支持诊断，定期复查");
        draft_bool(&draft, "confirmed", is_ill);
    }
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    care->unmet = 0;
    if (went && is_ill && !care->is_enrolled && random_chance(random, 930))
        clerk_plan(world, registering, entry->thing,
                   date_add_days(entry->day, (int32_t)random_between(random, 1, 14)), FOUND_HERE);
    return true;
}

bool chronic_referral_hypertension(World *world, const Entry *entry, Random *random, Fault *fault)
{
    return refer_back(world, entry, random, FORM_HTN_REFERRAL, "原发性高血压", HAS_HYPERTENSION,
                      &world->residents[entry->thing].hypertension, EVENT_REGISTER_HTN, fault);
}

bool chronic_referral_diabetes(World *world, const Entry *entry, Random *random, Fault *fault)
{
    return refer_back(world, entry, random, FORM_DM_REFERRAL, "2型糖尿病", HAS_DIABETES,
                      &world->residents[entry->thing].diabetes, EVENT_REGISTER_DM, fault);
}

/* ---- the end -------------------------------------------------------------------------------- */

static bool end_one(World *world, uint32_t index, FormName form, Care *care, Date day,
                    const char *reason, Random *random, Fault *fault)
{
    int64_t record_id = 0;

    if (!care->is_enrolled)
        return true;
    care->is_enrolled = false;
    care->ended_on = day;
    Draft draft = draft_open(world, form, index, day);
    draft_date(&draft, "ended_on", day);
    draft_code(&draft, "reason", reason);
    if (strcmp(reason, "moved") == 0)
        draft_words(&draft, "moved_to", "外省");
    if (strcmp(reason, "lost") == 0)
        draft_int(&draft, "attempts",
                  world_param(world, PARAM_LOST_ATTEMPTS, day, world->residents[index].post));
    return clerk_submit(&draft, random, &record_id, fault);
}

bool chronic_end(World *world, uint32_t index, Date day, const char *reason, Random *random,
                 Fault *fault)
{
    Resident *const resident = &world->residents[index];

    return end_one(world, index, FORM_HTN_END, &resident->hypertension, day, reason, random,
                   fault) &&
           end_one(world, index, FORM_DM_END, &resident->diabetes, day, reason, random, fault);
}

bool chronic_lost(World *world, const Entry *entry, Random *random, Fault *fault)
{
    const Resident *const resident = &world->residents[entry->thing];

    return !plan_is_here(world, resident, entry->day) ||
           chronic_end(world, entry->thing, entry->day, "lost", random, fault);
}
