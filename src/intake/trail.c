#include "intake/trail.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/thread.h"

enum { NOTES_AT_ONCE = 512, FLUSH_STEP_MS = 1, FLUSH_TRIES = 3 };

typedef struct {
    Arena     *arena; /* of its own, with the note in it */
    Actor      actor;
    AuditEntry entry;
} Note;

struct Trail {
    Writer          *writer;
    Queue           *notes;
    _Atomic uint32_t waiting_count; /* at most as many as are in the queue */
    atomic_bool      is_at_work;    /* a job is with the writer, or about to be */
    _Atomic uint32_t failure_count;
    WriteJob         job;
    Note            *held[NOTES_AT_ONCE]; /* by the job, until they are committed */
    _Atomic uint32_t held_count;
};

static void forget(Note *note)
{
    Arena *arena = note->arena;

    arena_close(&arena);
}

static void forget_held(Trail *trail)
{
    for (uint32_t i = 0; i < atomic_load(&trail->held_count); i++)
        forget(trail->held[i]);
    atomic_store(&trail->held_count, 0);
}

static bool has_work(Trail *trail)
{
    return atomic_load(&trail->waiting_count) > 0 || atomic_load(&trail->held_count) > 0;
}

/* A count of what is surely there, so that queue_take does not wait. */
static void hold_notes(Trail *trail)
{
    uint32_t const waiting = atomic_load(&trail->waiting_count);
    uint32_t const wanted = waiting < NOTES_AT_ONCE ? waiting : NOTES_AT_ONCE;
    void          *taken[NOTES_AT_ONCE];

    if (wanted == 0)
        return;
    uint32_t const count = queue_take(trail->notes, taken, wanted);
    for (uint32_t i = 0; i < count; i++)
        trail->held[i] = taken[i];
    atomic_store(&trail->held_count, count);
    (void)atomic_fetch_sub(&trail->waiting_count, count);
}

/* After a rollback, or a commit that failed, the same notes again. */
static bool write_notes(WriteJob *job, House *house, Fault *fault)
{
    Trail *const trail = job->context;

    if (atomic_load(&trail->held_count) == 0)
        hold_notes(trail);
    for (uint32_t i = 0; i < atomic_load(&trail->held_count); i++)
        if (!audit_write(house->store, &trail->held[i]->actor, trail->held[i]->entry, fault))
            return false;
    return true;
}

/* Whoever finds the trail idle puts it to work. */
static void set_to_work(Trail *trail)
{
    Fault fault = { 0 };

    if (atomic_exchange(&trail->is_at_work, true))
        return;
    if (writer_submit(trail->writer, &trail->job, &fault))
        return;
    (void)atomic_fetch_add(&trail->failure_count, 1);
    atomic_store(&trail->is_at_work, false); /* the next note tries again */
}

static void after_commit(WriteJob *job)
{
    Trail *const trail = job->context;
    bool const   ok = job->ok;

    if (ok) {
        forget_held(trail);
    } else {
        (void)atomic_fetch_add(&trail->failure_count, 1);
        log_fault(LOG_ERROR, "trail", &job->fault);
    }
    atomic_store(&trail->is_at_work, false);
    if (ok && atomic_load(&trail->waiting_count) > 0)
        set_to_work(trail);
}

Trail *trail_open(Writer *writer)
{
    Trail *const trail = calloc(1, sizeof *trail);

    if (!trail)
        abort();
    trail->writer = writer;
    trail->notes = queue_open(TRAIL_NOTES_MAX);
    trail->job = (WriteJob){ .run = write_notes, .done = after_commit, .context = trail };
    return trail;
}

bool trail_note(Trail *trail, const Actor *actor, AuditEntry entry, Fault *fault)
{
    Arena      *arena = arena_open();
    Note *const note = arena_alloc(arena, sizeof *note);

    note->arena = arena;
    note->actor = *actor;
    note->actor.login = SV("");
    note->entry = entry;
    note->entry.form = str_copy(arena, entry.form);
    note->entry.detail = str_copy(arena, entry.detail);
    if (!queue_push(trail->notes, note)) {
        arena_close(&arena);
        return fault_set(fault, FAULT_BUSY, "what is read cannot be written down at the moment");
    }
    (void)atomic_fetch_add(&trail->waiting_count, 1);
    set_to_work(trail);
    return true;
}

void trail_flush(Trail *trail)
{
    atomic_store(&trail->failure_count, 0);
    while (true) {
        if (atomic_load(&trail->is_at_work)) {
            (void)poll(NULL, 0, FLUSH_STEP_MS);
            continue;
        }
        if (!has_work(trail))
            return;
        if (atomic_load(&trail->failure_count) >= FLUSH_TRIES) {
            log_line(LOG_ERROR, "trail", "%u reads could not be written down",
                     atomic_load(&trail->waiting_count) + atomic_load(&trail->held_count));
            return;
        }
        set_to_work(trail);
    }
}

void trail_close(Trail **trail)
{
    Trail *const closed = *trail;
    void        *left[NOTES_AT_ONCE];

    if (!closed)
        return;
    forget_held(closed);
    queue_stop(closed->notes); /* then taking from it does not wait */
    for (uint32_t count = 1; count > 0;) {
        count = queue_take(closed->notes, left, NOTES_AT_ONCE);
        for (uint32_t i = 0; i < count; i++)
            forget(left[i]);
    }
    queue_close(&closed->notes);
    free(closed);
    *trail = NULL;
}
