/* How long a search takes, by what was typed and where it is looked for. It is the
 * processor's time that counts, with that of the system for reading pages: the machine
 * may be busy with other things. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "bench/register.h"
#include "registry/organisation.h"
#include "registry/person_search.h"
#include "store/store.h"

enum { QUERIES = 200, PAGE = 50 };

/* Scopes: the post of the person who is looked for, what lies above it, everything. */
static const char *const SCOPES[] = { "village", "township", "county", "area", "everything" };

static Str part(Str text, size_t from, size_t count)
{
    Str const rest = str_after(text, utf8_prefix(text, from));

    return str_slice(rest, 0, utf8_prefix(rest, count));
}

static Str tail(Str text, size_t len)
{
    return str_after(text, text.len > len ? text.len - len : 0);
}

typedef struct {
    const Person *person;
    Pinyin       *pinyin;
    Arena        *arena;
} Asked;

static Str of_name(const Asked *a)
{
    return a->person->name;
}
static Str of_surname(const Asked *a)
{
    return part(a->person->name, 0, 1);
}
static Str of_start(const Asked *a)
{
    return part(a->person->name, 0, 2);
}
static Str of_given(const Asked *a)
{
    return part(a->person->name, 1, 9);
}
static Str of_pinyin(const Asked *a)
{
    return pinyin_of_person(a->pinyin, a->arena, a->person->name).full;
}
static Str of_surname_pinyin(const Asked *a)
{
    return pinyin_of_person(a->pinyin, a->arena, part(a->person->name, 0, 1)).full;
}
static Str of_initials(const Asked *a)
{
    return pinyin_of_person(a->pinyin, a->arena, a->person->name).initials;
}
/* "zhs", "wangjj": the surname's first letters and the others' initials */
static Str of_syllables(const Asked *a)
{
    Str const surname = of_surname_pinyin(a);
    Str const initials = of_initials(a);
    size_t    len = surname.len > 2 ? 2 : surname.len;

    return str_format(a->arena, "%.*s%.*s", (int)len, surname.ptr, (int)initials.len - 1,
                      initials.ptr + 1);
}
static Str of_mixed(const Asked *a)
{
    Str const surname = of_surname(a);
    Str const initials = of_initials(a);

    return str_format(a->arena, "%.*s%.*s", (int)surname.len, surname.ptr, (int)initials.len - 1,
                      initials.ptr + 1);
}
static Str of_id(const Asked *a)
{
    return a->person->citizen_id;
}
static Str of_id_end(const Asked *a)
{
    return tail(a->person->citizen_id, 4);
}
static Str of_phone_end(const Asked *a)
{
    return a->person->phone.len ? tail(a->person->phone, 4) : SV("13900000000");
}
static Str of_birth(const Asked *a)
{
    Civil const born = date_to_civil(a->person->born_on);

    return str_format(a->arena, "%04d-%02d-%02d", born.year, born.month, born.day);
}
static Str of_surname_year(const Asked *a)
{
    Str const surname = of_surname(a);

    return str_format(a->arena, "%.*s %04d", (int)surname.len, surname.ptr,
                      date_year(a->person->born_on));
}
static Str of_name_day(const Asked *a)
{
    Civil const born = date_to_civil(a->person->born_on);

    return str_format(a->arena, "%.*s %02d%02d", (int)a->person->name.len, a->person->name.ptr,
                      born.month, born.day);
}
static Str of_village(const Asked *a)
{
    return part(a->person->address, 6, 3);
}
static Str of_house(const Asked *a)
{
    size_t const count = utf8_count(a->person->address);

    return part(a->person->address, count > 5 ? count - 5 : 0, 5);
}
static Str of_village_surname(const Asked *a)
{
    Str const village = of_village(a);
    Str const surname = of_surname(a);

    return str_format(a->arena, "%.*s %.*s", (int)village.len, village.ptr, (int)surname.len,
                      surname.ptr);
}
/* A common beginning where hardly anybody has it. */
static Str of_nobody(const Asked *a)
{
    (void)a;
    return SV("幸福路 欧阳");
}

static const struct {
    const char *name;
    Str (*make)(const Asked *asked);
} KINDS[] = {
    { "whole name", of_name },
    { "surname", of_surname },
    { "name, two characters", of_start },
    { "given name", of_given },
    { "pinyin", of_pinyin },
    { "surname in pinyin", of_surname_pinyin },
    { "initials", of_initials },
    { "syllables (zhs)", of_syllables },
    { "mixed (张s)", of_mixed },
    { "document", of_id },
    { "end of document", of_id_end },
    { "end of telephone", of_phone_end },
    { "birthday", of_birth },
    { "surname and year", of_surname_year },
    { "name, month and day", of_name_day },
    { "village", of_village },
    { "group and house", of_house },
    { "village and surname", of_village_surname },
    { "nobody", of_nobody },
};

static int compare(const void *a, const void *b)
{
    double const x = *(const double *)a;
    double const y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The organisation so many steps above a post; 0: everything. */
static int64_t scope_above(const House *house, int64_t post_id, uint32_t steps)
{
    int64_t id = post_id;

    if (steps + 1 == COUNT_OF(SCOPES))
        return 0;
    for (uint32_t i = 0; i < steps; i++)
        id = organisation_find(house->organisations, id)->parent_id;
    return id;
}

typedef struct {
    double   ms[QUERIES];
    uint32_t found, paused;
} Times;

static void ask(Times *times, House *house, uint32_t kind, uint32_t scope, uint32_t residents)
{
    Arena *arena = arena_open();

    *times = (Times){ 0 };
    for (uint32_t i = 0; i < QUERIES; i++) {
        Job const      job = { actor_system(), bench_now(), bench_today(), arena };
        Registry const registry = house_registry(house, &job);
        uint32_t const number = (uint32_t)((uint64_t)i * 2654435761u % residents);
        Person         person = { 0 };
        PersonPage     page = { 0 };
        Fault          fault = { 0 };

        arena_reset(arena);
        bench_register_person(&person, arena, house, number);
        PersonQuery const query = {
            .text = KINDS[kind].make(&(Asked){ &person, house->pinyin, arena }),
            .organisation_id = scope_above(house, person.organisation_id, scope),
            .limit = PAGE,
        };
        /* The first time the pages come from the disk. */
        for (int round = 0; round < 2; round++) {
            bench_require(store_begin(house->store, STORE_READ, &fault), &fault);
            double const begun = bench_processor_seconds();

            bench_require(person_search(&page, &registry, &query, &fault), &fault);
            times->ms[i] = (bench_processor_seconds() - begun) * 1000;
            store_end(house->store);
        }
        times->found += page.count > 0;
        times->paused += page.has_more && page.count < PAGE;
    }
    qsort(times->ms, QUERIES, sizeof times->ms[0], compare);
    arena_close(&arena);
}

static void count_bytes(House *house, uint32_t residents)
{
    int64_t   rows = 0;
    Fault     fault = { 0 };
    const Sql COUNTS[] = { { "SELECT count(*) FROM person_term" },
                           { "SELECT count(*) FROM person_term_local" } };

    for (size_t i = 0; i < COUNT_OF(COUNTS); i++) {
        bench_require(store_ask(&rows, house->store, COUNTS[i], 0, &fault), &fault);
        (void)printf("%s %.1f rows a person\n", i ? "person_term_local" : "person_term",
                     (double)rows / residents);
    }
}

/* What a registration costs with what people are found by, and without it. */
static void measure_registration(const char *location, uint32_t residents)
{
    enum { PEOPLE = 2000 };
    House *house = NULL;
    Arena *arena = arena_open();
    Fault  fault = { 0 };

    bench_require(house_open(&house, str_from_c(location), HOUSE_WRITE, &fault), &fault);
    bench_require(intake_begin(house, &fault), &fault);
    double const begun = bench_seconds();
    for (uint32_t i = 0; i < PEOPLE; i++) {
        Job const    job = { actor_system(), bench_now(), bench_today(), arena };
        Person       person = { 0 };
        PersonEntry  entry = { 0 };
        PersonChange change = { 0 };
        Problems     problems = problems_open(arena);

        arena_reset(arena);
        problems = problems_open(arena);
        bench_register_person(&person, arena, house, i * 2017 % residents);
        entry = (PersonEntry){ .name = person.name,
                               .sex = person.sex,
                               .born_on = person.born_on,
                               .phone = person.phone,
                               .address = person.address };
        Residence const first = { .from_on = bench_today(),
                                  .is_resident = true,
                                  .kind = SV("1"),
                                  .organisation_id = person.organisation_id,
                                  .region_id = person.region_id };
        Registry const  registry = house_registry(house, &job);
        bench_require(person_register(&change, &registry, &entry, &first, &problems, &fault),
                      &fault);
    }
    double const end = bench_seconds();
    bench_require(intake_commit(house, &fault), &fault);
    (void)printf("registration %.0f us, and %.0f us in the commit of %d\n",
                 (end - begun) * 1e6 / PEOPLE, (bench_seconds() - end) * 1e6 / PEOPLE, PEOPLE);
    intake_end(house);
    house_close(&house);
    arena_close(&arena);
}

void bench_search(const char *location, uint32_t residents)
{
    House   *house = NULL;
    uint32_t steps = 0;
    Fault    fault = { 0 };
    Times    times;

    bench_require(house_migrate(str_from_c(location), &steps, &fault), &fault);
    bench_require(house_open(&house, str_from_c(location), HOUSE_READ, &fault), &fault);
    (void)printf("%-22s", "ms: median / p99");
    for (size_t scope = 0; scope < COUNT_OF(SCOPES); scope++)
        (void)printf(" %16s", SCOPES[scope]);
    (void)printf("\n");
    for (uint32_t kind = 0; kind < COUNT_OF(KINDS); kind++) {
        (void)printf("%-22s", KINDS[kind].name);
        for (uint32_t scope = 0; scope < COUNT_OF(SCOPES); scope++) {
            ask(&times, house, kind, scope, residents);
            (void)printf("  %5.2f /%6.2f%c%c", times.ms[QUERIES / 2], times.ms[QUERIES * 99 / 100],
                         times.paused ? 's' : ' ', times.found < QUERIES ? '-' : ' ');
            (void)fflush(stdout);
        }
        (void)printf("\n");
    }
    count_bytes(house, residents);
    house_close(&house);
    measure_registration(location, residents);
}
