/* actor.h - who is doing it, and whether they may.
 *
 * Every function of the domain takes the actor it works for, so that no door can
 * forget to ask. An actor has a role, which says what it may do, and a place,
 * which says where: the organisation it belongs to and everything below that.
 *
 * Access stands below the registry and cannot look up what is below what; so the
 * fact is given as a value, by whoever has the tree of organisations at hand.
 *
 * Ownership  An Actor is a plain value; its login is borrowed from the arena that
 *            it was read into.
 * Threads    Any.
 * Faults     FAULT_DENIED, which names the permission or the place, and nothing
 *            about what lies behind it.
 */
#ifndef ACCESS_ACTOR_H
#define ACCESS_ACTOR_H

#include "access/role.h"
#include "base/fault.h"

typedef struct {
    int64_t account_id; /* 0: the system */
    Str     login;
    Role    role;
    int64_t worker_id;            /* 0: none */
    int64_t organisation_id;      /* it sees this one and those below; 0: all, the system only */
    bool    must_change_password; /* and may do nothing else before */
} Actor;

/* The operator at the machine: may do everything, everywhere. */
const Actor *actor_system(void);

bool actor_is_system(const Actor *actor);

bool access_require(const Actor *actor, Permission permission, Fault *fault) MUST_CHECK;

/* `is_inside` is whether the thing in question belongs to the actor's organisation
 * or to one below it; the system may go everywhere. */
bool access_require_place(const Actor *actor, bool is_inside, Fault *fault) MUST_CHECK;

#endif
