#include "access/actor.h"

const Actor *actor_system(void)
{
    static const Actor SYSTEM = { .login = { "system", 6 }, .role = ROLE_SYSTEM };

    return &SYSTEM;
}

/* Both must hold, so that an account cannot become the system by a wrong column. */
bool actor_is_system(const Actor *actor)
{
    return actor->role == ROLE_SYSTEM && actor->account_id == 0;
}

bool access_require(const Actor *actor, Permission permission, Fault *fault)
{
    Str const words = permission_label(permission).en;

    if (actor->role == ROLE_SYSTEM && !actor_is_system(actor))
        return fault_set(fault, FAULT_DENIED, "no account may act as the system");
    if (actor->must_change_password)
        return fault_set(fault, FAULT_DENIED, "change the password first");
    if (!role_permits(actor->role, permission))
        return fault_set(fault, FAULT_DENIED, "this account may not %.*s", (int)words.len,
                         words.ptr);
    return true;
}

bool access_require_place(const Actor *actor, bool is_inside, Fault *fault)
{
    if (is_inside || actor_is_system(actor))
        return true;
    return fault_set(fault, FAULT_DENIED,
                     "this account sees only its own organisation and those below it");
}
