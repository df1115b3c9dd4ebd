/* Organisations: the tree, and what may be registered, amended and merged. */
#include "registry/organisation.h"

#include "registry/fixture_private.h"

void organisation_kind_test(Test *test)
{
    static const struct {
        const char *kind, *en; /* NULL: there is no such class */
        uint32_t    flags;
    } CASES[] = {
        { "BUREAU", "Health commission", 0 },
        { "A100", "General hospital", ORGANISATION_HOSPITAL },
        { "A223", "Specialised hospital of Chinese medicine", ORGANISATION_HOSPITAL },
        { "C220", "Township health centre", ORGANISATION_PRIMARY },
        { "D600", "Village clinic", ORGANISATION_PRIMARY },
        { "J100", "Centre for disease control", ORGANISATION_PUBLIC_HEALTH },
        { "P918", "Other health institution", 0 },
        { "D700", NULL, 0 },
        { "A101", NULL, 0 },
        { "D60", NULL, 0 },
        { "D6000", NULL, 0 },
        { "d600", NULL, 0 },
        { "BUREA", NULL, 0 },
        { "", NULL, 0 },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const OrganisationKind *const kind = organisation_kind(str_from_c(CASES[i].kind));

        test_row(test, "%s", CASES[i].kind);
        check_equal(test, kind != NULL, CASES[i].en != NULL);
        if (!kind)
            continue;
        check_text(test, kind->label.en, str_from_c(CASES[i].en));
        check_equal(test, kind->flags, CASES[i].flags);
    }
}

/* The codes of organisations, in their order: "bureau t1 v1". */
static Str list_codes(const RegistryFixture *fixture, const uint32_t *positions, uint32_t count)
{
    Buf codes = buf_open(fixture->arena, 1000);

    for (uint32_t i = 0; i < count; i++) {
        buf_add_c(&codes, i ? " " : "");
        buf_add(&codes, fixture->organisations.organisations[positions[i]].code);
    }
    return buf_str(&codes);
}

void organisation_tree_test(Test *test)
{
    static const bool INSIDE[FIXTURE_POSTS][FIXTURE_POSTS] = {
        /* in: bureau, t1, v1, v2, t2, v3 */
        [FIXTURE_BUREAU] = { true, false, false, false, false, false },
        [FIXTURE_T1] = { true, true, false, false, false, false },
        [FIXTURE_V1] = { true, true, true, false, false, false },
        [FIXTURE_V2] = { true, true, false, true, false, false },
        [FIXTURE_T2] = { true, false, false, false, true, false },
        [FIXTURE_V3] = { true, false, false, false, true, true },
    };
    RegistryFixture fixture = { 0 };
    uint32_t        count = 0;

    registry_fixture_open(&fixture, test);
    const OrganisationTree *const tree = &fixture.organisations;
    for (int a = 0; a < FIXTURE_POSTS; a++)
        for (int b = 0; b < FIXTURE_POSTS; b++) {
            test_row(test, "%d in %d", a, b);
            check_equal(test, organisation_is_inside(tree, fixture.posts[a], fixture.posts[b]),
                        INSIDE[a][b]);
        }
    check_true(test, !organisation_is_inside(tree, 5, fixture.posts[FIXTURE_BUREAU]));
    check_true(test, !organisation_is_inside(tree, fixture.posts[FIXTURE_V1], 0));
    check_true(test, !organisation_is_inside(tree, 0, 0));

    const uint32_t *below = organisation_below(tree, 0, &count);
    check_text(test, list_codes(&fixture, below, count), SV("bureau t1 v1 v2 t2 v3"));
    below = organisation_below(tree, fixture.posts[FIXTURE_T1], &count);
    check_text(test, list_codes(&fixture, below, count), SV("t1 v1 v2"));
    below = organisation_below(tree, fixture.posts[FIXTURE_V3], &count);
    check_text(test, list_codes(&fixture, below, count), SV("v3"));
    (void)organisation_below(tree, 5, &count);
    check_equal(test, count, 0);

    check_true(test, organisation_find_by_code(tree, SV("v2")) ==
                         organisation_find(tree, fixture.posts[FIXTURE_V2]));
    check_true(test, organisation_find_by_code(tree, SV("V2")) == NULL);
    check_text(test, organisation_name(tree, fixture.posts[FIXTURE_V1]), SV("乙一村卫生室"));
    check_text(test, organisation_name(tree, 5), SV(""));
    check_text(test, organisation_find(tree, fixture.posts[FIXTURE_V1])->name_pinyin,
               SV("yiyicunweishengshi"));
    registry_fixture_close(&fixture);
}

void organisation_visible_test(Test *test)
{
    static const struct {
        Role        role;
        int         post;
        int         below; /* -1: not said */
        const char *want;
    } CASES[] = {
        { ROLE_SYSTEM, FIXTURE_BUREAU, -1, "bureau t1 v1 v2 t2 v3" },
        { ROLE_SYSTEM, FIXTURE_BUREAU, FIXTURE_T2, "t2 v3" },
        { ROLE_LEADER, FIXTURE_BUREAU, -1, "bureau t1 v1 v2 t2 v3" },
        { ROLE_TOWNSHIP_WORKER, FIXTURE_T1, -1, "t1 v1 v2" },
        { ROLE_TOWNSHIP_WORKER, FIXTURE_T1, FIXTURE_V2, "v2" },
        { ROLE_TOWNSHIP_WORKER, FIXTURE_T1, FIXTURE_V3, "" },
        { ROLE_TOWNSHIP_WORKER, FIXTURE_T1, FIXTURE_BUREAU, "" },
        { ROLE_VILLAGE_DOCTOR, FIXTURE_V1, FIXTURE_V1, "v1" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody =
            registry_fixture_as(&fixture, &actor, CASES[i].role, CASES[i].post);
        uint32_t        count = 0;
        const uint32_t *visible = organisation_visible(
            &fixture.organisations, CASES[i].role == ROLE_SYSTEM ? actor_system() : somebody.actor,
            CASES[i].below < 0 ? 0 : fixture.posts[CASES[i].below], &count);

        test_row(test, "case %zu", i);
        check_text(test, list_codes(&fixture, visible, count), str_from_c(CASES[i].want));
    }

    /* An account that was given no place sees nothing. */
    Actor const lost = { .account_id = 9, .role = ROLE_LEADER };
    uint32_t    count = 0;
    (void)organisation_visible(&fixture.organisations, &lost, 0, &count);
    check_equal(test, count, 0);
    Place const place = organisation_place(&fixture.organisations);
    check_true(test, !place.is_inside(place.context, &lost, fixture.posts[FIXTURE_V1]));
    registry_fixture_close(&fixture);
}

void organisation_list_test(Test *test)
{
    static const struct {
        const char *name;
        int         below, after; /* -1: not said */
        bool        children;
        const char *kind, *text;
        uint32_t    limit;
        const char *want;
    } CASES[] = {
        { "all", -1, -1, false, "", "", 0, "bureau t1 v1 v2 t2 v3" },
        { "page", -1, -1, false, "", "", 2, "bureau t1" },
        { "next", -1, FIXTURE_T1, false, "", "", 2, "v1 v2" },
        { "last", -1, FIXTURE_V3, false, "", "", 2, "" },
        { "children", FIXTURE_BUREAU, -1, true, "", "", 0, "t1 t2" },
        { "kind", -1, -1, false, "D600", "", 0, "v1 v2" },
        { "class", FIXTURE_BUREAU, -1, false, "B", "", 0, "t2 v3" },
        { "part of the name", -1, -1, false, "", "卫生院", 0, "t1" },
        { "pinyin", -1, -1, false, "", "yier", 0, "v2" },
        { "code", -1, -1, false, "", "t2", 0, "t2" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        OrganisationFilter const filter = {
            .below = CASES[i].below < 0 ? 0 : fixture.posts[CASES[i].below],
            .children = CASES[i].children,
            .kind = str_from_c(CASES[i].kind),
            .text = str_from_c(CASES[i].text),
            .after = CASES[i].after < 0 ? 0 : fixture.posts[CASES[i].after],
            .limit = CASES[i].limit,
        };
        uint32_t             count = 0;
        const Organisation **list = organisation_list(&fixture.organisations, fixture.arena,
                                                      actor_system(), &filter, &count);
        Buf                  codes = buf_open(fixture.arena, 1000);

        test_row(test, "%s", CASES[i].name);
        for (uint32_t k = 0; k < count; k++) {
            buf_add_c(&codes, k ? " " : "");
            buf_add(&codes, list[k]->code);
        }
        check_text(test, buf_str(&codes), str_from_c(CASES[i].want));
    }
    registry_fixture_close(&fixture);
}

/* A tree that is none is told apart from one that is. */
void organisation_tree_damage_test(Test *test)
{
    static const struct {
        Sql         damage;
        const char *want;
    } CASES[] = {
        { { "UPDATE organisation SET parent_id = 5 WHERE code = 'v1'" }, "something above it" },
        { { "UPDATE organisation SET parent_id = organisation_id WHERE code = 'v1'" },
          "1 organisations lie in a circle" },
        { { "UPDATE organisation SET parent_id = (SELECT organisation_id FROM organisation"
            " WHERE code = 'v2') WHERE code = 'bureau'" },
          "6 organisations lie in a circle" },
        { { "INSERT INTO organisation (organisation_id, code, name, kind, parent_id, region_id,"
            " valid_from, valid_until, recorded_at, recorded_by, revision)"
            " WITH RECURSIVE chain (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM chain"
            "  WHERE id < 13)"
            " SELECT id, 'c' || id, 'x', 'D600', nullif(id - 1, 0), 990101000000, 0, 0, 0, 0, 1"
            " FROM chain" },
          "the tree of organisations is deeper than 12" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        OrganisationTree tree = { 0 };
        Fault            fault = { 0 };

        test_row(test, "case %zu", i);
        registry_fixture_begin(&fixture);
        check_true(test, store_run(fixture.store, CASES[i].damage, &fault));
        check_true(test, !organisation_tree_load(&tree, fixture.arena, fixture.store, &fault));
        check_equal(test, fault.code, FAULT_DAMAGED);
        Str const message = str_from_c(fault.message);
        check_true(test, str_find(message, str_from_c(CASES[i].want)) < message.len);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

/* An entry like the fixture's, to be made wrong. */
static OrganisationEntry good_entry(const RegistryFixture *fixture)
{
    return (OrganisationEntry){ .code = SV("v4"),
                                .name = SV("乙三村卫生室"),
                                .kind = SV("D600"),
                                .parent_id = fixture->posts[FIXTURE_T1],
                                .region_id = 990101100201,
                                .valid_from = DATE_MIN,
                                .valid_until = DATE_MAX };
}

void organisation_register_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    int64_t         id = 0;
    int64_t         below = 0;
    bool            is_current = true;
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    OrganisationEntry entry = good_entry(&fixture);
    entry.credit_code = SV("129901011234567885");
    check_true(test,
               organisation_register(&id, &fixture.registry, &entry, &fixture.problems, &fault));
    check_true(test, organisation_tree_is_current(&is_current, &fixture.organisations,
                                                  fixture.store, &fault));
    check_true(test, !is_current);

    /* What was registered a moment ago can have something below it. */
    entry.code = SV("v41");
    entry.parent_id = id;
    check_true(test,
               organisation_register(&below, &fixture.registry, &entry, &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    registry_fixture_expect(&fixture, "");
    registry_fixture_reload(&fixture);
    check_true(test,
               organisation_is_inside(&fixture.organisations, below, fixture.posts[FIXTURE_T1]));
    check_text(test, organisation_find(&fixture.organisations, id)->credit_code,
               SV("129901011234567885"));
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit"
                                                   " WHERE action = 'organisation.register'")),
                FIXTURE_POSTS + 2);
    registry_fixture_close(&fixture);
}

void organisation_refused_test(Test *test)
{
    static const struct {
        const char *name;
        const char *code, *words, *kind, *credit_code;
        int64_t     region_id;
        int         parent; /* -1: one that does not exist */
        Role        role;   /* of an actor at t1 */
        FaultCode   want;
        const char *problems;
    } CASES[] = {
        { "good", "v4", "丙", "D600", "", 990101100201, FIXTURE_T1, ROLE_ADMINISTRATOR, FAULT_NONE,
          "" },
        { "below his own", "v4", "丙", "D600", "", 990101100201, FIXTURE_V1, ROLE_ADMINISTRATOR,
          FAULT_NONE, "" },
        { "everything", "", "", "D700", "1", 7, -1, ROLE_ADMINISTRATOR, FAULT_INVALID,
          "code required, name required, credit_code length, kind unknown_code, region unknown,"
          " parent unknown" },
        { "credit code", "v4", "丙", "D600", "129901011234567886", 990101100201, FIXTURE_T1,
          ROLE_ADMINISTRATOR, FAULT_INVALID, "credit_code check_digit" },
        { "taken", "v1", "丙", "D600", "", 990101100201, FIXTURE_T1, ROLE_ADMINISTRATOR,
          FAULT_INVALID, "code taken" },
        { "code", "v 4", "丙", "D600", "", 990101100201, FIXTURE_T1, ROLE_ADMINISTRATOR,
          FAULT_INVALID, "code format" },
        { "outside", "v4", "丙", "D600", "", 990101100201, FIXTURE_T2, ROLE_ADMINISTRATOR,
          FAULT_DENIED, "" },
        { "above", "v4", "丙", "D600", "", 990101100201, FIXTURE_BUREAU, ROLE_ADMINISTRATOR,
          FAULT_DENIED, "" },
        { "not his work", "v4", "丙", "D600", "", 990101100201, FIXTURE_T1, ROLE_VILLAGE_DOCTOR,
          FAULT_DENIED, "" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody = registry_fixture_as(&fixture, &actor, CASES[i].role, FIXTURE_T1);
        OrganisationEntry entry = good_entry(&fixture);
        int64_t           id = 0;
        Fault             fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        entry.code = str_from_c(CASES[i].code);
        entry.name = str_from_c(CASES[i].words);
        entry.kind = str_from_c(CASES[i].kind);
        entry.credit_code = str_from_c(CASES[i].credit_code);
        entry.region_id = CASES[i].region_id;
        entry.parent_id = CASES[i].parent < 0 ? 5 : fixture.posts[CASES[i].parent];
        registry_fixture_begin(&fixture);
        check_equal(test, organisation_register(&id, &somebody, &entry, &fixture.problems, &fault),
                    CASES[i].want == FAULT_NONE);
        check_equal(test, fault.code, CASES[i].want);
        registry_fixture_expect(&fixture, CASES[i].problems);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

void organisation_amend_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Actor           actor = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    OrganisationEntry entry = good_entry(&fixture);
    entry.organisation_id = fixture.posts[FIXTURE_V1];
    entry.revision = 1;
    entry.parent_id = fixture.posts[FIXTURE_T2];

    registry_fixture_begin(&fixture);
    check_true(test, organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_true(test, !organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT); /* it is revision 2 now */
    entry.revision = 2;
    check_true(test, organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT revision FROM organisation"
                                                   " WHERE code = 'v4'")),
                2); /* the last time nothing was different */
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM organisation_history"
                                                   " WHERE code = 'v1' AND revision = 1")),
                1);
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit WHERE"
                                                   " detail = 'code,name,parent,region'")),
                1);
    registry_fixture_reload(&fixture);
    check_true(test, organisation_is_inside(&fixture.organisations, fixture.posts[FIXTURE_V1],
                                            fixture.posts[FIXTURE_T2]));

    /* Who has only t1 can neither take it back nor give one of his away. */
    Registry const township = registry_fixture_as(&fixture, &actor, ROLE_ADMINISTRATOR, FIXTURE_T1);
    registry_fixture_begin(&fixture);
    entry.parent_id = fixture.posts[FIXTURE_T1];
    check_true(test, !organisation_amend(&township, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_DENIED);
    entry = good_entry(&fixture);
    entry.organisation_id = fixture.posts[FIXTURE_V2];
    entry.revision = 1;
    entry.code = SV("v2");
    entry.parent_id = fixture.posts[FIXTURE_T2];
    check_true(test, !organisation_amend(&township, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_DENIED);

    /* Nothing can be put below itself. */
    entry.organisation_id = fixture.posts[FIXTURE_T2];
    entry.code = SV("t2");
    entry.parent_id = fixture.posts[FIXTURE_V3];
    check_true(test, !organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    registry_fixture_expect(&fixture, "parent rule");
    entry.organisation_id = 5;
    check_true(test, !organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

/* Twelve levels are allowed, and neither a new one nor a move makes a thirteenth. */
void organisation_depth_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    int64_t         ids[14] = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    ids[0] = fixture.posts[FIXTURE_BUREAU];
    for (int level = 1; level < 12; level++) {
        OrganisationEntry entry = good_entry(&fixture);

        entry.code = str_format(fixture.arena, "level%d", level);
        entry.parent_id = ids[level - 1];
        check_true(test, organisation_register(&ids[level], &fixture.registry, &entry,
                                               &fixture.problems, &fault));
    }
    OrganisationEntry entry = good_entry(&fixture);
    entry.parent_id = ids[11];
    check_true(test, !organisation_register(&ids[12], &fixture.registry, &entry, &fixture.problems,
                                            &fault));
    registry_fixture_expect(&fixture, "parent too_many");

    /* t1 with its clinics takes two levels. */
    fixture.problems = problems_open(fixture.arena);
    entry.organisation_id = fixture.posts[FIXTURE_T1];
    entry.revision = 1;
    entry.code = SV("t1");
    entry.parent_id = ids[10];
    check_true(test, !organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "parent too_many");
    fixture.problems = problems_open(fixture.arena);
    entry.parent_id = ids[9];
    check_true(test, organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    registry_fixture_reload(&fixture);
    registry_fixture_close(&fixture);
}

void organisation_merge_test(Test *test)
{
    Date const      day = date_from_civil(2024, 7, 1);
    RegistryFixture fixture = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    int64_t const t1 = fixture.posts[FIXTURE_T1];
    int64_t const t2 = fixture.posts[FIXTURE_T2];

    registry_fixture_begin(&fixture);
    check_true(test, organisation_merge(&fixture.registry, t1, t2, day, &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    registry_fixture_reload(&fixture);
    const Organisation *const merged = organisation_find(&fixture.organisations, t1);
    check_equal(test, merged->merged_into, t2);
    check_true(test, organisation_is_valid(merged, date_add_days(day, -1)));
    check_true(test, !organisation_is_valid(merged, day));
    check_equal(test, merged->revision, 2);
    check_true(test, organisation_is_inside(&fixture.organisations, fixture.posts[FIXTURE_V1], t2));
    check_true(test, organisation_is_inside(&fixture.organisations, fixture.posts[FIXTURE_V2], t2));
    check_equal(
        test, registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM organisation_history")), 3);

    /* Once is enough; and nothing is merged into what has gone. */
    registry_fixture_begin(&fixture);
    check_true(test,
               !organisation_merge(&fixture.registry, t1, t2, day, &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "into not_allowed");
    fixture.problems = problems_open(fixture.arena);
    check_true(test,
               !organisation_merge(&fixture.registry, t2, t1, day, &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "into not_in_force");
    store_end(fixture.store);
    registry_fixture_close(&fixture);
}

void organisation_merge_refused_test(Test *test)
{
    static const struct {
        const char *name;
        Role        role; /* of an actor at t1 */
        int         from, into;
        FaultCode   want;
        const char *problems;
    } CASES[] = {
        { "its own", ROLE_ADMINISTRATOR, FIXTURE_V1, FIXTURE_V2, FAULT_NONE, "" },
        { "itself", ROLE_ADMINISTRATOR, FIXTURE_V1, FIXTURE_V1, FAULT_INVALID, "into rule" },
        { "what is below", ROLE_ADMINISTRATOR, FIXTURE_T1, FIXTURE_V1, FAULT_INVALID, "into rule" },
        { "what is above", ROLE_ADMINISTRATOR, FIXTURE_V1, FIXTURE_T1, FAULT_NONE, "" },
        { "somebody else's", ROLE_ADMINISTRATOR, FIXTURE_V1, FIXTURE_V3, FAULT_DENIED, "" },
        { "from somebody else", ROLE_ADMINISTRATOR, FIXTURE_V3, FIXTURE_V1, FAULT_DENIED, "" },
        { "not his work", ROLE_TOWNSHIP_WORKER, FIXTURE_V1, FIXTURE_V2, FAULT_DENIED, "" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Actor          actor = { 0 };
        Registry const somebody = registry_fixture_as(&fixture, &actor, CASES[i].role, FIXTURE_T1);
        Fault          fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        registry_fixture_begin(&fixture);
        check_equal(test,
                    organisation_merge(&somebody, fixture.posts[CASES[i].from],
                                       fixture.posts[CASES[i].into], date_from_civil(2024, 7, 1),
                                       &fixture.problems, &fault),
                    CASES[i].want == FAULT_NONE);
        check_equal(test, fault.code, CASES[i].want);
        registry_fixture_expect(&fixture, CASES[i].problems);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

static bool merge(void *context, Fault *fault)
{
    RegistryFixture *const fixture = context;

    return organisation_merge(&fixture->registry, fixture->posts[FIXTURE_T1],
                              fixture->posts[FIXTURE_T2], date_from_civil(2024, 7, 1),
                              &fixture->problems, fault);
}

static bool register_one(void *context, Fault *fault)
{
    RegistryFixture *const  fixture = context;
    OrganisationEntry const entry = good_entry(fixture);
    int64_t                 id = 0;

    return organisation_register(&id, &fixture->registry, &entry, &fixture->problems, fault);
}

#define STATE                                                                                      \
    SQL("SELECT sum(revision) + (SELECT count(*) FROM audit)"                                      \
        " + (SELECT count(*) FROM organisation_history)"                                           \
        " + (SELECT sum(value) FROM registry_version) FROM organisation")

void organisation_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test, walk_failures(test, fixture.store, register_one, &fixture, STATE) >= 15);
    check_true(test, walk_failures(test, fixture.store, merge, &fixture, STATE) >= 40);
    registry_fixture_close(&fixture);
}
