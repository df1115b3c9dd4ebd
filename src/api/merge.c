/* Persons who are one: what a merge would do, merging, and undoing it. */
#include "api/api_private.h"
#include "api/person.h"
#include "base/limits.h"
#include "intake/merge.h"
#include "registry/person_code.h"

enum { MERGE_BODY_BYTES = 8 << 10 };

/* ---- fields -------------------------------------------------------------------------------- */

static Str code_text(const ApiCall *call, PersonCodeSet set, Str code)
{
    const PersonCode *const found = person_code_find(set, code);

    return found ? label_in(found->label, api_language(call)) : code;
}

/* The household's id, and what the person is to its head. */
static Str household_text(const ApiCall *call, const Person *person)
{
    Str const relation = code_text(call, PERSON_CODE_RELATION, person->relation);

    if (person->household_id == 0)
        return SV("");
    return str_format(call->arena, "%lld %.*s", (long long)person->household_id, (int)relation.len,
                      relation.len ? relation.ptr : "");
}

/* As a person reads it, or empty. */
static Str field_text(const ApiCall *call, const Person *person, PersonField field)
{
    if (field == PERSON_FIELD_CITIZEN_ID)
        return person->citizen_id;
    if (field == PERSON_FIELD_RECORD_NUMBER)
        return person->record_number;
    if (field == PERSON_FIELD_NAME)
        return person->name;
    if (field == PERSON_FIELD_SEX)
        return code_text(call, PERSON_CODE_SEX, person->sex);
    if (field == PERSON_FIELD_BORN_ON)
        return date_format(call->arena, person->born_on);
    if (field == PERSON_FIELD_DIED_ON)
        return person->died_on.days == DATE_MAX.days ? SV("")
                                                     : date_format(call->arena, person->died_on);
    if (field == PERSON_FIELD_PHONE)
        return person->phone;
    if (field == PERSON_FIELD_ADDRESS)
        return person->address;
    if (field == PERSON_FIELD_HOUSEHOLD)
        return household_text(call, person);
    return code_text(call, PERSON_CODE_ETHNIC, person->ethnic);
}

static void member_fields(JsonWriter *json, const ApiCall *call, const PersonUnion *pair)
{
    member_begin_array(json, "fields");
    for (uint32_t i = 0; i < PERSON_MERGE_FIELD_COUNT; i++) {
        PersonField const field = PERSON_MERGE_FIELDS[i];
        uint32_t const    bit = 1u << field;

        json_begin_object(json);
        member_str(json, "field", person_field_name(field));
        member_label(json, "label", person_field_place(field).name);
        member_words(json, "kept", field_text(call, &pair->kept, field));
        member_words(json, "merged", field_text(call, &pair->merged, field));
        member_words(json, "result", field_text(call, &pair->result, field));
        member_bool(json, "differs", pair->differs & bit);
        member_str(json, "from", pair->of_merged & bit ? SV("merged") : SV("kept"));
        json_end_object(json);
    }
    json_end_array(json);
}

static bool find_field(PersonField *out, Str name)
{
    for (uint32_t i = 0; i < PERSON_MERGE_FIELD_COUNT; i++)
        if (str_equal(name, person_field_name(PERSON_MERGE_FIELDS[i]))) {
            *out = PERSON_MERGE_FIELDS[i];
            return true;
        }
    return false;
}

static bool add_choice(MergeChoice *choice, Str name, Str from, Fault *fault)
{
    PersonField field = PERSON_FIELD_COUNT;
    bool const  is_of_merged = str_equal(from, SV("merged"));

    if (!find_field(&field, name))
        return fault_set(fault, FAULT_INVALID, "there is no field to choose of that name");
    if (!is_of_merged && !str_equal(from, SV("kept")))
        return fault_set(fault, FAULT_INVALID, "a field is chosen as \"kept\" or \"merged\"");
    choice->decided |= 1u << field;
    choice->of_merged |= is_of_merged ? 1u << field : 0;
    return true;
}

/* Of the query: "name:merged,phone:kept". */
static bool query_choice(MergeChoice *out, const ApiCall *call, Fault *fault)
{
    Str rest = request_query(call->request, SV("choice"));

    *out = (MergeChoice){ 0 };
    while (rest.len) {
        Str       from = str_cut(&rest, ',');
        Str const name = str_cut(&from, ':');

        if (!add_choice(out, name, from, fault))
            return false;
    }
    return true;
}

static bool body_choice(MergeChoice *out, const ApiCall *call, Fault *fault)
{
    const Json *const choice = json_member(call->body, SV("choice"));

    *out = (MergeChoice){ 0 };
    for (const Json *member = choice ? choice->first : NULL; member; member = member->next)
        if (!add_choice(out, member->key, member->text, fault))
            return false;
    return true;
}

/* ---- what would happen ------------------------------------------------------------------------
 */

static void member_stays(JsonWriter *json, const char *name, const ApiCall *call,
                         const Residence *stays, uint32_t count)
{
    member_begin_array(json, name);
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(json);
        member_date(json, "from_on", stays[i].from_on, DATE_MIN);
        member_bool(json, "is_resident", stays[i].is_resident);
        api_member_organisation(json, "organisation", call, stays[i].organisation_id);
        api_member_region(json, "region", call, stays[i].region_id);
        json_end_object(json);
    }
    json_end_array(json);
}

static void member_forms(JsonWriter *json, const ApiCall *call, const MergeForm *forms,
                         uint32_t count)
{
    member_begin_array(json, "records");
    for (uint32_t i = 0; i < count; i++) {
        const Form *const form = &call->house->catalog->forms[forms[i].form];

        json_begin_object(json);
        member_str(json, "form", form->name);
        member_label(json, "label", form->label);
        member_int(json, "kept", forms[i].kept_count);
        member_int(json, "merged", forms[i].merged_count);
        json_end_object(json);
    }
    json_end_array(json);
}

static void member_figures(JsonWriter *json, const ApiCall *call, const MergePreview *preview)
{
    const Catalog *const catalog = call->house->catalog;

    member_begin_array(json, "figures");
    for (uint32_t i = 0; i < preview->figure_count; i++) {
        const MergeFigure *const figure = &preview->figures[i];
        const Indicator *const   indicator = &catalog->indicators[figure->indicator];

        json_begin_object(json);
        member_str(json, "indicator", indicator->full);
        member_label(json, "label", indicator->label);
        member_str(json, "part_change",
                   figure_amount_text(call->arena, figure->part_change,
                                      catalog->parts[indicator->part].scale));
        if (indicator->whole == WHOLE_IS_PART)
            member_str(json, "whole_change",
                       figure_amount_text(call->arena, figure->whole_change,
                                          catalog->parts[indicator->whole_part].scale));
        else
            member_null(json, "whole_change");
        json_end_object(json);
    }
    json_end_array(json);
}

static void member_overlaps(JsonWriter *json, const ApiCall *call, const MergePreview *preview)
{
    member_begin_array(json, "overlaps");
    for (uint32_t i = 0; i < preview->overlap_count; i++) {
        const Programme *const programme =
            &call->house->catalog->programmes[preview->overlaps[i].programme];

        json_begin_object(json);
        member_str(json, "programme", programme->name);
        member_label(json, "label", programme->label);
        member_date(json, "from", preview->overlaps[i].from, DATE_MIN);
        member_date(json, "until", preview->overlaps[i].until, DATE_MAX);
        json_end_object(json);
    }
    json_end_array(json);
}

static void member_counts(JsonWriter *json, const ApiCall *call, const MergePreview *preview)
{
    member_forms(json, call, preview->forms, preview->form_count);
    member_begin_array(json, "rows");
    for (uint32_t i = 0; i < preview->row_count; i++) {
        json_begin_object(json);
        member_str(json, "table", preview->rows[i].table);
        member_int(json, "count", preview->rows[i].count);
        json_end_object(json);
    }
    json_end_array(json);
    member_begin_object(json, "dues");
    member_int(json, "kept", preview->kept_dues);
    member_int(json, "merged", preview->merged_dues);
    member_int(json, "result", preview->dues);
    json_end_object(json);
}

static bool member_person(JsonWriter *json, const char *name, ApiCall *call, const Person *person,
                          Fault *fault)
{
    member_begin_object(json, name);
    if (!api_add_person_of_list(json, call, person, fault))
        return false;
    json_end_object(json);
    return true;
}

/* Without `keep` the rules say which of the two is kept. */
static bool preview(ApiCall *call, Fault *fault)
{
    int64_t      kept_id = 0;
    int64_t      merged_id = 0;
    int64_t      proposed_kept = 0;
    int64_t      proposed_merged = 0;
    MergeChoice  choice;
    MergePreview found;

    if (!api_parameter_person(&kept_id, call, fault) ||
        !api_query_id(&merged_id, call, SV("with"), fault) || !query_choice(&choice, call, fault) ||
        !intake_choose_survivor(&proposed_kept, &proposed_merged, call->house, &call->job, kept_id,
                                merged_id, fault) ||
        !intake_preview_merge(&found, call->house, &call->job,
                              api_query_flag(call, SV("keep")) ? kept_id : proposed_kept,
                              api_query_flag(call, SV("keep")) ? merged_id : proposed_merged,
                              choice, fault) ||
        !api_note_person(call, found.pair.kept.person_id, fault) ||
        !api_note_person(call, found.pair.merged.person_id, fault))
        return false;
    call->problems = found.problems;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!member_person(&json, "kept", call, &found.pair.kept, fault) ||
        !member_person(&json, "merged", call, &found.pair.merged, fault))
        return false;
    member_id(&json, "proposed_kept_id", proposed_kept);
    member_fields(&json, call, &found.pair);
    member_begin_object(&json, "residences");
    member_stays(&json, "kept", call, found.pair.kept_stays, found.pair.kept_stay_count);
    member_stays(&json, "merged", call, found.pair.merged_stays, found.pair.merged_stay_count);
    member_stays(&json, "result", call, found.pair.stays, found.pair.stay_count);
    json_end_object(&json);
    member_counts(&json, call, &found);
    member_figures(&json, call, &found);
    member_overlaps(&json, call, &found);
    api_member_problems(&json, call);
    json_end_object(&json);
    return true;
}

/* ---- merges ------------------------------------------------------------------------------------
 */

static bool add_merge(JsonWriter *json, ApiCall *call, const PersonMerge *merge, Fault *fault)
{
    member_id(json, "merge_id", merge->merge_id);
    member_words(json, "merged_name", merge->merged_name);
    member_id(json, "merged_id", merge->merged_id);
    if (!api_member_person_counted(json, call, merge->kept_id, fault))
        return false;
    member_instant(json, "merged_at", merge->merged_at);
    if (!api_member_account(json, "merged_by", call, merge->merged_by, fault))
        return false;
    member_words(json, "reason", merge->reason);
    if (merge->undone_at) {
        member_instant(json, "undone_at", merge->undone_at);
        if (!api_member_account(json, "undone_by", call, merge->undone_by, fault))
            return false;
        member_words(json, "undone_reason", merge->undone_reason);
    } else {
        member_null(json, "undone_at");
    }
    return true;
}

static bool list_merges(ApiCall *call, Fault *fault)
{
    PersonMergeFilter filter = { .with_undone = api_query_flag(call, SV("undone")) };
    PersonMerge      *merges = NULL;
    uint32_t          count = 0;

    if ((request_has_parameter(call->request, SV("person"))
             ? !api_parameter_person(&filter.person_id, call, fault)
             : !api_query_id(&filter.person_id, call, SV("person"), fault)) ||
        !api_query_limit(&filter.limit, call, fault) ||
        !api_query_cursor(&filter.before, 1, call, fault) ||
        !person_merge_list(&merges, &count, &call->registry, &filter, fault) ||
        !api_note(call, (AuditEntry){ .action = AUDIT_PERSON_LIST }, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    member_begin_array(&json, "items");
    for (uint32_t i = 0; i < count; i++) {
        json_begin_object(&json);
        if (!add_merge(&json, call, &merges[i], fault))
            return false;
        json_end_object(&json);
    }
    json_end_array(&json);
    api_member_next(&json, call, count == filter.limit,
                    &(int64_t){ count ? merges[count - 1].merge_id : 0 }, 1);
    json_end_object(&json);
    return true;
}

static bool show_merge(ApiCall *call, Fault *fault)
{
    UnmergePreview found;
    int64_t        merge_id = 0;

    if (!request_parameter_id(&merge_id, call->request, SV("merge"), fault) ||
        !intake_preview_unmerge(&found, call->house, &call->job, merge_id, fault) ||
        !api_note_person(call, found.merge.kept_id, fault))
        return false;
    JsonWriter json = api_json(call);
    json_begin_object(&json);
    if (!add_merge(&json, call, &found.merge, fault))
        return false;
    member_bool(&json, "can_undo", found.can_undo);
    member_words(&json, "hindrance", found.hindrance);
    member_forms(&json, call, found.forms, found.form_count);
    json_end_object(&json);
    return true;
}

/* ---- writing
 * ------------------------------------------------------------------------------------- */

static bool write_merge(ApiCall *call, const PersonMerge *merge, bool repeated, Fault *fault)
{
    JsonWriter json = api_json(call);

    json_begin_object(&json);
    if (!add_merge(&json, call, merge, fault))
        return false;
    member_bool(&json, "repeated", repeated);
    json_end_object(&json);
    return true;
}

/* The merge of an earlier attempt, as it is now; or `made` false. */
static bool find_made(PersonMerge *out, bool *made, ApiCall *call, Fault *fault)
{
    Attempt earlier;

    if (!api_find_attempt(&earlier, call, fault))
        return false;
    *made = earlier.was_made;
    return !*made || person_merge_get(out, &call->registry, earlier.record_id, fault);
}

static bool read_reason(Str *out, const ApiCall *call, Fault *fault)
{
    *out = SV("");
    return !json_has(call->body, SV("reason")) ||
           json_get_str(out, call->body, SV("reason"), fault);
}

static bool read_revision(uint32_t *out, const ApiCall *call, Str name, Fault *fault)
{
    int64_t revision = 0;

    if (json_has(call->body, name) && !json_get_int(&revision, call->body, name, fault))
        return false;
    *out = revision > 0 && revision <= UINT32_MAX ? (uint32_t)revision : 0;
    return true;
}

static bool run_merge(ApiCall *call, Fault *fault)
{
    MergeOrder  order = { 0 };
    PersonMerge merge;
    bool        made = false;

    if (!find_made(&merge, &made, call, fault))
        return false;
    api_created(call);
    if (made)
        return write_merge(call, &merge, true, fault);
    return request_parameter_id(&order.kept_id, call->request, SV("person"), fault) &&
           json_get_id(&order.merged_id, call->body, SV("merged_id"), fault) &&
           read_revision(&order.kept_revision, call, SV("kept_revision"), fault) &&
           read_revision(&order.merged_revision, call, SV("merged_revision"), fault) &&
           body_choice(&order.choice, call, fault) && read_reason(&order.reason, call, fault) &&
           intake_merge_persons(&merge, call->house, &call->job, &order, fault) &&
           api_keep_attempt(call, merge.kept_id, merge.merge_id, 1, fault) &&
           write_merge(call, &merge, false, fault);
}

static bool run_undo(ApiCall *call, Fault *fault)
{
    PersonMerge merge;
    int64_t     merge_id = 0;
    bool        made = false;
    Str         reason;

    if (!find_made(&merge, &made, call, fault))
        return false;
    if (made)
        return write_merge(call, &merge, true, fault);
    return request_parameter_id(&merge_id, call->request, SV("merge"), fault) &&
           read_reason(&reason, call, fault) &&
           intake_unmerge_persons(&merge, call->house, &call->job, merge_id, reason, fault) &&
           person_merge_get(&merge, &call->registry, merge_id, fault) &&
           api_keep_attempt(call, merge.kept_id, merge_id, 1, fault) &&
           write_merge(call, &merge, false, fault);
}

/* ---- routes
 * ---------------------------------------------------------------------------------------- */

static HttpResult get_preview(Request *request, Response *response)
{
    return api_read(request, response, preview);
}

static HttpResult get_merges(Request *request, Response *response)
{
    return api_read(request, response, list_merges);
}

static HttpResult get_merge(Request *request, Response *response)
{
    return api_read(request, response, show_merge);
}

static HttpResult post_merge(Request *request, Response *response)
{
    return api_write(request, response, run_merge);
}

static HttpResult post_undo(Request *request, Response *response)
{
    return api_write(request, response, run_undo);
}

static const Route ROUTES[] = {
    { "GET", "/api/persons/{person}/merge-preview", API_READ_PERSON, 0, get_preview,
      "合并两位居民的预览", "what merging two persons would do" },
    { "POST", "/api/persons/{person}/merges", API_WRITE_RECORD, MERGE_BODY_BYTES, post_merge,
      "将另一档案并入该居民", "merge another person into this one" },
    { "GET", "/api/persons/{person}/merges", API_READ_PERSON, 0, get_merges, "并入该居民的档案",
      "who was merged into a person" },
    { "GET", "/api/merges", API_READ_PERSON, 0, get_merges, "居民合并记录", "merges of persons" },
    { "GET", "/api/merges/{merge}", API_READ_PERSON, 0, get_merge, "一次合并及撤销预览",
      "one merge, and what undoing it would do" },
    { "POST", "/api/merges/{merge}/undo", API_WRITE_RECORD, MERGE_BODY_BYTES, post_undo, "撤销合并",
      "undo a merge" },
};

const RouteList API_MERGE_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
