/* weave.h - the expressions of all parts of figures, woven into one graph.
 *
 * Half of what figures ask is the same: lives here, is 65 or older, is enrolled.
 * In the graph it stands once and is computed once for a subject, and only when an
 * answer turns on it: what is false of somebody makes the rest of an `and` idle.
 *
 * The operands of `and` and `or` stand in the order of what they cost: what is in
 * the person first, sums over records last. That changes no answer.
 *
 * Ownership  Lives in the arena; borrows the catalogue.
 * Threads    Immutable.
 */
#ifndef FACTS_WEAVE_H
#define FACTS_WEAVE_H

#include "catalog/catalog.h"

#define WEAVE_NONE UINT32_MAX

/* A slot, or an instruction of one of the expressions that have it. */
typedef struct {
    const Expr        *expr;
    const Instruction *instruction; /* NULL: a slot */
    Slot               slot;
    uint32_t           a, b, c; /* nodes, or WEAVE_NONE */
    uint32_t           cost;
} WeaveNode;

typedef struct {
    const WeaveNode *nodes; /* operands before what is made of them */
    uint32_t         count;
    const uint32_t  *of_part; /* per part: its result */
} Weave;

Weave weave_open(Arena *arena, const Catalog *catalog);

#endif
