#include "access/session.h"

#include <assert.h>
#include <string.h>

#include "access/access_private.h"
#include "access/audit.h"
#include "base/limits.h"
#include "crypto/compare.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "crypto/random.h"

enum { TOKEN_BYTES = 32, TOKEN_CHARS = 43 };

#define ACTOR_COLUMNS                                                                              \
    "account.account_id, account.login, account.role, account.worker_id,"                          \
    " account.organisation_id, account.must_change_password, account.is_disabled"

static bool bind_digest(Statement *statement, int at, Digest digest, Fault *fault)
{
    return statement_bind_blob(statement, at, (Str){ (const char *)digest.bytes, DIGEST_BYTES },
                               fault);
}

static bool read_actor(Actor *out, const Statement *row, Arena *arena, Fault *fault)
{
    *out = (Actor){
        .account_id = statement_int(row, 0),
        .login = str_copy(arena, statement_text(row, 1)),
        .worker_id = statement_int(row, 3),
        .organisation_id = statement_int(row, 4),
        .must_change_password = statement_int(row, 5) != 0,
    };
    return role_read(&out->role, statement_text(row, 2), fault);
}

/* ---- failures ---------------------------------------------------------------------------- */

typedef struct {
    uint32_t count;
    int64_t  at; /* of the last one */
} Failures;

static bool read_failures(Failures *out, Store *store, Digest login, int64_t now, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool const ok =
        statement_open(&select, store,
                       SQL("SELECT count, failed_at FROM sign_in_failure WHERE login_digest = ?1"),
                       fault) &&
        bind_digest(select, 1, login, fault) && statement_next(select, &row, fault);

    *out = (Failures){ 0 };
    if (ok && row && now - statement_int(select, 1) < SIGN_IN_FORGET_MS)
        *out = (Failures){ (uint32_t)statement_int(select, 0), statement_int(select, 1) };
    statement_close(&select);
    return ok;
}

/* Seconds from the last failure on in which no attempt is heard: none for the
 * first few, then 2, 4, 8 ... */
static uint32_t penalty_s(uint32_t failure_count)
{
    uint32_t wait = 1;

    for (uint32_t i = SIGN_IN_FAILURES_FREE; i <= failure_count && wait < SIGN_IN_WAIT_MAX_S; i++)
        wait *= 2;
    if (failure_count < SIGN_IN_FAILURES_FREE)
        return 0;
    return wait < SIGN_IN_WAIT_MAX_S ? wait : SIGN_IN_WAIT_MAX_S;
}

static uint32_t wait_left_s(Failures failures, int64_t now)
{
    int64_t const until = failures.at + (int64_t)penalty_s(failures.count) * 1000;

    return now < until ? (uint32_t)((until - now + 999) / 1000) : 0;
}

/* Those that are forgotten anyway, and the oldest when there are too many. */
static bool prune_failures(Store *store, int64_t now, Fault *fault)
{
    Statement *prune = NULL;
    bool const ok =
        statement_open(&prune, store,
                       SQL("DELETE FROM sign_in_failure WHERE failed_at <= ?1 OR failed_at <="
                           " (SELECT failed_at FROM sign_in_failure"
                           "  ORDER BY failed_at DESC LIMIT 1 OFFSET ?2)"),
                       fault) &&
        statement_bind_int(prune, 1, now - SIGN_IN_FORGET_MS, fault) &&
        statement_bind_int(prune, 2, LIMIT_SIGN_IN_FAILURES, fault) && statement_run(prune, fault);

    statement_close(&prune);
    return ok;
}

static bool write_failures(Store *store, Digest login, Failures failures, Fault *fault)
{
    Statement *put = NULL;
    bool const ok =
        statement_open(&put, store,
                       SQL("INSERT INTO sign_in_failure (login_digest, count, failed_at)"
                           " VALUES (?1, ?2, ?3) ON CONFLICT (login_digest)"
                           " DO UPDATE SET count = excluded.count, failed_at = excluded.failed_at"),
                       fault) &&
        bind_digest(put, 1, login, fault) && statement_bind_int(put, 2, failures.count, fault) &&
        statement_bind_int(put, 3, failures.at, fault) && statement_run(put, fault);

    statement_close(&put);
    return ok;
}

static bool forget_failures(Store *store, Digest login, Fault *fault)
{
    Statement *forget = NULL;
    bool const ok =
        statement_open(&forget, store, SQL("DELETE FROM sign_in_failure WHERE login_digest = ?1"),
                       fault) &&
        bind_digest(forget, 1, login, fault) && statement_run(forget, fault);

    statement_close(&forget);
    return ok;
}

/* ---- signing in ---------------------------------------------------------------------------- */

/* Verify against the account of that login; when there is none, work as hard. */
static bool prove_password(SignInProof *proof, Store *store, Arena *arena, Str password,
                           Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (!statement_open(&select, store,
                        SQL("SELECT account_id, password, is_disabled FROM account"
                            " WHERE login = ?1"),
                        fault) ||
        !statement_bind_text(select, 1, proof->login, fault) ||
        !statement_next(select, &row, fault))
        goto done;
    if (!row) {
        password_verify_nobody(password);
        ok = true;
        goto done;
    }
    proof->account_id = statement_int(select, 0);
    Str const encoded = statement_text(select, 1);
    if (!password_verify(&proof->fits, encoded, password, fault))
        goto done;
    if (proof->fits && !password_is_current(encoded) &&
        !password_hash(&proof->renewed, arena, password, fault))
        goto done;
    proof->fits = proof->fits && statement_int(select, 2) == 0;
    ok = true;

done:
    statement_close(&select);
    return ok;
}

bool sign_in_prove(SignInProof *out, Store *store, Arena *arena, Str login, Str password,
                   int64_t now, Fault *fault)
{
    SignInProof proof = { .login = login_normalise(arena, login) };
    Failures    failures = { 0 };

    if (!read_failures(&failures, store, digest_of(proof.login), now, fault))
        return false;
    /* Nobody is heard before the time, so there is no work to be done either. */
    proof.is_heard = wait_left_s(failures, now) == 0;
    if (proof.is_heard && !prove_password(&proof, store, arena, password, fault))
        return false;
    *out = proof;
    return true;
}

static bool refuse(SignIn *out, Store *store, const SignInProof *proof, Failures failures,
                   int64_t now, Fault *fault)
{
    Digest const login = digest_of(proof->login);
    Actor const  nobody = { .account_id = proof->account_id };

    failures = (Failures){ failures.count + 1, now };
    *out = (SignIn){ .wait_s = penalty_s(failures.count) };
    return prune_failures(store, now, fault) && write_failures(store, login, failures, fault) &&
           (proof->account_id == 0 || audit_write(store, &nobody,
                                                  (AuditEntry){ .at = now,
                                                                .action = AUDIT_SIGN_IN_REFUSED,
                                                                .subject = AUDIT_OF_ACCOUNT,
                                                                .subject_id = proof->account_id },
                                                  fault));
}

/* The account may have been disabled since the proof: *is_enabled. */
static bool get_actor(Actor *out, bool *is_enabled, Store *store, Arena *arena, int64_t account_id,
                      Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok =
        statement_open(&select, store,
                       SQL("SELECT " ACTOR_COLUMNS " FROM account WHERE account_id = ?1"), fault) &&
        statement_bind_int(select, 1, account_id, fault) && statement_next(select, &row, fault);

    *is_enabled = ok && row && statement_int(select, 6) == 0;
    if (*is_enabled)
        ok = read_actor(out, select, arena, fault);
    statement_close(&select);
    return ok;
}

static bool insert_session(Store *store, Str token, int64_t account_id, int64_t now, Fault *fault)
{
    Statement *insert = NULL;
    bool const ok = statement_open(&insert, store,
                                   SQL("INSERT INTO session (token_digest, account_id, begun_at,"
                                       " seen_at) VALUES (?1, ?2, ?3, ?3)"),
                                   fault) &&
                    bind_digest(insert, 1, digest_of(token), fault) &&
                    statement_bind_int(insert, 2, account_id, fault) &&
                    statement_bind_int(insert, 3, now, fault) && statement_run(insert, fault);

    statement_close(&insert);
    return ok;
}

static bool audit_session(Store *store, const Actor *actor, AuditAction action, int64_t now,
                          Fault *fault)
{
    return audit_write(store, actor,
                       (AuditEntry){ .at = now,
                                     .action = action,
                                     .subject = AUDIT_OF_ACCOUNT,
                                     .subject_id = actor->account_id },
                       fault);
}

bool sign_in_complete(SignIn *out, Store *store, Arena *arena, const SignInProof *proof,
                      int64_t now, Fault *fault)
{
    Digest const login = digest_of(proof->login);
    Failures     failures = { 0 };
    SignIn       sign_in = { 0 };
    bool         is_enabled = false;

    assert(store_in_transaction(store));
    if (!read_failures(&failures, store, login, now, fault))
        return false;
    sign_in.wait_s = wait_left_s(failures, now);
    if (sign_in.wait_s > 0 || !proof->is_heard) {
        /* Not heard, and so not counted; at worst the time has run out just now. */
        sign_in.wait_s += sign_in.wait_s == 0;
        *out = sign_in;
        return true;
    }
    if (proof->fits &&
        !get_actor(&sign_in.actor, &is_enabled, store, arena, proof->account_id, fault))
        return false;
    if (!is_enabled)
        return refuse(out, store, proof, failures, now, fault);

    if (!forget_failures(store, login, fault) ||
        (proof->renewed.len &&
         !account_store_password(store, proof->account_id, proof->renewed, fault)) ||
        !random_token(&sign_in.token, arena, TOKEN_BYTES, fault) ||
        !insert_session(store, sign_in.token, proof->account_id, now, fault) ||
        !audit_session(store, &sign_in.actor, AUDIT_SIGN_IN, now, fault))
        return false;
    sign_in.csrf = session_csrf(arena, sign_in.token);
    sign_in.is_signed_in = true;
    *out = sign_in;
    return true;
}

bool sign_in_refuse(const SignIn *sign_in, Fault *fault)
{
    assert(!sign_in->is_signed_in);
    if (sign_in->wait_s)
        return fault_set(fault, FAULT_SIGN_IN, "too many failures; try again in %u seconds",
                         sign_in->wait_s);
    return fault_set(fault, FAULT_SIGN_IN, "the login or the password is not right");
}

/* ---- sessions -------------------------------------------------------------------------------- */

static bool fault_over(Fault *fault)
{
    return fault_set(fault, FAULT_SIGN_IN, "the session is over; sign in again");
}

bool session_find(Session *out, Store *store, Arena *arena, Str token, int64_t now, Fault *fault)
{
    Statement *select = NULL;
    bool       row = false;
    bool       ok = false;

    if (token.len != TOKEN_CHARS)
        return fault_over(fault);
    if (!statement_open(&select, store,
                        SQL("SELECT " ACTOR_COLUMNS ", session.begun_at, session.seen_at"
                            " FROM session JOIN account USING (account_id)"
                            " WHERE token_digest = ?1"),
                        fault) ||
        !bind_digest(select, 1, digest_of(token), fault) || !statement_next(select, &row, fault))
        goto done;
    if (!row || statement_int(select, 6) != 0 ||
        now - statement_int(select, 7) >= SESSION_LIFE_MS ||
        now - statement_int(select, 8) >= SESSION_IDLE_MS) {
        fault_over(fault);
        goto done;
    }
    ok = read_actor(&out->actor, select, arena, fault);
    out->wants_touch = now - statement_int(select, 8) >= SESSION_TOUCH_MS;

done:
    statement_close(&select);
    return ok;
}

bool session_touch(Store *store, Str token, int64_t now, Fault *fault)
{
    Statement *update = NULL;

    assert(store_in_transaction(store));
    bool const ok = statement_open(&update, store,
                                   SQL("UPDATE session SET seen_at = ?2 WHERE token_digest = ?1"
                                       " AND begun_at > ?3 AND seen_at > ?4 AND seen_at < ?2"),
                                   fault) &&
                    bind_digest(update, 1, digest_of(token), fault) &&
                    statement_bind_int(update, 2, now, fault) &&
                    statement_bind_int(update, 3, now - SESSION_LIFE_MS, fault) &&
                    statement_bind_int(update, 4, now - SESSION_IDLE_MS, fault) &&
                    statement_run(update, fault);

    statement_close(&update);
    return ok;
}

bool session_end(Store *store, const Actor *actor, Str token, int64_t now, Fault *fault)
{
    Statement *end = NULL;

    assert(store_in_transaction(store));
    bool const ok =
        statement_open(&end, store,
                       SQL("DELETE FROM session WHERE token_digest = ?1"
                           " AND account_id = ?2"),
                       fault) &&
        bind_digest(end, 1, digest_of(token), fault) &&
        statement_bind_int(end, 2, actor->account_id, fault) && statement_run(end, fault) &&
        (statement_changes(end) == 0 || audit_session(store, actor, AUDIT_SIGN_OUT, now, fault));

    statement_close(&end);
    return ok;
}

bool session_end_all(Store *store, int64_t account_id, Fault *fault)
{
    Statement *end = NULL;

    assert(store_in_transaction(store));
    bool const ok =
        statement_open(&end, store, SQL("DELETE FROM session WHERE account_id = ?1"), fault) &&
        statement_bind_int(end, 1, account_id, fault) && statement_run(end, fault);

    statement_close(&end);
    return ok;
}

bool session_sweep(Store *store, int64_t now, Fault *fault)
{
    Statement *sweep = NULL;

    assert(store_in_transaction(store));
    bool const ok =
        statement_open(&sweep, store,
                       SQL("DELETE FROM session WHERE begun_at <= ?1 OR seen_at <= ?2"), fault) &&
        statement_bind_int(sweep, 1, now - SESSION_LIFE_MS, fault) &&
        statement_bind_int(sweep, 2, now - SESSION_IDLE_MS, fault) && statement_run(sweep, fault) &&
        prune_failures(store, now, fault);

    statement_close(&sweep);
    return ok;
}

/* ---- proof of the page ---------------------------------------------------------------------- */

/* Another text than the token itself, which is what the store has the digest of. */
static Digest csrf_digest(Str token)
{
    static const char PURPOSE[] = "page of ";
    char              text[sizeof PURPOSE + TOKEN_CHARS];
    size_t const      len = token.len < TOKEN_CHARS ? token.len : TOKEN_CHARS;

    memcpy(text, PURPOSE, sizeof PURPOSE);
    if (len)
        memcpy(text + sizeof PURPOSE, token.ptr, len);
    Digest const digest = digest_of((Str){ text, sizeof PURPOSE + len });
    compare_wipe(text, sizeof text);
    return digest;
}

Str session_csrf(Arena *arena, Str token)
{
    return digest_hex(arena, csrf_digest(token));
}

bool session_csrf_fits(Str token, Str csrf)
{
    Digest given = { 0 };

    return token.len == TOKEN_CHARS && digest_parse(&given, csrf) &&
           digest_equal(given, csrf_digest(token));
}
