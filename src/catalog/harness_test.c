/* What the compiler's tests share. */
#include "catalog/harness_private.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/utf8.h"

enum { MESSAGES_BYTES_MAX = 4 << 20 };

Compiled harness_compile(Arena *arena, Str prelude, Str path, Str text)
{
    Source *const sources = arena_array(arena, 2, sizeof(Source));
    uint32_t      count = 0;
    Compiled      compiled = { 0 };
    Buf           messages = buf_open(arena, MESSAGES_BYTES_MAX);

    if (prelude.len)
        sources[count++] = (Source){ SV("prelude.care"), prelude };
    sources[count++] = (Source){ path, text };
    compiled.diagnostics =
        (Diagnostics){ .arena = arena, .sources = sources, .source_count = count };
    (void)!catalog_compile(&compiled.catalog, arena, &compiled.diagnostics);
    diagnostics_print(&messages, &compiled.diagnostics);
    compiled.messages = buf_str(&messages);
    return compiled;
}

Compiled harness_compile_golden(Test *test, Arena *arena, Str name)
{
    Str   text = SV("");
    Fault fault = { 0 };

    if (!file_read(&text, arena, str_format(arena, "tests/golden/%.*s", (int)name.len, name.ptr),
                   LIMIT_SOURCE_BYTES, &fault))
        check_fail(test, fault.message);
    Compiled const compiled = harness_compile(arena, SV(""), name, text);
    check_text(test, compiled.messages, SV(""));
    return compiled;
}

const Catalog *harness_catalog(Test *test, Arena *arena, Str definitions)
{
    Compiled const compiled = harness_compile(arena, SV(""), SV("test.care"), definitions);

    check_text(test, compiled.messages, SV(""));
    return compiled.messages.len ? NULL : compiled.catalog;
}

/* ---- the world -------------------------------------------------------------------- */

typedef struct {
    Test          *test;
    Arena         *arena;
    const Catalog *catalog;
    const Form    *form;
    Str            given;
} World;

static bool find_given(const World *world, Str name, Str *value)
{
    Str rest = world->given;

    while (rest.len) {
        *value = str_cut(&rest, ' ');
        if (str_equal(str_cut(value, '='), name))
            return true;
    }
    return false;
}

static const CodeValue *find_code(const CodeSet *set, Str word)
{
    for (uint32_t i = 0; i < set->value_count; i++)
        if (str_equal(set->values[i].name, word) || str_equal(set->values[i].code, word))
            return &set->values[i];
    return NULL;
}

static bool parse_codes(const CodeSet *set, Str text, int64_t *out)
{
    *out = 0;
    text = str_slice(text, 1, text.len - 1); /* { and } */
    while (text.len) {
        const CodeValue *const value = find_code(set, str_cut(&text, ','));
        if (!value)
            return false;
        *out |= (int64_t)((uint64_t)1 << (value - set->values));
    }
    return true;
}

/* "#5" is the word itself, whatever the type. */
static bool parse_value(const World *world, Type type, Str text, int64_t *out)
{
    const CodeSet *const set = &world->catalog->codes[type.codes];
    Decimal              number = { 0 };
    Date                 date = { 0 };

    if (text.len && text.ptr[0] == '#')
        return str_to_int(out, str_after(text, 1));
    switch (type.kind) {
    case TYPE_NUMBER:
        if (!decimal_parse(&number, text, type.scale))
            return false;
        *out = number.units;
        return true;
    case TYPE_DATE:
    case TYPE_MONTH:
        if (!date_parse(&date, text))
            return false;
        *out = date.days;
        return true;
    case TYPE_BOOL: *out = str_equal(text, SV("yes")); return true;
    case TYPE_CODE: {
        const CodeValue *const value = find_code(set, text);
        *out = value ? value->word : 0;
        return value != NULL;
    }
    case TYPE_CODES: return parse_codes(set, text, out);
    case TYPE_TEXT: *out = (int64_t)utf8_count(text); return true;
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY: return str_to_int(out, text);
    case TYPE_NONE:
    case TYPE_INTERVAL: break;
    }
    return false;
}

static void set_given(const World *world, Str name, Type type, Vector *vector)
{
    Str text = SV("");

    if (!find_given(world, name, &text) || str_equal(text, SV("missing")))
        return;
    int64_t word = 0;
    if (parse_value(world, type, text, &word))
        vector_fill(vector, type.kind == TYPE_BOOL, true, word);
    else
        check_fail(world->test, "a value of the test's world can be read");
}

static Str run(const World *world, const Expr *expr, Vector *result);

static const char *const ATTRIBUTES[] = {
    [ATTRIBUTE_BORN_ON] = "born_on",
    [ATTRIBUTE_DIED_ON] = "died_on",
    [ATTRIBUTE_SEX] = "sex",
    [ATTRIBUTE_AGE] = "age",
    [ATTRIBUTE_AGE_MONTHS] = "age_months",
    [ATTRIBUTE_AGE_DAYS] = "age_days",
    [ATTRIBUTE_RESIDENT] = "resident",
    [ATTRIBUTE_RESIDENT_IN_PERIOD] = "resident_in_period",
    [ATTRIBUTE_RESIDENT_IN_YEAR] = "resident_in_year",
    [ATTRIBUTE_RESIDENT_SINCE] = "resident_since",
    [ATTRIBUTE_RESIDENCE] = "residence",
    [ATTRIBUTE_RESIDENT_STATUS] = "resident_status",
};

static const char *const STATES[] = {
    [STATE_ENROLLED] = "enrolled",
    [STATE_ENROLLED_IN_PERIOD] = "enrolled_in_period",
    [STATE_ENROLLED_IN_YEAR] = "enrolled_in_year",
    [STATE_ENROLLED_ON] = "enrolled_on",
    [STATE_CLOSED_ON] = "closed_on",
};

static Type attribute_type(const World *world, uint32_t attribute)
{
    const char *const    name = ATTRIBUTES[attribute];
    const CodeSet *const codes = catalog_codes(world->catalog, str_from_c(name));
    Type                 type = { .kind = TYPE_BOOL };

    if (str_ends_with(str_from_c(name), SV("_on")) ||
        str_equal(str_from_c(name), SV("resident_since")))
        type.kind = TYPE_DATE;
    if (str_starts_with(str_from_c(name), SV("age")))
        type.kind = TYPE_NUMBER;
    if (codes)
        type = (Type){ .kind = TYPE_CODE, .codes = (uint16_t)(codes - world->catalog->codes) };
    return type;
}

static Date given_day(const World *world)
{
    Vector day;

    vector_fill(&day, false, false, 0);
    set_given(world, SV("day"), (Type){ .kind = TYPE_DATE }, &day);
    return (Date){ (int32_t)day.values[0] };
}

static void set_param(const World *world, const Param *param, Vector *vector)
{
    Vector  place;
    int64_t value = 0;

    vector_fill(&place, false, true, 0);
    set_given(world, SV("region"), (Type){ .kind = TYPE_ENTRY }, &place);
    bool const present = param_value(&value, param, given_day(world), place.values[0]);
    vector_fill(vector, param->type.kind == TYPE_BOOL, present, value);
}

static void set_field(const World *world, const Slot *slot, Vector *vector)
{
    if (slot->sub > 0) {
        const FormList *const list = &world->form->lists[slot->sub - 1];
        const Field *const    field = &list->fields[slot->index];
        Str const name = str_format(world->arena, "%.*s.%.*s", (int)list->name.len, list->name.ptr,
                                    (int)field->name.len, field->name.ptr);
        set_given(world, name, field->type, vector);
        return;
    }
    const Field *const field = &world->form->fields[slot->index];
    if (field->derive)
        (void)run(world, field->derive, vector);
    else
        set_given(world, field->name, field->type, vector);
}

static void set_slot(const World *world, const Slot *slot, Vector *vector)
{
    Type const    date = { .kind = TYPE_DATE };
    Type const    number = { .kind = TYPE_NUMBER };
    int32_t const year = date_year(given_day(world));

    vector_fill(vector, slot->is_truth, false, 0);
    switch (slot->kind) {
    case SLOT_FIELD: set_field(world, slot, vector); break;
    case SLOT_LIST_ROWS:
        set_given(world, world->form->lists[slot->index].name, number, vector);
        break;
    case SLOT_ATTRIBUTE:
        set_given(world, str_from_c(ATTRIBUTES[slot->index]), attribute_type(world, slot->index),
                  vector);
        break;
    case SLOT_STATE:
        set_given(world, str_from_c(STATES[slot->sub]),
                  slot->sub < STATE_ENROLLED_ON ? (Type){ .kind = TYPE_BOOL } : date, vector);
        break;
    case SLOT_TERM:
        set_given(world, str_format(world->arena, "term%u", slot->index),
                  world->catalog->terms[slot->index].type, vector);
        break;
    case SLOT_PARAM: set_param(world, &world->catalog->params[slot->index], vector); break;
    case SLOT_DAY: set_given(world, SV("day"), date, vector); break;
    case SLOT_PERIOD_START: set_given(world, SV("period_start"), date, vector); break;
    case SLOT_YEAR_START: vector_fill(vector, false, true, date_from_civil(year, 1, 1).days); break;
    case SLOT_YEAR_END: vector_fill(vector, false, true, date_from_civil(year, 12, 31).days); break;
    }
}

/* ---- running ------------------------------------------------------------------------- */

static Str print_codes(const World *world, const CodeSet *set, int64_t word)
{
    Buf text = buf_open(world->arena, 1000);

    buf_add_char(&text, '{');
    for (uint32_t i = 0; i < set->value_count; i++)
        if ((uint64_t)word >> i & 1) {
            if (text.len > 1)
                buf_add_char(&text, ',');
            buf_add(&text, set->values[i].name);
        }
    buf_add_char(&text, '}');
    return buf_str(&text);
}

static Str print_value(const World *world, Type type, int64_t word)
{
    Arena *const         arena = world->arena;
    const CodeSet *const set = &world->catalog->codes[type.codes];

    switch (type.kind) {
    case TYPE_BOOL: return word ? SV("yes") : SV("no");
    case TYPE_NUMBER: {
        Str const number = decimal_format(arena, (Decimal){ word, type.scale });
        Str const unit = world->catalog->units[type.unit].text;
        return type.unit == UNIT_NONE ? number
                                      : str_format(arena, "%.*s %.*s", (int)number.len, number.ptr,
                                                   (int)unit.len, unit.ptr);
    }
    case TYPE_DATE:
    case TYPE_MONTH: return date_format(arena, (Date){ (int32_t)word });
    case TYPE_CODE: {
        const CodeValue *const value = code_set_find(set, code_unpack(arena, word));
        return value ? value->name : SV("a code of no set");
    }
    case TYPE_CODES: return print_codes(world, set, word);
    case TYPE_WORKER:
    case TYPE_ORGANISATION:
    case TYPE_PERSON:
    case TYPE_ENTRY: return str_format(arena, "%lld", (long long)word);
    case TYPE_TEXT:
    case TYPE_INTERVAL:
    case TYPE_NONE: break;
    }
    return SV("a value of no type");
}

/* The many lanes: the first and the last are the given one, the others missing or
 * full of noise. */
static void spread(Vector *vector)
{
    bool const    present = vector_has(vector, 0);
    int64_t const word = vector_word(vector, 0);

    vector_begin(vector, vector->is_truth);
    for (uint32_t i = 1; i < LIMIT_LANES - 1; i++)
        vector_put(vector, i, i % 2 == 0, INT64_MIN + (int64_t)i * 7919);
    vector_put(vector, LIMIT_LANES - 1, present, word);
}

static void check_lane(Test *test, const Vector *result, uint32_t lane, bool present, int64_t word)
{
    check_equal(test, vector_has(result, lane), present);
    if (present)
        check_equal(test, vector_word(result, lane), word);
}

static Str run(const World *world, const Expr *expr, Vector *result)
{
    Vector *const        vectors = arena_array(world->arena, expr->slot_count, sizeof(Vector));
    const Vector **const slots = arena_array(world->arena, expr->slot_count, sizeof(Vector *));

    for (uint32_t i = 0; i < expr->slot_count; i++) {
        set_slot(world, &expr->slots[i], &vectors[i]);
        slots[i] = &vectors[i];
    }
    Registers *const registers = registers_open(world->arena);
    *result = *expr_run(expr, slots, 1, registers);
    bool const    present = vector_has(result, 0);
    int64_t const word = vector_word(result, 0);
    *result = *expr_run(expr, slots, LIMIT_LANES, registers);
    check_lane(world->test, result, LIMIT_LANES / 2, present, word);
    for (uint32_t i = 0; i < expr->slot_count; i++)
        spread(&vectors[i]);
    *result = *expr_run(expr, slots, LIMIT_LANES, registers);
    check_lane(world->test, result, 0, present, word);
    check_lane(world->test, result, LIMIT_LANES - 1, present, word);
    vector_fill(result, expr->type.kind == TYPE_BOOL, present, word);
    return present ? print_value(world, expr->type, word) : SV("missing");
}

Str harness_run(Test *test, Arena *arena, const Catalog *catalog, const Form *form,
                const Expr *expr, Str given)
{
    World const world = {
        .test = test,
        .arena = arena,
        .catalog = catalog,
        .form = form,
        .given = given,
    };
    Vector result;

    return run(&world, expr, &result);
}
