/* Programmes and summaries. */
#include "catalog/parser_private.h"

static Rhythm parse_rhythm(Parser *parser)
{
    static const Keyword WORDS[] = {
        [RHYTHM_MONTH] = { .word = "month" },
        [RHYTHM_QUARTER] = { .word = "quarter" },
        [RHYTHM_HALF_YEAR] = { .word = "half_year" },
        [RHYTHM_YEAR] = { .word = "year" },
    };
    uint32_t  seen = 0;
    int const which = parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen);

    return which < 0 ? RHYTHM_YEAR : (Rhythm)which;
}

/* ( "every" interval | "each" rhythm
 * | "within" interval "after" path [ "where" expression ]
 * | "at" interval "of" expression ) */
static void parse_due_day(Parser *parser, AstDue *due)
{
    static const Keyword WORDS[] = {
        [DUE_EVERY] = { .word = "every" },
        [DUE_EACH] = { .word = "each" },
        [DUE_WITHIN] = { .word = "within" },
        [DUE_AT] = { .word = "at" },
    };
    uint32_t seen = 0;

    switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
    case DUE_EVERY:
        due->kind = DUE_EVERY;
        due->interval = parser_interval(parser);
        break;
    case DUE_EACH:
        due->kind = DUE_EACH;
        due->rhythm = parse_rhythm(parser);
        break;
    case DUE_WITHIN:
        due->kind = DUE_WITHIN;
        due->interval = parser_interval(parser);
        (void)parser_expect_word(parser, "after");
        due->after = parser_path(parser, "a form, or enrolment");
        if (parser_accept_word(parser, "where"))
            due->where = parser_expression(parser);
        break;
    case DUE_AT:
        due->kind = DUE_AT;
        due->interval = parser_interval(parser);
        if (parser_expect_word(parser, "of"))
            due->of = parser_expression(parser);
        break;
    default: break;
    }
}

/* due = "due" path due-day
 *       { "when" expression | "early" interval | label | source | validity } . */
static void parse_due(Parser *parser, AstDue *due)
{
    static const Keyword WORDS[] = { { .word = "when" },
                                     { .word = "early" },
                                     { .word = "source" },
                                     { .word = "from" },
                                     { .word = "until" } };
    uint32_t             seen = 0;

    due->form = parser_path(parser, "the form that is due");
    if (!parser->failed)
        parse_due_day(parser, due);
    while (!parser->failed && !parser_at_end(parser)) {
        if (parser_token(parser)->kind == TOKEN_STRING && !due->label.zh.len) {
            due->label = parser_label(parser);
            continue;
        }
        switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
        case 0: due->when = parser_expression(parser); break;
        case 1:
            due->has_early = true;
            due->early = parser_interval(parser);
            break;
        case 2: due->source = parser_source(parser); break;
        case 3: parser_from(parser, &due->validity); break;
        case 4: parser_until(parser, &due->validity); break;
        default: break;
        }
    }
}

/* duty = "duty" NAME label "each" rhythm "by" path [ "where" expression ]
 *        { "when" expression | source } . */
static void parse_duty(Parser *parser, AstDuty *duty)
{
    static const Keyword WORDS[] = { { .word = "when" }, { .word = "source" } };
    uint32_t             seen = 0;

    parser_declared_label(parser, &duty->name, &duty->label, "a name for the duty");
    if (parser_expect_word(parser, "each"))
        duty->rhythm = parse_rhythm(parser);
    (void)parser_expect_word(parser, "by");
    duty->form = parser_path(parser, "the form that proves the duty");
    if (parser_accept_word(parser, "where"))
        duty->where = parser_expression(parser);
    while (!parser->failed && !parser_at_end(parser))
        switch (parser_keyword(parser, WORDS, COUNT_OF(WORDS), &seen)) {
        case 0: duty->when = parser_expression(parser); break;
        case 1: duty->source = parser_source(parser); break;
        default: break;
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

/* whole = ( "of" | "per" ) ( path [ "where" expression ] | "count" expression | "sum" expression )
 * . */
static void parse_whole(Parser *parser, AstIndicator *indicator, WholeKind kind)
{
    if (indicator->whole_kind != WHOLE_NONE)
        parser_fail(parser, parser->end.span, "a second whole")->expected =
            SV("one of `of` and `per`");
    indicator->whole_kind = kind;
    if (parser_accept_word(parser, "count"))
        indicator->whole_count = parser_expression(parser);
    else if (kind == WHOLE_PER && parser_accept_word(parser, "sum"))
        indicator->whole_sum = parser_expression(parser);
    else {
        indicator->whole_path = parser_path(parser, "an indicator, population, or count");
        if (parser_accept_word(parser, "where"))
            indicator->whole_where = parser_expression(parser);
    }
}

typedef enum {
    INDICATOR_COUNT,
    INDICATOR_SUM,
    INDICATOR_OF,
    INDICATOR_PER,
    INDICATOR_AS,
    INDICATOR_DECIMALS,
    INDICATOR_UNIT,
    INDICATOR_BETTER,
    INDICATOR_TARGET,
    INDICATOR_NOTE,
    INDICATOR_SOURCE,
    INDICATOR_FROM,
    INDICATOR_UNTIL,
} IndicatorWord;

static const Keyword INDICATOR_WORDS[] = {
    [INDICATOR_COUNT] = { .word = "count" },
    [INDICATOR_SUM] = { .word = "sum" },
    [INDICATOR_OF] = { .word = "of" },
    [INDICATOR_PER] = { .word = "per" },
    [INDICATOR_AS] = { .word = "as" },
    [INDICATOR_DECIMALS] = { .word = "decimals" },
    [INDICATOR_UNIT] = { .word = "unit" },
    [INDICATOR_BETTER] = { .word = "better" },
    [INDICATOR_TARGET] = { .word = "target", .repeats = true },
    [INDICATOR_NOTE] = { .word = "note" },
    [INDICATOR_SOURCE] = { .word = "source" },
    [INDICATOR_FROM] = { .word = "from" },
    [INDICATOR_UNTIL] = { .word = "until" },
};

static void parse_indicator_statement(Parser *parser, AstIndicator *indicator, uint32_t *seen)
{
    int const which = parser_keyword(parser, INDICATOR_WORDS, COUNT_OF(INDICATOR_WORDS), seen);

    switch (which) {
    case INDICATOR_COUNT:
        indicator->has_count = true;
        indicator->count = parser_expression(parser);
        break;
    case INDICATOR_SUM:
        indicator->has_sum = true;
        indicator->sum = parser_expression(parser);
        break;
    case INDICATOR_OF: parse_whole(parser, indicator, WHOLE_OF); break;
    case INDICATOR_PER: parse_whole(parser, indicator, WHOLE_PER); break;
    case INDICATOR_AS:
        indicator->rate = parser_name(parser, "percent, permille, per_10000, per_100000 or ratio");
        break;
    case INDICATOR_DECIMALS:
        indicator->has_decimals = true;
        indicator->decimals = parser_count(parser, 6, "0 to 6 digits");
        break;
    case INDICATOR_UNIT: indicator->unit = parser_label(parser); break;
    case INDICATOR_BETTER: indicator->better = parser_name(parser, "up or down"); break;
    case INDICATOR_TARGET: parse_target(parser, indicator); break;
    case INDICATOR_NOTE: indicator->note = parser_label(parser); break;
    case INDICATOR_SOURCE: indicator->source = parser_source(parser); break;
    case INDICATOR_FROM: parser_from(parser, &indicator->validity); break;
    case INDICATOR_UNTIL: parser_until(parser, &indicator->validity); break;
    default: parser->is_known = false; break; /* it may have been the count */
    }
}

/* indicator = "indicator" NAME label block . */
static void parse_indicator(Parser *parser, AstIndicator *indicator)
{
    uint32_t seen = 0;

    indicator->span = parser_token(parser)->span;
    parser_header_begin(parser);
    parser_declared_label(parser, &indicator->name, &indicator->label, "a name for the indicator");
    for (Block block = parser_block_begin(parser); parser_block_next(&block);)
        parse_indicator_statement(parser, indicator, &seen);
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
    parser_declared(parser, &define->name, "a name for the expression");
    if (parser_token(parser)->kind == TOKEN_STRING)
        define->label = parser_label(parser);
    if (parser_expect_symbol(parser, "="))
        define->expr = parser_expression(parser);
}

typedef enum {
    PROGRAMME_SOURCE,
    PROGRAMME_FROM,
    PROGRAMME_UNTIL,
    PROGRAMME_FOR,
    PROGRAMME_ENROL,
    PROGRAMME_CLOSE,
    PROGRAMME_FORM,
    PROGRAMME_DEFINE,
    PROGRAMME_DUE,
    PROGRAMME_DUTY,
    PROGRAMME_INDICATOR,
    PROGRAMME_REPORT,
} ProgrammeWord;

static const Keyword PROGRAMME_WORDS[] = {
    [PROGRAMME_SOURCE] = { "source", false },
    [PROGRAMME_FROM] = { "from", false },
    [PROGRAMME_UNTIL] = { "until", false },
    [PROGRAMME_FOR] = { "for", false },
    [PROGRAMME_ENROL] = { "enrol", false },
    [PROGRAMME_CLOSE] = { "close", false },
    [PROGRAMME_FORM] = { "form", true },
    [PROGRAMME_DEFINE] = { "define", true },
    [PROGRAMME_DUE] = { "due", true },
    [PROGRAMME_DUTY] = { "duty", true },
    [PROGRAMME_INDICATOR] = { "indicator", true },
    [PROGRAMME_REPORT] = { "report", true },
};

/* The statements that a programme has any number of. What has no name is dropped. */
static void parse_programme_part(Parser *parser, AstProgramme *programme, int which, Span span)
{
    Arena *const arena = parser->arena;

    switch (which) {
    case PROGRAMME_FORM:
        programme->forms = arena_grow(arena, programme->forms, programme->form_count,
                                      &programme->form_capacity, sizeof(AstForm));
        programme->form_count += parser_form(parser, &programme->forms[programme->form_count]);
        break;
    case PROGRAMME_DEFINE: {
        AstDefine define = { 0 };
        parse_define(parser, &define);
        programme->defines = arena_grow(arena, programme->defines, programme->define_count,
                                        &programme->define_capacity, sizeof(AstDefine));
        programme->defines[programme->define_count] = define;
        programme->define_count += define.name.text.len > 0;
        break;
    }
    case PROGRAMME_DUE: {
        AstDue due = { .span = span };
        parse_due(parser, &due);
        programme->dues = arena_grow(arena, programme->dues, programme->due_count,
                                     &programme->due_capacity, sizeof(AstDue));
        programme->dues[programme->due_count] = due;
        programme->due_count += !parser->failed;
        break;
    }
    case PROGRAMME_DUTY: {
        AstDuty duty = { .span = span };
        parse_duty(parser, &duty);
        programme->duties = arena_grow(arena, programme->duties, programme->duty_count,
                                       &programme->duty_capacity, sizeof(AstDuty));
        programme->duties[programme->duty_count] = duty;
        programme->duty_count += duty.name.text.len > 0;
        break;
    }
    case PROGRAMME_INDICATOR: {
        AstIndicator indicator = { 0 };
        parse_indicator(parser, &indicator);
        programme->indicators = arena_grow(arena, programme->indicators, programme->indicator_count,
                                           &programme->indicator_capacity, sizeof(AstIndicator));
        programme->indicators[programme->indicator_count] = indicator;
        programme->indicator_count += indicator.name.text.len > 0;
        break;
    }
    case PROGRAMME_REPORT: parse_report(parser, programme); break;
    default: break;
    }
}

static void parse_programme_statement(Parser *parser, AstProgramme *programme, uint32_t *seen)
{
    Span const span = parser_token(parser)->span;

    parser->is_known = false;
    int const which = parser_keyword(parser, PROGRAMME_WORDS, COUNT_OF(PROGRAMME_WORDS), seen);
    switch (which) {
    case PROGRAMME_SOURCE: programme->source = parser_source(parser); break;
    case PROGRAMME_FROM: parser_from(parser, &programme->validity); break;
    case PROGRAMME_UNTIL: parser_until(parser, &programme->validity); break;
    case PROGRAMME_FOR:
        programme->subject = parser_name(parser, "person, or a register");
        if (parser_accept_word(parser, "where"))
            programme->where = parser_expression(parser);
        break;
    case PROGRAMME_ENROL: parse_enrol(parser, programme); break;
    case PROGRAMME_CLOSE: parse_close(parser, programme); break;
    default: parse_programme_part(parser, programme, which, span); break;
    }
}

/* programme = "programme" NAME label block . */
bool parser_programme(Parser *parser, AstProgramme *programme)
{
    uint32_t seen = 0;

    *programme = (AstProgramme){ 0 };
    parser_header_begin(parser);
    parser_declared_label(parser, &programme->name, &programme->label, "a name for the programme");
    for (Block block = parser_block_begin(parser); parser_block_next(&block);)
        parse_programme_statement(parser, programme, &seen);
    return programme->name.text.len > 0;
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
bool parser_summary(Parser *parser, AstSummary *summary)
{
    *summary = (AstSummary){ 0 };
    parser_header_begin(parser);
    parser_declared_label(parser, &summary->name, &summary->label, "a name for the summary");
    for (Block block = parser_block_begin(parser); parser_block_next(&block);) {
        summary->chapters = arena_grow(parser->arena, summary->chapters, summary->chapter_count,
                                       &summary->chapter_capacity, sizeof(AstSummaryChapter));
        AstSummaryChapter *const chapter = &summary->chapters[summary->chapter_count++];

        if (parser_expect_word(parser, "chapter"))
            parse_chapter(parser, chapter);
    }
    return summary->name.text.len > 0;
}
