/* The commands about the store: a dry run leaves nothing behind. */
#include <unistd.h>

#include "base/test.h"
#include "cli/commands.h"

static const Command *find_command(const char *name)
{
    for (uint32_t i = 0; i < CLI_STORE_COMMANDS.count; i++)
        if (str_equal(str_from_c(CLI_STORE_COMMANDS.commands[i].name), str_from_c(name)))
            return &CLI_STORE_COMMANDS.commands[i];
    return NULL;
}

static bool run(Test *test, Arena *arena, const char *name, bool is_dry, Str store, Fault *fault)
{
    CommandLine const line = {
        .arena = arena,
        .command = find_command(name),
        .store = store,
        .quiet = true,
        .out = tmpfile(),
        .given = { is_dry },
    };

    check_true(test, line.command != NULL && line.out != NULL);
    *fault = (Fault){ 0 };
    bool const ok = line.command->run(&line, fault);
    (void)fclose(line.out);
    return ok;
}

void store_migrate_dry_test(Test *test)
{
    Arena    *arena = arena_open();
    Str const store = str_format(arena, "%s/dry.db", test_directory(test, arena).ptr);
    Fault     fault = { 0 };

    check_true(test, !run(test, arena, "migrate", true, store, &fault));
    check_equal(test, fault.code, FAULT_NOT_FOUND);
    check_true(test, access(store.ptr, F_OK) != 0);

    check_true(test, run(test, arena, "migrate", false, store, &fault));
    check_true(test, run(test, arena, "migrate", true, store, &fault));
    check_true(test, run(test, arena, "doctor", false, store, &fault));
    arena_close(&arena);
}
