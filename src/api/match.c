/* Who may be meant by an entry, before it is made, and by somebody who is registered. */
#include "api/api_private.h"
#include "api/person.h"
#include "api/person_entry.h"
#include "base/utf8.h"
#include "registry/person_match.h"

enum { MATCH_BODY_BYTES = 16 << 10 };

static void member_number(JsonWriter *json, ApiCall *call, const char *name, double value)
{
    json_add_key(json, str_from_c(name));
    json_add_json(json, str_format(call->arena, "%.4f", value));
}

/* The surname and a mark for each other character. */
static Str masked(Arena *arena, Str name)
{
    size_t const first = utf8_prefix(name, 1);
    size_t const count = utf8_count(name);
    Buf          text = buf_open(arena, name.len + 2);

    buf_add(&text, str_slice(name, 0, first));
    buf_add_times(&text, '*', count > 1 ? count - 1 : 1);
    return buf_str(&text);
}

static void add_evidence(JsonWriter *json, ApiCall *call, const PersonMatcher *matcher,
                         const LinkageEvidence *evidence)
{
    const LinkageSchema *const schema = &person_matcher_model(matcher)->schema;

    member_number(json, call, "probability", evidence->probability);
    member_number(json, call, "bits", evidence->total_bits);
    member_number(json, call, "prior_bits", evidence->prior_bits);
    member_number(json, call, "relative_bits", evidence->relative_bits);
    member_bool(json, "is_certain", evidence->is_certain);
    member_begin_array(json, "evidence");
    for (uint32_t i = 0; i < evidence->count; i++) {
        const LinkageEvidenceRow *const row = &evidence->rows[i];
        const LinkageField *const       field = &schema->fields[row->field];

        if (row->level == LINKAGE_UNKNOWN)
            continue;
        json_begin_object(json);
        member_str(json, "field", field->name);
        member_label(json, "label", field->label);
        member_str(json, "agreement", str_from_c(linkage_level(field->kind, row->level)->name));
        member_label(json, "words", row->words);
        member_number(json, call, "bits", row->bits);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_matches(ApiCall *call, const PersonKnown *known, Fault *fault)
{
    PersonMatcher *matcher = NULL;
    PersonMatch   *matches = NULL;
    uint32_t       count = 0;

    if (!house_matcher(&matcher, call->house, fault) ||
        !person_match(&matches, &count, matcher, &call->registry, known, false, fault) ||
        !api_note(call, (AuditEntry){ .action = AUDIT_PERSON_SEARCH }, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        const Person *const person = &matches[i].person;

        json_begin_object(&json);
        member_id(&json, "person_id", person->person_id);
        member_bool(&json, "is_near_certain", person_match_is_near_certain(&matches[i]));
        member_str(&json, "name",
                   matches[i].is_visible ? person->name : masked(call->arena, person->name));
        api_member_organisation(&json, "organisation", call, person->organisation_id);
        if (matches[i].is_visible) {
            member_begin_object(&json, "person");
            if (!api_add_person_of_list(&json, call, person, fault))
                return false;
            member_words(&json, "address", person->address);
            json_end_object(&json);
        } else {
            member_null(&json, "person");
        }
        add_evidence(&json, call, matcher, &matches[i].evidence);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

/* What is wrong with the entry is no matter here. */
static bool match_entry(ApiCall *call, Fault *fault)
{
    PersonBody body;

    api_read_person(&body, call->body, &call->problems);
    PersonKnown const known = person_entry_known(&body.entry);
    return write_matches(call, &known, fault);
}

static bool match_person(ApiCall *call, Fault *fault)
{
    Person  person;
    int64_t person_id = 0;

    if (!api_parameter_person(&person_id, call, fault) ||
        !person_get(&person, &call->registry, person_id, fault) ||
        !api_note_person(call, person_id, fault))
        return false;
    PersonKnown const known = person_known(&person);
    return write_matches(call, &known, fault);
}

static HttpResult post_match(Request *request, Response *response)
{
    return api_read(request, response, match_entry);
}

static HttpResult get_matches(Request *request, Response *response)
{
    return api_read(request, response, match_person);
}

static const Route ROUTES[] = {
    { "POST", "/api/matches", API_WRITE_RECORD, MATCH_BODY_BYTES, post_match, "可能已登记的居民",
      "who may be registered already" },
    { "GET", "/api/persons/{person}/matches", API_WRITE_RECORD, 0, get_matches,
      "可能为同一人的居民", "who may be the same person" },
};

const RouteList API_MATCH_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
