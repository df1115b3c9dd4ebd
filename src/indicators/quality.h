/* quality.h - what is wrong with the register, as live figures that lead to people.
 *
 * Each check is one question about a person, as he is and with whom he shares a
 * household, a telephone number, an address. Who fails it has a row (person_issue)
 * with the first and the last day on which he does, because time alone brings some
 * of it about: nobody has to run at midnight. Thresholds are parameters of the
 * definitions, dated and with their source; a check whose parameter the definitions
 * lack asks nothing.
 *
 * The rows are kept in the transaction of the write: what it touched is noted
 * (registry/touch.h), and before the commit quality_settle computes again whoever
 * depends on it. Where many share something, the others are asked again only when the
 * threshold may have been crossed, and then they are few; so a write stays fast when
 * ten thousand share a number.
 *
 * QUALITY_TWO_POSTS has no rows: its people are the open pairs of the queue of
 * duplicates, read when somebody asks.
 *
 * Ownership  Results live in the arena given, or the registry's.
 * Threads    As the Store.
 * Faults     FAULT_DENIED outside the actor's place; the store's.
 * Privacy    Issues name people and checks, never values.
 */
#ifndef INDICATORS_QUALITY_H
#define INDICATORS_QUALITY_H

#include "base/progress.h"
#include "indicators/figure.h"

typedef enum {
#define X(check, name, zh, en, param, fix) check,
#include "indicators/quality_check.def"
#undef X
    QUALITY_CHECK_COUNT,
} QualityCheck;

typedef struct {
    Str   name;
    Label label;
    Str   param; /* whose value is the threshold, or empty */
    Str   fix;   /* where it is mended: person, identifiers, records, duplicates */
} QualityCheckInfo;

const QualityCheckInfo *quality_check(QualityCheck check);
bool                    quality_check_find(QualityCheck *out, Str name);

/* The thresholds of a day; QUALITY_NO_RULE where the definitions have none. */
enum { QUALITY_NO_RULE = -1 };

typedef struct {
    Date    day;
    int64_t thresholds[QUALITY_CHECK_COUNT];
    int64_t parent_years;
} QualityRules;

QualityRules quality_rules(const Catalog *catalog, Date day);

/* ---- writing ----------------------------------------------------------------------------- */

typedef struct Quality Quality;

/* For one writer, of its definitions. */
Quality *quality_open(Arena *arena, Store *store, const Catalog *catalog);

/* In a transaction begun for writing: a record of the person was added that happened then,
 * which may change the checks that turn on the last record, and these are right at once; or
 * any of his records is another now. */
bool quality_saw(Quality *quality, int64_t person_id, Date seen_on, Date day,
                 Fault *fault) MUST_CHECK;
bool quality_saw_otherwise(Store *store, int64_t person_id, Fault *fault) MUST_CHECK;

/* Put right what depends on what the transaction has touched. */
bool quality_settle(Quality *quality, Date day, Fault *fault) MUST_CHECK;

/* Everybody anew, in pieces: each call, in a transaction of its own that was begun for
 * writing, does the next `most` people and says how many they were; 0: it is done.
 * Others write between two pieces, and what they write is settled as ever. How far it is
 * stands in the store, so one that was broken off is gone on with; until it is done the
 * rows are stale (quality_is_stale). */
enum { QUALITY_PIECE = 4000 };

bool quality_rebuild(Quality *quality, Date day, uint32_t most, uint32_t *person_count,
                     Fault *fault) MUST_CHECK;

/* How many people have other issues, or another last day, than they should. */
bool quality_verify(Quality *quality, Date day, Progress *progress, uint64_t *difference_count,
                    uint64_t *issue_count, Fault *fault) MUST_CHECK;

/* Whether the thresholds are no longer those by which the rows were made. */
bool quality_is_stale(bool *out, Quality *quality, Date day, Fault *fault) MUST_CHECK;

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct {
    int64_t people; /* who live here: every check but that of the dead is about them */
    int64_t counts[QUALITY_CHECK_COUNT];
} QualityCounts;

/* On a day, of an organisation and everything below it; 0: of everything. */
bool quality_count(QualityCounts *out, const FigureReader *reader, int64_t organisation_id,
                   Date day, Fault *fault) MUST_CHECK;

typedef struct {
    int64_t       organisation_id;
    QualityCounts counts;
} QualityPlace;

/* The same for each right below it that has anybody. */
bool quality_by_place(QualityPlace **out, uint32_t *count, const FigureReader *reader,
                      int64_t organisation_id, Date day, Fault *fault) MUST_CHECK;

typedef struct {
    int64_t organisation_id, person_id;
    Date    from_on;  /* since when */
    int64_t other_id; /* QUALITY_TWO_POSTS: the other one of the pair */
} QualityPerson;

/* Who fails a check, by organisation and person, after those two. */
bool quality_people(QualityPerson **out, uint32_t *count, const FigureReader *reader,
                    QualityCheck check, int64_t organisation_id, Date day, const int64_t after[2],
                    uint32_t limit, Fault *fault) MUST_CHECK;

/* The issues of one person on a day: bits, 1 << check. */
bool quality_of_person(uint32_t *out, Store *store, int64_t person_id, Date day,
                       Fault *fault) MUST_CHECK;

#endif
