/* bench.h - measuring: a county of any size, made quickly, and a clock.
 *
 * The persons and records of this county are put into the tables directly: it is
 * the engine's weight that is measured, not the making of people. The figures and
 * dues are then computed by the product.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "intake/intake.h"

/* A year in the middle of which "today" lies, and how often a patient is visited
 * in the three years up to then. */
enum { BENCH_YEAR = 2026, BENCH_VISITS_PER_PATIENT = 12, BENCH_RESIDENTS_PER_POST = 1000 };

double bench_seconds(void);
double bench_processor_seconds(void); /* of this process, wherever it ran */
/* Most memory that this process has had, MiB. */
double bench_memory(void);

Date    bench_today(void);
int64_t bench_now(void); /* UTC ms of noon of that day */

/* Exit with the fault. */
void bench_require(bool ok, const Fault *fault);

/* Make the store: definitions, posts, `residents` persons, patients and visits. */
/* A new store with definitions and posts for so many, and nobody in it. */
House *bench_open(const char *location, uint32_t residents);
void   bench_make(const char *location, uint32_t residents);

bool    bench_is_patient(uint32_t person);
int64_t bench_person_id(uint32_t person); /* in order */
int64_t bench_village_region(uint32_t post);
int64_t bench_post_id(const House *house, uint32_t person);

/* A visit like those that a village doctor enters. */
void bench_fill_visit(Submission *visit, const Catalog *catalog, uint32_t person, Date day);

void bench_rebuild(const char *location);
void bench_figures(const char *location);
void bench_cards(const char *location);
void bench_merges(const char *location);
void bench_writes(const char *location, const char *raw_location);

#endif
