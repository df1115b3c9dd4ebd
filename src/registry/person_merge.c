#include "registry/person_merge.h"

#include <assert.h>

#include "registry/person_private.h"

/* ---- who it is now --------------------------------------------------------------------- */

bool person_resolve(int64_t *person_id, Store *store, int64_t id, Fault *fault)
{
    int64_t next = id;

    *person_id = id;
    for (int i = 0; next && i <= PERSON_MERGE_CHAIN_MAX; i++) {
        *person_id = next;
        if (!registry_ask_id(&next, store,
                             SQL("SELECT kept_id FROM person_merge"
                                 " WHERE merged_id = ?1 AND undone_at IS NULL"),
                             *person_id, fault))
            return false;
    }
    return next == 0 ||
           fault_set(fault, FAULT_DAMAGED, "the merges of person %lld have no end", (long long)id);
}

bool person_find_by_alias(int64_t *person_id, Store *store, PersonField field, Str number,
                          Fault *fault)
{
    int64_t id = 0;

    assert(field == PERSON_FIELD_CITIZEN_ID || field == PERSON_FIELD_RECORD_NUMBER);
    *person_id = 0;
    return registry_ask_text(&id, store,
                             field == PERSON_FIELD_CITIZEN_ID
                                 ? SQL("SELECT person_id FROM person_alias"
                                       " WHERE number = ?1 AND kind = 'citizen_id'")
                                 : SQL("SELECT person_id FROM person_alias"
                                       " WHERE number = ?1 AND kind = 'record_number'"),
                             number, fault) &&
           (id == 0 || person_resolve(person_id, store, id, fault));
}
