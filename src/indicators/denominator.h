/* denominator.h - what a figure is set against, said so that nobody has to guess: which
 * people, on which day, or whose number of which year.
 *
 * A rate of 163 % was never an error of arithmetic; somebody set the people of a
 * register against the number of a bureau. So every explanation of a figure names
 * the population, its number, its day and its source. The kind is told by what the
 * whole asks about: nobody has to declare it, and it cannot be declared wrongly.
 *
 * Ownership  Texts live in the arena.
 */
#ifndef INDICATORS_DENOMINATOR_H
#define INDICATORS_DENOMINATOR_H

#include "indicators/figure.h"

typedef enum {
    DENOMINATOR_NONE,      /* a count */
    DENOMINATOR_OFFICIAL,  /* a bureau's number of people of a region and year */
    DENOMINATOR_ESTIMATED, /* people of the register times a parameter */
    DENOMINATOR_ENROLLED,  /* those in a programme */
    DENOMINATOR_RESIDENTS, /* people of the register, by where they live */
    DENOMINATOR_SERVED,    /* those of whom there are certain records */
    DENOMINATOR_PEOPLE,    /* everybody on the register whom the formula describes */
    DENOMINATOR_DUTIES,    /* a sum of something else: duties, doses */
    DENOMINATOR_KIND_COUNT,
} DenominatorKind;

typedef struct {
    DenominatorKind kind;
    Str             kind_name; /* "official" */
    Label           text;      /* one sentence, with the number, its day and its source */
    Date            on;        /* the day it is of */
    Str             number;    /* empty: not known */
} Denominator;

Denominator denominator_of(Arena *arena, const FigureReader *reader, const Figure *figure);

#endif
