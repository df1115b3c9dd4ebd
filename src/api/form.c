/* The schema of a form, as its definition says. */
#include "api/api_private.h"

static Str kind_name(TypeKind kind)
{
    switch (kind) {
    case TYPE_BOOL: return SV("bool");
    case TYPE_NUMBER: return SV("number");
    case TYPE_DATE: return SV("date");
    case TYPE_MONTH: return SV("month");
    case TYPE_CODE: return SV("code");
    case TYPE_CODES: return SV("codes");
    case TYPE_TEXT: return SV("text");
    case TYPE_WORKER: return SV("worker");
    case TYPE_ORGANISATION: return SV("organisation");
    case TYPE_PERSON: return SV("person");
    case TYPE_ENTRY: return SV("entry");
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return SV("");
}

static void add_number(JsonWriter *json, const ApiCall *call, Type type)
{
    const Unit *const unit = &call->house->catalog->units[type.unit];

    member_int(json, "scale", type.scale);
    if (type.unit == UNIT_NONE) {
        member_null(json, "unit");
        return;
    }
    member_begin_object(json, "unit");
    member_str(json, "symbol", unit->text);
    member_label(json, "label", unit->label);
    json_end_object(json);
}

static void add_bound(JsonWriter *json, const char *name, const ApiCall *call, const Field *field,
                      bool is_there, int64_t word)
{
    Value const value = { .present = true, .word = word };

    member_words(json, name,
                 is_there ? value_format(call->arena, call->house->catalog, field->type, value)
                          : SV(""));
}

static void add_type(JsonWriter *json, const ApiCall *call, const Field *field)
{
    const Catalog *const catalog = call->house->catalog;
    Type const           type = field->type;

    member_str(json, "type", kind_name(type.kind));
    if (type.kind == TYPE_NUMBER)
        add_number(json, call, type);
    if (type.kind == TYPE_NUMBER || type.kind == TYPE_DATE || type.kind == TYPE_MONTH) {
        add_bound(json, "low", call, field, field->has_range, field->low);
        add_bound(json, "high", call, field, field->has_range, field->high);
        add_bound(json, "usual_low", call, field, field->has_usual, field->usual_low);
        add_bound(json, "usual_high", call, field, field->has_usual, field->usual_high);
    }
    if (type.kind == TYPE_CODE || type.kind == TYPE_CODES)
        member_str(json, "codes", catalog->codes[type.codes].name);
    if (type.kind == TYPE_ENTRY)
        member_str(json, "register", catalog->registers[type.entry].name);
    if (type.kind == TYPE_TEXT)
        member_int(json, "chars", type.chars);
}

static void add_field(JsonWriter *json, const ApiCall *call, const Field *field)
{
    json_begin_object(json);
    member_str(json, "name", field->name);
    member_label(json, "label", field->label);
    add_type(json, call, field);
    member_bool(json, "money", field->is_money);
    member_bool(json, "required", field->required);
    member_bool(json, "conditional", field->when || field->required_when);
    member_bool(json, "derived", field->derive != NULL);
    member_label(json, "help", field->help);
    member_words(json, "loinc", field->loinc);
    member_words(json, "element", field->element);
    member_words(json, "source", field->source);
    member_bool(json, "sensitive", field->sensitive);
    member_date(json, "from", field->validity.from, DATE_MIN);
    member_date(json, "until", field->validity.until, DATE_MAX);
    json_end_object(json);
}

static void add_fields(JsonWriter *json, const ApiCall *call, const Field *fields, uint32_t count)
{
    member_begin_array(json, "fields");
    for (uint32_t i = 0; i < count; i++)
        add_field(json, call, &fields[i]);
    json_end_array(json);
}

static void add_list(JsonWriter *json, const ApiCall *call, const FormList *list)
{
    json_begin_object(json);
    member_str(json, "name", list->name);
    member_label(json, "label", list->label);
    member_int(json, "rows_max", list->rows_max);
    add_fields(json, call, list->fields, list->field_count);
    json_end_object(json);
}

/* ---- the layout ------------------------------------------------------------------------------ */

/* Sections within sections deeper than this are shown as one: the writer of JSON
 * has an end, and no paper form goes so far. */
enum { SECTIONS_SHOWN_MAX = 8 };

static void begin_section(JsonWriter *json, Label label)
{
    json_begin_object(json);
    member_label(json, "section", label);
    member_begin_array(json, "items");
}

static void end_section(JsonWriter *json)
{
    json_end_array(json);
    json_end_object(json);
}

static void add_item(JsonWriter *json, const char *kind, Str name)
{
    json_begin_object(json);
    member_str(json, kind, name);
    json_end_object(json);
}

static void add_layout(JsonWriter *json, const Form *form)
{
    uint32_t depth = 0;

    member_begin_array(json, "layout");
    for (uint32_t i = 0; i < form->layout_count; i++) {
        const LayoutItem *const item = &form->layout[i];

        switch (item->kind) {
        case LAYOUT_SECTION:
            if (++depth <= SECTIONS_SHOWN_MAX)
                begin_section(json, item->label);
            break;
        case LAYOUT_SECTION_END:
            if (depth-- <= SECTIONS_SHOWN_MAX)
                end_section(json);
            break;
        case LAYOUT_FIELD: add_item(json, "field", form->fields[item->index].name); break;
        case LAYOUT_LIST: add_item(json, "list", form->lists[item->index].name); break;
        }
    }
    json_end_array(json);
}

/* ---- the codes ------------------------------------------------------------------------------- */

static void mark_codes(bool *used, const Field *fields, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (fields[i].type.kind == TYPE_CODE || fields[i].type.kind == TYPE_CODES)
            used[fields[i].type.codes] = true;
}

static void add_code_set(JsonWriter *json, const CodeSet *set)
{
    json_add_key(json, set->name);
    json_begin_object(json);
    member_label(json, "label", set->label);
    member_begin_array(json, "values");
    for (uint32_t i = 0; i < set->value_count; i++) {
        const CodeValue *const value = &set->values[i];

        json_begin_object(json);
        member_str(json, "code", value->code);
        member_label(json, "label", value->label);
        member_bool(json, "alone", value->alone);
        member_date(json, "from", value->validity.from, DATE_MIN);
        member_date(json, "until", value->validity.until, DATE_MAX);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

static void add_codes(JsonWriter *json, const ApiCall *call, const Form *form)
{
    const Catalog *const catalog = call->house->catalog;
    bool *const          used = arena_array(call->arena, catalog->code_count, sizeof(bool));

    mark_codes(used, form->fields, form->field_count);
    for (uint32_t i = 0; i < form->list_count; i++)
        mark_codes(used, form->lists[i].fields, form->lists[i].field_count);
    member_begin_object(json, "codes");
    for (uint32_t i = 0; i < catalog->code_count; i++)
        if (used[i])
            add_code_set(json, &catalog->codes[i]);
    json_end_object(json);
}

/* ---- the form ------------------------------------------------------------------------------- */

static void write_form(ApiCall *call, const Form *form)
{
    const Catalog *const catalog = call->house->catalog;
    JsonWriter           json = api_json(call);

    json_begin_object(&json);
    member_str(&json, "name", form->name);
    member_label(&json, "label", form->label);
    member_words(&json, "source", form->source);
    member_words(&json, "programme",
                 form->programme == CATALOG_NONE ? SV("")
                                                 : catalog->programmes[form->programme].name);
    member_str(&json, "subject",
               form->subject == SUBJECT_PERSON ? SV("person")
                                               : catalog->registers[form->subject].name);
    member_bool(&json, "is_service", form->is_service);
    add_fields(&json, call, form->fields, form->field_count);
    member_begin_array(&json, "lists");
    for (uint32_t i = 0; i < form->list_count; i++)
        add_list(&json, call, &form->lists[i]);
    json_end_array(&json);
    add_layout(&json, form);
    add_codes(&json, call, form);
    json_end_object(&json);
}

static bool show_form(ApiCall *call, Fault *fault)
{
    Str const             name = request_parameter(call->request, SV("form"));
    const Register *const entry = catalog_register(call->house->catalog, name);
    const Form           *form = entry ? &entry->form : NULL;

    if (!form && !api_parameter_form(&form, call, fault))
        return false;
    write_form(call, form);
    return true;
}

static HttpResult get_form(Request *request, Response *response)
{
    return api_read(request, response, show_form);
}

static const Route ROUTES[] = {
    { "GET", "/api/forms/{form}", API_SIGNED_IN, 0, get_form, "表单的结构",
      "the schema of a form" },
};

const RouteList API_FORM_ROUTES = { ROUTES, COUNT_OF(ROUTES) };
