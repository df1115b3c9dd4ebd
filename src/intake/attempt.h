/* attempt.h - the same change asked for twice is made once.
 *
 * A village line breaks while an answer is on its way, and the sender cannot know
 * whether the change was made. So it names its attempt with a key of its choice,
 * and sends it again with the same one: who comes with a key that is known gets
 * the answer of the first time. A digest of what was asked for tells a repetition
 * from another change under the same key.
 *
 * intake_submit and intake_amend do so for records; a door does it for what else it
 * lets people change.
 *
 * Ownership  What is found lives in the caller's struct, its digest in the arena.
 * Threads    As the House; in the transaction of the change.
 * Faults     FAULT_CONFLICT when the key was used for something else; the store's.
 */
#ifndef INTAKE_ATTEMPT_H
#define INTAKE_ATTEMPT_H

#include "intake/house.h"

/* What came of an attempt. */
typedef struct {
    bool     was_made; /* there is one with this key; the rest is its answer */
    Str      what;     /* when it is kept: a form's name, or "person" */
    Str      digest;   /* when it is read: of what was asked for */
    int64_t  subject_id, record_id;
    uint32_t revision;
} Attempt;

/* The attempt with that key, whatever it asked for. */
bool attempt_read(Attempt *out, House *house, Str key, Arena *arena, Fault *fault) MUST_CHECK;
/* The same, which must have asked for the same. */
bool attempt_find(Attempt *out, House *house, Str key, Str digest, Arena *arena,
                  Fault *fault) MUST_CHECK;
bool attempt_keep(House *house, const Job *job, Str key, Str digest, const Attempt *attempt,
                  Fault *fault) MUST_CHECK;

#endif
