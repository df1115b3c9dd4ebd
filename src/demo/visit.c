/* What is written down at a follow-up of hypertension or diabetes. */
#include "demo/demo_private.h"
#include "demo/visit_private.h"

/* Name, times a day, hundredths of a dose, unit. */
typedef struct {
    const char *name;
    int64_t     times, dose;
    const char *unit;
} Medicine;

static const Medicine PRESSURE_MEDICINES[] = {
    { "苯磺酸氨氯地平片", 1, 500, "mg" },  { "硝苯地平缓释片", 2, 1000, "mg" },
    { "缬沙坦胶囊", 1, 8000, "mg" },       { "马来酸依那普利片", 2, 1000, "mg" },
    { "酒石酸美托洛尔片", 2, 2500, "mg" }, { "氢氯噻嗪片", 1, 1250, "mg" },
};

static const Medicine GLUCOSE_MEDICINES[] = {
    { "盐酸二甲双胍片", 2, 50000, "mg" },
    { "格列美脲片", 1, 200, "mg" },
    { "阿卡波糖片", 3, 5000, "mg" },
    { "达格列净片", 1, 1000, "mg" },
};

/* ---- what both forms have ------------------------------------------------------------------ */

static void fill_body(Visit *visit)
{
    Draft *const          draft = &visit->draft;
    Random *const         random = visit->random;
    const Resident *const resident = visit->resident;

    if (visit->has_pressure) {
        draft_int(draft, "sbp", visit->pressure.sbp);
        draft_int(draft, "dbp", visit->pressure.dbp);
    }
    if (!visit->is_face_to_face)
        return;
    if (random_chance(random, 920)) {
        int64_t const weight = body_weight(resident, random);
        draft_tenths(draft, "height", resident->height);
        draft_tenths(draft, "weight", weight);
        draft_tenths(draft, "weight_target", weight > 600 ? weight - 20 : weight);
    }
    draft_int(draft, "heart_rate", body_pulse(resident, random));
}

static void fill_life(Visit *visit)
{
    Draft *const   draft = &visit->draft;
    Random *const  random = visit->random;
    uint32_t const traits = visit->resident->traits;
    int64_t const  cigarettes = traits & SMOKES ? 5 * random_between(random, 1, 4) : 0;
    int64_t const  liquor = traits & DRINKS ? 10 * random_between(random, 0, 3) : 0;
    int64_t const  times = random_between(random, 0, 7);
    int64_t const  minutes = times ? 10 * random_between(random, 2, 4) : 0;

    draft_int(draft, "cigarettes", cigarettes);
    draft_int(draft, "cigarettes_target", cigarettes > 5 ? cigarettes - 5 : 0);
    draft_tenths(draft, "liquor", liquor);
    draft_tenths(draft, "liquor_target", liquor / 2);
    draft_int(draft, "exercise_times", times);
    draft_int(draft, "exercise_minutes", minutes);
    draft_int(draft, "exercise_times_target", 5);
    draft_int(draft, "exercise_minutes_target", 30);
    draft_code(draft, "mind", random_chance(random, 850) ? "good" : "fair");
    draft_code(draft, "compliance", visit->is_regular ? "good" : "fair");
}

static void fill_treatment(Visit *visit, const Medicine *medicines, uint32_t count)
{
    Draft *const   draft = &visit->draft;
    Random *const  random = visit->random;
    bool const     takes_any = visit->is_regular || random_chance(random, 800);
    uint32_t const first = random_below(random, count);
    uint32_t const kinds = random_chance(random, 350) ? 2 : 1;

    draft_code(draft, "adherence",
               !takes_any          ? "none"
               : visit->is_regular ? "regular"
                                   : "intermittent");
    for (uint32_t i = 0; i < kinds && takes_any; i++) {
        const Medicine *const medicine = &medicines[(first + i) % count];
        draft_row(draft, "medicines");
        draft_words(draft, "medicines.name", medicine->name);
        draft_int(draft, "medicines.times", medicine->times);
        draft_hundredths(draft, "medicines.dose", medicine->dose);
        draft_code(draft, "medicines.unit", medicine->unit);
    }
    draft_code(draft, "adverse", visit->has_reaction ? "present" : "absent");
    if (visit->has_reaction) {
        draft_words(draft, "adverse_note", random_chance(random, 500) ? "踝部水肿" : "干咳");
        draft_bool(draft, "adverse_persists", random_chance(random, 150));
    }
    draft_code(draft, "new_complication", visit->is_worse ? "present" : "absent");
    if (visit->is_worse)
        draft_words(draft, "complication_note", "心悸、活动后气短加重");
}

/* The class by the norm's order, and what it makes of the next visit. */
static void fill_judgement(Visit *visit, ParamName longest_wait)
{
    Draft *const             draft = &visit->draft;
    World *const             world = draft->world;
    const Township *const    township = &world->townships[world->posts[visit->post].township];
    const CountyPlace *const county = &world->counties[township->county];
    bool const               is_good = !visit->is_worse && !visit->has_reaction && visit->is_met;
    bool const               is_calm = is_good && !visit->is_emergency;
    int64_t const            wait =
        world_param(world, is_calm ? longest_wait : PARAM_RECHECK_DAYS, visit->day, visit->post);

    draft_code(draft, "class",
               visit->is_worse       ? "complication"
               : visit->has_reaction ? "adverse_reaction"
               : visit->is_met       ? "satisfied"
                                     : "unsatisfied");
    draft_bool(draft, "referred", visit->refers);
    if (visit->refers) {
        draft_words(draft, "referral_reason",
                    visit->is_emergency ? "血压或血糖危急"
                    : visit->is_worse   ? "出现新的并发症"
                                        : "连续两次控制不满意");
        draft_text(draft, "referral_to",
                   str_format(world->scratch, "%.*s人民医院内科", (int)county->name.len,
                              county->name.ptr));
    }
    visit->is_calm = is_calm;
    visit->next_on =
        date_add_days(visit->day, (int32_t)(wait - (is_calm ? random_below(visit->random, 8) : 0)));
    draft_date(draft, "next_on", visit->next_on);
}

/* An emergency is always referred; who failed twice, more often than not. */
static bool decides_to_refer(const Visit *visit, const Care *care)
{
    if (visit->is_emergency || visit->is_worse)
        return random_chance(visit->random, 930);
    return !visit->is_met && care->unmet > 0 && random_chance(visit->random, 160);
}

/* ---- hypertension ---------------------------------------------------------------------------- */

static bool meets_pressure(const World *world, const Visit *visit)
{
    bool const is_elder = world_age(visit->resident, visit->day) >=
                          world_param(world, PARAM_ELDER_AGE, visit->day, visit->post);

    return visit->pressure.dbp < world_param(world, PARAM_HTN_DBP, visit->day, visit->post) &&
           visit->pressure.sbp < world_param(world, is_elder ? PARAM_HTN_SBP_ELDER : PARAM_HTN_SBP,
                                             visit->day, visit->post);
}

static bool is_pressure_emergency(const World *world, const Visit *visit)
{
    return visit->has_pressure && (visit->pressure.sbp >= world_param(world, PARAM_EMERGENCY_SBP,
                                                                      visit->day, visit->post) ||
                                   visit->pressure.dbp >= world_param(world, PARAM_EMERGENCY_DBP,
                                                                      visit->day, visit->post));
}

bool visit_hypertension(Visit *visit, Fault *fault)
{
    World *const world = visit->world;
    Care *const  care = &visit->resident->hypertension;
    int64_t      record_id = 0;

    visit->draft = draft_open(world, FORM_HTN_FOLLOWUP, visit->index, visit->day);
    visit->is_met = !visit->has_pressure || meets_pressure(world, visit);
    visit->is_emergency = is_pressure_emergency(world, visit);
    visit->refers = decides_to_refer(visit, care);
    draft_code(&visit->draft, "way", visit->way);
    draft_code(&visit->draft, "symptoms",
               visit->is_met || random_chance(visit->random, 700) ? "none" : "2");
    draft_code(&visit->draft, "danger", "none");
    fill_body(visit);
    fill_life(visit);
    draft_code(&visit->draft, "salt", visit->resident->traits & EATS_SALTY ? "heavy" : "medium");
    draft_code(&visit->draft, "salt_target", "light");
    fill_treatment(visit, PRESSURE_MEDICINES, COUNT_OF(PRESSURE_MEDICINES));
    fill_judgement(visit, PARAM_FOLLOWUP_DAYS);
    if (!clerk_submit(&visit->draft, visit->random, &record_id, fault))
        return false;
    care->visited_on = visit->day;
    care->unmet = visit->is_met ? 0 : (uint8_t)(care->unmet + 1);
    return true;
}

/* ---- diabetes ------------------------------------------------------------------------------- */

static void fill_glucose(Visit *visit, int32_t glucose, bool is_fasting)
{
    Draft *const  draft = &visit->draft;
    Random *const random = visit->random;

    if (is_fasting) {
        draft_tenths(draft, "fpg", glucose);
    } else if (visit->is_face_to_face) {
        draft_code(draft, "other_glucose_kind",
                   random_chance(random, 500) ? "random" : "after_meal");
        draft_tenths(draft, "other_glucose", glucose + 20);
    }
    if (random_chance(random, 120)) {
        draft_tenths(draft, "hba1c", 22 + glucose * 3 / 5);
        draft_date(draft, "hba1c_on",
                   date_add_days(visit->day, -(int32_t)random_below(random, 20)));
    }
}

static void judge_glucose(Visit *visit, int32_t glucose, bool is_fasting)
{
    const World *const world = visit->world;
    int32_t const      taken = is_fasting ? glucose : glucose + 20;
    bool const         was_taken = is_fasting || visit->is_face_to_face;

    visit->is_met = !was_taken ||
                    taken < world_param(world, is_fasting ? PARAM_FPG_TARGET : PARAM_OTHER_GLUCOSE,
                                        visit->day, visit->post);
    visit->is_emergency =
        is_pressure_emergency(world, visit) ||
        (was_taken && (taken >= world_param(world, PARAM_GLUCOSE_HIGH, visit->day, visit->post) ||
                       taken <= world_param(world, PARAM_GLUCOSE_LOW, visit->day, visit->post)));
}

bool visit_diabetes(Visit *visit, Fault *fault)
{
    World *const  world = visit->world;
    Random *const random = visit->random;
    Care *const   care = &visit->resident->diabetes;
    int32_t const glucose = body_glucose(visit->resident, random);
    bool const    is_fasting = random_chance(random, visit->is_face_to_face ? 930 : 200);
    int64_t       record_id = 0;

    visit->draft = draft_open(world, FORM_DM_FOLLOWUP, visit->index, visit->day);
    judge_glucose(visit, glucose, is_fasting);
    visit->refers = decides_to_refer(visit, care);
    draft_code(&visit->draft, "way", visit->way);
    draft_code(&visit->draft, "symptoms",
               visit->is_met || random_chance(random, 700) ? "none" : "2,4");
    draft_code(&visit->draft, "danger", "none");
    fill_body(visit);
    if (visit->is_face_to_face)
        draft_code(&visit->draft, "dorsalis", "normal");
    fill_life(visit);
    draft_int(&visit->draft, "staple", 50 * random_between(random, 4, 9));
    draft_int(&visit->draft, "staple_target", 250);
    fill_glucose(visit, glucose, is_fasting);
    fill_treatment(visit, GLUCOSE_MEDICINES, COUNT_OF(GLUCOSE_MEDICINES));
    draft_code(&visit->draft, "hypoglycaemia", random_chance(random, 950) ? "none" : "occasional");
    fill_judgement(visit, PARAM_FOLLOWUP_DAYS);
    if (!clerk_submit(&visit->draft, random, &record_id, fault))
        return false;
    care->visited_on = visit->day;
    care->unmet = visit->is_met ? 0 : (uint8_t)(care->unmet + 1);
    return true;
}
