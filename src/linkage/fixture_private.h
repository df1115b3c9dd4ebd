/* fixture_private.h - what the tests of this folder share. */
#ifndef LINKAGE_FIXTURE_PRIVATE_H
#define LINKAGE_FIXTURE_PRIVATE_H

#include "base/test.h"
#include "linkage/record.h"

typedef struct {
    Arena             *arena;
    Pinyin            *pinyin;
    LinkageCharacters *characters;
} LinkageFixture;

LinkageFixture linkage_fixture_open(Test *test);
void           linkage_fixture_close(LinkageFixture *fixture);

#endif
