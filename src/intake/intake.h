/* intake.h - the one write path.
 *
 * A form filled in a browser, a row of a file, a message and the demonstration
 * county all come in here:
 *
 *   may this actor do it -> was it done already -> is it right -> rows -> dues
 *   -> tallies -> audit
 *
 * all inside one transaction, so that nobody ever sees a record that its due list
 * or its figures do not know. Several jobs may share a transaction, and so one
 * durable commit:
 *
 *     intake_begin(house, fault);
 *     intake_submit(...);  intake_submit(...);
 *     intake_commit(house, fault);        tallies of all of them, then the commit
 *     intake_end(house);                  rolls back what was not committed
 *
 * A job that is refused (FAULT_INVALID, FAULT_DENIED, FAULT_CONFLICT ...) has
 * written nothing. After any other fault the transaction must be given up.
 *
 * Ownership  Results live in the job's arena.
 * Threads    As the House.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/progress.h"
#include "intake/house.h"
#include "registry/household.h"
#include "registry/identifier.h"
#include "registry/organisation_edge.h"
#include "registry/person_match.h"
#include "registry/person_name.h"
#include "registry/relation.h"

bool intake_begin(House *house, Fault *fault) MUST_CHECK;
bool intake_commit(House *house, Fault *fault) MUST_CHECK;
void intake_end(House *house);

/* Several jobs of a transaction that are done together or not at all: a row of a file
 * that registers a person, his household and his death. When one of them is refused
 * the group ends without them (`keep` false), and the transaction goes on; after any
 * other fault the transaction is given up, and the group with it. Not nested. The
 * job's arena lives until the group's end. */
bool intake_begin_group(House *house, const Job *job, Fault *fault) MUST_CHECK;
bool intake_end_group(House *house, bool keep, Fault *fault) MUST_CHECK;

/* ---- records ---------------------------------------------------------------------------- */

typedef struct {
    int64_t        subject_id, record_id;
    uint32_t       revision;
    bool           was_done; /* the same key did the same before: nothing was written */
    const Advice **advice;
    uint32_t       advice_count;
    bool          *applies, *required; /* per field; of a preview only */
} IntakeResult;

/* A new record. `key` names the attempt: the same key with the same content gives
 * the same answer again and writes nothing; an empty key names none. Problems are
 * added, warnings too. For a register, a new entry. */
bool intake_submit(IntakeResult *out, House *house, const Job *job, Submission *submission, Str key,
                   Problems *problems, Fault *fault) MUST_CHECK;

/* submission->record_id and ->revision say which one was read. */
bool intake_amend(IntakeResult *out, House *house, const Job *job, Submission *submission, Str key,
                  Problems *problems, Fault *fault) MUST_CHECK;

bool intake_void(House *house, const Job *job, const Form *form, int64_t subject_id,
                 int64_t record_id, uint32_t revision, Str reason, Fault *fault) MUST_CHECK;

/* What would come of it: problems, computed values, advice. Nothing is written; a
 * transaction begun for reading is enough. */
bool intake_preview(IntakeResult *out, House *house, const Job *job, Submission *submission,
                    Problems *problems, Fault *fault) MUST_CHECK;

/* ---- persons ------------------------------------------------------------------------------ */

bool intake_register_person(PersonChange *out, House *house, const Job *job,
                            const PersonEntry *entry, const Residence *first, Problems *problems,
                            Fault *fault) MUST_CHECK;
/* The same by a door that has asked itself who may be meant (registry/person_match.h): the
 * pairs worth a look are put into the queue. */
bool intake_register_among(PersonChange *out, House *house, const Job *job,
                           const PersonEntry *entry, const Residence *first,
                           const PersonMatch *matches, uint32_t match_count, Problems *problems,
                           Fault *fault) MUST_CHECK;
bool intake_amend_person(PersonChange *out, House *house, const Job *job, const PersonEntry *entry,
                         Problems *problems, Fault *fault) MUST_CHECK;
bool intake_move_person(PersonChange *out, House *house, const Job *job, int64_t person_id,
                        const Residence *to, Problems *problems, Fault *fault) MUST_CHECK;
bool intake_undo_move(PersonChange *out, House *house, const Job *job, int64_t person_id,
                      Date from_on, Problems *problems, Fault *fault) MUST_CHECK;
bool intake_record_death(PersonChange *out, House *house, const Job *job, int64_t person_id,
                         Date died_on, Problems *problems, Fault *fault) MUST_CHECK;

/* ---- numbers, names and relations of a person ------------------------------------------------ */

bool intake_put_identifier(RowChange *out, House *house, const Job *job,
                           const IdentifierEntry *entry, Problems *problems,
                           Fault *fault) MUST_CHECK;
bool intake_end_identifier(RowChange *out, House *house, const Job *job, const IdentifierEnd *end,
                           Problems *problems, Fault *fault) MUST_CHECK;
bool intake_put_name(RowChange *out, House *house, const Job *job, const PersonNameEntry *entry,
                     Problems *problems, Fault *fault) MUST_CHECK;
bool intake_remove_name(RowChange *out, House *house, const Job *job, int64_t person_id,
                        int64_t name_id, uint32_t revision, Fault *fault) MUST_CHECK;
bool intake_put_relation(RowChange *out, House *house, const Job *job, const RelationEntry *entry,
                         Problems *problems, Fault *fault) MUST_CHECK;
bool intake_remove_relation(RowChange *out, House *house, const Job *job, int64_t person_id,
                            int64_t relation_id, uint32_t revision, Fault *fault) MUST_CHECK;

/* ---- households --------------------------------------------------------------------------------
 */

/* What somebody is to the head of the household; "0" is the head. */
typedef struct {
    int64_t person_id;
    Str     relation;
} HouseholdMember;

/* These persons are members of the household from now on, whichever they were in
 * before: so two are joined, one is split, and the head is another. `entry` makes a
 * new household when its id is 0, else it names one. A household that its head leaves
 * has none. All of it, or nothing. */
bool intake_gather_household(int64_t *household_id, House *house, const Job *job,
                             const HouseholdEntry *entry, const HouseholdMember *members,
                             uint32_t count, Problems *problems, Fault *fault) MUST_CHECK;

/* These persons are in no household any more. */
bool intake_leave_household(House *house, const Job *job, int64_t household_id,
                            const HouseholdMember *members, uint32_t count, Problems *problems,
                            Fault *fault) MUST_CHECK;

/* All members who live here move on that day, the household with them; an empty
 * address is kept. */
bool intake_move_household(uint32_t *moved, House *house, const Job *job, int64_t household_id,
                           const Residence *to, Str address, Problems *problems,
                           Fault *fault) MUST_CHECK;

/* ---- the quality of the register --------------------------------------------------------- */

/* The issues of everybody anew (indicators/quality.h), a transaction for each few thousand.
 * definition_catch_up does it when thresholds are others. */
bool intake_rebuild_quality(House *house, bool quiet, uint64_t *person_count,
                            Fault *fault) MUST_CHECK;

/* ---- organisations -------------------------------------------------------------------------- */

/* What is below what, from a day on; the transaction's own later steps know it. */
bool intake_put_edge(House *house, const Job *job, const OrganisationEdge *edge, Problems *problems,
                     Fault *fault) MUST_CHECK;

typedef struct {
    int64_t persons, workers, households, accounts;
} MovedAlong;

/* From `day` on one post is part of another: its people go with it, with their
 * households, those who work there, and the accounts that see from there. */
bool intake_merge_organisations(MovedAlong *out, House *house, const Job *job, int64_t from_id,
                                int64_t into_id, Date day, Progress *progress, Problems *problems,
                                Fault *fault) MUST_CHECK;

#endif
