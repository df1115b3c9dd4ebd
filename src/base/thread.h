/* thread.h - the few locks of the house.
 *
 * A worker owns its store, arenas and request, and shares nothing. What must
 * cross between workers goes through a Queue (jobs for the one writer) or a
 * Pool (things taken in turns). Nobody else holds a lock.
 *
 * Ownership  open/close as everywhere; items are the callers'.
 * Threads    That is the point.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fault.h"

typedef struct Queue  Queue;
typedef struct Pool   Pool;
typedef struct Thread Thread;

/* A bounded first-in, first-out queue. */
Queue *queue_open(uint32_t capacity);
void   queue_close(Queue **queue);
bool   queue_push(Queue *queue, void *item); /* false: full, or stopped */
/* Wait for at least one item, then take up to `max` that are there. 0 means the
 * queue was stopped and is empty. */
uint32_t queue_take(Queue *queue, void **items, uint32_t max);
void     queue_stop(Queue *queue); /* no more pushes; takers drain it and end */

/* Things that are lent to one user at a time. */
Pool *pool_open(uint32_t capacity);
void  pool_close(Pool **pool);
void  pool_add(Pool *pool, void *item);
void *pool_take(Pool *pool); /* waits */
void  pool_give_back(Pool *pool, void *item);

bool thread_start(Thread **out, void (*run)(void *), void *argument, Fault *fault) MUST_CHECK;
void thread_join(Thread **thread);

#endif
