/* The yearly examination, and the assessment of self-care that goes with it. */
#include "demo/demo_private.h"

typedef struct {
    Draft     draft;
    Random   *random;
    Resident *resident;
    Date      day;
    int32_t   age;
    bool      is_elder, is_complete;
    bool      is_abnormal;
} Exam;

/* ---- self-care ------------------------------------------------------------------------------ */

/* The steps of each question as its codes, and their points. */
static const struct {
    const char *field;
    const char *codes[4];
    int32_t     points[4];
} QUESTIONS[] = {
    { "eating", { "1", "1", "3", "4" }, { 0, 0, 3, 5 } },
    { "grooming", { "1", "2", "3", "4" }, { 0, 1, 3, 7 } },
    { "dressing", { "1", "1", "3", "4" }, { 0, 0, 3, 5 } },
    { "toileting", { "1", "2", "3", "4" }, { 0, 1, 5, 10 } },
    { "moving", { "1", "2", "3", "4" }, { 0, 1, 5, 10 } },
};

static uint32_t step_of(const Resident *resident, Random *random, int32_t age)
{
    static const uint16_t DEPENDENT[] = { 5, 20, 45, 30 };
    static const uint16_t OLD[] = { 80, 15, 4, 1 };
    static const uint16_t FIT[] = { 96, 3, 1, 0 };

    return random_choice(random,
                         resident->traits & IS_DEPENDENT ? DEPENDENT
                         : age >= 78                     ? OLD
                                                         : FIT,
                         4);
}

bool exam_self_care(World *world, uint32_t index, Date day, Random *random, const char **class,
                    Fault *fault)
{
    const Resident *const resident = &world->residents[index];
    Draft                 draft = draft_open(world, FORM_SELF_CARE, index, day);
    int32_t               score = 0;
    int64_t               record_id = 0;

    for (size_t i = 0; i < COUNT_OF(QUESTIONS); i++) {
        uint32_t const step = step_of(resident, random, world_age(resident, day));

        draft_code(&draft, QUESTIONS[i].field, QUESTIONS[i].codes[step]);
        score += QUESTIONS[i].points[step];
    }
    *class = score <= 3    ? "independent"
             : score <= 8  ? "mild"
             : score <= 18 ? "moderate"
                           : "dependent";
    return clerk_submit(&draft, random, &record_id, fault);
}

/* ---- the form, section by section ----------------------------------------------------------- */

static void fill_general(Exam *exam, World *world)
{
    Draft *const   draft = &exam->draft;
    Random *const  random = exam->random;
    Pressure const left = body_pressure(world, exam->resident, random, exam->day);
    bool const     can_stand = !(exam->resident->traits & IS_DEPENDENT);

    draft_code(draft, "symptoms",
               random_chance(random, 780)   ? "none"
               : random_chance(random, 500) ? "3"
                                            : "14");
    draft_tenths(draft, "temperature", random_normal(random, 365, 2));
    draft_int(draft, "pulse", body_pulse(exam->resident, random));
    draft_int(draft, "respiration", random_between(random, 16, 20));
    draft_int(draft, "left_sbp", left.sbp);
    draft_int(draft, "left_dbp", left.dbp);
    if (random_chance(random, 700)) {
        draft_int(draft, "right_sbp", left.sbp + random_between(random, -6, 6));
        draft_int(draft, "right_dbp", left.dbp + random_between(random, -4, 4));
    } else {
        draft_leave(draft, "right_sbp");
        draft_leave(draft, "right_dbp");
    }
    if (can_stand) {
        draft_tenths(draft, "height", exam->resident->height);
        draft_tenths(draft, "weight", body_weight(exam->resident, random));
        draft_tenths(draft, "waist", random_normal(random, exam->resident->waist, 10));
    } else {
        draft_words(draft, "unmeasured", "长期卧床");
        draft_leave(draft, "height");
        draft_leave(draft, "weight");
        draft_leave(draft, "waist");
    }
    exam->is_abnormal = exam->is_abnormal || left.sbp >= 140 || left.dbp >= 90;
}

static void fill_elder(Exam *exam, const char *class)
{
    Draft *const  draft = &exam->draft;
    Random *const random = exam->random;
    bool const    is_forgetful = random_chance(random, exam->age >= 75 ? 110 : 35);
    bool const    is_low = random_chance(random, 40);

    draft_any(draft, "self_rated", random);
    draft_code(draft, "self_care", class);
    draft_code(draft, "cognition", is_forgetful ? "positive" : "negative");
    if (is_forgetful)
        draft_int(draft, "mmse", random_between(random, 12, 24));
    draft_code(draft, "mood", is_low ? "positive" : "negative");
    if (is_low)
        draft_int(draft, "depression", random_between(random, 11, 22));
}

static void fill_life(Exam *exam)
{
    Draft *const   draft = &exam->draft;
    Random *const  random = exam->random;
    uint32_t const traits = exam->resident->traits;
    bool const     is_active = random_chance(random, 600);

    draft_code(draft, "exercise",
               is_active ? (random_chance(random, 500) ? "daily" : "weekly") : "none");
    if (is_active)
        draft_int(draft, "exercise_minutes", 10 * random_between(random, 2, 6));
    draft_code(draft, "diet", traits & EATS_SALTY ? "balanced,salty" : "balanced");
    draft_code(draft, "smoking", traits & SMOKES ? "current" : "never");
    if (traits & SMOKES)
        draft_int(draft, "cigarettes", 5 * random_between(random, 1, 5));
    draft_code(draft, "drinking", traits & DRINKS ? "occasional" : "never");
    if (traits & DRINKS)
        draft_tenths(draft, "liquor", 5 * random_between(random, 1, 8));
    draft_code(draft, "hazards_present", "absent");
}

/* Parts of the blood that hang together. */
static void fill_blood(Exam *exam)
{
    Draft *const  draft = &exam->draft;
    Random *const random = exam->random;
    int64_t const bilirubin = random_normal(random, 125, 25);
    int64_t const ldl = random_normal(random, 285, 55);
    int64_t const hdl = random_normal(random, 140, 20);
    int64_t const fpg = body_glucose(exam->resident, random);

    draft_tenths(draft, "fpg", fpg);
    draft_int(draft, "alt", random_normal(random, 22, 5));
    draft_int(draft, "ast", random_normal(random, 24, 4));
    draft_tenths(draft, "bilirubin", bilirubin);
    draft_tenths(draft, "direct_bilirubin", bilirubin / 4);
    draft_tenths(draft, "creatinine", random_normal(random, 680, 110));
    draft_hundredths(draft, "cholesterol", ldl + hdl + random_between(random, 30, 80));
    draft_hundredths(draft, "triglycerides", random_normal(random, 145, 35));
    draft_hundredths(draft, "ldl", ldl);
    draft_hundredths(draft, "hdl", hdl);
    if (random_chance(random, exam->resident->traits & HAS_DIABETES ? 850 : 400))
        draft_tenths(draft, "hba1c", 20 + fpg * 3 / 5);
    exam->is_abnormal = exam->is_abnormal || fpg >= 70;
}

static void fill_pictures(Exam *exam)
{
    Draft *const  draft = &exam->draft;
    Random *const random = exam->random;
    bool const    beats_oddly = random_chance(random, exam->age >= 65 ? 240 : 90);
    bool const    shows_oddly = random_chance(random, exam->age >= 65 ? 260 : 140);

    draft_code(draft, "ecg", beats_oddly ? "abnormal" : "normal");
    if (beats_oddly)
        draft_words(draft, "ecg_note", random_chance(random, 500) ? "ST-T改变" : "窦性心动过缓");
    draft_code(draft, "ultrasound", shows_oddly ? "abnormal" : "normal");
    if (shows_oddly)
        draft_words(draft, "ultrasound_note", random_chance(random, 600) ? "脂肪肝" : "胆囊结石");
    if (random_chance(random, 850))
        draft_code(draft, "chest_xray", "normal");
    exam->is_abnormal = exam->is_abnormal || beats_oddly || shows_oddly;
}

static void fill_problems(Exam *exam)
{
    Draft *const   draft = &exam->draft;
    uint32_t const traits = exam->resident->traits;

    draft_code(draft, "brain", traits & HAS_STROKE ? "2" : "none");
    draft_code(draft, "kidney", "none");
    draft_code(draft, "heart", traits & HAS_CORONARY ? "3" : "none");
    draft_code(draft, "vessels", "none");
    draft_code(draft, "eyes",
               random_chance(exam->random, exam->age >= 70 ? 200 : 20) ? "4" : "none");
    draft_code(draft, "nervous", "none");
    draft_code(draft, "other_systems", "none");
    if (exam->resident->hypertension.is_enrolled) {
        draft_row(draft, "medicines");
        draft_words(draft, "medicines.name", "苯磺酸氨氯地平片");
        draft_code(draft, "medicines.adherence",
                   random_chance(exam->random, 850) ? "regular" : "intermittent");
    }
    if (exam->resident->diabetes.is_enrolled) {
        draft_row(draft, "medicines");
        draft_words(draft, "medicines.name", "盐酸二甲双胍片");
        draft_code(draft, "medicines.adherence", "regular");
    }
    exam->is_abnormal = exam->is_abnormal || traits & (HAS_STROKE | HAS_CORONARY);
}

static void fill_judgement(Exam *exam)
{
    Draft *const   draft = &exam->draft;
    Random *const  random = exam->random;
    uint32_t const traits = exam->resident->traits;
    Buf            risks = buf_open(draft->world->scratch, 100);

    draft_code(draft, "judgement", exam->is_abnormal ? "abnormal" : "normal");
    if (exam->is_abnormal) {
        draft_words(draft, "abnormal1", "血压、血糖或辅助检查异常，详见结果");
        draft_code(draft, "guidance", random_chance(random, 700) ? "recheck" : "enrol,recheck");
    }
    buf_add_c(&risks, traits & SMOKES ? "smoking," : "");
    buf_add_c(&risks, traits & DRINKS ? "drinking," : "");
    buf_add_c(&risks, "diet,exercise");
    draft_code(draft, "risk_controls", str_to_c(draft->world->scratch, buf_str(&risks)));
    if (random_chance(random, 930))
        draft_date(draft, "told_on",
                   date_add_days(exam->day, (int32_t)random_between(random, 0, 12)));
    draft_date(draft, "next_on", date_add_months(exam->day, 12));
}

bool exam_take(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    const Post     *post = &world->posts[place_post_on(world, resident->post, entry->day)];
    int32_t const   year = date_year(entry->day);
    int32_t const   at_year_end = world_age(resident, date_from_civil(year, 12, 31));
    const char *class = "independent";
    int64_t record_id = 0;

    if (!plan_is_here(world, resident, entry->day) || resident->examined_year == year)
        return true;
    Exam exam = {
        .random = random,
        .resident = resident,
        .day = entry->day,
        .age = world_age(resident, entry->day),
        .is_elder = at_year_end >= world_param(world, PARAM_ELDER_AGE, entry->day, resident->post),
        .is_complete = random_chance(random, 900),
    };
    if (exam.is_elder && random_chance(random, 930) &&
        !exam_self_care(world, entry->thing, entry->day, random, &class, fault))
        return false;
    exam.draft = draft_open(world, FORM_EXAM, entry->thing, entry->day);
    draft_id(&exam.draft, "doctor", post->doctor_id);
    fill_general(&exam, world);
    if (exam.is_elder)
        fill_elder(&exam, class);
    fill_life(&exam);
    draft_tenths(&exam.draft, "left_sight", random_between(random, 40, 50));
    draft_tenths(&exam.draft, "right_sight", random_between(random, 40, 50));
    draft_code(&exam.draft, "hearing", random_chance(random, 900) ? "hears" : "impaired");
    draft_code(&exam.draft, "dorsalis", "equal");
    fill_blood(&exam);
    fill_pictures(&exam);
    fill_problems(&exam);
    fill_judgement(&exam);
    draft_rest(&exam.draft, random, exam.is_complete ? 1000 : 850);
    if (!clerk_submit(&exam.draft, random, &record_id, fault))
        return false;
    if (record_id)
        resident->examined_year = year;
    return true;
}
