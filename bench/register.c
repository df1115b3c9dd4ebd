/* A register of millions, made quickly: people with names as frequent as real ones,
 * numbers, telephones and addresses, and what they are found by. Rows go into the
 * tables directly; those of person_term are sorted first, as a table that grew over
 * years is no denser than that and much slower to make. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/register.h"
#include "demo/name.h"
#include "registry/citizen_id.h"
#include "registry/person_private.h"

enum { PERSON_FIRST_MS = 0x20000000 };

/* Ids as an import makes them: a few in each millisecond. */
int64_t bench_register_id(uint32_t person)
{
    return ((int64_t)PERSON_FIRST_MS * 64 + person / 4) << 22 | person % 4;
}

void bench_register_person(Person *out, Arena *arena, const House *house, uint32_t person)
{
    uint64_t const  seed = 0x5eed + (uint64_t)person;
    Random          random = random_open(seed);
    uint32_t const  household = person / 3;
    Random          of_household = random_open(0xabcd + (uint64_t)household);
    bool const      is_male = random_chance(&random, 510);
    int32_t const   age_days = (int32_t)random_below(&random, 90 * 365);
    Date const      born = date_add_days(bench_today(), -age_days);
    uint32_t const  post = person / BENCH_RESIDENTS_PER_POST;
    uint32_t const  county = 990101 + post / 100 % 800;
    Str const       surname = name_surname(person % 3 == 1 ? &random : &of_household);
    CitizenId const id = citizen_id_make(county, born, person % 499 * 2 + is_male + 1);

    *out = (Person){
        .person_id = bench_register_id(person),
        .citizen_id = str_copy(arena, str_from_c(id.text)),
        .id_kind = SV("01"),
        .name = name_person(arena, &random, surname, is_male ? '1' : '2', date_year(born)),
        .sex = is_male ? SV("1") : SV("2"),
        .born_on = born,
        .died_on = DATE_MAX,
        .phone = random_chance(&random, 850)
                     ? str_format(arena, "1%u%08u", 30 + (uint32_t)random_below(&random, 69),
                                  (uint32_t)random_below(&random, 100000000))
                     : SV(""),
        .is_resident = random_chance(&random, 970),
        .residence = SV("1"),
        .organisation_id = bench_post_id(house, person),
        .region_id = bench_village_region(post),
        .revision = 1,
    };
    Str const village = name_village(arena, post % 110, post % 10 == 0);
    out->address =
        post % 10 == 0
            ? str_format(arena, "示范县城关街道%.*s幸福路%u号%u栋%u单元%u", (int)village.len,
                         village.ptr, 1 + household % 40, 1 + household / 40 % 12,
                         1 + household % 4, 101 + household % 6 * 100)
            : str_format(arena, "示范县示范镇%.*s%u组%u号", (int)village.len, village.ptr,
                         1 + household / 30 % 11, 1 + household % 30);
}

/* ---- terms in order --------------------------------------------------------------------- */

typedef struct {
    uint64_t    key;  /* the first bytes, to compare quickly */
    const char *text; /* len, bytes */
    int32_t     born_on;
    uint32_t    person;
} TermAt;

/* Of one kind. */
typedef struct {
    TermAt  *rows;
    uint32_t count, capacity;
} Pile;

typedef struct {
    House    *house;
    Pile      piles[256];
    char     *block;
    size_t    block_used;
    uint32_t *posts; /* of persons: position of the organisation's id */
} Loader;

enum { BLOCK_BYTES = 64 << 20 };

static const char *put_text(Loader *loader, Str text)
{
    if (!loader->block || loader->block_used + text.len + 1 > BLOCK_BYTES) {
        loader->block = malloc(BLOCK_BYTES);
        if (!loader->block)
            abort();
        loader->block_used = 0;
    }
    char *const at = loader->block + loader->block_used;
    at[0] = (char)text.len;
    memcpy(at + 1, text.ptr, text.len);
    loader->block_used += text.len + 1;
    return at;
}

static void put_row(Loader *loader, Str term, const Person *person, uint32_t number)
{
    Pile *const pile = &loader->piles[(unsigned char)term.ptr[0]];
    uint64_t    key = 0;

    if (pile->count == pile->capacity) {
        pile->capacity = pile->capacity ? pile->capacity * 2 : 1 << 16;
        pile->rows = realloc(pile->rows, pile->capacity * sizeof *pile->rows);
        if (!pile->rows)
            abort();
    }
    for (size_t i = 0; i < sizeof key; i++)
        key = key << 8 | (i + 1 < term.len ? (unsigned char)term.ptr[i + 1] : 0);
    pile->rows[pile->count++] =
        (TermAt){ key, put_text(loader, term), person->born_on.days, number };
}

static int compare(const void *a, const void *b)
{
    const TermAt *const x = a;
    const TermAt *const y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int const by_text = str_compare((Str){ x->text + 1, (unsigned char)x->text[0] },
                                    (Str){ y->text + 1, (unsigned char)y->text[0] });
    if (by_text)
        return by_text;
    if (x->born_on != y->born_on)
        return x->born_on < y->born_on ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static void bind_int(Statement *statement, int at, int64_t value)
{
    Fault fault = { 0 };

    bench_require(statement_bind_int(statement, at, value, &fault), &fault);
}

static void bind_term(Statement *statement, Str term, int32_t born_on, int64_t person_id,
                      int64_t organisation_id)
{
    Fault fault = { 0 };

    bench_require(statement_bind_text(statement, 1, term, &fault), &fault);
    bind_int(statement, 2, born_on);
    bind_int(statement, 3, person_id);
    bind_int(statement, 4, organisation_id);
    bench_require(statement_run(statement, &fault), &fault);
}

static void write_piles(Loader *loader)
{
    Statement *insert = NULL;
    Fault      fault = { 0 };

    bench_require(intake_begin(loader->house, &fault) &&
                      statement_open(&insert, loader->house->store,
                                     SQL("INSERT INTO person_term (term, born_on, person_id,"
                                         " organisation_id) VALUES (?1, ?2, ?3, ?4)"),
                                     &fault),
                  &fault);
    for (uint32_t letter = 0; letter < COUNT_OF(loader->piles); letter++) {
        Pile *const pile = &loader->piles[letter];

        if (pile->count)
            qsort(pile->rows, pile->count, sizeof *pile->rows, compare);
        for (uint32_t i = 0; i < pile->count; i++) {
            const TermAt *const row = &pile->rows[i];

            bind_term(insert, (Str){ row->text + 1, (unsigned char)row->text[0] }, row->born_on,
                      bench_register_id(row->person), bench_post_id(loader->house, row->person));
        }
        free(pile->rows);
        *pile = (Pile){ 0 };
    }
    statement_close(&insert);
    bench_require(intake_commit(loader->house, &fault), &fault);
    intake_end(loader->house);
}

/* ---- everybody ------------------------------------------------------------------------------ */

static void put_person(Loader *loader, Statement *insert, Statement *local, Arena *arena,
                       uint32_t number)
{
    Job const      job = { actor_system(), bench_now(), bench_today(), arena };
    Registry const registry = house_registry(loader->house, &job);
    Person         person = { 0 };
    PersonTerms    terms = { 0 };
    Fault          fault = { 0 };

    bench_register_person(&person, arena, loader->house, number);
    Spelling const spelling = pinyin_of_person(loader->house->pinyin, arena, person.name);
    bind_int(insert, 1, person.person_id);
    bind_int(insert, 3, person.born_on.days);
    bind_int(insert, 4, person.organisation_id);
    bind_int(insert, 5, person.region_id);
    bind_int(insert, 6, person.is_resident);
    bench_require(statement_bind_text(insert, 2, person.citizen_id, &fault) &&
                      statement_bind_text(insert, 7, person.name, &fault) &&
                      statement_bind_text(insert, 8, spelling.full, &fault) &&
                      statement_bind_text(insert, 9, spelling.initials, &fault) &&
                      statement_bind_text(insert, 10, person.sex, &fault) &&
                      statement_bind_text(insert, 11, person.phone, &fault) &&
                      statement_bind_text(insert, 12, person.address, &fault),
                  &fault);
    /* A number that by chance another one has: he has none. */
    bench_require(statement_run(insert, &fault) ||
                      (statement_bind_null(insert, 2, &fault) && statement_run(insert, &fault)),
                  &fault);
    bench_require(person_terms(&terms, &registry, &person, &fault), &fault);
    for (uint32_t i = 0; i < terms.count; i++) {
        Str const term = person_term(arena,
                                     person.is_resident ? terms.items[i].ptr[0]
                                                        : (char)(terms.items[i].ptr[0] - 'a' + 'A'),
                                     str_after(terms.items[i], 1));

        put_row(loader, term, &person, number);
        if (person_term_is_local(terms.items[i].ptr[0]))
            bind_term(local, term, person.born_on.days, person.person_id, person.organisation_id);
    }
}

void bench_make_register(const char *location, uint32_t residents)
{
    Arena     *arena = arena_open();
    Loader     loader = { .house = bench_open(location, residents) };
    Statement *insert = NULL;
    Statement *local = NULL;
    Fault      fault = { 0 };
    double     begun = bench_seconds();

    for (uint32_t i = 0; i < residents; i++) {
        if (i % 100000 == 0)
            bench_require(
                intake_begin(loader.house, &fault) &&
                    statement_open(&insert, loader.house->store,
                                   SQL("INSERT INTO person (person_id, citizen_id, id_kind, name,"
                                       " name_pinyin, name_initials, sex, born_on, phone, address,"
                                       " is_resident, residence, organisation_id, region_id,"
                                       " recorded_at, recorded_by, revision)"
                                       " VALUES (?1, ?2, '01', ?7, ?8, ?9, ?10, ?3, ?11, ?12, ?6,"
                                       " '1', ?4, ?5, 0, 0, 1)"),
                                   &fault) &&
                    statement_open(&local, loader.house->store,
                                   SQL("INSERT INTO person_term_local (term, born_on, person_id,"
                                       " organisation_id) VALUES (?1, ?2, ?3, ?4)"),
                                   &fault),
                &fault);
        arena_reset(arena);
        put_person(&loader, insert, local, arena, i);
        if (i % 100000 == 99999 || i + 1 == residents) {
            statement_close(&insert);
            statement_close(&local);
            bench_require(intake_commit(loader.house, &fault), &fault);
            intake_end(loader.house);
        }
    }
    (void)printf("persons %.1f s\n", bench_seconds() - begun);
    begun = bench_seconds();
    write_piles(&loader);
    (void)printf("terms %.1f s\n", bench_seconds() - begun);
    house_close(&loader.house);
    arena_close(&arena);
}
