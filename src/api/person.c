#include "api/person.h"

#include "api/person_entry.h"
#include "api/record.h"
#include "base/limits.h"
#include "intake/intake.h"
#include "registry/person_merge.h"
#include "registry/person_search.h"

enum { PERSON_BODY_BYTES = 16 << 10, TAIL_CHARS = 4 };

/* ---- a person as JSON ---------------------------------------------------------------------- */

void api_member_code(JsonWriter *json, const char *name, PersonCodeSet set, Str code)
{
    const PersonCode *const found = person_code_find(set, code);

    if (code.len == 0) {
        member_null(json, name);
        return;
    }
    member_begin_object(json, name);
    member_str(json, "code", code);
    member_label(json, "label", found ? found->label : (Label){ code, code });
    json_end_object(json);
}

static void member_tail(JsonWriter *json, const char *name, Str number)
{
    member_words(json, name,
                 str_after(number, number.len > TAIL_CHARS ? number.len - TAIL_CHARS : 0));
}

static int32_t age_of(const ApiCall *call, const Person *person)
{
    bool const has_died = person->died_on.days != DATE_MAX.days;

    return date_years_between(person->born_on, has_died ? person->died_on : call->job.today);
}

static bool add_common(JsonWriter *json, ApiCall *call, const Person *person, Fault *fault)
{
    member_id(json, "person_id", person->person_id);
    member_int(json, "revision", person->revision);
    member_str(json, "name", person->name);
    api_member_code(json, "sex", PERSON_CODE_SEX, person->sex);
    member_date(json, "born_on", person->born_on, DATE_MIN);
    member_int(json, "age", age_of(call, person));
    member_date(json, "died_on", person->died_on, DATE_MAX);
    member_bool(json, "is_resident", person->is_resident);
    api_member_organisation(json, "organisation", call, person->organisation_id);
    api_member_region(json, "region", call, person->region_id);
    return api_member_worker(json, "worker", call, person->worker_id, fault);
}

bool api_add_person_of_list(JsonWriter *json, ApiCall *call, const Person *person, Fault *fault)
{
    if (!add_common(json, call, person, fault))
        return false;
    member_tail(json, "citizen_id_tail", person->citizen_id);
    member_tail(json, "phone_tail", person->phone);
    return true;
}

bool api_member_person_counted(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    Person person;
    Fault  hidden = { 0 };

    member_begin_object(json, "person");
    if (person_get(&person, &call->registry, person_id, &hidden)) {
        if (!api_add_person_of_list(json, call, &person, fault))
            return false;
    } else if (hidden.code == FAULT_DENIED || hidden.code == FAULT_NOT_FOUND) {
        member_id(json, "person_id", person_id);
        member_null(json, "name");
    } else {
        *fault = hidden;
        return false;
    }
    json_end_object(json);
    return true;
}

static void add_numbers(JsonWriter *json, const Person *person)
{
    member_words(json, "id_kind", person->id_kind);
    member_words(json, "citizen_id", person->citizen_id);
    member_words(json, "record_number", person->record_number);
    member_words(json, "phone", person->phone);
    member_words(json, "address", person->address);
    member_words(json, "ethnic", person->ethnic);
    member_words(json, "relation", person->relation);
    member_id(json, "household_id", person->household_id);
}

/* Where from or where to: with the region's path when it is the code of one. */
static void member_elsewhere(JsonWriter *json, const ApiCall *call, Str elsewhere)
{
    int64_t region_id = 0;

    if (elsewhere.len == 0) {
        member_null(json, "elsewhere");
        return;
    }
    member_begin_object(json, "elsewhere");
    member_str(json, "text", elsewhere);
    if (region_parse(&region_id, elsewhere) && region_find(call->house->regions, region_id))
        member_str(json, "path", region_path(call->house->regions, call->arena, region_id));
    else
        member_null(json, "path");
    json_end_object(json);
}

/* What the person is to this place on a day, in the words of the definitions. */
static void member_status(JsonWriter *json, ApiCall *call, Date day)
{
    const House *const     house = call->house;
    const CodeSet *const   set = catalog_codes(house->catalog, SV("resident_status"));
    Str const              code = resident_status_code(facts_status_on(house->facts, day));
    const CodeValue *const value = set && code.len ? code_set_find(set, code) : NULL;

    if (!value) {
        member_null(json, "resident_status");
        return;
    }
    member_begin_object(json, "resident_status");
    member_str(json, "code", code);
    member_label(json, "label", value->label);
    member_date(json, "on", day, DATE_MIN);
    json_end_object(json);
}

static bool member_residences(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const Residence *residences = NULL;
    uint32_t         count = 0;

    if (!person_residences(&residences, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "residences");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        member_date(json, "from_on", residences[i].from_on, DATE_MIN);
        member_bool(json, "is_resident", residences[i].is_resident);
        api_member_code(json, "kind", PERSON_CODE_RESIDENCE, residences[i].kind);
        api_member_organisation(json, "organisation", call, residences[i].organisation_id);
        api_member_region(json, "region", call, residences[i].region_id);
        if (!api_member_worker(json, "worker", call, residences[i].worker_id, fault))
            return false;
        member_words(json, "reason", residences[i].reason);
        member_elsewhere(json, call, residences[i].elsewhere);
        member_date(json, "return_on", residences[i].return_on, RETURN_UNKNOWN);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool member_enrolments(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    House *const         house = call->house;
    const Catalog *const catalog = house->catalog;

    if (!facts_load(house->facts, house->store, person_id, fault))
        return false;
    member_begin_array(json, "enrolments");
    for (uint32_t i = 0; i < catalog->programme_count; i++) {
        const Programme *const programme = &catalog->programmes[i];
        uint32_t               count = 0;
        const Episode         *episodes = NULL;

        if (programme->enrol_form == CATALOG_NONE)
            continue;
        episodes = facts_episodes(house->facts, i, &count);
        for (uint32_t j = 0; j < count; j++) {
            json_begin_object(json);
            member_str(json, "programme", programme->name);
            member_label(json, "label", programme->label);
            member_date(json, "opened_on", episodes[j].opened_on, DATE_MIN);
            member_date(json, "closed_on", episodes[j].closed_on, DATE_MAX);
            json_end_object(json);
        }
    }
    json_end_array(json);
    member_status(json, call, call->job.today);
    return true;
}

/* The household, and of its members those that the actor may see; null when there is
 * none, or it is another post's. */
static bool member_household(JsonWriter *json, ApiCall *call, int64_t household_id, Fault *fault)
{
    Household household;
    Fault     hidden = { 0 };

    if (household_id == 0 || !household_get(&household, &call->registry, household_id, &hidden)) {
        member_null(json, "household");
        if (household_id == 0 || hidden.code == FAULT_DENIED || hidden.code == FAULT_NOT_FOUND)
            return true;
        *fault = hidden;
        return false;
    }
    member_begin_object(json, "household");
    if (!api_add_household(json, call, &household, fault))
        return false;
    json_end_object(json);
    return true;
}

/* ---- reading -------------------------------------------------------------------------------- */

static bool show(ApiCall *call, Fault *fault)
{
    Person  person;
    int64_t person_id = 0;

    if (!request_parameter_id(&person_id, call->request, SV("person"), fault) ||
        !person_get(&person, &call->registry, person_id, fault) ||
        !api_note_person(call, person.person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!add_common(&json, call, &person, fault))
        return false;
    /* Asked for under an id that was merged into this person. */
    member_id(&json, "asked_for_id", person_id == person.person_id ? 0 : person_id);
    add_numbers(&json, &person);
    if (!member_residences(&json, call, person.person_id, fault) ||
        !member_enrolments(&json, call, person.person_id, fault) ||
        !member_household(&json, call, person.household_id, fault))
        return false;
    json_end_object(&json);
    return true;
}

/* Where a list does not show by itself why somebody is in it. */
static void member_found_by(JsonWriter *json, const Person *person, PersonFound found)
{
    static const char *const NAMES[] = {
        [PERSON_FIT_ANYBODY] = "",
        [PERSON_FIT_DOCUMENT] = "document",
        [PERSON_FIT_RECORD] = "record",
        [PERSON_FIT_IDENTIFIER] = "identifier",
        [PERSON_FIT_HOUSEHOLD] = "household",
        [PERSON_FIT_PHONE] = "phone",
        [PERSON_FIT_BIRTH] = "birth",
        [PERSON_FIT_ID_END] = "document",
        [PERSON_FIT_PHONE_END] = "phone",
        [PERSON_FIT_NAME] = "name",
        [PERSON_FIT_NAME_START] = "name",
        [PERSON_FIT_NAME_PART] = "name",
        [PERSON_FIT_INITIALS] = "spelling",
        [PERSON_FIT_PINYIN] = "spelling",
        [PERSON_FIT_SYLLABLES] = "spelling",
        [PERSON_FIT_PINYIN_START] = "spelling",
        [PERSON_FIT_INITIALS_START] = "spelling",
        [PERSON_FIT_SYLLABLES_START] = "spelling",
        [PERSON_FIT_ADDRESS] = "address",
        [PERSON_FIT_ADDRESS_START] = "address",
    };
    bool const is_by_address =
        found.fit == PERSON_FIT_ADDRESS || found.fit == PERSON_FIT_ADDRESS_START;

    member_words(json, "found_by",
                 found.by_other_name ? SV("other_name") : str_from_c(NAMES[found.fit]));
    if (is_by_address)
        member_words(json, "address", person->address);
}

static bool list(ApiCall *call, Fault *fault)
{
    PersonQuery query = {
        .text = request_query(call->request, SV("q")),
        .residents = api_query_flag(call, SV("residents")),
    };
    AuditAction const action = str_trim(query.text).len ? AUDIT_PERSON_SEARCH : AUDIT_PERSON_LIST;
    PersonPage        page;

    if (!api_query_id(&query.organisation_id, call, SV("organisation"), fault) ||
        !api_query_limit(&query.limit, call, fault) ||
        !person_cursor_parse(&query.after, call->arena, request_query(call->request, SV("after")),
                             fault))
        return false;
    if (!person_search(&page, &call->registry, &query, fault) ||
        !api_note(call, (AuditEntry){ .action = action }, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < page.count; i++) {
        json_begin_object(&json);
        if (!api_add_person_of_list(&json, call, &page.persons[i], fault))
            return false;
        member_found_by(&json, &page.persons[i], page.found[i]);
        json_end_object(&json);
    }
    json_end_array(&json);
    member_words(&json, "next",
                 page.has_more ? person_cursor_format(call->arena, &page.next) : SV(""));
    json_end_object(&json);
    return true;
}

/* ---- all records of a person ---------------------------------------------------------------- */

static int latest_first(const Submission *a, const Submission *b)
{
    if (a->occurred_on.days != b->occurred_on.days)
        return a->occurred_on.days > b->occurred_on.days ? -1 : 1;
    return (a->record_id < b->record_id) - (a->record_id > b->record_id);
}

/* Two lists, each latest first, into one. */
static Submission *merge(Arena *arena, const Submission *a, uint32_t a_count, const Submission *b,
                         uint32_t b_count)
{
    Submission *const merged = arena_array(arena, (size_t)a_count + b_count, sizeof *merged);
    uint32_t          i = 0;
    uint32_t          j = 0;

    while (i + j < a_count + b_count) {
        bool const takes_a = j == b_count || (i < a_count && latest_first(&a[i], &b[j]) < 0);

        merged[i + j] = takes_a ? a[i] : b[j];
        i += takes_a;
        j += !takes_a;
    }
    return merged;
}

/* Of one form, or of all that are about persons. */
static bool find_records(Submission **out, uint32_t *count, ApiCall *call, int64_t person_id,
                         Str form_name, Fault *fault)
{
    House *const         house = call->house;
    const Catalog *const catalog = house->catalog;

    *out = NULL;
    *count = 0;
    if (form_name.len && !catalog_form(catalog, form_name))
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such form");
    for (uint32_t i = 0; i < catalog->form_count; i++) {
        const Form *const form = &catalog->forms[i];
        Submission       *found = NULL;
        uint32_t          found_count = 0;

        if (form->subject != SUBJECT_PERSON || (form_name.len && !str_equal(form->name, form_name)))
            continue;
        if (!record_list(&found, &found_count, house->store, house->records, catalog, form,
                         person_id, call->arena, fault))
            return false;
        if (found_count)
            *out = merge(call->arena, *out, *count, found, found_count);
        *count += found_count;
    }
    return true;
}

static bool list_records(ApiCall *call, Fault *fault)
{
    Str const   form = request_query(call->request, SV("form"));
    Person      person;
    int64_t     person_id = 0;
    Submission *records = NULL;
    uint32_t    count = 0;

    if (!api_parameter_person(&person_id, call, fault) ||
        !person_get(&person, &call->registry, person_id, fault) ||
        !find_records(&records, &count, call, person_id, form, fault) ||
        !api_note_person(call, person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        if (!api_add_record(&json, call, &records[i], false, fault))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* ---- writing -------------------------------------------------------------------------------- */

/* {"person_id", "revision", "problems": [warnings]} */
static bool write_change(ApiCall *call, int64_t person_id, uint32_t revision)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_id(&json, "person_id", person_id);
    member_int(&json, "revision", revision);
    api_member_problems(&json, call);
    json_end_object(&json);
    return true;
}

/* What each of the writes below does with a body that has been understood. */
typedef bool ChangePerson(PersonChange *out, ApiCall *call, int64_t person_id, Fault *fault);

/* Once, however often it is asked for with the same key. */
static bool change_once(ApiCall *call, ChangePerson *change, bool is_new, Fault *fault)
{
    Attempt      earlier;
    PersonChange made;
    int64_t      person_id = 0;

    if (!is_new && !request_parameter_id(&person_id, call->request, SV("person"), fault))
        return false;
    if (!api_find_attempt(&earlier, call, fault))
        return false;
    if (earlier.was_made)
        return person_resolve(&earlier.subject_id, call->house->store, earlier.subject_id, fault) &&
               write_change(call, earlier.subject_id, earlier.revision);
    return change(&made, call, person_id, fault) &&
           api_keep_attempt(call, made.person_id, 0, made.revision, fault) &&
           write_change(call, made.person_id, made.revision);
}

/* What cannot be understood is told with everything else that is wrong, if the
 * domain gets so far; in any case it is not taken. */
static bool refuse_misread(ApiCall *call, Fault *fault)
{
    return call->problems.error_count == 0 || problems_refuse(&call->problems, fault);
}

/* "distinct_from": ids of those whom somebody has looked at and says to be others. */
static bool read_distinct(PersonEntry *entry, ApiCall *call, Fault *fault)
{
    const Json *ids = NULL;
    int64_t    *read = NULL;

    if (!json_has(call->body, SV("distinct_from")))
        return true;
    if (!json_get_array(&ids, call->body, SV("distinct_from"), fault))
        return false;
    read = arena_array(call->arena, (size_t)ids->count + 1, sizeof *read);
    for (const Json *item = ids->first; item; item = item->next)
        if (item->kind != JSON_STRING || !str_to_int(&read[entry->distinct_count++], item->text))
            return fault_set(fault, FAULT_INVALID, "\"distinct_from\" must be ids of persons");
    entry->distinct_ids = read;
    return true;
}

static bool register_person(PersonChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    PersonBody body;

    (void)person_id;
    api_read_person(&body, call->body, &call->problems);
    if (!body.has_residence)
        problem_add(&call->problems, PROBLEM_REQUIRED, person_field_place(PERSON_FIELD_RESIDENCE));
    body.entry.seeks_duplicates = true;
    if (!read_distinct(&body.entry, call, fault))
        return false;
    return refuse_misread(call, fault) &&
           intake_register_person(out, call->house, &call->job, &body.entry, &body.residence,
                                  &call->problems, fault);
}

static bool amend_person(PersonChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    PersonBody body;
    Person     before;
    int64_t    revision = 0;

    if (!json_get_int(&revision, call->body, SV("revision"), fault) ||
        !person_get(&before, &call->registry, person_id, fault))
        return false;
    api_read_person(&body, call->body, &call->problems);
    body.entry.person_id = person_id;
    body.entry.revision = revision > 0 && revision <= UINT32_MAX ? (uint32_t)revision : 0;
    body.entry.next_record_number = false;
    if (!body.has_record_number) /* it is kept for life */
        body.entry.record_number = before.record_number;
    return refuse_misread(call, fault) &&
           intake_amend_person(out, call->house, &call->job, &body.entry, &call->problems, fault);
}

static bool move_person(PersonChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    Residence to;

    api_read_residence(&to, call->body, &call->problems);
    return refuse_misread(call, fault) &&
           intake_move_person(out, call->house, &call->job, person_id, &to, &call->problems, fault);
}

static bool undo_move(PersonChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    Date from_on;

    if (!date_parse(&from_on, request_parameter(call->request, SV("from_on"))))
        return fault_set(fault, FAULT_NOT_FOUND, "there is no such move");
    return intake_undo_move(out, call->house, &call->job, person_id, from_on, &call->problems,
                            fault);
}

static bool record_death(PersonChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    Date died_on;

    api_read_death(&died_on, call->body, &call->problems);
    return refuse_misread(call, fault) &&
           intake_record_death(out, call->house, &call->job, person_id, died_on, &call->problems,
                               fault);
}

static bool run_register(ApiCall *call, Fault *fault)
{
    api_created(call);
    return change_once(call, register_person, true, fault);
}

static bool run_amend(ApiCall *call, Fault *fault)
{
    return change_once(call, amend_person, false, fault);
}

static bool run_move(ApiCall *call, Fault *fault)
{
    api_created(call);
    return change_once(call, move_person, false, fault);
}

static bool run_undo_move(ApiCall *call, Fault *fault)
{
    if (!change_once(call, undo_move, false, fault))
        return false;
    response_clear(call->response);
    api_no_content(call);
    return true;
}

static bool run_death(ApiCall *call, Fault *fault)
{
    return change_once(call, record_death, false, fault);
}

/* ---- routes --------------------------------------------------------------------------------- */

static HttpResult get_persons(Request *request, Response *response)
{
    return api_read(request, response, list);
}

static HttpResult get_person(Request *request, Response *response)
{
    return api_read(request, response, show);
}

static HttpResult get_records(Request *request, Response *response)
{
    return api_read(request, response, list_records);
}

static HttpResult post_person(Request *request, Response *response)
{
    return api_write(request, response, run_register);
}

static HttpResult put_person(Request *request, Response *response)
{
    return api_write(request, response, run_amend);
}

static HttpResult post_move(Request *request, Response *response)
{
    return api_write(request, response, run_move);
}

static HttpResult delete_move(Request *request, Response *response)
{
    return api_write(request, response, run_undo_move);
}

static HttpResult put_death(Request *request, Response *response)
{
    return api_write(request, response, run_death);
}

static const Route ROUTES[] = {
    { "GET", "/api/persons", API_READ_PERSON, 0, get_persons, "检索居民", "find persons" },
    { "POST", "/api/persons", API_WRITE_RECORD, PERSON_BODY_BYTES, post_person, "登记居民",
      "register a person" },
    { "GET", "/api/persons/{person}", API_READ_PERSON, 0, get_person, "一位居民", "one person" },
    { "PUT", "/api/persons/{person}", API_WRITE_RECORD, PERSON_BODY_BYTES, put_person,
      "修改居民信息", "amend a person" },
    { "POST", "/api/persons/{person}/moves", API_WRITE_RECORD, PERSON_BODY_BYTES, post_move,
      "变更居住", "record a move" },
    { "DELETE", "/api/persons/{person}/moves/{from_on}", API_WRITE_RECORD, 0, delete_move,
      "撤销居住变更", "take back a move" },
    { "PUT", "/api/persons/{person}/death", API_WRITE_RECORD, PERSON_BODY_BYTES, put_death,
      "登记死亡", "record a death" },
    { "GET", "/api/persons/{person}/records", API_READ_PERSON, 0, get_records, "居民的全部记录",
      "all records of a person" },
};

const RouteList API_PERSON_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
