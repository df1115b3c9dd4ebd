#include "../tests/replay.h"

#include <string.h>

#include "base/file.h"

enum { FILES_MAX = 4096, FILE_BYTES_MAX = 4 << 20 };

void replay_corpus(Test *test, const char *name, FuzzTarget *target)
{
    Arena    *arena = arena_open();
    Arena    *file_arena = arena_open();
    Str const directory = str_format(arena, "tests/corpus/%s", name);
    Str      *paths = NULL;
    uint32_t  count = 0;
    Fault     fault = { 0 };

    if (!file_list(&paths, &count, arena, directory, SV(""), FILES_MAX, &fault))
        check_fail(test, fault.message);
    check_true(test, count > 0); /* a target without seeds is a target never run */
    for (uint32_t i = 0; i < count; i++) {
        Str bytes = SV("");

        test_row(test, "%.*s", (int)paths[i].len, paths[i].ptr);
        arena_reset(file_arena);
        if (!file_read(&bytes, file_arena, paths[i], FILE_BYTES_MAX, &fault)) {
            check_fail(test, fault.message);
            continue;
        }
        check_equal(test, target((const uint8_t *)bytes.ptr, bytes.len), 0);
    }
    arena_close(&file_arena);
    arena_close(&arena);
}
