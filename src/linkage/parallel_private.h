/* parallel_private.h - one job in many tasks, on a few threads. */
#ifndef LINKAGE_PARALLEL_PRIVATE_H
#define LINKAGE_PARALLEL_PRIVATE_H

#include "base/fault.h"

enum { LINKAGE_THREADS_MAX = 8 };

/* Run task 0 to task_count - 1, each once, in about this order; `worker` is less than
 * thread_count and tells the threads apart. The caller's thread is one of them. */
bool linkage_parallel(void (*run)(void *job, uint32_t worker, uint32_t task), void *job,
                      uint32_t task_count, uint32_t thread_count, Fault *fault) MUST_CHECK;

#endif
