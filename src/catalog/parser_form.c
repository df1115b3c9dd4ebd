/* Forms and registers, and what they are made of: types, fields, units, codes,
 * parameters. */
#include "base/limits.h"
#include "catalog/parser_private.h"

/* ---- types ------------------------------------------------------------------ */

static bool is_modifier(const Token *token)
{
    static const char *const WORDS[] = { "required", "when",   "loinc",     "element", "help",
                                         "usual",    "source", "sensitive", "from",    "until" };

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_equal(token->text, str_from_c(WORDS[i])))
            return true;
    return false;
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
        type.digits = parser_count(parser, 6, "digits after the point, 1 to 6");
    if (str_equal(word, SV("code")) || str_equal(word, SV("codes")))
        type.of = parser_name(parser, "the name of a code set");
    if (str_equal(word, SV("text")) && parser_token(parser)->kind == TOKEN_NUMBER)
        type.chars = parser_count(parser, LIMIT_TEXT_CHARS, "a number of characters up to 4000");
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

/* modifier = "required" [ "when" expression ] | "when" expression | "loinc" STRING
 *          | "element" STRING | "help" label | "usual" range | "sensitive"
 *          | source | validity . */
static void parse_modifier(Parser *parser, AstItem *item)
{
    if (parser_accept_word(parser, "required")) {
        item->required = true;
        if (parser_accept_word(parser, "when"))
            item->required_when = parser_expression(parser);
    } else if (parser_accept_word(parser, "when")) {
        item->when = parser_expression(parser);
    } else if (parser_accept_word(parser, "loinc")) {
        item->loinc = parser_string(parser, "a LOINC code between quotes");
    } else if (parser_accept_word(parser, "element")) {
        item->element = parser_string(parser, "a national data element between quotes");
    } else if (parser_accept_word(parser, "help")) {
        item->help = parser_label(parser);
    } else if (parser_accept_word(parser, "sensitive")) {
        item->sensitive = true;
    } else if (parser_accept_word(parser, "usual")) {
        item->has_usual = true;
        parser_range(parser, &item->usual_low, &item->usual_high, &item->usual_span);
    } else if (!parser_accept_source(parser, &item->source) &&
               !parser_accept_validity(parser, &item->validity)) {
        parser_expected(parser, "required, when, usual, help, loinc, element, sensitive, source, "
                                "from or until");
    }
}

/* field = NAME label type { modifier } . */
static void parse_field(Parser *parser, AstItem *item)
{
    item->kind = ITEM_FIELD;
    item->name = parser_name(parser, "a field, section, list, let, check, warn or advise");
    item->label = parser_label(parser);
    item->type = parse_type(parser);
    item->has_type = true;
    while (!parser->failed && !parser_at_end(parser))
        parse_modifier(parser, item);
}

/* let = "let" NAME [ label ] [ type ] "=" expression . */
static void parse_let(Parser *parser, AstItem *item)
{
    item->kind = ITEM_LET;
    item->name = parser_name(parser, "a name for the value");
    if (parser_token(parser)->kind == TOKEN_STRING)
        item->label = parser_label(parser);
    if (!parser->failed && !parser_is_symbol(parser, "=")) {
        item->type = parse_type(parser);
        item->has_type = true;
    }
    if (parser_expect_symbol(parser, "="))
        item->expr = parser_expression(parser);
}

static void parse_source_and_validity(Parser *parser, AstItem *item)
{
    while (!parser->failed && !parser_at_end(parser))
        if (!parser_accept_source(parser, &item->source) &&
            !parser_accept_validity(parser, &item->validity))
            parser_expected(parser, "source, from or until");
}

/* check = ( "check" | "warn" ) expression label { source | validity } . */
static void parse_check(Parser *parser, AstItem *item, ItemKind kind)
{
    item->kind = kind;
    item->expr = parser_expression(parser);
    if (!parser->failed)
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
        item->name = parser_name(parser, "a name for the list");
    item->label = parser_label(parser);
    if (kind == ITEM_LIST && parser_accept_word(parser, "max"))
        item->rows_max = parser_count(parser, LIMIT_LIST_ROWS, "a number of rows up to 200");
    parse_items(parser, &item->items, &item->item_count, &item->item_capacity);
}

/* A field may be called `section` or `check`: what follows its name is a label. */
static void parse_item(Parser *parser, AstItem *item)
{
    bool const labelled = parser_next(parser)->kind == TOKEN_STRING;

    item->span = parser_token(parser)->span;
    if (labelled && parser_accept_word(parser, "section"))
        parse_group(parser, item, ITEM_SECTION);
    else if (!labelled && parser_accept_word(parser, "list"))
        parse_group(parser, item, ITEM_LIST);
    else if (!labelled && parser_accept_word(parser, "let"))
        parse_let(parser, item);
    else if (!labelled && parser_accept_word(parser, "check"))
        parse_check(parser, item, ITEM_CHECK);
    else if (!labelled && parser_accept_word(parser, "warn"))
        parse_check(parser, item, ITEM_WARN);
    else if (parser_accept_word(parser, "advise"))
        parse_advise(parser, item);
    else
        parse_field(parser, item);
}

static void parse_items(Parser *parser, AstItem **items, uint32_t *count, uint32_t *capacity)
{
    if (parser->depth >= LIMIT_NESTING) {
        parser_expected(parser, "fewer blocks within blocks");
        return;
    }
    parser->depth++;
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        *items = arena_grow(parser->arena, *items, *count, capacity, sizeof(AstItem));
        parse_item(parser, &(*items)[(*count)++]);
    }
    parser->depth--;
}

/* form = "form" NAME label [ "for" NAME ] { "administrative" | source } block . */
void parser_form(Parser *parser, AstForm *form)
{
    form->is_service = true;
    parser_header_begin(parser);
    form->name = parser_name(parser, "a name for the form");
    form->label = parser_label(parser);
    while (!parser->failed && !parser_at_end(parser)) {
        if (parser_accept_word(parser, "administrative"))
            form->is_service = false;
        else if (parser_accept_word(parser, "for"))
            form->subject = parser_name(parser, "person, or a register");
        else if (!parser_accept_source(parser, &form->source))
            parser_expected(parser, "administrative, for or source");
    }
    parse_items(parser, &form->items, &form->item_count, &form->item_capacity);
}

/* register = "register" NAME label [ source ] block of items . */
void parser_register(Parser *parser, AstRegister *declared)
{
    parser_header_begin(parser);
    declared->name = parser_name(parser, "a name for the register");
    declared->label = parser_label(parser);
    (void)parser_accept_source(parser, &declared->form.source);
    parse_items(parser, &declared->form.items, &declared->form.item_count,
                &declared->form.item_capacity);
}

/* ---- units, codes, parameters --------------------------------------------------- */

/* unit declaration = "unit" unit label [ "ucum" STRING ] [ "=" NUMBER unit ] . */
void parser_unit_declaration(Parser *parser, AstUnitDeclaration *unit)
{
    unit->unit = parser_unit(parser);
    if (!parser->failed)
        unit->label = parser_label(parser);
    if (parser_accept_word(parser, "ucum"))
        unit->ucum = parser_string(parser, "a UCUM unit between quotes");
    if (!parser->failed && parser_accept_symbol(parser, "=")) {
        unit->has_definition = true;
        unit->factor = parser_number(parser);
        unit->base = parser_unit(parser);
    }
}

/* value = CODE [ NAME ] label { "alone" | "points" NUMBER | validity } . */
static void parse_code_value(Parser *parser, AstCodeValue *value)
{
    const Token *const token = parser_token(parser);

    if (token->kind != TOKEN_NUMBER && token->kind != TOKEN_NAME && token->kind != TOKEN_STRING) {
        parser_expected(parser, "a code: 1, 01, B12 or \"1.2\"");
        return;
    }
    value->code = (Name){ token->text, token->span };
    parser_advance(parser);
    if (parser_token(parser)->kind == TOKEN_NAME)
        value->name = parser_name(parser, "a name");
    value->label = parser_label(parser);
    while (!parser->failed && !parser_at_end(parser)) {
        if (parser_accept_word(parser, "alone")) {
            value->alone = true;
        } else if (parser_accept_word(parser, "points")) {
            value->points_span = parser_token(parser)->span;
            value->points = parser_number(parser);
        } else if (!parser_accept_validity(parser, &value->validity)) {
            parser_expected(parser, "alone, points, from or until");
        }
    }
}

/* code = "code" NAME label [ source ] block of values . */
void parser_code_set(Parser *parser, AstCodeSet *set)
{
    parser_header_begin(parser);
    set->name = parser_name(parser, "a name for the code set");
    set->label = parser_label(parser);
    (void)parser_accept_source(parser, &set->source);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        if (set->value_count == LIMIT_CODE_VALUES) {
            parser_expected(parser, "at most 2000 values in a code set");
            continue;
        }
        set->values = arena_grow(parser->arena, set->values, set->value_count, &set->value_capacity,
                                 sizeof(AstCodeValue));
        parse_code_value(parser, &set->values[set->value_count++]);
    }
}

/* param = "param" NAME label type [ source ] block of
 *         [ "in" REGION ] "from" DATE "=" expression [ source ] . */
void parser_param(Parser *parser, AstParam *param)
{
    parser_header_begin(parser);
    param->name = parser_name(parser, "a name for the parameter");
    param->label = parser_label(parser);
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
}
