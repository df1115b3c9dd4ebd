/* due.h - what is due, in answers about persons and records. */
#ifndef API_DUE_H
#define API_DUE_H

#include "api/api_private.h"

/* The items of one person, whom the actor may read about. */
bool api_member_due_of_person(JsonWriter *json, const char *name, ApiCall *call, int64_t person_id,
                              Fault *fault) MUST_CHECK;

#endif
