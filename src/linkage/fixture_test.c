#include "linkage/fixture_private.h"

LinkageFixture linkage_fixture_open(Test *test)
{
    LinkageFixture fixture = { .arena = arena_open() };
    Fault          fault = { 0 };

    if (!pinyin_open(&fixture.pinyin, fixture.arena, &fault))
        check_fail(test, "ICU is there");
    fixture.characters = linkage_characters_open(fixture.arena, fixture.pinyin);
    return fixture;
}

void linkage_fixture_close(LinkageFixture *fixture)
{
    pinyin_close(&fixture->pinyin);
    arena_close(&fixture->arena);
}
