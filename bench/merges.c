/* Two persons of forty records each, merged and parted. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "intake/merge.h"

enum { PAIRS = 100, RECORDS_EACH = 40, PATIENT_EVERY = 4 };

static Job job_of(Arena *arena)
{
    arena_reset(arena);
    return (Job){ actor_system(), bench_now(), bench_today(), arena };
}

/* As many visits as are lacking to forty. */
static void fill(House *house, uint32_t person, Arena *arena)
{
    for (uint32_t i = BENCH_VISITS_PER_PATIENT; i < RECORDS_EACH; i++) {
        Job const    job = job_of(arena);
        Problems     problems = problems_open(arena);
        IntakeResult result = { 0 };
        Fault        fault = { 0 };
        Submission   visit =
            submission_open(arena, catalog_form(house->catalog, SV("hypertension.followup")));

        visit.subject_id = bench_person_id(person);
        visit.organisation_id = bench_post_id(house, person);
        visit.occurred_on = date_add_days(bench_today(), -(int32_t)(i * 7));
        bench_fill_visit(&visit, house->catalog, person, visit.occurred_on);
        bench_require(intake_submit(&result, house, &job, &visit, SV(""), &problems, &fault),
                      &fault);
    }
}

static void merge(House *house, uint32_t pair, Arena *arena, int64_t *merge_id)
{
    Job const        job = job_of(arena);
    MergeOrder const order = { .kept_id = bench_person_id(2 * pair * PATIENT_EVERY),
                               .merged_id = bench_person_id((2 * pair + 1) * PATIENT_EVERY) };
    PersonMerge      made = { 0 };
    Fault            fault = { 0 };

    bench_require(intake_merge_persons(&made, house, &job, &order, &fault), &fault);
    *merge_id = made.merge_id;
}

static void part(House *house, Arena *arena, int64_t merge_id)
{
    Job const   job = job_of(arena);
    PersonMerge made = { 0 };
    Fault       fault = { 0 };

    bench_require(intake_unmerge_persons(&made, house, &job, merge_id, SV(""), &fault), &fault);
}

void bench_merges(const char *location)
{
    House  *house = NULL;
    Arena  *arena = arena_open();
    int64_t merges[PAIRS] = { 0 };
    Fault   fault = { 0 };

    bench_require(house_open(&house, str_from_c(location), HOUSE_WRITE, &fault), &fault);
    bench_require(intake_begin(house, &fault), &fault);
    for (uint32_t i = 0; i < 2 * PAIRS; i++)
        fill(house, i * PATIENT_EVERY, arena);
    bench_require(intake_commit(house, &fault), &fault);
    intake_end(house);
    for (int way = 0; way < 2; way++) {
        double const begun = bench_seconds();

        for (uint32_t i = 0; i < PAIRS; i++) {
            bench_require(intake_begin(house, &fault), &fault);
            if (way == 0)
                merge(house, i, arena, &merges[i]);
            else
                part(house, arena, merges[PAIRS - 1 - i]);
            bench_require(intake_commit(house, &fault), &fault);
            intake_end(house);
        }
        (void)printf("merges %s each_ms %.2f\n", way ? "undone" : "made",
                     (bench_seconds() - begun) * 1e3 / PAIRS);
    }
    arena_close(&arena);
    house_close(&house);
}
