/* session.h - from a password to a token, and from a token to an actor.
 *
 * Signing in has two steps, because verifying a password takes 25 ms of work and
 * there is one writer: sign_in_prove reads and works, and takes no part in a
 * transaction; sign_in_complete writes, which is quick. The second one answers in
 * *out whether it succeeded, and both answers are to be committed: the count of
 * failures is in the transaction too.
 *
 * After SIGN_IN_FAILURES_FREE failures a login has to wait, twice as long each
 * time. It is counted by what was typed, whether such an account exists or not,
 * and checked again by the second step; so neither the answer nor its time tells
 * which logins there are, and a thousand guesses at the same moment are as slow
 * as one after the other.
 *
 * The token is known to the browser only; the store has its SHA-256. Reading a
 * session does not write: it says when the idle time wants to be set back, and
 * the caller has the writer do that.
 *
 * Ownership  Tokens and actors live in the caller's arena.
 * Threads    As the Store.
 * Faults     FAULT_SIGN_IN: there is no such session, or it is over.
 * Limits     SESSION_* and SIGN_IN_* below; LIMIT_SIGN_IN_FAILURES logins are
 *            remembered.
 */
#ifndef ACCESS_SESSION_H
#define ACCESS_SESSION_H

#include "access/actor.h"
#include "store/store.h"

enum {
    SESSION_LIFE_MS = 12 * 3600 * 1000,
    SESSION_IDLE_MS = 2 * 3600 * 1000,
    SESSION_TOUCH_MS = 60 * 1000, /* the idle time is set back at most that often */

    SIGN_IN_FAILURES_FREE = 5,
    SIGN_IN_WAIT_MAX_S = 900,
    SIGN_IN_FORGET_MS = 24 * 3600 * 1000, /* after the last failure */
};

/* What the first step found out; for the second one only. */
typedef struct {
    Str     login;
    bool    is_heard;   /* it was not the time to wait */
    int64_t account_id; /* 0: there is no such account */
    bool    fits;       /* the password is right and the account not disabled */
    Str     renewed;    /* the password encoded anew, when its cost is no longer today's */
} SignInProof;

typedef struct {
    bool     is_signed_in;
    uint32_t wait_s; /* not signed in: how long to wait before trying again, 0 not at all */
    Actor    actor;
    Str      token; /* for the cookie */
    Str      csrf;  /* for the page */
} SignIn;

bool sign_in_prove(SignInProof *out, Store *store, Arena *arena, Str login, Str password,
                   int64_t now, Fault *fault) MUST_CHECK;

/* In a transaction begun for writing, to be committed whenever it returns true. */
bool sign_in_complete(SignIn *out, Store *store, Arena *arena, const SignInProof *proof,
                      int64_t now, Fault *fault) MUST_CHECK;

/* FAULT_SIGN_IN with what to tell somebody who was not signed in. */
bool sign_in_refuse(const SignIn *sign_in, Fault *fault);

typedef struct {
    Actor actor;
    bool  wants_touch; /* let the writer call session_touch */
} Session;

bool session_find(Session *out, Store *store, Arena *arena, Str token, int64_t now,
                  Fault *fault) MUST_CHECK;

/* In a transaction begun for writing, as the rest. A session that is over stays so. */
bool session_touch(Store *store, Str token, int64_t now, Fault *fault) MUST_CHECK;
bool session_end(Store *store, const Actor *actor, Str token, int64_t now, Fault *fault) MUST_CHECK;
bool session_end_all(Store *store, int64_t account_id, Fault *fault) MUST_CHECK;

/* Take away what is over; now and then. */
bool session_sweep(Store *store, int64_t now, Fault *fault) MUST_CHECK;

/* A page that a session was given proves itself with this text when it sends a
 * change; it follows from the token, and nobody else can make it. */
Str  session_csrf(Arena *arena, Str token);
bool session_csrf_fits(Str token, Str csrf);

#endif
