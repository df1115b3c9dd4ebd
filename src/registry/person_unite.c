/* What becomes of two persons who are one: field by field, and day by day. */
#include <assert.h>

#include "registry/person_merge_private.h"
#include "registry/person_private.h"

const PersonField PERSON_MERGE_FIELDS[] = {
    PERSON_FIELD_CITIZEN_ID, PERSON_FIELD_RECORD_NUMBER, PERSON_FIELD_NAME,  PERSON_FIELD_SEX,
    PERSON_FIELD_BORN_ON,    PERSON_FIELD_DIED_ON,       PERSON_FIELD_PHONE, PERSON_FIELD_ADDRESS,
    PERSON_FIELD_HOUSEHOLD,  PERSON_FIELD_ETHNIC,
};
const uint32_t PERSON_MERGE_FIELD_COUNT = COUNT_OF(PERSON_MERGE_FIELDS);

/* ---- fields ------------------------------------------------------------------------------ */

bool person_field_equal(const Person *a, const Person *b, PersonField field)
{
    switch (field) {
    case PERSON_FIELD_CITIZEN_ID: return str_equal(a->citizen_id, b->citizen_id);
    case PERSON_FIELD_ID_KIND: return str_equal(a->id_kind, b->id_kind);
    case PERSON_FIELD_RECORD_NUMBER: return str_equal(a->record_number, b->record_number);
    case PERSON_FIELD_NAME: return str_equal(a->name, b->name);
    case PERSON_FIELD_SEX: return str_equal(a->sex, b->sex);
    case PERSON_FIELD_BORN_ON: return a->born_on.days == b->born_on.days;
    case PERSON_FIELD_DIED_ON: return a->died_on.days == b->died_on.days;
    case PERSON_FIELD_PHONE: return str_equal(a->phone, b->phone);
    case PERSON_FIELD_ADDRESS: return str_equal(a->address, b->address);
    case PERSON_FIELD_HOUSEHOLD: return a->household_id == b->household_id;
    case PERSON_FIELD_RELATION: return str_equal(a->relation, b->relation);
    case PERSON_FIELD_ETHNIC: return str_equal(a->ethnic, b->ethnic);
    case PERSON_FIELD_FROM_ON:
    case PERSON_FIELD_RESIDENCE:
    case PERSON_FIELD_ORGANISATION:
    case PERSON_FIELD_REGION:
    case PERSON_FIELD_WORKER:
    case PERSON_FIELD_REASON:
    case PERSON_FIELD_ELSEWHERE:
    case PERSON_FIELD_RETURN_ON:
    case PERSON_FIELD_COUNT: break;
    }
    assert(false && "a stay has that field");
    return true;
}

/* With what goes with it. */
bool person_merge_field_equal(const Person *a, const Person *b, PersonField field)
{
    if (field == PERSON_FIELD_CITIZEN_ID && !str_equal(a->id_kind, b->id_kind))
        return false;
    if (field == PERSON_FIELD_HOUSEHOLD && !str_equal(a->relation, b->relation))
        return false;
    return person_field_equal(a, b, field);
}

void person_merge_field_copy(Person *to, const Person *from, PersonField field)
{
    if (field == PERSON_FIELD_CITIZEN_ID) {
        to->citizen_id = from->citizen_id;
        to->id_kind = from->id_kind;
    } else if (field == PERSON_FIELD_RECORD_NUMBER) {
        to->record_number = from->record_number;
    } else if (field == PERSON_FIELD_NAME) {
        to->name = from->name;
        to->name_pinyin = from->name_pinyin;
        to->name_initials = from->name_initials;
    } else if (field == PERSON_FIELD_SEX) {
        to->sex = from->sex;
    } else if (field == PERSON_FIELD_BORN_ON) {
        to->born_on = from->born_on;
    } else if (field == PERSON_FIELD_DIED_ON) {
        to->died_on = from->died_on;
    } else if (field == PERSON_FIELD_PHONE) {
        to->phone = from->phone;
    } else if (field == PERSON_FIELD_ADDRESS) {
        to->address = from->address;
    } else if (field == PERSON_FIELD_HOUSEHOLD) {
        to->household_id = from->household_id;
        to->relation = from->relation;
    } else {
        assert(field == PERSON_FIELD_ETHNIC);
        to->ethnic = from->ethnic;
    }
}

static bool has_field(const Person *person, PersonField field)
{
    Person const nothing = { .born_on = DATE_MIN, .died_on = DATE_MAX };

    return !person_field_equal(person, &nothing, field);
}

/* An identity card, whose number was checked when it was entered. */
static bool has_card(const Person *person)
{
    return person->citizen_id.len && str_equal(person->id_kind, PERSON_IDENTITY_CARD);
}

/* Whether the rules take the field from the merged one. Both have something there. */
static bool is_of_merged(const Person *kept, const Person *merged, PersonField field)
{
    bool const is_on_card = field == PERSON_FIELD_CITIZEN_ID || field == PERSON_FIELD_NAME ||
                            field == PERSON_FIELD_SEX || field == PERSON_FIELD_BORN_ON;

    if (is_on_card && has_card(kept) != has_card(merged))
        return has_card(merged);
    if (is_on_card || field == PERSON_FIELD_RECORD_NUMBER)
        return false;
    return merged->recorded_at > kept->recorded_at;
}

static void unite_fields(PersonUnion *pair, MergeChoice choice)
{
    pair->result = pair->kept;
    for (uint32_t i = 0; i < PERSON_MERGE_FIELD_COUNT; i++) {
        PersonField const field = PERSON_MERGE_FIELDS[i];
        uint32_t const    bit = 1u << field;
        bool              of_merged = false;

        if (person_merge_field_equal(&pair->kept, &pair->merged, field))
            continue;
        pair->differs |= bit;
        if (choice.decided & bit)
            of_merged = choice.of_merged & bit;
        else if (has_field(&pair->kept, field) != has_field(&pair->merged, field))
            of_merged = has_field(&pair->merged, field);
        else
            of_merged = is_of_merged(&pair->kept, &pair->merged, field);
        if (of_merged) {
            pair->of_merged |= bit;
            person_merge_field_copy(&pair->result, &pair->merged, field);
        }
    }
}

bool person_is_survivor(const Person *a, uint64_t a_records, const Person *b, uint64_t b_records)
{
    if (has_card(a) != has_card(b))
        return has_card(a);
    if (a_records != b_records)
        return a_records > b_records;
    return a->person_id < b->person_id; /* ids grow with time */
}

/* ---- stays --------------------------------------------------------------------------------- */

static const Residence *in_force(const Residence *rows, uint32_t count, Date day)
{
    const Residence *found = NULL;

    for (uint32_t i = 0; i < count && rows[i].from_on.days <= day.days; i++)
        found = &rows[i];
    return found;
}

/* Of what both say about a day: who is somewhere is not away; who is in two places came to
 * the later one last; and of one place the second entry tells nothing new. */
static const Residence *stronger(const Residence *kept, const Residence *merged)
{
    if (!kept || !merged)
        return kept ? kept : merged;
    if (kept->is_resident != merged->is_resident)
        return kept->is_resident ? kept : merged;
    if (kept->organisation_id == merged->organisation_id && kept->region_id == merged->region_id)
        return kept;
    return merged->from_on.days > kept->from_on.days ? merged : kept;
}

/* The first day after `day` on which one of them says something; DATE_MAX: none. */
static Date next_day(const PersonUnion *pair, Date day)
{
    Date next = DATE_MAX;

    for (uint32_t i = 0; i < pair->kept_stay_count; i++)
        if (pair->kept_stays[i].from_on.days > day.days &&
            pair->kept_stays[i].from_on.days < next.days)
            next = pair->kept_stays[i].from_on;
    for (uint32_t i = 0; i < pair->merged_stay_count; i++)
        if (pair->merged_stays[i].from_on.days > day.days &&
            pair->merged_stays[i].from_on.days < next.days)
            next = pair->merged_stays[i].from_on;
    return next;
}

static void unite_stays(PersonUnion *pair, Arena *arena)
{
    Residence *const rows =
        arena_array(arena, pair->kept_stay_count + pair->merged_stay_count, sizeof(Residence));
    const Residence *last = NULL;

    for (Date day = next_day(pair, DATE_MIN); day.days != DATE_MAX.days;
         day = next_day(pair, day)) {
        const Residence *const here =
            stronger(in_force(pair->kept_stays, pair->kept_stay_count, day),
                     in_force(pair->merged_stays, pair->merged_stay_count, day));

        if (here == last)
            continue;
        last = here;
        rows[pair->stay_count] = *here;
        rows[pair->stay_count++].from_on = day;
    }
    pair->stays = rows;
    person_copy_residence(&pair->result, &rows[pair->stay_count - 1]);
}

/* ---- both ------------------------------------------------------------------------------------ */

bool person_unite(PersonUnion *out, const Registry *registry, int64_t kept_id, int64_t merged_id,
                  MergeChoice choice, Fault *fault)
{
    PersonUnion pair = { 0 };
    bool        is_head = false;

    if (!person_resolve(&kept_id, registry->store, kept_id, fault) ||
        !person_resolve(&merged_id, registry->store, merged_id, fault))
        return false;
    if (kept_id == merged_id)
        return fault_set(fault, FAULT_INVALID, "the two ids are those of one person already");
    if (!person_get(&pair.kept, registry, kept_id, fault) ||
        !person_get(&pair.merged, registry, merged_id, fault) ||
        !person_residences(&pair.kept_stays, &pair.kept_stay_count, registry, kept_id, fault) ||
        !person_residences(&pair.merged_stays, &pair.merged_stay_count, registry, merged_id, fault))
        return false;
    unite_fields(&pair, choice);
    unite_stays(&pair, registry->arena);
    if (!person_merge_is_head(&is_head, registry, &pair, fault))
        return false;
    if (is_head)
        pair.result.relation = SV("0");
    *out = pair;
    return true;
}
