/* What comes of files: what goes in, what is rejected with which words, and that the
 * same file again changes nothing. */
#include "exchange/csv/fixture_private.h"

#include "base/limits.h"
#include "registry/region.h"

#define PERSON_HEAD                                                                                \
    "citizen_id,name,sex,born_on,phone,residence_kind,organisation_code,region_code,"              \
    "worker_code,resident_from\r\n"
/* Two men and a woman who do not exist. */
#define JIA  "990101196005010012,甲一,1,1960-05-01,13800000001,1,V1,990101100201,W1,2020-01-01\n"
#define YI   "990101196207080027,乙二,女,1962/7/8,,户籍,V2,990101100202,,2020年1月1日\n"
#define BING "990101199001010035,丙三,,,,2,V1,990101100201,,2021.03.04\n"

#define VISIT_HEAD                                                                                 \
    "citizen_id,occurred_on,organisation_code,worker_code,source_key,way,symptoms,sbp,dbp,"        \
    "medicines.1.name,medicines.1.dose,medicines.2.name\n"
#define VISIT_1 "990101196005010012,2024-03-01,V1,W1,,1,1,130,80,,,\n"
#define VISIT_2 "990101196005010012,2024-06-01,V1,W1,A-7,门诊,\"头痛、其他\",150,90,甲药,0.5,乙药\n"

static void open_with_people(ExchangeFixture *fixture, Test *test)
{
    exchange_fixture_open_county(fixture, test);
    exchange_import_all(fixture, "persons", PERSON_HEAD JIA YI BING, 3);
    exchange_import_all(fixture, "care.visit", VISIT_HEAD VISIT_1 VISIT_2, 2);
}

/* ---- files that cannot be read at all ------------------------------------------------------ */

static const struct {
    const char *what, *text, *want;
} HEADINGS[] = {
    { "persons", "",
      "fault: the CSV file is empty: the names of the columns are expected in its first line" },
    { "persons", "\n\n",
      "fault: the CSV file is empty: the names of the columns are expected in its first line" },
    { "persons", "\xEF\xBB\xBF",
      "fault: the CSV file is empty: the names of the columns are expected in its first line" },
    { "persons", PERSON_HEAD, "0 new, 0 amended, 0 unchanged, 0 rejected" },
    { "persons", "\xEF\xBB\xBF" PERSON_HEAD, "0 new, 0 amended, 0 unchanged, 0 rejected" },
    { "persons", "name\n甲\n",
      "fault: columns are missing: residence_kind, organisation_code, region_code, resident_from" },
    { "persons", JIA, "fault: columns 3 and 6 have the same name" },
    { "persons", "citizen_id;name\n1;2\n",
      "fault: the first line has none of the columns of persons: does it hold the names of the "
      "columns? are they separated by commas (--separator)?" },
    { "persons", "nmae," PERSON_HEAD,
      "fault: column 1, 'nmae', is no column of persons; did you mean 'name'?" },
    { "persons", "姓名,name," PERSON_HEAD, "fault: columns 2 and 4 have the same name" },
    { "persons", "name," PERSON_HEAD, "fault: columns 1 and 3 have the same name" },
    { "persons", "\"name\nx", "fault: this quote is never closed" },
    { "care.visit", "citizen_id,occurred_on,organisation_code,medicines.4.name\n",
      "fault: column 4, 'medicines.4.name': the list has at most 3 rows" },
    { "care.visit", "citizen_id,occurred_on,organisation_code,medicines.0.name\n",
      "fault: column 4, 'medicines.0.name', is no column of care.visit; did you mean "
      "'medicines.1.name'?" },
    { "care.visit", "occurred_on,organisation_code,sbp\n",
      "fault: a column is missing: citizen_id or record_number or person_id" },
    { "care.visit", "citizen_id,occurred_on,organisation_code,hgih\n",
      "fault: column 4, 'hgih', is no column of care.visit; did you mean 'high'?" },
    { "site", "citizen_id,occurred_on,organisation_code,name\n",
      "fault: column 1, 'citizen_id', is no column of site" },
    { "visits", "citizen_id\n",
      "fault: there is no form or register 'visits'; 'barefoot import --help' tells what else can "
      "be imported" },
    { "", "citizen_id\n",
      "fault: there is no form or register ''; 'barefoot import --help' tells what else can be "
      "imported" },
    { "persons",
      "\xFF\xFE"
      "n\0a\0",
      "fault: the file is UTF-16: save it as CSV UTF-8" },
};

void import_heading_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open_county(&fixture, test);
    Str const before = exchange_state(&fixture);
    for (size_t i = 0; i < COUNT_OF(HEADINGS); i++) {
        test_row(test, "%zu: %s", i, HEADINGS[i].what);
        check_text(test, exchange_import(&fixture, HEADINGS[i].what, str_from_c(HEADINGS[i].text)),
                   str_from_c(HEADINGS[i].want));
    }
    check_text(test, exchange_state(&fixture), before);
    exchange_fixture_close(&fixture);
}

/* ---- rows that are not right ---------------------------------------------------------------- */

static const struct {
    const char *what, *text, *want;
} REJECTED[] = {
    /* persons: each breaks one thing of a row that is right */
    { "persons", PERSON_HEAD "990101197001150072,丁,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: identity number has a wrong "
      "check digit" },
    { "persons", PERSON_HEAD "99010119700115007,丁,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: identity number must have 18 "
      "characters" },
    { "persons", PERSON_HEAD "990101197002300074,丁,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: identity number is not a day of "
      "the calendar" },
    { "persons", PERSON_HEAD "990101197001150071,丁,2,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:22 sex: sex differs from that in identity "
      "number" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,1970-01-16,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:24 born_on: date of birth differs from that in "
      "identity number" },
    { "persons", PERSON_HEAD "990101197001150071,,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 name: name is required" },
    { "persons", PERSON_HEAD "990101197001150071,丁,7,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:22 sex: sex is not one of its codes" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,1970-02-30,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:24 born_on: date of birth is not a day of the "
      "calendar" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,abc,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:25 phone: telephone must be a mobile number of "
      "11 digits, or a number with its area code" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,8,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:26 residence_kind: kind of residence is not "
      "one of its codes" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V9,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:28 organisation_code: there is no such "
      "organisation" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:28 organisation_code: organisation is "
      "required" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V1,990101100299,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:31 region_code: there is no such region" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V1,990101100201,W9,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:44 worker_code: there is no such responsible "
      "worker" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V1,990101100201,,2020-13-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:45 resident_from: first day is not a day of "
      "the calendar" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V1,990101100201,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:28 organisation_code: organisation is not in "
      "force on that day; resident_from: first day is required" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V1,990101100201,,2150-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:45 resident_from: first day must not be in the "
      "future" },
    /* everything that is wrong, at the first of them */
    { "persons", PERSON_HEAD "990101197001150072,,7,1970-02-30,,8,V9,1,W9,x\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: identity number has a wrong "
      "check digit; name: name is required; sex: sex is not one of its codes; born_on: date of "
      "birth is not a day of the calendar; residence_kind: kind of residence is not one of its "
      "codes; organisation_code: there is no such organisation; region_code: there is no such "
      "region; worker_code: there is no such responsible worker; resident_from: first day is not a "
      "day of the calendar" },
    /* not a row */
    { "persons", PERSON_HEAD "990101197001150071,丁,1\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 the header has 10 fields and this row 3" },
    { "persons", PERSON_HEAD "990101197001150071,丁,1,,,1,V1,990101100201,,2020-01-01,9\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 the header has 10 fields and this row 11" },
    { "persons", PERSON_HEAD "990101197001150071,\"丁,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 this quote is never closed" },
    { "persons", PERSON_HEAD "990101197001150071,丁\"x,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:21 a quote inside a field: quotes stand around "
      "the whole field" },
    { "persons", PERSON_HEAD "990101197001150071,\xFF\xFE,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 these bytes are not GB18030" },
    /* two rows about the same person */
    { "persons",
      PERSON_HEAD "990101197001150072,丁,1,,,1,V1,990101100201,,2020-01-01\n"
                  "990101197001150072,戊,1,,,1,V1,990101100201,,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 2 rejected\n2:1 citizen_id: identity number has a wrong "
      "check digit\n3:1 line 2 is about the same, and says "
      "something else: keep one of them" },
    /* a column without a name */
    { "persons",
      "citizen_id,name,residence_kind,organisation_code,region_code,resident_from,\n"
      "990101197001150071,丁,1,V1,990101100201,2020-01-01,x\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:51 column 7 has text but no heading" },
    /* quoted over two lines: no address is */
    { "persons",
      "citizen_id,address,name,residence_kind,organisation_code,region_code,resident_from\n"
      "990101197001150071,\"一\n二\",丁,1,V9,990101100201,2020-01-01\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 address: address must be one line of text; "
      "organisation_code: there is no such organisation" },
    /* records */
    { "care.visit", VISIT_HEAD "990101196005010013,2024-03-02,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: identity number has a wrong "
      "check digit" },
    { "care.visit", VISIT_HEAD "990101197001150071,2024-03-02,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: there is no such person" },
    { "care.visit", VISIT_HEAD ",2024-03-02,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: identity number is required" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-02-30,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 occurred_on: date of service is not a day "
      "of the calendar" },
    { "care.visit", VISIT_HEAD "990101196005010012,,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 occurred_on: date of service is required" },
    { "care.visit", VISIT_HEAD "990101196005010012,2150-01-01,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 occurred_on: date of service must not be in "
      "the future" },
    { "care.visit", VISIT_HEAD "990101196005010012,1950-01-01,V1,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 occurred_on: date of service must not be "
      "before date of birth; organisation_code: organisation is not in force on that day" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V9,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:31 organisation_code: there is no such "
      "organisation" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,,W1,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:31 organisation_code: organisation is "
      "required" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W9,,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:34 worker_code: there is no such worker" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,3,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:38 way: Way is not one of its codes" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:38 way: Way is required" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,\"1,2\",130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:40 symptoms: in Symptoms, 'None' excludes "
      "every other choice" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,2;7,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:40 symptoms: Symptoms is not one of its "
      "codes" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,,301,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:41 sbp: Systolic must be at most 300 mmHg" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,,13O,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:41 sbp: Systolic must be a whole number" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,,130.5,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:41 sbp: Systolic must be a whole number" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,,130,140,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:45 dbp: diastolic must be below systolic" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,,130,80,,0.5,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:48 medicines.1.name: Name is required" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,1,,130,80,甲药,0.555,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:51 medicines.1.dose: Dose must be a number "
      "with at most 2 digits after the point" },
    { "care.visit", VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,,9,7,999,999,甲药,x,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:38 way: Way is not one of its codes; symptoms: "
      "Symptoms is not one of its codes; sbp: Systolic must be at most 300 mmHg; dbp: Diastolic "
      "must be at most 200 mmHg; dbp: diastolic must be below systolic; medicines.1.dose: Dose "
      "must be a number" },
    { "care.visit",
      VISIT_HEAD "990101196005010012,2024-03-02,V1,W1,A-8,7,,130,80,,,\n"
                 "990101196005010012,2024-03-02,V1,W1,A-8,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 2 rejected\n2:41 way: Way is not one of its codes\n3:1 line "
      "2 is about the same, and says something else: keep one of them" },
    { "care.visit", VISIT_HEAD "990101196207080027,2024-06-01,V1,W1,A-7,1,,130,80,,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 the record of this key belongs to another "
      "person here" },
    { "care.visit",
      "citizen_id,person_name,occurred_on,organisation_code,way,sbp\n"
      "990101196005010012,乙二,2024-03-02,V1,1,130\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 person_name: name of the person differs "
      "from that in the register of persons" },
    { "care.visit", "person_id,occurred_on,organisation_code,way,sbp\n12,2024-03-02,V1,1,130\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 person_id: there is no such person" },
    { "care.visit", "record_number,occurred_on,organisation_code,way,sbp\n12,2024-03-02,V1,1,130\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 record_number: there is no such person" },
    { "care.visit",
      "citizen_id,record_id,occurred_on,organisation_code,way,sbp\n"
      "990101196005010012,x,2024-03-02,V1,1,130\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 record_id: record id must be an id of a "
      "store; numbers of other systems are source_key" },
    { "care.visit",
      "citizen_id,occurred_on,organisation_code,way,sbp,partner,doctor,sent_to,place\n"
      "990101196005010012,2024-03-02,V1,1,130,9,W9,V9,S9\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:40 partner: there is no such Partner; doctor: "
      "there is no such Doctor; sent_to: there is no such Sent to; place: there is no such Place" },
    { "care.visit",
      "citizen_id,occurred_on,organisation_code,way,sbp,weight,found_on,since,smoker,note\n"
      "990101196005010012,2024-03-02,V1,1,130,1.55,2024-2-30,2024-13,maybe,"
      "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六"
      "七八九十一\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:40 weight: Weight must be a number with at "
      "most 1 digit after the point; found_on: Found on is not a day of the calendar; since: "
      "Since must be a month such as 2024-02; smoker: Smoker must be yes or no; note: Note has at "
      "most 50 characters" },
    /* the register and the trees */
    { "site", "occurred_on,organisation_code,name\n2024-03-02,V1,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:15 name: Name is required" },
    { "regions", "code,name\n9901012,二镇\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 code: code must be 2, 4, 6, 9 or 12 digits" },
    { "regions", "code,name\n990101101,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 name: name of the region is required" },
    { "organisations",
      "code,name,kind,parent_code,region_code\nV3,丙村卫生室,D600,T9,990101100201\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:15 parent_code: there is no such organisation "
      "above" },
    { "organisations",
      "code,name,kind,parent_code,region_code\nV3,丙村卫生室,Z999,T1,990101100201\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:10 kind: kind of institution is not one of its "
      "codes" },
    { "organisations", "code,name,kind,parent_code,region_code\n,丙村卫生室,D600,T1,990101100201\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 code: code is required" },
    { "workers", "code,name,organisation_code,is_family_doctor\nW2,医二,V9,perhaps\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:7 organisation_code: there is no such "
      "organisation; is_family_doctor: family doctor must be yes or no" },
    { "workers", "code,name,organisation_code\n,医二,V1\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 code: code is required" },
    { "residences",
      "citizen_id,from_on,residence_kind,organisation_code,region_code\n"
      "990101196005010012,2023-02-29,1,V2,990101100202\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:20 from_on: first day is not a day of the "
      "calendar" },
    { "residences",
      "citizen_id,from_on,residence_kind,organisation_code,region_code\n"
      "990101197001150071,2023-02-01,1,V2,990101100202\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 citizen_id: there is no such person" },
    { "population", "region_code,year,count,source\n990101,2024,-5,年鉴\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:13 count: population must be a whole number" },
    { "population", "region_code,year,count,source\n,x,,\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 region_code: region is required; year: year "
      "must be a whole number; count: population is required; source: source is required" },
    { "population", "region_code,year,sex,age_from,age_to,count,source\n990101,2024,3,,,5,年鉴\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:13 sex: sex is not one of its codes" },
    { "population",
      "region_code,year,sex,age_from,age_to,count,source\n990101,2024,2,65,60,5,年鉴\n",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:1 age_from: ages must be a first age and a "
      "last one that is not lower, of 0 to 120 years" },
};

void import_reject_test(Test *test)
{
    ExchangeFixture fixture;

    open_with_people(&fixture, test);
    Str const before = exchange_state(&fixture);
    for (size_t i = 0; i < COUNT_OF(REJECTED); i++) {
        test_row(test, "%s %zu", REJECTED[i].what, i);
        check_text(test, exchange_import(&fixture, REJECTED[i].what, str_from_c(REJECTED[i].text)),
                   str_from_c(REJECTED[i].want));
    }
    check_text(test, exchange_state(&fixture), before);
    exchange_fixture_close(&fixture);
}

/* ---- rows that are right in an unusual way ------------------------------------------------- */

#define AS_STORED                                                                                  \
    "person_id record_id revision recorded_at recorded_by catalogue_version organisation_id "      \
    "worker_id"

#define PERSONS_STORED                                                                             \
    "citizen_id,id_kind,record_number,name,sex,born_on,died_on,phone,address,ethnic,"              \
    "household_code,relation,is_resident,residence_kind,organisation_code,region_code,"            \
    "worker_code,resident_from\r\n"

/* What is imported into a county without people, and what is stored then. */
static const struct {
    const char *what, *text, *outcome, *stored;
} UNDERSTOOD[] = {
    { "persons",
      "姓名,证件号码,性别,出生日期,常住类型,管理机构代码,所在村（居）代码,起始日期,是否在管\n"
      " 甲一　,990101196005010012,男,1960年5月1日,户籍,V1,990101100201,2020/1/1 0:00:00,是\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected",
      PERSONS_STORED
      "990101196005010012,01,,甲一,1,1960-05-01,,,,,,,true,1,V1,990101100201,,2020-01-01\r\n" },
    { "persons",
      "Name,Identity Number,residence_kind,organisation_code,region_code,resident_from\n"
      "甲一,990101196005010012,household registered here,V1,990101100201,2020.1.1\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected",
      PERSONS_STORED
      "990101196005010012,01,,甲一,1,1960-05-01,,,,,,,true,1,V1,990101100201,,2020-01-01\r\n" },
    /* nobody's number tells the day of birth of a foreigner */
    { "persons",
      "name,citizen_id,id_kind,sex,born_on,residence_kind,organisation_code,region_code,"
      "resident_from\nJohn,E12345678,护照,1,1960-05-01,2,V1,990101100201,2020-01-01\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected",
      PERSONS_STORED
      "E12345678,03,,John,1,1960-05-01,,,,,,,true,2,V1,990101100201,,2020-01-01\r\n" },
    { "persons",
      "name,citizen_id,died_on,residence_kind,organisation_code,region_code,resident_from\n"
      "甲一,990101196005010012,2023-05-06,1,V1,990101100201,2020-01-01\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected",
      PERSONS_STORED "990101196005010012,01,,甲一,1,1960-05-01,2023-05-06,,,,,,true,1,V1,"
                     "990101100201,,2020-01-01\r\n" },
    { "persons",
      "name,citizen_id,is_resident,household_code,relation,ethnic,residence_kind,"
      "organisation_code,region_code,resident_from\n"
      "甲一,990101196005010012,否,H1,户主,汉族,1,V1,990101100201,2020-01-01\n"
      "乙二,990101196207080027,是,H1,配偶,,1,V1,990101100201,2020-01-01\n",
      "2 new, 0 amended, 0 unchanged, 0 rejected",
      PERSONS_STORED "990101196005010012,01,,甲一,1,1960-05-01,,,,01,H1,0,false,1,V1,"
                     "990101100201,,2020-01-01\r\n"
                     "990101196207080027,01,,乙二,2,1962-07-08,,,,,H1,1,true,1,V1,990101100201,,"
                     "2020-01-01\r\n" },
    { "workers", "人员编号,姓名,所在机构代码,是否家庭医生,失效日期\nW2,医二,V2,否,2029-12-31\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected",
      "code,name,organisation_code,profession,is_family_doctor,valid_from,valid_until\r\n"
      "W1,医一,V1,村医,true,,\r\nW2,医二,V2,,false,,2029-12-31\r\n" },
    { "site", "服务日期,机构代码,名称,所属机构\n2024-03-02,V1,\"=学校, \"\"一\"\"\",V2\n",
      "1 new, 0 amended, 0 unchanged, 0 rejected",
      "occurred_on,organisation_code,worker_code,name,owner\r\n"
      "2024-03-02,V1,,\"=学校, \"\"一\"\"\",V2\r\n" },
    /* one thing said twice is one */
    { "site", "occurred_on,organisation_code,name\n2024-03-02,V1,甲\n2024/3/2,V1,甲\n",
      "1 new, 0 amended, 1 unchanged, 0 rejected",
      "occurred_on,organisation_code,worker_code,name,owner\r\n2024-03-02,V1,,甲,\r\n" },
};

void import_understood_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(UNDERSTOOD); i++) {
        const char *const what = UNDERSTOOD[i].what;
        ExchangeFixture   fixture;

        test_row(test, "%s %zu", what, i);
        exchange_fixture_open_county(&fixture, test);
        check_text(test, exchange_import(&fixture, what, str_from_c(UNDERSTOOD[i].text)),
                   str_from_c(UNDERSTOOD[i].outcome));
        check_text(test, exchange_without(&fixture, exchange_export_all(&fixture, what), AS_STORED),
                   str_from_c(UNDERSTOOD[i].stored));
        exchange_fixture_close(&fixture);
    }
}

/* ---- charsets, separators, sizes ------------------------------------------------------------- */

static const struct {
    const char *name, *text;
    CsvOptions  csv;
    const char *map, *want;
} FILES[] = {
    { "a mark",
      "\xEF\xBB\xBF"
      "code,name\r\n9902,二市\r\n",
      { .separator = 0 },
      "",
      "1 new" },
    { "old line ends", "code,name\r9902,二市\r", { .separator = 0 }, "", "1 new" },
    { "no line end", "code,name\n9902,二市", { .separator = 0 }, "", "1 new" },
    { "empty lines", "\n\ncode,name\n\n9902,二市\n\n\n", { .separator = 0 }, "", "1 new" },
    { "GB18030, found", "code,name\n9902,\xB6\xFE\xCA\xD0\n", { .separator = 0 }, "", "1 new" },
    { "GB18030, said",
      "code,name\n9902,\xB6\xFE\xCA\xD0\n",
      { .charset = CHARSET_GB18030 },
      "",
      "1 new" },
    { "GB18030 headings",
      "\xC7\xF8\xBB\xAE\xB4\xFA\xC2\xEB,\xC7\xF8\xBB\xAE\xC3\xFB\xB3\xC6\n"
      "9902,\xB6\xFE\xCA\xD0\n",
      { .separator = 0 },
      "",
      "1 new" },
    { "not what was said",
      "code,name\n9902,\xB6\xFE\xCA\xD0\n",
      { .charset = CHARSET_UTF8 },
      "",
      "0 new, 0 amended, 0 unchanged, 1 rejected\n2:6 these bytes are not UTF-8" },
    { "semicolons", "code;name\n9902;\"二;市\"\n", { .separator = ';' }, "", "1 new" },
    { "tabs", "code\tname\n9902\t二市\n", { .separator = '\t' }, "", "1 new" },
    { "mapped", "DM,MC\n9902,二市\n", { .separator = 0 }, "code=DM, name = MC", "1 new" },
    { "mapped to nothing",
      "DM,MC\n9902,二市\n",
      { .separator = 0 },
      "code=XX,name=MC",
      "fault: --map: the file has no column 'XX'" },
    { "mapped badly",
      "DM,MC\n9902,二市\n",
      { .separator = 0 },
      "code",
      "fault: --map expects column=heading, several separated by commas" },
    { "mapped twice",
      "code,DM,name\n9902,1,二市\n",
      { .separator = 0 },
      "code=DM",
      "fault: column 2 is code, which is there already" },
    { "two rows in a file, of two kinds",
      "code,name\n9902,二市\n99x2,三市\n",
      { .separator = 0 },
      "",
      "1 new, 0 amended, 0 unchanged, 1 rejected\n3:1 code: code must be 2, 4, 6, 9 or 12 "
      "digits" },
};

void import_file_test(Test *test)
{
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        ExchangeFixture fixture;

        test_row(test, "%s", FILES[i].name);
        exchange_fixture_open(&fixture, test);
        fixture.options.csv = FILES[i].csv;
        fixture.options.map = str_from_c(FILES[i].map);
        Str const got = exchange_import(&fixture, "regions", str_from_c(FILES[i].text));
        Str const want = str_from_c(FILES[i].want);
        check_text(test, str_slice(got, 0, want.len), want);
        if (str_equal(want, SV("1 new"))) {
            check_true(test, house_refresh(fixture.house, &fixture.fault));
            const Region *const region = region_find(fixture.house->regions, 990200000000);
            check_true(test, region && str_starts_with(region->name, SV("二")) &&
                                 str_ends_with(region->name, SV("市")));
        }
        exchange_fixture_close(&fixture);
    }
}

/* What is larger than it may be is one bad row, and the rows around it are in; but where
 * no line ends for a megabyte, there are no rows. */
void import_limit_test(Test *test)
{
    static const struct {
        const char *name;
        size_t      name_bytes; /* of the second row's */
        uint32_t    field_count;
        const char *want;
    } LIMITS[] = {
        { "a field too large", 2 * LIMIT_CSV_FIELD_BYTES, 2,
          "2 new, 0 amended, 0 unchanged, 1 rejected\n3:6 the field is larger than 64 KB" },
        { "a row too large", LIMIT_CSV_ROW_BYTES + 1, 2,
          "fault: no line end within a megabyte: is this a CSV file?" },
        { "columns too many", 4, LIMIT_CSV_COLUMNS + 1,
          "2 new, 0 amended, 0 unchanged, 1 rejected\n3:516 the row has more than 512 fields" },
        { "a NUL", 0, 2,
          "2 new, 0 amended, 0 unchanged, 1 rejected\n3:6 the character NUL is not allowed" },
    };

    for (size_t i = 0; i < COUNT_OF(LIMITS); i++) {
        ExchangeFixture fixture;

        test_row(test, "%s", LIMITS[i].name);
        exchange_fixture_open(&fixture, test);
        Buf text = buf_open(fixture.arena, LIMIT_CSV_ROW_BYTES + 4096);
        buf_add_c(&text, "code,name\n9902,二市\n9903");
        for (uint32_t j = 1; j < LIMITS[i].field_count; j++)
            buf_add_char(&text, ',');
        for (size_t j = 0; j < LIMITS[i].name_bytes; j++)
            buf_add_char(&text, 'x');
        if (LIMITS[i].name_bytes == 0)
            buf_add_char(&text, '\0');
        buf_add_c(&text, "\n9904,四市\n");
        check_text(test, exchange_import(&fixture, "regions", buf_str(&text)),
                   str_from_c(LIMITS[i].want));
        exchange_fixture_close(&fixture);
    }
}

/* More columns than a file may have cannot be read at all. */
void import_column_limit_test(Test *test)
{
    ExchangeFixture fixture;

    exchange_fixture_open(&fixture, test);
    Buf text = buf_open(fixture.arena, 1 << 16);
    buf_add_c(&text, "code,name");
    for (uint32_t i = 0; i < LIMIT_CSV_COLUMNS; i++)
        buf_add_format(&text, ",reject_%u", i);
    buf_add_c(&text, "\n");
    check_text(test, exchange_import(&fixture, "regions", buf_str(&text)),
               SV("fault: the row has more than 512 fields"));
    exchange_fixture_close(&fixture);
}
