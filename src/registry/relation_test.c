/* Relations: from both sides, dated, and the contradictions that are named. */
#include "registry/relation.h"

#include "registry/fixture_private.h"

enum { MOTHER, FATHER, CHILD, GRANDCHILD, AUNT, AWAY, PEOPLE };

static const struct {
    const char *name, *citizen_id;
    int         post;
} WHO[PEOPLE] = {
    [MOTHER] = { "甲母", "99010119900101006X", FIXTURE_V1 },
    [FATHER] = { "甲父", "990101199001010019", FIXTURE_V1 },
    [CHILD] = { "甲儿", "990101202306120037", FIXTURE_V1 },
    [GRANDCHILD] = { "甲孙", "990101202401010012", FIXTURE_V1 },
    [AUNT] = { "甲姨", "990101195803151245", FIXTURE_V1 },
    [AWAY] = { "甲远", "990101195001010029", FIXTURE_V3 },
};

typedef struct {
    RegistryFixture fixture;
    int64_t         people[PEOPLE];
} Family;

static void family_open(Family *family, Test *test)
{
    *family = (Family){ 0 };
    registry_fixture_open(&family->fixture, test);
    for (int i = 0; i < PEOPLE; i++)
        family->people[i] = registry_fixture_person(&family->fixture, WHO[i].name,
                                                    WHO[i].citizen_id, "", WHO[i].post);
}

static bool put(Family *family, const RelationEntry *entry, RowChange *out)
{
    RegistryFixture *const fixture = &family->fixture;
    Fault                  fault = { 0 };

    registry_fixture_begin(fixture);
    fixture->problems = problems_open(fixture->arena);
    bool const ok = relation_put(out, &fixture->registry, entry, &fixture->problems, &fault);
    if (ok)
        registry_fixture_commit(fixture);
    else
        store_end(fixture->store);
    return ok;
}

static Date day_or(Civil civil, Date otherwise)
{
    return civil.year ? date_from_civil(civil.year, civil.month, civil.day) : otherwise;
}

static const struct {
    const char *name;
    int         person, other;
    const char *kind;
    Civil       from, until;
    const char *problems;
    bool        changes;
} CASES[] = {
    { "mother", CHILD, MOTHER, "52", { 0, 0, 0 }, { 0, 0, 0 }, "", true },
    { "from the other side", MOTHER, CHILD, "20", { 0, 0, 0 }, { 0, 0, 0 }, "", false },
    { "a second one", CHILD, AUNT, "52", { 0, 0, 0 }, { 0, 0, 0 }, "kind rule", false },
    { "foster mother", CHILD, AUNT, "58", { 2024, 1, 1 }, { 0, 0, 0 }, "", true },
    { "father", FATHER, CHILD, "20", { 0, 0, 0 }, { 0, 0, 0 }, "", true },
    { "a daughter who is a son",
      AUNT,
      CHILD,
      "30",
      { 0, 0, 0 },
      { 0, 0, 0 },
      "kind differs, kind rule",
      false },
    { "a man for a mother",
      GRANDCHILD,
      FATHER,
      "52",
      { 0, 0, 0 },
      { 0, 0, 0 },
      "kind differs",
      false },
    { "no 12 years older",
      GRANDCHILD,
      CHILD,
      "51",
      { 0, 0, 0 },
      { 0, 0, 0 },
      "other_id rule",
      false },
    { "a circle",
      MOTHER,
      CHILD,
      "51",
      { 0, 0, 0 },
      { 0, 0, 0 },
      "other_id rule, other_id rule",
      false },
    { "oneself", CHILD, CHILD, "70", { 0, 0, 0 }, { 0, 0, 0 }, "other_id rule", false },
    { "spouse", MOTHER, FATHER, "10", { 2015, 5, 1 }, { 2020, 5, 1 }, "", true },
    { "told by the other", FATHER, MOTHER, "10", { 2015, 5, 1 }, { 2020, 5, 1 }, "", false },
    { "at the same time", FATHER, AUNT, "10", { 2019, 1, 1 }, { 0, 0, 0 }, "kind rule", false },
    { "afterwards", FATHER, AUNT, "10", { 2021, 1, 1 }, { 0, 0, 0 }, "", true },
    { "before birth", MOTHER, AUNT, "70", { 1980, 1, 1 }, { 0, 0, 0 }, "from_on before", false },
    { "backwards", MOTHER, AUNT, "70", { 2001, 1, 1 }, { 2000, 1, 1 }, "until_on before", false },
    { "guardian elsewhere", CHILD, AWAY, "G1", { 0, 0, 0 }, { 0, 0, 0 }, "", true },
    { "told by the guardian", AWAY, CHILD, "G2", { 0, 0, 0 }, { 0, 0, 0 }, "", false },
    { "no kind", CHILD, AUNT, "", { 0, 0, 0 }, { 0, 0, 0 }, "kind required", false },
    { "unknown kind", CHILD, AUNT, "12", { 0, 0, 0 }, { 0, 0, 0 }, "kind unknown_code", false },
};

void relation_put_test(Test *test)
{
    Family family;

    family_open(&family, test);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        RowChange           change = { 0 };
        RelationEntry const entry = {
            .person_id = family.people[CASES[i].person],
            .other_id = family.people[CASES[i].other],
            .kind = str_from_c(CASES[i].kind),
            .from_on = day_or(CASES[i].from, DATE_MIN),
            .until_on = day_or(CASES[i].until, DATE_MAX),
        };

        test_row(test, "%s", CASES[i].name);
        bool const ok = put(&family, &entry, &change);
        registry_fixture_expect(&family.fixture, CASES[i].problems);
        check_equal(test, ok, CASES[i].problems[0] == '\0');
        check_equal(test, change.changed, CASES[i].changes);
    }
    /* both sides of each have their audit row */
    check_equal(test,
                registry_fixture_ask(&family.fixture, SQL("SELECT count(*) FROM audit"
                                                          " WHERE action = 'person.relation'")),
                12);
    registry_fixture_close(&family.fixture);
}

/* The other side is shown with what it is to the one who asks, and who it is only to
 * those who may see him. */
void relation_list_test(Test *test)
{
    Family              family;
    const RelationSide *sides = NULL;
    uint32_t            count = 0;
    RowChange           change = { 0 };
    Actor               actor = { 0 };
    Fault               fault = { 0 };

    family_open(&family, test);
    RelationEntry entry = { .person_id = family.people[CHILD],
                            .other_id = family.people[MOTHER],
                            .kind = SV("52"),
                            .from_on = DATE_MIN,
                            .until_on = DATE_MAX };
    check_true(test, put(&family, &entry, &change));
    entry.other_id = family.people[AWAY];
    entry.kind = SV("60");
    check_true(test, put(&family, &entry, &change));

    Registry const doctor =
        registry_fixture_as(&family.fixture, &actor, ROLE_VILLAGE_DOCTOR, FIXTURE_V1);
    check_true(test, relation_list(&sides, &count, &doctor, family.people[MOTHER], &fault));
    check_equal(test, count, 1);
    check_text(test, sides[0].kind, SV("20"));
    check_text(test, sides[0].other.name, SV("甲儿"));
    check_true(test, relation_list(&sides, &count, &doctor, family.people[CHILD], &fault));
    check_equal(test, count, 2);
    check_text(test, sides[0].kind, SV("52"));
    check_true(test, sides[0].is_visible);
    check_true(test, !sides[1].is_visible);
    check_true(test, !relation_list(&sides, &count, &doctor, family.people[AWAY], &fault));
    check_equal(test, fault.code, FAULT_DENIED);

    /* ended by one, taken away by the other */
    check_true(
        test, relation_list(&sides, &count, &family.fixture.registry, family.people[AWAY], &fault));
    check_text(test, sides[0].kind, SV("40"));
    entry = (RelationEntry){ .person_id = family.people[AWAY],
                             .relation_id = sides[0].row.relation_id,
                             .revision = 1,
                             .from_on = DATE_MIN,
                             .until_on = date_from_civil(2024, 1, 1) };
    check_true(test, put(&family, &entry, &change));
    check_equal(test, change.revision, 2);
    registry_fixture_begin(&family.fixture);
    check_true(test, !relation_remove(&change, &family.fixture.registry, family.people[CHILD],
                                      entry.relation_id, 1, &fault));
    check_equal(test, fault.code, FAULT_CONFLICT);
    check_true(test, relation_remove(&change, &family.fixture.registry, family.people[CHILD],
                                     entry.relation_id, 2, &fault));
    registry_fixture_commit(&family.fixture);
    const RelationRevision *revisions = NULL;
    check_true(test, relation_history(&revisions, &count, &family.fixture.registry,
                                      family.people[CHILD], &fault));
    check_equal(test, count, 2);
    registry_fixture_close(&family.fixture);
}

/* ---- every error path ------------------------------------------------------------------- */

typedef struct {
    Family *family;
    int64_t relation_id;
} Subject;

static bool put_one(void *context, Fault *fault)
{
    Family *const       family = ((Subject *)context)->family;
    RelationEntry const entry = { .person_id = family->people[CHILD],
                                  .other_id = family->people[FATHER],
                                  .kind = SV("51"),
                                  .from_on = DATE_MIN,
                                  .until_on = DATE_MAX };
    RowChange           change = { 0 };

    return relation_put(&change, &family->fixture.registry, &entry, &family->fixture.problems,
                        fault);
}

static bool remove_one(void *context, Fault *fault)
{
    const Subject *const subject = context;
    RowChange            change = { 0 };

    return relation_remove(&change, &subject->family->fixture.registry,
                           subject->family->people[MOTHER], subject->relation_id, 1, fault);
}

#define STATE                                                                                      \
    SQL("SELECT (SELECT count(*) FROM person_relation) + 10 * (SELECT count(*) FROM"               \
        " person_relation_history) + 100 * (SELECT count(*) FROM audit)")

void relation_failures_test(Test *test)
{
    static WalkAct *const ACTS[] = { put_one, remove_one };

    for (size_t i = 0; i < COUNT_OF(ACTS); i++) {
        Family    family;
        RowChange change = { 0 };

        family_open(&family, test);
        RelationEntry const entry = { .person_id = family.people[CHILD],
                                      .other_id = family.people[MOTHER],
                                      .kind = SV("52"),
                                      .from_on = DATE_MIN,
                                      .until_on = DATE_MAX };
        check_true(test, put(&family, &entry, &change));
        Subject subject = { &family, change.thing_id };
        test_row(test, "%zu", i);
        check_true(test, walk_failures(test, family.fixture.store, ACTS[i], &subject, STATE) >= 8);
        registry_fixture_close(&family.fixture);
    }
}
