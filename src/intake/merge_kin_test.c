/* Relations, households and numbers of two who become one person, and two again. */
#include "intake/county.h"
#include "intake/merge.h"

static const char DEFINITIONS[] = "programme ehr \"档案\" | \"Record\"\n"
                                  "  indicator residents \"常住\" | \"Residents\"\n"
                                  "    count resident\n";

enum { A, B, X, Y, PEOPLE };

typedef struct {
    County  county;
    Test   *test;
    int64_t people[PEOPLE];
    int64_t homes[2];
} Kin;

/* A row a line: the people and households by number, so that the text is the same in
 * each store. */
static Str dump(Kin *kin, Sql sql)
{
    Arena *const arena = kin->county.arena;
    Statement   *select = NULL;
    Buf          out = buf_open(arena, 4000);
    bool         row = true;
    Fault        fault = { 0 };

    if (!statement_open(&select, kin->county.house->store, sql, &fault))
        check_fail(kin->test, fault.message);
    while (statement_next(select, &row, &fault) && row) {
        int64_t const ids[] = { statement_int(select, 0), statement_int(select, 1) };

        buf_add_c(&out, out.len ? " " : "");
        for (size_t k = 0; k < COUNT_OF(ids); k++)
            for (size_t i = 0; i < PEOPLE; i++)
                if (ids[k] == kin->people[i])
                    buf_add_char(&out, "ABXY"[i]);
        buf_add(&out, statement_text(select, 2));
    }
    statement_close(&select);
    return buf_str(&out);
}

static Str relations(Kin *kin)
{
    return dump(kin, SQL("SELECT person_id, other_id, kind || coalesce(':' || from_on, '')"
                         " FROM person_relation ORDER BY kind, relation_id"));
}

static Str relation_history_of_all(Kin *kin)
{
    return dump(kin, SQL("SELECT person_id, other_id, kind FROM person_relation_history"
                         " ORDER BY kind, relation_id, revision"));
}

/* Head, then what each member is in which household: its first is 1. */
static Str homes(Kin *kin)
{
    return str_format(
        kin->county.arena, "%s / %s",
        str_to_c(kin->county.arena,
                 dump(kin, SQL("SELECT coalesce(head_id, 0), 0, CASE WHEN head_id IS NULL THEN '-'"
                               " ELSE '' END FROM household ORDER BY household_id"))),

        str_to_c(kin->county.arena,
                 dump(kin, SQL("SELECT person_id, 0, (SELECT count(*) FROM household AS h WHERE"
                               " h.household_id <= p.household_id) || ':' || relation"
                               " FROM person AS p WHERE household_id IS NOT NULL"
                               " ORDER BY person_id"))));
}

static void relate(Kin *kin, int one, const char *kind, int other, Date from_on)
{
    Job const           job = county_job(&kin->county);
    RelationEntry const entry = { .person_id = kin->people[one],
                                  .other_id = kin->people[other],
                                  .kind = str_from_c(kind),
                                  .from_on = from_on,
                                  .until_on = DATE_MAX };
    Problems            problems = problems_open(kin->county.arena);
    RowChange           change;
    Fault               fault = { 0 };

    if (!intake_begin(kin->county.house, &fault) ||
        !intake_put_relation(&change, kin->county.house, &job, &entry, &problems, &fault) ||
        !intake_commit(kin->county.house, &fault))
        check_fail(kin->test, fault.message);
    intake_end(kin->county.house);
}

static void gather(Kin *kin, int home, int head, int member, const char *relation)
{
    Job const             job = county_job(&kin->county);
    HouseholdEntry const  entry = { .region_id = kin->county.regions[0],
                                    .organisation_id = kin->county.posts[0],
                                    .address = SV("甲村1号") };
    HouseholdMember const members[] = { { kin->people[head], SV("0") },
                                        { kin->people[member], str_from_c(relation) } };
    Problems              problems = problems_open(kin->county.arena);
    Fault                 fault = { 0 };

    if (!intake_begin(kin->county.house, &fault) ||
        !intake_gather_household(&kin->homes[home], kin->county.house, &job, &entry, members, 2,
                                 &problems, &fault) ||
        !intake_commit(kin->county.house, &fault))
        check_fail(kin->test, fault.message);
    intake_end(kin->county.house);
}

static void open_kin(Kin *kin, Test *test)
{
    static const char *const NAMES[] = { "张三", "张叁", "李四", "张小" };
    static const char *const BORN[] = { "1950-03-12", "1951-03-12", "1952-01-01", "1980-01-01" };
    static const char *const SEXES[] = { "1", "1", "2", "1" };

    *kin = (Kin){ .test = test };
    county_open(&kin->county, test, DEFINITIONS);
    check_true(test, county_begin(&kin->county, test));
    for (int i = 0; i < PEOPLE; i++)
        kin->people[i] =
            county_person(&kin->county, test, NAMES[i], SEXES[i], BORN[i], 0, "2024-01-01");
    county_commit(&kin->county, test);
}

static int64_t merge(Kin *kin, int kept, int merged)
{
    Job const        job = county_job(&kin->county);
    MergeOrder const order = { .kept_id = kin->people[kept], .merged_id = kin->people[merged] };
    PersonMerge      made = { 0 };
    Fault            fault = { 0 };

    if (!intake_begin(kin->county.house, &fault) ||
        !intake_merge_persons(&made, kin->county.house, &job, &order, &fault) ||
        !intake_commit(kin->county.house, &fault))
        check_fail(kin->test, fault.message);
    intake_end(kin->county.house);
    return made.merge_id;
}

static void part(Kin *kin, int64_t merge_id)
{
    Job const   job = county_job(&kin->county);
    PersonMerge made;
    Fault       fault = { 0 };

    if (!intake_begin(kin->county.house, &fault) ||
        !intake_unmerge_persons(&made, kin->county.house, &job, merge_id, SV(""), &fault) ||
        !intake_commit(kin->county.house, &fault))
        check_fail(kin->test, fault.message);
    intake_end(kin->county.house);
}

void merge_relations_test(Test *test)
{
    Kin kin;

    open_kin(&kin, test);
    relate(&kin, A, "60", B, DATE_MIN); /* whoever entered it took one man for two brothers */
    relate(&kin, A, "97", X, DATE_MIN);
    relate(&kin, B, "97", X, date_from_civil(1975, 1, 1)); /* says more */
    relate(&kin, A, "20", Y, DATE_MIN);
    relate(&kin, Y, "52", X, DATE_MIN);
    Str const before = relations(&kin);
    check_text(test, before, SV("YA51 YX52 AB60 AX97 BX97:1826"));

    int64_t const first = merge(&kin, A, B);
    check_text(test, relations(&kin), SV("YA51 YX52 AX97:1826"));
    check_text(test, relation_history_of_all(&kin), SV("AA60 AX97"));
    /* While it is set aside the spouse is found to be one with the son: who knows. */
    int64_t const second = merge(&kin, Y, X);
    check_text(test, relations(&kin), SV("YA51 AY97:1826"));
    part(&kin, second);
    check_text(test, relations(&kin), SV("YA51 YX52 AX97:1826"));
    part(&kin, first);
    check_text(test, relations(&kin), before);
    check_text(test, relation_history_of_all(&kin), SV(""));

    /* The other order: what comes back goes on from whom the spouse has become. */
    int64_t const again = merge(&kin, A, B);
    int64_t const last = merge(&kin, Y, X);
    part(&kin, again);
    check_text(test, relations(&kin), SV("YA51 AB60 AY97 BY97:1826"));
    part(&kin, last);
    check_text(test, relations(&kin), before);
    county_close(&kin.county);
}

void merge_households_test(Test *test)
{
    static const struct {
        const char *name;
        int         heads[2], members[2];
        const char *before, *after;
    } CASES[] = {
        /* The later entry says where he lives; the household that he left has no head. */
        { "heads of two", { A, B }, { X, Y }, "A B / A1:0 B2:0 X1:1 Y2:2", "- A / A2:0 X1:1 Y2:2" },
        { "member and head",
          { X, B },
          { A, Y },
          "X B / A1:1 B2:0 X1:0 Y2:2",
          "X A / A2:0 X1:0 Y2:2" },
        { "head and member",
          { A, Y },
          { X, B },
          "A Y / A1:0 B2:2 X1:1 Y2:0",
          "- Y / A2:2 X1:1 Y2:0" },
    };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Kin kin;

        test_row(test, "%s", CASES[i].name);
        open_kin(&kin, test);
        gather(&kin, 0, CASES[i].heads[0], CASES[i].members[0], "1");
        gather(&kin, 1, CASES[i].heads[1], CASES[i].members[1], "2");
        check_text(test, homes(&kin), str_from_c(CASES[i].before));
        int64_t const id = merge(&kin, A, B);
        check_text(test, homes(&kin), str_from_c(CASES[i].after));
        part(&kin, id);
        check_text(test, homes(&kin), str_from_c(CASES[i].before));
        county_close(&kin.county);
    }
}

/* One household, of which the merged one was the head and the kept one a member. */
void merge_household_of_both_test(Test *test)
{
    Kin kin;

    open_kin(&kin, test);
    gather(&kin, 0, B, A, "2");
    check_text(test, homes(&kin), SV("B / A1:2 B1:0"));
    int64_t const id = merge(&kin, A, B);
    check_text(test, homes(&kin), SV("A / A1:0"));
    part(&kin, id);
    check_text(test, homes(&kin), SV("B / A1:2 B1:0"));
    county_close(&kin.county);
}
