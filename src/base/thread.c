#include "base/thread.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(size_t count, size_t size_bytes)
{
    void *const memory = calloc(count, size_bytes);

    if (!memory)
        abort();
    return memory;
}

struct Queue {
    pthread_mutex_t lock;
    pthread_cond_t  filled;
    void          **items; /* a ring */
    uint32_t        capacity, first, count;
    bool            stopped;
};

Queue *queue_open(uint32_t capacity)
{
    Queue *const queue = allocate(1, sizeof *queue);

    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    queue->items = allocate(capacity, sizeof *queue->items);
    queue->capacity = capacity;
    return queue;
}

void queue_close(Queue **queue)
{
    if (!*queue)
        return;
    pthread_cond_destroy(&(*queue)->filled);
    pthread_mutex_destroy(&(*queue)->lock);
    free((*queue)->items);
    free(*queue);
    *queue = NULL;
}

bool queue_push(Queue *queue, void *item)
{
    pthread_mutex_lock(&queue->lock);
    bool const fits = !queue->stopped && queue->count < queue->capacity;
    if (fits) {
        queue->items[(queue->first + queue->count++) % queue->capacity] = item;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
    return fits;
}

uint32_t queue_take(Queue *queue, void **items, uint32_t max)
{
    uint32_t taken = 0;

    pthread_mutex_lock(&queue->lock);
    while (queue->count == 0 && !queue->stopped)
        pthread_cond_wait(&queue->filled, &queue->lock);
    while (taken < max && queue->count > 0) {
        items[taken++] = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
    }
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

void queue_stop(Queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->stopped = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t  returned;
    void          **items;
    uint32_t        capacity, count;
};

Pool *pool_open(uint32_t capacity)
{
    Pool *const pool = allocate(1, sizeof *pool);

    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->returned, NULL);
    pool->items = allocate(capacity, sizeof *pool->items);
    pool->capacity = capacity;
    return pool;
}

void pool_close(Pool **pool)
{
    if (!*pool)
        return;
    pthread_cond_destroy(&(*pool)->returned);
    pthread_mutex_destroy(&(*pool)->lock);
    free((*pool)->items);
    free(*pool);
    *pool = NULL;
}

void pool_add(Pool *pool, void *item)
{
    pool_give_back(pool, item);
}

void *pool_take(Pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->count == 0)
        pthread_cond_wait(&pool->returned, &pool->lock);
    void *const item = pool->items[--pool->count];
    pthread_mutex_unlock(&pool->lock);
    return item;
}

void pool_give_back(Pool *pool, void *item)
{
    pthread_mutex_lock(&pool->lock);
    assert(pool->count < pool->capacity);
    pool->items[pool->count++] = item;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->lock);
}

struct Thread {
    pthread_t handle;
    void (*run)(void *);
    void *argument;
};

static void *thread_main(void *opaque)
{
    Thread *const thread = opaque;

    thread->run(thread->argument);
    return NULL;
}

bool thread_start(Thread **out, void (*run)(void *), void *argument, Fault *fault)
{
    Thread *const thread = allocate(1, sizeof *thread);

    thread->run = run;
    thread->argument = argument;
    int const problem = pthread_create(&thread->handle, NULL, thread_main, thread);
    if (problem) {
        free(thread);
        return fault_set(fault, FAULT_IO, "cannot start a thread: %s", strerror(problem));
    }
    *out = thread;
    return true;
}

void thread_join(Thread **thread)
{
    if (!*thread)
        return;
    pthread_join((*thread)->handle, NULL);
    free(*thread);
    *thread = NULL;
}
