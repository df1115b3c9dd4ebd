/* Numbers, other names and relations of persons. Nothing that is counted or due depends
 * on them, so their rows and the audit are all. */
#include "intake/intake_private.h"

bool intake_put_identifier(RowChange *out, House *house, const Job *job,
                           const IdentifierEntry *entry, Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    return identifier_put(out, &registry, entry, problems, fault);
}

bool intake_end_identifier(RowChange *out, House *house, const Job *job, const IdentifierEnd *end,
                           Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    return identifier_end(out, &registry, end, problems, fault);
}

bool intake_put_name(RowChange *out, House *house, const Job *job, const PersonNameEntry *entry,
                     Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    return person_name_put(out, &registry, entry, problems, fault);
}

bool intake_remove_name(RowChange *out, House *house, const Job *job, int64_t person_id,
                        int64_t name_id, uint32_t revision, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    return person_name_remove(out, &registry, person_id, name_id, revision, fault);
}

bool intake_put_relation(RowChange *out, House *house, const Job *job, const RelationEntry *entry,
                         Problems *problems, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    return relation_put(out, &registry, entry, problems, fault);
}

bool intake_remove_relation(RowChange *out, House *house, const Job *job, int64_t person_id,
                            int64_t relation_id, uint32_t revision, Fault *fault)
{
    Registry const registry = house_registry(house, job);

    return relation_remove(out, &registry, person_id, relation_id, revision, fault);
}

bool intake_link_mother(House *house, const Job *job, int64_t person_id, Fault *fault)
{
    Registry const   registry = house_registry(house, job);
    Problems         problems = problems_open(job->arena);
    IdentifierNumber number = { 0 };
    Label            expected = { { 0 }, { 0 } };
    Person           person = { 0 };
    RowChange        change = { 0 };
    Fault            refusal = { 0 };
    int64_t          mother_id = 0;

    if (!person_get(&person, &registry, person_id, fault))
        return false;
    if (!str_equal(person.id_kind, IDENTIFIER_MOTHERS_CARD) ||
        identifier_number_parse(&number, &expected, job->arena, person.id_kind,
                                person.citizen_id) != PROBLEM_NONE)
        return true;
    if (!identifier_find(&mother_id, &registry, IDENTIFIER_IDENTITY_CARD, number.mother, fault))
        return false;
    if (mother_id == 0)
        return true;
    RelationEntry const entry = { .person_id = person_id,
                                  .other_id = mother_id,
                                  .kind = SV("52"),
                                  .from_on = DATE_MIN,
                                  .until_on = DATE_MAX };
    if (relation_put(&change, &registry, &entry, &problems, &refusal) ||
        refusal.code == FAULT_INVALID) /* somebody has said otherwise: that holds */
        return true;
    *fault = refusal;
    return false;
}
