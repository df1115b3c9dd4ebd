/* Regions: arithmetic on ids, the tree, and what may be registered. */
#include "registry/region.h"

#include "registry/fixture_private.h"

void region_parse_test(Test *test)
{
    static const struct {
        const char *code;
        int64_t     want; /* 0: it is none */
        RegionLevel level;
        int64_t     last;
        const char *canonical;
    } CASES[] = {
        { "99", 990000000000, REGION_PROVINCE, 999999999999, "990000" },
        { "9901", 990100000000, REGION_CITY, 990199999999, "990100" },
        { "990101", 990101000000, REGION_COUNTY, 990101999999, "990101" },
        { "990101100", 990101100000, REGION_TOWNSHIP, 990101100999, "990101100" },
        { "990101100200", 990101100200, REGION_VILLAGE, 990101100200, "990101100200" },
        { "990101000000", 990101000000, REGION_COUNTY, 990101999999, "990101" },
        { "990000", 990000000000, REGION_PROVINCE, 999999999999, "990000" },
        /* a city without counties, and a county without a city */
        { "990100003", 990100003000, REGION_TOWNSHIP, 990100003999, "990100003" },
        { "999001", 999001000000, REGION_COUNTY, 999001999999, "999001" },

        { "", 0, 0, 0, NULL },
        { "9", 0, 0, 0, NULL },
        { "990", 0, 0, 0, NULL },
        { "99010", 0, 0, 0, NULL },
        { "0101", 0, 0, 0, NULL },
        { "99010a", 0, 0, 0, NULL },
        { "9901011002000", 0, 0, 0, NULL },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        int64_t    id = 0;
        bool const ok = region_parse(&id, str_from_c(CASES[i].code));

        test_row(test, "%s", CASES[i].code);
        check_equal(test, ok, CASES[i].want != 0);
        check_equal(test, id, CASES[i].want);
        if (!ok)
            continue;
        check_equal(test, region_level(id), CASES[i].level);
        check_equal(test, region_last(id), CASES[i].last);
        check_text(test, region_code(arena, id), str_from_c(CASES[i].canonical));
    }
    arena_close(&arena);
}

void region_is_inside_test(Test *test)
{
    static const struct {
        int64_t inner, outer;
        bool    want;
    } CASES[] = {
        { 990101100200, 990101100200, true },
        { 990101100200, 990101100000, true },
        { 990101100200, 990101000000, true },
        { 990101100200, 990000000000, true },
        { 990101100200, 990101100201, false },
        { 990101100200, 990101001000, false },
        { 990101100000, 990101100200, false },
        { 990102000000, 990101000000, false },
        { 990101000000, 0, false },
        { 0, 990101000000, false },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%lld in %lld", (long long)CASES[i].inner, (long long)CASES[i].outer);
        check_equal(test, region_is_inside(CASES[i].inner, CASES[i].outer), CASES[i].want);
    }
    check_equal(test, region_at_level(990101100200, REGION_COUNTY), 990101000000);
    check_equal(test, region_at_level(990101100200, REGION_VILLAGE), 990101100200);
    check_equal(test, region_at_level(990101000000, REGION_VILLAGE), 990101000000);
}

void region_tree_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    uint32_t        count = 0;

    registry_fixture_open(&fixture, test);
    const RegionTree *const tree = &fixture.regions;
    check_equal(test, tree->count, 8);
    for (uint32_t i = 1; i < tree->count; i++)
        check_true(test, tree->regions[i - 1].region_id < tree->regions[i].region_id);

    const Region *const village = region_find(tree, 990101100200);
    check_true(test, village != NULL);
    check_equal(test, village->level, REGION_VILLAGE);
    check_equal(test, village->parent_id, 990101100000);
    check_text(test, village->name, SV("乙一村"));
    check_true(test, region_find(tree, 990101100202) == NULL);
    check_true(test, region_find(tree, 0) == NULL);
    check_text(test, region_name(tree, fixture.arena, 990101100000), SV("乙镇"));
    check_text(test, region_name(tree, fixture.arena, 990101100202), SV("990101100202"));
    check_text(test, region_name(tree, fixture.arena, 0), SV(""));
    check_text(test, region_path(tree, fixture.arena, 990101100200), SV("某省某市某县乙镇乙一村"));
    check_text(test, region_path(tree, fixture.arena, 990101100202), SV(""));

    const Region *const below = region_below(tree, 990101100000, &count);
    check_equal(test, count, 3);
    check_equal(test, below[0].region_id, 990101100000);
    check_equal(test, below[2].region_id, 990101100201);
    (void)region_below(tree, 990102000000, &count);
    check_equal(test, count, 0);
    registry_fixture_close(&fixture);
}

void region_children_test(Test *test)
{
    static const struct {
        int64_t  parent, after;
        uint32_t limit;
        int64_t  want[3];
    } CASES[] = {
        { 0, 0, 0, { 990000000000 } },
        { 990101000000, 0, 0, { 990101001000, 990101100000 } },
        { 990101000000, 0, 1, { 990101001000 } },
        { 990101000000, 990101001000, 1, { 990101100000 } },
        { 990101000000, 990101100000, 1, { 0 } },
        { 990101100000, 0, 0, { 990101100200, 990101100201 } },
        { 990101100200, 0, 0, { 0 } },
        { 980000000000, 0, 0, { 0 } },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        uint32_t       count = 0;
        uint32_t       want = 0;
        const Region **children = region_children(&fixture.regions, fixture.arena, CASES[i].parent,
                                                  CASES[i].after, CASES[i].limit, &count);

        test_row(test, "case %zu", i);
        while (want < 3 && CASES[i].want[want])
            want++;
        check_equal(test, count, want);
        for (uint32_t k = 0; k < count && k < want; k++)
            check_equal(test, children[k]->region_id, CASES[i].want[k]);
    }
    registry_fixture_close(&fixture);
}

/* A name that changes leaves its former one as history, and makes trees old. */
void region_put_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    RegionEntry     entry = { SV("990101100"), SV("乙镇"), DATE_MIN, DATE_MAX };
    int64_t         region_id = 0;
    bool            is_current = false;
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    check_true(test, region_put(&region_id, &fixture.registry, &entry, &fault)); /* as it is */
    check_true(test, region_tree_is_current(&is_current, &fixture.regions, fixture.store, &fault));
    check_true(test, is_current);
    check_equal(test, registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM region_history")),
                0);

    entry.name = SV("新乙镇");
    check_true(test, region_put(&region_id, &fixture.registry, &entry, &fault));
    check_equal(test, region_id, 990101100000);
    check_true(test, region_tree_is_current(&is_current, &fixture.regions, fixture.store, &fault));
    check_true(test, !is_current);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM region_history"
                                                   " WHERE name = '乙镇' AND revision = 1"
                                                   " AND superseded_at = 1729731600000")),
                1);
    registry_fixture_commit(&fixture);
    registry_fixture_reload(&fixture);
    check_text(test, region_find(&fixture.regions, region_id)->name, SV("新乙镇"));
    check_equal(test, fixture.regions.count, 8);
    registry_fixture_close(&fixture);
}

void region_put_refused_test(Test *test)
{
    static const struct {
        const char *code, *name;
        Role        role; /* of an actor at that post */
        int         post;
        FaultCode   want;
    } CASES[] = {
        { "990102", "另一县", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_NONE },
        { "990102", "另一县", ROLE_ADMINISTRATOR, FIXTURE_BUREAU, FAULT_NONE },
        { "990102", "另一县", ROLE_ADMINISTRATOR, FIXTURE_T1, FAULT_DENIED },
        { "990102", "另一县", ROLE_ANALYST, FIXTURE_BUREAU, FAULT_DENIED },
        { "88", "另一省", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_NONE },
        { "880101", "另一县", ROLE_SYSTEM, FIXTURE_BUREAU,
          FAULT_NONE }, /* a county may be a root */
        { "880101100", "丙镇", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_INVALID },
        { "990101200201", "丙一村", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_NONE }, /* of the county */
        { "99010", "丙镇", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_INVALID },
        { "990102", "", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_INVALID },
        { "990102", "一\n二", ROLE_SYSTEM, FIXTURE_BUREAU, FAULT_INVALID },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, CASES[i].role, CASES[i].post);
        RegionEntry const entry = { str_from_c(CASES[i].code), str_from_c(CASES[i].name), DATE_MIN,
                                    DATE_MAX };
        int64_t           region_id = 0;
        Fault             fault = { 0 };

        test_row(test, "case %zu: %s", i, CASES[i].code);
        registry_fixture_begin(&fixture);
        check_equal(test,
                    region_put(&region_id,
                               CASES[i].role == ROLE_SYSTEM ? &fixture.registry : &somebody, &entry,
                               &fault),
                    CASES[i].want == FAULT_NONE);
        check_equal(test, fault.code, CASES[i].want);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

static bool rename_township(void *context, Fault *fault)
{
    const RegistryFixture *const fixture = context;
    RegionEntry const            entry = { SV("990101100"), SV("新乙镇"), DATE_MIN, DATE_MAX };
    int64_t                      region_id = 0;

    return region_put(&region_id, &fixture->registry, &entry, fault);
}

void region_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, walk_failures(test, fixture.store, rename_township, &fixture,
                                   SQL("SELECT sum(revision) + (SELECT count(*) FROM audit)"
                                       " + (SELECT count(*) FROM region_history)"
                                       " + (SELECT sum(value) FROM registry_version)"
                                       " FROM region")) >= 10);
    registry_fixture_close(&fixture);
}
