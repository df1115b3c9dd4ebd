/* One sentence: numbers put in, changes in words, what has no value left out. */
#include "report/sentence.h"

#include "catalog/harness.h"

static const char DEFINITIONS[] = "code sex \"性别\" | \"Sex\"\n"
                                  "  1 \"男\" | \"Male\"\n"
                                  "programme p \"项\" | \"P\"\n"
                                  "  indicator n \"人数\" | \"N\"\n"
                                  "    count age >= 35\n"
                                  "  indicator rate \"率\" | \"Rate\"\n"
                                  "    of n\n"
                                  "    count age >= 65\n"
                                  "    target >= 60.5\n"
                                  "  indicator mille \"千分率\" | \"Per mille\"\n"
                                  "    of n\n"
                                  "    count age >= 80\n"
                                  "    as permille\n"
                                  "    decimals 1\n"
                                  "programme q \"项\" | \"Q\"\n"
                                  "  indicator n \"人数\" | \"N\"\n"
                                  "    count age >= 60\n";

/* Figures as they were read: p.n, p.rate, p.mille, q.n, each now and a year before;
 * a value of -1 is none. */
static const struct {
    const char *zh, *en;
    int64_t     now[4], before[4];
    const char *want_zh, *want_en; /* "!p.rate": that one is missing */
} CASES[] = {
    { "无数字", "no number", { 0 }, { 0 }, "无数字", "no number" },
    { "管理{n}，其中{rate}。",
      "{n}, of them {rate}.",
      { 40, 6235 },
      { 0 },
      "管理<40人>，其中<62.35%>。",
      "<40 people>, of them <62.35%>." },
    { "{p.n}{q.n}",
      "{p.n} {q.n}",
      { 40, 0, 0, 7 },
      { 0 },
      "<40人><7人>",
      "<40 people> <7 people>" },
    { "{rate.part}/{rate.whole}",
      "{rate.part}/{rate.whole}",
      { 0, 6235 },
      { 0 },
      "<3>/<4>",
      "<3>/<4>" },
    { "{rate.value}（{rate.target}）",
      "{rate.value} ({rate.target})",
      { 0, 6235 },
      { 0 },
      "<62.35%>（<≥60.50%>）",
      "<62.35%> (<≥60.50%>)" },
    { "{rate}", "{rate}", { 0, -1 }, { 0 }, "!p.rate", "!p.rate" },
    { "前{n}，{rate.change}后", "a {n} {rate.change} b", { 1, -1 }, { 0 }, "!p.rate", "!p.rate" },
    { "{mille.target}", "{mille.target}", { 0 }, { 0 }, "!p.mille", "!p.mille" },
    { "{rate.change}",
      "{rate.change}",
      { 0, 6235 },
      { 0, 6000 },
      "<较上年提高2.35个百分点>",
      "<up 2.35 points on the year before>" },
    { "{rate.change}",
      "{rate.change}",
      { 0, 6000 },
      { 0, 6235 },
      "<较上年下降2.35个百分点>",
      "<down 2.35 points on the year before>" },
    { "{rate.change}",
      "{rate.change}",
      { 0, 6000 },
      { 0, 6000 },
      "<与上年持平>",
      "<the same as the year before>" },
    { "{rate.change}",
      "{rate.change}",
      { 0, 6000 },
      { 0, -1 },
      "<上年无可比数据>",
      "<no figure for the year before>" },
    { "{mille.change}",
      "{mille.change}",
      { 0, 0, 125 },
      { 0, 0, 120 },
      "<较上年提高0.5>",
      "<up 0.5 on the year before>" },
    { "{n.change}",
      "{n.change}",
      { 40 },
      { 32 },
      "<较上年增长25.00%>",
      "<up 25.00% on the year before>" },
    { "{n.change}",
      "{n.change}",
      { 2 },
      { 3 },
      "<较上年减少33.33%>",
      "<down 33.33% on the year before>" },
    { "{n.change}", "{n.change}", { 2 }, { 0 }, "<上年为零>", "<none the year before>" },
};

static void add_number(void *context, Buf *out, const Figure *figure, Str text)
{
    (void)context;
    (void)figure;
    buf_add_format(out, "<%.*s>", (int)text.len, text.ptr);
}

static void add_text(void *context, Buf *out, Str text)
{
    (void)context;
    buf_add(out, text);
}

static Figure figure_of(const Indicator *indicator, int64_t value)
{
    return (Figure){
        .indicator = indicator,
        .part = 3,
        .whole = 4,
        .has_whole = indicator->whole != WHOLE_IS_NONE,
        .state = value < 0 ? FIGURE_ZERO_WHOLE : FIGURE_HAS_VALUE,
        .value = { value, indicator->whole == WHOLE_IS_NONE ? 0 : indicator->decimals },
        .target = indicator->target_count ? &indicator->targets[0] : NULL,
    };
}

void sentence_test(Test *test)
{
    Arena               *arena = arena_open();
    const Catalog *const catalog = harness_catalog(test, arena, str_from_c(DEFINITIONS));

    for (size_t i = 0; i < COUNT_OF(CASES) && catalog; i++)
        for (Language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
            Figure              now[4];
            Figure              before[4];
            const Figure       *missing = NULL;
            Buf                 out = buf_open(arena, 1000);
            SentenceFrame const frame = {
                .catalog = catalog,
                .programme = 0,
                .figures = now,
                .year_before = before,
                .language = language,
                .add_number = add_number,
                .add_text = add_text,
            };
            Str const sentence =
                label_in((Label){ str_from_c(CASES[i].zh), str_from_c(CASES[i].en) }, language);

            for (uint32_t j = 0; j < 4; j++) {
                now[j] = figure_of(&catalog->indicators[j], CASES[i].now[j]);
                before[j] = figure_of(&catalog->indicators[j], CASES[i].before[j]);
            }
            test_row(test, "%zu %s", i, CASES[i].zh);
            Str const said = sentence_write(&out, &frame, sentence, &missing)
                                 ? buf_str(&out)
                                 : str_format(arena, "!%.*s", (int)missing->indicator->full.len,
                                              missing->indicator->full.ptr);
            check_text(
                test, said,
                label_in((Label){ str_from_c(CASES[i].want_zh), str_from_c(CASES[i].want_en) },
                         language));
        }
    arena_close(&arena);
}
