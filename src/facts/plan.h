/* plan.h - what has to be read of a subject to compute a catalogue's sums.
 *
 * For each form that any sum, enrolment or due rule looks at, a Scan says which
 * columns to read and which terms its records go into. A catalogue is planned
 * once; the plan serves one subject and three million.
 *
 * Ownership  Lives in the arena; borrows the catalogue.
 * Threads    Immutable.
 */
#ifndef FACTS_PLAN_H
#define FACTS_PLAN_H

#include "catalog/schema.h"
#include "facts/lane.h"
#include "facts/weave.h"

#define SCAN_NONE UINT32_MAX

typedef struct {
    uint32_t        form;
    const uint32_t *fields;  /* of the form, in the order of the columns read */
    const uint32_t *columns; /* per field of the form: its place among those, or SCAN_NONE */
    uint32_t        field_count;
    const uint32_t *terms; /* that its records go into */
    uint32_t        term_count;
    const uint32_t *enrols, *closes; /* programmes that it opens or closes */
    uint32_t        enrol_count, close_count;
    Sql             select_subject; /* ?1; record_id, occurred_on, fields ... */
    Sql             select_range;   /* ?1 to ?2; subject, record_id, occurred_on, fields ... */
} Scan;

/* What a record of a form may change. */
typedef struct {
    const uint32_t *parts; /* of the catalogue */
    uint32_t        part_count;
    const uint32_t *programmes; /* whose dues look at it, or whom it enrols in */
    uint32_t        programme_count;
    bool            reaches_later; /* beyond its own year */
} Effect;

/* What somebody must have records of, or the part is nothing: of one of these scans,
 * and of every one of those. Most people have no records of most programmes. Parts
 * share their needs. */
typedef struct {
    const uint64_t *any, *all; /* a bit for each of the plan's scans: see scan_words */
} Need;

#define NEED_NONE UINT32_MAX

/* What a node of the weave is of somebody without the records of a need. */
typedef struct {
    uint32_t      need;
    const Vector *answer; /* the same in every lane; NULL: it turns on more than records */
} Idle;

/* Whose records a term is about: one form's, or those of every service. */
typedef struct {
    const uint32_t *scans;
    uint32_t        count;
} TermScans;

typedef struct {
    const Catalog   *catalog;
    const Scan      *scans;
    uint32_t         scan_count;
    uint32_t         scan_words;   /* that a bit for each of them fills */
    const uint32_t  *scan_of_form; /* per form: or SCAN_NONE */
    const Window    *windows;
    uint32_t         window_count;
    const uint32_t  *window_of_term; /* per term: index into windows */
    const TermScans *scans_of_term;  /* per term; none of one that is about enrolments */
    const Effect    *effects;        /* per form */
    const Need      *needs;
    uint32_t         need_count;
    const uint32_t  *need_of_part; /* per part: or NEED_NONE */
    const uint32_t  *same_part;    /* per part: the first that is the same in all but its name */
    Weave            weave;
    const Idle      *idles; /* per node of the weave */
} Plan;

const Plan *plan_open(Arena *arena, const Catalog *catalog);

#endif
