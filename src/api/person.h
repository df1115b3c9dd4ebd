/* person.h - persons as answers show them. */
#ifndef API_PERSON_H
#define API_PERSON_H

#include "api/api_private.h"
#include "registry/household.h"
#include "registry/person_code.h"

/* As a list shows it: with the ends of the numbers. Members of an object that has
 * been begun. */
bool api_add_person_of_list(JsonWriter *json, ApiCall *call, const Person *person,
                            Fault *fault) MUST_CHECK;

/* "person": somebody who was counted here. Who has moved away since is nobody of ours
 * now, and who was merged is nobody any more: then there is no more than the id. */
bool api_member_person_counted(JsonWriter *json, ApiCall *call, int64_t person_id,
                               Fault *fault) MUST_CHECK;

/* {"code", "label"}; null for an empty one. */
void api_member_code(JsonWriter *json, const char *name, PersonCodeSet set, Str code);

/* Members of an object that has been begun. */
bool api_add_household(JsonWriter *json, ApiCall *call, const Household *household,
                       Fault *fault) MUST_CHECK;
void api_add_household_stay(JsonWriter *json, const HouseholdStay *stay);

#endif
