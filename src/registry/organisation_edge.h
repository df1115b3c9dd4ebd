/* organisation_edge.h - what is below what, in which tree, from which day to which.
 *
 * An institution stands in more than one order: its administration, the medical
 * consortium that it belongs to, whoever supervises its public health work. Which
 * trees there are is data (organisation_tree_kind_put); each is a set of dated edges.
 *
 * The tree of administration is complete: whatever is below something is so on every
 * day until its end, and the latest edge is the organisation's parent. Access follows
 * it as it is today. Every other tree is laid over it: who has no edge there on a day
 * stands where administration puts him. So a consortium is made by saying which
 * township centres belong to it, and their village clinics come along.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems; FAULT_DENIED; FAULT_NOT_FOUND; the store's.
 * Limits     LIMIT_TREE_DEPTH in every tree; LIMIT_PAGE_ROWS trees.
 */
#ifndef REGISTRY_ORGANISATION_EDGE_H
#define REGISTRY_ORGANISATION_EDGE_H

#include "registry/organisation.h"

/* The trees that every store has. */
#define TREE_ADMINISTRATION "administration"
#define TREE_CONSORTIUM     "consortium"
#define TREE_SUPERVISION    "supervision"

/* ---- kinds of trees ------------------------------------------------------------------- */

typedef struct {
    Str   tree; /* its code: a small letter, then small letters, digits, lines below */
    Label label;
} OrganisationTreeKind;

/* New, or with other words. */
bool organisation_tree_kind_put(const Registry *registry, const OrganisationTreeKind *kind,
                                Problems *problems, Fault *fault) MUST_CHECK;
bool organisation_tree_kinds(const OrganisationTreeKind **out, uint32_t *count,
                             const Registry *registry, Fault *fault) MUST_CHECK;
/* *out is NULL when there is none. Empty text is the tree of administration. */
bool organisation_tree_kind_find(const OrganisationTreeKind **out, const Registry *registry,
                                 Str tree, Fault *fault) MUST_CHECK;

/* ---- edges ------------------------------------------------------------------------------ */

typedef struct {
    Str     tree;
    int64_t organisation_id, parent_id;
    Date    from_on, until_on; /* both included */
    int64_t recorded_at, recorded_by;
} OrganisationEdge;

/* New, or another one of the same tree, organisation and first day. One that has no
 * end and began earlier ends the day before. In a transaction begun for writing, by an
 * actor who manages the registry and in whose place both are. */
bool organisation_edge_put(const Registry *registry, const OrganisationEdge *edge,
                           Problems *problems, Fault *fault) MUST_CHECK;

/* It was never so. Of administration there are only corrections. */
bool organisation_edge_withdraw(const Registry *registry, Str tree, int64_t organisation_id,
                                Date from_on, Problems *problems, Fault *fault) MUST_CHECK;

typedef struct {
    Str     tree;            /* empty: of all */
    int64_t organisation_id; /* whose, or what is right below `parent_id`; else all */
    int64_t parent_id;
    bool    in_force;
    Date    on;
} OrganisationEdgeFilter;

/* In the order of tree, organisation, day; those of which the organisation lies in
 * the actor's place. */
bool organisation_edge_list(const OrganisationEdge **out, uint32_t *count, const Registry *registry,
                            const OrganisationEdgeFilter *filter, Fault *fault) MUST_CHECK;

/* ---- a tree on a day --------------------------------------------------------------------- */

/* By position of the OrganisationTree that it was made of, which it borrows. */
typedef struct {
    const OrganisationTree *all;
    const uint32_t         *parent, *preorder, *preorder_end, *by_preorder;
} OrganisationView;

/* FAULT_NOT_FOUND when there is no such tree; empty is that of administration. */
bool organisation_view_load(OrganisationView *out, const Registry *registry, Str tree, Date day,
                            Fault *fault) MUST_CHECK;

bool organisation_view_is_inside(const OrganisationView *view, int64_t organisation_id,
                                 int64_t outer_id);
/* It and everything below it: positions, in preorder. 0 as the id: all. */
const uint32_t *organisation_view_below(const OrganisationView *view, int64_t organisation_id,
                                        uint32_t *count);
/* The id of what is right above; 0: nothing. */
int64_t organisation_view_parent(const OrganisationView *view, int64_t organisation_id);

#endif
