#include "catalog/dictionary.h"

#include "catalog/wording.h"
#include "codec/csv_writer.h"

typedef struct {
    CsvWriter      csv;
    Arena         *arena; /* of one row */
    const Catalog *catalog;
    Language       language;
} Dictionary;

/* What a row is about: a field of a form or of a list of it, and perhaps a code. */
typedef struct {
    const Form      *form;
    const FormList  *list; /* or NULL */
    const Field     *field;
    const CodeValue *code; /* or NULL */
} Entry;

static Str in_words(const Dictionary *dictionary, bool truth)
{
    static const Label YES = { { "是", 3 }, { "yes", 3 } };

    return truth ? label_in(YES, dictionary->language) : SV("");
}

static Str expr_or_nothing(const Dictionary *dictionary, const Expr *expr)
{
    return expr ? wording_expr(dictionary->arena, expr) : SV("");
}

static Str bound(const Dictionary *dictionary, const Field *field, bool is_there, int64_t word)
{
    return is_there ? wording_bound(dictionary->arena, field, word) : SV("");
}

static Str day(const Dictionary *dictionary, Date date)
{
    bool const is_open = date.days == DATE_MIN.days || date.days == DATE_MAX.days;

    return is_open ? SV("") : date_format(dictionary->arena, date);
}

static Validity validity_of(const Entry *entry)
{
    return entry->code ? entry->code->validity : entry->field->validity;
}

static Label label_of(const Entry *entry)
{
    return entry->code ? entry->code->label : entry->field->label;
}

/* ---- the columns ---------------------------------------------------------------------------- */

static Str form_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->form->name;
}

static Str list_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->list ? entry->list->name : SV("");
}

static Str field_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->field->name;
}

static Str code_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->code ? entry->code->code : SV("");
}

static Str zh_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return label_of(entry).zh;
}

static Str en_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return label_of(entry).en;
}

static Str from_cell(const Dictionary *dictionary, const Entry *entry)
{
    return day(dictionary, validity_of(entry).from);
}

static Str until_cell(const Dictionary *dictionary, const Entry *entry)
{
    return day(dictionary, validity_of(entry).until);
}

static Str code_set_cell(const Dictionary *dictionary, const Entry *entry)
{
    const CodeSet *const set = wording_codes(dictionary->catalog, entry->field);

    return set ? set->name : SV("");
}

static Str points_cell(const Dictionary *dictionary, const Entry *entry)
{
    const CodeSet *const set = wording_codes(dictionary->catalog, entry->field);

    if (!entry->code || !entry->code->has_points)
        return SV("");
    return decimal_format(dictionary->arena, (Decimal){ entry->code->points, set->point_scale });
}

static Str alone_cell(const Dictionary *dictionary, const Entry *entry)
{
    return in_words(dictionary, entry->code && entry->code->alone);
}

/* These are of the field, and empty in the rows of its codes. */

static Str type_cell(const Dictionary *dictionary, const Entry *entry)
{
    return label_in(wording_type(dictionary->arena, dictionary->catalog, entry->field),
                    dictionary->language);
}

static Str unit_cell(const Dictionary *dictionary, const Entry *entry)
{
    const Unit *const unit = &dictionary->catalog->units[entry->field->type.unit];
    bool const        has_unit =
        entry->field->type.kind == TYPE_NUMBER && entry->field->type.unit != UNIT_NONE;

    return has_unit ? label_in(unit->label, dictionary->language) : SV("");
}

static Str low_cell(const Dictionary *dictionary, const Entry *entry)
{
    return bound(dictionary, entry->field, entry->field->has_range, entry->field->low);
}

static Str high_cell(const Dictionary *dictionary, const Entry *entry)
{
    return bound(dictionary, entry->field, entry->field->has_range, entry->field->high);
}

static Str usual_low_cell(const Dictionary *dictionary, const Entry *entry)
{
    return bound(dictionary, entry->field, entry->field->has_usual, entry->field->usual_low);
}

static Str usual_high_cell(const Dictionary *dictionary, const Entry *entry)
{
    return bound(dictionary, entry->field, entry->field->has_usual, entry->field->usual_high);
}

static Str required_cell(const Dictionary *dictionary, const Entry *entry)
{
    return entry->field->required_when
               ? wording_expr(dictionary->arena, entry->field->required_when)
               : in_words(dictionary, entry->field->required);
}

static Str when_cell(const Dictionary *dictionary, const Entry *entry)
{
    return expr_or_nothing(dictionary, entry->field->when);
}

static Str derive_cell(const Dictionary *dictionary, const Entry *entry)
{
    return expr_or_nothing(dictionary, entry->field->derive);
}

static Str loinc_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->field->loinc;
}

static Str element_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->field->element;
}

static Str sensitive_cell(const Dictionary *dictionary, const Entry *entry)
{
    return in_words(dictionary, entry->field->sensitive);
}

static Str source_cell(const Dictionary *dictionary, const Entry *entry)
{
    (void)dictionary;
    return entry->field->source;
}

static const struct {
    const char *zh, *en;
    Str (*cell)(const Dictionary *dictionary, const Entry *entry);
    bool is_of_field; /* not repeated in the rows of its codes */
} COLUMNS[] = {
    { "表单", "form", form_cell, false },
    { "明细", "list", list_cell, false },
    { "字段", "field", field_cell, false },
    { "代码", "code", code_cell, false },
    { "中文名称", "zh", zh_cell, false },
    { "英文名称", "en", en_cell, false },
    { "类型", "type", type_cell, true },
    { "单位", "unit", unit_cell, true },
    { "最小值", "low", low_cell, true },
    { "最大值", "high", high_cell, true },
    { "通常最小值", "usual_low", usual_low_cell, true },
    { "通常最大值", "usual_high", usual_high_cell, true },
    { "值域", "code_set", code_set_cell, false },
    { "分值", "points", points_cell, false },
    { "独选", "alone", alone_cell, false },
    { "必填", "required", required_cell, true },
    { "适用条件", "when", when_cell, true },
    { "计算公式", "computed", derive_cell, true },
    { "LOINC", "loinc", loinc_cell, true },
    { "数据元", "element", element_cell, true },
    { "敏感", "sensitive", sensitive_cell, true },
    { "启用", "from", from_cell, false },
    { "停用", "until", until_cell, false },
    { "依据", "source", source_cell, true },
};

static void add_row(Dictionary *dictionary, const Entry *entry)
{
    arena_reset(dictionary->arena);
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++)
        csv_add_field(&dictionary->csv, entry->code && COLUMNS[i].is_of_field
                                            ? SV("")
                                            : COLUMNS[i].cell(dictionary, entry));
    csv_end_row(&dictionary->csv);
}

static void add_heads(Dictionary *dictionary)
{
    csv_add_mark(&dictionary->csv);
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++)
        csv_add_field(
            &dictionary->csv,
            str_from_c(dictionary->language == LANGUAGE_EN ? COLUMNS[i].en : COLUMNS[i].zh));
    csv_end_row(&dictionary->csv);
}

static void add_fields(Dictionary *dictionary, const Form *form, const FormList *list,
                       const Field *fields, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const CodeSet *const set = wording_codes(dictionary->catalog, &fields[i]);
        Entry                entry = { form, list, &fields[i], NULL };

        add_row(dictionary, &entry);
        for (uint32_t j = 0; set && j < set->value_count; j++) {
            entry.code = &set->values[j];
            add_row(dictionary, &entry);
        }
    }
}

static void add_form(Dictionary *dictionary, const Form *form)
{
    add_fields(dictionary, form, NULL, form->fields, form->field_count);
    for (uint32_t i = 0; i < form->list_count; i++)
        add_fields(dictionary, form, &form->lists[i], form->lists[i].fields,
                   form->lists[i].field_count);
}

void dictionary_print(Buf *out, const Catalog *catalog, Language language)
{
    Dictionary dictionary = {
        .csv = csv_open(out, CSV_FOR_PEOPLE),
        .arena = arena_open(),
        .catalog = catalog,
        .language = language,
    };

    add_heads(&dictionary);
    for (uint32_t i = 0; i < catalog->register_count; i++)
        add_form(&dictionary, &catalog->registers[i].form);
    for (uint32_t i = 0; i < catalog->form_count; i++)
        add_form(&dictionary, &catalog->forms[i]);
    arena_close(&dictionary.arena);
}
