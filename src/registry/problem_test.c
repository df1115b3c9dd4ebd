/* Problems: their words, their count, and what becomes of them. */
#include "registry/problem.h"

#include "base/limits.h"
#include "base/test.h"

static ProblemPlace dose(uint32_t row)
{
    return (ProblemPlace){ SV("medicines.dose"), { SV("剂量"), SV("dose") }, row };
}

void problem_message_test(Test *test)
{
    static const struct {
        Problem     problem;
        const char *zh, *en;
    } CASES[] = {
        { { .code = PROBLEM_REQUIRED }, "请填写剂量", "dose is required" },
        { { .code = PROBLEM_TOO_HIGH, .high = { "100 mg", 6 } },
          "剂量不应大于100 mg",
          "dose must be at most 100 mg" },
        { { .code = PROBLEM_UNUSUAL, .low = { "5", 1 }, .high = { "50 mg", 5 } },
          "剂量通常在5到50 mg之间，请核对",
          "dose is usually between 5 and 50 mg; please check it" },
        { { .code = PROBLEM_AFTER, .other = { { "死亡日期", 12 }, { "date of death", 13 } } },
          "剂量不应晚于死亡日期",
          "dose must not be after date of death" },
        { { .code = PROBLEM_RULE,
            .text = { { "收缩压应高于舒张压", 27 }, { "sbp over dbp", 12 } } },
          "收缩压应高于舒张压",
          "sbp over dbp" },
        /* A text that was written in one language is shown in it. */
        { { .code = PROBLEM_RULE, .text = { { "仅中文", 9 }, { "", 0 } } }, "仅中文", "仅中文" },
        /* Braces in a text are nothing but braces. */
        { { .code = PROBLEM_RULE, .text = { { "{name}{", 7 }, { "{low", 4 } } },
          "{name}{",
          "{low" },
    };
    Arena *arena = arena_open();

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Problem problem = CASES[i].problem;

        problem.at = dose(2);
        test_row(test, "%s", CASES[i].en);
        check_text(test, problem_message(arena, &problem, LANGUAGE_ZH), str_from_c(CASES[i].zh));
        check_text(test, problem_message(arena, &problem, LANGUAGE_EN), str_from_c(CASES[i].en));
    }
    arena_close(&arena);
}

/* Every code has words in both languages, with placeholders that exist, and a name
 * of its own. */
void problem_words_test(Test *test)
{
    Arena *arena = arena_open();

    for (ProblemCode code = PROBLEM_NONE + 1; code < PROBLEM_CODE_COUNT; code++) {
        Problem const problem = { .code = code,
                                  .at = dose(0),
                                  .low = SV("L"),
                                  .high = SV("H"),
                                  .other = { SV("O"), SV("O") },
                                  .text = { SV("T"), SV("T") } };
        Str const     zh = problem_message(arena, &problem, LANGUAGE_ZH);
        Str const     en = problem_message(arena, &problem, LANGUAGE_EN);

        test_row(test, "%.*s", (int)problem_code_name(code).len, problem_code_name(code).ptr);
        check_true(test, zh.len > 0 && en.len > 0);
        check_true(test, str_find_char(zh, '{') == zh.len && str_find_char(en, '{') == en.len);
        for (ProblemCode other = PROBLEM_NONE; other < code; other++)
            check_true(test, !str_equal(problem_code_name(other), problem_code_name(code)));
    }
    arena_close(&arena);
}

void problems_test(Test *test)
{
    Arena   *arena = arena_open();
    Problems problems = problems_open(arena);
    Buf      text = buf_open(arena, 1000);
    Fault    fault = { 0 };

    problem_add(&problems, PROBLEM_UNUSUAL, dose(1))->high = SV("9");
    check_equal(test, problems.error_count, 0);
    problem_add(&problems, PROBLEM_TOO_HIGH, dose(2))->high = SV("100");
    check_true(test, !problems_refuse(&problems, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    check_text(test, fault_text(&fault, arena), SV("medicines.dose: dose must be at most 100"));

    problem_add_weighed(&problems, PROBLEM_RULE, (ProblemPlace){ 0 }, true)->text.zh = SV("请核对");
    problem_add(&problems, PROBLEM_REQUIRED, dose(0));
    check_equal(test, problems.error_count, 2);
    check_true(test, !problems_refuse(&problems, &fault));
    check_text(test, fault_text(&fault, arena),
               SV("2 things are wrong, first: medicines.dose: dose must be at most 100"));

    problems_print(&text, &problems, LANGUAGE_EN);
    check_text(test, buf_str(&text),
               SV("medicines.dose, row 1: warning: dose is usually between  and 9; please check "
                  "it\n"
                  "medicines.dose, row 2: dose must be at most 100\n"
                  "warning: 请核对\n"
                  "medicines.dose: dose is required\n"));
    buf_clear(&text);
    problems_print(&text, &problems, LANGUAGE_ZH);
    check_text(test, buf_str(&text),
               SV("medicines.dose，第1行：提醒：剂量通常在到9之间，请核对\n"
                  "medicines.dose，第2行：剂量不应大于100\n"
                  "提醒：请核对\n"
                  "medicines.dose：请填写剂量\n"));
    arena_close(&arena);
}

/* What is over the limit is counted, and still refuses. */
void problems_limit_test(Test *test)
{
    Arena   *arena = arena_open();
    Problems problems = problems_open(arena);
    Buf      text = buf_open(arena, 100000);
    Fault    fault = { 0 };

    for (uint32_t i = 0; i < LIMIT_PROBLEMS; i++)
        problem_add(&problems, PROBLEM_UNUSUAL, dose(i + 1));
    problem_add(&problems, PROBLEM_REQUIRED, dose(1))->text.en = SV("goes to the spare");
    check_equal(test, problems.count, LIMIT_PROBLEMS);
    check_equal(test, problems.suppressed, 1);
    check_equal(test, problems.error_count, 1);
    check_true(test, !problems_refuse(&problems, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    problems_print(&text, &problems, LANGUAGE_EN);
    check_true(test, str_ends_with(buf_str(&text), SV("\nand 1 more\n")));
    arena_close(&arena);
}
