/* stream.h - the tables of a range of persons, merged subject by subject.
 *
 * Ownership  A Stream borrows the store and the facts.
 * Threads    As the Store.
 */
#ifndef INDICATORS_STREAM_H
#define INDICATORS_STREAM_H

#include "facts/facts.h"

typedef struct Stream Stream;

/* Persons from one id to another, both included. */
bool stream_open(Stream **out, Arena *arena, Store *store, const Plan *plan, int64_t from_person,
                 int64_t to_person, Fault *fault) MUST_CHECK;
void stream_close(Stream **stream);

/* Fill the facts with the next subject; *more is false after the last. */
bool stream_next(Stream *stream, Facts *facts, bool *more, Fault *fault) MUST_CHECK;

#endif
