/* The issues that writes keep, held against SQL that was written separately for each
 * check, over random histories; the edges of each check as a table. */
#include "indicators/quality.h"

#include "base/random.h"
#include "intake/county.h"
#include "registry/household.h"
#include "registry/identifier.h"
#include "registry/record_number.h"

static const char DEFINITIONS[] = "param quality_age_max \"限\" | \"Limit\" int year\n"
                                  "  from 2000-01-01 = 120\n"
                                  "param quality_unseen_years \"限\" | \"Limit\" int year\n"
                                  "  from 2000-01-01 = 3\n"
                                  "param quality_household_max \"限\" | \"Limit\" int\n"
                                  "  from 2000-01-01 = 3\n"
                                  "param quality_phone_max \"限\" | \"Limit\" int\n"
                                  "  from 2000-01-01 = 2\n"
                                  "param quality_phone_age \"限\" | \"Limit\" int year\n"
                                  "  from 2000-01-01 = 18\n"
                                  "param quality_address_max \"限\" | \"Limit\" int\n"
                                  "  from 2000-01-01 = 1\n"
                                  "param quality_child_age \"限\" | \"Limit\" int year\n"
                                  "  from 2000-01-01 = 14\n"
                                  "param quality_parent_years \"限\" | \"Limit\" int year\n"
                                  "  from 2000-01-01 = 15\n"
                                  "programme p \"项\" | \"P\"\n"
                                  "  form visit \"访\" | \"Visit\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  form exam \"检\" | \"Exam\"\n"
                                  "    x \"甲\" | \"X\" int\n"
                                  "  indicator residents \"居民\" | \"Residents\"\n"
                                  "    count resident\n";

/* Of those who live here, on the day ?1; the condition is over p. */
#define HERE   "p.is_resident AND p.died_on IS NULL"
#define LIVING "SELECT count(*) FROM person p WHERE " HERE " AND "
#define ELAPSED(since, years)                                                                      \
    "date(" since " * 86400, 'unixepoch', '+" years " years') <= date(?1 * 86400, 'unixepoch')"
#define RECORDS                                                                                    \
    "(SELECT person_id, occurred_on FROM p_visit UNION ALL"                                        \
    " SELECT person_id, occurred_on FROM p_exam)"
#define MEMBERS "(SELECT * FROM person m WHERE m.is_resident AND m.died_on IS NULL)"

static const struct {
    QualityCheck check;
    Sql          sql;
} NAIVE[] = {
    { QUALITY_ID_MISSING, { LIVING "p.citizen_id IS NULL AND ?1 > 0" } },
    { QUALITY_ID_UNVERIFIED,
      { LIVING "?1 > 0 AND NOT EXISTS (SELECT * FROM person_identifier i WHERE"
               " i.person_id = p.person_id AND i.status = '1' AND i.verified IN ('1', '2'))" } },
    { QUALITY_PHONE_MISSING, { LIVING "p.phone IS NULL AND " ELAPSED("p.born_on", "18") } },
    { QUALITY_AGE_IMPOSSIBLE, { LIVING ELAPSED("p.born_on", "121") } },
    { QUALITY_UNSEEN,
      { LIVING ELAPSED("coalesce((SELECT max(occurred_on) FROM " RECORDS
                       " WHERE person_id = p.person_id), (SELECT min(from_on) FROM residence r"
                       " WHERE r.person_id = p.person_id))",
                       "3") } },
    { QUALITY_DEAD_VISITED,
      { "SELECT count(*) FROM person p WHERE ?1 > 0 AND p.died_on < (SELECT max(occurred_on) FROM"
        " " RECORDS " WHERE person_id = p.person_id)" } },
    { QUALITY_HOUSEHOLD_LARGE,
      { LIVING "?1 > 0 AND (SELECT count(*) FROM " MEMBERS
               " m WHERE m.household_id = p.household_id) > 3" } },
    { QUALITY_HEAD_MISSING,
      { LIVING "?1 > 0 AND (SELECT count(*) FROM " MEMBERS
               " m WHERE m.household_id = p.household_id) BETWEEN 1 AND 3"
               " AND NOT EXISTS (SELECT * FROM household h JOIN " MEMBERS
               " m ON m.person_id = h.head_id WHERE h.household_id = p.household_id"
               " AND m.household_id = h.household_id)" } },
    { QUALITY_CHILD_ALONE,
      { LIVING "NOT " ELAPSED(
          "p.born_on",
          "14") " AND (SELECT count(*) FROM " MEMBERS " m WHERE m.household_id = p.household_id) "
                "<= 3 AND NOT EXISTS (SELECT * FROM " MEMBERS
                " m WHERE m.household_id = p.household_id AND m.person_id <> p.person_id"
                " AND date(m.born_on * 86400, 'unixepoch') <="
                "  date(p.born_on * 86400, 'unixepoch', '-15 years'))" } },
    { QUALITY_PHONE_SHARED,
      { LIVING "?1 > 0 AND (SELECT count(*) FROM " MEMBERS " m WHERE m.phone = p.phone) > 2" } },
    { QUALITY_ADDRESS_SHARED,
      { LIVING "?1 > 0 AND (SELECT count(DISTINCT household_id) FROM " MEMBERS
               " m WHERE m.address = p.address) > 1" } },
    { QUALITY_NAME_ODD, { LIVING "?1 > 0 AND p.name GLOB '*[0-9?]*'" } },
};

static int64_t ask_sql(const County *county, Test *test, Sql sql, Date day)
{
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = false;
    int64_t    count = -1;

    if (statement_open(&select, county->house->store, sql, &fault) &&
        statement_bind_int(select, 1, day.days, &fault) && statement_next(select, &row, &fault) &&
        row)
        count = statement_int(select, 0);
    else
        check_fail(test, fault.message);
    statement_close(&select);
    return count;
}

static QualityCounts counts_on(County *county, Test *test, int64_t organisation_id, Date day)
{
    Job                job = county_job(county);
    Registry const     registry = house_registry(county->house, &job);
    FigureReader const reader = house_figures(county->house, &job, &registry);
    QualityCounts      counts = { 0 };
    Fault              fault = { 0 };

    check_true(test, quality_count(&counts, &reader, organisation_id, day, &fault));
    return counts;
}

/* How many people have other issues than they should. */
static uint64_t verify(County *county, Test *test)
{
    House *const house = county->house;
    Progress     progress = progress_begin("", 0, true);
    uint64_t     differences = UINT64_MAX;
    uint64_t     issues = 0;
    Fault        fault = { 0 };

    check_true(test, quality_verify(house->quality, house->years->span.day, &progress, &differences,
                                    &issues, &fault));
    return differences;
}

/* Counted by SQL, by check, on a day, and each check's people are as many. */
static void compare(County *county, Test *test, Date day)
{
    QualityCounts const counts = counts_on(county, test, 0, day);

    check_equal(test, verify(county, test), 0);
    check_equal(
        test, counts.people,
        ask_sql(county, test, SQL("SELECT count(*) FROM person p WHERE " HERE " AND ?1 > 0"), day));
    for (size_t i = 0; i < COUNT_OF(NAIVE); i++) {
        Job                job = county_job(county);
        Registry const     registry = house_registry(county->house, &job);
        FigureReader const reader = house_figures(county->house, &job, &registry);
        QualityCheck const check = NAIVE[i].check;
        QualityPerson     *people = NULL;
        uint32_t           count = 0;
        int64_t            after[2] = { 0, 0 };
        int64_t            seen = 0;
        Fault              fault = { 0 };

        check_equal(test, counts.counts[check], ask_sql(county, test, NAIVE[i].sql, day));
        do {
            check_true(test,
                       quality_people(&people, &count, &reader, check, 0, day, after, 3, &fault));
            seen += count;
            if (count) {
                after[0] = people[count - 1].organisation_id;
                after[1] = people[count - 1].person_id;
            }
        } while (count == 3);
        check_equal(test, seen, counts.counts[check]);
    }
}

/* ---- random histories ------------------------------------------------------------------------ */

enum { PEOPLE = 25, HOUSEHOLDS = 4, TRANSACTIONS = 120, ACTS_MAX = 4 };

typedef struct {
    County  county;
    Test   *test;
    Random  random;
    int64_t persons[PEOPLE], households[HOUSEHOLDS];
    int64_t most[QUALITY_CHECK_COUNT]; /* that ever failed a check at once */
    Date    day;
} World;

static Date some_day(World *world)
{
    return date_add_days(world->day, -(int32_t)random_below(&world->random, 2500));
}

static Str some(World *world, const char *const *texts, uint32_t count)
{
    return str_from_c(texts[random_below(&world->random, count)]);
}

static PersonEntry some_entry(World *world)
{
    static const char *const PHONES[] = { "", "13900000001", "13900000002", "13900000003" };
    static const char *const ADDRESSES[] = { "", "一号", "二号", "三号" };
    static const char *const NAMES[] = { "张三", "李四", "王5", "赵?", "买买提·吐尔逊" };
    static const int32_t     YEARS[] = { 1899, 1905, 1950, 1970, 1990, 2008, 2015, 2020 };
    Random *const            random = &world->random;

    return (PersonEntry){
        .name = some(world, NAMES, COUNT_OF(NAMES)),
        .sex = SV("1"),
        .born_on = date_from_civil(YEARS[random_below(random, COUNT_OF(YEARS))],
                                   1 + (int32_t)random_below(random, 12), 1),
        .phone = some(world, PHONES, COUNT_OF(PHONES)),
        .address = some(world, ADDRESSES, COUNT_OF(ADDRESSES)),
        .household_id =
            random_below(random, 5) ? world->households[random_below(random, HOUSEHOLDS)] : 0,
    };
}

static Residence some_residence(World *world, bool is_resident)
{
    uint32_t const post = random_below(&world->random, COUNTY_POSTS);

    return (Residence){ .from_on = some_day(world),
                        .is_resident = is_resident,
                        .kind = SV("1"),
                        .organisation_id = world->county.posts[post],
                        .region_id = world->county.regions[post] };
}

static void write_person(World *world, const Job *job, int64_t *who)
{
    House *const   house = world->county.house;
    Registry const registry = house_registry(house, job);
    Problems       problems = problems_open(job->arena);
    PersonEntry    entry = some_entry(world);
    PersonChange   change = { 0 };
    Person         person = { 0 };
    Fault          fault = { 0 };

    if (*who == 0) {
        Residence const first = some_residence(world, true);
        if (intake_register_person(&change, house, job, &entry, &first, &problems, &fault))
            *who = change.person_id;
    } else if (person_get(&person, &registry, *who, &fault)) {
        entry.person_id = *who;
        entry.revision = person.revision;
        (void)!intake_amend_person(&change, house, job, &entry, &problems, &fault);
    }
}

static void write_life(World *world, const Job *job, int64_t who)
{
    House *const    house = world->county.house;
    Problems        problems = problems_open(job->arena);
    PersonChange    change = { 0 };
    Fault           fault = { 0 };
    Residence const to = some_residence(world, random_below(&world->random, 3) != 0);

    if (random_below(&world->random, 3) == 0)
        (void)!intake_record_death(&change, house, job, who,
                                   random_below(&world->random, 2) ? some_day(world) : DATE_MAX,
                                   &problems, &fault);
    else
        (void)!intake_move_person(&change, house, job, who, &to, &problems, &fault);
}

static void write_record(World *world, const Job *job, int64_t who)
{
    House *const house = world->county.house;
    const char  *name = random_below(&world->random, 2) ? "p.visit" : "p.exam";
    const Form  *form = catalog_form(house->catalog, str_from_c(name));
    Problems     problems = problems_open(job->arena);
    Submission  *records = NULL;
    uint32_t     count = 0;
    IntakeResult result = { 0 };
    Fault        fault = { 0 };

    if (random_below(&world->random, 3) ||
        !record_list(&records, &count, house->store, house->records, house->catalog, form, who,
                     job->arena, &fault) ||
        count == 0) {
        Submission submission =
            county_submission(&world->county, world->test, name, who,
                              date_format(job->arena, some_day(world)).ptr, 0, "x=1", &problems);
        (void)!intake_submit(&result, house, job, &submission, SV(""), &problems, &fault);
    } else if (random_below(&world->random, 2)) {
        (void)!intake_void(house, job, form, who, records[0].record_id, records[0].revision,
                           SV("错"), &fault);
    } else {
        records[0].occurred_on = some_day(world);
        (void)!intake_amend(&result, house, job, &records[0], SV(""), &problems, &fault);
    }
}

static void write_household(World *world, const Job *job)
{
    Registry const registry = house_registry(world->county.house, job);
    Problems       problems = problems_open(job->arena);
    Household      household;
    Fault          fault = { 0 };

    if (household_get(&household, &registry,
                      world->households[random_below(&world->random, HOUSEHOLDS)], &fault)) {
        HouseholdEntry const entry = {
            .household_id = household.household_id,
            .revision = household.revision,
            .region_id = household.region_id,
            .organisation_id = household.organisation_id,
            .head_id = world->persons[random_below(&world->random, PEOPLE)],
        };
        (void)!household_amend(&registry, &entry, &problems, &fault);
    }
}

static void write_identifier(World *world, const Job *job, int64_t who)
{
    Registry const        registry = house_registry(world->county.house, job);
    Problems              problems = problems_open(job->arena);
    RowChange             change = { 0 };
    Fault                 fault = { 0 };
    IdentifierEntry const entry = {
        .person_id = who,
        .kind = SV("03"),
        .number = str_format(job->arena, "E%08u", random_below(&world->random, 99999999)),
        .issuer = SV("某地"),
        .valid_from = DATE_MIN,
        .valid_until = DATE_MAX,
        .verified = random_below(&world->random, 2) ? SV("1") : SV("0"),
    };

    (void)!identifier_put(&change, &registry, &entry, &problems, &fault);
}

static void act(World *world)
{
    Job const      job = county_job(&world->county);
    int64_t *const who = &world->persons[random_below(&world->random, PEOPLE)];
    uint32_t const what = random_below(&world->random, 10);

    if (*who == 0 || what < 4)
        write_person(world, &job, who);
    else if (what < 6)
        write_life(world, &job, *who);
    else if (what < 8)
        write_record(world, &job, *who);
    else if (what < 9)
        write_household(world, &job);
    else
        write_identifier(world, &job, *who);
}

static void open_world(World *world, Test *test)
{
    *world = (World){ .test = test, .random = random_open(20261122) };
    county_open(&world->county, test, DEFINITIONS);
    world->day = world->county.house->years->span.day;
    world->county.today = world->day;
    if (!county_begin(&world->county, test))
        return;
    for (int i = 0; i < HOUSEHOLDS; i++) {
        Job const            job = county_job(&world->county);
        Registry const       registry = house_registry(world->county.house, &job);
        Problems             problems = problems_open(job.arena);
        Fault                fault = { 0 };
        HouseholdEntry const entry = { .region_id = world->county.regions[0],
                                       .organisation_id = world->county.posts[0] };

        check_true(test,
                   household_register(&world->households[i], &registry, &entry, &problems, &fault));
    }
    county_commit(&world->county, test);
}

void quality_random_test(Test *test)
{
    World    world;
    uint64_t persons = 0;
    Fault    fault = { 0 };

    open_world(&world, test);
    for (int i = 0; i < TRANSACTIONS; i++) {
        uint32_t const acts = 1 + random_below(&world.random, ACTS_MAX);
        int64_t        before[PEOPLE];

        test_row(test, "transaction %d", i);
        memcpy(before, world.persons, sizeof before);
        if (!county_begin(&world.county, test))
            break;
        for (uint32_t j = 0; j < acts; j++)
            act(&world);
        if (random_below(&world.random, 10) == 0) { /* given up: so are its notes */
            intake_end(world.county.house);
            memcpy(world.persons, before, sizeof before);
        } else
            county_commit(&world.county, test);
        compare(&world.county, test, world.day);
        QualityCounts const counts = counts_on(&world.county, test, 0, world.day);
        for (int j = 0; j < QUALITY_CHECK_COUNT; j++)
            if (counts.counts[j] > world.most[j])
                world.most[j] = counts.counts[j];
        check_equal(test,
                    ask_sql(&world.county, test,
                            SQL("SELECT count(*) FROM quality_touched WHERE ?1 > 0"), world.day),
                    0);
    }
    for (size_t i = 0; i < COUNT_OF(NAIVE); i++) {
        test_row(test, "check %zu was failed, by not everybody", i);
        check_true(test, world.most[NAIVE[i].check] > 0);
        check_true(test, world.most[NAIVE[i].check] < PEOPLE || i == 0);
    }
    /* Nobody writes, and still it becomes another. */
    for (int years = 1; years <= 2; years++)
        check_equal(
            test,
            counts_on(&world.county, test, 0, date_add_months(world.day, 12 * years))
                .counts[QUALITY_PHONE_MISSING],
            ask_sql(&world.county, test, NAIVE[2].sql, date_add_months(world.day, 12 * years)));
    check_true(test, intake_rebuild_quality(world.county.house, true, &persons, &fault));
    compare(&world.county, test, world.day);
    check_true(test, store_run(world.county.house->store,
                               SQL("BEGIN; UPDATE person_issue SET from_on = from_on + 1"
                                   " WHERE check_id = 0; COMMIT"),
                               &fault));
    check_true(test, verify(&world.county, test) > 0);
    county_close(&world.county);
}

/* ---- in pieces ------------------------------------------------------------------------------ */

static uint32_t rebuild_some(World *world, uint32_t most, bool commit)
{
    House   *house = world->county.house;
    uint32_t count = 0;
    Fault    fault = { 0 };

    check_true(world->test, intake_begin(house, &fault));
    check_true(world->test, quality_rebuild(house->quality, world->day, most, &count, &fault));
    if (commit)
        check_true(world->test, intake_commit(house, &fault));
    intake_end(house);
    return count;
}

static bool is_stale(World *world)
{
    bool  out = false;
    Fault fault = { 0 };

    check_true(world->test,
               quality_is_stale(&out, world->county.house->quality, world->day, &fault));
    return out;
}

/* A rebuild goes on where it was broken off, others write between its pieces, and it ends with
 * what is right, whatever was there before. */
void quality_pieces_test(Test *test)
{
    enum { SOME = 5 };
    World    world;
    uint32_t reached = 0;
    uint32_t rounds = 0;
    Fault    fault = { 0 };

    open_world(&world, test);
    for (int i = 0; i < 40 && county_begin(&world.county, test); i++) {
        for (int j = 0; j < ACTS_MAX; j++)
            act(&world);
        county_commit(&world.county, test);
    }
    int64_t const people =
        ask_sql(&world.county, test, SQL("SELECT count(*) FROM person WHERE ?1 > 0"), world.day);
    check_true(test, people > 2 * SOME);
    check_true(test, store_run(world.county.house->store,
                               SQL("BEGIN; DELETE FROM person_issue WHERE person_id % 2;"
                                   "UPDATE person_issue SET until_on = 1 WHERE person_id % 3 = 0;"
                                   "DELETE FROM person_seen WHERE person_id % 5;"
                                   "INSERT INTO person_issue VALUES (0, 1, 7, 0, 9);"
                                   "INSERT INTO person_seen VALUES (7, 9); COMMIT"),
                               &fault));
    check_true(test, verify(&world.county, test) > 0);
    check_equal(test, rebuild_some(&world, SOME, true), SOME);
    check_true(test, is_stale(&world));
    check_equal(test, rebuild_some(&world, SOME, false), SOME); /* given up: done again */
    for (uint32_t count = SOME; count; rounds++) {
        reached += count;
        if (county_begin(&world.county, test)) {
            act(&world);
            county_commit(&world.county, test);
        }
        count = rebuild_some(&world, SOME, true);
    }
    check_true(test, reached >= people);
    check_true(test, reached <= people + rounds);
    check_true(test, !is_stale(&world));
    compare(&world.county, test, world.day);
    check_equal(test, rebuild_some(&world, SOME, true), SOME); /* another one begins */
    check_true(test, is_stale(&world));
    county_close(&world.county);
}

/* ---- many who share -------------------------------------------------------------------------- */

/* A number that hundreds have costs the next of them no more than himself. */
void quality_many_test(Test *test)
{
    enum { MANY = 300 };
    World world;

    open_world(&world, test);
    if (!county_begin(&world.county, test))
        return;
    for (int i = 0; i < MANY; i++) {
        Job const         job = county_job(&world.county);
        Problems          problems = problems_open(job.arena);
        PersonChange      change = { 0 };
        Fault             fault = { 0 };
        Residence const   first = some_residence(&world, true);
        PersonEntry const entry = { .name = SV("张三"),
                                    .sex = SV("1"),
                                    .born_on = date_from_civil(1980, 1, 1),
                                    .phone = SV("13900000001"),
                                    .household_id = world.households[0] };
        check_true(test, intake_register_person(&change, world.county.house, &job, &entry, &first,
                                                &problems, &fault));
        world.persons[0] = change.person_id;
    }
    county_commit(&world.county, test);
    compare(&world.county, test, world.day);
    int64_t const before = store_change_count(world.county.house->store);
    if (county_begin(&world.county, test)) {
        Job const    job = county_job(&world.county);
        Problems     problems = problems_open(job.arena);
        PersonChange change = { 0 };
        Fault        fault = { 0 };
        check_true(test, intake_record_death(&change, world.county.house, &job, world.persons[0],
                                             world.day, &problems, &fault));
        county_commit(&world.county, test);
    }
    check_true(test, store_change_count(world.county.house->store) - before < 60);
    compare(&world.county, test, world.day);
    county_close(&world.county);
}

/* What no door lets in, but a store from elsewhere may have: a card's number that says another
 * day of birth or another sex, and a record number of a village where somebody never lived. */
#define SAY(values)                                                                                \
    {                                                                                              \
        "UPDATE person SET " values " WHERE person_id = ?1 AND ?2 <> ?3"                           \
    }
#define CARD "citizen_id = '990101199001010019', id_kind = '01', "

void quality_stored_test(Test *test)
{
    static const struct {
        const char *name;
        Sql         sql;
        int64_t     differs, foreign;
    } ROWS[] = {
        { "as the card says", SAY(CARD "sex = '1', born_on = 7305"), 0, 0 },
        { "another day", SAY(CARD "sex = '1', born_on = 7306"), 1, 0 },
        { "another sex", SAY(CARD "sex = '2', born_on = 7305"), 1, 0 },
        { "a passport says nothing", SAY("id_kind = '03', born_on = 7306"), 0, 0 },
        { "a number of his village", SAY(CARD "sex = '1', born_on = 7305, record_number = ?2"), 0,
          0 },
        { "a number of another", SAY("record_number = ?3"), 0, 1 },
    };
    World world;

    open_world(&world, test);
    County *const county = &world.county;
    int64_t       who = 0;
    int64_t       own = 0;
    int64_t       other = 0;
    if (county_begin(county, test)) {
        who = county_person(county, test, "甲一", "1", "1990-01-01", 0, "2024-01-01");
        county_commit(county, test);
    }
    check_true(test, record_number_prefix(&own, county->regions[0]));
    check_true(test, record_number_prefix(&other, county->regions[3]));
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Store *const store = county->house->store;
        Statement   *update = NULL;
        Fault        fault = { 0 };

        test_row(test, "%s", ROWS[i].name);
        check_true(test,
                   statement_open(&update, store, ROWS[i].sql, &fault) &&
                       statement_bind_int(update, 1, who, &fault) &&
                       statement_bind_text(update, 2, record_number_format(county->arena, own, 1),
                                           &fault) &&
                       statement_bind_text(update, 3, record_number_format(county->arena, other, 1),
                                           &fault) &&
                       statement_run(update, &fault));
        statement_close(&update);
        while (rebuild_some(&world, PEOPLE, true)) {
        }
        QualityCounts const counts = counts_on(county, test, 0, world.day);
        check_equal(test, counts.counts[QUALITY_ID_DIFFERS], ROWS[i].differs);
        check_equal(test, counts.counts[QUALITY_NUMBER_FOREIGN], ROWS[i].foreign);
    }
    county_close(county);
}
