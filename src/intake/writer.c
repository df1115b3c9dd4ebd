#include "intake/writer.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/thread.h"

struct Writer {
    Queue           *queue;
    Thread          *thread;
    House           *house;
    _Atomic uint64_t commits, jobs, reruns;
};

typedef struct {
    WriteJob *items[LIMIT_WRITE_BATCH];
    uint32_t  count;
} Batch;

static void finish(WriteJob *job, bool ok, const Fault *fault)
{
    job->ok = ok;
    if (fault)
        job->fault = *fault;
    job->done(job);
}

static void finish_all(Batch *batch, bool ok, const Fault *fault)
{
    for (uint32_t i = 0; i < batch->count; i++)
        finish(batch->items[i], ok, fault);
    batch->count = 0;
}

static void take_out(Batch *batch, uint32_t at)
{
    for (uint32_t i = at; i + 1 < batch->count; i++)
        batch->items[i] = batch->items[i + 1];
    batch->count--;
}

/* Run the jobs in one transaction. False when it must be begun anew: one of them
 * failed and had written something; it has been answered and taken out. */
static bool run_jobs(Writer *writer, Batch *batch, Fault *fault)
{
    Store *const store = writer->house->store;

    for (uint32_t i = 0; i < batch->count;) {
        WriteJob *const job = batch->items[i];
        int64_t const   before = store_change_count(store);
        Fault           own = { 0 };

        if (job->run(job, writer->house, &own)) {
            i++;
            continue;
        }
        bool const has_written = store_change_count(store) != before;
        take_out(batch, i);
        if (has_written) {
            *fault = own;
            finish(job, false, &own);
            return false;
        }
        finish(job, false, &own);
    }
    return true;
}

static void run_batch(Writer *writer, Batch *batch)
{
    House *const house = writer->house;

    while (batch->count) {
        Fault fault = { 0 };

        if (!intake_begin(house, &fault)) {
            log_fault(LOG_ERROR, "writer", &fault);
            finish_all(batch, false, &fault);
            return;
        }
        if (!run_jobs(writer, batch, &fault)) {
            intake_end(house);
            atomic_fetch_add(&writer->reruns, 1);
            continue;
        }
        if (batch->count == 0) { /* all were refused */
            intake_end(house);
            return;
        }
        bool const ok = intake_commit(house, &fault);
        intake_end(house);
        if (!ok)
            log_fault(LOG_ERROR, "writer", &fault);
        atomic_fetch_add(&writer->commits, 1);
        atomic_fetch_add(&writer->jobs, batch->count);
        finish_all(batch, ok, &fault);
    }
}

static void write_until_stopped(void *opaque)
{
    Writer *const writer = opaque;
    void         *taken[LIMIT_WRITE_BATCH];
    Batch         batch = { 0 };

    while (true) {
        uint32_t const count = queue_take(writer->queue, taken, LIMIT_WRITE_BATCH);

        if (count == 0)
            return;
        for (uint32_t i = 0; i < count; i++)
            batch.items[i] = taken[i];
        batch.count = count;
        run_batch(writer, &batch);
    }
}

bool writer_open(Writer **out, Str location, Fault *fault)
{
    Writer *writer = calloc(1, sizeof *writer);

    if (!writer)
        abort();
    writer->queue = queue_open(LIMIT_WRITE_QUEUE);
    if (!house_open(&writer->house, location, HOUSE_WRITE, fault) ||
        !thread_start(&writer->thread, write_until_stopped, writer, fault)) {
        writer_close(&writer);
        return false;
    }
    *out = writer;
    return true;
}

void writer_close(Writer **writer)
{
    if (!*writer)
        return;
    queue_stop((*writer)->queue);
    thread_join(&(*writer)->thread);
    house_close(&(*writer)->house);
    queue_close(&(*writer)->queue);
    free(*writer);
    *writer = NULL;
}

bool writer_submit(Writer *writer, WriteJob *job, Fault *fault)
{
    if (queue_push(writer->queue, job))
        return true;
    return fault_set(fault, FAULT_BUSY, "too many writes are waiting");
}

WriterCounts writer_counts(const Writer *writer)
{
    return (WriterCounts){
        .commits = atomic_load(&writer->commits),
        .jobs = atomic_load(&writer->jobs),
        .reruns = atomic_load(&writer->reruns),
    };
}
