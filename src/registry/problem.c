#include "registry/problem.h"

#include <assert.h>

#include "base/limits.h"

static const struct {
    const char *name;
    bool        is_warning;
    const char *zh, *en;
} WORDS[] = {
    [PROBLEM_NONE] = { "none", true, "", "" },
#define X(code, name, is_warning, zh, en) [code] = { name, is_warning, zh, en },
#include "registry/problem.def"
#undef X
};

static_assert(COUNT_OF(WORDS) == PROBLEM_CODE_COUNT, "a problem without words");

/* Words, a name and a text that a definition may write; the bounds are short. */
enum { MESSAGE_BYTES_MAX = 2000 };

Problems problems_open(Arena *arena)
{
    return (Problems){ .arena = arena };
}

Problem *problem_add(Problems *problems, ProblemCode code, ProblemPlace at)
{
    assert(code > PROBLEM_NONE && code < PROBLEM_CODE_COUNT);
    return problem_add_weighed(problems, code, at, WORDS[code].is_warning);
}

Problem *problem_add_weighed(Problems *problems, ProblemCode code, ProblemPlace at, bool is_warning)
{
    Problem *problem = &problems->spare;

    problems->error_count += !is_warning;
    if (problems->count < LIMIT_PROBLEMS) {
        problems->items = arena_grow(problems->arena, problems->items, problems->count,
                                     &problems->capacity, sizeof *problems->items);
        problem = &problems->items[problems->count++];
    } else {
        problems->suppressed++;
    }
    *problem = (Problem){ .code = code, .is_warning = is_warning, .at = at };
    return problem;
}

Str problem_code_name(ProblemCode code)
{
    assert(code < PROBLEM_CODE_COUNT);
    return str_from_c(WORDS[code].name);
}

/* What stands for {key} in the words. */
static Str fill_in(const Problem *problem, Str key, Language language)
{
    if (str_equal(key, SV("name"))) {
        Str const name = label_in(problem->at.name, language);
        return name.len ? name : problem->at.field;
    }
    if (str_equal(key, SV("low")))
        return problem->low;
    if (str_equal(key, SV("high")))
        return problem->high;
    if (str_equal(key, SV("other")))
        return label_in(problem->other, language);
    assert(str_equal(key, SV("text")));
    return label_in(problem->text, language);
}

Str problem_message(Arena *arena, const Problem *problem, Language language)
{
    Buf message = buf_open(arena, MESSAGE_BYTES_MAX);
    Str rest =
        str_from_c(language == LANGUAGE_EN ? WORDS[problem->code].en : WORDS[problem->code].zh);

    while (rest.len) {
        buf_add(&message, str_cut(&rest, '{'));
        if (rest.len)
            buf_add(&message, fill_in(problem, str_cut(&rest, '}'), language));
    }
    return buf_str(&message);
}

void problems_print(Buf *out, const Problems *problems, Language language)
{
    Arena *arena = arena_open();

    for (uint32_t i = 0; i < problems->count; i++) {
        const Problem *const problem = &problems->items[i];

        buf_add(out, problem->at.field);
        if (problem->at.row)
            buf_add_format(out, language == LANGUAGE_EN ? ", row %u" : "，第%u行", problem->at.row);
        if (problem->at.field.len || problem->at.row)
            buf_add_c(out, language == LANGUAGE_EN ? ": " : "：");
        if (problem->is_warning)
            buf_add_c(out, language == LANGUAGE_EN ? "warning: " : "提醒：");
        buf_add(out, problem_message(arena, problem, language));
        buf_add_char(out, '\n');
    }
    if (problems->suppressed)
        buf_add_format(out, language == LANGUAGE_EN ? "and %u more\n" : "另有%u处\n",
                       problems->suppressed);
    arena_close(&arena);
}

bool problems_refuse(const Problems *problems, Fault *fault)
{
    Arena   *arena = arena_open();
    uint32_t first = 0;

    assert(problems->error_count > 0);
    while (first < problems->count && problems->items[first].is_warning)
        first++;
    if (first == problems->count) {
        fault_set(fault, FAULT_INVALID, "%u things are wrong", problems->error_count);
    } else {
        const Problem *const problem = &problems->items[first];
        Str const            message = problem_message(arena, problem, LANGUAGE_EN);

        fault_set(fault, FAULT_INVALID, "%.*s%s%.*s", (int)problem->at.field.len,
                  problem->at.field.len ? problem->at.field.ptr : "",
                  problem->at.field.len ? ": " : "", (int)message.len, message.ptr);
        if (problems->error_count > 1)
            fault_context(fault, "%u things are wrong, first", problems->error_count);
    }
    arena_close(&arena);
    return false;
}
