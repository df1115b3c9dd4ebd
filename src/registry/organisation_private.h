/* organisation_private.h - the row of an organisation, between its tree and its
 * changes. */
#ifndef REGISTRY_ORGANISATION_PRIVATE_H
#define REGISTRY_ORGANISATION_PRIVATE_H

#include "registry/organisation.h"
#include "registry/registry_private.h"

#define ORGANISATION_COLUMNS                                                                       \
    "organisation_id, code, credit_code, name, name_pinyin, kind, parent_id, region_id,"           \
    " valid_from, valid_until, merged_into, recorded_at, recorded_by, revision"

/* The reader stands before the first of the columns. */
Organisation organisation_read(Reader *reader);

/* As the transaction has it. FAULT_NOT_FOUND when there is none. */
bool organisation_get_row(Organisation *out, const Registry *registry, int64_t organisation_id,
                          Fault *fault) MUST_CHECK;
/* It lies in the actor's place, in the store. */
bool organisation_require_place(const Registry *registry, int64_t organisation_id,
                                Fault *fault) MUST_CHECK;

/* ---- numbering --------------------------------------------------------------------------- */

/* By position: what stands right above (ORGANISATION_NONE: nothing), given; then the
 * numbers that follow from it. */
typedef struct {
    uint32_t *parent, *preorder, *preorder_end;
    uint32_t *by_preorder;
} OrganisationOrder;

/* FAULT_DAMAGED when it is no tree, or too deep a one. */
bool organisation_order(OrganisationOrder *out, Arena *arena, const Organisation *organisations,
                        uint32_t count, Fault *fault) MUST_CHECK;

/* ---- edges --------------------------------------------------------------------------------- */

/* In registry_version: no day from this one on has another tree of administration
 * than today's. */
#define ORGANISATION_REARRANGED "organisation.rearranged"

/* A problem for each tree that goes round in a circle, or is too deep, when from this
 * day on the one is below the other in that of administration. */
bool organisation_check_trees(Problems *problems, const Registry *registry, ProblemPlace at,
                              int64_t organisation_id, int64_t parent_id, Date since,
                              Fault *fault) MUST_CHECK;

/* That from this day on it is right below that in the tree of administration (0: below
 * nothing); the checks are the caller's. A new organisation has no edge yet. */
bool organisation_edge_follow(const Registry *registry, int64_t organisation_id, int64_t parent_id,
                              Date since, Fault *fault) MUST_CHECK;

/* In every tree: from this day on, what is right below the one is below the other. */
bool organisation_edge_hand_over(const Registry *registry, int64_t from_id, int64_t into_id,
                                 Date day, Fault *fault) MUST_CHECK;

/* The row of the organisation with what is right above it in administration. */
bool organisation_set_parent(const Registry *registry, int64_t organisation_id, int64_t parent_id,
                             Fault *fault) MUST_CHECK;

#endif
