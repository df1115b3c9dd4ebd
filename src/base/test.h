/* test.h - the house's small test bench.
 *
 * A test is `void name_test(Test *test)` in a file *_test.c; build/gen/tests.c
 * is generated to run them all. Tests are tables: name each row with test_row, so
 * that a failed check says which line of the table it was.
 */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef struct {
    const char *name; /* of the running test */
    char        row[200];
    uint32_t    checks, failures;
} Test;

void test_row(Test *test, const char *format, ...) PRINTF_LIKE(2, 3);

void test_check(Test *test, bool holds, const char *what, const char *file, int line);
void test_check_equal(Test *test, int64_t got, int64_t want, const char *what, const char *file,
                      int line);
void test_check_text(Test *test, Str got, Str want, const char *what, const char *file, int line);

#define check_true(test, condition) test_check(test, (condition), #condition, __FILE__, __LINE__)
#define check_fail(test, why)       test_check(test, false, (why), __FILE__, __LINE__)
#define check_equal(test, got, want)                                                               \
    test_check_equal(test, (int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define check_text(test, got, want) test_check_text(test, (got), (want), #got, __FILE__, __LINE__)

/* A fresh empty directory for this test's files, below the system's temporary
 * directory; the runner removes it. */
Str test_directory(Test *test, Arena *arena);

/* Golden files: `text` must equal tests/golden/<name>. With BAREFOOT_GOLDEN=write
 * in the environment the file is rewritten, and the diff is reviewed like code. */
void test_golden(Test *test, Str name, Str text);

typedef struct {
    const char *name;
    void (*run)(Test *test);
} TestCase;

/* Runs those whose name contains `only` (all when NULL); returns an exit code. */
int test_run_all(const TestCase *cases, uint32_t count, const char *only);

#endif
