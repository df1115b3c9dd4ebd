/* population_change.h - how the number of residents of a place became another.
 *
 * The people who live at a place are counted on the day before a span of days and on
 * its last one, and everything that lies between is told apart: who was born or died,
 * came or went. Moves within the place are none. The register also learns late: what
 * was known when the span began is counted as well, and what was entered or corrected
 * since is told apart too. So
 *
 *     known then + corrections = opening;  opening + changes = closing
 *
 * hold exactly, of everybody and of each kind of residence and sex. Ages are those of
 * the day of each line.
 *
 * Whoever was registered before is known by the revisions of persons and stays, so
 * both sides are computed from the rows at any time, also as they were known earlier.
 *
 * Ownership  Results live in the registry's arena.
 * Threads    As the Store.
 * Faults     FAULT_DENIED outside the actor's place; FAULT_INVALID for a span that
 *            is none; the store's.
 * Limits     One pass over the people who were ever at the place; over everybody when
 *            it has many posts.
 */
#ifndef INDICATORS_POPULATION_CHANGE_H
#define INDICATORS_POPULATION_CHANGE_H

#include "indicators/figure.h"

typedef enum {
#define X(line, name, zh, en, sign) line,
#include "indicators/population_line.def"
#undef X
    POPULATION_LINE_COUNT,
} PopulationLine;

enum { POPULATION_LINE_BALANCE = 2 };

typedef struct {
    Str   name;
    Label label;
    int   sign; /* 1, -1, 0, or POPULATION_LINE_BALANCE */
} PopulationLineInfo;

const PopulationLineInfo *population_line(PopulationLine line);
bool                      population_line_find(PopulationLine *out, Str name);

/* Of five years each, the last is open. */
enum { POPULATION_BAND_YEARS = 5, POPULATION_BANDS = 21 };

typedef enum {
    POPULATION_REGISTERED, /* 户籍 */
    POPULATION_LIVING,     /* 非户籍 */
    POPULATION_KIND_COUNT,
} PopulationKind;

typedef enum {
    POPULATION_MALE,
    POPULATION_FEMALE,
    POPULATION_OTHER_SEX,
    POPULATION_SEX_COUNT,
} PopulationSex;

typedef struct {
    FigurePlace place;
    Date        from, until; /* first and last day */
    int64_t     as_of;       /* what is known now: an instant; 0: everything */
} PopulationQuestion;

typedef struct {
    int64_t total[POPULATION_LINE_COUNT];
    int64_t cells[POPULATION_LINE_COUNT][POPULATION_KIND_COUNT][POPULATION_SEX_COUNT]
                 [POPULATION_BANDS];
} PopulationChange;

bool population_change_read(PopulationChange *out, const FigureReader *reader,
                            const PopulationQuestion *question, Fault *fault) MUST_CHECK;

/* Whether the sums hold; asserted, and for tests. */
bool population_change_balances(const PopulationChange *change);

/* Somebody on a line. */
typedef struct {
    int64_t person_id;
    Date    on;
    int64_t organisation_id; /* where counted */
    int64_t other_id;        /* of a transfer: the post at the other end; else 0 */
    Str     elsewhere;       /* where from or where to, when that is known */
    Str     reason;
} PopulationEntry;

/* Of a line, by person, after `after`; a person may be there more than once. *more: there
 * are others. */
bool population_change_people(PopulationEntry **out, uint32_t *count, bool *more,
                              const FigureReader *reader, const PopulationQuestion *question,
                              PopulationLine line, int64_t after, uint32_t limit,
                              Fault *fault) MUST_CHECK;

#endif
