#include "catalog/catalog.h"

#include "base/limits.h"
#include "catalog/check_private.h"
#include "catalog/parser.h"

bool validity_covers(Validity validity, Date day)
{
    return validity.from.days <= day.days && day.days <= validity.until.days;
}

static void check(Checker *checker)
{
    check_units(checker);
    check_codes(checker);
    check_declare_registers(checker);
    check_params(checker);
    check_declare_programmes(checker);
    check_declare_forms(checker);
    check_tables(checker);
    check_forms(checker);
    check_programmes(checker);
    check_indicators(checker);
    check_summaries(checker);
}

bool catalog_compile(const Catalog **out, Arena *arena, Diagnostics *diagnostics)
{
    Ast            ast = { 0 };
    Catalog *const catalog = arena_alloc(arena, sizeof *catalog);
    Checker        checker = {
               .arena = arena,
               .diagnostics = diagnostics,
               .ast = &ast,
               .catalog = catalog,
               .unit_names = name_map_open(arena),
               .atom_names = name_map_open(arena),
               .code_names = name_map_open(arena),
               .param_names = name_map_open(arena),
               .register_names = name_map_open(arena),
               .form_names = name_map_open(arena),
               .programme_names = name_map_open(arena),
               .term_keys = name_map_open(arena),
    };

    for (uint32_t i = 0; i < diagnostics->source_count; i++)
        (void)parse_source(&ast, arena, diagnostics, i);
    check(&checker);
    catalog->sources = diagnostics->sources;
    catalog->source_count = diagnostics->source_count;
    catalog->units = checker.units;
    catalog->codes = checker.codes;
    catalog->params = checker.params;
    catalog->registers = checker.registers;
    catalog->forms = checker.forms;
    catalog->programmes = checker.programmes;
    catalog->terms = checker.terms;
    catalog->parts = checker.parts;
    catalog->indicators = checker.indicators;
    *out = catalog;
    return diagnostics->count == 0;
}

uint32_t catalog_form_index(const Catalog *catalog, Str name)
{
    for (uint32_t i = 0; i < catalog->form_count; i++)
        if (str_equal(catalog->forms[i].name, name))
            return i;
    return CATALOG_NONE;
}

const Form *catalog_form(const Catalog *catalog, Str name)
{
    uint32_t const index = catalog_form_index(catalog, name);

    return index == CATALOG_NONE ? NULL : &catalog->forms[index];
}

uint32_t catalog_programme_index(const Catalog *catalog, Str name)
{
    for (uint32_t i = 0; i < catalog->programme_count; i++)
        if (str_equal(catalog->programmes[i].name, name))
            return i;
    return CATALOG_NONE;
}

const Programme *catalog_programme(const Catalog *catalog, Str name)
{
    uint32_t const index = catalog_programme_index(catalog, name);

    return index == CATALOG_NONE ? NULL : &catalog->programmes[index];
}

uint32_t catalog_register_index(const Catalog *catalog, Str name)
{
    for (uint32_t i = 0; i < catalog->register_count; i++)
        if (str_equal(catalog->registers[i].name, name))
            return i;
    return CATALOG_NONE;
}

const Register *catalog_register(const Catalog *catalog, Str name)
{
    uint32_t const index = catalog_register_index(catalog, name);

    return index == CATALOG_NONE ? NULL : &catalog->registers[index];
}

const CodeSet *catalog_codes(const Catalog *catalog, Str name)
{
    for (uint32_t i = 0; i < catalog->code_count; i++)
        if (str_equal(catalog->codes[i].name, name))
            return &catalog->codes[i];
    return NULL;
}

const Param *catalog_param(const Catalog *catalog, Str name)
{
    for (uint32_t i = 0; i < catalog->param_count; i++)
        if (str_equal(catalog->params[i].name, name))
            return &catalog->params[i];
    return NULL;
}

const Indicator *catalog_indicator(const Catalog *catalog, Str full_name)
{
    for (uint32_t i = 0; i < catalog->indicator_count; i++)
        if (str_equal(catalog->indicators[i].full, full_name))
            return &catalog->indicators[i];
    return NULL;
}

uint32_t form_field_index(const Form *form, Str name)
{
    for (uint32_t i = 0; i < form->field_count; i++)
        if (str_equal(form->fields[i].name, name))
            return i;
    return CATALOG_NONE;
}

const CodeValue *code_set_find(const CodeSet *set, Str code)
{
    for (uint32_t i = 0; i < set->value_count; i++)
        if (str_equal(set->values[i].code, code))
            return &set->values[i];
    return NULL;
}

bool param_value(int64_t *out, const Param *param, Date day, int64_t region_id)
{
    for (uint32_t i = 0; i < param->value_count; i++) {
        const ParamValue *const value = &param->values[i];

        if (value->from.days <= day.days && value->region_from <= region_id &&
            region_id <= value->region_until) {
            *out = value->value;
            return true;
        }
    }
    return false;
}
