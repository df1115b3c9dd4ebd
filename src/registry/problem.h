/* problem.h - what is wrong with what somebody entered, all of it at once.
 *
 * A Fault ends a thing at the first mistake. A person in front of a form wants to
 * know them all, each beside its field, in a language of his own. So checks of
 * what was entered collect problems and go on; when one of them is more than a
 * warning, the function that was asked to write says no with a FAULT_INVALID.
 *
 *     problem_add(&problems, PROBLEM_TOO_LOW, at)->low = SV("40");
 *     ...
 *     if (problems.error_count)
 *         return problems_refuse(&problems, fault);
 *
 * The words are in problem.def, so that a message is the same at every door.
 *
 * Ownership  Problems and their texts live in the arena given at birth; what is
 *            put into one must live as long.
 * Threads    One at a time.
 * Limits     LIMIT_PROBLEMS are kept; the others are counted.
 * Privacy    A problem names fields, bounds and ids, never the value entered.
 */
#ifndef REGISTRY_PROBLEM_H
#define REGISTRY_PROBLEM_H

#include "base/buf.h"
#include "base/fault.h"
#include "base/label.h"

typedef enum {
    PROBLEM_NONE,
#define X(code, name, is_warning, zh, en) code,
#include "registry/problem.def"
#undef X
    PROBLEM_CODE_COUNT,
} ProblemCode;

/* Where: a field, and in a list the row, from 1; 0 is no row. */
typedef struct {
    Str      field; /* "born_on", "medicines.dose"; empty: the whole */
    Label    name;  /* what people call it */
    uint32_t row;
} ProblemPlace;

/* A place whose words are literals, as an initialiser. */
#define PROBLEM_PLACE(field, zh, en)                                                               \
    {                                                                                              \
        { "" field "", sizeof(field) - 1 },                                                        \
            { { "" zh "", sizeof(zh) - 1 }, { "" en "", sizeof(en) - 1 } }, 0                      \
    }

typedef struct {
    ProblemCode  code;
    bool         is_warning; /* as the code's row says, unless it was changed */
    ProblemPlace at;
    Str          low, high; /* as they are shown, with their unit */
    Label        other, text;
    int64_t      person_id; /* whom it clashes with, or 0 */
} Problem;

typedef struct {
    Arena   *arena;
    Problem *items;
    uint32_t count, capacity;
    uint32_t error_count; /* of those that are no warnings */
    uint32_t suppressed;  /* over the limit */
    Problem  spare;
} Problems;

Problems problems_open(Arena *arena);

/* Add one; what its words need is put into the result, which is borrowed until
 * the next and never NULL: what is not kept goes to a spare. */
Problem *problem_add(Problems *problems, ProblemCode code, ProblemPlace at);

/* The same as a warning, or as an error, whatever the code's row says. */
Problem *problem_add_weighed(Problems *problems, ProblemCode code, ProblemPlace at,
                             bool is_warning);

/* "too_low": the code's name for machines. */
Str problem_code_name(ProblemCode code);

Str problem_message(Arena *arena, const Problem *problem, Language language);

/* One line each: "medicines.dose, row 2: dose must be at most 100 mg". */
void problems_print(Buf *out, const Problems *problems, Language language);

/* FAULT_INVALID with the first error and the number of the others. */
bool problems_refuse(const Problems *problems, Fault *fault);

#endif
