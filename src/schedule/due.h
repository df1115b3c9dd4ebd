/* due.h - what is due for whom, by when, at which post.
 *
 * An item is due for one subject in one programme: a form or a duty. Several
 * lines of a programme may speak of the same item; the earliest day governs.
 *
 * An item that is due once in each month, quarter or year is due by the end of
 * the first one that has not been served. When that has gone by, it is due in
 * the present one: what was missed is seen in the figures. This is done when
 * dues are read, so that no job has to run at midnight.
 *
 * Ownership  Items of a list live in the arena.
 * Threads    As the Facts and the Store.
 */
#ifndef SCHEDULE_DUE_H
#define SCHEDULE_DUE_H

#include "access/actor.h"
#include "facts/facts.h"
#include "records/vocabulary.h"
#include "registry/organisation.h"

typedef enum { DUE_ONCE, DUE_MONTHLY, DUE_QUARTERLY, DUE_HALF_YEARLY, DUE_YEARLY } DueRhythm;

typedef struct {
    int64_t   person_id;
    uint32_t  programme, rule; /* in the catalogue: the rule that governs */
    uint32_t  item_id;
    Date      open_on; /* from when it may be done */
    Date      due_on;  /* by when */
    Date      ends_on; /* the enrolment's last day: nothing is due after it */
    DueRhythm rhythm;
    int64_t   organisation_id, region_id, worker_id;
} DueItem;

/* ---- computing ------------------------------------------------------------------------ */

/* What is due in a programme for the subject of the facts; `out` has room for
 * programme->due_count items. The facts' lanes are changed. */
uint32_t due_compute(DueItem *out, Facts *facts, const Vocabulary *vocabulary, uint32_t programme,
                     Date today, Arena *arena);

/* Make the stored items of these programmes, and the enrolments, what they should
 * be. In a transaction begun for writing. */
bool due_refresh(Store *store, Facts *facts, const Vocabulary *vocabulary,
                 const uint32_t *programmes, uint32_t programme_count, Date today, Arena *arena,
                 Fault *fault) MUST_CHECK;

/* Forget what is due for somebody who is no more, and his enrolments. In a
 * transaction begun for writing. */
bool due_forget_person(Store *store, int64_t person_id, Fault *fault) MUST_CHECK;

/* Forget what is due of items, and enrolments in programmes, that the definitions
 * have no longer. In a transaction begun for writing. */
bool due_forget_lost(Store *store, const Vocabulary *vocabulary, Arena *arena,
                     Fault *fault) MUST_CHECK;

/* ---- reading ---------------------------------------------------------------------------- */

typedef struct {
    int64_t  organisation_id; /* it and everything below it */
    int64_t  region_id;       /* 0: any; else of posts in it */
    int64_t  worker_id;       /* 0: any */
    int64_t  person_id;       /* 0: any; else only the person's */
    uint32_t programme;       /* CATALOG_NONE: any */
    Date     until;           /* due by then */
    bool     overdue_only;
    /* page: those behind this one */
    Date     after_due_on;
    int64_t  after_person_id;
    uint32_t after_item_id;
    uint32_t limit;
} DueFilter;

typedef struct {
    DueItem item;
    bool    is_overdue;
    Str     person_name;
} DueRow;

/* By day, then person. */
bool due_list(DueRow **out, uint32_t *count, Store *store, const Vocabulary *vocabulary,
              const Actor *actor, const OrganisationTree *tree, const DueFilter *filter, Date today,
              Arena *arena, Fault *fault) MUST_CHECK;

typedef struct {
    int64_t organisation_id;
    int64_t worker_id;
    int64_t due_count, overdue_count;
} DueSummary;

/* How much is due and overdue at each post and with each worker, by `until`. */
bool due_summarise(DueSummary **out, uint32_t *count, Store *store, const Actor *actor,
                   const OrganisationTree *tree, int64_t organisation_id, Date until, Date today,
                   Arena *arena, Fault *fault) MUST_CHECK;

#endif
