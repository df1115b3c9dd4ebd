/* county.h - for tests, also of modules to the right: a small county with
 * definitions, four posts in two townships, and a doctor. */
#ifndef INTAKE_COUNTY_H
#define INTAKE_COUNTY_H

#include "base/test.h"
#include "intake/definition.h"
#include "intake/intake.h"

enum { COUNTY_POSTS = 4, COUNTY_SOURCES = 2 };

typedef struct {
    Arena  *arena;   /* of the whole test */
    Arena  *scratch; /* of one job */
    Str     location;
    House  *house;
    int64_t bureau;
    int64_t posts[COUNTY_POSTS]; /* two in each township */
    int64_t regions[COUNTY_POSTS];
    int64_t worker;
    Date    today;
    int64_t clock; /* of the next job: it moves on by a second */
} County;

/* A store with these definitions (one file, after programmes/core.care's words). */
void county_open(County *county, Test *test, const char *definitions);
void county_close(County *county);

/* These definitions instead, through definition_load; its result is the answer. */
bool county_define(County *county, const char *definitions, bool dry_run, DefinitionChange *change,
                   Fault *fault);
/* The sources of such definitions: always COUNTY_SOURCES. */
const Source *county_sources(County *county, const char *definitions);

/* A job of the system's, at the county's next second; scratch is emptied. */
Job county_job(County *county);

/* A person born then, living at the post from that day. */
int64_t county_person(County *county, Test *test, const char *name, const char *sex,
                      const char *born_on, uint32_t post, const char *from_on);

/* Submit "field=value field=value" on a day; 0 when it was refused, and *problems
 * says why. */
int64_t county_submit(County *county, Test *test, const char *form, int64_t person_id,
                      const char *day, uint32_t post, const char *values, Problems *problems);

/* The submission of such a text, without submitting it. */
Submission county_submission(County *county, Test *test, const char *form, int64_t person_id,
                             const char *day, uint32_t post, const char *values,
                             Problems *problems);

Date county_day(Test *test, const char *text);

/* Begin, run and commit one job of the test's own. */
bool county_begin(County *county, Test *test);
void county_commit(County *county, Test *test);

/* Tallies, batch and single persons agree. */
void county_verify(County *county, Test *test);

#endif
