#include "crypto/sm2.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <string.h>

#include "crypto/compare.h"

static const char CURVE[] = "SM2";
static const char SIGNER[] = "1234567812345678";

/* The DER form of r and s: two heads of two bytes, a byte for a sign, one more head. */
enum { NUMBER_BYTES = SM2_SIGNATURE_BYTES / 2, DER_BYTES_MAX = SM2_SIGNATURE_BYTES + 16 };

struct Sm2Key {
    EVP_PKEY *pkey;
};

static bool refuse(Fault *fault)
{
    return fault_set(fault, FAULT_IO, "the library of SM2 does not do its work");
}

/* ---- keys -------------------------------------------------------------------------------- */

bool sm2_generate(Sm2Secret *secret, Sm2Public *public, Fault *fault)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, CURVE);
    BIGNUM   *number = NULL;
    size_t    len = 0;
    bool      ok = pkey && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
              BN_bn2binpad(number, secret->bytes, SM2_SECRET_BYTES) == SM2_SECRET_BYTES &&
              EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, public->bytes,
                                              SM2_PUBLIC_BYTES, &len) == 1 &&
              len == SM2_PUBLIC_BYTES && public->bytes[0] == POINT_CONVERSION_UNCOMPRESSED;

    BN_clear_free(number);
    EVP_PKEY_free(pkey);
    return ok || refuse(fault);
}

static EVP_PKEY *make_pkey(const Sm2Public *public, const Sm2Secret *secret)
{
    OSSL_PARAM_BLD *const build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *const   context = EVP_PKEY_CTX_new_from_name(NULL, CURVE, NULL);
    BIGNUM     *number = secret ? BN_secure_new() : NULL; /* so that OpenSSL wipes its copies */
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY   *pkey = NULL;

    if (!build || !context ||
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, CURVE, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, public->bytes,
                                         SM2_PUBLIC_BYTES) != 1)
        goto done;
    if (secret && (!number || !BN_bin2bn(secret->bytes, SM2_SECRET_BYTES, number) ||
                   OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number) != 1))
        goto done;
    parameters = OSSL_PARAM_BLD_to_param(build);
    if (!parameters || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                          parameters) != 1)
        pkey = NULL;

done:
    OSSL_PARAM_free(parameters);
    BN_clear_free(number);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(context);
    return pkey;
}

bool sm2_key_open(Sm2Key **out, Arena *arena, const Sm2Public *public, const Sm2Secret *secret,
                  Fault *fault)
{
    EVP_PKEY *const pkey = make_pkey(public, secret);

    *out = NULL;
    if (!pkey)
        return fault_set(fault, FAULT_INVALID, "these bytes are no key of the curve SM2");
    *out = arena_alloc(arena, sizeof **out);
    (*out)->pkey = pkey;
    return true;
}

void sm2_key_close(Sm2Key **key)
{
    if (!*key)
        return;
    EVP_PKEY_free((*key)->pkey);
    *key = NULL;
}

/* ---- signatures -------------------------------------------------------------------------- */

/* The signer's name goes into the digest, so the context has to know it before the
 * first byte of text. */
static bool open_context(EVP_MD_CTX **digest, EVP_PKEY_CTX **context, EVP_PKEY *pkey)
{
    *digest = EVP_MD_CTX_new();
    *context = EVP_PKEY_CTX_new(pkey, NULL);
    if (!*digest || !*context ||
        EVP_PKEY_CTX_set1_id(*context, SIGNER, (int)(sizeof SIGNER - 1)) != 1)
        return false;
    EVP_MD_CTX_set_pkey_ctx(*digest, *context);
    return true;
}

static bool numbers_from_der(Sm2Signature *out, const uint8_t *der, size_t len)
{
    ECDSA_SIG *const pair = d2i_ECDSA_SIG(NULL, &der, (long)len);
    bool const       ok =
        pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out->bytes, NUMBER_BYTES) == NUMBER_BYTES &&
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), out->bytes + NUMBER_BYTES, NUMBER_BYTES) ==
            NUMBER_BYTES;

    ECDSA_SIG_free(pair);
    return ok;
}

/* 0: it cannot be written. */
static size_t numbers_to_der(uint8_t der[DER_BYTES_MAX], const Sm2Signature *signature)
{
    ECDSA_SIG *const pair = ECDSA_SIG_new();
    BIGNUM          *r = BN_bin2bn(signature->bytes, NUMBER_BYTES, NULL);
    BIGNUM          *s = BN_bin2bn(signature->bytes + NUMBER_BYTES, NUMBER_BYTES, NULL);
    size_t           len = 0;

    if (pair && r && s && ECDSA_SIG_set0(pair, r, s) == 1) {
        r = s = NULL; /* the pair's now */
        int const size = i2d_ECDSA_SIG(pair, NULL);
        if (size > 0 && size <= DER_BYTES_MAX) {
            uint8_t *end = der;
            len = (size_t)i2d_ECDSA_SIG(pair, &end);
        }
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(pair);
    return len;
}

bool sm2_sign(Sm2Signature *out, const Sm2Key *key, Str text, Fault *fault)
{
    EVP_MD_CTX   *digest = NULL;
    EVP_PKEY_CTX *context = NULL;
    uint8_t       der[DER_BYTES_MAX];
    size_t        len = sizeof der;
    bool const    ok =
        open_context(&digest, &context, key->pkey) &&
        EVP_DigestSignInit(digest, NULL, EVP_sm3(), NULL, key->pkey) == 1 &&
        EVP_DigestSign(digest, der, &len, (const unsigned char *)text.ptr, text.len) == 1 &&
        numbers_from_der(out, der, len);

    EVP_MD_CTX_free(digest);
    EVP_PKEY_CTX_free(context);
    return ok || refuse(fault);
}

bool sm2_verify(const Sm2Key *key, Str text, const Sm2Signature *signature)
{
    EVP_MD_CTX   *digest = NULL;
    EVP_PKEY_CTX *context = NULL;
    uint8_t       der[DER_BYTES_MAX];
    size_t const  len = numbers_to_der(der, signature);
    bool const    ok =
        len > 0 && open_context(&digest, &context, key->pkey) &&
        EVP_DigestVerifyInit(digest, NULL, EVP_sm3(), NULL, key->pkey) == 1 &&
        EVP_DigestVerify(digest, der, len, (const unsigned char *)text.ptr, text.len) == 1;

    EVP_MD_CTX_free(digest);
    EVP_PKEY_CTX_free(context);
    return ok;
}

/* ---- as text ------------------------------------------------------------------------------ */

bool sm2_public_to_pem(Str *out, Arena *arena, const Sm2Public *public, Fault *fault)
{
    EVP_PKEY *const pkey = make_pkey(public, NULL);
    BIO *const      memory = BIO_new(BIO_s_mem());
    char           *text = NULL;
    bool const      ok = pkey && memory && PEM_write_bio_PUBKEY(memory, pkey) == 1;
    long const      len = ok ? BIO_get_mem_data(memory, &text) : 0;

    if (len > 0)
        *out = str_copy(arena, (Str){ text, (size_t)len });
    BIO_free(memory);
    EVP_PKEY_free(pkey);
    return len > 0 || refuse(fault);
}

bool sm2_public_from_pem(Sm2Public *out, Str pem, Fault *fault)
{
    BIO *const      memory = pem.len < INT32_MAX ? BIO_new_mem_buf(pem.ptr, (int)pem.len) : NULL;
    EVP_PKEY *const pkey = memory ? PEM_read_bio_PUBKEY(memory, NULL, NULL, NULL) : NULL;
    char            group[16] = "";
    size_t          len = 0;
    bool const      ok = pkey && EVP_PKEY_get_group_name(pkey, group, sizeof group, &len) == 1 &&
                    strcmp(group, CURVE) == 0 &&
                    EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, out->bytes,
                                                    SM2_PUBLIC_BYTES, &len) == 1 &&
                    len == SM2_PUBLIC_BYTES && out->bytes[0] == POINT_CONVERSION_UNCOMPRESSED;

    EVP_PKEY_free(pkey);
    BIO_free(memory);
    return ok || fault_set(fault, FAULT_INVALID, "expected a public key of SM2 in the form PEM");
}
