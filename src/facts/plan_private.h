/* plan_private.h - what plan.c and need.c share. */
#ifndef FACTS_PLAN_PRIVATE_H
#define FACTS_PLAN_PRIVATE_H

#include "facts/plan.h"

/* Whether a record of the form can change the slot: it is among those that a term is
 * about, or it opens or closes an enrolment that the slot depends on. */
bool plan_touches_slot(const Catalog *catalog, uint32_t form, Slot slot);

/* What parts and nodes need; after the scans and the weave. */
void plan_needs(Arena *arena, Plan *plan);

#endif
