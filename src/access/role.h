/* role.h - what an account is for, and what it may do.
 *
 * A role is a row of role.def; its permissions are a set of bits. Where an
 * account may do it is another question, and the actor's (actor.h).
 *
 * ROLE_SYSTEM is the operator at the machine itself: commands and the making of
 * a demonstration. No account has it.
 *
 * Ownership  Constants of the program.
 * Threads    Any.
 */
#ifndef ACCESS_ROLE_H
#define ACCESS_ROLE_H

#include "base/attributes.h"
#include "base/label.h"

typedef enum {
#define X(permission, name, zh, en) permission,
#include "access/permission.def"
#undef X
    PERMISSION_COUNT,
} Permission;

typedef uint32_t PermissionSet;
#define PERMISSION_SET(permission) ((PermissionSet)1 << (permission))

typedef enum {
#define X(role, name, zh, en, permissions) role,
#include "access/role.def"
#undef X
    ROLE_COUNT,
} Role;

Str   role_name(Role role); /* "village_doctor": in the store, in URLs and on the command line */
bool  role_find(Role *out, Str name) MUST_CHECK;
Label role_label(Role role);

bool role_permits(Role role, Permission permission);

Str   permission_name(Permission permission); /* "read_person" */
Label permission_label(Permission permission);

#endif
