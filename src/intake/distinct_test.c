/* Somebody who looks like one who is registered: refused until it is said that he is
 * another; then that somebody said so is kept, and the pair waits for whoever decides. */
#include "access/audit.h"
#include "intake/county.h"
#include "registry/duplicate.h"

static const char DEFINITIONS[] = "programme ehr \"档案\" | \"Record\"\n"
                                  "  indicator residents \"常住\" | \"Residents\"\n"
                                  "    count resident\n";

/* The id of the new one, or 0 when he was refused. */
static int64_t enter(County *county, Test *test, const int64_t *distinct, uint32_t count,
                     int64_t *clashes_with)
{
    Job const         job = county_job(county);
    PersonEntry const entry = { .name = SV("欧阳明月"),
                                .sex = SV("2"),
                                .born_on = county_day(test, "1980-01-01"),
                                .seeks_duplicates = true,
                                .distinct_ids = distinct,
                                .distinct_count = count };
    Residence const   first = { .from_on = county_day(test, "2024-01-01"),
                                .is_resident = true,
                                .kind = SV("1"),
                                .organisation_id = county->posts[1],
                                .region_id = county->regions[1] };
    Problems          problems = problems_open(job.arena);
    PersonChange      change = { 0 };
    Fault             fault = { 0 };
    bool              ok = intake_begin(county->house, &fault);

    ok = ok &&
         intake_register_person(&change, county->house, &job, &entry, &first, &problems, &fault) &&
         intake_commit(county->house, &fault);
    intake_end(county->house);
    *clashes_with = 0;
    for (uint32_t i = 0; i < problems.count; i++)
        if (problems.items[i].code == PROBLEM_DUPLICATE)
            *clashes_with = problems.items[i].person_id;
    check_equal(test, ok, problems.error_count == 0);
    return ok ? change.person_id : 0;
}

static uint32_t audit_count(County *county, Test *test, int64_t person_id, Str other)
{
    Job const         job = county_job(county);
    AuditFilter const filter = { .subject = AUDIT_OF_PERSON, .subject_id = person_id };
    AuditRow         *rows = NULL;
    uint32_t          count = 0;
    uint32_t          found = 0;
    Fault             fault = { 0 };

    if (!audit_list(&rows, &count, county->house->store, job.arena, job.actor, filter, &fault))
        check_fail(test, fault.message);
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(rows[i].action, audit_action_name(AUDIT_PERSON_DISTINCT)) &&
            str_equal(rows[i].detail, other))
            found++;
    return found;
}

void person_distinct_test(Test *test)
{
    County     county;
    int64_t    with = 0;
    Fault      fault = { 0 };
    Duplicate *rows = NULL;
    uint32_t   count = 0;

    county_open(&county, test, DEFINITIONS);
    check_true(test, county_begin(&county, test));
    int64_t const old =
        county_person(&county, test, "欧阳明月", "2", "1980-01-01", 0, "2024-01-01");
    int64_t const stranger =
        county_person(&county, test, "子丑", "1", "1950-05-05", 0, "2024-01-01");
    county_commit(&county, test);

    /* To have looked at somebody else is not to have looked at this one. */
    check_equal(test, enter(&county, test, NULL, 0, &with), 0);
    check_equal(test, with, old);
    check_equal(test, enter(&county, test, &stranger, 1, &with), 0);
    check_equal(test, with, old);
    int64_t const made = enter(&county, test, &old, 1, &with);
    check_true(test, made != 0 && with == 0);

    check_equal(test,
                audit_count(&county, test, made, str_format(county.arena, "%lld", (long long)old)),
                1);
    Job const             job = county_job(&county);
    Registry const        registry = house_registry(county.house, &job);
    DuplicateFilter const filter = { .state = DUPLICATE_OPEN, .source = DUPLICATE_SOURCE_COUNT };
    check_true(test, duplicate_list(&rows, &count, &registry, &filter, &fault));
    check_equal(test, count, 1);
    if (count == 1) {
        check_equal(test, rows[0].low.person_id, old);
        check_equal(test, rows[0].high.person_id, made);
        check_equal(test, rows[0].source, DUPLICATE_ENTRY);
        check_true(test, rows[0].probability > DUPLICATE_CERTAIN / 2);
        check_true(test, rows[0].evidence.len > 10);
    }
    county_close(&county);
}
