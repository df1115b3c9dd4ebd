#include "access/role.h"

#include <assert.h>

static const struct {
    const char *name, *zh, *en;
} PERMISSIONS[] = {
#define X(permission, name, zh, en) { name, zh, en },
#include "access/permission.def"
#undef X
};

static_assert(COUNT_OF(PERMISSIONS) == PERMISSION_COUNT, "a permission without words");
static_assert(PERMISSION_COUNT < 32, "a set of permissions is 32 bits");

static const struct {
    const char   *name, *zh, *en;
    PermissionSet permissions;
} ROLES[] = {
#define X(role, name, zh, en, permissions) { name, zh, en, permissions },
#include "access/role.def"
#undef X
};

static_assert(COUNT_OF(ROLES) == ROLE_COUNT, "a role without a row");

Str role_name(Role role)
{
    assert(role < ROLE_COUNT);
    return str_from_c(ROLES[role].name);
}

bool role_find(Role *out, Str name)
{
    for (size_t i = 0; i < COUNT_OF(ROLES); i++)
        if (str_equal(name, str_from_c(ROLES[i].name))) {
            *out = (Role)i;
            return true;
        }
    return false;
}

Label role_label(Role role)
{
    assert(role < ROLE_COUNT);
    return (Label){ str_from_c(ROLES[role].zh), str_from_c(ROLES[role].en) };
}

bool role_permits(Role role, Permission permission)
{
    assert(role < ROLE_COUNT && permission < PERMISSION_COUNT);
    return (ROLES[role].permissions & PERMISSION_SET(permission)) != 0;
}

Str permission_name(Permission permission)
{
    assert(permission < PERMISSION_COUNT);
    return str_from_c(PERMISSIONS[permission].name);
}

Label permission_label(Permission permission)
{
    assert(permission < PERMISSION_COUNT);
    return (Label){ str_from_c(PERMISSIONS[permission].zh),
                    str_from_c(PERMISSIONS[permission].en) };
}
