/* Indicators: what is counted, of what, against which target; and the sentences
 * that say it. */
#include "catalog/check_private.h"

/* Whether a record on a day can change what is true after the end of its year. */
static bool reaches_later(const Checker *checker, const Expr *expr)
{
    for (uint32_t i = 0; i < expr->slot_count; i++) {
        if (expr->slots[i].kind != SLOT_TERM)
            continue;
        WindowKind const window = checker->terms[expr->slots[i].index].window;
        if (window == WINDOW_EVER || window == WINDOW_DAYS || window == WINDOW_MONTHS)
            return true;
    }
    return false;
}

static uint32_t add_part(Checker *checker, const Expr *expr, uint32_t programme, PartKind kind,
                         Str name, uint32_t within)
{
    uint32_t const index = checker->catalog->part_count++;

    checker->parts =
        arena_grow(checker->arena, checker->parts, index, &checker->part_capacity, sizeof(Part));
    checker->parts[index] = (Part){
        .name = name,
        .programme = programme,
        .kind = kind,
        .expr = expr,
        .within = within,
        .scale = kind == PART_SUM ? expr->type.scale : 0,
        .reaches_later = reaches_later(checker, expr) ||
                         (within != CATALOG_NONE && checker->parts[within].reaches_later),
    };
    return index;
}

/* A count of people is a condition, a sum is a number. */
static const Expr *check_part(Checker *checker, uint32_t programme, const Node *count,
                              const Node *sum)
{
    Scope scope = scope_of_subject(checker, programme);

    scope.has_period = true;
    if (count)
        return check_condition(checker, &scope, count);
    const Expr *const expr = check_expression(checker, &scope, sum, (Type){ .kind = TYPE_NONE });
    if (expr && expr->type.kind != TYPE_NUMBER) {
        diagnose(checker->diagnostics, sum->span, "this is %s", type_name(expr->type.kind))
            ->expected = SV("a number to sum; `count` counts people");
        return NULL;
    }
    return expr;
}

static const AstIndicator *find_ast(Checker *checker, const Path *path, uint32_t programme,
                                    uint32_t *owner)
{
    Name last = path->parts[path->count - 1];

    *owner = programme;
    if (path->count > 2)
        last = check_path_name(checker, path);
    if (path->count == 2) {
        *owner = name_map_find(&checker->programme_names, path->parts[0].text);
        if (*owner == MAP_ABSENT) {
            check_unknown(checker, path->parts[0], "programme", checker->programme_names.names,
                          checker->programme_names.count);
            return NULL;
        }
    }
    const NameMap *const names = &checker->programme_drafts[*owner].indicator_names;
    uint32_t const       at = name_map_find(names, last.text);
    if (path->count > 2 || at == MAP_ABSENT) {
        check_unknown(checker, last, "indicator", names->names, names->count);
        return NULL;
    }
    return checker->programme_drafts[*owner].indicator_asts[at];
}

/* ---- the official number of some --------------------------------------------------------- */

enum { OFFICIAL_AGE_MAX = 120 };

static bool is_word(const Node *node, const char *word)
{
    return node->kind == NODE_PATH && node->path.count == 1 &&
           str_equal(node->path.parts[0].text, str_from_c(word));
}

/* Official numbers are told of a sex and of ages from one to another: what else a condition
 * may ask, no bureau has answered. */
static bool check_group(Checker *checker, const Node *node, WholeGroup *group)
{
    uint64_t age = 0;

    if (node->kind == NODE_BINARY && node->op == OPERATOR_AND)
        return check_group(checker, node->a, group) && check_group(checker, node->b, group);
    bool const is_binary = node->kind == NODE_BINARY;
    if (is_binary && node->op == OPERATOR_EQUAL && group->sex == 0 && is_word(node->a, "sex")) {
        group->sex = is_word(node->b, "male") ? 1 : is_word(node->b, "female") ? 2 : 0;
        if (group->sex)
            return true;
    }
    if (is_binary && is_word(node->a, "age") && node->b->kind == NODE_NUMBER &&
        str_to_uint(&age, node->b->text, OFFICIAL_AGE_MAX)) {
        bool const is_from = node->op == OPERATOR_MORE_EQUAL || node->op == OPERATOR_MORE;
        bool const is_below = node->op == OPERATOR_LESS_EQUAL || node->op == OPERATOR_LESS;

        age += node->op == OPERATOR_MORE || node->op == OPERATOR_LESS_EQUAL;
        if (is_from && group->age_from == 0) {
            group->age_from = (uint8_t)age;
            return true;
        }
        if (is_below && group->age_below == 0 && age > 0) {
            group->age_below = (uint8_t)age;
            return true;
        }
    }
    diagnose(checker->diagnostics, node->span, "no official number is told of these")->expected =
        SV("sex = male or sex = female, age >= and age < a number of years, joined by and");
    return false;
}

static bool check_where(Checker *checker, const AstIndicator *ast, WholeSource source,
                        WholeGroup *group)
{
    if (!ast->whole_where)
        return true;
    if (source != WHOLE_IS_POPULATION) {
        diagnose(checker->diagnostics, ast->whole_where->span,
                 "only the official population is asked for a part of it")
            ->expected = SV("of count, and the whole condition");
        return false;
    }
    if (!check_group(checker, ast->whole_where, group))
        return false;
    if (group->age_below == 0 || group->age_from < group->age_below)
        return true;
    diagnose(checker->diagnostics, ast->whole_where->span, "nobody is of that age")->expected =
        SV("a first age that is lower than the last");
    return false;
}

typedef struct {
    WholeSource source;
    const Node *count, *sum; /* of a part */
    uint32_t    programme;
    Str         name; /* of the part, when it is another indicator's */
} WholeDraft;

static bool check_whole(Checker *checker, const AstIndicator *ast, uint32_t programme,
                        WholeDraft *whole)
{
    *whole = (WholeDraft){ .source = WHOLE_IS_PART, .programme = programme };
    if (ast->whole_kind == WHOLE_NONE) {
        whole->source = WHOLE_IS_NONE;
        return true;
    }
    if (ast->whole_count || ast->whole_sum) {
        whole->count = ast->whole_count;
        whole->sum = ast->whole_sum;
        return true;
    }
    if (ast->whole_path.count == 1 && str_equal(ast->whole_path.parts[0].text, SV("population"))) {
        whole->source = WHOLE_IS_POPULATION;
        return true;
    }
    if (ast->whole_path.count == 0)
        return false; /* it could not be read */
    uint32_t                  owner = CATALOG_NONE;
    const AstIndicator *const other = find_ast(checker, &ast->whole_path, programme, &owner);
    if (!other)
        return false;
    whole->count = other->count;
    whole->sum = other->sum;
    whole->programme = owner;
    whole->name = other->name.text;
    if (!whole->count && !whole->sum)
        return false;
    if (other->whole_kind == WHOLE_OF) {
        diagnose(checker->diagnostics, ast->whole_path.span,
                 "that indicator counts among a whole of its own")
            ->expected = SV("an indicator that only counts");
        return false;
    }
    return true;
}

static const struct {
    const char *name;
    int64_t     factor;
    const char *zh, *en;
} RATES[] = {
    { "ratio", 1, "", "" },
    { "percent", 100, "%", "%" },
    { "permille", 1000, "‰", "‰" },
    { "per_10000", 10000, "/万", " per 10,000" },
    { "per_100000", 100000, "/10万", " per 100,000" },
};

static void check_rate(Checker *checker, const AstIndicator *ast, Indicator *indicator)
{
    size_t row = 1; /* a part of a whole is a percentage unless it says otherwise */

    if (indicator->whole == WHOLE_IS_NONE || ast->whole_kind == WHOLE_PER)
        row = 0;
    if (ast->rate.text.len) {
        for (row = 0; row < COUNT_OF(RATES); row++)
            if (str_equal(ast->rate.text, str_from_c(RATES[row].name)))
                break;
        if (row == COUNT_OF(RATES)) {
            diagnose(checker->diagnostics, ast->rate.span, "unknown kind of rate")->expected =
                SV("ratio, percent, permille, per_10000 or per_100000");
            row = 0;
        }
        if (indicator->whole == WHOLE_IS_NONE && !checker->ast->is_incomplete)
            diagnose(checker->diagnostics, ast->rate.span, "a rate needs a whole")->expected =
                SV("of or per");
    }
    indicator->factor = RATES[row].factor;
    indicator->unit = ast->unit.zh.len
                          ? check_label(ast->unit)
                          : (Label){ str_from_c(RATES[row].zh), str_from_c(RATES[row].en) };
    if (!ast->unit.zh.len && indicator->whole == WHOLE_IS_NONE && ast->count)
        indicator->unit = (Label){ SV("人"), SV(" people") };
    indicator->decimals =
        (uint8_t)(ast->has_decimals ? ast->decimals : (indicator->whole == WHOLE_IS_NONE ? 0 : 2));
}

static void check_targets(Checker *checker, const AstIndicator *ast, Indicator *indicator)
{
    Target *const targets = arena_array(checker->arena, ast->target_count, sizeof(Target));

    for (uint32_t i = 0; i < ast->target_count; i++) {
        const AstTarget *const given = &ast->targets[i];
        Target *const          target = &targets[indicator->target_count];

        *target = (Target){
            .at_least = str_equal(given->comparison, SV(">=")),
            .from = given->has_from ? given->from : DATE_MIN,
            .region_until = INT64_MAX,
            .source = given->source,
        };
        if (given->region.text.len && !check_region(checker, given->region, &target->region_from,
                                                    &target->region_until, &target->region_digits))
            continue;
        if (!decimal_parse(&target->value, given->value, indicator->decimals)) {
            diagnose(checker->diagnostics, given->span, "not a number of this indicator")
                ->expected = check_digits(checker, indicator->decimals);
            continue;
        }
        if ((indicator->better == DIRECTION_UP && !target->at_least) ||
            (indicator->better == DIRECTION_DOWN && target->at_least))
            diagnose(checker->diagnostics, given->span,
                     "the target points the other way than `better`")
                ->expected = SV(">= where better is up, <= where it is down");
        if (indicator->better == DIRECTION_NONE)
            indicator->better = target->at_least ? DIRECTION_UP : DIRECTION_DOWN;
        indicator->target_count++;
    }
    indicator->targets = targets;
}

static void check_direction(Checker *checker, const AstIndicator *ast, Indicator *indicator)
{
    if (!ast->better.text.len)
        return;
    if (str_equal(ast->better.text, SV("up")))
        indicator->better = DIRECTION_UP;
    else if (str_equal(ast->better.text, SV("down")))
        indicator->better = DIRECTION_DOWN;
    else
        diagnose(checker->diagnostics, ast->better.span, "unknown direction")->expected =
            SV("up or down");
}

static Str full_name(Checker *checker, uint32_t programme, Str name, const char *suffix)
{
    Str const owner = checker->programmes[programme].name;

    return str_format(checker->arena, "%.*s.%.*s%s", (int)owner.len, owner.ptr, (int)name.len,
                      name.ptr, suffix);
}

static uint32_t find_part(const Checker *checker, Str name)
{
    for (uint32_t i = 0; i < checker->catalog->part_count; i++)
        if (str_equal(checker->parts[i].name, name))
            return i;
    return CATALOG_NONE;
}

/* The part that another indicator counts, or one of this indicator's own. */
static uint32_t whole_part(Checker *checker, const AstIndicator *ast, const WholeDraft *whole)
{
    Str const      name = whole->name.len
                              ? full_name(checker, whole->programme, whole->name, "")
                              : full_name(checker, whole->programme, ast->name.text, ".whole");
    uint32_t const known = find_part(checker, name);

    if (known != CATALOG_NONE)
        return known;
    const Expr *const expr = check_part(checker, whole->programme, whole->count, whole->sum);
    return expr ? add_part(checker, expr, whole->programme, whole->count ? PART_PEOPLE : PART_SUM,
                           name, CATALOG_NONE)
                : CATALOG_NONE;
}

static Str node_text(const Checker *checker, const Node *node)
{
    return str_slice(checker->diagnostics->sources[node->span.source].text, node->span.start,
                     node->span.end);
}

/* The part that this indicator counts: among its whole, when it is a subset. */
static bool check_own_part(Checker *checker, const AstIndicator *ast, Indicator *indicator)
{
    uint32_t const within = indicator->is_subset ? indicator->whole_part : CATALOG_NONE;

    indicator->part_text = node_text(checker, ast->count ? ast->count : ast->sum);
    indicator->part = find_part(checker, indicator->full);
    if (indicator->part != CATALOG_NONE)
        return true;
    const Expr *const expr = check_part(checker, indicator->programme, ast->count, ast->sum);
    if (expr)
        indicator->part = add_part(checker, expr, indicator->programme,
                                   ast->count ? PART_PEOPLE : PART_SUM, indicator->full, within);
    return expr != NULL;
}

static void check_indicator(Checker *checker, uint32_t programme, const AstIndicator *ast)
{
    WholeDraft whole;
    Indicator  indicator = {
         .name = ast->name.text,
         .full = full_name(checker, programme, ast->name.text, ""),
         .label = check_label(ast->label),
         .programme = programme,
         .part = CATALOG_NONE,
         .whole_part = CATALOG_NONE,
         .note = check_label(ast->note),
         .source = ast->source.len ? ast->source : checker->programmes[programme].source,
         .validity = check_validity(checker, ast->validity, ast->span),
    };

    if (ast->has_count == ast->has_sum && !checker->ast->is_incomplete)
        diagnose(checker->diagnostics, ast->name.span, "an indicator counts or sums one thing")
            ->expected = SV("one line beginning with count, or one with sum");
    if (!ast->count == !ast->sum)
        return;
    bool ok = check_whole(checker, ast, programme, &whole);
    ok = check_where(checker, ast, whole.source, &indicator.whole_group) && ok;
    indicator.whole = whole.source;
    if (ast->whole_where)
        indicator.whole_text = node_text(checker, ast->whole_where);
    indicator.is_subset = ast->whole_kind == WHOLE_OF;
    if (indicator.is_subset && (ast->sum || whole.sum))
        diagnose(checker->diagnostics, ast->name.span, "`of` is for people among people")
            ->expected = SV("per, for sums");
    if (ok && whole.source == WHOLE_IS_PART) {
        indicator.whole_part = whole_part(checker, ast, &whole);
        ok = indicator.whole_part != CATALOG_NONE;
        if (ok)
            indicator.whole_text = checker->parts[indicator.whole_part].expr->text;
    }
    if (!check_own_part(checker, ast, &indicator) || !ok)
        return;
    check_direction(checker, ast, &indicator);
    check_rate(checker, ast, &indicator);
    check_targets(checker, ast, &indicator);

    uint32_t const index = checker->catalog->indicator_count++;
    checker->indicators = arena_grow(checker->arena, checker->indicators, index,
                                     &checker->indicator_capacity, sizeof(Indicator));
    checker->indicators[index] = indicator;
}

/* ---- sentences ----------------------------------------------------------------------- */

/* What may follow an indicator's name in a sentence: {standard.target}. */
typedef enum {
    ASPECT_VALUE,
    ASPECT_PART,
    ASPECT_WHOLE,
    ASPECT_TARGET,
    ASPECT_CHANGE,
    ASPECT_COUNT,
} Aspect;

static const char *const ASPECTS[] = {
    [ASPECT_VALUE] = "value",   [ASPECT_PART] = "part",     [ASPECT_WHOLE] = "whole",
    [ASPECT_TARGET] = "target", [ASPECT_CHANGE] = "change",
};

static Aspect find_aspect(Str name)
{
    size_t aspect = 0;

    while (aspect < COUNT_OF(ASPECTS) && !str_equal(name, str_from_c(ASPECTS[aspect])))
        aspect++;
    return (Aspect)aspect;
}

/* What stands between { and }. */
static void check_reference(Checker *checker, uint32_t programme, Str text, Span span)
{
    Path     path = { .span = span };
    Str      rest = text;
    uint32_t start = span.start;
    uint32_t owner = CATALOG_NONE;

    while (rest.len && path.count < PATH_PARTS_MAX) {
        Str const  part = str_cut(&rest, '.');
        Span const place = { span.source, start, start + (uint32_t)part.len };
        path.parts[path.count++] = (Name){ part, place };
        start = place.end + 1;
    }
    Aspect const aspect =
        path.count > 1 ? find_aspect(path.parts[path.count - 1].text) : ASPECT_VALUE;
    path.count -= path.count > 1 && aspect < ASPECT_COUNT;
    if (path.count == 0 || rest.len) {
        diagnose(checker->diagnostics, span, "{} needs the name of an indicator")->expected =
            SV("{indicator}, or one of its .part, .whole, .target and .change");
        return;
    }
    const AstIndicator *const found = find_ast(checker, &path, programme, &owner);
    if (found && aspect == ASPECT_WHOLE && found->whole_kind == WHOLE_NONE)
        diagnose(checker->diagnostics, path.parts[path.count].span, "that indicator has no whole")
            ->expected = SV("an indicator with `of` or `per`");
    if (found && aspect == ASPECT_TARGET && found->target_count == 0)
        diagnose(checker->diagnostics, path.parts[path.count].span, "that indicator has no target")
            ->expected = SV("an indicator with `target`");
}

/* The references are looked for in the source itself, to tell their places. */
static void check_sentence(Checker *checker, uint32_t programme, Span words)
{
    Str const source = checker->diagnostics->sources[words.source].text;
    uint32_t  at = words.start;

    while (true) {
        Str const before = str_slice(source, at, words.end);
        at += (uint32_t)str_find_char(before, '{') + 1;
        if (at > words.end)
            return;
        Str const    rest = str_slice(source, at, words.end);
        size_t const close = str_find_char(rest, '}');
        if (close == rest.len) {
            diagnose(checker->diagnostics, (Span){ words.source, at - 1, at },
                     "a { that is not closed in this sentence")
                ->expected = SV("}");
            return;
        }
        check_reference(checker, programme, str_slice(rest, 0, close),
                        (Span){ words.source, at, at + (uint32_t)close });
        at += (uint32_t)close;
    }
}

static void check_sentences(Checker *checker, uint32_t index)
{
    const AstProgramme *const ast = checker->programme_drafts[index].ast;
    Label *const sentences = arena_array(checker->arena, ast->sentence_count, sizeof(Label));

    for (uint32_t i = 0; i < ast->sentence_count; i++) {
        sentences[i] = check_label(ast->sentences[i].text);
        check_sentence(checker, index, ast->sentences[i].text.zh_span);
        check_sentence(checker, index, ast->sentences[i].text.en_span);
    }
    checker->programmes[index].sentences = sentences;
    checker->programmes[index].sentence_count = ast->sentence_count;
}

void check_indicators(Checker *checker)
{
    uint32_t const programmes = checker->catalog->programme_count;

    for (uint32_t i = 0; i < programmes; i++) {
        const ProgrammeDraft *const draft = &checker->programme_drafts[i];
        uint32_t const              first = checker->catalog->indicator_count;

        for (uint32_t j = 0; j < draft->indicator_names.count; j++)
            check_indicator(checker, i, draft->indicator_asts[j]);
        uint32_t const  count = checker->catalog->indicator_count - first;
        uint32_t *const list = arena_array(checker->arena, count, sizeof(uint32_t));
        for (uint32_t j = 0; j < count; j++)
            list[j] = first + j;
        checker->programmes[i].indicators = list;
        checker->programmes[i].indicator_count = count;
    }
    for (uint32_t i = 0; i < programmes; i++)
        check_sentences(checker, i);
}
