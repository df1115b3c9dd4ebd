#include "api/person_entry.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "registry/record_number.h"
#include "registry/region.h"

/* ---- members of a body, read into a struct -------------------------------------------------- */

typedef enum { MEMBER_TEXT, MEMBER_DAY, MEMBER_ID, MEMBER_BOOL, MEMBER_REGION, MEMBER_OTHER } Kind;

/* One row per member: its name, what it is called, and where its value goes. */
typedef struct {
    const char *name;
    PersonField field;
    Kind        kind;
    void       *out;
} MemberRow;

static void add_format(Problems *problems, PersonField field, const char *zh, const char *en)
{
    problem_add(problems, PROBLEM_FORMAT, person_field_place(field))->text =
        (Label){ str_from_c(zh), str_from_c(en) };
}

static void read_region(const MemberRow *row, const Json *member, Problems *problems)
{
    if (member->kind != JSON_STRING || !region_parse(row->out, member->text))
        add_format(problems, row->field, "2、4、6、9或12位代码",
                   "a code of 2, 4, 6, 9 or 12 digits");
}

static void read_id(const MemberRow *row, const Json *member, Problems *problems)
{
    uint64_t id = 0;

    if (member->kind != JSON_STRING || !str_to_uint(&id, member->text, INT64_MAX))
        add_format(problems, row->field, "编号文本", "an id, written as a text of digits");
    *(int64_t *)row->out = (int64_t)id;
}

static void read_member(const MemberRow *row, const Json *member, Problems *problems)
{
    if (member->kind == JSON_NULL)
        return;
    switch (row->kind) {
    case MEMBER_TEXT:
        if (member->kind == JSON_STRING)
            *(Str *)row->out = member->text;
        else
            add_format(problems, row->field, "文本", "a text");
        break;
    case MEMBER_DAY:
        if (member->kind != JSON_STRING || !date_parse(row->out, member->text))
            problem_add(problems, PROBLEM_NO_DATE, person_field_place(row->field));
        break;
    case MEMBER_ID: read_id(row, member, problems); break;
    case MEMBER_BOOL:
        if (member->kind == JSON_BOOL)
            *(bool *)row->out = str_equal(member->text, SV("true"));
        else
            add_format(problems, row->field, "true 或 false", "true or false");
        break;
    case MEMBER_REGION: read_region(row, member, problems); break;
    case MEMBER_OTHER: break; /* the caller's */
    }
}

static void read_members(const MemberRow *rows, size_t count, const Json *object,
                         Problems *problems)
{
    for (const Json *member = object->first; member; member = member->next) {
        size_t at = 0;

        while (at < count && !str_equal(member->key, str_from_c(rows[at].name)))
            at++;
        if (at < count) {
            read_member(&rows[at], member, problems);
            continue;
        }
        Str const shown = str_slice(member->key, 0, utf8_prefix(member->key, LIMIT_NAME_BYTES));
        problem_add(problems, PROBLEM_UNKNOWN_FIELD, (ProblemPlace){ .field = shown })->text =
            (Label){ shown, shown };
    }
}

/* ---- what is read --------------------------------------------------------------------------- */

void api_read_residence(Residence *out, const Json *body, Problems *problems)
{
    *out = (Residence){ .from_on = DATE_MIN, .is_resident = true };
    MemberRow const rows[] = {
        { "from_on", PERSON_FIELD_FROM_ON, MEMBER_DAY, &out->from_on },
        { "is_resident", PERSON_FIELD_RESIDENCE, MEMBER_BOOL, &out->is_resident },
        { "kind", PERSON_FIELD_RESIDENCE, MEMBER_TEXT, &out->kind },
        { "organisation_id", PERSON_FIELD_ORGANISATION, MEMBER_ID, &out->organisation_id },
        { "region", PERSON_FIELD_REGION, MEMBER_REGION, &out->region_id },
        { "worker_id", PERSON_FIELD_WORKER, MEMBER_ID, &out->worker_id },
        { "reason", PERSON_FIELD_REASON, MEMBER_TEXT, &out->reason },
        { "elsewhere", PERSON_FIELD_ELSEWHERE, MEMBER_TEXT, &out->elsewhere },
        { "return_on", PERSON_FIELD_RETURN_ON, MEMBER_DAY, &out->return_on },
    };

    read_members(rows, COUNT_OF(rows), body, problems);
    if (out->from_on.days == DATE_MIN.days)
        problem_add(problems, PROBLEM_REQUIRED, person_field_place(PERSON_FIELD_FROM_ON));
}

void api_read_person(PersonBody *out, const Json *body, Problems *problems)
{
    PersonEntry *const entry = &out->entry;
    const Json *const  residence = json_member(body, SV("residence"));
    int64_t            prefix = 0;

    *out = (PersonBody){ .entry = { .born_on = DATE_MIN } };
    MemberRow const rows[] = {
        { "name", PERSON_FIELD_NAME, MEMBER_TEXT, &entry->name },
        { "citizen_id", PERSON_FIELD_CITIZEN_ID, MEMBER_TEXT, &entry->citizen_id },
        { "id_kind", PERSON_FIELD_ID_KIND, MEMBER_TEXT, &entry->id_kind },
        { "record_number", PERSON_FIELD_RECORD_NUMBER, MEMBER_TEXT, &entry->record_number },
        { "sex", PERSON_FIELD_SEX, MEMBER_TEXT, &entry->sex },
        { "born_on", PERSON_FIELD_BORN_ON, MEMBER_DAY, &entry->born_on },
        { "phone", PERSON_FIELD_PHONE, MEMBER_TEXT, &entry->phone },
        { "address", PERSON_FIELD_ADDRESS, MEMBER_TEXT, &entry->address },
        { "ethnic", PERSON_FIELD_ETHNIC, MEMBER_TEXT, &entry->ethnic },
        { "relation", PERSON_FIELD_RELATION, MEMBER_TEXT, &entry->relation },
        { "household_id", PERSON_FIELD_HOUSEHOLD, MEMBER_ID, &entry->household_id },
        { "residence", PERSON_FIELD_RESIDENCE, MEMBER_OTHER, NULL },
        { "revision", PERSON_FIELD_NAME, MEMBER_OTHER, NULL },
    };

    read_members(rows, COUNT_OF(rows), body, problems);
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
    MemberRow const rows[] = { { "died_on", PERSON_FIELD_DIED_ON, MEMBER_DAY, out } };

    *out = DATE_MAX;
    read_members(rows, COUNT_OF(rows), body, problems);
    if (!json_member(body, SV("died_on")))
        problem_add(problems, PROBLEM_REQUIRED, person_field_place(PERSON_FIELD_DIED_ON));
}
