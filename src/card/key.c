#include "card/key.h"

#include <assert.h>
#include <string.h>

#include "access/audit.h"
#include "crypto/compare.h"
#include "crypto/digest.h"

/* ---- ids ---------------------------------------------------------------------------------- */

uint32_t card_key_id_of(const Sm2Public *public)
{
    Digest const digest = digest_sm3((Str){ (const char *)public->bytes, SM2_PUBLIC_BYTES });
    uint32_t     id = 0;

    for (int i = 0; i < 4; i++)
        id = id << 8 | digest.bytes[i];
    return id;
}

Str card_key_id_text(Arena *arena, uint32_t key_id)
{
    return str_format(arena, "%08x", (unsigned)key_id);
}

bool card_key_id_parse(uint32_t *out, Str text)
{
    uint32_t id = 0;

    if (text.len != CARD_KEY_ID_CHARS)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int const digit = str_hex_digit(text.ptr[i]);

        if (digit < 0)
            return false;
        id = id << 4 | (uint32_t)digit;
    }
    *out = id;
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool read_key(CardKey *out, const Statement *select, Fault *fault)
{
    Str const bytes = statement_blob(select, 1);

    *out = (CardKey){ .key_id = (uint32_t)statement_int(select, 0),
                      .signs_from = statement_int(select, 2),
                      .signs_until =
                          statement_is_null(select, 3) ? INT64_MAX : statement_int(select, 3),
                      .revoked_at = statement_int(select, 4) };
    if (bytes.len == SM2_PUBLIC_BYTES)
        memcpy(out->public.bytes, bytes.ptr, SM2_PUBLIC_BYTES);
    if (bytes.len != SM2_PUBLIC_BYTES || card_key_id_of(&out->public) != out->key_id)
        return fault_set(fault, FAULT_DAMAGED, "the public key %08x of cards is not what it was",
                         (unsigned)out->key_id);
    return true;
}

bool card_key_list(const CardKey **out, uint32_t *count, const Registry *registry, Fault *fault)
{
    CardKey   *keys = NULL;
    uint32_t   capacity = 0;
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    *count = 0;
    if (!statement_open(&select, registry->store,
                        SQL("SELECT key_id, public_key, signs_from, signs_until,"
                            "  coalesce(revoked_at, 0)"
                            " FROM card_key ORDER BY signs_from DESC, key_id"),
                        fault))
        return false;
    while (true) {
        if (!statement_next(select, &row, fault))
            goto done;
        if (!row)
            break;
        keys = arena_grow(registry->arena, keys, *count, &capacity, sizeof *keys);
        if (!read_key(&keys[*count], select, fault))
            goto done;
        (*count)++;
    }
    *out = keys;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

const CardKey *card_key_find(const CardKey *keys, uint32_t count, uint32_t key_id)
{
    for (uint32_t i = 0; i < count; i++)
        if (keys[i].key_id == key_id)
            return &keys[i];
    return NULL;
}

bool card_key_signer(Sm2Key **out, uint32_t *key_id, const Registry *registry, Fault *fault)
{
    Statement *select = NULL;
    Sm2Secret  secret;
    CardKey    key;
    bool       row = false;
    bool       ok = statement_open(&select, registry->store,
                                   SQL("SELECT card_key.key_id, public_key, signs_from, signs_until,"
                                             "  coalesce(revoked_at, 0), secret"
                                             " FROM card_key JOIN card_secret USING (key_id)"
                                             " WHERE signs_until IS NULL AND revoked_at IS NULL"
                                             " ORDER BY signs_from DESC LIMIT 1"),
                                   fault) &&
              statement_next(select, &row, fault);

    *out = NULL;
    if (ok && !row)
        ok = fault_set(fault, FAULT_NOT_FOUND,
                       "there is no key to sign cards with;"
                       " 'barefoot card key new' makes one");
    if (ok)
        ok = read_key(&key, select, fault);
    if (ok) {
        Str const bytes = statement_blob(select, 5);

        ok = bytes.len == SM2_SECRET_BYTES ||
             fault_set(fault, FAULT_DAMAGED, "the private key %08x of cards is not what it was",
                       (unsigned)key.key_id);
        if (ok) {
            memcpy(secret.bytes, bytes.ptr, SM2_SECRET_BYTES);
            ok = sm2_key_open(out, registry->arena, &key.public, &secret, fault);
            compare_wipe(&secret, sizeof secret);
            *key_id = key.key_id;
        }
    }
    statement_close(&select);
    return ok;
}

/* ---- writing ------------------------------------------------------------------------------ */

static bool audit_key(const Registry *registry, AuditAction action, uint32_t key_id, Fault *fault)
{
    return audit_write(registry->store, registry->actor,
                       (AuditEntry){ .at = registry->now,
                                     .action = action,
                                     .detail = card_key_id_text(registry->arena, key_id) },
                       fault);
}

static bool run_for_key(const Registry *registry, Sql sql, int64_t a, int64_t b, Fault *fault)
{
    Statement *change = NULL;
    bool const ok = statement_open(&change, registry->store, sql, fault) &&
                    statement_bind_int(change, 1, a, fault) &&
                    statement_bind_int(change, 2, b, fault) && statement_run(change, fault);

    statement_close(&change);
    return ok;
}

static bool insert_pair(const Registry *registry, const CardKey *key, const Sm2Secret *secret,
                        Fault *fault)
{
    Statement *insert = NULL;
    bool       ok =
        statement_open(&insert, registry->store,
                       SQL("INSERT INTO card_key (key_id, public_key, signs_from, recorded_by)"
                           " VALUES (?1, ?2, ?3, ?4)"),
                       fault) &&
        statement_bind_int(insert, 1, key->key_id, fault) &&
        statement_bind_blob(insert, 2, (Str){ (const char *)key->public.bytes, SM2_PUBLIC_BYTES },
                            fault) &&
        statement_bind_int(insert, 3, key->signs_from, fault) &&
        statement_bind_int(insert, 4, registry->actor->account_id, fault) &&
        statement_run(insert, fault);
    statement_close(&insert);
    ok = ok &&
         statement_open(&insert, registry->store,
                        SQL("INSERT INTO card_secret (key_id, secret) VALUES (?1, ?2)"), fault) &&
         statement_bind_int(insert, 1, key->key_id, fault) &&
         statement_bind_blob(insert, 2, (Str){ (const char *)secret->bytes, SM2_SECRET_BYTES },
                             fault) &&
         statement_run(insert, fault);
    /* Bound again, so that the statement, which is kept, no longer has it. */
    if (insert) {
        Fault ignored = { 0 };
        (void)!statement_bind_null(insert, 2, &ignored);
    }
    statement_close(&insert);
    return ok;
}

/* The key of that moment: the one before it ends then. */
static bool make_key(CardKey *out, const Registry *registry, Fault *fault)
{
    Sm2Secret secret;

    assert(store_in_transaction(registry->store));
    *out = (CardKey){ .signs_from = registry->now, .signs_until = INT64_MAX };
    if (!sm2_generate(&secret, &out->public, fault))
        return false;
    out->key_id = card_key_id_of(&out->public);
    bool const ok = run_for_key(registry,
                                SQL("UPDATE card_key SET signs_until = ?2"
                                    " WHERE signs_until IS NULL AND key_id <> ?1"),
                                out->key_id, registry->now, fault) &&
                    store_run(registry->store, SQL("DELETE FROM card_secret"), fault) &&
                    insert_pair(registry, out, &secret, fault) &&
                    audit_key(registry, AUDIT_CARD_KEY_NEW, out->key_id, fault);
    compare_wipe(&secret, sizeof secret);
    return ok;
}

static bool require_operator(const Registry *registry, Fault *fault)
{
    return actor_is_system(registry->actor) ||
           fault_set(fault, FAULT_DENIED, "keys of cards are made by the operator at the machine");
}

bool card_key_rotate(CardKey *out, const Registry *registry, Fault *fault)
{
    return require_operator(registry, fault) && make_key(out, registry, fault);
}

bool card_key_exists(bool *out, const Registry *registry, Fault *fault)
{
    int64_t    count = 0;
    bool const ok = store_ask(&count, registry->store,
                              SQL("SELECT count(*) FROM card_key"
                                  " WHERE signs_until IS NULL AND revoked_at IS NULL"),
                              0, fault);

    *out = count > 0;
    return ok;
}

bool card_key_ensure(const Registry *registry, Fault *fault)
{
    bool    exists = false;
    CardKey key;

    return card_key_exists(&exists, registry, fault) && (exists || make_key(&key, registry, fault));
}

bool card_key_revoke(const Registry *registry, uint32_t key_id, Fault *fault)
{
    const CardKey *keys = NULL;
    uint32_t       count = 0;

    assert(store_in_transaction(registry->store));
    if (!require_operator(registry, fault) || !card_key_list(&keys, &count, registry, fault))
        return false;
    if (!card_key_find(keys, count, key_id))
        return fault_set(fault, FAULT_NOT_FOUND, "there is no key %08x", (unsigned)key_id);
    return run_for_key(registry,
                       SQL("UPDATE card_key SET revoked_at = coalesce(revoked_at, ?2),"
                           "  signs_until = coalesce(signs_until, ?2) WHERE key_id = ?1"),
                       key_id, registry->now, fault) &&
           run_for_key(registry, SQL("DELETE FROM card_secret WHERE key_id = ?1 AND ?2 > 0"),
                       key_id, registry->now, fault) &&
           audit_key(registry, AUDIT_CARD_KEY_REVOKE, key_id, fault);
}
