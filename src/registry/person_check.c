/* Everything that can be wrong with a person or a residence. */
#include <assert.h>

#include "base/utf8.h"
#include "registry/household.h"
#include "registry/organisation.h"
#include "registry/person_code.h"
#include "registry/person_merge.h"
#include "registry/person_private.h"
#include "registry/record_number.h"
#include "registry/region.h"
#include "registry/worker.h"

/* Nobody alive, and nobody whose record is of use, was born before 1880. */
static const Date EARLIEST = { -32872 };

static Problem *add(Problems *problems, ProblemCode code, PersonField field)
{
    return problem_add(problems, code, person_field_place(field));
}

static Label label_of(PersonField field)
{
    return person_field_place(field).name;
}

/* ---- numbers -------------------------------------------------------------------------- */

/* A region that was abolished is still in old numbers: no more than a warning, and
 * only where the register knows the province, so that its silence says something. */
static void check_first_region(Problems *problems, const Registry *registry, int64_t region_id)
{
    if (region_find(registry->regions, region_at_level(region_id, REGION_PROVINCE)) &&
        !region_find(registry->regions, region_id))
        add(problems, PROBLEM_UNKNOWN_REGION, PERSON_FIELD_CITIZEN_ID);
}

/* What the card says about birth and sex holds, unless somebody says otherwise;
 * then one of the two is wrong. */
static void check_says(Person *person, Problems *problems, const IdentifierNumber *number,
                       bool is_born_given)
{
    if (number->born_on.days == DATE_MIN.days)
        return;
    if (!is_born_given)
        person->born_on = number->born_on;
    else if (person->born_on.days != number->born_on.days)
        add(problems, PROBLEM_DIFFERS, PERSON_FIELD_BORN_ON)->other =
            label_of(PERSON_FIELD_CITIZEN_ID);
    if (person->sex.len == 0)
        person->sex = number->sex == '1' ? SV("1") : SV("2");
    else if (person->sex.len != 1 || person->sex.ptr[0] != number->sex)
        add(problems, PROBLEM_DIFFERS, PERSON_FIELD_SEX)->other = label_of(PERSON_FIELD_CITIZEN_ID);
}

/* What is wrong with the number, if anybody is to be told: what a supervisor lets be,
 * and what was let be before, is as it should be. */
static ProblemCode check_number(Person *person, Problems *problems, const Registry *registry,
                                const PersonEntry *entry, const Person *before)
{
    IdentifierNumber  number = { 0 };
    Label             expected = { { 0 }, { 0 } };
    ProblemCode const wrong = identifier_number_parse(&number, &expected, registry->arena,
                                                      person->id_kind, person->citizen_id);
    bool const        is_as_before =
        str_equal(number.text, before->citizen_id) && str_equal(person->id_kind, before->id_kind);

    person->citizen_id = number.text;
    if (identifier_is_doubtful(wrong) && (entry->unverifiable || is_as_before))
        return PROBLEM_NONE;
    if (wrong != PROBLEM_NONE) {
        add(problems, wrong, PERSON_FIELD_CITIZEN_ID)->text = expected;
        return wrong;
    }
    check_says(person, problems, &number, entry->born_on.days != DATE_MIN.days);
    if (number.region_id)
        check_first_region(problems, registry, number.region_id);
    return PROBLEM_NONE;
}

/* Whether the number has a slip in it: it tells birth and sex too, once it is right;
 * so nobody is asked for them. */
static bool check_document(Person *person, Problems *problems, const Registry *registry,
                           const PersonEntry *entry, const Person *before)
{
    IdentifierKind kind = { 0 };

    if (person->citizen_id.len == 0) {
        if (person->id_kind.len)
            add(problems, PROBLEM_REQUIRED, PERSON_FIELD_CITIZEN_ID);
        return false;
    }
    if (person->id_kind.len == 0)
        person->id_kind = IDENTIFIER_IDENTITY_CARD;
    if (!identifier_kind_find(&kind, person->id_kind) || !kind.is_document) {
        add(problems, PROBLEM_UNKNOWN_CODE, PERSON_FIELD_ID_KIND);
        return false;
    }
    bool const is_wrong = check_number(person, problems, registry, entry, before) != PROBLEM_NONE;
    return is_wrong && str_equal(person->id_kind, IDENTIFIER_IDENTITY_CARD);
}

static void check_record_number(Person *person, Problems *problems, const Registry *registry)
{
    RecordNumber     parsed = { 0 };
    IdentifierNumber number = { 0 };
    Label            expected = { { 0 }, { 0 } };

    if (person->record_number.len == 0)
        return;
    ProblemCode const wrong = identifier_number_parse(
        &number, &expected, registry->arena, IDENTIFIER_RECORD_NUMBER, person->record_number);
    person->record_number = number.text;
    if (wrong != PROBLEM_NONE)
        add(problems, wrong, PERSON_FIELD_RECORD_NUMBER)->text = expected;
    else if (record_number_parse(&parsed, number.text) == PROBLEM_NONE &&
             !region_find(registry->regions, parsed.township_id))
        add(problems, PROBLEM_UNKNOWN_REGION, PERSON_FIELD_RECORD_NUMBER);
}

/* ---- telephones ------------------------------------------------------------------------ */

/* Digits only: without blanks, dashes, brackets and the country's prefix. */
Str person_phone_digits(Arena *arena, Str phone)
{
    Buf digits = buf_open(arena, phone.len);

    if (str_starts_with(phone, SV("+86")))
        phone = str_after(phone, SV("+86").len);
    for (size_t i = 0; i < phone.len; i++)
        if (str_find_char(SV(" -()"), phone.ptr[i]) == SV(" -()").len)
            buf_add_char(&digits, phone.ptr[i]);
    return buf_str(&digits);
}

static bool is_phone(Str digits)
{
    bool is_varied = false;

    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
            return false;
        is_varied = is_varied || digits.ptr[i] != digits.ptr[0];
    }
    if (!is_varied)
        return false;
    if (digits.ptr[0] == '1') /* mobile */
        return digits.len == 11 && digits.ptr[1] >= '3';
    if (digits.ptr[0] == '0') /* with the area's code */
        return digits.len >= 10 && digits.len <= 12;
    return digits.len == 7 || digits.len == 8 || /* of the area, or of a service */
           (digits.len == 10 && (digits.ptr[0] == '4' || digits.ptr[0] == '8'));
}

/* ---- dates and codes --------------------------------------------------------------------- */

static void check_born(const Person *person, Problems *problems, const Registry *registry)
{
    if (person->born_on.days == DATE_MIN.days)
        add(problems, PROBLEM_REQUIRED, PERSON_FIELD_BORN_ON);
    else if (person->born_on.days < EARLIEST.days)
        add(problems, PROBLEM_TOO_LOW, PERSON_FIELD_BORN_ON)->low = SV("1880-01-01");
    else if (person->born_on.days > registry_today(registry).days)
        add(problems, PROBLEM_FUTURE, PERSON_FIELD_BORN_ON);
    else if (person->died_on.days < person->born_on.days)
        add(problems, PROBLEM_AFTER, PERSON_FIELD_BORN_ON)->other = label_of(PERSON_FIELD_DIED_ON);
}

static void check_person_code(Problems *problems, PersonField field, PersonCodeSet set, Str code,
                              bool is_required)
{
    if (code.len == 0 && is_required)
        add(problems, PROBLEM_REQUIRED, field);
    else if (code.len && !person_code_find(set, code))
        add(problems, PROBLEM_UNKNOWN_CODE, field);
}

/* ---- what only the store knows ------------------------------------------------------------- */

/* A number is one person's, whichever of his numbers it is. */
static bool check_taken(const Registry *registry, const Person *person, Str kind, Str number,
                        PersonField field, Problems *problems, Fault *fault)
{
    IdentifierKind   found = { 0 };
    Identifier const row = {
        .person_id = person->person_id, .kind = kind, .number = number, .is_main = true
    };

    return number.len == 0 || !identifier_kind_find(&found, kind) ||
           identifier_check_free(registry, &row, person_field_place(field), problems, fault);
}

static bool check_store(const Registry *registry, const Person *person, Problems *problems,
                        Fault *fault)
{
    int64_t household = 0;

    if (person->household_id &&
        !registry_ask_id(&household, registry->store,
                         SQL("SELECT household_id FROM household WHERE household_id = ?1"),
                         person->household_id, fault))
        return false;
    if (household != person->household_id)
        add(problems, PROBLEM_UNKNOWN, PERSON_FIELD_HOUSEHOLD);
    return check_taken(registry, person, person->id_kind, person->citizen_id,
                       PERSON_FIELD_CITIZEN_ID, problems, fault) &&
           check_taken(registry, person, IDENTIFIER_RECORD_NUMBER, person->record_number,
                       PERSON_FIELD_RECORD_NUMBER, problems, fault);
}

/* ---- all of it ------------------------------------------------------------------------------- */

bool person_check(Person *out, const Registry *registry, const PersonEntry *entry,
                  const Person *before, Problems *problems, Fault *fault)
{
    Person     person = *before;
    bool const is_born_given = entry->born_on.days != DATE_MIN.days;

    person.citizen_id = str_trim(entry->citizen_id);
    person.id_kind = str_trim(entry->id_kind);
    person.record_number = str_trim(entry->record_number);
    person.name = str_trim(entry->name);
    person.sex = str_trim(entry->sex);
    person.born_on = entry->born_on;
    person.phone = person_phone_digits(registry->arena, str_trim(entry->phone));
    person.address = str_trim(entry->address);
    person.household_id = entry->household_id;
    person.relation = str_trim(entry->relation);
    person.ethnic = str_trim(entry->ethnic);

    registry_check_words(problems, person_field_place(PERSON_FIELD_NAME), person.name,
                         PERSON_NAME_CHARS_MAX, true);
    if (entry->unverifiable && !access_require(registry->actor, PERMIT_OVERRIDE_CHECK, fault))
        return false;
    bool const is_misread = check_document(&person, problems, registry, entry, before);
    check_record_number(&person, problems, registry);
    check_person_code(problems, PERSON_FIELD_SEX, PERSON_CODE_SEX, person.sex, !is_misread);
    if (is_born_given || !is_misread)
        check_born(&person, problems, registry);
    if (person.phone.len && !is_phone(person.phone))
        add(problems, PROBLEM_FORMAT, PERSON_FIELD_PHONE)->text =
            (Label){ SV("11位手机号或带区号的固定电话"),
                     SV("a mobile number of 11 digits, or a number with its area code") };
    registry_check_words(problems, person_field_place(PERSON_FIELD_ADDRESS), person.address,
                         PERSON_ADDRESS_CHARS_MAX, false);
    check_person_code(problems, PERSON_FIELD_RELATION, PERSON_CODE_RELATION, person.relation,
                      false);
    check_person_code(problems, PERSON_FIELD_ETHNIC, PERSON_CODE_ETHNIC, person.ethnic, false);
    *out = person;
    return check_store(registry, &person, problems, fault);
}

/* ---- residences ----------------------------------------------------------------------------- */

static void check_from(const Registry *registry, const Residence *residence, const Person *person,
                       Problems *problems)
{
    Date const from_on = residence->from_on;

    if (from_on.days == DATE_MIN.days)
        add(problems, PROBLEM_REQUIRED, PERSON_FIELD_FROM_ON);
    else if (from_on.days > registry_today(registry).days)
        add(problems, PROBLEM_FUTURE, PERSON_FIELD_FROM_ON);
    else if (from_on.days < person->born_on.days)
        add(problems, PROBLEM_BEFORE, PERSON_FIELD_FROM_ON)->other = label_of(PERSON_FIELD_BORN_ON);
    else if (from_on.days > person->died_on.days)
        add(problems, PROBLEM_AFTER, PERSON_FIELD_FROM_ON)->other = label_of(PERSON_FIELD_DIED_ON);
}

static void check_post(const Registry *registry, const Residence *residence, Problems *problems)
{
    const Organisation *const organisation =
        organisation_find(registry->organisations, residence->organisation_id);
    const Region *const region = region_find(registry->regions, residence->region_id);

    if (residence->organisation_id == 0)
        add(problems, PROBLEM_REQUIRED, PERSON_FIELD_ORGANISATION);
    else if (!organisation)
        add(problems, PROBLEM_UNKNOWN, PERSON_FIELD_ORGANISATION);
    else if (!organisation_is_valid(organisation, residence->from_on))
        add(problems, PROBLEM_NOT_IN_FORCE, PERSON_FIELD_ORGANISATION);
    if (residence->region_id == 0)
        add(problems, PROBLEM_REQUIRED, PERSON_FIELD_REGION);
    else if (!region)
        add(problems, PROBLEM_UNKNOWN, PERSON_FIELD_REGION);
    else if (!region_is_valid(region, residence->from_on))
        add(problems, PROBLEM_NOT_IN_FORCE, PERSON_FIELD_REGION);
}

static bool check_worker(const Registry *registry, const Residence *residence, Problems *problems,
                         Fault *fault)
{
    const Worker *worker = NULL;

    if (residence->worker_id == 0)
        return true;
    if (!worker_find(&worker, registry, residence->worker_id, fault))
        return false;
    if (!worker)
        add(problems, PROBLEM_UNKNOWN, PERSON_FIELD_WORKER);
    else if (!worker_is_valid(worker, residence->from_on))
        add(problems, PROBLEM_NOT_IN_FORCE, PERSON_FIELD_WORKER);
    return true;
}

/* Where from or where to, and what only who has left can have. */
static void check_elsewhere(const Residence *residence, Problems *problems)
{
    bool const is_away = str_equal(residence->kind, SV(RESIDENCE_AWAY));

    registry_check_words(problems, person_field_place(PERSON_FIELD_ELSEWHERE), residence->elsewhere,
                         PERSON_ELSEWHERE_CHARS_MAX, false);
    if (is_away && residence->is_resident)
        add(problems, PROBLEM_RULE, PERSON_FIELD_RESIDENCE)->text =
            (Label){ SV("“人户分离”只用于已离开本地的人"),
                     SV("only who lives elsewhere is registered here and living elsewhere") };
    if (residence->return_on.days == RETURN_UNKNOWN.days)
        return;
    if (residence->is_resident)
        add(problems, PROBLEM_RULE, PERSON_FIELD_RETURN_ON)->text =
            (Label){ SV("只有离开的人才有预计返回日期"), SV("only who leaves can plan to return") };
    else if (residence->return_on.days <= residence->from_on.days)
        add(problems, PROBLEM_BEFORE, PERSON_FIELD_RETURN_ON)->other =
            label_of(PERSON_FIELD_FROM_ON);
}

bool residence_check(const Registry *registry, const Residence *residence, const Person *person,
                     Problems *problems, Fault *fault)
{
    check_from(registry, residence, person, problems);
    check_person_code(problems, PERSON_FIELD_RESIDENCE, PERSON_CODE_RESIDENCE, residence->kind,
                      residence->is_resident);
    check_post(registry, residence, problems);
    check_elsewhere(residence, problems);
    registry_check_words(problems, person_field_place(PERSON_FIELD_REASON), residence->reason,
                         PERSON_REASON_CHARS_MAX, false);
    return check_worker(registry, residence, problems, fault);
}
