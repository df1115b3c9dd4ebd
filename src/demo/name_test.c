#include "demo/name.h"

#include "base/test.h"
#include "base/utf8.h"

void name_person_test(Test *test)
{
    static const int32_t YEARS[] = { 1930, 1959, 1960, 1985, 2000, 2026 };
    Arena               *arena = arena_open();
    Random               random = random_open(1);

    for (uint32_t i = 0; i < 600; i++) {
        Str const surname = name_surname(&random);
        Str const name =
            name_person(arena, &random, surname, i % 2 ? '1' : '2', YEARS[i % COUNT_OF(YEARS)]);
        size_t const chars = utf8_count(name);

        test_row(test, "%u", i);
        check_true(test, utf8_is_valid(name) && str_starts_with(name, surname));
        check_true(test, chars == 2 || chars == 3);
    }
    arena_close(&arena);
}

/* Whatever the number, a place has a name of its own. */
void name_place_test(Test *test)
{
    Arena *arena = arena_open();
    Str    villages[150];

    for (uint32_t i = 0; i < COUNT_OF(villages); i++) {
        villages[i] = name_village(arena, i, false);
        for (uint32_t j = 0; j < i; j++)
            check_true(test, !str_equal(villages[i], villages[j]));
    }
    check_text(test, name_village(arena, 0, true), SV("和平社区"));
    check_text(test, name_village(arena, 30, true), SV("第31社区"));
    check_text(test, name_township(arena, 0, true), SV("城关街道"));
    check_text(test, name_township(arena, 40, false), SV("第41镇"));
    arena_close(&arena);
}
