/* Official numbers of people. */
#include "registry/population.h"

#include "registry/fixture_private.h"

static const PopulationGroup EVERYBODY = { 0 };

static bool put(RegistryFixture *fixture, int64_t region_id, int32_t year, int64_t count,
                Fault *fault)
{
    Population const population = { region_id, year, count, SV("某县统计公报"), { 0 } };

    return population_put(&fixture->registry, &population, fault);
}

void population_test(Test *test)
{
    RegistryFixture   fixture = { 0 };
    const Population *found = NULL;
    uint32_t          count = 0;
    Fault             fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    check_true(test, put(&fixture, 990101000000, 2023, 120000, &fault));
    check_true(test, put(&fixture, 990101000000, 2024, 119000, &fault));
    check_true(test, put(&fixture, 990101000000, 2024, 119000, &fault)); /* told twice */
    check_true(test, put(&fixture, 990101000000, 2024, 119500, &fault)); /* corrected */
    check_true(test, put(&fixture, 990101100000, 2024, 30000, &fault));
    check_true(test, put(&fixture, 990101100200, 2024, 1500, &fault));
    check_true(test, put(&fixture, 990101100201, 2024, 0, &fault));
    registry_fixture_commit(&fixture);

    check_true(test,
               population_find(&found, &fixture.registry, 990101000000, 2024, EVERYBODY, &fault));
    check_equal(test, found->count, 119500);
    check_text(test, found->source, SV("某县统计公报"));
    check_true(test,
               population_find(&found, &fixture.registry, 990101000000, 2022, EVERYBODY, &fault));
    check_true(test, found == NULL);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count FROM population_history"
                                                   " WHERE year = 2024")),
                119000);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit"
                                                   " WHERE action = 'population.put'")),
                6);

    check_true(test, population_list(&found, &count, &fixture.registry, 990101000000, 2024, NULL, 2,
                                     &fault));
    check_equal(test, count, 2);
    check_equal(test, found[1].region_id, 990101100000);
    check_true(test, population_list(&found, &count, &fixture.registry, 990101000000, 2024,
                                     &found[1], 0, &fault));
    check_equal(test, count, 2);
    check_equal(test, found[0].count, 1500);
    check_true(test, population_list(&found, &count, &fixture.registry, 990101001000, 2024, NULL, 0,
                                     &fault));
    check_equal(test, count, 0);
    registry_fixture_close(&fixture);
}

/* Regions of the fixture: 99, 9901, 990101 with towns 990101001 and 990101100. */
void population_total_test(Test *test)
{
    static const struct {
        int64_t     region_id; /* put before it is asked for; 0: nothing more */
        int64_t     number;
        int64_t     asked;
        int64_t     want; /* -1: not known */
        const char *source;
    } STEPS[] = {
        { 0, 0, 990101000000, -1, "" },
        { 990101001000, 1000, 990101000000, -1, "" },
        { 990101100000, 500, 990101000000, 1500, "2个区划之和：年鉴" },
        { 0, 0, 990101100000, 500, "年鉴" },
        { 0, 0, 990000000000, 1500, "2个区划之和：年鉴" },
        { 0, 0, 0, 1500, "2个区划之和：年鉴" },
        { 990101000000, 1700, 0, 1700, "年鉴" }, /* its own number, not the sum */
        { 0, 0, 990101100201, -1, "" },
    };
    RegistryFixture fixture = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        Population const  population = { STEPS[i].region_id, 2024, STEPS[i].number, SV("年鉴"),
                                         EVERYBODY };
        const Population *found = NULL;

        test_row(test, "step %zu", i);
        if (population.region_id)
            check_true(test, population_put(&fixture.registry, &population, &fault));
        check_true(test, population_total(&found, &fixture.registry, STEPS[i].asked, 2024,
                                          EVERYBODY, &fault));
        check_equal(test, found ? found->count : -1, STEPS[i].want);
        check_text(test, found ? found->source : SV(""), str_from_c(STEPS[i].source));
    }
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

/* What a yearbook tells of the county in 2024 and of one of its towns; what follows. */
void population_groups_test(Test *test)
{
    enum { COUNTY, TOWN, OTHER };
    static const int64_t REGIONS[] = { 990101000000, 990101001000, 990101100000 };
    static const struct {
        int             region;
        PopulationGroup group;
        int64_t         count;
    } TOLD[] = {
        { TOWN, { 1, 0, 0 }, 500 },     { TOWN, { 2, 0, 0 }, 480 },
        { OTHER, { 0, 0, 0 }, 300 },    { COUNTY, { 0, 0, 15 }, 200 },
        { COUNTY, { 0, 15, 65 }, 800 }, { COUNTY, { 0, 65, 0 }, 250 },
        { COUNTY, { 0, 65, 80 }, 150 }, { COUNTY, { 2, 0, 15 }, 90 },
        { COUNTY, { 1, 0, 15 }, 100 },  { COUNTY, { 0, 80, 0 }, 101 },
    };
    static const struct {
        int             region; /* 3: everything */
        PopulationGroup group;
        int64_t         want; /* -1: not known */
    } ASKED[] = {
        { TOWN, { 0, 0, 0 }, 980 }, /* both sexes */
        { TOWN, { 1, 0, 0 }, 500 },     { TOWN, { 0, 65, 0 }, -1 },    { OTHER, { 1, 0, 0 }, -1 },
        { COUNTY, { 0, 0, 0 }, 1250 }, /* three bands, not four */
        { COUNTY, { 0, 65, 0 }, 250 }, /* as told */
        { COUNTY, { 0, 15, 80 }, 950 }, { COUNTY, { 0, 15, 60 }, -1 }, { COUNTY, { 2, 0, 15 }, 90 },
        { 3, { 0, 0, 0 }, 1250 },       { 3, { 2, 0, 0 }, -1 },
    };
    static const struct {
        PopulationDoubtKind kind;
        int64_t             told, parts;
    } DOUBTS[] = {
        { POPULATION_SEXES_DIFFER, 200, 190 },
        { POPULATION_AGES_DIFFER, 250, 251 },
    };
    RegistryFixture  fixture = { 0 };
    Fault            fault = { 0 };
    PopulationDoubt *doubts = NULL;
    uint32_t         count = 0;

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    for (size_t i = 0; i < COUNT_OF(TOLD); i++) {
        Population const population = { REGIONS[TOLD[i].region], 2024, TOLD[i].count, SV("年鉴"),
                                        TOLD[i].group };
        check_true(test, population_put(&fixture.registry, &population, &fault));
    }
    for (size_t i = 0; i < COUNT_OF(ASKED); i++) {
        const Population *found = NULL;
        int64_t const     region = ASKED[i].region < 3 ? REGIONS[ASKED[i].region] : 0;

        test_row(test, "row %zu", i);
        check_true(test, population_total(&found, &fixture.registry, region, 2024, ASKED[i].group,
                                          &fault));
        check_equal(test, found ? found->count : -1, ASKED[i].want);
    }
    check_true(test, population_doubts(&doubts, &count, &fixture.registry, 0, 2024, &fault));
    check_equal(test, count, COUNT_OF(DOUBTS));
    for (size_t i = 0; i < COUNT_OF(DOUBTS) && i < count; i++) {
        test_row(test, "doubt %zu", i);
        check_equal(test, doubts[i].kind, DOUBTS[i].kind);
        check_equal(test, doubts[i].told.count, DOUBTS[i].told);
        check_equal(test, doubts[i].parts, DOUBTS[i].parts);
    }
    Population const total = { REGIONS[COUNTY], 2024, 1300, SV("年鉴"), EVERYBODY };
    check_true(test, population_put(&fixture.registry, &total, &fault));
    check_true(test, population_doubts(&doubts, &count, &fixture.registry, 0, 2024, &fault));
    check_equal(test, count, 4); /* its ages, its towns */
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

void population_refused_test(Test *test)
{
    static const struct {
        Population  population;
        const char *message;
    } CASES[] = {
        { { 990102000000, 2024, 1, { "x", 1 }, { 0 } }, "region: there is no such region" },
        { { 990101000000, 24, 1, { "x", 1 }, { 0 } }, "year: year must be a year of four digits" },
        { { 990101000000, 2024, -1, { "x", 1 }, { 0 } },
          "count: population must be a number of people" },
        { { 990101000000, 2024, 1, { "", 0 }, { 0 } }, "source: source is required" },
        { { 990101000000, 2024, 1, { "x", 1 }, { 3, 0, 0 } }, "sex: sex is not one of its codes" },
        { { 990101000000, 2024, 1, { "x", 1 }, { 1, 65, 65 } },
          "age_from: ages must be a first age and a last one that is not lower, of 0 to 120 "
          "years" },
        { { 990101000000, 2024, 1, { "x", 1 }, { 1, 121, 0 } },
          "age_from: ages must be a first age and a last one that is not lower, of 0 to 120 "
          "years" },
    };
    RegistryFixture fixture = { 0 };
    Actor           actor = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        fault = (Fault){ 0 };
        test_row(test, "%s", CASES[i].message);
        check_true(test, !population_put(&fixture.registry, &CASES[i].population, &fault));
        check_equal(test, fault.code, FAULT_INVALID);
        check_text(test, str_from_c(fault.message), str_from_c(CASES[i].message));
    }

    Population const good = { 990101000000, 2024, 1, SV("x"), EVERYBODY };
    Registry const township = registry_fixture_as(&fixture, &actor, ROLE_ADMINISTRATOR, FIXTURE_T1);
    check_true(test, !population_put(&township, &good, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    Registry const analyst = registry_fixture_as(&fixture, &actor, ROLE_ANALYST, FIXTURE_BUREAU);
    check_true(test, !population_put(&analyst, &good, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

static bool put_one(void *context, Fault *fault)
{
    return put(context, 990101000000, 2024, 120001, fault);
}

void population_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    check_true(test, put(&fixture, 990101000000, 2024, 1, &fault));
    registry_fixture_commit(&fixture);
    check_true(test, walk_failures(test, fixture.store, put_one, &fixture,
                                   SQL("SELECT sum(count) + (SELECT count(*) FROM audit)"
                                       " + (SELECT count(*) FROM population_history)"
                                       " FROM population")) >= 10);
    registry_fixture_close(&fixture);
}
