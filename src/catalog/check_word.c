/* Words: units of measure, code sets, parameters, types, names. */
#include <stdlib.h>

#include "catalog/check_private.h"

Label check_label(AstLabel label)
{
    return (Label){ label.zh, label.en };
}

enum { UNKNOWN_NAMES_SHOWN = 8 };

void check_unknown(Checker *checker, Name name, const char *what, const Str *names, uint32_t count)
{
    Str const nearest = diagnostic_nearest(name.text, names, count);

    if (name.text.len == 0)
        return; /* the parser has complained already */
    Diagnostic *const item = diagnose(checker->diagnostics, name.span, "unknown %s '%.*s'", what,
                                      (int)name.text.len, name.text.ptr);
    if (nearest.len) {
        item->hint =
            str_format(checker->arena, "did you mean '%.*s'?", (int)nearest.len, nearest.ptr);
        return;
    }
    Buf expected = buf_open(checker->arena, 1000);
    for (uint32_t i = 0; i < count && i < UNKNOWN_NAMES_SHOWN; i++)
        buf_add_format(&expected, "%s%.*s", i ? ", " : "one of ", (int)names[i].len, names[i].ptr);
    if (count > UNKNOWN_NAMES_SHOWN)
        buf_add_c(&expected, " ...");
    item->expected = count ? buf_str(&expected) : SV("one that is declared");
}

/* Names become columns, tables and members of JSON: lower case, digits and _. */
bool check_name(Checker *checker, Name name, const char *what)
{
    bool plain = name.text.len > 0 && name.text.ptr[0] >= 'a' && name.text.ptr[0] <= 'z';

    if (name.text.len == 0)
        return false;
    for (size_t i = 0; i < name.text.len; i++) {
        char const c = name.text.ptr[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    if (!plain)
        diagnose(checker->diagnostics, name.span, "'%.*s' is no name for %s", (int)name.text.len,
                 name.text.ptr, what)
            ->expected = SV("lower-case letters, digits and _, beginning with a letter");
    return plain;
}

Validity check_validity(Checker *checker, AstValidity ast, Span span)
{
    Validity const validity = {
        ast.has_from ? ast.from : DATE_MIN,
        ast.has_until ? ast.until : DATE_MAX,
    };

    if (validity.from.days > validity.until.days)
        diagnose(checker->diagnostics, span, "it ends before it begins")->expected =
            SV("a day after `from` in `until`");
    return validity;
}

/* A region's code has 2, 4, 6, 9 or 12 digits and stands for all below it. */
bool check_region(Checker *checker, Name region, int64_t *from, int64_t *until, uint8_t *digits)
{
    uint64_t     code = 0;
    size_t const len = region.text.len;
    bool const   known = len == 2 || len == 4 || len == 6 || len == 9 || len == 12;

    if (!known || !str_to_uint(&code, region.text, 999999999999)) {
        diagnose(checker->diagnostics, region.span, "this is no region's code")->expected =
            SV("2, 4, 6, 9 or 12 digits: province, city, county, township or village");
        return false;
    }
    int64_t const power = decimal_power((uint8_t)(12 - len));
    *from = (int64_t)code * power;
    *until = *from + power - 1;
    *digits = (uint8_t)len;
    return true;
}

/* ---- units -------------------------------------------------------------------------- */

typedef struct {
    uint16_t atoms[2 * UNIT_ATOMS_MAX];
    int32_t  exponents[2 * UNIT_ATOMS_MAX];
    uint32_t count;
} Factors;

static void add_factor(Factors *factors, uint16_t atom, int32_t exponent)
{
    for (uint32_t i = 0; i < factors->count; i++)
        if (factors->atoms[i] == atom) {
            factors->exponents[i] += exponent;
            return;
        }
    if (factors->count < COUNT_OF(factors->atoms)) {
        factors->atoms[factors->count] = atom;
        factors->exponents[factors->count++] = exponent;
    }
}

static void print_factor(Buf *text, Str atom, int32_t exponent)
{
    int32_t const size = exponent < 0 ? -exponent : exponent;

    if (exponent < 0)
        buf_add_char(text, '/');
    else if (text->len)
        buf_add_char(text, '.');
    buf_add(text, atom);
    if (size > 1)
        buf_add_int(text, size);
}

/* The unit with these factors, one for each product: kg/m2 is the same thing
 * however it came about. */
static uint16_t intern_factors(Checker *checker, Factors *factors)
{
    Buf  text = buf_open(checker->arena, 400);
    bool is_new = false;

    for (uint32_t i = 1; i < factors->count; i++) /* by atom; there are few */
        for (uint32_t j = i; j > 0 && factors->atoms[j] < factors->atoms[j - 1]; j--) {
            uint16_t const atom = factors->atoms[j];
            int32_t const  exponent = factors->exponents[j];
            factors->atoms[j] = factors->atoms[j - 1];
            factors->exponents[j] = factors->exponents[j - 1];
            factors->atoms[j - 1] = atom;
            factors->exponents[j - 1] = exponent;
        }

    Unit unit = { .numerator = 1, .denominator = 1 };
    for (int pass = 1; pass >= -1; pass -= 2) /* what is above the line first */
        for (uint32_t i = 0; i < factors->count; i++)
            if (factors->exponents[i] * pass > 0) {
                print_factor(&text, checker->atom_names.names[factors->atoms[i]],
                             factors->exponents[i]);
                if (unit.atom_count < UNIT_ATOMS_MAX) {
                    unit.atoms[unit.atom_count] = factors->atoms[i];
                    unit.exponents[unit.atom_count++] = (int8_t)factors->exponents[i];
                }
            }

    unit.text = buf_str(&text);
    uint32_t const index = name_map_add(&checker->unit_names, unit.text, &is_new);
    if (!is_new)
        return (uint16_t)index;
    unit.label = (Label){ unit.text, unit.text };
    unit.base = (uint16_t)index;
    checker->units =
        arena_grow(checker->arena, checker->units, index, &checker->unit_capacity, sizeof(Unit));
    checker->units[index] = unit;
    checker->catalog->unit_count = index + 1;
    return (uint16_t)index;
}

uint16_t unit_intern(Checker *checker, const AstUnit *ast)
{
    Factors factors = { 0 };

    for (uint32_t i = 0; i < ast->count; i++) {
        Name const     atom = ast->factors[i].atom;
        uint32_t const known = name_map_find(&checker->atom_names, atom.text);

        if (known == MAP_ABSENT) {
            check_unknown(checker, atom, "unit", checker->atom_names.names,
                          checker->atom_names.count);
            return UNIT_NONE;
        }
        add_factor(&factors, (uint16_t)known, ast->factors[i].exponent);
    }
    return intern_factors(checker, &factors);
}

uint16_t unit_product(Checker *checker, uint16_t a, uint16_t b, int sign)
{
    Factors           factors = { 0 };
    const Unit *const left = &checker->units[a];
    const Unit *const right = &checker->units[b];

    for (uint32_t i = 0; i < left->atom_count; i++)
        add_factor(&factors, left->atoms[i], left->exponents[i]);
    for (uint32_t i = 0; i < right->atom_count; i++)
        add_factor(&factors, right->atoms[i], right->exponents[i] * sign);

    uint32_t kept = 0;
    for (uint32_t i = 0; i < factors.count; i++)
        if (factors.exponents[i]) {
            factors.atoms[kept] = factors.atoms[i];
            factors.exponents[kept++] = factors.exponents[i];
        }
    factors.count = kept;
    return intern_factors(checker, &factors);
}

/* A unit made of atoms that are worth other units is worth their product. */
static void define_unit_worth(Checker *checker, const AstUnitDeclaration *ast, uint16_t index)
{
    Decimal  factor = { 0 };
    uint16_t base = unit_intern(checker, &ast->base);
    Unit    *unit = &checker->units[index];

    if (!decimal_parse(&factor, ast->factor, DECIMAL_SCALE_MAX) || factor.units <= 0) {
        diagnose(checker->diagnostics, ast->base.span, "a unit is worth a positive number")
            ->expected = SV("for example = 0.01 m");
        return;
    }
    unit->base = base;
    unit->numerator = factor.units;
    unit->denominator = decimal_power(DECIMAL_SCALE_MAX);
    while (unit->numerator % 10 == 0 && unit->denominator % 10 == 0) {
        unit->numerator /= 10;
        unit->denominator /= 10;
    }
}

void check_units(Checker *checker)
{
    static const char *const BUILT_IN[] = { "year", "month", "day" };
    const Ast *const         ast = checker->ast;
    Factors                  none = { 0 };
    bool                     is_new = false;

    (void)intern_factors(checker, &none); /* UNIT_NONE */
    for (size_t i = 0; i < COUNT_OF(BUILT_IN); i++)
        (void)name_map_add(&checker->atom_names, str_from_c(BUILT_IN[i]), &is_new);
    for (uint32_t i = 0; i < ast->unit_count; i++)
        if (ast->units[i].unit.count == 1 && ast->units[i].unit.factors[0].exponent == 1)
            (void)name_map_add(&checker->atom_names, ast->units[i].unit.factors[0].atom.text,
                               &is_new);

    for (uint32_t i = 0; i < ast->unit_count; i++) {
        const AstUnitDeclaration *const declared = &ast->units[i];
        uint16_t const                  index = unit_intern(checker, &declared->unit);
        Unit *const                     unit = &checker->units[index];

        if (index == UNIT_NONE)
            continue;
        if (!str_equal(unit->label.zh, unit->text)) {
            diagnose(checker->diagnostics, declared->unit.span,
                     "this unit is declared a second time");
            continue;
        }
        unit->label = check_label(declared->label);
        unit->ucum = declared->ucum.len ? declared->ucum : unit->text;
        if (declared->has_definition)
            define_unit_worth(checker, declared, index);
    }
}

/* ---- codes --------------------------------------------------------------------------- */

static void check_points(Checker *checker, CodeSet *set, const AstCodeSet *ast, CodeValue *values)
{
    uint32_t with_points = 0;

    for (uint32_t i = 0; i < ast->value_count; i++) {
        Str const    text = ast->values[i].points;
        size_t const point = str_find_char(text, '.');
        size_t const digits = point < text.len ? text.len - point - 1 : 0;

        with_points += text.len > 0;
        if (digits > set->point_scale && digits <= DECIMAL_SCALE_MAX)
            set->point_scale = (uint8_t)digits;
    }
    if (with_points == 0)
        return;
    set->has_points = true;
    for (uint32_t i = 0; i < ast->value_count; i++) {
        Decimal points = { 0 };

        if (!ast->values[i].points.len)
            diagnose(checker->diagnostics, ast->values[i].code.span,
                     "this value has no points, but others of its set do");
        else if (!decimal_parse(&points, ast->values[i].points, set->point_scale))
            diagnose(checker->diagnostics, ast->values[i].points_span, "not a number of points");
        values[i].has_points = true;
        values[i].points = points.units;
    }
}

static void check_code_set(Checker *checker, CodeSet *set, const AstCodeSet *ast)
{
    CodeValue *const values = arena_array(checker->arena, ast->value_count, sizeof(CodeValue));
    NameMap          codes = name_map_open(checker->arena);
    NameMap          names = name_map_open(checker->arena);
    bool             is_new = false;

    for (uint32_t i = 0; i < ast->value_count; i++) {
        const AstCodeValue *const value = &ast->values[i];

        if (value->code.text.len == 0 || value->code.text.len > LIMIT_CODE_BYTES) {
            diagnose(checker->diagnostics, value->code.span, "a code has 1 to %d characters",
                     LIMIT_CODE_BYTES);
            continue;
        }
        (void)name_map_add(&codes, value->code.text, &is_new);
        if (!is_new)
            diagnose(checker->diagnostics, value->code.span, "code %.*s stands here twice",
                     (int)value->code.text.len, value->code.text.ptr);
        if (value->name.text.len) {
            (void)check_name(checker, value->name, "a code's value");
            (void)name_map_add(&names, value->name.text, &is_new);
            if (!is_new)
                diagnose(checker->diagnostics, value->name.span, "'%.*s' names another value",
                         (int)value->name.text.len, value->name.text.ptr);
        }
        values[i] = (CodeValue){
            .code = value->code.text,
            .name = value->name.text,
            .label = check_label(value->label),
            .word = code_pack(value->code.text),
            .alone = value->alone,
            .validity = check_validity(checker, value->validity, value->code.span),
        };
    }
    set->values = values;
    set->value_count = ast->value_count;
    if (ast->value_count == 0)
        diagnose(checker->diagnostics, ast->name.span, "a code set without values");
    check_points(checker, set, ast, values);
}

void check_codes(Checker *checker)
{
    const Ast *const ast = checker->ast;
    bool             is_new = false;

    checker->codes = arena_array(checker->arena, ast->code_count, sizeof(CodeSet));
    for (uint32_t i = 0; i < ast->code_count; i++) {
        const AstCodeSet *const declared = &ast->codes[i];

        (void)check_name(checker, declared->name, "a code set");
        uint32_t const index = name_map_add(&checker->code_names, declared->name.text, &is_new);
        if (!is_new) {
            diagnose(checker->diagnostics, declared->name.span, "code set '%.*s' is declared twice",
                     (int)declared->name.text.len, declared->name.text.ptr);
            continue;
        }
        CodeSet *const set = &checker->codes[index];
        set->name = declared->name.text;
        set->label = check_label(declared->label);
        set->source = declared->source;
        check_code_set(checker, set, declared);
        checker->catalog->code_count = index + 1;
    }
}

/* ---- types ----------------------------------------------------------------------------- */

bool check_number(Checker *checker, Str text, Span span, Type type, int64_t *out)
{
    Decimal value = { 0 };

    if (!decimal_parse(&value, text, type.scale)) {
        diagnose(checker->diagnostics, span, "not a number of this type")->expected =
            type.scale ? str_format(checker->arena, "at most %d digits after the point", type.scale)
                       : SV("a whole number");
        return false;
    }
    *out = value.units;
    return true;
}

static const struct {
    const char *word;
    TypeKind    kind;
} TYPE_WORDS[] = {
    { "bool", TYPE_BOOL },     { "int", TYPE_NUMBER },    { "decimal", TYPE_NUMBER },
    { "money", TYPE_NUMBER },  { "date", TYPE_DATE },     { "month", TYPE_MONTH },
    { "code", TYPE_CODE },     { "codes", TYPE_CODES },   { "text", TYPE_TEXT },
    { "worker", TYPE_WORKER }, { "person", TYPE_PERSON }, { "organisation", TYPE_ORGANISATION },
};

static bool check_code_type(Checker *checker, const AstType *ast, Type *type)
{
    uint32_t const index = name_map_find(&checker->code_names, ast->of.text);

    if (index == MAP_ABSENT) {
        check_unknown(checker, ast->of, "code set", checker->code_names.names,
                      checker->code_names.count);
        return false;
    }
    type->codes = (uint16_t)index;
    if (type->kind == TYPE_CODES && checker->codes[index].value_count > LIMIT_CODE_CHOICES) {
        diagnose(checker->diagnostics, ast->of.span,
                 "a field of several choices takes a code set of at most %d values",
                 LIMIT_CODE_CHOICES);
        return false;
    }
    return true;
}

bool check_type(Checker *checker, const AstType *ast, Type *type)
{
    Str const word = ast->keyword.text;
    size_t    row = 0;

    *type = (Type){ 0 };
    if (word.len == 0)
        return false;
    while (row < COUNT_OF(TYPE_WORDS) && !str_equal(word, str_from_c(TYPE_WORDS[row].word)))
        row++;
    if (row == COUNT_OF(TYPE_WORDS)) {
        uint32_t const entry = name_map_find(&checker->register_names, word);
        if (entry == MAP_ABSENT) {
            check_unknown(checker, ast->keyword, "type", checker->register_names.names,
                          checker->register_names.count);
            diagnose(checker->diagnostics, ast->keyword.span, "unknown type");
            return false;
        }
        *type = (Type){ .kind = TYPE_ENTRY, .entry = (uint16_t)entry };
        return true;
    }
    type->kind = TYPE_WORDS[row].kind;
    if (str_equal(word, SV("decimal")) && (ast->digits < 1 || ast->digits > 6)) {
        diagnose(checker->diagnostics, ast->keyword.span,
                 "a decimal has 1 to 6 digits after "
                 "the point");
        return false;
    }
    type->scale = str_equal(word, SV("money")) ? 2 : (uint8_t)ast->digits;
    if (type->kind == TYPE_NUMBER && ast->unit.count)
        type->unit = unit_intern(checker, &ast->unit);
    if (type->kind == TYPE_CODE || type->kind == TYPE_CODES)
        return check_code_type(checker, ast, type);
    if (type->kind == TYPE_TEXT)
        type->chars = (uint16_t)(ast->chars ? ast->chars : 200);
    return true;
}

/* ---- parameters --------------------------------------------------------------------------- */

/* The most local first, and of the same place the latest first: the first one
 * that covers a day and a place is the one that holds. */
static int by_precedence(const void *left, const void *right)
{
    const ParamValue *const a = left;
    const ParamValue *const b = right;

    if (a->region_digits != b->region_digits)
        return a->region_digits > b->region_digits ? -1 : 1;
    if (a->from.days != b->from.days)
        return a->from.days > b->from.days ? -1 : 1;
    return (a->region_from > b->region_from) - (a->region_from < b->region_from);
}

static void check_param(Checker *checker, Param *param, const AstParam *ast)
{
    ParamValue *const values = arena_array(checker->arena, ast->value_count, sizeof(ParamValue));

    param->values = values;
    if (ast->value_count == 0)
        diagnose(checker->diagnostics, ast->name.span, "a parameter without values")->expected =
            SV("lines such as: from 2017-02-28 = 140");
    for (uint32_t i = 0; i < ast->value_count; i++) {
        const AstParamValue *const given = &ast->values[i];
        ParamValue *const          value = &values[param->value_count];

        *value = (ParamValue){
            .region_until = INT64_MAX,
            .from = given->from,
            .source = given->source.len ? given->source : ast->source,
        };
        if (given->region.text.len && !check_region(checker, given->region, &value->region_from,
                                                    &value->region_until, &value->region_digits))
            continue;
        if (given->value && check_constant(checker, given->value, param->type, &value->value))
            param->value_count++;
    }
    if (param->value_count)
        qsort(values, param->value_count, sizeof(ParamValue), by_precedence);
}

void check_params(Checker *checker)
{
    const Ast *const ast = checker->ast;
    bool             is_new = false;

    checker->params = arena_array(checker->arena, ast->param_count, sizeof(Param));
    for (uint32_t i = 0; i < ast->param_count; i++) {
        const AstParam *const declared = &ast->params[i];

        (void)check_name(checker, declared->name, "a parameter");
        uint32_t const index = name_map_add(&checker->param_names, declared->name.text, &is_new);
        if (!is_new) {
            diagnose(checker->diagnostics, declared->name.span,
                     "parameter '%.*s' is declared "
                     "twice",
                     (int)declared->name.text.len, declared->name.text.ptr);
            continue;
        }
        Param *const param = &checker->params[index];
        param->name = declared->name.text;
        param->label = check_label(declared->label);
        param->source = declared->source;
        checker->catalog->param_count = index + 1;
        if (check_type(checker, &declared->type, &param->type))
            check_param(checker, param, declared);
    }
}
