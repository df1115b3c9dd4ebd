/* How long it takes to say who may be meant by an entry, and how often he is among
 * them, by what is wrong with the entry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/register.h"
#include "registry/person_match.h"
#include "store/store.h"

enum { ENTRIES = 400 };

static Str with_digit(Arena *arena, Str digits, size_t at, uint32_t number)
{
    char *const copy = arena_alloc(arena, digits.len + 1);

    if (digits.len)
        memcpy(copy, digits.ptr, digits.len);
    if (at < digits.len)
        copy[at] = (char)('0' + (copy[at] - '0' + 1 + (int)(number % 9)) % 10);
    return (Str){ copy, digits.len };
}

typedef void Spoil(PersonKnown *known, Arena *arena, uint32_t number);

static void nothing(PersonKnown *known, Arena *arena, uint32_t number)
{
    (void)known, (void)arena, (void)number;
}

static void no_id(PersonKnown *known, Arena *arena, uint32_t number)
{
    (void)arena, (void)number;
    known->citizen_id = SV("");
}

static void wrong_id(PersonKnown *known, Arena *arena, uint32_t number)
{
    known->citizen_id = with_digit(arena, known->citizen_id, 14 + number % 3, number);
}

static void wrong_year(PersonKnown *known, Arena *arena, uint32_t number)
{
    no_id(known, arena, number);
    known->born_on = date_add_months(known->born_on, number % 2 ? 12 : -12);
}

static void wrong_day(PersonKnown *known, Arena *arena, uint32_t number)
{
    no_id(known, arena, number);
    known->born_on = date_add_days(known->born_on, number % 2 ? 1 : -1);
}

static void name_and_phone(PersonKnown *known, Arena *arena, uint32_t number)
{
    no_id(known, arena, number);
    known->born_on = DATE_MIN;
}

static void name_and_birth(PersonKnown *known, Arena *arena, uint32_t number)
{
    no_id(known, arena, number);
    known->phone = known->address = SV("");
}

static void other_given(PersonKnown *known, Arena *arena, uint32_t number)
{
    no_id(known, arena, number);
    known->name = str_format(arena, "%.*s春", 3, known->name.ptr);
}

static const struct {
    const char *name;
    Spoil      *spoil;
} KINDS[] = {
    { "as registered", nothing },
    { "without a number", no_id },
    { "a digit of the number wrong", wrong_id },
    { "no number, year wrong", wrong_year },
    { "no number, day wrong", wrong_day },
    { "name, sex, phone, address", name_and_phone },
    { "name, sex, birth", name_and_birth },
    { "no number, other given name", other_given },
};

static int compare(const void *a, const void *b)
{
    double const x = *(const double *)a;
    double const y = *(const double *)b;

    return (x > y) - (x < y);
}

static void measure(House *house, uint32_t kind, uint32_t residents, bool is_quick)
{
    Arena         *arena = arena_open();
    PersonMatcher *matcher = NULL;
    double         ms[ENTRIES];
    uint32_t       found = 0;
    uint32_t       certain = 0;
    Fault          fault = { 0 };

    bench_require(house_matcher(&matcher, house, &fault), &fault);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        Person       person = { 0 };
        PersonMatch *matches = NULL;
        uint32_t     count = 0;

        arena_reset(arena);
        Job const      job = { actor_system(), bench_now(), bench_today(), arena };
        Registry const registry = house_registry(house, &job);
        bench_register_person(&person, arena, house,
                              (uint32_t)((uint64_t)i * 2654435761u % residents));
        PersonKnown known = person_known(&person);
        known.person_id = 0;
        KINDS[kind].spoil(&known, arena, i);
        for (int round = 0; round < 2; round++) { /* at first the pages come from the disk */
            bench_require(store_begin(house->store, STORE_READ, &fault), &fault);
            double const begun = bench_processor_seconds();
            bench_require(
                person_match(&matches, &count, matcher, &registry, &known, is_quick, &fault),
                &fault);
            ms[i] = (bench_processor_seconds() - begun) * 1000;
            store_end(house->store);
        }
        for (uint32_t k = 0; k < count; k++)
            if (matches[k].person.person_id == person.person_id) {
                found++;
                certain += person_match_is_near_certain(&matches[k]);
            }
    }
    qsort(ms, ENTRIES, sizeof ms[0], compare);
    (void)printf("%-28s %-6s %6.2f / %6.2f ms  found %5.1f %%  nearly certain %5.1f %%\n",
                 KINDS[kind].name, is_quick ? "quick" : "", ms[ENTRIES / 2], ms[ENTRIES * 99 / 100],
                 100.0 * found / ENTRIES, 100.0 * certain / ENTRIES);
    arena_close(&arena);
}

void bench_match(const char *location, uint32_t residents)
{
    House   *house = NULL;
    uint32_t steps = 0;
    Fault    fault = { 0 };

    bench_require(house_migrate(str_from_c(location), &steps, &fault), &fault);
    bench_require(house_open(&house, str_from_c(location), HOUSE_READ, &fault), &fault);
    for (int is_quick = 0; is_quick < 2; is_quick++)
        for (uint32_t kind = 0; kind < COUNT_OF(KINDS); kind++)
            measure(house, kind, residents, is_quick);
    house_close(&house);
}
