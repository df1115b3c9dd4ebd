/* Whether what a record names is there: workers, organisations, persons, entries. */
#include "access/actor.h"
#include "intake/intake_private.h"
#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/worker.h"

/* What is missing is no fault of the store's. */
static bool is_found(bool *found, bool ok, const Fault *own, Fault *fault)
{
    *found = ok;
    if (ok || own->code == FAULT_NOT_FOUND)
        return true;
    *fault = *own;
    return false;
}

static bool find(bool *found, House *house, const Job *job, Type type, int64_t id, Fault *fault)
{
    Registry   registry = house_registry(house, job);
    Worker     worker;
    Person     person;
    Submission entry;
    Fault      own = { 0 };

    *found = true;
    switch (type.kind) {
    case TYPE_ORGANISATION: *found = organisation_find(house->organisations, id) != NULL; break;
    case TYPE_WORKER: return is_found(found, worker_get(&worker, &registry, id, &own), &own, fault);
    case TYPE_PERSON:
        registry.actor = actor_system(); /* a husband may live anywhere */
        return is_found(found, person_get(&person, &registry, id, &own), &own, fault);
    case TYPE_ENTRY:
        return is_found(found,
                        record_get(&entry, house->store, house->records, house->catalog,
                                   &house->catalog->registers[type.entry].form, id, id, job->arena,
                                   &own),
                        &own, fault);
    case TYPE_NONE:
    case TYPE_BOOL:
    case TYPE_NUMBER:
    case TYPE_DATE:
    case TYPE_MONTH:
    case TYPE_INTERVAL:
    case TYPE_CODE:
    case TYPE_CODES:
    case TYPE_TEXT: break;
    }
    return true;
}

/* The values of the form, or of one row of a list. */
static bool check_values(House *house, const Job *job, const Submission *submission, uint32_t list,
                         uint32_t row, Problems *problems, Fault *fault)
{
    bool const         is_list = list != CATALOG_NONE;
    const Form *const  form = submission->form;
    const Field *const fields = is_list ? form->lists[list].fields : form->fields;
    uint32_t const     count = is_list ? form->lists[list].field_count : form->field_count;
    const Value *const values = is_list ? submission->lists[list].rows[row] : submission->values;

    for (uint32_t i = 0; i < count; i++) {
        bool found = true;

        if (!values[i].present)
            continue;
        if (!find(&found, house, job, fields[i].type, values[i].word, fault))
            return false;
        if (!found)
            problem_add(problems, PROBLEM_UNKNOWN,
                        submission_place(submission, job->arena, list, row, i));
    }
    return true;
}

bool intake_check_references(House *house, const Job *job, const Submission *submission,
                             Problems *problems, Fault *fault)
{
    if (!check_values(house, job, submission, CATALOG_NONE, 0, problems, fault))
        return false;
    for (uint32_t i = 0; i < submission->form->list_count; i++)
        for (uint32_t j = 0; j < submission->lists[i].row_count; j++)
            if (!check_values(house, job, submission, i, j, problems, fault))
                return false;
    return true;
}
