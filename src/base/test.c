#include "base/test.h"

#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/instant.h"

enum { FAILURES_SHOWN = 20 };

void test_row(Test *test, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(test->row, sizeof test->row, format, arguments);
    va_end(arguments);
}

static bool note(Test *test, bool holds, const char *what, const char *file, int line)
{
    test->checks++;
    if (holds)
        return false;
    if (++test->failures > FAILURES_SHOWN)
        return false;
    (void)fprintf(stderr, "%s:%d: %s: row '%s': %s\n", file, line, test->name, test->row, what);
    return true;
}

void test_check(Test *test, bool holds, const char *what, const char *file, int line)
{
    (void)note(test, holds, what, file, line);
}

void test_check_equal(Test *test, int64_t got, int64_t want, const char *what, const char *file,
                      int line)
{
    if (note(test, got == want, what, file, line))
        (void)fprintf(stderr, "    got  %lld\n    want %lld\n", (long long)got, (long long)want);
}

void test_check_text(Test *test, Str got, Str want, const char *what, const char *file, int line)
{
    if (note(test, str_equal(got, want), what, file, line))
        (void)fprintf(stderr, "    got  «%.*s»\n    want «%.*s»\n", (int)got.len, got.ptr,
                      (int)want.len, want.ptr);
}

static const char *scratch_root(void)
{
    const char *const root = getenv("TMPDIR");

    return root && root[0] ? root : "/tmp";
}

Str test_directory(Test *test, Arena *arena)
{
    static uint32_t count; /* the runner is one thread; names must differ in one run */
    Str const path = str_format(arena, "%s/barefoot-test-%ld/%s-%u", scratch_root(), (long)getpid(),
                                test->name, count++);
    Str const command = str_format(arena, "mkdir -p '%s'", path.ptr);

    if (system(command.ptr) != 0)
        check_fail(test, "a test directory can be made");
    return path;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw)
{
    (void)status;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void remove_scratch(void)
{
    char path[256];

    (void)snprintf(path, sizeof path, "%s/barefoot-test-%ld", scratch_root(), (long)getpid());
    (void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* Where two texts part, with a little of both. */
static void show_difference(Str got, Str want)
{
    size_t   at = 0;
    uint32_t line = 1;

    while (at < got.len && at < want.len && got.ptr[at] == want.ptr[at])
        line += got.ptr[at++] == '\n';

    size_t start = at;
    while (start > 0 && got.ptr[start - 1] != '\n')
        start--;
    Str got_rest = str_after(got, start);
    Str want_rest = str_after(want, start);
    (void)fprintf(stderr, "    differs in line %u\n", line);
    Str const got_line = str_cut(&got_rest, '\n');
    Str const want_line = str_cut(&want_rest, '\n');
    (void)fprintf(stderr, "    got  %.*s\n    want %.*s\n", (int)got_line.len, got_line.ptr,
                  (int)want_line.len, want_line.ptr);
}

void test_golden(Test *test, Str name, Str text)
{
    Arena            *arena = arena_open();
    const char *const mode = getenv("BAREFOOT_GOLDEN");
    Str const         path = str_format(arena, "tests/golden/%.*s", (int)name.len, name.ptr);
    Str               want = SV("");
    Fault             fault = { 0 };

    if (mode && strcmp(mode, "write") == 0) {
        if (!file_write(path, text, &fault))
            check_fail(test, "the golden file can be written");
    } else if (!file_read(&want, arena, path, 64u << 20, &fault)) {
        (void)fprintf(stderr, "%s\n", fault.message);
        check_fail(test, "the golden file exists: make golden writes it");
    } else if (note(test, str_equal(text, want), path.ptr, __FILE__, __LINE__)) {
        show_difference(text, want);
    }
    arena_close(&arena);
}

int test_run_all(const TestCase *cases, uint32_t count, const char *only)
{
    uint32_t      run = 0;
    uint32_t      failed = 0;
    uint32_t      checks = 0;
    int64_t const started_us = instant_monotonic_us();
    bool const    timed = getenv("BAREFOOT_TEST_TIMES") != NULL;

    for (uint32_t i = 0; i < count; i++) {
        Test          test = { .name = cases[i].name };
        int64_t const case_started_us = instant_monotonic_us();

        if (only && !strstr(cases[i].name, only))
            continue;
        cases[i].run(&test);
        run++;
        checks += test.checks;
        failed += test.failures > 0;
        if (test.checks == 0)
            failed++;
        if (test.failures || test.checks == 0)
            (void)fprintf(stderr, "FAILED %s: %u of %u checks\n", test.name, test.failures,
                          test.checks);
        if (timed)
            (void)fprintf(stderr, "%8lld us  %s\n",
                          (long long)(instant_monotonic_us() - case_started_us), test.name);
    }
    remove_scratch();
    (void)printf("%u tests, %u checks, %u failed, %.1f s\n", run, checks, failed,
                 (double)(instant_monotonic_us() - started_us) / 1e6);
    return failed || run == 0;
}
