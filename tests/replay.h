/* replay.h - run a fuzz target over the files of its corpus.
 *
 * A fuzz target is `int name_fuzz(const uint8_t *data, size_t size)` in a file
 * *_fuzz.c. `make fuzz` gives it to libFuzzer; the ordinary tests run it over
 * tests/corpus/name/, where every input that once found a fault is kept.
 */
#ifndef TESTS_REPLAY_H
#define TESTS_REPLAY_H

#include "base/test.h"

typedef int FuzzTarget(const uint8_t *data, size_t size);

void replay_corpus(Test *test, const char *name, FuzzTarget *target);

#endif
