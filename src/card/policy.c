#include "card/policy.h"

#include <assert.h>

#include "access/audit.h"

static const struct {
    Str     name;
    Label   label;
    int64_t otherwise, low, high;
} POLICIES[] = {
#define X(policy, name, zh, en, otherwise, low, high)                                              \
    [policy] = { { name, sizeof(name) - 1 },                                                       \
                 { { zh, sizeof(zh) - 1 }, { en, sizeof(en) - 1 } },                               \
                 otherwise,                                                                        \
                 low,                                                                              \
                 high },
#include "card/policy.def"
#undef X
};

Str card_policy_name(CardPolicy policy)
{
    return POLICIES[policy].name;
}

Label card_policy_label(CardPolicy policy)
{
    return POLICIES[policy].label;
}

bool card_policy_find(CardPolicy *out, Str name)
{
    for (int i = 0; i < CARD_POLICY_COUNT; i++) {
        if (str_equal(POLICIES[i].name, name)) {
            *out = (CardPolicy)i;
            return true;
        }
    }
    return false;
}

bool card_policy_get(int64_t *out, const Registry *registry, CardPolicy policy, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok = statement_open(&select, registry->store,
                                   SQL("SELECT value FROM card_policy"
                                       " WHERE name = ?1 AND valid_from <= ?2"
                                       " ORDER BY valid_from DESC LIMIT 1"),
                                   fault) &&
                    statement_bind_text(select, 1, POLICIES[policy].name, fault) &&
                    statement_bind_int(select, 2, registry->now, fault) &&
                    statement_next(select, &row, fault);

    if (ok)
        *out = row ? statement_int(select, 0) : POLICIES[policy].otherwise;
    statement_close(&select);
    return ok;
}

bool card_policy_put(const Registry *registry, CardPolicy policy, int64_t value, Fault *fault)
{
    Str const  name = POLICIES[policy].name;
    Statement *insert = NULL;

    assert(store_in_transaction(registry->store));
    if (!access_require(registry->actor, PERMIT_MANAGE_DEFINITION, fault))
        return false;
    if (value < POLICIES[policy].low || value > POLICIES[policy].high)
        return fault_set(fault, FAULT_INVALID, "%.*s must be a number from %lld to %lld",
                         (int)name.len, name.ptr, (long long)POLICIES[policy].low,
                         (long long)POLICIES[policy].high);
    bool const ok =
        statement_open(&insert, registry->store,
                       SQL("INSERT INTO card_policy (name, valid_from, value, recorded_by)"
                           " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name, valid_from)"
                           " DO UPDATE SET value = excluded.value,"
                           "  recorded_by = excluded.recorded_by"),
                       fault) &&
        statement_bind_text(insert, 1, name, fault) &&
        statement_bind_int(insert, 2, registry->now, fault) &&
        statement_bind_int(insert, 3, value, fault) &&
        statement_bind_int(insert, 4, registry->actor->account_id, fault) &&
        statement_run(insert, fault) &&
        audit_write(registry->store, registry->actor,
                    (AuditEntry){ .at = registry->now,
                                  .action = AUDIT_CARD_POLICY,
                                  .detail = str_format(registry->arena, "%.*s %lld", (int)name.len,
                                                       name.ptr, (long long)value) },
                    fault);
    statement_close(&insert);
    return ok;
}
