/* trail.h - what was read, written down without making anybody wait.
 *
 * Reading about a person leaves an audit row, and a row is a write. If the reader
 * waited for its commit, every page would cost a flush of the disk; if each row
 * were a job of its own, reading would fill the writer's queue. So a reader takes
 * a note and goes on. The notes that wait are written by one job of the Writer,
 * and while that one commits the next ones gather: the more is read, the more rows
 * share a commit.
 *
 * Nothing is read without a note. When TRAIL_NOTES_MAX wait already, because the
 * store cannot be written, the note is refused, and with it the reading. A clean
 * stop writes what is left; a process that is killed loses the notes of its last
 * few milliseconds, which is why changes do not use this: theirs are in their own
 * transaction.
 *
 * Ownership  The Trail copies what it is told. It borrows the Writer, which is
 *            closed after trail_flush and before trail_close.
 * Threads    trail_note from any thread.
 * Faults     FAULT_BUSY.
 */
#ifndef INTAKE_TRAIL_H
#define INTAKE_TRAIL_H

#include "access/audit.h"
#include "intake/writer.h"

enum { TRAIL_NOTES_MAX = 8192 };

typedef struct Trail Trail;

Trail *trail_open(Writer *writer);
bool   trail_note(Trail *trail, const Actor *actor, AuditEntry entry, Fault *fault) MUST_CHECK;

/* Write what is left. Nobody takes notes any more. */
void trail_flush(Trail *trail);
void trail_close(Trail **trail);

#endif
