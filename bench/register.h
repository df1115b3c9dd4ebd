/* register.h - a register of millions for what is measured by its size. */
#ifndef BENCH_REGISTER_H
#define BENCH_REGISTER_H

#include "bench/bench.h"
#include "registry/person.h"

void bench_make_register(const char *location, uint32_t residents);

/* The n-th of them, always the same; texts in the arena. */
void    bench_register_person(Person *out, Arena *arena, const House *house, uint32_t person);
int64_t bench_register_id(uint32_t person);

void bench_match(const char *location, uint32_t residents);
void bench_search(const char *location, uint32_t residents);

#endif
