/* meta.h - numbers that a store keeps about itself, by name.
 *
 * Threads    As the Store.
 */
#ifndef INDICATORS_META_H
#define INDICATORS_META_H

#include "store/store.h"

/* 0 when it was never written. */
bool meta_read(int64_t *out, Store *store, const char *name, Fault *fault) MUST_CHECK;
/* In a transaction begun for writing. */
bool meta_write(Store *store, const char *name, int64_t value, Fault *fault) MUST_CHECK;

#endif
