/* account.h - who can sign in.
 *
 * An account belongs to one person at work: a login, a password, a role, and the
 * organisation from which it sees. Accounts are never deleted, because the audit
 * log names them; they are disabled.
 *
 * Access cannot look up which organisation lies below which (actor.h); the caller
 * lends the question as a Place.
 *
 * Ownership  Accounts live in the caller's arena. The password is the caller's,
 *            who wipes it.
 * Threads    As the Store.
 * Faults     FAULT_INVALID for a login or password that breaks the rules, or a
 *            login that is taken; FAULT_DENIED; FAULT_NOT_FOUND; the store's.
 * Privacy    The encoded password never leaves this module.
 */
#ifndef ACCESS_ACCOUNT_H
#define ACCESS_ACCOUNT_H

#include "access/audit.h"
#include "base/id.h"

enum { ACCOUNT_LOGIN_CHARS_MAX = 32, ACCOUNT_PASSWORD_CHARS_MIN = 10 };

/* Whether an organisation is the actor's or below it. */
typedef struct {
    bool (*is_inside)(const void *context, const Actor *actor, int64_t organisation_id);
    const void *context;
} Place;

/* The accounts, as one actor works on them at one moment. */
typedef struct {
    Store       *store;
    Arena       *arena;
    const Actor *actor;
    Place        place;
    IdMaker     *ids; /* for new ones; else NULL */
    int64_t      now;
} Accounts;

typedef struct {
    int64_t account_id;
    Str     login;
    Role    role;
    int64_t worker_id;       /* 0: none */
    int64_t organisation_id; /* never 0: only the system is everywhere */
    bool    is_disabled;
    bool    must_change_password;
    int64_t created_at, created_by;
    int64_t password_at; /* when it was set */
} Account;

typedef struct {
    Str     login; /* 2 to 32 letters, digits, dots, dashes; kept in lower case */
    Str     password;
    Role    role; /* not ROLE_SYSTEM */
    int64_t worker_id, organisation_id;
    bool    must_change_password; /* at the first sign-in: somebody else has chosen it */
} NewAccount;

/* In a transaction begun for writing, as all that change something. */
bool account_create(int64_t *account_id, const Accounts *accounts, const NewAccount *account,
                    Fault *fault) MUST_CHECK;

/* The actor's own, with the old one as proof. All its sessions end: sign in again. */
bool account_change_password(const Accounts *accounts, Str old_password, Str new_password,
                             Fault *fault) MUST_CHECK;

/* Somebody else's, who then has to change it; all its sessions end. */
bool account_reset_password(const Accounts *accounts, int64_t account_id, Str new_password,
                            Fault *fault) MUST_CHECK;

/* A disabled account's sessions end at once. Nobody disables his own. */
bool account_set_disabled(const Accounts *accounts, int64_t account_id, bool is_disabled,
                          Fault *fault) MUST_CHECK;

/* Their organisation is part of another: they see from there. */
bool account_follow(int64_t *count, const Accounts *accounts, int64_t from_id, int64_t into_id,
                    Fault *fault) MUST_CHECK;

/* In either case of letters; *out is NULL when there is none. */
bool account_find_by_login(const Account **out, const Accounts *accounts, Str login,
                           Fault *fault) MUST_CHECK;

/* Whose account an id in a record's history is: for whoever may read that record, and
 * so without asking who asks. An empty login: there is no such account. */
typedef struct {
    Str     login;
    int64_t worker_id; /* 0: none */
} AccountHolder;

bool account_find_holder(AccountHolder *out, Store *store, Arena *arena, int64_t account_id,
                         Fault *fault) MUST_CHECK;

/* Those in the actor's place, by login, after the one named (or from the start). */
bool account_list(const Account **out, uint32_t *count, const Accounts *accounts, Str after_login,
                  uint32_t limit, Fault *fault) MUST_CHECK;

#endif
