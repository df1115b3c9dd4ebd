#include "api/submission.h"

#include "base/utf8.h"
#include "registry/organisation.h"
#include "registry/worker.h"

/* ---- in ------------------------------------------------------------------------------------ */

typedef struct {
    Submission    *submission;
    Arena         *arena;
    const Catalog *catalog;
    Problems      *problems;
} Reading;

static ProblemPlace place(const char *field, const char *zh, const char *en)
{
    return (ProblemPlace){ str_from_c(field), { str_from_c(zh), str_from_c(en) }, 0 };
}

/* A name of somebody's own choice is repeated in the answer, but not at any length. */
static void add_unknown(const Reading *reading, const char *owner, uint32_t row, Str name)
{
    Str const shown = str_slice(name, 0, utf8_prefix(name, LIMIT_NAME_BYTES));
    Str const field =
        owner ? str_format(reading->arena, "%s.%.*s", owner, (int)shown.len, shown.ptr) : shown;

    problem_add(reading->problems, PROBLEM_UNKNOWN_FIELD,
                (ProblemPlace){ .field = field, .row = row })
        ->text = (Label){ shown, shown };
}

static void add_format(const Reading *reading, ProblemPlace at, const char *zh, const char *en)
{
    problem_add(reading->problems, PROBLEM_FORMAT, at)->text =
        (Label){ str_from_c(zh), str_from_c(en) };
}

static int64_t read_id(const Reading *reading, const Json *member, ProblemPlace at)
{
    uint64_t id = 0;

    if (member->kind == JSON_NULL)
        return 0;
    if (member->kind != JSON_STRING || !str_to_uint(&id, member->text, INT64_MAX) || id == 0)
        add_format(reading, at, "编号文本", "an id, written as a text of digits");
    return (int64_t)id;
}

static uint32_t read_revision(const Reading *reading, const Json *member)
{
    uint64_t revision = 0;

    if (member->kind == JSON_NULL)
        return 0;
    if (member->kind != JSON_NUMBER || !str_to_uint(&revision, member->text, UINT32_MAX))
        add_format(reading, place("revision", "修订号", "revision"), "整数", "a whole number");
    return (uint32_t)revision;
}

static void read_day(const Reading *reading, const Json *member)
{
    ProblemPlace const at = place("occurred_on", "服务日期", "date of service");

    if (!member || member->kind == JSON_NULL)
        problem_add(reading->problems, PROBLEM_REQUIRED, at);
    else if (member->kind != JSON_STRING ||
             !date_parse(&reading->submission->occurred_on, member->text))
        problem_add(reading->problems, PROBLEM_NO_DATE, at);
}

/* The text of a value; false for what is none. */
static bool text_of(Str *out, const Json *member)
{
    *out = member->kind == JSON_NULL ? SV("") : member->text;
    return member->kind != JSON_ARRAY && member->kind != JSON_OBJECT;
}

static uint32_t find_field(const Field *fields, uint32_t count, Str name)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(fields[i].name, name))
            return i;
    return CATALOG_NONE;
}

static void read_value(const Reading *reading, uint32_t list, uint32_t row, uint32_t field,
                       const Json *member)
{
    Submission *const  submission = reading->submission;
    const Field *const fields =
        list == CATALOG_NONE ? submission->form->fields : submission->form->lists[list].fields;
    ProblemPlace const at = submission_place(submission, reading->arena, list, row, field);
    Str                text = SV("");

    if (!text_of(&text, member))
        add_format(reading, at, "文本", "a text");
    else if (fields[field].derive && text.len)
        problem_add(reading->problems, PROBLEM_NOT_ALLOWED, at);
    else
        submission_parse(submission, reading->arena, reading->catalog, list, row, field, text,
                         reading->problems);
}

static void read_values(const Reading *reading, const Json *values)
{
    const Form *const form = reading->submission->form;

    for (const Json *member = values->first; member; member = member->next) {
        uint32_t const field = form_field_index(form, member->key);

        if (field == CATALOG_NONE)
            add_unknown(reading, NULL, 0, member->key);
        else
            read_value(reading, CATALOG_NONE, 0, field, member);
    }
}

static void read_row(const Reading *reading, uint32_t list, const Json *row)
{
    const FormList *const rows = &reading->submission->form->lists[list];
    uint32_t const        at = reading->submission->lists[list].row_count - 1;

    for (const Json *member = row->first; member; member = member->next) {
        uint32_t const field = find_field(rows->fields, rows->field_count, member->key);

        if (field == CATALOG_NONE)
            add_unknown(reading, str_to_c(reading->arena, rows->name), at + 1, member->key);
        else
            read_value(reading, list, at, field, member);
    }
}

static void read_rows(const Reading *reading, uint32_t list, const Json *rows)
{
    const FormList *const form = &reading->submission->form->lists[list];
    ProblemPlace          at = { .field = form->name, .name = form->label };

    if (rows->kind == JSON_NULL)
        return;
    if (rows->kind != JSON_ARRAY) {
        add_format(reading, at, "列表", "a list of rows");
        return;
    }
    for (const Json *row = rows->first; row; row = row->next) {
        if (!submission_add_row(reading->submission, reading->arena, list)) {
            problem_add(reading->problems, PROBLEM_TOO_MANY, at)->high =
                str_format(reading->arena, "%u", form->rows_max);
            return;
        }
        at.row++;
        if (row->kind == JSON_OBJECT)
            read_row(reading, list, row);
        else
            add_format(reading, at, "一行", "a row");
    }
}

static void read_lists(const Reading *reading, const Json *lists)
{
    const Form *const form = reading->submission->form;

    for (const Json *member = lists->first; member; member = member->next) {
        uint32_t list = 0;

        while (list < form->list_count && !str_equal(form->lists[list].name, member->key))
            list++;
        if (list == form->list_count)
            add_unknown(reading, NULL, 0, member->key);
        else
            read_rows(reading, list, member);
    }
}

static void read_header(const Reading *reading, const Json *member)
{
    Submission *const submission = reading->submission;
    Str const         key = member->key;

    if (str_equal(key, SV("person_id")))
        submission->subject_id = read_id(reading, member, place("person_id", "居民", "person"));
    else if (str_equal(key, SV("record_id")))
        submission->record_id = read_id(reading, member, place("record_id", "记录", "record"));
    else if (str_equal(key, SV("revision")))
        submission->revision = read_revision(reading, member);
    else if (str_equal(key, SV("worker_id")))
        submission->worker_id = read_id(reading, member, place("worker_id", "医生", "worker"));
    else if (str_equal(key, SV("organisation_id")) && member->kind != JSON_NULL)
        submission->organisation_id =
            read_id(reading, member, place("organisation_id", "机构", "organisation"));
    else if (!str_equal(key, SV("organisation_id")) && !str_equal(key, SV("occurred_on")) &&
             !str_equal(key, SV("values")) && !str_equal(key, SV("lists")))
        add_unknown(reading, NULL, 0, key);
}

void api_submission_read(Submission *out, Arena *arena, const Catalog *catalog, const Form *form,
                         const Json *body, SubmissionDefaults defaults, Problems *problems)
{
    Reading const reading = { out, arena, catalog, problems };
    const Json   *values = json_member(body, SV("values"));
    const Json   *lists = json_member(body, SV("lists"));

    *out = submission_open(arena, form);
    out->occurred_on = defaults.today;
    out->organisation_id = defaults.organisation_id;
    for (const Json *member = body->first; member; member = member->next)
        read_header(&reading, member);
    read_day(&reading, json_member(body, SV("occurred_on"))); /* before codes, which are dated */
    if (values && values->kind == JSON_OBJECT)
        read_values(&reading, values);
    else if (values && values->kind != JSON_NULL)
        add_format(&reading, place("values", "内容", "values"), "对象", "an object");
    if (lists && lists->kind == JSON_OBJECT)
        read_lists(&reading, lists);
    else if (lists && lists->kind != JSON_NULL)
        add_format(&reading, place("lists", "列表", "lists"), "对象", "an object");
}

/* ---- out ----------------------------------------------------------------------------------- */

/* The first words of an entry: what people call it. */
static bool name_of_entry(Str *out, ApiCall *call, Type type, int64_t entry_id, Fault *fault)
{
    const Form *const form = &call->house->catalog->registers[type.entry].form;
    Submission        entry;
    Fault             missing = { 0 };

    *out = SV("");
    if (!record_get(&entry, call->house->store, call->house->records, call->house->catalog, form,
                    entry_id, entry_id, call->arena, &missing)) {
        if (missing.code == FAULT_NOT_FOUND)
            return true;
        *fault = missing;
        return false;
    }
    for (uint32_t i = 0; i < form->field_count && out->len == 0; i++)
        if (form->fields[i].type.kind == TYPE_TEXT && entry.values[i].present)
            *out = entry.values[i].text;
    return true;
}

/* What an id stands for; empty when it is no id, or of a person: who may see a
 * record need not see everybody named in it. */
static bool name_of(Str *out, ApiCall *call, Type type, Value value, Fault *fault)
{
    const Worker *worker = NULL;

    *out = SV("");
    if (type.kind == TYPE_ORGANISATION)
        *out = organisation_name(call->house->organisations, value.word);
    if (type.kind == TYPE_ENTRY)
        return name_of_entry(out, call, type, value.word, fault);
    if (type.kind != TYPE_WORKER)
        return true;
    if (!worker_find(&worker, &call->registry, value.word, fault))
        return false;
    if (worker)
        *out = worker->name;
    return true;
}

bool api_add_value(JsonWriter *json, ApiCall *call, Type type, Value value, Fault *fault)
{
    const Catalog *const catalog = call->house->catalog;
    Str                  name = SV("");

    if (!value.present) {
        json_add_null(json);
        return true;
    }
    if (!name_of(&name, call, type, value, fault))
        return false;
    json_begin_object(json);
    member_str(json, "text", value_format(call->arena, catalog, type, value));
    member_begin_object(json, "shown");
    member_str(json, "zh",
               name.len ? name : value_show(call->arena, catalog, type, value, LANGUAGE_ZH));
    member_str(json, "en",
               name.len ? name : value_show(call->arena, catalog, type, value, LANGUAGE_EN));
    json_end_object(json);
    json_end_object(json);
    return true;
}

static bool add_values(JsonWriter *json, ApiCall *call, const Field *fields, uint32_t count,
                       const Value *values, Fault *fault)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!values[i].present)
            continue;
        json_add_key(json, fields[i].name);
        if (!api_add_value(json, call, fields[i].type, values[i], fault))
            return false;
    }
    return true;
}

static bool add_lists(JsonWriter *json, ApiCall *call, const Submission *record, Fault *fault)
{
    const Form *const form = record->form;

    member_begin_object(json, "lists");
    for (uint32_t i = 0; i < form->list_count; i++) {
        const ListRows *const rows = &record->lists[i];

        json_add_key(json, form->lists[i].name);
        json_begin_array(json);
        for (uint32_t j = 0; j < rows->row_count; j++) {
            json_begin_object(json);
            if (!add_values(json, call, form->lists[i].fields, form->lists[i].field_count,
                            rows->rows[j], fault))
                return false;
            json_end_object(json);
        }
        json_end_array(json);
    }
    json_end_object(json);
    return true;
}

bool api_add_record(JsonWriter *json, ApiCall *call, const Submission *record, bool with_lists,
                    Fault *fault)
{
    const Form *const form = record->form;

    if (form->subject == SUBJECT_PERSON)
        member_id(json, "person_id", record->subject_id);
    member_id(json, "record_id", record->record_id);
    member_int(json, "revision", record->revision);
    member_str(json, "form", form->name);
    member_label(json, "label", form->label);
    member_date(json, "occurred_on", record->occurred_on, DATE_MIN);
    member_id(json, "organisation_id", record->organisation_id);
    member_id(json, "worker_id", record->worker_id);
    api_member_organisation(json, "organisation", call, record->organisation_id);
    if (!api_member_worker(json, "worker", call, record->worker_id, fault))
        return false;
    member_instant(json, "recorded_at", record->recorded_at);
    if (!api_member_account(json, "recorded_by", call, record->recorded_by, fault))
        return false;
    member_int(json, "catalogue_version", record->catalogue_version);
    member_begin_object(json, "values");
    if (!add_values(json, call, form->fields, form->field_count, record->values, fault))
        return false;
    json_end_object(json);
    return !with_lists || add_lists(json, call, record, fault);
}

bool api_member_derived(JsonWriter *json, ApiCall *call, const Submission *submission, Fault *fault)
{
    const Form *const form = submission->form;

    member_begin_object(json, "derived");
    for (uint32_t i = 0; i < form->derived_count; i++) {
        const Field *const field = &form->fields[form->derived[i]];

        json_add_key(json, field->name);
        if (!api_add_value(json, call, field->type, submission->values[form->derived[i]], fault))
            return false;
    }
    json_end_object(json);
    return true;
}
