/* writer.h - many writers, one at a time, sharing commits.
 *
 * Whoever wants to write hands a job to the Writer and is told when it is durable
 * or refused. The Writer's thread takes all jobs that are waiting, runs them in
 * one transaction and commits once. A job that fails after it has written makes
 * the others run again without it, so that one bad job costs nobody his record.
 *
 * Ownership  A WriteJob is its maker's; it must live until `done` was called.
 * Threads    writer_submit from any thread; `run` and `done` on the Writer's.
 */
#ifndef INTAKE_WRITER_H
#define INTAKE_WRITER_H

#include "intake/intake.h"

typedef struct WriteJob WriteJob;
struct WriteJob {
    /* Do it, inside the transaction; may be called again after a rollback. */
    bool (*run)(WriteJob *job, House *house, Fault *fault);
    /* Committed (ok), or refused with the fault. Exactly once. */
    void (*done)(WriteJob *job);
    void *context;
    bool  ok;
    Fault fault;
};

typedef struct Writer Writer;

bool writer_open(Writer **out, Str location, Fault *fault) MUST_CHECK;
/* Finish what was handed in, then stop. */
void writer_close(Writer **writer);

/* False (FAULT_BUSY): too many are waiting; `done` will not be called. */
bool writer_submit(Writer *writer, WriteJob *job, Fault *fault) MUST_CHECK;

/* Commits and jobs so far, for /metrics. */
typedef struct {
    uint64_t commits, jobs, reruns;
} WriterCounts;
WriterCounts writer_counts(const Writer *writer);

#endif
