/* Programmes and summaries. */
#include "catalog/parser_private.h"

static void parse_rhythm(Parser *parser, Rhythm *rhythm)
{
    static const struct {
        const char *word;
        Rhythm      rhythm;
    } WORDS[] = {
        { "month", RHYTHM_MONTH },
        { "quarter", RHYTHM_QUARTER },
        { "half_year", RHYTHM_HALF_YEAR },
        { "year", RHYTHM_YEAR },
    };

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (parser_accept_word(parser, WORDS[i].word)) {
            *rhythm = WORDS[i].rhythm;
            return;
        }
    parser_expected(parser, "month, quarter, half_year or year");
}

/* due = "due" path
 *       ( "every" interval | "each" rhythm
 *       | "within" interval "after" path [ "where" expression ]
 *       | "at" interval "of" expression )
 *       { "when" expression | "early" interval | label | source | validity } . */
static void parse_due(Parser *parser, AstDue *due)
{
    due->form = parser_path(parser, "the form that is due");
    if (parser_accept_word(parser, "every")) {
        due->kind = DUE_EVERY;
        due->interval = parser_interval(parser);
    } else if (parser_accept_word(parser, "each")) {
        due->kind = DUE_EACH;
        parse_rhythm(parser, &due->rhythm);
    } else if (parser_accept_word(parser, "within")) {
        due->kind = DUE_WITHIN;
        due->interval = parser_interval(parser);
        (void)parser_expect_word(parser, "after");
        due->after = parser_path(parser, "a form, or enrolment");
        if (parser_accept_word(parser, "where"))
            due->where = parser_expression(parser);
    } else if (parser_accept_word(parser, "at")) {
        due->kind = DUE_AT;
        due->interval = parser_interval(parser);
        if (parser_expect_word(parser, "of"))
            due->of = parser_expression(parser);
    } else {
        parser_expected(parser, "every, each, within or at");
    }
    while (!parser->failed && !parser_at_end(parser)) {
        if (parser_accept_word(parser, "when")) {
            due->when = parser_expression(parser);
        } else if (parser_accept_word(parser, "early")) {
            due->has_early = true;
            due->early = parser_interval(parser);
        } else if (parser_token(parser)->kind == TOKEN_STRING) {
            due->label = parser_label(parser);
        } else if (!parser_accept_source(parser, &due->source) &&
                   !parser_accept_validity(parser, &due->validity)) {
            parser_expected(parser, "when, early, a label, source, from or until");
        }
    }
}

/* duty = "duty" NAME label "each" rhythm "by" path [ "where" expression ]
 *        { "when" expression | source } . */
static void parse_duty(Parser *parser, AstDuty *duty)
{
    duty->name = parser_name(parser, "a name for the duty");
    duty->label = parser_label(parser);
    (void)parser_expect_word(parser, "each");
    parse_rhythm(parser, &duty->rhythm);
    (void)parser_expect_word(parser, "by");
    duty->form = parser_path(parser, "the form that proves the duty");
    if (parser_accept_word(parser, "where"))
        duty->where = parser_expression(parser);
    while (!parser->failed && !parser_at_end(parser)) {
        if (parser_accept_word(parser, "when"))
            duty->when = parser_expression(parser);
        else if (!parser_accept_source(parser, &duty->source))
            parser_expected(parser, "when or source");
    }
}

/* target = "target" ( ">=" | "<=" ) NUMBER [ "in" REGION ] [ "from" DATE ] [ source ] . */
static void parse_target(Parser *parser, AstIndicator *indicator)
{
    indicator->targets = arena_grow(parser->arena, indicator->targets, indicator->target_count,
                                    &indicator->target_capacity, sizeof(AstTarget));
    AstTarget *const target = &indicator->targets[indicator->target_count++];

    target->span = parser_token(parser)->span;
    target->comparison = parser_token(parser)->text;
    if (!parser_accept_symbol(parser, ">=") && !parser_accept_symbol(parser, "<="))
        parser_expected(parser, ">= or <=");
    target->value = parser_number(parser);
    if (parser_accept_word(parser, "in"))
        target->region = parser_region(parser);
    if (parser_accept_word(parser, "from")) {
        target->has_from = true;
        target->from = parser_date(parser);
    }
    (void)parser_accept_source(parser, &target->source);
}

/* whole = ( "of" | "per" ) ( path | "count" expression | "sum" expression ) . */
static void parse_whole(Parser *parser, AstIndicator *indicator, WholeKind kind)
{
    if (indicator->whole_kind != WHOLE_NONE)
        parser_expected(parser, "one of `of` and `per`, once");
    indicator->whole_kind = kind;
    if (parser_accept_word(parser, "count"))
        indicator->whole_count = parser_expression(parser);
    else if (kind == WHOLE_PER && parser_accept_word(parser, "sum"))
        indicator->whole_sum = parser_expression(parser);
    else
        indicator->whole_path = parser_path(parser, "an indicator, population, or count");
}

static void parse_indicator_statement(Parser *parser, AstIndicator *indicator)
{
    if (parser_accept_word(parser, "count")) {
        indicator->count = parser_expression(parser);
    } else if (parser_accept_word(parser, "sum")) {
        indicator->sum = parser_expression(parser);
    } else if (parser_accept_word(parser, "of")) {
        parse_whole(parser, indicator, WHOLE_OF);
    } else if (parser_accept_word(parser, "per")) {
        parse_whole(parser, indicator, WHOLE_PER);
    } else if (parser_accept_word(parser, "as")) {
        indicator->rate = parser_name(parser, "percent, permille, per_10000, per_100000 or ratio");
    } else if (parser_accept_word(parser, "decimals")) {
        indicator->has_decimals = true;
        indicator->decimals = parser_count(parser, 6, "0 to 6 digits");
    } else if (parser_accept_word(parser, "unit")) {
        indicator->unit = parser_label(parser);
    } else if (parser_accept_word(parser, "better")) {
        indicator->better = parser_name(parser, "up or down");
    } else if (parser_accept_word(parser, "target")) {
        parse_target(parser, indicator);
    } else if (parser_accept_word(parser, "note")) {
        indicator->note = parser_label(parser);
    } else if (!parser_accept_source(parser, &indicator->source) &&
               !parser_accept_validity(parser, &indicator->validity)) {
        parser_expected(parser, "count, sum, of, per, as, decimals, unit, better, target, note, "
                                "source, from or until");
    }
}

/* indicator = "indicator" NAME label block . */
static void parse_indicator(Parser *parser, AstIndicator *indicator)
{
    indicator->span = parser_token(parser)->span;
    parser_header_begin(parser);
    indicator->name = parser_name(parser, "a name for the indicator");
    indicator->label = parser_label(parser);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);)
        parse_indicator_statement(parser, indicator);
}

/* report = "report" block of labels: the sentences, with {indicator} in them. */
static void parse_report(Parser *parser, AstProgramme *programme)
{
    parser_header_begin(parser);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        programme->sentences =
            arena_grow(parser->arena, programme->sentences, programme->sentence_count,
                       &programme->sentence_capacity, sizeof(AstSentence));
        programme->sentences[programme->sentence_count++].text = parser_label(parser);
    }
}

/* enrol = "enrol" [ "many" ] "with" path [ "from" expression ] [ "until" expression ] . */
static void parse_enrol(Parser *parser, AstProgramme *programme)
{
    programme->has_enrol = true;
    programme->enrol_many = parser_accept_word(parser, "many");
    (void)parser_expect_word(parser, "with");
    programme->enrol_form = parser_path(parser, "the form that opens an enrolment");
    if (parser_accept_word(parser, "from"))
        programme->enrol_from = parser_expression(parser);
    if (!parser->failed && parser_accept_word(parser, "until"))
        programme->enrol_until = parser_expression(parser);
}

/* close = "close" "with" path [ "on" expression ] . */
static void parse_close(Parser *parser, AstProgramme *programme)
{
    programme->has_close = true;
    (void)parser_expect_word(parser, "with");
    programme->close_form = parser_path(parser, "the form that closes an enrolment");
    if (parser_accept_word(parser, "on"))
        programme->close_on = parser_expression(parser);
}

/* define = "define" NAME [ label ] "=" expression . */
static void parse_define(Parser *parser, AstDefine *define)
{
    define->name = parser_name(parser, "a name for the expression");
    if (parser_token(parser)->kind == TOKEN_STRING)
        define->label = parser_label(parser);
    if (parser_expect_symbol(parser, "="))
        define->expr = parser_expression(parser);
}

static void parse_programme_statement(Parser *parser, AstProgramme *programme)
{
    Arena *const arena = parser->arena;
    Span const   span = parser_token(parser)->span;

    if (parser_accept_word(parser, "for")) {
        programme->subject = parser_name(parser, "person, or a register");
        if (parser_accept_word(parser, "where"))
            programme->where = parser_expression(parser);
    } else if (parser_accept_word(parser, "enrol")) {
        parse_enrol(parser, programme);
    } else if (parser_accept_word(parser, "close")) {
        parse_close(parser, programme);
    } else if (parser_accept_word(parser, "form")) {
        programme->forms = arena_grow(arena, programme->forms, programme->form_count,
                                      &programme->form_capacity, sizeof(AstForm));
        parser_form(parser, &programme->forms[programme->form_count++]);
    } else if (parser_accept_word(parser, "define")) {
        programme->defines = arena_grow(arena, programme->defines, programme->define_count,
                                        &programme->define_capacity, sizeof(AstDefine));
        parse_define(parser, &programme->defines[programme->define_count++]);
    } else if (parser_accept_word(parser, "due")) {
        programme->dues = arena_grow(arena, programme->dues, programme->due_count,
                                     &programme->due_capacity, sizeof(AstDue));
        programme->dues[programme->due_count].span = span;
        parse_due(parser, &programme->dues[programme->due_count++]);
    } else if (parser_accept_word(parser, "duty")) {
        programme->duties = arena_grow(arena, programme->duties, programme->duty_count,
                                       &programme->duty_capacity, sizeof(AstDuty));
        programme->duties[programme->duty_count].span = span;
        parse_duty(parser, &programme->duties[programme->duty_count++]);
    } else if (parser_accept_word(parser, "indicator")) {
        programme->indicators = arena_grow(arena, programme->indicators, programme->indicator_count,
                                           &programme->indicator_capacity, sizeof(AstIndicator));
        parse_indicator(parser, &programme->indicators[programme->indicator_count++]);
    } else if (parser_accept_word(parser, "report")) {
        parse_report(parser, programme);
    } else if (!parser_accept_source(parser, &programme->source) &&
               !parser_accept_validity(parser, &programme->validity)) {
        parser_expected(parser, "source, from, until, for, enrol, close, form, define, due, duty, "
                                "indicator or report");
    }
}

/* programme = "programme" NAME label block . */
void parser_programme(Parser *parser, AstProgramme *programme)
{
    parser_header_begin(parser);
    programme->name = parser_name(parser, "a name for the programme");
    programme->label = parser_label(parser);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);)
        parse_programme_statement(parser, programme);
}

/* chapter = "chapter" label block of "part" label "from" NAME . */
static void parse_chapter(Parser *parser, AstSummaryChapter *chapter)
{
    parser_header_begin(parser);
    chapter->label = parser_label(parser);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        chapter->parts = arena_grow(parser->arena, chapter->parts, chapter->part_count,
                                    &chapter->part_capacity, sizeof(AstSummaryPart));
        AstSummaryPart *const part = &chapter->parts[chapter->part_count++];

        if (!parser_expect_word(parser, "part"))
            continue;
        part->label = parser_label(parser);
        if (parser_expect_word(parser, "from"))
            part->programme = parser_name(parser, "a programme, problems or targets");
    }
}

/* summary = "summary" NAME label block of chapters . */
void parser_summary(Parser *parser, AstSummary *summary)
{
    parser_header_begin(parser);
    summary->name = parser_name(parser, "a name for the summary");
    summary->label = parser_label(parser);
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        summary->chapters = arena_grow(parser->arena, summary->chapters, summary->chapter_count,
                                       &summary->chapter_capacity, sizeof(AstSummaryChapter));
        AstSummaryChapter *const chapter = &summary->chapters[summary->chapter_count++];

        if (parser_expect_word(parser, "chapter"))
            parse_chapter(parser, chapter);
    }
}
