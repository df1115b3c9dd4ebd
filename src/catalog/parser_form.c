/* Forms and registers, and what they are made of: types, fields, units, codes,
 * parameters. */
#include "base/limits.h"
#include "catalog/parser_private.h"

/* ---- types ------------------------------------------------------------------ */

static bool is_modifier(const Token *token);

/* A number from 1 up to `max`. */
static uint32_t positive_count(Parser *parser, uint32_t max, const char *what)
{
    if (str_equal(parser_token(parser)->text, SV("0")))
        parser_expected(parser, what);
    return parser_count(parser, max, what);
}

/* type = "bool" | "date" | "month" | "worker" | "organisation" | "person"
 *      | "int" [ unit ] [ range ] | "decimal" DIGITS [ unit ] [ range ]
 *      | "money" [ range ] | "code" NAME | "codes" NAME | "text" [ CHARS ]
 *      | REGISTER . */
static AstType parse_type(Parser *parser)
{
    AstType type = { .span = parser_token(parser)->span };

    type.keyword = parser_name(parser, "a type: int, decimal, code, date, text ...");
    if (parser->failed)
        return type;
    Str const  word = type.keyword.text;
    bool const has_unit = str_equal(word, SV("int")) || str_equal(word, SV("decimal"));
    bool const has_range = has_unit || str_equal(word, SV("money"));
    if (str_equal(word, SV("decimal")))
        type.digits = positive_count(parser, 6, "digits after the point, 1 to 6");
    if (str_equal(word, SV("code")) || str_equal(word, SV("codes")))
        type.of = parser_name(parser, "the name of a code set");
    if (str_equal(word, SV("text")) && parser_token(parser)->kind == TOKEN_NUMBER)
        type.chars =
            positive_count(parser, LIMIT_TEXT_CHARS, "a number of characters from 1 to 4000");
    if (has_unit &&
        ((parser_token(parser)->kind == TOKEN_NAME && !is_modifier(parser_token(parser))) ||
         parser_is_symbol(parser, "/")))
        type.unit = parser_unit(parser);
    if (has_range &&
        (parser_token(parser)->kind == TOKEN_NUMBER || parser_is_symbol(parser, "-"))) {
        type.has_range = true;
        parser_range(parser, &type.low, &type.high, &type.range_span);
    }
    type.span = span_join(type.span, parser->end.span);
    return type;
}

/* ---- items of forms ----------------------------------------------------------- */

typedef enum {
    MODIFIER_REQUIRED,
    MODIFIER_WHEN,
    MODIFIER_USUAL,
    MODIFIER_HELP,
    MODIFIER_LOINC,
    MODIFIER_ELEMENT,
    MODIFIER_SENSITIVE,
    MODIFIER_SOURCE,
    MODIFIER_FROM,
    MODIFIER_UNTIL,
} Modifier;

static const Keyword MODIFIERS[] = {
    [MODIFIER_REQUIRED] = { .word = "required" },   [MODIFIER_WHEN] = { .word = "when" },
    [MODIFIER_USUAL] = { .word = "usual" },         [MODIFIER_HELP] = { .word = "help" },
    [MODIFIER_LOINC] = { .word = "loinc" },         [MODIFIER_ELEMENT] = { .word = "element" },
    [MODIFIER_SENSITIVE] = { .word = "sensitive" }, [MODIFIER_SOURCE] = { .word = "source" },
    [MODIFIER_FROM] = { .word = "from" },           [MODIFIER_UNTIL] = { .word = "until" },
};

/* A unit may follow a type, and so may these words. */
static bool is_modifier(const Token *token)
{
    for (size_t i = 0; i < COUNT_OF(MODIFIERS); i++)
        if (str_equal(token->text, str_from_c(MODIFIERS[i].word)))
            return true;
    return false;
}

/* modifier = "required" [ "when" expression ] | "when" expression | "loinc" STRING
 *          | "element" STRING | "help" label | "usual" range | "sensitive"
 *          | source | validity . */
static void parse_modifier(Parser *parser, AstItem *item, uint32_t *seen)
{
    switch (parser_keyword(parser, MODIFIERS, COUNT_OF(MODIFIERS), seen)) {
    case MODIFIER_REQUIRED:
        item->required = true;
        if (parser_accept_word(parser, "when"))
            item->required_when = parser_expression(parser);
        break;
    case MODIFIER_WHEN: item->when = parser_expression(parser); break;
    case MODIFIER_USUAL:
        item->has_usual = true;
        parser_range(parser, &item->usual_low, &item->usual_high, &item->usual_span);
        break;
    case MODIFIER_HELP: item->help = parser_label(parser); break;
    case MODIFIER_LOINC: item->loinc = parser_string(parser, "a LOINC code between quotes"); break;
    case MODIFIER_ELEMENT:
        item->element = parser_string(parser, "a national data element between quotes");
        break;
    case MODIFIER_SENSITIVE: item->sensitive = true; break;
    case MODIFIER_SOURCE: item->source = parser_source(parser); break;
    case MODIFIER_FROM: parser_from(parser, &item->validity); break;
    case MODIFIER_UNTIL: parser_until(parser, &item->validity); break;
    default: break;
    }
}

/* field = NAME label type { modifier } . */
static void parse_field(Parser *parser, AstItem *item)
{
    uint32_t seen = 0;

    item->kind = ITEM_FIELD;
    parser_declared_label(parser, &item->name, &item->label,
                          "a field, section, list, let, check, warn or advise");
    parser->is_known = !parser->failed; /* without a label it was perhaps no field */
    item->type = parse_type(parser);
    item->has_type = true;
    while (!parser->failed && !parser_at_end(parser))
        parse_modifier(parser, item, &seen);
}

/* let = "let" NAME [ label ] [ type ] "=" expression . */
static void parse_let(Parser *parser, AstItem *item)
{
    item->kind = ITEM_LET;
    parser_declared(parser, &item->name, "a name for the value");
    if (parser_token(parser)->kind == TOKEN_STRING)
        item->label = parser_label(parser);
    if (!parser->failed && !parser_at_end(parser) && !parser_is_symbol(parser, "=")) {
        item->type = parse_type(parser);
        item->has_type = true;
    }
    if (parser_expect_symbol(parser, "="))
        item->expr = parser_expression(parser);
}

static void parse_source_and_validity(Parser *parser, AstItem *item)
{
    static const Keyword WORDS[] = { { .word = "source" },
                                     { .word = "from" },
                                     { .word = "until" } };
    uint32_t             seen = 0;

    while (!parser->failed && !parser_at_end(parser))
        switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
        case 0: item->source = parser_source(parser); break;
        case 1: parser_from(parser, &item->validity); break;
        case 2: parser_until(parser, &item->validity); break;
        default: break;
        }
}

/* check = ( "check" | "warn" ) expression label { source | validity } . */
static void parse_check(Parser *parser, AstItem *item, ItemKind kind)
{
    item->kind = kind;
    item->expr = parser_expression(parser);
    item->label = parser_label(parser);
    parse_source_and_validity(parser, item);
}

/* advise = "advise" [ "urgent" | "soon" | "note" ] label "when" expression
 *          { source | validity } . */
static void parse_advise(Parser *parser, AstItem *item)
{
    item->kind = ITEM_ADVISE;
    if (parser_accept_word(parser, "urgent"))
        item->urgency = URGENCY_URGENT;
    else if (parser_accept_word(parser, "soon"))
        item->urgency = URGENCY_SOON;
    else
        (void)parser_accept_word(parser, "note");
    item->label = parser_label(parser);
    if (!parser->failed && parser_expect_word(parser, "when"))
        item->expr = parser_expression(parser);
    parse_source_and_validity(parser, item);
}

static void parse_items(Parser *parser, AstItem **items, uint32_t *count, uint32_t *capacity);

/* section = "section" label block ;
 * list    = "list" NAME label [ "max" ROWS ] block . */
static void parse_group(Parser *parser, AstItem *item, ItemKind kind)
{
    item->kind = kind;
    item->rows_max = LIMIT_LIST_ROWS;
    parser_header_begin(parser);
    if (kind == ITEM_LIST)
        parser_declared_label(parser, &item->name, &item->label, "a name for the list");
    else
        item->label = parser_label(parser);
    if (kind == ITEM_LIST && parser_accept_word(parser, "max"))
        item->rows_max = positive_count(parser, LIMIT_LIST_ROWS, "a number of rows from 1 to 200");
    parse_items(parser, &item->items, &item->item_count, &item->item_capacity);
}

typedef enum {
    ITEM_WORD_SECTION,
    ITEM_WORD_LIST,
    ITEM_WORD_LET,
    ITEM_WORD_CHECK,
    ITEM_WORD_WARN,
    ITEM_WORD_ADVISE,
} ItemWord;

static const Keyword ITEM_WORDS[] = {
    [ITEM_WORD_SECTION] = { "section", true }, [ITEM_WORD_LIST] = { "list", true },
    [ITEM_WORD_LET] = { "let", true },         [ITEM_WORD_CHECK] = { "check", true },
    [ITEM_WORD_WARN] = { "warn", true },       [ITEM_WORD_ADVISE] = { "advise", true },
};

/* Whether the statement begins with a word for items, or with one that is almost
 * such a word. A field may be called `list` or `check`: what follows its name is a
 * label. */
static bool begins_with_word(const Parser *parser)
{
    Str const  word = parser_token(parser)->text;
    bool const labelled = parser_next(parser)->kind == TOKEN_STRING;
    Str        names[COUNT_OF(ITEM_WORDS)];

    if (parser_token(parser)->kind != TOKEN_NAME)
        return false;
    if (labelled)
        return str_equal(word, SV("section")) || str_equal(word, SV("advise"));
    for (size_t i = 0; i < COUNT_OF(ITEM_WORDS); i++) {
        names[i] = str_from_c(ITEM_WORDS[i].word);
        if (str_equal(word, names[i]))
            return true;
    }
    return parser_next(parser)->kind == TOKEN_NAME &&
           diagnostic_nearest(word, names, COUNT_OF(names)).len > 0;
}

static void parse_item(Parser *parser, AstItem *item)
{
    uint32_t seen = 0;

    item->span = parser_token(parser)->span;
    parser->is_known = false;
    if (!begins_with_word(parser)) {
        parse_field(parser, item);
        return;
    }
    switch (parser_keyword(parser, ITEM_WORDS, COUNT_OF(ITEM_WORDS), &seen)) {
    case ITEM_WORD_SECTION: parse_group(parser, item, ITEM_SECTION); break;
    case ITEM_WORD_LIST: parse_group(parser, item, ITEM_LIST); break;
    case ITEM_WORD_LET: parse_let(parser, item); break;
    case ITEM_WORD_CHECK: parse_check(parser, item, ITEM_CHECK); break;
    case ITEM_WORD_WARN: parse_check(parser, item, ITEM_WARN); break;
    case ITEM_WORD_ADVISE: parse_advise(parser, item); break;
    default: break;
    }
}

static void parse_items(Parser *parser, AstItem **items, uint32_t *count, uint32_t *capacity)
{
    if (parser->depth >= LIMIT_NESTING) {
        parser_fail(parser, parser->tokens[parser->start].span,
                    "blocks are nested more than %d deep", LIMIT_NESTING)
            ->expected = SV("sections side by side");
        parser->is_known = false;
        return;
    }
    parser->depth++;
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        *items = arena_grow(parser->arena, *items, *count, capacity, sizeof(AstItem));
        parse_item(parser, &(*items)[(*count)++]);
    }
    parser->depth--;
}

/* form = "form" NAME label { "for" NAME | "administrative" | source } block . */
bool parser_form(Parser *parser, AstForm *form)
{
    static const Keyword WORDS[] = { { .word = "administrative" },
                                     { .word = "for" },
                                     { .word = "source" } };
    uint32_t             seen = 0;

    *form = (AstForm){ .is_service = true };
    parser_header_begin(parser);
    parser_declared_label(parser, &form->name, &form->label, "a name for the form");
    while (!parser->failed && !parser_at_end(parser))
        switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
        case 0: form->is_service = false; break;
        case 1: form->subject = parser_name(parser, "person, or a register"); break;
        case 2: form->source = parser_source(parser); break;
        default: break;
        }
    parse_items(parser, &form->items, &form->item_count, &form->item_capacity);
    return form->name.text.len > 0;
}

/* register = "register" NAME label [ source ] block of items . */
bool parser_register(Parser *parser, AstRegister *declared)
{
    AstForm *const form = &declared->form;

    *declared = (AstRegister){ 0 };
    parser_header_begin(parser);
    parser_declared_label(parser, &declared->name, &declared->label, "a name for the register");
    form->name = declared->name;
    (void)parser_accept_source(parser, &form->source);
    parse_items(parser, &form->items, &form->item_count, &form->item_capacity);
    return declared->name.text.len > 0;
}

/* ---- units, codes, parameters --------------------------------------------------- */

/* unit declaration = "unit" unit label [ "ucum" STRING ] [ "=" NUMBER unit ] . */
bool parser_unit_declaration(Parser *parser, AstUnitDeclaration *unit)
{
    *unit = (AstUnitDeclaration){ 0 };
    parser->is_known = false;
    unit->unit = parser_unit(parser);
    unit->label = parser_label(parser);
    parser->is_known = !parser->failed;
    if (parser_accept_word(parser, "ucum"))
        unit->ucum = parser_string(parser, "a UCUM unit between quotes");
    if (!parser->failed && parser_accept_symbol(parser, "=")) {
        unit->factor_span = parser_token(parser)->span;
        unit->factor = parser_number(parser);
        unit->base = parser_unit(parser);
        unit->has_definition = !parser->failed;
    }
    return unit->unit.count > 0;
}

/* value = CODE [ NAME ] label { "alone" | "points" NUMBER | validity } . */
static void parse_code_value(Parser *parser, AstCodeValue *value)
{
    static const Keyword WORDS[] = {
        { .word = "alone" }, { .word = "points" }, { .word = "from" }, { .word = "until" }
    };
    const Token *const token = parser_token(parser);
    uint32_t           seen = 0;

    parser->is_known = false;
    if (token->kind != TOKEN_NUMBER && token->kind != TOKEN_NAME && token->kind != TOKEN_STRING) {
        parser_expected(parser, "a code: 1, 01, B12 or \"1.2\"");
        return;
    }
    value->code = (Name){ token->text, token->span };
    parser_advance(parser);
    if (parser_token(parser)->kind == TOKEN_NAME)
        value->name = parser_name(parser, "a name");
    parser->is_known = true;
    value->label = parser_label(parser);
    while (!parser->failed && !parser_at_end(parser))
        switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
        case 0: value->alone = true; break;
        case 1:
            value->points_span = parser_token(parser)->span;
            value->points = parser_number(parser);
            break;
        case 2: parser_from(parser, &value->validity); break;
        case 3: parser_until(parser, &value->validity); break;
        default: break;
        }
}

/* code = "code" NAME label [ source ] block of values . */
bool parser_code_set(Parser *parser, AstCodeSet *set)
{
    *set = (AstCodeSet){ 0 };
    parser_header_begin(parser);
    parser_declared_label(parser, &set->name, &set->label, "a name for the code set");
    (void)parser_accept_source(parser, &set->source);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        set->values = arena_grow(parser->arena, set->values, set->value_count, &set->value_capacity,
                                 sizeof(AstCodeValue));
        parse_code_value(parser, &set->values[set->value_count++]);
    }
    return set->name.text.len > 0;
}

/* param = "param" NAME label type [ source ] block of
 *         [ "in" REGION ] "from" DATE "=" expression [ source ] . */
bool parser_param(Parser *parser, AstParam *param)
{
    *param = (AstParam){ 0 };
    parser_header_begin(parser);
    parser_declared_label(parser, &param->name, &param->label, "a name for the parameter");
    param->type = parse_type(parser);
    (void)parser_accept_source(parser, &param->source);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        param->values = arena_grow(parser->arena, param->values, param->value_count,
                                   &param->value_capacity, sizeof(AstParamValue));
        AstParamValue *const value = &param->values[param->value_count++];

        value->span = parser_token(parser)->span;
        if (parser_accept_word(parser, "in"))
            value->region = parser_region(parser);
        if (parser_expect_word(parser, "from"))
            value->from = parser_date(parser);
        if (!parser->failed && parser_expect_symbol(parser, "="))
            value->value = parser_expression(parser);
        (void)parser_accept_source(parser, &value->source);
    }
    return param->name.text.len > 0;
}
