/* Signing in, waiting, and sessions that end. */
#include "access/fixture_private.h"

/* FIXTURE_PASSWORD with one pass and 8 KiB. */
#define CHEAP                                                                                      \
    "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$vz2Iogymq8+"                                \
    "K1Uq8rZYPg4tKHc8I2luZt9iCONhSwVA"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static bool is_alive(const Fixture *fixture, Str token, int64_t now)
{
    Session    session = { 0 };
    Fault      fault = { 0 };
    bool const ok = session_find(&session, fixture->store, fixture->arena, token, now, &fault);

    check_equal(fixture->test, fault.code, ok ? FAULT_NONE : FAULT_SIGN_IN);
    return ok;
}

static void touch(const Fixture *fixture, Str token, int64_t now)
{
    Fault fault = { 0 };

    check_true(fixture->test, store_begin(fixture->store, STORE_WRITE, &fault));
    check_true(fixture->test, session_touch(fixture->store, token, now, &fault));
    check_true(fixture->test, store_commit(fixture->store, &fault));
}

void session_life_test(Test *test)
{
    Fixture fixture = { 0 };
    Session session = { 0 };
    Fault   fault = { 0 };

    access_fixture_open(&fixture, test);
    int64_t const begun = fixture.accounts.now;
    int64_t const jia = access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    SignIn const  sign_in = access_fixture_sign_in(&fixture, SV(" JIA "), FIXTURE_PASSWORD, begun);
    Str const     token = sign_in.token;

    check_true(test, sign_in.is_signed_in);
    check_equal(test, token.len, 43);
    check_equal(test, sign_in.actor.account_id, jia);
    check_equal(test,
                access_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit"
                                                 " WHERE action = 'session.begin'")),
                1);

    /* It does not ask to be touched before a minute is over, nor the store. */
    check_true(test, session_find(&session, fixture.store, fixture.arena, token, begun + MINUTE - 1,
                                  &fault));
    check_true(test, !session.wants_touch);
    check_equal(test, session.actor.role, ROLE_CLINICIAN);
    check_equal(test, session.actor.organisation_id, 12);
    check_text(test, session.actor.login, SV("jia"));
    check_true(test,
               session_find(&session, fixture.store, fixture.arena, token, begun + MINUTE, &fault));
    check_true(test, session.wants_touch);

    /* Two hours without a sign of life, or twelve in all. */
    check_true(test, is_alive(&fixture, token, begun + 2 * HOUR - 1));
    check_true(test, !is_alive(&fixture, token, begun + 2 * HOUR));
    for (int hour = 1; hour <= 11; hour++)
        touch(&fixture, token, begun + hour * HOUR);
    check_true(test, is_alive(&fixture, token, begun + 12 * HOUR - 1));
    check_true(test, !is_alive(&fixture, token, begun + 12 * HOUR));
    touch(&fixture, token, begun + 12 * HOUR); /* too late: nothing comes back to life */
    check_true(test, !is_alive(&fixture, token, begun + 12 * HOUR));

    check_true(test, !is_alive(&fixture, SV(""), begun));
    check_true(test, !is_alive(&fixture, str_slice(token, 0, 42), begun));
    check_true(test, !is_alive(&fixture, SV("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), begun));
    access_fixture_close(&fixture);
}

/* The store alone must not be enough to take over a session. */
void session_token_test(Test *test)
{
    Fixture fixture = { 0 };

    access_fixture_open(&fixture, test);
    (void)access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    SignIn const one = access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, 1700000000000);
    SignIn const two = access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, 1700000000000);

    check_true(test, !str_equal(one.token, two.token));
    check_equal(test,
                access_fixture_ask(&fixture, SQL("SELECT count(*) FROM session"
                                                 " WHERE length(token_digest) = 32")),
                2);
    check_true(test, session_csrf_fits(one.token, one.csrf));
    check_true(test, !session_csrf_fits(one.token, two.csrf));
    check_true(test, !session_csrf_fits(two.token, one.csrf));
    check_true(test, !session_csrf_fits(one.token, SV("")));
    check_true(test, !session_csrf_fits(SV(""), one.csrf));
    check_true(test, !session_csrf_fits(one.token, one.token));
    access_fixture_close(&fixture);
}

void session_end_test(Test *test)
{
    Fixture fixture = { 0 };
    Fault   fault = { 0 };

    access_fixture_open(&fixture, test);
    int64_t const now = fixture.accounts.now;
    (void)access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    (void)access_fixture_account(&fixture, SV("yi"), ROLE_CLINICIAN);
    SignIn const one = access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now);
    SignIn const two = access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, now);
    SignIn const other = access_fixture_sign_in(&fixture, SV("yi"), FIXTURE_PASSWORD, now);

    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    check_true(test, session_end(fixture.store, &other.actor, one.token, now, &fault));
    check_true(test, is_alive(&fixture, one.token, now)); /* it is not his */
    check_true(test, session_end(fixture.store, &one.actor, one.token, now, &fault));
    check_true(test, !is_alive(&fixture, one.token, now));
    check_true(test, is_alive(&fixture, two.token, now));
    check_true(test, session_end_all(fixture.store, two.actor.account_id, &fault));
    check_true(test, !is_alive(&fixture, two.token, now));
    check_true(test, session_sweep(fixture.store, now + 2 * HOUR - 1, &fault));
    check_true(test, is_alive(&fixture, other.token, now));
    check_true(test, session_sweep(fixture.store, now + 2 * HOUR, &fault));
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count(*) FROM session")), 0);
    store_end(fixture.store);
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count(*) FROM session")), 3);
    access_fixture_close(&fixture);
}

/* One line per attempt; both for an account that is there and for one that is not,
 * the answers must be the same. */
void sign_in_wait_test(Test *test)
{
    static const struct {
        uint32_t at_s; /* since the first */
        bool     is_right;
        uint32_t want_wait_s;
        bool     want_signed_in; /* when there is such an account */
    } CASES[] = {
        { 0, false, 0, false },      { 0, false, 0, false },
        { 0, false, 0, false },      { 0, false, 0, false },
        { 0, false, 2, false }, /* the fifth */
        { 1, true, 1, false },  /* not heard, though it is right */
        { 1, false, 1, false }, /* not heard, and not counted */
        { 2, false, 4, false }, /* the sixth */
        { 6, false, 8, false },      { 14, false, 16, false },
        { 30, false, 32, false },    { 62, false, 64, false },
        { 126, false, 128, false },  { 254, false, 256, false },
        { 510, false, 512, false },  { 1022, false, 900, false }, /* no longer than that */
        { 1922, false, 900, false }, { 2821, true, 1, false },
        { 2822, true, 0, true }, /* and all is forgotten */
        { 2823, false, 0, false },
    };
    static const char *const LOGINS[] = { "jia", "nobody" };
    Fixture                  fixture = { 0 };

    access_fixture_open(&fixture, test);
    (void)access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    for (size_t login = 0; login < COUNT_OF(LOGINS); login++)
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
            bool const    exists = login == 0;
            int64_t const now = fixture.accounts.now + (int64_t)CASES[i].at_s * SECOND;
            SignIn const  sign_in = access_fixture_sign_in(
                 &fixture, str_from_c(LOGINS[login]),
                CASES[i].is_right ? FIXTURE_PASSWORD : SV("wrong horse 7"), now);
            Fault fault = { 0 };

            if (!exists && CASES[i].want_signed_in)
                break;
            test_row(test, "%s attempt %zu", LOGINS[login], i);
            check_equal(test, sign_in.is_signed_in, CASES[i].want_signed_in);
            check_equal(test, sign_in.wait_s, CASES[i].want_wait_s);
            if (sign_in.is_signed_in)
                continue;
            check_true(test, !sign_in_refuse(&sign_in, &fault));
            check_equal(test, fault.code, FAULT_SIGN_IN);
            if (sign_in.wait_s == 0)
                check_text(test, str_from_c(fault.message),
                           SV("the login or the password is not right"));
        }
    /* Failures of a login that nobody has are counted, but are nobody's in the log. */
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count(*) FROM sign_in_failure")), 2);
    check_equal(test,
                access_fixture_ask(&fixture, SQL("SELECT count(*) FROM audit"
                                                 " WHERE action = 'session.refuse'")),
                16);
    access_fixture_close(&fixture);
}

/* Proofs made at the same moment: the second step hears only as many as are free. */
void sign_in_race_test(Test *test)
{
    enum { GUESSES = 8 };
    Fixture     fixture = { 0 };
    SignInProof proofs[GUESSES] = { 0 };
    SignIn      sign_in = { 0 };
    Fault       fault = { 0 };

    access_fixture_open(&fixture, test);
    int64_t const now = fixture.accounts.now;
    (void)access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    for (int i = 0; i < GUESSES; i++)
        check_true(test, sign_in_prove(&proofs[i], fixture.store, fixture.arena, SV("jia"),
                                       i == GUESSES - 1 ? FIXTURE_PASSWORD : SV("wrong horse 7"),
                                       now, &fault));
    check_true(test, proofs[GUESSES - 1].fits);
    check_true(test, store_begin(fixture.store, STORE_WRITE, &fault));
    for (int i = 0; i < GUESSES; i++) {
        check_true(test, sign_in_complete(&sign_in, fixture.store, fixture.arena, &proofs[i], now,
                                          &fault));
        check_true(test, !sign_in.is_signed_in);
        check_equal(test, sign_in.wait_s > 0, i >= SIGN_IN_FAILURES_FREE - 1);
    }
    check_true(test, store_commit(fixture.store, &fault));
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count FROM sign_in_failure")),
                SIGN_IN_FAILURES_FREE);

    /* After a day without an attempt the count begins anew. */
    sign_in = access_fixture_sign_in(&fixture, SV("jia"), SV("wrong horse 7"), now + 24 * HOUR);
    check_equal(test, sign_in.wait_s, 0);
    check_equal(test, access_fixture_ask(&fixture, SQL("SELECT count FROM sign_in_failure")), 1);
    access_fixture_close(&fixture);
}

/* A password of an older, cheaper encoding is encoded anew when it was proven. */
void sign_in_renew_test(Test *test)
{
    Fixture fixture = { 0 };
    Fault   fault = { 0 };

    access_fixture_open(&fixture, test);
    (void)access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    check_true(test,
               store_run(fixture.store, SQL("UPDATE account SET password = '" CHEAP "'"), &fault));
    check_true(
        test,
        access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, 1700000000000).is_signed_in);
    check_equal(test,
                access_fixture_ask(&fixture, SQL("SELECT count(*) FROM account WHERE password"
                                                 " LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'")),
                1);
    check_true(
        test,
        access_fixture_sign_in(&fixture, SV("jia"), FIXTURE_PASSWORD, 1700000000000).is_signed_in);
    access_fixture_close(&fixture);
}

typedef struct {
    Fixture    *fixture;
    SignInProof proof;
} Attempt;

static bool complete(void *context, Fault *fault)
{
    const Attempt *const attempt = context;
    SignIn               sign_in = { 0 };

    return sign_in_complete(&sign_in, attempt->fixture->store, attempt->fixture->arena,
                            &attempt->proof, attempt->fixture->accounts.now, fault);
}

void sign_in_failures_test(Test *test)
{
    static const char *const PASSWORDS[] = { "wrong horse 7", "correct horse 7" };
    Fixture                  fixture = { 0 };
    Fault                    fault = { 0 };

    access_fixture_open(&fixture, test);
    (void)access_fixture_account(&fixture, SV("jia"), ROLE_CLINICIAN);
    for (size_t i = 0; i < COUNT_OF(PASSWORDS); i++) {
        Attempt attempt = { .fixture = &fixture };

        check_true(test, sign_in_prove(&attempt.proof, fixture.store, fixture.arena, SV("jia"),
                                       str_from_c(PASSWORDS[i]), fixture.accounts.now, &fault));
        check_equal(test, attempt.proof.fits, i == 1);
        check_true(test, walk_failures(test, fixture.store, complete, &attempt,
                                       SQL("SELECT count(*)"
                                           " + 10 * (SELECT count(*) FROM session)"
                                           " + 100 * (SELECT count(*) FROM sign_in_failure)"
                                           " FROM audit")) >= 8);
    }
    access_fixture_close(&fixture);
}
