/* visit_private.h - one follow-up visit on its way into one form or two. */
#ifndef DEMO_VISIT_PRIVATE_H
#define DEMO_VISIT_PRIVATE_H

#include "demo/demo_private.h"

typedef struct {
    World      *world;
    Random     *random;
    Resident   *resident;
    uint32_t    index, post;
    Date        day;
    const char *way; /* visit_way */
    bool        is_face_to_face, is_regular, has_reaction, is_worse;
    bool        has_pressure;
    Pressure    pressure;
    Draft       draft;
    /* what came of the form that was filled last: */
    bool is_met, is_emergency, refers;
    bool is_calm; /* nothing calls for an early visit */
    Date next_on;
} Visit;

bool visit_hypertension(Visit *visit, Fault *fault) MUST_CHECK;
bool visit_diabetes(Visit *visit, Fault *fault) MUST_CHECK;

#endif
