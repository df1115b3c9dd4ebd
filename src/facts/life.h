/* life.h - for tests: the life of one subject, told in a line.
 *
 *     born@1950-02-28 sex@2 visit@2024-01-31:x=5,way=1 away@2024-03-01 died@2024-07-01
 *
 * What is told of is the person's birth, sex, death and stays (live: registered here;
 * come: registered elsewhere; gone: registered, but away; away: left; before the first
 * one is told the person lives here since birth), and records of forms, by
 * their short names, numbered as they come.
 */
#ifndef FACTS_LIFE_H
#define FACTS_LIFE_H

#include "catalog/harness.h"
#include "facts/facts.h"

/* Begin the facts with this life; what it needs lives in the arena. */
void life_tell(Facts *facts, Test *test, Arena *arena, const char *line);

#endif
