#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/instant.h"
#include "bench/bench.h"
#include "catalog/sources.h"
#include "indicators/batch.h"
#include "intake/definition.h"
#include "registry/organisation.h"
#include "registry/region.h"
#include "store/store.h"

double bench_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double bench_processor_seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double bench_memory(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

Date bench_today(void)
{
    return date_from_civil(BENCH_YEAR, 6, 30);
}

int64_t bench_now(void)
{
    return ((int64_t)bench_today().days * 24 + 4) * 3600 * 1000;
}

void bench_require(bool ok, const Fault *fault)
{
    if (ok)
        return;
    (void)fprintf(stderr, "bench: %s: %s\n", fault->context, fault->message);
    exit(1);
}

/* ---- who -------------------------------------------------------------------------------- */

/* A number that looks random and is always the same. */
static uint32_t scatter(uint32_t number)
{
    number = (number ^ (number >> 16)) * 0x7feb352du;
    number = (number ^ (number >> 15)) * 0x846ca68bu;
    return number ^ (number >> 16);
}

static Date born_on(uint32_t person)
{
    return date_add_days(date_from_civil(1936, 1, 1), (int32_t)(scatter(person) % (90 * 365)));
}

/* A quarter of all: about half of those from 35 years. */
bool bench_is_patient(uint32_t person)
{
    return person % 4 == 0;
}

static Date patient_born_on(uint32_t person)
{
    return date_add_days(date_from_civil(1936, 1, 1), (int32_t)(scatter(person) % (50 * 365)));
}

int64_t bench_person_id(uint32_t person)
{
    return 1000000 + (int64_t)person;
}

static uint32_t post_of(uint32_t person)
{
    return person / BENCH_RESIDENTS_PER_POST;
}

static Str post_code(Arena *arena, uint32_t post)
{
    return str_format(arena, "V%u", post);
}

/* Ten villages a township, ten townships a county. As ids: twelve digits. */
int64_t bench_village_region(uint32_t post)
{
    int64_t const county = 990101 + post / 100;
    int64_t const town = county * 1000 + 100 + post / 10 % 10;

    return town * 1000 + 200 + post % 10;
}

int64_t bench_post_id(const House *house, uint32_t person)
{
    char      code[16];
    int const len = snprintf(code, sizeof code, "V%u", post_of(person));
    Str const text = { code, (size_t)len };

    return organisation_find_by_code(house->organisations, text)->organisation_id;
}

/* ---- places --------------------------------------------------------------------------------- */

static void put_region(const Registry *registry, int64_t code, const char *name)
{
    RegionEntry const entry = { region_code(registry->arena, code), str_from_c(name), DATE_MIN,
                                DATE_MAX };
    int64_t           id = 0;
    Fault             fault = { 0 };

    bench_require(region_put(&id, registry, &entry, &fault), &fault);
}

static int64_t put_organisation(const Registry *registry, Str code, const char *kind,
                                int64_t parent_id, int64_t region_id)
{
    OrganisationEntry const entry = {
        .code = code,
        .name = code,
        .kind = str_from_c(kind),
        .parent_id = parent_id,
        .region_id = region_id,
        .valid_from = date_from_civil(1980, 1, 1),
        .valid_until = DATE_MAX,
    };
    Problems problems = problems_open(registry->arena);
    int64_t  id = 0;
    Fault    fault = { 0 };

    bench_require(organisation_register(&id, registry, &entry, &problems, &fault), &fault);
    return id;
}

static Job bench_job(Arena *arena)
{
    return (Job){ actor_system(), bench_now(), bench_today(), arena };
}

static void make_regions(House *house, uint32_t posts)
{
    Arena         *arena = arena_open();
    Job const      job = bench_job(arena);
    Registry const registry = house_registry(house, &job);
    Fault          fault = { 0 };

    bench_require(intake_begin(house, &fault), &fault);
    put_region(&registry, 990000000000, "示范省");
    put_region(&registry, 990100000000, "示范市");
    for (uint32_t i = 0; i < posts; i++) {
        if (i % 100 == 0)
            put_region(&registry, bench_village_region(i) / 1000000 * 1000000, "示范县");
        if (i % 10 == 0)
            put_region(&registry, bench_village_region(i) / 1000 * 1000, "示范镇");
        put_region(&registry, bench_village_region(i), "示范村");
    }
    bench_require(intake_commit(house, &fault), &fault);
    intake_end(house);
    arena_close(&arena);
}

static void make_organisations(House *house, uint32_t posts)
{
    Arena         *arena = arena_open();
    Job const      job = bench_job(arena);
    Registry const registry = house_registry(house, &job);
    int64_t        area = 0;
    int64_t        county = 0;
    int64_t        town = 0;
    Fault          fault = { 0 };

    bench_require(intake_begin(house, &fault), &fault);
    int64_t const city = put_organisation(&registry, SV("CITY"), "BUREAU", 0, 990100000000);
    for (uint32_t i = 0; i < posts; i++) {
        int64_t const region = bench_village_region(i);
        if (i % 1000 == 0)
            area = put_organisation(&registry, str_format(arena, "A%u", i / 1000), "BUREAU", city,
                                    990100000000);
        if (i % 100 == 0)
            county = put_organisation(&registry, str_format(arena, "C%u", i / 100), "BUREAU", area,
                                      region / 1000000 * 1000000);
        if (i % 10 == 0)
            town = put_organisation(&registry, str_format(arena, "T%u", i / 10), "C220", county,
                                    region / 1000 * 1000);
        (void)put_organisation(&registry, post_code(arena, i), "D600", town, region);
    }
    bench_require(intake_commit(house, &fault), &fault);
    intake_end(house);
    arena_close(&arena);
}

/* ---- people --------------------------------------------------------------------------------- */

static void bind(Statement *statement, int at, int64_t value)
{
    Fault fault = { 0 };

    bench_require(statement_bind_int(statement, at, value, &fault), &fault);
}

static void make_persons(House *house, uint32_t residents)
{
    Statement *person = NULL;
    Statement *stay = NULL;
    Fault      fault = { 0 };

    bench_require(
        intake_begin(house, &fault) &&
            statement_open(
                &person, house->store,
                SQL("INSERT INTO person (person_id, name, sex, born_on, is_resident,"
                    " residence, organisation_id, region_id, recorded_at, recorded_by,"
                    " revision) VALUES (?1, '某某', CASE ?2 WHEN 1 THEN '1' ELSE '2' END,"
                    " ?3, 1, '1', ?4, ?5, 0, 0, 1)"),
                &fault) &&
            statement_open(&stay, house->store,
                           SQL("INSERT INTO residence (person_id, from_on, is_resident, kind,"
                               " organisation_id, region_id, recorded_at, recorded_by) VALUES"
                               " (?1, ?2, 1, '1', ?3, ?4, 0, 0)"),
                           &fault),
        &fault);
    for (uint32_t i = 0; i < residents; i++) {
        Date const    born = bench_is_patient(i) ? patient_born_on(i) : born_on(i);
        int64_t const post = bench_post_id(house, i);
        int64_t const region = bench_village_region(post_of(i));

        bind(person, 1, bench_person_id(i));
        bind(person, 2, scatter(i) >> 31);
        bind(person, 3, born.days);
        bind(person, 4, post);
        bind(person, 5, region);
        bind(stay, 1, bench_person_id(i));
        bind(stay, 2, born.days);
        bind(stay, 3, post);
        bind(stay, 4, region);
        bench_require(statement_run(person, &fault) && statement_run(stay, &fault), &fault);
    }
    statement_close(&person);
    statement_close(&stay);
    bench_require(intake_commit(house, &fault), &fault);
    intake_end(house);
}

/* ---- records -------------------------------------------------------------------------------- */

static void set(Submission *record, const Catalog *catalog, const char *name, const char *text)
{
    Arena         *arena = arena_open();
    Problems       problems = problems_open(arena);
    uint32_t const field = form_field_index(record->form, str_from_c(name));

    submission_parse(record, arena, catalog, CATALOG_NONE, 0, field, str_from_c(text), &problems);
    if (problems.count) {
        (void)fprintf(stderr, "bench: %s is not '%s'\n", name, text);
        exit(1);
    }
    arena_close(&arena);
}

void bench_fill_visit(Submission *visit, const Catalog *catalog, uint32_t person, Date day)
{
    static const struct {
        const char *name, *text;
    } VALUES[] = {
        { "way", "1" },
        { "symptoms", "1" },
        { "danger", "0" },
        { "heart_rate", "72" },
        { "height", "165.0" },
        { "weight", "62.5" },
        { "cigarettes", "0" },
        { "cigarettes_target", "0" },
        { "liquor", "0" },
        { "liquor_target", "0" },
        { "exercise_times", "3" },
        { "exercise_minutes", "30" },
        { "exercise_times_target", "5" },
        { "exercise_minutes_target", "30" },
        { "salt", "1" },
        { "salt_target", "1" },
        { "mind", "1" },
        { "compliance", "1" },
        { "adherence", "1" },
        { "adverse", "1" },
        { "new_complication", "1" },
        { "class", "1" },
        { "referred", "0" },
    };
    char           text[16];
    uint32_t const chance = scatter(person ^ (uint32_t)day.days);

    for (size_t i = 0; i < COUNT_OF(VALUES); i++)
        set(visit, catalog, VALUES[i].name, VALUES[i].text);
    (void)snprintf(text, sizeof text, "%u", 110 + chance % 29);
    set(visit, catalog, "sbp", text);
    (void)snprintf(text, sizeof text, "%u", 65 + (chance >> 8) % 24);
    set(visit, catalog, "dbp", text);
    Civil const next = date_to_civil(date_add_days(day, 80));
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", next.year, next.month, next.day);
    set(visit, catalog, "next_on", text);
}

static void insert(House *house, Submission *record, int64_t id, Fault *fault)
{
    RecordStamp const stamp = { 1, bench_now(), house->catalogue_version };

    record->record_id = id;
    record->revision = 1;
    bench_require(record_insert(house->store, house->records, record, stamp, fault), fault);
}

static void fill_registration(Submission *record, const Catalog *catalog)
{
    set(record, catalog, "confirmed_on", "2022-05-10");
    set(record, catalog, "confirmed_at", "示范县人民医院");
    set(record, catalog, "channel", "1");
    set(record, catalog, "kind", "1");
    set(record, catalog, "complications", "1");
    set(record, catalog, "family", "1");
    set(record, catalog, "treated", "1");
}

static void make_records(House *house, uint32_t residents)
{
    Arena         *arena = arena_open();
    const Catalog *catalog = house->catalog;
    Submission     registration =
        submission_open(arena, catalog_form(catalog, SV("hypertension.registration")));
    Submission visit = submission_open(arena, catalog_form(catalog, SV("hypertension.followup")));
    int64_t    id = 0;
    Fault      fault = { 0 };

    fill_registration(&registration, catalog);
    registration.occurred_on = date_from_civil(2022, 5, 10);
    bench_fill_visit(&visit, catalog, 0, bench_today());
    uint32_t const sbp = form_field_index(visit.form, SV("sbp"));
    bench_require(intake_begin(house, &fault), &fault);
    for (uint32_t i = 0; i < residents; i++) {
        if (!bench_is_patient(i))
            continue;
        registration.subject_id = visit.subject_id = bench_person_id(i);
        registration.organisation_id = visit.organisation_id = bench_post_id(house, i);
        insert(house, &registration, ++id, &fault);
        for (uint32_t j = 0; j < BENCH_VISITS_PER_PATIENT; j++) {
            visit.occurred_on = date_add_days(date_from_civil(BENCH_YEAR - 3, 7, 1),
                                              (int32_t)(j * 91 + scatter(i + j) % 60));
            visit.values[sbp].word = 110 + scatter(i * 31 + j) % 60;
            insert(house, &visit, ++id, &fault);
        }
    }
    bench_require(intake_commit(house, &fault), &fault);
    intake_end(house);
    arena_close(&arena);
}

House *bench_open(const char *location, uint32_t residents)
{
    Arena           *arena = arena_open();
    Str const        file = str_from_c(location);
    uint32_t const   posts = (residents + BENCH_RESIDENTS_PER_POST - 1) / BENCH_RESIDENTS_PER_POST;
    DefinitionChange change;
    Source          *sources = NULL;
    House           *house = NULL;
    uint32_t         count = 0;
    Fault            fault = { 0 };

    bench_require(house_migrate(file, &count, &fault), &fault);
    sources_built_in(&sources, &count, arena);
    bench_require(definition_load(&change, file, sources, count, actor_system(), false, true, arena,
                                  &fault) &&
                      house_open(&house, file, HOUSE_WRITE, &fault),
                  &fault);
    make_regions(house, posts);
    make_organisations(house, posts);
    bench_require(house_refresh(house, &fault), &fault);
    arena_close(&arena);
    return house;
}

void bench_make(const char *location, uint32_t residents)
{
    double const begun = bench_seconds();
    House       *house = bench_open(location, residents);

    make_persons(house, residents);
    make_records(house, residents);
    (void)printf("make %u residents %.1f s\n", residents, bench_seconds() - begun);
    house_close(&house);
}
