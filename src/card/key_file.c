#include "card/key_file.h"

#include <string.h>

#include "codec/base32.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"

/* ---- writing ------------------------------------------------------------------------------ */

/* Instants are numbers: milliseconds since 1970, UTC. */
static void add_key(JsonWriter *json, const CardKey *key, Arena *arena)
{
    Str const bytes = { (const char *)key->public.bytes, SM2_PUBLIC_BYTES };

    json_begin_object(json);
    json_add_key(json, SV("key_id"));
    json_add_str(json, card_key_id_text(arena, key->key_id));
    json_add_key(json, SV("algorithm"));
    json_add_str(json, SV("SM2-SM3"));
    json_add_key(json, SV("public_key"));
    json_add_str(json, base32_encode(arena, bytes));
    json_add_key(json, SV("signs_from"));
    json_add_int(json, key->signs_from);
    json_add_key(json, SV("signs_until"));
    if (key->signs_until == INT64_MAX)
        json_add_null(json);
    else
        json_add_int(json, key->signs_until);
    json_add_key(json, SV("revoked_at"));
    if (key->revoked_at == 0)
        json_add_null(json);
    else
        json_add_int(json, key->revoked_at);
    json_end_object(json);
}

void card_key_file_write(Buf *out, const CardKey *keys, uint32_t count, Arena *arena)
{
    JsonWriter json = json_open(out);

    json_begin_object(&json);
    json_add_key(&json, SV("keys"));
    json_begin_array(&json);
    for (uint32_t i = 0; i < count; i++)
        add_key(&json, &keys[i], arena);
    json_end_array(&json);
    json_end_object(&json);
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool read_instant(int64_t *out, const Json *item, Str name, int64_t otherwise, Fault *fault)
{
    *out = otherwise;
    return !json_has(item, name) || json_get_int(out, item, name, fault);
}

static bool read_key(CardKey *out, Arena *arena, const Json *item, Fault *fault)
{
    Str id = SV("");
    Str coded = SV("");
    Str bytes = SV("");

    *out = (CardKey){ 0 };
    if (!json_get_str(&id, item, SV("key_id"), fault) ||
        !json_get_str(&coded, item, SV("public_key"), fault) ||
        !read_instant(&out->signs_from, item, SV("signs_from"), 0, fault) ||
        !read_instant(&out->signs_until, item, SV("signs_until"), INT64_MAX, fault) ||
        !read_instant(&out->revoked_at, item, SV("revoked_at"), 0, fault))
        return false;
    if (!base32_decode(&bytes, arena, coded) || bytes.len != SM2_PUBLIC_BYTES)
        return fault_set(fault, FAULT_INVALID, "public_key expects 65 bytes in base32");
    memcpy(out->public.bytes, bytes.ptr, SM2_PUBLIC_BYTES);
    if (!card_key_id_parse(&out->key_id, id) || card_key_id_of(&out->public) != out->key_id)
        return fault_set(fault, FAULT_INVALID, "the key_id is not that of the public_key");
    return true;
}

static bool read_json(const CardKey **out, uint32_t *count, Arena *arena, Str text, Fault *fault)
{
    const Json *root = NULL;
    const Json *items = NULL;

    if (!json_parse(&root, arena, text, fault) || !json_get_array(&items, root, SV("keys"), fault))
        return false;
    if (items->count > CARD_KEYS_MAX)
        return fault_set(fault, FAULT_TOO_LARGE, "at most %d keys are read", CARD_KEYS_MAX);
    CardKey *const keys = arena_array(arena, items->count, sizeof *keys);
    for (const Json *item = items->first; item; item = item->next)
        if (!read_key(&keys[(*count)++], arena, item, fault))
            return fault_context(fault, "key %u", *count);
    *out = keys;
    return true;
}

bool card_key_file_read(const CardKey **out, uint32_t *count, Arena *arena, Str text, Fault *fault)
{
    Str const trimmed = str_trim(text);

    *count = 0;
    if (str_starts_with(trimmed, SV("{")))
        return read_json(out, count, arena, trimmed, fault);
    CardKey *const key = arena_alloc(arena, sizeof *key);
    *key = (CardKey){ .signs_until = INT64_MAX };
    if (!sm2_public_from_pem(&key->public, trimmed, fault))
        return false;
    key->key_id = card_key_id_of(&key->public);
    *out = key;
    *count = 1;
    return true;
}
