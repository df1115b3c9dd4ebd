/* Trees of organisations: which edges may be, and what lies below what on a day. */
#include "registry/organisation_edge.h"

#include "registry/fixture_private.h"

/* "2024-01-01"; "" is no limit. */
static Date day_of(const char *text, Date otherwise)
{
    Date day = otherwise;

    return *text && date_parse(&day, str_from_c(text)) ? day : otherwise;
}

static bool put(RegistryFixture *fixture, const char *tree, int below, int above, const char *from,
                const char *until, Fault *fault)
{
    OrganisationEdge const edge = {
        .tree = str_from_c(tree),
        .organisation_id = below < 0 ? 5 : fixture->posts[below],
        .parent_id = above < 0 ? 5 : fixture->posts[above],
        .from_on = day_of(from, DATE_MIN),
        .until_on = day_of(until, DATE_MAX),
    };

    return organisation_edge_put(&fixture->registry, &edge, &fixture->problems, fault);
}

/* "t2<v1 2024-01-01..2024-06-30": edges of a tree in their order. */
static Str say_edges(RegistryFixture *fixture, const char *tree)
{
    OrganisationEdgeFilter const filter = { .tree = str_from_c(tree) };
    const OrganisationEdge      *edges = NULL;
    uint32_t                     count = 0;
    Fault                        fault = { 0 };
    Buf                          said = buf_open(fixture->arena, 4000);

    if (!organisation_edge_list(&edges, &count, &fixture->registry, &filter, &fault))
        check_fail(fixture->test, fault.message);
    for (uint32_t i = 0; i < count; i++) {
        Str const below =
            organisation_find(&fixture->organisations, edges[i].organisation_id)->code;
        Str const above = organisation_find(&fixture->organisations, edges[i].parent_id)->code;
        Str const from = edges[i].from_on.days == DATE_MIN.days
                             ? SV("")
                             : date_format(fixture->arena, edges[i].from_on);
        Str const until = edges[i].until_on.days == DATE_MAX.days
                              ? SV("")
                              : date_format(fixture->arena, edges[i].until_on);

        buf_add_format(&said, "%s%.*s<%.*s %.*s..%.*s", i ? ", " : "", (int)above.len, above.ptr,
                       (int)below.len, below.ptr, (int)from.len, from.ptr, (int)until.len,
                       until.ptr);
    }
    return buf_str(&said);
}

/* What is below a place in a tree on a day: "t2 v3 t1 v1". */
static Str say_below(RegistryFixture *fixture, const char *tree, int place, const char *day)
{
    OrganisationView view;
    uint32_t         count = 0;
    Fault            fault = { 0 };
    Buf              said = buf_open(fixture->arena, 1000);

    if (!organisation_view_load(&view, &fixture->registry, str_from_c(tree), day_of(day, DATE_MIN),
                                &fault))
        check_fail(fixture->test, fault.message);
    const uint32_t *const below = organisation_view_below(&view, fixture->posts[place], &count);
    for (uint32_t i = 0; i < count; i++) {
        const Organisation *const one = &fixture->organisations.organisations[below[i]];

        check_true(fixture->test,
                   organisation_view_is_inside(&view, one->organisation_id, fixture->posts[place]));
        buf_add_c(&said, i ? " " : "");
        buf_add(&said, one->code);
    }
    return buf_str(&said);
}

void organisation_edge_refused_test(Test *test)
{
    static const struct {
        const char *name, *tree;
        int         below, above;
        const char *from, *until, *problems;
    } CASES[] = {
        { "good", "consortium", FIXTURE_T1, FIXTURE_T2, "2024-01-01", "", "" },
        { "no tree", "nothing", FIXTURE_T1, FIXTURE_T2, "2024-01-01", "", "tree unknown" },
        { "nobody below", "consortium", -1, FIXTURE_T2, "2024-01-01", "", "organisation unknown" },
        { "nobody above", "consortium", FIXTURE_T1, -1, "2024-01-01", "", "parent unknown" },
        { "backwards", "consortium", FIXTURE_T1, FIXTURE_T2, "2024-01-02", "2024-01-01",
          "until_on before" },
        { "itself", "consortium", FIXTURE_T1, FIXTURE_T1, "2024-01-01", "", "parent rule" },
        { "a circle by administration", "consortium", FIXTURE_T1, FIXTURE_V1, "2024-01-01", "",
          "parent rule" },
        { "two above it", "consortium", FIXTURE_V3, FIXTURE_V2, "2024-03-01", "2024-03-31",
          "from_on rule" },
        { "beside it", "consortium", FIXTURE_V3, FIXTURE_V2, "2024-04-01", "", "" },
        { "the last day of it", "consortium", FIXTURE_V3, FIXTURE_V2, "2024-03-31", "",
          "from_on rule" },
        { "before it began", "consortium", FIXTURE_V2, FIXTURE_T2, "1990-01-01", "", "" },
        { "administration, a gap", TREE_ADMINISTRATION, FIXTURE_V1, FIXTURE_T2, "2024-01-01",
          "2024-05-31", "until_on rule" },
        { "administration, to come", TREE_ADMINISTRATION, FIXTURE_V1, FIXTURE_T2, "2024-10-25", "",
          "from_on future" },
        { "administration, a circle", TREE_ADMINISTRATION, FIXTURE_T1, FIXTURE_V1, "2024-01-01", "",
          "parent rule" },
        /* v3 is below v1 in the consortium until the end of March */
        { "a circle in the other tree", TREE_ADMINISTRATION, FIXTURE_T1, FIXTURE_V3, "2024-02-01",
          "", "parent rule" },
        { "and none afterwards", TREE_ADMINISTRATION, FIXTURE_T1, FIXTURE_V3, "2024-04-01", "",
          "" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Fault fault = { 0 };

        test_row(test, "%s", CASES[i].name);
        registry_fixture_begin(&fixture);
        check_true(test, put(&fixture, TREE_CONSORTIUM, FIXTURE_V3, FIXTURE_V1, "2024-01-01",
                             "2024-03-31", &fault));
        check_equal(test,
                    put(&fixture, CASES[i].tree, CASES[i].below, CASES[i].above, CASES[i].from,
                        CASES[i].until, &fault),
                    *CASES[i].problems == '\0');
        check_equal(test, fault.code, *CASES[i].problems ? FAULT_INVALID : FAULT_NONE);
        registry_fixture_expect(&fixture, CASES[i].problems);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

/* A consortium of t1 (with its clinics, by administration) and v3 alone below t2's
 * place; t1 leaves it again; v1 changes its township in July. */
void organisation_view_test(Test *test)
{
    static const struct {
        const char *tree;
        int         place;
        const char *day, *want;
    } CASES[] = {
        { "", FIXTURE_BUREAU, "2024-01-01", "bureau t1 v1 v2 t2 v3" },
        { "", FIXTURE_T1, "2024-06-30", "t1 v1 v2" },
        { "", FIXTURE_T1, "2024-07-01", "t1 v2" },
        { "", FIXTURE_T2, "2024-06-30", "t2 v3" },
        { "", FIXTURE_T2, "2024-07-01", "t2 v1 v3" },
        { "administration", FIXTURE_T2, "1990-01-01", "t2 v3" },
        { "consortium", FIXTURE_T2, "2023-12-31", "t2 v3" },
        { "consortium", FIXTURE_T2, "2024-01-01", "t2 t1 v1 v2 v3" },
        { "consortium", FIXTURE_T2, "2024-07-01", "t2 t1 v2 v1 v3" },
        { "consortium", FIXTURE_T2, "2024-08-31", "t2 t1 v2 v1 v3" },
        { "consortium", FIXTURE_T2, "2024-09-01", "t2 v1 v3" },
        { "consortium", FIXTURE_BUREAU, "2024-09-01", "bureau t1 v2 t2 v1 v3" },
        { "supervision", FIXTURE_T2, "2024-07-01", "t2 v1 v3" },
    };
    RegistryFixture  fixture = { 0 };
    Fault            fault = { 0 };
    OrganisationView view;

    registry_fixture_open(&fixture, test);
    registry_fixture_begin(&fixture);
    check_true(test, put(&fixture, TREE_CONSORTIUM, FIXTURE_T1, FIXTURE_T2, "2024-01-01",
                         "2024-08-31", &fault));
    check_true(
        test, put(&fixture, TREE_ADMINISTRATION, FIXTURE_V1, FIXTURE_T2, "2024-07-01", "", &fault));
    registry_fixture_commit(&fixture);
    registry_fixture_reload(&fixture);
    check_equal(test,
                organisation_find(&fixture.organisations, fixture.posts[FIXTURE_V1])->parent_id,
                fixture.posts[FIXTURE_T2]);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "%s %s, case %zu", CASES[i].tree, CASES[i].day, i);
        check_text(test, say_below(&fixture, CASES[i].tree, CASES[i].place, CASES[i].day),
                   str_from_c(CASES[i].want));
    }
    check_true(test, !organisation_view_load(&view, &fixture.registry, SV("nothing"),
                                             day_of("2024-01-01", DATE_MIN), &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    registry_fixture_close(&fixture);
}

/* Edges as one change after another leaves them. */
void organisation_edge_history_test(Test *test)
{
    RegistryFixture fixture = { 0 };
    Fault           fault = { 0 };

    registry_fixture_open(&fixture, test);
    check_text(test, say_edges(&fixture, TREE_ADMINISTRATION),
               SV("bureau<t1 .., t1<v1 .., t1<v2 .., bureau<t2 .., t2<v3 .."));
    registry_fixture_begin(&fixture);
    check_true(test,
               put(&fixture, TREE_CONSORTIUM, FIXTURE_T1, FIXTURE_T2, "2020-01-01", "", &fault));
    /* an open end gives way; the same day again is a correction */
    check_true(test,
               put(&fixture, TREE_CONSORTIUM, FIXTURE_T1, FIXTURE_V3, "2024-01-01", "", &fault));
    check_text(test, say_edges(&fixture, TREE_CONSORTIUM),
               SV("t2<t1 2020-01-01..2023-12-31, v3<t1 2024-01-01.."));
    check_true(test, put(&fixture, TREE_CONSORTIUM, FIXTURE_T1, FIXTURE_T2, "2024-01-01",
                         "2024-12-31", &fault));
    check_text(test, say_edges(&fixture, TREE_CONSORTIUM),
               SV("t2<t1 2020-01-01..2023-12-31, t2<t1 2024-01-01..2024-12-31"));
    check_true(test, organisation_edge_withdraw(
                         &fixture.registry, SV(TREE_CONSORTIUM), fixture.posts[FIXTURE_T1],
                         day_of("2024-01-01", DATE_MIN), &fixture.problems, &fault));
    check_text(test, say_edges(&fixture, TREE_CONSORTIUM), SV("t2<t1 2020-01-01..2023-12-31"));
    check_true(test, !organisation_edge_withdraw(&fixture.registry, SV(TREE_ADMINISTRATION),
                                                 fixture.posts[FIXTURE_T1], DATE_MIN,
                                                 &fixture.problems, &fault));
    registry_fixture_expect(&fixture, "tree rule");

    /* a merged township hands over what is below it, in every tree, on its day */
    fixture.problems = problems_open(fixture.arena);
    check_true(test,
               put(&fixture, TREE_SUPERVISION, FIXTURE_V3, FIXTURE_T1, "2024-01-01", "", &fault));
    check_true(test, organisation_merge(&fixture.registry, fixture.posts[FIXTURE_T1],
                                        fixture.posts[FIXTURE_T2], day_of("2024-07-01", DATE_MIN),
                                        &fixture.problems, &fault));
    registry_fixture_commit(&fixture);
    registry_fixture_reload(&fixture);
    check_text(test, say_edges(&fixture, TREE_SUPERVISION),
               SV("t1<v3 2024-01-01..2024-06-30, t2<v3 2024-07-01.."));
    check_text(test, say_edges(&fixture, TREE_ADMINISTRATION),
               SV("bureau<t1 .., t1<v1 ..2024-06-30, t2<v1 2024-07-01.., t1<v2 ..2024-06-30,"
                  " t2<v2 2024-07-01.., bureau<t2 .., t2<v3 .."));
    check_text(test, say_below(&fixture, "", FIXTURE_T1, "2024-06-30"), SV("t1 v1 v2"));
    check_text(test, say_below(&fixture, "", FIXTURE_T2, "2024-07-01"), SV("t2 v1 v2 v3"));
    check_equal(test,
                registry_fixture_ask(&fixture, SQL("SELECT count(*) FROM organisation_edge_history"
                                                   " WHERE tree = 'consortium'")),
                3);
    registry_fixture_close(&fixture);
}

/* Another parent without a day is one from today on; with a day, from that day. */
void organisation_parent_since_test(Test *test)
{
    static const struct {
        const char *since; /* "": not said */
        const char *want;  /* edges of v1, or the problems */
    } CASES[] = {
        { "", "t1<v1 ..2024-10-23, t2<v1 2024-10-24.." },
        { "2024-07-01", "t1<v1 ..2024-06-30, t2<v1 2024-07-01.." },
        { "2024-10-25", "parent_from future" },
    };
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    const Organisation v1 = *organisation_find(&fixture.organisations, fixture.posts[FIXTURE_V1]);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        OrganisationEntry entry = {
            .organisation_id = v1.organisation_id,
            .revision = v1.revision,
            .code = v1.code,
            .name = v1.name,
            .kind = v1.kind,
            .parent_id = fixture.posts[FIXTURE_T2],
            .region_id = v1.region_id,
            .valid_from = v1.valid_from,
            .valid_until = v1.valid_until,
            .has_parent_since = *CASES[i].since != '\0',
            .parent_since = day_of(CASES[i].since, DATE_MIN),
        };
        Fault fault = { 0 };

        test_row(test, "%s", CASES[i].since);
        registry_fixture_begin(&fixture);
        if (organisation_amend(&fixture.registry, &entry, &fixture.problems, &fault))
            check_true(test, str_find(say_edges(&fixture, TREE_ADMINISTRATION),
                                      str_from_c(CASES[i].want)) <
                                 say_edges(&fixture, TREE_ADMINISTRATION).len);
        else
            registry_fixture_expect(&fixture, CASES[i].want);
        store_end(fixture.store);
    }
    registry_fixture_close(&fixture);
}

void organisation_tree_kind_test(Test *test)
{
    static const struct {
        const char *tree, *zh, *problems;
    } CASES[] = {
        { "training", "培训基地", "" },     { "training", "教学基地", "" },
        { "Training", "x", "tree format" }, { "1st", "x", "tree format" },
        { "", "x", "tree format" },         { "t", "", "label_zh required" },
    };
    RegistryFixture             fixture = { 0 };
    const OrganisationTreeKind *kind = NULL;
    Fault                       fault = { 0 };

    registry_fixture_open(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        OrganisationTreeKind const entry = { str_from_c(CASES[i].tree),
                                             { str_from_c(CASES[i].zh), SV("Words") } };

        test_row(test, "%s", CASES[i].tree);
        registry_fixture_begin(&fixture);
        check_equal(
            test, organisation_tree_kind_put(&fixture.registry, &entry, &fixture.problems, &fault),
            *CASES[i].problems == '\0');
        registry_fixture_expect(&fixture, CASES[i].problems);
        registry_fixture_commit(&fixture);
    }
    check_true(test, organisation_tree_kind_find(&kind, &fixture.registry, SV("training"), &fault));
    check_text(test, kind->label.zh, SV("教学基地"));
    check_true(test, organisation_tree_kind_find(&kind, &fixture.registry, SV(""), &fault));
    check_text(test, kind->tree, SV(TREE_ADMINISTRATION));
    check_true(test, organisation_tree_kind_find(&kind, &fixture.registry, SV("none"), &fault));
    check_true(test, kind == NULL);
    registry_fixture_close(&fixture);
}

static bool move_one(void *context, Fault *fault)
{
    RegistryFixture *const fixture = context;

    return put(fixture, TREE_ADMINISTRATION, FIXTURE_V1, FIXTURE_T2, "2024-07-01", "", fault);
}

void organisation_edge_failures_test(Test *test)
{
    RegistryFixture fixture = { 0 };

    registry_fixture_open(&fixture, test);
    check_true(test,
               walk_failures(test, fixture.store, move_one, &fixture,
                             SQL("SELECT count(*) * 1000 + (SELECT sum(revision) FROM organisation)"
                                 " + (SELECT count(*) FROM organisation_edge_history)"
                                 " + (SELECT count(*) FROM audit) FROM organisation_edge")) >= 30);
    registry_fixture_close(&fixture);
}
