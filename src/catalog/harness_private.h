/* harness_private.h - what the compiler's tests share: definitions in, answers out.
 *
 * Ownership  Everything lives in the arena given. */
#ifndef CATALOG_HARNESS_PRIVATE_H
#define CATALOG_HARNESS_PRIVATE_H

#include "catalog/harness.h"

typedef struct {
    const Catalog *catalog;
    Str            messages; /* as the terminal shows them; empty when there are none */
    Diagnostics    diagnostics;
} Compiled;

/* Compile a prelude (or nothing) and a text called `path`. */
Compiled harness_compile(Arena *arena, Str prelude, Str path, Str text);

/* The same of tests/golden/NAME, which is right as it stands. */
Compiled harness_compile_golden(Test *test, Arena *arena, Str name);

/* Run an expression over one lane and, to see that lanes do not touch each other,
 * over many. `given` says what the world is: "sbp=140 way=home day=2024-03-01", by
 * the names of fields (of a form, or NULL), attributes and states; parameters come
 * from the catalogue; what is not given is missing; "#5" is a word as it is stored.
 * The result is written as a person would: "1.50 m", "yes", "home", "2024-02-29". */
Str harness_run(Test *test, Arena *arena, const Catalog *catalog, const Form *form,
                const Expr *expr, Str given);

#endif
