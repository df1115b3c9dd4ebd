#include <stdatomic.h>

#include "base/thread.h"
#include "linkage/parallel_private.h"

typedef struct {
    void (*run)(void *job, uint32_t worker, uint32_t task);
    void            *job;
    uint32_t         task_count;
    _Atomic uint32_t next;
} Work;

typedef struct {
    Work    *work;
    uint32_t worker;
} Seat;

static void run_seat(void *opaque)
{
    const Seat *const seat = opaque;

    for (;;) {
        uint32_t const task = atomic_fetch_add(&seat->work->next, 1);

        if (task >= seat->work->task_count)
            return;
        seat->work->run(seat->work->job, seat->worker, task);
    }
}

bool linkage_parallel(void (*run)(void *job, uint32_t worker, uint32_t task), void *job,
                      uint32_t task_count, uint32_t thread_count, Fault *fault)
{
    Work    work = { .run = run, .job = job, .task_count = task_count };
    Seat    seats[LINKAGE_THREADS_MAX];
    Thread *threads[LINKAGE_THREADS_MAX] = { NULL };
    bool    ok = true;

    for (uint32_t i = 0; i < thread_count; i++)
        seats[i] = (Seat){ &work, i };
    for (uint32_t i = 1; i < thread_count && ok; i++)
        ok = thread_start(&threads[i], run_seat, &seats[i], fault);
    if (ok)
        run_seat(&seats[0]);
    for (uint32_t i = 1; i < thread_count; i++)
        thread_join(&threads[i]);
    return ok;
}
