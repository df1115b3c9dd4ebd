/* Numbers, other names and relations of a person: read together, written one by one. */
#include "api/body.h"
#include "api/person.h"
#include "base/limits.h"
#include "intake/intake.h"
#include "registry/organisation.h"

enum { IDENTITY_BODY_BYTES = 8 << 10 };

/* ---- reading -------------------------------------------------------------------------------- */

static bool member_when(JsonWriter *json, ApiCall *call, int64_t at, int64_t by,
                        const char *at_name, const char *by_name, Fault *fault)
{
    member_instant(json, at_name, at);
    return api_member_account(json, by_name, call, by, fault);
}

static bool add_identifier(JsonWriter *json, ApiCall *call, const Identifier *row, Fault *fault)
{
    IdentifierKind              kind = { 0 };
    const IdentifierKind *const found = identifier_kind_find(&kind, row->kind);

    member_id(json, "identifier_id", row->identifier_id);
    member_int(json, "revision", row->revision);
    member_begin_object(json, "kind");
    member_str(json, "code", row->kind);
    member_label(json, "label", found ? kind.label : (Label){ row->kind, row->kind });
    json_end_object(json);
    member_str(json, "number", row->number);
    api_member_organisation(json, "issuer_organisation", call, row->issuer_id);
    member_words(json, "issuer", row->issuer);
    member_date(json, "valid_from", row->valid_from, DATE_MIN);
    member_date(json, "valid_until", row->valid_until, DATE_MAX);
    member_bool(json, "is_expired", row->valid_until.days < call->job.today.days);
    api_member_code(json, "status", PERSON_CODE_NUMBER_STATUS, row->status);
    api_member_code(json, "verified", PERSON_CODE_VERIFIED, row->verified);
    if (row->verified_at == 0) {
        member_null(json, "verified_at");
        member_null(json, "verified_by");
    } else if (!member_when(json, call, row->verified_at, row->verified_by, "verified_at",
                            "verified_by", fault)) {
        return false;
    }
    member_bool(json, "is_main", row->is_main);
    member_id(json, "merge_id", row->merge_id);
    return true;
}

static bool member_identifiers(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const Identifier *rows = NULL;
    uint32_t          count = 0;

    if (!identifier_list(&rows, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "identifiers");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        if (!add_identifier(json, call, &rows[i], fault))
            return false;
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static void add_name(JsonWriter *json, const PersonName *row)
{
    member_id(json, "name_id", row->name_id);
    member_int(json, "revision", row->revision);
    api_member_code(json, "kind", PERSON_CODE_NAME_KIND, row->kind);
    member_str(json, "name", row->name);
    member_words(json, "pinyin", row->name_pinyin);
    member_date(json, "from_on", row->from_on, DATE_MIN);
    member_date(json, "until_on", row->until_on, DATE_MAX);
}

static bool member_names(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const PersonName *rows = NULL;
    uint32_t          count = 0;

    if (!person_names(&rows, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "names");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        add_name(json, &rows[i]);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool member_relations(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const RelationSide *rows = NULL;
    uint32_t            count = 0;

    if (!relation_list(&rows, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "relations");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        member_id(json, "relation_id", rows[i].row.relation_id);
        member_int(json, "revision", rows[i].row.revision);
        api_member_code(json, "kind", PERSON_CODE_KIN, rows[i].kind);
        member_date(json, "from_on", rows[i].row.from_on, DATE_MIN);
        member_date(json, "until_on", rows[i].row.until_on, DATE_MAX);
        if (rows[i].is_visible) {
            member_begin_object(json, "other");
            if (!api_add_person_of_list(json, call, &rows[i].other, fault))
                return false;
            json_end_object(json);
        } else {
            member_null(json, "other"); /* of another post */
        }
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool member_stays(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const HouseholdStay *rows = NULL;
    uint32_t             count = 0;

    if (!household_stays(&rows, &count, &call->registry, 0, person_id, fault))
        return false;
    member_begin_array(json, "households");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        api_add_household_stay(json, &rows[i]);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool show(ApiCall *call, Fault *fault)
{
    Person  person;
    int64_t person_id = 0;

    if (!api_parameter_person(&person_id, call, fault) ||
        !person_get(&person, &call->registry, person_id, fault) ||
        !api_note_person(call, person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!member_identifiers(&json, call, person_id, fault) ||
        !member_names(&json, call, person_id, fault) ||
        !member_relations(&json, call, person_id, fault) ||
        !member_stays(&json, call, person_id, fault))
        return false;
    json_end_object(&json);
    return true;
}

/* ---- what was -------------------------------------------------------------------------------- */

static bool begin_revision(JsonWriter *json, ApiCall *call, int64_t at, int64_t by, Fault *fault)
{
    json_begin_object(json);
    return member_when(json, call, at, by, "superseded_at", "superseded_by", fault);
}

static bool list_identifier_history(JsonWriter *json, ApiCall *call, int64_t person_id,
                                    Fault *fault)
{
    const IdentifierRevision *rows = NULL;
    uint32_t                  count = 0;

    if (!identifier_history(&rows, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "identifiers");
    for (uint32_t i = 0; i < count; i++) {
        if (!begin_revision(json, call, rows[i].superseded_at, rows[i].superseded_by, fault) ||
            !add_identifier(json, call, &rows[i].identifier, fault))
            return false;
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool list_name_history(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const PersonNameRevision *rows = NULL;
    uint32_t                  count = 0;

    if (!person_name_history(&rows, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "names");
    for (uint32_t i = 0; i < count; i++) {
        if (!begin_revision(json, call, rows[i].superseded_at, rows[i].superseded_by, fault))
            return false;
        add_name(json, &rows[i].name);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool list_relation_history(JsonWriter *json, ApiCall *call, int64_t person_id, Fault *fault)
{
    const RelationRevision *rows = NULL;
    uint32_t                count = 0;

    if (!relation_history(&rows, &count, &call->registry, person_id, fault))
        return false;
    member_begin_array(json, "relations");
    for (uint32_t i = 0; i < count; i++) {
        const Relation *const row = &rows[i].relation;

        if (!begin_revision(json, call, rows[i].superseded_at, rows[i].superseded_by, fault))
            return false;
        member_id(json, "relation_id", row->relation_id);
        member_int(json, "revision", row->revision);
        api_member_code(json, "kind", PERSON_CODE_KIN, row->kind);
        member_id(json, "other_id", row->other_id);
        member_date(json, "from_on", row->from_on, DATE_MIN);
        member_date(json, "until_on", row->until_on, DATE_MAX);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool show_history(ApiCall *call, Fault *fault)
{
    int64_t person_id = 0;

    if (!api_parameter_person(&person_id, call, fault) || !api_note_person(call, person_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!list_identifier_history(&json, call, person_id, fault) ||
        !list_name_history(&json, call, person_id, fault) ||
        !list_relation_history(&json, call, person_id, fault))
        return false;
    json_end_object(&json);
    return true;
}

/* Whose a number is. Who has the whole number in front of him is told whether its holder
 * is registered; who it is, only in his place. */
static bool find(ApiCall *call, Fault *fault)
{
    Str const kind = request_query(call->request, SV("kind"));
    Str const number = request_query(call->request, SV("number"));
    Person    person;
    Fault     hidden = { 0 };
    int64_t   person_id = 0;

    if (str_trim(number).len == 0)
        return fault_set(fault, FAULT_INVALID, "number expects the whole number");
    if (!identifier_find(&person_id, &call->registry, kind, number, fault) ||
        !api_note(call,
                  (AuditEntry){ .action = AUDIT_PERSON_SEARCH,
                                .subject = person_id ? AUDIT_OF_PERSON : AUDIT_OF_NOTHING,
                                .subject_id = person_id },
                  fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_bool(&json, "is_registered", person_id != 0);
    if (person_id == 0 || !person_get(&person, &call->registry, person_id, &hidden)) {
        if (person_id && hidden.code != FAULT_DENIED) {
            *fault = hidden;
            return false;
        }
        member_null(&json, "person");
    } else {
        member_begin_object(&json, "person");
        if (!api_add_person_of_list(&json, call, &person, fault))
            return false;
        json_end_object(&json);
    }
    json_end_object(&json);
    return true;
}

/* ---- writing -------------------------------------------------------------------------------- */

typedef bool ChangeRow(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault);

/* {"person_id", "id", "revision", "problems": [warnings]} */
static bool write_change(ApiCall *call, int64_t person_id, int64_t thing_id, uint32_t revision)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    member_id(&json, "person_id", person_id);
    member_id(&json, "id", thing_id);
    member_int(&json, "revision", revision);
    api_member_problems(&json, call);
    json_end_object(&json);
    return true;
}

/* Once, however often it is asked for with the same key. */
static bool change_once(ApiCall *call, ChangeRow *change, Fault *fault)
{
    Attempt   earlier;
    RowChange made = { 0 };
    int64_t   person_id = 0;

    if (!api_parameter_person(&person_id, call, fault) || !api_find_attempt(&earlier, call, fault))
        return false;
    if (earlier.was_made)
        return write_change(call, earlier.subject_id, earlier.record_id, earlier.revision);
    return change(&made, call, person_id, fault) &&
           api_keep_attempt(call, person_id, made.thing_id, made.revision, fault) &&
           write_change(call, person_id, made.thing_id, made.revision);
}

/* The id of the path, when there is one, and the revision that was read. */
static bool read_thing(int64_t *id, uint32_t *revision, ApiCall *call, const char *name,
                       Fault *fault)
{
    Str const key = str_from_c(name);
    int64_t   read = 0;

    if (!request_has_parameter(call->request, key))
        return true;
    if (!request_parameter_id(id, call->request, key, fault) ||
        !json_get_int(&read, call->body, SV("revision"), fault))
        return false;
    *revision = read > 0 && read <= UINT32_MAX ? (uint32_t)read : 0;
    return true;
}

static bool refuse_misread(ApiCall *call, Fault *fault)
{
    return call->problems.error_count == 0 || problems_refuse(&call->problems, fault);
}

#define AT(field, zh, en) PROBLEM_PLACE(field, zh, en)
#define READ(rows)        body_read(rows, COUNT_OF(rows), call->body, &call->problems)

static bool put_identifier(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    IdentifierEntry  entry = { .person_id = person_id,
                               .valid_from = DATE_MIN,
                               .valid_until = DATE_MAX };
    BodyMember const rows[] = {
        { "kind", AT("kind", "证件类型", "kind of number"), BODY_TEXT, &entry.kind },
        { "number", AT("number", "号码", "number"), BODY_TEXT, &entry.number },
        { "issuer_id", AT("issuer_id", "签发机构", "issuing organisation"), BODY_ID,
          &entry.issuer_id },
        { "issuer", AT("issuer", "签发机关", "issuer"), BODY_TEXT, &entry.issuer },
        { "valid_from", AT("valid_from", "有效期起", "first day of validity"), BODY_DAY,
          &entry.valid_from },
        { "valid_until", AT("valid_until", "有效期止", "last day of validity"), BODY_DAY,
          &entry.valid_until },
        { "verified", AT("verified", "核验方式", "verification"), BODY_TEXT, &entry.verified },
        { "unverifiable", AT("unverifiable", "无法核验", "cannot be verified"), BODY_BOOL,
          &entry.unverifiable },
        { "revision", AT("revision", "版本", "revision"), BODY_OTHER, NULL },
    };

    READ(rows);
    return read_thing(&entry.identifier_id, &entry.revision, call, "identifier", fault) &&
           refuse_misread(call, fault) &&
           intake_put_identifier(out, call->house, &call->job, &entry, &call->problems, fault);
}

static bool end_identifier(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    IdentifierEnd    end = { .person_id = person_id, .until_on = call->job.today };
    BodyMember const rows[] = {
        { "until_on", AT("valid_until", "有效期止", "last day of validity"), BODY_DAY,
          &end.until_on },
        { "is_mistake", AT("is_mistake", "登记有误", "mistake"), BODY_BOOL, &end.is_mistake },
        { "revision", AT("revision", "版本", "revision"), BODY_OTHER, NULL },
    };

    READ(rows);
    return read_thing(&end.identifier_id, &end.revision, call, "identifier", fault) &&
           refuse_misread(call, fault) &&
           intake_end_identifier(out, call->house, &call->job, &end, &call->problems, fault);
}

static bool put_name(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    PersonNameEntry  entry = { .person_id = person_id, .from_on = DATE_MIN, .until_on = DATE_MAX };
    BodyMember const rows[] = {
        { "kind", AT("kind", "姓名类别", "kind of name"), BODY_TEXT, &entry.kind },
        { "name", AT("name", "姓名", "name"), BODY_TEXT, &entry.name },
        { "from_on", AT("from_on", "使用起始日期", "first day of use"), BODY_DAY, &entry.from_on },
        { "until_on", AT("until_on", "使用截止日期", "last day of use"), BODY_DAY,
          &entry.until_on },
        { "revision", AT("revision", "版本", "revision"), BODY_OTHER, NULL },
    };

    READ(rows);
    return read_thing(&entry.name_id, &entry.revision, call, "name", fault) &&
           refuse_misread(call, fault) &&
           intake_put_name(out, call->house, &call->job, &entry, &call->problems, fault);
}

static bool remove_name(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    int64_t  name_id = 0;
    uint32_t revision = 0;

    return read_thing(&name_id, &revision, call, "name", fault) &&
           intake_remove_name(out, call->house, &call->job, person_id, name_id, revision, fault);
}

/* The other by id, or by any of his numbers: so somebody of another post can be named by
 * who has the document in front of him. */
static bool find_other(RelationEntry *entry, ApiCall *call, Str number, Fault *fault)
{
    ProblemPlace const at = AT("other_number", "对方证件号码", "number of the other person");

    if (number.len == 0)
        return true;
    if (!identifier_find(&entry->other_id, &call->registry, SV(""), number, fault))
        return false;
    if (entry->other_id == 0)
        problem_add(&call->problems, PROBLEM_UNKNOWN, at);
    return true;
}

static bool put_relation(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    RelationEntry    entry = { .person_id = person_id, .from_on = DATE_MIN, .until_on = DATE_MAX };
    Str              number = SV("");
    BodyMember const rows[] = {
        { "kind", AT("kind", "关系", "relation"), BODY_TEXT, &entry.kind },
        { "other_id", AT("other_id", "对方", "other person"), BODY_ID, &entry.other_id },
        { "other_number", AT("other_number", "对方证件号码", "number of the other person"),
          BODY_TEXT, &number },
        { "from_on", AT("from_on", "起始日期", "first day"), BODY_DAY, &entry.from_on },
        { "until_on", AT("until_on", "截止日期", "last day"), BODY_DAY, &entry.until_on },
        { "revision", AT("revision", "版本", "revision"), BODY_OTHER, NULL },
    };

    READ(rows);
    return read_thing(&entry.relation_id, &entry.revision, call, "relation", fault) &&
           find_other(&entry, call, number, fault) && refuse_misread(call, fault) &&
           intake_put_relation(out, call->house, &call->job, &entry, &call->problems, fault);
}

static bool remove_relation(RowChange *out, ApiCall *call, int64_t person_id, Fault *fault)
{
    int64_t  relation_id = 0;
    uint32_t revision = 0;

    return read_thing(&relation_id, &revision, call, "relation", fault) &&
           intake_remove_relation(out, call->house, &call->job, person_id, relation_id, revision,
                                  fault);
}

/* ---- routes --------------------------------------------------------------------------------- */

static bool run_put_identifier(ApiCall *call, Fault *fault)
{
    return change_once(call, put_identifier, fault);
}

static bool run_end_identifier(ApiCall *call, Fault *fault)
{
    return change_once(call, end_identifier, fault);
}

static bool run_put_name(ApiCall *call, Fault *fault)
{
    return change_once(call, put_name, fault);
}

static bool run_remove_name(ApiCall *call, Fault *fault)
{
    return change_once(call, remove_name, fault);
}

static bool run_put_relation(ApiCall *call, Fault *fault)
{
    return change_once(call, put_relation, fault);
}

static bool run_remove_relation(ApiCall *call, Fault *fault)
{
    return change_once(call, remove_relation, fault);
}

static HttpResult get_identity(Request *request, Response *response)
{
    return api_read(request, response, show);
}

static HttpResult get_history(Request *request, Response *response)
{
    return api_read(request, response, show_history);
}

static HttpResult get_holder(Request *request, Response *response)
{
    return api_read(request, response, find);
}

static HttpResult put_identifier_row(Request *request, Response *response)
{
    return api_write(request, response, run_put_identifier);
}

static HttpResult post_identifier_end(Request *request, Response *response)
{
    return api_write(request, response, run_end_identifier);
}

static HttpResult put_name_row(Request *request, Response *response)
{
    return api_write(request, response, run_put_name);
}

static HttpResult delete_name(Request *request, Response *response)
{
    return api_write(request, response, run_remove_name);
}

static HttpResult put_relation_row(Request *request, Response *response)
{
    return api_write(request, response, run_put_relation);
}

static HttpResult delete_relation(Request *request, Response *response)
{
    return api_write(request, response, run_remove_relation);
}

#define OF_PERSON "/api/persons/{person}/"

static const Route ROUTES[] = {
    { "GET", "/api/identifiers", API_READ_PERSON, 0, get_holder, "查询号码持有人",
      "whose a number is" },
    { "GET", OF_PERSON "identity", API_READ_PERSON, 0, get_identity, "证件、姓名与家庭",
      "numbers, names and family of a person" },
    { "GET", OF_PERSON "identity/history", API_READ_PERSON, 0, get_history,
      "证件、姓名与家庭的变更", "what they were" },
    { "POST", OF_PERSON "identifiers", API_WRITE_RECORD, IDENTITY_BODY_BYTES, put_identifier_row,
      "登记证件号码", "record a number" },
    { "PUT", OF_PERSON "identifiers/{identifier}", API_WRITE_RECORD, IDENTITY_BODY_BYTES,
      put_identifier_row, "修改证件信息", "amend a number" },
    { "POST", OF_PERSON "identifiers/{identifier}/end", API_WRITE_RECORD, IDENTITY_BODY_BYTES,
      post_identifier_end, "停用证件号码", "end a number" },
    { "POST", OF_PERSON "names", API_WRITE_RECORD, IDENTITY_BODY_BYTES, put_name_row,
      "登记其他姓名", "record another name" },
    { "PUT", OF_PERSON "names/{name}", API_WRITE_RECORD, IDENTITY_BODY_BYTES, put_name_row,
      "修改其他姓名", "amend another name" },
    { "DELETE", OF_PERSON "names/{name}", API_WRITE_RECORD, IDENTITY_BODY_BYTES, delete_name,
      "删除其他姓名", "remove another name" },
    { "POST", OF_PERSON "relations", API_WRITE_RECORD, IDENTITY_BODY_BYTES, put_relation_row,
      "登记亲属关系", "record a relation" },
    { "PUT", OF_PERSON "relations/{relation}", API_WRITE_RECORD, IDENTITY_BODY_BYTES,
      put_relation_row, "修改亲属关系", "amend a relation" },
    { "DELETE", OF_PERSON "relations/{relation}", API_WRITE_RECORD, IDENTITY_BODY_BYTES,
      delete_relation, "删除亲属关系", "remove a relation" },
};

const RouteList API_IDENTITY_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
