/* figure.h - an indicator's value, for a place and a period, and what it rests on.
 *
 * A figure is its parts: the number of people (or the sum) counted, and what it
 * is set against. A whole that is 0 or not known gives no value and says why; a
 * rate over 100 % of a subset is flagged, never cut.
 *
 * Ownership  Texts live in the arena or the catalogue.
 * Threads    As the Store.
 * Faults     FAULT_DENIED outside the actor's place.
 */
#ifndef INDICATORS_FIGURE_H
#define INDICATORS_FIGURE_H

#include "indicators/tally.h"
#include "registry/organisation.h"
#include "registry/population.h"
#include "registry/region.h"

/* What figures are read with: one per worker. */
typedef struct {
    Store            *store;
    const Registry   *registry;
    const Plan       *plan;
    const Vocabulary *vocabulary;
    const TallyYears *years;
    Date              today;
    bool              is_stale; /* no tally can be relied upon */
} FigureReader;

/* An organisation and all below it, or a region and all in it; both 0: everything.
 * What is below it is asked of a tree (registry/organisation_edge.h) as it was on the
 * period's last day; an empty one is that of administration. Whoever may see the
 * organisation may see its figures in every tree. */
typedef struct {
    int64_t organisation_id, region_id;
    Str     tree;
} FigurePlace;

typedef enum {
    FIGURE_HAS_VALUE,
    FIGURE_NO_WHOLE,     /* the whole is not known: no official population */
    FIGURE_ZERO_WHOLE,   /* nobody to set it against */
    FIGURE_NOT_IN_FORCE, /* the indicator is not of that time */
} FigureState;

Label figure_state_label(FigureState state);

typedef enum {
    SENSE_OVER_WHOLE = 1, /* more than the whole that it should be a part of */
    SENSE_JUMP = 2,       /* far from the same period a year before */
    SENSE_FEW = 4,        /* fewer than five people behind it */
} SenseFlag;

Label sense_label(SenseFlag flag);

typedef struct {
    const Indicator *indicator;
    Period           period;
    FigurePlace      place;
    int64_t          part, whole; /* units at the scales of their parts */
    uint8_t          part_scale, whole_scale;
    bool             has_whole; /* the whole is known */
    FigureState      state;
    Decimal          value;
    uint32_t         flags;
    Str              whole_source; /* of an official number */
    const Target    *target;       /* in force at the period's end, or NULL */
    bool             meets_target;
    bool             from_tallies; /* or computed just now */
} Figure;

/* FAULT_DENIED unless the actor may see figures of that place. */
bool figure_require_place(const FigureReader *reader, FigurePlace place, Fault *fault) MUST_CHECK;

/* Several indicators of one place and period: parts are read once each. */
bool figure_read(Figure *out, const FigureReader *reader, const uint32_t *indicators,
                 uint32_t count, FigurePlace place, Period period, Fault *fault) MUST_CHECK;

/* One indicator for each place right below an organisation or region. */
bool figure_by_place(Figure **out, uint32_t *count, const FigureReader *reader, uint32_t indicator,
                     FigurePlace place, Period period, Fault *fault) MUST_CHECK;

/* The region itself, or the one for which the organisation is responsible; 0: none. */
int64_t figure_region_of(const FigureReader *reader, FigurePlace place);

/* Whose official number the indicator is set against. */
PopulationGroup figure_official_group(const Indicator *indicator);

/* Whether the value a year before was so different that somebody should look. */
void figure_compare(Figure *figure, const Figure *year_before);

/* "62.35 %", "—": the value as it is printed. */
Str figure_value_text(Arena *arena, const Figure *figure, Language language);
Str figure_amount_text(Arena *arena, int64_t units, uint8_t scale);

/* ---- people ------------------------------------------------------------------------------- */

typedef enum {
    PEOPLE_COUNTED, /* in the part */
    PEOPLE_MISSING, /* in the whole and not in the part */
    PEOPLE_WHOLE,
} PeopleKind;

typedef struct {
    int64_t person_id;
    int64_t amount; /* what the person adds to the part, at its scale */
    int64_t organisation_id, region_id;
} FigurePerson;

/* By person id, after `after`, at most `limit`. Of those below the place in another
 * tree, people at posts of the actor's own place only. */
bool figure_people(FigurePerson **out, uint32_t *count, const FigureReader *reader,
                   uint32_t indicator, FigurePlace place, Period period, PeopleKind kind,
                   int64_t after, uint32_t limit, Fault *fault) MUST_CHECK;

/* ---- explain --------------------------------------------------------------------------------- */

/* One line of why a person is counted or not: an expression's piece and its value. */
typedef struct {
    Str     text; /* "count(followup in year where face_to_face)" */
    Type    type;
    bool    present;
    int64_t word;
} FigureReason;

typedef struct {
    bool          in_part, in_whole;
    int64_t       amount;
    FigureReason *reasons;
    uint32_t      reason_count;
} FigureExplanation;

bool figure_explain_person(FigureExplanation *out, const FigureReader *reader, uint32_t indicator,
                           Period period, int64_t person_id, Fault *fault) MUST_CHECK;

#endif
