/* Looking for those who are ill and do not know: pressure and glucose. */
#include "demo/demo_private.h"

enum { MEASUREMENTS = 3 /* on different days, all high, before somebody is referred */ };

static bool is_high(const World *world, const Resident *resident, Pressure pressure, Date day)
{
    return pressure.sbp >= world_param(world, PARAM_HIGH_SBP, day, resident->post) ||
           pressure.dbp >= world_param(world, PARAM_HIGH_DBP, day, resident->post);
}

static void fill_factors(Draft *draft, const Resident *resident)
{
    uint32_t const traits = resident->traits;
    Buf            factors = buf_open(draft->world->scratch, 80);

    if (resident->weight * 10000 / (resident->height * resident->height / 100) >= 240)
        buf_add_c(&factors, "overweight,");
    buf_add_c(&factors, traits & HAS_FAMILY_HISTORY ? "family," : "");
    buf_add_c(&factors, traits & EATS_SALTY ? "salt," : "");
    draft_code(draft, "factors",
               factors.len ? str_to_c(draft->world->scratch, buf_str(&factors)) : "none");
}

/* Referred to the county hospital: it will be asked what came of it. */
static void refer(Draft *draft, const char *reason, EventKind follow_up, Random *random, Date day)
{
    World *const             world = draft->world;
    const Resident *const    resident = &world->residents[draft->resident];
    const Township *const    township = &world->townships[world->posts[resident->post].township];
    const CountyPlace *const county = &world->counties[township->county];

    draft_words(draft, "referral_reason", reason);
    draft_text(
        draft, "referral_to",
        str_format(world->scratch, "%.*s人民医院内科", (int)county->name.len, county->name.ptr));
    Date const asked_on = date_add_days(day, (int32_t)random_between(random, 5, 20));
    clerk_plan(world, follow_up, draft->resident, asked_on, (uint32_t)day.days);
}

bool screening_pressure(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    uint32_t const  nth = entry->detail;
    int64_t         record_id = 0;

    if (!plan_is_here(world, resident, entry->day) || resident->hypertension.is_enrolled)
        return true;
    Draft          draft = draft_open(world, FORM_HTN_SCREENING, entry->thing, entry->day);
    Pressure const pressure = body_pressure(world, resident, random, entry->day);
    bool const     high = is_high(world, resident, pressure, entry->day);
    bool const     refers = high && (nth + 1 >= MEASUREMENTS || pressure.sbp >= 180);
    draft_code(&draft, "occasion",
               nth                          ? "remeasure"
               : random_chance(random, 700) ? "first_visit"
                                            : "at_risk");
    draft_int(&draft, "sbp", pressure.sbp);
    draft_int(&draft, "dbp", pressure.dbp);
    draft_bool(&draft, "factors_removed", random_chance(random, 900));
    fill_factors(&draft, resident);
    draft_bool(&draft, "secondary_suspected", false);
    draft_bool(&draft, "referred", refers);
    if (refers) {
        refer(&draft, "非同日多次测量血压升高", EVENT_REFERRAL_HTN, random, entry->day);
    } else if (high) {
        Date const again = date_add_days(entry->day, (int32_t)random_between(random, 5, 14));
        draft_date(&draft, "remeasure_on", again);
        if (random_chance(random, 850))
            clerk_plan(world, EVENT_SCREEN_BP, entry->thing, again, nth + 1);
    }
    return clerk_submit(&draft, random, &record_id, fault);
}

bool screening_glucose(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    int32_t const   fpg = body_glucose(resident, random);
    int64_t         record_id = 0;

    if (!plan_is_here(world, resident, entry->day) || resident->diabetes.is_enrolled)
        return true;
    Draft      draft = draft_open(world, FORM_DM_SCREENING, entry->thing, entry->day);
    bool const high = fpg >= world_param(world, PARAM_FPG_DIABETIC, entry->day, resident->post);
    bool const refers = high && entry->detail > 0;
    draft_code(&draft, "occasion", entry->detail ? "retest" : "yearly");
    draft_tenths(&draft, "fpg", fpg);
    draft_bool(&draft, "typical_symptoms", high && random_chance(random, 120));
    draft_code(&draft, "factors",
               resident->traits & HAS_HYPERTENSION     ? "8"
               : resident->traits & HAS_FAMILY_HISTORY ? "family"
                                                       : "none");
    draft_bool(&draft, "referred", refers);
    if (refers) {
        refer(&draft, "两次空腹血糖达糖尿病界值", EVENT_REFERRAL_DM, random, entry->day);
    } else if (high) {
        Date const again = date_add_days(entry->day, (int32_t)random_between(random, 4, 12));
        draft_date(&draft, "retest_on", again);
        clerk_plan(world, EVENT_SCREEN_FPG, entry->thing, again, 1);
    }
    return clerk_submit(&draft, random, &record_id, fault);
}
