/* The forms, fields and parameters that the demonstration knows by name. */
#include <string.h>

#include "demo/demo_private.h"

static const struct {
    const char *name, *fields;
} FORMS[] = {
#define X(form, name, fields) { name, fields },
#include "demo/form.def"
#undef X
};

static const char *const PARAMS[] = {
#define X(param, name) name,
#include "demo/param.def"
#undef X
};

static const Form *find_form(const Catalog *catalog, Str name)
{
    const Form *const     form = catalog_form(catalog, name);
    const Register *const found = form ? NULL : catalog_register(catalog, name);

    return found ? &found->form : form;
}

static uint32_t find_in_list(const FormList *list, Str name)
{
    for (uint32_t i = 0; i < list->field_count; i++)
        if (str_equal(list->fields[i].name, name))
            return i;
    return CATALOG_NONE;
}

/* "sbp", or "medicines.dose". */
static bool find_field(SheetField *out, const Form *form, Str name)
{
    Str       rest = name;
    Str const list = str_cut(&rest, '.');

    *out = (SheetField){ CATALOG_NONE, CATALOG_NONE };
    if (rest.len == 0) {
        out->field = form_field_index(form, name);
        return out->field != CATALOG_NONE;
    }
    for (uint32_t i = 0; i < form->list_count; i++)
        if (str_equal(form->lists[i].name, list))
            *out = (SheetField){ i, find_in_list(&form->lists[i], rest) };
    return out->field != CATALOG_NONE;
}

static bool open_sheet(Sheet *sheet, Arena *arena, const Catalog *catalog, Str name, Str fields,
                       Fault *fault)
{
    uint32_t capacity = 0;

    *sheet = (Sheet){ .form = find_form(catalog, name), .names = name_map_open(arena) };
    if (!sheet->form)
        return fault_set(fault, FAULT_INVALID, "the demo expects the form %.*s", (int)name.len,
                         name.ptr);
    while (fields.len) {
        Str const  field = str_cut(&fields, ' ');
        SheetField found;
        bool       is_new = false;

        if (!find_field(&found, sheet->form, field))
            return fault_set(fault, FAULT_INVALID, "the demo expects %.*s.%.*s", (int)name.len,
                             name.ptr, (int)field.len, field.ptr);
        uint32_t const at = name_map_add(&sheet->names, field, &is_new);
        sheet->fields = arena_grow(arena, sheet->fields, at, &capacity, sizeof(SheetField));
        sheet->fields[at] = found;
    }
    return true;
}

static const Param *find_param(const Catalog *catalog, Str name)
{
    for (uint32_t i = 0; i < catalog->param_count; i++)
        if (str_equal(catalog->params[i].name, name))
            return &catalog->params[i];
    return NULL;
}

bool sheet_open_all(World *world, Fault *fault)
{
    const Catalog *const catalog = world->house->catalog;

    for (uint32_t i = 0; i < FORM_COUNT; i++)
        if (!open_sheet(&world->sheets[i], world->arena, catalog, str_from_c(FORMS[i].name),
                        str_from_c(FORMS[i].fields), fault))
            return false;
    for (uint32_t i = 0; i < PARAM_COUNT; i++) {
        world->params[i] = find_param(catalog, str_from_c(PARAMS[i]));
        if (!world->params[i])
            return fault_set(fault, FAULT_INVALID, "the demo expects the parameter %s", PARAMS[i]);
    }
    return true;
}
