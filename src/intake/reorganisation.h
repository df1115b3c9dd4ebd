/* reorganisation.h - posts merged, made, moved, renamed on one day, as one plan.
 *
 * A county makes twenty township centres of twenty-six and puts a medical group over
 * them. That is a file of rows (docs/exchange.md) and a day. The plan is checked as a
 * whole by doing what its rows do to the registers and taking it back, which shows
 * everything that is wrong, and what will move. It is kept, and carried out row by
 * row when its day has come: each row is one transaction, whole or not at all, and
 * what was done is remembered in it; so a run that was cut short goes on where it
 * was. People follow their post from the plan's day on (intake.h); figures of periods
 * that ended before keep their places, because edges and stays are dated.
 *
 * Ownership  Results live in the job's arena.
 * Threads    As the House.
 * Faults     FAULT_INVALID with problems, each with the line of the file;
 *            FAULT_DENIED unless the actor manages the registry of a whole tree;
 *            FAULT_NOT_FOUND; FAULT_CONFLICT when the plan is not in that state.
 * Limits     LIMIT_REORGANISATION_STEPS.
 */
#ifndef INTAKE_REORGANISATION_H
#define INTAKE_REORGANISATION_H

#include "intake/intake.h"

/* ---- the file ------------------------------------------------------------------------- */

typedef enum {
    REORGANISATION_CREATE, /* a new organisation: code, name, kind, region, parent */
    REORGANISATION_MERGE,  /* code is part of `into` */
    REORGANISATION_MOVE,   /* code is below `parent` in a tree */
    REORGANISATION_LEAVE,  /* code leaves a tree other than administration */
    REORGANISATION_CHANGE, /* code has another name, or kind */
    REORGANISATION_ACTION_COUNT,
} ReorganisationAction;

Str   reorganisation_action_name(ReorganisationAction action); /* "create" */
Label reorganisation_action_label(ReorganisationAction action);

typedef struct {
    uint32_t             line; /* of the file */
    ReorganisationAction action;
    Str                  code, name, kind, region, parent, into, tree;
} ReorganisationStep;

typedef struct {
    ReorganisationStep *steps;
    uint32_t            count;
} ReorganisationPlan;

/* Headings and actions in English or Chinese. False with every problem. */
bool reorganisation_parse(ReorganisationPlan *out, Arena *arena, Str text, Problems *problems,
                          Fault *fault) MUST_CHECK;
/* The same as text, which is parsed to the same. */
void reorganisation_format(Buf *out, const ReorganisationPlan *plan);

/* ---- a plan ------------------------------------------------------------------------------- */

/* What a step takes along. */
typedef struct {
    int64_t persons, workers, accounts, households, dues, organisations;
} ReorganisationEffect;

/* All that would go wrong is in the problems, and is no fault. Effects are parallel to
 * the steps. In a transaction begun for writing; nothing is written. */
bool reorganisation_check(ReorganisationEffect **effects, House *house, const Job *job,
                          const ReorganisationPlan *plan, Date day, Problems *problems,
                          Fault *fault) MUST_CHECK;

typedef enum {
    REORGANISATION_PLANNED,
    REORGANISATION_RUNNING, /* some of its steps are done */
    REORGANISATION_DONE,
    REORGANISATION_WITHDRAWN,
    REORGANISATION_STATE_COUNT,
} ReorganisationState;

Str   reorganisation_state_name(ReorganisationState state);
Label reorganisation_state_label(ReorganisationState state);

typedef struct {
    int64_t             reorganisation_id;
    Str                 title;
    Date                day;
    ReorganisationState state;
    Str                 plan; /* as it was parsed */
    uint32_t            step_count, done_count;
    Label               failure; /* why its last step could not be done, or empty */
    int64_t             recorded_at, recorded_by, finished_at;
} Reorganisation;

/* Keep a plan that is right; it is not begun. */
bool reorganisation_put(int64_t *reorganisation_id, House *house, const Job *job, Str title,
                        Date day, const ReorganisationPlan *plan, Problems *problems,
                        Fault *fault) MUST_CHECK;

/* The latest first. */
bool reorganisation_list(const Reorganisation **out, uint32_t *count, House *house, const Job *job,
                         Fault *fault) MUST_CHECK;
bool reorganisation_get(Reorganisation *out, House *house, const Job *job,
                        int64_t reorganisation_id, Fault *fault) MUST_CHECK;

/* The next step, in a transaction begun by intake_begin. FAULT_CONFLICT before its day,
 * and when it is over. */
bool reorganisation_run_step(Reorganisation *out, House *house, const Job *job,
                             int64_t reorganisation_id, Progress *progress, Problems *problems,
                             Fault *fault) MUST_CHECK;

/* All that is left, a transaction for each step. Not inside one. When a step fails the
 * reason is kept with the plan. */
bool reorganisation_run(Reorganisation *out, House *house, const Job *job,
                        int64_t reorganisation_id, bool quiet, Problems *problems,
                        Fault *fault) MUST_CHECK;

/* Only one of which nothing is done. */
bool reorganisation_withdraw(House *house, const Job *job, int64_t reorganisation_id,
                             Fault *fault) MUST_CHECK;

/* Carry out the plans whose day has come. One that fails stays where it is, with the
 * reason, and does not keep the others. Not inside a transaction. */
bool reorganisation_catch_up(uint32_t *done_count, House *house, Date today, bool quiet,
                             Fault *fault) MUST_CHECK;

#endif
