/* person.h - the residents: who they are, and where and with whom they have been.
 *
 * What is known about a person is one row, and every earlier revision of it is
 * kept. Where a person lives and which post looks after it is a list of days: from
 * each day on something holds until the next one. The latest of them is copied
 * into the person's row, so that a list needs one table.
 *
 * Whoever writes is told from which day on something is different (PersonChange),
 * so that what is due and what is counted can follow in the same transaction.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_INVALID with problems; FAULT_DENIED, also for a person outside
 *            the actor's place; FAULT_CONFLICT when the revision is no longer the
 *            one that was read; FAULT_NOT_FOUND; the store's.
 * Limits     PERSON_*_CHARS_MAX.
 * Privacy    Everything here is personal. Audit rows name the fields, problems the
 *            ids.
 */
#ifndef REGISTRY_PERSON_H
#define REGISTRY_PERSON_H

#include "registry/problem.h"
#include "registry/registry.h"

enum {
    PERSON_NAME_CHARS_MAX = 50,
    PERSON_ADDRESS_CHARS_MAX = 200,
    PERSON_REASON_CHARS_MAX = 100,
    PERSON_ELSEWHERE_CHARS_MAX = 100,
    PERSON_ID_CHARS_MAX = 30,
};

typedef enum {
#define X(field, name, zh, en) field,
#include "registry/person_field.def"
#undef X
    PERSON_FIELD_COUNT,
} PersonField;

Str          person_field_name(PersonField field);
ProblemPlace person_field_place(PersonField field); /* for the door's own problems */

typedef struct {
    int64_t  person_id;
    Str      citizen_id; /* number of the document, or empty */
    Str      id_kind;    /* which document: PERSON_CODE_ID_KIND */
    Str      record_number;
    Str      name, name_pinyin, name_initials;
    Str      sex;
    Date     born_on;
    Date     died_on; /* DATE_MAX: alive */
    Str      phone;   /* digits only */
    Str      address;
    int64_t  household_id;
    Str      relation, ethnic;
    bool     is_resident; /* these five: of the latest residence */
    Str      residence;
    int64_t  organisation_id, region_id, worker_id;
    int64_t  recorded_at, recorded_by; /* of this revision */
    uint32_t revision;
} Person;

/* From a day on, until the next: who is looked after where. */
typedef struct {
    Date    from_on;
    bool    is_resident; /* false: has left; then the rest may be 0, and stays as it was */
    Str     kind;        /* PERSON_CODE_RESIDENCE; RESIDENCE_AWAY only of who has left */
    int64_t organisation_id, region_id;
    int64_t worker_id; /* 0: nobody in particular */
    Str     reason;    /* in words, or empty */
    Str     elsewhere; /* came from there, or has gone there: a region's code, or words */
    Date    return_on; /* of who has gone away: planned; or RETURN_UNKNOWN */
    int64_t recorded_at, recorded_by;
} Residence;

/* Still registered here, but living elsewhere. */
#define RESIDENCE_REGISTERED "1"
#define RESIDENCE_AWAY       "3"

#define RETURN_UNKNOWN ((Date){ 0 })

/* ---- reading ------------------------------------------------------------------------- */

/* FAULT_NOT_FOUND when there is none; FAULT_DENIED outside the actor's place. Here and
 * below an id that was merged into another gives the survivor, whose id is in the
 * result. */
bool person_get(Person *out, const Registry *registry, int64_t person_id, Fault *fault) MUST_CHECK;

/* 0: nobody has it. No question of place is asked, because who knows the whole
 * number of a document in front of him may know that its holder is registered;
 * nothing else is told. A number of 15 digits is found too. The id may be one that was
 * merged into another (person_merge.h): what is written under it is written for the
 * survivor. */
bool person_find_by_citizen_id(int64_t *person_id, const Registry *registry, Str citizen_id,
                               Fault *fault) MUST_CHECK;
bool person_find_by_record_number(int64_t *person_id, const Registry *registry, Str record_number,
                                  Fault *fault) MUST_CHECK;

/* Who has exactly this name and day of birth, wherever he is; at most NAMESAKES_MAX. */
enum { PERSON_NAMESAKES_MAX = 50 };
bool person_namesakes(int64_t **ids, uint32_t *count, const Registry *registry, Str name,
                      Date born_on, Fault *fault) MUST_CHECK;

/* A telephone as it is kept: without blanks, dashes and the country. */
Str person_phone_digits(Arena *arena, Str phone);

/* All, earliest first. */
bool person_residences(const Residence **out, uint32_t *count, const Registry *registry,
                       int64_t person_id, Fault *fault) MUST_CHECK;

/* Earlier revisions, latest first. */
typedef struct {
    Person  person;
    int64_t superseded_at, superseded_by;
} PersonRevision;

bool person_history(const PersonRevision **out, uint32_t *count, const Registry *registry,
                    int64_t person_id, Fault *fault) MUST_CHECK;

/* ---- writing ---------------------------------------------------------------------------
 *
 * In a transaction begun for writing, by an actor who may write records and in
 * whose place the person is. On a fault the caller rolls back. Warnings among the
 * problems do not hinder. */

typedef struct {
    int64_t  person_id; /* 0: a new id; of an amendment: who */
    uint32_t revision;  /* of an amendment: the one that was read */
    Str      citizen_id;
    Str      id_kind; /* empty: an identity card, when there is a number */
    Str      record_number;
    Str      name;
    Str      sex;     /* empty: as the identity card says */
    Date     born_on; /* DATE_MIN: as the identity card says */
    Str      phone;
    Str      address;
    int64_t  household_id;
    Str      relation, ethnic;
    bool     next_record_number; /* take the village's next number, when there is none */
    bool     unverifiable;       /* let a wrong check digit be; by PERMIT_OVERRIDE_CHECK */
    /* Of a new one that is registered by intake: */
    bool           seeks_duplicates; /* refuse who is very probably registered already */
    const int64_t *distinct_ids;     /* but for these, who were looked at and are others */
    uint32_t       distinct_count;
} PersonEntry;

/* What is registered already, as an entry that changes nothing. */
PersonEntry person_entry_of(const Person *person);

/* What a write has changed. Nothing that was known about days before `since` is
 * different; DATE_MAX: nothing at all that is dated. */
typedef enum {
    PERSON_CHANGED_NEW = 1,
    PERSON_CHANGED_BIRTH = 2, /* date of birth or sex */
    PERSON_CHANGED_DEATH = 4,
    PERSON_CHANGED_RESIDENCE = 8,
    PERSON_CHANGED_WORDS = 16, /* name, numbers, address, household ... */
} PersonChanged;

typedef struct {
    int64_t  person_id;
    uint32_t revision; /* that the person has now */
    uint32_t changed;  /* bits of PersonChanged; 0: it was so already, nothing was written */
    Date     since;
} PersonChange;

bool person_register(PersonChange *out, const Registry *registry, const PersonEntry *entry,
                     const Residence *first, Problems *problems, Fault *fault) MUST_CHECK;

/* All that PersonEntry has, as it is now right. */
bool person_amend(PersonChange *out, const Registry *registry, const PersonEntry *entry,
                  Problems *problems, Fault *fault) MUST_CHECK;

/* From a day on, which may be in the past; a residence of the same day is
 * replaced. Whoever takes somebody in from elsewhere needs only the new
 * organisation in his place. */
bool person_move(PersonChange *out, const Registry *registry, int64_t person_id,
                 const Residence *to, Problems *problems, Fault *fault) MUST_CHECK;

/* The residence that began on that day was a mistake. One always remains. */
bool person_undo_move(PersonChange *out, const Registry *registry, int64_t person_id, Date from_on,
                      Problems *problems, Fault *fault) MUST_CHECK;

/* DATE_MAX: it was a mistake, the person is alive. */
bool person_record_death(PersonChange *out, const Registry *registry, int64_t person_id,
                         Date died_on, Problems *problems, Fault *fault) MUST_CHECK;

#endif
