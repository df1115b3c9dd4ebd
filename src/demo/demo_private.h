/* demo_private.h - the county while it is played: places, residents, and those who
 * write things down.
 *
 * A resident here is what nature knows (who falls ill, who smokes) and what the
 * generator remembers (when was the last visit). What the house knows is in the
 * store and only there.
 */
#ifndef DEMO_DEMO_PRIVATE_H
#define DEMO_DEMO_PRIVATE_H

#include "base/map.h"
#include "base/progress.h"
#include "demo/calendar.h"
#include "demo/demo.h"
#include "base/random.h"
#include "intake/intake.h"

#include <assert.h>

/* ---- what is looked up in the definitions ----------------------------------------------- */

typedef enum {
#define X(form, name, fields) form,
#include "demo/form.def"
#undef X
    FORM_COUNT,
} FormName;

static_assert((int)FORM_COUNT <= (int)DEMO_FORMS_MAX, "there is no room to count every form");

typedef enum {
#define X(param, name) param,
#include "demo/param.def"
#undef X
    PARAM_COUNT,
} ParamName;

typedef enum {
#define X(event, function) event,
#include "demo/event.def"
#undef X
    EVENT_COUNT,
} EventKind;

/* A form, and where its fields are: of the form itself, or of a list. */
typedef struct {
    uint32_t list, field;
} SheetField;

typedef struct {
    const Form *form;
    NameMap     names;
    SheetField *fields; /* at the name's position */
} Sheet;

/* ---- places ------------------------------------------------------------------------------ */

#define POST_NONE UINT32_MAX

/* How a post works; in a thousand, unless it says otherwise. */
typedef struct {
    uint32_t kept;      /* planned visits that take place */
    uint32_t in_time;   /* of them, when they should */
    uint32_t phoned;    /* by telephone, where a visit was asked for */
    uint32_t rounded;   /* pressures that end in 0 */
    uint32_t copied;    /* pressures taken over from the last visit */
    uint32_t late_days; /* until most are entered */
} Habit;

typedef struct {
    int64_t  organisation_id, region_id;
    Str      name; /* of the village */
    int64_t  doctor_id, team_id;
    uint32_t township;
    bool     is_station; /* of a neighbourhood */
    uint32_t merged_into;
    Date     merged_on;
    int64_t  record_prefix; /* of the health records' numbers */
    uint32_t record_serial;
    uint32_t people; /* that shall live there */
    uint32_t homes;  /* that were made there */
    Habit    habit;
} Post;

typedef struct {
    int64_t  organisation_id, region_id;
    Str      name;
    int64_t  doctor_id, nurse_id, officer_id; /* family doctor, nurse, public health */
    uint32_t county, first_post, post_count;
    bool     is_street;
} Township;

typedef struct {
    int64_t  region_id, bureau_id, hospital_id, prevention_id, maternal_id;
    Str      name;
    int64_t  specialist_id, officer_id; /* of the hospital, of disease prevention */
    uint32_t first_township, township_count;
} CountyPlace;

/* ---- people -------------------------------------------------------------------------------- */

#define RESIDENT_NONE UINT32_MAX

typedef enum { PRESENCE_AHEAD, PRESENCE_HERE, PRESENCE_AWAY, PRESENCE_DEAD } Presence;

/* What is true of somebody, whether anybody knows or not. */
enum {
    HAS_HYPERTENSION = 1 << 0,
    HAS_DIABETES = 1 << 1,
    KNOWS_HYPERTENSION = 1 << 2, /* it was diagnosed before the platform came */
    KNOWS_DIABETES = 1 << 3,
    HAS_CORONARY = 1 << 4,
    HAS_STROKE = 1 << 5,
    HAS_COPD = 1 << 6,
    SMOKES = 1 << 7,
    DRINKS = 1 << 8,
    IS_DISABLED = 1 << 9,
    IS_DEPENDENT = 1 << 10,
    IS_LIFTED = 1 << 11,
    IS_MONITORED = 1 << 12,
    HAS_ALLOWANCE = 1 << 13,
    IS_RELUCTANT = 1 << 14, /* signs nothing, comes seldom */
    EATS_SALTY = 1 << 15,
    HAS_FAMILY_HISTORY = 1 << 16,
    /* and what was done: */
    WAS_FILED = 1 << 20,
    WAS_DESCRIBED = 1 << 21, /* the basic form */
    WAS_OPENED = 1 << 22,
    HAD_CONTRACT = 1 << 23,
    IS_PHONED = 1 << 24, /* mostly out: visited by telephone */
};

/* The management of one disease. */
typedef struct {
    bool    is_enrolled;
    Date    confirmed_on, visited_on, ended_on;
    uint8_t unmet; /* visits in a row that did not meet the target */
} Care;

typedef struct {
    int64_t  person_id; /* 0: not registered */
    Date     born_on, since_on;
    uint32_t home, post;
    uint32_t traits;
    char     sex, relation;
    uint8_t  presence;
    bool     is_local;              /* the household is registered here */
    uint16_t sbp, dbp;              /* usual ones, mmHg */
    uint16_t fpg;                   /* tenths of mmol/L */
    uint16_t height, weight, waist; /* tenths of cm and kg */
    uint16_t last_sbp, last_dbp;
    Care     hypertension, diabetes;
    bool     has_visit_ahead; /* one chain of visits serves both */
    Date     filed_on, contract_until;
    int32_t  seen_year, examined_year, tested_year;
} Resident;

typedef struct {
    int64_t  household_id; /* 0: not registered */
    uint32_t first, count; /* its residents */
    uint32_t post;
    uint32_t number; /* in its village */
} Home;

/* ---- all of it ------------------------------------------------------------------------------- */

typedef struct {
    House             *house;
    const DemoOptions *options;
    DemoCounts        *counts;
    Arena             *arena, *scratch; /* of the whole, and of one event */
    Sheet              sheets[FORM_COUNT];
    const Param       *params[PARAM_COUNT];
    CountyPlace       *counties;
    Township          *townships;
    Post              *posts;
    Home              *homes;
    Resident          *residents;
    uint32_t           county_count, township_count, post_count, home_count, resident_count;
    uint32_t           home_capacity, resident_capacity;
    uint16_t          *serials; /* of the numbers given, by day of birth and sex */
    Calendar          *calendar;
    Date               first, today, last;
    int64_t            now, step_ms, day_end; /* the clock of the day that is played */
    uint32_t           batched;               /* jobs since the last commit */
} World;

/* Dice for an event that happens to somebody on a day. */
Random world_random(const World *world, uint32_t thing, EventKind kind, Date day);

/* The next moment of the day, and a job at it. */
Job      world_job(World *world);
Registry world_registry(World *world);

/* Commit what was written and begin anew, so that posts and trees are seen. */
bool world_commit(World *world, Fault *fault) MUST_CHECK;

int64_t world_param(const World *world, ParamName param, Date day, uint32_t post);
int32_t world_age(const Resident *resident, Date day);

/* Whether it happens in the year that is played wholly; the one before is thinner. */
bool world_is_full_year(const World *world, Date day);

/* ---- sheets: the definitions ----------------------------------------------------------------- */

bool sheet_open_all(World *world, Fault *fault) MUST_CHECK;

/* ---- places --------------------------------------------------------------------------------- */

bool place_make(World *world, Fault *fault) MUST_CHECK;
bool place_make_teams(World *world, Fault *fault) MUST_CHECK;
bool place_put_population(World *world, Fault *fault) MUST_CHECK;

/* The post that serves on a day, after mergers. */
uint32_t place_post_on(const World *world, uint32_t post, Date day);

/* ---- homes and bodies ----------------------------------------------------------------------- */

/* Make all households and put down when each is registered. */
void home_make_all(World *world);

/* What nature gives somebody who is so old in the year that is played. */
void body_make(const World *world, Resident *resident, uint32_t index);

typedef struct {
    int32_t sbp, dbp;
} Pressure;

/* As the post takes it and writes it down. */
Pressure body_pressure(const World *world, Resident *resident, Random *random, Date day);
/* A pulse, tenths of mmol/L of fasting glucose, tenths of kg. */
int32_t body_pulse(const Resident *resident, Random *random);
int32_t body_glucose(const Resident *resident, Random *random);
int32_t body_weight(const Resident *resident, Random *random);

Str home_name(World *world, uint32_t resident);    /* of a resident */
Str home_phone(const World *world, uint32_t home); /* of a household */
Str home_address(const World *world, uint32_t home);

/* How a member is registered: at the post that serves today, also for one that was merged. */
PersonEntry home_entry(World *world, uint32_t resident, Str number);
Residence   home_residence(const World *world, const Resident *resident);

/* Register one member; `number` is the mother's for a newborn, or empty. */
bool home_register_member(World *world, uint32_t resident, Str number, Fault *fault) MUST_CHECK;
Str  home_citizen_id(World *world, const Resident *resident);

/* ---- filling forms -------------------------------------------------------------------------- */

typedef struct {
    World       *world;
    const Sheet *sheet;
    FormName     form;
    uint32_t     resident; /* RESIDENT_NONE: about a thing */
    Submission   submission;
    bool        *left; /* per field: it is empty on purpose */
    Problems     problems;
} Draft;

/* About a resident, at the post that serves him or her, by its doctor. */
Draft draft_open(World *world, FormName form, uint32_t resident, Date day);
void  draft_at(Draft *draft, int64_t organisation_id, int64_t worker_id);

/* Everything is entered as text, as at any door. A name that is not in the form's
 * row of form.def is a mistake of the programmer's. */
void draft_text(Draft *draft, const char *field, Str text);
void draft_words(Draft *draft, const char *field, const char *words);
void draft_int(Draft *draft, const char *field, int64_t value);
void draft_tenths(Draft *draft, const char *field, int64_t tenths);
void draft_hundredths(Draft *draft, const char *field, int64_t hundredths);
void draft_bool(Draft *draft, const char *field, bool value);
void draft_date(Draft *draft, const char *field, Date value);
void draft_month(Draft *draft, const char *field, Date value);
void draft_id(Draft *draft, const char *field, int64_t id);
/* Choices by the names that expressions use, or by code; several joined by commas. */
void draft_code(Draft *draft, const char *field, const char *choices);
/* Any choice in force: the earlier ones of the set are met more often. */
void draft_any(Draft *draft, const char *field, Random *random);

/* One more row; draft_* of the list's fields are then about it. */
void draft_row(Draft *draft, const char *list);

/* It stays empty, whatever else is filled. */
void draft_leave(Draft *draft, const char *field);

/* What is still empty and always applies: codes mostly with their first value,
 * measurements within what is usual; each in so many of 1000 cases. */
void draft_rest(Draft *draft, Random *random, uint32_t permille);

/* Fill what was said to be missing, empty what does not apply: true when that may
 * have helped. */
bool draft_mend(Draft *draft, const Problems *problems);

/* Spoil it so that it must be refused. */
void draft_spoil(Draft *draft, Random *random);

/* ---- those who write it down ---------------------------------------------------------------- */

/* Enter it, now and then wrongly first. *record_id is 0 when it was refused. */
bool clerk_submit(Draft *draft, Random *random, int64_t *record_id, Fault *fault) MUST_CHECK;

/* After `jobs` writes beside the clerk's. */
void clerk_count(World *world, uint32_t jobs);

/* A problem with a person or a thing: counted, and forgotten unless the store failed. */
bool clerk_forgive(World *world, Fault *found, Fault *fault) MUST_CHECK;

/* The day on which what was done on `day` is entered at that post. */
Date clerk_entry_day(const World *world, uint32_t post, Random *random, Date day);

/* Put down something that will be done on a day, for the day of its entry. */
void clerk_plan(World *world, EventKind kind, uint32_t thing, Date day, uint32_t detail);

/* ---- a resident's year ---------------------------------------------------------------------- */

/* All that is planned for the rest of the year of `from`. */
void plan_year(World *world, uint32_t resident, Date from);

/* Whether somebody is here, and could be visited on that day. */
bool plan_is_here(const World *world, const Resident *resident, Date day);

/* The detail of a registration: when it was found. */
enum { FOUND_BEFORE, FOUND_HERE, FOUND_AGAIN };

/* Put down the first or next follow-up visit. */
void chronic_plan_visit(World *world, uint32_t resident, Date day);

/* The self-care form, and the class that it gives: "independent" ... */
bool exam_self_care(World *world, uint32_t resident, Date day, Random *random, const char **class,
                    Fault *fault) MUST_CHECK;

/* End what is under management: why, as leaving_reason and record_end have it. */
bool record_end(World *world, uint32_t resident, Date day, const char *reason, Random *random,
                Fault *fault) MUST_CHECK;
bool chronic_end(World *world, uint32_t resident, Date day, const char *reason, Random *random,
                 Fault *fault) MUST_CHECK;

/* One clinic of each county is merged into its neighbour at midyear. */
bool life_merge_posts(World *world, Fault *fault) MUST_CHECK;

/* ---- by what people are known: identity.c ---------------------------------------------------- */

enum { JOBS_PER_COMMIT = 400 };

/* After the last day, so that nothing before it depends on who has a passport. */
bool identity_tell_all(World *world, Fault *fault) MUST_CHECK;

/* After it: some are registered once more, by who did not see that they were. */
bool again_register_all(World *world, Fault *fault) MUST_CHECK;

/* Deaths, moves and leavings of the year to come. */
void life_plan_year(World *world, uint32_t resident, int32_t year);

typedef bool (*EventHandler)(World *world, const Entry *entry, Random *random, Fault *fault);

#define X(event, function)                                                                         \
    bool function(World *world, const Entry *entry, Random *random, Fault *fault) MUST_CHECK;
#include "demo/event.def"
#undef X

#endif
