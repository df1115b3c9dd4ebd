/* Figures as a page asks for them: one place, all indicators of a programme; one
 * indicator for every place below. */
#include <stdio.h>

#include "bench/bench.h"
#include "indicators/figure.h"
#include "store/store.h"

enum { ROUNDS = 50 };

static void show(const char *what, const FigureReader *reader, FigurePlace place, Period period,
                 const uint32_t *indicators, uint32_t count)
{
    Arena        *arena = arena_open();
    Figure *const figures = arena_array(arena, count, sizeof(Figure));
    Fault         fault = { 0 };

    double const begun = bench_seconds();
    for (int round = 0; round < ROUNDS; round++)
        bench_require(figure_read(figures, reader, indicators, count, place, period, &fault),
                      &fault);
    double const ms = (bench_seconds() - begun) * 1000 / ROUNDS;
    (void)printf("figures %s count %u ms %.3f each_ms %.4f\n", what, count, ms, ms / count);
    arena_close(&arena);
}

void bench_figures(const char *location)
{
    Arena *arena = arena_open();
    House *house = NULL;
    Fault  fault = { 0 };

    bench_require(house_open(&house, str_from_c(location), HOUSE_READ, &fault), &fault);
    Job const                 job = { actor_system(), bench_now(), bench_today(), arena };
    Registry const            registry = house_registry(house, &job);
    FigureReader const        reader = house_figures(house, &job, &registry);
    const Organisation *const post = organisation_find_by_code(house->organisations, SV("V0"));
    const Organisation *const county = organisation_find_by_code(house->organisations, SV("C0"));
    uint32_t *const           indicators =
        arena_array(arena, house->catalog->indicator_count, sizeof(uint32_t));
    Period const year = period_year(BENCH_YEAR);
    uint32_t     count = 0;

    for (uint32_t i = 0; i < house->catalog->indicator_count; i++)
        if (str_starts_with(house->catalog->indicators[i].full, SV("hypertension.")))
            indicators[count++] = i;
    bench_require(store_begin(house->store, STORE_READ, &fault), &fault);
    show("post", &reader, (FigurePlace){ .organisation_id = post->organisation_id }, year,
         indicators, 1);
    show("county", &reader, (FigurePlace){ .organisation_id = county->organisation_id }, year,
         indicators, 1);
    show("everything", &reader, (FigurePlace){ 0 }, year, indicators, 1);
    show("everything_programme", &reader, (FigurePlace){ 0 }, year, indicators, count);
    show("everything_to_date", &reader, (FigurePlace){ 0 }, period_to_date(house->years->span.day),
         indicators, 1);
    show("everything_on_another_day", &reader, (FigurePlace){ 0 },
         period_to_date(date_add_days(house->years->span.day, -1)), indicators, 1);
    store_end(house->store);
    house_close(&house);
    arena_close(&arena);
}
