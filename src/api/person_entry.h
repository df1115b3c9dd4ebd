/* person_entry.h - a person and a residence as JSON says them.
 *
 * What is wrong is a problem beside its field, by the names of
 * registry/person_field.def, and reading goes on.
 *
 * Ownership  Texts are borrowed from the body.
 * Threads    Pure functions.
 */
#ifndef API_PERSON_ENTRY_H
#define API_PERSON_ENTRY_H

#include "codec/json_reader.h"
#include "registry/person.h"

typedef struct {
    PersonEntry entry;
    Residence   residence;
    bool        has_residence;
    bool        has_record_number; /* it was said, though perhaps empty */
} PersonBody;

void api_read_person(PersonBody *out, const Json *body, Problems *problems);
void api_read_residence(Residence *out, const Json *body, Problems *problems);

/* {"died_on": date | null}: DATE_MAX for null. */
void api_read_death(Date *out, const Json *body, Problems *problems);

#endif
