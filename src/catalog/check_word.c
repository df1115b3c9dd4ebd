/* Words: names, code sets, types, parameters. */
#include <stdlib.h>

#include "catalog/check_private.h"
#include "catalog/parser.h"

Label check_label(AstLabel label)
{
    return (Label){ label.zh, label.en };
}

Name check_path_name(const Checker *checker, const Path *path)
{
    Name name = path->parts[0];

    for (uint32_t i = 1; i < path->count; i++) {
        Name const part = path->parts[i];

        name.text = str_format(checker->arena, "%.*s.%.*s", (int)name.text.len, name.text.ptr,
                               (int)part.text.len, part.text.ptr);
        name.span = span_join(name.span, part.span);
    }
    return name;
}

enum { UNKNOWN_NAMES_SHOWN = 8 };

/* Nothing is said of what is not there when something could not be read: it may
 * have been that. */
void check_unknown(Checker *checker, Name name, const char *what, const Str *names, uint32_t count)
{
    if (name.text.len == 0 || checker->ast->is_incomplete)
        return;
    bool const        is_full = checker->diagnostics->count == LIMIT_DIAGNOSTICS;
    Diagnostic *const item = diagnose(checker->diagnostics, name.span, "unknown %s '%.*s'", what,
                                      (int)name.text.len, name.text.ptr);
    if (is_full)
        return;
    Str const nearest = diagnostic_nearest(name.text, names, count);
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
    item->expected = count ? buf_str(&expected) : SV("one that is declared; there is none yet");
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
    else if (parser_is_reserved(name.text))
        diagnose(checker->diagnostics, name.span, "'%.*s' is a word of the language",
                 (int)name.text.len, name.text.ptr)
            ->expected = str_format(checker->arena, "another name for %s", what);
    else
        return true;
    return false;
}

bool check_declare(Checker *checker, NameMap *names, Name name, const char *what, uint32_t *index)
{
    bool is_new = false;

    (void)check_name(checker, name, what);
    *index = name_map_add(names, name.text, &is_new);
    if (!is_new)
        diagnose(checker->diagnostics, name.span, "'%.*s' is declared twice", (int)name.text.len,
                 name.text.ptr)
            ->expected = str_format(checker->arena, "another name for %s", what);
    return is_new;
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

/* ---- codes --------------------------------------------------------------------------- */

static size_t digits_after_point(Str number)
{
    size_t const point = str_find_char(number, '.');

    return point < number.len ? number.len - point - 1 : 0;
}

/* All values of a set have points, at one scale, or none has. */
static void check_points_scale(CodeSet *set, const AstCodeSet *ast)
{
    for (uint32_t i = 0; i < ast->value_count; i++) {
        size_t const digits = digits_after_point(ast->values[i].points);

        set->has_points |= ast->values[i].points.len > 0;
        if (digits > set->point_scale && digits <= DECIMAL_SCALE_MAX)
            set->point_scale = (uint8_t)digits;
    }
}

static void check_points(Checker *checker, const CodeSet *set, const AstCodeValue *ast,
                         CodeValue *value)
{
    Decimal points = { 0 };

    if (!set->has_points)
        return;
    if (!ast->points.len)
        diagnose(checker->diagnostics, ast->code.span,
                 "this value has no points, but others of its set do")
            ->expected = SV("points and a number");
    else if (!decimal_parse(&points, ast->points, set->point_scale))
        diagnose(checker->diagnostics, ast->points_span, "not a number of points")->expected =
            SV("at most 9 digits after the point");
    value->has_points = true;
    value->points = points.units;
}

/* The codes and the names of one set, which differ. */
typedef struct {
    NameMap codes, names;
} CodeNames;

/* Codes are exchanged with other systems: ASCII, and short enough for a word. */
static bool is_code(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
            return false;
    return text.len >= 1 && text.len <= LIMIT_CODE_BYTES;
}

static bool check_code_value(Checker *checker, const AstCodeValue *ast, CodeNames *known,
                             CodeValue *value)
{
    bool is_new = false;

    if (ast->code.span.end == 0)
        return false; /* it could not be read */
    if (!is_code(ast->code.text)) {
        diagnose(checker->diagnostics, ast->code.span, "this is no code")->expected = str_format(
            checker->arena, "1 to %d letters, digits and marks without spaces", LIMIT_CODE_BYTES);
        return false;
    }
    (void)name_map_add(&known->codes, ast->code.text, &is_new);
    if (!is_new) {
        diagnose(checker->diagnostics, ast->code.span, "code %.*s stands here twice",
                 (int)ast->code.text.len, ast->code.text.ptr)
            ->expected = SV("each code once in its set");
        return false;
    }
    if (ast->name.text.len) {
        (void)check_name(checker, ast->name, "a code");
        (void)name_map_add(&known->names, ast->name.text, &is_new);
        if (!is_new)
            diagnose(checker->diagnostics, ast->name.span, "'%.*s' names another code too",
                     (int)ast->name.text.len, ast->name.text.ptr)
                ->expected = SV("a name for each code");
    }
    *value = (CodeValue){
        .code = ast->code.text,
        .name = ast->name.text,
        .label = check_label(ast->label),
        .word = code_pack(ast->code.text),
        .alone = ast->alone,
        .validity = check_validity(checker, ast->validity, ast->code.span),
    };
    return true;
}

static void check_code_set(Checker *checker, CodeSet *set, const AstCodeSet *ast)
{
    CodeValue *const values = arena_array(checker->arena, ast->value_count, sizeof(CodeValue));
    CodeNames        known = { name_map_open(checker->arena), name_map_open(checker->arena) };

    set->values = values;
    if (ast->value_count == 0 && !checker->ast->is_incomplete)
        diagnose(checker->diagnostics, ast->name.span, "a code set without values")->expected =
            SV("lines such as: 1 yes \"是\" | \"Yes\"");
    check_points_scale(set, ast);
    for (uint32_t i = 0; i < ast->value_count; i++) {
        if (set->value_count == LIMIT_CODE_VALUES) {
            diagnose(checker->diagnostics, ast->values[i].code.span,
                     "more than %d values in a code set", LIMIT_CODE_VALUES)
                ->expected = SV("two code sets");
            break;
        }
        CodeValue *const value = &values[set->value_count];
        if (!check_code_value(checker, &ast->values[i], &known, value))
            continue;
        check_points(checker, set, &ast->values[i], value);
        set->value_count++;
    }
}

/* Types refer to code sets and registers by 16 bits. */
bool check_room(Checker *checker, uint32_t count, Span span)
{
    if (count < UINT16_MAX)
        return true;
    diagnose(checker->diagnostics, span, "more than %u of one kind", UINT16_MAX)->expected =
        SV("fewer of them");
    return false;
}

void check_codes(Checker *checker)
{
    const Ast *const ast = checker->ast;
    uint32_t         index = 0;

    checker->codes = arena_array(checker->arena, ast->code_count, sizeof(CodeSet));
    for (uint32_t i = 0; i < ast->code_count; i++) {
        const AstCodeSet *const declared = &ast->codes[i];

        if (!check_room(checker, checker->code_names.count, declared->name.span))
            return;
        if (!check_declare(checker, &checker->code_names, declared->name, "a code set", &index))
            continue;
        CodeSet *const set = &checker->codes[index];
        set->name = declared->name.text;
        set->label = check_label(declared->label);
        set->source = declared->source;
        check_code_set(checker, set, declared);
        checker->catalog->code_count = index + 1;
    }
}

/* ---- types ----------------------------------------------------------------------------- */

/* Of a text that does not say how long it may be: a line or two. */
enum { TEXT_CHARS = 200 };

Str check_digits(Checker *checker, uint8_t scale)
{
    return scale == 0 ? SV("a whole number, of at most 18 digits")
                      : str_format(checker->arena, "at most %d digit%s after the point", scale,
                                   scale == 1 ? "" : "s");
}

bool check_number(Checker *checker, Str text, Span span, Type type, int64_t *out)
{
    Decimal value = { 0 };

    if (!decimal_parse(&value, text, type.scale)) {
        diagnose(checker->diagnostics, span, "not a number of this type")->expected =
            check_digits(checker, type.scale);
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
                 LIMIT_CODE_CHOICES)
            ->expected = SV("a smaller code set, or a list");
        return false;
    }
    return true;
}

static bool unknown_type(Checker *checker, Name word)
{
    const NameMap *const registers = &checker->register_names;
    Str *const           names =
        arena_array(checker->arena, COUNT_OF(TYPE_WORDS) + registers->count, sizeof(Str));
    uint32_t count = 0;

    for (size_t i = 0; i < COUNT_OF(TYPE_WORDS); i++)
        names[count++] = str_from_c(TYPE_WORDS[i].word);
    for (uint32_t i = 0; i < registers->count; i++)
        names[count++] = registers->names[i];
    check_unknown(checker, word, "type", names, count);
    return false;
}

static bool find_type(Checker *checker, const AstType *ast, Type *type)
{
    Str const word = ast->keyword.text;

    for (size_t row = 0; row < COUNT_OF(TYPE_WORDS); row++)
        if (str_equal(word, str_from_c(TYPE_WORDS[row].word))) {
            *type = (Type){ .kind = TYPE_WORDS[row].kind };
            return true;
        }
    uint32_t const entry = name_map_find(&checker->register_names, word);
    if (entry == MAP_ABSENT)
        return unknown_type(checker, ast->keyword);
    *type = (Type){ .kind = TYPE_ENTRY, .entry = (uint16_t)entry };
    return true;
}

bool check_is_type_word(Str word)
{
    for (size_t row = 0; row < COUNT_OF(TYPE_WORDS); row++)
        if (str_equal(word, str_from_c(TYPE_WORDS[row].word)))
            return true;
    return false;
}

bool check_type(Checker *checker, const AstType *ast, Type *out)
{
    Type type = { 0 };

    *out = type;
    if (ast->keyword.text.len == 0 || !find_type(checker, ast, &type))
        return false;
    if (type.kind == TYPE_NUMBER)
        type.scale = str_equal(ast->keyword.text, SV("money")) ? 2 : (uint8_t)ast->digits;
    if (type.kind == TYPE_NUMBER && ast->unit.count && !check_unit(checker, &ast->unit, &type.unit))
        return false;
    if ((type.kind == TYPE_CODE || type.kind == TYPE_CODES) &&
        !check_code_type(checker, ast, &type))
        return false;
    if (type.kind == TYPE_TEXT)
        type.chars = (uint16_t)(ast->chars ? ast->chars : TEXT_CHARS);
    *out = type;
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

/* One value of each kind can be written: no text, no set, nobody. */
static bool check_param_type(Checker *checker, const AstParam *ast, Type type)
{
    if (type.kind == TYPE_BOOL || type.kind == TYPE_NUMBER || type.kind == TYPE_DATE ||
        type.kind == TYPE_MONTH || type.kind == TYPE_CODE)
        return true;
    diagnose(checker->diagnostics, ast->type.keyword.span, "a parameter cannot be %s",
             type_name(type.kind))
        ->expected = SV("a number, a date, a month, a code or a bool");
    return false;
}

static bool check_param_value(Checker *checker, const AstParam *ast, const AstParamValue *given,
                              Type type, ParamValue *value)
{
    int64_t low = INT64_MIN;
    int64_t high = INT64_MAX;

    *value = (ParamValue){
        .region_until = INT64_MAX,
        .from = given->from,
        .source = given->source.len ? given->source : ast->source,
    };
    if (given->region.text.len && !check_region(checker, given->region, &value->region_from,
                                                &value->region_until, &value->region_digits))
        return false;
    if (!given->value || !check_constant(checker, given->value, type, &value->value))
        return false;
    if (ast->type.has_range &&
        (!check_number(checker, ast->type.low, ast->type.range_span, type, &low) ||
         !check_number(checker, ast->type.high, ast->type.range_span, type, &high)))
        return false;
    if (value->value < low || value->value > high)
        diagnose(checker->diagnostics, given->value->span, "outside the parameter's range")
            ->expected = str_format(checker->arena, "%.*s to %.*s", (int)ast->type.low.len,
                                    ast->type.low.ptr, (int)ast->type.high.len, ast->type.high.ptr);
    return true;
}

static void check_param(Checker *checker, Param *param, const AstParam *ast)
{
    ParamValue *const values = arena_array(checker->arena, ast->value_count, sizeof(ParamValue));
    NameMap           known = name_map_open(checker->arena);
    bool              is_new = false;

    param->values = values;
    if (ast->value_count == 0 && !checker->ast->is_incomplete)
        diagnose(checker->diagnostics, ast->name.span, "a parameter without values")->expected =
            SV("lines such as: from 2017-02-28 = 140");
    for (uint32_t i = 0; i < ast->value_count; i++) {
        const AstParamValue *const given = &ast->values[i];
        ParamValue *const          value = &values[param->value_count];

        if (!check_param_value(checker, ast, given, param->type, value))
            continue;
        (void)name_map_add(&known,
                           str_format(checker->arena, "%lld %u %d", (long long)value->region_from,
                                      value->region_digits, value->from.days),
                           &is_new);
        if (!is_new)
            diagnose(checker->diagnostics, given->span,
                     "there is another value from that day, for the same place")
                ->expected = SV("one value for each day and place");
        param->value_count++;
    }
    if (param->value_count)
        qsort(values, param->value_count, sizeof(ParamValue), by_precedence);
}

void check_params(Checker *checker)
{
    const Ast *const ast = checker->ast;
    uint32_t         index = 0;

    checker->params = arena_array(checker->arena, ast->param_count, sizeof(Param));
    for (uint32_t i = 0; i < ast->param_count; i++) {
        const AstParam *const declared = &ast->params[i];

        check_not_built_in(checker, declared->name);
        if (!check_declare(checker, &checker->param_names, declared->name, "a parameter", &index))
            continue;
        Param *const param = &checker->params[index];
        param->name = declared->name.text;
        param->label = check_label(declared->label);
        param->source = declared->source;
        checker->catalog->param_count = index + 1;
        if (!check_type(checker, &declared->type, &param->type))
            continue;
        if (check_param_type(checker, declared, param->type))
            check_param(checker, param, declared);
        else
            param->type = (Type){ 0 };
    }
}
