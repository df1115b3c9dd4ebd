/* Files that name somebody who was merged into another since. */
#include "exchange/csv/fixture_private.h"
#include "intake/merge.h"

#define PERSON_HEAD                                                                                \
    "citizen_id,name,sex,born_on,phone,residence_kind,organisation_code,region_code,"              \
    "worker_code,resident_from\n"
#define VISIT_HEAD "citizen_id,occurred_on,organisation_code,source_key,way,sbp\n"
#define KEPT       "990101196005010012,甲一,1,1960-05-01,13800000001,1,V1,990101100201,W1,2020-01-01\n"
#define MERGED     "990101196207080027,甲壹,2,1962-07-08,13800000002,1,V2,990101100202,,2020-01-01\n"

/* Everything that has come in before comes in again. */
static void import_all(ExchangeFixture *fixture, const char *persons, const char *visits)
{
    check_text(fixture->test, exchange_import(fixture, "persons", SV(PERSON_HEAD KEPT MERGED)),
               str_from_c(persons));
    check_text(fixture->test,
               exchange_import(fixture, "care.visit",
                               SV(VISIT_HEAD "990101196207080027,2024-06-01,V2,B-1,1,150\n"
                                             "990101196207080027,2024-06-05,V2,,1,151\n")),
               str_from_c(visits));
}

static int64_t holder(const ExchangeFixture *fixture, const Job *job, Str citizen_id)
{
    Registry const registry = house_registry(fixture->house, job);
    int64_t        id = 0;
    Fault          fault = { 0 };

    if (!person_find_by_citizen_id(&id, &registry, citizen_id, &fault))
        check_fail(fixture->test, fault.message);
    return id;
}

void import_merged_test(Test *test)
{
    ExchangeFixture fixture;
    PersonMerge     merge = { 0 };
    Fault           fault = { 0 };

    exchange_fixture_open_county(&fixture, test);
    import_all(&fixture, "2 new, 0 amended, 0 unchanged, 0 rejected",
               "2 new, 0 amended, 0 unchanged, 0 rejected");
    Job const  job = job_now(actor_system(), fixture.arena);
    MergeOrder order = { .kept_id = holder(&fixture, &job, SV("990101196005010012")),
                         .merged_id = holder(&fixture, &job, SV("990101196207080027")) };
    check_true(test, intake_begin(fixture.house, &fault) &&
                         intake_merge_persons(&merge, fixture.house, &job, &order, &fault) &&
                         intake_commit(fixture.house, &fault));
    intake_end(fixture.house);

    /* What was known of the merged one is no news about the survivor. */
    test_row(test, "after the merge");
    Str const merged = exchange_state(&fixture);
    import_all(&fixture, "0 new, 0 amended, 2 unchanged, 0 rejected",
               "0 new, 0 amended, 2 unchanged, 0 rejected");
    check_text(test, exchange_state(&fixture), merged);
    check_equal(test, holder(&fixture, &job, SV("990101196207080027")), order.merged_id);

    /* What is new under his number goes with him when the two are parted. */
    test_row(test, "news");
    check_text(test,
               exchange_import(&fixture, "care.visit",
                               SV(VISIT_HEAD "990101196207080027,2024-07-01,V2,B-2,1,152\n")),
               SV("1 new, 0 amended, 0 unchanged, 0 rejected"));
    check_true(test, intake_begin(fixture.house, &fault) &&
                         intake_unmerge_persons(&merge, fixture.house, &job, merge.merge_id,
                                                SV("两个人"), &fault) &&
                         intake_commit(fixture.house, &fault));
    intake_end(fixture.house);
    test_row(test, "parted");
    Submission *records = NULL;
    uint32_t    count = 0;
    check_true(test, record_list(&records, &count, fixture.house->store, fixture.house->records,
                                 fixture.house->catalog,
                                 catalog_form(fixture.house->catalog, SV("care.visit")),
                                 order.merged_id, fixture.arena, &fault));
    check_equal(test, count, 3);
    import_all(&fixture, "0 new, 0 amended, 2 unchanged, 0 rejected",
               "0 new, 0 amended, 2 unchanged, 0 rejected");
    exchange_fixture_close(&fixture);
}
