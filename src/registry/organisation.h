/* organisation.h - the institutions, and the tree they form.
 *
 * Every institution has one above it, up to the commission: a village clinic, its
 * township health centre, the county. The place of an actor is an organisation
 * with everything below it, and the figures of an organisation are sums over the
 * same; so the tree is read once into memory and shared. In preorder everything
 * below an organisation stands in one piece behind it, and both questions ("is it
 * inside?", "what is below?") are two numbers.
 *
 * An institution that was merged into another is ended but stays in the tree,
 * because older records name it.
 *
 * Ownership  An OrganisationTree and its texts live in the arena it was loaded
 *            into.
 * Threads    A loaded tree is immutable: any number of readers.
 * Faults     FAULT_INVALID with problems; FAULT_DENIED; FAULT_CONFLICT when the
 *            revision is no longer the one that was read; FAULT_NOT_FOUND;
 *            FAULT_DAMAGED when the stored tree is none; the store's.
 * Limits     LIMIT_ORGANISATIONS, LIMIT_TREE_DEPTH.
 */
#ifndef REGISTRY_ORGANISATION_H
#define REGISTRY_ORGANISATION_H

#include "access/account.h"
#include "base/map.h"
#include "registry/problem.h"
#include "registry/registry.h"

#define ORGANISATION_NONE UINT32_MAX

typedef struct {
    int64_t  organisation_id;
    Str      code;        /* of the house's own choice, unique */
    Str      credit_code; /* 18 characters, or empty */
    Str      name;
    Str      name_pinyin;
    Str      kind; /* class of WS 218, or BUREAU */
    int64_t  parent_id;
    int64_t  region_id;
    Date     valid_from, valid_until; /* both included */
    int64_t  merged_into;             /* 0: it was not */
    int64_t  recorded_at, recorded_by;
    uint32_t revision;
    uint32_t parent;       /* where that stands, or ORGANISATION_NONE */
    uint32_t preorder;     /* its place in the tree's order */
    uint32_t preorder_end; /* past everything below it */
} Organisation;

/* ---- kinds ------------------------------------------------------------------------- */

enum {
    ORGANISATION_PRIMARY = 1, /* community, township, village, clinic */
    ORGANISATION_HOSPITAL = 2,
    ORGANISATION_PUBLIC_HEALTH = 4,
};

typedef struct {
    Str      first, last; /* classes from the one to the other */
    Label    label;
    uint32_t flags;
} OrganisationKind;

/* NULL: there is no such class. */
const OrganisationKind *organisation_kind(Str kind);

/* ---- all of them ------------------------------------------------------------------------ */

struct OrganisationTree {
    const Organisation *organisations; /* by id: a position is a dense number */
    const uint32_t     *by_preorder;   /* positions */
    uint32_t            count;
    NameMap             codes; /* of the organisation at that position */
    int64_t             version;
    Date                rearranged_on; /* from then on it was always as it is now */
};

bool organisation_tree_load(OrganisationTree *out, Arena *arena, Store *store,
                            Fault *fault) MUST_CHECK;

/* Whether nobody has changed an organisation since it was loaded. */
bool organisation_tree_is_current(bool *out, const OrganisationTree *tree, Store *store,
                                  Fault *fault) MUST_CHECK;

/* The position, or ORGANISATION_NONE. */
uint32_t organisation_position(const OrganisationTree *tree, int64_t organisation_id);

const Organisation *organisation_find(const OrganisationTree *tree, int64_t organisation_id);
const Organisation *organisation_find_by_code(const OrganisationTree *tree, Str code);
Str                 organisation_name(const OrganisationTree *tree, int64_t organisation_id);

bool organisation_is_valid(const Organisation *organisation, Date day);

/* Whether it is `outer` or lies below it; one that is not known lies nowhere. */
bool organisation_is_inside(const OrganisationTree *tree, int64_t organisation_id,
                            int64_t outer_id);

/* It and everything below it: positions, in preorder. 0 as the id: all. */
const uint32_t *organisation_below(const OrganisationTree *tree, int64_t organisation_id,
                                   uint32_t *count);

/* The same as far as the actor may see; 0: all in the actor's place. */
const uint32_t *organisation_visible(const OrganisationTree *tree, const Actor *actor,
                                     int64_t organisation_id, uint32_t *count);

/* The question that access asks, answered by this tree. */
Place organisation_place(const OrganisationTree *tree);

typedef struct {
    int64_t  below;    /* it and everything below it; 0: all in the actor's place */
    bool     children; /* only those right below it */
    Str      kind;     /* beginning of the class: "D600", "C", or empty */
    Str      text;     /* part of the name, beginning of its pinyin, or the code */
    bool     in_force; /* only those that are in force on this day */
    Date     on;
    int64_t  after; /* page: those behind this one in preorder */
    uint32_t limit; /* 0: LIMIT_PAGE_ROWS */
} OrganisationFilter;

const Organisation **organisation_list(const OrganisationTree *tree, Arena *arena,
                                       const Actor *actor, const OrganisationFilter *filter,
                                       uint32_t *count);

/* ---- writing --------------------------------------------------------------------------------- */

typedef struct {
    int64_t  organisation_id; /* 0: a new id; of an amendment: which one */
    uint32_t revision;        /* of an amendment: the one that was read */
    Str      code, credit_code, name, kind;
    int64_t  parent_id; /* 0: a root */
    int64_t  region_id;
    Date     valid_from, valid_until;
    bool     has_parent_since; /* of an amendment that changes what is above: since when; */
    Date     parent_since;     /* else since today */
} OrganisationEntry;

/* What is to be amended, with nothing changed. */
OrganisationEntry organisation_entry(const Organisation *organisation);

/* In a transaction begun for writing, by an actor who manages the registry and in
 * whose place the parent is. Parents come before those below them; the tree at
 * hand is not asked, so a whole county can be registered in one transaction. */
bool organisation_register(int64_t *organisation_id, const Registry *registry,
                           const OrganisationEntry *entry, Problems *problems,
                           Fault *fault) MUST_CHECK;
bool organisation_amend(const Registry *registry, const OrganisationEntry *entry,
                        Problems *problems, Fault *fault) MUST_CHECK;

/* From `day` on, `from_id` is part of `into_id`: it ends the day before, and what
 * is right below it is from now on below the other. Its people are moved by the
 * caller. */
bool organisation_merge(const Registry *registry, int64_t from_id, int64_t into_id, Date day,
                        Problems *problems, Fault *fault) MUST_CHECK;

#endif
