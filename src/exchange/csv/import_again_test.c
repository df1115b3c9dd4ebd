/* Files that come again, as they were or changed: what was there is recognised, what
 * is different is amended, and what was rejected is mended. */
#include "exchange/csv/fixture_private.h"

#define PERSON_HEAD                                                                                \
    "citizen_id,name,sex,born_on,phone,residence_kind,organisation_code,region_code,"              \
    "worker_code,resident_from\n"
#define VISIT_HEAD                                                                                 \
    "citizen_id,occurred_on,organisation_code,source_key,way,sbp,medicines.1.name,"                \
    "medicines.2.name\n"
#define STAY_HEAD "citizen_id,from_on,residence_kind,organisation_code,region_code,reason\n"

/* One after the other into the same county. What changes nothing must leave the store as
 * it was; so every row whose outcome is "0 new, 0 amended" is a test of that. */
static const struct {
    const char *what, *text, *outcome;
} STEPS[] = {
    { "persons",
      PERSON_HEAD
      "990101196005010012,甲一,1,1960-05-01,13800000001,1,V1,990101100201,W1,2020-01-01\n"
      "990101196207080027,乙二,2,1962-07-08,,1,V2,990101100202,,2020-01-01\n",
      "2 new, 0 amended, 0 unchanged, 0 rejected" },
    { "persons",
      PERSON_HEAD
      "990101196005010012,甲一,1,1960-05-01,13800000001,1,V1,990101100201,W1,2020-01-01\n"
      "990101196207080027,乙二,2,1962-07-08,,1,V2,990101100202,,2020-01-01\n",
      "0 new, 0 amended, 2 unchanged, 0 rejected" },
    /* the same, written another way; a cell that is empty says nothing */
    { "persons",
      PERSON_HEAD "990101196005010012,甲一,男,1960/5/1,138-0000-0001,户籍,V1,990101100201,,"
                  "2020/1/1\n990101196207080027,乙二,,,,1,V2,990101100202,,2020-01-01\n",
      "0 new, 0 amended, 2 unchanged, 0 rejected" },
    { "persons",
      PERSON_HEAD "990101196005010012,甲一,1,,13800000002,1,V1,990101100201,,2020-01-01\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "persons",
      PERSON_HEAD "990101196005010012,甲一,1,,13800000002,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    /* has moved, and the old file again does not move him back */
    { "persons", PERSON_HEAD "990101196207080027,乙二,2,,,2,V1,990101100201,,2022-02-02\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "persons", PERSON_HEAD "990101196207080027,乙二,2,,,2,V1,990101100201,,2022-02-02\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "persons", PERSON_HEAD "990101196207080027,乙二,2,,,1,V2,990101100202,,2020-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    /* a list of who lives where, from the day of the list, moves nobody who lives so */
    { "persons", PERSON_HEAD "990101196207080027,乙二,2,,,2,V1,990101100201,,2024-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "residences", STAY_HEAD "990101196207080027,2023-03-03,1,V2,990101100202,迁入\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "residences", STAY_HEAD "990101196207080027,2023-03-03,1,V2,990101100202,迁入\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "residences", STAY_HEAD "990101196207080027,2023-03-03,2,V2,990101100202,\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    /* without a number of a document */
    { "persons", PERSON_HEAD ",丙三,1,1990-01-01,,1,V1,990101100201,,2020-01-01\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "persons", PERSON_HEAD ",丙三,1,1990-01-01,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },

    /* numbers, names, relations; by a former number, and from the other side */
    { "identifiers",
      "citizen_id,kind,number,issuer,valid_until,status,verified\n"
      "990101196005010012,护照,e12345678,CHN,2030-01-01,,1\n"
      "990101196207080027,出生医学证明,U130000001,,,2,\n",
      "2 new, 0 amended, 0 unchanged, 0 rejected" },
    { "identifiers",
      "citizen_id,kind,number,issuer,valid_until,status,verified\n"
      "990101196005010012,03,E12345678,CHN,2030-01-01,1,1\n"
      "U130000001,10,U130000001,,,2,\n",
      "0 new, 0 amended, 2 unchanged, 0 rejected" },
    { "identifiers",
      "citizen_id,kind,number,issuer,valid_until\n"
      "990101196005010012,03,E12345678,CHN,2035-01-01\n"
      "990101196207080027,03,E12345678,CHN,2035-01-01\n",
      "0 new, 1 amended, 0 unchanged, 1 rejected\n3:23 number: number is already in use" },
    { "names", "citizen_id,kind,name,until_on\n990101196005010012,曾用名,甲大,1980-01-01\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "names", "citizen_id,kind,name,until_on\nE12345678,1,甲大,1980-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "relations", "citizen_id,kind,other_number\n990101196005010012,配偶,990101196207080027\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "relations",
      "citizen_id,kind,other_number,from_on\n"
      "990101196207080027,10,E12345678,\n990101196207080027,10,nobody,\n"
      "990101196207080027,52,E12345678,\n",
      "0 new, 0 amended, 1 unchanged, 2 rejected\n"
      "3:23 other_number: there is no such number of the other\n"
      "4:20 kind: relation differs from that in sex; other_number: a parent is at least 12 years "
      "older than the child" },
    /* the file of persons with a passport leaves the identity card as the main document */
    { "persons",
      PERSON_HEAD "E12345678,甲一,1,1960-05-01,13800000002,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },

    /* institutions and those who work there */
    { "edges",
      "code,tree,parent_code,from_on,until_on\nV2,consortium,V1,2024-01-01,2024-12-31\n"
      "V2,supervision,V1,2024-02-01,\n",
      "2 new, 0 amended, 0 unchanged, 0 rejected" },
    { "edges",
      "code,tree,parent_code,from_on,until_on\nV2,consortium,V1,2024/1/1,\n"
      "V2,supervision,V1,2024-02-01,2024-06-30\nV1,supervision,V2,2024-03-01,\n"
      "V9,supervision,V2,2024-03-01,\nV2,alliance,V1,2024-02-01,\n",
      "0 new, 1 amended, 1 unchanged, 3 rejected\n"
      "4:16 parent_code: on 2024-03-01 what is above would lie below it in the tree 'Public health "
      "supervision'\n5:1 code: there is no such code\n6:4 tree: there is no such tree" },
    { "profiles", "code,level,beds_in_use,licence_from\nV1,一级,40,2020/1/1\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "profiles", "code,level,beds_in_use,licence_from\nV1,1,,2020-01-01\nV2,7,many,\n",
      "0 new, 0 amended, 1 unchanged, 1 rejected\n"
      "3:4 level: Level is not one of its codes; beds_in_use: Beds in use must be a whole number "
      "up "
      "to 100000" },
    { "licences",
      "worker_code,kind,number,level,valid_until\nW1,医师执业,110990101000001,,2024-12-31\n"
      "W1,title,,主治医师,\n",
      "2 new, 0 amended, 0 unchanged, 0 rejected" },
    { "licences",
      "worker_code,kind,number,level,valid_until\nW1,physician,110990101000001,,2029-12-31\n"
      "W1,专业技术职称,,主治医师,\nW9,nurse,1,,\nW1,nurse,,,\n",
      "0 new, 1 amended, 1 unchanged, 2 rejected\n4:1 worker_code: there is no such code of the "
      "worker\n5:10 number: number is required" },
    { "practices", "worker_code,organisation_code,from_on\nW1,V2,2024-05-01\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "practices", "worker_code,organisation_code,from_on,until_on\nW1,V2,2024-05-01,2024-08-31\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "practices", "worker_code,organisation_code,from_on\nW1,V2,2024-05-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "worker_identities", "worker_code,citizen_id,education\nW1,990101198503070017,大学本科\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "worker_identities",
      "worker_code,citizen_id,sex,born_on,education\nW1,990101198503070017,男,1985-03-07,20\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "worker_identities", "worker_code,citizen_id,sex\nW1,990101198503070018,2\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:4 citizen_id: identity number has a wrong "
      "check "
      "digit" },
    /* records without a key: the same says the same, something else is another */
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-01,V1,,1,130,,\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-01,V1,,门诊,130,,\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-01,V1,,1,131,,\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    /* the second row of a list, without a first, is the first */
    { "care.visit", VISIT_HEAD "990101196005010012,2024-04-01,V1,,1,130,,乙药\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-04-01,V1,,1,130,乙药,\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    /* under a key: something else amends it */
    { "care.visit", VISIT_HEAD "990101196005010012,2024-06-01,V1,A-7,1,150,甲药,乙药\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-06-01,V1,A-7,1,150,甲药,乙药\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-06-02,V1,A-7,2,140,甲药,\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-06-02,V1,A-7,2,140,甲药,\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },

    { "site", "occurred_on,organisation_code,source_key,name\n2024-01-01,V1,S1,学校\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "site", "occurred_on,organisation_code,source_key,name\n2024-01-01,V1,S1,学校\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "site", "occurred_on,organisation_code,source_key,name\n2024-01-01,V1,S1,小学\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "care.visit",
      "citizen_id,occurred_on,organisation_code,way,sbp,place\n"
      "990101196005010012,2024-07-01,V1,1,130,S1\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },

    { "regions", "code,name\n990101100,二镇\n990101100201,甲村\n",
      "0 new, 1 amended, 1 unchanged, 0 rejected" },
    { "regions", "code,name\n990101100,二镇\n990101100201,甲村\n",
      "0 new, 0 amended, 2 unchanged, 0 rejected" },
    { "organisations",
      "code,name,kind,parent_code,region_code\nV2,乙村卫生所,D600,T1,990101100202\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "organisations",
      "code,name,kind,parent_code,region_code\nV2,乙村卫生所,D600,T1,990101100202\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "workers", "code,name,organisation_code,profession\nW1,医一,V1,医师\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "workers", "code,name,organisation_code,profession\nW1,医一,V1,医师\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "population", "region_code,year,count,source\n990101,2024,3000,年鉴\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected" },
    { "population", "region_code,year,count,source\n990101,2024,3000,年鉴\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
    { "population", "region_code,year,count,source\n990101,2024,3001,年鉴\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "population",
      "region_code,year,sex,age_from,age_to,count,source\n990101,2024,2,65,,300,年鉴\n"
      "990101,2024,1,0,14,200,年鉴\n990101,2024,,,,3001,年鉴\n",
      "2 new, 0 amended, 1 unchanged, 0 rejected" },
    { "population",
      "region_code,year,sex,age_from,age_to,count,source\n990101,2024,2,65,,300,年鉴\n"
      "990101,2024,1,0,14,201,年鉴\n",
      "0 new, 1 amended, 1 unchanged, 0 rejected" },
    { "persons",
      "citizen_id,name,died_on,residence_kind,organisation_code,region_code,resident_from\n"
      "990101196005010012,甲一,2024-08-08,1,V1,990101100201,2020-01-01\n",
      "0 new, 1 amended, 0 unchanged, 0 rejected" },
    { "persons",
      "citizen_id,name,died_on,residence_kind,organisation_code,region_code,resident_from\n"
      "990101196005010012,甲一,2024-08-08,1,V1,990101100201,2020-01-01\n",
      "0 new, 0 amended, 1 unchanged, 0 rejected" },
};

void import_again_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open_county(&fixture, test);
    for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
        test_row(test, "step %zu, %s", i, STEPS[i].what);
        Str const before = exchange_state(&fixture);
        Str const outcome = exchange_import(&fixture, STEPS[i].what, str_from_c(STEPS[i].text));

        check_text(test, outcome, str_from_c(STEPS[i].outcome));
        check_equal(test, str_equal(exchange_state(&fixture), before),
                    str_starts_with(outcome, SV("0 new, 0 amended")));
    }
    exchange_fixture_close(&fixture);
}

/* ---- rejects, mended ----------------------------------------------------------------------- */

/* Every row of a file of rejects that has this text gets another. */
static Str mend(ExchangeFixture *fixture, Str rejects, const char *from, const char *to)
{
    Str const sought = str_from_c(from);
    Buf       mended = buf_open(fixture->arena, rejects.len + 200);

    check_true(fixture->test, str_find(rejects, sought) < rejects.len);
    while (rejects.len) {
        size_t const at = str_find(rejects, sought);

        buf_add(&mended, str_slice(rejects, 0, at));
        if (at < rejects.len)
            buf_add_c(&mended, to);
        rejects = str_after(rejects, at + sought.len);
    }
    return buf_str(&mended);
}

/* A file of rejects is imported as it is: the first time with one row mended, then with
 * the rest. What stays wrong stays in the file, with its columns only once. */
void import_mended_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open_county(&fixture, test);
    check_text(
        test,
        exchange_import(&fixture, "persons",
                        SV(PERSON_HEAD
                           "990101196005010013,甲一,1,,,1,V1,990101100201,,2020-01-01\n"
                           "990101196207080027,\"乙\"\"二\",2,,,1,V2,990101100202,,2020-1-1\n"
                           "990101199001010035,\"丙,三\",1,,,1,V9,990101100201,,2020-01-01\n"
                           "990101197001150071,丁\"四,1,,,1,V1,990101100201,,2020-01-01\n")),
        SV("1 new, 0 amended, 0 unchanged, 3 rejected\n"
           "2:1 citizen_id: identity number has a wrong check digit\n"
           "4:32 organisation_code: there is no such organisation\n"
           "5:21 a quote inside a field: quotes stand around the whole field"));
    Str const rejects = fixture.rejects;
    check_text(
        test, rejects,
        SV("citizen_id,name,sex,born_on,phone,residence_kind,organisation_code,region_code,"
           "worker_code,resident_from,reject_line,reject_column,reject_reason\r\n"
           "990101196005010013,甲一,1,,,1,V1,990101100201,,2020-01-01,2,1,\"citizen_id: identity "
           "number has a wrong check digit\"\r\n"
           "990101199001010035,\"丙,三\",1,,,1,V9,990101100201,,2020-01-01,4,32,"
           "\"organisation_code: there is no such organisation\"\r\n"
           "990101197001150071,丁\"四,1,,,1,V1,990101100201,,2020-01-01,5,21,\"a quote inside a "
           "field: quotes stand around the whole field\"\r\n"));
    check_text(test, exchange_import(&fixture, "persons", mend(&fixture, rejects, ",V9,", ",V1,")),
               SV("1 new, 0 amended, 0 unchanged, 2 rejected\n"
                  "2:1 citizen_id: identity number has a wrong check digit\n"
                  "4:21 a quote inside a field: quotes stand around the whole field"));
    Str const again = mend(&fixture, fixture.rejects, "0013,", "0012,");
    check_text(test, exchange_import(&fixture, "persons", mend(&fixture, again, "丁\"四", "丁四")),
               SV("2 new, 0 amended, 0 unchanged, 0 rejected"));
    check_text(test, fixture.rejects, SV(""));
    exchange_fixture_close(&fixture);
}

/* ---- whatever fails ------------------------------------------------------------------------- */

/* One batch with rows of every fate, run again and again while the n-th call of the store
 * fails: nothing of it is in until all of it is. */
void import_failure_test(Test *test)
{
    static const char TEXT[] =
        "citizen_id,name,household_code,relation,died_on,residence_kind,organisation_code,"
        "region_code,resident_from\n"
        "990101196005010012,甲一,H1,0,,1,V1,990101100201,2020-01-01\n"
        "990101196207080028,乙二,H1,1,,1,V1,990101100201,2020-01-01\n"
        "990101196207080027,乙二,H1,1,2024-05-05,1,V1,990101100201,2020-01-01\n";
    ExchangeFixture fixture;
    uint32_t        walked = 0;
    bool            finished = false;

    exchange_fixture_open_county(&fixture, test);
    exchange_import_all(&fixture, "persons",
                        PERSON_HEAD "990101196207080027,乙二,2,,,1,V1,990101100201,,2020-01-01\n",
                        1);
    Str const before = exchange_state(&fixture);
    for (uint32_t fail_at = 1; !finished && fail_at < 2000; fail_at++, walked++) {
        fixture.fail_at = fail_at;
        Str const outcome = exchange_import(&fixture, "persons", exchange_text(TEXT));
        finished = fixture.fault.code == FAULT_NONE;
        test_row(test, "call %u", fail_at);
        check_equal(test, fixture.fault.code, finished ? FAULT_NONE : FAULT_IO);
        if (finished)
            check_text(test, outcome,
                       SV("1 new, 1 amended, 0 unchanged, 1 rejected\n3:1 citizen_id: identity "
                          "number has a wrong check digit"));
        else
            check_text(test, exchange_state(&fixture), before);
    }
    fixture.fail_at = 0;
    check_true(test, finished && walked > 40);
    exchange_fixture_close(&fixture);
}
