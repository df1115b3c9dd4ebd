/* intake_private.h - what the files of this folder share: the effect of a change
 * on one person's dues and figures. */
#ifndef INTAKE_INTAKE_PRIVATE_H
#define INTAKE_INTAKE_PRIVATE_H

#include "intake/attempt.h"
#include "intake/definition.h"
#include "intake/intake.h"
#include "schedule/due.h"

/* Whether the store is exactly as new as this program. */
bool house_check(Store *store, Fault *fault) MUST_CHECK;

/* The first half of definition_load: new definitions in one transaction. Figures are
 * stale after it, until definition_catch_up. */
bool definition_put(DefinitionChange *out, Store *store, const Source *sources,
                    uint32_t source_count, const Actor *actor, bool dry_run, Arena *arena,
                    Fault *fault) MUST_CHECK;

/* The trees as this transaction has changed them, and their end with it. */
bool house_reload_trees(House *house, Fault *fault) MUST_CHECK;
void house_forget_uncommitted(House *house);

/* What a change may touch: these parts in these lanes, the dues of these
 * programmes. */
typedef struct {
    const LaneSet  *lanes; /* NULL: no tallies are kept of that time */
    const uint32_t *parts;
    uint32_t        part_count;
    const uint32_t *programmes;
    uint32_t        programme_count;
} Reach;

/* Everything, from a day on. */
Reach reach_of_all(House *house, Date since, Arena *arena);
/* A record of a form, on a day (the earlier one when it changes its day). */
Reach reach_of_form(const House *house, uint32_t form, Date day, bool changes_year);

/* Subtract or add what the subject of the facts adds to the figures. */
void intake_count(House *house, Tally *tally, const Reach *reach, int sign);

/* After the change: add again, put the dues right, keep the job's tallies. */
bool intake_settle(House *house, const Job *job, Tally *tally, const Reach *reach,
                   Fault *fault) MUST_CHECK;

/* A problem for each worker, organisation, person or entry that a value names and
 * that does not exist. */
bool intake_check_references(House *house, const Job *job, const Submission *submission,
                             Problems *problems, Fault *fault) MUST_CHECK;

/* Of everything that a submission asks for: the same attempt has the same. */
Str intake_digest(const House *house, const Submission *submission, Arena *arena);

/* The digest that the submission would have had when the earlier attempt was made, which
 * may have been for an id that was merged since; and who that is now. */
bool intake_digest_like(Str *digest, int64_t *subject_id, House *house, const Attempt *earlier,
                        const Submission *submission, Arena *arena, Fault *fault) MUST_CHECK;

/* What would be wrong with a record, which the facts have, if it were entered now. */
bool intake_check_stored(House *house, const Job *job, Submission *record, Problems *problems,
                         Fault *fault) MUST_CHECK;

/* A submission for an id that was merged away is for the survivor. */
bool intake_lead(House *house, Submission *submission, Fault *fault) MUST_CHECK;

/* What came in under an id that was merged away (0: it did not) goes with that id when
 * the two are parted; `table` and row as person_note_through has them. */
bool intake_note_through(House *house, const Job *job, int64_t given_id, Str table, int64_t row_id,
                         Fault *fault) MUST_CHECK;

/* People go with their post when it is merged into another, also those who are
 * registered, revived or moved on an earlier day afterwards. */
bool intake_follow_posts(bool *moved, House *house, const Job *job, int64_t person_id,
                         Problems *problems, Fault *fault) MUST_CHECK;

/* A newborn who is known by his mother's number is her child, when she is registered
 * and nobody has said otherwise. */
bool intake_link_mother(House *house, const Job *job, int64_t person_id, Fault *fault) MUST_CHECK;

/* Compute again what the records of the person of the facts derive from birth and
 * sex. The facts are loaded anew when anything changed. */
bool intake_derive_again(House *house, const Job *job, Fault *fault) MUST_CHECK;

#endif
