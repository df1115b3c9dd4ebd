/* merge.h - two persons who are one, merged and parted again.
 *
 * In one transaction everything of the merged one becomes the kept one's: records with
 * their lists and history, rows about the person (registry/person_table.def), stays and
 * numbers; dues and figures follow. So the figures count one person, and no reader has
 * to know about merges (docs/decisions/0003).
 *
 * Undoing gives back what moved, also when it was amended or voided since, and what
 * was entered under the merged id since. What was entered for the survivor stays.
 *
 * Ownership, threads and faults as intake.h and registry/person_merge.h.
 */
#ifndef INTAKE_MERGE_H
#define INTAKE_MERGE_H

#include "intake/intake.h"
#include "registry/duplicate.h"
#include "registry/person_merge.h"

typedef struct {
    int64_t     kept_id, merged_id;
    uint32_t    kept_revision, merged_revision; /* that were read; 0: whatever there is */
    MergeChoice choice;
    Str         reason, evidence; /* or empty */
} MergeOrder;

/* Which of two is kept: registry's person_is_survivor. Ids that were merged away are led
 * on. */
bool intake_choose_survivor(int64_t *kept_id, int64_t *merged_id, House *house, const Job *job,
                            int64_t a_id, int64_t b_id, Fault *fault) MUST_CHECK;

bool intake_merge_persons(PersonMerge *out, House *house, const Job *job, const MergeOrder *order,
                          Fault *fault) MUST_CHECK;
bool intake_unmerge_persons(PersonMerge *out, House *house, const Job *job, int64_t merge_id,
                            Str reason, Fault *fault) MUST_CHECK;

/* ---- what would happen ------------------------------------------------------------------- */

typedef struct {
    uint32_t form;                     /* of the catalogue */
    uint32_t kept_count, merged_count; /* records in force */
} MergeForm;

typedef struct {
    uint32_t indicator;
    int64_t  part_change, whole_change; /* of this year up to today, in units of their parts */
} MergeFigure;

/* An enrolment of the one overlaps one of the other: on each day the later one holds. */
typedef struct {
    uint32_t programme;
    Date     from, until; /* DATE_MAX: open */
} MergeOverlap;

typedef struct {
    PersonUnion      pair;
    MergeForm       *forms;
    uint32_t         form_count;
    PersonOwnedRows *rows; /* of the merged one */
    uint32_t         row_count;
    uint32_t         kept_dues, merged_dues, dues;
    MergeFigure     *figures; /* that would be different */
    uint32_t         figure_count;
    MergeOverlap    *overlaps;
    uint32_t         overlap_count;
    Problems         problems; /* that the united records would have on entry; they do not hinder */
} MergePreview;

/* A transaction begun for reading is enough. */
bool intake_preview_merge(MergePreview *out, House *house, const Job *job, int64_t kept_id,
                          int64_t merged_id, MergeChoice choice, Fault *fault) MUST_CHECK;

typedef struct {
    PersonMerge merge;
    bool        can_undo;
    Str         hindrance; /* why not */
    MergeForm  *forms;     /* merged_count: records that would go back */
    uint32_t    form_count;
} UnmergePreview;

bool intake_preview_unmerge(UnmergePreview *out, House *house, const Job *job, int64_t merge_id,
                            Fault *fault) MUST_CHECK;

/* ---- many ---------------------------------------------------------------------------------- */

typedef struct {
    uint64_t merged;
    uint64_t known;   /* one already */
    uint64_t decided; /* by somebody to be two */
    uint64_t refused; /* outside the actor's place, or gone */
} MergeAllResult;

/* Merge every pair, in transactions of its own of some hundred pairs each: a run that was
 * cut short is run again. Pairs about which somebody decided otherwise, or whose merge
 * was undone, are left. */
bool intake_merge_all(MergeAllResult *out, House *house, const Actor *actor,
                      const DuplicateEntry *pairs, uint64_t count, Str reason, Progress *progress,
                      Fault *fault) MUST_CHECK;

#endif
