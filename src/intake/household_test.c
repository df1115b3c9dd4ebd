/* Households that gather and move: all members or none, and the figures with them; and
 * the newborn whose mother is found through her number. */
#include "intake/county.h"
#include "registry/citizen_id.h"

static const char DEFINITIONS[] = "programme old \"老年人\" | \"Elderly\"\n"
                                  "  for person where age >= 65\n"
                                  "  form visit \"随访\" | \"Visit\"\n"
                                  "    sbp \"收缩压\" | \"Systolic\" int mmHg required\n"
                                  "  due visit every 12 months\n"
                                  "  indicator visits \"随访\" | \"Visits\"\n"
                                  "    count exists(visit in year)\n";

static int64_t ask(County *county, Test *test, Sql sql)
{
    Statement *select = NULL;
    bool       row = false;
    Fault      fault = { 0 };

    check_true(test, statement_open(&select, county->house->store, sql, &fault) &&
                         statement_next(select, &row, &fault) && row);
    int64_t const value = row ? statement_int(select, 0) : 0;
    statement_close(&select);
    return value;
}

typedef struct {
    County *county;
    int64_t people[3];
    int64_t household_id;
} Home;

static bool gather(Home *home, const Job *job, Problems *problems, Fault *fault)
{
    County *const         county = home->county;
    HouseholdEntry const  entry = { .region_id = county->regions[0],
                                    .organisation_id = county->posts[0],
                                    .address = SV("甲村1号") };
    HouseholdMember const members[] = { { home->people[0], SV("0") },
                                        { home->people[1], SV("1") },
                                        { home->people[2], SV("2") } };

    return intake_gather_household(&home->household_id, county->house, job, &entry, members,
                                   COUNT_OF(members), problems, fault);
}

static bool move(Home *home, const Job *job, Problems *problems, Fault *fault)
{
    County *const   county = home->county;
    Residence const to = { .from_on = date_from_civil(2026, 3, 1),
                           .is_resident = true,
                           .kind = SV("1"),
                           .organisation_id = county->posts[2],
                           .region_id = county->regions[2] };
    uint32_t        moved = 0;

    return intake_move_household(&moved, county->house, job, home->household_id, &to, SV("丙村3号"),
                                 problems, fault);
}

/* Fail every store call in turn, until none is left to fail: nothing has changed before,
 * everything after. */
static void walk(Home *home, Test *test, bool act(Home *, const Job *, Problems *, Fault *),
                 Sql state)
{
    County *const county = home->county;
    int64_t const before = ask(county, test, state);
    bool          finished = false;
    uint32_t      fail_at = 0;

    while (!finished && ++fail_at < 2000) {
        Job const job = county_job(county);
        Problems  problems = problems_open(job.arena);
        Fault     fault = { 0 };

        store_fail_at(county->house->store, fail_at);
        finished = intake_begin(county->house, &fault) && act(home, &job, &problems, &fault) &&
                   intake_commit(county->house, &fault);
        store_fail_at(county->house->store, 0);
        intake_end(county->house);
        test_row(test, "call %u", fail_at);
        check_equal(test, fault.code, finished ? FAULT_NONE : FAULT_IO);
        check_equal(test, ask(county, test, state) == before, !finished);
    }
    check_true(test, finished && fail_at > 40);
}

void intake_household_test(Test *test)
{
    County county;
    Home   home = { .county = &county };

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    check_true(test, county_begin(&county, test));
    home.people[0] = county_person(&county, test, "甲一", "1", "1950-05-01", 0, "2020-01-01");
    home.people[1] = county_person(&county, test, "甲二", "2", "1952-05-01", 0, "2020-01-01");
    home.people[2] = county_person(&county, test, "甲三", "1", "1980-05-01", 1, "2020-01-01");
    for (int i = 0; i < 2; i++)
        (void)county_submit(&county, test, "old.visit", home.people[i], "2026-01-10", 0, "sbp=120",
                            NULL);
    county_commit(&county, test);

    walk(&home, test, gather,
         SQL("SELECT count(household_id) + 10 * (SELECT count(*) FROM household)"
             " + 100 * (SELECT count(*) FROM audit) FROM person"));
    walk(&home, test, move,
         SQL("SELECT sum(revision) + 1000 * (SELECT count(*) FROM residence)"
             " + 100000 * (SELECT count(*) FROM audit) FROM person"));
    check_equal(
        test, ask(&county, test, SQL("SELECT count(*) FROM person WHERE address = '丙村3号'")), 3);
    check_equal(test,
                ask(&county, test,
                    SQL("SELECT count(*) FROM person JOIN household USING (household_id)"
                        " WHERE person.organisation_id = household.organisation_id")),
                3);
    county_verify(&county, test);
    county_close(&county);
}

static int64_t register_one(County *county, Test *test, const char *name, const char *kind,
                            const char *number, const char *sex, const char *born_on)
{
    Job const         job = county_job(county);
    Problems          problems = problems_open(job.arena);
    PersonChange      change = { 0 };
    Fault             fault = { 0 };
    PersonEntry const entry = { .name = str_from_c(name),
                                .id_kind = str_from_c(kind),
                                .citizen_id = str_from_c(number),
                                .sex = str_from_c(sex),
                                .born_on = county_day(test, born_on) };
    Residence const   first = { .from_on = county_day(test, born_on),
                                .is_resident = true,
                                .kind = SV("1"),
                                .organisation_id = county->posts[0],
                                .region_id = county->regions[0] };

    check_true(test, county_begin(county, test));
    bool const ok =
        intake_register_person(&change, county->house, &job, &entry, &first, &problems, &fault);
    check_text(test, str_from_c(fault.message), SV(""));
    county_commit(county, test);
    return ok ? change.person_id : 0;
}

/* A newborn with the mother's number is her child; it stays so with a number of its own. */
void intake_newborn_test(Test *test)
{
    County county;

    county_open(&county, test, DEFINITIONS);
    county.today = county_day(test, "2026-06-30");
    int64_t const mother =
        register_one(&county, test, "甲母", "01", "99010119900101006X", "2", "1990-01-01");
    int64_t const child =
        register_one(&county, test, "甲宝", "19", "99010119900101006X-1", "1", "2026-05-01");
    int64_t const orphan =
        register_one(&county, test, "乙宝", "19", "990101199001010027-1", "1", "2026-05-01");
    check_equal(test, ask(&county, test, SQL("SELECT count(*) FROM person_relation")), 1);
    check_equal(test, ask(&county, test, SQL("SELECT person_id FROM person_relation")), child);
    check_equal(test, ask(&county, test, SQL("SELECT other_id FROM person_relation")), mother);
    check_true(test, orphan != 0);

    CitizenId const     own = citizen_id_make(990101, county_day(test, "2026-05-01"), 3);
    Job const           job = county_job(&county);
    Registry const      registry = house_registry(county.house, &job);
    Problems            problems = problems_open(job.arena);
    Person              person = { 0 };
    PersonChange        change = { 0 };
    const RelationSide *sides = NULL;
    uint32_t            count = 0;
    int64_t             found = 0;
    Fault               fault = { 0 };
    check_true(test, county_begin(&county, test));
    check_true(test, person_get(&person, &registry, child, &fault));
    PersonEntry entry = person_entry_of(&person);
    entry.id_kind = SV("01");
    entry.citizen_id = str_from_c(own.text);
    check_true(test, intake_amend_person(&change, county.house, &job, &entry, &problems, &fault));
    check_true(test,
               identifier_find(&found, &registry, SV("19"), SV("99010119900101006X-1"), &fault));
    check_equal(test, found, child);
    check_true(test, relation_list(&sides, &count, &registry, child, &fault));
    check_equal(test, count, 1);
    check_equal(test, sides[0].other_id, mother);
    county_commit(&county, test);
    county_verify(&county, test);
    county_close(&county);
}
