#include "intake/county.h"

#include <string.h>

#include "base/instant.h"
#include "indicators/batch.h"
#include "registry/organisation.h"
#include "registry/region.h"
#include "registry/worker.h"

static const char WORDS[] = "unit mmHg \"毫米汞柱\" | \"mmHg\"\n"
                            "unit m \"米\" | \"m\"\n"
                            "unit cm \"厘米\" | \"cm\" = 0.01 m\n"
                            "unit kg \"千克\" | \"kg\"\n"
                            "code sex \"性别\" | \"Sex\"\n"
                            "  1 male \"男\" | \"Male\"\n"
                            "  2 female \"女\" | \"Female\"\n"
                            "code residence \"常住类型\" | \"Residence\"\n"
                            "  1 registered \"户籍\" | \"Registered\"\n"
                            "  2 living \"非户籍\" | \"Living\"\n";

Date county_day(Test *test, const char *text)
{
    Date day = { 0 };

    if (!date_parse(&day, str_from_c(text)))
        check_fail(test, "a day of the test is a day");
    return day;
}

Job county_job(County *county)
{
    arena_reset(county->scratch);
    county->clock += 1000;
    return (Job){
        .actor = actor_system(),
        .now = county->clock,
        .today = county->today,
        .arena = county->scratch,
    };
}

static void report(Test *test, const Fault *fault)
{
    char text[400];

    (void)snprintf(text, sizeof text, "%s: %s", fault->context, fault->message);
    check_fail(test, text);
}

bool county_begin(County *county, Test *test)
{
    Fault      fault = { 0 };
    bool const ok = intake_begin(county->house, &fault);

    if (!ok)
        report(test, &fault);
    return ok;
}

void county_commit(County *county, Test *test)
{
    Fault fault = { 0 };

    if (!intake_commit(county->house, &fault))
        report(test, &fault);
    intake_end(county->house);
}

const Source *county_sources(County *county, const char *definitions)
{
    Source *const sources = arena_array(county->arena, COUNTY_SOURCES, sizeof(Source));

    sources[0] = (Source){ SV("core.care"), str_from_c(WORDS) };
    sources[1] = (Source){ SV("test.care"), str_from_c(definitions) };
    return sources;
}

bool county_define(County *county, const char *definitions, bool dry_run, DefinitionChange *change,
                   Fault *fault)
{
    return definition_load(change, county->location, county_sources(county, definitions),
                           COUNTY_SOURCES, actor_system(), dry_run, true, county->arena, fault);
}

static void load_definitions(County *county, Test *test, const char *definitions)
{
    DefinitionChange change = { 0 };
    uint32_t         steps = 0;
    Fault            fault = { 0 };

    if (!house_migrate(county->location, &steps, &fault) ||
        !county_define(county, definitions, false, &change, &fault) ||
        !house_open(&county->house, county->location, HOUSE_WRITE, &fault)) {
        (void)fprintf(stderr, "%.*s\n", (int)change.report.len, change.report.ptr);
        report(test, &fault);
    }
}

static int64_t add_organisation(County *county, Test *test, const char *code, const char *kind,
                                int64_t parent_id, int64_t region_id)
{
    Job const               job = county_job(county);
    Registry const          registry = house_registry(county->house, &job);
    Problems                problems = problems_open(job.arena);
    Fault                   fault = { 0 };
    int64_t                 id = 0;
    OrganisationEntry const entry = {
        .code = str_from_c(code),
        .name = str_from_c(code),
        .kind = str_from_c(kind),
        .parent_id = parent_id,
        .region_id = region_id,
        .valid_from = county_day(test, "1980-01-01"),
        .valid_until = DATE_MAX,
    };

    if (!organisation_register(&id, &registry, &entry, &problems, &fault))
        report(test, &fault);
    return id;
}

static void add_places(County *county, Test *test)
{
    static const struct {
        const char *code, *name;
    } REGIONS[] = {
        { "99", "示范省" },         { "9901", "示范市" },       { "990101", "示范县" },
        { "990101100", "一镇" },    { "990101101", "二镇" },    { "990101100201", "甲村" },
        { "990101100202", "乙村" }, { "990101101201", "丙村" }, { "990101101202", "丁村" },
    };
    static const char *const CODES[] = { "V1", "V2", "V3", "V4" };
    int64_t                  townships[2];
    int64_t                  region_ids[COUNT_OF(REGIONS)];
    Fault                    fault = { 0 };

    if (!county_begin(county, test))
        return;
    for (size_t i = 0; i < COUNT_OF(REGIONS); i++) {
        Job const         job = county_job(county);
        Registry const    registry = house_registry(county->house, &job);
        RegionEntry const entry = { str_from_c(REGIONS[i].code), str_from_c(REGIONS[i].name),
                                    DATE_MIN, DATE_MAX };
        if (!region_put(&region_ids[i], &registry, &entry, &fault))
            report(test, &fault);
    }
    county_commit(county, test);
    if (!county_begin(county, test))
        return;
    county->bureau = add_organisation(county, test, "B", "BUREAU", 0, region_ids[2]);
    for (uint32_t i = 0; i < 2; i++)
        townships[i] = add_organisation(county, test, i ? "T2" : "T1", "C220", county->bureau,
                                        region_ids[3 + i]);
    for (uint32_t i = 0; i < COUNTY_POSTS; i++) {
        county->regions[i] = region_ids[5 + i];
        county->posts[i] =
            add_organisation(county, test, CODES[i], "D600", townships[i / 2], county->regions[i]);
    }
    county_commit(county, test);
}

static void add_worker(County *county, Test *test)
{
    Fault fault = { 0 };

    if (!county_begin(county, test))
        return;
    Job const         job = county_job(county);
    Registry const    registry = house_registry(county->house, &job);
    Problems          problems = problems_open(job.arena);
    WorkerEntry const entry = {
        .code = SV("W1"),
        .name = SV("医一"),
        .organisation_id = county->posts[0],
        .profession = SV("村医"),
        .is_family_doctor = true,
        .valid_from = county_day(test, "1980-01-01"),
        .valid_until = DATE_MAX,
    };
    if (!worker_register(&county->worker, &registry, &entry, &problems, &fault))
        report(test, &fault);
    county_commit(county, test);
}

void county_open(County *county, Test *test, const char *definitions)
{
    *county = (County){ .arena = arena_open(), .scratch = arena_open() };
    Str const directory = test_directory(test, county->arena);

    county->location =
        str_format(county->arena, "%.*s/county.db", (int)directory.len, directory.ptr);
    county->today = instant_date(instant_now());
    county->clock = instant_now();
    load_definitions(county, test, definitions);
    add_places(county, test);
    add_worker(county, test);
    if (county_begin(county, test))
        intake_end(county->house);
}

void county_close(County *county)
{
    house_close(&county->house);
    arena_close(&county->scratch);
    arena_close(&county->arena);
}

int64_t county_person(County *county, Test *test, const char *name, const char *sex,
                      const char *born_on, uint32_t post, const char *from_on)
{
    Job const         job = county_job(county);
    Problems          problems = problems_open(job.arena);
    PersonChange      change = { 0 };
    Fault             fault = { 0 };
    PersonEntry const entry = {
        .name = str_from_c(name),
        .sex = str_from_c(sex),
        .born_on = county_day(test, born_on),
    };
    Residence const first = {
        .from_on = county_day(test, from_on),
        .is_resident = true,
        .kind = SV("1"),
        .organisation_id = county->posts[post],
        .region_id = county->regions[post],
    };

    if (!intake_register_person(&change, county->house, &job, &entry, &first, &problems, &fault))
        report(test, &fault);
    return change.person_id;
}

/* "sbp=140 medicines.1.name=x": list rows are numbered from 1. */
static void parse_pair(County *county, Submission *submission, Str pair, Problems *problems,
                       Test *test)
{
    const Catalog *const catalog = county->house->catalog;
    const Form *const    form = submission->form;
    Str                  value = pair;
    Str const            name = str_cut(&value, '=');
    uint32_t const       field = form_field_index(form, name);

    if (field != CATALOG_NONE) {
        submission_parse(submission, county->scratch, catalog, CATALOG_NONE, 0, field, value,
                         problems);
        return;
    }
    Str       rest = name;
    Str const list_name = str_cut(&rest, '.');
    uint64_t  row = 0;
    Str const row_text = str_cut(&rest, '.');
    for (uint32_t i = 0; i < form->list_count; i++) {
        if (!str_equal(form->lists[i].name, list_name) || !str_to_uint(&row, row_text, 200))
            continue;
        while (submission->lists[i].row_count < row)
            if (!submission_add_row(submission, county->scratch, i))
                return;
        for (uint32_t j = 0; j < form->lists[i].field_count; j++)
            if (str_equal(form->lists[i].fields[j].name, rest))
                submission_parse(submission, county->scratch, catalog, i, (uint32_t)row - 1, j,
                                 value, problems);
        return;
    }
    check_fail(test, "a field of the test is a field of the form");
}

Submission county_submission(County *county, Test *test, const char *form_name, int64_t person_id,
                             const char *day, uint32_t post, const char *values, Problems *problems)
{
    const Form *const form = catalog_form(county->house->catalog, str_from_c(form_name));

    if (!form)
        check_fail(test, form_name);
    Submission submission = submission_open(county->scratch, form);
    submission.subject_id = person_id;
    submission.occurred_on = county_day(test, day);
    submission.organisation_id = county->posts[post];
    for (Str rest = str_from_c(values); rest.len;) {
        Str const pair = str_cut(&rest, ' ');
        if (pair.len)
            parse_pair(county, &submission, pair, problems, test);
    }
    return submission;
}

int64_t county_submit(County *county, Test *test, const char *form, int64_t person_id,
                      const char *day, uint32_t post, const char *values, Problems *problems)
{
    Job const    job = county_job(county);
    Problems     own = problems_open(job.arena);
    Problems    *found = problems ? problems : &own;
    IntakeResult result = { 0 };
    Fault        fault = { 0 };

    if (problems)
        *problems = own;
    Submission submission =
        county_submission(county, test, form, person_id, day, post, values, found);
    if (!intake_submit(&result, county->house, &job, &submission, SV(""), found, &fault)) {
        if (!problems)
            report(test, &fault);
        return 0;
    }
    return result.record_id;
}

void county_verify(County *county, Test *test)
{
    BatchDifference *differences = NULL;
    uint32_t         count = 0;
    uint64_t         cells = 0;
    Fault            fault = { 0 };
    House *const     house = county->house;

    if (!county_begin(county, test))
        return;
    Job const job = county_job(county);
    if (!batch_verify(&differences, &count, &cells, house->store, house->plan, house->vocabulary,
                      house->years, 5, NULL, job.arena, &fault))
        report(test, &fault);
    intake_end(house);
    check_equal(test, count, 0);
    for (uint32_t i = 0; i < count && i < 5; i++)
        (void)fprintf(stderr, "    %s %d: tally %lld batch %lld single %lld\n",
                      str_to_c(job.arena, house->catalog->parts[differences[i].part].name),
                      differences[i].period.id, (long long)differences[i].tally,
                      (long long)differences[i].batch, (long long)differences[i].single);
}
