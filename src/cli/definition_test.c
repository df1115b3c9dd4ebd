/* The commands about definitions: what they print, write and refuse. */
#include "base/buf.h"
#include "base/file.h"
#include "base/test.h"
#include "cli/commands.h"

enum { OUTPUT_BYTES_MAX = 1 << 16 };

static const char NEAT[] = "unit m \"米\" | \"m\"\n";
static const char UNTIDY[] = "unit   m \"米\"|\"m\"\n";
static const char BROKEN[] = "unit m \"米\"\n";

static const Command *find_command(const char *name)
{
    for (uint32_t i = 0; i < CLI_DEFINITION_COMMANDS.count; i++)
        if (str_equal(str_from_c(CLI_DEFINITION_COMMANDS.commands[i].name), str_from_c(name)))
            return &CLI_DEFINITION_COMMANDS.commands[i];
    return NULL;
}

/* Run a command over a directory, with its first option (NULL: without); what it
 * printed, without the directory's name. */
static Str run(Test *test, Arena *arena, const char *name, const char *option, Str directory,
               bool *ok, Fault *fault)
{
    CommandLine line = {
        .arena = arena,
        .command = find_command(name),
        .out = tmpfile(),
        .arguments = { directory },
        .argument_count = 1,
        .given = { option != NULL },
        .values = { str_from_c(option) },
    };
    char *const text = arena_alloc(arena, OUTPUT_BYTES_MAX);
    Buf         output = buf_open(arena, OUTPUT_BYTES_MAX);

    check_true(test, line.command != NULL && line.out != NULL);
    *fault = (Fault){ 0 };
    *ok = line.command->run(&line, fault);
    rewind(line.out);
    Str rest = { text, fread(text, 1, OUTPUT_BYTES_MAX, line.out) };
    (void)fclose(line.out);
    while (rest.len) {
        size_t const at = str_find(rest, directory);
        buf_add(&output, str_slice(rest, 0, at));
        rest = str_after(rest, at + directory.len);
    }
    return buf_str(&output);
}

static Str read_back(Test *test, Arena *arena, Str path)
{
    Str   text = SV("");
    Fault fault = { 0 };

    check_true(test, file_read(&text, arena, path, OUTPUT_BYTES_MAX, &fault));
    return text;
}

void definition_fmt_test(Test *test)
{
    Arena    *arena = arena_open();
    Str const directory = test_directory(test, arena);
    Str const neat = str_format(arena, "%s/neat.care", directory.ptr);
    Str const untidy = str_format(arena, "%s/untidy.care", directory.ptr);
    Str const broken = str_format(arena, "%s/broken.care", directory.ptr);
    Fault     fault = { 0 };
    bool      ok = false;

    check_true(test, file_write(neat, str_from_c(NEAT), &fault));
    check_true(test, file_write(untidy, str_from_c(UNTIDY), &fault));

    check_text(test, run(test, arena, "fmt", "", directory, &ok, &fault), SV("/untidy.care\n"));
    check_true(test, !ok);
    check_text(test, str_from_c(fault.message), SV("1 file is not in the layout of barefoot fmt"));
    check_text(test, read_back(test, arena, untidy), str_from_c(UNTIDY));

    /* nothing is written while one file cannot be read */
    check_true(test, file_write(broken, str_from_c(BROKEN), &fault));
    check_text(test, run(test, arena, "fmt", NULL, directory, &ok, &fault),
               SV("/broken.care:1:11: the statement ends too early\n"
                  "     1 | unit m \"米\"\n"
                  "       |            ^\n"
                  "       expected '|'\n"));
    check_true(test, !ok);
    check_text(test, str_from_c(fault.message), SV("1 error in 3 files"));
    check_text(test, read_back(test, arena, untidy), str_from_c(UNTIDY));

    check_true(test, remove(broken.ptr) == 0);
    check_text(test, run(test, arena, "fmt", NULL, directory, &ok, &fault), SV("/untidy.care\n"));
    check_true(test, ok);
    check_text(test, read_back(test, arena, untidy), str_from_c(NEAT));
    check_text(test, run(test, arena, "fmt", "", directory, &ok, &fault), SV(""));
    check_true(test, ok);
    arena_close(&arena);
}

void definition_check_test(Test *test)
{
    Arena    *arena = arena_open();
    Str const directory = test_directory(test, arena);
    Str const file = str_format(arena, "%s/a.care", directory.ptr);
    Str const other = str_format(arena, "%s/b.care", directory.ptr);
    Fault     fault = { 0 };
    bool      ok = false;

    check_true(test, file_write(file, str_from_c(NEAT), &fault));
    check_text(test, run(test, arena, "check", NULL, directory, &ok, &fault),
               SV("1 file: 0 programmes, 0 forms, 0 registers, 0 code sets, 0 indicators\n"));
    check_true(test, ok);
    check_true(test, file_write(other, str_from_c(NEAT), &fault)); /* the same unit again */
    check_text(test, run(test, arena, "check", NULL, directory, &ok, &fault),
               SV("/b.care:1:6: 'm' is declared twice\n"
                  "     1 | unit m \"米\" | \"m\"\n"
                  "       |      ^\n"
                  "       expected each unit once among all definitions\n"));
    check_true(test, !ok);
    check_text(test, str_from_c(fault.message), SV("1 error in 2 files"));
    arena_close(&arena);
}

/* What is printed is told by tests/golden/compiled/printed.*; here, that it is asked for. */
void definition_print_test(Test *test)
{
    static const char FORM[] = "form f \"表\" | \"Form\"\n  x \"甲\" | \"X\" bool\n";
    static const struct {
        const char *kind, *begins, *message;
    } CASES[] = {
        { "sql", "CREATE TABLE \"f\" (", "" },
        { "form", "## 表 | Form\n", "" },
        { "dictionary", "\xEF\xBB\xBF表单,明细,字段,", "" },
        { "", "1 file: 0 programmes, 1 forms,", "" },
        { "html", "", "--print expects sql, form or dictionary" },
    };
    Arena    *arena = arena_open();
    Str const directory = test_directory(test, arena);
    Fault     fault = { 0 };
    bool      ok = false;

    check_true(test,
               file_write(str_format(arena, "%s/a.care", directory.ptr), str_from_c(FORM), &fault));
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str const text = run(test, arena, "check", CASES[i].kind, directory, &ok, &fault);

        test_row(test, "%s", CASES[i].kind);
        check_equal(test, ok, CASES[i].message[0] == '\0');
        check_text(test, str_slice(text, 0, str_from_c(CASES[i].begins).len),
                   str_from_c(CASES[i].begins));
        check_text(test, str_from_c(fault.message), str_from_c(CASES[i].message));
    }
    arena_close(&arena);
}
