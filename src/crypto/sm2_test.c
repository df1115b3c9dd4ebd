/* The standard's own example, and what must not verify. */
#include <string.h>

#include "base/test.h"
#include "crypto/sm2.h"

static void from_hex(uint8_t *out, const char *hex)
{
    for (; *hex; hex += 2)
        *out++ = (uint8_t)(str_hex_digit(hex[0]) * 16 + str_hex_digit(hex[1]));
}

/* GB/T 32918.5-2017, annex A.2: "message digest", signed with the default name. */
static const char SECRET[] = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
static const char PUBLIC[] = "04"
                             "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
                             "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
static const char SIGNATURE[] = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
                                "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";

void sm2_standard_test(Test *test)
{
    Arena    *arena = arena_open();
    Sm2Secret secret;
    Sm2Public public;
    Sm2Signature signature;
    Sm2Signature own;
    Sm2Key      *key = NULL;
    Fault        fault = { 0 };

    from_hex(secret.bytes, SECRET);
    from_hex(public.bytes, PUBLIC);
    from_hex(signature.bytes, SIGNATURE);
    check_true(test, sm2_key_open(&key, arena, &public, NULL, &fault));
    check_true(test, sm2_verify(key, SV("message digest"), &signature));
    check_true(test, !sm2_verify(key, SV("message digesT"), &signature));
    check_true(test, !sm2_verify(key, SV(""), &signature));
    for (size_t i = 0; i < sizeof signature.bytes; i++) {
        Sm2Signature altered = signature;

        test_row(test, "byte %zu", i);
        altered.bytes[i] ^= 1;
        check_true(test, !sm2_verify(key, SV("message digest"), &altered));
    }
    memset(own.bytes, 0, sizeof own.bytes);
    check_true(test, !sm2_verify(key, SV("message digest"), &own));
    sm2_key_close(&key);

    /* Signed with the standard's private key: its public key verifies it. */
    check_true(test, sm2_key_open(&key, arena, &public, &secret, &fault));
    check_true(test, sm2_sign(&own, key, SV("message digest"), &fault));
    check_true(test, memcmp(own.bytes, signature.bytes, sizeof own.bytes) != 0);
    check_true(test, sm2_verify(key, SV("message digest"), &own));
    sm2_key_close(&key);
    check_true(test, key == NULL);
    arena_close(&arena);
}

void sm2_keys_test(Test *test)
{
    Arena    *arena = arena_open();
    Sm2Secret secret[2];
    Sm2Public public[2];
    Sm2Public    back;
    Sm2Signature signature;
    Sm2Key      *mine = NULL;
    Sm2Key      *other = NULL;
    Str          pem = SV("");
    Fault        fault = { 0 };

    for (int i = 0; i < 2; i++)
        check_true(test, sm2_generate(&secret[i], &public[i], &fault));
    check_true(test, memcmp(secret[0].bytes, secret[1].bytes, SM2_SECRET_BYTES) != 0);
    check_true(test, sm2_public_to_pem(&pem, arena, &public[0], &fault));
    check_true(test, str_starts_with(pem, SV("-----BEGIN PUBLIC KEY-----\n")));
    check_true(test, sm2_public_from_pem(&back, pem, &fault));
    check_true(test, memcmp(back.bytes, public[0].bytes, SM2_PUBLIC_BYTES) == 0);

    check_true(test, sm2_key_open(&mine, arena, &public[0], &secret[0], &fault));
    check_true(test, sm2_key_open(&other, arena, &public[1], NULL, &fault));
    check_true(test, sm2_sign(&signature, mine, SV("x"), &fault));
    check_true(test, sm2_verify(mine, SV("x"), &signature));
    check_true(test, !sm2_verify(other, SV("x"), &signature));
    sm2_key_close(&mine);
    sm2_key_close(&other);

    public[0].bytes[40] ^= 1; /* no longer on the curve */
    check_true(test, !sm2_key_open(&mine, arena, &public[0], NULL, &fault));
    check_equal(test, fault.code, FAULT_INVALID);
    arena_close(&arena);
}

void sm2_pem_test(Test *test)
{
    /* The second is a key of another curve (P-256). */
    static const char *const ROWS[] = {
        "",
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELPw2IC+5UVzCFy1UCbgLFnCGZBOX\n"
        "Oz0awiVTBmOxQUHq6hmNYTfFNXFRM4NWxLKi50mLvNpRSSnXZQvc2xezqQ==\n"
        "-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "barefoot",
    };

    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Sm2Public public;
        Fault fault = { 0 };

        test_row(test, "row %zu", i);
        check_true(test, !sm2_public_from_pem(&public, str_from_c(ROWS[i]), &fault));
        check_equal(test, fault.code, FAULT_INVALID);
    }
}
