/* demo.h - a county that does not exist, living for a year.
 *
 * Residents in households, posts with good and bad habits, and day by day what is
 * entered there: late, rounded, now and then wrong. All of it goes through the
 * write path that everybody uses (intake.h), so whatever the house shows of the
 * demonstration is computed as it would be in earnest; and an entry that would be
 * refused in earnest is refused here, some on purpose.
 *
 * The regions may be real (imported before), the people never are: their numbers
 * lie in the unassigned county 990101, their telephones end in 0000.
 *
 * The same options and definitions give the same store, byte for byte: instants
 * are those of the days that are played, never the clock's.
 *
 * Ownership  Nothing is kept; names in the counts are the catalogue's.
 * Threads    As the House, which nobody else uses meanwhile.
 * Faults     FAULT_CONFLICT when the store has residents; FAULT_INVALID when the
 *            definitions lack what the demonstration fills; FAULT_NOT_FOUND when the
 *            region asked for has no villages; the house's.
 * Privacy    Synthetic throughout; never run on a store with real people.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "intake/house.h"

enum {
    DEMO_RESIDENTS_MIN = 50,
    DEMO_RESIDENTS_MAX = 5000000,
    DEMO_YEAR_MIN = 2016,
    DEMO_YEAR_MAX = 2100,
    DEMO_FORMS_MAX = 40,
};

typedef struct {
    uint32_t residents; /* about so many */
    uint64_t seed;
    int32_t  year;       /* whose care is whole; people are filed two years before */
    int64_t  county_id;  /* a region; 0: as many counties as the residents need */
    bool     prefecture; /* every county of one prefecture */
    Date     until;      /* the last day that is played, in that year */
    bool     quiet;
} DemoOptions;

typedef struct {
    uint32_t regions, organisations, workers, households;
    uint64_t persons, births, deaths, moves; /* persons: registered; moves: of any kind */
    uint64_t cards;                          /* health cards */
    uint64_t twice;                          /* registered though they were already */
    uint64_t jobs;                           /* everything that was written */
    uint64_t amended, voided;
    uint64_t refused;  /* entered wrongly on purpose, and refused */
    uint64_t accepted; /* entered wrongly on purpose, and not refused: a defect */
    uint64_t failed;   /* refused though meant to be right: definitions that are new to it */
    char     first_failure[300];
    struct {
        Str      form;
        uint64_t records;
    } forms[DEMO_FORMS_MAX];
    uint32_t form_count;
} DemoCounts;

/* The tallies of the store are set to the years around options->year. */
bool demo_make(House *house, const DemoOptions *options, DemoCounts *counts,
               Fault *fault) MUST_CHECK;

#endif
