/* The family-doctor contract: signed, renewed, served, judged, given up. */
#include "demo/demo_private.h"
#include "demo/contract_private.h"

enum { YEAR_PRICE_FEN = 12000 };

/* ---- signing ------------------------------------------------------------------------------ */

/* A year counted so that nobody is short of a day after a leap day. */
static Date end_of_term(Date starts_on, int32_t years)
{
    Date ends_on = date_add_days(date_add_months(starts_on, years * 12), -1);

    if (date_months_between(starts_on, date_add_days(ends_on, 1)) < years * 12)
        ends_on = date_add_days(ends_on, 1);
    return ends_on;
}

static bool is_old(const World *world, const Resident *resident, Date day)
{
    return world_age(resident, day) >= world_param(world, PARAM_ELDER_AGE, day, resident->post);
}

static void fill_packages(Draft *draft, const Resident *resident, Date day, bool is_paid)
{
    Buf packages = buf_open(draft->world->scratch, 60);

    buf_add_c(&packages, "basic");
    buf_add_c(&packages, is_old(draft->world, resident, day) ? ",2" : "");
    buf_add_c(&packages, resident->hypertension.is_enrolled ? ",3" : "");
    buf_add_c(&packages, resident->diabetes.is_enrolled ? ",4" : "");
    buf_add_c(&packages, world_age(resident, day) < 7 ? ",5" : "");
    buf_add_c(&packages, resident->traits & IS_DISABLED ? ",9" : "");
    buf_add_c(&packages, is_paid ? ",11" : "");
    draft_code(draft, "packages", str_to_c(draft->world->scratch, buf_str(&packages)));
}

static void fill_price(Draft *draft)
{
    draft_hundredths(draft, "price", YEAR_PRICE_FEN);
    draft_hundredths(draft, "price_insurance", YEAR_PRICE_FEN / 2);
    draft_hundredths(draft, "price_public", YEAR_PRICE_FEN / 4);
    draft_hundredths(draft, "price_resident", YEAR_PRICE_FEN / 4);
    draft_row(draft, "items");
    draft_code(draft, "items.package", "11");
    draft_hundredths(draft, "items.price", YEAR_PRICE_FEN);
    draft_hundredths(draft, "items.insurance", YEAR_PRICE_FEN / 2);
    draft_hundredths(draft, "items.public_funds", YEAR_PRICE_FEN / 4);
    draft_hundredths(draft, "items.resident_pays", YEAR_PRICE_FEN / 4);
}

static void fill_signature(Draft *draft, const Resident *resident, Random *random, Date day)
{
    World *const world = draft->world;
    bool const   is_minor =
        world_age(resident, day) < world_param(world, PARAM_ADULT_AGE, day, resident->post);
    bool const by_family = !is_minor && resident->relation != '0' && random_chance(random, 250);

    draft_code(draft, "channel", random_chance(random, 620) ? "online" : "paper");
    draft_code(draft, "signer", is_minor ? "guardian" : by_family ? "family" : "resident");
    if (is_minor || by_family) {
        draft_text(draft, "signer_name", home_name(world, world->homes[resident->home].first));
        draft_code(draft, "signer_relation", is_minor ? "parent" : "other");
    }
    draft_bool(draft, "identity_verified", true);
    draft_bool(draft, "signed", true);
    draft_bool(draft, "incapable", false);
}

/* Most renew in time, some late, some not at all. */
static void plan_renewal(World *world, uint32_t index, Random *random, Date ends_on)
{
    uint32_t const chance = random_below(random, 1000);

    if (chance < 820)
        clerk_plan(world, EVENT_SIGN, index,
                   date_add_days(ends_on, -(int32_t)random_below(random, 28)), 0);
    else if (chance < 900)
        clerk_plan(world, EVENT_SIGN, index,
                   date_add_days(ends_on, (int32_t)random_between(random, 3, 60)), 0);
}

static Draft agreement_of(World *world, const Entry *entry, Random *random, Date starts_on,
                          Date ends_on)
{
    Resident *const resident = &world->residents[entry->thing];
    const Post     *post = &world->posts[place_post_on(world, resident->post, entry->day)];
    const Township *township = &world->townships[post->township];
    bool const      is_paid = random_chance(random, 70);
    Draft           draft = draft_open(world, FORM_AGREEMENT, entry->thing, entry->day);

    draft_at(&draft, township->organisation_id, township->doctor_id);
    draft_text(&draft, "contract_no",
               str_format(world->scratch, "JY%d-%07u", date_year(starts_on), entry->thing + 1));
    draft_id(&draft, "team", post->team_id);
    draft_id(&draft, "doctor", township->doctor_id);
    draft_id(&draft, "represented_by", post->doctor_id);
    draft_code(&draft, "kind", is_paid ? "paid" : "basic");
    fill_packages(&draft, resident, entry->day, is_paid);
    draft_bool(&draft, "renewal", resident->traits & HAD_CONTRACT);
    draft_bool(&draft, "auto_renew", false);
    draft_date(&draft, "signed_on", entry->day);
    draft_date(&draft, "starts_on", starts_on);
    draft_date(&draft, "ends_on", ends_on);
    fill_signature(&draft, resident, random, entry->day);
    if (is_paid)
        fill_price(&draft);
    return draft;
}

bool contract_sign(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    Date const      after = date_add_days(resident->contract_until, 1);
    bool const      is_running = resident->contract_until.days >= entry->day.days;
    Date const      starts_on = is_running ? after : entry->day;
    Date const      ends_on = end_of_term(starts_on, random_chance(random, 100) ? 3 : 1);
    int64_t         record_id = 0;

    if (!plan_is_here(world, resident, entry->day) || after.days - entry->day.days > 60)
        return true;
    Draft draft = agreement_of(world, entry, random, starts_on, ends_on);
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id == 0)
        return true;
    resident->contract_until = ends_on;
    resident->traits |= HAD_CONTRACT;
    plan_renewal(world, entry->thing, random, ends_on);
    contract_plan_services(world, entry->thing, entry->day);
    if (random_chance(random, 12))
        clerk_plan(world, EVENT_WITHDRAW, entry->thing,
                   date_add_days(starts_on, (int32_t)random_between(random, 30, 250)), 0);
    return true;
}

bool contract_withdraw(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    int64_t         record_id = 0;

    if (!plan_is_here(world, resident, entry->day) ||
        resident->contract_until.days <= entry->day.days)
        return true;
    Draft draft = draft_open(world, FORM_CONTRACT_END, entry->thing, entry->day);
    draft_date(&draft, "ended_on", entry->day);
    draft_code(&draft, "reason", "withdrawn");
    draft_date(&draft, "requested_on",
               date_add_days(entry->day, -(int32_t)random_below(random, 7)));
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id)
        resident->contract_until = entry->day;
    return true;
}

/* ---- what the team does --------------------------------------------------------------------- */

typedef enum {
    SERVICE_GUIDANCE,
    SERVICE_AT_HOME,   /* of the disabled and dependent, by the township */
    SERVICE_BY_COUNTY, /* the same, by the hospital */
    SERVICE_CHRONIC,   /* another chronic disease */
    SERVICE_LONG_PRESCRIPTION,
    SERVICE_DELIVERY,
} ServiceKind;

static void plan_service(World *world, uint32_t index, Random *random, Date from, Date until,
                         uint32_t permille, ServiceKind kind)
{
    if (random_chance(random, permille) && from.days <= until.days)
        clerk_plan(world, EVENT_SERVICE, index, random_day(random, from, until), kind);
}

static void plan_home_care(World *world, uint32_t index, Random *random, Date from, int32_t year)
{
    for (int32_t month = 1; month <= 10; month += 3) {
        Date const first = date_from_civil(year, month, 1);
        Date const last = date_month_end(year, month + 2);

        plan_service(world, index, random, first.days > from.days ? first : from, last, 760,
                     SERVICE_AT_HOME);
    }
    plan_service(world, index, random, from, date_from_civil(year, 12, 20), 600, SERVICE_BY_COUNTY);
}

void contract_plan_services(World *world, uint32_t index, Date from)
{
    const Resident *const resident = &world->residents[index];
    uint32_t const        traits = resident->traits;
    int32_t const         year = date_year(from);
    Date const            until = date_from_civil(year, 12, 20);
    Random                random = world_random(world, index, EVENT_SERVICE, from);
    bool const is_managed = resident->hypertension.is_enrolled || resident->diabetes.is_enrolled;
    uint32_t const share = world_is_full_year(world, from) ? 1000 : 350;

    if (from.days > until.days || year < world->options->year - 1)
        return;
    if (traits & (IS_DISABLED | IS_DEPENDENT))
        plan_home_care(world, index, &random, from, year);
    if (traits & (HAS_CORONARY | HAS_STROKE | HAS_COPD))
        plan_service(world, index, &random, from, until, share * 7 / 10, SERVICE_CHRONIC);
    plan_service(world, index, &random, from, until, share * (is_managed ? 25 : 48) / 100,
                 SERVICE_GUIDANCE);
    if (is_managed)
        plan_service(world, index, &random, from, until, share / 7, SERVICE_LONG_PRESCRIPTION);
    plan_service(world, index, &random, from, until, traits & IS_DEPENDENT ? 300 : 15,
                 SERVICE_DELIVERY);
    if (random_chance(&random, share * 5 / 100))
        clerk_plan(world, EVENT_SURVEY, index, random_day(&random, from, until), 0);
}

static void add_medicine(Draft *draft, const char *name, Random *random)
{
    draft_row(draft, "medicines");
    draft_words(draft, "medicines.name", name);
    draft_words(draft, "medicines.amount", "2盒");
    draft_hundredths(draft, "medicines.price", random_between(random, 1200, 9800));
    draft_code(draft, "medicines.payer", "1");
}

static void fill_service(Draft *draft, ServiceKind kind, const Resident *resident, Random *random)
{
    switch (kind) {
    case SERVICE_GUIDANCE:
        draft_code(draft, "items", random_chance(random, 750) ? "guidance" : "guidance,medication");
        draft_words(draft, "content", "健康咨询，合理膳食与适量运动指导");
        break;
    case SERVICE_AT_HOME:
    case SERVICE_BY_COUNTY:
        draft_code(draft, "items", "home_visit,rehabilitation");
        draft_words(draft, "content", "上门测血压，康复训练与护理指导");
        break;
    case SERVICE_CHRONIC:
        draft_code(draft, "items", "chronic_visit");
        draft_words(draft, "disease",
                    resident->traits & HAS_STROKE     ? "脑卒中恢复期"
                    : resident->traits & HAS_CORONARY ? "冠心病"
                                                      : "慢性阻塞性肺疾病");
        draft_words(draft, "content", "询问症状与用药，复核指标");
        break;
    case SERVICE_LONG_PRESCRIPTION:
        draft_code(draft, "items", "long_prescription,medication");
        draft_int(draft, "supplied_days", 28);
        draft_bool(draft, "stable", true);
        add_medicine(draft, resident->diabetes.is_enrolled ? "盐酸二甲双胍片" : "苯磺酸氨氯地平片",
                     random);
        draft_words(draft, "content", "病情稳定，开具4周长期处方");
        break;
    case SERVICE_DELIVERY:
        draft_code(draft, "items", "delivery");
        add_medicine(draft, "常用药品", random);
        draft_bool(draft, "received", true);
        draft_words(draft, "content", "代取药品并送药上门");
        break;
    }
}

bool contract_service(World *world, const Entry *entry, Random *random, Fault *fault)
{
    const Resident *const    resident = &world->residents[entry->thing];
    ServiceKind const        kind = (ServiceKind)entry->detail;
    uint32_t const           post = place_post_on(world, resident->post, entry->day);
    const Township *const    township = &world->townships[world->posts[post].township];
    const CountyPlace *const county = &world->counties[township->county];
    bool const               is_at_home =
        kind == SERVICE_AT_HOME || kind == SERVICE_BY_COUNTY || kind == SERVICE_DELIVERY;
    int64_t record_id = 0;

    if (!plan_is_here(world, resident, entry->day) ||
        resident->contract_until.days < entry->day.days)
        return true;
    Draft draft = draft_open(world, FORM_SERVICE, entry->thing, entry->day);
    if (kind == SERVICE_AT_HOME)
        draft_at(&draft, township->organisation_id, township->doctor_id);
    if (kind == SERVICE_BY_COUNTY)
        draft_at(&draft, county->hospital_id, county->specialist_id);
    draft_code(&draft, "level",
               kind == SERVICE_AT_HOME     ? "township"
               : kind == SERVICE_BY_COUNTY ? "county"
                                           : "village");
    draft_code(&draft, "way",
               is_at_home                   ? "home"
               : random_chance(random, 700) ? "clinic"
                                            : "phone");
    fill_service(&draft, kind, resident, random);
    draft_bool(&draft, "on_call", kind == SERVICE_DELIVERY && random_chance(random, 500));
    if (kind == SERVICE_DELIVERY)
        draft_int(&draft, "response_minutes", 10 * random_between(random, 2, 24));
    draft_bool(&draft, "confirmed", random_chance(random, 960));
    return clerk_submit(&draft, random, &record_id, fault);
}

bool contract_survey(World *world, const Entry *entry, Random *random, Fault *fault)
{
    static const uint16_t    CONTENT[] = { 640, 230, 90, 28, 12 };
    static const char *const CODES[] = { "satisfied", "fairly", "neutral", "rather_not",
                                         "dissatisfied" };
    const Resident *const    resident = &world->residents[entry->thing];
    uint32_t const           overall = random_choice(random, CONTENT, COUNT_OF(CONTENT));
    int64_t                  record_id = 0;

    if (!plan_is_here(world, resident, entry->day) ||
        resident->contract_until.days < entry->day.days)
        return true;
    Draft draft = draft_open(world, FORM_SATISFACTION, entry->thing, entry->day);
    draft_code(&draft, "way", "phone");
    draft_bool(&draft, "aware", random_chance(random, 880));
    draft_code(&draft, "overall", CODES[overall]);
    draft_code(&draft, "attitude", CODES[random_choice(random, CONTENT, COUNT_OF(CONTENT))]);
    draft_code(&draft, "ability", CODES[random_choice(random, CONTENT, COUNT_OF(CONTENT))]);
    if (overall >= 3)
        draft_words(&draft, "complaint", "上门次数偏少，希望增加常用药品种类");
    return clerk_submit(&draft, random, &record_id, fault);
}
