/* All figures from nothing, beside a pass that only steps over the same columns. */
#include <stdio.h>
#include <unistd.h>

#include "base/thread.h"
#include "bench/bench.h"
#include "indicators/batch.h"
#include "store/store.h"

enum { THREADS = 2, ROUNDS = 5 };

typedef struct {
    const Plan *plan;
    const char *location;
    int64_t     from, to;
    uint64_t    rows, checksum;
} Pass;

/* Reads what the rebuild reads, and does nothing with it. */
static void step_over(Pass *pass, Store *store, Sql sql, uint32_t columns)
{
    Statement *select = NULL;
    Fault      fault = { 0 };
    bool       row = false;

    bench_require(statement_open(&select, store, sql, &fault) &&
                      statement_bind_int(select, 1, pass->from, &fault) &&
                      statement_bind_int(select, 2, pass->to, &fault),
                  &fault);
    while (true) {
        bench_require(statement_next(select, &row, &fault), &fault);
        if (!row)
            break;
        pass->rows++;
        for (uint32_t i = 0; i < columns; i++)
            pass->checksum += (uint64_t)statement_int(select, (int)i);
    }
    statement_close(&select);
}

static void run_pass(void *opaque)
{
    Pass *const pass = opaque;
    Store      *store = NULL;
    Fault       fault = { 0 };

    bench_require(store_open(&store, str_from_c(pass->location), STORE_OPEN_READ, &fault), &fault);
    step_over(pass, store,
              SQL("SELECT person_id, born_on, died_on, sex FROM person WHERE person_id BETWEEN ?1"
                  " AND ?2 ORDER BY person_id"),
              4);
    step_over(pass, store,
              SQL("SELECT person_id, from_on, is_resident, kind, organisation_id, region_id,"
                  " worker_id FROM residence WHERE person_id BETWEEN ?1 AND ?2 ORDER BY person_id,"
                  " from_on"),
              7);
    for (uint32_t i = 0; i < pass->plan->scan_count; i++)
        step_over(pass, store, pass->plan->scans[i].select_range,
                  3 + pass->plan->scans[i].field_count);
    store_close(&store);
}

static double pass_seconds(const House *house, const char *location, int64_t persons,
                           uint64_t *rows)
{
    Pass         passes[THREADS];
    Thread      *threads[THREADS];
    Fault        fault = { 0 };
    double const begun = bench_seconds();

    for (uint32_t i = 0; i < THREADS; i++) {
        passes[i] = (Pass){
            .plan = house->plan,
            .location = location,
            .from = bench_person_id((uint32_t)(persons * i / THREADS)),
            .to = bench_person_id((uint32_t)(persons * (i + 1) / THREADS)) - 1,
        };
        bench_require(thread_start(&threads[i], run_pass, &passes[i], &fault), &fault);
    }
    *rows = 0;
    for (uint32_t i = 0; i < THREADS; i++) {
        thread_join(&threads[i]);
        *rows += passes[i].rows;
    }
    return bench_seconds() - begun;
}

static double count_seconds(const House *house, const char *location, uint64_t *subjects)
{
    Arena         *arena = arena_open();
    BatchResult    result = { 0 };
    BatchJob const job = { .plan = house->plan,
                           .lanes = house->years->from_year[0],
                           .thread_count = THREADS };
    Fault          fault = { 0 };
    double const   begun = bench_seconds();

    bench_require(batch_count(&result, arena, str_from_c(location), &job, &fault), &fault);
    *subjects = result.subject_count;
    arena_close(&arena);
    return bench_seconds() - begun;
}

static double write_seconds(House *house, uint64_t *subjects)
{
    Fault        fault = { 0 };
    double const begun = bench_seconds();

    bench_require(intake_begin(house, &fault) &&
                      batch_rebuild(house->store, house->plan, house->vocabulary, house->years,
                                    NULL, subjects, &fault) &&
                      intake_commit(house, &fault),
                  &fault);
    intake_end(house);
    return bench_seconds() - begun;
}

void bench_rebuild(const char *location)
{
    House   *house = NULL;
    uint64_t rows = 0;
    uint64_t subjects = 0;
    int64_t  persons = 0;
    Fault    fault = { 0 };
    double   raw = 0;
    double   count = 0;

    bench_require(house_open(&house, str_from_c(location), HOUSE_WRITE, &fault) &&
                      house_person_count(&persons, house, &fault),
                  &fault);
    double const memory_before = bench_memory();
    for (int round = 0; round < ROUNDS; round++) { /* by turns: the machine may be shared */
        double const pass = pass_seconds(house, location, persons, &rows);
        double const counted = count_seconds(house, location, &subjects);

        raw = round == 0 || pass < raw ? pass : raw;
        count = round == 0 || counted < count ? counted : count;
    }
    double const all = write_seconds(house, &subjects);
    (void)printf("rebuild persons %llu rows %llu pass_s %.2f count_s %.2f ratio %.2f with_write_s"
                 " %.2f parts %u lanes %u memory_MiB %.0f %.0f\n",
                 (unsigned long long)subjects, (unsigned long long)rows, raw, count, count / raw,
                 all, house->catalog->part_count, house->years->from_year[0]->count, memory_before,
                 bench_memory());
    house_close(&house);
}
