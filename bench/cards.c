/* Codes of health cards: signed and verified, beside OpenSSL alone. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "card/card.h"
#include "card/key.h"
#include "card/verify.h"

enum { ROUNDS = 2000, SIGNED_BYTES = 33, SIGNATURE_BYTES_MAX = 80 };

static void say(const char *what, double begun)
{
    double const seconds = bench_seconds() - begun;

    (void)printf("cards %s per_second %.0f each_us %.1f\n", what, ROUNDS / seconds,
                 seconds * 1e6 / ROUNDS);
}

static void must(bool ok)
{
    if (!ok)
        abort();
}

/* ---- OpenSSL alone --------------------------------------------------------------------------- */

static EVP_MD_CTX *open_context(EVP_PKEY *pkey)
{
    EVP_MD_CTX *const   digest = EVP_MD_CTX_new();
    EVP_PKEY_CTX *const context = EVP_PKEY_CTX_new(pkey, NULL);

    must(EVP_PKEY_CTX_set1_id(context, "1234567812345678", 16) == 1);
    EVP_MD_CTX_set_pkey_ctx(digest, context);
    return digest;
}

static void close_context(EVP_MD_CTX *digest)
{
    EVP_PKEY_CTX *const context = EVP_MD_CTX_get_pkey_ctx(digest);

    EVP_MD_CTX_free(digest);
    EVP_PKEY_CTX_free(context);
}

static void measure_raw(void)
{
    EVP_PKEY *const     pkey = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    unsigned char const text[SIGNED_BYTES] = { 1 };
    unsigned char       signature[SIGNATURE_BYTES_MAX];
    size_t              len = 0;
    double              begun = bench_seconds();

    for (int i = 0; i < ROUNDS; i++) {
        EVP_MD_CTX *const digest = open_context(pkey);

        len = sizeof signature;
        must(EVP_DigestSignInit(digest, NULL, EVP_sm3(), NULL, pkey) == 1 &&
             EVP_DigestSign(digest, signature, &len, text, sizeof text) == 1);
        close_context(digest);
    }
    say("sign_raw", begun);
    begun = bench_seconds();
    for (int i = 0; i < ROUNDS; i++) {
        EVP_MD_CTX *const digest = open_context(pkey);

        must(EVP_DigestVerifyInit(digest, NULL, EVP_sm3(), NULL, pkey) == 1 &&
             EVP_DigestVerify(digest, signature, len, text, sizeof text) == 1);
        close_context(digest);
    }
    say("verify_raw", begun);
    EVP_PKEY_free(pkey);
}

/* ---- the product ----------------------------------------------------------------------------- */

static Card make_card(House *house, const Job *job, Fault *fault)
{
    Registry const  registry = house_registry(house, job);
    Problems        problems = problems_open(job->arena);
    CardIssue const issue = { bench_person_id(0), true };
    Card            card;

    bench_require(intake_begin(house, fault), fault);
    bench_require(card_key_ensure(&registry, fault) &&
                      card_issue(&card, &registry, &issue, &problems, fault) &&
                      intake_commit(house, fault),
                  fault);
    intake_end(house);
    return card;
}

static Str measure_signing(const Registry *registry, const Card *card, Arena *keep, Fault *fault)
{
    Str          text = SV("");
    double const begun = bench_seconds();

    for (int i = 0; i < ROUNDS; i++) {
        Problems problems = problems_open(registry->arena);
        CardCode code;

        bench_require(card_code(&code, registry, card, CARD_TOKEN_PRINTED, &problems, fault),
                      fault);
        text = str_copy(keep, code.text);
        arena_reset(registry->arena);
    }
    say("sign", begun);
    return text;
}

static void measure_verifying(const Registry *registry, Str text, Arena *keep, Fault *fault)
{
    Registry     kept = *registry;
    CardVerifier verifier = { .now = registry->now };
    CardToken    token;
    CardVerdict  verdict;
    double       begun = bench_seconds();

    for (int i = 0; i < ROUNDS; i++) {
        bench_require(card_verify(&verdict, registry, text, fault), fault);
        must(verdict.check == CARD_CHECK_VERIFIED);
        arena_reset(registry->arena);
    }
    say("verify", begun);
    kept.arena = keep;
    bench_require(card_key_list(&verifier.keys, &verifier.key_count, &kept, fault), fault);
    begun = bench_seconds();
    for (int i = 0; i < ROUNDS; i++)
        must(card_check_offline(&token, &verifier, text) == CARD_CHECK_VERIFIED);
    say("verify_offline", begun);
}

void bench_cards(const char *location)
{
    Arena *keep = arena_open();
    Arena *arena = arena_open();
    House *house = NULL;
    Fault  fault = { 0 };

    measure_raw();
    bench_require(house_open(&house, str_from_c(location), HOUSE_WRITE, &fault), &fault);
    Job const      job = { actor_system(), bench_now(), bench_today(), arena };
    Card const     card = make_card(house, &job, &fault);
    Registry const registry = house_registry(house, &job);

    bench_require(store_begin(house->store, STORE_READ, &fault), &fault);
    Str const text = measure_signing(&registry, &card, keep, &fault);
    measure_verifying(&registry, text, keep, &fault);
    store_end(house->store);
    house_close(&house);
    arena_close(&arena);
    arena_close(&keep);
}
