/* Who comes to the clinic, and why. */
#include "demo/demo_private.h"

/* Complaint, what it was, its code, and how often. */
static const struct {
    const char *complaint, *diagnosis, *icd10, *plan;
    uint16_t    weight;
} REASONS[] = {
    { "鼻塞流涕、咽痛2天", "急性上呼吸道感染", "J06.9", "对症治疗，多饮水，注意休息", 300 },
    { "咳嗽、咳痰5天", "急性支气管炎", "J20.9", "止咳化痰", 140 },
    { "上腹部不适1周", "慢性胃炎", "K29.5", "抑酸护胃，规律饮食", 110 },
    { "腰痛3天", "腰肌劳损", "M54.5", "理疗，避免负重", 120 },
    { "膝关节疼痛半月", "膝骨关节炎", "M17.9", "外用药物，减少爬坡", 90 },
    { "头晕1周", "头晕", "R42", "监测血压，必要时转诊", 70 },
    { "腹泻1天", "急性胃肠炎", "A09.9", "补液，清淡饮食", 60 },
    { "皮肤瘙痒", "皮炎", "L30.9", "外用药膏", 50 },
    { "失眠1月", "睡眠障碍", "G47.9", "睡眠卫生指导", 40 },
    { "牙痛2天", "牙髓炎", "K04.0", "止痛，建议口腔科就诊", 40 },
};

static uint32_t any_reason(Random *random)
{
    uint16_t weights[COUNT_OF(REASONS)];

    for (uint32_t i = 0; i < COUNT_OF(REASONS); i++)
        weights[i] = REASONS[i].weight;
    return random_choice(random, weights, COUNT_OF(REASONS));
}

/* Most are seen in the village, some in the township, a few at the hospital. */
static void choose_place(Draft *draft, const Resident *resident, Random *random, int64_t *doctor_id)
{
    World *const             world = draft->world;
    const Township *const    township = &world->townships[world->posts[resident->post].township];
    const CountyPlace *const county = &world->counties[township->county];

    *doctor_id = draft->submission.worker_id;
    if (random_chance(random, 60)) {
        *doctor_id = county->specialist_id;
        draft_at(draft, county->hospital_id, county->specialist_id);
    } else if (random_chance(random, 200)) {
        *doctor_id = township->doctor_id;
        draft_at(draft, township->organisation_id, township->doctor_id);
    }
}

bool clinic_encounter(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    int32_t const   year = date_year(entry->day);
    bool const      is_first = resident->seen_year != year;
    bool const      is_adult = world_age(resident, entry->day) >=
                          world_param(world, PARAM_CHRONIC_AGE, entry->day, resident->post);
    uint32_t const reason = any_reason(random);
    int64_t        doctor_id = 0;
    int64_t        record_id = 0;

    if (!plan_is_here(world, resident, entry->day))
        return true;
    Draft draft = draft_open(world, FORM_ENCOUNTER, entry->thing, entry->day);
    choose_place(&draft, resident, random, &doctor_id);
    draft_bool(&draft, "first_visit_of_year", is_first);
    draft_words(&draft, "complaint", REASONS[reason].complaint);
    draft_tenths(&draft, "temperature", random_normal(random, reason ? 366 : 372, 3));
    draft_int(&draft, "pulse", body_pulse(resident, random));
    if (is_adult && random_chance(random, is_first ? 890 : 300)) {
        Pressure const pressure = body_pressure(world, resident, random, entry->day);
        draft_int(&draft, "sbp", pressure.sbp);
        draft_int(&draft, "dbp", pressure.dbp);
    }
    draft_words(&draft, "diagnosis", REASONS[reason].diagnosis);
    draft_words(&draft, "icd10", REASONS[reason].icd10);
    draft_words(&draft, "plan_treatment", REASONS[reason].plan);
    draft_id(&draft, "doctor", doctor_id);
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id)
        resident->seen_year = year;
    if (record_id && random_chance(random, 4))
        clerk_plan(world, EVENT_CONSULT, entry->thing, date_add_days(entry->day, 2), 0);
    return true;
}

bool clinic_consultation(World *world, const Entry *entry, Random *random, Fault *fault)
{
    const Resident *const    resident = &world->residents[entry->thing];
    const Township *const    township = &world->townships[world->posts[resident->post].township];
    const CountyPlace *const county = &world->counties[township->county];
    int64_t                  record_id = 0;

    if (!plan_is_here(world, resident, entry->day))
        return true;
    Draft draft = draft_open(world, FORM_CONSULTATION, entry->thing, entry->day);
    draft_at(&draft, township->organisation_id, township->doctor_id);
    draft_words(&draft, "reason", "症状反复，诊断不明确，请上级医院会诊");
    draft_words(&draft, "opinion", "完善相关检查，调整用药，两周后复诊");
    draft_row(&draft, "consultants");
    draft_text(&draft, "consultants.institution",
               str_format(world->scratch, "%.*s人民医院", (int)county->name.len, county->name.ptr));
    draft_words(&draft, "consultants.department", "内科");
    draft_words(&draft, "consultants.name", "值班主任医师");
    draft_id(&draft, "doctor", township->doctor_id);
    return clerk_submit(&draft, random, &record_id, fault);
}
