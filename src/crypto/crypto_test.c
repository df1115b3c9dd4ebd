/* Known answers, and what must never fit. */
#include <string.h>

#include "base/instant.h"
#include "base/test.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "crypto/random.h"

void digest_test(Test *test)
{
    /* FIPS 180-4, examples; the last is a million times the letter a. */
    static const struct {
        const char *text;
        uint32_t    times;
        const char *want;
    } CASES[] = {
        { "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "aaaaaaaaaaaaaaaa",
          10000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
    };
    Arena    *arena = arena_open();
    Digester *digester = digester_open(arena);

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        test_row(test, "case %zu", i);
        for (uint32_t j = 0; j < CASES[i].times; j++)
            digester_add(digester, str_from_c(CASES[i].text));
        Digest const digest = digester_end(digester);
        check_text(test, digest_hex(arena, digest), str_from_c(CASES[i].want));
        if (CASES[i].times == 1)
            check_true(test, digest_equal(digest, digest_of(str_from_c(CASES[i].text))));

        Digest back;
        check_true(test, digest_parse(&back, str_from_c(CASES[i].want)));
        check_true(test, digest_equal(digest, back));
        back.bytes[31] ^= 1;
        check_true(test, !digest_equal(digest, back));
    }
    digester_close(&digester);
    check_true(test, digester == NULL);

    /* GB/T 32905, annex A.1 */
    check_text(test, digest_hex(arena, digest_sm3(SV("abc"))),
               SV("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"));

    Digest    digest = digest_of(SV("abc"));
    Str const hex = digest_hex(arena, digest);
    check_true(test, !digest_parse(&digest, str_slice(hex, 0, 63)));
    check_true(test, !digest_parse(&digest, str_format(arena, "%.*sg", 63, hex.ptr)));
    check_true(test, digest_parse(&digest, SV("BA7816BF8F01CFEA414140DE5DAE2223"
                                              "B00361A396177A9CB410FF61F20015AD")));
    check_true(test, digest_equal(digest, digest_of(SV("abc"))));
    arena_close(&arena);
}

void random_token_test(Test *test)
{
    static const struct {
        size_t byte_count, char_count;
    } CASES[] = { { 0, 0 }, { 1, 2 }, { 2, 3 }, { 3, 4 }, { 16, 22 }, { 32, 43 } };
    Arena *arena = arena_open();
    Fault  fault = { 0 };

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str one = SV("");
        Str two = SV("");

        test_row(test, "%zu bytes", CASES[i].byte_count);
        check_true(test, random_token(&one, arena, CASES[i].byte_count, &fault));
        check_true(test, random_token(&two, arena, CASES[i].byte_count, &fault));
        check_equal(test, one.len, CASES[i].char_count);
        for (size_t j = 0; j < one.len; j++)
            check_true(test, strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-_",
                                    one.ptr[j]) != NULL);
        if (CASES[i].byte_count >= 16)
            check_true(test, !str_equal(one, two));
    }

    /* Every letter of the alphabet comes, so no bit is always 0 or 1. */
    Str  token = SV("");
    bool seen[256] = { false };
    int  seen_count = 0;
    check_true(test, random_token(&token, arena, 6000, &fault));
    for (size_t i = 0; i < token.len; i++) {
        unsigned char const c = (unsigned char)token.ptr[i];
        seen_count += !seen[c];
        seen[c] = true;
    }
    check_equal(test, seen_count, 64);
    arena_close(&arena);
}

void compare_test(Test *test)
{
    char secret[] = "secret";

    check_true(test, compare_equal(SV("abc"), SV("abc")));
    check_true(test, !compare_equal(SV("abc"), SV("abd")));
    check_true(test, !compare_equal(SV("abc"), SV("ab")));
    check_true(test, compare_equal(SV(""), SV("")));
    compare_wipe(secret, sizeof secret);
    check_equal(test, secret[0] | secret[5], 0);
}

void password_test(Test *test)
{
    Arena *arena = arena_open();
    Str    encoded = SV("");
    Str    again = SV("");
    Fault  fault = { 0 };

    check_true(test, password_hash(&encoded, arena, SV("密码 correct"), &fault));
    check_true(test, password_hash(&again, arena, SV("密码 correct"), &fault));
    check_true(test, !str_equal(encoded, again)); /* each has its own salt */
    check_true(test, password_is_current(encoded));

    struct {
        const char *name;
        Str         encoded, password;
        bool        fits;
    } const cases[] = {
        { "right", encoded, SV("密码 correct"), true },
        { "wrong", encoded, SV("密码 Correct"), false },
        { "empty", encoded, SV(""), false },
        { "longer", encoded, SV("密码 correct\0"), false },
        { "too long",
          encoded,
          { arena_alloc(arena, PASSWORD_BYTES_MAX + 1), PASSWORD_BYTES_MAX + 1 },
          false },
        { "cut", str_slice(encoded, 0, encoded.len - 1), SV("密码 correct"), false },
        { "no text", SV(""), SV(""), false },
        { "other kind", SV("$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"), SV("x"),
          false },
        { "dear memory", SV("$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"), SV("x"),
          false },
        { "dear passes", SV("$argon2id$v=19$m=19456,t=99999,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"), SV("x"),
          false },
        { "many lanes", SV("$argon2id$v=19$m=19456,t=2,p=64$c2FsdHNhbHQ$aGFzaGhhc2g"), SV("x"),
          false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool fits = !cases[i].fits;

        test_row(test, "%s", cases[i].name);
        check_true(test, password_verify(&fits, cases[i].encoded, cases[i].password, &fault));
        check_equal(test, fits, cases[i].fits);
    }

    /* Made elsewhere with smaller parameters: it fits, and is to be hashed anew. */
    bool      fits = false;
    Str const old = SV("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA"
                       "$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM");
    check_true(test, password_verify(&fits, old, SV("password"), &fault) && fits);
    check_true(test, !password_is_current(old));

    Str const too_long = { arena_alloc(arena, PASSWORD_BYTES_MAX + 1), PASSWORD_BYTES_MAX + 1 };
    check_true(test, !password_hash(&encoded, arena, too_long, &fault));
    check_equal(test, fault.code, FAULT_TOO_LARGE);
    arena_close(&arena);
}

/* The two take the same time, within what a busy machine adds. */
void password_nobody_test(Test *test)
{
    Arena  *arena = arena_open();
    Str     encoded = SV("");
    bool    fits = false;
    Fault   fault = { 0 };
    int64_t known_us = INT64_MAX;
    int64_t nobody_us = INT64_MAX;

    check_true(test, password_hash(&encoded, arena, SV("a"), &fault));
    for (int i = 0; i < 5; i++) { /* the least of some is what the work itself takes */
        int64_t const started_us = instant_monotonic_us();
        check_true(test, password_verify(&fits, encoded, SV("b"), &fault));
        int64_t const middle_us = instant_monotonic_us();
        password_verify_nobody(SV("b"));
        int64_t const ended_us = instant_monotonic_us();
        if (middle_us - started_us < known_us)
            known_us = middle_us - started_us;
        if (ended_us - middle_us < nobody_us)
            nobody_us = ended_us - middle_us;
    }
    check_true(test, nobody_us * 2 > known_us && known_us * 2 > nobody_us);
    arena_close(&arena);
}
