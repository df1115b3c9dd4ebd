#include "api/person_entry.h"

#include "api/body.h"
#include "registry/record_number.h"

/* ---- what is read --------------------------------------------------------------------------- */

void api_read_residence(Residence *out, const Json *body, Problems *problems)
{
    *out = (Residence){ .from_on = DATE_MIN, .is_resident = true };
    BodyMember const rows[] = {
        { "from_on", person_field_place(PERSON_FIELD_FROM_ON), BODY_DAY, &out->from_on },
        { "is_resident", person_field_place(PERSON_FIELD_RESIDENCE), BODY_BOOL, &out->is_resident },
        { "kind", person_field_place(PERSON_FIELD_RESIDENCE), BODY_TEXT, &out->kind },
        { "organisation_id", person_field_place(PERSON_FIELD_ORGANISATION), BODY_ID,
          &out->organisation_id },
        { "region", person_field_place(PERSON_FIELD_REGION), BODY_REGION, &out->region_id },
        { "worker_id", person_field_place(PERSON_FIELD_WORKER), BODY_ID, &out->worker_id },
        { "reason", person_field_place(PERSON_FIELD_REASON), BODY_TEXT, &out->reason },
        { "elsewhere", person_field_place(PERSON_FIELD_ELSEWHERE), BODY_TEXT, &out->elsewhere },
        { "return_on", person_field_place(PERSON_FIELD_RETURN_ON), BODY_DAY, &out->return_on },
    };

    body_read(rows, COUNT_OF(rows), body, problems);
    if (out->from_on.days == DATE_MIN.days)
        problem_add(problems, PROBLEM_REQUIRED, person_field_place(PERSON_FIELD_FROM_ON));
}

void api_read_person(PersonBody *out, const Json *body, Problems *problems)
{
    PersonEntry *const entry = &out->entry;
    const Json *const  residence = json_member(body, SV("residence"));
    int64_t            prefix = 0;

    *out = (PersonBody){ .entry = { .born_on = DATE_MIN } };
    BodyMember const rows[] = {
        { "name", person_field_place(PERSON_FIELD_NAME), BODY_TEXT, &entry->name },
        { "citizen_id", person_field_place(PERSON_FIELD_CITIZEN_ID), BODY_TEXT,
          &entry->citizen_id },
        { "id_kind", person_field_place(PERSON_FIELD_ID_KIND), BODY_TEXT, &entry->id_kind },
        { "record_number", person_field_place(PERSON_FIELD_RECORD_NUMBER), BODY_TEXT,
          &entry->record_number },
        { "sex", person_field_place(PERSON_FIELD_SEX), BODY_TEXT, &entry->sex },
        { "born_on", person_field_place(PERSON_FIELD_BORN_ON), BODY_DAY, &entry->born_on },
        { "phone", person_field_place(PERSON_FIELD_PHONE), BODY_TEXT, &entry->phone },
        { "address", person_field_place(PERSON_FIELD_ADDRESS), BODY_TEXT, &entry->address },
        { "ethnic", person_field_place(PERSON_FIELD_ETHNIC), BODY_TEXT, &entry->ethnic },
        { "relation", person_field_place(PERSON_FIELD_RELATION), BODY_TEXT, &entry->relation },
        { "unverifiable", person_field_place(PERSON_FIELD_CITIZEN_ID), BODY_BOOL,
          &entry->unverifiable },
        { "household_id", person_field_place(PERSON_FIELD_HOUSEHOLD), BODY_ID,
          &entry->household_id },
        { "residence", person_field_place(PERSON_FIELD_RESIDENCE), BODY_OTHER, NULL },
        { "distinct_from", person_field_place(PERSON_FIELD_NAME), BODY_OTHER, NULL },
        { "revision", person_field_place(PERSON_FIELD_NAME), BODY_OTHER, NULL },
    };

    body_read(rows, COUNT_OF(rows), body, problems);
    out->has_record_number = json_member(body, SV("record_number")) != NULL;
    if (!residence || residence->kind != JSON_OBJECT)
        return;
    out->has_residence = true;
    api_read_residence(&out->residence, residence, problems);
    /* Where a number can be given, one is. */
    entry->next_record_number =
        out->residence.region_id && record_number_prefix(&prefix, out->residence.region_id);
}

void api_read_death(Date *out, const Json *body, Problems *problems)
{
    BodyMember const rows[] = { { "died_on", person_field_place(PERSON_FIELD_DIED_ON), BODY_DAY,
                                  out } };

    *out = DATE_MAX;
    body_read(rows, COUNT_OF(rows), body, problems);
    if (!json_member(body, SV("died_on")))
        problem_add(problems, PROBLEM_REQUIRED, person_field_place(PERSON_FIELD_DIED_ON));
}
