/* facts_private.h - what the files of this folder share about a Facts. */
#ifndef FACTS_FACTS_PRIVATE_H
#define FACTS_FACTS_PRIVATE_H

#include "facts/facts.h"

/* Up to LIMIT_LANES rows of one form, column by column. */
typedef struct RowChunk {
    struct RowChunk *next;
    uint32_t         count;
    bool             is_ordered;
    uint16_t         order[LIMIT_LANES]; /* by day, and of one day by record */
    int64_t          record_ids[LIMIT_LANES];
    int32_t          months[LIMIT_LANES]; /* of the day: see lane_month */
    Vector           day;
    Vector          *columns;
} RowChunk;

/* A vector that is computed when somebody asks. */
typedef struct {
    uint32_t      stamp; /* it is valid when this is the facts' stamp */
    const Vector *answer;
    Vector       *own; /* where it is computed */
} Lazy;

typedef struct {
    Episode *items;
    uint32_t count, capacity;
} EpisodeList;

struct Facts {
    Arena         *arena; /* the process's: chunks are kept from subject to subject */
    const Plan    *plan;
    const Catalog *catalog;
    Subject        subject;
    Stay          *stays; /* those that facts_load read */
    uint32_t       stay_capacity;
    RowChunk     **chunks;   /* per scan: the first, always there */
    uint64_t      *filled;   /* a bit for each scan that has rows */
    EpisodeList   *episodes; /* per programme */
    bool           episodes_are_known;
    const Param   *resident_months, *migrant_months; /* NULL: the definitions have none */

    const LaneSet *lanes;
    uint32_t       stamp;
    Lazy          *terms, *states, *params;
    Lazy           attributes[ATTRIBUTE_COUNT];
    Lazy          *nodes;          /* per node of the plan's weave */
    Vector         zero, none;     /* in every lane, a number */
    Vector         never, unknown; /* in every lane, a truth */
    Registers     *registers;
    Vector        *scratch; /* LIMIT_REGISTERS of them: slots of one row expression */
    /* While a term is summed: */
    int32_t held_days[LIMIT_LANES];
    int64_t held_ids[LIMIT_LANES];
};

/* Run an expression over the rows of a chunk. */
const Vector *facts_run_rows(Facts *facts, const Scan *scan, const RowChunk *chunk,
                             const Expr *expr);

/* A node of the plan's weave. */
const Vector *facts_node(Facts *facts, uint32_t node);

const Vector *facts_sum(Facts *facts, uint32_t term);
void          facts_know_episodes(Facts *facts);
bool          facts_is_enrolled_on(const Facts *facts, uint32_t programme, Date day);

#endif
