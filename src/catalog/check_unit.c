/* Units of measure: what they are called and what they are worth. */
#include "base/checked.h"
#include "catalog/check_private.h"

/* More levels of definition (mm is cm is m) than any unit needs, and higher powers. */
enum { WORTH_DEPTH_MAX = 8, EXPONENT_MAX = 99, UNITS_MAX = UINT16_MAX };

/* A product of powers of atoms. */
typedef struct {
    uint16_t atoms[2 * UNIT_ATOMS_MAX];
    int32_t  exponents[2 * UNIT_ATOMS_MAX];
    uint32_t count;
    bool     too_many;
} Factors;

static void add_factor(Factors *factors, uint16_t atom, int32_t exponent)
{
    uint32_t at = 0;

    while (at < factors->count && factors->atoms[at] != atom)
        at++;
    if (at == COUNT_OF(factors->atoms)) {
        factors->too_many = true;
        return;
    }
    if (at == factors->count) {
        factors->atoms[factors->count] = atom;
        factors->exponents[factors->count++] = 0;
    }
    factors->exponents[at] += exponent;
    if (factors->exponents[at] > EXPONENT_MAX || factors->exponents[at] < -EXPONENT_MAX)
        factors->too_many = true;
}

/* In the order of their atoms, without those that cancelled out: kg/m2 is one
 * thing however it came about. */
static void sort_factors(Factors *factors)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < factors->count; i++) {
        uint16_t const atom = factors->atoms[i];
        int32_t const  exponent = factors->exponents[i];
        uint32_t       at = kept;

        if (exponent == 0)
            continue;
        for (; at > 0 && factors->atoms[at - 1] > atom; at--) {
            factors->atoms[at] = factors->atoms[at - 1];
            factors->exponents[at] = factors->exponents[at - 1];
        }
        factors->atoms[at] = atom;
        factors->exponents[at] = exponent;
        kept++;
    }
    factors->count = kept;
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

/* What is above the line first: kg/m2, and /min when nothing is. */
static Str print_factors(Checker *checker, const Factors *factors)
{
    Buf text = buf_open(checker->arena, 1000);

    for (int32_t sign = 1; sign >= -1; sign -= 2)
        for (uint32_t i = 0; i < factors->count; i++)
            if (factors->exponents[i] * sign > 0)
                print_factor(&text, checker->atom_names.names[factors->atoms[i]],
                             factors->exponents[i]);
    return buf_str(&text);
}

/* ---- worth ----------------------------------------------------------------------- */

/* So many of a product of atoms that are not defined by others. */
typedef struct {
    Factors factors;
    int64_t numerator, denominator;
    bool    is_unknown; /* it is out of all proportion, or: */
    bool    is_endless; /* it leads back to itself */
} Worth;

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t const rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool unit_ratio(int64_t *numerator, int64_t *denominator, int64_t by, int64_t over)
{
    int64_t const own = common_divisor(by, over);
    int64_t const across = common_divisor(*numerator, over / own);
    int64_t const down = common_divisor(by / own, *denominator);

    return checked_multiply(numerator, *numerator / across, by / own / down) &&
           checked_multiply(denominator, *denominator / down, over / own / across);
}

/* How many of its base one of a unit is: 0.01 as 1 and 100. */
static bool parse_worth(const AstUnitDeclaration *ast, int64_t *numerator, int64_t *denominator)
{
    Decimal factor = { 0 };

    *numerator = 1;
    *denominator = 1;
    return decimal_parse(&factor, ast->factor, DECIMAL_SCALE_MAX) && factor.units > 0 &&
           unit_ratio(numerator, denominator, factor.units, decimal_power(DECIMAL_SCALE_MAX));
}

static void add_worth(Checker *checker, Worth *worth, uint16_t atom, int32_t exponent,
                      uint32_t depth)
{
    const AstUnitDeclaration *const ast = checker->atom_asts[atom];
    int32_t const                   size = exponent < 0 ? -exponent : exponent;
    int64_t                         by = 1;
    int64_t                         over = 1;

    if (!ast) {
        add_factor(&worth->factors, atom, exponent);
        return;
    }
    if (depth > WORTH_DEPTH_MAX || size > EXPONENT_MAX || !parse_worth(ast, &by, &over)) {
        worth->is_unknown = true;
        worth->is_endless |= depth > WORTH_DEPTH_MAX;
        return;
    }
    for (int32_t i = 0; i < size && !worth->is_unknown; i++)
        worth->is_unknown = !unit_ratio(&worth->numerator, &worth->denominator,
                                        exponent > 0 ? by : over, exponent > 0 ? over : by);
    for (uint32_t i = 0; i < ast->base.count && !worth->is_unknown; i++) {
        uint32_t const part = name_map_find(&checker->atom_names, ast->base.factors[i].atom.text);

        if (part == MAP_ABSENT)
            worth->is_unknown = true;
        else
            add_worth(checker, worth, (uint16_t)part, ast->base.factors[i].exponent * exponent,
                      depth + 1);
    }
}

/* ---- units ----------------------------------------------------------------------- */

static bool intern_factors(Checker *checker, Factors *factors, uint16_t *out);

/* Give a new unit its base. One that is out of all proportion is its own. */
static void set_base(Checker *checker, const Factors *factors, uint16_t index)
{
    Worth    worth = { .numerator = 1, .denominator = 1 };
    uint16_t base = index;

    for (uint32_t i = 0; i < factors->count; i++)
        add_worth(checker, &worth, factors->atoms[i], factors->exponents[i], 0);
    if (worth.is_unknown || !intern_factors(checker, &worth.factors, &base))
        return;
    checker->units[index].base = base;
    checker->units[index].numerator = worth.numerator;
    checker->units[index].denominator = worth.denominator;
}

/* The unit with these factors; false when there are too many of them. */
static bool intern_factors(Checker *checker, Factors *factors, uint16_t *out)
{
    bool is_new = false;

    sort_factors(factors);
    *out = UNIT_NONE;
    if (factors->too_many || factors->count > UNIT_ATOMS_MAX ||
        checker->unit_names.count == UNITS_MAX)
        return false;

    Str const      text = print_factors(checker, factors);
    uint32_t const index = name_map_add(&checker->unit_names, text, &is_new);
    *out = (uint16_t)index;
    if (!is_new)
        return true;

    checker->units =
        arena_grow(checker->arena, checker->units, index, &checker->unit_capacity, sizeof(Unit));
    Unit *const unit = &checker->units[index];
    *unit = (Unit){
        .text = text,
        .label = { text, text },
        .atom_count = (uint8_t)factors->count,
        .base = (uint16_t)index,
        .numerator = 1,
        .denominator = 1,
    };
    for (uint32_t i = 0; i < factors->count; i++) {
        unit->atoms[i] = factors->atoms[i];
        unit->exponents[i] = (int8_t)factors->exponents[i];
    }
    checker->catalog->unit_count = index + 1;
    set_base(checker, factors, (uint16_t)index);
    return true;
}

bool check_unit(Checker *checker, const AstUnit *ast, uint16_t *out)
{
    Factors factors = { 0 };

    *out = UNIT_NONE;
    for (uint32_t i = 0; i < ast->count; i++) {
        Name const     atom = ast->factors[i].atom;
        uint32_t const known = name_map_find(&checker->atom_names, atom.text);

        if (known == MAP_ABSENT) {
            check_unknown(checker, atom, "unit", checker->atom_names.names,
                          checker->atom_names.count);
            return false;
        }
        add_factor(&factors, (uint16_t)known, ast->factors[i].exponent);
    }
    if (intern_factors(checker, &factors, out) && *out != UNIT_NONE)
        return true;
    diagnose(checker->diagnostics, ast->span, "this is no unit that can be computed with")
        ->expected = SV("a product of at most four units, in which something is left");
    return false;
}

uint16_t unit_built_in(Checker *checker, const char *name)
{
    uint32_t const atom = name_map_find(&checker->atom_names, str_from_c(name));
    Factors        factors = { .atoms = { (uint16_t)atom }, .exponents = { 1 }, .count = 1 };
    uint16_t       unit = UNIT_NONE;

    (void)intern_factors(checker, &factors, &unit);
    return unit;
}

bool unit_product(Checker *checker, uint16_t a, uint16_t b, int32_t sign, uint16_t *out)
{
    Factors           factors = { 0 };
    const Unit *const left = &checker->units[a];
    const Unit *const right = &checker->units[b];

    for (uint32_t i = 0; i < left->atom_count; i++)
        add_factor(&factors, left->atoms[i], left->exponents[i]);
    for (uint32_t i = 0; i < right->atom_count; i++)
        add_factor(&factors, right->atoms[i], right->exponents[i] * sign);
    return intern_factors(checker, &factors, out);
}

/* ---- declarations ---------------------------------------------------------------- */

static bool is_atom(const AstUnit *unit)
{
    return unit->count == 1 && unit->factors[0].exponent == 1;
}

/* Names first, so that units may be defined in any order. */
static void declare_atoms(Checker *checker)
{
    static const char *const BUILT_IN[] = { "year", "month", "day" };
    const Ast *const         ast = checker->ast;
    bool                     is_new = false;

    checker->atom_asts = arena_array(checker->arena, COUNT_OF(BUILT_IN) + ast->unit_count,
                                     sizeof(const AstUnitDeclaration *));
    for (size_t i = 0; i < COUNT_OF(BUILT_IN); i++)
        (void)name_map_add(&checker->atom_names, str_from_c(BUILT_IN[i]), &is_new);
    for (uint32_t i = 0; i < ast->unit_count && checker->atom_names.count < UNITS_MAX; i++) {
        const AstUnitDeclaration *const declared = &ast->units[i];

        if (!is_atom(&declared->unit))
            continue;
        uint32_t const atom =
            name_map_add(&checker->atom_names, declared->unit.factors[0].atom.text, &is_new);
        if (declared->has_definition)
            checker->atom_asts[atom] = declared;
    }
}

/* An atom's worth was found when it was interned. A product may be given one too,
 * where it is not what its atoms make it: mg/dL in mmol/L. */
static void check_worth(Checker *checker, const AstUnitDeclaration *ast, uint16_t index)
{
    uint16_t base = UNIT_NONE;
    int64_t  numerator = 1;
    int64_t  denominator = 1;
    Worth    worth = { .numerator = 1, .denominator = 1 };

    if (!check_unit(checker, &ast->base, &base))
        return;
    if (!parse_worth(ast, &numerator, &denominator)) {
        diagnose(checker->diagnostics, ast->factor_span, "a unit is worth a positive number")
            ->expected = SV("at most 9 digits after the point, for example = 0.01 m");
        return;
    }
    Unit *const       unit = &checker->units[index];
    const Unit *const of = &checker->units[base];
    if (is_atom(&ast->unit))
        add_worth(checker, &worth, unit->atoms[0], 1, 0);
    else
        worth.is_endless = of->base == index;
    if (worth.is_endless) {
        diagnose(checker->diagnostics, ast->base.span, "this unit is defined by itself")->expected =
            SV("units that do not lead back to it");
        return;
    }
    if (!is_atom(&ast->unit) &&
        unit_ratio(&numerator, &denominator, of->numerator, of->denominator)) {
        unit->base = of->base;
        unit->numerator = numerator;
        unit->denominator = denominator;
    }
}

void check_units(Checker *checker)
{
    const Ast *const ast = checker->ast;
    NameMap          declared_units = name_map_open(checker->arena);
    Factors          none = { 0 };
    uint16_t         index = UNIT_NONE;
    bool             is_new = false;

    declare_atoms(checker);
    (void)intern_factors(checker, &none, &index); /* UNIT_NONE */
    for (uint32_t i = 0; i < ast->unit_count; i++) {
        const AstUnitDeclaration *const declared = &ast->units[i];

        if (!check_unit(checker, &declared->unit, &index))
            continue;
        (void)name_map_add(&declared_units, checker->units[index].text, &is_new);
        if (!is_new) {
            diagnose(checker->diagnostics, declared->unit.span, "'%.*s' is declared twice",
                     (int)checker->units[index].text.len, checker->units[index].text.ptr)
                ->expected = SV("each unit once among all definitions");
            continue;
        }
        checker->units[index].label = check_label(declared->label);
        checker->units[index].ucum =
            declared->ucum.len ? declared->ucum : checker->units[index].text;
        if (declared->has_definition)
            check_worth(checker, declared, index);
    }
}
