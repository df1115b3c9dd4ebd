/* facts.h - what is true of one subject, on any day and in any period.
 *
 * A Facts holds the records of one subject and answers expressions over lanes:
 * for a figure, for what is due, for advice on a record. It is the same code for
 * the subject that a write touches and for each of three million in a rebuild.
 *
 *     facts_begin(facts, &subject);
 *     ... facts_row for each record, or facts_load for all of them ...
 *     facts_ask(facts, lanes);
 *     const Vector *answer = facts_part(facts, part);
 *
 * Nothing is computed before it is asked for: a person who is in no programme
 * costs little.
 *
 * Ownership  Rows and answers are borrowed until the next facts_begin; answers
 *            also only until the next facts_ask or change.
 * Threads    One Facts, one thread. Any number may share a Plan and a LaneSet.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "facts/plan.h"
#include "store/store.h"

typedef struct Facts Facts;

/* From this day on, until the next stay begins. */
typedef struct {
    Date    from_on;
    bool    is_resident;
    int64_t kind; /* code of `residence`, packed; 0 when not known */
    int64_t organisation_id, region_id, worker_id; /* 0: none */
} Stay;

typedef struct {
    int64_t     id;
    Date        born_on;
    bool        has_died;
    Date        died_on;
    int64_t     sex;   /* code, packed */
    const Stay *stays; /* by day, at least one */
    uint32_t    stay_count;
} Subject;

/* One enrolment: both days included; DATE_MAX while it is open. */
typedef struct {
    Date    opened_on, closed_on;
    int64_t record_id;
} Episode;

Facts *facts_open(Arena *arena, const Plan *plan);

const Plan *facts_plan(const Facts *facts);

/* ---- the records ------------------------------------------------------------------- */

void facts_begin(Facts *facts, const Subject *subject);

/* A new row of a scan; its fields are missing until they are set. */
typedef struct {
    struct RowChunk *chunk;
    uint32_t         at;
} Row;

Row  facts_add_row(Facts *facts, uint32_t scan, int64_t record_id, Date day);
void facts_set_field(Row row, uint32_t column, int64_t word);
/* Take a record out, if it is there. */
void facts_remove_row(Facts *facts, uint32_t scan, int64_t record_id);

bool facts_has_rows(const Facts *facts, uint32_t scan);
/* Whether there are the records that somebody must have. */
bool facts_meet(const Facts *facts, const Need *need);

/* Read the person, the stays and every record of the plan. */
bool facts_load(Facts *facts, Store *store, int64_t person_id, Fault *fault) MUST_CHECK;
/* Only the person and the stays, after either changed. */
bool facts_load_subject(Facts *facts, Store *store, int64_t person_id, Fault *fault) MUST_CHECK;

/* As if the records of all of these were the one subject's, who is as given: what would
 * become of persons if they were one. The subject's stays are borrowed. */
bool facts_load_as_one(Facts *facts, Store *store, const Subject *subject, const int64_t *persons,
                       uint32_t person_count, Fault *fault) MUST_CHECK;

/* What a row says, from column `at` on; for who reads many subjects in one pass. */
void facts_read_person(Subject *out, const Statement *row, int at); /* born_on, died_on, sex */
Stay facts_read_stay(const Statement *row, int at); /* from_on, is_resident, kind, places, worker */
void facts_read_record(Facts *facts, uint32_t scan, const Statement *row, int at); /* a scan's */

const Subject *facts_subject(const Facts *facts);

/* ---- the answers -------------------------------------------------------------------- */

void           facts_ask(Facts *facts, const LaneSet *lanes);
const LaneSet *facts_lanes(const Facts *facts);

/* A part of a figure: what parts share is computed once. */
const Vector *facts_part(Facts *facts, uint32_t part);
/* Any other expression over a subject and a day. */
const Vector *facts_run(Facts *facts, const Expr *expr);
/* One slot of such an expression, over the lanes. */
const Vector *facts_slot(Facts *facts, Slot slot);

/* The enrolments in a programme, by day. */
const Episode *facts_episodes(Facts *facts, uint32_t programme, uint32_t *count);

/* What the subject is to this place on a day, by the thresholds of that day: the
 * codes of the set `resident_status`, in its order. */
typedef enum {
    RESIDENT_UNKNOWN, /* not born, or not yet registered */
    RESIDENT_REGISTERED,
    RESIDENT_AWAY,
    RESIDENT_SETTLED,
    RESIDENT_MIGRANT,
    RESIDENT_PASSING,
    RESIDENT_LEFT,
    RESIDENT_DEAD,
    RESIDENT_ABSENT, /* registered here, and not away long enough to be a resident elsewhere */
    RESIDENT_STATUS_COUNT,
} ResidentStatus;

ResidentStatus facts_status_on(const Facts *facts, Date day);
Str            resident_status_code(ResidentStatus status); /* empty: unknown */

/* Where the subject belongs in a lane: the stay of its day, and after leaving
 * the last one before. */
const Stay *facts_place(const Facts *facts, uint32_t lane);
const Stay *facts_place_on(const Facts *facts, Date day);

#endif
