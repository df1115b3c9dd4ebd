/* put.h - records that come from somewhere else, and come again.
 *
 * A file is imported twice, a system sends what it has every night. intake_put takes
 * such a record and finds out what it is here:
 *
 *   under a key     the sender's own name of the record. The first time it is new.
 *                   Later, what was sent last is compared: the same changes nothing,
 *                   something else amends the record that came in under the key. Has
 *                   somebody amended or voided it here in between, it is a conflict,
 *                   because one of the two would be lost.
 *   without a key   a record of the same person, form and day that says the same, or
 *                   that said so before it was amended or voided, is this one.
 *
 * So whatever was done is recognised, and a run that was cut short is run again.
 *
 * Ownership, threads and faults as intake.h.
 */
#ifndef INTAKE_PUT_H
#define INTAKE_PUT_H

#include "intake/intake.h"

/* How a key begins that is the id of a record in another store. */
#define INTAKE_PUT_RECORD "record:"

/* submission->record_id and ->revision are 0. In the result was_done: nothing was
 * written; otherwise revision 1 is a new record, and a later one an amendment. */
bool intake_put(IntakeResult *out, House *house, const Job *job, Submission *submission, Str key,
                Problems *problems, Fault *fault) MUST_CHECK;

/* The entry of a register that came in under that key, or that has that id, here or
 * in the store it came from; 0: there is none. */
bool intake_find_entry(int64_t *out, House *house, const Form *form, Str text, Arena *arena,
                       Fault *fault) MUST_CHECK;

#endif
