/* Where it plays: regions, institutions, those who work there, their teams. */
#include <assert.h>

#include "demo/demo_private.h"
#include "demo/name.h"
#include "registry/organisation_edge.h"
#include "registry/population.h"
#include "registry/record_number.h"
#include "registry/region.h"
#include "registry/worker_licence.h"

enum {
    PEOPLE_PER_POST = 1100,
    POSTS_PER_TOWNSHIP = 8,
    POSTS_PER_COUNTY = 130,
    POSTS_PER_TEAM = 2,
    POSTS_MIN = 4,
    TOWNSHIPS_MIN = 2,
};

/* The prefecture whose size the demonstration is measured by, when it is there. */
static const int64_t USUAL_PREFECTURE = 140700000000;

/* Nobody asks what the institutions were before the basic services began. */
static Date founded_on(void)
{
    return date_from_civil(2009, 1, 1);
}

/* ---- a county that was made up ------------------------------------------------------------ */

static bool put_region(World *world, const char *code, Str name, Fault *fault)
{
    Registry const    registry = world_registry(world);
    RegionEntry const entry = { str_from_c(code), name, DATE_MIN, DATE_MAX };
    int64_t           region_id = 0;

    clerk_count(world, 1);
    world->counts->regions++;
    return region_put(&region_id, &registry, &entry, fault);
}

static bool invent_township(World *world, uint32_t nth, uint32_t villages, Fault *fault)
{
    bool const     is_street = nth == 0;
    uint32_t const code = is_street ? 1 : 99 + nth;
    char           text[16];

    (void)snprintf(text, sizeof text, "990101%03u", code % 1000);
    if (!put_region(world, text, name_township(world->arena, nth, is_street), fault))
        return false;
    for (uint32_t i = 0; i < villages; i++) {
        (void)snprintf(text, sizeof text, "990101%03u%03u", code % 1000,
                       ((is_street ? 1 : 200) + i) % 1000);
        if (!put_region(world, text,
                        name_village(world->arena, is_street ? i : nth * villages + i, is_street),
                        fault))
            return false;
    }
    return true;
}

static bool invent_county(World *world, uint32_t villages, Fault *fault)
{
    uint32_t const asked = villages / POSTS_PER_TOWNSHIP;
    uint32_t const townships = asked < TOWNSHIPS_MIN ? TOWNSHIPS_MIN : asked;

    if (!put_region(world, "99", SV("演示省"), fault) ||
        !put_region(world, "9901", SV("演示市"), fault) ||
        !put_region(world, "990101", SV("演示县"), fault))
        return false;
    for (uint32_t i = 0; i < townships; i++)
        if (!invent_township(world, i, (villages + townships - 1) / townships, fault))
            return false;
    return world_commit(world, fault);
}

/* ---- choosing ------------------------------------------------------------------------------- */

static bool is_usable(const Region *village)
{
    int64_t prefix = 0;

    return village->level == REGION_VILLAGE && record_number_prefix(&prefix, village->region_id);
}

static uint32_t usable_below(const RegionTree *tree, int64_t region_id)
{
    uint32_t            count = 0;
    uint32_t            usable = 0;
    const Region *const below = region_below(tree, region_id, &count);

    for (uint32_t i = 0; i < count; i++)
        usable += is_usable(&below[i]);
    return usable;
}

/* The regions of a level in another (0: anywhere) that have villages. */
static const Region **inhabited(World *world, int64_t inside_id, RegionLevel level, uint32_t *count)
{
    const RegionTree *const tree = world->house->regions;
    uint32_t                below = tree->count;
    const Region *const     all = inside_id ? region_below(tree, inside_id, &below) : tree->regions;
    const Region **const    found = arena_array(world->arena, below, sizeof *found);

    *count = 0;
    for (uint32_t i = 0; i < below; i++)
        if (all[i].level == level && usable_below(tree, all[i].region_id))
            found[(*count)++] = &all[i];
    return found;
}

static void add_post(World *world, const Region *village, uint32_t township)
{
    Post *const post = &world->posts[world->post_count];

    *post = (Post){
        .region_id = village->region_id,
        .name = str_copy(world->arena, village->name),
        .township = township,
        .is_station = village->region_id % 1000 < 200,
        .merged_into = POST_NONE,
    };
    bool const has_prefix = record_number_prefix(&post->record_prefix, post->region_id);
    assert(has_prefix);
    world->townships[township].post_count++;
    world->post_count++;
}

static void add_township(World *world, const Region *region, uint32_t county, uint32_t posts)
{
    uint32_t const      at = world->township_count++;
    uint32_t            count = 0;
    const Region *const villages = region_below(world->house->regions, region->region_id, &count);

    world->townships[at] = (Township){
        .region_id = region->region_id,
        .name = str_copy(world->arena, region->name),
        .county = county,
        .first_post = world->post_count,
        .is_street = region->region_id / 1000 % 1000 < 100,
    };
    for (uint32_t i = 0; i < count && world->townships[at].post_count < posts; i++)
        if (is_usable(&villages[i]))
            add_post(world, &villages[i], at);
    world->counties[county].township_count++;
}

/* Some townships of the county, spread over the list, streets and all. */
static void add_county(World *world, const Region *region, uint32_t posts)
{
    uint32_t const county = world->county_count++;
    uint32_t       count = 0;
    const Region **townships = inhabited(world, region->region_id, REGION_TOWNSHIP, &count);
    uint32_t       wanted = (posts + POSTS_PER_TOWNSHIP - 1) / POSTS_PER_TOWNSHIP;

    world->counties[county] = (CountyPlace){
        .region_id = region->region_id,
        .name = str_copy(world->arena, region->name),
        .first_township = world->township_count,
    };
    wanted = wanted < TOWNSHIPS_MIN ? TOWNSHIPS_MIN : wanted;
    wanted = wanted > count ? count : wanted;
    for (uint32_t i = 0; i < wanted; i++)
        add_township(world, townships[(uint64_t)i * count / wanted], county,
                     posts * (i + 1) / wanted - posts * i / wanted);
}

static int64_t base_of(const World *world)
{
    if (world->options->county_id)
        return world->options->county_id;
    return region_find(world->house->regions, USUAL_PREFECTURE) ? USUAL_PREFECTURE : 0;
}

static bool choose_places(World *world, uint32_t posts, Fault *fault)
{
    int64_t const  base = base_of(world);
    uint32_t       count = 0;
    const Region **counties = inhabited(world, base, REGION_COUNTY, &count);
    uint32_t       wanted = (posts + POSTS_PER_COUNTY - 1) / POSTS_PER_COUNTY;

    if (count == 0)
        return fault_set(fault, FAULT_NOT_FOUND,
                         "there is no county with villages there; 'barefoot import regions'");
    wanted = world->options->prefecture || wanted > count ? count : wanted;
    if (posts < wanted * POSTS_MIN)
        posts = wanted * POSTS_MIN;
    world->counties = arena_array(world->arena, wanted, sizeof(CountyPlace));
    world->townships =
        arena_array(world->arena, (size_t)posts + wanted * TOWNSHIPS_MIN, sizeof(Township));
    world->posts = arena_array(world->arena, posts, sizeof(Post));
    for (uint32_t i = 0; i < wanted; i++)
        add_county(world, counties[i], posts * (i + 1) / wanted - posts * i / wanted);
    return true;
}

/* Neighbourhoods are larger than villages, and no two are the same size. */
static void spread_people(World *world)
{
    uint64_t total = 0;

    for (uint32_t i = 0; i < world->post_count; i++) {
        Random random = random_of(world->options->seed, i, FORM_COUNT);
        world->posts[i].people =
            (uint32_t)random_between(&random, 600, 1400) * (world->posts[i].is_station ? 2 : 1);
        total += world->posts[i].people;
        world->posts[i].habit = (Habit){
            .kept = (uint32_t)random_between(&random, 800, 990),
            .in_time = (uint32_t)random_between(&random, 600, 960),
            .phoned = (uint32_t)random_between(&random, 10, 160),
            .rounded = (uint32_t)random_between(&random, 80, 600),
            .copied = (uint32_t)random_between(&random, 0, 8) * random_below(&random, 22),
            .late_days = (uint32_t)random_between(&random, 1, 12),
        };
    }
    for (uint32_t i = 0; i < world->post_count; i++)
        world->posts[i].people =
            (uint32_t)((uint64_t)world->posts[i].people * world->options->residents / total);
}

/* ---- institutions --------------------------------------------------------------------------- */

/* The village's name without what makes it a committee. */
static Str stem_of(Str name)
{
    static const char *const ENDINGS[] = { "村民委员会", "居民委员会", "村委会", "居委会" };

    for (size_t i = 0; i < COUNT_OF(ENDINGS); i++) {
        Str const ending = str_from_c(ENDINGS[i]);
        if (str_ends_with(name, ending) && name.len > ending.len)
            return str_slice(name, 0, name.len - ending.len);
    }
    return name;
}

static bool found(int64_t *id, World *world, const char *mark, Str stem, const char *ending,
                  const char *kind, int64_t region_id, int64_t parent_id, Fault *fault)
{
    Registry const          registry = world_registry(world);
    Problems                problems = problems_open(world->scratch);
    Str const               code = region_code(world->scratch, region_id);
    OrganisationEntry const entry = {
        .code = str_format(world->scratch, "%s%.*s", mark, (int)code.len, code.ptr),
        .name = str_format(world->scratch, "%.*s%s", (int)stem.len, stem.ptr, ending),
        .kind = str_from_c(kind),
        .parent_id = parent_id,
        .region_id = region_id,
        .valid_from = founded_on(),
        .valid_until = DATE_MAX,
    };

    world->counts->organisations++;
    clerk_count(world, 1);
    return organisation_register(id, &registry, &entry, &problems, fault);
}

static bool found_township(World *world, Township *township, int64_t bureau_id, Fault *fault)
{
    if (!found(&township->organisation_id, world, "C", township->name,
               township->is_street ? "社区卫生服务中心" : "卫生院",
               township->is_street ? "B100" : "C220", township->region_id, bureau_id, fault))
        return false;
    for (uint32_t i = 0; i < township->post_count; i++) {
        Post *const post = &world->posts[township->first_post + i];
        Str const   stem = stem_of(post->name);
        bool const  is_village = str_ends_with(stem, SV("村"));

        if (!found(&post->organisation_id, world, "D", stem,
                   post->is_station ? "卫生服务站"
                   : is_village     ? "卫生室"
                                    : "村卫生室",
                   post->is_station ? "B200" : "D600", post->region_id, township->organisation_id,
                   fault))
            return false;
    }
    return true;
}

static bool found_county(World *world, CountyPlace *county, int64_t above_id, Fault *fault)
{
    int64_t const region_id = county->region_id;

    if (!found(&county->bureau_id, world, "W", county->name, "卫生健康局", "BUREAU", region_id,
               above_id, fault) ||
        !found(&county->hospital_id, world, "A", county->name, "人民医院", "A100", region_id,
               county->bureau_id, fault) ||
        !found(&county->prevention_id, world, "J", county->name, "疾病预防控制中心", "J100",
               region_id, county->bureau_id, fault) ||
        !found(&county->maternal_id, world, "G", county->name, "妇幼保健院", "G100", region_id,
               county->bureau_id, fault))
        return false;
    for (uint32_t i = 0; i < county->township_count; i++)
        if (!found_township(world, &world->townships[county->first_township + i], county->bureau_id,
                            fault))
            return false;
    return true;
}

static bool found_all(World *world, Fault *fault)
{
    int64_t const       city_id = region_at_level(world->counties[0].region_id, REGION_CITY);
    const Region *const city = region_find(world->house->regions, city_id);
    int64_t             above_id = 0;

    if (world->county_count > 1 && city &&
        !found(&above_id, world, "W", city->name, "卫生健康委员会", "BUREAU", city_id, 0, fault))
        return false;
    for (uint32_t i = 0; i < world->county_count; i++)
        if (!found_county(world, &world->counties[i], above_id, fault))
            return false;
    return world_commit(world, fault);
}

/* The county hospital leads a consortium of the township centres, since 2020. */
static bool unite(World *world, Fault *fault)
{
    for (uint32_t i = 0; i < world->township_count; i++) {
        const Township *const  township = &world->townships[i];
        Registry const         registry = world_registry(world);
        Problems               problems = problems_open(world->scratch);
        OrganisationEdge const edge = {
            .tree = SV(TREE_CONSORTIUM),
            .organisation_id = township->organisation_id,
            .parent_id = world->counties[township->county].hospital_id,
            .from_on = date_from_civil(2020, 1, 1),
            .until_on = DATE_MAX,
        };

        clerk_count(world, 1);
        if (!organisation_edge_put(&registry, &edge, &problems, fault))
            return false;
    }
    return world_commit(world, fault);
}

/* ---- those who work there ------------------------------------------------------------------- */

/* A licence for the profession, and a title; every eleventh has let the licence run
 * out some weeks before the last day, others will soon. */
static bool license(World *world, int64_t worker_id, uint32_t nth, const char *profession,
                    Fault *fault)
{
    enum { RUN_OUT = 11, DAYS_AGO = 40, DAYS_AT_LEAST = 20, DAYS_STEP = 53 };
    Registry const registry = world_registry(world);
    Problems       problems = problems_open(world->scratch);
    Str const      work = str_from_c(profession);
    bool const     is_nurse = str_equal(work, SV("护士"));
    bool const     is_village = str_equal(work, SV("乡村医生"));
    int32_t const  left =
        nth % RUN_OUT == 0 ? -DAYS_AGO : DAYS_AT_LEAST + (int32_t)(nth % RUN_OUT) * DAYS_STEP;
    WorkerPut           put = WORKER_PUT_ADDED;
    WorkerLicence const licence = {
        .worker_id = worker_id,
        .kind = is_nurse     ? SV("nurse")
                : is_village ? SV("village_doctor")
                             : SV("physician"),
        .number = str_format(world->scratch, "990101%09u", nth),
        .scope = is_nurse || is_village ? SV("") : SV("全科医学、公共卫生"),
        .issuer = SV("演示县卫生健康局"),
        .valid_from = founded_on(),
        .valid_until = date_add_days(world->last, left),
    };
    WorkerLicence const title = {
        .worker_id = worker_id,
        .kind = SV("title"),
        .level = is_nurse  ? SV("护师")
                 : nth % 3 ? SV("医师")
                           : SV("主治医师"),
        .valid_from = date_from_civil(2016, 7, 1),
        .valid_until = DATE_MAX,
    };

    clerk_count(world, 1);
    return worker_licence_put(&put, &registry, &licence, &problems, fault) &&
           (is_village || worker_licence_put(&put, &registry, &title, &problems, fault));
}

static bool hire(int64_t *id, World *world, int64_t organisation_id, const char *profession,
                 bool is_family_doctor, char sex, Fault *fault)
{
    uint32_t const            nth = ++world->counts->workers;
    Registry const            registry = world_registry(world);
    Problems                  problems = problems_open(world->scratch);
    Random                    random = random_of(world->options->seed, nth, EVENT_COUNT);
    const Organisation *const at = organisation_find(world->house->organisations, organisation_id);
    Str const                 surname = name_surname(&random);
    WorkerEntry const         entry = {
                .code = str_format(world->scratch, "%.*s-%u", (int)at->code.len, at->code.ptr, nth),
                .name = name_person(world->scratch, &random, surname, sex, 1975),
                .organisation_id = organisation_id,
                .profession = str_from_c(profession),
                .is_family_doctor = is_family_doctor,
                .valid_from = founded_on(),
                .valid_until = DATE_MAX,
    };

    clerk_count(world, 1);
    return worker_register(id, &registry, &entry, &problems, fault) &&
           license(world, *id, nth, profession, fault);
}

static bool hire_all(World *world, Fault *fault)
{
    for (uint32_t i = 0; i < world->county_count; i++) {
        CountyPlace *const county = &world->counties[i];
        if (!hire(&county->specialist_id, world, county->hospital_id, "主任医师", false, '1',
                  fault) ||
            !hire(&county->officer_id, world, county->prevention_id, "公共卫生医师", false, '2',
                  fault))
            return false;
    }
    for (uint32_t i = 0; i < world->township_count; i++) {
        Township *const township = &world->townships[i];
        if (!hire(&township->doctor_id, world, township->organisation_id, "全科医师", true, '1',
                  fault) ||
            !hire(&township->nurse_id, world, township->organisation_id, "护士", false, '2',
                  fault) ||
            !hire(&township->officer_id, world, township->organisation_id, "公共卫生医师", false,
                  '2', fault))
            return false;
    }
    for (uint32_t i = 0; i < world->post_count; i++) {
        Post *const post = &world->posts[i];
        if (!hire(&post->doctor_id, world, post->organisation_id,
                  post->is_station ? "全科医师" : "乡村医生", true, i % 3 ? '1' : '2', fault))
            return false;
    }
    return world_commit(world, fault);
}

bool place_make(World *world, Fault *fault)
{
    uint32_t const asked = world->options->residents / PEOPLE_PER_POST;
    uint32_t const posts = asked < POSTS_MIN ? POSTS_MIN : asked;

    if (world->house->regions->count == 0 && !invent_county(world, posts, fault))
        return fault_context(fault, "inventing a county");
    if (!choose_places(world, posts, fault))
        return false;
    spread_people(world);
    return (found_all(world, fault) && unite(world, fault) && hire_all(world, fault)) ||
           fault_context(fault, "founding institutions");
}

uint32_t place_post_on(const World *world, uint32_t post, Date day)
{
    while (world->posts[post].merged_into != POST_NONE &&
           world->posts[post].merged_on.days <= day.days)
        post = world->posts[post].merged_into;
    return post;
}

/* ---- teams ---------------------------------------------------------------------------------- */

static void add_member(Draft *draft, int64_t worker_id, const char *role, const char *level,
                       Date joined_on)
{
    draft_row(draft, "members");
    draft_id(draft, "members.member", worker_id);
    draft_code(draft, "members.role", role);
    draft_code(draft, "members.level", level);
    draft_date(draft, "members.joined_on", joined_on);
}

static bool make_team(World *world, const Township *township, uint32_t first, uint32_t count,
                      uint32_t nth, Fault *fault)
{
    Random     random = random_of(world->options->seed, first, FORM_TEAM);
    Date const formed_on = date_from_civil(world->options->year - 3, 3, 1);
    Draft      draft = draft_open(world, FORM_TEAM, RESIDENT_NONE, world->today);
    Buf        area = buf_open(world->scratch, 400);
    int64_t    team_id = 0;

    draft_at(&draft, township->organisation_id, township->doctor_id);
    for (uint32_t i = first; i < first + count; i++) {
        buf_add_c(&area, i > first ? "、" : "");
        buf_add(&area, stem_of(world->posts[i].name));
    }
    draft_text(&draft, "name",
               str_format(world->scratch, "%.*s第%u家庭医生团队", (int)township->name.len,
                          township->name.ptr, nth));
    draft_text(
        &draft, "code_no",
        str_format(world->scratch, "T%lld-%02u", (long long)township->region_id / 1000, nth));
    draft_id(&draft, "institution", township->organisation_id);
    draft_code(&draft, "level", "township");
    draft_id(&draft, "leader", township->doctor_id);
    draft_text(&draft, "phone", str_format(world->scratch, "199%04u0000", first % 10000));
    draft_words(&draft, "hours", "工作日8:00—18:00，节假日电话值班");
    draft_text(&draft, "area", buf_str(&area));
    draft_date(&draft, "formed_on", formed_on);
    draft_bool(&draft, "qualified", true);
    draft_date(&draft, "qualified_on", date_add_months(formed_on, 6));
    add_member(&draft, township->doctor_id, "leader", "township", formed_on);
    add_member(&draft, township->nurse_id, "nurse", "township", formed_on);
    add_member(&draft, township->officer_id, "public_health", "township", formed_on);
    for (uint32_t i = first; i < first + count; i++)
        add_member(&draft, world->posts[i].doctor_id, "village_doctor", "village", formed_on);
    if (!clerk_submit(&draft, &random, &team_id, fault))
        return false;
    for (uint32_t i = first; i < first + count; i++)
        world->posts[i].team_id = team_id;
    return true;
}

bool place_make_teams(World *world, Fault *fault)
{
    for (uint32_t i = 0; i < world->township_count; i++) {
        const Township *const township = &world->townships[i];

        for (uint32_t j = 0; j < township->post_count; j += POSTS_PER_TEAM) {
            uint32_t const left = township->post_count - j;
            uint32_t const count = left < POSTS_PER_TEAM ? left : POSTS_PER_TEAM;
            if (!make_team(world, township, township->first_post + j, count, j / POSTS_PER_TEAM + 1,
                           fault))
                return false;
        }
    }
    return world_commit(world, fault);
}

/* ---- official numbers ----------------------------------------------------------------------- */

/* The bureau of statistics counts some people whom nobody has registered. */
static int64_t official(const World *world, uint32_t post, int32_t year)
{
    Random        random = random_of(world->options->seed, post, (uint64_t)year);
    int64_t const permille = random_between(&random, 1000, 1080);

    return world->posts[post].people * permille / 1000;
}

static bool put_group(World *world, int64_t region_id, int32_t year, int64_t count,
                      PopulationGroup group, Fault *fault)
{
    Registry const   registry = world_registry(world);
    Population const population = {
        .region_id = region_id,
        .year = year,
        .count = count,
        .source = SV("演示数据，非官方统计"),
        .group = group,
    };

    clerk_count(world, 1);
    return population_put(&registry, &population, fault);
}

static bool put_population(World *world, int64_t region_id, int32_t year, int64_t count,
                           Fault *fault)
{
    return put_group(world, region_id, year, count, (PopulationGroup){ 0 }, fault);
}

/* A yearbook tells sexes and ages of a county, not of its villages. The last group is what
 * is left, so they add up. */
static bool put_groups(World *world, int64_t region_id, int32_t year, int64_t count, Fault *fault)
{
    static const struct {
        PopulationGroup group;
        int64_t         permille;
    } GROUPS[] = {
        { { 1, 0, 15 }, 89 }, { { 1, 15, 60 }, 321 }, { { 1, 60, 65 }, 37 }, { { 1, 65, 0 }, 65 },
        { { 2, 0, 15 }, 78 }, { { 2, 15, 60 }, 303 }, { { 2, 60, 65 }, 36 }, { { 2, 65, 0 }, 71 },
    };
    int64_t left = count;

    for (size_t i = 0; i < COUNT_OF(GROUPS); i++) {
        bool const    is_last = i + 1 == COUNT_OF(GROUPS);
        int64_t const some = is_last ? left : count * GROUPS[i].permille / 1000;

        left -= some;
        if (!put_group(world, region_id, year, some, GROUPS[i].group, fault))
            return false;
    }
    return true;
}

static bool put_year(World *world, int32_t year, Fault *fault)
{
    int64_t total = 0;

    for (uint32_t i = 0; i < world->county_count; i++) {
        const CountyPlace *const county = &world->counties[i];
        int64_t                  of_county = 0;

        for (uint32_t j = 0; j < county->township_count; j++) {
            const Township *const township = &world->townships[county->first_township + j];
            int64_t               of_township = 0;

            for (uint32_t k = 0; k < township->post_count; k++) {
                uint32_t const post = township->first_post + k;
                int64_t const  count = official(world, post, year);
                if (!put_population(world, world->posts[post].region_id, year, count, fault))
                    return false;
                of_township += count;
            }
            if (!put_population(world, township->region_id, year, of_township, fault))
                return false;
            of_county += of_township;
        }
        if (!put_population(world, county->region_id, year, of_county, fault) ||
            !put_groups(world, county->region_id, year, of_county, fault))
            return false;
        total += of_county;
    }
    int64_t const city_id = region_at_level(world->counties[0].region_id, REGION_CITY);
    return !region_find(world->house->regions, city_id) ||
           put_population(world, city_id, year, total, fault);
}

bool place_put_population(World *world, Fault *fault)
{
    return put_year(world, world->options->year - 1, fault) &&
           put_year(world, world->options->year, fault) && world_commit(world, fault);
}
