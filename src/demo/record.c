/* The health record: opened, filled, listed, shown to its owner, checked, ended. */
#include <string.h>

#include "card/card.h"
#include "demo/demo_private.h"
#include "registry/person.h"

/* ---- the cover --------------------------------------------------------------------------- */

/* Most files are older than the platform: they lay on paper. */
static Date filed_on(const World *world, const Resident *resident, Random *random, Date day)
{
    Date const earliest = resident->since_on;
    Date const latest = date_from_civil(world->options->year - 2, 1, 1);

    if (latest.days <= earliest.days || random_chance(random, 300))
        return day;
    return random_day(random, earliest, latest);
}

static bool read_number(Str *out, World *world, const Resident *resident, Fault *fault)
{
    Registry const registry = world_registry(world);
    Person         person;

    if (!person_get(&person, &registry, resident->person_id, fault))
        return false;
    *out = person.record_number;
    return true;
}

bool record_file(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    const Post     *post = &world->posts[place_post_on(world, resident->post, entry->day)];
    bool const      is_electronic = random_chance(random, 975);
    Str             number = SV("");
    int64_t         record_id = 0;

    if (!plan_is_here(world, resident, entry->day))
        return true;
    if (!read_number(&number, world, resident, fault))
        return false;
    resident->filed_on = filed_on(world, resident, random, entry->day);
    Draft draft = draft_open(world, FORM_COVER, entry->thing, entry->day);
    draft_text(&draft, "record_no", number);
    draft_date(&draft, "filed_on", resident->filed_on);
    draft_any(&draft, "occasion", random);
    draft_id(&draft, "filed_at", post->organisation_id);
    draft_id(&draft, "filed_by", post->doctor_id);
    draft_id(&draft, "doctor", post->doctor_id);
    draft_text(&draft, "committee", post->name);
    draft_bool(&draft, "consent", true);
    draft_bool(&draft, "electronic", is_electronic);
    if (is_electronic)
        draft_date(&draft, "entered_on", entry->day);
    draft_bool(&draft, "identity_verified", random_chance(random, 955));
    if (random_chance(random, 500))
        draft_text(&draft, "paper_no", str_format(world->scratch, "%u", entry->thing + 1));
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id == 0)
        return true;
    resident->traits |= WAS_FILED;
    if (world_age(resident, entry->day) >=
            world_param(world, PARAM_CHILD_AGE, entry->day, resident->post) &&
        random_chance(random, 960))
        clerk_plan(world, EVENT_BASIC, entry->thing,
                   date_add_days(entry->day, (int32_t)random_below(random, 6)), 0);
    return true;
}

/* ---- the basic form ------------------------------------------------------------------------ */

static void fill_contact(Draft *draft, const Resident *resident, Random *random)
{
    World *const      world = draft->world;
    const Home *const home = &world->homes[resident->home];
    uint32_t const    self = draft->resident;
    uint32_t const    other = self == home->first && home->count > 1 ? self + 1 : home->first;

    if (random_chance(random, 900) && world_age(resident, world->today) >= 14)
        draft_text(draft, "phone", home_phone(world, resident->home));
    if (other == self) { /* who lives alone names the committee */
        draft_words(draft, "contact_name", "村（居）委会");
        draft_words(draft, "contact_phone", "19900000000");
        return;
    }
    draft_text(draft, "contact_name", home_name(world, other));
    draft_text(draft, "contact_phone", home_phone(world, resident->home));
    if (random_chance(random, 850)) {
        char const relation = world->residents[other].relation;
        draft_code(draft, "contact_relation", (char[]){ relation == '0' ? '8' : relation, '\0' });
    }
}

static const char *education_of(Random *random, int32_t age)
{
    static const char *const OLD[] = { "9", "8", "7", "6", "8" };
    static const char *const MIDDLE[] = { "8", "7", "7", "6", "4" };
    static const char *const YOUNG[] = { "7", "6", "3", "2", "3" };
    const char *const       *levels = age >= 60 ? OLD : age >= 35 ? MIDDLE : YOUNG;

    if (random_chance(random, 20))
        return "unknown";
    return age < 16 ? "8" : levels[random_below(random, COUNT_OF(OLD))];
}

static void fill_circumstances(Draft *draft, const Resident *resident, Random *random)
{
    int32_t const age = world_age(resident, draft->submission.occurred_on);
    bool const    is_station = draft->world->posts[resident->post].is_station;
    const char   *marital = age < 20                                                 ? "1"
                            : resident->relation == '0' || resident->relation == '1' ? "2"
                                                                                     : "1";

    if (draft->world->homes[resident->home].count == 1 && age > 60)
        marital = "3";
    if (resident->relation == '5')
        marital = "2";
    draft_code(draft, "ethnic_group", "01");
    draft_any(draft, "blood_group", random);
    draft_code(draft, "rhesus", random_chance(random, 700) ? "unknown" : "positive");
    draft_code(draft, "education", education_of(random, age));
    draft_code(draft, "occupation",
               age < 18     ? "none"
               : is_station ? (random_chance(random, 500) ? "3" : "5")
                            : "4");
    draft_code(draft, "marital", marital);
    draft_code(draft, "payment", random_chance(random, is_station ? 400 : 60) ? "1" : "90");
    draft_code(draft, "drug_allergy", random_chance(random, 940) ? "none" : "2");
    draft_code(draft, "exposure", random_chance(random, 985) ? "none" : "2");
}

/* What was found before the platform came, with the month. */
static void fill_history(Draft *draft, const Resident *resident, Random *random)
{
    static const struct {
        uint32_t    trait;
        const char *name;
    } DISEASES[] = {
        { KNOWS_HYPERTENSION, "hypertension" },
        { KNOWS_DIABETES, "diabetes" },
        { HAS_CORONARY, "coronary" },
        { HAS_COPD, "copd" },
        { HAS_STROKE, "stroke" },
    };
    Buf        names = buf_open(draft->world->scratch, 200);
    Date const day = draft->submission.occurred_on;
    Date const adult_on = date_add_months(resident->born_on, 35 * 12);

    for (size_t i = 0; i < COUNT_OF(DISEASES); i++) {
        if (!(resident->traits & DISEASES[i].trait) || adult_on.days >= day.days)
            continue;
        Date const earliest = date_add_days(day, -15 * 365);
        buf_add_c(&names, names.len ? "," : "");
        buf_add_c(&names, DISEASES[i].name);
        draft_row(draft, "diagnoses");
        draft_code(draft, "diagnoses.disease", DISEASES[i].name);
        draft_month(draft, "diagnoses.diagnosed",
                    random_day(random, earliest.days > adult_on.days ? earliest : adult_on, day));
    }
    draft_code(draft, "past_diseases",
               names.len ? str_to_c(draft->world->scratch, buf_str(&names)) : "none");
}

static void fill_events(Draft *draft, const Resident *resident, Random *random)
{
    static const char *const OPERATIONS[] = { "阑尾切除术", "胆囊切除术", "剖宫产术",
                                              "白内障手术" };
    Date const               day = draft->submission.occurred_on;
    bool const               was_operated = random_chance(random, 90);

    draft_code(draft, "operated", was_operated ? "present" : "absent");
    if (was_operated) {
        draft_row(draft, "operations");
        draft_words(draft, "operations.name",
                    OPERATIONS[random_below(random, resident->sex == '2' ? 4 : 2)]);
        draft_month(draft, "operations.happened", random_day(random, resident->born_on, day));
    }
    draft_code(draft, "injured", "absent");
    draft_code(draft, "transfused", "absent");
    bool const has_history = resident->traits & HAS_FAMILY_HISTORY;
    draft_code(draft, "father",
               has_history && random_chance(random, 500) ? "hypertension" : "none");
    draft_code(draft, "mother",
               has_history && random_chance(random, 500) ? "hypertension" : "none");
    draft_code(draft, "siblings", has_history && random_chance(random, 200) ? "diabetes" : "none");
    draft_code(draft, "children", "none");
    draft_code(draft, "genetic", "absent");
    draft_code(draft, "disability",
               resident->traits & IS_DISABLED ? (random_chance(random, 600) ? "limb" : "hearing")
                                              : "none");
}

bool record_basic(World *world, const Entry *entry, Random *random, Fault *fault)
{
    static const char *const HOME_FIELDS[] = { "kitchen_vent", "fuel", "water", "toilet",
                                               "livestock" };
    Resident *const          resident = &world->residents[entry->thing];
    int64_t                  record_id = 0;

    if (!plan_is_here(world, resident, entry->day))
        return true;
    Draft draft = draft_open(world, FORM_BASIC, entry->thing, entry->day);
    fill_contact(&draft, resident, random);
    fill_circumstances(&draft, resident, random);
    fill_history(&draft, resident, random);
    fill_events(&draft, resident, random);
    if (random_chance(random, 880))
        for (size_t i = 0; i < COUNT_OF(HOME_FIELDS); i++)
            draft_any(&draft, HOME_FIELDS[i], random);
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    if (record_id)
        resident->traits |= WAS_DESCRIBED;
    if (record_id && random_chance(random, 250))
        clerk_plan(world, EVENT_OPEN_RECORD, entry->thing,
                   date_add_days(entry->day, (int32_t)random_between(random, 20, 700)), 0);
    return true;
}

/* ---- lists of other authorities ------------------------------------------------------------- */

static bool submit_listing(World *world, const Entry *entry, const char *listed_as,
                           const char *listed_by, Random *random, Fault *fault)
{
    const Resident *const resident = &world->residents[entry->thing];
    Draft                 draft = draft_open(world, FORM_KEY_GROUP, entry->thing, entry->day);
    bool const            is_disabled = strcmp(listed_as, "disabled") == 0;
    Date const            from = date_from_civil(world->options->year - 4, 1, 1);
    int64_t               record_id = 0;

    draft_code(&draft, "listed_as", listed_as);
    draft_code(&draft, "listed_by", listed_by);
    draft_date(&draft, "valid_from", resident->born_on.days > from.days ? resident->born_on : from);
    draft_text(&draft, "certificate_no", str_format(world->scratch, "YS%07u", entry->thing + 1));
    if (is_disabled) {
        draft_code(&draft, "disability", random_chance(random, 600) ? "limb" : "hearing");
        draft_any(&draft, "disability_grade", random);
        draft_bool(&draft, "poor_disabled", resident->traits & HAS_ALLOWANCE);
    }
    if (strcmp(listed_as, "bedridden") == 0)
        draft_words(&draft, "care_need", "长期卧床，需协助翻身与进食");
    return clerk_submit(&draft, random, &record_id, fault);
}

bool record_listed(World *world, const Entry *entry, Random *random, Fault *fault)
{
    static const struct {
        uint32_t    trait, permille;
        const char *listed_as, *listed_by;
    } LISTS[] = {
        { IS_DISABLED, 700, "disabled", "1" },    { IS_LIFTED, 1000, "lifted", "3" },
        { IS_MONITORED, 1000, "monitored", "3" }, { HAS_ALLOWANCE, 1000, "allowance", "2" },
        { IS_DEPENDENT, 800, "bedridden", "6" },
    };
    const Resident *const resident = &world->residents[entry->thing];

    if (!plan_is_here(world, resident, entry->day))
        return true;
    for (size_t i = 0; i < COUNT_OF(LISTS); i++)
        if (resident->traits & LISTS[i].trait && random_chance(random, LISTS[i].permille) &&
            !submit_listing(world, entry, LISTS[i].listed_as, LISTS[i].listed_by, random, fault))
            return false;
    return !random_chance(random, 5) || submit_listing(world, entry, "mental", "5", random, fault);
}

/* ---- shown to its owner, and checked -------------------------------------------------------- */

/* Who is to see his record has a health card; one of ten has not come for it yet. Codes
 * are signed when they are shown, so no key is made here: the store stays the same for
 * the same options. */
static bool issue_card(World *world, uint32_t index, Fault *fault)
{
    Registry const  registry = world_registry(world);
    Problems        problems = problems_open(world->scratch);
    CardIssue const issue = { world->residents[index].person_id, index % 10 > 0 };
    Card            card;

    if (!card_issue(&card, &registry, &issue, &problems, fault))
        return false;
    world->counts->cards++;
    clerk_count(world, 1);
    return true;
}

bool record_open(World *world, const Entry *entry, Random *random, Fault *fault)
{
    Resident *const resident = &world->residents[entry->thing];
    bool const      has_card = resident->traits & WAS_OPENED;
    int32_t const   age = world_age(resident, entry->day);
    int64_t         record_id = 0;

    if (!plan_is_here(world, resident, entry->day) || !(resident->traits & WAS_FILED))
        return true;
    Draft draft = draft_open(world, FORM_OPENING, entry->thing, entry->day);
    draft_code(&draft, "action", "open");
    draft_bool(&draft, "identity_verified", true);
    draft_bool(&draft, "agreement", true);
    if (age < world_param(world, PARAM_ADULT_AGE, entry->day, resident->post)) {
        draft_text(&draft, "guardian", home_name(world, world->homes[resident->home].first));
        draft_code(&draft, "guardian_relation", "parent");
    }
    draft_code(&draft, "channels", random_chance(random, 700) ? "2" : "1,2");
    draft_code(&draft, "scope", "1,2,3,6");
    draft_bool(&draft, "sensitive_hidden", true);
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    resident->traits |= record_id ? WAS_OPENED : 0;
    return !record_id || has_card || issue_card(world, entry->thing, fault);
}

bool record_quality(World *world, const Entry *entry, Random *random, Fault *fault)
{
    const Resident *const resident = &world->residents[entry->thing];
    const Post *const     post = &world->posts[resident->post];
    const CountyPlace    *county = &world->counties[world->townships[post->township].county];
    bool const            is_good = random_chance(random, 860);
    int64_t               record_id = 0;

    if (!plan_is_here(world, resident, entry->day) || !(resident->traits & WAS_FILED))
        return true;
    Draft draft = draft_open(world, FORM_QUALITY, entry->thing, entry->day);
    draft_at(&draft, county->prevention_id, county->officer_id);
    draft_text(&draft, "batch",
               str_format(world->scratch, "%d-%d", date_year(entry->day),
                          date_to_civil(entry->day).month <= 6 ? 1 : 2));
    draft_code(&draft, "way", "1");
    draft_id(&draft, "checker", county->prevention_id);
    draft_bool(&draft, "reached", random_chance(random, 900));
    draft_bool(&draft, "identity_true", true);
    draft_bool(&draft, "services_true", is_good || random_chance(random, 900));
    draft_bool(&draft, "complete", is_good);
    draft_bool(&draft, "consistent", true);
    draft_bool(&draft, "up_to_date", is_good);
    /* Whatever else it is, a record that is untrue says how. */
    draft_code(&draft, "defects", is_good ? "none" : "2,5,9");
    if (!is_good)
        draft_date(&draft, "correct_by", date_add_days(entry->day, 30));
    return clerk_submit(&draft, random, &record_id, fault);
}

/* ---- ended ---------------------------------------------------------------------------------- */

bool record_end(World *world, uint32_t index, Date day, const char *reason, Random *random,
                Fault *fault)
{
    Resident *const resident = &world->residents[index];
    int64_t         record_id = 0;

    if (!(resident->traits & WAS_FILED))
        return true;
    Draft draft = draft_open(world, FORM_RECORD_END, index, day);
    draft_date(&draft, "ended_on", day);
    draft_code(&draft, "reason", reason);
    if (strcmp(reason, "died") == 0)
        draft_words(&draft, "death_cause",
                    resident->traits & HAS_STROKE     ? "脑卒中"
                    : resident->traits & HAS_CORONARY ? "冠心病"
                                                      : "心力衰竭");
    if (strcmp(reason, "moved") == 0)
        draft_words(&draft, "moved_to", "外省");
    if (!clerk_submit(&draft, random, &record_id, fault))
        return false;
    resident->traits &= ~(uint32_t)WAS_FILED;
    return true;
}
