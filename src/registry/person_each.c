#include "registry/person_each.h"

#include "registry/person_private.h"

bool person_each(const Registry *registry,
                 bool (*see)(void *listener, const Person *person, Fault *fault), void *listener,
                 Fault *fault)
{
    enum { RESET_EACH = 256 };
    Arena     *arena = arena_open();
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!access_require(registry->actor, PERMIT_READ_PERSON, fault) ||
        !registry_require_root(registry, fault))
        goto done;
    Binder binder =
        binder_open(&select, registry->store,
                    SQL("SELECT " PERSON_COLUMNS " FROM person ORDER BY person_id"), fault);
    for (uint32_t count = 1;; count++) {
        if (!binder_next(&binder, &row))
            goto done;
        if (!row)
            break;
        Reader       reader = reader_open(select, arena);
        Person const person = person_read(&reader);
        if (!see(listener, &person, fault))
            goto done;
        if (count % RESET_EACH == 0)
            arena_reset(arena);
    }
    ok = true;

done:
    statement_close(&select);
    arena_close(&arena);
    return ok;
}
